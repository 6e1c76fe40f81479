/* SPDX-License-Identifier: Apache-2.0
 *
 * Checks of gates: conditions that can never hold, ways on that do not look at their phase, and verification that takes
 * longer than the phase it is about. */
#include "lang/check/whole.h"

#include <string.h>

#define PHASES_LOOKED_AT 200 /* in texts with more phases, only what one phase shows */
#define LEAVES_COMPARED 32

struct gates {
    struct whole *w;
    bool *before;    /* phases that can have begun without that of the gate */
    uint32_t marked; /* the phase that `before` is of */
    uint32_t *queue;
};

/* ---------------------------------------------------------------- when a phase ends */

/* The phase begins at a moment of the calendar, and by that alone. */
static bool begins_at(const struct whole *w, uint32_t phase, int64_t *us)
{
    const struct plan_phase *p = &w->plan->phases[phase];
    const struct plan_time *time = &p->begin_at;
    if (p->begins != PLAN_BEGIN_AT)
        return false;
    if (time->form == PLAN_TIME_ENTRY)
        time = &w->plan->entry;
    else if (time->form == PLAN_TIME_SIGNATURE)
        time = &w->plan->signature;
    if (time->form != PLAN_TIME_MOMENT && time->form != PLAN_TIME_DATE)
        return false;
    *us = time->at_us;
    if (time != &p->begin_at && p->begin_at.shift_sign)
        *us = plan_span_add(w->plan->tz, *us, p->begin_at.shift_sign, p->begin_at.shift);
    if (time->shift_sign)
        *us = plan_span_add(w->plan->tz, *us, time->shift_sign, time->shift);
    return true;
}

/* It ends, by its term and not later; the longest that the calendar makes of it. */
static bool has_end(const struct whole *w, uint32_t phase, int64_t *us)
{
    if (phase >= w->plan->phase_count)
        return false;
    const struct plan_phase *p = &w->plan->phases[phase];
    const struct ast_quantity *lasts = &w->b->ast->phases.items[phase].lasts;
    if (!p->has_lasts || p->renewal != PLAN_RENEW_NONE || lasts->is_open || p->lasts.count <= 0)
        return false;
    *us = span_most(p->lasts);
    return true;
}

static struct str span_text(struct whole *w, struct plan_span span)
{
    struct buf buf;
    buf_init(&buf, w->b->work->arena->mem, 100);
    plan_span_put(&buf, span);
    struct str text =
        buf.failed ? (struct str){0} : work_printf(w->b->work, "%.*s", STR_ARG(buf_str(&buf)));
    buf_free(&buf);
    return text;
}

/* What shows it: the moment at which the phase is over. */
static void end_witness(struct whole *w, struct diag *diag, uint32_t phase)
{
    int64_t begin, lasts;
    if (!has_end(w, phase, &lasts)) {
        whole_witness(w, diag, "at every moment");
        return;
    }
    const struct plan_phase *p = &w->plan->phases[phase];
    struct diag_witness *witness =
        whole_witness(w, diag, "the end of phase `%.*s`, %.*s after its begin", STR_ARG(p->name),
                      STR_ARG(span_text(w, p->lasts)));
    if (witness && begins_at(w, phase, &begin)) {
        witness->has_time = true;
        witness->at_us = plan_span_add(w->plan->tz, begin, 1, p->lasts);
    }
}

/* ---------------------------------------------------------------- never */

/* The phases that can have begun before `phase` has (is_left: before it is over). */
static void mark_before(struct gates *g, uint32_t phase)
{
    const struct plan *plan = g->w->plan;
    size_t head = 0, tail = 0;
    if (g->marked == phase)
        return;
    g->marked = phase;
    memset(g->before, 0, plan->phase_count * sizeof *g->before);
    for (uint32_t i = 0; i < plan->phase_count; i++)
        if (i != phase && plan->phases[i].begins != PLAN_BEGIN_BY_THEN) {
            g->before[i] = true;
            g->queue[tail++] = i;
        }
    while (head < tail) {
        const struct plan_phase *p = &plan->phases[g->queue[head++]];
        for (size_t j = 0; j <= p->exit_count; j++) {
            uint32_t to = j < p->exit_count ? p->exits[j].to : p->has_else ? p->else_to : PLAN_NONE;
            if (to >= plan->phase_count || to == phase || g->before[to])
                continue;
            g->before[to] = true;
            g->queue[tail++] = to;
        }
    }
}

/* Does the condition need a clause to have bound already? */
static bool needs_bound(const struct plan_condition *c)
{
    if (c->form == PLAN_COND_STATE)
        return !c->is_negated && c->state != PLAN_PENDING && c->state != PLAN_UNDETERMINED;
    if (c->form == PLAN_COND_NO)
        return c->has_span;
    return c->form == PLAN_COND_COUNT &&
           ((c->comparison == PLAN_AT_LEAST && c->number > 0) || c->comparison == PLAN_MORE_THAN ||
            (c->comparison == PLAN_EXACTLY && c->number > 0));
}

/* Clauses of a phase that cannot have begun when this is judged. */
static bool check_later(struct gates *g, const struct use *use)
{
    struct whole *w = g->w;
    const struct plan *plan = w->plan;
    struct plan_list clauses = use_clauses(use);
    bool at_entry = use->sort == USE_ENTRY;
    if (!use->condition || !needs_bound(use->condition) || !clauses.count ||
        plan->phase_count > PHASES_LOOKED_AT)
        return false;
    if (!at_entry) {
        if ((use->sort != USE_EXIT && use->sort != USE_BEGIN) || use->phase >= plan->phase_count)
            return false;
        mark_before(g, use->phase);
    }
    for (size_t i = 0; i < clauses.count; i++) {
        const struct plan_clause *clause = &plan->clauses[clauses.items[i]];
        bool is_same = clause->phase == use->phase;
        if (at_entry ? clause->source != 0
                     : clause->phase >= plan->phase_count || g->before[clause->phase] ||
                           (is_same && use->sort == USE_EXIT))
            continue;
        struct diag *diag = whole_range_diag(
            w, LANG_H0721, use->range,
            at_entry  ? "clause %.*s binds only once the agreement is in force"
            : is_same ? "clause %.*s binds only once this phase has begun"
                      : "clause %.*s binds only in a phase that cannot have begun by then",
            STR_ARG(clause->label));
        diag->label = at_entry ? STR("expected a condition that can hold before, such as "
                                     "`certified \"…\" by` a name")
                               : STR("expected a clause of a phase that comes before");
        whole_other_word(w, diag, w->b->ast->clauses.items[clauses.items[i]].label,
                         STR("the clause"));
        end_witness(w, diag, at_entry || use->sort == USE_BEGIN ? PLAN_NONE : use->phase);
        return true;
    }
    return false;
}

/* A wait that is longer than the phase. */
static bool check_wait(struct gates *g, const struct use *use)
{
    struct whole *w = g->w;
    const struct plan_condition *c = use->condition;
    int64_t lasts;
    if (!c || !has_end(w, use->phase, &lasts) || use->sort == USE_BEGIN ||
        use->sort == USE_RENEWAL || c->is_open)
        return false;
    bool is_since = c->form == PLAN_COND_SINCE && c->since.form == PLAN_TIME_BEGIN &&
                    (c->since.phase == PLAN_NONE || c->since.phase == use->phase) &&
                    c->since.shift_sign >= 0;
    bool is_no = c->form == PLAN_COND_NO && c->has_span && c->happening.clauses.count > 0;
    for (size_t i = 0; i < c->happening.clauses.count && is_no; i++)
        is_no = w->plan->clauses[c->happening.clauses.items[i]].phase == use->phase;
    int64_t wait = span_least(c->span);
    if (is_since && c->since.shift_sign > 0)
        wait += span_least(c->since.shift);
    if ((!is_since && !is_no) || wait <= lasts)
        return false;
    const struct plan_phase *p = &w->plan->phases[use->phase];
    struct diag *diag = whole_range_diag(
        w, LANG_H0721, use->range, "phase `%.*s` lasts %.*s, and this needs %.*s%s",
        STR_ARG(p->name), STR_ARG(span_text(w, p->lasts)), STR_ARG(span_text(w, c->span)),
        c->since.shift_sign > 0 ? " and more" : "");
    diag->label = STR("expected no more than the phase lasts");
    whole_other(w, diag, w->b->ast->phases.items[use->phase].lasts.range,
                STR("it lasts this long"));
    end_witness(w, diag, use->phase);
    return true;
}

/* How long after its phase's begin a clause's last deadline lies; false when that is not known. */
static bool deadline_of(const struct whole *w, const struct plan_statement *s, uint32_t phase,
                        struct plan_span *after, int64_t *us)
{
    const struct plan_time *time =
        s->form == PLAN_KEEP || s->form == PLAN_LIMIT                         ? &s->tail.as_of
        : s->due.form == PLAN_DUE_BY                                          ? &s->due.by
        : s->due.form == PLAN_DUE_WITHIN && s->due.of.form == PLAN_EVENT_TIME ? &s->due.of.time
                                                                              : NULL;
    (void)w;
    if (!time || time->form != PLAN_TIME_BEGIN || time->shift_sign < 0 ||
        (time->phase != PLAN_NONE && time->phase != phase))
        return false;
    *us = time->shift_sign ? span_least(time->shift) : 0;
    *after = time->shift;
    if (time == &s->due.of.time) {
        *us += span_least(s->due.within);
        *after = s->due.within;
        return !s->due.within_is_open && !time->shift_sign;
    }
    return true;
}

/* `clause C is fulfilled` at the phase's end, where C may be fulfilled later than that. */
static bool check_deadline(struct gates *g, const struct use *use)
{
    struct whole *w = g->w;
    const struct plan_condition *c = use->condition;
    int64_t lasts, us;
    if (!c || c->form != PLAN_COND_STATE || c->is_negated || c->state != PLAN_FULFILLED ||
        use->sort != USE_EXIT || !has_end(w, use->phase, &lasts))
        return false;
    for (size_t i = 0; i < c->clauses.count; i++) {
        const struct plan_clause *clause = &w->plan->clauses[c->clauses.items[i]];
        for (uint32_t j = 0; j < clause->statement_count && clause->phase == use->phase; j++) {
            uint32_t index = clause->first_statement + j;
            struct plan_span after;
            if (!deadline_of(w, &w->plan->statements[index], use->phase, &after, &us) ||
                us <= lasts)
                continue;
            const struct plan_phase *p = &w->plan->phases[use->phase];
            struct diag *diag = whole_range_diag(
                w, LANG_H0721, use->range,
                "clause %.*s falls due %.*s after begin, and phase `%.*s` is over after %.*s",
                STR_ARG(clause->label), STR_ARG(span_text(w, after)), STR_ARG(p->name),
                STR_ARG(span_text(w, p->lasts)));
            diag->label = STR("expected a clause that falls due before the phase ends");
            whole_other(w, diag, whole_statement(w, index)->range, STR("the later deadline"));
            end_witness(w, diag, use->phase);
            return true;
        }
    }
    return false;
}

/* ---------------------------------------------------------------- numbers that exclude each other */

struct bounds {
    double least, most; /* whole numbers */
};

static bool bounds_of(const struct plan_condition *c, struct bounds *bounds)
{
    static const double many = 1e18;
    *bounds = (struct bounds){0, many};
    if (c->is_open)
        return false;
    if (c->form == PLAN_COND_NO) {
        bounds->most = 0;
        return true;
    }
    if (c->form != PLAN_COND_COUNT)
        return false;
    switch (c->comparison) {
    case PLAN_AT_LEAST:
        bounds->least = c->number;
        return true;
    case PLAN_AT_MOST:
        bounds->most = c->number;
        return true;
    case PLAN_MORE_THAN:
        bounds->least = c->number + 1;
        return true;
    case PLAN_LESS_THAN:
        bounds->most = c->number - 1;
        return true;
    case PLAN_EXACTLY:
        *bounds = (struct bounds){c->number, c->number};
        return true;
    case PLAN_IS:
        break;
    }
    return false;
}

static bool lists_eq(struct plan_list a, struct plan_list c)
{
    bool same = a.count == c.count;
    for (size_t i = 0; i < a.count && same; i++)
        same = a.items[i] == c.items[i];
    return same;
}

/* They count the same in the same window; `no` without a window looks at all of it. */
static bool counts_same(const struct plan_condition *a, const struct plan_condition *c)
{
    const struct plan_happening *x = &a->happening, *y = &c->happening;
    return x->class == y->class && lists_eq(x->clauses, y->clauses) &&
           x->qualifier == y->qualifier && x->gravity == y->gravity &&
           x->actors.form == y->actors.form && lists_eq(x->actors.names, y->actors.names) &&
           !x->spots.count && !y->spots.count && a->has_span == c->has_span &&
           (!a->has_span || (a->span.unit == c->span.unit && a->span.count == c->span.count));
}

static bool states_clash(const struct plan_condition *a, const struct plan_condition *c)
{
    if (a->form != PLAN_COND_STATE || c->form != PLAN_COND_STATE ||
        !lists_eq(a->clauses, c->clauses) || !a->clauses.count)
        return false;
    return a->state == c->state ? a->is_negated != c->is_negated : !a->is_negated && !c->is_negated;
}

static void check_pairs(struct gates *g, size_t first, size_t end)
{
    struct whole *w = g->w;
    for (size_t i = first; i < end; i++) {
        const struct use *a = &w->uses.items[i];
        struct bounds x, y;
        if (!a->is_needed || !a->condition)
            continue;
        if (bounds_of(a->condition, &x) && x.least > x.most)
            continue;
        for (size_t j = i + 1; j < end && j < i + LEAVES_COMPARED; j++) {
            const struct use *c = &w->uses.items[j];
            if (!c->is_needed)
                continue;
            bool clash = states_clash(a->condition, c->condition);
            if (!clash && (!bounds_of(a->condition, &x) || !bounds_of(c->condition, &y) ||
                           !counts_same(a->condition, c->condition) ||
                           !(x.least > y.most || y.least > x.most)))
                continue;
            struct diag *diag = whole_range_diag(
                w, LANG_H0721, c->range, "this and what stands before it cannot both be so");
            diag->label = STR("expected numbers or states that go together");
            whole_other(w, diag, a->range, STR("excluded by this"));
            end_witness(w, diag, PLAN_NONE);
            return;
        }
    }
}

static void check_alone(struct gates *g, const struct use *use)
{
    struct bounds bounds;
    if (!use->condition || use->is_denied)
        return;
    if (bounds_of(use->condition, &bounds) && bounds.most < 0) {
        struct diag *diag =
            whole_range_diag(g->w, LANG_H0721, use->range, "nothing happens fewer than 0 times");
        diag->label = STR("expected `no`, or a number above 0");
        end_witness(g->w, diag, PLAN_NONE);
        return;
    }
    if (!check_wait(g, use) && !check_later(g, use))
        check_deadline(g, use);
}

/* `then X at T` beyond the end. */
static void check_exit_time(struct gates *g, uint32_t phase)
{
    struct whole *w = g->w;
    const struct ast_phase *from = &w->b->ast->phases.items[phase];
    const struct plan_phase *p = &w->plan->phases[phase];
    int64_t lasts, begin;
    uint32_t at = 0;
    for (size_t i = 0; i < from->exits.count; i++) {
        if (from->exits.items[i].is_else)
            continue;
        if (at >= p->exit_count)
            return;
        const struct plan_exit *e = &p->exits[at++];
        if (e->form != PLAN_EXIT_AT_TIME || !has_end(w, phase, &lasts))
            continue;
        bool is_beyond = e->at.form == PLAN_TIME_BEGIN && e->at.shift_sign > 0 &&
                         (e->at.phase == PLAN_NONE || e->at.phase == phase) &&
                         span_least(e->at.shift) > lasts;
        if (e->at.form == PLAN_TIME_MOMENT && !e->at.shift_sign && begins_at(w, phase, &begin))
            is_beyond = e->at.at_us > plan_span_add(w->plan->tz, begin, 1, p->lasts);
        if (!is_beyond)
            continue;
        struct diag *diag =
            whole_range_diag(w, LANG_H0721, from->exits.items[i].range,
                             "phase `%.*s` is over before this moment", STR_ARG(p->name));
        diag->label = STR("expected a moment before the phase ends");
        whole_other(w, diag, from->lasts.range, STR("it lasts this long"));
        end_witness(w, diag, phase);
    }
}

/* ---------------------------------------------------------------- what a gate looks at */

static bool looks_at(const struct whole *w, const struct use *use)
{
    const struct plan_condition *c = use->condition;
    if (!c || c->form == PLAN_COND_OPEN || c->form == PLAN_COND_CERTIFIED)
        return true;
    const struct plan_happening *happening = use_happening(use);
    struct plan_list clauses = use_clauses(use);
    if (happening && !clauses.count)
        return true; /* acts: or what was wrong */
    for (size_t i = 0; i < clauses.count; i++) {
        uint32_t phase = w->plan->clauses[clauses.items[i]].phase;
        if (phase == use->phase || phase == PLAN_THROUGHOUT)
            return true;
    }
    return !clauses.count && c->form == PLAN_COND_STATE;
}

/* The uses [first, end) are the leaves of one way's condition. */
static void check_looks(struct gates *g, size_t first, size_t end, const bool *has_clause)
{
    struct whole *w = g->w;
    const struct use *use = &w->uses.items[first];
    if (use->sort != USE_EXIT || !has_clause[use->phase])
        return;
    for (size_t i = first; i < end; i++)
        if (looks_at(w, &w->uses.items[i]))
            return;
    const struct ast_phase *from = &w->b->ast->phases.items[use->phase];
    uint32_t at = 0;
    for (size_t i = 0; i < from->exits.count; i++)
        if (!from->exits.items[i].is_else && at++ == use->exit) {
            struct diag *diag =
                whole_range_diag(w, LANG_W0866, from->exits.items[i].range,
                                 "this does not ask whether any clause of phase `%.*s` was kept",
                                 STR_ARG(from->name.text));
            diag->label = STR("expected a condition on a clause of this phase");
            whole_other_word(w, diag, from->name, STR("the phase that it ends"));
            return;
        }
}

/* ---------------------------------------------------------------- verification within the phase */

/* After the phase's end rulings still count until the decision falls. */
static bool time_to_rule(const struct whole *w, uint32_t phase, int64_t *us)
{
    int64_t decision = 0;
    if (!has_end(w, phase, us))
        return false;
    for (size_t i = 0; i < w->plan->phases[phase].exit_count; i++) {
        const struct plan_exit *e = &w->plan->phases[phase].exits[i];
        if (e->has_within && span_most(e->within) > decision)
            decision = span_most(e->within);
        else if (!e->has_within && e->form == PLAN_EXIT_WHEN && e->decider != PLAN_NONE)
            return false; /* it may take its time */
    }
    *us += decision;
    return true;
}

static void too_long(struct whole *w, struct diag *diag, uint32_t phase)
{
    diag->label = STR("expected less than the phase lasts, with the time for its decision");
    whole_other(w, diag, w->b->ast->phases.items[phase].lasts.range, STR("it lasts this long"));
}

/* A body that verifies a clause of a short phase, and may take longer to break a tie. */
static void check_bodies(struct whole *w)
{
    for (size_t i = 0; i < w->plan->clause_count; i++) {
        const struct plan_clause *clause = &w->plan->clauses[i];
        int64_t us;
        if (clause->verifier == PLAN_NONE || !time_to_rule(w, clause->phase, &us))
            continue;
        const struct plan_actor *body = &w->plan->actors[clause->verifier];
        if (body->tie_after_us <= us)
            continue;
        struct diag *diag = whole_range_diag(
            w, LANG_W0821, w->b->ast->actors.items[clause->verifier].tie_after.range,
            "`%.*s` verifies clause %.*s and may take this long, and phase `%.*s` is over before",
            STR_ARG(body->name), STR_ARG(clause->label),
            STR_ARG(w->plan->phases[clause->phase].name));
        too_long(w, diag, clause->phase);
    }
}

/* `require M to report finding within 7 d of each …` in a phase of three days. */
static void check_findings(struct whole *w)
{
    uint32_t finding = whole_kind(w, "finding"), inspection = whole_kind(w, "inspection");
    for (size_t i = 0; i < w->uses.count; i++) {
        const struct use *use = &w->uses.items[i];
        int64_t us;
        if (use->sort != USE_CLOCK || !use_happening(use))
            continue;
        const struct plan_statement *s = &w->plan->statements[use->statement];
        struct plan_list clauses = use_clauses(use);
        uint32_t phase = clauses.count ? w->plan->clauses[clauses.items[0]].phase : use->phase;
        if (s->form != PLAN_REQUIRE || s->due.form != PLAN_DUE_WITHIN || s->due.within_is_open ||
            (!any_meets(w, s->classes, finding) && !any_meets(w, s->classes, inspection)) ||
            !binds_others(w, &s->actors) || !time_to_rule(w, phase, &us) ||
            span_least(s->due.within) <= us)
            continue;
        struct diag *diag =
            whole_range_diag(w, LANG_W0821, whole_statement(w, use->statement)->due.within.range,
                             "the finding may take this long, and phase `%.*s` is over before",
                             STR_ARG(w->plan->phases[phase].name));
        too_long(w, diag, phase);
    }
}

void check_gates(struct whole *w)
{
    struct work *work = w->b->work;
    size_t phases = w->plan->phase_count;
    struct gates g = {.w = w, .marked = PLAN_NONE};
    g.before = ARENA_NEW(work->arena, bool, 2 * phases + 1);
    g.queue = ARENA_NEW(work->arena, uint32_t, phases + 1);
    if (!g.before || !g.queue) {
        work_fail(work, err_no_memory(work->err));
        return;
    }
    bool *has_clause = g.before + phases;
    for (size_t i = 0; i < w->plan->clause_count; i++)
        if (w->plan->clauses[i].phase < phases)
            has_clause[w->plan->clauses[i].phase] = true;
    for (size_t i = 0; i < w->uses.count && !work->failed;) {
        size_t end = i + 1;
        uint32_t root = w->uses.items[i].root;
        while (end < w->uses.count && root != PLAN_NONE && w->uses.items[end].root == root)
            end++;
        for (size_t j = i; j < end && !work->failed; j++)
            check_alone(&g, &w->uses.items[j]);
        if (root != PLAN_NONE && !work->failed) {
            check_pairs(&g, i, end);
            check_looks(&g, i, end, has_clause);
        }
        i = end;
    }
    for (uint32_t i = 0; i < phases && !work->failed; i++)
        check_exit_time(&g, i);
    if (!work->failed)
        check_bodies(w);
    if (!work->failed)
        check_findings(w);
}

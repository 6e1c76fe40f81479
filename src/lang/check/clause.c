/* SPDX-License-Identifier: Apache-2.0
 *
 * Checks of clauses: who verifies, and whether a deadline lies within its phase and after the entry into force. */
#include "lang/check/whole.h"

/* About how long, for comparing: months of 30 days. */
static int64_t about_us(struct plan_span span)
{
    static const int64_t units[] = {[PLAN_ELAPSED] = 1,
                                    [PLAN_DAYS] = TIME_DAY_US,
                                    [PLAN_MONTHS] = 30 * TIME_DAY_US,
                                    [PLAN_YEARS] = 365 * TIME_DAY_US};
    if (span.count > INT64_C(9000000000000000) / units[span.unit])
        return INT64_C(9000000000000000);
    return span.count * units[span.unit];
}

/* How long after the phase's begin a time lies; false when that is not known here. */
static bool after_begin(const struct plan_time *time, uint32_t phase, int64_t *us)
{
    if (time->form == PLAN_TIME_DAY_OF)
        *us = (time->number - 1) * TIME_DAY_US; /* its end lies later still */
    else if (time->form == PLAN_TIME_BEGIN && (time->phase == PLAN_NONE || time->phase == phase))
        *us = 0;
    else
        return false;
    *us += time->shift_sign * about_us(time->shift);
    return true;
}

/* How long it is renewed for, or on what terms, stands in brackets. */
static bool is_open_renewal(const struct build *b, const struct ast_phase *from)
{
    uint32_t root = from->renewal_condition;
    return from->renewal_span.is_open ||
           (root && b->ast->conditions.items[root].form == PLAN_COND_OPEN);
}

/* The last moment at which a step is to be done, after the phase's begin. */
static bool last_step(const struct plan_due *due, uint32_t phase, int64_t *us)
{
    bool is_known = false;
    *us = 0;
    for (size_t i = 0; i < due->step_count; i++) {
        const struct plan_step *step = &due->steps[i];
        int64_t at;
        if (!step->has_by || !after_begin(&step->by, phase, &at))
            continue;
        *us = is_known && *us > at ? *us : at;
        is_known = true;
    }
    return is_known;
}

static void deadline(struct build *b, uint32_t clause, const struct plan_statement *s,
                     struct ast_range range)
{
    uint32_t phase = b->plan->clauses[clause].phase;
    int64_t us;
    if (phase >= b->plan->phase_count || !b->plan->phases[phase].has_lasts)
        return;
    const struct plan_phase *p = &b->plan->phases[phase];
    const struct ast_phase *from = &b->ast->phases.items[phase];
    bool renews = p->renewal != PLAN_RENEW_NONE;
    if (from->lasts.is_open || (renews && !is_open_renewal(b, from)))
        return;
    bool is_known = after_begin(&s->tail.as_of, phase, &us) && s->tail.as_of.form != PLAN_TIME_NONE;
    if (s->due.form == PLAN_DUE_STEPS)
        is_known = last_step(&s->due, phase, &us);
    if (s->form == PLAN_REQUIRE && s->due.form == PLAN_DUE_BY) {
        is_known = after_begin(&s->due.by, phase, &us);
    } else if (s->form == PLAN_REQUIRE && s->due.form == PLAN_DUE_WITHIN &&
               s->due.of.form == PLAN_EVENT_TIME && !s->due.within_is_open) {
        is_known = after_begin(&s->due.of.time, phase, &us);
        us = is_known ? us + about_us(s->due.within) : 0;
    }
    if (!is_known || us <= about_us(p->lasts) || p->lasts.count == 0)
        return;
    struct diag *diag = build_range_diag(
        b, LANG_W0805, range,
        renews ? "this falls due after phase `%.*s` has ended, unless it is renewed"
               : "this falls due after phase `%.*s` has ended",
        STR_ARG(p->name));
    diag->label = STR("the duty outlives its phase; is that meant?");
}

/* A day or moment of the calendar that the text itself fixes; false when it does not. */
static bool on_calendar(const struct plan *plan, const struct plan_time *time, int64_t *us)
{
    int sign = time->shift_sign;
    struct plan_span shift = time->shift;
    if (time->form == PLAN_TIME_NAMED && time->date < plan->date_count &&
        plan->dates[time->date].event.form == PLAN_EVENT_TIME) {
        time = &plan->dates[time->date].event.time;
        if (sign && time->shift_sign)
            return false;
        sign = sign ? sign : time->shift_sign;
        shift = time->shift_sign ? time->shift : shift;
    }
    if (time->form == PLAN_TIME_ENTRY)
        time = &plan->entry;
    else if (time->form == PLAN_TIME_SIGNATURE)
        time = &plan->signature;
    if ((time->form != PLAN_TIME_MOMENT && time->form != PLAN_TIME_DATE) ||
        ((time == &plan->entry || time == &plan->signature) && time->shift_sign))
        return false;
    *us = time->form == PLAN_TIME_DATE ? time->day_end_us : time->at_us;
    if (sign)
        *us = plan_span_add(plan->tz, *us, sign, shift);
    return true;
}

/* Counted back from the entry into force, whenever that is. */
static bool is_before_entry(const struct plan *plan, const struct plan_time *time)
{
    const struct plan_time *base = time;
    if (time->form == PLAN_TIME_NAMED && time->date < plan->date_count &&
        plan->dates[time->date].event.form == PLAN_EVENT_TIME)
        base = &plan->dates[time->date].event.time;
    return base->form == PLAN_TIME_ENTRY && time->shift_sign <= 0 && base->shift_sign <= 0 &&
           (time->shift_sign < 0 || base->shift_sign < 0);
}

/* Due before the agreement binds anybody: then it can never be late. */
static bool is_too_early(const struct plan *plan, const struct plan_statement *s)
{
    const struct plan_time *due = s->due.form == PLAN_DUE_BY ? &s->due.by : NULL;
    int64_t us = 0;
    if (s->due.form == PLAN_DUE_STEPS && s->due.step_count &&
        s->due.steps[s->due.step_count - 1].has_by)
        due = &s->due.steps[s->due.step_count - 1].by;
    if (s->due.form == PLAN_DUE_WITHIN && s->due.of.form == PLAN_EVENT_TIME &&
        !s->due.within_is_open)
        due = &s->due.of.time;
    if (!due)
        return false;
    if (due != &s->due.of.time && is_before_entry(plan, due))
        return true;
    if ((plan->entry.form != PLAN_TIME_DATE && plan->entry.form != PLAN_TIME_MOMENT) ||
        plan->entry.shift_sign || !on_calendar(plan, due, &us))
        return false;
    if (due == &s->due.of.time)
        us = plan_span_add(plan->tz, us, 1, s->due.within);
    return us < plan->entry.at_us;
}

/* One finding for all of them: the entry into force is at fault as much as they are. */
static void check_early(struct whole *w)
{
    const struct plan *plan = w->plan;
    struct names names = {0};
    struct str also = {0};
    uint32_t first = PLAN_NONE, last = PLAN_NONE;
    for (uint32_t i = 0; i < plan->statement_count; i++) {
        const struct plan_statement *s = &plan->statements[i];
        if (!whole_is_own(w, &plan->clauses[s->clause]) ||
            w->b->ast->clauses.items[s->clause].is_open || !is_too_early(plan, s))
            continue;
        if (first == PLAN_NONE)
            first = i;
        else if (s->clause != last)
            names_add(&names, plan->clauses[s->clause].label);
        last = s->clause;
    }
    if (first == PLAN_NONE)
        return;
    if (names.count)
        also = work_printf(w->b->work, " (likewise clause%s %.*s)", names.count > 1 ? "s" : "",
                           STR_ARG(names_text(w, &names)));
    struct diag *diag =
        whole_range_diag(w, LANG_W0805, whole_statement(w, first)->range,
                         "this falls due before the agreement is in force%.*s", STR_ARG(also));
    diag->label = STR("a clause binds from the entry into force on: expected a later time, or an "
                      "earlier entry");
    if (w->b->ast->entry.form != PLAN_TIME_NONE)
        whole_other(w, diag, w->b->ast->entry.range, STR("in force only from here"));
}

/* A release is told with its count and its list (W0860, check/steps.c), and so is who checks it. */
static bool is_release(const struct build *b, const struct plan_statement *s)
{
    uint32_t release = map_get(&b->kinds, STR("release"));
    if (s->form != PLAN_REQUIRE || s->verb == PLAN_DECLARE || !s->classes.count)
        return false;
    for (size_t i = 0; i < s->classes.count; i++) {
        const struct plan_class *class = &b->plan->classes[s->classes.items[i]];
        for (size_t j = 0; j < class->alternative_count; j++)
            if (!plan_kind_is(b->plan, class->alternatives[j].kind, release))
                return false;
    }
    return true;
}

/* Who is told by it knows whether it came. */
static bool has_receiver(const struct plan_statement *s)
{
    for (size_t i = 0; i < s->audience_count && s->form == PLAN_REQUIRE; i++)
        if (s->audience[i].form != PLAN_TO_PUBLIC)
            return true;
    return false;
}

/* A statement that binds parties, or anybody, and whose breach somebody has to establish. */
static bool needs_verifier(const struct whole *w, const struct plan_statement *s)
{
    return (s->form == PLAN_FORBID || s->form == PLAN_KEEP || s->form == PLAN_LIMIT ||
            s->form == PLAN_REQUIRE || s->form == PLAN_WITHDRAW) &&
           (s->actors.form == PLAN_ACTORS_OPEN || binds_parties(w, &s->actors)) && !has_receiver(s);
}

static bool clause_needs_verifier(const struct whole *w, uint32_t clause, bool with_release)
{
    const struct plan_clause *row = &w->plan->clauses[clause];
    const struct ast_clause *from = &w->b->ast->clauses.items[clause];
    if (from->verifier.is_set || from->verifier_is_open)
        return false;
    for (uint32_t j = 0; j < row->statement_count; j++) {
        const struct plan_statement *s = &w->plan->statements[row->first_statement + j];
        if (needs_verifier(w, s) && (with_release || !is_release(w->b, s)))
            return true;
    }
    return false;
}

bool check_names_verifier(const struct build *b)
{
    for (size_t i = 0; i < b->plan->clause_count; i++)
        if (!b->plan->clauses[i].source &&
            (b->ast->clauses.items[i].verifier.is_set || b->ast->clauses.items[i].verifier_is_open))
            return true;
    return false;
}

/* Each clause; or, where the text names no verifier at all, one finding for all of them. */
static void check_verifiers(struct whole *w)
{
    const struct plan *plan = w->plan;
    struct names names = {0};
    bool is_any = check_names_verifier(w->b);
    uint32_t first = PLAN_NONE;
    for (uint32_t i = 0; i < plan->clause_count && !is_any; i++) {
        if (!whole_is_own(w, &plan->clauses[i]) || !clause_needs_verifier(w, i, true))
            continue;
        first = first == PLAN_NONE ? i : first;
        names_add(&names, plan->clauses[i].label);
    }
    if (names.count > 1) {
        struct diag *diag = whole_title_diag(w, LANG_W0801,
                                             "no clause says who verifies it: nobody verifies "
                                             "clauses %.*s",
                                             STR_ARG(names_text(w, &names)));
        diag->label = STR("expected `verified by` and a name after the titles of the clauses");
        whole_other_word(w, diag, w->b->ast->clauses.items[first].label, STR("the first of them"));
        return;
    }
    for (uint32_t i = 0; i < plan->clause_count && !w->b->work->failed; i++) {
        struct ast_word label = w->b->ast->clauses.items[i].label;
        if (clause_needs_verifier(w, i, !is_any))
            build_word_diag(w->b, LANG_W0801, label, "nobody verifies clause %.*s",
                            STR_ARG(label.text))
                ->label = STR("expected `verified by` and a name after the title");
    }
}

void check_clauses(struct build *b)
{
    struct whole w = {.b = b, .plan = b->plan};
    for (size_t i = 0; i < b->plan->clause_count && !b->work->failed; i++) {
        const struct plan_clause *clause = &b->plan->clauses[i];
        const struct ast_clause *from = &b->ast->clauses.items[i];
        for (uint32_t j = 0; j < clause->statement_count; j++) {
            const struct plan_statement *s = &b->plan->statements[clause->first_statement + j];
            struct ast_range range = b->ast->statements.items[from->first + j].range;
            if (s->judged == PLAN_OPEN && from->is_open)
                continue;
            deadline(b, (uint32_t)i, s, range);
        }
    }
    if (!b->work->failed)
        check_early(&w);
    if (!b->work->failed && b->plan->actor_count == b->ast->actors.count)
        check_verifiers(&w);
}

/* Kinds, classes, places, tables and dates that nothing names: a clause was meant and forgotten. */
void check_unused(struct build *b)
{
    for (size_t i = 0; i < b->symbols.count && !b->work->failed; i++) {
        const struct symbol *symbol = &b->symbols.items[i];
        bool counts = symbol->sort == SYMBOL_PLACE || symbol->sort == SYMBOL_CLASS ||
                      symbol->sort == SYMBOL_KIND || symbol->sort == SYMBOL_TABLE ||
                      symbol->sort == SYMBOL_DATE;
        if (counts && !symbol->is_used)
            build_word_diag(b, LANG_W0810, symbol->name, "no clause speaks of `%.*s`",
                            STR_ARG(symbol->name.text));
    }
}

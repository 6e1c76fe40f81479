/* SPDX-License-Identifier: Apache-2.0
 *
 * Checks of schedules and numbers: steps that rise to all, windows to take them together, holdings that somebody declares,
 * releases that can be counted, and reports that have an audience. */
#include "lang/check_whole.h"

struct holdings {
    struct kind_set declared; /* things that somebody has to declare or report */
    bool *declares;           /* actors that have to declare some thing */
    bool is_any_party;        /* each party has to */
};

static bool collect(struct whole *w, struct holdings *h)
{
    const struct plan *plan = w->plan;
    *h = (struct holdings){0};
    h->declares = ARENA_NEW(w->b->work->arena, bool, plan->actor_count);
    if (!h->declares)
        work_fail(w->b->work, err_no_memory(w->b->work->err));
    if (!h->declares || !kind_set_init(w, &h->declared))
        return false;
    for (size_t i = 0; i < plan->statement_count; i++) {
        const struct plan_statement *s = &plan->statements[i];
        bool is_thing = false;
        if (s->form != PLAN_REQUIRE || s->verb == PLAN_DO)
            continue;
        for (size_t j = 0; j < s->classes.count; j++)
            if (class_type(w, s->classes.items[j]) == PLAN_THING) {
                kind_set_class(w, &h->declared, s->classes.items[j]);
                is_thing = true;
            }
        for (size_t j = 0; j < s->actors.names.count && is_thing; j++)
            h->declares[s->actors.names.items[j]] = true;
        h->is_any_party = h->is_any_party || (is_thing && s->actors.form != PLAN_ACTORS_NAMES);
    }
    kind_set_close(w, &h->declared);
    return true;
}

/* ---------------------------------------------------------------- steps */

static double share_of(const struct plan_step *step)
{
    return step->share == PLAN_ALL ? 100 : step->share == PLAN_SOME ? 0 : step->number.value;
}

static bool is_share(const struct plan_step *step)
{
    return step->share != PLAN_PART || step->number.measure == PLAN_SHARE;
}

/* Does the later step fall due before the earlier one? Only where both count from the same. */
static bool falls_before(const struct plan_step *step, const struct plan_step *earlier)
{
    if (step->has_by != earlier->has_by)
        return false;
    const struct plan_time *a = step->has_by ? &step->by : &step->of.time;
    const struct plan_time *c = earlier->has_by ? &earlier->by : &earlier->of.time;
    if (!step->has_by && (step->of.form != PLAN_EVENT_TIME || earlier->of.form != PLAN_EVENT_TIME))
        return false;
    if (a->form != c->form || a->phase != c->phase || a->date != c->date)
        return false;
    if (!step->has_by)
        return !a->shift_sign && !c->shift_sign && a->form != PLAN_TIME_OPEN &&
               a->form != PLAN_TIME_MOMENT && a->form != PLAN_TIME_DATE && step->within.count > 0 &&
               span_most(step->within) < span_least(earlier->within);
    switch (a->form) {
    case PLAN_TIME_DAY_OF:
        return !a->shift_sign && !c->shift_sign && a->number < c->number;
    case PLAN_TIME_MOMENT:
    case PLAN_TIME_DATE:
        return !a->shift_sign && !c->shift_sign && a->at_us < c->at_us;
    case PLAN_TIME_OPEN:
    case PLAN_TIME_NONE:
        return false;
    case PLAN_TIME_BEGIN:
    case PLAN_TIME_END:
    case PLAN_TIME_SIGNATURE:
    case PLAN_TIME_ENTRY:
    case PLAN_TIME_NAMED: {
        int64_t x =
            a->shift_sign >= 0 ? span_most(a->shift) * (a->shift_sign != 0) : -span_least(a->shift);
        int64_t y =
            c->shift_sign >= 0 ? span_least(c->shift) * (c->shift_sign != 0) : -span_most(c->shift);
        return x < y;
    }
    }
    return false;
}

static void put_steps(struct whole *w, uint32_t index, const char *text, struct str label,
                      const char *witness)
{
    struct diag *diag =
        whole_range_diag(w, LANG_H0738, whole_statement(w, index)->due.range, "%s", text);
    diag->label = label;
    whole_witness(w, diag, "%s", witness);
}

static void check_rise(struct whole *w, uint32_t index)
{
    const struct plan_due *due = &w->plan->statements[index].due;
    const struct plan_step *last = due->step_count ? &due->steps[due->step_count - 1] : NULL;
    if (!last)
        return;
    for (size_t i = 0; i < due->step_count; i++) {
        const struct plan_step *step = &due->steps[i], *before = i ? step - 1 : NULL;
        if (step->number.is_open)
            return;
        if (before && is_share(step) == is_share(before) &&
            (is_share(step) ? share_of(step) <= share_of(before)
                            : step->number.value <= before->number.value)) {
            put_steps(w, index, "a later step asks for no more than the one before it",
                      STR("expected shares or numbers that rise"),
                      "who has done the first of the two owes nothing more");
            return;
        }
        if (before && falls_before(step, before)) {
            put_steps(w, index, "a later step falls due before the one before it",
                      STR("expected steps in the order of their times"),
                      "the second of the two is late while the first is not due");
            return;
        }
    }
    if (!is_share(last) || share_of(last) >= 100)
        return;
    put_steps(w, index,
              last->share == PLAN_SOME ? "`some` is asked for, and nothing says when it is all"
                                       : "the last step is not all, and nothing says when it is",
              STR("expected a last step `all by …`"),
              "whoever has taken the last step, and no more");
}

/* ---------------------------------------------------------------- together */

static bool is_of_several(const struct whole *w, const struct plan_actors *actors)
{
    size_t count = 0;
    if (actors->form == PLAN_ACTORS_ANY_PARTY)
        return party_count(w) > 1;
    if (actors->form != PLAN_ACTORS_NAMES || actors->is_together)
        return false;
    for (size_t i = 0; i < actors->names.count; i++)
        count += is_party(w, actors->names.items[i]);
    return count > 1;
}

/* Forces and arms that both sides take away, by steps or by a day. */
static bool needs_window(const struct whole *w, const struct plan_statement *s)
{
    static const char *const kinds[] = {"personnel", "units", "equipment"};
    static const char *const acts[] = {"withdrawal"};
    bool has_time = false, is_apt = false;
    if ((s->form != PLAN_WITHDRAW && s->form != PLAN_REQUIRE) || !is_of_several(w, &s->actors))
        return false;
    for (size_t i = 0; i < s->due.step_count; i++)
        has_time = has_time || !s->due.steps[i].has_by || s->due.steps[i].by.form != PLAN_TIME_OPEN;
    for (size_t i = 0; i < s->classes.count; i++)
        for (size_t j = 0; j < (s->form == PLAN_REQUIRE ? COUNT_OF(acts) : COUNT_OF(kinds)); j++) {
            uint32_t kind = whole_kind(w, s->form == PLAN_REQUIRE ? acts[j] : kinds[j]);
            is_apt = is_apt || (kind != PLAN_NONE && class_is_under(w, s->classes.items[i], kind));
        }
    return has_time && is_apt;
}

/* `keep` as of one time after another is a schedule, too. */
static bool is_keep_step(const struct whole *w, const struct plan_statement *s,
                         const struct plan_statement *before)
{
    const struct plan_time *a = &s->tail.as_of, *c = before ? &before->tail.as_of : a;
    if (s->form != PLAN_KEEP || !is_of_several(w, &s->actors) || a->form == PLAN_TIME_NONE)
        return false;
    return !before || a->form != c->form || a->at_us != c->at_us || a->number != c->number ||
           a->date != c->date || a->shift_sign != c->shift_sign || a->shift.unit != c->shift.unit ||
           a->shift.count != c->shift.count;
}

static void check_windows(struct whole *w)
{
    const struct plan *plan = w->plan;
    struct work *work = w->b->work;
    bool *is_joined = ARENA_NEW(work->arena, bool, plan->clause_count);
    if (!is_joined) {
        work_fail(work, err_no_memory(work->err));
        return;
    }
    for (size_t i = 0; i < plan->statement_count; i++) {
        const struct plan_statement *s = &plan->statements[i];
        if (s->form != PLAN_SYNCHRONOUS)
            continue;
        is_joined[s->clause] = true;
        for (size_t j = 0; j < s->with.count; j++)
            is_joined[s->with.items[j]] = true;
    }
    for (size_t i = 0; i < plan->clause_count && !work->failed; i++) {
        const struct plan_clause *clause = &plan->clauses[i];
        const struct plan_statement *keep = NULL;
        uint32_t at = PLAN_NONE;
        for (uint32_t j = 0; j < clause->statement_count && !is_joined[i]; j++) {
            const struct plan_statement *s = &plan->statements[clause->first_statement + j];
            if (at == PLAN_NONE && (needs_window(w, s) || (keep && is_keep_step(w, s, keep))))
                at = clause->first_statement + j;
            if (!keep && is_keep_step(w, s, NULL))
                keep = s;
        }
        if (at == PLAN_NONE)
            continue;
        struct diag *diag =
            whole_range_diag(w, LANG_W0851, whole_statement(w, at)->range,
                             "each of them may wait for the other: nothing says how far apart "
                             "their steps may be");
        diag->label = STR("expected `synchronous within` a duration in this clause");
    }
}

/* ---------------------------------------------------------------- baselines */

static bool is_declared(const struct whole *w, const struct holdings *h, uint32_t class)
{
    return kind_set_meets(w, &h->declared, class);
}

static bool declares(const struct whole *w, const struct holdings *h,
                     const struct plan_actors *actors)
{
    if (h->is_any_party ||
        (h->declared.is_any && (actors->form != PLAN_ACTORS_NAMES || binds_others(w, actors))))
        return true;
    for (size_t i = 0; i < actors->names.count; i++)
        if (h->declares[actors->names.items[i]])
            return true;
    return false;
}

/* Progress is measured in shares: of what? One step `all` of an act is the act itself. */
static bool has_share(const struct plan_due *due)
{
    bool has_all = false;
    for (size_t i = 0; i < due->step_count; i++) {
        if (due->steps[i].share == PLAN_PART && due->steps[i].number.measure == PLAN_SHARE)
            return true;
        has_all = has_all || due->steps[i].share == PLAN_ALL;
    }
    return has_all && due->step_count > 1;
}

/* Acts that are done piece by piece: others are done or not. */
static bool is_piecewise(const struct whole *w, const struct plan_statement *s)
{
    static const char *const kinds[] = {"withdrawal", "destruction", "storage", "registration",
                                        "demining"};
    for (size_t i = 0; i < s->classes.count; i++) {
        const struct plan_class *c = &w->plan->classes[s->classes.items[i]];
        if (c->alternative_count && w->plan->kinds[c->alternatives[0].kind].parent == PLAN_NONE &&
            build_symbol(w->b, w->plan->kinds[c->alternatives[0].kind].name))
            return true; /* the text's own */
        for (size_t j = 0; j < COUNT_OF(kinds); j++) {
            uint32_t kind = whole_kind(w, kinds[j]);
            if (kind != PLAN_NONE && class_is_under(w, s->classes.items[i], kind))
                return true;
        }
    }
    return false;
}

static bool all_under(const struct whole *w, const struct plan_statement *s, const char *name)
{
    uint32_t kind = whole_kind(w, name);
    for (size_t i = 0; i < s->classes.count; i++)
        if (kind == PLAN_NONE || !class_is_under(w, s->classes.items[i], kind))
            return false;
    return s->classes.count > 0;
}

/* That no troops are left can be seen, but not that half of them are gone; what is taken away can also be hidden. */
static bool needs_inventory(const struct whole *w, const struct plan_statement *s, uint32_t class)
{
    static const char *const kinds[] = {"equipment", "mines", "caches", "storage_site"};
    for (size_t i = 0; i < s->due.step_count; i++)
        if (s->due.steps[i].share == PLAN_PART && s->due.steps[i].number.measure == PLAN_SHARE)
            return true;
    for (size_t j = 0; j < COUNT_OF(kinds); j++) {
        uint32_t kind = whole_kind(w, kinds[j]);
        if (kind != PLAN_NONE && class_is_under(w, class, kind))
            return true;
    }
    return false;
}

/* The first kind of the statement that nobody declares and somebody should; PLAN_NONE. */
static uint32_t undeclared(const struct whole *w, const struct holdings *h,
                           const struct plan_statement *s)
{
    for (size_t i = 0; i < s->classes.count; i++)
        if (!is_declared(w, h, s->classes.items[i]) &&
            (s->form == PLAN_LIMIT || needs_inventory(w, s, s->classes.items[i])))
            return s->classes.items[i];
    return PLAN_NONE;
}

static bool is_ceiling(const struct whole *w, const struct plan_statement *s)
{
    if (s->form != PLAN_LIMIT || s->every.form != PLAN_PERIOD_NONE ||
        s->amount.for_each_class != PLAN_NONE || !binds_parties(w, &s->actors) ||
        (s->amount.form != PLAN_AMOUNT_NUMBER && s->amount.form != PLAN_AMOUNT_TABLE))
        return false;
    return s->amount.form == PLAN_AMOUNT_TABLE || s->amount.number.is_open ||
           s->amount.number.value > 0;
}

/* One finding for each clause: a hole where progress is measured against what nobody declares, else a warning. */
static void check_baseline(struct whole *w, const struct holdings *h, uint32_t clause)
{
    const struct plan_clause *row = &w->plan->clauses[clause];
    uint32_t ceiling = PLAN_NONE, ceiling_at = PLAN_NONE;
    for (uint32_t i = 0; i < row->statement_count; i++) {
        uint32_t at = row->first_statement + i;
        const struct plan_statement *s = &w->plan->statements[at];
        bool is_baseline = s->form == PLAN_LIMIT && s->amount.form == PLAN_AMOUNT_BASELINE;
        bool is_progress =
            s->form == PLAN_WITHDRAW || (s->form == PLAN_REQUIRE && s->verb == PLAN_DO &&
                                         has_share(&s->due) && is_piecewise(w, s));
        if (is_ceiling(w, s) && ceiling == PLAN_NONE) {
            ceiling = undeclared(w, h, s);
            ceiling_at = ceiling == PLAN_NONE ? PLAN_NONE : at;
        }
        if ((!is_baseline && !is_progress) || !s->classes.count)
            continue;
        bool is_thing = class_type(w, s->classes.items[0]) == PLAN_THING;
        uint32_t missing = is_thing                     ? undeclared(w, h, s)
                           : declares(w, h, &s->actors) ? PLAN_NONE
                                                        : s->classes.items[0];
        if (missing == PLAN_NONE)
            continue;
        struct str name = w->plan->classes[missing].name;
        struct diag *diag =
            is_baseline
                ? whole_range_diag(w, LANG_H0743, whole_statement(w, at)->range,
                                   "the ceiling is the baseline, and no clause has `%.*s` declared",
                                   STR_ARG(name))
            : is_thing
                ? whole_range_diag(w, LANG_H0743, whole_statement(w, at)->range,
                                   "what leaves is measured against what was there, and no clause "
                                   "has `%.*s` declared",
                                   STR_ARG(name))
                : whole_range_diag(w, LANG_H0743, whole_statement(w, at)->range,
                                   "all of `%.*s` is asked for, and no clause has anything "
                                   "declared that it would be all of",
                                   STR_ARG(name));
        diag->label = STR("expected a clause such as `require … to declare … to … by …`");
        return;
    }
    if (ceiling == PLAN_NONE)
        return;
    whole_range_diag(w, LANG_W0843, whole_statement(w, ceiling_at)->range,
                     "there is a ceiling on `%.*s`, and no clause has anybody declare them",
                     STR_ARG(w->plan->classes[ceiling].name))
        ->label = STR("expected a clause such as `require … to declare … to … by …`");
}

/* ---------------------------------------------------------------- releases, reports */

static bool is_counted(const struct whole *w, const struct holdings *h,
                       const struct plan_statement *s)
{
    static const char *const persons[] = {"prisoners", "hostages", "civilians", "personnel"};
    if (s->due.has_number)
        return true;
    for (size_t i = 0; i < s->due.step_count; i++)
        if (s->due.steps[i].share == PLAN_PART && s->due.steps[i].number.measure == PLAN_COUNT)
            return true;
    for (size_t i = 0; i < COUNT_OF(persons); i++) {
        uint32_t kind = whole_kind(w, persons[i]);
        if (kind != PLAN_NONE && (h->declared.above[kind] || h->declared.below[kind]))
            return true;
    }
    return false;
}

/* True when there is a finding: the clause needs no second. */
static bool check_release(struct whole *w, const struct holdings *h, uint32_t index)
{
    const struct plan_statement *s = &w->plan->statements[index];
    const struct plan_clause *clause = &w->plan->clauses[s->clause];
    bool has_verifier =
        w->b->ast->clauses.items[s->clause].verifier.is_set || clause->verifier_is_open;
    if (s->form != PLAN_REQUIRE || s->verb == PLAN_DECLARE || !all_under(w, s, "release"))
        return false;
    bool has_count = is_counted(w, h, s);
    if (has_count && has_verifier)
        return false;
    struct diag *diag =
        whole_range_diag(w, LANG_W0860, whole_statement(w, index)->range,
                         has_count      ? "nothing says who checks this release"
                         : has_verifier ? "nothing says how many, and no list of them is asked for"
                                        : "nothing says how many, no list of them is asked for, "
                                          "and nobody checks this release");
    diag->label = has_count ? STR("expected `verified by` and a name at its clause")
                            : STR("expected a number, or a duty `to declare prisoners`");
    return true;
}

static void check_audience(struct whole *w, uint32_t index)
{
    const struct plan_statement *s = &w->plan->statements[index];
    const struct ast_statement *from = whole_statement(w, index);
    if (s->form != PLAN_REQUIRE || s->verb == PLAN_DO || from->audience.count || s->audience_count)
        return;
    whole_range_diag(w, LANG_W0846, from->range,
                     s->verb == PLAN_REPORT ? "nothing says to whom this is reported"
                                            : "nothing says to whom this is declared")
        ->label = STR("expected `to` and a name, or `to public`, before its time");
}

void check_steps(struct whole *w)
{
    const struct plan *plan = w->plan;
    struct holdings h;
    uint32_t released = PLAN_NONE;
    if (!collect(w, &h))
        return;
    for (uint32_t i = 0; i < plan->statement_count && !w->b->work->failed; i++) {
        if (plan->statements[i].judged == PLAN_OPEN &&
            w->b->ast->clauses.items[plan->statements[i].clause].is_open)
            continue;
        check_rise(w, i);
        if (released != plan->statements[i].clause && check_release(w, &h, i))
            released = plan->statements[i].clause;
        check_audience(w, i);
    }
    if (!w->b->work->failed)
        check_windows(w);
    for (uint32_t i = 0; i < plan->clause_count && !w->b->work->failed; i++)
        check_baseline(w, &h, i);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Checks of schedules and numbers: steps that rise to all, windows to take them together, holdings that somebody declares,
 * releases that can be counted, and reports that have an audience. */
#include "lang/check/whole.h"

#define NAMES_COMPARED 64 /* of longer lists nothing is said */

struct holdings {
    struct kind_set declared; /* things that somebody has to declare or report */
    bool *declares;           /* actors that have to declare some thing */
    bool is_any_party;        /* each party has to */
    bool is_counted;          /* somebody who is no party inspects: what stands there is counted */
    uint32_t *all;            /* kind -> a statement that asks for all of it, or PLAN_NONE */
};

static void find_all(const struct whole *w, struct holdings *h)
{
    for (size_t i = 0; i < w->plan->kind_count; i++)
        h->all[i] = PLAN_NONE;
    for (uint32_t i = 0; i < w->plan->statement_count; i++) {
        const struct plan_statement *s = &w->plan->statements[i];
        bool is_all = false;
        for (size_t j = 0; j < s->due.step_count; j++)
            is_all = is_all || s->due.steps[j].share == PLAN_ALL;
        for (size_t j = 0; j < s->classes.count && is_all; j++) {
            const struct plan_class *c = &w->plan->classes[s->classes.items[j]];
            if (c->alternative_count && h->all[c->alternatives[0].kind] == PLAN_NONE)
                h->all[c->alternatives[0].kind] = i;
        }
    }
}

/* Another clause asks the same parties for all of the same. */
static bool is_all_elsewhere(const struct whole *w, const struct holdings *h,
                             const struct plan_statement *s)
{
    for (size_t i = 0; i < s->classes.count; i++) {
        const struct plan_class *c = &w->plan->classes[s->classes.items[i]];
        uint32_t at = c->alternative_count ? h->all[c->alternatives[0].kind] : PLAN_NONE;
        if (at == PLAN_NONE)
            return false;
        const struct plan_actors *other = &w->plan->statements[at].actors;
        if (other->names.count > NAMES_COMPARED || s->actors.names.count > NAMES_COMPARED)
            return true;
        for (size_t j = 0; j < s->actors.names.count && other->form == PLAN_ACTORS_NAMES; j++) {
            bool is_same = false;
            for (size_t k = 0; k < other->names.count; k++)
                is_same = is_same || other->names.items[k] == s->actors.names.items[j];
            if (!is_same)
                return false;
        }
    }
    return s->classes.count > 0;
}

static bool collect(struct whole *w, struct holdings *h)
{
    const struct plan *plan = w->plan;
    *h = (struct holdings){0};
    h->declares = ARENA_NEW(w->b->work->arena, bool, plan->actor_count);
    if (!h->declares)
        work_fail(w->b->work, err_no_memory(w->b->work->err));
    h->all = ARENA_NEW(w->b->work->arena, uint32_t, plan->kind_count);
    if (!h->all)
        work_fail(w->b->work, err_no_memory(w->b->work->err));
    if (!h->declares || !h->all || !kind_set_init(w, &h->declared))
        return false;
    find_all(w, h);
    uint32_t inspection = whole_kind(w, "inspection");
    for (size_t i = 0; i < plan->statement_count; i++) {
        const struct plan_statement *s = &plan->statements[i];
        bool is_thing = false;
        h->is_counted = h->is_counted || (s->form == PLAN_REQUIRE && binds_others(w, &s->actors) &&
                                          any_meets(w, s->classes, inspection));
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

static void check_rise(struct whole *w, const struct holdings *h, uint32_t index)
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
    if (!is_share(last) || share_of(last) >= 100 ||
        is_all_elsewhere(w, h, &w->plan->statements[index]))
        return;
    put_steps(w, index,
              last->share == PLAN_SOME ? "`some` is asked for, and nothing says when it is all"
                                       : "the last step is not all, and nothing says when it is",
              STR("expected a last step `all by …`"),
              "whoever has taken the last step, and no more");
}

/* ---------------------------------------------------------------- together */

/* Who answers for it in the end; bounded, as a group may lead back to itself (T0306). */
static uint32_t side_of(const struct plan *plan, uint32_t actor)
{
    for (size_t n = 0; n < plan->actor_count && plan->actors[actor].under != PLAN_NONE; n++)
        actor = plan->actors[actor].under;
    return actor;
}

static bool is_of_several(const struct whole *w, const struct plan_actors *actors)
{
    uint32_t first = PLAN_NONE;
    if (actors->form == PLAN_ACTORS_ANY_PARTY)
        return party_count(w) > 1;
    if (actors->form != PLAN_ACTORS_NAMES || actors->is_together)
        return false;
    for (size_t i = 0; i < actors->names.count; i++) {
        uint32_t side = side_of(w->plan, actors->names.items[i]);
        if (!is_party(w, actors->names.items[i]))
            continue;
        if (first != PLAN_NONE && side != first)
            return true;
        first = side;
    }
    return false;
}

/* Forces and arms that both sides take away, by steps or by a day. */
static bool needs_window(const struct whole *w, const struct plan_statement *s)
{
    static const char *const kinds[] = {"personnel", "units", "equipment"};
    static const char *const acts[] = {"withdrawal"};
    bool is_apt = false;
    if ((s->form != PLAN_WITHDRAW && s->form != PLAN_REQUIRE) || !is_of_several(w, &s->actors))
        return false;
    for (size_t i = 0; i < s->classes.count; i++)
        for (size_t j = 0; j < (s->form == PLAN_REQUIRE ? COUNT_OF(acts) : COUNT_OF(kinds)); j++) {
            uint32_t kind = whole_kind(w, s->form == PLAN_REQUIRE ? acts[j] : kinds[j]);
            is_apt = is_apt || (kind != PLAN_NONE && class_is_under(w, s->classes.items[i], kind));
        }
    bool is_open = s->due.form == PLAN_DUE_BY && s->due.by.form == PLAN_TIME_OPEN;
    return is_apt && (is_open || s->due.step_count > 0);
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

/* Progress in shares or numbers: of how many? */
static bool is_measured(const struct plan_due *due)
{
    for (size_t i = 0; i < due->step_count; i++)
        if (due->steps[i].share == PLAN_PART)
            return true;
    return false;
}

/* In steps, out of ground that is still open: nobody can see that it is empty. */
static bool is_phased(const struct whole *w, const struct plan_statement *s)
{
    return s->due.step_count > 1 &&
           (s->place == PLAN_NONE || w->plan->places[s->place].form == PLAN_PLACE_OPEN);
}

/* That no troops are left can be seen; what is taken away can also be hidden. */
static bool can_hide(const struct whole *w, uint32_t class)
{
    static const char *const kinds[] = {"equipment", "mines", "caches", "storage_site"};
    for (size_t j = 0; j < COUNT_OF(kinds); j++) {
        uint32_t kind = whole_kind(w, kinds[j]);
        if (kind != PLAN_NONE && class_is_under(w, class, kind))
            return true;
    }
    return false;
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

/* What a statement measures against: the less, the worse that nobody declares it. */
enum need { NEED_SHARE, NEED_ACTS, NEED_BASELINE, NEED_ALL, NEED_CEILING, NEED_NONE };

static enum need need_of(const struct whole *w, const struct holdings *h,
                         const struct plan_statement *s)
{
    if (!s->classes.count)
        return NEED_NONE;
    if (s->form == PLAN_LIMIT && s->amount.form == PLAN_AMOUNT_BASELINE)
        return NEED_BASELINE;
    if (is_ceiling(w, s))
        return h->is_counted ? NEED_NONE : NEED_CEILING;
    if (s->form == PLAN_WITHDRAW)
        return is_measured(&s->due) || is_phased(w, s) ? NEED_SHARE
               : s->due.step_count                     ? NEED_ALL
                                                       : NEED_NONE;
    return s->form == PLAN_REQUIRE && s->verb == PLAN_DO && has_share(&s->due) &&
                   (is_measured(&s->due) || is_piecewise(w, s))
               ? NEED_ACTS
               : NEED_NONE;
}

/* The first class of the statement that nobody declares and somebody should; PLAN_NONE. */
static uint32_t undeclared(const struct whole *w, const struct holdings *h,
                           const struct plan_statement *s, enum need need)
{
    bool is_thing = need != NEED_NONE && class_type(w, s->classes.items[0]) == PLAN_THING;
    if (need == NEED_NONE)
        return PLAN_NONE;
    if (!is_thing)
        return need == NEED_CEILING || need == NEED_ALL || declares(w, h, &s->actors)
                   ? PLAN_NONE
                   : s->classes.items[0];
    for (size_t i = 0; i < s->classes.count; i++)
        if (!is_declared(w, h, s->classes.items[i]) &&
            (need != NEED_ALL || can_hide(w, s->classes.items[i])))
            return s->classes.items[i];
    return PLAN_NONE;
}

static struct diag *tell_baseline(struct whole *w, enum need need, uint32_t class, struct str also,
                                  uint32_t at)
{
    struct str name = w->plan->classes[class].name;
    const char *of = need == NEED_BASELINE  ? "the ceiling is the baseline, and no clause has "
                     : need == NEED_CEILING ? "there is a ceiling on "
                     : need == NEED_SHARE   ? "a part of "
                                            : "all of ";
    const char *is =
        need == NEED_BASELINE  ? " declared"
        : need == NEED_CEILING ? ", and no clause has anybody declare them"
        : need == NEED_SHARE ? " is to leave, and no clause has anybody declare how many there are"
        : need == NEED_ALL   ? " is to leave, and no clause has anybody declare what there is"
                           : " is asked for, and no clause has anything declared that it would be "
                             "all of";
    struct diag *diag = whole_range_diag(
        w, need == NEED_ALL || need == NEED_CEILING ? LANG_W0843 : LANG_H0743,
        whole_statement(w, at)->range, "%s`%.*s`%s%.*s", of, STR_ARG(name), is, STR_ARG(also));
    diag->label = STR("expected a clause such as `require … to declare … to … by …`");
    return diag;
}

/* A finding of a class, and where else the same is asked. */
struct lack {
    enum need need;
    uint32_t class, statement, next; /* `next`: of the same class and sort, or PLAN_NONE */
    bool is_later;                   /* not the first of its class */
};

/* One for each clause; and of one class that nobody declares, one for all of them. */
static void check_baselines(struct whole *w, const struct holdings *h)
{
    const struct plan *plan = w->plan;
    struct work *work = w->b->work;
    LIST(struct lack) lacks = {0};
    uint32_t *last = ARENA_NEW(work->arena, uint32_t, 2 * plan->class_count);
    if (!last) {
        work_fail(work, err_no_memory(work->err));
        return;
    }
    for (uint32_t i = 0; i < plan->clause_count && !work->failed; i++) {
        struct lack worst = {.need = NEED_NONE, .next = PLAN_NONE};
        for (uint32_t j = 0; j < plan->clauses[i].statement_count; j++) {
            uint32_t at = plan->clauses[i].first_statement + j;
            enum need need = need_of(w, h, &plan->statements[at]);
            uint32_t class = undeclared(w, h, &plan->statements[at], need);
            if (class != PLAN_NONE && need < worst.need)
                worst = (struct lack){need, class, at, PLAN_NONE, false};
        }
        if (worst.need == NEED_NONE || !whole_is_own(w, &plan->clauses[i]))
            continue;
        bool is_hole = worst.need < NEED_ALL;
        uint32_t *before = &last[2 * worst.class + is_hole];
        if (*before) {
            lacks.items[*before - 1].next = (uint32_t)lacks.count;
            worst.is_later = true;
        }
        *before = (uint32_t)lacks.count + 1;
        PUSH(work, &lacks, worst);
    }
    for (size_t i = 0; i < lacks.count && !work->failed; i++) {
        const struct lack *lack = &lacks.items[i];
        struct names names = {0};
        struct str also = {0};
        if (lack->is_later)
            continue;
        for (uint32_t j = lack->next; j != PLAN_NONE; j = lacks.items[j].next)
            names_add(&names,
                      plan->clauses[plan->statements[lacks.items[j].statement].clause].label);
        if (names.count)
            also = work_printf(work, " (likewise clause%s %.*s)", names.count > 1 ? "s" : "",
                               STR_ARG(names_text(w, &names)));
        struct diag *diag = tell_baseline(w, lack->need, lack->class, also, lack->statement);
        if (lack->next != PLAN_NONE)
            whole_other(w, diag, whole_statement(w, lacks.items[lack->next].statement)->range,
                        STR("and here"));
    }
}

/* ---------------------------------------------------------------- releases, reports */

static bool is_counted(const struct whole *w, const struct holdings *h,
                       const struct plan_statement *s)
{
    static const char *const persons[] = {"prisoners", "hostages", "civilians"};
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
        w->b->ast->clauses.items[s->clause].verifier.is_set || clause->verifier_is_open ||
        (whole_is_own(w, clause) && !check_names_verifier(w->b)); /* W0801 tells of all of them */
    if (s->form != PLAN_REQUIRE || s->verb == PLAN_DECLARE || !all_under(w, s, "release"))
        return false;
    bool has_count = is_counted(w, h, s);
    if (has_count && has_verifier)
        return false;
    uint32_t dead = whole_kind(w, "remains_return");
    bool is_of_dead = false;
    for (size_t i = 0; i < s->classes.count && dead != PLAN_NONE; i++)
        is_of_dead = is_of_dead || class_is_under(w, s->classes.items[i], dead);
    struct diag *diag = whole_range_diag(
        w, LANG_W0860, whole_statement(w, index)->range,
        has_count      ? "nothing says who checks this release"
        : has_verifier ? "nothing says how many, and no list of %s is asked for"
                       : "nothing says how many, no list of %s is asked for, and nobody checks "
                         "this release",
        is_of_dead ? "names" : "them");
    diag->label = has_count    ? STR("expected `verified by` and a name at its clause")
                  : is_of_dead ? STR("expected a number, or a list of names")
                               : STR("expected a number, or a duty to declare who they are, as in "
                                     "`declare prisoners to …`");
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
        if (w->b->ast->clauses.items[plan->statements[i].clause].is_open)
            continue;
        check_rise(w, &h, i);
        if (released != plan->statements[i].clause && check_release(w, &h, i))
            released = plan->statements[i].clause;
        check_audience(w, i);
    }
    if (!w->b->work->failed)
        check_windows(w);
    if (!w->b->work->failed)
        check_baselines(w, &h);
}

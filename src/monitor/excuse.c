/* SPDX-License-Identifier: Apache-2.0
 *
 * What takes an act out of a prohibition: `unless`, looking back from the act, and a more specific `permit`. */
#include "monitor/monitor_int.h"

#include <string.h>

bool monitor_excuse_needs_party(const struct run *run, uint32_t past)
{
    const struct plan_past *p = &run->plan->pasts[past];

    for (size_t i = 0; i < p->children.count; i++)
        if (monitor_excuse_needs_party(run, p->children.items[i]))
            return true;
    if (p->form != PLAN_PAST_ACT)
        return false;
    for (size_t i = 0; i < p->audience_count; i++)
        if (p->audience[i].form == PLAN_TO_SAME_PARTY || p->audience[i].form == PLAN_TO_OTHER_PARTY)
            return true;
    return p->actors.form == PLAN_ACTORS_SAME_PARTY || p->actors.form == PLAN_ACTORS_OTHER_PARTY;
}

/* -------------------------------------------------------------- what is the same */

static bool says_all(const struct run *run, const struct plan_past *past, size_t act)
{
    for (size_t i = 0; i < past->same_count; i++)
        if (!observation_attribute(&run->facts->observations[act], past->same[i]))
            return false;
    return true;
}

/* 0 where monitor_same holds; both say all of it. */
static int same_order(const struct run *run, const struct plan_past *past, size_t a, size_t b)
{
    for (size_t i = 0; i < past->same_count; i++) {
        const struct fact_attribute *x =
            observation_attribute(&run->facts->observations[a], past->same[i]);
        const struct fact_attribute *y =
            observation_attribute(&run->facts->observations[b], past->same[i]);
        int order;

        if (!x || !y)
            return (x != NULL) - (y != NULL);
        order = x->is_number != y->is_number ? (x->is_number ? 1 : -1)
                : x->is_number               ? (x->number > y->number) - (x->number < y->number)
                                             : str_cmp(x->text, y->text);
        if (order)
            return order;
    }
    return 0;
}

/* Stable: what is equal stays in order of time. */
static void sort_same(const struct run *run, const struct plan_past *past, size_t *acts,
                      size_t *spare, size_t count)
{
    size_t middle = count / 2, a = 0, b = middle, n = 0;

    if (count < 2)
        return;
    sort_same(run, past, acts, spare, middle);
    sort_same(run, past, acts + middle, spare, count - middle);
    memcpy(spare, acts, count * sizeof *acts);
    while (a < middle || b < count)
        if (b >= count || (a < middle && same_order(run, past, spare[a], spare[b]) <= 0))
            acts[n++] = spare[a++];
        else
            acts[n++] = spare[b++];
}

static enum err_code same_acts(struct run *run, uint32_t past, const struct same_acts **out)
{
    const struct plan_past *p = &run->plan->pasts[past];
    struct same_acts *same = &run->same_acts[past];
    const struct class_acts *acts;
    size_t *spare;

    *out = same;
    if (same->is_built)
        return ERR_OK;
    TRY(monitor_class_acts(run, p->class, &acts));
    same->acts = ARENA_NEW(&run->scratch, size_t, acts->count + 1);
    spare = ARENA_NEW(&run->scratch, size_t, acts->count + 1);
    if (!same->acts || !spare)
        return err_no_memory(run->err);
    same->count = 0;
    for (size_t i = 0; i < acts->count; i++)
        if (says_all(run, p, acts->acts[i]))
            same->acts[same->count++] = acts->acts[i];
    sort_same(run, p, same->acts, spare, same->count);
    same->is_built = true;
    return ERR_OK;
}

enum err_code monitor_excuse_ready(struct run *run, uint32_t past)
{
    const struct plan_past *p = &run->plan->pasts[past];
    const struct class_acts *unused;
    const struct same_acts *unused_same;

    for (size_t i = 0; i < p->children.count; i++)
        TRY(monitor_excuse_ready(run, p->children.items[i]));
    if (p->form != PLAN_PAST_ACT)
        return ERR_OK;
    if (p->same_count)
        TRY(same_acts(run, past, &unused_same));
    return monitor_class_acts(run, p->class, &unused);
}

/* Acts that an excuse looks at one after the other: from the first at or after `from_us`. */
struct candidates {
    const size_t *acts;
    size_t count;
};

static struct candidates from_moment(const struct run *run, const size_t *acts, size_t count,
                                     int64_t from_us)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (run->facts->observations[acts[middle]].time.from_us < from_us)
            low = middle + 1;
        else
            high = middle;
    }
    return (struct candidates){acts + low, count - low};
}

/* The same of those that agree with `act`; it says all of what is to be the same. */
static struct candidates from_same(const struct run *run, const struct plan_past *past,
                                   const struct same_acts *same, size_t act, int64_t from_us)
{
    size_t low = 0, high = same->count, last;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (same_order(run, past, same->acts[middle], act) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (last = low, high = same->count; last < high;) {
        size_t middle = last + (high - last) / 2;

        if (same_order(run, past, same->acts[middle], act) <= 0)
            last = middle + 1;
        else
            high = middle;
    }
    return from_moment(run, same->acts + low, last - low, from_us);
}

/* Did `n` happen at the asked distance before `a`: for certain (every pair of moments), perhaps (some pair). Both ends count. */
static struct fact_interval in_time(const struct run *run, const struct plan_past *past,
                                    struct fact_time a, struct fact_time n, int64_t begin_us)
{
    int64_t a_last = monitor_last(a.from_us, a.to_us), n_last = monitor_last(n.from_us, n.to_us);
    struct plan_span none = {PLAN_ELAPSED, 0};
    struct plan_span near =
        past->timing == PLAN_AT_LEAST_BEFORE || past->timing == PLAN_BETWEEN_BEFORE ? past->near
                                                                                    : none;
    bool has_far = past->timing == PLAN_AT_MOST_BEFORE || past->timing == PLAN_BETWEEN_BEFORE;
    bool within_phase = past->timing != PLAN_AT_MOST_BEFORE;
    bool sure, maybe;

    sure = n_last <= monitor_add(run, a.from_us, -1, near);
    maybe = n.from_us <= monitor_add(run, a_last, -1, near);
    if (has_far) {
        sure = sure && n.from_us >= monitor_add(run, a_last, -1, past->far);
        maybe = maybe && n_last >= monitor_add(run, a.from_us, -1, past->far);
    }
    if (within_phase) {
        sure = sure && n.from_us >= begin_us;
        maybe = maybe && n_last >= begin_us;
    }
    return (struct fact_interval){sure ? 1 : 0, maybe ? 1 : 0};
}

/* From when on an act may excuse. */
static int64_t earliest_excuse(const struct run *run, const struct plan_past *past,
                               const struct excused *e)
{
    int64_t from = e->begin_us;

    if (past->timing == PLAN_AT_MOST_BEFORE)
        from = monitor_add(run, e->time.from_us, -1, past->far);
    if (past->timing == PLAN_BETWEEN_BEFORE) {
        int64_t earliest = monitor_add(run, e->time.from_us, -1, past->far);

        from = earliest > from ? earliest : from;
    }
    return from > TIME_MIN_US + run->longest_us ? from - run->longest_us : from;
}

/* Where names are collected, all in time are looked at, also those that are not about the same. */
static enum err_code find_candidates(struct run *run, uint32_t past, const struct excused *e,
                                     struct candidates *out)
{
    const struct plan_past *p = &run->plan->pasts[past];
    const struct class_acts *acts;
    const struct same_acts *same;
    int64_t from = earliest_excuse(run, p, e);

    *out = (struct candidates){NULL, 0};
    if (p->same_count && !run->collect) {
        TRY(same_acts(run, past, &same));
        if (e->act != SIZE_MAX && says_all(run, p, e->act))
            *out = from_same(run, p, same, e->act, from);
        return ERR_OK;
    }
    TRY(monitor_class_acts(run, p->class, &acts));
    *out = from_moment(run, acts->acts, acts->count, from);
    return ERR_OK;
}

static enum err_code excusing_acts(struct run *run, uint32_t past_index, const struct excused *e,
                                   struct fact_interval *out)
{
    const struct plan_past *past = &run->plan->pasts[past_index];
    struct candidates look;
    double none_lo = 1, none_hi = 1; /* chance that none was given */
    int64_t last = monitor_last(e->time.from_us, e->time.to_us);

    TRY(find_candidates(run, past_index, e, &look));
    for (size_t i = 0; i < look.count; i++) {
        size_t n = look.acts[i];
        const struct observation *notice = &run->facts->observations[n];
        struct fact_interval p;
        unsigned doubts = 0;

        if (notice->time.from_us > last ||
            (run->collect && run->collect_count >= run->collect_limit))
            break; /* who collects names asks for nothing else */
        if (n == e->act || notice->received_us > e->known_us)
            continue;
        p = in_time(run, past, e->time, notice->time, e->begin_us);
        if (p.hi <= 0)
            continue;
        if (run->collect)
            run->collect[run->collect_count++] = n;
        p = monitor_times(p, monitor_mass(run, (struct plan_list){&past->class, 1}, n,
                                          monitor_class_match(run, past->class, n, &doubts)));
        if (past->same_count &&
            (e->act == SIZE_MAX || !monitor_same(run, past->same, past->same_count, e->act, n)))
            continue;
        p = monitor_times(
            p, monitor_audience(run, past->audience, past->audience_count, e->party, n, &doubts));
        p = monitor_times(p, monitor_share_of_actors(run, &past->actors, e->party, n));
        none_lo *= 1 - p.hi;
        none_hi *= 1 - p.lo;
    }
    *out = (struct fact_interval){1 - none_hi, 1 - none_lo};
    if (past->is_no)
        *out = monitor_not(*out);
    return ERR_OK;
}

/* How likely the act is excused, if `party` did it. */
enum err_code monitor_excuse(struct run *run, uint32_t past, size_t act, uint32_t party,
                             int64_t begin_us, struct fact_interval *out)
{
    struct excused e = {act, run->facts->observations[act].time, party, begin_us, run->known_us};

    return monitor_excuse_of(run, past, &e, out);
}

enum err_code monitor_excuse_of(struct run *run, uint32_t past, const struct excused *e,
                                struct fact_interval *out)
{
    const struct plan_past *p = &run->plan->pasts[past];

    switch (p->form) {
    case PLAN_PAST_AND:
    case PLAN_PAST_OR:
        for (size_t i = 0; i < p->children.count; i++) {
            struct fact_interval one = {0, 0};

            TRY(monitor_excuse_of(run, p->children.items[i], e, &one));
            *out = i == 0                     ? one
                   : p->form == PLAN_PAST_AND ? monitor_and(*out, one)
                                              : monitor_or(*out, one);
        }
        return ERR_OK;
    case PLAN_PAST_CERTIFIED: {
        bool stands =
            e->act == SIZE_MAX
                ? monitor_certified(run, p->certificate, p->actor, e->known_us).stands
                : monitor_certified_act(run, p->certificate, p->actor, e->act, e->known_us).stands;

        *out = (struct fact_interval){stands ? 1 : 0, stands ? 1 : 0};
        return ERR_OK;
    }
    case PLAN_PAST_ACT:
        return excusing_acts(run, past, e, out);
    }
    return ERR_OK;
}

/* -------------------------------------------------------------- permits */

enum scope { SCOPE_EQUAL, SCOPE_WITHIN, SCOPE_AROUND, SCOPE_OTHER };

static enum scope scope_of(bool a_in_b, bool b_in_a)
{
    return a_in_b && b_in_a ? SCOPE_EQUAL
           : a_in_b         ? SCOPE_WITHIN
           : b_in_a         ? SCOPE_AROUND
                            : SCOPE_OTHER;
}

static bool class_in(const struct run *run, uint32_t a, uint32_t b)
{
    const struct plan *plan = run->plan;

    if (a == b)
        return true;
    for (size_t i = 0; i < plan->classes[a].alternative_count; i++) {
        bool found = false;

        for (size_t j = 0; !found && j < plan->classes[b].alternative_count; j++)
            found = plan->classes[b].alternatives[j].test_count == 0 &&
                    plan->classes[b].exception_count == 0 &&
                    plan_kind_is(plan, plan->classes[a].alternatives[i].kind,
                                 plan->classes[b].alternatives[j].kind);
        if (!found)
            return false;
    }
    return true;
}

static bool classes_in(const struct run *run, struct plan_list a, struct plan_list b)
{
    for (size_t i = 0; i < a.count; i++) {
        bool found = false;

        for (size_t j = 0; !found && j < b.count; j++)
            found = class_in(run, a.items[i], b.items[j]);
        if (!found)
            return false;
    }
    return true;
}

static bool actors_in(const struct run *run, const struct plan_actors *a,
                      const struct plan_actors *b)
{
    if (b->form == PLAN_ACTORS_NONE || (b->form == PLAN_ACTORS_ANYONE && b->names.count == 0))
        return true;
    if (a->form == PLAN_ACTORS_ANYONE || a->form == PLAN_ACTORS_NONE)
        return a->form == b->form && a->names.count == b->names.count;
    if (b->form == PLAN_ACTORS_ANY_PARTY)
        return a->form == PLAN_ACTORS_ANY_PARTY ||
               (a->names.count && run->plan->actors[a->names.items[0]].role == PLAN_PARTY);
    for (size_t i = 0; i < a->names.count; i++) {
        bool found = b->form == PLAN_ACTORS_ANYONE;

        for (size_t j = 0; j < b->names.count; j++)
            if (plan_actor_is(run->plan, a->names.items[i], b->names.items[j]))
                found = b->form != PLAN_ACTORS_ANYONE;
        if (!found)
            return false;
    }
    return a->names.count > 0;
}

static bool spots_in(const struct plan_spots *a, const struct plan_spots *b)
{
    if (b->count == 0)
        return true;
    if (a->count == 0)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        bool found = false;

        for (size_t j = 0; j < b->count; j++)
            found |= a->items[i].place == b->items[j].place &&
                     a->items[i].preposition == b->items[j].preposition;
        if (!found)
            return false;
    }
    return true;
}

static bool has_times(const struct plan_statement *s)
{
    return s->tail.as_of.form != PLAN_TIME_NONE || s->tail.until.form != PLAN_TIME_NONE ||
           s->tail.during.form != PLAN_WINDOW_NONE || s->tail.while_condition != PLAN_NONE;
}

static bool times_in(const struct run *run, const struct plan_statement *a,
                     const struct plan_statement *b)
{
    uint32_t pa = run->plan->clauses[a->clause].phase, pb = run->plan->clauses[b->clause].phase;

    return (pa == pb || pb == PLAN_THROUGHOUT) && !has_times(b);
}

/* An exception gives way only to a prohibition that is more specific in something and nowhere less. */
bool monitor_permit_wins(const struct run *run, const struct plan_statement *permit,
                         const struct plan_statement *forbid)
{
    enum scope scopes[] = {
        scope_of(classes_in(run, permit->classes, forbid->classes),
                 classes_in(run, forbid->classes, permit->classes)),
        scope_of(actors_in(run, &permit->actors, &forbid->actors),
                 actors_in(run, &forbid->actors, &permit->actors)),
        scope_of(spots_in(&permit->spots, &forbid->spots),
                 spots_in(&forbid->spots, &permit->spots)),
        scope_of(times_in(run, permit, forbid), times_in(run, forbid, permit)),
    };
    bool any_other = false, any_within = false, any_around = false;

    for (size_t i = 0; i < COUNT_OF(scopes); i++) {
        any_other |= scopes[i] == SCOPE_OTHER;
        any_within |= scopes[i] == SCOPE_WITHIN;
        any_around |= scopes[i] == SCOPE_AROUND;
    }
    return any_other || any_within || !any_around;
}

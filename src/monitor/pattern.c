/* SPDX-License-Identifier: Apache-2.0
 *
 * What a statement is about: kinds with their attributes, who is bound, against whom, to whom. */
#include "monitor/monitor_int.h"

#include <stdlib.h>

/* -------------------------------------------------------------- kinds */

static enum match test_match(const struct observation *o, const struct plan_test *test)
{
    const struct fact_attribute *a = observation_attribute(o, test->attribute);

    if (!a)
        return MATCH_PERHAPS;
    if (test->comparison == PLAN_IS) {
        for (size_t i = 0; i < test->text_count; i++)
            if (str_eq(a->text, test->texts[i]))
                return MATCH_YES;
        return MATCH_NO;
    }
    if (!a->is_number)
        return MATCH_PERHAPS;
    switch (test->comparison) {
    case PLAN_AT_LEAST:
        return a->number >= test->number ? MATCH_YES : MATCH_NO;
    case PLAN_AT_MOST:
        return a->number <= test->number ? MATCH_YES : MATCH_NO;
    case PLAN_MORE_THAN:
        return a->number > test->number ? MATCH_YES : MATCH_NO;
    case PLAN_LESS_THAN:
        return a->number < test->number ? MATCH_YES : MATCH_NO;
    case PLAN_EXACTLY:
        return a->number >= test->number && a->number <= test->number ? MATCH_YES : MATCH_NO;
    case PLAN_IS:
        break;
    }
    return MATCH_NO;
}

static enum match alternative_match(const struct run *run, const struct plan_alternative *a,
                                    uint32_t kind, const struct observation *o, unsigned *doubts)
{
    enum match match = MATCH_YES;
    unsigned seen = 0;

    if (!plan_kind_is(run->plan, kind, a->kind)) {
        if (!plan_kind_is(run->plan, a->kind, kind))
            return MATCH_NO;
        match = MATCH_PERHAPS;
        seen |= DOUBT_KIND;
    }
    for (size_t i = 0; i < a->test_count; i++) {
        enum match test = test_match(o, &a->tests[i]);

        if (test == MATCH_NO)
            return MATCH_NO;
        if (test == MATCH_PERHAPS) {
            match = MATCH_PERHAPS;
            seen |= DOUBT_ATTRIBUTE;
        }
    }
    *doubts |= seen;
    return match;
}

enum match monitor_class_match(const struct run *run, uint32_t class, size_t act, unsigned *doubts)
{
    const struct observation *o = &run->facts->observations[act];
    enum match match = monitor_record_match(run, class, run->acts[act].kind, o, doubts);

    for (size_t i = 0; match == MATCH_NO && run->acts[act].is_open_kind && i < o->explanation_count;
         i++)
        match = monitor_record_match(run, class, plan_find_kind(run->plan, o->explanations[i].name),
                                     o, doubts);
    return match;
}

static void add_mass(const struct run *run, struct plan_list classes, uint32_t kind,
                     const struct observation *o, double share, struct fact_interval *sum)
{
    enum match match = MATCH_NO;
    unsigned unused = 0;

    for (size_t i = 0; match != MATCH_YES && i < classes.count; i++) {
        enum match one = monitor_record_match(run, classes.items[i], kind, o, &unused);

        match = one > match ? one : match;
    }
    sum->lo += match == MATCH_YES ? share : 0;
    sum->hi += match != MATCH_NO ? share : 0;
}

struct fact_interval monitor_mass(const struct run *run, struct plan_list classes, size_t act,
                                  enum match match)
{
    const struct act *a = &run->acts[act];
    const struct observation *o = &run->facts->observations[act];
    struct fact_interval sum = {0, 0};

    if (!a->is_open_kind)
        return (struct fact_interval){match == MATCH_YES ? a->existence : 0,
                                      match == MATCH_NO ? 0 : a->existence};
    add_mass(run, classes, a->kind, o, a->existence, &sum);
    for (size_t i = 0; i < o->explanation_count; i++)
        add_mass(run, classes, plan_find_kind(run->plan, o->explanations[i].name), o,
                 o->probability * o->explanations[i].share, &sum);
    return (struct fact_interval){sum.lo < 1 ? sum.lo : 1, sum.hi < 1 ? sum.hi : 1};
}

enum match monitor_record_match(const struct run *run, uint32_t class, uint32_t kind,
                                const struct observation *o, unsigned *doubts)
{
    const struct plan_class *c = &run->plan->classes[class];
    enum match match = MATCH_NO;
    unsigned seen = 0;

    if (kind == PLAN_NONE)
        return MATCH_NO;
    switch (run->kind_table[class * run->plan->kind_count + kind]) {
    case 0:
        return MATCH_NO;
    case 1:
        *doubts |= DOUBT_KIND;
        return MATCH_PERHAPS;
    case 3:
        return MATCH_YES;
    }
    for (size_t i = 0; match != MATCH_YES && i < c->alternative_count; i++) {
        enum match one = alternative_match(run, &c->alternatives[i], kind, o, &seen);

        if (one > match)
            match = one;
    }
    if (match == MATCH_YES)
        seen = 0;
    for (size_t i = 0; match != MATCH_NO && i < c->exception_count; i++) {
        enum match one = alternative_match(run, &c->exceptions[i], kind, o, &seen);

        if (one == MATCH_YES)
            match = MATCH_NO;
        else if (one == MATCH_PERHAPS)
            match = MATCH_PERHAPS;
    }
    if (match == MATCH_PERHAPS)
        *doubts |= seen;
    return match;
}

enum match monitor_classes_match(const struct run *run, struct plan_list classes, size_t act,
                                 unsigned *doubts)
{
    enum match match = MATCH_NO;
    unsigned seen = 0;

    for (size_t i = 0; i < classes.count; i++) {
        enum match one = monitor_class_match(run, classes.items[i], act, &seen);

        if (one == MATCH_YES)
            return MATCH_YES;
        if (one > match)
            match = one;
    }
    *doubts |= seen;
    return match;
}

/* All acts that match a class, perhaps only, in order of time. */
enum err_code monitor_class_acts(struct run *run, uint32_t class, const struct class_acts **out)
{
    struct class_acts *acts = &run->class_acts[class];
    size_t n = 0;

    *out = acts;
    if (acts->is_built)
        return ERR_OK;
    for (size_t pass = 0; pass < 2; pass++) {
        n = 0;
        for (size_t i = 0; i < run->facts->observation_count; i++) {
            unsigned doubts = 0;
            uint32_t kind = run->acts[i].kind;

            if (kind == PLAN_NONE ||
                (!run->acts[i].is_open_kind &&
                 !run->kind_table[class * run->plan->kind_count + kind]) ||
                monitor_class_match(run, class, i, &doubts) == MATCH_NO)
                continue;
            if (pass)
                acts->acts[n] = i;
            n++;
        }
        if (!pass) {
            acts->acts = ARENA_NEW(&run->scratch, size_t, n + 1);
            if (!acts->acts)
                return err_no_memory(run->err);
        }
    }
    acts->count = n;
    acts->is_built = true;
    return ERR_OK;
}

struct receipt {
    int64_t at_us;
    size_t act;
};

static int receipt_order(const void *a, const void *b)
{
    const struct receipt *x = a, *y = b;

    if (x->at_us != y->at_us)
        return x->at_us < y->at_us ? -1 : 1;
    return (x->act > y->act) - (x->act < y->act);
}

enum err_code monitor_class_receipts(struct run *run, uint32_t class)
{
    struct class_acts *acts = &run->class_acts[class];
    struct receipt *receipts;

    if (acts->by_receipt)
        return ERR_OK;
    receipts = ARENA_NEW(&run->scratch, struct receipt, acts->count);
    acts->by_receipt = ARENA_NEW(&run->scratch, size_t, acts->count + 1);
    if (!receipts || !acts->by_receipt)
        return err_no_memory(run->err);
    for (size_t i = 0; i < acts->count; i++)
        receipts[i] =
            (struct receipt){run->facts->observations[acts->acts[i]].received_us, acts->acts[i]};
    if (acts->count > 1)
        qsort(receipts, acts->count, sizeof *receipts, receipt_order);
    for (size_t i = 0; i < acts->count; i++)
        acts->by_receipt[i] = receipts[i].act;
    return ERR_OK;
}

size_t monitor_first_received(const struct run *run, const struct class_acts *acts, int64_t from_us)
{
    size_t low = 0, high = acts->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (run->facts->observations[acts->by_receipt[middle]].received_us < from_us)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* -------------------------------------------------------------- who */

static bool is_under_any(const struct plan *plan, uint32_t actor, struct plan_list names)
{
    for (size_t i = 0; i < names.count; i++)
        if (plan_actor_is(plan, actor, names.items[i]))
            return true;
    return false;
}

static int u32_order(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

enum err_code monitor_bound_make(struct run *run, const struct plan_actors *actors,
                                 struct bound **out)
{
    const struct plan *plan = run->plan;
    struct bound *bound = ARENA_NEW(&run->scratch, struct bound, 1);
    uint32_t *slots = ARENA_NEW(&run->scratch, uint32_t, plan->actor_count + 1);
    uint32_t *slot_of = ARENA_NEW(&run->scratch, uint32_t, plan->actor_count + 1);
    uint8_t *is_bound = ARENA_NEW(&run->scratch, uint8_t, plan->actor_count + 1);
    bool by_name = actors->form == PLAN_ACTORS_NAMES || actors->form == PLAN_ACTORS_ANY_OF;
    size_t count = 0;

    if (!bound || !slots || !slot_of || !is_bound)
        return err_no_memory(run->err);
    bound->anyone = actors->form == PLAN_ACTORS_ANYONE || actors->form == PLAN_ACTORS_NONE;
    if (by_name) {
        for (size_t i = 0; i < actors->names.count; i++)
            slots[count++] = actors->names.items[i];
        qsort(slots, count, sizeof *slots, u32_order);
    } else {
        for (uint32_t a = 0; a < plan->actor_count; a++)
            if (plan->actors[a].role == PLAN_PARTY &&
                !(bound->anyone && is_under_any(plan, a, actors->names)))
                slots[count++] = a;
    }
    for (uint32_t a = 0; a < plan->actor_count; a++) {
        slot_of[a] = PLAN_NONE;
        if (bound->anyone)
            is_bound[a] = !is_under_any(plan, a, actors->names);
        for (size_t s = 0; s < count; s++) {
            if (plan_actor_is(plan, a, slots[s])) {
                if (slot_of[a] == PLAN_NONE || plan_actor_is(plan, slots[s], slots[slot_of[a]]))
                    slot_of[a] = (uint32_t)s; /* the nearest that answers */
                is_bound[a] = 1;
            } else if (!is_bound[a] && plan_actor_is(plan, slots[s], a)) {
                is_bound[a] = 2;
            }
        }
    }
    bound->slots = slots;
    bound->slot_count = count;
    bound->slot_of = slot_of;
    bound->is_bound = is_bound;
    *out = bound;
    return ERR_OK;
}

struct who monitor_who(const struct run *run, const struct bound *bound, size_t act)
{
    const struct act *a = &run->acts[act];
    bool joint = run->facts->observations[act].joint;
    double out = bound->anyone ? 0 : a->other, perhaps = 0;
    bool any = false, any_perhaps = false;

    for (uint32_t i = a->first_share; i < a->first_share + a->share_count; i++) {
        const struct share *s = &run->shares[i];

        switch (bound->is_bound[s->actor]) {
        case 0:
            out += s->share;
            break;
        case 1:
            any = true;
            break;
        default:
            perhaps += s->share;
            any_perhaps = true;
        }
    }
    if (joint && a->share_count) /* one act of all of them: it is theirs who are bound */
        return (struct who){{any ? 1 : 0, any || any_perhaps ? 1 : 0}, 0};
    out = out > 1 ? 1 : out;
    return (struct who){{num_probability(1 - out - perhaps), num_probability(1 - out)}, a->unknown};
}

struct fact_interval monitor_share_of(const struct run *run, uint32_t actor, size_t act)
{
    const struct act *a = &run->acts[act];
    double known = 0, perhaps = a->unknown;

    for (uint32_t i = a->first_share; i < a->first_share + a->share_count; i++) {
        const struct share *s = &run->shares[i];

        if (plan_actor_is(run->plan, s->actor, actor))
            known += s->share;
        else if (plan_actor_is(run->plan, actor, s->actor))
            perhaps += s->share; /* it may have been this group of it */
    }
    known = num_probability(known);
    return (struct fact_interval){known, num_probability(known + perhaps)};
}

bool monitor_is_other_party(const struct run *run, uint32_t actor, uint32_t same)
{
    return run->plan->actors[actor].role == PLAN_PARTY && !plan_actor_is(run->plan, same, actor);
}

/* Of several: the shares add up, the unknown counts once; a joint act is one. */
static struct fact_interval add_shares(const struct run *run, const uint32_t *actors, size_t count,
                                       size_t act)
{
    struct fact_interval sum = {0, 0};
    double perhaps = 0;

    for (size_t i = 0; i < count; i++) {
        struct fact_interval one = monitor_share_of(run, actors[i], act);

        sum.lo += one.lo;
        if (one.hi - one.lo > perhaps)
            perhaps = one.hi - one.lo;
    }
    sum.lo = num_probability(sum.lo);
    sum.hi = num_probability(sum.lo + perhaps);
    return sum;
}

struct fact_interval monitor_share_of_actors(const struct run *run,
                                             const struct plan_actors *actors, uint32_t same,
                                             size_t act)
{
    const struct plan *plan = run->plan;
    const struct act *a = &run->acts[act];
    struct fact_interval out = {0, 0};

    switch (actors->form) {
    case PLAN_ACTORS_NONE:
        return (struct fact_interval){1, 1};
    case PLAN_ACTORS_ANYONE:
        for (size_t i = 0; i < actors->names.count; i++)
            out.lo += monitor_share_of(run, actors->names.items[i], act).lo;
        out.lo = out.hi = num_probability(1 - out.lo);
        return out;
    case PLAN_ACTORS_NAMES:
        if (actors->is_together && actors->names.count > 1) {
            out = (struct fact_interval){1, 1};
            for (size_t i = 0; i < actors->names.count; i++) {
                struct fact_interval one = monitor_share_of(run, actors->names.items[i], act);

                out.lo = one.lo < out.lo ? one.lo : out.lo;
                out.hi = one.hi < out.hi ? one.hi : out.hi;
            }
            return run->facts->observations[act].joint ? out : (struct fact_interval){0, 0};
        }
        return add_shares(run, actors->names.items, actors->names.count, act);
    case PLAN_ACTORS_ANY_OF:
        return add_shares(run, actors->names.items, actors->names.count, act);
    case PLAN_ACTORS_ANY_PARTY:
    case PLAN_ACTORS_ONE_PARTY:
    case PLAN_ACTORS_OTHER_PARTY: {
        uint32_t list[64];
        size_t n = 0;

        for (uint32_t i = 0; i < plan->actor_count && n < COUNT_OF(list); i++)
            if (plan->actors[i].role == PLAN_PARTY &&
                (actors->form != PLAN_ACTORS_OTHER_PARTY ||
                 (same != PLAN_NONE && monitor_is_other_party(run, i, same))))
                list[n++] = i;
        if (actors->form == PLAN_ACTORS_OTHER_PARTY && same == PLAN_NONE)
            return (struct fact_interval){0, num_probability(1 - a->other)};
        return add_shares(run, list, n, act);
    }
    case PLAN_ACTORS_SAME_PARTY:
        if (same == PLAN_NONE)
            return (struct fact_interval){0, num_probability(1 - a->other)};
        return monitor_share_of(run, same, act);
    case PLAN_ACTORS_OPEN:
        break;
    }
    return (struct fact_interval){0, 1};
}

/* -------------------------------------------------------------- to whom, against whom */

static bool is_addressed(const struct run *run, const struct observation *o,
                         const struct plan_audience *to, uint32_t same)
{
    for (size_t i = 0; i < o->addressee_count; i++) {
        uint32_t actor;

        if (to->form == PLAN_TO_PUBLIC) {
            if (str_eq(o->addressees[i], STR("public")))
                return true;
            continue;
        }
        actor = monitor_actor(run, o->addressees[i]);
        if (actor == PLAN_NONE)
            continue;
        switch (to->form) {
        case PLAN_TO_ACTOR:
            if (plan_actor_is(run->plan, actor, to->actor))
                return true;
            break;
        case PLAN_TO_SAME_PARTY:
            if (same != PLAN_NONE && plan_actor_is(run->plan, actor, same))
                return true;
            break;
        case PLAN_TO_OTHER_PARTY:
            if (same != PLAN_NONE && monitor_is_other_party(run, actor, same))
                return true;
            break;
        case PLAN_TO_PUBLIC:
        case PLAN_TO_OPEN:
            break;
        }
    }
    return false;
}

struct fact_interval monitor_audience(const struct run *run, const struct plan_audience *audience,
                                      size_t count, uint32_t same, size_t act, unsigned *doubts)
{
    const struct observation *o = &run->facts->observations[act];

    if (count == 0)
        return (struct fact_interval){1, 1};
    if (o->addressee_count == 0) { /* the record does not say */
        *doubts |= DOUBT_AUDIENCE;
        return (struct fact_interval){0, 1};
    }
    for (size_t i = 0; i < count; i++)
        if (!is_addressed(run, o, &audience[i], same))
            return (struct fact_interval){0, 0};
    return (struct fact_interval){1, 1};
}

struct fact_interval monitor_against(const struct run *run, const struct plan_actors *against,
                                     size_t act, unsigned *doubts)
{
    const struct fact_attribute *target;
    uint32_t actor;

    if (against->form == PLAN_ACTORS_NONE || against->form == PLAN_ACTORS_ANYONE)
        return (struct fact_interval){1, 1};
    target = observation_attribute(&run->facts->observations[act], STR("target"));
    actor = target ? monitor_actor(run, target->text) : PLAN_NONE;
    if (actor == PLAN_NONE) {
        *doubts |= DOUBT_TARGET;
        return (struct fact_interval){0, 1};
    }
    if (against->form == PLAN_ACTORS_ANY_PARTY)
        return run->plan->actors[actor].role == PLAN_PARTY ? (struct fact_interval){1, 1}
                                                           : (struct fact_interval){0, 0};
    if (is_under_any(run->plan, actor, against->names))
        return (struct fact_interval){1, 1};
    return (struct fact_interval){0, 0};
}

/* Against things: the record names the kind of what was aimed at. */
static struct fact_interval against_things(const struct run *run, struct plan_list classes,
                                           size_t act)
{
    static const struct observation
        nothing; /* what the record says of a weapon is not said of the target */
    const struct fact_attribute *target =
        observation_attribute(&run->facts->observations[act], STR("target"));
    uint32_t kind = target ? plan_find_kind(run->plan, target->text) : PLAN_NONE;
    struct fact_interval out = {0, 0};

    if (kind == PLAN_NONE) /* it names nobody, or somebody: what of theirs is not said */
        return (struct fact_interval){0, 1};
    for (size_t i = 0; i < classes.count; i++) {
        unsigned unused = 0;

        switch (monitor_record_match(run, classes.items[i], kind, &nothing, &unused)) {
        case MATCH_YES:
            return (struct fact_interval){1, 1};
        case MATCH_PERHAPS:
            out.hi = 1;
            break;
        case MATCH_NO:
            break;
        }
    }
    return out;
}

/* Whom or what a statement is against: one of them is enough. */
struct fact_interval monitor_aimed(const struct run *run, const struct plan_statement *st,
                                   size_t act, unsigned *doubts)
{
    struct fact_interval things, actors = {0, 0};
    unsigned seen = 0;

    if (st->against_classes.count == 0)
        return monitor_against(run, &st->against, act, doubts);
    things = against_things(run, st->against_classes, act);
    if (st->against.form != PLAN_ACTORS_NONE)
        actors = monitor_against(run, &st->against, act, &seen);
    things.lo = actors.lo > things.lo ? actors.lo : things.lo;
    things.hi = actors.hi > things.hi ? actors.hi : things.hi;
    if (things.lo < things.hi)
        *doubts |= DOUBT_TARGET;
    return things;
}

/* An attribute missing on either excuses nothing. */
bool monitor_same(const struct run *run, const struct str *same, size_t count, size_t a, size_t b)
{
    for (size_t i = 0; i < count; i++) {
        const struct fact_attribute *x =
            observation_attribute(&run->facts->observations[a], same[i]);
        const struct fact_attribute *y =
            observation_attribute(&run->facts->observations[b], same[i]);

        if (!x || !y || x->is_number != y->is_number ||
            (x->is_number ? x->number < y->number || x->number > y->number
                          : !str_eq(x->text, y->text)))
            return false;
    }
    return true;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Items: what may be a violation of a clause within one of its times: acts that a `forbid` is about (here), stays that a `keep`
 * is about (stay.c), excesses of a `limit` (limit.c).
 *
 *     occurrence = existence * kind * time * target * place * (1 - permitted) * sum over who did it of share * (1 - excused)
 *
 * as an interval, per reading, then the least. Only acts whose kind and time come into question cost anything. */
#include "monitor/monitor_int.h"

struct forbid {
    uint32_t statement;
    struct binding binding;
    const struct bound *bound;
    const uint32_t *permits; /* statements */
    const struct binding *permit_bindings;
    size_t permit_count;
    bool is_disputed;
    bool needs_party;
};

struct fact_interval monitor_times(struct fact_interval a, struct fact_interval b)
{
    return (struct fact_interval){a.lo * b.lo, a.hi * b.hi};
}

struct fact_interval monitor_not(struct fact_interval a)
{
    return (struct fact_interval){1 - a.hi, 1 - a.lo};
}

static struct fact_interval round_interval(struct fact_interval a)
{
    return (struct fact_interval){num_probability(a.lo), num_probability(a.hi)};
}

enum err_code monitor_item_push(struct run *run, struct items *items, const struct item *item)
{
    TRY(arena_grow(&run->scratch, &items->items, items->count, &items->capacity,
                   sizeof *items->items, run->err));
    items->items[items->count] = *item;
    for (size_t i = 0; i == 0 || i < item->act_count; i++) {
        size_t act = item->act_count ? item->acts[i] : item->act;

        if (act != SIZE_MAX && (run->acts[act].ruling_count ||
                                run->facts->observations[act].status != FACT_STATUS_ALLEGED))
            items->items[items->count].may_be_ruled = true;
    }
    items->count++;
    return ERR_OK;
}

/* The permits that may excuse an act from a prohibition, with the times at which they bind. */
static enum err_code find_permits(struct run *run, struct forbid *f)
{
    const struct plan *plan = run->plan;
    uint32_t *permits = NULL;
    struct binding *bindings = NULL;
    size_t n = 0;

    for (uint32_t s = 0; s < plan->statement_count; s++) {
        const struct plan_statement *st = &plan->statements[s];
        uint32_t phase = plan->clauses[st->clause].phase;
        struct binding all = {.as_of_us = TIME_NONE};

        if (st->form != PLAN_PERMIT || st->judged != PLAN_JUDGED ||
            !monitor_permit_wins(run, st, &plan->statements[f->statement]))
            continue;
        if (!permits) {
            permits = ARENA_NEW(&run->scratch, uint32_t, plan->statement_count);
            bindings = ARENA_NEW(&run->scratch, struct binding, plan->statement_count);
            if (!permits || !bindings)
                return err_no_memory(run->err);
        }
        for (size_t i = 0; i < run->instance_count; i++) {
            const struct instance *at = &run->instances[i];
            struct binding one;

            if (at->phase != phase)
                continue;
            TRY(monitor_binding(run, at, s, at->begin_us, at->end_us, &one));
            for (size_t j = 0; j < one.sure.count; j++)
                TRY(monitor_spans_add(run, &all.sure, one.sure.items[j].from_us,
                                      one.sure.items[j].to_us));
            for (size_t j = 0; j < one.maybe.count; j++)
                TRY(monitor_spans_add(run, &all.maybe, one.maybe.items[j].from_us,
                                      one.maybe.items[j].to_us));
        }
        monitor_spans_tidy(&all.sure);
        monitor_spans_tidy(&all.maybe);
        permits[n] = s;
        bindings[n++] = all;
        f->is_disputed |= monitor_spots_are_disputed(run, &st->spots);
        f->needs_party = true; /* a permit speaks of parties */
    }
    f->permits = permits;
    f->permit_bindings = bindings;
    f->permit_count = n;
    return ERR_OK;
}

static struct fact_interval time_share(const struct binding *binding, const struct observation *o,
                                       unsigned *doubts)
{
    struct fact_interval sure =
        monitor_spans_share(&binding->sure, o->time, o->holds, o->aggregate);
    struct fact_interval maybe = sure;

    if (binding->sure.items != binding->maybe.items)
        maybe = monitor_spans_share(&binding->maybe, o->time, o->holds, o->aggregate);
    if (sure.lo < maybe.hi)
        *doubts |= o->aggregate && sure.lo < sure.hi ? DOUBT_AGGREGATE : DOUBT_WHILE;
    else if (sure.lo > 0 && sure.lo < 1)
        *doubts |= DOUBT_TIME;
    return (struct fact_interval){sure.lo, maybe.hi};
}

static struct fact_interval match_chance(enum match match)
{
    return (struct fact_interval){match == MATCH_YES ? 1 : 0, match == MATCH_NO ? 0 : 1};
}

/* How likely a permit covers the act, if `party` did it. */
static enum err_code permitted(struct run *run, const struct forbid *f, size_t i, size_t act,
                               uint32_t party, size_t reading, struct fact_interval *out)
{
    const struct plan_statement *st = &run->plan->statements[f->permits[i]];
    const struct bound *bound = NULL;
    unsigned doubts = 0;

    if (!run->statement_bound[f->permits[i]])
        TRY(monitor_bound_make(run, &st->actors, &run->statement_bound[f->permits[i]]));
    bound = run->statement_bound[f->permits[i]];
    *out = match_chance(monitor_classes_match(run, st->classes, act, &doubts));
    *out = monitor_times(
        *out, time_share(&f->permit_bindings[i], &run->facts->observations[act], &doubts));
    if (out->hi <= 0)
        return ERR_OK;
    if (party == PLAN_NONE ? !bound->anyone : bound->is_bound[party] == 0)
        *out = (struct fact_interval){0, 0};
    else if (party != PLAN_NONE && bound->is_bound[party] == 2)
        out->lo = 0;
    *out = monitor_times(*out, monitor_against(run, &st->against, act, &doubts));
    if (out->hi > 0)
        *out = monitor_times(*out, monitor_spots(run, &st->spots, reading, act, &doubts));
    if (out->hi > 0 && st->tail.unless != PLAN_NONE) { /* permitted, unless */
        struct fact_interval unless;

        TRY(monitor_excuse(run, st->tail.unless, act, party, f->permit_bindings[i].as_of_us,
                           &unless));
        *out = monitor_times(*out, monitor_not(unless));
    }
    return ERR_OK;
}

/* 1 - excused, if `party` did it. */
static enum err_code not_excused(struct run *run, const struct forbid *f, size_t act,
                                 uint32_t party, size_t reading, int64_t begin_us,
                                 struct fact_interval *out, unsigned *doubts)
{
    const struct plan_statement *st = &run->plan->statements[f->statement];
    struct fact_interval one;

    *out = (struct fact_interval){1, 1};
    for (size_t i = 0; i < f->permit_count; i++) {
        TRY(permitted(run, f, i, act, party, reading, &one));
        if (one.lo < one.hi)
            *doubts |= DOUBT_PERMIT;
        *out = monitor_times(*out, monitor_not(one));
    }
    if (st->tail.unless != PLAN_NONE) {
        TRY(monitor_excuse(run, st->tail.unless, act, party, begin_us, &one));
        if (one.lo < one.hi)
            *doubts |= DOUBT_EXCUSE;
        *out = monitor_times(*out, monitor_not(one));
    }
    return ERR_OK;
}

struct seen {
    struct fact_interval matter; /* all but existence and who */
    struct fact_interval base;   /* matter * existence, whoever did it */
    struct fact_interval occurrence;
};

/* The first of several, or the bounds of all so far. */
void monitor_widen(struct fact_interval *sum, struct fact_interval one, bool is_first)
{
    if (is_first || one.lo < sum->lo)
        sum->lo = one.lo;
    if (is_first || one.hi > sum->hi)
        sum->hi = one.hi;
}

/* What the excuses leave, over all who may have done it; by_slot: per slot of the clause, over all readings. */
static enum err_code mix_parties(struct run *run, const struct forbid *f, const struct bound *slots,
                                 size_t act, size_t reading, int64_t begin_us,
                                 struct fact_interval *by_slot, bool is_first,
                                 struct fact_interval *most, struct fact_interval *mix,
                                 unsigned *doubts)
{
    const struct act *a = &run->acts[act];
    bool joint = run->facts->observations[act].joint && a->share_count;
    struct fact_interval unknown = {1, 0}, nobody, sum = {0, 0}, top = {0, 0};
    double named = 0;

    for (size_t s = 0; s < slots->slot_count; s++) {
        uint32_t party = slots->slots[s];
        struct fact_interval left = {0, 0}, share = monitor_share_of(run, party, act);
        bool is_bound = f->bound->is_bound[party] == 1;

        if (is_bound)
            TRY(not_excused(run, f, act, party, reading, begin_us, &left, doubts));
        monitor_widen(&by_slot[s], left, is_first);
        if (!is_bound)
            continue;
        unknown.lo = left.lo < unknown.lo ? left.lo : unknown.lo;
        unknown.hi = left.hi > unknown.hi ? left.hi : unknown.hi;
        named += share.lo;
        sum.lo += share.lo * left.lo;
        sum.hi += share.lo * left.hi;
        if (share.lo > 0) {
            top.lo = left.lo > top.lo ? left.lo : top.lo;
            top.hi = left.hi > top.hi ? left.hi : top.hi;
        }
    }
    for (uint32_t i = a->first_share; i < a->first_share + a->share_count;
         i++) { /* of `anyone`: no party */
        const struct share *share = &run->shares[i];
        struct fact_interval left;

        if (slots->slot_of[share->actor] != PLAN_NONE || f->bound->is_bound[share->actor] != 1)
            continue;
        TRY(not_excused(run, f, act, share->actor, reading, begin_us, &left, doubts));
        named += share->share;
        sum.lo += share->share * left.lo;
        sum.hi += share->share * left.hi;
        top.lo = left.lo > top.lo ? left.lo : top.lo;
        top.hi = left.hi > top.hi ? left.hi : top.hi;
    }
    if (f->bound->anyone || slots->slot_count == 0) {
        TRY(not_excused(run, f, act, PLAN_NONE, reading, begin_us, &nobody, doubts));
        unknown.lo = nobody.lo < unknown.lo ? nobody.lo : unknown.lo;
        unknown.hi = nobody.hi > unknown.hi ? nobody.hi : unknown.hi;
        monitor_widen(&by_slot[slots->slot_count], nobody, is_first);
    }
    *most = unknown;
    if (joint) {
        *mix = top;
    } else {
        struct who who = monitor_who(run, f->bound, act);
        double rest_lo = who.factor.lo - named, rest_hi = who.factor.hi - named;

        mix->lo = sum.lo + (rest_lo > 0 ? rest_lo : 0) * unknown.lo;
        mix->hi = sum.hi + (rest_hi > 0 ? rest_hi : 0) * unknown.hi;
    }
    if (mix->lo < mix->hi && a->unknown > 0)
        *doubts |= DOUBT_ACTOR;
    return ERR_OK;
}

/* An act seen through one prohibition, per reading. False: kind or time do not come into question. */
static enum err_code look(struct run *run, const struct forbid *f, const struct bound *slots,
                          size_t act, int64_t begin_us, struct seen *seen,
                          struct fact_interval *by_slot, bool *is_asked, unsigned *doubts)
{
    const struct plan_statement *st = &run->plan->statements[f->statement];
    const struct observation *o = &run->facts->observations[act];
    const struct act *a = &run->acts[act];
    enum match match = monitor_classes_match(run, st->classes, act, doubts);
    struct fact_interval common, who = monitor_who(run, f->bound, act).factor;
    struct fact_interval place = {1, 1}, left = {1, 1}, mix = who;
    bool is_first = true;

    *is_asked = false;
    if (match == MATCH_NO)
        return ERR_OK;
    common = time_share(&f->binding, o, doubts);
    if (common.hi <= 0)
        return ERR_OK;
    *is_asked = true;
    common = monitor_times(common, match_chance(match));
    common = monitor_times(common, monitor_against(run, &st->against, act, doubts));
    if (who.lo < who.hi)
        *doubts |= DOUBT_ACTOR;
    for (size_t r = 0; r < run->plan->reading_count; r++) {
        if (r > 0 && !f->is_disputed) {
            seen[r] = seen[0];
            continue;
        }
        if (common.hi > 0)
            place = monitor_spots(run, &st->spots, r, act, doubts);
        seen[r].matter = monitor_times(common, place);
        if (seen[r].matter.hi > 0 && (f->permit_count || st->tail.unless != PLAN_NONE)) {
            if (f->needs_party) {
                TRY(mix_parties(run, f, slots, act, r, begin_us, by_slot, is_first, &left, &mix,
                                doubts));
                is_first = false;
            } else {
                TRY(not_excused(run, f, act, PLAN_NONE, r, begin_us, &left, doubts));
                mix = monitor_times(who, left);
            }
        }
        seen[r].base =
            monitor_times(seen[r].matter, (struct fact_interval){a->existence, a->existence});
        seen[r].occurrence = monitor_times(seen[r].base, mix);
        if (!f->needs_party)
            seen[r].base = monitor_times(seen[r].base, left);
        seen[r].matter = monitor_times(seen[r].matter, left);
    }
    return ERR_OK;
}

static void join(struct fact_interval *sum, struct fact_interval one)
{
    sum->lo = one.lo > sum->lo ? one.lo : sum->lo;
    sum->hi = sum->hi + one.hi < 1 ? sum->hi + one.hi : 1;
}

struct looked {
    struct run *run;
    uint32_t clause;
    struct forbid *forbids;
    size_t count;
    int64_t begin_us;
    struct seen *seen, *sum; /* per reading */
    struct fact_interval *by_slot, *slot_sum;
    bool any_party;
};

static enum err_code look_at(struct looked *l, size_t act, struct items *items)
{
    struct run *run = l->run;
    const struct bound *slots = run->clauses[l->clause].bound;
    size_t readings = run->plan->reading_count;
    const struct observation *o = &run->facts->observations[act];
    struct item item = {.form = ITEM_ACT, .statement = PLAN_NONE, .act = act, .slot = PLAN_NONE};
    double matter = 0;
    bool any = false, is_disputed = false;

    for (size_t f = 0; f < l->count; f++) {
        bool is_asked;
        unsigned doubts = 0;

        TRY(look(run, &l->forbids[f], slots, act, l->begin_us, l->seen, l->by_slot, &is_asked,
                 &doubts));
        if (!is_asked)
            continue;
        if (item.statement == PLAN_NONE || l->seen[0].occurrence.hi > 0)
            item.statement = l->forbids[f].statement;
        for (size_t r = 0; r < readings; r++) {
            if (!any)
                l->sum[r] = (struct seen){0};
            join(&l->sum[r].base, l->seen[r].base);
            join(&l->sum[r].occurrence, l->seen[r].occurrence);
            if (l->seen[r].matter.hi > matter)
                matter = l->seen[r].matter.hi;
        }
        for (size_t s = 0; l->any_party && s <= slots->slot_count; s++) {
            struct fact_interval one = {1, 1};

            if (l->forbids[f].needs_party)
                one = l->by_slot[s];
            if (!any)
                l->slot_sum[s] = (struct fact_interval){0, 0};
            join(&l->slot_sum[s], one);
        }
        item.doubts |= doubts;
        any = true;
        is_disputed |= l->forbids[f].is_disputed;
    }
    if (!any)
        return ERR_OK;
    item.base = item.occurrence = item.range = (struct fact_interval){1, 1};
    item.range.hi = 0;
    item.base_range = item.range;
    for (size_t r = 0; r < readings; r++) {
        struct fact_interval occurrence = round_interval(l->sum[r].occurrence);
        struct fact_interval base = round_interval(l->sum[r].base);

        item.occurrence.lo =
            occurrence.lo < item.occurrence.lo ? occurrence.lo : item.occurrence.lo;
        item.occurrence.hi =
            occurrence.hi < item.occurrence.hi ? occurrence.hi : item.occurrence.hi;
        item.base.lo = base.lo < item.base.lo ? base.lo : item.base.lo;
        item.base.hi = base.hi < item.base.hi ? base.hi : item.base.hi;
        item.base_range.lo = base.lo < item.base_range.lo ? base.lo : item.base_range.lo;
        item.base_range.hi = base.hi > item.base_range.hi ? base.hi : item.base_range.hi;
        item.range.lo = occurrence.lo < item.range.lo ? occurrence.lo : item.range.lo;
        item.range.hi = occurrence.hi > item.range.hi ? occurrence.hi : item.range.hi;
    }
    if (item.range.hi <= 0 && !(matter > 0 && run->acts[act].ruling_count)) {
        if (items->considered_count >= MONITOR_CONSIDERED_LIMIT) {
            items->considered_more++;
            return ERR_OK;
        }
        TRY(arena_grow(&run->scratch, &items->considered, items->considered_count,
                       &items->considered_capacity, sizeof *items->considered, run->err));
        items->considered[items->considered_count++] = act;
        return ERR_OK;
    }
    if (is_disputed) {
        struct fact_interval *copy = ARENA_NEW(&run->scratch, struct fact_interval, readings);

        if (!copy)
            return err_no_memory(run->err);
        for (size_t r = 0; r < readings; r++) {
            copy[r] = round_interval(l->sum[r].occurrence);
            if (copy[r].lo != copy[0].lo || copy[r].hi != copy[0].hi)
                item.doubts |= DOUBT_READING;
        }
        item.readings = copy;
    }
    if (l->any_party) {
        struct fact_interval *copy =
            ARENA_NEW(&run->scratch, struct fact_interval, slots->slot_count + 1);

        if (!copy)
            return err_no_memory(run->err);
        for (size_t s = 0; s <= slots->slot_count; s++)
            copy[s] = l->slot_sum[s];
        item.by_slot = copy;
    }
    item.from_us = o->time.from_us;
    item.to_us = o->time.to_us;
    item.known_us = o->received_us;
    return monitor_item_push(run, items, &item);
}

/* First observation that may reach to `from_us` or beyond. */
size_t monitor_first_reaching(const struct run *run, int64_t from_us)
{
    size_t low = 0, high = run->facts->observation_count;

    if (from_us > TIME_MIN_US + run->longest_us)
        from_us -= run->longest_us;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (run->facts->observations[middle].time.from_us < from_us)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static enum err_code forbid_items(struct run *run, uint32_t clause, const struct instance *at,
                                  int64_t begin_us, int64_t end_us, struct items *items)
{
    const struct plan *plan = run->plan;
    const struct plan_clause *c = &plan->clauses[clause];
    size_t slots = run->clauses[clause].bound->slot_count;
    struct looked l = {.run = run, .clause = clause, .begin_us = begin_us};

    l.forbids = ARENA_NEW(&run->scratch, struct forbid, c->statement_count);
    l.seen = ARENA_NEW(&run->scratch, struct seen, plan->reading_count);
    l.sum = ARENA_NEW(&run->scratch, struct seen, plan->reading_count);
    l.by_slot = ARENA_NEW(&run->scratch, struct fact_interval, slots + 1);
    l.slot_sum = ARENA_NEW(&run->scratch, struct fact_interval, slots + 1);
    if (!l.forbids || !l.seen || !l.sum || !l.by_slot || !l.slot_sum)
        return err_no_memory(run->err);
    for (uint32_t s = c->first_statement; s < c->first_statement + c->statement_count; s++) {
        const struct plan_statement *st = &plan->statements[s];
        struct forbid *f = &l.forbids[l.count];

        if (st->form != PLAN_FORBID || st->judged != PLAN_JUDGED)
            continue;
        *f = (struct forbid){.statement = s, .bound = run->statement_bound[s]};
        TRY(monitor_binding(run, at, s, begin_us, end_us, &f->binding));
        if (f->binding.maybe.count == 0)
            continue;
        f->is_disputed = monitor_spots_are_disputed(run, &st->spots);
        f->needs_party =
            st->tail.unless != PLAN_NONE && monitor_excuse_needs_party(run, st->tail.unless);
        TRY(find_permits(run, f));
        l.any_party |= f->needs_party || f->bound->slot_count != slots;
        l.count++;
    }
    if (l.count == 0)
        return ERR_OK;
    for (size_t f = 0; f < l.count; f++) /* parties that another statement of the clause binds */
        l.forbids[f].needs_party |= l.forbids[f].bound->slot_count != slots;
    for (size_t i = monitor_first_reaching(run, begin_us); i < run->facts->observation_count; i++) {
        if (run->facts->observations[i].time.from_us >= end_us)
            break;
        if (run->acts[i].kind != PLAN_NONE)
            TRY(look_at(&l, i, items));
    }
    return ERR_OK;
}

static enum err_code fill(struct run *run, uint32_t clause, const struct instance *at,
                          int64_t begin_us, int64_t end_us, struct items *out)
{
    const struct plan_clause *c = &run->plan->clauses[clause];

    if (run->clauses[clause].has_forbid)
        TRY(forbid_items(run, clause, at, begin_us, end_us, out));
    for (uint32_t s = c->first_statement; s < c->first_statement + c->statement_count; s++) {
        const struct plan_statement *st = &run->plan->statements[s];

        if (st->judged != PLAN_JUDGED)
            continue;
        if (st->form == PLAN_KEEP)
            TRY(monitor_stays(run, s, at, begin_us, end_us, out));
        else if (st->form == PLAN_LIMIT)
            TRY(monitor_excesses(run, s, at, begin_us, end_us, out));
    }
    return ERR_OK;
}

enum err_code monitor_items(struct run *run, uint32_t clause, const struct instance *at,
                            int64_t begin_us, int64_t end_us, struct items **out)
{
    struct items_cache *entry;

    for (entry = run->cache; entry; entry = entry->next)
        if (entry->clause == clause && entry->begin_us == begin_us && entry->end_us == end_us) {
            *out = entry->items;
            return ERR_OK;
        }
    entry = ARENA_NEW(&run->scratch, struct items_cache, 1);
    *out = ARENA_NEW(&run->scratch, struct items, 1);
    if (!entry || !*out)
        return err_no_memory(run->err);
    *entry = (struct items_cache){clause, begin_us, end_us, *out, NULL};
    TRY(monitor_deeper(run));
    TRY(fill(run, clause, at, begin_us, end_us, *out));
    run->depth--;
    entry->next = run->cache;
    run->cache = entry;
    return ERR_OK;
}

/* -------------------------------------------------------------- judging */

static bool is_closed(enum fact_status status)
{
    return status != FACT_STATUS_ALLEGED && status != FACT_STATUS_UNDER_VERIFICATION;
}

/* A ruling cannot make a violation of what the clause excuses, for whoever may have done it. */
static bool is_excused(const struct run *run, uint32_t clause, const struct item *item)
{
    const struct bound *bound = run->clauses[clause].bound;
    bool any_share = false, left = false, left_any = false;

    if (!item->by_slot || item->form != ITEM_ACT)
        return false;
    for (size_t s = 0; s < bound->slot_count; s++) {
        bool has_share = monitor_share_of(run, bound->slots[s], item->act).hi > 0;

        any_share |= has_share;
        left |= has_share && item->by_slot[s].hi > 0;
        left_any |= item->by_slot[s].hi > 0;
    }
    if (bound->anyone || bound->slot_count == 0)
        return !left && !left_any && item->by_slot[bound->slot_count].hi <= 0;
    return any_share ? !left : !left_any;
}

static bool is_excused_for(const struct run *run, uint32_t clause, const struct item *item,
                           uint32_t party)
{
    const struct bound *bound = run->clauses[clause].bound;

    return item->by_slot && party != PLAN_NONE && bound->slot_of[party] != PLAN_NONE &&
           item->by_slot[bound->slot_of[party]].hi <= 0;
}

struct judged monitor_judge(const struct run *run, uint32_t clause, const struct item *item,
                            int64_t known_us)
{
    struct judged j = {.occurrence = item->occurrence, .range = item->range};

    if (!item->may_be_ruled) {
        j.ruled =
            (struct ruled){.status = FACT_STATUS_ALLEGED, .party = PLAN_NONE, .time_us = TIME_NONE};
        j.is_out = j.range.hi <= 0;
        j.is_open = !j.is_out;
        j.is_violation = j.range.lo > 0 && j.range.lo >= run->plan->threshold_likely;
        return j;
    }
    j.ruled = monitor_ruled(run, clause, item->act, known_us);
    for (size_t i = 1; i < item->act_count && j.ruled.status == FACT_STATUS_ALLEGED; i++)
        j.ruled = monitor_ruled(run, clause, item->acts[i], known_us);
    j.is_open = !is_closed(j.ruled.status);
    switch (j.ruled.status) {
    case FACT_STATUS_ALLEGED:
    case FACT_STATUS_UNDER_VERIFICATION:
        j.is_out = j.range.hi <= 0;
        j.is_violation = j.range.lo > 0 && j.range.lo >= run->plan->threshold_likely;
        j.is_open = !j.is_out;
        break;
    case FACT_STATUS_SUBSTANTIATED:
        if (j.ruled.party != PLAN_NONE && run->statement_bound[item->statement] &&
            run->statement_bound[item->statement]->is_bound[j.ruled.party] == 0) {
            j.is_out = true; /* it was somebody whom the clause does not bind */
            j.occurrence = j.range = (struct fact_interval){0, 0};
            break;
        }
        if (j.ruled.party != PLAN_NONE ? is_excused_for(run, clause, item, j.ruled.party)
                                       : is_excused(run, clause, item)) {
            j.is_out = true;
            j.occurrence = j.range = (struct fact_interval){0, 0};
            break;
        }
        j.is_violation = true;
        j.occurrence = j.range = (struct fact_interval){1, 1};
        break;
    case FACT_STATUS_NOT_SUBSTANTIATED:
        j.is_out = true;
        j.occurrence = j.range = (struct fact_interval){0, 0};
        break;
    case FACT_STATUS_UNDETERMINED:
        j.is_out = j.range.hi <= 0;
        break;
    }
    return j;
}

struct fact_interval monitor_item_party(const struct run *run, uint32_t clause,
                                        const struct item *item, const struct judged *judged,
                                        uint32_t party, bool over_readings)
{
    const struct bound *bound = run->clauses[clause].bound;
    struct fact_interval share, base = over_readings ? item->base_range : item->base;
    bool is_ruled = judged->ruled.status == FACT_STATUS_SUBSTANTIATED;

    if (judged->is_out)
        return (struct fact_interval){0, 0};
    if (item->slot != PLAN_NONE) {
        if (plan_actor_is(run->plan, bound->slots[item->slot], party))
            return over_readings ? judged->range : judged->occurrence;
        return (struct fact_interval){0, 0};
    }
    if (item->act == SIZE_MAX)
        return (struct fact_interval){0, over_readings ? judged->range.hi : judged->occurrence.hi};
    if (is_ruled)
        base = (struct fact_interval){1, 1};
    if (judged->ruled.party != PLAN_NONE) {
        bool is_named = plan_actor_is(run->plan, judged->ruled.party, party);

        share = (struct fact_interval){is_named ? 1 : 0, is_named ? 1 : 0};
    } else {
        share = monitor_share_of(run, party, item->act);
        if (is_ruled) { /* one of the bound parties it was */
            double others = 0;

            for (size_t s = 0; s < bound->slot_count; s++)
                if (!plan_actor_is(run->plan, bound->slots[s], party))
                    others += monitor_share_of(run, bound->slots[s], item->act).lo;
            if (!run->facts->observations[item->act].joint && share.hi < 1 - others)
                share.hi = num_probability(1 - others);
        }
    }
    share = monitor_times(share, base);
    if (is_ruled && is_excused_for(run, clause, item, party))
        return (struct fact_interval){0, 0};
    if (item->by_slot && !is_ruled && bound->slot_of[party] != PLAN_NONE)
        share = monitor_times(share, item->by_slot[bound->slot_of[party]]);
    return round_interval(share);
}

/* The party that a ruling names, or whose share reaches the threshold; PLAN_NONE. */
uint32_t monitor_item_named(const struct run *run, uint32_t clause, const struct item *item,
                            const struct judged *judged)
{
    const struct bound *bound = run->clauses[clause].bound;

    if (item->slot != PLAN_NONE)
        return bound->slots[item->slot];
    if (judged->ruled.party != PLAN_NONE)
        return bound->slot_of[judged->ruled.party] != PLAN_NONE
                   ? bound->slots[bound->slot_of[judged->ruled.party]]
                   : judged->ruled.party;
    if (item->act == SIZE_MAX)
        return PLAN_NONE;
    if (run->facts->observations[item->act].joint && run->acts[item->act].share_count > 1)
        return PLAN_NONE; /* all of them, and a finding names one */
    for (size_t s = 0; s < bound->slot_count; s++)
        if (monitor_share_of(run, bound->slots[s], item->act).lo >= run->plan->threshold_likely)
            return bound->slots[s];
    for (uint32_t a = 0; bound->anyone && a < run->plan->actor_count; a++)
        if (run->plan->actors[a].role != PLAN_GROUP &&
            monitor_share_of(run, a, item->act).lo >= run->plan->threshold_likely)
            return a;
    return PLAN_NONE;
}

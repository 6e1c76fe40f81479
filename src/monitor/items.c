/* SPDX-License-Identifier: Apache-2.0
 *
 * Items: what may be a violation of a clause within one of its times: acts that a `forbid` is about (here), stays that a `keep`
 * is about (stay.c), excesses of a `limit` (limit.c).
 *
 *     occurrence = existence * kind * time * target * place * (1 - permitted) * sum over who did it of share * (1 - excused)
 *
 * as an interval, per reading, then the least. Only acts whose kind and time come into question cost anything. */
#include "monitor/monitor_int.h"

#include <string.h>

#define BLOCK_SIZE ((size_t)4096) /* observations that one thread looks at before it takes more */

struct permit {
    uint32_t statement;
    uint32_t phase, member; /* of a phase for each member: which one it is about */
    struct binding binding;
    struct spans both; /* in the prohibition's times too */
};

struct forbid {
    uint32_t statement;
    struct binding binding;
    const struct bound *bound;
    struct permit *permits;
    size_t permit_count, permit_capacity;
    bool is_disputed;
    bool needs_party;
    bool is_keyed; /* its place differs for each party */
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

/* When a permit binds, over all times of its phase; of a phase for each member, for one of them. */
static enum err_code permit_binding(struct run *run, uint32_t statement, uint32_t member,
                                    struct binding *all)
{
    uint32_t phase = run->plan->clauses[run->plan->statements[statement].clause].phase;

    *all = (struct binding){.as_of_us = TIME_NONE};
    for (size_t i = 0; i < run->instance_count; i++) {
        const struct instance *at = &run->instances[i];
        struct binding one;

        if (at->phase != phase || at->member != member)
            continue;
        TRY(monitor_binding(run, at, statement, at->begin_us, at->end_us, &one));
        for (size_t j = 0; j < one.sure.count; j++)
            TRY(monitor_spans_add(run, &all->sure, one.sure.items[j].from_us,
                                  one.sure.items[j].to_us));
        for (size_t j = 0; j < one.maybe.count; j++)
            TRY(monitor_spans_add(run, &all->maybe, one.maybe.items[j].from_us,
                                  one.maybe.items[j].to_us));
    }
    monitor_spans_tidy(&all->sure);
    monitor_spans_tidy(&all->maybe);
    return ERR_OK;
}

/* The permits that may excuse an act from a prohibition, with the times at which they bind. */
static enum err_code find_permits(struct run *run, struct forbid *f)
{
    const struct plan *plan = run->plan;

    for (uint32_t s = 0; s < plan->statement_count; s++) {
        const struct plan_statement *st = &plan->statements[s];
        uint32_t phase = plan->clauses[st->clause].phase;
        size_t members = monitor_member_count(run, phase);

        if (st->form != PLAN_PERMIT || st->judged != PLAN_JUDGED ||
            !monitor_permit_wins(run, st, &plan->statements[f->statement]))
            continue;
        for (uint32_t m = 0; m == 0 || m < members; m++) {
            struct permit one = {.statement = s, .phase = phase};

            one.member = members ? m : PLAN_NONE;
            TRY(permit_binding(run, s, one.member, &one.binding));
            TRY(monitor_spans_and(run, &f->binding.sure, &one.binding.sure, &one.both));
            TRY(arena_grow(&run->scratch, &f->permits, f->permit_count, &f->permit_capacity,
                           sizeof *f->permits, run->err));
            f->permits[f->permit_count++] = one;
        }
        f->is_disputed |= monitor_spots_are_disputed(run, &st->spots);
        f->needs_party = true; /* a permit speaks of parties */
    }
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

/* Share of the act's time in the permit's, of what lies in the prohibition's. */
static void permit_time(const struct forbid *f, const struct permit *permit,
                        const struct observation *o, struct fact_interval *out)
{
    unsigned doubts = 0;
    struct fact_interval whole = time_share(&f->binding, o, &doubts);

    *out = time_share(&permit->binding, o, &doubts);
    if (whole.lo <= 0 || whole.lo >= 1 || whole.lo < whole.hi || out->lo < out->hi)
        return;
    *out = monitor_spans_share(&permit->both, o->time, o->holds, o->aggregate);
    out->lo = out->hi = out->lo < whole.lo ? out->lo / whole.lo : 1;
}

/* How likely a permit covers the act, if `party` did it. */
static enum err_code permitted(struct run *run, const struct forbid *f, size_t i, size_t act,
                               uint32_t party, size_t reading, struct fact_interval *out)
{
    const struct permit *permit = &f->permits[i];
    const struct plan_statement *st = &run->plan->statements[permit->statement];
    struct looked_at was;
    const struct bound *bound = NULL;
    struct fact_interval place, time;
    unsigned doubts = 0;

    if (!run->statement_bound[permit->statement])
        TRY(monitor_bound_make(run, &st->actors, &run->statement_bound[permit->statement]));
    bound = run->statement_bound[permit->statement];
    *out = match_chance(monitor_classes_match(run, st->classes, act, &doubts));
    if (out->hi <= 0)
        return ERR_OK;
    permit_time(f, permit, &run->facts->observations[act], &time);
    *out = monitor_times(*out, time);
    if (out->hi <= 0)
        return ERR_OK;
    if (party == PLAN_NONE ? !bound->anyone : bound->is_bound[party] == 0)
        *out = (struct fact_interval){0, 0};
    else if (party != PLAN_NONE && bound->is_bound[party] == 2)
        out->lo = 0;
    *out = monitor_times(*out, monitor_aimed(run, st, act, &doubts));
    was = monitor_look_at(run, permit->phase, permit->member);
    if (out->hi > 0 &&
        monitor_spots_given(run, &st->spots, &run->plan->statements[f->statement].spots, reading,
                            act, &place, &doubts))
        *out = monitor_times(*out, place);
    else if (out->hi > 0)
        *out =
            monitor_times(*out, monitor_spots_party(run, &st->spots, reading, party, act, &doubts));
    run->member = was;
    if (out->hi > 0 && st->tail.unless != PLAN_NONE) { /* permitted, unless */
        struct fact_interval unless;

        TRY(monitor_excuse(run, st->tail.unless, act, party, permit->binding.as_of_us, &unless));
        *out = monitor_times(*out, monitor_not(unless));
    }
    return ERR_OK;
}

/* 1 - excused, if `party` did it; of a place that differs for each party, times that it was in theirs. */
static enum err_code not_excused(struct run *run, const struct forbid *f, size_t act,
                                 uint32_t party, size_t reading, int64_t begin_us,
                                 struct fact_interval *out, unsigned *doubts)
{
    const struct plan_statement *st = &run->plan->statements[f->statement];
    struct fact_interval one;

    *out = (struct fact_interval){1, 1};
    if (f->is_keyed)
        *out = monitor_spots_party(run, &st->spots, reading, party, act, doubts);
    for (size_t i = 0; i < f->permit_count; i++) {
        TRY(permitted(run, f, i, act, party, reading, &one));
        if (one.lo < 1 && one.hi > 0)
            *doubts |= DOUBT_PERMIT;
        *out = monitor_times(*out, monitor_not(one));
    }
    if (st->tail.unless != PLAN_NONE) {
        TRY(monitor_excuse(run, st->tail.unless, act, party, begin_us, &one));
        if (one.lo < 1 && one.hi > 0)
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
    struct fact_interval place = {1, 1}, left = {1, 1}, mix = who, exists;
    bool is_first = true;

    *is_asked = false;
    for (size_t s = 0; f->needs_party && s <= slots->slot_count; s++)
        by_slot[s] = (struct fact_interval){0, 0};
    if (match == MATCH_NO)
        return ERR_OK;
    common = time_share(&f->binding, o, doubts);
    if (common.hi <= 0)
        return ERR_OK;
    *is_asked = true;
    exists = (struct fact_interval){a->existence, a->existence};
    if (a->is_open_kind)
        exists = monitor_mass(run, st->classes, act, match);
    else
        common = monitor_times(common, match_chance(match));
    common = monitor_times(common, monitor_aimed(run, st, act, doubts));
    if (who.lo < who.hi)
        *doubts |= DOUBT_ACTOR;
    for (size_t r = 0; r < run->plan->reading_count; r++) {
        if (r > 0 && !f->is_disputed) {
            seen[r] = seen[0];
            continue;
        }
        if (common.hi > 0 && !f->is_keyed)
            place = monitor_spots(run, &st->spots, r, act, doubts);
        seen[r].matter = monitor_times(common, place);
        if (seen[r].matter.hi > 0 &&
            (f->permit_count || st->tail.unless != PLAN_NONE || f->needs_party)) {
            if (f->needs_party) {
                TRY(mix_parties(run, f, slots, act, r, begin_us, by_slot, is_first, &left, &mix,
                                doubts));
                is_first = false;
            } else {
                TRY(not_excused(run, f, act, PLAN_NONE, r, begin_us, &left, doubts));
                mix = monitor_times(who, left);
            }
        }
        seen[r].base = monitor_times(seen[r].matter, exists);
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

static enum err_code consider(struct run *run, struct items *items, size_t act)
{
    if (items->considered_count >= MONITOR_CONSIDERED_LIMIT) {
        items->considered_more++;
        return ERR_OK;
    }
    TRY(arena_grow(&run->scratch, &items->considered, items->considered_count,
                   &items->considered_capacity, sizeof *items->considered, run->err));
    items->considered[items->considered_count++] = act;
    return ERR_OK;
}

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

        for (size_t s = 0; l->any_party && s <= slots->slot_count; s++)
            l->by_slot[s] = (struct fact_interval){0, 0};
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
        return consider(run, items, act);
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

static enum err_code looked_make(struct looked *l)
{
    size_t readings = l->run->plan->reading_count;
    size_t slots = l->run->clauses[l->clause].bound->slot_count;

    l->seen = ARENA_NEW(&l->run->scratch, struct seen, readings);
    l->sum = ARENA_NEW(&l->run->scratch, struct seen, readings);
    l->by_slot = ARENA_NEW(&l->run->scratch, struct fact_interval, slots + 1);
    l->slot_sum = ARENA_NEW(&l->run->scratch, struct fact_interval, slots + 1);
    if (!l->seen || !l->sum || !l->by_slot || !l->slot_sum)
        return err_no_memory(l->run->err);
    return ERR_OK;
}

/* A block of observations, seen through all prohibitions of the clause. */
struct blocks {
    const struct looked *looked;
    size_t first, last; /* observations */
    struct items *parts;
};

static enum err_code look_block(struct run *run, void *ctx, size_t part)
{
    struct blocks *b = ctx;
    struct looked l = *b->looked;
    size_t from = b->first + part * BLOCK_SIZE;
    size_t to = b->last - from < BLOCK_SIZE ? b->last : from + BLOCK_SIZE;

    l.run = run;
    TRY(looked_make(&l));
    for (size_t i = from; i < to; i++)
        if (run->acts[i].kind != PLAN_NONE)
            TRY(look_at(&l, i, &b->parts[part]));
    return ERR_OK;
}

/* The blocks one behind the other, as if they were one. */
static enum err_code join_blocks(struct run *run, const struct blocks *b, size_t count,
                                 struct items *items)
{
    size_t total = items->count;

    for (size_t p = 0; p < count; p++)
        total += b->parts[p].count;
    if (total > items->capacity) {
        struct item *all = ARENA_NEW(&run->scratch, struct item, total);

        if (!all)
            return err_no_memory(run->err);
        if (items->count)
            memcpy(all, items->items, items->count * sizeof *all);
        items->items = all;
        items->capacity = total;
    }
    for (size_t p = 0; p < count; p++) {
        const struct items *part = &b->parts[p];

        if (part->count)
            memcpy(items->items + items->count, part->items, part->count * sizeof *part->items);
        items->count += part->count;
        for (size_t i = 0; i < part->considered_count; i++)
            TRY(consider(run, items, part->considered[i]));
        items->considered_more += part->considered_more;
    }
    return ERR_OK;
}

/* What is made when it is first asked for is made now, before threads ask. */
static enum err_code make_ready(struct run *run, const struct looked *l)
{
    for (size_t f = 0; f < l->count; f++) {
        const struct forbid *forbid = &l->forbids[f];
        const struct plan_statement *st = &run->plan->statements[forbid->statement];

        if (st->tail.unless != PLAN_NONE)
            TRY(monitor_excuse_ready(run, st->tail.unless));
        for (size_t i = 0; i < forbid->permit_count; i++) {
            uint32_t s = forbid->permits[i].statement;

            if (!run->statement_bound[s])
                TRY(monitor_bound_make(run, &run->plan->statements[s].actors,
                                       &run->statement_bound[s]));
            if (run->plan->statements[s].tail.unless != PLAN_NONE)
                TRY(monitor_excuse_ready(run, run->plan->statements[s].tail.unless));
        }
    }
    return ERR_OK;
}

static size_t first_at(const struct run *run, int64_t from_us)
{
    size_t low = 0, high = run->facts->observation_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (run->facts->observations[middle].time.from_us < from_us)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static enum err_code look_over(struct looked *l, int64_t end_us, struct items *items)
{
    struct run *run = l->run;
    struct blocks b = {.looked = l, .first = monitor_first_reaching(run, l->begin_us)};
    size_t count;

    b.last = first_at(run, end_us);
    if (b.last <= b.first)
        return ERR_OK;
    TRY(make_ready(run, l));
    if (monitor_threads(run) < 2 || b.last - b.first <= BLOCK_SIZE) {
        TRY(looked_make(l));
        for (size_t i = b.first; i < b.last; i++)
            if (run->acts[i].kind != PLAN_NONE)
                TRY(look_at(l, i, items));
        return ERR_OK;
    }
    count = (b.last - b.first + BLOCK_SIZE - 1) / BLOCK_SIZE;
    b.parts = ARENA_NEW(&run->scratch, struct items, count);
    if (!b.parts)
        return err_no_memory(run->err);
    TRY(monitor_split(run, count, look_block, &b));
    return join_blocks(run, &b, count, items);
}

static enum err_code forbid_items(struct run *run, uint32_t clause, const struct instance *at,
                                  int64_t begin_us, int64_t end_us, struct items *items)
{
    const struct plan_clause *c = &run->plan->clauses[clause];
    size_t slots = run->clauses[clause].bound->slot_count;
    struct looked l = {.run = run, .clause = clause, .begin_us = begin_us};

    l.forbids = ARENA_NEW(&run->scratch, struct forbid, c->statement_count);
    if (!l.forbids)
        return err_no_memory(run->err);
    for (uint32_t s = c->first_statement; s < c->first_statement + c->statement_count; s++) {
        const struct plan_statement *st = &run->plan->statements[s];
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
        f->is_keyed = monitor_spots_are_keyed(run, &st->spots);
        f->needs_party |= f->is_keyed;
        TRY(find_permits(run, f));
        l.any_party |= f->needs_party || f->bound->slot_count != slots;
        l.count++;
    }
    if (l.count == 0)
        return ERR_OK;
    for (size_t f = 0; f < l.count; f++) /* parties that another statement of the clause binds */
        l.forbids[f].needs_party |= l.forbids[f].bound->slot_count != slots;
    return look_over(&l, end_us, items);
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
    struct looked_at was;

    for (entry = run->cache; entry; entry = entry->next)
        if (entry->clause == clause && entry->begin_us == begin_us && entry->end_us == end_us &&
            entry->member == at->member) {
            *out = entry->items;
            return ERR_OK;
        }
    TRY(monitor_cache_items(run, clause, at, begin_us, end_us, out));
    if (*out) /* of an earlier run over the same facts */
        return ERR_OK;
    entry = ARENA_NEW(&run->scratch, struct items_cache, 1);
    *out = ARENA_NEW(&run->scratch, struct items, 1);
    if (!entry || !*out)
        return err_no_memory(run->err);
    *entry = (struct items_cache){clause, at->member, begin_us, end_us, *out, NULL};
    TRY(monitor_deeper(run));
    was = monitor_enter(run, at);
    TRY(fill(run, clause, at, begin_us, end_us, *out));
    run->member = was;
    run->depth--;
    entry->next = run->cache;
    run->cache = entry;
    return monitor_cache_keep(run, clause, at, begin_us, end_us, *out);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Items made ready to be drawn: each factor of their occurrence settled, or left to a draw (world.c). */
#include "monitor/world/world_int.h"

/* -------------------------------------------------------------- what it is made of */

static struct fact_interval both(double value)
{
    return (struct fact_interval){value, value};
}

/* a / b, what is as good as 1 being 1. */
static struct fact_interval left_over(struct fact_interval a, struct fact_interval b)
{
    struct fact_interval out = {b.lo > 0 ? a.lo / b.lo : 0, b.hi > 0 ? a.hi / b.hi : 0};

    out.lo = out.lo > 1 - 1e-3 ? 1 : out.lo;
    out.hi = out.hi > 1 - 1e-3 ? 1 : out.hi;
    out.lo = out.lo > out.hi ? out.hi : out.lo;
    return out;
}

static enum err_code who_push(struct world_items *p, const struct world_share *who)
{
    TRY(arena_grow(&p->arena, &p->who, p->who_count, &p->who_capacity, sizeof *p->who,
                   p->run->err));
    p->who[p->who_count++] = *who;
    return ERR_OK;
}

static struct fact_interval slot_factor(const struct item *item, uint32_t slot, uint32_t slots)
{
    if (!item->by_slot)
        return both(1);
    return item->by_slot[slot == PLAN_NONE ? slots : slot];
}

/* Who may have done it; `bound` NULL: whoever (acts of a kind). */
static enum err_code prepare_who(struct world_items *p, const struct bound *clause,
                                 const struct bound *bound, const struct item *item,
                                 struct world_item *out)
{
    struct run *run = p->run;
    const struct act *a = &run->acts[item->act];
    double to = 0;

    out->first_who = (uint32_t)p->who_count;
    out->is_joint = run->facts->observations[item->act].joint && a->share_count > 0;
    if (a->other > 0) {
        struct world_share other = {a->other, WORLD_SOMEBODY, PLAN_NONE,
                                    both(bound && !bound->anyone ? 0 : 1)};

        to = a->other;
        TRY(who_push(p, &other));
    }
    for (uint32_t i = a->first_share; i < a->first_share + a->share_count; i++) {
        uint32_t actor = run->shares[i].actor;
        struct world_share one = {.actor = actor, .slot = PLAN_NONE, .factor = both(1)};

        to += run->shares[i].share;
        one.to = to;
        if (bound) {
            one.slot = clause->slot_of[actor];
            if (bound->is_bound[actor] == 0)
                one.factor = both(0);
            else
                one.factor = slot_factor(item, one.slot, (uint32_t)clause->slot_count);
            if (bound->is_bound[actor] == 2)
                one.factor.lo = 0;
        }
        TRY(who_push(p, &one));
    }
    out->who_count = (uint32_t)p->who_count - out->first_who;
    out->unknown = both(1);
    out->by_slot = item->by_slot;
    for (size_t s = 0; item->by_slot && clause && s <= clause->slot_count; s++) {
        bool is_first = s == 0;

        if (s == clause->slot_count && !clause->anyone && s > 0)
            break;
        out->unknown.lo = is_first || item->by_slot[s].lo < out->unknown.lo ? item->by_slot[s].lo
                                                                            : out->unknown.lo;
        out->unknown.hi = is_first || item->by_slot[s].hi > out->unknown.hi ? item->by_slot[s].hi
                                                                            : out->unknown.hi;
    }
    if (a->other > 0 && bound && bound->anyone) /* somebody else is nobody known (items.c) */
        p->who[out->first_who].factor = out->unknown;
    return ERR_OK;
}

/* Excuses may differ with the reading of a line, and what is told of an incident is the least: no more than that happens. */
static void fit_rest(const struct world_items *p, const struct item *item, struct world_item *out)
{
    struct fact_interval sum = {0, 0}, happens;
    double to = 0;

    if (!item->readings || !item->by_slot || out->is_joint)
        return;
    for (uint32_t i = out->first_who; i < out->first_who + out->who_count; i++) {
        sum.lo += (p->who[i].to - to) * p->who[i].factor.lo;
        sum.hi += (p->who[i].to - to) * p->who[i].factor.hi;
        to = p->who[i].to;
    }
    happens = (struct fact_interval){item->base.lo * (sum.lo + (1 - to) * out->unknown.lo),
                                     item->base.hi * (sum.hi + (1 - to) * out->unknown.hi)};
    if (happens.lo > item->occurrence.lo)
        out->rest.lo *= item->occurrence.lo / happens.lo;
    if (happens.hi > item->occurrence.hi)
        out->rest.hi *= item->occurrence.hi / happens.hi;
    out->rest.lo = out->rest.lo > out->rest.hi ? out->rest.hi : out->rest.lo;
}

uint64_t monitor_world_key(const struct world_items *p, const struct item *item)
{
    uint64_t key = p->seed;

    if (item->act != SIZE_MAX)
        key = random_key(p->seed, p->run->facts->observations[item->act].name);
    if (item->form == ITEM_ACT)
        return key;
    key = random_mix(key ^ (uint64_t)item->form) + RANDOM_WEYL;
    key = random_mix(key ^ (uint64_t)item->from_us) + RANDOM_WEYL;
    key = random_mix(key ^ item->number) + RANDOM_WEYL;
    return random_mix(key ^ item->slot);
}

static enum err_code prepare_act(struct world_items *p, const struct bound *clause,
                                 const struct bound *bound, const struct binding *binding,
                                 const struct item *item, struct world_item *out)
{
    struct run *run = p->run;
    const struct observation *o = &run->facts->observations[item->act];
    struct fact_interval when = both(1), place, others;

    out->probability = o->probability;
    out->explained = o->explained;
    if (run->acts[item->act].is_open_kind) { /* drawn whole: what it was is in what is left */
        out->probability = 1;
        out->explained = 0;
    }
    if (binding && o->time.from_us < o->time.to_us) {
        when = (struct fact_interval){
            monitor_spans_share(&binding->sure, o->time, o->holds, o->aggregate).lo,
            monitor_spans_share(&binding->maybe, o->time, o->holds, o->aggregate).hi};
        if (!o->holds && !o->aggregate && (when.lo < 1 || when.hi < 1))
            out->binding = binding;
        else if (when.lo < 1)
            when = (struct fact_interval){0, when.hi};
    } else if (binding) {
        when.lo = monitor_spans_has(&binding->sure, o->time.from_us) ? 1 : 0;
    }
    out->when = out->binding ? both(1) : when;
    others = monitor_times(both(out->probability * (1 - out->explained)), when);
    TRY(monitor_world_place(p, item, left_over(item->base, others), out, &place));
    TRY(prepare_who(p, clause, bound, item, out));
    out->rest = left_over(item->base, monitor_times(others, place));
    if (others.lo <= 0 || place.lo <= 0) /* nothing of it is sure, whatever is left */
        out->rest.lo = 0;
    fit_rest(p, item, out);
    return ERR_OK;
}

static enum err_code prepare_item(struct world_items *p, const struct bound *clause,
                                  const struct bound *bound, const struct binding *binding,
                                  const struct item *item, const struct judged *j,
                                  struct world_item *out)
{
    bool is_settled = j && item->may_be_ruled && j->ruled.status != FACT_STATUS_ALLEGED &&
                      j->ruled.status != FACT_STATUS_UNDER_VERIFICATION;

    *out = (struct world_item){.key = monitor_world_key(p, item),
                               .probability = 1,
                               .from_us = item->from_us,
                               .to_us = item->to_us,
                               .when = both(1),
                               .place = WORLD_SETTLED,
                               .unknown = both(1),
                               .also = both(1),
                               .slot = item->slot};
    if (item->form == ITEM_ACT && !is_settled)
        return prepare_act(p, clause, bound, binding, item, out);
    out->is_whole = item->slot != PLAN_NONE || item->act == SIZE_MAX;
    if (j && j->ruled.party != PLAN_NONE && clause) {
        out->is_whole = true;
        out->slot = clause->slot_of[j->ruled.party];
    }
    if (out->is_whole) {
        out->rest = j ? j->occurrence : item->occurrence;
        return ERR_OK;
    }
    out->rest = j && j->ruled.status == FACT_STATUS_SUBSTANTIATED ? both(1) : item->base;
    return prepare_who(p, clause, bound, item, out);
}

static enum err_code prepare(struct world_items *p, uint32_t clause, const struct instance *at,
                             int64_t end_us, const struct items *items)
{
    struct run *run = p->run;
    const struct plan_clause *c = clause == PLAN_NONE ? NULL : &run->plan->clauses[clause];
    struct binding *bindings = ARENA_NEW(&p->arena, struct binding, c ? c->statement_count : 1);

    p->items = ARENA_NEW(&p->arena, struct world_item, items->count + 1);
    if (!p->items || !bindings)
        return err_no_memory(run->err);
    for (uint32_t s = 0; c && s < c->statement_count; s++)
        if (run->plan->statements[c->first_statement + s].form == PLAN_FORBID &&
            run->plan->statements[c->first_statement + s].judged == PLAN_JUDGED)
            TRY(monitor_binding(run, at, c->first_statement + s, at->begin_us, end_us,
                                &bindings[s]));
    for (size_t i = 0; i < items->count; i++) {
        const struct item *item = &items->items[i];
        bool has = c && item->form == ITEM_ACT && item->statement != PLAN_NONE;
        struct judged j;

        if (item->known_us > run->known_us)
            continue;
        if (c) {
            j = monitor_judge(run, clause, item, run->known_us);
            if (j.is_out)
                continue;
        }
        p->spots = NULL;
        if (has)
            p->spots = &run->plan->statements[item->statement].spots;
        TRY(prepare_item(p, c ? run->clauses[clause].bound : NULL,
                         item->statement != PLAN_NONE ? run->statement_bound[item->statement]
                                                      : NULL,
                         has ? &bindings[item->statement - c->first_statement] : NULL, item,
                         c ? &j : NULL, &p->items[p->count++]));
    }
    return ERR_OK;
}

enum err_code monitor_world_prepare(struct world_items *p, const struct tally_options *options,
                                    uint32_t clause, const struct instance *at, int64_t end_us,
                                    const struct items *items)
{
    TRY(prepare(p, clause, at, end_us, items));
    return monitor_world_places(p, options);
}

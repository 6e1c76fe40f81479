/* SPDX-License-Identifier: Apache-2.0
 *
 * Items under the rulings known at a moment: what stands, against whom, by whose share. */
#include "monitor/monitor_int.h"

static struct fact_interval round_interval(struct fact_interval a)
{
    return (struct fact_interval){num_probability(a.lo), num_probability(a.hi)};
}

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

/* SPDX-License-Identifier: Apache-2.0
 *
 * Worlds drawn for a gate, where formulas give bounds only: conditions joined by `and` or `or` count the same incidents, so that they
 * are not independent, and the bounds lie on both sides of a threshold. Only where each of them has one probability: what is an
 * interval for want of coverage, places or parties is not made a number by drawing. The draws are hashes of the incidents' names
 * (world.c): the same on every machine, in any order. */
#include "monitor/world/world_int.h"

#include <math.h>

#define SAMPLE_WORLDS 10000
#define SAMPLE_ITEMS 2000 /* more are not drawn: the bounds stand */
#define SAMPLE_SEED 1

static bool is_one_number(struct fact_interval p)
{
    return num_probability(p.lo) >= num_probability(p.hi);
}

struct looked {
    size_t counts, items; /* conditions that count, what they count */
    bool is_fit;          /* can be drawn */
};

static enum err_code look(struct run *run, uint32_t condition, const struct moment *moment,
                          struct looked *looked)
{
    const struct plan_condition *c = &run->plan->conditions[condition];
    struct fact_interval p;

    looked->is_fit &= !c->is_open;
    for (size_t i = 0; i < c->children.count && looked->is_fit; i++)
        TRY(look(run, c->children.items[i], moment, looked));
    if (c->form == PLAN_COND_AND || c->form == PLAN_COND_OR || c->form == PLAN_COND_NOT)
        return ERR_OK;
    TRY(monitor_condition(run, condition, moment, &p));
    looked->is_fit &= is_one_number(p);
    if (c->form == PLAN_COND_COUNT || c->form == PLAN_COND_NO) {
        struct sources sources;

        looked->is_fit &= c->happening.qualifier == PLAN_WORLDS;
        looked->counts++;
        TRY(monitor_sources(run, &c->happening, moment, &sources));
        for (size_t s = 0; s < sources.count; s++)
            looked->items += sources.items[s].items->count;
        return ERR_OK;
    }
    looked->is_fit &= num_probability(p.hi) <= 0 || num_probability(p.lo) >= 1;
    return ERR_OK;
}

static enum err_code draw(struct run *run, uint32_t condition, const struct moment *moment,
                          struct fact_interval *share, bool *is_drawn)
{
    struct tally_options options = {
        .monitor = *run->options, .worlds = SAMPLE_WORLDS, .seed = SAMPLE_SEED, .threads = 1};
    const uint8_t *lo = NULL, *hi = NULL;
    int64_t known_us = run->known_us;
    enum err_code code;

    options.monitor.cache = NULL;
    run->known_us = moment->known_us;
    code = monitor_world_condition(run, &options, condition, moment, &lo, &hi);
    run->known_us = known_us;
    *is_drawn = !code && lo && hi;
    *share = (struct fact_interval){0, 0};
    for (size_t w = 0; *is_drawn && w < SAMPLE_WORLDS; w++) {
        share->lo += lo[w];
        share->hi += hi[w];
    }
    share->lo /= SAMPLE_WORLDS;
    share->hi /= SAMPLE_WORLDS;
    return code;
}

static double standard_error(double share)
{
    return sqrt(share * (1 - share) / SAMPLE_WORLDS);
}

enum err_code monitor_sample(struct run *run, uint32_t condition, const struct moment *moment,
                             struct fact_interval *p)
{
    struct fact_interval share;
    struct looked looked = {.is_fit = true};
    bool is_drawn;

    if (moment->at_us != moment->end_us || is_one_number(*p) ||
        monitor_gate_state(run, *p) != OUTCOME_GATE_UNDETERMINED)
        return ERR_OK;
    TRY(look(run, condition, moment, &looked));
    if (!looked.is_fit || looked.counts == 0 || looked.items > SAMPLE_ITEMS)
        return ERR_OK;
    TRY(draw(run, condition, moment, &share, &is_drawn));
    if (!is_drawn || share.lo < share.hi)
        return ERR_OK;
    run->sample_error = standard_error(share.lo);
    share.lo = num_probability(share.lo - 3 * run->sample_error);
    share.hi = num_probability(share.hi + 3 * run->sample_error);
    p->lo = share.lo > p->lo ? share.lo : p->lo;
    p->hi = share.hi < p->hi ? share.hi : p->hi;
    p->hi = p->hi < p->lo ? p->lo : p->hi;
    run->sample_worlds = SAMPLE_WORLDS;
    return ERR_OK;
}

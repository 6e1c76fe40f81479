/* SPDX-License-Identifier: Apache-2.0
 *
 * Worlds: crisp histories, each incident drawn whether it happened, what it was, when, where and by whom. A number is a hash of seed,
 * incident, world and purpose, so that every draft, clause and gate sees the same histories (base/random.h).
 *
 * An item's occurrence is a product (items.c). Its factors are found once: those that are settled cost nothing in a world, those
 * that a draw decides (existence, explanation, time, place, party) are drawn, and what is left of the product (an excuse by a third
 * party's notice, a permit at an unsure place, a sum) is drawn as one factor of its own. So the mean over the worlds is the exact
 * expectation, whatever the form. Stays and excesses are drawn whole. What cannot be told counts in the upper end alone. */
#include "monitor/world/world_int.h"

#include "base/task.h"

#include <string.h>

static struct fact_interval both(double value)
{
    return (struct fact_interval){value, value};
}

/* -------------------------------------------------------------- one world */

static void draw_place(const struct world_items *p, const struct world_item *item,
                       const uint64_t keys[WORLD_PURPOSES], struct world_drawn *out)
{
    const struct world_place *place = &p->places[item->place];
    size_t i = (size_t)random_bits(item->key, keys[WORLD_WHERE]) & (p->samples - 1);

    out->lo &= place->lo[i / 64] >> (i % 64) & 1;
    out->hi &= place->hi[i / 64] >> (i % 64) & 1;
}

static void draw_who(const struct world_items *p, const struct world_item *item,
                     const uint64_t keys[WORLD_PURPOSES], struct world_drawn *out)
{
    struct fact_interval factor = item->unknown;
    double u;

    out->who = PLAN_NONE;
    if (item->is_joint) { /* all of them together: it is theirs who are bound */
        factor = both(0);
        for (uint32_t i = item->first_who; i < item->first_who + item->who_count; i++) {
            factor.lo = p->who[i].factor.lo > factor.lo ? p->who[i].factor.lo : factor.lo;
            factor.hi = p->who[i].factor.hi > factor.hi ? p->who[i].factor.hi : factor.hi;
        }
    } else if (item->who_count) {
        u = monitor_world_unit(item, keys, WORLD_WHO);
        for (uint32_t i = item->first_who; i < item->first_who + item->who_count; i++)
            if (u < p->who[i].to) {
                out->who = i;
                factor = p->who[i].factor;
                break;
            }
    }
    if (factor.lo >= 1)
        return;
    out->also = monitor_world_unit(item, keys, WORLD_ALSO);
    out->lo &= out->also < factor.lo;
    out->hi &= monitor_world_less(out->also, factor.hi);
}

void monitor_world_draw(const struct world_items *p, const struct world_item *item,
                        const uint64_t keys[WORLD_PURPOSES], struct world_drawn *out)
{
    *out = (struct world_drawn){item->when.lo > 0, true, PLAN_NONE, item->from_us, 0};
    if (item->probability < 1 && monitor_world_unit(item, keys, WORLD_EXIST) >= item->probability)
        out->hi = false;
    if (out->hi && item->explained > 0 &&
        monitor_world_unit(item, keys, WORLD_EXPLAIN) < item->explained)
        out->hi = false;
    if (out->hi && item->from_us < item->to_us) {
        out->at_us = item->from_us + (int64_t)(monitor_world_unit(item, keys, WORLD_WHEN) *
                                               (double)(item->to_us - item->from_us));
        if (item->binding) {
            out->lo &= monitor_spans_has(&item->binding->sure, out->at_us);
            out->hi = monitor_spans_has(&item->binding->maybe, out->at_us);
        }
    }
    if (out->hi && (item->rest.lo < 1 || item->rest.hi < 1)) {
        double u = monitor_world_unit(item, keys, WORLD_REST);

        out->lo &= u < item->rest.lo;
        out->hi = monitor_world_less(u, item->rest.hi);
    }
    if (out->hi && item->place != WORLD_SETTLED)
        draw_place(p, item, keys, out);
    if (out->hi && !item->is_whole)
        draw_who(p, item, keys, out);
    out->lo &= out->hi;
}

/* -------------------------------------------------------------- a clause */

static bool is_fixed(const struct world_item *item)
{
    return item->probability >= 1 && item->explained <= 0 && !item->binding && item->rest.lo >= 1 &&
           item->place == WORLD_SETTLED;
}

/* One item in one world, counted; `by` is 1. */
static void count_drawn(const struct world_items *p, const struct world_item *item,
                        const struct world_drawn *d, const struct world_counts *c, size_t world)
{
    size_t all = c->slots * c->worlds + world;

    c->lo[all] += d->lo;
    c->hi[all] += d->hi;
    if (item->is_whole) {
        for (size_t s = 0; s < c->slots; s++) {
            bool is_its = item->slot == s;

            c->lo[s * c->worlds + world] += d->lo && is_its;
            c->hi[s * c->worlds + world] += d->hi && (is_its || item->slot == PLAN_NONE);
        }
        return;
    }
    if (item->is_joint) {
        for (uint32_t i = item->first_who; i < item->first_who + item->who_count; i++)
            if (p->who[i].slot != PLAN_NONE) {
                c->lo[p->who[i].slot * c->worlds + world] += d->lo;
                c->hi[p->who[i].slot * c->worlds + world] += d->hi;
            }
        return;
    }
    if (d->who != PLAN_NONE) {
        uint32_t slot = p->who[d->who].slot;

        if (slot != PLAN_NONE) {
            c->lo[slot * c->worlds + world] += d->lo;
            c->hi[slot * c->worlds + world] += d->hi;
        }
        return;
    }
    for (size_t s = 0; s < c->slots; s++)
        c->hi[s * c->worlds + world] +=
            d->hi && (!item->by_slot || monitor_world_less(d->also, item->by_slot[s].hi));
}

static void world_keys(size_t world, uint64_t keys[WORLD_PURPOSES])
{
    for (unsigned i = 0; i < WORLD_PURPOSES; i++)
        keys[i] = random_world(world, i);
}

/* Is it the same in every world? */
static bool is_constant(const struct world_items *p, const struct world_item *item)
{
    if (!is_fixed(item))
        return false;
    if (item->is_whole)
        return true;
    if (item->is_joint || item->who_count == 0)
        return item->unknown.lo >= 1 && !item->is_joint;
    return item->who_count == 1 && p->who[item->first_who].to >= 1 &&
           p->who[item->first_who].factor.lo >= 1;
}

struct part {
    const struct world_items *p;
    const struct world_counts *counts;
    const uint64_t (*keys)[WORLD_PURPOSES];
    size_t parts;
};

/* Worlds [from, to) of all items. */
static void count_part(const struct part *part, size_t from, size_t to)
{
    const struct world_items *p = part->p;

    for (size_t i = 0; i < p->count; i++) {
        const struct world_item *item = &p->items[i];

        if (is_constant(p, item))
            continue;
        for (size_t w = from; w < to; w++) {
            struct world_drawn d;

            monitor_world_draw(p, item, part->keys[w], &d);
            if (d.hi)
                count_drawn(p, item, &d, part->counts, w);
        }
    }
}

/* What happens in every world, once. */
static void count_constant(const struct world_items *p, const struct world_counts *counts)
{
    size_t rows = counts->slots + 1;

    for (size_t i = 0; i < p->count && counts->worlds; i++) {
        const struct world_item *item = &p->items[i];
        struct world_drawn d = {item->when.lo > 0, true, PLAN_NONE, item->from_us, 0};

        if (!is_constant(p, item))
            continue;
        if (item->who_count && !item->is_whole)
            d.who = item->first_who;
        count_drawn(p, item, &d, counts, 0);
    }
    for (size_t r = 0; r < rows; r++) /* the first world's figures so far are everybody's */
        for (size_t w = 1; w < counts->worlds; w++) {
            counts->lo[r * counts->worlds + w] += counts->lo[r * counts->worlds];
            counts->hi[r * counts->worlds + w] += counts->hi[r * counts->worlds];
        }
}

/* Worlds are independent of one another: each part takes some of them. */
static enum err_code count_task(void *ctx, size_t part, unsigned worker, struct err *err)
{
    const struct part *all = (const struct part *)ctx;
    size_t worlds = all->counts->worlds;

    (void)worker;
    (void)err;
    count_part(all, worlds * part / all->parts, worlds * (part + 1) / all->parts);
    return ERR_OK;
}

enum err_code monitor_world_keys(struct world_items *p, size_t worlds,
                                 uint64_t (**out)[WORLD_PURPOSES])
{
    uint64_t(*keys)[WORLD_PURPOSES] =
        (uint64_t(*)[WORLD_PURPOSES])arena_alloc(&p->arena, worlds + 1, sizeof *keys);

    if (!keys)
        return err_no_memory(p->run->err);
    for (size_t w = 0; w < worlds; w++)
        world_keys(w, keys[w]);
    *out = keys;
    return ERR_OK;
}

static enum err_code count_items(struct world_items *p, const struct tally_options *options,
                                 const struct world_counts *counts)
{
    struct world_counts own = *counts;
    size_t n = (counts->slots + 1) * counts->worlds;
    uint64_t(*keys)[WORLD_PURPOSES];
    struct part part;

    TRY(monitor_world_keys(p, counts->worlds, &keys));
    own.lo = ARENA_NEW(&p->arena, uint32_t, n + 1);
    own.hi = ARENA_NEW(&p->arena, uint32_t, n + 1);
    if (!own.lo || !own.hi)
        return err_no_memory(p->run->err);
    count_constant(p, &own);
    part = (struct part){p, &own, (const uint64_t(*)[WORLD_PURPOSES])keys,
                         options->threads < counts->worlds ? options->threads : counts->worlds};
    TRY(task_run(options->threads, part.parts, count_task, &part, p->run->err));
    for (size_t i = 0; i < n; i++) {
        counts->lo[i] += own.lo[i];
        counts->hi[i] += own.hi[i];
    }
    return ERR_OK;
}

enum err_code monitor_world_clause(struct run *run, const struct tally_options *options,
                                   uint32_t clause, const struct instance *at,
                                   const struct items *items, const struct world_counts *counts)
{
    struct world_items p = {.run = run, .seed = options->seed, .arena = {.mem = run->scratch.mem}};
    enum err_code code = monitor_world_prepare(&p, options, clause, at, at->end_us, items);

    if (!code)
        code = count_items(&p, options, counts);
    arena_free(&p.arena);
    return code;
}

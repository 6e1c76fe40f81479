/* SPDX-License-Identifier: Apache-2.0
 *
 * Worlds drawn over items, for tally.c. */
#ifndef MONITOR_WORLD_INT_H
#define MONITOR_WORLD_INT_H

#include "monitor/world/cache_int.h"

enum world_purpose {
    WORLD_EXIST,
    WORLD_EXPLAIN,
    WORLD_WHEN,
    WORLD_WHERE,
    WORLD_WHO,
    WORLD_REST,
    WORLD_ALSO,
    WORLD_PURPOSES
};

#define WORLD_SOMEBODY (PLAN_NONE - 1) /* somebody whom the clause does not bind */
#define WORLD_SETTLED UINT32_MAX

/* One who may have done it, up to a share. */
struct world_share {
    double to;      /* of a unit draw */
    uint32_t actor; /* WORLD_SOMEBODY: nobody who is bound */
    uint32_t slot;  /* of the clause, or PLAN_NONE */
    struct fact_interval factor;
};

/* Where a statement asks for a place, under one reading. */
struct world_ground {
    const struct plan_spots *spots;
    size_t reading;
    size_t place_count;    /* that are drawn on it */
    struct geo_grid *grid; /* NULL: it is asked point by point */
};

struct world_place {
    /* under the reading under which it is least likely: what is told of an incident is the least */
    uint32_t ground;
    const struct fact_place *place;
    uint64_t key;
    const uint64_t *lo, *hi; /* a bit for each of `samples` places, equally likely: is it in? */
};

struct world_offset { /* from a standard normal */
    double u, v;
};

struct world_item {
    uint64_t key;
    double probability, explained;
    const struct binding *binding; /* NULL: its time is settled */
    int64_t from_us, to_us;
    struct fact_interval when; /* settled time: 1, or perhaps */
    uint32_t place;            /* in places, or WORLD_SETTLED */
    uint32_t first_who, who_count;
    struct fact_interval unknown;        /* factor, when nobody known did it */
    const struct fact_interval *by_slot; /* the same for each who may have been it; NULL: 1 */
    struct fact_interval rest;
    struct fact_interval also; /* a condition's further filter: its places */
    bool is_joint, is_whole;   /* whole: rest is all */
    uint32_t slot;             /* of a whole one */
};

/* A clause's items in one of its times, ready to be drawn. */
struct world_items {
    struct run *run;
    struct arena arena;             /* dies with it */
    const struct plan_spots *spots; /* of the item at hand */
    struct world_item *items;
    size_t count;
    struct world_share *who;
    size_t who_count, who_capacity;
    struct world_place *places;
    size_t place_count, place_capacity;
    struct world_ground *grounds;
    size_t ground_count, ground_capacity;
    struct world_offset *spiral; /* `samples` of them */
    size_t samples;              /* of each unsure place: a power of two, 64 at least */
    uint64_t seed;
};

struct world_drawn {
    bool lo, hi;
    uint32_t who; /* index in prepared.who, or PLAN_NONE: unknown */
    int64_t at_us;
    double also; /* the draw that decides its factor */
};

/* Make them ready; p has run, seed and an empty arena. `clause` PLAN_NONE: acts of a kind. */
enum err_code monitor_world_prepare(struct world_items *p, const struct tally_options *options,
                                    uint32_t clause, const struct instance *at, int64_t end_us,
                                    const struct items *items) MUST_USE;
/* The place of an item, where a draw decides it: *factor is its part of the product. `left`: what is left of the item's base
 * without existence and time (world_place.c). */
enum err_code monitor_world_place(struct world_items *p, const struct item *item,
                                  struct fact_interval left, struct world_item *out,
                                  struct fact_interval *factor) MUST_USE;
/* For each unsure place the places that stand for it, each looked at once. */
enum err_code monitor_world_places(struct world_items *p,
                                   const struct tally_options *options) MUST_USE;
uint64_t monitor_world_key(const struct world_items *p, const struct item *item);
/* The keys of each world. */
enum err_code monitor_world_keys(struct world_items *p, size_t worlds,
                                 uint64_t (**out)[WORLD_PURPOSES]) MUST_USE;
void monitor_world_draw(const struct world_items *p, const struct world_item *item,
                        const uint64_t keys[WORLD_PURPOSES], struct world_drawn *out);
static inline double monitor_world_unit(const struct world_item *item,
                                        const uint64_t keys[WORLD_PURPOSES],
                                        enum world_purpose purpose)
{
    return random_unit(random_bits(item->key, keys[purpose]));
}
static inline bool monitor_world_less(double draw, double bound)
{
    return bound >= 1 || draw < bound;
}

/* Add the items of a clause in one of its times, world by world; counts[slot][world], the last row all of them. */
struct world_counts {
    uint32_t *lo, *hi;
    size_t worlds, slots;
};
enum err_code monitor_world_clause(struct run *run, const struct tally_options *options,
                                   uint32_t clause, const struct instance *at,
                                   const struct items *items,
                                   const struct world_counts *counts) MUST_USE;

/* Does the condition hold, world by world? *lo and *hi are NULL where nothing of it is counted. */
enum err_code monitor_world_condition(struct run *run, const struct tally_options *options,
                                      uint32_t condition, const struct moment *moment,
                                      const uint8_t **lo, const uint8_t **hi) MUST_USE;

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Maps are made when their question is first asked and put in place by an exchange, so that threads
 * may come at the same time: the second to arrive throws its own away. */
#include "geo/index.h"

#include "geo/chance_int.h"
#include "geo/map.h"
#include "geo/zone_int.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

#define SETBACKS 64
#define WIDE_DEG 0.5    /* a zone wider than this wants the finest cells */
#define WIDE_ZONES 256  /* more of them: no finest cells */
#define FEW_PLACES 2000 /* fewer: the coarse cells are enough */
#define MANY_PLACES 100000

struct question {
    const struct geo_zones *zones;
    uint32_t node;
    enum geo_hand hand;
    double limit_m;
    struct geo_map *map;
};

struct geo_index {
    const struct mem *mem;
    const struct geo_zones *zones;
    int steps;
    _Atomic(struct question *) setbacks[SETBACKS];
    _Atomic(struct question *) nodes[];
};

static size_t index_size(const struct geo_zones *zones)
{
    return sizeof(struct geo_index) + zones->node_count * sizeof(_Atomic(struct question *));
}

enum err_code geo_index_open(const struct mem *mem, const struct geo_zones *zones, size_t places,
                             struct geo_index **index, struct err *err)
{
    struct geo_index *made = mem->resize(mem->ctx, NULL, 0, index_size(zones));
    size_t wide = 0;

    if (!made)
        return err_no_memory(err);
    made->mem = mem;
    made->zones = zones;
    for (size_t i = 0; i < SETBACKS; i++)
        atomic_init(&made->setbacks[i], NULL);
    for (size_t i = 0; i < zones->node_count; i++)
        atomic_init(&made->nodes[i], NULL);
    made->steps = places < FEW_PLACES ? 1 : places < MANY_PLACES ? 2 : 3;
    for (size_t i = 0; made->steps == 3 && i < zones->node_count; i++) {
        struct geo_box box;

        wide += !geo_zone_box(zones, (uint32_t)i, &box) || box.north_deg - box.south_deg > WIDE_DEG;
        made->steps -= wide > WIDE_ZONES;
    }
    *index = made;
    return ERR_OK;
}

static void close_question(const struct mem *mem, struct question *q)
{
    if (!q)
        return;
    geo_map_close(mem, q->map);
    mem->resize(mem->ctx, q, sizeof *q, 0);
}

void geo_index_close(struct geo_index *index)
{
    if (!index)
        return;
    for (size_t i = 0; i < SETBACKS; i++)
        close_question(index->mem, atomic_load(&index->setbacks[i]));
    for (size_t i = 0; i < index->zones->node_count; i++)
        close_question(index->mem, atomic_load(&index->nodes[i]));
    index->mem->resize(index->mem->ctx, index, index_size(index->zones), 0);
}

static struct geo_probe probe_node(const void *ctx, const struct geo_place *place)
{
    const struct question *q = ctx;

    return geo_probe_zone(q->zones, q->node, place);
}

static struct geo_probe probe_setback(const void *ctx, const struct geo_place *place)
{
    const struct question *q = ctx;

    if (q->hand != GEO_HAND_UNSURE)
        return geo_probe_setback(q->zones, q->node, q->hand, q->limit_m, place);
    return geo_probe_at_least(q->zones, q->node, q->limit_m, place);
}

/* The question made and put into `slot`, or the one that another thread put there. A question about
 * the ground near a pole has no map. */
static struct question *enter(struct geo_index *index, _Atomic(struct question *) *slot,
                              struct question wanted, bool is_setback)
{
    struct question *made = index->mem->resize(index->mem->ctx, NULL, 0, sizeof *made);
    struct question *there = NULL;
    struct geo_box box;
    bool has_box, is_zone = !is_setback && geo_zone_box(index->zones, wanted.node, &box);

    if (!made)
        return NULL;
    *made = wanted;
    has_box = is_zone || geo_zone_varies_in(index->zones, wanted.node, &box);
    if (is_setback)
        has_box = has_box && geo_box_widen(&box, fmin(wanted.limit_m, 1e6) + 10000);
    if (has_box) {
        bool is_small =
            box.north_deg - box.south_deg <= WIDE_DEG && box.east_deg - box.west_deg <= WIDE_DEG;

        made->map =
            geo_map_open(index->mem, &box, is_zone, is_small && index->steps > 2 ? 2 : index->steps,
                         is_setback ? probe_setback : probe_node, made);
        if (!made->map) {
            close_question(index->mem, made);
            return NULL;
        }
    }
    if (atomic_compare_exchange_strong(slot, &there, made))
        return made;
    close_question(index->mem, made);
    return there;
}

static bool settles(const struct question *q, const struct geo_spread *spread,
                    enum geo_member *member)
{
    double most_m = spread->form == GEO_SPREAD_ELLIPSE ? spread->major_m : spread->error_m;

    if (!q || !q->map || spread->form == GEO_SPREAD_SECTOR)
        return false;
    return geo_map_settles(q->map, llround(spread->point.lon_deg * 1e7),
                           llround(spread->point.lat_deg * 1e7),
                           GEO_SIGMAS * (most_m / GEO_SIGMA_PER_ERROR), member);
}

bool geo_index_zone(struct geo_index *index, uint32_t node, const struct geo_spread *spread,
                    enum geo_member *member)
{
    struct question *q = atomic_load_explicit(&index->nodes[node], memory_order_acquire);

    if (!q)
        q = enter(index, &index->nodes[node],
                  (struct question){.zones = index->zones, .node = node}, false);
    return settles(q, spread, member);
}

bool geo_index_setback(struct geo_index *index, uint32_t node, enum geo_hand hand, double limit_m,
                       const struct geo_spread *spread, enum geo_member *member)
{
    for (size_t i = 0; i < SETBACKS; i++) {
        struct question *q = atomic_load_explicit(&index->setbacks[i], memory_order_acquire);

        if (!q)
            q = enter(index, &index->setbacks[i],
                      (struct question){
                          .zones = index->zones, .node = node, .hand = hand, .limit_m = limit_m},
                      true);
        if (!q)
            return false;
        if (q->node == node && q->hand == hand && !(q->limit_m < limit_m || q->limit_m > limit_m))
            return settles(q, spread, member);
    }
    return false;
}

size_t geo_index_bytes(const struct geo_index *index)
{
    size_t size = index_size(index->zones);

    for (size_t i = 0; i < SETBACKS + index->zones->node_count; i++) {
        const struct question *q =
            atomic_load(i < SETBACKS ? &index->setbacks[i] : &index->nodes[i - SETBACKS]);

        if (q)
            size += sizeof *q + (q->map ? geo_map_bytes(q->map) : 0);
    }
    return size;
}

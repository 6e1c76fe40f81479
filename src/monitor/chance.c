/* SPDX-License-Identifier: Apache-2.0
 *
 * Chances that were summed lately: holdings and quotas ask for the same act and zone again for each period and party. A table in
 * which a later answer takes the place of an earlier one; what is in it changes nothing but the time it takes. */
#include "monitor/monitor_int.h"

#include <string.h>

#define SLOTS_SMALL ((size_t)1 << 6)
#define SLOTS ((size_t)1 << 14)
#define SMALL_COUNT ((size_t)10000) /* observations: with fewer the small table is enough */

struct slot {
    bool is_taken;
    uint32_t node;
    uint64_t lon, lat, error; /* the bits of these numbers */
    struct geo_chance chance;
};

struct chance_memo {
    size_t count; /* a power of two */
    struct slot slots[];
};

static uint64_t bits(double value)
{
    uint64_t out;

    memcpy(&out, &value, sizeof out);
    return out;
}

enum err_code monitor_chances_open(struct run *run)
{
    size_t count = run->facts->observation_count < SMALL_COUNT ? SLOTS_SMALL : SLOTS;

    run->chances = (struct chance_memo *)arena_alloc(
        &run->scratch, 1, sizeof *run->chances + count * sizeof(struct slot));
    if (!run->chances)
        return err_no_memory(run->err);
    run->chances->count = count;
    return ERR_OK;
}

struct geo_chance monitor_zone_chance(struct run *run, const struct geo_zones *zones, uint32_t node,
                                      const struct geo_spread *spread)
{
    bool is_plain = spread->form == GEO_SPREAD_ROUND && zones == &run->plan->geometry;
    struct chance_memo *memo = run->chances;
    struct slot wanted = {.is_taken = true,
                          .node = node,
                          .lon = bits(spread->point.lon_deg),
                          .lat = bits(spread->point.lat_deg),
                          .error = bits(spread->error_m)};
    struct slot *slot;
    uint64_t hash;

    if (!is_plain)
        return geo_zone_chance_over(zones, node, spread);
    hash = wanted.lon * UINT64_C(0x9E3779B97F4A7C15) ^ wanted.lat * UINT64_C(0xC2B2AE3D27D4EB4F) ^
           node * UINT64_C(0x165667B19E3779F9);
    slot = &memo->slots[hash >> 40 & (memo->count - 1)];
    if (!slot->is_taken || slot->node != node || slot->lon != wanted.lon ||
        slot->lat != wanted.lat || slot->error != wanted.error) {
        wanted.chance = geo_zone_chance_over(zones, node, spread);
        *slot = wanted;
    }
    return slot->chance;
}

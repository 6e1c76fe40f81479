/* SPDX-License-Identifier: Apache-2.0
 *
 * Chances that were summed lately: holdings and quotas ask for the same act and zone again for each period and party, a stream
 * at each look. A table in which a later answer takes the place of an earlier one; what is in it changes nothing but the time it
 * takes. A question is known by 128 bits of a hash over all that it asks. */
#include "monitor/ground/place_int.h"

#include "base/random.h"

#include <string.h>

#define SLOTS_SMALL ((size_t)1 << 6)
#define SLOTS ((size_t)1 << 14)
#define SLOTS_KEPT ((size_t)1 << 16)
#define SMALL_COUNT ((size_t)10000) /* observations: with fewer the small table is enough */

struct slot {
    uint64_t key[2]; /* 0, 0: empty */
    struct geo_chance chance;
};

struct chance_memo {
    size_t count; /* a power of two */
    struct slot slots[];
};

static enum err_code make(struct arena *arena, size_t count, struct chance_memo **out,
                          struct err *err)
{
    *out = (struct chance_memo *)arena_alloc(arena, 1, sizeof **out + count * sizeof(struct slot));
    if (!*out)
        return err_no_memory(err);
    (*out)->count = count;
    return ERR_OK;
}

enum err_code monitor_chances_keep(struct arena *arena, struct chance_memo **out, struct err *err)
{
    return make(arena, SLOTS_KEPT, out, err);
}

enum err_code monitor_chances_open(struct run *run, bool is_worker)
{
    size_t count = run->facts->observation_count < SMALL_COUNT ? SLOTS_SMALL : SLOTS;

    run->chances = is_worker ? NULL : run->options->chances;
    return run->chances ? ERR_OK : make(&run->scratch, count, &run->chances, run->err);
}

static void mix(uint64_t key[2], uint64_t word)
{
    key[0] = random_mix(key[0] ^ word) + UINT64_C(0x9E3779B97F4A7C15);
    key[1] = random_mix(key[1] + word * UINT64_C(0xC2B2AE3D27D4EB4F));
}

static void mix_double(uint64_t key[2], double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    mix(key, bits);
}

struct geo_chance *monitor_chance_slot(struct run *run, const struct chance_question *question,
                                       bool *is_known)
{
    const struct geo_spread *s = question->spread;
    const double numbers[] = {s->point.lon_deg, s->point.lat_deg,     s->error_m,
                              s->major_m,       s->minor_m,           s->azimuth_deg,
                              s->bearing_deg,   s->bearing_error_deg, s->range_min_m,
                              s->range_max_m,   question->metres};
    uint64_t key[2] = {1, 2};
    struct slot *slot;

    if (question->zones != &run->plan->geometry) /* put together for one moment */
        return NULL;
    mix(key, (uint64_t)question->form << 32 | (uint64_t)s->form << 16 | (uint64_t)question->hand);
    mix(key, (uint64_t)question->count << 32 | (uint64_t)question->and_count);
    for (size_t i = 0; i < question->count; i++)
        mix(key, question->nodes[i]);
    for (size_t i = 0; i < question->and_count; i++)
        mix(key, question->and_nodes[i]);
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        mix_double(key, numbers[i]);
    key[0] |= 1;
    slot = &run->chances->slots[key[1] >> 32 & (run->chances->count - 1)];
    *is_known = slot->key[0] == key[0] && slot->key[1] == key[1];
    slot->key[0] = key[0];
    slot->key[1] = key[1];
    return &slot->chance;
}

struct geo_chance monitor_zone_chance(struct run *run, const struct geo_zones *zones, uint32_t node,
                                      const struct geo_spread *spread)
{
    const struct chance_question question = {
        .form = CHANCE_IN, .zones = zones, .spread = spread, .nodes = &node, .count = 1};
    bool is_known = false;
    struct geo_chance *kept = monitor_chance_slot(run, &question, &is_known);

    if (kept && is_known)
        return *kept;
    if (!kept)
        return geo_zone_chance_over(zones, node, spread);
    return *kept = geo_zone_chance_over(zones, node, spread);
}

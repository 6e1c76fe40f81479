/* SPDX-License-Identifier: Apache-2.0
 *
 * A clearance map of one question (index.h). */
#ifndef GEO_MAP_H
#define GEO_MAP_H

#include "geo/chance.h"

#define GEO_MAP_STEPS 3

struct geo_map;

/* `box`: about where the answer varies, a wider one is mapped. `is_zone`: outside of it the answer is
 * OUTSIDE. steps: 1 to GEO_MAP_STEPS; fewer where cells would become smaller than 100 m. NULL when
 * there is no memory. The probe must always give the same answer and may be asked by several threads. */
struct geo_map *geo_map_open(const struct mem *mem, const struct geo_box *box, bool is_zone,
                             int steps, geo_probe_fn probe, const void *ctx);
void geo_map_close(const struct mem *mem, struct geo_map *map);
size_t geo_map_bytes(const struct geo_map *map);

/* True when the answer at (x, y), in units of 1e-7 degree, surely holds for reach_m around it. */
bool geo_map_settles(struct geo_map *map, int64_t x, int64_t y, double reach_m,
                     enum geo_member *member);

#endif

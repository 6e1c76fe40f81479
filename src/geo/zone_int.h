/* SPDX-License-Identifier: Apache-2.0
 *
 * Shared by zone.c, search.c and index.c, map.c and tiles.c. */
#ifndef GEO_ZONE_INT_H
#define GEO_ZONE_INT_H

#include "geo/zone.h"

/* Distance to a zone that has no formula: search.c. DBL_MAX when nothing was found. */
double geo_search_distance(const struct geo_zones *zones, uint32_t node,
                           const struct geo_place *place);

/* The distance the search may be off by. */
double geo_search_error(double distance_m);

/* The least box about both, the shorter way round; `box` and all that lies within that many metres of
 * it, false when that reaches a pole. */
struct geo_box geo_box_join(struct geo_box a, struct geo_box b);
bool geo_box_widen(struct geo_box *box, double metres);

/* A box about where the answer varies, of zones without one too. False: about a pole. */
bool geo_zone_varies_in(const struct geo_zones *zones, uint32_t node, struct geo_box *box);

/* At least as far as from the middle of a box of half sides (hx, hy), in 1e-7 degree, to any place in
 * it: the way straight in longitude and latitude with the largest metres a degree that occur there. */
double geo_half_diagonal_m(int64_t y, int64_t hx, int64_t hy);

#endif

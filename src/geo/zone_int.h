/* SPDX-License-Identifier: Apache-2.0
 *
 * Shared by zone.c and search.c. */
#ifndef GEO_ZONE_INT_H
#define GEO_ZONE_INT_H

#include "geo/zone.h"

/* Distance to a zone that has no formula: search.c. DBL_MAX when nothing was found. */
double geo_search_distance(const struct geo_zones *zones, uint32_t node,
                           const struct geo_place *place);

/* The distance the search may be off by. */
double geo_search_error(double distance_m);

#endif

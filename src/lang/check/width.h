/* SPDX-License-Identifier: Apache-2.0
 *
 * How wide a zone is. */
#ifndef LANG_CHECK_WIDTH_H
#define LANG_CHECK_WIDTH_H

#include "geo/zone.h"

/* The diameter of the largest circle that fits into it, in metres: 1 km for `within 500 m of` a line, 5 km for a band
 * `between 10 km and 15 km` of one. Stops looking when it is at least `enough_m`. Exact for such zones and for one side of
 * them; else found by search, a lower bound. 0 for lines and points, and where nothing was found. */
double check_width_m(const struct geo_zones *zones, uint32_t node, double enough_m);

#endif

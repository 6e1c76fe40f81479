/* SPDX-License-Identifier: Apache-2.0
 *
 * Chance: how likely a place that is known with an error is to satisfy a condition.
 *
 * A reported place is circular normal about its point, on the ellipsoid, error_m being the radius
 * that holds 95 %: sigma = error_m / 2.4477 per axis. A condition is any function that gives the
 * answer at a place with its clearance (zone.h): several conditions on one incident are combined in
 * that function, so their chance is the joint one. Deterministic; nothing is drawn. */
#ifndef GEO_CHANCE_H
#define GEO_CHANCE_H

#include "geo/zone.h"

#define GEO_SIGMA_PER_ERROR 2.4477 /* sqrt(-2 ln 0.05) */

/* [lo, hi]: hi - lo is the share of places where the answer is UNSURE. Rounded to 1e-6. */
struct geo_chance {
    double lo, hi;
    enum geo_chance_way {
        GEO_CHANCE_EXACT,     /* no error: the crisp answer */
        GEO_CHANCE_CLEARANCE, /* no border within 6 sigma: 0 or 1, off by 2e-8 at most */
        GEO_CHANCE_QUADRATURE /* summed over lines or cells */
    } way;
    /* Bound: 0, 2e-8, or 2e-4 for the sum (tested; typically 2e-5). Where the error is large beside
     * what is drawn, so that some hundred corners lie within it, 4e-4 was seen. */
    double error;
};

typedef struct geo_probe (*geo_probe_fn)(const void *ctx, const struct geo_place *place);

struct geo_chance geo_chance_of(struct geo_point point, double error_m, geo_probe_fn probe,
                                const void *ctx);

/* The chance of being in a zone. */
struct geo_chance geo_zone_chance(const struct geo_zones *zones, uint32_t node,
                                  struct geo_point point, double error_m);

/* The i-th of n places that stand for the error, each of weight 1/n (a spiral, the same for every
 * incident but turned by `turn` in [0, 1)), for sums that cannot be split into conditions. */
struct geo_point geo_chance_sample(struct geo_point point, double error_m, size_t i, size_t n,
                                   double turn);

#endif

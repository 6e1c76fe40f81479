/* SPDX-License-Identifier: Apache-2.0
 *
 * Chance: how likely a place that is known with an error is to satisfy a condition.
 *
 * A reported place is spread over the ground: circular normal about its point, error_m being the
 * radius that holds 95 % (sigma = error_m / 2.4477 per axis); normal with an ellipse, its half axes
 * holding 95 % in the same way; or seen from a point, normal in direction and evenly likely in range.
 * A condition is any function that gives the answer at a place with its clearance (zone.h): several
 * conditions on one incident are combined in that function, so their chance is the joint one.
 * Deterministic; nothing is drawn. */
#ifndef GEO_CHANCE_H
#define GEO_CHANCE_H

#include "geo/zone.h"

#define GEO_SIGMA_PER_ERROR 2.4477   /* sqrt(-2 ln 0.05): 95 % in the plane */
#define GEO_SIGMA_PER_ANGLE 1.959964 /* 95 % of one normal, on both sides */

/* Where a place may be. */
struct geo_spread {
    enum geo_spread_form { GEO_SPREAD_ROUND, GEO_SPREAD_ELLIPSE, GEO_SPREAD_SECTOR } form;
    struct geo_point point; /* of a sector: the observer's */
    double error_m;
    double major_m, minor_m, azimuth_deg; /* minor_m <= major_m; azimuth of the major axis */
    double bearing_deg, bearing_error_deg, range_min_m, range_max_m;
};

/* [lo, hi]: hi - lo is the share of places where the answer is UNSURE. Rounded to 1e-6. */
struct geo_chance {
    double lo, hi;
    enum geo_chance_way {
        GEO_CHANCE_EXACT,     /* no error: the crisp answer */
        GEO_CHANCE_CLEARANCE, /* no border within 6 sigma: 0 or 1, off by 2e-8 at most */
        GEO_CHANCE_QUADRATURE /* summed along edges, or over lines or cells */
    } way;
    /* Bound, beside the 1 cm to which borders are known: 0, 2e-8, 2e-6 along edges, 2e-4 for the sum
     * (tested; typically 2e-5); 1e-3 for ellipses and sectors (tested; typically 1e-5). Where the
     * error is large beside what is drawn, so that some hundred corners lie within it, 4e-4 was
     * seen, and 2e-3 where those are slivers. */
    double error;
};

typedef struct geo_probe (*geo_probe_fn)(const void *ctx, const struct geo_place *place);

struct geo_chance geo_chance_over(const struct geo_spread *spread, geo_probe_fn probe,
                                  const void *ctx);

/* The place that stands for (u, v): both from a standard normal, independent. */
struct geo_place geo_spread_place(const struct geo_spread *spread, double u, double v);

/* The chance of being in any of some zones and, unless and_count is 0, in any of some others. Where only
 * the borders of drawn areas are near it is summed along their edges, about 0.1 microseconds each. */
#define GEO_CHOICE_LEAVES 512 /* with more the ground is summed */
struct geo_choice {
    const struct geo_zones *zones;
    const uint32_t *nodes;
    size_t count;
    const uint32_t *and_nodes;
    size_t and_count;
};
struct geo_chance geo_choice_chance(const struct geo_choice *choice,
                                    const struct geo_spread *spread);

/* The chance of being in a zone. */
struct geo_chance geo_zone_chance(const struct geo_zones *zones, uint32_t node,
                                  struct geo_point point, double error_m);
struct geo_chance geo_zone_chance_over(const struct geo_zones *zones, uint32_t node,
                                       const struct geo_spread *spread);

/* The i-th of n places that stand for the error, each of weight 1/n (a spiral, the same for every
 * incident but turned by `turn` in [0, 1)), for sums that cannot be split into conditions. */
struct geo_point geo_chance_sample(struct geo_point point, double error_m, size_t i, size_t n,
                                   double turn);

#endif

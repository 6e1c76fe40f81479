/* SPDX-License-Identifier: Apache-2.0
 *
 * The inside of chance.c: two ways to sum a chance over the disc of 6 sigma about a place. */
#ifndef GEO_CHANCE_INT_H
#define GEO_CHANCE_INT_H

#include "geo/chance.h"
#include "geo/local.h"

#define GEO_SIGMAS 6.0 /* clear of borders that far: no more is asked */

/* One question about one place with its error; coordinates in sigmas to the east and the north. */
struct geo_ground {
    geo_probe_fn probe;
    const void *ctx;
    struct geo_frame frame;
    struct geo_local local;
    double sigma;
    long asked;
};

struct geo_answer {
    double clear; /* sigmas */
    enum geo_member member;
};

struct geo_answer geo_ground_ask(struct geo_ground *ground, double east, double north);

/* The shares that are surely and possibly inside, not rounded. By lines: false when the ground turns
 * out to be too broken for it; cells always finish. */
bool geo_chance_lines(struct geo_ground *ground, double share[2]);
void geo_chance_cells(struct geo_ground *ground, double share[2]);

#endif

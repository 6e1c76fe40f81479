/* SPDX-License-Identifier: Apache-2.0
 *
 * The inside of chance.c: the formula for drawn areas, and two ways to sum a chance over the disc of 6 sigma
 * about a place. */
#ifndef GEO_CHANCE_INT_H
#define GEO_CHANCE_INT_H

#include "geo/chance.h"
#include "geo/local.h"

#define GEO_SIGMAS 6.0 /* clear of borders that far: no more is asked */

/* One question about one place with its error. Its coordinates are two independent standard normals: sigmas to the east
 * and the north where the error is round, along and across the ellipse, or of the direction and of the range. */
struct geo_ground {
    geo_probe_fn probe;
    const void *ctx;
    const struct geo_spread *spread;
    struct geo_frame frame;
    struct geo_local local;
    double sigma;    /* metres that a step of 1 may go at most */
    double along[2]; /* of an ellipse: metres to the east and north for a step of 1 */
    double across[2];
    double turn, swing; /* of a sector: bearing and its sigma, in radians */
    bool is_round;
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

/* By the edges of areas (chance_edges.c): false when another way is needed. The frame is the spread's point's. */
bool geo_chance_edges(const struct geo_choice *choice, const struct geo_frame *frame,
                      const struct geo_spread *spread, struct geo_chance *chance);

#endif

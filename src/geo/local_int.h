/* SPDX-License-Identifier: Apache-2.0
 *
 * Shared by nearest.c (distance) and hand.c (sides). */
#ifndef GEO_LOCAL_INT_H
#define GEO_LOCAL_INT_H

#include "geo/local.h"
#include "geo/shape_int.h"

static inline struct geo_vec3 sub(struct geo_vec3 a, struct geo_vec3 b)
{
    return (struct geo_vec3){a.x - b.x, a.y - b.y, a.z - b.z};
}

static inline double dot(struct geo_vec3 a, struct geo_vec3 b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

static inline double box_distance2(const struct geo_space_box *box, struct geo_vec3 p)
{
    double dx = box->x0 - p.x > p.x - box->x1 ? box->x0 - p.x : p.x - box->x1;
    double dy = box->y0 - p.y > p.y - box->y1 ? box->y0 - p.y : p.y - box->y1;
    double dz = box->z0 - p.z > p.z - box->z1 ? box->z0 - p.z : p.z - box->z1;

    dx = dx > 0 ? dx : 0;
    dy = dy > 0 ? dy : 0;
    dz = dz > 0 ? dz : 0;
    return dx * dx + dy * dy + dz * dz;
}

/* Sign of the side of a piece's chord, seen from above: 1 left, -1 right. */
static inline int geo_side_in_space(const struct geo_shape *shape, size_t piece, struct geo_vec3 at)
{
    const struct geo_knot *knot = &shape->knots[piece];
    struct geo_vec3 d = sub(knot[1].at, knot->at), f = sub(at, knot->at);
    double side = (d.y * f.z - d.z * f.y) * knot->at.x + (d.z * f.x - d.x * f.z) * knot->at.y +
                  (d.x * f.y - d.y * f.x) * knot->at.z;

    return (side > 0) - (side < 0);
}

/* What a disc knows of a shape, found at the first question; NULL when it knows too many. */
struct geo_local_shape *geo_local_shape(struct geo_local *local, const struct geo_shape *shape);

/* The nearest piece of all, and the distance to it along the ground. */
void geo_nearest_piece(const struct geo_shape *shape, const struct geo_place *place,
                       struct geo_hit *hit);
double geo_ground_distance(const struct geo_shape *shape, const struct geo_place *place,
                           const struct geo_hit *hit);
struct geo_point geo_foot_of(const struct geo_shape *shape, const struct geo_hit *hit);

/* The nearest piece that does not have the place on its `side`, nearer than hit->chord2. */
void geo_find_other_side(const struct geo_shape *shape, struct geo_vec3 at, int side,
                         struct geo_hit *hit);

#endif

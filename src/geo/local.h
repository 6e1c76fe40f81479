/* SPDX-License-Identifier: Apache-2.0
 *
 * What many questions about one small disc of ground share: per shape, the groups of pieces that can
 * be the nearest to any place in the disc, found once. Answers are the same with it or without, but
 * for the last millimetres. A place carries it (geo_place.local). */
#ifndef GEO_LOCAL_H
#define GEO_LOCAL_H

#include "geo/shape.h"

#define GEO_LOCAL_SHAPES 6
#define GEO_LOCAL_GROUPS 48

struct geo_local_shape {
    const struct geo_shape *shape;
    size_t hint; /* the piece found last */
    int count;   /* of groups; -1: too many, search the tree */
    uint32_t groups[GEO_LOCAL_GROUPS];
    double from2
        [GEO_LOCAL_GROUPS]; /* squared distance of the group's box from the centre, ascending */
};

struct geo_local {
    struct geo_vec3 centre;
    double radius_m;
    double curve2; /* the surface's curvature there, squared, 1 / m^2 */
    int count;
    struct geo_local_shape shapes[GEO_LOCAL_SHAPES];
};

/* For places within radius_m of the frame's origin. */
void geo_local_init(struct geo_local *local, const struct geo_frame *frame, double radius_m);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * The ground of a certificate: its shapes, zones and lines, asked point by point. Its own integers, its own distance. */
#ifndef REPLAY_GROUND_H
#define REPLAY_GROUND_H

#include "replay/replay_int.h"

struct spot { /* 1e-7 degree */
    int64_t x, y;
};
struct space { /* metres from the Earth's centre */
    double x, y, z;
};
struct knot { /* along a line or ring, at most some hundred metres apart */
    struct space at;
    bool is_first; /* of its run: no piece comes before it */
};
struct run {
    struct spot *spots; /* a ring repeats its first */
    size_t count;
};
struct shape {
    enum { SHAPE_POINTS, SHAPE_LINES, SHAPE_AREA } kind;
    struct run *runs;
    size_t run_count;
    struct knot *knots;
    size_t knot_count;
    size_t *near; /* knots that end a piece near the place in question */
    size_t near_count;
};
struct ground {
    struct shape *shapes;
    size_t shape_count;
    const struct json *nodes;
};

struct probe {
    struct spot spot;
    struct space at;
};

/* Where `east_m`, `north_m` from a point is. */
struct probe replay_probe_at(struct geo_point from, double east_m, double north_m);
/* Keep of each shape only what may be nearest to a place within `reach_m` of the centre. */
void replay_ground_near(struct replay *r, const struct probe *centre, double reach_m);
double replay_shape_distance(struct replay *r, const struct shape *shape, const struct probe *p);
/* 1 left, -1 right, 0 on the line or beyond its ends (*is_beyond). */
int replay_shape_side(const struct shape *shape, const struct probe *p, bool *is_beyond);
enum says replay_zone_has(struct replay *r, size_t node, const struct probe *p);
/* To a zone that is a shape, a `within` or an `or` of them; fails for others. */
double replay_zone_distance(struct replay *r, size_t node, const struct probe *p);
const struct shape *replay_node_shape(struct replay *r, size_t node);

#endif

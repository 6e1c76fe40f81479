/* SPDX-License-Identifier: Apache-2.0
 *
 * The inside of a shape, shared by shape.c (making), check.c (validity), locate.c (membership) and
 * nearest.c (distance).
 *
 * Vertices of all runs stand in one array, in units of 1e-7 degree; along a run longitudes are
 * unwrapped, so that neighbours differ by less than 180 degrees and x may leave [-180, 180]. A ring
 * repeats its first vertex at its end. Edge i runs from vertex i to vertex i + 1 of the array; the
 * last vertex of a run starts no edge.
 *
 * Two indexes, both implicit trees over consecutive items (a drawn line is near itself), fan-out
 * GEO_FAN: flat boxes per run for membership and crossings, boxes in space over all knots for
 * distance. */
#ifndef GEO_SHAPE_INT_H
#define GEO_SHAPE_INT_H

#include "geo/shape.h"

#define GEO_FAN 8
#define GEO_LEVELS 9 /* 8^9 > 10^8 */
#define GEO_HALF_TURN INT64_C(1800000000)
#define GEO_TURN INT64_C(3600000000)

struct geo_xy {
    int64_t x, y;
};

struct geo_flat_box {
    int64_t x0, y0, x1, y1; /* closed */
};

struct geo_run {
    size_t first, count; /* vertices stored */
    uint32_t polygon;
    bool is_outer;
    bool is_closed; /* a ring, or a line that ends where it began */
    bool is_tame;   /* lines: does not cross itself, and its ends (if any) lie on its convex hull */
    bool is_left;   /* rings: the area lies on the left of its edges */
    struct geo_flat_box box;
    int levels;                            /* 0: no edges */
    struct geo_flat_box *tree[GEO_LEVELS]; /* tree[0][k] holds edges 8k to 8k + 7 of the run */
    size_t tree_count[GEO_LEVELS];
    size_t first_knot, knot_count;
};

struct geo_part {
    size_t first_run, run_count;
    struct geo_flat_box box;
    bool is_plain; /* no ring touches itself, no hole lies in another */
};

/* A point of the densified border; piece i is the chord from knot i to knot i + 1. */
struct geo_knot {
    struct geo_vec3 at;
    uint32_t edge; /* its vertex; GEO_NO_EDGE at the end of a run */
    float t;       /* how far along that edge, a dyadic fraction */
};
#define GEO_NO_EDGE UINT32_MAX

struct geo_space_box {
    double x0, y0, z0, x1, y1, z1;
};

struct geo_shape {
    enum geo_shape_kind kind;
    struct geo_xy *vertices;
    size_t vertex_count;
    struct geo_run *runs;
    size_t run_count;
    struct geo_part *parts; /* polygons */
    size_t part_count;
    struct geo_flat_box box; /* of all, unwrapped */
    struct geo_knot *knots;
    size_t knot_count;
    int levels;
    struct geo_space_box *tree[GEO_LEVELS]; /* tree[0][k] holds pieces 8k to 8k + 7 */
    size_t tree_count[GEO_LEVELS];
};

/* Sign of the turn a, b, c: 1 left, -1 right, 0 straight. Exact where |b - a| is at most 180
 * degrees on each axis and |c - a| at most 510 degrees: each product is below 2^63. */
static inline int geo_turn(struct geo_xy a, struct geo_xy b, struct geo_xy c)
{
    int64_t p = (b.x - a.x) * (c.y - a.y), q = (c.x - a.x) * (b.y - a.y);

    return (p > q) - (p < q);
}

static inline bool geo_flat_overlap(const struct geo_flat_box *a, const struct geo_flat_box *b)
{
    return a->x0 <= b->x1 && b->x0 <= a->x1 && a->y0 <= b->y1 && b->y0 <= a->y1;
}

/* How two edges meet. */
enum geo_meeting { GEO_MEET_NOT, GEO_MEET_TOUCH, GEO_MEET_CROSS, GEO_MEET_ALONG };
enum geo_meeting geo_edges_meet(struct geo_xy a, struct geo_xy b, struct geo_xy c, struct geo_xy d);

/* The first edge of `run` at or after `from` whose box, moved by dx, overlaps `box`; or
 * run->count - 1 when there is none. */
size_t geo_run_find(const struct geo_shape *shape, const struct geo_run *run,
                    const struct geo_flat_box *box, int64_t dx, size_t from);

/* 0 outside, 1 inside, 2 on the ring. */
enum geo_position geo_run_position(const struct geo_shape *shape, const struct geo_run *run,
                                   int64_t x, int64_t y);

/* One polygon of an area, x unwrapped as the polygon's. */
enum geo_position geo_part_position(const struct geo_shape *shape, const struct geo_part *part,
                                    int64_t x, int64_t y);

/* check.c: crossing edges, holes outside, rings without area. Finds is_left and is_plain. */
enum err_code geo_check_area(struct geo_shape *shape, struct arena *scratch,
                             struct err *err) MUST_USE;

/* Lines: see geo_run.is_tame. */
bool geo_run_is_tame(const struct geo_shape *shape, const struct geo_run *run);

/* Longitude and latitude at `t` along an edge, and its place in space. */
struct geo_point geo_edge_point(const struct geo_shape *shape, size_t edge, double t);

/* The nearest piece, by chord. */
struct geo_hit {
    double chord2;  /* squared, metres; at entry the largest that matters */
    size_t piece;   /* SIZE_MAX: none nearer than that */
    double t;       /* 0 to 1 along the piece */
    double along_m; /* how far before its start (negative) or after its end the foot would lie */
};
/* Leaves out pieces from skip_first to skip_last - 1. Stops early once chord2 <= enough2. */
void geo_find_nearest(const struct geo_shape *shape, struct geo_vec3 at, size_t skip_first,
                      size_t skip_last, double enough2, struct geo_hit *hit);

/* nearest.c: knots and their tree, for a shape whose runs are made. */
enum err_code geo_make_knots(struct geo_shape *shape, struct arena *arena,
                             struct err *err) MUST_USE;

/* "37.5 E 48.25 N", into a buffer of at least GEO_XY_TEXT bytes. */
#define GEO_XY_TEXT 48
void geo_xy_text(struct geo_xy at, char *text);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Distance. Edges are straight in longitude and latitude, so they are split until the middle of each
 * piece's chord lies within 1 cm of the true edge; the nearest piece by chord is found through a tree
 * of boxes in space; its foot is then put back on the true edge, and the distance to that point is
 * the geodesic one. The error is that of geo_distance_m plus the second-order effect of the foot's
 * place and of the chords, together below 1 cm. Cost: O(log n) boxes for a place near the line. */
#include "geo/shape_int.h"

#include "base/num.h"
#include "geo/local_int.h"

#include <float.h>
#include <math.h>

#define PIECE_ERROR_M 0.01
#define SPLIT_DEPTH 22 /* t is a multiple of 2^-22: exact in a float */

struct geo_point geo_edge_point(const struct geo_shape *shape, size_t edge, double t)
{
    struct geo_xy a = shape->vertices[edge], b = shape->vertices[edge + 1];
    double x = (double)a.x + t * (double)(b.x - a.x);
    double y = (double)a.y + t * (double)(b.y - a.y);

    while (x > (double)GEO_HALF_TURN)
        x -= (double)GEO_TURN;
    while (x < -(double)GEO_HALF_TURN)
        x += (double)GEO_TURN;
    return (struct geo_point){x / 1e7, y / 1e7};
}

/* ---- densifying ---- */

struct splitter {
    const struct geo_shape *shape;
    struct geo_knot *out; /* NULL: only count */
    size_t count;
};

static void split(struct splitter *s, size_t edge, double t0, struct geo_vec3 a, double t1,
                  struct geo_vec3 b, int depth)
{
    double tm = 0.5 * (t0 + t1), length2, k;
    struct geo_vec3 m = geo_to_vec3(geo_edge_point(s->shape, edge, tm));
    struct geo_vec3 d = sub(b, a), f = sub(m, a);

    length2 = dot(d, d);
    k = length2 > 0 ? dot(f, d) / length2 : 0;
    f = (struct geo_vec3){f.x - k * d.x, f.y - k * d.y, f.z - k * d.z};
    if (dot(f, f) > PIECE_ERROR_M * PIECE_ERROR_M && depth < SPLIT_DEPTH &&
        s->count <= GEO_PIECE_LIMIT) {
        split(s, edge, t0, a, tm, m, depth + 1);
        split(s, edge, tm, m, t1, b, depth + 1);
        return;
    }
    if (s->out)
        s->out[s->count] = (struct geo_knot){a, (uint32_t)edge, (float)t0};
    s->count++;
}

static void split_runs(struct splitter *s, struct geo_run *runs)
{
    for (size_t r = 0; r < s->shape->run_count; r++) {
        struct geo_run *run = &runs[r];
        bool has_edges = s->shape->kind != GEO_SHAPE_POINTS;
        struct geo_vec3 at = {0, 0, 0}, next;

        run->first_knot = s->count;
        for (size_t i = 0; i < run->count && s->count <= GEO_PIECE_LIMIT; i++) {
            next = geo_to_vec3(geo_shape_vertex(s->shape, r, i));
            if (i > 0 && has_edges)
                split(s, run->first + i - 1, 0, at, 1, next, 0);
            at = next;
            if (!has_edges || i + 1 == run->count) {
                uint32_t edge = has_edges ? GEO_NO_EDGE : (uint32_t)(run->first + i);

                if (s->out)
                    s->out[s->count] = (struct geo_knot){at, edge, 0};
                s->count++;
            }
        }
        run->knot_count = s->count - run->first_knot;
    }
}

static void grow(struct geo_space_box *box, struct geo_vec3 p)
{
    box->x0 = p.x < box->x0 ? p.x : box->x0;
    box->y0 = p.y < box->y0 ? p.y : box->y0;
    box->z0 = p.z < box->z0 ? p.z : box->z0;
    box->x1 = p.x > box->x1 ? p.x : box->x1;
    box->y1 = p.y > box->y1 ? p.y : box->y1;
    box->z1 = p.z > box->z1 ? p.z : box->z1;
}

enum err_code geo_make_knots(struct geo_shape *shape, struct arena *arena, struct err *err)
{
    struct splitter s = {.shape = shape};
    size_t below;

    split_runs(&s, shape->runs);
    if (s.count > GEO_PIECE_LIMIT)
        return err_set(err, ERR_INPUT,
                       "the geometry is too long: more than %d pieces of about 400 m",
                       GEO_PIECE_LIMIT);
    shape->knot_count = s.count;
    shape->knots = ARENA_NEW(arena, struct geo_knot, s.count);
    if (!shape->knots)
        return err_no_memory(err);
    s.out = shape->knots;
    s.count = 0;
    split_runs(&s, shape->runs);
    below = s.count;
    while (shape->levels == 0 || below > 1) {
        int l = shape->levels;
        size_t n = (below + GEO_FAN - 1) / GEO_FAN;

        shape->tree[l] = ARENA_NEW(arena, struct geo_space_box, n);
        if (!shape->tree[l])
            return err_no_memory(err);
        for (size_t k = 0; k < n; k++) {
            struct geo_space_box box = {DBL_MAX, DBL_MAX, DBL_MAX, -DBL_MAX, -DBL_MAX, -DBL_MAX};

            for (size_t i = k * GEO_FAN; i < (k + 1) * GEO_FAN && i < below; i++) {
                if (l > 0) {
                    const struct geo_space_box *in = &shape->tree[l - 1][i];

                    grow(&box, (struct geo_vec3){in->x0, in->y0, in->z0});
                    grow(&box, (struct geo_vec3){in->x1, in->y1, in->z1});
                    continue;
                }
                grow(&box, shape->knots[i].at);
                if (shape->kind != GEO_SHAPE_POINTS && shape->knots[i].edge != GEO_NO_EDGE)
                    grow(&box, shape->knots[i + 1].at);
            }
            shape->tree[l][k] = box;
        }
        shape->tree_count[l] = n;
        shape->levels++;
        below = n;
    }
    return ERR_OK;
}

/* ---- searching ---- */

struct search {
    const struct geo_shape *shape;
    struct geo_vec3 at;
    size_t skip_first, skip_last;
    double enough2;
    int side; /* 1, -1: leave out pieces that show it */
    struct geo_hit *hit;
};

static void search_piece(struct search *q, size_t i)
{
    const struct geo_knot *knot = &q->shape->knots[i];
    struct geo_vec3 f = sub(q->at, knot->at);
    double t = 0, along = 0, length2 = 0, d2;

    if ((i >= q->skip_first && i < q->skip_last) || knot->edge == GEO_NO_EDGE ||
        (q->side != 0 && geo_side_in_space(q->shape, i, q->at) == q->side))
        return;
    if (q->shape->kind != GEO_SHAPE_POINTS) {
        struct geo_vec3 d = sub(knot[1].at, knot->at);
        double foot = dot(f, d);

        length2 = dot(d, d);
        if (foot <= 0) {
            along = foot;
        } else if (foot >= length2) {
            along = foot - length2;
            t = 1;
            f = sub(q->at, knot[1].at);
        } else {
            t = foot / length2;
            f = (struct geo_vec3){f.x - t * d.x, f.y - t * d.y, f.z - t * d.z};
        }
    }
    d2 = dot(f, f);
    if (d2 < q->hit->chord2) {
        q->hit->chord2 = d2;
        q->hit->piece = i;
        q->hit->t = t;
        q->hit->along_m = length2 > 0 ? along / sqrt(length2) : 0;
    }
}

/* Open a group of at most GEO_FAN boxes (or pieces), nearest first. */
static void search_group(struct search *q, int level, size_t group)
{
    size_t first = group * GEO_FAN, count = 0;
    double distance2[GEO_FAN];
    size_t order[GEO_FAN];

    if (level < 0) {
        for (size_t i = first; i < first + GEO_FAN && i < q->shape->knot_count; i++)
            search_piece(q, i);
        return;
    }
    for (size_t i = first; i < first + GEO_FAN && i < q->shape->tree_count[level]; i++) {
        double d2 = box_distance2(&q->shape->tree[level][i], q->at);
        size_t at;

        if (d2 >= q->hit->chord2)
            continue;
        for (at = count; at > 0 && distance2[at - 1] > d2; at--) {
            distance2[at] = distance2[at - 1];
            order[at] = order[at - 1];
        }
        distance2[at] = d2;
        order[at] = i;
        count++;
    }
    for (size_t i = 0; i < count; i++) {
        if (distance2[i] >= q->hit->chord2 || q->hit->chord2 <= q->enough2)
            return;
        search_group(q, level - 1, order[i]);
    }
}

void geo_find_nearest(const struct geo_shape *shape, struct geo_vec3 at, size_t skip_first,
                      size_t skip_last, double enough2, struct geo_hit *hit)
{
    struct search q = {shape, at, skip_first, skip_last, enough2, 0, hit};

    hit->piece = SIZE_MAX;
    search_group(&q, shape->levels - 1, 0);
}

void geo_find_other_side(const struct geo_shape *shape, struct geo_vec3 at, int side,
                         struct geo_hit *hit)
{
    struct search q = {shape, at, 0, 0, 0, side, hit};

    hit->piece = SIZE_MAX;
    search_group(&q, shape->levels - 1, 0);
}

/* ---- many places close together ---- */

void geo_local_init(struct geo_local *local, const struct geo_frame *frame, double radius_m)
{
    local->centre = frame->origin;
    local->radius_m = radius_m;
    local->curve2 = frame->curve_east * frame->curve_north;
    local->count = 0;
}

/* The groups of pieces in a group of boxes, nearest first. False when there are too many. */
static bool collect(const struct geo_local *local, struct geo_local_shape *in, int level,
                    size_t group, double reach2)
{
    size_t first = group * GEO_FAN;

    for (size_t i = first; i < first + GEO_FAN && i < in->shape->tree_count[level]; i++) {
        double from2 = box_distance2(&in->shape->tree[level][i], local->centre);
        int at = in->count;

        if (from2 > reach2)
            continue;
        if (level > 0) {
            if (!collect(local, in, level - 1, i, reach2))
                return false;
            continue;
        }
        if (in->count == GEO_LOCAL_GROUPS)
            return false;
        for (; at > 0 && in->from2[at - 1] > from2; at--) {
            in->from2[at] = in->from2[at - 1];
            in->groups[at] = in->groups[at - 1];
        }
        in->from2[at] = from2;
        in->groups[at] = (uint32_t)i;
        in->count++;
    }
    return true;
}

/* Every piece nearest to some place of the disc lies within d + 2 r of its centre, where d is the
 * centre's own distance. */
static void enter_shape(const struct geo_local *local, struct geo_local_shape *in)
{
    struct geo_hit hit = {.chord2 = DBL_MAX};
    double reach;

    geo_find_nearest(in->shape, local->centre, 0, 0, 0, &hit);
    in->hint = hit.piece;
    in->count = 0;
    reach = sqrt(hit.chord2) + 2 * local->radius_m + 1;
    if (!collect(local, in, in->shape->levels - 1, 0, reach * reach))
        in->count = -1;
}

struct geo_local_shape *geo_local_shape(struct geo_local *local, const struct geo_shape *shape)
{
    for (int i = 0; i < local->count; i++)
        if (local->shapes[i].shape == shape)
            return &local->shapes[i];
    if (local->count == GEO_LOCAL_SHAPES)
        return NULL;
    local->shapes[local->count].shape = shape;
    enter_shape(local, &local->shapes[local->count]);
    return &local->shapes[local->count++];
}

/* The nearest piece of all. */
void geo_nearest_piece(const struct geo_shape *shape, const struct geo_place *place,
                       struct geo_hit *hit)
{
    struct search q = {shape, place->at, 0, 0, 0, 0, hit};
    struct geo_local_shape *in = place->local ? geo_local_shape(place->local, shape) : NULL;
    struct geo_vec3 off;
    double r;

    *hit = (struct geo_hit){.chord2 = DBL_MAX, .piece = SIZE_MAX};
    if (!in) {
        search_group(&q, shape->levels - 1, 0);
        return;
    }
    search_piece(&q, in->hint);
    if (in->count < 0) {
        search_group(&q, shape->levels - 1, 0);
        in->hint = hit->piece;
        return;
    }
    off = sub(place->at, place->local->centre);
    r = sqrt(dot(off, off));
    for (int i = 0; i < in->count; i++) {
        double bound = sqrt(hit->chord2) + r;

        if (in->from2[i] >= bound * bound)
            break;
        if (box_distance2(&shape->tree[0][in->groups[i]], place->at) < hit->chord2)
            search_group(&q, -1, in->groups[i]);
    }
    in->hint = hit->piece;
}

/* Where the foot of a hit lies on the true edge. */
struct geo_point geo_foot_of(const struct geo_shape *shape, const struct geo_hit *hit)
{
    const struct geo_knot *knot = &shape->knots[hit->piece];
    double t0 = (double)knot->t, t1 = 1;

    if (shape->kind == GEO_SHAPE_POINTS) {
        struct geo_xy v = shape->vertices[knot->edge];

        return (struct geo_point){(double)v.x / 1e7, (double)v.y / 1e7};
    }
    if (knot[1].edge == knot->edge)
        t1 = (double)knot[1].t;
    return geo_edge_point(shape, knot->edge, t0 + (t1 - t0) * hit->t);
}

/* Along the ground. Close together the surface counts as a sphere and the foot need not be put back
 * on the true edge: within 1 cm as well, and 3 mm more from 70 km on. */
double geo_ground_distance(const struct geo_shape *shape, const struct geo_place *place,
                           const struct geo_hit *hit)
{
    if (place->local && hit->chord2 < 1e10)
        return sqrt(hit->chord2) * (1 + hit->chord2 * place->local->curve2 / 24);
    return geo_distance3_m(place->at, geo_to_vec3(geo_foot_of(shape, hit)));
}

double geo_shape_border_m(const struct geo_shape *shape, const struct geo_place *place)
{
    struct geo_hit hit;

    geo_nearest_piece(shape, place, &hit);
    return geo_ground_distance(shape, place, &hit);
}

double geo_shape_distance_m(const struct geo_shape *shape, const struct geo_place *place)
{
    if (shape->kind == GEO_SHAPE_AREA && geo_shape_position(shape, place) != GEO_POSITION_OUT)
        return 0;
    return geo_shape_border_m(shape, place);
}

bool geo_shape_within(const struct geo_shape *shape, const struct geo_place *place, double limit_m)
{
    const double r = 6335000.0; /* less than any radius of curvature */
    struct geo_hit hit;
    double sure, far;

    if (limit_m < 0)
        return false;
    if (shape->kind == GEO_SHAPE_AREA && geo_shape_position(shape, place) != GEO_POSITION_OUT)
        return true;
    if (limit_m > 150000)
        return num_metres(geo_shape_border_m(shape, place)) <= num_metres(limit_m);
    /* a chord is shorter than its arc by at most arc^3 / 24 r^2; pieces are 1 cm off */
    sure = limit_m - limit_m * limit_m * limit_m / (24 * r * r) - 0.03;
    far = limit_m + 0.03;
    hit = (struct geo_hit){.chord2 = far * far};
    geo_find_nearest(shape, place->at, 0, 0, sure > 0 ? sure * sure : -1, &hit);
    if (hit.piece == SIZE_MAX)
        return false;
    if (sure > 0 && hit.chord2 <= sure * sure)
        return true;
    return num_metres(geo_distance3_m(place->at, geo_to_vec3(geo_foot_of(shape, &hit)))) <=
           num_metres(limit_m);
}

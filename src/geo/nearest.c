/* SPDX-License-Identifier: Apache-2.0
 *
 * Distance. Edges are straight in longitude and latitude, so they are split until the middle of each
 * piece's chord lies within 1 cm of the true edge; the nearest piece by chord is found through a tree
 * of boxes in space; its foot is then put back on the true edge, and the distance to that point is
 * the geodesic one. The error is that of geo_distance_m plus the second-order effect of the foot's
 * place and of the chords, together below 1 cm. Cost: O(log n) boxes for a place near the line. */
#include "geo/shape_int.h"

#include "base/num.h"
#include "geo/local.h"

#include <float.h>
#include <math.h>

#define PIECE_ERROR_M 0.01
#define SPLIT_DEPTH 22 /* t is a multiple of 2^-22: exact in a float */

static struct geo_vec3 sub(struct geo_vec3 a, struct geo_vec3 b)
{
    return (struct geo_vec3){a.x - b.x, a.y - b.y, a.z - b.z};
}

static double dot(struct geo_vec3 a, struct geo_vec3 b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

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
    struct geo_hit *hit;
};

static double box_distance2(const struct geo_space_box *box, struct geo_vec3 p)
{
    double dx = box->x0 - p.x > p.x - box->x1 ? box->x0 - p.x : p.x - box->x1;
    double dy = box->y0 - p.y > p.y - box->y1 ? box->y0 - p.y : p.y - box->y1;
    double dz = box->z0 - p.z > p.z - box->z1 ? box->z0 - p.z : p.z - box->z1;

    dx = dx > 0 ? dx : 0;
    dy = dy > 0 ? dy : 0;
    dz = dz > 0 ? dz : 0;
    return dx * dx + dy * dy + dz * dz;
}

static void search_piece(struct search *q, size_t i)
{
    const struct geo_knot *knot = &q->shape->knots[i];
    struct geo_vec3 f = sub(q->at, knot->at);
    double t = 0, along = 0, length2, d2;

    if ((i >= q->skip_first && i < q->skip_last) || knot->edge == GEO_NO_EDGE)
        return;
    if (q->shape->kind != GEO_SHAPE_POINTS) {
        struct geo_vec3 d = sub(knot[1].at, knot->at);

        length2 = dot(d, d);
        t = length2 > 0 ? dot(f, d) / length2 : 0;
        if (t < 0) {
            along = t;
            t = 0;
        } else if (t > 1) {
            along = t - 1;
            t = 1;
            f = sub(q->at, knot[1].at);
        } else {
            f = (struct geo_vec3){f.x - t * d.x, f.y - t * d.y, f.z - t * d.z};
        }
        along *= sqrt(length2);
    }
    d2 = dot(f, f);
    if (d2 < q->hit->chord2) {
        q->hit->chord2 = d2;
        q->hit->piece = i;
        q->hit->t = t;
        q->hit->along_m = along;
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
    struct search q = {shape, at, skip_first, skip_last, enough2, hit};

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

static struct geo_local_shape *local_shape(struct geo_local *local, const struct geo_shape *shape)
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
static void nearest_piece(const struct geo_shape *shape, const struct geo_place *place,
                          struct geo_hit *hit)
{
    struct search q = {shape, place->at, 0, 0, 0, hit};
    struct geo_local_shape *in = place->local ? local_shape(place->local, shape) : NULL;
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
static struct geo_point foot_of(const struct geo_shape *shape, const struct geo_hit *hit)
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
static double ground_distance(const struct geo_shape *shape, const struct geo_place *place,
                              const struct geo_hit *hit)
{
    if (place->local && hit->chord2 < 1e10)
        return sqrt(hit->chord2) * (1 + hit->chord2 * place->local->curve2 / 24);
    return geo_distance3_m(place->at, geo_to_vec3(foot_of(shape, hit)));
}

double geo_shape_border_m(const struct geo_shape *shape, const struct geo_place *place)
{
    struct geo_hit hit;

    nearest_piece(shape, place, &hit);
    return ground_distance(shape, place, &hit);
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
    return num_metres(geo_distance3_m(place->at, geo_to_vec3(foot_of(shape, &hit)))) <=
           num_metres(limit_m);
}

/* ---- sides ---- */

/* Sign of the side of the edge of `piece`: 1 left, -1 right, 0 on its line. Near the line on the
 * grid, exactly; far from it in space, where the edge's own curve no longer matters. */
static int side_of(const struct geo_shape *shape, size_t piece, const struct geo_place *place,
                   double distance_m)
{
    const struct geo_knot *knot = &shape->knots[piece];
    struct geo_xy a = shape->vertices[knot->edge], b = shape->vertices[knot->edge + 1];
    struct geo_vec3 d, f;
    double side;

    if (distance_m < 1000) {
        struct geo_xy p = {place->x, place->y};

        while (p.x - a.x > GEO_HALF_TURN)
            p.x -= GEO_TURN;
        while (a.x - p.x > GEO_HALF_TURN)
            p.x += GEO_TURN;
        return geo_turn(a, b, p);
    }
    d = sub(knot[1].at, knot->at);
    f = sub(place->at, knot->at);
    side = (d.y * f.z - d.z * f.y) * knot->at.x + (d.z * f.x - d.x * f.z) * knot->at.y +
           (d.x * f.y - d.y * f.x) * knot->at.z;
    return (side > 0) - (side < 0);
}

static const struct geo_run *run_of_knot(const struct geo_shape *shape, size_t knot)
{
    size_t low = 0, high = shape->run_count;

    while (high - low > 1) {
        size_t mid = low + (high - low) / 2;

        if (shape->runs[mid].first_knot <= knot)
            low = mid;
        else
            high = mid;
    }
    return &shape->runs[low];
}

/* A foot on the joint of two pieces: both sides agree, or the place lies in the outer angle there,
 * which is to the right of a left turn and to the left of a right turn. */
static int side_at_joint(const struct geo_shape *shape, size_t before, size_t after,
                         const struct geo_place *place, double distance_m)
{
    int s1 = side_of(shape, before, place, distance_m);
    int s2 = side_of(shape, after, place, distance_m);
    size_t e1 = shape->knots[before].edge, e2 = shape->knots[after].edge;
    struct geo_xy a, b, c;

    if (s1 == s2 || s2 == 0 || e1 == e2)
        return s1;
    if (s1 == 0)
        return s2;
    a = shape->vertices[e1];
    b = shape->vertices[e1 + 1];
    c = shape->vertices[e2 + 1];
    c.x -= shape->vertices[e2].x - b.x; /* a closed line may end a turn away */
    return -geo_turn(a, b, c);
}

static enum geo_hand hand_of(const struct geo_shape *shape, const struct geo_run *run,
                             const struct geo_hit *hit, const struct geo_place *place,
                             double distance_m)
{
    size_t first = run->first_knot, last = run->first_knot + run->knot_count - 2;
    size_t piece = hit->piece;
    int side;

    if (hit->t <= 0 && (piece > first || run->is_closed))
        side = side_at_joint(shape, piece > first ? piece - 1 : last, piece, place, distance_m);
    else if (hit->t >= 1 && (piece < last || run->is_closed))
        side = side_at_joint(shape, piece, piece < last ? piece + 1 : first, place, distance_m);
    else if (hit->along_m < -0.001 || hit->along_m > 0.001)
        return GEO_HAND_UNSURE;
    else
        side = side_of(shape, piece, place, distance_m);
    return side > 0 ? GEO_HAND_LEFT : side < 0 ? GEO_HAND_RIGHT : GEO_HAND_ON;
}

/* How far a place must move until `other` is nearer to it than `nearest`: to the plane half way. */
static double to_middle(struct geo_vec3 at, double nearest2, struct geo_vec3 nearest,
                        struct geo_vec3 other)
{
    struct geo_vec3 f = sub(at, other), g = sub(nearest, other);
    double apart2 = dot(g, g);

    return apart2 > 0 ? (dot(f, f) - nearest2) / (2 * sqrt(apart2)) : 0;
}

/* How far a place lies before the perpendicular through the run's first or last knot; negative
 * beyond. */
static double before_end(const struct geo_shape *shape, const struct geo_run *run, bool is_last,
                         struct geo_vec3 at, struct geo_vec3 *end)
{
    size_t knot = is_last ? run->first_knot + run->knot_count - 1 : run->first_knot;
    size_t next = is_last ? knot - 1 : knot + 1;
    struct geo_vec3 d;
    double length2;

    *end = shape->knots[knot].at;
    d = sub(shape->knots[next].at, *end);
    length2 = dot(d, d);
    return length2 > 0 ? dot(sub(at, *end), d) / sqrt(length2) : 0;
}

static struct geo_vec3 foot_on_chord(const struct geo_shape *shape, const struct geo_hit *hit)
{
    struct geo_vec3 a = shape->knots[hit->piece].at, d = sub(shape->knots[hit->piece + 1].at, a);

    return (struct geo_vec3){a.x + hit->t * d.x, a.y + hit->t * d.y, a.z + hit->t * d.z};
}

/* How far the hand holds for sure. Within r < d of the place nobody crosses the line itself, and the
 * nearest point stays on this run and is no end that is passed, as long as r is below all of: half of
 * what another run is farther; for each end the greater of the distances to the perpendicular there
 * and to the plane half way between it and the foot. Then the hand could change only half way between
 * two parts of the run that show different hands; the loop from there to both parts and along the run
 * between them would have one end of the run inside, which is impossible for a run that does not
 * cross itself and has its ends on its convex hull. */
static double hand_clear(const struct geo_shape *shape, const struct geo_run *run,
                         const struct geo_hit *hit, const struct geo_place *place, double distance)
{
    double clear = distance;

    if (!run->is_tame)
        return 0;
    if (!run->is_closed) {
        struct geo_vec3 foot = foot_on_chord(shape, hit);

        for (int i = 0; i < 2; i++) {
            struct geo_vec3 end;
            double before = before_end(shape, run, i == 1, place->at, &end);
            double middle = to_middle(place->at, hit->chord2, foot, end);

            before = middle > before ? middle : before;
            clear = before < clear ? before : clear;
        }
    }
    if (shape->run_count > 1) {
        double most = sqrt(hit->chord2) + 2 * clear;
        struct geo_hit next = {.chord2 = most * most};

        geo_find_nearest(shape, place->at, run->first_knot, run->first_knot + run->knot_count, 0,
                         &next);
        if (next.piece != SIZE_MAX)
            clear = (sqrt(next.chord2) - sqrt(hit->chord2)) / 2;
    }
    return clear;
}

/* The least distance from `at` to where a point of the shape is nearer than `end`, at most *least:
 * over all points x, (|at - x|^2 - |at - end|^2) / 2 |x - end|. Per box and piece a lower bound, with
 * the nearest x above the line and the farthest below it. The end's own edge lies behind its
 * perpendicular: an edge straight in longitude and latitude bends away from that by c^2 tan(lat) / 2 R
 * over c metres, which does not matter to places less than R / tan(lat) away. */
#define RIVAL_SKIPS 8
struct rivals {
    const struct geo_shape *shape;
    struct geo_vec3 at, end;
    double end2;
    uint32_t skip[RIVAL_SKIPS]; /* edges of ends that the place lies beyond */
    int skip_count;
    bool is_last;       /* the end is the last of its run: start from there, the least is near */
    double least;
};

/* Whether a part from sqrt(near2) away, no farther than sqrt(far2) from the end, may matter. */
static bool rival_counts(const struct rivals *q, double near2, double far2)
{
    double more = near2 - q->end2;

    return more <= 0 || more * more < 4 * q->least * q->least * far2;
}

static void rival_part(struct rivals *q, struct geo_vec3 a, struct geo_vec3 b, int depth)
{
    struct geo_vec3 d = sub(b, a), f = sub(q->at, a), g = sub(a, q->end), h = sub(b, q->end), m;
    double length2 = dot(d, d), t = length2 > 0 ? dot(f, d) / length2 : 0, far2;

    t = t < 0 ? 0 : t > 1 ? 1 : t;
    f = (struct geo_vec3){f.x - t * d.x, f.y - t * d.y, f.z - t * d.z};
    far2 = dot(g, g) > dot(h, h) ? dot(g, g) : dot(h, h);
    if (!rival_counts(q, dot(f, f), far2))
        return;
    if (depth == 0) {
        q->least = dot(f, f) > q->end2 ? (dot(f, f) - q->end2) / (2 * sqrt(far2)) : 0;
        return;
    }
    m = (struct geo_vec3){(a.x + b.x) / 2, (a.y + b.y) / 2, (a.z + b.z) / 2};
    rival_part(q, a, m, depth - 1);
    rival_part(q, m, b, depth - 1);
}

static bool is_skipped(const struct rivals *q, uint32_t edge)
{
    for (int i = 0; i < q->skip_count; i++)
        if (q->skip[i] == edge)
            return true;
    return edge == GEO_NO_EDGE;
}

static void rival_group(struct rivals *q, int level, size_t group)
{
    size_t count = level < 0 ? q->shape->knot_count : q->shape->tree_count[level];

    for (size_t k = 0; k < GEO_FAN; k++) {
        size_t i = group * GEO_FAN + (q->is_last ? GEO_FAN - 1 - k : k);
        const struct geo_space_box *box;
        const struct geo_knot *knot;
        double x, y, z;

        if (i >= count)
            continue;
        if (level < 0) {
            knot = &q->shape->knots[i];
            if (!is_skipped(q, knot->edge))
                rival_part(q, knot->at, knot[1].at, 3);
            continue;
        }
        box = &q->shape->tree[level][i];
        x = fabs(q->end.x - (box->x0 + box->x1) / 2) + (box->x1 - box->x0) / 2;
        y = fabs(q->end.y - (box->y0 + box->y1) / 2) + (box->y1 - box->y0) / 2;
        z = fabs(q->end.z - (box->z0 + box->z1) / 2) + (box->z1 - box->z0) / 2;
        if (rival_counts(q, box_distance2(box, q->at), x * x + y * y + z * z))
            rival_group(q, level - 1, i);
    }
}

/* Ends that the place lies beyond as well are no rivals until their perpendicular is passed, if that is
 * farther than where they become the nearest. */
static void skip_ends(struct rivals *q)
{
    for (size_t r = 0; r < q->shape->run_count && r < 2 * RIVAL_SKIPS; r++) {
        const struct geo_run *run = &q->shape->runs[r];

        for (int i = 0; i < 2 && !run->is_closed; i++) {
            struct geo_vec3 end;
            double beyond = -before_end(q->shape, run, i == 1, q->at, &end);
            size_t knot = run->first_knot + (i == 1 ? run->knot_count - 2 : 0);

            if (beyond > 0 && q->skip_count < RIVAL_SKIPS &&
                beyond > to_middle(q->at, q->end2, q->end, end)) {
                q->skip[q->skip_count++] = q->shape->knots[knot].edge;
                q->least = beyond < q->least ? beyond : q->least;
            }
        }
    }
}

/* Beyond an end it stays so while the place does not pass the end's own perpendicular and no other
 * piece comes nearer than the end. */
static double beyond_clear(const struct geo_shape *shape, const struct geo_hit *hit,
                           const struct geo_place *place)
{
    struct rivals q = {.shape = shape, .at = place->at, .end = foot_on_chord(shape, hit)};
    const struct geo_local_shape *in = place->local ? local_shape(place->local, shape) : NULL;

    q.end2 = hit->chord2;
    q.is_last = hit->along_m > 0;
    q.least = fabs(hit->along_m);
    if (place->local) /* more is of no use there */
        q.least = fmin(q.least, 2 * place->local->radius_m);
    if (hit->chord2 < 2.5e11)
        skip_ends(&q);
    if (!in || in->count < 0) {
        rival_group(&q, shape->levels - 1, 0);
        return q.least;
    }
    for (int i = 0; i < in->count; i++) /* no others are the nearest to any place about here */
        rival_group(&q, -1, in->groups[i]);
    return q.least;
}

/* The nearest piece of a line, the distance to it, the hand and how far that holds. */
static struct geo_nearest nearest_of(const struct geo_shape *shape, const struct geo_place *place,
                                     struct geo_hit *hit)
{
    struct geo_nearest nearest = {.hand = GEO_HAND_UNSURE};
    const struct geo_run *run;

    nearest_piece(shape, place, hit);
    nearest.distance_m = ground_distance(shape, place, hit);
    if (shape->kind != GEO_SHAPE_LINES)
        return nearest;
    run = run_of_knot(shape, hit->piece);
    nearest.hand = hand_of(shape, run, hit, place, nearest.distance_m);
    switch (nearest.hand) {
    case GEO_HAND_LEFT:
    case GEO_HAND_RIGHT:
        nearest.hand_clear_m = hand_clear(shape, run, hit, place, nearest.distance_m);
        break;
    case GEO_HAND_UNSURE:
        nearest.hand_clear_m = beyond_clear(shape, hit, place);
        break;
    case GEO_HAND_ON:
        break;
    }
    if (!place->local) /* there a smooth clearance is worth more than a sure one */
        nearest.hand_clear_m -= 0.05;
    nearest.hand_clear_m = nearest.hand_clear_m > 0 ? nearest.hand_clear_m : 0;
    return nearest;
}

struct geo_nearest geo_shape_nearest(const struct geo_shape *shape, const struct geo_place *place)
{
    struct geo_hit hit;
    struct geo_nearest nearest = nearest_of(shape, place, &hit);

    if (!place->local)
        nearest.point = foot_of(shape, &hit);
    return nearest;
}

enum geo_hand geo_shape_hand(const struct geo_shape *shape, const struct geo_place *place)
{
    struct geo_hit hit;

    if (shape->kind != GEO_SHAPE_LINES)
        return GEO_HAND_UNSURE;
    nearest_piece(shape, place, &hit);
    return hand_of(shape, run_of_knot(shape, hit.piece), &hit, place,
                   ground_distance(shape, place, &hit));
}

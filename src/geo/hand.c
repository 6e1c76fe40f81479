/* SPDX-License-Identifier: Apache-2.0
 *
 * Sides of a line: which hand the nearest point shows, and how far that holds. */
#include "geo/local_int.h"

#include <float.h>
#include <math.h>

/* Sign of the side of the edge of `piece`: 1 left, -1 right, 0 on its line. Near the line on the
 * grid, exactly; far from it in space, where the edge's own curve no longer matters. */
static int side_of(const struct geo_shape *shape, size_t piece, const struct geo_place *place,
                   double distance_m)
{
    const struct geo_knot *knot = &shape->knots[piece];
    struct geo_xy a = shape->vertices[knot->edge], b = shape->vertices[knot->edge + 1];

    if (distance_m < 1000) {
        struct geo_xy p = {place->x, place->y};

        while (p.x - a.x > GEO_HALF_TURN)
            p.x -= GEO_TURN;
        while (a.x - p.x > GEO_HALF_TURN)
            p.x += GEO_TURN;
        return geo_turn(a, b, p);
    }
    return geo_side_in_space(shape, piece, place->at);
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

/* How far a place must at least move to be beyond an end with the end the nearest: the greater of the
 * ways to the perpendicular there and to the plane half way between it and the foot. */
static double to_ends(const struct geo_shape *shape, const struct geo_run *run,
                      const struct geo_hit *hit, struct geo_vec3 at)
{
    struct geo_vec3 foot = foot_on_chord(shape, hit);
    double least = DBL_MAX;

    for (int i = 0; i < 2 && !run->is_closed; i++) {
        struct geo_vec3 end;
        double before = before_end(shape, run, i == 1, at, &end);
        double middle = to_middle(at, hit->chord2, foot, end);

        before = middle > before ? middle : before;
        least = before < least ? before : least;
    }
    return least;
}

#define END_RUNS 64 /* with more of them the hand's own clearance must do */

/* The same for the ends of all runs, whichever run is nearest after the move. */
static double to_all_ends(const struct geo_shape *shape, const struct geo_hit *hit,
                          struct geo_vec3 at)
{
    double least = DBL_MAX;

    for (size_t r = 0; r < shape->run_count; r++) {
        double end = to_ends(shape, &shape->runs[r], hit, at);

        least = end < least ? end : least;
    }
    return least > 0 ? least : 0;
}

/* How far the hand holds for sure. Within r < d of the place nobody crosses the line itself, and the
 * nearest point stays on this run and is no end that is passed, as long as r is below half of what
 * another run is farther and below the way to the ends. Then the hand could change only half way
 * between two parts of the run that show different hands; the loop from there to both parts and along
 * the run between them would have one end of the run inside, which is impossible for a run that does
 * not cross itself and has its ends on its convex hull. For other runs: within r < d / 2 a piece shows
 * the hand that it shows to the place, and one that shows another hand comes nearest no sooner than
 * half of what it is farther. */
static double hand_clear(const struct geo_shape *shape, const struct geo_run *run,
                         const struct geo_hit *hit, const struct geo_place *place,
                         const struct geo_nearest *nearest)
{
    double clear = nearest->distance_m, most, end;
    struct geo_hit next;

    if (!run->is_tame)
        clear /= 2;
    end = to_ends(shape, run, hit, place->at);
    clear = end < clear ? end : clear;
    most = sqrt(hit->chord2) + 2 * clear;
    next = (struct geo_hit){.chord2 = most * most, .piece = SIZE_MAX};
    if (!run->is_tame)
        geo_find_other_side(shape, place->at, nearest->hand == GEO_HAND_LEFT ? 1 : -1, &next);
    if (next.piece != SIZE_MAX)
        clear = (sqrt(next.chord2) - sqrt(hit->chord2)) / 2;
    if (shape->run_count > 1) {
        most = sqrt(hit->chord2) + 2 * clear;
        next = (struct geo_hit){.chord2 = most * most};
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
#define RIVAL_RUNS 16
struct rivals {
    const struct geo_shape *shape;
    struct geo_vec3 at, end;
    double end2;
    uint32_t skip[RIVAL_SKIPS]; /* edges of ends that the place lies beyond */
    int skip_count;
    bool is_last; /* the end is the last of its run: start from there, the least is near */
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
static void skip_ends(struct rivals *q, uint32_t own)
{
    q->skip[q->skip_count++] = own;
    for (size_t r = 0; r < q->shape->run_count && r < RIVAL_RUNS; r++) {
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
    const struct geo_local_shape *in = place->local ? geo_local_shape(place->local, shape) : NULL;

    q.end2 = hit->chord2;
    q.is_last = hit->along_m > 0;
    q.least = fabs(hit->along_m);
    if (place->local) /* more is of no use there */
        q.least = fmin(q.least, 2 * place->local->radius_m);
    if (hit->chord2 < 2.5e11)
        skip_ends(&q, shape->knots[hit->piece].edge);
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

    geo_nearest_piece(shape, place, hit);
    nearest.distance_m = geo_ground_distance(shape, place, hit);
    if (shape->kind != GEO_SHAPE_LINES)
        return nearest;
    run = run_of_knot(shape, hit->piece);
    nearest.hand = hand_of(shape, run, hit, place, nearest.distance_m);
    if (nearest.hand != GEO_HAND_UNSURE && shape->run_count <= END_RUNS)
        nearest.end_clear_m = to_all_ends(shape, hit, place->at);
    switch (nearest.hand) {
    case GEO_HAND_LEFT:
    case GEO_HAND_RIGHT:
        nearest.hand_clear_m = hand_clear(shape, run, hit, place, &nearest);
        break;
    case GEO_HAND_UNSURE:
        nearest.hand_clear_m = beyond_clear(shape, hit, place);
        break;
    case GEO_HAND_ON:
        break;
    }
    if (!place->local) { /* there a smooth clearance is worth more than a sure one */
        nearest.hand_clear_m -= 0.05;
        nearest.end_clear_m -= 0.05;
    }
    nearest.hand_clear_m = nearest.hand_clear_m > 0 ? nearest.hand_clear_m : 0;
    if (nearest.hand == GEO_HAND_UNSURE)
        nearest.end_clear_m = 0;
    else if (nearest.end_clear_m < nearest.hand_clear_m)
        nearest.end_clear_m = nearest.hand_clear_m;
    return nearest;
}

struct geo_nearest geo_shape_nearest(const struct geo_shape *shape, const struct geo_place *place)
{
    struct geo_hit hit;
    struct geo_nearest nearest = nearest_of(shape, place, &hit);

    if (!place->local)
        nearest.point = geo_foot_of(shape, &hit);
    return nearest;
}

enum geo_hand geo_shape_hand(const struct geo_shape *shape, const struct geo_place *place)
{
    struct geo_hit hit;

    if (shape->kind != GEO_SHAPE_LINES)
        return GEO_HAND_UNSURE;
    geo_nearest_piece(shape, place, &hit);
    return hand_of(shape, run_of_knot(shape, hit.piece), &hit, place,
                   geo_ground_distance(shape, place, &hit));
}

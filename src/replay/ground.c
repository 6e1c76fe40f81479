/* SPDX-License-Identifier: Apache-2.0
 *
 * Membership by crossings of a ray, in whole units of 1e-7 degree. Distance: edges are straight in longitude and latitude, so
 * they are cut into short pieces; a piece is a chord in space, and the chord from a place to it is lengthened to an arc of
 * the mean radius of curvature there: centimetres at 200 km. */
#include "replay/ground.h"

#include <math.h>

#define DEGREE (3.14159265358979323846 / 180)
#define AXIS_M 6378137.0
#define SQUARE_E (0.00669437999014131699) /* of WGS 84: f (2 - f) */
#define PIECE_M 250.0
#define PIECE_LIMIT 2000000
#define ARC_M 6371000.0

static struct space space_of(double x_e7, double y_e7)
{
    double lon = x_e7 * 1e-7 * DEGREE, lat = y_e7 * 1e-7 * DEGREE;
    double n = AXIS_M / sqrt(1 - SQUARE_E * sin(lat) * sin(lat));

    return (struct space){n * cos(lat) * cos(lon), n * cos(lat) * sin(lon),
                          n * (1 - SQUARE_E) * sin(lat)};
}

static struct space less(struct space a, struct space b)
{
    return (struct space){a.x - b.x, a.y - b.y, a.z - b.z};
}

static double product(struct space a, struct space b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

static double arc(double chord)
{
    return chord + chord * chord * chord / (24 * ARC_M * ARC_M);
}

struct probe replay_probe_at(struct geo_point from, double east_m, double north_m)
{
    double lat = from.lat_deg * DEGREE, s = sin(lat), w = 1 - SQUARE_E * s * s;
    double meridian = AXIS_M * (1 - SQUARE_E) / (w * sqrt(w)), across = AXIS_M / sqrt(w);
    /* the second order of a geodesic: north_m bends by what east_m has gone */
    double turn = east_m * east_m * tan(lat) / (2 * meridian * across);
    double to = lat + north_m / meridian - turn;
    double mid = (lat + to) / 2;
    double lon = from.lon_deg * DEGREE +
                 east_m / (across * cos(mid)) * (1 + north_m * tan(lat) / (2 * meridian));
    struct probe p;

    p.spot.x = llround(lon / DEGREE * 1e7);
    p.spot.y = llround(to / DEGREE * 1e7);
    if (p.spot.x > INT64_C(1800000000))
        p.spot.x -= INT64_C(3600000000);
    if (p.spot.x < -INT64_C(1800000000))
        p.spot.x += INT64_C(3600000000);
    p.at = space_of((double)p.spot.x, (double)p.spot.y);
    return p;
}

/* ---------------------------------------------------------------- reading */

static enum err_code run_make(struct replay *r, const struct json *list, bool is_ring,
                              struct run *run)
{
    size_t n = list->count;

    run->spots = ARENA_NEW(r->arena, struct spot, n + 2);
    if (!run->spots)
        return err_no_memory(r->err);
    for (size_t i = 0; i < n; i++) {
        const struct json *one = replay_item_of(r, list, i, JSON_ARRAY);
        double x = replay_item_of(r, one, 0, JSON_NUMBER)->number;
        double y = replay_item_of(r, one, 1, JSON_NUMBER)->number;

        if (one->count != 2 || x < -1.8e9 || x > 1.8e9 || y < -9e8 || y > 9e8 || floor(x) < x ||
            floor(y) < y) {
            replay_fail(r, "a vertex is no pair of whole units of 1e-7 degree");
            return ERR_OK;
        }
        run->spots[i] = (struct spot){(int64_t)x, (int64_t)y};
        while (i > 0 && run->spots[i].x - run->spots[i - 1].x > INT64_C(1800000000))
            run->spots[i].x -= INT64_C(3600000000); /* over the antimeridian */
        while (i > 0 && run->spots[i].x - run->spots[i - 1].x < -INT64_C(1800000000))
            run->spots[i].x += INT64_C(3600000000);
    }
    run->count = n;
    if (is_ring && n)
        run->spots[run->count++] = run->spots[0];
    return ERR_OK;
}

static size_t pieces_of(struct spot a, struct spot b)
{
    struct space d = less(space_of((double)a.x, (double)a.y), space_of((double)b.x, (double)b.y));
    double n = ceil(sqrt(product(d, d)) / PIECE_M);

    return n < 1 ? 1 : n > PIECE_LIMIT ? PIECE_LIMIT : (size_t)n;
}

static enum err_code knots_make(struct replay *r, struct shape *shape)
{
    size_t n = 0, k = 0;

    for (size_t i = 0; i < shape->run_count; i++) {
        n += 1;
        for (size_t v = 1; v < shape->runs[i].count && n <= PIECE_LIMIT; v++)
            n += pieces_of(shape->runs[i].spots[v - 1], shape->runs[i].spots[v]);
    }
    if (n > PIECE_LIMIT) {
        replay_fail(r, "a shape is too long for this checker");
        n = 0;
    }
    shape->knots = ARENA_NEW(r->arena, struct knot, n + 1);
    shape->near = ARENA_NEW(r->arena, size_t, n + 1);
    if (!shape->knots || !shape->near)
        return err_no_memory(r->err);
    for (size_t i = 0; n && i < shape->run_count; i++) {
        const struct run *run = &shape->runs[i];

        if (!run->count)
            continue;
        shape->knots[k++] =
            (struct knot){space_of((double)run->spots[0].x, (double)run->spots[0].y), true};
        for (size_t v = 1; v < run->count; v++) {
            struct spot a = run->spots[v - 1], b = run->spots[v];
            size_t pieces = pieces_of(a, b);

            for (size_t p = 1; p <= pieces; p++) {
                double t = (double)p / (double)pieces;

                shape->knots[k++] = (struct knot){space_of((double)a.x + t * (double)(b.x - a.x),
                                                           (double)a.y + t * (double)(b.y - a.y)),
                                                  false};
            }
        }
    }
    shape->knot_count = k;
    replay_spend(r, 40 * k);
    return ERR_OK;
}

/* {"points": [run ...]}, {"lines": ...} or {"area": ...}: runs of [x, y] */
static enum err_code shape_make(struct replay *r, const struct json *in, struct shape *shape)
{
    static const char *const names[] = {"points", "lines", "area"};
    const struct json *runs = NULL;

    for (int i = 0; i < 3 && !runs; i++) {
        runs = json_get(in, names[i]);
        shape->kind = i == 0 ? SHAPE_POINTS : i == 1 ? SHAPE_LINES : SHAPE_AREA;
    }
    if (!runs || runs->type != JSON_ARRAY || in->count != 1) {
        replay_fail(r, "a shape is of points, lines or area");
        return ERR_OK;
    }
    shape->runs = ARENA_NEW(r->arena, struct run, runs->count + 1);
    if (!shape->runs)
        return err_no_memory(r->err);
    for (size_t i = 0; i < runs->count; i++)
        TRY(run_make(r, replay_item_of(r, runs, i, JSON_ARRAY), shape->kind == SHAPE_AREA,
                     &shape->runs[shape->run_count++]));
    return r->failed ? ERR_OK : knots_make(r, shape);
}

enum err_code replay_ground_make(struct replay *r)
{
    const struct json *shapes = replay_list(r, r->rule, "shapes");
    struct ground *g = ARENA_NEW(r->arena, struct ground, 1);

    if (!g)
        return err_no_memory(r->err);
    g->shapes = ARENA_NEW(r->arena, struct shape, shapes->count + 1);
    if (!g->shapes)
        return err_no_memory(r->err);
    g->nodes = replay_list(r, r->rule, "nodes");
    r->ground = g;
    for (size_t i = 0; i < shapes->count && !r->failed; i++)
        TRY(shape_make(r, &shapes->items[i], &g->shapes[g->shape_count++]));
    return ERR_OK;
}

/* ---------------------------------------------------------------- shapes */

/* On which side of the edge a -> b a spot lies: exact, each product is below 2^63. */
static int turn_of(struct spot a, struct spot b, int64_t x, int64_t y)
{
    int64_t left = (b.x - a.x) * (y - a.y), right = (b.y - a.y) * (x - a.x);

    return (left > right) - (left < right);
}

/* Crossings of a ray with one ring; 2 on its border. */
static int ring_has(const struct run *run, int64_t x, int64_t y)
{
    int inside = 0;

    for (size_t v = 1; v < run->count; v++) {
        struct spot a = run->spots[v - 1], b = run->spots[v];
        int turn = turn_of(a, b, x, y);

        if (turn == 0 && (x >= a.x || x >= b.x) && (x <= a.x || x <= b.x) &&
            (y >= a.y || y >= b.y) && (y <= a.y || y <= b.y))
            return 2;
        if ((a.y <= y) != (b.y <= y) && (turn > 0) == (b.y > a.y))
            inside = !inside;
    }
    return inside;
}

static bool area_has(const struct shape *shape, struct spot p)
{
    static const int64_t turns[] = {0, INT64_C(3600000000), INT64_C(-3600000000)};

    for (size_t t = 0; t < COUNT_OF(turns); t++) { /* rings may run over the antimeridian */
        int inside = 0;

        for (size_t i = 0; i < shape->run_count; i++) {
            const struct run *run = &shape->runs[i];
            int64_t x = p.x + turns[t], west = INT64_MAX, east = INT64_MIN;
            int one;

            for (size_t v = 0; v < run->count; v++) {
                west = run->spots[v].x < west ? run->spots[v].x : west;
                east = run->spots[v].x > east ? run->spots[v].x : east;
            }
            if (x < west || x > east)
                continue;
            one = ring_has(run, x, p.y);
            if (one == 2)
                return true; /* the border belongs to it */
            inside ^= one;
        }
        if (inside)
            return true;
    }
    return false;
}

static bool shape_has(struct replay *r, const struct shape *shape, struct spot p)
{
    for (size_t i = 0; i < shape->run_count; i++)
        replay_spend(r, 3 * shape->runs[i].count);
    return area_has(shape, p);
}

/* Squared chord from a place to a piece, and how far along the piece its foot is. */
static double piece_chord2(struct space a, struct space b, struct space p, double *along)
{
    struct space d = less(b, a), f = less(p, a);
    double length2 = product(d, d), t = length2 > 0 ? product(f, d) / length2 : 0;
    struct space rest;

    *along = t;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    rest = (struct space){f.x - t * d.x, f.y - t * d.y, f.z - t * d.z};
    return product(rest, rest);
}

/* Squared chord to the nearest piece; a knot alone is its own piece. */
static double nearest_piece(const struct shape *shape, struct space p, size_t *piece, double *along)
{
    double best = 1e30;

    for (size_t i = 0; i < shape->near_count; i++) {
        size_t k = shape->near[i];
        double t = 0,
               chord2 = shape->knots[k].is_first
                            ? piece_chord2(shape->knots[k].at, shape->knots[k].at, p, &t)
                            : piece_chord2(shape->knots[k - 1].at, shape->knots[k].at, p, &t);

        if (chord2 < best) {
            best = chord2;
            *piece = k;
            *along = t;
        }
    }
    return best;
}

double replay_shape_distance(struct replay *r, const struct shape *shape, const struct probe *p)
{
    size_t piece = 0;
    double along = 0;

    replay_spend(r, shape->near_count);
    if (shape->kind == SHAPE_AREA && shape_has(r, shape, p->spot))
        return 0;
    return arc(sqrt(nearest_piece(shape, p->at, &piece, &along)));
}

static double side_of_piece(const struct shape *shape, size_t k, struct space p)
{
    struct space a = shape->knots[k - 1].at, d = less(shape->knots[k].at, a), f = less(p, a);
    struct space turn = {d.y * f.z - d.z * f.y, d.z * f.x - d.x * f.z, d.x * f.y - d.y * f.x};

    return product(turn, a);
}

int replay_shape_side(const struct shape *shape, const struct probe *p, bool *is_beyond)
{
    size_t k = 0, other = 0;
    double along = 0, chord2 = nearest_piece(shape, p->at, &k, &along), side;

    *is_beyond = false;
    if (shape->near_count == 0 || shape->knot_count < 2)
        return 0;
    if (shape->knots[k].is_first) { /* its run's own start: the piece after it says more */
        k++;
        chord2 = piece_chord2(shape->knots[k - 1].at, shape->knots[k].at, p->at, &along);
    }
    if (chord2 < 1e-4)
        return 0;
    side = side_of_piece(shape, k, p->at);
    if (along <= 0)
        other = k - 1;
    else if (along >= 1)
        other = k + 1;
    else
        return side > 0 ? 1 : -1;
    if (other >= shape->knot_count || shape->knots[other].is_first) {
        *is_beyond = true; /* nearest is an end of the line */
        return 0;
    }
    {
        double next = side_of_piece(shape, other, p->at), bend;
        size_t first = other < k ? other : k, last = other < k ? k : other;

        if ((side > 0) == (next > 0))
            return side > 0 ? 1 : -1;
        bend = side_of_piece(shape, first, shape->knots[last].at);
        return bend > 0 ? -1 : 1; /* in the outer angle of a bend */
    }
}

void replay_ground_near(struct replay *r, const struct probe *centre, double reach_m)
{
    for (size_t i = 0; i < r->ground->shape_count; i++) {
        struct shape *s = &r->ground->shapes[i];
        double best = 1e30, keep;

        for (size_t k = 0; k < s->knot_count; k++) {
            struct space d = less(s->knots[k].at, centre->at);
            double chord2 = product(d, d);

            best = chord2 < best ? chord2 : best;
        }
        keep = sqrt(best) + 2 * reach_m + 2 * PIECE_M; /* the nearest of any place within reach */
        s->near_count = 0;
        for (size_t k = 0; k < s->knot_count; k++) {
            struct space d = less(s->knots[k].at, centre->at);

            if (product(d, d) <= keep * keep)
                s->near[s->near_count++] = k;
        }
    }
}

/* ---------------------------------------------------------------- zones */

/* ["shape", i] ["within", a, max] ["between", a, min, max] ["side", a, hand] ["and", a, b] ["or", a, b] ["except", a, b]
 * ["beyond", a, min]; a and b are lower than the node's own place. */
static const struct json *node_of(struct replay *r, size_t node, struct str *op)
{
    const struct json *one = replay_item_of(r, r->ground->nodes, node, JSON_ARRAY);

    replay_spend(r, 20);
    *op = replay_item_of(r, one, 0, JSON_STRING)->text;
    return one;
}

static size_t below(struct replay *r, const struct json *one, size_t at, size_t node)
{
    double n = replay_item_of(r, one, at, JSON_NUMBER)->number;

    if (n < 0 || n >= (double)node) {
        replay_fail(r, "a zone is made of what comes after it");
        return SIZE_MAX;
    }
    return (size_t)n;
}

const struct shape *replay_node_shape(struct replay *r, size_t node)
{
    static const struct shape none = {.kind = SHAPE_POINTS};
    struct str op;
    const struct json *one = node_of(r, node, &op);
    double n = replay_item_of(r, one, 1, JSON_NUMBER)->number;

    if (r->failed || !str_eq(op, STR("shape")) || n < 0 || n >= (double)r->ground->shape_count) {
        replay_fail(r, "a shape is wanted where something else stands");
        return &none;
    }
    return &r->ground->shapes[(size_t)n];
}

double replay_zone_distance(struct replay *r, size_t node, const struct probe *p)
{
    struct str op;
    const struct json *one = node_of(r, node, &op);
    double a, b;

    if (r->failed)
        return 0;
    if (str_eq(op, STR("shape")))
        return replay_shape_distance(r, replay_node_shape(r, node), p);
    if (str_eq(op, STR("within"))) {
        a = replay_zone_distance(r, below(r, one, 1, node), p) -
            replay_item_of(r, one, 2, JSON_NUMBER)->number;
        return a > 0 ? a : 0;
    }
    if (str_eq(op, STR("or"))) {
        a = replay_zone_distance(r, below(r, one, 1, node), p);
        b = replay_zone_distance(r, below(r, one, 2, node), p);
        return a < b ? a : b;
    }
    replay_fail(r, "a distance to a zone made with \"%.*s\" is beyond this checker", STR_ARG(op));
    return 0;
}

static enum says not_says(enum says a)
{
    return a == SAYS_YES ? SAYS_NO : a == SAYS_NO ? SAYS_YES : SAYS_PERHAPS;
}

static enum says side_says(struct replay *r, const struct json *one, size_t node,
                           const struct probe *p)
{
    const struct shape *shape = replay_node_shape(r, below(r, one, 1, node));
    bool is_left = str_eq(replay_item_of(r, one, 2, JSON_STRING)->text, STR("left")),
         is_beyond = false;
    int side = r->failed ? 0 : replay_shape_side(shape, p, &is_beyond);

    if (r->failed)
        return SAYS_NO;
    if (is_beyond)
        return SAYS_PERHAPS;
    return side == 0 || (side > 0) == is_left ? SAYS_YES : SAYS_NO;
}

enum says replay_zone_has(struct replay *r, size_t node, const struct probe *p)
{
    struct str op;
    const struct json *one = node_of(r, node, &op);
    enum says a, b;
    double d, least, most;

    if (r->failed)
        return SAYS_NO;
    if (str_eq(op, STR("shape"))) {
        const struct shape *shape = replay_node_shape(r, node);

        if (shape->kind == SHAPE_AREA)
            return shape_has(r, shape, p->spot) ? SAYS_YES : SAYS_NO;
        return replay_shape_distance(r, shape, p) < 0.02 ? SAYS_YES : SAYS_NO;
    }
    if (str_eq(op, STR("side")))
        return side_says(r, one, node, p);
    if (str_eq(op, STR("within")) || str_eq(op, STR("between")) || str_eq(op, STR("beyond"))) {
        d = replay_zone_distance(r, below(r, one, 1, node), p);
        least = str_eq(op, STR("within")) ? 0 : replay_item_of(r, one, 2, JSON_NUMBER)->number;
        most = str_eq(op, STR("within"))    ? replay_item_of(r, one, 2, JSON_NUMBER)->number
               : str_eq(op, STR("between")) ? replay_item_of(r, one, 3, JSON_NUMBER)->number
                                            : 1e30;
        return d >= least && d <= most ? SAYS_YES : SAYS_NO;
    }
    if (!str_eq(op, STR("and")) && !str_eq(op, STR("or")) && !str_eq(op, STR("except"))) {
        replay_fail(r, "\"%.*s\" makes no zone", STR_ARG(op));
        return SAYS_NO;
    }
    a = replay_zone_has(r, below(r, one, 1, node), p);
    b = replay_zone_has(r, below(r, one, 2, node), p);
    if (str_eq(op, STR("or")))
        return a > b ? a : b;
    if (str_eq(op, STR("except")))
        b = not_says(b);
    return a < b ? a : b;
}

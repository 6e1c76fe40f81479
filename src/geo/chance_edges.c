/* SPDX-License-Identifier: Apache-2.0
 *
 * Chance by edges: a zone that near the place is bounded by drawn areas alone. With s the squared
 * distance from the place, in sigmas, the mass of an area A is, by Green's theorem,
 *     P = 1/2pi * (the integral around A of g(s) (x dy - y dx)),   g(s) = (1 - exp(-s / 2)) / s,
 * g smooth everywhere; beyond 6 sigma g(s) (x dy - y dx) is the angle that is swept, to 2e-8. So
 *     P = W + sum over edges within 6 sigma of (1/2pi) (the integral - the angle swept),
 * W being 1 where the place is in A. Along a straight edge x dy - y dx is constant: one smooth function
 * is integrated, by Gauss's rule of 3 or 5 points on parts of up to 0.7 or 2 sigmas. Angles are taken
 * from the ends of runs of edges and where they cross a half-line, so that the place may
 * lie on an edge: W is asked at a point of that half-line that lies clear of edges.
 *
 * Of several areas in one zone every edge is cut where it meets an edge of another; each part counts
 * by how the zone's answer differs between its two sides. What cannot be told apart is left to the sums:
 * borders of two areas in touch, areas that touch themselves, other borders than drawn ones, more
 * than some hundred edges. Off by what the knots are (nearest.c: 1 cm), and by 1e-7. */
#include "geo/chance_int.h"

#include "base/num.h"
#include "geo/local_int.h"
#include "geo/shape_int.h"
#include "geo/trig.h"
#include "geo/zone_int.h"

#include <float.h>
#include <math.h>

#define FAR_M 50000.0 /* reach of the frame's coordinates; 2 cm off there */
#define CLEAR_M 0.05  /* nearer to an edge a side cannot be told */
#define AREAS 6
#define EDGES 640
#define CUTS 12       /* of one edge by others */
#define THINNEST 0.02 /* of an ellipse */
#define TURN (2 * GEO_PI)
#define TURN_COS 0.78
#define TURN_SIN 0.62577951388648064

struct at {
    double x, y;
};

/* Part of a border inside the disc, in sigmas. */
struct edge {
    struct at from, to;
    uint8_t area;
    bool is_left; /* its area */
    bool follows; /* the edge before, at its end */
};

/* One polygon whose border is near; `mask` bits number them. */
struct area {
    const struct geo_shape *shape;
    const struct geo_part *part;
};

/* What a zone is made of, in the order in which its tree is walked. */
struct leaf {
    enum geo_member member; /* of what is settled */
    unsigned mask;          /* or INSIDE in any of these areas */
};

struct edges {
    const struct geo_choice *choice;
    const struct geo_frame *frame;
    double reach_m;
    double to_x[2], to_y[2]; /* sigmas for a metre to the east and to the north */
    double clear;            /* CLEAR_M in sigmas, at least */
    struct geo_place centre;
    struct area areas[AREAS];
    unsigned area_count;
    struct edge edges[EDGES];
    size_t count, leaf_count, next_leaf;
    struct leaf leaves[GEO_CHOICE_LEAVES];
    enum geo_member answers[1 << AREAS]; /* of the zone, by the set of areas a point is in */
    bool is_settled;                     /* the same in all sets */
    double pole;                         /* W is asked that far along the half-line */
};

/* ------------------------------------------------------------------ the edges near by */

/* Metres to the east and north: geo_frame_at backwards. */
static struct at lay(const struct edges *e, struct geo_vec3 at)
{
    struct geo_vec3 d = sub(at, e->frame->origin);
    double east = dot(d, e->frame->east), north = dot(d, e->frame->north);
    double r2 = east * east + north * north, k, q2, longer;

    if (r2 <= 0)
        return (struct at){0, 0};
    k = (east * east * e->frame->curve_east + north * north * e->frame->curve_north) / r2;
    q2 = r2 * k * k;
    longer = 1 + q2 * (1.0 / 6 + q2 * (3.0 / 40 + q2 * (15.0 / 336)));
    east *= longer;
    north *= longer;
    return (struct at){east * e->to_x[0] + north * e->to_x[1],
                       east * e->to_y[0] + north * e->to_y[1]};
}

static double cross_of(struct at a, struct at b)
{
    return a.x * b.y - a.y * b.x;
}

static struct at between(struct at a, struct at b, double t)
{
    return (struct at){a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)};
}

/* The part of an edge inside the disc: false when there is none. */
static bool clip(struct at a, struct at b, double *t0, double *t1)
{
    const double reach2 = GEO_SIGMAS * GEO_SIGMAS;
    double dx = b.x - a.x, dy = b.y - a.y, dd = dx * dx + dy * dy, ad = a.x * dx + a.y * dy;
    double c = a.x * a.x + a.y * a.y - reach2, root;

    *t0 = 0;
    *t1 = 1;
    if (c <= 0 && b.x * b.x + b.y * b.y <= reach2)
        return dd > 0;
    root = ad * ad - dd * c;
    if (root <= 0)
        return false;
    root = sqrt(root);
    if (c > 0)
        *t0 = (-ad - root) / dd;
    if (b.x * b.x + b.y * b.y > reach2)
        *t1 = (-ad + root) / dd;
    return *t0 < 1 && *t1 > 0 && *t0 < *t1;
}

struct gather {
    struct edges *e;
    const struct geo_shape *shape;
    size_t run;    /* that of the piece asked last */
    size_t last;   /* the knot that `at` was laid out for */
    size_t stored; /* the knot at which the edge stored last ends, if it does */
    struct at at;
};

static size_t run_of(const struct gather *g, size_t knot)
{
    const struct geo_shape *s = g->shape;
    size_t low = 0, high = s->run_count - 1;

    if (knot >= s->runs[g->run].first_knot &&
        knot - s->runs[g->run].first_knot < s->runs[g->run].knot_count)
        return g->run;
    while (low < high) {
        size_t middle = (low + high + 1) / 2;

        if (s->runs[middle].first_knot <= knot)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* The number of a polygon, or AREAS. */
static unsigned area_of(struct edges *e, const struct geo_shape *shape, uint32_t polygon)
{
    const struct geo_part *part = &shape->parts[polygon];
    unsigned i = 0;

    while (i < e->area_count && e->areas[i].part != part)
        i++;
    if (i == e->area_count && i < AREAS && part->is_plain)
        e->areas[e->area_count++] = (struct area){shape, part};
    else if (i == e->area_count)
        return AREAS;
    return i;
}

static bool gather_piece(struct gather *g, size_t i)
{
    const struct geo_knot *knot = &g->shape->knots[i];
    struct edges *e = g->e;
    struct at from = g->last == i ? g->at : lay(e, knot->at), to = lay(e, knot[1].at);
    const struct geo_run *run;
    unsigned area;
    double t0, t1;

    g->last = i + 1;
    g->at = to;
    if (!clip(from, to, &t0, &t1))
        return true;
    g->run = run_of(g, i);
    run = &g->shape->runs[g->run];
    area = area_of(e, g->shape, run->polygon);
    if (area == AREAS || e->count == EDGES)
        return false;
    e->edges[e->count++] = (struct edge){.from = t0 > 0 ? between(from, to, t0) : from,
                                         .to = t1 < 1 ? between(from, to, t1) : to,
                                         .area = (uint8_t)area,
                                         .is_left = run->is_left,
                                         .follows = g->stored == i && t0 <= 0};
    g->stored = t1 < 1 ? SIZE_MAX : i + 1;
    return true;
}

static bool gather_group(struct gather *g, int level, size_t group)
{
    const struct geo_shape *s = g->shape;
    size_t first = group * GEO_FAN, end = first + GEO_FAN;
    double reach2 = g->e->reach_m * g->e->reach_m;

    if (level < 0) {
        for (size_t i = first; i < end && i < s->knot_count; i++)
            if (s->knots[i].edge != GEO_NO_EDGE && !gather_piece(g, i))
                return false;
        return true;
    }
    for (size_t i = first; i < end && i < s->tree_count[level]; i++)
        if (box_distance2(&s->tree[level][i], g->e->centre.at) <= reach2 &&
            !gather_group(g, level - 1, i))
            return false;
    return true;
}

/* ------------------------------------------------------------------ what the zone is made of */

static bool part_holds(const struct geo_part *part, int64_t x, int64_t y)
{
    return x >= part->box.x0 && x <= part->box.x1 && y >= part->box.y0 && y <= part->box.y1;
}

/* In this polygon: 1 or 0; -1 on its border. */
static int in_part(const struct area *a, const struct geo_place *place)
{
    for (int64_t x = place->x - GEO_TURN; x <= place->x + GEO_TURN; x += GEO_TURN)
        if (part_holds(a->part, x, place->y))
            switch (geo_part_position(a->shape, a->part, x, place->y)) {
            case GEO_POSITION_IN:
                return 1;
            case GEO_POSITION_BORDER:
                return -1;
            case GEO_POSITION_OUT:
                break;
            }
    return 0;
}

static bool is_near_part(const struct edges *e, unsigned mask, const struct geo_part *part)
{
    for (unsigned i = 0; i < e->area_count; i++)
        if (mask >> i & 1 && e->areas[i].part == part)
            return true;
    return false;
}

/* Areas of this shape among those that are near. */
static unsigned mask_of(const struct edges *e, const struct geo_shape *shape)
{
    unsigned mask = 0;

    for (unsigned i = 0; i < e->area_count; i++)
        mask |= e->areas[i].shape == shape ? 1U << i : 0;
    return mask;
}

static bool add_shape(struct edges *e, const struct geo_shape *shape, struct leaf *leaf)
{
    struct gather g = {.e = e, .shape = shape, .last = SIZE_MAX, .stored = SIZE_MAX};

    *leaf = (struct leaf){.member = GEO_OUTSIDE};
    if (shape->kind != GEO_SHAPE_AREA) /* no ground */
        return true;
    leaf->mask = mask_of(e, shape);
    if (leaf->mask == 0 && !gather_group(&g, shape->levels - 1, 0))
        return false;
    leaf->mask = mask_of(e, shape);
    for (size_t p = 0; p < shape->part_count; p++) {
        struct area area = {shape, &shape->parts[p]};

        if (!is_near_part(e, leaf->mask, area.part) && in_part(&area, &e->centre) != 0)
            leaf->member = GEO_INSIDE;
    }
    return true;
}

/* Other parts than areas count where they are settled for all of the disc; UNSURE stands for the rest. */
static bool add_node(struct edges *e, uint32_t node)
{
    const struct geo_zones *zones = e->choice->zones;
    const struct geo_node *n = &zones->nodes[node];
    struct geo_probe probe;

    if (n->op == GEO_OP_AND || n->op == GEO_OP_OR || n->op == GEO_OP_EXCEPT)
        return add_node(e, n->a) && add_node(e, n->b);
    if (e->leaf_count == GEO_CHOICE_LEAVES)
        return false;
    if (n->op == GEO_OP_SHAPE)
        return add_shape(e, zones->shapes[n->shape], &e->leaves[e->leaf_count++]);
    probe = geo_probe_zone(zones, node, &e->centre);
    if (probe.clear_m < e->reach_m)
        probe.member = GEO_UNSURE;
    e->leaves[e->leaf_count++] = (struct leaf){.member = probe.member};
    return true;
}

static enum geo_member both(enum geo_member a, enum geo_member b)
{
    if (a == GEO_OUTSIDE || b == GEO_OUTSIDE)
        return GEO_OUTSIDE;
    return a == GEO_INSIDE ? b : a;
}

static enum geo_member opposite(enum geo_member a)
{
    return a == GEO_UNSURE ? a : a == GEO_INSIDE ? GEO_OUTSIDE : GEO_INSIDE;
}

static enum geo_member answer_of(struct edges *e, uint32_t node, unsigned set)
{
    const struct geo_node *n = &e->choice->zones->nodes[node];
    const struct leaf *leaf;
    enum geo_member a, b;

    if (n->op == GEO_OP_AND || n->op == GEO_OP_OR || n->op == GEO_OP_EXCEPT) {
        a = answer_of(e, n->a, set);
        b = answer_of(e, n->b, set);
        if (n->op == GEO_OP_OR)
            return opposite(both(opposite(a), opposite(b)));
        return both(a, n->op == GEO_OP_AND ? b : opposite(b));
    }
    leaf = &e->leaves[e->next_leaf++];
    return leaf->mask & set ? GEO_INSIDE : leaf->member;
}

static enum geo_member any_of(struct edges *e, const uint32_t *nodes, size_t count, unsigned set)
{
    enum geo_member out = GEO_OUTSIDE;

    for (size_t i = 0; i < count; i++)
        out = opposite(both(opposite(out), opposite(answer_of(e, nodes[i], set))));
    return out;
}

/* Gathers the edges, and what the zone's answer is in each set of areas. False: not by this way. */
static bool settle(struct edges *e)
{
    const struct geo_choice *c = e->choice;

    for (size_t i = 0; i < c->count; i++)
        if (!add_node(e, c->nodes[i]))
            return false;
    for (size_t i = 0; i < c->and_count; i++)
        if (!add_node(e, c->and_nodes[i]))
            return false;
    for (unsigned set = 0; set < 1U << e->area_count; set++) {
        e->next_leaf = 0;
        e->answers[set] = any_of(e, c->nodes, c->count, set);
        if (c->and_count > 0)
            e->answers[set] = both(e->answers[set], any_of(e, c->and_nodes, c->and_count, set));
        if (e->answers[set] == GEO_UNSURE)
            return false;
        e->is_settled &= e->answers[set] == e->answers[0];
    }
    return true;
}

/* ------------------------------------------------------------------ where points lie */

/* No edge of these areas within `clear` of the point. */
static bool is_clear(const struct edges *e, struct at p, unsigned mask)
{
    for (size_t i = 0; i < e->count; i++) {
        const struct edge *edge = &e->edges[i];
        struct at d = {edge->to.x - edge->from.x, edge->to.y - edge->from.y};
        struct at f = {p.x - edge->from.x, p.y - edge->from.y};
        double t = (f.x * d.x + f.y * d.y) / (d.x * d.x + d.y * d.y);

        if (!(mask >> edge->area & 1))
            continue;
        t = t < 0 ? 0 : t > 1 ? 1 : t;
        f.x -= t * d.x;
        f.y -= t * d.y;
        if (f.x * f.x + f.y * f.y < e->clear * e->clear)
            return false;
    }
    return true;
}

/* Which of these areas a point is in; false where that cannot be told. */
static bool areas_at(const struct edges *e, struct at p, unsigned mask, unsigned *set)
{
    double d = e->to_x[0] * e->to_y[1] - e->to_x[1] * e->to_y[0];
    struct geo_place place = geo_frame_place(e->frame, (p.x * e->to_y[1] - p.y * e->to_x[1]) / d,
                                             (p.y * e->to_x[0] - p.x * e->to_y[0]) / d);

    *set = 0;
    if (!is_clear(e, p, mask))
        return false;
    for (unsigned i = 0; i < e->area_count; i++) {
        int in = mask >> i & 1 ? in_part(&e->areas[i], &place) : 0;

        if (in < 0)
            return false;
        *set |= in > 0 ? 1U << i : 0;
    }
    return true;
}

/* ------------------------------------------------------------------ the integral */

/* (1 - exp(-s / 2)) / s. */
static double kernel(double s)
{
    double z = 0.5 * s;

    if (z > 0.25)
        return (1 - geo_exp(-z)) / s;
    return 0.5 *
           (1 - z * (1.0 / 2 -
                     z * (1.0 / 6 -
                          z * (1.0 / 24 -
                               z * (1.0 / 120 -
                                    z * (1.0 / 720 - z * (1.0 / 5040 - z * (1.0 / 40320))))))));
}

static double kernel_at(struct at a, struct at d, double t)
{
    double x = a.x + t * d.x, y = a.y + t * d.y;

    return kernel(x * x + y * y);
}

/* Of g(s) (x dy - y dx), along an edge. */
static double integral(struct at a, struct at b)
{
    struct at d = {b.x - a.x, b.y - a.y};
    double length2 = d.x * d.x + d.y * d.y, sum = 0;
    int parts;

    if (length2 < 0.49)
        return cross_of(a, b) *
               ((kernel_at(a, d, 0.1127016653792583) + kernel_at(a, d, 0.8872983346207417)) *
                    (5.0 / 18) +
                kernel_at(a, d, 0.5) * (4.0 / 9));
    parts = (int)ceil(0.5 * sqrt(length2));
    d.x /= parts;
    d.y /= parts;
    for (int i = 0; i < parts; i++) {
        struct at from = {a.x + i * d.x, a.y + i * d.y};

        sum += 0.11846344252809454 *
                   (kernel_at(from, d, 0.046910077030668) + kernel_at(from, d, 0.953089922969332)) +
               0.23931433524968324 * (kernel_at(from, d, 0.23076534494715845) +
                                      kernel_at(from, d, 0.7692346550528415)) +
               0.28444444444444444 * kernel_at(from, d, 0.5);
    }
    return cross_of(a, b) / parts * sum;
}

/* A run of parts of edges that count alike. */
struct run {
    int weight;      /* 1: the zone lies on the left; 0: no run */
    struct at start; /* and where it has come to */
    struct at end;
    double sum; /* turns beyond the pole; 2 pi times what it adds to the chance */
};

static double angle(struct at p)
{
    return geo_atan2(p.y, p.x);
}

static double finish(struct run *run)
{
    double out =
        run->weight == 0 ? 0 : run->weight * (run->sum - (angle(run->end) - angle(run->start)));

    run->weight = 0;
    return out;
}

static void walk(const struct edges *e, struct run *run, struct at a, struct at b)
{
    run->sum += integral(a, b);
    if ((a.y < 0) != (b.y < 0) && cross_of(a, b) / (b.y - a.y) < -e->pole)
        run->sum -= b.y < 0 ? TURN : -TURN;
    run->end = b;
}

/* ------------------------------------------------------------------ several areas */

struct cut {
    double t;
    unsigned area;
};

/* Where `edge` meets the edges of other areas, ascending. False: they touch, or there are too many. */
static bool cuts_of(const struct edges *e, size_t at, struct cut *cuts, size_t *count)
{
    const struct edge *edge = &e->edges[at];
    struct at a = edge->from, d = {edge->to.x - a.x, edge->to.y - a.y};
    double x0 = fmin(0, d.x) - e->clear, x1 = fmax(0, d.x) + e->clear;
    double y0 = fmin(0, d.y) - e->clear, y1 = fmax(0, d.y) + e->clear;
    double length = sqrt(d.x * d.x + d.y * d.y);

    *count = 0;
    for (size_t i = 0; i < e->count; i++) {
        const struct edge *other = &e->edges[i];
        struct at p = {other->from.x - a.x, other->from.y - a.y};
        struct at q = {other->to.x - a.x, other->to.y - a.y}, w = {q.x - p.x, q.y - p.y};
        double c1, c2, c3, c4, wide, s;
        size_t k;

        if (other->area == edge->area || fmax(p.x, q.x) < x0 || fmin(p.x, q.x) > x1 ||
            fmax(p.y, q.y) < y0 || fmin(p.y, q.y) > y1)
            continue;
        wide = sqrt(w.x * w.x + w.y * w.y);
        c1 = cross_of(d, p) / length; /* how far the ends of each lie from the other's line */
        c2 = cross_of(d, q) / length;
        c3 = cross_of(p, w) / wide;
        c4 = c3 - cross_of(d, w) / wide;
        if ((c1 > e->clear && c2 > e->clear) || (c1 < -e->clear && c2 < -e->clear) ||
            (c3 > e->clear && c4 > e->clear) || (c3 < -e->clear && c4 < -e->clear))
            continue;
        if (fmin(fabs(c1), fabs(c2)) < e->clear || fmin(fabs(c3), fabs(c4)) < e->clear ||
            *count == CUTS)
            return false;
        s = c3 / (c3 - c4);
        for (k = (*count)++; k > 0 && cuts[k - 1].t > s; k--)
            cuts[k] = cuts[k - 1];
        cuts[k] = (struct cut){s, other->area};
    }
    return true;
}

/* What a part of an edge counts: the zone's answer on its left less that on its right. */
static int weight_of(const struct edges *e, const struct edge *edge, unsigned others)
{
    unsigned own = 1U << edge->area;
    int in = e->answers[others | own] == GEO_INSIDE, out = e->answers[others & ~own] == GEO_INSIDE;

    return edge->is_left ? in - out : out - in;
}

static double step(const struct edges *e, struct run *run, int weight, struct at a, struct at b,
                   bool follows)
{
    double done = 0;

    if (weight != run->weight || !follows)
        done = finish(run);
    if (weight == 0)
        return done;
    if (run->weight == 0)
        *run = (struct run){.weight = weight, .start = a};
    walk(e, run, a, b);
    return done;
}

/* 2 pi times what the edges of one area and those that follow them add; false when they touch others. */
static bool sum_edges(const struct edges *e, double *sum)
{
    struct run run = {0};
    unsigned others = 0, seen;
    bool is_single = e->area_count == 1;
    struct cut cuts[CUTS];
    size_t count = 0;

    for (size_t i = 0; i < e->count; i++) {
        const struct edge *edge = &e->edges[i];
        unsigned mask = (1U << e->area_count) - 1 - (1U << edge->area);
        struct at a = edge->from;

        if (!is_single && !edge->follows && !areas_at(e, a, mask, &others))
            return false;
        if (!is_single && !cuts_of(e, i, cuts, &count))
            return false;
        for (size_t k = 0; k < count; k++) {
            struct at b = between(edge->from, edge->to, cuts[k].t);

            *sum += step(e, &run, weight_of(e, edge, others), a, b, k > 0 || edge->follows);
            others ^= 1U << cuts[k].area;
            a = b;
        }
        *sum += step(e, &run, weight_of(e, edge, others), a, edge->to, count > 0 || edge->follows);
        if (!is_single && (i + 1 == e->count || !e->edges[i + 1].follows) &&
            (!areas_at(e, edge->to, mask, &seen) || seen != others))
            return false;
    }
    *sum += finish(&run);
    return true;
}

/* ------------------------------------------------------------------ the whole */

static bool scale(struct edges *e, const struct geo_spread *spread)
{
    double along, across, s = 0, c = 1;

    if (spread->form == GEO_SPREAD_SECTOR)
        return false;
    if (spread->form == GEO_SPREAD_ROUND) {
        along = across = GEO_SIGMA_PER_ERROR / spread->error_m;
        e->reach_m = GEO_SIGMAS / along;
    } else {
        if (!(spread->minor_m > THINNEST * spread->major_m))
            return false;
        along = GEO_SIGMA_PER_ERROR / spread->major_m;
        across = GEO_SIGMA_PER_ERROR / spread->minor_m;
        e->reach_m = GEO_SIGMAS / along;
        geo_sincos_deg(spread->azimuth_deg, &s, &c);
    }
    /* along the minor and the major axis, then turned: the half-line shall run along few borders */
    for (int i = 0; i < 2; i++) {
        double minor = (i ? -s : c) * across, major = (i ? c : s) * along;

        e->to_x[i] = TURN_COS * minor + TURN_SIN * major;
        e->to_y[i] = TURN_COS * major - TURN_SIN * minor;
    }
    e->clear = CLEAR_M * across;
    return e->reach_m <= FAR_M && e->clear < 0.1;
}

bool geo_chance_edges(const struct geo_choice *choice, const struct geo_frame *frame,
                      const struct geo_spread *spread, struct geo_chance *chance)
{
    struct edges e;
    unsigned all, set = 0;
    double sum = 0, share;
    bool is_found = false;

    e.choice = choice;
    e.frame = frame;
    e.centre = geo_place_make(frame->point);
    e.area_count = 0;
    e.count = e.leaf_count = 0;
    e.is_settled = true;
    if (!scale(&e, spread) || !settle(&e))
        return false;
    all = (1U << e.area_count) - 1;
    if (e.is_settled) {
        share = e.answers[0] == GEO_INSIDE;
        *chance = (struct geo_chance){share, share, GEO_CHANCE_CLEARANCE, 2e-8};
        return true;
    }
    for (e.pole = 0; !is_found && e.pole < 0.9 * GEO_SIGMAS; e.pole += is_found ? 0 : 0.137)
        is_found = areas_at(&e, (struct at){-e.pole, 0}, all, &set);
    if (!is_found || !sum_edges(&e, &sum))
        return false;
    share = (e.answers[set] == GEO_INSIDE) + sum / TURN;
    share = num_probability(share < 0 ? 0 : share > 1 ? 1 : share);
    *chance = (struct geo_chance){share, share, GEO_CHANCE_QUADRATURE, 2e-6};
    return true;
}

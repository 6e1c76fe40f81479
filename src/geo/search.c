/* SPDX-License-Identifier: Apache-2.0
 *
 * Questions about a whole zone, answered by cutting the ground into squares: a square whose centre's
 * answer is clear of borders for half its diagonal is settled; the others are cut in four, down to a
 * size given per question. Costs one probe per square, about (border length / smallest square). */
#include "geo/zone.h"

#include "geo/shape_int.h"
#include "geo/trig.h"
#include "geo/zone_int.h"

#include <float.h>
#include <math.h>

/* ---- distance to a zone without a formula ---- */

#define SEARCH_LIMIT_M 1000000.0
#define SEARCH_PROBES 200000

struct reach {
    const struct geo_zones *zones;
    uint32_t node;
    struct geo_frame frame;
    double best_m;
    long probes;
};

double geo_search_error(double distance_m)
{
    return distance_m < 1e4 ? 1.0 : distance_m * 1e-4;
}

/* Of the square about (e, n) with half side h: how near it comes to the origin. */
static double square_distance(double e, double n, double h)
{
    double de = fabs(e) - h, dn = fabs(n) - h;

    de = de > 0 ? de : 0;
    dn = dn > 0 ? dn : 0;
    return sqrt(de * de + dn * dn);
}

static void reach_square(struct reach *q, double e, double n, double h)
{
    double near = square_distance(e, n, h), bound[4];
    struct geo_place place;
    struct geo_probe probe;
    int order[4];

    if (near >= q->best_m - 0.5 * geo_search_error(near) || q->probes++ > SEARCH_PROBES)
        return;
    place = geo_place_make(geo_from_vec3(geo_frame_at(&q->frame, e, n)));
    probe = geo_probe_zone(q->zones, q->node, &place);
    if (probe.member == GEO_INSIDE) {
        double d = sqrt(e * e + n * n) - probe.clear_m;

        d = d > 0 ? d : 0;
        q->best_m = d < q->best_m ? d : q->best_m;
    }
    if (probe.clear_m >= h * 1.42) {
        if (probe.member == GEO_INSIDE && near < q->best_m)
            q->best_m = near;
        return;
    }
    if (h < 0.25 * geo_search_error(near))
        return;
    h *= 0.5;
    for (int i = 0; i < 4; i++) {
        int at = i;

        bound[i] = square_distance(e + (i & 1 ? h : -h), n + (i & 2 ? h : -h), h);
        while (at > 0 && bound[order[at - 1]] > bound[i]) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = i;
    }
    for (int i = 0; i < 4; i++)
        reach_square(q, e + (order[i] & 1 ? h : -h), n + (order[i] & 2 ? h : -h), h);
}

double geo_search_distance(const struct geo_zones *zones, uint32_t node,
                           const struct geo_place *place)
{
    struct reach q = {.zones = zones, .node = node, .best_m = DBL_MAX};
    double h = 1000;

    q.frame = geo_frame_make(place->point);
    while (h <= SEARCH_LIMIT_M && q.best_m > h / 4) {
        q.probes = 0;
        reach_square(&q, 0, 0, h);
        h *= 4;
    }
    return q.best_m;
}

/* ---- an area against a zone ---- */

struct relate {
    const struct geo_zones *zones;
    uint32_t node;
    const struct geo_shape *area;
    bool has_in, has_out, has_unsure;
};

static bool is_decided(const struct relate *q)
{
    return q->has_unsure || (q->has_in && q->has_out);
}

static void record(struct relate *q, enum geo_member member)
{
    switch (member) {
    case GEO_INSIDE:
        q->has_in = true;
        break;
    case GEO_OUTSIDE:
        q->has_out = true;
        break;
    case GEO_UNSURE:
        q->has_unsure = true;
        break;
    }
}

static bool is_recorded(const struct relate *q, enum geo_member member)
{
    return (member == GEO_INSIDE && q->has_in) || (member == GEO_OUTSIDE && q->has_out);
}

static struct geo_place place_xy(double x, double y)
{
    double turns = floor(x / (double)GEO_TURN + 0.5);

    return geo_place_make((struct geo_point){(x - turns * (double)GEO_TURN) / 1e7, y / 1e7});
}

/* Metres from the centre of a box in longitude and latitude to its farthest corner. */
static double box_radius(double x, double y, double hx, double hy)
{
    struct geo_place c = place_xy(x, y);
    double south = y - hy < -9e8 ? -9e8 : y - hy, north = y + hy > 9e8 ? 9e8 : y + hy;
    struct geo_place a = place_xy(x + hx, south), b = place_xy(x + hx, north);
    double da = geo_distance3_m(c.at, a.at), db = geo_distance3_m(c.at, b.at);

    /* the edges of the box bulge by less than 1 % at these sizes; beyond 10 degrees nothing is sure */
    return hx > 1e8 || hy > 1e8 ? DBL_MAX : 1.01 * (da > db ? da : db) + 0.05;
}

static void relate_box(struct relate *q, double x, double y, double hx, double hy, int depth)
{
    struct geo_place place = place_xy(x, y);
    double radius = box_radius(x, y, hx, hy);
    double border = geo_shape_border_m(q->area, &place);
    bool is_in = geo_shape_position(q->area, &place) == GEO_POSITION_IN;
    struct geo_probe probe;

    if (!is_in && border > radius)
        return;
    probe = geo_probe_zone(q->zones, q->node, &place);
    if (is_in && probe.clear_m > 0)
        record(q, probe.member);
    if (is_decided(q))
        return;
    if (probe.clear_m > radius && is_recorded(q, probe.member))
        return;
    if (depth == 0) {
        if (is_in && border > 1)
            record(q, probe.member);
        return;
    }
    for (int i = 0; i < 4 && !is_decided(q); i++)
        relate_box(q, x + (i & 1 ? hx : -hx) / 2, y + (i & 2 ? hy : -hy) / 2, hx / 2, hy / 2,
                   depth - 1);
}

/* From t0 to t1 along one edge of a line. */
static void relate_piece(struct relate *q, size_t edge, double t0, double t1, double length_m)
{
    struct geo_place place = geo_place_make(geo_edge_point(q->area, edge, 0.5 * (t0 + t1)));
    struct geo_probe probe = geo_probe_zone(q->zones, q->node, &place);

    if (probe.clear_m >= 0.51 * length_m + 0.02 || length_m < 1) {
        record(q, probe.member);
        return;
    }
    relate_piece(q, edge, t0, 0.5 * (t0 + t1), 0.5 * length_m);
    if (!is_decided(q))
        relate_piece(q, edge, 0.5 * (t0 + t1), t1, 0.5 * length_m);
}

static void relate_line(struct relate *q)
{
    const struct geo_shape *s = q->area;

    for (size_t i = 0; i + 1 < s->knot_count && !is_decided(q); i++) {
        const struct geo_knot *k = &s->knots[i];
        double t1;

        if (k->edge == GEO_NO_EDGE)
            continue;
        t1 = k[1].edge == k->edge ? (double)k[1].t : 1;
        relate_piece(q, k->edge, (double)k->t, t1, geo_distance3_m(k->at, k[1].at));
    }
}

enum geo_relation geo_zone_relation(const struct geo_zones *zones, uint32_t node,
                                    const struct geo_shape *area)
{
    struct relate q = {.zones = zones, .node = node, .area = area};
    double x = 0.5 * (double)(area->box.x0 + area->box.x1);
    double y = 0.5 * (double)(area->box.y0 + area->box.y1);

    switch (area->kind) {
    case GEO_SHAPE_POINTS:
        for (size_t i = 0; i < area->vertex_count; i++) {
            struct geo_place place =
                place_xy((double)area->vertices[i].x, (double)area->vertices[i].y);

            record(&q, geo_zone_member(zones, node, &place));
        }
        break;
    case GEO_SHAPE_LINES:
        relate_line(&q);
        break;
    case GEO_SHAPE_AREA:
        relate_box(&q, x, y, 0.5 * (double)(area->box.x1 - area->box.x0),
                   0.5 * (double)(area->box.y1 - area->box.y0), 10);
        break;
    }
    if (q.has_unsure || (q.has_in && q.has_out))
        return GEO_REL_OVERLAPS;
    if (q.has_in)
        return GEO_REL_INSIDE;
    /* an area too thin to be seen inside has shown neither */
    return q.has_out ? GEO_REL_OUTSIDE : GEO_REL_OVERLAPS;
}

/* ---- witnesses ---- */

struct witness {
    const struct geo_zones *zones;
    uint32_t node;
    double best_clear_m; /* below 0: none yet */
    struct geo_point point;
};

static void witness_box(struct witness *q, double x, double y, double hx, double hy, int depth)
{
    struct geo_place place = place_xy(x, y);
    struct geo_probe probe = geo_probe_zone(q->zones, q->node, &place);

    if (probe.member == GEO_INSIDE && probe.clear_m > q->best_clear_m) {
        q->best_clear_m = probe.clear_m;
        q->point = place.point;
    }
    if (depth == 0 || probe.clear_m > box_radius(x, y, hx, hy))
        return;
    for (int i = 0; i < 4; i++)
        witness_box(q, x + (i & 1 ? hx : -hx) / 2, y + (i & 2 ? hy : -hy) / 2, hx / 2, hy / 2,
                    depth - 1);
}

bool geo_zone_witness(const struct geo_zones *zones, uint32_t node, struct geo_point *point)
{
    struct witness q = {.zones = zones, .node = node, .best_clear_m = -1};
    struct geo_box box;

    if (!geo_zone_box(zones, node, &box))
        box = (struct geo_box){-180, -90, 180, 90};
    for (int depth = 0; depth <= 10 && q.best_clear_m < 0; depth++)
        witness_box(&q, (box.west_deg + box.east_deg) * 5e6, (box.south_deg + box.north_deg) * 5e6,
                    (box.east_deg - box.west_deg) * 5e6, (box.north_deg - box.south_deg) * 5e6,
                    depth);
    *point = q.point;
    return q.best_clear_m >= 0;
}

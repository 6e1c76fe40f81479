/* SPDX-License-Identifier: Apache-2.0
 *
 * The chance along edges against the sum over the ground, which asks only whether places are inside and how clear: for
 * random fractal outlines, slivers, holes, overlapping polygons and zones put together of them, and spreads of every size. */
#include "geo/chance.h"
#include "geo/trig.h"
#include "support/random.h"
#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CORNERS 96

struct question {
    const struct geo_zones *zones;
    uint32_t node;
};

static struct geo_probe in_node(const void *ctx, const struct geo_place *place)
{
    const struct question *q = ctx;

    return geo_probe_zone(q->zones, q->node, place);
}

struct askew {
    const struct question *q;
    const struct geo_spread *spread;
    double v;
};

static bool is_inside(const struct askew *a, double u)
{
    const double c = cos(0.4), s = sin(0.4);
    struct geo_place place = geo_spread_place(a->spread, c * u - s * a->v, s * u + c * a->v);

    return geo_zone_member(a->q->zones, a->q->node, &place) == GEO_INSIDE;
}

/* The slow oracle: lines 1 / 100 sigma apart, asked in as many steps; where the answer changes, to 1e-5. */
static double by_lines(const struct question *q, const struct geo_spread *spread)
{
    double sum = 0;

    for (int j = -500; j < 500; j++) {
        struct askew a = {q, spread, 0.01 * j + 0.005};
        bool was = is_inside(&a, -5), is;
        double mass = 0, from = -5;

        for (int i = -499; i <= 500; i++) {
            double low = 0.01 * (i - 1), high = 0.01 * i;

            is = is_inside(&a, high);
            if (is == was)
                continue;
            for (int k = 0; k < 11; k++)
                if (is_inside(&a, 0.5 * (low + high)) == was)
                    low = 0.5 * (low + high);
                else
                    high = 0.5 * (low + high);
            mass += was ? geo_phi(low) - geo_phi(from) : 0;
            from = low;
            was = is;
        }
        mass += was ? 1 - geo_phi(from) : 0;
        sum += mass * (geo_phi(a.v + 0.005) - geo_phi(a.v - 0.005));
    }
    return sum;
}

/* Goes round once as seen from its middle, so that it never crosses itself; thin makes it a sliver. */
static void outline(struct random *r, struct geo_point *out, size_t count, struct geo_point middle,
                    double size_deg, double rough, double thin)
{
    double reach[CORNERS + 1], turn = random_between(r, 0, 2 * GEO_PI);
    bool is_back = random_below(r, 2);

    reach[0] = reach[CORNERS] = 1;
    for (size_t step = CORNERS / 3; step <= CORNERS; step += CORNERS / 3)
        reach[step] = step < CORNERS ? random_between(r, 0.7, 1.3) : reach[0];
    for (size_t i = 0; i < CORNERS; i++)
        if (i % (CORNERS / 3) != 0)
            reach[i] = 1 + rough * random_between(r, -0.3, 0.3);
    for (size_t i = 0; i < count; i++) {
        size_t k = is_back ? count - 1 - i : i;
        double t = 2 * GEO_PI * (double)k / (double)count,
               d = size_deg * reach[k * CORNERS / count];
        double x = d * cos(t), y = thin * d * sin(t);

        out[i] = (struct geo_point){middle.lon_deg + 1.5 * (x * cos(turn) - y * sin(turn)),
                                    middle.lat_deg + x * sin(turn) + y * cos(turn)};
    }
}

static const struct geo_point about = {37, 48};

static struct geo_point somewhere(struct random *r, double size_deg)
{
    return (struct geo_point){about.lon_deg + random_between(r, -size_deg, size_deg),
                              about.lat_deg + random_between(r, -size_deg, size_deg)};
}

/* One to three polygons, one in three with a hole. */
static const struct geo_shape *some_area(struct random *r, struct arena *arena)
{
    struct geo_point points[3][2][CORNERS];
    struct geo_path rings[3][2];
    struct geo_polygon polygons[3];
    struct geo_shape *shape;
    struct err err = {0};
    size_t count = 1 + (size_t)(random_below(r, 3) == 0) + (size_t)(random_below(r, 4) == 0);

    for (size_t p = 0; p < count; p++) {
        size_t corners = random_below(r, 3) ? CORNERS : 3 + random_below(r, 20);
        struct geo_point middle = somewhere(r, 0.05);
        bool has_hole = random_below(r, 3) == 0;
        double size = random_between(r, 0.02, 0.1);

        outline(r, points[p][0], corners, middle, size, 1, random_below(r, 3) ? 1 : 0.2);
        outline(r, points[p][1], 3 + random_below(r, 20), middle, 0.2 * size, 0.5, 1);
        rings[p][0] = (struct geo_path){points[p][0], corners};
        rings[p][1] = (struct geo_path){points[p][1], 3};
        polygons[p] = (struct geo_polygon){rings[p], has_hole ? 2 : 1};
    }
    while (geo_shape_area(arena, polygons, count, &shape, &err) != ERR_OK) {
        for (size_t p = 0; p < count; p++) /* a hole that does not fit */
            polygons[p].count = 1;
        if (--count == 0)
            return some_area(r, arena);
    }
    return shape;
}

/* Mostly on or near a border of some area. */
static struct geo_spread some_spread(struct random *r, const struct geo_shape *area)
{
    size_t path = random_below(r, (unsigned)geo_shape_path_count(area));
    size_t at = random_below(r, (unsigned)geo_shape_path_size(area, path));
    struct geo_point vertex = geo_shape_vertex(area, path, at);
    struct geo_point next =
        geo_shape_vertex(area, path, (at + 1) % geo_shape_path_size(area, path));
    struct geo_spread spread = {.error_m = pow(10, random_between(r, 1.3, 4))};
    double sigma = spread.error_m / GEO_SIGMA_PER_ERROR, t = random_unit(r);

    switch (random_below(r, 4)) {
    case 0:
        spread.point = vertex;
        break;
    case 1:
        spread.point = (struct geo_point){vertex.lon_deg + t * (next.lon_deg - vertex.lon_deg),
                                          vertex.lat_deg + t * (next.lat_deg - vertex.lat_deg)};
        break;
    case 2:
        spread.point =
            geo_offset(vertex, random_between(r, -3, 3) * sigma, random_between(r, -3, 3) * sigma);
        break;
    default:
        spread.point = somewhere(r, 0.2);
        break;
    }
    if (random_below(r, 3) == 0) {
        spread.form = GEO_SPREAD_ELLIPSE;
        spread.major_m = spread.error_m;
        spread.minor_m = spread.major_m * random_between(r, 0.1, 1);
        spread.azimuth_deg = random_between(r, -180, 180);
    }
    return spread;
}

static void zones_over_areas(void **state)
{
    struct random r = random_init(83);
    double worst_round = 0, worst_ellipse = 0, worst_fine = 0;
    long by_edges = 0, by_both = 0, by_sum = 0;

    (void)state;
    for (int round = 0; round < 50; round++) {
        struct arena arena = {.mem = &mem_libc};
        const struct geo_shape *shapes[3];
        static const enum geo_op ops[] = {GEO_OP_AND, GEO_OP_OR, GEO_OP_EXCEPT};
        struct geo_node nodes[] = {
            {.op = GEO_OP_SHAPE, .shape = 0, .size = 1},
            {.op = GEO_OP_SHAPE, .shape = 1, .size = 1},
            {.op = GEO_OP_SHAPE, .shape = 2, .size = 1},
            {.op = GEO_OP_OR, .a = 0, .b = 1, .size = 3},
            {.op = ops[random_below(&r, 3)], .a = 0, .b = 1, .size = 3},
            {.op = ops[random_below(&r, 3)], .a = 4, .b = 2, .size = 5},
            {.op = GEO_OP_WITHIN, .a = 1, .max_m = 700, .size = 2},
            {.op = ops[random_below(&r, 3)], .a = 0, .b = 6, .size = 4},
        };
        struct geo_zones zones = {nodes, COUNT_OF(nodes), shapes, 3};
        struct err err = {0};

        for (size_t i = 0; i < 3; i++)
            shapes[i] = some_area(&r, &arena);
        assert_int_equal(geo_zones_check(&zones, &err), ERR_OK);
        for (int k = 0; k < 24; k++) {
            struct question q = {&zones, (uint32_t)random_below(&r, COUNT_OF(nodes))};
            struct geo_spread spread = some_spread(&r, shapes[random_below(&r, 3)]);
            struct geo_chance ours = geo_zone_chance_over(&zones, q.node, &spread), sum;
            double off, noise = 0.004 * GEO_SIGMA_PER_ERROR / spread.error_m;
            bool are_areas = q.node < 6;

            by_sum += are_areas && ours.error > 1e-5;
            if (ours.error > 1e-5)
                continue;
            sum = geo_chance_over(&spread, in_node, &q);
            off = fmax(fabs(ours.lo - sum.lo), fabs(ours.hi - sum.hi));
            by_edges += ours.way == GEO_CHANCE_QUADRATURE;
            by_both += ours.way == GEO_CHANCE_QUADRATURE && q.node >= 3;
            if (off > 1e-4 + noise) { /* which of the two is it? */
                double fine = by_lines(&q, &spread);

                print_message("%.6f by edges, %.6f by sum, %.6f by lines\n", ours.lo, sum.lo, fine);
                worst_fine = fmax(worst_fine, fabs(ours.lo - fine) - noise);
            }
            if (spread.form)
                worst_ellipse = fmax(worst_ellipse, off);
            else
                worst_round = fmax(worst_round, off);
        }
        arena_free(&arena);
    }
    print_message("%ld chances by edges, %ld of them in zones put together, %ld over areas not: "
                  "off the sum by %.2g, by "
                  "%.2g for ellipses; where that is much, off fine lines by %.2g\n",
                  by_edges, by_both, by_sum, worst_round, worst_ellipse, worst_fine);
    assert_true(by_edges > 300 && by_both > 100 && by_sum < by_edges / 5);
    assert_true(worst_round < 2e-3 && worst_ellipse < 3e-3 && worst_fine < 1e-4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(zones_over_areas)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Chances with closed forms, over errors and places of every size; and the clearances they rest on. */
#include "geo/chance.h"
#include "geo/local.h"
#include "geo/trig.h"
#include "support/random.h"
#include "support/test.h"

#include <math.h>
#include <stdlib.h>

static struct arena arena;

/* Shapes 0: a line eastwards along the equator from 10 to 20 E; 1: a point; 2: a square of one degree
 * from the origin; 3: a spiral, its inner end inside; 4: a line that crosses itself. */
static const struct geo_shape *shapes[5];
static const struct geo_node nodes[] = {
    {.op = GEO_OP_SHAPE, .shape = 0, .size = 1},
    {.op = GEO_OP_SIDE, .a = 0, .hand = GEO_HAND_LEFT, .size = 2},
    {.op = GEO_OP_SIDE, .a = 0, .hand = GEO_HAND_RIGHT, .size = 2},
    {.op = GEO_OP_SHAPE, .shape = 2, .size = 1},
    {.op = GEO_OP_SHAPE, .shape = 3, .size = 1},
    {.op = GEO_OP_SIDE, .a = 4, .hand = GEO_HAND_LEFT, .size = 2},
    {.op = GEO_OP_SIDE, .a = 4, .hand = GEO_HAND_RIGHT, .size = 2},
};
static const struct geo_zones zones = {nodes, COUNT_OF(nodes), shapes, COUNT_OF(shapes)};

static const struct geo_shape *line(const struct geo_point *points, size_t count)
{
    struct geo_path path = {points, count};
    struct geo_shape *shape;
    struct err err = {0};

    assert_int_equal(geo_shape_lines(&arena, &path, 1, &shape, &err), ERR_OK);
    return shape;
}

static int set_up(void **state)
{
    struct geo_point equator[] = {{10, 0}, {20, 0}}, square[] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    struct geo_point knot[] = {{5, 50}, {5.5, 50.3}, {5.5, 50}, {5, 50.3}}, spiral[120];
    struct geo_point one = {37.8, 48};
    struct geo_path ring = {square, 4};
    struct geo_polygon polygon = {&ring, 1};
    struct geo_shape *shape;
    struct err err = {0};

    (void)state;
    arena = (struct arena){.mem = &mem_libc};
    for (int i = 0; i < 120; i++) {
        double t = 0.15 * i, s, c;

        geo_sincos(t, &s, &c);
        spiral[i] = (struct geo_point){30 + 0.015 * t * c, 50 + 0.01 * t * s};
    }
    shapes[0] = line(equator, 2);
    assert_int_equal(geo_shape_points(&arena, &one, 1, &shape, &err), ERR_OK);
    shapes[1] = shape;
    assert_int_equal(geo_shape_area(&arena, &polygon, 1, &shape, &err), ERR_OK);
    shapes[2] = shape;
    shapes[3] = line(spiral, 120);
    shapes[4] = line(knot, 4);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static void close_to(struct geo_chance chance, double lo, double hi, double tolerance)
{
    if (fabs(chance.lo - lo) > tolerance || fabs(chance.hi - hi) > tolerance)
        print_message("%.6f to %.6f, not %.6f to %.6f\n", chance.lo, chance.hi, lo, hi);
    assert_true(fabs(chance.lo - lo) <= tolerance);
    assert_true(fabs(chance.hi - hi) <= tolerance);
}

static const double sigmas[] = {20, 150, 1000, 3000};

static void half_planes(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT_OF(sigmas); k++) {
        for (int i = -50; i <= 50; i++) {
            double d = 0.1 * i, error_m = sigmas[k] * GEO_SIGMA_PER_ERROR;
            struct geo_point p = geo_offset((struct geo_point){15, 0}, 0, d * sigmas[k]);
            double expected = geo_phi(d), rounded = 1e-4 + 0.003 / sigmas[k]; /* p to 1.1 cm */

            close_to(geo_zone_chance(&zones, 1, p, error_m), expected, expected, rounded);
            close_to(geo_zone_chance(&zones, 2, p, error_m), 1 - expected, 1 - expected, rounded);
        }
    }
}

static void strips(void **state)
{
    const double widths[] = {0.02, 0.1, 0.5, 2};

    (void)state;
    for (size_t k = 0; k < COUNT_OF(widths); k++) {
        for (int i = 0; i <= 25;
             i++) { /* from 2 to 2 + width sigmas north (and south) of the line */
            const double sigma = 1000;
            struct geo_node strip[] = {nodes[0],
                                       {.op = GEO_OP_BETWEEN,
                                        .a = 0,
                                        .min_m = 2 * sigma,
                                        .max_m = (2 + widths[k]) * sigma,
                                        .size = 2}};
            struct geo_zones set = {strip, 2, shapes, COUNT_OF(shapes)};
            struct geo_point p = geo_offset((struct geo_point){15, 0}, 0, 0.2 * i * sigma);
            double near = 2 - 0.2 * i, south = -2 - 0.2 * i, w = widths[k];
            double expected =
                geo_phi(near + w) - geo_phi(near) + geo_phi(south) - geo_phi(south - w);

            close_to(geo_zone_chance(&set, 1, p, sigma * GEO_SIGMA_PER_ERROR), expected, expected,
                     1e-4);
        }
    }
}

/* A circle of radius r about a point d away, in sigmas: by fine steps across. */
static double circle_share(double r, double d)
{
    const int steps = 4000;
    double sum = 0;

    for (int i = 0; i < steps; i++) { /* x = r sin a smooths the ends */
        double a = GEO_PI * ((i + 0.5) / steps - 0.5), s, c;

        geo_sincos(a, &s, &c);
        sum += 0.3989422804014327 * geo_exp(-0.5 * r * s * r * s) * r * c *
               (geo_phi(d + r * c) - geo_phi(d - r * c));
    }
    return sum * GEO_PI / steps;
}

static void circles(void **state)
{
    const double radii[] = {0.03, 0.1, 0.3, 1, 2, 4};
    double worst = 0;

    (void)state;
    for (size_t k = 0; k < COUNT_OF(radii); k++) {
        for (int i = 0; i <= 30; i++) {
            const double sigma = 300;
            struct geo_node disc[] = {
                {.op = GEO_OP_SHAPE, .shape = 1, .size = 1},
                {.op = GEO_OP_WITHIN, .a = 0, .max_m = radii[k] * sigma, .size = 2}};
            struct geo_zones set = {disc, 2, shapes, COUNT_OF(shapes)};
            double d = 0.17 * i, s, c, expected = circle_share(radii[k], d);
            struct geo_chance chance;

            geo_sincos(0.7 * i, &s, &c);
            chance = geo_zone_chance(
                &set, 1, geo_offset((struct geo_point){37.8, 48}, d * sigma * c, d * sigma * s),
                sigma * GEO_SIGMA_PER_ERROR);
            worst = fmax(worst, fabs(chance.lo - expected));
            close_to(chance, expected, expected, 1.5e-4);
        }
    }
    print_message("circles: off by %.2g at most\n", worst);
}

/* The square's corner at the origin, and the end of the line at 10 E. */
static void corners_and_ends(void **state)
{
    const double sigma = 800, error_m = sigma * GEO_SIGMA_PER_ERROR;
    double worst = 0;

    (void)state;
    for (int j = -6; j <= 6; j++) {
        for (int i = -6; i <= 6; i++) {
            double x = 0.45 * i, y = 0.45 * j, in = geo_phi(x) * geo_phi(y);
            struct geo_point p = geo_offset((struct geo_point){0, 0}, x * sigma, y * sigma);
            struct geo_chance chance = geo_zone_chance(&zones, 3, p, error_m);

            worst = fmax(worst, fabs(chance.lo - in));
            close_to(chance, in, in, 1.5e-4);
            p = geo_offset((struct geo_point){10, 0}, x * sigma, y * sigma);
            chance = geo_zone_chance(&zones, 1, p, error_m);
            worst = fmax(worst, fabs(chance.lo - in));
            close_to(chance, in, in + geo_phi(-x), 2e-4);
        }
    }
    print_message("corners and ends: off by %.2g at most\n", worst);
}

/* A place beyond both ends, as near to one as to the other: no side, and no need to look closer. */
static void beyond_both_ends(void **state)
{
    struct geo_point bow[] = {{30, 50.5}, {29.8, 50.4}, {29.7, 50}, {29.8, 49.6}, {30, 49.5}};
    const struct geo_shape *one[] = {line(bow, 5)};
    struct geo_zones set = {nodes, 2, one, 1};

    (void)state;
    close_to(geo_zone_chance(&set, 1, (struct geo_point){31, 50}, 3000), 0, 1, 0);
}

/* ------------------------------------------------------------------ ellipses and sectors */

struct of_node {
    const struct geo_zones *zones;
    uint32_t node;
    long asked;
};

static struct geo_probe in_node(const void *ctx, const struct geo_place *place)
{
    const struct of_node *of = ctx;

    ((struct of_node *)(uintptr_t)of)->asked++;
    return geo_probe_zone(of->zones, of->node, place);
}

static const double shapes_of_ellipses[] = {1, 0.9, 0.5, 0.2, 0.05, 0.01, 0};

/* North of the equator, with an ellipse that lies anyhow: the normal distribution of one number. */
static void ellipses_and_half_planes(void **state)
{
    double worst = 0;
    long most = 0;

    (void)state;
    for (size_t k = 0; k < COUNT_OF(shapes_of_ellipses); k++)
        for (int i = -12; i <= 12; i++)
            for (int turn = 0; turn < 8; turn++) {
                double sigma = 1000, minor = sigma * shapes_of_ellipses[k], s, c, across, expected;
                struct of_node of = {.zones = &zones, .node = 1};
                struct geo_spread spread = {.form = GEO_SPREAD_ELLIPSE,
                                            .major_m = sigma * GEO_SIGMA_PER_ERROR,
                                            .minor_m = minor * GEO_SIGMA_PER_ERROR,
                                            .azimuth_deg = 13 * turn};
                struct geo_chance chance;

                geo_sincos_deg(spread.azimuth_deg, &s, &c);
                across = sqrt(sigma * sigma * c * c + minor * minor * s * s);
                spread.point = geo_offset((struct geo_point){15, 0}, 0, 0.25 * i * across);
                expected = geo_phi(0.25 * i);
                chance = geo_chance_over(&spread, in_node, &of);
                worst = fmax(worst, fmax(fabs(chance.lo - expected), fabs(chance.hi - expected)));
                most = of.asked > most ? of.asked : most;
                close_to(chance, expected, expected, 1e-3);
            }
    print_message("ellipses and half planes: off by %.2g at most, %ld questions\n", worst, most);
}

/* A disc of radius r about a point (x, y) sigmas away along the axes; the axes are 1 and b. */
static double disc_share(double r, double x, double y, double b)
{
    const int steps = 4000;
    double sum = 0;

    for (int i = 0; i < steps; i++) {
        double s, c, half;

        geo_sincos(GEO_PI * ((i + 0.5) / steps - 0.5), &s, &c);
        half = r * c;
        sum += 0.3989422804014327 * geo_exp(-0.5 * (x + r * s) * (x + r * s)) * r * c *
               (geo_phi((y + half) / b) - geo_phi((y - half) / b));
    }
    return sum * GEO_PI / steps;
}

static void ellipses_and_discs(void **state)
{
    const double radii[] = {0.1, 0.5, 1.5, 4};
    double worst = 0;
    long most = 0;

    (void)state;
    for (size_t k = 0; k + 1 < COUNT_OF(shapes_of_ellipses); k++)
        for (size_t r = 0; r < COUNT_OF(radii); r++)
            for (int i = 0; i < 12; i++) {
                const double sigma = 300;
                struct geo_node disc[] = {
                    {.op = GEO_OP_SHAPE, .shape = 1, .size = 1},
                    {.op = GEO_OP_WITHIN, .a = 0, .max_m = radii[r] * sigma, .size = 2}};
                struct geo_zones set = {disc, 2, shapes, COUNT_OF(shapes)};
                struct of_node of = {.zones = &set, .node = 1};
                struct geo_spread spread = {.form = GEO_SPREAD_ELLIPSE,
                                            .major_m = sigma * GEO_SIGMA_PER_ERROR,
                                            .minor_m =
                                                shapes_of_ellipses[k] * sigma * GEO_SIGMA_PER_ERROR,
                                            .azimuth_deg = 29 * i};
                double x = 0.3 * i, y = (0.2 * (i % 5) + 0.1) * shapes_of_ellipses[k], s, c;
                double expected = disc_share(radii[r], x, y, shapes_of_ellipses[k]);
                struct geo_chance chance;

                if (i % 2)
                    y += radii[r];
                expected = disc_share(radii[r], x, y, shapes_of_ellipses[k]);
                geo_sincos_deg(spread.azimuth_deg, &s, &c);
                spread.point = geo_offset((struct geo_point){37.8, 48}, (x * s + y * c) * sigma,
                                          (x * c - y * s) * sigma);
                chance = geo_chance_over(&spread, in_node, &of);
                worst = fmax(worst, fabs(chance.lo - expected));
                most = of.asked > most ? of.asked : most;
                close_to(chance, expected, expected, 1e-3);
            }
    print_message("ellipses and discs: off by %.2g at most, %ld questions\n", worst, most);
}

/* Seen from 2 km south of the equator: north of it where the range in that direction is long enough. */
static void sectors_and_half_planes(void **state)
{
    static const struct {
        double bearing_deg, error_deg, min_m, max_m;
    } cases[] = {{0, 2, 1000, 4000},   {0, 20, 1000, 4000},  {60, 10, 0, 9000},
                 {75, 5, 500, 20000},  {90, 30, 0, 50000},   {180, 180, 0, 6000},
                 {10, 0, 1000, 5000},  {40, 15, 3000, 3000}, {350, 3, 1990, 2020},
                 {5, 90, 1000, 30000}, {30, 1, 2000, 2600},  {0, 0.1, 0, 70000}};
    double worst = 0;
    long most = 0;

    (void)state;
    for (size_t k = 0; k < COUNT_OF(cases); k++) {
        const int steps = 20000;
        struct of_node of = {.zones = &zones, .node = 1};
        struct geo_spread spread = {.form = GEO_SPREAD_SECTOR,
                                    .point = geo_offset((struct geo_point){15, 0}, 0, -2000),
                                    .bearing_deg = cases[k].bearing_deg,
                                    .bearing_error_deg = cases[k].error_deg,
                                    .range_min_m = cases[k].min_m,
                                    .range_max_m = cases[k].max_m};
        double swing = cases[k].error_deg / GEO_SIGMA_PER_ANGLE, expected = 0, whole = 0;
        double wide = cases[k].max_m - cases[k].min_m;
        struct geo_chance chance;

        for (int i = 0; i < steps; i++) {
            double u = 12 * ((i + 0.5) / steps - 0.5),
                   c = cos((cases[k].bearing_deg + u * swing) * GEO_RAD);
            double from = c > 0 ? 2000 / c : 1e12, weight = exp(-0.5 * u * u);
            double part = wide > 0 ? (cases[k].max_m - from) / wide : from <= cases[k].max_m;

            whole += weight;
            expected += weight * fmin(1, fmax(0, part));
        }
        expected /= whole;
        chance = geo_chance_over(&spread, in_node, &of);
        worst = fmax(worst, fabs(chance.lo - expected));
        most = of.asked > most ? of.asked : most;
        close_to(chance, expected, expected, 1e-3);
    }
    print_message("sectors and half planes: off by %.2g at most, %ld questions\n", worst, most);
}

/* An ellipse as wide as long is the round error; nothing spread is the place itself. */
static void plain_cases(void **state)
{
    struct geo_point p = {30.02, 50.01};

    (void)state;
    for (int i = 0; i < 20; i++) {
        struct of_node of = {.zones = &zones, .node = 5};
        struct geo_spread round = {
            .form = GEO_SPREAD_ELLIPSE, .point = {29.9 + 0.01 * i, 50}, .azimuth_deg = 37 * i};
        struct geo_chance a = geo_zone_chance(&zones, 5, round.point, 2000), b;

        round.major_m = round.minor_m = 2000;
        b = geo_chance_over(&round, in_node, &of);
        close_to(b, a.lo, a.hi, 3e-4);
    }
    for (uint32_t node = 1; node < zones.node_count; node++) {
        struct of_node of = {.zones = &zones, .node = node};
        struct geo_spread none = {.form = GEO_SPREAD_ELLIPSE, .point = p};
        struct geo_spread seen = {.form = GEO_SPREAD_SECTOR,
                                  .point = geo_offset(p, 0, -5000),
                                  .range_min_m = 5000,
                                  .range_max_m = 5000};
        struct geo_chance exact = geo_zone_chance(&zones, node, p, 0);

        close_to(geo_chance_over(&none, in_node, &of), exact.lo, exact.hi, 0);
        assert_int_equal(geo_chance_over(&none, in_node, &of).way, GEO_CHANCE_EXACT);
        close_to(geo_chance_over(&seen, in_node, &of), exact.lo, exact.hi, 0);
    }
}

/* What a clearance says holds, also for lines that cross themselves, and in a disc's short cuts. */
static void clearances_hold(void **state)
{
    struct random r = random_init(61);
    long asked = 0, blind = 0;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        const struct geo_shape *shape = shapes[i % 2 ? 3 : 4];
        struct geo_point p = {i % 2 ? random_between(&r, 29.6, 30.4) : random_between(&r, 4.8, 5.7),
                              i % 2 ? random_between(&r, 49.7, 50.3)
                                    : random_between(&r, 49.9, 50.4)};
        struct geo_frame frame = geo_frame_make(p);
        struct geo_place place = geo_place_make(p), q;
        struct geo_local local;
        struct geo_nearest n;
        double t = random_between(&r, 0, 2 * GEO_PI), d;

        if (i % 4 > 1) {
            geo_local_init(&local, &frame, 5000);
            place = geo_frame_place(&frame, 0, 0);
            place.local = &local;
        }
        n = geo_shape_nearest(shape, &place);
        asked++;
        blind += n.hand_clear_m < 0.1 * n.distance_m;
        d = fmin(n.hand_clear_m, 5000) * random_between(&r, 0.5, 0.999) - 0.05;
        if (d <= 0)
            continue;
        q = geo_frame_place(&frame, d * cos(t), d * sin(t));
        assert_int_equal(geo_shape_hand(shape, &q), n.hand);
    }
    assert_true(blind < asked / 4);
}

/* The place is on one side, on the other, or has none. */
static void sides_add_up(void **state)
{
    struct random r = random_init(62);

    (void)state;
    for (int i = 0; i < 60; i++) {
        struct geo_point p = {random_between(&r, 29.7, 30.3), random_between(&r, 49.8, 50.2)};
        double error_m = random_between(&r, 200, 8000);
        struct geo_chance left = geo_zone_chance(&zones, 5, p, error_m);
        struct geo_chance right = geo_zone_chance(&zones, 6, p, error_m);

        close_to(left, 1 - right.hi, 1 - right.lo, 3e-4);
    }
}

/* The short way from an offset to a place is as good as the long one, everywhere. */
static void places_from_offsets(void **state)
{
    struct random r = random_init(63);

    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct geo_point p = {random_between(&r, -180, 180), random_between(&r, -90, 90)};
        double size = i % 2 ? 20000 : 300000;
        double e = random_between(&r, -size, size), n = random_between(&r, -size, size);
        struct geo_frame frame = geo_frame_make(p);
        struct geo_place a = geo_frame_place(&frame, e, n), b = geo_place_make(geo_offset(p, e, n));

        assert_true(geo_point_ok(a.point));
        assert_true(geo_distance3_m(geo_to_vec3(a.point), b.at) < 0.03);
        if (fabs(p.lat_deg) < 85)
            assert_true(llabs(a.y - b.y) <= 1 &&
                        (llabs(a.x - b.x) <= 1 || llabs(a.x) > 1799999990));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(half_planes),
        cmocka_unit_test(strips),
        cmocka_unit_test(circles),
        cmocka_unit_test(corners_and_ends),
        cmocka_unit_test(beyond_both_ends),
        cmocka_unit_test(clearances_hold),
        cmocka_unit_test(sides_add_up),
        cmocka_unit_test(places_from_offsets),
        cmocka_unit_test(ellipses_and_half_planes),
        cmocka_unit_test(ellipses_and_discs),
        cmocka_unit_test(sectors_and_half_planes),
        cmocka_unit_test(plain_cases),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}

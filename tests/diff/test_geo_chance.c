/* SPDX-License-Identifier: Apache-2.0
 *
 * Chances against random places, drawn on the ellipsoid with PROJ's geodesics. */
#include "geo/chance.h"
#include "geo/trig.h"
#include "support/random.h"
#include "support/test.h"

#include <geodesic.h>
#include <math.h>

#define DRAWS 40000

static struct geod_geodesic earth;

static void draw(struct random *r, struct geo_point from, double error_m, struct geo_place *place)
{
    double metres = error_m / 2.4477 * sqrt(-2 * log(1 - random_unit(r)));
    struct geo_point to;

    geod_direct(&earth, from.lat_deg, from.lon_deg, random_between(r, 0, 360), metres, &to.lat_deg,
                &to.lon_deg, NULL);
    *place = geo_place_make(to);
}

/* One place out of a spread, by PROJ's geodesics. */
static struct geo_place draw_spread(struct random *r, const struct geo_spread *spread)
{
    double radius = sqrt(-2 * log(1 - random_unit(r))), t = random_between(r, 0, 2 * GEO_PI);
    double u = radius * cos(t), v = radius * sin(t), azimuth, metres;
    struct geo_point to;

    if (spread->form == GEO_SPREAD_SECTOR) {
        azimuth = spread->bearing_deg + u * spread->bearing_error_deg / 1.959964;
        metres = random_between(r, spread->range_min_m, spread->range_max_m);
    } else {
        double along = u * spread->major_m / 2.4477, across = v * spread->minor_m / 2.4477;

        azimuth = spread->azimuth_deg + atan2(across, along) / GEO_RAD;
        metres = hypot(along, across);
    }
    geod_direct(&earth, spread->point.lat_deg, spread->point.lon_deg, azimuth, metres, &to.lat_deg,
                &to.lon_deg, NULL);
    return geo_place_make(to);
}

struct question {
    const struct geo_zones *zones;
    uint32_t node;
};

static struct geo_probe in_zone(const void *ctx, const struct geo_place *place)
{
    const struct question *q = ctx;

    return geo_probe_zone(q->zones, q->node, place);
}

static struct geo_spread some_spread(struct random *r)
{
    struct geo_spread spread = {
        .point = {random_between(r, 36.7, 37.3), random_between(r, 47.8, 48.2)}};

    if (random_below(r, 2)) {
        spread.form = GEO_SPREAD_ELLIPSE;
        spread.major_m = pow(10, random_between(r, 2.5, 4.5));
        spread.minor_m = spread.major_m * random_unit(r);
        spread.azimuth_deg = random_between(r, -180, 180);
    } else {
        spread.form = GEO_SPREAD_SECTOR;
        spread.bearing_deg = random_between(r, -180, 360);
        spread.bearing_error_deg = pow(10, random_between(r, -1, 2));
        spread.range_min_m = random_between(r, 0, 10000);
        spread.range_max_m = spread.range_min_m + random_between(r, 0, 20000);
    }
    return spread;
}

static void ellipses_and_sectors(const struct geo_zones *zones)
{
    struct random r = random_init(42);
    double worst = 0, squares = 0;
    long asked = 0;

    for (int k = 0; k < 160; k++) {
        struct question q = {zones, (uint32_t)(k % (int)zones->node_count)};
        struct geo_spread spread = some_spread(&r);
        struct geo_chance chance;
        long in = 0, unsure = 0;

        if (q.node == 1)
            continue;
        chance = geo_chance_over(&spread, in_zone, &q);
        for (int i = 0; i < DRAWS / 2; i++) {
            struct geo_place place = draw_spread(&r, &spread);
            enum geo_member member = geo_zone_member(zones, q.node, &place);

            in += member == GEO_INSIDE;
            unsure += member == GEO_UNSURE;
        }
        for (int end = 0; end < 2; end++) {
            double mean = (double)(in + (end ? unsure : 0)) / (DRAWS / 2);
            double ours = end ? chance.hi : chance.lo;
            double deviation = sqrt((ours * (1 - ours) + 1e-5) / (DRAWS / 2)) + chance.error / 3;

            worst = fmax(worst, fabs(ours - mean) / deviation);
            squares += (ours - mean) * (ours - mean) / (deviation * deviation);
            asked++;
        }
    }
    print_message("ellipses, sectors: %ld chances; worst %.2f standard deviations, mean square "
                  "%.2f\n",
                  asked, worst, squares / (double)asked);
    assert_true(asked > 100);
    assert_true(worst < 5);
    assert_true(squares / (double)asked < 1.6);
}

/* A star and a winding line across it; zones of every kind over them. */
static void zones_of_every_kind(void **state)
{
    struct random r = random_init(41);
    struct arena arena = {.mem = &mem_libc};
    struct geo_point star[60], winding[200];
    struct geo_path ring = {star, 60}, path = {winding, 200};
    struct geo_polygon polygon = {&ring, 1};
    struct geo_shape *area, *line;
    struct err err = {0};
    double worst = 0, squares = 0, systematic = 0;
    long asked = 0;

    (void)state;
    for (int i = 0; i < 60; i++) {
        double t = i * GEO_PI / 30, d = i % 2 ? 0.2 : 0.12;

        star[i] = (struct geo_point){37 + 1.4 * d * cos(t), 48 + d * sin(t)};
    }
    for (int i = 0; i < 200; i++) {
        double t = i / 199.0;

        winding[i] = (struct geo_point){36.6 + 0.8 * t, 48 + 0.1 * sin(17 * t) + 0.2 * (t - 0.5)};
    }
    assert_int_equal(geo_shape_area(&arena, &polygon, 1, &area, &err), ERR_OK);
    assert_int_equal(geo_shape_lines(&arena, &path, 1, &line, &err), ERR_OK);
    const struct geo_shape *shapes[] = {area, line};
    const struct geo_node nodes[] = {
        {.op = GEO_OP_SHAPE, .shape = 0, .size = 1},
        {.op = GEO_OP_SHAPE, .shape = 1, .size = 1},
        {.op = GEO_OP_WITHIN, .a = 1, .max_m = 3000, .size = 2},
        {.op = GEO_OP_BETWEEN, .a = 1, .min_m = 1000, .max_m = 4000, .size = 2},
        {.op = GEO_OP_SIDE, .a = 1, .hand = GEO_HAND_LEFT, .size = 2},
        {.op = GEO_OP_AND, .a = 2, .b = 4, .size = 5},
        {.op = GEO_OP_OR, .a = 0, .b = 2, .size = 4},
        {.op = GEO_OP_EXCEPT, .a = 0, .b = 3, .size = 4},
        {.op = GEO_OP_BEYOND, .a = 0, .min_m = 2000, .size = 2},
        {.op = GEO_OP_WITHIN, .a = 0, .max_m = 2500, .size = 2},
    };
    struct geo_zones zones = {nodes, COUNT_OF(nodes), shapes, 2};
    assert_int_equal(geo_zones_check(&zones, &err), ERR_OK);
    for (uint32_t node = 0; node < zones.node_count; node++) {
        for (int k = 0; k < 12 && node != 1; k++) {
            struct geo_point p = {random_between(&r, 36.7, 37.3), random_between(&r, 47.8, 48.2)};
            double error_m = pow(10, random_between(&r, 2.5, 4.3));
            struct geo_chance chance = geo_zone_chance(&zones, node, p, error_m);
            long in = 0, unsure = 0;

            if (chance.way != GEO_CHANCE_QUADRATURE)
                continue;
            for (int i = 0; i < DRAWS; i++) {
                struct geo_place place;

                draw(&r, p, error_m, &place);
                enum geo_member member = geo_zone_member(&zones, node, &place);
                in += member == GEO_INSIDE;
                unsure += member == GEO_UNSURE;
            }
            for (int end = 0; end < 2; end++) {
                double mean = (double)(in + (end ? unsure : 0)) / DRAWS;
                double ours = end ? chance.hi : chance.lo;
                double deviation = sqrt((ours * (1 - ours) + 1e-5) / DRAWS);

                worst = fmax(worst, fabs(ours - mean) / deviation);
                squares += (ours - mean) * (ours - mean) / (deviation * deviation);
                systematic += ours - mean;
                asked++;
            }
        }
    }
    print_message(
        "round: %ld chances; worst %.2f standard deviations, mean square %.2f, mean %.2g\n", asked,
        worst, squares / (double)asked, systematic / (double)asked);
    assert_true(asked > 100);
    assert_true(worst < 5);
    assert_true(squares / (double)asked < 1.6);
    ellipses_and_sectors(&zones);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zones_of_every_kind),
    };

    geod_init(&earth, GEO_AXIS_M, GEO_FLATTENING);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Distances against the geodesic routines that PROJ brings. */
#include "geo/geojson.h"
#include "geo/trig.h"
#include "support/random.h"
#include "support/test.h"

#include <geodesic.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static struct geod_geodesic earth;

static double inverse(struct geo_point a, struct geo_point b)
{
    double metres;

    geod_inverse(&earth, a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg, &metres, NULL, NULL);
    return metres;
}

static struct geo_point direct(struct geo_point from, double azimuth_deg, double metres)
{
    struct geo_point to;

    geod_direct(&earth, from.lat_deg, from.lon_deg, azimuth_deg, metres, &to.lat_deg, &to.lon_deg,
                NULL);
    return to;
}

static struct geo_point anywhere(struct random *r)
{
    return (struct geo_point){random_between(r, -180, 180),
                              asin(random_between(r, -1, 1)) / GEO_RAD};
}

static void points(void **state)
{
    static const struct {
        double reach_m, error_m, offset_error_m;
    } rows[] = {
        {1, 1e-6, 1e-6},       {1000, 1e-6, 1e-6},      {20000, 1e-6, 1e-3},
        {70000, 1e-6, 0.01},   {100000, 1e-5, 0.1},     {200000, 1e-4, HUGE_VAL},
        {1e6, 1e-3, HUGE_VAL}, {1.9e7, 1e-3, HUGE_VAL},
    };
    struct random r = random_init(21);

    (void)state;
    for (size_t k = 0; k < COUNT_OF(rows); k++) {
        double worst = 0, worst_offset = 0;

        for (int i = 0; i < 30000; i++) {
            struct geo_point from = anywhere(&r);
            double azimuth = random_between(&r, 0, 360), s, c;
            double metres = rows[k].reach_m * random_between(&r, 0.5, 1);
            struct geo_point to = direct(from, azimuth, metres);
            double ours = geo_distance_m(from, to);

            geo_sincos_deg(azimuth, &s, &c);
            worst = fmax(worst, fabs(ours - metres));
            worst_offset =
                fmax(worst_offset, inverse(to, geo_offset(from, metres * s, metres * c)));
            assert_true(ours == geo_distance_m(to, from));
        }
        print_message("to %.0f m: off by %.2g m, offsets by %.2g m\n", rows[k].reach_m, worst,
                      worst_offset);
        assert_true(worst <= rows[k].error_m);
        assert_true(worst_offset <= rows[k].offset_error_m);
    }
}

static struct geo_point along(struct geo_point a, struct geo_point b, double t)
{
    return (struct geo_point){a.lon_deg + t * (b.lon_deg - a.lon_deg),
                              a.lat_deg + t * (b.lat_deg - a.lat_deg)};
}

/* Least distance to an edge straight in degrees: scan, then narrow down by thirds. */
static double to_edge(struct geo_point p, struct geo_point a, struct geo_point b)
{
    double best = HUGE_VAL, low, high, at = 0;

    for (int i = 0; i <= 64; i++) {
        double d = inverse(p, along(a, b, i / 64.0));

        if (d < best) {
            best = d;
            at = i / 64.0;
        }
    }
    low = fmax(0, at - 1 / 64.0);
    high = fmin(1, at + 1 / 64.0);
    for (int i = 0; i < 60; i++) {
        double t = low + (high - low) / 3, u = high - (high - low) / 3;
        double dt = inverse(p, along(a, b, t)), du = inverse(p, along(a, b, u));

        best = fmin(best, fmin(dt, du));
        if (dt < du)
            high = u;
        else
            low = t;
    }
    return best;
}

static void edges(void **state)
{
    struct random r = random_init(22);
    double worst = 0;

    (void)state;
    for (int i = 0; i < 3000; i++) {
        struct arena arena = {.mem = &mem_libc};
        struct geo_point a = {random_between(&r, -170, 170), random_between(&r, -80, 80)}, b, p;
        struct geo_shape *line;
        struct err err = {0};
        double length = pow(10, random_between(&r, 1, 5.3));
        double reach = pow(10, random_between(&r, -2, 4.85));

        b = direct(a, random_between(&r, 0, 360), length);
        a = geo_place_make(a).point;
        b = geo_place_make(b).point;
        if (fabs(a.lon_deg - b.lon_deg) > 100)
            continue;
        p = along(a, b, random_between(&r, -0.2, 1.2));
        p = direct(p, random_between(&r, 0, 360), reach);
        struct geo_point ends[] = {a, b};
        struct geo_path path = {ends, 2};
        assert_int_equal(geo_shape_lines(&arena, &path, 1, &line, &err), ERR_OK);
        struct geo_place place = geo_place_make(p);
        double expected = to_edge(place.point, a, b);
        double ours = geo_shape_distance_m(line, &place);
        if (expected <= 70000)
            worst = fmax(worst, fabs(ours - expected));
        arena_free(&arena);
    }
    print_message("points to edges, to 70 km: off by %.2g m\n", worst);
    assert_true(worst <= 0.01);
}

/* The drawn limits of a zone that was agreed as 2 km on either side of its line. */
static void korea(void **state)
{
    static char bytes[1 << 20];
    struct arena arena = {.mem = &mem_libc}, scratch = {.mem = &mem_libc};
    const char *shared = getenv("TRUCE_SHARED"), *root = getenv("ROOT");
    struct str value[] = {STR_INIT("DMZ"), STR_INIT("Military Demarcation Line")};
    struct geo_filter filter = {GEO_FILTER_IS, STR_INIT("DISCLAIME1"), value, 1, 0};
    struct geo_shape *limits, *line;
    struct err err = {0};
    char path[512];
    double low = HUGE_VAL, high = 0, sum = 0;
    size_t left = 0, right = 0, count = 0;

    (void)state;
    (void)snprintf(path, sizeof path, "%s%s/data/korea-dmz/dmz-geojson.json",
                   shared ? shared
                   : root ? root
                          : ".",
                   shared ? "" : "/../shared");
    FILE *file = fopen(path, "rb");
    if (!file) {
        print_message("skipped: no data at %s (set TRUCE_SHARED)\n", path);
        skip();
    }
    struct str text = {bytes, fread(bytes, 1, sizeof bytes, file)};
    (void)fclose(file);
    assert_int_equal(geo_geojson_read(&arena, &scratch, text, &filter, &limits, &err), ERR_OK);
    filter.values = &value[1];
    assert_int_equal(geo_geojson_read(&arena, &scratch, text, &filter, &line, &err), ERR_OK);
    for (size_t i = 0; i < geo_shape_path_count(limits); i++) {
        for (size_t k = 0; k < geo_shape_path_size(limits, i); k++) {
            struct geo_place place = geo_place_make(geo_shape_vertex(limits, i, k));
            struct geo_nearest nearest = geo_shape_nearest(line, &place);

            assert_true(fabs(nearest.distance_m - inverse(place.point, nearest.point)) < 1e-3);
            if (nearest.hand == GEO_HAND_UNSURE)
                continue;
            low = fmin(low, nearest.distance_m);
            high = fmax(high, nearest.distance_m);
            sum += nearest.distance_m;
            count++;
            left += nearest.hand == GEO_HAND_LEFT;
            right += nearest.hand == GEO_HAND_RIGHT;
        }
    }
    print_message("drawn limits: %.1f to %.1f m from the line, mean %.1f m; %zu left, %zu right\n",
                  low, high, sum / (double)count, left, right);
    assert_true(sum / (double)count > 1960 && sum / (double)count < 2090);
    assert_true(left > 150 && right > 150);
    arena_free(&arena);
    arena_free(&scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points),
        cmocka_unit_test(edges),
        cmocka_unit_test(korea),
    };

    geod_init(&earth, GEO_AXIS_M, GEO_FLATTENING);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

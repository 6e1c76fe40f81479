/* SPDX-License-Identifier: Apache-2.0
 *
 * Membership and validity against GEOS. GEOS gets the grid's integers as its coordinates, which
 * doubles hold exactly, so every answer must agree, on the border too. */
#include "geo/shape.h"
#include "support/random.h"
#include "support/test.h"

#include <geos_c.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void quiet(const char *format, ...)
{
    (void)format;
}

#define VERTEX_MAX 4096

/* A ring about the centre whose radius wanders; every vertex on the 1e-7 degree grid. */
static size_t wander(struct random *r, double lon, double lat, double radius, size_t n,
                     struct geo_point *points)
{
    double a = random_between(r, 0, 7), b = random_between(r, 0, 7);

    for (size_t i = 0; i < n; i++) {
        double t = 6.283185307179586 * (double)i / (double)n;
        double d = radius * (1 + 0.25 * sin(5 * t + a) + 0.1 * sin(23 * t + b) +
                             0.3 / (double)n * random_unit(r));
        struct geo_point p = {lon + d * cos(t), lat + d * sin(t) * 0.7};

        points[i] = geo_place_make(p).point;
    }
    return n;
}

static double grid(double degrees)
{
    return (double)llround(degrees * 1e7);
}

static GEOSGeometry *geos_ring(const struct geo_point *points, size_t n)
{
    GEOSCoordSequence *seq = GEOSCoordSeq_create((unsigned)n + 1, 2);

    for (size_t i = 0; i <= n; i++)
        GEOSCoordSeq_setXY(seq, (unsigned)i, grid(points[i % n].lon_deg),
                           grid(points[i % n].lat_deg));
    return GEOSGeom_createLinearRing(seq);
}

/* Points of every kind: anywhere, within some centimetres of the border, on it. */
static struct geo_point some_point(struct random *r, const struct geo_point *points, size_t n,
                                   double lon, double lat)
{
    size_t i = (size_t)random_below(r, n);
    struct geo_point a = points[i], b = points[(i + 1) % n], p;
    double t = random_unit(r);

    switch (random_below(r, 5)) {
    case 0:
        return a;
    case 1: /* level with a vertex */
        return (struct geo_point){random_between(r, lon - 2, lon + 2), a.lat_deg};
    case 2:
        return (struct geo_point){0.5 * (a.lon_deg + b.lon_deg), 0.5 * (a.lat_deg + b.lat_deg)};
    case 3:
        p = (struct geo_point){a.lon_deg + t * (b.lon_deg - a.lon_deg),
                               a.lat_deg + t * (b.lat_deg - a.lat_deg)};
        p.lon_deg += 1e-7 * (double)random_below(r, 5) - 2e-7;
        p.lat_deg += 1e-7 * (double)random_below(r, 5) - 2e-7;
        return p;
    default:
        return (struct geo_point){random_between(r, lon - 2, lon + 2),
                                  random_between(r, lat - 2, lat + 2)};
    }
}

static void membership(void **state)
{
    struct random r = random_init(31);
    struct geo_point *points = malloc(2 * VERTEX_MAX * sizeof *points);
    long asked = 0, on_border = 0;

    (void)state;
    assert_non_null(points);
    for (int round = 0; round < 20; round++) {
        struct arena arena = {.mem = &mem_libc};
        double lon = random_between(&r, -170, 170), lat = random_between(&r, -80, 80);
        size_t n = wander(&r, lon, lat, 1, 3 + (size_t)random_below(&r, VERTEX_MAX - 3), points);
        size_t m = wander(&r, lon, lat, 0.3, 3 + (size_t)random_below(&r, 500), points + n);
        struct geo_path rings[2] = {{points, n}, {points + n, m}};
        struct geo_polygon polygon = {rings, 2};
        struct geo_shape *shape;
        struct err err = {0};
        GEOSGeometry *hole = geos_ring(points + n, m);
        GEOSGeometry *area = GEOSGeom_createPolygon(geos_ring(points, n), &hole, 1);
        bool is_valid = GEOSisValid(area) == 1;
        enum err_code code = geo_shape_area(&arena, &polygon, 1, &shape, &err);

        if (is_valid)
            assert_int_equal(code, ERR_OK);
        if (code == ERR_OK && is_valid) {
            const GEOSPreparedGeometry *prepared = GEOSPrepare(area);

            for (int i = 0; i < 50000; i++) {
                struct geo_point p = some_point(&r, points, n + m, lon, lat);
                struct geo_place place = geo_place_make(p);
                GEOSGeometry *q = GEOSGeom_createPointFromXY((double)place.x, (double)place.y);
                enum geo_position ours = geo_shape_position(shape, &place);

                assert_int_equal(ours != GEO_POSITION_OUT, GEOSPreparedIntersects(prepared, q));
                assert_int_equal(ours == GEO_POSITION_IN, GEOSPreparedContains(prepared, q));
                on_border += ours == GEO_POSITION_BORDER;
                asked++;
                GEOSGeom_destroy(q);
            }
            GEOSPreparedGeom_destroy(prepared);
        }
        GEOSGeom_destroy(area);
        arena_free(&arena);
    }
    print_message("%ld points agree, %ld of them on a border\n", asked, on_border);
    assert_true(asked >= 500000 && on_border > 100000);
    free(points);
}

/* Small random rings on a small grid, full of coincidences: what GEOS accepts we accept; what we
 * refuse GEOS refuses. */
static void validity(void **state)
{
    struct random r = random_init(32);
    long valid = 0, refused = 0, touching = 0;

    (void)state;
    for (int round = 0; round < 200000; round++) {
        struct arena arena = {.mem = &mem_libc};
        size_t n = 3 + (size_t)random_below(&r, 5), distinct = 0;
        struct geo_point points[8];
        struct geo_path ring = {points, 0};
        struct geo_polygon polygon = {&ring, 1};
        struct geo_shape *shape;
        struct err err = {0};

        for (size_t i = 0; i < n; i++) {
            struct geo_point p = {1e-4 * (double)random_below(&r, 5),
                                  1e-4 * (double)random_below(&r, 5)};

            if (distinct == 0 || memcmp(&p, &points[distinct - 1], sizeof p) != 0)
                points[distinct++] = p;
        }
        if (distinct > 1 && memcmp(&points[0], &points[distinct - 1], sizeof points[0]) == 0)
            distinct--;
        if (distinct < 3)
            continue;
        ring.count = distinct;
        GEOSGeometry *area = GEOSGeom_createPolygon(geos_ring(points, distinct), NULL, 0);
        bool is_valid = GEOSisValid(area) == 1;
        enum err_code code = geo_shape_area(&arena, &polygon, 1, &shape, &err);

        if (is_valid && code != ERR_OK)
            fail_msg("refused, though valid: %s", err.text);
        valid += is_valid;
        refused += code != ERR_OK;
        touching += code == ERR_OK && !is_valid;
        GEOSGeom_destroy(area);
        arena_free(&arena);
    }
    print_message("%ld valid, %ld refused, %ld accepted that only touch themselves\n", valid,
                  refused, touching);
    assert_true(valid > 1000 && refused > 1000);
}

static void touching(void **state)
{
    struct random r = random_init(33);
    long yes = 0, no = 0;

    (void)state;
    for (int round = 0; round < 50000; round++) {
        struct arena arena = {.mem = &mem_libc};
        GEOSGeometry *geos[2] = {NULL, NULL};
        struct geo_shape *shapes[2] = {NULL, NULL};
        struct err err = {0};

        for (int k = 0; k < 2; k++) {
            struct geo_point points[4];
            struct geo_path path = {points, 3 + (size_t)random_below(&r, 2)};
            struct geo_polygon polygon = {&path, 1};

            for (size_t i = 0; i < path.count; i++)
                points[i] = (struct geo_point){1e-4 * (double)random_below(&r, 9),
                                               1e-4 * (double)random_below(&r, 9)};
            if (geo_shape_area(&arena, &polygon, 1, &shapes[k], &err))
                break;
            geos[k] = GEOSGeom_createPolygon(geos_ring(points, path.count), NULL, 0);
        }
        if (geos[0] && geos[1] && GEOSisValid(geos[0]) == 1 && GEOSisValid(geos[1]) == 1) {
            bool expected = GEOSIntersects(geos[0], geos[1]) == 1;

            assert_int_equal(geo_shape_touches(shapes[0], shapes[1]), expected);
            assert_int_equal(geo_shape_touches(shapes[1], shapes[0]), expected);
            yes += expected;
            no += !expected;
        }
        GEOSGeom_destroy(geos[0]);
        GEOSGeom_destroy(geos[1]);
        arena_free(&arena);
    }
    assert_true(yes > 1000 && no > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(membership),
        cmocka_unit_test(validity),
        cmocka_unit_test(touching),
    };
    int failed;

    initGEOS(quiet, quiet);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    finishGEOS();
    return failed;
}

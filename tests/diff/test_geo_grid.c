/* SPDX-License-Identifier: Apache-2.0
 *
 * The set grid against GEOS, pair by pair, and on borders against a slow count of crossings in 128
 * bits that shares nothing with it; bands about a line against PROJ's geodesics over the whole Earth. */
#include "geo/tiles.h"
#include "geo/trig.h"
#include "support/random.h"
#include "support/test.h"

#include <geodesic.h>
#include <geos_c.h>
#include <math.h>
#include <stdlib.h>

__extension__ typedef __int128 wide;

#define AREAS 100
#define POINTS 10000
#define VERTICES 60

static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    arena = (struct arena){.mem = &mem_libc};
    initGEOS(NULL, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(&arena);
    finishGEOS();
    return 0;
}

struct ring {
    int64_t x[VERTICES], y[VERTICES];
    const struct geo_shape *shape;
    GEOSGeometry *geos;
    const GEOSPreparedGeometry *prepared;
};

/* Round about a place; on a coarse lattice, so that points and borders meet. */
static void make_ring(struct random *r, struct ring *ring, int64_t step)
{
    double lon = random_between(r, 30, 34), lat = random_between(r, 46, 49);
    double size = random_between(r, 0.02, 0.8);
    struct geo_point points[VERTICES];
    struct geo_path path = {points, VERTICES};
    struct geo_polygon polygon = {&path, 1};
    struct geo_shape *shape;
    struct err err = {0};

    do {
        for (int i = 0; i < VERTICES; i++) {
            double a = 2 * GEO_PI * i / VERTICES, d = size * random_between(r, 0.6, 1), s, c;

            geo_sincos(a, &s, &c);
            ring->x[i] = (int64_t)((lon + d * c) * 1e7) / step * step;
            ring->y[i] = (int64_t)((lat + d * s) * 1e7) / step * step;
            points[i] = (struct geo_point){(double)ring->x[i] / 1e7, (double)ring->y[i] / 1e7};
        }
        size *= 1.1; /* refused when the lattice is too coarse for it */
    } while (geo_shape_area(&arena, &polygon, 1, &shape, &err));
    GEOSCoordSequence *sequence = GEOSCoordSeq_create(VERTICES + 1, 2);
    for (unsigned i = 0; i <= VERTICES; i++)
        GEOSCoordSeq_setXY(sequence, i, (double)ring->x[i % VERTICES],
                           (double)ring->y[i % VERTICES]);
    ring->shape = shape;
    ring->geos = GEOSGeom_createPolygon(GEOSGeom_createLinearRing(sequence), NULL, 0);
    ring->prepared = GEOSPrepare(ring->geos);
}

/* 0 outside, 1 inside, 2 on the ring. */
static int slowly(const struct ring *ring, int64_t x, int64_t y)
{
    bool odd = false;

    for (int i = 0; i < VERTICES; i++) {
        int64_t x1 = ring->x[i], y1 = ring->y[i], x2 = ring->x[(i + 1) % VERTICES],
                y2 = ring->y[(i + 1) % VERTICES];
        wide turn = (wide)(x2 - x1) * (y - y1) - (wide)(x - x1) * (y2 - y1);

        if (turn == 0 && (x - x1) * (x - x2) <= 0 && (y - y1) * (y - y2) <= 0)
            return 2;
        if ((y1 > y) != (y2 > y))
            odd ^= (turn > 0) == (y2 > y1);
    }
    return odd;
}

static void pairs_as_geos(void **state)
{
    struct random r = random_init(171);
    struct ring *rings = calloc(AREAS, sizeof *rings);
    const struct geo_shape *shapes[AREAS];
    int32_t *x = calloc(POINTS, sizeof *x), *y = calloc(POINTS, sizeof *y);
    struct geo_columns points = {x, y, POINTS};
    size_t room = (size_t)POINTS * AREAS;
    struct geo_pair *pairs = calloc(room, sizeof *pairs);
    long found = 0, border = 0;

    (void)state;
    assert_true(rings && x && y && pairs);
    for (int round = 0; round < 2; round++) {
        struct geo_grid *grid;
        struct err err = {0};
        size_t next = 0, n, k = 0;

        for (size_t i = 0; i < AREAS; i++) {
            make_ring(&r, &rings[i], round ? 50000 : 1);
            shapes[i] = rings[i].shape;
        }
        for (size_t i = 0; i < POINTS; i++) { /* anywhere, and on vertices and middles of edges */
            const struct ring *ring = &rings[random_below(&r, AREAS)];
            size_t v = random_below(&r, VERTICES), w = (v + random_below(&r, 2)) % VERTICES;

            x[i] = (int32_t)((ring->x[v] + ring->x[w]) / 2);
            y[i] = (int32_t)((ring->y[v] + ring->y[w]) / 2);
            if (i % 2) {
                x[i] = (int32_t)random_between(&r, 295e6, 345e6);
                y[i] = (int32_t)random_between(&r, 455e6, 495e6);
            }
        }
        assert_int_equal(geo_grid_make(&arena, shapes, AREAS, 0, &grid, &err), ERR_OK);
        n = geo_grid_pairs(grid, &points, &next, pairs, room);
        assert_int_equal(next, POINTS);
        for (size_t i = 0; i < POINTS; i++) {
            GEOSGeometry *p = GEOSGeom_createPointFromXY((double)x[i], (double)y[i]);

            for (size_t a = 0; a < AREAS; a++) {
                bool ours = k < n && pairs[k].point == i && pairs[k].area == a;
                bool is_near = llabs(x[i] - rings[a].x[0]) < 30000000 &&
                               llabs(y[i] - rings[a].y[0]) < 30000000;
                int exact = is_near ? slowly(&rings[a], x[i], y[i]) : 0;

                assert_int_equal(ours, exact != 0);
                if (is_near)
                    assert_int_equal(ours, GEOSPreparedIntersects(rings[a].prepared, p));
                border += exact == 2;
                k += ours;
            }
            GEOSGeom_destroy(p);
        }
        assert_int_equal(k, n);
        found += (long)n;
        for (size_t i = 0; i < AREAS; i++) {
            GEOSPreparedGeom_destroy(rings[i].prepared);
            GEOSGeom_destroy(rings[i].geos);
        }
    }
    print_message("%ld pairs agree, %ld of them on a border\n", found, border);
    assert_true(found > 20000 && border > 3000);
    free(rings);
    free(x);
    free(y);
    free(pairs);
}

/* The least geodesic distance to a short edge, by golden section over it. */
static double by_proj(const struct geod_geodesic *earth, struct geo_point p, struct geo_point a,
                      struct geo_point b)
{
    double low = 0, high = 1, least = 1e9;

    for (int i = 0; i < 60; i++) {
        double t[2] = {low + 0.381966011250105 * (high - low),
                       low + 0.618033988749895 * (high - low)};
        double s[2];

        for (int k = 0; k < 2; k++) {
            geod_inverse(earth, p.lat_deg, p.lon_deg, a.lat_deg + t[k] * (b.lat_deg - a.lat_deg),
                         a.lon_deg + t[k] * (b.lon_deg - a.lon_deg), &s[k], NULL, NULL);
            least = fmin(least, s[k]);
        }
        if (s[0] < s[1])
            high = t[1];
        else
            low = t[0];
    }
    geod_inverse(earth, p.lat_deg, p.lon_deg, a.lat_deg, a.lon_deg, &low, NULL, NULL);
    geod_inverse(earth, p.lat_deg, p.lon_deg, b.lat_deg, b.lon_deg, &high, NULL, NULL);
    return fmin(least, fmin(low, high));
}

static void bands_as_proj(void **state)
{
    struct random r = random_init(172);
    struct geod_geodesic earth;
    double worst = 0;
    long asked = 0, at_limit = 0;

    (void)state;
    geod_init(&earth, GEO_AXIS_M, GEO_FLATTENING);
    for (int round = 0; round < 60; round++) {
        struct geo_point ends[2] = {{random_between(&r, -170, 170), random_between(&r, -84, 84)}};
        struct geo_path path = {ends, 2};
        struct geo_shape *line;
        struct geo_reach *reach;
        struct geo_tiles *tiles;
        struct err err = {0};
        enum { SOME = 60 };
        int32_t x[SOME], y[SOME];
        struct geo_columns points = {x, y, SOME};
        uint8_t codes[SOME];
        double limits[3] = {15000, 30000, 70000};

        ends[0] = geo_place_make(ends[0]).point;
        ends[1].lon_deg = ends[0].lon_deg + random_between(&r, -0.3, 0.3);
        ends[1].lat_deg = ends[0].lat_deg + random_between(&r, -0.3, 0.3);
        ends[1] = geo_place_make(ends[1]).point;
        assert_int_equal(geo_shape_lines(&arena, &path, 1, &line, &err), ERR_OK);
        for (int i = 0; i < SOME; i++) {
            double wide_deg = 1.2 / geo_cos(ends[0].lat_deg * GEO_RAD);
            double lon = ends[0].lon_deg + random_between(&r, -wide_deg, wide_deg);

            lon -= lon > 180 ? 360 : lon < -180 ? -360 : 0;
            x[i] = (int32_t)llround(lon * 1e7);
            y[i] = (int32_t)llround((ends[0].lat_deg + random_between(&r, -0.9, 0.9)) * 1e7);
        }
        assert_int_equal(geo_reach_make(&arena, line, 70000, 0, &reach, &err), ERR_OK);
        assert_int_equal(geo_tiles_bands(&arena, reach, limits, 3, &tiles, &err), ERR_OK);
        geo_tiles_ask(tiles, &points, codes);
        for (int i = 0; i < SOME; i++) {
            struct geo_place place = geo_place_make((struct geo_point){x[i] / 1e7, y[i] / 1e7});
            double d = by_proj(&earth, place.point, ends[0], ends[1]);

            asked++;
            if (d < 70000)
                worst = fmax(worst, fabs(geo_shape_distance_m(line, &place) - d));
            for (size_t k = 0; k < 3; k++)
                if (fabs(d - limits[k]) > 0.01)
                    assert_int_equal(codes[i] <= 2 * k + 1, d < limits[k]);
                else
                    at_limit++;
        }
        arena_free(&arena);
    }
    print_message("%ld places, distances within %.6f m of PROJ's; %ld within 1 cm of a limit\n",
                  asked, worst, at_limit);
    assert_true(worst < 0.01);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(pairs_as_geos, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bands_as_proj, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The set grid says what geo_shape_position says: random areas of every kind, points on and about
 * their borders and the lines of cells, every size of cell, every order, every way of looking up. */
#include "geo/grid.h"
#include "geo/shape_int.h"
#include "geo/trig.h"
#include "support/random.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#define POINTS 1500
#define AREAS 12

static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    arena = (struct arena){.mem = &mem_libc};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static double wrapped(double lon)
{
    return lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon;
}

/* A ring about a centre; coarse ones stand on a lattice, so that they touch, run along and spike. */
static size_t ring(struct random *r, double lon, double lat, double size, struct geo_point *points)
{
    size_t n = 3 + (size_t)random_below(r, random_below(r, 3) ? 12 : 60);
    double step = random_below(r, 2) ? 1e-7 : size / 8, phase = random_unit(r);

    for (size_t i = 0; i < n; i++) {
        double a = 2 * GEO_PI * ((double)i + phase) / (double)n, s, c;
        double d = size * (0.3 + 0.7 * random_unit(r));

        geo_sincos(a, &s, &c);
        points[i] = (struct geo_point){wrapped(lon + step * (double)(int64_t)(d * c / step)),
                                       lat + step * (double)(int64_t)(d * s / step)};
    }
    return n;
}

/* One to three polygons with up to three holes, which may lie in each other. NULL when refused. */
static const struct geo_shape *area(struct random *r, double lon, double lat, double size)
{
    static struct geo_point points[3][4][80];
    struct geo_path rings[3][4];
    struct geo_polygon polygons[3];
    size_t count = 1 + (size_t)random_below(r, 3);
    struct geo_shape *shape;
    struct err err = {0};

    for (size_t p = 0; p < count; p++) {
        double x = lon + (p ? random_between(r, -size, size) : 0);
        double y = lat + (p ? random_between(r, -size, size) : 0);
        size_t holes = (size_t)random_below(r, 4);

        for (size_t k = 0; k <= holes; k++) {
            double at = k ? random_between(r, -0.1, 0.1) * size : 0;

            rings[p][k].points = points[p][k];
            rings[p][k].count = ring(r, x + at, y + at, k ? size * 0.3 : size, points[p][k]);
        }
        polygons[p] = (struct geo_polygon){rings[p], holes + 1};
    }
    return geo_shape_area(&arena, polygons, count, &shape, &err) == ERR_OK ? shape : NULL;
}

static int32_t fit(int64_t v, int64_t limit)
{
    while (v > limit)
        v -= 2 * limit;
    while (v < -limit)
        v += 2 * limit;
    return (int32_t)v;
}

static void some_point(struct random *r, const struct geo_shape *shape, int bits, int32_t *x,
                       int32_t *y)
{
    size_t path = (size_t)random_below(r, geo_shape_path_count(shape));
    const struct geo_run *run = &shape->runs[path];
    const struct geo_xy *v = shape->vertices + run->first + random_below(r, run->count - 1);
    int64_t px = v->x, py = v->y, cell = INT64_C(1) << bits;

    switch (random_below(r, 6)) {
    case 0:
        break;
    case 1:
        px = (v[0].x + v[1].x) / 2;
        py = (v[0].y + v[1].y) / 2;
        break;
    case 2: /* about a corner of cells */
        px = shape->box.x0 + cell * (int64_t)random_below(r, 4) * 8;
        py = shape->box.y0 + cell * (int64_t)random_below(r, 4) * 8;
        break;
    case 3: /* level with a vertex */
        px =
            shape->box.x0 + (int64_t)random_below(r, (uint64_t)(shape->box.x1 - shape->box.x0) + 1);
        break;
    case 4:
        py =
            shape->box.y0 + (int64_t)random_below(r, (uint64_t)(shape->box.y1 - shape->box.y0) + 1);
        break;
    default:
        px =
            shape->box.x0 + (int64_t)random_below(r, (uint64_t)(shape->box.x1 - shape->box.x0) + 1);
        py =
            shape->box.y0 + (int64_t)random_below(r, (uint64_t)(shape->box.y1 - shape->box.y0) + 1);
    }
    px += random_below(r, 2) ? 0 : (int64_t)random_below(r, 5) - 2;
    py += random_below(r, 2) ? 0 : (int64_t)random_below(r, 5) - 2;
    *x = fit(px, GEO_HALF_TURN);
    *y = fit(py, 900000000);
}

static long borders;

/* All pairs by the shapes themselves. */
static size_t slow_pairs(const struct geo_shape *const *shapes, size_t count,
                         const struct geo_columns *points, struct geo_pair *pairs)
{
    size_t n = 0;

    for (size_t i = 0; i < points->count; i++)
        for (size_t a = 0; a < count; a++) {
            struct geo_place place = {.x = points->lon_e7[i], .y = points->lat_e7[i]};
            enum geo_position at = geo_shape_position(shapes[a], &place);

            borders += at == GEO_POSITION_BORDER;
            if (at != GEO_POSITION_OUT)
                pairs[n++] = (struct geo_pair){(uint32_t)i, (uint32_t)a};
        }
    return n;
}

static void check_grid(struct geo_grid *grid, size_t areas, const struct geo_columns *points,
                       const struct geo_pair *wanted, size_t wanted_count)
{
    static struct geo_pair got[POINTS * AREAS + AREAS];
    uint64_t counts[AREAS] = {0}, wanted_counts[AREAS] = {0};
    uint8_t held[POINTS], wanted_held[POINTS] = {0};
    size_t next = 0, n = 0, room = geo_grid_most(grid) + 40;

    while (next < points->count)
        n += geo_grid_pairs(grid, points, &next, got + n, room);
    assert_int_equal(n, wanted_count);
    assert_memory_equal(got, wanted, n * sizeof *got);
    for (size_t i = 0; i < n; i++) {
        wanted_counts[wanted[i].area]++;
        wanted_held[wanted[i].point] = 1;
    }
    geo_grid_count(grid, points, counts);
    assert_memory_equal(counts, wanted_counts, areas * sizeof *counts);
    geo_grid_any(grid, points, held);
    assert_memory_equal(held, wanted_held, points->count);
}

static void says_what_shapes_say(void **state)
{
    struct random r = random_init(141);
    static struct geo_pair wanted[POINTS * AREAS];
    static int32_t x[POINTS], y[POINTS];
    static const double centres[][2] = {{37, 48}, {180, -17}, {-179.9, 60},
                                        {0, 0},   {20, 84},   {-70, -33}};
    struct geo_columns points = {x, y, POINTS};
    long asked = 0, made = 0;

    (void)state;
    for (int round = 0; round < 36; round++) {
        const struct geo_shape *shapes[AREAS];
        const double *centre = centres[random_below(&r, COUNT_OF(centres))];
        double size = round % 3 == 0 ? 3e-5 : round % 3 == 1 ? 0.1 : 4;
        size_t count = 0, tries = 1 + (size_t)random_below(&r, 2 * AREAS), n;

        for (size_t i = 0; i < tries && count < AREAS; i++) {
            double dx = random_between(&r, -2, 2) * size, dy = random_between(&r, -0.4, 0.4) * size;
            const struct geo_shape *shape = area(&r, wrapped(centre[0] + dx), centre[1] + dy,
                                                 size * random_between(&r, 0.2, 1));

            if (shape)
                shapes[count++] = shape;
        }
        if (count == 0)
            continue;
        for (int bits = 0; bits <= 28; bits += bits ? 8 : 4) {
            struct geo_grid *grid;
            struct err err = {0};

            assert_int_equal(geo_grid_make(&arena, shapes, count, bits, &grid, &err), ERR_OK);
            for (size_t i = 0; i < POINTS; i++)
                some_point(&r, shapes[random_below(&r, count)], geo_grid_figures(grid).cell_bits,
                           &x[i], &y[i]);
            n = slow_pairs(shapes, count, &points, wanted);
            for (int lookup = GEO_LOOKUP_BEST; lookup <= GEO_LOOKUP_AVX512; lookup++) {
                geo_grid_set_lookup(grid, (enum geo_lookup)lookup);
                check_grid(grid, count, &points, wanted, n);
            }
            asked += (long)(count * POINTS);
            made++;
        }
        arena_free(&arena);
    }
    print_message("%ld answers of %ld grids, %ld on borders\n", asked, made, borders);
    assert_true(asked > 150000 && borders > asked / 50);
}

static void order_does_not_matter(void **state)
{
    struct random r = random_init(142);
    const struct geo_shape *shapes[AREAS], *turned[AREAS];
    int32_t x[POINTS], y[POINTS], back_x[POINTS], back_y[POINTS];
    struct geo_columns points = {x, y, POINTS}, back = {back_x, back_y, POINTS};
    uint64_t a[AREAS] = {0}, b[AREAS] = {0}, c[AREAS] = {0};
    struct geo_grid *grid, *other;
    struct err err = {0};
    size_t count = 0;

    (void)state;
    while (count < AREAS) {
        const struct geo_shape *shape = area(&r, 30 + random_unit(&r), 40 + random_unit(&r), 0.4);

        if (shape)
            shapes[count++] = shape;
    }
    for (size_t i = 0; i < count; i++)
        turned[i] = shapes[count - 1 - i];
    assert_int_equal(geo_grid_make(&arena, shapes, count, 0, &grid, &err), ERR_OK);
    assert_int_equal(geo_grid_make(&arena, turned, count, 0, &other, &err), ERR_OK);
    for (size_t i = 0; i < POINTS; i++) {
        some_point(&r, shapes[random_below(&r, count)], 20, &x[i], &y[i]);
        back_x[POINTS - 1 - i] = x[i];
        back_y[POINTS - 1 - i] = y[i];
    }
    geo_grid_count(grid, &points, a);
    geo_grid_count(other, &back, b);
    for (size_t at = 0; at < POINTS; at += 7) { /* in small batches */
        struct geo_columns some = {x + at, y + at, POINTS - at < 7 ? POINTS - at : 7};

        geo_grid_count(grid, &some, c);
    }
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(a[i], b[count - 1 - i]);
        assert_int_equal(a[i], c[i]);
        assert_true(a[i] > 0);
    }
}

static void changes(void **state)
{
    struct random r = random_init(143);
    static int32_t x[POINTS], y[POINTS];
    struct geo_columns points = {x, y, POINTS};
    long seen = 0;

    (void)state;
    for (int round = 0; round < 40; round++) {
        const struct geo_shape *before = area(&r, 30, 40, 0.4), *after = area(&r, 30.1, 40, 0.4);
        struct geo_change *list;
        size_t count, k = 0;
        struct err err = {0};

        if (!before || (round % 4 && !after))
            continue;
        for (size_t i = 0; i < POINTS; i++)
            some_point(&r, after && i % 2 ? after : before, 16, &x[i], &y[i]);
        assert_int_equal(geo_grid_changes(&arena, before, after, &points, &list, &count, &err), 0);
        for (size_t i = 0; i < POINTS; i++) {
            struct geo_place place = {.x = x[i], .y = y[i]};
            bool was = geo_shape_position(before, &place) != GEO_POSITION_OUT;
            bool is = after && geo_shape_position(after, &place) != GEO_POSITION_OUT;

            if (was == is)
                continue;
            assert_true(k < count);
            assert_int_equal(list[k].point, i);
            assert_true(list[k].was == was && list[k].is == is);
            k++;
        }
        assert_int_equal(k, count);
        seen += (long)count;
    }
    assert_true(seen > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(says_what_shapes_say, set_up, tear_down),
        cmocka_unit_test_setup_teardown(order_does_not_matter, set_up, tear_down),
        cmocka_unit_test_setup_teardown(changes, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

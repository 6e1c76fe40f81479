/* SPDX-License-Identifier: Apache-2.0
 *
 * Tiles say what shapes and zones say: bands about lines and areas, sides, zones of every kind, for
 * points anywhere, on the limits and beyond the table, whatever the size of the cells. */
#include "base/num.h"
#include "geo/tiles.h"
#include "geo/trig.h"
#include "support/random.h"
#include "support/test.h"

#include <math.h>

#define POINTS 1200
#define VERTICES 60

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

static const double centres[][2] = {{37, 48}, {179.9, -17}, {0, 0}, {20, 80}, {-179.95, 62}};

static double wrapped(double lon)
{
    return lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon;
}

static const struct geo_shape *wander(struct random *r, double lon, double lat, double size,
                                      bool is_line)
{
    struct geo_point points[VERTICES];
    struct geo_path path = {points, VERTICES};
    struct geo_polygon polygon = {&path, 1};
    struct geo_shape *shape;
    struct err err = {0};

    for (int i = 0; i < VERTICES; i++) {
        double t = i * (is_line ? 2.5 : 2 * GEO_PI) / VERTICES, s, c;
        double d = size * random_between(r, 0.5, 1);

        geo_sincos(t, &s, &c);
        points[i] = (struct geo_point){wrapped(lon + d * c), lat + d * s};
    }
    if (is_line)
        assert_int_equal(geo_shape_lines(&arena, &path, 1, &shape, &err), ERR_OK);
    else
        assert_int_equal(geo_shape_area(&arena, &polygon, 1, &shape, &err), ERR_OK);
    return shape;
}

static void scatter(struct random *r, double lon, double lat, double size, int32_t *x, int32_t *y)
{
    for (int i = 0; i < POINTS; i++) {
        double far = random_below(r, 10) ? 2 * size : 60;
        double a = lon + random_between(r, -far, far);

        x[i] = (int32_t)llround(wrapped(wrapped(a)) * 1e7);
        y[i] =
            (int32_t)llround(fmax(-90, fmin(90, lat + random_between(r, -far, far) * 0.5)) * 1e7);
    }
}

static struct geo_place place_of(int32_t x, int32_t y)
{
    return geo_place_make((struct geo_point){(double)x / 1e7, (double)y / 1e7});
}

static void bands(void **state)
{
    static int32_t x[POINTS], y[POINTS];
    static uint8_t codes[POINTS];
    struct geo_columns points = {x, y, POINTS};
    struct random r = random_init(161);
    long on_limit = 0, unsure = 0;

    (void)state;
    for (int round = 0; round < 30; round++) {
        const double *at = centres[round % 5];
        double size = round % 3 ? 0.3 : 0.02;
        const struct geo_shape *shape = wander(&r, at[0], at[1], size, round & 1);
        double limits[5] = {0, 200 * size * 10, 15000 * size, 30000 * size, 70000 * size};
        struct geo_reach *reach;
        struct geo_tiles *tiles;
        struct err err = {0};
        size_t n = 1 + (size_t)random_below(&r, 5);

        assert_int_equal(
            geo_reach_make(&arena, shape, 70000, round % 4 ? 0 : 14 + round % 9, &reach, &err),
            ERR_OK);
        scatter(&r, at[0], at[1], size, x, y);
        for (int again = 0; again < 2; again++) { /* then at limits that points lie on */
            if (again) {
                struct geo_place place = place_of(x[7], y[7]);

                n = 1;
                limits[0] = num_metres(fmin(geo_shape_distance_m(shape, &place), 70000));
            }
            assert_int_equal(geo_tiles_bands(&arena, reach, limits, n, &tiles, &err), ERR_OK);
            geo_tiles_ask(tiles, &points, codes);
            unsure += (long)geo_tiles_figures(tiles).unsure_cells;
            for (int i = 0; i < POINTS; i++) {
                struct geo_place place = place_of(x[i], y[i]);
                double d = num_metres(geo_shape_distance_m(shape, &place));
                unsigned code = 0;

                for (size_t k = 0; k < n; k++) {
                    if (d > num_metres(limits[k]))
                        code += 2;
                    else if (d >= num_metres(limits[k]))
                        code++;
                    assert_int_equal(codes[i] <= 2 * k + 1,
                                     geo_shape_within(shape, &place, num_metres(limits[k])));
                }
                on_limit += code & 1;
                assert_int_equal(codes[i], code);
            }
        }
    }
    print_message("%ld on a limit; %ld cells unsure\n", on_limit, unsure);
    assert_true(on_limit > 20 && unsure > 1000);
}

static void hands(void **state)
{
    static int32_t x[POINTS], y[POINTS];
    static uint8_t codes[POINTS];
    struct geo_columns points = {x, y, POINTS};
    struct random r = random_init(162);
    long seen[4] = {0};

    (void)state;
    for (int round = 0; round < 10; round++) {
        const double *at = centres[round % 5];
        const struct geo_shape *line = wander(&r, at[0], at[1], 0.3, true);
        struct geo_tiles *tiles;
        struct err err = {0};

        assert_int_equal(geo_tiles_hands(&arena, line, round % 2 ? 0 : 17, &tiles, &err), ERR_OK);
        scatter(&r, at[0], at[1], 0.3, x, y);
        for (size_t i = 0; i < VERTICES; i++)
            geo_shape_vertex_e7(line, 0, i, &x[i], &y[i]);
        geo_tiles_ask(tiles, &points, codes);
        for (int i = 0; i < POINTS; i++) {
            struct geo_place place = place_of(x[i], y[i]);

            assert_int_equal(codes[i], geo_shape_hand(line, &place));
            seen[codes[i]]++;
        }
    }
    for (int i = 0; i < 4; i++)
        assert_true(seen[i] > 50);
}

static void members(void **state)
{
    static const struct geo_node nodes[] = {
        {.op = GEO_OP_SHAPE, .shape = 0, .size = 1},
        {.op = GEO_OP_SHAPE, .shape = 1, .size = 1},
        {.op = GEO_OP_WITHIN, .a = 1, .max_m = 5000, .size = 2},
        {.op = GEO_OP_SIDE, .a = 1, .hand = GEO_HAND_LEFT, .size = 2},
        {.op = GEO_OP_AND, .a = 2, .b = 3, .size = 5},
        {.op = GEO_OP_EXCEPT, .a = 0, .b = 4, .size = 7},
        {.op = GEO_OP_BEYOND, .a = 1, .min_m = 7000, .size = 2},
    };
    static int32_t x[POINTS], y[POINTS];
    static uint8_t codes[POINTS];
    struct geo_columns points = {x, y, POINTS};
    struct random r = random_init(163);
    long seen[3] = {0};

    (void)state;
    for (int round = 0; round < 5; round++) {
        const double *at = centres[round];
        const struct geo_shape *shapes[2] = {wander(&r, at[0], at[1], 0.3, false),
                                             wander(&r, at[0], at[1], 0.3, true)};
        struct geo_zones zones = {nodes, COUNT_OF(nodes), shapes, 2};
        struct err err = {0};

        assert_int_equal(geo_zones_check(&zones, &err), ERR_OK);
        scatter(&r, at[0], at[1], 0.3, x, y);
        for (uint32_t node = 0; node < COUNT_OF(nodes); node++) {
            struct geo_tiles *tiles;

            assert_int_equal(geo_tiles_members(&arena, &zones, node, 17, &tiles, &err), ERR_OK);
            geo_tiles_ask(tiles, &points, codes);
            for (int i = 0; i < POINTS; i++) {
                struct geo_place place = place_of(x[i], y[i]);

                assert_int_equal(codes[i], geo_zone_member(&zones, node, &place));
                seen[codes[i]]++;
            }
        }
    }
    for (int i = 0; i < 3; i++)
        assert_true(seen[i] > 500);
}

static void refused(void **state)
{
    struct random r = random_init(164);
    const struct geo_shape *area = wander(&r, 30, 40, 0.1, false);
    double limits[2] = {5, 5};
    struct geo_reach *reach;
    struct geo_tiles *tiles;
    struct err err = {0};

    (void)state;
    assert_int_equal(geo_tiles_hands(&arena, area, 0, &tiles, &err), ERR_INPUT);
    assert_int_equal(geo_reach_make(&arena, area, -1, 0, &reach, &err), ERR_INPUT);
    assert_int_equal(geo_reach_make(&arena, area, 10, 0, &reach, &err), ERR_OK);
    assert_int_equal(geo_tiles_bands(&arena, reach, limits, 2, &tiles, &err), ERR_INPUT);
    limits[1] = 11;
    assert_int_equal(geo_tiles_bands(&arena, reach, limits, 2, &tiles, &err), ERR_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(bands, set_up, tear_down),
        cmocka_unit_test_setup_teardown(hands, set_up, tear_down),
        cmocka_unit_test_setup_teardown(members, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refused, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

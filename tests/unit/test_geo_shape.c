/* SPDX-License-Identifier: Apache-2.0 */
#include "base/num.h"
#include "geo/shape.h"
#include "support/flaky.h"
#include "support/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

#define RING(...)                                                                                  \
    (struct geo_path)                                                                              \
    {                                                                                              \
        (const struct geo_point[]){__VA_ARGS__},                                                   \
            sizeof((const struct geo_point[]){__VA_ARGS__}) / sizeof(struct geo_point)             \
    }

static struct geo_shape *area(const struct geo_path *rings, size_t count)
{
    struct geo_polygon polygon = {rings, count};
    struct geo_shape *shape = NULL;
    struct err err = {0};

    if (geo_shape_area(&arena, &polygon, 1, &shape, &err))
        fail_msg("%s", err.text);
    return shape;
}

static struct geo_shape *line(struct geo_path path)
{
    struct geo_shape *shape = NULL;
    struct err err = {0};

    if (geo_shape_lines(&arena, &path, 1, &shape, &err))
        fail_msg("%s", err.text);
    return shape;
}

static enum geo_position at(const struct geo_shape *shape, double lon, double lat)
{
    struct geo_place place = geo_place_make((struct geo_point){lon, lat});

    return geo_shape_position(shape, &place);
}

static void refused(struct geo_path ring, const char *message)
{
    struct geo_polygon polygon = {&ring, 1};
    struct geo_shape *shape;
    struct err err = {0};

    assert_int_equal(geo_shape_area(&arena, &polygon, 1, &shape, &err), ERR_INPUT);
    if (!strstr(err.text, message))
        fail_msg("\"%s\" does not say \"%s\"", err.text, message);
}

static void borders_belong(void **state)
{
    struct geo_path rings[2] = {RING({0, 0}, {4, 0}, {4, 4}, {2, 4}, {0, 4}, {0, 0}),
                                RING({1, 1}, {3, 1}, {3, 3}, {1, 3})};
    struct geo_shape *s = area(rings, 2);

    (void)state;
    assert_int_equal(at(s, 0.5, 0.5), GEO_POSITION_IN);
    assert_int_equal(at(s, 2, 2), GEO_POSITION_OUT);
    assert_int_equal(at(s, 5, 2), GEO_POSITION_OUT);
    assert_int_equal(at(s, -1, 0), GEO_POSITION_OUT);
    assert_int_equal(at(s, 5, 4), GEO_POSITION_OUT);
    for (int i = 0; i <= 8; i++) {
        assert_int_equal(at(s, i / 2.0, 0), GEO_POSITION_BORDER);
        assert_int_equal(at(s, i / 2.0, 4), GEO_POSITION_BORDER);
        assert_int_equal(at(s, 0, i / 2.0), GEO_POSITION_BORDER);
        assert_int_equal(at(s, 4, i / 2.0), GEO_POSITION_BORDER);
    }
    assert_int_equal(at(s, 1, 2), GEO_POSITION_BORDER); /* of the hole */
    assert_int_equal(at(s, 3, 3), GEO_POSITION_BORDER);
    assert_int_equal(at(s, 1.0000001, 2), GEO_POSITION_OUT);
    assert_int_equal(at(s, 0.9999999, 2), GEO_POSITION_IN);
    assert_int_equal(at(s, 0.5, 1), GEO_POSITION_IN); /* level with the hole's corners */
    assert_int_equal(at(s, 0.5, 3), GEO_POSITION_IN);
}

static void slanted_edges_are_exact(void **state)
{
    struct geo_path ring = RING({0, 0}, {3, 1}, {1, 3});
    struct geo_shape *s = area(&ring, 1);

    (void)state;
    assert_int_equal(at(s, 1.5, 0.5), GEO_POSITION_BORDER);
    assert_int_equal(at(s, 0.0000003, 0.0000001), GEO_POSITION_BORDER);
    assert_int_equal(at(s, 0.0000004, 0.0000001), GEO_POSITION_OUT);
    assert_int_equal(at(s, 0.0000002, 0.0000001), GEO_POSITION_IN);
    assert_int_equal(at(s, 2, 2), GEO_POSITION_BORDER);
    assert_int_equal(at(s, 2, 2.0000001), GEO_POSITION_OUT);
}

static void several_polygons(void **state)
{
    /* two squares with an edge in common, a third that overlaps the second */
    struct geo_path r[3] = {RING({0, 0}, {1, 0}, {1, 1}, {0, 1}),
                            RING({1, 0}, {2, 0}, {2, 1}, {1, 1}),
                            RING({1.5, 0.5}, {3, 0.5}, {3, 2}, {1.5, 2})};
    struct geo_polygon polygons[3] = {{&r[0], 1}, {&r[1], 1}, {&r[2], 1}};
    struct geo_shape *s;
    struct err err = {0};

    (void)state;
    assert_int_equal(geo_shape_area(&arena, polygons, 3, &s, &err), ERR_OK);
    assert_int_equal(at(s, 1, 0.5), GEO_POSITION_BORDER);
    assert_int_equal(at(s, 1.75, 0.75), GEO_POSITION_IN); /* in both */
    assert_int_equal(at(s, 2.5, 1.5), GEO_POSITION_IN);
    assert_int_equal(at(s, 2.5, 0.25), GEO_POSITION_OUT);
    assert_int_equal(geo_shape_path_count(s), 3);
    assert_int_equal(geo_shape_path_size(s, 2), 4);
    assert_true(geo_shape_path_is_outer(s, 2));
}

static void over_the_antimeridian(void **state)
{
    struct geo_path ring = RING({179, -1}, {-179, -1}, {-179, 1}, {179, 1});
    struct geo_path cut[2] = {RING({179, -1}, {180, -1}, {180, 1}, {179, 1}),
                              RING({-180, -1}, {-179, -1}, {-179, 1}, {-180, 1})};
    struct geo_polygon polygons[2] = {{&cut[0], 1}, {&cut[1], 1}};
    struct geo_shape *one = area(&ring, 1), *two;
    struct err err = {0};
    struct geo_box box = geo_shape_box(one);

    (void)state;
    assert_int_equal(geo_shape_area(&arena, polygons, 2, &two, &err), ERR_OK);
    for (int i = 0; i < 2; i++) {
        struct geo_shape *s = i ? two : one;

        assert_int_not_equal(at(s, 180, 0), GEO_POSITION_OUT);
        assert_int_not_equal(at(s, -180, 0), GEO_POSITION_OUT);
        assert_int_equal(at(s, 179.5, 0.5), GEO_POSITION_IN);
        assert_int_equal(at(s, -179.5, 0.5), GEO_POSITION_IN);
        assert_int_equal(at(s, -179, 0.5), GEO_POSITION_BORDER);
        assert_int_equal(at(s, 178.9, 0), GEO_POSITION_OUT);
        assert_int_equal(at(s, 0, 0), GEO_POSITION_OUT);
    }
    assert_true(box.west_deg == 179 && box.east_deg == 181);
    struct geo_place p = geo_place_make((struct geo_point){-178, 0});
    assert_true(fabs(geo_shape_distance_m(one, &p) - 111319.491) < 0.01);
}

static void poles_are_refused(void **state)
{
    (void)state;
    refused(RING({0, 80}, {90, 80}, {180, 80}, {-90, 80}), "around the Earth or a pole");
    refused(RING({-180, -70}, {-90, -70}, {0, -70}, {90, -70}, {180, -70}, {180, -90}, {-180, -90}),
            "around the Earth or a pole");
    refused(RING({0, 0}, {180, 0}, {90, 45}), "spans 180 degrees");
}

static void invalid_rings(void **state)
{
    (void)state;
    refused(RING({37, 48}, {38, 49}, {37, 49}, {38, 48}),
            "edge 1, from 48 N 37 E to 49 N 38 E, crosses edge 3, from 49 N 37 E to 48 N 38 E");
    refused(RING({0, 0}, {1, 1}), "at least 3");
    refused(RING({0, 0}, {0, 0}, {1, 1}, {1, 1}, {0, 0}), "2 distinct vertices");
    refused(RING({0, 0}, {2, 0}, {1, 0}), "runs along");
    refused(RING({0, 0}, {2, 0}, {2, 2}, {2, 0.5}, {0, 2}), "runs along");
    refused(RING({0, 0}, {181, 0}, {0, 1}), "longitude");
    refused(RING({0, 0}, {1, 91}, {0, 1}), "latitude");
    refused(RING({0, 0}, {1, nan("")}, {0, 1}), "latitude");
    refused(RING({0, 0}, {HUGE_VAL, 1}, {0, 1}), "longitude");
    /* closer than the grid: the vertices fall together */
    refused(RING({0, 0}, {1e-9, 0}, {0, 1e-9}), "1 distinct");
    refused((struct geo_path){NULL, 0}, "empty");
}

static void invalid_holes(void **state)
{
    struct geo_path rings[2] = {RING({0, 0}, {4, 0}, {4, 4}, {0, 4}),
                                RING({5, 5}, {6, 5}, {6, 6}, {5, 6})};
    struct geo_polygon polygon = {rings, 2};
    struct geo_shape *shape;
    struct err err = {0};

    (void)state;
    assert_int_equal(geo_shape_area(&arena, &polygon, 1, &shape, &err), ERR_INPUT);
    assert_non_null(strstr(err.text, "outside its ring"));
    rings[1] = RING({1, 1}, {6, 1}, {6, 2}, {1, 2});
    assert_int_equal(geo_shape_area(&arena, &polygon, 1, &shape, &err), ERR_INPUT);
    assert_non_null(strstr(err.text, "crosses another ring"));
    rings[1] = RING({0, 0}, {2, 1}, {1, 2}); /* touches at a corner: fine */
    assert_int_equal(geo_shape_area(&arena, &polygon, 1, &shape, &err), ERR_OK);
    assert_int_equal(at(shape, 1, 1), GEO_POSITION_OUT);
    assert_int_equal(at(shape, 0, 0), GEO_POSITION_BORDER);
}

static void touching_is_allowed(void **state)
{
    /* two lobes that meet in one vertex */
    struct geo_path ring = RING({0, 0}, {2, 2}, {4, 0}, {4, 4}, {2, 2}, {0, 4});
    struct geo_shape *s = area(&ring, 1);

    (void)state;
    assert_int_equal(at(s, 1, 2), GEO_POSITION_IN);
    assert_int_equal(at(s, 3, 2), GEO_POSITION_IN);
    assert_int_equal(at(s, 2, 2), GEO_POSITION_BORDER);
    assert_int_equal(at(s, 2, 1), GEO_POSITION_OUT);
    assert_int_equal(at(s, 2, 3), GEO_POSITION_OUT);
}

static void slivers(void **state)
{
    struct geo_path ring = RING({0, 0}, {10, 0.0000001}, {10, 0.0000002});
    struct geo_shape *s = area(&ring, 1);

    (void)state;
    assert_int_equal(at(s, 10, 0.0000001), GEO_POSITION_BORDER);
    assert_int_equal(at(s, 7, 0.0000001), GEO_POSITION_IN); /* between 0.7 and 1.4 units */
    assert_int_equal(at(s, 4, 0.0000001), GEO_POSITION_OUT);
}

static void vertex_limit(void **state)
{
    size_t n = GEO_VERTEX_LIMIT + 1;
    struct geo_point *points = calloc(n, sizeof *points);
    struct geo_path path = {points, n};
    struct geo_shape *shape;
    struct err err = {0};

    (void)state;
    assert_non_null(points);
    for (size_t i = 0; i < n; i++)
        points[i] = (struct geo_point){(double)i * 1e-6, 0.001 * (double)(i % 2)};
    assert_int_equal(geo_shape_lines(&arena, &path, 1, &shape, &err), ERR_INPUT);
    assert_non_null(strstr(err.text, "1000001 vertices"));
    path.count--;
    assert_int_equal(geo_shape_lines(&arena, &path, 1, &shape, &err), ERR_OK);
    assert_int_equal(geo_shape_path_size(shape, 0), GEO_VERTEX_LIMIT);
    free(points);
}

/* A fan of 20,000 long edges whose boxes all overlap: refused in time rather than checked for long. */
static void tangles_are_refused(void **state)
{
    size_t n = 20000;
    struct geo_point *points = calloc(n + 2, sizeof *points);
    struct geo_path path = {points, n + 2};
    struct geo_shape *shape;
    struct err err = {0};

    (void)state;
    assert_non_null(points);
    points[n] = (struct geo_point){1, -1};
    points[n + 1] = (struct geo_point){-1, -1};
    for (size_t i = 0; i < n; i++) {
        double t = (double)i * 1e-6;

        points[i] = i % 2 ? (struct geo_point){0.1 + t, 0.1 - t} : (struct geo_point){t, -t};
    }
    refused(path, "too tangled");
    assert_int_equal(geo_shape_lines(&arena, &path, 1, &shape, &err), ERR_OK);
    free(points);
}

static double metres(const struct geo_shape *shape, double lon, double lat)
{
    struct geo_place place = geo_place_make((struct geo_point){lon, lat});

    return num_metres(geo_shape_distance_m(shape, &place));
}

static void distances(void **state)
{
    struct geo_path ring = RING({0, 0}, {1, 0}, {1, 1}, {0, 1});
    struct geo_path equator = RING({10, 0}, {20, 0});
    struct geo_point city = {37.8, 48};
    struct geo_shape *square = area(&ring, 1), *l = line(equator), *p;
    struct err err = {0};

    (void)state;
    assert_true(metres(square, 0.5, 0.5) == 0);
    assert_true(metres(square, 1, 0.5) == 0);
    assert_true(fabs(metres(square, 0.5, -0.1) - 11057.428) < 0.01);
    assert_true(fabs(metres(l, 15, 1) - 110574.389) < 0.01);
    assert_true(fabs(metres(l, 9, 0) - 111319.491) < 0.01);
    for (int i = 0; i <= 100; i++) /* on the line, also far from its vertices */
        assert_true(metres(l, 10 + 0.1 * i, 0) == 0);
    assert_int_equal(geo_shape_points(&arena, &city, 1, &p, &err), ERR_OK);
    assert_true(metres(p, 37.8, 48) == 0);
    assert_true(fabs(metres(p, 37.9, 48) - 7459.9) < 5);
    struct geo_place place = geo_place_make((struct geo_point){0.5, -0.1});
    double d = num_metres(geo_shape_distance_m(square, &place));
    assert_true(geo_shape_within(square, &place, d));
    assert_false(geo_shape_within(square, &place, d - 0.001));
    assert_true(geo_shape_within(square, &place, 200000));
    assert_false(geo_shape_within(square, &place, 0));
    assert_false(geo_shape_within(square, &place, -1));
}

/* A straight edge in longitude and latitude is not the shortest way: 100 km at 50 degrees north bend
 * by some 119 m. */
static void long_edges_are_straight_in_degrees(void **state)
{
    struct geo_shape *l = line(RING({30, 50}, {31.4, 50}));

    (void)state;
    assert_true(metres(l, 30.7, 50) == 0);
    assert_true(metres(l, 30.7, 50.001) > 111 && metres(l, 30.7, 50.001) < 112);
}

static enum geo_hand hand(const struct geo_shape *shape, double lon, double lat)
{
    struct geo_place place = geo_place_make((struct geo_point){lon, lat});
    struct geo_nearest nearest = geo_shape_nearest(shape, &place);

    assert_int_equal(nearest.hand, geo_shape_hand(shape, &place));
    return nearest.hand;
}

static void sides(void **state)
{
    struct geo_shape *l = line(RING({0, 0}, {1, 0}, {1, 1})); /* east, then a left turn north */

    (void)state;
    assert_int_equal(hand(l, 0.5, 0.1), GEO_HAND_LEFT);
    assert_int_equal(hand(l, 0.5, -0.1), GEO_HAND_RIGHT);
    assert_int_equal(hand(l, 1.2, -0.2), GEO_HAND_RIGHT); /* the outer angle */
    assert_int_equal(hand(l, 0.9, 0.1), GEO_HAND_LEFT);
    assert_int_equal(hand(l, 0.5, 0), GEO_HAND_ON);
    assert_int_equal(hand(l, 1, 0), GEO_HAND_ON);
    assert_int_equal(hand(l, 0, 0), GEO_HAND_ON);
    assert_int_equal(hand(l, 0.5, 0.0000001), GEO_HAND_LEFT);
    assert_int_equal(hand(l, 0.5, -0.0000001), GEO_HAND_RIGHT);
    assert_int_equal(hand(l, -0.1, 0.1), GEO_HAND_UNSURE); /* beyond the ends */
    assert_int_equal(hand(l, -0.1, 0), GEO_HAND_UNSURE);
    assert_int_equal(hand(l, 1.1, 1.1), GEO_HAND_UNSURE);
    assert_int_equal(hand(l, 0, 0.1), GEO_HAND_LEFT); /* square to the end */
    struct geo_shape *back = line(RING({1, 1}, {1, 0}, {0, 0}));
    assert_int_equal(hand(back, 0.5, 0.1), GEO_HAND_RIGHT);
    struct geo_path ring = RING({0, 0}, {1, 0}, {0, 1});
    assert_int_equal(hand(area(&ring, 1), 0.1, 0.1), GEO_HAND_UNSURE);
}

static void between_two_lines(void **state)
{
    struct geo_shape *a = line(RING({0, 0}, {10, 0})), *b = line(RING({10, 1}, {0, 1})), *s;
    struct err err = {0};

    (void)state;
    assert_int_equal(geo_shape_between(&arena, a, b, &s, &err), ERR_OK);
    assert_int_equal(at(s, 5, 0.5), GEO_POSITION_IN);
    assert_int_equal(at(s, 5, 1), GEO_POSITION_BORDER);
    assert_int_equal(at(s, 5, 1.1), GEO_POSITION_OUT);
    struct geo_shape *c = line(RING({0, 1}, {10, 1}));
    assert_int_equal(geo_shape_between(&arena, a, c, &s, &err), ERR_OK);
    assert_int_equal(at(s, 5, 0.5), GEO_POSITION_IN);
    struct geo_shape *crossing = line(RING({0, 1}, {5, -1}, {10, 1}));
    assert_int_equal(geo_shape_between(&arena, a, crossing, &s, &err), ERR_INPUT);
    assert_non_null(strstr(err.text, "do not bound an area"));
}

static void touching_shapes(void **state)
{
    struct geo_path ring = RING({0, 0}, {1, 0}, {1, 1}, {0, 1});
    struct geo_path inner = RING({0.2, 0.2}, {0.4, 0.2}, {0.4, 0.4});
    struct geo_path next = RING({1, 0.5}, {2, 0}, {2, 1});
    struct geo_shape *s = area(&ring, 1);
    struct geo_shape *l = line(RING({-1, 0.5}, {2, 0.6}));

    (void)state;
    assert_true(geo_shape_touches(s, area(&inner, 1)));
    assert_true(geo_shape_touches(area(&inner, 1), s));
    assert_true(geo_shape_touches(s, area(&next, 1))); /* in one point */
    assert_true(geo_shape_touches(s, l));
    assert_true(geo_shape_touches(l, s));
    assert_false(geo_shape_touches(line(RING({-1, 2}, {2, 2})), s));
    assert_true(geo_shape_crosses(line(RING({-1, 0}, {1, 1})), line(RING({-1, 1}, {1, 0}))));
    assert_false(geo_shape_crosses(line(RING({-1, 0}, {1, 1})), line(RING({-1, 1}, {-1, 2}))));
}

static void lengths_and_areas(void **state)
{
    struct geo_path ring = RING({0, 0}, {1, 0}, {1, 1}, {0, 1});

    (void)state;
    assert_true(fabs(geo_shape_length_m(line(RING({0, 0}, {1, 0}))) - 111319.491) < 0.01);
    assert_true(fabs(geo_shape_area_m2(area(&ring, 1)) / 12308463893.975 - 1) < 1e-9);
    assert_true(geo_shape_area_m2(line(RING({0, 0}, {1, 0}))) == 0);
}

static enum err_code build(const struct mem *mem, struct err *err)
{
    struct arena a = {.mem = mem}, b = {.mem = mem};
    struct geo_path rings[2] = {RING({0, 0}, {4, 0}, {4, 4}, {0, 4}), RING({1, 1}, {2, 1}, {2, 2})};
    struct geo_polygon polygon = {rings, 2};
    struct geo_path p = RING({0, 0}, {1, 0}), q = RING({0, 1}, {1, 1});
    struct geo_shape *shape, *l1, *l2;
    enum err_code code = geo_shape_area(&a, &polygon, 1, &shape, err);

    if (code == ERR_OK)
        code = geo_shape_lines(&b, &p, 1, &l1, err);
    if (code == ERR_OK)
        code = geo_shape_lines(&b, &q, 1, &l2, err);
    if (code == ERR_OK)
        code = geo_shape_between(&b, l1, l2, &shape, err);
    arena_free(&a);
    arena_free(&b);
    return code;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (int n = 0;; n++) {
        struct flaky flaky = {.countdown = n};
        struct mem mem = {flaky_resize, &flaky};
        struct err err = {0};
        enum err_code code = build(&mem, &err);

        assert_int_equal(flaky.live, 0);
        if (code == ERR_OK)
            break;
        assert_int_equal(code, ERR_NO_MEMORY);
        assert_true(err.text[0] != '\0');
    }
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(borders_belong),
        TEST(slanted_edges_are_exact),
        TEST(several_polygons),
        TEST(over_the_antimeridian),
        TEST(poles_are_refused),
        TEST(invalid_rings),
        TEST(invalid_holes),
        TEST(touching_is_allowed),
        TEST(slivers),
        TEST(vertex_limit),
        TEST(tangles_are_refused),
        TEST(distances),
        TEST(long_edges_are_straight_in_degrees),
        TEST(sides),
        TEST(between_two_lines),
        TEST(touching_shapes),
        TEST(lengths_and_areas),
        TEST(every_allocation_may_fail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "base/num.h"
#include "geo/chance.h"
#include "geo/outline.h"
#include "geo/trig.h"
#include "support/flaky.h"
#include "support/test.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Shapes 0: a square; 1: a line along the equator, drawn eastwards; 2: a point; 3: the square to the
 * east of the first, with which it shares a border. Nodes 0 to 3 are these. */
static struct arena arena;
static const struct geo_shape *shapes[4];
static struct geo_node nodes[32];
static struct geo_zones zones;

static uint32_t add(struct geo_node node)
{
    node.size = geo_node_size(&zones, &node);
    nodes[zones.node_count] = node;
    return (uint32_t)zones.node_count++;
}

static uint32_t pair(enum geo_op op, uint32_t a, uint32_t b)
{
    return add((struct geo_node){.op = op, .a = a, .b = b});
}

static uint32_t within(double metres, uint32_t of)
{
    return add((struct geo_node){.op = GEO_OP_WITHIN, .a = of, .max_m = metres});
}

static uint32_t side(enum geo_hand hand, uint32_t of)
{
    return add((struct geo_node){.op = GEO_OP_SIDE, .a = of, .hand = hand});
}

static int set_up(void **state)
{
    static const struct geo_point square[] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    static const struct geo_point next[] = {{1, 0}, {2, 0}, {2, 1}, {1, 1}};
    static const struct geo_point equator[] = {{10, 0}, {20, 0}};
    static const struct geo_point city = {37.8, 48};
    struct geo_path ring[2] = {{square, 4}, {next, 4}}, path = {equator, 2};
    struct geo_polygon polygon[2] = {{&ring[0], 1}, {&ring[1], 1}};
    struct geo_shape *s[4];
    struct err err = {0};

    (void)state;
    arena = (struct arena){.mem = &mem_libc};
    assert_int_equal(geo_shape_area(&arena, &polygon[0], 1, &s[0], &err), ERR_OK);
    assert_int_equal(geo_shape_lines(&arena, &path, 1, &s[1], &err), ERR_OK);
    assert_int_equal(geo_shape_points(&arena, &city, 1, &s[2], &err), ERR_OK);
    assert_int_equal(geo_shape_area(&arena, &polygon[1], 1, &s[3], &err), ERR_OK);
    zones = (struct geo_zones){nodes, 0, shapes, 4};
    for (uint32_t i = 0; i < 4; i++) {
        shapes[i] = s[i];
        (void)add((struct geo_node){.op = GEO_OP_SHAPE, .shape = i});
    }
    return 0;
}

static int tear_down(void **state)
{
    struct err err = {0};

    (void)state;
    assert_int_equal(geo_zones_check(&zones, &err), ERR_OK);
    arena_free(&arena);
    return 0;
}

/* The crisp answer; the probe must say the same, and hold within its clearance. */
static enum geo_member at(uint32_t node, double lon, double lat)
{
    struct geo_place place = geo_place_make((struct geo_point){lon, lat});
    enum geo_member member = geo_zone_member(&zones, node, &place);
    struct geo_probe probe = geo_probe_zone(&zones, node, &place);

    assert_int_equal(probe.member, member);
    assert_true(probe.clear_m >= 0);
    for (int i = 0; i < 16 && probe.clear_m > 0 && probe.clear_m < 1e5; i++) {
        double r = probe.clear_m * 0.99, s, c;

        geo_sincos(i * GEO_PI / 8, &s, &c);
        struct geo_place near = geo_place_make(geo_offset(place.point, r * c, r * s));
        assert_int_equal(geo_zone_member(&zones, node, &near), member);
    }
    return member;
}

static void zones_are_closed(void **state)
{
    uint32_t near = within(5000, 1), circle = within(5000, 2);
    uint32_t band =
        add((struct geo_node){.op = GEO_OP_BETWEEN, .a = 1, .min_m = 5000, .max_m = 1e4});
    uint32_t beyond = add((struct geo_node){.op = GEO_OP_BEYOND, .a = 1, .min_m = 5000});
    struct geo_point edge = geo_offset((struct geo_point){15, 0}, 0, 5000);
    struct geo_place place = geo_place_make(edge);
    double d = num_metres(geo_shape_distance_m(shapes[1], &place));

    (void)state;
    assert_int_equal(at(0, 1, 0.5), GEO_INSIDE);
    assert_int_equal(at(0, 0, 0), GEO_INSIDE);
    assert_int_equal(at(near, 15, 0.04), GEO_INSIDE);
    assert_int_equal(at(near, 15, -0.05), GEO_OUTSIDE);
    assert_int_equal(at(band, 15, 0.04), GEO_OUTSIDE);
    assert_int_equal(at(band, 15, 0.06), GEO_INSIDE);
    assert_int_equal(at(band, 15, 0.1), GEO_OUTSIDE);
    assert_int_equal(at(beyond, 15, 0.04), GEO_OUTSIDE);
    assert_int_equal(at(beyond, 15, 1), GEO_INSIDE);
    assert_int_equal(at(circle, 37.85, 48), GEO_INSIDE);
    assert_int_equal(at(circle, 37.87, 48), GEO_OUTSIDE);
    /* at exactly D: in all of them */
    nodes[near].max_m = nodes[band].min_m = nodes[beyond].min_m = d;
    assert_int_equal(at(near, edge.lon_deg, edge.lat_deg), GEO_INSIDE);
    assert_int_equal(at(band, edge.lon_deg, edge.lat_deg), GEO_INSIDE);
    assert_int_equal(at(beyond, edge.lon_deg, edge.lat_deg), GEO_INSIDE);
    nodes[near].max_m = d - 0.001;
    assert_int_equal(at(near, edge.lon_deg, edge.lat_deg), GEO_OUTSIDE);
}

static void combining(void **state)
{
    uint32_t both = pair(GEO_OP_AND, 0, 3), either = pair(GEO_OP_OR, 0, 3);
    uint32_t rest = pair(GEO_OP_EXCEPT, 0, 3);

    (void)state;
    assert_int_equal(at(both, 1, 0.5), GEO_INSIDE); /* the border in common */
    assert_int_equal(at(both, 0.9999999, 0.5), GEO_OUTSIDE);
    assert_int_equal(at(either, 0.5, 0.5), GEO_INSIDE);
    assert_int_equal(at(either, 1.5, 0.5), GEO_INSIDE);
    assert_int_equal(at(either, 2.5, 0.5), GEO_OUTSIDE);
    assert_int_equal(at(rest, 0.5, 0.5), GEO_INSIDE);
    assert_int_equal(at(rest, 1, 0.5), GEO_OUTSIDE); /* belongs to what is left out */
    assert_int_equal(at(rest, 0, 0.5), GEO_INSIDE);
}

static void sides_of_a_line(void **state)
{
    uint32_t near = within(20000, 1);
    uint32_t left = pair(GEO_OP_AND, near, side(GEO_HAND_LEFT, 1));
    uint32_t right = pair(GEO_OP_AND, near, side(GEO_HAND_RIGHT, 1));

    (void)state;
    assert_int_equal(at(left, 15, 0.1), GEO_INSIDE);
    assert_int_equal(at(left, 15, 0), GEO_INSIDE);
    assert_int_equal(at(right, 15, 0), GEO_INSIDE);
    assert_int_equal(at(right, 15, 0.1), GEO_OUTSIDE);
    assert_int_equal(at(right, 15, -0.1), GEO_INSIDE);
    assert_int_equal(at(left, 9.9, 0.1), GEO_UNSURE); /* beyond the end, and near */
    assert_int_equal(at(left, 9, 0.1), GEO_OUTSIDE);  /* beyond the end, and far */
}

static struct geo_probe setback(double lat, double lon)
{
    struct geo_place place = geo_place_make((struct geo_point){lon, lat});

    return geo_probe_setback(&zones, 1, GEO_HAND_LEFT, 5000, &place);
}

static void setbacks(void **state)
{
    (void)state;
    assert_int_equal(setback(0.1, 15).member, GEO_INSIDE);
    assert_int_equal(setback(0.04, 15).member, GEO_OUTSIDE);
    assert_int_equal(setback(0, 15).member, GEO_OUTSIDE);
    assert_int_equal(setback(-0.1, 15).member, GEO_OUTSIDE); /* the other side, however far */
    assert_int_equal(setback(0.1, 9).member, GEO_UNSURE);
    assert_true(fabs(setback(0.1, 15).clear_m - 6057.4) < 1);
}

static double metres(uint32_t node, double lon, double lat)
{
    struct geo_place place = geo_place_make((struct geo_point){lon, lat});

    return geo_zone_distance_m(&zones, node, &place);
}

static void distances(void **state)
{
    uint32_t near = within(5000, 1), twice = within(1000, near), either = pair(GEO_OP_OR, 0, near);
    uint32_t strip = pair(GEO_OP_AND, 0, within(10000, 3));
    uint32_t left = pair(GEO_OP_AND, near, side(GEO_HAND_LEFT, 1));
    uint32_t nothing = pair(GEO_OP_AND, 0, 2);

    (void)state;
    assert_true(fabs(metres(near, 15, 0.1) - 6057.44) < 0.02);
    assert_true(fabs(metres(twice, 15, 0.1) - 5057.44) < 0.02);
    assert_true(metres(near, 15, 0.01) == 0);
    assert_true(fabs(metres(either, 15, 0.1) - 6057.44) < 0.02);
    assert_true(metres(either, 0.5, 0.5) == 0);
    /* no formula: found by search */
    assert_true(fabs(metres(strip, 0.5, 0.5) - (55659.5 - 10000)) < 5);
    assert_true(fabs(metres(left, 15, -0.1) - 11057.43) < 2);
    assert_true(metres(nothing, 0.5, 0.5) == DBL_MAX);
}

static void straight_borders_have_exact_chances(void **state)
{
    uint32_t left = side(GEO_HAND_LEFT, 1);

    (void)state;
    for (int i = -20; i <= 20; i++) {
        struct geo_point p = geo_offset((struct geo_point){15, 0}, 0, 150.0 * i);
        struct geo_chance c = geo_zone_chance(&zones, left, p, 2447.7);

        assert_int_equal(c.way, GEO_CHANCE_QUADRATURE);
        assert_true(fabs(c.lo - geo_phi(0.15 * i)) < 1e-4);
        assert_true(c.lo == c.hi);
    }
}

/* A circle about the very point: 1 - exp(-r^2 / 2 sigma^2). */
static void circles_have_exact_chances(void **state)
{
    uint32_t circle = within(1000, 2);

    (void)state;
    for (int i = 1; i <= 8; i++) {
        double sigma = 250.0 * i, expected = 1 - geo_exp(-1e6 / (2 * sigma * sigma));
        struct geo_chance c =
            geo_zone_chance(&zones, circle, (struct geo_point){37.8, 48}, sigma * 2.4477);

        assert_true(fabs(c.lo - expected) < 1e-4);
    }
}

static void crisp_chances(void **state)
{
    struct geo_chance c = geo_zone_chance(&zones, 0, (struct geo_point){1, 0.5}, 0);

    (void)state;
    assert_true(c.lo == 1 && c.hi == 1 && c.way == GEO_CHANCE_EXACT);
    c = geo_zone_chance(&zones, 0, (struct geo_point){0.5, 0.5}, 400);
    assert_true(c.lo == 1 && c.hi == 1 && c.way == GEO_CHANCE_CLEARANCE);
    c = geo_zone_chance(&zones, 0, (struct geo_point){5, 0.5}, 400);
    assert_true(c.lo == 0 && c.hi == 0 && c.way == GEO_CHANCE_CLEARANCE);
}

/* Beyond the line's end half of the places have no side. */
static void unsure_places_widen_the_chance(void **state)
{
    uint32_t left = side(GEO_HAND_LEFT, 1);
    struct geo_chance c = geo_zone_chance(&zones, left, (struct geo_point){10, 0}, 2447.7);

    (void)state;
    assert_true(fabs(c.lo - 0.25) < 5e-4);
    assert_true(fabs(c.hi - 0.75) < 5e-4);
}

static void corners(void **state)
{
    struct geo_chance c = geo_zone_chance(&zones, 0, (struct geo_point){1, 1}, 2447.7);

    (void)state;
    assert_true(fabs(c.lo - 0.25) < 1e-4);
    c = geo_zone_chance(&zones, pair(GEO_OP_OR, 0, 3), (struct geo_point){1, 0.5}, 2447.7);
    assert_true(c.lo > 1 - 1e-4); /* the seam between them is no border */
}

static void samples_have_the_right_spread(void **state)
{
    struct geo_place centre = geo_place_make((struct geo_point){37.8, 48});
    int inside = 0;

    (void)state;
    for (size_t i = 0; i < 1000; i++) {
        struct geo_point p = geo_chance_sample(centre.point, 1000, i, 1000, 0.3);

        inside += geo_distance_m(p, centre.point) <= 1000;
    }
    assert_in_range(inside, 948, 952);
}

static void relation(uint32_t node, const struct geo_shape *shape, enum geo_relation expected)
{
    assert_int_equal(geo_zone_relation(&zones, node, shape), expected);
}

static const struct geo_shape *box(double west, double south, double east, double north)
{
    struct geo_point points[] = {{west, south}, {east, south}, {east, north}, {west, north}};
    struct geo_path ring = {points, 4};
    struct geo_polygon polygon = {&ring, 1};
    struct geo_shape *shape;
    struct err err = {0};

    assert_int_equal(geo_shape_area(&arena, &polygon, 1, &shape, &err), ERR_OK);
    return shape;
}

static void areas_against_zones(void **state)
{
    uint32_t both = pair(GEO_OP_OR, 0, 3), near = within(20000, 1);
    uint32_t ring = pair(GEO_OP_EXCEPT, 0, within(5000, 2));
    struct geo_point route[] = {{-1, 0.5}, {3, 0.5}}, lane[] = {{0.1, 0.1}, {0.9, 0.9}};
    struct geo_path paths[2] = {{route, 2}, {lane, 2}};
    struct geo_shape *through, *inside;
    struct err err = {0};

    (void)state;
    relation(0, shapes[0], GEO_REL_INSIDE);  /* the same area */
    relation(0, shapes[3], GEO_REL_OUTSIDE); /* a neighbour: only a border in common */
    relation(both, box(0.5, 0.2, 1.5, 0.8), GEO_REL_INSIDE);
    relation(0, box(0.5, 0.2, 1.5, 0.8), GEO_REL_OVERLAPS);
    relation(0, box(-1, -1, 3, 3), GEO_REL_OVERLAPS); /* holds the zone */
    relation(0, box(5, 5, 6, 6), GEO_REL_OUTSIDE);
    relation(near, box(14, -0.1, 15, 0.1), GEO_REL_INSIDE);
    relation(near, box(14, 0.1, 15, 0.3), GEO_REL_OVERLAPS);
    relation(near, box(14, 0.3, 15, 0.5), GEO_REL_OUTSIDE);
    relation(ring, box(0.2, 0.2, 0.4, 0.4), GEO_REL_INSIDE);
    relation(side(GEO_HAND_LEFT, 1), box(9.9, 0.1, 10.1, 0.2), GEO_REL_OVERLAPS);
    assert_int_equal(geo_shape_lines(&arena, &paths[0], 1, &through, &err), ERR_OK);
    assert_int_equal(geo_shape_lines(&arena, &paths[1], 1, &inside, &err), ERR_OK);
    relation(0, through, GEO_REL_OVERLAPS);
    relation(0, inside, GEO_REL_INSIDE);
    relation(3, inside, GEO_REL_OUTSIDE);
    relation(0, shapes[2], GEO_REL_OUTSIDE);
}

/* An area with a hole around the zone is outside it. */
static void a_hole_around_the_zone(void **state)
{
    struct geo_point outer[] = {{-2, -2}, {3, -2}, {3, 3}, {-2, 3}};
    struct geo_point inner[] = {{-1, -1}, {2, -1}, {2, 2}, {-1, 2}};
    struct geo_path rings[2] = {{outer, 4}, {inner, 4}};
    struct geo_polygon polygon = {rings, 2};
    struct geo_shape *shape;
    struct err err = {0};

    (void)state;
    assert_int_equal(geo_shape_area(&arena, &polygon, 1, &shape, &err), ERR_OK);
    relation(0, shape, GEO_REL_OUTSIDE);
}

static void boxes_and_witnesses(void **state)
{
    uint32_t near = within(20000, 1), strip = pair(GEO_OP_AND, 0, within(1000, 3));
    uint32_t none = pair(GEO_OP_AND, 0, within(1000, 2));
    struct geo_box b;
    struct geo_point p;
    struct geo_place place;

    (void)state;
    assert_true(geo_zone_box(&zones, near, &b));
    assert_true(b.west_deg < 9.82 && b.west_deg > 9.8 && b.north_deg > 0.18 && b.north_deg < 0.19);
    assert_false(geo_zone_box(&zones, side(GEO_HAND_LEFT, 1), &b));
    assert_true(geo_zone_witness(&zones, strip, &p));
    place = geo_place_make(p);
    assert_int_equal(geo_zone_member(&zones, strip, &place), GEO_INSIDE);
    assert_false(geo_zone_witness(&zones, none, &p));
}

static void outlines(void **state)
{
    uint32_t circle = within(5000, 2), hole = pair(GEO_OP_EXCEPT, within(9000, 2), circle);
    struct geo_outline outline;
    struct geo_box b;
    struct err err = {0};

    (void)state;
    assert_true(geo_zone_box(&zones, hole, &b));
    assert_int_equal(geo_outline(&arena, &zones, hole, b, 100, &outline, &err), ERR_OK);
    assert_int_equal(outline.count, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct geo_outline_path *path = &outline.paths[i];
        double radius = 0;

        assert_true(path->closed && path->count > 100);
        for (size_t k = 0; k < path->count; k++) {
            struct geo_place place = geo_place_make(path->points[k]);
            double d = geo_shape_distance_m(shapes[2], &place);

            radius = k == 0 ? (d > 7000 ? 9000 : 5000) : radius;
            assert_true(fabs(d - radius) < 10);
        }
    }
    assert_int_equal(geo_outline(&arena, &zones, 0, b, 100, &outline, &err), ERR_OK);
    assert_int_equal(outline.count, 1); /* as drawn */
    assert_int_equal(outline.paths[0].count, 4);
    b.east_deg = b.west_deg;
    assert_int_equal(geo_outline(&arena, &zones, circle, b, 100, &outline, &err), ERR_INPUT);
}

static void checking(void **state)
{
    static const struct geo_node wrong[] = {
        {.op = GEO_OP_SHAPE, .shape = 4, .size = 1},
        {.op = GEO_OP_WITHIN, .a = 4, .max_m = 1, .size = 2},
        {.op = GEO_OP_WITHIN, .a = 0, .max_m = -1, .size = 2},
        {.op = GEO_OP_WITHIN, .a = 0, .max_m = 1, .size = 3},
        {.op = GEO_OP_BETWEEN, .a = 0, .min_m = 2, .max_m = 1, .size = 2},
        {.op = GEO_OP_SIDE, .a = 0, .hand = GEO_HAND_LEFT, .size = 2},
        {.op = GEO_OP_SIDE, .a = 1, .hand = GEO_HAND_ON, .size = 2},
        {.op = GEO_OP_AND, .a = 0, .b = 7, .size = 3},
    };
    struct err err = {0};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        nodes[4] = wrong[i];
        zones.node_count = 5;
        assert_int_equal(geo_zones_check(&zones, &err), ERR_INPUT);
    }
    zones.node_count = 4;
    for (int i = 0; i < 8; i++)
        (void)pair(GEO_OP_OR, (uint32_t)zones.node_count - 1, (uint32_t)zones.node_count - 1);
    assert_int_equal(nodes[10].size, 255);
    assert_int_equal(nodes[11].size, 0); /* doubled once too often */
    assert_int_equal(geo_zones_check(&zones, &err), ERR_INPUT);
    zones.node_count = 4;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(zones_are_closed),
        TEST(combining),
        TEST(sides_of_a_line),
        TEST(setbacks),
        TEST(distances),
        TEST(straight_borders_have_exact_chances),
        TEST(circles_have_exact_chances),
        TEST(crisp_chances),
        TEST(unsure_places_widen_the_chance),
        TEST(corners),
        TEST(samples_have_the_right_spread),
        TEST(areas_against_zones),
        TEST(a_hole_around_the_zone),
        TEST(boxes_and_witnesses),
        TEST(outlines),
        TEST(checking),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

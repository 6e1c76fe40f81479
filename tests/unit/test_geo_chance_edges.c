/* SPDX-License-Identifier: Apache-2.0
 *
 * Chances along edges, where they are known: near the equator a metre to the east and one to the north are plain
 * numbers, so that rectangles are products of normal distributions. */
#include "geo/chance.h"
#include "geo/trig.h"
#include "support/test.h"

#include <math.h>

#define SIGMA 500.0
#define ERROR (SIGMA * GEO_SIGMA_PER_ERROR)

static struct arena arena;
static struct geo_point origin; /* on the equator */

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

/* A ring of points in sigmas. */
struct ring {
    double at[12][2];
    size_t count;
};

static const struct geo_shape *area(const struct ring *rings, size_t count, bool are_polygons)
{
    struct geo_point points[8][12];
    struct geo_path paths[8];
    struct geo_polygon polygons[8];
    struct geo_shape *shape;
    struct err err = {0};

    for (size_t r = 0; r < count; r++) {
        for (size_t i = 0; i < rings[r].count; i++)
            points[r][i] = geo_offset(origin, rings[r].at[i][0] * SIGMA, rings[r].at[i][1] * SIGMA);
        paths[r] = (struct geo_path){points[r], rings[r].count};
        polygons[r] = (struct geo_polygon){&paths[r], 1};
    }
    if (!are_polygons)
        polygons[0].count = count;
    assert_int_equal(geo_shape_area(&arena, polygons, are_polygons ? count : 1, &shape, &err),
                     ERR_OK);
    return shape;
}

static struct ring box(double x0, double y0, double x1, double y1)
{
    return (struct ring){{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}}, 4};
}

/* Of a box, seen from a point. */
static double in_box(const struct ring *b, double x, double y)
{
    return (geo_phi(b->at[2][0] - x) - geo_phi(b->at[0][0] - x)) *
           (geo_phi(b->at[2][1] - y) - geo_phi(b->at[0][1] - y));
}

static struct geo_chance chance_at(const struct geo_shape *const *shapes, size_t count,
                                   const struct geo_node *nodes, size_t node_count, double x,
                                   double y)
{
    struct geo_zones zones = {nodes, node_count, shapes, count};
    struct err err = {0};

    assert_int_equal(geo_zones_check(&zones, &err), ERR_OK);
    return geo_zone_chance(&zones, (uint32_t)node_count - 1,
                           geo_offset(origin, x * SIGMA, y * SIGMA), ERROR);
}

static const struct geo_node plain[] = {{.op = GEO_OP_SHAPE, .shape = 0, .size = 1}};

static void same(struct geo_chance chance, double expected)
{
    if (fabs(chance.lo - expected) > 1e-5 || chance.error > 1e-5)
        print_message("%.7f, not %.7f, by way %d within %g\n", chance.lo, expected, (int)chance.way,
                      chance.error);
    assert_true(chance.error <= 1e-5);
    assert_true(fabs(chance.lo - expected) <= 1e-5 && fabs(chance.hi - expected) <= 1e-5);
}

/* From far inside over an edge, a corner and the place where both are, to far outside. */
static void boxes(void **state)
{
    const struct ring all[] = {box(0, 0, 3, 2), box(-9, 0, 9, 0.01), box(0, -7, 0.002, 7),
                               box(-0.3, -0.3, 0.3, 0.3), box(-40, -40, 40, 0)};

    (void)state;
    for (size_t k = 0; k < 2 * COUNT_OF(all); k++) {
        origin.lon_deg = k % 2 ? 180 : 0; /* the antimeridian as anywhere */
        const struct geo_shape *shape = area(&all[k / 2], 1, false);

        for (int j = -8; j <= 8; j++)
            for (int i = -8; i <= 8; i++)
                same(chance_at(&shape, 1, plain, 1, 0.75 * i, 0.75 * j),
                     in_box(&all[k / 2], 0.75 * i, 0.75 * j));
    }
    origin.lon_deg = 0;
}

/* Within a centimetre of an edge and of a corner, on both sides and on them. */
static void on_the_border(void **state)
{
    const struct ring ring = box(0, 0, 3, 2);
    const struct geo_shape *shape = area(&ring, 1, false);
    const double metres[] = {0, 0.001, 0.01, 0.02, 0.049, 0.051, 0.2};

    (void)state;
    for (size_t k = 0; k < COUNT_OF(metres); k++)
        for (int sign = -1; sign <= 1; sign += 2) {
            double d = sign * metres[k] / SIGMA;

            same(chance_at(&shape, 1, plain, 1, d, 1.1), in_box(&ring, d, 1.1));
            same(chance_at(&shape, 1, plain, 1, 1.3, d), in_box(&ring, 1.3, d));
            same(chance_at(&shape, 1, plain, 1, 3 + d, d), in_box(&ring, 3 + d, d));
            same(chance_at(&shape, 1, plain, 1, d, 2 - d), in_box(&ring, d, 2 - d));
        }
}

/* Either way round, with holes, in several polygons. */
static void rings(void **state)
{
    struct ring outer = box(-2, -1, 2, 3), hole = box(-1, 0, 1, 1), back = {{{0}}, 4};
    const struct ring apart[] = {box(-3, -3, -1, 2), box(0.2, -0.5, 1, 0.7)};

    (void)state;
    for (int turn = 0; turn < 4; turn++) {
        struct ring both[] = {outer, hole};

        for (int r = 0; r < 2; r++)
            for (size_t i = 0; i < 4 && turn >> r & 1; i++) {
                back.at[i][0] = (r ? hole : outer).at[3 - i][0];
                back.at[i][1] = (r ? hole : outer).at[3 - i][1];
                both[r].at[i][0] = back.at[i][0];
                both[r].at[i][1] = back.at[i][1];
            }
        const struct geo_shape *shape = area(both, 2, false);
        for (int i = -9; i <= 9; i++)
            same(chance_at(&shape, 1, plain, 1, 0.5 * i, 0.3 * i),
                 in_box(&outer, 0.5 * i, 0.3 * i) - in_box(&hole, 0.5 * i, 0.3 * i));
    }
    const struct geo_shape *two = area(apart, 2, true);
    for (int i = -9; i <= 9; i++)
        same(chance_at(&two, 1, plain, 1, 0.4 * i, 0.2),
             in_box(&apart[0], 0.4 * i, 0.2) + in_box(&apart[1], 0.4 * i, 0.2));
}

/* Boxes that overlap: as polygons of one area, and joined in every way. */
static void overlaps(void **state)
{
    const struct ring a = box(-1, -1, 1, 1), b = box(-0.25, -0.4, 2.3, 1.7), ab[] = {a, b};
    const struct ring common = box(-0.25, -0.4, 1, 1);
    const struct geo_shape *shapes[] = {area(&a, 1, false), area(&b, 1, false), area(ab, 2, true)};
    struct geo_node nodes[] = {{.op = GEO_OP_SHAPE, .shape = 0, .size = 1},
                               {.op = GEO_OP_SHAPE, .shape = 1, .size = 1},
                               {.op = GEO_OP_OR, .a = 0, .b = 1, .size = 3}};

    (void)state;
    for (int i = -9; i <= 9; i++) {
        double x = 0.45 * i, y = 0.31 * i, pa = in_box(&a, x, y), pb = in_box(&b, x, y);
        double pc = in_box(&common, x, y);

        same(chance_at(&shapes[2], 1, plain, 1, x, y), pa + pb - pc);
        nodes[2].op = GEO_OP_OR;
        same(chance_at(shapes, 2, nodes, 3, x, y), pa + pb - pc);
        nodes[2].op = GEO_OP_AND;
        same(chance_at(shapes, 2, nodes, 3, x, y), pc);
        nodes[2].op = GEO_OP_EXCEPT;
        same(chance_at(shapes, 2, nodes, 3, x, y), pa - pc);
    }
}

static void not_by_edges(struct geo_chance chance, double expected)
{
    assert_true(chance.error > 1e-5);
    assert_true(fabs(chance.lo - expected) < 4e-4);
}

/* What this way cannot tell apart is summed: a ring that meets itself at a corner, a hole in a hole, areas side by side. */
static void left_to_the_sums(void **state)
{
    const struct ring bow = {{{0, 0}, {2, 0}, {2, 2}, {0, 0}, {-1, -1}, {-1, 0}}, 6};
    const struct ring nested[] = {box(-3, -3, 3, 3), box(-2, -2, 2, 2), box(-1, -1, 1, 1)};
    const struct ring left = box(-2, -1, 0, 1), right = box(0, -1, 2, 1);
    const struct geo_shape *shapes[] = {area(&left, 1, false), area(&right, 1, false)};
    const struct geo_node either[] = {{.op = GEO_OP_SHAPE, .shape = 0, .size = 1},
                                      {.op = GEO_OP_SHAPE, .shape = 1, .size = 1},
                                      {.op = GEO_OP_OR, .a = 0, .b = 1, .size = 3}};
    const struct geo_shape *shape = area(&bow, 1, false);
    const struct ring half = box(0, 0, 2, 2), quarter = box(-1, -1, 0, 0);

    (void)state;
    /* seen from their middle the two triangles are each half of a box */
    not_by_edges(chance_at(&shape, 1, plain, 1, 0, 0),
                 0.5 * in_box(&half, 0, 0) + 0.5 * in_box(&quarter, 0, 0));
    shape = area(nested, 3, false);
    not_by_edges(chance_at(&shape, 1, plain, 1, 0.3, 0.2),
                 in_box(&nested[0], 0.3, 0.2) - in_box(&nested[1], 0.3, 0.2));
    not_by_edges(chance_at(shapes, 2, either, 3, 0.3, 0.2),
                 in_box(&left, 0.3, 0.2) + in_box(&right, 0.3, 0.2));
}

/* With their axes along the sides. */
static void ellipses_of_boxes(void **state)
{
    const struct ring ring = box(0, 0, 3, 2);
    const struct geo_shape *shape = area(&ring, 1, false);
    struct geo_zones zones = {plain, 1, &shape, 1};

    (void)state;
    for (int i = -10; i <= 10; i++)
        for (int k = 1; k <= 10; k++) {
            double x = 0.4 * i, y = 0.17 * i, thin = 0.1 * k;
            struct geo_spread spread = {.form = GEO_SPREAD_ELLIPSE,
                                        .point = geo_offset(origin, x * SIGMA, y * SIGMA),
                                        .major_m = ERROR,
                                        .minor_m = thin * ERROR,
                                        .azimuth_deg = k % 2 ? 90 : -90};
            double expected =
                (geo_phi(3 - x) - geo_phi(-x)) * (geo_phi((2 - y) / thin) - geo_phi(-y / thin));

            same(geo_zone_chance_over(&zones, 0, &spread), expected);
            spread.azimuth_deg = k % 2 ? 0 : 180;
            expected =
                (geo_phi((3 - x) / thin) - geo_phi(-x / thin)) * (geo_phi(2 - y) - geo_phi(-y));
            same(geo_zone_chance_over(&zones, 0, &spread), expected);
        }
}

/* In any of some and in any of others. */
static void choices(void **state)
{
    const struct ring b[] = {box(-1, -1, 0.5, 1), box(2, -1, 3, 1), box(-0.5, -0.5, 2.5, 0.5)};
    const struct geo_shape *shapes[] = {area(&b[0], 1, false), area(&b[1], 1, false),
                                        area(&b[2], 1, false)};
    const struct geo_node nodes[] = {{.op = GEO_OP_SHAPE, .shape = 0, .size = 1},
                                     {.op = GEO_OP_SHAPE, .shape = 1, .size = 1},
                                     {.op = GEO_OP_SHAPE, .shape = 2, .size = 1}};
    struct geo_zones zones = {nodes, 3, shapes, 3};
    const uint32_t first[] = {0, 1}, second[] = {2};
    const struct geo_choice choice = {&zones, first, 2, second, 1};
    const struct ring common[] = {box(-0.5, -0.5, 0.5, 0.5), box(2, -0.5, 2.5, 0.5)};

    (void)state;
    for (int i = -6; i <= 9; i++) {
        struct geo_spread spread = {.point = geo_offset(origin, 0.4 * i * SIGMA, 0.2 * SIGMA),
                                    .error_m = ERROR};

        same(geo_choice_chance(&choice, &spread),
             in_box(&common[0], 0.4 * i, 0.2) + in_box(&common[1], 0.4 * i, 0.2));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boxes),
        cmocka_unit_test(on_the_border),
        cmocka_unit_test(rings),
        cmocka_unit_test(overlaps),
        cmocka_unit_test(choices),
        cmocka_unit_test(left_to_the_sums),
        cmocka_unit_test(ellipses_of_boxes),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}

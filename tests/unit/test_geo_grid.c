/* SPDX-License-Identifier: Apache-2.0
 *
 * The set grid on what goes wrong first: holes that touch or lie in each other, polygons that overlap,
 * shared borders, the antimeridian, edges along and through the corners of cells, slivers, nothing. */
#include "geo/grid.h"
#include "geo/index.h"
#include "geo/shape_int.h"
#include "geo/tiles.h"
#include "support/test.h"

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

#define UNIT 1e-7

/* Rings of up to 8 vertices, x y x y … in units of `unit` degrees; a ring ends with 99 99. */
static const struct geo_shape *area(double lon, double lat, double unit, const int *numbers,
                                    const size_t *rings_of, size_t polygon_count)
{
    static struct geo_point points[16][8];
    static struct geo_path paths[16];
    static struct geo_polygon polygons[8];
    size_t ring = 0;
    struct geo_shape *shape;
    struct err err = {0};

    for (size_t p = 0; p < polygon_count; p++) {
        polygons[p] = (struct geo_polygon){&paths[ring], rings_of[p]};
        for (size_t r = 0; r < rings_of[p]; r++, ring++) {
            size_t n = 0;

            for (; numbers[0] != 99; numbers += 2) {
                double x = lon + unit * numbers[0];

                x = x > 180 ? x - 360 : x < -180 ? x + 360 : x;
                points[ring][n++] = (struct geo_point){x, lat + unit * numbers[1]};
            }
            numbers += 2;
            paths[ring] = (struct geo_path){points[ring], n};
        }
    }
    if (geo_shape_area(&arena, polygons, polygon_count, &shape, &err))
        fail_msg("%s", err.text);
    return shape;
}

#define END 99, 99

/* Every point of a lattice about the areas, and what the shapes say, at every size of cell. */
static void check_all(const struct geo_shape *const *shapes, size_t count, double lon, double lat,
                      int64_t step)
{
    enum { SIDE = 40 };
    static int32_t x[SIDE * SIDE], y[SIDE * SIDE];
    struct geo_columns points = {x, y, SIDE * SIDE};
    int64_t x0 = (int64_t)(lon * 1e7 + (lon < 0 ? -0.5 : 0.5)),
            y0 = (int64_t)(lat * 1e7 + (lat < 0 ? -0.5 : 0.5));
    size_t n = 0;

    for (int64_t i = 0; i < SIDE; i++)
        for (int64_t k = 0; k < SIDE; k++, n++) {
            int64_t px = x0 + (i - 8) * step, py = y0 + (k - 8) * step;

            px -= px > GEO_HALF_TURN ? GEO_TURN : 0;
            px += px < -GEO_HALF_TURN ? GEO_TURN : 0;
            x[n] = (int32_t)px;
            y[n] = (int32_t)py;
        }
    for (int bits = 0; bits <= 28; bits += bits ? 6 : 4) {
        static struct geo_pair pairs[SIDE * SIDE * 8];
        struct geo_grid *grid;
        struct err err = {0};
        size_t next = 0, found, k = 0;

        assert_int_equal(geo_grid_make(&arena, shapes, count, bits, &grid, &err), ERR_OK);
        found = geo_grid_pairs(grid, &points, &next, pairs, COUNT_OF(pairs));
        assert_int_equal(next, points.count);
        for (size_t i = 0; i < points.count; i++)
            for (size_t a = 0; a < count; a++) {
                struct geo_place place = {.x = x[i], .y = y[i]};
                bool held = geo_shape_position(shapes[a], &place) != GEO_POSITION_OUT;
                bool said = k < found && pairs[k].point == i && pairs[k].area == a;

                if (held != said)
                    fail_msg("area %zu at %d %d, cells of 2^%d: %d, not %d", a, x[i], y[i], bits,
                             said, held);
                k += said;
            }
        assert_int_equal(k, found);
    }
}

static void check_one(double lon, double lat, const int *numbers, const size_t *rings_of,
                      size_t polygons)
{
    const struct geo_shape *shape = area(lon, lat, 5 * UNIT, numbers, rings_of, polygons);

    check_all(&shape, 1, lon, lat, 1);
    check_all(&shape, 1, lon, lat, 5);
    shape = area(lon, lat, 65536 * UNIT, numbers, rings_of, polygons);
    check_all(&shape, 1, lon, lat, 65536);
    check_all(&shape, 1, lon, lat, 32768);
}

static void holes(void **state)
{
    static const int touching[] = {0, 0, 8, 0,   8, 8, 0, 8, END, 0, 4,  3,
                                   3, 3, 5, END, 3, 3, 6, 2, 6,   4, END};
    static const int along[] = {0, 0, 8, 0, 8, 8, 0, 8, END, 0, 2, 3, 2, 3, 6, 0, 6, END};
    static const int nested[] = {0, 0, 8, 0,   8, 8, 0, 8, END, 3, 3, 5, 3,  5,
                                 5, 3, 5, END, 1, 1, 7, 1, 7,   7, 1, 7, END};
    static const int same[] = {0, 0, 8, 0,   8, 8, 0, 8, END, 1, 1,  7,
                               1, 4, 7, END, 1, 1, 7, 1, 4,   7, END};
    static const int whole[] = {0, 0, 8, 0, 8, 8, END, 0, 0, 8, 0, 8, 8, END};

    (void)state;
    check_one(30, 40, touching, (size_t[]){3}, 1);
    check_one(30, 40, along, (size_t[]){2}, 1);
    check_one(30, 40, nested, (size_t[]){3}, 1);
    check_one(30, 40, same, (size_t[]){3}, 1);
    check_one(30, 40, whole, (size_t[]){2}, 1);
}

/* On the border of a hole within a hole: in neither order a border of the area. */
static void nested_holes_in_any_order(void **state)
{
    static const int inner_first[] = {0, 0, 8, 0,   8, 8, 0, 8, END, 3, 3, 5, 3,  5,
                                      5, 3, 5, END, 1, 1, 7, 1, 7,   7, 1, 7, END};
    static const int outer_first[] = {0, 0, 8, 0,   8, 8, 0, 8, END, 1, 1, 7, 1,  7,
                                      7, 1, 7, END, 3, 3, 5, 3, 5,   5, 3, 5, END};
    struct geo_place place = geo_place_make((struct geo_point){0.03, 0.04});

    (void)state;
    for (int i = 0; i < 2; i++) {
        const struct geo_shape *shape =
            area(0, 0, 0.01, i ? outer_first : inner_first, (size_t[]){3}, 1);

        assert_int_equal(geo_shape_position(shape, &place), GEO_POSITION_OUT);
    }
}

static void polygons(void **state)
{
    static const int overlapping[] = {0, 0, 5, 0, 5, 5, 0, 5, END, 2, 2, 8, 2, 8, 8, 2, 8, END};
    static const int inside[] = {0, 0, 8, 0, 8, 8, 0, 8, END, 2, 2, 6, 2, 6, 6, 2, 6, END};
    static const int island[] = {0, 0, 8, 0, 8,   8, 0, 8, END, 2, 2, 6,  2,
                                 6, 6, 2, 6, END, 2, 2, 4, 3,   3, 4, END};
    static const int corner[] = {0, 0, 4, 0, 4, 4, 0, 4, END, 4, 4, 8, 4, 8, 8, END};

    (void)state;
    check_one(30, 40, overlapping, (size_t[]){1, 1}, 2);
    check_one(30, 40, inside, (size_t[]){1, 1}, 2);
    check_one(30, 40, island, (size_t[]){2, 1}, 2);
    check_one(30, 40, corner, (size_t[]){1, 1}, 2);
}

static void shared_borders(void **state)
{
    static const int left[] = {0, 0, 4, 0, 3, 4, 4, 8, 0, 8, END};
    static const int right[] = {4, 0, 8, 0, 8, 8, 4, 8, 3, 4, END};
    static const int above[] = {0, 8, 4, 8, 8, 8, 8, 12, 0, 12, END};
    const struct geo_shape *shapes[5];

    (void)state;
    shapes[0] = area(30, 40, 5 * UNIT, left, (size_t[]){1}, 1);
    shapes[1] = area(30, 40, 5 * UNIT, right, (size_t[]){1}, 1);
    shapes[2] = area(30, 40, 5 * UNIT, above, (size_t[]){1}, 1);
    shapes[3] = shapes[0]; /* the same twice */
    shapes[4] = area(30, 40, 5 * UNIT, left, (size_t[]){1}, 1);
    check_all(shapes, 5, 30, 40, 1);
    check_all(shapes, 5, 30, 40, 5);
}

static void thin_and_odd(void **state)
{
    static const int sliver[] = {0, 0, 24, 1, 24, 2, END};
    static const int spike[] = {0, 0, 4, 0, 4, 3, 12, 3, 4, 4, 0, 8, END};
    static const int figure[] = {0, 0, 4, 0, 4, 4, 8, 4, 8, 8, 4, 4, 0, 4, END};
    static const int diagonal[] = {0, 0, 16, 16, 15, 16, 0, 1, END};
    static const int steep[] = {0, 0, 1, 0, 3, 24, 2, 24, END};

    (void)state;
    check_one(30, 40, sliver, (size_t[]){1}, 1);
    check_one(30, 40, spike, (size_t[]){1}, 1);
    check_one(30, 40, figure, (size_t[]){1}, 1);
    check_one(30, 40, diagonal, (size_t[]){1}, 1);
    check_one(-179.99999, -40, steep, (size_t[]){1}, 1);
}

static void antimeridian(void **state)
{
    static const int square[] = {0, 0, 8, 0, 8, 8, 0, 8, END, 2, 2, 6, 3, 4, 6, END};
    static const int ends[] = {0, 0, 4, 0, 4, 8, 0, 8, END};
    const struct geo_shape *shapes[4];

    (void)state;
    check_one(179.999999, 10, square, (size_t[]){2}, 1);
    check_one(180 - 65536 * 3 * UNIT, 70, square, (size_t[]){2}, 1);
    /* one ends at 180, its neighbour begins at -180 */
    shapes[0] = area(180 - 20 * UNIT, 0, 5 * UNIT, ends, (size_t[]){1}, 1);
    shapes[1] = area(-180, 0, 5 * UNIT, ends, (size_t[]){1}, 1);
    shapes[2] = area(180 - 10 * UNIT, 0, 5 * UNIT, square, (size_t[]){2}, 1);
    check_all(shapes, 3, 180 - 20 * UNIT, 0, 1);
    check_all(shapes, 3, -180, 0, 5);
    check_all(shapes + 1, 1, 180 - 20 * UNIT, 0, 1);
}

/* Areas all around the Earth leave no gap for the table to begin in. */
static void around_the_earth(void **state)
{
    static const int wide[] = {0, 0, 9, 1, 9, 9, 0, 8, END};
    const struct geo_shape *shapes[6];

    (void)state;
    for (int i = 0; i < 6; i++)
        shapes[i] = area(-175 + i * 60, 0, 7, wide, (size_t[]){1}, 1);
    check_all(shapes, 6, -180, 0, 70000000);
    check_all(shapes, 6, -175, 0, 35000000);
    check_all(shapes, 6, 179.9999, 1, 100);
}

static void far_away(void **state)
{
    static const int square[] = {0, 0, 8, 0, 8, 8, 0, 8, END};
    const struct geo_shape *shapes[2];

    (void)state;
    shapes[0] = area(30, 40, 5 * UNIT, square, (size_t[]){1}, 1);
    shapes[1] = area(-150, -40, 0.5, square, (size_t[]){1}, 1);
    check_all(shapes, 2, 30, 40, 1);
    check_all(shapes, 2, -150, -40, 1000000);
    check_all(shapes, 2, 0, 80, 10000000);   /* up to 90 N and beyond in latitude only by type */
    check_all(shapes, 1, -30, -40, 5000000); /* outside the table */
}

static void nothing(void **state)
{
    static int32_t x[3] = {0, 1, INT32_C(1800000000)}, y[3] = {0, 1, 2};
    struct geo_columns points = {x, y, 3}, none = {x, y, 0};
    static const int square[] = {0, 0, 8, 0, 8, 8, 0, 8, END};
    const struct geo_shape *shape = area(30, 40, 5 * UNIT, square, (size_t[]){1}, 1);
    struct geo_change *changes;
    struct geo_pair pairs[4];
    struct geo_grid *grid;
    struct geo_point line[2] = {{0, 0}, {1, 1}};
    struct geo_path path = {line, 2};
    struct geo_shape *lines;
    const struct geo_shape *not_area;
    struct err err = {0};
    size_t next = 0, count;
    uint8_t held[3] = {9, 9, 9};

    (void)state;
    assert_int_equal(geo_grid_make(&arena, NULL, 0, 0, &grid, &err), ERR_OK);
    assert_int_equal(geo_grid_pairs(grid, &points, &next, pairs, 4), 0);
    assert_int_equal(next, 3);
    geo_grid_any(grid, &points, held);
    assert_int_equal(held[0] + held[1] + held[2], 0);
    assert_int_equal(geo_grid_changes(&arena, NULL, NULL, &points, &changes, &count, &err), ERR_OK);
    assert_int_equal(count, 0);
    assert_int_equal(geo_grid_make(&arena, &shape, 1, 0, &grid, &err), ERR_OK);
    next = 0;
    assert_int_equal(geo_grid_pairs(grid, &none, &next, pairs, 4), 0);
    assert_int_equal(geo_shape_lines(&arena, &path, 1, &lines, &err), ERR_OK);
    not_area = lines;
    assert_int_equal(geo_grid_make(&arena, &not_area, 1, 0, &grid, &err), ERR_INPUT);
}

/* Stops before a point whose pairs might not fit, and goes on from there. */
static void little_room(void **state)
{
    static const int square[] = {0, 0, 8, 0, 8, 8, 0, 8, END};
    const struct geo_shape *shapes[3];
    int32_t x[50], y[50];
    struct geo_columns points = {x, y, 50};
    struct geo_pair pairs[8];
    struct geo_grid *grid;
    struct err err = {0};
    size_t next = 0, total = 0, calls = 0;

    (void)state;
    for (int i = 0; i < 3; i++)
        shapes[i] = area(30, 40, 0.01, square, (size_t[]){1}, 1);
    for (int i = 0; i < 50; i++) {
        x[i] = 300000000 + i * 10000;
        y[i] = 400000000 + i * 10000;
    }
    assert_int_equal(geo_grid_make(&arena, shapes, 3, 0, &grid, &err), ERR_OK);
    assert_int_equal(geo_grid_most(grid), 3);
    while (next < points.count) {
        size_t before = next, n = geo_grid_pairs(grid, &points, &next, pairs, 8);

        assert_true(next > before && n <= 8);
        total += n;
        calls++;
    }
    assert_int_equal(total, 150);
    assert_true(calls >= 19);
}

static void lookups(void **state)
{
    static const int square[] = {0, 0, 8, 0, 8, 8, 0, 8, END};
    const struct geo_shape *shape = area(30, 40, 0.01, square, (size_t[]){1}, 1), *over;
    struct geo_grid *grid;
    struct err err = {0};

    (void)state;
    assert_int_equal(geo_grid_make(&arena, &shape, 1, 0, &grid, &err), ERR_OK);
    geo_grid_set_lookup(grid, GEO_LOOKUP_PLAIN);
    assert_int_equal(geo_grid_lookup(grid), GEO_LOOKUP_PLAIN);
    geo_grid_set_lookup(grid, GEO_LOOKUP_BEST);
    print_message("this machine looks up with kind %d\n", (int)geo_grid_lookup(grid));
    /* the vector code cannot count over the antimeridian: such a table is looked up plainly */
    over = area(179.99, 40, 0.01, square, (size_t[]){1}, 1);
    assert_int_equal(geo_grid_make(&arena, &over, 1, 0, &grid, &err), ERR_OK);
    assert_int_equal(geo_grid_lookup(grid), GEO_LOOKUP_PLAIN);
}

/* An allocator that stops after a number of requests: every failure is reported, none crashes. */
struct stingy {
    long left;
};

static void *stingy_resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
    struct stingy *s = ctx;

    if (new_size && s->left-- <= 0)
        return NULL;
    return mem_libc.resize(mem_libc.ctx, ptr, old_size, new_size);
}

static void no_memory(void **state)
{
    static const int nested[] = {0, 0, 8, 0,   8, 8, 0, 8, END, 3, 3, 5, 3,  5,
                                 5, 3, 5, END, 1, 1, 7, 1, 7,   7, 1, 7, END};
    const struct geo_shape *shape = area(30, 40, 0.01, nested, (size_t[]){3}, 1);
    bool made = false;

    (void)state;
    for (long limit = 0; limit < 400 && !made; limit++) {
        struct stingy stingy = {limit};
        struct mem mem = {stingy_resize, &stingy};
        struct arena poor = {.mem = &mem};
        struct geo_grid *grid;
        struct err err = {0};
        enum err_code code = geo_grid_make(&poor, &shape, 1, 0, &grid, &err);

        made = code == ERR_OK;
        assert_true(made || code == ERR_NO_MEMORY);
        arena_free(&poor);
    }
    assert_true(made);
}

/* The same for tiles; an index that has no room for a map settles nothing and fails nowhere. */
static void no_memory_for_tables(void **state)
{
    static const int square[] = {0, 0, 8, 0, 8, 8, 0, 8, END};
    static const struct geo_node nodes[] = {{.op = GEO_OP_SHAPE, .size = 1}};
    const struct geo_shape *shape = area(30, 40, 0.01, square, (size_t[]){1}, 1);
    struct geo_zones zones = {nodes, 1, &shape, 1};
    struct geo_spread spread = {.point = {10, 10}, .error_m = 100};
    bool made = false, settled = false;

    (void)state;
    for (long limit = 0; limit < 200 && !(made && settled); limit++) {
        struct stingy stingy = {limit};
        struct mem mem = {stingy_resize, &stingy};
        struct arena poor = {.mem = &mem};
        enum geo_member member = GEO_UNSURE;
        struct geo_index *index;
        struct geo_reach *reach;
        struct geo_tiles *tiles;
        struct err err = {0};
        double metres = 1000;
        enum err_code code = geo_reach_make(&poor, shape, 2000, 16, &reach, &err);

        if (!code)
            code = geo_tiles_bands(&poor, reach, &metres, 1, &tiles, &err);
        made = code == ERR_OK;
        assert_true(made || code == ERR_NO_MEMORY);
        arena_free(&poor);
        stingy.left = limit;
        if (geo_index_open(&mem, &zones, 5000, &index, &err))
            continue;
        settled = geo_index_zone(index, 0, &spread, &member);
        assert_true(!settled || member == GEO_OUTSIDE);
        geo_index_close(index);
    }
    assert_true(made && settled);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(holes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nested_holes_in_any_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(polygons, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shared_borders, set_up, tear_down),
        cmocka_unit_test_setup_teardown(thin_and_odd, set_up, tear_down),
        cmocka_unit_test_setup_teardown(antimeridian, set_up, tear_down),
        cmocka_unit_test_setup_teardown(around_the_earth, set_up, tear_down),
        cmocka_unit_test_setup_teardown(far_away, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(little_room, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lookups, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_memory, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_memory_for_tables, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

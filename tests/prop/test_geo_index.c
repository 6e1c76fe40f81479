/* SPDX-License-Identifier: Apache-2.0
 *
 * What an index settles is what the slow way says, on zones of every kind, near and far, whatever the
 * size of its cells, the order of the questions and the number of threads; and it settles most. */
#include "geo/index.h"
#include "geo/trig.h"
#include "support/random.h"
#include "support/test.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>

#define NODES 14
#define VERTICES 40

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

static const struct geo_shape *star(struct random *r, double lon, double lat, bool is_line)
{
    struct geo_point points[VERTICES];
    struct geo_path path = {points, VERTICES};
    struct geo_polygon polygon = {&path, 1};
    struct geo_shape *shape;
    struct err err = {0};

    for (int i = 0; i < VERTICES; i++) {
        double t = i * (is_line ? 3.0 : 2 * GEO_PI) / VERTICES, d = random_between(r, 0.1, 0.25), s,
               c;

        geo_sincos(t, &s, &c);
        points[i] = (struct geo_point){wrapped(lon + d * c * 1.3), lat + d * s};
    }
    if (is_line)
        assert_int_equal(geo_shape_lines(&arena, &path, 1, &shape, &err), ERR_OK);
    else
        assert_int_equal(geo_shape_area(&arena, &polygon, 1, &shape, &err), ERR_OK);
    return shape;
}

/* Two areas, a line, and a zone of every kind about them. */
static const struct geo_node nodes[NODES] = {
    {.op = GEO_OP_SHAPE, .shape = 0, .size = 1},
    {.op = GEO_OP_SHAPE, .shape = 1, .size = 1},
    {.op = GEO_OP_SHAPE, .shape = 2, .size = 1},
    {.op = GEO_OP_WITHIN, .a = 2, .max_m = 5000, .size = 2},
    {.op = GEO_OP_BETWEEN, .a = 2, .min_m = 2000, .max_m = 9000, .size = 2},
    {.op = GEO_OP_SIDE, .a = 2, .hand = GEO_HAND_LEFT, .size = 2},
    {.op = GEO_OP_AND, .a = 3, .b = 5, .size = 5},
    {.op = GEO_OP_OR, .a = 0, .b = 1, .size = 3},
    {.op = GEO_OP_EXCEPT, .a = 0, .b = 1, .size = 3},
    {.op = GEO_OP_BEYOND, .a = 2, .min_m = 7000, .size = 2},
    {.op = GEO_OP_WITHIN, .a = 0, .max_m = 3000, .size = 2},
    {.op = GEO_OP_AND, .a = 0, .b = 5, .size = 4},
    {.op = GEO_OP_OR, .a = 6, .b = 8, .size = 9},
    {.op = GEO_OP_EXCEPT, .a = 3, .b = 5, .size = 5},
};

static struct geo_spread some_spread(struct random *r, double lon, double lat)
{
    static const double errors[] = {0, 0, 30, 300, 1000, 5000};
    struct geo_spread s = {.form = GEO_SPREAD_ROUND};
    double far = random_below(r, 8) ? 0.4 : random_below(r, 4) ? 3 : 100;

    s.point.lon_deg = wrapped(lon + fmod(random_between(r, -far, far), 180));
    s.point.lat_deg = fmax(-89.9, fmin(89.9, lat + random_between(r, -far, far)));
    s.error_m = errors[random_below(r, COUNT_OF(errors))];
    if (random_below(r, 8) == 0) {
        s.form = GEO_SPREAD_ELLIPSE;
        s.major_m = random_between(r, 100, 2000);
        s.minor_m = s.major_m * random_unit(r);
        s.azimuth_deg = random_between(r, 0, 360);
    }
    return s;
}

static void settles_what_is_so(void **state)
{
    static const double centres[][2] = {{37, 48}, {179.9, -17}, {0, 0}, {20, 78}, {-70, -33}};
    struct random r = random_init(151);
    long asked = 0, settled = 0, summed = 0;

    (void)state;
    for (size_t round = 0; round < COUNT_OF(centres); round++) {
        double lon = centres[round][0], lat = centres[round][1];
        const struct geo_shape *shapes[3] = {star(&r, lon, lat, false),
                                             star(&r, wrapped(lon + 0.2), lat, false),
                                             star(&r, lon, lat + 0.1, true)};
        struct geo_zones zones = {nodes, NODES, shapes, 3};
        struct geo_index *index[3];
        struct err err = {0};

        assert_int_equal(geo_zones_check(&zones, &err), ERR_OK);
        for (size_t i = 0; i < 3; i++)
            assert_int_equal(geo_index_open(&mem_libc, &zones,
                                            i == 0   ? 10
                                            : i == 1 ? 5000
                                                     : 1000000,
                                            &index[i], &err),
                             ERR_OK);
        for (int k = 0; k < 2500; k++) {
            struct geo_spread spread = some_spread(&r, lon, lat);
            uint32_t node = (uint32_t)random_below(&r, NODES);
            enum geo_member member[3];
            bool any = false;

            for (size_t i = 0; i < 3; i++) {
                bool is_sure = geo_index_zone(index[i], node, &spread, &member[i]);
                struct geo_chance chance;

                asked += i == 2;
                settled += i == 2 && is_sure;
                if (!is_sure || any)
                    continue;
                any = true;
                chance = geo_zone_chance_over(&zones, node, &spread);
                summed += chance.way == GEO_CHANCE_QUADRATURE;
                if ((chance.lo >= 1) != (member[i] == GEO_INSIDE) ||
                    (chance.hi <= 0) != (member[i] == GEO_OUTSIDE))
                    fail_msg("node %u at %.7f %.7f, error %g: settled as %d, but [%g, %g]",
                             (unsigned)node, spread.point.lon_deg, spread.point.lat_deg,
                             spread.error_m, member[i], chance.lo, chance.hi);
            }
        }
        for (size_t i = 0; i < 3; i++) {
            assert_true(geo_index_bytes(index[i]) > 0);
            geo_index_close(index[i]);
        }
    }
    print_message("%ld of %ld settled; %ld that the slow way sums\n", settled, asked, summed);
    assert_true(settled > asked / 2);
    assert_true(summed * 200 < settled);
}

static struct geo_probe slow_setback(const void *ctx, const struct geo_place *place)
{
    const struct geo_zones *zones = ctx;

    return geo_probe_setback(zones, 2, GEO_HAND_LEFT, 4000, place);
}

static void setbacks(void **state)
{
    struct random r = random_init(152);
    const struct geo_shape *shapes[3] = {star(&r, 30, 50, false), star(&r, 30.2, 50, false),
                                         star(&r, 30, 50.1, true)};
    struct geo_zones zones = {nodes, NODES, shapes, 3};
    struct geo_index *index;
    struct err err = {0};
    long settled = 0;

    (void)state;
    assert_int_equal(geo_index_open(&mem_libc, &zones, 50000, &index, &err), ERR_OK);
    for (int k = 0; k < 2000; k++) {
        struct geo_spread spread = some_spread(&r, 30, 50);
        enum geo_member member, other;
        struct geo_chance chance;

        if (!geo_index_setback(index, 2, GEO_HAND_LEFT, 4000, &spread, &member))
            continue;
        settled++;
        chance = geo_chance_over(&spread, slow_setback, &zones);
        if ((chance.lo >= 1) != (member == GEO_INSIDE) ||
            (chance.hi <= 0) != (member == GEO_OUTSIDE))
            fail_msg("at %.7f %.7f, error %g form %d: settled as %d, but [%g, %g] way %d",
                     spread.point.lon_deg, spread.point.lat_deg, spread.error_m, spread.form,
                     member, chance.lo, chance.hi, chance.way);
        assert_int_equal(chance.lo >= 1, member == GEO_INSIDE);
        assert_int_equal(chance.hi <= 0, member == GEO_OUTSIDE);
        if (geo_index_setback(index, 2, GEO_HAND_UNSURE, 4000, &spread, &other))
            assert_true(other != GEO_UNSURE);
    }
    assert_true(settled > 300);
    geo_index_close(index);
}

struct asker {
    struct geo_index *index;
    const struct geo_spread *spreads;
    int count, first, step;
    int8_t *answers;
};

static void *ask_all(void *ctx)
{
    struct asker *a = ctx;

    for (int i = 0; i < a->count; i++) {
        int k = (a->first + i * a->step) % a->count;
        enum geo_member member = GEO_UNSURE;
        bool is_sure = geo_index_zone(a->index, (uint32_t)(k % NODES), &a->spreads[k], &member);

        a->answers[k] = (int8_t)(is_sure ? (int)member : -1);
    }
    return NULL;
}

/* Two threads in different orders, and one alone. */
static void threads(void **state)
{
    enum { COUNT = 5003 };
    static struct geo_spread spreads[COUNT];
    static int8_t answers[3][COUNT];
    struct random r = random_init(153);
    const struct geo_shape *shapes[3] = {star(&r, 30, 50, false), star(&r, 30.2, 50, false),
                                         star(&r, 30, 50.1, true)};
    struct geo_zones zones = {nodes, NODES, shapes, 3};
    struct geo_index *shared, *alone;
    struct err err = {0};
    pthread_t thread;

    (void)state;
    for (int i = 0; i < COUNT; i++)
        spreads[i] = some_spread(&r, 30, 50);
    assert_int_equal(geo_index_open(&mem_libc, &zones, 50000, &shared, &err), ERR_OK);
    assert_int_equal(geo_index_open(&mem_libc, &zones, 50000, &alone, &err), ERR_OK);
    struct asker a = {shared, spreads, COUNT, 0, 1, answers[0]},
                 b = {shared, spreads, COUNT, 17, 7, answers[1]},
                 c = {alone, spreads, COUNT, 3, 11, answers[2]};
    assert_int_equal(pthread_create(&thread, NULL, ask_all, &a), 0);
    ask_all(&b);
    assert_int_equal(pthread_join(thread, NULL), 0);
    ask_all(&c);
    assert_memory_equal(answers[0], answers[1], COUNT);
    assert_memory_equal(answers[0], answers[2], COUNT);
    geo_index_close(shared);
    geo_index_close(alone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(settles_what_is_so, set_up, tear_down),
        cmocka_unit_test_setup_teardown(setbacks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(threads, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

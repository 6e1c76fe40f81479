/* SPDX-License-Identifier: Apache-2.0
 *
 * Laws of geometry over random shapes and places. */
#include "base/num.h"
#include "geo/chance.h"
#include "geo/geojson.h"
#include "geo/trig.h"
#include "support/random.h"
#include "support/test.h"

#include <math.h>

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

#define VERTICES 80

/* A star about (lon, lat); `mirror` -1 turns it north for south. */
static struct geo_shape *star(uint64_t seed, double lon, double lat, int mirror, bool is_line,
                              size_t turn)
{
    struct random r = {seed};
    struct geo_point points[VERTICES], turned[VERTICES];
    struct geo_path ring = {turned, VERTICES};
    struct geo_polygon polygon = {&ring, 1};
    struct geo_shape *shape = NULL;
    struct err err = {0};

    for (int i = 0; i < VERTICES; i++) {
        double t = i * 2 * GEO_PI / VERTICES, d = random_between(&r, 0.1, 0.25);

        points[i] = geo_place_make((struct geo_point){lon + d * cos(t), lat + d * sin(t)}).point;
        points[i].lat_deg *= mirror;
    }
    for (size_t i = 0; i < VERTICES; i++)
        turned[i] = points[(i + turn) % VERTICES];
    if (is_line)
        assert_int_equal(geo_shape_lines(&arena, &ring, 1, &shape, &err), ERR_OK);
    else
        assert_int_equal(geo_shape_area(&arena, &polygon, 1, &shape, &err), ERR_OK);
    return shape;
}

static struct geo_place near(struct random *r, double lon, double lat)
{
    return geo_place_make(
        (struct geo_point){lon + random_between(r, -0.4, 0.4), lat + random_between(r, -0.4, 0.4)});
}

static void distances(void **state)
{
    struct random r = random_init(51);

    (void)state;
    for (int round = 0; round < 30; round++) {
        double lon = random_between(&r, -170, 170), lat = random_between(&r, -75, 75);
        uint64_t seed = random_u64(&r);
        struct geo_shape *a = star(seed, lon, lat, 1, false, 0);
        struct geo_shape *b = star(seed, lon, lat, 1, false, 17); /* begun elsewhere */
        struct geo_shape *south = star(seed, lon, lat, -1, false, 0);

        for (int i = 0; i < 200; i++) {
            struct geo_place p = near(&r, lon, lat), q = near(&r, lon, lat);
            struct geo_place mirrored =
                geo_place_make((struct geo_point){p.point.lon_deg, -p.point.lat_deg});
            double dp = geo_shape_distance_m(a, &p), dq = geo_shape_distance_m(a, &q);
            double pq = geo_distance_m(p.point, q.point);

            assert_true(pq == geo_distance_m(q.point, p.point));
            assert_true(fabs(dp - dq) <= pq + 0.02); /* no faster than the place moves */
            assert_true(num_metres(dp) == num_metres(geo_shape_distance_m(b, &p)));
            assert_true(fabs(dp - geo_shape_distance_m(south, &mirrored)) < 1e-6);
            assert_int_equal(geo_shape_position(a, &p), geo_shape_position(b, &p));
            assert_int_equal(geo_shape_position(a, &p), geo_shape_position(south, &mirrored));
            assert_true((dp == 0) == (geo_shape_position(a, &p) != GEO_POSITION_OUT));
            assert_true(geo_shape_within(a, &p, dq) == (num_metres(dp) <= num_metres(dq)));
            assert_true(geo_distance_m(p.point, geo_shape_nearest(a, &p).point) ==
                        geo_shape_border_m(a, &p));
        }
    }
}

/* Drawn backwards, a line has its hands swapped; a place is on the side of A or of B, not both. */
static void hands(void **state)
{
    struct random r = random_init(52);

    (void)state;
    for (int round = 0; round < 50; round++) {
        struct geo_point points[30], back[30];
        struct geo_path there = {points, 30}, again = {back, 30};
        struct geo_shape *a, *b;
        struct err err = {0};
        double lat = random_between(&r, -70, 70);

        for (int i = 0; i < 30; i++)
            points[i] = back[29 - i] =
                geo_place_make((struct geo_point){i * 0.02, lat + random_between(&r, 0, 0.1)})
                    .point;
        assert_int_equal(geo_shape_lines(&arena, &there, 1, &a, &err), ERR_OK);
        assert_int_equal(geo_shape_lines(&arena, &again, 1, &b, &err), ERR_OK);
        for (int i = 0; i < 200; i++) {
            struct geo_place p = geo_place_make((struct geo_point){
                random_between(&r, -0.2, 0.8), lat + random_between(&r, -0.3, 0.4)});
            struct geo_nearest n = geo_shape_nearest(a, &p);
            enum geo_hand other = geo_shape_hand(b, &p);

            switch (n.hand) {
            case GEO_HAND_LEFT:
                assert_int_equal(other, GEO_HAND_RIGHT);
                break;
            case GEO_HAND_RIGHT:
                assert_int_equal(other, GEO_HAND_LEFT);
                break;
            case GEO_HAND_ON:
            case GEO_HAND_UNSURE:
                assert_int_equal(other, n.hand);
                break;
            }
            if (n.hand_clear_m > 0) { /* it holds as far as it says */
                double t = random_between(&r, 0, 2 * GEO_PI), d = 0.999 * n.hand_clear_m;
                struct geo_place q = geo_place_make(geo_offset(p.point, d * cos(t), d * sin(t)));

                assert_int_equal(geo_shape_hand(a, &q), n.hand);
            }
        }
    }
}

static void logic(void **state)
{
    struct random r = random_init(53);

    (void)state;
    for (int round = 0; round < 40; round++) {
        const struct geo_shape *shapes[3] = {star(random_u64(&r), 30, 50, 1, false, 0),
                                             star(random_u64(&r), 30.2, 50.1, 1, false, 0),
                                             star(random_u64(&r), 30.1, 49.9, 1, true, 0)};
        const struct geo_node nodes[] = {
            {.op = GEO_OP_SHAPE, .shape = 0, .size = 1},
            {.op = GEO_OP_SHAPE, .shape = 1, .size = 1},
            {.op = GEO_OP_SHAPE, .shape = 2, .size = 1},
            {.op = GEO_OP_WITHIN, .a = 2, .max_m = 4000, .size = 2},
            {.op = GEO_OP_SIDE, .a = 2, .hand = GEO_HAND_LEFT, .size = 2},
            {.op = GEO_OP_AND, .a = 3, .b = 4, .size = 5},
            {.op = GEO_OP_AND, .a = 0, .b = 1, .size = 3},
            {.op = GEO_OP_OR, .a = 0, .b = 1, .size = 3},
            {.op = GEO_OP_EXCEPT, .a = 0, .b = 1, .size = 3},
            {.op = GEO_OP_EXCEPT, .a = 7, .b = 5, .size = 9},
        };
        struct geo_zones zones = {nodes, COUNT_OF(nodes), shapes, 3};

        for (int i = 0; i < 60; i++) {
            struct geo_place p = near(&r, 30.1, 50);
            enum geo_member m[COUNT_OF(nodes)];

            for (uint32_t k = 0; k < COUNT_OF(nodes); k++) {
                struct geo_probe probe = geo_probe_zone(&zones, k, &p);
                double t = random_between(&r, 0, 2 * GEO_PI), d = 0.999 * probe.clear_m;
                struct geo_place q = geo_place_make(geo_offset(p.point, d * cos(t), d * sin(t)));

                m[k] = geo_zone_member(&zones, k, &p);
                assert_int_equal(probe.member, m[k]);
                assert_int_equal(geo_zone_member(&zones, k, &q), m[k]);
            }
            assert_int_equal(m[6], m[0] == GEO_INSIDE && m[1] == GEO_INSIDE);
            assert_int_equal(m[7], m[0] == GEO_INSIDE || m[1] == GEO_INSIDE);
            assert_int_equal(m[8], m[0] == GEO_INSIDE && m[1] == GEO_OUTSIDE);
        }
        /* chances: in A = in A and B + in A except B */
        struct geo_point p = near(&r, 30.1, 50).point;
        double error_m = random_between(&r, 1000, 20000);
        double a = geo_zone_chance(&zones, 0, p, error_m).lo;
        double both = geo_zone_chance(&zones, 6, p, error_m).lo;
        double rest = geo_zone_chance(&zones, 8, p, error_m).lo;
        assert_true(fabs(a - both - rest) < 3e-4);
        /* both readings of a line's sides cover all but the places beyond its ends */
        struct geo_chance left = geo_zone_chance(&zones, 4, p, error_m);
        assert_true(left.lo <= left.hi);
    }
}

/* An area that the zone's probes call inside has all its places inside, and so on. */
static void relations(void **state)
{
    struct random r = random_init(54);
    int seen[3] = {0};

    (void)state;
    for (int round = 0; round < 60; round++) {
        const struct geo_shape *shapes[1] = {star(random_u64(&r), 30, 50, 1, false, 0)};
        const struct geo_node nodes[] = {
            {.op = GEO_OP_SHAPE, .shape = 0, .size = 1},
            {.op = GEO_OP_WITHIN, .a = 0, .max_m = 3000, .size = 2},
        };
        struct geo_zones zones = {nodes, 2, shapes, 1};
        double lon = 30 + random_between(&r, -0.5, 0.5), lat = 50 + random_between(&r, -0.4, 0.4);
        double size = random_between(&r, 0.01, 0.2);
        struct geo_point corners[] = {
            {lon, lat}, {lon + size, lat}, {lon + size, lat + size}, {lon, lat + size}};
        struct geo_path ring = {corners, 4};
        struct geo_polygon polygon = {&ring, 1};
        struct geo_shape *box;
        struct err err = {0};

        assert_int_equal(geo_shape_area(&arena, &polygon, 1, &box, &err), ERR_OK);
        for (uint32_t node = 0; node < 2; node++) {
            enum geo_relation relation = geo_zone_relation(&zones, node, box);

            seen[relation]++;
            for (int i = 0; i < 300 && relation != GEO_REL_OVERLAPS; i++) {
                struct geo_place p = geo_place_make(
                    (struct geo_point){lon + size * random_unit(&r), lat + size * random_unit(&r)});

                assert_int_equal(geo_zone_member(&zones, node, &p) == GEO_INSIDE,
                                 relation == GEO_REL_INSIDE);
            }
        }
    }
    assert_true(seen[0] > 5 && seen[1] > 5 && seen[2] > 5);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(distances), TEST(hands), TEST(logic), TEST(relations)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

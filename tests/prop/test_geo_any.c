/* SPDX-License-Identifier: Apache-2.0
 *
 * A union asks only the zones that may change its answer: it says the same, to the last bit, as all of them asked one by one
 * and joined. Unions of overlapping, touching and far outlines, lines and bands, some across the antimeridian; places in, between,
 * far away, and on borders. */
#include "base/random.h"
#include "geo/trig.h"
#include "geo/zone.h"
#include "support/test.h"

#include <string.h>

#define SHAPES 20
#define POINTS 16

static uint64_t state = 0x9E3779B97F4A7C15u;

static double draw(void)
{
    state = random_mix(state + RANDOM_WEYL);
    return (double)(state >> 11) / 9007199254740992.0;
}

struct world {
    struct arena arena;
    const struct geo_shape *shapes[SHAPES];
    struct geo_node nodes[3 * SHAPES];
    struct geo_zones zones;
    struct geo_point middles[SHAPES];
    uint32_t leaves[SHAPES], all;
};

static uint32_t add(struct world *w, struct geo_node node)
{
    node.size = geo_node_size(&w->zones, &node);
    w->nodes[w->zones.node_count] = node;
    return (uint32_t)w->zones.node_count++;
}

static const struct geo_shape *outline(struct world *w, struct geo_point middle, double size,
                                       bool is_line)
{
    struct geo_point points[POINTS];
    struct geo_path path = {points, POINTS};
    struct geo_polygon polygon = {&path, 1};
    struct geo_shape *shape;
    struct err err = {0};

    for (int i = 0; i < POINTS; i++) {
        double s, c, away = size * (0.3 + draw());

        geo_sincos(2 * GEO_PI * i / POINTS, &s, &c);
        points[i] = (struct geo_point){middle.lon_deg + away * c, middle.lat_deg + away * s};
        if (points[i].lon_deg > 180)
            points[i].lon_deg -= 360;
    }
    if (is_line)
        assert_int_equal(geo_shape_lines(&w->arena, &path, 1, &shape, &err), ERR_OK);
    else
        assert_int_equal(geo_shape_area(&w->arena, &polygon, 1, &shape, &err), ERR_OK);
    return shape;
}

/* Joined from the left, from the right, or in the middle. */
static uint32_t join(struct world *w, size_t from, size_t to, int way)
{
    size_t middle = way == 0 ? to - 1 : way == 1 ? from + 1 : from + (to - from) / 2;

    if (to - from == 1)
        return w->leaves[from];
    uint32_t a = join(w, from, middle, way), b = join(w, middle, to, way);
    return add(w, (struct geo_node){.op = GEO_OP_OR, .a = a, .b = b});
}

static void make(struct world *w, struct geo_point about, double spread, int way)
{
    memset(w, 0, sizeof *w);
    w->arena = (struct arena){.mem = &mem_libc};
    w->zones = (struct geo_zones){w->nodes, 0, w->shapes, SHAPES};
    for (size_t i = 0; i < SHAPES; i++) {
        w->middles[i] = (struct geo_point){about.lon_deg + spread * (2 * draw() - 1),
                                           about.lat_deg + spread * (2 * draw() - 1)};
        w->shapes[i] = outline(w, w->middles[i], 0.02 + 0.1 * draw(), i % 9 == 4);
        w->leaves[i] = add(w, (struct geo_node){.op = GEO_OP_SHAPE, .shape = (uint32_t)i});
        if (i % 7 == 3)
            w->leaves[i] = add(
                w,
                (struct geo_node){.op = GEO_OP_WITHIN, .a = w->leaves[i], .max_m = 3000 * draw()});
    }
    w->all = join(w, 0, SHAPES, way);
}

static void check(const struct world *w, struct geo_point point)
{
    struct geo_place place = geo_place_make(point);
    struct geo_probe any = geo_probe_zone(&w->zones, w->all, &place), one;

    one = geo_probe_zone(&w->zones, w->leaves[0], &place);
    for (size_t i = 1; i < SHAPES; i++)
        one = geo_probe_or(one, geo_probe_zone(&w->zones, w->leaves[i], &place));
    assert_int_equal(any.member, one.member);
    assert_memory_equal(&any.clear_m, &one.clear_m, sizeof one.clear_m);
    assert_int_equal(any.member, geo_zone_member(&w->zones, w->all, &place));
}

static void one_world(struct geo_point about, double spread, int way)
{
    static struct world w;

    make(&w, about, spread, way);
    for (int i = 0; i < 200; i++) {
        double lon = about.lon_deg + 1.5 * spread * (2 * draw() - 1);

        check(&w, (struct geo_point){lon > 180 ? lon - 360 : lon,
                                     about.lat_deg + 1.5 * spread * (2 * draw() - 1)});
    }
    for (size_t i = 0; i < SHAPES; i++) {
        struct geo_point vertex = geo_shape_vertex(w.shapes[i], 0, i % POINTS);

        check(&w, w.middles[i].lon_deg > 180
                      ? (struct geo_point){w.middles[i].lon_deg - 360, w.middles[i].lat_deg}
                      : w.middles[i]);
        check(&w, vertex);
    }
    check(&w, (struct geo_point){-about.lon_deg / 2, -about.lat_deg});
    arena_free(&w.arena);
}

static void a_union_says_what_its_zones_say(void **unused)
{
    static const struct geo_point places[] = {
        {37.5, 48.2}, {0, 0}, {179.9, 10}, {20, 78}, {-70, -40}};

    (void)unused;
    for (size_t i = 0; i < COUNT_OF(places); i++)
        for (int way = 0; way < 3; way++)
            for (double spread = 0.1; spread < 2; spread *= 4)
                one_world(places[i], spread, way);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_union_says_what_its_zones_say)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

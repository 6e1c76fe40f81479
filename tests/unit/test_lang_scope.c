/* SPDX-License-Identifier: Apache-2.0
 *
 * The checks that lay clauses over each other: the ground they show is real ground, and they live with any lack of
 * memory. What they say of which text is in tests/golden/lang/rules_clash.txt. */
#include "support/agreement.h"
#include "support/flaky.h"
#include "support/test.h"

#include "lang/codes.h"

#include <stdio.h>
#include <string.h>

static const struct test_file files[] = {
    {"line.geojson", "{\"type\": \"LineString\", \"coordinates\": [[37, 48], [38, 48.5]]}"},
    {"shifted.geojson", "{\"type\": \"LineString\", \"coordinates\": [[37, 48.05], [38, 48.55]]}"},
    {"broken.geojson",
     "{\"type\": \"MultiLineString\", \"coordinates\": [[[37, 48], [37.4, 48.2]], "
     "[[37.5, 48.25], [38, 48.5]]]}"},
    {NULL, NULL}};

/* One of everything that these checks speak of. */
static const char everything[] =
    "agreement \"T\" timezone UTC\n  in force 2026-01-01 00:00\n"
    "party A \"Party A\" party B \"Party B\" monitor M \"Monitor\"\n"
    "line contact = load \"line.geojson\" with A on the left, B on the right\n"
    "line old = load \"shifted.geojson\"\n"
    "zone small = circle 5 km around 48.2 N 37.4 E\n"
    "zone big = circle 20 km around 48.2 N 37.4 E\n"
    "zone near = within 10 km of contact on the side of A\n"
    "zone far = between 12 km and 20 km of contact on the side of A\n"
    "zone west = polygon 47 N 36 E, 47 N 36.5 E, 47.5 N 36.5 E, 47.5 N 36 E\n"
    "zone east = polygon 47 N 36.51 E, 47 N 37 E, 47.5 N 37 E, 47.5 N 36.51 E\n"
    "zone half = circle 30 km around 47.25 N 36 E\n"
    "zone town = circle 3 km around 47.5 N 37 E\n"
    "corridor aid = within 500 m of load \"broken.geojson\" open always for aid_convoy into town\n"
    "class guns = artillery where calibre more than 100 mm\n"
    "class light = artillery where calibre less than 100 mm\n"
    "class tubes = mortar where calibre at most 120 mm\n"
    "class mortars = mortar where calibre at least 100 mm except heavy\n"
    "class heavy = mortar where calibre more than 160 mm\n"
    "throughout\n"
    "clause 1 \"No\" verified by M forbid inspection by anyone in big\n"
    "clause 2 \"Yes\" verified by M require M to do inspection in small every 15 d\n"
    "clause 3 \"In\" verified by M keep troops of A inside small\n"
    "clause 4 \"Out\" verified by M keep troops of A out of big as of 2026-02-01\n"
    "clause 5 \"Guns\" verified by M\n"
    "  keep guns of A, B at least 15 km from contact on the side of the same party\n"
    "  keep light of A, B at least 10 km from contact on the side of the same party\n"
    "  keep tubes of A, B at least 10 km from contact on the side of the same party\n"
    "  keep mortars of A, B at least 12 km from contact on the side of the same party\n"
    "  keep guns of B at least 15 km from old\n"
    "clause 6 \"So many\" verified by M\n"
    "  limit tank of A in near to 10 each\n"
    "  limit tank of A in far to 20 each\n"
    "clause 7 \"Patrols\" verified by M\n"
    "  require B to do patrol at least 10 every day\n"
    "  limit patrol of A, B to 5 each every day\n"
    "clause 8 \"Tanks\" verified by M keep tank of B out of west keep tank of B out of east\n"
    "clause 9 \"Half\" verified by M forbid flight by A in west permit flight by A in half\n";

static enum err_code compile(struct arena *arena, struct diags *diags, const struct plan **plan,
                             struct err *err)
{
    struct test_host host = {files, NULL};
    struct lang_host lang = test_host_of(&host);
    return lang_compile(arena, STR("t.truce"), STR(everything), &lang, diags, plan, err);
}

static const struct diag *find(const struct diags *diags, const char *code, size_t nth)
{
    for (size_t i = 0; i < diags->count; i++)
        if (!strcmp(diags->items[i].code, code) && !nth--)
            return &diags->items[i];
    fail_msg("%s is missing", code);
    return NULL;
}

/* ---------------------------------------------------------------- the ground */

static bool ring_holds(const struct diag_ring *ring, double lon, double lat)
{
    bool is_in = false;
    for (size_t i = 0; i + 1 < ring->count; i++) {
        const double *p = &ring->lon_lat[2 * i], *q = p + 2;
        if ((p[1] > lat) != (q[1] > lat) &&
            lon < p[0] + (q[0] - p[0]) * (lat - p[1]) / (q[1] - p[1]))
            is_in = !is_in;
    }
    return is_in;
}

static void rings_are_closed_and_hold_the_case(const struct diag *diag)
{
    unsigned held = 0;
    assert_true(diag->ring_count > 0);
    assert_true(diag->rings[0].is_outer);
    for (size_t i = 0; i < diag->ring_count; i++) {
        const struct diag_ring *ring = &diag->rings[i];
        size_t last = 2 * (ring->count - 1);
        assert_true(ring->count >= 4);
        assert_true(ring->lon_lat[0] >= ring->lon_lat[last] &&
                    ring->lon_lat[0] <= ring->lon_lat[last]);
        assert_true(ring->lon_lat[1] >= ring->lon_lat[last + 1] &&
                    ring->lon_lat[1] <= ring->lon_lat[last + 1]);
        held += ring_holds(ring, diag->witness->lon, diag->witness->lat);
    }
    assert_int_equal(held % 2, 1);
}

static void a_strip_is_drawn_where_it_is(void **state)
{
    struct arena arena = {.mem = &mem_libc};
    struct diags diags;
    const struct plan *plan;
    struct err err = {0};
    (void)state;
    assert_int_equal(compile(&arena, &diags, &plan, &err), ERR_OK);
    assert_non_null(plan);
    const struct diag *strip = find(&diags, "H0732", 0), *sliver = find(&diags, "H0732", 1);
    const struct plan_place *line = &plan->places[plan_find_place(plan, STR("contact"))];
    rings_are_closed_and_hold_the_case(strip);
    rings_are_closed_and_hold_the_case(sliver);
    for (size_t i = 0; i < strip->ring_count; i++)
        for (size_t j = 0; j < strip->rings[i].count; j++) {
            struct geo_place place = geo_place_make((struct geo_point){
                strip->rings[i].lon_lat[2 * j], strip->rings[i].lon_lat[2 * j + 1]});
            double d = geo_zone_distance_m(&plan->geometry, line->zones[0], &place);
            assert_true(d > 9000 && d < 13000); /* to half a cell of the drawing */
        }
    struct geo_place at =
        geo_place_make((struct geo_point){strip->witness->lon, strip->witness->lat});
    double d = geo_zone_distance_m(&plan->geometry, line->zones[0], &at);
    assert_true(d > 10000 && d < 12000);
    arena_free(&arena);
}

static void nothing_is_left_in_the_plan(void **state)
{
    struct arena arena = {.mem = &mem_libc};
    struct diags diags;
    const struct plan *plan;
    struct err err = {0};
    (void)state;
    assert_int_equal(compile(&arena, &diags, &plan, &err), ERR_OK);
    assert_int_equal(plan_verify(plan, &err), ERR_OK);
    for (size_t i = 0; i < plan->geometry.node_count; i++)
        assert_true(plan->geometry.nodes[i].op != GEO_OP_BEYOND);
    arena_free(&arena);
}

static void each_kind_of_finding_has_a_case(void **state)
{
    static const char *const codes[] = {"H0710", "H0711", "H0712", "H0730", "H0732", "H0733",
                                        "H0736", "W0831", "W0834", "W0835", "W0865"};
    struct arena arena = {.mem = &mem_libc};
    struct diags diags;
    const struct plan *plan;
    struct err err = {0};
    (void)state;
    assert_int_equal(compile(&arena, &diags, &plan, &err), ERR_OK);
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        const struct diag *diag = find(&diags, codes[i], 0);
        assert_non_null(diag->witness);
        assert_true(diag->witness->text.size > 0);
    }
    arena_free(&arena);
}

/* ---------------------------------------------------------------- memory */

static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (int n = 0;; n++) {
        struct flaky flaky = {.countdown = n};
        struct mem mem = {flaky_resize, &flaky};
        struct arena arena = {.mem = &mem};
        struct diags diags;
        const struct plan *plan;
        struct err err = {0};
        enum err_code code = compile(&arena, &diags, &plan, &err);
        arena_free(&arena);
        assert_int_equal(flaky.live, 0);
        if (!code)
            break;
        assert_int_equal(code, ERR_NO_MEMORY);
        assert_null(plan);
    }
}

/* Arenas of every size: each request of the checks fails once. */
static void every_limit_may_be_reached(void **state)
{
    (void)state;
    for (size_t limit = 1;; limit += 4999) {
        struct arena arena = {.mem = &mem_libc, .limit = limit};
        struct diags diags;
        const struct plan *plan;
        struct err err = {0};
        enum err_code code = compile(&arena, &diags, &plan, &err);
        arena_free(&arena);
        if (!code)
            break;
        assert_int_equal(code, ERR_NO_MEMORY);
        assert_null(plan);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_strip_is_drawn_where_it_is),
        cmocka_unit_test(nothing_is_left_in_the_plan),
        cmocka_unit_test(each_kind_of_finding_has_a_case),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(every_limit_may_be_reached),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Places that differ for each party, that move, that are as wide as a weapon reaches. */
#include "monitor/monitor.h"
#include "support/monitor_places.h"

/* ---------------------------------------------------------------- for each party */

static void test_keyed_act_is_judged_where_its_party_may_not_be(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, CAMPS "throughout clause 1 \"x\" verified by M forbid attack by A, B in own");
    at(&w, "a", 1, "attack", "\"A\"", 48, 37, "");
    at(&w, "b", 2, "attack", "\"A\"", 48, 38, "");
    at(&w, "c", 3, "attack", "\"B\"", 48, 38, "");
    at(&w, "d", 4, "attack", "\"B\"", 48, 37, "");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 2);
    assert_int_equal(world_count(&w, "1", FINDING_UNDETERMINED), 0);
    world_close(&w);
}

static void test_keyed_act_of_unknown_actor_is_open(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w, CAMPS "throughout clause 1 \"x\" verified by M forbid attack by A, B in own");
    at(&w, "a", 1, "attack", "", 48, 37, "");
    at(&w, "b", 2, "attack", "", 48, 39, "");
    world_run(&w);
    f = about(&w, "f:a");
    assert_int_equal(f->verdict, FINDING_UNDETERMINED);
    assert_range(f->occurrence, 0, 1);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 0);
    world_close(&w);
}

static void test_keyed_shares_add_up(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w, CAMPS "throughout clause 1 \"x\" verified by M forbid attack by A, B in own");
    at(&w, "a", 1, "attack", "{\"A\": 0.7, \"B\": 0.3}", 48, 37, "");
    world_run(&w);
    f = world_finding(&w, "1", FINDING_VIOLATION);
    assert_range(f->occurrence, 0.7, 0.7);
    world_close(&w);
}

static void test_ruling_names_the_party_of_a_keyed_place(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, CAMPS "throughout clause 1 \"x\" verified by M forbid attack by A, B in own");
    at(&w, "a", 1, "attack", "", 48, 37, "");
    world_add(&w, "{\"record\": \"decision\", \"id\": \"d\", \"time\": \"2026-01-02T00:00:00Z\", "
                  "\"body\": \"M\", \"on\": {\"incident\": \"f:a\", \"clause\": \"1\"}, \"what\": "
                  "\"substantiated\", \"attribution\": {\"party\": \"B\", \"level\": \"A2\", "
                  "\"basis\": \"x\"}, \"reason\": \"r\"}");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 0); /* it is not B's place */
    world_close(&w);
}

static void test_keyed_keep_and_limit(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, CAMPS "throughout clause 1 \"x\" verified by M keep tank of A, B inside own\n"
                         "clause 2 \"y\" verified by M limit tank of A, B in own to 2 each");
    at(&w, "a", 1, "tank", "\"A\"", 48, 37, ", \"object\": {\"unit\": \"u1\", \"quantity\": 3}");
    at(&w, "b", 2, "tank", "\"B\"", 48, 37, ", \"object\": {\"unit\": \"u2\", \"quantity\": 3}");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 1);
    assert_true(str_eq(world_finding(&w, "1", FINDING_VIOLATION)->party, STR("B")));
    assert_int_equal(world_count(&w, "2", FINDING_VIOLATION), 1);
    assert_true(str_eq(world_finding(&w, "2", FINDING_VIOLATION)->party, STR("A")));
    world_close(&w);
}

/* Five kilometres on one's own side of a line that is read two ways: for each party and each reading. */
static void test_side_of_the_same_party(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w, "zone home = within 5 km of contact on the side of the same party\n"
                   "throughout clause 1 \"x\" verified by M forbid attack by A, B in home");
    at(&w, "a", 1, "attack", "\"A\"", 48.12, 37.5, ""); /* left of both lines, near the second */
    at(&w, "b", 2, "attack", "\"B\"", 48.12, 37.5, ""); /* B is on the right */
    at(&w, "c", 3, "attack", "\"A\"", 48.02, 37.5, ""); /* left of the first, right of the second */
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 0);
    f = about(&w, "f:a");
    assert_int_equal(f->reading_count, 2);
    assert_range(f->readings[0].occurrence, 0, 0);
    assert_range(f->readings[1].occurrence, 1, 1);
    assert_range(f->occurrence, 0, 0);
    world_close(&w);
}

/* ---------------------------------------------------------------- places that move */

#define CONVOY                                                                                     \
    "moving place convoy = load \"tracks\"\nzone guard = within 2 km of convoy\n"                  \
    "throughout clause 1 \"x\" verified by M forbid attack by A, B in guard"

static void test_moving_place_is_where_it_was_last(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, CONVOY);
    fix(&w, "1", 10, "tracks", "u", 48, 37, "");
    fix(&w, "2", 12, "tracks", "u", 48, 38, "");
    at(&w, "a", 11, "attack", "\"A\"", 48.01, 37, "");
    at(&w, "b", 13, "attack", "\"A\"", 48.01, 37, "");
    at(&w, "c", 13, "attack", "\"A\"", 48.01, 38, "");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 2);
    world_close(&w);
}

static void test_moving_place_is_unknown_before_its_first_and_after_a_day(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w, CONVOY);
    fix(&w, "1", 10, "other", "convoy", 48, 37, ""); /* by its name */
    at(&w, "a", 9, "attack", "\"A\"", 48, 37, "");
    at(&w, "b", 35, "attack", "\"A\"", 48, 37, "");
    at(&w, "c", 34, "attack", "\"A\"", 48, 37, "");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 1);
    f = about(&w, "f:a");
    assert_range(f->occurrence, 0, 1);
    assert_range(about(&w, "f:b")->occurrence, 0, 1);
    world_close(&w);
}

/* What lasted from before the first report may have been near it all along, or not at all. */
static void test_act_from_before_the_first_report(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, CONVOY);
    fix(&w, "1", 10, "tracks", "u", 48, 38, "");
    world_add(&w, "{\"id\": \"a\", \"time\": {\"from\": \"2026-01-01T09:00:00Z\", \"to\": "
                  "\"2026-01-01T12:00:00Z\"}, \"holds\": true, \"kind\": \"attack\", \"actor\": "
                  "\"A\", \"place\": {\"lon\": 37, \"lat\": 48}}");
    world_run(&w);
    assert_range(about(&w, "f:a")->occurrence, 0, 1);
    world_close(&w);
}

/* One of two is known to be elsewhere; the other has not been reported yet, or too long ago. */
static void test_one_unit_not_known_beside_one_known(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, CONVOY);
    fix(&w, "1", 10, "tracks", "u", 48, 38, "");
    fix(&w, "2", 12, "tracks", "v", 48, 38, "");
    fix(&w, "3", 40, "tracks", "u", 48, 38, "");
    at(&w, "a", 11, "attack", "\"A\"", 48, 37, "");
    at(&w, "b", 13, "attack", "\"A\"", 48, 37, "");
    at(&w, "c", 41, "attack", "\"A\"", 48, 37, "");
    world_run(&w);
    assert_range(about(&w, "f:a")->occurrence, 0, 1);
    assert_range(about(&w, "f:c")->occurrence, 0, 1);
    /* b: both were elsewhere; beside a and c only that nothing is known against B */
    assert_int_equal(world_count(&w, "1", FINDING_UNDETERMINED), 3);
    world_close(&w);
}

/* A record that names it in any of vessel, unit, site says where it was. */
static void test_moving_place_named_beside_another_name(void **state)
{
    static const char *const objects[] = {
        "\"unit\": \"u1\", \"site\": \"convoy\"", "\"vessel\": \"v1\", \"site\": \"convoy\"",
        "\"vessel\": \"v1\", \"unit\": \"convoy\"", "\"vessel\": \"convoy\", \"unit\": \"u1\""};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(objects); i++) {
        struct world w;
        char line[256];

        world_open(&w, CONVOY);
        (void)snprintf(line, sizeof line,
                       "{\"id\": \"1\", \"time\": \"2026-01-01T10:00:00Z\", \"kind\": "
                       "\"aid_convoy\", \"place\": {\"lon\": 37, \"lat\": 48}, \"object\": {%s}}",
                       objects[i]);
        world_add(&w, line);
        at(&w, "a", 11, "attack", "\"A\"", 48, 37, "");
        at(&w, "b", 11, "attack", "\"A\"", 48, 38, "");
        world_run(&w);
        assert_int_equal(world_count(&w, "1", FINDING_VIOLATION),
                         1); /* that b was elsewhere is known */
        assert_int_equal(world_count(&w, "1", FINDING_UNDETERMINED), 1); /* nothing about B */
        world_close(&w);
    }
}

/* An act some time between two reports: the least and greatest over both. */
static void test_act_over_a_move(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w, CONVOY);
    fix(&w, "1", 10, "tracks", "u", 48, 37, "");
    fix(&w, "2", 12, "tracks", "u", 48, 38, "");
    world_add(&w, "{\"id\": \"a\", \"time\": {\"from\": \"2026-01-01T11:00:00Z\", \"to\": "
                  "\"2026-01-01T13:00:00Z\"}, \"kind\": \"attack\", \"actor\": \"A\", "
                  "\"place\": {\"lon\": 37, \"lat\": 48}}");
    world_run(&w);
    f = about(&w, "f:a");
    assert_range(f->occurrence, 0, 1);
    world_close(&w);
}

static void test_any_unit_of_a_feed_and_one_that_has_gone(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, CONVOY);
    fix(&w, "1", 10, "tracks", "u", 48, 37, "");
    fix(&w, "2", 10, "tracks", "v", 48, 38, "");
    fix(&w, "3", 12, "tracks", "u", 48, 37, ", \"quantity\": 0");
    at(&w, "a", 11, "attack", "\"A\"", 48, 37, "");
    at(&w, "b", 11, "attack", "\"A\"", 48, 38, "");
    at(&w, "c", 13, "attack", "\"A\"", 48, 37, "");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 2);
    world_close(&w);
}

/* Two errors of 1 km: the distance has one of 1 km times the root of two. */
static void test_errors_of_track_and_act_add_up(void **state)
{
    struct world w, v;
    const struct finding *f, *g;

    (void)state;
    world_open(&w, CONVOY);
    world_add(&w, "{\"id\": \"1\", \"feed\": \"tracks\", \"time\": \"2026-01-01T10:00:00Z\", "
                  "\"kind\": \"aid_convoy\", \"place\": {\"lon\": 37, \"lat\": 48, \"error_m\": "
                  "1000}}");
    world_add(&w,
              "{\"id\": \"a\", \"time\": \"2026-01-01T11:00:00Z\", \"kind\": \"attack\", "
              "\"actor\": \"A\", \"place\": {\"lon\": 37, \"lat\": 48.015, \"error_m\": 1000}}");
    world_run(&w);
    world_open(&v, "zone guard = circle 2 km around 48 N 37 E\nthroughout clause 1 \"x\" "
                   "forbid attack by A, B in guard");
    world_add(&v, "{\"id\": \"a\", \"time\": \"2026-01-01T11:00:00Z\", \"kind\": \"attack\", "
                  "\"actor\": \"A\", \"place\": {\"lon\": 37, \"lat\": 48.015, \"error_m\": "
                  "1414.213562}}");
    world_run(&v);
    f = world_finding(&w, "1", FINDING_VIOLATION);
    g = world_finding(&v, "1", FINDING_VIOLATION);
    assert_true(f->occurrence.lo > 0.6 && f->occurrence.lo < 0.99);
    assert_true(fabs(f->occurrence.lo - g->occurrence.lo) < 1e-4);
    world_close(&w);
    world_close(&v);
}

static void test_distance_from_what_moves(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, "moving place ship = load \"ships.csv\"\nthroughout clause 1 \"x\" verified by "
                   "M keep tank of A at least 10 km from ship");
    fix(&w, "1", 10, "ships", "s", 48, 37, "");
    at(&w, "a", 11, "tank", "\"A\"", 48.05, 37, ", \"object\": {\"unit\": \"t1\"}");
    at(&w, "b", 11, "tank", "\"A\"", 48.5, 37, ", \"object\": {\"unit\": \"t2\"}");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 1);
    world_close(&w);
}

static void test_kept_only_while_the_track_is_known(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, CONVOY);
    fix(&w, "1", 10, "tracks", "u", 48, 37, "");
    fix(&w, "2", 20, "tracks", "u", 48, 37, "");
    world_see(&w, 0, 30, "attack");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_KEPT), 2); /* each party, from the first */
    assert_int_equal(world_count(&w, "1", FINDING_UNDETERMINED), 2); /* before it */
    world_close(&w);
}

/* A line that moves is drawn by records of lines. */
static void test_moving_line(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, "moving line front = load \"front\" with A on the left, B on the right\n"
                   "throughout clause 1 \"x\" verified by M forbid attack by A, B across front");
    world_add(&w,
              "{\"id\": \"l\", \"feed\": \"front\", \"time\": \"2026-01-01T01:00:00Z\", \"kind\": "
              "\"report\", \"place\": {\"geometry\": {\"type\": \"LineString\", "
              "\"coordinates\": [[36, 48], [39, 48]]}}}");
    world_add(&w,
              "{\"id\": \"m\", \"feed\": \"front\", \"time\": \"2026-01-01T05:00:00Z\", \"kind\": "
              "\"report\", \"place\": {\"geometry\": {\"type\": \"LineString\", "
              "\"coordinates\": [[36, 48.5], [39, 48.5]]}}}");
    at(&w, "a", 2, "attack", "\"A\"", 48, 37, "");
    at(&w, "b", 6, "attack", "\"A\"", 48, 37, "");
    at(&w, "c", 6, "attack", "\"A\"", 48.5, 37, "");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 2);
    world_close(&w);
}

/* ---------------------------------------------------------------- as wide as it reaches */

static void test_zone_as_wide_as_a_weapon_reaches(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w,
               "zone reach = within its range of north\nthroughout clause 1 \"x\" verified by M "
               "keep artillery of A, B out of reach");
    at(&w, "a", 1, "artillery", "\"A\"", 48.2, 37,
       ", \"object\": {\"unit\": \"u1\", \"range_m\": 20000}");
    at(&w, "b", 2, "artillery", "\"A\"", 48.2, 37,
       ", \"object\": {\"unit\": \"u2\", \"range_m\": 5000}");
    at(&w, "c", 3, "artillery", "\"A\"", 48.2, 37, ", \"object\": {\"unit\": \"u3\"}");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 1);
    f = about(&w, "f:c");
    assert_range(f->occurrence, 0, 1);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keyed_act_is_judged_where_its_party_may_not_be),
        cmocka_unit_test(test_keyed_act_of_unknown_actor_is_open),
        cmocka_unit_test(test_keyed_shares_add_up),
        cmocka_unit_test(test_ruling_names_the_party_of_a_keyed_place),
        cmocka_unit_test(test_keyed_keep_and_limit),
        cmocka_unit_test(test_side_of_the_same_party),
        cmocka_unit_test(test_moving_place_is_where_it_was_last),
        cmocka_unit_test(test_moving_place_is_unknown_before_its_first_and_after_a_day),
        cmocka_unit_test(test_act_from_before_the_first_report),
        cmocka_unit_test(test_one_unit_not_known_beside_one_known),
        cmocka_unit_test(test_moving_place_named_beside_another_name),
        cmocka_unit_test(test_act_over_a_move),
        cmocka_unit_test(test_any_unit_of_a_feed_and_one_that_has_gone),
        cmocka_unit_test(test_errors_of_track_and_act_add_up),
        cmocka_unit_test(test_distance_from_what_moves),
        cmocka_unit_test(test_kept_only_while_the_track_is_known),
        cmocka_unit_test(test_moving_line),
        cmocka_unit_test(test_zone_as_wide_as_a_weapon_reaches),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Members of collections, windows, excuses, targets, corridors, renewals. */
#include "monitor/monitor.h"
#include "support/monitor_places.h"

/* ---------------------------------------------------------------- members */

static void test_each_member_has_its_own_clock(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, AREAS "throughout clause 1 \"x\" verified by M forbid attack by A, B\n"
                         "phase leave for each area \"Disengagement\"\n"
                         "begins when no alleged violation of clause 1 in area for 2 d lasts 3 d\n"
                         "clause 2 \"y\" verified by M keep tank of A, B out of area\n"
                         "clause 3 \"z\" verified by M forbid shelling by A, B\n"
                         "else ended");
    w.complete = true;
    at(&w, "y", 0, "attack", "\"A\"", 48, 37, "");
    at(&w, "x", 0, "attack", "\"A\"", 48, 38, "");
    at(&w, "a", 24, "attack", "\"A\"", 48, 37, "");
    at(&w, "t", 60, "tank", "\"A\"", 48, 38, ", \"object\": {\"unit\": \"u\"}");
    at(&w, "u", 60, "tank", "\"A\"", 48, 37, ", \"object\": {\"unit\": \"v\"}");
    at(&w, "v", 60, "tank", "\"A\"", 48, 39, ", \"object\": {\"unit\": \"w\"}");
    at(&w, "s", 61, "shelling", "\"B\"", 48, 39, "");
    at(&w, "e", 62, "shelling", "\"B\"", 48, 38, "");
    at(&w, "z", 240, "truck", "\"B\"", 40, 38, "");
    world_run(&w);
    assert_int_equal(phase(&w, "leave (east)")->begin_us - phase(&w, "leave (west)")->begin_us,
                     -24 * INT64_C(3600000000));
    assert_int_equal(world_count(&w, "2", FINDING_VIOLATION),
                     1); /* at hour 60 only east has begun */
    assert_true(str_eq(about(&w, "f:t")->phase, STR("leave (east)")));
    assert_int_equal(world_count(&w, "3", FINDING_VIOLATION),
                     1); /* what names no place: the member */
    assert_true(str_eq(world_finding(&w, "3", FINDING_VIOLATION)->because[0], STR("f:e")));
    assert_int_equal(phase(&w, "leave (west)")->state, OUTCOME_PHASE_ENDED);
    world_close(&w);
}

static void test_members_decide_apart(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, AREAS "phase leave for each area \"x\" begins at 2026-01-01 lasts 2 d\n"
                         "clause 1 \"y\" verified by M forbid attack by A, B in the same area\n"
                         "then rest when at most 5 verified violations of clause 1 decided by JMC "
                         "within 4 d\nelse lapsed\n"
                         "phase rest for each area \"z\"\nclause 2 \"v\" forbid attack by A, B "
                         "in the same area\nthen whole as soon as certified \"all\" by M\n"
                         "phase whole \"w\" clause 3 \"u\" forbid attack by A, B");
    w.complete = true;
    world_add(
        &w, "{\"record\": \"decision\", \"id\": \"d\", \"time\": \"2026-01-04T00:00:00Z\", "
            "\"body\": \"JMC\", \"on\": {\"gate\": \"leave (east)\", \"to\": \"rest\"}, \"what\": "
            "\"proceed\", \"reason\": \"r\"}");
    world_add(&w, "{\"record\": \"decision\", \"id\": \"e\", \"time\": \"2026-01-04T00:00:00Z\", "
                  "\"body\": \"JMC\", \"on\": {\"gate\": \"leave\", \"to\": \"rest\"}, \"what\": "
                  "\"proceed\", "
                  "\"reason\": \"r\"}");
    at(&w, "a", 96, "attack", "\"A\"", 48, 37, "");
    at(&w, "b", 96, "attack", "\"A\"", 48, 38, "");
    at(&w, "z", 240, "truck", "\"B\"", 40, 38, "");
    world_run(&w);
    assert_int_equal(phase(&w, "leave (east)")->state, OUTCOME_PHASE_ENDED);
    assert_int_equal(phase(&w, "leave (west)")->state, OUTCOME_PHASE_LAPSED);
    assert_int_equal(phase(&w, "rest (east)")->state, OUTCOME_PHASE_RUNNING);
    assert_int_equal(phase(&w, "rest (west)")->state, OUTCOME_PHASE_NOT_BEGUN);
    assert_int_equal(phase(&w, "whole")->state, OUTCOME_PHASE_NOT_BEGUN);
    assert_true(world_warns(&w, "for which member"));
    assert_true(str_eq(about(&w, "f:b")->clause, STR("2"))); /* its member has gone on */
    assert_true(str_eq(about(&w, "f:a")->clause, STR("1")));
    world_close(&w);
}

/* The whole goes on when every member has. */
static void test_members_come_together(void **state)
{
    struct world w;

    (void)state;
    world_open(&w,
               AREAS "phase leave for each area \"x\" begins when no alleged attack in area for 1 "
                     "d\nlasts 2 d\n"
                     "clause 1 \"y\" forbid attack by A, B\nthen whole\n"
                     "phase whole \"w\" clause 3 \"u\" forbid attack by A, B");
    w.complete = true;
    at(&w, "a", 0, "attack", "\"A\"", 48, 37, "");
    at(&w, "z", 240, "truck", "\"B\"", 40, 38, "");
    world_run(&w);
    assert_int_equal(phase(&w, "whole")->begin_us, phase(&w, "leave (west)")->end_us);
    assert_true(phase(&w, "leave (east)")->end_us < phase(&w, "leave (west)")->end_us);
    world_close(&w);
}

static void test_in_each(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w,
               AREAS "throughout clause 1 \"x\" verified by M limit tank of A in each area to 5\n"
                     "clause 2 \"y\" verified by M require A to do inspection in each area by "
                     "2026-01-03 12:00\n"
                     "clause 3 \"z\" verified by M limit exercise of A in each area to 1 every "
                     "week");
    at(&w, "t", 1, "tank", "\"A\"", 48, 37, ", \"object\": {\"unit\": \"u\", \"quantity\": 4}");
    at(&w, "u", 1, "tank", "\"A\"", 48, 38, ", \"object\": {\"unit\": \"v\", \"quantity\": 4}");
    at(&w, "v", 2, "tank", "\"A\"", 48.01, 38, ", \"object\": {\"unit\": \"w\", \"quantity\": 4}");
    at(&w, "i", 3, "inspection", "\"A\"", 48, 37, "");
    at(&w, "p", 3, "exercise", "\"A\"", 48, 37, "");
    at(&w, "q", 3, "exercise", "\"A\"", 48, 38, "");
    at(&w, "r", 4, "exercise", "\"A\"", 48, 38, "");
    world_see(&w, 0, 400, "inspection");
    at(&w, "z", 240, "truck", "\"B\"", 40, 38, "");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 1);
    f = world_finding(&w, "1", FINDING_VIOLATION);
    assert_range(f->value, 8, 8);
    assert_int_equal(world_count(&w, "2", FINDING_FULFILLED), 1);
    assert_int_equal(world_count(&w, "2", FINDING_BREACHED), 1);
    assert_non_null(strstr(world_finding(&w, "2", FINDING_BREACHED)->text.text, " in east"));
    assert_int_equal(world_count(&w, "3", FINDING_VIOLATION), 1);
    world_close(&w);
}

/* Members of a collection made of another are that one's. */
static void test_members_of_what_is_made_of_members(void **state)
{
    struct world w;
    uint32_t area, ring;

    (void)state;
    world_open(&w, AREAS "phase leave for each area \"x\" begins at 2026-01-01\n"
                         "clause 1 \"y\" verified by M forbid attack by A, B in the same ring");
    area = plan_find_place(w.plan, STR("area"));
    ring = plan_find_place(w.plan, STR("ring"));
    assert_int_equal(w.plan->places[area].member_count, 2);
    assert_true(str_eq(w.plan->places[area].members[1], STR("east")));
    assert_int_equal(w.plan->places[ring].collection, area);
    at(&w, "a", 1, "attack", "\"A\"", 48.12, 37, "");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 1);
    assert_true(str_eq(about(&w, "f:a")->phase, STR("leave (west)")));
    world_close(&w);
}

/* ---------------------------------------------------------------- windows, excuses, targets */

static void test_window_after_and_before_an_event(void **state)
{
    struct world w;

    (void)state;
    world_open(&w,
               "throughout clause 1 \"x\" verified by M forbid shelling by A during 6 h after each "
               "exercise by B\n"
               "clause 2 \"y\" verified by M forbid attack by B during 6 h before certified \"go\" "
               "by M");
    world_act(&w, "e", 10, "exercise", "B");
    world_act(&w, "a", 9, "shelling", "A");
    world_act(&w, "b", 12, "shelling", "A");
    world_act(&w, "c", 16, "shelling", "A"); /* half-open */
    world_act(&w, "d", 40, "attack", "B");
    world_act(&w, "f", 46, "attack", "B");
    world_add(&w, "{\"record\": \"decision\", \"id\": \"g\", \"time\": \"2026-01-03T00:00:00Z\", "
                  "\"body\": \"M\", \"on\": {\"certificate\": \"go\"}, \"what\": \"certify\", "
                  "\"reason\": \"r\"}");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 1);
    assert_true(str_eq(world_finding(&w, "1", FINDING_VIOLATION)->because[0], STR("f:b")));
    assert_int_equal(world_count(&w, "2", FINDING_VIOLATION), 1);
    assert_true(str_eq(world_finding(&w, "2", FINDING_VIOLATION)->because[0], STR("f:f")));
    world_close(&w);
}

static void test_against_a_kind_of_thing(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, "throughout clause 1 \"x\" verified by M forbid attack by A against B, "
                   "infrastructure");
    at(&w, "a", 1, "attack", "\"A\"", 48, 37,
       ", \"attributes\": {\"target\": \"energy_infrastructure\"}");
    at(&w, "b", 2, "attack", "\"A\"", 48, 37, ", \"attributes\": {\"target\": \"B\"}");
    at(&w, "c", 3, "attack", "\"A\"", 48, 37, ", \"attributes\": {\"target\": \"tank\"}");
    at(&w, "d", 4, "attack", "\"A\"", 48, 37, "");
    world_run(&w);
    assert_int_equal(about(&w, "f:a")->verdict, FINDING_VIOLATION);
    assert_int_equal(about(&w, "f:b")->verdict, FINDING_VIOLATION);
    assert_range(about(&w, "f:c")->occurrence, 0, 1); /* a tank of whose? */
    assert_range(about(&w, "f:d")->occurrence, 0, 1);
    world_close(&w);
}

static void test_a_thing_of_another_kind_is_none(void **state)
{
    struct world w;

    (void)state;
    world_open(&w,
               "throughout clause 1 \"x\" verified by M forbid attack by A against infrastructure");
    at(&w, "c", 3, "attack", "\"A\"", 48, 37, ", \"attributes\": {\"target\": \"tank\"}");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 0);
    world_close(&w);
}

static void test_excused_sightings_and_amounts(void **state)
{
    struct world w;

    (void)state;
    world_open(
        &w,
        "throughout clause 1 \"x\" verified by M keep tank of A, B out of z unless "
        "notification by the same party at most 24 h before\n"
        "clause 2 \"y\" verified by M limit artillery of A in z to 1 unless notification by A at "
        "most 24 h before");
    world_act(&w, "n", 10, "notification", "A");
    at(&w, "a", 12, "tank", "\"A\"", 48.5, 37.5, ", \"object\": {\"unit\": \"u\"}");
    at(&w, "b", 12, "tank", "\"B\"", 48.5, 37.5, ", \"object\": {\"unit\": \"v\"}");
    at(&w, "c", 12, "artillery", "\"A\"", 48.5, 37.5,
       ", \"object\": {\"unit\": \"w\", \"quantity\": 5}");
    at(&w, "d", 50, "artillery", "\"A\"", 48.5, 37.5,
       ", \"object\": {\"unit\": \"x\", \"quantity\": 3}");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 1);
    assert_true(str_eq(world_finding(&w, "1", FINDING_VIOLATION)->because[0], STR("f:b")));
    assert_int_equal(world_count(&w, "2", FINDING_VIOLATION), 1);
    assert_range(world_finding(&w, "2", FINDING_VIOLATION)->value, 3, 3);
    world_close(&w);
}

static void test_excused_duty_is_none(void **state)
{
    struct world w;

    (void)state;
    world_open(&w,
               "throughout clause 1 \"x\" require JMC to do meeting every day unless recess by JMC "
               "at most 2 d before\nact recess \"Recess\"");
    world_act(&w, "r", 30, "recess", "JMC"); /* excuses the second and the third day */
    world_see(&w, 0, 120, "meeting");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_BREACHED), 3);
    world_close(&w);
}

static void test_excuse_of_unknown_actor_leaves_a_duty_open(void **state)
{
    struct world w;

    (void)state;
    world_open(
        &w, "throughout clause 1 \"x\" require A to do meeting by 2026-01-03 unless notification "
            "by A at most 2 d before");
    world_act(&w, "r", 30, "notification", "");
    world_see(&w, 0, 120, "meeting");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_UNDETERMINED), 1);
    world_close(&w);
}

/* A record may say where it was by the name of a member. */
static void test_area_called_by_a_member(void **state)
{
    struct world w;

    (void)state;
    world_open(&w,
               AREAS "zone home = within 3 km of west\nphase leave for each area \"x\" begins at "
                     "2026-01-01\nclause 1 \"y\" verified by M forbid attack by A, B\n"
                     "throughout clause 2 \"z\" verified by M forbid attack by A, B in home");
    world_add(&w, "{\"id\": \"a\", \"time\": \"2026-01-01T10:00:00Z\", \"kind\": \"attack\", "
                  "\"actor\": \"A\", \"place\": {\"area\": \"west\"}}");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 1);
    assert_true(str_eq(world_finding(&w, "1", FINDING_VIOLATION)->phase, STR("leave (west)")));
    assert_int_equal(world_count(&w, "2", FINDING_VIOLATION), 1);
    world_close(&w);
}

static void test_member_of_a_file_by_name(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, "zones part = load \"years.geojson\"\nphase leave for each part \"x\" begins at "
                   "2026-01-01\nclause 1 \"y\" verified by M forbid attack by A, B");
    world_add(&w, "{\"id\": \"a\", \"time\": \"2026-01-01T10:00:00Z\", \"kind\": \"attack\", "
                  "\"actor\": \"A\", \"place\": {\"area\": \"new\"}}");
    at(&w, "b", 12, "attack", "\"B\"", 48.5, 37.5, "");
    world_add(&w, "{\"record\": \"coverage\", \"feed\": \"f\", \"time\": {\"from\": "
                  "\"2026-01-01T00:00:00Z\", \"to\": \"2026-01-01T12:00:00Z\"}, \"place\": "
                  "{\"area\": \"old\"}, \"seen\": 0.9, \"blind\": null}");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 2);
    assert_true(str_eq(about(&w, "f:a")->phase, STR("leave (new)")));
    assert_true(str_eq(about(&w, "f:b")->phase, STR("leave (old)")));
    assert_int_equal(world_count(&w, "1", FINDING_KEPT), 1); /* A, in the old part */
    world_close(&w);
}

/* Sides of a line that differs for each party are those of the line that is named for it. */
static void test_setback_from_the_own_line(void **state)
{
    struct world w;

    (void)state;
    world_open(
        &w, "line south = load \"line.geojson\" with A on the left, B on the right\n"
            "line own = A: south | B: north\nzone strip = within 1 km of north\n"
            "throughout clause 1 \"x\" verified by M keep tank of A, B at least 5 km from own on "
            "the side of the same party\n"
            "clause 2 \"y\" verified by M keep tank of A at least 1 km from strip");
    at(&w, "a", 1, "tank", "\"A\"", 48.02, 37, ", \"object\": {\"unit\": \"1\"}"); /* too near */
    at(&w, "b", 2, "tank", "\"A\"", 48.07, 37, ", \"object\": {\"unit\": \"2\"}");
    at(&w, "c", 3, "tank", "\"B\"", 48.07, 37, ", \"object\": {\"unit\": \"3\"}"); /* too near */
    at(&w, "d", 4, "tank", "\"B\"", 48.02, 37, ", \"object\": {\"unit\": \"4\"}");
    world_add(&w, "{\"id\": \"e\", \"time\": \"2026-01-01T10:00:00Z\", \"kind\": \"tank\", "
                  "\"actor\": \"A\", \"object\": {\"unit\": \"5\"}, \"place\": {\"area\": "
                  "\"z\"}}");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 2);
    assert_int_equal(about(&w, "f:a")->verdict, FINDING_VIOLATION);
    assert_int_equal(about(&w, "f:c")->verdict, FINDING_VIOLATION);
    assert_range(about(&w, "f:e")->occurrence, 0, 1); /* somewhere in an area that holds both */
    world_close(&w);
}

/* The member is the one in which what set the duty going was. */
static void test_in_the_same_as_the_trigger(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, AREAS
               "throughout clause 1 \"x\" verified by M require M to do inspection in the same "
               "area within 12 h of each attack in area");
    at(&w, "a", 10, "attack", "\"A\"", 48, 37, "");
    at(&w, "b", 30, "attack", "\"A\"", 48, 38, "");
    at(&w, "i", 12, "inspection", "\"M\"", 48, 37, "");
    at(&w, "j", 32, "inspection", "\"M\"", 48, 37, "");
    world_see(&w, 0, 100, "inspection");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_FULFILLED), 1);
    assert_int_equal(world_count(&w, "1", FINDING_BREACHED), 1);
    world_close(&w);
}

/* Of two corridors each binds while it is open; the ground beside them always. */
static void test_corridors_of_different_hours(void **state)
{
    struct world w;

    (void)state;
    world_open(
        &w,
        "corridor west = circle 10 km around 48 N 37 E open daily 06:00 to 18:00 for aid_convoy "
        "both ways\ncorridor east = circle 10 km around 48 N 38 E open daily 20:00 to 04:00 "
        "for aid_convoy both ways\nthroughout clause 1 \"x\" verified by M forbid attack by A, "
        "B in west or in east");
    at(&w, "a", 12, "attack", "\"A\"", 48, 37, "");
    at(&w, "b", 18, "attack", "\"A\"", 48, 37, ""); /* half-open */
    at(&w, "c", 22, "attack", "\"A\"", 48, 38, "");
    at(&w, "d", 27, "attack", "\"A\"", 48, 38, ""); /* over midnight */
    at(&w, "e", 28, "attack", "\"A\"", 48, 38, "");
    world_add(&w, "{\"id\": \"f\", \"time\": {\"from\": \"2026-01-03T05:00:00Z\", \"to\": "
                  "\"2026-01-03T07:00:00Z\"}, \"kind\": \"attack\", \"actor\": \"A\", "
                  "\"place\": {\"lon\": 37, \"lat\": 48}}");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 3);
    assert_range(about(&w, "f:f")->occurrence, 0, 1);
    world_close(&w);
}

static void test_synchronous_with_another_clause(void **state)
{
    static const int second[] = {30, 60};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(second); i++) {
        struct world w;

        world_open(&w, "throughout clause 1 \"x\" require A to do withdrawal by 2026-01-10\n"
                       "  synchronous within 24 h with clause 2\n"
                       "clause 2 \"y\" require B to do inspection by 2026-01-10");
        world_act(&w, "a", 20, "withdrawal", "A");
        world_act(&w, "b", second[i], "inspection", "B");
        world_act(&w, "z", 300, "attack", "B");
        world_run(&w);
        assert_int_equal(world_count(&w, "1", FINDING_FULFILLED), i ? 1 : 2);
        assert_int_equal(world_count(&w, "1", FINDING_BREACHED), i ? 1 : 0);
        world_close(&w);
    }
}

static void test_renewals(void **state)
{
    static const struct {
        const char *text;
        int notice; /* hour; 0 none */
        int days;
    } cases[] = {
        {"renews for 2 d unless notice by A, B at least 1 d before", 0, 7},
        {"renews for 2 d unless notice by A, B at least 1 d before", 40, 3},
        {"renews for 2 d unless notice by A, B at least 1 d before", 50,
         5}, /* too late for the first */
        {"renews for 2 d unless notice by A, B before", 60, 3},
        {"renews for 2 d when certified \"go on\" by M", 0, 3},
        {"renews for 2 d when certified \"go on\" by M", -50, 7},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct world w;
        char text[512], line[256];

        (void)snprintf(
            text, sizeof text,
            "phase p \"x\" begins at 2026-01-01 lasts 3 d %s clause 1 \"y\" forbid attack by "
            "A, B else ended",
            cases[i].text);
        world_open(&w, text);
        if (cases[i].notice > 0)
            world_act(&w, "n", cases[i].notice, "notification", "B");
        if (cases[i].notice < 0) {
            (void)snprintf(line, sizeof line,
                           "{\"record\": \"decision\", \"id\": \"g\", \"time\": "
                           "\"2026-01-03T02:00:00Z\", \"body\": \"M\", \"on\": {\"certificate\": "
                           "\"go on\"}, \"what\": \"certify\", \"reason\": \"r\"}");
            world_add(&w, line);
        }
        world_act(&w, "z", 24 * 6, "attack", "B");
        world_run(&w);
        if (cases[i].days > 6)
            assert_int_equal(phase(&w, "p")->state, OUTCOME_PHASE_RUNNING);
        else
            assert_int_equal(phase(&w, "p")->end_us - phase(&w, "p")->begin_us,
                             cases[i].days * INT64_C(86400000000));
        world_close(&w);
    }
}

static void test_crossing_a_line_that_differs_for_each_party(void **state)
{
    struct world w;

    (void)state;
    world_open(
        &w, "line south = load \"line.geojson\"\nline own = A: north | B: south\nthroughout clause "
            "1 \"x\" verified by M forbid crossing by A, B across own");
    at(&w, "a", 1, "crossing", "\"A\"", 48.1, 37, "");
    at(&w, "b", 2, "crossing", "\"A\"", 48, 37, "");
    at(&w, "c", 3, "crossing", "\"B\"", 48, 37, "");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 2);
    world_close(&w);
}

static void test_origin_of_what_was_travelled(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, CAMPS "throughout clause 1 \"x\" verified by M forbid crossing by A from own\n"
                         "clause 2 \"y\" verified by M forbid crossing by A into east");
    world_add(&w, "{\"id\": \"a\", \"time\": \"2026-01-01T10:00:00Z\", \"kind\": \"crossing\", "
                  "\"actor\": \"A\", \"place\": {\"geometry\": {\"type\": \"LineString\", "
                  "\"coordinates\": [[37, 48], [38, 48]]}}}");
    world_add(&w, "{\"id\": \"b\", \"time\": \"2026-01-01T11:00:00Z\", \"kind\": \"crossing\", "
                  "\"actor\": \"A\", \"place\": {\"geometry\": {\"type\": \"LineString\", "
                  "\"coordinates\": [[38, 48], [37, 48]]}}}");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 1);
    assert_int_equal(world_count(&w, "2", FINDING_VIOLATION), 1);
    world_close(&w);
}

/* Of a file with versions, the one that held on a day. */
static void test_file_as_of_a_day(void **state)
{
    static const char *const days[] = {"2026-01-09", "2026-01-10"};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(days); i++) {
        struct world w;
        char text[256];

        (void)snprintf(
            text, sizeof text,
            "zone v = load \"years.geojson\" as of %s\nthroughout clause 1 \"x\" forbid attack "
            "by A, B in v",
            days[i]);
        world_open(&w, text);
        at(&w, "a", 1, "attack", "\"A\"", 48.5, 37.5, "");
        at(&w, "b", 1, "attack", "\"A\"", 48.5, 39.5, "");
        world_run(&w);
        assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 1);
        assert_true(str_eq(world_finding(&w, "1", FINDING_VIOLATION)->because[0],
                           i ? STR("f:b") : STR("f:a")));
        world_close(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_member_has_its_own_clock),
        cmocka_unit_test(test_members_decide_apart),
        cmocka_unit_test(test_members_come_together),
        cmocka_unit_test(test_in_each),
        cmocka_unit_test(test_members_of_what_is_made_of_members),
        cmocka_unit_test(test_window_after_and_before_an_event),
        cmocka_unit_test(test_against_a_kind_of_thing),
        cmocka_unit_test(test_a_thing_of_another_kind_is_none),
        cmocka_unit_test(test_excused_sightings_and_amounts),
        cmocka_unit_test(test_excused_duty_is_none),
        cmocka_unit_test(test_excuse_of_unknown_actor_leaves_a_duty_open),
        cmocka_unit_test(test_area_called_by_a_member),
        cmocka_unit_test(test_member_of_a_file_by_name),
        cmocka_unit_test(test_setback_from_the_own_line),
        cmocka_unit_test(test_in_the_same_as_the_trigger),
        cmocka_unit_test(test_corridors_of_different_hours),
        cmocka_unit_test(test_synchronous_with_another_clause),
        cmocka_unit_test(test_renewals),
        cmocka_unit_test(test_crossing_a_line_that_differs_for_each_party),
        cmocka_unit_test(test_origin_of_what_was_travelled),
        cmocka_unit_test(test_file_as_of_a_day),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

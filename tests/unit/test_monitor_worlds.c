/* SPDX-License-Identifier: Apache-2.0
 *
 * What a reader is told of doubt: places as distributions, the way taken, competing explanations, readings counted apart. */
#include "support/monitor_world.h"

#define IN_Z "throughout clause 1 \"x\" verified by M forbid attack by A, B in z"
#define ATTACK "\"time\": \"2026-01-02T00:00:00Z\", \"kind\": \"attack\", "

static void near_to(double value, double expected, double slack)
{
    if (value < expected - slack || value > expected + slack)
        print_error("%.9f, not %.9f\n", value, expected);
    assert_true(value >= expected - slack && value <= expected + slack);
}

/* The finding of a clause about an act. */
static const struct finding *about(const struct world *w, const char *clause)
{
    static const struct finding none;

    for (size_t i = 0; i < w->outcome.finding_count; i++)
        if (str_eq(w->outcome.findings[i].clause, str_z(clause)) &&
            w->outcome.findings[i].has_occurrence)
            return &w->outcome.findings[i];
    fail();
    return &none;
}

/* ------------------------------------------------------------------ places */

/* On the western border of z: one half, whatever the ellipse; away from it, by the ellipse's extent across the border. */
static void ellipses_are_distributions(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w, IN_Z);
    world_add(&w, "{\"id\": \"a\", " ATTACK "\"place\": {\"lon\": 37, \"lat\": 48.5, \"ellipse\": "
                  "{\"major_m\": 900, \"minor_m\": 200, \"azimuth_deg\": 30}}}");
    world_run(&w);
    f = world_finding(&w, "1", FINDING_UNDETERMINED);
    near_to(f->occurrence.lo, 0.5, 1e-4);
    near_to(f->occurrence.hi, 0.5, 1e-4);
    assert_int_equal(f->way.by, FINDING_WAY_SUM);
    near_to(f->way.error, 2e-4, 0); /* along the edges of z */
    world_close(&w);

    world_open(
        &w, IN_Z); /* 736 m inside, one sigma to the east: 900 / 2.4477 = 367.7 m; to the north 0 */
    world_add(&w, "{\"id\": \"a\", " ATTACK "\"place\": {\"lon\": 37.005, \"lat\": 48.5, "
                  "\"ellipse\": {\"major_m\": 904.0, \"minor_m\": 0, \"azimuth_deg\": 90}}}");
    world_run(&w);
    f = world_finding(&w, "1", FINDING_VIOLATION);
    near_to(f->occurrence.lo, 0.8413, 2e-3);
    near_to(f->way.error, 1e-3, 0); /* no wider than a line: over the ground */
    world_close(&w);
}

/* Seen from 37 W of the border, looking east: part of the range lies inside. */
static void bearings_are_distributions(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w, IN_Z);
    world_add(&w, "{\"id\": \"a\", " ATTACK "\"place\": {\"from\": {\"lon\": 36.986455, \"lat\": "
                  "48.5}, \"bearing_deg\": 90, \"bearing_error_deg\": 2, \"range_m\": [0, 4000]}}");
    world_run(&w);
    f = world_finding(&w, "1", FINDING_VIOLATION);
    near_to(f->occurrence.lo, 0.75, 2e-3); /* the border is 1,000 m away */
    assert_int_equal(f->way.by, FINDING_WAY_SUM);
    world_close(&w);

    world_open(&w, IN_Z);
    world_add(&w, "{\"id\": \"a\", " ATTACK "\"place\": {\"from\": {\"lon\": 37.5, \"lat\": 48.5}, "
                  "\"bearing_deg\": 0, \"bearing_error_deg\": 180, \"range_m\": [0, 4000]}}");
    world_run(&w);
    f = world_finding(&w, "1", FINDING_VIOLATION);
    near_to(f->occurrence.lo, 1, 0);
    assert_int_equal(f->way.by, FINDING_WAY_CLEAR);
    world_close(&w);
}

/* Where the data gives no distribution, none is invented. */
static void areas_stay_open(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w, IN_Z);
    world_add(&w, "{\"id\": \"a\", " ATTACK "\"place\": {\"area\": \"somewhere\"}}");
    world_run(&w);
    f = world_finding(&w, "1", FINDING_UNDETERMINED);
    near_to(f->occurrence.lo, 0, 0);
    near_to(f->occurrence.hi, 1, 0);
    assert_int_equal(f->way.by, FINDING_WAY_EXACT);
    world_close(&w);
}

static void ways_are_stated(void **state)
{
    static const struct {
        const char *place;
        enum finding_way_by by;
    } cases[] = {{"{\"lon\": 37.5, \"lat\": 48.5}", FINDING_WAY_EXACT},
                 {"{\"lon\": 37.5, \"lat\": 48.5, \"error_m\": 400}", FINDING_WAY_CLEAR},
                 {"{\"lon\": 37.004, \"lat\": 48.5, \"error_m\": 400}", FINDING_WAY_SUM}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char line[256];
        struct world w;

        (void)snprintf(line, sizeof line, "{\"id\": \"a\", " ATTACK "\"place\": %s}",
                       cases[i].place);
        world_open(&w, IN_Z);
        world_add(&w, line);
        world_run(&w);
        assert_int_equal(world_finding(&w, "1", FINDING_VIOLATION)->way.by, cases[i].by);
        assert_int_equal(world_finding(&w, "1", FINDING_VIOLATION)->way.worlds, 0);
        world_close(&w);
    }
}

/* A ruling is weighed by nobody. */
static void rulings_have_no_way(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, IN_Z);
    world_add(&w, "{\"id\": \"a\", " ATTACK "\"place\": {\"lon\": 37, \"lat\": 48.5, \"error_m\": "
                  "400}}");
    world_rule(&w, "d1", 48, "a", "1", "substantiated");
    world_run(&w);
    assert_int_equal(world_finding(&w, "1", FINDING_VIOLATION)->way.by, FINDING_WAY_NONE);
    world_close(&w);
}

/* On the border of z and on the line north: half of it inside; the permit takes what lies further than 3 km from the line, and
 * that is part of the same half. sigma is 12,000 m / 2.4477; 2 Phi(0.6119) - 1 = 0.4594. */
static void a_permit_takes_of_what_is_forbidden(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, "zone small = z except within 3 km of north\n"
                   "throughout clause 1 \"x\" verified by M forbid attack by A, B in z\n"
                   "clause 2 \"y\" permit attack by A, B in small");
    world_add(&w, "{\"id\": \"a\", " ATTACK "\"actor\": \"A\", \"place\": {\"lon\": 37, \"lat\": "
                  "48.1, \"error_m\": 12000}}");
    world_run(&w);
    near_to(about(&w, "1")->occurrence.lo, 0.2297, 5e-3);
    near_to(about(&w, "1")->occurrence.hi, 0.2297, 5e-3);
    world_close(&w);
}

/* ------------------------------------------------------------------ competing explanations */

#define TWO_KINDS                                                                                  \
    "throughout clause 1 \"x\" verified by M forbid attack by A, B\n"                              \
    "throughout clause 2 \"y\" verified by M forbid exercise by A, B\n"                            \
    "throughout clause 3 \"z\" verified by M forbid attack, exercise by A, B"

/* Share 0.3 that it was an exercise: 0.7 of an attack, 0.3 of an exercise, certainly one of them. */
static void an_explanation_is_judged_where_it_is_forbidden(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, TWO_KINDS);
    world_add(&w, "{\"id\": \"a\", " ATTACK "\"actor\": \"A\", \"probability\": 0.9, "
                  "\"explanations\": {\"exercise\": 0.3, \"thunder\": 0.1}}");
    world_run(&w);
    near_to(about(&w, "1")->occurrence.lo, 0.54, 1e-9);
    near_to(about(&w, "2")->occurrence.lo, 0.27, 1e-9);
    near_to(about(&w, "3")->occurrence.lo, 0.81, 1e-9);
    near_to(w.outcome.clauses[1].expected.hi, 0.27, 1e-9);
    world_close(&w);
}

/* Where no clause is about it, it was something that nothing forbids. */
static void other_explanations_only_lower(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, "throughout clause 1 \"x\" verified by M forbid attack by A, B");
    world_add(&w, "{\"id\": \"a\", " ATTACK "\"explanations\": {\"exercise\": 0.3}}");
    world_run(&w);
    near_to(about(&w, "1")->occurrence.lo, 0.7, 1e-9);
    assert_int_equal(w.outcome.finding_count, 1);
    world_close(&w);
}

/* A share that it was the duty's act fulfils with that share. */
static void an_explanation_counts_for_a_duty(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w, "throughout clause 1 \"x\" verified by M require A to do exercise "
                   "by 2026-01-03 00:00");
    world_add(&w, "{\"id\": \"a\", " ATTACK "\"actor\": \"A\", \"explanations\": "
                  "{\"exercise\": 0.25}}");
    world_see(&w, 0, 72, "exercise");
    world_run(&w);
    assert_int_equal(w.outcome.finding_count, 1);
    f = &w.outcome.findings[0];
    near_to(f->states[FINDING_STATE_FULFILLED].lo, 0.25, 1e-9);
    near_to(f->states[FINDING_STATE_FULFILLED].hi, 0.25, 1e-9);
    world_close(&w);
}

/* ------------------------------------------------------------------ readings apart */

/* The contact line is at 48 N under A's reading, at 48.1 N under B's; the band reaches 5 km to both sides. */
static void readings_are_counted_apart(void **state)
{
    static const char *const lats[] = {"48.0", "48.1", "48.1", "48.6"};
    const struct outcome_reading_count *a, *b;
    struct world w;

    (void)state;
    world_open(&w, "throughout clause 1 \"x\" verified by M forbid attack by A, B in band\n"
                   "throughout clause 2 \"y\" verified by M forbid attack by A, B in z");
    for (int i = 0; i < (int)COUNT_OF(lats); i++) {
        char line[256];

        (void)snprintf(line, sizeof line,
                       "{\"id\": \"e%d\", \"time\": \"2026-01-0%dT00:00:00Z\", \"kind\": "
                       "\"attack\", \"probability\": %s, \"place\": {\"lon\": 37.5, \"lat\": %s}}",
                       i, i + 2, i == 1 ? "0.4" : "1", lats[i]);
        world_add(&w, line);
    }
    world_rule(&w, "d1", 240, "e2", "1", "substantiated");
    world_run(&w);
    assert_int_equal(w.outcome.clauses[0].by_reading_count, 2);
    assert_int_equal(w.outcome.clauses[1].by_reading_count, 0);
    a = &w.outcome.clauses[0].by_reading[0];
    b = &w.outcome.clauses[0].by_reading[1];
    assert_str(a->reading, "A");
    assert_str(b->reading, "B");
    assert_int_equal(a->violations, 2); /* e0; e2 as ruled, under every reading */
    assert_int_equal(a->undetermined, 0);
    near_to(a->expected.lo, 2, 1e-9);
    assert_int_equal(b->violations, 1); /* e2 */
    assert_int_equal(b->undetermined, 1);
    near_to(b->expected.hi, 1.4, 1e-9);
    near_to(w.outcome.clauses[0].expected.hi, 1, 1e-9); /* the least of them, per act */
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ellipses_are_distributions),
        cmocka_unit_test(bearings_are_distributions),
        cmocka_unit_test(areas_stay_open),
        cmocka_unit_test(ways_are_stated),
        cmocka_unit_test(rulings_have_no_way),
        cmocka_unit_test(a_permit_takes_of_what_is_forbidden),
        cmocka_unit_test(an_explanation_is_judged_where_it_is_forbidden),
        cmocka_unit_test(other_explanations_only_lower),
        cmocka_unit_test(an_explanation_counts_for_a_duty),
        cmocka_unit_test(readings_are_counted_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

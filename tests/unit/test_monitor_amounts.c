/* SPDX-License-Identifier: Apache-2.0
 *
 * Amounts: withdrawals against declared baselines, steps, declarations, ceilings from baselines, tables and other acts, hours,
 * masses, ranges; the numbers are derived by hand. */
#include "support/monitor_world.h"

#include <math.h>

/* So many of a kind of A's at a place, seen at an hour of January. */
static void seen(struct world *w, const char *id, int hour, const char *unit, int quantity,
                 double lon, const char *more)
{
    char line[512];

    (void)snprintf(line, sizeof line,
                   "{\"id\": \"%s\", \"time\": \"2026-01-%02dT%02d:00:00Z\", \"kind\": \"tank\", "
                   "\"actor\": \"A\", \"place\": {\"lon\": %g, \"lat\": 48.5}, \"object\": "
                   "{\"unit\": \"%s\", \"quantity\": %d%s}}",
                   id, 1 + hour / 24, hour % 24, lon, unit, quantity, more);
    world_add(w, line);
}

static void declared(struct world *w, const char *id, int hour, const char *party, int quantity,
                     const char *place)
{
    char line[512];

    (void)snprintf(line, sizeof line,
                   "{\"record\": \"declaration\", \"id\": \"%s\", \"party\": \"%s\", \"time\": "
                   "\"2026-01-%02dT%02d:00:00Z\", \"of\": \"baseline\", \"object\": {\"weapon\": "
                   "\"tank\", \"quantity\": %d}%s}",
                   id, party, 1 + hour / 24, hour % 24, quantity, place);
    world_add(w, line);
}

static void assert_range(struct fact_interval p, double lo, double hi)
{
    assert_true(fabs(p.lo - lo) < 1e-9 && fabs(p.hi - hi) < 1e-9);
}

#define IN_Z 37.5
#define OUTSIDE 39.5
#define AREA_Z ", \"place\": {\"area\": \"z\"}"
#define WITHDRAW                                                                                   \
    "throughout clause 1 \"Tanks leave\" verified by M "                                           \
    "withdraw tank of A from z: some by 2026-01-03 00:00, 60 % by 2026-01-05 00:00, "              \
    "all by 2026-01-07 00:00"

static const struct finding *step(const struct world *w, size_t n)
{
    const struct finding *f = NULL;
    char words[] = ": some";

    for (size_t i = 0; i < w->outcome.finding_count; i++) {
        const struct finding *one = &w->outcome.findings[i];
        const char *want = n == 1 ? words : n == 2 ? ": 60 %" : ": all";

        if (strstr(one->text.text, want) && str_eq(one->clause, STR("1")))
            f = one;
    }
    assert_non_null(f);
    return f;
}

static void a_withdrawal_is_judged_step_by_step(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, WITHDRAW);
    declared(&w, "b1", 2, "A", 10, AREA_Z);
    world_see(&w, 0, 240, "tank");
    seen(&w, "s1", 4, "u1", 10, IN_Z, "");
    seen(&w, "s2", 40, "u1", 7, IN_Z, "");
    seen(&w, "s3", 90, "u1", 4, IN_Z, "");
    seen(&w, "s4", 150, "u1", 1, IN_Z, "");
    seen(&w, "s5", 200, "u1", 0, IN_Z, "");
    world_run(&w);
    assert_int_equal(step(&w, 1)->verdict, FINDING_FULFILLED);
    assert_int_equal(step(&w, 2)->verdict, FINDING_FULFILLED);
    assert_int_equal(step(&w, 3)->verdict, FINDING_LATE);
    assert_true(step(&w, 1)->value.lo >= 3 && step(&w, 1)->value.hi <= 3);
    assert_true(step(&w, 2)->value.lo >= 6 && step(&w, 2)->bound <= 6);
    assert_str(step(&w, 1)->unit, "tank");
    assert_str(step(&w, 2)->because[0], "declaration:b1");
    assert_str(step(&w, 2)->because[1], "f:s3");
    world_close(&w);
}

static void what_is_left_after_the_day_is_a_breach(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, WITHDRAW);
    declared(&w, "b1", 2, "A", 10, AREA_Z);
    world_see(&w, 0, 240, "tank");
    seen(&w, "s1", 4, "u1", 10, IN_Z, "");
    seen(&w, "s2", 90, "u1", 5, IN_Z, "");
    world_run(&w);
    assert_int_equal(step(&w, 1)->verdict, FINDING_LATE); /* all ten were still there that day */
    assert_int_equal(step(&w, 2)->verdict, FINDING_BREACHED);
    assert_int_equal(step(&w, 3)->verdict, FINDING_BREACHED);
    world_close(&w);
}

static void before_its_day_a_step_is_pending(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, WITHDRAW);
    declared(&w, "b1", 2, "A", 10, AREA_Z);
    world_see(&w, 0, 60, "tank");
    seen(&w, "s1", 4, "u1", 10, IN_Z, "");
    seen(&w, "s2", 30, "u1", 10, OUTSIDE, ""); /* the unit drove off */
    world_run(&w);
    assert_int_equal(step(&w, 1)->verdict, FINDING_FULFILLED);
    assert_int_equal(step(&w, 3)->verdict, FINDING_FULFILLED); /* before its day */
    world_close(&w);

    world_open(&w, WITHDRAW);
    declared(&w, "b1", 2, "A", 10, AREA_Z);
    world_see(&w, 0, 30, "tank");
    seen(&w, "s1", 4, "u1", 10, IN_Z, "");
    world_run(&w);
    assert_int_equal(step(&w, 1)->verdict, FINDING_PENDING);
    world_close(&w);
}

static void without_a_baseline_or_a_look_nothing_is_said(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w, WITHDRAW);
    world_see(&w, 0, 240, "tank");
    seen(&w, "s1", 4, "u1", 10, IN_Z, "");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_UNDETERMINED), 3);
    f = step(&w, 2);
    assert_true(f->need_count == 1 && strstr(f->needs[0].text, "declared baseline"));
    assert_false(f->has_bound);
    world_close(&w);

    world_open(&w, WITHDRAW); /* nobody looks */
    declared(&w, "b1", 2, "A", 10, AREA_Z);
    seen(&w, "s1", 4, "u1", 10, IN_Z, "");
    world_act(&w, "x", 230, "attack", "A");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_UNDETERMINED), 3);
    f = step(&w, 3);
    assert_true(f->need_count == 1 && strstr(f->needs[0].text, "who looked"));
    world_close(&w);
}

/* Seen after the day: that more than the step leaves is there shows that it was not done by then. */
static void a_look_after_the_day_shows_it(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, WITHDRAW);
    declared(&w, "b1", 2, "A", 10, AREA_Z);
    seen(&w, "s1", 4, "u1", 10, IN_Z, "");
    world_see(&w, 200, 210, "tank");
    seen(&w, "s2", 201, "u1", 5, IN_Z, "");
    world_act(&w, "x", 230, "attack", "A");
    world_run(&w);
    assert_int_equal(step(&w, 3)->verdict, FINDING_BREACHED);
    assert_int_equal(step(&w, 2)->verdict, FINDING_BREACHED);
    assert_int_equal(step(&w, 1)->verdict, FINDING_UNDETERMINED); /* five left, perhaps by then */
    world_close(&w);
}

/* By the reports all have gone after the day, and nobody has looked whether there are others: late, or breached still. */
static void gone_by_the_reports_alone_is_open(void **state)
{
    struct world w;

    (void)state;
    for (int looked = 0; looked < 2; looked++) {
        world_open(&w, WITHDRAW);
        declared(&w, "b1", 2, "A", 10, AREA_Z);
        seen(&w, "s1", 180, "u1", 10, IN_Z, "");
        seen(&w, "s2", 200, "u1", 0, IN_Z, "");
        if (looked)
            world_see(&w, 210, 212, "tank");
        world_act(&w, "x", 230, "attack", "A");
        world_run(&w);
        assert_int_equal(world_count(&w, "1", looked ? FINDING_LATE : FINDING_UNDETERMINED), 3);
        world_close(&w);
    }
}

/* Ten were seen there on the day; what has become of them is not known since: late, or breached. */
static void what_is_missing_after_the_day_is_late_or_breached(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, WITHDRAW);
    declared(&w, "b1", 2, "A", 10, AREA_Z);
    world_see(&w, 0, 170, "tank");
    seen(&w, "s1", 150, "u1", 10, IN_Z, "");
    seen(&w, "s2", 200, "u1", 10, IN_Z, ", \"status\": \"missing\"");
    world_act(&w, "x", 230, "attack", "A");
    world_run(&w);
    assert_int_equal(step(&w, 3)->verdict, FINDING_UNDETERMINED);
    assert_range(step(&w, 3)->states[FINDING_STATE_FULFILLED], 0, 0);
    assert_range(step(&w, 3)->states[FINDING_STATE_LATE], 0, 1);
    assert_range(step(&w, 3)->states[FINDING_STATE_BREACHED], 0, 1);
    world_close(&w);
}

static void a_withdrawal_names_the_reports_of_its_party_alone(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w, "throughout clause 1 \"x\" verified by M withdraw tank of A, B from z: "
                   "all by 2026-01-03 00:00");
    declared(&w, "b1", 2, "A", 1, AREA_Z);
    world_see(&w, 0, 90, "tank");
    seen(&w, "s1", 4, "u1", 1, IN_Z, "");
    world_add(&w, "{\"id\": \"s2\", \"time\": \"2026-01-02T00:00:00Z\", \"kind\": \"tank\", "
                  "\"actor\": \"B\", \"place\": {\"lon\": 37.5, \"lat\": 48.5}}");
    world_act(&w, "x", 80, "attack", "A");
    world_run(&w);
    f = world_finding(&w, "1", FINDING_BREACHED);
    for (size_t i = 0; i < f->because_count; i++)
        assert_false(str_eq(f->because[i], STR("f:s2")));
    assert_int_equal(f->because_count, 2);
    world_close(&w);
}

/* Two completions after the day, so many hours apart. */
static void what_is_completed_late_is_completed_together_or_apart(void **state)
{
    struct world w;

    (void)state;
    for (int together = 0; together < 2; together++) {
        world_open(&w, "throughout clause 1 \"x\" verified by M withdraw tank of A, B from z: "
                       "all by 2026-01-02 00:00\n  synchronous within 4 h");
        declared(&w, "b1", 2, "A", 1, AREA_Z);
        declared(&w, "b2", 2, "B", 1, AREA_Z);
        world_see(&w, 0, 90, "tank");
        seen(&w, "s1", 4, "u1", 1, IN_Z, "");
        seen(&w, "s2", 30, "u1", 0, IN_Z, "");
        for (int gone = 0; gone < 2; gone++) {
            char line[256];

            (void)snprintf(line, sizeof line,
                           "{\"id\": \"t%d\", \"time\": \"2026-01-%02dT%02d:00:00Z\", \"kind\": "
                           "\"tank\", \"actor\": \"B\", \"place\": {\"lon\": 37.6, \"lat\": 48.5}, "
                           "\"object\": {\"unit\": \"v\", \"quantity\": %d}}",
                           gone, 1 + gone,
                           gone == 0  ? 5
                           : together ? 8
                                      : 12,
                           1 - gone);
            world_add(&w, line);
        }
        world_act(&w, "x", 80, "attack", "A");
        world_run(&w);
        assert_int_equal(world_count(&w, "1", FINDING_LATE), 2);
        assert_int_equal(world_count(&w, "1", FINDING_FULFILLED), together ? 1 : 0);
        assert_int_equal(world_count(&w, "1", FINDING_BREACHED), together ? 0 : 1);
        assert_int_equal(world_count(&w, "1", FINDING_PENDING), 0);
        world_close(&w);
    }
}

/* Two of five by somebody unknown before the day, three by A after it: late only if those two were A's. */
static void an_unknown_actor_does_not_make_a_step_late(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w, "throughout clause 1 \"x\" verified by M require A to do prisoner_release: "
                   "5 by 2026-01-03 00:00");
    world_see(&w, 0, 90, "prisoner_release");
    world_add(&w, "{\"id\": \"s1\", \"time\": \"2026-01-01T20:00:00Z\", \"kind\": "
                  "\"prisoner_release\", \"object\": {\"quantity\": 2}}");
    world_add(&w, "{\"id\": \"s2\", \"time\": \"2026-01-03T16:00:00Z\", \"kind\": "
                  "\"prisoner_release\", \"actor\": \"A\", \"object\": {\"quantity\": 3}}");
    world_act(&w, "x", 80, "attack", "A");
    world_run(&w);
    f = world_finding(&w, "1", FINDING_UNDETERMINED);
    assert_range(f->states[FINDING_STATE_FULFILLED], 0, 0);
    assert_range(f->states[FINDING_STATE_LATE], 0, 1);
    assert_range(f->states[FINDING_STATE_BREACHED], 0, 1);
    world_close(&w);
}

/* After the day with less than asked: a return breaches what it undoes. */
static void what_returns_breaches_the_step(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, WITHDRAW);
    declared(&w, "b1", 2, "A", 10, AREA_Z);
    world_see(&w, 0, 240, "tank");
    seen(&w, "s1", 4, "u1", 0, IN_Z, "");
    seen(&w, "s2", 200, "u1", 8, IN_Z, "");
    world_run(&w);
    assert_int_equal(step(&w, 1)->verdict, FINDING_FULFILLED); /* some are still away */
    assert_int_equal(step(&w, 2)->verdict, FINDING_BREACHED);
    assert_int_equal(step(&w, 3)->verdict, FINDING_BREACHED);
    world_close(&w);

    world_open(&w, WITHDRAW); /* ... before the day as well */
    declared(&w, "b1", 2, "A", 10, AREA_Z);
    world_see(&w, 0, 240, "tank");
    seen(&w, "s1", 4, "u1", 0, IN_Z, "");
    seen(&w, "s2", 60, "u1", 8, IN_Z, "");
    world_run(&w);
    assert_int_equal(step(&w, 1)->verdict, FINDING_FULFILLED);
    assert_int_equal(step(&w, 2)->verdict, FINDING_BREACHED);
    world_close(&w);
}

static void the_baseline_is_that_of_the_party_the_kind_and_the_place(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, WITHDRAW);
    declared(&w, "b1", 2, "B", 10, AREA_Z); /* of another party */
    declared(&w, "b2", 2, "A", 10, ", \"place\": {\"lon\": 39.5, \"lat\": 48.5}"); /* elsewhere */
    world_add(&w, "{\"record\": \"declaration\", \"id\": \"b3\", \"party\": \"A\", \"time\": "
                  "\"2026-01-01T02:00:00Z\", \"of\": \"baseline\", \"object\": {\"weapon\": "
                  "\"mortar\", \"quantity\": 9}, \"place\": {\"area\": \"z\"}}");
    world_see(&w, 0, 240, "tank");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_UNDETERMINED), 3);
    world_close(&w);

    world_open(&w, WITHDRAW); /* two entries add up: 4 of 10 are left, and 60 % are gone */
    declared(&w, "b1", 2, "A", 4, AREA_Z);
    declared(&w, "b2", 2, "A", 6, AREA_Z);
    world_see(&w, 0, 240, "tank");
    seen(&w, "s1", 4, "u1", 4, IN_Z, "");
    world_run(&w);
    assert_int_equal(step(&w, 2)->verdict, FINDING_FULFILLED);
    assert_true(step(&w, 2)->bound >= 6 && step(&w, 2)->bound <= 6);
    world_close(&w);

    world_open(&w, WITHDRAW); /* where it is, is not said */
    declared(&w, "b1", 2, "A", 10, "");
    world_see(&w, 0, 240, "tank");
    seen(&w, "s1", 4, "u1", 4, IN_Z, "");
    world_run(&w);
    assert_int_equal(step(&w, 2)->verdict, FINDING_UNDETERMINED);
    assert_int_equal(step(&w, 3)->verdict, FINDING_BREACHED); /* whatever it was, four are left */
    world_close(&w);
}

static void a_certificate_fulfils_it(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, WITHDRAW);
    world_add(&w, "{\"record\": \"decision\", \"id\": \"c\", \"time\": \"2026-01-02T12:00:00Z\", "
                  "\"body\": \"M\", \"on\": {\"clause\": \"1\"}, \"what\": \"certify\", "
                  "\"reason\": \"r\"}");
    world_act(&w, "x", 230, "attack", "A");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_FULFILLED), 3);
    world_close(&w);
}

/* -------------------------------------------------------------- weapon status */

static void three_categories_are_no_violation(void **state)
{
    static const struct {
        const char *status;
        size_t violations, undetermined;
    } cases[] = {{"in violation", 1, 0},
                 {"W1", 1, 0},
                 {"outside storage", 0, 0},
                 {"W2", 0, 0},
                 {"not verified", 0, 1},
                 {"in storage", 0, 0},
                 {"missing", 0, 0},
                 {"abandoned", 0, 0},
                 {"in proscribed zone", 1, 0},
                 {"not proscribed", 0, 0},
                 {"W6", 0, 0},
                 {"painted green", 1, 0},
                 {"W4", 1, 0} /* a code of several says nothing */};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct world w;
        char more[64];
        size_t undetermined = 0;

        world_open(&w, "throughout clause 1 \"x\" verified by M keep tank of A out of z");
        (void)snprintf(more, sizeof more, ", \"status\": \"%s\"", cases[i].status);
        seen(&w, "s", 4, "u1", 3, IN_Z, more);
        world_see(&w, 0, 10, "tank");
        world_run(&w);
        for (size_t f = 0; f < w.outcome.finding_count; f++)
            undetermined += w.outcome.findings[f].verdict == FINDING_UNDETERMINED &&
                            !w.outcome.findings[f].is_standing;
        if (world_count(&w, "1", FINDING_VIOLATION) != cases[i].violations ||
            undetermined != cases[i].undetermined)
            fail_msg("status %s: %zu violations, %zu undetermined", cases[i].status,
                     world_count(&w, "1", FINDING_VIOLATION), undetermined);
        world_close(&w);
    }
}

static void findings_name_the_category(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, "throughout clause 1 \"x\" verified by M keep tank of A out of z");
    seen(&w, "s", 4, "u1", 3, IN_Z, ", \"status\": \"in violation\"");
    world_run(&w);
    assert_non_null(strstr(world_finding(&w, "1", FINDING_VIOLATION)->text.text,
                           "(W1: in violation of the withdrawal line for its class)"));
    world_close(&w);
}

static void what_is_missing_is_not_shown_to_have_left(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, WITHDRAW);
    declared(&w, "b1", 2, "A", 10, AREA_Z);
    world_see(&w, 0, 240, "tank");
    seen(&w, "s1", 4, "u1", 10, OUTSIDE, "");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_FULFILLED), 3);
    world_close(&w);

    world_open(&w, WITHDRAW); /* three of them are missing from their storage: where are they? */
    declared(&w, "b1", 2, "A", 10, AREA_Z);
    world_see(&w, 0, 240, "tank");
    seen(&w, "s1", 4, "u1", 3, OUTSIDE, ", \"status\": \"missing\"");
    world_run(&w);
    assert_int_equal(step(&w, 2)->verdict, FINDING_FULFILLED);
    assert_int_equal(step(&w, 3)->verdict, FINDING_UNDETERMINED);
    assert_non_null(strstr(step(&w, 3)->needs[0].text, "could not be verified or were missing"));
    world_close(&w);
}

static void an_inventory_is_held_against_what_is_counted(void **state)
{
    static const char *const more[] = {"", ", \"status\": \"missing\""};

    for (int told = 0; told < 2; told++) {
        struct world w;

        (void)state;
        world_open(&w, WITHDRAW);
        declared(&w, "b1", 2, "A", 10, AREA_Z);
        world_add(&w, "{\"record\": \"declaration\", \"id\": \"st\", \"party\": \"A\", "
                      "\"time\": \"2026-01-01T03:00:00Z\", \"of\": \"storage\", \"object\": "
                      "{\"weapon\": \"tank\", \"site\": \"s12\", \"quantity\": 10}}");
        world_see(&w, 0, 240, "tank");
        seen(&w, "s1", 20, "in", 7, OUTSIDE, ", \"site\": \"s12\"");
        if (told) {
            char line[64];

            (void)snprintf(line, sizeof line, ", \"site\": \"s12\"%s", more[1]);
            seen(&w, "s2", 20, "out", 3, OUTSIDE, line);
        }
        world_run(&w);
        assert_int_equal(step(&w, 2)->verdict, FINDING_FULFILLED); /* seven of ten for certain */
        assert_int_equal(step(&w, 3)->verdict, FINDING_UNDETERMINED);
        assert_true(step(&w, 3)->value.lo >= 7 && step(&w, 3)->value.lo <= 7);
        assert_non_null(
            strstr(step(&w, 3)->text.text,
                   "3 of 10 declared at s12 missing there (W4), which is no violation"));
        assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 0);
        assert_int_equal(world_count(&w, "1", FINDING_BREACHED), 0);
        world_close(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_withdrawal_is_judged_step_by_step),
        cmocka_unit_test(what_is_left_after_the_day_is_a_breach),
        cmocka_unit_test(before_its_day_a_step_is_pending),
        cmocka_unit_test(without_a_baseline_or_a_look_nothing_is_said),
        cmocka_unit_test(a_look_after_the_day_shows_it),
        cmocka_unit_test(gone_by_the_reports_alone_is_open),
        cmocka_unit_test(what_is_missing_after_the_day_is_late_or_breached),
        cmocka_unit_test(a_withdrawal_names_the_reports_of_its_party_alone),
        cmocka_unit_test(what_is_completed_late_is_completed_together_or_apart),
        cmocka_unit_test(an_unknown_actor_does_not_make_a_step_late),
        cmocka_unit_test(what_returns_breaches_the_step),
        cmocka_unit_test(the_baseline_is_that_of_the_party_the_kind_and_the_place),
        cmocka_unit_test(a_certificate_fulfils_it),
        cmocka_unit_test(three_categories_are_no_violation),
        cmocka_unit_test(findings_name_the_category),
        cmocka_unit_test(what_is_missing_is_not_shown_to_have_left),
        cmocka_unit_test(an_inventory_is_held_against_what_is_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

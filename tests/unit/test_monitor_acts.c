/* SPDX-License-Identifier: Apache-2.0
 *
 * Findings about acts, rule by rule; the numbers are those of the decided questions. What the crisp rules mean is held against
 * the oracle in tests/prop; here stands what the oracle does not see: fractions, shares, readings, evidence, ids, words. */
#include "support/monitor_world.h"

#define ATTACKS                                                                                    \
    "throughout clause 1 \"All attacks cease\" gravity serious verified by M forbid attack by A, " \
    "B"

static void a_violation_is_alleged_until_it_is_ruled(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w, ATTACKS);
    world_add(&w, "{\"id\": \"a\", \"time\": \"2026-01-02T00:00:00Z\", \"kind\": \"shelling\", "
                  "\"actor\": {\"A\": 0.6, "
                  "\"B\": 0.1}, \"attribution\": {\"party\": \"A\", \"level\": \"A1\", \"basis\": "
                  "\"fire\"}}");
    world_rule(&w, "d1", 48, "a", "1", "substantiated");
    world_run(&w);
    f = world_finding(&w, "1", FINDING_VIOLATION);
    assert_int_equal(f->status, FACT_STATUS_SUBSTANTIATED);
    assert_str(f->party, "A");
    assert_int_equal(f->party_count, 2);
    assert_int_equal(f->attribution.level, 1); /* a probability is never turned into a level */
    assert_str(f->gravity, "serious");
    assert_int_equal(f->because_count, 2);
    assert_str(f->because[0], "f:a");
    assert_str(f->because[1], "decision:d1");
    assert_true(f->occurrence.lo >= 1 && f->occurrence.hi >= 1);
    assert_int_equal(w.outcome.clauses[0].substantiated, 1);
    world_close(&w);
}

static void decided_1_2_thresholds(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w, ATTACKS);
    world_add(&w, "{\"id\": \"a\", \"time\": \"2026-01-02T00:00:00Z\", \"kind\": \"attack\", "
                  "\"probability\": 0.55}");
    world_add(&w, "{\"id\": \"b\", \"time\": \"2026-01-02T01:00:00Z\", \"kind\": \"attack\", "
                  "\"probability\": 0.54}");
    world_add(&w, "{\"id\": \"c\", \"time\": \"2026-01-02T02:00:00Z\", \"kind\": \"attack\", "
                  "\"actor\": \"other\"}");
    world_add(&w, "{\"id\": \"d\", \"time\": \"2026-01-02T03:00:00Z\", \"kind\": \"attack\", "
                  "\"actor\": {\"other\": 0.3, "
                  "\"A\": 0.2}, \"probability\": 0.9, \"explanations\": {\"exercise\": 0.1}}");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 2);
    assert_int_equal(world_count(&w, "1", FINDING_UNDETERMINED), 1);
    f = world_finding(&w, "1", FINDING_UNDETERMINED);
    assert_str(f->because[0], "f:b");
    assert_true(f->need_count > 0);
    assert_true(f->party.size == 0);
    /* 0.9 * 0.9 * 0.7; only `other` lowers it */
    assert_true(w.outcome.findings[2].occurrence.lo > 0.566999 &&
                w.outcome.findings[2].occurrence.hi < 0.567001);
    assert_true(w.outcome.clauses[0].expected.lo > 1.656999 &&
                w.outcome.clauses[0].expected.hi < 1.657001);
    /* by A: 0.81 * 0.2 known; 0.55 + 0.54 + 0.81 * 0.7 with the unknown share */
    assert_true(w.outcome.clauses[0].by_party[0].count.lo > 0.161999 &&
                w.outcome.clauses[0].by_party[0].count.lo < 0.162001);
    assert_true(w.outcome.clauses[0].by_party[0].count.hi > 1.656999);
    world_close(&w);
}

static void areas_and_aggregates_are_given_no_fraction(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w, "throughout clause 1 \"x\" verified by M forbid attack by A, B in z");
    world_add(
        &w,
        "{\"id\": \"a\", \"time\": {\"from\": \"2025-12-31T00:00:00Z\", \"to\": "
        "\"2026-01-02T00:00:00Z\"}, "
        "\"aggregate\": true, \"place\": {\"lon\": 37.5, \"lat\": 48.5}, \"kind\": \"attack\"}");
    world_add(&w, "{\"id\": \"b\", \"time\": {\"from\": \"2025-12-31T00:00:00Z\", \"to\": "
                  "\"2026-01-04T00:00:00Z\"}, "
                  "\"place\": {\"lon\": 37.5, \"lat\": 48.5}, \"kind\": \"attack\"}");
    world_add(
        &w,
        "{\"id\": \"c\", \"time\": \"2026-01-05T00:00:00Z\", \"place\": {\"area\": \"somewhere\"}, "
        "\"kind\": \"attack\"}");
    world_add(&w, "{\"id\": \"d\", \"time\": \"2026-01-05T01:00:00Z\", \"kind\": \"attack\"}");
    world_add(&w, "{\"id\": \"e\", \"time\": \"2026-01-05T02:00:00Z\", \"kind\": \"attack\", "
                  "\"place\": {\"geometry\": "
                  "{\"type\": \"Polygon\", \"coordinates\": [[[37.9, 48.5], [38.1, 48.5], [38.1, "
                  "48.6], [37.9, 48.5]]]}}}");
    world_add(&w, "{\"id\": \"g\", \"time\": \"2026-01-05T03:00:00Z\", \"kind\": \"attack\", "
                  "\"place\": {\"lon\": 38, "
                  "\"lat\": 48.5, \"error_m\": 1000}}");
    world_run(&w);
    assert_int_equal(w.outcome.finding_count, 6);
    f = &w.outcome.findings[str_eq(w.outcome.findings[0].because[0], STR("f:b"))];
    assert_true(f->occurrence.lo <= 0 && f->occurrence.hi >= 1);
    f = world_finding(&w, "1", FINDING_VIOLATION); /* three of four days, evenly likely */
    assert_true(f->occurrence.lo > 0.749999 && f->occurrence.hi < 0.750001);
    assert_str(f->because[0], "f:b");
    for (size_t i = 2; i < 5; i++) {
        f = &w.outcome.findings[i];
        assert_true(f->occurrence.lo <= 0 && f->occurrence.hi >= 1);
        assert_int_equal(f->verdict, FINDING_UNDETERMINED);
        assert_int_equal(f->need_count, 2);
    }
    f = &w.outcome.findings[5]; /* on the border: half inside, but for the ellipsoid's curvature */
    assert_true(f->occurrence.lo > 0.49 && f->occurrence.lo < 0.51);
    assert_int_equal(f->verdict, FINDING_UNDETERMINED);
    world_close(&w);
}

static void readings_are_all_shown_and_the_least_counts(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w, "throughout clause 1 \"x\" verified by M forbid attack by A, B in band");
    world_add(&w, "{\"id\": \"a\", \"time\": \"2026-01-02T00:00:00Z\", \"place\": {\"lon\": 37.5, "
                  "\"lat\": 48.0}, "
                  "\"kind\": \"attack\"}");
    world_add(&w, "{\"id\": \"b\", \"time\": \"2026-01-02T01:00:00Z\", \"place\": {\"lon\": 37.5, "
                  "\"lat\": 49}, "
                  "\"kind\": \"attack\"}");
    world_run(&w);
    f = world_finding(&w, "1", FINDING_UNDETERMINED);
    assert_int_equal(f->reading_count, 2);
    assert_str(f->readings[0].key, "A");
    assert_true(f->readings[0].occurrence.lo >= 1 && f->readings[1].occurrence.hi <= 0);
    assert_true(f->occurrence.hi <= 0);
    assert_str(f->needs[0], "which reading of the disputed geometry applies: one that puts it "
                            "where the clause applies makes it a violation, one that does not "
                            "rules it out");
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 0);
    world_close(&w);
}

static void decided_30_several_statements_are_one_finding(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, "throughout clause 1 \"x\" verified by M forbid attack by A, B forbid shelling "
                   "by A, B in z");
    world_add(&w, "{\"id\": \"a\", \"time\": \"2026-01-02T00:00:00Z\", \"place\": {\"lon\": 37.5, "
                  "\"lat\": 48.5}, "
                  "\"kind\": \"shelling\"}");
    world_run(&w);
    assert_int_equal(w.outcome.finding_count, 1);
    world_close(&w);
}

static void decided_22_rulings_have_an_order_and_limits(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, ATTACKS);
    world_act(&w, "a", 24, "attack", "A");
    world_act(&w, "b", 25, "attack", "A");
    world_act(&w, "c", 26, "demining", "A");
    world_act(&w, "d", 27, "attack", "A");
    world_rule(&w, "d1", 48, "a", "1", "substantiated");
    world_rule(&w, "d2", 49, "a", "1", "under verification"); /* does not reopen */
    world_rule(&w, "d3", 48, "b", "1", "substantiated");
    world_rule(&w, "d4", 49, "b", "1", "revoke");        /* does */
    world_rule(&w, "d5", 48, "c", "1", "substantiated"); /* no clause is about it */
    world_rule(&w, "d6", 48, "d", "1", "not substantiated");
    world_run(&w);
    assert_int_equal(w.outcome.clauses[0].substantiated, 1);
    assert_int_equal(w.outcome.clauses[0].alleged, 1);
    assert_int_equal(w.outcome.clauses[0].not_substantiated, 1);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 2);
    world_close(&w);
}

static void powers_are_checked(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, ATTACKS);
    world_act(&w, "a", 24, "attack", "A");
    world_add(&w, "{\"record\": \"decision\", \"id\": \"d1\", \"time\": \"2026-01-03T00:00:00Z\", "
                  "\"body\": \"H\", \"on\": "
                  "{\"incident\": \"f:a\", \"clause\": \"1\"}, \"what\": \"substantiated\"}");
    world_add(&w, "{\"record\": \"decision\", \"id\": \"d2\", \"time\": \"2026-01-03T00:00:00Z\", "
                  "\"body\": \"X\", \"on\": "
                  "{\"incident\": \"f:a\", \"clause\": \"1\"}, \"what\": \"substantiated\"}");
    world_add(&w, "{\"record\": \"decision\", \"id\": \"d3\", \"time\": \"2026-01-03T00:00:00Z\", "
                  "\"body\": \"M\", \"on\": "
                  "{\"certificate\": \"peace\"}, \"what\": \"certify\"}");
    world_rule(&w, "d4", 48, "nobody", "1", "substantiated");
    world_rule(&w, "d5", 48, "a", "7", "substantiated");
    world_run(&w);
    assert_int_equal(w.outcome.clauses[0].alleged, 1);
    assert_true(world_warns(&w, "d1 is refused: another body verifies this clause"));
    assert_true(world_warns(&w, "d2 is refused: the agreement does not name who took it"));
    assert_true(world_warns(&w, "d3 is refused: the agreement does not ask"));
    assert_true(world_warns(&w, "d4 is refused: there is no such observation"));
    assert_true(world_warns(&w, "d5 is refused: the agreement has no such clause"));
    world_close(&w);
}

static void a_ruling_may_name_the_finding(void **state)
{
    struct world w;
    char line[256];
    struct str id;

    (void)state;
    world_open(&w, ATTACKS);
    world_act(&w, "a", 24, "attack", "A");
    world_run(&w);
    assert_int_equal(
        arena_str(&w.arena, world_finding(&w, "1", FINDING_VIOLATION)->id, &id, &w.err), ERR_OK);
    assert_int_equal(id.size, 18);
    (void)snprintf(line, sizeof line,
                   "{\"record\": \"decision\", \"id\": \"d1\", \"time\": \"2026-01-03T00:00:00Z\", "
                   "\"body\": \"M\", "
                   "\"on\": {\"finding\": \"%s\"}, \"what\": \"substantiated\"}",
                   id.text);
    facts_init(&w.facts, &w.arena);
    world_act(&w, "a", 24, "attack", "A");
    world_add(&w, line);
    world_run(&w);
    assert_int_equal(w.outcome.clauses[0].substantiated, 1);
    assert_true(
        str_eq(world_finding(&w, "1", FINDING_VIOLATION)->id, id)); /* a revision keeps the id */
    world_close(&w);
}

static void a_feed_s_own_status_counts_only_when_bound(void **state)
{
    for (int bound = 0; bound < 2; bound++) {
        struct world w;

        (void)state;
        world_open(&w, ATTACKS);
        w.complete = true;
        world_add(
            &w, bound
                    ? "{\"record\": \"feed\", \"feed\": \"f\", \"body\": \"M\", \"complete\": []}"
                    : "{\"record\": \"feed\", \"feed\": \"f\", \"body\": \"H\", \"complete\": []}");
        world_add(
            &w,
            "{\"id\": \"a\", \"time\": \"2026-01-02T00:00:00Z\", \"kind\": \"attack\", \"status\": "
            "\"substantiated\"}");
        world_run(&w);
        assert_int_equal(w.outcome.clauses[0].substantiated, bound);
        world_close(&w);
    }
}

static void kept_needs_positive_coverage(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w, ATTACKS);
    world_act(&w, "a", 30, "attack", "A");
    world_see(&w, 0, 24, "attack");
    world_see(&w, 48, 72, "attack");
    world_run(&w);
    /* nothing may stand against B alone; split where coverage changes */
    assert_int_equal(world_count(&w, "1", FINDING_KEPT), 2);
    assert_int_equal(world_count(&w, "1", FINDING_UNDETERMINED), 1);
    f = world_finding(&w, "1", FINDING_KEPT);
    assert_str(f->party, "B");
    assert_true(f->is_standing && !f->has_occurrence);
    assert_int_equal(world_finding(&w, "1", FINDING_UNDETERMINED)->need_count, 1);
    assert_int_equal(w.outcome.unseen_count, 1);
    assert_str(w.outcome.unseen[0], "Clause 1: not everything was seen on 2026-01-02");
    world_close(&w);
}

static void what_did_not_count_is_considered(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w, "throughout clause 1 \"x\" verified by M forbid attack by A in z "
                   "clause 2 \"y\" verified by M forbid troop_movement by A, B unless order by the "
                   "same party at most 3 h before");
    world_add(&w, "{\"id\": \"a\", \"time\": \"2026-01-02T00:00:00Z\", \"place\": {\"lon\": 30, "
                  "\"lat\": 48.5}, \"kind\": "
                  "\"attack\"}");
    world_act(&w, "o", 46, "order", "B");
    world_act(&w, "m", 48, "troop_movement", "A");
    world_run(&w);
    f = world_finding(&w, "1", FINDING_UNDETERMINED);
    assert_int_equal(f->considered_count, 1);
    assert_str(f->considered[0], "f:a");
    f = world_finding(&w, "2", FINDING_VIOLATION);
    assert_int_equal(f->considered_count, 1);
    assert_str(f->considered[0], "f:o");
    world_close(&w);
}

static void decided_25_an_unknown_actor_may_be_excused(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, "throughout clause 1 \"x\" verified by M forbid troop_movement by A, B unless "
                   "order by the same party "
                   "at most 3 h before");
    world_act(&w, "o", 46, "order", "A");
    world_act(&w, "m", 48, "troop_movement", "");
    world_act(&w, "n", 60, "troop_movement", "");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_UNDETERMINED), 1);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 1);
    world_close(&w);
}

static void groups_answer_through_their_party(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(
        &w, "group G \"Group\" under A throughout clause 1 \"x\" verified by M forbid attack by A "
            "clause 2 \"y\" verified by M forbid attack by G");
    world_act(&w, "a", 24, "attack", "G");
    world_act(&w, "b", 25, "attack", "A");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 2);
    f = world_finding(&w, "1", FINDING_VIOLATION);
    assert_str(f->party, "A");
    /* the party's act may have been the group's, or not */
    assert_int_equal(world_count(&w, "2", FINDING_VIOLATION), 1);
    assert_int_equal(world_count(&w, "2", FINDING_UNDETERMINED), 1);
    world_close(&w);
}

static void a_permit_is_an_exception(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, "throughout clause 1 \"x\" verified by M forbid troop_movement by A, B "
                   "clause 2 \"y\" permit rotation by A, B in z");
    world_add(&w, "{\"id\": \"a\", \"time\": \"2026-01-02T00:00:00Z\", \"place\": {\"lon\": 37.5, "
                  "\"lat\": 48.5}, \"kind\": "
                  "\"rotation\", \"actor\": \"A\"}");
    world_add(&w, "{\"id\": \"b\", \"time\": \"2026-01-02T01:00:00Z\", \"place\": {\"lon\": 39.5, "
                  "\"lat\": 48.5}, \"kind\": "
                  "\"rotation\", \"actor\": \"A\"}");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 1);
    assert_str(world_finding(&w, "1", FINDING_VIOLATION)->because[0], "f:b");
    world_close(&w);
}

static void names_that_nobody_declared_are_told_once(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, ATTACKS);
    world_act(&w, "a", 24, "attack", "Q");
    world_act(&w, "b", 25, "attack", "Q");
    world_act(&w, "c", 25, "riddle", "A");
    world_run(&w);
    assert_int_equal(w.outcome.unclassified_count, 1);
    assert_int_equal(w.outcome.warning_count, 2);
    assert_true(world_warns(&w, "1 observation of a kind"));
    assert_true(world_warns(&w, "2 observations name as actor Q"));
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 2);
    world_close(&w);
}

static void as_known_at_and_late(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, ATTACKS);
    w.complete = true;
    w.options.known_at_us = INT64_C(1767484800) * 1000000; /* 2026-01-04 */
    world_add(&w,
              "{\"record\": \"feed\", \"feed\": \"f\", \"lateness\": \"P1D\", \"complete\": []}");
    world_act(&w, "a", 24, "attack", "A");
    world_add(&w, "{\"id\": \"b\", \"time\": \"2026-01-01T02:00:00Z\", \"received\": "
                  "\"2026-01-03T02:00:00Z\", \"kind\": "
                  "\"attack\"}");
    world_add(&w, "{\"id\": \"c\", \"time\": \"2026-01-02T02:00:00Z\", \"received\": "
                  "\"2026-01-05T02:00:00Z\", \"kind\": "
                  "\"attack\"}");
    world_run(&w);
    assert_int_equal(w.outcome.observation_count, 2);
    assert_int_equal(w.outcome.known_at_us, w.options.known_at_us);
    assert_int_equal(w.outcome.watermark_us, w.options.known_at_us);
    assert_int_equal(w.outcome.late_count, 1);
    assert_str(w.outcome.late[0].record, "f:b");
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_violation_is_alleged_until_it_is_ruled),
        cmocka_unit_test(decided_1_2_thresholds),
        cmocka_unit_test(areas_and_aggregates_are_given_no_fraction),
        cmocka_unit_test(readings_are_all_shown_and_the_least_counts),
        cmocka_unit_test(decided_30_several_statements_are_one_finding),
        cmocka_unit_test(decided_22_rulings_have_an_order_and_limits),
        cmocka_unit_test(powers_are_checked),
        cmocka_unit_test(a_ruling_may_name_the_finding),
        cmocka_unit_test(a_feed_s_own_status_counts_only_when_bound),
        cmocka_unit_test(kept_needs_positive_coverage),
        cmocka_unit_test(what_did_not_count_is_considered),
        cmocka_unit_test(decided_25_an_unknown_actor_may_be_excused),
        cmocka_unit_test(groups_answer_through_their_party),
        cmocka_unit_test(a_permit_is_an_exception),
        cmocka_unit_test(names_that_nobody_declared_are_told_once),
        cmocka_unit_test(as_known_at_and_late),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

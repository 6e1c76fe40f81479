/* SPDX-License-Identifier: Apache-2.0
 *
 * Phases, gates in words, duties, ceilings, the agenda, drafts: what stands in an outcome beside the oracle's crisp answers. */
#include "support/monitor_world.h"

#define PAUSE                                                                                      \
    "phase pause \"Pause\" begins at 2026-01-01 00:00 lasts 24 h "                                 \
    "clause 1 \"Attacks cease\" verified by M forbid attack by A, B "                              \
    "then truce when at most 1 verified violations of clause 1 decided by JMC within 48 h "        \
    "else lapsed "                                                                                 \
    "phase truce \"Truce\" lasts 240 h then ended "

static void decide(struct world *w, const char *id, int hour, const char *what)
{
    char line[512];

    (void)snprintf(line, sizeof line,
                   "{\"record\": \"decision\", \"id\": \"%s\", \"time\": "
                   "\"2026-01-%02dT%02d:00:00Z\", \"body\": \"JMC\", "
                   "\"on\": {\"gate\": \"pause\", \"to\": \"truce\"}, \"what\": \"%s\"}",
                   id, 1 + hour / 24, hour % 24, what);
    world_add(w, line);
}

static void a_gate_says_what_it_awaits(void **state)
{
    struct world w;
    const struct outcome_gate *gate;

    (void)state;
    world_open(&w, PAUSE);
    world_act(&w, "a", 1, "attack", "A");
    world_act(&w, "b", 2, "attack", "");
    world_act(&w, "c", 3, "attack", "B");
    world_see(&w, 0, 24, "attack");
    world_rule(&w, "d1", 26, "a", "1", "substantiated");
    world_run(&w);
    assert_int_equal(w.outcome.phases[0].state, OUTCOME_PHASE_UNDETERMINED);
    gate = &w.outcome.phases[0].gates[0];
    assert_int_equal(gate->state, OUTCOME_GATE_UNDETERMINED);
    assert_int_equal(gate->awaited, 2);
    assert_true(gate->value.lo >= 1 && gate->value.lo <= 1 && gate->value.hi >= 3 &&
                gate->value.hi <= 3);
    assert_int_equal(gate->block_count, 2);
    assert_str(
        gate->blocks[0],
        "Clause 1: 2 possible violations await a ruling by M; 1 more substantiated would block");
    assert_str(gate->blocks[1], "No decision yet: JMC decides until 2026-01-04 00:00");
    assert_str(gate->conditions[0], "at most 1 verified violations of clause 1");
    world_close(&w);
}

/* A phase is half-open: what happens at its end opens no way out of it. */
static void an_act_at_the_end_opens_no_gate(void **state)
{
    (void)state;
    for (int hour = 11; hour <= 12; hour++) {
        struct world w;

        world_open(&w, "phase p0 \"x\" begins at 2026-01-01 00:00 lasts 12 h "
                       "clause 1 \"y\" verified by M forbid attack by A, B "
                       "then p1 as soon as at least 1 alleged violations of clause 1 else lapsed "
                       "phase p1 \"z\" lasts 24 h then ended ");
        world_act(&w, "a", hour, "attack", "A");
        world_see(&w, 0, 12, "attack");
        world_run(&w);
        assert_str(w.outcome.phases[0].next, hour < 12 ? "p1" : "lapsed");
        assert_int_equal(w.outcome.phases[0].gates[0].state,
                         hour < 12 ? OUTCOME_GATE_MET : OUTCOME_GATE_NOT_MET);
        world_close(&w);
    }
}

static void decided_21_not_met_means_else_at_once(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, PAUSE);
    world_act(&w, "a", 1, "attack", "A");
    world_act(&w, "b", 2, "attack", "A");
    world_see(&w, 0, 24, "attack");
    world_rule(&w, "d1", 3, "a", "1", "substantiated");
    world_rule(&w, "d2", 4, "b", "1", "substantiated");
    decide(&w, "d3", 5, "proceed");
    decide(&w, "d4", 30, "proceed");
    world_run(&w);
    assert_int_equal(w.outcome.phases[0].state, OUTCOME_PHASE_LAPSED);
    assert_int_equal(w.outcome.phases[0].gates[0].state, OUTCOME_GATE_NOT_MET);
    assert_str(w.outcome.phases[0].next, "lapsed");
    assert_int_equal(w.outcome.phases[1].state, OUTCOME_PHASE_NOT_BEGUN);
    assert_true(world_warns(&w, "d3 on the gate of pause is void: its gate has not opened yet"));
    assert_true(world_warns(&w, "d4 on the gate of pause is void"));
    assert_true(w.outcome.phases[0].gates[0].decision.size == 0);
    world_close(&w);
}

static void decided_20_phases_never_move_in_the_past(void **state)
{
    struct world w;
    const struct outcome_gate *gate;

    (void)state;
    world_open(&w, PAUSE);
    world_act(&w, "a", 1, "attack", "A");
    world_act(&w, "b", 2, "attack", "A");
    world_see(&w, 0, 24, "attack");
    decide(&w, "d0", 30, "proceed"); /* on a gate that is undetermined */
    world_rule(&w, "d1", 40, "a", "1", "substantiated");
    world_rule(&w, "d2", 41, "b", "1", "substantiated");
    world_run(&w);
    assert_int_equal(w.outcome.phases[0].state, OUTCOME_PHASE_ENDED);
    assert_int_equal(w.outcome.phases[1].state, OUTCOME_PHASE_RUNNING);
    gate = &w.outcome.phases[0].gates[0];
    assert_int_equal(gate->state, OUTCOME_GATE_UNDETERMINED);
    assert_str(gate->decision, "d0");
    assert_str(gate->decision_what, "proceed");
    assert_str(gate->as_now_known, "With what is known now the gate would have been not met");
    world_close(&w);
}

static void a_body_with_a_tie_break(void **state)
{
    for (int late = 0; late < 2; late++) {
        struct world w;
        char line[256];

        (void)state;
        world_open(&w, PAUSE);
        world_see(&w, 0, 24, "attack");
        (void)snprintf(line, sizeof line,
                       "{\"record\": \"decision\", \"id\": \"d1\", \"time\": "
                       "\"2026-01-%02dT00:00:00Z\", \"body\": \"M\", "
                       "\"on\": {\"gate\": \"pause\", \"to\": \"truce\"}, \"what\": \"proceed\"}",
                       2 + late);
        world_add(&w, line); /* the chair, at once or 24 h after the gate opened */
        world_act(&w, "n", 60, "meeting", "A");
        world_run(&w);
        assert_int_equal(w.outcome.phases[1].state,
                         late ? OUTCOME_PHASE_RUNNING : OUTCOME_PHASE_NOT_BEGUN);
        world_close(&w);
    }
}

static void duties_have_states(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w, "throughout clause 1 \"x\" verified by M require A, B to report response to JMC "
                   "within 24 h of each "
                   "attack by anyone");
    world_add(&w, "{\"id\": \"t\", \"time\": \"2026-01-02T00:00:00Z\", \"kind\": \"attack\"}");
    world_add(&w, "{\"id\": \"r\", \"time\": \"2026-01-03T00:00:00Z\", \"kind\": \"response\", "
                  "\"actor\": \"A\", \"to\": "
                  "[\"JMC\"], \"probability\": 0.9}");
    world_add(&w, "{\"id\": \"s\", \"time\": \"2026-01-03T00:00:01Z\", \"kind\": \"response\", "
                  "\"actor\": \"B\", \"to\": "
                  "[\"JMC\"]}");
    world_act(&w, "n", 100, "meeting", "A");
    world_run(&w);
    f = world_finding(&w, "1", FINDING_FULFILLED); /* the end of a term is included */
    assert_str(f->party, "A");
    assert_true(f->states[FINDING_STATE_FULFILLED].lo > 0.899999 &&
                f->states[FINDING_STATE_FULFILLED].hi >= 1);
    assert_true(f->states[FINDING_STATE_BREACHED].hi < 0.100001);
    assert_str(f->because[0], "f:t");
    assert_str(f->because[1], "f:r");
    f = world_finding(&w, "1", FINDING_LATE); /* late needs no coverage */
    assert_str(f->party, "B");
    world_close(&w);
}

/* Reports in the order of receipt, acts in that of time: an uncertain one is named and the search goes on, a sure one ends it. */
static void what_comes_after_a_sure_act_is_not_named(void **state)
{
    for (int report = 0; report < 2; report++) {
        struct world w;
        const struct finding *f;

        (void)state;
        world_open(&w, report ? "throughout clause 1 \"x\" verified by M require A to report "
                                "response within 24 h of each attack by anyone"
                              : "throughout clause 1 \"x\" verified by M require A to do response "
                                "within 24 h of each attack by anyone");
        world_add(&w, "{\"id\": \"t\", \"time\": \"2026-01-02T00:00:00Z\", \"kind\": \"attack\"}");
        world_add(&w, "{\"id\": \"p\", \"time\": \"2026-01-04T00:00:00Z\", \"received\": "
                      "\"2026-01-05T00:00:00Z\", \"kind\": \"response\", \"actor\": \"A\", "
                      "\"probability\": 0.5}");
        world_add(&w, "{\"id\": \"s\", \"time\": \"2026-01-06T00:00:00Z\", \"received\": "
                      "\"2026-01-06T12:00:00Z\", \"kind\": \"response\", \"actor\": \"A\"}");
        world_add(&w, "{\"id\": \"q\", \"time\": \"2026-01-05T12:00:00Z\", \"received\": "
                      "\"2026-01-07T00:00:00Z\", \"kind\": \"response\", \"actor\": \"A\"}");
        world_act(&w, "n", 300, "meeting", "A");
        world_run(&w);
        f = world_finding(&w, "1", FINDING_LATE);
        assert_int_equal(f->because_count, 3);
        assert_str(f->because[0], "f:t");
        assert_str(f->because[1], "f:p");
        assert_str(f->because[2], report ? "f:s" : "f:q");
        assert_true(f->states[FINDING_STATE_LATE].lo >= 1);
        world_close(&w);
    }
}

static void silence_is_a_breach_only_where_it_was_seen(void **state)
{
    for (int seen = 0; seen < 2; seen++) {
        struct world w;

        (void)state;
        world_open(&w, "throughout clause 1 \"x\" verified by M require M to do inspection by "
                       "2026-01-02 00:00");
        if (seen)
            world_see(&w, 0, 24, "inspection");
        world_act(&w, "n", 60, "meeting", "A");
        world_run(&w);
        assert_int_equal(world_count(&w, "1", FINDING_BREACHED), seen);
        assert_int_equal(world_count(&w, "1", FINDING_UNDETERMINED), !seen);
        world_close(&w);
    }
}

static void holdings_are_summed_by_unit(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w, "throughout clause 1 \"x\" verified by M limit personnel of A, B in z to 10 "
                   "each as of 2026-01-03 00:00");
#define HELD(id, time, unit, n)                                                                    \
    "{\"id\": \"" id "\", \"time\": \"" time                                                       \
    "\", \"place\": {\"area\": \"z\"}, \"kind\": \"personnel\", "                                  \
    "\"actor\": \"A\", \"object\": {\"unit\": \"" unit "\", \"quantity\": " n "}}"
    world_add(&w, HELD("a", "2026-01-02T00:00:00Z", "u1", "6"));
    world_add(&w, HELD("b", "2026-01-03T06:00:00Z", "u2", "6"));
    world_add(&w, HELD("c", "2026-01-04T00:00:00Z", "u1", "3"));
    world_run(&w);
    assert_int_equal(w.outcome.finding_count, 1);
    f = world_finding(&w, "1", FINDING_VIOLATION);
    assert_true(f->value.lo >= 12 && f->value.hi <= 12 && f->bound >= 10);
    assert_str(f->party, "A");
    assert_str(f->unit, "personnel");
    assert_int_equal(f->because_count, 2);
    assert_int_equal(f->time.to_us - f->time.from_us, 18 * TIME_HOUR_US);
    assert_true(f->is_presence);
    world_close(&w);
}

static void decided_7_quotas(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(
        &w,
        "throughout clause 1 \"x\" verified by M limit violation_tally of anyone to 3 every day");
    world_add(&w, "{\"record\": \"tally\", \"id\": \"t1\", \"feed\": \"f\", \"kind\": "
                  "\"violation_tally\", \"time\": {\"from\": "
                  "\"2026-01-01T00:00:00Z\", \"to\": \"2026-01-02T00:00:00Z\"}, \"value\": 5}");
    world_add(&w, "{\"record\": \"tally\", \"id\": \"t2\", \"feed\": \"f\", \"kind\": "
                  "\"violation_tally\", \"time\": {\"from\": "
                  "\"2026-01-02T00:00:00Z\", \"to\": \"2026-01-04T00:00:00Z\"}, \"value\": 7}");
    world_run(&w);
    f = world_finding(&w, "1", FINDING_VIOLATION);
    assert_true(f->value.lo >= 5 && f->value.lo <= 5);
    assert_str(f->because[0], "f:t1");
    assert_int_equal(world_count(&w, "1", FINDING_UNDETERMINED), 2);
    assert_int_equal(world_count(&w, "1", FINDING_PENDING), 1);
    world_close(&w);
}

static void stays_last_until_seen_gone(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w, "throughout clause 1 \"x\" verified by M keep mortar of A, B out of z as of "
                   "2026-01-02 00:00");
#define SEEN(id, time, lat, n)                                                                     \
    "{\"id\": \"" id "\", \"time\": \"" time "\", \"place\": {\"lon\": 37.5, \"lat\": " lat        \
    "}, \"kind\": \"mortar\", "                                                                    \
    "\"actor\": \"A\", \"object\": {\"unit\": \"u1\", \"quantity\": " n "}}"
    world_add(&w, SEEN("a", "2026-01-01T12:00:00Z", "48.5", "1"));
    world_add(&w, SEEN("b", "2026-01-02T06:00:00Z", "48.5", "1"));
    world_add(&w, SEEN("c", "2026-01-02T12:00:00Z", "48.6", "1"));
    world_add(&w, SEEN("d", "2026-01-03T00:00:00Z", "50", "1"));
    world_add(&w, SEEN("e", "2026-01-03T06:00:00Z", "48.6", "1"));
    world_see(&w, 0, 96, "mortar");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 2);
    f = world_finding(&w, "1", FINDING_VIOLATION);
    assert_str(f->because[0], "f:b");
    assert_int_equal(f->because_count, 2);
    assert_int_equal(f->time.to_us - f->time.from_us, 18 * TIME_HOUR_US);
    assert_int_equal(world_count(&w, "1", FINDING_KEPT), 1);
    world_close(&w);
}

static void decided_9_setbacks_have_a_side(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, "throughout clause 1 \"x\" verified by M keep mortar of A, B at least 10 km "
                   "from north on the side of the "
                   "same party");
#define GUN(id, lat, actor)                                                                        \
    "{\"id\": \"" id                                                                               \
    "\", \"time\": \"2026-01-02T06:00:00Z\", \"place\": {\"lon\": 37.5, \"lat\": " lat             \
    "}, \"kind\": \"mortar\", "                                                                    \
    "\"object\": {\"unit\": \"" id "\"}" actor "}"
    world_add(
        &w, GUN("own", "48.3", ", \"actor\": \"A\"")); /* left of a line drawn eastwards is north */
    world_add(&w, GUN("near", "48.15", ", \"actor\": \"A\"")); /* within 10 km */
    world_add(&w, GUN("other", "48.3", ", \"actor\": \"B\"")); /* on the other side */
    world_add(&w, GUN("whose", "48.3", ""));
    world_add(&w, "{\"id\": \"end\", \"time\": \"2026-01-02T06:00:00Z\", \"place\": {\"lon\": 42, "
                  "\"lat\": 48.3}, \"kind\": "
                  "\"mortar\", \"actor\": \"A\", \"object\": {\"unit\": \"end\"}}");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 2);
    assert_int_equal(world_count(&w, "1", FINDING_UNDETERMINED), 2);
    world_close(&w);
}

static void soft_clauses_go_on_the_agenda(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, "throughout clause 1 \"x\" assess by JMC every week "
                   "clause 2 \"y\" verified by M forbid attack by A, B "
                   "deferred \"Status\" ");
    world_act(&w, "n", 200, "meeting", "JMC");
    world_run(&w);
    assert_int_equal(w.outcome.clauses[0].judged, OUTCOME_SCHEDULED);
    assert_int_equal(w.outcome.agenda_count, 3);
    assert_str(w.outcome.agenda[0].state, "no record of it");
    assert_str(w.outcome.agenda[1].state, "held");
    assert_str(w.outcome.agenda[1].records[0], "f:n");
    assert_str(w.outcome.agenda[2].title, "Status");
    world_close(&w);
}

static void brackets_are_refused_unless_it_is_a_draft(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, "throughout clause 1 \"x\" verified by M forbid attack by A, B "
                   "clause 2 \"y\" verified by M require A to do response within [A: 24 h | B: 48 "
                   "h] of each attack");
    world_act(&w, "a", 24, "attack", "A");
    world_seal(&w);
    assert_int_equal(monitor_run(&w.arena, w.plan, &w.facts, &w.options, &w.outcome, &w.err),
                     ERR_SYNTAX);
    assert_non_null(strstr(w.err.text, "clause 2"));
    w.options.is_draft = true;
    assert_int_equal(monitor_run(&w.arena, w.plan, &w.facts, &w.options, &w.outcome, &w.err),
                     ERR_OK);
    assert_int_equal(w.outcome.clauses[0].judged, OUTCOME_YES);
    assert_int_equal(w.outcome.clauses[1].judged, OUTCOME_OPEN);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 1);
    world_close(&w);
}

static void nothing_at_all_is_no_error(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, PAUSE);
    assert_int_equal(facts_seal(&w.facts, TIME_NEVER, &w.err), ERR_OK);
    assert_int_equal(monitor_run(&w.arena, w.plan, &w.facts, &w.options, &w.outcome, &w.err),
                     ERR_OK);
    assert_int_equal(w.outcome.finding_count, 0);
    assert_int_equal(w.outcome.phases[0].state, OUTCOME_PHASE_NOT_BEGUN);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_gate_says_what_it_awaits),
        cmocka_unit_test(an_act_at_the_end_opens_no_gate),
        cmocka_unit_test(decided_21_not_met_means_else_at_once),
        cmocka_unit_test(decided_20_phases_never_move_in_the_past),
        cmocka_unit_test(a_body_with_a_tie_break),
        cmocka_unit_test(duties_have_states),
        cmocka_unit_test(what_comes_after_a_sure_act_is_not_named),
        cmocka_unit_test(silence_is_a_breach_only_where_it_was_seen),
        cmocka_unit_test(holdings_are_summed_by_unit),
        cmocka_unit_test(decided_7_quotas),
        cmocka_unit_test(stays_last_until_seen_gone),
        cmocka_unit_test(decided_9_setbacks_have_a_side),
        cmocka_unit_test(soft_clauses_go_on_the_agenda),
        cmocka_unit_test(brackets_are_refused_unless_it_is_a_draft),
        cmocka_unit_test(nothing_at_all_is_no_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Ceilings from baselines, tables and other acts, in hours and masses; distances by range and by table; duties in steps and
 * measures, declarations; how a clause of them stands. The numbers are derived by hand. */
#include "support/monitor_world.h"

#include <math.h>

#define BEGIN_US (INT64_C(1767225600) * TIME_SECOND_US) /* 2026-01-01 */

/* A record at an hour of January: kind, actor, and what stands in its object. */
static void at(struct world *w, const char *id, int hour, const char *kind, const char *actor,
               const char *object)
{
    char line[512];

    (void)snprintf(line, sizeof line,
                   "{\"id\": \"%s\", \"time\": \"2026-01-%02dT%02d:00:00Z\", \"kind\": \"%s\", "
                   "\"actor\": \"%s\", \"object\": {%s}}",
                   id, 1 + hour / 24, hour % 24, kind, actor, object);
    world_add(w, line);
}

static void baseline(struct world *w, const char *id, int hour, const char *party,
                     const char *object)
{
    char line[512];

    (void)snprintf(line, sizeof line,
                   "{\"record\": \"declaration\", \"id\": \"%s\", \"party\": \"%s\", \"time\": "
                   "\"2026-01-%02dT%02d:00:00Z\", \"of\": \"baseline\", \"object\": {%s}}",
                   id, party, 1 + hour / 24, hour % 24, object);
    world_add(w, line);
}

static enum finding_verdict only(const struct world *w, const char *clause)
{
    const struct finding *f = NULL;

    for (size_t i = 0; i < w->outcome.finding_count; i++)
        if (str_eq(w->outcome.findings[i].clause, str_z(clause))) {
            if (f)
                fail_msg("more than one finding of clause %s: %s", clause,
                         w->outcome.findings[i].text.text);
            f = &w->outcome.findings[i];
        }
    if (!f)
        fail_msg("no finding of clause %s", clause);
    return f ? f->verdict : FINDING_KEPT;
}

static void a_ceiling_may_be_the_baseline(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w, "throughout clause 1 \"x\" verified by M limit tank of A, B to baseline each");
    baseline(&w, "b", 1, "A", "\"weapon\": \"tank\", \"quantity\": 5");
    at(&w, "a1", 3, "tank", "A", "\"unit\": \"u1\", \"quantity\": 5");
    at(&w, "a2", 9, "tank", "A", "\"unit\": \"u2\", \"quantity\": 1");
    at(&w, "b1", 3, "tank", "B", "\"unit\": \"u9\", \"quantity\": 3");
    world_run(&w);
    f = world_finding(&w, "1", FINDING_VIOLATION);
    assert_str(f->party, "A");
    assert_true(f->value.lo >= 6 && f->bound >= 5 && f->bound <= 5);
    f = world_finding(&w, "1", FINDING_UNDETERMINED); /* B has declared nothing */
    assert_str(f->party, "B");
    assert_false(f->has_bound);
    assert_non_null(strstr(f->needs[0].text, "declared baseline"));
    world_close(&w);
}

static void a_ceiling_may_be_a_share_of_it(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, "throughout clause 1 \"x\" verified by M limit tank of A to 50 %");
    baseline(&w, "b", 1, "A", "\"weapon\": \"tank\", \"quantity\": 8");
    at(&w, "a1", 3, "tank", "A", "\"unit\": \"u1\", \"quantity\": 4");
    at(&w, "a2", 9, "tank", "A", "\"unit\": \"u2\", \"quantity\": 1");
    world_run(&w);
    assert_int_equal(only(&w, "1"), FINDING_VIOLATION);
    assert_true(world_finding(&w, "1", FINDING_VIOLATION)->bound <= 4);
    world_close(&w);
}

static void each_row_of_a_table_is_a_ceiling(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w,
               "table ceiling = tank: 2 | mortar: 4\n"
               "throughout clause 1 \"x\" verified by M limit tank, mortar of A to ceiling each");
    at(&w, "a1", 3, "tank", "A", "\"unit\": \"u1\", \"quantity\": 2");
    at(&w, "a2", 3, "mortar", "A", "\"unit\": \"u1\", \"quantity\": 5");
    world_run(&w);
    assert_int_equal(only(&w, "1"), FINDING_VIOLATION);
    f = world_finding(&w, "1", FINDING_VIOLATION);
    assert_str(f->unit, "mortar");
    assert_true(f->value.lo >= 5 && f->bound <= 4);
    world_close(&w);

    world_open(&w,
               "table ceiling = tank: 2 | mortar: 4\n"
               "throughout clause 1 \"x\" verified by M limit tank, mortar of A to ceiling each");
    at(&w, "a1", 3, "tank", "A", "\"unit\": \"u1\", \"quantity\": 3");
    at(&w, "a2", 3, "mortar", "A", "\"unit\": \"u1\", \"quantity\": 5");
    world_run(&w); /* two excesses that begin together have names of their own */
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 2);
    assert_false(str_eq(w.outcome.findings[0].id, w.outcome.findings[1].id));
    world_close(&w);
}

#define FOR_EACH                                                                                   \
    "act arrival \"Arrival\" act departure \"Departure\"\n"                                        \
    "throughout clause 1 \"x\" verified by M limit arrival of A, B to 1 for each departure "       \
    "by the same party"

static void so_many_for_each(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w, FOR_EACH);
    world_see(&w, 0, 40, "departure");
    at(&w, "d1", 2, "departure", "A", "\"quantity\": 10");
    at(&w, "a1", 4, "arrival", "A", "\"quantity\": 10");
    at(&w, "d2", 5, "departure", "B", "\"quantity\": 50");
    at(&w, "a2", 6, "arrival", "A", "\"quantity\": 3");   /* three too many ... */
    at(&w, "d3", 8, "departure", "A", "\"quantity\": 3"); /* ... until these have left */
    world_act(&w, "x", 30, "departure", "B");
    world_run(&w);
    f = world_finding(&w, "1", FINDING_VIOLATION);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 1);
    assert_str(f->party, "A");
    assert_true(f->value.lo >= 13 && f->value.hi <= 13 && f->bound >= 10 && f->bound <= 10);
    assert_int_equal((f->time.to_us - f->time.from_us) / TIME_HOUR_US, 2);
    world_close(&w);

    world_open(&w, FOR_EACH); /* who left was not seen: perhaps enough did */
    at(&w, "d1", 2, "departure", "A", "\"quantity\": 10");
    at(&w, "a1", 4, "arrival", "A", "\"quantity\": 13");
    world_run(&w);
    assert_int_equal(only(&w, "1"), FINDING_UNDETERMINED);
    assert_non_null(strstr(world_finding(&w, "1", FINDING_UNDETERMINED)->needs[0].text, "looked"));
    world_close(&w);
}

static void with_the_same_model(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w, "act brought \"Brought in\" act gone \"Taken out\"\n"
                   "throughout clause 1 \"x\" verified by M limit brought of A to 1 for each gone "
                   "by the same party with the same model");
    world_see(&w, 0, 40, "gone");
    at(&w, "g1", 2, "gone", "A", "\"model\": \"M46\"");
    at(&w, "b1", 4, "brought", "A", "\"model\": \"M46\"");
    at(&w, "b2", 5, "brought", "A", "\"model\": \"D30\"");
    at(&w, "x", 30, "gone", "A", "\"model\": \"M46\"");
    at(&w, "y", 31, "brought", "B", "\"model\": \"M46\"");
    world_run(&w);
    f = world_finding(&w, "1", FINDING_VIOLATION);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 1);
    assert_str(f->because[0], "f:b2");
    assert_non_null(strstr(f->text.text, "model D30"));
    world_close(&w);
}

static void hours_a_day(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w, "throughout clause 1 \"x\" verified by M limit overflight of A to 14 h every "
                   "day");
    world_see(&w, 0, 96, "overflight");
    /* 22 h over midnight: 4 h of it on the 1st, 18 h on the 2nd */
    world_add(&w, "{\"id\": \"a\", \"time\": {\"from\": \"2026-01-01T20:00:00Z\", \"to\": "
                  "\"2026-01-02T18:00:00Z\"}, \"holds\": true, \"kind\": \"overflight\", "
                  "\"actor\": \"A\"}");
    world_add(&w, "{\"id\": \"b\", \"time\": \"2026-01-03T10:00:00Z\", \"kind\": \"overflight\", "
                  "\"actor\": \"A\", \"object\": {\"duration_h\": 14}}");
    world_run(&w);
    f = world_finding(&w, "1", FINDING_VIOLATION);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 1);
    assert_true(f->value.lo >= 18 * 3600 && f->value.hi <= 18 * 3600);
    assert_int_equal(world_count(&w, "1", FINDING_KEPT), 3);
    world_close(&w);
}

/* Of two transfers the one that was announced does not count. */
static void what_is_excused_does_not_count(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w,
               "throughout clause 1 \"x\" verified by M limit arms_transfer of A to 0 every day "
               "unless notification by the same party at most 24 h before");
    world_see(&w, 0, 48, "arms_transfer");
    world_act(&w, "n", 1, "notification", "A");
    at(&w, "a", 3, "arms_transfer", "A", "");
    at(&w, "b", 30, "arms_transfer", "A", "");
    world_run(&w);
    f = world_finding(&w, "1", FINDING_VIOLATION);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 1);
    assert_str(f->because[0], "f:b");
    world_close(&w);
}

static void a_mass_that_is_not_given_is_not_known(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, "throughout clause 1 \"x\" verified by M limit arms_transfer of A to 5 t every "
                   "day");
    world_see(&w, 0, 48, "arms_transfer");
    at(&w, "a", 3, "arms_transfer", "A", "\"mass_t\": 6");
    at(&w, "b", 30, "arms_transfer", "A", "\"quantity\": 6");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_VIOLATION), 1);
    assert_non_null(
        strstr(world_finding(&w, "1", FINDING_UNDETERMINED)->needs[0].text, "attributes"));
    world_close(&w);
}

/* Two acts of 3 with 0.6 each: more than 3 only if both happened, 0.36; at the ends it looked certain. */
static void an_excess_is_weighed_over_amounts(void **state)
{
    struct world w;
    const struct finding *f;

    (void)state;
    world_open(&w, "throughout clause 1 \"x\" verified by M limit arms_transfer of A to 3 every "
                   "day as of 2026-01-01");
    world_see(&w, 0, 48, "arms_transfer");
    for (int i = 0; i < 2; i++) {
        char line[256];

        (void)snprintf(line, sizeof line,
                       "{\"id\": \"a%d\", \"time\": \"2026-01-01T0%d:00:00Z\", \"kind\": "
                       "\"arms_transfer\", \"actor\": \"A\", \"probability\": 0.6, \"object\": "
                       "{\"quantity\": 3}}",
                       i, i + 1);
        world_add(&w, line);
    }
    world_run(&w);
    f = world_finding(&w, "1", FINDING_UNDETERMINED);
    assert_true(fabs(f->occurrence.lo - 0.36) < 1e-9 && fabs(f->occurrence.hi - 0.36) < 1e-9);
    world_close(&w);
}

static void its_range_and_a_table_are_distances(void **state)
{
    static const char *const texts[] = {
        "throughout clause 1 \"x\" verified by M keep mortar of A at least its range from north",
        "table depth = mortar: 8 km | tank: 15 km\n"
        "throughout clause 1 \"x\" verified by M keep mortar, tank of A at least depth from north"};
    static const struct {
        int text;
        const char *kind, *object;
        size_t violations, undetermined;
    } cases[] = {
        {0, "mortar", "\"range_km\": 7", 0, 0},
        {0, "mortar", "\"range_km\": 20", 1, 0},
        {0, "mortar", "", 0, 1},
        {1, "mortar", "", 0, 0},
        {1, "tank", "", 1, 0},
        {1, "heavy_weapons", "", 0, 1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct world w;
        char line[512];
        size_t open = 0;

        world_open(&w, texts[cases[i].text]);
        (void)snprintf(line, sizeof line, /* about 11 km from the line */
                       "{\"id\": \"a\", \"time\": \"2026-01-02T00:00:00Z\", \"kind\": \"%s\", "
                       "\"actor\": \"A\", \"place\": {\"lon\": 37.5, \"lat\": 48.2}, \"object\": "
                       "{%s}}",
                       cases[i].kind, cases[i].object);
        world_add(&w, line);
        world_run(&w);
        for (size_t f = 0; f < w.outcome.finding_count; f++)
            open += w.outcome.findings[f].verdict == FINDING_UNDETERMINED &&
                    !w.outcome.findings[f].is_standing;
        if (world_count(&w, "1", FINDING_VIOLATION) != cases[i].violations ||
            open != cases[i].undetermined)
            fail_msg("case %zu: %zu violations, %zu undetermined", i,
                     world_count(&w, "1", FINDING_VIOLATION), open);
        world_close(&w);
    }
}

/* -------------------------------------------------------------- duties */

#define DECLARE                                                                                    \
    "throughout clause 1 \"x\" verified by M require A, B to declare mines to M by 2026-01-03 "    \
    "00:00"

static void declarations_are_judged_like_reports(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, DECLARE);
    world_add(&w, "{\"record\": \"declaration\", \"id\": \"d1\", \"party\": \"A\", \"time\": "
                  "\"2026-01-02T00:00:00Z\", \"of\": \"mines\"}");
    world_add(&w, "{\"record\": \"declaration\", \"id\": \"d2\", \"party\": \"B\", \"time\": "
                  "\"2026-01-02T00:00:00Z\", \"received\": \"2026-01-04T00:00:00Z\", \"of\": "
                  "\"baseline\", \"object\": {\"weapon\": \"mines\"}}");
    world_act(&w, "x", 100, "attack", "A");
    world_run(&w);
    assert_str(world_finding(&w, "1", FINDING_FULFILLED)->party, "A");
    assert_str(world_finding(&w, "1", FINDING_FULFILLED)->because[0], "declaration:d1");
    assert_str(world_finding(&w, "1", FINDING_LATE)->party,
               "B"); /* it counts when it is received */
    world_close(&w);

    world_open(&w,
               DECLARE); /* a sighting is no declaration; a message that names its addressee is */
    world_add(&w, "{\"id\": \"a\", \"time\": \"2026-01-02T00:00:00Z\", \"kind\": \"mines\", "
                  "\"actor\": \"A\"}");
    world_add(&w, "{\"id\": \"b\", \"time\": \"2026-01-02T00:00:00Z\", \"kind\": \"mines\", "
                  "\"actor\": \"B\", \"to\": [\"M\"]}");
    world_see(&w, 0, 72, "mines");
    world_act(&w, "x", 100, "attack", "A");
    world_run(&w);
    assert_str(world_finding(&w, "1", FINDING_FULFILLED)->party, "B");
    assert_str(world_finding(&w, "1", FINDING_UNDETERMINED)->party, "A");
    world_close(&w);

    world_open(&w, DECLARE); /* silence is seen by whoever follows the messages */
    world_see(&w, 0, 72, "communication");
    world_act(&w, "x", 100, "attack", "A");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_BREACHED), 2);
    world_close(&w);
}

static void steps_of_a_duty_add_quantities_up(void **state)
{
    static const char text[] =
        "throughout clause 1 \"x\" verified by M require A to do release: some by 2026-01-02 "
        "00:00, 30 % by 2026-01-03 00:00, 40 by 2026-01-04 00:00, all by 2026-01-05 00:00";
    struct world w;

    (void)state;
    world_open(&w, text);
    baseline(&w, "b", 1, "A", "\"kind\": \"release\", \"quantity\": 100");
    at(&w, "r1", 10, "release", "A", "\"quantity\": 20");
    at(&w, "r2", 40, "release", "A", "\"quantity\": 15");
    at(&w, "r3", 60, "release", "A", "\"quantity\": 64");
    world_see(&w, 0, 120, "release");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_FULFILLED), 3);
    assert_int_equal(world_count(&w, "1", FINDING_BREACHED), 1); /* 99 of 100 */
    assert_true(world_finding(&w, "1", FINDING_BREACHED)->value.lo >= 99);
    world_close(&w);

    world_open(&w, text); /* nothing declared: shares and `all` cannot be told, numbers can */
    at(&w, "r1", 10, "release", "A", "\"quantity\": 20");
    world_see(&w, 0, 120, "release");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_FULFILLED), 1);
    assert_int_equal(world_count(&w, "1", FINDING_BREACHED), 1);
    assert_int_equal(world_count(&w, "1", FINDING_UNDETERMINED), 2);
    world_close(&w);
}

static void duties_in_other_measures(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, "throughout clause 1 \"x\" verified by M require M to do inspection at least "
                   "3 h every day");
    at(&w, "a", 3, "inspection", "M", "\"duration_h\": 2");
    at(&w, "b", 5, "inspection", "M", "\"duration_h\": 1");
    at(&w, "c", 27, "inspection", "M", "\"duration_h\": 2");
    world_see(&w, 0, 48, "inspection");
    world_run(&w);
    assert_int_equal(world_count(&w, "1", FINDING_FULFILLED), 1);
    assert_int_equal(world_count(&w, "1", FINDING_BREACHED), 1);
    world_close(&w);
}

/* -------------------------------------------------------------- how a clause stands */

#define GATED(text)                                                                                \
    "phase p \"p\" begins at entry lasts 5 d "                                                     \
    "clause 1 \"x\" verified by M " text " "                                                       \
    "then q when clause 1 is fulfilled else ended "                                                \
    "phase q \"q\" lasts 1 d then ended"

static void expect_phase(const struct world *w, const char *name, enum outcome_phase_state state)
{
    for (size_t i = 0; i < w->outcome.phase_count; i++)
        if (str_eq(w->outcome.phases[i].name, str_z(name))) {
            assert_int_equal(w->outcome.phases[i].state, state);
            return;
        }
    fail_msg("no phase %s", name);
}

static void a_gate_waits_for_a_withdrawal(void **state)
{
    for (int left = 0; left < 2; left++) {
        struct world w;
        char object[64];

        (void)state;
        world_open(&w, GATED("withdraw tank of A from z: some by begin + 1 d, all by begin + 4 d"));
        world_add(&w, "{\"record\": \"declaration\", \"id\": \"b\", \"party\": \"A\", \"time\": "
                      "\"2026-01-01T00:00:00Z\", \"of\": \"baseline\", \"object\": {\"weapon\": "
                      "\"tank\", \"quantity\": 10}, \"place\": {\"area\": \"z\"}}");
        world_see(&w, 0, 100, "tank"); /* known before the gate is judged */
        world_act(&w, "x", 140, "attack", "A");
        (void)snprintf(object, sizeof object, "\"unit\": \"u1\", \"quantity\": %d", left);
        {
            char line[512];

            (void)snprintf(line, sizeof line,
                           "{\"id\": \"a\", \"time\": \"2026-01-01T05:00:00Z\", \"kind\": "
                           "\"tank\", \"actor\": \"A\", \"place\": {\"lon\": 37.5, \"lat\": 48.5}, "
                           "\"object\": {%s}}",
                           object);
            world_add(&w, line);
        }
        world_run(&w);
        expect_phase(&w, "q", left ? OUTCOME_PHASE_NOT_BEGUN : OUTCOME_PHASE_RUNNING);
        world_close(&w);
    }
}

/* `as soon as`, and a clock that starts with the fulfilment: at the report that shows that the last has gone. */
static void the_moment_of_a_withdrawal_is_found(void **state)
{
    struct world w;
    const struct finding *f;
    bool found = false;

    (void)state;
    world_open(&w, "throughout clause 2 \"y\" verified by M "
                   "require M to do inspection within 24 h of fulfilment of clause 1 "
                   "phase p \"p\" begins at entry lasts 10 d "
                   "clause 1 \"x\" verified by M withdraw tank of A from z: all by begin + 8 d "
                   "then q as soon as clause 1 is fulfilled else ended "
                   "phase q \"q\" lasts 30 d then ended");
    world_add(&w, "{\"record\": \"declaration\", \"id\": \"b\", \"party\": \"A\", \"time\": "
                  "\"2026-01-01T01:00:00Z\", \"of\": \"baseline\", \"object\": {\"weapon\": "
                  "\"tank\", \"quantity\": 10}, \"place\": {\"area\": \"z\"}}");
    world_see(&w, 0, 20, "tank");
    for (int i = 0; i < 3; i++) {
        char line[512];

        (void)snprintf(line, sizeof line,
                       "{\"id\": \"t%d\", \"time\": \"2026-01-0%dT05:00:00Z\", \"kind\": "
                       "\"tank\", \"actor\": \"A\", \"place\": {\"lon\": 37.5, \"lat\": 48.5}, "
                       "\"object\": {\"unit\": \"u1\", \"quantity\": %d}}",
                       i, 1 + i, 10 - 5 * i);
        world_add(&w, line);
    }
    at(&w, "i", 60, "inspection", "M", "");
    world_act(&w, "x", 140, "attack", "A");
    world_run(&w);
    expect_phase(&w, "q", OUTCOME_PHASE_RUNNING);
    for (size_t i = 0; i < w.outcome.phase_count; i++)
        if (str_eq(w.outcome.phases[i].name, STR("q"))) {
            found = true;
            assert_int_equal(w.outcome.phases[i].begin_us - BEGIN_US, 53 * TIME_HOUR_US);
        }
    assert_true(found);
    f = world_finding(&w, "2", FINDING_FULFILLED);
    assert_int_equal(f->time.from_us - BEGIN_US, 53 * TIME_HOUR_US);
    world_close(&w);
}

/* 0.6 is likely, and not certain: one transfer more than allowed is a violation of its period, so the clause is breached. */
static void a_quota_stands_by_the_chance_of_an_excess(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, GATED("limit arms_transfer of A to 1 every day"));
    world_see(&w, 0, 140, "arms_transfer");
    for (int i = 0; i < 2; i++) {
        char line[256];

        (void)snprintf(line, sizeof line,
                       "{\"id\": \"a%d\", \"time\": \"2026-01-01T0%d:00:00Z\", \"kind\": "
                       "\"arms_transfer\", \"actor\": \"A\", \"probability\": 0.6}",
                       i, i + 1);
        world_add(&w, line);
    }
    world_run(&w);
    /* 0.36: neither breached nor fulfilled, though both are likely one by one */
    assert_int_equal(world_count(&w, "1", FINDING_UNDETERMINED), 1);
    assert_int_equal(w.outcome.phases[0].gates[0].state, OUTCOME_GATE_UNDETERMINED);
    world_close(&w);
}

static void steps_of_both_sides_go_together(void **state)
{
    for (int apart = 0; apart < 2; apart++) {
        struct world w;
        int hour = apart ? 40 : 20;

        (void)state;
        world_open(&w, "throughout clause 1 \"x\" verified by M require A, B to do release: 10 by "
                       "2026-01-03 00:00, 20 by 2026-01-06 00:00 synchronous within 24 h");
        at(&w, "a1", 10, "release", "A", "\"quantity\": 10");
        at(&w, "b1", hour, "release", "B", "\"quantity\": 10");
        at(&w, "a2", 80, "release", "A", "\"quantity\": 10");
        at(&w, "b2", 90, "release", "B", "\"quantity\": 10");
        world_see(&w, 0, 140, "release");
        world_run(&w);
        assert_int_equal(world_count(&w, "1", FINDING_FULFILLED), apart ? 4 : 5);
        assert_int_equal(world_count(&w, "1", FINDING_BREACHED), apart ? 1 : 0);
        world_close(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ceiling_may_be_the_baseline),
        cmocka_unit_test(a_ceiling_may_be_a_share_of_it),
        cmocka_unit_test(each_row_of_a_table_is_a_ceiling),
        cmocka_unit_test(so_many_for_each),
        cmocka_unit_test(with_the_same_model),
        cmocka_unit_test(hours_a_day),
        cmocka_unit_test(what_is_excused_does_not_count),
        cmocka_unit_test(a_mass_that_is_not_given_is_not_known),
        cmocka_unit_test(an_excess_is_weighed_over_amounts),
        cmocka_unit_test(its_range_and_a_table_are_distances),
        cmocka_unit_test(declarations_are_judged_like_reports),
        cmocka_unit_test(steps_of_a_duty_add_quantities_up),
        cmocka_unit_test(duties_in_other_measures),
        cmocka_unit_test(a_gate_waits_for_a_withdrawal),
        cmocka_unit_test(the_moment_of_a_withdrawal_is_found),
        cmocka_unit_test(a_quota_stands_by_the_chance_of_an_excess),
        cmocka_unit_test(steps_of_both_sides_go_together),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

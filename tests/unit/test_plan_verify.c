/* SPDX-License-Identifier: Apache-2.0
 *
 * plan_verify refuses what could not be followed; lookups; spans in words and in the calendar. The plan is built by hand. */
#include "support/test.h"

#include "plan/plan.h"

#include <math.h>
#include <string.h>

struct world {
    struct str file;
    struct plan plan;
    struct plan_actor actors[3];
    struct plan_kind kinds[3];
    struct plan_alternative alternative;
    struct plan_class class;
    struct str reading;
    struct plan_place place;
    struct plan_condition conditions[2];
    struct plan_past past;
    struct plan_statement statement;
    struct plan_clause clause;
    struct plan_phase phase;
    struct plan_exit exit;
    uint32_t zero;
    struct str also;
};

static void make(struct world *w)
{
    memset(w, 0, sizeof *w);
    struct plan_list zero = {&w->zero, 1};
    w->also = STR("First");
    w->actors[0] = (struct plan_actor){.role = PLAN_PARTY,
                                       .name = STR("A"),
                                       .also = &w->also,
                                       .also_count = 1,
                                       .under = PLAN_NONE,
                                       .chair = PLAN_NONE,
                                       .tie_breaker = PLAN_NONE};
    w->actors[1] = w->actors[0];
    w->actors[1].role = PLAN_GROUP;
    w->actors[1].name = STR("G");
    w->actors[1].also_count = 0;
    w->actors[1].under = 0;
    w->actors[2] = w->actors[1];
    w->actors[2].name = STR("H");
    w->actors[2].under = 1;
    w->kinds[0] = (struct plan_kind){.name = STR("attack"), .parent = PLAN_NONE};
    w->kinds[1] = (struct plan_kind){.name = STR("shelling"), .parent = 0};
    w->kinds[2] = (struct plan_kind){.name = STR("raid"), .parent = 0};
    w->class = (struct plan_class){STR("attack"), &w->alternative, 1, NULL, 0};
    w->place = (struct plan_place){.form = PLAN_PLACE_OPEN,
                                   .name = STR("z"),
                                   .left = PLAN_NONE,
                                   .right = PLAN_NONE,
                                   .into = PLAN_NONE,
                                   .out_of = PLAN_NONE};
    struct plan_time none = {.phase = PLAN_NONE, .date = PLAN_NONE};
    w->conditions[0] = (struct plan_condition){.form = PLAN_COND_CERTIFIED, .since = none};
    w->conditions[0].happening.class = PLAN_NONE;
    w->conditions[1] = w->conditions[0];
    w->conditions[1].form = PLAN_COND_AND;
    w->conditions[1].children = zero;
    w->past = (struct plan_past){.form = PLAN_PAST_ACT};
    w->statement = (struct plan_statement){.form = PLAN_FORBID,
                                           .classes = zero,
                                           .actors = {PLAN_ACTORS_NAMES, zero, false},
                                           .when = PLAN_NONE,
                                           .place = PLAN_NONE,
                                           .body = PLAN_NONE,
                                           .tail = {.while_condition = 1, .unless = 0}};
    w->statement.amount.for_each_class = PLAN_NONE;
    w->clause = (struct plan_clause){
        .label = STR("1"), .phase = 0, .verifier = PLAN_NONE, .statement_count = 1};
    w->exit =
        (struct plan_exit){.to = PLAN_PHASE_ENDED, .condition = PLAN_NONE, .decider = PLAN_NONE};
    w->phase = (struct plan_phase){.name = STR("p"),
                                   .for_each = PLAN_NONE,
                                   .begins = PLAN_BEGIN_AT,
                                   .begin_condition = PLAN_NONE,
                                   .renewal_condition = PLAN_NONE,
                                   .exits = &w->exit,
                                   .exit_count = 1,
                                   .has_else = true,
                                   .else_to = PLAN_PHASE_LAPSED};
    w->file = STR("t.truce");
    w->plan = (struct plan){.title = STR("T"),
                            .files = &w->file,
                            .file_count = 1,
                            .tz = tz_utc(),
                            .entry_condition = PLAN_NONE,
                            .threshold_likely = 0.55,
                            .threshold_seen = 0.8,
                            .threshold_met = 0.95,
                            .actors = w->actors,
                            .actor_count = 3,
                            .kinds = w->kinds,
                            .kind_count = 3,
                            .classes = &w->class,
                            .class_count = 1,
                            .readings = &w->reading,
                            .reading_count = 1,
                            .places = &w->place,
                            .place_count = 1,
                            .conditions = w->conditions,
                            .condition_count = 2,
                            .pasts = &w->past,
                            .past_count = 1,
                            .statements = &w->statement,
                            .statement_count = 1,
                            .clauses = &w->clause,
                            .clause_count = 1,
                            .phases = &w->phase,
                            .phase_count = 1};
}

#define REFUSED(change)                                                                            \
    do {                                                                                           \
        struct world w;                                                                            \
        struct err err = {0};                                                                      \
        make(&w);                                                                                  \
        change;                                                                                    \
        assert_int_equal(plan_verify(&w.plan, &err), ERR_INTERNAL);                                \
        assert_true(err.text[0] != '\0');                                                          \
    } while (0)

static void a_sound_plan_passes(void **state)
{
    (void)state;
    struct world w;
    struct err err = {0};
    make(&w);
    if (plan_verify(&w.plan, &err))
        fail_msg("%s", err.text);
}

static void what_could_not_be_followed_is_refused(void **state)
{
    (void)state;
    REFUSED(w.plan.tz = NULL);
    REFUSED(w.plan.actors = NULL);
    REFUSED(w.plan.reading_count = 0);
    REFUSED(w.plan.threshold_met = 0);
    REFUSED(w.plan.threshold_met = (double)NAN);
    REFUSED(w.plan.entry_condition = 2);
    REFUSED(w.actors[1].under = 3);
    REFUSED(w.actors[1].under = 2); /* answers to itself */
    REFUSED(w.actors[0].role = (enum plan_role)99);
    REFUSED(w.actors[0].tie_after_us = -1);
    REFUSED(w.kinds[1].parent = 1);
    REFUSED(w.kinds[1].parent = 2);
    REFUSED(w.alternative.kind = 3);
    REFUSED(w.alternative.test_count = 1);
    REFUSED(w.class.exception_count = 1);
    REFUSED(w.place.form = PLAN_PLACE_ONE); /* without a zone */
    REFUSED(w.place.zones = &w.zero; w.place.zone_count = 1);
    REFUSED(w.place.varying = &w.zero; w.place.varying_count = 1); /* no such node */
    REFUSED(w.place.form = PLAN_PLACE_ONE);                        /* neither drawn nor moving */
    REFUSED(w.place.members = &w.also; w.place.member_count = 1);  /* of what has none */
    REFUSED(w.place.type = PLAN_ZONES; w.place.members = &w.also; w.place.member_count = 1;
            w.place.collection = 1);
    const struct plan_follow follow = {.place = 1}, nowhere = {.place = 0};
    REFUSED(w.plan.follows = &follow; w.plan.follow_count = 1);
    REFUSED(w.plan.follows = &nowhere; w.plan.follow_count = 1); /* no such shape */
    const struct plan_reach reach = {.table = PLAN_NONE};
    REFUSED(w.plan.reaches = &reach; w.plan.reach_count = 1); /* no such node */
    REFUSED(w.place.left = 3);
    REFUSED(w.place.hours.to_s = 86400);
    REFUSED(w.conditions[0].form = PLAN_COND_AND);                        /* no children */
    REFUSED(w.conditions[0].children = ((struct plan_list){&w.zero, 1})); /* itself */
    REFUSED(w.conditions[0].number = (double)INFINITY);
    REFUSED(w.conditions[0].span.count = -1);
    REFUSED(w.past.class = 1);
    REFUSED(w.past.form = PLAN_PAST_OR);
    REFUSED(w.statement.clause = 1);
    REFUSED(w.statement.classes.count = 0);
    REFUSED(w.statement.tail.while_condition = 2);
    REFUSED(w.statement.tail.as_of.form = (enum plan_time_form)77);
    REFUSED(w.statement.form = PLAN_KEEP); /* without a place */
    REFUSED(w.statement.form = PLAN_ASSESS);
    REFUSED(w.clause.phase = 1);
    REFUSED(w.clause.first_statement = 1);
    REFUSED(w.clause.statement_count = 0);
    REFUSED(w.clause.statement_count = UINT32_MAX);
    REFUSED(w.phase.else_to = 1);
    REFUSED(w.exit.to = 1);
    REFUSED(w.exit.form = PLAN_EXIT_WHEN); /* without a condition */
    REFUSED(w.phase.begins = PLAN_BEGIN_WHEN);
    REFUSED(w.phase.renewal = PLAN_RENEW_UNLESS_NOTICE); /* for nothing */
    REFUSED(w.phase.renewal = PLAN_RENEW_WHEN; w.phase.renewal_span.count = 1;
            w.phase.judged = PLAN_OPEN);             /* a draft's phases are followed, too */
    REFUSED(w.conditions[0].actor = PLAN_NONE);      /* certified by nobody */
    REFUSED(w.conditions[0].form = PLAN_COND_OPEN);  /* a bracket that is not open */
    REFUSED(w.conditions[0].form = PLAN_COND_STATE); /* of no clause */
    REFUSED(w.past.form = PLAN_PAST_CERTIFIED; w.past.actor = PLAN_NONE);
    REFUSED(w.plan.file_count = 0);
    REFUSED(w.statement.source = 1);
    REFUSED(w.clause.source = 1);
    REFUSED(w.phase.source = 1);
}

static void what_a_bracket_leaves_open_passes(void **state)
{
    (void)state;
    struct world w;
    struct err err = {0};
    make(&w);
    w.conditions[0] = (struct plan_condition){.form = PLAN_COND_OPEN,
                                              .is_open = true,
                                              .actor = PLAN_NONE,
                                              .since = w.conditions[0].since};
    w.conditions[0].happening.class = PLAN_NONE;
    w.past.form = PLAN_PAST_CERTIFIED;
    w.past.actor = PLAN_NONE;
    w.past.is_open = true;
    w.exit.decider_is_open = true;
    w.clause.verifier_is_open = true;
    if (plan_verify(&w.plan, &err))
        fail_msg("%s", err.text);
}

static void names_are_found(void **state)
{
    (void)state;
    struct world w;
    make(&w);
    assert_int_equal(plan_find_actor(&w.plan, STR("G")), 1);
    assert_int_equal(plan_find_actor(&w.plan, STR("First")), 0);
    assert_int_equal(plan_find_actor(&w.plan, STR("X")), PLAN_NONE);
    assert_int_equal(plan_find_kind(&w.plan, STR("raid")), 2);
    assert_int_equal(plan_find_kind(&w.plan, STR("")), PLAN_NONE);
    assert_int_equal(plan_find_place(&w.plan, STR("z")), 0);
    assert_int_equal(plan_find_clause(&w.plan, STR("1")), 0);
    assert_int_equal(plan_find_clause(&w.plan, STR("1.1")), PLAN_NONE);
    assert_int_equal(plan_find_phase(&w.plan, STR("p")), 0);
    assert_true(plan_kind_is(&w.plan, 1, 0));
    assert_true(plan_kind_is(&w.plan, 1, 1));
    assert_false(plan_kind_is(&w.plan, 0, 1));
    assert_false(plan_kind_is(&w.plan, 2, 1));
    assert_false(plan_kind_is(&w.plan, PLAN_NONE, 1));
    assert_true(plan_actor_is(&w.plan, 2, 0));
    assert_true(plan_actor_is(&w.plan, 0, 0));
    assert_false(plan_actor_is(&w.plan, 0, 2));
}

static void check_span(struct plan_span span, const char *text)
{
    struct buf buf;
    buf_init(&buf, &mem_libc, 64);
    plan_span_put(&buf, span);
    assert_str(buf_str(&buf), text);
    buf_free(&buf);
}

static void spans_are_said_as_people_do(void **state)
{
    (void)state;
    check_span((struct plan_span){PLAN_ELAPSED, 72 * TIME_HOUR_US}, "72 h");
    check_span((struct plan_span){PLAN_ELAPSED, 90 * TIME_MINUTE_US}, "90 min");
    check_span((struct plan_span){PLAN_ELAPSED, 1500000}, "1.5 s");
    check_span((struct plan_span){PLAN_DAYS, 15}, "15 d");
    check_span((struct plan_span){PLAN_MONTHS, 6}, "6 mo");
    check_span((struct plan_span){PLAN_YEARS, 1}, "1 y");
}

static int64_t at(int year, int month, int day, int hour)
{
    struct time_civil civil = {.year = year, .month = month, .day = day, .hour = hour};
    return time_from_civil_utc(&civil);
}

static void spans_go_by_the_calendar(void **state)
{
    (void)state;
    const struct tz *utc = tz_utc();
    assert_int_equal(plan_span_add(utc, at(2026, 1, 31, 5), 1, (struct plan_span){PLAN_MONTHS, 1}),
                     at(2026, 2, 28, 5));
    assert_int_equal(plan_span_add(utc, at(2024, 2, 29, 5), 1, (struct plan_span){PLAN_YEARS, 1}),
                     at(2025, 2, 28, 5));
    assert_int_equal(plan_span_add(utc, at(2026, 3, 1, 5), -1, (struct plan_span){PLAN_DAYS, 1}),
                     at(2026, 2, 28, 5));
    assert_int_equal(
        plan_span_add(utc, at(2026, 3, 1, 5), 1, (struct plan_span){PLAN_ELAPSED, TIME_DAY_US}),
        at(2026, 3, 2, 5));
    assert_int_equal(
        plan_span_add(utc, at(9999, 12, 31, 5), 1, (struct plan_span){PLAN_ELAPSED, TIME_MAX_US}),
        TIME_MAX_US);
    assert_int_equal(
        plan_span_add(utc, at(9999, 12, 1, 5), 1, (struct plan_span){PLAN_DAYS, INT64_MAX}),
        TIME_MAX_US);
    assert_int_equal(plan_span_add(utc, at(1, 12, 1, 5), -1, (struct plan_span){PLAN_YEARS, 20000}),
                     TIME_MIN_US);
    assert_int_equal(plan_span_add(utc, TIME_NEVER, 1, (struct plan_span){PLAN_DAYS, 1}),
                     TIME_NEVER);
    assert_int_equal(plan_span_add(utc, TIME_NONE, 1, (struct plan_span){PLAN_DAYS, 1}), TIME_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_plan_passes),
        cmocka_unit_test(what_could_not_be_followed_is_refused),
        cmocka_unit_test(what_a_bracket_leaves_open_passes),
        cmocka_unit_test(names_are_found),
        cmocka_unit_test(spans_are_said_as_people_do),
        cmocka_unit_test(spans_go_by_the_calendar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * require, keep and limit: the engine against the oracle on all traces up to a length over small alphabets. */
#include "support/oracle_case.h"
#include "support/test.h"

#include "lang/lang.h"
#include "monitor/monitor.h"

#define IN .place = PLACE_IN
#define OUT .place = PLACE_OUT
#define ATTACK(hour, actor) EV(hour, ATTACK, actor)
#define BY_M SET(WHO_M)
#define INSPECT .form = REQUIRE, .kind = KIND_INSPECTION
#define DONE(hour, actor) EV(hour, INSPECTION, actor)
#define SILENT                                                                                     \
    {                                                                                              \
        .coverages = { {0} }                                                                       \
    }
#define LOOKED(a, b)                                                                               \
    {                                                                                              \
        COVER(a, b, INSPECTION)                                                                    \
    }
#define ACTS_OF_A_B                                                                                \
    {                                                                                              \
        {DONE(11, BY_A)}, {DONE(12, BY_A)}, {DONE(12, BY_B)}, {DONE(18, 0)}, {DONE(18, BY_B)},     \
            MARK(18), {DONE(19, BY_A)}, MARK(19),                                                  \
        {                                                                                          \
            DONE(30, BY_B)                                                                         \
        }                                                                                          \
    }

/* A phase of four days, for calendars. */
#define PHASE_12_108                                                                               \
    .phases = {{.begins = BEGINS_AT,                                                               \
                .begin_at = 12,                                                                    \
                .lasts = 96,                                                                       \
                .exits = {{.form = THEN_AT_END, .to = TO_ENDED}}}}

static const struct oracle_sweep days[] = {
    {"every day by 06:00",
     {PHASE_12_108, STATEMENTS({INSPECT, .actors = ONLY(WHO_M), .due = EVERY, .day_by = 6})},
     LOOKED(12, 90),
     {{DONE(12, BY_M)},
      {DONE(29, BY_M)},
      {DONE(30, BY_M)},
      {DONE(53, 0)},
      {DONE(54, BY_M)},
      {DONE(78, BY_M)},
      {DONE(102, BY_M)},
      MARK(109)},
     {{0}},
     5,
     0},
    {"every day by the hour of begin",
     {PHASE_12_108, STATEMENTS({INSPECT, .actors = A_B, .due = EVERY, .day_by = 12})},
     LOOKED(12, 60),
     {{DONE(12, BY_A)}, {DONE(35, BY_B)}, {DONE(36, BY_A)}, {DONE(60, BY_B)}, MARK(61), MARK(108)},
     {{0}},
     5,
     0},
    {"limit every day by 19:00",
     {PHASE_12_108, STATEMENTS({.form = LIMIT,
                                .kind = KIND_ATTACK,
                                .actors = A_B,
                                .number = 1,
                                .each = true,
                                .every = 24,
                                .day_by = 19})},
     {COVER(12, 70, ATTACK)},
     {{ATTACK(12, BY_A)},
      {ATTACK(18, BY_A)},
      {ATTACK(19, BY_A)},
      {ATTACK(42, 0)},
      {ATTACK(43, BY_B)},
      {ATTACK(91, BY_B), .quantity = 2},
      MARK(108)},
     {{0}},
     5,
     0},
    {"duties as known at a moment",
     {ONE(INSPECT, .actors = A_B, .hours = 6)},
     LOOKED(12, 18),
     {{DONE(12, BY_A), .late = 9},
      {DONE(14, BY_A)},
      {DONE(16, BY_B), .late = 3},
      {DONE(18, 0), .late = 2},
      {DONE(19, BY_B)},
      MARK(30)},
     {{0}},
     5,
     20},
    {"periods as known at a moment",
     {ONE(INSPECT, .actors = ONLY(WHO_M), .due = EVERY, .hours = 6)},
     LOOKED(12, 18),
     {{DONE(12, BY_M), .late = 13},
      {DONE(18, BY_M)},
      {DONE(20, BY_M), .late = 4},
      {DONE(24, BY_M)},
      {DONE(25, BY_M)}},
     {{0}},
     5,
     24},
};

static const struct oracle_sweep requires[] = {
    {"within of begin, seen",
     {ONE(INSPECT, .actors = A_B, .hours = 6)},
     LOOKED(12, 18),
     ACTS_OF_A_B,
     {{0}},
     6,
     0},
    {"within of begin, not seen",
     {ONE(INSPECT, .actors = A_B, .hours = 6)},
     SILENT,
     ACTS_OF_A_B,
     {{0}},
     5,
     0},
    {"within of begin, seen in part",
     {ONE(INSPECT, .actors = A_B, .hours = 6)},
     LOOKED(13, 30),
     ACTS_OF_A_B,
     {{0}},
     5,
     0},
    {"within of begin, complete by default",
     {ONE(INSPECT, .actors = A_B, .hours = 6)},
     {.complete = true},
     ACTS_OF_A_B,
     {{0}},
     5,
     0},
    {"within of begin, at least 2",
     {ONE(INSPECT, .actors = A_B, .hours = 6, .number = 2)},
     LOOKED(12, 18),
     ACTS_OF_A_B,
     {{0}},
     6,
     0},
    {"by a moment",
     {ONE(INSPECT, .actors = A_B, .due = BY_TIME, .hours = 18)},
     LOOKED(12, 18),
     ACTS_OF_A_B,
     {{0}},
     6,
     0},
    {"any of",
     {ONE(INSPECT, .actors = {.form = BY_ANY_OF, .set = SET_AB}, .hours = 6)},
     LOOKED(12, 18),
     ACTS_OF_A_B,
     {{0}},
     5,
     0},
    {"together",
     {ONE(INSPECT, .actors = {.form = BY_SET, .set = SET_MH, .together = true}, .hours = 6)},
     LOOKED(12, 18),
     {{DONE(12, SET_MH)},
      {DONE(14, BY_M)},
      {DONE(14, SET(WHO_H))},
      {DONE(18, SET_MH)},
      {DONE(19, SET_MH)},
      MARK(19)},
     {{0}},
     6,
     0},
    {"in z",
     {ONE(INSPECT, .actors = ONLY(WHO_M), .hours = 6, .in_zone = true)},
     {.coverages = {{.from = 12, .to = 18, .kind = KIND_INSPECTION, .only_zone = true}}},
     {{DONE(14, BY_M), IN},
      {DONE(14, BY_M), OUT},
      {DONE(14, BY_M)},
      {DONE(14, 0), IN},
      {DONE(20, BY_M), IN},
      {DONE(20, BY_M)},
      MARK(24)},
     {{0}},
     6,
     0},
    {"acts of a parent kind",
     {ONE(.form = REQUIRE, .kind = KIND_ORDER, .actors = A_B, .hours = 6)},
     {COVER(12, 18, COMMUNICATION)},
     {{EV(12, COMMUNICATION, BY_A)},
      {EV(14, ORDER, BY_A)},
      {EV(14, NOTIFICATION, BY_B)},
      {EV(18, COMMUNICATION, BY_B)},
      {EV(19, ORDER, BY_B)},
      {EV(20, COMMUNICATION, BY_B)}},
     {{0}},
     6,
     0},
    {"every 6 h",
     {ONE(INSPECT, .actors = ONLY(WHO_M), .due = EVERY, .hours = 6)},
     LOOKED(12, 30),
     {{DONE(11, BY_M)},
      {DONE(12, BY_M)},
      {DONE(17, 0)},
      {DONE(18, BY_M)},
      {DONE(23, BY_M)},
      {DONE(29, BY_M)},
      {DONE(35, BY_M)},
      {DONE(36, BY_M)},
      MARK(37)},
     {{0}},
     6,
     0},
    {"at least 2 every 10 h",
     {ONE(INSPECT, .actors = A_B, .due = EVERY, .hours = 10, .number = 2)},
     LOOKED(12, 31),
     {{DONE(12, BY_A)},
      {DONE(12, BY_B)},
      {DONE(17, 0)},
      {DONE(21, BY_A)},
      {DONE(22, BY_A)},
      {DONE(32, BY_B)},
      MARK(33)},
     {{0}},
     6,
     0},
    {"reports, from receipt",
     {ONE(INSPECT, .actors = A_B, .verb = TO_REPORT, .to = SET(WHO_J) | SET(WHO_H), .hours = 6)},
     LOOKED(12, 18),
     {{DONE(14, BY_A), .to = SET(WHO_J) | SET(WHO_H)},
      {DONE(14, BY_A), .to = SET(WHO_J)},
      {DONE(14, BY_A), .to = SET(WHO_J) | SET(WHO_H), .late = 4},
      {DONE(14, BY_B), .to = SET(WHO_J) | SET(WHO_H), .late = 5},
      {DONE(18, 0), .to = SET(WHO_J) | SET(WHO_H)},
      {DONE(18, BY_B)},
      MARK(20)},
     {{0}},
     6,
     0},
};

#define ANSWER(...)                                                                                \
    .form = REQUIRE, .kind = KIND_RESPONSE, .of = KIND_ATTACK, .hours = 4, __VA_ARGS__
#define ANSWERED(hour, actor) EV(hour, RESPONSE, actor)
#define HEARD                                                                                      \
    {                                                                                              \
        COVER(12, 28, RESPONSE)                                                                    \
    }
#define ACTS_AND_ANSWERS                                                                           \
    {                                                                                              \
        {ATTACK(11, BY_A)}, {ATTACK(14, BY_A)}, {ATTACK(14, BY_B)}, {ANSWERED(14, BY_B)},          \
            {ANSWERED(16, 0)}, {ATTACK(16, BY_A)}, {ANSWERED(18, BY_A)}, {ANSWERED(19, BY_B)},     \
        {                                                                                          \
            ANSWERED(40, BY_A)                                                                     \
        }                                                                                          \
    }

static const struct oracle_sweep answers[] = {
    {"the same party, of each",
     {ONE(ANSWER(.actors = {.form = BY_SAME}, .due = WITHIN_EACH, .of_actors = A_B))},
     HEARD,
     ACTS_AND_ANSWERS,
     {{0}},
     6,
     0},
    {"the other party, of each",
     {ONE(ANSWER(.actors = {.form = BY_OTHER}, .due = WITHIN_EACH, .of_actors = A_B))},
     HEARD,
     ACTS_AND_ANSWERS,
     {{0}},
     5,
     0},
    {"a named party, of each by anyone",
     {ONE(ANSWER(.actors = ONLY(WHO_B), .due = WITHIN_EACH, .of_actors = ANYONE))},
     HEARD,
     {{ATTACK(12, BY_A)},
      {ATTACK(14, 0)},
      {ATTACK(14, SET(WHO_OTHER))},
      {ANSWERED(14, BY_B)},
      {ANSWERED(18, BY_B)},
      {ATTACK(35, BY_A)},
      {ATTACK(36, BY_A)},
      {ANSWERED(40, BY_B)}},
     {{0}},
     6,
     0},
    {"of the first",
     {ONE(ANSWER(.actors = A_B, .due = WITHIN_FIRST, .of_actors = ONLY(WHO_A)))},
     HEARD,
     ACTS_AND_ANSWERS,
     {{0}},
     5,
     0},
    {"of each report, from receipt",
     {ONE(ANSWER(.actors = ONLY(WHO_B), .due = WITHIN_REPORT, .of_actors = A_B))},
     HEARD,
     {{ATTACK(13, BY_A)},
      {ATTACK(13, BY_A), .late = 3},
      {ATTACK(14, BY_B), .late = 8},
      {ANSWERED(16, BY_B)},
      {ANSWERED(18, BY_B)},
      {ANSWERED(26, BY_B)},
      {ANSWERED(27, BY_B), .late = 9}},
     {{0}},
     6,
     0},
    {"with the same route",
     {ONE(ANSWER(.actors = {.form = BY_SAME}, .due = WITHIN_EACH, .of_actors = A_B,
                 .of_same_route = true))},
     HEARD,
     {{ATTACK(14, BY_A), .route = 1},
      {ATTACK(14, BY_A), .route = 2},
      {ATTACK(15, BY_B)},
      {ANSWERED(16, BY_A), .route = 1},
      {ANSWERED(16, BY_B)},
      {ANSWERED(20, BY_A), .route = 2},
      {ANSWERED(21, BY_A), .route = 1}},
     {{0}},
     6,
     0},
    {"of each verified violation, from the ruling",
     {PHASE_12_36, .clauses = {{.statements = {{FORBID_ATTACK}}},
                               {.statements = {{.form = REQUIRE,
                                                .kind = KIND_RESPONSE,
                                                .actors = {.form = BY_SAME},
                                                .hours = 4,
                                                .due = WITHIN_VERIFIED}}}}},
     HEARD,
     {{ATTACK(14, BY_A)},
      {ATTACK(14, 0)},
      {ANSWERED(22, BY_A)},
      {ANSWERED(24, BY_B)},
      {ATTACK(36, BY_A)}},
     {{RULE(20, 0, SUBSTANTIATED)},
      {RULE(22, 1, SUBSTANTIATED), .party = WHO_B, .late = 3},
      {RULE(24, 0, NOT_SUBSTANTIATED)},
      {RULE(38, 1, SUBSTANTIATED)}},
     6,
     0},
};

/* Once the condition turns true, M inspects within 4 h. */
#define WHEN(...)                                                                                  \
    {                                                                                              \
        PHASE_12_36,                                                                               \
            .clauses = {{.statements = {{FORBID_ATTACK}}},                                         \
                        {.statements = {{INSPECT, .actors = ONLY(WHO_M), .hours = 4,               \
                                         .due = WITHIN_WHEN, .when = 1}}}},                        \
            .conditions = {                                                                        \
                {__VA_ARGS__}                                                                      \
            }                                                                                      \
    }
#define COUNTED .form = COND_COUNT, .qualifier = ALLEGED
#define BY_ANY .actors = {.form = BY_NOT_SAID}
#define ACTS_AND_INSPECTIONS                                                                       \
    {                                                                                              \
        {ATTACK(12, BY_A)}, {ATTACK(14, BY_A)}, {ATTACK(14, 0)}, {ATTACK(16, BY_B), .late = 3},    \
            {ATTACK(18, BY_A)}, {DONE(18, BY_M)}, {DONE(22, BY_M)}, {ATTACK(30, BY_A)},            \
        {                                                                                          \
            DONE(34, 0)                                                                            \
        }                                                                                          \
    }
#define SEEN_BOTH                                                                                  \
    {                                                                                              \
        .coverages = {                                                                             \
            {.from = 12, .to = 36, .kind = KIND_INSPECTION},                                       \
            {.from = 12, .to = 14, .kind = KIND_ATTACK}                                            \
        }                                                                                          \
    }

static const struct oracle_sweep whens[] = {
    {"when at least 1",
     WHEN(COUNTED, .comparison = AT_LEAST, .number = 1, BY_ANY),
     SEEN_BOTH,
     ACTS_AND_INSPECTIONS,
     {{0}},
     5,
     0},
    {"when more than 1 over 4 h",
     WHEN(COUNTED, .comparison = MORE_THAN, .number = 1, BY_ANY, .hours = 4),
     SEEN_BOTH,
     ACTS_AND_INSPECTIONS,
     {{0}},
     5,
     0},
    {"when more than 1 by one party over 6 h",
     WHEN(COUNTED, .comparison = MORE_THAN, .number = 1, .actors = {.form = BY_ONE_PARTY},
          .hours = 6),
     SEEN_BOTH,
     ACTS_AND_INSPECTIONS,
     {{0}},
     5,
     0},
    {"when more than 1 by A",
     WHEN(COUNTED, .comparison = MORE_THAN, .number = 1, .actors = ONLY(WHO_A)),
     SEEN_BOTH,
     ACTS_AND_INSPECTIONS,
     {{0}},
     5,
     0},
    {"when certified",
     WHEN(.form = COND_CERTIFIED, .by = WHO_M),
     SEEN_BOTH,
     {{DONE(14, BY_M)}, {DONE(18, BY_M)}, {DONE(30, BY_M)}},
     {{.on = ON_CERTIFICATE, .what = WHAT_CERTIFY, .by = WHO_M, .time = 14},
      {.on = ON_CERTIFICATE, .what = WHAT_REVOKE, .by = WHO_M, .time = 16},
      {.on = ON_CERTIFICATE, .what = WHAT_CERTIFY, .by = WHO_M, .time = 26, .late = 2},
      {.on = ON_CERTIFICATE, .what = WHAT_CERTIFY, .by = WHO_H, .time = 20}},
     6,
     0},
};

#define KEEP .form = KEEP_OUT, .kind = KIND_GUNS
#define GUN(hour, actor, which) EV(hour, GUNS, actor), .unit = (which)
#define SIGHTINGS                                                                                  \
    {                                                                                              \
        {GUN(11, BY_A, 1), IN}, {GUN(14, BY_A, 1), IN}, {GUN(14, BY_B, 2), IN},                    \
            {GUN(16, BY_A, 1), OUT}, {GUN(17, BY_A, 1), .gone = true}, {GUN(20, BY_A, 1), IN},     \
            {GUN(24, BY_B, 2), OUT}, {GUN(35, BY_A, 1), IN},                                       \
        {                                                                                          \
            GUN(36, BY_B, 2), IN                                                                   \
        }                                                                                          \
    }
#define WATCHED                                                                                    \
    {                                                                                              \
        COVER(12, 36, GUNS)                                                                        \
    }

static const struct oracle_sweep keeps[] = {
    {"keep out", {ONE(KEEP, .actors = A_B)}, WATCHED, SIGHTINGS, {{0}}, 6, 0},
    {"keep out, a gap in coverage",
     {ONE(KEEP, .actors = A_B)},
     {.coverages = {{.from = 12, .to = 18, .kind = KIND_GUNS},
                    {.from = 19, .to = 36, .kind = KIND_GUNS, .only_zone = true}}},
     SIGHTINGS,
     {{0}},
     6,
     0},
    {"keep out, not watched", {ONE(KEEP, .actors = A_B)}, SILENT, SIGHTINGS, {{0}}, 4, 0},
    {"keep out, as of, until",
     {ONE(KEEP, .actors = A_B, .as_of = 16, .until = 35)},
     WATCHED,
     SIGHTINGS,
     {{0}},
     6,
     0},
    {"keep inside",
     {ONE(.form = KEEP_INSIDE, .kind = KIND_GUNS, .actors = A_B)},
     WATCHED,
     SIGHTINGS,
     {{0}},
     6,
     0},
    {"keep at least 5 km away",
     {ONE(.form = KEEP_AWAY, .kind = KIND_GUNS, .actors = ONLY(WHO_A))},
     WATCHED,
     SIGHTINGS,
     {{0}},
     6,
     0},
};

#define DONE_BY(hour, whose)                                                                       \
    {                                                                                              \
        .on = ON_CLAUSE, .what = WHAT_CERTIFY, .by = WHO_M, .time = (hour), .party = whose         \
    }

static const struct oracle_sweep together[] = {
    {"synchronous",
     {PHASE_12_36, STATEMENTS({KEEP, .actors = A_B, .as_of = 16},
                              {.form = SYNCHRONOUS, .kind = KIND_GUNS, .hours = 4})},
     SILENT,
     {MARK(17), MARK(21), MARK(22), MARK(40)},
     {DONE_BY(15, WHO_A), DONE_BY(16, WHO_A), DONE_BY(17, WHO_B), DONE_BY(20, WHO_B),
      DONE_BY(21, WHO_A), DONE_BY(22, WHO_UNKNOWN)},
     5,
     0},
};

#define CAP .form = LIMIT, .kind = KIND_PERSONNEL, .actors = A_B, .number = 4
#define HELD(hour, actor, which, n) EV(hour, PERSONNEL, actor), .unit = (which), .quantity = (n)
#define HOLDINGS                                                                                   \
    {                                                                                              \
        {HELD(12, BY_A, 1, 3), IN}, {HELD(14, BY_A, 2, 2), IN}, {HELD(14, BY_B, 3, 5), IN},        \
            {HELD(16, BY_A, 1, 2), IN}, {HELD(18, BY_A, 2, 2), OUT}, {HELD(20, BY_A, 1, 5), IN},   \
            {HELD(20, BY_B, 3, 1), IN},                                                            \
        {                                                                                          \
            EV(24, PERSONNEL, BY_A), .unit = 1, IN, .gone = true                                   \
        }                                                                                          \
    }

static const struct oracle_sweep limits[] = {
    {"limit each", {ONE(CAP, .in_zone = true, .each = true)}, SILENT, HOLDINGS, {{0}}, 6, 0},
    {"limit together", {ONE(CAP, .in_zone = true)}, SILENT, HOLDINGS, {{0}}, 6, 0},
    {"limit as of",
     {ONE(CAP, .in_zone = true, .each = true, .as_of = 18)},
     SILENT,
     HOLDINGS,
     {{0}},
     6,
     0},
    {"limit acts every 6 h",
     {ONE(.form = LIMIT, .kind = KIND_ATTACK, .actors = A_B, .number = 1, .each = true,
          .every = 6)},
     {COVER(12, 30, ATTACK)},
     {{ATTACK(12, BY_A)},
      {ATTACK(14, BY_A), .quantity = 2},
      {ATTACK(17, 0)},
      {ATTACK(17, BY_B)},
      {ATTACK(18, BY_B)},
      {ATTACK(35, BY_A)},
      {ATTACK(36, BY_A)}},
     {{0}},
     6,
     0},
    {"limit acts together every 10 h",
     {ONE(.form = LIMIT, .kind = KIND_ATTACK, .actors = A_B, .number = 2, .in_zone = true,
          .every = 10)},
     {COVER(12, 22, ATTACK)},
     {{ATTACK(12, BY_A), IN},
      {ATTACK(14, BY_B), IN},
      {ATTACK(14, BY_B)},
      {ATTACK(17, 0), IN},
      {ATTACK(22, BY_B), IN},
      MARK(23),
      {ATTACK(31, BY_A), IN}},
     {{0}},
     6,
     0},
};

static void duties(void **state)
{
    (void)state;
    assert_true(oracle_check_sweeps(requires, COUNT_OF(requires)));
}

static void duties_by_the_calendar(void **state)
{
    (void)state;
    assert_true(oracle_check_sweeps(days, COUNT_OF(days)));
}

static void duties_after_events(void **state)
{
    (void)state;
    assert_true(oracle_check_sweeps(answers, COUNT_OF(answers)));
}

static void duties_after_conditions(void **state)
{
    (void)state;
    assert_true(oracle_check_sweeps(whens, COUNT_OF(whens)));
}

static void things_kept(void **state)
{
    (void)state;
    assert_true(oracle_check_sweeps(keeps, COUNT_OF(keeps)));
}

static void steps_taken_together(void **state)
{
    (void)state;
    assert_true(oracle_check_sweeps(together, COUNT_OF(together)));
}

static void things_limited(void **state)
{
    (void)state;
    assert_true(oracle_check_sweeps(limits, COUNT_OF(limits)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(duties),
        cmocka_unit_test(duties_by_the_calendar),
        cmocka_unit_test(duties_after_events),
        cmocka_unit_test(duties_after_conditions),
        cmocka_unit_test(things_kept),
        cmocka_unit_test(steps_taken_together),
        cmocka_unit_test(things_limited),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Conditions, gates, decisions and what is known when: the engine against the oracle on all traces up to a length over small
 * alphabets of events and decisions. */
#include "support/oracle_case.h"
#include "support/oracle_run.h"
#include "support/test.h"

#include "lang/lang.h"
#include "monitor/monitor.h"

#include <stdio.h>

#define ATTACK(hour, actor) EV(hour, ATTACK, actor)
#define PROCEED(hour)                                                                              \
    {                                                                                              \
        .on = ON_GATE, .what = WHAT_PROCEED, .by = WHO_J, .time = (hour), .to = 1                  \
    }
#define REFUSE(hour)                                                                               \
    {                                                                                              \
        .on = ON_GATE, .what = WHAT_REFUSE, .by = WHO_J, .time = (hour), .to = 1                   \
    }
#define CERTIFY(hour)                                                                              \
    {                                                                                              \
        .on = ON_CERTIFICATE, .what = WHAT_CERTIFY, .by = WHO_M, .time = (hour)                    \
    }
#define REVOKE(hour)                                                                               \
    {                                                                                              \
        .on = ON_CERTIFICATE, .what = WHAT_REVOKE, .by = WHO_M, .time = (hour)                     \
    }

#define BY_ANY .actors = {.form = BY_NOT_SAID}
#define BY_ONE .actors = {.form = BY_ONE_PARTY}
#define COUNTED(how, n) .form = COND_COUNT, .comparison = how, .number = n
#define NO_VIOLATION .form = COND_NO, BY_ANY
#define CERTIFIED                                                                                  \
    {                                                                                              \
        .form = COND_CERTIFIED, .by = WHO_M                                                        \
    }
#define CLAUSE_2(what)                                                                             \
    {                                                                                              \
        .form = COND_STATE, .clause = 1, .state = what                                             \
    }

/* Clause 1: no attacks. Clause 2: A and B inspect within 6 h of begin. */
static const struct {
    const char *name;
    struct oracle_condition conditions[4];
} conditions[] = {
    {"at most 1 verified", {{COUNTED(AT_MOST, 1), .qualifier = VERIFIED, BY_ANY}}},
    {"more than 1 verified", {{COUNTED(MORE_THAN, 1), .qualifier = VERIFIED, BY_ANY}}},
    {"at least 1 verified", {{COUNTED(AT_LEAST, 1), .qualifier = VERIFIED, BY_ANY}}},
    {"fewer than 2 verified", {{COUNTED(FEWER_THAN, 2), .qualifier = VERIFIED, BY_ANY}}},
    {"exactly 1 verified", {{COUNTED(EXACTLY, 1), .qualifier = VERIFIED, BY_ANY}}},
    {"at most 0 verified by A",
     {{COUNTED(AT_MOST, 0), .qualifier = VERIFIED, .actors = ONLY(WHO_A)}}},
    {"at most 1 verified by A, B", {{COUNTED(AT_MOST, 1), .qualifier = VERIFIED, .actors = A_B}}},
    {"at most 1 verified by one party", {{COUNTED(AT_MOST, 1), .qualifier = VERIFIED, BY_ONE}}},
    {"more than 1 alleged by one party", {{COUNTED(MORE_THAN, 1), .qualifier = ALLEGED, BY_ONE}}},
    {"at most 1 alleged", {{COUNTED(AT_MOST, 1), .qualifier = ALLEGED, BY_ANY}}},
    {"at most 1 likely", {{COUNTED(AT_MOST, 1), .qualifier = LIKELY, BY_ANY}}},
    {"at most 1", {{COUNTED(AT_MOST, 1), BY_ANY}}},
    {"more than 0 by B", {{COUNTED(MORE_THAN, 0), .actors = ONLY(WHO_B)}}},
    {"at most 1 alleged over 12 h",
     {{COUNTED(AT_MOST, 1), .qualifier = ALLEGED, BY_ANY, .hours = 12}}},
    {"at most 0 verified over 16 h",
     {{COUNTED(AT_MOST, 0), .qualifier = VERIFIED, BY_ANY, .hours = 16}}},
    {"no verified violation", {{NO_VIOLATION, .qualifier = VERIFIED}}},
    {"no alleged violation for 16 h", {{NO_VIOLATION, .qualifier = ALLEGED, .hours = 16}}},
    {"no verified violation for 12 h", {{NO_VIOLATION, .qualifier = VERIFIED, .hours = 12}}},
    {"certified", {CERTIFIED}},
    {"since", {{.form = COND_SINCE, .hours = 10}}},
    {"clause 2 is fulfilled", {CLAUSE_2(IS_FULFILLED)}},
    {"clause 2 is late", {CLAUSE_2(IS_LATE)}},
    {"clause 2 is breached", {CLAUSE_2(IS_BREACHED)}},
    {"clause 2 is not fulfilled", {{.form = COND_STATE, .clause = 1, .negated = true}}},
    {"and",
     {{.form = COND_AND, .left = 2, .right = 3},
      {NO_VIOLATION, .qualifier = VERIFIED},
      CLAUSE_2(IS_FULFILLED)}},
    {"or",
     {{.form = COND_OR, .left = 2, .right = 3},
      {COUNTED(AT_MOST, 0), .qualifier = VERIFIED, BY_ANY},
      CERTIFIED}},
    {"not",
     {{.form = COND_NOT, .left = 2}, {COUNTED(MORE_THAN, 0), .qualifier = VERIFIED, BY_ANY}}},
    {"and not",
     {{.form = COND_AND, .left = 2, .right = 3},
      CLAUSE_2(IS_FULFILLED),
      {.form = COND_NOT, .left = 4},
      CERTIFIED}},
};

static const struct oracle_event events[] = {{ATTACK(13, BY_A)},
                                             {EV(14, INSPECTION, SET(WHO_A))},
                                             {ATTACK(16, 0)},
                                             {EV(18, INSPECTION, SET(WHO_B))},
                                             {EV(19, INSPECTION, SET(WHO_B))},
                                             {ATTACK(24, BY_B), .late = 14}};
static const struct oracle_decision decisions[] = {{RULE(20, 0, SUBSTANTIATED)},
                                                   {RULE(22, 0, NOT_SUBSTANTIATED), .late = 16},
                                                   {RULE(26, 1, SUBSTANTIATED), .party = WHO_B},
                                                   CERTIFY(30),
                                                   PROCEED(40),
                                                   REFUSE(44)};

/* An agreement of two phases: the first leads into the second by `way`. */
static struct oracle_agreement with_gate(const struct oracle_condition *gate, int lasts,
                                         struct oracle_exit way)
{
    struct oracle_agreement agreement = {
        .phases = {{.begins = BEGINS_AT, .begin_at = 12, .lasts = lasts},
                   {.begins = BEGINS_BY_THEN,
                    .lasts = 100,
                    .exits = {{.form = THEN_AT_END, .to = TO_ENDED}}}},
        .clauses = {{.statements = {{FORBID_ATTACK}}},
                    {.statements = {
                         {.form = REQUIRE, .kind = KIND_INSPECTION, .actors = A_B, .hours = 6}}}}};

    agreement.phases[0].exits[0] = way;
    agreement.phases[0].has_else = lasts != 0;
    agreement.phases[0].else_to = TO_LAPSED;
    for (int i = 0; i < 4; i++)
        agreement.conditions[i] = gate[i];
    oracle_count_agreement(&agreement);
    return agreement;
}

static bool check(const char *name, const struct oracle_agreement *agreement,
                  const struct oracle_trace *base, int length, int known_at)
{
    struct oracle_alphabet alphabet = {events, COUNT_OF(events), decisions, COUNT_OF(decisions)};
    struct oracle_engine engine;
    uint64_t wrong = 1;

    if (oracle_engine_open(&engine, agreement))
        wrong = oracle_all_traces(&engine, base, &alphabet, length, known_at);
    printf("%s: ", name);
    oracle_engine_close(&engine);
    return wrong == 0;
}

static const struct oracle_trace seen = {
    .coverages = {{.from = 12, .to = 36, .kind = KIND_ATTACK},
                  {.from = 12, .to = 24, .kind = KIND_INSPECTION}},
    .coverage_count = 2};

static void gates_at_the_end_by_rule(void **state)
{
    struct oracle_exit way = {.form = THEN_WHEN, .to = 1, .condition = 1};
    bool right = true;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(conditions); i++) {
        struct oracle_agreement agreement = with_gate(conditions[i].conditions, 24, way);

        right = check(conditions[i].name, &agreement, &seen, 5, ORACLE_NEVER) && right;
    }
    assert_true(right);
}

static void gates_at_the_end_decided(void **state)
{
    struct oracle_exit way = {
        .form = THEN_WHEN, .to = 1, .condition = 1, .decider = WHO_J, .within = 8};
    bool right = true;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(conditions); i++) {
        struct oracle_agreement agreement = with_gate(conditions[i].conditions, 24, way);

        right = check(conditions[i].name, &agreement, &seen, 5, ORACLE_NEVER) && right;
    }
    assert_true(right);
}

static void gates_as_soon_as_by_rule(void **state)
{
    struct oracle_exit way = {.form = THEN_AS_SOON_AS, .to = 1, .condition = 1};
    struct oracle_trace often = {.coverages = {{.from = 12, .to = 24, .kind = KIND_ATTACK},
                                               {.from = 24, .to = 30, .kind = KIND_ATTACK},
                                               {.from = 30, .to = 40, .kind = KIND_ATTACK},
                                               {.from = 12, .to = 24, .kind = KIND_INSPECTION}},
                                 .coverage_count = 4};
    bool right = true;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(conditions); i++) {
        struct oracle_agreement agreement =
            with_gate(conditions[i].conditions, i % 2 ? 24 : 0, way);

        right = check(conditions[i].name, &agreement, &often, 5, ORACLE_NEVER) && right;
    }
    assert_true(right);
}

static void gates_as_soon_as_decided(void **state)
{
    struct oracle_exit way = {
        .form = THEN_AS_SOON_AS, .to = 1, .condition = 1, .decider = WHO_J, .within = 20};
    bool right = true;

    (void)state;
    for (size_t i = 18; i < 21; i++) {
        struct oracle_agreement agreement = with_gate(conditions[i].conditions, 0, way);

        right = check(conditions[i].name, &agreement, &seen, 5, ORACLE_NEVER) && right;
    }
    assert_true(right);
}

/* Coverage that becomes known after the end does not open a gate that was judged without it. */
static void gates_with_late_coverage(void **state)
{
    struct oracle_exit way = {.form = THEN_WHEN, .to = 1, .condition = 1};
    struct oracle_trace late = {
        .coverages = {{.from = 12, .to = 24, .kind = KIND_ATTACK},
                      {.from = 24, .to = 36, .late = 3, .kind = KIND_ATTACK},
                      {.from = 12, .to = 24, .late = 14, .kind = KIND_INSPECTION}},
        .coverage_count = 3};
    bool right = true;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(conditions); i++) {
        struct oracle_agreement agreement;

        way.decider = i % 3 ? WHO_UNKNOWN : WHO_J;
        way.within = i % 3 ? 0 : 8;
        agreement = with_gate(conditions[i].conditions, 24, way);
        right = check(conditions[i].name, &agreement, &late, 3, ORACLE_NEVER) && right;
    }
    assert_true(right);
}

static void gates_as_known_at_a_moment(void **state)
{
    struct oracle_exit way = {
        .form = THEN_WHEN, .to = 1, .condition = 1, .decider = WHO_J, .within = 8};
    static const int moments[] = {20, 36, 38, 44, 45};
    bool right = true;

    (void)state;
    for (size_t k = 0; k < COUNT_OF(moments); k++) {
        struct oracle_agreement agreement = with_gate(conditions[k * 5].conditions, 24, way);

        right = check(conditions[k * 5].name, &agreement, &seen, 4, moments[k]) && right;
    }
    assert_true(right);
}

#define THEN_1                                                                                     \
    {                                                                                              \
        .form = THEN_AT_END, .to = 1                                                               \
    }
#define SECOND(...)                                                                                \
    {                                                                                              \
        .lasts = 100, .exits = {{.form = THEN_AT_END, .to = TO_ENDED}}, __VA_ARGS__                \
    }

static const struct oracle_sweep doors[] = {
    {"two doors",
     {.phases = {{.begins = BEGINS_AT, .begin_at = 12, .lasts = 12, .exits = {THEN_1}},
                 SECOND(.begins = BEGINS_WHEN, .begin_condition = 1)},
      .conditions = {CERTIFIED},
      .clauses = {{.statements = {{FORBID_ATTACK}}},
                  {.phase = 1, .statements = {{FORBID_ATTACK}}}}},
     {COVER(12, 36, ATTACK)},
     {{ATTACK(13, BY_A)}, {ATTACK(24, BY_A)}, {ATTACK(30, 0)}, {ATTACK(40, BY_B)}},
     {CERTIFY(20),
      REVOKE(22),
      CERTIFY(30),
      {.on = ON_CERTIFICATE, .what = WHAT_CERTIFY, .by = WHO_M, .time = 18, .late = 15}},
     6,
     0},
    {"begins when certified",
     {.phases = {{.begins = BEGINS_WHEN,
                  .begin_condition = 1,
                  .lasts = 12,
                  .exits = {{.form = THEN_AT_END, .to = TO_ENDED}}}},
      .conditions = {CERTIFIED},
      .clauses = {{.statements = {{FORBID_ATTACK}}}}},
     {COVER(12, 36, ATTACK)},
     {{ATTACK(13, BY_A)}, {ATTACK(20, BY_A)}, {ATTACK(30, 0)}, {ATTACK(32, BY_B)}},
     {CERTIFY(20),
      REVOKE(22),
      CERTIFY(30),
      {.on = ON_CERTIFICATE, .what = WHAT_CERTIFY, .by = WHO_M, .time = 13, .late = 5}},
     6,
     0},
    {"the first `then` written wins",
     {.phases = {{.begins = BEGINS_AT,
                  .begin_at = 12,
                  .lasts = 12,
                  .exits = {{.form = THEN_WHEN, .to = 1, .condition = 1},
                            {.form = THEN_WHEN, .to = 2, .condition = 2}},
                  .has_else = true,
                  .else_to = TO_LAPSED},
                 SECOND(.begins = BEGINS_BY_THEN),
                 SECOND(.begins = BEGINS_BY_THEN)},
      .conditions = {CERTIFIED, {COUNTED(AT_MOST, 0), .qualifier = ALLEGED, BY_ANY}},
      .clauses = {{.statements = {{FORBID_ATTACK}}}}},
     {COVER(12, 24, ATTACK)},
     {{ATTACK(13, BY_A)}, {ATTACK(23, 0), .late = 6}, {ATTACK(30, 0)}},
     {CERTIFY(20), REVOKE(24), CERTIFY(24)},
     6,
     0},
    {"then at a moment, else at the end",
     {.phases =
          {{.begins = BEGINS_AT, .begin_at = 12, .exits = {{.form = THEN_AT, .to = 1, .at = 20}}},
           SECOND(.begins = BEGINS_BY_THEN)},
      .clauses = {{.statements = {{FORBID_ATTACK}}},
                  {.phase = 1, .statements = {{FORBID_ATTACK}}}}},
     {COVER(12, 36, ATTACK)},
     {{ATTACK(19, BY_A)}, {ATTACK(20, BY_A)}, {ATTACK(30, 0)}},
     {{0}},
     6,
     0},
};

/* `clause 1 is fulfilled` of a keep as of hour 16: certified by its verifier, or seen to hold. */
#define KEPT(...)                                                                                  \
    {                                                                                              \
        .phases = {{.begins = BEGINS_AT,                                                           \
                    .begin_at = 12,                                                                \
                    .lasts = 12,                                                                   \
                    .exits = {{.form = THEN_WHEN, .to = TO_ENDED, .condition = 1}},                \
                    .has_else = true,                                                              \
                    .else_to = TO_LAPSED}},                                                        \
        .conditions = {{.form = COND_STATE, __VA_ARGS__}}, .clauses = {                            \
            {.statements = {{.form = KEEP_OUT, .kind = KIND_GUNS, .actors = A_B, .as_of = 16}}}    \
        }                                                                                          \
    }
#define GUN(hour, actor, spot) EV(hour, GUNS, actor), .unit = 1, .place = spot
#define KEEP_EVENTS                                                                                \
    {                                                                                              \
        {GUN(14, BY_A, PLACE_IN)}, {GUN(16, BY_A, PLACE_OUT)}, {GUN(18, BY_A, PLACE_IN)},          \
            {EV(20, GUNS, 0), .unit = 2, .place = PLACE_IN, .late = 6}, MARK(24)                   \
    }
#define CERTIFIED_1(hour, whose)                                                                   \
    {                                                                                              \
        .on = ON_CLAUSE, .what = WHAT_CERTIFY, .by = WHO_M, .time = (hour), .party = whose         \
    }
#define KEEP_DECISIONS                                                                             \
    {                                                                                              \
        CERTIFIED_1(17, WHO_A), CERTIFIED_1(18, WHO_B), CERTIFIED_1(15, WHO_UNKNOWN),              \
            CERTIFIED_1(19, WHO_UNKNOWN),                                                          \
            {.on = ON_CLAUSE, .what = WHAT_REVOKE, .by = WHO_M, .time = 20, .party = WHO_A},       \
        {                                                                                          \
            .on = ON_CLAUSE, .what = WHAT_CERTIFY, .by = WHO_H, .time = 17                         \
        }                                                                                          \
    }

static const struct oracle_sweep keeps[] = {
    {"a keep is fulfilled, not seen",
     KEPT(.state = IS_FULFILLED),
     {.coverages = {{0}}},
     KEEP_EVENTS,
     KEEP_DECISIONS,
     5,
     0},
    {"a keep is fulfilled, seen",
     KEPT(.state = IS_FULFILLED),
     {COVER(16, 24, GUNS)},
     KEEP_EVENTS,
     KEEP_DECISIONS,
     4,
     0},
    {"a keep is breached",
     KEPT(.state = IS_BREACHED),
     {.coverages = {{0}}},
     KEEP_EVENTS,
     KEEP_DECISIONS,
     4,
     0},
    {"a keep is not breached",
     KEPT(.state = IS_BREACHED, .negated = true),
     {COVER(16, 24, GUNS)},
     KEEP_EVENTS,
     KEEP_DECISIONS,
     4,
     0},
};

static void gates_on_what_is_kept(void **state)
{
    (void)state;
    assert_true(oracle_check_sweeps(keeps, COUNT_OF(keeps)));
}

static void doors_between_phases(void **state)
{
    (void)state;
    assert_true(oracle_check_sweeps(doors, COUNT_OF(doors)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gates_at_the_end_by_rule),   cmocka_unit_test(gates_at_the_end_decided),
        cmocka_unit_test(gates_as_soon_as_by_rule),   cmocka_unit_test(gates_as_soon_as_decided),
        cmocka_unit_test(gates_as_known_at_a_moment), cmocka_unit_test(gates_with_late_coverage),
        cmocka_unit_test(doors_between_phases),       cmocka_unit_test(gates_on_what_is_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * forbid, permit, unless and rulings: the engine against the oracle on all traces up to a length over small alphabets, equal
 * timestamps included, in a random order of arrival. One phase, [12, 36). */
#include "support/oracle_case.h"
#include "support/test.h"

#include "lang/lang.h"
#include "monitor/monitor.h"

#define IN .place = PLACE_IN
#define OUT .place = PLACE_OUT
#define ATTACK(hour, actor) EV(hour, ATTACK, actor)
#define SEEN {COVER(12, 36, ATTACK)}

static const struct oracle_sweep forbids[] = {
    {"by A, B", {ONE(FORBID_ATTACK)}, SEEN,
     {{ATTACK(11, BY_A)}, {ATTACK(12, BY_A)}, {ATTACK(20, 0)}, {EV(35, SHELLING, BY_B)},
      {ATTACK(35, SET(WHO_OTHER))}, {ATTACK(35, SET(WHO_H))}, {ATTACK(36, BY_A)}, MARK(39)}, {{0}}, 6, 0},
    {"by A", {ONE(.form = FORBID, .kind = KIND_ATTACK, .actors = ONLY(WHO_A))}, {COVER(6, 20, ATTACK)},
     {{ATTACK(12, BY_A)}, {ATTACK(12, BY_B)}, {ATTACK(20, 0)}, {ATTACK(20, SET(WHO_OTHER))}, MARK(30), MARK(40)},
     {{0}}, 6, 0},
    {"by anyone", {ONE(.form = FORBID, .kind = KIND_ATTACK, .actors = ANYONE)}, SEEN,
     {{ATTACK(11, BY_A)}, {ATTACK(14, BY_A)}, {ATTACK(14, 0)}, {ATTACK(14, SET(WHO_OTHER))},
      {ATTACK(20, SET(WHO_H))}, {EV(20, OBSTRUCTION, BY_A)}, {ATTACK(36, BY_A)}}, {{0}}, 6, 0},
    {"by anyone except M",
     {ONE(.form = FORBID, .kind = KIND_ATTACK, .actors = {.form = BY_ANYONE, .set = SET(WHO_M)})}, SEEN,
     {{ATTACK(14, BY_A)}, {ATTACK(14, 0)}, {ATTACK(14, SET(WHO_OTHER))}, {ATTACK(20, SET(WHO_M))},
      {ATTACK(20, SET(WHO_H))}}, {{0}}, 6, 0},
    {"in z", {ONE(FORBID_ATTACK, .in_zone = true)},
     {.coverages = {{.from = 12, .to = 24, .kind = KIND_ATTACK, .only_zone = true},
                    {.from = 24, .to = 30, .kind = KIND_SHELLING},
                    {.from = 30, .to = 36, .kind = KIND_ATTACK}}},
     {{ATTACK(12, BY_A), IN}, {ATTACK(12, BY_A), OUT}, {ATTACK(12, BY_B)}, {ATTACK(20, 0), IN},
      {ATTACK(20, 0)}, {ATTACK(20, 0), OUT}, {ATTACK(30, SET(WHO_OTHER)), IN}}, {{0}}, 6, 0},
    {"during a window of the day", {ONE(FORBID_ATTACK, .daily_from = 6, .daily_to = 18)},
     {.coverages = {{.from = 12, .to = 18, .kind = KIND_ATTACK}, {.from = 30, .to = 36, .kind = KIND_ATTACK}}},
     {{ATTACK(12, BY_A), .until = 18, .aggregate = true}, {ATTACK(14, BY_A), .until = 19, .aggregate = true},
      {ATTACK(17, BY_A)}, {ATTACK(18, BY_A)}, {ATTACK(29, 0)}, {ATTACK(30, BY_B)}}, {{0}}, 6, 0},
    {"during a window over midnight", {ONE(FORBID_ATTACK, .daily_from = 22, .daily_to = 6)},
     {.coverages = {{.from = 20, .to = 29, .kind = KIND_ATTACK}}},
     {{ATTACK(12, BY_A)}, {ATTACK(21, BY_A)}, {ATTACK(22, BY_A)}, {ATTACK(29, 0)}, {ATTACK(30, BY_B)}, MARK(36)},
     {{0}}, 6, 0},
    {"as of, until", {ONE(FORBID_ATTACK, .as_of = 16, .until = 30)}, {COVER(12, 28, ATTACK)},
     {{ATTACK(12, 0)}, {ATTACK(15, BY_A), .until = 18, .aggregate = true}, {ATTACK(16, BY_A)}, {ATTACK(29, BY_B)},
      {ATTACK(30, BY_A)}, {ATTACK(30, 0)}, MARK(36)}, {{0}}, 6, 0},
    {"a class of some children", {ONE(.form = FORBID, .kind = KIND_SHELLING, .actors = A_B)},
     {COVER(12, 30, SHELLING)},
     {{ATTACK(12, BY_A)}, {EV(12, SHELLING, BY_A)}, {EV(12, SMALL_ARMS, BY_A)}, {ATTACK(20, 0)},
      {ATTACK(20, BY_B), .until = 40, .aggregate = true}, {EV(36, SHELLING, BY_B)}}, {{0}}, 6, 0},
    {"a feed that says nothing is complete", {ONE(FORBID_ATTACK)}, {.complete = true},
     {{ATTACK(10, SET(WHO_OTHER))}, {EV(12, INSPECTION, BY_A)}, {ATTACK(14, SET(WHO_OTHER))}, {ATTACK(20, BY_A)},
      {EV(24, SHELLING, SET(WHO_OTHER))}, {EV(36, INSPECTION, BY_A)}, {ATTACK(36, BY_A), .late = 4}}, {{0}}, 6, 0},
    {"throughout", {PHASE_12_36, .clauses = {{.throughout = true, .statements = {{FORBID_ATTACK}}}}}, SEEN,
     {{ATTACK(-1, BY_A)}, {ATTACK(0, BY_A)}, {ATTACK(12, 0)}, {ATTACK(40, BY_B)}, {ATTACK(41, SET(WHO_OTHER))}},
     {{0}}, 6, 0},
    {"two statements, one finding",
     {PHASE_12_36,
      STATEMENTS({FORBID_ATTACK, .in_zone = true}, {.form = FORBID, .kind = KIND_SHELLING, .actors = A_B})},
     SEEN,
     {{EV(14, SHELLING, BY_A), IN}, {EV(14, SHELLING, BY_A), OUT}, {ATTACK(20, BY_B), IN}, {ATTACK(20, BY_B), OUT},
      {ATTACK(20, 0)}, {EV(20, OBSTRUCTION, BY_A), IN}}, {{0}}, 6, 0},
    {"two clauses in two phases",
     {.phases = {{.begins = BEGINS_AT, .begin_at = 12, .lasts = 12, .exits = {{.form = THEN_AT_END, .to = 1}}},
                 {.begins = BEGINS_BY_THEN, .lasts = 12, .exits = {{.form = THEN_AT_END, .to = TO_ENDED}}}},
      .clauses = {{.statements = {{FORBID_ATTACK}}},
                  {.phase = 1, .statements = {{.form = FORBID, .kind = KIND_SHELLING, .actors = ANYONE}}}}},
     SEEN,
     {{ATTACK(12, BY_A)}, {EV(23, SHELLING, BY_A)}, {EV(24, SHELLING, BY_A)}, {ATTACK(24, 0)},
      {EV(24, SHELLING, SET(WHO_OTHER))}, {EV(36, SHELLING, BY_B)}}, {{0}}, 6, 0},
};

#define UNLESS(...) .pasts = {{__VA_ARGS__}}
#define EXCUSED(...) {ONE(FORBID_ATTACK, .unless = 1), UNLESS(__VA_ARGS__)}
#define NOTIFIED(hour, actor) EV(hour, NOTIFICATION, actor)
#define SAME .actors = {.form = BY_SAME}
#define NOTICE .kind = KIND_NOTIFICATION, SAME
/* Notices and acts on both sides of 4 h and 8 h, some of unknown actors, some before the phase. */
#define NOTICES_AND_ACTS                                                                           \
    {{NOTIFIED(11, BY_A)},  {NOTIFIED(12, BY_A)}, {ATTACK(12, BY_A)},  {NOTIFIED(16, 0)},          \
     {NOTIFIED(16, BY_B)},  {ATTACK(16, BY_A)},   {ATTACK(16, 0)},     {ATTACK(19, BY_A)},         \
     {ATTACK(20, BY_B)},    {ATTACK(20, 0)}}
#define NEARER .timing = TIMING_AT_MOST, .far = 4

static const struct oracle_sweep excuses[] = {
    {"at most", EXCUSED(NOTICE, NEARER), SEEN, NOTICES_AND_ACTS, {{0}}, 6, 0},
    {"at least", EXCUSED(NOTICE, .timing = TIMING_AT_LEAST, .near = 4), SEEN, NOTICES_AND_ACTS, {{0}}, 6, 0},
    {"between", EXCUSED(NOTICE, .timing = TIMING_BETWEEN, .near = 3, .far = 8), SEEN, NOTICES_AND_ACTS, {{0}}, 6, 0},
    {"before", EXCUSED(NOTICE, .timing = TIMING_BEFORE), SEEN, NOTICES_AND_ACTS, {{0}}, 6, 0},
    {"by the other party",
     EXCUSED(.kind = KIND_NOTIFICATION, .actors = {.form = BY_OTHER}, .timing = TIMING_AT_MOST, .far = 8), SEEN,
     NOTICES_AND_ACTS, {{0}}, 5, 0},
    {"by a named party", EXCUSED(.kind = KIND_NOTIFICATION, .actors = ONLY(WHO_A), NEARER), SEEN,
     NOTICES_AND_ACTS, {{0}}, 5, 0},
    {"by whoever", EXCUSED(.kind = KIND_NOTIFICATION, .actors = {.form = BY_NOT_SAID}, NEARER), SEEN,
     NOTICES_AND_ACTS, {{0}}, 5, 0},
    {"no notice at most", EXCUSED(.form = PAST_NO_ACT, NOTICE, NEARER), SEEN, NOTICES_AND_ACTS, {{0}}, 5, 0},
    {"no notice before", EXCUSED(.form = PAST_NO_ACT, NOTICE, .timing = TIMING_BEFORE), SEEN, NOTICES_AND_ACTS,
     {{0}}, 5, 0},
    {"with the same route", EXCUSED(NOTICE, .timing = TIMING_AT_MOST, .far = 8, .same_route = true), SEEN,
     {{NOTIFIED(12, BY_A), .route = 1}, {NOTIFIED(12, BY_A)}, {NOTIFIED(14, 0), .route = 2},
      {ATTACK(16, BY_A), .route = 1}, {ATTACK(16, BY_A), .route = 2}, {ATTACK(20, BY_A)},
      {ATTACK(20, 0), .route = 1}, {ATTACK(21, BY_B), .route = 1}}, {{0}}, 6, 0},
    {"notices of a parent kind", EXCUSED(NOTICE, NEARER), SEEN,
     {{EV(12, COMMUNICATION, BY_A)}, {EV(12, ORDER, BY_A)}, {NOTIFIED(14, BY_A)}, {ATTACK(14, BY_A)},
      {ATTACK(16, BY_A)}, {EV(16, COMMUNICATION, BY_B)}, {ATTACK(16, 0)}, {ATTACK(17, BY_A)}}, {{0}}, 6, 0},
    {"a class of notices", EXCUSED(.kind = KIND_COMMUNICATION, SAME, NEARER), SEEN,
     {{EV(12, COMMUNICATION, BY_A)}, {EV(12, ORDER, BY_A)}, {NOTIFIED(14, BY_A)}, {ATTACK(14, BY_A)},
      {ATTACK(16, BY_A)}, {EV(16, COMMUNICATION, BY_B)}, {ATTACK(16, 0)}, {ATTACK(19, BY_A)}}, {{0}}, 6, 0},
    {"a and b",
     {ONE(FORBID_ATTACK, .unless = 1),
      .pasts = {{.form = PAST_AND, .left = 2, .right = 3}, {NOTICE, NEARER},
                {.kind = KIND_ORDER, SAME, .timing = TIMING_BEFORE}}}, SEEN,
     {{NOTIFIED(12, BY_A)}, {EV(12, ORDER, BY_A)}, {EV(13, ORDER, 0)}, {NOTIFIED(14, BY_B)}, {ATTACK(14, BY_A)},
      {EV(16, ORDER, BY_B)}, {ATTACK(16, 0)}, {ATTACK(17, BY_A)}, {ATTACK(17, BY_B)}}, {{0}}, 6, 0},
    {"a or b",
     {ONE(FORBID_ATTACK, .unless = 1),
      .pasts = {{.form = PAST_OR, .left = 2, .right = 3}, {NOTICE, NEARER},
                {.kind = KIND_ORDER, SAME, .timing = TIMING_BEFORE}}}, SEEN,
     {{NOTIFIED(12, BY_A)}, {EV(12, ORDER, BY_A)}, {EV(13, ORDER, 0)}, {NOTIFIED(14, BY_B)}, {ATTACK(14, BY_A)},
      {EV(16, ORDER, BY_B)}, {ATTACK(16, 0)}, {ATTACK(17, BY_A)}, {ATTACK(17, BY_B)}}, {{0}}, 6, 0},
    {"a and (no b or c)",
     {ONE(FORBID_ATTACK, .unless = 1),
      .pasts = {{.form = PAST_AND, .left = 2, .right = 3}, {NOTICE, .timing = TIMING_BEFORE},
                {.form = PAST_OR, .left = 4, .right = 5}, {.form = PAST_NO_ACT, .kind = KIND_ORDER, SAME, NEARER},
                {.kind = KIND_RESPONSE, .actors = {.form = BY_OTHER}, NEARER}}}, SEEN,
     {{NOTIFIED(12, BY_A)}, {EV(13, ORDER, BY_A)}, {EV(14, RESPONSE, BY_B)}, {NOTIFIED(14, BY_B)},
      {ATTACK(16, BY_A)}, {EV(16, ORDER, 0)}, {ATTACK(18, BY_A)}, {ATTACK(18, BY_B)}, {ATTACK(18, 0)}},
     {{0}}, 6, 0},
    {"certified for this act", EXCUSED(.form = PAST_CERTIFIED), SEEN,
     {{ATTACK(16, BY_A)}, {ATTACK(16, 0)}, {ATTACK(20, BY_B)}},
     {{.on = ON_ACT, .what = WHAT_CERTIFY, .by = WHO_M, .time = 13, .event = 0},
      {.on = ON_ACT, .what = WHAT_REVOKE, .by = WHO_M, .time = 14, .event = 0},
      {.on = ON_ACT, .what = WHAT_CERTIFY, .by = WHO_M, .time = 14, .event = 1},
      {.on = ON_ACT, .what = WHAT_CERTIFY, .by = WHO_H, .time = 14, .event = 1}}, 6, 0},
};

#define PERMIT_IT(...) {PHASE_12_36, STATEMENTS({FORBID_ATTACK}, {.form = PERMIT, __VA_ARGS__})}
#define ACTS_TO_PERMIT                                                                             \
    {{EV(12, SHELLING, BY_A), IN}, {ATTACK(12, BY_A), IN}, {ATTACK(14, 0), IN}, {ATTACK(14, BY_B)},  \
     {EV(20, SHELLING, 0), OUT}, {ATTACK(20, BY_A), OUT}, {EV(20, SMALL_ARMS, BY_B), IN}}

static const struct oracle_sweep permits[] = {
    {"permit a kind", PERMIT_IT(.kind = KIND_SHELLING, .actors = A_B), SEEN, ACTS_TO_PERMIT, {{0}}, 6, 0},
    {"permit a party", PERMIT_IT(.kind = KIND_ATTACK, .actors = ONLY(WHO_A)), SEEN, ACTS_TO_PERMIT, {{0}}, 5, 0},
    {"permit a place", PERMIT_IT(.kind = KIND_ATTACK, .actors = A_B, .in_zone = true), SEEN, ACTS_TO_PERMIT,
     {{0}}, 5, 0},
    {"permit a window", PERMIT_IT(.kind = KIND_ATTACK, .actors = A_B, .daily_from = 6, .daily_to = 14), SEEN,
     ACTS_TO_PERMIT, {{0}}, 5, 0},
    {"permit as of", PERMIT_IT(.kind = KIND_ATTACK, .actors = A_B, .as_of = 14), SEEN, ACTS_TO_PERMIT, {{0}}, 5, 0},
    {"permit a kind by a party in a place",
     PERMIT_IT(.kind = KIND_SHELLING, .actors = ONLY(WHO_A), .in_zone = true), SEEN, ACTS_TO_PERMIT, {{0}}, 6, 0},
    {"forbid the narrower",
     {PHASE_12_36, STATEMENTS({.form = FORBID, .kind = KIND_SHELLING, .actors = A_B},
                              {.form = PERMIT, .kind = KIND_ATTACK, .actors = A_B})}, SEEN,
     ACTS_TO_PERMIT, {{0}}, 5, 0},
    {"forbid throughout, permit in a phase",
     {PHASE_12_36, .clauses = {{.throughout = true, .statements = {{FORBID_ATTACK}}},
                               {.statements = {{.form = PERMIT, .kind = KIND_ATTACK, .actors = A_B}}}}},
     {COVER(0, 40, ATTACK)},
     {{ATTACK(11, BY_A)}, {ATTACK(12, BY_A)}, {ATTACK(35, 0)}, {ATTACK(36, BY_B)}, {EV(36, SHELLING, 0)}},
     {{0}}, 5, 0},
};

#define RULINGS_ON(act)                                                                            \
    {RULE(20, act, SUBSTANTIATED)}, {RULE(20, act, NOT_SUBSTANTIATED)}, {RULE(21, act, UNDETERMINED)},  \
        {RULE(22, act, UNDER_VERIFICATION)}, {RULE(22, act, REVOKE)},                                \
        {RULE(21, act, SUBSTANTIATED), .party = WHO_B, .late = 5}

static const struct oracle_sweep rulings[] = {
    {"rulings", {ONE(FORBID_ATTACK, .in_zone = true)}, SEEN,
     {{ATTACK(12, BY_A), IN}, {ATTACK(12, 0)}, {ATTACK(14, BY_B), OUT}}, {RULINGS_ON(0)}, 6, 0},
    {"rulings on what is excused", EXCUSED(NOTICE, NEARER), SEEN,
     {{NOTIFIED(12, BY_A)}, {NOTIFIED(12, BY_B)}, {ATTACK(14, 0)}, {ATTACK(16, BY_A)}},
     {{RULE(20, 1, SUBSTANTIATED)}, {RULE(20, 1, SUBSTANTIATED), .party = WHO_A},
      {RULE(21, 1, SUBSTANTIATED), .party = WHO_B}, {RULE(22, 1, REVOKE)},
      {.on = ON_INCIDENT, .what = WHAT_NOT_SUBSTANTIATED, .by = WHO_H, .time = 30, .event = 1}}, 6, 0},
    {"rulings as known at a moment", {ONE(FORBID_ATTACK, .in_zone = true)}, SEEN,
     {{ATTACK(12, BY_A), IN}, {ATTACK(12, 0), .late = 12}, {ATTACK(14, BY_B), .late = 4}}, {RULINGS_ON(0)}, 5, 22},
};

static void acts_forbidden(void **state)
{
    (void)state;
    assert_true(oracle_check_sweeps(forbids, COUNT_OF(forbids)));
}

static void acts_excused(void **state)
{
    (void)state;
    assert_true(oracle_check_sweeps(excuses, COUNT_OF(excuses)));
}

static void acts_permitted(void **state)
{
    (void)state;
    assert_true(oracle_check_sweeps(permits, COUNT_OF(permits)));
}

static void acts_ruled_on(void **state)
{
    (void)state;
    assert_true(oracle_check_sweeps(rulings, COUNT_OF(rulings)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(acts_forbidden),
        cmocka_unit_test(acts_excused),
        cmocka_unit_test(acts_permitted),
        cmocka_unit_test(acts_ruled_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

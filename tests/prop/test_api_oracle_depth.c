/* SPDX-License-Identifier: Apache-2.0
 *
 * All formulas up to depth 2: every excuse and every condition joined from two atoms by `and` or `or`, and every negation, on
 * all short traces over one alphabet, by engine and oracle. */
#include "support/oracle_case.h"
#include "support/oracle_run.h"
#include "support/test.h"

#include "lang/lang.h"
#include "monitor/monitor.h"

#include <stdio.h>

#define SAME .actors = {.form = BY_SAME}
#define BY_ANY .actors = {.form = BY_NOT_SAID}
#define NOTICE .kind = KIND_NOTIFICATION

static const struct oracle_past excuses[] = {
    {NOTICE, SAME, .timing = TIMING_BEFORE},
    {NOTICE, SAME, .timing = TIMING_AT_MOST, .far = 4},
    {NOTICE, SAME, .timing = TIMING_AT_LEAST, .near = 4},
    {NOTICE, BY_ANY, .timing = TIMING_BETWEEN, .near = 2, .far = 4},
    {NOTICE, .actors = {.form = BY_OTHER}, .timing = TIMING_AT_MOST, .far = 4},
    {.form = PAST_NO_ACT, .kind = KIND_ORDER, SAME, .timing = TIMING_BEFORE},
    {.form = PAST_NO_ACT, NOTICE, SAME, .timing = TIMING_AT_MOST, .far = 2},
    {.kind = KIND_COMMUNICATION, SAME, .timing = TIMING_AT_MOST, .far = 2},
};

/* Run all traces; the number that disagree. */
static uint64_t sweep(const struct oracle_agreement *agreement, const struct oracle_trace *base,
                      const struct oracle_alphabet *alphabet, int length, uint64_t *runs)
{
    struct oracle_engine engine;
    uint64_t wrong = 1;

    if (oracle_engine_open(&engine, agreement))
        wrong = oracle_all_traces(&engine, base, alphabet, length, ORACLE_NEVER);
    *runs += engine.runs - engine.open;
    engine.runs = 0; /* one sum for all is told */
    oracle_engine_close(&engine);
    return wrong;
}

static void all_excuses_of_depth_two(void **state)
{
    static const struct oracle_event events[] = {
        {EV(11, NOTIFICATION, BY_A)}, {EV(13, NOTIFICATION, BY_A)}, {EV(13, ORDER, BY_A)},
        {EV(14, NOTIFICATION, BY_B)}, {EV(15, NOTIFICATION, 0)},    {EV(17, ATTACK, BY_A)},
        {EV(17, ATTACK, 0)},          {EV(18, ATTACK, BY_B)}};
    const struct oracle_alphabet alphabet = {events, COUNT_OF(events), NULL, 0};
    const struct oracle_trace base = {COVER(12, 36, ATTACK), .coverage_count = 1};
    uint64_t wrong = 0, runs = 0;

    (void)state;
    for (size_t a = 0; a < COUNT_OF(excuses); a++) {
        for (size_t b = 0; b < COUNT_OF(excuses); b++) {
            for (int form = PAST_AND; form <= PAST_OR; form++) {
                struct oracle_agreement agreement = {ONE(FORBID_ATTACK, .unless = 1)};

                oracle_count_agreement(&agreement);
                agreement.pasts[0] = (struct oracle_past){
                    .form = (enum oracle_past_form)form, .left = 2, .right = 3};
                agreement.pasts[1] = excuses[a];
                agreement.pasts[2] = excuses[b];
                wrong += sweep(&agreement, &base, &alphabet, 4, &runs);
            }
        }
    }
    printf("%llu traces, %llu disagree\n", (unsigned long long)runs, (unsigned long long)wrong);
    assert_int_equal(wrong, 0);
}

#define COUNTED(how, n) .form = COND_COUNT, .comparison = how, .number = n

static const struct oracle_condition atoms[] = {
    {COUNTED(AT_MOST, 0), .qualifier = VERIFIED, BY_ANY},
    {COUNTED(AT_MOST, 0), .qualifier = ALLEGED, .actors = ONLY(WHO_A)},
    {COUNTED(MORE_THAN, 0), .qualifier = VERIFIED, .actors = {.form = BY_ONE_PARTY}},
    {COUNTED(EXACTLY, 1), .qualifier = ALLEGED, BY_ANY},
    {COUNTED(AT_LEAST, 1), BY_ANY, .hours = 12},
    {.form = COND_NO, .qualifier = ALLEGED, BY_ANY, .hours = 14},
    {.form = COND_CERTIFIED, .by = WHO_M},
    {.form = COND_STATE, .clause = 1, .state = IS_FULFILLED},
    {.form = COND_STATE, .clause = 1, .state = IS_LATE, .negated = true},
    {.form = COND_SINCE, .hours = 10},
};

static const struct oracle_event acts[] = {{EV(13, ATTACK, BY_A)},
                                           {EV(20, ATTACK, 0), .late = 4},
                                           {EV(15, INSPECTION, SET(WHO_M))},
                                           {EV(19, INSPECTION, SET(WHO_M))}};
static const struct oracle_decision words[] = {
    {RULE(22, 0, SUBSTANTIATED)},
    {RULE(24, 0, NOT_SUBSTANTIATED)},
    {RULE(25, 1, SUBSTANTIATED), .party = WHO_B, .late = 14},
    {.on = ON_CERTIFICATE, .what = WHAT_CERTIFY, .by = WHO_M, .time = 21}};

static uint64_t gate_sweep(const struct oracle_condition *conditions, enum oracle_exit_form form,
                           uint64_t *runs)
{
    const struct oracle_alphabet alphabet = {acts, COUNT_OF(acts), words, COUNT_OF(words)};
    const struct oracle_trace base = {
        .coverages = {{.from = 12, .to = 20, .kind = KIND_ATTACK},
                      {.from = 20, .to = 28, .kind = KIND_ATTACK},
                      {.from = 28, .to = 36, .kind = KIND_ATTACK},
                      {.from = 12, .to = 18, .kind = KIND_INSPECTION}},
        .coverage_count = 4};
    struct oracle_agreement agreement = {
        .phases = {{.begins = BEGINS_AT,
                    .begin_at = 12,
                    .lasts = 24,
                    .exits = {{.form = form, .to = 1, .condition = 1}},
                    .has_else = true,
                    .else_to = TO_LAPSED},
                   {.begins = BEGINS_BY_THEN,
                    .lasts = 100,
                    .exits = {{.form = THEN_AT_END, .to = TO_ENDED}}}},
        .clauses = {
            {.statements = {{FORBID_ATTACK}}},
            {.statements = {
                 {.form = REQUIRE, .kind = KIND_INSPECTION, .actors = ONLY(WHO_M), .hours = 6}}}}};

    oracle_count_agreement(&agreement);
    for (int i = 0; i < 3; i++)
        agreement.conditions[i] = conditions[i];
    return sweep(&agreement, &base, &alphabet, 3, runs);
}

static void all_conditions_of_depth_two(void **state)
{
    uint64_t wrong = 0, runs = 0;

    (void)state;
    for (size_t a = 0; a < COUNT_OF(atoms); a++) {
        for (size_t b = 0; b < COUNT_OF(atoms); b++) {
            for (int join = COND_AND; join <= COND_OR; join++) {
                const struct oracle_condition conditions[] = {
                    {.form = (enum oracle_condition_form)join, .left = 2, .right = 3},
                    atoms[a],
                    atoms[b]};

                wrong += gate_sweep(conditions, (a + b) % 2 ? THEN_WHEN : THEN_AS_SOON_AS, &runs);
            }
        }
    }
    printf("%llu traces, %llu disagree\n", (unsigned long long)runs, (unsigned long long)wrong);
    assert_int_equal(wrong, 0);
}

static void all_negations(void **state)
{
    uint64_t wrong = 0, runs = 0;

    (void)state;
    for (size_t a = 0; a < COUNT_OF(atoms); a++) {
        const struct oracle_condition once[] = {{.form = COND_NOT, .left = 2}, atoms[a], atoms[a]};
        const struct oracle_condition twice[] = {
            {.form = COND_NOT, .left = 2}, {.form = COND_NOT, .left = 3}, atoms[a]};

        wrong += gate_sweep(once, THEN_WHEN, &runs);
        wrong += gate_sweep(once, THEN_AS_SOON_AS, &runs);
        wrong += gate_sweep(twice, THEN_WHEN, &runs);
    }
    printf("%llu traces, %llu disagree\n", (unsigned long long)runs, (unsigned long long)wrong);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_excuses_of_depth_two),
        cmocka_unit_test(all_conditions_of_depth_two),
        cmocka_unit_test(all_negations),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

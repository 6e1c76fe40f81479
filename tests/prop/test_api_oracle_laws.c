/* SPDX-License-Identifier: Apache-2.0
 *
 * Laws that hold whatever an agreement says: the order of arrival does not matter, a shift in time moves every answer by it,
 * swapping the parties mirrors every answer, a clause about something else changes nothing, and more coverage only settles
 * what was undetermined. Random traces; seed printed, TRUCE_SEED repeats. */
#include "support/oracle_case.h"
#include "support/oracle_run.h"
#include "support/test.h"

#include "lang/lang.h"
#include "monitor/monitor.h"

#include <stdio.h>
#include <string.h>

#define ROUNDS 400
#define NOTICE .kind = KIND_NOTIFICATION, .actors = {.form = BY_SAME}
#define GATED(...)                                                                                 \
    .phases = {{.begins = BEGINS_AT,                                                               \
                .begin_at = 12,                                                                    \
                .lasts = 24,                                                                       \
                .exits = {{.form = THEN_WHEN,                                                      \
                           .to = TO_ENDED,                                                         \
                           .condition = 1,                                                         \
                           .decider = WHO_J,                                                       \
                           .within = 8}},                                                          \
                .has_else = true,                                                                  \
                .else_to = TO_LAPSED}},                                                            \
    .conditions = {{__VA_ARGS__}}

static const struct oracle_agreement agreements[] = {
    {ONE(FORBID_ATTACK)},
    {ONE(FORBID_ATTACK, .in_zone = true, .daily_from = 6, .daily_to = 18)},
    {ONE(FORBID_ATTACK, .unless = 1), .pasts = {{NOTICE, .timing = TIMING_AT_MOST, .far = 6}}},
    {ONE(FORBID_ATTACK, .unless = 1),
     .pasts = {{NOTICE, .timing = TIMING_BETWEEN, .near = 2, .far = 9, .same_route = true}}},
    {ONE(.form = FORBID, .kind = KIND_SHELLING, .actors = ONLY(WHO_A))},
    {ONE(.form = REQUIRE, .kind = KIND_RESPONSE, .actors = {.form = BY_SAME}, .hours = 4,
         .due = WITHIN_EACH, .of = KIND_ATTACK, .of_actors = A_B)},
    {ONE(.form = REQUIRE, .kind = KIND_NOTIFICATION, .actors = A_B, .hours = 6, .due = EVERY)},
    {ONE(.form = LIMIT, .kind = KIND_ATTACK, .actors = A_B, .number = 1, .each = true, .every = 6)},
    {PHASE_12_36,
     STATEMENTS({FORBID_ATTACK}, {.form = PERMIT, .kind = KIND_SHELLING, .actors = ONLY(WHO_B)})},
    {GATED(.form = COND_COUNT, .comparison = AT_MOST, .number = 1, .qualifier = VERIFIED,
           .actors = {.form = BY_ONE_PARTY}),
     STATEMENTS({FORBID_ATTACK})},
    {GATED(.form = COND_NO, .qualifier = ALLEGED, .actors = ONLY(WHO_B), .hours = 10),
     STATEMENTS({FORBID_ATTACK})},
};

static struct oracle_trace some_trace(struct random *random)
{
    static const unsigned actors[] = {0, BY_A, BY_A, BY_B, BY_B, SET(WHO_OTHER), SET(WHO_H)};
    static const enum oracle_kind kinds[] = {KIND_ATTACK,     KIND_ATTACK,   KIND_SHELLING,
                                             KIND_SMALL_ARMS, KIND_RESPONSE, KIND_NOTIFICATION,
                                             KIND_OBSTRUCTION};
    struct oracle_trace trace = {.event_count = (int)random_below(random, 9),
                                 .decision_count = (int)random_below(random, 4),
                                 .coverage_count = (int)random_below(random, 4)};

    for (int i = 0; i < trace.event_count; i++)
        trace.events[i] = (struct oracle_event){
            .at = 6 + (int)random_below(random, 36),
            .late = (int)random_below(random, 3) ? 0 : (int)random_below(random, 12),
            .kind = kinds[random_below(random, COUNT_OF(kinds))],
            .who = actors[random_below(random, COUNT_OF(actors))],
            .place = (enum oracle_place)random_below(random, 3),
            .route = (int)random_below(random, 3)};
    for (int i = 0; i < trace.decision_count; i++) {
        trace.decisions[i] = (struct oracle_decision){
            .on = trace.event_count && random_below(random, 3) ? ON_INCIDENT : ON_GATE,
            .what = (enum oracle_what)(1 + random_below(random, 3)),
            .by = WHO_M,
            .time = 20 + (int)random_below(random, 20),
            .event = trace.event_count ? (int)random_below(random, (uint64_t)trace.event_count) : 0,
            .to = TO_ENDED,
            .party = (enum oracle_who)random_below(random, 3)};
        if (trace.decisions[i].on == ON_GATE) {
            trace.decisions[i].by = WHO_J;
            trace.decisions[i].what = random_below(random, 2) ? WHAT_PROCEED : WHAT_REFUSE;
        }
    }
    for (int i = 0; i < trace.coverage_count; i++) {
        static const enum oracle_kind seen[] = {KIND_ATTACK, KIND_ATTACK, KIND_RESPONSE,
                                                KIND_NOTIFICATION};
        int from = 10 + (int)random_below(random, 12);

        trace.coverages[i] =
            (struct oracle_coverage){.from = from,
                                     .to = from + 1 + (int)random_below(random, 20),
                                     .kind = seen[random_below(random, COUNT_OF(seen))],
                                     .only_zone = random_below(random, 4) == 0};
    }
    return trace;
}

static bool same_answers(const struct oracle_agreement *agreement, const struct oracle_answer *a,
                         const struct oracle_answer *b, const struct oracle_engine *engine,
                         const struct oracle_trace *trace)
{
    struct buf x, y;
    bool same;

    buf_init(&x, &mem_libc, 1 << 16);
    buf_init(&y, &mem_libc, 1 << 16);
    oracle_put_answer(&x, agreement, a);
    oracle_put_answer(&y, agreement, b);
    same = str_eq(buf_str(&x), buf_str(&y));
    if (!same) {
        printf("---- one way\n%.*s---- the other\n%.*s---- of\n", STR_ARG(buf_str(&x)),
               STR_ARG(buf_str(&y)));
        oracle_print_case(engine, trace);
    }
    buf_free(&x);
    buf_free(&y);
    return same;
}

/* A change of agreement and trace, and how it shows in the answer. */
struct law {
    void (*agreement)(struct oracle_agreement *agreement);
    void (*trace)(struct oracle_trace *trace);
    void (*answer)(struct oracle_answer *answer); /* undo it */
};

static bool law_holds(const struct law *law, uint64_t seed)
{
    struct random random = random_init(seed);
    static struct oracle_answer one, other;

    for (size_t i = 0; i < COUNT_OF(agreements); i++) {
        struct oracle_agreement plain = agreements[i], changed;
        struct oracle_engine engine, engine_changed;
        bool holds = true;

        oracle_count_agreement(&plain);
        changed = plain;
        if (law->agreement)
            law->agreement(&changed);
        holds =
            oracle_engine_open(&engine, &plain) && oracle_engine_open(&engine_changed, &changed);
        for (int n = 0; holds && n < ROUNDS; n++) {
            struct oracle_trace trace = some_trace(&random), trace_changed = trace;

            if (law->trace)
                law->trace(&trace_changed);
            holds = oracle_engine_judge(&engine, &trace, ORACLE_NEVER, &one) &&
                    oracle_engine_judge(&engine_changed, &trace_changed, ORACLE_NEVER, &other);
            if (law->answer)
                law->answer(&other);
            holds = holds && same_answers(&plain, &one, &other, &engine, &trace);
        }
        oracle_engine_close(&engine);
        oracle_engine_close(&engine_changed);
        if (!holds)
            return false;
    }
    return true;
}

/* ------------------------------------------------------------------ the oracle on longer traces */

static void random_traces_agree_with_the_oracle(void **state)
{
    struct random random = random_init(6);
    uint64_t differ = 0;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(agreements); i++) {
        struct oracle_agreement agreement = agreements[i];
        struct oracle_engine engine;

        oracle_count_agreement(&agreement);
        assert_true(oracle_engine_open(&engine, &agreement));
        for (int n = 0; n < ROUNDS; n++) {
            struct oracle_trace trace = some_trace(&random);
            int moment = (int)random_below(&random, 60);

            oracle_agrees(&engine, &trace, moment < 40 ? ORACLE_NEVER : moment - 30);
        }
        differ += engine.differ;
        oracle_engine_close(&engine);
    }
    assert_int_equal(differ, 0);
}

/* ------------------------------------------------------------------ arrival and splitting */

static void order_of_arrival_does_not_matter(void **state)
{
    const struct law law = {
        NULL, NULL, NULL}; /* every run shuffles its records anew and deals them to two files */

    (void)state;
    assert_true(law_holds(&law, 1));
}

/* ------------------------------------------------------------------ time */

#define SHIFT (5 * 24)

static void shift_agreement(struct oracle_agreement *agreement)
{
    agreement->phases[0].begin_at += SHIFT;
}

static void shift_trace(struct oracle_trace *trace)
{
    for (int i = 0; i < trace->event_count; i++)
        trace->events[i].at += SHIFT;
    for (int i = 0; i < trace->decision_count; i++)
        trace->decisions[i].time += SHIFT;
    for (int i = 0; i < trace->coverage_count; i++) {
        trace->coverages[i].from += SHIFT;
        trace->coverages[i].to += SHIFT;
    }
}

static void shift_back(struct oracle_answer *answer)
{
    for (int i = 0; i < answer->finding_count; i++) {
        answer->findings[i].from -= SHIFT;
        answer->findings[i].to -= SHIFT;
    }
    answer->phases[0].begin -= SHIFT;
    answer->phases[0].end -= SHIFT;
}

static void a_shift_in_time_moves_every_answer(void **state)
{
    const struct law law = {shift_agreement, shift_trace, shift_back};

    (void)state;
    assert_true(law_holds(&law, 2));
}

/* ------------------------------------------------------------------ parties */

static unsigned swapped(unsigned set)
{
    return (set & ~SET_AB) | (set & BY_A ? BY_B : 0) | (set & BY_B ? BY_A : 0);
}

static void swap_agreement(struct oracle_agreement *agreement)
{
    for (int c = 0; c < agreement->clause_count; c++) {
        for (int k = 0; k < agreement->clauses[c].statement_count; k++) {
            struct oracle_statement *s = &agreement->clauses[c].statements[k];

            s->actors.set = swapped(s->actors.set);
            s->of_actors.set = swapped(s->of_actors.set);
        }
    }
    agreement->conditions[0].actors.set = swapped(agreement->conditions[0].actors.set);
}

static void swap_trace(struct oracle_trace *trace)
{
    for (int i = 0; i < trace->event_count; i++)
        trace->events[i].who = swapped(trace->events[i].who);
    for (int i = 0; i < trace->decision_count; i++) {
        enum oracle_who party = trace->decisions[i].party;

        trace->decisions[i].party = party == WHO_A ? WHO_B : party == WHO_B ? WHO_A : party;
    }
}

static void swap_back(struct oracle_answer *answer)
{
    for (int i = 0; i < answer->finding_count; i++)
        answer->findings[i].party = swapped(answer->findings[i].party);
}

static void swapping_the_parties_mirrors_every_answer(void **state)
{
    const struct law law = {swap_agreement, swap_trace, swap_back};

    (void)state;
    assert_true(law_holds(&law, 3));
}

/* ------------------------------------------------------------------ another clause */

static void add_clause(struct oracle_agreement *agreement)
{
    agreement->clauses[agreement->clause_count++] = (struct oracle_clause){
        .statements = {{.form = FORBID, .kind = KIND_CONSULTATION, .actors = ONLY(WHO_H)}},
        .statement_count = 1};
}

static void drop_clause(struct oracle_answer *answer)
{
    int kept = 0;

    for (int i = 0; i < answer->finding_count; i++) {
        if (answer->findings[i].clause == 0)
            answer->findings[kept++] = answer->findings[i];
    }
    answer->finding_count = kept;
}

static void a_clause_about_something_else_changes_nothing(void **state)
{
    const struct law law = {add_clause, NULL, drop_clause};

    (void)state;
    assert_true(law_holds(&law, 4));
}

/* ------------------------------------------------------------------ coverage */

/* What coverage has no say in. */
static void keep_what_was_seen(struct oracle_answer *answer)
{
    int kept = 0;

    for (int i = 0; i < answer->finding_count; i++) {
        const struct oracle_finding *f = &answer->findings[i];

        if (f->verdict == VERDICT_VIOLATION || f->verdict == VERDICT_FULFILLED ||
            f->verdict == VERDICT_LATE || f->verdict == VERDICT_PENDING ||
            (f->verdict == VERDICT_UNDETERMINED && f->has_because))
            answer->findings[kept++] = *f;
    }
    answer->finding_count = kept;
}

/* Hours kept, and duties breached by silence. */
static int settled(const struct oracle_answer *answer)
{
    int sum = 0;

    for (int i = 0; i < answer->finding_count; i++) {
        const struct oracle_finding *f = &answer->findings[i];

        if (f->verdict == VERDICT_KEPT)
            sum += f->to - f->from;
        if (f->verdict == VERDICT_BREACHED)
            sum++;
    }
    return sum;
}

static void more_coverage_only_settles_what_was_undetermined(void **state)
{
    struct random random = random_init(5);
    static struct oracle_answer one, other;

    (void)state;
    for (size_t i = 0; i + 2 < COUNT_OF(agreements);
         i++) { /* not the gated ones: there coverage moves phases */
        struct oracle_agreement agreement = agreements[i];
        struct oracle_engine engine;

        oracle_count_agreement(&agreement);
        assert_true(oracle_engine_open(&engine, &agreement));
        for (int n = 0; n < ROUNDS; n++) {
            struct oracle_trace trace = some_trace(&random), more;

            trace.events[trace.event_count++] =
                (struct oracle_event){.at = 45, .kind = KIND_CONSULTATION, .who = SET(WHO_H)};
            more = trace;
            more.coverages[more.coverage_count++] =
                (struct oracle_coverage){.from = 10 + (int)random_below(&random, 10),
                                         .to = 21 + (int)random_below(&random, 20),
                                         .kind = agreement.clauses[0].statements[0].kind};
            assert_true(oracle_engine_judge(&engine, &trace, ORACLE_NEVER, &one));
            assert_true(oracle_engine_judge(&engine, &more, ORACLE_NEVER, &other));
            assert_true(settled(&one) <= settled(&other));
            keep_what_was_seen(&one);
            keep_what_was_seen(&other);
            assert_true(same_answers(&agreement, &one, &other, &engine, &more));
        }
        oracle_engine_close(&engine);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_traces_agree_with_the_oracle),
        cmocka_unit_test(order_of_arrival_does_not_matter),
        cmocka_unit_test(a_shift_in_time_moves_every_answer),
        cmocka_unit_test(swapping_the_parties_mirrors_every_answer),
        cmocka_unit_test(a_clause_about_something_else_changes_nothing),
        cmocka_unit_test(more_coverage_only_settles_what_was_undetermined),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

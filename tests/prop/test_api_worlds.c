/* SPDX-License-Identifier: Apache-2.0
 *
 * Possible worlds: "draw for every incident whether, when, where and by whom; judge each world by the crisp rules; weigh".
 * What the engine says of uncertain incidents against 100,000 worlds drawn and judged by the oracle, and against the sum over
 * all subsets of up to 12 incidents. Seed printed; TRUCE_SEED repeats. */
#include "support/oracle_case.h"
#include "support/oracle_run.h"
#include "support/test.h"

#include "lang/lang.h"
#include "monitor/monitor.h"

#include "base/num.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INCIDENTS 12
#define WORLDS 100000
#define ROUNDING 2e-6

struct incident {
    enum oracle_kind kind;
    int from, to;                  /* happened at one moment in [from, to); equal: an instant */
    double probability, explained; /* of what there is, the share that nothing forbids */
    double a, b, other;            /* the rest is unknown */
};

struct incidents {
    struct incident items[INCIDENTS];
    int count;
};

/* All is known from the begin on: these tests are about doubt, not about time. The engine's outcome of incidents under an agreement, in an arena of its own. */
struct run {
    struct oracle_engine engine;
    struct arena arena;
    struct outcome outcome;
};

static void put_incident(struct buf *buf, const struct incident *e, int index)
{
    buf_printf(buf,
               "{\"id\": \"e%d\", \"feed\": \"f\", \"received\": \"2026-02-01T12:00:00Z\", "
               "\"time\": {\"from\": \"",
               index);
    time_put(buf, ORACLE_EPOCH_US + e->from * ORACLE_HOUR_US);
    buf_puts(buf, "\", \"to\": \"");
    time_put(buf, ORACLE_EPOCH_US + e->to * ORACLE_HOUR_US);
    buf_printf(
        buf, "\"}, \"kind\": \"%s\", \"explanations\": {\"exercise\": ", oracle_kind_name(e->kind));
    num_put(buf, e->explained, 3);
    buf_puts(buf, "}, \"actor\": {\"A\": ");
    num_put(buf, e->a, 3);
    buf_puts(buf, ", \"B\": ");
    num_put(buf, e->b, 3);
    buf_puts(buf, ", \"other\": ");
    num_put(buf, e->other, 3);
    buf_puts(buf, "}, \"probability\": ");
    num_put(buf, e->probability, 3);
    buf_puts(buf, "}\n");
}

static void run_open(struct run *run, const struct oracle_agreement *agreement,
                     const struct incidents *incidents)
{
    struct buf buf;

    memset(run, 0, sizeof(*run));
    run->arena.mem = &mem_libc;
    buf_init(&buf, &mem_libc, 1 << 20);
    buf_puts(&buf,
             "{\"record\": \"feed\", \"feed\": \"f\", \"complete\": []}\n"
             "{\"record\": \"coverage\", \"feed\": \"f\", \"received\": \"2026-02-01T12:00:00Z\", "
             "\"time\": {\"from\": "
             "\"2026-02-01T00:00:00Z\", \"to\": \"2026-02-03T00:00:00Z\"}, \"kinds\": [\"attack\", "
             "\"obstruction\", \"response\", \"notification\"], \"seen\": 0.9, \"blind\": null}\n");
    for (int i = 0; i < incidents->count; i++)
        put_incident(&buf, &incidents->items[i], i);
    buf_putc(&buf, '\0');
    assert_true(oracle_engine_open(&run->engine, agreement));
    assert_true(
        oracle_engine_run_lines(&run->engine, buf.bytes, TIME_NEVER, &run->arena, &run->outcome));
    buf_free(&buf);
}

static void run_close(struct run *run)
{
    oracle_engine_close(&run->engine);
    arena_free(&run->arena);
}

/* ------------------------------------------------------------------ drawing worlds */

static double three_places(double value)
{
    return floor(value * 1000) / 1000;
}

/* Incidents around the phase [12, 36), some across its borders. */
static struct incidents some_incidents(struct random *random, int count, enum oracle_kind kind)
{
    struct incidents out = {.count = count};

    for (int i = 0; i < count; i++) {
        struct incident *e = &out.items[i];

        e->kind = kind;
        e->from = 8 + (int)random_below(random, 26);
        e->to = e->from + (int)random_below(random, 9);
        e->probability = three_places(random_unit(random));
        e->explained = random_below(random, 3) ? 0 : three_places(random_unit(random));
        e->a = three_places(random_unit(random) * 0.5);
        e->b = three_places(random_unit(random) * 0.3);
        e->other = random_below(random, 2) ? 0 : three_places(random_unit(random) * 0.2);
    }
    return out;
}

/* One world: what happened, certain. `unknown`: whom the unknown share is given to; WHO_UNKNOWN leaves it unknown. */
static void draw(struct random *random, const struct incidents *incidents, enum oracle_who unknown,
                 struct oracle_trace *trace, int *incident_of)
{
    trace->event_count = 0;
    for (int i = 0; i < incidents->count; i++) {
        const struct incident *e = &incidents->items[i];
        bool exists = random_unit(random) < e->probability * (1 - e->explained);
        int at = e->from +
                 (e->to > e->from ? (int)random_below(random, (uint64_t)(e->to - e->from)) : 0);
        double whose = random_unit(random);
        unsigned who = whose < e->a                     ? BY_A
                       : whose < e->a + e->b            ? BY_B
                       : whose < e->a + e->b + e->other ? SET(WHO_OTHER)
                       : unknown == WHO_UNKNOWN         ? 0
                                                        : SET(unknown);

        if (!exists)
            continue;
        incident_of[trace->event_count] = i;
        trace->events[trace->event_count++] =
            (struct oracle_event){.at = at, .kind = e->kind, .who = who};
    }
}

static struct oracle_trace seen_throughout(void)
{
    return (struct oracle_trace){
        .coverages = {{.from = 0, .to = 48, .late = -36, .kind = KIND_ATTACK},
                      {.from = 0, .to = 48, .late = -36, .kind = KIND_RESPONSE}},
        .coverage_count = 2};
}

/* `share` of WORLDS worlds lies within 4 standard errors of [lo, hi]. */
static void check_share(const char *what, double share, double lo, double hi)
{
    double error = 4 * sqrt(share * (1 - share) / WORLDS + 1.0 / WORLDS / WORLDS) + ROUNDING;

    if (share < lo - error || share > hi + error) {
        print_error("%s: %.6f of the worlds, the engine says [%.6f, %.6f]\n", what, share, lo, hi);
        fail();
    }
}

/* ------------------------------------------------------------------ occurrence */

/* Occurrence asks whether it happened within the clause's times, whoever of those bound did it. */
static double exact_occurrence(const struct incident *e)
{
    int inside = 0, length = e->to > e->from ? e->to - e->from : 1;

    for (int h = e->from; h < e->from + length; h++)
        inside += h >= 12 && h < 36;
    return e->probability * (1 - e->explained) * (1 - e->other) * inside / length;
}

static const struct finding *finding_of(const struct run *run, int incident)
{
    char name[16];

    snprintf(name, sizeof(name), "f:e%d", incident);
    for (size_t i = 0; i < run->outcome.finding_count; i++) {
        const struct finding *f = &run->outcome.findings[i];

        for (size_t k = 0; k < f->because_count && f->has_occurrence; k++) {
            if (str_eq(f->because[k], str_z(name)))
                return f;
        }
    }
    return NULL;
}

static const struct oracle_agreement fire = {ONE(FORBID_ATTACK)};

static void occurrence_is_the_share_of_worlds(void **state)
{
    struct random random = random_init(20260201);
    struct oracle_agreement agreement = fire;

    (void)state;
    oracle_count_agreement(&agreement);
    for (int round = 0; round < 3; round++) {
        struct incidents incidents = some_incidents(&random, 6, KIND_ATTACK);
        struct oracle_trace trace = seen_throughout();
        static struct oracle_answer answer;
        int stands[INCIDENTS] = {0}, incident_of[INCIDENTS];
        struct run run;

        run_open(&run, &agreement, &incidents);
        for (int n = 0; n < WORLDS; n++) {
            draw(&random, &incidents, WHO_UNKNOWN, &trace, incident_of);
            oracle_judge(&agreement, &trace, 60, &answer);
            for (int i = 0; i < answer.finding_count; i++) {
                if (answer.findings[i].verdict == VERDICT_VIOLATION)
                    stands[incident_of[answer.findings[i].event]]++;
            }
        }
        for (int i = 0; i < incidents.count; i++) {
            const struct finding *f = finding_of(&run, i);
            double exact = num_probability(exact_occurrence(&incidents.items[i]));

            if (!f) {
                assert_true(exact < ROUNDING);
                continue;
            }
            assert_true(fabs(f->occurrence.lo - exact) <= ROUNDING);
            assert_true(fabs(f->occurrence.hi - exact) <= ROUNDING);
            check_share("occurrence", stands[i] / (double)WORLDS, f->occurrence.lo,
                        f->occurrence.hi);
        }
        run_close(&run);
    }
}

/* ------------------------------------------------------------------ counts */

/* Probability that the count of independent acts compares so with `number`: the sum over all subsets. */
static double over_subsets(const double *p, int count, enum oracle_comparison comparison,
                           int number)
{
    double sum = 0;

    for (unsigned subset = 0; subset < 1U << count; subset++) {
        double weight = 1;
        int n = 0;

        for (int i = 0; i < count; i++) {
            weight *= subset & (1U << i) ? p[i] : 1 - p[i];
            n += (subset & (1U << i)) != 0;
        }
        if (comparison == AT_MOST ? n <= number : comparison == EXACTLY ? n == number : n > number)
            sum += weight;
    }
    return sum;
}

static struct oracle_agreement counting(enum oracle_comparison comparison, int number, unsigned by)
{
    struct oracle_agreement agreement = {
        .phases = {{.begins = BEGINS_AT,
                    .begin_at = 12,
                    .lasts = 24,
                    .exits = {{.form = THEN_WHEN, .to = TO_ENDED, .condition = 1}},
                    .has_else = true,
                    .else_to = TO_LAPSED}},
        STATEMENTS({FORBID_ATTACK}),
        .conditions = {{.form = COND_COUNT, .comparison = comparison, .number = number}}};

    agreement.conditions[0].actors.form = by ? BY_SET : BY_NOT_SAID;
    agreement.conditions[0].actors.set = by;
    oracle_count_agreement(&agreement);
    return agreement;
}

static void counts_are_sums_over_all_subsets(void **state)
{
    static const enum oracle_comparison comparisons[] = {AT_MOST, MORE_THAN, EXACTLY};
    struct random random = random_init(20260202);

    (void)state;
    for (int round = 0; round < 90; round++) {
        struct incidents incidents =
            some_incidents(&random, (int)random_below(&random, INCIDENTS + 1), KIND_ATTACK);
        enum oracle_comparison comparison = comparisons[round % 3];
        int number = (int)random_below(&random, 5);
        unsigned by = round % 2 ? BY_A : 0;
        struct oracle_agreement agreement = counting(comparison, number, by);
        double lo[INCIDENTS], hi[INCIDENTS], least, most;
        struct fact_interval said;
        struct run run;

        for (int i = 0; i < incidents.count; i++) {
            const struct incident *e = &incidents.items[i];
            double without_other = exact_occurrence(e);

            /* "What is counted of a party is an interval, without and with the unknown share": of the moment and the existence
             * alone times the party's share. */
            double happened = e->other < 1 ? without_other / (1 - e->other) : 0;

            lo[i] = by ? num_probability(happened * e->a) : num_probability(without_other);
            hi[i] = by ? num_probability(happened * (1 - e->b - e->other)) : lo[i];
        }
        run_open(&run, &agreement, &incidents);
        said = run.outcome.phases[0].gates[0].probability;
        least = over_subsets(comparison == AT_MOST ? hi : lo, incidents.count, comparison, number);
        most = over_subsets(comparison == AT_MOST ? lo : hi, incidents.count, comparison, number);
        if (comparison == EXACTLY &&
            by) { /* "exactly N over intervals is [0, 1]": at least what either end gives */
            double at_lo = least, at_hi = over_subsets(hi, incidents.count, comparison, number);

            assert_true(said.lo <= fmin(at_lo, at_hi) + 2e-5 &&
                        said.hi >= fmax(at_lo, at_hi) - 2e-5);
            least = said.lo;
            most = said.hi;
        }
        if (fabs(said.lo - least) > 2e-5 || fabs(said.hi - most) > 2e-5) {
            print_error("%d %d %s: [%.6f, %.6f], the engine says [%.6f, %.6f]\n", (int)comparison,
                        number, by ? "by A" : "", least, most, said.lo, said.hi);
            fail();
        }
        run_close(&run);
    }
}

static void counts_are_shares_of_worlds(void **state)
{
    struct random random = random_init(20260203);

    (void)state;
    for (int round = 0; round < 4; round++) {
        struct incidents incidents = some_incidents(&random, 10, KIND_ATTACK);
        unsigned by = round % 2 ? BY_A : 0;
        struct oracle_agreement agreement = counting(AT_MOST, 2, by);
        struct oracle_trace trace = seen_throughout();
        static struct oracle_answer answer;
        int incident_of[INCIDENTS], holds[2] = {0, 0};
        struct fact_interval said;
        struct run run;

        run_open(&run, &agreement, &incidents);
        said = run.outcome.phases[0].gates[0].probability;
        for (int n = 0; n < WORLDS; n++) {
            for (int k = 0; k < 2; k++) { /* the unknown were all A, or all B */
                int count = 0;

                draw(&random, &incidents, k ? WHO_B : WHO_A, &trace, incident_of);
                oracle_judge(&agreement, &trace, 60, &answer);
                for (int i = 0; i < answer.finding_count; i++) {
                    const struct oracle_finding *f = &answer.findings[i];

                    count += f->verdict == VERDICT_VIOLATION && (!by || f->party == by);
                }
                holds[k] += count <= 2;
            }
        }
        check_share("at most 2, the unknown A's", holds[0] / (double)WORLDS, said.lo,
                    by ? said.lo : said.hi);
        check_share("at most 2, the unknown B's", holds[1] / (double)WORLDS, by ? said.hi : said.lo,
                    said.hi);
        run_close(&run);
    }
}

/* A finding is a violation from `threshold likely` on (0.55), undetermined below, none at 0; `likely` counts so too; a condition holds
 * from `threshold met` on (0.95), fails from 1 less that down, else is undetermined. */
static void thresholds_part_the_verdicts(void **state)
{
    struct random random = random_init(20260207);

    (void)state;
    for (int round = 0; round < 60; round++) {
        struct incidents incidents = some_incidents(&random, 8, KIND_ATTACK);
        struct oracle_agreement agreement = counting(AT_MOST, 2, 0);
        struct outcome_gate gate;
        int likely = 0;
        struct run run;

        agreement.conditions[0].qualifier = round % 2 ? LIKELY : QUALIFIER_NONE;
        run_open(&run, &agreement, &incidents);
        for (int i = 0; i < incidents.count; i++) {
            double occurrence = num_probability(exact_occurrence(&incidents.items[i]));
            const struct finding *f = finding_of(&run, i);

            likely += occurrence >= 0.55;
            assert_int_equal(f != NULL, occurrence > 0);
            if (f)
                assert_int_equal(f->verdict,
                                 occurrence >= 0.55 ? FINDING_VIOLATION : FINDING_UNDETERMINED);
        }
        gate = run.outcome.phases[0].gates[0];
        if (round % 2)
            assert_int_equal(gate.state, likely <= 2 ? OUTCOME_GATE_MET : OUTCOME_GATE_NOT_MET);
        else
            assert_int_equal(gate.state, gate.probability.lo >= 0.95   ? OUTCOME_GATE_MET
                                         : gate.probability.hi <= 0.05 ? OUTCOME_GATE_NOT_MET
                                                                       : OUTCOME_GATE_UNDETERMINED);
        run_close(&run);
    }
}

/* ------------------------------------------------------------------ and, or */

/* The bounds hold, and where they leave a gate open worlds are drawn. */
static void conditions_join_within_frechet_bounds(void **state)
{
    struct random random = random_init(20260204);
    int drawn = 0;

    (void)state;
    for (int round = 0; round < 20; round++) {
        struct incidents incidents = some_incidents(&random, 8, KIND_ATTACK);
        struct oracle_agreement agreement = counting(AT_MOST, 2, 0);
        struct fact_interval a, b, joined;
        struct finding_way way = {.by = FINDING_WAY_NONE};
        struct run run;

        agreement.conditions[1] = agreement.conditions[0];
        agreement.conditions[2] = agreement.conditions[0];
        agreement.conditions[2].comparison = MORE_THAN;
        agreement.conditions[2].number = 0;
        agreement.conditions[0] = (struct oracle_condition){
            .form = round % 2 ? COND_AND : COND_OR, .left = 2, .right = 3};
        for (int i = 0; i < 3; i++) {
            agreement.phases[0].exits[0].condition = i + 1;
            run_open(&run, &agreement, &incidents);
            *(i == 0 ? &joined : i == 1 ? &a : &b) = run.outcome.phases[0].gates[0].probability;
            if (i == 0)
                way = run.outcome.phases[0].gates[0].way;
            run_close(&run);
        }
        if (round % 2) {
            assert_true(joined.lo >= fmax(0, a.lo + b.lo - 1) - ROUNDING);
            assert_true(joined.hi <= fmin(a.hi, b.hi) + ROUNDING);
        } else {
            assert_true(joined.lo >= fmax(a.lo, b.lo) - ROUNDING);
            assert_true(joined.hi <= fmin(1, a.hi + b.hi) + ROUNDING);
        }
        /* Both speak of one count: 1 or 2, and 0 or more than none. */
        {
            double p[INCIDENTS], truth;

            for (int i = 0; i < incidents.count; i++)
                p[i] = num_probability(exact_occurrence(&incidents.items[i]));
            truth = round % 2 ? over_subsets(p, incidents.count, EXACTLY, 1) +
                                    over_subsets(p, incidents.count, EXACTLY, 2)
                              : 1;
            assert_true(truth >= joined.lo - way.error - 2e-5 &&
                        truth <= joined.hi + way.error + 2e-5);
            if (way.by == FINDING_WAY_SAMPLED) { /* drawn: three standard errors to each side */
                drawn++;
                assert_true(joined.hi - joined.lo <= 6 * way.error + ROUNDING);
            } else {
                assert_true(joined.lo >= joined.hi || joined.lo >= 0.95 || joined.hi <= 0.05);
            }
        }
    }
    assert_true(drawn > 3);
}

/* ------------------------------------------------------------------ what hangs on two incidents */

/* An act whose excuse is uncertain: the share of worlds without a notice in time lies in the engine's interval. */
static void excuses_are_judged_in_each_world(void **state)
{
    static const struct {
        int notice, from, to; /* hours */
    } cases[] = {{14, 20, 20}, {14, 21, 21}, {14, 16, 20}, {14, 21, 24},
                 {20, 20, 20}, {24, 20, 20}, {7, 12, 13}};
    struct random random = random_init(20260205);
    struct oracle_agreement agreement = {ONE(FORBID_ATTACK, .unless = 1),
                                         .pasts = {{.kind = KIND_NOTIFICATION,
                                                    .actors = {.form = BY_NOT_SAID},
                                                    .timing = TIMING_AT_MOST,
                                                    .far = 6}}};

    (void)state;
    oracle_count_agreement(&agreement);
    for (size_t round = 0; round < COUNT_OF(cases); round++) {
        struct incidents incidents = {
            .items = {{KIND_NOTIFICATION, cases[round].notice, cases[round].notice, 0.6, 0, 1, 0,
                       0},
                      {KIND_ATTACK, cases[round].from, cases[round].to, 0.8, 0, 1, 0, 0}},
            .count = 2};
        struct oracle_trace trace = seen_throughout();
        static struct oracle_answer answer;
        int incident_of[INCIDENTS], stands = 0;
        const struct finding *f;
        struct run run;

        run_open(&run, &agreement, &incidents);
        for (int n = 0; n < WORLDS; n++) {
            draw(&random, &incidents, WHO_UNKNOWN, &trace, incident_of);
            oracle_judge(&agreement, &trace, 60, &answer);
            for (int i = 0; i < answer.finding_count; i++)
                stands += answer.findings[i].verdict == VERDICT_VIOLATION;
        }
        f = finding_of(&run, 1);
        assert_non_null(f);
        check_share("an act with an uncertain excuse", stands / (double)WORLDS, f->occurrence.lo,
                    f->occurrence.hi);
        run_close(&run);
    }
}

/* A duty: the probabilities of its states. */
static void duties_have_states_by_worlds(void **state)
{
    struct random random = random_init(20260206);
    struct oracle_agreement agreement = {
        ONE(.form = REQUIRE, .kind = KIND_RESPONSE, .actors = ONLY(WHO_A), .hours = 6)};

    (void)state;
    oracle_count_agreement(&agreement);
    for (int round = 0; round < 3; round++) {
        struct incidents incidents = {.items = {{KIND_RESPONSE, 13, 14, 0.3, 0, 1, 0, 0},
                                                {KIND_RESPONSE, 17, 17, 0.5, 0, 0.6, 0.4, 0},
                                                {KIND_RESPONSE, 30, 31, 0.7, 0, 1, 0, 0}},
                                      .count = 1 + round};
        struct oracle_trace trace = seen_throughout();
        static struct oracle_answer answer;
        int incident_of[INCIDENTS], seen[7] = {0};
        struct run run;
        const struct finding *f = NULL;

        run_open(&run, &agreement, &incidents);
        for (size_t i = 0; i < run.outcome.finding_count; i++) {
            if (run.outcome.findings[i].has_states)
                f = &run.outcome.findings[i];
        }
        assert_non_null(f);
        for (int n = 0; n < WORLDS; n++) {
            draw(&random, &incidents, WHO_UNKNOWN, &trace, incident_of);
            oracle_judge(&agreement, &trace, 60, &answer);
            seen[answer.findings[0].verdict]++;
        }
        check_share("fulfilled", seen[VERDICT_FULFILLED] / (double)WORLDS,
                    f->states[FINDING_STATE_FULFILLED].lo, f->states[FINDING_STATE_FULFILLED].hi);
        check_share("late", seen[VERDICT_LATE] / (double)WORLDS, f->states[FINDING_STATE_LATE].lo,
                    f->states[FINDING_STATE_LATE].hi);
        check_share("breached", seen[VERDICT_BREACHED] / (double)WORLDS,
                    f->states[FINDING_STATE_BREACHED].lo, f->states[FINDING_STATE_BREACHED].hi);
        run_close(&run);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(occurrence_is_the_share_of_worlds),
        cmocka_unit_test(counts_are_sums_over_all_subsets),
        cmocka_unit_test(counts_are_shares_of_worlds),
        cmocka_unit_test(thresholds_part_the_verdicts),
        cmocka_unit_test(conditions_join_within_frechet_bounds),
        cmocka_unit_test(excuses_are_judged_in_each_world),
        cmocka_unit_test(duties_have_states_by_worlds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

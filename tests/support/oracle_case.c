/* SPDX-License-Identifier: Apache-2.0 */
#include "support/oracle_case.h"
#include "support/oracle_run.h"

#include <stdio.h>
#include <stdlib.h>

static bool has_exit(const struct oracle_exit *x)
{
    return x->form != THEN_AT_END || x->to != 0;
}

static void count_phase(struct oracle_phase *phase)
{
    phase->exit_count = 0;
    while (phase->exit_count < 3 && has_exit(&phase->exits[phase->exit_count]))
        phase->exit_count++;
}

void oracle_count_agreement(struct oracle_agreement *agreement)
{
    agreement->clause_count = agreement->phase_count = 0;
    while (agreement->phase_count < 4 &&
           (agreement->phases[agreement->phase_count].lasts ||
            has_exit(&agreement->phases[agreement->phase_count].exits[0])))
        count_phase(&agreement->phases[agreement->phase_count++]);
    while (agreement->clause_count < 6 &&
           agreement->clauses[agreement->clause_count].statements[0].kind) {
        struct oracle_clause *clause = &agreement->clauses[agreement->clause_count++];

        clause->statement_count = 0;
        while (clause->statement_count < 3 && clause->statements[clause->statement_count].kind)
            clause->statement_count++;
    }
}

void oracle_count_trace(struct oracle_trace *trace)
{
    trace->event_count = trace->decision_count = trace->coverage_count = 0;
    while (trace->event_count < ORACLE_EVENTS && trace->events[trace->event_count].kind)
        trace->event_count++;
    while (trace->decision_count < ORACLE_DECISIONS && trace->decisions[trace->decision_count].by)
        trace->decision_count++;
    while (trace->coverage_count < ORACLE_COVERAGES && trace->coverages[trace->coverage_count].kind)
        trace->coverage_count++;
}

static bool check_case(const struct oracle_case *one, struct oracle_engine *engine)
{
    struct oracle_trace trace = one->trace;
    static struct oracle_answer answer;
    struct buf expected, oracle, theirs;
    bool oracle_right, engine_right;

    buf_init(&expected, &mem_libc, 1 << 16);
    buf_init(&oracle, &mem_libc, 1 << 16);
    buf_init(&theirs, &mem_libc, 1 << 16);
    oracle_count_trace(&trace);
    buf_puts(&expected, one->expected);
    if (!one->whole)
        buf_puts(&expected, "p0 ended 12-36 to ended\n");
    oracle_judge(&engine->agreement, &trace, ORACLE_NEVER, &answer);
    oracle_put_answer(&oracle, &engine->agreement, &answer);
    oracle_right = str_eq(buf_str(&oracle), buf_str(&expected));
    if (!oracle_right)
        printf("-- %s: the oracle says\n%.*s-- expected\n%.*s", one->name,
               STR_ARG(buf_str(&oracle)), STR_ARG(buf_str(&expected)));
    engine_right = !engine->plan || getenv("TRUCE_ORACLE_ONLY") ||
                   (oracle_engine_answer(engine, &trace, ORACLE_NEVER, &theirs) &&
                    str_eq(buf_str(&theirs), buf_str(&expected)));
    if (!engine_right) {
        printf("-- %s: the engine says\n%.*s-- expected\n%.*s-- of\n", one->name,
               STR_ARG(buf_str(&theirs)), STR_ARG(buf_str(&expected)));
        oracle_print_case(engine, &trace);
    }
    buf_free(&expected);
    buf_free(&oracle);
    buf_free(&theirs);
    return oracle_right && engine_right;
}

bool oracle_check_cases(const struct oracle_case *cases, size_t count)
{
    size_t wrong = 0;

    for (size_t i = 0; i < count; i++) {
        struct oracle_agreement agreement = cases[i].agreement;
        struct oracle_engine engine;
        bool opened;

        oracle_count_agreement(&agreement);
        opened = oracle_engine_open(&engine, &agreement);
        wrong += !check_case(&cases[i], &engine) || !opened;
        oracle_engine_close(&engine);
    }
    printf("%zu cases, %zu wrong\n", count, wrong);
    return wrong == 0;
}

bool oracle_check_sweeps(const struct oracle_sweep *sweeps, size_t count)
{
    uint64_t wrong = 0;

    for (size_t i = 0; i < count; i++) {
        const struct oracle_sweep *sweep = &sweeps[i];
        struct oracle_agreement agreement = sweep->agreement;
        struct oracle_trace base = sweep->base;
        struct oracle_alphabet alphabet = {sweep->events, 0, sweep->decisions, 0};
        struct oracle_engine engine;

        while (alphabet.event_count < (int)COUNT_OF(sweep->events) &&
               sweep->events[alphabet.event_count].kind)
            alphabet.event_count++;
        while (alphabet.decision_count < (int)COUNT_OF(sweep->decisions) &&
               sweep->decisions[alphabet.decision_count].by)
            alphabet.decision_count++;
        oracle_count_agreement(&agreement);
        oracle_count_trace(&base);
        if (oracle_engine_open(&engine, &agreement))
            wrong += oracle_all_traces(&engine, &base, &alphabet, sweep->length,
                                       sweep->known_at ? sweep->known_at : ORACLE_NEVER);
        else
            wrong++;
        printf("%s: ", sweep->name);
        oracle_engine_close(&engine);
        fflush(stdout);
    }
    return wrong == 0;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Shorthand for tables of agreements and traces. Counts are found by oracle_count_*: lists end at the first empty one. */
#ifndef SUPPORT_ORACLE_CASE_H
#define SUPPORT_ORACLE_CASE_H

#include "support/oracle.h"

#define A_B                                                                                        \
    {                                                                                              \
        .form = BY_SET, .set = SET_AB                                                              \
    }
#define ONLY(w)                                                                                    \
    {                                                                                              \
        .form = BY_SET, .set = SET(w)                                                              \
    }
#define ANYONE                                                                                     \
    {                                                                                              \
        .form = BY_ANYONE                                                                          \
    }
/* Phase [12, 36), which ends by itself. */
#define PHASE_12_36                                                                                \
    .phases = {{.begins = BEGINS_AT,                                                               \
                .begin_at = 12,                                                                    \
                .lasts = 24,                                                                       \
                .exits = {{.form = THEN_AT_END, .to = TO_ENDED}}}}
#define STATEMENTS(...) .clauses = {{.statements = {__VA_ARGS__}}}
#define ONE(...) PHASE_12_36, STATEMENTS({__VA_ARGS__})
#define FORBID_ATTACK .form = FORBID, .kind = KIND_ATTACK, .actors = A_B
#define EVENTS(...) .events = {__VA_ARGS__}
#define EV(hour, what, actor) .at = (hour), .kind = KIND_##what, .who = (actor)
#define BY_A SET(WHO_A)
#define BY_B SET(WHO_B)
/* A record that only moves the watermark. */
#define MARK(hour)                                                                                 \
    {                                                                                              \
        .at = (hour), .kind = KIND_CONSULTATION, .who = SET(WHO_H)                                 \
    }
#define COVER(a, b, what) .coverages = {{.from = (a), .to = (b), .kind = KIND_##what}}
#define RULE(hour, act, word)                                                                      \
    .on = ON_INCIDENT, .what = WHAT_##word, .by = WHO_M, .time = (hour), .event = (act)

struct oracle_case {
    const char *name; /* the rule it comes from */
    struct oracle_agreement agreement;
    struct oracle_trace trace;
    const char *
        expected; /* as oracle_put_answer writes it; without the phase where it is the usual one and over */
    bool whole; /* `expected` has the phases too */
};

/* Judge each case by the oracle and by the engine; false, with what differs printed, unless both say what is expected. */
bool oracle_check_cases(const struct oracle_case *cases, size_t count);

/* A formula with an alphabet: all traces up to `length` by oracle and engine. */
struct oracle_sweep {
    const char *name;
    struct oracle_agreement agreement;
    struct oracle_trace base;
    struct oracle_event events[14];
    struct oracle_decision decisions[8];
    int length;
    int known_at; /* 0: everything */
};

/* False, with the first disagreements printed, unless all traces of all sweeps agree. */
bool oracle_check_sweeps(const struct oracle_sweep *sweeps, size_t count);

/* Fill in the counts of a table's entry. */
void oracle_count_agreement(struct oracle_agreement *agreement);
void oracle_count_trace(struct oracle_trace *trace);

#endif

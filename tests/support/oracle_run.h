/* SPDX-License-Identifier: Apache-2.0
 *
 * The oracle against the engine: an agreement compiled once, then traces through facts and monitor in process. A test that
 * includes this also includes "lang/lang.h" and "monitor/monitor.h", so that it links them. */
#ifndef SUPPORT_ORACLE_RUN_H
#define SUPPORT_ORACLE_RUN_H

#include "support/oracle.h"
#include "support/random.h"

#include "facts/outcome.h"
#include "plan/plan.h"

struct oracle_engine {
    struct arena arena;
    struct oracle_agreement agreement;
    struct buf text;
    const struct plan *plan; /* NULL: it did not compile */
    struct random random;    /* for the order of arrival */
    uint64_t runs, open, differ;
};

/* Compile; false, with the diagnostics printed, when it does not. */
bool oracle_engine_open(struct oracle_engine *engine, const struct oracle_agreement *agreement);
/* The same from Truce text of the caller's own. */
bool oracle_engine_open_text(struct oracle_engine *engine, const char *text);
void oracle_engine_close(struct oracle_engine *engine);

/* NDJSON records, one per line, run in the order given; *outcome lives in `arena`. */
bool oracle_engine_run_lines(const struct oracle_engine *engine, const char *lines,
                             int64_t known_at_us, struct arena *arena, struct outcome *outcome);
/* The engine's answer to a trace, records in a random order, in the form of oracle_put_answer. */
bool oracle_engine_answer(struct oracle_engine *engine, const struct oracle_trace *trace,
                          int known_at, struct buf *answer);

/* The same as findings and phases in the oracle's words. */
bool oracle_engine_judge(struct oracle_engine *engine, const struct oracle_trace *trace,
                         int known_at, struct oracle_answer *answer);

/* The agreement and the trace, for people. */
void oracle_print_case(const struct oracle_engine *engine, const struct oracle_trace *trace);

/* Judge a trace by both. True when they agree or the description leaves the case open; else both answers, the agreement
 * and the trace are printed (of the first ORACLE_SHOWN disagreements). */
#define ORACLE_SHOWN 3
bool oracle_agrees(struct oracle_engine *engine, const struct oracle_trace *trace, int known_at);

/* All traces of up to `length` events and decisions over the alphabets, repeats included, on top of the records `base` has.
 * Events of the alphabet stand in order of time, so that a trace is sorted; arrival is not. A decision speaks of the trace's
 * n-th event; traces that have no such event are left out. Returns how many disagree. */
struct oracle_alphabet {
    const struct oracle_event *events;
    int event_count;
    const struct oracle_decision *decisions;
    int decision_count;
};
uint64_t oracle_all_traces(struct oracle_engine *engine, const struct oracle_trace *base,
                           const struct oracle_alphabet *alphabet, int length, int known_at);

#endif

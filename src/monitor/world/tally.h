/* SPDX-License-Identifier: Apache-2.0
 *
 * Tally: a plan held against facts for its figures alone, without findings: what a backtest asks of each draft. Beside the exact
 * expectations it can draw worlds: crisp histories that the observations leave possible, with the same random numbers for every
 * plan, so that two drafts are compared world by world.
 *
 * What a history lacks is settled by rule (docs/reference/meaning.md, Backtests): a gate on which a body would decide opens at the
 * end of its phase when it is met or cannot be told, `as soon as` when it is met; a certificate counts as given. */
#ifndef MONITOR_TALLY_H
#define MONITOR_TALLY_H

#include "monitor/monitor.h"
#include "plan/digest.h"

/* Keeps what tallies over the same facts share; results stay valid until monitor_cache_free. */
struct monitor_cache;
enum err_code monitor_cache_open(struct arena *arena, struct monitor_cache **cache,
                                 struct err *err) MUST_USE;
void monitor_cache_free(struct monitor_cache *cache); /* before its arena; accepts NULL */

struct tally_options {
    struct monitor_options monitor; /* with cache and digests */
    size_t worlds;                  /* 0: none */
    uint64_t seed;
    unsigned threads; /* at least 1; the figures do not depend on it */
};

enum tally_form { TALLY_ACT, TALLY_STAY, TALLY_EXCESS };

/* What may be a violation, for pairing with that of another draft. */
struct tally_item {
    enum tally_form form;
    uint32_t slot; /* of a stay or excess of one party; PLAN_NONE */
    size_t act, number;
    int64_t from_us;
    struct fact_interval occurrence;
    const struct fact_interval *by_party; /* as the clause's parties */
};

/* In the order of tally_clause.items; 0 for what is the same item, perhaps of different chances. */
int tally_item_order(const struct tally_item *x, const struct tally_item *y);

/* Violations world by world: lo surely, hi perhaps; [party][world], the last row all of them. */
struct tally_worlds {
    const uint32_t *lo, *hi;
};

struct tally_clause {
    enum outcome_judged judged;
    struct str why;
    size_t verdicts[FINDING_VERDICT_COUNT]; /* of acts, stays, excesses, duties and periods */
    struct fact_interval expected;          /* as in a run's summary */
    const struct outcome_party_count *by_party;
    size_t party_count;
    const struct tally_item *items; /* by (form, act, from, slot, number) */
    size_t item_count;
    struct tally_worlds worlds;
};

struct tally_gate {
    struct str phase, to;
    size_t number; /* of the phase, 0 for its first time */
    enum outcome_gate_state state;
    struct fact_interval probability;
    int64_t judged_us;     /* TIME_NONE: not come to */
    bool passed;           /* by it the next phase was reached */
    struct str conditions; /* in words; empty: none */
    /* Worlds in which its conditions hold, as far as records go: 1 or 0 for each world. NULL: no worlds, or nothing that is
     * counted. */
    const uint8_t *lo, *hi;
};

struct tally_phase {
    struct str name, title;
    size_t number;
    int64_t begin_us, end_us; /* TIME_NONE: not begun; not ended */
};

struct tally {
    const struct tally_clause **clauses; /* as plan.clauses */
    const struct tally_gate *gates;
    size_t gate_count;
    const struct tally_phase *phases;
    size_t phase_count;
    int64_t from_us, to_us; /* in force from (TIME_NONE: never), and to where the facts reach */
    const struct str *warnings;
    size_t warning_count;
    size_t kept; /* clauses that an earlier tally had done */
};

/* `plan` and `facts` as for monitor_run. The tally lives in `arena` and in the cache. */
enum err_code monitor_tally(struct arena *arena, const struct plan *plan, const struct facts *facts,
                            const struct tally_options *options, struct tally *tally,
                            struct err *err) MUST_USE;

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Finding: one clause held against one incident, duty, period, stay or phase. Verdicts are data,
 * not failure. Key by key as in docs/formats/finding.md. */
#ifndef FACTS_FINDING_H
#define FACTS_FINDING_H

#include "facts/observation.h"

#define FINDING_VERDICTS(X)                                                                        \
    X(VIOLATION, "violation")                                                                      \
    X(PENDING, "pending")                                                                          \
    X(FULFILLED, "fulfilled")                                                                      \
    X(LATE, "late")                                                                                \
    X(BREACHED, "breached")                                                                        \
    X(KEPT, "kept")                                                                                \
    X(UNDETERMINED, "undetermined")

enum finding_verdict {
#define X(name, text) FINDING_##name,
    FINDING_VERDICTS(X)
#undef X
};
#define FINDING_VERDICT_COUNT 7
/* Written as the verdict of a revision that says only that an earlier version no longer stands; no run has it. */
#define FINDING_WITHDRAWN_TEXT "withdrawn"

/* [lo, hi]; a plain number when they are equal. */
struct fact_interval {
    double lo, hi;
};

struct finding_reading {
    struct str key;
    struct fact_interval occurrence;
};

/* How the probabilities of a finding were found. */
#define FINDING_WAYS(X)                                                                            \
    X(NONE, "")           /* nothing was weighed: null */                                          \
    X(EXACT, "exact")     /* closed forms, and no error of place */                                \
    X(CLEAR, "clear")     /* no border within reach of a place's error */                          \
    X(SUM, "sum")         /* a place's error summed over the ground */                             \
    X(SAMPLED, "sampled") /* worlds drawn */

enum finding_way_by {
#define X(name, text) FINDING_WAY_##name,
    FINDING_WAYS(X)
#undef X
};

struct finding_way {
    enum finding_way_by by;
    double error; /* bound on each chance of a place; of what was drawn, the standard error */
    int worlds;   /* drawn; 0: none */
};

/* What would settle an undetermined finding, as data: what the sentences of `needs` say. */
enum finding_need {
    FINDING_NEED_RULING,
    FINDING_NEED_EXISTENCE,
    FINDING_NEED_READING,
    FINDING_NEED_KIND,
    FINDING_NEED_ATTRIBUTE,
    FINDING_NEED_TIME,
    FINDING_NEED_PLACE,
    FINDING_NEED_ORIGIN,
    FINDING_NEED_ACTOR,
    FINDING_NEED_TARGET,
    FINDING_NEED_AUDIENCE,
    FINDING_NEED_EXCUSE,
    FINDING_NEED_PERMIT,
    FINDING_NEED_CONDITION,
    FINDING_NEED_TRIGGER,
    FINDING_NEED_COVERAGE,
    FINDING_NEED_QUANTITY,
    FINDING_NEED_OTHER
};

/* A duty's four states. */
enum { FINDING_STATE_PENDING, FINDING_STATE_FULFILLED, FINDING_STATE_LATE, FINDING_STATE_BREACHED };

struct finding {
    struct str id; /* "f:" and 16 hex digits */
    int version;
    struct str clause, article, phase;
    enum finding_verdict verdict;
    enum fact_status status;
    bool has_occurrence, has_states, has_value, has_bound, has_events; /* of the members below */
    bool is_withdrawn; /* written as the verdict "withdrawn", whatever `verdict` is */
    /* Not written: what reports need to group and coarsen. */
    bool is_presence; /* presence or holdings of forces: coarser and later for readers */
    bool is_standing; /* the one finding of a clause, party and phase where nothing stands */
    struct fact_interval occurrence;
    struct str party;                 /* empty: null */
    const struct fact_share *parties; /* shares of the bound parties, in the order declared */
    size_t party_count;
    struct fact_attribution attribution;
    struct str gravity; /* empty: null */
    struct fact_time time;
    struct fact_place place;
    const struct finding_reading *readings; /* only where the geometry is disputed */
    size_t reading_count;
    struct fact_interval states[4]; /* pending, fulfilled, late, breached */
    struct fact_interval value;     /* hi is INFINITY when open: written null */
    double bound;
    struct str unit;           /* of value and bound: "tally", "personnel" …; empty: null */
    double events;             /* acts the record means */
    const struct str *because; /* "feed:id" of records, "decision:id" of rulings */
    size_t because_count;
    const struct str *considered;
    size_t considered_count;
    const struct str *needs; /* sentences */
    size_t need_count;
    const enum finding_need *need_kinds; /* of each sentence; NULL: not known. Not written */
    int64_t known_at_us;
    struct str supersedes; /* empty: null */
    struct str text;       /* one sentence in words */
    struct finding_way way;
    /* Not written either. */
    size_t clause_index; /* in the plan */
    size_t party_index;  /* in the plan's actors; SIZE_MAX: null */
};

const char *finding_verdict_text(enum finding_verdict verdict);
const char *finding_way_text(enum finding_way_by by); /* "" where nothing was weighed */

/* One NDJSON line with newline, keys in order, null where nothing is to be said. */
void finding_put(struct buf *buf, const struct finding *finding);

/* CSV: the same keys as columns, nested ones by path (place.lon), lists joined by `;`. The place
 * and time columns come from `place` and `time`, so that a coarsened copy of a finding can be
 * written. */
void finding_csv_header(struct buf *buf);
void finding_csv_put(struct buf *buf, const struct finding *finding);

/* number, or [lo, hi]; probabilities to 1e-6 */
void fact_interval_put(struct buf *buf, struct fact_interval interval, int decimals);
/* [lo, hi] always: what summary.json and phases.json say in intervals. */
void fact_interval_put_both(struct buf *buf, struct fact_interval interval, int decimals);

#endif

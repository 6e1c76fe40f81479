/* SPDX-License-Identifier: Apache-2.0
 *
 * Outcome: all that a run of the monitor says: findings, phases with their gates, the agenda of
 * soft clauses, counts per clause, and what should be told. Everything lives in the arena of the
 * run. */
#ifndef FACTS_OUTCOME_H
#define FACTS_OUTCOME_H

#include "facts/finding.h"

#define OUTCOME_PHASE_STATES(X)                                                                    \
    X(NOT_BEGUN, "not begun")                                                                      \
    X(RUNNING, "running")                                                                          \
    X(CONDITIONS_MET, "conditions met")                                                            \
    X(UNDETERMINED, "undetermined")                                                                \
    X(ENDED, "ended")                                                                              \
    X(LAPSED, "lapsed")

enum outcome_phase_state {
#define X(name, text) OUTCOME_PHASE_##name,
    OUTCOME_PHASE_STATES(X)
#undef X
};

#define OUTCOME_GATE_STATES(X)                                                                     \
    X(PENDING, "pending")                                                                          \
    X(MET, "met")                                                                                  \
    X(NOT_MET, "not met")                                                                          \
    X(UNDETERMINED, "undetermined")

enum outcome_gate_state {
#define X(name, text) OUTCOME_GATE_##name,
    OUTCOME_GATE_STATES(X)
#undef X
};

struct outcome_gate {
    struct str to; /* phase it leads to */
    enum outcome_gate_state state;
    const struct str *conditions; /* each condition in words, in the order written */
    const enum outcome_gate_state *condition_states;
    size_t condition_count;
    bool has_value; /* of the first counted condition */
    struct fact_interval value;
    struct fact_interval probability; /* that the conditions hold */
    struct finding_way way;           /* how that was found */
    size_t awaited;                   /* rulings not yet given */
    const struct str *blocks; /* what stands in the way, in words; empty when nothing does */
    size_t block_count;
    struct str decided_by; /* the deciding body, or empty */
    struct str decision; /* id of the decision taken; empty: null. "by rule" when nobody decides */
    struct str decision_what; /* "proceed", "refuse", "lapsed without a decision" … or empty */
    int64_t judged_us;        /* the moment the conditions were judged; TIME_NONE */
    /* a sentence when later knowledge would have judged differently, or empty */
    struct str as_now_known;
};

struct outcome_phase {
    struct str name, title;
    enum outcome_phase_state state;
    int64_t begin_us, end_us; /* TIME_NONE: null */
    int64_t planned_end_us;   /* from `lasts`; TIME_NONE. Not written */
    struct str next;          /* phase it went on to, or empty */
    const struct outcome_gate *gates;
    size_t gate_count;
    const struct str *blocks; /* what a phase that has not begun waits for, in words */
    size_t block_count;
};

/* A meeting of a soft clause (`assess`), a deferred issue or a working group. */
struct outcome_agenda {
    struct str clause;         /* label, or empty */
    struct str title;          /* of the clause, issue or track */
    struct str body;           /* who */
    struct str state;          /* "scheduled", "held", "deferred", "open", "waits for …" */
    int64_t from_us, to_us;    /* the period; TIME_NONE */
    const struct str *records; /* observations or decisions that speak of it */
    size_t record_count;
};

#define OUTCOME_JUDGED(X)                                                                          \
    X(YES, "yes")                                                                                  \
    X(SCHEDULED, "scheduled")                                                                      \
    X(OPEN, "open")                                                                                \
    X(NOT_YET, "not judged yet")                                                                   \
    X(NOT_ENCODED, "not encoded")

enum outcome_judged {
#define X(name, text) OUTCOME_##name,
    OUTCOME_JUDGED(X)
#undef X
};

struct outcome_party_count {
    struct str party;
    struct fact_interval count;
};

/* What a clause comes to under one reading of a disputed geometry alone. */
struct outcome_reading_count {
    struct str reading;
    size_t violations, undetermined; /* acts, stays and excesses */
    struct fact_interval expected;
};

struct outcome_clause {
    struct str label, title, article;
    enum outcome_judged judged;
    struct str why; /* for OPEN and NOT_YET: what is open or not judged, or empty */
    size_t verdicts[FINDING_VERDICT_COUNT];
    size_t alleged, under_verification, substantiated, not_substantiated, ruled_undetermined;
    const struct outcome_party_count *by_party; /* in the order declared */
    size_t by_party_count;
    const struct outcome_reading_count *by_reading; /* in the order declared */
    size_t by_reading_count;                        /* 0: no geometry of it is disputed */
    struct fact_interval expected;
};

struct outcome_late {
    struct str record; /* feed:id of what came after its feed's watermark */
    int64_t received_us, time_us;
    struct str text;
};

struct outcome {
    int64_t known_at_us; /* the run's moment of knowledge */
    int64_t watermark_us;
    size_t observation_count, incident_count, unclassified_count, tally_count;
    struct finding
        *findings; /* sorted: time.from, clause as declared, party as declared (null last), id */
    size_t finding_count;
    struct outcome_phase *phases;
    size_t phase_count;
    struct outcome_agenda *agenda;
    size_t agenda_count;
    struct outcome_clause *clauses;
    size_t clause_count;
    struct outcome_late *late;
    size_t late_count;
    struct str *unseen; /* what was not seen, by clause and past day, in words */
    size_t unseen_count;
    struct str *warnings; /* refused decisions, undeclared names …, in words, sorted */
    size_t warning_count;
};

const char *outcome_phase_state_text(enum outcome_phase_state state);
const char *outcome_gate_state_text(enum outcome_gate_state state);
const char *outcome_judged_text(enum outcome_judged judged);

/* phases.json whole; the "clauses" and "phases" members of summary.json. One object,
 * pretty-printed with two spaces, a final newline for the whole file. */
void outcome_put_phases(struct buf *buf, const struct outcome *outcome);
void outcome_put_summary_clauses(struct buf *buf, const struct outcome *outcome);
void outcome_put_summary_phases(struct buf *buf, const struct outcome *outcome);
void outcome_put_late(struct buf *buf, const struct outcome *outcome); /* late.ndjson */

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Outcomes: an agreement held against facts. The same agreement and facts give the same outcome, byte
 * for byte, in whatever order the facts were read. */
#ifndef TRUCE_OUTCOME_H
#define TRUCE_OUTCOME_H

#include "truce/facts.h"

#ifdef __cplusplus
extern "C" {
#endif

struct truce_outcome; /* opaque */

#define TRUCE_NO_TIME INT64_MIN    /* a moment that is not set */
#define TRUCE_EVERYTHING INT64_MAX /* known_at_us: with all that was read */

/* An RFC 3339 moment with its offset ("2020-07-30T00:00:00Z") in microseconds since 1970 UTC.
 * TRUCE_INPUT for anything else; the text says what to write. */
enum truce_code truce_time_parse(struct truce_text text, int64_t *at_us, struct truce_error *error);

struct truce_run_options {
    int64_t known_at_us; /* see only what was received by then */
    bool is_draft;       /* judge what can be judged, list the rest */
};

/* Run. It brings `facts` into their order and leaves out what was not known, so that facts can be run
 * once. The outcome borrows from `agreement` and `facts`. TRUCE_AGREEMENT when the agreement has
 * errors, or open places and this is no draft; TRUCE_USAGE for facts that were run before;
 * TRUCE_NO_MEMORY. On failure *outcome is NULL. */
enum truce_code truce_run(const struct truce_agreement *agreement, struct truce_facts *facts,
                          const struct truce_run_options *options, struct truce_outcome **outcome,
                          struct truce_error *error);
void truce_outcome_close(struct truce_outcome *outcome); /* accepts NULL */

enum truce_verdict {
    TRUCE_VIOLATION,
    TRUCE_PENDING,
    TRUCE_FULFILLED,
    TRUCE_LATE,
    TRUCE_BREACHED,
    TRUCE_KEPT,
    TRUCE_UNDETERMINED
};
#define TRUCE_VERDICT_COUNT 7

/* One clause held against one incident, duty, period or phase; findings.ndjson has every field. */
struct truce_finding {
    struct truce_text id, clause, article, phase, party; /* party empty: none */
    enum truce_verdict verdict;
    struct truce_text status; /* "alleged", "substantiated" ... */
    bool has_occurrence;
    double occurrence[2];             /* probability, lower and upper */
    int64_t from_us, to_us;           /* TRUCE_NO_TIME where there is none */
    struct truce_text text;           /* one sentence */
    const struct truce_text *because; /* "feed:id" of the records */
    size_t because_count;
};
size_t truce_outcome_finding_count(const struct truce_outcome *outcome);
struct truce_finding truce_outcome_finding(const struct truce_outcome *outcome, size_t index);
/* How many findings have a verdict. */
size_t truce_outcome_count(const struct truce_outcome *outcome, enum truce_verdict verdict);
const char *truce_verdict_text(enum truce_verdict verdict);

/* The run's moment of knowledge. */
int64_t truce_outcome_known_at(const struct truce_outcome *outcome);

/* What should be told: decisions refused, names not declared and the like, in words. */
size_t truce_outcome_warning_count(const struct truce_outcome *outcome);
struct truce_text truce_outcome_warning(const struct truce_outcome *outcome, size_t index);

/* Hold the outcome against an earlier one of the same agreement, known earlier: `findings` is its findings.ndjson. What is the same
 * keeps its version, what changed has the next and names in `supersedes` what it replaces, what no longer stands follows the
 * findings with the verdict "withdrawn". Once, before anything is put. TRUCE_INPUT when a line is no finding. */
enum truce_code truce_outcome_after(struct truce_outcome *outcome, struct truce_text findings,
                                    struct truce_error *error);
bool truce_outcome_is_after(const struct truce_outcome *outcome);
enum truce_change { TRUCE_NEW, TRUCE_REVISED, TRUCE_WITHDRAWN };
size_t truce_outcome_change_count(const struct truce_outcome *outcome, enum truce_change change);

/* What can be written of an outcome. EXACT ones hold everything as it was read and are for whoever
 * holds the inputs, never for publication; VIEWS follow the audience: coarsened and delayed alike
 * for all parties. The others hold no places. */
enum truce_output {
    TRUCE_OUTPUT_FINDINGS_NDJSON, /* exact */
    TRUCE_OUTPUT_REJECTED_NDJSON, /* exact */
    TRUCE_OUTPUT_LATE_NDJSON,     /* exact */
    TRUCE_OUTPUT_PHASES_JSON,
    TRUCE_OUTPUT_SUMMARY_JSON,
    TRUCE_OUTPUT_FINDINGS_CSV,     /* view */
    TRUCE_OUTPUT_FINDINGS_GEOJSON, /* view */
    TRUCE_OUTPUT_REPORT_HTML,      /* view; one self-contained page */
    TRUCE_OUTPUT_CHANGES_NDJSON,   /* exact; what differs from the earlier outcome */
    TRUCE_OUTPUT_TASKING_JSON,     /* restricted only; what to look for, without exact places */
    TRUCE_OUTPUT_SUMMARY_TEXT      /* view; what the program prints */
};
enum truce_audience { TRUCE_PUBLIC, TRUCE_RESTRICTED };

enum truce_code truce_outcome_put(const struct truce_outcome *outcome, enum truce_output output,
                                  enum truce_audience audience, const struct truce_sink *sink,
                                  struct truce_error *error);

#ifdef __cplusplus
}
#endif

#endif

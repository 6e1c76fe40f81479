/* SPDX-License-Identifier: Apache-2.0
 *
 * Facts: everything that was read, in one place, in a total order that does not depend on the order
 * of arrival or on how the input was split over files. */
#ifndef FACTS_FACTS_H
#define FACTS_FACTS_H

#include "base/map.h"
#include "facts/record.h"

/* What is known of one input, for summary.json and manifest.json. */
struct fact_input {
    struct str name; /* as the summary shows it: the file's base name */
    struct str format;
    uint8_t sha256[32];
    uint64_t size;         /* bytes */
    uint64_t observations; /* records that were usable: observations and tallies */
    uint64_t records;      /* other records */
    uint64_t rejected;
    uint64_t corrections;
    bool has_chain; /* osce-daily: stated previous values, and how many agree */
    uint64_t chain_stated, chain_agree;
};

/* A line that could not be read. */
struct fact_reject {
    struct str source;
    uint64_t line, column; /* 1-based; column 0: none */
    struct str reason;
    struct str text; /* the line, cut to 4 KiB, made valid UTF-8 */
};

/* Told once, with a count: unknown keys, undeclared names, missing `received`. */
struct fact_notice {
    struct str text; /* one line */
    uint64_t count;
};

struct facts {
    struct arena *arena; /* borrowed; everything below lives in it */
    struct observation *observations;
    size_t observation_count, observation_capacity;
    struct fact_coverage *coverages;
    size_t coverage_count, coverage_capacity;
    struct fact_feed *feeds;
    size_t feed_count, feed_capacity;
    struct fact_decision *decisions;
    size_t decision_count, decision_capacity;
    struct fact_declaration *declarations;
    size_t declaration_count, declaration_capacity;
    struct fact_tally *tallies;
    size_t tally_count, tally_capacity;
    struct fact_reject *rejects;
    size_t reject_count, reject_capacity;
    struct fact_notice *notices;
    size_t notice_count, notice_capacity;
    struct fact_input *inputs;
    size_t input_count, input_capacity;
    struct map notice_index; /* text to index in `notices` */
    uint32_t *by_name;       /* observations for facts_find_observation; after facts_seal */
    struct map interned;     /* equal names share bytes */
    struct str *interned_text;
    size_t interned_count, interned_capacity;
};

void facts_init(struct facts *facts, struct arena *arena);

/* A copy of `text` in the arena; equal texts give the same pointer. */
enum err_code facts_intern(struct facts *facts, struct str text, struct str *out,
                           struct err *err) MUST_USE;

/* Append; the struct is copied, what it points at must live in the facts' arena. */
enum err_code facts_add_observation(struct facts *facts, const struct observation *o,
                                    struct err *err) MUST_USE;
enum err_code facts_add_coverage(struct facts *facts, const struct fact_coverage *c,
                                 struct err *err) MUST_USE;
enum err_code facts_add_feed(struct facts *facts, const struct fact_feed *f,
                             struct err *err) MUST_USE;
enum err_code facts_add_decision(struct facts *facts, const struct fact_decision *d,
                                 struct err *err) MUST_USE;
enum err_code facts_add_declaration(struct facts *facts, const struct fact_declaration *d,
                                    struct err *err) MUST_USE;
enum err_code facts_add_tally(struct facts *facts, const struct fact_tally *t,
                              struct err *err) MUST_USE;
enum err_code facts_add_reject(struct facts *facts, const struct fact_reject *r,
                               struct err *err) MUST_USE;
/* Counts `count` more of an equal text, or adds it. From FACTS_NOTICE_LIMIT different texts on,
 * the rest is counted under one common text. */
#define FACTS_NOTICE_LIMIT 1000
enum err_code facts_add_notice(struct facts *facts, struct str text, uint64_t count,
                               struct err *err) MUST_USE;

/* Keep only what was received by `known_at_us` (TIME_NEVER: everything), then bring all into the
 * total order:
 *  - give ids to observations and tallies that have none: a hash of the content and, from the
 *    second on, a running number among equals in the order of receipt, so that it does not
 *    depend on arrival;
 *  - of each feed:id keep the latest content by (received, SHA-256 of the content); contents
 *    that differ from the one before are counted as corrections, repeats are one record,
 *    received when it first was;
 *  - the same for declarations (party, id), decisions (body, id) and, by content alone, for the
 *    others;
 *  - sort observations by (time.from, time.to, feed, id), decisions by (time, received, body,
 *    id), feeds by name, the others by time then bytes, rejects by (source, line, column),
 *    notices by text. Feed records are not filtered by time. Call once, after all reading. O(n
 *    log n). */
enum err_code facts_seal(struct facts *facts, int64_t known_at_us, struct err *err) MUST_USE;

/* Index of the observation named "feed:id", or SIZE_MAX. After facts_seal. */
size_t facts_find_observation(const struct facts *facts, struct str name);

#endif

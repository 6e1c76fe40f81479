/* SPDX-License-Identifier: Apache-2.0
 *
 * Facts: what was observed, decided and covered, read from any number of inputs in any order. Inputs
 * come in pieces of any size; a line that cannot be read becomes a reject, never an error. */
#ifndef TRUCE_FACTS_H
#define TRUCE_FACTS_H

#include "truce/agreement.h"

#ifdef __cplusplus
extern "C" {
#endif

struct truce_facts; /* opaque */

/* `agreement` gives the time zone of readers that need one; it and `host` must outlive the facts.
 * TRUCE_AGREEMENT when it has errors, TRUCE_NO_MEMORY. */
enum truce_code truce_facts_open(const struct truce_memory *memory,
                                 const struct truce_agreement *agreement,
                                 const struct truce_host *host, struct truce_facts **facts,
                                 struct truce_error *error);
void truce_facts_close(struct truce_facts *facts); /* accepts NULL */

/* How many threads may read, judge and write these facts at once: at least 1; 0, as it is at first, one for each core. The
 * results are the same bytes whatever it is. Where it is more than 1, the memory of `memory` is asked for by one thread at a
 * time, but not always by the caller's. */
void truce_facts_set_threads(struct truce_facts *facts, unsigned threads);

/* What an input is for, as the manifest says it. All are read alike. */
enum truce_role { TRUCE_ROLE_FEED, TRUCE_ROLE_DECISIONS, TRUCE_ROLE_COVERAGE };

struct truce_input {
    struct truce_text name;   /* the file's base name, or "-" */
    struct truce_text format; /* ndjson, csv, ucdp, firms or osce-daily */
    struct truce_text zone;   /* IANA name for times without offset; empty: they are refused */
    enum truce_role role;
};

/* One input after the other: begin, push any number of times, end. begin: TRUCE_USAGE for an unknown
 * format, TRUCE_INPUT for an unknown zone. push and end: TRUCE_INPUT when the form is not recognised
 * or nothing in it is usable; the input is over then, and the facts can only be looked at and closed. */
enum truce_code truce_facts_begin(struct truce_facts *facts, const struct truce_input *input,
                                  struct truce_error *error);
enum truce_code truce_facts_push(struct truce_facts *facts, const char *bytes, size_t size,
                                 struct truce_error *error);
enum truce_code truce_facts_end(struct truce_facts *facts, struct truce_error *error);

/* What was read of each input, in the order given. */
struct truce_input_report {
    struct truce_text name, format;
    enum truce_role role;
    struct truce_hash hash;
    uint64_t size;         /* bytes */
    uint64_t observations; /* usable observations and tallies */
    uint64_t records;      /* other records */
    uint64_t rejected;
};
size_t truce_facts_input_count(const struct truce_facts *facts);
struct truce_input_report truce_facts_input(const struct truce_facts *facts, size_t index);

/* Lines that could not be read, in the order met. */
struct truce_reject {
    struct truce_text source;
    uint64_t line, column; /* 1-based; column 0: none */
    struct truce_text reason;
    struct truce_text text; /* the line, cut to 4 KiB */
};
size_t truce_facts_reject_count(const struct truce_facts *facts);
struct truce_reject truce_facts_reject(const struct truce_facts *facts, size_t index);

/* Told once, with how often: unknown keys, undeclared names, a missing `received`. */
struct truce_notice {
    struct truce_text text;
    uint64_t count;
};
size_t truce_facts_notice_count(const struct truce_facts *facts);
struct truce_notice truce_facts_notice(const struct truce_facts *facts, size_t index);

#ifdef __cplusplus
}
#endif

#endif

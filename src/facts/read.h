/* SPDX-License-Identifier: Apache-2.0
 *
 * Read the exchange form: NDJSON lines and CSV rows into facts. Bytes come in pieces of any
 * size; the reader is bounded by FACTS_LINE_LIMIT whatever the input. A line that cannot be read
 * becomes a reject; it is never an error of the call. */
#ifndef FACTS_READ_H
#define FACTS_READ_H

#include "facts/facts.h"

/* One record from one NDJSON line (no newline). `feed`: the feed of records that name none.
 * `zone`: for times without offset, or NULL to refuse them. On ERR_INPUT the text is the reason
 * and *column where (1-based; 0 none). */
enum err_code fact_read_line(struct facts *facts, struct str line, struct str feed,
                             const struct tz *zone, struct str source, uint64_t line_number,
                             uint64_t *column, struct err *err) MUST_USE;

/* Set content, id and name from the other fields; for readers that build observations
 * themselves. `id` is copied; where it is empty it becomes a hash of the content, without the
 * names of parties, and `name` stays empty until facts_seal. */
enum err_code observation_finish(struct facts *facts, struct observation *observation,
                                 struct err *err) MUST_USE;

/* Set id and name of a tally and add it. */
enum err_code fact_tally_finish(struct facts *facts, struct fact_tally *tally,
                                struct err *err) MUST_USE;

#endif

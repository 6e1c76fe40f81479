/* SPDX-License-Identifier: Apache-2.0
 *
 * Feeds: bytes of one source in, observations out. A reader takes its input in pieces of any
 * size and is bounded by FACTS_LINE_LIMIT and FACTS_COLUMN_LIMIT whatever comes. Lines that
 * cannot be read become rejects; the calls fail only when the form is not recognised, nothing is
 * usable (at the end), or memory runs out. */
#ifndef FEED_FEED_H
#define FEED_FEED_H

#include "facts/facts.h"

struct feed_options {
    struct str name; /* of the input, for messages and the summary: a file's base name, or "-" */
    /* Of records that name none: the file's name without ending. Public sources use their own. */
    struct str feed;
    const struct tz *zone; /* --feed FORMAT[zone=…]; NULL: times without offset are refused */
    /* What `ucdp` (NULL: UTC) and `osce-daily` (NULL: refused) use when `zone` is NULL. */
    const struct tz *agreement_zone;
};

struct feed_reader;

/* `ndjson`, `csv`, `ucdp`, `firms`, `osce-daily`. ERR_USAGE for another name (the text lists
 * them) and where a format needs a zone and there is none. The reader lives in facts->arena;
 * `facts` is borrowed until feed_end or feed_close. */
enum err_code feed_open(struct str format, const struct feed_options *options, struct facts *facts,
                        struct feed_reader **reader, struct err *err) MUST_USE;
/* ERR_INPUT when the form is not recognised. After a failure the input is over. */
enum err_code feed_push(struct feed_reader *reader, struct str bytes, struct err *err) MUST_USE;
/* ERR_INPUT when nothing in it was usable (an empty NDJSON or a CSV with only its header is
 * usable: it holds nothing). Adds the input's fact_input, also then, and its feed record (public
 * sources declare themselves incomplete). */
enum err_code feed_end(struct feed_reader *reader, struct err *err) MUST_USE;
/* Give back what does not live in the arena, when feed_end is not reached. Accepts NULL;
 * harmless afterwards. */
void feed_close(struct feed_reader *reader);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of this module share. */
#ifndef FACTS_FACTS_INT_H
#define FACTS_FACTS_INT_H

#include "base/json.h"
#include "facts/facts.h"
#include "facts/value.h"

#define MADE_ID_BYTES 8 /* of SHA-256, for records without an id */
/* Of a record written canonically: a line may grow when escapes and numbers are written out. */
#define CONTENT_LIMIT (16 * FACTS_LINE_LIMIT)

enum put_what {
    PUT_ALL,
    PUT_CONTENT, /* without id, feed and received */
    PUT_NAMELESS /* that, and without the names of parties: shares by size only */
};

void observation_put_as(struct buf *buf, const struct observation *observation, enum put_what what);
void coverage_put_as(struct buf *buf, const struct fact_coverage *coverage, enum put_what what);
void decision_put_as(struct buf *buf, const struct fact_decision *decision, enum put_what what);
void declaration_put_as(struct buf *buf, const struct fact_declaration *declaration,
                        enum put_what what);
void tally_put_as(struct buf *buf, const struct fact_tally *tally, enum put_what what);

/* Pieces of writers. */
void facts_put_number(struct buf *buf, double value);
void put_text(struct buf *buf, bool *first, const char *key, struct str value); /* unless empty */
void put_number(struct buf *buf, bool *first, const char *key, double value);
void put_moment(struct buf *buf, bool *first, const char *key, int64_t at_us);
void put_place(struct buf *buf, bool *first, const struct fact_place *place);
void put_texts(struct buf *buf, bool *first, const char *key, const struct str *texts,
               size_t count);
void put_shares(struct buf *buf, bool *first, const char *key, const struct fact_share *shares,
                size_t count, enum put_what what);
void put_attribution(struct buf *buf, bool *first, const struct fact_attribution *attribution,
                     enum put_what what);
void put_attributes(struct buf *buf, bool *first, const char *key,
                    const struct fact_attribute *attributes, size_t count, enum put_what what);

/* "feed:id" in the arena; *id becomes its end. */
enum err_code facts_name(struct facts *facts, struct str feed, struct str *id, struct str *name,
                         struct err *err) MUST_USE;
uint64_t facts_name_hash(struct str text);

/* One NDJSON line being read. */
struct reading {
    struct facts *facts;
    struct arena *scratch; /* the tree */
    struct str feed;       /* of records that name none */
    const struct tz *zone;
    struct str source;
    uint64_t line;
    uint64_t *column;
    struct err *err;
};

enum err_code reading_fail(struct reading *r, const struct json *at, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
/* Set the column of a failure told by somebody else. */
enum err_code reading_at(struct reading *r, const struct json *at, enum err_code code);

/* Members by key; a missing one and null leave *out as it is. `path` comes before `key` in
 * messages. */
enum err_code read_text(struct reading *r, const struct json *in, const char *key,
                        struct str *out) MUST_USE;
enum err_code read_name(struct reading *r, const struct json *in, const char *path, const char *key,
                        struct str *out) MUST_USE;
enum err_code read_number(struct reading *r, const struct json *in, const char *path,
                          const char *key, enum fact_measure measure, double *out,
                          bool *has) MUST_USE;
enum err_code read_flag(struct reading *r, const struct json *in, const char *path, const char *key,
                        bool *out) MUST_USE;
enum err_code read_names(struct reading *r, const struct json *in, const char *key,
                         const struct str **out, size_t *count) MUST_USE;
enum err_code read_moment(struct reading *r, const struct json *in, const char *key,
                          struct fact_time *out, bool *has) MUST_USE;
enum err_code read_received(struct reading *r, const struct json *in, int64_t otherwise_us,
                            int64_t *received_us, bool *known) MUST_USE;
/* An instant, a day or {"from", "to"}; false in *has when there is none. `holds` and `aggregate`
 * may be NULL. */
enum err_code read_time(struct reading *r, const struct json *value, struct fact_time *out,
                        bool *has, bool *holds, bool *aggregate) MUST_USE;
enum err_code read_place(struct reading *r, const struct json *value,
                         struct fact_place *out) MUST_USE;
enum err_code read_attribution(struct reading *r, const struct json *value,
                               struct fact_attribution *out) MUST_USE;
enum err_code read_shares(struct reading *r, const struct json *value, const char *key, bool joint,
                          const struct fact_share **out, size_t *count) MUST_USE;
/* The members of an object, sorted; `more` slots are left free behind them (of *out + *count). */
enum err_code read_attributes(struct reading *r, const struct json *value,
                              struct fact_attribute *out, size_t *count) MUST_USE;
enum err_code read_json_text(struct reading *r, const struct json *value, struct str *out) MUST_USE;
/* Tell once of members that are not in `known` (ends with NULL). */
enum err_code read_unknown(struct reading *r, const struct json *in, const char *path,
                           const char *const *known) MUST_USE;
bool is_one_of(struct str key, const char *const *known);

enum err_code read_observation(struct reading *r, const struct json *in) MUST_USE;
enum err_code read_record(struct reading *r, const struct json *in, struct str record) MUST_USE;

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * What the readers share: bytes are cut into lines or rows here, within limits; a format only
 * sees whole ones. */
#ifndef FEED_FEED_INT_H
#define FEED_FEED_INT_H

#include "base/hash.h"
#include "facts/read.h"
#include "facts/value.h"
#include "feed/feed.h"

#define FEED_REJECT_TEXT_LIMIT ((size_t)4096)

struct feed_field {
    struct str text; /* without quotes, doubled ones undone */
    size_t at;       /* byte in the row where it begins */
};

/* A row of a table; lives until the next one. */
struct feed_row {
    struct str raw; /* without the newline at its end */
    uint64_t line;  /* 1-based, where it begins */
    struct feed_field *fields;
    size_t count;
};

struct feed_format {
    struct str name;
    bool is_table;  /* CSV with a header; else NDJSON */
    bool is_public; /* its feed is its name, and declares itself incomplete */
    bool needs_zone;
    /* Tables: find the columns; ERR_INPUT when this is not the form. Allocates reader->state. */
    enum err_code (*header)(struct feed_reader *reader, const struct feed_row *row,
                            struct err *err);
    /* One row; ERR_INPUT makes it a reject, with reader->column. */
    enum err_code (*row)(struct feed_reader *reader, const struct feed_row *row, struct err *err);
    enum err_code (*end)(struct feed_reader *reader, struct err *err); /* may be NULL */
};

extern const struct feed_format feed_csv, feed_firms, feed_osce, feed_ucdp;

struct feed_reader {
    struct facts *facts; /* borrowed */
    const struct feed_format *format;
    struct feed_options options; /* name and feed copied into the arena */
    struct hash_stream hash;
    bool is_over; /* failed or ended */
    struct fact_input input;
    struct err first_reason; /* of the first reject, for when nothing is usable */
    /* cutting */
    char *bytes; /* in the arena: [start, size) is not used yet, [start, scanned) was looked at */
    size_t start, scanned, size, capacity;
    bool is_open;     /* a quote is open at `scanned` */
    bool is_skipping; /* in a line above the limit */
    bool has_begun;   /* the byte-order mark is behind us */
    uint64_t line;    /* 1-based line at `start` */
    /* tables */
    char separator; /* 0: header not seen yet */
    size_t column_count;
    struct feed_row current;
    size_t field_capacity;
    char *unquoted; /* fields with doubled quotes, undone */
    size_t unquoted_capacity;
    uint64_t column; /* of the last failure; 0 none */
    void *state;     /* the format's */
};

/* The index of the column `name` (any case), or SIZE_MAX. */
size_t feed_find_column(const struct feed_row *header, const char *name);
/* All of `names` (ends with NULL) into columns[]; ERR_INPUT naming the first that is missing and
 * what is there. */
enum err_code feed_need_columns(const struct feed_row *header, const char *const *names,
                                size_t *columns, struct err *err) MUST_USE;
/* The text of a column, trimmed; empty when there is no such column. */
struct str feed_text(const struct feed_row *row, size_t column);
/* Point the reject at a column, if `code` is a failure. */
enum err_code feed_at(struct feed_reader *reader, const struct feed_row *row, size_t column,
                      enum err_code code);

/* The state of a format, zeroed. */
#define FEED_STATE(reader, type) ((type *)((reader)->state))

/* Cut a row into fields. ERR_INPUT with reader->column set to the byte (1-based); malformed: its
 * quotes do not fit, so that nobody knows where the row ends. */
enum err_code feed_cut_row(struct feed_reader *reader, struct str raw, bool *is_malformed,
                           struct err *err) MUST_USE;
/* The separator of a header: of `,` `;` and tab the one that is there most. */
char feed_find_separator(struct str header);

/* Hand a whole line or row on; rejects are taken care of. A malformed row is rejected by its
 * first line alone. */
enum err_code feed_take(struct feed_reader *reader, struct str raw, bool *is_malformed,
                        struct err *err) MUST_USE;
enum err_code feed_reject(struct feed_reader *reader, struct str raw, uint64_t column,
                          const char *reason, struct err *err) MUST_USE;

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * The source text: which stretches of it are code, under which heading, at which line. Everything
 * speaks in byte offsets of the original file. */
#ifndef LANG_SOURCE_H
#define LANG_SOURCE_H

#include "base/mem.h"
#include "lang/diag.h"

#define SOURCE_SIZE_LIMIT ((size_t)16 << 20)

/* One line of code. */
struct source_piece {
    uint32_t from, to;
};

struct source_heading {
    struct str title;
    uint32_t at; /* offset of its line */
    uint32_t line;
    unsigned level; /* 1 to 6 */
    bool has_code;  /* a block stands under it or under a heading below it */
};

/* Prose: the text of one paragraph, list item or table cell outside of code and headings, markup between included. */
struct source_prose {
    uint32_t from, to;
    uint32_t heading; /* index + 1 of the heading it stands under; 0: none */
};

struct source {
    struct str text;
    bool is_markdown;
    uint32_t from; /* where it begins: behind a byte-order mark */
    const uint32_t *line_starts;
    size_t line_count;
    uint32_t last_line, last_at, last_column; /* where columns were counted to before */
    struct source_piece *pieces;
    size_t piece_count, piece_capacity;
    struct source_heading *headings;
    size_t heading_count, heading_capacity;
    struct source_prose *prose; /* in order */
    size_t prose_count, prose_capacity;
};

/* `whole` must be UTF-8 and not larger than the limit. Markdown unless `name` ends in .truce. */
enum err_code source_read(struct arena *arena, struct str name, struct str whole,
                          struct source *source, struct err *err) MUST_USE;

/* Columns are counted on from the last span of the same line: linear over a text in order. */
struct diag_span source_span(struct source *source, uint32_t from, uint32_t to);
uint32_t source_line(const struct source *source, uint32_t at); /* 1-based */
/* The heading that the offset stands under; empty when there is none. */
struct str source_article(const struct source *source, uint32_t at);

/* First offset that is not UTF-8, or text.size. */
size_t source_utf8_end(struct str text);

#endif

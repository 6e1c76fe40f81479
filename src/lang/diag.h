/* SPDX-License-Identifier: Apache-2.0
 *
 * Diagnostics: what is wrong with the text of an agreement, as its author should read it. Codes are never reused. */
#ifndef LANG_DIAG_H
#define LANG_DIAG_H

#include "base/buf.h"

enum diag_level {
    DIAG_ERROR, /* cannot run */
    DIAG_HOLE,  /* cannot enter into force */
    DIAG_WARNING,
    DIAG_NOTE
};

/* A stretch of the source: bytes [from, to), and where it starts for people. */
struct diag_span {
    uint32_t from, to;
    uint32_t line, column; /* 1-based; columns count characters */
};

struct diag {
    enum diag_level level;
    const char *code;      /* "T0203" */
    struct diag_span span; /* the smallest text that is wrong */
    struct str text;       /* what is wrong */
    struct str label;      /* what was expected there; may be empty */
    struct str help;       /* what to write; empty unless we are sure */
    struct str article;    /* heading it stands under; may be empty */
    bool has_other;        /* the second of two places that disagree */
    struct diag_span other;
    struct str other_label; /* "first declared here" */
};

struct diags {
    struct diag *items;
    size_t count, capacity;
    size_t errors, holes, warnings;
    size_t dropped; /* beyond the limit of 1,000 */
};

/* Print one after another, in order: `FILE:LINE:COLUMN: level[code]: text`, the source line, the caret, the label, help.
 * Hostile text is shown safely, long lines are cut around the caret. */
void diags_put_text(struct buf *buf, const struct diags *diags, struct str file, struct str source,
                    bool colour);
/* {"version": 1, "file": …, "diagnostics": [{"level", "code", "line", "column", "end_line", "end_column", "text", "label", "help", "article", "other"}]} */
void diags_put_json(struct buf *buf, const struct diags *diags, struct str file, struct str source);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * What the formatter's files share. */
#ifndef LANG_EDIT_FORMAT_INT_H
#define LANG_EDIT_FORMAT_INT_H

#include "lang/ast.h"
#include "lang/edit/format.h"

/* One line of the layout: tokens [first, end), a remark, or both. */
struct format_line {
    size_t first, end;
    unsigned indent;
    bool was_line;                  /* its first token was the first of a line before, too */
    bool begins;                    /* an item, head or statement begins it */
    bool blank_before;              /* an empty line stands above it */
    struct str remark;              /* from `--` to its last word; may be empty */
    uint32_t remark_was, remark_at; /* column before and now */
};

/* What is known of a token. */
struct format_token {
    uint8_t start;  /* indentation + 1 when a line must begin with it, else 0 */
    uint8_t rest;   /* indentation of what goes on behind it */
    bool is_tail;   /* a long line may be broken before it */
    bool is_duty;   /* the `require` of a `when`: a long line is broken here first */
    uint32_t was;   /* column before, counted from the first token of its line */
    uint32_t width; /* in characters */
    uint32_t at;    /* column now, counted from the first token of its line */
};

struct format {
    struct work *work;
    const struct ast *ast;
    struct format_token *tokens;
    LIST(struct format_line) lines; /* of the block at hand */
};

/* Fill start, rest, is_tail and is_duty of every token. */
void format_mark(struct format *format);
/* Columns of the tokens and remarks of format->lines. */
void format_align(struct format *format);
/* Blanks between a token and the one before it on its line: 0 or 1. */
uint32_t format_gap(const struct format *format, size_t token);
uint32_t format_width(struct str text); /* characters */

#endif

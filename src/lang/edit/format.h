/* SPDX-License-Identifier: Apache-2.0
 *
 * The formatter: one layout for the code of an agreement. Prose is kept byte for byte, and so are all words, texts and
 * remarks of the code and the order they stand in; only blanks and line ends between them change:
 *
 * - items begin at column 0, heads under `agreement` and statements at 2, what goes on from the line before at 2 (items),
 *   4 (clause heads, statements) or 6 (behind a `require` that stands under its `when`);
 * - every item, head and statement has a line of its own; a line end within one stays where it is;
 * - a statement, exit or phase of more than 100 columns is broken before `as of`, `until`, `during`, `while`, `unless`,
 *   before the `require` of a `when`, before `decided`, or before `begins`, `lasts` and `renews`;
 * - one space between words, none before `,` `:` `)` `]` and after `(` `[`; but where neighbouring lines were aligned with
 *   more than one space, they are aligned;
 * - at most one empty line between two lines, none at the ends of a block; nothing behind the last word of a line.
 *
 * A block that does not begin at the start of a line (in a list or quotation) is left as it is. */
#ifndef LANG_EDIT_FORMAT_H
#define LANG_EDIT_FORMAT_H

#include "lang/diag.h"

#include "base/mem.h"

#define FORMAT_WIDTH 100

/* *formatted is the text in its layout, in `arena`; `diags` then is empty. Where the text has errors of form they are in
 * `diags` and *formatted is empty (text NULL). ERR_NO_MEMORY; ERR_INTERNAL when the words would not stay the same, which is a
 * mistake of ours. Formatting what was formatted changes nothing. */
enum err_code lang_format(struct arena *arena, struct str name, struct str text,
                          struct diags *diags, struct str *formatted, struct err *err) MUST_USE;

#endif

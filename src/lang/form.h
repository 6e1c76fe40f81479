/* SPDX-License-Identifier: Apache-2.0
 *
 * The form of a text alone: its code, its words and its tree, without asking what names mean or reading other files.
 * For tools that need the text as it was written: the formatter, and an editor while somebody types. */
#ifndef LANG_FORM_H
#define LANG_FORM_H

#include "lang/ast.h"

/* Cut the text into words. *work and *diags are made anew and borrow `text` and `arena`; problems of form are in
 * `diags`, in order. ERR_NO_MEMORY. */
enum err_code form_lex(struct arena *arena, struct str name, struct str text, struct diags *diags,
                       struct work *work, struct err *err) MUST_USE;
/* The same with the tree, which is of an agreement, or of a monitoring plan where the text begins with `source`. */
enum err_code form_read(struct arena *arena, struct str name, struct str text, struct diags *diags,
                        struct work *work, struct ast *ast, struct err *err) MUST_USE;

/* lang_compile_with, for who also wants the tree that the plan was made from: *work and *ast, with the texts that are
 * built on, as long as `arena` lives (work->diags, host and err are borrowed). */
enum err_code form_compile(struct arena *arena, const struct lang_text *agreement,
                           const struct lang_text *sources, const struct lang_host *host,
                           struct diags *diags, struct work *work, struct ast *ast,
                           const struct plan **plan, struct err *err) MUST_USE;

#endif

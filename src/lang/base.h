/* SPDX-License-Identifier: Apache-2.0
 *
 * The texts beside the agreement: those it builds on, and the monitoring plan. All are parsed into one tree, rows of
 * the agreement first; labels of clauses built on carry the name given after `as`. */
#ifndef LANG_BASE_H
#define LANG_BASE_H

#include "lang/ast.h"

/* False, told at offset `base`, when a text is too large or not UTF-8. */
bool base_text_ok(struct work *work, uint32_t base, struct str text);
/* Read all that ast->builds names, and what those name in turn. */
void base_read(struct work *work, struct ast *ast);
void base_read_sources(struct work *work, struct ast *ast, const struct lang_text *sources);
/* What is declared alike is one; replaced clauses go. */
void base_join(struct work *work, struct ast *ast);
/* At the end: errors of a text that is built on become one at the `builds on`. */
void base_settle(struct work *work, const struct ast *ast);
/* A file named at a token, as the host knows it: relative to the folder of the text that names it. */
struct str base_path(struct work *work, size_t token, struct str name);

#endif

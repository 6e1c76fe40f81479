/* SPDX-License-Identifier: Apache-2.0
 *
 * Drafts: the brackets of a text that is still negotiated, and what differs in meaning between two drafts. */
#ifndef TRUCE_DRAFT_H
#define TRUCE_DRAFT_H

#include "truce/agreement.h"
#include "truce/library.h"

#ifdef __cplusplus
extern "C" {
#endif

struct truce_draft; /* opaque */

/* Read the brackets of `text`, which is copied. Texts with errors are read too, as far as they go. `host` is used until the
 * draft is closed. TRUCE_INPUT for a text over 16 MiB, TRUCE_NO_MEMORY, and what the host returns other than TRUCE_INPUT. */
enum truce_code truce_draft_open(const struct truce_memory *memory, struct truce_text name,
                                 struct truce_text text, const struct truce_host *host,
                                 struct truce_draft **draft, struct truce_error *error);
void truce_draft_close(struct truce_draft *draft); /* accepts NULL */

/* How many are open, those of texts it builds on included. */
size_t truce_draft_count(const struct truce_draft *draft);

enum truce_bracket_order { TRUCE_BRACKETS_BY_ARTICLE, TRUCE_BRACKETS_BY_PARTY };

/* The table of open points: each with its proposals, what each of them would make an error or a hole, and what one
 * party's proposals would together. The order is for people; the JSON has both. `errors`: how many errors the text has
 * as it is. */
enum truce_code truce_draft_put_brackets(struct truce_draft *draft, enum truce_form form,
                                         enum truce_bracket_order order,
                                         const struct truce_sink *sink, size_t *errors,
                                         struct truce_error *error);

/* Choose: "3=A", "5=B,2=20 km" (a bracket's number; a party, or a value in the language). May be called again for other
 * brackets. TRUCE_USAGE: no such bracket or party, one chosen twice, a value that does not parse there; the text says
 * what is allowed, and nothing was chosen by this call. */
enum truce_code truce_draft_choose(struct truce_draft *draft, struct truce_text choices,
                                   struct truce_error *error);
/* Take all choices back. */
void truce_draft_forget(struct truce_draft *draft);
/* The text with the choices made: prose, remarks and spacing are as they were elsewhere. */
enum truce_code truce_draft_put_source(struct truce_draft *draft, const struct truce_sink *sink,
                                       struct truce_error *error);
/* What was settled, what is left open, and what is an error or hole with the choices made. `errors`: how many errors
 * the text would have then. */
enum truce_code truce_draft_put_choice(struct truce_draft *draft, enum truce_form form,
                                       const struct truce_sink *sink, size_t *errors,
                                       struct truce_error *error);

/* What differs in meaning between two drafts, grouped by article; order, prose, remarks and local names do not count. Each
 * difference has its place, and what either draft says. `count` (may be NULL): how many. TRUCE_AGREEMENT where one of
 * them has errors. */
enum truce_code truce_diff_put(const struct truce_agreement *old_draft,
                               const struct truce_agreement *new_draft, enum truce_form form,
                               const struct truce_sink *sink, size_t *count,
                               struct truce_error *error);

#ifdef __cplusplus
}
#endif

#endif

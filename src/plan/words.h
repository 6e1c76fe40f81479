/* SPDX-License-Identifier: Apache-2.0
 *
 * The plan in sentences that a lawyer reads: what a statement, a phase or a clause means, in plain words and with every
 * reference resolved. The one place that turns a row into prose; what an editor shows and what a rendered page prints
 * are the same sentences. Times are local to the agreement's zone. No line ends inside a sentence; a sentence begins with a
 * capital and ends with a full stop. Indices must lie within the plan's tables; rows may hold PLAN_NONE. */
#ifndef PLAN_WORDS_H
#define PLAN_WORDS_H

#include "plan/plan.h"

/* "No attack by A or B is allowed anywhere, from the beginning of pause to its end; M verifies." What is open or not
 * judged yet follows in a sentence of its own. */
void plan_put_statement(struct buf *buf, const struct plan *plan, uint32_t statement);
/* The same without who verifies it: for lists under a clause. */
void plan_put_rule(struct buf *buf, const struct plan *plan, uint32_t statement);
/* All its statements, then who verifies it, how grave a breach is, and what it replaces. */
void plan_put_clause(struct buf *buf, const struct plan *plan, uint32_t clause);
/* When it begins, how long it lasts, how it is renewed; without its exits. */
void plan_put_phase(struct buf *buf, const struct plan *plan, uint32_t phase);
/* The way on number `exit` of a phase; exit_count is its `else` (nothing where it has none). */
void plan_put_exit(struct buf *buf, const struct plan *plan, uint32_t phase, size_t exit);
/* Who an actor is, what answers for it, how a body decides. */
void plan_put_actor(struct buf *buf, const struct plan *plan, uint32_t actor);
/* What a class takes in; a bare kind gives its label. */
void plan_put_class(struct buf *buf, const struct plan *plan, uint32_t class);
void plan_put_table(struct buf *buf, const struct plan *plan, uint32_t table);
void plan_put_date(struct buf *buf, const struct plan *plan, uint32_t date);

/* Parts of sentences, without capital and full stop. */
/* `phase` is what begin and end without a phase mean: an index, PLAN_THROUGHOUT or PLAN_NONE. */
void plan_put_words_time(struct buf *buf, const struct plan *plan, const struct plan_time *time,
                         uint32_t phase);
void plan_put_words_span(struct buf *buf, struct plan_span span); /* "72 hours" */
void plan_put_words_name(struct buf *buf, struct str name);       /* heavy_guns: "heavy guns" */
void plan_put_words_moment(struct buf *buf, const struct tz *tz,
                           int64_t at_us); /* "27 July 2020, 00:01" */

#endif

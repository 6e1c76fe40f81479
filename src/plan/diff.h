/* SPDX-License-Identifier: Apache-2.0
 *
 * What differs in meaning between two drafts of one agreement: who is bound, to what, where, when, by how much, who
 * verifies and decides, what is still in brackets. Plans are compared, not lines: order, prose, remarks, the way a measure
 * is spelled, and names that a draft gives to its own zones, classes, tables, dates and phases are no difference.
 *
 * Rows are matched by name, what is left by what it says; clauses by label and title, then by content. Each difference stands
 * under the heading it belongs to, in the new draft's order; what exchanging the two drafts changes is old and new only. */
#ifndef PLAN_DIFF_H
#define PLAN_DIFF_H

#include "plan/plan.h"

struct plan_diff_item {
    struct str what;  /* "deadline", "bound", "verifier", …: docs/formats/diff.md has the list */
    struct str where; /* "clause 5", "zone dmz", "phase pause", "the agreement" */
    struct str article;          /* heading; empty where there is none */
    struct str old, new;         /* as each draft has it; empty: it has none */
    uint32_t old_line, new_line; /* 0: not known */
    struct str text;             /* the sentence */
};

struct plan_diff_list {
    struct plan_diff_item *items;
    size_t count, capacity;
};

struct plan_diff {
    struct plan_diff_list meaning;
    struct plan_diff_list names; /* only called otherwise: labels, titles, local names */
};

/* Both plans have passed plan_verify. ERR_NO_MEMORY. About O(n log n) but for the statements of one clause. */
enum err_code plan_diff_make(struct arena *arena, const struct plan *old, const struct plan *new,
                             struct plan_diff *diff, struct err *err) MUST_USE;

/* Items in the order of the text they stand in: the new one, where it has them. Lines and articles may have been filled in
 * before. ERR_NO_MEMORY. */
enum err_code plan_diff_sort(struct arena *arena, struct plan_diff *diff, struct err *err) MUST_USE;

/* For people: grouped by article. Names and texts are put as they are: `put` makes them safe for a terminal. */
void plan_diff_put_text(struct buf *buf, const struct plan_diff *diff);
/* One object: docs/formats/diff.md. `old` and `new` are the names of the two texts. */
void plan_diff_put_json(struct buf *buf, const struct plan_diff *diff, struct str old,
                        struct str new);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Digests: what a clause's judgement depends on, in 32 bytes. Two clauses of two plans (two drafts of one text) with equal digests
 * are judged alike over the same facts, as long as the phases that they stand in begin and end alike.
 *
 * A statement counts with its words as written and with the content of all that they name: kinds, parties, places with their
 * geometry, dates, conditions with the clauses they count, and every permit. So a bracket changes the digests of the clauses that it
 * touches, and of no other. */
#ifndef PLAN_DIGEST_H
#define PLAN_DIGEST_H

#include "base/hash.h"
#include "plan/plan.h"

struct plan_digests {
    struct hash names; /* parties, kinds, tables, thresholds, zone: what records are looked up in */
    struct hash *nodes;  /* of plan.geometry */
    struct hash *places; /* with their geometry */
    struct hash *clauses;
    struct hash *conditions;
    bool *looks_about; /* per clause: it depends on phases besides its own */
};

/* All of them, in `arena`. ERR_NO_MEMORY, ERR_INTERNAL (hash.h). O(size of the plan), and of its clauses times what they name. */
enum err_code plan_digests_make(struct arena *arena, const struct plan *plan,
                                struct plan_digests *digests, struct err *err) MUST_USE;

#endif

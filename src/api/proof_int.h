/* SPDX-License-Identifier: Apache-2.0
 *
 * What proof.c and proof_words.c share. */
#ifndef API_PROOF_INT_H
#define API_PROOF_INT_H

#include "api/api_int.h"
#include "base/json.h"

struct proof {
    const struct truce_agreement *agreement;
    const struct truce_facts *facts;
    truce_proof_take take;
    void *ctx;
    size_t found;
};

/* A finding in words: article, rule, steps (as the checker replayed them; empty: it could not, for the reason `why`), evidence,
 * what would settle it, as known when. */
void proof_words(struct buf *buf, const struct proof *p, const struct monitor_explained *x,
                 struct str steps, struct str why);

#endif

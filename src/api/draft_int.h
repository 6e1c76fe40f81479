/* SPDX-License-Identifier: Apache-2.0
 *
 * Drafts with their brackets settled, for backtests. */
#ifndef API_DRAFT_INT_H
#define API_DRAFT_INT_H

#include "backtest/backtest.h"
#include "lang/lang.h"
#include "truce/draft.h"

#define API_COMBINATION_LIMIT ((size_t)BACKTEST_DRAFT_LIMIT)

/* How many ways there are to settle the brackets that are not chosen; API_COMBINATION_LIMIT + 1 for more than that. */
size_t api_draft_combinations(const struct truce_draft *draft);

struct api_variant {
    struct str name;
    const struct backtest_choice *choices;
    size_t choice_count;
    const struct plan *plan; /* NULL where the text has errors then */
    size_t errors;
};
/* The text with the choices made and, unless `index` is SIZE_MAX, the index-th combination of the others, compiled. It lives in
 * `arena`, shapes of the files that it loads where `kept` lives: one for all variants of a draft. */
enum err_code api_draft_variant(struct truce_draft *draft, size_t index, struct arena *arena,
                                struct lang_kept *kept, struct api_variant *out,
                                struct err *err) MUST_USE;

#endif

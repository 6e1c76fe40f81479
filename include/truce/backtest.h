/* SPDX-License-Identifier: Apache-2.0
 *
 * Backtests: what past observations would have meant under one or more drafts, and what differs between the drafts. The facts are
 * judged once for all drafts, as far as drafts mean the same.
 *
 *     truce_backtest_open(NULL, &options, &backtest, &error);
 *     truce_backtest_add_all(backtest, draft, &error);         every choice of its brackets
 *     truce_backtest_run(backtest, facts, &error);
 *     truce_backtest_put(backtest, TRUCE_BACKTEST_JSON, &sink, &error);
 *
 * The same drafts, facts and options give the same bytes. History holds no decisions: docs/reference/meaning.md says how phases
 * go on without them. */
#ifndef TRUCE_BACKTEST_H
#define TRUCE_BACKTEST_H

#include "truce/draft.h"
#include "truce/facts.h"

#ifdef __cplusplus
extern "C" {
#endif

struct truce_backtest; /* opaque */

#define TRUCE_BACKTEST_DRAFTS 4096   /* at most so many drafts */
#define TRUCE_BACKTEST_WORLDS 100000 /* and worlds */

struct truce_backtest_options {
    int64_t known_at_us; /* see only what was received by then; TRUCE_EVERYTHING */
    size_t worlds;       /* histories drawn besides the exact figures; 0: none */
    uint64_t seed;       /* of the draws */
    unsigned threads;    /* 0: one. The figures do not depend on it */
    struct truce_text
        from; /* a day, "2020-01-01": the dates of all drafts move so that the first enters into force on it; or empty */
};

/* TRUCE_USAGE for too many worlds or a day that is none. */
enum truce_code truce_backtest_open(const struct truce_memory *memory,
                                    const struct truce_backtest_options *options,
                                    struct truce_backtest **backtest, struct truce_error *error);
void truce_backtest_close(struct truce_backtest *backtest); /* accepts NULL */

/* Add a draft with the choices made in it; brackets left open stay open. The draft may be closed afterwards. TRUCE_AGREEMENT when the
 * text has errors then, TRUCE_USAGE for one too many. */
enum truce_code truce_backtest_add(struct truce_backtest *backtest, struct truce_draft *draft,
                                   struct truce_error *error);
/* Every combination of the proposals in the brackets that are not chosen. Combinations that make the text an error are left out and
 * counted. TRUCE_USAGE (the text says how many) for more than TRUCE_BACKTEST_DRAFTS. */
enum truce_code truce_backtest_add_all(struct truce_backtest *backtest, struct truce_draft *draft,
                                       struct truce_error *error);
size_t truce_backtest_count(const struct truce_backtest *backtest);
size_t truce_backtest_left_out(const struct truce_backtest *backtest);

/* Judge. It brings `facts` into their order; they may not have been run. The backtest borrows from them. TRUCE_USAGE when no draft was
 * added, or a day is given and the first draft does not say when it enters into force. */
enum truce_code truce_backtest_run(struct truce_backtest *backtest, struct truce_facts *facts,
                                   struct truce_error *error);

enum truce_backtest_output {
    TRUCE_BACKTEST_TEXT, /* what the program prints */
    TRUCE_BACKTEST_JSON, /* docs/formats/backtest.md */
    TRUCE_BACKTEST_HTML /* one self-contained page: brackets switched, map and figures follow. For readers: places on the grid of
                            the public audience */
};
/* After truce_backtest_run. */
enum truce_code truce_backtest_put(const struct truce_backtest *backtest,
                                   enum truce_backtest_output output, const struct truce_sink *sink,
                                   struct truce_error *error);

#ifdef __cplusplus
}
#endif

#endif

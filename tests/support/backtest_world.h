/* SPDX-License-Identifier: Apache-2.0
 *
 * Small backtests for tests: drafts as text behind monitor_world.h's prelude, records as NDJSON lines.
 *
 *     struct trial t;
 *     trial_open(&t);
 *     trial_draft(&t, "throughout clause 1 \"x\" forbid attack by A, B in z");
 *     world_add(&t.world, "{...}");
 *     trial_run(&t); */
#ifndef SUPPORT_BACKTEST_WORLD_H
#define SUPPORT_BACKTEST_WORLD_H

#include "backtest/backtest.h"
#include "support/monitor_world.h"

#define TRIAL_DRAFTS 80

struct trial {
    struct world world; /* its facts */
    struct backtest backtest;
    struct backtest_draft drafts[TRIAL_DRAFTS];
};

static inline void trial_open(struct trial *t)
{
    *t = (struct trial){
        .world = {.arena = {.mem = &mem_libc}, .options = {.known_at_us = TIME_NEVER}}};
    facts_init(&t->world.facts, &t->world.arena);
    t->backtest.drafts = t->drafts;
    t->backtest.facts = &t->world.facts;
    t->backtest.options =
        (struct backtest_options){.seed = 1, .threads = 1, .known_at_us = TIME_NEVER};
}

static inline void trial_draft(struct trial *t, const char *text)
{
    assert_true(t->backtest.draft_count < TRIAL_DRAFTS);
    world_plan(&t->world, &t->world.arena, text);
    t->drafts[t->backtest.draft_count++] =
        (struct backtest_draft){.name = STR("draft"), .plan = t->world.plan};
}

static inline void trial_run(struct trial *t)
{
    world_seal(&t->world);
    if (backtest_run(&t->world.arena, &t->backtest, &t->world.err))
        fail_msg("%s", t->world.err.text);
}

static inline void trial_close(struct trial *t)
{
    backtest_close(&t->backtest);
    world_close(&t->world);
}

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Items of whole clauses made ahead, over threads: stays and excesses, each of which one thread has to look through in order of
 * time. Acts that a clause forbids are cut into blocks instead (items.c). What is made lies where monitor_items finds it. */
#include "monitor/monitor_int.h"

struct ahead_clause {
    uint32_t clause;
    struct items_cache *cache; /* what it put before the run's own */
    struct period_memo *memo;
};

/* It looks at nothing that another clause may make at the same moment: no condition, no event. */
static bool stands_alone(const struct run *run, uint32_t clause)
{
    const struct plan_clause *c = &run->plan->clauses[clause];
    bool any = false;

    if (run->clauses[clause].has_forbid)
        return false;
    for (uint32_t s = c->first_statement; s < c->first_statement + c->statement_count; s++) {
        const struct plan_statement *st = &run->plan->statements[s];

        if (st->judged != PLAN_JUDGED || (st->form != PLAN_KEEP && st->form != PLAN_LIMIT))
            continue;
        if (st->tail.while_condition != PLAN_NONE ||
            (st->tail.during.form != PLAN_WINDOW_NONE && st->tail.during.form != PLAN_WINDOW_DAILY))
            return false;
        any = true;
    }
    return any;
}

/* What is made when it is first asked for. */
static enum err_code make_ready(struct run *run, uint32_t clause)
{
    const struct plan_clause *c = &run->plan->clauses[clause];

    for (uint32_t s = c->first_statement; s < c->first_statement + c->statement_count; s++)
        if (run->plan->statements[s].tail.unless != PLAN_NONE)
            TRY(monitor_excuse_ready(run, run->plan->statements[s].tail.unless));
    return ERR_OK;
}

static enum err_code make_clause(struct run *run, void *ctx, size_t part)
{
    struct ahead_clause *a = (struct ahead_clause *)ctx + part;
    struct items_cache *cache = run->cache;
    struct period_memo *memo = run->period_memo;

    for (size_t i = 0; i < run->instance_count; i++) {
        const struct instance *at = &run->instances[i];
        struct items *unused;

        if (at->phase == run->plan->clauses[a->clause].phase)
            TRY(monitor_items(run, a->clause, at, at->begin_us, at->end_us, &unused));
    }
    a->cache = run->cache;
    a->memo = run->period_memo;
    run->cache = cache;
    run->period_memo = memo;
    return ERR_OK;
}

static void keep(struct run *run, const struct ahead_clause *a, const struct items_cache *cache,
                 const struct period_memo *memo)
{
    for (struct items_cache *e = a->cache, *next; e != cache; e = next) {
        next = e->next;
        e->next = run->cache;
        run->cache = e;
    }
    for (struct period_memo *m = a->memo, *next; m != memo; m = next) {
        next = m->next;
        m->next = run->period_memo;
        run->period_memo = m;
    }
}

enum err_code monitor_items_ahead(struct run *run)
{
    const struct items_cache *cache = run->cache;
    const struct period_memo *memo = run->period_memo;
    struct ahead_clause *list;
    size_t count = 0;

    if (monitor_threads(run) < 2 || run->options->cache)
        return ERR_OK;
    list = ARENA_NEW(&run->scratch, struct ahead_clause, run->plan->clause_count + 1);
    if (!list)
        return err_no_memory(run->err);
    for (uint32_t c = 0; c < run->plan->clause_count; c++)
        if (stands_alone(run, c)) {
            TRY(make_ready(run, c));
            list[count++].clause = c;
        }
    TRY(monitor_split(run, count, make_clause, list));
    for (size_t i = 0; i < count; i++)
        keep(run, &list[i], cache, memo);
    return ERR_OK;
}

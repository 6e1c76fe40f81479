/* SPDX-License-Identifier: Apache-2.0 */
#include "monitor/monitor_int.h"

#include "base/task.h"
#include "geo/index.h"

#include <stdlib.h>

#define TEXT_LIMIT ((size_t)1 << 20) /* bytes of one sentence */

/* time.from, clause as declared, party as declared (null last), id */
static int finding_order(const void *a, const void *b)
{
    const struct finding *x = a, *y = b;

    if (x->time.from_us != y->time.from_us)
        return x->time.from_us < y->time.from_us ? -1 : 1;
    if (x->clause_index != y->clause_index)
        return x->clause_index < y->clause_index ? -1 : 1;
    if (x->party_index != y->party_index)
        return x->party_index < y->party_index ? -1 : 1;
    return str_cmp(x->id, y->id);
}

/* What came after its feed's watermark: later than the lateness that the feed declares. */
static enum err_code late(struct run *run)
{
    const struct facts *facts = run->facts;
    struct outcome *outcome = run->outcome;
    struct map lateness;

    map_init(&lateness, &run->scratch);
    for (size_t i = 0; i < facts->feed_count; i++)
        if (facts->feeds[i].lateness_us > 0)
            TRY(map_set(&lateness, facts->feeds[i].feed, (uint32_t)i, run->err));
    for (size_t i = 0; i < facts->observation_count; i++) {
        const struct observation *o = &facts->observations[i];
        uint32_t feed = lateness.count ? map_get(&lateness, o->feed) : MAP_NONE;
        int64_t by;

        if (feed == MAP_NONE)
            continue;
        by = facts->feeds[feed].lateness_us;
        if (o->received_us <=
            monitor_add(run, o->time.to_us, 1, (struct plan_span){PLAN_ELAPSED, by}))
            continue;
        buf_puts(&run->text, "Received on ");
        monitor_put_time(run, o->received_us);
        buf_puts(&run->text, ", of ");
        monitor_put_time(run, o->time.to_us);
        buf_puts(&run->text, ": later than its feed's lateness allows.");
        TRY(arena_grow(run->arena, &outcome->late, outcome->late_count, &run->late_capacity,
                       sizeof *outcome->late, run->err));
        outcome->late[outcome->late_count] =
            (struct outcome_late){o->name, o->received_us, o->time.to_us, {0}};
        TRY(monitor_say(run, &outcome->late[outcome->late_count].text));
        outcome->late_count++;
    }
    return ERR_OK;
}

enum err_code monitor_deeper(struct run *run)
{
    if (run->depth >= MONITOR_DEPTH_LIMIT)
        return err_set(run->err, ERR_SYNTAX,
                       "clauses wait for one another in a circle, or through more than %d others",
                       MONITOR_DEPTH_LIMIT);
    run->depth++;
    return ERR_OK;
}

/* Brackets, and what is not judged yet, only in a draft. */
static enum err_code check_judged(const struct plan *plan, struct err *err)
{
    if (plan->open_count)
        return err_set(err, ERR_SYNTAX, "%.*s is still open: %.*s", STR_ARG(plan->open[0].where),
                       STR_ARG(plan->open[0].text));
    for (size_t i = 0; i < plan->phase_count; i++)
        if (plan->phases[i].judged != PLAN_JUDGED)
            return err_set(err, ERR_SYNTAX, "phase %.*s cannot be judged yet: %.*s",
                           STR_ARG(plan->phases[i].name), STR_ARG(plan->phases[i].why));
    for (size_t i = 0; i < plan->statement_count; i++)
        if (plan->statements[i].judged != PLAN_JUDGED)
            return err_set(err, ERR_SYNTAX, "clause %.*s cannot be judged yet: %.*s",
                           STR_ARG(plan->clauses[plan->statements[i].clause].label),
                           STR_ARG(plan->statements[i].why));
    return ERR_OK;
}

enum err_code monitor_open(struct run *run, struct arena *arena, const struct plan *plan,
                           const struct facts *facts, const struct monitor_options *options,
                           struct outcome *outcome, struct err *err)
{
    *run = (struct run){
        .arena = arena,
        .scratch = {.mem = arena->mem},
        .plan = plan,
        .facts = facts,
        .options = options,
        .outcome = outcome,
        .err = err,
        .entry_us = TIME_NONE,
        .member = {PLAN_NONE, PLAN_NONE},
    };
    *outcome = (struct outcome){.known_at_us = TIME_NONE, .watermark_us = TIME_NONE};
    buf_init(&run->text, arena->mem, TEXT_LIMIT);
    for (size_t i = 0; i < plan->statement_count; i++) {
        const struct plan_statement *s = &plan->statements[i];

        run->is_volatile |= s->form == PLAN_PERMIT || s->tail.while_condition != PLAN_NONE ||
                            s->tail.as_of.form != PLAN_TIME_NONE ||
                            s->tail.during.form >= PLAN_WINDOW_AFTER;
    }
    TRY(task_mem_open(arena->mem, &run->shared, err));
    TRY(geo_index_open(task_mem_get(run->shared), &plan->geometry, facts->observation_count,
                       &run->index, err));
    TRY(monitor_chances_open(run, false));
    TRY(monitor_resolve(run));
    TRY(monitor_tracks(run));
    TRY(monitor_phases(run));
    if (run->is_volatile)
        run->cache = NULL; /* now that all phases are known */
    run->is_settled = true;
    return ERR_OK;
}

void monitor_close(struct run *run)
{
    buf_free(&run->text);
    geo_index_close(run->index);
    task_mem_close(run->shared);
    monitor_cache_close(run); /* takes what later runs may use */
    arena_free(&run->scratch);
}

static enum err_code tell(struct run *run)
{
    struct outcome *outcome = run->outcome;
    const struct facts *facts = run->facts;

    TRY(monitor_findings(run));
    TRY(monitor_phase_rows(run));
    TRY(monitor_agenda(run));
    TRY(monitor_unseen(run));
    TRY(late(run));
    if (outcome->finding_count > 1)
        qsort(outcome->findings, outcome->finding_count, sizeof *outcome->findings, finding_order);
    outcome->known_at_us = run->known_us;
    outcome->watermark_us = run->watermark_us;
    outcome->observation_count = outcome->incident_count = facts->observation_count;
    outcome->unclassified_count = run->unclassified;
    outcome->tally_count = facts->tally_count;
    return ERR_OK;
}

enum err_code monitor_run(struct arena *arena, const struct plan *plan, const struct facts *facts,
                          const struct monitor_options *options, struct outcome *outcome,
                          struct err *err)
{
    struct run run;
    enum err_code code;

    if (!options->is_draft)
        TRY(check_judged(plan, err));
    code = monitor_open(&run, arena, plan, facts, options, outcome, err);
    if (!code)
        code = tell(&run);
    monitor_close(&run);
    return code;
}

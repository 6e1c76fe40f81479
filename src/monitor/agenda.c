/* SPDX-License-Identifier: Apache-2.0
 *
 * The agenda: meetings of soft clauses, which the engine schedules and never decides; what is deferred, and who works on it. */
#include "monitor/monitor_int.h"

static enum err_code entry_add(struct run *run, const struct outcome_agenda *entry)
{
    struct outcome *outcome = run->outcome;

    TRY(arena_grow(run->arena, &outcome->agenda, outcome->agenda_count, &run->agenda_capacity,
                   sizeof *outcome->agenda, run->err));
    outcome->agenda[outcome->agenda_count++] = *entry;
    return ERR_OK;
}

/* What the body said or did about it in the period: its decisions on the clause, its meetings. */
static enum err_code records_of(struct run *run, uint32_t clause, uint32_t body,
                                struct period period, struct outcome_agenda *entry)
{
    const struct facts *facts = run->facts;
    uint32_t meeting = plan_find_kind(run->plan, STR("meeting")),
             review = plan_find_kind(run->plan, STR("review"));
    struct str *records = NULL;
    size_t n = 0, capacity = 0;

    for (size_t i = 0; i < facts->decision_count; i++) {
        const struct fact_decision *d = &facts->decisions[i];

        if (d->time_us < period.from_us || d->time_us >= period.to_us ||
            monitor_actor(run, d->body) != body || plan_find_clause(run->plan, d->clause) != clause)
            continue;
        TRY(arena_grow(run->arena, &records, n, &capacity, sizeof *records, run->err));
        TRY(arena_printf(run->arena, &records[n++], run->err, "decision:%.*s", STR_ARG(d->id)));
    }
    for (size_t i = monitor_first_reaching(run, period.from_us); i < facts->observation_count;
         i++) {
        const struct observation *o = &facts->observations[i];
        uint32_t kind = run->acts[i].kind;
        bool is_meeting;

        if (o->time.from_us >= period.to_us)
            break;
        if (kind == PLAN_NONE || o->time.from_us < period.from_us)
            continue;
        is_meeting = (meeting != PLAN_NONE && plan_kind_is(run->plan, kind, meeting)) ||
                     (review != PLAN_NONE && plan_kind_is(run->plan, kind, review));
        if (!is_meeting || monitor_share_of(run, body, i).lo < run->plan->threshold_likely)
            continue;
        TRY(arena_grow(run->arena, &records, n, &capacity, sizeof *records, run->err));
        records[n++] = o->name;
    }
    entry->records = records;
    entry->record_count = n;
    entry->state = n                                  ? STR("held")
                   : period.to_us > run->watermark_us ? STR("scheduled")
                                                      : STR("no record of it");
    return ERR_OK;
}

static enum err_code assess(struct run *run, uint32_t statement, const struct instance *at)
{
    const struct plan_statement *st = &run->plan->statements[statement];
    const struct plan_clause *c = &run->plan->clauses[st->clause];
    struct outcome_agenda entry = {.clause = c->label, .title = c->title};
    struct period *periods, one = {at->begin_us, at->end_us};
    size_t count = 1;

    if (st->body != PLAN_NONE)
        entry.body = run->plan->actors[st->body].name;
    periods = &one;
    if (st->every.form != PLAN_PERIOD_NONE)
        TRY(monitor_periods(run, &st->every, at->begin_us, at->end_us, &periods, &count));
    else if (st->assess_by.form != PLAN_TIME_NONE)
        (void)monitor_time(run, at, &st->assess_by, MONITOR_UNTIL, &one.to_us);
    for (size_t i = 0; i < count; i++) {
        entry.from_us = periods[i].from_us;
        entry.to_us = periods[i].to_us == TIME_NEVER ? TIME_NONE : periods[i].to_us;
        TRY(records_of(run, st->clause, st->body, periods[i], &entry));
        TRY(entry_add(run, &entry));
    }
    return ERR_OK;
}

static bool has_begun(const struct run *run, uint32_t phase)
{
    return phase >= run->plan->phase_count || monitor_instance(run, phase) != NULL;
}

static enum err_code waits_for(struct run *run, uint32_t phase, struct str *out)
{
    return arena_printf(run->arena, out, run->err, "waits for %.*s",
                        STR_ARG(run->plan->phases[phase].name));
}

enum err_code monitor_agenda(struct run *run)
{
    const struct plan *plan = run->plan;

    for (uint32_t s = 0; s < plan->statement_count; s++) {
        if (plan->statements[s].form != PLAN_ASSESS || plan->statements[s].judged != PLAN_JUDGED)
            continue;
        for (size_t i = 0; i < run->instance_count; i++)
            if (run->instances[i].phase == plan->clauses[plan->statements[s].clause].phase)
                TRY(assess(run, s, &run->instances[i]));
    }
    for (size_t i = 0; i < plan->deferred_count; i++) {
        const struct plan_deferred *d = &plan->deferred[i];
        struct outcome_agenda entry = {
            .title = d->title, .from_us = TIME_NONE, .to_us = TIME_NONE, .state = STR("deferred")};

        if (d->after != PLAN_NONE && !has_begun(run, d->after))
            TRY(waits_for(run, d->after, &entry.state));
        TRY(entry_add(run, &entry));
    }
    for (size_t i = 0; i < plan->track_count; i++) {
        const struct plan_track *t = &plan->tracks[i];
        struct outcome_agenda entry = {.title = t->title,
                                       .body = t->name,
                                       .from_us = TIME_NONE,
                                       .to_us = TIME_NONE,
                                       .state = STR("open")};

        if (t->after != PLAN_NONE && !has_begun(run, t->after))
            TRY(waits_for(run, t->after, &entry.state));
        TRY(entry_add(run, &entry));
    }
    return ERR_OK;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * What sets a clock going: moments, certificates, acts, violations, reports. An act that took a while starts the clock at its
 * end, in favour of whoever is bound. */
#include "monitor/monitor_int.h"

#include <stdlib.h>

static enum err_code push(struct run *run, struct triggers *out, const struct trigger *trigger)
{
    TRY(arena_grow(&run->scratch, &out->items, out->count, &out->capacity, sizeof *out->items,
                   run->err));
    out->items[out->count++] = *trigger;
    return ERR_OK;
}

static bool in_phase(const struct instance *at, int64_t moment_us)
{
    return !at || (moment_us >= at->begin_us && moment_us < at->end_us);
}

/* One trigger for each party that did it: those known to be of it; of a joint act all. */
static enum err_code push_act(struct run *run, struct triggers *out, struct trigger trigger,
                              uint32_t named)
{
    bool any = false;

    trigger.subject = run->facts->observations[trigger.act].name;
    if (named == PLAN_NONE)
        for (uint32_t a = 0; a < run->plan->actor_count; a++) {
            if (run->plan->actors[a].role != PLAN_PARTY ||
                monitor_share_of(run, a, trigger.act).lo < run->plan->threshold_likely)
                continue;
            trigger.party = a;
            TRY(push(run, out, &trigger));
            any = true;
        }
    trigger.party = named;
    return any ? ERR_OK : push(run, out, &trigger);
}

static enum err_code happenings(struct run *run, const struct plan_event *event,
                                const struct instance *at, int64_t known_us, struct triggers *out)
{
    const struct plan_happening *h = &event->happening;
    struct moment moment = {
        .at = at, .at_us = TIME_NEVER, .end_us = TIME_NEVER, .known_us = known_us};
    struct sources sources;

    TRY(monitor_sources(run, h, &moment, &sources));
    for (size_t s = 0; s < sources.count; s++) {
        const struct source *source = &sources.items[s];

        for (size_t i = 0; i < source->items->count; i++) {
            const struct item *item = &source->items->items[i];
            struct trigger trigger = {.at_us = item->form == ITEM_ACT ? item->to_us : item->from_us,
                                      .act = item->act};
            uint32_t named = PLAN_NONE;
            struct weight w;

            if (item->known_us > known_us || !in_phase(at, item->from_us))
                continue;
            w = monitor_weigh(run, h, source, item, PLAN_NONE, known_us);
            if (w.p.hi <= 0 || (h->qualifier == PLAN_VERIFIED && !w.is_ruled))
                continue;
            trigger.is_sure = w.p.lo >= run->plan->threshold_likely;
            if (source->clause != PLAN_NONE) {
                struct judged j = monitor_judge(run, source->clause, item, known_us);

                named = j.ruled.party;
                if (item->slot != PLAN_NONE)
                    named = run->clauses[source->clause].bound->slots[item->slot];
                if (h->qualifier == PLAN_VERIFIED)
                    trigger.at_us = j.ruled.time_us;
            } else if (event->is_report) {
                trigger.at_us = run->facts->observations[item->act].received_us;
                if (!in_phase(at, trigger.at_us))
                    continue;
            }
            if (item->act == SIZE_MAX) {
                trigger.party = named;
                trigger.subject = STR("excess");
                TRY(push(run, out, &trigger));
            } else {
                TRY(push_act(run, out, trigger, named));
            }
        }
    }
    return ERR_OK;
}

static int trigger_order(const void *a, const void *b)
{
    const struct trigger *x = a, *y = b;

    if (x->at_us != y->at_us)
        return x->at_us < y->at_us ? -1 : 1;
    if (x->act != y->act)
        return x->act < y->act ? -1 : 1;
    return (x->party > y->party) - (x->party < y->party);
}

static enum err_code clause_moments(struct run *run, const struct plan_event *event,
                                    const struct instance *at, int64_t known_us,
                                    struct triggers *out)
{
    struct moment moment = {
        .at = at, .at_us = run->watermark_us, .end_us = TIME_NEVER, .known_us = known_us};

    if (known_us < moment.at_us)
        moment.at_us = known_us;
    for (size_t i = 0; i < event->clauses.count; i++) {
        struct standing standing;
        struct trigger trigger = {.act = SIZE_MAX,
                                  .party = PLAN_NONE,
                                  .is_sure = true,
                                  .subject = run->plan->clauses[event->clauses.items[i]].label};

        TRY(monitor_clause_state(run, event->clauses.items[i], PLAN_NONE, &moment, &standing));
        trigger.at_us =
            event->form == PLAN_EVENT_FULFILMENT ? standing.fulfilled_us : standing.breached_us;
        if (trigger.at_us != TIME_NONE && in_phase(at, trigger.at_us))
            TRY(push(run, out, &trigger));
    }
    return ERR_OK;
}

enum err_code monitor_triggers(struct run *run, const struct plan_event *event,
                               const struct instance *at, int64_t known_us, struct triggers *out)
{
    struct trigger trigger = {
        .act = SIZE_MAX, .party = PLAN_NONE, .is_sure = true, .subject = STR("moment")};

    *out = (struct triggers){0};
    switch (event->form) {
    case PLAN_EVENT_NONE:
        return ERR_OK;
    case PLAN_EVENT_TIME:
        return monitor_time(run, at, &event->time, MONITOR_UNTIL, &trigger.at_us)
                   ? push(run, out, &trigger)
                   : ERR_OK;
    case PLAN_EVENT_CERTIFIED: {
        struct certified c = monitor_certified(run, event->certificate, event->actor, known_us);

        trigger.at_us = c.time_us;
        trigger.subject = event->certificate;
        return c.stands && in_phase(at, c.time_us) ? push(run, out, &trigger) : ERR_OK;
    }
    case PLAN_EVENT_FULFILMENT:
    case PLAN_EVENT_BREACH:
        TRY(clause_moments(run, event, at, known_us, out));
        break;
    case PLAN_EVENT_EACH:
    case PLAN_EVENT_FIRST:
        TRY(happenings(run, event, at, known_us, out));
        break;
    }
    if (out->count > 1)
        qsort(out->items, out->count, sizeof *out->items, trigger_order);
    if (event->form == PLAN_EVENT_FIRST)
        for (size_t i = 1; i < out->count; i++)
            if (out->items[i].at_us > out->items[0].at_us || out->items[i].act != out->items[0].act)
                out->count = i;
    return ERR_OK;
}

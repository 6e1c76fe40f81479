/* SPDX-License-Identifier: Apache-2.0
 *
 * When a condition of `when C require` turns true. A window `over D` holds acts, while rulings come later: so an episode, a
 * stretch of time in which the window held enough, turns true when the ruling (or record) that completes it is received. */
#include "monitor/monitor_int.h"

#include <stdlib.h>

struct completing {
    int64_t at_us;    /* when it happened */
    int64_t known_us; /* when it was known to count */
};

static int known_order(const void *a, const void *b)
{
    const struct completing *x = a, *y = b;

    if (x->known_us != y->known_us)
        return x->known_us < y->known_us ? -1 : 1;
    return (x->at_us > y->at_us) - (x->at_us < y->at_us);
}

/* Is this a count that grows with time in a window? */
static bool is_rising(const struct plan_condition *c)
{
    return c->form == PLAN_COND_COUNT && c->has_span && c->happening.qualifier != PLAN_WORLDS &&
           (c->comparison == PLAN_MORE_THAN || c->comparison == PLAN_AT_LEAST);
}

/* When an item first counts at the lower end, TIME_NEVER if not now. */
static int64_t counts_from(struct run *run, const struct plan_happening *h,
                           const struct source *source, const struct item *item, uint32_t party)
{
    int64_t known = item->known_us;

    if (monitor_weigh(run, h, source, item, party, run->known_us).p.lo < 1)
        return TIME_NEVER;
    if (item->act != SIZE_MAX && source->clause != PLAN_NONE)
        for (uint32_t r = 0; r < run->acts[item->act].ruling_count; r++) {
            const struct ruling *ruling = &run->rulings[run->acts[item->act].first_ruling + r];
            int64_t received = run->facts->decisions[ruling->decision].received_us;

            if (ruling->clause != source->clause || received <= known)
                continue;
            if (monitor_weigh(run, h, source, item, party, known).p.lo < 1)
                known = received;
        }
    return known > item->from_us ? known : item->from_us;
}

/* The first moment of knowledge at which some window of the episode held enough. */
static enum err_code completed(struct run *run, const struct plan_condition *c,
                               struct completing *list, size_t count, int64_t *out)
{
    int64_t *times = ARENA_NEW(&run->scratch, int64_t, count + 1);
    size_t need = (size_t)c->number +
                  (c->comparison == PLAN_MORE_THAN || c->number > (double)(size_t)c->number);
    size_t n = 0;

    if (!times)
        return err_no_memory(run->err);
    *out = TIME_NEVER;
    qsort(list, count, sizeof *list, known_order);
    for (size_t i = 0; i < count; i++) {
        size_t at = n++;

        for (; at > 0 && times[at - 1] > list[i].at_us; at--)
            times[at] = times[at - 1];
        times[at] = list[i].at_us;
        if (i + 1 < count && list[i + 1].known_us == list[i].known_us)
            continue;
        for (size_t k = 0; need && k + need <= n; k++)
            if (times[k + need - 1] < monitor_add(run, times[k], 1, c->span)) {
                *out =
                    list[i].known_us > times[k + need - 1] ? list[i].known_us : times[k + need - 1];
                return ERR_OK;
            }
        if (!need) {
            *out = list[i].known_us;
            return ERR_OK;
        }
    }
    return ERR_OK;
}

static enum err_code push_turn(struct run *run, struct turn **turns, size_t *count,
                               size_t *capacity, struct turn turn)
{
    TRY(arena_grow(&run->scratch, turns, *count, capacity, sizeof **turns, run->err));
    (*turns)[(*count)++] = turn;
    return ERR_OK;
}

/* One count as it was known, and beside it, for a moment, the episodes that were complete only later. */
static enum err_code rising(struct run *run, uint32_t condition, const struct instance *at,
                            uint32_t party, struct timeline *out)
{
    const struct plan_condition *c = &run->plan->conditions[condition];
    struct moment moment = {
        .at = at, .at_us = TIME_NEVER, .end_us = TIME_NEVER, .known_us = run->known_us};
    struct timeline was, known;
    struct moments marks = {0};
    struct sources sources;

    TRY(monitor_timeline_party(run, condition, at, MONITOR_AS_IT_WAS, party, &was));
    TRY(monitor_sources(run, &c->happening, &moment, &sources));
    TRY(monitor_timeline_party(run, condition, at, MONITOR_AS_KNOWN, party, &known));
    for (size_t i = 0; i < was.count; i++) {
        struct completing *list = NULL;
        size_t count = 0, capacity = 0;
        int64_t from = was.pieces[i].from_us, to, complete;

        if (monitor_gate_state(run, was.pieces[i].p) != OUTCOME_GATE_MET)
            continue;
        to = monitor_timeline_next(run, &was, from, false);
        while (i + 1 < was.count && was.pieces[i + 1].from_us < to)
            i++;
        for (size_t s = 0; s < sources.count; s++)
            for (size_t k = 0; k < sources.items[s].items->count; k++) {
                const struct item *item = &sources.items[s].items->items[k];
                struct completing one = {.at_us = item->from_us};

                if (item->from_us >= to || monitor_add(run, item->from_us, 1, c->span) <= from)
                    continue;
                one.known_us = counts_from(run, &c->happening, &sources.items[s], item, party);
                if (one.known_us == TIME_NEVER)
                    continue;
                TRY(arena_grow(&run->scratch, &list, count, &capacity, sizeof *list, run->err));
                list[count++] = one;
            }
        if (count == 0) {
            complete = from;
        } else {
            TRY(completed(run, c, list, count, &complete));
        }
        if (complete != TIME_NEVER &&
            monitor_gate_state(run, monitor_timeline_at(&known, complete)) != OUTCOME_GATE_MET)
            TRY(monitor_moment_add(run, &marks, complete));
    }
    monitor_moments_tidy(&marks);
    return monitor_timeline_mark(run, &known, &marks, out);
}

/* A timeline in which rising counts hold from when their episodes were complete. */
static enum err_code turning(struct run *run, uint32_t condition, const struct instance *at,
                             struct timeline *out)
{
    const struct plan_condition *c = &run->plan->conditions[condition];

    if (c->form == PLAN_COND_AND || c->form == PLAN_COND_OR) {
        for (size_t i = 0; i < c->children.count; i++) {
            struct timeline one, both;

            TRY(turning(run, c->children.items[i], at, &one));
            if (i == 0) {
                *out = one;
                continue;
            }
            TRY(monitor_timeline_combine(run, out, &one, c->form == PLAN_COND_AND, &both));
            *out = both;
        }
        return ERR_OK;
    }
    if (!is_rising(c))
        return monitor_timeline(run, condition, at, MONITOR_AS_KNOWN, out);
    if (c->happening.actors.form != PLAN_ACTORS_ONE_PARTY)
        return rising(run, condition, at, PLAN_NONE, out);
    *out = (struct timeline){0};
    for (uint32_t a = 0; a < run->plan->actor_count; a++) {
        struct timeline one, both;

        if (run->plan->actors[a].role != PLAN_PARTY)
            continue;
        TRY(rising(run, condition, at, a, &one));
        TRY(monitor_timeline_combine(run, out, &one, false, &both));
        *out = both;
    }
    return ERR_OK;
}

/* Of `by one party`: the timeline of each, by actor; else NULL. */
static enum err_code each_party(struct run *run, uint32_t condition, const struct instance *at,
                                struct timeline **out)
{
    const struct plan_condition *c = &run->plan->conditions[condition];

    *out = NULL;
    if (!is_rising(c) || c->happening.actors.form != PLAN_ACTORS_ONE_PARTY)
        return ERR_OK;
    *out = ARENA_NEW(&run->scratch, struct timeline, run->plan->actor_count + 1);
    if (!*out)
        return err_no_memory(run->err);
    for (uint32_t a = 0; a < run->plan->actor_count; a++)
        if (run->plan->actors[a].role == PLAN_PARTY)
            TRY(rising(run, condition, at, a, &(*out)[a]));
    return ERR_OK;
}

enum err_code monitor_turns(struct run *run, uint32_t condition, const struct instance *at,
                            struct turn **turns, size_t *count)
{
    struct timeline all, *parties;
    size_t capacity = 0;
    int64_t from = at->begin_us;

    *turns = NULL;
    *count = 0;
    TRY(turning(run, condition, at, &all));
    TRY(each_party(run, condition, at, &parties));
    while (from != TIME_NEVER) {
        struct turn turn = {.at_us = monitor_timeline_next(run, &all, from, true),
                            .party = PLAN_NONE};

        if (turn.at_us == TIME_NEVER || turn.at_us >= at->end_us || turn.at_us > run->watermark_us)
            break;
        for (uint32_t a = 0; parties && turn.party == PLAN_NONE && a < run->plan->actor_count; a++)
            if (run->plan->actors[a].role == PLAN_PARTY &&
                monitor_gate_state(run, monitor_timeline_at(&parties[a], turn.at_us)) ==
                    OUTCOME_GATE_MET)
                turn.party = a;
        TRY(push_turn(run, turns, count, &capacity, turn));
        from = monitor_timeline_next(run, &all, turn.at_us, false);
    }
    return ERR_OK;
}

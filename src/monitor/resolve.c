/* SPDX-License-Identifier: Apache-2.0
 *
 * Names to indices, once: kinds, actors, feeds bound to bodies; the watermark. What cannot be looked up is told, with a count. */
#include "monitor/monitor_int.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum err_code monitor_warn(struct run *run, const char *fmt, ...)
{
    struct outcome *outcome = run->outcome;
    char line[512];
    va_list args;
    int size;

    va_start(args, fmt);
    size = vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    if (size < 0)
        return ERR_OK;
    if ((size_t)size >= sizeof line)
        size = (int)sizeof line - 1;
    TRY(arena_grow(run->arena, &outcome->warnings, outcome->warning_count, &run->warning_capacity,
                   sizeof *outcome->warnings, run->err));
    TRY(arena_str(run->arena, (struct str){line, (size_t)size},
                  &outcome->warnings[outcome->warning_count], run->err));
    outcome->warning_count++;
    return ERR_OK;
}

uint32_t monitor_actor(const struct run *run, struct str name)
{
    return name.size ? plan_find_actor(run->plan, name) : PLAN_NONE;
}

/* Names met, with what they mean and how often they came. */
struct names {
    struct map map; /* name to index */
    struct name {
        struct str name;
        uint32_t meaning;
        size_t count;
    } * items;
    size_t count, capacity;
};

static enum err_code name_look_up(struct run *run, struct names *names, struct str name,
                                  uint32_t (*find)(const struct plan *, struct str),
                                  struct name **out)
{
    uint32_t i = map_get(&names->map, name);

    if (i == MAP_NONE) {
        TRY(arena_grow(&run->scratch, &names->items, names->count, &names->capacity,
                       sizeof *names->items, run->err));
        i = (uint32_t)names->count;
        names->items[names->count++] = (struct name){name, find(run->plan, name), 0};
        TRY(map_set(&names->map, name, i, run->err));
    }
    names->items[i].count++;
    *out = &names->items[i];
    return ERR_OK;
}

static int share_order(const void *a, const void *b)
{
    const struct share *x = a, *y = b;

    return (x->actor > y->actor) - (x->actor < y->actor);
}

static enum err_code resolve_actors(struct run *run, struct names *names,
                                    const struct observation *o, struct act *act, size_t *capacity)
{
    double sum = 0;

    act->first_share = (uint32_t)run->share_count;
    for (size_t i = 0; i < o->actor_count; i++) {
        struct name *name;
        double share = o->actors[i].share;

        if (share <= 0)
            continue;
        if (str_eq(o->actors[i].name, STR("other"))) {
            act->other += share;
            sum += share;
            continue;
        }
        TRY(name_look_up(run, names, o->actors[i].name, plan_find_actor, &name));
        if (name->meaning == PLAN_NONE)
            continue; /* goes to unknown */
        TRY(arena_grow(&run->scratch, &run->shares, run->share_count, capacity, sizeof *run->shares,
                       run->err));
        run->shares[run->share_count++] = (struct share){name->meaning, share};
        act->share_count++;
        sum += share;
    }
    if (act->share_count > 1)
        qsort(&run->shares[act->first_share], act->share_count, sizeof *run->shares, share_order);
    act->unknown = o->joint && act->share_count ? 0 : num_probability(1 - sum);
    return ERR_OK;
}

static void see_time(struct run *run, int64_t to_us, int64_t received_us)
{
    if (to_us > run->watermark_us)
        run->watermark_us = to_us;
    if (received_us > run->watermark_us)
        run->watermark_us = received_us;
}

static void find_watermark(struct run *run)
{
    const struct facts *facts = run->facts;

    run->watermark_us = TIME_MIN_US;
    run->earliest_us = TIME_NEVER;
    for (size_t i = 0; i < facts->observation_count; i++) {
        struct fact_time time = facts->observations[i].time;

        see_time(run, time.to_us, facts->observations[i].received_us);
        if (time.from_us < run->earliest_us)
            run->earliest_us = time.from_us;
        if (time.to_us - time.from_us > run->longest_us)
            run->longest_us = time.to_us - time.from_us;
    }
    for (size_t i = 0; i < facts->tally_count; i++) {
        see_time(run, facts->tallies[i].time.to_us, facts->tallies[i].received_us);
        if (facts->tallies[i].time.from_us < run->earliest_us)
            run->earliest_us = facts->tallies[i].time.from_us;
    }
    for (size_t i = 0; i < facts->coverage_count; i++)
        see_time(run, facts->coverages[i].time.to_us, facts->coverages[i].received_us);
    for (size_t i = 0; i < facts->decision_count; i++)
        see_time(run, facts->decisions[i].time_us, facts->decisions[i].received_us);
    for (size_t i = 0; i < facts->declaration_count; i++)
        see_time(run, facts->declarations[i].time_us, facts->declarations[i].received_us);
    if (run->options->known_at_us != TIME_NEVER)
        run->watermark_us = run->options->known_at_us;
    if (run->earliest_us > run->watermark_us)
        run->earliest_us = run->watermark_us;
    run->known_us = run->watermark_us;
    if (run->watermark_us - TIME_MIN_US > run->options->lateness_us)
        run->watermark_us -= run->options->lateness_us;
}

static enum err_code feed_bodies(struct run *run, struct map *map)
{
    map_init(map, &run->scratch);
    for (size_t i = 0; i < run->facts->feed_count; i++) {
        const struct fact_feed *feed = &run->facts->feeds[i];
        uint32_t body = monitor_actor(run, feed->body);

        if (feed->body.size && body == PLAN_NONE)
            TRY(monitor_warn(run,
                             "the feed %.*s is bound to %.*s, which the agreement does not name",
                             STR_ARG(feed->feed), STR_ARG(feed->body)));
        if (body != PLAN_NONE)
            TRY(map_set(map, feed->feed, body, run->err));
    }
    return ERR_OK;
}

/* Kinds that coverage speaks of and nobody knows: a misspelt one would look as if nobody had looked. */
static enum err_code coverage_kinds(struct run *run)
{
    const struct facts *facts = run->facts;

    for (size_t i = 0; i < facts->coverage_count; i++)
        for (size_t k = 0; k < facts->coverages[i].kind_count; k++)
            if (plan_find_kind(run->plan, facts->coverages[i].kinds[k]) == PLAN_NONE)
                TRY(monitor_warn(run,
                                 "a coverage record names the kind %.*s, which neither the "
                                 "taxonomy nor the agreement has: it shows nothing",
                                 STR_ARG(facts->coverages[i].kinds[k])));
    return ERR_OK;
}

/* Is it a kind that some class of the agreement holds, or may hold? */
static bool is_asked_about(const struct run *run, struct str name)
{
    uint32_t kind = plan_find_kind(run->plan, name);

    for (size_t c = 0; kind != PLAN_NONE && c < run->plan->class_count; c++)
        if (run->kind_table[c * run->plan->kind_count + kind] != 0)
            return true;
    return false;
}

static enum err_code resolve_acts(struct run *run)
{
    const struct facts *facts = run->facts;
    struct names kinds = {0}, actors = {0};
    struct map bodies;
    size_t capacity = 0;

    map_init(&kinds.map, &run->scratch);
    map_init(&actors.map, &run->scratch);
    TRY(feed_bodies(run, &bodies));
    TRY(coverage_kinds(run));
    run->acts = ARENA_NEW(&run->scratch, struct act, facts->observation_count);
    if (!run->acts)
        return err_no_memory(run->err);
    for (size_t i = 0; i < facts->observation_count; i++) {
        const struct observation *o = &facts->observations[i];
        struct act *act = &run->acts[i];
        struct name *name;

        TRY(name_look_up(run, &kinds, o->kind, plan_find_kind, &name));
        act->kind = name->meaning;
        if (act->kind == PLAN_NONE)
            run->unclassified++;
        TRY(resolve_actors(run, &actors, o, act, &capacity));
        act->feed_body = o->status == FACT_STATUS_ALLEGED ? PLAN_NONE : map_get(&bodies, o->feed);
        act->existence = o->probability * (1 - o->explained);
        if (act->existence < 0)
            act->existence = 0;
        for (size_t k = 0; k < o->explanation_count && !act->is_open_kind; k++)
            act->is_open_kind = is_asked_about(run, o->explanations[k].name);
    }
    for (size_t i = 0; i < kinds.count; i++)
        if (kinds.items[i].meaning == PLAN_NONE)
            TRY(monitor_warn(run,
                             "%zu observation%s of a kind that neither the taxonomy nor the "
                             "agreement names: %.*s",
                             kinds.items[i].count, kinds.items[i].count == 1 ? "" : "s",
                             STR_ARG(kinds.items[i].name)));
    for (size_t i = 0; i < actors.count; i++)
        if (actors.items[i].meaning == PLAN_NONE)
            TRY(monitor_warn(run,
                             "%zu observation%s as actor %.*s, whom the agreement does not "
                             "declare: counted as unknown",
                             actors.items[i].count,
                             actors.items[i].count == 1 ? " names" : "s name",
                             STR_ARG(actors.items[i].name)));
    return ERR_OK;
}

/* Per class and kind: no, perhaps (a parent of what the class holds), yes, or it depends on attributes. */
static enum err_code kind_table(struct run *run)
{
    const struct plan *plan = run->plan;

    run->kind_table = ARENA_NEW(&run->scratch, uint8_t, plan->class_count * plan->kind_count + 1);
    run->class_acts = ARENA_NEW(&run->scratch, struct class_acts, plan->class_count + 1);
    run->same_acts = ARENA_NEW(&run->scratch, struct same_acts, plan->past_count + 1);
    if (!run->kind_table || !run->class_acts || !run->same_acts)
        return err_no_memory(run->err);
    for (size_t c = 0; c < plan->class_count; c++) {
        const struct plan_class *class = &plan->classes[c];

        for (uint32_t k = 0; k < plan->kind_count; k++) {
            uint8_t *cell = &run->kind_table[c * plan->kind_count + k];

            for (size_t i = 0; i < class->alternative_count; i++) {
                const struct plan_alternative *a = &class->alternatives[i];

                if (plan_kind_is(plan, k, a->kind))
                    *cell = a->test_count == 0 && *cell != 2 ? 3 : *cell == 3 ? 3 : 2;
                else if (plan_kind_is(plan, a->kind, k) && *cell == 0)
                    *cell = a->test_count ? 2 : 1;
            }
            for (size_t i = 0; *cell && i < class->exception_count; i++)
                if (plan_kind_is(plan, k, class->exceptions[i].kind) ||
                    plan_kind_is(plan, class->exceptions[i].kind, k))
                    *cell = 2;
        }
    }
    return ERR_OK;
}

static enum err_code clause_infos(struct run *run)
{
    const struct plan *plan = run->plan;

    run->clauses = ARENA_NEW(&run->scratch, struct clause_info, plan->clause_count + 1);
    run->statement_bound = ARENA_NEW(&run->scratch, struct bound *, plan->statement_count + 1);
    run->statement_coverage =
        ARENA_NEW(&run->scratch, struct statement_coverage, 2 * plan->statement_count + 2);
    if (!run->clauses || !run->statement_bound || !run->statement_coverage)
        return err_no_memory(run->err);
    for (size_t c = 0; c < plan->clause_count; c++) {
        struct clause_info *info = &run->clauses[c];
        struct plan_actors all = {.form = PLAN_ACTORS_NAMES};
        uint32_t *names = ARENA_NEW(&run->scratch, uint32_t, plan->actor_count + 1);
        bool *is_named = ARENA_NEW(&run->scratch, bool, plan->actor_count + 1);
        size_t count = 0;
        bool anyone = false;

        if (!names || !is_named)
            return err_no_memory(run->err);
        for (uint32_t s = plan->clauses[c].first_statement;
             s < plan->clauses[c].first_statement + plan->clauses[c].statement_count; s++) {
            const struct plan_statement *st = &plan->statements[s];

            if (st->judged != PLAN_JUDGED)
                continue;
            info->is_judged = true;
            info->has_forbid |= st->form == PLAN_FORBID;
            info->has_keep |= st->form == PLAN_KEEP;
            info->has_limit |= st->form == PLAN_LIMIT && st->every.form == PLAN_PERIOD_NONE;
            info->has_period_limit |= st->form == PLAN_LIMIT && st->every.form != PLAN_PERIOD_NONE;
            info->has_require |= st->form == PLAN_REQUIRE;
            info->has_assess |= st->form == PLAN_ASSESS;
            info->has_synchronous |= st->form == PLAN_SYNCHRONOUS;
            if (st->form == PLAN_ASSESS || st->form == PLAN_SYNCHRONOUS || st->form == PLAN_PERMIT)
                continue;
            TRY(monitor_bound_make(run, &st->actors, &run->statement_bound[s]));
            anyone |= run->statement_bound[s]->anyone;
            for (size_t i = 0; i < run->statement_bound[s]->slot_count; i++)
                is_named[run->statement_bound[s]->slots[i]] = true;
        }
        for (uint32_t a = 0; a < plan->actor_count; a++)
            if (is_named[a])
                names[count++] = a;
        all.names = (struct plan_list){names, count};
        TRY(monitor_bound_make(run, &all, &info->bound));
        info->bound->anyone = anyone;
    }
    return ERR_OK;
}

static enum err_code entry_time(struct run *run)
{
    const struct plan *plan = run->plan;

    run->entry_us = TIME_NONE;
    if (plan->entry_condition != PLAN_NONE)
        return ERR_OK; /* phase.c finds it */
    if (plan->entry.form != PLAN_TIME_NONE) {
        if (!monitor_time(run, NULL, &plan->entry, MONITOR_START, &run->entry_us))
            run->entry_us = TIME_NONE;
        return ERR_OK;
    }
    if (plan->signature.form != PLAN_TIME_NONE &&
        monitor_time(run, NULL, &plan->signature, MONITOR_START, &run->entry_us))
        return ERR_OK;
    run->entry_us = TIME_MIN_US;
    return ERR_OK;
}

enum err_code monitor_resolve(struct run *run)
{
    find_watermark(run);
    TRY(kind_table(run));
    if (!monitor_cache_acts(run))
        TRY(resolve_acts(run));
    TRY(clause_infos(run));
    TRY(monitor_areas(run));
    TRY(monitor_covers(run));
    TRY(monitor_rulings(run));
    return entry_time(run);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Gates in worlds: whether what a condition counts stays within its number, world by world. A violation that happened counts as if it
 * had been verified; what was not seen did not happen. */
#include "monitor/world/world_int.h"

#include "base/task.h"

#include <string.h>

static struct fact_interval both(double value)
{
    return (struct fact_interval){value, value};
}

/* -------------------------------------------------------------- what a condition counts */

struct counting {
    struct run *run;
    const struct tally_options *options;
    const struct moment *moment;
    const struct plan_condition *condition;
    uint32_t party; /* of `by one party`: whose, else PLAN_NONE */
    uint32_t *lo, *hi;
};

/* Whether those that the condition names did it: 1 yes, 0 no, 2 perhaps. */
static int is_theirs(const struct counting *c, const struct world_items *p,
                     const struct world_item *item, const struct source *source,
                     const struct world_drawn *d)
{
    const struct plan *plan = c->run->plan;
    const struct plan_actors *actors = &c->condition->happening.actors;
    struct plan_list names = actors->names;
    uint32_t actor = PLAN_NONE;
    bool is_except = actors->form == PLAN_ACTORS_ANYONE;

    if (c->party != PLAN_NONE)
        names = (struct plan_list){&c->party, 1};
    else if (actors->form != PLAN_ACTORS_NAMES && actors->form != PLAN_ACTORS_ANY_OF && !is_except)
        return 1;
    if (names.count == 0)
        return 1;
    if (item->is_whole && item->slot != PLAN_NONE)
        actor = c->run->clauses[source->clause].bound->slots[item->slot];
    else if (d->who != PLAN_NONE)
        actor = p->who[d->who].actor;
    else if (item->is_joint)
        return 2;
    if (actor == PLAN_NONE)
        return 2;
    for (size_t i = 0; i < names.count; i++)
        if (actor != WORLD_SOMEBODY && plan_actor_is(plan, actor, names.items[i]))
            return is_except && c->party == PLAN_NONE ? 0 : 1;
    return is_except && c->party == PLAN_NONE ? 1 : 0;
}

static bool in_window(const struct counting *c, const struct world_item *item,
                      const struct world_drawn *d, int64_t after_us)
{
    if (item->is_whole)
        return item->from_us < c->moment->end_us &&
               monitor_last(item->from_us, item->to_us) > after_us;
    return d->at_us > after_us && d->at_us < c->moment->end_us;
}

static enum err_code prepare_also(struct counting *c, struct world_items *p,
                                  const struct items *items)
{
    const struct plan_spots *spots = &c->condition->happening.spots;
    struct run *run = c->run;
    size_t n = 0;

    for (size_t i = 0; i < items->count && spots->count; i++) {
        const struct item *item = &items->items[i];
        unsigned doubts = 0;
        struct fact_interval also = both(1);

        if (n >= p->count || p->items[n].key != monitor_world_key(p, item))
            continue; /* left out: nothing of it stands */
        for (size_t r = 0; item->act != SIZE_MAX && r < run->plan->reading_count; r++) {
            struct fact_interval one = monitor_spots(run, spots, r, item->act, &doubts);

            also.lo = r == 0 || one.lo < also.lo ? one.lo : also.lo;
            also.hi = r == 0 || one.hi > also.hi ? one.hi : also.hi;
        }
        p->items[n++].also = also;
    }
    return ERR_OK;
}

struct source_part {
    struct counting *c;
    const struct world_items *p;
    const struct source *source;
    int64_t after_us;
    const uint64_t (*keys)[WORLD_PURPOSES];
    size_t parts;
};

static void count_item_in(const struct source_part *s, const struct world_item *item, size_t world)
{
    struct counting *c = s->c;
    struct world_drawn d;
    int theirs;

    monitor_world_draw(s->p, item, s->keys[world], &d);
    if (!d.hi || !in_window(c, item, &d, s->after_us))
        return;
    theirs = is_theirs(c, s->p, item, s->source, &d);
    if (item->also.lo < 1) {
        double u = monitor_world_unit(item, s->keys[world], WORLD_ALSO);

        d.lo &= u < item->also.lo;
        d.hi &= monitor_world_less(u, item->also.hi);
    }
    c->lo[world] += d.lo && theirs == 1;
    c->hi[world] += d.hi && theirs > 0;
}

static enum err_code source_task(void *ctx, size_t part, unsigned worker, struct err *err)
{
    const struct source_part *s = (const struct source_part *)ctx;
    size_t worlds = s->c->options->worlds;

    (void)worker;
    (void)err;
    for (size_t i = 0; i < s->p->count; i++) {
        const struct world_item *item = &s->p->items[i];

        if (item->also.hi <= 0 || item->from_us >= s->c->moment->end_us ||
            (item->from_us <= s->after_us &&
             monitor_last(item->from_us, item->to_us) <= s->after_us))
            continue;
        for (size_t w = worlds * part / s->parts; w < worlds * (part + 1) / s->parts; w++)
            count_item_in(s, item, w);
    }
    return ERR_OK;
}

static enum err_code count_source(struct counting *c, const struct source *source, int64_t after_us)
{
    struct world_items p = {
        .run = c->run, .seed = c->options->seed, .arena = {.mem = c->run->scratch.mem}};
    uint64_t(*keys)[WORLD_PURPOSES] = NULL;
    enum err_code code = monitor_world_prepare(&p, c->options, source->clause, source->at,
                                               source->end_us, source->items);

    if (!code)
        code = prepare_also(c, &p, source->items);
    if (!code)
        code = monitor_world_keys(&p, c->options->worlds, &keys);
    if (!code) {
        struct source_part part = {
            c, &p, source, after_us, (const uint64_t(*)[WORLD_PURPOSES])keys, c->options->threads};

        code = task_run(c->options->threads, part.parts, source_task, &part, c->run->err);
    }
    arena_free(&p.arena);
    return code;
}

static enum err_code count_for(struct counting *c)
{
    const struct plan_condition *condition = c->condition;
    const struct moment *moment = c->moment;
    struct run *run = c->run;
    int64_t begin = moment->at ? moment->at->begin_us : TIME_MIN_US;
    int64_t after =
        condition->has_span ? monitor_add(run, moment->at_us, -1, condition->span) : TIME_MIN_US;
    struct sources sources;

    memset(c->lo, 0, c->options->worlds * sizeof *c->lo);
    memset(c->hi, 0, c->options->worlds * sizeof *c->hi);
    TRY(monitor_sources(run, &condition->happening, moment, &sources));
    for (size_t s = 0; s < sources.count; s++) {
        const struct source *source = &sources.items[s];
        int64_t from = after;

        if ((source->clause == PLAN_NONE || source->at == moment->at) && begin - 1 > from)
            from = begin - 1;
        if (source->clause != PLAN_NONE &&
            run->plan->clauses[source->clause].gravity < condition->happening.gravity)
            continue;
        TRY(count_source(c, source, from));
    }
    return ERR_OK;
}

/* -------------------------------------------------------------- conditions */

struct truth {
    uint8_t *lo, *hi; /* NULL: the same in every world */
    struct fact_interval all;
};

static enum err_code make_truth(struct run *run, size_t worlds, struct truth *out)
{
    out->lo = ARENA_NEW(run->arena, uint8_t, worlds + 1);
    out->hi = ARENA_NEW(run->arena, uint8_t, worlds + 1);
    return out->lo && out->hi ? ERR_OK : err_no_memory(run->err);
}

/* Several together: all must hold, or any. What is not counted and cannot be told is left aside: a world does not decide it. */
static void join(struct truth *sum, const struct truth *one, size_t worlds, bool is_and)
{
    if (!one->lo && one->all.lo < 1 && one->all.hi > 0)
        return;
    for (size_t w = 0; w < worlds; w++) {
        uint8_t lo = one->lo ? one->lo[w] : one->all.lo >= 1;
        uint8_t hi = one->hi ? one->hi[w] : one->all.hi > 0;

        sum->lo[w] = is_and ? sum->lo[w] & lo : sum->lo[w] | lo;
        sum->hi[w] = is_and ? sum->hi[w] & hi : sum->hi[w] | hi;
    }
}

static void fill(struct truth *t, size_t worlds, uint8_t value)
{
    memset(t->lo, value, worlds);
    memset(t->hi, value, worlds);
}

static enum err_code counted(struct run *run, const struct tally_options *options,
                             const struct plan_condition *condition, const struct moment *moment,
                             struct truth *out)
{
    enum plan_comparison comparison =
        condition->form == PLAN_COND_NO ? PLAN_AT_MOST : condition->comparison;
    double number = condition->form == PLAN_COND_NO ? 0 : condition->number;
    bool caps = comparison == PLAN_AT_MOST || comparison == PLAN_LESS_THAN;
    bool is_each = condition->happening.actors.form == PLAN_ACTORS_ONE_PARTY;
    struct counting c = {run,
                         options,
                         moment,
                         condition,
                         PLAN_NONE,
                         ARENA_NEW(run->arena, uint32_t, options->worlds + 1),
                         ARENA_NEW(run->arena, uint32_t, options->worlds + 1)};
    struct truth one;

    if (!c.lo || !c.hi)
        return err_no_memory(run->err);
    TRY(make_truth(run, options->worlds, out));
    TRY(make_truth(run, options->worlds, &one));
    fill(out, options->worlds, !is_each || caps);
    for (uint32_t a = 0; a < (is_each ? run->plan->actor_count : 1); a++) {
        if (is_each && run->plan->actors[a].role != PLAN_PARTY)
            continue;
        c.party = is_each ? a : PLAN_NONE;
        TRY(count_for(&c));
        for (size_t w = 0; w < options->worlds; w++) {
            struct fact_interval holds =
                monitor_compare(comparison, number, (struct fact_interval){c.lo[w], c.hi[w]});

            one.lo[w] = holds.lo >= 1;
            one.hi[w] = holds.hi > 0;
        }
        join(out, &one, options->worlds, !is_each || caps);
    }
    return ERR_OK;
}

static enum err_code truth_of(struct run *run, const struct tally_options *options,
                              uint32_t condition, const struct moment *moment, struct truth *out)
{
    const struct plan_condition *c = &run->plan->conditions[condition];
    bool is_and = c->form == PLAN_COND_AND, any = false;

    *out = (struct truth){0};
    if (!c->is_open && (c->form == PLAN_COND_COUNT ||
                        (c->form == PLAN_COND_NO &&
                         !(c->has_span && moment->at &&
                           moment->at_us < monitor_add(run, moment->at->begin_us, 1, c->span)))))
        return counted(run, options, c, moment, out);
    if (c->is_open ||
        (c->form != PLAN_COND_AND && c->form != PLAN_COND_OR && c->form != PLAN_COND_NOT))
        return monitor_condition(run, condition, moment, &out->all);
    TRY(make_truth(run, options->worlds, out));
    fill(out, options->worlds, is_and);
    for (size_t i = 0; i < c->children.count; i++) {
        struct truth one;

        TRY(truth_of(run, options, c->children.items[i], moment, &one));
        any |= one.lo != NULL;
        if (c->form == PLAN_COND_NOT) {
            for (size_t w = 0; w < options->worlds; w++) {
                out->lo[w] = one.hi ? !one.hi[w] : one.all.hi <= 0;
                out->hi[w] = one.lo ? !one.lo[w] : one.all.lo < 1;
            }
        } else {
            join(out, &one, options->worlds, is_and);
        }
    }
    if (!any) { /* nothing of it is counted */
        out->lo = out->hi = NULL;
        return monitor_condition(run, condition, moment, &out->all);
    }
    return ERR_OK;
}

struct kept_truth {
    const uint8_t *lo, *hi;
};

enum err_code monitor_world_condition(struct run *run, const struct tally_options *options,
                                      uint32_t condition, const struct moment *moment,
                                      const uint8_t **lo, const uint8_t **hi)
{
    struct monitor_cache *cache = options->monitor.cache;
    struct monitor_key key = {.size = 0};
    struct kept_truth *kept;
    struct truth truth;

    if (cache) {
        monitor_key_u64(&key, 'g');
        monitor_key_hash(&key, &options->monitor.digests->conditions[condition]);
        monitor_key_run(run, &key, true);
        monitor_key_instance(&key, moment->at);
        monitor_key_u64(&key, (uint64_t)moment->at_us);
        monitor_key_u64(&key, (uint64_t)moment->end_us);
        monitor_key_u64(&key, (uint64_t)moment->known_us);
        monitor_key_u64(&key, options->worlds);
        monitor_key_u64(&key, options->seed);
        kept = (struct kept_truth *)monitor_cache_get(cache, &key);
        if (kept) {
            *lo = kept->lo;
            *hi = kept->hi;
            return ERR_OK;
        }
    }
    TRY(truth_of(run, options, condition, moment, &truth));
    *lo = truth.lo;
    *hi = truth.hi;
    if (!cache)
        return ERR_OK;
    kept = ARENA_NEW(monitor_cache_arena(cache), struct kept_truth, 1);
    if (!kept)
        return err_no_memory(run->err);
    *kept = (struct kept_truth){truth.lo, truth.hi};
    return monitor_cache_set(cache, &key, kept, run->err);
}

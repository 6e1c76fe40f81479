/* SPDX-License-Identifier: Apache-2.0
 *
 * Letting go: what is held and no longer matters is marked after each tick. */
#include "watch/watch_int.h"

#include <stdlib.h>

/* Times at which acts that are held look back for an excuse; sorted, apart. */
struct looks {
    struct fact_time *items;
    size_t count;
};

static int by_from(const void *a, const void *b)
{
    const struct fact_time *x = a, *y = b;

    if (x->from_us != y->from_us)
        return x->from_us < y->from_us ? -1 : 1;
    return (x->to_us > y->to_us) - (x->to_us < y->to_us);
}

static struct held_record *record_of(const struct tick *t, uint64_t line)
{
    return store_at(&t->watch->store, (size_t)line - 1);
}

/* Acts that a verifying body may still rule on are open: their findings rest on them. */
static enum err_code find_open(const struct tick *t, bool *is_open)
{
    const struct outcome *outcome = t->outcome;

    for (size_t i = 0; i < outcome->finding_count; i++) {
        const struct finding *f = &outcome->findings[i];
        bool may_be_ruled =
            t->watch->plan->clauses[f->clause_index].verifier != PLAN_NONE &&
            (f->status == FACT_STATUS_ALLEGED || f->status == FACT_STATUS_UNDER_VERIFICATION);

        for (size_t k = 0; !f->is_standing && may_be_ruled && k < f->because_count; k++) {
            size_t at = tick_find(t, f->because[k]);

            if (at != SIZE_MAX)
                is_open[at] = true;
        }
    }
    return ERR_OK;
}

static bool act_matters(const struct watch *w, const struct keep_kind *kind, struct fact_time time)
{
    if (kind->is_forever || (kind->is_act && time.to_us >= w->floor_us))
        return true;
    return kind->is_periodic && time.to_us >= watch_period_floor(w);
}

static bool past_matters(const struct looks *looks, struct fact_time time)
{
    size_t low = 0, high = looks->count;

    while (low < high) { /* the first that ends at or after its beginning */
        size_t middle = low + (high - low) / 2;

        if (looks->items[middle].to_us < time.from_us)
            low = middle + 1;
        else
            high = middle;
    }
    return low < looks->count && looks->items[low].from_us <= time.to_us;
}

static enum err_code find_looks(const struct tick *t, const bool *is_kept, struct looks *looks)
{
    const struct watch *w = t->watch;
    int64_t far = w->keep.far_us + w->longest_us;
    size_t n = 0;

    looks->items = ARENA_NEW(t->arena, struct fact_time, t->facts->observation_count + 1);
    if (!looks->items)
        return err_no_memory(t->err);
    looks->items[n++] = (struct fact_time){w->floor_us - far, TIME_NEVER}; /* acts still to come */
    for (size_t i = 0; i < t->facts->observation_count; i++) {
        const struct observation *o = &t->facts->observations[i];
        const struct keep_kind *kind = keep_kind_of(&w->keep, o->kind);

        if (kind && kind->is_act && is_kept[o->line - 1])
            looks->items[n++] = (struct fact_time){o->time.from_us - far, o->time.to_us};
    }
    qsort(looks->items, n, sizeof *looks->items, by_from);
    looks->count = 0;
    for (size_t i = 0; i < n; i++) {
        struct fact_time *last = looks->count ? &looks->items[looks->count - 1] : NULL;

        if (!last || looks->items[i].from_us > last->to_us)
            looks->items[looks->count++] = looks->items[i];
        else if (looks->items[i].to_us > last->to_us)
            last->to_us = looks->items[i].to_us;
    }
    return ERR_OK;
}

/* What a correction replaced is not among the sealed. */
static void keep_unknown(const struct tick *t, bool *is_kept, const bool *is_sealed)
{
    const struct store *store = &t->watch->store;

    for (size_t i = 0; i < store->rows.count; i++) {
        enum watch_type type = store_at(store, i)->type;

        /* declarations, coverage, feeds: always */
        if (!is_sealed[i])
            is_kept[i] = false;
        else if (type != WATCH_OBSERVATION && type != WATCH_TALLY && type != WATCH_DECISION)
            is_kept[i] = true;
    }
}

static void mark_sealed(const struct tick *t, bool *is_sealed)
{
    const struct facts *facts = t->facts;

    for (size_t i = 0; i < facts->observation_count; i++)
        is_sealed[facts->observations[i].line - 1] = true;
    for (size_t i = 0; i < facts->coverage_count; i++)
        is_sealed[facts->coverages[i].line - 1] = true;
    for (size_t i = 0; i < facts->feed_count; i++)
        if (facts->feeds[i].line > 0) /* 0: made by declare() */
            is_sealed[facts->feeds[i].line - 1] = true;
    for (size_t i = 0; i < facts->decision_count; i++)
        is_sealed[facts->decisions[i].line - 1] = true;
    for (size_t i = 0; i < facts->declaration_count; i++)
        is_sealed[facts->declarations[i].line - 1] = true;
    for (size_t i = 0; i < facts->tally_count; i++)
        is_sealed[facts->tallies[i].line - 1] = true;
}

/* Rulings go with their act; one on an act that is not here waits for it as long as it might come. */
static void keep_decisions(const struct tick *t, bool *is_kept)
{
    for (size_t i = 0; i < t->facts->decision_count; i++) {
        const struct fact_decision *d = &t->facts->decisions[i];
        size_t act;

        is_kept[d->line - 1] = true;
        if (d->on != FACT_ON_INCIDENT && d->on != FACT_ON_ACT_CERTIFICATE)
            continue;
        act = tick_find(t, d->incident);
        is_kept[d->line - 1] =
            act == SIZE_MAX ? d->received_us >= t->watch->floor_us : is_kept[act];
    }
}

/* Records without an id of their own are numbered among equals: those go together. */
static enum err_code keep_equals(const struct tick *t, bool *is_kept)
{
    struct map held;

    map_init(&held, t->arena);
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < t->facts->observation_count; i++) {
            const struct observation *o = &t->facts->observations[i];
            struct str text = record_of(t, o->line)->text;

            if (!record_of(t, o->line)->is_made)
                continue;
            if (pass == 0 && is_kept[o->line - 1])
                TRY(map_set(&held, text, 1, t->err));
            else if (pass == 1 && map_get(&held, text) != MAP_NONE)
                is_kept[o->line - 1] = true;
        }
    return ERR_OK;
}

static void raise_floor(const struct tick *t)
{
    struct watch *w = t->watch;
    int64_t back = w->lateness_us + w->options.settle_us;
    int64_t floor = t->known_us - TIME_MIN_US > back ? t->known_us - back : TIME_MIN_US;

    if (floor > w->floor_us)
        w->floor_us = floor;
}

static enum err_code drop_unkept(struct tick *t, const bool *is_kept, const bool *is_sealed)
{
    struct watch *w = t->watch;

    for (size_t i = 0; i < w->store.rows.count; i++) {
        if (is_kept[i])
            continue;
        store_at(&w->store, i)->is_dropped = true;
        w->counts.settled += is_sealed[i];
    }
    for (size_t i = 0; i < t->facts->observation_count; i++) {
        const struct observation *o = &t->facts->observations[i];

        if (!is_kept[o->line - 1])
            TRY(watch_let_go(w, o->feed, o->kind, o->time, t->err));
    }
    for (size_t i = 0; i < t->facts->tally_count; i++) {
        const struct fact_tally *y = &t->facts->tallies[i];

        if (!is_kept[y->line - 1])
            TRY(watch_let_go(w, y->feed, y->kind, y->time, t->err));
    }
    return ERR_OK;
}

enum err_code tick_drop(struct tick *t)
{
    struct watch *w = t->watch;
    size_t count = w->store.rows.count;
    bool *is_kept = ARENA_NEW(t->arena, bool, count + 1);
    bool *is_sealed = ARENA_NEW(t->arena, bool, count + 1);
    struct looks looks = {0};

    if (!is_kept || !is_sealed)
        return err_no_memory(t->err);
    mark_sealed(t, is_sealed);
    if (w->keep.is_everything) /* but for what was replaced */
        return ERR_OK;
    raise_floor(t);
    TRY(find_open(t, is_kept));
    for (size_t i = 0; i < t->facts->observation_count; i++) {
        const struct observation *o = &t->facts->observations[i];
        const struct keep_kind *kind = keep_kind_of(&w->keep, o->kind);

        if (kind && act_matters(w, kind, o->time) && !keep_is_far(&w->keep, kind, &o->place))
            is_kept[o->line - 1] = true;
    }
    for (size_t i = 0; i < t->facts->tally_count; i++) {
        const struct fact_tally *y = &t->facts->tallies[i];
        const struct keep_kind *kind = keep_kind_of(&w->keep, y->kind);

        is_kept[y->line - 1] = kind && act_matters(w, kind, y->time);
    }
    TRY(find_looks(t, is_kept, &looks));
    for (size_t i = 0; i < t->facts->observation_count; i++) {
        const struct observation *o = &t->facts->observations[i];
        const struct keep_kind *kind = keep_kind_of(&w->keep, o->kind);

        if (kind && kind->is_past && past_matters(&looks, o->time))
            is_kept[o->line - 1] = true;
    }
    TRY(keep_equals(t, is_kept));
    keep_decisions(t, is_kept);
    keep_unknown(t, is_kept, is_sealed);
    return drop_unkept(t, is_kept, is_sealed);
}

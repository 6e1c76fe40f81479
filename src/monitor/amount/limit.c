/* SPDX-License-Identifier: Apache-2.0
 *
 * Ceilings over time. Holdings: the latest report of each unit counts, the sum is watched; an excess lasts from the report that
 * makes it until one that ends it. So many `for each`: what was done so far against what others allowed so far. Where the
 * ceiling itself is not sure (what is declared, what was not seen), it is an interval like the sum. */
#include "monitor/amount/amount_int.h"

#include <math.h>

struct holding {
    struct fact_interval quantity; /* hi INFINITY: it does not say how much */
    size_t act;                    /* SIZE_MAX: none */
};

struct total {
    struct fact_interval sum; /* of what is known */
    size_t open;              /* how many do not say how much */
};

struct ceiling {
    struct run *run;
    uint32_t statement, slot;
    struct ceiling_row row;
    struct holding *units; /* what is limited */
    size_t unit_count, unit_capacity;
    struct total held;
    struct fact_interval allowed; /* `for each`: how many there were */
    const struct spans *seen;     /* `for each`: when all that allows was seen */
    size_t sample;                /* `for each … with the same`: the first act of its group */
    struct item excess;
    bool is_over;
    unsigned doubts;
    int64_t from_us, pending_us, known_us; /* reports of one moment count together */
    struct items *items;
};

static void total_add(struct total *t, struct fact_interval q, int sign)
{
    t->sum.lo += sign * q.lo;
    if (isinf(q.hi)) {
        t->open += sign > 0 ? 1 : (size_t)-1;
        return;
    }
    t->sum.hi += sign * q.hi;
}

static struct fact_interval total_of(const struct total *t)
{
    return (struct fact_interval){num_round(t->sum.lo, 6),
                                  t->open ? (double)INFINITY : num_round(t->sum.hi, 6)};
}

static bool is_by_each(const struct ceiling *c)
{
    return c->run->plan->statements[c->statement].amount.for_each_class != PLAN_NONE;
}

/* What is allowed then. */
static struct fact_interval bound_at(const struct ceiling *c, int64_t at_us)
{
    struct fact_interval b = c->row.amount;

    if (is_by_each(c)) {
        b.lo = num_round(b.lo * c->allowed.lo, 6);
        b.hi = num_round(b.hi * c->allowed.hi, 6);
        if (c->row.amount.hi > 0 && !monitor_spans_cover(c->seen, c->from_us, at_us))
            b.hi = (double)INFINITY;
    }
    return b;
}

static enum err_code excess_acts(struct ceiling *c)
{
    struct run *run = c->run;
    size_t *acts = ARENA_NEW(&run->scratch, size_t, c->unit_count + 1);
    size_t n = 0;

    if (!acts)
        return err_no_memory(run->err);
    for (size_t i = 0; i < c->unit_count; i++)
        if (c->units[i].quantity.hi > 0 && n < MONITOR_CONSIDERED_LIMIT)
            acts[n++] = c->units[i].act;
    c->excess.acts = acts;
    c->excess.act_count = n;
    return ERR_OK;
}

/* The worst so far: surely too much before perhaps, then the most. */
static bool is_worse(const struct item *excess, struct fact_interval sum, bool is_sure)
{
    bool was_sure = excess->occurrence.lo >= 1;

    if (is_sure != was_sure)
        return is_sure;
    return sum.lo > excess->value.lo || (sum.lo >= excess->value.lo && sum.hi > excess->value.hi);
}

static unsigned excess_doubts(const struct ceiling *c, struct fact_interval sum,
                              struct fact_interval bound)
{
    unsigned doubts = c->row.doubts;

    if (sum.lo < sum.hi)
        doubts |= c->doubts & MONITOR_DOUBTS ? c->doubts : (unsigned)(DOUBT_PLACE | DOUBT_ACTOR);
    if (is_by_each(c) && isinf(bound.hi))
        doubts |= DOUBT_COVERAGE;
    return doubts;
}

static enum err_code note_excess(struct ceiling *c)
{
    struct run *run = c->run;
    int64_t at_us = c->pending_us;
    struct fact_interval sum = total_of(&c->held), bound = bound_at(c, at_us);
    bool is_over = sum.hi > bound.lo, is_sure = sum.lo > bound.hi;

    c->pending_us = TIME_NONE;
    if (!is_over && c->is_over) {
        c->excess.to_us = at_us;
        TRY(monitor_item_push(run, c->items, &c->excess));
        c->is_over = false;
    }
    if (!is_over)
        return ERR_OK;
    if (!c->is_over) {
        c->is_over = true;
        c->excess = (struct item){.form = ITEM_EXCESS,
                                  .statement = c->statement,
                                  .act = SIZE_MAX,
                                  .slot = c->slot,
                                  .from_us = at_us,
                                  .subject_us = at_us,
                                  .known_us = c->known_us,
                                  .number = c->row.number,
                                  .value = {-1, -1}};
    }
    if (!is_worse(&c->excess, sum, is_sure))
        return ERR_OK;
    TRY(excess_acts(c));
    c->excess.value = sum;
    c->excess.bound = bound.hi;
    c->excess.known_us = c->known_us;
    c->excess.occurrence = (struct fact_interval){is_sure ? 1 : 0, 1};
    c->excess.base = c->excess.base_range = c->excess.range = c->excess.occurrence;
    c->excess.doubts = (c->doubts & ~MONITOR_DOUBTS) | (is_sure ? 0 : excess_doubts(c, sum, bound));
    return ERR_OK;
}

static enum err_code hold(struct ceiling *c, struct unit_keys *keys, size_t i, enum match match)
{
    struct run *run = c->run;
    const struct plan_statement *st = &run->plan->statements[c->statement];
    const struct observation *o = &run->facts->observations[i];
    enum plan_measure measure = c->row.number ? PLAN_COUNT : st->amount.number.measure;
    bool is_act = is_by_each(c) && run->plan->kinds[run->acts[i].kind].type != PLAN_THING;
    struct fact_interval quantity = monitor_quantity(o, measure, NULL, NULL);
    uint32_t unit = (uint32_t)c->unit_count;
    struct fact_interval p;
    unsigned doubts = 0;

    if (!is_act)
        TRY(monitor_unit_key(run, keys, i, true, &unit));
    while (c->unit_count <= unit) {
        TRY(arena_grow(&run->scratch, &c->units, c->unit_count, &c->unit_capacity, sizeof *c->units,
                       run->err));
        c->units[c->unit_count++] = (struct holding){.act = SIZE_MAX};
    }
    total_add(&c->held, c->units[unit].quantity, -1);
    c->units[unit].act = i;
    p = monitor_counts_for(run, c->statement, &st->spots, c->slot, i, match, &doubts);
    TRY(monitor_less_excused(run, c->statement, c->slot, i, c->from_us, &p, &doubts));
    c->units[unit].quantity = monitor_ends(run, p, quantity);
    total_add(&c->held, c->units[unit].quantity, 1);
    c->doubts |= doubts & ~MONITOR_DOUBTS;
    if (c->units[unit].quantity.lo < c->units[unit].quantity.hi) {
        c->doubts |= doubts;
        if (quantity.lo < quantity.hi)
            c->doubts |= DOUBT_ATTRIBUTE;
    }
    return ERR_OK;
}

/* Everything that is about this ceiling, in order of time. */
static enum err_code watch(struct ceiling *c, struct span time)
{
    struct run *run = c->run;
    const struct plan_statement *st = &run->plan->statements[c->statement];
    struct unit_keys keys = {0};
    int64_t limit = time.to_us < run->watermark_us ? time.to_us : run->watermark_us;

    if (time.from_us > run->watermark_us)
        return ERR_OK;
    map_init(&keys.map, &run->scratch);
    c->from_us = time.from_us;
    c->pending_us = TIME_NONE;
    c->known_us = c->row.known_us;
    for (size_t i = 0; i < run->facts->observation_count; i++) {
        const struct observation *o = &run->facts->observations[i];
        int64_t at = o->time.from_us < time.from_us ? time.from_us : o->time.from_us;
        struct fact_interval more = {0, 0};
        enum match match;
        unsigned doubts = 0;

        if (o->time.from_us >= time.to_us)
            break;
        if (run->acts[i].kind == PLAN_NONE)
            continue;
        match = monitor_ceiling_match(run, c->statement, &c->row, i, &doubts);
        if (is_by_each(c)) {
            if (o->time.from_us < time.from_us)
                continue; /* so far: since it binds */
            if (st->amount.same_count && c->sample != i &&
                !monitor_same(run, st->amount.same, st->amount.same_count, c->sample, i))
                match = MATCH_NO;
            more = monitor_allows(run, c->statement, c->slot, i, &doubts);
            if (st->amount.same_count &&
                !monitor_same(run, st->amount.same, st->amount.same_count, c->sample, i))
                more = (struct fact_interval){0, 0};
            more = monitor_ends(run, more, monitor_quantity(o, PLAN_COUNT, NULL, NULL));
        }
        if (match == MATCH_NO && more.hi <= 0)
            continue;
        if (c->pending_us != TIME_NONE && at > c->pending_us)
            TRY(note_excess(c));
        c->allowed.lo += more.lo;
        c->allowed.hi += more.hi;
        if (match != MATCH_NO)
            TRY(hold(c, &keys, i, match));
        c->pending_us = at;
        c->known_us = o->received_us > c->known_us ? o->received_us : c->known_us;
    }
    if (c->pending_us != TIME_NONE)
        TRY(note_excess(c));
    if (c->is_over) {
        c->excess.to_us = limit > c->excess.from_us ? limit : c->excess.from_us;
        TRY(monitor_item_push(run, c->items, &c->excess));
    }
    return ERR_OK;
}

/* `for each … with the same`: one ceiling for each group of acts that agree; an act that does not say is alone. */
static enum err_code watch_groups(struct run *run, const struct ceiling *start, struct span time)
{
    const struct plan_statement *st = &run->plan->statements[start->statement];
    size_t *samples = NULL, count = 0, capacity = 0;

    for (size_t i = monitor_first_reaching(run, time.from_us); i < run->facts->observation_count;
         i++) {
        const struct observation *o = &run->facts->observations[i];
        struct ceiling c = *start;
        unsigned doubts = 0;
        bool is_known = false;

        if (o->time.from_us >= time.to_us)
            break;
        if (run->acts[i].kind == PLAN_NONE || o->time.from_us < time.from_us ||
            monitor_ceiling_match(run, c.statement, &c.row, i, &doubts) == MATCH_NO)
            continue;
        for (size_t k = 0; k < count && !is_known; k++)
            is_known = monitor_same(run, st->amount.same, st->amount.same_count, samples[k], i);
        if (is_known)
            continue;
        TRY(arena_grow(&run->scratch, &samples, count, &capacity, sizeof *samples, run->err));
        samples[count++] = i;
        c.sample = i;
        TRY(watch(&c, time));
    }
    return ERR_OK;
}

static enum err_code ceilings(struct run *run, uint32_t statement, uint32_t slot, struct span time,
                              struct items *items)
{
    const struct plan_statement *st = &run->plan->statements[statement];
    size_t rows = monitor_ceiling_rows(run, statement);
    struct spans seen = {0};

    if (st->amount.for_each_class != PLAN_NONE) {
        struct plan_list classes = {&st->amount.for_each_class, 1};
        struct plan_spots everywhere = {NULL, 0};

        TRY(monitor_spots_coverage(run, classes, &everywhere, run->known_us, &seen));
    }
    for (size_t i = 0; i < rows; i++) {
        struct ceiling c = {.run = run,
                            .statement = statement,
                            .slot = slot,
                            .seen = &seen,
                            .sample = SIZE_MAX,
                            .items = items};

        TRY(monitor_ceiling_row(run, statement, i, slot, run->known_us, &c.row));
        if (st->amount.for_each_class != PLAN_NONE && st->amount.same_count)
            TRY(watch_groups(run, &c, time));
        else
            TRY(watch(&c, time));
    }
    return ERR_OK;
}

static enum err_code period_excesses(struct run *run, uint32_t statement, const struct instance *at,
                                     int64_t begin_us, int64_t end_us, struct items *items)
{
    struct period_value *values;
    size_t count;

    TRY(monitor_period_values(run, statement, at, begin_us, end_us, &values, &count));
    for (size_t i = 0; i < count; i++) {
        const struct period_value *v = &values[i];
        struct fact_interval over = v->over;
        struct item item = {.form = ITEM_EXCESS,
                            .statement = statement,
                            .act = SIZE_MAX,
                            .slot = v->slot,
                            .from_us = v->period.from_us,
                            .to_us = v->period.to_us,
                            .known_us = v->known_us,
                            .base = over,
                            .base_range = over,
                            .occurrence = over,
                            .range = over,
                            .acts = v->acts,
                            .act_count = v->act_count,
                            .value = v->value,
                            .bound = v->bound.hi,
                            .doubts = v->doubts,
                            .number = v->number,
                            .each = v->each,
                            .subject_us = v->period.from_us};

        if (over.hi <= 0 || (over.lo <= 0 && v->act_count + v->tally_count == 0))
            continue; /* unseen only: coverage says so */
        TRY(monitor_item_push(run, items, &item));
    }
    return ERR_OK;
}

/* What exceeds, or may. */
static enum err_code by_slot(struct run *run, uint32_t statement, struct span span,
                             struct items *items)
{
    const struct bound *slots = run->clauses[run->plan->statements[statement].clause].bound;

    if (!monitor_is_for_each(run, statement))
        return ceilings(run, statement, PLAN_NONE, span, items);
    for (uint32_t s = 0; s < slots->slot_count; s++)
        if (run->statement_bound[statement]->slot_of[slots->slots[s]] != PLAN_NONE)
            TRY(ceilings(run, statement, s, span, items));
    return ERR_OK;
}

/* `in each Z`: a ceiling for each member. */
static enum err_code in_each(struct run *run, uint32_t statement, struct span span,
                             struct items *items)
{
    uint32_t place = monitor_each_place(run, &run->plan->statements[statement].spots);
    struct looked_at was = run->member;
    size_t first = items->count;

    if (run->plan->statements[statement].tail.unless != PLAN_NONE)
        TRY(monitor_excuse_ready(run, run->plan->statements[statement].tail.unless));
    if (place == PLAN_NONE)
        return by_slot(run, statement, span, items);
    for (uint32_t m = 0; m < run->plan->places[place].member_count; m++) {
        run->member = (struct looked_at){m, run->plan->places[place].collection};
        TRY(by_slot(run, statement, span, items));
        for (; first < items->count; first++)
            items->items[first].each = (struct each){m, place + 1};
    }
    run->member = was;
    return ERR_OK;
}

enum err_code monitor_excesses(struct run *run, uint32_t statement, const struct instance *at,
                               int64_t begin_us, int64_t end_us, struct items *items)
{
    const struct plan_statement *st = &run->plan->statements[statement];
    struct binding binding;

    if (monitor_ceiling_rows(run, statement) == 0)
        return ERR_OK;
    if (st->every.form != PLAN_PERIOD_NONE)
        return period_excesses(run, statement, at, begin_us, end_us, items);
    TRY(monitor_binding(run, at, statement, begin_us, end_us, &binding));
    for (size_t i = 0; i < binding.maybe.count; i++)
        TRY(in_each(run, statement, binding.maybe.items[i], items));
    return ERR_OK;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Ceilings. Holdings: the latest report of each unit counts, the sum is watched; an excess lasts from the report that makes it
 * until one that ends it. Quotas: acts and tallies of each period. What is unsure counts at one end only: the lower end takes
 * what is likely, the upper end all that is possible; where not everything was seen the upper end is open. */
#include "monitor/monitor_int.h"

#include <math.h>

static double quantity_of(const struct observation *o, enum plan_measure measure)
{
    const struct fact_attribute *a = NULL;

    switch (measure) {
    case PLAN_COUNT:
    case PLAN_SHARE:
        return o->has_quantity ? o->quantity : 1;
    case PLAN_LENGTH:
        a = observation_attribute(o, STR("distance"));
        break;
    case PLAN_DURATION:
        a = observation_attribute(o, STR("duration"));
        if (!a)
            return (double)(o->time.to_us - o->time.from_us) / 1e6;
        break;
    case PLAN_MASS:
        a = observation_attribute(o, STR("mass"));
        break;
    }
    return a && a->is_number ? a->number : 0;
}

/* How likely a report counts for a group of parties: slot of the clause, or PLAN_NONE for all whom the statement binds. */
static struct fact_interval counts_for(struct run *run, uint32_t statement, uint32_t slot,
                                       size_t act, enum match match)
{
    const struct plan_statement *st = &run->plan->statements[statement];
    const struct act *a = &run->acts[act];
    struct fact_interval p, place = {1, 0};
    unsigned doubts = 0;

    if (slot != PLAN_NONE) {
        p = monitor_share_of(run, run->clauses[st->clause].bound->slots[slot], act);
    } else if (run->statement_bound[statement]->anyone) {
        p = monitor_who(run, run->statement_bound[statement], act).factor;
    } else {
        struct plan_actors any =
            st->actors; /* whoever of them; an unknown actor may be somebody else */

        any.is_together = false;
        p = monitor_share_of_actors(run, &any, PLAN_NONE, act);
    }
    p = monitor_times(p,
                      (struct fact_interval){match == MATCH_YES ? a->existence : 0, a->existence});
    for (size_t r = 0; p.hi > 0 && r < run->plan->reading_count; r++) {
        struct fact_interval one = monitor_spots(run, &st->spots, r, act, &doubts);

        place.lo = one.lo < place.lo ? one.lo : place.lo;
        place.hi = one.hi > place.hi ? one.hi : place.hi;
        if (!monitor_spots_are_disputed(run, &st->spots))
            break;
    }
    return p.hi > 0 ? monitor_times(p, place) : p;
}

static struct fact_interval count_of(const struct run *run, struct fact_interval p, double quantity)
{
    p.lo = num_probability(p.lo);
    p.hi = num_probability(p.hi);
    return (struct fact_interval){p.lo > 0 && p.lo >= run->plan->threshold_likely ? quantity : 0,
                                  p.hi > 0 ? quantity : 0};
}

/* -------------------------------------------------------------- holdings */

struct holding {
    struct fact_interval quantity;
    size_t act; /* SIZE_MAX: none */
};

struct ceiling {
    struct run *run;
    uint32_t statement, slot;
    double bound;
    struct holding *units;
    size_t unit_count, unit_capacity;
    struct fact_interval sum;
    struct item excess;
    bool is_over;
    struct items *items;
};

static enum err_code note_excess(struct ceiling *c, int64_t at_us, int64_t known_us)
{
    struct run *run = c->run;
    struct fact_interval sum = c->sum;
    bool is_over = sum.hi > c->bound;

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
                                  .known_us = known_us,
                                  .bound = c->bound,
                                  .value = {-1, -1}};
    }
    if (sum.lo > c->excess.value.lo ||
        (sum.lo >= c->excess.value.lo && sum.hi > c->excess.value.hi)) {
        size_t *acts = ARENA_NEW(&run->scratch, size_t, c->unit_count + 1);
        size_t n = 0;

        if (!acts)
            return err_no_memory(run->err);
        for (size_t i = 0; i < c->unit_count; i++)
            if (c->units[i].quantity.hi > 0 && n < MONITOR_CONSIDERED_LIMIT)
                acts[n++] = c->units[i].act;
        c->excess.acts = acts;
        c->excess.act_count = n;
        c->excess.value = sum;
        c->excess.known_us = known_us;
        c->excess.occurrence = (struct fact_interval){sum.lo > c->bound ? 1 : 0, 1};
        c->excess.base = c->excess.base_range = c->excess.range = c->excess.occurrence;
        c->excess.doubts = sum.lo > c->bound ? 0 : (unsigned)(DOUBT_PLACE | DOUBT_ACTOR);
    }
    return ERR_OK;
}

static enum err_code holdings(struct run *run, uint32_t statement, uint32_t slot, struct span time,
                              struct items *items)
{
    const struct plan_statement *st = &run->plan->statements[statement];
    struct ceiling c = {.run = run,
                        .statement = statement,
                        .slot = slot,
                        .bound = st->amount.number.value,
                        .items = items};
    struct unit_keys keys = {0};
    int64_t pending_us = TIME_NONE, known_us = TIME_NONE; /* reports of one moment count together */
    int64_t limit = time.to_us < run->watermark_us ? time.to_us : run->watermark_us;

    if (time.from_us > run->watermark_us)
        return ERR_OK;
    map_init(&keys.map, &run->scratch);
    for (size_t i = 0; i <= run->facts->observation_count; i++) {
        const struct observation *o = &run->facts->observations[i];
        bool is_end = i == run->facts->observation_count;
        int64_t at = is_end                           ? TIME_NEVER
                     : o->time.from_us < time.from_us ? time.from_us
                                                      : o->time.from_us;
        enum match match;
        unsigned doubts = 0;
        uint32_t unit;

        if (pending_us != TIME_NONE && at > pending_us) {
            TRY(note_excess(&c, pending_us, known_us));
            pending_us = TIME_NONE;
        }
        if (is_end || o->time.from_us >= time.to_us)
            break;
        if (run->acts[i].kind == PLAN_NONE)
            continue;
        match = monitor_classes_match(run, st->classes, i, &doubts);
        if (match == MATCH_NO)
            continue;
        TRY(monitor_unit_key(run, &keys, i, true, &unit));
        while (c.unit_count <= unit) {
            TRY(arena_grow(&run->scratch, &c.units, c.unit_count, &c.unit_capacity, sizeof *c.units,
                           run->err));
            c.units[c.unit_count++] = (struct holding){.act = SIZE_MAX};
        }
        c.sum.lo -= c.units[unit].quantity.lo;
        c.sum.hi -= c.units[unit].quantity.hi;
        c.units[unit].act = i;
        c.units[unit].quantity = count_of(run, counts_for(run, statement, slot, i, match),
                                          quantity_of(o, st->amount.number.measure));
        c.sum.lo += c.units[unit].quantity.lo;
        c.sum.hi += c.units[unit].quantity.hi;
        pending_us = at;
        known_us = o->received_us > known_us ? o->received_us : known_us;
    }
    if (c.is_over) {
        c.excess.to_us = limit > c.excess.from_us ? limit : c.excess.from_us;
        TRY(monitor_item_push(run, items, &c.excess));
    }
    return ERR_OK;
}

/* -------------------------------------------------------------- quotas */

struct counted {
    size_t *items;
    size_t count, capacity;
};

static enum err_code counted_push(struct run *run, struct counted *list, size_t i)
{
    if (list->count >= MONITOR_CONSIDERED_LIMIT)
        return ERR_OK;
    TRY(arena_grow(&run->scratch, &list->items, list->count, &list->capacity, sizeof *list->items,
                   run->err));
    list->items[list->count++] = i;
    return ERR_OK;
}

static struct fact_interval tally_share(const struct run *run, const struct fact_tally *t,
                                        const struct bound *bound, uint32_t party)
{
    double known = 0, all = 0;

    if (party == PLAN_NONE && bound->anyone)
        return (struct fact_interval){1, 1};
    for (size_t i = 0; i < t->actor_count; i++) {
        uint32_t actor = monitor_actor(run, t->actors[i].name);

        if (actor != PLAN_NONE && (party == PLAN_NONE ? bound->is_bound[actor] == 1
                                                      : plan_actor_is(run->plan, actor, party)))
            known += t->actors[i].share;
        if (actor != PLAN_NONE || str_eq(t->actors[i].name, STR("other")))
            all += t->actors[i].share;
    }
    return (struct fact_interval){num_probability(known), num_probability(known + 1 - all)};
}

static enum err_code add_tallies(struct run *run, uint32_t statement, struct period_value *v,
                                 struct counted *list)
{
    const struct plan_statement *st = &run->plan->statements[statement];
    uint32_t party =
        v->slot == PLAN_NONE ? PLAN_NONE : run->clauses[st->clause].bound->slots[v->slot];

    for (size_t i = 0; i < run->facts->tally_count; i++) {
        const struct fact_tally *t = &run->facts->tallies[i];
        uint32_t kind = plan_find_kind(run->plan, t->kind);
        bool is_in = t->time.from_us >= v->period.from_us && t->time.to_us <= v->period.to_us;
        bool overlaps = t->time.from_us < v->period.to_us && t->time.to_us > v->period.from_us;
        bool matches = false;
        struct fact_interval p;
        unsigned doubts = 0;

        if ((!is_in && !overlaps) || kind == PLAN_NONE)
            continue;
        for (size_t c = 0; c < st->classes.count; c++)
            matches |= run->kind_table[st->classes.items[c] * run->plan->kind_count + kind] == 3;
        if (!matches)
            continue;
        p = tally_share(run, t, run->statement_bound[statement], party);
        p = monitor_times(p, monitor_spots_place(run, &st->spots, 0, &t->place, &doubts));
        if (!is_in)
            p.lo = 0; /* over several periods: each may hold all of it */
        if (p.hi <= 0)
            continue;
        v->value.lo += count_of(run, p, t->value).lo;
        v->value.hi += t->value;
        if (t->received_us > v->known_us)
            v->known_us = t->received_us;
        TRY(counted_push(run, list, i));
    }
    return ERR_OK;
}

/* Lower and upper chances of the acts of a period. */
struct chances {
    double *lo, *hi;
    size_t count, lo_capacity, hi_capacity;
    bool are_single; /* no act counts for more than one */
};

static enum err_code chances_push(struct run *run, struct chances *c, struct fact_interval p)
{
    TRY(arena_grow(&run->scratch, &c->lo, c->count, &c->lo_capacity, sizeof *c->lo, run->err));
    TRY(arena_grow(&run->scratch, &c->hi, c->count, &c->hi_capacity, sizeof *c->hi, run->err));
    c->lo[c->count] = num_probability(p.lo);
    c->hi[c->count++] = num_probability(p.hi);
    return ERR_OK;
}

/* The chance that the bound is exceeded: from the distribution of the count where every act counts for one and
 * no tally is in it, else from the ends of the value. */
static enum err_code period_over(struct run *run, uint32_t statement, const struct chances *acts,
                                 struct period_value *v)
{
    double bound = run->plan->statements[statement].amount.number.value, within;

    v->over = (struct fact_interval){v->value.lo > bound ? 1 : 0, v->value.hi > bound ? 1 : 0};
    if (!acts->are_single || v->tally_count > 0 || bound < 0)
        return ERR_OK;
    TRY(monitor_at_most(run, acts->lo, acts->count, bound, &within));
    v->over.lo = num_probability(1 - within);
    TRY(monitor_at_most(run, acts->hi, acts->count, bound, &within));
    v->over.hi = v->is_seen ? num_probability(1 - within) : 1;
    return ERR_OK;
}

static enum err_code period_value(struct run *run, uint32_t statement,
                                  const struct binding *binding, struct period_value *v)
{
    const struct plan_statement *st = &run->plan->statements[statement];
    struct counted acts = {0}, tallies = {0};
    struct chances chances = {.are_single = true};
    struct spans maybe, sure;
    const struct spans *coverage;
    double quantity;

    TRY(monitor_spans_clip(run, &binding->sure, v->period.from_us, v->period.to_us, &sure));
    TRY(monitor_spans_clip(run, &binding->maybe, v->period.from_us, v->period.to_us, &maybe));
    for (size_t i = monitor_first_reaching(run, v->period.from_us);
         i < run->facts->observation_count; i++) {
        const struct observation *o = &run->facts->observations[i];
        struct fact_interval time, p, one;
        enum match match;
        unsigned doubts = 0;

        if (o->time.from_us >= v->period.to_us)
            break;
        if (run->acts[i].kind == PLAN_NONE)
            continue;
        match = monitor_classes_match(run, st->classes, i, &doubts);
        if (match == MATCH_NO)
            continue;
        time.lo = monitor_spans_share(&sure, o->time, o->holds, o->aggregate).lo;
        time.hi = monitor_spans_share(&maybe, o->time, o->holds, o->aggregate).hi;
        if (time.hi <= 0)
            continue;
        p = monitor_times(time, counts_for(run, statement, v->slot, i, match));
        quantity = quantity_of(o, st->amount.number.measure);
        one = count_of(run, p, quantity);
        if (one.hi <= 0)
            continue;
        v->value.lo += one.lo;
        v->value.hi += one.hi;
        chances.are_single = chances.are_single && num_round(quantity, 6) == 1;
        TRY(chances_push(run, &chances, p));
        if (o->received_us > v->known_us)
            v->known_us = o->received_us;
        TRY(counted_push(run, &acts, i));
    }
    TRY(add_tallies(run, statement, v, &tallies));
    v->acts = acts.items;
    v->act_count = acts.count;
    v->tallies = tallies.items;
    v->tally_count = tallies.count;
    TRY(monitor_statement_coverage(run, statement, run->known_us, &coverage));
    v->is_seen = true;
    for (size_t i = 0; i < maybe.count; i++)
        v->is_seen = v->is_seen &&
                     monitor_spans_cover(coverage, maybe.items[i].from_us, maybe.items[i].to_us);
    if (!v->is_seen)
        v->value.hi = (double)INFINITY;
    return period_over(run, statement, &chances, v);
}

static bool is_for_each(const struct run *run, uint32_t statement)
{
    const struct plan_statement *st = &run->plan->statements[statement];

    return !st->is_together && !st->actors.is_together &&
           !run->statement_bound[statement]->anyone && st->actors.form != PLAN_ACTORS_ANY_OF;
}

enum err_code monitor_period_values(struct run *run, uint32_t statement, const struct instance *at,
                                    int64_t begin_us, int64_t end_us, struct period_value **values,
                                    size_t *count)
{
    const struct plan_statement *st = &run->plan->statements[statement];
    const struct bound *slots = run->clauses[st->clause].bound;
    struct binding binding;
    struct period *periods;
    size_t period_count, n = 0, per;

    *values = NULL;
    *count = 0;
    TRY(monitor_binding(run, at, statement, begin_us, end_us, &binding));
    if (binding.as_of_us == TIME_NONE)
        return ERR_OK;
    TRY(monitor_periods(run, &st->every, begin_us, end_us, &periods, &period_count));
    per = is_for_each(run, statement) ? slots->slot_count : 1;
    *values = ARENA_NEW(&run->scratch, struct period_value, period_count * per + 1);
    if (!*values)
        return err_no_memory(run->err);
    for (size_t i = 0; i < period_count; i++) {
        struct spans bound_then;

        TRY(monitor_spans_clip(run, &binding.maybe, periods[i].from_us, periods[i].to_us,
                               &bound_then));
        if (bound_then.count == 0 || periods[i].from_us < binding.as_of_us)
            continue;
        for (uint32_t s = 0; s < per; s++) {
            struct period_value *v = &(*values)[n];

            if (per > 1 || is_for_each(run, statement)) {
                if (run->statement_bound[statement]->slot_of[slots->slots[s]] == PLAN_NONE)
                    continue;
            }
            *v = (struct period_value){.period = periods[i],
                                       .number = i,
                                       .known_us = periods[i].from_us,
                                       .slot = is_for_each(run, statement) ? s : PLAN_NONE};
            TRY(period_value(run, statement, &binding, v));
            n++;
        }
    }
    *count = n;
    return ERR_OK;
}

/* What exceeds, or may. */
enum err_code monitor_excesses(struct run *run, uint32_t statement, const struct instance *at,
                               int64_t begin_us, int64_t end_us, struct items *items)
{
    const struct plan_statement *st = &run->plan->statements[statement];
    const struct bound *slots = run->clauses[st->clause].bound;
    struct period_value *values;
    struct binding binding;
    size_t count;

    if (st->amount.form != PLAN_AMOUNT_NUMBER)
        return ERR_OK;
    if (st->every.form == PLAN_PERIOD_NONE) {
        TRY(monitor_binding(run, at, statement, begin_us, end_us, &binding));
        for (size_t i = 0; i < binding.maybe.count; i++) {
            if (!is_for_each(run, statement)) {
                TRY(holdings(run, statement, PLAN_NONE, binding.maybe.items[i], items));
                continue;
            }
            for (uint32_t s = 0; s < slots->slot_count; s++)
                if (run->statement_bound[statement]->slot_of[slots->slots[s]] != PLAN_NONE)
                    TRY(holdings(run, statement, s, binding.maybe.items[i], items));
        }
        return ERR_OK;
    }
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
                            .bound = st->amount.number.value,
                            .number = v->number,
                            .subject_us = v->period.from_us};

        if (over.hi <= 0 || (over.lo <= 0 && v->act_count + v->tally_count == 0))
            continue; /* unseen only: coverage says so */
        TRY(monitor_item_push(run, items, &item));
    }
    return ERR_OK;
}

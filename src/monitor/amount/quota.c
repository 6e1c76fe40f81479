/* SPDX-License-Identifier: Apache-2.0
 *
 * Quotas: acts and tallies of each period against what is allowed in one. Where not everything was seen the upper end is open. */
#include "monitor/amount/amount_int.h"

#include <math.h>

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

/* One period of one row for one party. */
struct quota {
    struct run *run;
    uint32_t statement;
    const struct binding *binding;
    struct ceiling_row row;
    int64_t known_us;
    struct period_value *value;
    struct counted acts, tallies;
    /* Lower and upper chances of the acts, and what each counts for. */
    double *lo, *hi, *weights;
    size_t count, lo_capacity, hi_capacity, weight_capacity;
    bool is_vague; /* some act does not say how much */
};

static const struct plan_statement *statement_of(const struct quota *q)
{
    return &q->run->plan->statements[q->statement];
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

static bool takes_kind(const struct quota *q, uint32_t kind)
{
    const struct run *run = q->run;
    const struct plan_statement *st = statement_of(q);
    bool matches = false;

    for (size_t c = 0; c < st->classes.count; c++)
        matches |= run->kind_table[st->classes.items[c] * run->plan->kind_count + kind] == 3;
    if (q->row.class != PLAN_NONE)
        matches = matches && run->kind_table[q->row.class * run->plan->kind_count + kind] == 3;
    return matches;
}

static enum err_code add_tallies(struct quota *q)
{
    struct run *run = q->run;
    const struct plan_statement *st = statement_of(q);
    struct period_value *v = q->value;
    uint32_t party =
        v->slot == PLAN_NONE ? PLAN_NONE : run->clauses[st->clause].bound->slots[v->slot];

    for (size_t i = 0; i < run->facts->tally_count; i++) {
        const struct fact_tally *t = &run->facts->tallies[i];
        uint32_t kind = plan_find_kind(run->plan, t->kind);
        bool is_in = t->time.from_us >= v->period.from_us && t->time.to_us <= v->period.to_us;
        bool overlaps = t->time.from_us < v->period.to_us && t->time.to_us > v->period.from_us;
        struct fact_interval p;
        unsigned doubts = 0;

        if ((!is_in && !overlaps) || kind == PLAN_NONE || t->received_us > q->known_us ||
            !takes_kind(q, kind))
            continue;
        p = tally_share(run, t, run->statement_bound[q->statement], party);
        p = monitor_times(p, monitor_spots_place(run, &st->spots, 0, &t->place, &doubts));
        if (!is_in)
            p.lo = 0; /* over several periods: each may hold all of it */
        if (p.hi <= 0)
            continue;
        v->value.lo += monitor_ends(run, p, (struct fact_interval){t->value, t->value}).lo;
        v->value.hi += t->value;
        if (t->received_us > v->known_us)
            v->known_us = t->received_us;
        TRY(counted_push(run, &q->tallies, i));
    }
    return ERR_OK;
}

static enum err_code chances_push(struct quota *q, struct fact_interval p, double weight)
{
    struct run *run = q->run;

    TRY(arena_grow(&run->scratch, &q->lo, q->count, &q->lo_capacity, sizeof *q->lo, run->err));
    TRY(arena_grow(&run->scratch, &q->hi, q->count, &q->hi_capacity, sizeof *q->hi, run->err));
    TRY(arena_grow(&run->scratch, &q->weights, q->count, &q->weight_capacity, sizeof *q->weights,
                   run->err));
    q->lo[q->count] = num_probability(p.lo);
    q->hi[q->count] = num_probability(p.hi);
    q->weights[q->count++] = weight;
    return ERR_OK;
}

static struct fact_interval time_in(const struct spans *sure, const struct spans *maybe,
                                    const struct observation *o)
{
    return (struct fact_interval){monitor_spans_share(sure, o->time, o->holds, o->aggregate).lo,
                                  monitor_spans_share(maybe, o->time, o->holds, o->aggregate).hi};
}

static enum err_code add_act(struct quota *q, size_t i, enum match match, const struct spans *sure,
                             const struct spans *maybe)
{
    struct run *run = q->run;
    const struct plan_statement *st = statement_of(q);
    const struct observation *o = &run->facts->observations[i];
    struct period_value *v = q->value;
    struct fact_interval p, one, quantity;
    unsigned doubts = 0;

    p = monitor_times(time_in(sure, maybe, o), monitor_counts_for(run, q->statement, &st->spots,
                                                                  v->slot, i, match, &doubts));
    if (p.hi <= 0) /* elsewhere, as most are where members are asked one after the other */
        return ERR_OK;
    TRY(monitor_less_excused(run, q->statement, v->slot, i, q->binding->as_of_us, &p, &doubts));
    quantity =
        monitor_quantity(o, q->row.number ? PLAN_COUNT : st->amount.number.measure, sure, maybe);
    one = monitor_ends(run, p, quantity);
    if (one.hi <= 0) /* what does not count raises no doubt */
        return ERR_OK;
    v->doubts |= doubts;
    v->value.lo += one.lo;
    v->value.hi += one.hi;
    if (quantity.lo < quantity.hi) {
        q->is_vague = true;
        v->doubts |= DOUBT_ATTRIBUTE;
    }
    TRY(chances_push(q, p, quantity.lo));
    if (o->received_us > v->known_us)
        v->known_us = o->received_us;
    return counted_push(run, &q->acts, i);
}

/* The chance that the bound is exceeded: from the distribution of the sum where every act says how much and no tally is in it,
 * else from the ends of the value. */
static enum err_code period_over(struct quota *q)
{
    struct run *run = q->run;
    struct period_value *v = q->value;
    struct fact_interval low, high;

    v->value = (struct fact_interval){num_round(v->value.lo, 6), v->value.hi};
    v->over = (struct fact_interval){v->value.lo > v->bound.hi ? 1 : 0,
                                     v->value.hi > v->bound.lo ? 1 : 0};
    if (q->is_vague || v->tally_count > 0 || v->bound.lo < 0 || isinf(v->bound.hi))
        return ERR_OK;
    TRY(monitor_sum_chance(run, PLAN_MORE_THAN, v->bound.hi, q->lo, q->hi, q->weights, q->count,
                           &low));
    high = low;
    if (v->bound.lo < v->bound.hi)
        TRY(monitor_sum_chance(run, PLAN_MORE_THAN, v->bound.lo, q->lo, q->hi, q->weights, q->count,
                               &high));
    v->over =
        (struct fact_interval){num_probability(low.lo), v->is_seen ? num_probability(high.hi) : 1};
    return ERR_OK;
}

/* Of `for each`: what the others of the period allow. */
static enum err_code period_bound(struct quota *q, const struct spans *sure,
                                  const struct spans *maybe)
{
    struct run *run = q->run;
    const struct plan_statement *st = statement_of(q);
    struct period_value *v = q->value;
    struct fact_interval sum = {0, 0};
    struct plan_list classes = {&st->amount.for_each_class, 1};
    struct plan_spots everywhere = {NULL, 0};
    struct spans seen;
    unsigned doubts = 0;

    v->bound = q->row.amount;
    v->doubts = q->row.doubts;
    if (st->amount.for_each_class == PLAN_NONE)
        return ERR_OK;
    for (size_t i = monitor_first_reaching(run, v->period.from_us);
         i < run->facts->observation_count; i++) {
        const struct observation *o = &run->facts->observations[i];
        struct fact_interval time, one;

        if (o->time.from_us >= v->period.to_us)
            break;
        time = time_in(sure, maybe, o);
        if (o->received_us > q->known_us || time.hi <= 0)
            continue;
        one = monitor_ends(
            run, monitor_times(time, monitor_allows(run, q->statement, v->slot, i, &doubts)),
            monitor_quantity(o, PLAN_COUNT, NULL, NULL));
        sum.lo += one.lo;
        sum.hi += one.hi;
    }
    v->bound = (struct fact_interval){num_round(v->bound.lo * sum.lo, 6),
                                      num_round(v->bound.hi * sum.hi, 6)};
    TRY(monitor_spots_coverage(run, classes, &everywhere, q->known_us, &seen));
    for (size_t i = 0; i < maybe->count; i++)
        if (!monitor_spans_cover(&seen, maybe->items[i].from_us, maybe->items[i].to_us)) {
            v->bound.hi = (double)INFINITY;
            v->doubts |= DOUBT_COVERAGE;
        }
    return ERR_OK;
}

static enum err_code period_value(struct quota *q)
{
    struct run *run = q->run;
    struct period_value *v = q->value;
    struct spans maybe, sure;
    const struct spans *coverage;

    TRY(monitor_spans_clip(run, &q->binding->sure, v->period.from_us, v->period.to_us, &sure));
    TRY(monitor_spans_clip(run, &q->binding->maybe, v->period.from_us, v->period.to_us, &maybe));
    TRY(period_bound(q, &sure, &maybe));
    for (size_t i = monitor_first_reaching(run, v->period.from_us);
         i < run->facts->observation_count; i++) {
        const struct observation *o = &run->facts->observations[i];
        enum match match;
        unsigned doubts = 0;

        if (o->time.from_us >= v->period.to_us)
            break;
        if (run->acts[i].kind == PLAN_NONE || o->received_us > q->known_us)
            continue;
        match = monitor_ceiling_match(run, q->statement, &q->row, i, &doubts);
        if (match == MATCH_NO || time_in(&sure, &maybe, o).hi <= 0)
            continue;
        TRY(add_act(q, i, match, &sure, &maybe));
    }
    TRY(add_tallies(q));
    v->acts = q->acts.items;
    v->act_count = q->acts.count;
    v->tallies = q->tallies.items;
    v->tally_count = q->tallies.count;
    TRY(monitor_statement_coverage(run, q->statement, q->known_us, &coverage));
    v->is_seen = true;
    for (size_t i = 0; i < maybe.count; i++)
        v->is_seen = v->is_seen &&
                     monitor_spans_cover(coverage, maybe.items[i].from_us, maybe.items[i].to_us);
    if (!v->is_seen)
        v->value.hi = (double)INFINITY;
    return period_over(q);
}

/* One period, all parties and rows. */
static enum err_code period_rows(struct run *run, uint32_t statement, const struct binding *binding,
                                 struct period period, size_t number, int64_t known_us,
                                 struct period_value *values, size_t *n)
{
    const struct bound *slots = run->clauses[run->plan->statements[statement].clause].bound;
    bool for_each = monitor_is_for_each(run, statement);
    size_t rows = monitor_ceiling_rows(run, statement), per = for_each ? slots->slot_count : 1;

    for (uint32_t s = 0; s < per; s++) {
        if (for_each && run->statement_bound[statement]->slot_of[slots->slots[s]] == PLAN_NONE)
            continue;
        for (size_t r = 0; r < rows; r++) {
            struct quota q = {.run = run,
                              .statement = statement,
                              .binding = binding,
                              .known_us = known_us,
                              .value = &values[*n]};

            TRY(monitor_ceiling_row(run, statement, r, for_each ? s : PLAN_NONE, known_us, &q.row));
            values[(*n)++] = (struct period_value){.period = period,
                                                   .number = number,
                                                   .row = q.row.number,
                                                   .known_us = period.from_us,
                                                   .slot = for_each ? s : PLAN_NONE};
            TRY(period_value(&q));
        }
    }
    return ERR_OK;
}

static enum err_code values_of(struct run *run, uint32_t statement, const struct instance *at,
                               int64_t begin_us, int64_t end_us, int64_t known_us,
                               struct period_value **values, size_t *count)
{
    const struct plan_statement *st = &run->plan->statements[statement];
    size_t period_count, most;
    struct binding binding;
    struct period *periods;

    *values = NULL;
    *count = 0;
    TRY(monitor_binding(run, at, statement, begin_us, end_us, &binding));
    if (binding.as_of_us == TIME_NONE)
        return ERR_OK;
    TRY(monitor_periods(run, &st->every, begin_us, end_us, &periods, &period_count));
    most = (run->clauses[st->clause].bound->slot_count + 1) * monitor_ceiling_rows(run, statement);
    *values = ARENA_NEW(&run->scratch, struct period_value, period_count * most + 1);
    if (!*values)
        return err_no_memory(run->err);
    for (size_t i = 0; i < period_count; i++) {
        struct spans bound_then;

        TRY(monitor_spans_clip(run, &binding.maybe, periods[i].from_us, periods[i].to_us,
                               &bound_then));
        if (bound_then.count == 0 || periods[i].from_us < binding.as_of_us)
            continue;
        TRY(period_rows(run, statement, &binding, periods[i], i, known_us, *values, count));
    }
    return ERR_OK;
}

enum err_code monitor_period_values_then(struct run *run, uint32_t statement,
                                         const struct instance *at, int64_t begin_us,
                                         int64_t end_us, int64_t known_us,
                                         struct period_value **values, size_t *count)
{
    struct looked_at was = monitor_enter(run, at);
    uint32_t place = monitor_each_place(run, &run->plan->statements[statement].spots);
    size_t members = place == PLAN_NONE ? 1 : run->plan->places[place].member_count;
    size_t capacity = 0;

    *values = NULL;
    *count = 0;
    if (run->plan->statements[statement].tail.unless != PLAN_NONE)
        TRY(monitor_excuse_ready(run, run->plan->statements[statement].tail.unless));
    for (uint32_t m = 0; m < members; m++) {
        struct period_value *some;
        size_t n;

        if (place != PLAN_NONE)
            run->member = (struct looked_at){m, run->plan->places[place].collection};
        TRY(values_of(run, statement, at, begin_us, end_us, known_us, &some, &n));
        for (size_t i = 0; i < n; i++) {
            some[i].each = (struct each){m, place == PLAN_NONE ? 0 : place + 1};
            TRY(arena_grow(&run->scratch, values, *count, &capacity, sizeof **values, run->err));
            (*values)[(*count)++] = some[i];
        }
    }
    run->member = was;
    return ERR_OK;
}

enum err_code monitor_period_values(struct run *run, uint32_t statement, const struct instance *at,
                                    int64_t begin_us, int64_t end_us, struct period_value **values,
                                    size_t *count)
{
    struct period_memo *memo;

    for (memo = run->is_settled ? run->period_memo : NULL; memo; memo = memo->next)
        if (memo->statement == statement && memo->at == at && memo->begin_us == begin_us &&
            memo->end_us == end_us) {
            *values = memo->values;
            *count = memo->count;
            return ERR_OK;
        }
    TRY(monitor_period_values_then(run, statement, at, begin_us, end_us, run->known_us, values,
                                   count));
    if (!run->is_settled) /* phases may still change */
        return ERR_OK;
    memo = ARENA_NEW(&run->scratch, struct period_memo, 1);
    if (!memo)
        return err_no_memory(run->err);
    *memo =
        (struct period_memo){statement, at, begin_us, end_us, *values, *count, run->period_memo};
    run->period_memo = memo;
    return ERR_OK;
}

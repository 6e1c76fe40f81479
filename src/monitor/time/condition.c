/* SPDX-License-Identifier: Apache-2.0
 *
 * Conditions at one moment, as an interval of probability: with what was known then. What is certain is 0 or 1, what cannot be
 * told is [0, 1]; a count without a qualifier is the distribution over possible worlds. */
#include "monitor/monitor_int.h"

#include <math.h>

static const struct fact_interval yes = {1, 1}, no = {0, 0}, perhaps = {0, 1};

enum outcome_gate_state monitor_gate_state(const struct run *run, struct fact_interval p)
{
    if (num_probability(p.lo) >= run->plan->threshold_met)
        return OUTCOME_GATE_MET;
    if (num_probability(p.hi) <= num_probability(1 - run->plan->threshold_met))
        return OUTCOME_GATE_NOT_MET;
    return OUTCOME_GATE_UNDETERMINED;
}

/* -------------------------------------------------------------- what is counted */

/* Acts of a class, as items. */
static enum err_code class_items(struct run *run, const struct plan_happening *h,
                                 struct items **out)
{
    const struct class_acts *acts = NULL;

    *out = NULL;
    if (h->class != PLAN_NONE) {
        TRY(monitor_class_acts(run, h->class, &acts));
        *out = run->class_acts[h->class].items;
    }
    if (*out)
        return ERR_OK;
    *out = ARENA_NEW(&run->scratch, struct items, 1);
    if (!*out)
        return err_no_memory(run->err);
    if (h->class == PLAN_NONE)
        return ERR_OK;
    for (size_t i = 0; i < acts->count; i++) {
        const struct observation *o = &run->facts->observations[acts->acts[i]];
        struct item item = {.form = ITEM_ACT,
                            .statement = PLAN_NONE,
                            .act = acts->acts[i],
                            .slot = PLAN_NONE,
                            .from_us = o->time.from_us,
                            .to_us = o->time.to_us,
                            .known_us = o->received_us};
        enum match match = monitor_class_match(run, h->class, acts->acts[i], &item.doubts);

        item.occurrence = monitor_mass(run, (struct plan_list){&h->class, 1}, acts->acts[i], match);
        item.base = item.base_range = item.range = item.occurrence;
        TRY(monitor_item_push(run, *out, &item));
    }
    run->class_acts[h->class].items = *out;
    return ERR_OK;
}

static enum err_code source_push(struct run *run, struct sources *out, const struct source *source)
{
    TRY(arena_grow(&run->scratch, &out->items, out->count, &out->capacity, sizeof *out->items,
                   run->err));
    out->items[out->count++] = *source;
    return ERR_OK;
}

enum err_code monitor_sources(struct run *run, const struct plan_happening *h,
                              const struct moment *moment, struct sources *out)
{
    *out = (struct sources){0};
    if (h->clauses.count == 0) {
        struct source source = {.clause = PLAN_NONE, .at = moment->at};

        TRY(class_items(run, h, &source.items));
        return source_push(run, out, &source);
    }
    for (size_t c = 0; c < h->clauses.count; c++) {
        uint32_t clause = h->clauses.items[c];
        uint32_t phase = run->plan->clauses[clause].phase;

        for (size_t i = 0; i < run->instance_count; i++) {
            const struct instance *at = &run->instances[i];
            struct source source = {.clause = clause, .at = at};
            int64_t end = at->end_us;

            if (at->phase != phase || at->begin_us > moment->at_us)
                continue;
            if (monitor_is_other_member(run, at) ||
                (moment->at && at->phase == moment->at->phase && at->number != moment->at->number))
                continue; /* of the own phase only its own time, of other phases the same member */
            if (at == moment->at && moment->end_us <= moment->at_us)
                end = moment->end_us; /* at the phase's end */
            else if (at == moment->at && end < moment->end_us)
                end = TIME_NEVER; /* what ended it counted */
            source.end_us = end;
            TRY(monitor_items(run, clause, at, at->begin_us, end, &source.items));
            TRY(source_push(run, out, &source));
        }
    }
    return ERR_OK;
}

static bool is_one(double p)
{
    return num_probability(p) >= 1;
}

/* The chance that those named did it, of an item of a source. */
static struct fact_interval by_actors(const struct run *run, const struct plan_happening *h,
                                      const struct source *source, const struct item *item,
                                      const struct judged *judged, uint32_t party)
{
    const struct plan_actors *actors = &h->actors;
    struct fact_interval sum = {0, 0};

    if (source->clause == PLAN_NONE) {
        struct fact_interval share =
            party != PLAN_NONE ? monitor_share_of(run, party, item->act)
                               : monitor_share_of_actors(run, actors, PLAN_NONE, item->act);

        return monitor_times(judged->range, share);
    }
    if (party != PLAN_NONE)
        return monitor_item_party(run, source->clause, item, judged, party, true);
    if (actors->form == PLAN_ACTORS_NAMES || actors->form == PLAN_ACTORS_ANY_OF) {
        for (size_t i = 0; i < actors->names.count; i++) {
            struct fact_interval one =
                monitor_item_party(run, source->clause, item, judged, actors->names.items[i], true);

            sum.lo = sum.lo + one.lo < 1 ? sum.lo + one.lo : 1;
            sum.hi = sum.hi + one.hi < 1 ? sum.hi + one.hi : 1;
        }
        sum.lo = sum.lo > judged->range.lo ? judged->range.lo : sum.lo;
        sum.hi = sum.hi > judged->range.hi ? judged->range.hi : sum.hi;
        return sum;
    }
    if (actors->form == PLAN_ACTORS_ANYONE && actors->names.count && item->act != SIZE_MAX)
        return monitor_times(judged->range,
                             monitor_share_of_actors(run, actors, PLAN_NONE, item->act));
    return judged->range;
}

struct weight monitor_weigh(struct run *run, const struct plan_happening *h,
                            const struct source *source, const struct item *item, uint32_t party,
                            int64_t known_us)
{
    struct judged j = {.occurrence = item->occurrence,
                       .range = item->range,
                       .is_open = true,
                       .ruled = {.party = PLAN_NONE}};
    struct weight w = {.p = no};
    struct fact_interval chance, place = yes;
    double likely = run->plan->threshold_likely;

    if (item->known_us > known_us)
        return w;
    if (source->clause != PLAN_NONE) {
        enum plan_gravity gravity;

        j = monitor_judge(run, source->clause, item, known_us);
        gravity = j.ruled.gravity != PLAN_GRAVITY_NONE ? j.ruled.gravity
                                                       : run->plan->clauses[source->clause].gravity;
        if (h->gravity != PLAN_GRAVITY_NONE && gravity < h->gravity)
            return w;
    } else {
        j.is_violation = num_probability(j.range.lo) >= likely;
    }
    if (j.is_out)
        return w;
    chance = by_actors(run, h, source, item, &j, party);
    if (h->spots.count && item->act != SIZE_MAX) {
        unsigned doubts = 0;

        place = (struct fact_interval){1, 0};
        for (size_t r = 0; r < run->plan->reading_count; r++) {
            struct fact_interval one =
                monitor_spots_party(run, &h->spots, r, party, item->act, &doubts);

            place.lo = one.lo < place.lo ? one.lo : place.lo;
            place.hi = one.hi > place.hi ? one.hi : place.hi;
        }
        chance = monitor_times(chance, place);
    }
    chance.lo = num_probability(chance.lo);
    chance.hi = num_probability(chance.hi);
    if (chance.hi <= 0)
        return w;
    w.is_ruled = j.ruled.status == FACT_STATUS_SUBSTANTIATED;
    w.is_open = j.is_open;
    switch (h->qualifier) {
    case PLAN_WORLDS:
        w.p = chance;
        if (j.ruled.status == FACT_STATUS_UNDETERMINED)
            w.p.lo = 0;
        break;
    case PLAN_VERIFIED:
        if (w.is_ruled)
            w.p = (struct fact_interval){is_one(chance.lo) ? 1 : 0, 1};
        else if (w.is_open)
            w.p = perhaps;
        break;
    case PLAN_LIKELY:
        if (j.ruled.status == FACT_STATUS_UNDETERMINED)
            w.p = perhaps;
        else
            w.p = (struct fact_interval){chance.lo >= likely ? 1 : 0, chance.hi >= likely ? 1 : 0};
        break;
    case PLAN_ALLEGED:
        w.p = (struct fact_interval){is_one(place.lo), 1};
        if (source->clause != PLAN_NONE &&
            (party != PLAN_NONE || h->actors.form == PLAN_ACTORS_NAMES)) {
            uint32_t named = monitor_item_named(run, source->clause, item, &j);
            bool is_named =
                named != PLAN_NONE && party != PLAN_NONE && plan_actor_is(run->plan, named, party);

            for (size_t i = 0;
                 party == PLAN_NONE && named != PLAN_NONE && i < h->actors.names.count; i++)
                is_named |= plan_actor_is(run->plan, named, h->actors.names.items[i]);
            if (!is_named)
                w.p.lo = 0;
        }
        break;
    }
    return w;
}

enum err_code monitor_gaps(struct run *run, const struct plan_happening *h,
                           const struct source *source, int64_t from_us, int64_t to_us,
                           int64_t known_us, struct spans *gaps)
{
    struct spans coverage, asked = {0}, one;

    *gaps = (struct spans){0};
    if (source->clause == PLAN_NONE) {
        struct plan_list class = {&h->class, h->class == PLAN_NONE ? 0 : 1};

        TRY(monitor_spots_coverage(run, class, &h->spots, known_us, &coverage));
        TRY(monitor_spans_add(run, &asked, from_us, to_us));
        return monitor_spans_minus(run, &asked, &coverage, gaps);
    }
    for (uint32_t s = run->plan->clauses[source->clause].first_statement, n = 0;
         n < run->plan->clauses[source->clause].statement_count; s++, n++) {
        const struct plan_statement *st = &run->plan->statements[s];
        const struct spans *seen;
        struct binding binding;
        struct looked_at was;

        if (st->judged != PLAN_JUDGED ||
            (st->form != PLAN_FORBID && st->form != PLAN_KEEP && st->form != PLAN_LIMIT))
            continue;
        TRY(monitor_binding(run, source->at, s, source->at->begin_us, source->at->end_us,
                            &binding));
        TRY(monitor_spans_clip(run, &binding.maybe, from_us, to_us, &asked));
        was = monitor_enter(run, source->at);
        TRY(monitor_statement_coverage(run, s, known_us, &seen));
        run->member = was;
        TRY(monitor_spans_minus(run, &asked, seen, &one));
        for (size_t i = 0; i < one.count; i++)
            TRY(monitor_spans_add(run, gaps, one.items[i].from_us, one.items[i].to_us));
    }
    monitor_spans_tidy(gaps);
    return ERR_OK;
}

/* Share of an item's time in (after, end), of what lies in the time that its source has looked at already. */
static struct fact_interval in_window(const struct run *run, const struct source *source,
                                      const struct item *item, int64_t after_us, int64_t end_us)
{
    struct span window = {after_us + 1, end_us}, whole = {TIME_NONE, TIME_NEVER};
    struct spans one = {.items = &window, .count = 1};
    struct fact_time time = {item->from_us, item->to_us};
    const struct observation *o;
    struct fact_interval part;

    if (item->form != ITEM_ACT)
        return item->from_us < end_us && monitor_last(item->from_us, item->to_us) > after_us ? yes
                                                                                             : no;
    o = &run->facts->observations[item->act];
    if (item->from_us >= item->to_us)
        return monitor_spans_share(&one, time, o->holds, o->aggregate);
    if (source->clause != PLAN_NONE &&
        source->at) { /* its occurrence has the share in this time in it */
        whole = (struct span){source->at->begin_us, source->end_us};
        time.from_us = time.from_us > whole.from_us ? time.from_us : whole.from_us;
        time.to_us = time.to_us < whole.to_us ? time.to_us : whole.to_us;
    }
    if (time.from_us >= window.from_us && time.to_us <= window.to_us)
        return yes;
    if (time.from_us >= window.to_us || time.to_us <= window.from_us)
        return no;
    part = monitor_spans_share(&one, time, o->holds, o->aggregate);
    /* some of it is inside and some outside, however little */
    part.lo = part.lo > 1 - 1e-6 && !o->holds ? 1 - 1e-6 : part.lo;
    part.hi = part.hi < 1e-6 ? 1e-6 : part.hi;
    return part;
}

/* Acts come first, in order of time; after them whatever is no act. */
static size_t act_count(const struct items *items)
{
    size_t count = items->count;

    while (count > 0 && items->items[count - 1].form != ITEM_ACT)
        count--;
    return count;
}

/* How many acts lie wholly before a moment. */
static size_t acts_before(const struct items *items, int64_t at_us)
{
    size_t low = 0, high = act_count(items);

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (items->items[middle].from_us < at_us)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The first that may reach beyond `after_us`. */
static size_t first_after(const struct run *run, const struct items *items, int64_t after_us)
{
    return after_us <= TIME_MIN_US + run->longest_us
               ? 0
               : acts_before(items, after_us - run->longest_us);
}

enum err_code monitor_count_party(struct run *run, uint32_t condition, const struct moment *moment,
                                  uint32_t party, struct tallied *out)
{
    const struct plan_condition *c = &run->plan->conditions[condition];
    const struct plan_happening *h = &c->happening;
    int64_t begin = moment->at ? moment->at->begin_us : TIME_MIN_US;
    int64_t after = c->has_span ? monitor_add(run, moment->at_us, -1, c->span) : TIME_MIN_US;
    int64_t seen_to = moment->end_us < moment->at_us ? moment->end_us : moment->at_us;
    struct arena_mark mark;
    struct sources sources;
    double *lo, *hi;
    size_t n = 0, total = 0;
    enum plan_comparison comparison = c->form == PLAN_COND_NO ? PLAN_AT_MOST : c->comparison;
    double number = c->form == PLAN_COND_NO ? 0 : c->number;
    enum err_code code = ERR_OK;

    *out = (struct tallied){.is_seen = true};
    TRY(monitor_sources(run, h, moment, &sources));
    for (size_t s = 0; s < sources.count; s++) {
        const struct items *items = sources.items[s].items;
        size_t first = first_after(run, items, after), end = acts_before(items, moment->end_us);

        total += items->count - act_count(items) + (end > first ? end - first : 0);
    }
    mark = arena_mark(&run->scratch);
    lo = ARENA_NEW(&run->scratch, double, total + 1);
    hi = ARENA_NEW(&run->scratch, double, total + 1);
    if (!lo || !hi)
        return err_no_memory(run->err);
    for (size_t s = 0; s < sources.count; s++) {
        const struct source *source = &sources.items[s];
        int64_t from = after;

        if ((source->clause == PLAN_NONE || source->at == moment->at) && begin - 1 > from)
            from = begin - 1;
        for (size_t i = first_after(run, source->items, after); i < source->items->count; i++) {
            const struct item *item = &source->items->items[i];
            struct fact_interval window;
            struct weight w;

            if (item->form == ITEM_ACT && item->from_us >= moment->end_us) {
                i = act_count(source->items) - 1; /* nor do the acts after it */
                continue;
            }
            window = in_window(run, source, item, from, moment->end_us);
            if (window.hi <= 0)
                continue;
            w = monitor_weigh(run, h, source, item, party, moment->known_us);
            if (w.p.hi <= 0)
                continue;
            if (h->qualifier == PLAN_WORLDS) {
                w.p = monitor_times(w.p, window);
            } else {
                w.p.lo = window.lo >= 1 ? w.p.lo : 0;
            }
            out->open += w.is_open;
            out->ruled += w.is_ruled;
            out->count.lo += w.p.lo;
            out->count.hi += w.p.hi;
            lo[n] = w.p.lo;
            hi[n++] = w.p.hi;
        }
    }
    if (h->qualifier == PLAN_WORLDS)
        code = monitor_count_chance(run, comparison, number, lo, hi, n, &out->chance);
    arena_release(&run->scratch, mark);
    TRY(code);
    for (size_t s = 0; out->is_seen && s < sources.count; s++) {
        const struct source *source = &sources.items[s];
        int64_t from = after + 1;
        struct spans gaps;

        if (source->at && source->at->begin_us > from)
            from = source->at->begin_us;
        TRY(monitor_gaps(run, h, source, from, seen_to, moment->known_us, &gaps));
        out->is_seen = gaps.count == 0;
    }
    if (!out->is_seen) {
        out->count.hi = (double)INFINITY;
        if (h->qualifier == PLAN_WORLDS) {
            if (comparison == PLAN_AT_MOST || comparison == PLAN_LESS_THAN)
                out->chance.lo = 0;
            else
                out->chance.hi = 1;
            if (comparison == PLAN_EXACTLY)
                out->chance = perhaps;
        }
    }
    if (h->qualifier != PLAN_WORLDS)
        out->chance = monitor_compare(comparison, number, out->count);
    return ERR_OK;
}

/* A count; `by one party` for each party apart: `at most` for every party, `more than` for some. */
enum err_code monitor_count(struct run *run, uint32_t condition, const struct moment *moment,
                            struct tallied *out)
{
    const struct plan_condition *c = &run->plan->conditions[condition];
    bool for_every =
        c->form == PLAN_COND_NO || c->comparison == PLAN_AT_MOST || c->comparison == PLAN_LESS_THAN;
    bool is_first = true;

    if (c->happening.actors.form != PLAN_ACTORS_ONE_PARTY)
        return monitor_count_party(run, condition, moment, PLAN_NONE, out);
    *out = (struct tallied){.is_seen = true};
    for (uint32_t a = 0; a < run->plan->actor_count; a++) {
        struct tallied one;

        if (run->plan->actors[a].role != PLAN_PARTY)
            continue;
        TRY(monitor_count_party(run, condition, moment, a, &one));
        if (is_first) {
            *out = one;
        } else {
            out->count.lo = one.count.lo > out->count.lo ? one.count.lo : out->count.lo;
            out->count.hi = one.count.hi > out->count.hi ? one.count.hi : out->count.hi;
            out->chance = for_every ? monitor_and(out->chance, one.chance)
                                    : monitor_or(out->chance, one.chance);
            out->open = one.open > out->open ? one.open : out->open;
            out->ruled = one.ruled > out->ruled ? one.ruled : out->ruled;
            out->is_seen &= one.is_seen;
        }
        is_first = false;
    }
    return ERR_OK;
}

/* -------------------------------------------------------------- conditions */

static struct fact_interval either(bool holds)
{
    return holds ? yes : no;
}

static enum err_code state_chance(struct run *run, const struct plan_condition *c,
                                  const struct moment *moment, struct fact_interval *out)
{
    *out = c->state == PLAN_FULFILLED ? yes : no;
    for (size_t i = 0; i < c->clauses.count; i++) {
        struct standing s;
        struct fact_interval one = no;

        TRY(monitor_clause_state(run, c->clauses.items[i], PLAN_NONE, moment, &s));
        switch (c->state) {
        case PLAN_FULFILLED:
            one = s.fulfilled;
            break;
        case PLAN_LATE:
            one = s.late;
            break;
        case PLAN_BREACHED:
            one = s.breached;
            break;
        case PLAN_PENDING:
            one = s.pending;
            break;
        case PLAN_UNDETERMINED:
            one = s.undetermined;
            break;
        }
        *out = c->state == PLAN_FULFILLED ? monitor_and(*out, one) : monitor_or(*out, one);
    }
    if (c->is_negated)
        *out = monitor_not(*out);
    return ERR_OK;
}

enum err_code monitor_condition(struct run *run, uint32_t condition, const struct moment *moment,
                                struct fact_interval *out)
{
    const struct plan_condition *c = &run->plan->conditions[condition];
    struct tallied tallied;
    int64_t since;

    *out = perhaps;
    if (c->is_open) /* a bracket: nothing decides it */
        return ERR_OK;
    switch (c->form) {
    case PLAN_COND_AND:
    case PLAN_COND_OR:
        *out = either(c->form == PLAN_COND_AND);
        for (size_t i = 0; i < c->children.count; i++) {
            struct fact_interval one;

            TRY(monitor_condition(run, c->children.items[i], moment, &one));
            *out = i == 0                     ? one
                   : c->form == PLAN_COND_AND ? monitor_and(*out, one)
                                              : monitor_or(*out, one);
        }
        return monitor_sample(run, condition, moment, out);
    case PLAN_COND_NOT:
        TRY(monitor_condition(run, c->children.items[0], moment, out));
        *out = monitor_not(*out);
        return ERR_OK;
    case PLAN_COND_NO:
        if (c->has_span && moment->at &&
            moment->at_us < monitor_add(run, moment->at->begin_us, 1, c->span)) {
            *out = no;
            return ERR_OK;
        }
        TRY(monitor_count(run, condition, moment, &tallied));
        *out = tallied.chance;
        return ERR_OK;
    case PLAN_COND_COUNT:
        TRY(monitor_count(run, condition, moment, &tallied));
        *out = tallied.chance;
        return ERR_OK;
    case PLAN_COND_CERTIFIED: {
        struct certified certified =
            monitor_certified(run, c->certificate, c->actor, moment->known_us);

        *out = either((certified.stands && certified.time_us <= moment->at_us) ||
                      run->options->is_backtest); /* history has none: taken as given */
        return ERR_OK;
    }
    case PLAN_COND_STATE:
        return state_chance(run, c, moment, out);
    case PLAN_COND_OPEN:
        break;
    case PLAN_COND_SINCE:
        *out = either(monitor_time(run, moment->at, &c->since, MONITOR_UNTIL, &since) &&
                      moment->at_us >= monitor_add(run, since, 1, c->span));
        return ERR_OK;
    }
    return ERR_OK;
}

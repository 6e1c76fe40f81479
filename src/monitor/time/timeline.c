/* SPDX-License-Identifier: Apache-2.0
 *
 * Conditions over time: a step function of the moment, [lo, hi] in each piece.
 *
 * AS_KNOWN: at each moment with what was known then (phases, gates). AS_IT_WAS: the same with everything known now (`while`, and
 * `when`, see monitor_turns).
 *
 * Counts are swept: each item adds to the sum from when it is known (or happened), a ruling changes what it adds, a window
 * lets it go again D after it happened. So n items cost O(n log n), whatever the window. */
#include "monitor/monitor_int.h"

#include <math.h>
#include <stdlib.h>

static const struct fact_interval yes = {1, 1}, no = {0, 0};

/* -------------------------------------------------------------- pieces */

static enum err_code piece_add(struct run *run, struct timeline *t, int64_t from_us,
                               struct fact_interval p)
{
    if (t->count && t->pieces[t->count - 1].from_us == from_us) {
        t->pieces[t->count - 1].p = p;
        return ERR_OK;
    }
    if (t->count && t->pieces[t->count - 1].p.lo >= p.lo && t->pieces[t->count - 1].p.lo <= p.lo &&
        t->pieces[t->count - 1].p.hi >= p.hi && t->pieces[t->count - 1].p.hi <= p.hi)
        return ERR_OK;
    TRY(arena_grow(&run->scratch, &t->pieces, t->count, &t->capacity, sizeof *t->pieces, run->err));
    t->pieces[t->count++] = (struct piece){from_us, p};
    return ERR_OK;
}

enum err_code monitor_timeline_mark(struct run *run, const struct timeline *t,
                                    const struct moments *marks, struct timeline *out)
{
    struct timeline marked = {0};

    TRY(piece_add(run, &marked, TIME_NONE, no));
    for (size_t i = 0; i < marks->count; i++) {
        TRY(piece_add(run, &marked, marks->items[i], yes));
        TRY(piece_add(run, &marked, marks->items[i] + 1, no));
    }
    return monitor_timeline_combine(run, t, &marked, false, out);
}

/* How many pieces start by then. */
static size_t started(const struct timeline *timeline, int64_t at_us)
{
    size_t low = 0, high = timeline->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (timeline->pieces[middle].from_us <= at_us)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct fact_interval monitor_timeline_at(const struct timeline *timeline, int64_t at_us)
{
    size_t n = started(timeline, at_us);

    return n ? timeline->pieces[n - 1].p : no;
}

int64_t monitor_timeline_next(const struct run *run, const struct timeline *timeline,
                              int64_t from_us, bool holds)
{
    struct fact_interval p = monitor_timeline_at(timeline, from_us);

    if ((monitor_gate_state(run, p) == OUTCOME_GATE_MET) == holds)
        return from_us;
    for (size_t i = started(timeline, from_us); i < timeline->count; i++)
        if ((monitor_gate_state(run, timeline->pieces[i].p) == OUTCOME_GATE_MET) == holds)
            return timeline->pieces[i].from_us;
    return TIME_NEVER;
}

enum err_code monitor_moment_add(struct run *run, struct moments *moments, int64_t at_us)
{
    if (at_us == TIME_NONE || at_us == TIME_NEVER)
        return ERR_OK;
    TRY(arena_grow(&run->scratch, &moments->items, moments->count, &moments->capacity,
                   sizeof *moments->items, run->err));
    moments->items[moments->count++] = at_us;
    return ERR_OK;
}

static int moment_order(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

void monitor_moments_tidy(struct moments *moments)
{
    size_t kept = 0;

    if (moments->count < 2)
        return;
    qsort(moments->items, moments->count, sizeof *moments->items, moment_order);
    for (size_t i = 1; i < moments->count; i++)
        if (moments->items[i] != moments->items[kept])
            moments->items[++kept] = moments->items[i];
    moments->count = kept + 1;
}

/* -------------------------------------------------------------- counts */

struct change {
    int64_t at_us;
    double lo, hi;
    int unseen;
};

struct changes {
    struct change *items;
    size_t count, capacity;
};

static enum err_code change_add(struct run *run, struct changes *c, int64_t at_us, double lo,
                                double hi, int unseen)
{
    if ((lo >= 0 && lo <= 0 && hi >= 0 && hi <= 0 && !unseen) || at_us == TIME_NEVER)
        return ERR_OK;
    TRY(arena_grow(&run->scratch, &c->items, c->count, &c->capacity, sizeof *c->items, run->err));
    c->items[c->count++] = (struct change){at_us, lo, hi, unseen};
    return ERR_OK;
}

static int change_order(const void *a, const void *b)
{
    const struct change *x = a, *y = b;

    if (x->at_us != y->at_us)
        return x->at_us < y->at_us ? -1 : 1;
    if (x->unseen != y->unseen)
        return x->unseen < y->unseen ? -1 : 1;
    if (x->lo < y->lo || x->lo > y->lo)
        return x->lo < y->lo ? -1 : 1;
    return (x->hi > y->hi) - (x->hi < y->hi);
}

struct sweep {
    struct run *run;
    const struct plan_condition *c;
    const struct instance *at;
    enum monitor_mode mode;
    uint32_t party;
};

static bool is_worlds(const struct sweep *s)
{
    return s->c->happening.qualifier == PLAN_WORLDS;
}

/* The step function of one item: what it adds after each moment at which knowledge of it changes. */
static enum err_code sweep_item(const struct sweep *s, const struct source *source,
                                const struct item *item, struct changes *changes)
{
    struct run *run = s->run;
    const struct plan_happening *h = &s->c->happening;
    int64_t last = monitor_last(item->from_us, item->to_us);
    int64_t exit_lo = s->c->has_span ? monitor_add(run, item->from_us, 1, s->c->span) : TIME_NEVER;
    int64_t exit_hi = s->c->has_span ? monitor_add(run, last, 1, s->c->span) : TIME_NEVER;
    int64_t enter = s->mode == MONITOR_AS_KNOWN && item->known_us > item->from_us ? item->known_us
                                                                                  : item->from_us;
    struct fact_interval was = no;
    struct moments moments = {0};

    TRY(monitor_moment_add(run, &moments, enter));
    if (s->mode == MONITOR_AS_KNOWN && source->clause != PLAN_NONE)
        for (size_t k = 0; k == 0 || k < item->act_count; k++) {
            size_t act = item->act_count ? item->acts[k] : item->act;

            for (uint32_t r = 0; act != SIZE_MAX && r < run->acts[act].ruling_count; r++) {
                const struct ruling *ruling = &run->rulings[run->acts[act].first_ruling + r];
                int64_t received = run->facts->decisions[ruling->decision].received_us;

                if (ruling->clause == source->clause && received > enter)
                    TRY(monitor_moment_add(run, &moments, received));
            }
        }
    monitor_moments_tidy(&moments);
    for (size_t i = 0; i < moments.count; i++) {
        int64_t at = moments.items[i];
        int64_t known = s->mode == MONITOR_AS_KNOWN ? at : run->known_us;
        struct weight w;

        if (at >= exit_hi)
            break;
        w = monitor_weigh(run, h, source, item, s->party, known);
        if (at >= exit_lo)
            w.p.lo = 0;
        TRY(change_add(run, changes, at, w.p.lo - was.lo, w.p.hi - was.hi, 0));
        was = w.p;
        if (i + 1 == moments.count || moments.items[i + 1] > exit_lo) {
            if (at < exit_lo && exit_lo < exit_hi) {
                TRY(change_add(run, changes, exit_lo, -was.lo, 0, 0));
                was.lo = 0;
            }
        }
    }
    return change_add(run, changes, exit_hi, -was.lo, -was.hi, 0);
}

/* What was not seen, while coverage stays as it was known from `since_us` until `until_us`. */
static enum err_code sweep_gaps(const struct sweep *s, const struct source *source,
                                int64_t since_us, int64_t until_us, struct changes *changes)
{
    struct run *run = s->run;
    int64_t from = source->at ? source->at->begin_us : TIME_MIN_US;
    int64_t to = source->at ? source->at->end_us : TIME_NEVER;
    struct spans gaps;

    TRY(monitor_gaps(run, &s->c->happening, source, from, to,
                     s->mode == MONITOR_AS_KNOWN ? since_us : run->known_us, &gaps));
    for (size_t i = 0; i < gaps.count; i++) {
        int64_t start = gaps.items[i].from_us + 1, gone = TIME_NEVER;

        if (s->c->has_span && gaps.items[i].to_us < TIME_MAX_US)
            gone = monitor_add(run, gaps.items[i].to_us - 1, 1, s->c->span);
        start = start < since_us ? since_us : start;
        gone = gone > until_us ? until_us : gone;
        if (start >= gone)
            continue;
        TRY(change_add(run, changes, start, 0, 0, 1));
        TRY(change_add(run, changes, gone, 0, 0, -1));
    }
    return ERR_OK;
}

static enum err_code sweep_epochs(const struct sweep *s, const struct source *source,
                                  struct changes *changes)
{
    const struct moments *m = &s->run->coverage_receipts;
    size_t count = s->mode == MONITOR_AS_KNOWN ? m->count : 0;

    for (size_t e = 0; e <= count; e++)
        TRY(sweep_gaps(s, source, e ? m->items[e - 1] : TIME_NONE,
                       e < count ? m->items[e] : TIME_NEVER, changes));
    return ERR_OK;
}

enum err_code monitor_timeline_party(struct run *run, uint32_t condition, const struct instance *at,
                                     enum monitor_mode mode, uint32_t party, struct timeline *out)
{
    const struct plan_condition *c = &run->plan->conditions[condition];
    struct sweep s = {run, c, at, mode, party};
    struct moment moment = {
        .at = at, .at_us = TIME_NEVER, .end_us = TIME_NEVER, .known_us = run->known_us};
    enum plan_comparison comparison = c->form == PLAN_COND_NO ? PLAN_AT_MOST : c->comparison;
    double number = c->form == PLAN_COND_NO ? 0 : c->number, lo = 0, hi = 0;
    int64_t begin = at ? at->begin_us : TIME_MIN_US;
    int64_t first =
        c->form == PLAN_COND_NO && c->has_span && at ? monitor_add(run, begin, 1, c->span) : begin;
    struct changes changes = {0};
    struct sources sources;
    int unseen = 0;

    *out = (struct timeline){0};
    TRY(piece_add(run, out, TIME_NONE, no));
    TRY(monitor_sources(run, &c->happening, &moment, &sources));
    for (size_t i = 0; i < sources.count; i++) {
        const struct source *source = &sources.items[i];

        for (size_t k = 0; k < source->items->count; k++) {
            const struct item *item = &source->items->items[k];

            if (source->clause != PLAN_NONE || monitor_last(item->from_us, item->to_us) >= begin)
                TRY(sweep_item(&s, source, item, &changes));
        }
        TRY(sweep_epochs(&s, source, &changes));
    }
    TRY(change_add(run, &changes, first, 0, 0, 1)); /* so that there is a piece at the beginning */
    TRY(change_add(run, &changes, first, 0, 0, -1));
    if (changes.count > 1)
        qsort(changes.items, changes.count, sizeof *changes.items, change_order);
    for (size_t i = 0; i < changes.count;) {
        int64_t now = changes.items[i].at_us;
        struct fact_interval p;

        for (; i < changes.count && changes.items[i].at_us == now; i++) {
            lo += changes.items[i].lo;
            hi += changes.items[i].hi;
            unseen += changes.items[i].unseen;
        }
        if (now < first)
            continue;
        if (is_worlds(&s)) {
            struct moment then = {.at = at,
                                  .at_us = now,
                                  .end_us = now + 1,
                                  .known_us = mode == MONITOR_AS_KNOWN ? now : run->known_us};
            struct tallied tallied;

            TRY(monitor_count_party(run, condition, &then, party, &tallied));
            p = tallied.chance;
        } else {
            struct fact_interval count = {floor(lo + 0.5),
                                          unseen > 0 ? (double)INFINITY : floor(hi + 0.5)};

            p = monitor_compare(comparison, number, count);
        }
        TRY(piece_add(run, out, now, p));
    }
    return ERR_OK;
}

enum err_code monitor_timeline_combine(struct run *run, const struct timeline *a,
                                       const struct timeline *b, bool is_and, struct timeline *out)
{
    size_t i = 0, j = 0;

    *out = (struct timeline){0};
    while (i < a->count || j < b->count) {
        int64_t x = i < a->count ? a->pieces[i].from_us : TIME_NEVER;
        int64_t y = j < b->count ? b->pieces[j].from_us : TIME_NEVER;
        struct fact_interval p, q;

        i += x <= y && i < a->count;
        j += y <= x && j < b->count;
        p = i ? a->pieces[i - 1].p : no;
        q = j ? b->pieces[j - 1].p : no;
        TRY(piece_add(run, out, x < y ? x : y, is_and ? monitor_and(p, q) : monitor_or(p, q)));
    }
    return ERR_OK;
}

static enum err_code by_party(struct run *run, uint32_t condition, const struct instance *at,
                              enum monitor_mode mode, struct timeline *out)
{
    const struct plan_condition *c = &run->plan->conditions[condition];
    bool for_every =
        c->form == PLAN_COND_NO || c->comparison == PLAN_AT_MOST || c->comparison == PLAN_LESS_THAN;
    bool is_first = true;

    for (uint32_t a = 0; a < run->plan->actor_count; a++) {
        struct timeline one, both;

        if (run->plan->actors[a].role != PLAN_PARTY)
            continue;
        TRY(monitor_timeline_party(run, condition, at, mode, a, &one));
        if (is_first) {
            *out = one;
        } else {
            TRY(monitor_timeline_combine(run, out, &one, for_every, &both));
            *out = both;
        }
        is_first = false;
    }
    return ERR_OK;
}

/* -------------------------------------------------------------- states of clauses */

/* When the state of a clause may change. */
static enum err_code clause_changes(struct run *run, uint32_t clause, const struct instance *own,
                                    struct moments *m)
{
    const struct plan_clause *c = &run->plan->clauses[clause];

    for (size_t i = 0; i < run->facts->decision_count; i++)
        if (run->facts->decisions[i].on == FACT_ON_CLAUSE) {
            TRY(monitor_moment_add(run, m, run->facts->decisions[i].time_us));
            TRY(monitor_moment_add(run, m, run->facts->decisions[i].received_us));
        }
    for (size_t i = 0; i < run->coverage_receipts.count; i++)
        TRY(monitor_moment_add(run, m, run->coverage_receipts.items[i]));
    for (size_t k = 0; k < run->instance_count; k++) {
        const struct instance *at = &run->instances[k];

        if (at->phase != c->phase || (own && own->phase == at->phase && own != at) ||
            monitor_is_other_member(run, at))
            continue;
        TRY(monitor_moment_add(run, m, at->begin_us));
        TRY(monitor_moment_add(run, m, at->end_us));
        for (uint32_t s = c->first_statement; s < c->first_statement + c->statement_count; s++) {
            const struct plan_statement *st = &run->plan->statements[s];
            struct binding binding;
            struct duties duties;

            if (st->judged != PLAN_JUDGED)
                continue;
            TRY(monitor_binding(run, at, s, at->begin_us, at->end_us, &binding));
            TRY(monitor_moment_add(run, m, binding.as_of_us));
            if (st->form == PLAN_KEEP ||
                (st->form == PLAN_LIMIT && st->every.form == PLAN_PERIOD_NONE))
                TRY(monitor_keep_changes(run, s, at, m));
            if (st->form == PLAN_LIMIT && st->every.form != PLAN_PERIOD_NONE) {
                struct period_value *values;
                size_t count;

                TRY(monitor_period_values(run, s, at, at->begin_us, at->end_us, &values, &count));
                for (size_t i = 0; i < count; i++) {
                    TRY(monitor_moment_add(run, m, values[i].period.from_us));
                    TRY(monitor_moment_add(run, m, values[i].period.to_us));
                    TRY(monitor_moment_add(run, m, values[i].known_us));
                }
            }
            if (st->form == PLAN_SYNCHRONOUS) {
                /* the sides' moments plus D are among these */
                for (size_t i = 0, n = m->count; i < n; i++)
                    TRY(monitor_moment_add(run, m,
                                           monitor_add(run, m->items[i], 1, st->within) + 1));
            }
            if (st->form == PLAN_WITHDRAW)
                TRY(monitor_withdraw_changes(run, s, m));
            if (st->form != PLAN_REQUIRE && st->form != PLAN_WITHDRAW)
                continue;
            TRY(monitor_duties(run, s, at, run->known_us, run->watermark_us, &duties));
            for (size_t i = 0; i < duties.count; i++) {
                const struct duty *d = &duties.items[i];

                TRY(monitor_moment_add(run, m, d->from_us));
                if (d->trigger != SIZE_MAX)
                    TRY(monitor_moment_add(run, m,
                                           run->facts->observations[d->trigger].received_us));
                if (d->deadline_us != TIME_NEVER)
                    TRY(monitor_moment_add(run, m, d->deadline_us + 1));
                for (size_t j = 0; j < d->act_count; j++)
                    TRY(monitor_moment_add(run, m,
                                           run->facts->observations[d->acts[j]].received_us));
            }
        }
    }
    return ERR_OK;
}

static enum err_code state_timeline(struct run *run, uint32_t condition, const struct instance *at,
                                    enum monitor_mode mode, struct timeline *out)
{
    const struct plan_condition *c = &run->plan->conditions[condition];
    struct moments moments = {0};

    *out = (struct timeline){0};
    TRY(piece_add(run, out, TIME_NONE, no));
    if (at)
        TRY(monitor_moment_add(run, &moments, at->begin_us));
    for (size_t i = 0; i < c->clauses.count; i++)
        TRY(clause_changes(run, c->clauses.items[i], at, &moments));
    monitor_moments_tidy(&moments);
    for (size_t i = 0; i < moments.count; i++) {
        struct moment moment = {.at = at,
                                .at_us = moments.items[i],
                                .end_us = moments.items[i] + 1,
                                .known_us =
                                    mode == MONITOR_AS_KNOWN ? moments.items[i] : run->known_us};
        struct fact_interval p;

        if ((at && moment.at_us < at->begin_us) || moment.at_us > run->watermark_us)
            continue;
        TRY(monitor_condition(run, condition, &moment, &p));
        TRY(piece_add(run, out, moment.at_us, p));
    }
    return ERR_OK;
}

static enum err_code certified_timeline(struct run *run, const struct plan_condition *c,
                                        enum monitor_mode mode, struct timeline *out)
{
    struct moments moments = {0};

    *out = (struct timeline){0};
    TRY(piece_add(run, out, TIME_NONE, no));
    for (size_t i = 0; i < run->facts->decision_count; i++)
        if (run->facts->decisions[i].on == FACT_ON_CERTIFICATE) {
            int64_t time = run->facts->decisions[i].time_us,
                    received = run->facts->decisions[i].received_us;

            TRY(monitor_moment_add(run, &moments,
                                   mode == MONITOR_AS_KNOWN && received > time ? received : time));
        }
    monitor_moments_tidy(&moments);
    for (size_t i = 0; i < moments.count; i++) {
        int64_t at = moments.items[i];
        struct certified certified = monitor_certified(
            run, c->certificate, c->actor, mode == MONITOR_AS_KNOWN ? at : run->known_us);

        TRY(piece_add(run, out, at, certified.stands && certified.time_us <= at ? yes : no));
    }
    return ERR_OK;
}

enum err_code monitor_timeline(struct run *run, uint32_t condition, const struct instance *at,
                               enum monitor_mode mode, struct timeline *out)
{
    const struct plan_condition *c = &run->plan->conditions[condition];
    struct timeline one, both;
    int64_t since;

    *out = (struct timeline){0};
    if (c->is_open)
        return piece_add(run, out, TIME_NONE, (struct fact_interval){0, 1});
    switch (c->form) {
    case PLAN_COND_OPEN:
        return ERR_OK;
    case PLAN_COND_AND:
    case PLAN_COND_OR:
        for (size_t i = 0; i < c->children.count; i++) {
            TRY(monitor_timeline(run, c->children.items[i], at, mode, &one));
            if (i == 0) {
                *out = one;
                continue;
            }
            TRY(monitor_timeline_combine(run, out, &one, c->form == PLAN_COND_AND, &both));
            *out = both;
        }
        return ERR_OK;
    case PLAN_COND_NOT:
        TRY(monitor_timeline(run, c->children.items[0], at, mode, out));
        for (size_t i = 0; i < out->count; i++)
            out->pieces[i].p = monitor_not(out->pieces[i].p);
        return ERR_OK;
    case PLAN_COND_NO:
    case PLAN_COND_COUNT:
        if (c->happening.actors.form == PLAN_ACTORS_ONE_PARTY)
            return by_party(run, condition, at, mode, out);
        return monitor_timeline_party(run, condition, at, mode, PLAN_NONE, out);
    case PLAN_COND_CERTIFIED:
        if (run->options->is_backtest) /* taken as given */
            return piece_add(run, out, TIME_NONE, yes);
        return certified_timeline(run, c, mode, out);
    case PLAN_COND_STATE:
        return state_timeline(run, condition, at, mode, out);
    case PLAN_COND_SINCE:
        TRY(piece_add(run, out, TIME_NONE, no));
        if (monitor_time(run, at, &c->since, MONITOR_UNTIL, &since))
            TRY(piece_add(run, out, monitor_add(run, since, 1, c->span), yes));
        return ERR_OK;
    }
    return ERR_OK;
}

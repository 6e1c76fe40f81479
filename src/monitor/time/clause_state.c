/* SPDX-License-Identifier: Apache-2.0
 *
 * How a clause stands at a moment: fulfilled, late, breached, pending, undetermined; of several statements all must be
 * fulfilled, one is enough for the others. */
#include "monitor/monitor_int.h"

static const struct fact_interval yes = {1, 1}, no = {0, 0}, perhaps = {0, 1};

void monitor_standing_is(struct standing *s, struct fact_interval *which)
{
    *which = yes;
    s->has_instance = true;
}

/* From when on it was done, in time or late. */
static int64_t completed(const struct standing *s)
{
    return s->fulfilled_us != TIME_NONE ? s->fulfilled_us : s->late_us;
}

static void merge(struct standing *all, const struct standing *one)
{
    int64_t a = completed(all), b = completed(one);

    if (!all->has_instance) {
        *all = *one;
        all->has_instance = true;
        return;
    }
    all->fulfilled = monitor_and(all->fulfilled, one->fulfilled);
    all->late = monitor_or(all->late, one->late);
    all->breached = monitor_or(all->breached, one->breached);
    all->pending = monitor_or(all->pending, one->pending);
    all->undetermined = monitor_or(all->undetermined, one->undetermined);
    all->late_us = a == TIME_NONE || b == TIME_NONE ? TIME_NONE : a > b ? a : b;
    if (all->fulfilled_us == TIME_NONE || one->fulfilled_us == TIME_NONE)
        all->fulfilled_us = TIME_NONE;
    else if (one->fulfilled_us > all->fulfilled_us)
        all->fulfilled_us = one->fulfilled_us;
    if (all->breached_us == TIME_NONE ||
        (one->breached_us != TIME_NONE && one->breached_us < all->breached_us))
        all->breached_us = one->breached_us;
}

struct standing monitor_standing_none(void)
{
    return (struct standing){.fulfilled = no,
                             .late = no,
                             .breached = no,
                             .pending = no,
                             .undetermined = no,
                             .fulfilled_us = TIME_NONE,
                             .late_us = TIME_NONE,
                             .breached_us = TIME_NONE};
}

static enum err_code quota_state(struct run *run, uint32_t statement, uint32_t party,
                                 const struct moment *moment, const struct instance *own,
                                 struct standing *out)
{
    const struct plan_statement *st = &run->plan->statements[statement];
    struct period_value *values;
    size_t count;
    bool open = false;

    *out = monitor_standing_none();
    TRY(monitor_period_values_then(run, statement, own, own->begin_us, own->end_us,
                                   moment->known_us, &values, &count));
    for (size_t i = 0; i < count; i++) {
        const struct period_value *v = &values[i];

        if (v->period.from_us > moment->at_us ||
            (party != PLAN_NONE && v->slot != PLAN_NONE &&
             run->clauses[st->clause].bound->slots[v->slot] != party))
            continue;
        if (v->over.lo > 0 && v->over.lo >= run->plan->threshold_likely) {
            if (out->breached_us == TIME_NONE)
                out->breached_us = v->period.from_us;
        } else if (v->period.to_us <= moment->at_us && v->over.hi > 0) {
            open = true;
        }
    }
    if (out->breached_us != TIME_NONE) {
        monitor_standing_is(out, &out->breached);
    } else if (open) {
        monitor_standing_is(out, &out->undetermined);
        out->fulfilled = out->breached = perhaps;
    } else if (own->end_us > moment->at_us) {
        monitor_standing_is(out, &out->pending);
    } else {
        monitor_standing_is(out, &out->fulfilled);
        out->fulfilled_us = own->end_us;
    }
    return ERR_OK;
}

/* Of a `require` or `withdraw`; only of one step of it, or of all (0). */
static enum err_code require_state(struct run *run, uint32_t statement, size_t step, uint32_t party,
                                   const struct moment *moment, const struct instance *own,
                                   struct standing *out)
{
    struct duties duties;
    int64_t now = moment->at_us;
    bool is_over = moment->end_us <= now || own->end_us <= now;
    bool any = false;

    *out = monitor_standing_none();
    TRY(monitor_duties(run, statement, own, moment->known_us, now, &duties));
    for (size_t i = 0; i < duties.count; i++) {
        const struct duty *d = &duties.items[i];
        struct standing one = monitor_standing_none();

        if ((party != PLAN_NONE && d->party != PLAN_NONE && d->party != party) ||
            (step && d->step != step) || d->trigger_us > now ||
            (d->trigger != SIZE_MAX &&
             run->facts->observations[d->trigger].time.from_us >= moment->end_us))
            continue;
        one.has_instance = any = true;
        switch (monitor_duty_verdict(run, d)) {
        case FINDING_FULFILLED:
            one.fulfilled = yes;
            one.fulfilled_us = d->done_us;
            break;
        case FINDING_LATE:
            one.late = yes;
            one.late_us = d->done_us;
            one.breached_us = d->deadline_us;
            break;
        case FINDING_BREACHED:
            one.breached = yes;
            one.breached_us = d->deadline_us;
            break;
        case FINDING_PENDING:
            one.pending = yes;
            break;
        case FINDING_VIOLATION:
        case FINDING_KEPT:
        case FINDING_UNDETERMINED:
            one.undetermined = yes;
            one.fulfilled = one.late = one.breached = perhaps;
            break;
        }
        merge(out, &one);
    }
    if (any)
        return ERR_OK;
    if (is_over) {
        monitor_standing_is(out, &out->fulfilled);
        out->fulfilled_us = own->end_us < moment->end_us ? own->end_us : moment->end_us;
    } else {
        monitor_standing_is(out, &out->pending);
    }
    return ERR_OK;
}

/* When a side completed a step, TIME_NONE when it did not; `open`: it cannot be told. */
static enum err_code completion(struct run *run, uint32_t statement, size_t step, uint32_t party,
                                const struct moment *moment, const struct instance *own,
                                int64_t *done_us, bool *open)
{
    const struct plan_statement *st = &run->plan->statements[statement];
    struct standing one;

    if (st->form == PLAN_REQUIRE || st->form == PLAN_WITHDRAW)
        TRY(require_state(run, statement, step, party, moment, own, &one));
    else
        TRY(monitor_keep_state(run, statement, party, moment, own, &one));
    *done_us = completed(&one);
    if (*done_us == TIME_NONE && one.undetermined.hi > 0)
        *open = true;
    return ERR_OK;
}

/* The moments of one step, all sides: together within D, apart, or some still to come. */
static void apart(struct run *run, const struct plan_statement *sync, int64_t first_us,
                  int64_t last_us, bool missing, bool open, int64_t now_us, struct standing *one)
{
    int64_t limit;

    *one = monitor_standing_none();
    if (first_us == TIME_NONE) {
        if (open) {
            monitor_standing_is(one, &one->undetermined);
            one->fulfilled = one->breached = perhaps;
        } else {
            monitor_standing_is(one, &one->pending);
        }
        return;
    }
    limit = monitor_add(run, first_us, 1, sync->within);
    if (last_us > limit) {
        monitor_standing_is(one, &one->breached);
        one->breached_us = limit;
    } else if (!missing) {
        monitor_standing_is(one, &one->fulfilled);
        one->fulfilled_us = last_us;
    } else if (open) {
        monitor_standing_is(one, &one->undetermined);
        one->fulfilled = one->breached = perhaps;
    } else if (now_us > limit) {
        monitor_standing_is(one, &one->breached);
        one->breached_us = limit;
    } else {
        monitor_standing_is(one, &one->pending);
    }
}

/* One step of a statement, all sides together. */
static enum err_code step_state(struct run *run, uint32_t sync, uint32_t statement, size_t step,
                                const struct moment *moment, const struct instance *own,
                                struct standing *out)
{
    const struct bound *bound = run->clauses[run->plan->statements[sync].clause].bound;
    int64_t first = TIME_NONE, last = TIME_NONE;
    bool missing = false, open = false;
    struct standing one;

    for (size_t p = 0; p < bound->slot_count; p++) {
        int64_t done;

        if (run->statement_bound[statement]->slot_of[bound->slots[p]] == PLAN_NONE)
            continue;
        TRY(completion(run, statement, step, bound->slots[p], moment, own, &done, &open));
        if (done == TIME_NONE) {
            missing = true;
            continue;
        }
        first = first == TIME_NONE || done < first ? done : first;
        last = last == TIME_NONE || done > last ? done : last;
    }
    apart(run, &run->plan->statements[sync], first, last, missing, open, moment->at_us, &one);
    merge(out, &one);
    return ERR_OK;
}

enum err_code monitor_sync_state(struct run *run, uint32_t statement, const struct moment *moment,
                                 const struct instance *own, struct standing *out)
{
    const struct plan_statement *sync = &run->plan->statements[statement];
    const struct plan_clause *c = &run->plan->clauses[sync->clause];

    *out = monitor_standing_none();
    for (uint32_t s = c->first_statement;
         sync->with.count == 0 && s < c->first_statement + c->statement_count; s++) {
        const struct plan_statement *st = &run->plan->statements[s];
        bool in_steps = (st->form == PLAN_REQUIRE || st->form == PLAN_WITHDRAW) &&
                        st->due.form == PLAN_DUE_STEPS;

        if (st->judged != PLAN_JUDGED ||
            (st->form != PLAN_KEEP && st->form != PLAN_REQUIRE && st->form != PLAN_WITHDRAW &&
             !(st->form == PLAN_LIMIT && st->every.form == PLAN_PERIOD_NONE)))
            continue;
        for (size_t step = in_steps; step <= (in_steps ? st->due.step_count : 0); step++)
            TRY(step_state(run, statement, s, step, moment, own, out));
    }
    for (size_t i = 0; i < sync->with.count; i++) {
        uint32_t clauses[2] = {sync->clause, sync->with.items[i]};
        int64_t first = TIME_NONE, last = TIME_NONE;
        bool missing = false, open = false;
        struct standing one;

        for (size_t k = 0; k < 2; k++) {
            int64_t done;

            TRY(monitor_clause_state(run, clauses[k], PLAN_NONE, moment, &one));
            done = completed(&one);
            if (done == TIME_NONE) {
                missing = true;
                open |= one.undetermined.hi > 0;
                continue;
            }
            first = first == TIME_NONE || done < first ? done : first;
            last = last == TIME_NONE || done > last ? done : last;
        }
        apart(run, sync, first, last, missing, open, moment->at_us, &one);
        merge(out, &one);
    }
    return ERR_OK;
}

enum err_code monitor_clause_state(struct run *run, uint32_t clause, uint32_t party,
                                   const struct moment *moment, struct standing *out)
{
    const struct plan_clause *c = &run->plan->clauses[clause];
    const struct looked_at was = run->member;

    *out = monitor_standing_none();
    for (size_t k = 0; k < run->instance_count; k++) {
        const struct instance *own = &run->instances[k];

        run->member = was;
        if (own->phase != c->phase || own->begin_us > moment->at_us ||
            monitor_is_other_member(run, own) ||
            (moment->at && moment->at->phase == own->phase && moment->at->number != own->number))
            continue;
        for (uint32_t s = c->first_statement; s < c->first_statement + c->statement_count; s++) {
            const struct plan_statement *st = &run->plan->statements[s];
            struct standing one = monitor_standing_none();

            if (st->judged != PLAN_JUDGED)
                continue;
            (void)monitor_enter(run, own);
            switch (st->form) {
            case PLAN_REQUIRE:
            case PLAN_WITHDRAW:
                TRY(require_state(run, s, 0, party, moment, own, &one));
                break;
            case PLAN_KEEP:
                TRY(monitor_keep_state(run, s, party, moment, own, &one));
                break;
            case PLAN_LIMIT:
                if (st->every.form == PLAN_PERIOD_NONE)
                    TRY(monitor_keep_state(run, s, party, moment, own, &one));
                else
                    TRY(quota_state(run, s, party, moment, own, &one));
                break;
            case PLAN_SYNCHRONOUS: {
                /* what it is about must not ask for it again */
                bool asks_itself = false;

                for (size_t i = 0; i < st->with.count; i++)
                    asks_itself |= st->with.items[i] != clause;
                if (asks_itself)
                    continue;
                TRY(monitor_sync_state(run, s, moment, own, &one));
                break;
            }
            case PLAN_FORBID:
            case PLAN_PERMIT:
            case PLAN_ASSESS:
                continue;
            }
            merge(out, &one);
        }
    }
    run->member = was;
    if (!out->has_instance)
        monitor_standing_is(out, &out->pending);
    return ERR_OK;
}

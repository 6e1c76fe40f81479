/* SPDX-License-Identifier: Apache-2.0
 *
 * Duties that are measured: steps (`some`, `all`, shares of what is declared, numbers: quantities add up), duties in hours,
 * lengths, mass or shares, and declarations. Declared is what a declaration record of the party says, and what a record of
 * that kind with addressees says; a record of a thing without addressees is a sighting. */
#include "monitor/amount/amount_int.h"

#include <math.h>
#include <stdlib.h>

/* What was done: how likely by the deadline and by now, and how much it counts for. */
struct deed {
    struct fact_interval in, any, amount;
    double after; /* how likely, at most, it was done after the deadline */
    int64_t at_us;
    size_t act;         /* SIZE_MAX: a declaration */
    size_t declaration; /* SIZE_MAX: an act */
};

struct deeds {
    struct deed *items;
    size_t count, capacity;
};

struct look {
    struct run *run;
    const struct plan_statement *st;
    struct duty *duty;
    struct span in, any;
    int64_t known_us;
    bool is_weighed;
    enum plan_measure measure;
    enum plan_comparison comparison;
    struct fact_interval number; /* asked; hi INFINITY: nothing is declared */
    struct deeds deeds;
};

bool monitor_is_measured(const struct plan_statement *st)
{
    return st->due.form == PLAN_DUE_STEPS || st->verb == PLAN_DECLARE ||
           (st->due.has_number && st->due.number.measure != PLAN_COUNT);
}

/* -------------------------------------------------------------- what is asked */

static enum err_code declared(struct look *k, struct baseline *out)
{
    struct asked_baseline asked = {.classes = k->st->classes,
                                   .row = PLAN_NONE,
                                   .party = k->duty->party,
                                   .bound = k->run->statement_bound[k->duty->statement],
                                   .spots = &k->st->spots,
                                   .measure = PLAN_COUNT};

    TRY(monitor_baseline(k->run, &asked, k->known_us, out));
    k->duty->declared = out->declarations;
    k->duty->declared_count = out->count;
    k->duty->doubts |= out->doubts;
    return ERR_OK;
}

static enum err_code what_is_asked(struct look *k)
{
    const struct plan_due *due = &k->st->due;
    const struct plan_step *step = k->duty->step ? &due->steps[k->duty->step - 1] : NULL;
    struct plan_step whole = {.share = PLAN_PART, .number = due->number};
    struct baseline baseline = {.is_declared = true};

    k->comparison = step || !due->has_number ? PLAN_AT_LEAST : due->comparison;
    if (!step && !due->has_number) {
        k->number = (struct fact_interval){1, 1};
        return ERR_OK;
    }
    if (!step)
        step = &whole;
    k->is_weighed =
        step->share != PLAN_SOME && (k->duty->step || step->number.measure != PLAN_COUNT);
    k->measure = step->share == PLAN_PART ? step->number.measure : PLAN_COUNT;
    if (step->share == PLAN_ALL || (step->share == PLAN_PART && k->measure == PLAN_SHARE))
        TRY(declared(k, &baseline));
    k->number = monitor_step_amount(step, &baseline);
    return ERR_OK;
}

/* -------------------------------------------------------------- what was done */

static enum err_code add_deed(struct look *k, struct fact_interval p, struct fact_time time,
                              bool holds, bool aggregate, struct deed deed)
{
    struct spans in = {.items = &k->in, .count = 1}, any = {.items = &k->any, .count = 1};
    struct fact_interval by_then = monitor_spans_share(&in, time, holds, aggregate);
    struct fact_interval by_now = monitor_spans_share(&any, time, holds, aggregate);

    if (p.hi <= 0 || by_now.hi <= 0)
        return ERR_OK;
    if (by_then.lo < by_now.lo && by_then.hi > 0)
        k->duty->doubts |= DOUBT_TIME;
    deed.in = (struct fact_interval){num_probability(p.lo * by_then.lo),
                                     num_probability(p.hi * by_then.hi)};
    deed.any = (struct fact_interval){num_probability(p.lo * by_now.lo),
                                      num_probability(p.hi * by_now.hi)};
    deed.after = by_now.hi > by_then.lo ? num_probability(p.hi * (by_now.hi - by_then.lo)) : 0;
    deed.at_us = monitor_last(time.from_us, time.to_us);
    TRY(arena_grow(&k->run->scratch, &k->deeds.items, k->deeds.count, &k->deeds.capacity,
                   sizeof *k->deeds.items, k->run->err));
    k->deeds.items[k->deeds.count++] = deed;
    return ERR_OK;
}

/* A record that an earlier class of the statement has brought already. */
static bool is_before(const struct look *k, size_t class, size_t act)
{
    unsigned doubts = 0;

    for (size_t c = 0; c < class; c++)
        if (monitor_class_match(k->run, k->st->classes.items[c], act, &doubts) != MATCH_NO)
            return true;
    return false;
}

static enum err_code act_done(struct look *k, size_t i)
{
    struct run *run = k->run;
    const struct observation *o = &run->facts->observations[i];
    struct deed deed = {.amount = {1, 1}, .act = i, .declaration = SIZE_MAX};
    struct fact_interval p;
    unsigned doubts = 0;
    enum match match = monitor_classes_match(run, k->st->classes, i, &doubts);

    p = monitor_duty_counts(run, k->st, k->duty, i, match, &doubts);
    k->duty->doubts |= doubts & ~MONITOR_DOUBTS;
    if (p.hi <= 0)
        return ERR_OK;
    if (p.lo < p.hi)
        k->duty->doubts |= doubts & MONITOR_DOUBTS ? doubts : (unsigned)DOUBT_ACTOR;
    if (k->is_weighed) {
        struct spans any = {.items = &k->any, .count = 1};

        deed.amount = monitor_quantity(o, k->measure, &any, &any);
        if (deed.amount.lo < deed.amount.hi)
            k->duty->doubts |= DOUBT_ATTRIBUTE;
    }
    return add_deed(k, p, monitor_when_done(k->st, o), o->holds, o->aggregate, deed);
}

static enum err_code acts_done(struct look *k)
{
    struct run *run = k->run;
    size_t first = k->st->verb == PLAN_DO ? monitor_first_reaching(run, k->in.from_us) : 0;

    for (size_t c = 0; c < k->st->classes.count; c++) {
        const struct class_acts *acts;

        TRY(monitor_class_acts(run, k->st->classes.items[c], &acts));
        for (size_t n = 0; n < acts->count; n++) {
            size_t i = acts->acts[n];
            const struct observation *o = &run->facts->observations[i];

            if (o->time.from_us >= k->any.to_us)
                break;
            if (i < first || o->received_us > k->known_us || is_before(k, c, i) ||
                (k->st->verb == PLAN_DECLARE && o->addressee_count == 0))
                continue;
            TRY(act_done(k, i));
        }
    }
    return ERR_OK;
}

static enum err_code declarations_made(struct look *k)
{
    struct run *run = k->run;

    for (size_t i = 0; k->st->verb == PLAN_DECLARE && i < run->facts->declaration_count; i++) {
        const struct fact_declaration *d = &run->facts->declarations[i];
        struct deed deed = {.amount = {1, 1}, .act = SIZE_MAX, .declaration = i};
        uint32_t actor = monitor_actor(run, d->party);
        unsigned doubts = 0;
        struct fact_interval p;
        enum match match;

        if (d->received_us > k->known_us || actor == PLAN_NONE)
            continue;
        if (k->duty->party != PLAN_NONE
                ? !plan_actor_is(run->plan, actor, k->duty->party)
                : run->statement_bound[k->duty->statement]->is_bound[actor] != 1)
            continue;
        match = monitor_declaration_match(run, k->st->classes, d, &doubts);
        if (match == MATCH_NO)
            continue;
        p = monitor_place_range(run, &k->st->spots, &d->place, &doubts);
        if (match == MATCH_PERHAPS)
            p.lo = 0;
        if (p.hi > 0 && p.lo < p.hi)
            k->duty->doubts |= doubts;
        if (k->is_weighed)
            deed.amount = (struct fact_interval){d->quantity, d->quantity};
        TRY(add_deed(k, p, (struct fact_time){d->received_us, d->received_us}, false, false, deed));
    }
    return ERR_OK;
}

/* -------------------------------------------------------------- how likely it is enough */

enum which { IN_LO, IN_HI, ANY_LO, ANY_HI };

static double chance_in(const struct deed *d, enum which which)
{
    switch (which) {
    case IN_LO:
        return d->in.lo;
    case IN_HI:
        return d->in.hi;
    case ANY_LO:
        return d->any.lo;
    case ANY_HI:
        return d->any.hi;
    }
    return 0;
}

/* Over what is asked, where that is not sure. */
static enum err_code chance_of(struct look *k, enum which which, bool is_most,
                               struct fact_interval *out)
{
    struct run *run = k->run;
    double *p = ARENA_NEW(&run->scratch, double, k->deeds.count + 1);
    double *weights = ARENA_NEW(&run->scratch, double, k->deeds.count + 1);
    struct fact_interval least, most = {0, 0};

    if (!p || !weights)
        return err_no_memory(run->err);
    for (size_t i = 0; i < k->deeds.count; i++) {
        struct fact_interval amount = k->deeds.items[i].amount;

        p[i] = chance_in(&k->deeds.items[i], which);
        weights[i] = !is_most ? amount.lo : isinf(amount.hi) ? PLAN_NUMBER_LIMIT : amount.hi;
    }
    TRY(monitor_sum_chance(run, k->comparison, k->number.lo, p, p, weights, k->deeds.count,
                           &least));
    if (!isinf(k->number.hi))
        TRY(monitor_sum_chance(run, k->comparison, k->number.hi, p, p, weights, k->deeds.count,
                               &most));
    else if (k->comparison == PLAN_AT_MOST || k->comparison == PLAN_LESS_THAN)
        most = (struct fact_interval){1, 1};
    out->lo = least.lo < most.lo ? least.lo : most.lo;
    out->hi = least.hi > most.hi ? least.hi : most.hi;
    return ERR_OK;
}

static enum err_code both_ends(struct look *k, enum which low, enum which high,
                               struct fact_interval *out)
{
    struct fact_interval a, b;

    TRY(chance_of(k, low, false, &a));
    TRY(chance_of(k, high, true, &b));
    *out = (struct fact_interval){a.lo < b.lo ? a.lo : b.lo, a.hi > b.hi ? a.hi : b.hi};
    return ERR_OK;
}

/* Late: enough by now, less enough by the deadline; and something must have been done after it. What somebody unknown may
 * have done counts for both, so the ends are those of the difference. */
static struct fact_interval late(const struct look *k, const struct enough *e)
{
    double none = 1, lo = e->any.lo - e->in.hi, hi = e->any.hi - e->in.lo;

    for (size_t i = 0; i < k->deeds.count; i++)
        none *= 1 - k->deeds.items[i].after;
    hi = hi < 1 - none ? hi : 1 - none;
    hi = hi > 0 ? hi : 0;
    lo = lo > 0 ? lo : 0;
    return (struct fact_interval){lo < hi ? lo : hi, hi};
}

static enum err_code chances(struct look *k, bool is_past, struct enough *e)
{
    *e = (struct enough){{0, 0}, {0, 0}, {0, 0}};
    TRY(both_ends(k, IN_LO, IN_HI, &e->in));
    if (k->comparison != PLAN_AT_LEAST && k->comparison != PLAN_MORE_THAN) {
        if (!is_past)
            e->in.lo = 0; /* more may still come */
        e->any = e->in;
        return ERR_OK;
    }
    if (!is_past && isinf(k->number.hi)) /* nothing is declared yet */
        e->in = (struct fact_interval){0, 0};
    TRY(both_ends(k, ANY_LO, ANY_HI, &e->any));
    e->late = late(k, e);
    return ERR_OK;
}

/* -------------------------------------------------------------- evidence */

static int deed_order(const void *a, const void *b)
{
    const struct deed *x = a, *y = b;

    if (x->at_us != y->at_us)
        return x->at_us < y->at_us ? -1 : 1;
    if (x->act != y->act)
        return x->act < y->act ? -1 : 1;
    return (x->declaration > y->declaration) - (x->declaration < y->declaration);
}

static enum err_code evidence(struct look *k, const struct enough *e)
{
    struct run *run = k->run;
    struct duty *duty = k->duty;
    size_t *declared = ARENA_NEW(&run->scratch, size_t, duty->declared_count + k->deeds.count + 1);
    double likely = run->plan->threshold_likely, sum = 0;

    duty->acts = ARENA_NEW(&run->scratch, size_t, k->deeds.count + 1);
    if (!duty->acts || !declared)
        return err_no_memory(run->err);
    for (size_t i = 0; i < duty->declared_count; i++)
        declared[i] = duty->declared[i];
    duty->declared = declared;
    if (k->deeds.count > 1)
        qsort(k->deeds.items, k->deeds.count, sizeof *k->deeds.items, deed_order);
    duty->done_us = TIME_NONE;
    for (size_t i = 0; i < k->deeds.count; i++) {
        const struct deed *d = &k->deeds.items[i];

        if (d->declaration != SIZE_MAX)
            duty->declared[duty->declared_count++] = d->declaration;
        else if (duty->act_count < MONITOR_CONSIDERED_LIMIT)
            duty->acts[duty->act_count++] = d->act;
        duty->late_count += d->in.hi <= 0 && d->act != SIZE_MAX;
        duty->amount.hi += d->in.hi > 0 ? d->amount.hi : 0;
        if (d->in.lo < likely || d->in.lo <= 0)
            continue;
        sum += d->amount.lo;
        if (duty->done_us == TIME_NONE && e->in.lo >= likely && sum >= k->number.hi)
            duty->done_us = d->at_us;
    }
    duty->amount.lo = num_round(sum, 6);
    duty->amount.hi = num_round(duty->amount.hi, 6);
    if (!duty->is_seen)
        duty->amount.hi = (double)INFINITY;
    duty->has_amount = k->is_weighed;
    duty->wanted = k->number;
    return ERR_OK;
}

enum err_code monitor_measured(struct run *run, struct duty *duty, int64_t known_us, int64_t now_us)
{
    const struct plan_statement *st = &run->plan->statements[duty->statement];
    bool has_deadline = duty->deadline_us != TIME_NEVER, is_past = duty->deadline_us < now_us;
    struct look k = {.run = run, .st = st, .duty = duty, .known_us = known_us};
    const struct spans *coverage;
    struct enough e;

    k.in = (struct span){duty->from_us, has_deadline ? duty->deadline_us + 1 : TIME_NEVER};
    k.any = (struct span){duty->from_us, now_us + 1 > k.in.to_us ? now_us + 1 : k.in.to_us};
    if (duty->is_period)
        k.any = k.in;
    TRY(what_is_asked(&k));
    TRY(acts_done(&k));
    TRY(declarations_made(&k));
    TRY(chances(&k, is_past, &e));
    TRY(monitor_statement_coverage(run, duty->statement, known_us, &coverage));
    duty->is_seen = !is_past || monitor_spans_cover(coverage, duty->from_us, duty->deadline_us);
    monitor_duty_states(duty, &e, is_past);
    return evidence(&k, &e);
}

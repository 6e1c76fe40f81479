/* SPDX-License-Identifier: Apache-2.0
 *
 * Duties: what a `require` asks of one party after one trigger, by a deadline, or within one period.
 *
 *     fulfilled = P(enough acts by the deadline)     late = P(enough by now) - fulfilled
 *     pending   = not fulfilled, the deadline not before the watermark
 *     breached  = not enough by now, and silence would have been seen; otherwise that share stays open */
#include "monitor/monitor_int.h"

#include <stdlib.h>

struct window {
    struct spans in, any; /* by the deadline; by now */
    struct span in_span, any_span;
};

struct tried {
    double *in_lo, *in_hi, *any_lo, *any_hi;
    size_t count;
};

static double needed(const struct plan_due *due, enum plan_comparison *comparison)
{
    *comparison = due->has_number ? due->comparison : PLAN_AT_LEAST;
    return due->has_number ? due->number.value : 1;
}

static struct fact_interval did_it(const struct run *run, const struct plan_statement *st,
                                   const struct duty *duty, size_t act)
{
    if (duty->party != PLAN_NONE)
        return monitor_share_of(run, duty->party, act);
    return monitor_share_of_actors(run, &st->actors, PLAN_NONE, act);
}

/* How likely an act is one that the duty asks for, whenever it was. */
static struct fact_interval counts(struct run *run, const struct plan_statement *st,
                                   const struct duty *duty, size_t act, enum match match,
                                   unsigned *doubts)
{
    struct fact_interval p = {match == MATCH_YES ? run->acts[act].existence : 0,
                              run->acts[act].existence};
    struct fact_interval place = {1, 0};

    p = monitor_times(p, did_it(run, st, duty, act));
    if (p.hi <= 0)
        return p;
    p = monitor_times(
        p, monitor_audience(run, st->audience, st->audience_count, duty->party, act, doubts));
    p = monitor_times(p, monitor_against(run, &st->against, act, doubts));
    if (st->due.of.same_count && duty->trigger != SIZE_MAX &&
        !monitor_same(run, st->due.of.same, st->due.of.same_count, duty->trigger, act))
        return (struct fact_interval){0, 0};
    if (p.hi <= 0)
        return p;
    for (size_t r = 0; r < run->plan->reading_count; r++) {
        struct fact_interval one = monitor_spots(run, &st->spots, r, act, doubts);

        place.lo = one.lo < place.lo ? one.lo : place.lo;
        place.hi = one.hi > place.hi ? one.hi : place.hi;
        if (!monitor_spots_are_disputed(run, &st->spots))
            break;
    }
    p = monitor_times(p, place);
    return (struct fact_interval){num_probability(p.lo), num_probability(p.hi)};
}

static struct fact_time when_done(const struct plan_statement *st, const struct observation *o)
{
    if (st->verb == PLAN_DO)
        return o->time;
    return (struct fact_time){o->received_us,
                              o->received_us}; /* a report counts when it is received */
}

static int i64_order(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

struct done {
    int64_t *times;
    size_t count, capacity;
    size_t *acts, *late;
    size_t act_count, act_capacity, late_count, late_capacity;
};

/* First act of a class that may reach to `from_us`. */
static size_t first_of(const struct run *run, const struct class_acts *acts, int64_t from_us)
{
    size_t low = 0, high = acts->count;

    if (from_us > TIME_MIN_US + run->longest_us)
        from_us -= run->longest_us;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (run->facts->observations[acts->acts[middle]].time.from_us < from_us)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* An act that an earlier class of the statement has brought already. */
static bool is_before(const struct run *run, const struct plan_statement *st, size_t class,
                      size_t act)
{
    unsigned doubts = 0;

    for (size_t c = 0; c < class; c++)
        if (monitor_class_match(run, st->classes.items[c], act, &doubts) != MATCH_NO)
            return true;
    return false;
}

static enum err_code look_for(struct run *run, struct duty *duty, int64_t known_us, int64_t now_us,
                              struct tried *tried, struct done *done)
{
    const struct plan_statement *st = &run->plan->statements[duty->statement];
    bool is_day = duty->deadline_us != TIME_NEVER;
    struct span in = {duty->from_us, is_day ? duty->deadline_us + 1 : TIME_NEVER};
    struct span any = {duty->from_us, now_us + 1 > in.to_us ? now_us + 1 : in.to_us};
    struct spans in_spans = {.items = &in, .count = 1}, any_spans = {.items = &any, .count = 1};
    size_t capacity = 0, capacity2 = 0, capacity3 = 0, capacity4 = 0;

    if (duty->is_period)
        any = in;
    for (size_t c = 0, k = 0; c < st->classes.count; k++) {
        const struct class_acts *acts;
        const struct observation *o;
        struct fact_time time;
        struct fact_interval p, first, ever;
        enum match match;
        unsigned doubts = 0;
        size_t i;

        TRY(monitor_class_acts(run, st->classes.items[c], &acts));
        if (k == 0 && st->verb == PLAN_DO)
            k = first_of(run, acts, duty->from_us);
        if (k >= acts->count || run->facts->observations[acts->acts[k]].time.from_us >= any.to_us) {
            c++;
            k = SIZE_MAX; /* the loop makes it 0 */
            continue;
        }
        i = acts->acts[k];
        o = &run->facts->observations[i];
        time = when_done(st, o);
        if (o->received_us > known_us || is_before(run, st, c, i))
            continue;
        match = monitor_classes_match(run, st->classes, i, &doubts);
        ever = monitor_spans_share(&any_spans, time, o->holds, o->aggregate);
        if (ever.hi <= 0)
            continue;
        first = monitor_spans_share(&in_spans, time, o->holds, o->aggregate);
        p = counts(run, st, duty, i, match, &doubts);
        if (p.hi <= 0)
            continue;
        if (p.lo < p.hi)
            duty->doubts |= doubts;
        if (did_it(run, st, duty, i).lo < did_it(run, st, duty, i).hi)
            duty->doubts |= DOUBT_ACTOR;
        if (first.lo < ever.lo && first.hi > 0)
            duty->doubts |= DOUBT_TIME;
        TRY(arena_grow(&run->scratch, &tried->in_lo, tried->count, &capacity, sizeof(double),
                       run->err));
        TRY(arena_grow(&run->scratch, &tried->in_hi, tried->count, &capacity2, sizeof(double),
                       run->err));
        TRY(arena_grow(&run->scratch, &tried->any_lo, tried->count, &capacity3, sizeof(double),
                       run->err));
        TRY(arena_grow(&run->scratch, &tried->any_hi, tried->count, &capacity4, sizeof(double),
                       run->err));
        tried->in_lo[tried->count] = p.lo * first.lo;
        tried->in_hi[tried->count] = p.hi * first.hi;
        tried->any_lo[tried->count] = p.lo * ever.lo;
        tried->any_hi[tried->count++] = p.hi * ever.hi;
        if (num_probability(p.lo * first.lo) >= run->plan->threshold_likely) {
            TRY(arena_grow(&run->scratch, &done->times, done->count, &done->capacity,
                           sizeof *done->times, run->err));
            done->times[done->count++] = monitor_last(time.from_us, time.to_us);
        }
        if (done->act_count + done->late_count >= MONITOR_CONSIDERED_LIMIT)
            continue;
        if (first.hi > 0) {
            TRY(arena_grow(&run->scratch, &done->acts, done->act_count, &done->act_capacity,
                           sizeof *done->acts, run->err));
            done->acts[done->act_count++] = i;
        } else {
            TRY(arena_grow(&run->scratch, &done->late, done->late_count, &done->late_capacity,
                           sizeof *done->late, run->err));
            done->late[done->late_count++] = i;
        }
    }
    return ERR_OK;
}

static double least(double a, double b)
{
    return a < b ? a : b;
}

static double not_below(double a, double floor)
{
    return a > floor ? a : floor;
}

/* Enough by the deadline, enough by now, late: each from the ends that make it least and greatest. */
struct enough {
    struct fact_interval in, any, late;
};

static void set_states(struct duty *duty, const struct enough *e, bool is_past)
{
    struct fact_interval *s = duty->states;

    for (size_t i = 0; i < 4; i++)
        s[i] = (struct fact_interval){0, 0};
    s[FINDING_STATE_FULFILLED] = e->in;
    if (!is_past) {
        s[FINDING_STATE_PENDING] = monitor_not(e->in);
    } else {
        s[FINDING_STATE_LATE] = e->late;
        s[FINDING_STATE_BREACHED] = monitor_not(e->any);
        if (!duty->is_seen) { /* it may have been done unseen */
            s[FINDING_STATE_FULFILLED].hi = least(1, e->in.hi + 1 - e->any.lo);
            s[FINDING_STATE_LATE].hi = duty->is_period ? 0 : least(1, e->late.hi + 1 - e->any.lo);
            s[FINDING_STATE_BREACHED].lo = 0;
        }
    }
    for (size_t i = 0; i < 4; i++)
        s[i] = (struct fact_interval){num_probability(s[i].lo), num_probability(s[i].hi)};
}

/* Late grows with the acts after the deadline and shrinks with those before it. */
static enum err_code chances(struct run *run, enum plan_comparison comparison, double number,
                             const struct tried *t, struct enough *out)
{
    double *mixed = ARENA_NEW(&run->scratch, double, t->count + 1);
    struct fact_interval with, without;

    if (!mixed)
        return err_no_memory(run->err);
    TRY(monitor_count_chance(run, comparison, number, t->in_lo, t->in_hi, t->count, &out->in));
    TRY(monitor_count_chance(run, comparison, number, t->any_lo, t->any_hi, t->count, &out->any));
    for (size_t i = 0; i < t->count; i++)
        mixed[i] = least(1, t->in_lo[i] + t->any_hi[i] - t->in_hi[i]);
    TRY(monitor_count_chance(run, comparison, number, mixed, mixed, t->count, &with));
    TRY(monitor_count_chance(run, comparison, number, t->in_lo, t->in_lo, t->count, &without));
    out->late.hi = not_below(with.lo - without.lo, 0);
    for (size_t i = 0; i < t->count; i++)
        mixed[i] = least(1, t->in_hi[i] + t->any_lo[i] - t->in_lo[i]);
    TRY(monitor_count_chance(run, comparison, number, mixed, mixed, t->count, &with));
    TRY(monitor_count_chance(run, comparison, number, t->in_hi, t->in_hi, t->count, &without));
    out->late.lo = least(not_below(with.lo - without.lo, 0), out->late.hi);
    return ERR_OK;
}

static enum err_code judge(struct run *run, struct duty *duty, int64_t known_us, int64_t now_us)
{
    const struct plan_statement *st = &run->plan->statements[duty->statement];
    struct tried tried = {0};
    struct done done = {0};
    struct enough e = {{0, 0}, {0, 0}, {0, 0}};
    struct certified certified;
    const struct spans *coverage;
    enum plan_comparison comparison;
    double number = needed(&st->due, &comparison);
    bool is_past = duty->deadline_us < now_us;

    TRY(look_for(run, duty, known_us, now_us, &tried, &done));
    TRY(chances(run, comparison, number, &tried, &e));
    if (comparison != PLAN_AT_LEAST && comparison != PLAN_MORE_THAN) {
        if (!is_past)
            e.in = (struct fact_interval){0, e.in.hi}; /* more may still come */
        e.any = e.in;
        e.late = (struct fact_interval){0, 0};
    }
    TRY(monitor_statement_coverage(run, duty->statement, known_us, &coverage));
    duty->is_seen = !is_past || monitor_spans_cover(coverage, duty->from_us, duty->deadline_us);
    set_states(duty, &e, is_past);
    duty->acts = ARENA_NEW(&run->scratch, size_t, done.act_count + done.late_count + 1);
    if (!duty->acts)
        return err_no_memory(run->err);
    for (size_t i = 0; i < done.act_count; i++)
        duty->acts[duty->act_count++] = done.acts[i];
    for (size_t i = 0; i < done.late_count; i++)
        duty->acts[duty->act_count++] = done.late[i];
    duty->late_count = done.late_count;
    duty->done_us = TIME_NONE;
    if (done.count > 1)
        qsort(done.times, done.count, sizeof *done.times, i64_order);
    if (number > 0 && (double)done.count >= number && e.in.lo >= run->plan->threshold_likely)
        duty->done_us = done.times[(size_t)(number + 0.999999) - 1];
    certified = monitor_certified_clause(run, st->clause, duty->party, duty->from_us, known_us);
    if (certified.stands && certified.time_us <= now_us) {
        e = (struct enough){{1, 1}, {1, 1}, {0, 0}};
        set_states(duty, &e, true);
        duty->done_us = certified.time_us;
        duty->certificate = certified.decision;
    }
    return ERR_OK;
}

enum finding_verdict monitor_duty_verdict(const struct run *run, const struct duty *duty)
{
    static const enum finding_verdict verdicts[] = {FINDING_PENDING, FINDING_FULFILLED,
                                                    FINDING_LATE, FINDING_BREACHED};
    double likely = run->plan->threshold_likely;

    for (size_t i = 0; i < COUNT_OF(verdicts); i++)
        if (duty->states[i].lo > 0 && duty->states[i].lo >= likely)
            return duty->is_sure || verdicts[i] == FINDING_FULFILLED ? verdicts[i]
                                                                     : FINDING_UNDETERMINED;
    return FINDING_UNDETERMINED;
}

/* -------------------------------------------------------------- which duties there are */

struct asked {
    struct run *run;
    uint32_t statement;
    const struct instance *at;
    int64_t known_us, now_us;
    struct duties *out;
};

static enum err_code add_one(struct asked *a, struct duty duty, uint32_t party)
{
    struct run *run = a->run;

    duty.party = party;
    TRY(judge(run, &duty, a->known_us, a->now_us));
    TRY(arena_grow(&run->scratch, &a->out->items, a->out->count, &a->out->capacity,
                   sizeof *a->out->items, run->err));
    a->out->items[a->out->count++] = duty;
    return ERR_OK;
}

/* For each party that it binds. */
static enum err_code add_duties(struct asked *a, const struct duty *duty, uint32_t same)
{
    struct run *run = a->run;
    const struct plan_statement *st = &run->plan->statements[a->statement];
    const struct bound *bound = run->statement_bound[a->statement];

    switch (st->actors.form) {
    case PLAN_ACTORS_NAMES:
        if (st->actors.is_together && st->actors.names.count > 1)
            return add_one(a, *duty, PLAN_NONE);
        for (size_t i = 0; i < bound->slot_count; i++)
            TRY(add_one(a, *duty, bound->slots[i]));
        return ERR_OK;
    case PLAN_ACTORS_SAME_PARTY:
        return same == PLAN_NONE ? ERR_OK : add_one(a, *duty, same);
    case PLAN_ACTORS_OTHER_PARTY:
        for (uint32_t i = 0; same != PLAN_NONE && i < run->plan->actor_count; i++)
            if (monitor_is_other_party(run, i, same))
                TRY(add_one(a, *duty, i));
        return ERR_OK;
    case PLAN_ACTORS_NONE:
    case PLAN_ACTORS_ANYONE:
    case PLAN_ACTORS_ANY_PARTY:
    case PLAN_ACTORS_ANY_OF:
    case PLAN_ACTORS_ONE_PARTY:
        return add_one(a, *duty, PLAN_NONE);
    case PLAN_ACTORS_OPEN:
        break;
    }
    return ERR_OK;
}

static enum err_code from_triggers(struct asked *a, const struct triggers *triggers,
                                   const struct binding *binding)
{
    struct run *run = a->run;
    const struct plan_statement *st = &run->plan->statements[a->statement];

    for (size_t i = 0; i < triggers->count; i++) {
        const struct trigger *t = &triggers->items[i];
        struct duty duty = {.statement = a->statement,
                            .number = i,
                            .from_us = t->at_us,
                            .deadline_us = TIME_NEVER,
                            .is_sure = t->is_sure,
                            .trigger = t->act,
                            .trigger_us = t->at_us,
                            .subject = t->subject};

        if (t->at_us > a->now_us)
            continue;
        if (st->due.of.form != PLAN_EVENT_TIME) { /* it must happen while the statement binds */
            int64_t act_us = t->act != SIZE_MAX && !st->due.of.is_report
                                 ? run->facts->observations[t->act].time.from_us
                                 : t->at_us;

            if (!monitor_spans_has(&binding->maybe, act_us))
                continue;
            if (!monitor_spans_has(&binding->sure, act_us)) {
                duty.is_sure = false;
                duty.doubts |= DOUBT_WHILE;
            }
        }
        if (!duty.is_sure)
            duty.doubts |= DOUBT_TRIGGER;
        if (st->due.form == PLAN_DUE_WITHIN)
            duty.deadline_us = monitor_add(run, t->at_us, 1, st->due.within);
        else if (st->due.form == PLAN_DUE_BY &&
                 !monitor_time(run, a->at, &st->due.by, MONITOR_DEADLINE, &duty.deadline_us))
            duty.deadline_us = TIME_NEVER;
        TRY(add_duties(a, &duty, t->party));
    }
    return ERR_OK;
}

static enum err_code when_duties(struct asked *a, const struct binding *binding)
{
    struct run *run = a->run;
    const struct plan_statement *st = &run->plan->statements[a->statement];
    struct triggers triggers = {0};
    struct turn *turns;
    size_t count, capacity = 0;

    TRY(monitor_turns(run, st->when, a->at, &turns, &count));
    for (size_t i = 0; i < count; i++) {
        if (turns[i].at_us > a->known_us)
            continue;
        TRY(arena_grow(&run->scratch, &triggers.items, triggers.count, &capacity,
                       sizeof *triggers.items, run->err));
        triggers.items[triggers.count++] = (struct trigger){.at_us = turns[i].at_us,
                                                            .party = turns[i].party,
                                                            .act = SIZE_MAX,
                                                            .is_sure = true,
                                                            .subject = STR("when")};
    }
    return from_triggers(a, &triggers, binding);
}

static enum err_code period_duties(struct asked *a, const struct binding *binding)
{
    struct run *run = a->run;
    const struct plan_statement *st = &run->plan->statements[a->statement];
    struct period *periods;
    size_t count;

    if (binding->maybe.count == 0)
        return ERR_OK;
    TRY(monitor_periods(run, &st->due.every, binding->as_of_us,
                        binding->maybe.items[binding->maybe.count - 1].to_us, &periods, &count));
    for (size_t i = 0; i < count && periods[i].from_us <= a->now_us; i++) {
        struct duty duty = {.statement = a->statement,
                            .number = i,
                            .from_us = periods[i].from_us,
                            .deadline_us = periods[i].to_us - 1,
                            .is_period = true,
                            .is_sure = true,
                            .trigger = SIZE_MAX,
                            .trigger_us = periods[i].from_us,
                            .subject = STR("period")};

        TRY(add_duties(a, &duty, PLAN_NONE));
    }
    return ERR_OK;
}

static enum err_code duties_of(struct run *run, uint32_t statement, const struct instance *at,
                               int64_t known_us, int64_t now_us, struct duties *out)
{
    const struct plan_statement *st = &run->plan->statements[statement];
    struct asked a = {run, statement, at, known_us, now_us, out};
    struct duty duty = {.statement = statement,
                        .deadline_us = TIME_NEVER,
                        .is_sure = true,
                        .trigger = SIZE_MAX,
                        .subject = STR("duty")};
    struct binding binding;
    struct triggers triggers;

    *out = (struct duties){0};
    TRY(monitor_binding(run, at, statement, at->begin_us, at->end_us, &binding));
    if (binding.as_of_us == TIME_NONE || binding.as_of_us > now_us)
        return ERR_OK;
    if (st->when != PLAN_NONE)
        return when_duties(&a, &binding);
    duty.from_us = duty.trigger_us = binding.as_of_us;
    switch (st->due.form) {
    case PLAN_DUE_STEPS:
        return ERR_OK;
    case PLAN_DUE_NONE:
        if (at->end_us != TIME_NEVER)
            duty.deadline_us = at->end_us - 1;
        return add_duties(&a, &duty, PLAN_NONE);
    case PLAN_DUE_BY:
        if (!monitor_time(run, at, &st->due.by, MONITOR_DEADLINE, &duty.deadline_us))
            duty.deadline_us = TIME_NEVER;
        return add_duties(&a, &duty, PLAN_NONE);
    case PLAN_DUE_WITHIN:
        if (st->due.of.form == PLAN_EVENT_NONE) { /* of the beginning */
            duty.deadline_us = monitor_add(run, duty.from_us, 1, st->due.within);
            return add_duties(&a, &duty, PLAN_NONE);
        }
        TRY(monitor_triggers(run, &st->due.of, at, known_us, &triggers));
        return from_triggers(&a, &triggers, &binding);
    case PLAN_DUE_EVERY:
        return period_duties(&a, &binding);
    }
    return ERR_OK;
}

enum err_code monitor_duties(struct run *run, uint32_t statement, const struct instance *at,
                             int64_t known_us, int64_t now_us, struct duties *out)
{
    TRY(monitor_deeper(run));
    TRY(duties_of(run, statement, at, known_us, now_us, out));
    run->depth--;
    return ERR_OK;
}

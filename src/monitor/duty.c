/* SPDX-License-Identifier: Apache-2.0
 *
 * Duties: what a `require` asks of one party after one trigger, by a deadline, or within one period.
 *
 *     fulfilled = P(enough acts by the deadline)     late = P(enough by now) - fulfilled
 *     pending   = not fulfilled, the deadline not before the watermark
 *     breached  = not enough by now, and silence would have been seen; otherwise that share stays open */
#include "monitor/amount/amount_int.h"

#include <stdlib.h>

struct window {
    struct spans in, any; /* by the deadline; by now */
    struct span in_span, any_span;
};

struct tried {
    struct arena *own; /* dies with the question */
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

/* `in the same Z`: in the member in which its trigger was; in a phase for each member, in that one. */
static struct fact_interval where_done(struct run *run, const struct plan_statement *st,
                                       const struct duty *duty, size_t reading, size_t act,
                                       unsigned *doubts)
{
    uint32_t place = monitor_same_place(run, &st->spots);
    struct plan_spot spot = {.preposition = PLAN_IN, .place = place};
    struct plan_spots there = {&spot, 1};
    struct looked_at was = run->member;
    struct fact_interval sum = {0, 0};

    if (place == PLAN_NONE || duty->trigger == SIZE_MAX)
        return monitor_spots_party(run, &st->spots, reading, duty->party, act, doubts);
    for (uint32_t m = 0; m < run->plan->places[place].member_count; m++) {
        struct fact_interval one;

        run->member = (struct looked_at){m, run->plan->places[place].collection};
        one = monitor_times(
            monitor_spots_party(run, &there, reading, duty->party, duty->trigger, doubts),
            monitor_spots_party(run, &st->spots, reading, duty->party, act, doubts));
        sum.lo = sum.lo + one.lo < 1 ? sum.lo + one.lo : 1;
        sum.hi = sum.hi + one.hi < 1 ? sum.hi + one.hi : 1;
    }
    run->member = was;
    return sum;
}

/* How likely an act is one that the duty asks for, whenever it was. */
struct fact_interval monitor_duty_counts(struct run *run, const struct plan_statement *st,
                                         const struct duty *duty, size_t act, enum match match,
                                         unsigned *doubts)
{
    struct fact_interval p = monitor_mass(run, st->classes, act, match);
    struct fact_interval place = {1, 0};

    p = monitor_times(p, did_it(run, st, duty, act));
    if (p.hi <= 0)
        return p;
    p = monitor_times(
        p, monitor_audience(run, st->audience, st->audience_count, duty->party, act, doubts));
    p = monitor_times(p, monitor_aimed(run, st, act, doubts));
    if (st->due.of.same_count && duty->trigger != SIZE_MAX &&
        !monitor_same(run, st->due.of.same, st->due.of.same_count, duty->trigger, act))
        return (struct fact_interval){0, 0};
    if (p.hi <= 0)
        return p;
    for (size_t r = 0; r < run->plan->reading_count; r++) {
        struct fact_interval one = where_done(run, st, duty, r, act, doubts);

        place.lo = one.lo < place.lo ? one.lo : place.lo;
        place.hi = one.hi > place.hi ? one.hi : place.hi;
        if (!monitor_spots_are_disputed(run, &st->spots))
            break;
    }
    p = monitor_times(p, place);
    return (struct fact_interval){num_probability(p.lo), num_probability(p.hi)};
}

struct fact_time monitor_when_done(const struct plan_statement *st, const struct observation *o)
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

/* How many acts must have happened for certain, so that nothing that comes later changes anything; SIZE_MAX: never. */
static size_t sure_enough(const struct plan_due *due)
{
    enum plan_comparison comparison;
    double number = needed(due, &comparison);

    if (comparison != PLAN_AT_LEAST && comparison != PLAN_MORE_THAN)
        return SIZE_MAX;
    number = comparison == PLAN_AT_LEAST ? number : number + 1;
    return number > 1e9 ? SIZE_MAX : number < 0 ? 0 : (size_t)(number + 0.999999);
}

struct tell {
    struct tried *tried;
    struct done *done;
    size_t capacity[4];
    size_t sure, enough;
};

/* What one act adds; *is_past: it came after the deadline, and enough had surely been done. */
static enum err_code look_at(struct run *run, struct duty *duty, size_t class, size_t i,
                             const struct span *in, const struct span *any, struct tell *tell,
                             bool *is_past)
{
    const struct plan_statement *st = &run->plan->statements[duty->statement];
    const struct observation *o = &run->facts->observations[i];
    struct fact_time time = monitor_when_done(st, o);
    struct spans in_spans = {.items = NULL, .count = 1}, any_spans = in_spans;
    struct span in_copy = *in, any_copy = *any;
    struct tried *tried = tell->tried;
    struct done *done = tell->done;
    struct fact_interval p, first, ever;
    enum match match;
    unsigned doubts = 0;

    in_spans.items = &in_copy;
    any_spans.items = &any_copy;
    first = monitor_spans_share(&in_spans, time, o->holds, o->aggregate);
    *is_past = first.hi <= 0 && tell->sure >= tell->enough;
    if (*is_past || is_before(run, st, class, i))
        return ERR_OK;
    ever = monitor_spans_share(&any_spans, time, o->holds, o->aggregate);
    if (ever.hi <= 0)
        return ERR_OK;
    match = monitor_classes_match(run, st->classes, i, &doubts);
    p = monitor_duty_counts(run, st, duty, i, match, &doubts);
    duty->doubts |= doubts & ~MONITOR_DOUBTS;
    if (p.hi <= 0)
        return ERR_OK;
    if (p.lo < 1)
        duty->doubts |= doubts;
    if (did_it(run, st, duty, i).lo < 1)
        duty->doubts |= DOUBT_ACTOR;
    if (first.lo < 1 && first.hi > 0)
        duty->doubts |= o->aggregate ? DOUBT_AGGREGATE : DOUBT_TIME;
    TRY(arena_grow(tried->own, &tried->in_lo, tried->count, &tell->capacity[0], sizeof(double),
                   run->err));
    TRY(arena_grow(tried->own, &tried->in_hi, tried->count, &tell->capacity[1], sizeof(double),
                   run->err));
    TRY(arena_grow(tried->own, &tried->any_lo, tried->count, &tell->capacity[2], sizeof(double),
                   run->err));
    TRY(arena_grow(tried->own, &tried->any_hi, tried->count, &tell->capacity[3], sizeof(double),
                   run->err));
    tried->in_lo[tried->count] = p.lo * first.lo;
    tried->in_hi[tried->count] = p.hi * first.hi;
    tried->any_lo[tried->count] = p.lo * ever.lo;
    tried->any_hi[tried->count++] = p.hi * ever.hi;
    tell->sure += p.lo * ever.lo >= 1;
    if (num_probability(p.lo * first.lo) >= run->plan->threshold_likely) {
        TRY(arena_grow(tried->own, &done->times, done->count, &done->capacity, sizeof *done->times,
                       run->err));
        done->times[done->count++] = monitor_last(time.from_us, time.to_us);
    }
    if (done->act_count + done->late_count >= MONITOR_CONSIDERED_LIMIT)
        return ERR_OK;
    if (first.hi > 0) {
        TRY(arena_grow(tried->own, &done->acts, done->act_count, &done->act_capacity,
                       sizeof *done->acts, run->err));
        done->acts[done->act_count++] = i;
    } else {
        TRY(arena_grow(tried->own, &done->late, done->late_count, &done->late_capacity,
                       sizeof *done->late, run->err));
        done->late[done->late_count++] = i;
    }
    return ERR_OK;
}

static int act_order(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;

    return (x > y) - (x < y);
}

static void sort_acts(size_t *acts, size_t from, size_t to)
{
    if (to - from > 1)
        qsort(acts + from, to - from, sizeof *acts, act_order);
}

/* Acts in the order in which they were done: those that happened by their start, reports by their receipt. */
static enum err_code look_for(struct run *run, struct duty *duty, int64_t known_us, int64_t now_us,
                              struct tried *tried, struct done *done)
{
    const struct plan_statement *st = &run->plan->statements[duty->statement];
    bool is_day = duty->deadline_us != TIME_NEVER, by_receipt = st->verb != PLAN_DO;
    struct span in = {duty->from_us, is_day ? duty->deadline_us + 1 : TIME_NEVER};
    struct span any = {duty->from_us, now_us + 1 > in.to_us ? now_us + 1 : in.to_us};
    struct tell tell = {tried, done, {0}, 0, sure_enough(&st->due)};

    if (duty->is_period)
        any = in;
    for (size_t c = 0; c < st->classes.count; c++) {
        const struct class_acts *acts;
        const size_t *order;
        size_t acts_before = done->act_count, late_before = done->late_count;
        bool is_past = false;

        TRY(monitor_class_acts(run, st->classes.items[c], &acts));
        if (by_receipt)
            TRY(monitor_class_receipts(run, st->classes.items[c]));
        order = by_receipt ? acts->by_receipt : acts->acts;
        for (size_t k = by_receipt ? monitor_first_received(run, acts, duty->from_us)
                                   : first_of(run, acts, duty->from_us);
             k < acts->count; k++) {
            const struct observation *o = &run->facts->observations[order[k]];

            if (by_receipt ? o->received_us > known_us || o->received_us >= any.to_us || is_past
                           : o->time.from_us >= any.to_us)
                break;
            if (o->received_us > known_us || o->time.from_us >= any.to_us)
                continue;
            TRY(look_at(run, duty, c, order[k], &in, &any, &tell, &is_past));
            if (is_past && o->time.from_us > duty->deadline_us)
                break;
        }
        sort_acts(done->acts, acts_before, done->act_count);
        sort_acts(done->late, late_before, done->late_count);
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

/* Late grows with the acts after the deadline and shrinks with those before it. */
static enum err_code chances(struct run *run, enum plan_comparison comparison, double number,
                             const struct tried *t, struct enough *out)
{
    double *mixed = ARENA_NEW(t->own, double, t->count + 1);
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

static enum err_code judge_count_in(struct run *run, struct duty *duty, int64_t known_us,
                                    int64_t now_us, struct arena *own)
{
    const struct plan_statement *st = &run->plan->statements[duty->statement];
    struct tried tried = {.own = own};
    struct done done = {0};
    struct enough e = {{0, 0}, {0, 0}, {0, 0}};
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
    monitor_duty_states(duty, &e, is_past);
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
    return ERR_OK;
}

static enum err_code judge_count(struct run *run, struct duty *duty, int64_t known_us,
                                 int64_t now_us)
{
    struct arena own = {.mem = run->scratch.mem};
    enum err_code code = judge_count_in(run, duty, known_us, now_us, &own);

    arena_free(&own);
    return code;
}

static enum err_code judge(struct run *run, struct duty *duty, int64_t known_us, int64_t now_us)
{
    const struct plan_statement *st = &run->plan->statements[duty->statement];
    struct certified certified;

    if (st->form == PLAN_WITHDRAW)
        TRY(monitor_withdrawal(run, duty, known_us, now_us));
    else if (monitor_is_measured(st))
        TRY(monitor_measured(run, duty, known_us, now_us));
    else
        TRY(judge_count(run, duty, known_us, now_us));
    certified = monitor_certified_clause(run, st->clause, duty->party, duty->from_us, known_us);
    if (certified.stands && certified.time_us <= now_us) {
        struct enough e = {{1, 1}, {1, 1}, {0, 0}};

        monitor_duty_states(duty, &e, true);
        duty->done_us = certified.time_us;
        duty->certificate = certified.decision;
    }
    return ERR_OK;
}

/* -------------------------------------------------------------- which duties there are */

struct asked {
    struct run *run;
    uint32_t statement;
    const struct instance *at;
    int64_t known_us, now_us;
    struct duties *out;
    bool is_later; /* `out` is judged when all are found */
};

/* `unless`: looks back from the moment at which the duty is due, or was to be done. What is surely excused is no duty. */
static enum err_code excuse_duty(struct asked *a, struct duty *duty, bool *is_excused)
{
    struct run *run = a->run;
    const struct plan_statement *st = &run->plan->statements[a->statement];
    int64_t due = duty->deadline_us == TIME_NEVER ? a->now_us : duty->deadline_us;
    struct excused e = {SIZE_MAX, {due, due}, duty->party, a->at->begin_us, a->known_us};
    struct fact_interval excuse, left;

    *is_excused = false;
    if (st->tail.unless == PLAN_NONE)
        return ERR_OK;
    if (duty->trigger != SIZE_MAX)
        e.act = duty->trigger;
    TRY(monitor_excuse_of(run, st->tail.unless, &e, &excuse));
    if (due > a->now_us) /* it may still come */
        excuse.hi = 1;
    left = monitor_not(excuse);
    *is_excused = left.hi <= 0;
    if (excuse.lo < excuse.hi && due <= a->now_us)
        duty->doubts |= DOUBT_EXCUSE;
    for (size_t i = 0; i < COUNT_OF(duty->states); i++)
        if (i != FINDING_STATE_FULFILLED && i != FINDING_STATE_PENDING) {
            duty->states[i] = monitor_times(duty->states[i], left);
            duty->states[i].lo = num_probability(duty->states[i].lo);
            duty->states[i].hi = num_probability(duty->states[i].hi);
        }
    return ERR_OK;
}

static enum err_code add_one(struct asked *a, struct duty duty, uint32_t party)
{
    struct run *run = a->run;
    bool is_excused = false;

    duty.party = party;
    if (!a->is_later) {
        TRY(judge(run, &duty, a->known_us, a->now_us));
        TRY(excuse_duty(a, &duty, &is_excused));
    }
    if (is_excused)
        return ERR_OK;
    TRY(arena_grow(&run->scratch, &a->out->items, a->out->count, &a->out->capacity,
                   sizeof *a->out->items, run->err));
    a->out->items[a->out->count++] = duty;
    return ERR_OK;
}

/* Duties to count acts do not look at each other: they are found first, then judged in blocks. */
static bool can_wait(const struct run *run, const struct plan_statement *st)
{
    return st->form == PLAN_REQUIRE && !monitor_is_measured(st) &&
           monitor_each_place(run, &st->spots) == PLAN_NONE;
}

#define BLOCK_SIZE ((size_t)256) /* duties that one thread judges before it takes more */

struct later {
    const struct asked *asked;
    bool *is_excused;
};

static enum err_code judge_block(struct run *run, void *ctx, size_t part)
{
    const struct later *later = ctx;
    struct asked a = *later->asked;
    size_t from = part * BLOCK_SIZE, count = a.out->count;
    size_t to = count - from < BLOCK_SIZE ? count : from + BLOCK_SIZE;

    a.run = run;
    for (size_t i = from; i < to; i++) {
        TRY(judge(run, &a.out->items[i], a.known_us, a.now_us));
        TRY(excuse_duty(&a, &a.out->items[i], &later->is_excused[i]));
    }
    return ERR_OK;
}

static enum err_code judge_later(const struct asked *a)
{
    struct run *run = a->run;
    const struct plan_statement *st = &run->plan->statements[a->statement];
    struct later later = {a, ARENA_NEW(&run->scratch, bool, a->out->count + 1)};
    const struct class_acts *unused;
    const struct spans *unused_coverage;
    size_t count = a->out->count;

    if (!later.is_excused)
        return err_no_memory(run->err);
    for (size_t c = 0; c < st->classes.count; c++) { /* before threads ask */
        TRY(monitor_class_acts(run, st->classes.items[c], &unused));
        if (st->verb != PLAN_DO)
            TRY(monitor_class_receipts(run, st->classes.items[c]));
    }
    TRY(monitor_statement_coverage(run, a->statement, a->known_us, &unused_coverage));
    TRY(monitor_split(run, (count + BLOCK_SIZE - 1) / BLOCK_SIZE, judge_block, &later));
    a->out->count = 0;
    for (size_t i = 0; i < count; i++)
        if (!later.is_excused[i])
            a->out->items[a->out->count++] = a->out->items[i];
    return ERR_OK;
}

/* For each party that it binds. */
static enum err_code add_parties(struct asked *a, const struct duty *duty, uint32_t same)
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

/* `in each Z`: one for each member. */
static enum err_code add_duties(struct asked *a, const struct duty *duty, uint32_t same)
{
    struct run *run = a->run;
    struct looked_at was = run->member;
    uint32_t place = monitor_each_place(run, &run->plan->statements[a->statement].spots);
    struct duty one = *duty;

    one.each = (struct each){0, 0};
    if (place == PLAN_NONE)
        return add_parties(a, &one, same);
    for (uint32_t m = 0; m < run->plan->places[place].member_count; m++) {
        run->member = (struct looked_at){m, run->plan->places[place].collection};
        one.each = (struct each){m, place + 1};
        TRY(add_parties(a, &one, same));
    }
    run->member = was;
    return ERR_OK;
}

/* The step's own name in ids, before what it is a step of. */
static enum err_code name_step(struct run *run, struct duty *duty, size_t step, struct str subject)
{
    duty->step = step;
    return arena_printf(&run->scratch, &duty->subject, run->err, "step %zu %.*s", step,
                        STR_ARG(subject));
}

static enum err_code steps_of_turn(struct asked *a, const struct duty *turn, uint32_t same)
{
    struct run *run = a->run;
    const struct plan_due *due = &run->plan->statements[a->statement].due;

    for (size_t i = 0; i < due->step_count; i++) {
        const struct plan_step *step = &due->steps[i];
        struct duty duty = *turn;

        TRY(name_step(run, &duty, i + 1, turn->subject));
        if (!step->has_by)
            duty.deadline_us = monitor_add(run, turn->from_us, 1, step->within);
        else if (!monitor_time(run, a->at, &step->by, MONITOR_DEADLINE, &duty.deadline_us))
            duty.deadline_us = TIME_NEVER;
        TRY(add_duties(a, &duty, same));
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
        if (st->due.form == PLAN_DUE_STEPS) { /* of `when`: each runs from that moment */
            TRY(steps_of_turn(a, &duty, t->party));
            continue;
        }
        if (st->due.form == PLAN_DUE_WITHIN)
            duty.deadline_us = monitor_add(run, t->at_us, 1, st->due.within);
        else if (st->due.form == PLAN_DUE_BY &&
                 !monitor_time(run, a->at, &st->due.by, MONITOR_DEADLINE, &duty.deadline_us))
            duty.deadline_us = TIME_NEVER;
        TRY(add_duties(a, &duty, t->party));
    }
    return ERR_OK;
}

/* Steps: by a moment each, or so long after an event of its own. */
static enum err_code step_duties(struct asked *a, const struct duty *first)
{
    struct run *run = a->run;
    const struct plan_due *due = &run->plan->statements[a->statement].due;

    for (size_t i = 0; i < due->step_count; i++) {
        const struct plan_step *step = &due->steps[i];
        struct triggers triggers;
        struct duty duty = *first;

        TRY(name_step(run, &duty, i + 1, first->subject));
        if (step->has_by) {
            if (!monitor_time(run, a->at, &step->by, MONITOR_DEADLINE, &duty.deadline_us))
                duty.deadline_us = TIME_NEVER;
            TRY(add_duties(a, &duty, PLAN_NONE));
            continue;
        }
        TRY(monitor_triggers(run, &step->of, a->at, a->known_us, &triggers));
        for (size_t k = 0; k < triggers.count; k++) {
            const struct trigger *t = &triggers.items[k];

            if (t->at_us > a->now_us)
                continue;
            duty = *first;
            TRY(name_step(run, &duty, i + 1, t->subject));
            duty.number = k;
            duty.from_us = duty.trigger_us = t->at_us;
            duty.is_sure = t->is_sure;
            duty.doubts |= t->is_sure ? 0 : DOUBT_TRIGGER;
            duty.trigger = t->act;
            duty.deadline_us = monitor_add(run, t->at_us, 1, step->within);
            TRY(add_duties(a, &duty, t->party));
        }
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

static enum err_code find_duties(struct asked *a)
{
    struct run *run = a->run;
    uint32_t statement = a->statement;
    const struct instance *at = a->at;
    int64_t now_us = a->now_us;
    const struct plan_statement *st = &run->plan->statements[statement];
    struct duty duty = {.statement = statement,
                        .deadline_us = TIME_NEVER,
                        .is_sure = true,
                        .trigger = SIZE_MAX,
                        .subject = STR("duty")};
    struct binding binding;
    struct triggers triggers;

    *a->out = (struct duties){0};
    TRY(monitor_binding(run, at, statement, at->begin_us, at->end_us, &binding));
    if (binding.as_of_us == TIME_NONE || binding.as_of_us > now_us)
        return ERR_OK;
    if (st->when != PLAN_NONE)
        return when_duties(a, &binding);
    duty.from_us = duty.trigger_us = binding.as_of_us;
    switch (st->due.form) {
    case PLAN_DUE_STEPS:
        return step_duties(a, &duty);
    case PLAN_DUE_NONE:
        if (at->end_us != TIME_NEVER)
            duty.deadline_us = at->end_us - 1;
        return add_duties(a, &duty, PLAN_NONE);
    case PLAN_DUE_BY:
        if (!monitor_time(run, at, &st->due.by, MONITOR_DEADLINE, &duty.deadline_us))
            duty.deadline_us = TIME_NEVER;
        return add_duties(a, &duty, PLAN_NONE);
    case PLAN_DUE_WITHIN:
        if (st->due.of.form == PLAN_EVENT_NONE) { /* of the beginning */
            duty.deadline_us = monitor_add(run, duty.from_us, 1, st->due.within);
            return add_duties(a, &duty, PLAN_NONE);
        }
        TRY(monitor_triggers(run, &st->due.of, at, a->known_us, &triggers));
        return from_triggers(a, &triggers, &binding);
    case PLAN_DUE_EVERY:
        return period_duties(a, &binding);
    }
    return ERR_OK;
}

enum err_code monitor_duties(struct run *run, uint32_t statement, const struct instance *at,
                             int64_t known_us, int64_t now_us, struct duties *out)
{
    struct looked_at was = monitor_enter(run, at);
    struct asked a = {.run = run,
                      .statement = statement,
                      .at = at,
                      .known_us = known_us,
                      .now_us = now_us,
                      .out = out,
                      .is_later = can_wait(run, &run->plan->statements[statement])};

    if (run->plan->statements[statement].tail.unless != PLAN_NONE)
        TRY(monitor_excuse_ready(run, run->plan->statements[statement].tail.unless));
    TRY(monitor_deeper(run));
    TRY(find_duties(&a));
    if (a.is_later && out->count > 0)
        TRY(judge_later(&a));
    run->depth--;
    run->member = was;
    return ERR_OK;
}

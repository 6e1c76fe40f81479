/* SPDX-License-Identifier: Apache-2.0
 *
 * limit K of P in Z to N: when the sum of the latest holdings reported, by unit, exceeds N; `every D`: when the acts or tallies
 * of the period do. What is likely counts at the lower end, what is possible at the upper. */
#include "base/num.h"
#include "replay/replay_int.h"

#include <stdlib.h>

#define WITHOUT_END 2e300

static struct range place_of_all(struct replay *r, const struct fact_place *place, struct str name,
                                 size_t readings)
{
    struct range all = {1, 0};

    for (size_t i = 0; i < readings; i++) {
        struct range one =
            replay_place_chance(r, replay_index_of(r, r->rule, "where"), i, place, name);

        all.lo = one.lo < all.lo ? one.lo : all.lo;
        all.hi = one.hi > all.hi ? one.hi : all.hi;
    }
    return all;
}

/* How likely a report counts for the party, or for all whom the rule binds. */
static struct range counts(struct replay *r, const struct observation *o)
{
    const struct json *actors = replay_member(r, r->rule, "actors", JSON_OBJECT);
    struct str name = replay_text_of(r, r->rule, "party");
    struct range p = replay_mass(r, replay_list(r, r->rule, "kinds"), o);

    if (name.size)
        p = replay_times(p, replay_share_of(r, replay_actor_of(r, name), o));
    else if (str_eq(replay_text_of(r, actors, "form"), STR("anyone")))
        p = replay_times(p, replay_of_those(r, actors, o));
    else
        p = replay_times(p, replay_share_of_any(r, actors, NOBODY, o));
    return p.hi > 0 ? replay_times(p, place_of_all(r, &o->place, o->name, r->reading_count)) : p;
}

static struct range sum_of(const struct replay *r, struct range p, double quantity)
{
    p = replay_rounded(p);
    return (struct range){p.lo > 0 && p.lo >= r->likely ? quantity : 0, p.hi > 0 ? quantity : 0};
}

static struct range tally_share(struct replay *r, const struct fact_tally *t)
{
    const struct json *actors = replay_member(r, r->rule, "actors", JSON_OBJECT);
    struct str name = replay_text_of(r, r->rule, "party");
    double known = 0, all = 0;

    if (name.size == 0 && str_eq(replay_text_of(r, actors, "form"), STR("anyone")))
        return (struct range){1, 1};
    for (size_t i = 0; i < t->actor_count; i++) {
        size_t actor = replay_actor_of(r, t->actors[i].name);

        if (actor != NOBODY && (name.size ? replay_answers_to(r, actor, replay_actor_of(r, name))
                                          : replay_binds(r, actors, actor) == SAYS_YES))
            known += t->actors[i].share;
        if (actor != NOBODY || str_eq(t->actors[i].name, STR("other")))
            all += t->actors[i].share;
    }
    return replay_rounded((struct range){known, known + 1 - all});
}

/* A tally over several periods gives each all of it or nothing. */
static size_t add_tallies(struct replay *r, struct fact_time period, struct range *value)
{
    size_t n = 0;

    for (size_t i = 0; i < r->facts.tally_count && !r->failed; i++) {
        const struct fact_tally *t = &r->facts.tallies[i];
        struct observation kind = {.kind = t->kind};
        bool is_in = t->time.from_us >= period.from_us && t->time.to_us <= period.to_us;
        struct range p;

        if (t->time.from_us >= period.to_us || t->time.to_us <= period.from_us ||
            replay_kinds_say(r, replay_list(r, r->rule, "kinds"), &kind) != SAYS_YES) {
            replay_fail(r, "the tally %.*s does not enter the judgement", STR_ARG(t->name));
            continue;
        }
        p = replay_times(tally_share(r, t), place_of_all(r, &t->place, t->name, 1));
        p.lo = is_in ? p.lo : 0;
        if (p.hi <= 0)
            continue;
        value->lo += sum_of(r, p, t->value).lo;
        value->hi += t->value;
        n++;
    }
    return n;
}

static void same_value(struct replay *r, struct range value, double bound)
{
    replay_say_range(r, "the sum", value);
    replay_say_range(r, "allowed", (struct range){bound, bound});
    replay_same_range(r, "the sum", value, json_get(r->finding, "value"));
    replay_same_range(r, "the bound", (struct range){bound, bound}, json_get(r->finding, "bound"));
    replay_same_text(r, "the unit", replay_text_of(r, r->rule, "unit"),
                     json_get(r->finding, "unit"));
    replay_same_text(r, "the gravity", replay_text_of(r, r->rule, "gravity"),
                     json_get(r->finding, "gravity"));
    replay_same_text(r, "the party", replay_text_of(r, r->rule, "party"),
                     json_get(r->finding, "party"));
}

/* An act of a period: how likely it counts, and for how much. */
struct weighed {
    struct range p;
    double weight;
};

#define SUMS_LIMIT 20000

struct sum { /* one of the sums that the acts may come to */
    double value, chance;
};

static int sum_order(const void *a, const void *b)
{
    const struct sum *x = a, *y = b;

    return (x->value > y->value) - (x->value < y->value);
}

/* P(sum > bound): the distribution of the sum, one independent act after the other. */
static double chance_over(struct replay *r, const struct weighed *acts, size_t count, bool by_hi,
                          double bound)
{
    struct sum *sums = ARENA_NEW(r->arena, struct sum, 2 * SUMS_LIMIT + 2);
    size_t n = 1;
    double over = 0;

    if (!sums) {
        replay_fail(r, "no memory");
        return 0;
    }
    sums[0].chance = 1;
    for (size_t i = 0; i < count && !r->failed; i++) {
        double p = by_hi ? acts[i].p.hi : acts[i].p.lo;
        size_t kept = 0;

        if (n > SUMS_LIMIT) {
            replay_fail(r, "so many different sums are beyond this checker");
            return 0;
        }
        replay_spend(r, 40 * n);
        for (size_t k = 0; k < n; k++)
            sums[n + k] =
                (struct sum){num_round(sums[k].value + acts[i].weight, 6), sums[k].chance * p};
        for (size_t k = 0; k < n; k++)
            sums[k].chance *= 1 - p;
        qsort(sums, 2 * n, sizeof *sums, sum_order);
        for (size_t k = 0; k < 2 * n; k++) {
            if (kept && sums[k].value <= sums[kept - 1].value)
                sums[kept - 1].chance += sums[k].chance;
            else
                sums[kept++] = sums[k];
        }
        n = kept;
    }
    for (size_t k = 0; k < n; k++)
        if (sums[k].value > bound)
            over += sums[k].chance;
    return over;
}

static struct range over_bound(struct replay *r, struct range value, double bound,
                               const struct weighed *acts, size_t count, bool has_tallies,
                               bool is_seen)
{
    struct range over = {value.lo > bound ? 1 : 0, value.hi > bound ? 1 : 0};

    if (has_tallies || bound < 0)
        return over;
    over.lo = num_probability(chance_over(r, acts, count, false, bound));
    over.hi = is_seen ? num_probability(chance_over(r, acts, count, true, bound)) : 1;
    return over;
}

void replay_quota(struct replay *r)
{
    const struct json *time = replay_member(r, r->finding, "time", JSON_OBJECT);
    struct fact_time period = {replay_time_of(r, r->rule, "from", TIME_NONE),
                               replay_time_of(r, r->rule, "to", TIME_NEVER)};
    struct stretches sure = replay_stretches_of(r, r->rule, "sure"),
                     maybe = replay_stretches_of(r, r->rule, "maybe"), seen;
    struct weighed *acts = ARENA_NEW(r->arena, struct weighed, r->facts.observation_count + 1);
    struct range value = {0, 0}, over;
    double bound = replay_number_of(r, r->rule, "bound");
    bool is_seen = true, has_occurrence;
    size_t count = 0, tallies;
    struct str verdict;

    if (!acts || r->failed) {
        replay_fail(r, "no memory");
        return;
    }
    replay_say(r, "rule: %.*s", STR_ARG(replay_text_of(r, r->rule, "text")));
    for (size_t i = 0; i < r->facts.observation_count && !r->failed; i++) {
        const struct observation *o = &r->facts.observations[i];
        double quantity = replay_amount_of(o, replay_text_of(r, r->rule, "measure"));
        struct range one, when = {replay_time_in(&sure, o->time, o->holds, o->aggregate).lo,
                                  replay_time_in(&maybe, o->time, o->holds, o->aggregate).hi};

        if (when.hi <= 0 || replay_kinds_say(r, replay_list(r, r->rule, "kinds"), o) == SAYS_NO)
            continue;
        acts[count] = (struct weighed){replay_rounded(replay_times(when, counts(r, o))), quantity};
        one = sum_of(r, acts[count].p, quantity);
        if (one.hi <= 0)
            continue;
        r->is_used[i] = true;
        value.lo += one.lo;
        value.hi += one.hi;
        count++;
    }
    tallies = add_tallies(r, period, &value);
    replay_say(r, "%zu acts and %zu tallies of the period count", count, tallies);
    seen = replay_covered(r, replay_member(r, r->rule, "coverage", JSON_OBJECT));
    for (size_t i = 0; i < maybe.count; i++)
        is_seen =
            is_seen && replay_stretches_hold(&seen, maybe.items[i].from_us, maybe.items[i].to_us);
    replay_say(r, "all of the period was %sseen", is_seen ? "" : "not ");
    if (!is_seen)
        value.hi = WITHOUT_END;
    over = over_bound(r, value, bound, acts, count, tallies > 0, is_seen);
    verdict = over.lo > 0 && over.lo >= r->likely ? STR("violation")
              : period.to_us > r->watermark_us    ? STR("pending")
              : over.hi <= 0                      ? STR("kept")
                                                  : STR("undetermined");
    has_occurrence = str_eq(verdict, STR("violation")) ||
                     (str_eq(verdict, STR("undetermined")) && count + tallies > 0);
    same_value(r, value, bound);
    replay_same_text(r, "the verdict", verdict, json_get(r->finding, "verdict"));
    if (has_occurrence)
        replay_same_range(r, "the chance that more was done than is allowed", over,
                          json_get(r->finding, "occurrence"));
    else
        replay_all_null(r, "occurrence");
    replay_same_time(r, "the period's begin", period.from_us, json_get(time, "from"));
    replay_same_time(r, "the period's end", period.to_us, json_get(time, "to"));
    replay_same_status(r);
    replay_all_null(r, "readings states events");
    replay_check_id(r, replay_text_of(r, r->rule, "subject"), false);
}

/* ---------------------------------------------------------------- holdings */

/* It is the party's that the ceiling is asked of; of several together nobody's. */
static void same_holder(struct replay *r)
{
    const struct json *parties = replay_member(r, r->finding, "parties", JSON_OBJECT);
    const struct fact_attribution none = {0};
    struct str name = replay_text_of(r, r->rule, "party");

    replay_same_attribution(r, &none);
    if (parties->count != (name.size ? 1 : 0) || (name.size && !str_eq(parties->keys[0], name)))
        replay_fail(r, "the shares are not those of whom the ceiling is asked");
    else if (name.size)
        replay_same_range(r, "the party's share", (struct range){1, 1}, &parties->items[0]);
}

/* From when to when the sum may exceed, and the greatest that it came to. */
struct watch {
    struct range sum, most;
    int64_t from_us, to_us;
    bool is_over, is_done;
};

static void look(struct watch *w, int64_t at_us, double bound, int64_t from_us)
{
    bool is_over = w->sum.hi > bound;

    if (w->is_over && !is_over) {
        w->is_over = false;
        w->to_us = at_us;
        w->is_done = w->from_us == from_us; /* the one in question */
    } else if (is_over && !w->is_over) {
        *w = (struct watch){.sum = w->sum, .most = {-1, -1}, .from_us = at_us, .is_over = true};
    }
    if (is_over && (w->sum.lo > w->most.lo || (w->sum.lo >= w->most.lo && w->sum.hi > w->most.hi)))
        w->most = w->sum;
}

void replay_ceiling(struct replay *r)
{
    const struct json *time = replay_member(r, r->finding, "time", JSON_OBJECT);
    int64_t begin = replay_time_of(r, r->rule, "from", TIME_NONE), pending = TIME_NONE;
    int64_t until = replay_time_of(r, r->rule, "until", TIME_NEVER);
    int64_t from;
    struct range *units = ARENA_NEW(r->arena, struct range, r->facts.observation_count + 1);
    double bound = replay_number_of(r, r->rule, "bound");
    struct watch w = {.sum = {0, 0}};

    from = replay_moment_of(r, json_get(time, "from") ? json_get(time, "from") : time, TIME_NONE);
    if (!units || r->failed) {
        replay_fail(r, "no memory");
        return;
    }
    replay_say(r, "rule: %.*s", STR_ARG(replay_text_of(r, r->rule, "text")));
    for (size_t i = 0; i < r->facts.observation_count && !w.is_done && !r->failed; i++) {
        const struct observation *o = &r->facts.observations[i];
        int64_t at = o->time.from_us < begin ? begin : o->time.from_us;
        size_t unit = i;

        if (pending != TIME_NONE && at > pending)
            look(&w, pending, bound, from);
        pending = at;
        r->is_used[i] = true;
        replay_spend(r, 10 * i);
        for (size_t k = 0; k < i && unit == i; k++) /* the latest report of a unit counts */
            if (replay_are_same_unit(r, &r->facts.observations[k], o, true))
                unit = k;
        w.sum.lo -= units[unit].lo;
        w.sum.hi -= units[unit].hi;
        units[unit] = sum_of(r, replay_times(counts(r, o), replay_presence(o, true)),
                             replay_amount_of(o, replay_text_of(r, r->rule, "measure")));
        w.sum.lo += units[unit].lo;
        w.sum.hi += units[unit].hi;
    }
    if (pending != TIME_NONE && !w.is_done)
        look(&w, pending, bound, from);
    if (w.is_over && !w.is_done)
        w.to_us = until > w.from_us ? until : w.from_us;
    {
        struct range over = {w.most.lo > bound ? 1 : 0, 1};
        struct verdict alleged = {.status = FACT_STATUS_ALLEGED, .party = NOBODY};
        struct range *readings = ARENA_NEW(r->arena, struct range, r->reading_count + 1);

        if (!readings) {
            replay_fail(r, "no memory");
            return;
        }
        for (size_t i = 0; i < r->reading_count; i++)
            readings[i] = over;
        same_value(r, w.most, bound);
        replay_same_time(r, "the excess's begin", w.from_us, json_get(time, "from"));
        replay_same_time(r, "the excess's end", w.to_us, json_get(time, "to"));
        replay_judge_occurrence(r, readings, false, alleged, false);
    }
    same_holder(r);
    replay_all_null(r, "readings states events");
    replay_check_id(r, replay_text_of(r, r->rule, "subject"), false);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Sums of uncertain amounts: independent events that count for w1 ... wn with probabilities p1 ... pn. The distribution is kept
 * as a list of sums with their probabilities, in order; one event after another is added to it. What lies above the number
 * asked for need not be told apart. Where there would be more sums than the limit, the events left over bound the answer:
 * none of them, and all of them. */
#include "monitor/amount/amount_int.h"

#include <math.h>

#define SUM_LIMIT 20000 /* different sums kept */
#define NEGLIGIBLE 1e-18

struct state {
    double sum, p;
};

struct states {
    struct state *items, *next;
    size_t count;
};

static bool is_above(double sum, double n)
{
    return num_round(sum - n, 6) > 0;
}

static void push(struct states *s, size_t *n, double sum, double p)
{
    if (p < NEGLIGIBLE)
        return;
    if (*n && num_round(sum - s->next[*n - 1].sum, 6) <= 0)
        s->next[*n - 1].p += p;
    else
        s->next[(*n)++] = (struct state){sum, p};
}

/* One event that counts for `w` with probability `p`: two lists in order become one. */
static void add(struct states *s, double w, double p, double most)
{
    size_t i = 0, k = 0, n = 0;
    struct state *spare = s->items;

    while (i < s->count || k < s->count) {
        if (k >= s->count || (i < s->count && s->items[i].sum <= s->items[k].sum + w)) {
            push(s, &n, s->items[i].sum, s->items[i].p * (1 - p));
            i++;
        } else {
            if (!is_above(s->items[k].sum + w, most))
                push(s, &n, s->items[k].sum + w, s->items[k].p * p);
            k++;
        }
    }
    s->items = s->next;
    s->next = spare;
    s->count = n;
}

static double at_most(const struct states *s, double n)
{
    double sum = 0;

    for (size_t i = 0; i < s->count && !is_above(s->items[i].sum, n); i++)
        sum += s->items[i].p;
    return sum > 1 ? 1 : sum;
}

enum err_code monitor_sum_at_most(struct run *run, const double *p, const double *weights,
                                  size_t count, double n, struct fact_interval *out)
{
    struct arena_mark mark = arena_mark(&run->scratch);
    struct states s = {.count = 1};
    double certain = 0, rest = 0;

    for (size_t i = 0; i < count; i++)
        certain += p[i] >= 1 ? weights[i] : 0;
    *out = (struct fact_interval){0, 0};
    if (is_above(certain, n))
        return ERR_OK;
    s.items = ARENA_NEW(&run->scratch, struct state, SUM_LIMIT);
    s.next = ARENA_NEW(&run->scratch, struct state, SUM_LIMIT);
    if (!s.items || !s.next)
        return err_no_memory(run->err);
    s.items[0] = (struct state){certain, 1};
    for (size_t i = 0; i < count; i++) {
        if (p[i] <= 0 || p[i] >= 1 || weights[i] <= 0)
            continue;
        if (2 * s.count > SUM_LIMIT)
            rest += weights[i];
        else
            add(&s, weights[i], p[i], n);
    }
    *out = (struct fact_interval){at_most(&s, n - rest), at_most(&s, n)};
    arena_release(&run->scratch, mark);
    return ERR_OK;
}

static bool are_one(const double *weights, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (num_round(weights[i] - 1, 6) > 0 || num_round(weights[i] - 1, 6) < 0)
            return false;
    return true;
}

/* P(sum < number) where the amounts are whole, or as good as: just below it. */
static double just_below(double number)
{
    return number - 2e-6;
}

enum err_code monitor_sum_chance(struct run *run, enum plan_comparison comparison, double number,
                                 const double *lo, const double *hi, const double *weights,
                                 size_t count, struct fact_interval *out)
{
    struct fact_interval few, many;

    if (are_one(weights, count))
        return monitor_count_chance(run, comparison, number, lo, hi, count, out);
    if (comparison == PLAN_EXACTLY || comparison == PLAN_IS) {
        struct fact_interval least, most;

        TRY(monitor_sum_chance(run, PLAN_AT_LEAST, number, lo, hi, weights, count, &least));
        TRY(monitor_sum_chance(run, PLAN_AT_MOST, number, lo, hi, weights, count, &most));
        *out = monitor_and(least, most);
        return ERR_OK;
    }
    if (comparison == PLAN_AT_LEAST || comparison == PLAN_LESS_THAN)
        number = just_below(number);
    TRY(monitor_sum_at_most(run, hi, weights, count, number, &few));
    TRY(monitor_sum_at_most(run, lo, weights, count, number, &many));
    *out = (struct fact_interval){num_probability(few.lo), num_probability(many.hi)};
    if (comparison == PLAN_AT_LEAST || comparison == PLAN_MORE_THAN)
        *out = monitor_not(*out);
    return ERR_OK;
}

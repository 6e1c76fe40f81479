/* SPDX-License-Identifier: Apache-2.0
 *
 * Counts of uncertain events. The number of independent events with probabilities p1 ... pn is Poisson-binomial; its
 * distribution is found by adding one event after another:
 *
 *     P(k of the first i) = P(k of i - 1) (1 - pi) + P(k - 1 of i - 1) pi
 *
 * Only counts up to the number asked for are kept, and states below 1e-18 are dropped at both ends, so that n events cost
 * about n times the spread. Certain events only shift the count. */
#include "monitor/monitor_int.h"

#include <math.h>

#define NEGLIGIBLE 1e-18

enum err_code monitor_at_most(struct run *run, const double *p, size_t count, double n, double *out)
{
    size_t certain = 0, open = 0, size, low = 0, high = 0;
    struct arena_mark mark = arena_mark(&run->scratch);
    double *state, sum = 0;

    for (size_t i = 0; i < count; i++) {
        certain += p[i] >= 1;
        open += p[i] > 0 && p[i] < 1;
    }
    if (n < (double)certain) {
        *out = 0;
        return ERR_OK;
    }
    if (n >= (double)(certain + open)) {
        *out = 1;
        return ERR_OK;
    }
    size = (size_t)floor(n) - certain + 1; /* counts 0 .. size - 1 of the open ones matter */
    state = ARENA_NEW(&run->scratch, double, size);
    if (!state)
        return err_no_memory(run->err);
    state[0] = 1;
    for (size_t i = 0; i < count; i++) {
        if (p[i] <= 0 || p[i] >= 1)
            continue;
        if (high + 1 < size)
            state[++high] = 0;
        for (size_t k = high; k > low; k--)
            state[k] = state[k] * (1 - p[i]) + state[k - 1] * p[i];
        state[low] *= 1 - p[i];
        while (low < high && state[low] < NEGLIGIBLE)
            low++;
        while (high > low && state[high] < NEGLIGIBLE)
            high--;
    }
    for (size_t k = low; k <= high; k++)
        sum += state[k];
    *out = sum > 1 ? 1 : sum;
    arena_release(&run->scratch, mark);
    return ERR_OK;
}

static bool same_ends(const double *lo, const double *hi, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (lo[i] < hi[i])
            return false;
    return true;
}

static struct fact_interval ordered(double lo, double hi)
{
    lo = num_probability(lo);
    hi = num_probability(hi);
    return (struct fact_interval){lo, lo > hi ? lo : hi};
}

enum err_code monitor_count_chance(struct run *run, enum plan_comparison comparison, double number,
                                   const double *lo, const double *hi, size_t count,
                                   struct fact_interval *out)
{
    double below = ceil(number) - 1, few = 0, many = 0;

    switch (comparison) {
    case PLAN_AT_MOST:
    case PLAN_MORE_THAN:
        below = floor(number);
        break;
    case PLAN_LESS_THAN:
    case PLAN_AT_LEAST:
        break;
    case PLAN_EXACTLY:
    case PLAN_IS:
        if (!same_ends(lo, hi, count)) {
            *out = (struct fact_interval){0, 1};
            return ERR_OK;
        }
        TRY(monitor_at_most(run, lo, count, number, &many));
        if (number >= 1)
            TRY(monitor_at_most(run, lo, count, number - 1, &few));
        *out = ordered(many - few, many - few);
        return ERR_OK;
    }
    if (below >= 0) {
        TRY(monitor_at_most(run, hi, count, below, &few));
        TRY(monitor_at_most(run, lo, count, below, &many));
    }
    if (comparison == PLAN_AT_MOST || comparison == PLAN_LESS_THAN)
        *out = ordered(few, many);
    else
        *out = ordered(1 - many, 1 - few);
    return ERR_OK;
}

static bool compares(enum plan_comparison comparison, double number, double count)
{
    switch (comparison) {
    case PLAN_AT_LEAST:
        return count >= number;
    case PLAN_AT_MOST:
        return count <= number;
    case PLAN_MORE_THAN:
        return count > number;
    case PLAN_LESS_THAN:
        return count < number;
    case PLAN_EXACTLY:
    case PLAN_IS:
        return count >= number && count <= number;
    }
    return false;
}

struct fact_interval monitor_compare(enum plan_comparison comparison, double number,
                                     struct fact_interval count)
{
    bool low = compares(comparison, number, count.lo),
         high = compares(comparison, number, count.hi);

    if (comparison == PLAN_EXACTLY && count.lo < count.hi)
        return (struct fact_interval){0, number >= count.lo && number <= count.hi ? 1 : 0};
    return (struct fact_interval){low && high ? 1 : 0, low || high ? 1 : 0};
}

/* Frechet: the bounds that hold whatever the two have to do with each other. */
struct fact_interval monitor_and(struct fact_interval a, struct fact_interval b)
{
    double lo = a.lo + b.lo - 1;

    return (struct fact_interval){lo > 0 ? lo : 0, a.hi < b.hi ? a.hi : b.hi};
}

struct fact_interval monitor_or(struct fact_interval a, struct fact_interval b)
{
    double hi = a.hi + b.hi;

    return (struct fact_interval){a.lo > b.lo ? a.lo : b.lo, hi < 1 ? hi : 1};
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Sums of uncertain amounts: the distribution against the sum over all subsets, ends, bounds where there are too many sums. */
#include "support/random.h"
#include "support/test.h"

#include "monitor/amount/amount_int.h"

#include <math.h>
#include <stdlib.h>

static double over_subsets(const double *p, const double *weights, size_t n, double most)
{
    double sum = 0;

    for (unsigned set = 0; set < 1U << n; set++) {
        double weight = 1, amount = 0;

        for (size_t i = 0; i < n; i++) {
            weight *= set >> i & 1 ? p[i] : 1 - p[i];
            amount += set >> i & 1 ? weights[i] : 0;
        }
        if (amount <= most + 1e-7)
            sum += weight;
    }
    return sum;
}

static void at_most_is_the_sum_over_all_subsets(void **state)
{
    struct random random = random_init(5);
    struct err err;
    struct run run = {.scratch = {.mem = &mem_libc}, .err = &err};

    (void)state;
    for (int round = 0; round < 500; round++) {
        size_t n = random_below(&random, 11);
        double p[10], weights[10], most = (double)random_below(&random, 60) / 4;
        struct fact_interval out;

        for (size_t i = 0; i < n; i++) {
            p[i] =
                random_below(&random, 4) ? random_unit(&random) : (double)random_below(&random, 2);
            weights[i] = (double)random_below(&random, 12) / (round % 2 ? 4 : 1);
        }
        assert_int_equal(monitor_sum_at_most(&run, p, weights, n, most, &out), ERR_OK);
        assert_true(fabs(out.lo - over_subsets(p, weights, n, most)) < 1e-9);
        assert_true(fabs(out.hi - out.lo) < 1e-12);
    }
    arena_free(&run.scratch);
}

static void comparisons_are_each_others_rest(void **state)
{
    struct random random = random_init(6);
    struct err err;
    struct run run = {.scratch = {.mem = &mem_libc}, .err = &err};

    (void)state;
    for (int round = 0; round < 200; round++) {
        double lo[6], hi[6], weights[6], n = (double)random_below(&random, 12);
        struct fact_interval most, more, least, less;

        for (size_t i = 0; i < 6; i++) {
            lo[i] = num_probability(random_unit(&random));
            hi[i] = num_probability(lo[i] + (1 - lo[i]) * random_unit(&random));
            weights[i] = (double)random_below(&random, 5);
        }
        assert_int_equal(monitor_sum_chance(&run, PLAN_AT_MOST, n, lo, hi, weights, 6, &most), 0);
        assert_int_equal(monitor_sum_chance(&run, PLAN_MORE_THAN, n, lo, hi, weights, 6, &more), 0);
        assert_int_equal(monitor_sum_chance(&run, PLAN_AT_LEAST, n, lo, hi, weights, 6, &least), 0);
        assert_int_equal(monitor_sum_chance(&run, PLAN_LESS_THAN, n, lo, hi, weights, 6, &less), 0);
        assert_true(fabs(most.lo + more.hi - 1) < 1e-9 && fabs(most.hi + more.lo - 1) < 1e-9);
        assert_true(fabs(least.lo + less.hi - 1) < 1e-9 && fabs(least.hi + less.lo - 1) < 1e-9);
        assert_true(fabs(most.lo - over_subsets(hi, weights, 6, n)) < 2e-6);
        assert_true(fabs(less.hi - over_subsets(lo, weights, 6, n - 0.5)) < 2e-6);
    }
    arena_free(&run.scratch);
}

/* 40 amounts of which no two subsets agree: more sums than are kept, so the answer is an interval that holds the truth. */
static void too_many_sums_leave_an_interval(void **state)
{
    struct err err;
    struct run run = {.scratch = {.mem = &mem_libc}, .err = &err};
    double p[40], weights[40], total = 0;
    struct fact_interval out;

    (void)state;
    for (size_t i = 0; i < 40; i++) {
        p[i] = 0.5;
        weights[i] = 1 + sqrt((double)(i + 2)) / 7;
        total += weights[i];
    }
    /* every p is a half: the sum is as likely above half of the total as below */
    assert_int_equal(monitor_sum_at_most(&run, p, weights, 40, total / 2, &out), ERR_OK);
    assert_true(out.lo <= 0.5 && out.hi >= 0.5 && out.lo >= 0 && out.hi <= 1);
    arena_free(&run.scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_most_is_the_sum_over_all_subsets),
        cmocka_unit_test(comparisons_are_each_others_rest),
        cmocka_unit_test(too_many_sums_leave_an_interval),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

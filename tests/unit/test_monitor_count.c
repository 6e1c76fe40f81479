/* SPDX-License-Identifier: Apache-2.0
 *
 * Counts of uncertain events (DECIDED 3, 26): the exact distribution against the sum over all subsets, bounds, ends. */
#include "support/random.h"
#include "support/test.h"

#include "monitor/monitor_int.h"

#include <math.h>
#include <stdlib.h>

static double over_subsets(const double *p, size_t n, double most)
{
    double sum = 0;

    for (unsigned set = 0; set < 1U << n; set++) {
        double weight = 1;
        size_t count = 0;

        for (size_t i = 0; i < n; i++) {
            bool is_in = set >> i & 1;

            weight *= is_in ? p[i] : 1 - p[i];
            count += is_in;
        }
        if ((double)count <= most)
            sum += weight;
    }
    return sum;
}

static void at_most_is_the_sum_over_all_subsets(void **state)
{
    struct random random = random_init(11);
    struct err err;
    struct run run = {.scratch = {.mem = &mem_libc}, .err = &err};

    (void)state;
    for (int round = 0; round < 500; round++) {
        size_t n = random_below(&random, 11);
        double p[10], most = (double)random_below(&random, 12) - 1, out;

        for (size_t i = 0; i < n; i++)
            p[i] =
                random_below(&random, 4) ? random_unit(&random) : (double)random_below(&random, 2);
        assert_int_equal(monitor_at_most(&run, p, n, most, &out), ERR_OK);
        assert_true(fabs(out - over_subsets(p, n, most)) < 1e-12);
    }
    arena_free(&run.scratch);
}

/* Binomial(100,000, 0.5): half of the weight lies at or below the mean, and a little of the mean's own. */
static void many_events_cost_their_spread(void **state)
{
    struct err err;
    struct run run = {.scratch = {.mem = &mem_libc}, .err = &err};
    size_t n = 20000;
    double *p = malloc(n * sizeof *p), out;

    (void)state;
    assert_non_null(p);
    for (size_t i = 0; i < n; i++)
        p[i] = 0.5;
    assert_int_equal(monitor_at_most(&run, p, n, 10000, &out), ERR_OK);
    assert_true(fabs(out - (0.5 + 0.5 / sqrt(3.14159265358979 * 10000))) < 1e-6);
    assert_int_equal(monitor_at_most(&run, p, n, 5, &out), ERR_OK);
    assert_true(out < 1e-15);
    free(p);
    arena_free(&run.scratch);
}

static void intervals_turn_with_the_comparison(void **state)
{
    struct err err;
    struct run run = {.scratch = {.mem = &mem_libc}, .err = &err};
    double lo[] = {0.2, 0.5}, hi[] = {0.4, 0.5};
    struct fact_interval p;

    (void)state;
    assert_int_equal(monitor_count_chance(&run, PLAN_AT_MOST, 0, lo, hi, 2, &p), ERR_OK);
    assert_true(fabs(p.lo - 0.3) < 1e-9 && fabs(p.hi - 0.4) < 1e-9); /* [PB(hi), PB(lo)] */
    assert_int_equal(monitor_count_chance(&run, PLAN_MORE_THAN, 0, lo, hi, 2, &p), ERR_OK);
    assert_true(fabs(p.lo - 0.6) < 1e-9 && fabs(p.hi - 0.7) < 1e-9);
    assert_int_equal(monitor_count_chance(&run, PLAN_LESS_THAN, 1, lo, hi, 2, &p), ERR_OK);
    assert_true(fabs(p.lo - 0.3) < 1e-9);
    assert_int_equal(monitor_count_chance(&run, PLAN_AT_LEAST, 0, lo, hi, 2, &p), ERR_OK);
    assert_true(p.lo >= 1);
    assert_int_equal(monitor_count_chance(&run, PLAN_EXACTLY, 1, lo, hi, 2, &p), ERR_OK);
    assert_true(p.lo <= 0 && p.hi >= 1); /* over intervals: [0, 1] */
    assert_int_equal(monitor_count_chance(&run, PLAN_EXACTLY, 1, hi, hi, 2, &p), ERR_OK);
    assert_true(fabs(p.lo - 0.5) < 1e-9 && fabs(p.hi - 0.5) < 1e-9);
    arena_free(&run.scratch);
}

static void a_count_that_is_an_interval_holds_fails_or_is_open(void **state)
{
    const struct fact_interval open = {3, (double)INFINITY}, few = {0, 3}, two = {2, 2};

    (void)state;
    assert_true(monitor_compare(PLAN_AT_MOST, 3, few).lo >= 1);
    assert_true(monitor_compare(PLAN_AT_MOST, 2, few).lo <= 0 &&
                monitor_compare(PLAN_AT_MOST, 2, few).hi >= 1);
    assert_true(monitor_compare(PLAN_AT_MOST, 2, open).hi <= 0);
    assert_true(monitor_compare(PLAN_MORE_THAN, 2, open).lo >= 1);
    assert_true(monitor_compare(PLAN_EXACTLY, 2, two).lo >= 1);
    assert_true(monitor_compare(PLAN_EXACTLY, 4, few).hi <= 0);
}

static void frechet_bounds(void **state)
{
    struct fact_interval a = {0.7, 0.8}, b = {0.6, 0.9};

    (void)state;
    assert_true(fabs(monitor_and(a, b).lo - 0.3) < 1e-12 &&
                fabs(monitor_and(a, b).hi - 0.8) < 1e-12);
    assert_true(fabs(monitor_or(a, b).lo - 0.7) < 1e-12 && fabs(monitor_or(a, b).hi - 1) < 1e-12);
    assert_true(fabs(monitor_not(a).lo - 0.2) < 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_most_is_the_sum_over_all_subsets),
        cmocka_unit_test(many_events_cost_their_spread),
        cmocka_unit_test(intervals_turn_with_the_comparison),
        cmocka_unit_test(a_count_that_is_an_interval_holds_fails_or_is_open),
        cmocka_unit_test(frechet_bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

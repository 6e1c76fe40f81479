/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading and writing doubles against the C library's, over random bits and random text. */
#include "base/num.h"
#include "support/random.h"
#include "support/test.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RUNS 1000000

static bool same(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static double random_double(struct random *random)
{
    uint64_t bits;
    double value;

    do {
        bits = random_u64(random);
        memcpy(&value, &bits, sizeof value);
    } while (!isfinite(value));
    return value;
}

static void must_read(const char *text)
{
    double value = 0, expected = strtod(text, NULL);

    if (str_to_double(str_z(text), &value) != (bool)isfinite(expected) ||
        (isfinite(expected) && !same(value, expected))) {
        print_error("%s: %a, expected %a\n", text, value, expected);
        assert_true(false);
    }
}

static void reads_as_strtod(void **state)
{
    struct random random = random_init(1);
    char text[1200];

    (void)state;
    for (int i = 0; i < RUNS; i++) {
        double value = random_double(&random);
        (void)snprintf(text, sizeof text, "%.*e", (int)random_below(&random, 20), value);
        must_read(text);
    }
    for (int i = 0; i < RUNS / 4; i++) { /* numbers as files have them */
        double value = random_between(&random, -1000, 1000);
        (void)snprintf(text, sizeof text, "%.*f", 1 + (int)random_below(&random, 18), value);
        must_read(text);
    }
    for (int i = 0; i < RUNS / 100; i++) { /* exactly half way between two, and a hair beside it */
        uint64_t bits = random_u64(&random) >> 1;
        double low, high;
        memcpy(&low, &bits, sizeof low);
        bits++;
        memcpy(&high, &bits, sizeof high);
        if (!isfinite(high) || low < 0x1p-900 || high > 0x1p900)
            continue;
        (void)snprintf(text, sizeof text, "%.1000e", low / 2 + high / 2); /* may round */
        must_read(text);
        (void)snprintf(text, sizeof text, "%.800e", low);
        text[random_below(&random, 16) + 2] = (char)('0' + random_below(&random, 10));
        must_read(text);
    }
}

/* Half way between 2^52 + n and its neighbour is a decimal of 17 digits: x.5 */
static void halves_go_to_even(void **state)
{
    struct random random = random_init(2);
    char text[64];

    (void)state;
    for (int i = 0; i < RUNS / 10; i++) {
        uint64_t n = (UINT64_C(1) << 52) + random_below(&random, UINT64_C(1) << 52);
        const char *tail = i % 3 == 0 ? "5" : i % 3 == 1 ? "50000000000000000000001" : "4999999999";
        (void)snprintf(text, sizeof text, "%" PRIu64 ".%se%d", n, tail, 0);
        must_read(text);
    }
}

static void written_reads_back(void **state)
{
    struct random random = random_init(3);
    struct buf buf;
    char text[64];

    (void)state;
    buf_init(&buf, &mem_libc, 1000);
    for (int i = 0; i < RUNS / 10; i++) {
        double value = random_double(&random), back;
        buf_clear(&buf);
        num_put_shortest(&buf, value);
        assert_true(str_to_double(buf_str(&buf), &back) && same(value, back));
        int digits = 0; /* no more than the shortest of printf */
        for (int places = 1; places <= 17; places++) {
            (void)snprintf(text, sizeof text, "%.*e", places - 1, value);
            if (same(strtod(text, NULL), value)) {
                digits = places;
                break;
            }
        }
        int written = 0;
        for (size_t k = 0; k < buf.size && buf.bytes[k] != 'e'; k++)
            written += buf.bytes[k] >= '0' && buf.bytes[k] <= '9';
        if (fabs(value) < 1e-6 || fabs(value) >= 1e21)
            assert_int_equal(written, digits);

        int decimals = (int)random_below(&random, 10);
        value = random_between(&random, -1e6, 1e6);
        if (i % 4 == 0)
            value *= 1e12;
        double rounded = num_round(value, decimals);
        buf_clear(&buf);
        num_put(&buf, value, decimals);
        if (!str_to_double(buf_str(&buf), &back) || !same(back, rounded)) {
            print_error("%a %d: %.*s\n", value, decimals, STR_ARG(buf_str(&buf)));
            assert_true(false);
        }
        assert_true(same(num_round(rounded, decimals), rounded)); /* once is enough */
        assert_true(fabs(rounded - value) <= 0.5 * pow(10, -decimals) + 0x1p-51 * fabs(value));
    }
    buf_free(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_as_strtod),
        cmocka_unit_test(halves_go_to_even),
        cmocka_unit_test(written_reads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

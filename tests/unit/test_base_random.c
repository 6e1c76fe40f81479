/* SPDX-License-Identifier: Apache-2.0 */
#include "base/random.h"
#include "support/test.h"

/* The first numbers that SplitMix64 gives from 0: its state after n steps is n times the Weyl constant. */
static void test_known_answers(void **state)
{
    (void)state;
    assert_true(random_mix(1 * RANDOM_WEYL) == UINT64_C(0xe220a8397b1dcdaf));
    assert_true(random_mix(2 * RANDOM_WEYL) == UINT64_C(0x6e789e6aa1b965f4));
    assert_true(random_mix(3 * RANDOM_WEYL) == UINT64_C(0x06c45d188009454f));
    assert_true(random_mix(4 * RANDOM_WEYL) == UINT64_C(0xf88bb8a8724c81ec));
    assert_true(random_mix(0) == 0);
}

static void test_units(void **state)
{
    (void)state;
    assert_true(random_unit(0) >= 0 && random_unit(0) <= 0);
    assert_true(random_unit(UINT64_MAX) < 1);
    assert_true(random_unit(UINT64_C(1) << 63) >= 0.5 && random_unit(UINT64_C(1) << 63) <= 0.5);
}

/* These are ours; a change of them changes every backtest. */
static void test_keys(void **state)
{
    uint64_t a = random_key(1, STR("f:a")), b = random_key(1, STR("f:b"));

    (void)state;
    assert_true(a == random_key(1, STR("f:a")));
    assert_true(a != b);
    assert_true(a != random_key(2, STR("f:a")));
    assert_true(random_key(1, STR("")) != random_key(1, (struct str){"\0", 1}));
    assert_true(random_key(1, STR("12345678")) != random_key(1, (struct str){"12345678\0", 9}));
    assert_true(random_world(0, 1) != random_world(1, 0));
    assert_true(a == UINT64_C(0x105a0211bec46a36));
}

/* Each tenth of the unit interval gets its share, over worlds and over things. */
static void test_even(void **state)
{
    int over_worlds[10] = {0}, over_keys[10] = {0};
    uint64_t key = random_key(7, STR("feed:1"));

    (void)state;
    for (uint64_t i = 0; i < 100000; i++) {
        over_worlds[(int)(10 * random_unit(random_bits(key, random_world(i, 3))))]++;
        over_keys[(int)(10 * random_unit(random_bits(random_mix(i + 1), random_world(5, 0))))]++;
    }
    for (int i = 0; i < 10; i++) {
        assert_in_range(over_worlds[i], 9600, 10400); /* four standard deviations */
        assert_in_range(over_keys[i], 9600, 10400);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_answers),
        cmocka_unit_test(test_units),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_even),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

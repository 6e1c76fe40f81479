/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"
#include "base/num.h"
#include "base/str.h"
#include "support/test.h"

#include <float.h>
#include <math.h>
#include <string.h>

static void parts_of_text(void **state)
{
    struct str s = STR("a,b,,c");

    (void)state;
    assert_true(str_eq(str_z(NULL), STR("")));
    assert_true(str_eq(str_z("day"), STR("day")));
    assert_false(str_eq(STR("day"), STR("da")));
    assert_false(str_eq(STR("day"), STR("dax")));
    assert_int_equal(str_cmp(STR("a"), STR("b")), -1);
    assert_int_equal(str_cmp(STR("ab"), STR("a")), 1);
    assert_int_equal(str_cmp(STR("\x80"), STR("a")), 1); /* bytes are unsigned */
    assert_int_equal(str_cmp((struct str){0}, STR("")), 0);
    assert_true(str_starts(STR("ceasefire"), STR("cease")));
    assert_false(str_starts(STR("cease"), STR("ceasefire")));
    assert_true(str_ends(STR("ceasefire"), STR("fire")));
    assert_false(str_ends(STR("fire"), STR("ceasefire")));
    assert_true(str_ends(STR("fire"), STR("")));
    assert_str(str_from(STR("truce"), 3), "ce");
    assert_str(str_from(STR("truce"), 9), "");
    assert_str(str_slice(STR("truce"), 1, 3), "ru");
    assert_str(str_slice(STR("truce"), 3, 99), "ce");
    assert_str(str_slice(STR("truce"), 3, 1), "");
    assert_str(str_trim(STR(" \t\r\n zone \v\f")), "zone");
    assert_str(str_trim(STR("  ")), "");
    assert_int_equal(str_find(s, ',', 0), 1);
    assert_int_equal(str_find(s, ',', 2), 3);
    assert_int_equal(str_find(s, ';', 0), s.size);
    assert_int_equal(str_find(s, ',', 99), s.size);
    assert_int_equal(str_find((struct str){0}, ',', 0), 0);
    assert_str(str_cut(&s, ','), "a");
    assert_str(str_cut(&s, ','), "b");
    assert_str(str_cut(&s, ','), "");
    assert_str(str_cut(&s, ','), "c");
    assert_int_equal(s.size, 0);
    assert_str(str_cut(&s, ','), "");
}

static void near_names(void **state)
{
    char large[100];

    (void)state;
    memset(large, 'x', sizeof large);
    assert_int_equal(str_distance(STR("zone"), STR("zone"), 3), 0);
    assert_int_equal(str_distance(STR("zone"), STR("zoen"), 3), 1);
    assert_int_equal(str_distance(STR("zone"), STR("zones"), 3), 1);
    assert_int_equal(str_distance(STR("zone"), STR("one"), 3), 1);
    assert_int_equal(str_distance(STR("zone"), STR("tune"), 3), 2);
    assert_int_equal(str_distance(STR("permit"), STR("forbid"), 3), 4);
    assert_int_equal(str_distance(STR(""), STR("abc"), 5), 3);
    assert_int_equal(str_distance((struct str){large, 100}, STR("x"), 2), 3);
    assert_int_equal(str_distance((struct str){large, 100}, (struct str){large, 100}, 2), 0);
}

static void utf8(void **state)
{
    /* clang-format off */
    static const char *const good[] = {
        "", "a", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
        "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "\xD0\x9A\xD0\xB8\xD1\x97\xD0\xB2"};
    /* clang-format on */
    /* clang-format off */
    static const char *const bad[] = {
        "\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF",
        "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xC2", "\xE2\x82",
        "\xF0\x90\x80", "\xC2(", "\xE2\x28\xA1"};
    /* clang-format on */

    (void)state;
    for (size_t i = 0; i < COUNT_OF(good); i++)
        assert_true(str_utf8_valid(str_z(good[i])));
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(str_utf8_valid(str_z(bad[i])));
}

static void whole_numbers(void **state)
{
    /* clang-format off */
    static const char *const bad[] = {
        "", "-", "+1", "1 ", " 1", "1.0", "0x1", "1e3", "--1", "9223372036854775808",
        "-9223372036854775809", "99999999999999999999"};
    /* clang-format on */
    int64_t value;

    (void)state;
    assert_true(str_to_i64(STR("0"), &value) && value == 0);
    assert_true(str_to_i64(STR("-0"), &value) && value == 0);
    assert_true(str_to_i64(STR("007"), &value) && value == 7);
    assert_true(str_to_i64(STR("9223372036854775807"), &value) && value == INT64_MAX);
    assert_true(str_to_i64(STR("-9223372036854775808"), &value) && value == INT64_MIN);
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(str_to_i64(str_z(bad[i]), &value));
}

static void read_as(const char *text, double expected)
{
    double value = 777;

    if (!str_to_double(str_z(text), &value) || memcmp(&value, &expected, sizeof value) != 0) {
        print_error("%s\n", text);
        assert_true(false);
    }
}

static void reals(void **state)
{
    /* clang-format off */
    static const char *const bad[] = {
        "", "-", "+", ".5", "5.", "1.e3", "1e", "1e+", "1e1.5", "1 ", " 1", "nan", "inf",
        "Infinity", "0x1p3", "1_000", "1,5", "1..2", "1e400", "-1e309", "1.7976931348623159e308",
        "--1", "1e99999999999999999999"};
    /* clang-format on */
    double value;

    (void)state;
    read_as("0", 0.0);
    read_as("-0", -0.0);
    read_as("-0.0e5", -0.0);
    read_as("+1", 1);
    read_as("007.50", 7.5);
    read_as("0.1", 0.1);
    read_as("1E2", 100);
    read_as("1e-2", 0.01);
    read_as("37.802900000000001", 37.802900000000001);
    read_as("9007199254740993", 9007199254740992.0); /* half way: to even */
    read_as("9007199254740993.00000000000000000000000000000000001", 9007199254740994.0);
    read_as("9007199254740995", 9007199254740996.0);
    read_as("123456789012345678901234567890", 123456789012345678901234567890.0);
    read_as("1.7976931348623157e308", DBL_MAX);
    read_as("1.7976931348623158e308", DBL_MAX);
    read_as("2.2250738585072014e-308", DBL_MIN);
    read_as("2.2250738585072011e-308", 2.2250738585072011e-308);
    read_as("4.9406564584124654e-324", 0x1p-1074);
    read_as("2.4703282292062327e-324", 0.0);       /* below half of the least */
    read_as("2.4703282292062328e-324", 0x1p-1074); /* above it */
    read_as("1e-400", 0);
    read_as("1e-99999999999999999999", 0);
    read_as("0e99999999999999999999", 0);
    read_as("0.000000000000000000000000000000000000000000000000000000000000000000001", 1e-69);
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(str_to_double(str_z(bad[i]), &value));
}

/* 1 + 2^-53 exactly is half way; any digit after it, however far, decides. */
static void far_digits_decide(void **state)
{
    char text[2000] = "1.00000000000000011102230246251565404236316680908203125";
    size_t size = strlen(text);

    (void)state;
    read_as(text, 1);
    memset(text + size, '0', 1900 - size);
    text[1900] = '\0';
    read_as(text, 1);
    text[1899] = '1';
    read_as(text, 1 + DBL_EPSILON);
}

static void rounds(void **state)
{
    (void)state;
    assert_true(num_round(2.5, 0) == 3 && num_round(-2.5, 0) == -3);
    assert_true(num_round(0.125, 2) == 0.13 && num_round(-0.125, 2) == -0.13);
    assert_true(num_round(0.49999999999999994, 0) == 0);
    assert_true(num_round(1e-12, 9) == 0 && !signbit(num_round(-1e-12, 9)));
    assert_true(num_round(48.123456789, 7) == 48.1234568);
    assert_true(num_round(1e300, 9) == 1e300 && num_round(0x1p52 + 1, 0) == 0x1p52 + 1);
    assert_true(isnan(num_round((double)NAN, 3)) && isinf(num_round((double)INFINITY, 3)));
    assert_true(num_probability(1.0000004) == 1 && num_probability(2) == 1);
    assert_true(num_probability(-0.1) == 0 && num_probability(0.1234567) == 0.123457);
    assert_true(num_metres(25000.00049) == 25000 && num_metres(0.0005) == 0.001);
    assert_true(num_degrees(37.12345675) == 37.1234568 || num_degrees(37.12345675) == 37.1234567);
}

static struct str written(struct buf *buf, double value, int decimals)
{
    buf_clear(buf);
    num_put(buf, value, decimals);
    assert_false(buf->failed);
    return buf_str(buf);
}

static struct str shortest(struct buf *buf, double value)
{
    buf_clear(buf);
    num_put_shortest(buf, value);
    assert_false(buf->failed);
    return buf_str(buf);
}

static void writes(void **state)
{
    struct buf buf;

    (void)state;
    buf_init(&buf, &mem_libc, 1000);
    assert_str(written(&buf, 1.5, 6), "1.5");
    assert_str(written(&buf, 0.1, 6), "0.1");
    assert_str(written(&buf, 3, 6), "3");
    assert_str(written(&buf, -2, 0), "-2");
    assert_str(written(&buf, -0.0, 3), "0");
    assert_str(written(&buf, -0.0001, 3), "0");
    assert_str(written(&buf, 0.050, 3), "0.05");
    assert_str(written(&buf, 1447.2372881, 6), "1447.237288");
    assert_str(written(&buf, 4194303.999999999, 9), "4194303.999999999");
    assert_str(written(&buf, 1e21, 3), "1000000000000000000000");
    assert_str(written(&buf, -12345678.125, 9), "-12345678.125");
    assert_str(written(&buf, 0x1p60, 9), "1152921504606847000");
    buf_clear(&buf);
    num_put(&buf, (double)NAN, 3);
    assert_true(buf.failed);
    buf_clear(&buf);
    num_put_shortest(&buf, (double)INFINITY);
    assert_true(buf.failed);

    assert_str(shortest(&buf, 0), "0");
    assert_str(shortest(&buf, -0.0), "0");
    assert_str(shortest(&buf, 0.1), "0.1");
    assert_str(shortest(&buf, 0.1 + 0.2), "0.30000000000000004");
    assert_str(shortest(&buf, 100), "100");
    assert_str(shortest(&buf, -37.75), "-37.75");
    assert_str(shortest(&buf, 1e20), "100000000000000000000");
    assert_str(shortest(&buf, 1e21), "1e+21");
    assert_str(shortest(&buf, 1.5e300), "1.5e+300");
    assert_str(shortest(&buf, 0.000001), "0.000001");
    assert_str(shortest(&buf, 0.00000012), "1.2e-7");
    assert_str(shortest(&buf, 0x1p-1074), "5e-324");
    assert_str(shortest(&buf, DBL_MAX), "1.7976931348623157e+308");

    buf_clear(&buf);
    num_put_i64(&buf, INT64_MIN);
    buf_putc(&buf, ' ');
    num_put_i64(&buf, INT64_MAX);
    buf_putc(&buf, ' ');
    num_put_i64(&buf, 0);
    assert_str(buf_str(&buf), "-9223372036854775808 9223372036854775807 0");
    buf_free(&buf);
}

/* FIPS 180-2, appendix B. */
static void hashes(void **state)
{
    static const char abc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    static const char two_blocks[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    struct hash hash, again;
    struct hash_stream stream = {0};
    struct err err = {0};
    char hex[65];

    (void)state;
    assert_int_equal(hash_sha256(STR("abc"), &hash, &err), ERR_OK);
    hash_hex(&hash, 32, hex);
    assert_string_equal(hex, abc);
    hash_hex(&hash, 8, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea");
    assert_int_equal(hash_sha256((struct str){0}, &hash, &err), ERR_OK);
    hash_hex(&hash, 99, hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

    assert_int_equal(hash_sha256(str_z(two_blocks), &hash, &err), ERR_OK);
    assert_int_equal(hash_stream_open(&stream, &err), ERR_OK);
    for (size_t i = 0; two_blocks[i]; i++)
        assert_int_equal(hash_stream_add(&stream, (struct str){two_blocks + i, 1}, &err), ERR_OK);
    assert_int_equal(hash_stream_add(&stream, (struct str){0}, &err), ERR_OK);
    assert_int_equal(hash_stream_end(&stream, &again, &err), ERR_OK);
    hash_stream_close(&stream);
    hash_stream_close(&stream);
    assert_memory_equal(hash.bytes, again.bytes, 32);
    hash_hex(&again, 4, hex);
    assert_string_equal(hex, "248d6a61");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_of_text), cmocka_unit_test(near_names),
        cmocka_unit_test(utf8),          cmocka_unit_test(whole_numbers),
        cmocka_unit_test(reals),         cmocka_unit_test(far_digits_decide),
        cmocka_unit_test(rounds),        cmocka_unit_test(writes),
        cmocka_unit_test(hashes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

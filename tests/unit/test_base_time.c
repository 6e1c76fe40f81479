/* SPDX-License-Identifier: Apache-2.0 */
#include "base/time.h"
#include "support/flaky.h"
#include "support/test.h"
#include "support/zone.h"

#include <string.h>

static void civil_dates(void **state)
{
    struct time_civil civil;

    (void)state;
    assert_int_equal(time_days_from_civil(1970, 1, 1), 0);
    assert_int_equal(time_days_from_civil(2000, 3, 1), 11017);
    assert_int_equal(time_days_from_civil(1, 1, 1), -719162);
    assert_int_equal(time_days_from_civil(9999, 12, 31), 2932896);
    time_civil_from_days(-1, &civil);
    assert_true(civil.year == 1969 && civil.month == 12 && civil.day == 31);
    assert_int_equal(time_days_in_month(2000, 2), 29);
    assert_int_equal(time_days_in_month(1900, 2), 28);
    assert_int_equal(time_days_in_month(2024, 2), 29);
    assert_int_equal(time_days_in_month(2023, 13), 0);
    assert_int_equal(time_weekday(0), 3); /* Thursday */
    assert_int_equal(time_weekday(-4), 6);
    assert_int_equal(time_weekday(-3), 0);
    assert_int_equal(time_weekday(time_days_from_civil(2015, 2, 15)), 6);
    time_to_civil_utc(-1, &civil);
    assert_true(civil.year == 1969 && civil.hour == 23 && civil.second == 59 &&
                civil.micro == 999999);
    assert_int_equal(time_from_civil_utc(&civil), -1);
    struct time_civil first = {1, 1, 1, 0, 0, 0, 0}, last = {9999, 12, 31, 23, 59, 59, 0};
    assert_int_equal(time_from_civil_utc(&first), TIME_MIN_US);
    assert_int_equal(time_from_civil_utc(&last), TIME_MAX_US);
}

static void parsed(const char *text, enum time_form form, const char *expected)
{
    struct time_text out = {0};
    struct buf buf;

    buf_init(&buf, &mem_libc, 100);
    if (!time_parse(str_z(text), &out)) {
        print_error("%s\n", text);
        assert_true(false);
    }
    assert_int_equal(out.form, form);
    time_put(&buf, form == TIME_FORM_MOMENT ? out.at_us : time_from_civil_utc(&out.civil));
    assert_str(buf_str(&buf), expected);
    buf_free(&buf);
}

static void times_are_read_and_written(void **state)
{
    /* clang-format off */
    static const char *const bad[] = {
        "", "2026", "2026-02", "2026-2-1", "01.02.2026", "01-02-2026", "2026/02/01", "20260201",
        "2026-02-30", "2023-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "0000-01-01",
        "2026-02-01T", "2026-02-01T10", "2026-02-01T24:00:00Z", "2026-02-01T10:60:00Z",
        "2026-12-31T23:59:60Z", "2026-02-01T10:00:00z", "2026-02-01t10:00:00Z",
        "2026-02-01T10:00:00+2", "2026-02-01T10:00:00+0200", "2026-02-01T10:00:00+24:00",
        "2026-02-01T10:00:00+02:60", "2026-02-01T10:00:00.Z", "2026-02-01T10:00:00,5Z",
        "2026-02-01T10:00:00Z ", " 2026-02-01", "2026-02-01  10:00", "2026-02-01T10:00:00 Z",
        "2026-02-01Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
        "9999-12-31T23:59:59.5Z", "+2026-02-01", "2026-02-01T1a:00:00Z"};
    /* clang-format on */
    struct time_text out;

    (void)state;
    parsed("2026-02-01T00:00:00Z", TIME_FORM_MOMENT, "2026-02-01T00:00:00Z");
    parsed("2026-02-01 02:00:00+02:00", TIME_FORM_MOMENT, "2026-02-01T00:00:00Z");
    parsed("2026-01-31T19:30:00.25-04:30", TIME_FORM_MOMENT, "2026-02-01T00:00:00.25Z");
    parsed("2026-02-01T00:00:00-00:00", TIME_FORM_MOMENT, "2026-02-01T00:00:00Z");
    parsed("2026-02-01T00:00Z", TIME_FORM_MOMENT, "2026-02-01T00:00:00Z");
    parsed("2026-02-01T00:00:00.000001Z", TIME_FORM_MOMENT, "2026-02-01T00:00:00.000001Z");
    parsed("2026-02-01T00:00:00.1234569999Z", TIME_FORM_MOMENT, "2026-02-01T00:00:00.123456Z");
    parsed("2026-02-01T00:00:00.0Z", TIME_FORM_MOMENT, "2026-02-01T00:00:00Z");
    parsed("2026-02-01 18:00", TIME_FORM_LOCAL, "2026-02-01T18:00:00Z");
    parsed("2026-02-01T18:00:07.5", TIME_FORM_LOCAL, "2026-02-01T18:00:07.5Z");
    parsed("2024-02-29", TIME_FORM_DATE, "2024-02-29T00:00:00Z");
    parsed("0001-01-01T00:00:00Z", TIME_FORM_MOMENT, "0001-01-01T00:00:00Z");
    parsed("9999-12-31T23:59:59Z", TIME_FORM_MOMENT, "9999-12-31T23:59:59Z");
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        if (time_parse(str_z(bad[i]), &out)) {
            print_error("%s\n", bad[i]);
            assert_true(false);
        }
}

/* The moment that `text` (RFC 3339) names. */
static int64_t moment(const char *text)
{
    struct time_text out = {0};

    assert_true(time_parse(str_z(text), &out));
    return out.at_us;
}

/* Local to UTC. */
static void local(const struct tz *tz, const char *text, const char *expected)
{
    struct time_text out = {0};
    struct buf buf;

    buf_init(&buf, &mem_libc, 100);
    assert_true(time_parse(str_z(text), &out));
    time_put(&buf, tz_to_utc(tz, &out.civil));
    assert_str(buf_str(&buf), expected);
    buf_free(&buf);
}

static void day(const struct tz *tz, const char *at, const char *start, const char *end)
{
    struct buf buf;

    buf_init(&buf, &mem_libc, 100);
    time_put(&buf, tz_day_start(tz, moment(at)));
    assert_str(buf_str(&buf), start);
    buf_clear(&buf);
    time_put(&buf, tz_day_end(tz, moment(at)));
    assert_str(buf_str(&buf), end);
    buf_free(&buf);
}

static void added(const struct tz *tz, const char *at, int years, int months, int days,
                  const char *expected)
{
    struct buf buf;

    buf_init(&buf, &mem_libc, 100);
    time_put_local(&buf, tz, tz_add(tz, moment(at), years, months, days));
    assert_str(buf_str(&buf), expected);
    buf_free(&buf);
}

static struct tz *zone(struct arena *arena, int version, const struct zone_change *changes,
                       size_t count, const int32_t *offsets, size_t offset_count, const char *rule)
{
    struct buf buf;
    struct tz *tz;
    struct err err = {0};

    buf_init(&buf, &mem_libc, 100000);
    zone_write(&buf, version, changes, count, offsets, offset_count, rule);
    if (tz_parse(arena, STR("Test/Zone"), buf_str(&buf), &tz, &err))
        print_error("%s: %s\n", rule, err.text);
    assert_non_null(tz);
    buf_free(&buf);
    return tz;
}

static const int32_t no_offset[] = {0};

static void utc(void **state)
{
    const struct tz *tz = tz_utc();

    (void)state;
    assert_str(tz_name(tz), "UTC");
    assert_int_equal(tz_offset_s(tz, 0), 0);
    local(tz, "2026-02-01 18:00", "2026-02-01T18:00:00Z");
    day(tz, "2026-02-01T18:00:00Z", "2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z");
    day(tz, "2026-02-01T00:00:00Z", "2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z");
    added(tz, "2024-01-31T10:00:00Z", 0, 1, 0, "2024-02-29 10:00");
    added(tz, "2024-02-29T10:00:00Z", 1, 0, 0, "2025-02-28 10:00");
    added(tz, "2024-01-31T10:00:05Z", 0, -2, 1, "2023-12-01 10:00:05");
    added(tz, "2024-01-31T10:00:00Z", 0, 0, -31, "2023-12-31 10:00");
    assert_int_equal(tz_add(tz, 0, 9999, 0, 0), TIME_MAX_US);
    assert_int_equal(tz_add(tz, 0, 0, 0, INT64_MAX), TIME_MAX_US);
    assert_int_equal(tz_add(tz, 0, 0, 0, 3000000), TIME_MAX_US);
    assert_int_equal(tz_add(tz, 0, -1970, 0, 0), TIME_MIN_US);
    assert_int_equal(tz_add(tz, 0, 0, 0, -800000), TIME_MIN_US);
}

/* Kyiv: two hours east, three in summer. */
static void gaps_and_overlaps(void **state)
{
    struct arena arena = {.mem = &mem_libc};
    const struct tz *tz = zone(&arena, 2, NULL, 0, no_offset, 1, "EET-2EEST,M3.5.0/3,M10.5.0/4");

    (void)state;
    assert_str(tz_name(tz), "Test/Zone");
    assert_int_equal(tz_offset_s(tz, moment("2015-02-15T00:00:00Z")), 7200);
    assert_int_equal(tz_offset_s(tz, moment("2020-03-29T00:59:59Z")), 7200);
    assert_int_equal(tz_offset_s(tz, moment("2020-03-29T01:00:00Z")), 10800);
    assert_int_equal(tz_offset_s(tz, moment("2020-10-25T00:59:59Z")), 10800);
    assert_int_equal(tz_offset_s(tz, moment("2020-10-25T01:00:00Z")), 7200);
    local(tz, "2020-07-27 00:01", "2020-07-26T21:01:00Z");
    local(tz, "2020-03-29 02:59:59", "2020-03-29T00:59:59Z");
    local(tz, "2020-03-29 03:00", "2020-03-29T01:00:00Z"); /* the gap: shown as 04:00 */
    local(tz, "2020-03-29 03:30", "2020-03-29T01:30:00Z");
    local(tz, "2020-03-29 04:00", "2020-03-29T01:00:00Z");
    local(tz, "2020-10-25 02:59", "2020-10-24T23:59:00Z");
    local(tz, "2020-10-25 03:00", "2020-10-25T00:00:00Z"); /* twice: the first */
    local(tz, "2020-10-25 03:59:59.999999", "2020-10-25T00:59:59.999999Z");
    local(tz, "2020-10-25 04:00", "2020-10-25T02:00:00Z");
    day(tz, "2020-03-29T12:00:00Z", "2020-03-28T22:00:00Z", "2020-03-29T21:00:00Z");
    day(tz, "2020-10-25T12:00:00Z", "2020-10-24T21:00:00Z", "2020-10-25T22:00:00Z");
    added(tz, "2020-03-28T01:30:00Z", 0, 0, 1, "2020-03-29 04:30");
    added(tz, "2020-03-27T22:00:00Z", 0, 0, 2, "2020-03-30 00:00");
    arena_free(&arena);
}

static void clocks_that_change_at_midnight(void **state)
{
    struct arena arena = {.mem = &mem_libc};
    /* forward at 00:00 to 01:00; back at 00:00 to 23:00; forward at 23:30 to 00:30 */
    const struct tz *over = zone(&arena, 3, NULL, 0, no_offset, 1, "AAA-2BBB,M3.5.0/0,M10.5.0/0");
    const struct tz *half =
        zone(&arena, 3, NULL, 0, no_offset, 1, "AAA-2BBB,M3.5.0/23:30,M10.5.0/0:30");

    (void)state;
    day(over, "2020-03-29T12:00:00Z", "2020-03-28T22:00:00Z", "2020-03-29T21:00:00Z");
    day(over, "2020-10-24T12:00:00Z", "2020-10-23T21:00:00Z", "2020-10-24T22:00:00Z");
    day(over, "2020-10-24T21:30:00Z", "2020-10-23T21:00:00Z", "2020-10-24T22:00:00Z");
    day(half, "2020-03-29T21:29:59Z", "2020-03-28T22:00:00Z", "2020-03-29T21:30:00Z");
    day(half, "2020-03-29T21:30:00Z", "2020-03-29T21:30:00Z", "2020-03-30T21:00:00Z");
    /* back at 00:30 to 23:30: the new day began with its first midnight and holds the hour twice */
    day(half, "2020-10-24T20:59:59Z", "2020-10-23T21:00:00Z", "2020-10-24T21:00:00Z");
    day(half, "2020-10-24T21:40:00Z", "2020-10-24T21:00:00Z", "2020-10-25T22:00:00Z");
    arena_free(&arena);
}

static void a_day_that_never_was(void **state)
{
    struct arena arena = {.mem = &mem_libc};
    const struct zone_change change[] = {{1325239200, 1}}; /* 2011-12-30 10:00 UTC */
    const int32_t offsets[] = {-36000, 50400};
    const struct tz *tz = zone(&arena, 1, change, 1, offsets, 2, "");

    (void)state;
    day(tz, "2011-12-30T09:59:59Z", "2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z");
    day(tz, "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z");
    local(tz, "2011-12-30 12:00", "2011-12-30T22:00:00Z"); /* shown as 12:00 on the 31st */
    added(tz, "2011-12-29T22:00:00Z", 0, 0, 1, "2011-12-31 12:00");
    arena_free(&arena);
}

static void changes_of_the_past(void **state)
{
    struct arena arena = {.mem = &mem_libc};
    const struct zone_change changes[] = {{-1000, 1}, {1000, 2}, {5000000000, 0}};
    const int32_t offsets[] = {60, -3600, 3600};
    const struct tz *tz = zone(&arena, 4, changes, 3, offsets, 3, "");
    const struct tz *old = zone(&arena, 1, changes, 2, offsets, 3, "");

    (void)state;
    assert_int_equal(tz_offset_s(tz, -1000 * TIME_SECOND_US - 1), 60);
    assert_int_equal(tz_offset_s(tz, -1000 * TIME_SECOND_US), -3600);
    assert_int_equal(tz_offset_s(tz, 999999999), -3600);
    assert_int_equal(tz_offset_s(tz, 1000000000), 3600);
    assert_int_equal(tz_offset_s(tz, TIME_MIN_US), 60);
    assert_int_equal(tz_offset_s(tz, TIME_MAX_US), 60);
    assert_int_equal(tz_offset_s(old, TIME_MAX_US), 3600); /* no rule: the last one stays */
    arena_free(&arena);
}

static void rules_of_every_form(void **state)
{
    struct arena arena = {.mem = &mem_libc};

    (void)state;
    const struct tz *fixed = zone(&arena, 2, NULL, 0, no_offset, 1, "<+0530>-5:30");
    assert_int_equal(tz_offset_s(fixed, 0), 19800);
    const struct tz *south = zone(&arena, 2, NULL, 0, no_offset, 1, "AEST-10AEDT,M10.1.0,M4.1.0/3");
    assert_int_equal(tz_offset_s(south, moment("2020-01-01T00:00:00Z")), 39600);
    assert_int_equal(tz_offset_s(south, moment("2020-07-01T00:00:00Z")), 36000);
    assert_int_equal(tz_offset_s(south, moment("2020-12-31T23:59:59Z")), 39600);
    const struct tz *julian = zone(&arena, 2, NULL, 0, no_offset, 1, "AAA0BBB,J60/0,J300/0");
    assert_int_equal(tz_offset_s(julian, moment("2024-02-29T23:59:59Z")), 0);
    assert_int_equal(tz_offset_s(julian, moment("2024-03-01T00:00:00Z")), 3600);
    const struct tz *counted = zone(&arena, 2, NULL, 0, no_offset, 1, "AAA0BBB1:30,59/0,300/-24");
    assert_int_equal(tz_offset_s(counted, moment("2024-02-28T23:59:59Z")), 0);
    assert_int_equal(tz_offset_s(counted, moment("2024-02-29T00:00:00Z")), -5400);
    const struct tz *saturday =
        zone(&arena, 3, NULL, 0, no_offset, 1, "<-02>2<-01>,M3.5.0/-1,M10.5.0/0");
    assert_int_equal(tz_offset_s(saturday, moment("2024-03-31T00:59:59Z")), -7200);
    assert_int_equal(tz_offset_s(saturday, moment("2024-03-31T01:00:00Z")), -3600);
    const struct tz *always = zone(&arena, 3, NULL, 0, no_offset, 1, "XXX3EDT4,0/0,J365/23");
    assert_int_equal(tz_offset_s(always, moment("2024-07-01T00:00:00Z")), -14400);
    assert_int_equal(tz_offset_s(always, moment("2024-01-01T03:00:00Z")), -14400);
    assert_int_equal(tz_offset_s(always, moment("2025-01-01T02:59:59Z")), -14400);
    arena_free(&arena);
}

static void refuse(struct arena *arena, struct str bytes)
{
    struct tz *tz;
    struct err err = {0};

    assert_int_equal(tz_parse(arena, STR("bad"), bytes, &tz, &err), ERR_INPUT);
    assert_null(tz);
    assert_true(str_starts(str_z(err.text), STR("time zone: ")));
}

static void bad_files_are_refused(void **state)
{
    /* clang-format off */
    static const char *const rules[] = {
        "A", "EET", "EET-25", "EET-2EEST", "EET-2EEST,M3.5.0/3", "EET-2EEST,M13.5.0,M10.5.0",
        "EET-2EEST,M3.6.0,M10.5.0", "EET-2EEST,M3.0.0,M10.5.0", "EET-2EEST,M3.5.7,M10.5.0",
        "EET-2EEST,J0,J10", "EET-2EEST,J366,J10", "EET-2EEST,M3.5.0/168,M10.5.0", "<EET-2",
        "EET-2EEST,M3.5.0,M10.5.0x", "EET-2:60", "EET-2EEST,366,10", "-2"};
    /* clang-format on */
    struct arena arena = {.mem = &mem_libc};
    const struct zone_change good[] = {{1, 0}, {2, 1}}, equal[] = {{1, 0}, {1, 1}},
                             missing[] = {{1, 2}};
    const int32_t offsets[] = {0, 3600}, far[] = {93600}, unset[] = {INT32_MIN};
    struct buf buf;
    struct tz *tz;

    (void)state;
    buf_init(&buf, &mem_libc, 200000);
    for (size_t i = 0; i < COUNT_OF(rules); i++) {
        buf_clear(&buf);
        zone_write(&buf, 2, NULL, 0, offsets, 2, rules[i]);
        refuse(&arena, buf_str(&buf));
    }
    buf_clear(&buf);
    zone_write(&buf, 2, equal, 2, offsets, 2, "");
    refuse(&arena, buf_str(&buf));
    buf_clear(&buf);
    zone_write(&buf, 2, missing, 1, offsets, 2, "");
    refuse(&arena, buf_str(&buf));
    buf_clear(&buf);
    zone_write(&buf, 2, NULL, 0, far, 1, "");
    refuse(&arena, buf_str(&buf));
    buf_clear(&buf);
    zone_write(&buf, 2, NULL, 0, unset, 1, "");
    refuse(&arena, buf_str(&buf));
    buf_clear(&buf);
    zone_write(&buf, 2, NULL, 0, offsets, 0, "");
    refuse(&arena, buf_str(&buf));

    buf_clear(&buf);
    zone_write(&buf, 3, good, 2, offsets, 2, "EET-2");
    for (size_t size = 0; size < buf.size; size++) /* cut anywhere */
        refuse(&arena, str_slice(buf_str(&buf), 0, size));
    assert_int_equal(tz_parse(&arena, STR("good"), buf_str(&buf), &tz, NULL), ERR_OK);
    buf.bytes[31] = 1; /* a leap second in the first block: its size no longer fits */
    refuse(&arena, buf_str(&buf));
    buf.bytes[31] = 0;
    buf_putc(&buf, 'x');
    refuse(&arena, buf_str(&buf));
    while (buf.size < 65537)
        buf_putc(&buf, 'x');
    refuse(&arena, buf_str(&buf));
    buf_free(&buf);
    arena_free(&arena);
}

static void every_allocation_may_fail(void **state)
{
    const struct zone_change changes[] = {{1, 0}, {2, 1}};
    const int32_t offsets[] = {0, 3600};
    struct buf buf;

    (void)state;
    buf_init(&buf, &mem_libc, 1000);
    zone_write(&buf, 2, changes, 2, offsets, 2, "EET-2");
    for (size_t limit = 1;; limit += 8) {
        struct arena arena = {.mem = &mem_libc, .limit = limit};
        struct tz *tz;
        struct err err = {0};
        enum err_code code = tz_parse(&arena, STR("x"), buf_str(&buf), &tz, &err);
        arena_free(&arena);
        if (code == ERR_OK)
            break;
        assert_int_equal(code, ERR_NO_MEMORY);
        assert_null(tz);
    }
    struct flaky flaky = {.countdown = 0};
    struct mem mem = {flaky_resize, &flaky};
    struct arena arena = {.mem = &mem};
    struct tz *tz;
    assert_int_equal(tz_parse(&arena, STR("x"), buf_str(&buf), &tz, NULL), ERR_NO_MEMORY);
    arena_free(&arena);
    buf_free(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(civil_dates),
        cmocka_unit_test(times_are_read_and_written),
        cmocka_unit_test(utc),
        cmocka_unit_test(gaps_and_overlaps),
        cmocka_unit_test(clocks_that_change_at_midnight),
        cmocka_unit_test(a_day_that_never_was),
        cmocka_unit_test(changes_of_the_past),
        cmocka_unit_test(rules_of_every_form),
        cmocka_unit_test(bad_files_are_refused),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

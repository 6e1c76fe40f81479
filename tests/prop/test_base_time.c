/* SPDX-License-Identifier: Apache-2.0
 *
 * Civil time and zones against the C library's. */
#include "base/time.h"
#include "support/random.h"
#include "support/test.h"
#include "support/zone.h"

#include <stdlib.h>
#include <time.h>

#define RUNS 20000

static void civil_round_trip(void **state)
{
    struct random random = random_init(1);
    struct time_civil civil;

    (void)state;
    int64_t first = time_days_from_civil(1, 1, 1), last = time_days_from_civil(9999, 12, 31);
    struct time_civil before = {0};
    for (int64_t days = first; days <= last; days++) { /* every day there is */
        time_civil_from_days(days, &civil);
        assert_true(time_civil_valid(&civil));
        assert_int_equal(time_days_from_civil(civil.year, civil.month, civil.day), days);
        assert_true(civil.day == before.day + 1 || civil.day == 1);
        before = civil;
    }
    for (int i = 0; i < 1000000; i++) {
        int64_t at_us =
            TIME_MIN_US + (int64_t)random_below(&random, (uint64_t)(TIME_MAX_US - TIME_MIN_US));
        time_to_civil_utc(at_us, &civil);
        assert_true(time_civil_valid(&civil));
        assert_int_equal(time_from_civil_utc(&civil), at_us);
    }
}

static void text_round_trip(void **state)
{
    struct random random = random_init(2);
    struct time_text text;
    struct buf buf;

    (void)state;
    buf_init(&buf, &mem_libc, 100);
    for (int i = 0; i < 200000; i++) {
        int64_t at_us =
            TIME_MIN_US + (int64_t)random_below(&random, (uint64_t)(TIME_MAX_US - TIME_MIN_US));
        if (i % 2)
            at_us -= at_us % 1000000;
        buf_clear(&buf);
        time_put(&buf, at_us);
        assert_true(time_parse(buf_str(&buf), &text));
        assert_int_equal(text.form, TIME_FORM_MOMENT);
        assert_int_equal(text.at_us, at_us);
    }
    buf_free(&buf);
}

static void check_moment(const struct tz *tz, const char *name, int64_t at_s)
{
    struct tm tm;
    time_t t = (time_t)at_s;
    struct time_civil ours;
    int64_t at_us = at_s * TIME_SECOND_US;

    assert_non_null(localtime_r(&t, &tm));
    tz_to_civil(tz, at_us, &ours);
    if (ours.year != tm.tm_year + 1900 || ours.month != tm.tm_mon + 1 || ours.day != tm.tm_mday ||
        ours.hour != tm.tm_hour || ours.minute != tm.tm_min || ours.second != tm.tm_sec) {
        print_error("%s at %lld\n", name, (long long)at_s);
        assert_true(false);
    }
    /* back: the same moment, or an earlier one that shows the same */
    struct time_civil again;
    int64_t back_us = tz_to_utc(tz, &ours);
    assert_true(back_us <= at_us);
    tz_to_civil(tz, back_us, &again);
    assert_memory_equal(&ours, &again, sizeof ours);
    /* days hold their moments and follow each other */
    int64_t start = tz_day_start(tz, at_us), end = tz_day_end(tz, at_us);
    assert_true(start <= at_us && at_us < end);
    assert_int_equal(tz_day_end(tz, start), end);
    assert_int_equal(tz_day_start(tz, end), end);
    assert_int_equal(tz_day_end(tz, start - 1), start);
}

static void zones_as_the_system_has_them(void **state)
{
    static const char *const names[] = {
        "Europe/Kyiv",       "Europe/London",       "America/New_York",  "America/St_Johns",
        "America/Sao_Paulo", "Asia/Kolkata",        "Asia/Kathmandu",    "Asia/Seoul",
        "Asia/Gaza",         "Asia/Beirut",         "Asia/Tehran",       "Africa/Khartoum",
        "Africa/Casablanca", "Australia/Lord_Howe", "Pacific/Apia",      "Pacific/Kiritimati",
        "America/Nuuk",      "America/Havana",      "Antarctica/Troll",  "Etc/UTC",
        "Europe/Dublin",     "Asia/Colombo",        "Pacific/Kwajalein", "America/Asuncion"};
    struct random random = random_init(3);
    struct buf buf;

    (void)state;
    buf_init(&buf, &mem_libc, 65536);
    unsigned seen = 0;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct arena arena = {.mem = &mem_libc};
        struct tz *tz;
        struct err err = {0};
        if (!zone_read(&buf, names[i]))
            continue;
        seen++;
        if (tz_parse(&arena, str_z(names[i]), buf_str(&buf), &tz, &err))
            print_error("%s: %s\n", names[i], err.text);
        assert_non_null(tz);
        (void)setenv("TZ", names[i], 1);
        tzset();
        /* before 1970 some systems' files and libraries differ in what they keep */
        int64_t from = 0, to = INT64_C(7258118400); /* 2200 */
        for (int k = 0; k < RUNS; k++)
            check_moment(tz, names[i],
                         from + (int64_t)random_below(&random, (uint64_t)(to - from)));
        int32_t before = tz_offset_s(tz, from);
        for (int64_t at = from; at < INT64_C(4102444800); at += 3600) { /* around every change */
            int32_t offset = tz_offset_s(tz, at * TIME_SECOND_US);
            if (offset != before)
                for (int64_t beside = at - 3700; beside < at + 3700; beside += 50)
                    check_moment(tz, names[i], beside);
            before = offset;
        }
        arena_free(&arena);
    }
    buf_free(&buf);
    if (seen == 0) {
        print_message("skipped: this system has no zoneinfo\n");
        skip();
    }
}

/* Every local time there is comes back; one that is not moves by the gap. */
static void local_times_never_go_back(void **state)
{
    struct arena arena = {.mem = &mem_libc};
    struct random random = random_init(4);
    struct buf buf;
    struct tz *tz;
    const int32_t offset[] = {7200};

    (void)state;
    buf_init(&buf, &mem_libc, 65536);
    zone_write(&buf, 2, NULL, 0, offset, 1, "EET-2EEST,M3.5.0/3,M10.5.0/4");
    assert_int_equal(tz_parse(&arena, STR("x"), buf_str(&buf), &tz, NULL), ERR_OK);
    for (int i = 0; i < 200000; i++) {
        struct time_civil civil, shown;
        int64_t local_us = (int64_t)random_below(&random, (uint64_t)TIME_DAY_US * 36500);
        time_to_civil_utc(local_us, &civil);
        tz_to_civil(tz, tz_to_utc(tz, &civil), &shown);
        int64_t moved_us = time_from_civil_utc(&shown) - local_us;
        assert_true(moved_us == 0 || moved_us == TIME_HOUR_US);
    }
    buf_free(&buf);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(civil_round_trip),
        cmocka_unit_test(text_round_trip),
        cmocka_unit_test(zones_as_the_system_has_them),
        cmocka_unit_test(local_times_never_go_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

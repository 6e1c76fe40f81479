/* SPDX-License-Identifier: Apache-2.0
 *
 * Time: int64 microseconds since 1970-01-01 UTC, named `_us`. Intervals are half-open. Local
 * time goes through a zone's TZif bytes, which the caller hands in; nothing here reads a clock. */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include "base/buf.h"

#define TIME_SECOND_US INT64_C(1000000)
#define TIME_MINUTE_US (60 * TIME_SECOND_US)
#define TIME_HOUR_US (60 * TIME_MINUTE_US)
#define TIME_DAY_US (24 * TIME_HOUR_US)
/* Years 0001 to 9999; everything read from outside must lie within. "Not set" is TIME_NONE. */
#define TIME_MIN_US (INT64_C(-62135596800) * TIME_SECOND_US)
#define TIME_MAX_US (INT64_C(253402300799) * TIME_SECOND_US)
#define TIME_NONE INT64_MIN
#define TIME_NEVER INT64_MAX /* an open end */

/* A civil (wall-clock) moment without a zone. */
struct time_civil {
    int year;       /* 1 to 9999 */
    int month, day; /* 1-based */
    int hour, minute;
    int second, micro;
};

/* Days since 1970-01-01 of a civil date, and back. Proleptic Gregorian. */
int64_t time_days_from_civil(int year, int month, int day);
void time_civil_from_days(int64_t days, struct time_civil *civil); /* sets y, m, d; time 0 */
int time_days_in_month(int year, int month);
bool time_civil_valid(const struct time_civil *civil); /* 24:00 and leap seconds are not */
int64_t time_from_civil_utc(const struct time_civil *civil);
void time_to_civil_utc(int64_t at_us, struct time_civil *civil);
int time_weekday(int64_t days); /* 0 Monday .. 6 Sunday */

struct tz; /* a zone's transitions; opaque, lives in an arena */

/* Parse TZif (RFC 8536, versions 1 to 4, with its footer rule). ERR_INPUT (also for zones that
 * count leap seconds), ERR_NO_MEMORY. Bounded: at most 64 KiB. `name` is kept for printing; nothing
 * is borrowed. */
enum err_code tz_parse(struct arena *arena, struct str name, struct str bytes, struct tz **out,
                       struct err *err) MUST_USE;
/* UTC as a zone; a constant. */
const struct tz *tz_utc(void);
struct str tz_name(const struct tz *tz);
/* Seconds east of UTC at a moment. */
int32_t tz_offset_s(const struct tz *tz, int64_t at_us);
/* Local to UTC. A local time that does not exist moves forward by the gap (02:30 becomes 03:30);
 * one that occurs twice means the first. */
int64_t tz_to_utc(const struct tz *tz, const struct time_civil *civil);
void tz_to_civil(const struct tz *tz, int64_t at_us, struct time_civil *civil);
/* Midnight (first moment) of the local day that holds `at_us`, and of the day after:
 * start <= at_us < end, and days follow each other without gap or overlap. Where clocks jump over
 * midnight the day begins with the jump; where they go back over it, with the first midnight. */
int64_t tz_day_start(const struct tz *tz, int64_t at_us);
int64_t tz_day_end(const struct tz *tz, int64_t at_us);
/* By the local calendar, time of day kept; the 31st plus a month is the month's last day. Years and
 * months first, then days. Beyond the years 1 to 9999: TIME_MIN_US or TIME_MAX_US. */
int64_t tz_add(const struct tz *tz, int64_t at_us, int years, int months, int64_t days);

enum time_form { TIME_FORM_MOMENT, TIME_FORM_LOCAL, TIME_FORM_DATE };

struct time_text {
    enum time_form form; /* with offset; date and time without one; date alone */
    int64_t at_us;       /* TIME_FORM_MOMENT only */
    struct time_civil civil;
};

/* RFC 3339 (`T` or a space; `Z` or an offset), the same without offset, or a date alone. Seconds
 * may be left out; what is finer than a microsecond is cut off. False for anything else, also for
 * day-first dates, impossible dates and moments outside TIME_MIN_US to TIME_MAX_US. */
bool time_parse(struct str s, struct time_text *out);

/* 2026-02-01T00:00:00Z, with as many fraction digits as needed, up to six. */
void time_put(struct buf *buf, int64_t at_us);
/* Local, for people: 2026-02-01 02:00, seconds only if there are any, without the offset. */
void time_put_local(struct buf *buf, const struct tz *tz, int64_t at_us);

#endif

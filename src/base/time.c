/* SPDX-License-Identifier: Apache-2.0
 *
 * Civil dates by the method of eras of 400 years, each of 146097 days, with years that begin in
 * March, so that the leap day is a year's last (H. Hinnant, "chrono-compatible low-level date
 * algorithms"). Exact for every year an int can hold. */
#include "base/time.h"

#define DAYS_PER_ERA 146097
#define DAYS_TO_1970 719468 /* from 0000-03-01 */

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int64_t time_days_from_civil(int year, int month, int day)
{
    int64_t y = (int64_t)year - (month <= 2);
    int64_t era = floor_div(y, 400);
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * DAYS_PER_ERA + day_of_era - DAYS_TO_1970;
}

void time_civil_from_days(int64_t days, struct time_civil *civil)
{
    int64_t era = floor_div(days + DAYS_TO_1970, DAYS_PER_ERA);
    int64_t day_of_era = days + DAYS_TO_1970 - era * DAYS_PER_ERA;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    int month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);

    *civil = (struct time_civil){
        .year = (int)(year_of_era + era * 400 + (month <= 2)),
        .month = month,
        .day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1),
    };
}

int time_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    if (month < 1 || month > 12)
        return 0;
    return days[month - 1] + (month == 2 && is_leap);
}

static bool in_range(int value, int least, int greatest)
{
    return value >= least && value <= greatest;
}

bool time_civil_valid(const struct time_civil *civil)
{
    return in_range(civil->year, 1, 9999) && in_range(civil->month, 1, 12) &&
           in_range(civil->day, 1, time_days_in_month(civil->year, civil->month)) &&
           in_range(civil->hour, 0, 23) && in_range(civil->minute, 0, 59) &&
           in_range(civil->second, 0, 59) && in_range(civil->micro, 0, 999999);
}

int64_t time_from_civil_utc(const struct time_civil *civil)
{
    return time_days_from_civil(civil->year, civil->month, civil->day) * TIME_DAY_US +
           civil->hour * TIME_HOUR_US + civil->minute * TIME_MINUTE_US +
           civil->second * TIME_SECOND_US + civil->micro;
}

void time_to_civil_utc(int64_t at_us, struct time_civil *civil)
{
    int64_t days = floor_div(at_us, TIME_DAY_US);
    int64_t rest = at_us - days * TIME_DAY_US;

    time_civil_from_days(days, civil);
    civil->hour = (int)(rest / TIME_HOUR_US);
    civil->minute = (int)(rest % TIME_HOUR_US / TIME_MINUTE_US);
    civil->second = (int)(rest % TIME_MINUTE_US / TIME_SECOND_US);
    civil->micro = (int)(rest % TIME_SECOND_US);
}

int time_weekday(int64_t days)
{
    return (int)(days + 3 - floor_div(days + 3, 7) * 7); /* day 0 was a Thursday */
}

/* Exactly `count` digits at the front of `*s`, and then off it. */
static bool take_digits(struct str *s, size_t count, int *value)
{
    *value = 0;
    if (s->size < count)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (s->text[i] < '0' || s->text[i] > '9')
            return false;
        *value = *value * 10 + (s->text[i] - '0');
    }
    *s = str_from(*s, count);
    return true;
}

static bool take(struct str *s, char c)
{
    if (s->size == 0 || s->text[0] != c)
        return false;
    *s = str_from(*s, 1);
    return true;
}

/* fraction = "." digit { digit }; what is finer than a microsecond is cut off */
static bool take_fraction(struct str *s, int *micro)
{
    int digit, unit = 100000;

    *micro = 0;
    if (!take(s, '.'))
        return true;
    if (!take_digits(s, 1, &digit))
        return false;
    do {
        *micro += digit * unit;
        unit /= 10;
    } while (take_digits(s, 1, &digit));
    return true;
}

/* offset = "Z" | ( "+" | "-" ) digit digit ":" digit digit */
static bool take_offset(struct str *s, int64_t *offset_us)
{
    int hours, minutes;
    bool west = s->size > 0 && s->text[0] == '-';

    *offset_us = 0;
    if (take(s, 'Z'))
        return true;
    if (!take(s, '-') && !take(s, '+'))
        return false;
    if (!take_digits(s, 2, &hours) || !take(s, ':') || !take_digits(s, 2, &minutes) || hours > 23 ||
        minutes > 59)
        return false;
    *offset_us = hours * TIME_HOUR_US + minutes * TIME_MINUTE_US;
    if (west)
        *offset_us = -*offset_us;
    return true;
}

/* time = date [ ( "T" | " " ) digit digit ":" digit digit [ ":" digit digit [ fraction ] ]
 *        [ offset ] ] */
bool time_parse(struct str s, struct time_text *out)
{
    struct time_text text = {.form = TIME_FORM_DATE};
    struct time_civil *civil = &text.civil;
    int64_t offset_us;

    if (!take_digits(&s, 4, &civil->year) || !take(&s, '-') || !take_digits(&s, 2, &civil->month) ||
        !take(&s, '-') || !take_digits(&s, 2, &civil->day))
        return false;
    if (s.size > 0) {
        text.form = TIME_FORM_LOCAL;
        if ((!take(&s, 'T') && !take(&s, ' ')) || !take_digits(&s, 2, &civil->hour) ||
            !take(&s, ':') || !take_digits(&s, 2, &civil->minute))
            return false;
        if (take(&s, ':') &&
            (!take_digits(&s, 2, &civil->second) || !take_fraction(&s, &civil->micro)))
            return false;
    }
    if (!time_civil_valid(civil))
        return false;
    if (s.size > 0) {
        text.form = TIME_FORM_MOMENT;
        if (!take_offset(&s, &offset_us) || s.size > 0)
            return false;
        text.at_us = time_from_civil_utc(civil) - offset_us;
        if (text.at_us < TIME_MIN_US || text.at_us > TIME_MAX_US)
            return false;
    }
    *out = text;
    return true;
}

/* `width` digits, zeros before. */
static void put_padded(struct buf *buf, int value, int width)
{
    char text[4];

    if (value < 0 || value > 9999) { /* no year that is read */
        buf_printf(buf, "%d", value);
        return;
    }
    for (int i = width; i-- > 0; value /= 10)
        text[i] = (char)('0' + value % 10);
    buf_put(buf, (struct str){text, (size_t)width});
}

static void put_date_and_minute(struct buf *buf, const struct time_civil *civil, char separator)
{
    put_padded(buf, civil->year, 4);
    buf_putc(buf, '-');
    put_padded(buf, civil->month, 2);
    buf_putc(buf, '-');
    put_padded(buf, civil->day, 2);
    buf_putc(buf, separator);
    put_padded(buf, civil->hour, 2);
    buf_putc(buf, ':');
    put_padded(buf, civil->minute, 2);
}

static void put_second(struct buf *buf, const struct time_civil *civil)
{
    buf_putc(buf, ':');
    put_padded(buf, civil->second, 2);
    if (civil->micro == 0)
        return;
    buf_putc(buf, '.');
    for (int rest = civil->micro, unit = 100000; rest > 0; rest %= unit, unit /= 10)
        buf_putc(buf, (char)('0' + rest / unit));
}

void time_put(struct buf *buf, int64_t at_us)
{
    struct time_civil civil;

    time_to_civil_utc(at_us, &civil);
    put_date_and_minute(buf, &civil, 'T');
    put_second(buf, &civil);
    buf_putc(buf, 'Z');
}

void time_put_local(struct buf *buf, const struct tz *tz, int64_t at_us)
{
    struct time_civil civil;

    tz_to_civil(tz, at_us, &civil);
    put_date_and_minute(buf, &civil, ' ');
    if (civil.second != 0 || civil.micro != 0)
        put_second(buf, &civil);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "report/report_int.h"

#include <math.h>

/* One code point at text[*at]; 0xFFFD, one byte on, for what is not UTF-8. */
static uint32_t decode(struct str text, size_t *at)
{
    const unsigned char *byte = (const unsigned char *)text.text + *at;
    size_t left = text.size - *at;
    uint32_t c = byte[0], least;
    size_t more;

    (*at)++;
    if (c < 0x80)
        return c;
    if (c < 0xC2 || c > 0xF4)
        return 0xFFFD;
    more = c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
    least = more == 1 ? 0x80 : more == 2 ? 0x800 : 0x10000;
    c &= 0x3Fu >> more;
    if (left <= more)
        return 0xFFFD;
    for (size_t i = 1; i <= more; i++) {
        if ((byte[i] & 0xC0) != 0x80)
            return 0xFFFD;
        c = c << 6 | (byte[i] & 0x3Fu);
    }
    if (c < least || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return 0xFFFD;
    *at += more;
    return c;
}

/* Characters that hide, reorder or break what stands around them. */
static bool is_unsafe(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x180E || c == 0x200B ||
           c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
           (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF) || (c >= 0xE0000 && c <= 0xE0FFF);
}

static void put_safe(struct buf *buf, struct str text, bool is_html)
{
    for (size_t at = 0; at < text.size;) {
        size_t from = at;
        uint32_t c = decode(text, &at);
        if (c == '\n' || c == '\t' || c == '\r')
            buf_putc(buf, ' ');
        else if (is_unsafe(c))
            buf_printf(buf, "[U+%04X]", (unsigned)c);
        else if (is_html && c == '&')
            buf_puts(buf, "&amp;");
        else if (is_html && c == '<')
            buf_puts(buf, "&lt;");
        else if (is_html && c == '>')
            buf_puts(buf, "&gt;");
        else if (is_html && c == '"')
            buf_puts(buf, "&quot;");
        else if (is_html && c == '\'')
            buf_puts(buf, "&#39;");
        else if (c == 0xFFFD)
            buf_puts(buf, "\xEF\xBF\xBD");
        else
            buf_put(buf, (struct str){text.text + from, at - from});
    }
}

void words_html(struct buf *buf, struct str text)
{
    put_safe(buf, text, true);
}

void words_plain(struct buf *buf, struct str text)
{
    put_safe(buf, text, false);
}

void words_number(struct buf *buf, double value, int decimals)
{
    char text[64];
    size_t from = buf->size;

    num_put(buf, value, decimals);
    if (buf->failed || fabs(value) < 1000 || buf->size - from > sizeof text)
        return;
    /* group the digits before the point: take back what was put, and put it with commas */
    size_t size = buf->size - from, whole = 0;
    for (size_t i = 0; i < size; i++)
        text[i] = buf->bytes[from + i];
    while (whole < size && text[whole] != '.')
        whole++;
    buf->size = from;
    for (size_t i = 0; i < size; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0 && text[i - 1] != '-')
            buf_putc(buf, ',');
        buf_putc(buf, text[i]);
    }
}

void words_count(struct buf *buf, uint64_t count)
{
    if (count > UINT64_C(1000000000000000))
        buf_puts(buf, "more than 10^15");
    else
        words_number(buf, (double)count, 0);
}

void words_some(struct buf *buf, uint64_t count, const char *one, const char *many)
{
    if (count == 0)
        buf_puts(buf, "no");
    else
        words_count(buf, count);
    buf_printf(buf, " %s", count == 1 ? one : many);
}

void words_interval(struct buf *buf, struct fact_interval interval, int decimals)
{
    if (isinf(interval.hi)) {
        buf_puts(buf, "at least ");
        words_number(buf, interval.lo, decimals);
        return;
    }
    words_number(buf, interval.lo, decimals);
    if (num_round(interval.lo, decimals) < num_round(interval.hi, decimals)) {
        buf_puts(buf, " to ");
        words_number(buf, interval.hi, decimals);
    }
}

/* Two decimals, but nothing uncertain is ever rounded to certainty. */
static void put_chance(struct buf *buf, double value)
{
    if (value > 0 && value < 0.005)
        buf_puts(buf, "under 0.01");
    else if (value < 1 && value >= 0.995)
        buf_puts(buf, "over 0.99");
    else
        num_put(buf, value, 2);
}

void words_chance(struct buf *buf, struct fact_interval interval)
{
    put_chance(buf, interval.lo);
    if (interval.lo < interval.hi) {
        buf_puts(buf, " to ");
        put_chance(buf, interval.hi);
    }
}

bool time_is_set(int64_t at_us)
{
    return at_us >= TIME_MIN_US && at_us <= TIME_MAX_US;
}

static const char *month_name(int month)
{
    static const char *const names[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
    return month >= 1 && month <= 12 ? names[month - 1] : "?";
}

/* Local wall-clock time; the edges of the calendar, where an offset would leave it, in UTC. */
static struct time_civil local(const struct tz *tz, int64_t at_us)
{
    struct time_civil civil;

    if (at_us < TIME_MIN_US + 2 * TIME_DAY_US || at_us > TIME_MAX_US - 2 * TIME_DAY_US)
        tz = tz_utc();
    tz_to_civil(tz,
                at_us < TIME_MIN_US   ? TIME_MIN_US
                : at_us > TIME_MAX_US ? TIME_MAX_US
                                      : at_us,
                &civil);
    return civil;
}

static void put_day(struct buf *buf, const struct time_civil *day)
{
    buf_printf(buf, "%d %s %d", day->day, month_name(day->month), day->year);
}

void words_day(struct buf *buf, const struct tz *tz, int64_t at_us)
{
    struct time_civil civil = local(tz, at_us);

    if (!time_is_set(at_us))
        buf_puts(buf, "not set");
    else
        put_day(buf, &civil);
}

void words_moment(struct buf *buf, const struct tz *tz, int64_t at_us)
{
    struct time_civil civil = local(tz, at_us);

    if (!time_is_set(at_us)) {
        buf_puts(buf, "not set");
        return;
    }
    put_day(buf, &civil);
    buf_printf(buf, ", %02d:%02d", civil.hour, civil.minute);
}

static bool is_midnight(const struct time_civil *civil)
{
    return civil->hour == 0 && civil->minute == 0 && civil->second == 0 && civil->micro == 0;
}

static bool is_same_day(const struct time_civil *a, const struct time_civil *b)
{
    return a->year == b->year && a->month == b->month && a->day == b->day;
}

/* [from, to), both at midnight: whole days. */
static void put_days(struct buf *buf, const struct tz *tz, struct fact_time time)
{
    struct time_civil a = local(tz, time.from_us), b = local(tz, time.to_us - 1);

    if (!is_same_day(&a, &b)) {
        if (a.year != b.year)
            buf_printf(buf, "%d %s %d to ", a.day, month_name(a.month), a.year);
        else if (a.month != b.month)
            buf_printf(buf, "%d %s to ", a.day, month_name(a.month));
        else
            buf_printf(buf, "%d to ", a.day);
    }
    put_day(buf, &b);
}

void words_time(struct buf *buf, const struct tz *tz, struct fact_time time)
{
    if (!time_is_set(time.from_us)) {
        buf_puts(buf, "not set");
        return;
    }
    if (!time_is_set(time.to_us)) {
        buf_puts(buf, "from ");
        words_moment(buf, tz, time.from_us);
        return;
    }
    struct time_civil a = local(tz, time.from_us), b = local(tz, time.to_us);
    if (time.to_us > time.from_us && is_midnight(&a) && is_midnight(&b)) {
        put_days(buf, tz, time);
        return;
    }
    words_moment(buf, tz, time.from_us);
    if (is_same_day(&a, &b)) {
        if (a.hour != b.hour || a.minute != b.minute)
            buf_printf(buf, " to %02d:%02d", b.hour, b.minute);
    } else {
        buf_puts(buf, " to ");
        words_moment(buf, tz, time.to_us);
    }
}

void words_bytes_hex(struct buf *buf, const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_printf(buf, "%02x", (unsigned)bytes[i]);
}

const char *words_verdict(const struct finding *finding)
{
    bool is_ruled = finding->status == FACT_STATUS_SUBSTANTIATED;

    switch (finding->verdict) {
    case FINDING_VIOLATION:
        if (is_ruled)
            return "violation (substantiated)";
        if (finding->status == FACT_STATUS_UNDER_VERIFICATION)
            return "alleged violation, under verification";
        return "alleged violation";
    case FINDING_BREACHED:
        return is_ruled ? "breach (substantiated)" : "alleged breach";
    case FINDING_LATE:
        return is_ruled ? "late (substantiated)" : "late";
    case FINDING_UNDETERMINED:
        switch (finding->status) {
        case FACT_STATUS_UNDER_VERIFICATION:
            return "undetermined, under verification";
        case FACT_STATUS_UNDETERMINED:
            return "undetermined by ruling";
        case FACT_STATUS_ALLEGED:
        case FACT_STATUS_SUBSTANTIATED:
        case FACT_STATUS_NOT_SUBSTANTIATED:
            break;
        }
        return "undetermined";
    case FINDING_PENDING:
    case FINDING_FULFILLED:
    case FINDING_KEPT:
        break;
    }
    return finding_verdict_text(finding->verdict);
}

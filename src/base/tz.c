/* SPDX-License-Identifier: Apache-2.0
 *
 * Time zones from TZif bytes (RFC 8536, and version 4 of RFC 9636). A zone is a list of moments at
 * which its offset changes, and a rule for what follows the last of them, such as
 * "EET-2EEST,M3.5.0/3,M10.5.0/4". Everything else is built on two questions: the offset at a
 * moment, and the next moment at which it may change; local times are found by walking the
 * stretches between such moments. */
#include "base/time.h"

#include <assert.h>

#define TZIF_SIZE_LIMIT ((size_t)64 * 1024)
#define HEADER_SIZE ((size_t)44)
#define OFFSET_LIMIT_S 93599 /* 25:59:59, as RFC 8536 recommends */
#define DAY_S 86400
#define RULE_HOURS_LIMIT 167

/* When within a year summer time begins or ends. */
struct rule_date {
    enum { RULE_JULIAN, RULE_DAY, RULE_MONTH } form; /* Jn: 29 February never counted; n; Mm.w.d */
    int month, week, day;
    int32_t time_s; /* after local midnight, -167 to 167 h */
};

struct rule {
    bool is_set, has_summer;
    int32_t standard_s, summer_s; /* east of UTC */
    struct rule_date from, to;    /* of summer time, each in the local time before it */
};

struct tz {
    struct str name;
    size_t count;
    const int64_t *at_s; /* ascending */
    const int32_t *offset_s;
    int32_t first_s;         /* before the first change */
    int32_t least_s, most_s; /* of all offsets */
    struct rule rule;
};

struct change {
    int64_t at_s;
    int32_t offset_s;
};

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Reading */

struct reader {
    struct str bytes;
    size_t at;
};

static uint64_t take_be(struct reader *r, size_t size)
{
    uint64_t value = 0;

    assert(size <= r->bytes.size - r->at); /* the block was measured first */
    for (size_t i = 0; i < size; i++)
        value = value << 8 | (unsigned char)r->bytes.text[r->at++];
    return value;
}

static int64_t as_signed(uint64_t value, size_t size)
{
    uint64_t top = UINT64_C(1) << (size * 8 - 1);
    int64_t low = (int64_t)(value & (top - 1));

    return value & top ? low - (int64_t)(top - 1) - 1 : low;
}

struct counts {
    int version;
    size_t is_ut, is_std, leap, time, type, chars;
};

static bool take_header(struct reader *r, struct counts *counts)
{
    if (r->bytes.size - r->at < HEADER_SIZE || !str_starts(str_from(r->bytes, r->at), STR("TZif")))
        return false;
    char version = r->bytes.text[r->at + 4];
    counts->version = version == '\0' ? 1 : version - '0';
    r->at += 20;
    counts->is_ut = take_be(r, 4);
    counts->is_std = take_be(r, 4);
    counts->leap = take_be(r, 4);
    counts->time = take_be(r, 4);
    counts->type = take_be(r, 4);
    counts->chars = take_be(r, 4);
    return counts->version >= 1 && counts->type >= 1 && counts->type <= 256 && counts->chars >= 1 &&
           counts->time <= TZIF_SIZE_LIMIT && counts->leap <= TZIF_SIZE_LIMIT &&
           counts->chars <= TZIF_SIZE_LIMIT &&
           (counts->is_ut == 0 || counts->is_ut == counts->type) &&
           (counts->is_std == 0 || counts->is_std == counts->type);
}

/* Bytes of a data block whose times have `size` bytes. */
static size_t block_size(const struct counts *counts, size_t size)
{
    return counts->time * (size + 1) + counts->type * 6 + counts->chars +
           counts->leap * (size + 4) + counts->is_std + counts->is_ut;
}

static void note_offset(struct tz *tz, int32_t offset_s)
{
    if (offset_s < tz->least_s)
        tz->least_s = offset_s;
    if (offset_s > tz->most_s)
        tz->most_s = offset_s;
}

static enum err_code take_block(struct reader *r, struct arena *arena, const struct counts *counts,
                                size_t size, struct tz *tz, struct err *err)
{
    int64_t *at_s = ARENA_NEW(arena, int64_t, counts->time);
    int32_t *offset_s = ARENA_NEW(arena, int32_t, counts->time);
    int32_t types[256];
    struct reader kinds = {r->bytes, r->at + counts->time * size};
    struct reader type = {r->bytes, kinds.at + counts->time};
    size_t end = r->at + block_size(counts, size);

    if (!at_s || !offset_s)
        return err_no_memory(err);
    for (size_t i = 0; i < counts->type; i++) {
        int64_t offset = as_signed(take_be(&type, 4), 4);
        if (offset > OFFSET_LIMIT_S || offset < -OFFSET_LIMIT_S || take_be(&type, 1) > 1 ||
            take_be(&type, 1) >= counts->chars)
            return err_set(err, ERR_INPUT, "time zone: local time type %zu is out of range", i);
        types[i] = (int32_t)offset;
    }
    tz->first_s = tz->least_s = tz->most_s = types[0];
    for (size_t i = 0; i < counts->time; i++) {
        size_t kind = take_be(&kinds, 1);
        at_s[i] = as_signed(take_be(r, size), size);
        if (kind >= counts->type || (i > 0 && at_s[i] <= at_s[i - 1]))
            return err_set(err, ERR_INPUT, "time zone: transition %zu is out of order or range", i);
        offset_s[i] = types[kind];
        note_offset(tz, offset_s[i]);
    }
    tz->count = counts->time;
    tz->at_s = at_s;
    tz->offset_s = offset_s;
    r->at = end;
    return ERR_OK;
}

/* The footer's rule, a POSIX TZ string */

static char peek(const struct reader *r)
{
    return r->at < r->bytes.size ? r->bytes.text[r->at] : '\0';
}

static bool accept(struct reader *r, char c)
{
    if (peek(r) != c || r->at >= r->bytes.size)
        return false;
    r->at++;
    return true;
}

static bool take_int(struct reader *r, int limit, int *value)
{
    *value = 0;
    if (peek(r) < '0' || peek(r) > '9')
        return false;
    while (peek(r) >= '0' && peek(r) <= '9') {
        *value = *value * 10 + (peek(r) - '0');
        if (*value > limit)
            return false;
        r->at++;
    }
    return true;
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* name = letter letter letter { letter } | "<" { letter | digit | "+" | "-" } ">" */
static bool skip_name(struct reader *r)
{
    bool quoted = accept(r, '<');
    size_t from = r->at;

    while (is_letter(peek(r)) ||
           (quoted && ((peek(r) >= '0' && peek(r) <= '9') || peek(r) == '+' || peek(r) == '-')))
        r->at++;
    return r->at - from >= 3 && (!quoted || accept(r, '>'));
}

/* hms = [ "+" | "-" ] hours [ ":" minutes [ ":" seconds ] ] */
static bool take_hms(struct reader *r, int hours_limit, int32_t *seconds)
{
    bool negative = peek(r) == '-';
    int h, m = 0, s = 0;

    if (!accept(r, '-'))
        (void)accept(r, '+');
    if (!take_int(r, hours_limit, &h) ||
        (accept(r, ':') && (!take_int(r, 59, &m) || (accept(r, ':') && !take_int(r, 59, &s)))))
        return false;
    *seconds = h * 3600 + m * 60 + s;
    if (negative)
        *seconds = -*seconds;
    return true;
}

/* date = ( "J" num | num | "M" num "." num "." num ) [ "/" hms ] */
static bool take_date(struct reader *r, struct rule_date *date)
{
    *date = (struct rule_date){.form = RULE_DAY, .time_s = 2 * 3600};
    if (accept(r, 'M')) {
        date->form = RULE_MONTH;
        if (!take_int(r, 12, &date->month) || !accept(r, '.') || !take_int(r, 5, &date->week) ||
            !accept(r, '.') || !take_int(r, 6, &date->day) || date->month < 1 || date->week < 1)
            return false;
    } else {
        if (accept(r, 'J'))
            date->form = RULE_JULIAN;
        if (!take_int(r, 365, &date->day) || (date->form == RULE_JULIAN && date->day < 1))
            return false;
    }
    return !accept(r, '/') || take_hms(r, RULE_HOURS_LIMIT, &date->time_s);
}

/* rule = name hms [ name [ hms ] "," date "," date ]; offsets count west */
static bool take_rule(struct str text, struct rule *rule)
{
    struct reader r = {text, 0};

    *rule = (struct rule){.is_set = true};
    if (!skip_name(&r) || !take_hms(&r, 24, &rule->standard_s))
        return false;
    rule->standard_s = -rule->standard_s;
    if (r.at == text.size)
        return true;
    rule->has_summer = true;
    rule->summer_s = rule->standard_s + 3600;
    if (!skip_name(&r))
        return false;
    if (peek(&r) != ',') {
        if (!take_hms(&r, 24, &rule->summer_s))
            return false;
        rule->summer_s = -rule->summer_s;
    }
    return accept(&r, ',') && take_date(&r, &rule->from) && accept(&r, ',') &&
           take_date(&r, &rule->to) && r.at == text.size;
}

/* footer = newline [ rule ] newline */
static enum err_code take_footer(struct reader *r, struct tz *tz, struct err *err)
{
    size_t end = str_find(r->bytes, '\n', r->at + 1);

    if (peek(r) != '\n' || end + 1 != r->bytes.size)
        return err_set(err, ERR_INPUT, "time zone: the footer is not one line at the end");
    struct str text = str_slice(r->bytes, r->at + 1, end);
    if (text.size == 0)
        return ERR_OK;
    if (!take_rule(text, &tz->rule))
        return err_set(err, ERR_INPUT, "time zone: the footer is not a POSIX rule");
    note_offset(tz, tz->rule.standard_s);
    if (tz->rule.has_summer)
        note_offset(tz, tz->rule.summer_s);
    return ERR_OK;
}

enum err_code tz_parse(struct arena *arena, struct str name, struct str bytes, struct tz **out,
                       struct err *err)
{
    struct reader r = {bytes, 0};
    struct counts counts;
    size_t time_size = 4;

    *out = NULL;
    if (bytes.size > TZIF_SIZE_LIMIT)
        return err_set(err, ERR_INPUT, "time zone: %zu bytes; at most 65536 are read", bytes.size);
    if (!take_header(&r, &counts) || block_size(&counts, 4) > bytes.size - r.at)
        return err_set(err, ERR_INPUT, "time zone: not TZif data, or cut short");
    if (counts.version >= 2) { /* the first block is for readers of version 1 */
        r.at += block_size(&counts, 4);
        time_size = 8;
        if (!take_header(&r, &counts) || block_size(&counts, 8) > bytes.size - r.at)
            return err_set(err, ERR_INPUT, "time zone: the 64-bit data is cut short");
    }
    if (counts.leap > 0)
        return err_set(err, ERR_INPUT, "time zone: leap seconds are not UTC as we count it");

    struct tz *tz = ARENA_NEW(arena, struct tz, 1);
    if (!tz)
        return err_no_memory(err);
    TRY(arena_str(arena, name, &tz->name, err));
    TRY(take_block(&r, arena, &counts, time_size, tz, err));
    if (time_size == 8)
        TRY(take_footer(&r, tz, err));
    *out = tz;
    return ERR_OK;
}

const struct tz *tz_utc(void)
{
    static const struct tz utc = {.name = STR_INIT("UTC")};

    return &utc;
}

struct str tz_name(const struct tz *tz)
{
    return tz->name;
}

/* Asking */

/* Days since 1970 on which `date` falls in `year`. */
static int64_t rule_day(const struct rule_date *date, int year)
{
    int64_t first = time_days_from_civil(year, 1, 1);

    switch (date->form) {
    case RULE_JULIAN:
        return first + date->day - 1 + (date->day >= 60 && time_days_in_month(year, 2) == 29);
    case RULE_DAY:
        return first + date->day;
    case RULE_MONTH:
        break;
    }
    int weekday_sunday_0 = (time_weekday(time_days_from_civil(year, date->month, 1)) + 1) % 7;
    int day = 1 + (date->day - weekday_sunday_0 + 7) % 7 + (date->week - 1) * 7;
    if (day > time_days_in_month(year, date->month))
        day -= 7; /* week 5 means the last one */
    return time_days_from_civil(year, date->month, day);
}

/* The rule's changes of the year before `year`, its own and the year after; in any order. */
#define RULE_CHANGES 6

static void rule_changes(const struct rule *rule, int year, struct change *changes)
{
    for (int i = 0; i < RULE_CHANGES; i += 2) {
        int y = year - 1 + i / 2;
        changes[i] = (struct change){
            rule_day(&rule->to, y) * DAY_S + rule->to.time_s - rule->summer_s, rule->standard_s};
        changes[i + 1] =
            (struct change){rule_day(&rule->from, y) * DAY_S + rule->from.time_s - rule->standard_s,
                            rule->summer_s};
    }
}

static int year_of(int64_t at_s)
{
    struct time_civil civil;

    time_civil_from_days(floor_div(at_s, DAY_S), &civil);
    return civil.year;
}

/* The latest change decides; of two at one moment the one to summer time, as all-year summer time
 * is written by rules that end and begin at once. */
static int32_t rule_offset(const struct rule *rule, int64_t at_s)
{
    struct change changes[RULE_CHANGES];
    struct change last = {INT64_MIN, rule->standard_s};

    if (!rule->has_summer)
        return rule->standard_s;
    rule_changes(rule, year_of(at_s), changes);
    for (size_t i = 0; i < RULE_CHANGES; i++)
        if (changes[i].at_s <= at_s &&
            (changes[i].at_s > last.at_s ||
             (changes[i].at_s == last.at_s && changes[i].offset_s == rule->summer_s)))
            last = changes[i];
    return last.offset_s;
}

/* How many of the zone's changes are at or before `at_s`. */
static size_t changes_until(const struct tz *tz, int64_t at_s)
{
    size_t low = 0, high = tz->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (tz->at_s[middle] <= at_s)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int32_t offset_at(const struct tz *tz, int64_t at_s)
{
    size_t passed = changes_until(tz, at_s);

    if (passed == tz->count && tz->rule.is_set)
        return rule_offset(&tz->rule, at_s);
    return passed == 0 ? tz->first_s : tz->offset_s[passed - 1];
}

/* The first moment after `at_s` at which the offset may change. */
static int64_t next_change(const struct tz *tz, int64_t at_s)
{
    struct change changes[RULE_CHANGES];
    size_t passed = changes_until(tz, at_s);
    int64_t next = INT64_MAX;

    if (passed < tz->count)
        return tz->at_s[passed];
    if (!tz->rule.is_set || !tz->rule.has_summer)
        return next;
    rule_changes(&tz->rule, year_of(at_s) + 1, changes); /* this year to the year after next */
    for (size_t i = 0; i < RULE_CHANGES; i++)
        if (changes[i].at_s > at_s && changes[i].at_s < next)
            next = changes[i].at_s;
    return next;
}

/* Where a local time is found. */
struct local {
    int64_t at_s; /* the first moment that shows it; if none does, by the clock before the jump */
    int64_t reached_s; /* the first moment that shows it or more */
};

static struct local from_local(const struct tz *tz, int64_t local_s)
{
    int64_t from = local_s - tz->most_s, last = local_s - tz->least_s; /* it lies between */
    int32_t offset = offset_at(tz, from);
    struct local found = {0};
    bool is_reached = false;

    for (;;) {
        int64_t next = next_change(tz, from), at = local_s - offset;
        if (at >= from && at < next) {
            found.at_s = at;
            if (!is_reached)
                found.reached_s = at;
            return found;
        }
        if (next > last) /* a clock never stands still, so it was reached */
            return found;
        offset = offset_at(tz, next);
        if (!is_reached && local_s - offset < next) {
            is_reached = true;
            found = (struct local){.at_s = at, .reached_s = next};
        }
        from = next;
    }
}

int32_t tz_offset_s(const struct tz *tz, int64_t at_us)
{
    return offset_at(tz, floor_div(at_us, TIME_SECOND_US));
}

int64_t tz_to_utc(const struct tz *tz, const struct time_civil *civil)
{
    int64_t local_us = time_from_civil_utc(civil);
    int64_t local_s = floor_div(local_us, TIME_SECOND_US);

    return from_local(tz, local_s).at_s * TIME_SECOND_US + (local_us - local_s * TIME_SECOND_US);
}

void tz_to_civil(const struct tz *tz, int64_t at_us, struct time_civil *civil)
{
    time_to_civil_utc(at_us + tz_offset_s(tz, at_us) * TIME_SECOND_US, civil);
}

/* The first moment of a local day; where midnight is jumped over, the moment of the jump. */
static int64_t day_start(const struct tz *tz, int64_t days)
{
    return from_local(tz, days * DAY_S).reached_s * TIME_SECOND_US;
}

/* Days since 1970 of the local day that holds `at_us`. When clocks go back over midnight, the new
 * day has begun with its first midnight, whatever they show after. */
static int64_t local_day(const struct tz *tz, int64_t at_us)
{
    int64_t local_us = at_us + tz_offset_s(tz, at_us) * TIME_SECOND_US;
    int64_t days = floor_div(local_us, TIME_DAY_US);

    while (day_start(tz, days + 1) <= at_us)
        days++;
    return days;
}

int64_t tz_day_start(const struct tz *tz, int64_t at_us)
{
    return day_start(tz, local_day(tz, at_us));
}

int64_t tz_day_end(const struct tz *tz, int64_t at_us)
{
    return day_start(tz, local_day(tz, at_us) + 1);
}

int64_t tz_add(const struct tz *tz, int64_t at_us, int years, int months, int64_t days)
{
    struct time_civil civil, date;

    tz_to_civil(tz, at_us, &civil);
    int64_t month = ((int64_t)civil.year + years) * 12 + civil.month - 1 + months;
    int64_t year = floor_div(month, 12);
    if (year < 1 || days < -4000000)
        return TIME_MIN_US;
    if (year > 9999 || days > 4000000)
        return TIME_MAX_US;
    int in_month = time_days_in_month((int)year, (int)(month - year * 12) + 1);
    if (civil.day > in_month)
        civil.day = in_month;
    time_civil_from_days(
        time_days_from_civil((int)year, (int)(month - year * 12) + 1, civil.day) + days, &date);
    civil.year = date.year;
    civil.month = date.month;
    civil.day = date.day;
    if (date.year < 1)
        return TIME_MIN_US;
    return date.year > 9999 ? TIME_MAX_US : tz_to_utc(tz, &civil);
}

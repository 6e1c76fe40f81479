/* SPDX-License-Identifier: Apache-2.0 */
#include "facts/value.h"

#include "base/num.h"

#include "facts/facts_int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN_LIMIT 60
#define METRES_LIMIT 20100000.0 /* half around the Earth, and a little */
#define SHARE_SLACK 1e-6        /* thirds written to six places sum to a little more than 1 */

struct str fact_shown(struct str text)
{
    size_t size = text.size;

    if (size > SHOWN_LIMIT)
        for (size = SHOWN_LIMIT; size > 0 && ((unsigned char)text.text[size] & 0xC0) == 0x80;)
            size--;
    return str_slice(text, 0, size);
}

/* ---------------------------------------------------------------- numbers */

static const struct {
    double low, high;
    const char *means;
} measures[] = {
    [FACT_LONGITUDE] = {-180, 180, "a longitude is -180 to 180"},
    [FACT_LATITUDE] = {-90, 90, "a latitude is -90 to 90"},
    [FACT_METRES] = {0, METRES_LIMIT, "metres are 0 to 20100000 here"},
    [FACT_AZIMUTH] = {-360, 360, "a direction is 0 to 360 degrees"},
    [FACT_HALF_CIRCLE] = {0, 180, "an error of direction is 0 to 180 degrees"},
    [FACT_PROBABILITY] = {0, 1, "a share or probability is 0 to 1"},
    [FACT_AMOUNT] = {0, HUGE_VAL, "it is 0 or more"},
    [FACT_ANY] = {-HUGE_VAL, HUGE_VAL, "a finite number is wanted"},
};

enum err_code fact_number_check(struct str key, double value, struct str written,
                                enum fact_measure measure, struct err *err)
{
    struct str shown = fact_shown(written);

    if (isfinite(value) && value >= measures[measure].low && value <= measures[measure].high)
        return ERR_OK;
    return err_set(err, ERR_INPUT, "%.*s is %.*s; %s", STR_ARG(key), STR_ARG(shown),
                   measures[measure].means);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* [-+] digits "," digits */
static bool has_decimal_comma(struct str text, size_t *comma)
{
    size_t from = text.size > 0 && (text.text[0] == '-' || text.text[0] == '+');

    *comma = str_find(text, ',', from);
    if (*comma == from || *comma + 1 >= text.size)
        return false;
    for (size_t i = from; i < text.size; i++)
        if (i != *comma && !is_digit(text.text[i]))
            return false;
    return true;
}

enum err_code fact_number_parse(struct str key, struct str text, enum fact_measure measure,
                                double *value, struct err *err)
{
    struct str shown = fact_shown(text);
    size_t comma;

    if (str_to_double(text, value))
        return fact_number_check(key, *value, text, measure, err);
    if (text.size <= SHOWN_LIMIT && has_decimal_comma(text, &comma))
        return err_set(err, ERR_INPUT, "%.*s is \"%.*s\", with a decimal comma; write %.*s.%.*s",
                       STR_ARG(key), STR_ARG(shown), (int)comma, text.text,
                       (int)(text.size - comma - 1), text.text + comma + 1);
    return err_set(err, ERR_INPUT, "%.*s is \"%.*s\"; a number is wanted, such as 47.85",
                   STR_ARG(key), STR_ARG(shown));
}

/* ---------------------------------------------------------------- times */

/* digits of at most `limit` at *at, as a number; false when there are none. */
static bool take_digits(struct str text, size_t *at, size_t limit, int *value)
{
    size_t from = *at;

    for (*value = 0; *at < text.size && *at - from < limit && is_digit(text.text[*at]); ++*at)
        *value = *value * 10 + (text.text[*at] - '0');
    return *at > from;
}

/* day sep month sep year [time] with sep one of "./-"; or month first. */
static bool is_day_first(struct str text, int *day, int *month, int *year, struct str *rest)
{
    size_t at = 0;
    char separator;

    if (!take_digits(text, &at, 2, day) || at >= text.size)
        return false;
    separator = text.text[at++];
    if (separator != '.' && separator != '/' && separator != '-')
        return false;
    if (!take_digits(text, &at, 2, month) || at >= text.size || text.text[at++] != separator)
        return false;
    size_t from = at;
    if (!take_digits(text, &at, 4, year) || at - from != 4)
        return false;
    *rest = str_trim(str_from(text, at));
    if (*month > 12 && *day <= 12) {
        int swap = *day;
        *day = *month;
        *month = swap;
    }
    return *year > 0 && *month >= 1 && *month <= 12 && *day >= 1 &&
           *day <= time_days_in_month(*year, *month);
}

static enum err_code refuse_time(struct str key, struct str text, const struct tz *zone,
                                 struct err *err)
{
    struct str shown = fact_shown(text), rest;
    int day, month, year;

    if (is_day_first(text, &day, &month, &year, &rest)) {
        bool has_time = rest.size >= 4 && rest.size <= 8 && is_digit(rest.text[0]);
        for (size_t i = 0; i < rest.size; i++)
            has_time = has_time && (is_digit(rest.text[i]) || rest.text[i] == ':');
        const char *zero = has_time && rest.size > 1 && rest.text[1] == ':' ? "0" : "";
        if (!has_time)
            rest = STR("05:10");
        char other[40] = "";
        struct err made = {0};
        if (day <= 12 && day != month) {
            (void)err_set(&made, ERR_INPUT, " (%04d-%02d-%02d if the month stands first)", year,
                          day, month);
            memcpy(other, made.text, sizeof other - 1);
        }
        return err_set(err, ERR_INPUT,
                       "%.*s is \"%.*s\"; a date is written year first: write "
                       "%04d-%02d-%02dT%s%.*s%s%s",
                       STR_ARG(key), STR_ARG(shown), year, month, day, zero, STR_ARG(rest),
                       zone ? "" : " and its offset, such as Z or +03:00", other);
    }
    return err_set(err, ERR_INPUT,
                   "%.*s is \"%.*s\"; a time is written as 2020-07-27T05:10:00+03:00, in the "
                   "years 1 to 9999",
                   STR_ARG(key), STR_ARG(shown));
}

enum err_code fact_time_parse(struct str key, struct str text, const struct tz *zone,
                              struct fact_time *time, struct err *err)
{
    struct time_text parsed;
    struct str shown = fact_shown(text);

    if (!time_parse(text, &parsed))
        return refuse_time(key, text, zone, err);
    if (parsed.form == TIME_FORM_MOMENT) {
        *time = (struct fact_time){parsed.at_us, parsed.at_us};
        return ERR_OK;
    }
    if (!zone)
        return err_set(err, ERR_INPUT,
                       "%.*s is \"%.*s\", without an offset; write it as %s, or give the "
                       "feed's zone: --feed FORMAT[zone=Europe/Kyiv]:FILE",
                       STR_ARG(key), STR_ARG(shown),
                       parsed.form == TIME_FORM_DATE ? "2020-07-27T05:10:00Z"
                                                     : "2020-07-27T05:10:00+03:00");
    int64_t at_us = tz_to_utc(zone, &parsed.civil);
    *time = (struct fact_time){at_us, at_us};
    if (parsed.form == TIME_FORM_DATE)
        *time = (struct fact_time){tz_day_start(zone, at_us), tz_day_end(zone, at_us)};
    if (time->from_us < TIME_MIN_US || time->to_us > TIME_MAX_US)
        return refuse_time(key, text, zone, err);
    return ERR_OK;
}

enum err_code fact_time_check(struct fact_time time, struct err *err)
{
    struct time_civil from, to;

    if (time.from_us <= time.to_us)
        return ERR_OK;
    time_to_civil_utc(time.from_us, &from);
    time_to_civil_utc(time.to_us, &to);
    return err_set(err, ERR_INPUT,
                   "the time ends at %04d-%02d-%02dT%02d:%02d:%02dZ, before it begins at "
                   "%04d-%02d-%02dT%02d:%02d:%02dZ; an end is not before its start",
                   to.year, to.month, to.day, to.hour, to.minute, to.second, from.year, from.month,
                   from.day, from.hour, from.minute, from.second);
}

/* duration = "P" [ n "W" ] [ n "D" ] [ "T" [ n "H" ] [ n "M" ] [ n "S" ] ], not empty */
static bool parse_duration(struct str text, int64_t *us)
{
    static const struct {
        char letter;
        bool in_time;
        int64_t us;
    } units[] = {{'W', false, 7 * TIME_DAY_US},
                 {'D', false, TIME_DAY_US},
                 {'H', true, TIME_HOUR_US},
                 {'M', true, TIME_MINUTE_US},
                 {'S', true, TIME_SECOND_US}};
    size_t at = 1, next = 0;
    bool in_time = false, is_empty = true;

    *us = 0;
    if (text.size < 2 || text.text[0] != 'P')
        return false;
    while (at < text.size) {
        int value;
        if (text.text[at] == 'T' && !in_time) {
            in_time = is_empty = true; /* something must follow */
            at++;
            continue;
        }
        if (!take_digits(text, &at, 6, &value) || at >= text.size)
            return false;
        while (next < COUNT_OF(units) &&
               (units[next].letter != text.text[at] || units[next].in_time != in_time))
            next++;
        if (next == COUNT_OF(units))
            return false;
        *us += value * units[next++].us;
        is_empty = false;
        at++;
    }
    return !is_empty;
}

enum err_code fact_duration_parse(struct str key, struct str text, int64_t *us, struct err *err)
{
    struct str shown = fact_shown(text);

    if (parse_duration(text, us))
        return ERR_OK;
    return err_set(err, ERR_INPUT,
                   "%.*s is \"%.*s\"; a duration is weeks, days, hours, minutes or seconds, such "
                   "as P1D, PT12H, P7D",
                   STR_ARG(key), STR_ARG(shown));
}

/* ---------------------------------------------------------------- names */

enum err_code fact_name_check(struct str key, struct str text, struct err *err)
{
    struct str shown = fact_shown(text);

    if (text.size == 0)
        return err_set(err, ERR_INPUT, "%.*s is empty; leave it out, or name something",
                       STR_ARG(key));
    if (text.size > FACTS_NAME_LIMIT)
        return err_set(err, ERR_INPUT, "%.*s is \"%.*s...\", %zu bytes; a name has at most %d",
                       STR_ARG(key), STR_ARG(shown), text.size, FACTS_NAME_LIMIT);
    if (!str_utf8_valid(text))
        return err_set(err, ERR_INPUT, "%.*s is not UTF-8", STR_ARG(key));
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.text[i] < 0x20 || text.text[i] == 0x7F)
            return err_set(err, ERR_INPUT, "%.*s is \"%.*s\"; a name has no control characters",
                           STR_ARG(key), STR_ARG(shown));
    return ERR_OK;
}

enum err_code fact_feed_check(struct str text, struct err *err)
{
    struct str shown = fact_shown(text);

    TRY(fact_name_check(STR("feed"), text, err));
    if (str_find(text, ':', 0) < text.size)
        return err_set(err, ERR_INPUT,
                       "feed is \"%.*s\"; a feed's name has no colon, which parts feed and id",
                       STR_ARG(shown));
    return ERR_OK;
}

enum err_code fact_grade_check(struct str text, struct err *err)
{
    struct str shown = fact_shown(text);

    if (text.size == 2 && text.text[0] >= 'A' && text.text[0] <= 'F' && text.text[1] >= '1' &&
        text.text[1] <= '6')
        return ERR_OK;
    return err_set(err, ERR_INPUT,
                   "grade is \"%.*s\"; a grade is a source's reliability A to F and a credibility "
                   "1 to 6, such as B2",
                   STR_ARG(shown));
}

/* ---------------------------------------------------------------- attributes */

struct unit {
    const char *suffix;
    double base; /* how much of the base unit */
};

/* clang-format off: one attribute a line */
static const struct known {
    struct str name;
    bool is_number;
    enum fact_measure measure;
    struct unit units[3]; /* the base unit first */
} known_attributes[] = {
    {STR_INIT("altitude"), true, FACT_ANY, {{"m", 1}, {"ft", 0.3048}}},
    {STR_INIT("calibre"), true, FACT_AMOUNT, {{"mm", 1}}},
    {STR_INIT("direction"), false, FACT_ANY, {{0}}},
    {STR_INIT("distance"), true, FACT_AMOUNT, {{"m", 1}, {"km", 1000}, {"nmi", 1852}}},
    {STR_INIT("duration"), true, FACT_AMOUNT, {{"s", 1}, {"min", 60}, {"h", 3600}}},
    {STR_INIT("goods"), false, FACT_ANY, {{0}}},
    {STR_INIT("mass"), true, FACT_AMOUNT, {{"kg", 1}, {"t", 1000}}},
    {STR_INIT("model"), false, FACT_ANY, {{0}}},
    {STR_INIT("quantity"), true, FACT_AMOUNT, {{0}}},
    {STR_INIT("range"), true, FACT_AMOUNT, {{"m", 1}, {"km", 1000}, {"nmi", 1852}}},
    {STR_INIT("role"), false, FACT_ANY, {{0}}},
    {STR_INIT("route"), false, FACT_ANY, {{0}}},
    {STR_INIT("sensor"), false, FACT_ANY, {{0}}},
    {STR_INIT("site"), false, FACT_ANY, {{0}}},
    {STR_INIT("source"), false, FACT_ANY, {{0}}},
    {STR_INIT("status"), false, FACT_ANY, {{0}}},
    {STR_INIT("target"), false, FACT_ANY, {{0}}},
    {STR_INIT("unit"), false, FACT_ANY, {{0}}},
    {STR_INIT("vessel"), false, FACT_ANY, {{0}}},
    {STR_INIT("weapon"), false, FACT_ANY, {{0}}},
};
/* clang-format on */

/* The attribute named by `key`, perhaps with "_" and a unit. */
static const struct known *find_known(struct str key, const struct unit **unit)
{
    for (size_t i = 0; i < COUNT_OF(known_attributes); i++) {
        const struct known *known = &known_attributes[i];
        struct str name = known->name;
        *unit = known->units[0].suffix ? &known->units[0] : NULL;
        if (key.size < name.size || key.text[0] != name.text[0] || !str_starts(key, name))
            continue;
        if (key.size == name.size)
            return known;
        for (size_t k = 0; k < COUNT_OF(known->units) && known->units[k].suffix; k++)
            if (key.text[name.size] == '_' &&
                str_eq(str_from(key, name.size + 1), str_z(known->units[k].suffix))) {
                *unit = &known->units[k];
                return known;
            }
    }
    return NULL;
}

bool fact_attribute_is_known(struct str key)
{
    const struct unit *unit;

    return find_known(key, &unit) != NULL;
}

/* Cut a unit off the end of "152 mm". */
static struct str cut_unit(const struct known *known, struct str text, const struct unit **unit)
{
    size_t end = text.size;

    while (end > 0 && text.text[end - 1] >= 'a' && text.text[end - 1] <= 'z')
        end--;
    for (size_t k = 0; end < text.size && k < COUNT_OF(known->units); k++)
        if (known->units[k].suffix && str_eq(str_from(text, end), str_z(known->units[k].suffix))) {
            *unit = &known->units[k];
            return str_trim(str_slice(text, 0, end));
        }
    return text;
}

static enum err_code number_text(struct facts *facts, double number, struct str *out,
                                 struct err *err)
{
    struct buf buf;

    buf_init(&buf, facts->arena->mem, 64);
    facts_put_number(&buf, number);
    enum err_code code = buf_check(&buf, err);
    if (!code)
        code = facts_intern(facts, buf_str(&buf), out, err);
    buf_free(&buf);
    return code;
}

static enum err_code set_number(struct facts *facts, struct str key, double number,
                                struct fact_attribute *out, struct err *err)
{
    if (!isfinite(number))
        return err_set(err, ERR_INPUT, "%.*s is too large a number", STR_ARG(key));
    out->is_number = true;
    out->number = number + 0.0; /* no -0 */
    return number_text(facts, out->number, &out->text, err);
}

enum err_code fact_attribute_make(struct facts *facts, struct str key, struct str text,
                                  const double *number, struct fact_attribute *out, struct err *err)
{
    const struct unit *unit = NULL;
    const struct known *known = find_known(key, &unit);
    double value;

    *out = (struct fact_attribute){0};
    TRY(fact_name_check(STR("an attribute's name"), key, err));
    TRY(facts_intern(facts, known ? known->name : key, &out->name, err));
    if (known && known->is_number) {
        if (number) {
            value = *number;
            TRY(fact_number_check(key, value, text, known->measure, err));
        } else {
            text = cut_unit(known, str_trim(text), &unit);
            TRY(fact_number_parse(key, text, known->measure, &value, err));
        }
        return set_number(facts, key, unit ? value * unit->base : value, out, err);
    }
    if (!known && number)
        return set_number(facts, key, *number, out, err);
    if (text.size > FACTS_NAME_LIMIT) /* long text is seldom there twice */
        return arena_str(facts->arena, text, &out->text, err);
    return facts_intern(facts, text, &out->text, err);
}

static int attribute_order(const void *a, const void *b)
{
    const struct fact_attribute *left = a, *right = b;
    return str_cmp(left->name, right->name);
}

enum err_code fact_attributes_sort(struct fact_attribute *attributes, size_t count, struct err *err)
{
    if (count > 1)
        qsort(attributes, count, sizeof *attributes, attribute_order);
    for (size_t i = 1; i < count; i++) {
        struct str name = fact_shown(attributes[i].name);
        if (str_eq(attributes[i - 1].name, attributes[i].name))
            return err_set(err, ERR_INPUT, "%.*s is given twice", STR_ARG(name));
    }
    return ERR_OK;
}

/* ---------------------------------------------------------------- shares */

static int share_order(const void *a, const void *b)
{
    const struct fact_share *left = a, *right = b;
    return str_cmp(left->name, right->name);
}

enum err_code fact_shares_check(struct str key, struct fact_share *shares, size_t count, bool joint,
                                struct err *err)
{
    double sum = 0;

    if (count > 1)
        qsort(shares, count, sizeof *shares, share_order);
    for (size_t i = 0; i < count; i++) {
        struct str name = fact_shown(shares[i].name);
        if (i > 0 && str_eq(shares[i - 1].name, shares[i].name))
            return err_set(err, ERR_INPUT, "%.*s names \"%.*s\" twice", STR_ARG(key),
                           STR_ARG(name));
        if (joint && shares[i].share < 1)
            return err_set(err, ERR_INPUT,
                           "%.*s: a joint act gives each party the share 1, also \"%.*s\"",
                           STR_ARG(key), STR_ARG(name));
        sum += shares[i].share;
    }
    if (joint && count < 2)
        return err_set(err, ERR_INPUT, "%.*s: a joint act names at least two parties",
                       STR_ARG(key));
    if (!joint && sum > 1 + SHARE_SLACK)
        return err_set(err, ERR_INPUT,
                       "the shares of %.*s are %d %% together; they are at most 100 %%, the rest "
                       "is unknown",
                       STR_ARG(key), sum < 1e6 ? (int)ceil(sum * 100 - 1e-6) : 100000000);
    return ERR_OK;
}

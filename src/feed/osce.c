/* SPDX-License-Identifier: Apache-2.0
 *
 * `osce-daily`: numbers of ceasefire violations by region and period, as the OSCE's daily
 * reports gave them (docs/formats/osce-daily.md). Each row is a tally; the value that a report
 * states for the period before is held against the row of that period: the chain. */
#include "feed/feed_int.h"

#include <stdlib.h>

#define PERIOD_LIMIT 366 /* days */
#define END_HOUR 19
#define END_MINUTE 30

enum { REPORT, ISSUED, END, DAYS, REGION, VALUE, NEEDED, STATED = NEEDED, NOTE, COLUMNS };

static const char *const needed[] = {"report_no",   "issued", "period_end_1930_kyiv",
                                     "period_days", "region", "ceasefire_violations",
                                     NULL};

/* What the chain needs of a row. */
struct link {
    struct str region;
    int64_t end_day, days; /* since 1970 */
    bool has_value, has_stated;
    bool is_day_only; /* the stated value is of the 24 hours before, not of the whole period */
    double value, stated;
};

struct state {
    size_t columns[COLUMNS];
    struct link *links;
    size_t count, capacity;
};

static enum err_code header(struct feed_reader *reader, const struct feed_row *row, struct err *err)
{
    struct state *state = ARENA_NEW(reader->facts->arena, struct state, 1);

    if (!state)
        return err_no_memory(err);
    reader->state = state;
    TRY(feed_need_columns(row, needed, state->columns, err));
    state->columns[STATED] = feed_find_column(row, "previous_period_violations");
    state->columns[NOTE] = feed_find_column(row, "note");
    return ERR_OK;
}

static struct str cell(struct feed_reader *reader, const struct feed_row *row, size_t column)
{
    return feed_text(row, FEED_STATE(reader, struct state)->columns[column]);
}

static enum err_code at(struct feed_reader *reader, const struct feed_row *row, size_t column,
                        enum err_code code)
{
    return feed_at(reader, row, FEED_STATE(reader, struct state)->columns[column], code);
}

static const struct tz *zone_of(const struct feed_reader *reader)
{
    return reader->options.zone ? reader->options.zone : reader->options.agreement_zone;
}

/* A whole number of 0 or more; false when the cell is blank. */
static enum err_code whole(struct feed_reader *reader, const struct feed_row *row, size_t column,
                           const char *key, bool *has, double *value, struct err *err)
{
    struct str text = cell(reader, row, column), shown = fact_shown(text);
    int64_t number;

    *has = text.size > 0;
    if (!*has)
        return ERR_OK;
    if (!str_to_i64(text, &number) || number < 0 || number > INT64_C(1000000000))
        return at(reader, row, column,
                  err_set(err, ERR_INPUT,
                          "%s is \"%.*s\"; it is a whole number, or blank where "
                          "none was stated",
                          key, STR_ARG(shown)));
    *value = (double)number;
    return ERR_OK;
}

static enum err_code date(struct feed_reader *reader, const struct feed_row *row, size_t column,
                          struct time_civil *out, struct err *err)
{
    struct str text = cell(reader, row, column), shown = fact_shown(text);
    struct time_text parsed;

    if (!time_parse(text, &parsed) || parsed.form != TIME_FORM_DATE || parsed.civil.year < 1900 ||
        parsed.civil.year > 9000)
        return at(reader, row, column,
                  err_set(err, ERR_INPUT, "%s is \"%.*s\"; a date is written 2020-07-27",
                          needed[column], STR_ARG(shown)));
    *out = parsed.civil;
    return ERR_OK;
}

static int64_t at_end_of(const struct tz *zone, int64_t day)
{
    struct time_civil civil;

    time_civil_from_days(day, &civil);
    civil.hour = END_HOUR;
    civil.minute = END_MINUTE;
    return tz_to_utc(zone, &civil);
}

/* "counting starts HH:MM D Month YYYY" in a note: the first period is shorter. */
static bool counting_starts(struct str note, struct time_civil *out)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    static const char words[] = "counting starts ";
    int64_t numbers[4]; /* hour, minute, day, year */
    size_t from = 0;

    while (from < note.size && !str_starts(str_from(note, from), STR(words)))
        from++;
    struct str rest = str_from(note, from + sizeof words - 1);
    struct str hour = str_cut(&rest, ':'), minute = str_cut(&rest, ' ');
    struct str day = str_cut(&rest, ' '), month = str_cut(&rest, ' ');
    if (!str_to_i64(hour, &numbers[0]) || !str_to_i64(minute, &numbers[1]) ||
        !str_to_i64(day, &numbers[2]) || !str_to_i64(str_slice(rest, 0, 4), &numbers[3]))
        return false;
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        if (numbers[i] < 0 || numbers[i] > 9999)
            return false;
    *out = (struct time_civil){.year = (int)numbers[3],
                               .day = (int)numbers[2],
                               .hour = (int)numbers[0],
                               .minute = (int)numbers[1]};
    for (size_t i = 0; i < COUNT_OF(months); i++)
        if (str_eq(month, str_z(months[i])))
            out->month = (int)i + 1;
    return time_civil_valid(out);
}

static bool holds(struct str text, struct str part)
{
    for (size_t i = 0; i + part.size <= text.size; i++)
        if (str_starts(str_from(text, i), part))
            return true;
    return false;
}

static enum err_code period(struct feed_reader *reader, const struct feed_row *row,
                            struct link *link, struct fact_time *time, struct err *err)
{
    struct str days = cell(reader, row, DAYS), shown = fact_shown(days);
    struct time_civil end = {0}, start;

    TRY(date(reader, row, END, &end, err));
    if (!str_to_i64(days, &link->days) || link->days < 1 || link->days > PERIOD_LIMIT)
        return at(reader, row, DAYS,
                  err_set(err, ERR_INPUT, "period_days is \"%.*s\"; it is 1 to %d", STR_ARG(shown),
                          PERIOD_LIMIT));
    link->end_day = time_days_from_civil(end.year, end.month, end.day);
    time->from_us = at_end_of(zone_of(reader), link->end_day - link->days);
    time->to_us = at_end_of(zone_of(reader), link->end_day);
    if (counting_starts(cell(reader, row, NOTE), &start)) {
        int64_t start_us = tz_to_utc(zone_of(reader), &start);
        if (start_us > time->from_us && start_us < time->to_us)
            time->from_us = start_us;
    }
    return ERR_OK;
}

static enum err_code keep_link(struct feed_reader *reader, const struct link *link, struct err *err)
{
    struct state *state = reader->state;

    TRY(arena_grow(reader->facts->arena, &state->links, state->count, &state->capacity,
                   sizeof *state->links, err));
    state->links[state->count++] = *link;
    return ERR_OK;
}

static enum err_code tell_blank(struct feed_reader *reader, struct str report, struct str region,
                                struct err *err)
{
    struct err text = {0};
    struct str shown = fact_shown(report), shown_region = fact_shown(region);

    (void)err_set(
        &text, ERR_INPUT,
        "%.*s: report %.*s states no number for %.*s; blank is not zero, no tally is made",
        STR_ARG(reader->options.name), STR_ARG(shown), STR_ARG(shown_region));
    return facts_add_notice(reader->facts, str_z(text.text), 1, err);
}

static enum err_code row(struct feed_reader *reader, const struct feed_row *cells, struct err *err)
{
    struct facts *facts = reader->facts;
    struct fact_tally tally = {.line = reader->line};
    struct link link = {0};
    struct str report = cell(reader, cells, REPORT), region = cell(reader, cells, REGION);
    struct time_civil issued;

    TRY(at(reader, cells, REPORT, fact_name_check(STR("report_no"), report, err)));
    TRY(at(reader, cells, REGION, fact_name_check(STR("region"), region, err)));
    TRY(period(reader, cells, &link, &tally.time, err));
    TRY(date(reader, cells, ISSUED, &issued, err));
    TRY(whole(reader, cells, VALUE, needed[VALUE], &link.has_value, &link.value, err));
    TRY(whole(reader, cells, STATED, "previous_period_violations", &link.has_stated, &link.stated,
              err));
    link.is_day_only = holds(cell(reader, cells, NOTE), STR("previous = previous 24 hours"));
    TRY(facts_intern(facts, region, &link.region, err));
    TRY(keep_link(reader, &link, err));
    if (!link.has_value)
        return tell_blank(reader, report, region, err);

    tally.feed = reader->options.feed;
    tally.value = link.value;
    tally.place = (struct fact_place){.form = FACT_PLACE_AREA, .area = link.region};
    tally.received_known =
        true; /* 00:00 of the day of issue, as dates of sources are taken elsewhere */
    tally.received_us = tz_day_start(zone_of(reader), tz_to_utc(zone_of(reader), &issued));
    TRY(facts_intern(facts, reader->options.name, &tally.source, err));
    TRY(facts_intern(facts, STR("violation_tally"), &tally.kind, err));
    TRY(arena_printf(facts->arena, &tally.id, err, "%.*s/%.*s", STR_ARG(report), STR_ARG(region)));
    return fact_tally_finish(facts, &tally, err);
}

/* ---------------------------------------------------------------- the chain */

static int period_order(const void *a, const void *b)
{
    const struct link *left = a, *right = b;
    int order = str_cmp(left->region, right->region);

    return order ? order : (left->end_day > right->end_day) - (left->end_day < right->end_day);
}

/* Where two reports end on one day, the one with a number and the smaller of them comes first. */
static int link_order(const void *a, const void *b)
{
    const struct link *left = a, *right = b;
    int order = period_order(a, b);

    if (order == 0)
        order = (int)right->has_value - (int)left->has_value;
    if (order == 0)
        order = (left->value > right->value) - (left->value < right->value);
    return order ? order : (left->days > right->days) - (left->days < right->days);
}

/* The row of `region` whose period ends where this one begins. */
static const struct link *link_before(const struct state *state, const struct link *link)
{
    struct link wanted = {.region = link->region, .end_day = link->end_day - link->days};

    const struct link *found =
        bsearch(&wanted, state->links, state->count, sizeof wanted, period_order);

    while (found && found > state->links && period_order(found - 1, found) == 0)
        found--;
    return found;
}

static enum err_code end(struct feed_reader *reader, struct err *err)
{
    struct state *state = reader->state;

    (void)err;
    reader->input.has_chain = true;
    if (state->count > 1)
        qsort(state->links, state->count, sizeof *state->links, link_order);
    for (size_t i = 0; i < state->count; i++) {
        const struct link *link = &state->links[i];
        const struct link *before = link->has_stated ? link_before(state, link) : NULL;
        if (!before || !before->has_value || (link->is_day_only && before->days != 1))
            continue;
        reader->input.chain_stated++;
        reader->input.chain_agree += before->value <= link->stated && before->value >= link->stated;
    }
    return ERR_OK;
}

const struct feed_format feed_osce = {.name = STR_INIT("osce-daily"),
                                      .is_table = true,
                                      .is_public = true,
                                      .needs_zone = true,
                                      .header = header,
                                      .row = row,
                                      .end = end};

/* SPDX-License-Identifier: Apache-2.0
 *
 * `ucdp`: the Georeferenced Event Dataset, a CSV with a header (docs/formats/ucdp.md). One event
 * is one fatal_attack; the sides are a dyad, not who fired, and are never actors. A row of HXL
 * tags behind the header is passed over. */
#include "base/num.h"
#include "feed/feed_int.h"

enum {
    ID,
    WHERE_PREC,
    LATITUDE,
    LONGITUDE,
    EVENT_CLARITY,
    DATE_START,
    DATE_END,
    NEEDED,
    /* not always there */
    WHERE_COORDINATES = NEEDED,
    ADM_1,
    ADM_2,
    COUNTRY,
    SOURCE_DATE,
    COLUMNS
};

static const char *const needed[] = {
    "id", "where_prec", "latitude", "longitude", "event_clarity", "date_start", "date_end", NULL};
static const char *const wanted[] = {"where_coordinates", "adm_1", "adm_2", "country",
                                     "source_date"};

struct state {
    size_t columns[COLUMNS];
    bool has_begun; /* a row was seen behind the header */
};

static enum err_code header(struct feed_reader *reader, const struct feed_row *row, struct err *err)
{
    struct state *state = ARENA_NEW(reader->facts->arena, struct state, 1);

    if (!state)
        return err_no_memory(err);
    reader->state = state;
    TRY(feed_need_columns(row, needed, state->columns, err));
    for (size_t i = 0; i < COUNT_OF(wanted); i++)
        state->columns[NEEDED + i] = feed_find_column(row, wanted[i]);
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
    if (reader->options.zone)
        return reader->options.zone;
    return reader->options.agreement_zone ? reader->options.agreement_zone : tz_utc();
}

/* A date, or a date with the time 00:00, as the local day. */
static bool parse_day(const struct tz *zone, struct str text, struct fact_time *day)
{
    struct time_text parsed;

    if (!time_parse(text, &parsed) || parsed.form == TIME_FORM_MOMENT || parsed.civil.hour != 0 ||
        parsed.civil.minute != 0 || parsed.civil.second != 0 || parsed.civil.micro != 0)
        return false;
    int64_t at_us = tz_to_utc(zone, &parsed.civil);
    *day = (struct fact_time){tz_day_start(zone, at_us), tz_day_end(zone, at_us)};
    return day->from_us >= TIME_MIN_US && day->to_us <= TIME_MAX_US;
}

static enum err_code day_of(struct feed_reader *reader, const struct feed_row *row, size_t column,
                            struct fact_time *day, struct err *err)
{
    struct str text = cell(reader, row, column), shown = fact_shown(text);

    if (parse_day(zone_of(reader), text, day))
        return ERR_OK;
    return at(reader, row, column,
              err_set(err, ERR_INPUT, "%s is \"%.*s\"; a date is written 2015-02-15",
                      needed[column], STR_ARG(shown)));
}

/* From date_start 00:00 to the day after date_end 00:00; known from that day or the first
 * source's, whichever is later. */
static enum err_code when(struct feed_reader *reader, const struct feed_row *row,
                          struct observation *o, struct err *err)
{
    struct str sources = cell(reader, row, SOURCE_DATE);
    struct fact_time start = {0}, end = {0}, source;
    int64_t first_us = TIME_NEVER;

    TRY(day_of(reader, row, DATE_START, &start, err));
    TRY(day_of(reader, row, DATE_END, &end, err));
    o->time = (struct fact_time){start.from_us, end.to_us};
    if (end.from_us < start.from_us)
        return at(reader, row, DATE_END, err_set(err, ERR_INPUT, "date_end is before date_start"));
    while (sources.size > 0) {
        struct str one = str_trim(str_cut(&sources, ';'));
        if (parse_day(zone_of(reader), one, &source) && source.from_us < first_us)
            first_us = source.from_us;
    }
    o->received_known = true;
    o->received_us = first_us != TIME_NEVER && first_us > o->time.to_us ? first_us : o->time.to_us;
    return ERR_OK;
}

static enum err_code point(struct feed_reader *reader, const struct feed_row *row, double error_m,
                           struct fact_place *place, struct err *err)
{
    place->form = FACT_PLACE_POINT;
    place->error_m = error_m;
    TRY(at(reader, row, LONGITUDE,
           fact_number_parse(STR("longitude"), cell(reader, row, LONGITUDE), FACT_LONGITUDE,
                             &place->point.lon_deg, err)));
    TRY(at(reader, row, LATITUDE,
           fact_number_parse(STR("latitude"), cell(reader, row, LATITUDE), FACT_LATITUDE,
                             &place->point.lat_deg, err)));
    place->point.lon_deg = num_degrees(place->point.lon_deg);
    place->point.lat_deg = num_degrees(place->point.lat_deg);
    return ERR_OK;
}

/* 1 a place, 2 within 25 km of one, 3 a district, 4 a province, 5 a line or region, 6 a country,
 * 7 waters or air. */
static enum err_code where(struct feed_reader *reader, const struct feed_row *row,
                           struct observation *o, struct err *err)
{
    struct str precision = cell(reader, row, WHERE_PREC), shown = fact_shown(precision);
    struct str name = cell(reader, row, WHERE_COORDINATES);

    if (precision.size != 1 || precision.text[0] < '1' || precision.text[0] > '7')
        return at(reader, row, WHERE_PREC,
                  err_set(err, ERR_INPUT, "where_prec is \"%.*s\"; it is 1 to 7", STR_ARG(shown)));
    if (precision.text[0] <= '2')
        return point(reader, row, precision.text[0] == '1' ? 1000 : 25000, &o->place, err);
    size_t column = precision.text[0] == '3'   ? ADM_2
                    : precision.text[0] == '4' ? ADM_1
                    : precision.text[0] == '6' ? COUNTRY
                                               : WHERE_COORDINATES;
    struct str area = cell(reader, row, column);
    if (area.size == 0)
        area = name;
    if (area.size == 0)
        return ERR_OK; /* somewhere */
    TRY(at(reader, row, column, fact_name_check(STR("the area's name"), area, err)));
    o->place.form = FACT_PLACE_AREA;
    return facts_intern(reader->facts, area, &o->place.area, err);
}

static enum err_code row(struct feed_reader *reader, const struct feed_row *cells, struct err *err)
{
    struct observation o = {.count = 1, .probability = 1, .quantity = 1, .line = reader->line};
    struct state *state = reader->state;
    struct str clarity = cell(reader, cells, EVENT_CLARITY), shown = fact_shown(clarity);
    bool is_first = !state->has_begun;

    state->has_begun = true;
    o.id = cell(reader, cells, ID);
    if (is_first && str_starts(o.id, STR("#")))
        return ERR_OK;
    o.feed = reader->options.feed;
    TRY(facts_intern(reader->facts, reader->options.name, &o.source, err));
    TRY(facts_intern(reader->facts, STR("fatal_attack"), &o.kind, err));
    TRY(at(reader, cells, ID, fact_name_check(STR("id"), o.id, err)));
    TRY(when(reader, cells, &o, err));
    TRY(where(reader, cells, &o, err));
    if (!str_eq(clarity, STR("1")) && !str_eq(clarity, STR("2")))
        return at(
            reader, cells, EVENT_CLARITY,
            err_set(err, ERR_INPUT, "event_clarity is \"%.*s\"; it is 1 or 2", STR_ARG(shown)));
    o.aggregate = str_eq(clarity, STR("2"));
    TRY(facts_intern(reader->facts, cell(reader, cells, WHERE_COORDINATES), &o.text, err));
    TRY(observation_finish(reader->facts, &o, err));
    return facts_add_observation(reader->facts, &o, err);
}

const struct feed_format feed_ucdp = {
    .name = STR_INIT("ucdp"), .is_table = true, .is_public = true, .header = header, .row = row};

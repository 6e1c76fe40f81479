/* SPDX-License-Identifier: Apache-2.0
 *
 * `firms`: active fires seen from space, NASA FIRMS (docs/formats/firms.md): three columns
 * (latitude, longitude, acq_date) or the full forms. A heat anomaly is not an attack; what it
 * means is the agreement's to say.
 *
 * Place: a detection stands for its pixel, and lies anywhere in it. The circular normal with the
 * same spread has sigma = pixel / sqrt(12) on each axis, so the radius that holds 95 % is 2.4477
 * * pixel / sqrt(12) = 0.70659 * pixel. */
#include "base/num.h"
#include "feed/feed_int.h"

#include <math.h>

#define RADIUS_OF_PIXEL 0.70659
#define MODIS_PIXEL_M 1000.0
#define VIIRS_PIXEL_M 375.0

enum {
    LATITUDE,
    LONGITUDE,
    ACQ_DATE,
    NEEDED,
    /* not always there */
    ACQ_TIME = NEEDED,
    SATELLITE,
    INSTRUMENT,
    SCAN,
    TRACK,
    COLUMNS
};

static const char *const needed[] = {"latitude", "longitude", "acq_date", NULL};
static const char *const wanted[] = {"acq_time", "satellite", "instrument", "scan", "track"};

enum sensor { MODIS, SNPP, NRT, SENSORS };
static const char *const sensor_names[SENSORS] = {"MODIS", "VIIRS S-NPP", "VIIRS NRT"};

struct state {
    size_t columns[COLUMNS];
    struct fact_attribute sensors[SENSORS]; /* shared by all rows */
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
    for (size_t i = 0; i < SENSORS; i++)
        TRY(fact_attribute_make(reader->facts, STR("sensor"), str_z(sensor_names[i]), NULL,
                                &state->sensors[i], err));
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

static size_t decimals(struct str number)
{
    size_t point = str_find(number, '.', 0), count = 0;

    for (size_t i = point + 1; i < number.size; i++, count++)
        if (number.text[i] < '0' || number.text[i] > '9')
            break;
    return point < number.size ? count : 0;
}

static bool is_any(struct str text, const char *const *names)
{
    for (; *names; names++)
        if (str_eq(text, str_z(*names)))
            return true;
    return false;
}

/* From the columns; where they do not say, the larger number of decimals: 6 S-NPP archive, 5
 * near real time or NOAA-20, fewer MODIS. */
static enum sensor sensor_of(struct feed_reader *reader, const struct feed_row *row)
{
    static const char *const modis[] = {"T", "A", "Terra", "Aqua", "MODIS", NULL};
    static const char *const snpp[] = {"N", "NPP", "SNPP", "S-NPP", "Suomi NPP", "Suomi-NPP", NULL};
    struct str satellite = cell(reader, row, SATELLITE);
    struct str instrument = cell(reader, row, INSTRUMENT);

    if (str_eq(instrument, STR("MODIS")) || is_any(satellite, modis))
        return MODIS;
    if (is_any(satellite, snpp))
        return SNPP;
    if (satellite.size || str_eq(instrument, STR("VIIRS")))
        return NRT;
    size_t lat = decimals(cell(reader, row, LATITUDE)),
           lon = decimals(cell(reader, row, LONGITUDE));
    size_t most = lat > lon ? lat : lon;
    return most >= 6 ? SNPP : most == 5 ? NRT : MODIS;
}

/* acq_time = H | HH | HMM | HHMM | HH:MM [ ":" SS ]; minutes of the day. */
static bool parse_clock(struct str text, int *minutes)
{
    int digits[6], count = 0;

    if (text.size > 8)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        bool is_colon = text.text[i] == ':' && (i == 2 || i == 5);
        if (is_colon)
            continue;
        if (text.text[i] < '0' || text.text[i] > '9' || count == 6)
            return false;
        digits[count++] = text.text[i] - '0';
    }
    bool has_colon = str_find(text, ':', 0) < text.size;
    if (count == 0 || (has_colon ? (text.size != 5 && text.size != 8) : count > 4))
        return false;
    int value = 0;
    for (int i = 0; i < (count < 4 ? count : 4); i++)
        value = value * 10 + digits[i];
    *minutes = value / 100 * 60 + value % 100;
    return value / 100 < 24 && value % 100 < 60;
}

/* UTC; a date alone is its day. */
static enum err_code when(struct feed_reader *reader, const struct feed_row *row,
                          struct observation *o, struct err *err)
{
    struct str date = cell(reader, row, ACQ_DATE), clock = cell(reader, row, ACQ_TIME);
    struct str shown = fact_shown(date);
    struct time_text parsed;
    int minutes = 0;

    if (!time_parse(date, &parsed) || parsed.form != TIME_FORM_DATE)
        return at(reader, row, ACQ_DATE,
                  err_set(err, ERR_INPUT, "acq_date is \"%.*s\"; a date is written 2022-02-24",
                          STR_ARG(shown)));
    int64_t day_us = time_from_civil_utc(&parsed.civil);
    o->time = (struct fact_time){day_us, day_us + TIME_DAY_US};
    shown = fact_shown(clock);
    if (clock.size > 0 && !parse_clock(clock, &minutes))
        return at(reader, row, ACQ_TIME,
                  err_set(err, ERR_INPUT, "acq_time is \"%.*s\"; it is HHMM or HH:MM:SS",
                          STR_ARG(shown)));
    if (clock.size > 0)
        o->time.from_us = o->time.to_us = day_us + minutes * TIME_MINUTE_US;
    if (o->time.to_us > TIME_MAX_US)
        o->time.to_us = TIME_MAX_US;
    o->received_us = o->time.to_us;
    return ERR_OK;
}

/* The pixel grows towards the edge of the swath; scan and track say by how much, in km. */
static enum err_code pixel(struct feed_reader *reader, const struct feed_row *row,
                           enum sensor sensor, double *pixel_m, struct err *err)
{
    static const size_t columns[] = {SCAN, TRACK};
    double found_km = 0;

    *pixel_m = sensor == MODIS ? MODIS_PIXEL_M : VIIRS_PIXEL_M;
    for (size_t i = 0; i < COUNT_OF(columns); i++) {
        struct str text = cell(reader, row, columns[i]);
        double km = 0;
        if (text.size == 0)
            continue;
        TRY(at(reader, row, columns[i],
               fact_number_parse(str_z(wanted[columns[i] - NEEDED]), text, FACT_AMOUNT, &km, err)));
        found_km = km > found_km ? km : found_km;
    }
    if (found_km > 20)
        return at(reader, row, SCAN,
                  err_set(err, ERR_INPUT, "scan or track is above 20; a pixel's size is in km"));
    if (found_km * 1000 > *pixel_m)
        *pixel_m = found_km * 1000;
    return ERR_OK;
}

static enum err_code where(struct feed_reader *reader, const struct feed_row *row,
                           struct observation *o, struct err *err)
{
    o->place.form = FACT_PLACE_POINT;
    TRY(at(reader, row, LATITUDE,
           fact_number_parse(STR("latitude"), cell(reader, row, LATITUDE), FACT_LATITUDE,
                             &o->place.point.lat_deg, err)));
    TRY(at(reader, row, LONGITUDE,
           fact_number_parse(STR("longitude"), cell(reader, row, LONGITUDE), FACT_LONGITUDE,
                             &o->place.point.lon_deg, err)));
    o->place.point.lon_deg = num_degrees(o->place.point.lon_deg);
    o->place.point.lat_deg = num_degrees(o->place.point.lat_deg);
    return ERR_OK;
}

static enum err_code row(struct feed_reader *reader, const struct feed_row *cells, struct err *err)
{
    struct observation o = {.count = 1, .probability = 1, .quantity = 1, .line = reader->line};
    enum sensor sensor = sensor_of(reader, cells);
    double pixel_m;

    o.feed = reader->options.feed;
    TRY(facts_intern(reader->facts, reader->options.name, &o.source, err));
    TRY(facts_intern(reader->facts, STR("thermal_anomaly"), &o.kind, err));
    TRY(when(reader, cells, &o, err));
    TRY(where(reader, cells, &o, err));
    TRY(pixel(reader, cells, sensor, &pixel_m, err));
    o.place.error_m = num_round(RADIUS_OF_PIXEL * pixel_m, 0);
    o.attributes = &FEED_STATE(reader, struct state)->sensors[sensor];
    o.attribute_count = 1;
    TRY(observation_finish(reader->facts, &o, err));
    return facts_add_observation(reader->facts, &o, err);
}

const struct feed_format feed_firms = {
    .name = STR_INIT("firms"), .is_table = true, .is_public = true, .header = header, .row = row};

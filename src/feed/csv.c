/* SPDX-License-Identifier: Apache-2.0
 *
 * `csv`: observations as a table (docs/formats/csv.md). Columns in any order, by the names
 * below; any other column is an attribute by its name. */
#include "base/num.h"
#include "feed/feed_int.h"

#define COLUMNS(X)                                                                                 \
    X(ID, "id")                                                                                    \
    X(FEED, "feed")                                                                                \
    X(RECEIVED, "received")                                                                        \
    X(FROM, "from")                                                                                \
    X(TO, "to")                                                                                    \
    X(HOLDS, "holds")                                                                              \
    X(AGGREGATE, "aggregate")                                                                      \
    X(LON, "lon")                                                                                  \
    X(LAT, "lat")                                                                                  \
    X(ERROR_M, "error_m")                                                                          \
    X(AREA, "area")                                                                                \
    X(KIND, "kind")                                                                                \
    X(ACTOR, "actor")                                                                              \
    X(COUNT, "count")                                                                              \
    X(COUNT_ABOUT, "count_about")                                                                  \
    X(GRADE, "grade")                                                                              \
    X(STATUS, "status")                                                                            \
    X(PROBABILITY, "probability")                                                                  \
    X(TEXT, "text")

enum column {
#define X(name, text) COLUMN_##name,
    COLUMNS(X)
#undef X
        KNOWN_COLUMNS
};

static const char *const column_names[] = {
#define X(name, text) text,
    COLUMNS(X)
#undef X
};

struct extra {
    size_t column;
    struct str name;
    bool is_object; /* belongs to `object` */
    bool is_known;
};

struct state {
    size_t columns[KNOWN_COLUMNS]; /* SIZE_MAX: not there */
    struct extra *extras;          /* the attributes */
    size_t extra_count;
};

#define SHARE_LIMIT 64 /* parties in one cell */

/* ---------------------------------------------------------------- header */

static enum err_code extra_column(struct feed_reader *reader, struct state *state, struct str name,
                                  size_t column, struct err *err)
{
    static const char *const of_object[] = {"weapon", "calibre", "calibre_mm", "quantity", "unit"};
    struct extra *extra = &state->extras[state->extra_count];
    struct err notice = {0};

    *extra = (struct extra){.column = column, .is_known = fact_attribute_is_known(name)};
    TRY(fact_name_check(STR("a column's name"), name, err));
    TRY(arena_str(reader->facts->arena, name, &extra->name, err));
    for (size_t i = 0; i < COUNT_OF(of_object); i++)
        extra->is_object = extra->is_object || str_eq(name, str_z(of_object[i]));
    state->extra_count++;
    if (extra->is_known)
        return ERR_OK;
    struct str shown = fact_shown(name);
    (void)err_set(&notice, ERR_INPUT,
                  "%.*s: the column \"%.*s\" is not one known here; it is kept as an attribute",
                  STR_ARG(reader->options.name), STR_ARG(shown));
    return facts_add_notice(reader->facts, str_z(notice.text), 1, err);
}

static enum err_code check_form(const struct feed_row *row, const struct state *state,
                                struct err *err)
{
    struct str shown = fact_shown(row->raw);

    if (state->columns[COLUMN_FROM] == SIZE_MAX || state->columns[COLUMN_KIND] == SIZE_MAX)
        return err_set(err, ERR_INPUT,
                       "there is no column \"%s\" in the header, which begins %.*s; a table of "
                       "observations has at least from and kind",
                       state->columns[COLUMN_FROM] == SIZE_MAX ? "from" : "kind", STR_ARG(shown));
    if ((state->columns[COLUMN_LON] == SIZE_MAX) != (state->columns[COLUMN_LAT] == SIZE_MAX))
        return err_set(err, ERR_INPUT, "there is one column of lon and lat; a point has both");
    return ERR_OK;
}

static enum err_code header(struct feed_reader *reader, const struct feed_row *row, struct err *err)
{
    struct state *state = ARENA_NEW(reader->facts->arena, struct state, 1);

    if (!state)
        return err_no_memory(err);
    reader->state = state;
    state->extras = ARENA_NEW(reader->facts->arena, struct extra, row->count);
    if (!state->extras)
        return err_no_memory(err);
    for (size_t k = 0; k < KNOWN_COLUMNS; k++)
        state->columns[k] = feed_find_column(row, column_names[k]);
    for (size_t i = 0; i < row->count; i++) {
        struct str name = str_trim(row->fields[i].text);
        bool is_taken = name.size == 0; /* columns without a name are not read */
        for (size_t k = 0; k < KNOWN_COLUMNS; k++)
            is_taken = is_taken || state->columns[k] == i;
        struct str shown = fact_shown(name);
        for (size_t k = 0; k < i && name.size > 0; k++)
            if (str_eq(str_trim(row->fields[k].text), name))
                return err_set(err, ERR_INPUT, "the header names \"%.*s\" twice", STR_ARG(shown));
        if (!is_taken)
            TRY(extra_column(reader, state, name, i, err));
    }
    return check_form(row, state, err);
}

/* ---------------------------------------------------------------- cells */

static struct str cell(const struct state *state, const struct feed_row *row, enum column column)
{
    return feed_text(row, state->columns[column]);
}

static enum err_code at(struct feed_reader *reader, const struct feed_row *row, enum column column,
                        enum err_code code)
{
    return feed_at(reader, row, FEED_STATE(reader, struct state)->columns[column], code);
}

static enum err_code number(struct feed_reader *reader, const struct feed_row *row,
                            enum column column, enum fact_measure measure, double *value,
                            struct err *err)
{
    struct str text = cell(reader->state, row, column);

    if (text.size == 0)
        return ERR_OK;
    TRY(at(reader, row, column,
           fact_number_parse(str_z(column_names[column]), text, measure, value, err)));
    *value += 0.0; /* no -0 */
    return ERR_OK;
}

static enum err_code flag(struct feed_reader *reader, const struct feed_row *row,
                          enum column column, bool *value, struct err *err)
{
    struct str text = cell(reader->state, row, column), shown = fact_shown(text);

    if (text.size == 0 || str_eq(text, STR("false")) || str_eq(text, STR("no")) ||
        str_eq(text, STR("0")))
        return ERR_OK;
    *value = str_eq(text, STR("true")) || str_eq(text, STR("yes")) || str_eq(text, STR("1"));
    if (*value)
        return ERR_OK;
    return at(reader, row, column,
              err_set(err, ERR_INPUT, "%s is \"%.*s\"; it is true or false, or empty",
                      column_names[column], STR_ARG(shown)));
}

static enum err_code name(struct feed_reader *reader, const struct feed_row *row,
                          enum column column, struct str *out, struct err *err)
{
    struct str text = cell(reader->state, row, column);

    if (text.size == 0)
        return ERR_OK;
    TRY(at(reader, row, column, fact_name_check(str_z(column_names[column]), text, err)));
    return facts_intern(reader->facts, text, out, err);
}

static enum err_code moment(struct feed_reader *reader, const struct feed_row *row,
                            enum column column, struct fact_time *out, bool *has, struct err *err)
{
    struct str text = cell(reader->state, row, column);

    *has = text.size > 0;
    if (!*has)
        return ERR_OK;
    return at(reader, row, column,
              fact_time_parse(str_z(column_names[column]), text, reader->options.zone, out, err));
}

/* ---------------------------------------------------------------- parts of a row */

static enum err_code when(struct feed_reader *reader, const struct feed_row *row,
                          struct observation *o, struct err *err)
{
    struct fact_time end, received;
    bool has_from, has_to;

    TRY(moment(reader, row, COLUMN_FROM, &o->time, &has_from, err));
    TRY(moment(reader, row, COLUMN_TO, &end, &has_to, err));
    if (!has_from)
        return at(reader, row, COLUMN_FROM, err_set(err, ERR_INPUT, "from is empty; when was it?"));
    if (has_to)
        o->time.to_us = end.to_us;
    TRY(at(reader, row, COLUMN_TO, fact_time_check(o->time, err)));
    TRY(moment(reader, row, COLUMN_RECEIVED, &received, &o->received_known, err));
    o->received_us = o->received_known ? received.to_us : o->time.to_us;
    TRY(flag(reader, row, COLUMN_HOLDS, &o->holds, err));
    return flag(reader, row, COLUMN_AGGREGATE, &o->aggregate, err);
}

static enum err_code where(struct feed_reader *reader, const struct feed_row *row,
                           struct observation *o, struct err *err)
{
    const struct state *state = reader->state;
    bool has_lon = cell(state, row, COLUMN_LON).size > 0;
    bool has_lat = cell(state, row, COLUMN_LAT).size > 0;
    bool has_area = cell(state, row, COLUMN_AREA).size > 0;

    if (has_lon != has_lat)
        return at(reader, row, has_lon ? COLUMN_LAT : COLUMN_LON,
                  err_set(err, ERR_INPUT, "%s is empty; a point has lon and lat",
                          has_lon ? "lat" : "lon"));
    if (has_lon && has_area)
        return at(reader, row, COLUMN_AREA,
                  err_set(err, ERR_INPUT, "area and lon, lat are both given; give one"));
    if (has_area) {
        o->place.form = FACT_PLACE_AREA;
        return name(reader, row, COLUMN_AREA, &o->place.area, err);
    }
    if (!has_lon)
        return ERR_OK;
    o->place.form = FACT_PLACE_POINT;
    TRY(number(reader, row, COLUMN_LON, FACT_LONGITUDE, &o->place.point.lon_deg, err));
    TRY(number(reader, row, COLUMN_LAT, FACT_LATITUDE, &o->place.point.lat_deg, err));
    TRY(number(reader, row, COLUMN_ERROR_M, FACT_METRES, &o->place.error_m, err));
    o->place.point.lon_deg = num_degrees(o->place.point.lon_deg);
    o->place.point.lat_deg = num_degrees(o->place.point.lat_deg);
    o->place.error_m = num_metres(o->place.error_m);
    return ERR_OK;
}

/* actor = share { ";" share } .  share = name [ ":" number ] */
static enum err_code shares(struct feed_reader *reader, struct str text, struct fact_share *out,
                            size_t *count, struct err *err)
{
    while (text.size > 0) {
        struct str part = str_trim(str_cut(&text, ';')), party = part, number_text = {0};
        size_t colon = part.size;
        while (colon > 0 && part.text[colon - 1] != ':')
            colon--;
        if (part.size == 0)
            continue;
        if (*count == SHARE_LIMIT)
            return err_set(err, ERR_INPUT, "actor names more than %d parties", SHARE_LIMIT);
        out[*count].share = 1;
        if (colon > 0) {
            party = str_trim(str_slice(part, 0, colon - 1));
            number_text = str_trim(str_from(part, colon));
            TRY(fact_number_parse(STR("actor"), number_text, FACT_PROBABILITY, &out[*count].share,
                                  err));
        }
        TRY(fact_name_check(STR("actor"), party, err));
        TRY(facts_intern(reader->facts, party, &out[(*count)++].name, err));
    }
    return fact_shares_check(STR("actor"), out, *count, false, err);
}

static enum err_code who(struct feed_reader *reader, const struct feed_row *row,
                         struct observation *o, struct err *err)
{
    struct fact_share found[SHARE_LIMIT];
    struct str text = cell(reader->state, row, COLUMN_ACTOR);
    size_t count = 0;

    TRY(at(reader, row, COLUMN_ACTOR, shares(reader, text, found, &count, err)));
    if (count == 0)
        return ERR_OK;
    struct fact_share *kept = ARENA_NEW(reader->facts->arena, struct fact_share, count);
    if (!kept)
        return err_no_memory(err);
    for (size_t i = 0; i < count; i++)
        kept[i] = found[i];
    o->actors = kept;
    o->actor_count = count;
    return ERR_OK;
}

static enum err_code attribute(struct feed_reader *reader, const struct extra *extra,
                               struct str text, struct fact_attribute *out, struct err *err)
{
    double value;
    bool is_number = !extra->is_known && str_to_double(text, &value);

    return fact_attribute_make(reader->facts, extra->name, text, is_number ? &value : NULL, out,
                               err);
}

static enum err_code what(struct feed_reader *reader, const struct feed_row *row,
                          struct observation *o, struct err *err)
{
    const struct state *state = reader->state;
    size_t count = 0;

    for (size_t i = 0; i < state->extra_count; i++)
        count += feed_text(row, state->extras[i].column).size > 0;
    if (count == 0)
        return ERR_OK;
    struct fact_attribute *all = ARENA_NEW(reader->facts->arena, struct fact_attribute, count);
    if (!all)
        return err_no_memory(err);
    for (int pass = 0; pass < 2; pass++) /* those of `object` first */
        for (size_t i = 0; i < state->extra_count; i++) {
            const struct extra *extra = &state->extras[i];
            struct str text = feed_text(row, extra->column);
            if (text.size == 0 || extra->is_object != (pass == 0))
                continue;
            struct fact_attribute *made = &all[o->attribute_count++];
            TRY(feed_at(reader, row, extra->column, attribute(reader, extra, text, made, err)));
            o->object_count += extra->is_object;
            if (str_eq(made->name, STR("quantity")) && extra->is_object) {
                o->quantity = made->number;
                o->has_quantity = true;
            }
        }
    o->attributes = all;
    TRY(fact_attributes_sort(all, o->object_count, err));
    return fact_attributes_sort(all + o->object_count, o->attribute_count - o->object_count, err);
}

static enum err_code words(struct feed_reader *reader, const struct feed_row *row,
                           struct observation *o, struct err *err)
{
    struct str status = cell(reader->state, row, COLUMN_STATUS), shown = fact_shown(status);
    struct str text = cell(reader->state, row, COLUMN_TEXT);

    TRY(number(reader, row, COLUMN_COUNT, FACT_AMOUNT, &o->count, err));
    TRY(flag(reader, row, COLUMN_COUNT_ABOUT, &o->count_about, err));
    TRY(number(reader, row, COLUMN_PROBABILITY, FACT_PROBABILITY, &o->probability, err));
    TRY(name(reader, row, COLUMN_GRADE, &o->grade, err));
    if (o->grade.size)
        TRY(at(reader, row, COLUMN_GRADE, fact_grade_check(o->grade, err)));
    if (status.size && !fact_status_parse(status, &o->status))
        return at(reader, row, COLUMN_STATUS,
                  err_set(err, ERR_INPUT,
                          "status is \"%.*s\"; it is alleged, under verification, substantiated, "
                          "not substantiated or undetermined",
                          STR_ARG(shown)));
    return text.size ? arena_str(reader->facts->arena, text, &o->text, err) : ERR_OK;
}

static enum err_code row(struct feed_reader *reader, const struct feed_row *cells, struct err *err)
{
    struct observation o = {.count = 1, .probability = 1, .quantity = 1, .line = reader->line};
    struct str id = cell(reader->state, cells, COLUMN_ID);

    o.feed = reader->options.feed;
    TRY(facts_intern(reader->facts, reader->options.name, &o.source, err));
    TRY(name(reader, cells, COLUMN_FEED, &o.feed, err));
    TRY(at(reader, cells, COLUMN_FEED, fact_feed_check(o.feed, err)));
    TRY(name(reader, cells, COLUMN_KIND, &o.kind, err));
    if (o.kind.size == 0)
        return at(reader, cells, COLUMN_KIND,
                  err_set(err, ERR_INPUT, "kind is empty; what was observed?"));
    if (id.size)
        TRY(at(reader, cells, COLUMN_ID, fact_name_check(STR("id"), id, err)));
    o.id = id; /* copied by observation_finish */
    TRY(when(reader, cells, &o, err));
    TRY(where(reader, cells, &o, err));
    TRY(who(reader, cells, &o, err));
    TRY(what(reader, cells, &o, err));
    TRY(words(reader, cells, &o, err));
    TRY(observation_finish(reader->facts, &o, err));
    return facts_add_observation(reader->facts, &o, err);
}

const struct feed_format feed_csv = {
    .name = STR_INIT("csv"), .is_table = true, .header = header, .row = row};

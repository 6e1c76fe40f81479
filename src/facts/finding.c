/* SPDX-License-Identifier: Apache-2.0 */
#include "facts/finding.h"

#include "base/num.h"

#include "facts/facts_int.h"

#include <math.h>

#define PROBABILITY_DECIMALS 6
#define ERROR_DECIMALS 9

static const char *const state_names[4] = {"pending", "fulfilled", "late", "breached"};

const char *finding_verdict_text(enum finding_verdict verdict)
{
    static const char *const texts[] = {
#define X(name, text) [FINDING_##name] = (text),
        FINDING_VERDICTS(X)
#undef X
    };
    return texts[verdict];
}

const char *finding_way_text(enum finding_way_by by)
{
    static const char *const texts[] = {
#define X(name, text) [FINDING_WAY_##name] = (text),
        FINDING_WAYS(X)
#undef X
    };
    return texts[by];
}

static void put_bounded(struct buf *buf, double value, int decimals)
{
    if (isfinite(value))
        num_put(buf, value, decimals);
    else
        buf_puts(buf, "null");
}

void fact_interval_put_both(struct buf *buf, struct fact_interval interval, int decimals)
{
    buf_putc(buf, '[');
    put_bounded(buf, num_round(interval.lo, decimals), decimals);
    buf_puts(buf, ", ");
    put_bounded(buf, num_round(interval.hi, decimals), decimals);
    buf_putc(buf, ']');
}

void fact_interval_put(struct buf *buf, struct fact_interval interval, int decimals)
{
    double lo = num_round(interval.lo, decimals);

    if (lo >= num_round(interval.hi, decimals))
        put_bounded(buf, lo, decimals);
    else
        fact_interval_put_both(buf, interval, decimals);
}

/* ---------------------------------------------------------------- NDJSON */

static void put_or_null(struct buf *buf, bool *first, const char *key, struct str text)
{
    json_key(buf, first, key);
    if (text.size)
        json_put_string(buf, text);
    else
        buf_puts(buf, "null");
}

static void put_time_or_null(struct buf *buf, bool *first, const char *key, int64_t at_us)
{
    if (at_us == TIME_NONE || at_us == TIME_NEVER)
        put_or_null(buf, first, key, (struct str){0});
    else
        put_moment(buf, first, key, at_us);
}

static void put_list(struct buf *buf, bool *first, const char *key, const struct str *texts,
                     size_t count)
{
    if (count > 0) {
        put_texts(buf, first, key, texts, count);
        return;
    }
    json_key(buf, first, key);
    buf_puts(buf, "[]");
}

static void put_interval_or_null(struct buf *buf, bool *first, const char *key, bool has,
                                 struct fact_interval interval)
{
    json_key(buf, first, key);
    if (has)
        fact_interval_put(buf, interval, PROBABILITY_DECIMALS);
    else
        buf_puts(buf, "null");
}

static void put_parties(struct buf *buf, bool *first, const struct finding *f)
{
    bool inner = true;

    json_key(buf, first, "parties");
    buf_putc(buf, '{');
    for (size_t i = 0; i < f->party_count; i++) {
        buf_puts(buf, inner ? "" : ", ");
        inner = false;
        json_put_string(buf, f->parties[i].name);
        buf_puts(buf, ": ");
        num_put(buf, f->parties[i].share, PROBABILITY_DECIMALS);
    }
    buf_putc(buf, '}');
}

static void put_level(struct buf *buf, bool *first, const struct fact_attribution *attribution)
{
    bool inner = true;

    json_key(buf, first, "attribution");
    buf_putc(buf, '{');
    put_or_null(buf, &inner, "party", attribution->party);
    json_key(buf, &inner, "level");
    buf_puts(buf, "\"A");
    num_put_i64(buf, attribution->level);
    buf_putc(buf, '"');
    put_or_null(buf, &inner, "basis", attribution->basis);
    buf_putc(buf, '}');
}

static void put_span(struct buf *buf, bool *first, struct fact_time time)
{
    bool inner = true;

    json_key(buf, first, "time");
    if (time.from_us == TIME_NONE) {
        buf_puts(buf, "null");
        return;
    }
    buf_putc(buf, '{');
    put_time_or_null(buf, &inner, "from", time.from_us);
    put_time_or_null(buf, &inner, "to", time.to_us);
    buf_putc(buf, '}');
}

static void put_where(struct buf *buf, bool *first, const struct fact_place *place)
{
    if (place->form == FACT_PLACE_NONE)
        put_or_null(buf, first, "place", (struct str){0});
    else
        put_place(buf, first, place);
}

static void put_readings(struct buf *buf, bool *first, const struct finding *f)
{
    json_key(buf, first, "readings");
    if (f->reading_count == 0) {
        buf_puts(buf, "null");
        return;
    }
    buf_putc(buf, '{');
    for (size_t i = 0; i < f->reading_count; i++) {
        buf_puts(buf, i ? ", " : "");
        json_put_string(buf, f->readings[i].key);
        buf_puts(buf, ": ");
        fact_interval_put(buf, f->readings[i].occurrence, PROBABILITY_DECIMALS);
    }
    buf_putc(buf, '}');
}

static void put_states(struct buf *buf, bool *first, const struct finding *f)
{
    bool inner = true;

    json_key(buf, first, "states");
    if (!f->has_states) {
        buf_puts(buf, "null");
        return;
    }
    buf_putc(buf, '{');
    for (size_t i = 0; i < COUNT_OF(state_names); i++)
        put_interval_or_null(buf, &inner, state_names[i], true, f->states[i]);
    buf_putc(buf, '}');
}

static void put_way(struct buf *buf, bool *first, const struct finding_way *way)
{
    bool inner = true;

    json_key(buf, first, "way");
    if (way->by == FINDING_WAY_NONE) {
        buf_puts(buf, "null");
        return;
    }
    buf_putc(buf, '{');
    put_or_null(buf, &inner, "by", str_z(finding_way_text(way->by)));
    json_key(buf, &inner, "error");
    num_put(buf, way->error, ERROR_DECIMALS);
    json_key(buf, &inner, "worlds");
    if (way->worlds > 0)
        num_put_i64(buf, way->worlds);
    else
        buf_puts(buf, "null");
    buf_putc(buf, '}');
}

static struct fact_interval exactly(double value)
{
    return (struct fact_interval){value, value};
}

/* A standing finding is no allegation against anybody. */
static struct str status_of(const struct finding *f)
{
    return f->is_standing ? (struct str){0} : str_z(fact_status_text(f->status));
}

static struct str verdict_of(const struct finding *f)
{
    return f->is_withdrawn ? STR(FINDING_WITHDRAWN_TEXT) : str_z(finding_verdict_text(f->verdict));
}

void finding_put(struct buf *buf, const struct finding *f)
{
    bool first = true;

    buf_putc(buf, '{');
    put_or_null(buf, &first, "id", f->id);
    json_key(buf, &first, "version");
    num_put_i64(buf, f->version);
    put_or_null(buf, &first, "clause", f->clause);
    put_or_null(buf, &first, "article", f->article);
    put_or_null(buf, &first, "phase", f->phase);
    put_or_null(buf, &first, "verdict", verdict_of(f));
    put_or_null(buf, &first, "status", status_of(f));
    put_interval_or_null(buf, &first, "occurrence", f->has_occurrence, f->occurrence);
    put_or_null(buf, &first, "party", f->party);
    put_parties(buf, &first, f);
    put_level(buf, &first, &f->attribution);
    put_or_null(buf, &first, "gravity", f->gravity);
    put_span(buf, &first, f->time);
    put_where(buf, &first, &f->place);
    put_readings(buf, &first, f);
    put_states(buf, &first, f);
    put_interval_or_null(buf, &first, "value", f->has_value, f->value);
    put_interval_or_null(buf, &first, "bound", f->has_bound, exactly(f->bound));
    put_or_null(buf, &first, "unit", f->unit);
    put_interval_or_null(buf, &first, "events", f->has_events, exactly(f->events));
    put_list(buf, &first, "because", f->because, f->because_count);
    put_list(buf, &first, "considered", f->considered, f->considered_count);
    put_list(buf, &first, "needs", f->needs, f->need_count);
    put_time_or_null(buf, &first, "known_at", f->known_at_us);
    put_or_null(buf, &first, "supersedes", f->supersedes);
    put_or_null(buf, &first, "text", f->text);
    put_way(buf, &first, &f->way);
    buf_puts(buf, "}\n");
}

/* ---------------------------------------------------------------- CSV */

void finding_csv_header(struct buf *buf)
{
    buf_puts(buf, "id,version,clause,article,phase,verdict,status,occurrence,party,parties,"
                  "attribution.party,attribution.level,attribution.basis,gravity,time.from,time.to,"
                  "place.lon,place.lat,place.error_m,place.area,readings,states.pending,"
                  "states.fulfilled,states.late,states.breached,value,bound,unit,events,because,"
                  "considered,needs,known_at,supersedes,text,way.by,way.error,way.worlds\n");
}

/* A cell: quoted where RFC 4180 asks for it. Text that a spreadsheet would run as a formula gets an
 * apostrophe in front; quotes alone do not stop it. */
static void cell(struct buf *buf, struct str text)
{
    bool quote = false;

    buf_putc(buf, ',');
    if (text.size == 0)
        return;
    char lead = text.text[0];
    bool formula = lead == '=' || lead == '+' || lead == '-' || lead == '@' || lead == '\t';
    for (size_t i = 0; i < text.size; i++) {
        char c = text.text[i];
        quote = quote || c == '"' || c == ',' || c == ';' || c == '\n' || c == '\r';
    }
    if (quote)
        buf_putc(buf, '"');
    if (formula)
        buf_putc(buf, '\'');
    for (size_t i = 0; i < text.size; i++) {
        if (text.text[i] == '"')
            buf_putc(buf, '"');
        buf_putc(buf, text.text[i]);
    }
    if (quote)
        buf_putc(buf, '"');
}

static void cell_number(struct buf *buf, bool has, double value, int decimals)
{
    buf_putc(buf, ',');
    if (has)
        num_put(buf, value, decimals);
}

/* "0.2;0.7"; an open end is empty: "3;" */
static void interval_text(struct buf *buf, struct fact_interval interval)
{
    double lo = num_round(interval.lo, PROBABILITY_DECIMALS);
    double hi = num_round(interval.hi, PROBABILITY_DECIMALS);

    num_put(buf, lo, PROBABILITY_DECIMALS);
    if (lo >= hi)
        return;
    buf_putc(buf, ';');
    if (isfinite(hi))
        num_put(buf, hi, PROBABILITY_DECIMALS);
}

static void cell_interval(struct buf *buf, bool has, struct fact_interval interval)
{
    buf_putc(buf, ',');
    if (has)
        interval_text(buf, interval);
}

static void cell_time(struct buf *buf, int64_t at_us)
{
    buf_putc(buf, ',');
    if (at_us != TIME_NONE && at_us != TIME_NEVER)
        time_put(buf, at_us);
}

/* What `buf` holds from `from` on, as one cell instead. */
static void cell_of(struct buf *buf, struct buf *text)
{
    if (text->failed)
        buf->failed = true;
    cell(buf, buf_str(text));
    buf_clear(text);
}

static void cell_list(struct buf *buf, struct buf *text, const struct str *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buf_puts(text, i ? ";" : "");
        buf_put(text, items[i]);
    }
    cell_of(buf, text);
}

static void cells_place(struct buf *buf, const struct fact_place *place)
{
    bool has_point = place->form == FACT_PLACE_POINT || place->form == FACT_PLACE_ELLIPSE;

    cell_number(buf, has_point, place->point.lon_deg, 7);
    cell_number(buf, has_point, place->point.lat_deg, 7);
    cell_number(buf, place->form == FACT_PLACE_POINT, place->error_m, 3);
    cell(buf, place->form == FACT_PLACE_AREA ? place->area : (struct str){0});
}

static void cells_who(struct buf *buf, struct buf *text, const struct finding *f)
{
    char level[3] = {'A', (char)('0' + f->attribution.level), '\0'};

    cell(buf, f->party);
    for (size_t i = 0; i < f->party_count; i++) {
        buf_puts(text, i ? ";" : "");
        buf_put(text, f->parties[i].name);
        buf_putc(text, ':');
        num_put(text, f->parties[i].share, PROBABILITY_DECIMALS);
    }
    cell_of(buf, text);
    cell(buf, f->attribution.party);
    cell(buf, str_z(level));
    cell(buf, f->attribution.basis);
}

static void cells_measure(struct buf *buf, struct buf *text, const struct finding *f)
{
    for (size_t i = 0; i < f->reading_count; i++) {
        buf_puts(text, i ? ";" : "");
        buf_put(text, f->readings[i].key);
        buf_putc(text, ':');
        fact_interval_put(text, f->readings[i].occurrence, PROBABILITY_DECIMALS);
    }
    cell_of(buf, text);
    for (size_t i = 0; i < COUNT_OF(state_names); i++)
        cell_interval(buf, f->has_states, f->states[i]);
    cell_interval(buf, f->has_value, f->value);
    cell_number(buf, f->has_bound, f->bound, PROBABILITY_DECIMALS);
    cell(buf, f->unit);
    cell_number(buf, f->has_events, f->events, PROBABILITY_DECIMALS);
}

void finding_csv_put(struct buf *buf, const struct finding *f)
{
    struct buf text;
    bool has_time = f->time.from_us != TIME_NONE;

    buf_init(&text, buf->mem, buf->limit);
    buf_put(buf, f->id);
    buf_putc(buf, ',');
    num_put_i64(buf, f->version);
    cell(buf, f->clause);
    cell(buf, f->article);
    cell(buf, f->phase);
    cell(buf, verdict_of(f));
    cell(buf, status_of(f));
    cell_interval(buf, f->has_occurrence, f->occurrence);
    cells_who(buf, &text, f);
    cell(buf, f->gravity);
    cell_time(buf, f->time.from_us);
    cell_time(buf, has_time ? f->time.to_us : TIME_NONE);
    cells_place(buf, &f->place);
    cells_measure(buf, &text, f);
    cell_list(buf, &text, f->because, f->because_count);
    cell_list(buf, &text, f->considered, f->considered_count);
    cell_list(buf, &text, f->needs, f->need_count);
    cell_time(buf, f->known_at_us);
    cell(buf, f->supersedes);
    cell(buf, f->text);
    cell(buf, str_z(finding_way_text(f->way.by)));
    cell_number(buf, f->way.by != FINDING_WAY_NONE, f->way.error, ERROR_DECIMALS);
    cell_number(buf, f->way.worlds > 0, f->way.worlds, 0);
    buf_putc(buf, '\n');
    buf_free(&text);
}

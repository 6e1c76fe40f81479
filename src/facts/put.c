/* SPDX-License-Identifier: Apache-2.0
 *
 * Records as NDJSON: what we write, and what is hashed as their content. */
#include "facts/read.h"
#include "facts/record.h"

#include "base/num.h"

#include "facts/facts_int.h"

#include <math.h>

const char *fact_status_text(enum fact_status status)
{
    static const char *const texts[] = {
#define X(name, text) [FACT_STATUS_##name] = (text),
        FACT_STATUSES(X)
#undef X
    };
    return texts[status];
}

bool fact_status_parse(struct str text, enum fact_status *status)
{
#define X(name, literal)                                                                           \
    if (str_eq(text, STR(literal))) {                                                              \
        *status = FACT_STATUS_##name;                                                              \
        return true;                                                                               \
    }
    FACT_STATUSES(X)
#undef X
    return false;
}

const char *fact_what_text(enum fact_decision_what what)
{
    static const char *const texts[] = {
#define X(name, text) [FACT_WHAT_##name] = (text),
        FACT_DECISION_WHATS(X)
#undef X
    };
    return texts[what];
}

const struct fact_attribute *observation_attribute(const struct observation *observation,
                                                   struct str name)
{
    for (size_t i = 0; i < observation->attribute_count; i++)
        if (str_eq(observation->attributes[i].name, name))
            return &observation->attributes[i];
    return NULL;
}

/* ---------------------------------------------------------------- pieces */

void put_text(struct buf *buf, bool *first, const char *key, struct str value)
{
    if (value.size == 0)
        return;
    json_key(buf, first, key);
    json_put_string(buf, value);
}

/* The shortest decimal; most are whole or have few places, for which there is a faster way to
 * the same bytes. */
void facts_put_number(struct buf *buf, double value)
{
    double rounded = value > -1e9 && value < 1e9 ? num_round(value, 6) : HUGE_VAL;

    if (rounded <= value && rounded >= value)
        num_put(buf, value, 6);
    else
        num_put_shortest(buf, value);
}

void put_number(struct buf *buf, bool *first, const char *key, double value)
{
    json_key(buf, first, key);
    facts_put_number(buf, value);
}

static void put_moment_text(struct buf *buf, int64_t at_us)
{
    buf_putc(buf, '"');
    time_put(buf, at_us);
    buf_putc(buf, '"');
}

void put_moment(struct buf *buf, bool *first, const char *key, int64_t at_us)
{
    json_key(buf, first, key);
    put_moment_text(buf, at_us);
}

static void put_true(struct buf *buf, bool *first, const char *key)
{
    json_key(buf, first, key);
    buf_puts(buf, "true");
}

static void put_received(struct buf *buf, bool *first, bool known, int64_t at_us,
                         enum put_what what)
{
    if (what == PUT_ALL && known)
        put_moment(buf, first, "received", at_us);
}

static void put_time(struct buf *buf, bool *first, struct fact_time time, bool holds,
                     bool aggregate)
{
    bool inner = true;

    json_key(buf, first, "time");
    if (time.from_us == time.to_us && !holds && !aggregate) {
        put_moment_text(buf, time.from_us);
        return;
    }
    buf_putc(buf, '{');
    put_moment(buf, &inner, "from", time.from_us);
    put_moment(buf, &inner, "to", time.to_us);
    if (holds)
        put_true(buf, &inner, "holds");
    if (aggregate)
        put_true(buf, &inner, "aggregate");
    buf_putc(buf, '}');
}

static void put_lonlat(struct buf *buf, bool *first, struct geo_point point)
{
    json_key(buf, first, "lon");
    num_put(buf, point.lon_deg, 7);
    json_key(buf, first, "lat");
    num_put(buf, point.lat_deg, 7);
}

static void put_ellipse(struct buf *buf, const struct fact_place *place)
{
    bool first = true;

    buf_putc(buf, '{');
    put_number(buf, &first, "major_m", place->major_m);
    put_number(buf, &first, "minor_m", place->minor_m);
    put_number(buf, &first, "azimuth_deg", place->azimuth_deg);
    buf_putc(buf, '}');
}

static void put_bearing(struct buf *buf, bool *first, const struct fact_place *place)
{
    bool inner = true;

    json_key(buf, first, "from");
    buf_putc(buf, '{');
    put_lonlat(buf, &inner, place->point);
    buf_putc(buf, '}');
    put_number(buf, first, "bearing_deg", place->bearing_deg);
    put_number(buf, first, "bearing_error_deg", place->bearing_error_deg);
    json_key(buf, first, "range_m");
    buf_putc(buf, '[');
    facts_put_number(buf, place->range_min_m);
    buf_puts(buf, ", ");
    facts_put_number(buf, place->range_max_m);
    buf_putc(buf, ']');
}

void put_place(struct buf *buf, bool *first, const struct fact_place *place)
{
    bool inner = true;

    if (place->form == FACT_PLACE_NONE)
        return;
    json_key(buf, first, "place");
    buf_putc(buf, '{');
    switch (place->form) {
    case FACT_PLACE_NONE:
        break;
    case FACT_PLACE_POINT:
        put_lonlat(buf, &inner, place->point);
        if (place->error_m > 0) {
            json_key(buf, &inner, "error_m");
            num_put(buf, place->error_m, 3);
        }
        break;
    case FACT_PLACE_ELLIPSE:
        put_lonlat(buf, &inner, place->point);
        json_key(buf, &inner, "ellipse");
        put_ellipse(buf, place);
        break;
    case FACT_PLACE_AREA:
        put_text(buf, &inner, "area", place->area);
        break;
    case FACT_PLACE_GEOMETRY:
        json_key(buf, &inner, "geometry");
        buf_put(buf, place->geometry);
        break;
    case FACT_PLACE_BEARING:
        put_bearing(buf, &inner, place);
        break;
    }
    buf_putc(buf, '}');
}

void put_texts(struct buf *buf, bool *first, const char *key, const struct str *texts, size_t count)
{
    if (count == 0)
        return;
    json_key(buf, first, key);
    buf_putc(buf, '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_puts(buf, ", ");
        json_put_string(buf, texts[i]);
    }
    buf_putc(buf, ']');
}

/* The sizes of shares without their names, largest first: the k-th largest is found by rank,
 * ties in the order given, so that nothing is allocated. Shares are few. */
static void put_share_sizes(struct buf *buf, const struct fact_share *shares, size_t count)
{
    buf_putc(buf, '[');
    for (size_t rank = 0; rank < count; rank++)
        for (size_t i = 0; i < count; i++) {
            size_t larger = 0;
            for (size_t k = 0; k < count; k++)
                larger += shares[k].share > shares[i].share ||
                          (k < i && shares[k].share >= shares[i].share);
            if (larger != rank)
                continue;
            buf_puts(buf, rank ? ", " : "");
            facts_put_number(buf, shares[i].share);
        }
    buf_putc(buf, ']');
}

void put_shares(struct buf *buf, bool *first, const char *key, const struct fact_share *shares,
                size_t count, enum put_what what)
{
    if (count == 0)
        return;
    json_key(buf, first, key);
    if (what == PUT_NAMELESS && count <= 64) {
        put_share_sizes(buf, shares, count);
        return;
    }
    buf_putc(buf, '{');
    for (size_t i = 0; i < count; i++) {
        buf_puts(buf, i ? ", " : "");
        json_put_string(buf, shares[i].name);
        buf_puts(buf, ": ");
        facts_put_number(buf, shares[i].share);
    }
    buf_putc(buf, '}');
}

void put_attribution(struct buf *buf, bool *first, const struct fact_attribution *attribution,
                     enum put_what what)
{
    bool inner = true;

    json_key(buf, first, "attribution");
    buf_putc(buf, '{');
    if (what != PUT_NAMELESS)
        put_text(buf, &inner, "party", attribution->party);
    json_key(buf, &inner, "level");
    buf_printf(buf, "\"A%d\"", attribution->level);
    put_text(buf, &inner, "basis", attribution->basis);
    buf_putc(buf, '}');
}

/* The name with the base unit of its number. */
static void put_attribute_name(struct buf *buf, const struct fact_attribute *attribute)
{
    static const struct {
        struct str name;
        const char *written;
    } named[] = {
        {STR_INIT("altitude"), "altitude_m"}, {STR_INIT("calibre"), "calibre_mm"},
        {STR_INIT("distance"), "distance_m"}, {STR_INIT("duration"), "duration_s"},
        {STR_INIT("mass"), "mass_kg"},        {STR_INIT("range"), "range_m"},
    };

    for (size_t i = 0; attribute->is_number && i < COUNT_OF(named); i++)
        if (str_eq(attribute->name, named[i].name)) {
            json_put_string(buf, str_z(named[i].written));
            return;
        }
    json_put_string(buf, attribute->name);
}

void put_attributes(struct buf *buf, bool *first, const char *key,
                    const struct fact_attribute *attributes, size_t count, enum put_what what)
{
    bool is_empty = true;

    for (size_t i = 0; i < count; i++) {
        if (what == PUT_NAMELESS && str_eq(attributes[i].name, STR("target")))
            continue;
        if (is_empty) {
            json_key(buf, first, key);
            buf_putc(buf, '{');
        } else {
            buf_puts(buf, ", ");
        }
        is_empty = false;
        put_attribute_name(buf, &attributes[i]);
        buf_puts(buf, ": ");
        if (attributes[i].is_number)
            facts_put_number(buf, attributes[i].number);
        else
            json_put_string(buf, attributes[i].text);
    }
    if (!is_empty)
        buf_putc(buf, '}');
}

/* ---------------------------------------------------------------- records */

static void put_count(struct buf *buf, bool *first, const struct observation *o)
{
    bool inner = true;

    if (!o->count_about) {
        if (o->count < 1 || o->count > 1)
            put_number(buf, first, "count", o->count);
        return;
    }
    json_key(buf, first, "count");
    buf_putc(buf, '{');
    put_number(buf, &inner, "value", o->count);
    put_true(buf, &inner, "about");
    buf_putc(buf, '}');
}

void observation_put_as(struct buf *buf, const struct observation *o, enum put_what what)
{
    bool first = true;

    buf_putc(buf, '{');
    if (what == PUT_ALL) {
        put_text(buf, &first, "id", o->id);
        put_text(buf, &first, "feed", o->feed);
    }
    put_received(buf, &first, o->received_known, o->received_us, what);
    put_time(buf, &first, o->time, o->holds, o->aggregate);
    put_place(buf, &first, &o->place);
    put_text(buf, &first, "kind", o->kind);
    put_shares(buf, &first, "explanations", o->explanations, o->explanation_count, PUT_ALL);
    put_shares(buf, &first, "actor", o->actors, o->actor_count, what);
    if (o->joint)
        put_true(buf, &first, "joint");
    if (what != PUT_NAMELESS)
        put_texts(buf, &first, "to", o->addressees, o->addressee_count);
    if (o->attribution.level > 0 || o->attribution.party.size || o->attribution.basis.size)
        put_attribution(buf, &first, &o->attribution, what);
    put_attributes(buf, &first, "object", o->attributes, o->object_count, what);
    put_count(buf, &first, o);
    put_text(buf, &first, "grade", o->grade);
    if (o->probability < 1)
        put_number(buf, &first, "probability", o->probability);
    if (o->status != FACT_STATUS_ALLEGED)
        put_text(buf, &first, "status", str_z(fact_status_text(o->status)));
    if (o->attribute_count > o->object_count)
        put_attributes(buf, &first, "attributes", o->attributes + o->object_count,
                       o->attribute_count - o->object_count, what);
    put_text(buf, &first, "text", o->text);
    if (o->evidence.size) {
        json_key(buf, &first, "evidence");
        buf_put(buf, o->evidence);
    }
    buf_putc(buf, '}');
}

void observation_put(struct buf *buf, const struct observation *observation)
{
    observation_put_as(buf, observation, PUT_ALL);
}

static void put_record(struct buf *buf, bool *first, const char *record)
{
    buf_putc(buf, '{');
    put_text(buf, first, "record", str_z(record));
}

/* The members that a coverage record and an entry of `complete` share. */
static void put_looked_at(struct buf *buf, bool *first, const struct fact_coverage *c)
{
    put_texts(buf, first, "kinds", c->kinds, c->kind_count);
    put_place(buf, first, &c->place);
    put_time(buf, first, c->time, false, false);
    put_number(buf, first, "seen", c->seen);
}

void coverage_put_as(struct buf *buf, const struct fact_coverage *c, enum put_what what)
{
    bool first = true;

    put_record(buf, &first, "coverage");
    put_text(buf, &first, "feed", c->feed);
    put_received(buf, &first, c->received_known, c->received_us, what);
    put_looked_at(buf, &first, c);
    if (c->has_blind) {
        json_key(buf, &first, "blind");
        json_put_string(buf, c->blind);
    }
    buf_putc(buf, '}');
}

void fact_coverage_put(struct buf *buf, const struct fact_coverage *coverage)
{
    coverage_put_as(buf, coverage, PUT_ALL);
}

static void put_lateness(struct buf *buf, bool *first, int64_t us)
{
    json_key(buf, first, "lateness");
    buf_puts(buf, "\"PT");
    num_put_i64(buf, us / TIME_SECOND_US);
    buf_puts(buf, "S\"");
}

void fact_feed_put(struct buf *buf, const struct fact_feed *f)
{
    bool first = true;

    put_record(buf, &first, "feed");
    put_text(buf, &first, "feed", f->feed);
    put_text(buf, &first, "body", f->body);
    if (f->lateness_us)
        put_lateness(buf, &first, f->lateness_us);
    if (f->has_complete) {
        json_key(buf, &first, "complete");
        buf_putc(buf, '[');
        for (size_t i = 0; i < f->complete_count; i++) {
            bool inner = true;
            buf_puts(buf, i ? ", {" : "{");
            put_looked_at(buf, &inner, &f->complete[i]);
            buf_putc(buf, '}');
        }
        buf_putc(buf, ']');
    }
    buf_putc(buf, '}');
}

static void put_on(struct buf *buf, bool *first, const struct fact_decision *d)
{
    bool inner = true;

    json_key(buf, first, "on");
    buf_putc(buf, '{');
    put_text(buf, &inner, "certificate", d->certificate);
    put_text(buf, &inner, "incident", d->incident);
    put_text(buf, &inner, "finding", d->finding);
    put_text(buf, &inner, "clause", d->clause);
    put_text(buf, &inner, "gate", d->gate);
    put_text(buf, &inner, "to", d->to);
    put_text(buf, &inner, "party", d->party);
    buf_putc(buf, '}');
}

void decision_put_as(struct buf *buf, const struct fact_decision *d, enum put_what what)
{
    bool first = true;

    put_record(buf, &first, "decision");
    put_text(buf, &first, "id", d->id);
    put_moment(buf, &first, "time", d->time_us);
    put_received(buf, &first, d->received_known, d->received_us, what);
    put_text(buf, &first, "body", d->body);
    put_on(buf, &first, d);
    put_text(buf, &first, "what", str_z(fact_what_text(d->what)));
    if (d->has_attribution)
        put_attribution(buf, &first, &d->attribution, PUT_ALL);
    put_text(buf, &first, "gravity", d->gravity);
    put_text(buf, &first, "reason", d->reason);
    if (d->dissent.size) {
        json_key(buf, &first, "dissent");
        buf_put(buf, d->dissent);
    }
    put_text(buf, &first, "author", d->author);
    put_text(buf, &first, "reviewer", d->reviewer);
    buf_putc(buf, '}');
}

void fact_decision_put(struct buf *buf, const struct fact_decision *decision)
{
    decision_put_as(buf, decision, PUT_ALL);
}

void declaration_put_as(struct buf *buf, const struct fact_declaration *d, enum put_what what)
{
    bool first = true;

    put_record(buf, &first, "declaration");
    put_text(buf, &first, "id", d->id);
    put_text(buf, &first, "party", d->party);
    put_moment(buf, &first, "time", d->time_us);
    put_received(buf, &first, d->received_known, d->received_us, what);
    put_text(buf, &first, "of", d->of);
    put_attributes(buf, &first, "object", d->attributes, d->attribute_count, PUT_ALL);
    put_place(buf, &first, &d->place);
    buf_putc(buf, '}');
}

void fact_declaration_put(struct buf *buf, const struct fact_declaration *declaration)
{
    declaration_put_as(buf, declaration, PUT_ALL);
}

void tally_put_as(struct buf *buf, const struct fact_tally *t, enum put_what what)
{
    bool first = true;

    put_record(buf, &first, "tally");
    if (what == PUT_ALL) {
        put_text(buf, &first, "id", t->id);
        put_text(buf, &first, "feed", t->feed);
    }
    put_received(buf, &first, t->received_known, t->received_us, what);
    put_text(buf, &first, "kind", t->kind);
    put_time(buf, &first, t->time, false, false);
    put_place(buf, &first, &t->place);
    put_shares(buf, &first, "actor", t->actors, t->actor_count, what);
    put_number(buf, &first, "value", t->value);
    buf_putc(buf, '}');
}

void fact_tally_put(struct buf *buf, const struct fact_tally *tally)
{
    tally_put_as(buf, tally, PUT_ALL);
}

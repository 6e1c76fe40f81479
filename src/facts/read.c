/* SPDX-License-Identifier: Apache-2.0
 *
 * One NDJSON line into one record: members by key, and the observation. The other records are in
 * read_record.c, places in read_place.c. */
#include "facts/read.h"

#include "base/hash.h"

#include "facts/facts_int.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define TEXT_LIMIT FACTS_LINE_LIMIT

/* ---------------------------------------------------------------- failing */

enum err_code reading_at(struct reading *r, const struct json *at, enum err_code code)
{
    if (code == ERR_INPUT && at && r->column)
        *r->column = at->at + 1;
    return code;
}

enum err_code reading_fail(struct reading *r, const struct json *at, const char *fmt, ...)
{
    char text[sizeof r->err->text];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    return reading_at(r, at, err_set(r->err, ERR_INPUT, "%s", text));
}

/* "place." and "lon" as one text for messages, in `to`. */
struct key_text {
    char bytes[64];
};

static struct str join(struct key_text *to, const char *path, const char *key)
{
    int size = snprintf(to->bytes, sizeof to->bytes, "%s%s", path, key);
    return (struct str){to->bytes, size < 0                          ? 0
                                   : (size_t)size < sizeof to->bytes ? (size_t)size
                                                                     : sizeof to->bytes - 1};
}

static enum err_code wrong_type(struct reading *r, const struct json *at, struct str key,
                                const char *wanted)
{
    return reading_fail(r, at, "%.*s is %s; %s is wanted", STR_ARG(key), json_type_text(at->type),
                        wanted);
}

/* Most names differ in the first letter. */
static bool is_key(struct str name, const char *key)
{
    return name.size > 0 && name.text[0] == key[0] && str_eq(name, str_z(key));
}

/* The member of an object, or NULL when it is missing or null. */
static const struct json *member(const struct json *in, const char *key)
{
    for (size_t i = 0; i < in->count; i++)
        if (is_key(in->keys[i], key))
            return in->items[i].type != JSON_NULL ? &in->items[i] : NULL;
    return NULL;
}

/* ---------------------------------------------------------------- members */

enum err_code read_text(struct reading *r, const struct json *in, const char *key, struct str *out)
{
    const struct json *value = member(in, key);

    if (!value)
        return ERR_OK;
    if (value->type != JSON_STRING)
        return wrong_type(r, value, str_z(key), "a string");
    if (value->text.size == 0)
        return ERR_OK;
    return arena_str(r->facts->arena, value->text, out, r->err);
}

static enum err_code name_of(struct reading *r, const struct json *value, struct str key,
                             struct str *out)
{
    if (value->type != JSON_STRING)
        return wrong_type(r, value, key, "a string");
    TRY(reading_at(r, value, fact_name_check(key, value->text, r->err)));
    return facts_intern(r->facts, value->text, out, r->err);
}

enum err_code read_name(struct reading *r, const struct json *in, const char *path, const char *key,
                        struct str *out)
{
    const struct json *value = member(in, key);
    struct key_text text;

    return value ? name_of(r, value, join(&text, path, key), out) : ERR_OK;
}

static enum err_code number_of(struct reading *r, const struct json *value, struct str key,
                               enum fact_measure measure, double *out)
{
    if (value->type ==
        JSON_STRING) { /* a number in quotes: say what is wrong with it, or with them */
        TRY(reading_at(r, value, fact_number_parse(key, value->text, measure, out, r->err)));
        return reading_fail(r, value, "%.*s is a string; write the number without quotes",
                            STR_ARG(key));
    }
    if (value->type != JSON_NUMBER)
        return wrong_type(r, value, key, "a number");
    *out = value->number + 0.0;
    return reading_at(r, value, fact_number_check(key, *out, value->text, measure, r->err));
}

enum err_code read_number(struct reading *r, const struct json *in, const char *path,
                          const char *key, enum fact_measure measure, double *out, bool *has)
{
    const struct json *value = member(in, key);
    struct key_text text;

    if (has)
        *has = value != NULL;
    return value ? number_of(r, value, join(&text, path, key), measure, out) : ERR_OK;
}

enum err_code read_flag(struct reading *r, const struct json *in, const char *path, const char *key,
                        bool *out)
{
    const struct json *value = member(in, key);
    struct key_text text;

    if (!value)
        return ERR_OK;
    if (value->type != JSON_BOOL)
        return wrong_type(r, value, join(&text, path, key), "true or false");
    *out = value->truth;
    return ERR_OK;
}

enum err_code read_names(struct reading *r, const struct json *in, const char *key,
                         const struct str **out, size_t *count)
{
    const struct json *value = member(in, key);
    const struct json *items = value;
    size_t item_count = 1;

    if (!value)
        return ERR_OK;
    if (value->type == JSON_ARRAY) {
        items = value->items;
        item_count = value->count;
    } else if (value->type != JSON_STRING) {
        return wrong_type(r, value, str_z(key), "a list of strings");
    }
    struct str *names = ARENA_NEW(r->facts->arena, struct str, item_count);
    if (!names)
        return err_no_memory(r->err);
    for (size_t i = 0; i < item_count; i++)
        TRY(name_of(r, &items[i], str_z(key), &names[i]));
    *out = names;
    *count = item_count;
    return ERR_OK;
}

static enum err_code time_of(struct reading *r, const struct json *value, const char *key,
                             struct fact_time *out)
{
    if (value->type != JSON_STRING)
        return wrong_type(r, value, str_z(key), "a time such as \"2020-07-27T05:10:00+03:00\"");
    return reading_at(r, value, fact_time_parse(str_z(key), value->text, r->zone, out, r->err));
}

enum err_code read_moment(struct reading *r, const struct json *in, const char *key,
                          struct fact_time *out, bool *has)
{
    const struct json *value = member(in, key);

    *has = value != NULL;
    return value ? time_of(r, value, key, out) : ERR_OK;
}

/* A day alone: known when it is over. */
enum err_code read_received(struct reading *r, const struct json *in, int64_t otherwise_us,
                            int64_t *received_us, bool *known)
{
    struct fact_time time = {otherwise_us, otherwise_us};

    TRY(read_moment(r, in, "received", &time, known));
    *received_us = time.to_us;
    return ERR_OK;
}

enum err_code read_time(struct reading *r, const struct json *value, struct fact_time *out,
                        bool *has, bool *holds, bool *aggregate)
{
    static const char *const plain[] = {"from", "to", NULL};
    static const char *const known[] = {"from", "to", "holds", "aggregate", NULL};
    struct fact_time from = {0}, to = {0};

    *has = value && value->type != JSON_NULL;
    if (!*has)
        return ERR_OK;
    if (value->type == JSON_STRING)
        return time_of(r, value, "time", out);
    if (value->type != JSON_OBJECT)
        return wrong_type(r, value, STR("time"), "a string, or an object with from and to");
    const struct json *start = member(value, "from"), *end = member(value, "to");
    if (!start || !end)
        return reading_fail(r, value, "time.%s is missing; an instant is written as a string",
                            start ? "to" : "from");
    TRY(time_of(r, start, "time.from", &from));
    TRY(time_of(r, end, "time.to", &to));
    *out = (struct fact_time){from.from_us, to.to_us};
    TRY(reading_at(r, end, fact_time_check(*out, r->err)));
    if (holds)
        TRY(read_flag(r, value, "time.", "holds", holds));
    if (aggregate)
        TRY(read_flag(r, value, "time.", "aggregate", aggregate));
    return read_unknown(r, value, "time.", holds ? known : plain);
}

enum err_code read_attribution(struct reading *r, const struct json *value,
                               struct fact_attribution *out)
{
    static const char *const known[] = {"party", "level", "basis", NULL};

    if (!value || value->type == JSON_NULL)
        return ERR_OK;
    if (value->type != JSON_OBJECT)
        return wrong_type(r, value, STR("attribution"), "an object with party, level and basis");
    const struct json *level = member(value, "level");
    if (level) {
        if (level->type != JSON_STRING)
            return wrong_type(r, level, STR("attribution.level"), "a string, A0 to A5");
        if (level->text.size != 2 || level->text.text[0] != 'A' || level->text.text[1] < '0' ||
            level->text.text[1] >= '0' + FACT_ATTRIBUTION_LEVELS) {
            struct str shown = fact_shown(level->text);
            return reading_fail(r, level, "attribution.level is \"%.*s\"; a level is A0 to A5",
                                STR_ARG(shown));
        }
        out->level = level->text.text[1] - '0';
    }
    TRY(read_name(r, value, "attribution.", "party", &out->party));
    TRY(read_text(r, value, "basis", &out->basis));
    return read_unknown(r, value, "attribution.", known);
}

enum err_code read_shares(struct reading *r, const struct json *value, const char *key, bool joint,
                          const struct fact_share **out, size_t *count)
{
    bool is_name = value && value->type == JSON_STRING;
    size_t share_count = is_name ? 1 : value ? value->count : 0;

    if (!value || value->type == JSON_NULL)
        return ERR_OK;
    if (!is_name && value->type != JSON_OBJECT)
        return wrong_type(r, value, str_z(key), "a name, or an object of names with shares");
    struct fact_share *shares = ARENA_NEW(r->facts->arena, struct fact_share, share_count);
    if (!shares)
        return err_no_memory(r->err);
    if (is_name) {
        shares[0].share = 1;
        TRY(name_of(r, value, str_z(key), &shares[0].name));
    }
    for (size_t i = 0; !is_name && i < share_count; i++) {
        TRY(reading_at(r, &value->items[i], fact_name_check(str_z(key), value->keys[i], r->err)));
        TRY(facts_intern(r->facts, value->keys[i], &shares[i].name, r->err));
        TRY(number_of(r, &value->items[i], str_z(key), FACT_PROBABILITY, &shares[i].share));
    }
    TRY(reading_at(r, value, fact_shares_check(str_z(key), shares, share_count, joint, r->err)));
    *out = shares;
    *count = share_count;
    return ERR_OK;
}

/* Canonical JSON in the arena. */
enum err_code read_json_text(struct reading *r, const struct json *value, struct str *out)
{
    struct buf buf;

    buf_init(&buf, r->facts->arena->mem, CONTENT_LIMIT);
    json_put_canonical(&buf, value);
    enum err_code code = buf_check(&buf, r->err);
    if (!code)
        code = arena_str(r->facts->arena, buf_str(&buf), out, r->err);
    buf_free(&buf);
    return code;
}

static enum err_code attribute_of(struct reading *r, struct str key, const struct json *value,
                                  struct fact_attribute *out)
{
    struct str text = value->text;

    switch (value->type) {
    case JSON_STRING:
        break;
    case JSON_NUMBER:
        return reading_at(r, value,
                          fact_attribute_make(r->facts, key, text, &value->number, out, r->err));
    case JSON_BOOL:
        text = value->truth ? STR("true") : STR("false");
        break;
    case JSON_NULL:
    case JSON_ARRAY:
    case JSON_OBJECT:
        TRY(read_json_text(r, value, &text));
        break;
    }
    return reading_at(r, value, fact_attribute_make(r->facts, key, text, NULL, out, r->err));
}

enum err_code read_attributes(struct reading *r, const struct json *value,
                              struct fact_attribute *out, size_t *count)
{
    *count = 0;
    for (size_t i = 0; value && i < value->count; i++)
        if (value->items[i].type != JSON_NULL)
            TRY(attribute_of(r, value->keys[i], &value->items[i], &out[(*count)++]));
    return reading_at(r, value, fact_attributes_sort(out, *count, r->err));
}

bool is_one_of(struct str key, const char *const *known)
{
    for (; *known; known++)
        if (is_key(key, *known))
            return true;
    return false;
}

static enum err_code tell_unknown(struct reading *r, const char *path, struct str key,
                                  const char *then)
{
    struct err text = {0};
    struct str shown = fact_shown(key);

    (void)err_set(&text, ERR_INPUT, "%.*s: \"%s%.*s\" is not a key known here; %s",
                  STR_ARG(r->source), path, STR_ARG(shown), then);
    return facts_add_notice(r->facts, str_z(text.text), 1, r->err);
}

enum err_code read_unknown(struct reading *r, const struct json *in, const char *path,
                           const char *const *known)
{
    for (size_t i = 0; i < in->count; i++)
        if (!is_one_of(in->keys[i], known))
            TRY(tell_unknown(r, path, in->keys[i], "it is not used"));
    return ERR_OK;
}

/* ---------------------------------------------------------------- observation */

static const char *const observation_keys[] = {
    "record",      "id",           "feed",  "received",    "time",       "place",
    "kind",        "explanations", "actor", "attribution", "joint",      "to",
    "object",      "count",        "grade", "status",      "attributes", "text",
    "probability", "evidence",     "holds", "aggregate",   NULL,
};

static enum err_code object_member(struct reading *r, const struct json *in, const char *key,
                                   const struct json **out)
{
    *out = member(in, key);
    if (*out && (*out)->type != JSON_OBJECT)
        return wrong_type(r, *out, str_z(key), "an object");
    return ERR_OK;
}

/* `object`, then `attributes` with what nobody knows. */
static enum err_code observation_attributes(struct reading *r, const struct json *in,
                                            struct observation *o)
{
    const struct json *object, *attributes;
    size_t limit = 0, count, unknown = 0;

    TRY(object_member(r, in, "object", &object));
    TRY(object_member(r, in, "attributes", &attributes));
    for (size_t i = 0; i < in->count; i++)
        unknown += !is_one_of(in->keys[i], observation_keys);
    limit = (object ? object->count : 0) + (attributes ? attributes->count : 0) + unknown;
    if (limit == 0)
        return ERR_OK;
    struct fact_attribute *all = ARENA_NEW(r->facts->arena, struct fact_attribute, limit);
    if (!all)
        return err_no_memory(r->err);
    TRY(read_attributes(r, object, all, &o->object_count));
    for (size_t i = 0; i < o->object_count; i++)
        if (str_eq(all[i].name, STR("quantity"))) {
            o->quantity = all[i].number;
            o->has_quantity = true;
        }
    TRY(read_attributes(r, attributes, all + o->object_count, &count));
    o->attribute_count = o->object_count + count;
    for (size_t i = 0; i < in->count; i++) {
        if (is_one_of(in->keys[i], observation_keys) || in->items[i].type == JSON_NULL)
            continue;
        TRY(attribute_of(r, in->keys[i], &in->items[i], &all[o->attribute_count++]));
        TRY(tell_unknown(r, "", in->keys[i], "it is kept as an attribute"));
    }
    o->attributes = all;
    return reading_at(
        r, in,
        fact_attributes_sort(all + o->object_count, o->attribute_count - o->object_count, r->err));
}

static enum err_code observation_count(struct reading *r, const struct json *in,
                                       struct observation *o)
{
    static const char *const known[] = {"value", "about", NULL};
    const struct json *count = member(in, "count");

    if (!count || count->type != JSON_OBJECT)
        return read_number(r, in, "", "count", FACT_AMOUNT, &o->count, NULL);
    if (!member(count, "value"))
        return reading_fail(r, count, "count.value is missing");
    TRY(read_number(r, count, "count.", "value", FACT_AMOUNT, &o->count, NULL));
    TRY(read_flag(r, count, "count.", "about", &o->count_about));
    return read_unknown(r, count, "count.", known);
}

static enum err_code observation_words(struct reading *r, const struct json *in,
                                       struct observation *o)
{
    const struct json *status = member(in, "status"), *evidence = member(in, "evidence");

    TRY(read_name(r, in, "", "grade", &o->grade));
    if (o->grade.size)
        TRY(reading_at(r, member(in, "grade"), fact_grade_check(o->grade, r->err)));
    if (status) {
        if (status->type != JSON_STRING)
            return wrong_type(r, status, STR("status"), "a string");
        struct str shown = fact_shown(status->text);
        if (!fact_status_parse(status->text, &o->status))
            return reading_fail(r, status,
                                "status is \"%.*s\"; it is alleged, under verification, "
                                "substantiated, not substantiated or undetermined",
                                STR_ARG(shown));
    }
    TRY(read_text(r, in, "text", &o->text));
    if (evidence && evidence->type != JSON_ARRAY)
        return wrong_type(r, evidence, STR("evidence"), "a list");
    return evidence ? read_json_text(r, evidence, &o->evidence) : ERR_OK;
}

static enum err_code observation_id(struct reading *r, const struct json *in, struct observation *o)
{
    const struct json *id = member(in, "id"), *feed = member(in, "feed");

    o->feed = r->feed;
    TRY(read_name(r, in, "", "feed", &o->feed));
    if (feed)
        TRY(reading_at(r, feed, fact_feed_check(o->feed, r->err)));
    if (!id)
        return ERR_OK;
    if (id->type != JSON_STRING)
        return wrong_type(r, id, STR("id"), "a string");
    o->id = id->text; /* copied by observation_finish */
    return reading_at(r, id, fact_name_check(STR("id"), o->id, r->err));
}

enum err_code read_observation(struct reading *r, const struct json *in)
{
    struct observation o = {
        .count = 1, .probability = 1, .quantity = 1, .source = r->source, .line = r->line};
    bool has_time;

    TRY(observation_id(r, in, &o));
    TRY(read_name(r, in, "", "kind", &o.kind));
    if (o.kind.size == 0)
        return reading_fail(r, in, "kind is missing; what was observed? (`truce kinds` lists)");
    TRY(read_time(r, json_get(in, "time"), &o.time, &has_time, &o.holds, &o.aggregate));
    if (!has_time)
        return reading_fail(r, in, "time is missing; when was it?");
    TRY(read_flag(r, in, "", "holds", &o.holds));
    TRY(read_flag(r, in, "", "aggregate", &o.aggregate));
    TRY(read_received(r, in, o.time.to_us, &o.received_us, &o.received_known));
    TRY(read_place(r, json_get(in, "place"), &o.place));
    TRY(read_flag(r, in, "", "joint", &o.joint));
    TRY(read_shares(r, json_get(in, "actor"), "actor", o.joint, &o.actors, &o.actor_count));
    if (o.joint && o.actor_count == 0)
        return reading_fail(r, in, "actor is missing; a joint act names at least two parties");
    const struct json *explanations;
    TRY(object_member(r, in, "explanations", &explanations));
    TRY(read_shares(r, explanations, "explanations", false, &o.explanations, &o.explanation_count));
    for (size_t i = 0; i < o.explanation_count; i++)
        o.explained += o.explanations[i].share;
    if (o.explained > 1)
        o.explained = 1;
    TRY(read_names(r, in, "to", &o.addressees, &o.addressee_count));
    TRY(read_attribution(r, json_get(in, "attribution"), &o.attribution));
    TRY(observation_attributes(r, in, &o));
    TRY(observation_count(r, in, &o));
    TRY(read_number(r, in, "", "probability", FACT_PROBABILITY, &o.probability, NULL));
    TRY(observation_words(r, in, &o));
    TRY(observation_finish(r->facts, &o, r->err));
    return facts_add_observation(r->facts, &o, r->err);
}

/* ---------------------------------------------------------------- lines */

/* json_parse begins its text with "column N: "; we report the column apart. */
static enum err_code parse(struct reading *r, struct str line, struct json *value)
{
    enum err_code code = json_parse(r->scratch, line, value, r->err);

    if (code != ERR_INPUT)
        return code;
    struct str text = str_z(r->err->text);
    size_t colon = str_find(text, ':', 0);
    int64_t column;
    if (str_starts(text, STR("column ")) && colon < text.size &&
        str_to_i64(str_slice(text, 7, colon), &column) && column > 0) {
        if (r->column)
            *r->column = (uint64_t)column;
        memmove(r->err->text, r->err->text + colon + 2, text.size - colon - 1);
    }
    return code;
}

static enum err_code read_value(struct reading *r, struct str line)
{
    struct json value;

    TRY(parse(r, line, &value));
    if (value.type != JSON_OBJECT)
        return wrong_type(r, &value, STR("this line"), "one JSON object a line");
    const struct json *record = member(&value, "record");
    if (!record)
        return read_observation(r, &value);
    if (record->type != JSON_STRING)
        return wrong_type(r, record, STR("record"), "a string");
    if (str_eq(record->text, STR("observation")))
        return read_observation(r, &value);
    return read_record(r, &value, record->text);
}

enum err_code fact_read_line(struct facts *facts, struct str line, struct str feed,
                             const struct tz *zone, struct str source, uint64_t line_number,
                             uint64_t *column, struct err *err)
{
    struct arena scratch = {.mem = facts->arena->mem};
    struct err own;
    struct reading r = {.facts = facts,
                        .scratch = &scratch,
                        .zone = zone,
                        .line = line_number,
                        .column = column,
                        .err = err ? err : &own};
    enum err_code code;

    if (column)
        *column = 0;
    code = facts_intern(facts, feed, &r.feed, r.err);
    if (!code)
        code = facts_intern(facts, source, &r.source, r.err);
    if (!code)
        code = read_value(&r, line);
    arena_free(&scratch);
    return code;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "facts/read_finding.h"

#include "base/hash.h"

#include "facts/facts_int.h"

#include <math.h>
#include <string.h>

#define ID_SIZE 18                            /* f: and 16 hex digits */
#define FINDING_LIMIT (64 * FACTS_LINE_LIMIT) /* bytes of one finding */

static bool is_null(const struct json *value)
{
    return !value || value->type == JSON_NULL;
}

static enum err_code text(struct reading *r, const struct json *in, const char *key,
                          struct str *out)
{
    const struct json *value = json_get(in, key);

    if (is_null(value))
        return ERR_OK;
    if (value->type != JSON_STRING)
        return reading_fail(r, value, "%s is no string", key);
    return arena_str(r->facts->arena, value->text, out, r->err);
}

static enum err_code moment(struct reading *r, const struct json *in, const char *key, int64_t none,
                            int64_t *out)
{
    const struct json *value = json_get(in, key);
    struct time_text at;

    *out = none;
    if (is_null(value))
        return ERR_OK;
    if (value->type != JSON_STRING || !time_parse(value->text, &at) || at.form != TIME_FORM_MOMENT)
        return reading_fail(r, value, "%s is no moment", key);
    *out = at.at_us;
    return ERR_OK;
}

static enum err_code interval(struct reading *r, const struct json *value, const char *key,
                              bool *has, struct fact_interval *out)
{
    *has = false;
    if (is_null(value))
        return ERR_OK;
    *has = true;
    if (value->type == JSON_NUMBER) {
        *out = (struct fact_interval){value->number, value->number};
        return ERR_OK;
    }
    if (value->type != JSON_ARRAY || value->count != 2 || value->items[0].type != JSON_NUMBER ||
        (value->items[1].type != JSON_NUMBER && value->items[1].type != JSON_NULL))
        return reading_fail(r, value, "%s is no interval", key);
    out->lo = value->items[0].number;
    out->hi = value->items[1].type == JSON_NULL ? HUGE_VAL : value->items[1].number;
    return ERR_OK;
}

static enum err_code number(struct reading *r, const struct json *in, const char *key, bool *has,
                            double *out)
{
    const struct json *value = json_get(in, key);

    *has = !is_null(value);
    if (!*has)
        return ERR_OK;
    if (value->type != JSON_NUMBER)
        return reading_fail(r, value, "%s is no number", key);
    *out = value->number;
    return ERR_OK;
}

static enum err_code texts(struct reading *r, const struct json *in, const char *key,
                           const struct str **out, size_t *count)
{
    const struct json *value = json_get(in, key);
    struct str *all;

    if (is_null(value))
        return ERR_OK;
    if (value->type != JSON_ARRAY)
        return reading_fail(r, value, "%s is no list", key);
    all = ARENA_NEW(r->facts->arena, struct str, value->count);
    if (!all)
        return err_no_memory(r->err);
    for (size_t i = 0; i < value->count; i++) {
        if (value->items[i].type != JSON_STRING)
            return reading_fail(r, &value->items[i], "%s holds no string", key);
        TRY(arena_str(r->facts->arena, value->items[i].text, &all[i], r->err));
    }
    *out = all;
    *count = value->count;
    return ERR_OK;
}

static enum err_code one_of(struct reading *r, const struct json *in, const char *key,
                            struct finding *f)
{
    const struct json *value = json_get(in, key);

    if (is_null(value) || value->type != JSON_STRING)
        return reading_fail(r, in, "%s is missing, or no string", key);
    if (str_eq(value->text, STR(FINDING_WITHDRAWN_TEXT))) {
        f->is_withdrawn = true;
        f->verdict = FINDING_UNDETERMINED;
        return ERR_OK;
    }
    for (int v = 0; v < FINDING_VERDICT_COUNT; v++)
        if (str_eq(value->text, str_z(finding_verdict_text((enum finding_verdict)v)))) {
            f->verdict = (enum finding_verdict)v;
            return ERR_OK;
        }
    return reading_fail(r, value, "this verdict is none known here");
}

static enum err_code shares(struct reading *r, const struct json *in, struct finding *f)
{
    const struct json *value = json_get(in, "parties");
    struct fact_share *all;

    if (is_null(value) || value->type != JSON_OBJECT)
        return is_null(value) ? ERR_OK : reading_fail(r, value, "parties is no object");
    all = ARENA_NEW(r->facts->arena, struct fact_share, value->count);
    if (!all)
        return err_no_memory(r->err);
    for (size_t i = 0; i < value->count; i++) {
        if (value->items[i].type != JSON_NUMBER)
            return reading_fail(r, &value->items[i], "a share is no number");
        TRY(arena_str(r->facts->arena, value->keys[i], &all[i].name, r->err));
        all[i].share = value->items[i].number;
    }
    f->parties = all;
    f->party_count = value->count;
    return ERR_OK;
}

static enum err_code who(struct reading *r, const struct json *in, struct finding *f)
{
    struct str status = {0};

    TRY(text(r, in, "party", &f->party));
    TRY(shares(r, in, f));
    TRY(read_attribution(r, json_get(in, "attribution"), &f->attribution));
    TRY(text(r, in, "gravity", &f->gravity));
    TRY(text(r, in, "status", &status));
    f->is_standing = status.size == 0; /* it alleges nothing */
    if (status.size && !fact_status_parse(status, &f->status))
        return reading_fail(r, in, "this status is none known here");
    return ERR_OK;
}

static enum err_code readings(struct reading *r, const struct json *in, struct finding *f)
{
    const struct json *value = json_get(in, "readings");
    struct finding_reading *all;
    bool has;

    if (is_null(value))
        return ERR_OK;
    if (value->type != JSON_OBJECT)
        return reading_fail(r, value, "readings is no object");
    all = ARENA_NEW(r->facts->arena, struct finding_reading, value->count);
    if (!all)
        return err_no_memory(r->err);
    for (size_t i = 0; i < value->count; i++) {
        TRY(arena_str(r->facts->arena, value->keys[i], &all[i].key, r->err));
        TRY(interval(r, &value->items[i], "a reading", &has, &all[i].occurrence));
    }
    f->readings = all;
    f->reading_count = value->count;
    return ERR_OK;
}

static enum err_code measures(struct reading *r, const struct json *in, struct finding *f)
{
    static const char *const names[4] = {"pending", "fulfilled", "late", "breached"};
    const struct json *states = json_get(in, "states");
    bool has;

    f->has_states = !is_null(states);
    if (f->has_states && states->type != JSON_OBJECT)
        return reading_fail(r, states, "states is no object");
    for (size_t i = 0; f->has_states && i < COUNT_OF(names); i++)
        TRY(interval(r, json_get(states, names[i]), names[i], &has, &f->states[i]));
    TRY(interval(r, json_get(in, "occurrence"), "occurrence", &f->has_occurrence, &f->occurrence));
    TRY(readings(r, in, f));
    TRY(interval(r, json_get(in, "value"), "value", &f->has_value, &f->value));
    TRY(number(r, in, "bound", &f->has_bound, &f->bound));
    TRY(text(r, in, "unit", &f->unit));
    return number(r, in, "events", &f->has_events, &f->events);
}

static enum err_code way_of(struct reading *r, const struct json *in, struct finding_way *out)
{
    const struct json *way = json_get(in, "way");
    struct str by = {0};
    double worlds = 0;
    bool has;

    *out = (struct finding_way){.by = FINDING_WAY_NONE};
    if (is_null(way))
        return ERR_OK;
    if (way->type != JSON_OBJECT)
        return reading_fail(r, way, "way is no object");
    TRY(text(r, way, "by", &by));
    TRY(number(r, way, "error", &has, &out->error));
    TRY(number(r, way, "worlds", &has, &worlds));
    for (int i = FINDING_WAY_EXACT; i <= FINDING_WAY_SAMPLED; i++)
        if (str_eq(by, str_z(finding_way_text((enum finding_way_by)i))))
            out->by = (enum finding_way_by)i;
    if (out->by == FINDING_WAY_NONE || !(worlds >= 0 && worlds <= INT32_MAX))
        return reading_fail(r, way, "this way is none known here");
    out->worlds = (int)worlds;
    return ERR_OK;
}

static enum err_code when_and_where(struct reading *r, const struct json *in, struct finding *f)
{
    const struct json *time = json_get(in, "time"), *place = json_get(in, "place");

    f->time = (struct fact_time){TIME_NONE, TIME_NONE};
    if (!is_null(time)) {
        TRY(moment(r, time, "from", TIME_NONE, &f->time.from_us));
        TRY(moment(r, time, "to", TIME_NEVER, &f->time.to_us));
    }
    TRY(moment(r, in, "known_at", TIME_NONE, &f->known_at_us));
    return is_null(place) ? ERR_OK : read_place(r, place, &f->place);
}

static enum err_code finding(struct reading *r, const struct json *in, struct finding *f)
{
    bool has;
    double version = 0;

    *f = (struct finding){.clause_index = SIZE_MAX, .party_index = SIZE_MAX};
    TRY(text(r, in, "id", &f->id));
    if (f->id.size != ID_SIZE || !str_starts(f->id, STR("f:")))
        return reading_fail(r, in, "id is missing, or no finding's");
    TRY(number(r, in, "version", &has, &version));
    if (!has || !(version >= 1 && version <= INT32_MAX))
        return reading_fail(r, in, "version is missing, or none");
    f->version = (int)version;
    TRY(text(r, in, "clause", &f->clause));
    TRY(text(r, in, "article", &f->article));
    TRY(text(r, in, "phase", &f->phase));
    TRY(one_of(r, in, "verdict", f));
    TRY(who(r, in, f));
    TRY(when_and_where(r, in, f));
    TRY(measures(r, in, f));
    TRY(texts(r, in, "because", &f->because, &f->because_count));
    TRY(texts(r, in, "considered", &f->considered, &f->considered_count));
    TRY(texts(r, in, "needs", &f->needs, &f->need_count));
    TRY(text(r, in, "supersedes", &f->supersedes));
    TRY(way_of(r, in, &f->way));
    return text(r, in, "text", &f->text);
}

enum err_code finding_read_line(struct arena *arena, struct str line, struct finding *out,
                                struct err *err)
{
    struct arena scratch = {.mem = arena->mem};
    struct facts facts;
    struct err own;
    uint64_t column = 0;
    struct reading r = {.facts = &facts, .scratch = &scratch, .column = &column, .err = &own};
    struct json value;
    enum err_code code;

    facts_init(&facts, arena);
    code = json_parse(&scratch, str_trim(line), &value, &own);
    if (!code && value.type != JSON_OBJECT)
        code = err_set(&own, ERR_INPUT, "a finding is one JSON object a line");
    if (!code)
        code = finding(&r, &value, out);
    if (code == ERR_INPUT && column > 0)
        code = err_set(err, code, "column %llu: %s", (unsigned long long)column, own.text);
    else if (code && err)
        *err = own;
    arena_free(&scratch);
    return code;
}

enum err_code finding_digest(const struct mem *mem, const struct finding *f, bool bare,
                             uint8_t digest[16], struct err *err)
{
    struct finding same = *f;
    struct hash hash;
    struct buf buf;
    enum err_code code;

    same.version = 0;
    same.known_at_us = TIME_NONE;
    same.supersedes = (struct str){0};
    if (bare)
        same.considered_count = 0;
    buf_init(&buf, mem, FINDING_LIMIT);
    finding_put(&buf, &same);
    code = buf_check(&buf, err);
    if (!code)
        code = hash_sha256(buf_str(&buf), &hash, err);
    if (!code)
        memcpy(digest, hash.bytes, 16);
    buf_free(&buf);
    return code;
}

enum err_code finding_name_version(struct arena *arena, struct str id, int version,
                                   struct str *name, struct err *err)
{
    return arena_printf(arena, name, err, "%.*s#%d", STR_ARG(id), version);
}

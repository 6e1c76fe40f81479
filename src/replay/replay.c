/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading a certificate member by member, and the way through it. */
#include "replay/replay_int.h"

#include "base/hash.h"
#include "base/num.h"
#include "facts/read.h"

#include <stdarg.h>
#include <stdio.h>

#define STEPS_LIMIT 3e9 /* some seconds */

static const struct json nothing[] = {
    [JSON_NULL] = {.type = JSON_NULL},     [JSON_BOOL] = {.type = JSON_BOOL},
    [JSON_NUMBER] = {.type = JSON_NUMBER}, [JSON_STRING] = {.type = JSON_STRING},
    [JSON_ARRAY] = {.type = JSON_ARRAY},   [JSON_OBJECT] = {.type = JSON_OBJECT}};

void replay_fail(struct replay *r, const char *fmt, ...)
{
    char line[400];
    va_list args;

    if (r->failed)
        return;
    va_start(args, fmt);
    (void)vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    r->failed = true;
    err_set(r->err, ERR_INPUT, "%s", line);
}

const struct json *replay_member(struct replay *r, const struct json *in, const char *key,
                                 enum json_type type)
{
    const struct json *out = json_get(in, key);

    if (out && out->type == type)
        return out;
    replay_fail(r, "%s is %s; %s is wanted", key, out ? json_type_text(out->type) : "missing",
                json_type_text(type));
    return &nothing[type];
}

const struct json *replay_list(struct replay *r, const struct json *in, const char *key)
{
    return replay_member(r, in, key, JSON_ARRAY);
}

const struct json *replay_item_of(struct replay *r, const struct json *in, size_t i,
                                  enum json_type type)
{
    if (in->type == JSON_ARRAY && i < in->count && in->items[i].type == type)
        return &in->items[i];
    replay_fail(r, "a list has no %s at place %zu", json_type_text(type), i);
    return &nothing[type];
}

struct str replay_text_of(struct replay *r, const struct json *in, const char *key)
{
    const struct json *out = json_get(in, key);

    if (out && out->type == JSON_NULL)
        return (struct str){0};
    return replay_member(r, in, key, JSON_STRING)->text;
}

double replay_number_of(struct replay *r, const struct json *in, const char *key)
{
    return replay_member(r, in, key, JSON_NUMBER)->number;
}

size_t replay_as_index(struct replay *r, const struct json *number)
{
    if (number->type == JSON_NUMBER && number->number >= 0 && number->number <= 1e9)
        return (size_t)number->number;
    replay_fail(r, "a place in a list is wanted where %s stands", json_type_text(number->type));
    return 0;
}

size_t replay_index_of(struct replay *r, const struct json *in, const char *key)
{
    return replay_as_index(r, replay_member(r, in, key, JSON_NUMBER));
}

int64_t replay_micros_of(struct replay *r, const struct json *seconds)
{
    if (seconds->type == JSON_NUMBER && seconds->number >= 0 && seconds->number <= 1e12)
        return (int64_t)(seconds->number * 1e6);
    replay_fail(r, "a number of seconds is wanted where %s stands", json_type_text(seconds->type));
    return 0;
}

void replay_spend(struct replay *r, size_t steps)
{
    r->spent += (double)steps;
    if (r->spent > STEPS_LIMIT)
        replay_fail(r, "it asks for more work than an honest certificate can: beyond this checker");
}

bool replay_flag_of(struct replay *r, const struct json *in, const char *key)
{
    return replay_member(r, in, key, JSON_BOOL)->truth;
}

int64_t replay_moment_of(struct replay *r, const struct json *value, int64_t otherwise)
{
    struct time_text time;

    if (value->type == JSON_NULL)
        return otherwise;
    if (value->type != JSON_STRING || !time_parse(value->text, &time) ||
        time.form != TIME_FORM_MOMENT) {
        replay_fail(r, "a moment is wanted where %s stands", json_type_text(value->type));
        return otherwise;
    }
    return time.at_us;
}

int64_t replay_time_of(struct replay *r, const struct json *in, const char *key, int64_t otherwise)
{
    const struct json *value = json_get(in, key);

    if (!value) {
        replay_fail(r, "%s is missing", key);
        return otherwise;
    }
    return replay_moment_of(r, value, otherwise);
}

/* No member but those of `keys`, parted by spaces. */
void replay_only(struct replay *r, const struct json *in, const char *what, const char *keys)
{
    for (size_t i = 0; i < in->count && in->type == JSON_OBJECT; i++) {
        struct str rest = str_z(keys);
        bool found = false;

        while (rest.size && !found)
            found = str_eq(str_cut(&rest, ' '), in->keys[i]);
        if (!found)
            replay_fail(r, "%s has a member %.*s that this checker does not know", what,
                        STR_ARG(in->keys[i]));
    }
}

/* ---------------------------------------------------------------- words */

void replay_say(struct replay *r, const char *fmt, ...)
{
    char line[600];
    va_list args;

    if (!r->words || r->failed)
        return;
    va_start(args, fmt);
    (void)vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    buf_puts(r->words, line);
    buf_putc(r->words, '\n');
}

static void put_range(struct buf *buf, struct range p)
{
    if (p.lo < p.hi) {
        buf_puts(buf, "between ");
        num_put(buf, p.lo, 6);
        buf_puts(buf, " and ");
        if (p.hi > 1e300)
            buf_puts(buf, "any number");
        else
            num_put(buf, p.hi, 6);
    } else {
        num_put(buf, p.lo, 6);
    }
}

void replay_say_range(struct replay *r, const char *what, struct range p)
{
    if (!r->words || r->failed)
        return;
    buf_puts(r->words, what);
    buf_puts(r->words, ": ");
    put_range(r->words, p);
    buf_putc(r->words, '\n');
}

/* ---------------------------------------------------------------- what must agree */

static bool near(double a, double b)
{
    double d = a - b, scale = a > 1 ? a : 1;

    if (a > 1e300 || b > 1e300)
        return a > 1e300 && b > 1e300;
    return d < SAME_LIMIT * scale && d > -SAME_LIMIT * scale;
}

void replay_same_range(struct replay *r, const char *what, struct range is,
                       const struct json *stated)
{
    struct range says = {0, 0};

    if (!stated || (stated->type != JSON_NUMBER && stated->type != JSON_ARRAY)) {
        replay_fail(r, "%s is not stated", what);
        return;
    }
    if (stated->type == JSON_NUMBER) {
        says.lo = says.hi = stated->number;
    } else {
        says.lo = replay_item_of(r, stated, 0, JSON_NUMBER)->number;
        says.hi = stated->count == 2 && stated->items[1].type == JSON_NULL
                      ? 2e300
                      : replay_item_of(r, stated, 1, JSON_NUMBER)->number;
    }
    if (!near(is.lo, says.lo) || !near(is.hi, says.hi)) {
        struct buf buf;

        buf_init(&buf, r->arena->mem, 400);
        put_range(&buf, is);
        buf_puts(&buf, ", stated is ");
        put_range(&buf, says);
        replay_fail(r, "%s: replayed is %.*s", what, STR_ARG(buf_str(&buf)));
        buf_free(&buf);
    }
}

void replay_same_text(struct replay *r, const char *what, struct str is, const struct json *stated)
{
    struct str says = stated && stated->type == JSON_STRING ? stated->text : (struct str){0};

    if (!stated || (stated->type != JSON_STRING && stated->type != JSON_NULL) || !str_eq(is, says))
        replay_fail(r, "%s: replayed is \"%.*s\", stated is \"%.*s\"", what,
                    (int)(is.size < 100 ? is.size : 100), is.text ? is.text : "",
                    (int)(says.size < 100 ? says.size : 100), says.text ? says.text : "");
}

void replay_same_time(struct replay *r, const char *what, int64_t is, const struct json *stated)
{
    int64_t says = stated ? replay_moment_of(r, stated, TIME_NONE) : TIME_NONE;

    if (is != says) {
        struct buf buf;

        buf_init(&buf, r->arena->mem, 200);
        if (is >= TIME_MIN_US && is <= TIME_MAX_US)
            time_put(&buf, is);
        replay_fail(r, "%s: replayed is %.*s, another is stated", what, STR_ARG(buf_str(&buf)));
        buf_free(&buf);
    }
}

void replay_all_null(struct replay *r, const char *keys)
{
    for (struct str rest = str_z(keys); rest.size;) {
        struct str key = str_cut(&rest, ' ');

        for (size_t i = 0; i < r->finding->count; i++)
            if (str_eq(r->finding->keys[i], key) && r->finding->items[i].type != JSON_NULL)
                replay_fail(r, "%.*s is stated, and such a finding has none", STR_ARG(key));
    }
}

void replay_nobody_named(struct replay *r)
{
    const struct fact_attribution none = {0};

    if (replay_member(r, r->finding, "parties", JSON_OBJECT)->count)
        replay_fail(r, "parties have shares, and such a finding has none");
    replay_same_attribution(r, &none);
}

/* "f:" and 16 hex digits of SHA-256 over lines: clause, subject and, but for incidents, the places of statement and party. */
void replay_check_id(struct replay *r, struct str subject, bool is_incident)
{
    const struct json *statement = json_get(r->rule, "statement");
    struct str party = replay_text_of(r, r->finding, "party");
    struct buf buf;
    struct hash hash;
    char hex[17];

    if (r->failed)
        return;
    buf_init(&buf, r->arena->mem, 1 << 16);
    buf_put(&buf, replay_text_of(r, r->rule, "clause"));
    buf_putc(&buf, '\n');
    buf_put(&buf, subject);
    buf_putc(&buf, '\n');
    if (!is_incident) {
        if (statement && statement->type == JSON_NUMBER)
            num_put_i64(&buf, (int64_t)replay_as_index(r, statement));
        buf_putc(&buf, '\n');
        if (party.size)
            num_put_i64(&buf, (int64_t)replay_actor_of(r, party));
        buf_putc(&buf, '\n');
    }
    if (buf_check(&buf, r->err) || hash_sha256(buf_str(&buf), &hash, r->err)) {
        r->failed = true;
    } else {
        char id[19] = "f:";

        hash_hex(&hash, 8, hex);
        for (size_t i = 0; i < sizeof hex; i++)
            id[i + 2] = hex[i];
        replay_same_text(r, "the finding's id", str_z(id), json_get(r->finding, "id"));
    }
    buf_free(&buf);
}

/* ---------------------------------------------------------------- the way through */

static enum err_code read_actors(struct replay *r)
{
    const struct json *actors = replay_list(r, r->rule, "people");

    r->actors = ARENA_NEW(r->arena, struct actor, actors->count + 1);
    if (!r->actors)
        return err_no_memory(r->err);
    for (size_t i = 0; i < actors->count; i++) {
        const struct json *a = &actors->items[i];

        replay_only(r, a, "an actor", "name role under also");
        r->actors[i] = (struct actor){.name = replay_text_of(r, a, "name"),
                                      .role = replay_text_of(r, a, "role"),
                                      .under = NOBODY,
                                      .also = replay_list(r, a, "also")};
        r->actor_count++;
    }
    for (size_t i = 0; i < actors->count; i++) {
        struct str under = replay_text_of(r, &actors->items[i], "under");

        if (under.size)
            r->actors[i].under = replay_actor_of(r, under);
    }
    for (size_t i = 0; i < actors->count; i++) { /* no circle */
        size_t steps = 0, a = i;

        while (a != NOBODY && steps++ <= actors->count)
            a = r->actors[a].under;
        if (a != NOBODY)
            replay_fail(r, "an actor answers to itself");
    }
    return ERR_OK;
}

/* None is there twice: one for each feed and kind. */
static void check_held(struct replay *r, const struct json *before, size_t count,
                       const struct json *one)
{
    const struct json *kinds = replay_list(r, one, "kinds");

    if (kinds->count != 1)
        replay_fail(r, "what a feed holds is told one kind at a time");
    for (size_t i = 0; i < count; i++)
        if (str_eq(replay_text_of(r, &before[i], "feed"), replay_text_of(r, one, "feed")) &&
            str_eq(replay_item_of(r, replay_list(r, &before[i], "kinds"), 0, JSON_STRING)->text,
                   replay_item_of(r, kinds, 0, JSON_STRING)->text))
            replay_fail(r, "what a feed holds is there twice");
}

static enum err_code read_records(struct replay *r, const struct json *certificate)
{
    const struct json *records = replay_list(r, certificate, "records");
    size_t seen, held = 0;
    struct json *helds;
    struct buf line;
    enum err_code code = ERR_OK;

    helds = ARENA_NEW(r->arena, struct json, records->count + 2);
    if (!helds)
        return err_no_memory(r->err);
    facts_init(&r->facts, r->arena);
    buf_init(&line, r->arena->mem, FACTS_LINE_LIMIT);
    for (size_t i = 0; !code && i < records->count; i++) {
        const struct json *what = json_get(&records->items[i], "record");
        struct err err = {0};

        if (what && what->type == JSON_STRING && str_eq(what->text, STR("held"))) {
            check_held(r, helds + 1, held, &records->items[i]);
            helds[1 + held++] = records->items[i];
            replay_only(r, &records->items[i], "what a feed holds", "record feed kinds time");
            continue;
        }
        buf_clear(&line);
        json_put_canonical(&line, &records->items[i]);
        code = buf_check(&line, r->err);
        if (!code)
            code = fact_read_line(&r->facts, buf_str(&line), STR("certificate"), NULL,
                                  STR("certificate"), i + 1, NULL, &err);
        if (code == ERR_INPUT) {
            replay_fail(r, "records[%zu]: %s", i, err.text);
            code = ERR_OK;
        }
    }
    buf_free(&line);
    if (code)
        return code;
    helds[0] = (struct json){.type = JSON_ARRAY, .items = helds + 1, .count = held};
    r->held = &helds[0];
    if (r->facts.notice_count)
        replay_fail(r, "a record holds what is not of its format: %.*s",
                    STR_ARG(r->facts.notices[0].text));
    seen = records->count - held;
    TRY(facts_seal(&r->facts, r->known_us, r->err));
    if (r->facts.observation_count + r->facts.coverage_count + r->facts.feed_count +
            r->facts.decision_count + r->facts.declaration_count + r->facts.tally_count !=
        seen)
        replay_fail(r, "a record is there twice, corrects another, or became known later than %s",
                    "the finding");
    r->is_used = ARENA_NEW(r->arena, bool, r->facts.observation_count + 1);
    return r->is_used ? ERR_OK : err_no_memory(r->err);
}

static enum err_code replay(struct replay *r, const struct json *certificate)
{
    static const struct {
        const char *form;
        void (*replay)(struct replay *);
    } forms[] = {{"forbid", replay_forbid},          {"keep", replay_keep},
                 {"require", replay_duty},           {"quota", replay_quota},
                 {"ceiling", replay_ceiling},        {"standing", replay_standing},
                 {"synchronous", replay_synchronous}};
    const struct json *head = replay_member(r, certificate, "head", JSON_OBJECT), *thresholds;
    struct str form;

    r->rule = replay_member(r, certificate, "rule", JSON_OBJECT);
    r->finding = replay_member(r, certificate, "finding", JSON_OBJECT);
    replay_only(r, head, "the head", "engine agreement inputs known_at watermark");
    r->known_us = replay_time_of(r, head, "known_at", TIME_NEVER);
    r->watermark_us = replay_time_of(r, head, "watermark", TIME_NONE);
    thresholds = replay_member(r, r->rule, "thresholds", JSON_OBJECT);
    r->likely = replay_number_of(r, thresholds, "likely");
    r->seen = replay_number_of(r, thresholds, "seen");
    r->reading_count = replay_list(r, r->rule, "readings")->count;
    TRY(read_actors(r));
    TRY(read_records(r, certificate));
    TRY(replay_ground_make(r));
    if (r->failed)
        return ERR_INPUT;
    replay_only(
        r, r->finding, "the finding",
        "id clause article phase verdict status occurrence party parties attribution gravity time "
        "readings states value bound unit events");
    replay_same_text(r, "the clause", replay_text_of(r, r->rule, "clause"),
                     json_get(r->finding, "clause"));
    replay_same_text(r, "the article", replay_text_of(r, r->rule, "article"),
                     json_get(r->finding, "article"));
    replay_same_text(r, "the phase", replay_text_of(r, r->rule, "phase"),
                     json_get(r->finding, "phase"));
    form = replay_text_of(r, r->rule, "form");
    for (size_t i = 0; i < COUNT_OF(forms); i++)
        if (str_eq(form, str_z(forms[i].form))) {
            forms[i].replay(r);
            for (size_t k = 0; k < r->facts.observation_count; k++)
                if (!r->is_used[k] && !r->believe_places)
                    replay_fail(r, "%.*s does not enter the judgement",
                                STR_ARG(r->facts.observations[k].name));
            return r->failed ? ERR_INPUT : ERR_OK;
        }
    replay_fail(r, "the form \"%.*s\" is not one that this checker replays", STR_ARG(form));
    return ERR_INPUT;
}

enum err_code replay_finding(struct arena *arena, const struct json *certificate,
                             bool believe_places, struct buf *words, struct err *err)
{
    struct replay r = {
        .arena = arena, .words = words, .err = err, .believe_places = believe_places};
    struct err own;

    if (!err)
        r.err = &own;
    return replay(&r, certificate);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Certificates: made small (a record without which the checker says the same is left out), checked, sealed. */
#include "api/proof_int.h"

#include "base/num.h"
#include "facts/certificate.h"
#include "replay/replay.h"

#define WORDS_LIMIT ((size_t)16 << 20)

static const char *const kept[] = {"id",      "clause",     "article",  "phase",   "verdict",
                                   "status",  "occurrence", "party",    "parties", "attribution",
                                   "gravity", "time",       "readings", "states",  "value",
                                   "bound",   "unit",       "events"};

/* ---------------------------------------------------------------- a certificate as a tree */

struct draft {
    struct arena arena;
    struct json root, members[4]; /* finding, head, records, rule */
    struct str keys[4];
    struct json *placed; /* in the rule */
};

/* Of a finding as it is written: what is checked. */
static void keep_members(struct json *finding)
{
    size_t n = 0;

    for (size_t i = 0; i < finding->count; i++)
        for (size_t k = 0; k < COUNT_OF(kept); k++)
            if (str_eq(finding->keys[i], str_z(kept[k]))) {
                finding->keys[n] = finding->keys[i];
                finding->items[n++] = finding->items[i];
                break;
            }
    finding->count = n;
}

static void put_file(struct buf *buf, const char *role, struct str name, const uint8_t *bytes)
{
    struct hash hash;
    char hex[65];

    for (size_t i = 0; i < sizeof hash.bytes; i++)
        hash.bytes[i] = bytes[i];
    hash_hex(&hash, sizeof hash.bytes, hex);
    buf_printf(buf, "{\"role\": \"%s\", \"name\": ", role);
    json_put_string(buf, name);
    buf_printf(buf, ", \"sha256\": \"%s\"}", hex);
}

static const char *role_text(enum truce_role role)
{
    return role == TRUCE_ROLE_DECISIONS  ? "decisions"
           : role == TRUCE_ROLE_COVERAGE ? "coverage"
                                         : "feed";
}

static void put_time(struct buf *buf, int64_t at_us)
{
    buf_putc(buf, '"');
    time_put(buf, at_us < TIME_MIN_US ? TIME_MIN_US : at_us > TIME_MAX_US ? TIME_MAX_US : at_us);
    buf_putc(buf, '"');
}

static void put_head(struct buf *buf, const struct proof *p, const struct monitor_explained *x)
{
    const struct truce_agreement *a = p->agreement;
    char hex[65];

    hash_hex(&a->hash, sizeof a->hash.bytes, hex);
    buf_puts(buf, "{\"engine\": \"" API_ENGINE "\", \"agreement\": {\"name\": ");
    json_put_string(buf, api_base_name(a->name));
    buf_puts(buf, ", \"title\": ");
    json_put_string(buf, a->plan->title);
    buf_printf(buf, ", \"sha256\": \"%s\"}, \"inputs\": [", hex);
    for (size_t i = 0; i < a->file_count; i++) {
        buf_puts(buf, i ? ", " : "");
        put_file(buf, a->files[i].role.size ? "geometry" : "file", a->files[i].name,
                 a->files[i].hash.bytes);
    }
    for (size_t i = 0; i < p->facts->input_count; i++) {
        const struct truce_input_report *from = &p->facts->inputs[i];

        buf_puts(buf, i || a->file_count ? ", " : "");
        put_file(buf, role_text(from->role), api_str(from->name), from->hash.bytes);
    }
    buf_puts(buf, "], \"known_at\": ");
    put_time(buf, x->finding->known_at_us);
    buf_puts(buf, ", \"watermark\": ");
    put_time(buf, x->watermark_us);
    buf_putc(buf, '}');
}

static enum err_code parse_text(struct draft *d, struct str text, struct json *out, struct err *err)
{
    struct str copy;

    TRY(arena_str(&d->arena, text, &copy, err));
    return json_parse(&d->arena, copy, out, err);
}

static enum err_code draft_make(struct draft *d, const struct proof *p,
                                const struct monitor_explained *x, struct err *err)
{
    static const char *const names[] = {"finding", "head", "records", "rule"};
    struct json *records = ARENA_NEW(&d->arena, struct json, x->record_count + 1);
    struct buf head;
    enum err_code code;

    if (!records)
        return err_no_memory(err);
    buf_init(&head, &p->facts->mem, WORDS_LIMIT);
    put_head(&head, p, x);
    code = buf_check(&head, err);
    if (!code)
        code = parse_text(d, x->line, &d->members[0], err);
    if (!code)
        code = parse_text(d, buf_str(&head), &d->members[1], err);
    buf_free(&head);
    if (!code)
        code = parse_text(d, x->rule, &d->members[3], err);
    for (size_t i = 0; !code && i < x->record_count; i++)
        code = parse_text(d, x->records[i], &records[i], err);
    if (code)
        return code;
    keep_members(&d->members[0]);
    d->members[2] = (struct json){.type = JSON_ARRAY, .items = records, .count = x->record_count};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        d->keys[i] = str_z(names[i]);
    d->root = (struct json){
        .type = JSON_OBJECT, .items = d->members, .keys = d->keys, .count = COUNT_OF(names)};
    d->placed = NULL;
    for (size_t i = 0; i < d->members[3].count; i++)
        if (str_eq(d->members[3].keys[i], STR("placed")))
            d->placed = &d->members[3].items[i];
    return ERR_OK;
}

/* ---------------------------------------------------------------- small */

static enum err_code agrees(struct draft *d, const struct mem *mem, bool believe_places,
                            struct buf *words, struct err *why)
{
    struct arena arena = {.mem = mem};
    enum err_code code = replay_finding(&arena, &d->root, believe_places, words, why);

    arena_free(&arena);
    return code;
}

/* Leave out each record without which the checker says the same. */
static enum err_code shrink(struct draft *d, const struct mem *mem, struct err *err)
{
    struct json *records = &d->members[2];

    for (size_t i = records->count; i-- > 0;) {
        struct json one = records->items[i];
        struct err why = {0};
        enum err_code code;

        for (size_t k = i + 1; k < records->count; k++)
            records->items[k - 1] = records->items[k];
        records->count--;
        code = agrees(d, mem, true, NULL, &why);
        if (!code)
            continue;
        for (size_t k = records->count++; k > i; k--)
            records->items[k] = records->items[k - 1];
        records->items[i] = one;
        if (code != ERR_INPUT)
            return err_set(err, code, "%s", why.text);
    }
    return ERR_OK;
}

static struct str name_of(struct draft *d, const struct json *record, struct err *err,
                          enum err_code *code)
{
    const struct json *feed = json_get(record, "feed"), *id = json_get(record, "id");
    struct str out = {0};

    if (!*code && feed && id && feed->type == JSON_STRING && id->type == JSON_STRING)
        *code =
            arena_printf(&d->arena, &out, err, "%.*s:%.*s", STR_ARG(feed->text), STR_ARG(id->text));
    return out;
}

/* The chances of places of records that are there no more go as well. */
static enum err_code drop_places(struct draft *d, struct err *err)
{
    const struct json *records = &d->members[2];
    enum err_code code = ERR_OK;
    size_t n = 0;

    for (size_t i = 0; d->placed && i < d->placed->count; i++) {
        const struct json *of = json_get(&d->placed->items[i], "of");
        bool found = false;

        for (size_t k = 0; !found && of && k < records->count; k++)
            found = str_eq(name_of(d, &records->items[k], err, &code), of->text);
        if (found)
            d->placed->items[n++] = d->placed->items[i];
    }
    if (d->placed)
        d->placed->count = n;
    return code;
}

/* ---------------------------------------------------------------- sealed */

static enum err_code text_of(struct draft *d, const struct json *json, struct str *out,
                             struct err *err)
{
    struct buf buf;
    enum err_code code;

    buf_init(&buf, d->arena.mem, CERTIFICATE_LIMIT);
    json_put_canonical(&buf, json);
    code = buf_check(&buf, err);
    if (!code)
        code = arena_str(&d->arena, buf_str(&buf), out, err);
    buf_free(&buf);
    return code;
}

static enum err_code seal(struct draft *d, struct buf *out, struct err *err)
{
    const struct json *records = &d->members[2];
    struct str *lines = ARENA_NEW(&d->arena, struct str, records->count + 1);
    struct certificate c = {.records = lines, .record_count = records->count};

    if (!lines)
        return err_no_memory(err);
    TRY(text_of(d, &d->members[0], &c.finding, err));
    TRY(text_of(d, &d->members[1], &c.head, err));
    TRY(text_of(d, &d->members[3], &c.rule, err));
    for (size_t i = 0; i < records->count; i++)
        TRY(text_of(d, &records->items[i], &lines[i], err));
    return certificate_put(out, &c, err);
}

static enum err_code certify(struct draft *d, const struct proof *p,
                             const struct monitor_explained *x, struct buf *steps,
                             struct buf *certificate, struct err *why, struct err *err)
{
    enum err_code code;

    TRY(draft_make(d, p, x, err));
    if (x->refused) {
        err_set(why, ERR_INPUT, "no certificate is made of this: %s", x->refused);
        return ERR_OK;
    }
    code = agrees(d, &p->facts->mem, true, NULL, why);
    if (!code) {
        TRY(shrink(d, &p->facts->mem, err));
        TRY(drop_places(d, err));
        code = agrees(d, &p->facts->mem, false, steps, why);
    }
    if (code == ERR_INPUT) { /* the checker cannot, or says otherwise: nothing is certified */
        buf_clear(steps);
        return ERR_OK;
    }
    return code ? err_set(err, code, "%s", why->text) : seal(d, certificate, err);
}

static enum err_code take(void *ctx, const struct monitor_explained *x, struct err *err)
{
    struct proof *p = ctx;
    struct draft d = {.arena = {.mem = &p->facts->mem}};
    struct buf words, steps, certificate;
    struct truce_proof proof = {.id = api_text(x->finding->id)};
    struct truce_error error;
    struct err why = {0};
    enum err_code code;

    buf_init(&words, &p->facts->mem, WORDS_LIMIT);
    buf_init(&steps, &p->facts->mem, WORDS_LIMIT);
    buf_init(&certificate, &p->facts->mem, CERTIFICATE_LIMIT);
    code = certify(&d, p, x, &steps, &certificate, &why, err);
    if (!code)
        proof_words(&words, p, x, buf_str(&steps), str_z(why.text));
    if (!code)
        code = buf_check(&words, err);
    if (!code) {
        enum truce_code told;

        p->found++;
        proof.words = api_text(buf_str(&words));
        proof.certificate = api_text(buf_str(&certificate));
        proof.refused = truce_text_of(why.text);
        told = p->take(p->ctx, &proof, &error);
        code = told ? api_inner(err, told, &error) : ERR_OK;
    }
    buf_free(&certificate);
    buf_free(&steps);
    buf_free(&words);
    arena_free(&d.arena);
    return code;
}

enum truce_code truce_prove(const struct truce_agreement *agreement, struct truce_facts *facts,
                            const struct truce_run_options *options, struct truce_text id,
                            truce_proof_take fn, void *ctx, struct truce_error *error)
{
    struct proof p = {.agreement = agreement, .facts = facts, .take = fn, .ctx = ctx};
    const struct monitor_explain explain = {api_str(id), take, &p};
    const struct monitor_options monitor = {
        .known_at_us = options->known_at_us, .is_draft = options->is_draft, .explain = &explain};
    struct arena arena = {.mem = &facts->mem};
    struct outcome outcome;
    struct err err = {0};
    enum err_code code;

    if (!agreement->plan)
        return truce_fail(error, TRUCE_AGREEMENT, "the agreement has errors");
    if (facts->was_run || facts->reader)
        return truce_fail(error, TRUCE_USAGE, "an input is open, or the facts were run already");
    facts->was_run = true;
    code = facts_seal(&facts->facts, options->known_at_us, &err);
    if (!code)
        code = monitor_run(&arena, agreement->plan, &facts->facts, &monitor, &outcome, &err);
    arena_free(&arena);
    if (!code && p.found == 0 && id.size)
        code = err_set(&err, ERR_USAGE, "no finding of this run is called %.*s",
                       (int)(id.size < 40 ? id.size : 40), id.bytes);
    return api_error(error, code, &err);
}

/* ---------------------------------------------------------------- checking */

static enum err_code verify(struct arena *arena, struct str bytes, struct buf *words,
                            struct err *err)
{
    struct json json;

    TRY(certificate_open(arena, bytes, &json, err));
    return replay_finding(arena, &json, false, words, err);
}

enum truce_code truce_certificate_verify(const struct truce_memory *memory, struct truce_text bytes,
                                         const struct truce_sink *sink, struct truce_error *error)
{
    const struct mem mem = api_mem(memory);
    struct arena arena = {.mem = &mem};
    struct buf words;
    struct err err = {0};
    enum truce_code result;
    enum err_code code;

    buf_init(&words, &mem, WORDS_LIMIT);
    code = verify(&arena, api_str(bytes), &words, &err);
    result = api_error(error, code, &err);
    if (!code && sink)
        result = api_put(sink, &words, error);
    buf_free(&words);
    arena_free(&arena);
    return result;
}

static struct truce_text member_text(const struct json *in, const char *key)
{
    const struct json *out = json_get(in, key);

    return out && out->type == JSON_STRING ? api_text(out->text) : (struct truce_text){0};
}

enum truce_code truce_certificate_inputs(const struct truce_memory *memory, struct truce_text bytes,
                                         void (*fn)(void *ctx, struct truce_text role,
                                                    struct truce_text name,
                                                    struct truce_text sha256),
                                         void *ctx, struct truce_error *error)
{
    const struct mem mem = api_mem(memory);
    struct arena arena = {.mem = &mem};
    struct json json;
    struct err err = {0};
    enum err_code code = certificate_open(&arena, api_str(bytes), &json, &err);

    if (!code) {
        const struct json *head = json_get(&json, "head"), *inputs = json_get(head, "inputs");
        const struct json *agreement = json_get(head, "agreement");

        fn(ctx, truce_text_of("agreement"), member_text(agreement, "name"),
           member_text(agreement, "sha256"));
        for (size_t i = 0; inputs && i < inputs->count; i++)
            fn(ctx, member_text(&inputs->items[i], "role"), member_text(&inputs->items[i], "name"),
               member_text(&inputs->items[i], "sha256"));
    }
    arena_free(&arena);
    return api_error(error, code, &err);
}

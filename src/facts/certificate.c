/* SPDX-License-Identifier: Apache-2.0 */
#include "facts/certificate.h"

#include "base/hash.h"
#include "base/num.h"

#define SEAL_BEFORE ",\"sha256\":\""
#define SEAL_AFTER "\"}\n"
#define SEAL_SIZE (sizeof(SEAL_BEFORE) - 1 + 64 + sizeof(SEAL_AFTER) - 1)
#define BEGINNING "{\"certificate\":"

/* A part in canonical form, with its hash. */
struct part {
    struct str text;
    char hex[65];
};

static enum err_code part_hash(struct part *part, struct err *err)
{
    struct hash hash;

    TRY(hash_sha256(part->text, &hash, err));
    hash_hex(&hash, sizeof hash.bytes, part->hex);
    return ERR_OK;
}

static enum err_code part_of(struct arena *arena, const struct json *json, struct part *part,
                             struct err *err)
{
    struct buf buf;
    enum err_code code;

    buf_init(&buf, arena->mem, CERTIFICATE_LIMIT);
    json_put_canonical(&buf, json);
    code = buf_check(&buf, err);
    if (!code)
        code = arena_str(arena, buf_str(&buf), &part->text, err);
    buf_free(&buf);
    return code ? code : part_hash(part, err);
}

static enum err_code part_make(struct arena *arena, struct str text, struct part *part,
                               struct err *err)
{
    struct json json;

    TRY(json_parse(arena, text, &json, err));
    return part_of(arena, &json, part, err);
}

bool certificate_is(struct str bytes)
{
    return str_starts(bytes, STR(BEGINNING));
}

/* ---------------------------------------------------------------- writing */

static void put_parts(struct buf *buf, const struct part *finding, const struct part *head,
                      const struct part *records, size_t count, const struct part *rule)
{
    buf_printf(buf, ",\"parts\":{\"finding\":\"%s\",\"head\":\"%s\",\"records\":[", finding->hex,
               head->hex);
    for (size_t i = 0; i < count; i++)
        buf_printf(buf, "%s\"%s\"", i ? "," : "", records[i].hex);
    buf_printf(buf, "],\"rule\":\"%s\"}", rule->hex);
}

/* The seal of what stands in `buf` from `from` on: its hash, were it closed here. */
static enum err_code put_seal(struct buf *buf, size_t from, struct err *err)
{
    struct hash_stream stream = {0};
    struct hash hash = {{0}};
    char hex[65];
    enum err_code code;

    TRY(buf_check(buf, err));
    code = hash_stream_open(&stream, err);
    if (!code)
        code = hash_stream_add(&stream, str_from(buf_str(buf), from), err);
    if (!code)
        code = hash_stream_add(&stream, STR("}"), err);
    if (!code)
        code = hash_stream_end(&stream, &hash, err);
    hash_stream_close(&stream);
    if (code)
        return code;
    hash_hex(&hash, sizeof hash.bytes, hex);
    buf_printf(buf, SEAL_BEFORE "%s" SEAL_AFTER, hex);
    return buf_check(buf, err);
}

static enum err_code put(struct arena *arena, struct buf *buf, const struct certificate *c,
                         struct err *err)
{
    struct part finding, head, rule, *records = ARENA_NEW(arena, struct part, c->record_count + 1);
    size_t from = buf->size;

    if (!records)
        return err_no_memory(err);
    TRY(part_make(arena, c->finding, &finding, err));
    TRY(part_make(arena, c->head, &head, err));
    TRY(part_make(arena, c->rule, &rule, err));
    for (size_t i = 0; i < c->record_count; i++)
        TRY(part_make(arena, c->records[i], &records[i], err));
    buf_printf(buf, BEGINNING "%d,\"finding\":", CERTIFICATE_VERSION);
    buf_put(buf, finding.text);
    buf_puts(buf, ",\"head\":");
    buf_put(buf, head.text);
    put_parts(buf, &finding, &head, records, c->record_count, &rule);
    buf_puts(buf, ",\"records\":[");
    for (size_t i = 0; i < c->record_count; i++) {
        buf_puts(buf, i ? "," : "");
        buf_put(buf, records[i].text);
    }
    buf_puts(buf, "],\"rule\":");
    buf_put(buf, rule.text);
    return put_seal(buf, from, err);
}

enum err_code certificate_put(struct buf *buf, const struct certificate *certificate,
                              struct err *err)
{
    struct arena arena = {.mem = buf->mem};
    enum err_code code = put(&arena, buf, certificate, err);

    arena_free(&arena);
    return code;
}

/* ---------------------------------------------------------------- reading */

static enum err_code check_seal(struct str bytes, struct err *err)
{
    size_t at = bytes.size < SEAL_SIZE ? 0 : bytes.size - SEAL_SIZE;
    struct str tail = str_from(bytes, at);
    struct hash_stream stream = {0};
    struct hash hash = {{0}};
    char hex[65];
    enum err_code code;

    if (!certificate_is(bytes) || tail.size != SEAL_SIZE || !str_starts(tail, STR(SEAL_BEFORE)) ||
        !str_ends(tail, STR(SEAL_AFTER)))
        return err_set(err, ERR_INPUT,
                       "it does not begin and end as a certificate does: cut, changed, or another "
                       "kind of file");
    code = hash_stream_open(&stream, err);
    if (!code)
        code = hash_stream_add(&stream, str_slice(bytes, 0, at), err);
    if (!code)
        code = hash_stream_add(&stream, STR("}"), err);
    if (!code)
        code = hash_stream_end(&stream, &hash, err);
    hash_stream_close(&stream);
    if (code)
        return code;
    hash_hex(&hash, sizeof hash.bytes, hex);
    if (!str_eq(str_slice(tail, sizeof(SEAL_BEFORE) - 1, sizeof(SEAL_BEFORE) - 1 + 64), str_z(hex)))
        return err_set(err, ERR_INPUT,
                       "it was changed: the SHA-256 of its content is %s, its seal says %.*s", hex,
                       64, tail.text + sizeof(SEAL_BEFORE) - 1);
    return ERR_OK;
}

static enum err_code check_form(const struct mem *mem, struct str bytes, const struct json *json,
                                struct err *err)
{
    struct buf buf;
    enum err_code code;

    buf_init(&buf, mem, CERTIFICATE_LIMIT);
    json_put_canonical(&buf, json);
    buf_putc(&buf, '\n');
    code = buf_check(&buf, err);
    if (!code && !str_eq(buf_str(&buf), bytes))
        code = err_set(err, ERR_INPUT,
                       "it is not in canonical form: the same could be said in "
                       "other bytes");
    buf_free(&buf);
    return code;
}

static enum err_code check_part(struct arena *arena, const struct json *json,
                                const struct json *hash, const char *name, struct err *err)
{
    struct part part;

    if (!json || !hash || hash->type != JSON_STRING)
        return err_set(err, ERR_INPUT, "the part %s or its hash is missing", name);
    TRY(part_of(arena, json, &part, err));
    if (!str_eq(hash->text, str_z(part.hex)))
        return err_set(err, ERR_INPUT,
                       "the part %s was changed: its SHA-256 is %s, `parts` says %.*s", name,
                       part.hex, hash->text.size > 64 ? 64 : (int)hash->text.size,
                       hash->text.text ? hash->text.text : "");
    return ERR_OK;
}

static enum err_code check_parts(struct arena *arena, const struct json *json, struct err *err)
{
    static const char *const names[] = {"finding", "head", "rule"};
    const struct json *parts = json_get(json, "parts"), *records = json_get(json, "records");
    const struct json *hashes = json_get(parts, "records");

    if (!parts || parts->count != 4 || json->count != 7 || !records || !hashes ||
        records->type != JSON_ARRAY || hashes->type != JSON_ARRAY ||
        records->count != hashes->count)
        return err_set(err, ERR_INPUT, "its members are not those of a certificate");
    for (size_t i = 0; i < COUNT_OF(names); i++)
        TRY(check_part(arena, json_get(json, names[i]), json_get(parts, names[i]), names[i], err));
    for (size_t i = 0; i < records->count; i++) {
        struct str name; /* ends with a '\0' */

        TRY(arena_printf(arena, &name, err, "records[%zu]", i));
        TRY(check_part(arena, &records->items[i], &hashes->items[i], name.text, err));
    }
    return ERR_OK;
}

enum err_code certificate_open(struct arena *arena, struct str bytes, struct json *out,
                               struct err *err)
{
    const struct json *version;

    if (bytes.size > CERTIFICATE_LIMIT)
        return err_set(err, ERR_INPUT, "it has %zu bytes; a certificate has at most %zu",
                       bytes.size, CERTIFICATE_LIMIT);
    TRY(check_seal(bytes, err));
    TRY(json_parse(arena, bytes, out, err));
    TRY(check_form(arena->mem, bytes, out, err));
    version = json_get(out, "certificate");
    if (!version || version->type != JSON_NUMBER || !str_eq(version->text, STR("1")))
        return err_set(err, ERR_INPUT, "it is of another version than %d", CERTIFICATE_VERSION);
    return check_parts(arena, out, err);
}

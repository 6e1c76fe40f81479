/* SPDX-License-Identifier: Apache-2.0
 *
 * manifest.json ends with its own hash, in a tail of fixed length, so that a changed byte anywhere in
 * it is seen before anything in it is believed. */
#include "api/api_int.h"
#include "base/json.h"
#include "base/num.h"

#include <string.h>

#define TAIL_BEFORE "  \"sha256\": \""
#define TAIL_AFTER "\"\n}\n"
#define TAIL_SIZE (sizeof(TAIL_BEFORE) - 1 + 64 + sizeof(TAIL_AFTER) - 1)

struct truce_hasher {
    struct mem mem;
    struct hash_stream stream;
};

struct truce_manifest {
    struct mem mem;
    struct arena arena;
    struct truce_manifest_file *inputs, *outputs;
    struct truce_text *formats, *zones; /* of the inputs */
    size_t input_count, output_count;
    struct truce_run_options options;
};

/* ------------------------------------------------------------------ hashing */

enum truce_code truce_hasher_open(const struct truce_memory *memory, struct truce_hasher **hasher,
                                  struct truce_error *error)
{
    const struct mem mem = api_mem(memory);
    struct truce_hasher *made = (struct truce_hasher *)api_make(&mem, sizeof(*made));
    struct err err = {0};
    enum err_code code;

    *hasher = NULL;
    if (!made)
        return api_error(error, err_no_memory(&err), &err);
    made->mem = mem;
    code = hash_stream_open(&made->stream, &err);
    if (code)
        truce_hasher_close(made);
    else
        *hasher = made;
    return api_error(error, code, &err);
}

enum truce_code truce_hasher_add(struct truce_hasher *hasher, const char *bytes, size_t size,
                                 struct truce_error *error)
{
    struct err err = {0};

    return api_error(error, hash_stream_add(&hasher->stream, (struct str){bytes, size}, &err),
                     &err);
}

enum truce_code truce_hasher_end(struct truce_hasher *hasher, struct truce_hash *hash,
                                 struct truce_error *error)
{
    struct hash inner = {{0}};
    struct err err = {0};
    enum err_code code = hash_stream_end(&hasher->stream, &inner, &err);

    memcpy(hash->bytes, inner.bytes, sizeof(hash->bytes));
    return api_error(error, code, &err);
}

void truce_hasher_close(struct truce_hasher *hasher)
{
    if (!hasher)
        return;
    hash_stream_close(&hasher->stream);
    api_drop(&hasher->mem, hasher, sizeof(*hasher));
}

void truce_hash_hex(const struct truce_hash *hash, char hex[65])
{
    struct hash inner;

    memcpy(inner.bytes, hash->bytes, sizeof(inner.bytes));
    hash_hex(&inner, sizeof(inner.bytes), hex);
}

/* ------------------------------------------------------------------ writing */

static void put_file_as(struct buf *buf, const struct truce_manifest_file *file,
                        struct truce_text format, struct str zone)
{
    char hex[65];
    bool first = true;

    truce_hash_hex(&file->hash, hex);
    buf_putc(buf, '{');
    json_key(buf, &first, "name");
    json_put_string(buf, api_str(file->name));
    if (file->role.size > 0) {
        json_key(buf, &first, "role");
        json_put_string(buf, api_str(file->role));
    }
    if (format.size > 0) {
        json_key(buf, &first, "format");
        json_put_string(buf, api_str(format));
    }
    if (zone.size > 0) {
        json_key(buf, &first, "zone");
        json_put_string(buf, zone);
    }
    json_key(buf, &first, "sha256");
    json_put_string(buf, str_z(hex));
    json_key(buf, &first, "size");
    num_put_i64(buf, (int64_t)file->size);
    buf_putc(buf, '}');
}

static void put_file(struct buf *buf, const struct truce_manifest_file *file)
{
    put_file_as(buf, file, (struct truce_text){0}, (struct str){0});
}

static struct truce_text role_text(enum truce_role role)
{
    switch (role) {
    case TRUCE_ROLE_FEED:
        break;
    case TRUCE_ROLE_DECISIONS:
        return truce_text_of("decisions");
    case TRUCE_ROLE_COVERAGE:
        return truce_text_of("coverage");
    }
    return truce_text_of("feed");
}

static struct truce_hash public_hash(const struct hash *inner)
{
    struct truce_hash hash;

    memcpy(hash.bytes, inner->bytes, sizeof(hash.bytes));
    return hash;
}

static void put_created_from(struct buf *buf, const struct truce_outcome *outcome)
{
    const struct truce_agreement *agreement = outcome->agreement;
    const struct truce_facts *facts = outcome->facts;
    const struct truce_manifest_file text = {
        .name = api_text(api_base_name(agreement->name)),
        .hash = truce_agreement_hash(agreement),
        .size = agreement->text.size,
    };
    const char *before = "\n";

    buf_puts(buf, "  \"created_from\": {\n    \"agreement\": ");
    put_file(buf, &text);
    buf_puts(buf, ",\n    \"inputs\": [");
    for (size_t i = 0; i < agreement->file_count; i++) {
        const struct api_file *from = &agreement->files[i];
        const struct truce_manifest_file file = {api_text(from->name), api_text(from->role),
                                                 public_hash(&from->hash), from->size};

        buf_puts(buf, before);
        buf_puts(buf, "      ");
        put_file(buf, &file);
        before = ",\n";
    }
    for (size_t i = 0; i < facts->input_count; i++) {
        const struct truce_input_report *from = &facts->inputs[i];
        const struct truce_manifest_file file = {from->name, role_text(from->role), from->hash,
                                                 from->size};

        buf_puts(buf, before);
        buf_puts(buf, "      ");
        put_file_as(buf, &file, from->format, facts->zones[i]);
        before = ",\n";
    }
    buf_puts(buf, "\n    ]\n  },\n");
}

static void put_time(struct buf *buf, int64_t at_us)
{
    if (at_us == TIME_NONE || at_us == TIME_NEVER) {
        buf_puts(buf, "null");
        return;
    }
    buf_putc(buf, '"');
    time_put(buf, at_us);
    buf_putc(buf, '"');
}

static void put_body(struct buf *buf, const struct truce_outcome *outcome,
                     const struct truce_manifest_file *outputs, size_t count,
                     struct truce_text tzdata)
{
    buf_puts(buf, "{\n  \"version\": 1,\n  \"engine\": \"" API_ENGINE "\",\n");
    put_created_from(buf, outcome);
    buf_puts(buf, "  \"outputs\": [");
    for (size_t i = 0; i < count; i++) {
        buf_puts(buf, i > 0 ? ",\n    " : "\n    ");
        put_file(buf, &outputs[i]);
    }
    buf_puts(buf, "\n  ],\n  \"tzdata\": ");
    json_put_string(buf, api_str(tzdata));
    buf_puts(buf, ",\n  \"known_at\": ");
    put_time(buf, outcome->outcome.known_at_us);
    buf_puts(buf, ",\n  \"as_known_at\": ");
    put_time(buf, outcome->options.known_at_us);
    buf_puts(buf,
             outcome->options.is_draft ? ",\n  \"draft\": true,\n" : ",\n  \"draft\": false,\n");
}

/* The tail of a body. */
static enum err_code put_tail(struct buf *buf, struct err *err)
{
    struct hash hash;
    char hex[65];

    TRY(buf_check(buf, err));
    TRY(hash_sha256(buf_str(buf), &hash, err));
    hash_hex(&hash, sizeof(hash.bytes), hex);
    buf_puts(buf, TAIL_BEFORE);
    buf_puts(buf, hex);
    buf_puts(buf, TAIL_AFTER);
    return ERR_OK;
}

enum truce_code truce_manifest_put(const struct truce_outcome *outcome,
                                   const struct truce_manifest_file *outputs, size_t count,
                                   struct truce_text tzdata, const struct truce_sink *sink,
                                   struct truce_error *error)
{
    struct buf buf;
    struct err err = {0};
    enum err_code inner;
    enum truce_code code;

    buf_init(&buf, &outcome->mem, API_OUTPUT_LIMIT);
    put_body(&buf, outcome, outputs, count, tzdata);
    inner = put_tail(&buf, &err);
    code = inner ? api_error(error, inner, &err) : api_put(sink, &buf, error);
    buf_free(&buf);
    return code;
}

/* ------------------------------------------------------------------ reading */

/* The bytes are as they were written: the tail holds the hash of what is before it. */
static enum err_code check_tail(struct str bytes, struct err *err)
{
    const size_t at = bytes.size < TAIL_SIZE ? 0 : bytes.size - TAIL_SIZE;
    const struct str body = str_slice(bytes, 0, at);
    const struct str tail = str_from(bytes, at);
    struct hash hash;
    char hex[65];

    if (tail.size != TAIL_SIZE || !str_starts(tail, STR(TAIL_BEFORE)) ||
        !str_ends(tail, STR(TAIL_AFTER)))
        return err_set(err, ERR_INPUT,
                       "it does not end as a manifest does: cut, changed, or another kind of file");
    TRY(hash_sha256(body, &hash, err));
    hash_hex(&hash, sizeof(hash.bytes), hex);
    if (!str_eq(str_slice(tail, sizeof(TAIL_BEFORE) - 1, sizeof(TAIL_BEFORE) - 1 + 64), str_z(hex)))
        return err_set(err, ERR_INPUT,
                       "it was changed: the SHA-256 of its content is %s, its last line says %.*s",
                       hex, 64, tail.text + sizeof(TAIL_BEFORE) - 1);
    return ERR_OK;
}

static bool hex_digit(char c, uint8_t *value)
{
    if (c >= '0' && c <= '9')
        *value = (uint8_t)(c - '0');
    else if (c >= 'a' && c <= 'f')
        *value = (uint8_t)(c - 'a' + 10);
    else
        return false;
    return true;
}

static bool read_hash(struct str hex, struct truce_hash *hash)
{
    if (hex.size != 2 * sizeof(hash->bytes))
        return false;
    for (size_t i = 0; i < sizeof(hash->bytes); i++) {
        uint8_t high, low;

        if (!hex_digit(hex.text[2 * i], &high) || !hex_digit(hex.text[2 * i + 1], &low))
            return false;
        hash->bytes[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static enum err_code read_file(const struct json *value, struct truce_manifest_file *file,
                               struct err *err)
{
    const struct json *name = json_get(value, "name");
    const struct json *role = json_get(value, "role");
    const struct json *hash = json_get(value, "sha256");
    const struct json *size = json_get(value, "size");
    int64_t bytes = 0;

    if (!name || name->type != JSON_STRING || !hash || hash->type != JSON_STRING ||
        !read_hash(hash->text, &file->hash) || !size || size->type != JSON_NUMBER ||
        !str_to_i64(size->text, &bytes) || bytes < 0)
        return err_set(err, ERR_INPUT,
                       "a file in it lacks \"name\", \"sha256\" (64 hex digits) or \"size\"");
    file->name = api_text(name->text);
    file->role = api_text(role && role->type == JSON_STRING ? role->text : STR(""));
    file->size = (uint64_t)bytes;
    return ERR_OK;
}

static enum err_code read_files(struct arena *arena, const struct json *list, size_t skip,
                                struct truce_manifest_file **files, size_t *count, struct err *err)
{
    if (!list || list->type != JSON_ARRAY)
        return err_set(err, ERR_INPUT, "it lacks the lists of inputs and outputs");
    *files = ARENA_NEW(arena, struct truce_manifest_file, list->count + skip);
    if (!*files)
        return err_no_memory(err);
    for (size_t i = 0; i < list->count; i++)
        TRY(read_file(&list->items[i], &(*files)[i + skip], err));
    *count = list->count + skip;
    return ERR_OK;
}

/* What the run was asked, so that it can be run again. */
static enum err_code read_asked(struct truce_manifest *manifest, const struct json *json,
                                struct err *err)
{
    const struct json *list = json_get(json_get(json, "created_from"), "inputs");
    const struct json *known = json_get(json, "as_known_at"), *draft = json_get(json, "draft");
    struct time_text time;

    manifest->formats = ARENA_NEW(&manifest->arena, struct truce_text, manifest->input_count + 1);
    manifest->zones = ARENA_NEW(&manifest->arena, struct truce_text, manifest->input_count + 1);
    if (!manifest->formats || !manifest->zones)
        return err_no_memory(err);
    for (size_t i = 0; i < list->count; i++) { /* the first is the agreement */
        const struct json *format = json_get(&list->items[i], "format");
        const struct json *zone = json_get(&list->items[i], "zone");

        if (format && format->type == JSON_STRING)
            manifest->formats[i + 1] = api_text(format->text);
        if (zone && zone->type == JSON_STRING)
            manifest->zones[i + 1] = api_text(zone->text);
    }
    manifest->options.known_at_us = TRUCE_EVERYTHING;
    manifest->options.is_draft = draft && draft->type == JSON_BOOL && draft->truth;
    if (known && known->type == JSON_STRING) {
        if (!time_parse(known->text, &time) || time.form != TIME_FORM_MOMENT)
            return err_set(err, ERR_INPUT, "its \"as_known_at\" is no moment");
        manifest->options.known_at_us = time.at_us;
    }
    return ERR_OK;
}

static enum err_code read_manifest(struct truce_manifest *manifest, struct truce_text bytes,
                                   struct err *err)
{
    struct str text;
    struct json json;
    const struct json *from, *version, *agreement;

    TRY(check_tail(api_str(bytes), err));
    TRY(arena_str(&manifest->arena, api_str(bytes), &text, err));
    TRY(json_parse(&manifest->arena, text, &json, err));
    version = json_get(&json, "version");
    if (!version || version->type != JSON_NUMBER || !str_eq(version->text, STR("1")))
        return err_set(err, ERR_INPUT, "its version is not 1, the only one this program knows");
    from = json_get(&json, "created_from");
    agreement = json_get(from, "agreement");
    if (!agreement)
        return err_set(err, ERR_INPUT, "it does not name its agreement");
    TRY(read_files(&manifest->arena, json_get(from, "inputs"), 1, &manifest->inputs,
                   &manifest->input_count, err));
    TRY(read_file(agreement, &manifest->inputs[0], err));
    manifest->inputs[0].role = truce_text_of("agreement");
    TRY(read_asked(manifest, &json, err));
    return read_files(&manifest->arena, json_get(&json, "outputs"), 0, &manifest->outputs,
                      &manifest->output_count, err);
}

enum truce_code truce_manifest_open(const struct truce_memory *memory, struct truce_text bytes,
                                    struct truce_manifest **manifest, struct truce_error *error)
{
    const struct mem mem = api_mem(memory);
    struct truce_manifest *made = (struct truce_manifest *)api_make(&mem, sizeof(*made));
    struct err err = {0};
    enum err_code code;

    *manifest = NULL;
    if (!made)
        return api_error(error, err_no_memory(&err), &err);
    made->mem = mem;
    made->arena.mem = &made->mem;
    code = read_manifest(made, bytes, &err);
    if (code)
        truce_manifest_close(made);
    else
        *manifest = made;
    return api_error(error, code, &err);
}

void truce_manifest_close(struct truce_manifest *manifest)
{
    if (!manifest)
        return;
    arena_free(&manifest->arena);
    api_drop(&manifest->mem, manifest, sizeof(*manifest));
}

size_t truce_manifest_input_count(const struct truce_manifest *manifest)
{
    return manifest->input_count;
}

struct truce_manifest_file truce_manifest_input(const struct truce_manifest *manifest, size_t index)
{
    return manifest->inputs[index];
}

size_t truce_manifest_output_count(const struct truce_manifest *manifest)
{
    return manifest->output_count;
}

struct truce_manifest_file truce_manifest_output(const struct truce_manifest *manifest,
                                                 size_t index)
{
    return manifest->outputs[index];
}

struct truce_text truce_manifest_format(const struct truce_manifest *manifest, size_t index)
{
    return manifest->formats[index];
}

struct truce_text truce_manifest_zone(const struct truce_manifest *manifest, size_t index)
{
    return manifest->zones[index];
}

struct truce_run_options truce_manifest_options(const struct truce_manifest *manifest)
{
    return manifest->options;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Diagnostics as SARIF 2.1.0 (OASIS), which editors and code hosts read. One run; rules are the codes that were raised, by
 * code; columns count characters. A hole is an error with the property "hole". The fingerprint of a result is made of its
 * code, its text, and its number among equals: it does not change when lines move. */
#include "lang/diag_int.h"

#include "base/hash.h"
#include "base/json.h"
#include "lang/codes.h"

#include <string.h>

#define FINGERPRINT_BYTES 8

struct sarif {
    struct buf *buf;
    const struct diags *diags;
    const struct diag_sarif *how;
    const struct lang_code_info *rules[LANG_CODE_COUNT];
    size_t rule_count;
};

static void put_text(struct buf *buf, bool *first, const char *key, struct str text)
{
    json_key(buf, first, key);
    json_put_string(buf, text);
}

static void put_number(struct buf *buf, bool *first, const char *key, size_t number)
{
    json_key(buf, first, key);
    buf_printf(buf, "%zu", number);
}

/* {"text": …} under a key. */
static void put_message(struct buf *buf, bool *first, const char *key, struct str text)
{
    bool inner = true;
    json_key(buf, first, key);
    buf_putc(buf, '{');
    put_text(buf, &inner, "text", text);
    buf_putc(buf, '}');
}

static const char *level_of(enum diag_level level)
{
    switch (level) {
    case DIAG_ERROR:
    case DIAG_HOLE:
        return "error";
    case DIAG_WARNING:
        return "warning";
    case DIAG_NOTE:
        return "note";
    }
    return "none";
}

/* A file's name as a relative reference: what is not plain goes out as %XX. */
static void put_uri(struct buf *buf, bool *first, struct str name)
{
    json_key(buf, first, "uri");
    buf_putc(buf, '"');
    for (size_t i = 0; i < name.size; i++) {
        unsigned char c = (unsigned char)name.text[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            c == '-' || c == '.' || c == '_' || c == '~' || c == '/')
            buf_putc(buf, (char)c);
        else
            buf_printf(buf, "%%%02X", (unsigned)c);
    }
    buf_putc(buf, '"');
}

/* ---------------------------------------------------------------- rules */

static size_t rule_index(const struct sarif *s, const char *code)
{
    for (size_t i = 0; i < s->rule_count; i++)
        if (strcmp(s->rules[i]->code, code) == 0)
            return i;
    return 0;
}

/* The codes that were raised, as codes.h has them. */
static void find_rules(struct sarif *s)
{
    bool is_raised[LANG_CODE_COUNT] = {false};
    for (size_t i = 0; i < s->diags->count; i++) {
        const struct lang_code_info *info = lang_code_find(str_z(s->diags->items[i].code));
        if (info)
            is_raised[info - lang_code_info((enum lang_code)0)] = true;
    }
    for (size_t i = 0; i < LANG_CODE_COUNT; i++)
        if (is_raised[i])
            s->rules[s->rule_count++] = lang_code_info((enum lang_code)i);
}

static void put_rule(const struct sarif *s, const struct lang_code_info *rule)
{
    struct buf *buf = s->buf;
    struct str page = s->how->page ? s->how->page(rule->code) : (struct str){0};
    bool first = true, inner = true;
    buf_putc(buf, '{');
    put_text(buf, &first, "id", str_z(rule->code));
    put_message(buf, &first, "shortDescription", str_z(rule->text));
    if (rule->why[0])
        put_message(buf, &first, "fullDescription", str_z(rule->why));
    if (page.size) {
        json_key(buf, &first, "help");
        buf_putc(buf, '{');
        put_text(buf, &inner, "text", page);
        put_text(buf, &inner, "markdown", page);
        buf_putc(buf, '}');
    }
    json_key(buf, &first, "defaultConfiguration");
    inner = true;
    buf_putc(buf, '{');
    put_text(buf, &inner, "level", str_z(level_of(rule->level)));
    buf_putc(buf, '}');
    json_key(buf, &first, "properties");
    inner = true;
    buf_putc(buf, '{');
    json_key(buf, &inner, "hole");
    buf_puts(buf, rule->level == DIAG_HOLE ? "true" : "false");
    put_text(buf, &inner, "rule", str_z(rule->rule));
    buf_puts(buf, "}}");
}

static void put_tool(const struct sarif *s)
{
    struct buf *buf = s->buf;
    buf_puts(buf, "\"tool\": {\"driver\": {\"name\": \"truce\", \"version\": ");
    json_put_string(buf, str_z(s->how->version));
    buf_puts(buf, ", \"rules\": [");
    for (size_t i = 0; i < s->rule_count; i++) {
        buf_puts(buf, i ? ",\n  " : "\n  ");
        put_rule(s, s->rules[i]);
    }
    buf_puts(buf, "]}}");
}

/* ---------------------------------------------------------------- results */

static void put_physical(const struct sarif *s, bool *first, struct diag_span span)
{
    struct buf *buf = s->buf;
    const struct diag_source *source = diags_source(s->diags, span);
    bool one = true, inner = true;
    json_key(buf, first, "physicalLocation");
    buf_putc(buf, '{');
    json_key(buf, &one, "artifactLocation");
    buf_putc(buf, '{');
    put_uri(buf, &inner, source->name);
    if (span.source < s->diags->source_count)
        put_number(buf, &inner, "index", span.source);
    buf_putc(buf, '}');
    if (span.line) {
        uint32_t line, column;
        diag_end_of(span, source->text, &line, &column);
        inner = true;
        json_key(buf, &one, "region");
        buf_putc(buf, '{');
        put_number(buf, &inner, "startLine", span.line);
        put_number(buf, &inner, "startColumn", span.column);
        put_number(buf, &inner, "endLine", line);
        put_number(buf, &inner, "endColumn", column);
        buf_putc(buf, '}');
    }
    buf_putc(buf, '}');
}

static void put_locations(const struct sarif *s, bool *first, const struct diag *diag)
{
    bool one = true, inner = true;
    json_key(s->buf, first, "locations");
    buf_puts(s->buf, "[{");
    put_physical(s, &one, diag->span);
    if (diag->article.size) {
        json_key(s->buf, &one, "logicalLocations");
        buf_puts(s->buf, "[{");
        put_text(s->buf, &inner, "name", diag->article);
        put_text(s->buf, &inner, "kind", STR("article"));
        buf_puts(s->buf, "}]");
    }
    buf_puts(s->buf, "}]");
}

static void put_related(const struct sarif *s, bool *first, const struct diag *diag)
{
    size_t id = 0;
    if (!diag->has_other && !diag->witness)
        return;
    json_key(s->buf, first, "relatedLocations");
    buf_putc(s->buf, '[');
    if (diag->has_other) {
        bool one = true;
        buf_putc(s->buf, '{');
        put_number(s->buf, &one, "id", ++id);
        put_physical(s, &one, diag->other);
        put_message(s->buf, &one, "message", diag->other_label);
        buf_putc(s->buf, '}');
    }
    if (diag->witness) {
        bool one = true;
        buf_puts(s->buf, id ? ", {" : "{");
        put_number(s->buf, &one, "id", ++id);
        put_message(s->buf, &one, "message", diag->witness->text);
        json_key(s->buf, &one, "properties");
        buf_puts(s->buf, "{\"witness\": ");
        diag_put_witness(s->buf, diag->witness);
        buf_puts(s->buf, "}}");
    }
    buf_putc(s->buf, ']');
}

static void put_properties(const struct sarif *s, bool *first, const struct diag *diag)
{
    bool inner = true;
    json_key(s->buf, first, "properties");
    buf_putc(s->buf, '{');
    json_key(s->buf, &inner, "hole");
    buf_puts(s->buf, diag->level == DIAG_HOLE ? "true" : "false");
    if (diag->help.size)
        put_text(s->buf, &inner, "help", diag->help);
    if (diag_is_restricted(diag))
        put_text(s->buf, &inner, "audience", STR("restricted"));
    buf_putc(s->buf, '}');
}

static size_t equals_before(const struct diags *diags, const struct diag *diag)
{
    size_t count = 0;
    for (const struct diag *before = diags->items; before < diag; before++)
        count += before->code == diag->code && str_eq(before->text, diag->text);
    return count;
}

static enum err_code put_fingerprint(const struct sarif *s, bool *first, const struct diag *diag,
                                     struct err *err)
{
    struct buf text;
    struct hash hash;
    char hex[2 * FINGERPRINT_BYTES + 1];
    buf_init(&text, s->buf->mem, s->buf->limit);
    buf_printf(&text, "%s\n%.*s\n%zu", diag->code, STR_ARG(diag->text),
               equals_before(s->diags, diag));
    enum err_code code = buf_check(&text, err);
    if (!code)
        code = hash_sha256(buf_str(&text), &hash, err);
    buf_free(&text);
    if (code)
        return code;
    hash_hex(&hash, FINGERPRINT_BYTES, hex);
    json_key(s->buf, first, "partialFingerprints");
    buf_printf(s->buf, "{\"truce/v1\": \"%s\"}", hex);
    return ERR_OK;
}

/* What is wrong, what was expected there, what to write: one text, as most readers show no more. */
static void put_result_message(const struct sarif *s, bool *first, const struct diag *diag)
{
    struct buf text;
    buf_init(&text, s->buf->mem, s->buf->limit);
    buf_put(&text, diag->text);
    if (diag->label.size)
        buf_printf(&text, " (%.*s)", STR_ARG(diag->label));
    if (diag->help.size)
        buf_printf(&text, "; help: %.*s", STR_ARG(diag->help));
    if (text.failed)
        s->buf->failed = true;
    put_message(s->buf, first, "message", buf_str(&text));
    buf_free(&text);
}

static enum err_code put_result(const struct sarif *s, const struct diag *diag, struct err *err)
{
    bool first = true;
    buf_putc(s->buf, '{');
    put_text(s->buf, &first, "ruleId", str_z(diag->code));
    put_number(s->buf, &first, "ruleIndex", rule_index(s, diag->code));
    put_text(s->buf, &first, "level", str_z(level_of(diag->level)));
    put_result_message(s, &first, diag);
    put_locations(s, &first, diag);
    put_related(s, &first, diag);
    TRY(put_fingerprint(s, &first, diag, err));
    put_properties(s, &first, diag);
    buf_putc(s->buf, '}');
    return ERR_OK;
}

enum err_code diags_put_sarif(struct buf *buf, const struct diags *diags,
                              const struct diag_sarif *how, struct err *err)
{
    struct sarif s = {.buf = buf, .diags = diags, .how = how};
    find_rules(&s);
    buf_puts(buf, "{\"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\", "
                  "\"version\": \"2.1.0\", \"runs\": [{");
    put_tool(&s);
    buf_puts(buf, ",\n\"columnKind\": \"unicodeCodePoints\", \"artifacts\": [");
    for (size_t i = 0; i < diags->source_count; i++) {
        bool first = true;
        buf_puts(buf, i ? ", {\"location\": {" : "{\"location\": {");
        put_uri(buf, &first, diags->sources[i].name);
        buf_puts(buf, "}}");
    }
    buf_puts(buf, "],\n\"results\": [");
    for (size_t i = 0; i < diags->count; i++) {
        buf_puts(buf, i ? ",\n  " : "\n  ");
        TRY(put_result(&s, &diags->items[i], err));
    }
    buf_printf(buf, "],\n\"properties\": {\"dropped\": %zu}}]}\n", diags->dropped);
    return ERR_OK;
}

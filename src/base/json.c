/* SPDX-License-Identifier: Apache-2.0
 *
 * Recursive descent, to JSON_DEPTH_LIMIT levels. The members of the arrays and objects that are
 * still open stand on one stack of scratch memory; when one closes, its members move into the
 * arena, so that the arena holds exactly the tree. */
#include "base/json.h"

#include "base/num.h"

#include <stdlib.h>
#include <string.h>

struct member {
    struct str key;
    struct json value;
};

struct parser {
    struct arena *arena;
    struct str bytes;
    size_t at;
    int depth;
    struct member *stack; /* owned, from arena->mem */
    size_t count, capacity;
    struct err *err;
};

static enum err_code value(struct parser *p, struct json *out);

/* "column 7: ..." or, in a text of several lines, "line 2, column 7: ..." */
static enum err_code fail_at(const struct parser *p, size_t at, const char *text)
{
    size_t line = 1, line_start = 0;

    for (size_t i = 0; i < at && i < p->bytes.size; i++)
        if (p->bytes.text[i] == '\n') {
            line++;
            line_start = i + 1;
        }
    if (line > 1)
        return err_set(p->err, ERR_INPUT, "line %zu, column %zu: %s", line, at - line_start + 1,
                       text);
    return err_set(p->err, ERR_INPUT, "column %zu: %s", at + 1, text);
}

static enum err_code fail(const struct parser *p, const char *text)
{
    return fail_at(p, p->at, text);
}

/* The next byte, or '\0' at the end, where a NUL byte is never wanted either. */
static char peek(const struct parser *p)
{
    return p->at < p->bytes.size ? p->bytes.text[p->at] : '\0';
}

static bool is_digit(const struct parser *p)
{
    return peek(p) >= '0' && peek(p) <= '9';
}

static void skip_spaces(struct parser *p)
{
    while (peek(p) == ' ' || peek(p) == '\n' || peek(p) == '\t' || peek(p) == '\r')
        p->at++;
}

static bool accept(struct parser *p, char c)
{
    if (peek(p) != c || p->at >= p->bytes.size)
        return false;
    p->at++;
    return true;
}

static void skip_digits(struct parser *p)
{
    while (is_digit(p))
        p->at++;
}

/* number = [ "-" ] ( "0" | digit19 { digit } ) [ "." digit { digit } ]
 *          [ ( "e" | "E" ) [ "+" | "-" ] digit { digit } ] */
static enum err_code number(struct parser *p, struct json *out)
{
    size_t from = p->at;

    (void)accept(p, '-');
    if (!is_digit(p))
        return fail(p, "a number needs a digit here");
    if (accept(p, '0') && is_digit(p))
        return fail(p, "a number does not begin with a spare 0");
    skip_digits(p);
    if (accept(p, '.') && !is_digit(p))
        return fail(p, "a number needs a digit after its point");
    skip_digits(p);
    if (accept(p, 'e') || accept(p, 'E')) {
        if (!accept(p, '-'))
            (void)accept(p, '+');
        if (!is_digit(p))
            return fail(p, "a number needs a digit in its exponent");
        skip_digits(p);
    }
    out->type = JSON_NUMBER;
    out->text = str_slice(p->bytes, from, p->at);
    if (!str_to_double(out->text, &out->number))
        return fail_at(p, from, "a number too large to hold");
    return ERR_OK;
}

/* Four hex digits at p->at. */
static bool hex4(struct parser *p, uint32_t *code)
{
    *code = 0;
    for (int i = 0; i < 4; i++, p->at++) {
        char c = peek(p);
        uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                         : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
                         : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10)
                                                : 16;
        if (digit > 15)
            return false;
        *code = *code << 4 | digit;
    }
    return true;
}

/* At most four bytes of UTF-8. */
static size_t put_utf8(char *to, uint32_t code)
{
    if (code < 0x80) {
        to[0] = (char)code;
        return 1;
    }
    size_t size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = size - 1; i > 0; i--, code >>= 6)
        to[i] = (char)(0x80 | (code & 0x3F));
    to[0] = (char)(lead[size] | code);
    return size;
}

/* escape = "\" ( one of "\/bfnrt and the quote | "u" hex4 [ "\u" hex4 ] ), after the "\" */
static enum err_code escape(struct parser *p, char *to, size_t *size)
{
    static const char names[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
    uint32_t code, low = 0;
    const char *name = peek(p) ? strchr(names, peek(p)) : NULL;

    if (name) {
        p->at++;
        to[(*size)++] = means[name - names];
        return ERR_OK;
    }
    if (!accept(p, 'u'))
        return fail(p, "no such escape; there are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u");
    if (!hex4(p, &code))
        return fail(p, "\\u needs four hexadecimal digits");
    if (code >= 0xD800 && code < 0xE000) {
        bool is_pair = code < 0xDC00 && accept(p, '\\') && accept(p, 'u') && hex4(p, &low) &&
                       low >= 0xDC00 && low < 0xE000;
        if (!is_pair)
            return fail(p, "half of a surrogate pair");
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    *size += put_utf8(to + *size, code);
    return ERR_OK;
}

/* string = quote { character | escape } quote, after the first quote */
static enum err_code string(struct parser *p, struct str *out)
{
    size_t from = p->at, end = from, escapes = 0;

    for (;; end++) {
        unsigned char c = end < p->bytes.size ? (unsigned char)p->bytes.text[end] : '\0';
        if (end >= p->bytes.size)
            return fail_at(p, from - 1, "this string is not closed");
        if (c == '"')
            break;
        if (c < 0x20)
            return fail_at(p, end, "a control character in a string is written as an escape");
        if (c == '\\' && end + 1 < p->bytes.size) {
            escapes++;
            end++;
        }
    }
    *out = str_slice(p->bytes, from, end);
    if (!str_utf8_valid(*out))
        return fail_at(p, from - 1, "this string is not UTF-8");
    if (escapes > 0) {
        char *text = arena_alloc(p->arena, out->size, 1); /* decoded is never longer */
        size_t size = 0;
        if (!text)
            return err_no_memory(p->err);
        while (p->at < end) {
            if (accept(p, '\\'))
                TRY(escape(p, text, &size));
            else
                text[size++] = p->bytes.text[p->at++];
        }
        *out = (struct str){text, size};
    } else if (!out->text) {
        out->text = "";
    }
    p->at = end + 1;
    return ERR_OK;
}

static enum err_code push(struct parser *p, const struct member *member)
{
    const struct mem *mem = p->arena->mem;

    if (p->count == p->capacity) {
        size_t capacity = p->capacity ? 2 * p->capacity : 32;
        struct member *stack =
            mem->resize(mem->ctx, p->stack, p->capacity * sizeof *stack, capacity * sizeof *stack);
        if (!stack)
            return err_no_memory(p->err);
        p->stack = stack;
        p->capacity = capacity;
    }
    p->stack[p->count++] = *member;
    return ERR_OK;
}

static int key_order(const void *a, const void *b)
{
    const struct str *const *left = a, *const *right = b;
    int order = str_cmp(**left, **right);

    return order ? order : (*left > *right) - (*left < *right);
}

/* The keys of an object in order, in memory of `mem` (the caller's to free). NULL: no memory. */
static const struct str **sorted_keys(const struct mem *mem, const struct json *object)
{
    const struct str **keys =
        mem->resize(mem->ctx, NULL, 0, (object->count ? object->count : 1) * sizeof(void *));

    if (!keys)
        return NULL;
    for (size_t i = 0; i < object->count; i++)
        keys[i] = &object->keys[i];
    qsort(keys, object->count, sizeof(void *), key_order);
    return keys;
}

static void free_keys(const struct mem *mem, const struct str **keys, size_t count)
{
    mem->resize(mem->ctx, keys, (count ? count : 1) * sizeof(void *), 0);
}

static enum err_code no_duplicates(const struct parser *p, const struct json *object)
{
    const struct str *twice = NULL;
    const struct mem *mem = p->arena->mem;

    if (object->count <= 8) {
        for (size_t i = 1; i < object->count; i++)
            for (size_t j = 0; j < i && !twice; j++)
                twice = str_eq(object->keys[i], object->keys[j]) ? &object->keys[i] : NULL;
    } else {
        const struct str **keys = sorted_keys(mem, object);
        if (!keys)
            return err_no_memory(p->err);
        for (size_t i = 1; i < object->count && !twice; i++)
            twice = str_eq(*keys[i - 1], *keys[i]) ? keys[i] : NULL;
        free_keys(mem, keys, object->count);
    }
    if (!twice)
        return ERR_OK;
    char text[128];
    struct buf buf;
    buf_init(&buf, mem, sizeof text - 1);
    buf_puts(&buf, "the key ");
    json_put_string(&buf, str_slice(*twice, 0, 60));
    buf_puts(&buf, " is given twice");
    size_t size = buf.failed ? 0 : buf.size;
    if (size > 0)
        memcpy(text, buf.bytes, size);
    text[size] = '\0';
    buf_free(&buf);
    return fail_at(p, object->items[twice - object->keys].at,
                   size > 0 ? text : "a key is given twice");
}

/* Move the members from `first` on off the stack into `out`. */
static enum err_code close(struct parser *p, size_t first, struct json *out)
{
    size_t count = p->count - first;
    const struct member *members = count > 0 ? p->stack + first : NULL;

    out->count = count;
    p->count = first;
    if (count == 0)
        return ERR_OK;
    out->items = ARENA_NEW(p->arena, struct json, count);
    if (!out->items)
        return err_no_memory(p->err);
    for (size_t i = 0; i < count; i++)
        out->items[i] = members[i].value;
    if (out->type == JSON_ARRAY)
        return ERR_OK;
    out->keys = ARENA_NEW(p->arena, struct str, count);
    if (!out->keys)
        return err_no_memory(p->err);
    for (size_t i = 0; i < count; i++)
        out->keys[i] = members[i].key;
    return no_duplicates(p, out);
}

/* array = "[" [ value { "," value } ] "]", object = "{" [ string ":" value { "," ... } ] "}",
 * after the bracket */
static enum err_code members(struct parser *p, struct json *out)
{
    bool is_object = out->type == JSON_OBJECT;
    char closer = is_object ? '}' : ']';
    size_t first = p->count;

    skip_spaces(p);
    if (accept(p, closer))
        return close(p, first, out);
    for (;;) {
        struct member member = {0};
        skip_spaces(p);
        if (is_object) {
            if (!accept(p, '"'))
                return fail(p, "a key in quotes belongs here");
            TRY(string(p, &member.key));
            skip_spaces(p);
            if (!accept(p, ':'))
                return fail(p, "a colon belongs here");
        }
        TRY(value(p, &member.value));
        TRY(push(p, &member));
        skip_spaces(p);
        if (accept(p, closer))
            return close(p, first, out);
        if (!accept(p, ','))
            return fail(p, is_object ? "a comma or } belongs here" : "a comma or ] belongs here");
    }
}

static bool accept_word(struct parser *p, struct str word)
{
    if (!str_starts(str_from(p->bytes, p->at), word))
        return false;
    p->at += word.size;
    return true;
}

/* value = object | array | string | number | "true" | "false" | "null" */
static enum err_code value(struct parser *p, struct json *out)
{
    skip_spaces(p);
    *out = (struct json){.at = p->at};
    if (peek(p) == '{' || peek(p) == '[') {
        out->type = peek(p) == '{' ? JSON_OBJECT : JSON_ARRAY;
        if (p->depth == JSON_DEPTH_LIMIT)
            return fail(p, "nested more than 64 deep");
        p->at++;
        p->depth++;
        TRY(members(p, out));
        p->depth--;
        return ERR_OK;
    }
    if (accept(p, '"')) {
        out->type = JSON_STRING;
        return string(p, &out->text);
    }
    if (peek(p) == '-' || is_digit(p))
        return number(p, out);
    if (accept_word(p, STR("null")))
        return ERR_OK;
    out->type = JSON_BOOL;
    out->truth = accept_word(p, STR("true"));
    if (out->truth || accept_word(p, STR("false")))
        return ERR_OK;
    return fail(p, p->at < p->bytes.size ? "a value belongs here"
                                         : "the text ends where a value belongs");
}

enum err_code json_parse(struct arena *arena, struct str bytes, struct json *out, struct err *err)
{
    struct parser p = {.arena = arena, .bytes = bytes, .err = err};
    enum err_code code;

    if (str_starts(bytes, STR("\xEF\xBB\xBF")))
        code = fail(&p, "a byte-order mark does not belong in JSON");
    else
        code = value(&p, out);
    skip_spaces(&p);
    if (!code && p.at < bytes.size)
        code = fail(&p, "nothing may follow the value");
    if (p.stack)
        arena->mem->resize(arena->mem->ctx, p.stack, p.capacity * sizeof *p.stack, 0);
    if (code)
        *out = (struct json){0};
    return code;
}

const struct json *json_get(const struct json *object, const char *key)
{
    struct str name = str_z(key);

    if (!object || object->type != JSON_OBJECT)
        return NULL;
    for (size_t i = 0; i < object->count; i++)
        if (str_eq(object->keys[i], name))
            return &object->items[i];
    return NULL;
}

const char *json_type_text(enum json_type type)
{
    switch (type) {
    case JSON_NULL:
        return "null";
    case JSON_BOOL:
        return "true or false";
    case JSON_NUMBER:
        return "a number";
    case JSON_STRING:
        return "a string";
    case JSON_ARRAY:
        return "an array";
    case JSON_OBJECT:
        return "an object";
    }
    return "a value";
}

static void put_canonical_number(struct buf *buf, const struct json *number)
{
    bool is_integer = number->text.size > 0;

    for (size_t i = 0; i < number->text.size; i++)
        if (strchr(".eE", number->text.text[i]))
            is_integer = false;
    if (is_integer && !str_eq(number->text, STR("-0")))
        buf_put(buf, number->text);
    else
        num_put_shortest(buf, number->number);
}

static void put_canonical_object(struct buf *buf, const struct json *object)
{
    const struct str **keys = sorted_keys(buf->mem, object);

    if (!keys) {
        buf->failed = true;
        return;
    }
    buf_putc(buf, '{');
    for (size_t i = 0; i < object->count; i++) {
        if (i > 0)
            buf_putc(buf, ',');
        json_put_string(buf, *keys[i]);
        buf_putc(buf, ':');
        json_put_canonical(buf, &object->items[keys[i] - object->keys]);
    }
    buf_putc(buf, '}');
    free_keys(buf->mem, keys, object->count);
}

void json_put_canonical(struct buf *buf, const struct json *json)
{
    switch (json->type) {
    case JSON_NULL:
        buf_puts(buf, "null");
        break;
    case JSON_BOOL:
        buf_puts(buf, json->truth ? "true" : "false");
        break;
    case JSON_NUMBER:
        put_canonical_number(buf, json);
        break;
    case JSON_STRING:
        json_put_string(buf, json->text);
        break;
    case JSON_ARRAY:
        buf_putc(buf, '[');
        for (size_t i = 0; i < json->count; i++) {
            if (i > 0)
                buf_putc(buf, ',');
            json_put_canonical(buf, &json->items[i]);
        }
        buf_putc(buf, ']');
        break;
    case JSON_OBJECT:
        put_canonical_object(buf, json);
        break;
    }
}

/* Bytes of the valid UTF-8 character at `at`, which is not ASCII; or 0. */
static size_t character_size(struct str s, size_t at)
{
    unsigned char lead = (unsigned char)s.text[at];
    size_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;

    return at + size <= s.size && str_utf8_valid(str_slice(s, at, at + size)) ? size : 0;
}

void json_put_string(struct buf *buf, struct str s)
{
    static const char names[] = "\"\\bfnrt", means[] = "\"\\\b\f\n\r\t";
    size_t plain = 0; /* where the part not yet written begins */

    buf_putc(buf, '"');
    for (size_t i = 0; i < s.size;) {
        unsigned char c = (unsigned char)s.text[i];
        size_t size = c < 0x80 ? 1 : character_size(s, i);
        if (size > 0 && c >= 0x20 && c != '"' && c != '\\') {
            i += size;
            continue;
        }
        buf_put(buf, str_slice(s, plain, i));
        const char *found = c ? strchr(means, (char)c) : NULL;
        if (size == 0) {
            buf_puts(buf, "\xEF\xBF\xBD");
        } else if (found) {
            buf_putc(buf, '\\');
            buf_putc(buf, names[found - means]);
        } else {
            buf_printf(buf, "\\u%04x", (unsigned)c);
        }
        plain = ++i;
    }
    buf_put(buf, str_from(s, plain));
    buf_putc(buf, '"');
}

/* `, "key": ` at once, of a key that is short and plain, as ours are; 0 of another. */
static size_t plain_key(char text[64], bool is_first, const char *key)
{
    size_t n = 0;

    if (!is_first) {
        text[n++] = ',';
        text[n++] = ' ';
    }
    text[n++] = '"';
    for (; *key; key++) {
        if (n > 56 || *key < 0x20 || *key > 0x7e || *key == '"' || *key == '\\')
            return 0;
        text[n++] = *key;
    }
    text[n++] = '"';
    text[n++] = ':';
    text[n++] = ' ';
    return n;
}

void json_key(struct buf *buf, bool *first, const char *key)
{
    char text[64];
    size_t size = plain_key(text, *first, key);

    if (size > 0) {
        *first = false;
        buf_put(buf, (struct str){text, size});
        return;
    }
    if (!*first)
        buf_puts(buf, ", ");
    *first = false;
    json_put_string(buf, str_z(key));
    buf_puts(buf, ": ");
}

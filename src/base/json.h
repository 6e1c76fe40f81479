/* SPDX-License-Identifier: Apache-2.0
 *
 * JSON: a strict, bounded reader and a writer. RFC 8259, UTF-8 only, no duplicate keys, no NaN,
 * nothing after the value. The reader turns bytes into a tree in an arena; values hold their byte
 * offset, so that an error can say where. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"

#define JSON_DEPTH_LIMIT 64

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json {
    enum json_type type;
    size_t at; /* byte offset in the text */
    bool truth;
    double number;
    struct str text;    /* JSON_STRING: decoded; JSON_NUMBER: as written */
    struct json *items; /* JSON_ARRAY and JSON_OBJECT: the values */
    struct str *keys;   /* JSON_OBJECT: keys[i] names items[i]; in the order written */
    size_t count;
};

/* ERR_INPUT (the text says what and at which column, 1-based bytes; with the line where there are
 * several), ERR_NO_MEMORY. Strings without escapes borrow from `bytes`; \u0000 is a character like
 * any other. Numbers must be finite. While it runs it also takes memory from arena->mem, beyond the
 * arena's own limit: some 100 bytes for each value not yet closed. */
enum err_code json_parse(struct arena *arena, struct str bytes, struct json *out,
                         struct err *err) MUST_USE;

/* Member of an object, or NULL (also when `object` is NULL or no object). */
const struct json *json_get(const struct json *object, const char *key);

const char *json_type_text(enum json_type type); /* "a string", "a number" … */

/* Write a tree again, canonically: keys sorted bytewise, no spaces; whole numbers as they were
 * written (-0 as 0), others as num_put_shortest. For hashing content. */
void json_put_canonical(struct buf *buf, const struct json *json);

/* Writer pieces. A string goes out quoted and escaped: control characters, quotes, backslashes;
 * invalid UTF-8 becomes U+FFFD. */
void json_put_string(struct buf *buf, struct str s);
/* `"key": ` with a leading `, ` unless it is the first:
 * `bool first = true; json_key(&b, &first, "id")`. */
void json_key(struct buf *buf, bool *first, const char *key);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Text as pointer and size: UTF-8 bytes, borrowed, no '\0' promised. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/macros.h"

#include <stdbool.h>

struct str {
    const char *text; /* borrowed; may be NULL when size is 0 */
    size_t size;      /* bytes */
};

/* A literal: STR("day"). In static initialisers: STR_INIT("day"). */
#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
#define STR_INIT(literal)                                                                          \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }
/* For printf: "%.*s", STR_ARG(s). */
#define STR_ARG(s) (int)(s).size, (s).text ? (s).text : ""

struct str str_z(const char *text); /* of a '\0'-terminated string; NULL is empty */
bool str_eq(struct str a, struct str b);
int str_cmp(struct str a, struct str b); /* bytewise, a prefix first; -1, 0, 1 */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
struct str str_from(struct str s, size_t at);               /* s[at..], empty beyond the end */
struct str str_slice(struct str s, size_t from, size_t to); /* s[from..to), clamped */
struct str str_trim(struct str s);                          /* ASCII white space off both ends */
/* Index of byte `c` at or after `from`; s.size when there is none. */
size_t str_find(struct str s, char c, size_t from);
/* Cut `*rest` at the first `c`: returns the part before, leaves the part after. */
struct str str_cut(struct str *rest, char c);
/* Edits between two names, for "did you mean": bytes inserted, deleted, replaced, or swapped with
 * their neighbour. More than `limit`, or a name of over 64 bytes: limit + 1. */
size_t str_distance(struct str a, struct str b, size_t limit);
/* Strictly: no overlong forms, no surrogates, nothing above U+10FFFF. */
bool str_utf8_valid(struct str s);

/* Decimal integers, strictly [-]digits. False when it is not one or overflows. */
bool str_to_i64(struct str s, int64_t *value);
/* JSON's number syntax (also accepts a leading '+' and leading zeros), correctly rounded,
 * independent of locale. False for anything else, for what rounds to infinity, and for more than
 * 200,000 digits. What is too small becomes 0; `-0` is -0. */
bool str_to_double(struct str s, double *value);

#endif

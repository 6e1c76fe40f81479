/* SPDX-License-Identifier: Apache-2.0 */
#include "base/str.h"

#include <string.h>

#define DISTANCE_SIZE_LIMIT 64

struct str str_z(const char *text)
{
    return (struct str){text, text ? strlen(text) : 0};
}

bool str_eq(struct str a, struct str b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.text, b.text, a.size) == 0);
}

int str_cmp(struct str a, struct str b)
{
    size_t size = a.size < b.size ? a.size : b.size;
    int order = size ? memcmp(a.text, b.text, size) : 0;

    if (order == 0)
        order = (a.size > b.size) - (a.size < b.size);
    return (order > 0) - (order < 0);
}

bool str_starts(struct str s, struct str prefix)
{
    return s.size >= prefix.size && str_eq(str_slice(s, 0, prefix.size), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.size >= suffix.size && str_eq(str_from(s, s.size - suffix.size), suffix);
}

struct str str_from(struct str s, size_t at)
{
    return str_slice(s, at, s.size);
}

struct str str_slice(struct str s, size_t from, size_t to)
{
    if (to > s.size)
        to = s.size;
    if (from >= to)
        return (struct str){0};
    return (struct str){s.text + from, to - from};
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
    size_t from = 0, to = s.size;

    while (from < to && is_space(s.text[from]))
        from++;
    while (to > from && is_space(s.text[to - 1]))
        to--;
    return str_slice(s, from, to);
}

size_t str_find(struct str s, char c, size_t from)
{
    if (from >= s.size)
        return s.size;
    const char *found = memchr(s.text + from, c, s.size - from);
    return found ? (size_t)(found - s.text) : s.size;
}

struct str str_cut(struct str *rest, char c)
{
    size_t at = str_find(*rest, c, 0);
    struct str before = str_slice(*rest, 0, at);

    *rest = str_from(*rest, at < rest->size ? at + 1 : at);
    return before;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The usual table of prefixes, three rows of it: insert, delete, replace, swap neighbours. */
size_t str_distance(struct str a, struct str b, size_t limit)
{
    size_t rows[3][DISTANCE_SIZE_LIMIT + 1];
    size_t *two_back = rows[0], *back = rows[1], *row = rows[2];

    if (a.size > DISTANCE_SIZE_LIMIT || b.size > DISTANCE_SIZE_LIMIT)
        return str_eq(a, b) ? 0 : limit + 1;
    for (size_t j = 0; j <= b.size; j++)
        two_back[j] = back[j] = j;
    for (size_t i = 1; i <= a.size; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b.size; j++) {
            size_t replace = back[j - 1] + (a.text[i - 1] != b.text[j - 1]);
            row[j] = least(replace, least(back[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a.text[i - 1] == b.text[j - 2] && a.text[i - 2] == b.text[j - 1])
                row[j] = least(row[j], two_back[j - 2] + 1);
        }
        size_t *oldest = two_back;
        two_back = back;
        back = row;
        row = oldest;
    }
    return least(back[b.size], limit + 1);
}

/* Are the next eight bytes ASCII? */
static bool is_plain(const char *at)
{
    uint64_t eight;

    memcpy(&eight, at, sizeof eight);
    return (eight & UINT64_C(0x8080808080808080)) == 0;
}

bool str_utf8_valid(struct str s)
{
    for (size_t i = 0; i < s.size;) {
        if (s.size - i >= 8 && is_plain(s.text + i)) {
            i += 8;
            continue;
        }
        unsigned char lead = (unsigned char)s.text[i++];
        size_t more = lead < 0x80 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
        uint32_t code = more ? lead & (0x3FU >> more) : lead;

        if ((lead >= 0x80 && lead < 0xC2) || lead > 0xF4 || s.size - i < more)
            return false;
        for (size_t k = 0; k < more; k++) {
            unsigned char next = (unsigned char)s.text[i++];
            if ((next & 0xC0) != 0x80)
                return false;
            code = code << 6 | (next & 0x3F);
        }
        if ((more == 2 && (code < 0x800 || (code >= 0xD800 && code < 0xE000))) ||
            (more == 3 && (code < 0x10000 || code > 0x10FFFF)))
            return false;
    }
    return true;
}

bool str_to_i64(struct str s, int64_t *value)
{
    bool negative = s.size > 0 && s.text[0] == '-';
    int64_t sum = 0; /* kept negative: that side reaches further */

    s = str_from(s, negative);
    if (s.size == 0)
        return false;
    for (size_t i = 0; i < s.size; i++) {
        int digit = s.text[i] - '0';
        if (digit < 0 || digit > 9 || sum < (INT64_MIN + digit) / 10)
            return false;
        sum = sum * 10 - digit;
    }
    if (!negative && sum == INT64_MIN)
        return false;
    *value = negative ? sum : -sum;
    return true;
}

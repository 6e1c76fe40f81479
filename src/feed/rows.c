/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows of tables, RFC 4180 with `,` `;` or tab:
 *
 *     row   = field { separator field }
 *     field = quote { any byte but a quote | quote quote } quote
 *           | { any byte but quote, separator, newline }
 * */
#include <string.h>

#include "feed/feed_int.h"

char feed_find_separator(struct str header)
{
    static const char candidates[] = {',', ';', '\t'};
    size_t counts[sizeof candidates] = {0}, best = 0;
    bool is_open = false;

    for (size_t i = 0; i < header.size; i++) {
        is_open ^= header.text[i] == '"';
        for (size_t k = 0; !is_open && k < sizeof candidates; k++)
            counts[k] += header.text[i] == candidates[k];
    }
    for (size_t k = 1; k < sizeof candidates; k++)
        if (counts[k] > counts[best])
            best = k;
    return candidates[best];
}

static enum err_code malformed(struct feed_reader *reader, size_t at, const char *text,
                               struct err *err)
{
    reader->column = at + 1;
    return err_set(err, ERR_INPUT, "%s", text);
}

static enum err_code add_field(struct feed_reader *reader, struct str text, size_t at,
                               struct err *err)
{
    struct feed_row *row = &reader->current;

    if (row->count == FACTS_COLUMN_LIMIT) {
        reader->column = at + 1;
        return err_set(err, ERR_INPUT, "this row has more than %d fields", FACTS_COLUMN_LIMIT);
    }
    TRY(arena_grow(reader->facts->arena, &row->fields, row->count, &reader->field_capacity,
                   sizeof *row->fields, err));
    row->fields[row->count++] = (struct feed_field){text, at};
    return ERR_OK;
}

/* A quoted field from the byte after its first quote; *at ends behind its last. Doubled quotes
 * are undone in reader->unquoted, from *used on; what all of a row need is at most its size. */
static enum err_code quoted(struct feed_reader *reader, struct str raw, size_t *at, size_t *used,
                            struct str *text, struct err *err)
{
    size_t from = *at, doubled = 0, end = str_find(raw, '"', from);

    while (end + 1 < raw.size && raw.text[end + 1] == '"') {
        doubled++;
        end = str_find(raw, '"', end + 2);
    }
    if (end >= raw.size)
        return malformed(reader, from - 1, "this quote is not closed", err);
    *at = end + 1;
    *text = str_slice(raw, from, end);
    if (doubled == 0)
        return ERR_OK;
    if (reader->unquoted_capacity < raw.size) {
        size_t capacity = raw.size < FACTS_LINE_LIMIT / 2 ? 2 * raw.size : FACTS_LINE_LIMIT;
        reader->unquoted = arena_alloc(reader->facts->arena, capacity, 1);
        reader->unquoted_capacity = reader->unquoted ? capacity : 0;
        if (!reader->unquoted)
            return err_no_memory(err);
    }
    char *to = reader->unquoted + *used;
    size_t size = 0;
    for (size_t i = from; i < end; i++) {
        to[size++] = raw.text[i];
        i += raw.text[i] == '"';
    }
    *used += size;
    *text = (struct str){to, size};
    return ERR_OK;
}

static enum err_code cut(struct feed_reader *reader, struct str raw, struct err *err)
{
    size_t at = 0, used = 0;

    for (;;) {
        size_t from = at;
        struct str text;
        if (at < raw.size && raw.text[at] == '"') {
            at++;
            TRY(quoted(reader, raw, &at, &used, &text, err));
            if (at < raw.size && raw.text[at] != reader->separator)
                return malformed(reader, at,
                                 "text after a closing quote; a quote inside a field is doubled",
                                 err);
        } else {
            at = str_find(raw, reader->separator, from);
            text = str_slice(raw, from, at);
            size_t quote = str_find(text, '"', 0);
            if (quote < text.size)
                return malformed(reader, from + quote,
                                 "a quote in the middle of a field; put the field in quotes and "
                                 "double the quotes in it",
                                 err);
        }
        TRY(add_field(reader, text, from, err));
        if (at >= raw.size)
            return ERR_OK;
        at++; /* a separator at the end begins an empty field */
        if (at == raw.size)
            return add_field(reader, (struct str){0}, at, err);
    }
}

enum err_code feed_cut_row(struct feed_reader *reader, struct str raw, bool *is_malformed,
                           struct err *err)
{
    reader->current.raw = raw;
    reader->current.count = 0;
    enum err_code code = cut(reader, raw, err);
    *is_malformed = code == ERR_INPUT && reader->current.count < FACTS_COLUMN_LIMIT;
    return code;
}

/* ---------------------------------------------------------------- columns */

static bool is_same_name(struct str a, struct str b)
{
    if (a.size != b.size)
        return false;
    for (size_t i = 0; i < a.size; i++) {
        char left = a.text[i], right = b.text[i];
        left = (char)(left >= 'A' && left <= 'Z' ? left + ('a' - 'A') : left);
        right = (char)(right >= 'A' && right <= 'Z' ? right + ('a' - 'A') : right);
        if (left != right)
            return false;
    }
    return true;
}

size_t feed_find_column(const struct feed_row *header, const char *name)
{
    for (size_t i = 0; i < header->count; i++)
        if (is_same_name(str_trim(header->fields[i].text), str_z(name)))
            return i;
    return SIZE_MAX;
}

enum err_code feed_need_columns(const struct feed_row *header, const char *const *names,
                                size_t *columns, struct err *err)
{
    for (size_t i = 0; names[i]; i++) {
        columns[i] = feed_find_column(header, names[i]);
        if (columns[i] == SIZE_MAX) {
            struct str shown = fact_shown(header->raw);
            return err_set(err, ERR_INPUT,
                           "there is no column \"%s\" in the header; it begins %.*s", names[i],
                           STR_ARG(shown));
        }
    }
    return ERR_OK;
}

struct str feed_text(const struct feed_row *row, size_t column)
{
    return column < row->count ? str_trim(row->fields[column].text) : (struct str){0};
}

enum err_code feed_at(struct feed_reader *reader, const struct feed_row *row, size_t column,
                      enum err_code code)
{
    if (code && column < row->count)
        reader->column = row->fields[column].at + 1;
    return code;
}

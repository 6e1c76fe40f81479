/* SPDX-License-Identifier: Apache-2.0
 *
 * Files as URIs, and positions as lines and columns. A line ends with a line feed, a carriage return, or both. Columns
 * count UTF-16 units unless the client can do with bytes. */
#include "cli/lsp.h"

#include <string.h>

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool lsp_path(struct str uri, char path[FILES_PATH_LIMIT])
{
    size_t size = 0;

    path[0] = '\0';
    if (!str_starts(uri, STR("file://")))
        return false;
    uri = str_from(uri, 7);
    if (str_starts(uri, STR("localhost/")))
        uri = str_from(uri, 9);
    if (!str_starts(uri, STR("/")))
        return false;
    for (size_t i = 0; i < uri.size; i++) {
        char c = uri.text[i];

        if (c == '%' && i + 2 < uri.size && hex(uri.text[i + 1]) >= 0 &&
            hex(uri.text[i + 2]) >= 0) {
            c = (char)(hex(uri.text[i + 1]) * 16 + hex(uri.text[i + 2]));
            i += 2;
        }
        if (c == '\0' || size + 1 >= FILES_PATH_LIMIT) {
            path[0] = '\0';
            return false;
        }
        path[size++] = c;
    }
    path[size] = '\0';
    return true;
}

void lsp_put_uri(struct buf *buf, const char *path)
{
    static const char digits[] = "0123456789ABCDEF";

    buf_puts(buf, "\"file://");
    for (; *path; path++) {
        const unsigned char c = (unsigned char)*path;
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              (c >= '0' && c <= '9') || strchr("/-._~", c);

        if (is_plain) {
            buf_putc(buf, (char)c);
        } else {
            buf_putc(buf, '%');
            buf_putc(buf, digits[c >> 4]);
            buf_putc(buf, digits[c & 15]);
        }
    }
    buf_putc(buf, '"');
}

/* ------------------------------------------------------------------ lines */

bool lsp_find_lines(struct lsp_lines *lines, struct truce_text text)
{
    size_t count = 1, at = 0;

    for (size_t i = 0; i < text.size; i++)
        count += text.bytes[i] == '\n' ||
                 (text.bytes[i] == '\r' && (i + 1 == text.size || text.bytes[i + 1] != '\n'));
    if (count > lines->capacity) {
        const size_t wanted = count + count / 4;
        uint32_t *starts = (uint32_t *)mem_libc.resize(mem_libc.ctx, lines->starts,
                                                       lines->capacity * sizeof(*starts),
                                                       wanted * sizeof(*starts));

        if (!starts)
            return false;
        lines->starts = starts;
        lines->capacity = wanted;
    }
    lines->starts[at++] = 0;
    for (size_t i = 0; i < text.size; i++)
        if (text.bytes[i] == '\n' ||
            (text.bytes[i] == '\r' && (i + 1 == text.size || text.bytes[i + 1] != '\n')))
            lines->starts[at++] = (uint32_t)i + 1;
    lines->count = count;
    return true;
}

void lsp_lines_free(struct lsp_lines *lines)
{
    (void)mem_libc.resize(mem_libc.ctx, lines->starts, lines->capacity * sizeof(*lines->starts), 0);
    *lines = (struct lsp_lines){0};
}

bool lsp_document_lines(struct lsp_document *document)
{
    if (!document->has_lines)
        document->has_lines =
            lsp_find_lines(&document->lines, truce_document_text(document->document));
    return document->has_lines;
}

/* Bytes of the character at `at`, and how many columns it takes. */
static size_t step(const struct lsp *lsp, struct truce_text text, size_t at, size_t *columns)
{
    const unsigned char c = (unsigned char)text.bytes[at];
    size_t size = c < 0x80 ? 1 : c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;

    if (size > text.size - at)
        size = text.size - at;
    *columns = lsp->is_utf8 ? size : size == 4 ? 2 : 1;
    return size;
}

static bool whole_number(const struct json *json, size_t *value)
{
    if (!json || json->type != JSON_NUMBER || !(json->number >= 0) || json->number > 2147483647.0)
        return false;
    *value = (size_t)json->number;
    return true;
}

bool lsp_offset(const struct lsp *lsp, const struct lsp_lines *lines, struct truce_text text,
                const struct json *position, size_t *offset)
{
    size_t line, column, at, end, columns;

    if (!whole_number(json_get(position, "line"), &line) ||
        !whole_number(json_get(position, "character"), &column))
        return false;
    if (line >= lines->count) {
        *offset = text.size;
        return true;
    }
    at = lines->starts[line];
    end = line + 1 < lines->count ? lines->starts[line + 1] : text.size;
    while (end > at && (text.bytes[end - 1] == '\n' || text.bytes[end - 1] == '\r'))
        end--;
    while (at < end && column > 0) {
        const size_t size = step(lsp, text, at, &columns);

        if (columns > column)
            break; /* in the middle of a character: its beginning */
        column -= columns;
        at += size;
    }
    *offset = at;
    return true;
}

static void put_position(const struct lsp *lsp, const struct lsp_lines *lines,
                         struct truce_text text, size_t at, struct buf *buf)
{
    size_t low = 0, high = lines->count, column = 0, columns;

    if (at > text.size)
        at = text.size;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;

        if (lines->starts[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    for (size_t i = lines->starts[low]; i < at; column += columns)
        i += step(lsp, text, i, &columns);
    buf_printf(buf, "{\"line\": %zu, \"character\": %zu}", low, column);
}

void lsp_put_range(const struct lsp *lsp, const struct lsp_lines *lines, struct truce_text text,
                   size_t from, size_t to, struct buf *buf)
{
    buf_puts(buf, "{\"start\": ");
    put_position(lsp, lines, text, from, buf);
    buf_puts(buf, ", \"end\": ");
    put_position(lsp, lines, text, to, buf);
    buf_puts(buf, "}");
}

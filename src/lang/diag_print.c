/* SPDX-License-Identifier: Apache-2.0
 *
 * Diagnostics as text with the source line and a caret. */
#include "lang/diag_int.h"

#include <string.h>

#define LINE_WIDTH 120 /* characters of a source line that are shown */
#define LINE_BEFORE 60 /* of them before the caret, in a longer line */

const char *diag_level_text(enum diag_level level)
{
    switch (level) {
    case DIAG_ERROR:
        return "error";
    case DIAG_HOLE:
        return "hole";
    case DIAG_WARNING:
        return "warning";
    case DIAG_NOTE:
        return "note";
    }
    return "";
}

static const char *level_colour(enum diag_level level)
{
    switch (level) {
    case DIAG_ERROR:
        return "\033[1;31m";
    case DIAG_HOLE:
        return "\033[1;35m";
    case DIAG_WARNING:
        return "\033[1;33m";
    case DIAG_NOTE:
        return "\033[1;36m";
    }
    return "";
}

/* The character at `at`: its size in bytes, and its code point; -1 for a byte that is not UTF-8. */
static size_t character(struct str s, size_t at, long *code)
{
    unsigned char c = (unsigned char)s.text[at];
    size_t size = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    *code = -1;
    if (size > s.size - at || !str_utf8_valid(str_slice(s, at, at + size)))
        return 1;
    *code = size == 1 ? c : c & (0x7f >> size);
    for (size_t i = 1; i < size; i++)
        *code = *code << 6 | ((unsigned char)s.text[at + i] & 0x3f);
    return size;
}

/* Characters that would move, hide or colour text on a terminal. */
static bool is_hostile(long c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
           c == 0x061c || (c >= 0xfff9 && c <= 0xfffb);
}

/* Put one character, a hostile one as <U+202E>; tells how many columns it took. */
static size_t put_character(struct buf *buf, struct str s, size_t at, size_t *size)
{
    long code;
    *size = character(s, at, &code);
    if (code == '\t') {
        buf_putc(buf, ' ');
        return 1;
    }
    if (code < 0) {
        buf_printf(buf, "<%02X>", (unsigned)(unsigned char)s.text[at]);
        return 4;
    }
    if (is_hostile(code)) {
        buf_printf(buf, "<U+%04lX>", (unsigned long)code);
        return 8;
    }
    buf_put(buf, str_slice(s, at, at + *size));
    return 1;
}

static void put_safely(struct buf *buf, struct str s)
{
    for (size_t at = 0, size; at < s.size; at += size)
        put_character(buf, s, at, &size);
}

/* Where showing begins: the start of the line, or LINE_BEFORE characters before a caret far to the right. Never looks
 * further than that, however long the line is. */
static size_t window_start(struct diag_span span, struct str source)
{
    size_t at = span.from;
    size_t limit = span.column <= LINE_WIDTH - 20 ? LINE_WIDTH : LINE_BEFORE;
    for (size_t count = 0; at && count < limit && source.text[at - 1] != '\n'; count++) {
        at--;
        while (at && ((unsigned char)source.text[at] & 0xc0) == 0x80)
            at--;
    }
    return at;
}

static size_t digits(uint32_t number)
{
    size_t count = 1;
    for (; number >= 10; number /= 10)
        count++;
    return count;
}

static void indent(struct buf *buf, size_t count)
{
    while (count--)
        buf_putc(buf, ' ');
}

/* The source line around the span, and a caret under it with the label. */
static void put_line(struct buf *buf, struct diag_span span, struct str label, struct str source,
                     size_t width, const char *colour, const char *plain)
{
    if (span.from > source.size || !span.line)
        return;
    size_t at = window_start(span, source);
    bool is_cut = at && source.text[at - 1] != '\n';
    buf_printf(buf, "    %*u | %s", (int)width, (unsigned)span.line, is_cut ? "…" : "");
    size_t before = is_cut ? 1 : 0, marked = 0, shown = 0;
    for (size_t size; at < source.size && shown < LINE_WIDTH; at += size, shown++) {
        if (source.text[at] == '\n' ||
            (source.text[at] == '\r' && str_starts(str_from(source, at), STR("\r\n"))))
            break;
        size_t columns = put_character(buf, source, at, &size);
        if (at < span.from)
            before += columns;
        else if (at < span.to)
            marked += columns;
    }
    if (shown == LINE_WIDTH && at < source.size && source.text[at] != '\n')
        buf_puts(buf, "…");
    buf_puts(buf, "\n    ");
    indent(buf, width);
    buf_puts(buf, " | ");
    indent(buf, before);
    buf_puts(buf, colour);
    buf_putc(buf, '^');
    for (size_t i = 1; i < marked; i++)
        buf_putc(buf, '~');
    buf_puts(buf, plain);
    if (label.size) {
        buf_putc(buf, ' ');
        put_safely(buf, label);
    }
    buf_putc(buf, '\n');
}

const struct diag_source *diags_source(const struct diags *diags, struct diag_span span)
{
    static const struct diag_source none = {0};
    return span.source < diags->source_count ? &diags->sources[span.source] : &none;
}

bool diag_is_restricted(const struct diag *diag)
{
    return strcmp(diag->rule, "unmonitorable") == 0;
}

/* The first of its code. */
static bool is_first(const struct diags *diags, const struct diag *diag)
{
    for (const struct diag *before = diags->items; before < diag; before++)
        if (before->code == diag->code)
            return false;
    return true;
}

static void put_remark(struct buf *buf, size_t width, const char *what, struct str text)
{
    indent(buf, width + 4);
    buf_printf(buf, " = %s: ", what);
    put_safely(buf, text);
    buf_putc(buf, '\n');
}

static void put_one(struct buf *buf, const struct diags *diags, const struct diag *diag,
                    bool colour)
{
    struct str file = diags_source(diags, diag->span)->name;
    struct str source = diags_source(diags, diag->span)->text;
    const char *bright = colour ? level_colour(diag->level) : "", *plain = colour ? "\033[0m" : "";
    put_safely(buf, file);
    if (diag->span.line)
        buf_printf(buf, ":%u:%u", (unsigned)diag->span.line, (unsigned)diag->span.column);
    buf_printf(buf, ": %s%s[%s]%s: %s", bright, diag_level_text(diag->level), diag->code, plain,
               diag_is_restricted(diag) ? "(restricted) " : "");
    put_safely(buf, diag->text);
    buf_putc(buf, '\n');
    size_t width = digits(diag->span.line);
    if (diag->has_other && digits(diag->other.line) > width)
        width = digits(diag->other.line);
    put_line(buf, diag->span, diag->label, source, width, bright, plain);
    if (diag->has_other) {
        if (diag->other.source != diag->span.source) {
            indent(buf, width + 3);
            buf_puts(buf, "--> ");
            put_safely(buf, diags_source(diags, diag->other)->name);
            buf_putc(buf, '\n');
        }
        put_line(buf, diag->other, diag->other_label, diags_source(diags, diag->other)->text, width,
                 bright, plain);
    }
    if (diag->witness)
        put_remark(buf, width, "case", diag->witness->text);
    if (diag->help.size)
        put_remark(buf, width, "help", diag->help);
    if (diag->why[0] && is_first(diags, diag))
        put_remark(buf, width, "why", str_z(diag->why));
}

void diags_put_text(struct buf *buf, const struct diags *diags, bool colour)
{
    for (size_t i = 0; i < diags->count; i++)
        put_one(buf, diags, &diags->items[i], colour);
    if (!diags->dropped)
        return;
    put_safely(buf, diags_source(diags, (struct diag_span){0})->name);
    buf_printf(buf, ": %zu more are not shown\n", diags->dropped);
}

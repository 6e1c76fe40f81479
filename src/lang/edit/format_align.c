/* SPDX-License-Identifier: Apache-2.0
 *
 * Columns. Lines of a run (neighbours, equally far in, each beginning an item or statement) whose second words stood in one
 * column are a group; of these, those whose third words did, and so on. Where a group was aligned by more than one space
 * somewhere, it is aligned to the longest; else there is one space. Alignment found again moves nothing: each word of a
 * group stands where the longest puts it. */
#include "lang/edit/format_int.h"

#define CELL_LIMIT 12 /* words of a line that can be aligned */

uint32_t format_width(struct str text)
{
    uint32_t width = 0;
    for (size_t i = 0; i < text.size; i++)
        width += ((unsigned char)text.text[i] & 0xc0) != 0x80;
    return width;
}

uint32_t format_gap(const struct format *f, size_t token)
{
    const struct token *next = &f->work->tokens[token], *last = next - 1;
    if (next->kind == TOKEN_WORD && (next->word == W_COMMA || next->word == W_COLON ||
                                     next->word == W_PAREN_CLOSE || next->word == W_BRACKET_CLOSE))
        return 0;
    if (last->kind == TOKEN_WORD && (last->word == W_PAREN_OPEN || last->word == W_BRACKET_OPEN))
        return 0;
    return 1;
}

/* Where cell `cell` of a line would stand behind the one before it. */
static uint32_t natural(const struct format *f, const struct format_line *line, size_t cell)
{
    size_t at = line->first + cell;
    const struct format_token *last = &f->tokens[at - 1];
    return last->at + last->width + format_gap(f, at);
}

static void settle(struct format *f, const struct format_line *line, size_t cell)
{
    for (size_t i = cell; line->first + i < line->end; i++)
        f->tokens[line->first + i].at = i ? natural(f, line, i) : 0;
}

/* Put cell `cell` of a group of lines into one column, if it was there on purpose. */
static void place(struct format *f, size_t from, size_t to, size_t cell)
{
    const struct format_line *lines = f->lines.items;
    bool is_padded = false;
    uint32_t column = 0;
    for (size_t i = from; i < to; i++) {
        size_t token = lines[i].first + cell;
        const struct format_token *last = &f->tokens[token - 1];
        uint32_t next = natural(f, &lines[i], cell);
        if (!format_gap(f, token))
            return;
        if (f->tokens[token].was > last->was + last->width + 1)
            is_padded = true;
        if (next > column)
            column = next;
    }
    for (size_t i = from; i < to && is_padded && to > from + 1; i++) {
        f->tokens[lines[i].first + cell].at = column;
        settle(f, &lines[i], cell + 1);
    }
}

/* Lines [from, to) of one group up to cell `cell` - 1: cut into groups by where the next cell stood. */
static void align(struct format *f, size_t from, size_t to, size_t cell)
{
    struct format_line *lines = f->lines.items;
    for (size_t i = from; i < to;) {
        size_t at = lines[i].first + cell, end = i + 1;
        if (at >= lines[i].end || cell > CELL_LIMIT) {
            i++;
            continue;
        }
        for (; end < to && lines[end].first + cell < lines[end].end; end++)
            if (f->tokens[lines[end].first + cell].was != f->tokens[at].was)
                break;
        place(f, i, end, cell);
        for (size_t j = i, next; j < end; j = next) { /* what stands in one column still */
            for (next = j + 1; next < end; next++)
                if (f->tokens[lines[next].first + cell].at != f->tokens[lines[j].first + cell].at)
                    break;
            if (next > j + 1)
                align(f, j, next, cell + 1);
        }
        i = end;
    }
}

static bool joins(const struct format_line *line, const struct format_line *last)
{
    return line->begins && line->was_line && !line->blank_before && line->end > line->first &&
           line->indent == last->indent;
}

static uint32_t end_of(const struct format *f, const struct format_line *line)
{
    if (line->end == line->first)
        return line->indent;
    return line->indent + f->tokens[line->end - 1].at + f->tokens[line->end - 1].width;
}

/* Remarks behind code: two spaces, or one column where neighbours had one. */
static void align_remarks(struct format *f)
{
    struct format_line *lines = f->lines.items;
    size_t count = f->lines.count;
    for (size_t i = 0; i < count;) {
        size_t end = i;
        uint32_t column = 0;
        for (; end < count && lines[end].remark.size && lines[end].end > lines[end].first; end++) {
            if (end > i &&
                (lines[end].blank_before || lines[end].remark_was != lines[i].remark_was))
                break;
            uint32_t next = end_of(f, &lines[end]) + 2;
            if (next > column)
                column = next;
        }
        for (size_t j = i; j < end; j++)
            lines[j].remark_at = column;
        i = end > i ? end : i + 1;
    }
}

void format_align(struct format *f)
{
    struct format_line *lines = f->lines.items;
    for (size_t i = 0; i < f->lines.count; i++)
        settle(f, &lines[i], 0);
    for (size_t i = 0; i < f->lines.count;) {
        size_t end = i + 1;
        if (!lines[i].begins || !lines[i].was_line) {
            i++;
            continue;
        }
        while (end < f->lines.count && joins(&lines[end], &lines[end - 1]))
            end++;
        align(f, i, end, 1);
        i = end;
    }
    align_remarks(f);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The comparison from end to end, and what its files share: texts, and items with their sentences. */
#include "plan/diff_int.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SHORT 120                     /* bytes of old and new in one "from … to …" */
#define SAID_LIMIT ((size_t)64 << 20) /* bytes of one part in words */

bool diff_failed(struct differ *d, enum err_code code)
{
    if (code && !d->code)
        d->code = code;
    return d->code != ERR_OK;
}

void *diff_alloc(struct differ *d, size_t count, size_t size)
{
    if (d->code)
        return NULL;
    void *made = arena_alloc(d->arena, count, size);
    if (!made)
        (void)diff_failed(d, err_no_memory(d->err));
    return made;
}

struct str diff_keep(struct differ *d)
{
    struct str text = {0};
    if (!diff_failed(d, buf_check(&d->buf, d->err)))
        (void)diff_failed(d, arena_str(d->arena, buf_str(&d->buf), &text, d->err));
    buf_clear(&d->buf);
    return text;
}

struct str diff_printf(struct differ *d, const char *fmt, ...)
{
    struct str made = {0};
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, fmt, args);
    char *text = diff_alloc(d, (size_t)(size < 0 ? 0 : size) + 1, 1);
    if (text && size >= 0) {
        (void)vsnprintf(text, (size_t)size + 1, fmt, again);
        made = (struct str){text, (size_t)size};
    }
    va_end(again);
    va_end(args);
    return made;
}

struct str diff_name(const struct differ *d, size_t side, enum diff_sort sort, uint32_t index)
{
    return index < d->side[side].count[sort] ? d->side[side].own[sort][index] : STR("nobody");
}

uint32_t diff_line(uint32_t source, uint32_t line)
{
    return source ? 0 : line;
}

/* ---------------------------------------------------------------- texts */

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (unsigned char)c >= 0x80;
}

struct str diff_text_key(struct differ *d, size_t side, struct str text)
{
    const struct diff_side *from = &d->side[side];
    struct buf buf;
    struct str key = {0};
    buf_init(&buf, d->arena->mem, SAID_LIMIT);
    for (size_t at = 0, end; at < text.size; at = end) {
        char c = text.text[at];
        end = at + 1;
        if (c == '"') {
            end = str_find(text, '"', at + 1);
            end += end < text.size;
        } else if (is_word(c)) {
            while (end < text.size && is_word(text.text[end]))
                end++;
        } else if (c == ' ' || c == '\t') {
            continue;
        }
        struct str part = str_slice(text, at, end);
        uint32_t to = is_word(c) ? map_get(&from->renamed, part) : MAP_NONE;
        buf_put(&buf, to == MAP_NONE ? part : from->to[to]);
        if (is_word(c)) /* so that words stay apart */
            buf_putc(&buf, ' ');
    }
    if (!diff_failed(d, buf_check(&buf, d->err)))
        (void)diff_failed(d, arena_str(d->arena, buf_str(&buf), &key, d->err));
    buf_free(&buf);
    return key;
}

static void add_hole(struct differ *d, struct diff_rows *rows, size_t side, struct str hole)
{
    struct str *more = diff_alloc(d, rows->hole_count[side] + 1, sizeof *more);
    if (!more)
        return;
    for (size_t i = 0; i < rows->hole_count[side]; i++)
        more[i] = rows->holes[side][i];
    more[rows->hole_count[side]++] = hole;
    rows->holes[side] = more;
}

void diff_holes(struct differ *d, struct str text, struct diff_rows *rows, size_t side)
{
    rows->holes[side] = NULL;
    rows->hole_count[side] = 0;
    for (size_t at = 0; at < text.size && rows->hole_count[side] < 64; at++) {
        if (text.text[at] == '"') {
            at = str_find(text, '"', at + 1);
            continue;
        }
        if (text.text[at] != '[')
            continue;
        size_t end = at + 1;
        for (size_t depth = 1; end < text.size && depth; end++) {
            if (text.text[end] == '"')
                end = str_find(text, '"', end + 1);
            else
                depth += (text.text[end] == '[') - (size_t)(text.text[end] == ']');
        }
        add_hole(d, rows, side, str_slice(text, at, end));
        at = end - 1;
    }
}

void diff_holes_at(struct differ *d, struct str where, struct diff_rows *rows, size_t side)
{
    const struct plan *plan = d->side[side].plan;
    rows->holes[side] = NULL;
    rows->hole_count[side] = 0;
    for (size_t i = 0; i < plan->open_count && rows->hole_count[side] < 64; i++)
        if (str_eq(plan->open[i].where, where))
            add_hole(d, rows, side, plan->open[i].text);
}

struct str diff_said(struct differ *d, size_t side, bool is_key, diff_say *say, const void *row,
                     const struct str *holes, size_t hole_count)
{
    struct say s = {.d = d,
                    .side = &d->side[side],
                    .buf = &d->buf,
                    .is_key = is_key,
                    .holes = holes,
                    .hole_count = hole_count};
    if (d->code)
        return (struct str){0};
    buf_clear(&d->buf);
    if (row)
        say(&s, row);
    return diff_keep(d);
}

bool diff_say_next(struct differ *d, diff_say *say, struct diff_rows *rows, struct diff_pair *pair)
{
    *pair = (struct diff_pair){0};
    for (size_t i = 0; i < 2 && !d->code; i++) {
        struct say key = {.d = d,
                          .side = &d->side[i],
                          .buf = &d->buf,
                          .is_key = true,
                          .holes = rows->holes[i],
                          .hole_count = rows->hole_count[i],
                          .hole_next = rows->hole_next[i]};
        struct say own = key;
        own.is_key = false;
        buf_clear(&d->buf);
        if (rows->row[i])
            say(&key, rows->row[i]);
        pair->key[i] = diff_keep(d);
        if (rows->row[i])
            say(&own, rows->row[i]);
        pair->own[i] = diff_keep(d);
        rows->hole_next[i] = key.hole_next;
    }
    return !d->code && !str_eq(pair->key[0], pair->key[1]);
}

bool diff_say_both(struct differ *d, diff_say *say, const struct diff_rows *rows,
                   struct diff_pair *pair)
{
    struct diff_rows first = *rows;
    return diff_say_next(d, say, &first, pair);
}

void diff_compare_parts(struct differ *d, const struct diff_part *parts, size_t count,
                        struct diff_rows *rows)
{
    for (size_t i = 0; i < count && !d->code; i++) {
        struct diff_pair pair;
        if (diff_say_next(d, parts[i].say, rows, &pair))
            diff_changed(d, parts[i].what, parts[i].noun, pair.own[0], pair.own[1]);
    }
}

/* ---------------------------------------------------------------- items */

static void add(struct differ *d, struct plan_diff_list *list, const char *what, struct str old,
                struct str new, struct str text)
{
    if (d->code || diff_failed(d, arena_grow(d->arena, &list->items, list->count, &list->capacity,
                                             sizeof *list->items, d->err)))
        return;
    list->items[list->count++] = (struct plan_diff_item){
        .what = str_z(what),
        .where = d->where,
        .article = d->article,
        .old = old,
        .new = new,
        .old_line = d->line[0],
        .new_line = d->line[1],
        .text = text,
    };
}

void diff_add(struct differ *d, const char *what, struct str old, struct str new, struct str text)
{
    add(d, &d->diff->meaning, what, old, new, text);
}

void diff_add_name(struct differ *d, const char *what, struct str old, struct str new,
                   struct str text)
{
    add(d, &d->diff->names, what, old, new, text);
}

static bool holds_word(struct str text, struct str word)
{
    for (size_t at = 0; at + word.size <= text.size; at++)
        if (str_starts(str_from(text, at), word))
            return true;
    return false;
}

/* "changes from X to Y", or, where that would be hard to read, ", before: X; now: Y". */
struct str diff_from_to(struct differ *d, const char *verb, struct str old, struct str new)
{
    bool is_short = old.size + new.size <= SHORT && !holds_word(old, STR(" to ")) &&
                    !holds_word(new, STR(" to "));
    struct str settled = diff_settled(d, old, new);
    if (is_short)
        return diff_printf(d, " %s from %.*s to %.*s%.*s", verb, STR_ARG(old), STR_ARG(new),
                           STR_ARG(settled));
    return diff_printf(d, " %s; before: %.*s; now: %.*s%.*s", verb, STR_ARG(old), STR_ARG(new),
                       STR_ARG(settled));
}

static const char *verb_of(const char *noun)
{
    static const char *const many[] = {"the hours", "the sides", "the steps", "the languages"};
    for (size_t i = 0; i < COUNT_OF(many); i++)
        if (!strcmp(noun, many[i]))
            return "change";
    return "changes";
}

void diff_changed(struct differ *d, const char *what, const char *noun, struct str old,
                  struct str new)
{
    bool is_many = !strcmp(verb_of(noun), "change");
    struct str text;
    if (!old.size || !new.size)
        text = diff_printf(d, "%.*s%.*s: %s %s %s: %.*s", STR_ARG(d->where), STR_ARG(d->hint), noun,
                           is_many ? "are" : "is", old.size ? "gone" : "new",
                           STR_ARG(old.size ? old : new));
    else
        text = diff_printf(d, "%.*s%.*s: %s%.*s", STR_ARG(d->where), STR_ARG(d->hint), noun,
                           STR_ARG(diff_from_to(d, verb_of(noun), old, new)));
    diff_add(d, what, old, new, text);
}

bool diff_compare(struct differ *d, const char *what, const char *noun, diff_say *say,
                  const struct diff_rows *rows)
{
    struct diff_pair pair;
    if (!diff_say_both(d, say, rows, &pair))
        return false;
    diff_changed(d, what, noun, pair.own[0], pair.own[1]);
    return true;
}

enum err_code plan_diff_make(struct arena *arena, const struct plan *old, const struct plan *new,
                             struct plan_diff *diff, struct err *err)
{
    static void (*const steps[])(struct differ * d) = {
        diff_match,  diff_frame, diff_actors, diff_kinds,   diff_classes, diff_tables,
        diff_places, diff_dates, diff_phases, diff_clauses, diff_rest,    diff_brackets};
    struct differ d = {.arena = arena, .err = err, .diff = diff};
    *diff = (struct plan_diff){0};
    d.side[0].plan = old;
    d.side[1].plan = new;
    buf_init(&d.buf, arena->mem, SAID_LIMIT);
    for (size_t i = 0; i < COUNT_OF(steps) && !d.code; i++)
        steps[i](&d);
    buf_free(&d.buf);
    return d.code;
}

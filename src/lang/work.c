/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/work.h"

#include "lang/token.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct lang_code_info codes[] = {
#define X(code, level, rule, text, why) {#code, DIAG_##level, rule, text, why},
    LANG_CODES(X)
#undef X
};

const struct lang_code_info *lang_code_info(enum lang_code code)
{
    return &codes[code];
}

const struct lang_code_info *lang_code_find(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(codes); i++)
        if (str_eq(name, str_z(codes[i].code)))
            return &codes[i];
    return NULL;
}

void work_fail(struct work *work, enum err_code code)
{
    work->failed = true;
    if (!work->code)
        work->code = code;
}

bool work_room(struct work *work, void *items, size_t count, size_t *capacity, size_t size)
{
    if (work->failed)
        return false;
    enum err_code code = arena_grow(work->arena, items, count, capacity, size, work->err);
    if (code)
        work_fail(work, code);
    return !work->failed;
}

PRINTF_LIKE(2, 0)
static struct str printed(struct work *work, const char *fmt, va_list args)
{
    char text[1024];
    int size = vsnprintf(text, sizeof text, fmt, args);
    struct str made = {text, size < 0                     ? 0
                             : (size_t)size < sizeof text ? (size_t)size
                                                          : sizeof text - 1};
    made.size = source_utf8_end(made); /* where it was cut */
    struct str kept = {0};
    if (work->failed)
        return kept;
    enum err_code code = arena_str(work->arena, made, &kept, work->err);
    if (code) {
        work_fail(work, code);
        kept = (struct str){0};
    }
    return kept;
}

struct str work_printf(struct work *work, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct str text = printed(work, fmt, args);
    va_end(args);
    return text;
}

/* ---------------------------------------------------------------- texts */

bool work_add(struct work *work, const struct work_source *text)
{
    struct diags *diags = work->diags;
    uint64_t base = (uint64_t)work->source.text.size + 1;
    if (work->texts.count) {
        const struct work_source *last = &work->texts.items[work->texts.count - 1];
        base = (uint64_t)last->base + last->source.text.size + 1;
    }
    size_t count = diags->source_count;
    struct diag_source *sources = ARENA_NEW(work->arena, struct diag_source, count + 1);
    if (!sources) {
        work_fail(work, err_no_memory(work->err));
        return false;
    }
    if (base + text->source.text.size >= UINT32_MAX)
        return false;
    for (size_t i = 0; i < count; i++)
        sources[i] = diags->sources[i];
    sources[count] = (struct diag_source){text->name, text->source.text};
    PUSH(work, &work->texts, *text);
    if (work->failed)
        return false;
    work->texts.items[work->texts.count - 1].base = (uint32_t)base;
    diags->sources = sources;
    diags->source_count = count + 1;
    return true;
}

uint32_t work_source_of(const struct work *work, uint32_t at)
{
    size_t i = work->texts.count;
    while (i && work->texts.items[i - 1].base > at)
        i--;
    return (uint32_t)i;
}

uint32_t work_source_of_token(const struct work *work, size_t token)
{
    size_t i = work->texts.count;
    while (i && work->texts.items[i - 1].first > token)
        i--;
    return (uint32_t)i;
}

enum work_role work_role_of(const struct work *work, uint32_t source)
{
    return source ? work->texts.items[source - 1].role : WORK_AGREEMENT;
}

/* The text an offset lies in; *at becomes an offset in it. */
static const struct source *source_at(const struct work *work, uint32_t *at)
{
    uint32_t i = work_source_of(work, *at);
    if (!i)
        return &work->source;
    *at -= work->texts.items[i - 1].base;
    return &work->texts.items[i - 1].source;
}

struct diag_span work_span(struct work *work, uint32_t from, uint32_t to)
{
    uint32_t i = work_source_of(work, from), base = i ? work->texts.items[i - 1].base : 0;
    struct source *source = i ? &work->texts.items[i - 1].source : &work->source;
    struct diag_span span = {i, from - base, to - base, 1, 1};
    if (source->line_starts)
        span = source_span(source, from - base, to - base);
    span.source = i;
    return span;
}

uint32_t work_line(const struct work *work, uint32_t at)
{
    const struct source *source = source_at(work, &at);
    return source_line(source, at);
}

struct str work_article(const struct work *work, uint32_t at)
{
    const struct source *source = source_at(work, &at);
    return source_article(source, at);
}

struct str work_slice(const struct work *work, uint32_t from, uint32_t to)
{
    uint32_t size = to - from;
    const struct source *source = source_at(work, &from);
    return str_slice(source->text, from, (size_t)from + size);
}

/* ---------------------------------------------------------------- diagnostics */

struct diag *work_diag(struct work *work, enum lang_code code, uint32_t from, uint32_t to,
                       const char *fmt, ...)
{
    struct diags *diags = work->diags;
    uint32_t source = work_source_of(work, from),
             base = source ? work->texts.items[source - 1].base : 0;
    enum diag_level level = codes[code].level;
    work->spare = (struct diag){0};
    for (size_t i = 0; i < diags->count; i++)
        if (diags->items[i].code == codes[code].code && diags->items[i].span.source == source &&
            diags->items[i].span.from == from - base && diags->items[i].span.to == to - base)
            return &work->spare;                            /* once is enough */
    bool is_base = work_role_of(work, source) == WORK_BASE; /* most of these go in the end */
    if (is_base && work->base_diags >= DIAGS_LIMIT)
        return &work->spare;
    diags->errors += level == DIAG_ERROR;
    diags->holes += level == DIAG_HOLE;
    diags->warnings += level == DIAG_WARNING;
    if (!is_base && diags->count - work->base_diags >= DIAGS_LIMIT) {
        diags->dropped++;
        return &work->spare;
    }
    if (!work_room(work, &diags->items, diags->count, &diags->capacity, sizeof *diags->items))
        return &work->spare;
    va_list args;
    va_start(args, fmt);
    struct str text = printed(work, fmt, args);
    va_end(args);
    struct diag *diag = &diags->items[diags->count++];
    work->base_diags += is_base;
    *diag = (struct diag){.level = level,
                          .code = codes[code].code,
                          .rule = codes[code].rule,
                          .why = codes[code].why,
                          .text = text};
    diag->span = work_span(work, from, to);
    diag->article = work_article(work, from);
    return diag;
}

static bool is_before(const struct diag_span *a, const struct diag_span *b)
{
    return a->source != b->source ? a->source < b->source : a->from < b->from;
}

void work_sort_diags(struct work *work)
{
    struct diags *diags = work->diags;
    for (size_t i = 1; i < diags->count; i++) {
        struct diag diag = diags->items[i];
        size_t at = i;
        for (; at && is_before(&diag.span, &diags->items[at - 1].span); at--)
            diags->items[at] = diags->items[at - 1];
        diags->items[at] = diag;
    }
}

struct str token_str(const struct work *work, const struct token *token)
{
    struct str s = work_slice(work, token->from, token->to);
    if (token->kind == TOKEN_STRING)
        s = str_slice(s, 1, s.size - 1);
    return s;
}

struct str work_text(struct work *work, size_t from, size_t to)
{
    struct str whole = {0};
    size_t size = 0;
    const struct token *tokens = work->tokens;
    if (work->failed || from >= to || to > work->token_count)
        return whole;
    for (size_t i = from; i < to; i++)
        size += (size_t)(tokens[i].to - tokens[i].from) + 1;
    char *text = ARENA_NEW(work->arena, char, size + 1);
    if (!text) {
        work_fail(work, err_no_memory(work->err));
        return whole;
    }
    size = 0;
    for (size_t i = from; i < to; i++) {
        if (i > from && tokens[i].from != tokens[i - 1].to)
            text[size++] = ' ';
        struct str s = work_slice(work, tokens[i].from, tokens[i].to);
        if (s.size) /* the end of a file has none */
            memcpy(text + size, s.text, s.size);
        size += s.size;
    }
    return (struct str){text, size};
}

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

struct diag *work_diag(struct work *work, enum lang_code code, uint32_t from, uint32_t to,
                       const char *fmt, ...)
{
    struct diags *diags = work->diags;
    work->spare = (struct diag){0};
    for (size_t i = 0; i < diags->count; i++)
        if (diags->items[i].code == codes[code].code && diags->items[i].span.from == from &&
            diags->items[i].span.to == to)
            return &work->spare; /* once is enough */
    enum diag_level level = codes[code].level;
    diags->errors += level == DIAG_ERROR;
    diags->holes += level == DIAG_HOLE;
    diags->warnings += level == DIAG_WARNING;
    if (diags->count >= DIAGS_LIMIT) {
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
    *diag = (struct diag){.level = level,
                          .code = codes[code].code,
                          .rule = codes[code].rule,
                          .why = codes[code].why,
                          .text = text};
    if (work->source.line_starts)
        diag->span = source_span(&work->source, from, to);
    diag->article = source_article(&work->source, from);
    return diag;
}

void work_sort_diags(struct work *work)
{
    struct diags *diags = work->diags;
    for (size_t i = 1; i < diags->count; i++) {
        struct diag diag = diags->items[i];
        size_t at = i;
        for (; at && diags->items[at - 1].span.from > diag.span.from; at--)
            diags->items[at] = diags->items[at - 1];
        diags->items[at] = diag;
    }
}

struct str token_str(const struct work *work, const struct token *token)
{
    struct str s = str_slice(work->source.text, token->from, token->to);
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
        struct str s = str_slice(work->source.text, tokens[i].from, tokens[i].to);
        memcpy(text + size, s.text, s.size);
        size += s.size;
    }
    return (struct str){text, size};
}

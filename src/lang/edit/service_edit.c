/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading an edit. Items do not depend on one another's form but for the word that ends the one before, so the items
 * around an edit are read by themselves, behind a frame that stands for the rest of the text. Where the item behind them
 * does not begin where it did, or anything about fences may have changed, the whole is read. Cost: the items read, and one pass
 * over what moves. */
#include "lang/edit/service_int.h"

#include <string.h>

uint32_t service_line_start(struct str text, size_t at)
{
    while (at && text.text[at - 1] != '\n')
        at--;
    return (uint32_t)at;
}

uint32_t service_line_before(struct str text, size_t at)
{
    at = service_line_start(text, at);
    return at ? service_line_start(text, at - 1) : 0;
}

uint32_t service_line_after(struct str text, size_t at)
{
    size_t end = str_find(text, '\n', at);
    return (uint32_t)(end < text.size ? end + 1 : text.size);
}

bool service_is_fence(struct str text, size_t at)
{
    struct str line = str_from(text, service_line_start(text, at));
    return str_starts(line, STR("```")) || str_starts(line, STR("~~~"));
}

static bool has_fence_signs(struct str s)
{
    for (size_t i = 0; i < s.size; i++)
        if (s.text[i] == '`' || s.text[i] == '~')
            return true;
    return false;
}

enum service_reach service_reach_of(const struct service *s, size_t from, size_t to, struct str by)
{
    struct str text = service_text(s);
    bool is_bare = str_ends(s->name, STR(".truce"));
    if (!s->is_simple || !s->block_count || from < 3)
        return SERVICE_WHOLE;
    if (is_bare)
        return SERVICE_BLOCK;
    if (to == text.size)
        return SERVICE_WHOLE;
    /* The lines it touches, as they were. */
    size_t line_from = service_line_start(text, from), line_to = service_line_after(text, to);
    if (has_fence_signs(by) || has_fence_signs(str_slice(text, line_from, line_to)))
        return SERVICE_WHOLE;
    size_t low = 0, high = s->block_count; /* the first block that ends behind `from` */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->blocks[middle].to <= from)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == s->block_count)
        return SERVICE_PROSE;
    const struct service_block *block = &s->blocks[low];
    if (from >= block->from && to < block->to)
        return SERVICE_BLOCK;
    return line_to < block->from ? SERVICE_PROSE : SERVICE_WHOLE;
}

void service_shift(struct service *s, size_t from, size_t to, size_t size)
{
    size_t kept = 0, gone = to - from;
    bool is_bare = str_ends(s->name, STR(".truce"));
    for (size_t i = 0; i < s->block_count; i++) {
        struct service_block *b = &s->blocks[i];
        if (b->from > from)
            b->from = (uint32_t)(b->from - gone + size);
        if (b->to > from || is_bare)
            b->to = (uint32_t)(b->to - gone + size);
    }
    for (size_t i = 0; i < s->start_count; i++) {
        uint32_t at = s->starts[i];
        if (at >= from && at < to)
            continue;
        s->starts[kept++] = at >= to && at >= from && (at > from || gone)
                                ? (uint32_t)(at - gone + size)
                            : at == from ? (uint32_t)(at + size)
                                         : at;
    }
    s->start_count = kept;
}

/* The first start at or behind `at`. */
static size_t start_behind(const struct service *s, size_t at)
{
    size_t low = 0, high = s->start_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->starts[middle] < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool service_part_of(const struct service *s, size_t from, size_t to, unsigned more,
                     struct service_part *part)
{
    const struct service_block *block = NULL;
    for (size_t i = 0; i < s->block_count && !block; i++)
        if (from >= s->blocks[i].from && to <= s->blocks[i].to)
            block = &s->blocks[i];
    if (!block)
        return false;
    size_t first = start_behind(s, from), last = start_behind(s, to + 1);
    first = first > 2 ? first - 2 : 0; /* the item that the edit is in, and the one before */
    last += more;
    part->from = first < s->start_count && s->starts[first] > block->from && s->starts[first] < from
                     ? s->starts[first]
                     : block->from;
    part->to = last < s->start_count && s->starts[last] < block->to ? s->starts[last] : block->to;
    return true;
}

enum err_code service_part_text(const struct service *s, struct arena *arena,
                                struct service_part *part, struct str behind, struct err *err)
{
    struct str frame = STR("agreement \"\" timezone UTC\nphase p \"\"\n");
    struct str own = str_slice(service_text(s), part->from, part->to);
    if (str_starts(str_trim(own), STR("agreement")))
        frame = STR("");
    part->shift = frame.size;
    return arena_printf(arena, &part->text, err, "%.*s%.*s%.*s", STR_ARG(frame), STR_ARG(own),
                        STR_ARG(behind));
}

/* The items of the part begin where `marks` says: put that in place of what was known. */
static enum err_code keep_starts(struct service *s, const struct service_part *part,
                                 const struct work *work, const uint8_t *marks, struct err *err)
{
    size_t first = start_behind(s, part->from), last = start_behind(s, part->to), found = 0;
    for (size_t i = 0; i < work->token_count; i++)
        found += service_is_item(work, marks, i) && work->tokens[i].from >= part->shift;
    size_t tail = s->start_count - last, count = first + found + tail;
    while (s->start_capacity < count)
        TRY(arena_grow(&s->form_arena, &s->starts, s->start_capacity, &s->start_capacity,
                       sizeof *s->starts, err));
    memmove(s->starts + first + found, s->starts + last, tail * sizeof *s->starts);
    for (size_t i = 0; i < work->token_count; i++)
        if (service_is_item(work, marks, i) && work->tokens[i].from >= part->shift)
            s->starts[first++] = (uint32_t)(part->from + work->tokens[i].from - part->shift);
    s->start_count = count;
    return ERR_OK;
}

static enum err_code keep_findings(struct service *s, const struct service_part *part,
                                   const struct diags *diags, struct err *err)
{
    for (size_t i = 0; i < s->form_count; i++) {
        struct service_finding *f = &s->form[i];
        if (f->diag.span.from >= part->from &&
            (f->diag.span.from < part->to || part->to == s->text.size))
            f->is_gone = true;
    }
    for (size_t i = 0; i < diags->count; i++) {
        struct diag diag = diags->items[i];
        if (diag.span.from < part->shift)
            continue;
        diag.span.from = (uint32_t)(diag.span.from - part->shift + part->from);
        diag.span.to = (uint32_t)(diag.span.to - part->shift + part->from);
        diag.other.from = (uint32_t)(diag.other.from - part->shift + part->from);
        diag.other.to = (uint32_t)(diag.other.to - part->shift + part->from);
        TRY(service_keep_finding(s, &diag, err));
    }
    s->form_errors = 0;
    size_t kept = 0;
    for (size_t i = 0; i < s->form_count; i++) {
        if (s->form[i].is_gone)
            continue;
        s->form_errors += s->form[i].diag.level == DIAG_ERROR;
        s->form[kept++] = s->form[i];
    }
    s->form_count = kept;
    return ERR_OK;
}

static bool begins_item(const struct work *work, const uint8_t *marks, size_t at)
{
    for (size_t i = 0; i < work->token_count; i++)
        if (work->tokens[i].from >= at)
            return service_is_item(work, marks, i) ||
                   (work->tokens[i].kind == TOKEN_WORD && work->tokens[i].word == W_AGREEMENT) ||
                   work->tokens[i].kind == TOKEN_END;
    return true;
}

/* The part with the item behind it is read; what counts is the part, if that item begins where it did. */
static enum err_code read_part(struct service *s, struct arena *arena, size_t from, size_t to,
                               bool *is_read, struct err *err)
{
    struct service_part part;
    struct diags diags;
    struct work work;
    struct ast *ast = ARENA_NEW(arena, struct ast, 1);
    if (!ast)
        return err_no_memory(err);
    if (!service_part_of(s, from, to, 1, &part))
        return ERR_OK;
    TRY(service_part_text(s, arena, &part, STR(""), err));
    TRY(form_read(arena, STR("part.truce"), part.text, &diags, &work, ast, err));
    uint8_t *marks = service_mark_items(&work, ast);
    if (!marks)
        return err_no_memory(err);
    if (!begins_item(&work, marks, part.shift))
        return ERR_OK;
    size_t last = start_behind(s, to + 1); /* where the item behind the edit begins */
    if (last < s->start_count && s->starts[last] < part.to) {
        size_t at = s->starts[last] - part.from + part.shift;
        bool is_there = false;
        for (size_t i = 0; i < work.token_count && !is_there; i++)
            is_there = work.tokens[i].from == at && service_is_item(&work, marks, i);
        if (!is_there)
            return ERR_OK;
    }
    TRY(keep_findings(s, &part, &diags, err));
    TRY(keep_starts(s, &part, &work, marks, err));
    *is_read = true;
    return ERR_OK;
}

enum err_code service_read_near(struct service *s, size_t from, size_t to, bool *is_read,
                                struct err *err)
{
    struct arena arena = {.mem = &s->mem};
    *is_read = false;
    enum err_code code = read_part(s, &arena, from, to, is_read, err);
    arena_free(&arena);
    return code;
}

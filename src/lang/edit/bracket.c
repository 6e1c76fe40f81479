/* SPDX-License-Identifier: Apache-2.0
 *
 * Finding the brackets of a text, and taking them out. */
#include "lang/edit/bracket.h"

#include "base/map.h"
#include "lang/form.h"

#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- reading */

static uint32_t byte_from(const struct work *work, uint32_t token)
{
    return work->tokens[token].from;
}

static uint32_t byte_to(const struct work *work, struct ast_range range)
{
    return range.to > range.from ? work->tokens[range.to - 1].to : byte_from(work, range.from);
}

/* The same length, weight or time: "10 km" and "10000 m". */
static bool is_equal_measure(const struct work *work, struct ast_range a, struct ast_range b)
{
    if (a.to != a.from + 1 || b.to != b.from + 1)
        return false;
    const struct token *x = &work->tokens[a.from], *y = &work->tokens[b.from];
    if (x->kind != TOKEN_QUANTITY || y->kind != TOKEN_QUANTITY)
        return false;
    const struct unit *ux = unit_of((enum unit_id)x->unit), *uy = unit_of((enum unit_id)y->unit);
    double vx = x->number * ux->factor, vy = y->number * uy->factor;
    return ux->sort == uy->sort && ux->span == uy->span && vx <= vy && vy <= vx;
}

static bool is_equal_text(const struct work *work, struct ast_range a, struct ast_range b)
{
    if (a.to - a.from != b.to - b.from)
        return false;
    for (uint32_t i = 0; i < a.to - a.from; i++)
        if (!str_eq(token_str(work, &work->tokens[a.from + i]),
                    token_str(work, &work->tokens[b.from + i])))
            return false;
    return true;
}

static void read_choices(struct work *work, const struct ast_hole *hole, struct bracket *to)
{
    size_t count = hole->choices.count;
    struct bracket_choice *choices = ARENA_NEW(work->arena, struct bracket_choice, count);
    if (!choices) {
        work_fail(work, err_no_memory(work->err));
        return;
    }
    to->choices = choices;
    to->choice_count = count;
    for (size_t i = 0; i < count && !work->failed; i++) {
        const struct ast_choice *from = &hole->choices.items[i];
        struct ast_range value = from->value;
        choices[i] = (struct bracket_choice){
            .party = from->key.text,
            .text = work_text(work, value.from, value.to),
            .from = byte_from(work, value.from),
            .to = byte_to(work, value),
            .next = byte_from(work, value.to),
            .line = source_line(&work->source, byte_from(work, value.from)),
            .equal = BRACKET_NONE,
        };
        for (size_t j = 0; j < i && choices[i].equal == BRACKET_NONE; j++) {
            struct ast_range other = hole->choices.items[j].value;
            if (is_equal_text(work, value, other) || is_equal_measure(work, value, other))
                choices[i].equal = (uint32_t)j;
        }
    }
}

static int by_place(const void *a, const void *b)
{
    const struct bracket *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return x->to > y->to ? -1 : x->to < y->to;
}

/* Which bracket each one stands in; they are in order, outer ones first. */
static void find_outer(struct bracket *items, size_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t up = i ? i - 1 : BRACKET_NONE;
        while (up != BRACKET_NONE && items[up].to <= items[i].from)
            up = items[up].outer;
        items[i].outer = up;
        items[i].outer_choice = 0;
        for (uint32_t j = 0; up != BRACKET_NONE && j < items[up].choice_count; j++)
            if (items[up].choices[j].from <= items[i].from)
                items[i].outer_choice = j;
    }
}

static enum err_code read_parties(struct arena *arena, struct brackets *b, struct err *err)
{
    struct map seen;
    struct str *parties = NULL;
    size_t capacity = 0;
    map_init(&seen, arena);
    for (size_t i = 0; i < b->own; i++)
        for (size_t j = 0; j < b->items[i].choice_count; j++) {
            struct str party = b->items[i].choices[j].party;
            if (!party.size || map_get(&seen, party) != MAP_NONE)
                continue;
            TRY(map_set(&seen, party, 0, err));
            TRY(arena_grow(arena, &parties, b->party_count, &capacity, sizeof *parties, err));
            parties[b->party_count++] = party;
        }
    b->parties = parties;
    return ERR_OK;
}

/* Those of texts built on: the plan has them. */
static void read_bases(const struct plan *plan, struct brackets *b, struct bracket *items)
{
    for (size_t i = 0; plan && i < plan->open_count; i++) {
        const struct plan_open *open = &plan->open[i];
        if (open->source && open->source < plan->file_count)
            items[b->count++] = (struct bracket){.file = plan->files[open->source],
                                                 .where = open->where,
                                                 .article = open->article,
                                                 .text = open->text,
                                                 .line = open->line,
                                                 .outer = BRACKET_NONE};
    }
}

enum err_code brackets_read(struct arena *arena, struct str name, struct str text,
                            const struct lang_host *host, struct brackets *brackets,
                            struct err *err)
{
    struct diags form = {0}, *diags = ARENA_NEW(arena, struct diags, 1);
    struct ast *ast = ARENA_NEW(arena, struct ast, 1);
    const struct plan *plan = NULL;
    struct work work = {0};
    *brackets = (struct brackets){.name = name, .text = text, .diags = diags};
    if (!diags || !ast)
        return err_no_memory(err);
    TRY(lang_compile(arena, name, text, host, diags, &plan, err));
    TRY(form_read(arena, name, text, &form, &work, ast, err));
    brackets->errors = diags->errors;
    brackets->holes = diags->holes;
    size_t own = ast->holes.count, more = plan ? plan->open_count : 0;
    struct bracket *items = ARENA_NEW(arena, struct bracket, own + more);
    if (!items)
        return err_no_memory(err);
    for (size_t i = 0; i < own && !work.failed; i++) {
        const struct ast_hole *hole = &ast->holes.items[i];
        uint32_t at = byte_from(&work, hole->range.from);
        struct diag_span span = work_span(&work, at, at);
        items[i] = (struct bracket){
            .file = name,
            .where = hole->where,
            .article = work_article(&work, at),
            .text = work_text(&work, hole->range.from, hole->range.to),
            .words = hole->words.text,
            .is_clause = hole->is_clause,
            .from = at,
            .to = byte_to(&work, hole->range),
            .line = span.line,
            .column = span.column,
        };
        read_choices(&work, hole, &items[i]);
    }
    if (work.failed)
        return work.code;
    qsort(items, own, sizeof *items, by_place);
    find_outer(items, own);
    for (size_t i = 0; i < own; i++)
        items[i].number = (uint32_t)i + 1;
    brackets->items = items;
    brackets->own = brackets->count = own;
    read_bases(plan, brackets, items);
    return read_parties(arena, brackets, err);
}

/* ---------------------------------------------------------------- taking out */

static enum err_code add_edit(struct arena *arena, struct bracket_edits *edits, uint32_t from,
                              uint32_t to, struct str put, struct err *err)
{
    if (from >= to && !put.size)
        return ERR_OK;
    TRY(arena_grow(arena, &edits->items, edits->count, &edits->capacity, sizeof *edits->items,
                   err));
    edits->items[edits->count++] = (struct bracket_edit){from, to, put};
    return ERR_OK;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Take out code of [from, to): prose between blocks stays, and a line that has nothing left goes as a whole. */
static enum err_code take_out(struct arena *arena, const struct source *source, struct str text,
                              uint32_t from, uint32_t to, struct bracket_edits *edits,
                              struct err *err)
{
    const struct str none = {0};
    size_t low = 0, high = source->piece_count;
    while (low < high) { /* the first piece that ends behind `from` */
        size_t mid = (low + high) / 2;
        if (source->pieces[mid].to <= from)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < source->piece_count && source->pieces[low].from < to; low++) {
        struct source_piece piece = source->pieces[low];
        uint32_t start = piece.from > from ? piece.from : from;
        uint32_t end = piece.to < to ? piece.to : to;
        uint32_t line = start, behind = end;
        while (line && is_blank(text.text[line - 1]))
            line--;
        while (behind < text.size && is_blank(text.text[behind]))
            behind++;
        bool is_begun = !line || text.text[line - 1] == '\n';
        if (is_begun && (behind == text.size || text.text[behind] == '\n')) {
            start = line;
            end = behind < text.size ? behind + 1 : behind;
        } else if (is_begun && start > from) { /* of ` | B: clause 3` the clause begins the line */
            start = line;
        }
        TRY(add_edit(arena, edits, start, end, none, err));
    }
    return ERR_OK;
}

/* One bracket with all that stands in it; `*next` is the first bracket behind it. */
static enum err_code settle(struct arena *arena, const struct brackets *b,
                            const struct source *source, const struct bracket_pick *picks,
                            uint32_t index, struct bracket_edits *edits, struct err *err)
{
    const struct bracket *at = &b->items[index];
    const struct bracket_pick *pick = &picks[index];
    if (pick->choice == BRACKET_NONE)
        return add_edit(arena, edits, at->from, at->to, pick->value, err);
    const struct bracket_choice *choice = &at->choices[pick->choice];
    TRY(take_out(arena, source, b->text, at->from, choice->from, edits, err));
    for (uint32_t i = index + 1; i < b->own && b->items[i].from < choice->to; i++)
        if (b->items[i].outer == index && b->items[i].outer_choice == pick->choice &&
            picks[i].is_chosen)
            TRY(settle(arena, b, source, picks, i, edits, err));
    uint32_t behind = choice->next; /* a remark behind the proposal stays */
    while (behind > choice->to && is_blank(b->text.text[behind - 1]))
        behind--;
    return take_out(arena, source, b->text, behind, at->to, edits, err);
}

/* Does an outer bracket's choice decide what becomes of it? */
static bool is_covered(const struct brackets *b, const struct bracket_pick *picks, uint32_t index)
{
    for (uint32_t up = b->items[index].outer; up != BRACKET_NONE; up = b->items[up].outer)
        if (picks[up].is_chosen)
            return true;
    return false;
}

enum err_code brackets_apply(struct arena *arena, const struct brackets *brackets,
                             const struct bracket_pick *picks, struct bracket_edits *edits,
                             struct str *text, struct err *err)
{
    struct source source = {0};
    size_t size = brackets->text.size, at = 0;
    char *made;
    *edits = (struct bracket_edits){0};
    *text = brackets->text;
    if (!brackets->own)
        return ERR_OK;
    TRY(source_read(arena, brackets->name, brackets->text, &source, err));
    for (uint32_t i = 0; i < brackets->own; i++)
        if (picks[i].is_chosen && !is_covered(brackets, picks, i))
            TRY(settle(arena, brackets, &source, picks, i, edits, err));
    for (size_t i = 0; i < edits->count; i++)
        size += edits->items[i].put.size;
    made = ARENA_NEW(arena, char, size + 1);
    if (!made)
        return err_no_memory(err);
    size = 0;
    for (size_t i = 0; i <= edits->count; i++) {
        size_t to = i < edits->count ? edits->items[i].from : brackets->text.size;
        memcpy(made + size, brackets->text.text + at, to - at);
        size += to - at;
        if (i == edits->count)
            break;
        const struct bracket_edit *edit = &edits->items[i];
        if (edit->put.size)
            memcpy(made + size, edit->put.text, edit->put.size);
        size += edit->put.size;
        at = edit->to;
    }
    *text = (struct str){made, size};
    return ERR_OK;
}

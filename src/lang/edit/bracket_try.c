/* SPDX-License-Identifier: Apache-2.0
 *
 * What a choice would make an error or a hole: the text is compiled with it, and what it says of itself compared with
 * what it says now, by code and place. Places are those of the text as it is now, so that nobody looks for a line in a text
 * that was never written. */
#include "lang/edit/bracket.h"

#include <stdlib.h>
#include <string.h>

/* Where an offset of the new text lies in the old one; what was put in stands where its bracket begins. */
static uint32_t back(const struct bracket_edits *edits, uint32_t at)
{
    uint32_t old = 0, now = 0;
    for (size_t i = 0; i < edits->count; i++) {
        const struct bracket_edit *edit = &edits->items[i];
        uint32_t until = now + (edit->from - old);
        if (at < until)
            break;
        if (at < until + edit->put.size)
            return edit->from;
        now = until + (uint32_t)edit->put.size;
        old = edit->to;
    }
    return old + (at - now);
}

/* A diagnostic, to be found again: what it is, and where in the old text. */
struct mark {
    const char *code;
    uint32_t source, at;
};

static int by_mark(const void *a, const void *b)
{
    const struct mark *x = a, *y = b;
    int order = strcmp(x->code, y->code);
    if (order)
        return order;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

static bool is_told(enum diag_level level)
{
    return level == DIAG_ERROR || level == DIAG_HOLE;
}

/* What the text says of itself now, in order. */
static struct mark *marks_of(struct arena *arena, const struct diags *diags)
{
    struct mark *marks = ARENA_NEW(arena, struct mark, diags->count);
    for (size_t i = 0; marks && i < diags->count; i++)
        marks[i] = (struct mark){diags->items[i].code, diags->items[i].span.source,
                                 diags->items[i].span.from};
    if (marks && diags->count > 1)
        qsort(marks, diags->count, sizeof *marks, by_mark);
    return marks;
}

/* Line and column of an offset. */
static void place_of(struct str text, uint32_t at, uint32_t *line, uint32_t *column)
{
    *line = *column = 1;
    for (uint32_t i = 0; i < at && i < text.size; i++) {
        *column =
            text.text[i] == '\n' ? 1 : *column + (((unsigned char)text.text[i] & 0xc0) != 0x80);
        *line += text.text[i] == '\n';
    }
}

static enum err_code keep_new(struct arena *arena, const struct brackets *b,
                              const struct bracket_edits *edits, const struct diags *now,
                              const struct diag *diag, struct bracket_new *to, struct err *err)
{
    uint32_t source = diag->span.source;
    *to = (struct bracket_new){.level = diag->level,
                               .code = diag->code,
                               .line = diag->span.line,
                               .column = diag->span.column};
    if (!source && diag->span.line) {
        to->at = back(edits, diag->span.from);
        place_of(b->text, to->at, &to->line, &to->column);
    }
    TRY(arena_str(arena, source < now->source_count ? now->sources[source].name : b->name,
                  &to->file, err));
    TRY(arena_str(arena, diag->article, &to->article, err));
    return arena_str(arena, diag->text, &to->text, err);
}

static enum err_code compare(struct arena *arena, struct arena *scratch, const struct brackets *b,
                             const struct bracket_edits *edits, const struct diags *now,
                             struct bracket_trial *trial, struct err *err)
{
    trial->errors = now->errors;
    trial->was_tried = !b->diags->dropped && !now->dropped; /* else it cannot be told */
    if (!trial->was_tried)
        return ERR_OK;
    const struct mark *marks = marks_of(scratch, b->diags);
    struct bracket_new *items = ARENA_NEW(arena, struct bracket_new, now->count);
    if (!marks || !items)
        return err_no_memory(err);
    for (size_t i = 0; i < now->count; i++) {
        const struct diag *diag = &now->items[i];
        struct mark mark = {diag->code, diag->span.source, diag->span.from};
        if (!mark.source)
            mark.at = back(edits, mark.at);
        if (!is_told(diag->level) ||
            (b->diags->count && bsearch(&mark, marks, b->diags->count, sizeof mark, by_mark)))
            continue;
        TRY(keep_new(arena, b, edits, now, diag, &items[trial->count], err));
        trial->count++;
    }
    trial->items = items;
    return ERR_OK;
}

enum err_code brackets_try(struct arena *arena, const struct brackets *brackets,
                           const struct bracket_pick *picks, const struct lang_host *host,
                           struct bracket_trial *trial, struct err *err)
{
    struct arena scratch = {.mem = arena->mem};
    struct bracket_edits edits;
    const struct plan *plan;
    struct diags now;
    struct str text;
    *trial = (struct bracket_trial){.was_tried = true};
    enum err_code code = brackets_apply(&scratch, brackets, picks, &edits, &text, err);
    if (!code)
        code = lang_compile(&scratch, brackets->name, text, host, &now, &plan, err);
    if (!code)
        code = compare(arena, &scratch, brackets, &edits, &now, trial, err);
    arena_free(&scratch);
    return code;
}

static enum err_code fit_one(const struct bracket *bracket, const struct bracket_pick *pick,
                             const struct bracket_trial *trial, struct err *err)
{
    for (size_t i = 0; i < trial->count; i++) {
        const struct bracket_new *item = &trial->items[i];
        if (item->level != DIAG_ERROR || item->at != bracket->from)
            continue;
        return err_set(err, ERR_USAGE, "bracket %u (%.*s) does not take \"%.*s\": %.*s",
                       (unsigned)bracket->number, STR_ARG(bracket->where),
                       pick->value.size > 80 ? 80 : (int)pick->value.size, pick->value.text,
                       STR_ARG(item->text));
    }
    return ERR_OK;
}

enum err_code brackets_fit(struct arena *arena, const struct brackets *brackets,
                           const struct bracket_pick *picks, const struct lang_host *host,
                           struct err *err)
{
    struct bracket_pick *alone = ARENA_NEW(arena, struct bracket_pick, brackets->own);
    struct bracket_trial trial;
    if (!alone)
        return err_no_memory(err);
    for (size_t i = 0; i < brackets->own; i++) {
        if (!picks[i].is_chosen || picks[i].choice != BRACKET_NONE)
            continue;
        alone[i] = picks[i];
        TRY(brackets_try(arena, brackets, alone, host, &trial, err));
        TRY(fit_one(&brackets->items[i], &picks[i], &trial, err));
        alone[i] = (struct bracket_pick){0};
    }
    return ERR_OK;
}

/* ---------------------------------------------------------------- all of them */

/* A bracket inside a proposal is tried with that proposal chosen, else its words would not bind anybody. */
static void pick_outer(const struct brackets *b, struct bracket_pick *picks, uint32_t index,
                       bool is_chosen)
{
    for (uint32_t i = index; b->items[i].outer != BRACKET_NONE; i = b->items[i].outer)
        picks[b->items[i].outer] = (struct bracket_pick){
            .is_chosen = is_chosen, .choice = is_chosen ? b->items[i].outer_choice : 0};
}

static enum err_code try_choices(struct arena *arena, const struct brackets *b,
                                 const struct lang_host *host, struct bracket_pick *picks,
                                 struct bracket_table *table, size_t *trials, struct err *err)
{
    for (uint32_t i = 0; i < b->own; i++) {
        size_t count = b->items[i].choice_count;
        table->choices[i] = ARENA_NEW(arena, struct bracket_trial, count);
        if (!table->choices[i])
            return err_no_memory(err);
        pick_outer(b, picks, i, true);
        for (uint32_t j = 0; j < count && *trials < BRACKET_TRIAL_LIMIT; j++) {
            if (b->items[i].choices[j].equal != BRACKET_NONE) { /* the same words again */
                table->choices[i][j] = table->choices[i][b->items[i].choices[j].equal];
                continue;
            }
            picks[i] = (struct bracket_pick){.is_chosen = true, .choice = j};
            ++*trials;
            TRY(brackets_try(arena, b, picks, host, &table->choices[i][j], err));
        }
        picks[i] = (struct bracket_pick){0};
        pick_outer(b, picks, i, false);
    }
    return ERR_OK;
}

static enum err_code try_packages(struct arena *arena, const struct brackets *b,
                                  const struct lang_host *host, struct bracket_pick *picks,
                                  struct bracket_table *table, size_t *trials, struct err *err)
{
    for (size_t i = 0; i < b->party_count && *trials < BRACKET_TRIAL_LIMIT; i++) {
        for (uint32_t j = 0; j < b->own; j++) {
            const struct bracket *at = &b->items[j];
            picks[j] = (struct bracket_pick){0};
            uint32_t up = at->outer;
            if (up != BRACKET_NONE && picks[up].is_chosen && picks[up].choice != at->outer_choice)
                continue;
            for (uint32_t k = at->choice_count ? (uint32_t)at->choice_count : 0; k-- > 0;)
                if (str_eq(at->choices[k].party, b->parties[i]))
                    picks[j] = (struct bracket_pick){.is_chosen = true, .choice = k};
        }
        ++*trials;
        TRY(brackets_try(arena, b, picks, host, &table->packages[i], err));
    }
    return ERR_OK;
}

enum err_code brackets_table(struct arena *arena, const struct brackets *brackets,
                             const struct lang_host *host, struct bracket_table *table,
                             struct err *err)
{
    struct bracket_pick *picks = ARENA_NEW(arena, struct bracket_pick, brackets->own);
    size_t trials = 0;
    *table = (struct bracket_table){
        .brackets = brackets,
        .choices = ARENA_NEW(arena, struct bracket_trial *, brackets->own),
        .packages = ARENA_NEW(arena, struct bracket_trial, brackets->party_count)};
    if (!picks || !table->choices || !table->packages)
        return err_no_memory(err);
    TRY(try_choices(arena, brackets, host, picks, table, &trials, err));
    return try_packages(arena, brackets, host, picks, table, &trials, err);
}

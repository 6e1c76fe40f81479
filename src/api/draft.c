/* SPDX-License-Identifier: Apache-2.0 */
#include "truce/draft.h"

#include "api/api_int.h"
#include "api/draft_int.h"
#include "lang/edit/bracket.h"
#include "lang/edit/where.h"
#include "plan/diff.h"

#include <string.h>

/* A file that the text names, kept: the text is compiled once for each choice. */
struct kept_file {
    enum lang_file kind;
    struct str name, bytes;
};

struct truce_draft {
    struct mem mem;
    struct arena arena;
    const struct truce_host *host; /* borrowed */
    struct lang_host lang;
    struct kept_file *files;
    size_t file_count, file_capacity;
    struct brackets brackets;
    struct bracket_pick *picks; /* one for each of brackets.own */
};

static enum err_code keep_file(struct truce_draft *draft, enum lang_file kind, struct str name,
                               struct str *bytes, struct err *err)
{
    struct kept_file file = {.kind = kind};

    for (size_t i = 0; i < draft->file_count; i++) {
        if (draft->files[i].kind == kind && str_eq(draft->files[i].name, name)) {
            *bytes = draft->files[i].bytes;
            return ERR_OK;
        }
    }
    TRY(arena_str(&draft->arena, name, &file.name, err));
    TRY(api_lang_read(draft->host, &draft->mem, kind, name, &draft->arena, &file.bytes, err));
    TRY(arena_grow(&draft->arena, &draft->files, draft->file_count, &draft->file_capacity,
                   sizeof(file), err));
    draft->files[draft->file_count++] = file;
    *bytes = file.bytes;
    return ERR_OK;
}

/* Borrowed from the draft rather than put in `arena`: it lives longer. */
static enum err_code read_file(void *ctx, enum lang_file kind, struct str name, struct arena *arena,
                               struct str *bytes, struct err *err)
{
    (void)arena;
    return keep_file((struct truce_draft *)ctx, kind, name, bytes, err);
}

static enum err_code read_draft(struct truce_draft *draft, struct truce_text name,
                                struct truce_text text, struct err *err)
{
    struct str own_name, own_text;

    if (text.size > API_TEXT_LIMIT)
        return err_set(err, ERR_INPUT, "the text is %zu bytes; an agreement has at most %zu",
                       text.size, API_TEXT_LIMIT);
    TRY(arena_str(&draft->arena, api_str(name), &own_name, err));
    TRY(arena_str(&draft->arena, api_str(text), &own_text, err));
    TRY(brackets_read(&draft->arena, own_name, own_text, &draft->lang, &draft->brackets, err));
    draft->picks = ARENA_NEW(&draft->arena, struct bracket_pick, draft->brackets.own);
    return draft->picks ? ERR_OK : err_no_memory(err);
}

enum truce_code truce_draft_open(const struct truce_memory *memory, struct truce_text name,
                                 struct truce_text text, const struct truce_host *host,
                                 struct truce_draft **draft, struct truce_error *error)
{
    const struct mem mem = api_mem(memory);
    struct truce_draft *made = (struct truce_draft *)api_make(&mem, sizeof(*made));
    struct err err = {0};
    enum err_code code;

    *draft = NULL;
    if (!made)
        return api_error(error, err_no_memory(&err), &err);
    made->mem = mem;
    made->arena.mem = &made->mem;
    made->host = host;
    made->lang = (struct lang_host){read_file, made};
    code = read_draft(made, name, text, &err);
    if (code)
        truce_draft_close(made);
    else
        *draft = made;
    return api_error(error, code, &err);
}

void truce_draft_close(struct truce_draft *draft)
{
    if (!draft)
        return;
    arena_free(&draft->arena);
    api_drop(&draft->mem, draft, sizeof(*draft));
}

size_t truce_draft_count(const struct truce_draft *draft)
{
    return draft->brackets.count;
}

enum truce_code truce_draft_put_brackets(struct truce_draft *draft, enum truce_form form,
                                         enum truce_bracket_order order,
                                         const struct truce_sink *sink, size_t *errors,
                                         struct truce_error *error)
{
    struct arena arena = {.mem = &draft->mem};
    struct bracket_table table;
    struct err err = {0};
    enum truce_code code = api_error(
        error, brackets_table(&arena, &draft->brackets, &draft->lang, &table, &err), &err);

    *errors = draft->brackets.errors;
    if (!code) {
        struct buf buf;

        buf_init(&buf, &draft->mem, API_OUTPUT_LIMIT);
        if (form == TRUCE_FORM_JSON)
            brackets_put_json(&buf, &table);
        else
            brackets_put_text(&buf, &table, order == TRUCE_BRACKETS_BY_PARTY);
        code = api_put(sink, &buf, error);
        buf_free(&buf);
    }
    arena_free(&arena);
    return code;
}

enum truce_code truce_draft_choose(struct truce_draft *draft, struct truce_text choices,
                                   struct truce_error *error)
{
    const size_t count = draft->brackets.own;
    struct arena arena = {.mem = &draft->mem};
    struct bracket_pick *picks = ARENA_NEW(&arena, struct bracket_pick, count);
    struct err err = {0};
    enum err_code code = picks ? ERR_OK : err_no_memory(&err);

    if (!code) {
        memcpy(picks, draft->picks, count * sizeof(*picks));
        code = brackets_pick(&draft->arena, &draft->brackets, api_str(choices), picks, &err);
    }
    if (!code)
        code = brackets_check(&arena, &draft->brackets, picks, &err);
    if (!code)
        code = brackets_fit(&arena, &draft->brackets, picks, &draft->lang, &err);
    if (!code)
        memcpy(draft->picks, picks, count * sizeof(*picks));
    arena_free(&arena);
    return api_error(error, code, &err);
}

enum truce_code truce_draft_put_source(struct truce_draft *draft, const struct truce_sink *sink,
                                       struct truce_error *error)
{
    struct arena arena = {.mem = &draft->mem};
    struct bracket_edits edits;
    struct str text = {0};
    struct err err = {0};
    enum truce_code code = api_error(
        error, brackets_apply(&arena, &draft->brackets, draft->picks, &edits, &text, &err), &err);

    if (!code && text.size)
        code = sink->put(sink->ctx, text.text, text.size, error);
    arena_free(&arena);
    return code;
}

enum truce_code truce_draft_put_choice(struct truce_draft *draft, enum truce_form form,
                                       const struct truce_sink *sink, size_t *errors,
                                       struct truce_error *error)
{
    struct arena arena = {.mem = &draft->mem};
    struct bracket_trial trial = {0};
    struct err err = {0};
    enum truce_code code = api_error(
        error, brackets_try(&arena, &draft->brackets, draft->picks, &draft->lang, &trial, &err),
        &err);

    *errors = trial.errors;
    if (!code) {
        struct buf buf;

        buf_init(&buf, &draft->mem, API_OUTPUT_LIMIT);
        if (form == TRUCE_FORM_JSON)
            brackets_put_choice_json(&buf, &draft->brackets, draft->picks, &trial);
        else
            brackets_put_choice(&buf, &draft->brackets, draft->picks, &trial);
        code = api_put(sink, &buf, error);
        buf_free(&buf);
    }
    arena_free(&arena);
    return code;
}

void truce_draft_forget(struct truce_draft *draft)
{
    memset(draft->picks, 0, draft->brackets.own * sizeof(*draft->picks));
}

/* ---------------------------------------------------------------- combinations */

static bool stands_in(const struct bracket *bracket, uint32_t outer, uint32_t choice)
{
    return bracket->outer == outer && (outer == BRACKET_NONE || bracket->outer_choice == choice);
}

/* Two proposals that say the same are one. */
static bool is_choice(const struct bracket *bracket, uint32_t choice)
{
    return bracket->choices[choice].equal == BRACKET_NONE;
}

static size_t times(size_t a, size_t b)
{
    return b && a > API_COMBINATION_LIMIT / b ? API_COMBINATION_LIMIT + 1 : a * b;
}

/* How many combinations there are of what stands in a choice of a bracket. Brackets that are chosen already, and those that
 * words leave open, stay as they are. */
static size_t combinations(const struct truce_draft *draft, uint32_t outer, uint32_t choice)
{
    size_t product = 1;

    for (uint32_t i = 0; i < draft->brackets.own; i++) {
        const struct bracket *bracket = &draft->brackets.items[i];
        size_t sum = 0;

        if (!stands_in(bracket, outer, choice))
            continue;
        for (uint32_t c = 0; c < bracket->choice_count; c++) {
            const struct bracket_pick *pick = &draft->picks[i];

            if (pick->is_chosen ? pick->choice == c : is_choice(bracket, c))
                sum += combinations(draft, i, c);
            if (sum > API_COMBINATION_LIMIT)
                return API_COMBINATION_LIMIT + 1;
        }
        product = times(product, sum ? sum : 1);
    }
    return product;
}

size_t api_draft_combinations(const struct truce_draft *draft)
{
    return combinations(draft, BRACKET_NONE, BRACKET_NONE);
}

/* The first bracket changes slowest. */
static void pick_combination(const struct truce_draft *draft, uint32_t outer, uint32_t choice,
                             size_t index, struct bracket_pick *picks)
{
    size_t rest = combinations(draft, outer, choice);

    for (uint32_t i = 0; i < draft->brackets.own; i++) {
        const struct bracket *bracket = &draft->brackets.items[i];
        size_t sum = 0, own;

        if (!stands_in(bracket, outer, choice) || bracket->choice_count == 0)
            continue;
        for (uint32_t c = 0; c < bracket->choice_count; c++)
            if (draft->picks[i].is_chosen ? draft->picks[i].choice == c : is_choice(bracket, c))
                sum += combinations(draft, i, c);
        if (sum == 0)
            continue; /* a value that nobody proposed was chosen */
        rest /= sum;
        own = index / rest;
        index %= rest;
        for (uint32_t c = 0; c < bracket->choice_count; c++) {
            size_t inner;

            if (draft->picks[i].is_chosen ? draft->picks[i].choice != c : !is_choice(bracket, c))
                continue;
            inner = combinations(draft, i, c);
            if (own < inner) {
                picks[i] = (struct bracket_pick){.is_chosen = true, .choice = c};
                pick_combination(draft, i, c, own, picks);
                break;
            }
            own -= inner;
        }
    }
}

static enum err_code list_choices(struct arena *arena, const struct truce_draft *draft,
                                  const struct bracket_pick *picks, struct api_variant *out,
                                  struct err *err)
{
    struct backtest_choice *list = ARENA_NEW(arena, struct backtest_choice, draft->brackets.own);
    size_t n = 0;

    if (!list)
        return err_no_memory(err);
    for (uint32_t i = 0; i < draft->brackets.own; i++) {
        const struct bracket *bracket = &draft->brackets.items[i];
        bool by_party = picks[i].choice != BRACKET_NONE;
        struct backtest_choice *one = &list[n];

        if (!picks[i].is_chosen)
            continue;
        one->number = bracket->number;
        TRY(arena_str(arena, bracket->where, &one->where, err));
        TRY(arena_str(arena, by_party ? bracket->choices[picks[i].choice].party : picks[i].value,
                      &one->chosen, err));
        TRY(arena_str(arena, by_party ? bracket->choices[picks[i].choice].text : picks[i].value,
                      &one->value, err));
        n++;
    }
    out->choices = list;
    out->choice_count = n;
    return ERR_OK;
}

enum err_code api_draft_variant(struct truce_draft *draft, size_t index, struct arena *arena,
                                struct lang_kept *kept, struct api_variant *out, struct err *err)
{
    struct bracket_pick *picks = ARENA_NEW(arena, struct bracket_pick, draft->brackets.own + 1);
    struct bracket_edits edits;
    struct str text;
    struct diags diags;

    *out = (struct api_variant){0};
    if (!picks)
        return err_no_memory(err);
    if (draft->brackets.own)
        memcpy(picks, draft->picks, draft->brackets.own * sizeof(*picks));
    if (index != SIZE_MAX)
        pick_combination(draft, BRACKET_NONE, BRACKET_NONE, index, picks);
    TRY(brackets_apply(arena, &draft->brackets, picks, &edits, &text, err));
    TRY(arena_str(arena, text, &text, err)); /* the draft may be closed before */
    TRY(arena_str(arena, draft->brackets.name, &out->name, err));
    TRY(list_choices(arena, draft, picks, out, err));
    TRY(lang_compile_kept(arena, &(struct lang_text){out->name, text}, &draft->lang, kept, &diags,
                          &out->plan, err));
    out->errors = diags.errors;
    return ERR_OK;
}

/* ---------------------------------------------------------------- differences */

static enum err_code no_plan(const struct truce_agreement *agreement, struct err *err)
{
    return err_set(err, ERR_SYNTAX, "%.*s has %zu error%s: `truce check` tells them",
                   STR_ARG(agreement->name), agreement->diags.errors,
                   agreement->diags.errors == 1 ? "" : "s");
}

/* Declarations have no line in a plan: their texts say where they stand. */
static enum err_code find_lines(struct arena *arena, const struct truce_agreement *agreement,
                                struct plan_diff_list *list, bool is_new, struct err *err)
{
    struct where where;

    TRY(where_read(arena, agreement->name, agreement->text, &where, err));
    for (size_t i = 0; i < list->count; i++) {
        struct plan_diff_item *item = &list->items[i];
        uint32_t *line = is_new ? &item->new_line : &item->old_line;
        const struct where_row *row = where_find(&where, item->where);

        if (*line || !row)
            continue;
        *line = row->line;
        if (item->article.size == 0)
            item->article = row->article;
    }
    return ERR_OK;
}

static enum err_code compare(struct arena *arena, const struct truce_agreement *old_draft,
                             const struct truce_agreement *new_draft, struct plan_diff *diff,
                             struct err *err)
{
    TRY(plan_diff_make(arena, old_draft->plan, new_draft->plan, diff, err));
    TRY(find_lines(arena, new_draft, &diff->meaning, true, err));
    TRY(find_lines(arena, new_draft, &diff->names, true, err));
    TRY(find_lines(arena, old_draft, &diff->meaning, false, err));
    TRY(find_lines(arena, old_draft, &diff->names, false, err));
    return plan_diff_sort(arena, diff, err);
}

enum truce_code truce_diff_put(const struct truce_agreement *old_draft,
                               const struct truce_agreement *new_draft, enum truce_form form,
                               const struct truce_sink *sink, size_t *count,
                               struct truce_error *error)
{
    struct arena arena = {.mem = &new_draft->mem};
    struct plan_diff diff = {0};
    struct err err = {0};
    enum err_code inner;
    enum truce_code code;

    if (count)
        *count = 0;
    if (!old_draft->plan)
        return api_error(error, no_plan(old_draft, &err), &err);
    if (!new_draft->plan)
        return api_error(error, no_plan(new_draft, &err), &err);
    inner = compare(&arena, old_draft, new_draft, &diff, &err);
    code = api_error(error, inner, &err);
    if (!code) {
        struct buf buf;

        buf_init(&buf, &new_draft->mem, API_OUTPUT_LIMIT);
        if (form == TRUCE_FORM_JSON)
            plan_diff_put_json(&buf, &diff, old_draft->name, new_draft->name);
        else
            plan_diff_put_text(&buf, &diff);
        code = api_put(sink, &buf, error);
        buf_free(&buf);
        if (count)
            *count = diff.meaning.count;
    }
    arena_free(&arena);
    return code;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Names: what is declared, and what a word refers to. */
#include "lang/edit/service_int.h"

size_t service_token_at(const struct service *s, size_t at)
{
    const struct token *tokens = s->work.tokens;
    size_t low = 0, high = s->work.token_count;
    while (low < high) { /* the first that ends behind `at` */
        size_t middle = low + (high - low) / 2;
        if (tokens[middle].to <= at)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < s->work.token_count && tokens[low].kind != TOKEN_END && tokens[low].from <= at)
        return low;
    /* Right behind a word counts as on it. */
    if (low && tokens[low - 1].to == at && tokens[low - 1].kind != TOKEN_END)
        return low - 1;
    return SIZE_MAX;
}

struct walk {
    const struct work *work;
    bool wants_base;
    bool (*each)(void *ctx, const struct service_symbol *symbol);
    void *ctx;
    bool is_over;
};

static void give(struct walk *w, enum service_sort sort, struct ast_word name,
                 struct ast_word detail, struct ast_range range, size_t index)
{
    const struct work *work = w->work;
    if (w->is_over || !name.is_set || name.token >= work->token_count || !range.to ||
        range.to > work->token_count)
        return;
    uint32_t source = work_source_of_token(work, name.token);
    if ((source > 0) != w->wants_base)
        return;
    uint32_t base = source ? work->texts.items[source - 1].base : 0;
    const struct token *token = &work->tokens[name.token];
    struct service_symbol symbol = {.sort = sort,
                                    .name = name.text,
                                    .detail = detail.text,
                                    .from = work->tokens[range.from].from - base,
                                    .to = work->tokens[range.to - 1].to - base,
                                    .name_from = token->from - base,
                                    .name_to = token->to - base,
                                    .index = index};
    if (source)
        symbol.file = work->texts.items[source - 1].name;
    w->is_over = !w->each(w->ctx, &symbol);
}

#define GIVE(sort, list, detail)                                                                   \
    do {                                                                                           \
        for (size_t i_ = 0; i_ < (list).count && !w.is_over; i_++)                                 \
            give(&w, (sort), (list).items[i_].name, (list).items[i_].detail,                       \
                 (list).items[i_].range, i_);                                                      \
    } while (0)

static void walk(const struct work *work, const struct ast *ast, bool wants_base,
                 bool (*each)(void *ctx, const struct service_symbol *symbol), void *ctx)
{
    struct walk w = {work, wants_base, each, ctx, false};
    struct ast_word none = {0};
    GIVE(SERVICE_ACTOR, ast->actors, label);
    for (size_t i = 0; i < ast->places.count; i++)
        give(&w, SERVICE_PLACE, ast->places.items[i].name, none, ast->places.items[i].range, i);
    for (size_t i = 0; i < ast->classes.count; i++)
        give(&w, SERVICE_CLASS, ast->classes.items[i].name, none, ast->classes.items[i].range, i);
    GIVE(SERVICE_KIND, ast->kinds, label);
    for (size_t i = 0; i < ast->tables.count; i++)
        give(&w, SERVICE_TABLE, ast->tables.items[i].name, none, ast->tables.items[i].range, i);
    for (size_t i = 0; i < ast->dates.count; i++)
        give(&w, SERVICE_DATE, ast->dates.items[i].name, none, ast->dates.items[i].range, i);
    GIVE(SERVICE_PHASE, ast->phases, title);
    for (size_t i = 0; i < ast->clauses.count; i++)
        give(&w, SERVICE_CLAUSE, ast->clauses.items[i].label, ast->clauses.items[i].title,
             ast->clauses.items[i].range, i);
    GIVE(SERVICE_TRACK, ast->tracks, title);
    for (size_t i = 0; i < ast->sources.count; i++)
        give(&w, SERVICE_SOURCE, ast->sources.items[i].name, none, ast->sources.items[i].range, i);
}

void service_symbols(const struct service *s,
                     bool (*each)(void *ctx, const struct service_symbol *symbol), void *ctx)
{
    walk(&s->work, &s->ast, false, each, ctx);
}

void service_base_symbols(const struct service *s,
                          bool (*each)(void *ctx, const struct service_symbol *symbol), void *ctx)
{
    if (s->check && s->check->work.texts.count)
        walk(&s->check->work, &s->check->ast, true, each, ctx);
}

/* ---------------------------------------------------------------- what a word refers to */

static bool is_word(const struct service *s, size_t token, enum word_id word)
{
    const struct token *t = &s->work.tokens[token];
    return t->kind == TOKEN_WORD && t->word == word;
}

static bool is_label(const struct token *t)
{
    return t->kind == TOKEN_LABEL || t->kind == TOKEN_INT || t->kind == TOKEN_DECIMAL ||
           t->kind == TOKEN_NAME || t->kind == TOKEN_QUANTITY;
}

/* clause 1, 2 to 9: any of the three. */
static bool names_clause(const struct service *s, size_t token)
{
    while (token > 0) {
        token--;
        if (is_word(s, token, W_CLAUSE) || is_word(s, token, W_CLAUSES))
            return true;
        if (!is_label(&s->work.tokens[token]) && !is_word(s, token, W_COMMA) &&
            !is_word(s, token, W_TO))
            return false;
    }
    return false;
}

struct wanted {
    struct str name;
    bool is_clause, is_part; /* a label that takes in others */
    bool is_found;
    struct service_symbol symbol;
};

static bool compare(void *ctx, const struct service_symbol *symbol)
{
    struct wanted *wanted = ctx;
    if ((symbol->sort == SERVICE_CLAUSE) != wanted->is_clause)
        return true;
    bool is_it = str_eq(symbol->name, wanted->name);
    if (wanted->is_part && symbol->name.size > wanted->name.size &&
        str_starts(symbol->name, wanted->name)) {
        char next = symbol->name.text[wanted->name.size];
        is_it = next == '.' || next == '(';
    }
    if (!is_it)
        return true;
    wanted->symbol = *symbol;
    wanted->is_found = true;
    return false;
}

bool service_symbol_at(const struct service *s, size_t token, struct service_symbol *symbol)
{
    if (token >= s->work.token_count || !is_label(&s->work.tokens[token]))
        return false;
    struct wanted wanted = {.name = token_str(&s->work, &s->work.tokens[token]),
                            .is_clause = names_clause(s, token)};
    for (unsigned turn = 0; turn < 2 && !wanted.is_found; turn++) {
        wanted.is_part = turn > 0;
        if (turn && !wanted.is_clause)
            break;
        service_symbols(s, compare, &wanted);
        if (!wanted.is_found)
            service_base_symbols(s, compare, &wanted);
    }
    *symbol = wanted.symbol;
    return wanted.is_found;
}

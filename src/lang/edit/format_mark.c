/* SPDX-License-Identifier: Apache-2.0
 *
 * Which words begin a line, and how far in. Items are known from the tree; within a clause the words that begin a
 * statement begin nothing else. */
#include "lang/edit/format_int.h"

enum { INDENT = 2 };

static void start(struct format *f, size_t token, unsigned indent, unsigned rest)
{
    if (token >= f->work->token_count)
        return;
    f->tokens[token].start = (uint8_t)(indent + 1);
    f->tokens[token].rest = (uint8_t)rest;
}

static bool is_word(const struct format *f, size_t token, enum word_id word)
{
    if (token >= f->work->token_count)
        return false;
    const struct token *t = &f->work->tokens[token];
    return t->kind == TOKEN_WORD && t->word == word;
}

#define ITEMS(list)                                                                                \
    do {                                                                                           \
        for (size_t i_ = 0; i_ < (list).count; i_++)                                               \
            item(f, (list).items[i_].range, ends);                                                 \
    } while (0)

static void item(struct format *f, struct ast_range range, uint32_t *ends)
{
    start(f, range.from, 0, INDENT);
    if (range.from < f->work->token_count)
        ends[range.from] = range.to;
}

/* Items with their ends, for what stands between them. */
static void mark_items(struct format *f, uint32_t *ends)
{
    const struct ast *ast = f->ast;
    ITEMS(ast->actors);
    ITEMS(ast->places);
    ITEMS(ast->classes);
    ITEMS(ast->kinds);
    ITEMS(ast->tables);
    ITEMS(ast->dates);
    ITEMS(ast->phases);
    ITEMS(ast->deferred);
    ITEMS(ast->tracks);
    ITEMS(ast->sources);
    for (size_t i = 0; i < ast->phases.count; i++)
        ITEMS(ast->phases.items[i].exits);
    for (size_t i = 0; i < ast->clauses.count; i++) {
        const struct ast_clause *clause = &ast->clauses.items[i];
        if (clause->is_open)
            continue;
        start(f, clause->range.from, 0, 2 * INDENT);
        ends[clause->range.from] = clause->range.to;
    }
    for (size_t i = 0; i < f->work->token_count; i++)
        if (is_word(f, i, W_THROUGHOUT))
            item(f, (struct ast_range){(uint32_t)i, (uint32_t)i + 1}, ends);
}

/* The heads between `agreement` and the first item. */
static size_t mark_frame(struct format *f)
{
    size_t i = 0;
    if (!is_word(f, 0, W_AGREEMENT))
        return 0;
    start(f, 0, 0, 2 * INDENT);
    for (i = 1; i < f->work->token_count && !f->tokens[i].start; i++)
        if (is_word(f, i, W_SIGNED) || is_word(f, i, W_LANGUAGES) || is_word(f, i, W_BUILDS) ||
            is_word(f, i, W_THRESHOLD) || (is_word(f, i, W_IN) && is_word(f, i + 1, W_FORCE)))
            start(f, i, INDENT, 2 * INDENT);
    return i;
}

/* A clause in brackets: `[A: clause … | B: clause … ]`, or `[open "…"]`, where an item could stand. */
static void mark_open(struct format *f, uint32_t *ends)
{
    uint32_t end = 0;
    size_t depth = 0;
    for (size_t i = 0; i < f->work->token_count; i++) {
        bool is_hole = is_word(f, i, W_BRACKET_OPEN);
        bool in_frame = i && (is_word(f, i - 1, W_SIGNED) || is_word(f, i - 1, W_FORCE) ||
                              is_word(f, i - 1, W_WHEN));
        if (ends[i] > end)
            end = ends[i];
        if (i < end || (!depth && (!is_hole || in_frame)))
            continue;
        if (is_hole && !depth)
            start(f, i, 0, 2 * INDENT);
        if (depth == 1 && is_word(f, i, W_BAR))
            start(f, i, 0, 2 * INDENT);
        depth += is_hole;
        depth -= is_word(f, i, W_BRACKET_CLOSE);
    }
}

static bool begins_statement(const struct format *f, size_t token)
{
    static const enum word_id words[] = {W_FORBID, W_PERMIT,   W_WHEN,   W_REQUIRE,    W_KEEP,
                                         W_LIMIT,  W_WITHDRAW, W_ASSESS, W_SYNCHRONOUS};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (is_word(f, token, words[i]))
            return true;
    return false;
}

enum part { PART_OTHER, PART_CLAUSE, PART_PHASE, PART_EXIT };

static bool is_tail(const struct format *f, size_t i, enum part part)
{
    switch (part) {
    case PART_OTHER:
        return false;
    case PART_CLAUSE:
        return (is_word(f, i, W_AS) && is_word(f, i + 1, W_OF)) || is_word(f, i, W_UNTIL) ||
               is_word(f, i, W_DURING) || is_word(f, i, W_WHILE) || is_word(f, i, W_UNLESS);
    case PART_PHASE:
        return is_word(f, i, W_BEGINS) || is_word(f, i, W_LASTS) || is_word(f, i, W_RENEWS);
    case PART_EXIT:
        return is_word(f, i, W_DECIDED);
    }
    return false;
}

static enum part part_of(const struct format *f, size_t i, enum part before)
{
    if (f->tokens[i].start != 1) /* not an item */
        return before;
    if (is_word(f, i, W_CLAUSE) || is_word(f, i, W_BRACKET_OPEN) || is_word(f, i, W_BAR))
        return PART_CLAUSE;
    if (is_word(f, i, W_PHASE))
        return PART_PHASE;
    return is_word(f, i, W_THEN) ? PART_EXIT : PART_OTHER;
}

/* Statements, and where long lines may be broken. */
static void mark_statements(struct format *f)
{
    enum part part = PART_OTHER;
    bool after_when = false, in_statement = false;
    unsigned depth = 0, rest = 0;
    for (size_t i = 0; i < f->work->token_count; i++) {
        part = part_of(f, i, part);
        if (f->tokens[i].start) {
            rest = f->tokens[i].rest;
            in_statement = after_when = false;
            depth = is_word(f, i, W_BRACKET_OPEN) ? 0 : depth;
        }
        if (part == PART_CLAUSE && begins_statement(f, i)) {
            f->tokens[i].is_duty = after_when;
            if (!after_when) {
                start(f, i, INDENT, 2 * INDENT);
                rest = 2 * INDENT;
                depth = 0;
            }
            after_when = is_word(f, i, W_WHEN);
            in_statement = true;
        }
        f->tokens[i].is_tail =
            !depth && (in_statement || part != PART_CLAUSE) && is_tail(f, i, part);
        if (is_word(f, i, W_BRACKET_OPEN) || is_word(f, i, W_PAREN_OPEN))
            depth += in_statement || part != PART_CLAUSE;
        if (depth && (is_word(f, i, W_BRACKET_CLOSE) || is_word(f, i, W_PAREN_CLOSE)))
            depth--;
        f->tokens[i].rest = (uint8_t)rest;
    }
}

void format_mark(struct format *f)
{
    uint32_t *ends = ARENA_NEW(f->work->arena, uint32_t, f->work->token_count);
    if (!ends) {
        work_fail(f->work, err_no_memory(f->work->err));
        return;
    }
    mark_items(f, ends);
    size_t items = mark_frame(f);
    if (items)
        ends[0] = 0;
    mark_open(f, ends);
    mark_statements(f);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as a tree: stretches of it lie within the words, statements within their clauses, and what nests has been
 * made before what it nests in. */
#include "lang/ast.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void range_ok(const struct work *work, struct ast_range range)
{
    must(range.from < range.to && range.to <= work->token_count);
}

static void tree_ok(const struct work *work, const struct ast *ast)
{
    for (size_t i = 0; i < ast->clauses.count; i++) {
        const struct ast_clause *c = &ast->clauses.items[i];
        range_ok(work, c->range);
        must(c->first + c->count <= ast->statements.count);
        must(c->phase == AST_THROUGHOUT || c->phase < ast->phases.count);
    }
    for (size_t i = 0; i < ast->statements.count; i++) {
        const struct ast_statement *s = &ast->statements.items[i];
        range_ok(work, s->range);
        must(s->when < ast->conditions.count && s->while_condition < ast->conditions.count);
        must(s->unless < ast->pasts.count);
    }
    for (size_t i = 1; i < ast->conditions.count; i++)
        for (size_t j = 0; j < ast->conditions.items[i].children.count; j++)
            must(ast->conditions.items[i].children.items[j] < i);
    for (size_t i = 1; i < ast->geoms.count; i++)
        for (size_t j = 0; j < ast->geoms.items[i].children.count; j++)
            must(ast->geoms.items[i].children.items[j] < i);
    for (size_t i = 0; i < ast->holes.count; i++)
        range_ok(work, ast->holes.items[i].range);
    for (size_t i = 0; i < ast->phases.count; i++)
        range_ok(work, ast->phases.items[i].range);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {.mem = &mem_libc, .limit = (size_t)256 << 20};
    struct str text = {(const char *)data, size};
    struct str name = size && data[0] == '#' ? STR("f.md") : STR("f.truce");
    struct diag_source source = {name, text};
    struct diags diags = {.sources = &source, .source_count = 1};
    struct err err = {0};
    struct work work = {.arena = &arena, .diags = &diags, .err = &err};
    struct ast ast;
    if (source_utf8_end(text) < size || source_read(&arena, name, text, &work.source, &err)) {
        arena_free(&arena);
        return 0;
    }
    lexer_run(&work);
    if (!work.failed)
        parse(&work, &ast);
    if (!work.failed) {
        must(ast.is_broken == (diags.errors > 0) || diags.errors > 0);
        tree_ok(&work, &ast);
    }
    arena_free(&arena);
    return 0;
}

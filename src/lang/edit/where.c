/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/edit/where.h"

#include "lang/form.h"

static void add(struct work *work, struct where *where, struct str name, struct ast_range range)
{
    if (work->failed || range.from >= work->token_count ||
        map_get(&where->names, name) != MAP_NONE ||
        !work_room(work, &where->rows, where->count, &where->capacity, sizeof *where->rows))
        return;
    uint32_t at = work->tokens[range.from].from;
    enum err_code code = map_set(&where->names, name, (uint32_t)where->count, work->err);
    if (code)
        work_fail(work, code);
    where->rows[where->count++] = (struct where_row){work_article(work, at), work_line(work, at)};
}

static void add_named(struct work *work, struct where *where, const char *sort, struct str name,
                      struct ast_range range)
{
    if (!work->failed)
        add(work, where, work_printf(work, "%s %.*s", sort, STR_ARG(name)), range);
}

static void read_who(struct work *work, const struct ast *ast, struct where *where)
{
    static const char *const kinds[] = {"act", "thing", "tally"};
    for (size_t i = 0; i < ast->actors.count; i++)
        add_named(work, where, plan_role_text(ast->actors.items[i].role),
                  ast->actors.items[i].name.text, ast->actors.items[i].range);
    for (size_t i = 0; i < ast->kinds.count; i++)
        add_named(work, where, kinds[ast->kinds.items[i].type], ast->kinds.items[i].name.text,
                  ast->kinds.items[i].range);
    for (size_t i = 0; i < ast->classes.count; i++)
        add_named(work, where, "class", ast->classes.items[i].name.text,
                  ast->classes.items[i].range);
    for (size_t i = 0; i < ast->tables.count; i++)
        add_named(work, where, "table", ast->tables.items[i].name.text, ast->tables.items[i].range);
}

static void read_rest(struct work *work, const struct ast *ast, struct where *where)
{
    static const char *const places[] = {"line", "zone", "zones", "place", "corridor"};
    for (size_t i = 0; i < ast->places.count; i++)
        add_named(work, where, places[ast->places.items[i].type], ast->places.items[i].name.text,
                  ast->places.items[i].range);
    for (size_t i = 0; i < ast->dates.count; i++)
        add_named(work, where, "date", ast->dates.items[i].name.text, ast->dates.items[i].range);
    for (size_t i = 0; i < ast->tracks.count; i++)
        add_named(work, where, "track", ast->tracks.items[i].name.text, ast->tracks.items[i].range);
    for (size_t i = 0; i < ast->deferred.count && !work->failed; i++)
        add(work, where,
            work_printf(work, "deferred \"%.*s\"", STR_ARG(ast->deferred.items[i].title.text)),
            ast->deferred.items[i].range);
}

enum err_code where_read(struct arena *arena, struct str name, struct str text, struct where *where,
                         struct err *err)
{
    struct diags diags;
    struct work work;
    struct ast *ast = ARENA_NEW(arena, struct ast, 1);
    *where = (struct where){0};
    map_init(&where->names, arena);
    if (!ast)
        return err_no_memory(err);
    TRY(form_read(arena, name, text, &diags, &work, ast, err));
    if (ast->title.is_set)
        add(&work, where, STR("the agreement"), (struct ast_range){ast->title.token, 0});
    read_who(&work, ast, where);
    read_rest(&work, ast, where);
    return work.failed ? work.code : ERR_OK;
}

const struct where_row *where_find(const struct where *where, struct str name)
{
    uint32_t at = map_get(&where->names, name);
    return at == MAP_NONE ? NULL : &where->rows[at];
}

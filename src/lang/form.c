/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/form.h"

#include "lang/build_int.h"

static enum err_code begin(struct arena *arena, struct str name, struct str text,
                           struct diags *diags, struct work *work, struct err *err)
{
    struct diag_source *source = ARENA_NEW(arena, struct diag_source, 1);
    *work = (struct work){.arena = arena, .diags = diags, .err = err};
    *diags = (struct diags){0};
    if (!source)
        return err_no_memory(err);
    *source = (struct diag_source){name, text};
    diags->sources = source;
    diags->source_count = 1;
    if (!base_text_ok(work, 0, text))
        return work->failed ? work->code : ERR_OK;
    TRY(source_read(arena, name, text, &work->source, err));
    lexer_run(work);
    return work->failed ? work->code : ERR_OK;
}

enum err_code form_lex(struct arena *arena, struct str name, struct str text, struct diags *diags,
                       struct work *work, struct err *err)
{
    TRY(begin(arena, name, text, diags, work, err));
    work_sort_diags(work);
    return ERR_OK;
}

static bool is_plan(const struct work *work)
{
    return work->token_count && work->tokens[0].kind == TOKEN_WORD &&
           work->tokens[0].word == W_SOURCE;
}

/* A monitoring plan is parsed as the text behind an agreement that is not there. */
static void parse_plan(struct work *work, struct ast *ast)
{
    struct work_source alone = {.source = work->source, .role = WORK_SOURCES};
    PUSH(work, &work->texts, alone);
    if (work->failed)
        return;
    parse_more(work, ast);
    work->texts.count = 0;
    for (size_t i = 0; i < work->diags->count; i++)
        work->diags->items[i].span.source = 0;
}

enum err_code form_read(struct arena *arena, struct str name, struct str text, struct diags *diags,
                        struct work *work, struct ast *ast, struct err *err)
{
    *ast = (struct ast){0};
    TRY(begin(arena, name, text, diags, work, err));
    if (!work->token_count) /* no text to look at */
        return ERR_OK;
    if (!work->source.piece_count)
        work_diag(work, LANG_T0105, 0, 0,
                  work->source.is_markdown ? "the text has no block marked truce"
                                           : "the text is empty")
            ->label = STR("expected a line ```truce, the statements, and a line ```");
    else if (is_plan(work))
        parse_plan(work, ast);
    else
        parse(work, ast);
    if (work->failed)
        return work->code;
    work_sort_diags(work);
    return ERR_OK;
}

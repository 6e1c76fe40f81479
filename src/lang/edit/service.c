/* SPDX-License-Identifier: Apache-2.0
 *
 * The text, its tree and its check. How an edit is read: service_edit.c. */
#include "lang/edit/service.h"

#include "lang/build_int.h"
#include "lang/edit/service_int.h"

#include <string.h>

#define TREE_AGAIN_SIZE                                                                            \
    ((size_t)64 << 20) /* what edits leave behind before the form is read as a whole */

static void *make(const struct mem *mem, size_t size)
{
    void *object = mem->resize(mem->ctx, NULL, 0, size);
    if (object)
        memset(object, 0, size);
    return object;
}

static void drop(struct mem mem, void *object, size_t size)
{
    (void)mem.resize(mem.ctx, object, size, 0);
}

enum err_code service_open(const struct mem *mem, struct str name, struct service **service,
                           struct err *err)
{
    struct service *s = make(mem, sizeof *s);
    *service = NULL;
    if (!s)
        return err_no_memory(err);
    s->mem = *mem;
    s->own.mem = s->form_arena.mem = s->tree_arena.mem = &s->mem;
    buf_init(&s->text, &s->mem, SOURCE_SIZE_LIMIT);
    enum err_code code = arena_str(&s->own, name, &s->name, err);
    if (!code)
        code = service_read_form(s, err);
    if (code)
        service_close(s);
    else
        *service = s;
    return code;
}

void service_close(struct service *s)
{
    if (!s)
        return;
    if (s->meaning != s->check)
        service_check_close(s->meaning);
    service_check_close(s->check);
    arena_free(&s->tree_arena);
    arena_free(&s->form_arena);
    arena_free(&s->own);
    buf_free(&s->text);
    drop(s->mem, s, sizeof *s);
}

struct str service_text(const struct service *s)
{
    return buf_str(&s->text);
}

enum err_code service_tree(struct service *s, struct err *err)
{
    if (s->tree_version == s->version && s->version)
        return ERR_OK;
    arena_free(&s->tree_arena);
    s->tree_version = 0;
    TRY(form_read(&s->tree_arena, s->name, service_text(s), &s->tree_diags, &s->work, &s->ast,
                  &s->tree_err) == ERR_OK
            ? ERR_OK
            : err_set(err, s->tree_err.code, "%s", s->tree_err.text));
    s->tree_version = s->version;
    return ERR_OK;
}

/* ---------------------------------------------------------------- form of the whole */

static enum err_code add_start(struct service *s, uint32_t at, struct err *err)
{
    TRY(arena_grow(&s->form_arena, &s->starts, s->start_count, &s->start_capacity,
                   sizeof *s->starts, err));
    s->starts[s->start_count++] = at;
    return ERR_OK;
}

bool service_is_item(const struct work *work, const uint8_t *marks, size_t token)
{
    return marks[token] && work->tokens[token].is_first_on_line;
}

#define MARK(list)                                                                                 \
    do {                                                                                           \
        for (size_t i_ = 0; i_ < (list).count; i_++)                                               \
            if ((list).items[i_].range.from < work->token_count)                                   \
                marks[(list).items[i_].range.from] = 1;                                            \
    } while (0)

uint8_t *service_mark_items(struct work *work, const struct ast *ast)
{
    uint8_t *marks = ARENA_NEW(work->arena, uint8_t, work->token_count + 1);
    if (!marks)
        return NULL;
    MARK(ast->actors);
    MARK(ast->places);
    MARK(ast->classes);
    MARK(ast->kinds);
    MARK(ast->tables);
    MARK(ast->dates);
    MARK(ast->phases);
    MARK(ast->deferred);
    MARK(ast->tracks);
    MARK(ast->sources);
    for (size_t i = 0; i < ast->phases.count; i++)
        MARK(ast->phases.items[i].exits);
    for (size_t i = 0; i < ast->clauses.count; i++)
        if (!ast->clauses.items[i].is_open && ast->clauses.items[i].range.from < work->token_count)
            marks[ast->clauses.items[i].range.from] = 1;
    return marks;
}

static enum err_code note_blocks(struct service *s, struct err *err)
{
    const struct source *source = &s->work.source;
    struct str text = service_text(s);
    s->block_count = 0;
    s->is_simple = true;
    if (!source->is_markdown) {
        TRY(arena_grow(&s->form_arena, &s->blocks, 0, &s->block_capacity, sizeof *s->blocks, err));
        s->blocks[s->block_count++] = (struct service_block){source->from, (uint32_t)text.size};
        return ERR_OK;
    }
    for (size_t i = 0; i < source->piece_count;) {
        struct service_block block = {source->pieces[i].from, source->pieces[i].to};
        while (block.from > source->from && !service_is_fence(text, block.from))
            block.from = service_line_before(text, block.from);
        if (!service_is_fence(text, block.from)) {
            s->is_simple = false;
            return ERR_OK;
        }
        block.from = service_line_after(text, block.from);
        block.to = service_line_after(text, source->pieces[i].from);
        while (block.to < text.size && !service_is_fence(text, block.to))
            block.to = service_line_after(text, block.to);
        while (i < source->piece_count && source->pieces[i].from < block.to)
            i++;
        TRY(arena_grow(&s->form_arena, &s->blocks, s->block_count, &s->block_capacity,
                       sizeof *s->blocks, err));
        s->blocks[s->block_count++] = block;
    }
    return ERR_OK;
}

bool service_is_form(const char *code)
{
    return code[0] == 'T' && code[1] == '0' && (code[2] == '1' || code[2] == '2');
}

enum err_code service_keep_finding(struct service *s, const struct diag *diag, struct err *err)
{
    struct service_finding to = {.diag = *diag};
    if (!service_is_form(diag->code)) /* the check tells it */
        return ERR_OK;
    TRY(arena_grow(&s->form_arena, &s->form, s->form_count, &s->form_capacity, sizeof *s->form,
                   err));
    TRY(arena_str(&s->form_arena, diag->text, &to.diag.text, err));
    TRY(arena_str(&s->form_arena, diag->label, &to.diag.label, err));
    TRY(arena_str(&s->form_arena, diag->help, &to.diag.help, err));
    TRY(arena_str(&s->form_arena, diag->other_label, &to.diag.other_label, err));
    to.diag.article = (struct str){0};
    s->form[s->form_count++] = to;
    s->form_errors += diag->level == DIAG_ERROR;
    return ERR_OK;
}

enum err_code service_read_form(struct service *s, struct err *err)
{
    arena_free(&s->form_arena);
    s->form = NULL;
    s->blocks = NULL;
    s->starts = NULL;
    s->form_count = s->form_capacity = s->form_errors = 0;
    s->block_count = s->block_capacity = 0;
    s->start_count = s->start_capacity = 0;
    s->is_full = true;
    s->version++;
    TRY(service_tree(s, err));
    for (size_t i = 0; i < s->tree_diags.count; i++)
        TRY(service_keep_finding(s, &s->tree_diags.items[i], err));
    s->is_simple = s->is_plan = false;
    if (!s->work.source.piece_count)
        return ERR_OK;
    const struct token *first = &s->work.tokens[0];
    s->is_plan = first->kind == TOKEN_WORD && first->word == W_SOURCE;
    uint8_t *marks = service_mark_items(&s->work, &s->ast);
    if (!marks)
        return err_no_memory(err);
    for (size_t i = 0; i < s->work.token_count; i++)
        if (service_is_item(&s->work, marks, i))
            TRY(add_start(s, s->work.tokens[i].from, err));
    return note_blocks(s, err);
}

/* ---------------------------------------------------------------- findings move */

static void move_span(struct diag_span *span, size_t from, size_t to, size_t size, bool *is_gone)
{
    if (span->source || span->to < from)
        return;
    if (span->from >= to && (span->from > from || to > from)) {
        span->from = (uint32_t)(span->from - (to - from) + size);
        span->to = (uint32_t)(span->to - (to - from) + size);
        return;
    }
    *is_gone = true;
}

void service_move(struct service_finding *findings, size_t count, size_t from, size_t to,
                  size_t size)
{
    for (size_t i = 0; i < count; i++) {
        struct service_finding *f = &findings[i];
        if (f->is_gone)
            continue;
        move_span(&f->diag.span, from, to, size, &f->is_gone);
        if (f->diag.has_other)
            move_span(&f->diag.other, from, to, size, &f->is_gone);
    }
}

enum err_code service_edit(struct service *s, size_t from, size_t to, struct str by,
                           struct err *err)
{
    size_t size = s->text.size;
    if (from > to || to > size)
        return err_set(err, ERR_INPUT, "bytes %zu to %zu are replaced in a text of %zu", from, to,
                       size);
    if (by.size > SOURCE_SIZE_LIMIT - (size - (to - from)))
        return err_set(err, ERR_INPUT, "the text would have more than %zu bytes",
                       (size_t)SOURCE_SIZE_LIMIT);
    enum service_reach reach = service_reach_of(s, from, to, by);
    if (by.size > to - from) /* room */
        buf_put(&s->text, str_slice(by, 0, by.size - (to - from)));
    TRY(buf_check(&s->text, err));
    memmove(s->text.bytes + from + by.size, s->text.bytes + to, size - to);
    if (by.size)
        memcpy(s->text.bytes + from, by.text, by.size);
    s->text.size = size - (to - from) + by.size;
    service_move(s->form, s->form_count, from, to, by.size);
    if (s->check)
        service_move(s->check->findings, s->check->diags.count, from, to, by.size);
    if (reach != SERVICE_WHOLE && s->form_arena.used < TREE_AGAIN_SIZE) {
        service_shift(s, from, to, by.size);
        s->version++;
        s->is_full = false;
        if (reach == SERVICE_PROSE)
            return ERR_OK;
        bool is_read = false;
        TRY(service_read_near(s, from, from + by.size, &is_read, err));
        if (is_read)
            return ERR_OK;
    }
    return service_read_form(s, err);
}

/* ---------------------------------------------------------------- checks */

enum err_code service_check_open(const struct mem *mem, const struct service *s,
                                 struct service_check **check, struct err *err)
{
    struct service_check *c = make(mem, sizeof *c);
    *check = NULL;
    if (!c)
        return err_no_memory(err);
    c->mem = *mem;
    c->arena.mem = &c->mem;
    c->version = s->version;
    c->is_plan = s->is_plan;
    enum err_code code = arena_str(&c->arena, s->name, &c->name, err);
    if (!code)
        code = arena_str(&c->arena, service_text(s), &c->text, err);
    if (code)
        service_check_close(c);
    else
        *check = c;
    return code;
}

/* The taxonomy's kinds with those of the text; also where the text has errors. */
static enum err_code read_kinds(struct service_check *c, const struct lang_host *host,
                                struct err *err)
{
    if (c->plan) {
        c->kinds = c->plan->kinds;
        c->kind_count = c->plan->kind_count;
        return ERR_OK;
    }
    struct diags diags = {0};
    struct work work = {.arena = &c->arena, .diags = &diags, .host = host, .err = &c->err};
    struct build *build = ARENA_NEW(&c->arena, struct build, 1);
    if (!build)
        return err_no_memory(err);
    build->work = &work;
    map_init(&build->kinds, &c->arena);
    build_taxonomy(build);
    if (work.failed)
        return err_set(err, work.code, "%s", c->err.text);
    c->kinds = build->plan_kinds.items;
    c->kind_count = build->plan_kinds.count;
    return ERR_OK;
}

enum err_code service_check_run(struct service_check *c, const struct lang_host *host,
                                struct err *err)
{
    const struct lang_text text = {c->name, c->text};
    const struct plan *plan = NULL;
    if (c->is_plan) {
        c->is_done = true;
        return ERR_OK;
    }
    TRY(form_compile(&c->arena, &text, NULL, host, &c->diags, &c->work, &c->ast, &plan, &c->err) ==
                ERR_OK
            ? ERR_OK
            : err_set(err, c->err.code, "%s", c->err.text));
    c->findings = ARENA_NEW(&c->arena, struct service_finding, c->diags.count);
    if (!c->findings)
        return err_no_memory(err);
    for (size_t i = 0; i < c->diags.count; i++)
        c->findings[i].diag = c->diags.items[i];
    c->plan = plan;
    TRY(read_kinds(c, host, err));
    c->is_done = true;
    return ERR_OK;
}

void service_check_close(struct service_check *c)
{
    if (!c)
        return;
    arena_free(&c->arena);
    drop(c->mem, c, sizeof *c);
}

bool service_check_take(struct service *s, struct service_check *c)
{
    if (!c->is_done || c->version != s->version) {
        service_check_close(c);
        return false;
    }
    if (s->check != s->meaning)
        service_check_close(s->check);
    s->check = c;
    if (c->plan) {
        service_check_close(s->meaning);
        s->meaning = c;
    }
    return true;
}

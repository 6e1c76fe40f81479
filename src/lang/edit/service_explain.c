/* SPDX-License-Identifier: Apache-2.0
 *
 * What stands at a place, in words. Names mean what the last check without errors took them for; a statement is put into
 * words where it still reads as it did then. */
#include "lang/edit/service_int.h"
#include "plan/words.h"

struct explainer {
    struct service *service;
    const struct plan *plan; /* or NULL */
    struct buf *buf;
};

static void paragraph(struct explainer *e)
{
    if (e->buf->size)
        buf_puts(e->buf, "\n\n");
}

static struct str slice(const struct explainer *e, size_t from, size_t to)
{
    return str_slice(service_text(e->service), from, to);
}

/* One line: what was written, without line ends. */
static void put_written(struct explainer *e, size_t from, size_t to)
{
    struct str text = slice(e, from, to);
    bool is_blank = false;
    for (size_t i = 0; i < text.size && i < 2000; i++) {
        char c = text.text[i];
        if (c == '\n' || c == '\r' || c == ' ' || c == '\t') {
            is_blank = true;
            continue;
        }
        if (is_blank)
            buf_putc(e->buf, ' ');
        is_blank = false;
        buf_putc(e->buf, c);
    }
}

static uint32_t find_class(const struct plan *plan, struct str name)
{
    for (size_t i = 0; i < plan->class_count; i++)
        if (str_eq(plan->classes[i].name, name))
            return (uint32_t)i;
    return PLAN_NONE;
}

static uint32_t find_table(const struct plan *plan, struct str name)
{
    for (size_t i = 0; i < plan->table_count; i++)
        if (str_eq(plan->tables[i].name, name))
            return (uint32_t)i;
    return PLAN_NONE;
}

static uint32_t find_date(const struct plan *plan, struct str name)
{
    for (size_t i = 0; i < plan->date_count; i++)
        if (str_eq(plan->dates[i].name, name))
            return (uint32_t)i;
    return PLAN_NONE;
}

static const struct plan_kind *find_kind(const struct service *s, struct str name)
{
    for (size_t i = 0; s->check && i < s->check->kind_count; i++)
        if (str_eq(s->check->kinds[i].name, name))
            return &s->check->kinds[i];
    return NULL;
}

static void put_kind(struct explainer *e, const struct plan_kind *kind)
{
    static const char *const types[] = {"an act", "a thing", "a tally"};
    buf_put(e->buf, kind->name);
    buf_puts(e->buf, ": ");
    buf_put(e->buf, kind->label);
    buf_printf(e->buf, " (%s", types[kind->type]);
    if (kind->parent != PLAN_NONE && kind->parent < e->service->check->kind_count) {
        buf_puts(e->buf, " under ");
        buf_put(e->buf, e->service->check->kinds[kind->parent].name);
    }
    buf_puts(e->buf, ").");
}

static void put_phase(struct explainer *e, uint32_t phase)
{
    plan_put_phase(e->buf, e->plan, phase);
    if (phase >= e->plan->phase_count)
        return;
    for (size_t i = 0; i <= e->plan->phases[phase].exit_count; i++) {
        size_t from = e->buf->size;
        buf_putc(e->buf, ' ');
        plan_put_exit(e->buf, e->plan, phase, i);
        if (e->buf->size == from + 1 && !e->buf->failed)
            e->buf->size = from;
    }
}

static void put_heading(struct explainer *e, const char *sort, const struct service_symbol *symbol)
{
    buf_printf(e->buf, "%s ", sort);
    buf_put(e->buf, symbol->name);
    if (symbol->detail.size) {
        buf_puts(e->buf, " \"");
        buf_put(e->buf, symbol->detail);
        buf_putc(e->buf, '"');
    }
}

/* What the plan says of a name; false: nothing. */
static bool put_meaning(struct explainer *e, const struct service_symbol *symbol)
{
    uint32_t index = PLAN_NONE;
    if (!e->plan)
        return false;
    switch (symbol->sort) {
    case SERVICE_ACTOR:
        index = plan_find_actor(e->plan, symbol->name);
        plan_put_actor(e->buf, e->plan, index);
        break;
    case SERVICE_CLASS:
        index = find_class(e->plan, symbol->name);
        plan_put_class(e->buf, e->plan, index);
        break;
    case SERVICE_TABLE:
        index = find_table(e->plan, symbol->name);
        plan_put_table(e->buf, e->plan, index);
        break;
    case SERVICE_DATE:
        index = find_date(e->plan, symbol->name);
        plan_put_date(e->buf, e->plan, index);
        break;
    case SERVICE_PHASE:
        index = plan_find_phase(e->plan, symbol->name);
        if (index == PLAN_NONE)
            break;
        put_heading(e, "Phase", symbol);
        paragraph(e);
        put_phase(e, index);
        break;
    case SERVICE_CLAUSE:
        index = plan_find_clause(e->plan, symbol->name);
        if (index == PLAN_NONE)
            break;
        put_heading(e, "Clause", symbol);
        paragraph(e);
        plan_put_clause(e->buf, e->plan, index);
        break;
    case SERVICE_PLACE:
    case SERVICE_KIND:
    case SERVICE_TRACK:
    case SERVICE_SOURCE:
        break;
    }
    return index != PLAN_NONE;
}

static void put_symbol(struct explainer *e, const struct service_symbol *symbol)
{
    const struct plan_kind *kind =
        symbol->sort == SERVICE_KIND ? find_kind(e->service, symbol->name) : NULL;
    if (kind) {
        put_kind(e, kind);
    } else if (!put_meaning(e, symbol)) {
        if (!symbol->file.size && symbol->sort != SERVICE_CLAUSE) {
            put_written(e, symbol->from, symbol->to);
        } else {
            put_heading(e, symbol->sort == SERVICE_CLAUSE ? "Clause" : "", symbol);
        }
    }
    uint32_t place = e->plan && symbol->sort == SERVICE_PLACE
                         ? plan_find_place(e->plan, symbol->name)
                         : PLAN_NONE;
    if (place != PLAN_NONE) {
        const struct plan_place *p = &e->plan->places[place];
        if (symbol->file.size)
            buf_put(e->buf, p->text);
        if (p->form == PLAN_PLACE_DISPUTED && e->plan->reading_count > 1)
            buf_printf(e->buf, "\n\nThe sides read it differently: there are %zu readings.",
                       e->plan->reading_count);
        if (p->is_hypothetical)
            buf_puts(e->buf, "\n\nIts geometry is hypothetical.");
    }
    if (symbol->file.size) {
        buf_puts(e->buf, "\n\nDeclared in \"");
        buf_put(e->buf, symbol->file);
        buf_puts(e->buf, "\".");
    }
}

/* ---------------------------------------------------------------- statements, clauses, phases */

static bool is_in(struct ast_range range, size_t token)
{
    return token >= range.from && token < range.to;
}

static void put_stretch(struct explainer *e, struct ast_range range, size_t *from, size_t *to)
{
    *from = e->service->work.tokens[range.from].from;
    *to = e->service->work.tokens[range.to - 1].to;
}

static bool put_statement(struct explainer *e, const struct ast_clause *clause, size_t token,
                          size_t *from, size_t *to)
{
    const struct ast *ast = &e->service->ast;
    for (size_t i = 0; i < clause->count && clause->first + i < ast->statements.count; i++) {
        const struct ast_statement *s = &ast->statements.items[clause->first + i];
        if (!is_in(s->range, token))
            continue;
        put_stretch(e, s->range, from, to);
        uint32_t row = e->plan ? plan_find_clause(e->plan, clause->label.text) : PLAN_NONE;
        if (row == PLAN_NONE || i >= e->plan->clauses[row].statement_count)
            return false;
        uint32_t statement = e->plan->clauses[row].first_statement + (uint32_t)i;
        struct str now = work_text(&e->service->work, s->range.from, s->range.to);
        if (str_eq(now, e->plan->statements[statement].text))
            plan_put_statement(e->buf, e->plan, statement);
        else
            buf_puts(e->buf, "This has changed since the text was last checked without errors.");
        return true;
    }
    return false;
}

static bool put_clause(struct explainer *e, size_t token, size_t *from, size_t *to)
{
    const struct ast *ast = &e->service->ast;
    for (size_t i = 0; i < ast->clauses.count; i++) {
        const struct ast_clause *clause = &ast->clauses.items[i];
        if (!is_in(clause->range, token))
            continue;
        if (put_statement(e, clause, token, from, to))
            return true;
        uint32_t row = e->plan ? plan_find_clause(e->plan, clause->label.text) : PLAN_NONE;
        if (row == PLAN_NONE)
            return false;
        put_stretch(e, clause->range, from, to);
        plan_put_clause(e->buf, e->plan, row);
        return true;
    }
    return false;
}

static bool put_phase_at(struct explainer *e, size_t token, size_t *from, size_t *to)
{
    const struct ast *ast = &e->service->ast;
    for (size_t i = 0; e->plan && i < ast->phases.count; i++) {
        const struct ast_phase *phase = &ast->phases.items[i];
        uint32_t row = PLAN_NONE;
        if (is_in(phase->range, token)) {
            row = plan_find_phase(e->plan, phase->name.text);
            put_stretch(e, phase->range, from, to);
            if (row != PLAN_NONE)
                put_phase(e, row);
            return row != PLAN_NONE;
        }
        for (size_t j = 0, way = 0; j < phase->exits.count; j++) {
            const struct ast_exit *exit = &phase->exits.items[j];
            if (is_in(exit->range, token)) {
                row = plan_find_phase(e->plan, phase->name.text);
                put_stretch(e, exit->range, from, to);
                if (row != PLAN_NONE)
                    plan_put_exit(e->buf, e->plan, row,
                                  exit->is_else ? e->plan->phases[row].exit_count : way);
                return row != PLAN_NONE;
            }
            way += !exit->is_else;
        }
    }
    return false;
}

static bool put_actor_at(struct explainer *e, size_t token, size_t *from, size_t *to)
{
    const struct ast *ast = &e->service->ast;
    for (size_t i = 0; e->plan && i < ast->actors.count; i++) {
        const struct ast_actor *actor = &ast->actors.items[i];
        if (!is_in(actor->range, token))
            continue;
        uint32_t row = plan_find_actor(e->plan, actor->name.text);
        put_stretch(e, actor->range, from, to);
        plan_put_actor(e->buf, e->plan, row);
        return row != PLAN_NONE;
    }
    return false;
}

static bool put_code(struct explainer *e, size_t token, size_t *from, size_t *to)
{
    struct service *s = e->service;
    const struct token *t = &s->work.tokens[token];
    struct service_symbol symbol;
    if (service_symbol_at(s, token, &symbol)) {
        *from = t->from;
        *to = t->to;
        put_symbol(e, &symbol);
        return true;
    }
    const struct plan_kind *kind =
        t->kind == TOKEN_NAME ? find_kind(s, token_str(&s->work, t)) : NULL;
    if (kind) {
        *from = t->from;
        *to = t->to;
        put_kind(e, kind);
        return true;
    }
    return put_clause(e, token, from, to) || put_phase_at(e, token, from, to) ||
           put_actor_at(e, token, from, to);
}

/* Findings at a byte: their code with the reason. */
static void put_reasons(struct explainer *e, const struct service_finding *findings, size_t count,
                        size_t at, size_t *from, size_t *to)
{
    for (size_t i = 0; i < count; i++) {
        const struct diag *d = &findings[i].diag;
        if (findings[i].is_gone || d->span.source || at < d->span.from || at > d->span.to)
            continue;
        if (!e->buf->size) {
            *from = d->span.from;
            *to = d->span.to;
        }
        if (!d->why[0])
            continue;
        paragraph(e);
        buf_printf(e->buf, "%s: %s", d->code, d->why);
    }
}

bool service_explain(struct service *s, size_t at, struct buf *buf, size_t *from, size_t *to)
{
    struct explainer e = {s, s->meaning ? s->meaning->plan : NULL, buf};
    size_t token = service_token_at(s, at);
    *from = *to = at;
    if (token != SIZE_MAX && s->work.tokens[token].kind != TOKEN_BAD)
        put_code(&e, token, from, to);
    put_reasons(&e, s->form, s->form_count, at, from, to);
    if (s->check)
        put_reasons(&e, s->check->findings, s->check->diags.count, at, from, to);
    return buf->size > 0;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * What may follow. The parser itself is asked: each word of the language is put behind the text before the cursor, and is
 * proposed where the parser has nothing against it; and where the text breaks off, the parser says what it misses, which
 * tells which names would fit. The text is only that of the item at hand, so this takes a few milliseconds. */
#include "lang/edit/service_int.h"

struct completer {
    struct service *service;
    struct arena arena;
    struct service_part part;
    struct str typed; /* of the word at the cursor */
    void (*each)(void *ctx, const struct service_proposal *proposal);
    void *ctx;
    unsigned sorts; /* bits of enum service_sort */
    bool acts_only, things_only;
};

static bool fits(const struct completer *c, struct str text)
{
    return str_starts(text, c->typed);
}

static void propose(struct completer *c, int sort, struct str text, struct str detail)
{
    const struct service_proposal proposal = {sort, text, detail};
    if (fits(c, text))
        c->each(c->ctx, &proposal);
}

/* Read the part with `behind` at its end: where the first error of form is, and what is expected there. */
static enum err_code ask(struct completer *c, struct str behind, size_t *error_at,
                         struct str *expected, size_t *size, struct err *err)
{
    struct service_part part = c->part;
    struct diags diags;
    struct work work;
    struct ast *ast = ARENA_NEW(&c->arena, struct ast, 1);
    if (!ast)
        return err_no_memory(err);
    TRY(service_part_text(c->service, &c->arena, &part, behind, err));
    TRY(form_read(&c->arena, STR("part.truce"), part.text, &diags, &work, ast, err));
    *error_at = SIZE_MAX;
    *expected = (struct str){0};
    *size = part.text.size;
    for (size_t i = 0; i < diags.count && *error_at == SIZE_MAX; i++)
        if (diags.items[i].level == DIAG_ERROR && diags.items[i].code[1] == '0' &&
            (diags.items[i].code[2] == '1' || diags.items[i].code[2] == '2')) {
            *error_at = diags.items[i].span.from;
            *expected = diags.items[i].label;
            if (str_eq(str_z(diags.items[i].code), STR("T0212"))) { /* its statements follow */
                *error_at = behind.size ? 0 : *size;
                *expected = (struct str){0};
            }
        }
    return ERR_OK;
}

static bool holds(struct str text, const char *what)
{
    struct str wanted = str_z(what);
    for (size_t i = 0; i + wanted.size <= text.size; i++)
        if (str_starts(str_from(text, i), wanted))
            return true;
    return false;
}

/* The parser's own words for what is missing, and the names that would do. */
static void read_expected(struct completer *c, struct str expected)
{
    static const struct {
        const char *what;
        unsigned sorts;
    } known[] = {{"party", 1u << SERVICE_ACTOR},
                 {"member", 1u << SERVICE_ACTOR},
                 {"who ", 1u << SERVICE_ACTOR},
                 {"whose", 1u << SERVICE_ACTOR},
                 {"kind", 1u << SERVICE_KIND | 1u << SERVICE_CLASS},
                 {"for whom or what", 1u << SERVICE_KIND | 1u << SERVICE_CLASS},
                 {"what is limited", 1u << SERVICE_KIND | 1u << SERVICE_CLASS},
                 {"what is reported", 1u << SERVICE_KIND | 1u << SERVICE_CLASS},
                 {"to be done or reported", 1u << SERVICE_KIND | 1u << SERVICE_CLASS},
                 {"a place", 1u << SERVICE_PLACE},
                 {"line or place", 1u << SERVICE_PLACE},
                 {"collection of zones", 1u << SERVICE_PLACE},
                 {"what it is about", 1u << SERVICE_PLACE},
                 {"a phase", 1u << SERVICE_PHASE},
                 {"label of a clause", 1u << SERVICE_CLAUSE},
                 {"a table", 1u << SERVICE_TABLE},
                 {"a distance", 1u << SERVICE_TABLE},
                 {"a named date", 1u << SERVICE_DATE}};
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (holds(expected, known[i].what))
            c->sorts |= known[i].sorts;
    if (holds(expected, "the kind"))
        c->sorts = 0;
    c->acts_only = holds(expected, "kind of act");
    c->things_only = holds(expected, "kind of thing");
    if (holds(expected, "lapsed")) {
        propose(c, SERVICE_PHASE, STR("lapsed"), STR("the agreement lapses"));
        propose(c, SERVICE_PHASE, STR("ended"), STR("the agreement ends"));
    }
}

/* Words that the parser takes only together with the next. */
static const struct {
    enum word_id word;
    const char *with;
} pairs[] = {{W_AS, " as of"},    {W_AS, " as soon"}, {W_WITH, " with the"},
             {W_AT, " at least"}, {W_AT, " at most"}, {W_IN, " in force"}};

static enum err_code try_word(struct completer *c, const char *text, bool *is_good, struct err *err)
{
    struct str behind = {0}, expected;
    size_t error_at, size;
    TRY(arena_printf(&c->arena, &behind, err, "%s%s", text[0] == ' ' ? "" : " ", text));
    TRY(ask(c, behind, &error_at, &expected, &size, err));
    *is_good = *is_good || error_at == SIZE_MAX || error_at >= size;
    return ERR_OK;
}

static enum err_code words(struct completer *c, struct err *err)
{
    for (int word = 1; word < W_EQUALS; word++) {
        struct arena_mark mark = arena_mark(&c->arena);
        const char *text = word_text((enum word_id)word);
        bool is_good = false;
        enum err_code code = ERR_OK;
        if (!fits(c, str_z(text)))
            continue;
        code = try_word(c, text, &is_good, err);
        for (size_t i = 0; i < COUNT_OF(pairs) && !code && !is_good; i++)
            if (pairs[i].word == (enum word_id)word)
                code = try_word(c, pairs[i].with, &is_good, err);
        if (is_good)
            propose(c, -1, str_z(text), (struct str){0});
        arena_release(&c->arena, mark);
        TRY(code);
    }
    return ERR_OK;
}

static const struct plan_kind *kind_of(const struct service *s, struct str name)
{
    for (size_t i = 0; s->check && i < s->check->kind_count; i++)
        if (str_eq(s->check->kinds[i].name, name))
            return &s->check->kinds[i];
    return NULL;
}

/* Whether a class is known to hold things of another type than fits: by the first of its kinds, through its classes. */
static bool is_other_type(const struct completer *c, const struct service_symbol *symbol)
{
    const struct service *s = c->service;
    struct str name = symbol->name;
    const struct plan_kind *kind = NULL;
    if (symbol->sort != SERVICE_CLASS || !(c->acts_only || c->things_only))
        return false;
    for (unsigned depth = 0; depth < 8 && !kind; depth++) {
        size_t i = 0;
        while (i < s->ast.classes.count && !str_eq(s->ast.classes.items[i].name.text, name))
            i++;
        if (i == s->ast.classes.count || !s->ast.classes.items[i].alternatives.count)
            return false;
        name = s->ast.classes.items[i].alternatives.items[0].name.text;
        kind = kind_of(s, name);
    }
    return kind && kind->type != (c->acts_only ? PLAN_ACT : PLAN_THING);
}

static bool symbol(void *ctx, const struct service_symbol *symbol)
{
    struct completer *c = ctx;
    if ((c->sorts & (1u << symbol->sort)) && !is_other_type(c, symbol))
        propose(c, (int)symbol->sort, symbol->name, symbol->detail);
    return true;
}

static void kinds(struct completer *c)
{
    const struct service_check *check = c->service->check;
    for (size_t i = 0; (c->sorts & (1u << SERVICE_KIND)) && check && i < check->kind_count; i++) {
        const struct plan_kind *kind = &check->kinds[i];
        if ((c->acts_only && kind->type != PLAN_ACT) ||
            (c->things_only && kind->type != PLAN_THING))
            continue;
        propose(c, SERVICE_KIND, kind->name, kind->label);
    }
}

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool is_blank_byte(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static enum err_code complete(struct completer *c, size_t at, struct err *err)
{
    struct str text = service_text(c->service), expected;
    size_t from = at, error_at, size;
    while (from > 0 && is_word_byte(text.text[from - 1]))
        from--;
    c->typed = str_slice(text, from, at);
    if (!service_part_of(c->service, from, at, 0, &c->part))
        return ERR_OK;
    c->part.to = from;
    for (size_t i = 0; i < c->service->start_count && c->service->starts[i] < from; i++)
        if (c->service->starts[i] > c->part.from)
            c->part.from = c->service->starts[i];
    TRY(ask(c, STR(""), &error_at, &expected, &size, err));
    /* Only what is missing at the very end tells what fits there; an earlier fault hides it. */
    size_t blanks = 0;
    while (from - blanks > c->part.from && is_blank_byte(text.text[from - blanks - 1]))
        blanks++;
    if (error_at != SIZE_MAX && error_at + blanks < size)
        return ERR_OK;
    if (error_at != SIZE_MAX)
        read_expected(c, expected);
    TRY(words(c, err));
    service_symbols(c->service, symbol, c);
    service_base_symbols(c->service, symbol, c);
    kinds(c);
    return ERR_OK;
}

enum err_code service_complete(struct service *s, size_t at,
                               void (*each)(void *ctx, const struct service_proposal *proposal),
                               void *ctx, struct err *err)
{
    struct completer c = {.service = s, .arena = {.mem = &s->mem}, .each = each, .ctx = ctx};
    enum err_code code = at > s->text.size ? ERR_OK : complete(&c, at, err);
    arena_free(&c.arena);
    return code;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Names: one space for all that is declared, in any order; kinds of the taxonomy behind it. */
#include "lang/build_int.h"

#include <stdarg.h>
#include <stdio.h>

struct diag_span build_span_of(const struct build *b, struct ast_range range)
{
    const struct token *tokens = b->work->tokens;
    return work_span(b->work, tokens[range.from].from,
                     tokens[range.to ? range.to - 1 : range.from].to);
}

struct diag *build_range_diag(struct build *b, enum lang_code code, struct ast_range range,
                              const char *fmt, ...)
{
    char text[1024];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    const struct token *tokens = b->work->tokens;
    return work_diag(b->work, code, tokens[range.from].from,
                     tokens[range.to ? range.to - 1 : range.from].to, "%s", text);
}

struct diag *build_word_diag(struct build *b, enum lang_code code, struct ast_word word,
                             const char *fmt, ...)
{
    char text[1024];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    const struct token *token = &b->work->tokens[word.token];
    return work_diag(b->work, code, token->from, token->to, "%s", text);
}

bool build_too_many(struct build *b, struct ast_range range, size_t count, size_t limit,
                    const char *what)
{
    if (count <= limit)
        return false;
    build_range_diag(b, LANG_T0417, range, "there are more than %zu %s", limit, what);
    return true;
}

void build_open(struct build *b, struct ast_range range)
{
    if (b->judged == PLAN_OPEN)
        return;
    b->judged = PLAN_OPEN;
    b->why = work_printf(b->work, "%.*s is still open",
                         STR_ARG(work_text(b->work, range.from, range.to)));
}

void build_later(struct build *b, const char *why)
{
    if (b->judged != PLAN_JUDGED)
        return;
    b->judged = PLAN_NOT_JUDGED_YET;
    b->why = str_z(why);
}

void build_later_diag(struct build *b, struct ast_range range, struct str why)
{
    struct str key =
        work_printf(b->work, "%u.%.*s", work_source_of_token(b->work, range.from), STR_ARG(why));
    if (b->work->failed || map_get(&b->laters, key) != MAP_NONE)
        return;
    enum err_code code = map_set(&b->laters, key, 0, b->work->err);
    if (code) {
        work_fail(b->work, code);
        return;
    }
    uint32_t source = work_source_of_token(b->work, range.from);
    if (source && work_role_of(b->work, source) == WORK_BASE) /* what it builds on is not told of */
        range = b->ast->builds.items[b->work->texts.items[source - 1].builds].range;
    build_range_diag(b, LANG_W0808, range, "%.*s", STR_ARG(why))->label =
        STR("here, and wherever else the text says so");
}

static const char *sort_text(enum symbol_sort sort)
{
    static const char *const texts[] = {"a party or body", "a place",         "a class",
                                        "a kind",          "a table",         "a date",
                                        "a phase",         "a working group", "a source"};
    return texts[sort];
}

/* Of two places where one thing is declared, complain at the later one; of two texts at the agreement's own. */
static void twice(struct build *b, enum lang_code code, struct ast_word first,
                  struct ast_word second, const char *what, const char *other)
{
    struct work *w = b->work;
    uint32_t a = work_source_of_token(w, first.token), c = work_source_of_token(w, second.token);
    if (first.token > second.token || (!a && c)) { /* declared by sort, told by place */
        struct ast_word later = first;
        first = second;
        second = later;
        c = a;
    }
    struct ast_range range = {second.token, second.token + 1};
    if (c && work_role_of(w, c) == WORK_BASE && c != work_source_of_token(w, first.token))
        range =
            b->ast->builds.items[w->texts.items[c - 1].builds].range; /* two that are built on */
    struct diag *diag = build_range_diag(b, code, range, "`%.*s` %s", STR_ARG(second.text), what);
    diag->label = STR("declared again here");
    diag->has_other = true;
    diag->other = build_span_of(b, (struct ast_range){first.token, first.token + 1});
    diag->other_label = str_z(other);
}

static void declare(struct build *b, enum symbol_sort sort, size_t index, struct ast_word name)
{
    struct work *w = b->work;
    if (!name.is_set || w->failed)
        return;
    uint32_t before = map_get(&b->names, name.text);
    if (before != MAP_NONE) {
        twice(b, LANG_T0302, b->symbols.items[before].name, name, "is declared twice",
              "first declared here");
        return;
    }
    struct symbol symbol = {sort, (uint32_t)index, name, false};
    PUSH(w, &b->symbols, symbol);
    enum err_code code =
        w->failed ? ERR_OK : map_set(&b->names, name.text, (uint32_t)b->symbols.count - 1, w->err);
    if (code)
        work_fail(w, code);
}

#define DECLARE(sort, list)                                                                        \
    do {                                                                                           \
        for (size_t i_ = 0; i_ < (list).count; i_++)                                               \
            declare(b, (sort), i_, (list).items[i_].name);                                         \
    } while (0)

/* A label and every prefix of it that ends where a part ends: `13(d)` also under `13`. */
static void index_label(struct build *b, struct str label, uint32_t clause, size_t position)
{
    struct work *w = b->work;
    size_t parts = 0;
    for (size_t j = 1; j <= label.size && parts < LABEL_PART_LIMIT && !w->failed; j++) {
        if (j < label.size && label.text[j] != '.' && label.text[j] != '(')
            continue;
        struct str prefix = str_slice(label, 0, j);
        struct label_link link = {clause, map_get(&b->prefixes, prefix), position};
        PUSH(w, &b->links, link);
        enum err_code code =
            w->failed ? ERR_OK
                      : map_set(&b->prefixes, prefix, (uint32_t)b->links.count - 1, w->err);
        if (code)
            work_fail(w, code);
        parts++;
    }
}

/* Last to first, so that each chain runs in the order declared; a label that was replaced stands where it stood. */
static void index_labels(struct build *b)
{
    const struct ast *ast = b->ast;
    size_t i = ast->clauses.count, j = ast->replaced.count;
    while ((i || j) && !b->work->failed) {
        bool is_clause =
            i && (!j || ast->clauses.items[i - 1].position > ast->replaced.items[j - 1].position);
        if (is_clause) {
            i--;
            index_label(b, ast->clauses.items[i].label.text, (uint32_t)i,
                        ast->clauses.items[i].position);
        } else {
            j--;
            index_label(b, ast->replaced.items[j].label, ast->replaced.items[j].clause,
                        ast->replaced.items[j].position);
        }
    }
}

static void declare_clauses(struct build *b)
{
    struct work *w = b->work;
    for (size_t i = 0; i < b->ast->clauses.count && !w->failed; i++) {
        struct ast_word label = b->ast->clauses.items[i].label;
        uint32_t before = map_get(&b->labels, label.text);
        if (before != MAP_NONE) {
            struct ast_word first = b->ast->clauses.items[before].label;
            struct diag *diag = build_word_diag(b, LANG_T0305, label, "clause %.*s stands twice",
                                                STR_ARG(label.text));
            diag->label = STR("expected a label of its own");
            diag->has_other = true;
            diag->other = build_span_of(b, (struct ast_range){first.token, first.token + 1});
            diag->other_label = STR("first used here");
            continue;
        }
        enum err_code code = map_set(&b->labels, label.text, (uint32_t)i, w->err);
        if (code)
            work_fail(w, code);
    }
    for (size_t i = 0; i < b->ast->replaced.count && !w->failed; i++) {
        const struct ast_replaced *r = &b->ast->replaced.items[i];
        enum err_code code = map_set(&b->labels, r->label, r->clause, w->err);
        if (code)
            work_fail(w, code);
    }
}

/* What an agreement built on is called is a name, too. */
static void declare_bases(struct build *b)
{
    struct map names;
    map_init(&names, b->work->arena);
    for (size_t i = 0; i < b->ast->builds.count && !b->work->failed; i++) {
        struct ast_word name = b->ast->builds.items[i].name;
        if (!name.is_set || work_source_of_token(b->work, name.token))
            continue;
        uint32_t before = map_get(&names, name.text);
        if (before != MAP_NONE) {
            twice(b, LANG_T0302, b->ast->builds.items[before].name, name,
                  "stands for two agreements", "the first of them");
            continue;
        }
        enum err_code code = map_set(&names, name.text, (uint32_t)i, b->work->err);
        if (code)
            work_fail(b->work, code);
    }
}

/* `entry` of a text that is in force when something is certified: a date, before all others. */
static void declare_entries(struct build *b)
{
    struct ast *ast = b->ast;
    for (size_t i = ast->bases.count; i-- > 0 && !b->work->failed;) {
        const struct ast_base *base = &ast->bases.items[i];
        const struct ast_condition *c = &ast->conditions.items[base->entry_condition];
        struct ast_date date = {.range = c->range};
        if (!base->entry_condition || c->form != PLAN_COND_CERTIFIED)
            continue;
        date.name = (struct ast_word){
            .text = build_entry_name(b, base->source), .token = c->range.from, .is_set = true};
        date.event = (struct ast_event){.range = c->range,
                                        .form = PLAN_EVENT_CERTIFIED,
                                        .certificate = c->certificate,
                                        .by = c->by,
                                        .by_is_open = c->by_is_open};
        PUSH(b->work, &ast->dates, date);
        for (size_t k = ast->dates.count; !b->work->failed && k-- > 1;)
            ast->dates.items[k] = ast->dates.items[k - 1];
        if (!b->work->failed)
            ast->dates.items[0] = date;
    }
}

/* A name that nobody can write. */
struct str build_entry_name(struct build *b, uint32_t source)
{
    return work_printf(b->work, "entry of text %u", (unsigned)source);
}

void build_declare(struct build *b)
{
    struct work *w = b->work;
    struct ast *ast = b->ast;
    declare_entries(b);
    DECLARE(SYMBOL_ACTOR, ast->actors);
    DECLARE(SYMBOL_PLACE, ast->places);
    DECLARE(SYMBOL_CLASS, ast->classes);
    DECLARE(SYMBOL_TABLE, ast->tables);
    DECLARE(SYMBOL_DATE, ast->dates);
    DECLARE(SYMBOL_PHASE, ast->phases);
    DECLARE(SYMBOL_TRACK, ast->tracks);
    DECLARE(SYMBOL_SOURCE, ast->sources);
    DECLARE(SYMBOL_KIND, ast->kinds);
    declare_bases(b);
    declare_clauses(b);
    index_labels(b);
    for (size_t i = 0; i < ast->skipped.count; i++)
        for (size_t j = ast->skipped.items[i].from; j < ast->skipped.items[i].to && !w->failed;
             j++) {
            const struct token *t = &w->tokens[j];
            if (t->kind != TOKEN_NAME && t->kind != TOKEN_LABEL && t->kind != TOKEN_INT &&
                t->kind != TOKEN_DECIMAL)
                continue;
            enum err_code code = map_set(&b->skipped, token_str(w, t), 0, w->err);
            if (code)
                work_fail(w, code);
        }
}

const struct symbol *build_symbol(const struct build *b, struct str name)
{
    uint32_t index = map_get(&b->names, name);
    return index == MAP_NONE ? NULL : &b->symbols.items[index];
}

static struct symbol *used(struct build *b, struct str name)
{
    uint32_t index = map_get(&b->names, name);
    if (index == MAP_NONE)
        return NULL;
    b->symbols.items[index].is_used = true;
    return &b->symbols.items[index];
}

/* The declared name, of a sort that would do, nearest to what was written. */
static struct str nearest(const struct build *b, struct str name, unsigned sorts)
{
    size_t best = name.size > 4 ? 3 : 2; /* stays below this */
    struct str found = {0};
    if (b->work->diags->count >= DIAGS_LIMIT)
        return found;
    for (size_t i = 0; i < b->symbols.count; i++) {
        struct str other = b->symbols.items[i].name.text;
        size_t distance = 99;
        if (sorts & (1u << b->symbols.items[i].sort))
            distance = str_distance(name, other, best);
        if (distance < best && distance < other.size) {
            best = distance;
            found = other;
        }
    }
    for (size_t i = 0; (sorts & (1u << SYMBOL_KIND)) && i < b->plan_kinds.count; i++) {
        struct str other = b->plan_kinds.items[i].name;
        size_t distance = str_distance(name, other, best);
        if (distance < best && distance < other.size) {
            best = distance;
            found = other;
        }
    }
    return found;
}

static bool is_excused(struct build *b, struct str name)
{
    if (map_get(&b->skipped, name) != MAP_NONE)
        return true;
    return b->ast->lacks_base;
}

/* A symbol of one of the sorts, or NULL with a diagnostic. */
static const struct symbol *find(struct build *b, struct ast_word name, unsigned sorts,
                                 const char *what)
{
    if (!name.is_set || b->work->failed)
        return NULL;
    struct symbol *symbol = used(b, name.text);
    if (symbol && (sorts & (1u << symbol->sort)))
        return symbol;
    if (symbol) {
        struct diag *diag = build_word_diag(b, LANG_T0303, name, "`%.*s` is %s, and %s is needed",
                                            STR_ARG(name.text), sort_text(symbol->sort), what);
        diag->label = work_printf(b->work, "expected %s", what);
        diag->has_other = true;
        diag->other =
            build_span_of(b, (struct ast_range){symbol->name.token, symbol->name.token + 1});
        diag->other_label = STR("declared here");
        return NULL;
    }
    if (is_excused(b, name.text) || (!b->plan_kinds.count && (sorts & (1u << SYMBOL_KIND))))
        return NULL;
    bool is_kind = map_get(&b->kinds, name.text) != MAP_NONE;
    if (is_kind) {
        build_word_diag(b, LANG_T0303, name, "`%.*s` is a kind of the taxonomy, and %s is needed",
                        STR_ARG(name.text), what)
            ->label = work_printf(b->work, "expected %s", what);
        return NULL;
    }
    struct str near = nearest(b, name.text, sorts);
    struct diag *diag =
        build_word_diag(b, LANG_T0301, name, "`%.*s` is not declared", STR_ARG(name.text));
    diag->label = work_printf(b->work, "expected %s", what);
    if (near.size)
        diag->help = work_printf(b->work, "did you mean `%.*s`?", STR_ARG(near));
    return NULL;
}

uint32_t build_actor(struct build *b, struct ast_word name)
{
    const struct symbol *s = find(b, name, 1u << SYMBOL_ACTOR, "a party or body");
    return s ? s->index : PLAN_NONE;
}

uint32_t build_place(struct build *b, struct ast_word name)
{
    const struct symbol *s = find(b, name, 1u << SYMBOL_PLACE, "a place");
    return s ? s->index : PLAN_NONE;
}

uint32_t build_table(struct build *b, struct ast_word name)
{
    const struct symbol *s = find(b, name, 1u << SYMBOL_TABLE, "a table");
    return s ? s->index : PLAN_NONE;
}

uint32_t build_date(struct build *b, struct ast_word name)
{
    const struct symbol *s = find(b, name, 1u << SYMBOL_DATE, "a date");
    return s ? s->index : PLAN_NONE;
}

uint32_t build_phase(struct build *b, struct ast_word name, bool is_target)
{
    if (is_target && str_eq(name.text, STR("lapsed")))
        return PLAN_PHASE_LAPSED;
    if (is_target && str_eq(name.text, STR("ended")))
        return PLAN_PHASE_ENDED;
    const struct symbol *s =
        find(b, name, 1u << SYMBOL_PHASE, is_target ? "a phase, `lapsed` or `ended`" : "a phase");
    return s ? s->index : PLAN_NONE;
}

/* A class for the bare name of a kind. */
static uint32_t class_of_kind(struct build *b, uint32_t kind)
{
    if (b->kind_class[kind] != PLAN_NONE)
        return b->kind_class[kind];
    struct plan_alternative *one = ARENA_NEW(b->work->arena, struct plan_alternative, 1);
    if (!one) {
        work_fail(b->work, err_no_memory(b->work->err));
        return PLAN_NONE;
    }
    one->kind = kind;
    struct plan_class class = {
        .name = b->plan_kinds.items[kind].name, .alternatives = one, .alternative_count = 1};
    PUSH(b->work, &b->classes, class);
    if (b->work->failed)
        return PLAN_NONE;
    return b->kind_class[kind] = (uint32_t)b->classes.count - 1;
}

uint32_t build_class(struct build *b, struct ast_word name)
{
    if (!name.is_set || b->work->failed)
        return PLAN_NONE;
    const struct symbol *symbol = used(b, name.text);
    if (symbol && symbol->sort == SYMBOL_CLASS)
        return b->class_class[symbol->index];
    uint32_t kind = map_get(&b->kinds, name.text);
    if (kind != MAP_NONE)
        return class_of_kind(b, kind);
    find(b, name, 1u << SYMBOL_CLASS | 1u << SYMBOL_KIND, "a kind or class");
    return PLAN_NONE;
}

struct plan_list build_list(struct build *b, const struct indices *list)
{
    (void)b;
    return (struct plan_list){list->items, list->count};
}

struct plan_list build_actors(struct build *b, const struct ast_words *names)
{
    struct indices list = {0};
    for (size_t i = 0; i < names->count; i++) {
        uint32_t actor = build_actor(b, names->items[i]);
        for (size_t j = 0; j < list.count && actor != PLAN_NONE; j++)
            if (list.items[j] == actor) {
                build_word_diag(b, LANG_T0311, names->items[i], "`%.*s` is named twice",
                                STR_ARG(names->items[i].text));
                actor = PLAN_NONE;
            }
        if (actor != PLAN_NONE)
            PUSH(b->work, &list, actor);
    }
    return build_list(b, &list);
}

struct plan_list build_classes(struct build *b, const struct ast_words *names)
{
    struct indices list = {0};
    for (size_t i = 0; i < names->count; i++) {
        uint32_t class = build_class(b, names->items[i]);
        if (class != PLAN_NONE)
            PUSH(b->work, &list, class);
    }
    return build_list(b, &list);
}

static void no_clause(struct build *b, struct ast_word label)
{
    if (b->ast->lacks_base || map_get(&b->skipped, label.text) != MAP_NONE)
        return;
    struct str near = {0};
    size_t best = 2;
    bool is_full = b->work->diags->count >= DIAGS_LIMIT;
    for (size_t i = 0; i < b->ast->clauses.count && !is_full; i++) {
        struct str other = b->ast->clauses.items[i].label.text;
        size_t distance = str_distance(label.text, other, best);
        if (distance < best && other.size > 1) {
            best = distance;
            near = other;
        }
    }
    struct diag *diag =
        build_word_diag(b, LANG_T0304, label, "there is no clause %.*s", STR_ARG(label.text));
    diag->label = STR("expected the label of a clause of this text");
    if (near.size)
        diag->help = work_printf(b->work, "did you mean `clause %.*s`?", STR_ARG(near));
}

/* The first link of a label: as it is written, or under the name by which its text was read first. */
static uint32_t link_of(struct build *b, struct str label)
{
    uint32_t link = map_get(&b->prefixes, label);
    for (size_t i = 0; i < b->ast->aliases.count && link == MAP_NONE; i++) {
        const struct ast_alias *a = &b->ast->aliases.items[i];
        if (str_starts(label, a->from))
            link = map_get(&b->prefixes, work_printf(b->work, "%.*s%.*s", STR_ARG(a->to),
                                                     STR_ARG(str_from(label, a->from.size))));
    }
    return link;
}

/* First and last position that a label takes in; false, reported, when there is none. */
static bool ends_of(struct build *b, struct ast_word label, size_t *first, size_t *last)
{
    uint32_t link = link_of(b, label.text);
    if (link == MAP_NONE) {
        no_clause(b, label);
        return false;
    }
    *first = b->links.items[link].position;
    for (; link != MAP_NONE; link = b->links.items[link].next)
        *last = b->links.items[link].position;
    return true;
}

static void add_reference(struct build *b, struct indices *list, uint32_t clause)
{
    if (b->references >= REFERENCE_LIMIT || b->named[clause] == b->last_name)
        return;
    b->named[clause] = b->last_name;
    b->references++;
    PUSH(b->work, list, clause);
}

/* All clauses from a position to another, and what stands in the place of one of them. */
static void add_range(struct build *b, struct indices *list, size_t from, size_t to)
{
    const struct ast *ast = b->ast;
    size_t low = 0, high = ast->clauses.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ast->clauses.items[middle].position < from)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < ast->clauses.count && ast->clauses.items[low].position <= to &&
           b->references < REFERENCE_LIMIT;
         low++)
        add_reference(b, list, (uint32_t)low);
    low = 0;
    high = ast->replaced.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ast->replaced.items[middle].position < from)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < ast->replaced.count && ast->replaced.items[low].position <= to; low++)
        add_reference(b, list, ast->replaced.items[low].clause);
}

struct plan_list build_clauses(struct build *b, const struct ast_cref *cref)
{
    struct indices list = {0};
    if (!b->named)
        b->named = ARENA_NEW(b->work->arena, uint32_t, b->ast->clauses.count);
    if (!b->named) {
        work_fail(b->work, err_no_memory(b->work->err));
        return build_list(b, &list);
    }
    b->last_name++;
    for (size_t i = 0; i < cref->labels.count && !b->work->failed; i++) {
        struct ast_word label = cref->labels.items[i];
        size_t from, to, unused;
        if (!label.is_set || !ends_of(b, label, &from, &to))
            continue;
        if (i + 1 < cref->labels.count || !cref->to.is_set) {
            uint32_t link = link_of(b, label.text);
            for (; link != MAP_NONE && b->references < REFERENCE_LIMIT;
                 link = b->links.items[link].next)
                add_reference(b, &list, b->links.items[link].clause);
            continue;
        }
        if (!ends_of(b, cref->to, &unused, &to))
            continue;
        if (from > to)
            build_range_diag(b, LANG_T0307, cref->range, "clause %.*s stands after clause %.*s",
                             STR_ARG(label.text), STR_ARG(cref->to.text))
                ->label = STR("expected the clause that stands first, then `to`, then the last");
        else
            add_range(b, &list, from, to);
    }
    if (b->references >= REFERENCE_LIMIT)
        build_range_diag(b, LANG_T0417, cref->range, "the text names clauses more than %d times",
                         REFERENCE_LIMIT);
    return build_list(b, &list);
}

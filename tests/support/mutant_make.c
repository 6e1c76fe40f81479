/* SPDX-License-Identifier: Apache-2.0
 *
 * The changes: what is left out goes by the tree, what becomes another by the words. */
#include "support/mutant.h"

#include <stdio.h>
#include <string.h>

struct maker {
    struct mutant_text *base;
    const struct token *tokens;
    struct random random;
};

static void put(struct maker *m, enum mutant_kind kind, uint32_t from, uint32_t to, struct str by)
{
    struct mutant mutant = {kind, from, to, by};
    struct mutant_text *base = m->base;
    if (from > to || (from == to && !by.size) || str_eq(str_slice(base->text, from, to), by))
        return;
    for (size_t i = base->mutants.count; i && i + 200 > base->mutants.count; i--) {
        const struct mutant *other = &base->mutants.items[i - 1];
        if (other->from == from && other->to == to && str_eq(other->by, by))
            return;
    }
    PUSH(&base->work, &base->mutants, mutant);
}

/* Tokens [from, to) left out. */
static void cut(struct maker *m, enum mutant_kind kind, uint32_t from, uint32_t to)
{
    if (from < to && to <= m->base->token_count)
        put(m, kind, m->tokens[from].from, m->tokens[to - 1].to, (struct str){0});
}

static void cut_range(struct maker *m, enum mutant_kind kind, struct ast_range range)
{
    cut(m, kind, range.from, range.to);
}

static void turn(struct maker *m, enum mutant_kind kind, uint32_t token, struct str by)
{
    put(m, kind, m->tokens[token].from, m->tokens[token].to, by);
}

static struct str text(struct maker *m, double number, const char *unit)
{
    struct str made = {0};
    struct err err;
    if (arena_printf(&m->base->arena, &made, &err, "%g%s%s", number, *unit ? " " : "", unit))
        made.size = 0;
    return made;
}

static bool is_own(const struct maker *m, struct ast_range range)
{
    return range.from < m->base->token_count && range.to <= m->base->token_count;
}

static enum word_id word(const struct maker *m, uint32_t at)
{
    return at < m->base->token_count ? (enum word_id)m->tokens[at].word : W_NONE;
}

/* The first such word in [from, to), outside brackets; `to` where there is none. */
static uint32_t find(const struct maker *m, uint32_t from, uint32_t to, enum word_id what)
{
    unsigned depth = 0;
    for (uint32_t i = from; i < to; i++) {
        depth += word(m, i) == W_BRACKET_OPEN;
        if (!depth && word(m, i) == what)
            return i;
        depth -= word(m, i) == W_BRACKET_CLOSE && depth;
    }
    return to;
}

/* Members of a list that are parted by `sign`: each left out with a sign beside it, where there are several. */
static void cut_members(struct maker *m, enum mutant_kind kind, const struct ast_range *items,
                        size_t count)
{
    for (size_t i = 0; count > 1 && i < count; i++) {
        if (i + 1 < count)
            cut(m, kind, items[i].from, items[i + 1].from);
        else
            cut(m, kind, items[i - 1].to, items[i].to);
    }
}

static void cut_words(struct maker *m, enum mutant_kind kind, const struct ast_words *words)
{
    struct ast_range ranges[64] = {0};
    size_t count = words->count < 64 ? words->count : 64;
    for (size_t i = 0; i < count; i++)
        ranges[i] = (struct ast_range){words->items[i].token, words->items[i].token + 1};
    if (count && is_own(m, ranges[0]))
        cut_members(m, kind, ranges, count);
}

/* ---------------------------------------------------------------- statements */

static bool is_response(const struct ast_statement *s)
{
    const struct ast_event *of = &s->due.of;
    return s->form == PLAN_REQUIRE &&
           (s->when || of->form == PLAN_EVENT_BREACH ||
            ((of->form == PLAN_EVENT_EACH || of->form == PLAN_EVENT_FIRST) &&
             of->happening.is_violation));
}

/* A zone drawn by distances from something. */
static bool is_band(const struct maker *m, struct str name)
{
    const struct ast *ast = &m->base->ast;
    for (size_t i = 0; i < ast->places.count; i++) {
        const struct ast_place *p = &ast->places.items[i];
        if (!str_eq(p->name.text, name) || p->type != PLAN_ZONE)
            continue;
        for (size_t j = 0; j < p->geoms.count; j++) {
            enum ast_geom_form form = ast->geoms.items[p->geoms.items[j].geom].form;
            if (form == AST_GEOM_WITHIN || form == AST_GEOM_BETWEEN ||
                form == AST_GEOM_BETWEEN_LINES)
                return true;
        }
    }
    return false;
}

static void steps(struct maker *m, struct ast_range range)
{
    uint32_t first = find(m, range.from, range.to, W_COLON);
    struct ast_range items[32] = {0};
    size_t count = 0;
    uint32_t start = first + 1;
    for (uint32_t i = start; i <= range.to && first < range.to && count < 32; i++) {
        bool is_end = i == range.to, is_next = word(m, i) == W_COMMA && !m->base->is_label[i - 1];
        if (!is_end && !is_next)
            continue;
        items[count++] = (struct ast_range){start, i};
        start = i + 1;
    }
    cut_members(m, MUTANT_STEP, items, count);
}

static void past(struct maker *m, uint32_t index)
{
    const struct ast_past *p = &m->base->ast.pasts.items[index];
    struct ast_range ranges[16] = {0};
    size_t count = 0;
    for (size_t i = 0; i < p->children.count && count < 16; i++) {
        past(m, p->children.items[i]);
        ranges[count++] = m->base->ast.pasts.items[p->children.items[i]].range;
    }
    cut_members(m, MUTANT_EXCEPTION, ranges, count);
    for (uint32_t i = p->range.from; !count && i + 1 < p->range.to; i++)
        if (word(m, i) == W_TO)
            cut(m, MUTANT_HEARER, i, i + 2);
}

static void statement(struct maker *m, const struct ast_statement *s)
{
    struct ast_range r = s->range;
    cut_words(m, MUTANT_REFERENCE, &s->due.of.happening.clauses.labels);
    cut_words(m, MUTANT_REFERENCE, &s->due.of.clauses.labels);
    if (s->due.form == PLAN_DUE_STEPS) {
        steps(m, s->due.range);
    } else if (s->due.form != PLAN_DUE_NONE) {
        uint32_t at = s->due.range.from;
        while (at < s->due.range.to && word(m, at) != W_BY && word(m, at) != W_WITHIN &&
               word(m, at) != W_EVERY)
            at++;
        cut(m, MUTANT_CLOCK, at, s->due.range.to);
        cut(m, MUTANT_COMPARISON, s->due.range.from, at);
        if (s->due.form == PLAN_DUE_WITHIN && s->due.of.form)
            cut(m, MUTANT_CLOCK, s->due.of.range.from - 1, s->due.of.range.to);
    }
    if (s->every.form && s->form != PLAN_REQUIRE)
        cut(m, MUTANT_CLOCK, s->every.range.from - 1, s->every.range.to);
    if (s->assess_by.form)
        cut(m, MUTANT_CLOCK, s->assess_by.range.from - 1, s->assess_by.range.to);
    if (s->as_of.form)
        cut(m, MUTANT_START, s->as_of.range.from - 2, s->as_of.range.to);
    if (s->until.form)
        cut(m, MUTANT_END, s->until.range.from - 1, s->until.range.to);
    if (s->during.form)
        cut(m, MUTANT_WINDOW, s->during.range.from - 1, s->during.range.to);
    if (s->while_condition) {
        struct ast_range w = m->base->ast.conditions.items[s->while_condition].range;
        cut(m, MUTANT_WINDOW, find(m, r.from, r.to, W_WHILE), w.to);
    }
    if (s->unless) {
        cut(m, MUTANT_EXCEPTION, s->unless_token, m->base->ast.pasts.items[s->unless].range.to);
        past(m, s->unless);
    }
    if (s->audience.count) {
        uint32_t from = s->audience.items[0].range.from;
        cut(m, MUTANT_HEARER, from - 1, s->audience.items[s->audience.count - 1].range.to);
        struct ast_range ranges[16] = {0};
        size_t count = s->audience.count < 16 ? s->audience.count : 16;
        for (size_t i = 0; i < count; i++)
            ranges[i] = s->audience.items[i].range;
        cut_members(m, MUTANT_HEARER, ranges, count);
    }
    if (s->spots.count && !s->spots.items[0].is_same)
        cut(m, MUTANT_PLACE, s->spots.items[0].range.from,
            s->spots.items[s->spots.count - 1].range.to);
    if (s->has_with)
        cut(m, MUTANT_REFERENCE, s->with.range.from - 1, s->with.range.to);
    cut_words(m, MUTANT_SORT, &s->kinds);
    cut_words(m, MUTANT_PARTY, &s->actors.names);
    if (s->against.count)
        cut(m, MUTANT_PARTY, s->against.items[0].token - 1,
            s->against.items[s->against.count - 1].token + 1);
}

static void clause(struct maker *m, const struct ast_clause *c)
{
    const struct ast_statement *all = &m->base->ast.statements.items[c->first];
    size_t responses = 0;
    if (!is_own(m, c->range))
        return;
    for (size_t i = 0; i < c->count; i++)
        responses += is_response(&all[i]);
    cut_range(m, responses && responses == c->count ? MUTANT_CONSEQUENCE : MUTANT_CLAUSE, c->range);
    if (c->verifier.is_set)
        cut(m, MUTANT_VERIFIER, c->verifier.token - 2, c->verifier.token + 1);
    if (c->gravity)
        for (uint32_t i = c->range.from; i < c->range.from + 6 && i + 1 < c->range.to; i++)
            if (word(m, i) == W_GRAVITY)
                cut(m, MUTANT_GRAVITY, i, i + 2);
    if (c->has_replaces)
        cut(m, MUTANT_REFERENCE, c->replaces.range.from - 1, c->replaces.range.to);
    for (size_t i = 0; i < c->count; i++) {
        if (c->count > 1)
            cut_range(m, is_response(&all[i]) ? MUTANT_CONSEQUENCE : MUTANT_STATEMENT,
                      all[i].range);
        statement(m, &all[i]);
    }
}

/* ---------------------------------------------------------------- phases and the frame */

static void phase(struct maker *m, const struct ast_phase *f)
{
    if (!is_own(m, f->range))
        return;
    cut_range(m, MUTANT_PHASE, f->range);
    uint32_t end = f->range.to, lasts = find(m, f->range.from, end, W_LASTS);
    cut(m, MUTANT_END, lasts, end);
    cut(m, MUTANT_RENEWAL, find(m, f->range.from, end, W_RENEWS), end);
    uint32_t begins = find(m, f->range.from, end, W_BEGINS);
    cut(m, MUTANT_START, begins, begins < end && lasts > begins ? lasts : end);
    for (size_t i = 0; i < f->exits.count; i++) {
        const struct ast_exit *e = &f->exits.items[i];
        struct ast_range r = e->range;
        if (!is_own(m, r))
            continue;
        cut_range(m, e->is_else ? MUTANT_END : MUTANT_WAY, r);
        uint32_t decided = find(m, r.from, r.to, W_DECIDED);
        cut(m, MUTANT_DECIDER, decided, r.to);
        if (e->within.is_set)
            cut(m, MUTANT_DECIDER, e->within.range.from - 1, r.to);
        if (e->condition)
            cut(m, MUTANT_WINDOW, r.from + 2, decided);
    }
}

/* Parts of conditions joined by `and` or `or`; spans of counts. */
static void conditions(struct maker *m)
{
    const struct ast *ast = &m->base->ast;
    for (size_t i = 1; i < ast->conditions.count; i++) {
        const struct ast_condition *c = &ast->conditions.items[i];
        struct ast_range ranges[16] = {0};
        size_t count = 0;
        if (!is_own(m, c->range))
            continue;
        if (c->form == PLAN_COND_AND || c->form == PLAN_COND_OR)
            for (size_t j = 0; j < c->children.count && count < 16; j++)
                ranges[count++] = ast->conditions.items[c->children.items[j]].range;
        cut_members(m, MUTANT_WINDOW, ranges, count);
        if (c->span.is_set && (c->form == PLAN_COND_NO || c->form == PLAN_COND_COUNT))
            cut(m, MUTANT_WINDOW, c->span.range.from - 1, c->span.range.to);
        if (is_own(m, c->happening.range))
            cut_words(m, MUTANT_REFERENCE, &c->happening.clauses.labels);
        cut_words(m, MUTANT_REFERENCE, &c->clauses.labels);
    }
}

static void body(struct maker *m, const struct ast_actor *a)
{
    if (!is_own(m, a->range))
        return;
    uint32_t end = a->range.to, chaired = find(m, a->range.from, end, W_CHAIRED);
    uint32_t decides = find(m, a->range.from, end, W_DECIDES);
    uint32_t or_at = find(m, decides, end, W_OR);
    cut(m, MUTANT_RULE, chaired, decides);
    cut(m, MUTANT_RULE, decides, end);
    cut(m, MUTANT_RULE, or_at, end);
    cut_words(m, MUTANT_PARTY, &a->members);
    if (a->under.is_set)
        cut(m, MUTANT_PARTY, a->under.token - 1, a->under.token + 1);
}

static void frame(struct maker *m)
{
    static const enum word_id heads[] = {W_SIGNED, W_IN, W_LANGUAGES, W_BUILDS, W_THRESHOLD};
    uint32_t end = m->base->parts.count ? m->base->parts.items[0].range.to : 0, start = 0;
    for (uint32_t i = 3; i <= end; i++) {
        bool is_head = i == end;
        for (size_t j = 0; j < COUNT_OF(heads); j++)
            is_head = is_head || (word(m, i) == heads[j] && m->tokens[i].is_first_on_line);
        if (!is_head)
            continue;
        cut(m, MUTANT_FRAME, start, start ? i : 0);
        uint32_t prevailing = find(m, start, i, W_PREVAILING);
        cut(m, MUTANT_FRAME, prevailing, i);
        start = i;
    }
}

static void declarations(struct maker *m)
{
    const struct mutant_text *base = m->base;
    for (size_t i = 0; i < base->parts.count; i++) {
        const struct mutant_part *p = &base->parts.items[i];
        if (p->sort != PART_FRAME && p->sort != PART_PHASE && p->sort != PART_EXIT &&
            p->sort != PART_CLAUSE)
            cut_range(
                m, p->sort == PART_PLACE && is_band(m, p->name) ? MUTANT_BAND : MUTANT_DECLARATION,
                p->range);
    }
}

/* ---------------------------------------------------------------- classes, tables, ground */

/* Pieces between `first` and `to` parted by any of three words, outside brackets and parentheses. */
static void cut_pieces(struct maker *m, enum mutant_kind kind, uint32_t first, uint32_t to,
                       enum word_id a, enum word_id b)
{
    struct ast_range pieces[64] = {0};
    size_t count = 0;
    unsigned depth = 0;
    uint32_t start = first;
    for (uint32_t i = first; i <= to && count < 64; i++) {
        enum word_id w = i < to ? word(m, i) : a;
        depth += w == W_PAREN_OPEN || w == W_BRACKET_OPEN;
        depth -= depth && (w == W_PAREN_CLOSE || w == W_BRACKET_CLOSE);
        if (i < to && (depth || (w != a && w != b)))
            continue;
        pieces[count++] = (struct ast_range){start, i};
        start = i + 1;
    }
    cut_members(m, kind, pieces, count);
}

static void class(struct maker *m, const struct ast_class *c)
{
    if (!is_own(m, c->range))
        return;
    uint32_t from = c->range.from + 3, end = c->range.to;
    uint32_t except = find(m, from, end, W_EXCEPT);
    cut_pieces(m, MUTANT_CLASS, from, except, W_OR, W_OR);
    cut(m, MUTANT_CLASS, except, end);
    for (uint32_t i = from; i < except; i++)
        if (word(m, i) == W_WHERE) {
            uint32_t next = i + 1;
            while (next < except && word(m, next) != W_OR && word(m, next) != W_WHERE)
                next++;
            cut(m, MUTANT_CLASS, i, next);
            cut_pieces(m, MUTANT_CLASS, i + 1, next, W_AND, W_AND);
        }
}

static void place(struct maker *m, const struct ast_place *p)
{
    const struct ast *ast = &m->base->ast;
    if (!is_own(m, p->range))
        return;
    uint32_t equals = find(m, p->range.from, p->range.to, W_EQUALS);
    uint32_t with = find(m, equals, p->range.to, W_WITH),
             open = find(m, equals, p->range.to, W_OPEN);
    uint32_t end = with < open ? with : open;
    if (p->geoms.count > 1)
        cut_pieces(m, MUTANT_ROW, equals + 1, end, W_BAR, W_BAR);
    else
        cut_pieces(m, MUTANT_GEOMETRY, equals + 1, end, W_OR, W_EXCEPT);
    for (size_t i = 0; i < p->geoms.count; i++) {
        const struct ast_geom *g = &ast->geoms.items[p->geoms.items[i].geom];
        for (uint32_t j = g->range.from; j + 1 < g->range.to; j++)
            if (word(m, j) == W_AS && word(m, j + 1) == W_OF)
                cut(m, MUTANT_DATE, j, j + 3);
        if (g->form == AST_GEOM_POLYGON)
            cut_pieces(m, MUTANT_GEOMETRY, g->range.from + 1, g->range.to, W_COMMA, W_COMMA);
    }
    cut(m, MUTANT_SIDE, with, with < open ? p->range.to : with);
    if (with < p->range.to)
        cut_pieces(m, MUTANT_SIDE, with + 1, p->range.to, W_COMMA, W_COMMA);
    if (open < p->range.to) {
        uint32_t whom = find(m, open, p->range.to, W_FOR), ways = open;
        while (ways < p->range.to && word(m, ways) != W_BOTH && word(m, ways) != W_INTO &&
               word(m, ways) != W_OUT)
            ways++;
        cut(m, MUTANT_WINDOW, open, whom < ways ? whom : ways);
        cut(m, MUTANT_SORT, whom, ways);
        cut(m, MUTANT_COMPARISON, ways, p->range.to);
    }
}

/* ---------------------------------------------------------------- words for words */

static const struct {
    enum word_id from;
    enum mutant_kind kind;
    const char *to;
} swaps[] = {{W_LEAST, MUTANT_COMPARISON, "most"},
             {W_MOST, MUTANT_COMPARISON, "least"},
             {W_MORE, MUTANT_COMPARISON, "less"},
             {W_LESS, MUTANT_COMPARISON, "more"},
             {W_FEWER, MUTANT_COMPARISON, "more"},
             {W_FORBID, MUTANT_MODE, "permit"},
             {W_PERMIT, MUTANT_MODE, "forbid"},
             {W_INSIDE, MUTANT_MODE, "out of"},
             {W_MINOR, MUTANT_GRAVITY, "grave"},
             {W_SERIOUS, MUTANT_GRAVITY, "minor"},
             {W_GRAVE, MUTANT_GRAVITY, "minor"},
             {W_VERIFIED, MUTANT_COMPARISON, "alleged"},
             {W_FULFILLED, MUTANT_COMPARISON, "late"},
             {W_CONSENSUS, MUTANT_RULE, "majority"},
             {W_MAJORITY, MUTANT_RULE, "consensus"},
             {W_INTO, MUTANT_MODE, "from"},
             {W_EXCEPT, MUTANT_GEOMETRY, "or"},
             {W_LEFT, MUTANT_SIDE, "right"},
             {W_RIGHT, MUTANT_SIDE, "left"},
             {W_FIRST, MUTANT_COMPARISON, "each"},
             {W_SIGNATURE, MUTANT_DATE, "entry"},
             {W_ENTRY, MUTANT_DATE, "signature"},
             {W_BEGIN, MUTANT_DATE, "end"},
             {W_WEEK, MUTANT_NUMBER, "month"},
             {W_MONTH, MUTANT_NUMBER, "week"},
             {W_ALL, MUTANT_STEP, "some"}};

static void swap_word(struct maker *m, uint32_t i)
{
    enum word_id w = word(m, i);
    bool is_head = m->tokens[i].is_first_on_line;
    if (w == W_VERIFIED && word(m, i + 1) == W_BY)
        return;
    if (w == W_ENTRY && is_head)
        return;
    for (size_t j = 0; j < COUNT_OF(swaps); j++)
        if (swaps[j].from == w)
            turn(m, swaps[j].kind, i, str_z(swaps[j].to));
    if (w == W_VERIFIED)
        cut(m, MUTANT_COMPARISON, i, i + 1);
    if (w == W_OUT && word(m, i + 1) == W_OF)
        put(m, MUTANT_MODE, m->tokens[i].from, m->tokens[i + 1].to, STR("inside"));
    if (w == W_NOT || w == W_TOGETHER)
        cut(m, MUTANT_COMPARISON, i, i + 1);
    if ((w == W_EACH || w == W_TOGETHER) && i && m->tokens[i - 1].kind == TOKEN_INT) {
        cut(m, MUTANT_COMPARISON, i, i + 1);
        turn(m, MUTANT_COMPARISON, i, w == W_EACH ? STR("together") : STR("each"));
    }
    if (w == W_ON && word(m, i + 1) == W_THE && word(m, i + 2) == W_SIDE)
        cut(m, MUTANT_SIDE, i, word(m, i + 4) == W_THE ? i + 7 : i + 5);
    if (w == W_SAME && word(m, i - 1) == W_THE && word(m, i + 1) == W_PARTY)
        turn(m, MUTANT_PARTY, i, STR("other"));
    if (w == W_WITH && word(m, i + 1) == W_THE && word(m, i + 2) == W_SAME)
        cut(m, MUTANT_EXCEPTION, i, i + 4);
}

static const char *other_unit(enum unit_id unit)
{
    switch (unit) {
    case UNIT_MM:
        return "m";
    case UNIT_M:
        return "km";
    case UNIT_KM:
        return "m";
    case UNIT_FT:
        return "m";
    case UNIT_NMI:
        return "km";
    case UNIT_S:
        return "min";
    case UNIT_MIN:
        return "h";
    case UNIT_H:
        return "d";
    case UNIT_D:
        return "h";
    case UNIT_W:
        return "d";
    case UNIT_MO:
        return "d";
    case UNIT_Y:
        return "mo";
    case UNIT_KG:
        return "t";
    case UNIT_T:
        return "kg";
    case UNIT_SHARE:
        return "km";
    case UNIT_NORTH:
        return "S";
    case UNIT_SOUTH:
        return "N";
    case UNIT_EAST:
        return "W";
    case UNIT_WEST:
        return "E";
    case UNIT_NONE:
        break;
    }
    return NULL;
}

static void numbers(struct maker *m, uint32_t i)
{
    const struct token *t = &m->tokens[i];
    const char *unit = unit_of((enum unit_id)t->unit) ? unit_of((enum unit_id)t->unit)->text : "";
    bool is_ground = t->unit >= UNIT_NORTH;
    enum mutant_kind kind = is_ground ? MUTANT_GEOMETRY : MUTANT_NUMBER;
    double n = t->number;
    if (is_ground) {
        turn(m, kind, i, text(m, n + 0.5, unit));
    } else {
        turn(m, kind, i, text(m, n * 2, unit));
        turn(m, kind, i, text(m, n > 1 ? n - 1 : n + 1, unit));
        turn(m, kind, i, text(m, n * 10, unit));
    }
    const char *other = other_unit((enum unit_id)t->unit);
    if (other)
        turn(m, is_ground ? MUTANT_GEOMETRY : MUTANT_UNIT, i, text(m, n, other));
}

/* The digit at `at` of a token another. */
static void digit(struct maker *m, uint32_t i, uint32_t at)
{
    struct str old = str_slice(m->base->text, m->tokens[i].from, m->tokens[i].to), made;
    struct err err;
    if (at >= old.size || arena_str(&m->base->arena, old, &made, &err))
        return;
    char *bytes = (char *)(uintptr_t)made.text; /* just made here */
    bytes[at] = bytes[at] == '0' ? '1' : (char)(bytes[at] - 1);
    turn(m, MUTANT_DATE, i, made);
}

/* Another name of the same sort: the next declared one. */
#define NEXT_OF(list, found, is_fit)                                                               \
    for (size_t at = 0; at < ast->list.count && !found.size; at++)                                 \
        if (str_eq(ast->list.items[at].name.text, name)) {                                         \
            for (size_t step = 1; step < ast->list.count && !found.size; step++) {                 \
                size_t next = (at + step) % ast->list.count;                                       \
                if (is_fit)                                                                        \
                    found = ast->list.items[next].name.text;                                       \
            }                                                                                      \
            is_known = true;                                                                       \
        }

static void names(struct maker *m, uint32_t i)
{
    const struct ast *ast = &m->base->ast;
    struct str name = token_str(&m->base->work, &m->tokens[i]), found = {0};
    bool is_known = false;
    if (i < m->base->parts.items[0].range.to)
        return;
    for (size_t j = 0; j < m->base->parts.count; j++) /* where it is declared */
        if (m->base->parts.items[j].sort != PART_CLAUSE &&
            str_eq(m->base->parts.items[j].name, name) &&
            i <= m->base->parts.items[j].range.from + 3 && i >= m->base->parts.items[j].range.from)
            return;
    NEXT_OF(actors, found, ast->actors.items[next].role == ast->actors.items[at].role)
    if (found.size)
        turn(m, MUTANT_PARTY, i, found);
    else
        NEXT_OF(actors, found, true)
    if (found.size)
        turn(m, MUTANT_PARTY, i, found);
    found = (struct str){0};
    NEXT_OF(places, found, ast->places.items[next].type == ast->places.items[at].type)
    if (found.size)
        turn(m, MUTANT_PLACE, i, found);
    found = (struct str){0};
    NEXT_OF(phases, found, true)
    if (found.size)
        turn(m, MUTANT_WAY, i, found);
    found = (struct str){0};
    NEXT_OF(dates, found, true)
    if (found.size)
        turn(m, MUTANT_DATE, i, found);
    uint32_t kind = is_known ? PLAN_NONE : plan_find_kind(m->base->plan, name);
    if (kind == PLAN_NONE)
        return;
    const struct plan *plan = m->base->plan;
    size_t start = (size_t)random_below(&m->random, plan->kind_count);
    for (size_t step = 0; step < plan->kind_count; step++) {
        uint32_t other = (uint32_t)((start + step) % plan->kind_count);
        if (other != kind && plan->kinds[other].type == plan->kinds[kind].type) {
            turn(m, MUTANT_SORT, i, plan->kinds[other].name);
            return;
        }
    }
}

static void labels(struct maker *m, uint32_t i)
{
    const struct mutant_text *base = m->base;
    struct str label = token_str(&base->work, &m->tokens[i]);
    for (size_t j = 0; j < base->parts.count; j++)
        if (base->parts.items[j].sort == PART_CLAUSE && base->parts.items[j].range.from + 1 == i)
            return;
    struct str last = {0}, next = {0};
    bool is_past = false;
    for (size_t j = 0; j < base->parts.count && !next.size; j++) {
        if (base->parts.items[j].sort != PART_CLAUSE)
            continue;
        if (is_past)
            next = base->parts.items[j].name;
        is_past = is_past || str_eq(base->parts.items[j].name, label);
        if (!is_past)
            last = base->parts.items[j].name;
    }
    if (next.size)
        turn(m, MUTANT_REFERENCE, i, next);
    if (is_past && last.size)
        turn(m, MUTANT_REFERENCE, i, last);
}

static void strings(struct maker *m, uint32_t i)
{
    bool is_certificate = i && word(m, i - 1) == W_CERTIFIED;
    if (is_certificate || (i && word(m, i - 1) == W_IS))
        turn(m, is_certificate ? MUTANT_CERTIFICATE : MUTANT_CLASS, i, STR("\"another thing\""));
    else if (i && word(m, i - 1) == W_LOAD)
        turn(m, MUTANT_GEOMETRY, i, STR("\"another.geojson\""));
}

static void holes(struct maker *m)
{
    const struct ast *ast = &m->base->ast;
    for (size_t i = 0; i < ast->holes.count; i++) {
        const struct ast_hole *h = &ast->holes.items[i];
        if (!is_own(m, h->range))
            continue;
        cut_range(m, MUTANT_BRACKET, h->range);
        for (size_t j = 0; j < h->choices.count; j++)
            put(m, MUTANT_BRACKET, m->tokens[h->range.from].from, m->tokens[h->range.to - 1].to,
                mutant_slice(m->base, h->choices.items[j].value.from,
                             h->choices.items[j].value.to));
    }
}

void mutant_make(struct mutant_text *base, uint64_t seed)
{
    struct maker maker = {base, base->work.tokens, {seed}}, *m = &maker;
    const struct ast *ast = &base->ast;
    for (size_t i = 0; i < ast->clauses.count; i++)
        clause(m, &ast->clauses.items[i]);
    for (size_t i = 0; i < ast->phases.count; i++)
        phase(m, &ast->phases.items[i]);
    conditions(m);
    for (size_t i = 0; i < ast->actors.count; i++)
        body(m, &ast->actors.items[i]);
    frame(m);
    declarations(m);
    for (size_t i = 0; i < ast->classes.count; i++)
        class(m, &ast->classes.items[i]);
    for (size_t i = 0; i < ast->tables.count; i++)
        if (is_own(m, ast->tables.items[i].range))
            cut_pieces(m, MUTANT_ROW, ast->tables.items[i].range.from + 3,
                       ast->tables.items[i].range.to, W_BAR, W_BAR);
    for (size_t i = 0; i < ast->places.count; i++)
        place(m, &ast->places.items[i]);
    holes(m);
    for (uint32_t i = 1; i < base->token_count; i++) {
        switch ((enum token_kind)base->work.tokens[i].kind) {
        case TOKEN_WORD:
            swap_word(m, i);
            break;
        case TOKEN_QUANTITY:
        case TOKEN_DECIMAL:
        case TOKEN_INT:
            if (!base->is_label[i])
                numbers(m, i);
            else
                labels(m, i);
            break;
        case TOKEN_LABEL:
            labels(m, i);
            break;
        case TOKEN_NAME:
            if (!base->is_label[i])
                names(m, i);
            break;
        case TOKEN_DATE:
            digit(m, i, 9);
            digit(m, i, 3);
            break;
        case TOKEN_MOMENT:
            digit(m, i, 9);
            digit(m, i, 12);
            digit(m, i, 3);
            break;
        case TOKEN_TIME:
            digit(m, i, 1);
            break;
        case TOKEN_STRING:
            strings(m, i);
            break;
        case TOKEN_ZONE:
        case TOKEN_BAD:
        case TOKEN_END:
            break;
        }
    }
}

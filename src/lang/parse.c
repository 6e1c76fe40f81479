/* SPDX-License-Identifier: Apache-2.0
 *
 * The parser's frame: the file, and how it finds its feet again after an error. */
#include "lang/parse_int.h"

static const struct token the_end = {.kind = TOKEN_END};

const struct token *parse_peek(const struct parser *p, size_t ahead)
{
    if (p->panic || p->work->failed || p->at + ahead >= p->work->token_count)
        return &the_end;
    return &p->work->tokens[p->at + ahead];
}

bool parse_at(const struct parser *p, enum word_id word)
{
    const struct token *t = parse_peek(p, 0);
    return t->kind == TOKEN_WORD && t->word == word;
}

bool parse_at2(const struct parser *p, enum word_id word, enum word_id second)
{
    const struct token *t = parse_peek(p, 1);
    return parse_at(p, word) && t->kind == TOKEN_WORD && t->word == second;
}

bool parse_is(const struct parser *p, enum token_kind kind)
{
    return parse_peek(p, 0)->kind == kind;
}

struct ast_word parse_take(struct parser *p)
{
    const struct token *t = parse_peek(p, 0);
    if (t->kind == TOKEN_END)
        return (struct ast_word){0};
    struct ast_word word = {token_str(p->work, t), (uint32_t)p->at, true};
    p->at++;
    return word;
}

bool parse_accept(struct parser *p, enum word_id word)
{
    if (!parse_at(p, word))
        return false;
    p->at++;
    return true;
}

struct ast_range parse_range(const struct parser *p, size_t from)
{
    return (struct ast_range){(uint32_t)from, (uint32_t)(p->at > from ? p->at : from + 1)};
}

void parse_missing(struct parser *p, enum lang_code code, const char *what)
{
    if (p->panic || p->work->failed) {
        p->panic = true;
        p->ast->is_broken = true;
        return;
    }
    const struct token *t = parse_peek(p, 0);
    uint32_t from = t->from, to = t->to;
    struct diag *diag = NULL;
    struct str name = str_z(what); /* examples behind a colon stand in the label alone */
    size_t colon = str_find(name, ':', 0);
    if (str_starts(str_from(name, colon), STR(": ")))
        name = str_slice(name, 0, colon);
    bool is_later = p->at > p->first;
    if (t->kind == TOKEN_END || (t->is_first_on_line && is_later)) {
        /* Something is missing at the end of the line before rather than at the next one's start. */
        const struct token *last = is_later ? &p->work->tokens[p->at - 1] : t;
        if (t->kind == TOKEN_END && p->at < p->work->token_count)
            t = &p->work->tokens[p->at];
        from = is_later ? last->to : t->from;
        to = from;
        diag = work_diag(p->work, code, from, to, "%.*s is missing at the end of the line",
                         STR_ARG(name));
    } else if (t->kind != TOKEN_BAD) {
        struct str found = work_slice(p->work, t->from, t->to);
        if (found.size > 40)
            found = str_slice(found, 0, source_utf8_end(str_slice(found, 0, 40)));
        diag = work_diag(p->work, code, from, to, "%.*s is missing before `%.*s`", STR_ARG(name),
                         STR_ARG(found));
    }
    if (diag)
        diag->label = work_printf(p->work, "expected %s", what);
    p->panic = true;
    p->ast->is_broken = true;
}

void parse_expect(struct parser *p, enum word_id word)
{
    if (parse_accept(p, word))
        return;
    char what[32] = "`";
    size_t size = 1;
    for (const char *c = word_text(word); *c && size < sizeof what - 2; c++)
        what[size++] = *c;
    what[size++] = '`';
    what[size] = '\0';
    parse_missing(p, LANG_T0201, what);
}

bool parse_enter(struct parser *p)
{
    if (p->depth >= NESTING_LIMIT) {
        if (!p->panic && !p->work->failed) {
            const struct token *t = parse_peek(p, 0);
            work_diag(p->work, LANG_T0204, t->from, t->to, "brackets are nested more than %d deep",
                      NESTING_LIMIT)
                ->label = STR("expected a simpler expression, or a name for a part of it");
        }
        p->panic = true;
        p->ast->is_broken = true;
        return false;
    }
    p->depth++;
    return true;
}

void parse_leave(struct parser *p)
{
    if (p->depth)
        p->depth--;
}

/* ------------------------------------------------------------- finding the feet */

bool parse_starts_statement(const struct parser *p, size_t at)
{
    const struct token *t = &p->work->tokens[at];
    if (t->kind != TOKEN_WORD)
        return false;
    switch (t->word) {
    case W_FORBID:
    case W_PERMIT:
    case W_REQUIRE:
    case W_KEEP:
    case W_LIMIT:
    case W_WITHDRAW:
    case W_ASSESS:
    case W_SYNCHRONOUS:
        return true;
    case W_WHEN:
        return t->is_first_on_line;
    default:
        return false;
    }
}

static bool is_item_word(enum word_id word)
{
    static const enum word_id starts[] = {
        W_AGREEMENT, W_PARTY,  W_MEDIATOR, W_MONITOR,  W_GUARANTOR, W_GROUP,      W_BODY,
        W_DISPUTED,  W_MOVING, W_LINE,     W_ZONE,     W_ZONES,     W_PLACE,      W_CORRIDOR,
        W_CLASS,     W_ACT,    W_THING,    W_TABLE,    W_DATE,      W_THROUGHOUT, W_PHASE,
        W_CLAUSE,    W_THEN,   W_ELSE,     W_DEFERRED, W_TRACK,     W_SOURCE};
    for (size_t i = 0; i < COUNT_OF(starts); i++)
        if (starts[i] == word)
            return true;
    return false;
}

/* An item's word at the start of a line, or one that what follows shows to be an item. */
bool parse_starts_item(const struct parser *p, size_t at)
{
    const struct token *t = &p->work->tokens[at];
    if (t->kind != TOKEN_WORD || !is_item_word((enum word_id)t->word))
        return false;
    if (t->is_first_on_line)
        return true;
    if (at + 2 >= p->work->token_count)
        return false;
    const struct token *third = t + 2;
    return third->kind == TOKEN_STRING || (third->kind == TOKEN_WORD && third->word == W_EQUALS);
}

static void recover(struct parser *p, size_t from)
{
    if (!p->panic)
        return;
    p->panic = false;
    p->depth = 0;
    p->in_steps = false;
    if (p->at == from)
        p->at++;
    while (!parse_is(p, TOKEN_END) && !parse_starts_item(p, p->at) &&
           !parse_starts_statement(p, p->at))
        p->at++;
    struct ast_range skipped = {(uint32_t)from, (uint32_t)p->at};
    PUSH(p->work, &p->ast->skipped, skipped);
}

/* ------------------------------------------------------------- the file */

static struct ast_quantity share(struct parser *p)
{
    struct ast_quantity q = {0};
    if (!parse_is(p, TOKEN_DECIMAL) && !parse_is(p, TOKEN_INT)) {
        parse_missing(p, LANG_T0209, "a share such as 0.60");
        return q;
    }
    const struct token *t = parse_peek(p, 0);
    q = (struct ast_quantity){.is_set = true, .value = t->number};
    if (!(q.value > 0 && q.value <= 1))
        work_diag(p->work, LANG_T0216, t->from, t->to,
                  "a threshold is a share above 0 and at most 1")
            ->label = STR("expected a number such as 0.60");
    size_t from = p->at;
    parse_take(p);
    q.range = parse_range(p, from);
    return q;
}

/* A frame's line that stands a second time. */
static void once(struct parser *p, bool is_set, size_t from, const char *what)
{
    const struct token *t = &p->work->tokens[from];
    if (is_set)
        work_diag(p->work, LANG_T0311, t->from, t->to, "%s is said twice", what);
}

/* head = "signed" time | "in" "force" ( time | "when" cond ) | "languages" names [ "prevailing" NAME ]
        | "builds" "on" STR "as" NAME | "threshold" ( "likely" | "seen" | "met" ) DEC ; */
static bool head(struct parser *p)
{
    size_t from = p->at;
    if (parse_accept(p, W_SIGNED)) {
        once(p, p->ast->signature.form, from, "the signature");
        p->ast->signature = parse_time(p);
    } else if (parse_accept(p, W_IN)) {
        once(p, p->ast->entry.form || p->ast->entry_condition, from, "the entry into force");
        parse_expect(p, W_FORCE);
        if (parse_accept(p, W_WHEN))
            p->ast->entry_condition = parse_condition(p);
        else
            p->ast->entry = parse_time(p);
    } else if (parse_accept(p, W_LANGUAGES)) {
        once(p, p->ast->languages.count, from, "the languages");
        p->ast->languages = parse_names(p, "a language such as en");
        if (parse_accept(p, W_PREVAILING))
            p->ast->prevailing = parse_name(p, "a language");
    } else if (parse_accept(p, W_BUILDS)) {
        struct ast_builds builds = {0};
        parse_expect(p, W_ON);
        builds.file = parse_string(p, "the name of a file in quotes");
        parse_expect(p, W_AS);
        builds.name = parse_name(p, "a short name for it");
        builds.range = parse_range(p, from);
        PUSH(p->work, &p->ast->builds, builds);
    } else if (parse_accept(p, W_THRESHOLD)) {
        struct ast_quantity *which = NULL;
        if (parse_accept(p, W_LIKELY))
            which = &p->ast->likely;
        else if (parse_accept(p, W_SEEN))
            which = &p->ast->seen;
        else if (parse_accept(p, W_MET))
            which = &p->ast->met;
        else
            parse_missing(p, LANG_T0201, "`likely`, `seen` or `met`");
        struct ast_quantity value = share(p);
        if (which) {
            once(p, which->is_set, from, "a threshold");
            *which = value;
        }
    } else {
        return false;
    }
    return true;
}

/* frame = "agreement" STR "timezone" TZ { head } ; */
static void frame(struct parser *p)
{
    size_t from = p->at;
    p->owner = STR("the agreement");
    parse_expect(p, W_AGREEMENT);
    p->ast->title = parse_string(p, "the title of the agreement in quotes");
    parse_expect(p, W_TIMEZONE);
    if (parse_is(p, TOKEN_ZONE) || parse_is(p, TOKEN_NAME))
        p->ast->zone = parse_take(p);
    else
        parse_missing(p, LANG_T0201, "a time zone such as Europe/Istanbul");
    while (head(p) || p->panic) {
        if (!p->panic) {
            from = p->at;
            continue;
        }
        p->panic = false; /* the next line may be a head, too */
        do
            p->at++;
        while (!parse_is(p, TOKEN_END) && !parse_peek(p, 0)->is_first_on_line);
        struct ast_range skipped = {(uint32_t)from, (uint32_t)p->at};
        PUSH(p->work, &p->ast->skipped, skipped);
        from = p->at;
    }
}

static void not_here(struct parser *p)
{
    const struct token *t = parse_peek(p, 0);
    if (t->kind != TOKEN_BAD)
        work_diag(p->work, LANG_T0316, t->from, t->to,
                  "a monitoring plan holds sources, and `%.*s` begins none",
                  STR_ARG(token_str(p->work, t)))
            ->label = STR("expected `source`, its name and what it sees");
    p->panic = true;
    p->ast->is_broken = true;
}

static void items(struct parser *p)
{
    struct work *work = p->work;
    while (!work->failed && !parse_is(p, TOKEN_END)) {
        size_t from = p->at;
        if (p->role == WORK_SOURCES && !parse_at(p, W_SOURCE)) {
            not_here(p);
        } else if (parse_at(p, W_AGREEMENT)) {
            const struct token *t = parse_peek(p, 0);
            work_diag(work, LANG_T0213, t->from, t->to,
                      "a second agreement begins here, and a file holds one")
                ->help = STR("put it into a file of its own");
            p->ast->is_broken = true;
            return;
        } else {
            parse_item(p);
        }
        if (!p->panic)
            continue;
        recover(p, from);
        while (parse_starts_statement(p, p->at) && !parse_is(p, TOKEN_END)) {
            /* Statements whose clause could not be read are skipped with it. */
            size_t start = p->at;
            p->panic = true;
            recover(p, start);
        }
    }
}

/* file = frame { item } ;
   item = actor | body | placeitem | corridor | class | kind | table | date | "throughout" | phase | clause
        | open | exit | deferred | track | source ; */
void parse(struct work *work, struct ast *ast)
{
    *ast = (struct ast){0};
    struct parser parser = {.work = work, .ast = ast, .phase = AST_THROUGHOUT};
    PUSH(work, &ast->geoms, (struct ast_geom){0});
    PUSH(work, &ast->conditions, (struct ast_condition){0});
    PUSH(work, &ast->pasts, (struct ast_past){0});
    if (work->failed)
        return;
    frame(&parser);
    items(&parser);
}

/* A base's frame is its own: what the agreement says of itself stays. */
static void parse_base(struct parser *p)
{
    struct ast *ast = p->ast, own = *ast;
    struct ast_words no_words = {0};
    struct ast_word no_word = {0};
    struct ast_quantity no_share = {0};
    struct ast_time no_time = {0};
    ast->title = ast->zone = ast->prevailing = no_word;
    ast->signature = ast->entry = no_time;
    ast->entry_condition = 0;
    ast->languages = no_words;
    ast->likely = ast->seen = ast->met = no_share;
    frame(p);
    struct ast_base base = {(uint32_t)p->work->texts.count, ast->zone, ast->signature, ast->entry,
                            ast->entry_condition};
    PUSH(p->work, &ast->bases, base);
    ast->title = own.title;
    ast->zone = own.zone;
    ast->prevailing = own.prevailing;
    ast->signature = own.signature;
    ast->entry = own.entry;
    ast->entry_condition = own.entry_condition;
    ast->languages = own.languages;
    ast->likely = own.likely;
    ast->seen = own.seen;
    ast->met = own.met;
    items(p);
}

void parse_more(struct work *work, struct ast *ast)
{
    const struct work_source *text = &work->texts.items[work->texts.count - 1];
    struct parser parser = {.work = work,
                            .ast = ast,
                            .phase = AST_THROUGHOUT,
                            .at = text->first,
                            .first = text->first,
                            .role = text->role,
                            .prefix = text->prefix};
    if (text->role == WORK_BASE)
        parse_base(&parser);
    else
        items(&parser);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The parser's frame: the file, its declarations, and how it finds its feet again after an error. */
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
    if (t->kind == TOKEN_END || (t->is_first_on_line && p->at)) {
        /* Something is missing at the end of the line before rather than at the next one's start. */
        const struct token *last = p->at ? &p->work->tokens[p->at - 1] : t;
        if (t->kind == TOKEN_END && p->at < p->work->token_count)
            t = &p->work->tokens[p->at];
        from = p->at ? last->to : t->from;
        to = from;
        diag = work_diag(p->work, code, from, to, "%s is missing at the end of the line", what);
    } else if (t->kind != TOKEN_BAD) {
        struct str found = str_slice(p->work->source.text, t->from, t->to);
        if (found.size > 40)
            found = str_slice(found, 0, source_utf8_end(str_slice(found, 0, 40)));
        diag =
            work_diag(p->work, code, from, to, "%s is missing before `%.*s`", what, STR_ARG(found));
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

/* ------------------------------------------------------------- declarations */

static void own(struct parser *p, const char *sort)
{
    p->owner = work_printf(p->work, "%s %.*s", sort, STR_ARG(token_str(p->work, parse_peek(p, 0))));
}

/* actor = ( "party" | "mediator" | "monitor" | "guarantor" | "group" ) NAME STR
           [ "also" STR { "," STR } ] [ "under" NAME ] ; */
static void actor(struct parser *p, enum plan_role role)
{
    struct ast_actor a = {.role = role};
    size_t from = p->at;
    parse_take(p);
    own(p, plan_role_text(role));
    a.name = parse_name(p, "a short name");
    a.label = parse_string(p, "the full name in quotes");
    if (parse_accept(p, W_ALSO))
        do
            PUSH(p->work, &a.also, parse_string(p, "another name in quotes"));
        while (parse_accept(p, W_COMMA));
    if (parse_accept(p, W_UNDER))
        a.under = parse_name(p, "who answers for it");
    a.range = parse_range(p, from);
    if (a.name.is_set)
        PUSH(p->work, &p->ast->actors, a);
}

/* rule = "consensus" | "majority" | "unanimity" | "chair" | hole ; */
static void rule(struct parser *p, struct ast_actor *a)
{
    if (parse_accept(p, W_CONSENSUS)) {
        a->rule = PLAN_BY_CONSENSUS;
    } else if (parse_accept(p, W_MAJORITY)) {
        a->rule = PLAN_BY_MAJORITY;
    } else if (parse_accept(p, W_UNANIMITY)) {
        a->rule = PLAN_BY_UNANIMITY;
    } else if (parse_accept(p, W_CHAIR)) {
        a->rule = PLAN_BY_CHAIR;
    } else if (parse_at_hole(p)) {
        a->rule_is_open = true;
        parse_hole(p);
    } else {
        parse_missing(p, LANG_T0201, "`consensus`, `majority`, `unanimity` or `chair`");
    }
}

/* body = "body" NAME STR "of" names [ "chaired" "by" NAME ]
          [ "decides" "by" rule [ "or" ( "chair" | NAME ) "after" qty ] ] ; */
static void body(struct parser *p)
{
    struct ast_actor a = {.role = PLAN_BODY};
    size_t from = p->at;
    parse_take(p);
    own(p, "body");
    a.name = parse_name(p, "a short name");
    a.label = parse_string(p, "the full name in quotes");
    parse_expect(p, W_OF);
    a.members = parse_names(p, "a member");
    if (parse_accept(p, W_CHAIRED)) {
        parse_expect(p, W_BY);
        a.chair = parse_name(p, "who chairs it");
    }
    if (parse_accept(p, W_DECIDES)) {
        parse_expect(p, W_BY);
        rule(p, &a);
        if (parse_accept(p, W_OR)) {
            a.chair_breaks_ties = parse_accept(p, W_CHAIR);
            if (!a.chair_breaks_ties)
                a.tie_breaker = parse_name(p, "`chair`, or who decides then");
            parse_expect(p, W_AFTER);
            a.tie_after = parse_quantity(p, "a duration");
        }
    }
    a.range = parse_range(p, from);
    if (a.name.is_set)
        PUSH(p->work, &p->ast->actors, a);
}

/* class = "class" NAME "=" alt { "or" alt } [ "except" names ] ;
   alt = NAME [ "where" test { "and" test } ] ; */
static void class(struct parser *p)
{
    struct ast_class c = {0};
    size_t from = p->at;
    parse_take(p);
    own(p, "class");
    c.name = parse_name(p, "the class");
    parse_expect(p, W_EQUALS);
    do {
        struct ast_alternative alt = {.name = parse_name(p, "a kind or class")};
        if (parse_accept(p, W_WHERE))
            do
                PUSH(p->work, &alt.tests, parse_test(p));
            while (parse_accept(p, W_AND));
        PUSH(p->work, &c.alternatives, alt);
    } while (parse_accept(p, W_OR));
    if (parse_accept(p, W_EXCEPT))
        c.exceptions = parse_names(p, "a kind or class");
    c.range = parse_range(p, from);
    if (c.name.is_set)
        PUSH(p->work, &p->ast->classes, c);
}

/* kind = ( "act" | "thing" ) NAME STR ; */
static void kind(struct parser *p)
{
    struct ast_kind k = {.type = parse_at(p, W_ACT) ? PLAN_ACT : PLAN_THING};
    size_t from = p->at;
    parse_take(p);
    k.name = parse_name(p, "the kind");
    k.label = parse_string(p, "what it means in quotes");
    k.range = parse_range(p, from);
    if (k.name.is_set)
        PUSH(p->work, &p->ast->kinds, k);
}

/* table = "table" NAME "=" NAME ":" num { "|" NAME ":" num } ; */
static void table(struct parser *p)
{
    struct ast_table t = {0};
    size_t from = p->at;
    parse_take(p);
    own(p, "table");
    t.name = parse_name(p, "the table");
    parse_expect(p, W_EQUALS);
    do {
        struct ast_row row = {.key = parse_name(p, "a kind or class")};
        parse_expect(p, W_COLON);
        row.value = parse_number(p, "a number or measure");
        PUSH(p->work, &t.rows, row);
    } while (parse_accept(p, W_BAR));
    t.range = parse_range(p, from);
    if (t.name.is_set)
        PUSH(p->work, &p->ast->tables, t);
}

/* date = "date" NAME "=" event ; */
static void date(struct parser *p)
{
    struct ast_date d = {0};
    size_t from = p->at;
    parse_take(p);
    own(p, "date");
    d.name = parse_name(p, "the moment");
    parse_expect(p, W_EQUALS);
    d.event = parse_event(p);
    d.range = parse_range(p, from);
    if (d.name.is_set)
        PUSH(p->work, &p->ast->dates, d);
}

/* renew = "renews" "for" qty ( "unless" "notice" "by" actors [ "at" "least" qty ] "before" | "when" cond ) ; */
static void renew(struct parser *p, struct ast_phase *phase)
{
    if (!parse_accept(p, W_RENEWS))
        return;
    parse_expect(p, W_FOR);
    phase->renewal_span = parse_quantity(p, "a duration");
    if (parse_accept(p, W_WHEN)) {
        phase->renewal = PLAN_RENEW_WHEN;
        phase->renewal_condition = parse_condition(p);
        return;
    }
    if (!parse_accept(p, W_UNLESS))
        parse_missing(p, LANG_T0201, "`unless notice by …` or `when …`");
    phase->renewal = PLAN_RENEW_UNLESS_NOTICE;
    parse_expect(p, W_NOTICE);
    parse_expect(p, W_BY);
    phase->notice_by = parse_actors(p);
    if (parse_accept(p, W_AT)) {
        parse_expect(p, W_LEAST);
        phase->notice_span = parse_quantity(p, "a duration");
    }
    parse_expect(p, W_BEFORE);
}

/* phase = "phase" NAME [ "for" "each" NAME ] STR [ "begins" ( "at" time | "when" cond ) ] [ "lasts" qty [ renew ] ] ; */
static void phase(struct parser *p)
{
    struct ast_phase phase = {0};
    size_t from = p->at;
    parse_take(p);
    own(p, "phase");
    phase.name = parse_name(p, "the phase");
    if (parse_accept(p, W_FOR)) {
        parse_expect(p, W_EACH);
        phase.for_each = parse_name(p, "a collection of zones");
    }
    phase.title = parse_string(p, "the title of the phase in quotes");
    if (parse_accept(p, W_BEGINS)) {
        if (parse_accept(p, W_AT)) {
            phase.begins = PLAN_BEGIN_AT;
            phase.begin_at = parse_time(p);
        } else {
            if (!parse_accept(p, W_WHEN))
                parse_missing(p, LANG_T0201, "`at` and a time, or `when` and a condition");
            phase.begins = PLAN_BEGIN_WHEN;
            phase.begin_condition = parse_condition(p);
        }
    }
    if (parse_accept(p, W_LASTS)) {
        phase.lasts = parse_quantity(p, "a duration");
        renew(p, &phase);
    }
    phase.range = parse_range(p, from);
    p->phase = (uint32_t)p->ast->phases.count; /* also a nameless one: its ways follow */
    PUSH(p->work, &p->ast->phases, phase);
    if (p->work->failed)
        p->phase = AST_THROUGHOUT;
}

/* exit = "then" NAME [ "at" time | "when" cond | "as" "soon" "as" cond ] [ "decided" "by" NAME [ "within" qty ] ]
        | "else" NAME ; */
static void exit_way(struct parser *p)
{
    struct ast_exit e = {.is_else = parse_at(p, W_ELSE)};
    size_t from = p->at;
    parse_take(p);
    e.to = parse_name(p, "a phase, `lapsed` or `ended`");
    if (!e.is_else) {
        if (parse_accept(p, W_AT)) {
            e.form = PLAN_EXIT_AT_TIME;
            e.at = parse_time(p);
        } else if (parse_accept(p, W_WHEN)) {
            e.form = PLAN_EXIT_WHEN;
            e.condition = parse_condition(p);
        } else if (parse_accept(p, W_AS)) {
            e.form = PLAN_EXIT_AS_SOON_AS;
            parse_expect(p, W_SOON);
            parse_expect(p, W_AS);
            e.condition = parse_condition(p);
        }
        if (parse_accept(p, W_DECIDED)) {
            parse_expect(p, W_BY);
            e.decider = parse_name(p, "who decides");
            if (parse_accept(p, W_WITHIN))
                e.within = parse_quantity(p, "a duration");
        }
    }
    e.range = parse_range(p, from);
    if (p->phase == AST_THROUGHOUT) {
        const struct token *t = &p->work->tokens[from];
        if (!p->panic)
            work_diag(p->work, LANG_T0604, t->from, t->to,
                      "a way on stands outside a phase: what binds throughout has no end")
                ->label = STR("expected it after the clauses of a phase");
        return;
    }
    struct ast_phase *phase = &p->ast->phases.items[p->phase];
    if (e.to.is_set)
        PUSH(p->work, &phase->exits, e);
}

/* deferred = "deferred" STR [ "after" NAME ] ; */
static void deferred(struct parser *p)
{
    struct ast_deferred d = {.phase = p->phase};
    size_t from = p->at;
    parse_take(p);
    d.title = parse_string(p, "what is left for later in quotes");
    if (parse_accept(p, W_AFTER))
        d.after = parse_name(p, "a phase");
    d.range = parse_range(p, from);
    if (d.title.is_set)
        PUSH(p->work, &p->ast->deferred, d);
}

/* topic = cref | STR | NAME ; */
static struct ast_topic topic(struct parser *p)
{
    struct ast_topic t = {0};
    t.is_text = parse_is(p, TOKEN_STRING);
    if (t.is_text)
        t.word = parse_take(p);
    else if (parse_at(p, W_CLAUSE) || parse_at(p, W_CLAUSES))
        t.clauses = parse_cref(p);
    else
        t.word = parse_name(p, "what it is about: clauses, a place or a text in quotes");
    return t;
}

/* track = "track" NAME STR "on" topic { "," topic } [ "after" NAME ] ; */
static void track(struct parser *p)
{
    struct ast_track t = {0};
    size_t from = p->at;
    parse_take(p);
    own(p, "track");
    t.name = parse_name(p, "the working group");
    t.title = parse_string(p, "its title in quotes");
    parse_expect(p, W_ON);
    do
        PUSH(p->work, &t.topics, topic(p));
    while (parse_accept(p, W_COMMA));
    if (parse_accept(p, W_AFTER))
        t.after = parse_name(p, "a phase");
    t.range = parse_range(p, from);
    if (t.name.is_set)
        PUSH(p->work, &p->ast->tracks, t);
}

/* source = "source" NAME "sees" names "accuracy" qty "revisit" qty "detects" qty [ "in" NAME ] [ "costs" num ] ; */
static void source(struct parser *p)
{
    struct ast_source s = {0};
    size_t from = p->at;
    parse_take(p);
    own(p, "source");
    s.name = parse_name(p, "the source");
    parse_expect(p, W_SEES);
    s.kinds = parse_names(p, "a kind");
    parse_expect(p, W_ACCURACY);
    s.accuracy = parse_quantity(p, "a distance");
    parse_expect(p, W_REVISIT);
    s.revisit = parse_quantity(p, "a duration");
    parse_expect(p, W_DETECTS);
    s.detects = parse_quantity(p, "a share such as 80 %");
    if (parse_accept(p, W_IN))
        s.in = parse_name(p, "a place");
    if (parse_accept(p, W_COSTS))
        s.costs = parse_number(p, "a number");
    s.range = parse_range(p, from);
    if (s.name.is_set)
        PUSH(p->work, &p->ast->sources, s);
}

/* open = "[" ( "open" STR | NAME ":" clause { "|" NAME ":" clause } ) "]" ; */
static void open_clause(struct parser *p)
{
    struct ast_hole hole = {.where = STR("a clause")};
    size_t from = p->at;
    parse_expect(p, W_BRACKET_OPEN);
    if (parse_accept(p, W_OPEN)) {
        hole.words = parse_string(p, "the words that leave it open in quotes");
    } else {
        size_t clauses = 0, statements = 0; /* the first proposal stands for all */
        do {
            struct ast_choice choice = {.key = parse_name(p, "`open`, or whose proposal it is")};
            parse_expect(p, W_COLON);
            size_t start = p->at;
            if (!p->panic)
                parse_clause(p, true);
            choice.value = parse_range(p, start);
            PUSH(p->work, &hole.choices, choice);
            if (hole.choices.count == 1) {
                clauses = p->ast->clauses.count;
                statements = p->ast->statements.count;
                hole.where = p->owner;
            }
        } while (parse_accept(p, W_BAR));
        p->ast->clauses.count = clauses;
        p->ast->statements.count = statements;
    }
    if (!parse_accept(p, W_BRACKET_CLOSE))
        parse_missing(p, LANG_T0211, "`]`");
    hole.range = parse_range(p, from);
    PUSH(p->work, &p->ast->holes, hole);
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
        p->ast->languages = parse_names(p, "a language such as en");
        if (parse_accept(p, W_PREVAILING))
            parse_name(p, "a language");
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

static void item(struct parser *p)
{
    const struct token *t = parse_peek(p, 0);
    unsigned word = t->kind == TOKEN_WORD ? t->word : W_NONE;
    switch (word) {
    case W_PARTY:
        actor(p, PLAN_PARTY);
        return;
    case W_MEDIATOR:
        actor(p, PLAN_MEDIATOR);
        return;
    case W_MONITOR:
        actor(p, PLAN_MONITOR);
        return;
    case W_GUARANTOR:
        actor(p, PLAN_GUARANTOR);
        return;
    case W_GROUP:
        actor(p, PLAN_GROUP);
        return;
    case W_BODY:
        body(p);
        return;
    case W_DISPUTED:
    case W_MOVING:
    case W_LINE:
    case W_ZONE:
    case W_ZONES:
    case W_PLACE:
        parse_place_item(p);
        return;
    case W_CORRIDOR:
        parse_corridor(p);
        return;
    case W_CLASS:
        class(p);
        return;
    case W_ACT:
    case W_THING:
        kind(p);
        return;
    case W_TABLE:
        table(p);
        return;
    case W_DATE:
        date(p);
        return;
    case W_THROUGHOUT:
        parse_take(p);
        p->phase = AST_THROUGHOUT;
        return;
    case W_PHASE:
        phase(p);
        return;
    case W_CLAUSE:
        parse_clause(p, false);
        return;
    case W_BRACKET_OPEN:
        open_clause(p);
        return;
    case W_THEN:
    case W_ELSE:
        exit_way(p);
        return;
    case W_DEFERRED:
        deferred(p);
        return;
    case W_TRACK:
        track(p);
        return;
    case W_SOURCE:
        source(p);
        return;
    default: { /* of some 130 words the others start nothing */
        struct str found = str_slice(p->work->source.text, t->from, t->to);
        if (t->kind != TOKEN_BAD) {
            bool is_head =
                t->kind == TOKEN_WORD && (t->word == W_SIGNED || t->word == W_LANGUAGES ||
                                          t->word == W_BUILDS || t->word == W_THRESHOLD);
            if (found.size > 40)
                found = str_slice(found, 0, source_utf8_end(str_slice(found, 0, 40)));
            struct diag *diag =
                work_diag(p->work, LANG_T0202, t->from, t->to,
                          "nothing can go on or begin with `%.*s` here", STR_ARG(found));
            diag->label = is_head ? STR("expected directly under `agreement`")
                          : parse_starts_statement(p, p->at)
                              ? STR("expected `clause` with its label and title before it")
                              : STR("expected the next statement, clause or declaration");
        }
        p->panic = true;
        p->ast->is_broken = true;
    }
    }
}

/* file = { frame { item } } ;
   item = actor | body | placeitem | corridor | class | kind | table | date | "throughout" | phase | clause
        | open | exit | deferred | track | source ; */
void parse(struct work *work, struct ast *ast)
{
    *ast = (struct ast){0};
    struct parser parser = {.work = work, .ast = ast, .phase = AST_THROUGHOUT};
    struct parser *p = &parser;
    PUSH(work, &ast->geoms, (struct ast_geom){0});
    PUSH(work, &ast->conditions, (struct ast_condition){0});
    PUSH(work, &ast->pasts, (struct ast_past){0});
    if (work->failed)
        return;
    frame(p);
    while (!work->failed && !parse_is(p, TOKEN_END)) {
        size_t from = p->at;
        if (parse_at(p, W_AGREEMENT)) {
            const struct token *t = parse_peek(p, 0);
            work_diag(work, LANG_T0213, t->from, t->to,
                      "a second agreement begins here, and a file holds one")
                ->help = STR("put it into a file of its own");
            ast->is_broken = true;
            return;
        }
        item(p);
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

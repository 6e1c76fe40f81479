/* SPDX-License-Identifier: Apache-2.0
 *
 * Declarations, phases and their ways, what is left for later, brackets around clauses. */
#include "lang/parse_int.h"

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

static void rule(struct parser *p, struct ast_actor *a);

static void rule_value(struct parser *p)
{
    struct ast_actor a = {0};
    rule(p, &a);
}

static void members_value(struct parser *p)
{
    parse_names(p, "a member");
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
        parse_hole_of(p, rule_value);
    } else {
        parse_missing(p, LANG_T0201, "`consensus`, `majority`, `unanimity` or `chair`");
    }
}

/* body = "body" NAME STR "of" ( hole | names ) [ "chaired" "by" ( NAME | hole ) ]
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
    a.members_are_open = parse_at_hole(p);
    if (a.members_are_open)
        parse_hole_of(p, members_value);
    else
        a.members = parse_names(p, "a member");
    if (parse_accept(p, W_CHAIRED)) {
        parse_expect(p, W_BY);
        a.chair = parse_name_or_hole(p, "who chairs it", &a.chair_is_open);
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

/* exit = "then" NAME [ "at" time | "when" cond | "as" "soon" "as" cond ] [ "decided" "by" ( NAME | hole ) [ "within" qty ] ]
        | "else" NAME ; */
static void exit_way(struct parser *p)
{
    struct ast_exit e = {.is_else = parse_at(p, W_ELSE)};
    size_t from = p->at;
    if (p->phase != AST_THROUGHOUT)
        p->owner =
            work_printf(p->work, "phase %.*s", STR_ARG(p->ast->phases.items[p->phase].name.text));
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
            e.decider = parse_name_or_hole(p, "who decides", &e.decider_is_open);
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
    struct ast_hole hole = {.where = STR("a clause"), .is_clause = true};
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
    if (!p->panic)
        PUSH(p->work, &p->ast->holes, hole);
}

void parse_item(struct parser *p)
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
    default: { /* of some 140 words the others start nothing */
        struct str found = work_slice(p->work, t->from, t->to);
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

/* SPDX-License-Identifier: Apache-2.0
 *
 * The small rules: names, measures, times, parties, places. */
#include "lang/parse_int.h"

struct ast_word parse_name(struct parser *p, const char *what)
{
    if (parse_is(p, TOKEN_NAME))
        return parse_take(p);
    const struct token *t = parse_peek(p, 0);
    const struct token *second = parse_peek(p, 1);
    /* A reserved word where a name belongs, rather than a missing name: "zone entry = …". */
    if (t->kind == TOKEN_WORD && t->word < W_EQUALS && !t->is_first_on_line &&
        (second->kind == TOKEN_STRING ||
         (second->kind == TOKEN_WORD && second->word == W_EQUALS))) {
        work_diag(p->work, LANG_T0210, t->from, t->to,
                  "`%s` is a word of the language and cannot be the name of %s",
                  word_text((enum word_id)t->word), what)
            ->label = STR("expected another name");
        p->panic = true;
    }
    parse_missing(p, LANG_T0206, what);
    return (struct ast_word){0};
}

struct ast_word parse_name_or_hole(struct parser *p, const char *what, bool *is_open)
{
    *is_open = parse_at_hole(p);
    if (!*is_open)
        return parse_name(p, what);
    parse_hole(p);
    return (struct ast_word){0};
}

struct ast_word parse_string(struct parser *p, const char *what)
{
    if (parse_is(p, TOKEN_STRING))
        return parse_take(p);
    parse_missing(p, LANG_T0207, what);
    return (struct ast_word){0};
}

/* names = NAME { "," NAME } ; */
struct ast_words parse_names(struct parser *p, const char *what)
{
    struct ast_words names = {0};
    do
        PUSH(p->work, &names, parse_name(p, what));
    while (parse_accept(p, W_COMMA));
    return names;
}

/* attribute = NAME | "range" | "source" ; */
struct ast_word parse_attribute(struct parser *p)
{
    if (parse_at(p, W_RANGE) || parse_at(p, W_SOURCE))
        return parse_take(p);
    return parse_name(p, "an attribute");
}

/* gravity = "minor" | "serious" | "grave" ; */
enum plan_gravity parse_gravity(struct parser *p)
{
    if (parse_accept(p, W_MINOR))
        return PLAN_MINOR;
    if (parse_accept(p, W_SERIOUS))
        return PLAN_SERIOUS;
    if (parse_accept(p, W_GRAVE))
        return PLAN_GRAVE;
    return PLAN_GRAVITY_NONE;
}

bool parse_clock(struct parser *p, int32_t *seconds)
{
    *seconds = 0;
    if (!parse_is(p, TOKEN_TIME)) {
        parse_missing(p, LANG_T0208, "a time of day such as 06:00");
        return false;
    }
    struct str s = parse_take(p).text;
    *seconds = ((s.text[0] - '0') * 10 + s.text[1] - '0') * 3600 +
               ((s.text[3] - '0') * 10 + s.text[4] - '0') * 60;
    *seconds %= 86400; /* an impossible time has been reported */
    return true;
}

static struct ast_quantity take_quantity(struct parser *p)
{
    const struct token *t = parse_peek(p, 0);
    struct ast_quantity q = {.is_set = true, .unit = (enum unit_id)t->unit, .value = t->number};
    size_t from = p->at;
    parse_take(p);
    q.range = parse_range(p, from);
    return q;
}

static struct ast_quantity open_quantity(struct parser *p)
{
    struct ast_quantity q = {.is_set = true, .is_open = true};
    size_t from = p->at;
    parse_hole(p);
    q.range = parse_range(p, from);
    return q;
}

/* qty = QTY | hole ; */
struct ast_quantity parse_quantity(struct parser *p, const char *what)
{
    if (parse_is(p, TOKEN_QUANTITY))
        return take_quantity(p);
    if (parse_at_hole(p))
        return open_quantity(p);
    parse_missing(p, LANG_T0209, what);
    return (struct ast_quantity){0};
}

/* num = QTY | INT | hole ; */
struct ast_quantity parse_number(struct parser *p, const char *what)
{
    if (parse_is(p, TOKEN_INT))
        return take_quantity(p);
    return parse_quantity(p, what);
}

/* comp = "at" ( "least" | "most" ) | ( "more" | "less" | "fewer" ) "than" | "exactly" ; */
bool parse_comparison(struct parser *p, enum plan_comparison *comparison)
{
    *comparison = PLAN_AT_LEAST;
    if (parse_at2(p, W_AT, W_LEAST) || parse_at2(p, W_AT, W_MOST)) {
        parse_take(p);
        *comparison = parse_accept(p, W_LEAST) ? PLAN_AT_LEAST : PLAN_AT_MOST;
        if (*comparison == PLAN_AT_MOST)
            parse_expect(p, W_MOST);
        return true;
    }
    if (parse_accept(p, W_EXACTLY)) {
        *comparison = PLAN_EXACTLY;
        return true;
    }
    if (parse_accept(p, W_MORE))
        *comparison = PLAN_MORE_THAN;
    else if (parse_accept(p, W_LESS) || parse_accept(p, W_FEWER))
        *comparison = PLAN_LESS_THAN;
    else
        return false;
    parse_expect(p, W_THAN);
    return true;
}

bool parse_at_hole(const struct parser *p)
{
    return parse_at(p, W_BRACKET_OPEN);
}

/* value = QTY | INT | DEC | STR | TIME | time | geom | hours | way | rule | gravity | names | actors | audience | cond ; */
/* The last nine only where the hole stands for such a thing. */
static void value(struct parser *p)
{
    if (parse_is(p, TOKEN_QUANTITY) || parse_is(p, TOKEN_INT) || parse_is(p, TOKEN_DECIMAL) ||
        parse_is(p, TOKEN_STRING) || parse_is(p, TOKEN_TIME))
        parse_take(p);
    else if (!parse_at_hole(p))
        parse_time(p);
    else
        parse_missing(p, LANG_T0209, "a value");
}

/* hole = "[" ( "open" STR | NAME ":" value { "|" NAME ":" value } ) "]" ; */
uint32_t parse_hole(struct parser *p)
{
    return parse_hole_of(p, value);
}

uint32_t parse_hole_of(struct parser *p, void (*read)(struct parser *p))
{
    struct ast_hole hole = {.where = p->owner};
    size_t from = p->at;
    parse_expect(p, W_BRACKET_OPEN);
    if (parse_accept(p, W_OPEN)) {
        hole.words = parse_string(p, "the words that leave it open in quotes");
    } else {
        do {
            struct ast_choice choice = {.key = parse_name(p, "`open`, or whose proposal it is")};
            parse_expect(p, W_COLON);
            size_t start = p->at;
            if (!p->panic)
                read(p);
            choice.value = parse_range(p, start);
            PUSH(p->work, &hole.choices, choice);
        } while (parse_accept(p, W_BAR));
    }
    if (!parse_accept(p, W_BRACKET_CLOSE))
        parse_missing(p, LANG_T0211, "`]`");
    hole.range = parse_range(p, from);
    if (!p->panic)
        PUSH(p->work, &p->ast->holes, hole);
    return (uint32_t)p->ast->holes.count;
}

/* time = ( "begin" | "end" ) [ "of" NAME ] [ shift ]
        | ( "signature" | "entry" | "day" num | DATE | NAME ) [ shift ] | hole ;
   shift = ( "+" | "-" ) qty ; */
struct ast_time parse_time(struct parser *p)
{
    struct ast_time t = {0};
    size_t from = p->at;
    if (parse_at_hole(p)) {
        t.form = PLAN_TIME_OPEN;
        parse_hole(p);
        t.range = parse_range(p, from);
        return t;
    }
    if (parse_at(p, W_BEGIN) || parse_at(p, W_END)) {
        t.form = parse_at(p, W_BEGIN) ? PLAN_TIME_BEGIN : PLAN_TIME_END;
        parse_take(p);
        if (parse_accept(p, W_OF))
            t.name = parse_name(p, "a phase");
    } else if (parse_accept(p, W_SIGNATURE)) {
        t.form = PLAN_TIME_SIGNATURE;
    } else if (parse_accept(p, W_ENTRY)) {
        t.form = PLAN_TIME_ENTRY;
    } else if (parse_accept(p, W_DAY)) {
        t.form = PLAN_TIME_DAY_OF;
        struct ast_quantity number = parse_number(p, "the number of a day");
        t.number = 1;
        if (number.is_open)
            t.form = PLAN_TIME_OPEN;
        else if (number.is_set &&
                 (number.unit != UNIT_NONE || number.value < 1 || number.value > 1e6))
            work_diag(p->work, LANG_T0414, p->work->tokens[number.range.from].from,
                      p->work->tokens[number.range.from].to,
                      "days are counted from 1, without a unit")
                ->label = STR("expected a number such as `day 2`");
        else
            t.number = (int64_t)number.value;
    } else if (parse_is(p, TOKEN_DATE) || parse_is(p, TOKEN_MOMENT)) {
        t.form = parse_is(p, TOKEN_DATE) ? PLAN_TIME_DATE : PLAN_TIME_MOMENT;
        t.name = parse_take(p);
    } else if (parse_is(p, TOKEN_NAME)) {
        t.form = PLAN_TIME_NAMED;
        t.name = parse_take(p);
    } else {
        if (parse_is(p, TOKEN_LABEL) || parse_is(p, TOKEN_DECIMAL) || parse_is(p, TOKEN_INT) ||
            parse_is(p, TOKEN_TIME)) {
            const struct token *token = parse_peek(p, 0);
            struct diag *diag = work_diag(
                p->work, LANG_T0215, token->from, token->to,
                "a moment is written as year-month-day, with the time of day if it matters");
            diag->label = STR("expected a date such as 2026-02-01 or 2026-02-01 18:00");
            p->panic = true;
        }
        parse_missing(p, LANG_T0208,
                      "a time: a date, a named date, `begin`, `end`, `entry`, `signature` or `day` "
                      "with a number");
    }
    if (parse_at(p, W_PLUS) || parse_at(p, W_MINUS)) {
        t.shift_sign = parse_at(p, W_PLUS) ? 1 : -1;
        parse_take(p);
        t.shift = parse_quantity(p, "a duration");
    }
    t.range = parse_range(p, from);
    return t;
}

static void actors_value(struct parser *p)
{
    parse_actors(p);
}

/* actors = "anyone" [ "except" names ] | "any" ( "party" | "of" names ) | "one" "party"
          | "the" ( "same" | "other" ) "party" | hole | names ; */
struct ast_actors parse_actors(struct parser *p)
{
    struct ast_actors a = {0};
    size_t from = p->at;
    if (parse_accept(p, W_ANYONE)) {
        a.form = PLAN_ACTORS_ANYONE;
        if (parse_accept(p, W_EXCEPT))
            a.names = parse_names(p, "a party");
    } else if (parse_accept(p, W_ANY)) {
        a.form = PLAN_ACTORS_ANY_PARTY;
        if (parse_accept(p, W_OF)) {
            a.form = PLAN_ACTORS_ANY_OF;
            a.names = parse_names(p, "a party");
        } else {
            parse_expect(p, W_PARTY);
        }
    } else if (parse_accept(p, W_ONE)) {
        a.form = PLAN_ACTORS_ONE_PARTY;
        parse_expect(p, W_PARTY);
    } else if (parse_accept(p, W_THE)) {
        a.form = parse_at(p, W_OTHER) ? PLAN_ACTORS_OTHER_PARTY : PLAN_ACTORS_SAME_PARTY;
        if (!parse_accept(p, W_OTHER))
            parse_expect(p, W_SAME);
        parse_expect(p, W_PARTY);
    } else if (parse_at_hole(p)) {
        a.form = PLAN_ACTORS_OPEN;
        parse_hole_of(p, actors_value);
    } else {
        a.form = PLAN_ACTORS_NAMES;
        a.names = parse_names(p, "a party, `anyone`, `any party`, `one party` or `the same party`");
    }
    a.range = parse_range(p, from);
    return a;
}

bool parse_starts_spot(const struct parser *p, size_t ahead)
{
    const struct token *t = parse_peek(p, ahead);
    return t->kind == TOKEN_WORD &&
           (t->word == W_IN || t->word == W_FROM || t->word == W_INTO || t->word == W_ACROSS);
}

/* spot = ( "in" | "from" | "into" | "across" ) ( hole | [ "each" | "the" "same" ] NAME ) ; */
static struct ast_spot spot(struct parser *p)
{
    struct ast_spot s = {0};
    size_t from = p->at;
    if (parse_accept(p, W_FROM)) {
        s.preposition = PLAN_FROM;
    } else if (parse_accept(p, W_INTO)) {
        s.preposition = PLAN_INTO;
    } else if (parse_accept(p, W_ACROSS)) {
        s.preposition = PLAN_ACROSS;
    } else {
        parse_expect(p, W_IN);
        s.preposition = PLAN_IN;
    }
    s.is_each = parse_accept(p, W_EACH);
    if (!s.is_each && parse_accept(p, W_THE)) {
        parse_expect(p, W_SAME);
        s.is_same = true;
    }
    s.name = parse_name_or_hole(p, "a place", &s.is_open);
    s.range = parse_range(p, from);
    return s;
}

/* where = [ spot { "or" spot } ] ; */
struct ast_spots parse_where(struct parser *p)
{
    struct ast_spots spots = {0};
    if (!parse_starts_spot(p, 0))
        return spots;
    PUSH(p->work, &spots, spot(p));
    while (parse_at(p, W_OR) &&
           parse_starts_spot(p, 1)) { /* any other "or" belongs to the rule above */
        parse_take(p);
        PUSH(p->work, &spots, spot(p));
    }
    return spots;
}

static void who_value(struct parser *p)
{
    parse_audience(p);
}

/* who = NAME | "public" | "the" ( "same" | "other" ) "party" | hole ; */
static struct ast_audience who(struct parser *p)
{
    struct ast_audience a = {0};
    size_t from = p->at;
    if (parse_accept(p, W_PUBLIC)) {
        a.form = PLAN_TO_PUBLIC;
    } else if (parse_accept(p, W_THE)) {
        a.form = parse_at(p, W_OTHER) ? PLAN_TO_OTHER_PARTY : PLAN_TO_SAME_PARTY;
        if (!parse_accept(p, W_OTHER))
            parse_expect(p, W_SAME);
        parse_expect(p, W_PARTY);
    } else {
        a.form = parse_at_hole(p) ? PLAN_TO_OPEN : PLAN_TO_ACTOR;
        if (a.form == PLAN_TO_OPEN)
            parse_hole_of(p, who_value);
        else
            a.name = parse_name(p, "who it is addressed to");
    }
    a.range = parse_range(p, from);
    return a;
}

/* audience = who { "," who } ; */
struct ast_audiences parse_audience(struct parser *p)
{
    struct ast_audiences audience = {0};
    do
        PUSH(p->work, &audience, who(p));
    while (parse_accept(p, W_COMMA));
    return audience;
}

/* same = "with" "the" "same" attribute { "," attribute } ; */
struct ast_words parse_same(struct parser *p)
{
    struct ast_words same = {0};
    if (!parse_at2(p, W_WITH, W_THE))
        return same;
    parse_take(p);
    parse_take(p);
    parse_expect(p, W_SAME);
    do
        PUSH(p->work, &same, parse_attribute(p));
    while (parse_accept(p, W_COMMA));
    return same;
}

/* label = LABEL | INT | DEC | NAME ; */
/* In a text that is built on, behind what that text is called: M.4 */
struct ast_word parse_label(struct parser *p)
{
    const struct token *t = parse_peek(p, 0);
    bool is_tight = t->kind == TOKEN_QUANTITY; /* 2d: no space inside */
    struct str text = token_str(p->work, t);
    for (size_t i = 0; is_tight && i < text.size; i++)
        is_tight = text.text[i] != ' ' && text.text[i] != '\t';
    if (parse_is(p, TOKEN_LABEL) || parse_is(p, TOKEN_INT) || parse_is(p, TOKEN_DECIMAL) ||
        parse_is(p, TOKEN_NAME) || is_tight) {
        struct ast_word label = parse_take(p);
        if (p->prefix.size)
            label.text = work_printf(p->work, "%.*s%.*s", STR_ARG(p->prefix), STR_ARG(label.text));
        return label;
    }
    parse_missing(p, LANG_T0206, "the label of a clause, such as 13(d)");
    return (struct ast_word){0};
}

static bool next_is_label(const struct parser *p)
{
    const struct token *t = parse_peek(p, 1), *after = parse_peek(p, 2);
    if (!parse_at(p, W_COMMA))
        return false;
    if (p->in_steps && (t->kind == TOKEN_INT || t->kind == TOKEN_QUANTITY) &&
        after->kind == TOKEN_WORD && (after->word == W_BY || after->word == W_WITHIN))
        return false;
    return t->kind == TOKEN_LABEL || t->kind == TOKEN_INT || t->kind == TOKEN_DECIMAL ||
           t->kind == TOKEN_NAME;
}

/* cref = ( "clause" | "clauses" ) label { "," label } [ "to" label ] ; */
struct ast_cref parse_cref(struct parser *p)
{
    struct ast_cref c = {0};
    size_t from = p->at;
    if (!parse_accept(p, W_CLAUSE) && !parse_accept(p, W_CLAUSES)) {
        if (parse_is(p, TOKEN_LABEL) || parse_is(p, TOKEN_INT) || parse_is(p, TOKEN_DECIMAL)) {
            const struct token *t = parse_peek(p, 0);
            struct str label = token_str(p->work, t);
            struct diag *diag = work_diag(p->work, LANG_T0214, t->from, t->to,
                                          "a clause is always named with the word `clause`");
            diag->label = STR("expected `clause` before the label");
            diag->help = work_printf(p->work, "write `clause %.*s`", STR_ARG(label));
            p->panic = true;
        }
        parse_missing(p, LANG_T0201, "`clause` and its label");
    }
    PUSH(p->work, &c.labels, parse_label(p));
    while (next_is_label(p)) {
        parse_take(p);
        PUSH(p->work, &c.labels, parse_label(p));
    }
    if (parse_accept(p, W_TO))
        c.to = parse_label(p);
    c.range = parse_range(p, from);
    return c;
}

/* side = "on" "the" "side" "of" ( NAME | "the" "same" "party" ) ; */
struct ast_side parse_side(struct parser *p)
{
    struct ast_side side = {0};
    if (!parse_accept(p, W_ON))
        return side;
    parse_expect(p, W_THE);
    parse_expect(p, W_SIDE);
    parse_expect(p, W_OF);
    if (parse_accept(p, W_THE)) {
        side.form = PLAN_SIDE_OF_SAME_PARTY;
        parse_expect(p, W_SAME);
        parse_expect(p, W_PARTY);
    } else {
        side.form = PLAN_SIDE_OF_ACTOR;
        side.name = parse_name(p, "whose side it is");
    }
    return side;
}

/* dist = qty | "its" "range" | NAME ; */
struct ast_distance parse_distance(struct parser *p)
{
    struct ast_distance d = {0};
    size_t from = p->at;
    if (parse_accept(p, W_ITS)) {
        parse_expect(p, W_RANGE);
        d.form = PLAN_DISTANCE_ITS_RANGE;
    } else if (parse_is(p, TOKEN_NAME)) {
        d.form = PLAN_DISTANCE_TABLE;
        d.name = parse_take(p);
    } else {
        d.form = PLAN_DISTANCE_METRES;
        d.quantity = parse_quantity(p, "a distance such as 10 km");
        if (d.quantity.is_open)
            d.form = PLAN_DISTANCE_OPEN;
    }
    d.range = parse_range(p, from);
    return d;
}

/* test = attribute ( "is" STR { "," STR } | comp num ) ; */
struct ast_test parse_test(struct parser *p)
{
    struct ast_test test = {0};
    size_t from = p->at;
    test.attribute = parse_attribute(p);
    if (parse_accept(p, W_IS)) {
        test.comparison = PLAN_IS;
        do
            PUSH(p->work, &test.texts, parse_string(p, "a value in quotes"));
        while (parse_at(p, W_COMMA) && parse_peek(p, 1)->kind == TOKEN_STRING &&
               parse_accept(p, W_COMMA));
    } else if (parse_comparison(p, &test.comparison)) {
        test.number = parse_number(p, "a number with its unit");
    } else {
        parse_missing(p, LANG_T0201, "`is`, or a comparison such as `at least`");
    }
    test.range = parse_range(p, from);
    return test;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Conditions, events and what looks back. */
#include "lang/parse_int.h"

/* happening = [ "verified" | "likely" | "alleged" ] [ gravity ]
               ( ( "violation" | "violations" ) "of" cref | NAME ) [ "by" actors ] where ; */
struct ast_happening parse_happening(struct parser *p)
{
    struct ast_happening h = {0};
    size_t from = p->at;
    if (parse_accept(p, W_VERIFIED))
        h.qualifier = PLAN_VERIFIED;
    else if (parse_accept(p, W_LIKELY))
        h.qualifier = PLAN_LIKELY;
    else if (parse_accept(p, W_ALLEGED))
        h.qualifier = PLAN_ALLEGED;
    h.gravity = parse_gravity(p);
    if (parse_accept(p, W_VIOLATION) || parse_accept(p, W_VIOLATIONS)) {
        h.is_violation = true;
        parse_expect(p, W_OF);
        h.clauses = parse_cref(p);
    } else {
        h.kind = parse_name(p, "`violation of clause …` or a kind of act");
    }
    if (parse_accept(p, W_BY))
        h.actors = parse_actors(p);
    h.spots = parse_where(p);
    h.range = parse_range(p, from);
    return h;
}

/* event = time | "certified" STR "by" ( NAME | hole ) | ( "fulfilment" | "breach" ) "of" cref
         | ( "each" | "first" ) ( "report" "of" NAME [ "by" actors ] where | happening ) [ same ] ; */
struct ast_event parse_event(struct parser *p)
{
    struct ast_event e = {0};
    size_t from = p->at;
    if (parse_accept(p, W_CERTIFIED)) {
        e.form = PLAN_EVENT_CERTIFIED;
        e.certificate = parse_string(p, "what is certified in quotes");
        parse_expect(p, W_BY);
        e.by = parse_name_or_hole(p, "who certifies it", &e.by_is_open);
    } else if (parse_at(p, W_FULFILMENT) || parse_at(p, W_BREACH)) {
        e.form = parse_at(p, W_FULFILMENT) ? PLAN_EVENT_FULFILMENT : PLAN_EVENT_BREACH;
        parse_take(p);
        parse_expect(p, W_OF);
        e.clauses = parse_cref(p);
    } else if (parse_at(p, W_EACH) || parse_at(p, W_FIRST)) {
        e.form = parse_at(p, W_EACH) ? PLAN_EVENT_EACH : PLAN_EVENT_FIRST;
        parse_take(p);
        if (parse_accept(p, W_REPORT)) {
            size_t start = p->at;
            e.is_report = true;
            parse_expect(p, W_OF);
            e.happening.kind = parse_name(p, "what is reported");
            if (parse_accept(p, W_BY))
                e.happening.actors = parse_actors(p);
            e.happening.spots = parse_where(p);
            e.happening.range = parse_range(p, start);
        } else {
            e.happening = parse_happening(p);
        }
        e.same = parse_same(p);
    } else {
        e.form = PLAN_EVENT_TIME;
        e.time = parse_time(p);
    }
    e.range = parse_range(p, from);
    return e;
}

static bool starts_happening(const struct parser *p)
{
    static const enum word_id starts[] = {W_VERIFIED, W_LIKELY, W_ALLEGED,   W_MINOR,
                                          W_SERIOUS,  W_GRAVE,  W_VIOLATION, W_VIOLATIONS};
    for (size_t i = 0; i < COUNT_OF(starts); i++)
        if (parse_at(p, starts[i]))
            return true;
    return parse_is(p, TOKEN_NAME);
}

static enum plan_state state(struct parser *p)
{
    static const struct {
        enum word_id word;
        enum plan_state state;
    } states[] = {{W_FULFILLED, PLAN_FULFILLED},
                  {W_LATE, PLAN_LATE},
                  {W_BREACHED, PLAN_BREACHED},
                  {W_PENDING, PLAN_PENDING},
                  {W_UNDETERMINED, PLAN_UNDETERMINED}};
    for (size_t i = 0; i < COUNT_OF(states); i++)
        if (parse_accept(p, states[i].word))
            return states[i].state;
    parse_missing(p, LANG_T0201, "`fulfilled`, `late`, `breached`, `pending` or `undetermined`");
    return PLAN_FULFILLED;
}

/* A condition or past of several parts: `and` or `or` between them, never both. */
static bool joins(struct parser *p, enum word_id *joint)
{
    bool is_and = parse_at(p, W_AND), is_or = parse_at(p, W_OR);
    if (!is_and && !is_or)
        return false;
    enum word_id word = is_and ? W_AND : W_OR;
    if (*joint != W_NONE && *joint != word) {
        const struct token *t = parse_peek(p, 0);
        struct diag *diag =
            work_diag(p->work, LANG_T0205, t->from, t->to,
                      "`and` and `or` stand side by side, and nothing says which goes first");
        diag->label = STR("expected brackets around one of them");
        diag->help = STR("write `( … and … ) or …` or `… and ( … or … )`");
        p->panic = true;
        return false;
    }
    *joint = word;
    parse_take(p);
    return true;
}

static uint32_t add_condition(struct parser *p, struct ast_condition *c, size_t from)
{
    c->range = parse_range(p, from);
    if (p->panic || p->work->failed)
        return 0;
    PUSH(p->work, &p->ast->conditions, *c);
    return (uint32_t)p->ast->conditions.count - 1;
}

/* A proposal where a condition stands: a condition, or a duration before `since`. */
static void open_value(struct parser *p)
{
    const struct token *after = parse_peek(p, 1);
    bool is_alone =
        after->kind == TOKEN_WORD && (after->word == W_BAR || after->word == W_BRACKET_CLOSE);
    if (parse_is(p, TOKEN_QUANTITY) && is_alone)
        parse_take(p);
    else if (parse_enter(p)) {
        parse_condition(p);
        parse_leave(p);
    }
}

/* catom = [ "not" ] "(" cond ")" | "no" happening [ "for" qty ] | comp num happening [ "over" qty ]
         | "certified" STR "by" ( NAME | hole )
         | cref "is" [ "not" ] ( "fulfilled" | "late" | "breached" | "pending" | "undetermined" )
         | qty "since" time | hole ; */
static uint32_t catom(struct parser *p)
{
    struct ast_condition c = {0};
    size_t from = p->at;
    bool is_not = parse_at2(p, W_NOT, W_PAREN_OPEN) && parse_accept(p, W_NOT);
    if (parse_at(p, W_PAREN_OPEN)) {
        uint32_t inner = 0;
        if (parse_enter(p)) {
            parse_take(p);
            inner = parse_condition(p);
            if (!parse_accept(p, W_PAREN_CLOSE))
                parse_missing(p, LANG_T0211, "`)`");
            parse_leave(p);
        }
        if (!is_not)
            return inner;
        c.form = PLAN_COND_NOT;
        PUSH(p->work, &c.children, inner);
    } else if (parse_accept(p, W_NO)) {
        c.form = PLAN_COND_NO;
        c.happening = parse_happening(p);
        if (parse_accept(p, W_FOR))
            c.span = parse_quantity(p, "a duration");
    } else if (parse_at(p, W_CLAUSE) || parse_at(p, W_CLAUSES)) {
        c.form = PLAN_COND_STATE;
        c.clauses = parse_cref(p);
        parse_expect(p, W_IS);
        c.is_negated = parse_accept(p, W_NOT);
        c.state = state(p);
    } else if (parse_accept(p, W_CERTIFIED)) {
        c.form = PLAN_COND_CERTIFIED;
        c.certificate = parse_string(p, "what is certified in quotes");
        parse_expect(p, W_BY);
        c.by = parse_name_or_hole(p, "who certifies it", &c.by_is_open);
    } else if (parse_at_hole(p)) {
        parse_hole_of(p, open_value);
        c.form = PLAN_COND_OPEN;
        if (parse_at(p, W_SINCE)) {
            c.form = PLAN_COND_SINCE;
            c.span = (struct ast_quantity){
                .is_set = true, .is_open = true, .range = parse_range(p, from)};
            parse_take(p);
            c.since = parse_time(p);
        }
    } else if (parse_is(p, TOKEN_QUANTITY)) {
        c.form = PLAN_COND_SINCE;
        c.span = parse_quantity(p, "a duration");
        parse_expect(p, W_SINCE);
        c.since = parse_time(p);
    } else if (parse_comparison(p, &c.comparison)) {
        c.form = PLAN_COND_COUNT;
        c.number = parse_number(p, "a number");
        if (!starts_happening(p))
            parse_missing(p, LANG_T0201,
                          "what is counted: `violations of clause …` or a kind of act");
        c.happening = parse_happening(p);
        if (parse_accept(p, W_OVER))
            c.span = parse_quantity(p, "a duration");
    } else {
        parse_missing(p, LANG_T0201,
                      "a condition: `no …`, `at most N …`, `clause … is …`, `certified …` or a "
                      "duration `since …`");
    }
    return add_condition(p, &c, from);
}

/* cond = catom { "and" catom } | catom { "or" catom } ; */
uint32_t parse_condition(struct parser *p)
{
    struct ast_condition c = {0};
    size_t from = p->at;
    enum word_id joint = W_NONE;
    uint32_t first = catom(p);
    if (!joins(p, &joint))
        return first;
    c.form = joint == W_AND ? PLAN_COND_AND : PLAN_COND_OR;
    PUSH(p->work, &c.children, first);
    do
        PUSH(p->work, &c.children, catom(p));
    while (joins(p, &joint));
    return add_condition(p, &c, from);
}

static uint32_t add_past(struct parser *p, struct ast_past *past, size_t from)
{
    past->range = parse_range(p, from);
    if (p->panic || p->work->failed)
        return 0;
    PUSH(p->work, &p->ast->pasts, *past);
    return (uint32_t)p->ast->pasts.count - 1;
}

/* patom = "(" past ")" | "certified" STR "by" ( NAME | hole )
         | [ "no" ] NAME [ "by" actors ] [ "to" audience ]
           [ "at" ( "least" | "most" ) qty | "between" qty "and" qty ] "before" [ same ] ; */
static uint32_t patom(struct parser *p)
{
    struct ast_past past = {.form = PLAN_PAST_ACT};
    size_t from = p->at;
    if (parse_at(p, W_PAREN_OPEN)) {
        uint32_t inner = 0;
        if (!parse_enter(p))
            return 0;
        parse_take(p);
        inner = parse_past(p);
        if (!parse_accept(p, W_PAREN_CLOSE))
            parse_missing(p, LANG_T0211, "`)`");
        parse_leave(p);
        return inner;
    }
    if (parse_accept(p, W_CERTIFIED)) {
        past.form = PLAN_PAST_CERTIFIED;
        past.certificate = parse_string(p, "what is certified in quotes");
        parse_expect(p, W_BY);
        past.by = parse_name_or_hole(p, "who certifies it", &past.by_is_open);
        return add_past(p, &past, from);
    }
    past.is_no = parse_accept(p, W_NO);
    past.kind = parse_name(p, "a kind of act that came before, or `certified`");
    if (parse_accept(p, W_BY))
        past.actors = parse_actors(p);
    if (parse_accept(p, W_TO))
        past.audience = parse_audience(p);
    if (parse_accept(p, W_BETWEEN)) {
        past.timing = PLAN_BETWEEN_BEFORE;
        past.near = parse_quantity(p, "a duration");
        parse_expect(p, W_AND);
        past.far = parse_quantity(p, "a duration");
    } else if (parse_accept(p, W_AT)) {
        bool is_least = parse_accept(p, W_LEAST);
        past.timing = is_least ? PLAN_AT_LEAST_BEFORE : PLAN_AT_MOST_BEFORE;
        if (!is_least && !parse_accept(p, W_MOST))
            parse_missing(p, LANG_T0201, "`least` or `most`");
        struct ast_quantity span = parse_quantity(p, "a duration");
        if (is_least)
            past.near = span;
        else
            past.far = span;
    }
    parse_expect(p, W_BEFORE);
    past.same = parse_same(p);
    return add_past(p, &past, from);
}

/* past = patom { "and" patom } | patom { "or" patom } ; */
uint32_t parse_past(struct parser *p)
{
    struct ast_past past = {0};
    size_t from = p->at;
    enum word_id joint = W_NONE;
    uint32_t first = patom(p);
    if (!joins(p, &joint))
        return first;
    past.form = joint == W_AND ? PLAN_PAST_AND : PLAN_PAST_OR;
    PUSH(p->work, &past.children, first);
    do
        PUSH(p->work, &past.children, patom(p));
    while (joins(p, &joint));
    return add_past(p, &past, from);
}

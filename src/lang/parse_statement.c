/* SPDX-License-Identifier: Apache-2.0
 *
 * Clauses and their statements. */
#include "lang/parse_int.h"

/* period = ( "day" | "week" | "month" ) [ "by" TIME ] | qty ; */
struct ast_period parse_period(struct parser *p)
{
    struct ast_period period = {0};
    size_t from = p->at;
    if (parse_accept(p, W_DAY))
        period.form = PLAN_EVERY_DAY;
    else if (parse_accept(p, W_WEEK))
        period.form = PLAN_EVERY_WEEK;
    else if (parse_accept(p, W_MONTH))
        period.form = PLAN_EVERY_MONTH;
    if (period.form == PLAN_PERIOD_NONE) {
        period.form = PLAN_EVERY_SPAN;
        period.span = parse_quantity(p, "`day`, `week`, `month` or a duration");
    } else if (parse_at(p, W_BY)) {
        parse_take(p);
        period.has_time = true;
        parse_clock(p, &period.time_s);
    }
    period.range = parse_range(p, from);
    return period;
}

/* window = "daily" TIME "to" TIME | qty ( "after" | "before" ) event ; */
static struct ast_window window(struct parser *p)
{
    struct ast_window w = {0};
    size_t from = p->at;
    if (parse_accept(p, W_DAILY)) {
        w.form = PLAN_WINDOW_DAILY;
        w.hours.is_set = true;
        parse_clock(p, &w.hours.from_s);
        parse_expect(p, W_TO);
        parse_clock(p, &w.hours.to_s);
        w.hours.range = parse_range(p, from);
    } else {
        w.span = parse_quantity(p, "`daily` with two times of day, or a duration");
        w.form = parse_at(p, W_BEFORE) ? PLAN_WINDOW_BEFORE : PLAN_WINDOW_AFTER;
        if (!parse_accept(p, W_BEFORE) && !parse_accept(p, W_AFTER))
            parse_missing(p, LANG_T0201, "`after` or `before`");
        w.event = parse_event(p);
    }
    w.range = parse_range(p, from);
    return w;
}

/* tail = [ "as" "of" time ] [ "until" time ] [ "during" window ] [ "while" cond ] [ "unless" past ] ; */
static void tail(struct parser *p, struct ast_statement *s)
{
    if (parse_at2(p, W_AS, W_OF)) {
        parse_take(p);
        parse_take(p);
        s->as_of = parse_time(p);
    }
    if (parse_accept(p, W_UNTIL))
        s->until = parse_time(p);
    if (parse_accept(p, W_DURING))
        s->during = window(p);
    if (parse_accept(p, W_WHILE))
        s->while_condition = parse_condition(p);
    s->unless_token = (uint32_t)p->at;
    if (parse_accept(p, W_UNLESS))
        s->unless = parse_past(p);
}

/* step = ( "some" | "all" | num ) ( "by" time | "within" qty "of" event ) ; */
static struct ast_step step(struct parser *p)
{
    struct ast_step step = {.share = PLAN_PART};
    if (parse_accept(p, W_SOME))
        step.share = PLAN_SOME;
    else if (parse_accept(p, W_ALL))
        step.share = PLAN_ALL;
    else
        step.number = parse_number(p, "`some`, `all`, a share such as 30 % or a number");
    if (parse_accept(p, W_BY)) {
        step.has_by = true;
        step.by = parse_time(p);
    } else if (parse_accept(p, W_WITHIN)) {
        step.within = parse_quantity(p, "a duration");
        parse_expect(p, W_OF);
        step.of = parse_event(p);
    } else {
        parse_missing(p, LANG_T0208, "`by` and a time, or `within … of …`");
    }
    return step;
}

/* steps = ":" step { "," step } ; */
static void steps(struct parser *p, struct ast_due *due)
{
    due->form = PLAN_DUE_STEPS;
    parse_expect(p, W_COLON);
    p->in_steps = true;
    do
        PUSH(p->work, &due->steps, step(p));
    while (parse_accept(p, W_COMMA));
    p->in_steps = false;
}

/* due = steps | [ comp num ] [ "by" time | "within" qty [ "of" event ] | "every" period ] ; */
static struct ast_due due(struct parser *p, bool after_when)
{
    struct ast_due due = {0};
    size_t from = p->at;
    if (parse_at(p, W_COLON)) {
        steps(p, &due);
        due.range = parse_range(p, from);
        return due;
    }
    if (parse_comparison(p, &due.comparison)) {
        due.has_number = true;
        due.number = parse_number(p, "a number");
    }
    if (parse_accept(p, W_BY)) {
        due.form = PLAN_DUE_BY;
        due.by = parse_time(p);
    } else if (parse_accept(p, W_WITHIN)) {
        due.form = PLAN_DUE_WITHIN;
        due.within = parse_quantity(p, "a duration");
        if (parse_accept(p, W_OF))
            due.of = parse_event(p);
        else if (!after_when)
            parse_missing(p, LANG_T0208, "`of` and the moment from which the time runs");
    } else if (parse_accept(p, W_EVERY)) {
        due.form = PLAN_DUE_EVERY;
        due.every = parse_period(p);
    }
    due.range = parse_range(p, from);
    return due;
}

/* ban = ( "forbid" | "permit" ) names "by" actors [ "against" names ] where tail ; */
static void ban(struct parser *p, struct ast_statement *s)
{
    s->form = parse_at(p, W_FORBID) ? PLAN_FORBID : PLAN_PERMIT;
    parse_take(p);
    s->kinds = parse_names(p, "a kind of act");
    parse_expect(p, W_BY);
    s->actors = parse_actors(p);
    if (parse_accept(p, W_AGAINST))
        s->against = parse_names(p, "a party or a kind of thing");
    s->spots = parse_where(p);
    tail(p, s);
}

/* duty = [ "when" cond ] "require" actors [ "together" ] "to" ( "do" | "report" | "declare" )
          names where [ "to" audience ] due tail ; */
static void duty(struct parser *p, struct ast_statement *s)
{
    s->form = PLAN_REQUIRE;
    bool has_when = parse_accept(p, W_WHEN), after_when = has_when || p->lost_when;
    p->lost_when = false;
    if (has_when)
        s->when = parse_condition(p);
    parse_expect(p, W_REQUIRE);
    s->actors = parse_actors(p);
    s->actors.is_together = parse_accept(p, W_TOGETHER);
    parse_expect(p, W_TO);
    if (parse_accept(p, W_DO))
        s->verb = PLAN_DO;
    else if (parse_accept(p, W_REPORT))
        s->verb = PLAN_REPORT;
    else if (parse_accept(p, W_DECLARE))
        s->verb = PLAN_DECLARE;
    else
        parse_missing(p, LANG_T0201, "`do`, `report` or `declare`");
    s->kinds = parse_names(p, "what is to be done or reported");
    s->spots = parse_where(p);
    if (parse_accept(p, W_TO))
        s->audience = parse_audience(p);
    s->due = due(p, after_when);
    tail(p, s);
}

static void place(struct parser *p, struct ast_statement *s, const char *what)
{
    size_t from = p->at;
    s->place = parse_name_or_hole(p, what, &s->place_is_open);
    s->place_range = parse_range(p, from);
}

/* keep = "keep" names "of" actors
          ( "out" "of" somewhere | "inside" somewhere | "at" "least" dist "from" somewhere [ side ] ) tail ;
   somewhere = NAME | hole ; */
static void keep(struct parser *p, struct ast_statement *s)
{
    s->form = PLAN_KEEP;
    parse_expect(p, W_KEEP);
    s->kinds = parse_names(p, "a kind of thing");
    parse_expect(p, W_OF);
    s->actors = parse_actors(p);
    if (parse_accept(p, W_OUT)) {
        s->relation = PLAN_OUT_OF;
        parse_expect(p, W_OF);
        place(p, s, "a place");
    } else if (parse_accept(p, W_INSIDE)) {
        s->relation = PLAN_INSIDE;
        place(p, s, "a place");
    } else if (parse_accept(p, W_AT)) {
        s->relation = PLAN_AWAY_FROM;
        parse_expect(p, W_LEAST);
        s->distance = parse_distance(p);
        parse_expect(p, W_FROM);
        place(p, s, "a line or place");
        s->side = parse_side(p);
    } else {
        parse_missing(p, LANG_T0201, "`out of`, `inside` or `at least` with a distance");
    }
    tail(p, s);
}

/* amount = "baseline" | NAME | num [ "for" "each" NAME [ "by" actors ] [ same ] ] ; */
static void amount(struct parser *p, struct ast_statement *s)
{
    if (parse_accept(p, W_BASELINE)) {
        s->amount = PLAN_AMOUNT_BASELINE;
        return;
    }
    if (parse_is(p, TOKEN_NAME)) {
        s->amount = PLAN_AMOUNT_TABLE;
        s->table = parse_take(p);
        return;
    }
    s->amount = PLAN_AMOUNT_NUMBER;
    s->number = parse_number(p, "a number, a table or `baseline`");
    if (s->number.is_open)
        s->amount = PLAN_AMOUNT_OPEN;
    if (!parse_accept(p, W_FOR))
        return;
    parse_expect(p, W_EACH);
    s->for_each = parse_name(p, "a kind of act");
    if (parse_accept(p, W_BY))
        s->for_each_actors = parse_actors(p);
    s->same = parse_same(p);
}

/* limit = "limit" names "of" actors where "to" amount [ "each" | "together" ] [ "every" period ] tail ; */
static void limit(struct parser *p, struct ast_statement *s)
{
    s->form = PLAN_LIMIT;
    parse_expect(p, W_LIMIT);
    s->kinds = parse_names(p, "what is limited");
    parse_expect(p, W_OF);
    s->actors = parse_actors(p);
    s->spots = parse_where(p);
    parse_expect(p, W_TO);
    amount(p, s);
    s->is_each = parse_accept(p, W_EACH);
    if (!s->is_each)
        s->is_together = parse_accept(p, W_TOGETHER);
    if (parse_accept(p, W_EVERY))
        s->every = parse_period(p);
    tail(p, s);
}

/* withdraw = "withdraw" names "of" actors "from" somewhere steps tail ; */
static void withdraw(struct parser *p, struct ast_statement *s)
{
    s->form = PLAN_WITHDRAW;
    parse_expect(p, W_WITHDRAW);
    s->kinds = parse_names(p, "a kind of thing");
    parse_expect(p, W_OF);
    s->actors = parse_actors(p);
    parse_expect(p, W_FROM);
    place(p, s, "a place");
    size_t from = p->at;
    steps(p, &s->due);
    s->due.range = parse_range(p, from);
    tail(p, s);
}

/* assess = "assess" "by" ( NAME | hole ) [ "every" period | "by" time ] ; */
static void assess(struct parser *p, struct ast_statement *s)
{
    s->form = PLAN_ASSESS;
    parse_expect(p, W_ASSESS);
    parse_expect(p, W_BY);
    s->body = parse_name_or_hole(p, "who assesses it", &s->body_is_open);
    if (parse_accept(p, W_EVERY))
        s->every = parse_period(p);
    else if (parse_accept(p, W_BY))
        s->assess_by = parse_time(p);
}

/* synchronous = "synchronous" "within" qty [ "with" cref ] ; */
static void synchronous(struct parser *p, struct ast_statement *s)
{
    s->form = PLAN_SYNCHRONOUS;
    parse_expect(p, W_SYNCHRONOUS);
    parse_expect(p, W_WITHIN);
    s->within = parse_quantity(p, "a duration");
    s->has_with = parse_accept(p, W_WITH);
    if (s->has_with)
        s->with = parse_cref(p);
}

/* stmt = ban | duty | keep | limit | withdraw | assess | synchronous ; */
static void statement(struct parser *p)
{
    struct ast_statement s = {0};
    size_t from = p->at;
    const struct token *first = parse_peek(p, 0);
    switch (first->word) {
    case W_FORBID:
    case W_PERMIT:
        ban(p, &s);
        break;
    case W_WHEN:
    case W_REQUIRE:
        duty(p, &s);
        break;
    case W_KEEP:
        keep(p, &s);
        break;
    case W_LIMIT:
        limit(p, &s);
        break;
    case W_WITHDRAW:
        withdraw(p, &s);
        break;
    case W_ASSESS:
        assess(p, &s);
        break;
    default:
        synchronous(p, &s);
        break;
    }
    p->in_steps = false;
    s.range = parse_range(p, from);
    if (p->panic)
        return;
    if (p->ast->statements.count < STATEMENT_LIMIT)
        PUSH(p->work, &p->ast->statements, s);
    else
        work_diag(p->work, LANG_T0417, first->from, first->to,
                  "the text has more than %d statements", STATEMENT_LIMIT);
}

/* Leave the panic: go to the next statement or item. */
static void recover(struct parser *p, size_t from, bool in_bracket)
{
    if (!p->panic)
        return;
    p->panic = false;
    p->depth = 0;
    if (p->at == from)
        p->at++; /* always forward */
    while (!parse_is(p, TOKEN_END) && !parse_starts_statement(p, p->at) &&
           !parse_starts_item(p, p->at) && !(in_bracket && parse_at(p, W_BRACKET_CLOSE)))
        p->at++;
    struct ast_range skipped = {(uint32_t)from, (uint32_t)p->at};
    PUSH(p->work, &p->ast->skipped, skipped);
}

static bool at_statement(const struct parser *p)
{
    static const enum word_id starts[] = {W_FORBID, W_PERMIT,   W_WHEN,   W_REQUIRE,    W_KEEP,
                                          W_LIMIT,  W_WITHDRAW, W_ASSESS, W_SYNCHRONOUS};
    for (size_t i = 0; i < COUNT_OF(starts); i++)
        if (parse_at(p, starts[i]))
            return true;
    return false;
}

static enum plan_gravity gravity(struct parser *p)
{
    enum plan_gravity found = parse_gravity(p);
    if (!found)
        parse_missing(p, LANG_T0201, "`minor`, `serious` or `grave`");
    return found;
}

static void gravity_value(struct parser *p)
{
    gravity(p);
}

/* clause = "clause" label STR [ "gravity" ( gravity | hole ) ] [ "verified" "by" ( NAME | hole ) ]
            [ "replaces" cref ] stmt { stmt } ; */
void parse_clause(struct parser *p, bool is_open)
{
    struct ast_clause c = {
        .phase = p->phase, .is_open = is_open, .first = p->ast->statements.count};
    size_t from = p->at;
    parse_expect(p, W_CLAUSE);
    c.label = parse_label(p);
    p->owner = work_printf(p->work, "clause %.*s", STR_ARG(c.label.text));
    c.title = parse_string(p, "the title of the clause in quotes");
    if (parse_accept(p, W_GRAVITY)) {
        c.gravity_is_open = parse_at_hole(p);
        if (c.gravity_is_open)
            parse_hole_of(p, gravity_value);
        else
            c.gravity = gravity(p);
    }
    if (parse_accept(p, W_VERIFIED)) {
        parse_expect(p, W_BY);
        c.verifier = parse_name_or_hole(p, "who verifies it", &c.verifier_is_open);
    }
    c.has_replaces = parse_accept(p, W_REPLACES);
    if (c.has_replaces)
        c.replaces = parse_cref(p);
    bool is_broken = p->panic;
    recover(p, from, is_open);
    if (!is_broken && !at_statement(p)) {
        if (parse_is(p, TOKEN_END) || parse_starts_item(p, p->at)) {
            const struct token *title = &p->work->tokens[c.title.token];
            work_diag(p->work, LANG_T0212, title->from, title->to,
                      "clause %.*s says nothing: it has no statement", STR_ARG(c.label.text))
                ->label = STR("expected `forbid`, `require`, `keep`, `limit` or another statement "
                              "after the title");
            p->ast->is_broken = true;
        } else {
            parse_missing(
                p, LANG_T0201,
                "a statement: `forbid`, `permit`, `require`, `when`, `keep`, `limit`, `withdraw`, "
                "`assess` or `synchronous`");
            recover(p, p->at, is_open);
        }
    }
    while (at_statement(p)) {
        size_t start = p->at;
        bool is_when = parse_at(p, W_WHEN);
        statement(p);
        p->lost_when = is_when && p->panic;
        recover(p, start, is_open);
    }
    c.range = parse_range(p, from);
    c.count = p->ast->statements.count - c.first;
    c.position = p->ast->clauses.count;
    if (c.label.is_set)
        PUSH(p->work, &p->ast->clauses, c);
}

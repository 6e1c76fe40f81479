/* SPDX-License-Identifier: Apache-2.0
 *
 * Statements of one clause: those that are the same are set aside, the others paired by what they share most of, and
 * each pair compared part by part, in the order in which the parts are written. */
#include "plan/diff_int.h"

#define LEFT_LIMIT                                                                                 \
    100 /* statements that are weighed against each other; more are paired in order */

static const struct plan_statement *of(const void *row)
{
    return row;
}

static void say_when(struct say *s, const void *row)
{
    diff_put_condition(s, of(row)->when);
}

static void say_kinds(struct say *s, const void *row)
{
    diff_put_list(s, DIFF_CLASS, of(row)->classes);
}

static void say_bound(struct say *s, const void *row)
{
    diff_put_actors(s, &of(row)->actors);
}

static void say_against(struct say *s, const void *row)
{
    const struct plan_statement *st = of(row);
    diff_put_actors(s, &st->against);
    diff_put_puts(s, st->against.form && st->against_classes.count ? ", " : "");
    diff_put_list(s, DIFF_CLASS, st->against_classes);
}

static void say_where(struct say *s, const void *row)
{
    diff_put_spots(s, &of(row)->spots);
}

static void say_verb(struct say *s, const void *row)
{
    static const char *const verbs[] = {"do", "report", "declare"};
    if (of(row)->form == PLAN_REQUIRE)
        diff_put_puts(s, verbs[of(row)->verb]);
}

static void say_to(struct say *s, const void *row)
{
    diff_put_audience(s, of(row)->audience, of(row)->audience_count);
}

static void say_how_many(struct say *s, const void *row)
{
    const struct plan_due *due = &of(row)->due;
    if (!due->has_number)
        return;
    diff_put_comparison(s, due->comparison);
    diff_put_puts(s, " ");
    diff_put_number(s, &due->number);
}

static void say_within(struct say *s, struct plan_span span, bool is_open)
{
    diff_put_puts(s, "within ");
    if (is_open)
        diff_put_open(s);
    else
        diff_put_span(s, span);
}

static void say_due(struct say *s, const void *row)
{
    const struct plan_due *due = &of(row)->due;
    switch (due->form) {
    case PLAN_DUE_NONE:
    case PLAN_DUE_STEPS:
        return;
    case PLAN_DUE_BY:
        diff_put_puts(s, "by ");
        diff_put_time(s, &due->by);
        return;
    case PLAN_DUE_WITHIN:
        say_within(s, due->within, due->within_is_open);
        diff_put_puts(s, due->of.form ? " of " : "");
        diff_put_event(s, &due->of);
        return;
    case PLAN_DUE_EVERY:
        diff_put_period(s, &due->every);
        return;
    }
}

static void say_step(struct say *s, const struct plan_step *step)
{
    diff_put_puts(s, step->share == PLAN_SOME ? "some" : step->share == PLAN_ALL ? "all" : "");
    if (step->share == PLAN_PART)
        diff_put_number(s, &step->number);
    if (step->has_by) {
        diff_put_puts(s, " by ");
        diff_put_time(s, &step->by);
    } else {
        diff_put_puts(s, " ");
        say_within(s, step->within, false);
        diff_put_puts(s, " of ");
        diff_put_event(s, &step->of);
    }
}

static void say_steps(struct say *s, const void *row)
{
    const struct plan_due *due = &of(row)->due;
    for (size_t i = 0; i < due->step_count; i++) {
        diff_put_puts(s, i ? ", " : "");
        say_step(s, &due->steps[i]);
    }
}

static void say_place(struct say *s, const void *row)
{
    static const char *const relations[] = {"out of ", "inside ", "away from "};
    const struct plan_statement *st = of(row);
    if (st->form != PLAN_KEEP && st->form != PLAN_WITHDRAW)
        return;
    diff_put_puts(s, st->form == PLAN_KEEP ? relations[st->relation] : "from ");
    if (st->place == PLAN_NONE)
        diff_put_open(s);
    else
        diff_put_name(s, DIFF_PLACE, st->place);
}

static void say_distance(struct say *s, const void *row)
{
    const struct plan_statement *st = of(row);
    if (st->form != PLAN_KEEP || st->relation != PLAN_AWAY_FROM)
        return;
    switch (st->distance.form) {
    case PLAN_DISTANCE_METRES:
        diff_put_metres(s, st->distance.metres);
        return;
    case PLAN_DISTANCE_ITS_RANGE:
        diff_put_puts(s, "its range");
        return;
    case PLAN_DISTANCE_TABLE:
        diff_put_name(s, DIFF_TABLE, st->distance.table);
        return;
    case PLAN_DISTANCE_OPEN:
        diff_put_open(s);
        return;
    }
}

static void say_side(struct say *s, const void *row)
{
    if (of(row)->side.form == PLAN_SIDE_OF_SAME_PARTY)
        diff_put_puts(s, "the side of the same party");
    if (of(row)->side.form == PLAN_SIDE_OF_ACTOR) {
        diff_put_puts(s, "the side of ");
        diff_put_name(s, DIFF_ACTOR, of(row)->side.actor);
    }
}

static void say_amount(struct say *s, const void *row)
{
    const struct plan_amount *amount = &of(row)->amount;
    switch (amount->form) {
    case PLAN_AMOUNT_NONE:
        return;
    case PLAN_AMOUNT_NUMBER:
        diff_put_number(s, &amount->number);
        break;
    case PLAN_AMOUNT_BASELINE:
        diff_put_puts(s, "baseline");
        break;
    case PLAN_AMOUNT_TABLE:
        diff_put_name(s, DIFF_TABLE, amount->table);
        break;
    case PLAN_AMOUNT_OPEN:
        diff_put_open(s);
        break;
    }
    if (amount->for_each_class == PLAN_NONE)
        return;
    diff_put_puts(s, " for each ");
    diff_put_name(s, DIFF_CLASS, amount->for_each_class);
    diff_put_puts(s, amount->for_each_actors.form ? " by " : "");
    diff_put_actors(s, &amount->for_each_actors);
    diff_put_same(s, amount->same, amount->same_count);
}

static void say_sharing(struct say *s, const void *row)
{
    if (of(row)->form == PLAN_LIMIT)
        diff_put_puts(s, of(row)->is_together ? "all together" : "each");
}

static void say_every(struct say *s, const void *row)
{
    diff_put_period(s, &of(row)->every);
}

static void say_assess_by(struct say *s, const void *row)
{
    diff_put_time(s, &of(row)->assess_by);
}

static void say_body(struct say *s, const void *row)
{
    if (of(row)->form != PLAN_ASSESS)
        return;
    if (of(row)->body == PLAN_NONE)
        diff_put_open(s);
    else
        diff_put_name(s, DIFF_ACTOR, of(row)->body);
}

static void say_window(struct say *s, const void *row)
{
    if (of(row)->form == PLAN_SYNCHRONOUS)
        say_within(s, of(row)->within, of(row)->within_is_open);
}

static void say_with(struct say *s, const void *row)
{
    diff_put_clauses(s, of(row)->with);
}

static void say_as_of(struct say *s, const void *row)
{
    diff_put_time(s, &of(row)->tail.as_of);
}

static void say_until(struct say *s, const void *row)
{
    diff_put_time(s, &of(row)->tail.until);
}

static void say_during(struct say *s, const void *row)
{
    const struct plan_window *w = &of(row)->tail.during;
    if (w->form == PLAN_WINDOW_DAILY) {
        diff_put_hours(s, &w->hours);
    } else if (w->form) {
        diff_put_span(s, w->span);
        diff_put_puts(s, w->form == PLAN_WINDOW_AFTER ? " after " : " before ");
        diff_put_event(s, &w->event);
    }
}

static void say_while(struct say *s, const void *row)
{
    diff_put_condition(s, of(row)->tail.while_condition);
}

static void say_unless(struct say *s, const void *row)
{
    diff_put_past(s, of(row)->tail.unless);
}

enum part {
    PART_WHEN,
    PART_KINDS,
    PART_BOUND,
    PART_AGAINST,
    PART_WHERE,
    PART_VERB,
    PART_AUDIENCE,
    PART_NUMBER,
    PART_DUE,
    PART_STEPS,
    PART_PLACE,
    PART_DISTANCE,
    PART_SIDE,
    PART_AMOUNT,
    PART_SHARING,
    PART_EVERY,
    PART_ASSESS_BY,
    PART_BODY,
    PART_WINDOW,
    PART_WITH,
    PART_AS_OF,
    PART_UNTIL,
    PART_DURING,
    PART_WHILE,
    PART_UNLESS
};

/* In the order in which they are written. */
static const struct part_info {
    diff_say *say;
    const char *what, *noun;
} parts[] = {
    [PART_WHEN] = {say_when, "when", "the condition"},
    [PART_KINDS] = {say_kinds, "kinds", "what it is about"},
    [PART_BOUND] = {say_bound, "bound", "who is bound"},
    [PART_AGAINST] = {say_against, "against", "whom it protects"},
    [PART_WHERE] = {say_where, "place", "where it holds"},
    [PART_VERB] = {say_verb, "duty", "what is to be done"},
    [PART_AUDIENCE] = {say_to, "audience", "to whom it is told"},
    [PART_NUMBER] = {say_how_many, "number", "how many"},
    [PART_DUE] = {say_due, "deadline", "the deadline"},
    [PART_STEPS] = {say_steps, "steps", "the steps"},
    [PART_PLACE] = {say_place, "place", "the place"},
    [PART_DISTANCE] = {say_distance, "distance", "the distance"},
    [PART_SIDE] = {say_side, "side", "the side"},
    [PART_AMOUNT] = {say_amount, "number", "the limit"},
    [PART_SHARING] = {say_sharing, "sharing", "for whom the limit counts"},
    [PART_EVERY] = {say_every, "period", "the period"},
    [PART_ASSESS_BY] = {say_assess_by, "deadline", "the day of the assessment"},
    [PART_BODY] = {say_body, "body", "who assesses"},
    [PART_WINDOW] = {say_window, "window", "how far apart the steps may be"},
    [PART_WITH] = {say_with, "with", "what it goes together with"},
    [PART_AS_OF] = {say_as_of, "as of", "from when it binds"},
    [PART_UNTIL] = {say_until, "until", "until when it binds"},
    [PART_DURING] = {say_during, "during", "at what times it binds"},
    [PART_WHILE] = {say_while, "while", "while what it binds"},
    [PART_UNLESS] = {say_unless, "unless", "the exception"},
};

static void say_all(struct say *s, const void *row)
{
    diff_put_puts(s, plan_form_text(of(row)->form));
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        diff_put_puts(s, "\x1f");
        parts[i].say(s, row);
    }
}

struct str diff_statement_key(struct differ *d, size_t side, const struct plan_statement *s)
{
    struct diff_rows rows = {.row = {NULL}};
    diff_holes(d, s->text, &rows, side);
    return diff_said(d, side, true, say_all, s, rows.holes[side], rows.hole_count[side]);
}

/* ---------------------------------------------------------------- one pair */

/* Names that `from` has and `other` has not, in their own order. */
static struct str missing(struct differ *d, size_t side, enum diff_sort sort, struct plan_list from,
                          struct plan_list other)
{
    struct str names = {0};
    for (size_t i = 0; i < from.count && !d->code; i++) {
        uint32_t partner = d->side[side].partner[sort][from.items[i]];
        bool is_there = false;
        for (size_t j = 0; j < other.count && partner != PLAN_NONE; j++)
            is_there = is_there || other.items[j] == partner;
        if (!is_there)
            names = diff_printf(d, "%.*s%s%.*s", STR_ARG(names), names.size ? ", " : "",
                                STR_ARG(diff_name(d, side, sort, from.items[i])));
    }
    return names;
}

static bool has_comma(struct str names)
{
    return str_find(names, ',', 0) < names.size;
}

static struct str bound_sentence(struct differ *d, const struct plan_statement *old,
                                 const struct plan_statement *new, const struct diff_pair *pair)
{
    bool is_list = old->actors.form == PLAN_ACTORS_NAMES && new->actors.form == PLAN_ACTORS_NAMES &&
                   old->actors.is_together == new->actors.is_together;
    struct str gone = {0}, more = {0};
    const char *bound = new->form == PLAN_PERMIT ? "permitted" : "bound";
    if (is_list) {
        gone = missing(d, 0, DIFF_ACTOR, old->actors.names, new->actors.names);
        more = missing(d, 1, DIFF_ACTOR, new->actors.names, old->actors.names);
    }
    if (gone.size && !more.size)
        return diff_printf(d, "%.*s %s no longer %s by %.*s%.*s", STR_ARG(gone),
                           has_comma(gone) ? "are" : "is", bound, STR_ARG(d->where),
                           STR_ARG(d->hint));
    if (more.size && !gone.size)
        return diff_printf(d, "%.*s %s now %s by %.*s%.*s", STR_ARG(more),
                           has_comma(more) ? "are" : "is", bound, STR_ARG(d->where),
                           STR_ARG(d->hint));
    return diff_printf(d, "%.*s%.*s: who is %s%.*s", STR_ARG(d->where), STR_ARG(d->hint), bound,
                       STR_ARG(diff_from_to(d, "changes", pair->own[0], pair->own[1])));
}

static struct str kinds_sentence(struct differ *d, const struct plan_statement *old,
                                 const struct plan_statement *new, const struct diff_pair *pair)
{
    struct str gone = missing(d, 0, DIFF_CLASS, old->classes, new->classes);
    struct str more = missing(d, 1, DIFF_CLASS, new->classes, old->classes);
    if (gone.size && !more.size)
        return diff_printf(d, "%.*s%.*s: no longer about %.*s", STR_ARG(d->where), STR_ARG(d->hint),
                           STR_ARG(gone));
    if (more.size && !gone.size)
        return diff_printf(d, "%.*s%.*s: now also about %.*s", STR_ARG(d->where), STR_ARG(d->hint),
                           STR_ARG(more));
    return diff_printf(d, "%.*s%.*s: what it is about%.*s", STR_ARG(d->where), STR_ARG(d->hint),
                       STR_ARG(diff_from_to(d, "changes", pair->own[0], pair->own[1])));
}

/* "the deadline of A, B moves from … to …": also what must hold as of a day is due on it. */
static struct str deadline_sentence(struct differ *d, const struct plan_statement *new,
                                    const struct diff_pair *pair)
{
    struct str who = diff_said(d, 1, false, say_bound, new, NULL, 0);
    const char *of_whom = who.size ? " of " : "";
    if (!pair->own[0].size)
        return diff_printf(d, "%.*s%.*s: a deadline%s%.*s is new: %.*s", STR_ARG(d->where),
                           STR_ARG(d->hint), of_whom, STR_ARG(who), STR_ARG(pair->own[1]));
    if (!pair->own[1].size)
        return diff_printf(d, "%.*s%.*s: the deadline%s%.*s is gone: %.*s", STR_ARG(d->where),
                           STR_ARG(d->hint), of_whom, STR_ARG(who), STR_ARG(pair->own[0]));
    return diff_printf(d, "%.*s%.*s: the deadline%s%.*s%.*s", STR_ARG(d->where), STR_ARG(d->hint),
                       of_whom, STR_ARG(who),
                       STR_ARG(diff_from_to(d, "moves", pair->own[0], pair->own[1])));
}

static void part_differs(struct differ *d, enum part part, const struct plan_statement *old,
                         const struct plan_statement *new, const struct diff_pair *pair)
{
    bool is_state = new->form == PLAN_KEEP || new->form == PLAN_LIMIT;
    struct str text;
    if (part == PART_BOUND)
        text = bound_sentence(d, old, new, pair);
    else if (part == PART_KINDS)
        text = kinds_sentence(d, old, new, pair);
    else if (part == PART_DUE || (part == PART_AS_OF && is_state))
        text = deadline_sentence(d, new, pair);
    else {
        diff_changed(d, parts[part].what, parts[part].noun, pair->own[0], pair->own[1]);
        return;
    }
    diff_add(d, part == PART_AS_OF ? "deadline" : parts[part].what, pair->own[0], pair->own[1],
             text);
}

/* Steps are compared one by one where there are as many. */
static void steps_differ(struct differ *d, const struct plan_statement *old,
                         const struct plan_statement *new, const struct diff_pair *whole)
{
    if (old->due.step_count != new->due.step_count || !new->due.step_count) {
        diff_changed(d, "steps", "the steps", whole->own[0], whole->own[1]);
        return;
    }
    struct plan_statement one[2] = {*old, *new};
    size_t before[2] = {0, 0}; /* brackets in the steps told */
    for (size_t i = 0; i < new->due.step_count && !d->code; i++) {
        struct diff_rows rows = {.row = {&one[0], &one[1]}};
        const struct plan_statement *both[2] = {old, new};
        struct diff_pair pair;
        for (size_t side = 0; side < 2; side++) {
            one[side].due.steps = &both[side]->due.steps[i];
            one[side].due.step_count = 1;
            diff_holes(d, both[side]->text, &rows, side);
            if (d->code)
                return;
            size_t skip =
                before[side] < rows.hole_count[side] ? before[side] : rows.hole_count[side];
            rows.holes[side] = rows.holes[side] ? rows.holes[side] + skip : NULL;
            rows.hole_count[side] -= skip;
            const struct plan_step *step = one[side].due.steps;
            before[side] += step->share == PLAN_PART && step->number.is_open;
            before[side] += step->by.form == PLAN_TIME_OPEN;
        }
        if (!diff_say_both(d, say_steps, &rows, &pair))
            continue;
        struct str noun = diff_printf(d, "step %zu", i + 1);
        if (!d->code)
            diff_changed(d, "steps", noun.text, pair.own[0], pair.own[1]);
    }
}

/* The condition or past that a part is; PLAN_NONE: it is another sort of part. */
static uint32_t logic_of(size_t part, const struct plan_statement *s)
{
    if (part == PART_WHEN)
        return s->when;
    if (part == PART_WHILE)
        return s->tail.while_condition;
    return part == PART_UNLESS ? s->tail.unless : PLAN_NONE;
}

/* Daily hours that nobody wrote here: those of the corridor, which are told there. */
static bool is_of_corridor(const struct plan_statement *s)
{
    const struct str word = STR(" during ");
    for (size_t at = 0; at < s->text.size; at++)
        if (str_starts(str_from(s->text, at), word))
            return false;
    return true;
}

static void statement_pair(struct differ *d, const struct plan_statement *old,
                           const struct plan_statement *new)
{
    struct diff_rows rows = {.row = {old, new}};
    const struct plan_statement *both[2] = {old, new};
    for (size_t side = 0; side < 2; side++)
        diff_holes(d, both[side]->text, &rows, side);
    d->line[0] = diff_line(old->source, old->line);
    d->line[1] = diff_line(new->source, new->line);
    for (size_t i = 0; i < COUNT_OF(parts) && !d->code; i++) {
        struct diff_pair pair;
        if (!diff_say_next(d, parts[i].say, &rows, &pair))
            continue;
        if (i == PART_DURING && is_of_corridor(old) && is_of_corridor(new))
            continue;
        if (i == PART_STEPS)
            steps_differ(d, old, new, &pair);
        else if (!diff_logic(d, parts[i].what, logic_of(i, old), logic_of(i, new), i == PART_UNLESS,
                             &rows))
            part_differs(d, (enum part)i, old, new, &pair);
    }
}

/* ---------------------------------------------------------------- which is which */

/* The parts of a statement, to be weighed against those of others. */
struct weighed {
    const struct plan_statement *statement;
    struct str keys[COUNT_OF(parts)];
};

static struct weighed *weigh(struct differ *d, size_t side, const struct plan_statement *first,
                             const uint32_t *items, size_t count)
{
    struct weighed *all = diff_alloc(d, count, sizeof *all);
    for (size_t i = 0; i < count && !d->code; i++) {
        all[i].statement = &first[items[i]];
        for (size_t j = 0; j < COUNT_OF(parts) && !d->code; j++)
            all[i].keys[j] = diff_said(d, side, true, parts[j].say, all[i].statement, NULL, 0);
    }
    return all;
}

/* How much of two statements is the same; 0: they are of different forms. */
static unsigned likeness(const struct weighed *old, const struct weighed *new)
{
    unsigned like = 1;
    if (old->statement->form != new->statement->form ||
        old->statement->verb != new->statement->verb)
        return 0;
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (str_eq(old->keys[i], new->keys[i]))
            like += i == PART_KINDS ? 8 : i == PART_PLACE || i == PART_WHERE ? 4 : 1;
    return like;
}

static void one_sided(struct differ *d, size_t side, const struct plan_statement *s)
{
    struct str none = {0};
    d->line[0] = side ? 0 : diff_line(s->source, s->line);
    d->line[1] = side ? diff_line(s->source, s->line) : 0;
    if (side)
        diff_add(d, "statement", none, s->text,
                 diff_printf(d, "%.*s now also says: %.*s", STR_ARG(d->where), STR_ARG(s->text)));
    else
        diff_add(d, "statement", s->text, none,
                 diff_printf(d, "%.*s no longer says: %.*s", STR_ARG(d->where), STR_ARG(s->text)));
}

struct left {
    uint32_t *items[2];
    size_t count[2];
};

/* What is the same in both is taken out; the rest stays in order. */
static void set_aside(struct differ *d, const struct plan_statement *const first[2],
                      const size_t count[2], struct left *left)
{
    struct map newest; /* key -> 1 + the first of the new ones not taken, chained */
    uint32_t *next = diff_alloc(d, count[1], sizeof *next);
    bool *is_taken = diff_alloc(d, count[1], sizeof *is_taken);
    left->items[0] = diff_alloc(d, count[0], sizeof **left->items);
    left->items[1] = diff_alloc(d, count[1], sizeof **left->items);
    map_init(&newest, d->arena);
    for (size_t j = count[1]; j-- > 0 && !d->code;) {
        struct str key = diff_statement_key(d, 1, &first[1][j]);
        next[j] = map_get(&newest, key);
        (void)diff_failed(d, map_set(&newest, key, (uint32_t)j, d->err));
    }
    for (size_t i = 0; i < count[0] && !d->code; i++) {
        struct str key = diff_statement_key(d, 0, &first[0][i]);
        uint32_t j = map_get(&newest, key);
        if (j == MAP_NONE) {
            left->items[0][left->count[0]++] = (uint32_t)i;
            continue;
        }
        is_taken[j] = true;
        (void)diff_failed(d, map_set(&newest, key, next[j], d->err));
    }
    for (size_t j = 0; j < count[1] && !d->code; j++)
        if (!is_taken[j])
            left->items[1][left->count[1]++] = (uint32_t)j;
}

/* A few words that tell a statement from the others of its clause. */
static struct str hint_of(struct differ *d, const struct plan_statement *s)
{
    struct str kinds = diff_said(d, 1, false, say_kinds, s, NULL, 0);
    struct str place = diff_said(d, 1, false, say_place, s, NULL, 0);
    return diff_printf(d, " (%s%s%.*s%s%.*s)", plan_form_text(s->form), kinds.size ? " " : "",
                       STR_ARG(kinds), place.size ? " " : "", STR_ARG(place));
}

void diff_statements(struct differ *d, const struct plan_clause *old, const struct plan_clause *new)
{
    const struct plan_statement *first[2] = {&d->side[0].plan->statements[old->first_statement],
                                             &d->side[1].plan->statements[new->first_statement]};
    const size_t count[2] = {old->statement_count, new->statement_count};
    struct left left = {{NULL, NULL}, {0, 0}};
    struct arena_mark mark = arena_mark(d->arena);
    set_aside(d, first, count, &left);
    if (d->code)
        return;
    if (!left.count[0] && !left.count[1]) { /* most clauses */
        arena_release(d->arena, mark);
        return;
    }
    uint32_t *partner = diff_alloc(d, left.count[0], sizeof *partner);
    bool *is_taken = diff_alloc(d, left.count[1], sizeof *is_taken);
    if (d->code)
        return;
    for (size_t i = 0; i < left.count[0]; i++)
        partner[i] = PLAN_NONE;
    size_t pairs = left.count[0] * left.count[1];
    if (left.count[0] <= LEFT_LIMIT && left.count[1] <= LEFT_LIMIT) {
        unsigned *like = diff_alloc(d, pairs, sizeof *like);
        const struct weighed *from = weigh(d, 0, first[0], left.items[0], left.count[0]);
        const struct weighed *to = weigh(d, 1, first[1], left.items[1], left.count[1]);
        for (size_t k = 0; k < pairs && !d->code; k++)
            like[k] = likeness(&from[k / left.count[1]], &to[k % left.count[1]]);
        for (size_t taken = 0; taken < left.count[0] && !d->code; taken++) {
            unsigned best = 0;
            size_t at = 0;
            for (size_t k = 0; k < pairs; k++)
                if (partner[k / left.count[1]] == PLAN_NONE && !is_taken[k % left.count[1]] &&
                    like[k] > best) {
                    best = like[k];
                    at = k;
                }
            if (!best)
                break;
            partner[at / left.count[1]] = (uint32_t)(at % left.count[1]);
            is_taken[at % left.count[1]] = true;
        }
    } else {
        for (size_t i = 0; i < left.count[0] && i < left.count[1]; i++)
            if (first[0][left.items[0][i]].form == first[1][left.items[1][i]].form) {
                partner[i] = (uint32_t)i;
                is_taken[i] = true;
            }
    }
    for (size_t i = 0; i < left.count[0] && !d->code; i++) {
        const struct plan_statement *from = &first[0][left.items[0][i]];
        if (partner[i] == PLAN_NONE) {
            one_sided(d, 0, from);
            continue;
        }
        const struct plan_statement *to = &first[1][left.items[1][partner[i]]];
        d->hint = count[0] > 1 || count[1] > 1 ? hint_of(d, to) : (struct str){0};
        statement_pair(d, from, to);
        d->hint = (struct str){0};
    }
    for (size_t j = 0; j < left.count[1] && !d->code; j++)
        if (!is_taken[j])
            one_sided(d, 1, &first[1][left.items[1][j]]);
}

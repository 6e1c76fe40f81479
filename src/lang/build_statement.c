/* SPDX-License-Identifier: Apache-2.0
 *
 * Clauses and statements: the plan's rows, whether acts and things are used as such, and what is not judged yet. */
#include "lang/build_int.h"

static const char *plural(enum plan_kind_type type)
{
    switch (type) {
    case PLAN_ACT:
        return "acts";
    case PLAN_THING:
        return "things";
    case PLAN_TALLY:
        return "tallies";
    }
    return "";
}

/* Each kind of the statement is of one type, or the code and what to do about it. */
static void need_type(struct build *b, const struct ast_statement *s, enum plan_kind_type type,
                      enum lang_code code, const char *rule)
{
    for (size_t i = 0; i < s->kinds.count && !b->work->failed; i++) {
        uint32_t class = build_class(b, s->kinds.items[i]);
        if (class == PLAN_NONE || build_class_type(b, class) == type)
            continue;
        struct diag *diag =
            build_word_diag(b, code, s->kinds.items[i], "%s, and `%.*s` is among the %s", rule,
                            STR_ARG(s->kinds.items[i].text), plural(build_class_type(b, class)));
        diag->label = type == PLAN_ACT ? STR("expected an act") : STR("expected a thing");
    }
}

static void limit_types(struct build *b, const struct ast_statement *s)
{
    bool has_period = s->every.form != PLAN_PERIOD_NONE || s->for_each.is_set;
    for (size_t i = 0; i < s->kinds.count && !b->work->failed; i++) {
        struct ast_word name = s->kinds.items[i];
        uint32_t class = build_class(b, name);
        if (class == PLAN_NONE)
            continue;
        bool is_thing = build_class_type(b, class) == PLAN_THING;
        if (is_thing && s->every.form != PLAN_PERIOD_NONE)
            build_word_diag(b, LANG_T0405, name,
                            "what somebody holds is limited at every moment, and `%.*s` is a thing",
                            STR_ARG(name.text))
                ->label = STR("expected an act or tally, or no `every`");
        if (!is_thing && !has_period) {
            struct diag *diag = build_word_diag(
                b, LANG_T0404, name, "acts and tallies are limited per period, and none is said");
            diag->label = STR("expected `every` and a period after the number");
            diag->help = STR("write `every day`, `every month` or `every 15 d`");
        }
    }
}

static struct plan_period period(struct build *b, const struct ast_period *from)
{
    struct plan_period to = {from->form, from->has_time, from->time_s, {PLAN_ELAPSED, 0}};
    if (from->form != PLAN_EVERY_SPAN)
        return to;
    to.span = build_span(b, &from->span);
    if (build_is_nothing(&from->span))
        build_range_diag(b, LANG_T0412, from->range, "a period of no length never ends")->label =
            STR("expected a duration above zero");
    if (from->span.is_open)
        to.form = PLAN_PERIOD_NONE;
    return to;
}

static struct plan_due due(struct build *b, const struct ast_due *from)
{
    struct plan_due to = {
        .form = from->form, .has_number = from->has_number, .comparison = from->comparison};
    to.of.happening.class = PLAN_NONE;
    to.of.actor = PLAN_NONE;
    if (from->has_number) {
        to.number = build_number(b, &from->number);
    } else {
        to.comparison = PLAN_AT_LEAST;
        to.number.value = 1;
    }
    to.by = build_time(b, &from->by);
    to.within = build_span(b, &from->within);
    to.within_is_open = from->within.is_open;
    to.of = build_event(b, &from->of);
    if (from->of.form == PLAN_EVENT_TIME && !from->within.is_open)
        build_day_note(b, &to.of.time, from->range);
    to.every = period(b, &from->every);
    if (from->form != PLAN_DUE_STEPS)
        return to;
    struct plan_step *steps = ARENA_NEW(b->work->arena, struct plan_step, from->steps.count);
    if (!steps) {
        work_fail(b->work, err_no_memory(b->work->err));
        return to;
    }
    for (size_t i = 0; i < from->steps.count; i++) {
        const struct ast_step *step = &from->steps.items[i];
        steps[i] = (struct plan_step){.share = step->share, .has_by = step->has_by};
        steps[i].number = build_number(b, &step->number);
        if (step->number.is_set && !steps[i].number.is_open &&
            steps[i].number.measure != PLAN_SHARE && steps[i].number.measure != PLAN_COUNT)
            build_range_diag(b, LANG_T0203, step->number.range,
                             "a step is a share or a number of what is declared")
                ->label = STR("expected a share such as 30 %, a number, `some` or `all`");
        steps[i].by = build_time(b, &step->by);
        steps[i].within = build_span(b, &step->within);
        steps[i].of = build_event(b, &step->of);
    }
    to.steps = steps;
    to.step_count = from->steps.count;
    return to;
}

/* What is forbidden or permitted in a corridor is so while the corridor is open: the hours of the
 * corridors it names, where they all have the same and the statement has no window of its own. */
static void corridor_window(struct build *b, const struct plan_statement *to,
                            struct plan_window *during)
{
    const struct plan_place *places = b->plan->places;
    const struct plan_hours *hours = NULL;
    if ((to->form != PLAN_FORBID && to->form != PLAN_PERMIT) || during->form != PLAN_WINDOW_NONE)
        return;
    for (size_t i = 0; i < to->spots.count; i++) {
        uint32_t at = to->spots.items[i].place;
        if (at == PLAN_NONE || places[at].type != PLAN_CORRIDOR || places[at].hours.is_always)
            return;
        if (hours &&
            (hours->from_s != places[at].hours.from_s || hours->to_s != places[at].hours.to_s))
            return;
        hours = &places[at].hours;
    }
    if (hours && hours->from_s != hours->to_s) /* equal: not said */
        *during = (struct plan_window){.form = PLAN_WINDOW_DAILY, .hours = *hours};
}

/* Corridors of different hours, or a corridor and another place: each while it is open. */
static void corridor_spots(struct build *b, struct plan_statement *to)
{
    if ((to->form != PLAN_FORBID && to->form != PLAN_PERMIT) || to->spots.count < 2 ||
        to->tail.during.form != PLAN_WINDOW_NONE)
        return;
    struct plan_spot *spots = ARENA_NEW(b->work->arena, struct plan_spot, to->spots.count);
    if (!spots) {
        work_fail(b->work, err_no_memory(b->work->err));
        return;
    }
    for (size_t i = 0; i < to->spots.count; i++) {
        spots[i] = to->spots.items[i];
        const struct plan_place *place = &b->plan->places[spots[i].place];
        spots[i].while_open = place->type == PLAN_CORRIDOR && !place->hours.is_always &&
                              place->hours.from_s != place->hours.to_s;
    }
    to->spots.items = spots;
}

static struct plan_tail tail(struct build *b, const struct ast_statement *s)
{
    struct plan_tail to = {.while_condition = PLAN_NONE, .unless = PLAN_NONE};
    to.as_of = build_time(b, &s->as_of);
    to.until = build_time(b, &s->until);
    to.during.form = s->during.form;
    to.during.hours = build_hours(b, &s->during.hours);
    to.during.span = build_span(b, &s->during.span);
    to.during.event = build_event(b, &s->during.event);
    to.while_condition = build_condition(b, s->while_condition);
    to.unless = build_past(b, s->unless);
    return to;
}

/* Parties and groups, or things. */
static void against(struct build *b, const struct ast_words *names, struct plan_statement *to)
{
    struct indices list = {0}, classes = {0};
    for (size_t i = 0; i < names->count; i++) {
        struct ast_word name = names->items[i];
        const struct symbol *symbol = name.is_set ? build_symbol(b, name.text) : NULL;
        bool is_kind = name.is_set &&
                       ((symbol && (symbol->sort == SYMBOL_CLASS || symbol->sort == SYMBOL_KIND)) ||
                        (!symbol && map_get(&b->kinds, name.text) != MAP_NONE));
        if (is_kind) {
            uint32_t class = build_class(b, name);
            if (class != PLAN_NONE && build_class_type(b, class) != PLAN_THING)
                build_word_diag(b, LANG_T0402, name,
                                "an act is against somebody or something, and `%.*s` is no thing",
                                STR_ARG(name.text))
                    ->label = STR("expected a party, a group or a kind of thing");
            if (class != PLAN_NONE)
                PUSH(b->work, &classes, class);
            continue;
        }
        uint32_t actor = build_actor(b, name);
        if (actor != PLAN_NONE)
            PUSH(b->work, &list, actor);
    }
    if (list.count)
        to->against =
            (struct plan_actors){.form = PLAN_ACTORS_NAMES, .names = build_list(b, &list)};
    to->against_classes = build_list(b, &classes);
}

/* A bracket in a row of the table leaves open what is asked. */
static void open_rows(struct build *b, uint32_t table)
{
    if (table == PLAN_NONE)
        return;
    const struct plan_table *t = &b->plan->tables[table];
    for (size_t i = 0; i < t->row_count; i++)
        if (t->rows[i].value.is_open && b->judged != PLAN_OPEN) {
            b->judged = PLAN_OPEN;
            b->why = work_printf(b->work, "a row of table %.*s is still open", STR_ARG(t->name));
        }
}

static struct plan_distance distance(struct build *b, const struct ast_distance *from)
{
    struct plan_distance to = {.form = from->form, .table = PLAN_NONE};
    switch (from->form) {
    case PLAN_DISTANCE_METRES:
        build_metres(b, &from->quantity, &to.metres);
        break;
    case PLAN_DISTANCE_ITS_RANGE:
        break;
    case PLAN_DISTANCE_TABLE:
        to.table = build_table(b, from->name);
        build_table_measure(b, from->name, to.table, PLAN_LENGTH, "a distance");
        open_rows(b, to.table);
        break;
    case PLAN_DISTANCE_OPEN:
        build_open(b, from->range);
        break;
    }
    return to;
}

static bool names_side(const struct build *b, const struct ast_place *place, uint32_t actor)
{
    for (unsigned up = 0; actor != PLAN_NONE && up <= b->ast->actors.count; up++) {
        struct ast_word name = b->ast->actors.items[actor].name;
        for (size_t i = 0; i < 2; i++)
            if (place->side_names[i].is_set && str_eq(place->side_names[i].text, name.text))
                return true;
        const struct ast_word under = b->ast->actors.items[actor].under;
        const struct symbol *symbol = under.is_set ? build_symbol(b, under.text) : NULL;
        actor = symbol && symbol->sort == SYMBOL_ACTOR ? symbol->index : PLAN_NONE;
    }
    return false;
}

/* The line says who stands where; or, where each party has its own, the one that is named for this party does. */
static bool has_side(const struct build *b, uint32_t line, uint32_t actor)
{
    const struct ast_place *place = &b->ast->places.items[line];
    if (names_side(b, place, actor) || actor == PLAN_NONE)
        return true;
    for (size_t i = 0; i < place->geoms.count && b->places[line].form == PLAN_PLACE_KEYED; i++) {
        const struct ast_geom *g = &b->ast->geoms.items[place->geoms.items[i].geom];
        struct ast_word key = place->geoms.items[i].key;
        const struct symbol *symbol =
            g->form == AST_GEOM_NAME && str_eq(key.text, b->ast->actors.items[actor].name.text)
                ? build_symbol(b, g->name.text)
                : NULL;
        if (symbol && symbol->sort == SYMBOL_PLACE &&
            names_side(b, &b->ast->places.items[symbol->index], actor))
            return true;
    }
    return false;
}

static void no_side(struct build *b, const struct ast_statement *s, struct ast_word place,
                    struct str whom)
{
    struct diag *diag =
        build_word_diag(b, LANG_T0507, place, "nothing says on which side of `%.*s` %.*s is",
                        STR_ARG(place.text), STR_ARG(whom));
    diag->label = STR("expected a line with sides");
    diag->help = work_printf(b->work, "declare the line `with … on the left, … on the right`");
    (void)s;
}

/* Weapons and what carries them reach somewhere; people and goods do not. */
static void check_range(struct build *b, const struct ast_statement *s)
{
    for (size_t i = 0; i < s->kinds.count && !b->work->failed; i++) {
        uint32_t class = build_class(b, s->kinds.items[i]);
        for (size_t j = 0; class != PLAN_NONE && j < b->classes.items[class].alternative_count;
             j++) {
            uint32_t kind = b->classes.items[class].alternatives[j].kind;
            const struct symbol *own = build_symbol(b, b->plan_kinds.items[kind].name);
            while (b->plan_kinds.items[kind].parent != PLAN_NONE)
                kind = b->plan_kinds.items[kind].parent;
            if (str_eq(b->plan_kinds.items[kind].name, STR("equipment")) ||
                (own && own->sort == SYMBOL_KIND))
                continue;
            build_word_diag(b, LANG_T0408, s->kinds.items[i],
                            "`its range` is that of a weapon, and `%.*s` has none",
                            STR_ARG(s->kinds.items[i].text))
                ->label = STR("expected weapons, or a distance such as 5 km");
            break;
        }
    }
}

static void setback(struct build *b, const struct ast_statement *s, struct plan_statement *to)
{
    to->distance = distance(b, &s->distance);
    if (s->distance.form == PLAN_DISTANCE_ITS_RANGE)
        check_range(b, s);
    to->side.form = s->side.form;
    to->side.actor = s->side.form == PLAN_SIDE_OF_ACTOR ? build_actor(b, s->side.name) : PLAN_NONE;
    if (to->place == PLAN_NONE)
        return;
    bool is_line = b->ast->places.items[to->place].type == PLAN_LINE;
    if (s->side.form == PLAN_SIDE_NONE) {
        if (is_line)
            build_range_diag(b, LANG_W0802, s->distance.range,
                             "this distance may be kept on either side of `%.*s`",
                             STR_ARG(s->place.text))
                ->label = STR(
                "if one side is meant: expected `on the side of the same party` after the line");
        return;
    }
    if (!is_line) {
        build_word_diag(b, LANG_T0507, s->place, "only a line has sides, and `%.*s` is none",
                        STR_ARG(s->place.text))
            ->label = STR("expected a line");
        return;
    }
    if (b->places[to->place].form == PLAN_PLACE_OPEN)
        return;
    if (s->side.form == PLAN_SIDE_OF_ACTOR) {
        if (to->side.actor != PLAN_NONE && !has_side(b, to->place, to->side.actor))
            no_side(b, s, s->place, s->side.name.text);
        return;
    }
    for (size_t i = 0; i < to->actors.names.count && s->actors.form == PLAN_ACTORS_NAMES; i++)
        if (!has_side(b, to->place, to->actors.names.items[i])) {
            no_side(b, s, s->place, b->ast->actors.items[to->actors.names.items[i]].name.text);
            return;
        }
}

static void build_keep(struct build *b, const struct ast_statement *s, struct plan_statement *to)
{
    need_type(b, s, PLAN_THING, LANG_T0402, "things are kept somewhere");
    to->relation = s->relation;
    to->place = build_place(b, s->place);
    if (s->place_is_open)
        build_open(b, s->place_range);
    if (to->place != PLAN_NONE) {
        build_use_place(b, to->place);
        if (s->relation != PLAN_AWAY_FROM && b->ast->places.items[to->place].type == PLAN_LINE)
            build_word_diag(b, LANG_T0406, s->place, "nothing is inside a line, and `%.*s` is one",
                            STR_ARG(s->place.text))
                ->label = STR("expected a zone, such as `within 5 km of` the line");
    }
    if (s->relation == PLAN_AWAY_FROM)
        setback(b, s, to);
}

static void build_limit(struct build *b, const struct ast_statement *s, struct plan_statement *to)
{
    limit_types(b, s);
    to->amount.form = s->amount;
    to->amount.for_each_class = PLAN_NONE;
    to->amount.table = PLAN_NONE;
    to->is_together = s->is_together;
    to->every = period(b, &s->every);
    switch (s->amount) {
    case PLAN_AMOUNT_NONE:
        break;
    case PLAN_AMOUNT_NUMBER:
        to->amount.number = build_number(b, &s->number);
        break;
    case PLAN_AMOUNT_BASELINE:
        break;
    case PLAN_AMOUNT_TABLE:
        to->amount.table = build_table(b, s->table);
        build_table_measure(b, s->table, to->amount.table, PLAN_COUNT, "a number");
        open_rows(b, to->amount.table);
        break;
    case PLAN_AMOUNT_OPEN:
        build_open(b, s->number.range);
        break;
    }
    if (s->for_each.is_set) {
        to->amount.for_each_class = build_class(b, s->for_each);
        if (to->amount.for_each_class != PLAN_NONE &&
            build_class_type(b, to->amount.for_each_class) == PLAN_THING)
            build_word_diag(b, LANG_T0401, s->for_each,
                            "so many are allowed for each act, and `%.*s` is a thing",
                            STR_ARG(s->for_each.text))
                ->label = STR("expected an act");
        to->amount.for_each_actors = build_who(b, &s->for_each_actors);
        to->amount.same = build_attributes(b, &s->same, &to->amount.same_count);
    }
    if (s->actors.form == PLAN_ACTORS_NAMES && s->actors.names.count > 1 && !s->is_each &&
        !s->is_together && !s->for_each.is_set) {
        struct diag *diag = build_range_diag(
            b, LANG_W0807, s->actors.range,
            "nothing says whether this ceiling is for each of them or for all together");
        diag->label = STR("read as: for each");
        diag->help = STR("write `each` or `together` after the number");
    }
}

static void build_duty(struct build *b, const struct ast_statement *s, struct plan_statement *to)
{
    if (s->verb == PLAN_DO)
        need_type(b, s, PLAN_ACT, LANG_T0401, "acts are done");
    to->when = build_condition(b, s->when);
    to->verb = s->verb;
    to->audience = build_audience(b, &s->audience, &to->audience_count);
    to->due = due(b, &s->due);
    if (s->due.form == PLAN_DUE_NONE) {
        struct diag *diag =
            build_range_diag(b, LANG_H0705, s->range, "nothing says by when this is to be done");
        diag->label = STR("expected `by`, `within … of …` or `every` at its end");
        build_open(b, s->range);
        if (b->judged == PLAN_OPEN)
            b->why = STR("nothing says by when");
    }
}

static bool has_key(const struct build *b, const struct place_state *place, uint32_t actor)
{
    for (unsigned up = 0; actor != PLAN_NONE && up <= b->plan->actor_count; up++) {
        for (size_t i = 0; i < place->keys.count; i++)
            if (place->keys.items[i] == actor)
                return true;
        actor = b->plan->actors[actor].under;
    }
    return false;
}

/* A place with a value for each party has one for each that the statement binds. */
static void check_keyed(struct build *b, struct ast_word word, uint32_t place,
                        const struct plan_actors *bound)
{
    if (place == PLAN_NONE || b->places[place].form != PLAN_PLACE_KEYED || b->work->failed)
        return;
    bool names = bound->form == PLAN_ACTORS_NAMES || bound->form == PLAN_ACTORS_ANY_OF;
    size_t count = names ? bound->names.count : b->plan->actor_count;
    for (size_t i = 0; i < count; i++) {
        uint32_t actor = names ? bound->names.items[i] : (uint32_t)i;
        bool counts = b->plan->actors[actor].role == PLAN_PARTY;
        for (size_t j = 0; !names && j < bound->names.count; j++)
            counts = counts && bound->names.items[j] != actor; /* anyone except … */
        if ((!names && !counts) || has_key(b, &b->places[place], actor))
            continue;
        const struct ast_place *from = &b->ast->places.items[place];
        struct str name = b->plan->actors[actor].name;
        struct diag *diag = build_word_diag(b, LANG_T0418, word,
                                            "this binds %.*s, and `%.*s` has no geometry for %.*s",
                                            STR_ARG(name), STR_ARG(word.text), STR_ARG(name));
        diag->label =
            work_printf(b->work, "expected `%.*s: …` where it is declared", STR_ARG(name));
        diag->has_other = true;
        diag->other = build_span_of(b, (struct ast_range){from->name.token, from->name.token + 1});
        diag->other_label = STR("declared here");
        return;
    }
}

/* In a phase for each member, what names no place is about the member: acts and what is held, but not messages. */
static void in_the_member(struct build *b, const struct ast_statement *s, struct plan_statement *to)
{
    bool is_there = s->form == PLAN_FORBID || s->form == PLAN_PERMIT || s->form == PLAN_LIMIT ||
                    (s->form == PLAN_REQUIRE && s->verb == PLAN_DO);
    uint32_t place;
    struct plan_spot *spot;
    if (!is_there || s->spots.count || b->phase >= b->ast->phases.count ||
        !b->ast->phases.items[b->phase].for_each.is_set)
        return;
    place = build_place(b, b->ast->phases.items[b->phase].for_each);
    if (place == PLAN_NONE || b->ast->places.items[place].type != PLAN_ZONES)
        return;
    spot = ARENA_NEW(b->work->arena, struct plan_spot, 1);
    if (!spot) {
        work_fail(b->work, err_no_memory(b->work->err));
        return;
    }
    *spot = (struct plan_spot){.preposition = PLAN_IN, .place = place, .is_same = true};
    to->spots = (struct plan_spots){spot, 1};
    build_use_place(b, place);
}

static void build_one(struct build *b, uint32_t clause, const struct ast_statement *s, bool is_open)
{
    struct plan_statement to = {.form = s->form,
                                .clause = clause,
                                .when = PLAN_NONE,
                                .place = PLAN_NONE,
                                .body = PLAN_NONE,
                                .source = work_source_of_token(b->work, s->range.from),
                                .line = work_line(b->work, b->work->tokens[s->range.from].from)};
    to.amount.for_each_class = to.amount.table = to.distance.table = to.side.actor = PLAN_NONE;
    to.due.of.happening.class = PLAN_NONE;
    b->judged = PLAN_JUDGED;
    b->why = (struct str){0};
    if (is_open) {
        b->judged = PLAN_OPEN;
        b->why = STR("the whole clause stands in brackets");
    }
    to.classes = build_classes(b, &s->kinds);
    to.actors = build_who(b, &s->actors);
    to.spots = build_spots(b, &s->spots);
    against(b, &s->against, &to);
    switch (s->form) {
    case PLAN_FORBID:
        need_type(b, s, PLAN_ACT, LANG_T0401, "acts are forbidden");
        break;
    case PLAN_PERMIT:
        need_type(b, s, PLAN_ACT, LANG_T0401, "acts are permitted");
        break;
    case PLAN_REQUIRE:
        build_duty(b, s, &to);
        break;
    case PLAN_KEEP:
        build_keep(b, s, &to);
        break;
    case PLAN_LIMIT:
        build_limit(b, s, &to);
        break;
    case PLAN_WITHDRAW:
        need_type(b, s, PLAN_THING, LANG_T0402, "things are withdrawn");
        to.place = build_place(b, s->place);
        if (to.place != PLAN_NONE)
            build_use_place(b, to.place);
        if (s->place_is_open)
            build_open(b, s->place_range);
        to.due = due(b, &s->due);
        break;
    case PLAN_ASSESS:
        to.body = build_actor(b, s->body);
        if (s->body_is_open)
            build_open(b, s->range);
        to.every = period(b, &s->every);
        to.assess_by = build_time(b, &s->assess_by);
        break;
    case PLAN_SYNCHRONOUS:
        to.within = build_span(b, &s->within);
        to.within_is_open = s->within.is_open;
        if (s->has_with)
            to.with = build_clauses(b, &s->with);
        break;
    }
    if (s->place.is_set)
        check_keyed(b, s->place, to.place, &to.actors);
    for (size_t i = 0; i < s->spots.count && s->form != PLAN_REQUIRE; i++) {
        const struct symbol *symbol = build_symbol(b, s->spots.items[i].name.text);
        if (symbol && symbol->sort == SYMBOL_PLACE)
            check_keyed(b, s->spots.items[i].name, symbol->index, &to.actors);
    }
    to.tail = tail(b, s);
    corridor_window(b, &to, &to.tail.during);
    corridor_spots(b, &to);
    in_the_member(b, s, &to);
    to.judged = b->judged;
    to.why = b->why;
    to.text = work_text(b->work, s->range.from, s->range.to);
    if (to.judged == PLAN_NOT_JUDGED_YET)
        build_later_diag(b, s->range, to.why);
    PUSH(b->work, &b->statements, to);
}

static void replaced(struct build *b, const struct ast_clause *from, struct plan_clause *to)
{
    const struct ast_words *labels = &from->replaces.labels;
    struct str *texts = ARENA_NEW(b->work->arena, struct str, labels->count);
    if (!texts) {
        work_fail(b->work, err_no_memory(b->work->err));
        return;
    }
    for (size_t i = 0; i < labels->count; i++)
        texts[i] = labels->items[i].text;
    to->replaces = texts;
    to->replaces_count = labels->count;
}

void build_clause_rows(struct build *b)
{
    struct work *w = b->work;
    struct plan_clause *rows = ARENA_NEW(w->arena, struct plan_clause, b->ast->clauses.count);
    if (!rows) {
        work_fail(w, err_no_memory(w->err));
        return;
    }
    for (size_t i = 0; i < b->ast->clauses.count && !w->failed; i++) {
        const struct ast_clause *from = &b->ast->clauses.items[i];
        struct plan_clause *to = &rows[i];
        uint32_t at = w->tokens[from->range.from].from;
        b->phase = from->phase;
        *to = (struct plan_clause){.label = from->label.text,
                                   .title = from->title.text,
                                   .article = work_article(w, at),
                                   .phase = from->phase == AST_THROUGHOUT ? PLAN_THROUGHOUT
                                                                          : from->phase,
                                   .gravity = from->gravity,
                                   .verifier = PLAN_NONE,
                                   .first_statement = (uint32_t)b->statements.count,
                                   .verifier_is_open = from->verifier_is_open,
                                   .source = work_source_of(w, at),
                                   .line = work_line(w, at)};
        if (!to->article.size)
            to->article = to->title;
        if (from->verifier.is_set)
            to->verifier = build_actor(b, from->verifier);
        replaced(b, from, to);
        for (size_t j = 0; j < from->count && !w->failed; j++)
            build_one(b, (uint32_t)i, &b->ast->statements.items[from->first + j], from->is_open);
        to->statement_count = (uint32_t)b->statements.count - to->first_statement;
    }
    b->plan->clauses = rows;
    b->plan->clause_count = b->ast->clauses.count;
    b->plan->statements = b->statements.items;
    b->plan->statement_count = b->statements.count;
}

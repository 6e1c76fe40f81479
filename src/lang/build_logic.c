/* SPDX-License-Identifier: Apache-2.0
 *
 * Actors, places of acts, events, conditions and what looks back. */
#include "lang/build_int.h"

struct plan_actors build_who(struct build *b, const struct ast_actors *from)
{
    struct plan_actors to = {.form = from->form, .is_together = from->is_together};
    to.names = build_actors(b, &from->names);
    if (from->form == PLAN_ACTORS_OPEN)
        build_open(b, from->range);
    if (from->form == PLAN_ACTORS_ANY_PARTY || from->form == PLAN_ACTORS_ONE_PARTY ||
        from->form == PLAN_ACTORS_SAME_PARTY || from->form == PLAN_ACTORS_OTHER_PARTY) {
        bool has_party = b->ast->lacks_base || b->ast->is_broken;
        for (size_t i = 0; i < b->ast->actors.count; i++)
            has_party = has_party || b->ast->actors.items[i].role == PLAN_PARTY;
        if (!has_party)
            build_range_diag(b, LANG_T0312, from->range, "no party is declared")->label =
                STR("expected `party NAME \"…\"` among the declarations");
    }
    return to;
}

struct plan_spots build_spots(struct build *b, const struct ast_spots *from)
{
    struct plan_spots to = {0};
    struct plan_spot *items = ARENA_NEW(b->work->arena, struct plan_spot, from->count);
    if (!items) {
        work_fail(b->work, err_no_memory(b->work->err));
        return to;
    }
    for (size_t i = 0; i < from->count; i++) {
        const struct ast_spot *spot = &from->items[i];
        if (spot->is_open)
            build_open(b, spot->range);
        uint32_t place = build_place(b, spot->name);
        if (place == PLAN_NONE)
            continue;
        enum plan_place_type type = b->ast->places.items[place].type;
        if (spot->preposition == PLAN_ACROSS && type != PLAN_LINE)
            build_word_diag(b, LANG_T0406, spot->name,
                            "only a line can be crossed, and `%.*s` is none",
                            STR_ARG(spot->name.text))
                ->label = STR("expected a line");
        if (spot->preposition != PLAN_ACROSS && type == PLAN_LINE)
            build_word_diag(b, LANG_T0406, spot->name,
                            "nothing is inside a line, and `%.*s` is one", STR_ARG(spot->name.text))
                ->label = STR("expected a zone, such as `within 5 km of` the line");
        if ((spot->is_each || spot->is_same) && type != PLAN_ZONES)
            build_word_diag(b, LANG_T0406, spot->name, "`%.*s` has no members",
                            STR_ARG(spot->name.text))
                ->label = STR("expected a collection declared with `zones`");
        build_use_place(b, place);
        items[to.count++] =
            (struct plan_spot){spot->preposition, place, spot->is_each, spot->is_same, false};
    }
    to.items = items;
    return to;
}

const struct plan_audience *build_audience(struct build *b, const struct ast_audiences *from,
                                           size_t *count)
{
    struct plan_audience *items = ARENA_NEW(b->work->arena, struct plan_audience, from->count);
    *count = 0;
    if (!items) {
        work_fail(b->work, err_no_memory(b->work->err));
        return NULL;
    }
    for (size_t i = 0; i < from->count; i++) {
        struct plan_audience to = {from->items[i].form, PLAN_NONE};
        if (to.form == PLAN_TO_ACTOR)
            to.actor = build_actor(b, from->items[i].name);
        else if (to.form == PLAN_TO_OPEN)
            build_open(b, from->items[i].range);
        if (to.form != PLAN_TO_ACTOR || to.actor != PLAN_NONE)
            items[(*count)++] = to;
    }
    return items;
}

/* What is counted or starts a clock: violations of clauses that can be violated, or acts. */
static struct plan_happening happening(struct build *b, const struct ast_happening *from,
                                       bool is_report)
{
    struct plan_happening to = {
        .qualifier = from->qualifier, .gravity = from->gravity, .class = PLAN_NONE};
    if (from->is_violation) {
        to.clauses = build_clauses(b, &from->clauses);
    } else if (from->kind.is_set) {
        to.class = build_class(b, from->kind);
        if (to.class != PLAN_NONE && !is_report && build_class_type(b, to.class) != PLAN_ACT)
            build_word_diag(b, LANG_T0401, from->kind, "`%.*s` is no act, and only acts happen",
                            STR_ARG(from->kind.text))
                ->label = STR("expected a kind of act");
    }
    to.actors = build_who(b, &from->actors);
    to.spots = build_spots(b, &from->spots);
    return to;
}

struct plan_event build_event(struct build *b, const struct ast_event *from)
{
    struct plan_event to = {.form = from->form, .actor = PLAN_NONE, .is_report = from->is_report};
    to.happening.class = PLAN_NONE;
    to.time = (struct plan_time){.phase = PLAN_NONE, .date = PLAN_NONE};
    switch (from->form) {
    case PLAN_EVENT_NONE:
        return to;
    case PLAN_EVENT_TIME:
        to.time = build_time(b, &from->time);
        if (to.time.form == PLAN_TIME_NONE)
            to.form = PLAN_EVENT_NONE;
        break;
    case PLAN_EVENT_CERTIFIED:
        to.certificate = from->certificate.text;
        to.actor = build_actor(b, from->by);
        if (from->by_is_open)
            build_open(b, from->range);
        break;
    case PLAN_EVENT_FULFILMENT:
    case PLAN_EVENT_BREACH:
        to.clauses = build_clauses(b, &from->clauses);
        break;
    case PLAN_EVENT_EACH:
    case PLAN_EVENT_FIRST:
        to.happening = happening(b, &from->happening, from->is_report);
        to.same = build_attributes(b, &from->same, &to.same_count);
        break;
    }
    to.text = work_text(b->work, from->range.from, from->range.to);
    return to;
}

/* `clause C is fulfilled` of a clause that only forbids has no meaning. */
static void check_state(struct build *b, const struct ast_condition *from, struct plan_list clauses)
{
    for (size_t i = 0; i < clauses.count; i++) {
        const struct ast_clause *clause = &b->ast->clauses.items[clauses.items[i]];
        bool can_be = clause->count == 0;
        for (size_t j = 0; j < clause->count; j++) {
            enum plan_form form = b->ast->statements.items[clause->first + j].form;
            can_be = can_be || (form != PLAN_FORBID && form != PLAN_PERMIT && form != PLAN_ASSESS);
        }
        if (can_be || (from->state != PLAN_FULFILLED && from->state != PLAN_LATE))
            continue;
        struct diag *diag = build_range_diag(b, LANG_T0409, from->range,
                                             "clause %.*s asks for nothing that could be fulfilled",
                                             STR_ARG(clause->label.text));
        diag->label = STR("expected a clause with a duty, or `no violation of`");
        diag->help = work_printf(b->work, "write `no violation of clause %.*s`",
                                 STR_ARG(clause->label.text));
    }
}

/* What holds a bracket or is not judged yet stays so, whatever a part of it is. */
static void keep_judged(struct build *b, enum plan_judged judged, struct str why)
{
    if (judged == PLAN_JUDGED || (judged != PLAN_OPEN && b->judged == PLAN_OPEN))
        return;
    b->judged = judged;
    b->why = why;
}

/* Of a condition what is not in its children. */
static void own_condition(struct build *b, const struct ast_condition *from,
                          struct plan_condition *to)
{
    switch (from->form) {
    case PLAN_COND_OPEN:
        build_open(b, from->range);
        break;
    case PLAN_COND_AND:
    case PLAN_COND_OR:
    case PLAN_COND_NOT:
        break;
    case PLAN_COND_NO:
        to->happening = happening(b, &from->happening, false);
        break;
    case PLAN_COND_COUNT: {
        struct plan_number number = build_number(b, &from->number);
        to->number = number.value;
        if (from->number.is_set && !number.is_open && number.measure != PLAN_COUNT)
            build_range_diag(b, LANG_T0203, from->number.range,
                             "what happens is counted, and this is a measure")
                ->label = STR("expected a bare number");
        to->happening = happening(b, &from->happening, false);
        break;
    }
    case PLAN_COND_CERTIFIED:
        to->certificate = from->certificate.text;
        to->actor = build_actor(b, from->by);
        if (from->by_is_open)
            build_open(b, from->range);
        break;
    case PLAN_COND_STATE:
        to->clauses = build_clauses(b, &from->clauses);
        check_state(b, from, to->clauses);
        break;
    case PLAN_COND_SINCE:
        to->since = build_time(b, &from->since);
        if (!from->span.is_open)
            build_day_note(b, &to->since, from->range);
        break;
    }
    to->span = build_span(b, &from->span);
    if (build_is_nothing(&from->span) && from->form != PLAN_COND_SINCE)
        build_range_diag(b, LANG_T0412, from->span.range, "a window of no length holds nothing");
}

uint32_t build_condition(struct build *b, uint32_t index)
{
    if (!index || b->work->failed)
        return PLAN_NONE;
    const struct ast_condition *from = &b->ast->conditions.items[index];
    struct plan_condition to = {.form = from->form,
                                .comparison = from->comparison,
                                .has_span = from->span.is_set,
                                .actor = PLAN_NONE,
                                .state = from->state,
                                .is_negated = from->is_negated};
    to.happening.class = PLAN_NONE;
    to.since = (struct plan_time){.phase = PLAN_NONE, .date = PLAN_NONE};
    struct indices children = {0};
    for (size_t i = 0; i < from->children.count; i++) {
        uint32_t child = build_condition(b, from->children.items[i]);
        if (child != PLAN_NONE)
            PUSH(b->work, &children, child);
    }
    to.children = build_list(b, &children);
    /* Is there a bracket in this one itself? What it stands in is open by it, too. */
    enum plan_judged judged = b->judged;
    struct str why = b->why;
    b->judged = PLAN_JUDGED;
    own_condition(b, from, &to);
    to.is_open = b->judged == PLAN_OPEN;
    keep_judged(b, judged, why);
    if (from->form <= PLAN_COND_NOT && !children.count)
        return PLAN_NONE;
    to.text = work_text(b->work, from->range.from, from->range.to);
    PUSH(b->work, &b->conditions, to);
    return b->work->failed ? PLAN_NONE : (uint32_t)b->conditions.count - 1;
}
/* Of two durations of one unit, is the first longer? */
static bool is_longer(struct plan_span a, struct plan_span c)
{
    return a.unit == c.unit && a.count > c.count;
}

uint32_t build_past(struct build *b, uint32_t index)
{
    if (!index || b->work->failed)
        return PLAN_NONE;
    const struct ast_past *from = &b->ast->pasts.items[index];
    struct plan_past to = {.form = from->form,
                           .actor = PLAN_NONE,
                           .is_no = from->is_no,
                           .class = PLAN_NONE,
                           .timing = from->timing};
    struct indices children = {0};
    for (size_t i = 0; i < from->children.count; i++) {
        uint32_t child = build_past(b, from->children.items[i]);
        if (child != PLAN_NONE)
            PUSH(b->work, &children, child);
        if (child != PLAN_NONE && !b->work->failed)
            to.is_open = to.is_open || b->pasts.items[child].is_open;
    }
    to.children = build_list(b, &children);
    enum plan_judged judged = b->judged;
    struct str why = b->why;
    b->judged = PLAN_JUDGED;
    switch (from->form) {
    case PLAN_PAST_AND:
    case PLAN_PAST_OR:
        break;
    case PLAN_PAST_CERTIFIED:
        to.certificate = from->certificate.text;
        to.actor = build_actor(b, from->by);
        if (from->by_is_open)
            build_open(b, from->range);
        break;
    case PLAN_PAST_ACT:
        to.class = build_class(b, from->kind);
        if (to.class != PLAN_NONE && build_class_type(b, to.class) != PLAN_ACT)
            build_word_diag(b, LANG_T0401, from->kind,
                            "`%.*s` is no act, and only an act comes before another",
                            STR_ARG(from->kind.text))
                ->label = STR("expected a kind of act");
        to.actors = build_who(b, &from->actors);
        to.audience = build_audience(b, &from->audience, &to.audience_count);
        to.near = build_span(b, &from->near);
        to.far = build_span(b, &from->far);
        to.same = build_attributes(b, &from->same, &to.same_count);
        if (from->timing == PLAN_BETWEEN_BEFORE && is_longer(to.near, to.far))
            build_range_diag(b, LANG_T0508, from->range,
                             "the shorter duration stands first in `between`")
                ->label = STR("expected the shorter duration, `and`, the longer one");
        break;
    }
    to.is_open = to.is_open || b->judged == PLAN_OPEN;
    keep_judged(b, judged, why);
    if (from->form <= PLAN_PAST_OR && !children.count)
        return PLAN_NONE;
    to.text = work_text(b->work, from->range.from, from->range.to);
    PUSH(b->work, &b->pasts, to);
    return b->work->failed ? PLAN_NONE : (uint32_t)b->pasts.count - 1;
}

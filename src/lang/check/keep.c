/* SPDX-License-Identifier: Apache-2.0
 *
 * Where things must be and must not be: a unit that one clause holds inside a zone, and another keeps out of all of it;
 * ground that one clause closes while another still gives time to leave it. */
#include "lang/check/scope.h"

/* What a statement asks of one thing of an actor: to be where all these literals hold. */
struct wanted {
    struct scope_literal literals[3];
    size_t count;
    bool is_out;  /* out of `place` */
    bool is_away; /* from a line */
};

/* Ceilings of zero and withdrawals of all are prohibitions to be there. */
static bool is_out(const struct plan_statement *s)
{
    if (s->form == PLAN_KEEP)
        return s->relation == PLAN_OUT_OF;
    if (s->form == PLAN_WITHDRAW)
        return true;
    return s->form == PLAN_LIMIT && s->amount.form == PLAN_AMOUNT_NUMBER &&
           !s->amount.number.is_open && s->amount.number.measure == PLAN_COUNT &&
           s->amount.number.value <= 0 && s->every.form == PLAN_PERIOD_NONE &&
           s->amount.for_each_class == PLAN_NONE && s->spots.count == 1 &&
           s->spots.items[0].preposition == PLAN_IN;
}

static uint32_t place_of(const struct plan_statement *s)
{
    return s->form == PLAN_LIMIT ? s->spots.items[0].place : s->place;
}

/* From when a withdrawal has to be complete: its last step. */
static struct scope_row once_done(struct scope *scope, const struct scope_row *row)
{
    struct scope_row made = *row;
    uint32_t phase = scope->plan->clauses[row->clause].phase;
    const struct plan_due *due = &row->s->due;
    if (row->s->form != PLAN_WITHDRAW)
        return made;
    made.from.base = SCOPE_BASE_UNKNOWN;
    for (size_t i = 0; due->form == PLAN_DUE_STEPS && i < due->step_count; i++) {
        const struct plan_step *step = &due->steps[i];
        if (step->share != PLAN_ALL)
            continue;
        if (step->has_by)
            made.from = scope_moment(scope, &step->by, phase, true);
        else if (step->of.form == PLAN_EVENT_TIME)
            made.from =
                scope_later(scope, scope_moment(scope, &step->of.time, phase, true), step->within);
    }
    return made;
}

static bool hand_of(const struct plan *plan, const struct plan_statement *s, uint32_t actor,
                    enum geo_hand *hand)
{
    const struct plan_place *line = &plan->places[s->place];
    uint32_t whose = s->side.form == PLAN_SIDE_OF_ACTOR ? s->side.actor : actor;
    if (whose == PLAN_NONE)
        return false;
    *hand = GEO_HAND_LEFT;
    if (line->left != PLAN_NONE && plan_actor_is(plan, whose, line->left))
        return true;
    *hand = GEO_HAND_RIGHT;
    return line->right != PLAN_NONE && plan_actor_is(plan, whose, line->right);
}

/* The ground that a statement leaves to the actor's things; false where that cannot be told. */
static bool ground_of(struct scope *scope, const struct plan_statement *s, uint32_t actor,
                      uint32_t reading, struct wanted *to)
{
    uint32_t node = scope_node(scope, place_of(s), reading, actor);
    *to = (struct wanted){.is_out = is_out(s)};
    if (node == PLAN_NONE)
        return false;
    if (s->form != PLAN_KEEP || s->relation != PLAN_AWAY_FROM) {
        to->literals[to->count++] = (struct scope_literal){node, to->is_out};
        return true;
    }
    to->is_away = true;
    if (s->distance.form != PLAN_DISTANCE_METRES)
        return false;
    uint32_t beyond = scope_node_add(
        scope, (struct geo_node){.op = GEO_OP_BEYOND, .a = node, .min_m = s->distance.metres});
    to->literals[to->count++] = (struct scope_literal){beyond, false};
    if (s->side.form != PLAN_SIDE_NONE && scope_line_of(scope, node) == node) {
        enum geo_hand hand;
        if (!hand_of(scope->plan, s, actor, &hand))
            return false;
        uint32_t side =
            scope_node_add(scope, (struct geo_node){.op = GEO_OP_SIDE, .a = node, .hand = hand});
        to->literals[to->count++] = (struct scope_literal){side, false};
    }
    return true;
}

/* No place is left where both are kept, under any reading. */
static bool nothing_left(struct scope *scope, const struct scope_row *inside,
                         const struct scope_row *other, uint32_t actor, struct geo_point *point)
{
    size_t nodes = scope->b->nodes.count, readings = scope->plan->reading_count;
    bool is_clash = readings > 0;
    for (size_t i = readings < 4 ? readings : 4; i-- > 0 && is_clash;) {
        struct wanted in, out;
        struct geo_point both;
        is_clash = ground_of(scope, inside->s, actor, (uint32_t)i, &in) &&
                   ground_of(scope, other->s, actor, (uint32_t)i, &out) && in.count == 1;
        if (!is_clash)
            break;
        /* there is such ground at all, and none of it is left */
        is_clash = scope_ground_find(scope, in.literals, 1, point) == SCOPE_YES;
        struct scope_literal all[4] = {in.literals[0]};
        for (size_t j = 0; j < out.count; j++)
            all[1 + j] = out.literals[j];
        is_clash = is_clash && scope_ground_find(scope, all, 1 + out.count, &both) == SCOPE_NO;
        if (is_clash && out.count == 2) {
            /* beyond the line's ends nobody has a side: then it is not sure */
            struct scope_literal wrong[] = {in.literals[0], {out.literals[1].node, true}};
            struct scope_literal near[] = {in.literals[0], {out.literals[0].node, true}};
            is_clash = scope_ground_find(scope, wrong, 2, point) == SCOPE_YES ||
                       scope_ground_find(scope, near, 2, point) == SCOPE_YES;
        }
    }
    scope->b->nodes.count = nodes;
    return is_clash;
}

static const char *demand_text(const struct plan_statement *s)
{
    if (s->form == PLAN_WITHDRAW)
        return "takes all of it out of";
    if (s->form == PLAN_LIMIT)
        return "allows none of it in";
    return s->relation == PLAN_OUT_OF   ? "keeps it out of"
           : s->relation == PLAN_INSIDE ? "keeps it inside"
                                        : "keeps it away from";
}

static void report(struct scope *scope, const struct scope_row *inside,
                   const struct scope_row *other, const struct scope_case *what, uint32_t actor,
                   struct geo_point point)
{
    struct build *b = scope->b;
    struct work *w = b->work;
    bool turns = scope_turns(scope, other, inside);
    const struct plan_place *places = scope->plan->places;
    struct str kind = scope->plan->kinds[what->kind].name;
    struct str who = actor == PLAN_NONE ? STR("anyone") : scope->plan->actors[actor].name;
    struct str there = places[place_of(other->s)].name, here = places[inside->s->place].name;
    struct str distance = {0};
    if (other->s->form == PLAN_KEEP && other->s->relation == PLAN_AWAY_FROM)
        distance = work_printf(w, " by at least %.*s",
                               STR_ARG(scope_metres_text(scope, other->s->distance.metres)));
    struct diag *diag = build_range_diag(
        b, LANG_H0711, turns ? inside->range : other->range,
        "clause %.*s keeps `%.*s` of %.*s inside `%.*s`, and %.*s %s `%.*s`%.*s: no place is "
        "left",
        STR_ARG(scope_label(scope, inside)), STR_ARG(kind), STR_ARG(who), STR_ARG(here),
        STR_ARG(scope_also(scope, inside, other)), demand_text(other->s), STR_ARG(there),
        STR_ARG(distance));
    diag->label = work_printf(w, "expected something that leaves part of `%.*s`", STR_ARG(here));
    scope_other(scope, diag, turns ? other : inside,
                turns ? "this takes all of it" : "to be inside by this");
    struct diag_witness *witness = scope_witness(scope, diag);
    scope_witness_place(witness, point);
    witness->party = actor == PLAN_NONE ? STR("") : who;
    witness->kind = kind;
    witness->has_value = what->attribute.size > 0;
    witness->attribute = what->attribute;
    witness->value = what->value;
    witness->has_time = scope_when(scope, inside, other, &witness->at_us);
    struct str when =
        witness->has_time
            ? work_printf(w, " on %.*s", STR_ARG(scope_time_text(scope, witness->at_us)))
            : STR("");
    witness->text = work_printf(
        w,
        "%.*s of %.*s at %.*s%.*s: inside `%.*s`, as clause %.*s demands, and so in breach of "
        "%.*s",
        STR_ARG(scope_case_text(scope, what->kind, what->attribute, what->value)), STR_ARG(who),
        STR_ARG(scope_point_text(scope, point)), STR_ARG(when), STR_ARG(here),
        STR_ARG(scope_label(scope, inside)), STR_ARG(scope_also(scope, inside, other)));
}

static bool compare(struct scope *scope, const struct scope_row *inside,
                    const struct scope_row *other)
{
    struct scope_case what;
    struct geo_point point = {0, 0};
    bool is_any;
    bool both_inside = other->s->form == PLAN_KEEP && other->s->relation == PLAN_INSIDE;
    if (other->is_open || other == inside || (both_inside && other->statement < inside->statement))
        return false;
    if (!both_inside && !is_out(other->s) && other->s->form != PLAN_KEEP)
        return false;
    if (place_of(other->s) >= scope->plan->place_count ||
        (place_of(other->s) == inside->s->place && both_inside) ||
        (is_out(other->s) && !scope_boxes_meet(inside, other)) ||
        inside->s->tail.unless != PLAN_NONE || other->s->tail.unless != PLAN_NONE)
        return false;
    uint32_t actor = scope_party(scope->plan, &inside->s->actors, &other->s->actors, &is_any);
    if ((actor == PLAN_NONE && !is_any) || !scope_pair(scope, inside) ||
        !scope_kinds_meet(scope, inside->s->classes, other->s->classes, &what))
        return false;
    struct scope_row done = once_done(scope, other);
    if (scope_times_meet(scope, inside, &done) != SCOPE_YES ||
        !nothing_left(scope, inside, other, actor, &point))
        return false;
    report(scope, inside, &done, &what, actor, point);
    return true;
}

/* ---------------------------------------------------------------- time to leave */

#define LEAVE_SLACK_US (INT64_C(26) * 3600 * TIME_SECOND_US) /* days that are the same day */
#define LEAVES_READ 64                                       /* withdrawals beside one `keep` */

/* From when it holds: `as of`, else the beginning of its phase. */
static struct scope_time start_of(const struct scope *scope, const struct scope_row *row)
{
    const struct plan_time begin = {.form = PLAN_TIME_BEGIN, .phase = PLAN_NONE};
    if (row->from.base != SCOPE_BASE_NONE)
        return row->from;
    return scope_moment(scope, &begin, scope->plan->clauses[row->clause].phase, false);
}

static void report_leave(struct scope *scope, const struct scope_row *keep,
                         const struct scope_row *leave, const struct scope_case *what,
                         uint32_t actor, struct geo_point point, struct scope_time from,
                         struct scope_time to)
{
    struct work *w = scope->b->work;
    bool turns = scope_turns(scope, keep, leave), is_utc = from.base == SCOPE_BASE_UTC;
    struct str kind = scope->plan->kinds[what->kind].name, since = {0}, until = STR("time");
    struct str who = actor == PLAN_NONE ? STR("anyone") : scope->plan->actors[actor].name;
    if (is_utc) {
        since = work_printf(w, " from %.*s on", STR_ARG(scope_time_text(scope, from.us)));
        until = work_printf(w, "until %.*s", STR_ARG(scope_time_text(scope, to.us)));
    }
    struct diag *diag = build_range_diag(
        scope->b, LANG_H0711, turns ? leave->range : keep->range,
        "clause %.*s keeps `%.*s` of %.*s out of `%.*s`%.*s, and %.*s gives %.*s %.*s to leave "
        "ground in it",
        STR_ARG(scope_label(scope, keep)), STR_ARG(kind), STR_ARG(who),
        STR_ARG(scope->plan->places[keep->s->place].name), STR_ARG(since),
        STR_ARG(scope_also(scope, keep, leave)), STR_ARG(who), STR_ARG(until));
    diag->label =
        STR("expected `as of` the end of that time, or who may still be there until then");
    scope_other(scope, diag, turns ? keep : leave,
                turns ? "no such time is left by this" : "the time to leave");
    struct diag_witness *witness = scope_witness(scope, diag);
    struct str when = {0};
    scope_witness_place(witness, point);
    witness->party = actor == PLAN_NONE ? STR("") : who;
    witness->kind = kind;
    witness->has_value = what->attribute.size > 0;
    witness->attribute = what->attribute;
    witness->value = what->value;
    if (is_utc) {
        witness->has_time = true;
        witness->at_us = from.us;
        when = work_printf(w, " on %.*s", STR_ARG(scope_time_text(scope, from.us)));
    }
    witness->text = work_printf(
        w, "%.*s of %.*s at %.*s%.*s: still in time by clause %.*s, and in breach of %.*s",
        STR_ARG(scope_case_text(scope, what->kind, what->attribute, what->value)), STR_ARG(who),
        STR_ARG(scope_point_text(scope, point)), STR_ARG(when), STR_ARG(scope_label(scope, leave)),
        STR_ARG(scope_also(scope, leave, keep)));
}

static bool compare_leave(struct scope *scope, const struct scope_row *keep,
                          const struct scope_row *leave)
{
    struct scope_case what;
    struct geo_point point;
    bool is_any;
    uint32_t actor = scope_party(scope->plan, &keep->s->actors, &leave->s->actors, &is_any);
    struct scope_time from = start_of(scope, keep), to = once_done(scope, leave).from;
    if (from.base != to.base || from.base == SCOPE_BASE_UNKNOWN || from.base == SCOPE_BASE_NONE ||
        to.us - LEAVE_SLACK_US <= from.us || (actor == PLAN_NONE && !is_any) ||
        !scope_boxes_meet(keep, leave) || !scope_pair(scope, keep) ||
        !scope_kinds_meet(scope, keep->s->classes, leave->s->classes, &what) ||
        scope_times_meet(scope, keep, leave) != SCOPE_YES ||
        scope_places_meet(scope, keep->s->place, leave->s->place, actor, &point) != SCOPE_YES ||
        scope_is_permitted(scope, keep, actor))
        return false;
    report_leave(scope, keep, leave, &what, actor, point, from, to);
    return true;
}

static void check_leaving(struct scope *scope)
{
    for (size_t i = 0; i < scope->count && !scope->b->work->failed; i++) {
        const struct scope_row *keep = &scope->rows[i], *leave, *leaves[LEAVES_READ];
        struct scope_cursor cursor = {0};
        size_t count = 0;
        if (keep->is_open || keep->s->form != PLAN_KEEP || keep->s->relation != PLAN_OUT_OF ||
            keep->s->place >= scope->plan->place_count || keep->s->tail.unless != PLAN_NONE)
            continue;
        while (count < COUNT_OF(leaves) && scope_next(scope, keep, PLAN_WITHDRAW, &cursor, &leave))
            if (!leave->is_open && leave->s->place < scope->plan->place_count &&
                leave->s->tail.unless == PLAN_NONE && scope_boxes_meet(keep, leave))
                leaves[count++] = leave;
        for (size_t j = 0; j < count; j++)
            if (compare_leave(scope, keep, leaves[j]))
                break;
    }
}

void check_keep(struct scope *scope)
{
    static const enum plan_form forms[] = {PLAN_KEEP, PLAN_WITHDRAW, PLAN_LIMIT};
    for (size_t i = 0; i < scope->count && !scope->b->work->failed; i++) {
        const struct scope_row *inside = &scope->rows[i];
        bool is_told = false;
        if (inside->is_open || inside->s->form != PLAN_KEEP || inside->s->relation != PLAN_INSIDE ||
            inside->s->place >= scope->plan->place_count)
            continue;
        for (size_t j = 0; j < COUNT_OF(forms) && !is_told; j++) {
            struct scope_cursor cursor = {0};
            const struct scope_row *other;
            while (!is_told && scope_next(scope, inside, forms[j], &cursor, &other))
                is_told = compare(scope, inside, other);
        }
    }
    check_leaving(scope);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * A ceiling on what another clause rules out altogether: so many are allowed here, and none there. */
#include "lang/check/scope.h"

/* Some are allowed: a number above zero, a table, the baseline. */
static bool allows_some(const struct plan_statement *s)
{
    return s->amount.for_each_class == PLAN_NONE && s->amount.form != PLAN_AMOUNT_NONE &&
           s->amount.form != PLAN_AMOUNT_OPEN &&
           (s->amount.form != PLAN_AMOUNT_NUMBER || s->amount.number.value > 0);
}

/* Where the ceiling holds, the other clause rules out. */
static bool place_within(struct scope *scope, const struct scope_row *cap,
                         const struct scope_row *ban, uint32_t actor)
{
    if (ban->s->form == PLAN_FORBID)
        return scope_spots_within(scope, cap, ban, actor) == SCOPE_YES;
    for (size_t i = 0; i < cap->s->spots.count; i++)
        if (cap->s->spots.items[i].preposition != PLAN_IN ||
            scope_place_within(scope, cap->s->spots.items[i].place, ban->s->place, actor) !=
                SCOPE_YES)
            return false;
    return cap->s->spots.count > 0;
}

static void report(struct scope *scope, const struct scope_row *cap, const struct scope_row *ban,
                   const struct scope_case *what, uint32_t actor)
{
    struct build *b = scope->b;
    struct work *w = b->work;
    bool turns = scope_turns(scope, cap, ban);
    struct str kind = scope->plan->kinds[what->kind].name;
    struct str who = actor == PLAN_NONE ? STR("anyone") : scope->plan->actors[actor].name;
    struct diag *diag = build_range_diag(
        b, LANG_W0865, turns ? ban->range : cap->range,
        "clause %.*s sets a ceiling for `%.*s` of %.*s, and %.*s allows none of it there at all",
        STR_ARG(scope_label(scope, cap)), STR_ARG(kind), STR_ARG(who),
        STR_ARG(scope_also(scope, cap, ban)));
    diag->label = STR("expected a ceiling on what is not ruled out");
    scope_other(scope, diag, turns ? cap : ban, turns ? "the ceiling" : "ruled out here");
    struct diag_witness *witness = scope_witness(scope, diag);
    struct geo_point point;
    struct str where = {0};
    if (cap->s->spots.count &&
        scope_places_meet(scope, cap->s->spots.items[0].place, cap->s->spots.items[0].place, actor,
                          &point) == SCOPE_YES) {
        scope_witness_place(witness, point);
        where = work_printf(w, " at %.*s", STR_ARG(scope_point_text(scope, point)));
    }
    witness->kind = kind;
    witness->party = actor == PLAN_NONE ? STR("") : who;
    witness->has_value = what->attribute.size > 0;
    witness->attribute = what->attribute;
    witness->value = what->value;
    witness->has_time = scope_when(scope, cap, ban, &witness->at_us);
    witness->text = work_printf(
        w, "%.*s of %.*s%.*s: within the ceiling of clause %.*s, ruled out by %.*s",
        STR_ARG(scope_case_text(scope, what->kind, what->attribute, what->value)), STR_ARG(who),
        STR_ARG(where), STR_ARG(scope_label(scope, cap)), STR_ARG(scope_also(scope, cap, ban)));
}

static bool compare(struct scope *scope, const struct scope_row *cap, const struct scope_row *ban)
{
    struct scope_case what;
    bool is_any;
    if (ban->is_open || ban->s->tail.unless != PLAN_NONE || ban->s->against.form ||
        (ban->s->form == PLAN_KEEP && ban->s->relation != PLAN_OUT_OF) ||
        !scope_boxes_meet(cap, ban))
        return false;
    uint32_t actor = scope_party(scope->plan, &cap->s->actors, &ban->s->actors, &is_any);
    if ((actor == PLAN_NONE && !is_any) || !scope_pair(scope, cap) ||
        !scope_kinds_meet(scope, cap->s->classes, ban->s->classes, &what) ||
        !scope_kinds_within(scope, cap->s->classes, ban->s->classes) ||
        !scope_actors_within(scope->plan, &cap->s->actors, &ban->s->actors) ||
        scope_times_meet(scope, cap, ban) != SCOPE_YES || !scope_times_within(scope, cap, ban) ||
        !place_within(scope, cap, ban, actor) || scope_is_permitted(scope, cap, actor))
        return false;
    report(scope, cap, ban, &what, actor);
    return true;
}

void check_ceilings(struct scope *scope)
{
    static const enum plan_form forms[] = {PLAN_KEEP, PLAN_FORBID};
    for (size_t i = 0; i < scope->count && !scope->b->work->failed; i++) {
        const struct scope_row *cap = &scope->rows[i];
        bool is_told = false;
        if (cap->is_open || cap->s->form != PLAN_LIMIT || !allows_some(cap->s) ||
            cap->s->tail.unless != PLAN_NONE)
            continue;
        for (size_t j = 0; j < COUNT_OF(forms) && !is_told; j++) {
            struct scope_cursor cursor = {0};
            const struct scope_row *ban;
            while (!is_told && scope_next(scope, cap, forms[j], &cursor, &ban))
                is_told = compare(scope, cap, ban);
        }
    }
}

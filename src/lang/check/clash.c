/* SPDX-License-Identifier: Apache-2.0
 *
 * What one clause requires and another forbids; permissions and prohibitions that meet half-way; numbers that cannot
 * both be met. A conflict is told only where nothing is left to do: a prohibition that takes a part out of a duty is the
 * more specific rule, and no conflict. */
#include "lang/check/scope.h"

#include <math.h>

/* ---------------------------------------------------------------- duties */

/* How many the duty asks for at the least; 0 where it asks for none. */
static double least_of(const struct plan_due *due)
{
    if (!due->has_number)
        return 1;
    if (due->number.is_open || due->number.measure != PLAN_COUNT)
        return 0;
    switch (due->comparison) {
    case PLAN_AT_LEAST:
    case PLAN_EXACTLY:
        return ceil(due->number.value);
    case PLAN_MORE_THAN:
        return floor(due->number.value) + 1;
    case PLAN_AT_MOST:
    case PLAN_LESS_THAN:
    case PLAN_IS:
        break;
    }
    return 0;
}

/* Comes again and again, so that every time of it counts. */
static bool is_repeated(const struct plan_statement *s)
{
    return s->when != PLAN_NONE || s->due.form == PLAN_DUE_EVERY ||
           (s->due.form == PLAN_DUE_WITHIN && s->due.of.form != PLAN_EVENT_TIME);
}

/* The duty as far as it can still be done in time: its end is the last deadline. */
static struct scope_row until_due(struct scope *scope, const struct scope_row *row)
{
    struct scope_row made = *row;
    uint32_t phase = scope->plan->clauses[row->clause].phase;
    const struct plan_due *due = &row->s->due;
    if (row->s->when != PLAN_NONE)
        return made;
    if (due->form == PLAN_DUE_BY)
        made.to = scope_moment(scope, &due->by, phase, true);
    else if (due->form == PLAN_DUE_WITHIN && due->of.form == PLAN_EVENT_TIME &&
             !due->within_is_open)
        made.to = scope_later(scope, scope_moment(scope, &due->of.time, phase, true), due->within);
    if (made.to.base == SCOPE_BASE_UTC)
        made.to.us++; /* the deadline itself still counts */
    return made;
}

/* Somebody of those bound to do it whom the other statement binds too. */
static uint32_t doer(const struct plan *plan, const struct plan_actors *who,
                     const struct plan_actors *other)
{
    uint32_t first = PLAN_NONE;
    bool is_any;
    if (who->form != PLAN_ACTORS_NAMES && who->form != PLAN_ACTORS_ANY_OF)
        return scope_party(plan, who, other, &is_any);
    for (size_t i = 0; i < who->names.count; i++) {
        if (scope_binds(plan, other, who->names.items[i]))
            first = first == PLAN_NONE ? who->names.items[i] : first;
        else if (who->form == PLAN_ACTORS_ANY_OF)
            return PLAN_NONE; /* another may do it */
    }
    return first;
}

/* A permission for part of it: then it is no conflict, whatever the two say of each other. */
bool scope_is_permitted(struct scope *scope, const struct scope_row *duty, uint32_t actor)
{
    struct scope_cursor cursor = {0};
    const struct scope_row *permit;
    bool found = false;
    while (!found && scope_next(scope, duty, PLAN_PERMIT, &cursor, &permit)) {
        bool has_point;
        struct geo_point point;
        found = scope_binds(scope->plan, &permit->s->actors, actor) &&
                scope_kinds_meet(scope, permit->s->classes, duty->s->classes, NULL) &&
                scope_spots_meet(scope, permit, duty, actor, &has_point, &point) != SCOPE_NO;
    }
    return found;
}

struct meeting { /* what two statements share */
    struct scope_case what;
    uint32_t actor;
    bool has_point, has_time;
    struct geo_point point;
    int64_t at_us;
};

static struct str name_of(const struct scope *scope, uint32_t actor)
{
    return actor == PLAN_NONE ? STR("anyone") : scope->plan->actors[actor].name;
}

/* Who, what, where and when, in words: "`inspection` by M at 48 N 37 E on 2026-02-01 00:00". */
static struct diag_witness *tell(struct scope *scope, struct diag *diag, const struct meeting *m,
                                 struct str rest)
{
    struct diag_witness *witness = scope_witness(scope, diag);
    struct work *w = scope->b->work;
    struct str where = {0}, when = {0};
    if (m->has_point) {
        scope_witness_place(witness, m->point);
        where = work_printf(w, " at %.*s", STR_ARG(scope_point_text(scope, m->point)));
    }
    if (m->has_time) {
        witness->has_time = true;
        witness->at_us = m->at_us;
        when = work_printf(w, " on %.*s", STR_ARG(scope_time_text(scope, m->at_us)));
    }
    if (m->actor != PLAN_NONE)
        witness->party = scope->plan->actors[m->actor].name;
    witness->kind = scope->plan->kinds[m->what.kind].name;
    witness->has_value = m->what.attribute.size > 0;
    witness->attribute = m->what.attribute;
    witness->value = m->what.value;
    witness->text = work_printf(
        w, "%.*s by %.*s%.*s%.*s%.*s",
        STR_ARG(scope_case_text(scope, m->what.kind, m->what.attribute, m->what.value)),
        STR_ARG(name_of(scope, m->actor)), STR_ARG(where), STR_ARG(when), STR_ARG(rest));
    return witness;
}

static void report_duty(struct scope *scope, const struct scope_row *duty,
                        const struct scope_row *ban, struct meeting *m)
{
    struct build *b = scope->b;
    struct str label = scope_label(scope, ban);
    bool turns = scope_turns(scope, duty, ban);
    m->has_time = scope_when(scope, duty, ban, &m->at_us);
    struct diag *diag = build_range_diag(
        b, LANG_H0710, turns ? ban->range : duty->range,
        "clause %.*s requires `%.*s` by %.*s, and %.*s forbids it",
        STR_ARG(scope_label(scope, duty)), STR_ARG(scope->plan->kinds[m->what.kind].name),
        STR_ARG(name_of(scope, m->actor)), STR_ARG(scope_also(scope, duty, ban)));
    diag->label = STR("expected a duty that can be done without breaking another clause");
    diag->help = work_printf(
        b->work, "permit it, or write `unless` and the exception in clause %.*s", STR_ARG(label));
    scope_other(scope, diag, turns ? duty : ban, turns ? "required here" : "forbidden here");
    tell(scope, diag, m,
         work_printf(b->work, ": done, it breaks clause %.*s; not done, %.*s", STR_ARG(label),
                     STR_ARG(scope_also(scope, ban, duty))));
}

static void report_half(struct scope *scope, const struct scope_row *a, const struct scope_row *ban,
                        struct meeting *m, bool is_duty)
{
    struct build *b = scope->b;
    bool turns = scope_turns(scope, a, ban);
    m->has_time = scope_when(scope, a, ban, &m->at_us);
    struct diag *diag =
        build_range_diag(b, LANG_W0865, turns ? ban->range : a->range,
                         "clause %.*s %s part of what %.*s forbids, and neither lies within the "
                         "other",
                         STR_ARG(scope_label(scope, a)), is_duty ? "requires" : "permits",
                         STR_ARG(scope_also(scope, a, ban)));
    diag->label = is_duty ? STR("expected a duty outside the prohibition, or an exception in it")
                          : STR("expected a permission that lies within the prohibition in kinds, "
                                "parties, places and times");
    scope_other(scope, diag, turns ? a : ban,
                !turns    ? "forbidden here"
                : is_duty ? "required here"
                          : "permitted here");
    tell(scope, diag, m,
         work_printf(b->work, ": clause %.*s %s it, %.*s forbids it",
                     STR_ARG(scope_label(scope, a)), is_duty ? "asks for" : "permits",
                     STR_ARG(scope_also(scope, a, ban))));
}

/* Members each: the duty is to be done in every one of them. */
static bool is_for_each_spot(const struct plan_statement *s)
{
    for (size_t i = 0; i < s->spots.count; i++)
        if (s->spots.items[i].is_each)
            return true;
    return false;
}

/* True when something was said about the duty. */
static bool compare_duty(struct scope *scope, const struct scope_row *duty,
                         const struct scope_row *ban)
{
    struct meeting m = {.actor = doer(scope->plan, &duty->s->actors, &ban->s->actors)};
    if (ban->is_open || ban->s->tail.unless != PLAN_NONE || ban->s->against.form ||
        m.actor == PLAN_NONE || !scope_boxes_meet(duty, ban))
        return false;
    if (!scope_pair(scope, duty) ||
        !scope_kinds_meet(scope, duty->s->classes, ban->s->classes, &m.what))
        return false;
    struct scope_row whole = until_due(scope, duty);
    if (scope_times_meet(scope, &whole, ban) != SCOPE_YES)
        return false;
    bool in_kinds = scope_kinds_within(scope, duty->s->classes, ban->s->classes);
    bool ban_in_kinds = scope_kinds_within(scope, ban->s->classes, duty->s->classes);
    if (!in_kinds && ban_in_kinds && !ban->s->spots.count)
        return false; /* some kinds of it are taken out */
    if (scope_spots_meet(scope, duty, ban, m.actor, &m.has_point, &m.point) != SCOPE_YES)
        return false;
    enum scope_answer in_places = scope_spots_within(scope, duty, ban, m.actor);
    if (in_places == SCOPE_UNKNOWN)
        return false;
    bool in_times = is_repeated(duty->s) && ban->s->tail.during.form == PLAN_WINDOW_NONE;
    if (!in_times) /* else there are other days or hours for it */
        in_times = scope_times_within(scope, &whole, ban);
    if (!in_times || scope_is_permitted(scope, duty, m.actor))
        return false;
    if (in_kinds && (in_places == SCOPE_YES || is_for_each_spot(duty->s))) {
        report_duty(scope, &whole, ban, &m);
        return true;
    }
    if (ban_in_kinds && scope_spots_within(scope, ban, duty, m.actor) != SCOPE_NO)
        return false; /* the prohibition is the more specific */
    if (in_kinds && !duty->s->spots.count)
        return false; /* it can be done elsewhere */
    report_half(scope, duty, ban, &m, true);
    return true;
}

static void check_duties(struct scope *scope)
{
    for (size_t i = 0; i < scope->count && !scope->b->work->failed; i++) {
        const struct scope_row *duty = &scope->rows[i];
        struct scope_cursor cursor = {0};
        const struct scope_row *ban, *bans[64];
        size_t count = 0;
        if (duty->is_open || duty->s->form != PLAN_REQUIRE || duty->s->verb != PLAN_DO ||
            duty->s->tail.unless != PLAN_NONE || least_of(&duty->s->due) < 1)
            continue;
        while (count < COUNT_OF(bans) && scope_next(scope, duty, PLAN_FORBID, &cursor, &ban))
            if (scope_boxes_meet(duty, ban) &&
                doer(scope->plan, &duty->s->actors, &ban->s->actors) != PLAN_NONE)
                bans[count++] = ban;
        for (size_t j = 0; j < count; j++)
            if (compare_duty(scope, duty, bans[j]))
                break;
    }
}

/* ---------------------------------------------------------------- permissions */

static bool all_within(struct scope *scope, const struct scope_row *narrow,
                       const struct scope_row *wide, uint32_t actor)
{
    return scope_kinds_within(scope, narrow->s->classes, wide->s->classes) &&
           scope_actors_within(scope->plan, &narrow->s->actors, &wide->s->actors) &&
           scope_times_within(scope, narrow, wide) &&
           scope_spots_within(scope, narrow, wide, actor) != SCOPE_NO;
}

/* Of the classes of a statement, those that meet the other's: the rest is about something else. */
static struct scope_row cut_to(struct scope *scope, const struct scope_row *row,
                               const struct scope_row *other)
{
    struct scope_row made = *row;
    struct plan_statement *s = ARENA_NEW(scope->b->work->arena, struct plan_statement, 1);
    uint32_t *kept = ARENA_NEW(scope->b->work->arena, uint32_t, row->s->classes.count);
    if (!s || !kept) {
        work_fail(scope->b->work, err_no_memory(scope->b->work->err));
        return made;
    }
    *s = *row->s;
    s->classes = (struct plan_list){kept, 0};
    for (size_t i = 0; i < row->s->classes.count; i++) {
        struct plan_list one = {&row->s->classes.items[i], 1};
        if (scope_kinds_meet(scope, one, other->s->classes, NULL))
            kept[s->classes.count++] = row->s->classes.items[i];
    }
    made.s = s;
    return made;
}

/* T0309 was told; show a case of it. */
static void show_tie(struct scope *scope, const struct scope_row *permit,
                     const struct scope_row *ban, struct meeting *m)
{
    struct diags *diags = scope->b->work->diags;
    struct diag_span at = build_span_of(scope->b, permit->range);
    m->has_time = scope_when(scope, permit, ban, &m->at_us);
    for (size_t i = 0; i < diags->count; i++) {
        struct diag *diag = &diags->items[i];
        if (diag->code != lang_code_info(LANG_T0309)->code || diag->witness ||
            diag->span.source != at.source || diag->span.from != at.from)
            continue;
        tell(scope, diag, m,
             work_printf(scope->b->work, ": clause %.*s permits it, %.*s forbids it",
                         STR_ARG(scope_label(scope, permit)),
                         STR_ARG(scope_also(scope, permit, ban))));
    }
}

static bool compare_permit(struct scope *scope, const struct scope_row *permit,
                           const struct scope_row *ban)
{
    struct meeting m = {0};
    bool is_any;
    m.actor = scope_party(scope->plan, &permit->s->actors, &ban->s->actors, &is_any);
    if (ban->is_open || (m.actor == PLAN_NONE && !is_any) || !scope_boxes_meet(permit, ban) ||
        permit->s->against.form || ban->s->against.form || !scope_pair(scope, permit) ||
        !scope_kinds_meet(scope, permit->s->classes, ban->s->classes, &m.what) ||
        scope_times_meet(scope, permit, ban) == SCOPE_NO ||
        scope_spots_meet(scope, permit, ban, m.actor, &m.has_point, &m.point) != SCOPE_YES)
        return false;
    if (scope_ties(scope->plan, permit->s, ban->s)) {
        show_tie(scope, permit, ban, &m);
        return false;
    }
    if (scope_times_meet(scope, permit, ban) != SCOPE_YES)
        return false;
    struct scope_row p = cut_to(scope, permit, ban), f = cut_to(scope, ban, permit);
    if (scope->b->work->failed || all_within(scope, &p, &f, m.actor) ||
        all_within(scope, &f, &p, m.actor))
        return false;
    report_half(scope, permit, ban, &m, false);
    return true;
}

static void check_permits(struct scope *scope)
{
    for (size_t i = 0; i < scope->count && !scope->b->work->failed; i++) {
        const struct scope_row *permit = &scope->rows[i];
        struct scope_cursor cursor = {0};
        const struct scope_row *ban;
        if (permit->is_open || permit->s->form != PLAN_PERMIT)
            continue;
        while (scope_next(scope, permit, PLAN_FORBID, &cursor, &ban))
            if (compare_permit(scope, permit, ban))
                break;
    }
}

void check_clash(struct scope *scope)
{
    check_duties(scope);
    check_permits(scope);
}

/* ---------------------------------------------------------------- numbers */

/* A period's shortest and longest length; false where it has none. */
static bool length_of(const struct plan_period *period, double *least_us, double *most_us)
{
    const double day = (double)TIME_DAY_US;
    double least = 1, most = 1, count = 1;
    switch (period->form) {
    case PLAN_PERIOD_NONE:
        return false;
    case PLAN_EVERY_DAY:
        least = most = day;
        break;
    case PLAN_EVERY_WEEK:
        least = most = 7 * day;
        break;
    case PLAN_EVERY_MONTH:
        least = 28 * day;
        most = 31 * day;
        break;
    case PLAN_EVERY_SPAN:
        count = (double)period->span.count;
        if (period->span.unit == PLAN_DAYS)
            least = most = day;
        else if (period->span.unit == PLAN_MONTHS) {
            least = 28 * day;
            most = 31 * day;
        } else if (period->span.unit == PLAN_YEARS) {
            least = 365 * day;
            most = 366 * day;
        }
        break;
    }
    *least_us = least * count;
    *most_us = most * count;
    return *least_us > 0;
}

static bool is_same_period(const struct plan_period *a, const struct plan_period *c)
{
    return a->form == c->form && a->has_time == c->has_time && a->time_s == c->time_s &&
           a->span.unit == c->span.unit && a->span.count == c->span.count;
}

/* At the most; negative where there is no ceiling. */
static double most_of(const struct plan_statement *s)
{
    const struct plan_number *number = &s->amount.number;
    if (s->form == PLAN_LIMIT)
        return s->amount.form != PLAN_AMOUNT_NUMBER || number->is_open ||
                       number->measure != PLAN_COUNT || s->amount.for_each_class != PLAN_NONE
                   ? -1
                   : number->value;
    number = &s->due.number;
    if (s->form != PLAN_REQUIRE || !s->due.has_number || number->is_open ||
        number->measure != PLAN_COUNT)
        return -1;
    if (s->due.comparison == PLAN_AT_MOST || s->due.comparison == PLAN_EXACTLY)
        return number->value;
    return s->due.comparison == PLAN_LESS_THAN ? ceil(number->value) - 1 : -1;
}

/* So many are demanded in each period of one, so many allowed in each of the other: can both be? */
static bool numbers_clash(const struct plan_statement *duty, const struct plan_statement *cap,
                          double demanded, double allowed)
{
    const struct plan_period *every = cap->form == PLAN_LIMIT ? &cap->every : &cap->due.every;
    double least, most, cap_least, cap_most;
    if (duty->due.form != PLAN_DUE_EVERY ||
        (cap->form != PLAN_LIMIT && cap->due.form != PLAN_DUE_EVERY))
        return demanded > 0 && allowed <= 0;
    if (is_same_period(&duty->due.every, every))
        return demanded > allowed;
    if (!length_of(&duty->due.every, &least, &most) || !length_of(every, &cap_least, &cap_most))
        return demanded > 0 && allowed <= 0;
    if (cap_least >= most)
        return demanded * floor(cap_least / most) > allowed;
    return demanded > allowed * (ceil(most / cap_least) + 1);
}

static struct str count_text(struct scope *scope, double value)
{
    return scope_value_text(scope, STR("quantity"), value);
}

/* " every week"; empty where there is no period. */
static struct str every_text(struct scope *scope, const struct plan_statement *s)
{
    const struct plan_period *every = s->form == PLAN_LIMIT ? &s->every : &s->due.every;
    struct work *w = scope->b->work;
    struct buf buf;
    struct str text = {0};
    switch (s->form == PLAN_LIMIT || s->due.form == PLAN_DUE_EVERY ? every->form
                                                                   : PLAN_PERIOD_NONE) {
    case PLAN_PERIOD_NONE:
        return STR("");
    case PLAN_EVERY_DAY:
        return STR(" every day");
    case PLAN_EVERY_WEEK:
        return STR(" every week");
    case PLAN_EVERY_MONTH:
        return STR(" every month");
    case PLAN_EVERY_SPAN:
        break;
    }
    buf_init(&buf, w->arena->mem, 128);
    plan_span_put(&buf, every->span);
    if (buf.failed)
        work_fail(w, err_no_memory(w->err));
    else
        text = work_printf(w, " every %.*s", STR_ARG(buf_str(&buf)));
    buf_free(&buf);
    return text;
}

static bool compare_numbers(struct scope *scope, const struct scope_row *duty,
                            const struct scope_row *cap)
{
    struct build *b = scope->b;
    struct meeting m = {.actor = doer(scope->plan, &duty->s->actors, &cap->s->actors)};
    double demanded = least_of(&duty->s->due), allowed = most_of(cap->s);
    if (cap->is_open || cap == duty || m.actor == PLAN_NONE || allowed < 0 ||
        !scope_boxes_meet(duty, cap) || !scope_pair(scope, duty))
        return false;
    double each = demanded;
    if (cap->s->is_together && duty->s->actors.form == PLAN_ACTORS_NAMES &&
        !duty->s->actors.is_together) {
        demanded = 0;
        for (size_t i = 0; i < duty->s->actors.names.count; i++)
            if (scope_binds(scope->plan, &cap->s->actors, duty->s->actors.names.items[i]))
                demanded += each;
    }
    if (!numbers_clash(duty->s, cap->s, demanded, allowed) ||
        !scope_kinds_meet(scope, duty->s->classes, cap->s->classes, &m.what) ||
        !scope_kinds_within(scope, duty->s->classes, cap->s->classes))
        return false;
    struct scope_row whole = until_due(scope, duty);
    if (scope_times_meet(scope, &whole, cap) != SCOPE_YES ||
        (!is_repeated(duty->s) && !scope_times_within(scope, &whole, cap)) ||
        scope_spots_within(scope, duty, cap, m.actor) != SCOPE_YES)
        return false;
    bool has_point;
    scope_spots_meet(scope, duty, cap, m.actor, &has_point, &m.point);
    m.has_point = has_point;
    m.has_time = scope_when(scope, &whole, cap, &m.at_us);
    struct str more = count_text(scope, demanded), less = count_text(scope, allowed);
    bool is_sum = demanded > each, turns = scope_turns(scope, duty, cap);
    struct diag *diag = build_range_diag(
        b, LANG_H0712, turns ? cap->range : duty->range,
        "clause %.*s asks %.*s for at least %.*s%s%.*s, and %.*s allows at most %.*s%.*s",
        STR_ARG(scope_label(scope, duty)),
        STR_ARG(is_sum ? STR("its parties") : name_of(scope, m.actor)), STR_ARG(more),
        is_sum ? " in all" : "", STR_ARG(every_text(scope, duty->s)),
        STR_ARG(scope_also(scope, duty, cap)), STR_ARG(less), STR_ARG(every_text(scope, cap->s)));
    diag->label = STR("expected a number that the ceiling leaves room for");
    scope_other(scope, diag, turns ? duty : cap, turns ? "what is asked" : "the ceiling");
    tell(scope, diag, &m,
         work_printf(b->work, ", %.*s%.*s%s: more than clause %.*s allows; fewer break %.*s",
                     STR_ARG(more), STR_ARG(every_text(scope, duty->s)),
                     is_sum ? " with the others" : "", STR_ARG(scope_label(scope, cap)),
                     STR_ARG(scope_also(scope, cap, duty))));
    return true;
}

void check_numbers(struct scope *scope)
{
    static const enum plan_form forms[] = {PLAN_LIMIT, PLAN_REQUIRE};
    for (size_t i = 0; i < scope->count && !scope->b->work->failed; i++) {
        const struct scope_row *duty = &scope->rows[i];
        bool is_told = false;
        if (duty->is_open || duty->s->form != PLAN_REQUIRE || duty->s->verb == PLAN_DECLARE ||
            duty->s->tail.unless != PLAN_NONE || least_of(&duty->s->due) < 1)
            continue;
        for (size_t j = 0; j < COUNT_OF(forms) && !is_told; j++) {
            struct scope_cursor cursor = {0};
            const struct scope_row *cap;
            while (!is_told && scope_next(scope, duty, forms[j], &cursor, &cap))
                is_told = compare_numbers(scope, duty, cap);
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Statements laid out for comparing: who they bind and when. */
#include "lang/check/scope.h"

#include "base/num.h"

#include <math.h>
#include <stdlib.h>

/* ---------------------------------------------------------------- moments */

static struct scope_time shifted(const struct scope *scope, struct scope_time from,
                                 const struct plan_time *time)
{
    static const int64_t units[] = {[PLAN_ELAPSED] = 1,
                                    [PLAN_DAYS] = TIME_DAY_US,
                                    [PLAN_MONTHS] = 30 * TIME_DAY_US,
                                    [PLAN_YEARS] = 365 * TIME_DAY_US};
    if (!time->shift_sign || from.base <= SCOPE_BASE_UNKNOWN)
        return from;
    if (from.base == SCOPE_BASE_UTC) {
        from.us = plan_span_add(scope->plan->tz, from.us, time->shift_sign, time->shift);
        return from;
    }
    if (time->shift.count > INT64_C(4000000000000000) / units[time->shift.unit])
        return (struct scope_time){SCOPE_BASE_UNKNOWN, 0};
    from.us += time->shift_sign * time->shift.count * units[time->shift.unit];
    return from;
}

static struct scope_time moment_of(const struct scope *scope, const struct plan_time *time,
                                   uint32_t phase, bool is_end, unsigned depth);

static struct scope_time phase_begin(const struct scope *scope, uint32_t phase, unsigned depth)
{
    const struct plan *plan = scope->plan;
    if (phase == PLAN_THROUGHOUT)
        return moment_of(scope, &plan->entry, PLAN_NONE, false, depth + 1);
    if (phase >= plan->phase_count)
        return (struct scope_time){SCOPE_BASE_UNKNOWN, 0};
    if (plan->phases[phase].begins == PLAN_BEGIN_AT) {
        struct scope_time at =
            moment_of(scope, &plan->phases[phase].begin_at, phase, false, depth + 1);
        if (at.base == SCOPE_BASE_UTC)
            return at;
    }
    return (struct scope_time){SCOPE_BASE_PHASE + phase, 0};
}

static struct scope_time phase_end(const struct scope *scope, uint32_t phase, unsigned depth)
{
    const struct plan *plan = scope->plan;
    if (phase >= plan->phase_count || !plan->phases[phase].has_lasts ||
        plan->phases[phase].renewal != PLAN_RENEW_NONE || !plan->phases[phase].lasts.count)
        return (struct scope_time){SCOPE_BASE_NONE, 0};
    struct plan_time by = {.shift_sign = 1, .shift = plan->phases[phase].lasts};
    return shifted(scope, phase_begin(scope, phase, depth), &by);
}

static struct scope_time moment_of(const struct scope *scope, const struct plan_time *time,
                                   uint32_t phase, bool is_end, unsigned depth)
{
    const struct plan *plan = scope->plan;
    struct scope_time at = {SCOPE_BASE_UNKNOWN, 0};
    uint32_t of = time->phase == PLAN_NONE ? phase : time->phase;
    if (depth > 16)
        return at;
    is_end = is_end || time->shift_sign;
    switch (time->form) {
    case PLAN_TIME_NONE:
        at.base = SCOPE_BASE_NONE;
        break;
    case PLAN_TIME_BEGIN:
        at = phase_begin(scope, of, depth);
        break;
    case PLAN_TIME_END:
        at = phase_end(scope, of, depth);
        if (at.base == SCOPE_BASE_NONE)
            at.base = SCOPE_BASE_UNKNOWN;
        break;
    case PLAN_TIME_SIGNATURE:
        at = moment_of(scope, &plan->signature, phase, is_end, depth + 1);
        break;
    case PLAN_TIME_ENTRY:
        at = moment_of(scope, &plan->entry, phase, is_end, depth + 1);
        break;
    case PLAN_TIME_DAY_OF: {
        at = phase_begin(scope, of, depth);
        if (at.base == SCOPE_BASE_UTC)
            at.us = tz_add(plan->tz, tz_day_start(plan->tz, at.us), 0, 0,
                           time->number > 100000 ? 100000 : time->number - 1 + is_end);
        else
            at.us += (time->number - 1 + is_end) * TIME_DAY_US;
        break;
    }
    case PLAN_TIME_MOMENT:
        at = (struct scope_time){SCOPE_BASE_UTC, time->at_us};
        break;
    case PLAN_TIME_DATE:
        at = (struct scope_time){SCOPE_BASE_UTC, is_end ? time->day_end_us : time->at_us};
        break;
    case PLAN_TIME_NAMED:
        if (time->date >= plan->date_count)
            break;
        if (plan->dates[time->date].event.form == PLAN_EVENT_TIME)
            at =
                moment_of(scope, &plan->dates[time->date].event.time, PLAN_NONE, is_end, depth + 1);
        else
            at =
                (struct scope_time){SCOPE_BASE_PHASE + (uint32_t)plan->phase_count + time->date, 0};
        break;
    case PLAN_TIME_OPEN:
        break;
    }
    if ((time->form == PLAN_TIME_SIGNATURE || time->form == PLAN_TIME_ENTRY) &&
        at.base == SCOPE_BASE_NONE)
        at.base = SCOPE_BASE_UNKNOWN;
    return shifted(scope, at, time);
}

struct scope_time scope_moment(const struct scope *scope, const struct plan_time *time,
                               uint32_t phase, bool is_end)
{
    return moment_of(scope, time, phase, is_end, 0);
}

struct scope_time scope_later(const struct scope *scope, struct scope_time from,
                              struct plan_span by)
{
    struct plan_time shift = {.shift_sign = 1, .shift = by};
    return shifted(scope, from, &shift);
}

/* a <= c, as far as that is known; *is_known tells. No end is after everything. */
static bool reaches(struct scope_time end, struct scope_time start, bool *is_known)
{
    *is_known = true;
    if (end.base == SCOPE_BASE_NONE || start.base == SCOPE_BASE_NONE)
        return false;
    if (end.base == SCOPE_BASE_UNKNOWN || end.base != start.base) {
        *is_known = false;
        return false;
    }
    return end.us <= start.us;
}

/* ---------------------------------------------------------------- hours of the day */

static bool has_hours(const struct plan_statement *s)
{
    return s->tail.during.form == PLAN_WINDOW_DAILY && !s->tail.during.hours.is_always &&
           s->tail.during.hours.from_s != s->tail.during.hours.to_s;
}

static bool hour_in(const struct plan_statement *s, int32_t second)
{
    if (!has_hours(s))
        return true;
    int32_t from = s->tail.during.hours.from_s, to = s->tail.during.hours.to_s;
    return from < to ? second >= from && second < to : second >= from || second < to;
}

/* The windows share a moment exactly when one of them begins in the other. */
static bool hours_meet(const struct plan_statement *a, const struct plan_statement *c)
{
    return !has_hours(a) || !has_hours(c) || hour_in(a, c->tail.during.hours.from_s) ||
           hour_in(c, a->tail.during.hours.from_s);
}

static bool hours_within(const struct plan_statement *narrow, const struct plan_statement *wide)
{
    if (!has_hours(wide))
        return true;
    if (!has_hours(narrow))
        return false;
    int32_t day = 86400, from = wide->tail.during.hours.from_s;
    int32_t length = (wide->tail.during.hours.to_s - from + day) % day;
    int32_t start = (narrow->tail.during.hours.from_s - from + day) % day;
    int32_t size = (narrow->tail.during.hours.to_s - narrow->tail.during.hours.from_s + day) % day;
    return start + size <= length;
}

/* ---------------------------------------------------------------- when two bind */

static bool is_vague(const struct plan_statement *s)
{
    return s->tail.while_condition != PLAN_NONE || s->tail.during.form == PLAN_WINDOW_AFTER ||
           s->tail.during.form == PLAN_WINDOW_BEFORE;
}

enum scope_answer scope_times_meet(struct scope *scope, const struct scope_row *a,
                                   const struct scope_row *c)
{
    uint32_t pa = scope->plan->clauses[a->clause].phase, pc = scope->plan->clauses[c->clause].phase;
    bool known_1, known_2, known;
    if (is_vague(a->s) || is_vague(c->s))
        return SCOPE_UNKNOWN;
    if (reaches(a->to, c->from, &known_1) || reaches(c->to, a->from, &known_2) ||
        !hours_meet(a->s, c->s))
        return SCOPE_NO;
    if (!known_1 || !known_2)
        return SCOPE_UNKNOWN;
    if (pa == pc)
        return SCOPE_YES;
    struct scope_time a_begin = phase_begin(scope, pa, 0), a_end = phase_end(scope, pa, 0);
    struct scope_time c_begin = phase_begin(scope, pc, 0), c_end = phase_end(scope, pc, 0);
    if (pa != PLAN_THROUGHOUT && pc != PLAN_THROUGHOUT) { /* do they run at once? */
        if (a_begin.base != SCOPE_BASE_UTC || c_begin.base != SCOPE_BASE_UTC ||
            a_end.base != SCOPE_BASE_UTC || c_end.base != SCOPE_BASE_UTC)
            return SCOPE_UNKNOWN;
        if (a_end.us <= c_begin.us || c_end.us <= a_begin.us)
            return SCOPE_NO;
    }
    if ((pa != PLAN_THROUGHOUT && reaches(a_end, c->from, &known)) ||
        (pc != PLAN_THROUGHOUT && reaches(c_end, a->from, &known)) ||
        (pc != PLAN_THROUGHOUT && reaches(a->to, c_begin, &known)) ||
        (pa != PLAN_THROUGHOUT && reaches(c->to, a_begin, &known)))
        return SCOPE_NO;
    return SCOPE_YES;
}

bool scope_times_within(struct scope *scope, const struct scope_row *narrow,
                        const struct scope_row *wide)
{
    uint32_t pn = scope->plan->clauses[narrow->clause].phase;
    uint32_t pw = scope->plan->clauses[wide->clause].phase;
    if ((pn != pw && pw != PLAN_THROUGHOUT) || is_vague(wide->s) ||
        !hours_within(narrow->s, wide->s))
        return false;
    if (wide->from.base != SCOPE_BASE_NONE) {
        struct scope_time from =
            narrow->from.base == SCOPE_BASE_NONE ? phase_begin(scope, pn, 0) : narrow->from;
        if (wide->from.base == SCOPE_BASE_UNKNOWN || from.base != wide->from.base ||
            from.us < wide->from.us)
            return false;
    }
    if (wide->to.base != SCOPE_BASE_NONE) {
        struct scope_time to =
            narrow->to.base == SCOPE_BASE_NONE ? phase_end(scope, pn, 0) : narrow->to;
        if (wide->to.base == SCOPE_BASE_UNKNOWN || to.base != wide->to.base || to.us > wide->to.us)
            return false;
    }
    return true;
}

static int32_t second_of_day(const struct plan *plan, int64_t at_us)
{
    struct time_civil civil;
    tz_to_civil(plan->tz, at_us, &civil);
    return civil.hour * 3600 + civil.minute * 60 + civil.second;
}

bool scope_when(struct scope *scope, const struct scope_row *a, const struct scope_row *c,
                int64_t *at_us)
{
    const struct plan *plan = scope->plan;
    uint32_t pa = plan->clauses[a->clause].phase, pc = plan->clauses[c->clause].phase;
    struct scope_time from[] = {a->from, c->from, phase_begin(scope, pa, 0),
                                phase_begin(scope, pc, 0)};
    struct scope_time to[] = {a->to, c->to, phase_end(scope, pa, 0), phase_end(scope, pc, 0)};
    int64_t at = INT64_MIN, end = INT64_MAX;
    for (size_t i = 0; i < COUNT_OF(from); i++) {
        if (from[i].base == SCOPE_BASE_UTC)
            at = from[i].us > at ? from[i].us : at;
        else if (from[i].base != SCOPE_BASE_NONE)
            return false;
        if (to[i].base == SCOPE_BASE_UTC)
            end = to[i].us < end ? to[i].us : end;
    }
    if (at <= TIME_MIN_US || at >= TIME_MAX_US - 4 * TIME_DAY_US)
        return false;
    int64_t first = INT64_MAX;
    for (int day = 0; day < 3; day++) {
        int64_t start = tz_add(plan->tz, tz_day_start(plan->tz, at), 0, 0, day);
        int64_t tries[] = {at, start + a->s->tail.during.hours.from_s * TIME_SECOND_US,
                           start + c->s->tail.during.hours.from_s * TIME_SECOND_US};
        for (size_t i = 0; i < COUNT_OF(tries); i++) {
            int32_t second = second_of_day(plan, tries[i]);
            if (tries[i] >= at && tries[i] < first && hour_in(a->s, second) &&
                hour_in(c->s, second))
                first = tries[i];
        }
    }
    *at_us = first;
    return first < end;
}

/* ---------------------------------------------------------------- parties */

static bool is_of_a_party(const struct plan *plan, uint32_t actor)
{
    for (size_t i = 0; i <= plan->actor_count && actor < plan->actor_count; i++) {
        if (plan->actors[actor].role == PLAN_PARTY)
            return true;
        actor = plan->actors[actor].under;
    }
    return false;
}

bool scope_binds(const struct plan *plan, const struct plan_actors *actors, uint32_t actor)
{
    bool is_named = false;
    if (actor >= plan->actor_count)
        return false;
    for (size_t i = 0; i < actors->names.count && !is_named; i++)
        is_named = plan_actor_is(plan, actor, actors->names.items[i]);
    switch (actors->form) {
    case PLAN_ACTORS_NAMES:
        return is_named;
    case PLAN_ACTORS_ANYONE:
        return !is_named;
    case PLAN_ACTORS_ANY_PARTY:
    case PLAN_ACTORS_ONE_PARTY:
    case PLAN_ACTORS_SAME_PARTY:
    case PLAN_ACTORS_OTHER_PARTY:
        return is_of_a_party(plan, actor);
    case PLAN_ACTORS_NONE:
    case PLAN_ACTORS_ANY_OF:
    case PLAN_ACTORS_OPEN:
        break;
    }
    return false;
}

uint32_t scope_party(const struct plan *plan, const struct plan_actors *a,
                     const struct plan_actors *c, bool *is_any)
{
    const struct plan_actors *both[] = {a, c};
    *is_any = a->form == PLAN_ACTORS_ANYONE && c->form == PLAN_ACTORS_ANYONE;
    for (size_t i = 0; i < 2; i++)
        for (size_t j = 0; both[i]->form == PLAN_ACTORS_NAMES && j < both[i]->names.count; j++)
            if (scope_binds(plan, a, both[i]->names.items[j]) &&
                scope_binds(plan, c, both[i]->names.items[j]))
                return both[i]->names.items[j];
    if (a->form == PLAN_ACTORS_NAMES || c->form == PLAN_ACTORS_NAMES)
        return PLAN_NONE;
    for (size_t i = 0; i < plan->actor_count; i++)
        if (plan->actors[i].role == PLAN_PARTY && scope_binds(plan, a, (uint32_t)i) &&
            scope_binds(plan, c, (uint32_t)i))
            return (uint32_t)i;
    return PLAN_NONE;
}

/* ---------------------------------------------------------------- findings */

struct str scope_label(const struct scope *scope, const struct scope_row *row)
{
    return scope->plan->clauses[row->clause].label;
}

bool scope_is_later(const struct scope *scope, struct ast_range a, struct ast_range c)
{
    uint32_t x = work_source_of_token(scope->b->work, a.from);
    uint32_t y = work_source_of_token(scope->b->work, c.from);
    return x != y ? x < y : a.from >= c.from;
}

bool scope_turns(const struct scope *scope, const struct scope_row *at,
                 const struct scope_row *other)
{
    return work_source_of_token(scope->b->work, at->range.from) >
           work_source_of_token(scope->b->work, other->range.from);
}

struct str scope_also(struct scope *scope, const struct scope_row *first,
                      const struct scope_row *row)
{
    if (first->clause == row->clause)
        return STR("the same clause");
    return work_printf(scope->b->work, "clause %.*s", STR_ARG(scope_label(scope, row)));
}

struct str scope_neither(struct scope *scope, const struct scope_row *a, const struct scope_row *c)
{
    if (a->clause == c->clause)
        return work_printf(scope->b->work, "no rule of clause %.*s speaks of it",
                           STR_ARG(scope_label(scope, a)));
    return work_printf(scope->b->work, "neither clause %.*s nor clause %.*s speaks of it",
                       STR_ARG(scope_label(scope, a)), STR_ARG(scope_label(scope, c)));
}

void scope_other(struct scope *scope, struct diag *diag, const struct scope_row *row,
                 const char *label)
{
    diag->has_other = true;
    diag->other = build_span_of(scope->b, row->range);
    diag->other_label = str_z(label);
}

struct diag_witness *scope_witness(struct scope *scope, struct diag *diag)
{
    static const struct diag_witness none = {0};
    struct diag_witness *witness = ARENA_NEW(scope->b->work->arena, struct diag_witness, 1);
    if (!witness) {
        work_fail(scope->b->work, err_no_memory(scope->b->work->err));
        return &scope->spare;
    }
    *witness = none;
    diag->witness = witness;
    return witness;
}

void scope_witness_place(struct diag_witness *witness, struct geo_point point)
{
    witness->has_place = true;
    witness->lon = num_degrees(point.lon_deg);
    witness->lat = num_degrees(point.lat_deg);
}

static struct str number_text(struct scope *scope, double value, int decimals)
{
    struct work *w = scope->b->work;
    struct buf buf;
    struct str text = {0};
    buf_init(&buf, w->arena->mem, 512);
    num_put(&buf, value, decimals);
    if (buf.failed)
        work_fail(w, err_no_memory(w->err));
    else
        text = work_printf(w, "%.*s", STR_ARG(buf_str(&buf)));
    buf_free(&buf);
    return text;
}

struct str scope_point_text(struct scope *scope, struct geo_point point)
{
    struct str lat = number_text(scope, point.lat_deg < 0 ? -point.lat_deg : point.lat_deg, 5);
    struct str lon = number_text(scope, point.lon_deg < 0 ? -point.lon_deg : point.lon_deg, 5);
    return work_printf(scope->b->work, "%.*s %s %.*s %s", STR_ARG(lat),
                       point.lat_deg < 0 ? "S" : "N", STR_ARG(lon), point.lon_deg < 0 ? "W" : "E");
}

struct str scope_time_text(struct scope *scope, int64_t at_us)
{
    struct work *w = scope->b->work;
    struct buf buf;
    struct str text = {0};
    buf_init(&buf, w->arena->mem, 128);
    time_put_local(&buf, scope->plan->tz, at_us);
    if (buf.failed)
        work_fail(w, err_no_memory(w->err));
    else
        text = work_printf(w, "%.*s", STR_ARG(buf_str(&buf)));
    buf_free(&buf);
    return text;
}

struct str scope_metres_text(struct scope *scope, double metres)
{
    bool is_km = metres >= 1000;
    struct str number = number_text(scope, is_km ? metres / 1000 : metres, is_km ? 3 : 1);
    return work_printf(scope->b->work, "%.*s %s", STR_ARG(number), is_km ? "km" : "m");
}

struct str scope_value_text(struct scope *scope, struct str attribute, double value)
{
    if (str_eq(attribute, STR("calibre")))
        return work_printf(scope->b->work, "%.*s mm", STR_ARG(number_text(scope, value, 3)));
    if (str_eq(attribute, STR("range")) || str_eq(attribute, STR("distance")) ||
        str_eq(attribute, STR("altitude")))
        return scope_metres_text(scope, value);
    const char *unit = str_eq(attribute, STR("mass"))       ? " kg"
                       : str_eq(attribute, STR("duration")) ? " s"
                                                            : "";
    return work_printf(scope->b->work, "%.*s%s", STR_ARG(number_text(scope, value, 3)), unit);
}

const char *scope_article(struct str noun)
{
    return str_starts(noun, STR("a")) ? "an" : "a";
}

struct str scope_case_text(struct scope *scope, uint32_t kind, struct str attribute, double value)
{
    struct str name = kind < scope->plan->kind_count ? scope->plan->kinds[kind].name : STR("");
    if (!attribute.size)
        return work_printf(scope->b->work, "`%.*s`", STR_ARG(name));
    return work_printf(scope->b->work, "`%.*s` with %s %.*s of %.*s", STR_ARG(name),
                       scope_article(attribute), STR_ARG(attribute),
                       STR_ARG(scope_value_text(scope, attribute, value)));
}

struct str scope_interval_text(struct scope *scope, struct str attribute,
                               const struct scope_interval *at)
{
    struct work *w = scope->b->work;
    struct str lo = isinf(at->lo) ? STR("") : scope_value_text(scope, attribute, at->lo);
    struct str hi = isinf(at->hi) ? STR("") : scope_value_text(scope, attribute, at->hi);
    const char *from = at->lo_open ? "more than" : "at least",
               *to = at->hi_open ? "less than" : "at most";
    if (lo.size && hi.size && !(at->lo < at->hi))
        return work_printf(w, "exactly %.*s", STR_ARG(lo));
    if (lo.size && hi.size)
        return work_printf(w, "%s %.*s and %s %.*s", from, STR_ARG(lo), to, STR_ARG(hi));
    return work_printf(w, "%s %.*s", lo.size ? from : to, STR_ARG(lo.size ? lo : hi));
}

bool scope_pair(struct scope *scope, const struct scope_row *at)
{
    if (scope->pairs++ < SCOPE_PAIR_LIMIT && scope->b->work->diags->count < DIAGS_LIMIT)
        return true;
    if (!scope->has_told && scope->b->work->diags->count < DIAGS_LIMIT)
        build_range_diag(scope->b, LANG_W0811, at->range,
                         "from here on, clauses are not compared with every other: there are too "
                         "many");
    scope->has_told = true;
    return false;
}

/* ---------------------------------------------------------------- making */

static void add_links(struct scope *scope, uint32_t row)
{
    const struct plan_statement *s = scope->rows[row].s;
    struct work *w = scope->b->work;
    for (size_t i = 0; i < s->classes.count && !w->failed; i++) {
        if (s->classes.items[i] >= scope->plan->class_count)
            continue;
        const struct plan_class *class = &scope->plan->classes[s->classes.items[i]];
        for (size_t j = 0; j < class->alternative_count; j++) {
            uint32_t root = scope_root(scope->plan, class->alternatives[j].kind);
            uint32_t *first = &scope->kind_rows[root * SCOPE_FORMS + s->form];
            if (*first && scope->links.items[*first - 1].row == row)
                continue;
            struct scope_link link = {row, *first};
            PUSH(w, &scope->links, link);
            if (!w->failed)
                *first = (uint32_t)scope->links.count;
        }
    }
}

bool scope_next(struct scope *scope, const struct scope_row *row, enum plan_form form,
                struct scope_cursor *cursor, const struct scope_row **other)
{
    const struct plan_list classes = row->s->classes;
    if (!cursor->has_begun) {
        *cursor = (struct scope_cursor){.has_begun = true};
        scope->stamp++;
    }
    for (;;) {
        while (cursor->link) {
            struct scope_link link = scope->links.items[cursor->link - 1];
            cursor->link = link.next;
            if (scope->row_seen[link.row] == scope->stamp)
                continue;
            scope->row_seen[link.row] = scope->stamp;
            *other = &scope->rows[link.row];
            return true;
        }
        if (cursor->class >= classes.count)
            return false;
        const struct plan_class *class = classes.items[cursor->class] < scope->plan->class_count
                                             ? &scope->plan->classes[classes.items[cursor->class]]
                                             : NULL;
        if (!class || cursor->alternative >= class->alternative_count) {
            cursor->class ++;
            cursor->alternative = 0;
            continue;
        }
        uint32_t root = scope_root(scope->plan, class->alternatives[cursor->alternative++].kind);
        if (scope->root_seen[root] == scope->stamp)
            continue;
        scope->root_seen[root] = scope->stamp;
        cursor->link = scope->kind_rows[root * SCOPE_FORMS + form];
    }
}

static void make_box(struct scope *scope, struct scope_row *row)
{
    const struct plan *plan = scope->plan;
    size_t count = row->s->spots.count;
    bool is_keep = row->s->form == PLAN_KEEP || row->s->form == PLAN_WITHDRAW;
    row->has_box = count || is_keep;
    for (size_t i = 0; i < (is_keep ? 1 : count) && row->has_box; i++) {
        uint32_t place = is_keep ? row->s->place : row->s->spots.items[i].place;
        const struct plan_place *p = place < plan->place_count ? &plan->places[place] : NULL;
        row->has_box = p && p->zone_count;
        for (size_t j = 0; row->has_box && j < p->zone_count; j++) {
            struct geo_box box = {0};
            row->has_box =
                p->zones[j] != PLAN_NONE && geo_zone_box(&plan->geometry, p->zones[j], &box);
            if (!row->has_box)
                break;
            if (!i && !j)
                row->box = box;
            row->box.west_deg = box.west_deg < row->box.west_deg ? box.west_deg : row->box.west_deg;
            row->box.east_deg = box.east_deg > row->box.east_deg ? box.east_deg : row->box.east_deg;
            row->box.south_deg =
                box.south_deg < row->box.south_deg ? box.south_deg : row->box.south_deg;
            row->box.north_deg =
                box.north_deg > row->box.north_deg ? box.north_deg : row->box.north_deg;
        }
    }
}

bool scope_boxes_meet(const struct scope_row *a, const struct scope_row *c)
{
    if (!a->has_box || !c->has_box)
        return true;
    if (a->box.east_deg > 180 || c->box.east_deg > 180)
        return true; /* over the antimeridian: let the ground tell */
    return a->box.west_deg <= c->box.east_deg && c->box.west_deg <= a->box.east_deg &&
           a->box.south_deg <= c->box.north_deg && c->box.south_deg <= a->box.north_deg;
}

static void make_row(struct scope *scope, uint32_t clause, uint32_t at,
                     const struct ast_clause *from, size_t j)
{
    const struct ast *ast = scope->b->ast;
    struct scope_row *row = &scope->rows[at];
    row->s = &scope->plan->statements[at];
    row->statement = at;
    row->clause = clause;
    row->is_open = from->is_open || from->first + j >= ast->statements.count;
    row->range = row->is_open ? from->range : ast->statements.items[from->first + j].range;
    uint32_t phase = scope->plan->clauses[clause].phase;
    row->from = moment_of(scope, &row->s->tail.as_of, phase, false, 0);
    row->to = moment_of(scope, &row->s->tail.until, phase, true, 0);
    make_box(scope, row);
}

bool scope_make(struct build *b, struct scope *scope)
{
    struct work *w = b->work;
    *scope = (struct scope){.b = b, .plan = b->plan, .count = b->plan->statement_count};
    scope->rows = ARENA_NEW(w->arena, struct scope_row, scope->count);
    scope->kind_rows = ARENA_NEW(w->arena, uint32_t, b->plan->kind_count * SCOPE_FORMS);
    scope->row_seen = ARENA_NEW(w->arena, uint32_t, scope->count);
    scope->root_seen = ARENA_NEW(w->arena, uint32_t, b->plan->kind_count);
    scope->known = ARENA_NEW(w->arena, struct scope_known, SCOPE_KNOWN);
    if (!scope->rows || !scope->kind_rows || !scope->known || !scope->row_seen ||
        !scope->root_seen) {
        work_fail(w, err_no_memory(w->err));
        return false;
    }
    for (size_t i = 0; i < scope->count; i++)
        scope->rows[i].is_open = true; /* until its clause is seen */
    for (size_t i = 0; i < b->plan->clause_count && i < b->ast->clauses.count; i++) {
        const struct plan_clause *clause = &b->plan->clauses[i];
        for (uint32_t j = 0; j < clause->statement_count; j++)
            if (clause->first_statement + j < scope->count)
                make_row(scope, (uint32_t)i, clause->first_statement + j, &b->ast->clauses.items[i],
                         j);
    }
    for (size_t i = scope->count; i-- > 0 && !w->failed;)
        if (!scope->rows[i].is_open)
            add_links(scope, (uint32_t)i);
    return !w->failed;
}

void check_scope(struct build *b)
{
    struct scope *scope = ARENA_NEW(b->work->arena, struct scope, 1);
    bool is_cut = false;
    static void (*const checks[])(struct scope *) = {
        check_clash, check_keep,    check_numbers, check_ceilings,   check_gap,      check_rows,
        check_bands, check_slivers, check_lines,   check_references, check_corridors};
    if (!scope) {
        work_fail(b->work, err_no_memory(b->work->err));
        return;
    }
    if (!scope_make(b, scope))
        return;
    for (size_t i = 0; i < COUNT_OF(checks) && !b->work->failed; i++) {
        scope->probes = 0;
        checks[i](scope);
        is_cut = is_cut || scope->probes > SCOPE_PROBE_LIMIT;
    }
    if (is_cut && !scope->has_told && scope->count && b->work->diags->count < DIAGS_LIMIT)
        build_range_diag(b, LANG_W0811, scope->rows[0].range,
                         "not every zone is laid over every other: there are too many");
}

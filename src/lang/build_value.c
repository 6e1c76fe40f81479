/* SPDX-License-Identifier: Apache-2.0
 *
 * Measures and times. */
#include "lang/build_int.h"

static const char *sort_text(enum unit_sort sort)
{
    switch (sort) {
    case SORT_COUNT:
        return "a bare number";
    case SORT_LENGTH:
        return "a length";
    case SORT_DURATION:
        return "a duration";
    case SORT_MASS:
        return "a mass";
    case SORT_SHARE:
        return "a share";
    case SORT_LATITUDE:
    case SORT_LONGITUDE:
        return "a coordinate";
    }
    return "";
}

static void wrong_sort(struct build *b, const struct ast_quantity *q, const char *needed,
                       const char *units)
{
    build_range_diag(b, LANG_T0203, q->range, "%s is needed here, and this is %s", needed,
                     sort_text(unit_of(q->unit)->sort))
        ->label = work_printf(b->work, "expected %s", units);
}

struct plan_span build_span(struct build *b, const struct ast_quantity *q)
{
    struct plan_span span = {PLAN_ELAPSED, 0};
    if (!q->is_set)
        return span;
    if (q->is_open) {
        build_open(b, q->range);
        return span;
    }
    const struct unit *unit = unit_of(q->unit);
    if (unit->sort != SORT_DURATION) {
        wrong_sort(b, q, "a duration", "a duration such as 24 h, 15 d or 6 mo");
        return span;
    }
    double count = q->value * unit->factor;
    if (unit->span == PLAN_ELAPSED)
        count *= (double)TIME_SECOND_US;
    if (!(count <= 9e15)) {
        build_range_diag(b, LANG_T0414, q->range, "this duration is longer than the calendar");
        return span;
    }
    span = (struct plan_span){unit->span, (int64_t)(count + 0.5)};
    if (unit->span != PLAN_ELAPSED && (double)span.count != count) {
        struct diag *diag = build_range_diag(b, LANG_T0411, q->range,
                                             "days, weeks, months and years are counted whole");
        diag->label = STR("expected a whole number, or hours");
        if (unit->span == PLAN_DAYS)
            diag->help = work_printf(b->work, "write `%lld h` if hours are meant",
                                     (long long)(count * 24 + 0.5));
    }
    return span;
}

bool build_is_nothing(const struct ast_quantity *q)
{
    return q->is_set && !q->is_open && unit_of(q->unit)->sort == SORT_DURATION && q->value <= 0;
}

bool build_metres(struct build *b, const struct ast_quantity *q, double *metres)
{
    *metres = 0;
    if (!q->is_set)
        return false;
    if (q->is_open) {
        build_open(b, q->range);
        return false;
    }
    const struct unit *unit = unit_of(q->unit);
    if (unit->sort != SORT_LENGTH) {
        wrong_sort(b, q, "a length", "metres, kilometres or nautical miles");
        return false;
    }
    *metres = q->value * unit->factor / 1000;
    if (!(*metres <= 2e7)) {
        build_range_diag(b, LANG_T0414, q->range,
                         "this is longer than half the way around the Earth");
        return false;
    }
    return true;
}

struct plan_number build_number(struct build *b, const struct ast_quantity *q)
{
    struct plan_number number = {0};
    if (!q->is_set)
        return number;
    if (q->is_open) {
        build_open(b, q->range);
        number.is_open = true;
        return number;
    }
    const struct unit *unit = unit_of(q->unit);
    number.value = q->value * unit->factor;
    switch (unit->sort) {
    case SORT_COUNT:
        number.measure = PLAN_COUNT;
        break;
    case SORT_SHARE:
        number.measure = PLAN_SHARE;
        if (number.value > 100)
            build_range_diag(b, LANG_T0414, q->range, "a share is at most 100 %%");
        break;
    case SORT_LENGTH:
        number.measure = PLAN_LENGTH;
        number.value /= 1000;
        break;
    case SORT_MASS:
        number.measure = PLAN_MASS;
        break;
    case SORT_DURATION:
        number.measure = PLAN_DURATION;
        if (unit->span != PLAN_ELAPSED)
            build_range_diag(b, LANG_T0410, q->range,
                             "an amount of time is counted in hours, minutes or seconds")
                ->label = STR("expected s, min or h");
        break;
    case SORT_LATITUDE:
    case SORT_LONGITUDE:
        wrong_sort(b, q, "a number or measure", "a number");
        break;
    }
    if (!(number.value <= PLAN_NUMBER_LIMIT)) {
        build_range_diag(b, LANG_T0414, q->range, "this number is too large");
        number.value = 0;
    }
    return number;
}

struct plan_hours build_hours(struct build *b, const struct ast_hours *hours)
{
    struct plan_hours h = {hours->is_always, hours->from_s, hours->to_s};
    if (hours->is_open)
        build_open(b, hours->range);
    if (hours->is_set && !hours->is_open && !hours->is_always && hours->from_s == hours->to_s)
        build_range_diag(b, LANG_T0412, hours->range, "these hours begin when they end")->label =
            STR("expected two different times of day, or `always`");
    return h;
}

bool build_is_day(const struct build *b, const struct plan_time *time)
{
    switch (time->form) {
    case PLAN_TIME_DATE:
    case PLAN_TIME_DAY_OF:
        return true;
    case PLAN_TIME_SIGNATURE:
        return b->plan->signature.form == PLAN_TIME_DATE;
    case PLAN_TIME_ENTRY:
        return b->plan->entry.form == PLAN_TIME_DATE;
    case PLAN_TIME_NAMED: {
        const struct ast_event *event = &b->ast->dates.items[time->date].event;
        return event->form == PLAN_EVENT_TIME &&
               (event->time.form == PLAN_TIME_DATE || event->time.form == PLAN_TIME_DAY_OF);
    }
    case PLAN_TIME_NONE:
    case PLAN_TIME_BEGIN:
    case PLAN_TIME_END:
    case PLAN_TIME_MOMENT:
    case PLAN_TIME_OPEN:
        return false;
    }
    return false;
}

/* Where the day is fixed: at the frame or the date's own line, else where it is used. */
static struct ast_range day_fixed(const struct build *b, const struct plan_time *time,
                                  struct ast_range range)
{
    switch (time->form) {
    case PLAN_TIME_ENTRY:
        return b->ast->entry.range;
    case PLAN_TIME_SIGNATURE:
        return b->ast->signature.range;
    case PLAN_TIME_NAMED: {
        struct ast_word name = b->ast->dates.items[time->date].name;
        return (struct ast_range){name.token, name.token + 1};
    }
    case PLAN_TIME_NONE:
    case PLAN_TIME_BEGIN:
    case PLAN_TIME_END:
    case PLAN_TIME_DATE:
    case PLAN_TIME_MOMENT:
    case PLAN_TIME_DAY_OF:
    case PLAN_TIME_OPEN:
        break;
    }
    return range;
}

/* Once for each day that durations are counted from, in each text. */
static bool is_first_use(struct build *b, const struct plan_time *time, uint32_t source)
{
    struct str key =
        work_printf(b->work, "%d.%u.%u.%lld.%lld.%u", (int)time->form, time->phase, time->date,
                    (long long)time->number, (long long)time->at_us, source);
    if (b->work->failed || map_get(&b->day_notes, key) != MAP_NONE)
        return false;
    enum err_code code = map_set(&b->day_notes, key, 0, b->work->err);
    if (code)
        work_fail(b->work, code);
    return !code;
}

void build_day_note(struct build *b, const struct plan_time *time, struct ast_range range)
{
    if (!build_is_day(b, time) || !is_first_use(b, time, work_source_of_token(b->work, range.from)))
        return;
    struct ast_range fixed = day_fixed(b, time, range);
    bool is_apart = fixed.from != range.from && work_source_of_token(b->work, fixed.from) ==
                                                    work_source_of_token(b->work, range.from);
    if (!is_apart) {
        build_range_diag(b, LANG_N0901, range,
                         "a duration counted from a day runs from that day's end, in the bound "
                         "party's favour");
        return;
    }
    struct str use = work_text(b->work, range.from, range.to);
    bool is_short = use.size <= 60;
    for (size_t i = 0; i < use.size && is_short; i++)
        is_short = use.text[i] != '\n' && use.text[i] != '#';
    struct diag *diag = build_range_diag(
        b, LANG_N0901, fixed,
        "a duration counted from this day%s%.*s%s runs from the day's end, in the "
        "bound party's favour",
        is_short ? ", such as `" : "", STR_ARG(is_short ? use : STR("")), is_short ? "`," : "");
    diag->has_other = true;
    diag->other = build_span_of(b, range);
    diag->other_label = STR("counted from it here first");
}

/* `signature` and `entry` of a text that is built on are its own: days of the calendar by now. False: this is none. */
static bool base_time(struct build *b, const struct ast_time *from, struct ast_time *own)
{
    uint32_t source = work_source_of_token(b->work, from->range.from);
    if (work_role_of(b->work, source) != WORK_BASE ||
        (from->form != PLAN_TIME_SIGNATURE && from->form != PLAN_TIME_ENTRY))
        return false;
    *own = (struct ast_time){0};
    for (size_t i = 0; i < b->ast->bases.count; i++)
        if (b->ast->bases.items[i].source == source)
            *own = from->form == PLAN_TIME_ENTRY ? b->ast->bases.items[i].entry
                                                 : b->ast->bases.items[i].signature;
    bool is_known = (own->form == PLAN_TIME_DATE || own->form == PLAN_TIME_MOMENT ||
                     own->form == PLAN_TIME_OPEN) &&
                    !(own->shift_sign && from->shift_sign);
    struct str name = is_known ? STR("") : build_entry_name(b, source);
    if (!is_known && from->form == PLAN_TIME_ENTRY && build_symbol(b, name)) {
        own->form = PLAN_TIME_NAMED;
        own->name = (struct ast_word){.text = name, .token = from->range.from, .is_set = true};
    } else if (!is_known) {
        build_later(b, "a day that the agreement built on leaves to more than a certificate is not "
                       "judged yet");
        own->form = PLAN_TIME_NONE;
    }
    if (from->shift_sign) {
        own->shift_sign = from->shift_sign;
        own->shift = from->shift;
    }
    own->range = from->range;
    return true;
}

struct plan_time build_time(struct build *b, const struct ast_time *from)
{
    struct ast_time own;
    if (base_time(b, from, &own))
        from = &own;
    struct plan_time to = {
        .form = from->form, .phase = PLAN_NONE, .date = PLAN_NONE, .number = from->number};
    switch (from->form) {
    case PLAN_TIME_BEGIN:
    case PLAN_TIME_END:
        if (from->name.is_set)
            to.phase = build_phase(b, from->name, false);
        else if (b->phase == AST_THROUGHOUT || b->phase == PLAN_NONE)
            build_range_diag(b, LANG_T0606, from->range,
                             "what binds throughout has no `%s` of its own",
                             from->form == PLAN_TIME_BEGIN ? "begin" : "end")
                ->label = STR("expected `entry`, a date, or `… of` a phase");
        break;
    case PLAN_TIME_DAY_OF:
        if (b->phase == PLAN_NONE)
            build_range_diag(b, LANG_T0606, from->range,
                             "there is no phase here whose days could be counted");
        break;
    case PLAN_TIME_MOMENT:
    case PLAN_TIME_DATE: {
        struct time_text text;
        if (!time_parse(from->name.text, &text)) {
            to.at_us = 0; /* no such day: reported with its characters */
            to.day_end_us = 1;
            break;
        }
        const struct tz *tz = b->plan->tz ? b->plan->tz : tz_utc();
        to.at_us = tz_to_utc(tz, &text.civil);
        if (from->form == PLAN_TIME_DATE)
            to.day_end_us = tz_day_end(tz, to.at_us);
        break;
    }
    case PLAN_TIME_NAMED:
        to.date = build_date(b, from->name);
        break;
    case PLAN_TIME_OPEN:
        build_open(b, from->range);
        break;
    case PLAN_TIME_NONE:
    case PLAN_TIME_SIGNATURE:
    case PLAN_TIME_ENTRY:
        break;
    }
    if (from->form == PLAN_TIME_NAMED && to.date == PLAN_NONE)
        to.form = PLAN_TIME_NONE; /* wrong, or of another text: the statement is not judged */
    if (from->shift_sign && from->shift.is_set) {
        to.shift_sign = from->shift_sign;
        to.shift = build_span(b, &from->shift);
        if (to.form != PLAN_TIME_NONE && !from->shift.is_open)
            build_day_note(b, &to, from->range);
    }
    return to;
}

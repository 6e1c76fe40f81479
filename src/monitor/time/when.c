/* SPDX-License-Identifier: Apache-2.0
 *
 * Moments, windows and periods. A moment is a point, a day an interval: as of and until a day mean its start and its end, a
 * deadline by a day is its last microsecond, a shift counts from a day's end. */
#include "monitor/monitor_int.h"

int64_t monitor_last(int64_t from_us, int64_t to_us)
{
    return to_us > from_us ? to_us - 1 : from_us;
}

int64_t monitor_add(const struct run *run, int64_t at_us, int sign, struct plan_span span)
{
    int64_t sum;

    if (at_us < TIME_MIN_US || at_us > TIME_MAX_US)
        return at_us; /* an open end stays open */
    if (span.unit == PLAN_ELAPSED) {
        int64_t limit = TIME_MAX_US - TIME_MIN_US;
        int64_t by = span.count > limit ? limit : span.count;

        sum = sign < 0 ? at_us - by : at_us + by;
    } else {
        /* more than 10,000 years leave the calendar */
        if (span.count > (span.unit == PLAN_YEARS    ? 9999
                          : span.unit == PLAN_MONTHS ? 119988
                                                     : 3652059))
            return sign < 0 ? TIME_MIN_US : TIME_MAX_US;
        sum = plan_span_add(run->plan->tz, at_us, sign, span);
    }
    return sum < TIME_MIN_US ? TIME_MIN_US : sum > TIME_MAX_US ? TIME_MAX_US : sum;
}

struct stretch {
    int64_t from_us, to_us; /* a day; equal for a moment */
};

static bool base_time(struct run *run, const struct instance *at, const struct plan_time *time,
                      int depth, struct stretch *out);

static bool resolve_time(struct run *run, const struct instance *at, const struct plan_time *time,
                         int depth, struct stretch *out)
{
    if (depth > 16 || !base_time(run, at, time, depth, out))
        return false;
    if (time->shift_sign) {
        int64_t moment = monitor_add(run, out->to_us, time->shift_sign, time->shift);

        *out = (struct stretch){moment, moment};
    }
    return true;
}

static bool phase_time(const struct run *run, const struct instance *at, uint32_t phase,
                       bool is_end, struct stretch *out)
{
    int64_t moment;

    if (phase != PLAN_NONE && (!at || at->phase != phase))
        at = monitor_instance(run, phase); /* of the member looked at */
    if (!at)
        return false;
    moment = at->begin_us;
    if (is_end)
        moment = at->end_us != TIME_NEVER ? at->end_us : at->planned_end_us;
    *out = (struct stretch){moment, moment};
    return moment != TIME_NONE && moment != TIME_NEVER;
}

/* A date that the text writes: in a backtest perhaps other days. */
static struct stretch shifted(const struct run *run, int64_t from_us, int64_t to_us)
{
    int64_t days = run->options->shift_days;

    if (days == 0)
        return (struct stretch){from_us, to_us};
    return (struct stretch){tz_add(run->plan->tz, from_us, 0, 0, days),
                            tz_add(run->plan->tz, to_us, 0, 0, days)};
}

static bool base_time(struct run *run, const struct instance *at, const struct plan_time *time,
                      int depth, struct stretch *out)
{
    const struct plan *plan = run->plan;

    switch (time->form) {
    case PLAN_TIME_NONE:
    case PLAN_TIME_OPEN:
        return false;
    case PLAN_TIME_BEGIN:
        return phase_time(run, at, time->phase, false, out);
    case PLAN_TIME_END:
        return phase_time(run, at, time->phase, true, out);
    case PLAN_TIME_SIGNATURE:
        return resolve_time(run, at, &plan->signature, depth + 1, out);
    case PLAN_TIME_ENTRY:
        if (plan->entry.form != PLAN_TIME_NONE)
            return resolve_time(run, at, &plan->entry, depth + 1, out);
        *out = (struct stretch){run->entry_us, run->entry_us};
        return run->entry_us != TIME_NONE;
    case PLAN_TIME_DAY_OF:
        if (!phase_time(run, at, time->phase, false, out))
            return false;
        out->from_us =
            tz_add(plan->tz, tz_day_start(plan->tz, out->from_us), 0, 0, time->number - 1);
        out->to_us = tz_day_end(plan->tz, out->from_us);
        return true;
    case PLAN_TIME_MOMENT:
        *out = shifted(run, time->at_us, time->at_us);
        return true;
    case PLAN_TIME_DATE:
        *out = shifted(run, time->at_us, time->day_end_us);
        return true;
    case PLAN_TIME_NAMED: {
        const struct plan_event *event = &plan->dates[time->date].event;
        struct certified certified;

        if (event->form == PLAN_EVENT_TIME)
            return resolve_time(run, at, &event->time, depth + 1, out);
        if (event->form != PLAN_EVENT_CERTIFIED)
            return false;
        certified = monitor_certified(run, event->certificate, event->actor, run->known_us);
        *out = (struct stretch){certified.time_us, certified.time_us};
        return certified.stands;
    }
    }
    return false;
}

bool monitor_time(struct run *run, const struct instance *at, const struct plan_time *time,
                  enum monitor_time_use use, int64_t *out_us)
{
    struct stretch stretch;

    if (!resolve_time(run, at, time, 0, &stretch))
        return false;
    switch (use) {
    case MONITOR_START:
        *out_us = stretch.from_us;
        break;
    case MONITOR_UNTIL:
        *out_us = stretch.to_us;
        break;
    case MONITOR_DEADLINE:
        *out_us = monitor_last(stretch.from_us, stretch.to_us);
        break;
    }
    return true;
}

enum err_code monitor_hours(struct run *run, struct plan_hours hours, int64_t from_us,
                            int64_t to_us, struct spans *out)
{
    const struct tz *tz = run->plan->tz;
    struct time_civil civil;
    int64_t day;

    *out = (struct spans){0};
    if (hours.is_always || hours.from_s == hours.to_s)
        return monitor_spans_add(run, out, from_us, to_us);
    if (from_us < TIME_MIN_US + TIME_DAY_US)
        from_us = run->earliest_us;
    if (to_us > run->watermark_us + TIME_DAY_US)
        to_us = run->watermark_us + TIME_DAY_US;
    if (from_us >= to_us)
        return ERR_OK;
    tz_to_civil(tz, from_us, &civil);
    day = time_days_from_civil(civil.year, civil.month, civil.day) - 1;
    for (;; day++) {
        int64_t ends[2];

        for (int i = 0; i < 2; i++) {
            int32_t s = i ? hours.to_s : hours.from_s;
            int64_t on = day + (i && hours.to_s < hours.from_s) + s / 86400;

            s %= 86400;
            time_civil_from_days(on, &civil);
            civil.hour = s / 3600;
            civil.minute = s / 60 % 60;
            civil.second = s % 60;
            ends[i] = tz_to_utc(tz, &civil);
        }
        if (ends[0] >= to_us)
            break;
        TRY(monitor_spans_add(run, out, ends[0] > from_us ? ends[0] : from_us,
                              ends[1] < to_us ? ends[1] : to_us));
    }
    monitor_spans_tidy(out);
    return ERR_OK;
}

static enum err_code window_spans(struct run *run, const struct instance *at,
                                  const struct plan_window *window, int64_t from_us, int64_t to_us,
                                  struct spans *sure, struct spans *maybe)
{
    struct triggers triggers = {0};
    /* the event may lie outside the phase: what comes before or after it need not */
    bool is_own = window->event.form == PLAN_EVENT_TIME || window->event.form == PLAN_EVENT_FIRST;

    *sure = *maybe = (struct spans){0};
    if (window->form == PLAN_WINDOW_DAILY) {
        TRY(monitor_hours(run, window->hours, from_us, to_us, sure));
        *maybe = *sure;
        return ERR_OK;
    }
    TRY(monitor_triggers(run, &window->event, is_own ? at : NULL, run->known_us, &triggers));
    for (size_t i = 0; i < triggers.count; i++) {
        int64_t t = triggers.items[i].at_us, begin = t, end = t;

        if (window->form == PLAN_WINDOW_AFTER)
            end = monitor_add(run, t, 1, window->span);
        else
            begin = monitor_add(run, t, -1, window->span);
        TRY(monitor_spans_add(run, maybe, begin, end));
        if (triggers.items[i].is_sure)
            TRY(monitor_spans_add(run, sure, begin, end));
    }
    monitor_spans_tidy(sure);
    monitor_spans_tidy(maybe);
    return ERR_OK;
}

static enum err_code binding_of(struct run *run, const struct instance *at, uint32_t statement,
                                int64_t begin_us, int64_t end_us, struct binding *binding)
{
    const struct plan_tail *tail = &run->plan->statements[statement].tail;
    int64_t from = begin_us, to = end_us, moment;
    struct spans sure = {0}, maybe = {0}, window, may_be;

    *binding = (struct binding){.as_of_us = TIME_NONE};
    if (tail->as_of.form != PLAN_TIME_NONE) {
        if (!monitor_time(run, at, &tail->as_of, MONITOR_START, &moment))
            return ERR_OK;
        if (moment > from)
            from = moment;
    }
    if (tail->until.form != PLAN_TIME_NONE &&
        monitor_time(run, at, &tail->until, MONITOR_UNTIL, &moment) && moment < to)
        to = moment;
    binding->as_of_us = from;
    binding->until_us = to;
    TRY(monitor_spans_add(run, &sure, from, to));
    if (tail->during.form != PLAN_WINDOW_NONE) {
        TRY(window_spans(run, at, &tail->during, from, to, &window, &may_be));
        TRY(monitor_spans_clip(run, &window, from, to, &sure));
        if (tail->during.form != PLAN_WINDOW_DAILY)
            TRY(monitor_spans_clip(run, &may_be, from, to, &maybe));
    }
    if (tail->during.form == PLAN_WINDOW_NONE || tail->during.form == PLAN_WINDOW_DAILY)
        maybe = sure;
    if (tail->while_condition != PLAN_NONE) {
        struct timeline timeline = {0};
        struct spans holds = {0}, may_hold = {0}, out;

        TRY(monitor_timeline(run, tail->while_condition, at, MONITOR_AS_IT_WAS, &timeline));
        for (size_t i = 0; i < timeline.count; i++) {
            int64_t next = i + 1 < timeline.count ? timeline.pieces[i + 1].from_us : TIME_NEVER;
            enum outcome_gate_state state = monitor_gate_state(run, timeline.pieces[i].p);

            if (state == OUTCOME_GATE_MET)
                TRY(monitor_spans_add(run, &holds, timeline.pieces[i].from_us, next));
            if (state != OUTCOME_GATE_NOT_MET)
                TRY(monitor_spans_add(run, &may_hold, timeline.pieces[i].from_us, next));
        }
        monitor_spans_tidy(&holds);
        monitor_spans_tidy(&may_hold);
        TRY(monitor_spans_and(run, &sure, &holds, &out));
        binding->sure = out;
        TRY(monitor_spans_and(run, &maybe, &may_hold, &out));
        binding->maybe = out;
        return ERR_OK;
    }
    binding->sure = sure;
    binding->maybe = maybe;
    return ERR_OK;
}

enum err_code monitor_binding(struct run *run, const struct instance *at, uint32_t statement,
                              int64_t begin_us, int64_t end_us, struct binding *binding)
{
    struct looked_at was = monitor_enter(run, at);

    TRY(binding_of(run, at, statement, begin_us, end_us, binding));
    run->member = was;
    return ERR_OK;
}

/* Border number k of the periods that start at `begin_us`; `first_us` is the first border where they end at a time of day. */
static int64_t border(const struct run *run, const struct plan_period *every, int64_t begin_us,
                      int64_t first_us, int64_t k)
{
    const struct tz *tz = run->plan->tz;
    int64_t from = begin_us;
    struct plan_span span = every->span;

    if (k == 0)
        return begin_us;
    if (every->has_time) {
        from = first_us;
        k--;
    }
    switch (every->form) {
    case PLAN_PERIOD_NONE:
        return TIME_NEVER;
    case PLAN_EVERY_DAY:
        return tz_add(tz, from, 0, 0, k);
    case PLAN_EVERY_WEEK:
        return tz_add(tz, from, 0, 0, 7 * k);
    case PLAN_EVERY_MONTH:
        return tz_add(tz, from, 0, (int)k, 0);
    case PLAN_EVERY_SPAN:
        break;
    }
    if (span.count <= 0 || (k > 0 && span.count > (TIME_MAX_US - TIME_MIN_US) / k))
        return TIME_NEVER;
    span.count *= k;
    return monitor_add(run, from, 1, span);
}

/* The first local time of day `s` after `at_us`. */
static int64_t next_time_of_day(const struct tz *tz, int64_t at_us, int32_t s)
{
    struct time_civil civil;
    int64_t days, moment;

    tz_to_civil(tz, at_us, &civil);
    days = time_days_from_civil(civil.year, civil.month, civil.day);
    for (int i = 0; i < 3; i++, days++) {
        time_civil_from_days(days, &civil);
        civil.hour = s / 3600 % 24;
        civil.minute = s / 60 % 60;
        civil.second = s % 60;
        moment = tz_to_utc(tz, &civil);
        if (moment > at_us)
            return moment;
    }
    return at_us + TIME_DAY_US;
}

enum err_code monitor_periods(struct run *run, const struct plan_period *every, int64_t begin_us,
                              int64_t end_us, struct period **periods, size_t *count)
{
    size_t capacity = 0;
    int64_t first = 0, from;

    *periods = NULL;
    *count = 0;
    if (begin_us < TIME_MIN_US + TIME_DAY_US)
        begin_us = tz_day_start(run->plan->tz, run->earliest_us);
    if (every->has_time)
        first = next_time_of_day(run->plan->tz, begin_us, every->time_s);
    from = begin_us;
    for (int64_t k = 1; k <= MONITOR_PERIOD_LIMIT && from <= run->watermark_us; k++) {
        int64_t to = border(run, every, begin_us, first, k);

        if (to <= from || to > end_us || to >= TIME_MAX_US)
            break; /* cut by the phase's end: not judged */
        TRY(arena_grow(&run->scratch, periods, *count, &capacity, sizeof **periods, run->err));
        (*periods)[(*count)++] = (struct period){from, to};
        from = to;
    }
    return ERR_OK;
}

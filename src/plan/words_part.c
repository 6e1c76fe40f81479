/* SPDX-License-Identifier: Apache-2.0
 *
 * The small parts of a sentence: names, times, measures, conditions, events. */
#include "plan/words_int.h"

#include <math.h>

void say_put(struct words *w, const char *text)
{
    buf_puts(w->buf, text);
}

void say_name(struct words *w, struct str name)
{
    buf_put(w->buf, name);
}

void plan_put_words_name(struct buf *buf, struct str name)
{
    for (size_t i = 0; i < name.size; i++)
        buf_putc(buf, name.text[i] == '_' ? ' ' : name.text[i]);
}

void say_plain(struct words *w, struct str name)
{
    plan_put_words_name(w->buf, name);
}

void say_quoted(struct words *w, struct str text)
{
    buf_putc(w->buf, '"');
    buf_put(w->buf, text);
    buf_putc(w->buf, '"');
}

/* Between items i - 1 and i of `count`. */
static void between(struct words *w, size_t i, size_t count, const char *last)
{
    if (i && i + 1 < count)
        say_put(w, ", ");
    else if (i)
        buf_printf(w->buf, " %s ", last);
}

void say_actor(struct words *w, uint32_t actor)
{
    if (actor < w->plan->actor_count)
        say_name(w, w->plan->actors[actor].name);
    else
        say_put(w, "whoever is still to be agreed");
}

void say_actor_list(struct words *w, struct plan_list list, const char *last)
{
    for (size_t i = 0; i < list.count; i++) {
        between(w, i, list.count, last);
        say_actor(w, list.items[i]);
    }
}

void say_clauses(struct words *w, struct plan_list clauses)
{
    say_put(w, clauses.count > 1 ? "clauses " : "clause ");
    for (size_t i = 0; i < clauses.count; i++) {
        between(w, i, clauses.count, "and");
        if (clauses.items[i] < w->plan->clause_count)
            say_name(w, w->plan->clauses[clauses.items[i]].label);
    }
}

void say_class(struct words *w, uint32_t class)
{
    if (class < w->plan->class_count)
        say_plain(w, w->plan->classes[class].name);
    else
        say_put(w, "something still open");
}

void say_classes(struct words *w, struct plan_list classes, const char *last)
{
    for (size_t i = 0; i < classes.count; i++) {
        between(w, i, classes.count, last);
        say_class(w, classes.items[i]);
    }
    if (!classes.count)
        say_put(w, "something still open");
}

void say_phase(struct words *w, uint32_t phase)
{
    if (phase < w->plan->phase_count)
        say_plain(w, w->plan->phases[phase].name);
    else if (phase == PLAN_PHASE_LAPSED)
        say_put(w, "lapsed");
    else if (phase == PLAN_PHASE_ENDED)
        say_put(w, "ended");
    else
        say_put(w, "the agreement");
}

void say_place(struct words *w, uint32_t place)
{
    if (place < w->plan->place_count)
        say_name(w, w->plan->places[place].name);
    else
        say_put(w, "a place still open");
}

void say_clock(struct words *w, int32_t seconds)
{
    buf_printf(w->buf, "%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60));
}

/* ---------------------------------------------------------------- measures */

void plan_put_words_span(struct buf *buf, struct plan_span span)
{
    static const struct {
        int64_t size;
        const char *one;
    } elapsed[] = {{TIME_HOUR_US, "hour"}, {TIME_MINUTE_US, "minute"}, {TIME_SECOND_US, "second"}};
    const char *unit = span.unit == PLAN_DAYS ? "day" : span.unit == PLAN_MONTHS ? "month" : "year";
    int64_t count = span.count;
    if (span.unit == PLAN_ELAPSED) {
        unit = NULL;
        for (size_t i = 0; i < COUNT_OF(elapsed) && !unit; i++)
            if (count % elapsed[i].size == 0) {
                count /= elapsed[i].size;
                unit = elapsed[i].one;
            }
        if (!unit) {
            num_put(buf, (double)span.count / (double)TIME_SECOND_US, 6);
            buf_puts(buf, " seconds");
            return;
        }
    }
    num_put_i64(buf, count);
    buf_printf(buf, " %s%s", unit, count == 1 ? "" : "s");
}

void say_span(struct words *w, struct plan_span span)
{
    plan_put_words_span(w->buf, span);
}

/* In the unit in which it comes out even: 10 km, 12 nmi, 800 m. */
void say_metres(struct words *w, double metres)
{
    double miles = metres / 1852;
    bool is_even = fmod(metres, 500) == 0; /* exact: as written in km */
    if (!is_even && metres > 0 && miles == floor(miles)) {
        num_put(w->buf, miles, 3);
        say_put(w, " nmi");
    } else if (metres >= 1000) {
        num_put(w->buf, metres / 1000, 6);
        say_put(w, " km");
    } else {
        num_put(w->buf, metres, 3);
        say_put(w, " m");
    }
}

void say_number(struct words *w, const struct plan_number *number)
{
    if (number->is_open) {
        say_put(w, "a number still open");
        return;
    }
    switch (number->measure) {
    case PLAN_COUNT:
        num_put(w->buf, number->value, 6);
        break;
    case PLAN_SHARE:
        num_put(w->buf, number->value, 6);
        say_put(w, " %");
        break;
    case PLAN_LENGTH:
        say_metres(w, number->value);
        break;
    case PLAN_DURATION:
        if (fabs(number->value) < 9e12)
            say_span(w, (struct plan_span){PLAN_ELAPSED,
                                           (int64_t)(number->value * (double)TIME_SECOND_US)});
        break;
    case PLAN_MASS:
        num_put(w->buf, number->value, 6);
        say_put(w, " kg");
        break;
    }
}

void say_comparison(struct words *w, enum plan_comparison comparison)
{
    static const char *const words[] = {"at least",  "at most", "more than",
                                        "less than", "exactly", "is"};
    say_put(w, words[comparison]);
}

/* ---------------------------------------------------------------- times */

static void put_day(struct buf *buf, const struct time_civil *civil)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    buf_printf(buf, "%d %s %d", civil->day, months[civil->month - 1], civil->year);
}

static struct time_civil local(const struct tz *tz, int64_t at_us)
{
    struct time_civil civil;
    int64_t margin = 2 * TIME_DAY_US; /* no offset leaves the calendar */
    if (at_us < TIME_MIN_US + margin)
        at_us = TIME_MIN_US + margin;
    if (at_us > TIME_MAX_US - margin)
        at_us = TIME_MAX_US - margin;
    tz_to_civil(tz ? tz : tz_utc(), at_us, &civil);
    return civil;
}

void plan_put_words_moment(struct buf *buf, const struct tz *tz, int64_t at_us)
{
    struct time_civil civil = local(tz, at_us);
    put_day(buf, &civil);
    buf_printf(buf, ", %02d:%02d", civil.hour, civil.minute);
}

static void base(struct words *w, const struct plan_time *time)
{
    uint32_t phase = time->phase == PLAN_NONE ? w->phase : time->phase;
    bool is_phase = phase < w->plan->phase_count;
    switch (time->form) {
    case PLAN_TIME_NONE:
        say_put(w, "a time not said");
        break;
    case PLAN_TIME_BEGIN:
        say_put(w, is_phase ? "the beginning of " : "the entry into force");
        if (is_phase)
            say_phase(w, phase);
        break;
    case PLAN_TIME_END:
        say_put(w, "the end of ");
        say_phase(w, phase);
        break;
    case PLAN_TIME_SIGNATURE:
        say_put(w, "the signature");
        break;
    case PLAN_TIME_ENTRY:
        say_put(w, "the entry into force");
        break;
    case PLAN_TIME_DAY_OF:
        say_put(w, "day ");
        num_put_i64(w->buf, time->number);
        say_put(w, " of ");
        say_phase(w, phase);
        break;
    case PLAN_TIME_MOMENT:
        plan_put_words_moment(w->buf, w->plan->tz, time->at_us);
        break;
    case PLAN_TIME_DATE: {
        struct time_civil civil = local(w->plan->tz, time->at_us);
        put_day(w->buf, &civil);
        break;
    }
    case PLAN_TIME_NAMED:
        if (time->date < w->plan->date_count)
            say_plain(w, w->plan->dates[time->date].name);
        break;
    case PLAN_TIME_OPEN:
        say_put(w, "a time still open");
        break;
    }
}

void say_time(struct words *w, const struct plan_time *time, enum words_edge edge)
{
    bool is_day = time->form == PLAN_TIME_DATE || time->form == PLAN_TIME_DAY_OF;
    if (time->shift_sign) {
        say_span(w, time->shift);
        say_put(w, time->shift_sign > 0 ? " after " : " before ");
        if (is_day)
            say_put(w, "the end of ");
    } else if (is_day && edge) {
        say_put(w, edge == WORDS_START ? "the start of " : "the end of ");
    }
    base(w, time);
}

void plan_put_words_time(struct buf *buf, const struct plan *plan, const struct plan_time *time,
                         uint32_t phase)
{
    struct words w = {buf, plan, phase, 0};
    say_time(&w, time, WORDS_PLAIN);
}

void say_period(struct words *w, const struct plan_period *period)
{
    switch (period->form) {
    case PLAN_PERIOD_NONE:
        say_put(w, "at intervals still open");
        break;
    case PLAN_EVERY_DAY:
        say_put(w, "every day");
        break;
    case PLAN_EVERY_WEEK:
        say_put(w, "every week");
        break;
    case PLAN_EVERY_MONTH:
        say_put(w, "every month");
        break;
    case PLAN_EVERY_SPAN:
        say_put(w, "every ");
        say_span(w, period->span);
        break;
    }
    if (period->has_time) {
        say_put(w, " by ");
        say_clock(w, period->time_s);
    }
}

/* ---------------------------------------------------------------- whom and where */

void say_actors(struct words *w, const struct plan_actors *actors, const char *last)
{
    switch (actors->form) {
    case PLAN_ACTORS_NONE:
        say_put(w, "anyone");
        break;
    case PLAN_ACTORS_NAMES:
        say_actor_list(w, actors->names, actors->is_together ? "and" : last);
        if (!actors->names.count)
            say_put(w, "whoever is still to be agreed");
        break;
    case PLAN_ACTORS_ANYONE:
        say_put(w, actors->names.count ? "anyone except " : "anyone");
        say_actor_list(w, actors->names, "and");
        break;
    case PLAN_ACTORS_ANY_PARTY:
        say_put(w, "any party");
        break;
    case PLAN_ACTORS_ANY_OF:
        say_put(w, "any one of ");
        say_actor_list(w, actors->names, "and");
        break;
    case PLAN_ACTORS_ONE_PARTY:
        say_put(w, "one party");
        break;
    case PLAN_ACTORS_SAME_PARTY:
        say_put(w, "the same party");
        break;
    case PLAN_ACTORS_OTHER_PARTY:
        say_put(w, "the other party");
        break;
    case PLAN_ACTORS_OPEN:
        say_put(w, "whoever is still to be agreed");
        break;
    }
    if (actors->is_together)
        say_put(w, " together");
}

void say_audience(struct words *w, const struct plan_audience *items, size_t count)
{
    static const char *const words[] = {"", "the public", "the same party", "the other party",
                                        "whoever is still to be agreed"};
    for (size_t i = 0; i < count; i++) {
        between(w, i, count, "and");
        if (items[i].form == PLAN_TO_ACTOR)
            say_actor(w, items[i].actor);
        else
            say_put(w, words[items[i].form]);
    }
}

bool say_spots(struct words *w, const struct plan_spots *spots)
{
    static const char *const words[] = {" in ", " from ", " into ", " across "};
    for (size_t i = 0; i < spots->count; i++) {
        const struct plan_spot *spot = &spots->items[i];
        say_put(w, i ? " or" : "");
        say_put(w, words[spot->preposition]);
        say_put(w, spot->is_each ? "each of " : spot->is_same ? "the same member of " : "");
        say_place(w, spot->place);
    }
    return spots->count > 0;
}

void say_same(struct words *w, const struct str *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i == 0)
            say_put(w, " with the same ");
        between(w, i, count, "and");
        say_plain(w, items[i]);
    }
}

/* ---------------------------------------------------------------- what happens */

void say_happening(struct words *w, const struct plan_happening *h, bool is_many)
{
    static const char *const words[] = {"", "verified ", "likely ", "alleged "};
    say_put(w, words[h->qualifier]);
    if (h->gravity)
        buf_printf(w->buf, "%s ", plan_gravity_text(h->gravity));
    if (h->class == PLAN_NONE) {
        say_put(w, is_many ? "violations of " : "violation of ");
        say_clauses(w, h->clauses);
    } else {
        say_put(w, is_many ? "cases of " : "case of ");
        say_class(w, h->class);
    }
    if (h->actors.form) {
        say_put(w, " by ");
        say_actors(w, &h->actors, "or");
    }
    say_spots(w, &h->spots);
}

void say_event(struct words *w, const struct plan_event *e)
{
    switch (e->form) {
    case PLAN_EVENT_NONE:
        say_put(w, "the moment it turns true");
        break;
    case PLAN_EVENT_TIME:
        say_time(w, &e->time, WORDS_PLAIN);
        break;
    case PLAN_EVENT_CERTIFIED:
        say_put(w, "the moment ");
        say_actor(w, e->actor);
        say_put(w, " certifies ");
        say_quoted(w, e->certificate);
        break;
    case PLAN_EVENT_FULFILMENT:
    case PLAN_EVENT_BREACH:
        say_put(w, e->form == PLAN_EVENT_FULFILMENT ? "the fulfilment of " : "the breach of ");
        say_clauses(w, e->clauses);
        break;
    case PLAN_EVENT_EACH:
    case PLAN_EVENT_FIRST:
        say_put(w, e->form == PLAN_EVENT_EACH ? "each " : "the first ");
        say_put(w, e->is_report ? "receipt of a report of a " : "");
        say_happening(w, &e->happening, false);
        say_same(w, e->same, e->same_count);
        break;
    }
}

static void state(struct words *w, const struct plan_condition *c)
{
    static const char *const states[] = {"fulfilled", "late", "breached", "pending",
                                         "undetermined"};
    say_clauses(w, c->clauses);
    say_put(w, c->clauses.count > 1 ? " are " : " is ");
    say_put(w, c->is_negated ? "not " : "");
    say_put(w, states[c->state]);
}

static void open_span(struct words *w, const struct plan_condition *c)
{
    if (c->is_open && !c->span.count)
        say_put(w, "a time still open");
    else
        say_span(w, c->span);
}

static bool is_compound(const struct words *w, uint32_t index)
{
    return index < w->plan->condition_count && w->plan->conditions[index].form <= PLAN_COND_OR &&
           w->plan->conditions[index].children.count > 1;
}

void say_condition(struct words *w, uint32_t index)
{
    if (index >= w->plan->condition_count || w->depth >= WORDS_DEPTH_LIMIT) {
        say_put(w, "a condition not given");
        return;
    }
    const struct plan_condition *c = &w->plan->conditions[index];
    w->depth++;
    switch (c->form) {
    case PLAN_COND_AND:
    case PLAN_COND_OR:
        for (size_t i = 0; i < c->children.count; i++) {
            bool is_inner = is_compound(w, c->children.items[i]);
            say_put(w, !i ? "" : c->form == PLAN_COND_AND ? " and " : " or ");
            say_put(w, is_inner ? "(" : "");
            say_condition(w, c->children.items[i]);
            say_put(w, is_inner ? ")" : "");
        }
        break;
    case PLAN_COND_NOT:
        say_put(w, "it is not so that (");
        say_condition(w, c->children.count ? c->children.items[0] : PLAN_NONE);
        say_put(w, ")");
        break;
    case PLAN_COND_NO:
        say_put(w, "there is no ");
        say_happening(w, &c->happening, false);
        if (c->has_span) {
            say_put(w, " for ");
            open_span(w, c);
        }
        break;
    case PLAN_COND_COUNT:
        say_put(w, c->number == 1 && !c->is_open ? "there is " : "there are ");
        say_comparison(w, c->comparison);
        say_put(w, " ");
        if (c->is_open)
            say_put(w, "a number still open of");
        else
            num_put(w->buf, c->number, 6);
        say_put(w, " ");
        say_happening(w, &c->happening, c->number != 1 || c->is_open);
        if (c->has_span) {
            say_put(w, " within any ");
            open_span(w, c);
        }
        break;
    case PLAN_COND_CERTIFIED:
        say_actor(w, c->actor);
        say_put(w, " has certified ");
        say_quoted(w, c->certificate);
        break;
    case PLAN_COND_STATE:
        state(w, c);
        break;
    case PLAN_COND_SINCE:
        open_span(w, c);
        say_put(w, " have passed since ");
        say_time(w, &c->since, WORDS_PLAIN);
        break;
    case PLAN_COND_OPEN:
        say_put(w, "a condition still open holds");
        break;
    }
    w->depth--;
}

static void past_act(struct words *w, const struct plan_past *past)
{
    say_put(w, past->is_no ? "no " : "");
    say_class(w, past->class);
    if (past->actors.form) {
        say_put(w, " by ");
        say_actors(w, &past->actors, "or");
    }
    if (past->audience_count) {
        say_put(w, " to ");
        say_audience(w, past->audience, past->audience_count);
    }
    say_put(w, " took place ");
    switch (past->timing) {
    case PLAN_BEFORE:
        break;
    case PLAN_AT_MOST_BEFORE:
        say_put(w, "at most ");
        say_span(w, past->far);
        say_put(w, " ");
        break;
    case PLAN_AT_LEAST_BEFORE:
        say_put(w, "at least ");
        say_span(w, past->near);
        say_put(w, " ");
        break;
    case PLAN_BETWEEN_BEFORE:
        say_put(w, "between ");
        say_span(w, past->near);
        say_put(w, " and ");
        say_span(w, past->far);
        say_put(w, " ");
        break;
    }
    say_put(w, "before");
    say_same(w, past->same, past->same_count);
}

void say_past(struct words *w, uint32_t index)
{
    if (index >= w->plan->past_count || w->depth >= WORDS_DEPTH_LIMIT) {
        say_put(w, "something not given");
        return;
    }
    const struct plan_past *past = &w->plan->pasts[index];
    w->depth++;
    switch (past->form) {
    case PLAN_PAST_AND:
    case PLAN_PAST_OR:
        for (size_t i = 0; i < past->children.count; i++) {
            uint32_t child = past->children.items[i];
            bool is_inner = child < w->plan->past_count &&
                            w->plan->pasts[child].form <= PLAN_PAST_OR &&
                            w->plan->pasts[child].children.count > 1;
            say_put(w, !i ? "" : past->form == PLAN_PAST_AND ? " and " : " or ");
            say_put(w, is_inner ? "(" : "");
            say_past(w, child);
            say_put(w, is_inner ? ")" : "");
        }
        break;
    case PLAN_PAST_CERTIFIED:
        say_actor(w, past->actor);
        say_put(w, " certifies ");
        say_quoted(w, past->certificate);
        say_put(w, " for this very act");
        break;
    case PLAN_PAST_ACT:
        past_act(w, past);
        break;
    }
    w->depth--;
}

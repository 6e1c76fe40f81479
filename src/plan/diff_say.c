/* SPDX-License-Identifier: Apache-2.0
 *
 * The parts of a plan in the language's own words. As a key, lists stand in order of name, since their order means
 * nothing; where it does (steps, ways on), the caller keeps it. */
#include "plan/diff_int.h"

#include <stdlib.h>

#define DEPTH_LIMIT 200

void diff_put_puts(struct say *s, const char *text)
{
    buf_puts(s->buf, text);
}

void diff_put_str(struct say *s, struct str text)
{
    buf_put(s->buf, text);
}

void diff_put_quoted(struct say *s, struct str text)
{
    buf_putc(s->buf, '"');
    buf_put(s->buf, text);
    buf_putc(s->buf, '"');
}

static struct str name_of(const struct say *s, enum diff_sort sort, uint32_t index)
{
    if (index >= s->side->count[sort])
        return STR("nobody");
    return s->is_key ? s->side->shared[sort][index] : s->side->own[sort][index];
}

void diff_put_name(struct say *s, enum diff_sort sort, uint32_t index)
{
    diff_put_str(s, name_of(s, sort, index));
}

void diff_put_phase(struct say *s, uint32_t index)
{
    if (index == PLAN_PHASE_LAPSED)
        diff_put_puts(s, "lapsed");
    else if (index == PLAN_PHASE_ENDED)
        diff_put_puts(s, "ended");
    else if (index == PLAN_THROUGHOUT)
        diff_put_puts(s, "throughout");
    else if (index != PLAN_NONE)
        diff_put_name(s, DIFF_PHASE, index);
}

static int by_text(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void say_items(struct say *s, struct str *items, size_t count, const char *between)
{
    if (s->is_key && count > 1)
        qsort(items, count, sizeof *items, by_text);
    for (size_t i = 0; i < count; i++) {
        diff_put_puts(s, i ? between : "");
        diff_put_str(s, items[i]);
    }
}

static struct str *names_of(struct say *s, enum diff_sort sort, struct plan_list list)
{
    struct str *names = diff_alloc(s->d, list.count, sizeof *names);
    for (size_t i = 0; names && i < list.count; i++)
        names[i] = name_of(s, sort, list.items[i]);
    return names;
}

void diff_put_list(struct say *s, enum diff_sort sort, struct plan_list list)
{
    struct str *names = names_of(s, sort, list);
    if (names)
        say_items(s, names, list.count, ", ");
}

void diff_put_clauses(struct say *s, struct plan_list list)
{
    if (!list.count)
        return;
    diff_put_puts(s, list.count > 1 ? "clauses " : "clause ");
    diff_put_list(s, DIFF_CLAUSE, list);
}

void diff_put_open(struct say *s)
{
    if (s->hole_next >= s->hole_count) {
        diff_put_puts(s, "[…]");
        return;
    }
    struct str hole = s->holes[s->hole_next++];
    diff_put_str(s, s->is_key ? diff_text_key(s->d, (size_t)(s->side - s->d->side), hole) : hole);
}

/* A bracket in place of a duration is a duration of zero; one of zero is written by nobody. */
void diff_put_span(struct say *s, struct plan_span span)
{
    if (!span.count && s->hole_next < s->hole_count)
        diff_put_open(s);
    else
        plan_span_put(s->buf, span);
}

void diff_put_clock(struct say *s, int32_t seconds)
{
    buf_printf(s->buf, "%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60));
}

void diff_put_hours(struct say *s, const struct plan_hours *hours)
{
    if (hours->is_always) {
        diff_put_puts(s, "always");
    } else if (hours->from_s == hours->to_s && s->hole_next < s->hole_count) {
        diff_put_open(s);
    } else if (hours->from_s != hours->to_s) {
        diff_put_puts(s, "daily ");
        diff_put_clock(s, hours->from_s);
        diff_put_puts(s, " to ");
        diff_put_clock(s, hours->to_s);
    }
}

void diff_put_time(struct say *s, const struct plan_time *time)
{
    const struct tz *tz = s->side->plan->tz;
    struct time_civil civil;
    switch (time->form) {
    case PLAN_TIME_NONE:
        return;
    case PLAN_TIME_BEGIN:
    case PLAN_TIME_END:
        diff_put_puts(s, time->form == PLAN_TIME_BEGIN ? "begin" : "end");
        if (time->phase != PLAN_NONE) {
            diff_put_puts(s, " of ");
            diff_put_phase(s, time->phase);
        }
        break;
    case PLAN_TIME_SIGNATURE:
        diff_put_puts(s, "signature");
        break;
    case PLAN_TIME_ENTRY:
        diff_put_puts(s, "entry");
        break;
    case PLAN_TIME_DAY_OF:
        diff_put_puts(s, "day ");
        num_put_i64(s->buf, time->number);
        break;
    case PLAN_TIME_MOMENT:
        time_put_local(s->buf, tz, time->at_us);
        break;
    case PLAN_TIME_DATE:
        tz_to_civil(tz, time->at_us, &civil);
        buf_printf(s->buf, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
        break;
    case PLAN_TIME_NAMED:
        diff_put_name(s, DIFF_DATE, time->date);
        break;
    case PLAN_TIME_OPEN:
        diff_put_open(s);
        break;
    }
    if (time->shift_sign) {
        diff_put_puts(s, time->shift_sign > 0 ? " + " : " - ");
        diff_put_span(s, time->shift);
    }
}

void diff_put_metres(struct say *s, double metres)
{
    bool is_far = metres >= 1000;
    num_put(s->buf, is_far ? metres / 1000 : metres, 6);
    diff_put_puts(s, is_far ? " km" : " m");
}

void diff_put_number(struct say *s, const struct plan_number *number)
{
    if (number->is_open) {
        diff_put_open(s);
        return;
    }
    switch (number->measure) {
    case PLAN_LENGTH:
        diff_put_metres(s, number->value);
        return;
    case PLAN_DURATION:
        plan_span_put(s->buf, (struct plan_span){PLAN_ELAPSED, (int64_t)(number->value * 1e6)});
        return;
    case PLAN_COUNT:
    case PLAN_SHARE:
    case PLAN_MASS:
        break;
    }
    num_put(s->buf, number->value, 6);
    diff_put_puts(s, number->measure == PLAN_SHARE  ? " %"
                     : number->measure == PLAN_MASS ? " kg"
                                                    : "");
}

void diff_put_comparison(struct say *s, enum plan_comparison comparison)
{
    static const char *const words[] = {"at least",  "at most", "more than",
                                        "less than", "exactly", "is"};
    diff_put_puts(s, words[comparison]);
}

void diff_put_actors(struct say *s, const struct plan_actors *actors)
{
    switch (actors->form) {
    case PLAN_ACTORS_NONE:
        return;
    case PLAN_ACTORS_NAMES:
        break;
    case PLAN_ACTORS_ANYONE:
        diff_put_puts(s, actors->names.count ? "anyone except " : "anyone");
        break;
    case PLAN_ACTORS_ANY_PARTY:
        diff_put_puts(s, "any party");
        break;
    case PLAN_ACTORS_ANY_OF:
        diff_put_puts(s, "any of ");
        break;
    case PLAN_ACTORS_ONE_PARTY:
        diff_put_puts(s, "one party");
        break;
    case PLAN_ACTORS_SAME_PARTY:
        diff_put_puts(s, "the same party");
        break;
    case PLAN_ACTORS_OTHER_PARTY:
        diff_put_puts(s, "the other party");
        break;
    case PLAN_ACTORS_OPEN:
        diff_put_open(s);
        break;
    }
    diff_put_list(s, DIFF_ACTOR, actors->names);
    diff_put_puts(s, actors->is_together ? " together" : "");
}

void diff_put_spots(struct say *s, const struct plan_spots *spots)
{
    static const char *const words[] = {"in", "from", "into", "across"};
    struct str *items = diff_alloc(s->d, spots->count, sizeof *items);
    bool is_open = false;
    for (size_t i = 0; items && i < spots->count; i++) {
        const struct plan_spot *spot = &spots->items[i];
        is_open = is_open || spot->place == PLAN_NONE;
        items[i] = diff_printf(s->d, "%s%s%s %.*s", words[spot->preposition],
                               spot->is_each ? " each" : "", spot->is_same ? " the same" : "",
                               STR_ARG(name_of(s, DIFF_PLACE, spot->place)));
    }
    if (is_open)
        diff_put_open(s);
    else if (items)
        say_items(s, items, spots->count, " or ");
}

void diff_put_audience(struct say *s, const struct plan_audience *audience, size_t count)
{
    struct str *items = diff_alloc(s->d, count, sizeof *items);
    bool is_open = false;
    for (size_t i = 0; items && i < count; i++) {
        switch (audience[i].form) {
        case PLAN_TO_ACTOR:
            items[i] = name_of(s, DIFF_ACTOR, audience[i].actor);
            break;
        case PLAN_TO_PUBLIC:
            items[i] = STR("public");
            break;
        case PLAN_TO_SAME_PARTY:
            items[i] = STR("the same party");
            break;
        case PLAN_TO_OTHER_PARTY:
            items[i] = STR("the other party");
            break;
        case PLAN_TO_OPEN:
            is_open = true;
            break;
        }
    }
    if (is_open)
        diff_put_open(s);
    else if (items)
        say_items(s, items, count, ", ");
}

void diff_put_texts(struct say *s, const struct str *texts, size_t count)
{
    struct str *items = diff_alloc(s->d, count, sizeof *items);
    for (size_t i = 0; items && i < count; i++)
        items[i] = texts[i];
    if (items)
        say_items(s, items, count, ", ");
}

void diff_put_same(struct say *s, const struct str *items, size_t count)
{
    if (!count)
        return;
    diff_put_puts(s, " with the same ");
    diff_put_texts(s, items, count);
}

static void say_by(struct say *s, const struct plan_actors *actors)
{
    if (!actors->form)
        return;
    diff_put_puts(s, " by ");
    diff_put_actors(s, actors);
}

static void say_happening(struct say *s, const struct plan_happening *h, bool is_many)
{
    static const char *const words[] = {"", "verified ", "likely ", "alleged "};
    diff_put_puts(s, words[h->qualifier]);
    if (h->gravity)
        buf_printf(s->buf, "%s ", plan_gravity_text(h->gravity));
    if (h->class == PLAN_NONE) {
        diff_put_puts(s, is_many ? "violations of " : "violation of ");
        diff_put_clauses(s, h->clauses);
    } else {
        diff_put_name(s, DIFF_CLASS, h->class);
    }
    say_by(s, &h->actors);
    diff_put_puts(s, h->spots.count ? " " : "");
    diff_put_spots(s, &h->spots);
}

static void put_certifier(struct say *s, uint32_t actor)
{
    diff_put_puts(s, " by ");
    if (actor == PLAN_NONE)
        diff_put_open(s);
    else
        diff_put_name(s, DIFF_ACTOR, actor);
}

void diff_put_event(struct say *s, const struct plan_event *e)
{
    switch (e->form) {
    case PLAN_EVENT_NONE:
        return;
    case PLAN_EVENT_TIME:
        diff_put_time(s, &e->time);
        return;
    case PLAN_EVENT_CERTIFIED:
        diff_put_puts(s, "certified ");
        diff_put_quoted(s, e->certificate);
        put_certifier(s, e->actor);
        return;
    case PLAN_EVENT_FULFILMENT:
    case PLAN_EVENT_BREACH:
        diff_put_puts(s, e->form == PLAN_EVENT_FULFILMENT ? "fulfilment of " : "breach of ");
        diff_put_clauses(s, e->clauses);
        return;
    case PLAN_EVENT_EACH:
    case PLAN_EVENT_FIRST:
        diff_put_puts(s, e->form == PLAN_EVENT_EACH ? "each " : "first ");
        diff_put_puts(s, e->is_report ? "report of " : "");
        say_happening(s, &e->happening, false);
        diff_put_same(s, e->same, e->same_count);
        return;
    }
}

/* ---------------------------------------------------------------- conditions */

static struct str sub_said(struct say *s, void (*say)(struct say *s, uint32_t index),
                           uint32_t index)
{
    struct buf buf, *outer = s->buf;
    struct str text = {0};
    buf_init(&buf, s->d->arena->mem, (size_t)1 << 24);
    s->buf = &buf;
    say(s, index);
    s->buf = outer;
    struct err err;
    enum err_code code = buf_check(&buf, &err);
    if (!code)
        code = arena_str(s->d->arena, buf_str(&buf), &text, &err);
    buf_free(&buf);
    if (code) {
        (void)err_no_memory(s->d->err);
        (void)diff_failed(s->d, code);
    }
    return text;
}

/* Children joined by `word`, those that are joined otherwise in brackets. */
static void say_joined(struct say *s, void (*say)(struct say *s, uint32_t index),
                       struct plan_list list, const char *word)
{
    struct str *items = diff_alloc(s->d, list.count, sizeof *items);
    for (size_t i = 0; items && i < list.count; i++)
        items[i] = sub_said(s, say, list.items[i]);
    if (items)
        say_items(s, items, list.count, word);
}

static void say_for(struct say *s, const char *word, const struct plan_condition *c)
{
    if (!c->has_span)
        return;
    diff_put_puts(s, word);
    diff_put_span(s, c->span);
}

static void condition_inner(struct say *s, uint32_t index)
{
    const struct plan_condition *c = &s->side->plan->conditions[index];
    bool is_joined = c->form == PLAN_COND_AND || c->form == PLAN_COND_OR;
    diff_put_puts(s, is_joined ? "(" : "");
    diff_put_condition(s, index);
    diff_put_puts(s, is_joined ? ")" : "");
}

void diff_put_condition(struct say *s, uint32_t index)
{
    static const char *const states[] = {"fulfilled", "late", "breached", "pending",
                                         "undetermined"};
    if (index == PLAN_NONE || s->depth >= DEPTH_LIMIT)
        return;
    const struct plan_condition *c = &s->side->plan->conditions[index];
    s->depth++;
    switch (c->form) {
    case PLAN_COND_AND:
        say_joined(s, condition_inner, c->children, " and ");
        break;
    case PLAN_COND_OR:
        say_joined(s, condition_inner, c->children, " or ");
        break;
    case PLAN_COND_NOT:
        diff_put_puts(s, "not (");
        say_joined(s, diff_put_condition, c->children, "");
        diff_put_puts(s, ")");
        break;
    case PLAN_COND_NO:
        diff_put_puts(s, "no ");
        say_happening(s, &c->happening, false);
        say_for(s, " for ", c);
        break;
    case PLAN_COND_COUNT:
        diff_put_comparison(s, c->comparison);
        diff_put_puts(s, " ");
        if (c->is_open && c->number <= 0)
            diff_put_open(s);
        else
            num_put(s->buf, c->number, 6);
        diff_put_puts(s, " ");
        say_happening(s, &c->happening, true);
        say_for(s, " over ", c);
        break;
    case PLAN_COND_CERTIFIED:
        diff_put_puts(s, "certified ");
        diff_put_quoted(s, c->certificate);
        put_certifier(s, c->actor);
        break;
    case PLAN_COND_STATE:
        diff_put_clauses(s, c->clauses);
        buf_printf(s->buf, "%s is %s%s", c->clauses.count ? "" : "clause",
                   c->is_negated ? "not " : "", states[c->state]);
        break;
    case PLAN_COND_SINCE:
        diff_put_span(s, c->span);
        diff_put_puts(s, " since ");
        diff_put_time(s, &c->since);
        break;
    case PLAN_COND_OPEN:
        diff_put_open(s);
        break;
    }
    s->depth--;
}

static void past_inner(struct say *s, uint32_t index)
{
    const struct plan_past *p = &s->side->plan->pasts[index];
    bool is_joined = p->form == PLAN_PAST_AND || p->form == PLAN_PAST_OR;
    diff_put_puts(s, is_joined ? "(" : "");
    diff_put_past(s, index);
    diff_put_puts(s, is_joined ? ")" : "");
}

static void past_act(struct say *s, const struct plan_past *p)
{
    diff_put_puts(s, p->is_no ? "no " : "");
    diff_put_name(s, DIFF_CLASS, p->class);
    say_by(s, &p->actors);
    diff_put_puts(s, p->audience_count ? " to " : "");
    diff_put_audience(s, p->audience, p->audience_count);
    switch (p->timing) {
    case PLAN_BEFORE:
        break;
    case PLAN_AT_MOST_BEFORE:
        diff_put_puts(s, " at most ");
        diff_put_span(s, p->far);
        break;
    case PLAN_AT_LEAST_BEFORE:
        diff_put_puts(s, " at least ");
        diff_put_span(s, p->near);
        break;
    case PLAN_BETWEEN_BEFORE:
        diff_put_puts(s, " between ");
        diff_put_span(s, p->near);
        diff_put_puts(s, " and ");
        diff_put_span(s, p->far);
        break;
    }
    diff_put_puts(s, " before");
    diff_put_same(s, p->same, p->same_count);
}

void diff_put_past(struct say *s, uint32_t index)
{
    if (index == PLAN_NONE || s->depth >= DEPTH_LIMIT)
        return;
    const struct plan_past *p = &s->side->plan->pasts[index];
    s->depth++;
    switch (p->form) {
    case PLAN_PAST_AND:
        say_joined(s, past_inner, p->children, " and ");
        break;
    case PLAN_PAST_OR:
        say_joined(s, past_inner, p->children, " or ");
        break;
    case PLAN_PAST_CERTIFIED:
        diff_put_puts(s, "certified ");
        diff_put_quoted(s, p->certificate);
        put_certifier(s, p->actor);
        break;
    case PLAN_PAST_ACT:
        past_act(s, p);
        break;
    }
    s->depth--;
}

/* ---------------------------------------------------------------- periods, classes */

void diff_put_period(struct say *s, const struct plan_period *period)
{
    static const char *const words[] = {"", "day", "week", "month", ""};
    if (!period->form)
        return;
    diff_put_puts(s, "every ");
    diff_put_puts(s, words[period->form]);
    if (period->form == PLAN_EVERY_SPAN)
        diff_put_span(s, period->span);
    if (period->has_time) {
        diff_put_puts(s, " by ");
        diff_put_clock(s, period->time_s);
    }
}

static void say_test(struct say *s, const struct plan_test *test)
{
    diff_put_str(s, test->attribute);
    diff_put_puts(s, " ");
    diff_put_comparison(s, test->comparison);
    diff_put_puts(s, " ");
    if (test->comparison != PLAN_IS)
        num_put(s->buf, test->number, 6);
    if (test->comparison != PLAN_IS && str_eq(test->attribute, STR("calibre")))
        diff_put_puts(s, " mm");
    diff_put_texts(s, test->texts, test->text_count);
}

static struct str said_alternative(struct say *s, const struct plan_alternative *alternative)
{
    struct buf buf, *outer = s->buf;
    struct str text = {0};
    struct str *tests = diff_alloc(s->d, alternative->test_count, sizeof *tests);
    if (!tests)
        return text;
    buf_init(&buf, s->d->arena->mem, (size_t)1 << 24);
    s->buf = &buf;
    for (size_t i = 0; i < alternative->test_count; i++) {
        say_test(s, &alternative->tests[i]);
        (void)diff_failed(s->d, arena_str(s->d->arena, buf_str(&buf), &tests[i], s->d->err));
        buf_clear(&buf);
    }
    diff_put_name(s, DIFF_KIND, alternative->kind);
    diff_put_puts(s, alternative->test_count ? " where " : "");
    say_items(s, tests, alternative->test_count, " and ");
    s->buf = outer;
    (void)diff_failed(s->d, buf_check(&buf, s->d->err));
    if (!s->d->code)
        (void)diff_failed(s->d, arena_str(s->d->arena, buf_str(&buf), &text, s->d->err));
    buf_free(&buf);
    return text;
}

static void say_alternatives(struct say *s, const struct plan_alternative *from, size_t count,
                             const char *between)
{
    struct str *items = diff_alloc(s->d, count, sizeof *items);
    for (size_t i = 0; items && i < count; i++)
        items[i] = said_alternative(s, &from[i]);
    if (items)
        say_items(s, items, count, between);
}

void diff_put_alternative(struct say *s, const struct plan_alternative *alternative)
{
    diff_put_str(s, said_alternative(s, alternative));
}

void diff_put_class(struct say *s, const struct plan_class *class)
{
    say_alternatives(s, class->alternatives, class->alternative_count, " or ");
    diff_put_puts(s, class->exception_count ? " except " : "");
    say_alternatives(s, class->exceptions, class->exception_count, ", ");
}

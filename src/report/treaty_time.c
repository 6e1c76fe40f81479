/* SPDX-License-Identifier: Apache-2.0
 *
 * The phases, each with its deadlines in their order, and who owes what to whom by when. The way through a phase is a
 * list, not a scale: hours and months stand on it alike. */
#include "report/treaty_int.h"

#include <stdlib.h>

/* A point of a phase's way. */
struct stop {
    int64_t order_us; /* after the phase's begin, about */
    bool has_at;
    int64_t at_us;
    bool is_day;                  /* at_us begins a day, by whose end */
    uint32_t rank;                /* as met, for equal ones */
    const char *what;             /* "due", "binds from", … */
    const struct plan_time *time; /* or NULL: `span` after the begin */
    struct plan_span span;
    uint32_t statement; /* or PLAN_NONE */
};

struct way {
    struct treaty *treaty;
    uint32_t phase; /* or PLAN_THROUGHOUT */
    bool has_begin;
    int64_t begin_us;
    struct stop *stops;
    size_t count, capacity;
    bool failed;
};

static bool is_point(const struct plan_time *time)
{
    return time->form == PLAN_TIME_MOMENT || time->form == PLAN_TIME_DATE;
}

/* When a phase begins, where the text alone tells. */
static bool begin_of(const struct plan *plan, uint32_t phase, int64_t *at_us)
{
    const struct plan_time *time =
        phase == PLAN_THROUGHOUT ? &plan->entry : &plan->phases[phase].begin_at;
    if (phase != PLAN_THROUGHOUT && plan->phases[phase].begins != PLAN_BEGIN_AT)
        return false;
    if (time->form == PLAN_TIME_ENTRY)
        time = &plan->entry;
    else if (time->form == PLAN_TIME_SIGNATURE)
        time = &plan->signature;
    if (!is_point(time) || time->shift_sign)
        return false;
    *at_us = time->at_us;
    return true;
}

/* Where a time lies on this way; false when it hangs on something else. */
static bool locate(const struct way *way, const struct plan_time *time, struct stop *stop)
{
    const struct plan *plan = way->treaty->page.plan;
    int64_t base = way->begin_us;
    bool is_day = false, has_at = way->has_begin;

    switch (time->form) {
    case PLAN_TIME_BEGIN:
        if (time->phase != PLAN_NONE && time->phase != way->phase)
            return false;
        break;
    case PLAN_TIME_DAY_OF:
        base =
            plan_span_add(plan->tz, base, 1,
                          (struct plan_span){PLAN_DAYS, time->number > 0 ? time->number - 1 : 0});
        is_day = true;
        break;
    case PLAN_TIME_MOMENT:
    case PLAN_TIME_DATE:
        base = time->at_us;
        is_day = time->form == PLAN_TIME_DATE;
        has_at = true;
        break;
    case PLAN_TIME_SIGNATURE:
    case PLAN_TIME_ENTRY: {
        const struct plan_time *frame =
            time->form == PLAN_TIME_ENTRY ? &plan->entry : &plan->signature;
        if (!is_point(frame))
            return false;
        base = frame->at_us;
        is_day = frame->form == PLAN_TIME_DATE;
        has_at = true;
        break;
    }
    case PLAN_TIME_NONE:
    case PLAN_TIME_END:
    case PLAN_TIME_NAMED:
    case PLAN_TIME_OPEN:
        return false;
    }
    if (time->shift_sign)
        base = plan_span_add(plan->tz, base, time->shift_sign, time->shift);
    stop->order_us = has_at && !way->has_begin ? INT64_MAX / 2 : base - way->begin_us;
    stop->has_at = has_at;
    stop->at_us = base;
    stop->is_day = is_day;
    return true;
}

static void add(struct way *way, struct stop stop)
{
    struct err err;

    stop.rank = (uint32_t)way->count;
    if (way->failed || arena_grow(way->treaty->page.arena, &way->stops, way->count, &way->capacity,
                                  sizeof *way->stops, &err)) {
        way->failed = true;
        return;
    }
    way->stops[way->count++] = stop;
}

static void add_time(struct way *way, const char *what, const struct plan_time *time,
                     uint32_t statement)
{
    struct stop stop = {.what = what, .time = time, .statement = statement};

    if (time->form != PLAN_TIME_NONE && locate(way, time, &stop))
        add(way, stop);
}

static void add_span(struct way *way, const char *what, struct plan_span span, uint32_t statement)
{
    struct stop stop = {
        .what = what, .span = span, .statement = statement, .has_at = way->has_begin};

    stop.at_us = plan_span_add(way->treaty->page.plan->tz, way->begin_us, 1, span);
    stop.order_us = stop.at_us - way->begin_us;
    add(way, stop);
}

static bool is_begin(const struct way *way, const struct plan_event *event)
{
    return event->form == PLAN_EVENT_TIME && event->time.form == PLAN_TIME_BEGIN &&
           (event->time.phase == PLAN_NONE || event->time.phase == way->phase) &&
           !event->time.shift_sign;
}

static void add_due(struct way *way, const struct plan_due *due, uint32_t statement)
{
    if (due->form == PLAN_DUE_BY)
        add_time(way, "due", &due->by, statement);
    if (due->form == PLAN_DUE_WITHIN && !due->within_is_open && is_begin(way, &due->of))
        add_span(way, "due", due->within, statement);
    for (size_t i = 0; i < due->step_count; i++) {
        const struct plan_step *step = &due->steps[i];
        const char *what = step->share == PLAN_ALL    ? "all due"
                           : step->share == PLAN_SOME ? "some due"
                                                      : "a part due";
        if (step->has_by)
            add_time(way, what, &step->by, statement);
        else if (is_begin(way, &step->of))
            add_span(way, what, step->within, statement);
    }
}

static int compare_stops(const void *a, const void *b)
{
    const struct stop *p = a, *q = b;

    if (p->order_us != q->order_us)
        return p->order_us < q->order_us ? -1 : 1;
    return p->rank < q->rank ? -1 : p->rank > q->rank;
}

/* ------------------------------------------------------------------ writing */

static void put_at(struct way *way, const struct stop *stop)
{
    struct page *page = &way->treaty->page;

    if (!stop->has_at || !time_is_set(stop->at_us))
        return;
    buf_puts(page->buf, " <small>");
    if (stop->is_day) {
        words_day(page->buf, page->tz, stop->at_us);
        buf_puts(page->buf, ", end of the day");
    } else {
        words_moment(page->buf, page->tz, stop->at_us);
    }
    buf_puts(page->buf, "</small>");
}

static void put_when(struct way *way, const struct stop *stop)
{
    struct buf *buf = way->treaty->page.buf;
    struct buf words;

    buf_init(&words, way->treaty->page.arena->mem, 4096);
    if (stop->time) {
        plan_put_words_time(&words, way->treaty->page.plan, stop->time, way->phase);
    } else {
        plan_put_words_span(&words, stop->span);
        buf_puts(&words, " after the beginning");
    }
    buf_puts(buf, "<b>");
    words_html(buf, buf_str(&words));
    buf_puts(buf, "</b>");
    buf_free(&words);
}

static void put_stop(struct way *way, const struct stop *stop)
{
    struct page *page = &way->treaty->page;
    struct buf *buf = page->buf;

    buf_puts(buf, "<li>");
    put_when(way, stop);
    put_at(way, stop);
    buf_printf(buf, "<br/>%s", stop->what);
    if (stop->statement != PLAN_NONE) {
        uint32_t clause = page->plan->statements[stop->statement].clause;
        buf_printf(buf, ", <a href=\"#c-%u\">clause ", (unsigned)clause);
        html_text(page, page->plan->clauses[clause].label);
        buf_puts(buf, "</a>: ");
        treaty_words(way->treaty, plan_put_statement, stop->statement);
    }
    buf_puts(buf, "</li>\n");
}

/* Statements of the phase whose clock is an event: they have no place on the way. */
static void put_events(struct way *way)
{
    struct page *page = &way->treaty->page;
    bool any = false;

    for (uint32_t i = 0; i < page->plan->statement_count; i++) {
        const struct plan_statement *s = &page->plan->statements[i];
        if (page->plan->clauses[s->clause].phase != way->phase || s->form != PLAN_REQUIRE ||
            (s->when == PLAN_NONE && s->due.form != PLAN_DUE_EVERY &&
             (s->due.form != PLAN_DUE_WITHIN || is_begin(way, &s->due.of))))
            continue;
        buf_puts(page->buf, any ? "<li>"
                                : "<p class=\"label\">Again and again, or when something "
                                  "happens</p><ul class=\"plain\">\n<li>");
        any = true;
        buf_printf(page->buf, "<a href=\"#c-%u\">clause ", (unsigned)s->clause);
        html_text(page, page->plan->clauses[s->clause].label);
        buf_puts(page->buf, "</a>: ");
        treaty_words(way->treaty, plan_put_statement, i);
        buf_puts(page->buf, "</li>\n");
    }
    buf_puts(page->buf, any ? "</ul>\n" : "");
}

static void put_exits(struct way *way)
{
    struct page *page = &way->treaty->page;
    const struct plan_phase *phase = &page->plan->phases[way->phase];
    struct buf words;

    if (!phase->exit_count && !phase->has_else)
        return;
    buf_puts(page->buf, "<p class=\"label\">The way on</p><ul class=\"plain\">\n");
    buf_init(&words, page->arena->mem, 1 << 20);
    for (size_t i = 0; i < phase->exit_count + phase->has_else; i++) {
        buf_clear(&words);
        plan_put_exit(&words, page->plan, way->phase, i);
        buf_puts(page->buf, "<li>");
        words_html(page->buf, buf_str(&words));
        buf_puts(page->buf, "</li>\n");
    }
    buf_free(&words);
    buf_puts(page->buf, "</ul>\n");
}

static enum err_code put_way(struct treaty *treaty, uint32_t phase, struct err *err)
{
    struct way way = {.treaty = treaty, .phase = phase};
    const struct plan *plan = treaty->page.plan;
    struct buf *buf = treaty->page.buf;

    way.has_begin = begin_of(plan, phase, &way.begin_us);
    for (uint32_t i = 0; i < plan->statement_count; i++) {
        const struct plan_statement *s = &plan->statements[i];
        if (plan->clauses[s->clause].phase != phase)
            continue;
        add_time(&way, "binds from then", &s->tail.as_of, i);
        add_due(&way, &s->due, i);
        if (s->form == PLAN_ASSESS)
            add_time(&way, "to be assessed", &s->assess_by, i);
        add_time(&way, "binds until then", &s->tail.until, i);
    }
    if (phase != PLAN_THROUGHOUT && plan->phases[phase].has_lasts)
        add_span(&way, "the phase ends", plan->phases[phase].lasts, PLAN_NONE);
    if (way.failed)
        return err_no_memory(err);
    if (way.count)
        qsort(way.stops, way.count, sizeof *way.stops, compare_stops);
    buf_puts(buf, "<div class=\"card\"><h3>");
    if (phase == PLAN_THROUGHOUT) {
        buf_puts(buf, "Throughout</h3><p>Binds all along.</p>\n");
    } else {
        html_text(&treaty->page, plan->phases[phase].title);
        buf_puts(buf, "</h3><p>");
        treaty_words(treaty, plan_put_phase, phase);
        buf_puts(buf, "</p>\n");
    }
    buf_puts(buf, way.count ? "<ol class=\"way\">\n" : "");
    for (size_t i = 0; i < way.count; i++)
        put_stop(&way, &way.stops[i]);
    buf_puts(buf, way.count ? "</ol>\n" : "");
    put_events(&way);
    if (phase != PLAN_THROUGHOUT)
        put_exits(&way);
    buf_puts(buf, "</div>\n");
    return ERR_OK;
}

enum err_code treaty_time(struct treaty *treaty, struct err *err)
{
    const struct plan *plan = treaty->page.plan;
    bool has_throughout = false;

    html_open(&treaty->page, "timeline", "Phases and deadlines");
    for (size_t i = 0; i < plan->clause_count; i++)
        has_throughout |= plan->clauses[i].phase == PLAN_THROUGHOUT;
    if (!plan->phase_count && !has_throughout)
        buf_puts(treaty->page.buf, "<p>The text declares no phase.</p>\n");
    if (has_throughout)
        TRY(put_way(treaty, PLAN_THROUGHOUT, err));
    for (uint32_t i = 0; i < plan->phase_count; i++)
        TRY(put_way(treaty, i, err));
    html_close(&treaty->page);
    return ERR_OK;
}

/* ------------------------------------------------------------------ who owes what */

static bool is_duty(const struct plan_statement *s)
{
    return s->form == PLAN_REQUIRE || s->form == PLAN_WITHDRAW || s->form == PLAN_KEEP ||
           s->form == PLAN_LIMIT || s->form == PLAN_ASSESS;
}

/* Does the statement bind the actor, by name or as a party? */
static bool binds(const struct plan *plan, const struct plan_statement *s, uint32_t actor)
{
    bool is_party = plan->actors[actor].role == PLAN_PARTY;

    if (s->form == PLAN_ASSESS)
        return s->body == actor;
    switch (s->actors.form) {
    case PLAN_ACTORS_NAMES:
    case PLAN_ACTORS_ANY_OF:
        for (size_t i = 0; i < s->actors.names.count; i++)
            if (s->actors.names.items[i] == actor)
                return true;
        return false;
    case PLAN_ACTORS_ANY_PARTY:
    case PLAN_ACTORS_ONE_PARTY:
    case PLAN_ACTORS_SAME_PARTY:
    case PLAN_ACTORS_OTHER_PARTY:
        return is_party;
    case PLAN_ACTORS_ANYONE:
        for (size_t i = 0; i < s->actors.names.count; i++)
            if (s->actors.names.items[i] == actor)
                return false;
        return is_party;
    case PLAN_ACTORS_NONE:
    case PLAN_ACTORS_OPEN:
        break;
    }
    return false;
}

static void put_to(struct treaty *treaty, const struct plan_statement *s)
{
    struct page *page = &treaty->page;
    const char *between = "";

    for (size_t i = 0; i < s->audience_count; i++) {
        buf_puts(page->buf, between);
        between = ", ";
        switch (s->audience[i].form) {
        case PLAN_TO_ACTOR:
            html_text(page, actor_label(page->plan, s->audience[i].actor));
            break;
        case PLAN_TO_PUBLIC:
            buf_puts(page->buf, "the public");
            break;
        case PLAN_TO_SAME_PARTY:
            buf_puts(page->buf, "the same party");
            break;
        case PLAN_TO_OTHER_PARTY:
            buf_puts(page->buf, "the other party");
            break;
        case PLAN_TO_OPEN:
            buf_puts(page->buf, "open");
            break;
        }
    }
    if (!s->audience_count)
        buf_puts(page->buf, "&#8211;");
}

void treaty_verifier(struct treaty *treaty, const struct plan_clause *clause)
{
    if (clause->verifier != PLAN_NONE)
        html_text(&treaty->page, actor_label(treaty->page.plan, clause->verifier));
    else
        buf_puts(treaty->page.buf, clause->verifier_is_open ? "an open point" : "nobody");
}

static void put_row(struct treaty *treaty, uint32_t index)
{
    struct page *page = &treaty->page;
    const struct plan_statement *s = &page->plan->statements[index];
    const struct plan_clause *clause = &page->plan->clauses[s->clause];

    buf_puts(page->buf, "<tr><td>");
    treaty_words(treaty, plan_put_rule, index);
    buf_puts(page->buf, "</td><td>");
    put_to(treaty, s);
    buf_puts(page->buf, "</td><td>");
    if (clause->phase == PLAN_THROUGHOUT)
        buf_puts(page->buf, "throughout");
    else
        html_text(page, page->plan->phases[clause->phase].title);
    buf_puts(page->buf, "</td><td>");
    treaty_verifier(treaty, clause);
    buf_printf(page->buf, "</td><td><a href=\"#c-%u\">", (unsigned)s->clause);
    html_text(page, clause->label);
    buf_puts(page->buf, "</a></td></tr>\n");
}

void treaty_owed(struct treaty *treaty)
{
    struct page *page = &treaty->page;
    const struct plan *plan = page->plan;
    struct buf *buf = page->buf;

    html_open(page, "owed", "Who owes what, to whom, by when");
    for (uint32_t a = 0; a < plan->actor_count; a++) {
        bool any = false;
        for (uint32_t i = 0; i < plan->statement_count; i++) {
            const struct plan_statement *s = &plan->statements[i];
            if (!is_duty(s) || !binds(plan, s, a))
                continue;
            if (!any) {
                buf_puts(buf, "<h3>");
                html_text(page, actor_label(plan, a));
                buf_puts(buf, "</h3><div class=\"scroll\" tabindex=\"0\" role=\"region\" "
                              "aria-label=\"Duties\"><table><thead><tr>"
                              "<th scope=\"col\">Owes, by when</th><th scope=\"col\">To</th>"
                              "<th scope=\"col\">Phase</th><th scope=\"col\">Verified by</th>"
                              "<th scope=\"col\">Clause</th></tr></thead>\n<tbody>\n");
            }
            any = true;
            put_row(treaty, i);
        }
        buf_puts(buf, any ? "</tbody></table></div>\n" : "");
    }
    html_close(page);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * plan_verify: one pass over every table. The first thing wrong is kept, the rest is skipped. */
#include "plan/plan.h"

#include <math.h>

struct check {
    const struct plan *plan;
    struct err *err;
    enum err_code code;
    const char *table;
    size_t row;
};

static void fail(struct check *c, const char *what)
{
    if (!c->code)
        c->code = err_set(c->err, ERR_INTERNAL, "plan: %s %zu: %s", c->table, c->row, what);
}

static void must(struct check *c, bool holds, const char *what)
{
    if (!holds)
        fail(c, what);
}

static void index_in(struct check *c, uint32_t index, size_t count, const char *what)
{
    must(c, index < count, what);
}

static void index_or_none(struct check *c, uint32_t index, size_t count, const char *what)
{
    must(c, index < count || index == PLAN_NONE, what);
}

static void table(struct check *c, const void *items, size_t count, const char *what)
{
    must(c, items || !count, what);
    must(c, count < PLAN_THROUGHOUT, what);
}

static void list(struct check *c, struct plan_list l, size_t count, const char *what)
{
    table(c, l.items, l.count, what);
    for (size_t i = 0; !c->code && i < l.count; i++)
        index_in(c, l.items[i], count, what);
}

static void text(struct check *c, struct str s, const char *what)
{
    must(c, s.text || !s.size, what);
}

static void texts(struct check *c, const struct str *s, size_t count, const char *what)
{
    table(c, s, count, what);
    for (size_t i = 0; !c->code && i < count; i++)
        text(c, s[i], what);
}

static void span(struct check *c, struct plan_span s, const char *what)
{
    must(c, s.unit <= PLAN_YEARS && s.count >= 0, what);
}

static void hours(struct check *c, struct plan_hours h)
{
    must(c, h.from_s >= 0 && h.from_s < 86400 && h.to_s >= 0 && h.to_s < 86400, "hours");
}

static void moment(struct check *c, int64_t at_us)
{
    must(c, at_us >= TIME_MIN_US && at_us <= TIME_MAX_US, "time out of range");
}

static void time_ok(struct check *c, const struct plan_time *t)
{
    must(c, t->shift_sign >= -1 && t->shift_sign <= 1, "shift");
    span(c, t->shift, "shift");
    switch (t->form) {
    case PLAN_TIME_NONE:
    case PLAN_TIME_SIGNATURE:
    case PLAN_TIME_ENTRY:
    case PLAN_TIME_OPEN:
        return;
    case PLAN_TIME_BEGIN:
    case PLAN_TIME_END:
        index_or_none(c, t->phase, c->plan->phase_count, "phase of a time");
        return;
    case PLAN_TIME_DAY_OF:
        must(c, t->number >= 1, "day");
        return;
    case PLAN_TIME_MOMENT:
        moment(c, t->at_us);
        return;
    case PLAN_TIME_DATE:
        moment(c, t->at_us);
        must(c, t->day_end_us > t->at_us, "day without length");
        return;
    case PLAN_TIME_NAMED:
        index_in(c, t->date, c->plan->date_count, "date");
        return;
    }
    fail(c, "form of a time");
}

static void actors(struct check *c, const struct plan_actors *a)
{
    must(c, a->form <= PLAN_ACTORS_OPEN, "form of actors");
    list(c, a->names, c->plan->actor_count, "actors");
}

static void spots(struct check *c, const struct plan_spots *s)
{
    table(c, s->items, s->count, "spots");
    for (size_t i = 0; !c->code && i < s->count; i++) {
        must(c, s->items[i].preposition <= PLAN_ACROSS, "preposition");
        index_in(c, s->items[i].place, c->plan->place_count, "place");
    }
}

static void audience(struct check *c, const struct plan_audience *a, size_t count)
{
    table(c, a, count, "audience");
    for (size_t i = 0; !c->code && i < count; i++) {
        must(c, a[i].form <= PLAN_TO_OPEN, "form of an audience");
        if (a[i].form == PLAN_TO_ACTOR)
            index_in(c, a[i].actor, c->plan->actor_count, "audience");
    }
}

static void happening(struct check *c, const struct plan_happening *h)
{
    must(c, h->qualifier <= PLAN_ALLEGED && h->gravity <= PLAN_GRAVE, "happening");
    list(c, h->clauses, c->plan->clause_count, "clauses");
    index_or_none(c, h->class, c->plan->class_count, "class");
    actors(c, &h->actors);
    spots(c, &h->spots);
}

static void event(struct check *c, const struct plan_event *e)
{
    text(c, e->text, "text");
    switch (e->form) {
    case PLAN_EVENT_NONE:
        return;
    case PLAN_EVENT_TIME:
        time_ok(c, &e->time);
        return;
    case PLAN_EVENT_CERTIFIED:
        text(c, e->certificate, "certificate");
        index_or_none(c, e->actor, c->plan->actor_count, "actor of a certificate");
        return;
    case PLAN_EVENT_FULFILMENT:
    case PLAN_EVENT_BREACH:
        list(c, e->clauses, c->plan->clause_count, "clauses");
        return;
    case PLAN_EVENT_EACH:
    case PLAN_EVENT_FIRST:
        happening(c, &e->happening);
        texts(c, e->same, e->same_count, "same");
        return;
    }
    fail(c, "form of an event");
}

static void number(struct check *c, const struct plan_number *n)
{
    must(c, n->value >= 0 && n->value <= PLAN_NUMBER_LIMIT && n->measure <= PLAN_MASS, "number");
}

static void check_actors(struct check *c)
{
    const struct plan *plan = c->plan;
    c->table = "actor";
    for (size_t i = 0; !c->code && i < plan->actor_count; i++) {
        const struct plan_actor *a = &plan->actors[i];
        c->row = i;
        must(c, a->role <= PLAN_BODY && a->rule <= PLAN_BY_CHAIR, "role or rule");
        text(c, a->name, "name");
        text(c, a->label, "label");
        texts(c, a->also, a->also_count, "also");
        list(c, a->members, plan->actor_count, "members");
        index_or_none(c, a->under, plan->actor_count, "under");
        index_or_none(c, a->chair, plan->actor_count, "chair");
        index_or_none(c, a->tie_breaker, plan->actor_count, "tie breaker");
        must(c, a->tie_after_us >= 0, "term of a tie");
        uint32_t up = a->under;
        for (size_t n = 0; !c->code && up != PLAN_NONE; n++) {
            must(c, n < plan->actor_count, "answers to itself");
            index_in(c, up, plan->actor_count, "under");
            if (!c->code)
                up = plan->actors[up].under;
        }
    }
}

static void alternatives(struct check *c, const struct plan_alternative *a, size_t count)
{
    table(c, a, count, "alternatives");
    for (size_t i = 0; !c->code && i < count; i++) {
        index_in(c, a[i].kind, c->plan->kind_count, "kind");
        table(c, a[i].tests, a[i].test_count, "tests");
        for (size_t j = 0; !c->code && j < a[i].test_count; j++) {
            const struct plan_test *test = &a[i].tests[j];
            must(c, test->comparison <= PLAN_IS && isfinite(test->number), "test");
            texts(c, test->texts, test->text_count, "texts of a test");
        }
    }
}

static void check_kinds(struct check *c)
{
    const struct plan *plan = c->plan;
    c->table = "kind";
    for (size_t i = 0; !c->code && i < plan->kind_count; i++) {
        c->row = i;
        text(c, plan->kinds[i].name, "name");
        must(c, plan->kinds[i].type <= PLAN_TALLY, "type");
        must(c, plan->kinds[i].parent < i || plan->kinds[i].parent == PLAN_NONE, "parent");
    }
    c->table = "class";
    for (size_t i = 0; !c->code && i < plan->class_count; i++) {
        c->row = i;
        text(c, plan->classes[i].name, "name");
        alternatives(c, plan->classes[i].alternatives, plan->classes[i].alternative_count);
        alternatives(c, plan->classes[i].exceptions, plan->classes[i].exception_count);
    }
}

static void members(struct check *c, const struct plan_place *p)
{
    texts(c, p->members, p->member_count, "member");
    if (!p->member_count)
        return;
    must(c, p->type == PLAN_ZONES && !p->varying_count, "members of what has none");
    must(c, p->zone_count <= PLAN_THROUGHOUT / p->member_count, "too many members");
    table(c, p->member_zones, p->member_count * p->zone_count, "member zones");
    for (size_t j = 0; !c->code && j < p->member_count * p->zone_count; j++)
        index_in(c, p->member_zones[j], c->plan->geometry.node_count, "zone of a member");
    index_in(c, p->collection, c->plan->place_count, "collection");
    if (!c->code)
        must(c, c->plan->places[p->collection].member_count == p->member_count,
             "members of another number");
}

static void check_places(struct check *c)
{
    const struct plan *plan = c->plan;
    c->table = "reading";
    c->row = 0;
    must(c, plan->reading_count >= 1, "none");
    texts(c, plan->readings, plan->reading_count, "key");
    struct err why = {0};
    c->table = "geometry";
    if (!c->code && geo_zones_check(&plan->geometry, &why))
        fail(c, why.text);
    c->table = "place";
    for (size_t i = 0; !c->code && i < plan->place_count; i++) {
        const struct plan_place *p = &plan->places[i];
        c->row = i;
        must(c, p->type <= PLAN_CORRIDOR && p->form <= PLAN_PLACE_OPEN, "type or form");
        text(c, p->name, "name");
        text(c, p->text, "text");
        text(c, p->article, "article");
        table(c, p->zones, p->zone_count, "zones");
        for (size_t j = 0; !c->code && j < p->zone_count; j++)
            index_in(c, p->zones[j], plan->geometry.node_count, "zone");
        list(c, p->keys, plan->actor_count, "keys");
        table(c, p->varying, p->varying_count, "varying zones");
        for (size_t j = 0; !c->code && j < p->varying_count; j++)
            index_in(c, p->varying[j], plan->geometry.node_count, "varying zone");
        must(c, !p->zone_count || !p->varying_count, "fixed and varying");
        must(c, p->zone_count || p->varying_count || p->form == PLAN_PLACE_OPEN || p->is_moving,
             "no zone");
        const size_t zones = p->zone_count + p->varying_count;
        if (p->form == PLAN_PLACE_KEYED)
            must(c, zones == p->keys.count || zones / plan->reading_count == p->keys.count,
                 "one zone for each key");
        else if (p->form != PLAN_PLACE_OPEN && zones)
            must(c, zones == plan->reading_count, "one zone for each reading");
        members(c, p);
        index_or_none(c, p->left, plan->actor_count, "left");
        index_or_none(c, p->right, plan->actor_count, "right");
        hours(c, p->hours);
        list(c, p->cargo, plan->class_count, "cargo");
        index_or_none(c, p->into, plan->place_count, "into");
        index_or_none(c, p->out_of, plan->place_count, "out of");
    }
    c->table = "follow";
    table(c, plan->follows, plan->follow_count, "rows");
    for (size_t i = 0; !c->code && i < plan->follow_count; i++) {
        c->row = i;
        index_in(c, plan->follows[i].place, plan->place_count, "place");
        index_in(c, plan->follows[i].shape, plan->geometry.shape_count, "shape");
        text(c, plan->follows[i].feed, "feed");
    }
    c->table = "reach";
    table(c, plan->reaches, plan->reach_count, "rows");
    for (size_t i = 0; !c->code && i < plan->reach_count; i++) {
        c->row = i;
        index_in(c, plan->reaches[i].node, plan->geometry.node_count, "node");
        index_or_none(c, plan->reaches[i].table, plan->table_count, "table");
        if (!c->code)
            must(c, plan->geometry.nodes[plan->reaches[i].node].op == GEO_OP_WITHIN, "no distance");
    }
    c->table = "table";
    for (size_t i = 0; !c->code && i < plan->table_count; i++) {
        c->row = i;
        text(c, plan->tables[i].name, "name");
        table(c, plan->tables[i].rows, plan->tables[i].row_count, "rows");
        for (size_t j = 0; !c->code && j < plan->tables[i].row_count; j++) {
            index_in(c, plan->tables[i].rows[j].key, plan->class_count, "key");
            number(c, &plan->tables[i].rows[j].value);
        }
    }
    c->table = "date";
    for (size_t i = 0; !c->code && i < plan->date_count; i++) {
        c->row = i;
        text(c, plan->dates[i].name, "name");
        event(c, &plan->dates[i].event);
        const struct plan_time *at = &plan->dates[i].event.time;
        if (plan->dates[i].event.form == PLAN_EVENT_TIME && at->form == PLAN_TIME_NAMED)
            must(c, at->date < i, "named after a later date");
    }
}

static void check_sources(struct check *c)
{
    const struct plan *plan = c->plan;
    c->table = "source";
    for (size_t i = 0; !c->code && i < plan->source_count; i++) {
        const struct plan_source *s = &plan->sources[i];
        c->row = i;
        text(c, s->name, "name");
        text(c, s->text, "text");
        list(c, s->classes, plan->class_count, "classes");
        must(c, isfinite(s->accuracy_m) && s->accuracy_m >= 0, "accuracy");
        must(c, s->detects >= 0 && s->detects <= 1, "chance");
        must(c, isfinite(s->cost), "cost");
        span(c, s->revisit, "revisit");
        index_or_none(c, s->place, plan->place_count, "place");
        index_in(c, s->source, plan->file_count, "file");
    }
}

static void check_conditions(struct check *c)
{
    const struct plan *plan = c->plan;
    c->table = "condition";
    for (size_t i = 0; !c->code && i < plan->condition_count; i++) {
        const struct plan_condition *d = &plan->conditions[i];
        c->row = i;
        must(c, d->form <= PLAN_COND_OPEN, "form");
        list(c, d->children, i, "children");
        if (d->form <= PLAN_COND_OR)
            must(c, d->children.count > 0, "no children");
        if (d->form == PLAN_COND_NOT)
            must(c, d->children.count == 1, "not one child");
        happening(c, &d->happening);
        must(c, d->comparison < PLAN_IS && d->state <= PLAN_UNDETERMINED, "comparison or state");
        must(c, d->number >= 0 && d->number <= PLAN_NUMBER_LIMIT, "number");
        span(c, d->span, "span");
        text(c, d->certificate, "certificate");
        index_or_none(c, d->actor, plan->actor_count, "actor");
        list(c, d->clauses, plan->clause_count, "clauses");
        time_ok(c, &d->since);
        text(c, d->text, "text");
        if (d->is_open)
            continue;
        if (d->form == PLAN_COND_CERTIFIED)
            index_in(c, d->actor, plan->actor_count, "certified by nobody");
        if (d->form == PLAN_COND_STATE)
            must(c, d->clauses.count > 0, "the state of no clause");
        must(c, d->form != PLAN_COND_OPEN, "a bracket that is not open");
    }
    c->table = "past";
    for (size_t i = 0; !c->code && i < plan->past_count; i++) {
        const struct plan_past *p = &plan->pasts[i];
        c->row = i;
        must(c, p->form <= PLAN_PAST_ACT && p->timing <= PLAN_BETWEEN_BEFORE, "form or timing");
        list(c, p->children, i, "children");
        if (p->form <= PLAN_PAST_OR)
            must(c, p->children.count > 0, "no children");
        text(c, p->certificate, "certificate");
        index_or_none(c, p->actor, plan->actor_count, "actor");
        index_or_none(c, p->class, plan->class_count, "class");
        actors(c, &p->actors);
        audience(c, p->audience, p->audience_count);
        span(c, p->near, "near");
        span(c, p->far, "far");
        texts(c, p->same, p->same_count, "same");
        text(c, p->text, "text");
        for (size_t j = 0; !c->code && j < p->children.count; j++)
            must(c, p->is_open || !plan->pasts[p->children.items[j]].is_open, "not open");
        if (!p->is_open && p->form == PLAN_PAST_CERTIFIED)
            index_in(c, p->actor, plan->actor_count, "certified by nobody");
        if (!p->is_open && p->form == PLAN_PAST_ACT)
            index_in(c, p->class, plan->class_count, "nothing came before");
    }
}

static void period(struct check *c, const struct plan_period *p)
{
    must(c, p->form <= PLAN_EVERY_SPAN, "period");
    must(c, p->time_s >= 0 && p->time_s < 86400, "time of a period");
    span(c, p->span, "period");
    must(c, p->form != PLAN_EVERY_SPAN || p->span.count > 0, "period without length");
}

static void due(struct check *c, const struct plan_due *d)
{
    must(c, d->form <= PLAN_DUE_EVERY && d->comparison < PLAN_IS, "due");
    number(c, &d->number);
    time_ok(c, &d->by);
    span(c, d->within, "within");
    event(c, &d->of);
    period(c, &d->every);
    table(c, d->steps, d->step_count, "steps");
    for (size_t i = 0; !c->code && i < d->step_count; i++) {
        must(c, d->steps[i].share <= PLAN_PART, "step");
        number(c, &d->steps[i].number);
        time_ok(c, &d->steps[i].by);
        span(c, d->steps[i].within, "step");
        event(c, &d->steps[i].of);
    }
}

static void check_statement(struct check *c, const struct plan_statement *s)
{
    const struct plan *plan = c->plan;
    must(c, s->form <= PLAN_SYNCHRONOUS && s->judged <= PLAN_OPEN && s->verb <= PLAN_DECLARE,
         "form");
    index_in(c, s->clause, plan->clause_count, "clause");
    text(c, s->why, "why");
    text(c, s->text, "text");
    index_in(c, s->source, plan->file_count, "file");
    list(c, s->classes, plan->class_count, "classes");
    actors(c, &s->actors);
    actors(c, &s->against);
    list(c, s->against_classes, plan->class_count, "against");
    spots(c, &s->spots);
    index_or_none(c, s->when, plan->condition_count, "when");
    audience(c, s->audience, s->audience_count);
    due(c, &s->due);
    must(c, s->relation <= PLAN_AWAY_FROM && s->distance.form <= PLAN_DISTANCE_OPEN, "relation");
    index_or_none(c, s->place, plan->place_count, "place");
    must(c, isfinite(s->distance.metres) && s->distance.metres >= 0, "distance");
    if (s->distance.form == PLAN_DISTANCE_TABLE)
        index_or_none(c, s->distance.table, plan->table_count, "table of distances");
    must(c, s->side.form <= PLAN_SIDE_OF_SAME_PARTY, "side");
    if (s->side.form == PLAN_SIDE_OF_ACTOR)
        index_or_none(c, s->side.actor, plan->actor_count, "side");
    must(c, s->amount.form <= PLAN_AMOUNT_OPEN, "amount");
    number(c, &s->amount.number);
    if (s->amount.form == PLAN_AMOUNT_TABLE)
        index_or_none(c, s->amount.table, plan->table_count, "table of amounts");
    index_or_none(c, s->amount.for_each_class, plan->class_count, "for each");
    actors(c, &s->amount.for_each_actors);
    texts(c, s->amount.same, s->amount.same_count, "same");
    period(c, &s->every);
    time_ok(c, &s->assess_by);
    index_or_none(c, s->body, plan->actor_count, "body");
    span(c, s->within, "within");
    list(c, s->with, plan->clause_count, "with");
    time_ok(c, &s->tail.as_of);
    time_ok(c, &s->tail.until);
    must(c, s->tail.during.form <= PLAN_WINDOW_BEFORE, "window");
    hours(c, s->tail.during.hours);
    span(c, s->tail.during.span, "window");
    event(c, &s->tail.during.event);
    index_or_none(c, s->tail.while_condition, plan->condition_count, "while");
    index_or_none(c, s->tail.unless, plan->past_count, "unless");
    if (s->judged != PLAN_JUDGED)
        return;
    /* What the monitor follows without asking. */
    if (s->form == PLAN_KEEP || s->form == PLAN_WITHDRAW)
        index_in(c, s->place, plan->place_count, "keep without a place");
    if (s->form == PLAN_ASSESS)
        index_in(c, s->body, plan->actor_count, "assess without a body");
    if (s->form <= PLAN_WITHDRAW)
        must(c, s->classes.count > 0 && s->actors.form != PLAN_ACTORS_NONE,
             "no kinds or no actors");
}

static void check_clauses(struct check *c)
{
    const struct plan *plan = c->plan;
    size_t next = 0;
    c->table = "clause";
    for (size_t i = 0; !c->code && i < plan->clause_count; i++) {
        const struct plan_clause *k = &plan->clauses[i];
        c->row = i;
        text(c, k->label, "label");
        text(c, k->title, "title");
        text(c, k->article, "article");
        must(c, k->phase < plan->phase_count || k->phase == PLAN_THROUGHOUT, "phase");
        must(c, k->gravity <= PLAN_GRAVE, "gravity");
        index_or_none(c, k->verifier, plan->actor_count, "verifier");
        texts(c, k->replaces, k->replaces_count, "replaces");
        index_in(c, k->source, plan->file_count, "file");
        must(c, k->first_statement == next, "statements are not in a row");
        must(c, k->statement_count <= plan->statement_count - next, "too many statements");
        next += k->statement_count;
    }
    c->table = "statement";
    c->row = next;
    must(c, next == plan->statement_count, "belongs to no clause");
    for (size_t i = 0; !c->code && i < plan->statement_count; i++) {
        c->row = i;
        check_statement(c, &plan->statements[i]);
        if (!c->code) {
            const struct plan_clause *k = &plan->clauses[plan->statements[i].clause];
            must(c, i >= k->first_statement && i - k->first_statement < k->statement_count,
                 "stands in another clause");
        }
    }
}

static void target(struct check *c, uint32_t phase)
{
    must(c,
         phase < c->plan->phase_count || phase == PLAN_PHASE_LAPSED || phase == PLAN_PHASE_ENDED ||
             phase == PLAN_NONE,
         "way to no phase");
}

static void check_phases(struct check *c)
{
    const struct plan *plan = c->plan;
    c->table = "phase";
    for (size_t i = 0; !c->code && i < plan->phase_count; i++) {
        const struct plan_phase *p = &plan->phases[i];
        c->row = i;
        text(c, p->name, "name");
        text(c, p->title, "title");
        text(c, p->article, "article");
        index_in(c, p->source, plan->file_count, "file");
        index_or_none(c, p->for_each, plan->place_count, "for each");
        must(c, p->begins <= PLAN_BEGIN_WHEN && p->renewal <= PLAN_RENEW_WHEN, "begin or renewal");
        time_ok(c, &p->begin_at);
        index_or_none(c, p->begin_condition, plan->condition_count, "begin");
        span(c, p->lasts, "lasts");
        span(c, p->renewal_span, "renewal");
        actors(c, &p->notice_by);
        span(c, p->notice_span, "notice");
        index_or_none(c, p->renewal_condition, plan->condition_count, "renewal");
        must(c,
             p->renewal == PLAN_RENEW_NONE || p->judged != PLAN_JUDGED || p->renewal_span.count > 0,
             "renews for nothing");
        table(c, p->exits, p->exit_count, "exits");
        for (size_t j = 0; !c->code && j < p->exit_count; j++) {
            const struct plan_exit *e = &p->exits[j];
            target(c, e->to);
            must(c, e->form <= PLAN_EXIT_AS_SOON_AS, "exit");
            time_ok(c, &e->at);
            index_or_none(c, e->condition, plan->condition_count, "condition of an exit");
            index_or_none(c, e->decider, plan->actor_count, "decider");
            span(c, e->within, "term of a decision");
            text(c, e->text, "text");
            if (e->form >= PLAN_EXIT_WHEN) /* a draft's phases are followed, too */
                index_in(c, e->condition, plan->condition_count, "exit without a condition");
        }
        if (p->has_else)
            target(c, p->else_to);
        if (p->renewal == PLAN_RENEW_WHEN)
            index_in(c, p->renewal_condition, plan->condition_count, "renewal without a condition");
        if (p->begins == PLAN_BEGIN_WHEN)
            index_in(c, p->begin_condition, plan->condition_count, "begin without a condition");
    }
    c->table = "deferred";
    for (size_t i = 0; !c->code && i < plan->deferred_count; i++) {
        c->row = i;
        text(c, plan->deferred[i].title, "title");
        must(c,
             plan->deferred[i].phase < plan->phase_count ||
                 plan->deferred[i].phase == PLAN_THROUGHOUT,
             "phase");
        index_or_none(c, plan->deferred[i].after, plan->phase_count, "after");
    }
    c->table = "track";
    for (size_t i = 0; !c->code && i < plan->track_count; i++) {
        c->row = i;
        text(c, plan->tracks[i].name, "name");
        texts(c, plan->tracks[i].topics, plan->tracks[i].topic_count, "topics");
        list(c, plan->tracks[i].clauses, plan->clause_count, "clauses");
        index_or_none(c, plan->tracks[i].after, plan->phase_count, "after");
    }
}

enum err_code plan_verify(const struct plan *plan, struct err *err)
{
    struct check check = {.plan = plan, .err = err, .table = "plan"};
    struct check *c = &check;
    table(c, plan->actors, plan->actor_count, "actors");
    table(c, plan->kinds, plan->kind_count, "kinds");
    table(c, plan->classes, plan->class_count, "classes");
    table(c, plan->readings, plan->reading_count, "readings");
    table(c, plan->places, plan->place_count, "places");
    table(c, plan->tables, plan->table_count, "tables");
    table(c, plan->dates, plan->date_count, "dates");
    table(c, plan->conditions, plan->condition_count, "conditions");
    table(c, plan->pasts, plan->past_count, "pasts");
    table(c, plan->statements, plan->statement_count, "statements");
    table(c, plan->clauses, plan->clause_count, "clauses");
    table(c, plan->phases, plan->phase_count, "phases");
    table(c, plan->deferred, plan->deferred_count, "deferred");
    table(c, plan->tracks, plan->track_count, "tracks");
    table(c, plan->open, plan->open_count, "open");
    table(c, plan->prose, plan->prose_count, "prose");
    table(c, plan->sources, plan->source_count, "sources");
    if (c->code)
        return c->code;
    must(c, plan->tz, "no time zone");
    text(c, plan->title, "title");
    time_ok(c, &plan->signature);
    time_ok(c, &plan->entry);
    index_or_none(c, plan->entry_condition, plan->condition_count, "in force when");
    must(c, plan->threshold_likely > 0 && plan->threshold_likely <= 1, "threshold likely");
    must(c, plan->threshold_seen > 0 && plan->threshold_seen <= 1, "threshold seen");
    must(c, plan->threshold_met > 0 && plan->threshold_met <= 1, "threshold met");
    must(c, plan->file_count >= 1, "made from no file");
    texts(c, plan->files, plan->file_count, "file");
    texts(c, plan->languages, plan->language_count, "language");
    text(c, plan->prevailing, "language that prevails");
    check_actors(c);
    check_kinds(c);
    check_places(c);
    check_sources(c);
    check_conditions(c);
    check_clauses(c);
    check_phases(c);
    c->table = "open";
    for (size_t i = 0; !c->code && i < plan->open_count; i++) {
        c->row = i;
        index_in(c, plan->open[i].source, plan->file_count, "file");
        text(c, plan->open[i].article, "article");
        text(c, plan->open[i].where, "where");
        text(c, plan->open[i].text, "text");
    }
    c->table = "prose";
    for (size_t i = 0; !c->code && i < plan->prose_count; i++)
        text(c, plan->prose[i].title, "title");
    return c->code;
}

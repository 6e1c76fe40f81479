/* SPDX-License-Identifier: Apache-2.0
 *
 * Clauses that wait for one another: whether one binds, or from when, must not depend on what becomes of itself. A
 * graph of statements; between them, for each clause, what counts its violations and what asks for its state. */
#include "lang/build_int.h"

struct edge {
    uint32_t to, next; /* next: index + 1 */
};

struct circle {
    struct build *b;
    const struct plan *plan;
    size_t count;    /* nodes: statements, then violations of each clause, then its state */
    uint32_t *heads; /* index + 1 of the first edge */
    LIST(struct edge) edges;
};

static uint32_t violations(const struct circle *c, uint32_t clause)
{
    return (uint32_t)c->plan->statement_count + clause;
}

static uint32_t state(const struct circle *c, uint32_t clause)
{
    return (uint32_t)(c->plan->statement_count + c->plan->clause_count) + clause;
}

static void edge(struct circle *c, uint32_t from, uint32_t to)
{
    struct edge e = {to, c->heads[from]};
    PUSH(c->b->work, &c->edges, e);
    if (!c->b->work->failed)
        c->heads[from] = (uint32_t)c->edges.count;
}

static void to_clauses(struct circle *c, uint32_t from, struct plan_list clauses, bool is_state)
{
    for (size_t i = 0; i < clauses.count && !c->b->work->failed; i++)
        edge(c, from, is_state ? state(c, clauses.items[i]) : violations(c, clauses.items[i]));
}

static void to_event(struct circle *c, uint32_t from, const struct plan_event *event,
                     unsigned depth);

static void to_time(struct circle *c, uint32_t from, const struct plan_time *time, unsigned depth)
{
    if (time->form == PLAN_TIME_NAMED && time->date < c->plan->date_count && depth < NESTING_LIMIT)
        to_event(c, from, &c->plan->dates[time->date].event, depth + 1);
}

static void to_event(struct circle *c, uint32_t from, const struct plan_event *event,
                     unsigned depth)
{
    if (event->form == PLAN_EVENT_TIME)
        to_time(c, from, &event->time, depth);
    else if (event->form == PLAN_EVENT_FULFILMENT || event->form == PLAN_EVENT_BREACH)
        to_clauses(c, from, event->clauses, true);
    else if (event->form == PLAN_EVENT_EACH || event->form == PLAN_EVENT_FIRST)
        to_clauses(c, from, event->happening.clauses, false);
}

static void to_condition(struct circle *c, uint32_t from, uint32_t index)
{
    if (index == PLAN_NONE || c->b->work->failed)
        return;
    const struct plan_condition *d = &c->plan->conditions[index];
    for (size_t i = 0; i < d->children.count; i++)
        to_condition(c, from, d->children.items[i]);
    if (d->form == PLAN_COND_STATE)
        to_clauses(c, from, d->clauses, true);
    else if (d->form == PLAN_COND_NO || d->form == PLAN_COND_COUNT)
        to_clauses(c, from, d->happening.clauses, false);
    else if (d->form == PLAN_COND_SINCE)
        to_time(c, from, &d->since, 0);
}

static void edges_of(struct circle *c, uint32_t index)
{
    const struct plan_statement *s = &c->plan->statements[index];
    to_condition(c, index, s->when);
    to_condition(c, index, s->tail.while_condition);
    to_time(c, index, &s->tail.as_of, 0);
    to_time(c, index, &s->tail.until, 0);
    to_event(c, index, &s->tail.during.event, 0);
    to_time(c, index, &s->due.by, 0);
    to_event(c, index, &s->due.of, 0);
    to_time(c, index, &s->assess_by, 0);
    for (size_t i = 0; i < s->due.step_count; i++) {
        to_time(c, index, &s->due.steps[i].by, 0);
        to_event(c, index, &s->due.steps[i].of, 0);
    }
    to_clauses(c, index, s->with, true);
    edge(c, state(c, s->clause), index);
    if (s->form == PLAN_FORBID || s->form == PLAN_KEEP || s->form == PLAN_LIMIT)
        edge(c, violations(c, s->clause), index);
}

static bool kinds_meet(const struct plan *plan, const struct plan_statement *a,
                       const struct plan_statement *d)
{
    for (size_t i = 0; i < a->classes.count; i++)
        for (size_t j = 0; j < d->classes.count; j++) {
            const struct plan_class *x = &plan->classes[a->classes.items[i]],
                                    *y = &plan->classes[d->classes.items[j]];
            for (size_t k = 0; k < x->alternative_count; k++)
                for (size_t l = 0; l < y->alternative_count; l++)
                    if (plan_kind_is(plan, x->alternatives[k].kind, y->alternatives[l].kind) ||
                        plan_kind_is(plan, y->alternatives[l].kind, x->alternatives[k].kind))
                        return true;
        }
    return false;
}

/* A permit that holds only while something is so decides with it what is forbidden. Few have a `while`. */
static void permits(struct circle *c)
{
    size_t pairs = 0;
    for (uint32_t i = 0; i < c->plan->statement_count; i++) {
        const struct plan_statement *permit = &c->plan->statements[i];
        if (permit->form != PLAN_PERMIT || permit->tail.while_condition == PLAN_NONE)
            continue;
        for (uint32_t j = 0; j < c->plan->statement_count && pairs < TIE_LIMIT; j++, pairs++)
            if (c->plan->statements[j].form == PLAN_FORBID &&
                kinds_meet(c->plan, permit, &c->plan->statements[j]))
                edge(c, j, i);
    }
}

/* Nodes `from` to the end of the path are a circle: told at its first statement in the text. */
static void tell(struct circle *c, const uint32_t *path, size_t from, size_t to, bool *told)
{
    struct build *b = c->b;
    uint32_t first = PLAN_NONE, second = PLAN_NONE;
    size_t at = from;
    for (size_t i = from; i < to; i++) {
        if (path[i] >= c->plan->statement_count)
            continue;
        if (told[path[i]])
            return;
        if (path[i] < first) {
            first = path[i];
            at = i;
        }
    }
    for (size_t i = 1; i < to - from && second == PLAN_NONE; i++) {
        uint32_t next = path[from + (at - from + i) % (to - from)];
        if (next < c->plan->statement_count)
            second = next;
    }
    for (size_t i = from; i < to; i++)
        if (path[i] < c->plan->statement_count)
            told[path[i]] = true;
    if (first == PLAN_NONE)
        return;
    uint32_t clause = c->plan->statements[first].clause;
    const struct ast_clause *own = &b->ast->clauses.items[clause];
    struct ast_range range =
        b->ast->statements.items[own->first + first - c->plan->clauses[clause].first_statement]
            .range;
    struct str label = own->label.text;
    uint32_t other = second == PLAN_NONE ? clause : c->plan->statements[second].clause;
    if (other == clause) {
        build_range_diag(b, LANG_T0306, range,
                         "what clause %.*s asks for depends on what becomes of clause %.*s itself",
                         STR_ARG(label), STR_ARG(label))
            ->label = STR("expected a condition or moment that does not wait for this clause");
        return;
    }
    const struct ast_clause *waited = &b->ast->clauses.items[other];
    struct diag *diag = build_range_diag(
        b, LANG_T0306, range, "clause %.*s waits for clause %.*s, and that one for clause %.*s",
        STR_ARG(label), STR_ARG(waited->label.text), STR_ARG(label));
    diag->label = STR("expected one of them to hold or to begin without the other");
    diag->has_other = true;
    diag->other = build_span_of(
        b,
        b->ast->statements.items[waited->first + second - c->plan->clauses[other].first_statement]
            .range);
    diag->other_label = STR("what it waits for");
}

/* Down every path; a node that is still on the path closes a circle. */
static void walk(struct circle *c)
{
    struct work *w = c->b->work;
    uint8_t *marks = ARENA_NEW(w->arena, uint8_t, c->count);  /* 1: on the path, 2: done */
    uint32_t *path = ARENA_NEW(w->arena, uint32_t, c->count); /* nodes */
    uint32_t *edges =
        ARENA_NEW(w->arena, uint32_t, c->count);            /* the edge to follow next from each */
    size_t *places = ARENA_NEW(w->arena, size_t, c->count); /* of a node on the path */
    bool *told = ARENA_NEW(w->arena, bool, c->count);
    if (!marks || !path || !edges || !places || !told) {
        work_fail(w, err_no_memory(w->err));
        return;
    }
    for (uint32_t root = 0; root < c->count && !w->failed; root++) {
        size_t depth = 0;
        if (marks[root])
            continue;
        path[0] = root;
        edges[0] = c->heads[root];
        marks[root] = 1;
        places[root] = 0;
        depth = 1;
        while (depth && !w->failed) {
            uint32_t e = edges[depth - 1];
            if (!e) {
                marks[path[--depth]] = 2;
                continue;
            }
            uint32_t to = c->edges.items[e - 1].to;
            edges[depth - 1] = c->edges.items[e - 1].next;
            if (marks[to] == 1) {
                tell(c, path, places[to], depth, told);
            } else if (!marks[to]) {
                marks[to] = 1;
                places[to] = depth;
                path[depth] = to;
                edges[depth++] = c->heads[to];
            }
        }
    }
}

void check_circles(struct build *b)
{
    struct circle circle = {.b = b, .plan = b->plan};
    struct circle *c = &circle;
    c->count = b->plan->statement_count + 2 * b->plan->clause_count;
    c->heads = ARENA_NEW(b->work->arena, uint32_t, c->count);
    if (!c->heads) {
        work_fail(b->work, err_no_memory(b->work->err));
        return;
    }
    for (uint32_t i = 0; i < b->plan->statement_count && !b->work->failed; i++)
        edges_of(c, i);
    if (!b->work->failed)
        permits(c);
    if (!b->work->failed)
        walk(c);
}

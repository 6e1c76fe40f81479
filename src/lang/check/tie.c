/* SPDX-License-Identifier: Apache-2.0
 *
 * A permit and a prohibition that speak of the same: the more specific wins, and where neither is, they tie. Each of the
 * two is compared with the other in kinds, parties, places and times; what cannot be compared is no tie. */
#include "lang/check/scope.h"

enum order { EQUAL, NARROWER, WIDER, APART, UNKNOWN };

static enum order flip(enum order order)
{
    return order == NARROWER ? WIDER : order == WIDER ? NARROWER : order;
}

/* Both ways of "lies within" to one order. */
static enum order from_within(bool a_in_b, bool b_in_a)
{
    return a_in_b && b_in_a ? EQUAL : a_in_b ? NARROWER : b_in_a ? WIDER : UNKNOWN;
}

static bool test_eq(const struct plan_test *a, const struct plan_test *c)
{
    if (!str_eq(a->attribute, c->attribute) || a->comparison != c->comparison ||
        a->text_count != c->text_count)
        return false;
    if (a->comparison != PLAN_IS)
        return !(a->number < c->number) && !(a->number > c->number);
    for (size_t i = 0; i < a->text_count; i++)
        if (!str_eq(a->texts[i], c->texts[i]))
            return false;
    return true;
}

/* Every test of `wide` is among those of `narrow`. */
static bool tests_within(const struct plan_alternative *narrow, const struct plan_alternative *wide)
{
    for (size_t i = 0; i < wide->test_count; i++) {
        bool has = false;
        for (size_t j = 0; j < narrow->test_count; j++)
            has = has || test_eq(&narrow->tests[j], &wide->tests[i]);
        if (!has)
            return false;
    }
    return true;
}

static bool class_within(const struct plan *plan, uint32_t narrow, uint32_t wide)
{
    const struct plan_class *n = &plan->classes[narrow], *w = &plan->classes[wide];
    if (narrow == wide)
        return true;
    if (w->exception_count)
        return false;
    for (size_t i = 0; i < n->alternative_count; i++) {
        bool has = false;
        for (size_t j = 0; j < w->alternative_count; j++)
            has = has || (plan_kind_is(plan, n->alternatives[i].kind, w->alternatives[j].kind) &&
                          tests_within(&n->alternatives[i], &w->alternatives[j]));
        if (!has)
            return false;
    }
    return true;
}

static bool classes_meet(const struct plan *plan, uint32_t a, uint32_t c)
{
    const struct plan_class *x = &plan->classes[a], *y = &plan->classes[c];
    for (size_t i = 0; i < x->alternative_count; i++)
        for (size_t j = 0; j < y->alternative_count; j++)
            if (plan_kind_is(plan, x->alternatives[i].kind, y->alternatives[j].kind) ||
                plan_kind_is(plan, y->alternatives[j].kind, x->alternatives[i].kind))
                return true;
    return false;
}

/* Of the kinds of `a` that the statements share: do they lie within those of `c`? */
static enum order order_kinds(const struct plan *plan, const struct plan_statement *a,
                              const struct plan_statement *c)
{
    bool meet = false, a_in_c = true, c_in_a = true;
    for (size_t i = 0; i < a->classes.count; i++)
        for (size_t j = 0; j < c->classes.count; j++) {
            uint32_t x = a->classes.items[i], y = c->classes.items[j];
            if (!classes_meet(plan, x, y))
                continue;
            meet = true;
            a_in_c = a_in_c && class_within(plan, x, y);
            c_in_a = c_in_a && class_within(plan, y, x);
        }
    return meet ? from_within(a_in_c, c_in_a) : APART;
}

static bool names_hold(const struct plan *plan, struct plan_list names, uint32_t actor)
{
    for (size_t i = 0; i < names.count; i++)
        if (plan_actor_is(plan, actor, names.items[i]))
            return true;
    return false;
}

bool scope_actors_within(const struct plan *plan, const struct plan_actors *narrow,
                         const struct plan_actors *wide)
{
    if (wide->form == PLAN_ACTORS_ANYONE && !wide->names.count)
        return true;
    if (wide->form == PLAN_ACTORS_ANY_PARTY && narrow->form == PLAN_ACTORS_ANY_PARTY)
        return true;
    if (narrow->form != PLAN_ACTORS_NAMES)
        return false;
    for (size_t i = 0; i < narrow->names.count; i++) {
        uint32_t actor = narrow->names.items[i];
        bool holds = names_hold(plan, wide->names, actor);
        if (wide->form == PLAN_ACTORS_ANYONE      ? holds
            : wide->form == PLAN_ACTORS_ANY_PARTY ? plan->actors[actor].role != PLAN_PARTY
                                                  : wide->form != PLAN_ACTORS_NAMES || !holds)
            return false;
    }
    return true;
}

static enum order order_actors(const struct plan *plan, const struct plan_actors *a,
                               const struct plan_actors *c)
{
    enum order order =
        from_within(scope_actors_within(plan, a, c), scope_actors_within(plan, c, a));
    if (order != UNKNOWN || a->form != PLAN_ACTORS_NAMES || c->form != PLAN_ACTORS_NAMES)
        return order;
    for (size_t i = 0; i < a->names.count; i++)
        for (size_t j = 0; j < c->names.count; j++)
            if (plan_actor_is(plan, a->names.items[i], c->names.items[j]) ||
                plan_actor_is(plan, c->names.items[j], a->names.items[i]))
                return UNKNOWN;
    return APART;
}

static bool spots_within(const struct plan_spots *narrow, const struct plan_spots *wide)
{
    if (!wide->count)
        return true;
    for (size_t i = 0; i < narrow->count; i++) {
        bool has = false;
        for (size_t j = 0; j < wide->count; j++)
            has = has || (narrow->items[i].place == wide->items[j].place &&
                          narrow->items[i].preposition == wide->items[j].preposition);
        if (!has)
            return false;
    }
    return narrow->count > 0;
}

static bool has_times(const struct plan_statement *s)
{
    return s->tail.as_of.form || s->tail.until.form || s->tail.during.form ||
           s->tail.while_condition != PLAN_NONE;
}

static enum order order_times(const struct plan *plan, const struct plan_statement *a,
                              const struct plan_statement *c)
{
    uint32_t x = plan->clauses[a->clause].phase, y = plan->clauses[c->clause].phase;
    bool a_always = !has_times(a), c_always = !has_times(c);
    if (x != y && x != PLAN_THROUGHOUT && y != PLAN_THROUGHOUT)
        return UNKNOWN; /* phases that may run at once; whether they do is seen when they run */
    bool a_in_c = (x == y || y == PLAN_THROUGHOUT) && c_always;
    bool c_in_a = (x == y || x == PLAN_THROUGHOUT) && a_always;
    return from_within(a_in_c, c_in_a);
}

/* Equal in all; or wider here and narrower there. */
bool scope_ties(const struct plan *plan, const struct plan_statement *permit,
                const struct plan_statement *forbid)
{
    enum order orders[] = {order_kinds(plan, permit, forbid),
                           order_actors(plan, &permit->actors, &forbid->actors),
                           from_within(spots_within(&permit->spots, &forbid->spots),
                                       spots_within(&forbid->spots, &permit->spots)),
                           order_times(plan, permit, forbid)};
    bool narrower = false, wider = false;
    for (size_t i = 0; i < COUNT_OF(orders); i++) {
        if (orders[i] == APART || orders[i] == UNKNOWN)
            return false;
        narrower = narrower || orders[i] == NARROWER;
        wider = wider || flip(orders[i]) == NARROWER;
    }
    return narrower == wider;
}

void check_ties(struct build *b)
{
    const struct plan *plan = b->plan;
    size_t compared = 0;
    for (size_t i = 0; i < plan->statement_count && !b->work->failed; i++) {
        const struct plan_statement *permit = &plan->statements[i];
        if (permit->form != PLAN_PERMIT || permit->judged != PLAN_JUDGED)
            continue;
        compared += plan->statement_count;
        if (compared > TIE_LIMIT) {
            build_range_diag(b, LANG_W0811, b->ast->statements.items[i].range,
                             "this permit and those after it are not compared with every "
                             "prohibition: there are too many");
            return;
        }
        for (size_t j = 0; j < plan->statement_count; j++) {
            const struct plan_statement *forbid = &plan->statements[j];
            if (forbid->form != PLAN_FORBID || forbid->judged != PLAN_JUDGED ||
                !scope_ties(plan, permit, forbid))
                continue;
            struct ast_range at = b->ast->statements.items[i].range,
                             other = b->ast->statements.items[j].range;
            struct str label = plan->clauses[forbid->clause].label;
            struct diag *diag = build_range_diag(
                b, LANG_T0309, at,
                "clause %.*s forbids what is permitted here, and neither is more specific",
                STR_ARG(label));
            diag->label =
                STR("expected fewer kinds, parties, places or times than in the prohibition");
            diag->has_other = true;
            diag->other = build_span_of(b, other);
            diag->other_label = STR("forbidden here");
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Kinds and classes laid over each other: is there a thing or act that both take, and of what value? */
#include "lang/check/scope.h"

#include <math.h>

#define TRIES_LIMIT 64

uint32_t scope_root(const struct plan *plan, uint32_t kind)
{
    while (plan->kinds[kind].parent != PLAN_NONE)
        kind = plan->kinds[kind].parent;
    return kind;
}

/* ---------------------------------------------------------------- intervals */

static bool is_same(double a, double c)
{
    return !(a < c) && !(a > c);
}

static bool is_empty(const struct scope_interval *i)
{
    return i->lo > i->hi || (is_same(i->lo, i->hi) && (i->lo_open || i->hi_open));
}

bool scope_interval_cut(struct scope_interval *interval, const struct scope_interval *other)
{
    if (other->lo > interval->lo || (is_same(other->lo, interval->lo) && other->lo_open)) {
        interval->lo = other->lo;
        interval->lo_open = other->lo_open;
    }
    if (other->hi < interval->hi || (is_same(other->hi, interval->hi) && other->hi_open)) {
        interval->hi = other->hi;
        interval->hi_open = other->hi_open;
    }
    return !is_empty(interval);
}

static bool holds(const struct scope_interval *i, double value)
{
    return (value > i->lo || (!i->lo_open && is_same(value, i->lo))) &&
           (value < i->hi || (!i->hi_open && is_same(value, i->hi)));
}

double scope_interval_value(const struct scope_interval *i)
{
    if (isinf(i->lo) && isinf(i->hi))
        return 0;
    if (isinf(i->hi))
        return i->lo_open ? floor(i->lo) + 1 : i->lo;
    if (isinf(i->lo))
        return i->hi_open ? ceil(i->hi) - 1 : i->hi;
    double middle = 0.5 * (i->lo + i->hi);
    return holds(i, floor(middle)) ? floor(middle) : middle;
}

static struct scope_interval of_test(const struct plan_test *test)
{
    double n = test->number;
    switch (test->comparison) {
    case PLAN_AT_LEAST:
        return (struct scope_interval){n, HUGE_VAL, false, false};
    case PLAN_MORE_THAN:
        return (struct scope_interval){n, HUGE_VAL, true, false};
    case PLAN_AT_MOST:
        return (struct scope_interval){-HUGE_VAL, n, false, false};
    case PLAN_LESS_THAN:
        return (struct scope_interval){-HUGE_VAL, n, false, true};
    case PLAN_EXACTLY:
        return (struct scope_interval){n, n, false, false};
    case PLAN_IS:
        break;
    }
    return (struct scope_interval){-HUGE_VAL, HUGE_VAL, false, false};
}

bool scope_interval_of(const struct plan_alternative *alternative, struct str attribute,
                       struct scope_interval *interval)
{
    *interval = (struct scope_interval){-HUGE_VAL, HUGE_VAL, false, false};
    for (size_t i = 0; i < alternative->test_count; i++) {
        struct scope_interval one = of_test(&alternative->tests[i]);
        if (!str_eq(alternative->tests[i].attribute, attribute) ||
            alternative->tests[i].comparison == PLAN_IS || !scope_interval_cut(interval, &one))
            return false;
    }
    return true;
}

/* Cut by those tests of an alternative that speak of the attribute. */
static bool cut_by(struct scope_interval *interval, const struct plan_alternative *alternative,
                   struct str attribute)
{
    for (size_t i = 0; i < alternative->test_count; i++) {
        struct scope_interval one = of_test(&alternative->tests[i]);
        if (alternative->tests[i].comparison != PLAN_IS &&
            str_eq(alternative->tests[i].attribute, attribute) &&
            !scope_interval_cut(interval, &one))
            return false;
    }
    return true;
}

/* ---------------------------------------------------------------- texts */

static bool lists(const struct plan_test *test, struct str text)
{
    for (size_t i = 0; i < test->text_count; i++)
        if (str_eq(test->texts[i], text))
            return true;
    return false;
}

static bool texts_meet(const struct plan_test *a, const struct plan_test *c)
{
    for (size_t i = 0; i < a->text_count; i++)
        if (lists(c, a->texts[i]))
            return true;
    return false;
}

/* No test of the two on one text attribute rules out the other. */
static bool all_texts_meet(const struct plan_alternative *a, const struct plan_alternative *c)
{
    for (size_t i = 0; i < a->test_count; i++)
        for (size_t j = 0; j < c->test_count; j++)
            if (a->tests[i].comparison == PLAN_IS && c->tests[j].comparison == PLAN_IS &&
                str_eq(a->tests[i].attribute, c->tests[j].attribute) &&
                !texts_meet(&a->tests[i], &c->tests[j]))
                return false;
    return true;
}

/* ---------------------------------------------------------------- one thing of two alternatives */

static bool test_implied(const struct plan_alternative *narrow, const struct plan_test *test)
{
    if (test->comparison == PLAN_IS) {
        for (size_t i = 0; i < narrow->test_count; i++) {
            const struct plan_test *own = &narrow->tests[i];
            bool all = own->comparison == PLAN_IS && str_eq(own->attribute, test->attribute);
            for (size_t j = 0; all && j < own->text_count; j++)
                all = lists(test, own->texts[j]);
            if (all)
                return true;
        }
        return false;
    }
    struct scope_interval own = {-HUGE_VAL, HUGE_VAL, false, false}, wide = of_test(test);
    if (!cut_by(&own, narrow, test->attribute))
        return true; /* nothing is in it */
    struct scope_interval both = own;
    scope_interval_cut(&both, &wide);
    return is_same(both.lo, own.lo) && is_same(both.hi, own.hi) && both.lo_open == own.lo_open &&
           both.hi_open == own.hi_open;
}

static bool alternative_within(const struct plan *plan, const struct plan_alternative *narrow,
                               const struct plan_alternative *wide)
{
    if (!plan_kind_is(plan, narrow->kind, wide->kind))
        return false;
    for (size_t i = 0; i < wide->test_count; i++)
        if (!test_implied(narrow, &wide->tests[i]))
            return false;
    return true;
}

struct pick { /* what is being looked for */
    const struct plan *plan;
    const struct plan_alternative *a, *c;
    uint32_t kind;
    struct str attribute;
    struct scope_interval interval;
};

/* Does an exception take this value out? */
static bool is_excepted(const struct pick *pick, const struct plan_class *class, double value)
{
    for (size_t i = 0; i < class->exception_count; i++) {
        const struct plan_alternative *e = &class->exceptions[i];
        bool all = plan_kind_is(pick->plan, pick->kind, e->kind);
        for (size_t j = 0; all && j < e->test_count; j++) {
            struct scope_interval taken = of_test(&e->tests[j]);
            if (pick->attribute.size && e->tests[j].comparison != PLAN_IS &&
                str_eq(e->tests[j].attribute, pick->attribute))
                all = holds(&taken, value);
            else
                all = test_implied(pick->a, &e->tests[j]) || test_implied(pick->c, &e->tests[j]);
        }
        if (all)
            return true;
    }
    return false;
}

static size_t edges_of(const struct plan_class *class, struct str attribute, double *tries,
                       size_t count)
{
    for (size_t i = 0; i < class->exception_count; i++)
        for (size_t j = 0; j < class->exceptions[i].test_count; j++) {
            const struct plan_test *test = &class->exceptions[i].tests[j];
            if (test->comparison == PLAN_IS || !str_eq(test->attribute, attribute) ||
                count + 3 > TRIES_LIMIT)
                continue;
            tries[count++] = test->number;
            tries[count++] = test->number + 1;
            tries[count++] = test->number - 1;
        }
    return count;
}

static bool value_left(struct pick *pick, const struct plan_class *x, const struct plan_class *y,
                       double *value)
{
    double tries[TRIES_LIMIT];
    size_t count = 0;
    tries[count++] = scope_interval_value(&pick->interval);
    if (pick->attribute.size) {
        tries[count++] = pick->interval.lo;
        tries[count++] = pick->interval.hi;
        count = edges_of(x, pick->attribute, tries, count);
        count = edges_of(y, pick->attribute, tries, count);
    }
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(tries[i]) || (pick->attribute.size && !holds(&pick->interval, tries[i])) ||
            is_excepted(pick, x, tries[i]) || is_excepted(pick, y, tries[i]))
            continue;
        *value = tries[i];
        return true;
    }
    return false;
}

static bool alternatives_meet(struct scope *scope, const struct plan_class *x,
                              const struct plan_class *y, const struct plan_alternative *a,
                              const struct plan_alternative *c, struct scope_case *found)
{
    struct pick pick = {.plan = scope->plan, .a = a, .c = c};
    const struct plan_alternative *both[] = {a, c};
    if (plan_kind_is(scope->plan, a->kind, c->kind))
        pick.kind = a->kind;
    else if (plan_kind_is(scope->plan, c->kind, a->kind))
        pick.kind = c->kind;
    else
        return false;
    if (!all_texts_meet(a, c))
        return false;
    for (size_t i = 0; i < 2; i++)
        for (size_t j = 0; j < both[i]->test_count; j++) {
            struct scope_interval interval = {-HUGE_VAL, HUGE_VAL, false, false};
            struct str attribute = both[i]->tests[j].attribute;
            if (both[i]->tests[j].comparison == PLAN_IS)
                continue;
            if (!cut_by(&interval, a, attribute) || !cut_by(&interval, c, attribute))
                return false;
            if (pick.attribute.size)
                continue;
            pick.attribute = attribute;
            pick.interval = interval;
        }
    double value = 0;
    if (!value_left(&pick, x, y, &value))
        return false;
    if (found)
        *found =
            (struct scope_case){.kind = pick.kind, .attribute = pick.attribute, .value = value};
    return true;
}

bool scope_classes_meet(struct scope *scope, uint32_t a, uint32_t c, struct scope_case *found)
{
    if (a >= scope->plan->class_count || c >= scope->plan->class_count)
        return false;
    const struct plan_class *x = &scope->plan->classes[a], *y = &scope->plan->classes[c];
    scope->pairs += x->alternative_count * y->alternative_count / 16;
    if (scope->pairs > SCOPE_PAIR_LIMIT)
        return false;
    for (size_t i = 0; i < x->alternative_count; i++)
        for (size_t j = 0; j < y->alternative_count; j++)
            if (alternatives_meet(scope, x, y, &x->alternatives[i], &y->alternatives[j], found))
                return true;
    return false;
}

bool scope_kinds_meet(struct scope *scope, struct plan_list a, struct plan_list c,
                      struct scope_case *found)
{
    for (size_t i = 0; i < a.count; i++)
        for (size_t j = 0; j < c.count; j++)
            if (scope_classes_meet(scope, a.items[i], c.items[j], found))
                return true;
    return false;
}

/* ---------------------------------------------------------------- within */

/* What `wide` leaves out, `narrow` leaves out too, or does not speak of. */
static bool exceptions_within(struct scope *scope, const struct plan_class *narrow,
                              const struct plan_alternative *alternative,
                              const struct plan_class *wide)
{
    static const struct plan_class plain = {0};
    for (size_t i = 0; i < wide->exception_count; i++) {
        const struct plan_alternative *e = &wide->exceptions[i];
        bool is_out = !alternatives_meet(scope, &plain, &plain, alternative, e, NULL);
        for (size_t j = 0; !is_out && j < narrow->exception_count; j++)
            is_out = alternative_within(scope->plan, e, &narrow->exceptions[j]);
        if (!is_out)
            return false;
    }
    return true;
}

bool scope_alternative_in(struct scope *scope, const struct plan_class *narrow,
                          const struct plan_alternative *alternative, uint32_t wide)
{
    const struct plan_class *w = &scope->plan->classes[wide];
    for (size_t i = 0; i < w->alternative_count; i++)
        if (alternative_within(scope->plan, alternative, &w->alternatives[i]))
            return exceptions_within(scope, narrow, alternative, w);
    return false;
}

bool scope_class_within(struct scope *scope, uint32_t narrow, uint32_t wide)
{
    struct plan_list n = {&narrow, 1}, w = {&wide, 1};
    return scope_kinds_within(scope, n, w);
}

bool scope_kinds_within(struct scope *scope, struct plan_list narrow, struct plan_list wide)
{
    for (size_t i = 0; i < narrow.count; i++) {
        if (narrow.items[i] >= scope->plan->class_count)
            return false;
        const struct plan_class *n = &scope->plan->classes[narrow.items[i]];
        for (size_t j = 0; j < n->alternative_count; j++) {
            bool is_in = false;
            for (size_t k = 0; k < wide.count && !is_in; k++)
                is_in = wide.items[k] < scope->plan->class_count &&
                        (wide.items[k] == narrow.items[i] ||
                         scope_alternative_in(scope, n, &n->alternatives[j], wide.items[k]));
            if (!is_in)
                return false;
        }
    }
    return narrow.count > 0;
}

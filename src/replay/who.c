/* SPDX-License-Identifier: Apache-2.0
 *
 * Kinds and attributes, people, times, counts: the crisp rules, and what is unsure as intervals. */
#include "replay/replay_int.h"

#include "base/num.h"

#include <stdlib.h>

struct range replay_times(struct range a, struct range b)
{
    return (struct range){a.lo * b.lo, a.hi * b.hi};
}

struct range replay_inverse(struct range a)
{
    return (struct range){1 - a.hi, 1 - a.lo};
}

struct range replay_both(struct range a, struct range b)
{
    return (struct range){a.lo + b.lo > 1 ? a.lo + b.lo - 1 : 0, a.hi < b.hi ? a.hi : b.hi};
}

struct range replay_either(struct range a, struct range b)
{
    return (struct range){a.lo > b.lo ? a.lo : b.lo, a.hi + b.hi < 1 ? a.hi + b.hi : 1};
}

struct range replay_rounded(struct range a)
{
    return (struct range){num_probability(a.lo), num_probability(a.hi)};
}

/* ---------------------------------------------------------------- kinds */

bool replay_kind_under(struct replay *r, struct str kind, struct str above)
{
    const struct json *kinds = replay_member(r, r->rule, "taxonomy", JSON_OBJECT);

    for (int depth = 0; depth < 64 && kind.size; depth++) {
        size_t i = 0;

        if (str_eq(kind, above))
            return true;
        while (i < kinds->count && !str_eq(kinds->keys[i], kind))
            i++;
        if (i == kinds->count || kinds->items[i].type != JSON_STRING)
            return false;
        kind = kinds->items[i].text;
    }
    return false;
}

static bool kind_known(struct replay *r, struct str kind)
{
    const struct json *kinds = replay_member(r, r->rule, "taxonomy", JSON_OBJECT);

    for (size_t i = 0; i < kinds->count; i++)
        if (str_eq(kinds->keys[i], kind))
            return true;
    return false;
}

static bool compare(struct replay *r, struct str how, double a, double b)
{
    if (str_eq(how, STR("at least")))
        return a >= b;
    if (str_eq(how, STR("at most")))
        return a <= b;
    if (str_eq(how, STR("more than")))
        return a > b;
    if (str_eq(how, STR("less than")))
        return a < b;
    if (!str_eq(how, STR("exactly")))
        replay_fail(r, "\"%.*s\" is no comparison", STR_ARG(how));
    return a >= b && a <= b;
}

/* [attribute, comparison, number] or [attribute, "is", text...] */
static enum says test_says(struct replay *r, const struct json *test, const struct observation *o)
{
    struct str how = replay_item_of(r, test, 1, JSON_STRING)->text;
    const struct fact_attribute *a =
        observation_attribute(o, replay_item_of(r, test, 0, JSON_STRING)->text);

    if (str_eq(how, STR("is"))) {
        for (size_t i = 2; a && i < test->count; i++)
            if (str_eq(a->text, replay_item_of(r, test, i, JSON_STRING)->text))
                return SAYS_YES;
        return a ? SAYS_NO : SAYS_PERHAPS;
    }
    if (!a || !a->is_number)
        return SAYS_PERHAPS;
    return compare(r, how, a->number, replay_item_of(r, test, 2, JSON_NUMBER)->number) ? SAYS_YES
                                                                                       : SAYS_NO;
}

static enum says alternative_says(struct replay *r, const struct json *one,
                                  const struct observation *o)
{
    struct str kind = replay_text_of(r, one, "kind");
    const struct json *tests = replay_list(r, one, "where");
    enum says says = SAYS_YES;

    replay_only(r, one, "an alternative", "kind where");
    if (!kind_known(r, kind))
        replay_fail(r, "the rule does not say what %.*s is under", STR_ARG(kind));
    if (!replay_kind_under(r, o->kind, kind)) {
        if (!replay_kind_under(r, kind, o->kind))
            return SAYS_NO;
        says = SAYS_PERHAPS; /* a parent of it: which it was is not said */
    }
    for (size_t i = 0; i < tests->count; i++) {
        enum says one_says = test_says(r, &tests->items[i], o);

        says = one_says < says ? one_says : says;
    }
    return says;
}

static enum says class_says(struct replay *r, const struct json *class, const struct observation *o)
{
    const struct json *any = replay_list(r, class, "any"),
                      *except = replay_list(r, class, "except");
    enum says says = SAYS_NO;

    replay_only(r, class, "a class", "name any except");
    for (size_t i = 0; i < any->count; i++) {
        enum says one = alternative_says(r, &any->items[i], o);

        says = one > says ? one : says;
    }
    for (size_t i = 0; i < except->count; i++) {
        enum says one = alternative_says(r, &except->items[i], o);
        enum says left = one == SAYS_YES ? SAYS_NO : one == SAYS_PERHAPS ? SAYS_PERHAPS : SAYS_YES;

        says = left < says ? left : says;
    }
    return says;
}

static enum says kind_says(struct replay *r, const struct json *classes,
                           const struct observation *o)
{
    enum says says = SAYS_NO;

    if (!kind_known(r, o->kind))
        return SAYS_NO;
    for (size_t i = 0; i < classes->count; i++) {
        enum says one = class_says(r, &classes->items[i], o);

        says = one > says ? one : says;
    }
    return says;
}

/* It, or else what it may have been instead. */
enum says replay_kinds_say(struct replay *r, const struct json *classes,
                           const struct observation *o)
{
    enum says says = kind_says(r, classes, o);

    for (size_t i = 0; says == SAYS_NO && kind_known(r, o->kind) && i < o->explanation_count; i++) {
        struct observation other = *o;

        other.kind = o->explanations[i].name;
        says = kind_says(r, classes, &other);
    }
    return says;
}

struct range replay_mass(struct replay *r, const struct json *classes, const struct observation *o)
{
    enum says says = kind_says(r, classes, o);
    struct range sum = replay_exists(o);

    sum.lo = says == SAYS_YES ? sum.lo : 0;
    sum.hi = says == SAYS_NO ? 0 : sum.hi;
    for (size_t i = 0; i < o->explanation_count; i++) {
        struct observation other = *o;

        other.kind = o->explanations[i].name;
        says = kind_says(r, classes, &other);
        sum.lo += says == SAYS_YES ? o->probability * o->explanations[i].share : 0;
        sum.hi += says == SAYS_NO ? 0 : o->probability * o->explanations[i].share;
    }
    return (struct range){sum.lo < 1 ? sum.lo : 1, sum.hi < 1 ? sum.hi : 1};
}

/* ---------------------------------------------------------------- people */

size_t replay_actor_of(const struct replay *r, struct str name)
{
    for (size_t i = 0; i < r->actor_count; i++)
        if (str_eq(r->actors[i].name, name))
            return i;
    for (size_t i = 0; i < r->actor_count; i++)
        for (size_t k = 0; k < r->actors[i].also->count; k++)
            if (r->actors[i].also->items[k].type == JSON_STRING &&
                str_eq(r->actors[i].also->items[k].text, name))
                return i;
    return NOBODY;
}

bool replay_answers_to(const struct replay *r, size_t actor, size_t above)
{
    for (; actor != NOBODY; actor = r->actors[actor].under)
        if (actor == above)
            return true;
    return false;
}

static bool is_party(const struct replay *r, size_t actor)
{
    return str_eq(r->actors[actor].role, STR("party"));
}

static bool form_is(struct replay *r, const struct json *actors, const char *form)
{
    return str_eq(replay_text_of(r, actors, "form"), str_z(form));
}

/* Does one of the names answer for the actor; perhaps: the actor is above one of them. */
static enum says named(struct replay *r, const struct json *actors, size_t actor)
{
    const struct json *names = replay_list(r, actors, "names");
    enum says says = SAYS_NO;

    for (size_t i = 0; i < names->count; i++) {
        size_t one = replay_actor_of(r, replay_item_of(r, names, i, JSON_STRING)->text);

        if (one == NOBODY)
            replay_fail(r, "the rule names somebody who is not among its actors");
        else if (replay_answers_to(r, actor, one))
            return SAYS_YES;
        else if (replay_answers_to(r, one, actor))
            says = SAYS_PERHAPS;
    }
    return says;
}

enum says replay_binds(struct replay *r, const struct json *actors, size_t actor)
{
    replay_only(r, actors, "actors", "form names together");
    if (form_is(r, actors, "anyone"))
        return named(r, actors, actor) == SAYS_YES ? SAYS_NO : SAYS_YES;
    if (form_is(r, actors, "names") || form_is(r, actors, "any of"))
        return named(r, actors, actor);
    for (size_t i = 0; i < r->actor_count; i++) /* any party and the like */
        if (is_party(r, i) && replay_answers_to(r, actor, i))
            return SAYS_YES;
    return SAYS_NO;
}

double replay_unknown_share(const struct replay *r, const struct observation *o)
{
    double left = 1;
    bool any = false;

    for (size_t i = 0; i < o->actor_count; i++) {
        bool is_known = replay_actor_of(r, o->actors[i].name) != NOBODY;

        any |= is_known && o->actors[i].share > 0;
        if (is_known || str_eq(o->actors[i].name, STR("other")))
            left -= o->actors[i].share;
    }
    return o->joint && any ? 0 : num_probability(left);
}

/* 1 less those whom it does not bind: a factor of occurrence. */
struct range replay_of_those(struct replay *r, const struct json *actors,
                             const struct observation *o)
{
    double out = 0, perhaps = 0;
    bool any = false, may = false, someone = false;

    for (size_t i = 0; i < o->actor_count; i++) {
        size_t actor = replay_actor_of(r, o->actors[i].name);
        double share = o->actors[i].share;

        if (share <= 0)
            continue;
        if (str_eq(o->actors[i].name, STR("other")) && !form_is(r, actors, "anyone"))
            out += share;
        if (actor == NOBODY)
            continue;
        someone = true;
        switch (replay_binds(r, actors, actor)) {
        case SAYS_NO:
            out += share;
            break;
        case SAYS_PERHAPS:
            perhaps += share;
            may = true;
            break;
        case SAYS_YES:
            any = true;
        }
    }
    if (o->joint && someone) /* one act of all of them */
        return (struct range){any ? 1 : 0, any || may ? 1 : 0};
    return replay_rounded((struct range){1 - out - perhaps, 1 - out});
}

struct range replay_share_of(const struct replay *r, size_t actor, const struct observation *o)
{
    double known = 0, perhaps = replay_unknown_share(r, o);

    for (size_t i = 0; i < o->actor_count; i++) {
        size_t one = replay_actor_of(r, o->actors[i].name);

        if (one == NOBODY || o->actors[i].share <= 0)
            continue;
        if (replay_answers_to(r, one, actor))
            known += o->actors[i].share;
        else if (replay_answers_to(r, actor, one))
            perhaps += o->actors[i].share; /* it may have been this group of it */
    }
    known = num_probability(known);
    return (struct range){known, num_probability(known + perhaps)};
}

/* The shares add up, what is unknown counts once. */
static void add_share(struct range *sum, double *perhaps, struct range one)
{
    sum->lo += one.lo;
    if (one.hi - one.lo > *perhaps)
        *perhaps = one.hi - one.lo;
}

struct range replay_share_of_any(struct replay *r, const struct json *actors, size_t same,
                                 const struct observation *o)
{
    const struct json *names = replay_list(r, actors, "names");
    struct range sum = {0, 0};
    double perhaps = 0, other = 0;
    bool is_names = form_is(r, actors, "names") || form_is(r, actors, "any of");

    replay_only(r, actors, "actors", "form names together");
    for (size_t i = 0; i < o->actor_count; i++)
        if (str_eq(o->actors[i].name, STR("other")))
            other += o->actors[i].share;
    if (form_is(r, actors, "anyone")) {
        for (size_t i = 0; i < names->count; i++)
            sum.lo += replay_share_of(r, replay_actor_of(r, names->items[i].text), o).lo;
        sum.lo = num_probability(1 - sum.lo);
        return (struct range){sum.lo, sum.lo};
    }
    if (is_names && replay_flag_of(r, actors, "together") && names->count > 1) {
        sum = (struct range){1, 1};
        for (size_t i = 0; i < names->count; i++) {
            struct range one = replay_share_of(r, replay_actor_of(r, names->items[i].text), o);

            sum.lo = one.lo < sum.lo ? one.lo : sum.lo;
            sum.hi = one.hi < sum.hi ? one.hi : sum.hi;
        }
        return o->joint ? sum : (struct range){0, 0};
    }
    if (form_is(r, actors, "same party"))
        return same == NOBODY ? (struct range){0, num_probability(1 - other)}
                              : replay_share_of(r, same, o);
    if (form_is(r, actors, "other party") && same == NOBODY)
        return (struct range){0, num_probability(1 - other)};
    for (size_t i = 0; i < r->actor_count; i++) {
        bool counts = false;

        if (is_names)
            for (size_t k = 0; k < names->count; k++)
                counts |= replay_actor_of(r, replay_item_of(r, names, k, JSON_STRING)->text) == i;
        else
            counts = is_party(r, i) &&
                     !(form_is(r, actors, "other party") && replay_answers_to(r, same, i));
        if (counts)
            add_share(&sum, &perhaps, replay_share_of(r, i, o));
    }
    sum.lo = num_probability(sum.lo);
    sum.hi = num_probability(sum.lo + perhaps);
    return sum;
}

struct range replay_against(struct replay *r, const struct json *actors,
                            const struct observation *o)
{
    const struct fact_attribute *target = observation_attribute(o, STR("target"));
    size_t actor;

    if (actors->type == JSON_NULL || form_is(r, actors, "anyone"))
        return (struct range){1, 1};
    actor = target ? replay_actor_of(r, target->text) : NOBODY;
    if (actor == NOBODY)
        return (struct range){0, 1};
    if (form_is(r, actors, "any party"))
        return is_party(r, actor) ? (struct range){1, 1} : (struct range){0, 0};
    return named(r, actors, actor) == SAYS_YES ? (struct range){1, 1} : (struct range){0, 0};
}

/* Each of [["actor", NAME], ["public"], ["same party"], ["other party"]] is among those it is addressed to. */
struct range replay_addressed(struct replay *r, const struct json *audience, size_t same,
                              const struct observation *o)
{
    if (audience->count == 0)
        return (struct range){1, 1};
    if (o->addressee_count == 0)
        return (struct range){0, 1};
    for (size_t i = 0; i < audience->count; i++) {
        const struct json *to = &audience->items[i];
        struct str form = replay_item_of(r, to, 0, JSON_STRING)->text;
        bool found = false;

        for (size_t k = 0; k < o->addressee_count && !found; k++) {
            size_t actor = replay_actor_of(r, o->addressees[k]);

            if (str_eq(form, STR("public")))
                found = str_eq(o->addressees[k], STR("public"));
            else if (actor == NOBODY)
                continue;
            else if (str_eq(form, STR("actor")))
                found = replay_answers_to(
                    r, actor, replay_actor_of(r, replay_item_of(r, to, 1, JSON_STRING)->text));
            else if (str_eq(form, STR("same party")))
                found = same != NOBODY && replay_answers_to(r, actor, same);
            else if (str_eq(form, STR("other party")))
                found = same != NOBODY && is_party(r, actor) && !replay_answers_to(r, same, actor);
            else
                replay_fail(r, "\"%.*s\" is no addressee", STR_ARG(form));
        }
        if (!found)
            return (struct range){0, 0};
    }
    return (struct range){1, 1};
}

bool replay_agree_on(struct replay *r, const struct json *same, const struct observation *a,
                     const struct observation *b)
{
    for (size_t i = 0; i < same->count; i++) {
        struct str name = replay_item_of(r, same, i, JSON_STRING)->text;
        const struct fact_attribute *x = observation_attribute(a, name);
        const struct fact_attribute *y = observation_attribute(b, name);

        if (!x || !y || x->is_number != y->is_number)
            return false;
        if (x->is_number ? x->number < y->number || x->number > y->number
                         : !str_eq(x->text, y->text))
            return false;
    }
    return true;
}

struct range replay_exists(const struct observation *o)
{
    double p = o->probability * (1 - o->explained);

    return (struct range){p > 0 ? p : 0, p > 0 ? p : 0};
}

/* What a record adds to a sum: things, metres, seconds or kilogrammes. */
double replay_amount_of(const struct observation *o, struct str measure)
{
    const struct fact_attribute *a = NULL;

    if (str_eq(measure, STR("count")))
        return o->has_quantity ? o->quantity : 1;
    if (str_eq(measure, STR("length")))
        a = observation_attribute(o, STR("distance"));
    else if (str_eq(measure, STR("duration")))
        a = observation_attribute(o, STR("duration"));
    else if (str_eq(measure, STR("mass")))
        a = observation_attribute(o, STR("mass"));
    if (!a && str_eq(measure, STR("duration")))
        return (double)(o->time.to_us - o->time.from_us) / 1e6;
    return a && a->is_number ? a->number : 0;
}

/* ---------------------------------------------------------------- times */

int64_t replay_last_of(struct fact_time time)
{
    return time.to_us > time.from_us ? time.to_us - 1 : time.from_us;
}

static int time_order(const void *a, const void *b)
{
    const struct fact_time *x = a, *y = b;

    if (x->from_us != y->from_us)
        return x->from_us < y->from_us ? -1 : 1;
    return (x->to_us > y->to_us) - (x->to_us < y->to_us);
}

void replay_stretches_tidy(struct stretches *s)
{
    size_t kept = 0;

    if (s->count > 1)
        qsort(s->items, s->count, sizeof *s->items, time_order);
    for (size_t i = 0; i < s->count; i++) {
        if (s->items[i].from_us >= s->items[i].to_us)
            continue;
        if (kept && s->items[i].from_us <= s->items[kept - 1].to_us) {
            if (s->items[i].to_us > s->items[kept - 1].to_us)
                s->items[kept - 1].to_us = s->items[i].to_us;
        } else {
            s->items[kept++] = s->items[i];
        }
    }
    s->count = kept;
}

/* [[from, to] ...]; null is open. */
struct stretches replay_stretches_of(struct replay *r, const struct json *in, const char *key)
{
    const struct json *all = replay_list(r, in, key);
    struct stretches s = {ARENA_NEW(r->arena, struct fact_time, all->count + 1), 0};

    if (!s.items) {
        replay_fail(r, "no memory");
        return s;
    }
    for (size_t i = 0; i < all->count; i++) {
        const struct json *one = &all->items[i];

        if (one->type != JSON_ARRAY || one->count != 2) {
            replay_fail(r, "%s has a time without two ends", key);
            continue;
        }
        s.items[s.count++] = (struct fact_time){replay_moment_of(r, &one->items[0], TIME_NONE),
                                                replay_moment_of(r, &one->items[1], TIME_NEVER)};
    }
    replay_stretches_tidy(&s);
    return s;
}

int64_t replay_stretch_end(const struct stretches *s, int64_t at_us)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->items[i].from_us <= at_us && at_us < s->items[i].to_us)
            return s->items[i].to_us;
    return at_us;
}

bool replay_stretches_hold(const struct stretches *s, int64_t from_us, int64_t to_us)
{
    if (from_us >= to_us)
        return true;
    for (size_t i = 0; i < s->count; i++)
        if (s->items[i].from_us <= from_us && to_us <= s->items[i].to_us)
            return true;
    return false;
}

/* The share of an observation's time inside; where the data gives no distribution, none is invented. */
struct range replay_time_in(const struct stretches *s, struct fact_time time, bool holds,
                            bool aggregate)
{
    double inside = 0;

    if (time.from_us >= time.to_us)
        return replay_stretch_end(s, time.from_us) > time.from_us ? (struct range){1, 1}
                                                                  : (struct range){0, 0};
    if (replay_stretches_hold(s, time.from_us, time.to_us))
        return (struct range){1, 1};
    for (size_t i = 0; i < s->count; i++) {
        int64_t from = s->items[i].from_us > time.from_us ? s->items[i].from_us : time.from_us;
        int64_t to = s->items[i].to_us < time.to_us ? s->items[i].to_us : time.to_us;

        if (from < to)
            inside += (double)(to - from) / (double)(time.to_us - time.from_us);
    }
    if (inside > 0 && holds)
        return (struct range){1, 1};
    if (inside > 0 && aggregate)
        return (struct range){0, 1};
    inside = num_probability(inside);
    return (struct range){inside, inside};
}

/* ---------------------------------------------------------------- counts */

/* P(count <= number) of independent events: the distribution, one event after the other. */
double replay_at_most(struct replay *r, const struct range *p, bool by_hi, size_t count,
                      double number)
{
    double *chance = ARENA_NEW(r->arena, double, count + 2), sum = 0;

    if (!chance) {
        replay_fail(r, "no memory");
        return 0;
    }
    chance[0] = 1;
    for (size_t i = 0; i < count && !r->failed; i++) {
        double one = by_hi ? p[i].hi : p[i].lo;

        replay_spend(r, i + 1);
        for (size_t k = i + 1; k > 0; k--)
            chance[k] = chance[k] * (1 - one) + chance[k - 1] * one;
        chance[0] *= 1 - one;
    }
    for (size_t k = 0; k <= count && (double)k <= number; k++)
        sum += chance[k];
    return sum < 1 ? sum : 1;
}

struct range replay_count_chance(struct replay *r, struct str comparison, double number,
                                 const struct range *p, size_t count)
{
    double below = number; /* the greatest count that is not more */

    if (str_eq(comparison, STR("at least")) || str_eq(comparison, STR("less than")))
        below = number - 1e-9; /* strictly less */
    if (str_eq(comparison, STR("exactly"))) {
        replay_fail(r, "a duty that asks for exactly so many is beyond this checker");
        return (struct range){0, 1};
    }
    if (str_eq(comparison, STR("at most")) || str_eq(comparison, STR("less than")))
        return (struct range){replay_at_most(r, p, true, count, below),
                              replay_at_most(r, p, false, count, below)};
    if (!str_eq(comparison, STR("at least")) && !str_eq(comparison, STR("more than")))
        replay_fail(r, "\"%.*s\" is no comparison", STR_ARG(comparison));
    return (struct range){1 - replay_at_most(r, p, false, count, below),
                          1 - replay_at_most(r, p, true, count, below)};
}

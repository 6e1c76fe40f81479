/* SPDX-License-Identifier: Apache-2.0
 *
 * keep K of P out of Z, inside Z, at least D from L: presence of one unit (else of one place, within its error), from the first
 * sighting until it is seen gone or coverage ends. The records of the certificate are the sightings of that one. */
#include "base/num.h"
#include "replay/ground.h"

#include <math.h>

/* A unit's name, or its place. */
static const struct fact_attribute *unit_of(const struct observation *o, struct str *form)
{
    static const struct str forms[] = {STR_INIT("unit"), STR_INIT("vessel"), STR_INIT("site")};

    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        const struct fact_attribute *a = observation_attribute(o, forms[i]);

        *form = forms[i];
        if (a)
            return a;
    }
    return NULL;
}

static size_t likely_party(const struct replay *r, const struct observation *o)
{
    size_t party = NOBODY;

    for (size_t i = 0; i < r->actor_count; i++)
        for (size_t k = 0; k < o->actor_count; k++)
            if (replay_actor_of(r, o->actors[k].name) == i && o->actors[k].share >= r->likely)
                party = i;
    return party;
}

static double apart_m(struct geo_point a, struct geo_point b)
{
    struct probe p = replay_probe_at(a, 0, 0), q = replay_probe_at(b, 0, 0);
    double x = p.at.x - q.at.x, y = p.at.y - q.at.y, z = p.at.z - q.at.z;

    return sqrt(x * x + y * y + z * z);
}

bool replay_are_same_unit(struct replay *r, const struct observation *a,
                          const struct observation *b, bool with_kind)
{
    struct str form_a, form_b;
    const struct fact_attribute *x = unit_of(a, &form_a), *y = unit_of(b, &form_b);

    if (!x && !y && a->place.form == FACT_PLACE_POINT && b->place.form == FACT_PLACE_POINT) {
        double reach = a->place.error_m > b->place.error_m ? a->place.error_m : b->place.error_m;

        return apart_m(a->place.point, b->place.point) <= reach + 0.001;
    }
    if (!x != !y || likely_party(r, a) != likely_party(r, b) ||
        (with_kind && !str_eq(a->kind, b->kind)))
        return false;
    if (x)
        return str_eq(form_a, form_b) && str_eq(x->text, y->text);
    return a->place.form == b->place.form && str_eq(a->place.area, b->place.area) &&
           str_eq(a->place.geometry, b->place.geometry);
}

/* What the status of a weapon says of its presence: docs/reference/meaning.md has the table. */
struct range replay_presence(const struct observation *o, bool is_ceiling)
{
    static const struct {
        const char *status;
        bool in_keep, in_limit; /* it counts by its place */
    } known[] = {
        {"outside storage", false, true},
        {"W2", false, true},
        {"in storage", false, true},
        {"missing", false, false},
        {"abandoned", false, false},
        {"not proscribed", false, true},
        {"W6", false, true},
    };
    const struct fact_attribute *a = observation_attribute(o, STR("status"));

    if (a && (str_eq(a->text, STR("not verified")) || str_eq(a->text, STR("W3"))))
        return (struct range){0, 1};
    for (size_t i = 0; a && i < COUNT_OF(known); i++)
        if (str_eq(a->text, str_z(known[i].status)) &&
            !(is_ceiling ? known[i].in_limit : known[i].in_keep))
            return (struct range){0, 0};
    return (struct range){1, 1};
}

/* How likely the place breaks the rule; `inside` asks for the opposite. */
static struct range broken_at(struct replay *r, const struct observation *o, size_t where,
                              size_t reading)
{
    struct range p = replay_place_chance(r, where, reading, &o->place, o->name);

    return str_eq(replay_text_of(r, r->rule, "relation"), STR("inside")) ? replay_inverse(p) : p;
}

/* "on the side of the same party": whichever party it was, its own side. */
static struct range by_sides(struct replay *r, const struct observation *o, size_t reading)
{
    const struct json *sides = replay_list(r, r->rule, "sides");
    struct range unknown = {1, 0}, sum = {0, 0};
    struct range who = replay_of_those(r, replay_member(r, r->rule, "actors", JSON_OBJECT), o);
    double known = 0;

    for (size_t i = 0; i < sides->count && !r->failed; i++) {
        const struct json *side = &sides->items[i];
        size_t party = replay_actor_of(r, replay_text_of(r, side, "party"));
        double share = replay_share_of(r, party, o).lo;
        struct range one = broken_at(r, o, replay_index_of(r, side, "where"), reading);

        replay_only(r, side, "a side", "party where");
        unknown.lo = one.lo < unknown.lo ? one.lo : unknown.lo;
        unknown.hi = one.hi > unknown.hi ? one.hi : unknown.hi;
        known += share;
        sum.lo += share * one.lo;
        sum.hi += share * one.hi;
    }
    if (who.lo > known)
        sum.lo += (who.lo - known) * unknown.lo;
    if (who.hi > known)
        sum.hi += (who.hi - known) * unknown.hi;
    return sum;
}

/* A sighting, per reading. */
static void sight(struct replay *r, const struct observation *o, struct range *readings)
{
    const struct json *actors = replay_member(r, r->rule, "actors", JSON_OBJECT);
    struct range base = replay_times(replay_mass(r, replay_list(r, r->rule, "kinds"), o),
                                     replay_presence(o, false));

    base = replay_times(base, replay_time_of_act(r, r->rule, o));
    base = replay_times(base,
                        replay_inverse(replay_excused(r, json_get(r->rule, "unless"), o, NOBODY)));
    for (size_t i = 0; i < r->reading_count && !r->failed; i++) {
        if (replay_list(r, r->rule, "sides")->count)
            readings[i] = by_sides(r, o, i);
        else
            readings[i] = replay_times(broken_at(r, o, replay_index_of(r, r->rule, "where"), i),
                                       replay_of_those(r, actors, o));
        readings[i] = replay_times(base, readings[i]);
    }
}

struct stay {
    const struct observation *first;
    int64_t from_us, to_us, last_us;
    bool is_open, is_over;
};

static void close_stay(struct stay *s, int64_t at_us)
{
    s->is_open = false;
    s->is_over = true;
    s->to_us = at_us > s->to_us ? at_us : s->to_us;
}

static void next_sighting(struct replay *r, struct stay *s, size_t i, const struct stretches *seen,
                          struct range *none, struct range *readings)
{
    const struct observation *o = &r->facts.observations[i];
    bool is_gone = o->has_quantity && o->quantity <= 0;
    double most = 0;

    if (s->first && !replay_are_same_unit(r, s->first, o, false)) {
        replay_fail(r, "%.*s is of another unit or place", STR_ARG(o->name));
        return;
    }
    r->is_used[i] = true;
    sight(r, o, readings);
    for (size_t k = 0; k < r->reading_count; k++)
        most = readings[k].hi > most ? readings[k].hi : most;
    if (s->is_open && !replay_stretches_hold(seen, s->last_us, o->time.from_us))
        close_stay(s, replay_stretch_end(seen, s->last_us));
    if (s->is_over) {
        replay_fail(r, "%.*s came when that presence was over", STR_ARG(o->name));
        return;
    }
    if (is_gone || num_probability(most) <= 0) {
        if (!s->is_open)
            replay_fail(r, "%.*s shows no presence", STR_ARG(o->name));
        replay_say(r, "%.*s: seen gone", STR_ARG(o->name));
        close_stay(s, o->time.from_us);
        return;
    }
    if (!s->is_open) {
        struct stretches maybe = replay_stretches_of(r, r->rule, "maybe");
        int64_t from = o->holds && maybe.count ? maybe.items[0].from_us : o->time.from_us;

        *s = (struct stay){.first = o,
                           .from_us = o->time.from_us > from ? o->time.from_us : from,
                           .to_us = o->time.to_us,
                           .last_us = o->time.from_us,
                           .is_open = true};
    }
    replay_say(r, "%.*s: seen there", STR_ARG(o->name));
    replay_say_range(r, "  it breaks the rule", readings[0]);
    for (size_t k = 0; k < r->reading_count; k++)
        none[k] = replay_times(none[k], replay_inverse(readings[k]));
    s->last_us = replay_last_of(o->time) > s->last_us ? replay_last_of(o->time) : s->last_us;
    s->to_us = o->time.to_us > s->to_us ? o->time.to_us : s->to_us;
}

void replay_keep(struct replay *r)
{
    const struct json *time = replay_member(r, r->finding, "time", JSON_OBJECT);
    const struct json *slots = replay_list(r, r->rule, "slots");
    struct stretches seen = replay_covered(r, replay_member(r, r->rule, "coverage", JSON_OBJECT));
    struct range *none = ARENA_NEW(r->arena, struct range, r->reading_count + 1);
    struct range *readings = ARENA_NEW(r->arena, struct range, r->reading_count + 1);
    int64_t until = replay_time_of(r, r->rule, "until", TIME_NEVER);
    struct stay s = {0};
    struct verdict v = {.status = FACT_STATUS_ALLEGED, .party = NOBODY};

    if (!none || !readings || r->failed) {
        replay_fail(r, "no memory");
        return;
    }
    replay_say(r, "rule: %.*s", STR_ARG(replay_text_of(r, r->rule, "text")));
    for (size_t k = 0; k < r->reading_count; k++)
        none[k] = (struct range){1, 1};
    for (size_t i = 0; i < r->facts.observation_count && !r->failed; i++)
        if (replay_kinds_say(r, replay_list(r, r->rule, "kinds"), &r->facts.observations[i]) !=
            SAYS_NO)
            next_sighting(r, &s, i, &seen, none, readings);
    if (!s.first) {
        replay_fail(r, "no sighting shows a presence");
        return;
    }
    if (s.is_open) {
        int64_t end = replay_stretch_end(&seen, s.last_us);

        close_stay(&s, end < until ? end : until);
    }
    for (size_t k = 0; k < r->reading_count; k++)
        readings[k] = replay_rounded(replay_inverse(none[k]));
    for (size_t i = 0; i < r->facts.observation_count && v.status == FACT_STATUS_ALLEGED; i++)
        v = replay_ruling_on(r, &r->facts.observations[i]);
    if (v.status == FACT_STATUS_SUBSTANTIATED && v.party != NOBODY)
        replay_fail(r, "a ruling that names whose presence it was is beyond this checker");
    replay_judge_occurrence(r, readings, replay_flag_of(r, r->rule, "disputed"), v, false);
    replay_same_parties(r, slots, s.first, v);
    replay_same_text(r, "the party", replay_named_party(r, slots, s.first, v),
                     json_get(r->finding, "party"));
    replay_same_attribution(r, v.attribution ? v.attribution : &s.first->attribution);
    replay_same_time(r, "the first sighting", s.from_us, json_get(time, "from"));
    replay_same_time(r, "the end of that presence", s.to_us, json_get(time, "to"));
    replay_all_null(r, "states value bound unit events");
    replay_check_id(r, s.first->name, true);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * What still matters, from the plan. Whoever asks about a kind says for how long:
 *
 *     a prohibition                       the act itself, by its own time
 *     its `unless ... at most D before`   D before an act that is held
 *     `limit ... every D`                 the whole of a period
 *     conditions, clocks, duties,         as long as the agreement runs: time is walked through anew at every tick
 *     presence, holdings, steps
 *
 * and where: near the places it names, or everywhere. Too much is held where that is simpler; too little never. */
#include "watch/watch_int.h"

#include "geo/trig.h"

#include <string.h>

enum ask { ASK_ACT, ASK_PAST, ASK_PERIOD, ASK_FOREVER };

struct asking {
    struct keep *keep;
    struct arena *arena;
    struct err *err;
};

int64_t keep_longest(struct plan_span span)
{
    const int64_t limit = (TIME_MAX_US - TIME_MIN_US) / TIME_DAY_US;
    int64_t days = 0;

    switch (span.unit) {
    case PLAN_ELAPSED:
        return span.count;
    case PLAN_DAYS:
        days = 1;
        break;
    case PLAN_MONTHS:
        days = 31;
        break;
    case PLAN_YEARS:
        days = 366;
        break;
    }
    if (span.count > limit / days)
        return limit * TIME_DAY_US;
    return (span.count * days + 1) * TIME_DAY_US;
}

/* ---------------------------------------------------------------- where */

static enum err_code add_box(struct asking *a, struct keep_kind *kind, struct geo_box box)
{
    for (size_t i = 0; i < kind->box_count; i++)
        if (memcmp(&kind->boxes[i], &box, sizeof box) == 0)
            return ERR_OK;
    TRY(arena_grow(a->arena, &kind->boxes, kind->box_count, &kind->box_capacity, sizeof box,
                   a->err));
    kind->boxes[kind->box_count++] = box;
    return ERR_OK;
}

static enum err_code add_nodes(struct asking *a, struct keep_kind *kind, const uint32_t *nodes,
                               size_t count)
{
    for (size_t i = 0; i < count && !kind->is_everywhere; i++) {
        struct geo_box box;

        if (nodes[i] == PLAN_NONE || !geo_zone_box(&a->keep->plan->geometry, nodes[i], &box))
            kind->is_everywhere = true;
        else
            TRY(add_box(a, kind, box));
    }
    return ERR_OK;
}

static enum err_code add_spots(struct asking *a, struct keep_kind *kind,
                               const struct plan_spots *spots)
{
    if (!spots || spots->count == 0)
        kind->is_everywhere = true;
    for (size_t i = 0; spots && i < spots->count && !kind->is_everywhere; i++) {
        const struct plan_place *place = &a->keep->plan->places[spots->items[i].place];

        /* where something came from or went to a record need not say */
        if (spots->items[i].preposition == PLAN_FROM || spots->items[i].preposition == PLAN_INTO ||
            place->is_moving || place->form == PLAN_PLACE_OPEN ||
            place->zone_count + place->member_count == 0) {
            kind->is_everywhere = true;
            break;
        }
        TRY(add_nodes(a, kind, place->zones, place->zone_count));
        if (place->member_count) {
            size_t each = place->zone_count ? place->zone_count : a->keep->plan->reading_count;

            TRY(add_nodes(a, kind, place->member_zones, place->member_count * each));
        }
    }
    return ERR_OK;
}

/* ---------------------------------------------------------------- who asks */

static bool is_of(const struct plan *plan, const struct plan_class *class, uint32_t kind)
{
    for (size_t i = 0; i < class->alternative_count; i++)
        if (plan_kind_is(plan, kind, class->alternatives[i].kind) ||
            plan_kind_is(plan, class->alternatives[i].kind, kind))
            return true;
    return false;
}

static enum err_code ask_class(struct asking *a, uint32_t class, const struct plan_spots *spots,
                               enum ask ask)
{
    const struct plan *plan = a->keep->plan;

    if (class == PLAN_NONE)
        return ERR_OK;
    for (uint32_t k = 0; k < plan->kind_count; k++) {
        struct keep_kind *kind = &a->keep->kinds[k];

        if (!is_of(plan, &plan->classes[class], k))
            continue;
        kind->is_about = true;
        kind->is_forever |= ask == ASK_FOREVER;
        kind->is_act |= ask == ASK_ACT;
        kind->is_past |= ask == ASK_PAST;
        kind->is_periodic |= ask == ASK_PERIOD;
        TRY(add_spots(a, kind, spots));
    }
    return ERR_OK;
}

static enum err_code ask_classes(struct asking *a, struct plan_list classes,
                                 const struct plan_spots *spots, enum ask ask)
{
    for (size_t i = 0; i < classes.count; i++)
        TRY(ask_class(a, classes.items[i], spots, ask));
    return ERR_OK;
}

/* All that a clause is about, for as long as the agreement runs. */
static enum err_code ask_clauses(struct asking *a, struct plan_list clauses)
{
    for (size_t i = 0; i < clauses.count; i++) {
        const struct plan_clause *c = &a->keep->plan->clauses[clauses.items[i]];

        for (uint32_t s = c->first_statement; s < c->first_statement + c->statement_count; s++) {
            const struct plan_statement *st = &a->keep->plan->statements[s];

            TRY(ask_classes(a, st->classes, &st->spots, ASK_FOREVER));
        }
    }
    return ERR_OK;
}

static enum err_code ask_happening(struct asking *a, const struct plan_happening *h)
{
    TRY(ask_clauses(a, h->clauses));
    return ask_class(a, h->class, &h->spots, ASK_FOREVER);
}

static enum err_code ask_event(struct asking *a, const struct plan_event *event)
{
    TRY(ask_clauses(a, event->clauses));
    if (event->form == PLAN_EVENT_EACH || event->form == PLAN_EVENT_FIRST)
        TRY(ask_happening(a, &event->happening));
    return ERR_OK;
}

static enum err_code ask_past(struct asking *a, uint32_t past, bool is_forever)
{
    const struct plan_past *p;

    if (past == PLAN_NONE)
        return ERR_OK;
    p = &a->keep->plan->pasts[past];
    for (size_t i = 0; i < p->children.count; i++)
        TRY(ask_past(a, p->children.items[i], is_forever));
    if (p->form != PLAN_PAST_ACT)
        return ERR_OK;
    if (p->timing != PLAN_AT_MOST_BEFORE && p->timing != PLAN_BETWEEN_BEFORE)
        is_forever = true;
    else if (keep_longest(p->far) > a->keep->far_us)
        a->keep->far_us = keep_longest(p->far);
    return ask_class(a, p->class, NULL, is_forever ? ASK_FOREVER : ASK_PAST);
}

static enum err_code ask_duty(struct asking *a, const struct plan_statement *s)
{
    TRY(ask_event(a, &s->due.of));
    for (size_t i = 0; i < s->due.step_count; i++)
        TRY(ask_event(a, &s->due.steps[i].of));
    return ask_classes(a, s->classes, s->form == PLAN_REQUIRE ? &s->spots : NULL, ASK_FOREVER);
}

static int64_t period_length(const struct plan_period *every)
{
    switch (every->form) {
    case PLAN_PERIOD_NONE:
        return 0;
    case PLAN_EVERY_DAY:
        return 2 * TIME_DAY_US;
    case PLAN_EVERY_WEEK:
        return 8 * TIME_DAY_US;
    case PLAN_EVERY_MONTH:
        return 32 * TIME_DAY_US;
    case PLAN_EVERY_SPAN:
        return keep_longest(every->span) + TIME_DAY_US;
    }
    return 0;
}

static enum err_code ask_limit(struct asking *a, const struct plan_statement *s)
{
    int64_t length = period_length(&s->every);

    TRY(ask_class(a, s->amount.for_each_class, NULL, ASK_FOREVER));
    if (s->every.form == PLAN_PERIOD_NONE) /* holdings: where a unit is later counts too */
        return ask_classes(a, s->classes, NULL, ASK_FOREVER);
    if (length > a->keep->period_us)
        a->keep->period_us = length;
    a->keep->has_periods[s->clause] = true;
    return ask_classes(a, s->classes, &s->spots, ASK_PERIOD);
}

static enum err_code ask_statement(struct asking *a, const struct plan_statement *s)
{
    bool is_act = s->form == PLAN_FORBID || s->form == PLAN_PERMIT;

    TRY(ask_past(a, s->tail.unless, !is_act));
    TRY(ask_event(a, &s->tail.during.event));
    switch (s->form) {
    case PLAN_FORBID:
        return ask_classes(a, s->classes, &s->spots, ASK_ACT);
    case PLAN_PERMIT: /* asks about acts that are forbidden elsewhere */
    case PLAN_ASSESS: /* yields no finding */
        return ERR_OK;
    case PLAN_REQUIRE:
    case PLAN_WITHDRAW:
    case PLAN_SYNCHRONOUS:
        TRY(ask_clauses(a, s->with));
        return ask_duty(a, s);
    case PLAN_KEEP: /* seen elsewhere, a unit is gone */
        return ask_classes(a, s->classes, NULL, ASK_FOREVER);
    case PLAN_LIMIT:
        return ask_limit(a, s);
    }
    return ERR_OK;
}

/* Notices against a renewal. */
static enum err_code ask_renewals(struct asking *a)
{
    static const char *const names[] = {"notice", "notification"};
    const struct plan *plan = a->keep->plan;

    for (size_t i = 0; i < plan->phase_count; i++)
        for (size_t n = 0; plan->phases[i].renewal == PLAN_RENEW_UNLESS_NOTICE && n < 2; n++) {
            uint32_t notice = plan_find_kind(plan, str_z(names[n]));

            for (uint32_t k = 0; notice != PLAN_NONE && k < plan->kind_count; k++)
                if (plan_kind_is(plan, k, notice))
                    a->keep->kinds[k].is_about = a->keep->kinds[k].is_forever =
                        a->keep->kinds[k].is_everywhere = true;
        }
    return ERR_OK;
}

enum err_code keep_init(struct keep *keep, struct arena *arena, const struct plan *plan,
                        struct err *err)
{
    struct asking a = {keep, arena, err};

    *keep = (struct keep){.plan = plan, .is_everything = plan->follow_count > 0};
    keep->kinds = ARENA_NEW(arena, struct keep_kind, plan->kind_count + 1);
    keep->has_periods = ARENA_NEW(arena, bool, plan->clause_count + 1);
    if (!keep->kinds || !keep->has_periods)
        return err_no_memory(err);
    map_init(&keep->names, arena);
    for (uint32_t k = 0; k < plan->kind_count; k++)
        TRY(map_set(&keep->names, plan->kinds[k].name, k, err));
    for (size_t i = 0; i < plan->statement_count; i++)
        TRY(ask_statement(&a, &plan->statements[i]));
    for (size_t i = 0; i < plan->condition_count; i++) {
        TRY(ask_clauses(&a, plan->conditions[i].clauses));
        if (plan->conditions[i].form == PLAN_COND_NO || plan->conditions[i].form == PLAN_COND_COUNT)
            TRY(ask_happening(&a, &plan->conditions[i].happening));
    }
    for (size_t i = 0; i < plan->date_count; i++)
        TRY(ask_event(&a, &plan->dates[i].event));
    return ask_renewals(&a);
}

/* ---------------------------------------------------------------- asked */

const struct keep_kind *keep_kind_of(const struct keep *keep, struct str name)
{
    uint32_t kind = map_get(&keep->names, name);

    return kind != MAP_NONE && keep->kinds[kind].is_about ? &keep->kinds[kind] : NULL;
}

/* Radius beyond which the place surely does not reach; below 0: there is none. */
static double reach_m(const struct fact_place *place)
{
    const double sure = 10, rest_m = 1000;

    if (place->form == FACT_PLACE_POINT)
        return sure * place->error_m + rest_m;
    if (place->form == FACT_PLACE_ELLIPSE)
        return sure * (place->major_m > place->minor_m ? place->major_m : place->minor_m) + rest_m;
    return -1;
}

static bool is_clear_of(const struct geo_box *box, struct geo_point p, double lat_deg,
                        double lon_deg)
{
    if (p.lat_deg + lat_deg < box->south_deg || p.lat_deg - lat_deg > box->north_deg)
        return true;
    for (int turn = -1; turn <= 1; turn++) {
        double lon = p.lon_deg + 360.0 * turn;

        if (lon + lon_deg >= box->west_deg && lon - lon_deg <= box->east_deg)
            return false;
    }
    return true;
}

bool keep_is_far(const struct keep *keep, const struct keep_kind *kind,
                 const struct fact_place *place)
{
    const double metres_a_degree = 110000; /* of latitude at least that many */
    double reach = reach_m(place), lat, lon, shrink;

    if (keep->is_everything || kind->is_everywhere || reach < 0 || reach > 500000)
        return false;
    lat = reach / metres_a_degree;
    if (place->point.lat_deg + lat > 85 || place->point.lat_deg - lat < -85)
        return false;
    shrink = geo_cos(
        (place->point.lat_deg < 0 ? lat - place->point.lat_deg : lat + place->point.lat_deg) *
        GEO_RAD);
    lon = lat / shrink;
    for (size_t i = 0; i < kind->box_count; i++)
        if (!is_clear_of(&kind->boxes[i], place->point, lat, lon))
            return false;
    return true;
}

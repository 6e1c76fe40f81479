/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/plan.h"

#include "base/num.h"

uint32_t plan_find_actor(const struct plan *plan, struct str name)
{
    for (size_t i = 0; i < plan->actor_count; i++)
        if (str_eq(plan->actors[i].name, name))
            return (uint32_t)i;
    for (size_t i = 0; i < plan->actor_count; i++)
        for (size_t j = 0; j < plan->actors[i].also_count; j++)
            if (str_eq(plan->actors[i].also[j], name))
                return (uint32_t)i;
    return PLAN_NONE;
}

uint32_t plan_find_kind(const struct plan *plan, struct str name)
{
    for (size_t i = 0; i < plan->kind_count; i++)
        if (str_eq(plan->kinds[i].name, name))
            return (uint32_t)i;
    return PLAN_NONE;
}

uint32_t plan_find_place(const struct plan *plan, struct str name)
{
    for (size_t i = 0; i < plan->place_count; i++)
        if (str_eq(plan->places[i].name, name))
            return (uint32_t)i;
    return PLAN_NONE;
}

uint32_t plan_find_clause(const struct plan *plan, struct str label)
{
    for (size_t i = 0; i < plan->clause_count; i++)
        if (str_eq(plan->clauses[i].label, label))
            return (uint32_t)i;
    return PLAN_NONE;
}

uint32_t plan_find_phase(const struct plan *plan, struct str name)
{
    for (size_t i = 0; i < plan->phase_count; i++)
        if (str_eq(plan->phases[i].name, name))
            return (uint32_t)i;
    return PLAN_NONE;
}

uint32_t plan_find_key(const struct plan *plan, const struct plan_place *place, uint32_t actor)
{
    for (size_t n = 0; n <= plan->actor_count && actor != PLAN_NONE; n++) {
        for (size_t i = 0; i < place->keys.count; i++)
            if (place->keys.items[i] == actor)
                return (uint32_t)i;
        actor = plan->actors[actor].under;
    }
    return PLAN_NONE;
}

bool plan_kind_is(const struct plan *plan, uint32_t kind, uint32_t ancestor)
{
    while (kind != PLAN_NONE && kind > ancestor)
        kind = plan->kinds[kind].parent; /* always a smaller index */
    return kind == ancestor && kind != PLAN_NONE;
}

bool plan_actor_is(const struct plan *plan, uint32_t actor, uint32_t party)
{
    /* plan_verify has shown that `under` runs in no circle; the count is for unverified plans. */
    for (size_t i = 0; i <= plan->actor_count && actor != PLAN_NONE; i++) {
        if (actor == party)
            return true;
        actor = plan->actors[actor].under;
    }
    return false;
}

const char *plan_role_text(enum plan_role role)
{
    switch (role) {
    case PLAN_PARTY:
        return "party";
    case PLAN_MEDIATOR:
        return "mediator";
    case PLAN_MONITOR:
        return "monitor";
    case PLAN_GUARANTOR:
        return "guarantor";
    case PLAN_GROUP:
        return "group";
    case PLAN_BODY:
        return "body";
    }
    return "";
}

const char *plan_gravity_text(enum plan_gravity gravity)
{
    switch (gravity) {
    case PLAN_GRAVITY_NONE:
        return "";
    case PLAN_MINOR:
        return "minor";
    case PLAN_SERIOUS:
        return "serious";
    case PLAN_GRAVE:
        return "grave";
    }
    return "";
}

const char *plan_form_text(enum plan_form form)
{
    switch (form) {
    case PLAN_FORBID:
        return "forbid";
    case PLAN_PERMIT:
        return "permit";
    case PLAN_REQUIRE:
        return "require";
    case PLAN_KEEP:
        return "keep";
    case PLAN_LIMIT:
        return "limit";
    case PLAN_WITHDRAW:
        return "withdraw";
    case PLAN_ASSESS:
        return "assess";
    case PLAN_SYNCHRONOUS:
        return "synchronous";
    }
    return "";
}

/* Add without leaving the years 1 to 9999. */
static int64_t clamped(int64_t at_us, int64_t by_us)
{
    if (by_us > 0 && at_us > TIME_MAX_US - by_us)
        return TIME_MAX_US;
    if (by_us < 0 && at_us < TIME_MIN_US - by_us)
        return TIME_MIN_US;
    return at_us + by_us;
}

int64_t plan_span_add(const struct tz *tz, int64_t at_us, int sign, struct plan_span span)
{
    if (at_us == TIME_NONE || at_us == TIME_NEVER)
        return at_us;
    int64_t count = sign < 0 ? -span.count : span.count;
    switch (span.unit) {
    case PLAN_ELAPSED:
        return clamped(at_us, count);
    case PLAN_DAYS:
        if (count > 4000000 || count < -4000000)
            return count > 0 ? TIME_MAX_US : TIME_MIN_US;
        return tz_add(tz, at_us, 0, 0, count);
    case PLAN_MONTHS:
        if (count > 120000 || count < -120000)
            return count > 0 ? TIME_MAX_US : TIME_MIN_US;
        return tz_add(tz, at_us, 0, (int)count, 0);
    case PLAN_YEARS:
        if (count > 10000 || count < -10000)
            return count > 0 ? TIME_MAX_US : TIME_MIN_US;
        return tz_add(tz, at_us, (int)count, 0, 0);
    }
    return at_us;
}

void plan_span_put(struct buf *buf, struct plan_span span)
{
    int64_t count = span.count;
    const char *unit = "d";
    switch (span.unit) {
    case PLAN_ELAPSED:
        if (count % TIME_HOUR_US == 0) {
            count /= TIME_HOUR_US;
            unit = "h";
        } else if (count % TIME_MINUTE_US == 0) {
            count /= TIME_MINUTE_US;
            unit = "min";
        } else {
            num_put(buf, (double)count / (double)TIME_SECOND_US, 6);
            buf_puts(buf, " s");
            return;
        }
        break;
    case PLAN_DAYS:
        break;
    case PLAN_MONTHS:
        unit = "mo";
        break;
    case PLAN_YEARS:
        unit = "y";
        break;
    }
    num_put_i64(buf, count);
    buf_printf(buf, " %s", unit);
}

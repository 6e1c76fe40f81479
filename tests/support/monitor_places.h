/* SPDX-License-Identifier: Apache-2.0
 *
 * What tests of places share: grounds, records at points, findings found by what they rest on. */
#ifndef SUPPORT_MONITOR_PLACES_H
#define SUPPORT_MONITOR_PLACES_H

#include "support/monitor_world.h"

#include <math.h>

#define CAMPS                                                                                      \
    "zone west = circle 10 km around 48 N 37 E zone east = circle 10 km around 48 N 38 E\n"        \
    "zone own = A: west | B: east\n"

/* An act of a kind by an actor at a point, at an hour of January 2026. */
static inline void at(struct world *w, const char *id, int hour, const char *kind,
                      const char *actor, double lat, double lon, const char *more)
{
    char line[640];

    (void)snprintf(
        line, sizeof line,
        "{\"id\": \"%s\", \"time\": \"2026-01-%02dT%02d:00:00Z\", \"kind\": \"%s\"%s%s%s, "
        "\"place\": {\"lon\": %.4f, \"lat\": %.4f}%s}",
        id, 1 + hour / 24, hour % 24, kind, *actor ? ", \"actor\": " : "", actor, "", lon, lat,
        more);
    world_add(w, line);
}

/* The finding that rests on a record. */
static inline const struct finding *about(const struct world *w, const char *name)
{
    static const struct finding none;

    for (size_t i = 0; i < w->outcome.finding_count; i++)
        for (size_t k = 0; k < w->outcome.findings[i].because_count; k++)
            if (str_eq(w->outcome.findings[i].because[k], str_z(name)))
                return &w->outcome.findings[i];
    fail_msg("no finding about %s", name);
    return &none;
}

static inline void assert_range(struct fact_interval p, double lo, double hi)
{
    if (fabs(p.lo - lo) > 1e-6 || fabs(p.hi - hi) > 1e-6)
        fail_msg("[%f, %f] instead of [%f, %f]", p.lo, p.hi, lo, hi);
}

static inline void fix(struct world *w, const char *id, int hour, const char *feed,
                       const char *unit, double lat, double lon, const char *more)
{
    char line[512];

    (void)snprintf(line, sizeof line,
                   "{\"id\": \"%s\", \"feed\": \"%s\", \"time\": \"2026-01-%02dT%02d:00:00Z\", "
                   "\"kind\": \"aid_convoy\", \"object\": {\"unit\": \"%s\"%s}, "
                   "\"place\": {\"lon\": %.4f, \"lat\": %.4f}}",
                   id, feed, 1 + hour / 24, hour % 24, unit, more, lon, lat);
    world_add(w, line);
}

#define AREAS                                                                                      \
    "zones area = west or east\nzones ring = within 5 km of area\n"                                \
    "zone west = circle 10 km around 48 N 37 E zone east = circle 10 km around 48 N 38 E\n"

static inline const struct outcome_phase *phase(const struct world *w, const char *name)
{
    static const struct outcome_phase none;

    for (size_t i = 0; i < w->outcome.phase_count; i++)
        if (str_eq(w->outcome.phases[i].name, str_z(name)))
            return &w->outcome.phases[i];
    fail_msg("no phase %s", name);
    return &none;
}

#endif

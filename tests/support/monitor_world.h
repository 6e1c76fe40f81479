/* SPDX-License-Identifier: Apache-2.0
 *
 * A small world for the monitor's tests: an agreement as text, records as NDJSON lines, one run.
 *
 *     struct world w;
 *     world_open(&w, "throughout clause 1 \"x\" verified by M forbid attack by A, B");
 *     world_add(&w, "{\"id\": \"a\", \"time\": \"2026-01-02T00:00:00Z\", \"kind\": \"attack\"}");
 *     world_run(&w);
 *
 * The agreement stands behind a prelude (parties A and B, monitor M, body JMC, UTC, in force 2026-01-01) and may load
 * line.geojson, line-b.geojson (disputed lines, 48 N and 48.1 N), area.geojson (37-38 E, 48-49 N) and years.geojson (that area
 * until 10 January, 39-40 E from then). A feed without a
 * record of its own, "f", declares itself incomplete unless `complete` is set. */
#ifndef SUPPORT_MONITOR_WORLD_H
#define SUPPORT_MONITOR_WORLD_H

#include "facts/facts.h"
#include "facts/read.h"
#include "lang/lang.h"
#include "monitor/monitor.h"
#include "support/agreement.h"
#include "support/test.h"

#include <stdio.h>
#include <string.h>

#define WORLD_PRELUDE                                                                              \
    "agreement \"World\" timezone UTC signed 2025-12-01 in force 2026-01-01 00:00\n"               \
    "party A \"Party A\" party B \"Party B\" mediator H \"Host\" monitor M \"Monitor\"\n"          \
    "body JMC \"Commission\" of A, B chaired by M decides by consensus or chair after 24 h\n"      \
    "zone z = load \"area.geojson\"\n"                                                             \
    "line north = load \"line-b.geojson\" with A on the left, B on the right\n"                    \
    "disputed line contact = A: load \"line.geojson\" | B: load \"line-b.geojson\"\n"              \
    "  with A on the left, B on the right\n"                                                       \
    "zone band = within 5 km of contact\n"

struct world {
    struct arena arena;
    struct facts facts;
    const struct plan *plan;
    struct outcome outcome;
    struct monitor_options options;
    struct err err;
    bool complete;
};

static const struct test_file world_files[] = {
    {"area.geojson", "{\"type\": \"Polygon\", \"coordinates\": "
                     "[[[37, 48], [38, 48], [38, 49], [37, 49], [37, 48]]]}"},
    {"line.geojson", "{\"type\": \"LineString\", \"coordinates\": [[36, 48], [39, 48]]}"},
    {"years.geojson",
     "{\"type\": \"FeatureCollection\", \"features\": ["
     "{\"type\": \"Feature\", \"properties\": {\"name\": \"old\", \"to\": \"2026-01-10\"}, "
     "\"geometry\": {\"type\": \"Polygon\", \"coordinates\": "
     "[[[37, 48], [38, 48], [38, 49], [37, 49], [37, 48]]]}},"
     "{\"type\": \"Feature\", \"properties\": {\"name\": \"new\", \"from\": \"2026-01-10\"}, "
     "\"geometry\": {\"type\": \"Polygon\", \"coordinates\": "
     "[[[39, 48], [40, 48], [40, 49], [39, 49], [39, 48]]]}}]}"},
    {"line-b.geojson", "{\"type\": \"LineString\", \"coordinates\": [[36, 48.1], [39, 48.1]]}"},
    {NULL, NULL},
};

static inline void world_plan(struct world *w, struct arena *arena, const char *text)
{
    struct test_host host = {world_files, NULL};
    struct lang_host lang = test_host_of(&host);
    struct diags diags = {0};
    struct str whole;

    assert_int_equal(arena_printf(arena, &whole, &w->err, "%s%s", WORLD_PRELUDE, text), ERR_OK);
    assert_int_equal(
        lang_compile(arena, STR("world.truce"), whole, &lang, &diags, &w->plan, &w->err), ERR_OK);
    for (size_t i = 0; i < diags.count; i++)
        if (diags.items[i].level == DIAG_ERROR)
            print_error("%u: %.*s\n", diags.items[i].span.line, STR_ARG(diags.items[i].text));
    assert_non_null(w->plan);
}

static inline void world_open(struct world *w, const char *text)
{
    *w = (struct world){.arena = {.mem = &mem_libc}, .options = {.known_at_us = TIME_NEVER}};
    world_plan(w, &w->arena, text);
    facts_init(&w->facts, &w->arena);
}

static inline void world_add(struct world *w, const char *line)
{
    uint64_t column;
    struct str copy;

    assert_int_equal(arena_str(&w->arena, str_z(line), &copy, &w->err), ERR_OK);
    if (fact_read_line(&w->facts, copy, STR("f"), NULL, STR("test"), 1, &column, &w->err))
        fail_msg("%s: %s", line, w->err.text);
}

/* attack, shelling ... at an hour of January 2026, by an actor ("" unknown), anywhere. */
static inline void world_act(struct world *w, const char *id, int hour, const char *kind,
                             const char *actor)
{
    char line[512], by[64] = "";

    if (*actor)
        (void)snprintf(by, sizeof by, ", \"actor\": \"%s\"", actor);
    (void)snprintf(line, sizeof line,
                   "{\"id\": \"%s\", \"time\": \"2026-01-%02dT%02d:00:00Z\", \"kind\": \"%s\"%s}",
                   id, 1 + hour / 24, hour % 24, kind, by);
    world_add(w, line);
}

static inline void world_rule(struct world *w, const char *id, int hour, const char *incident,
                              const char *clause, const char *what)
{
    char line[512];

    (void)snprintf(line, sizeof line,
                   "{\"record\": \"decision\", \"id\": \"%s\", \"time\": "
                   "\"2026-01-%02dT%02d:00:00Z\", \"body\": "
                   "\"M\", \"on\": {\"incident\": \"f:%s\", \"clause\": \"%s\"}, \"what\": \"%s\", "
                   "\"reason\": \"r\"}",
                   id, 1 + hour / 24, hour % 24, incident, clause, what);
    world_add(w, line);
}

/* Everything of a kind seen, everywhere, from hour to hour. */
static inline void world_see(struct world *w, int from, int to, const char *kind)
{
    char line[512];

    (void)snprintf(
        line, sizeof line,
        "{\"record\": \"coverage\", \"feed\": \"f\", \"time\": {\"from\": "
        "\"2026-01-%02dT%02d:00:00Z\", \"to\": "
        "\"2026-01-%02dT%02d:00:00Z\"}, \"kinds\": [\"%s\"], \"seen\": 0.9, \"blind\": null}",
        1 + from / 24, from % 24, 1 + to / 24, to % 24, kind);
    world_add(w, line);
}

static inline void world_seal(struct world *w)
{
    if (!w->complete)
        world_add(w, "{\"record\": \"feed\", \"feed\": \"f\", \"complete\": []}");
    assert_int_equal(facts_seal(&w->facts, w->options.known_at_us, &w->err), ERR_OK);
}

static inline void world_run(struct world *w)
{
    world_seal(w);
    if (monitor_run(&w->arena, w->plan, &w->facts, &w->options, &w->outcome, &w->err))
        fail_msg("%s", w->err.text);
}

static inline void world_close(struct world *w)
{
    arena_free(&w->arena);
}

static inline size_t world_count(const struct world *w, const char *clause,
                                 enum finding_verdict verdict)
{
    size_t n = 0;

    for (size_t i = 0; i < w->outcome.finding_count; i++)
        n += str_eq(w->outcome.findings[i].clause, str_z(clause)) &&
             w->outcome.findings[i].verdict == verdict;
    return n;
}

/* The first finding of a clause with this verdict. */
static inline const struct finding *world_finding(const struct world *w, const char *clause,
                                                  enum finding_verdict verdict)
{
    static const struct finding none;

    for (size_t i = 0; i < w->outcome.finding_count; i++)
        if (str_eq(w->outcome.findings[i].clause, str_z(clause)) &&
            w->outcome.findings[i].verdict == verdict)
            return &w->outcome.findings[i];
    fail_msg("no such finding of clause %s among %zu", clause, w->outcome.finding_count);
    return &none;
}

static inline bool world_warns(const struct world *w, const char *part)
{
    for (size_t i = 0; i < w->outcome.warning_count; i++)
        if (strstr(w->outcome.warnings[i].text, part))
            return true;
    return false;
}

#endif

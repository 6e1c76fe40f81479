/* SPDX-License-Identifier: Apache-2.0
 *
 * A run's outcome made by hand for the report's tests: two parties, a disputed line, a zone, a corridor,
 * three phases and some hundred findings. Everything in it is invented. */
#ifndef UNIT_REPORT_WORLD_H
#define UNIT_REPORT_WORLD_H

#include "base/json.h"
#include "geo/geojson.h"
#include "report/report.h"

#include <math.h>
#include <stdlib.h>

#define WORLD_EXACT_LON 37.7312345
#define WORLD_EXACT_LAT 48.1123457

struct world {
    struct arena *arena;
    struct plan plan;
    struct facts facts;
    struct outcome outcome;
    struct report_input input;
    struct str first, second; /* the parties, as declared */
    struct str first_label, second_label;
    uint32_t seed;
    size_t capacity;
    bool failed;
};

static inline int64_t world_day(int day, int hour)
{
    struct time_civil civil = {.year = 2026, .month = 2, .day = 1};
    return time_from_civil_utc(&civil) + (day - 1) * TIME_DAY_US + hour * TIME_HOUR_US;
}

static inline double world_random(struct world *w)
{
    w->seed = w->seed * 1664525u + 1013904223u;
    return (double)(w->seed >> 8) / 16777216.0;
}

static inline void *world_new(struct world *w, size_t count, size_t size)
{
    static char spare[65536];
    void *memory = arena_alloc(w->arena, count, size);
    if (!memory || w->failed) {
        w->failed = true;
        return spare;
    }
    return memory;
}
#define WORLD_NEW(w, type, count) ((type *)world_new((w), (count), sizeof(type)))

static inline struct str world_text(struct world *w, const char *format, int number)
{
    struct str text = {0};
    struct buf buf;
    buf_init(&buf, w->arena->mem, 4096);
    for (const char *at = format; *at; at++) {
        if (*at == '#')
            num_put_i64(&buf, number);
        else
            buf_putc(&buf, *at);
    }
    if (buf.failed || arena_str(w->arena, buf_str(&buf), &text, NULL))
        w->failed = true;
    buf_free(&buf);
    return text;
}

static inline const struct str *world_list(struct world *w, const char *a, const char *b,
                                           size_t *count)
{
    struct str *list = WORLD_NEW(w, struct str, 2);
    list[0] = str_z(a);
    list[1] = str_z(b);
    *count = b ? 2 : a ? 1 : 0;
    return list;
}

/* ------------------------------------------------------------------ the plan */

static inline void world_shapes(struct world *w)
{
    static const struct geo_point line[3][5] = {
        {{37.3, 48.6}, {37.6, 48.4}, {37.8, 48.1}, {37.7, 47.8}, {37.9, 47.4}},
        {{37.4, 48.7}, {37.7, 48.5}, {38.0, 48.1}, {37.8, 47.8}, {38.0, 47.3}},
        {{37.3, 48.6}, {37.7, 48.4}, {37.9, 48.1}, {37.8, 47.8}, {37.9, 47.4}}};
    static const struct geo_point route[3] = {{37.2, 48.0}, {37.7, 48.0}, {38.2, 48.0}};
    struct geo_shape **shapes = WORLD_NEW(w, struct geo_shape *, 4);
    struct geo_node *nodes = WORLD_NEW(w, struct geo_node, 8);
    uint32_t *places = WORLD_NEW(w, uint32_t, 9);
    struct plan_place *list = WORLD_NEW(w, struct plan_place, 3);

    for (int i = 0; i < 4; i++) {
        struct geo_path path = i < 3 ? (struct geo_path){line[i], 5} : (struct geo_path){route, 3};
        if (geo_shape_lines(w->arena, &path, 1, &shapes[i], NULL))
            w->failed = true;
        nodes[i] = (struct geo_node){.op = GEO_OP_SHAPE, .shape = (uint32_t)i};
        nodes[4 + i] =
            (struct geo_node){.op = GEO_OP_WITHIN, .a = (uint32_t)i, .max_m = i < 3 ? 10000 : 500};
    }
    for (uint32_t i = 0; i < 3; i++) {
        places[i] = i;
        places[3 + i] = 4 + i;
        places[6 + i] = 7;
    }
    w->plan.geometry = (struct geo_zones){nodes, 8, (const struct geo_shape *const *)shapes, 4};
    list[0] = (struct plan_place){.type = PLAN_LINE,
                                  .form = PLAN_PLACE_DISPUTED,
                                  .name = STR("contact"),
                                  .article = STR("Definitions"),
                                  .text = STR("disputed line contact = ..."),
                                  .zones = places,
                                  .zone_count = 3,
                                  .left = 0,
                                  .right = 1,
                                  .into = PLAN_NONE,
                                  .out_of = PLAN_NONE,
                                  .is_hypothetical = true};
    list[1] = (struct plan_place){.type = PLAN_ZONE,
                                  .form = PLAN_PLACE_DISPUTED,
                                  .name = STR("dmz"),
                                  .article = STR("Definitions"),
                                  .text = STR("zone dmz = within 10 km of contact"),
                                  .zones = places + 3,
                                  .zone_count = 3,
                                  .left = PLAN_NONE,
                                  .right = PLAN_NONE,
                                  .into = PLAN_NONE,
                                  .out_of = PLAN_NONE,
                                  .is_hypothetical = true};
    list[2] = (struct plan_place){
        .type = PLAN_CORRIDOR,
        .form = PLAN_PLACE_ONE,
        .name = STR("aid"),
        .article = STR("Definitions"),
        .text = STR(
            "corridor aid = within 500 m of load \"corridor-1.geojson\" open daily 06:00 to 18:00"),
        .zones = places + 6,
        .zone_count = 3,
        .left = PLAN_NONE,
        .right = PLAN_NONE,
        .into = PLAN_NONE,
        .out_of = PLAN_NONE,
        .is_hypothetical = true};
    w->plan.places = list;
    w->plan.place_count = 3;
}

static inline void world_plan(struct world *w)
{
    static const char *const clauses[][3] = {
        {"1", "All attacks cease", "Part I: The humanitarian pause"},
        {"2", "Aid moves freely while the corridor is open", "Part I: The humanitarian pause"},
        {"3", "The corridor opens within twelve hours", "Part I: The humanitarian pause"},
        {"4", "All attacks cease, and nobody moves forward", "Part II: The ceasefire"},
        {"5", "Heavy guns leave the zone in two steps, both sides together",
         "Part II: The ceasefire"},
        {"7", "Garrisons are capped, inspected every fifteen days", "Part II: The ceasefire"},
        {"10", "No side gains a military advantage", "Part II: The ceasefire"}};
    struct plan *plan = &w->plan;
    struct plan_actor *actors = WORLD_NEW(w, struct plan_actor, 5);
    struct plan_clause *rows = WORLD_NEW(w, struct plan_clause, 7);
    struct plan_phase *phases = WORLD_NEW(w, struct plan_phase, 3);
    struct plan_exit *exits = WORLD_NEW(w, struct plan_exit, 2);
    struct str *readings = WORLD_NEW(w, struct str, 3);

    plan->title = STR("Preliminary framework (an exercise)");
    plan->tz = tz_utc();
    plan->signature = (struct plan_time){
        .form = PLAN_TIME_DATE, .at_us = world_day(0, 0), .day_end_us = world_day(1, 0)};
    plan->entry = (struct plan_time){.form = PLAN_TIME_MOMENT, .at_us = world_day(1, 0)};
    plan->threshold_likely = 0.55;
    plan->threshold_seen = 0.8;
    plan->threshold_met = 0.95;
    actors[0] = (struct plan_actor){.role = PLAN_PARTY, .name = w->first, .label = w->first_label};
    actors[1] =
        (struct plan_actor){.role = PLAN_PARTY, .name = w->second, .label = w->second_label};
    actors[2] = (struct plan_actor){
        .role = PLAN_MONITOR, .name = STR("M"), .label = STR("Third-party monitor")};
    actors[3] = (struct plan_actor){
        .role = PLAN_BODY, .name = STR("JMC"), .label = STR("Joint Monitoring Commission")};
    actors[4] = (struct plan_actor){
        .role = PLAN_MEDIATOR, .name = STR("UN"), .label = STR("United Nations")};
    plan->actors = actors;
    plan->actor_count = 5;
    readings[0] = w->first;
    readings[1] = w->second;
    readings[2] = STR("JMC");
    plan->readings = readings;
    plan->reading_count = 3;
    for (size_t i = 0; i < 7; i++)
        rows[i] = (struct plan_clause){.label = str_z(clauses[i][0]),
                                       .title = str_z(clauses[i][1]),
                                       .article = str_z(clauses[i][2]),
                                       .phase = i < 3 ? 0 : 1,
                                       .gravity = PLAN_SERIOUS,
                                       .verifier = i == 1 || i == 2 ? 4 : 2};
    plan->clauses = rows;
    plan->clause_count = 7;
    exits[0] = (struct plan_exit){.to = 1,
                                  .form = PLAN_EXIT_WHEN,
                                  .decider = 3,
                                  .has_within = true,
                                  .within = {PLAN_ELAPSED, 72 * TIME_HOUR_US}};
    exits[1] = (struct plan_exit){.to = 2,
                                  .form = PLAN_EXIT_AS_SOON_AS,
                                  .decider = 3,
                                  .has_within = true,
                                  .within = {PLAN_DAYS, 7}};
    phases[0] = (struct plan_phase){.name = STR("pause"),
                                    .title = STR("72-hour humanitarian pause"),
                                    .exits = exits,
                                    .exit_count = 1,
                                    .has_else = true,
                                    .else_to = PLAN_PHASE_LAPSED};
    phases[1] = (struct plan_phase){.name = STR("ceasefire"),
                                    .title = STR("Comprehensive ceasefire"),
                                    .exits = exits + 1,
                                    .exit_count = 1,
                                    .has_else = true,
                                    .else_to = PLAN_PHASE_ENDED};
    phases[2] =
        (struct plan_phase){.name = STR("settlement"), .title = STR("Political settlement")};
    plan->phases = phases;
    plan->phase_count = 3;
    world_shapes(w);
}

/* ------------------------------------------------------------------ the outcome */

static inline struct finding *world_finding(struct world *w, size_t clause, int day, int hour)
{
    static const char *const phase[] = {"pause", "ceasefire"};
    struct outcome *outcome = &w->outcome;

    if (outcome->finding_count == w->capacity)
        abort();
    struct finding *finding = &outcome->findings[outcome->finding_count++];
    *finding =
        (struct finding){.id = world_text(w, "f:00000000000#", (int)outcome->finding_count + 10000),
                         .version = 1,
                         .clause = w->plan.clauses[clause].label,
                         .article = w->plan.clauses[clause].article,
                         .phase = str_z(phase[clause < 3 ? 0 : 1]),
                         .time = {world_day(day, hour), world_day(day, hour) + 15 * TIME_MINUTE_US},
                         .known_at_us = outcome->known_at_us,
                         .clause_index = clause,
                         .party_index = SIZE_MAX};
    return finding;
}

static inline void world_incident(struct world *w, size_t clause, int day, int hour)
{
    struct finding *f = world_finding(w, clause, day, hour);
    struct fact_share *shares = WORLD_NEW(w, struct fact_share, 2);
    struct str *names = WORLD_NEW(w, struct str, 1), *needs = WORLD_NEW(w, struct str, 1);
    int n = (int)w->outcome.finding_count;

    shares[0] = (struct fact_share){w->first, floor(world_random(w) * 5) / 10};
    shares[1] = (struct fact_share){w->second, floor(world_random(w) * 5) / 10};
    names[0] = world_text(w, "smm:2026-0#/7", n);
    needs[0] = STR("a ruling by M; a second source for the time");
    f->verdict = world_random(w) < .75 ? FINDING_VIOLATION : FINDING_UNDETERMINED;
    f->has_occurrence = true;
    f->occurrence.lo = f->verdict == FINDING_VIOLATION ? .7 + floor(world_random(w) * 4) / 10 : .3;
    if (f->occurrence.lo > 1)
        f->occurrence.lo = 1;
    f->occurrence.hi = f->verdict == FINDING_VIOLATION ? f->occurrence.lo : .6;
    f->parties = shares;
    f->party_count = 2;
    f->gravity = STR("serious");
    f->because = names;
    f->because_count = 1;
    if (f->verdict == FINDING_UNDETERMINED) {
        f->needs = needs;
        f->need_count = 1;
    }
    f->has_events = true;
    f->events = 1 + floor(world_random(w) * 9);
    f->place.form = FACT_PLACE_POINT;
    f->place.point.lon_deg = num_degrees(37.3 + world_random(w) * .9);
    f->place.point.lat_deg = num_degrees(47.4 + world_random(w) * 1.2);
    f->place.error_m = n % 9 == 0 ? 25000 : 400;
    f->text = STR("Attack on a road (Part I).");
    if (n % 13 == 0) {
        f->place = (struct fact_place){.form = FACT_PLACE_AREA, .area = STR("Donetsk")};
        f->occurrence = (struct fact_interval){0, 1};
        f->verdict = FINDING_UNDETERMINED;
    }
    if (n % 7 == 0 && f->verdict == FINDING_VIOLATION) {
        f->status = FACT_STATUS_SUBSTANTIATED;
        f->occurrence = (struct fact_interval){1, 1};
        f->party = n % 2 ? w->first : w->second;
        f->party_index = n % 2 ? 0 : 1;
        shares[0].share = n % 2 ? 1 : 0;
        shares[1].share = n % 2 ? 0 : 1;
        f->attribution = (struct fact_attribution){2, f->party, STR("crater analysis")};
    }
    if (clause == 3 && n % 5 == 0) {
        struct finding_reading *readings = WORLD_NEW(w, struct finding_reading, 3);
        readings[0] = (struct finding_reading){w->first, {.72, .72}};
        readings[1] = (struct finding_reading){w->second, {.9, .9}};
        readings[2] = (struct finding_reading){STR("JMC"), {.7, .7}};
        f->readings = readings;
        f->reading_count = 3;
    }
}

static inline void world_duty(struct world *w, size_t clause, size_t party, int day,
                              enum finding_verdict verdict)
{
    struct finding *f = world_finding(w, clause, day, 0);
    f->verdict = verdict;
    f->party_index = party;
    f->party = w->plan.actors[party].name;
    f->has_states = true;
    f->states[verdict == FINDING_PENDING     ? 0
              : verdict == FINDING_FULFILLED ? 1
              : verdict == FINDING_LATE      ? 2
                                             : 3] = (struct fact_interval){1, 1};
    f->time.to_us = f->time.from_us + 12 * TIME_HOUR_US;
    f->because = world_list(w, "un:44", NULL, &f->because_count);
}

static inline void world_standing(struct world *w, size_t clause, size_t party, int from, int to,
                                  bool is_kept)
{
    struct finding *f = world_finding(w, clause, from, 0);
    f->time.to_us = world_day(to, 0);
    f->is_standing = true;
    f->party_index = party;
    f->party = w->plan.actors[party].name;
    f->verdict = is_kept ? FINDING_KEPT : FINDING_UNDETERMINED;
    f->because = world_list(w, "cam-3:coverage-9", NULL, &f->because_count);
    f->needs = world_list(w, is_kept ? NULL : "coverage of dmz by cam-3", NULL, &f->need_count);
    f->text = STR("cam-3 saw 0.85 of it");
}

static inline void world_presence(struct world *w, int from, int to)
{
    struct finding *f = world_finding(w, 4, from, 3);
    world_list(w, NULL, NULL, &f->because_count);
    f->time.to_us = world_day(to, 0);
    f->verdict = FINDING_VIOLATION;
    f->has_occurrence = true;
    f->occurrence = (struct fact_interval){.98, .98};
    f->is_presence = true;
    f->place = (struct fact_place){
        .form = FACT_PLACE_POINT, .error_m = 50, .point = {WORLD_EXACT_LON, WORLD_EXACT_LAT}};
    f->text = STR("Heavy guns at 48.1123457 N 37.7312345 E, inside dmz.");
    f->because = world_list(w, "smm:uav-17", NULL, &f->because_count);
}

static inline void world_value(struct world *w, size_t party, int day, double lo, double hi)
{
    struct finding *f = world_finding(w, 5, day, 0);
    f->time.to_us = world_day(day + 1, 0);
    f->verdict = lo > 1000 ? FINDING_VIOLATION : FINDING_UNDETERMINED;
    f->party_index = party;
    f->party = w->plan.actors[party].name;
    f->has_value = f->has_bound = true;
    f->value = (struct fact_interval){lo, hi};
    f->bound = 1000;
    f->unit = STR("personnel");
}

static inline int world_compare(const void *a, const void *b)
{
    const struct finding *p = a, *q = b;
    if (p->time.from_us != q->time.from_us)
        return p->time.from_us < q->time.from_us ? -1 : 1;
    return str_cmp(p->id, q->id);
}

static inline void world_findings(struct world *w)
{
    w->capacity = 400;
    w->outcome.findings = WORLD_NEW(w, struct finding, w->capacity);
    if (w->failed)
        return;
    for (int i = 0; i < 9; i++)
        world_incident(w, 0, 1 + i % 3, 4 + i);
    world_incident(w, 1, 2, 9);
    world_duty(w, 2, 0, 1, FINDING_FULFILLED);
    world_duty(w, 2, 1, 1, FINDING_LATE);
    for (int i = 0; i < 90; i++)
        world_incident(w, 3, 5 + (int)(world_random(w) * world_random(w) * 36), (i * 7) % 24);
    world_incident(w, 3, 41, 9); /* today: held back */
    world_presence(w, 20, 30);
    world_presence(w, 40, 41); /* within 72 h: held back */
    world_standing(w, 4, 0, 12, 20, true);
    world_standing(w, 4, 0, 20, 41, false);
    world_standing(w, 4, 1, 12, 41, false);
    for (int i = 30; i < 40; i++) {
        world_value(w, 0, i, 850 + 30 * (i - 30), 1000 + 40 * (i - 30));
        world_value(w, 1, i, 1100 - 20 * (i - 30), 1150);
    }
    world_duty(w, 5, 2, 19, FINDING_FULFILLED);
    world_duty(w, 5, 2, 34, FINDING_BREACHED);
    world_duty(w, 5, 2, 49, FINDING_PENDING);
    qsort(w->outcome.findings, w->outcome.finding_count, sizeof(struct finding), world_compare);
}

static inline void world_phases(struct world *w)
{
    struct outcome_phase *phases = WORLD_NEW(w, struct outcome_phase, 3);
    struct outcome_gate *gates = WORLD_NEW(w, struct outcome_gate, 2);
    enum outcome_gate_state *states = WORLD_NEW(w, enum outcome_gate_state, 4);
    size_t count;

    states[0] = states[1] = OUTCOME_GATE_MET;
    states[2] = OUTCOME_GATE_UNDETERMINED;
    states[3] = OUTCOME_GATE_NOT_MET;
    gates[0] = (struct outcome_gate){.to = STR("ceasefire"),
                                     .state = OUTCOME_GATE_MET,
                                     .condition_states = states,
                                     .has_value = true,
                                     .value = {2, 4},
                                     .probability = {1, 1},
                                     .decided_by = STR("JMC"),
                                     .decision = STR("decision:d7"),
                                     .decision_what = STR("proceed"),
                                     .judged_us = world_day(4, 0)};
    gates[0].conditions = world_list(w, "at most 5 verified violations of clause 1",
                                     "clause 3 is fulfilled", &gates[0].condition_count);
    gates[0].as_now_known =
        STR("With what is known now, the second condition would have been undetermined.");
    gates[1] = (struct outcome_gate){.to = STR("settlement"),
                                     .state = OUTCOME_GATE_UNDETERMINED,
                                     .condition_states = states + 2,
                                     .probability = {0, .4},
                                     .awaited = 58,
                                     .decided_by = STR("JMC"),
                                     .judged_us = world_day(41, 0)};
    gates[1].conditions =
        world_list(w, "clause 5 is fulfilled", "no verified violation of clause 4 for 30 d",
                   &gates[1].condition_count);
    gates[1].blocks =
        world_list(w,
                   "Clause 4: 58 alleged violations await a ruling by M; each one substantiated "
                   "would start the 30 days anew.",
                   "Clause 5: nobody is known to have been able to see the zone since 20 February.",
                   &gates[1].block_count);
    phases[0] = (struct outcome_phase){.name = STR("pause"),
                                       .title = STR("72-hour humanitarian pause"),
                                       .state = OUTCOME_PHASE_ENDED,
                                       .begin_us = world_day(1, 0),
                                       .end_us = world_day(5, 6),
                                       .planned_end_us = world_day(4, 0),
                                       .next = STR("ceasefire"),
                                       .gates = gates,
                                       .gate_count = 1};
    phases[1] = (struct outcome_phase){.name = STR("ceasefire"),
                                       .title = STR("Comprehensive ceasefire"),
                                       .state = OUTCOME_PHASE_RUNNING,
                                       .begin_us = world_day(5, 6),
                                       .end_us = TIME_NONE,
                                       .planned_end_us = TIME_NONE,
                                       .gates = gates + 1,
                                       .gate_count = 1};
    phases[2] = (struct outcome_phase){.name = STR("settlement"),
                                       .title = STR("Political settlement"),
                                       .state = OUTCOME_PHASE_NOT_BEGUN,
                                       .begin_us = TIME_NONE,
                                       .end_us = TIME_NONE,
                                       .planned_end_us = TIME_NONE};
    phases[2].blocks = world_list(w, "It waits for the gate of the ceasefire.", NULL, &count);
    phases[2].block_count = count;
    w->outcome.phases = phases;
    w->outcome.phase_count = 3;
}

static inline void world_clauses(struct world *w)
{
    struct outcome_clause *rows = WORLD_NEW(w, struct outcome_clause, 9);
    struct outcome_party_count *counts = WORLD_NEW(w, struct outcome_party_count, 18);

    for (size_t i = 0; i < 7; i++) {
        rows[i] = (struct outcome_clause){.label = w->plan.clauses[i].label,
                                          .title = w->plan.clauses[i].title,
                                          .article = w->plan.clauses[i].article,
                                          .judged = i == 6 ? OUTCOME_SCHEDULED : OUTCOME_YES,
                                          .by_party = counts + 2 * i,
                                          .by_party_count = 2};
        counts[2 * i].party = w->first;
        counts[2 * i + 1].party = w->second;
    }
    for (size_t i = 0; i < w->outcome.finding_count; i++) {
        const struct finding *f = &w->outcome.findings[i];
        struct outcome_clause *row = &rows[f->clause_index];
        row->verdicts[f->verdict]++;
        row->alleged += f->status == FACT_STATUS_ALLEGED && f->has_occurrence;
        row->substantiated += f->status == FACT_STATUS_SUBSTANTIATED;
        row->expected.lo += f->occurrence.lo;
        row->expected.hi += f->occurrence.hi;
        for (size_t p = 0; p < f->party_count; p++) {
            counts[2 * f->clause_index + p].count.lo += f->occurrence.lo * f->parties[p].share;
            counts[2 * f->clause_index + p].count.hi +=
                f->occurrence.hi * (1 - f->parties[1 - p].share);
        }
    }
    rows[7] = (struct outcome_clause){.label = STR("11"),
                                      .title = STR("Mines are cleared"),
                                      .article = STR("Part II: The ceasefire"),
                                      .judged = OUTCOME_NOT_YET,
                                      .why = STR("steps with shares are not judged yet")};
    rows[8] = (struct outcome_clause){.label = STR("Final provisions"),
                                      .title = STR("Final provisions"),
                                      .judged = OUTCOME_NOT_ENCODED};
    w->outcome.clauses = rows;
    w->outcome.clause_count = 9;
}

static inline void world_rest(struct world *w)
{
    struct outcome_agenda *agenda = WORLD_NEW(w, struct outcome_agenda, 3);
    struct fact_input *inputs = WORLD_NEW(w, struct fact_input, 2);

    agenda[0] = (struct outcome_agenda){.clause = STR("10"),
                                        .title = STR("No side gains a military advantage"),
                                        .body = STR("JMC"),
                                        .state = STR("held"),
                                        .from_us = world_day(5, 6),
                                        .to_us = world_day(12, 6)};
    agenda[0].records = world_list(w, "decision:m1", NULL, &agenda[0].record_count);
    agenda[1] = (struct outcome_agenda){.title = STR("Status of territories"),
                                        .state = STR("deferred"),
                                        .from_us = TIME_NONE,
                                        .to_us = TIME_NONE};
    agenda[2] = (struct outcome_agenda){.title = STR("Military working group"),
                                        .body = STR("clauses 1 to 9, dmz"),
                                        .state = STR("open"),
                                        .from_us = TIME_NONE,
                                        .to_us = TIME_NONE};
    w->outcome.agenda = agenda;
    w->outcome.agenda_count = 3;
    w->outcome.unseen = WORLD_NEW(w, struct str, 2);
    w->outcome.unseen[0] = STR("Clause 4: 5 February to 12 March 2026, nobody is known to have "
                               "been able to see all of it.");
    w->outcome.unseen[1] = STR("Clause 5: 20 February to 12 March 2026.");
    w->outcome.unseen_count = 2;
    w->outcome.warnings = WORLD_NEW(w, struct str, 1);
    w->outcome.warnings[0] = STR("decision:d9 is void: the gate had not opened (cam-3)");
    w->outcome.warning_count = 1;
    w->outcome.observation_count = w->outcome.incident_count = 102;
    inputs[0] = (struct fact_input){.name = STR("observations.ndjson"),
                                    .format = STR("ndjson"),
                                    .observations = 96,
                                    .records = 12,
                                    .rejected = 2,
                                    .corrections = 1};
    inputs[1] =
        (struct fact_input){.name = STR("ged.csv"), .format = STR("ucdp"), .observations = 6};
    for (uint8_t i = 0; i < 32; i++) {
        inputs[0].sha256[i] = (uint8_t)(i * 7);
        inputs[1].sha256[i] = (uint8_t)(i * 11);
    }
    w->facts.inputs = inputs;
    w->facts.input_count = 2;
}

/* False when memory ran out. `first` and `second` name the parties as declared. */
static inline bool world_make(struct world *w, struct arena *arena, struct str first,
                              struct str first_label, struct str second, struct str second_label)
{
    *w = (struct world){.arena = arena,
                        .first = first,
                        .second = second,
                        .first_label = first_label,
                        .second_label = second_label,
                        .seed = 42};
    facts_init(&w->facts, arena);
    w->outcome.known_at_us = w->outcome.watermark_us = world_day(41, 18);
    world_plan(w);
    if (w->failed)
        return false;
    world_findings(w);
    if (w->failed)
        return false;
    world_phases(w);
    world_clauses(w);
    world_rest(w);
    w->input = (struct report_input){.plan = &w->plan,
                                     .facts = &w->facts,
                                     .outcome = &w->outcome,
                                     .audience = REPORT_PUBLIC,
                                     .policy = {.incident_grid_deg = .1,
                                                .incident_next_day = true,
                                                .force_grid_deg = .1,
                                                .force_delay_us = 72 * TIME_HOUR_US},
                                     .engine = STR("truce 0.1.0"),
                                     .agreement_file = STR("agreement.md")};
    return !w->failed;
}

static inline void world_restrict(struct world *w)
{
    w->input.audience = REPORT_RESTRICTED;
    w->input.policy = (struct report_policy){.show_sources = true};
}

#endif

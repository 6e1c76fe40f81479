/* SPDX-License-Identifier: Apache-2.0
 *
 * A sound plan with some of its rows' fields overwritten: plan_verify refuses it, or it can be printed and followed.
 * Each four bytes of the input are one change: the field, the row, the value. Pointers and the sizes of what they point
 * to are left alone, for nothing could tell that they are wrong. */
#include "support/agreement.h"

#include "facts/facts.h"
#include "facts/read.h"
#include "monitor/monitor.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char text[] =
    "agreement \"T\" timezone UTC signed 2025-12-01 in force 2026-01-01 00:00 languages en\n"
    "party A \"Party A\" party B \"Party B\" group G \"Group\" under A mediator H \"Host\" monitor "
    "M "
    "\"Monitor\"\n"
    "body JC \"Commission\" of A, B chaired by M decides by consensus or chair after 24 h\n"
    "line l = load \"l\" with A on the left, B on the right\n"
    "zone z = load \"a\" zone band = within 5 km of l on the side of A\n"
    "disputed zone d = A: load \"a\" | B: z and band\n"
    "corridor c = within 1 km of l open daily 06:00 to 18:00 for troops both ways\n"
    "class guns = artillery where calibre at least 100 mm table t = artillery: 5\n"
    "date dday = certified \"D\" by M\n"
    "phase p \"P\" begins at entry + 1 h lasts 72 h renews for 24 h unless notice by A at least 6 "
    "h "
    "before\n"
    "clause 1 \"Fire\" gravity serious verified by M forbid attack by A, B in z\n"
    "  unless order by the same party to H between 1 h and 24 h before with the same unit\n"
    "  permit shelling by A against B in d during daily 02:00 to 04:00\n"
    "clause 2 \"Guns\" verified by M keep guns of A, B at least 5 km from l on the side of the "
    "same "
    "party as of begin + 6 h\n"
    "  limit troops of A, B in z to 100 each until end synchronous within 5 h\n"
    "  limit attack of any party to 3 every day\n"
    "clause 3 \"Talks\" verified by H when more than 1 verified violations of clause 1 by one "
    "party "
    "over 6 h\n"
    "    require any of H, M to do order within 6 h\n"
    "  require A, B together to report order to JC, public at least 2 every 12 h\n"
    "  require A to report shelling to H within 5 h of each violation of clause 1\n"
    "clause 4 \"Words\" assess by JC every week\n"
    "then q when at most 3 verified violations of clause 1 and clause 3 is fulfilled decided by JC "
    "within 7 h\n"
    "then q as soon as 70 h since begin and certified \"over\" by M\n"
    "else lapsed\n"
    "phase q \"Q\" begins when certified \"start\" by M\n"
    "clause 5 \"Late\" verified by M forbid attack by anyone except G while no shelling by A for 1 "
    "d\n"
    "  withdraw guns of A from z: some by dday, all by 2026-02-01\n"
    "then ended at begin + 10 d\n"
    "deferred \"Status\" after q track tr \"Talks\" on clause 1, \"Status\" after q\n"
    "source sat sees attack accuracy 10 m revisit 5 h detects 80 % in z\n";

static const char kinds[] =
    "name,parent,type,class,label\nattack,,act,,Attack\nshelling,attack,act,,Shelling\n"
    "order,,act,,Order\ntroops,,thing,,Troops\nartillery,,thing,,Guns\n";

static const struct test_file files[] = {
    {"l", "{\"type\": \"LineString\", \"coordinates\": [[37, 48], [38, 48.5]]}"},
    {"a", "{\"type\": \"Polygon\", \"coordinates\": [[[37, 48], [38, 48], [38, 49], [37, 49], [37, "
          "48]]]}"},
    {NULL, NULL}};

static const char *const records[] = {
    "{\"record\": \"feed\", \"feed\": \"f\", \"complete\": []}",
    "{\"record\": \"coverage\", \"feed\": \"f\", \"time\": {\"from\": \"2026-01-01T00:00:00Z\", "
    "\"to\": \"2026-01-05T00:00:00Z\"}, \"kinds\": [\"attack\"], \"seen\": 0.9, \"blind\": null}",
    "{\"id\": \"a\", \"time\": \"2026-01-01T03:00:00Z\", \"kind\": \"shelling\", \"actor\": \"A\", "
    "\"place\": {\"lat\": 48.3, \"lon\": 37.5}}",
    "{\"id\": \"b\", \"time\": {\"from\": \"2026-01-02T03:00:00Z\", \"to\": "
    "\"2026-01-02T09:00:00Z\"}, "
    "\"kind\": \"attack\", \"probability\": 0.7}",
    "{\"id\": \"c\", \"time\": \"2026-01-03T03:00:00Z\", \"kind\": \"artillery\", \"actor\": "
    "\"B\", "
    "\"object\": {\"calibre\": 122}, \"place\": {\"lat\": 48.2, \"lon\": 37.4}}",
    "{\"id\": \"d\", \"time\": \"2026-01-04T03:00:00Z\", \"kind\": \"order\", \"actor\": \"M\"}",
    "{\"record\": \"decision\", \"id\": \"r\", \"time\": \"2026-01-02T00:00:00Z\", \"body\": "
    "\"M\", \"on\": "
    "{\"incident\": \"f:a\", \"clause\": \"1\"}, \"what\": \"substantiated\", \"reason\": \"r\"}"};

enum sort { INDEX, ENUM, FLAG, WHOLE, REAL };

struct field {
    size_t table, offset;
    enum sort sort;
};

enum table {
    ACTORS,
    KINDS,
    PLACES,
    DATES,
    CONDITIONS,
    PASTS,
    STATEMENTS,
    CLAUSES,
    PHASES,
    EXITS,
    SOURCES,
    TABLES
};

#define F(table, type, member, sort)                                                               \
    {                                                                                              \
        table, offsetof(struct type, member), sort                                                 \
    }
#define TIME_FIELDS(table, type, member)                                                           \
    F(table, type, member.form, ENUM), F(table, type, member.phase, INDEX),                        \
        F(table, type, member.date, INDEX), F(table, type, member.number, WHOLE),                  \
        F(table, type, member.at_us, WHOLE), F(table, type, member.day_end_us, WHOLE),             \
        F(table, type, member.shift_sign, ENUM), F(table, type, member.shift.unit, ENUM),          \
        F(table, type, member.shift.count, WHOLE)
#define HAPPENING_FIELDS(table, type, member)                                                      \
    F(table, type, member.qualifier, ENUM), F(table, type, member.gravity, ENUM),                  \
        F(table, type, member.class, INDEX), F(table, type, member.actors.form, ENUM)
#define EVENT_FIELDS(table, type, member)                                                          \
    F(table, type, member.form, ENUM), F(table, type, member.actor, INDEX),                        \
        F(table, type, member.is_report, FLAG), TIME_FIELDS(table, type, member.time),             \
        HAPPENING_FIELDS(table, type, member.happening)
#define HOURS_FIELDS(table, type, member)                                                          \
    F(table, type, member.is_always, FLAG), F(table, type, member.from_s, INDEX),                  \
        F(table, type, member.to_s, INDEX)
#define SPAN_FIELDS(table, type, member)                                                           \
    F(table, type, member.unit, ENUM), F(table, type, member.count, WHOLE)

static const struct field fields[] = {
    F(ACTORS, plan_actor, role, ENUM),
    F(ACTORS, plan_actor, under, INDEX),
    F(ACTORS, plan_actor, chair, INDEX),
    F(ACTORS, plan_actor, rule, ENUM),
    F(ACTORS, plan_actor, tie_breaker, INDEX),
    F(ACTORS, plan_actor, tie_after_us, WHOLE),
    F(KINDS, plan_kind, parent, INDEX),
    F(KINDS, plan_kind, type, ENUM),
    F(PLACES, plan_place, type, ENUM),
    F(PLACES, plan_place, form, ENUM),
    F(PLACES, plan_place, is_moving, FLAG),
    F(PLACES, plan_place, left, INDEX),
    F(PLACES, plan_place, right, INDEX),
    F(PLACES, plan_place, both_ways, FLAG),
    F(PLACES, plan_place, into, INDEX),
    F(PLACES, plan_place, out_of, INDEX),
    HOURS_FIELDS(PLACES, plan_place, hours),
    EVENT_FIELDS(DATES, plan_date, event),
    F(CONDITIONS, plan_condition, form, ENUM),
    F(CONDITIONS, plan_condition, is_open, FLAG),
    F(CONDITIONS, plan_condition, comparison, ENUM),
    F(CONDITIONS, plan_condition, number, REAL),
    F(CONDITIONS, plan_condition, has_span, FLAG),
    F(CONDITIONS, plan_condition, actor, INDEX),
    F(CONDITIONS, plan_condition, state, ENUM),
    F(CONDITIONS, plan_condition, is_negated, FLAG),
    SPAN_FIELDS(CONDITIONS, plan_condition, span),
    HAPPENING_FIELDS(CONDITIONS, plan_condition, happening),
    TIME_FIELDS(CONDITIONS, plan_condition, since),
    F(PASTS, plan_past, form, ENUM),
    F(PASTS, plan_past, actor, INDEX),
    F(PASTS, plan_past, is_no, FLAG),
    F(PASTS, plan_past, class, INDEX),
    F(PASTS, plan_past, actors.form, ENUM),
    F(PASTS, plan_past, timing, ENUM),
    SPAN_FIELDS(PASTS, plan_past, near),
    SPAN_FIELDS(PASTS, plan_past, far),
    F(STATEMENTS, plan_statement, form, ENUM),
    F(STATEMENTS, plan_statement, clause, INDEX),
    F(STATEMENTS, plan_statement, judged, ENUM),
    F(STATEMENTS, plan_statement, actors.form, ENUM),
    F(STATEMENTS, plan_statement, actors.is_together, FLAG),
    F(STATEMENTS, plan_statement, against.form, ENUM),
    F(STATEMENTS, plan_statement, when, INDEX),
    F(STATEMENTS, plan_statement, verb, ENUM),
    F(STATEMENTS, plan_statement, due.form, ENUM),
    F(STATEMENTS, plan_statement, due.has_number, FLAG),
    F(STATEMENTS, plan_statement, due.comparison, ENUM),
    F(STATEMENTS, plan_statement, due.number.value, REAL),
    F(STATEMENTS, plan_statement, due.number.measure, ENUM),
    TIME_FIELDS(STATEMENTS, plan_statement, due.by),
    SPAN_FIELDS(STATEMENTS, plan_statement, due.within),
    EVENT_FIELDS(STATEMENTS, plan_statement, due.of),
    F(STATEMENTS, plan_statement, due.every.form, ENUM),
    F(STATEMENTS, plan_statement, due.every.has_time, FLAG),
    F(STATEMENTS, plan_statement, due.every.time_s, INDEX),
    SPAN_FIELDS(STATEMENTS, plan_statement, due.every.span),
    F(STATEMENTS, plan_statement, relation, ENUM),
    F(STATEMENTS, plan_statement, place, INDEX),
    F(STATEMENTS, plan_statement, distance.form, ENUM),
    F(STATEMENTS, plan_statement, distance.metres, REAL),
    F(STATEMENTS, plan_statement, distance.table, INDEX),
    F(STATEMENTS, plan_statement, side.form, ENUM),
    F(STATEMENTS, plan_statement, side.actor, INDEX),
    F(STATEMENTS, plan_statement, amount.form, ENUM),
    F(STATEMENTS, plan_statement, amount.number.value, REAL),
    F(STATEMENTS, plan_statement, amount.number.measure, ENUM),
    F(STATEMENTS, plan_statement, amount.table, INDEX),
    F(STATEMENTS, plan_statement, amount.for_each_class, INDEX),
    F(STATEMENTS, plan_statement, is_together, FLAG),
    F(STATEMENTS, plan_statement, every.form, ENUM),
    SPAN_FIELDS(STATEMENTS, plan_statement, every.span),
    TIME_FIELDS(STATEMENTS, plan_statement, assess_by),
    F(STATEMENTS, plan_statement, body, INDEX),
    SPAN_FIELDS(STATEMENTS, plan_statement, within),
    TIME_FIELDS(STATEMENTS, plan_statement, tail.as_of),
    TIME_FIELDS(STATEMENTS, plan_statement, tail.until),
    F(STATEMENTS, plan_statement, tail.during.form, ENUM),
    HOURS_FIELDS(STATEMENTS, plan_statement, tail.during.hours),
    F(STATEMENTS, plan_statement, tail.while_condition, INDEX),
    F(STATEMENTS, plan_statement, tail.unless, INDEX),
    F(STATEMENTS, plan_statement, source, INDEX),
    F(CLAUSES, plan_clause, phase, INDEX),
    F(CLAUSES, plan_clause, gravity, ENUM),
    F(CLAUSES, plan_clause, verifier, INDEX),
    F(CLAUSES, plan_clause, first_statement, INDEX),
    F(CLAUSES, plan_clause, statement_count, INDEX),
    F(PHASES, plan_phase, for_each, INDEX),
    F(PHASES, plan_phase, begins, ENUM),
    TIME_FIELDS(PHASES, plan_phase, begin_at),
    F(PHASES, plan_phase, begin_condition, INDEX),
    F(PHASES, plan_phase, has_lasts, FLAG),
    SPAN_FIELDS(PHASES, plan_phase, lasts),
    F(PHASES, plan_phase, renewal, ENUM),
    SPAN_FIELDS(PHASES, plan_phase, renewal_span),
    F(PHASES, plan_phase, notice_by.form, ENUM),
    F(PHASES, plan_phase, has_notice_span, FLAG),
    SPAN_FIELDS(PHASES, plan_phase, notice_span),
    F(PHASES, plan_phase, renewal_condition, INDEX),
    F(PHASES, plan_phase, has_else, FLAG),
    F(PHASES, plan_phase, else_to, INDEX),
    F(PHASES, plan_phase, judged, ENUM),
    F(EXITS, plan_exit, to, INDEX),
    F(EXITS, plan_exit, form, ENUM),
    TIME_FIELDS(EXITS, plan_exit, at),
    F(EXITS, plan_exit, condition, INDEX),
    F(EXITS, plan_exit, decider, INDEX),
    F(EXITS, plan_exit, decider_is_open, FLAG),
    F(EXITS, plan_exit, has_within, FLAG),
    SPAN_FIELDS(EXITS, plan_exit, within),
    F(SOURCES, plan_source, accuracy_m, REAL),
    F(SOURCES, plan_source, detects, REAL),
    F(SOURCES, plan_source, place, INDEX),
    SPAN_FIELDS(SOURCES, plan_source, revisit),
};

struct rows {
    char *items;
    size_t count, size;
};

/* A copy that may be written to; the plan gets it in place of its own. */
#define COPY(table, member, count_member, type)                                                    \
    do {                                                                                           \
        struct type *copy_ = ARENA_NEW(arena, struct type, plan->count_member + 1);                \
        if (!copy_)                                                                                \
            return false;                                                                          \
        if (plan->count_member)                                                                    \
            memcpy(copy_, plan->member, plan->count_member * sizeof *copy_);                       \
        plan->member = copy_;                                                                      \
        rows[table] = (struct rows){(char *)copy_, plan->count_member, sizeof *copy_};             \
    } while (0)

static bool copy(struct arena *arena, struct plan *plan, struct rows *rows)
{
    COPY(ACTORS, actors, actor_count, plan_actor);
    COPY(KINDS, kinds, kind_count, plan_kind);
    COPY(PLACES, places, place_count, plan_place);
    COPY(DATES, dates, date_count, plan_date);
    COPY(CONDITIONS, conditions, condition_count, plan_condition);
    COPY(PASTS, pasts, past_count, plan_past);
    COPY(STATEMENTS, statements, statement_count, plan_statement);
    COPY(CLAUSES, clauses, clause_count, plan_clause);
    COPY(SOURCES, sources, source_count, plan_source);
    COPY(PHASES, phases, phase_count, plan_phase);
    struct plan_exit *exits = ARENA_NEW(arena, struct plan_exit, plan->phases[0].exit_count + 1);
    if (!exits)
        return false;
    memcpy(exits, plan->phases[0].exits, plan->phases[0].exit_count * sizeof *exits);
    struct plan_phase *first = (struct plan_phase *)(void *)rows[PHASES].items;
    first->exits = exits;
    rows[EXITS] = (struct rows){(char *)exits, first->exit_count, sizeof *exits};
    return true;
}

static void change(struct rows *rows, const uint8_t bytes[4])
{
    static const uint32_t indices[] = {PLAN_NONE, PLAN_PHASE_LAPSED, PLAN_PHASE_ENDED,
                                       PLAN_THROUGHOUT, 100000};
    static const int64_t wholes[] = {-1, INT64_MIN, INT64_MAX, TIME_MAX_US, TIME_MIN_US, 86400};
    static const double reals[] = {-1, 1e300, 1e-300, 0.5, 1e9};
    const struct field *f = &fields[bytes[0] % COUNT_OF(fields)];
    struct rows *r = &rows[f->table];
    unsigned value = bytes[2] + 256u * bytes[3];
    if (!r->count)
        return;
    char *at = r->items + (bytes[1] % r->count) * r->size + f->offset;
    uint32_t index = value < 200 ? value : indices[value % COUNT_OF(indices)];
    uint32_t enumerator = value % 12;
    bool flag = value & 1;
    int64_t whole =
        value < 40000 ? (int64_t)value * value * 60000 : wholes[value % COUNT_OF(wholes)];
    double real = value < 40000 ? (double)value / 100 : reals[value % COUNT_OF(reals)];
    switch (f->sort) {
    case INDEX:
        memcpy(at, &index, sizeof index);
        break;
    case ENUM:
        memcpy(at, &enumerator, sizeof enumerator);
        break;
    case FLAG:
        memcpy(at, &flag, sizeof flag);
        break;
    case WHOLE:
        memcpy(at, &whole, sizeof whole);
        break;
    case REAL:
        memcpy(at, &real, sizeof real);
        break;
    }
}

static void follow(const struct plan *plan)
{
    struct arena arena = {.mem = &mem_libc, .limit = (size_t)512 << 20};
    struct facts facts;
    struct outcome outcome;
    struct err err = {0};
    struct monitor_options options = {.known_at_us = TIME_NEVER, .is_draft = true};
    struct buf buf;
    buf_init(&buf, &mem_libc, (size_t)16 << 20);
    plan_print(&buf, plan);
    buf_free(&buf);
    facts_init(&facts, &arena);
    for (size_t i = 0; i < COUNT_OF(records); i++) {
        uint64_t column;
        if (fact_read_line(&facts, str_z(records[i]), STR("f"), NULL, STR("fuzz"), i + 1, &column,
                           &err))
            abort();
    }
    if (facts_seal(&facts, TIME_NEVER, &err))
        abort();
    enum err_code code = monitor_run(&arena, plan, &facts, &options, &outcome, &err);
    if (code && code != ERR_NO_MEMORY && code != ERR_SYNTAX) /* clauses in a circle */
        abort();
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct test_host host = {files, kinds};
    struct lang_host lang = test_host_of(&host);
    struct arena arena = {.mem = &mem_libc};
    struct diags diags;
    const struct plan *sound;
    struct err err = {0};
    struct rows rows[TABLES];
    if (lang_compile(&arena, STR("f.truce"), str_z(text), &lang, &diags, &sound, &err) || !sound)
        abort();
    struct plan plan = *sound;
    if (!copy(&arena, &plan, rows))
        abort();
    for (size_t i = 0; i + 4 <= size && i < 64; i += 4)
        change(rows, data + i);
    if (!plan_verify(&plan, &err))
        follow(&plan);
    arena_free(&arena);
    return 0;
}

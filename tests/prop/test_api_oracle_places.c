/* SPDX-License-Identifier: Apache-2.0
 *
 * Places and times of their own kind against their definition: a place for each party, for each member of a collection, on the
 * move, as of a day, as far as a weapon reaches; windows after and before events; exceptions of other statements; acts
 * against things; steps of two clauses together; counts for each party. Each judge is the language's description word by word. */
#include "support/oracle_form.h"
#include "support/test.h"

#include "lang/lang.h"
#include "monitor/monitor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEEN(hour, what, actor) .type = FORM_SEEN, .at = (hour), .kind = (what), .who = (actor)
#define COVER(a, b, what) .type = FORM_COVER, .at = (a), .to = (b), .kind = (what)
#define CERTIFY(hour, label, party)                                                                \
    .type = FORM_CERTIFY, .at = (hour), .clause = (label), .who = (party)
#define IN .lon = 37500
#define IN_Y .lon = 39500
#define OUT .lon = 41500
#define MARK(hour)                                                                                 \
    {                                                                                              \
        SEEN(hour, "consultation", 'H')                                                            \
    }
#define PHASE "phase p0 \"Phase\"\n  begins at 2026-02-01 12:00\n  lasts 24 h\n"
#define CLAUSE(text) PHASE "clause 1 \"Clause\" verified by M\n  " text "\nthen ended\n"

enum truth { NO, MAYBE, YES };

static enum truth least(enum truth a, enum truth b)
{
    return a < b ? a : b;
}

static enum truth most(enum truth a, enum truth b)
{
    return a > b ? a : b;
}

/* The truth in a range of longitudes, thousandths of a degree. */
static enum truth between(const struct form_record *r, int from, int to)
{
    return !r->lon ? MAYBE : r->lon >= from && r->lon <= to ? YES : NO;
}

static enum truth in_z(const struct form_record *r)
{
    return between(r, 37000, 38000);
}

static enum truth in_y(const struct form_record *r)
{
    return between(r, 39000, 40000);
}

static bool is_attack(const struct form_record *r)
{
    return r->type == FORM_SEEN && form_is(r, "attack");
}

/* A or B or nobody knows who. */
static bool is_bound(const struct form_record *r)
{
    return r->who == 'A' || r->who == 'B' || !r->who;
}

static bool in_phase(int hour)
{
    return hour >= 12 && hour < 36;
}

static void say_act(struct form_lines *lines, enum truth truth, char party, int index)
{
    if (truth != NO)
        form_say(lines, "1 %s %c %s e%d", truth == YES ? "violation" : "undetermined",
                 party ? party : '-', truth == YES ? "1" : "0..1", index);
}

#define ACTS (FORM_OCCURRENCE | FORM_BECAUSE)

/* ------------------------------------------------------------------ a place for each party */

static void judge_keyed(const struct form_trace *trace, struct form_lines *lines)
{
    for (int i = 0; i < trace->count; i++) {
        const struct form_record *r = &trace->records[i];
        enum truth of_a = in_z(r), of_b = in_y(r), truth;
        char party = r->who;

        if (!is_attack(r) || !is_bound(r) || !in_phase(r->at))
            continue;
        truth = r->who == 'A' ? of_a : r->who == 'B' ? of_b : of_a == of_b ? of_a : MAYBE;
        for (int k = 0; k < trace->count; k++) {
            const struct form_record *d = &trace->records[k];

            if (d->type == FORM_RULE && d->incident == i && truth != NO) {
                enum truth named = d->who == 'A' ? of_a : of_b;

                party = d->who;
                truth = named == NO ? NO : YES;
            }
        }
        say_act(lines, truth, party, i);
    }
}

/* ------------------------------------------------------------------ as of a day */

static void judge_second_square(const struct form_trace *trace, struct form_lines *lines)
{
    for (int i = 0; i < trace->count; i++) {
        const struct form_record *r = &trace->records[i];

        if (is_attack(r) && is_bound(r) && in_phase(r->at))
            say_act(lines, in_y(r), r->who, i);
    }
}

static void judge_first_square(const struct form_trace *trace, struct form_lines *lines)
{
    for (int i = 0; i < trace->count; i++) {
        const struct form_record *r = &trace->records[i];

        if (is_attack(r) && is_bound(r) && in_phase(r->at))
            say_act(lines, in_z(r), r->who, i);
    }
}

/* ------------------------------------------------------------------ against a kind of thing */

static void judge_against(const struct form_trace *trace, struct form_lines *lines)
{
    for (int i = 0; i < trace->count; i++) {
        const struct form_record *r = &trace->records[i];
        const char *t = r->target;

        if (is_attack(r) && is_bound(r) && in_phase(r->at))
            say_act(lines,
                    !t || !strcmp(t, "A") || !strcmp(t, "B")               ? MAYBE
                    : !strcmp(t, "school") || !strcmp(t, "infrastructure") ? YES
                                                                           : NO,
                    r->who, i);
    }
}

/* ------------------------------------------------------------------ during D after / before E */

static void judge_window(const struct form_trace *trace, int before, int after,
                         struct form_lines *lines)
{
    for (int i = 0; i < trace->count; i++) {
        const struct form_record *r = &trace->records[i];
        enum truth binds = NO;

        if (!is_attack(r) || !is_bound(r) || !in_phase(r->at))
            continue;
        for (int k = 0; k < trace->count; k++) {
            const struct form_record *e = &trace->records[k];

            if (e->type == FORM_SEEN && form_is(e, "exercise") && (!e->who || e->who == 'H') &&
                e->at - before <= r->at && r->at < e->at + after)
                binds = most(binds, e->who ? YES : MAYBE);
        }
        say_act(lines, binds, r->who, i);
    }
}

static void judge_after(const struct form_trace *trace, struct form_lines *lines)
{
    judge_window(trace, 0, 6, lines);
}

static void judge_before(const struct form_trace *trace, struct form_lines *lines)
{
    judge_window(trace, 6, 0, lines);
}

/* ------------------------------------------------------------------ a place that moves */

/* Where a unit of the convoy was at t: "a position holds until the next of the same unit and for 24 hours at most". */
static enum truth near_unit(const struct form_trace *trace, const struct form_record *act, int unit,
                            int t)
{
    const struct form_record *at = NULL;

    for (int k = 0; k < trace->count; k++) {
        const struct form_record *r = &trace->records[k];

        if (r->type == FORM_SEEN && r->feed && r->unit == unit && r->at <= t &&
            (!at || r->at > at->at))
            at = r;
    }
    if (at && at->quantity == FORM_GONE)
        return NO;
    if (!at || t >= at->at + 24 || !act->lon)
        return MAYBE;
    return abs(at->lon - act->lon) < 50 ? YES : NO; /* 5 km; the records are 0 or 73 km apart */
}

/* "Of several units any one will do". Where none was ever reported nobody knows. */
static enum truth near_convoy(const struct form_trace *trace, const struct form_record *act, int t)
{
    enum truth truth = NO;
    bool any = false;

    for (int unit = 1; unit <= 2; unit++) {
        bool is_there = false;

        for (int k = 0; k < trace->count; k++)
            is_there |= trace->records[k].feed && trace->records[k].unit == unit;
        if (!is_there)
            continue;
        truth = most(truth, near_unit(trace, act, unit, t));
        any = true;
    }
    return any ? truth : MAYBE;
}

static void judge_moving(const struct form_trace *trace, struct form_lines *lines)
{
    for (int i = 0; i < trace->count; i++) {
        const struct form_record *r = &trace->records[i];
        enum truth all = YES, some = NO;

        if (!is_attack(r) || !is_bound(r))
            continue;
        for (int t = r->at; t < (r->to ? r->to : r->at + 1); t++) {
            enum truth truth = near_convoy(trace, r, t);

            all = least(all, truth);
            some = most(some, truth);
        }
        say_act(lines, all == YES ? YES : some != NO ? MAYBE : NO, r->who, i);
    }
}

static const struct form acts[] = {
    {.name = "a place for each party",
     .text = "zone home = A: z | B: y\n" CLAUSE("forbid attack by A, B in home"),
     .judge = judge_keyed,
     .columns = ACTS,
     .letters = {{SEEN(12, "attack", 'A'), IN},
                 {SEEN(13, "attack", 'A'), IN_Y},
                 {SEEN(14, "attack", 'B'), IN},
                 {SEEN(15, "attack", 'B'), IN_Y},
                 {SEEN(16, "attack", 0), IN},
                 {SEEN(17, "attack", 0), IN_Y},
                 {SEEN(18, "attack", 0), OUT},
                 {SEEN(19, "attack", 0)},
                 {SEEN(20, "attack", 'A')},
                 {SEEN(21, "attack", 'O'), IN},
                 {SEEN(36, "attack", 'A'), IN}},
     .length = 3,
     .random = 1000,
     .laws = 11},
    {.name = "a place for each party, ruled",
     .text = "zone home = A: z | B: y\n" CLAUSE("forbid attack by A, B in home"),
     .judge = judge_keyed,
     .columns = ACTS,
     .base = {{SEEN(13, "attack", 0), IN}, {SEEN(14, "attack", 'A'), IN}, {SEEN(15, "attack", 0)}},
     .letters = {{.type = FORM_RULE, .at = 20, .clause = 1, .incident = 0, .who = 'A'},
                 {.type = FORM_RULE, .at = 20, .clause = 1, .incident = 1, .who = 'B'},
                 {.type = FORM_RULE, .at = 20, .clause = 1, .incident = 2, .who = 'B'},
                 {SEEN(16, "attack", 'B'), IN_Y}},
     .length = 6,
     .laws = 1},
    {.name = "as of a day",
     .text = "zone lake = load \"dated.geojson\" as of 2026-02-02\n" CLAUSE(
         "forbid attack by A, B in lake"),
     .judge = judge_first_square,
     .columns = ACTS,
     .letters = {{SEEN(12, "attack", 'A'), IN},
                 {SEEN(13, "attack", 'A'), IN_Y},
                 {SEEN(14, "attack", 0), IN},
                 {SEEN(15, "attack", 'B')},
                 {SEEN(35, "attack", 'B'), IN},
                 {SEEN(11, "attack", 'B'), IN}},
     .length = 4},
    {.name = "as of the day of a change",
     .text = "zone lake = load \"dated.geojson\" as of 2026-02-03\n" CLAUSE(
         "forbid attack by A, B in lake"),
     .judge = judge_second_square,
     .columns = ACTS,
     .letters = {{SEEN(12, "attack", 'A'), IN},
                 {SEEN(13, "attack", 'A'), IN_Y},
                 {SEEN(14, "attack", 0), IN_Y},
                 {SEEN(15, "attack", 'B')},
                 {SEEN(35, "attack", 'B'), IN},
                 {SEEN(11, "attack", 'B'), IN_Y}},
     .length = 4},
    {.name = "against a kind of thing",
     .text = CLAUSE("forbid attack by A, B against infrastructure"),
     .judge = judge_against,
     .columns = ACTS,
     .letters = {{SEEN(12, "attack", 'A'), .target = "school"},
                 {SEEN(13, "attack", 'A'), .target = "infrastructure"},
                 {SEEN(14, "attack", 'B'), .target = "bridge"},
                 {SEEN(15, "attack", 0), .target = "school"},
                 {SEEN(16, "attack", 'B'), .target = "A"},
                 {SEEN(17, "attack", 'B')},
                 {SEEN(18, "attack", 'O'), .target = "school"},
                 {SEEN(36, "attack", 'A'), .target = "school"}},
     .length = 6,
     .laws = 7},
    {.name = "during six hours after",
     .text = CLAUSE("forbid attack by A, B during 6 h after each exercise by H"),
     .judge = judge_after,
     .columns = ACTS,
     .letters = {{SEEN(9, "exercise", 'H')},
                 {SEEN(14, "exercise", 'H')},
                 {SEEN(18, "exercise", 0)},
                 {SEEN(28, "exercise", 'M')},
                 {SEEN(36, "exercise", 'H')},
                 {SEEN(14, "attack", 'A')},
                 {SEEN(15, "attack", 'B')},
                 {SEEN(19, "attack", 'A')},
                 {SEEN(20, "attack", 'B')},
                 {SEEN(24, "attack", 0)},
                 {SEEN(29, "attack", 'A')},
                 {SEEN(37, "attack", 'A')}},
     .length = 6,
     .random = 1000,
     .laws = 37},
    {.name = "during six hours before",
     .text = CLAUSE("forbid attack by A, B during 6 h before each exercise by H"),
     .judge = judge_before,
     .columns = ACTS,
     .letters = {{SEEN(18, "exercise", 'H')},
                 {SEEN(24, "exercise", 0)},
                 {SEEN(28, "exercise", 'M')},
                 {SEEN(39, "exercise", 'H')},
                 {SEEN(11, "attack", 'A')},
                 {SEEN(12, "attack", 'B')},
                 {SEEN(17, "attack", 'A')},
                 {SEEN(18, "attack", 'B')},
                 {SEEN(23, "attack", 0)},
                 {SEEN(33, "attack", 'A')},
                 {SEEN(36, "attack", 'A')}},
     .length = 6,
     .random = 1000,
     .laws = 37},
    {.name = "a place that moves",
     .text = "moving place convoy = load \"convoy.geojson\"\nzone near = within 5 km of convoy\n"
             "throughout\nclause 1 \"Clause\" verified by M\n  forbid attack by A, B in near\n",
     .judge = judge_moving,
     .columns = ACTS,
     .letters = {{SEEN(4, "flight", 'M'), IN, .feed = "convoy", .unit = 1},
                 {SEEN(10, "flight", 'M'), IN_Y, .feed = "convoy", .unit = 1},
                 {SEEN(16, "flight", 'M'), IN, .feed = "convoy", .unit = 1},
                 {SEEN(20, "flight", 'M'), IN, .feed = "convoy", .unit = 1, .quantity = FORM_GONE},
                 {SEEN(6, "flight", 'M'), IN_Y, .feed = "convoy", .unit = 2},
                 {SEEN(18, "flight", 'M'), IN, .feed = "convoy", .unit = 2},
                 {SEEN(3, "attack", 'A'), IN},
                 {SEEN(4, "attack", 'A'), IN},
                 {SEEN(11, "attack", 'B'), IN},
                 {SEEN(9, "attack", 'A'), .to = 12, IN},
                 {SEEN(12, "attack", 'A'), .to = 15, IN_Y},
                 {SEEN(17, "attack", 0), IN_Y},
                 {SEEN(22, "attack", 'A'), IN},
                 {SEEN(29, "attack", 'A'), IN}},
     .length = 6,
     .random = 1000,
     .laws = 37},
};

/* ------------------------------------------------------------------ keep: its range, a table, unless */

/* Was the same party's (of an unknown actor: every party's, some party's) message given in the six hours before? */
static enum truth excused_for(const struct form_trace *trace, char party, int at)
{
    enum truth truth = NO;

    for (int k = 0; k < trace->count; k++) {
        const struct form_record *n = &trace->records[k];

        if (n->type == FORM_SEEN && form_is(n, "notification") && n->at <= at && n->at >= at - 6 &&
            (!n->who || n->who == party))
            truth = most(truth, n->who ? YES : MAYBE);
    }
    return truth;
}

static enum truth excused(const struct form_trace *trace, const struct form_record *r)
{
    enum truth of_a = excused_for(trace, 'A', r->at), of_b = excused_for(trace, 'B', r->at);

    return r->who == 'A' ? of_a : r->who == 'B' ? of_b : of_a == of_b ? of_a : MAYBE;
}

/* How a sighting is out of order: by its place alone. */
enum asked { OUT_OF_Z, ITS_RANGE, SETBACK, OUT_OF_HOME };

/* Of the six categories of weapon status three are no violation; one is not verified. */
static enum truth by_status(const struct form_record *r, enum truth by_place)
{
    if (!r->status)
        return by_place;
    if (!strcmp(r->status, "outside storage") || !strcmp(r->status, "in storage") ||
        !strcmp(r->status, "missing") || !strcmp(r->status, "not proscribed"))
        return NO;
    return !strcmp(r->status, "not verified") ? least(by_place, MAYBE) : by_place;
}

static enum truth is_wrong(const struct form_record *r, enum asked asked)
{
    double km = abs(r->lon - 37500) * 0.0738; /* at 48.5 N, near enough for the records there are */

    if (r->quantity == FORM_GONE)
        return NO;
    if (asked == OUT_OF_Z)
        return by_status(r, in_z(r));
    if (asked == OUT_OF_HOME) /* z is A's, y is B's */
        return r->who == 'A'        ? in_z(r)
               : r->who == 'B'      ? in_y(r)
               : in_z(r) == in_y(r) ? in_z(r)
                                    : MAYBE;
    if (!r->lon)
        return MAYBE;
    if (asked == ITS_RANGE)
        return !r->range_km ? MAYBE : km < r->range_km ? YES : NO;
    if (form_is(r, "weapon"))
        return km < 16 ? MAYBE : NO; /* or another weapon, of no row */
    return km < (form_is(r, "mortar") ? 8 : 16) ? YES : NO;
}

/* Stays of one unit: from the first sighting until seen elsewhere or gone, or coverage ends. */
static void judge_unit(const struct form_trace *trace, int unit, char who, enum asked asked,
                       bool unless, struct form_lines *lines)
{
    const struct form_record *order[FORM_RECORDS];
    int count = 0, from = 0, last = 0;
    enum truth stay = NO;

    for (int at = 0; at <= trace->watermark; at++) {
        for (int i = 0; i < trace->count; i++) {
            const struct form_record *r = &trace->records[i];

            if (r->type == FORM_SEEN && r->unit == unit && r->who == who && r->at == at &&
                (asked == SETBACK || form_is(r, "artillery")))
                order[count++] = r;
        }
    }
    for (int i = 0; i <= count; i++) {
        const struct form_record *r = i < count ? order[i] : NULL;
        enum truth wrong = r ? is_wrong(r, asked) : NO;

        if (r && !in_phase(r->at))
            continue;
        if (r && unless) {
            enum truth is_excused = excused(trace, r);

            wrong = least(wrong, is_excused == YES ? NO : is_excused == NO ? YES : MAYBE);
        }
        if (stay != NO &&
            (!r || is_wrong(r, asked) == NO ||
             !form_covered(trace, asked == SETBACK ? "weapon" : "artillery", last, r->at))) {
            form_say(lines, "1 %s %c %d %s", stay == YES ? "violation" : "undetermined",
                     who ? who : '-', from, stay == YES ? "1" : "0..1");
            stay = NO;
        }
        if (!r || wrong == NO) {
            if (stay != NO && r)
                last = r->at;
            continue;
        }
        if (stay == NO)
            from = r->at;
        stay = most(stay, wrong);
        last = r->at;
    }
}

static void judge_units(const struct form_trace *trace, enum asked asked, bool unless,
                        struct form_lines *lines)
{
    for (int unit = 1; unit <= 4; unit++) {
        judge_unit(trace, unit, 'A', asked, unless, lines);
        judge_unit(trace, unit, 'B', asked, unless, lines);
        judge_unit(trace, unit, 0, asked, unless, lines);
    }
}

static void judge_keep_unless(const struct form_trace *trace, struct form_lines *lines)
{
    judge_units(trace, OUT_OF_Z, true, lines);
}

static void judge_keep_status(const struct form_trace *trace, struct form_lines *lines)
{
    judge_units(trace, OUT_OF_Z, false, lines);
}

static void judge_keep_keyed(const struct form_trace *trace, struct form_lines *lines)
{
    judge_units(trace, OUT_OF_HOME, false, lines);
}

static void judge_keep_range(const struct form_trace *trace, struct form_lines *lines)
{
    judge_units(trace, ITS_RANGE, false, lines);
}

static void judge_keep_table(const struct form_trace *trace, struct form_lines *lines)
{
    judge_units(trace, SETBACK, false, lines);
}

#define STAYS (FORM_FROM | FORM_OCCURRENCE)

static const struct form keeps[] = {
    {.name = "keep … unless",
     .text = CLAUSE("keep artillery of A, B out of z unless notification by the same party at most "
                    "6 h before"),
     .judge = judge_keep_unless,
     .columns = STAYS,
     .letters = {{SEEN(9, "notification", 'A')},
                 {SEEN(12, "artillery", 'A'), IN, .unit = 1},
                 {SEEN(14, "artillery", 'B'), IN, .unit = 1},
                 {SEEN(15, "artillery", 'A'), IN, .unit = 1},
                 {SEEN(16, "artillery", 'A'), IN, .unit = 1},
                 {SEEN(18, "notification", 'B')},
                 {SEEN(18, "artillery", 0), IN, .unit = 2},
                 {SEEN(20, "notification", 0)},
                 {SEEN(22, "artillery", 'A'), IN, .unit = 1},
                 {SEEN(24, "artillery", 'B'), IN, .unit = 3},
                 {SEEN(27, "artillery", 'A'), OUT, .unit = 1},
                 {SEEN(30, "artillery", 'A'), .unit = 1},
                 {COVER(12, 34, "artillery")}},
     .length = 6,
     .random = 1000,
     .laws = 37},
    {.name = "keep … by weapon status",
     .text = CLAUSE("keep artillery of A, B out of z"),
     .judge = judge_keep_status,
     .columns = STAYS,
     .letters = {{SEEN(12, "artillery", 'A'), IN, .unit = 1, .status = "in violation"},
                 {SEEN(13, "artillery", 'A'), IN, .unit = 1, .status = "outside storage"},
                 {SEEN(15, "artillery", 'A'), IN, .unit = 1, .status = "not verified"},
                 {SEEN(17, "artillery", 'A'), IN, .unit = 1, .status = "in storage"},
                 {SEEN(19, "artillery", 'A'), IN, .unit = 1, .status = "missing"},
                 {SEEN(21, "artillery", 'A'), IN, .unit = 1, .status = "in proscribed zone"},
                 {SEEN(23, "artillery", 'A'), IN, .unit = 1, .status = "not proscribed"},
                 {SEEN(25, "artillery", 'A'), IN, .unit = 1, .status = "abandoned in a field"},
                 {SEEN(20, "artillery", 'B'), OUT, .unit = 1, .status = "in violation"},
                 {SEEN(22, "artillery", 0), IN, .unit = 2, .status = "in storage"},
                 {SEEN(24, "artillery", 'B'), .unit = 3, .status = "not verified"},
                 {COVER(11, 30, "artillery")}},
     .length = 6,
     .random = 500,
     .laws = 37},
    {.name = "keep … out of a place for each party",
     .text = "zone home = A: z | B: y\n" CLAUSE("keep artillery of A, B out of home"),
     .judge = judge_keep_keyed,
     .columns = STAYS,
     .letters = {{SEEN(12, "artillery", 'A'), IN, .unit = 1},
                 {SEEN(13, "artillery", 'A'), IN_Y, .unit = 1},
                 {SEEN(15, "artillery", 'A'), .unit = 1},
                 {SEEN(17, "artillery", 'A'), IN, .unit = 1},
                 {SEEN(19, "artillery", 'B'), IN, .unit = 1},
                 {SEEN(21, "artillery", 'B'), IN_Y, .unit = 1},
                 {SEEN(22, "artillery", 0), IN, .unit = 2},
                 {SEEN(24, "artillery", 0), IN_Y, .unit = 2},
                 {SEEN(25, "artillery", 0), OUT, .unit = 2},
                 {SEEN(26, "artillery", 'O'), IN, .unit = 3},
                 {COVER(11, 30, "artillery")}},
     .length = 6,
     .random = 500,
     .laws = 37},
    {.name = "keep … at least its range",
     .text = CLAUSE("keep artillery of A, B at least its range from contact"),
     .judge = judge_keep_range,
     .columns = STAYS,
     .letters = {{SEEN(12, "artillery", 'A'), .lon = 37600, .unit = 1, .range_km = 8},
                 {SEEN(13, "artillery", 'A'), .lon = 37600, .unit = 1, .range_km = 7},
                 {SEEN(15, "artillery", 'A'), .lon = 37800, .unit = 1, .range_km = 23},
                 {SEEN(17, "artillery", 'A'), .lon = 37800, .unit = 1},
                 {SEEN(19, "artillery", 'A'), .unit = 1, .range_km = 8},
                 {SEEN(21, "artillery", 'B'), .lon = 37200, .unit = 1, .range_km = 20},
                 {SEEN(23, "artillery", 0), .lon = 37200, .unit = 2, .range_km = 24},
                 {SEEN(25, "artillery", 'A'), .lon = 37200, .unit = 1, .quantity = FORM_GONE},
                 {SEEN(27, "mortar", 'A'), .lon = 37500, .unit = 4, .range_km = 9},
                 {COVER(11, 22, "artillery")}},
     .length = 6,
     .laws = 37},
    {.name = "keep … at least a table",
     .text = "table setback = mortar: 8 km | artillery: 16 km\n" CLAUSE(
         "keep weapon of A, B at least setback from contact"),
     .judge = judge_keep_table,
     .columns = STAYS,
     .letters = {{SEEN(12, "artillery", 'A'), .lon = 37600, .unit = 1},
                 {SEEN(13, "mortar", 'A'), .lon = 37600, .unit = 2},
                 {SEEN(14, "artillery", 'A'), .lon = 37700, .unit = 1},
                 {SEEN(15, "mortar", 'A'), .lon = 37700, .unit = 2},
                 {SEEN(16, "artillery", 'B'), .lon = 37800, .unit = 3},
                 {SEEN(17, "mortar", 0), .lon = 37550, .unit = 4},
                 {SEEN(18, "weapon", 'A'), .lon = 37550, .unit = 3},
                 {SEEN(19, "weapon", 'B'), .lon = 37700, .unit = 4},
                 {SEEN(20, "artillery", 'A'), .unit = 1},
                 {COVER(11, 22, "weapon")}},
     .length = 6,
     .random = 1000,
     .laws = 37},
};

static void check_all(const struct form *forms, size_t count)
{
    bool right = true;

    for (size_t i = 0; i < count; i++)
        right &= form_check(&forms[i]);
    assert_true(right);
}

static void acts_by_definition(void **state)
{
    (void)state;
    check_all(acts, COUNT_OF(acts));
}

static void keeps_by_definition(void **state)
{
    (void)state;
    check_all(keeps, COUNT_OF(keeps));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(acts_by_definition),
        cmocka_unit_test(keeps_by_definition),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

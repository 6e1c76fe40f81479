/* SPDX-License-Identifier: Apache-2.0
 *
 * Amounts against their definition: withdrawals and steps against declared baselines, duties to declare, ceilings that are
 * baselines, tables, so many for each, hours. Each judge is the language's description word by word, hour by hour, over every
 * set of records up to a size and random larger ones. */
#include "support/oracle_form.h"
#include "support/test.h"

#include "lang/lang.h"
#include "monitor/monitor.h"

#include <stdio.h>
#include <string.h>

#define SEEN(hour, what, actor) .type = FORM_SEEN, .at = (hour), .kind = (what), .who = (actor)
#define COVER(a, b, what) .type = FORM_COVER, .at = (a), .to = (b), .kind = (what)
#define DECLARE(hour, what, actor)                                                                 \
    .type = FORM_DECLARE, .at = (hour), .kind = (what), .who = (actor)
#define IN .lon = 37500
#define OUT .lon = 41500
#define MARK(hour)                                                                                 \
    {                                                                                              \
        SEEN(hour, "consultation", 'H')                                                            \
    }

struct both {
    int lo, hi;
};

static int quantity_of(const struct form_record *r)
{
    return r->quantity == FORM_GONE ? 0 : r->quantity ? r->quantity : 1;
}

/* The sum of what the party has declared of the kind (in z): both ends where it says that it lies there. */
static struct both declared(const struct form_trace *trace, char party, const char *kind,
                            bool in_zone)
{
    struct both sum = {0, 0};

    for (int i = 0; i < trace->count; i++) {
        const struct form_record *r = &trace->records[i];

        if (r->type != FORM_DECLARE || r->who != party || !form_is(r, kind) ||
            (r->of && strcmp(r->of, "baseline")))
            continue;
        if (!in_zone || form_in_z(r))
            sum.lo += quantity_of(r);
        if (!in_zone || form_in_z(r) || (!r->lon && !r->area))
            sum.hi += quantity_of(r);
    }
    return sum;
}

static bool is_declared(const struct form_trace *trace, char party, const char *kind, bool in_zone)
{
    return declared(trace, party, kind, in_zone).hi > 0;
}

static const struct form_record *latest(const struct form_trace *trace, const char *kind, char who,
                                        int unit, int t)
{
    const struct form_record *found = NULL;

    for (int i = 0; i < trace->count; i++) {
        const struct form_record *r = &trace->records[i];

        if (r->type == FORM_SEEN && form_is(r, kind) && r->unit == unit && r->who == who &&
            r->at <= t && (!found || r->at > found->at))
            found = r;
    }
    return found;
}

/* ------------------------------------------------------------------ withdraw */

static bool has_left(const struct form_record *r)
{
    return r->status &&
           (!strcmp(r->status, "in storage") || !strcmp(r->status, "outside storage") ||
            !strcmp(r->status, "not proscribed"));
}

static bool may_have_left(const struct form_record *r)
{
    return r->status && (!strcmp(r->status, "not verified") || !strcmp(r->status, "missing"));
}

/* What is left at t; `reported`: by the latest reports, whoever looked since. */
static struct both left(const struct form_trace *trace, char party, int t, struct both *reported)
{
    struct both sum = {0, 0};
    bool looked = false;

    *reported = sum;
    for (int h = 0; h < t; h++)
        looked |= form_covered(trace, "artillery", h, h + 1);
    for (int unit = 1; unit <= 4; unit++) {
        for (int unknown = 0; unknown < 2; unknown++) {
            const struct form_record *r = latest(trace, "artillery", unknown ? 0 : party, unit, t);

            if (!r || has_left(r) || (r->lon && !form_in_z(r)))
                continue;
            sum.hi += quantity_of(r);
            if (unknown || !form_in_z(r) || may_have_left(r))
                continue;
            reported->lo += quantity_of(r);
            if (form_covered(trace, "artillery", r->at, t))
                sum.lo += quantity_of(r);
        }
    }
    reported->hi = sum.hi;
    if (!looked)
        sum.hi = FORM_NEVER;
    return sum;
}

/* Percent 0: some. */
static bool done(int left_over, int baseline, int percent)
{
    return percent ? left_over * 100 <= baseline * (100 - percent) : left_over < baseline;
}

static void judge_step(const struct form_trace *trace, char party, int deadline, int percent,
                       struct form_lines *lines)
{
    struct both baseline = declared(trace, party, "artillery", true), reported, now;
    bool surely = true, perhaps = true;
    const char *verdict = "undetermined";

    if (!is_declared(trace, party, "artillery", true)) {
        form_say(lines, "1 %s %c", deadline >= trace->watermark ? "pending" : verdict, party);
        return;
    }
    now = left(trace, party, trace->watermark, &reported);
    for (int t = deadline; t <= trace->watermark; t++) {
        struct both l = left(trace, party, t, &reported);

        surely &= done(l.hi, baseline.lo, percent);
        perhaps &= done(l.lo, baseline.hi, percent);
    }
    if (deadline >= trace->watermark)
        verdict = done(now.hi, baseline.lo, percent) ? "fulfilled" : "pending";
    else if (surely)
        verdict = "fulfilled";
    else if (!perhaps && done(now.hi, baseline.lo, percent))
        verdict = "late";
    else if (!perhaps && !done(reported.lo, baseline.hi, percent))
        verdict = "breached";
    if (deadline < trace->watermark && !perhaps && done(reported.lo, baseline.hi, percent) &&
        !done(reported.hi, baseline.lo, percent))
        lines->known =
            "a step surely missed, perhaps done since: breached, though late is as likely";
    form_say(lines, "1 %s %c", verdict, party);
}

static void judge_withdraw(const struct form_trace *trace, struct form_lines *lines)
{
    for (char party = 'A'; party <= 'B'; party++) {
        judge_step(trace, party, 12, 0, lines);
        judge_step(trace, party, 24, 50, lines);
        judge_step(trace, party, 36, 100, lines);
    }
}

#define PHASE "phase p0 \"Phase\"\n  begins at 2026-02-01 00:00\n  lasts 48 h\n"
#define WITHDRAW                                                                                   \
    PHASE "clause 1 \"Guns leave\" verified by M\n  withdraw artillery of A, B from z: some by "   \
          "begin + 12 h, 50 % by begin + 24 h, all by begin + 36 h\nthen ended\n"

static const struct form withdrawals[] = {
    {.name = "withdraw",
     .text = WITHDRAW,
     .judge = judge_withdraw,
     .letters = {{DECLARE(0, "artillery", 'A'), IN, .quantity = 4},
                 {DECLARE(1, "artillery", 'A'), .quantity = 2},
                 {DECLARE(1, "artillery", 'B'), IN, .quantity = 2},
                 {SEEN(6, "artillery", 'A'), IN, .unit = 1, .quantity = 4},
                 {SEEN(20, "artillery", 'A'), IN, .unit = 1, .quantity = 2},
                 {SEEN(28, "artillery", 'A'), IN, .unit = 1, .quantity = FORM_GONE},
                 {SEEN(38, "artillery", 'A'), IN, .unit = 2, .quantity = 1},
                 {SEEN(41, "artillery", 'A'), OUT, .unit = 2, .quantity = 1},
                 {SEEN(26, "artillery", 'B'), IN, .unit = 1, .quantity = 2},
                 {COVER(1, 10, "artillery")},
                 {COVER(5, 27, "artillery")},
                 {COVER(27, 46, "artillery")},
                 {COVER(33, 35, "artillery")}},
     .base = {MARK(46)},
     .length = 6,
     .random = 3000,
     .laws = 37},
    {.name = "withdraw, by status and doubt",
     .text = WITHDRAW,
     .judge = judge_withdraw,
     .letters =
         {{SEEN(8, "artillery", 'A'), IN, .unit = 1, .quantity = 3},
          {SEEN(13, "artillery", 'A'), .unit = 1, .quantity = 3},
          {SEEN(19, "artillery", 'A'), IN, .unit = 1, .quantity = 3, .status = "in storage"},
          {SEEN(21, "artillery", 'A'), IN, .unit = 1, .quantity = 3, .status = "outside storage"},
          {SEEN(23, "artillery", 'A'), IN, .unit = 1, .quantity = 3, .status = "not verified"},
          {SEEN(30, "artillery", 'A'), IN, .unit = 1, .quantity = 3, .status = "missing"},
          {SEEN(32, "artillery", 'A'), IN, .unit = 1, .quantity = 3, .status = "in violation"},
          {SEEN(26, "artillery", 0), IN, .unit = 3, .quantity = 2},
          {SEEN(40, "artillery", 'O'), IN, .unit = 4, .quantity = 2},
          {SEEN(42, "artillery", 'A'), OUT, .unit = 1, .quantity = 3},
          {COVER(2, 29, "artillery")},
          {COVER(29, 45, "artillery")}},
     .base = {{DECLARE(0, "artillery", 'A'), IN, .quantity = 4}},
     .length = 6,
     .random = 3000,
     .laws = 37},
};

/* ------------------------------------------------------------------ require … : steps */

static struct both acts(const struct form_trace *trace, const char *kind, char party, int to)
{
    struct both sum = {0, 0};

    for (int i = 0; i < trace->count; i++) {
        const struct form_record *r = &trace->records[i];

        if (r->type != FORM_SEEN || !form_is(r, kind) || r->at > to || (r->who && r->who != party))
            continue;
        sum.lo += r->who ? quantity_of(r) : 0;
        sum.hi += quantity_of(r);
    }
    return sum;
}

/* `asked` in hundredths of one. */
static void judge_release(const struct form_trace *trace, char party, int deadline,
                          struct both asked, struct form_lines *lines)
{
    struct both by = acts(trace, "prisoner_release", party, deadline);
    struct both ever = acts(trace, "prisoner_release", party, FORM_NEVER);
    const char *verdict = "undetermined";

    if (by.lo * 100 >= asked.hi)
        verdict = "fulfilled";
    else if (deadline >= trace->watermark)
        verdict = by.hi * 100 >= asked.lo ? "undetermined" : "pending";
    else if (ever.lo * 100 >= asked.hi && by.hi * 100 < asked.lo)
        verdict = "late";
    else if (ever.hi * 100 < asked.lo && form_covered(trace, "prisoner_release", 0, deadline))
        verdict = "breached";
    if (deadline < trace->watermark && ever.hi > ever.lo && ever.hi * 100 >= asked.lo &&
        by.lo * 100 < asked.hi)
        lines->known = "steps: what somebody unknown did counts as surely done late";
    form_say(lines, "1 %s %c", verdict, party);
}

static void judge_releases(const struct form_trace *trace, struct form_lines *lines)
{
    for (char party = 'A'; party <= 'B'; party++) {
        struct both baseline = declared(trace, party, "prisoner_release", false);

        judge_release(trace, party, 12, (struct both){200, 200}, lines);
        if (!is_declared(trace, party, "prisoner_release", false)) {
            for (int deadline = 24; deadline <= 36; deadline += 12)
                form_say(lines, "1 %s %c",
                         deadline >= trace->watermark ? "pending" : "undetermined", party);
            continue;
        }
        judge_release(trace, party, 24, (struct both){baseline.lo * 50, baseline.hi * 50}, lines);
        judge_release(trace, party, 36, (struct both){baseline.lo * 100, baseline.hi * 100}, lines);
    }
}

static const struct form steps[] = {
    {.name = "steps of a duty",
     .text =
         PHASE "clause 1 \"Prisoners\" verified by M\n  require A, B to do prisoner_release: 2 by "
               "begin + 12 h, 50 % by begin + 24 h, all by begin + 36 h\nthen ended\n",
     .judge = judge_releases,
     .letters = {{DECLARE(1, "prisoner_release", 'A'), .quantity = 4},
                 {DECLARE(2, "prisoner_release", 'A'), .quantity = 1},
                 {DECLARE(2, "prisoner_release", 'B'), .quantity = 2},
                 {SEEN(6, "prisoner_release", 'A')},
                 {SEEN(12, "prisoner_release", 'A'), .quantity = 2},
                 {SEEN(13, "prisoner_release", 'A'), .quantity = 2},
                 {SEEN(24, "prisoner_release", 'B'), .quantity = 2},
                 {SEEN(20, "prisoner_release", 0), .quantity = 2},
                 {SEEN(30, "prisoner_release", 'O'), .quantity = 2},
                 {SEEN(40, "prisoner_release", 'A'), .quantity = 3},
                 {COVER(0, 12, "prisoner_release")},
                 {COVER(12, 36, "prisoner_release")},
                 MARK(44)},
     .length = 6,
     .random = 3000,
     .laws = 37},
};

/* ------------------------------------------------------------------ require … to declare */

static void judge_declare(const struct form_trace *trace, struct form_lines *lines)
{
    for (char party = 'A'; party <= 'B'; party++) {
        struct both in_time = {0, 0}, later = {0, 0};
        const char *verdict = "undetermined";

        for (int i = 0; i < trace->count; i++) {
            const struct form_record *r = &trace->records[i];
            int received = r->at + r->late;
            bool sure = form_is(r, "artillery") && r->who == party;
            struct both *sum = received <= 12 ? &in_time : &later;

            if ((r->type != FORM_DECLARE && !(r->type == FORM_SEEN && r->addressee == 'H')) ||
                (r->who && r->who != party) || !(form_is(r, "artillery") || form_is(r, "weapon")))
                continue;
            sum->lo += sure;
            sum->hi += 1;
        }
        if (in_time.lo)
            verdict = "fulfilled";
        else if (12 >= trace->watermark)
            verdict = in_time.hi ? "undetermined" : "pending";
        else if (in_time.hi)
            verdict = "undetermined";
        else if (later.lo)
            verdict = "late";
        else if (!later.hi && form_covered(trace, "communication", 0, 12))
            verdict = "breached";
        form_say(lines, "1 %s %c", verdict, party);
    }
}

static const struct form declarations[] = {
    {.name = "duty to declare",
     .text = PHASE "clause 1 \"Lists\" verified by M\n  require A, B to declare artillery to H by "
                   "begin + 12 h\nthen ended\n",
     .judge = judge_declare,
     .letters = {{DECLARE(5, "artillery", 'A'), .quantity = 4},
                 {DECLARE(10, "artillery", 'A'), .late = 4},
                 {DECLARE(12, "artillery", 'B')},
                 {DECLARE(13, "artillery", 'A'), .of = "inventory"},
                 {DECLARE(6, "artillery", 'A'), .of = "inventory"},
                 {DECLARE(7, "mortar", 'A')},
                 {DECLARE(8, "weapon", 'A')},
                 {SEEN(4, "artillery", 'A'), .addressee = 'H'},
                 {SEEN(3, "artillery", 'A')},
                 {SEEN(9, "artillery", 0), .addressee = 'H'},
                 {SEEN(9, "artillery", 'B'), .addressee = 'M'},
                 {COVER(0, 12, "communication")},
                 {COVER(0, 12, "artillery")},
                 MARK(20)},
     .length = 6,
     .random = 3000,
     .laws = 37},
};

/* ------------------------------------------------------------------ limit */

static struct both held(const struct form_trace *trace, const char *kind, char party, int t)
{
    struct both sum = {0, 0};

    for (int unit = 1; unit <= 4; unit++) {
        for (int unknown = 0; unknown < 2; unknown++) {
            const struct form_record *r = latest(trace, kind, unknown ? 0 : party, unit, t);

            if (!r || (r->lon && !form_in_z(r)))
                continue;
            sum.hi += quantity_of(r);
            sum.lo += !unknown && form_in_z(r) ? quantity_of(r) : 0;
        }
    }
    return sum;
}

/* One finding for each excess: while the upper end is above the ceiling's lower end; a violation if it ever surely is. */
struct excess {
    bool above, sure;
    int from;
};

static void end_excess(struct excess *x, int clause, char party, struct form_lines *lines)
{
    if (x->above)
        form_say(lines, "%d %s %c", clause, x->sure ? "violation" : "undetermined", party);
    *x = (struct excess){false, false, 0};
}

static void step_excess(struct excess *x, struct both sum, struct both ceiling, int clause,
                        char party, struct form_lines *lines)
{
    if (sum.hi <= ceiling.lo) {
        end_excess(x, clause, party, lines);
        return;
    }
    x->above = true;
    x->sure |= sum.lo > ceiling.hi;
}

static void judge_to_baseline(const struct form_trace *trace, struct form_lines *lines)
{
    for (char party = 'A'; party <= 'B'; party++) {
        struct both ceiling = declared(trace, party, "personnel", true);
        struct excess x = {false, false, 0};

        if (!is_declared(trace, party, "personnel", true))
            ceiling.hi = FORM_NEVER;
        for (int t = 0; t <= trace->watermark; t++)
            step_excess(&x, held(trace, "personnel", party, t), ceiling, 1, party, lines);
        end_excess(&x, 1, party, lines);
    }
}

static void judge_to_table(const struct form_trace *trace, struct form_lines *lines)
{
    for (char party = 'A'; party <= 'B'; party++) {
        for (int row = 0; row < 2; row++) {
            struct excess x = {false, false, 0};

            for (int t = 0; t <= trace->watermark; t++)
                step_excess(&x, held(trace, row ? "mortar" : "artillery", party, t),
                            (struct both){row ? 1 : 3, row ? 1 : 3}, 1, party, lines);
            end_excess(&x, 1, party, lines);
        }
    }
}

/* So many as of something else: the reinforcements so far against the rotations so far, of one model. */
static struct both so_far(const struct form_trace *trace, const char *kind, char party,
                          const char *model, int t)
{
    struct both sum = {0, 0};

    for (int i = 0; i < trace->count; i++) {
        const struct form_record *r = &trace->records[i];

        if (r->type != FORM_SEEN || !form_is(r, kind) || (r->who && r->who != party) || r->at > t ||
            (model && strcmp(model, r->model ? r->model : "")))
            continue;
        sum.lo += r->who ? quantity_of(r) : 0;
        sum.hi += quantity_of(r);
    }
    return sum;
}

static void judge_for_each(const struct form_trace *trace, bool by_model, struct form_lines *lines)
{
    static const char *const models[] = {"m1", "m2"};

    for (char party = 'A'; party <= 'B'; party++) {
        for (int m = 0; m < (by_model ? 2 : 1); m++) {
            struct excess x = {false, false, 0};

            for (int t = 0; t <= trace->watermark; t++) {
                const char *model = by_model ? models[m] : NULL;
                struct both allowed = so_far(trace, "rotation", party, model, t);

                if (!form_covered(trace, "rotation", 0, t))
                    allowed.hi = FORM_NEVER;
                step_excess(&x, so_far(trace, "reinforcement", party, model, t), allowed, 1, party,
                            lines);
            }
            end_excess(&x, 1, party, lines);
        }
    }
}

static void judge_one_for_one(const struct form_trace *trace, struct form_lines *lines)
{
    judge_for_each(trace, false, lines);
}

static void judge_one_for_one_model(const struct form_trace *trace, struct form_lines *lines)
{
    judge_for_each(trace, true, lines);
}

static void judge_hours(const struct form_trace *trace, struct form_lines *lines)
{
    for (char party = 'A'; party <= 'B'; party++) {
        for (int from = 0; from <= trace->watermark && from + 24 <= 48; from += 24) {
            int to = from + 24;
            struct both sum = {0, 0};
            const char *verdict = "undetermined";

            for (int i = 0; i < trace->count; i++) {
                const struct form_record *r = &trace->records[i];
                int hours = r->hours, least;

                if (r->type != FORM_SEEN || !form_is(r, "exercise") || (r->who && r->who != party))
                    continue;
                if (r->to) {
                    int a = r->at > from ? r->at : from, b = r->to < to ? r->to : to;

                    hours = b > a ? b - a : 0;
                } else if (r->at < from || r->at >= to) {
                    continue;
                }
                least = hours;
                if (!r->to && !r->hours)
                    hours = FORM_NEVER;
                sum.lo += r->who ? least : 0;
                sum.hi += hours;
            }
            if (!form_covered(trace, "exercise", from, to))
                sum.hi = FORM_NEVER;
            if (sum.lo > 3)
                verdict = "violation";
            else if (to > trace->watermark)
                verdict = "pending";
            else if (sum.hi <= 3)
                verdict = "kept";
            form_say(lines, "1 %s %c %d", verdict, party, from);
        }
    }
}

#define LIMIT(text) PHASE "clause 1 \"Ceiling\" verified by M\n  limit " text "\nthen ended\n"

static const struct form limits[] = {
    {.name = "limit to baseline",
     .text = LIMIT("personnel of A, B in z to baseline each"),
     .judge = judge_to_baseline,
     .letters = {{DECLARE(1, "personnel", 'A'), IN, .quantity = 3},
                 {DECLARE(2, "personnel", 'A'), .quantity = 2},
                 {DECLARE(2, "personnel", 'A'), OUT, .quantity = 9},
                 {DECLARE(2, "personnel", 'B'), IN, .quantity = 2},
                 {SEEN(5, "personnel", 'A'), IN, .unit = 1, .quantity = 2},
                 {SEEN(9, "personnel", 'A'), IN, .unit = 2, .quantity = 2},
                 {SEEN(14, "personnel", 'A'), IN, .unit = 1, .quantity = 4},
                 {SEEN(18, "personnel", 'A'), OUT, .unit = 1, .quantity = 4},
                 {SEEN(22, "personnel", 'A'), IN, .unit = 1, .quantity = 4},
                 {SEEN(24, "personnel", 'A'), .unit = 3, .quantity = 3},
                 {SEEN(26, "personnel", 0), IN, .unit = 4, .quantity = 3},
                 {SEEN(30, "personnel", 'B'), IN, .unit = 1, .quantity = 3},
                 {SEEN(34, "personnel", 'O'), IN, .unit = 1, .quantity = 8}},
     .base = {MARK(40)},
     .length = 6,
     .random = 3000,
     .laws = 37},
    {.name = "limit to a table",
     .text =
         "table ceiling = artillery: 3 | mortar: 1\n" LIMIT("weapon of A, B in z to ceiling each"),
     .judge = judge_to_table,
     .letters = {{SEEN(5, "artillery", 'A'), IN, .unit = 1, .quantity = 2},
                 {SEEN(9, "artillery", 'A'), IN, .unit = 2, .quantity = 2},
                 {SEEN(14, "artillery", 'A'), IN, .unit = 1, .quantity = 4},
                 {SEEN(18, "artillery", 'A'), OUT, .unit = 1, .quantity = 4},
                 {SEEN(8, "mortar", 'A'), IN, .unit = 3, .quantity = 1},
                 {SEEN(9, "mortar", 'A'), IN, .unit = 4, .quantity = 1},
                 {SEEN(20, "mortar", 'A'), IN, .unit = 3, .quantity = FORM_GONE},
                 {SEEN(24, "mortar", 'B'), IN, .unit = 3, .quantity = 2},
                 {SEEN(26, "mortar", 0), IN, .unit = 2, .quantity = 3},
                 {SEEN(28, "mortar", 'B'), .unit = 3, .quantity = 2},
                 {SEEN(30, "personnel", 'A'), IN, .unit = 2, .quantity = 9}},
     .base = {MARK(40)},
     .length = 6,
     .random = 3000,
     .laws = 37},
    {.name = "so many for each",
     .text = LIMIT("reinforcement of A, B to 1 for each rotation by the same party each"),
     .judge = judge_one_for_one,
     .letters = {{SEEN(4, "rotation", 'A')},
                 {SEEN(8, "rotation", 'A'), .quantity = 2},
                 {SEEN(10, "reinforcement", 'A')},
                 {SEEN(12, "reinforcement", 'A'), .quantity = 2},
                 {SEEN(12, "rotation", 'A')},
                 {SEEN(14, "rotation", 'B')},
                 {SEEN(16, "reinforcement", 'B')},
                 {SEEN(18, "reinforcement", 0)},
                 {SEEN(20, "rotation", 0)},
                 {SEEN(22, "reinforcement", 'A')},
                 {COVER(0, 15, "rotation")},
                 {COVER(0, 30, "rotation")}},
     .base = {MARK(40)},
     .length = 6,
     .random = 3000,
     .laws = 37},
    {.name = "so many for each, of one model",
     .text = LIMIT("reinforcement of A, B to 1 for each rotation by the same party with the same "
                   "model each"),
     .judge = judge_one_for_one_model,
     .letters = {{SEEN(4, "rotation", 'A'), .model = "m1"},
                 {SEEN(8, "rotation", 'A'), .model = "m2", .quantity = 2},
                 {SEEN(10, "reinforcement", 'A'), .model = "m1"},
                 {SEEN(12, "reinforcement", 'A'), .model = "m2", .quantity = 2},
                 {SEEN(12, "rotation", 'A'), .model = "m1"},
                 {SEEN(14, "rotation", 'B'), .model = "m1"},
                 {SEEN(16, "reinforcement", 'B'), .model = "m1"},
                 {SEEN(18, "reinforcement", 0), .model = "m2"},
                 {SEEN(20, "rotation", 0), .model = "m1"},
                 {SEEN(22, "reinforcement", 'A'), .model = "m1"},
                 {COVER(0, 15, "rotation")}},
     .base = {MARK(40), {COVER(0, 30, "rotation")}},
     .length = 6,
     .random = 3000,
     .laws = 37},
    {.name = "limit in hours",
     .text = LIMIT("exercise of A, B to 3 h each every day"),
     .judge = judge_hours,
     .columns = FORM_FROM,
     .letters = {{SEEN(4, "exercise", 'A'), .hours = 2},
                 {SEEN(6, "exercise", 'A'), .hours = 1},
                 {SEEN(8, "exercise", 'A'), .hours = 2},
                 {SEEN(10, "exercise", 'A')},
                 {SEEN(21, "exercise", 'A'), .to = 28},
                 {SEEN(23, "exercise", 'A'), .to = 26},
                 {SEEN(12, "exercise", 0), .hours = 4},
                 {SEEN(13, "exercise", 'O'), .hours = 4},
                 {SEEN(24, "exercise", 'B'), .hours = 4},
                 {COVER(0, 24, "exercise")},
                 {COVER(24, 48, "exercise")},
                 MARK(48)},
     .length = 6,
     .random = 3000,
     .laws = 37},
};

static void check_all(const struct form *forms, size_t count)
{
    bool right = true;

    for (size_t i = 0; i < count; i++)
        right &= form_check(&forms[i]);
    assert_true(right);
}

static void withdrawals_by_definition(void **state)
{
    (void)state;
    check_all(withdrawals, COUNT_OF(withdrawals));
}

static void steps_by_definition(void **state)
{
    (void)state;
    check_all(steps, COUNT_OF(steps));
}

static void declarations_by_definition(void **state)
{
    (void)state;
    check_all(declarations, COUNT_OF(declarations));
}

static void ceilings_by_definition(void **state)
{
    (void)state;
    check_all(limits, COUNT_OF(limits));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(withdrawals_by_definition),
        cmocka_unit_test(steps_by_definition),
        cmocka_unit_test(declarations_by_definition),
        cmocka_unit_test(ceilings_by_definition),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

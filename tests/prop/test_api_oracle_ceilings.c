/* SPDX-License-Identifier: Apache-2.0
 *
 * Ceilings against their definition: declared baselines, tables, so many for each, hours, places for each party, weapon status. Each judge is the language's description word by word, hour by hour, over every
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

#define PHASE "phase p0 \"Phase\"\n  begins at 2026-02-01 00:00\n  lasts 48 h\n"
/* ------------------------------------------------------------------ limit */

static struct form_both held(const struct form_trace *trace, const char *kind, char party, int t)
{
    struct form_both sum = {0, 0};

    for (int unit = 1; unit <= 4; unit++) {
        for (int unknown = 0; unknown < 2; unknown++) {
            const struct form_record *r = form_latest(trace, kind, unknown ? 0 : party, unit, t);

            if (!r || (r->lon && !form_in_z(r)))
                continue;
            sum.hi += form_quantity(r);
            sum.lo += !unknown && form_in_z(r) ? form_quantity(r) : 0;
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

static void step_excess(struct excess *x, struct form_both sum, struct form_both ceiling,
                        int clause, char party, struct form_lines *lines)
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
        struct form_both ceiling = form_declared(trace, party, "personnel", true);
        struct excess x = {false, false, 0};

        if (!form_is_declared(trace, party, "personnel", true))
            ceiling.hi = FORM_NEVER;
        for (int t = 0; t <= trace->watermark; t++)
            step_excess(&x, held(trace, "personnel", party, t), ceiling, 1, party, lines);
        end_excess(&x, 1, party, lines);
    }
}

/* A common ceiling: what both have declared, and what both hold. */
static void judge_together(const struct form_trace *trace, struct form_lines *lines)
{
    struct form_both of_a = form_declared(trace, 'A', "personnel", true);
    struct form_both of_b = form_declared(trace, 'B', "personnel", true);
    struct form_both ceiling = {of_a.lo + of_b.lo, of_a.hi + of_b.hi};
    struct excess x = {false, false, 0};

    if (!ceiling.hi)
        ceiling.hi = FORM_NEVER;
    else if (!of_a.hi || !of_b.hi)
        lines->open = "a common ceiling of which one side declared nothing";
    for (int t = 0; t < 20 && t <= trace->watermark; t++) {
        struct form_both a = held(trace, "personnel", 'A', t), b = held(trace, "personnel", 'B', t);
        struct form_both unknown = held(trace, "personnel", '-', t);

        step_excess(&x, (struct form_both){a.lo + b.lo, a.hi + b.hi - unknown.hi}, ceiling, 1, '-',
                    lines);
    }
    end_excess(&x, 1, '-', lines);
}

static void judge_to_table(const struct form_trace *trace, struct form_lines *lines)
{
    for (char party = 'A'; party <= 'B'; party++) {
        for (int row = 0; row < 2; row++) {
            struct excess x = {false, false, 0};

            for (int t = 0; t <= trace->watermark; t++)
                step_excess(&x, held(trace, row ? "mortar" : "artillery", party, t),
                            (struct form_both){row ? 1 : 3, row ? 1 : 3}, 1, party, lines);
            end_excess(&x, 1, party, lines);
        }
    }
}

/* So many as of something else: the reinforcements so far against the rotations so far, of one model. */
static struct form_both so_far(const struct form_trace *trace, const char *kind, char party,
                               const char *model, int from, int t)
{
    struct form_both sum = {0, 0};

    for (int i = 0; i < trace->count; i++) {
        const struct form_record *r = &trace->records[i];

        if (r->type != FORM_SEEN || !form_is(r, kind) || (r->who && r->who != party) || r->at > t ||
            r->at < from || (model && strcmp(model, r->model ? r->model : "")))
            continue;
        sum.lo += r->who ? form_quantity(r) : 0;
        sum.hi += form_quantity(r);
    }
    return sum;
}

static void judge_for_each(const struct form_trace *trace, bool by_model, int as_of,
                           struct form_lines *lines)
{
    static const char *const models[] = {"m1", "m2"};

    for (char party = 'A'; party <= 'B'; party++) {
        for (int m = 0; m < (by_model ? 2 : 1); m++) {
            struct excess x = {false, false, 0};

            for (int t = 0; t <= trace->watermark; t++) {
                const char *model = by_model ? models[m] : NULL;
                struct form_both allowed = so_far(trace, "rotation", party, model, as_of, t);

                if (!form_covered(trace, "rotation", as_of, t))
                    allowed.hi = FORM_NEVER;
                step_excess(&x, so_far(trace, "reinforcement", party, model, as_of, t), allowed, 1,
                            party, lines);
            }
            end_excess(&x, 1, party, lines);
        }
    }
}

static void judge_one_for_one(const struct form_trace *trace, struct form_lines *lines)
{
    judge_for_each(trace, false, 0, lines);
}

static void judge_one_for_one_as_of(const struct form_trace *trace, struct form_lines *lines)
{
    judge_for_each(trace, false, 9, lines);
}

/* Two for each of somebody else's. */
static void judge_two_for_one(const struct form_trace *trace, struct form_lines *lines)
{
    for (char party = 'A'; party <= 'B'; party++) {
        struct excess x = {false, false, 0};

        for (int t = 0; t <= trace->watermark; t++) {
            struct form_both allowed = so_far(trace, "rotation", 'H', NULL, 0, t);

            allowed.lo *= 2;
            allowed.hi = form_covered(trace, "rotation", 0, t) ? allowed.hi * 2 : FORM_NEVER;
            step_excess(&x, so_far(trace, "reinforcement", party, NULL, 0, t), allowed, 1, party,
                        lines);
        }
        end_excess(&x, 1, party, lines);
    }
}

static void judge_one_for_one_model(const struct form_trace *trace, struct form_lines *lines)
{
    judge_for_each(trace, true, 0, lines);
}

/* What is held of a weapon by its status: what is missing does not count, what is not verified may be there. */
static void judge_status_ceiling(const struct form_trace *trace, struct form_lines *lines)
{
    for (char party = 'A'; party <= 'B'; party++) {
        struct excess x = {false, false, 0};

        for (int t = 0; t <= trace->watermark; t++) {
            struct form_both sum = {0, 0};

            for (int unit = 1; unit <= 4; unit++) {
                const struct form_record *r = form_latest(trace, "artillery", party, unit, t);

                if (!r || !form_in_z(r) || (r->status && !strcmp(r->status, "missing")))
                    continue;
                sum.hi += form_quantity(r);
                sum.lo += r->status && !strcmp(r->status, "not verified") ? 0 : form_quantity(r);
            }
            step_excess(&x, sum, (struct form_both){3, 3}, 1, party, lines);
        }
        end_excess(&x, 1, party, lines);
    }
}

/* A ceiling in a place of each party's own: z is A's, y is B's. */
static void judge_keyed_ceiling(const struct form_trace *trace, struct form_lines *lines)
{
    for (char party = 'A'; party <= 'B'; party++) {
        struct excess x = {false, false, 0};
        int from = party == 'A' ? 37000 : 39000;

        for (int t = 0; t <= trace->watermark; t++) {
            struct form_both sum = {0, 0};

            for (int unit = 1; unit <= 4; unit++) {
                const struct form_record *r = form_latest(trace, "personnel", party, unit, t);

                if (!r || (r->lon && (r->lon < from || r->lon > from + 1000)))
                    continue;
                sum.hi += form_quantity(r);
                sum.lo += r->lon ? form_quantity(r) : 0;
            }
            step_excess(&x, sum, (struct form_both){2, 2}, 1, party, lines);
        }
        end_excess(&x, 1, party, lines);
    }
}

/* With a period, what happens in it on both sides; a period seen throughout is kept or not. */
static void judge_one_for_one_daily(const struct form_trace *trace, struct form_lines *lines)
{
    for (char party = 'A'; party <= 'B'; party++) {
        for (int from = 0; from < 48 && from <= trace->watermark; from += 24) {
            int to = from + 24;
            struct form_both sum = {0, 0}, allowed = {0, 0};
            const char *verdict = "undetermined";

            for (int i = 0; i < trace->count; i++) {
                const struct form_record *r = &trace->records[i];
                struct form_both *of = form_is(r, "rotation") ? &allowed : &sum;

                if (r->type != FORM_SEEN || r->at < from || r->at >= to ||
                    (r->who && r->who != party) ||
                    (!form_is(r, "rotation") && !form_is(r, "reinforcement")))
                    continue;
                of->lo += r->who ? form_quantity(r) : 0;
                of->hi += form_quantity(r);
            }
            if (!form_covered(trace, "rotation", from, to))
                allowed.hi = FORM_NEVER;
            if (!form_covered(trace, "reinforcement", from, to))
                sum.hi = FORM_NEVER;
            if (sum.lo > allowed.hi)
                verdict = "violation";
            else if (to > trace->watermark)
                verdict = "pending";
            else if (sum.hi <= allowed.lo)
                verdict = "kept";
            form_say(lines, "1 %s %c %d", verdict, party, from);
        }
    }
}

static void judge_hours(const struct form_trace *trace, struct form_lines *lines)
{
    for (char party = 'A'; party <= 'B'; party++) {
        for (int from = 0; from <= trace->watermark && from + 24 <= 48; from += 24) {
            int to = from + 24;
            struct form_both sum = {0, 0};
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
     .random = 400,
     .laws = 37},
    {.name = "limit to baseline, together, in a phase that ends",
     .text =
         "phase p0 \"Phase\"\n  begins at 2026-02-01 00:00\n  lasts 20 h\n"
         "clause 1 \"Ceiling\" verified by M\n  limit personnel of A, B in z to baseline together\n"
         "then ended\n",
     .judge = judge_together,
     .letters = {{DECLARE(1, "personnel", 'A'), IN, .quantity = 3},
                 {DECLARE(2, "personnel", 'B'), .quantity = 2},
                 {DECLARE(3, "personnel", 'B'), IN, .quantity = 1},
                 {SEEN(5, "personnel", 'A'), IN, .unit = 1, .quantity = 4},
                 {SEEN(9, "personnel", 'B'), IN, .unit = 2, .quantity = 2},
                 {SEEN(11, "personnel", 'A'), OUT, .unit = 1, .quantity = 4},
                 {SEEN(13, "personnel", 'B'), IN, .unit = 1, .quantity = 3},
                 {SEEN(15, "personnel", 0), IN, .unit = 4, .quantity = 3},
                 {SEEN(19, "personnel", 'A'), IN, .unit = 3, .quantity = 5},
                 {SEEN(20, "personnel", 'A'), IN, .unit = 2, .quantity = 9}},
     .base = {MARK(40)},
     .length = 6,
     .random = 500,
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
     .random = 400,
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
     .random = 400,
     .laws = 37},
    {.name = "two for each of a mediator's",
     .text = LIMIT("reinforcement of A, B to 2 for each rotation by H each"),
     .judge = judge_two_for_one,
     .letters = {{SEEN(4, "rotation", 'H')},
                 {SEEN(5, "rotation", 'A')},
                 {SEEN(6, "rotation", 0)},
                 {SEEN(9, "reinforcement", 'A'), .quantity = 2},
                 {SEEN(10, "reinforcement", 'A'), .quantity = 1},
                 {SEEN(12, "reinforcement", 'B'), .quantity = 3},
                 {SEEN(13, "rotation", 'H')},
                 {SEEN(16, "reinforcement", 0)},
                 {COVER(0, 11, "rotation")},
                 {COVER(0, 30, "rotation")}},
     .base = {MARK(40)},
     .length = 6,
     .random = 400,
     .laws = 37},
    {.name = "so many for each, as of a moment",
     .text =
         LIMIT("reinforcement of A, B to 1 for each rotation by the same party each as of begin "
               "+ 9 h"),
     .judge = judge_one_for_one_as_of,
     .letters = {{SEEN(4, "rotation", 'A')},
                 {SEEN(5, "reinforcement", 'A')},
                 {SEEN(9, "rotation", 'A')},
                 {SEEN(9, "reinforcement", 'A'), .quantity = 2},
                 {SEEN(12, "reinforcement", 'A')},
                 {SEEN(13, "rotation", 'A'), .quantity = 2},
                 {SEEN(14, "rotation", 'B')},
                 {SEEN(16, "reinforcement", 'B')},
                 {COVER(0, 13, "rotation")},
                 {COVER(9, 30, "rotation")}},
     .base = {MARK(40)},
     .length = 6,
     .random = 500,
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
     .random = 400,
     .laws = 37},
    {.name = "limit, by weapon status",
     .text = LIMIT("artillery of A, B in z to 3 each"),
     .judge = judge_status_ceiling,
     .letters =
         {{SEEN(5, "artillery", 'A'), IN, .unit = 1, .quantity = 4},
          {SEEN(8, "artillery", 'A'), IN, .unit = 1, .quantity = 4, .status = "in storage"},
          {SEEN(11, "artillery", 'A'), IN, .unit = 1, .quantity = 4, .status = "missing"},
          {SEEN(14, "artillery", 'A'), IN, .unit = 1, .quantity = 4, .status = "not verified"},
          {SEEN(17, "artillery", 'A'), IN, .unit = 1, .quantity = 4, .status = "outside storage"},
          {SEEN(20, "artillery", 'A'), IN, .unit = 1, .quantity = 4, .status = "not proscribed"},
          {SEEN(10, "artillery", 'A'), IN, .unit = 2, .quantity = 2},
          {SEEN(23, "artillery", 'B'), IN, .unit = 1, .quantity = 4, .status = "in violation"},
          {SEEN(26, "artillery", 'A'), OUT, .unit = 1, .quantity = 4}},
     .base = {MARK(40)},
     .length = 6,
     .random = 500,
     .laws = 37},
    {.name = "limit in a place for each party",
     .text = "zone home = A: z | B: y\n" LIMIT("personnel of A, B in home to 2 each"),
     .judge = judge_keyed_ceiling,
     .letters = {{SEEN(5, "personnel", 'A'), IN, .unit = 1, .quantity = 2},
                 {SEEN(8, "personnel", 'A'), IN, .unit = 2, .quantity = 1},
                 {SEEN(11, "personnel", 'A'), .lon = 39500, .unit = 1, .quantity = 4},
                 {SEEN(14, "personnel", 'A'), .unit = 3, .quantity = 2},
                 {SEEN(17, "personnel", 'A'), IN, .unit = 1, .quantity = 3},
                 {SEEN(6, "personnel", 'B'), IN, .unit = 1, .quantity = 4},
                 {SEEN(9, "personnel", 'B'), .lon = 39500, .unit = 1, .quantity = 4},
                 {SEEN(20, "personnel", 'B'), OUT, .unit = 1, .quantity = 4}},
     .base = {MARK(40)},
     .length = 6,
     .random = 500,
     .laws = 37},
    {.name = "so many for each, daily",
     .text = LIMIT("reinforcement of A, B to 1 for each rotation by the same party each every day"),
     .judge = judge_one_for_one_daily,
     .columns = FORM_FROM,
     .letters = {{SEEN(4, "rotation", 'A')},
                 {SEEN(8, "rotation", 'A'), .quantity = 2},
                 {SEEN(10, "reinforcement", 'A')},
                 {SEEN(12, "reinforcement", 'A'), .quantity = 2},
                 {SEEN(24, "rotation", 'A')},
                 {SEEN(14, "rotation", 'B')},
                 {SEEN(16, "reinforcement", 'B')},
                 {SEEN(18, "reinforcement", 0)},
                 {SEEN(25, "reinforcement", 'A')},
                 {COVER(0, 24, "rotation")},
                 {COVER(0, 24, "reinforcement")},
                 {COVER(24, 48, "equipment")},
                 {COVER(24, 48, "rotation")},
                 MARK(48)},
     .length = 6,
     .random = 500,
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
     .random = 400,
     .laws = 37},
};

static void check_all(const struct form *forms, size_t count)
{
    bool right = true;

    for (size_t i = 0; i < count; i++)
        right &= form_check(&forms[i]);
    assert_true(right);
}

static void ceilings_by_definition(void **state)
{
    (void)state;
    check_all(limits, COUNT_OF(limits));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ceilings_by_definition),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

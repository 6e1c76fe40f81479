/* SPDX-License-Identifier: Apache-2.0
 *
 * Amounts against their definition: withdrawals and steps against declared baselines, duties to declare. Each judge is the language's description word by word, hour by hour, over every
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
static struct form_both left(const struct form_trace *trace, char party, int t,
                             struct form_both *reported)
{
    struct form_both sum = {0, 0};
    bool looked = false;

    *reported = sum;
    for (int h = 0; h < t; h++)
        looked |= form_covered(trace, "artillery", h, h + 1);
    for (int unit = 1; unit <= 4; unit++) {
        for (int unknown = 0; unknown < 2; unknown++) {
            const struct form_record *r =
                form_latest(trace, "artillery", unknown ? 0 : party, unit, t);

            if (!r || has_left(r) || (r->lon && !form_in_z(r)))
                continue;
            sum.hi += form_quantity(r);
            if (unknown || !form_in_z(r) || may_have_left(r))
                continue;
            reported->lo += form_quantity(r);
            if (form_covered(trace, "artillery", r->at, t))
                sum.lo += form_quantity(r);
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

static const char *step_verdict(const struct form_trace *trace, char party, int deadline,
                                int percent)
{
    struct form_both baseline = form_declared(trace, party, "artillery", true), reported, now;
    bool surely = true, perhaps = true;
    const char *verdict = "undetermined";

    if (!form_is_declared(trace, party, "artillery", true)) {
        return deadline >= trace->watermark ? "pending" : verdict;
    }
    now = left(trace, party, trace->watermark, &reported);
    for (int t = deadline; t <= trace->watermark; t++) {
        struct form_both l = left(trace, party, t, &reported);

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
    return verdict;
}

static void judge_step(const struct form_trace *trace, char party, int deadline, int percent,
                       struct form_lines *lines)
{
    form_say(lines, "1 %s %c", step_verdict(trace, party, deadline, percent), party);
}

/* What was known at t, as if it were now. */
static struct form_trace known_at(const struct form_trace *trace, int t)
{
    struct form_trace then = {.watermark = t};

    for (int i = 0; i < trace->count; i++) {
        const struct form_record *r = &trace->records[i];

        if (form_end(r) + r->late <= t)
            then.records[then.count++] = *r;
    }
    return then;
}

/* What follows when the withdrawal is breached (2) or fulfilled (3) by what is known at the moment: each time it turns. */
static void judge_what_follows(const struct form_trace *trace, struct form_lines *lines)
{
    static const char *const states[] = {"breached", "fulfilled"};

    for (char party = 'A'; party <= 'B'; party++)
        judge_step(trace, party, 12, 100, lines);
    for (int state = 0; state < 2; state++) {
        bool before = false;

        for (int t = 0; t <= trace->watermark; t++) {
            struct form_trace then = known_at(trace, t);
            int count = 0;

            for (char party = 'A'; party <= 'B'; party++)
                count += !strcmp(step_verdict(&then, party, 12, 100), states[state]);
            if (count > state && !before)
                form_say(lines, "%d %s H", state + 2,
                         t + 6 >= trace->watermark ? "pending" : "undetermined");
            before = count > state;
        }
    }
}

/* The verifier's certificate fulfils the clause; a phase that ends does not end what was to be done. */
static void judge_certified(const struct form_trace *trace, struct form_lines *lines)
{
    for (char party = 'A'; party <= 'B'; party++) {
        bool is_certified = false;

        for (int i = 0; i < trace->count; i++) {
            const struct form_record *r = &trace->records[i];

            is_certified |= r->type == FORM_CERTIFY && (!r->who || r->who == party);
        }
        for (int i = 0; is_certified && i < trace->count; i++) {
            const struct form_record *r = &trace->records[i];

            if (r->type == FORM_SEEN && r->who == party && form_is(r, "artillery"))
                lines->open = "guns seen, and a certificate that they have left";
        }
        if (is_certified) {
            for (int step = 0; step < 3; step++)
                form_say(lines, "1 fulfilled %c", party);
        } else {
            judge_step(trace, party, 12, 0, lines);
            judge_step(trace, party, 24, 50, lines);
            judge_step(trace, party, 36, 100, lines);
        }
    }
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

/* The first moment at which the step was surely done; what leaves here does not come back. */
static int step_done(const struct form_trace *trace, char party, int percent)
{
    for (int t = 0; t <= trace->watermark; t++) {
        struct form_both reported;

        if (done(left(trace, party, t, &reported).hi,
                 form_declared(trace, party, "artillery", true).lo, percent))
            return t;
    }
    return FORM_NEVER;
}

/* Both sides' steps four hours apart at most; everything is watched, so a side that has not completed surely has not. */
static void judge_together(const struct form_trace *trace, struct form_lines *lines)
{
    static const int deadlines[] = {12, 36}, percents[] = {0, 100};
    bool breached = false, complete = true;

    for (int step = 0; step < 2; step++) {
        int a = step_done(trace, 'A', percents[step]), b = step_done(trace, 'B', percents[step]);
        int first = a < b ? a : b, last = a < b ? b : a;

        judge_step(trace, 'A', deadlines[step], percents[step], lines);
        judge_step(trace, 'B', deadlines[step], percents[step], lines);
        complete &= last < FORM_NEVER && last - first <= 4;
        breached |= last < FORM_NEVER ? last - first > 4 : first + 4 < trace->watermark;
    }
    form_say(lines, "1 %s -", breached ? "breached" : complete ? "fulfilled" : "pending");
}

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
     .length = 5,
     .random = 400,
     .laws = 37},
    {.name = "withdraw, both sides together",
     .text = PHASE
     "clause 1 \"Guns leave\" verified by M\n  withdraw artillery of A, B from z: some by begin "
     "+ 12 h, all by begin + 36 h\n  synchronous within 4 h\nthen ended\n",
     .judge = judge_together,
     .base = {{DECLARE(0, "artillery", 'A'), IN, .quantity = 4},
              {DECLARE(0, "artillery", 'B'), IN, .quantity = 4},
              {SEEN(1, "artillery", 'A'), IN, .unit = 1, .quantity = 4},
              {SEEN(1, "artillery", 'B'), IN, .unit = 1, .quantity = 4},
              {COVER(0, 46, "artillery")}},
     .letters = {{SEEN(8, "artillery", 'A'), IN, .unit = 1, .quantity = 2},
                 {SEEN(14, "artillery", 'A'), IN, .unit = 1, .quantity = FORM_GONE},
                 {SEEN(43, "artillery", 'A'), IN, .unit = 1, .quantity = FORM_GONE},
                 {SEEN(10, "artillery", 'B'), IN, .unit = 1, .quantity = 2},
                 {SEEN(12, "artillery", 'B'), IN, .unit = 1, .quantity = 2},
                 {SEEN(13, "artillery", 'B'), IN, .unit = 1, .quantity = 1},
                 {SEEN(18, "artillery", 'B'), OUT, .unit = 1, .quantity = 1},
                 {SEEN(19, "artillery", 'B'), OUT, .unit = 1, .quantity = 1},
                 {SEEN(44, "artillery", 'B'), OUT, .unit = 1, .quantity = 1}},
     .length = 5,
     .random = 200,
     .laws = 37},
    {.name = "what follows a withdrawal",
     .text = PHASE
     "clause 1 \"Guns leave\" verified by M\n  withdraw artillery of A, B from z: all by begin "
     "+ 12 h\nclause 2 \"Talk\" verified by M\n  when clause 1 is breached\n    require H to do "
     "consultation "
     "within 6 h\nclause 3 \"Visit\" verified by M\n  when clause 1 is fulfilled\n    require H to "
     "do exercise "
     "within 6 h\nthen ended\n",
     .judge = judge_what_follows,
     .letters = {{DECLARE(0, "artillery", 'A'), IN, .quantity = 4},
                 {DECLARE(1, "artillery", 'B'), IN, .quantity = 2},
                 {SEEN(6, "artillery", 'A'), IN, .unit = 1, .quantity = 4},
                 {SEEN(9, "artillery", 'A'), OUT, .unit = 1, .quantity = 4},
                 {SEEN(16, "artillery", 'A'), IN, .unit = 1, .quantity = 3, .late = 5},
                 {SEEN(18, "artillery", 'B'), IN, .unit = 1, .quantity = 2},
                 {SEEN(25, "artillery", 'A'), OUT, .unit = 1, .quantity = 1},
                 {COVER(1, 7, "artillery")},
                 {COVER(8, 11, "artillery")},
                 {COVER(11, 22, "artillery")},
                 {COVER(26, 28, "artillery")}},
     .base = {{.type = FORM_SEEN, .at = 40, .kind = "flight", .who = 'M'}},
     .length = 5,
     .random = 500,
     .laws = 37},
    {.name = "withdraw, certified, in a phase that ends before",
     .text = "phase p0 \"Phase\"\n  begins at 2026-02-01 00:00\n  lasts 20 h\n"
             "clause 1 \"Guns leave\" verified by M\n  withdraw artillery of A, B from z: some by "
             "begin + 12 h, 50 % by begin + 24 h, all by begin + 36 h\nthen ended\n",
     .judge = judge_certified,
     .letters = {{DECLARE(0, "artillery", 'A'), IN, .quantity = 4},
                 {DECLARE(21, "artillery", 'B'), IN, .quantity = 2},
                 {SEEN(6, "artillery", 'A'), IN, .unit = 1, .quantity = 4},
                 {SEEN(22, "artillery", 'A'), IN, .unit = 1, .quantity = 2},
                 {SEEN(30, "artillery", 'A'), IN, .unit = 1, .quantity = 3},
                 {SEEN(38, "artillery", 'A'), OUT, .unit = 1, .quantity = 1},
                 {COVER(1, 10, "artillery")},
                 {COVER(11, 39, "artillery")},
                 {.type = FORM_CERTIFY, .at = 14, .clause = 1, .who = 'B'},
                 {.type = FORM_CERTIFY, .at = 37, .clause = 1, .who = 'A'},
                 {.type = FORM_CERTIFY, .at = 18, .clause = 1},
                 MARK(44)},
     .length = 5,
     .random = 500,
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
     .length = 5,
     .random = 400,
     .laws = 37},
};

/* ------------------------------------------------------------------ require … : steps */

static struct form_both acts(const struct form_trace *trace, const char *kind, char party, int to)
{
    struct form_both sum = {0, 0};

    for (int i = 0; i < trace->count; i++) {
        const struct form_record *r = &trace->records[i];

        if (r->type != FORM_SEEN || !form_is(r, kind) || r->at > to || (r->who && r->who != party))
            continue;
        sum.lo += r->who ? form_quantity(r) : 0;
        sum.hi += form_quantity(r);
    }
    return sum;
}

/* `asked` in hundredths of one. */
static void judge_release(const struct form_trace *trace, char party, int deadline,
                          struct form_both asked, struct form_lines *lines)
{
    struct form_both by = acts(trace, "prisoner_release", party, deadline);
    struct form_both ever = acts(trace, "prisoner_release", party, FORM_NEVER);
    const char *verdict = "undetermined";

    if (by.lo * 100 >= asked.hi)
        verdict = "fulfilled";
    else if (deadline >= trace->watermark)
        verdict = by.hi * 100 >= asked.lo ? "undetermined" : "pending";
    else if (ever.lo * 100 >= asked.hi && by.hi * 100 < asked.lo)
        verdict = "late";
    else if (ever.hi * 100 < asked.lo && form_covered(trace, "prisoner_release", 0, deadline))
        verdict = "breached";
    form_say(lines, "1 %s %c", verdict, party);
}

static void judge_releases(const struct form_trace *trace, struct form_lines *lines)
{
    for (char party = 'A'; party <= 'B'; party++) {
        struct form_both baseline = form_declared(trace, party, "prisoner_release", false);

        judge_release(trace, party, 12, (struct form_both){200, 200}, lines);
        if (!form_is_declared(trace, party, "prisoner_release", false)) {
            for (int deadline = 24; deadline <= 36; deadline += 12)
                form_say(lines, "1 %s %c",
                         deadline >= trace->watermark ? "pending" : "undetermined", party);
            continue;
        }
        judge_release(trace, party, 24, (struct form_both){baseline.lo * 50, baseline.hi * 50},
                      lines);
        judge_release(trace, party, 36, (struct form_both){baseline.lo * 100, baseline.hi * 100},
                      lines);
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
     .length = 5,
     .random = 400,
     .laws = 37},
};

/* ------------------------------------------------------------------ require … to declare */

static void judge_declare(const struct form_trace *trace, struct form_lines *lines)
{
    for (char party = 'A'; party <= 'B'; party++) {
        struct form_both in_time = {0, 0}, later = {0, 0};
        const char *verdict = "undetermined";

        for (int i = 0; i < trace->count; i++) {
            const struct form_record *r = &trace->records[i];
            int received = r->at + r->late;
            bool sure = form_is(r, "artillery") && r->who == party;
            struct form_both *sum = received <= 12 ? &in_time : &later;

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
     .length = 5,
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(withdrawals_by_definition),
        cmocka_unit_test(steps_by_definition),
        cmocka_unit_test(declarations_by_definition),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

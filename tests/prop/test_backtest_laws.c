/* SPDX-License-Identifier: Apache-2.0
 *
 * Laws of backtests, over made-up records: what a tally expects is what a run's summary says; the mean over the worlds is the exact
 * expectation; equal drafts differ by exactly nothing; the order of drafts, the cache and the number of threads change no byte;
 * parties swapped, figures swapped. Seed printed; TRUCE_SEED repeats. */
#include "support/backtest_world.h"
#include "support/random.h"

#include "base/num.h"

#include <math.h>

#define RECORDS 60
#define WORLDS 4000

/* Clauses of every form that items come from; %s: a distance. */
static const char *const clauses[] = {
    "clause 1 \"all\" verified by M forbid attack by A, B ",
    "clause 2 \"zone\" verified by M forbid attack by A, B in z ",
    "clause 3 \"anyone\" verified by M forbid attack by anyone in band ",
    "clause 4 \"hours\" verified by M forbid shelling by A, B in z during daily 06:00 to 18:00 ",
    "clause 5 \"until\" verified by M forbid shelling by A in z until 2026-01-08 ",
    ("clause 6 \"notice\" verified by M forbid troop_movement by A, B in z unless notification by "
     "the same party at most 48 h before "),
    "clause 7 \"far\" verified by M forbid attack by B in near or in z ",
    "clause 8 \"out\" verified by M keep artillery of A, B out of z as of entry ",
    "clause 9 \"permit\" verified by M permit shelling by B in near ",
};

static void put_draft(char *text, size_t size, const char *distance, bool swapped)
{
    size_t n = (size_t)snprintf(text, size, "zone near = within %s of north throughout ", distance);

    for (size_t i = 0; i < COUNT_OF(clauses); i++)
        n += (size_t)snprintf(text + n, size - n, "%s", clauses[i]);
    for (size_t i = 0; swapped && i + 4 < n; i++) /* "by A, B" is the same by either name */
        if ((strncmp(text + i, "by A in", 7) == 0 || strncmp(text + i, "by B in", 7) == 0))
            text[i + 3] = text[i + 3] == 'A' ? 'B' : 'A';
}

static double pick(struct random *r)
{
    static const double chances[] = {0, 0.2, 0.5, 0.9, 1};

    return chances[random_below(r, COUNT_OF(chances))];
}

/* A point with a radius, an ellipse, or a bearing from a point. */
static void put_place(struct buf *buf, struct random *r, double lon, double lat, double error)
{
    size_t form = error > 0 ? random_below(r, 4) : 0;

    buf_puts(buf, form == 1 ? "\"place\": {\"from\": {\"lon\": " : "\"place\": {\"lon\": ");
    num_put(buf, lon, 5);
    buf_puts(buf, ", \"lat\": ");
    num_put(buf, lat, 5);
    if (form == 1) {
        buf_printf(buf,
                   "}, \"bearing_deg\": %d, \"bearing_error_deg\": %d, \"range_m\": [%d, %d]}, ",
                   (int)random_below(r, 360), 1 + (int)random_below(r, 20), (int)error,
                   2 * (int)error + 1000);
        return;
    }
    if (form == 2)
        buf_printf(buf, ", \"ellipse\": {\"major_m\": %d, \"minor_m\": %d, \"azimuth_deg\": %d}}, ",
                   (int)error, (int)error / 5, (int)random_below(r, 180));
    else
        buf_printf(buf, ", \"error_m\": %d}, ", (int)error);
}

/* Records of all sorts; swapped: A and B changed. */
static void add_records(struct world *w, uint64_t seed, bool swapped)
{
    static const char *const kinds[] = {"attack",   "shelling",     "troop_movement",
                                        "shelling", "notification", "artillery"};
    struct random r = {seed};
    char line[700];

    for (int i = 0; i < RECORDS; i++) {
        int day = 1 + (int)random_below(&r, 12), hour = (int)random_below(&r, 24);
        int length = random_below(&r, 3) ? 0 : 1 + (int)random_below(&r, 30);
        double a = pick(&r), b = pick(&r) * (1 - a), other = random_below(&r, 4) ? 0 : (1 - a - b);
        double lon = random_between(&r, 36.5, 38.5), lat = random_between(&r, 47.9, 49.1);
        double error = random_below(&r, 3) ? random_between(&r, 100, 9000) : 0;
        const char *kind = kinds[random_below(&r, COUNT_OF(kinds))];
        double probability = random_below(&r, 2) ? 1 : random_between(&r, 0.1, 1);
        struct buf buf;
        int end = hour + length;

        buf_init(&buf, &mem_libc, sizeof line);
        buf_printf(&buf,
                   "{\"id\": \"e%d\", \"feed\": \"f\", \"received\": \"2026-01-20T00:00:00Z\", "
                   "\"time\": {\"from\": \"2026-01-%02dT%02d:00:00Z\", \"to\": "
                   "\"2026-01-%02dT%02d:%s:00Z\"}, ",
                   i, day, hour, day + end / 24, end % 24, length ? "30" : "00");
        put_place(&buf, &r, lon, lat, error);
        buf_printf(&buf, "\"kind\": \"%s\", \"actor\": {\"%s\": ", kind, swapped ? "B" : "A");
        num_put(&buf, a, 3);
        buf_printf(&buf, ", \"%s\": ", swapped ? "A" : "B");
        num_put(&buf, floor(b * 1000) / 1000, 3);
        buf_puts(&buf, ", \"other\": ");
        num_put(&buf, floor(other * 1000) / 1000, 3);
        buf_puts(&buf, "}, \"probability\": ");
        num_put(&buf, probability, 3);
        buf_puts(&buf, "}");
        assert_false(buf.failed);
        (void)snprintf(line, sizeof line, "%.*s", (int)buf.size, buf.bytes);
        buf_free(&buf);
        world_add(w, line);
    }
}

static void open_trial(struct trial *t, uint64_t seed, size_t worlds, bool swapped)
{
    trial_open(t);
    t->backtest.options.worlds = worlds;
    add_records(&t->world, seed, swapped);
}

static void put_all(struct trial *t, struct buf *buf)
{
    buf_init(buf, &mem_libc, 1 << 24);
    backtest_put_json(buf, &t->backtest, STR("x"));
    assert_false(buf->failed);
}

/* -------------------------------------------------------------- laws */

static void assert_near(struct fact_interval a, struct fact_interval b, double by)
{
    assert_true(fabs(a.lo - b.lo) <= by && fabs(a.hi - b.hi) <= by);
}

static void test_as_a_run(void **state)
{
    struct random r = random_init(11);

    (void)state;
    for (int round = 0; round < 8; round++) {
        uint64_t seed = random_u64(&r);
        struct trial t;
        struct world w;
        char text[2000];

        put_draft(text, sizeof text, "5 km", false);
        open_trial(&t, seed, 0, false);
        trial_draft(&t, text);
        trial_run(&t);
        world_open(&w, text);
        add_records(&w, seed, false);
        world_run(&w);
        for (uint32_t c = 0; c < w.plan->clause_count; c++) {
            const struct outcome_clause *row = &w.outcome.clauses[c];
            const struct tally_clause *mine = backtest_clause(&t.backtest, 0, c);

            assert_near(row->expected, mine->expected, 0);
            assert_int_equal(row->by_party_count, mine->party_count);
            for (size_t p = 0; p < row->by_party_count; p++)
                assert_near(row->by_party[p].count, mine->by_party[p].count, 0);
            assert_int_equal(row->verdicts[FINDING_VIOLATION], mine->verdicts[FINDING_VIOLATION]);
        }
        world_close(&w);
        trial_close(&t);
    }
}

/* Sums of n independent draws: six standard deviations of the mean, and what the chance of a place may be off by. */
static void test_mean_is_expected(void **state)
{
    struct random r = random_init(12);

    (void)state;
    for (int round = 0; round < 3; round++) {
        struct trial t;
        char text[2000];

        put_draft(text, sizeof text, "5 km", false);
        open_trial(&t, random_u64(&r), WORLDS, false);
        trial_draft(&t, text);
        trial_run(&t);
        for (uint32_t row = 0; row < t.backtest.row_count; row++)
            for (uint32_t p = 0; p <= t.backtest.party_count; p++) {
                uint32_t party = p < t.backtest.party_count ? p : BACKTEST_ALL;
                struct backtest_figure f = backtest_figure(&t.backtest, 0, row, party);
                double count = sqrt(1 + f.expected.hi), by = 3 * count / sqrt(WORLDS) + 0.02;
                /* a disputed line and a permit that depends on the place: worlds may keep below */
                bool is_disputed = str_eq(t.backtest.rows[row].label, STR("3"));
                bool is_low = !is_disputed &&
                              (f.mean.hi < f.expected.hi - by || f.mean.lo < f.expected.lo - by);

                if (!f.is_there)
                    continue;
                if (f.mean.lo > f.expected.lo + by || f.mean.hi > f.expected.hi + by || is_low)
                    fail_msg("clause %.*s, party %u: mean %f to %f, expected %f to %f",
                             STR_ARG(t.backtest.rows[row].label), p, f.mean.lo, f.mean.hi,
                             f.expected.lo, f.expected.hi);
                assert_true(f.spread.lo <= f.spread.hi && f.mean.lo <= f.mean.hi);
            }
        trial_close(&t);
    }
}

static void test_equal_drafts(void **state)
{
    struct random r = random_init(13);
    struct trial t;
    char text[2000];

    (void)state;
    put_draft(text, sizeof text, "5 km", false);
    for (int cached = 0; cached < 2; cached++) {
        open_trial(&t, random_u64(&r), 50, false);
        t.backtest.options.without_cache = !cached;
        trial_draft(&t, text);
        trial_draft(&t, text);
        trial_run(&t);
        assert_int_equal(t.backtest.kept, cached ? COUNT_OF(clauses) : 0);
        for (uint32_t p = 0; p <= t.backtest.party_count; p++) {
            struct backtest_figure f = backtest_difference(
                &t.backtest, 1, 0, BACKTEST_ALL, p < t.backtest.party_count ? p : BACKTEST_ALL);

            assert_near(f.expected, (struct fact_interval){0, 0}, 0);
            assert_near(f.mean, (struct fact_interval){0, 0}, 0);
            assert_near(f.spread, (struct fact_interval){0, 0}, 0);
        }
        trial_close(&t);
    }
}

/* Cached and not, one thread and three: the same bytes. Only what the bracket touches is judged again. */
static void test_same_bytes(void **state)
{
    static const char *const distances[] = {"5 km", "12 km", "5 km", "30 km"};
    struct random r = random_init(14);
    uint64_t seed = random_u64(&r);
    struct buf first = {0};

    (void)state;
    for (int how = 0; how < 3; how++) {
        struct trial t;
        struct buf buf;

        open_trial(&t, seed, 60, false);
        t.backtest.options.without_cache = how == 1;
        t.backtest.options.threads = how == 2 ? 3 : 1;
        for (size_t d = 0; d < COUNT_OF(distances); d++) {
            char text[2000];

            put_draft(text, sizeof text, distances[d], false);
            trial_draft(&t, text);
        }
        trial_run(&t);
        if (how ==
            0) /* `near` is in clause 7, and in 9, which may permit what 1 to 6 forbid; never in 8 */
            assert_true(t.backtest.kept >= COUNT_OF(clauses) + 2 &&
                        t.backtest.kept < 3 * COUNT_OF(clauses));
        put_all(&t, &buf);
        if (how == 0) {
            first = buf;
        } else {
            assert_int_equal(buf.size, first.size);
            assert_memory_equal(buf.bytes, first.bytes, first.size);
            buf_free(&buf);
        }
        trial_close(&t);
    }
    buf_free(&first);
}

/* The figures of a draft do not depend on those beside it, and a difference turned round changes its sign. */
static void test_order(void **state)
{
    struct random r = random_init(15);
    uint64_t seed = random_u64(&r);
    struct trial t[2];

    (void)state;
    for (int k = 0; k < 2; k++) {
        open_trial(&t[k], seed, 80, false);
        for (int d = 0; d < 2; d++) {
            char text[2000];

            put_draft(text, sizeof text, d == k ? "4 km" : "20 km", false);
            trial_draft(&t[k], text);
        }
        trial_run(&t[k]);
    }
    for (uint32_t row = 0; row < t[0].backtest.row_count; row++)
        for (size_t d = 0; d < 2; d++) {
            struct backtest_figure x = backtest_figure(&t[0].backtest, d, row, BACKTEST_ALL);
            struct backtest_figure y = backtest_figure(&t[1].backtest, 1 - d, row, BACKTEST_ALL);
            struct backtest_figure a =
                backtest_difference(&t[0].backtest, d, 1 - d, row, BACKTEST_ALL);
            struct backtest_figure b =
                backtest_difference(&t[1].backtest, d, 1 - d, row, BACKTEST_ALL);

            assert_near(x.expected, y.expected, 0);
            assert_near(x.mean, y.mean, 0);
            assert_near(x.spread, y.spread, 0);
            assert_near(a.expected, (struct fact_interval){-b.expected.hi, -b.expected.lo}, 1e-6);
            assert_near(a.mean, (struct fact_interval){-b.mean.hi, -b.mean.lo}, 1e-6);
        }
    trial_close(&t[0]);
    trial_close(&t[1]);
}

static void test_parties_swapped(void **state)
{
    struct random r = random_init(16);
    uint64_t seed = random_u64(&r);
    struct trial t[2];

    (void)state;
    for (int k = 0; k < 2; k++) {
        char text[2000];

        open_trial(&t[k], seed, 0, k == 1);
        put_draft(text, sizeof text, "6 km", k == 1);
        trial_draft(&t[k], text);
        trial_run(&t[k]);
    }
    for (uint32_t row = 0; row < t[0].backtest.row_count; row++) {
        const struct backtest *b = &t[0].backtest, *c = &t[1].backtest;

        assert_near(backtest_figure(b, 0, row, BACKTEST_ALL).expected,
                    backtest_figure(c, 0, row, BACKTEST_ALL).expected, 1e-5);
        for (uint32_t p = 0; p < b->party_count; p++)
            for (uint32_t q = 0; q < c->party_count; q++)
                if (!str_eq(b->parties[p], c->parties[q]))
                    assert_near(backtest_figure(b, 0, row, p).expected,
                                backtest_figure(c, 0, row, q).expected, 1e-5);
    }
    trial_close(&t[0]);
    trial_close(&t[1]);
}

/* Two brackets, each settled in two ways: what a choice changes is the mean of the two differences that it makes. */
static void test_contrasts(void **state)
{
    static const char *const distances[] = {"4 km", "20 km"};
    struct backtest_choice choices[4][2];
    struct random r = random_init(17);
    struct trial t;
    const struct backtest *b;

    (void)state;
    open_trial(&t, random_u64(&r), 70, false);
    for (size_t d = 0; d < 4; d++) {
        char text[2000];

        put_draft(text, sizeof text, distances[d / 2], d % 2 == 1);
        trial_draft(&t, text);
        for (uint32_t k = 0; k < 2; k++)
            choices[d][k] = (struct backtest_choice){
                .number = k + 1, .chosen = (k == 0 ? d / 2 : d % 2) ? STR("B") : STR("A")};
        t.backtest.drafts[d].choices = choices[d];
        t.backtest.drafts[d].choice_count = 2;
        t.backtest.drafts[d].text = 0;
    }
    trial_run(&t);
    b = &t.backtest;
    assert_int_equal(b->contrast_count, 4);
    for (size_t k = 0; k < 2; k++) {
        const struct backtest_contrast *first = &b->contrasts[2 * k], *c = first + 1;
        size_t step = k == 0 ? 2 : 1, low = k == 0 ? 1 : 2;
        struct backtest_figure x = backtest_difference(b, step, 0, BACKTEST_ALL, BACKTEST_ALL);
        struct backtest_figure y =
            backtest_difference(b, low + step, low, BACKTEST_ALL, BACKTEST_ALL);

        assert_true(first->is_first && !c->is_first && first->pair_count == 0);
        assert_int_equal(c->choice.number, k + 1);
        assert_int_equal(first->draft_count + c->draft_count, 4);
        assert_int_equal(c->pair_count, 2);
        assert_near(c->change.expected,
                    (struct fact_interval){(x.expected.lo + y.expected.lo) / 2,
                                           (x.expected.hi + y.expected.hi) / 2},
                    2e-6);
        assert_true(x.expected.lo < 0 || x.expected.hi > 0 || y.expected.hi > 0);
        assert_true(c->change.spread.lo <= c->change.mean.hi &&
                    c->change.mean.lo <= c->change.spread.hi);
    }
    /* the same mean, by way of the drafts' own */
    assert_near(
        b->contrasts[0].expected,
        (struct fact_interval){(backtest_figure(b, 0, BACKTEST_ALL, BACKTEST_ALL).expected.lo +
                                backtest_figure(b, 1, BACKTEST_ALL, BACKTEST_ALL).expected.lo) /
                                   2,
                               (backtest_figure(b, 0, BACKTEST_ALL, BACKTEST_ALL).expected.hi +
                                backtest_figure(b, 1, BACKTEST_ALL, BACKTEST_ALL).expected.hi) /
                                   2},
        2e-6);
    trial_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_a_run),     cmocka_unit_test(test_mean_is_expected),
        cmocka_unit_test(test_equal_drafts), cmocka_unit_test(test_same_bytes),
        cmocka_unit_test(test_order),        cmocka_unit_test(test_parties_swapped),
        cmocka_unit_test(test_contrasts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "backtest/backtest.h"

#include "base/num.h"

#include <stdlib.h>
#include <string.h>

/* -------------------------------------------------------------- dates */

/* The moment at which a plan says that it enters into force. */
static bool entry_of(const struct plan *plan, int64_t *at_us)
{
    const struct plan_time *t =
        plan->entry.form != PLAN_TIME_NONE ? &plan->entry : &plan->signature;

    if (plan->entry_condition != PLAN_NONE)
        t = &plan->signature;
    if (t->form != PLAN_TIME_MOMENT && t->form != PLAN_TIME_DATE)
        return false;
    *at_us = t->at_us;
    return true;
}

static enum err_code find_shift(struct backtest *b, struct err *err)
{
    const struct backtest_options *o = &b->options;
    const struct plan *plan = b->drafts[0].plan;
    struct time_civil civil;
    int64_t entry;

    b->shift_days = 0;
    if (!o->has_from)
        return ERR_OK;
    if (!entry_of(plan, &entry))
        return err_set(err, ERR_USAGE,
                       "%.*s does not say on which day it enters into force: there is nothing to "
                       "move",
                       STR_ARG(b->drafts[0].name));
    tz_to_civil(plan->tz, entry, &civil);
    b->shift_days = time_days_from_civil(o->from_year, o->from_month, o->from_day) -
                    time_days_from_civil(civil.year, civil.month, civil.day);
    return ERR_OK;
}

/* -------------------------------------------------------------- rows and parties */

static enum err_code find_rows(struct arena *arena, struct backtest *b, struct err *err)
{
    struct backtest_row *rows = NULL;
    struct str *parties = NULL;
    size_t row_capacity = 0, party_capacity = 0;
    struct map labels, names;

    map_init(&labels, arena);
    map_init(&names, arena);
    for (size_t d = 0; d < b->draft_count; d++) {
        const struct plan *plan = b->drafts[d].plan;

        for (size_t c = 0; c < plan->clause_count; c++) {
            const struct plan_clause *clause = &plan->clauses[c];
            const struct tally_clause *t = b->drafts[d].tally.clauses[c];

            if (map_get(&labels, clause->label) == MAP_NONE) {
                TRY(arena_grow(arena, &rows, b->row_count, &row_capacity, sizeof *rows, err));
                rows[b->row_count] =
                    (struct backtest_row){clause->label, clause->title, clause->article};
                TRY(map_set(&labels, clause->label, (uint32_t)b->row_count, err));
                b->row_count++;
            }
            for (size_t p = 0; p < t->party_count; p++) {
                if (map_get(&names, t->by_party[p].party) != MAP_NONE)
                    continue;
                TRY(arena_grow(arena, &parties, b->party_count, &party_capacity, sizeof *parties,
                               err));
                parties[b->party_count] = t->by_party[p].party;
                TRY(map_set(&names, parties[b->party_count], (uint32_t)b->party_count, err));
                b->party_count++;
            }
        }
    }
    b->rows = rows;
    b->parties = parties;
    for (size_t d = 0; d < b->draft_count; d++) {
        const struct plan *plan = b->drafts[d].plan;
        uint32_t *of = ARENA_NEW(arena, uint32_t, b->row_count + 1);

        if (!of)
            return err_no_memory(err);
        for (size_t r = 0; r < b->row_count; r++)
            of[r] = PLAN_NONE;
        for (uint32_t c = 0; c < plan->clause_count; c++)
            of[map_get(&labels, plan->clauses[c].label)] = c;
        b->drafts[d].clause_of = of;
    }
    return ERR_OK;
}

/* -------------------------------------------------------------- running */

enum err_code backtest_run(struct arena *arena, struct backtest *b, struct err *err)
{
    TRY(find_shift(b, err));
    TRY(monitor_cache_open(arena, &b->cache, err));
    for (size_t d = 0; d < b->draft_count; d++) {
        struct backtest_draft *draft = &b->drafts[d];
        struct tally_options options = {
            .monitor = {.known_at_us = b->options.known_at_us,
                        .is_draft = true,
                        .threads = b->options.threads,
                        .is_backtest = true,
                        .shift_days = b->shift_days,
                        .cache = b->options.without_cache ? NULL : b->cache,
                        .digests = &draft->digests},
            .worlds = b->options.worlds,
            .seed = b->options.seed,
            .threads = b->options.threads ? b->options.threads : 1,
        };

        TRY(plan_digests_make(arena, draft->plan, &draft->digests, err));
        TRY(monitor_tally(arena, draft->plan, b->facts, &options, &draft->tally, err));
        b->kept += draft->tally.kept;
        b->judged += draft->plan->clause_count - draft->tally.kept;
    }
    TRY(find_rows(arena, b, err));
    b->work = ARENA_NEW(arena, int64_t, 2 * b->options.worlds + 1);
    if (!b->work)
        return err_no_memory(err);
    TRY(backtest_contrast(arena, b, err));
    return backtest_measure(arena, b, err);
}

void backtest_close(struct backtest *b)
{
    monitor_cache_free(b->cache);
    b->cache = NULL;
}

const struct tally_clause *backtest_clause(const struct backtest *b, size_t draft, uint32_t row)
{
    uint32_t clause = b->drafts[draft].clause_of[row];

    return clause == PLAN_NONE ? NULL : b->drafts[draft].tally.clauses[clause];
}

/* -------------------------------------------------------------- figures */

/* The clause's number of a party, its count for all; PLAN_NONE: none of its. */
static uint32_t slot_of(const struct backtest *b, const struct tally_clause *t, uint32_t party)
{
    if (party == BACKTEST_ALL)
        return (uint32_t)t->party_count;
    for (uint32_t p = 0; p < t->party_count; p++)
        if (str_eq(t->by_party[p].party, b->parties[party]))
            return p;
    return PLAN_NONE;
}

static struct fact_interval expected_of(const struct tally_clause *t, uint32_t slot)
{
    if (slot == PLAN_NONE)
        return (struct fact_interval){0, 0};
    return slot == t->party_count ? t->expected : t->by_party[slot].count;
}

static int number_order(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* The value below which `share` of the worlds lie: of n sorted values the one of rank ceil(share * n). */
static double quantile(const int64_t *sorted, size_t count, double share)
{
    size_t rank = (size_t)(share * (double)count);

    if ((double)rank < share * (double)count)
        rank++;
    return (double)sorted[rank > 0 ? rank - 1 : 0];
}

struct sums {
    int64_t *lo, *hi; /* per world */
    size_t worlds;
};

static void add_worlds(struct sums *sums, const struct tally_clause *t, uint32_t slot, int sign)
{
    if (slot == PLAN_NONE || !t->worlds.lo)
        return;
    for (size_t w = 0; w < sums->worlds; w++) {
        sums->lo[w] += sign * (int64_t)t->worlds.lo[slot * sums->worlds + w];
        sums->hi[w] += sign * (int64_t)t->worlds.hi[slot * sums->worlds + w];
    }
}

static double mean_of(const int64_t *values, size_t count)
{
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += values[i];
    return (double)sum / (double)count;
}

/* Mean and spread; of a difference the ends may lie either way. */
static void sum_up(struct sums *sums, struct backtest_figure *figure)
{
    size_t n = sums->worlds;
    double a = mean_of(sums->lo, n), b = mean_of(sums->hi, n);

    for (size_t w = 0; w < n; w++)
        if (sums->lo[w] > sums->hi[w]) {
            int64_t swap = sums->lo[w];

            sums->lo[w] = sums->hi[w];
            sums->hi[w] = swap;
        }
    qsort(sums->lo, n, sizeof *sums->lo, number_order);
    qsort(sums->hi, n, sizeof *sums->hi, number_order);
    figure->has_worlds = true;
    figure->mean = (struct fact_interval){num_round(a < b ? a : b, 6), num_round(a < b ? b : a, 6)};
    figure->spread =
        (struct fact_interval){quantile(sums->lo, n, 0.025), quantile(sums->hi, n, 0.975)};
}

/* Room for two rows of worlds; false where there are none. */
static bool sums_open(const struct backtest *b, struct sums *sums)
{
    size_t n = b->options.worlds;

    *sums = (struct sums){.lo = b->work, .hi = b->work + n, .worlds = n};
    if (n)
        memset(b->work, 0, 2 * n * sizeof *b->work);
    return n > 0;
}

static size_t first_row(uint32_t row)
{
    return row == BACKTEST_ALL ? 0 : row;
}

static size_t last_row(const struct backtest *b, uint32_t row)
{
    return row == BACKTEST_ALL ? b->row_count : (size_t)row + 1;
}

struct backtest_figure backtest_figure(const struct backtest *b, size_t draft, uint32_t row,
                                       uint32_t party)
{
    struct backtest_figure figure = {.is_there = false};
    struct sums sums;
    bool has = sums_open(b, &sums);

    for (size_t r = first_row(row); r < last_row(b, row); r++) {
        const struct tally_clause *t = backtest_clause(b, draft, (uint32_t)r);
        struct fact_interval one;
        uint32_t slot;

        if (!t || t->judged != OUTCOME_YES)
            continue;
        slot = slot_of(b, t, party);
        figure.is_there |= slot != PLAN_NONE;
        one = expected_of(t, slot);
        figure.expected.lo += one.lo;
        figure.expected.hi += one.hi;
        if (has)
            add_worlds(&sums, t, slot, 1);
    }
    figure.expected =
        (struct fact_interval){num_round(figure.expected.lo, 6), num_round(figure.expected.hi, 6)};
    if (has)
        sum_up(&sums, &figure);
    return figure;
}

static struct fact_interval part_of(const struct tally_clause *t, const struct tally_item *item,
                                    uint32_t slot)
{
    if (slot == PLAN_NONE)
        return (struct fact_interval){0, 0};
    return slot == t->party_count ? item->occurrence : item->by_party[slot];
}

/* Item by item; what is equal in both cancels, however unsure it is. */
static struct fact_interval differ(const struct tally_clause *a, uint32_t a_slot,
                                   const struct tally_clause *b, uint32_t b_slot)
{
    struct fact_interval sum = {0, 0};
    size_t i = 0, j = 0, a_count = a ? a->item_count : 0, b_count = b ? b->item_count : 0;

    while (i < a_count || j < b_count) {
        int order = i == a_count   ? 1
                    : j == b_count ? -1
                                   : tally_item_order(&a->items[i], &b->items[j]);
        struct fact_interval x = {0, 0}, y = {0, 0};

        if (order <= 0)
            x = part_of(a, &a->items[i++], a_slot);
        if (order >= 0)
            y = part_of(b, &b->items[j++], b_slot);
        if (memcmp(&x, &y, sizeof x) == 0)
            continue;
        sum.lo += x.lo - y.hi;
        sum.hi += x.hi - y.lo;
    }
    return sum;
}

static void add_difference(const struct backtest *b, size_t draft, size_t other, uint32_t row,
                           uint32_t party, struct backtest_figure *figure, struct sums *sums)
{
    for (size_t r = first_row(row); r < last_row(b, row); r++) {
        const struct tally_clause *x = backtest_clause(b, draft, (uint32_t)r);
        const struct tally_clause *y = backtest_clause(b, other, (uint32_t)r);
        uint32_t x_slot, y_slot;
        struct fact_interval one;

        x = x && x->judged == OUTCOME_YES ? x : NULL;
        y = y && y->judged == OUTCOME_YES ? y : NULL;
        x_slot = x ? slot_of(b, x, party) : PLAN_NONE;
        y_slot = y ? slot_of(b, y, party) : PLAN_NONE;
        figure->is_there |= x_slot != PLAN_NONE || y_slot != PLAN_NONE;
        if (x == y)
            continue;
        one = differ(x, x_slot, y, y_slot);
        figure->expected.lo += one.lo;
        figure->expected.hi += one.hi;
        if (sums->worlds && x)
            add_worlds(sums, x, x_slot, 1);
        if (sums->worlds && y)
            add_worlds(sums, y, y_slot, -1);
    }
}

struct backtest_figure backtest_difference(const struct backtest *b, size_t draft, size_t other,
                                           uint32_t row, uint32_t party)
{
    struct backtest_figure figure = {.is_there = false};
    struct sums sums;
    bool has = sums_open(b, &sums);

    add_difference(b, draft, other, row, party, &figure, &sums);
    figure.expected =
        (struct fact_interval){num_round(figure.expected.lo, 6), num_round(figure.expected.hi, 6)};
    if (has)
        sum_up(&sums, &figure);
    return figure;
}

static struct fact_interval part(struct fact_interval sum, size_t count)
{
    return (struct fact_interval){num_round(sum.lo / (double)count, 6),
                                  num_round(sum.hi / (double)count, 6)};
}

struct backtest_figure backtest_mean_difference(const struct backtest *b,
                                                const struct backtest_pair *pairs, size_t count)
{
    struct backtest_figure figure = {.is_there = false};
    struct sums sums;
    bool has = sums_open(b, &sums);

    for (size_t i = 0; i < count; i++)
        add_difference(b, pairs[i].draft, pairs[i].other, BACKTEST_ALL, BACKTEST_ALL, &figure,
                       &sums);
    if (count == 0)
        return figure;
    figure.expected = part(figure.expected, count);
    if (has) {
        sum_up(&sums, &figure);
        figure.mean = part(figure.mean, count);
        figure.spread = part(figure.spread, count);
    }
    return figure;
}

bool backtest_gate_share(const struct backtest *b, const struct tally_gate *gate,
                         struct fact_interval *share)
{
    size_t lo = 0, hi = 0, n = b->options.worlds;

    *share = (struct fact_interval){0, 1};
    if (!gate->lo || !gate->hi || n == 0)
        return false;
    for (size_t w = 0; w < n; w++) {
        lo += gate->lo[w];
        hi += gate->hi[w];
    }
    *share = (struct fact_interval){num_probability((double)lo / (double)n),
                                    num_probability((double)hi / (double)n)};
    return true;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * A backtest as plain text: what a terminal shows. */
#include "backtest/backtest.h"

#include "base/num.h"

#define SHOWN 12        /* drafts whose clauses are told one by one */
#define GROUND_SHOWN 25 /* lines and zones of each */

static void put_interval(struct buf *buf, struct fact_interval i, int decimals)
{
    double lo = num_round(i.lo, decimals), hi = num_round(i.hi, decimals);

    num_put(buf, lo, decimals);
    if (lo < hi) {
        buf_puts(buf, " to ");
        num_put(buf, hi, decimals);
    }
}

static void put_signed(struct buf *buf, struct fact_interval i, int decimals)
{
    double lo = num_round(i.lo, decimals), hi = num_round(i.hi, decimals);

    buf_puts(buf, lo > 0 ? "+" : "");
    num_put(buf, lo, decimals);
    if (lo < hi) {
        buf_puts(buf, hi > 0 ? " to +" : " to ");
        num_put(buf, hi, decimals);
    }
}

static void put_figure(struct buf *buf, const struct backtest_figure *f)
{
    put_interval(buf, f->expected, 1);
    if (f->has_worlds) {
        buf_puts(buf, " (95 % of worlds: ");
        put_interval(buf, f->spread, 0);
        buf_putc(buf, ')');
    }
}

static void put_difference(struct buf *buf, const struct backtest_figure *f)
{
    put_signed(buf, f->expected, 1);
    if (f->has_worlds) {
        buf_puts(buf, " (95 % of worlds: ");
        put_signed(buf, f->spread, 0);
        buf_putc(buf, ')');
    }
}

static void put_clause(struct buf *buf, const struct backtest *b, size_t d, uint32_t r)
{
    const struct tally_clause *t = backtest_clause(b, d, r);
    struct backtest_figure all = backtest_figure(b, d, r, BACKTEST_ALL);

    buf_puts(buf, "  ");
    buf_put(buf, b->rows[r].label);
    buf_puts(buf, "  ");
    buf_put(buf, b->rows[r].title);
    buf_puts(buf, ": ");
    if (!t) {
        buf_puts(buf, "not in this draft\n");
        return;
    }
    if (t->judged != OUTCOME_YES) {
        buf_puts(buf, outcome_judged_text(t->judged));
        buf_putc(buf, '\n');
        return;
    }
    put_figure(buf, &all);
    for (uint32_t p = 0; p < b->party_count; p++) {
        struct backtest_figure one = backtest_figure(b, d, r, p);

        if (!one.is_there)
            continue;
        buf_puts(buf, "; ");
        buf_put(buf, b->parties[p]);
        buf_putc(buf, ' ');
        put_interval(buf, one.expected, 1);
    }
    for (int v = 0; v < FINDING_VERDICT_COUNT; v++)
        if (t->verdicts[v] && v != FINDING_VIOLATION && v != FINDING_KEPT)
            buf_printf(buf, "; %zu %s", t->verdicts[v],
                       finding_verdict_text((enum finding_verdict)v));
    if (d > 0) {
        struct backtest_figure more = backtest_difference(b, d, 0, r, BACKTEST_ALL);

        if (more.expected.lo < 0 || more.expected.hi > 0) {
            buf_puts(buf, "; against draft 1 ");
            put_difference(buf, &more);
        }
    }
    buf_putc(buf, '\n');
}

static void put_gates(struct buf *buf, const struct backtest *b, size_t d)
{
    const struct tally *t = &b->drafts[d].tally;
    const struct tz *tz = b->drafts[d].plan->tz;

    for (size_t i = 0; i < t->gate_count; i++) {
        const struct tally_gate *g = &t->gates[i];
        struct fact_interval share;

        buf_puts(buf, "  gate ");
        buf_put(buf, g->phase);
        buf_puts(buf, " > ");
        buf_put(buf, g->to);
        buf_puts(buf, ": ");
        if (g->passed)
            buf_puts(buf, g->state == OUTCOME_GATE_MET ? "reached, met" : "reached, undetermined");
        else
            buf_puts(buf, g->state == OUTCOME_GATE_PENDING   ? "not come to"
                          : g->state == OUTCOME_GATE_MET     ? "met, another way was taken"
                          : g->state == OUTCOME_GATE_NOT_MET ? "not reached"
                                                             : "undetermined");
        if (g->judged_us != TIME_NONE) {
            buf_puts(buf, " on ");
            time_put_local(buf, tz, g->judged_us);
        }
        if (g->state != OUTCOME_GATE_PENDING) {
            buf_puts(buf, ", probability ");
            put_interval(buf, g->probability, 2);
        }
        if (backtest_gate_share(b, g, &share)) {
            buf_puts(buf, ", its counts hold in ");
            put_interval(buf, (struct fact_interval){100 * share.lo, 100 * share.hi}, 1);
            buf_puts(buf, " % of worlds");
        }
        buf_putc(buf, '\n');
    }
}

static void put_ground(struct buf *buf, const struct backtest_draft *draft)
{
    for (size_t i = 0; i < draft->ground_count; i++) {
        const struct backtest_ground *g = &draft->ground[i];

        if (i == GROUND_SHOWN) {
            buf_printf(buf, "  and %zu more lines and zones\n", draft->ground_count - i);
            return;
        }
        buf_puts(buf, g->is_line ? "  line " : "  zone ");
        buf_put(buf, g->place);
        if (g->key.size) {
            buf_puts(buf, " (");
            buf_put(buf, g->key);
            buf_putc(buf, ')');
        }
        buf_puts(buf, ": ");
        if (g->is_line) {
            num_put(buf, g->length_m / 1000, 1);
            buf_puts(buf, " km\n");
            continue;
        }
        if (g->area_m2 < 0) {
            buf_puts(buf, "no bounds");
        } else {
            buf_puts(buf, "about ");
            num_put(buf, g->area_m2 / 1e6, 0);
            buf_puts(buf, " km2");
        }
        buf_printf(buf, ", %zu place%s of the map inside\n", g->inside, g->inside == 1 ? "" : "s");
    }
}

static void put_draft(struct buf *buf, const struct backtest *b, size_t d, bool is_whole)
{
    const struct backtest_draft *draft = &b->drafts[d];
    struct backtest_figure all = backtest_figure(b, d, BACKTEST_ALL, BACKTEST_ALL);

    buf_printf(buf, "%zu. ", d + 1);
    buf_put(buf, draft->name);
    for (size_t i = 0; i < draft->choice_count; i++) {
        buf_printf(buf, "%s%u=", i ? ", " : ": ", draft->choices[i].number);
        buf_put(buf, draft->choices[i].chosen);
    }
    buf_puts(buf, "\n  all clauses: ");
    put_figure(buf, &all);
    if (d > 0) {
        struct backtest_figure more = backtest_difference(b, d, 0, BACKTEST_ALL, BACKTEST_ALL);

        buf_puts(buf, "; against draft 1 ");
        put_difference(buf, &more);
    }
    buf_putc(buf, '\n');
    if (draft->tally.from_us == TIME_NONE)
        buf_puts(buf, "  not in force before the last record: --from moves its dates\n");
    if (!is_whole)
        return;
    for (uint32_t r = 0; r < b->row_count; r++)
        put_clause(buf, b, d, r);
    put_gates(buf, b, d);
    put_ground(buf, draft);
    buf_putc(buf, '\n');
}

/* What each choice changes, before the drafts one by one. */
static void put_contrasts(struct buf *buf, const struct backtest *b)
{
    for (size_t i = 0; i < b->contrast_count; i++) {
        const struct backtest_contrast *c = &b->contrasts[i];

        if (c->is_first) {
            buf_printf(buf, "[%u] ", c->choice.number);
            buf_put(buf, c->choice.where);
            buf_putc(buf, '\n');
        }
        buf_puts(buf, "  ");
        buf_put(buf, c->choice.chosen);
        if (!str_eq(c->choice.value, c->choice.chosen)) {
            buf_puts(buf, ": ");
            buf_put(buf, c->choice.value);
        }
        buf_printf(buf, "; %zu draft%s, on average ", c->draft_count,
                   c->draft_count == 1 ? "" : "s");
        put_interval(buf, c->expected, 1);
        buf_puts(buf, " violations, ");
        num_put(buf, num_round(c->gates, 1), 1);
        buf_puts(buf, " gates reached");
        if (c->pair_count) {
            buf_puts(buf, "; all else alike ");
            put_signed(buf, c->change.expected, 1);
            if (c->change.has_worlds) {
                buf_puts(buf, " (95 % of worlds: ");
                put_signed(buf, c->change.spread, 1);
                buf_putc(buf, ')');
            }
        } else if (!c->is_first) {
            buf_puts(buf, "; no draft is alike in all else");
        }
        buf_putc(buf, '\n');
    }
    if (b->contrast_count)
        buf_putc(buf, '\n');
}

void backtest_put_text(struct buf *buf, const struct backtest *b)
{
    bool is_whole = b->draft_count <= SHOWN;

    buf_printf(buf, "%zu draft%s over %zu observation%s", b->draft_count,
               b->draft_count == 1 ? "" : "s", b->facts->observation_count,
               b->facts->observation_count == 1 ? "" : "s");
    if (b->facts->observation_count) {
        const struct tz *tz = b->drafts[0].plan->tz;

        buf_puts(buf, ", to ");
        time_put_local(buf, tz, b->drafts[0].tally.to_us);
    }
    if (b->options.worlds)
        buf_printf(buf, "; %zu worlds", b->options.worlds);
    if (b->shift_days) {
        buf_puts(buf, "; dates moved by ");
        num_put_i64(buf, b->shift_days);
        buf_puts(buf, " days");
    }
    buf_puts(buf,
             "\nExpected violations, the lower end without and the upper with what cannot be told. "
             "History has no decisions:\na gate on which a body would decide opens when it is met, "
             "at the end of a phase also when it cannot be told;\ncertificates count as given. "
             "Worlds count an act that happened as if it had been verified.\n\n");
    put_contrasts(buf, b);
    for (size_t d = 0; d < b->draft_count; d++)
        put_draft(buf, b, d, is_whole);
    if (!is_whole)
        buf_puts(buf, "\nThe clauses of each draft: --json or --out.\n");
}

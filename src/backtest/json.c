/* SPDX-License-Identifier: Apache-2.0
 *
 * A backtest as JSON: docs/formats/backtest.md. */
#include "backtest/backtest.h"

#include "base/json.h"
#include "base/num.h"

static void put_pair(struct buf *buf, struct fact_interval i, int decimals)
{
    buf_putc(buf, '[');
    num_put(buf, i.lo, decimals);
    buf_puts(buf, ", ");
    num_put(buf, i.hi, decimals);
    buf_putc(buf, ']');
}

static void put_time(struct buf *buf, int64_t at_us)
{
    if (at_us == TIME_NONE || at_us == TIME_NEVER || at_us <= TIME_MIN_US) {
        buf_puts(buf, "null");
        return;
    }
    buf_putc(buf, '"');
    time_put(buf, at_us);
    buf_putc(buf, '"');
}

/* The members of a figure, for a party or for all. */
static void put_figure(struct buf *buf, const struct backtest_figure *f)
{
    buf_puts(buf, "{\"expected\": ");
    put_pair(buf, f->expected, 6);
    if (f->has_worlds) {
        buf_puts(buf, ", \"mean\": ");
        put_pair(buf, f->mean, 6);
        buf_puts(buf, ", \"spread\": ");
        put_pair(buf, f->spread, 0);
    }
    buf_putc(buf, '}');
}

static void put_figures(struct buf *buf, const struct backtest *b, size_t d, uint32_t r,
                        bool is_difference)
{
    struct backtest_figure f = is_difference ? backtest_difference(b, d, 0, r, BACKTEST_ALL)
                                             : backtest_figure(b, d, r, BACKTEST_ALL);
    bool first = true;

    buf_puts(buf, "{\"all\": ");
    put_figure(buf, &f);
    buf_puts(buf, ", \"by_party\": {");
    for (uint32_t p = 0; p < b->party_count; p++) {
        f = is_difference ? backtest_difference(b, d, 0, r, p) : backtest_figure(b, d, r, p);
        if (!f.is_there)
            continue;
        buf_puts(buf, first ? "" : ", ");
        json_put_string(buf, b->parties[p]);
        buf_puts(buf, ": ");
        put_figure(buf, &f);
        first = false;
    }
    buf_puts(buf, "}}");
}

static void put_clause(struct buf *buf, const struct backtest *b, size_t d, uint32_t r)
{
    const struct tally_clause *t = backtest_clause(b, d, r);

    buf_puts(buf, "{\"clause\": ");
    json_put_string(buf, b->rows[r].label);
    buf_puts(buf, ", \"judged\": ");
    json_put_string(buf, t ? str_z(outcome_judged_text(t->judged)) : STR("absent"));
    if (!t || t->judged != OUTCOME_YES) {
        buf_putc(buf, '}');
        return;
    }
    buf_puts(buf, ", \"verdicts\": {");
    for (int v = 0; v < FINDING_VERDICT_COUNT; v++)
        buf_printf(buf, "%s\"%s\": %zu", v ? ", " : "",
                   finding_verdict_text((enum finding_verdict)v), t->verdicts[v]);
    buf_puts(buf, "}, \"figures\": ");
    put_figures(buf, b, d, r, false);
    buf_puts(buf, ", \"difference\": ");
    put_figures(buf, b, d, r, true);
    buf_putc(buf, '}');
}

static void put_gate(struct buf *buf, const struct backtest *b, const struct tally_gate *g)
{
    struct fact_interval share;

    buf_puts(buf, "{\"phase\": ");
    json_put_string(buf, g->phase);
    buf_printf(buf, ", \"number\": %zu, \"to\": ", g->number + 1);
    json_put_string(buf, g->to);
    buf_puts(buf, ", \"state\": ");
    json_put_string(buf, str_z(outcome_gate_state_text(g->state)));
    buf_puts(buf, ", \"passed\": ");
    buf_puts(buf, g->passed ? "true" : "false");
    buf_puts(buf, ", \"judged\": ");
    put_time(buf, g->judged_us);
    buf_puts(buf, ", \"probability\": ");
    put_pair(buf, g->probability, 6);
    buf_puts(buf, ", \"worlds\": ");
    if (backtest_gate_share(b, g, &share))
        put_pair(buf, share, 6);
    else
        buf_puts(buf, "null");
    buf_puts(buf, ", \"conditions\": ");
    json_put_string(buf, g->conditions);
    buf_putc(buf, '}');
}

static void put_phase(struct buf *buf, const struct tally_phase *p)
{
    buf_puts(buf, "{\"phase\": ");
    json_put_string(buf, p->name);
    buf_printf(buf, ", \"number\": %zu, \"begin\": ", p->number + 1);
    put_time(buf, p->begin_us);
    buf_puts(buf, ", \"end\": ");
    put_time(buf, p->end_us);
    buf_putc(buf, '}');
}

static void put_ground(struct buf *buf, const struct backtest_ground *g)
{
    buf_puts(buf, "{\"place\": ");
    json_put_string(buf, g->place);
    buf_puts(buf, ", \"key\": ");
    if (g->key.size)
        json_put_string(buf, g->key);
    else
        buf_puts(buf, "null");
    buf_puts(buf, g->is_line ? ", \"length_m\": " : ", \"area_m2\": ");
    if (!g->is_line && g->area_m2 < 0)
        buf_puts(buf, "null");
    else
        num_put(buf, g->is_line ? g->length_m : g->area_m2, 0);
    if (!g->is_line)
        buf_printf(buf, ", \"places_inside\": %zu", g->inside);
    buf_putc(buf, '}');
}

static void put_choices(struct buf *buf, const struct backtest_draft *draft)
{
    for (size_t i = 0; i < draft->choice_count; i++) {
        const struct backtest_choice *c = &draft->choices[i];

        buf_printf(buf, "%s{\"bracket\": %u, \"where\": ", i ? ", " : "", c->number);
        json_put_string(buf, c->where);
        buf_puts(buf, ", \"chosen\": ");
        json_put_string(buf, c->chosen);
        buf_puts(buf, ", \"value\": ");
        json_put_string(buf, c->value);
        buf_putc(buf, '}');
    }
}

static void put_draft(struct buf *buf, const struct backtest *b, size_t d)
{
    const struct backtest_draft *draft = &b->drafts[d];
    const struct tally *t = &draft->tally;

    buf_puts(buf, "    {\n      \"draft\": ");
    json_put_string(buf, draft->name);
    buf_puts(buf, ",\n      \"title\": ");
    json_put_string(buf, draft->plan->title);
    buf_puts(buf, ",\n      \"choices\": [");
    put_choices(buf, draft);
    buf_puts(buf, "],\n      \"in_force\": ");
    put_time(buf, t->from_us);
    buf_puts(buf, ",\n      \"figures\": ");
    put_figures(buf, b, d, BACKTEST_ALL, false);
    buf_puts(buf, ",\n      \"difference\": ");
    put_figures(buf, b, d, BACKTEST_ALL, true);
    buf_puts(buf, ",\n      \"clauses\": [");
    for (uint32_t r = 0; r < b->row_count; r++) {
        buf_puts(buf, r ? ",\n        " : "\n        ");
        put_clause(buf, b, d, r);
    }
    buf_puts(buf, "\n      ],\n      \"phases\": [");
    for (size_t i = 0; i < t->phase_count; i++) {
        buf_puts(buf, i ? ",\n        " : "\n        ");
        put_phase(buf, &t->phases[i]);
    }
    buf_puts(buf, "\n      ],\n      \"gates\": [");
    for (size_t i = 0; i < t->gate_count; i++) {
        buf_puts(buf, i ? ",\n        " : "\n        ");
        put_gate(buf, b, &t->gates[i]);
    }
    buf_puts(buf, "\n      ],\n      \"ground\": [");
    for (size_t i = 0; i < draft->ground_count; i++) {
        buf_puts(buf, i ? ",\n        " : "\n        ");
        put_ground(buf, &draft->ground[i]);
    }
    buf_puts(buf, "\n      ]\n    }");
}

static void put_contrast(struct buf *buf, const struct backtest *b,
                         const struct backtest_contrast *c)
{
    buf_puts(buf, "{\"text\": ");
    for (size_t d = 0; d < b->draft_count; d++)
        if (b->drafts[d].text == c->text) {
            json_put_string(buf, b->drafts[d].name);
            break;
        }
    buf_printf(buf, ", \"bracket\": %u, \"where\": ", c->choice.number);
    json_put_string(buf, c->choice.where);
    buf_puts(buf, ", \"chosen\": ");
    json_put_string(buf, c->choice.chosen);
    buf_puts(buf, ", \"value\": ");
    json_put_string(buf, c->choice.value);
    buf_printf(buf, ", \"drafts\": %zu, \"expected\": ", c->draft_count);
    put_pair(buf, c->expected, 6);
    buf_puts(buf, ", \"gates\": ");
    num_put(buf, c->gates, 6);
    buf_printf(buf, ", \"pairs\": %zu, \"change\": ", c->pair_count);
    if (c->pair_count) {
        buf_puts(buf, "{\"expected\": ");
        put_pair(buf, c->change.expected, 6);
        if (c->change.has_worlds) {
            buf_puts(buf, ", \"mean\": ");
            put_pair(buf, c->change.mean, 6);
            buf_puts(buf, ", \"spread\": ");
            put_pair(buf, c->change.spread, 6);
        }
        buf_putc(buf, '}');
    } else {
        buf_puts(buf, "null");
    }
    buf_putc(buf, '}');
}

void backtest_put_json(struct buf *buf, const struct backtest *b, struct str engine)
{
    buf_puts(buf, "{\n  \"engine\": ");
    json_put_string(buf, engine);
    buf_printf(buf, ",\n  \"observations\": %zu,\n  \"known_to\": ", b->facts->observation_count);
    put_time(buf, b->drafts[0].tally.to_us);
    buf_printf(buf, ",\n  \"worlds\": %zu,\n  \"seed\": ", b->options.worlds);
    num_put_i64(buf, (int64_t)(b->options.seed & INT64_MAX));
    buf_puts(buf, ",\n  \"dates_moved_days\": ");
    num_put_i64(buf, b->shift_days);
    buf_puts(buf, ",\n  \"clauses\": [");
    for (uint32_t r = 0; r < b->row_count; r++) {
        buf_puts(buf, r ? ",\n    {\"clause\": " : "\n    {\"clause\": ");
        json_put_string(buf, b->rows[r].label);
        buf_puts(buf, ", \"title\": ");
        json_put_string(buf, b->rows[r].title);
        buf_puts(buf, ", \"article\": ");
        json_put_string(buf, b->rows[r].article);
        buf_putc(buf, '}');
    }
    buf_puts(buf, "\n  ],\n  \"choices\": [");
    for (size_t i = 0; i < b->contrast_count; i++) {
        buf_puts(buf, i ? ",\n    " : "\n    ");
        put_contrast(buf, b, &b->contrasts[i]);
    }
    buf_puts(buf, "\n  ],\n  \"drafts\": [\n");
    for (size_t d = 0; d < b->draft_count; d++) {
        buf_puts(buf, d ? ",\n" : "");
        put_draft(buf, b, d);
    }
    buf_puts(buf, "\n  ]\n}\n");
}

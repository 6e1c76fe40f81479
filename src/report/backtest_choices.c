/* SPDX-License-Identifier: Apache-2.0 */
#include "report/backtest_choices.h"

#include "base/num.h"
#include "report/report_int.h"

static void put_signed(struct buf *buf, struct fact_interval i)
{
    double lo = num_round(i.lo, 1), hi = num_round(i.hi, 1);

    buf_puts(buf, lo > 0 ? "+" : "");
    num_put(buf, lo, 1);
    if (lo < hi) {
        buf_puts(buf, hi > 0 ? " to +" : " to ");
        num_put(buf, hi, 1);
    }
}

static void put_row(struct buf *buf, const struct backtest *b, const struct backtest_contrast *c)
{
    buf_puts(buf, "<tr><th scope=\"row\">");
    buf_printf(buf, "[%u] ", c->choice.number);
    words_html(buf, c->choice.where);
    buf_puts(buf, "</th><td>");
    words_html(buf, c->choice.chosen);
    if (!str_eq(c->choice.chosen, c->choice.value)) {
        buf_puts(buf, ": ");
        words_html(buf, c->choice.value);
    }
    buf_puts(buf, "</td><td class=\"n\">");
    words_interval(buf, c->expected, 1);
    buf_puts(buf, "</td><td class=\"n\">");
    num_put(buf, num_round(c->gates, 1), 1);
    buf_puts(buf, "</td><td class=\"n\">");
    if (c->pair_count)
        put_signed(buf, c->change.expected);
    else
        buf_puts(buf, "\xE2\x80\x93");
    if (b->options.worlds) {
        buf_puts(buf, "</td><td class=\"n\">");
        if (c->pair_count)
            put_signed(buf, c->change.spread);
        else
            buf_puts(buf, "\xE2\x80\x93");
    }
    buf_puts(buf, "</td></tr>\n");
}

void backtest_choices(struct buf *buf, const struct backtest *b)
{
    if (b->contrast_count == 0)
        return;
    buf_puts(buf,
             "<h2 id=\"choices\">What each choice changes</h2>\n"
             "<div class=\"scroll\"><table><caption>Violations to be expected, on average over "
             "the drafts with a choice; and what it changes against the bracket\xE2\x80\x99s "
             "first, all else alike</caption><thead><tr><th>Bracket</th><th>Choice</th>"
             "<th class=\"n\">Violations</th><th class=\"n\">Gates reached</th>"
             "<th class=\"n\">Change</th>");
    if (b->options.worlds)
        buf_puts(buf, "<th class=\"n\">95 % of worlds</th>");
    buf_puts(buf, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < b->contrast_count; i++)
        put_row(buf, b, &b->contrasts[i]);
    buf_puts(buf, "</tbody></table></div>\n");
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Clauses and parties as small multiples over time. All panels share one time axis, all panels of a
 * clause one height, so that parties can be compared and none stands out. A bar is an interval: solid
 * up to what is sure, pale up to what is possible. */
#include "report/report_int.h"

#include <math.h>

#define BIN_LIMIT 400
#define PLOT_WIDTH 300.0
#define PLOT_LEFT 30.0
#define PLOT_RIGHT 296.0
#define PLOT_TOP 14.0
#define PLOT_BASE 74.0
#define STRIP_HEIGHT 7.0

enum step { STEP_DAY, STEP_WEEK, STEP_MONTH, STEP_YEAR };

struct axis {
    enum step step;
    int64_t edges[BIN_LIMIT + 1];
    size_t bins;
};

/* What one panel shows in one period. */
struct bin {
    double ruled, lo, hi; /* expected numbers, ruled <= lo <= hi; or the highest values */
    bool is_open;         /* hi is unknown */
    uint8_t mark;         /* a duty's verdict + 1, the weightiest of the period */
};

struct series {
    struct page *page;
    struct axis axis;
    size_t *parties; /* actors that are parties, as declared */
    size_t party_count;
    struct bin *bins; /* (1 + party_count) * axis.bins */
    bool has_bars, has_values, has_marks, has_standing;
    bool has_parties, has_others; /* of this clause: whose panels are drawn */
    struct str others;            /* what the panel of those who are no party is called */
    double top, bound;
    bool has_bound;
};

/* ------------------------------------------------------------------ axis */

static int64_t step_on(const struct tz *tz, int64_t at_us, enum step step)
{
    switch (step) {
    case STEP_DAY:
        return tz_add(tz, at_us, 0, 0, 1);
    case STEP_WEEK:
        return tz_add(tz, at_us, 0, 0, 7);
    case STEP_MONTH:
        return tz_add(tz, at_us, 0, 1, 0);
    case STEP_YEAR:
        break;
    }
    return tz_add(tz, at_us, 1, 0, 0);
}

static int64_t step_start(const struct tz *tz, int64_t at_us, enum step step)
{
    struct time_civil civil;
    int64_t day_us = tz_day_start(tz, at_us);

    tz_to_civil(tz, at_us, &civil);
    if (step == STEP_WEEK)
        return tz_add(tz, day_us, 0, 0,
                      -time_weekday(time_days_from_civil(civil.year, civil.month, civil.day)));
    if (step == STEP_MONTH || step == STEP_YEAR)
        civil.day = 1;
    if (step == STEP_YEAR)
        civil.month = 1;
    if (step == STEP_DAY)
        return day_us;
    civil.hour = civil.minute = civil.second = civil.micro = 0;
    return tz_to_utc(tz, &civil);
}

/* The span of what is shown: findings and phases begun, up to what is known. */
static bool find_span(const struct page *page, int64_t *from_us, int64_t *to_us)
{
    int64_t low = TIME_NEVER, high = TIME_NONE, known_us = page->outcome->known_at_us;

    for (size_t i = 0; i < page->view.count; i++) {
        const struct finding *finding = &page->outcome->findings[page->view.shown[i]];
        if (!time_is_set(finding->time.from_us))
            continue;
        if (time_is_set(known_us) && finding->time.from_us > known_us)
            continue; /* what falls due later stands in the last period */
        low = finding->time.from_us < low ? finding->time.from_us : low;
        high = finding->time.from_us > high ? finding->time.from_us : high;
        if (time_is_set(finding->time.to_us) && finding->time.to_us - 1 > high &&
            (!time_is_set(known_us) || finding->time.to_us <= known_us))
            high = finding->time.to_us - 1;
    }
    for (size_t i = 0; i < page->outcome->phase_count; i++) {
        int64_t begin_us = page->outcome->phases[i].begin_us;
        if (time_is_set(begin_us) && begin_us < low)
            low = begin_us;
    }
    if (low == TIME_NEVER || high == TIME_NONE)
        return false;
    *from_us = low;
    *to_us = high > low ? high : low;
    return low > TIME_MIN_US + 800 * TIME_DAY_US && high < TIME_MAX_US - 800 * TIME_DAY_US;
}

static void make_axis(const struct page *page, int64_t from_us, int64_t to_us, struct axis *axis)
{
    int64_t days = (to_us - from_us) / TIME_DAY_US + 1;

    axis->step = days <= 62                  ? STEP_DAY
                 : days <= 80 * INT64_C(7)   ? STEP_WEEK
                 : days <= 120 * INT64_C(30) ? STEP_MONTH
                                             : STEP_YEAR;
    axis->bins = 0;
    axis->edges[0] = step_start(page->tz, from_us, axis->step);
    while (axis->edges[axis->bins] <= to_us && axis->bins < BIN_LIMIT) {
        int64_t next_us = step_on(page->tz, axis->edges[axis->bins], axis->step);
        if (next_us <= axis->edges[axis->bins])
            break;
        axis->edges[++axis->bins] = next_us;
    }
}

static size_t bin_of(const struct axis *axis, int64_t at_us)
{
    size_t low = 0, high = axis->bins;

    while (low + 1 < high) {
        size_t middle = (low + high) / 2;
        if (axis->edges[middle] <= at_us)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static double x_of(const struct axis *axis, int64_t at_us)
{
    int64_t from = axis->edges[0], to = axis->edges[axis->bins];
    double share = (double)(at_us - from) / (double)(to - from);

    share = share < 0 ? 0 : share > 1 ? 1 : share;
    return PLOT_LEFT + share * (PLOT_RIGHT - PLOT_LEFT);
}

static const char *step_noun(enum step step)
{
    static const char *const nouns[] = {"day", "week", "month", "year"};
    return nouns[step];
}

/* ------------------------------------------------------------------ filling */

static void add(struct bin *bin, double lo, double hi, bool is_ruled)
{
    bin->lo += lo;
    bin->hi += hi;
    if (is_ruled)
        bin->ruled += lo;
}

/* A duty's verdicts by weight, so that a period shows the one that matters most. */
static unsigned weight_of(enum finding_verdict verdict)
{
    switch (verdict) {
    case FINDING_VIOLATION:
    case FINDING_BREACHED:
        return 6;
    case FINDING_LATE:
        return 5;
    case FINDING_UNDETERMINED:
        return 4;
    case FINDING_PENDING:
        return 3;
    case FINDING_FULFILLED:
        return 2;
    case FINDING_KEPT:
        break;
    }
    return 1;
}

static size_t column_of(const struct series *series, size_t actor)
{
    for (size_t i = 0; i < series->party_count; i++)
        if (series->parties[i] == actor)
            return i + 1;
    return 0;
}

static double share_of(const struct finding *finding, struct str party)
{
    for (size_t i = 0; i < finding->party_count; i++)
        if (str_eq(finding->parties[i].name, party))
            return finding->parties[i].share;
    return 0;
}

static void add_incident(struct series *series, const struct finding *finding, size_t at)
{
    const struct plan *plan = series->page->plan;
    bool is_ruled = finding->status == FACT_STATUS_SUBSTANTIATED;
    struct fact_interval o = finding->occurrence;
    double all = 0;

    add(&series->bins[at], o.lo, o.hi, is_ruled);
    for (size_t i = 0; i < finding->party_count; i++)
        all += finding->parties[i].share;
    for (size_t i = 0; i < series->party_count; i++) {
        double share = share_of(finding, plan->actors[series->parties[i]].name);
        double others = all - share > 1 ? 1 : all - share;
        double hi = o.hi - o.lo * others; /* all that surely is another party's is taken off */
        double lo = o.lo * share;
        if (share >= 1)
            hi = o.hi; /* one of several that acted together, or the one a ruling names */
        add(&series->bins[(i + 1) * series->axis.bins + at], lo, hi < lo ? lo : hi,
            is_ruled && share > 0);
    }
}

static void add_value(struct series *series, const struct finding *finding, size_t column,
                      size_t at)
{
    struct bin *bin = &series->bins[column * series->axis.bins + at];

    if (finding->value.lo > bin->lo)
        bin->lo = finding->value.lo;
    if (isinf(finding->value.hi))
        bin->is_open = true;
    else if (finding->value.hi > bin->hi)
        bin->hi = finding->value.hi;
    if (bin->hi < bin->lo)
        bin->hi = bin->lo;
    if (finding->has_bound) {
        series->bound = finding->bound;
        series->has_bound = true;
    }
    if (finding->status == FACT_STATUS_SUBSTANTIATED && finding->value.lo > bin->ruled)
        bin->ruled = finding->value.lo;
}

static void fill(struct series *series, size_t clause)
{
    struct page *page = series->page;
    size_t columns = 1 + series->party_count;

    series->has_bars = series->has_values = series->has_marks = series->has_standing = false;
    series->has_bound = false;
    series->top = 0;
    for (size_t i = 0; i < columns * series->axis.bins; i++)
        series->bins[i] = (struct bin){0};
    for (size_t i = page->first[clause]; i < page->first[clause + 1]; i++) {
        struct finding finding = page_timed(page, page->by_clause[i]);
        if (!time_is_set(finding.time.from_us))
            continue;
        size_t column = column_of(series, finding.party_index);
        size_t at = bin_of(&series->axis, finding.time.from_us);
        if (finding.is_standing) {
            series->has_standing = true;
        } else if (finding.has_value) {
            series->has_values = true;
            add_value(series, &finding, column, at);
        } else if (finding.has_states || !finding.has_occurrence) {
            int64_t due_us =
                time_is_set(finding.time.to_us) ? finding.time.to_us - 1 : finding.time.from_us;
            size_t due = bin_of(&series->axis,
                                due_us < finding.time.from_us ? finding.time.from_us : due_us);
            struct bin *bin = &series->bins[column * series->axis.bins + due];
            series->has_marks = true;
            if (!bin->mark ||
                weight_of(finding.verdict) > weight_of((enum finding_verdict)(bin->mark - 1)))
                bin->mark = (uint8_t)(finding.verdict + 1);
        } else {
            series->has_bars = true;
            add_incident(series, &finding, at);
        }
    }
    for (size_t i = 0; i < columns * series->axis.bins; i++) {
        if (series->bins[i].hi > series->top)
            series->top = series->bins[i].hi;
        if (series->bins[i].lo > series->top)
            series->top = series->bins[i].lo;
    }
    if (series->has_bound && series->bound > series->top)
        series->top = series->bound;
}

/* ------------------------------------------------------------------ drawing */

static double y_of(const struct series *series, double value)
{
    double share = series->top > 0 ? value / series->top : 0;
    return PLOT_BASE - share * (PLOT_BASE - PLOT_TOP);
}

/* One layer of bars from `below` to `above` as a single path. */
static void put_bar(const struct series *series, size_t at, double below, double above)
{
    struct buf *buf = series->page->buf;
    double x = x_of(&series->axis, series->axis.edges[at]);
    double width = x_of(&series->axis, series->axis.edges[at + 1]) - x;
    double y = y_of(series, above), base = y_of(series, below);

    if (base - y < 0.8)
        y = base - 0.8; /* seen, however little */
    width -= width > 3 ? 1 : 0;
    buf_putc(buf, 'M');
    num_put(buf, x, 1);
    buf_putc(buf, ' ');
    num_put(buf, base, 1);
    buf_putc(buf, 'V');
    num_put(buf, y, 1);
    buf_putc(buf, 'h');
    num_put(buf, width, 1);
    buf_putc(buf, 'V');
    num_put(buf, base, 1);
    buf_putc(buf, 'z');
}

static void put_bars(const struct series *series, const struct bin *bins)
{
    static const char *const classes[] = {"b-h", "b-l", "b-r"};
    struct buf *buf = series->page->buf;

    for (int layer = 0; layer < 3; layer++) {
        bool is_open = false;
        for (size_t i = 0; i < series->axis.bins; i++) {
            double below = layer == 0 ? bins[i].lo : layer == 1 ? bins[i].ruled : 0;
            double above = layer == 0   ? (bins[i].is_open ? series->top : bins[i].hi)
                           : layer == 1 ? bins[i].lo
                                        : bins[i].ruled;
            if (above <= below)
                continue;
            if (!is_open)
                buf_printf(buf, "<path class=\"%s\" d=\"", classes[layer]);
            is_open = true;
            put_bar(series, i, below, above);
        }
        if (is_open)
            buf_puts(buf, "\"/>");
    }
}

static void put_line(struct buf *buf, const char *class_name, double x1, double y1, double x2,
                     double y2)
{
    buf_printf(buf, "<line class=\"%s\"", class_name);
    svg_attribute(buf, "x1", x1);
    svg_attribute(buf, "y1", y1);
    svg_attribute(buf, "x2", x2);
    svg_attribute(buf, "y2", y2);
    buf_puts(buf, "/>");
}

static void put_label(struct buf *buf, const char *anchor, double x, double y)
{
    buf_printf(buf, "<text class=\"tx\" text-anchor=\"%s\"", anchor);
    svg_attribute(buf, "x", x);
    svg_attribute(buf, "y", y);
    buf_putc(buf, '>');
}

/* What stands about whole spans: kept (solid), undetermined (outlined), else nothing said. */
static void put_strip(const struct series *series, size_t clause, size_t column, double y)
{
    struct page *page = series->page;
    struct buf *buf = page->buf;

    for (size_t i = page->first[clause]; i < page->first[clause + 1]; i++) {
        struct finding finding = page_timed(page, page->by_clause[i]);
        if (!finding.is_standing || !time_is_set(finding.time.from_us) ||
            column_of(series, finding.party_index) != column)
            continue;
        double x = x_of(&series->axis, finding.time.from_us);
        double end =
            time_is_set(finding.time.to_us) ? x_of(&series->axis, finding.time.to_us) : PLOT_RIGHT;
        if (end - x < 1.5)
            end = x + 1.5;
        buf_printf(buf, "<rect class=\"%s\"",
                   finding.verdict == FINDING_KEPT           ? "s-kept"
                   : finding.verdict == FINDING_UNDETERMINED ? "s-un"
                                                             : "s-pe");
        svg_attribute(buf, "x", x);
        svg_attribute(buf, "y", y);
        svg_attribute(buf, "width", end - x);
        svg_attribute(buf, "height", STRIP_HEIGHT - 1);
        buf_puts(buf, "/>");
    }
}

static void put_marks(const struct series *series, const struct bin *bins, double y)
{
    for (size_t i = 0; i < series->axis.bins; i++) {
        if (!bins[i].mark)
            continue;
        struct finding like = {.verdict = (enum finding_verdict)(bins[i].mark - 1)};
        double x = (x_of(&series->axis, series->axis.edges[i]) +
                    x_of(&series->axis, series->axis.edges[i + 1])) /
                   2;
        svg_glyph(series->page->buf, glyph_of_finding(&like), x, y, 4.5);
    }
}

static void put_short_day(struct page *page, int64_t at_us)
{
    struct time_civil civil;
    tz_to_civil(page->tz, at_us, &civil);
    buf_printf(page->buf, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
}

static void put_phases(const struct series *series, double bottom)
{
    const struct outcome *outcome = series->page->outcome;

    for (size_t i = 0; i < outcome->phase_count; i++) {
        int64_t at_us = outcome->phases[i].begin_us;
        if (time_is_set(at_us) && at_us >= series->axis.edges[0] &&
            at_us < series->axis.edges[series->axis.bins])
            put_line(series->page->buf, "ph", x_of(&series->axis, at_us), 6,
                     x_of(&series->axis, at_us), bottom);
    }
}

static bool is_drawn(const struct series *series, size_t column)
{
    return column == 0 ? series->has_others : series->has_parties;
}

static struct str column_name(const struct series *series, size_t column)
{
    if (column == 0)
        return series->others;
    return actor_label(series->page->plan, series->parties[column - 1]);
}

static const struct outcome_clause *outcome_clause_of(const struct page *page, size_t clause)
{
    for (size_t i = 0; i < page->outcome->clause_count; i++)
        if (str_eq(page->outcome->clauses[i].label, page->plan->clauses[clause].label))
            return &page->outcome->clauses[i];
    return NULL;
}

/* "3 to 7", the expected number over the whole time. */
static void put_total(const struct series *series, size_t clause, size_t column)
{
    struct page *page = series->page;
    const struct outcome_clause *counts = outcome_clause_of(page, clause);
    const struct fact_interval *total = NULL;

    if (!counts || !series->has_bars)
        return;
    if (column == 0)
        total = &counts->expected;
    for (size_t i = 0; column > 0 && i < counts->by_party_count; i++)
        if (str_eq(counts->by_party[i].party, page->plan->actors[series->parties[column - 1]].name))
            total = &counts->by_party[i].count;
    if (!total)
        return;
    buf_puts(page->buf, "<span>expected ");
    words_interval(page->buf, *total, 1);
    buf_puts(page->buf, "</span>");
}

static bool has_bins(const struct series *series, const struct bin *bins)
{
    for (size_t i = 0; i < series->axis.bins; i++)
        if (bins[i].hi > 0 || bins[i].is_open)
            return true;
    return false;
}

static void put_panel(const struct series *series, size_t clause, size_t column)
{
    struct page *page = series->page;
    struct buf *buf = page->buf;
    const struct bin *bins = series->bins + column * series->axis.bins;
    bool has_plot =
        series->has_bars || (series->has_values && (column > 0 || has_bins(series, bins)));
    double strip = has_plot ? PLOT_BASE + 4 : 12;
    double marks = strip + (series->has_standing ? STRIP_HEIGHT + 6 : 6);
    double bottom = series->has_marks ? marks + 8 : strip + (series->has_standing ? 8 : 0);

    buf_puts(buf, "<figure class=\"panel\"><figcaption><b>");
    html_text(page, column_name(series, column));
    buf_puts(buf, "</b>");
    put_total(series, clause, column);
    buf_printf(buf, "</figcaption><svg viewBox=\"0 0 %d ", (int)PLOT_WIDTH);
    svg_number(buf, bottom + 14);
    buf_printf(buf, "\" role=\"img\" aria-labelledby=\"s%zu-%zu\"><title id=\"s%zu-%zu\">Clause ",
               clause, column, clause, column);
    words_html(buf, page->plan->clauses[clause].label);
    buf_puts(buf, ", ");
    words_html(buf, column_name(series, column));
    buf_printf(buf, ": by %s; the figures stand in the table below</title>",
               step_noun(series->axis.step));
    put_phases(series, bottom);
    if (has_plot) {
        put_bars(series, bins);
        put_line(buf, "ax", PLOT_LEFT, PLOT_BASE, PLOT_RIGHT, PLOT_BASE);
        if (series->has_bound) {
            double y = y_of(series, series->bound);
            put_line(buf, "bound", PLOT_LEFT, y, PLOT_RIGHT, y);
        }
        put_line(buf, "ax", PLOT_LEFT, PLOT_TOP, PLOT_LEFT, PLOT_BASE);
        put_label(buf, "end", PLOT_LEFT - 3, PLOT_TOP + 4);
        words_number(buf, series->top, series->top < 10 ? 1 : 0);
        buf_puts(buf, "</text>");
    }
    if (series->has_standing)
        put_strip(series, clause, column, strip);
    if (series->has_marks)
        put_marks(series, bins, marks);
    put_label(buf, "start", PLOT_LEFT, bottom + 11);
    put_short_day(page, series->axis.edges[0]);
    buf_puts(buf, "</text>");
    put_label(buf, "end", PLOT_RIGHT, bottom + 11);
    put_short_day(page, series->axis.edges[series->axis.bins] - 1);
    buf_puts(buf, "</text></svg></figure>\n");
}

static void put_cell(const struct series *series, const struct bin *bin)
{
    struct buf *buf = series->page->buf;

    buf_puts(buf, "<td class=\"n\">");
    if (bin->is_open)
        words_interval(buf, (struct fact_interval){bin->lo, (double)INFINITY}, 2);
    else
        words_interval(buf, (struct fact_interval){bin->lo, bin->hi}, 2);
    if (bin->ruled > 0) {
        buf_puts(buf, " <small>(ruled ");
        words_number(buf, bin->ruled, 2);
        buf_puts(buf, ")</small>");
    }
    if (bin->mark)
        buf_printf(buf, " <small>%s</small>",
                   finding_verdict_text((enum finding_verdict)(bin->mark - 1)));
    buf_puts(buf, "</td>");
}

static void put_table(const struct series *series, size_t clause)
{
    struct page *page = series->page;
    struct buf *buf = page->buf;
    size_t columns = 1 + series->party_count, bins = series->axis.bins;

    buf_puts(buf, "<details><summary>The same as a table</summary><div class=\"scroll\" "
                  "tabindex=\"0\" role=\"region\" aria-label=\"Table of clause ");
    words_html(buf, page->plan->clauses[clause].label);
    buf_puts(buf, "\"><table><caption>Clause ");
    html_text(page, page->plan->clauses[clause].label);
    buf_printf(buf, " by %s: %s, from the least to the most that what is known allows</caption>",
               step_noun(series->axis.step),
               series->has_values ? "highest value" : "expected number");
    buf_printf(buf, "<thead><tr><th scope=\"col\">%s from</th>",
               series->axis.step == STEP_DAY     ? "Day"
               : series->axis.step == STEP_WEEK  ? "Week"
               : series->axis.step == STEP_MONTH ? "Month"
                                                 : "Year");
    for (size_t c = 0; c < columns; c++) {
        if (!is_drawn(series, c))
            continue;
        buf_puts(buf, "<th scope=\"col\" class=\"n\">");
        html_text(page, column_name(series, c));
        buf_puts(buf, "</th>");
    }
    buf_puts(buf, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < bins; i++) {
        bool is_empty = true;
        for (size_t c = 0; c < columns; c++) {
            const struct bin *bin = &series->bins[c * bins + i];
            is_empty = is_empty && bin->hi <= 0 && !bin->mark && !bin->is_open;
        }
        if (is_empty)
            continue;
        buf_puts(buf, "<tr><th scope=\"row\">");
        put_short_day(page, series->axis.edges[i]);
        buf_puts(buf, "</th>");
        for (size_t c = 0; c < columns; c++)
            if (is_drawn(series, c))
                put_cell(series, &series->bins[c * bins + i]);
        buf_puts(buf, "</tr>\n");
    }
    buf_puts(buf, "</tbody></table></div></details>\n");
}

static void put_swatch(struct buf *buf, const char *class_name, const char *label)
{
    buf_printf(buf,
               "<li><svg width=\"18\" height=\"12\" viewBox=\"0 0 18 12\" aria-hidden=\"true\">"
               "<rect class=\"%s\" x=\"1\" y=\"1\" width=\"16\" height=\"10\"/></svg>%s</li>\n",
               class_name, label);
}

static void put_mark_key(struct buf *buf, const char *kind, const char *label)
{
    buf_puts(buf, "<li>");
    html_glyph(buf, kind);
    buf_printf(buf, "%s</li>\n", label);
}

static void put_legend(const struct series *series)
{
    struct buf *buf = series->page->buf;

    buf_puts(buf, "<ul class=\"legend\" aria-label=\"Legend\">\n");
    put_swatch(buf, "b-r", "substantiated by ruling");
    put_swatch(buf, "b-l", "at least");
    put_swatch(buf, "b-h", "at most: with what is unknown");
    put_swatch(buf, "s-kept", "kept, as far as seen");
    put_swatch(buf, "s-un", "undetermined span");
    put_mark_key(buf, "ok", "duty fulfilled");
    put_mark_key(buf, "late", "late");
    put_mark_key(buf, "breached", "alleged breach");
    put_mark_key(buf, "pending", "pending");
    buf_puts(buf, "<li><svg width=\"18\" height=\"12\" viewBox=\"0 0 18 12\" aria-hidden=\"true\">"
                  "<path class=\"ph\" d=\"M9 0V12\"/></svg>a phase begins</li>\n");
    buf_puts(buf, "<li><svg width=\"18\" height=\"12\" viewBox=\"0 0 18 12\" aria-hidden=\"true\">"
                  "<path class=\"bound\" d=\"M0 6H18\"/></svg>the limit agreed</li>\n</ul>\n");
}

static bool has_findings(const struct page *page, size_t clause)
{
    return page->first[clause + 1] > page->first[clause];
}

/*
 * Whose panels this clause needs. Those of the parties stand together or not at all; what concerns no party is named
 * after the one actor whom it concerns, where there is only one.
 */
static void choose_panels(struct series *series, size_t clause)
{
    const struct page *page = series->page;
    size_t only = SIZE_MAX;
    bool has_one = true, is_first = true;

    series->has_parties = series->has_bars || series->has_values;
    series->has_others = series->has_bars;
    for (size_t i = page->first[clause]; i < page->first[clause + 1]; i++) {
        size_t actor = page->outcome->findings[page->by_clause[i]].party_index;
        if (column_of(series, actor) > 0) {
            series->has_parties = true;
            continue;
        }
        series->has_others = true;
        has_one = has_one && (is_first || actor == only);
        only = actor;
        is_first = false;
    }
    if (series->has_bars)
        series->others = STR("Whoever acted");
    else if (has_one && only < page->plan->actor_count)
        series->others = actor_label(page->plan, only);
    else if (has_one)
        series->others = series->has_marks ? STR("Together, or not known") : STR("Whoever acts");
    else
        series->others = STR("Others, or not known");
}

static void put_clause(struct series *series, size_t clause)
{
    struct page *page = series->page;
    struct buf *buf = page->buf;
    const struct plan_clause *row = &page->plan->clauses[clause];

    fill(series, clause);
    choose_panels(series, clause);
    buf_puts(buf, "<div class=\"clause\"><h3>Clause ");
    html_text(page, row->label);
    buf_puts(buf, ". ");
    html_text(page, row->title);
    buf_puts(buf, "</h3>\n<p class=\"sub\">");
    html_text(page, row->article);
    if (row->verifier < page->plan->actor_count) {
        buf_puts(buf, " \xC2\xB7 verified by ");
        html_text(page, actor_label(page->plan, row->verifier));
    }
    buf_puts(buf, "</p>\n<div class=\"panels\">\n");
    for (size_t c = 0; c <= series->party_count; c++)
        if (is_drawn(series, c))
            put_panel(series, clause, c);
    buf_puts(buf, "</div>\n");
    if (series->has_bars || series->has_values || series->has_marks)
        put_table(series, clause);
    buf_puts(buf, "</div>\n");
}

/* Clauses without a panel are named, so that none seems forgotten. */
static void put_silent(struct page *page)
{
    const char *between = "<p class=\"note\">Nothing to show yet for clause ";

    for (size_t c = 0; c < page->plan->clause_count; c++) {
        if (has_findings(page, c))
            continue;
        buf_puts(page->buf, between);
        html_text(page, page->plan->clauses[c].label);
        between = ", ";
    }
    if (between[0] == ',')
        buf_puts(page->buf, ".</p>\n");
}

enum err_code html_series(struct page *page, struct err *err)
{
    struct series *series = ARENA_NEW(page->arena, struct series, 1);
    int64_t from_us = 0, to_us = 0;
    bool has_any = false;

    if (!series)
        return err_no_memory(err);
    series->page = page;
    html_open(page, "series", "Clauses and parties over time");
    for (size_t c = 0; c < page->plan->clause_count; c++)
        has_any = has_any || has_findings(page, c);
    if (!has_any || !find_span(page, &from_us, &to_us)) {
        buf_puts(page->buf, "<p>There is nothing to show yet.</p>\n");
        html_close(page);
        return ERR_OK;
    }
    make_axis(page, from_us, to_us, &series->axis);
    series->parties = ARENA_NEW(page->arena, size_t, page->plan->actor_count);
    if (!series->parties)
        return err_no_memory(err);
    for (size_t i = 0; i < page->plan->actor_count; i++)
        if (page->plan->actors[i].role == PLAN_PARTY)
            series->parties[series->party_count++] = i;
    series->bins =
        ARENA_NEW(page->arena, struct bin, (1 + series->party_count) * series->axis.bins);
    if (!series->bins)
        return err_no_memory(err);
    buf_printf(
        page->buf,
        "<p>One panel for each clause and party, by %s, on one axis of time; parties in the "
        "order declared. A bar counts the acts that may have broken the clause, each with the "
        "probability that it did, in the %s it began. It is an interval: acts of which nobody "
        "knows whose they were are in the upper end of every party, in the lower end of "
        "none.</p>\n",
        step_noun(series->axis.step), step_noun(series->axis.step));
    put_legend(series);
    for (size_t c = 0; c < page->plan->clause_count; c++)
        if (has_findings(page, c))
            put_clause(series, c);
    put_silent(page);
    html_close(page);
    return ERR_OK;
}

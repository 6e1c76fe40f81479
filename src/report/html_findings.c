/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of findings: the weightiest of each clause, the rest counted. Rulings first, then what is
 * alleged, late, undetermined, pending, fulfilled, kept; within that by time. On a phone rows are laid
 * out as cards, which would take their meaning from screen readers: hence the roles. */
#include "report/report_int.h"

#include <stdlib.h>

#define ROW_LIMIT 200    /* rows of the whole page */
#define ROW_OPEN 12      /* rows of a clause shown at once; the others fold away */
#define EVIDENCE_LIMIT 6 /* names shown in one row */

struct ranked {
    uint32_t index; /* of outcome.findings: in order of time */
    uint8_t rank;
};

static uint8_t rank_of(const struct finding *finding)
{
    bool is_ruled = finding->status == FACT_STATUS_SUBSTANTIATED;

    switch (finding->verdict) {
    case FINDING_VIOLATION:
    case FINDING_BREACHED:
        return is_ruled ? 0 : 1;
    case FINDING_LATE:
        return 2;
    case FINDING_UNDETERMINED:
        return finding->is_standing ? 4 : 3;
    case FINDING_PENDING:
        return 5;
    case FINDING_FULFILLED:
        return 6;
    case FINDING_KEPT:
        break;
    }
    return 7;
}

static int compare_ranked(const void *a, const void *b)
{
    const struct ranked *p = a, *q = b;

    if (p->rank != q->rank)
        return p->rank < q->rank ? -1 : 1;
    return p->index < q->index ? -1 : p->index > q->index;
}

/* ------------------------------------------------------------------ cells */

static void put_names(struct page *page, const struct str *names, size_t count)
{
    struct buf *buf = page->buf;

    if (count == 0) {
        buf_puts(buf, "<small>none</small>");
        return;
    }
    buf_puts(buf, "<span class=\"id\">");
    for (size_t i = 0; i < count && i < EVIDENCE_LIMIT; i++) {
        if (i)
            buf_puts(buf, ", ");
        words_html(buf, names[i]);
    }
    if (count > EVIDENCE_LIMIT) {
        buf_puts(buf, " and ");
        words_count(buf, count - EVIDENCE_LIMIT);
        buf_puts(buf, " more");
    }
    buf_puts(buf, "</span>");
}

static void put_parties(struct page *page, const struct finding *finding)
{
    struct buf *buf = page->buf;
    double known = 0;

    if (finding->party_index < page->plan->actor_count && finding->party_count == 0) {
        html_text(page, actor_label(page->plan, finding->party_index));
        return;
    }
    for (size_t i = 0; i < finding->party_count; i++) {
        uint32_t actor = plan_find_actor(page->plan, finding->parties[i].name);
        html_text(page,
                  actor == PLAN_NONE ? finding->parties[i].name : actor_label(page->plan, actor));
        buf_putc(buf, ' ');
        words_chance(buf,
                     (struct fact_interval){finding->parties[i].share, finding->parties[i].share});
        buf_puts(buf, "<br/>");
        known += finding->parties[i].share;
    }
    if (finding->party_count == 0)
        buf_puts(buf, "not known<br/>");
    else if (known < 0.999999)
        buf_puts(buf, "<small>rest: unknown or other</small><br/>");
    if (finding->attribution.level > 0) {
        buf_printf(buf, "<small>attribution A%d", finding->attribution.level);
        if (finding->attribution.party.size > 0) {
            buf_puts(buf, " to ");
            html_text(page, finding->attribution.party);
        }
        if (finding->attribution.basis.size > 0) {
            buf_puts(buf, ": ");
            html_text(page, finding->attribution.basis);
        }
        buf_puts(buf, "</small>");
    }
}

static void put_states(struct buf *buf, const struct finding *finding)
{
    static const char *const names[] = {"pending", "fulfilled", "late", "breached"};
    const char *between = "";

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (finding->states[i].hi <= 0)
            continue;
        buf_printf(buf, "%s%s ", between, names[i]);
        words_chance(buf, finding->states[i]);
        between = "<br/>";
    }
}

static void put_doubt(struct page *page, const struct finding *finding)
{
    struct buf *buf = page->buf;

    if (finding->has_value) {
        words_interval(buf, finding->value, 2);
        if (finding->unit.size > 0) {
            buf_putc(buf, ' ');
            html_text(page, finding->unit);
        }
        if (finding->has_bound) {
            buf_puts(buf, "<br/><small>agreed: ");
            words_number(buf, finding->bound, 2);
            buf_puts(buf, "</small>");
        }
    } else if (finding->has_states) {
        put_states(buf, finding);
    } else if (finding->has_occurrence) {
        buf_puts(buf, "occurrence ");
        words_chance(buf, finding->occurrence);
    } else {
        buf_puts(buf, "<small>stands for the whole span</small>");
    }
    for (size_t i = 0; i < finding->reading_count; i++) {
        buf_puts(buf, i ? "; " : "<br/><small>by reading: ");
        html_text(page, finding->readings[i].key);
        buf_putc(buf, ' ');
        words_chance(buf, finding->readings[i].occurrence);
    }
    if (finding->reading_count)
        buf_puts(buf, "</small>");
}

static void put_needs(struct page *page, const struct finding *finding)
{
    struct buf *buf = page->buf;

    if (finding->need_count == 0) {
        buf_puts(buf, "<td class=\"e\" role=\"cell\" data-l=\"Would settle it\"></td>");
        return;
    }
    buf_puts(buf, "<td role=\"cell\" data-l=\"Would settle it\">");
    for (size_t i = 0; i < finding->need_count && i < 4; i++) {
        buf_puts(buf, i ? "<br/>" : "<span>");
        html_text(page, finding->needs[i]);
    }
    buf_puts(buf, "</span></td>");
}

static const char *class_of(const struct finding *finding)
{
    switch (rank_of(finding)) {
    case 0:
        return "c-ruled";
    case 1:
    case 2:
        return "c-alleged";
    case 3:
    case 4:
        return "c-undet";
    case 5:
        return "c-pend";
    default:
        return "c-ok";
    }
}

static void put_row(struct page *page, const struct finding *finding)
{
    struct buf *buf = page->buf;

    buf_puts(buf, "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\" data-l=\"When\"><span>");
    words_time(buf, page->tz, finding->time);
    if (finding->phase.size > 0) {
        buf_puts(buf, "<br/><small>");
        html_text(page, finding->phase);
        buf_puts(buf, "</small>");
    }
    buf_printf(buf, "</span></th><td role=\"cell\" data-l=\"Standing\"><span><span class=\"v %s\">",
               class_of(finding));
    html_glyph(buf, glyph_of_finding(finding));
    buf_puts(buf, words_verdict(finding));
    buf_puts(buf, "</span>");
    if (finding->gravity.size > 0) {
        buf_puts(buf, " <small>");
        html_text(page, finding->gravity);
        buf_puts(buf, "</small>");
    }
    buf_puts(buf, "</span></td>");
    if (finding->is_standing || (finding->has_states && finding->place.form == FACT_PLACE_NONE)) {
        buf_puts(buf, "<td class=\"e\" role=\"cell\" data-l=\"Where\"></td>");
    } else {
        buf_puts(buf, "<td role=\"cell\" data-l=\"Where\"><span>");
        html_where(page, &finding->place);
        buf_puts(buf, "</span></td>");
    }
    buf_puts(buf, "<td role=\"cell\" data-l=\"Parties\"><span>");
    put_parties(page, finding);
    buf_puts(buf, "</span></td><td role=\"cell\" data-l=\"Doubt\"><span>");
    put_doubt(page, finding);
    buf_puts(buf, "</span></td><td role=\"cell\" data-l=\"Evidence\"><span>");
    put_names(page, finding->because, finding->because_count);
    buf_puts(buf, "</span></td>");
    put_needs(page, finding);
    buf_puts(buf, "</tr>\n");
}

/* ------------------------------------------------------------------ the section */

static void put_columns(struct buf *buf)
{
    static const char *const names[] = {"When",  "Standing", "Where",          "Parties",
                                        "Doubt", "Evidence", "Would settle it"};

    buf_puts(buf, "<thead role=\"rowgroup\"><tr role=\"row\">");
    for (size_t i = 0; i < COUNT_OF(names); i++)
        buf_printf(buf, "<th scope=\"col\" role=\"columnheader\">%s</th>", names[i]);
    buf_puts(buf, "</tr></thead>\n<tbody role=\"rowgroup\">\n");
}

static void put_clause_head(struct page *page, size_t clause, size_t rows, size_t count,
                            size_t folded)
{
    struct buf *buf = page->buf;

    buf_puts(buf, "<h3>");
    if (clause < page->plan->clause_count) {
        buf_puts(buf, "Clause ");
        html_text(page, page->plan->clauses[clause].label);
        buf_puts(buf, ". ");
        html_text(page, page->plan->clauses[clause].title);
    } else {
        buf_puts(buf, "Under no clause of this text");
    }
    buf_puts(buf, "</h3>\n<table class=\"f\" role=\"table\"><caption>");
    if (clause < page->plan->clause_count && page->plan->clauses[clause].article.size > 0) {
        html_text(page, page->plan->clauses[clause].article);
        buf_puts(buf, ". ");
    }
    if (rows < count) {
        buf_puts(buf, "The ");
        words_count(buf, rows);
        buf_puts(buf, " weightiest of ");
        words_some(buf, count, "finding", "findings");
        buf_puts(buf, "; all stand in findings.csv.");
    } else {
        words_some(buf, count, "finding", "findings");
        buf_putc(buf, '.');
    }
    if (folded) {
        buf_puts(buf, " Folded away, with an occurrence of less than 0.05: ");
        words_count(buf, folded);
        buf_putc(buf, '.');
    }
    buf_puts(buf, "</caption>\n");
    put_columns(buf);
}

static void put_clause(struct page *page, size_t clause, struct ranked *ranked, size_t share)
{
    size_t n = 0, folded = 0;

    for (size_t i = page->first[clause]; i < page->first[clause + 1]; i++) {
        struct finding finding = page_timed(page, page->by_clause[i]);
        if (page_is_folded(&finding))
            folded++;
        else
            ranked[n++] = (struct ranked){page->by_clause[i], rank_of(&finding)};
    }
    if (n > 0) /* folded ones alone leave no rows, but are still told */
        qsort(ranked, n, sizeof *ranked, compare_ranked);
    size_t rows = n < share ? n : share;
    put_clause_head(page, clause, rows, n, folded);
    for (size_t i = 0; i < rows; i++) {
        struct finding finding = page_finding(page, ranked[i].index);
        if (i == ROW_OPEN) {
            buf_puts(page->buf, "</tbody></table>\n<details><summary>");
            words_count(page->buf, rows - i);
            buf_puts(page->buf,
                     " more</summary>\n<table class=\"f\" role=\"table\"><caption>Clause ");
            html_text(page, finding.clause);
            buf_puts(page->buf, ", continued</caption>\n");
            put_columns(page->buf);
        }
        put_row(page, &finding);
    }
    if (rows == 0)
        buf_puts(page->buf,
                 "<tr role=\"row\"><td role=\"cell\" colspan=\"7\">none above that</td></tr>\n");
    buf_puts(page->buf, rows > ROW_OPEN ? "</tbody></table></details>\n" : "</tbody></table>\n");
}

/* How many rows each clause may have so that all together stay below ROW_LIMIT: what one does not
 * need goes to the others. */
static size_t fair_share(const struct page *page, size_t groups)
{
    size_t share = ROW_LIMIT, rows;

    do {
        rows = 0;
        for (size_t c = 0; c < groups; c++) {
            size_t count = page->first[c + 1] - page->first[c];
            rows += count < share ? count : share;
        }
    } while (rows > ROW_LIMIT && --share > 1);
    return share;
}

enum err_code html_findings(struct page *page, struct err *err)
{
    struct buf *buf = page->buf;
    size_t groups = page->plan->clause_count + 1;
    struct ranked *ranked = ARENA_NEW(page->arena, struct ranked, page->view.count);

    if (!ranked)
        return err_no_memory(err);
    html_open(page, "findings", "Findings");
    buf_puts(buf,
             "<p>Each finding holds one clause against one incident, duty, period or span. What "
             "no body has ruled on is <em>alleged</em>; <em>undetermined</em> is an answer of its "
             "own. One observation is one incident: duplicates are not yet removed.</p>\n");
    if (page->view.held_incidents || page->view.held_forces) {
        buf_puts(buf, "<p class=\"note\">Held back for now, alike for all parties: ");
        words_held(buf, &page->input->policy, &page->view);
        buf_puts(buf, ".</p>\n");
    }
    if (page->view.count == 0)
        buf_puts(buf, "<p>There are none to show.</p>\n");
    size_t share = fair_share(page, groups);
    for (size_t c = 0; c < groups; c++)
        if (page->first[c + 1] > page->first[c])
            put_clause(page, c, ranked, share);
    html_close(page);
    return ERR_OK;
}

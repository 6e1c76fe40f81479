/* SPDX-License-Identifier: Apache-2.0
 *
 * The end of the page: timeline, what was not seen, the agenda, what is not judged, method and
 * sources. */
#include "report/report_int.h"

#define UNSEEN_OPEN 24 /* shown at once; the rest folds away */
#define LIST_LIMIT 400

/* ------------------------------------------------------------------ timeline */

static bool timeline_span(const struct page *page, int64_t *from_us, int64_t *to_us)
{
    int64_t low = TIME_NEVER, high = TIME_NONE, known_us = page->outcome->known_at_us;

    for (size_t i = 0; i < page->outcome->phase_count; i++) {
        const struct outcome_phase *phase = &page->outcome->phases[i];
        int64_t times[] = {phase->begin_us, phase->end_us, phase->planned_end_us};
        for (size_t k = 0; k < COUNT_OF(times); k++) {
            if (!time_is_set(times[k]))
                continue;
            low = times[k] < low ? times[k] : low;
            high = times[k] > high ? times[k] : high;
        }
    }
    if (low == TIME_NEVER)
        return false;
    if (time_is_set(known_us)) {
        low = known_us < low ? known_us : low;
        high = known_us > high ? known_us : high;
        /* a far planned end would press all else together */
        int64_t reach_us = 3 * (known_us - low) + 7 * TIME_DAY_US;
        if (high - low > reach_us)
            high = low + reach_us;
    }
    *from_us = low;
    *to_us = high > low ? high : low + TIME_DAY_US;
    return true;
}

static void put_bar(struct buf *buf, const char *class_name, double from, double to)
{
    from = from < 0 ? 0 : from;
    to = to > 1 ? 1 : to;
    buf_printf(buf, "<rect class=\"%s\" y=\"%d\" height=\"%d\"", class_name,
               class_name[3] == 'n' ? 0 : 8, class_name[3] == 'n' ? 28 : 12);
    svg_attribute(buf, "x", 1000 * from);
    svg_attribute(buf, "width", to - from < .003 ? 3 : 1000 * (to - from));
    buf_puts(buf, "/>");
}

/* Bars beside names; the table below says the same, so readers of text are spared them. */
static void put_timeline(struct page *page, int64_t from_us, int64_t to_us)
{
    struct buf *buf = page->buf;
    int64_t known_us = page->outcome->known_at_us;
    double span = (double)(to_us - from_us);

    buf_puts(buf, "<div class=\"tl\" aria-hidden=\"true\">\n");
    for (size_t i = 0; i < page->outcome->phase_count; i++) {
        const struct outcome_phase *phase = &page->outcome->phases[i];
        buf_puts(buf, "<div>");
        html_text(page, phase->title.size > 0 ? phase->title : phase->name);
        buf_puts(buf, "</div><svg viewBox=\"0 0 1000 28\" preserveAspectRatio=\"none\">"
                      "<path class=\"ax\" d=\"M0 27.5H1000\"/>");
        if (time_is_set(phase->begin_us)) {
            double begin = (double)(phase->begin_us - from_us) / span;
            int64_t end_us = time_is_set(phase->end_us) ? phase->end_us
                             : time_is_set(known_us)    ? known_us
                                                        : to_us;
            if (!time_is_set(phase->end_us) && time_is_set(phase->planned_end_us))
                put_bar(buf, "tl-plan", begin, (double)(phase->planned_end_us - from_us) / span);
            put_bar(buf, "tl-run", begin, (double)(end_us - from_us) / span);
        }
        if (time_is_set(known_us))
            put_bar(buf, "tl-now", (double)(known_us - from_us) / span - .001,
                    (double)(known_us - from_us) / span + .001);
        buf_puts(buf, "</svg>\n");
    }
    buf_puts(buf, "<div></div><div class=\"sub\"><span>");
    words_day(buf, page->tz, from_us);
    buf_puts(buf, "</span><span>");
    words_day(buf, page->tz, to_us);
    buf_puts(buf, "</span></div>\n</div>\n<p class=\"note\">Dark: so far. Pale: as planned. "
                  "Upright: the moment\n"
                  "of this report.</p>\n");
}

static void put_time_cell(struct page *page, int64_t at_us)
{
    buf_puts(page->buf, "<td>");
    if (time_is_set(at_us))
        words_moment(page->buf, page->tz, at_us);
    else
        buf_puts(page->buf, "\xE2\x80\x93");
    buf_puts(page->buf, "</td>");
}

/* Duties that wait: what falls due, and when. */
static void put_deadlines(struct page *page)
{
    struct buf *buf = page->buf;
    size_t shown = 0;

    for (size_t i = 0; i < page->view.count && shown < 30; i++) {
        const struct finding *row = &page->outcome->findings[page->view.shown[i]];
        if (row->verdict != FINDING_PENDING)
            continue;
        struct finding finding = page_finding(page, page->view.shown[i]);
        if (shown++ == 0)
            buf_puts(buf, "<h3>Pending</h3>\n<ul class=\"plain\">\n");
        buf_puts(buf, "<li>Clause ");
        html_text(page, finding.clause);
        if (finding.party_index < page->plan->actor_count) {
            buf_puts(buf, ", ");
            html_text(page, actor_label(page->plan, finding.party_index));
        }
        buf_puts(buf, ": ");
        words_time(buf, page->tz, finding.time);
        buf_puts(buf, "</li>\n");
    }
    if (shown)
        buf_puts(buf, "</ul>\n");
}

void html_timeline(struct page *page)
{
    struct buf *buf = page->buf;
    const struct outcome *outcome = page->outcome;
    int64_t from_us = 0, to_us = 0;

    html_open(page, "timeline", "Timeline of phases and deadlines");
    if (outcome->phase_count == 0) {
        buf_puts(buf, "<p>The agreement has no phases.</p>\n");
        put_deadlines(page);
        html_close(page);
        return;
    }
    if (timeline_span(page, &from_us, &to_us))
        put_timeline(page, from_us, to_us);
    buf_puts(
        buf,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Phases\"><table>"
        "<caption>Phases in the order declared</caption><thead><tr><th scope=\"col\">Phase"
        "</th><th scope=\"col\">State</th><th scope=\"col\">Began</th><th scope=\"col\">To end"
        "</th><th scope=\"col\">Ended</th><th scope=\"col\">Next</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < outcome->phase_count; i++) {
        const struct outcome_phase *phase = &outcome->phases[i];
        buf_puts(buf, "<tr><th scope=\"row\">");
        html_text(page, phase->title.size > 0 ? phase->title : phase->name);
        buf_printf(buf, "</th><td>%s</td>", outcome_phase_state_text(phase->state));
        put_time_cell(page, phase->begin_us);
        put_time_cell(page, phase->planned_end_us);
        put_time_cell(page, phase->end_us);
        buf_puts(buf, "<td>");
        if (phase->next.size > 0)
            html_text(page, phase_title(outcome, phase->next));
        else
            buf_puts(buf, "\xE2\x80\x93");
        buf_puts(buf, "</td></tr>\n");
    }
    buf_puts(buf, "</tbody></table></div>\n");
    put_deadlines(page);
    html_close(page);
}

/* ------------------------------------------------------------------ lists */

static void put_items(struct page *page, const struct str *items, size_t from, size_t to)
{
    buf_puts(page->buf, "<ul class=\"plain\">\n");
    for (size_t i = from; i < to; i++) {
        buf_puts(page->buf, "<li>");
        html_text(page, items[i]);
        buf_puts(page->buf, "</li>\n");
    }
    buf_puts(page->buf, "</ul>\n");
}

static void put_list(struct page *page, const struct str *items, size_t count)
{
    size_t open = count < UNSEEN_OPEN ? count : UNSEEN_OPEN;
    size_t last = count < LIST_LIMIT ? count : LIST_LIMIT;

    put_items(page, items, 0, open);
    if (last > open) {
        buf_puts(page->buf, "<details><summary>");
        words_count(page->buf, last - open);
        buf_puts(page->buf, " more</summary>\n");
        put_items(page, items, open, last);
        buf_puts(page->buf, "</details>\n");
    }
    if (count > last) {
        buf_puts(page->buf, "<p class=\"note\">And ");
        words_count(page->buf, count - last);
        buf_puts(page->buf, " more that are not listed here.</p>\n");
    }
}

void html_unseen(struct page *page)
{
    html_open(page, "unseen", "What was not seen");
    if (page->outcome->unseen_count == 0) {
        buf_puts(page->buf,
                 "<p>For every clause that depends on it, somebody declared to have been able "
                 "to see, or there is no such clause.</p>\n");
    } else {
        buf_puts(page->buf,
                 "<p>Not seen is not absent. For these clauses and past days nobody is known to "
                 "have been able to see, so nothing follows from silence.</p>\n");
        put_list(page, page->outcome->unseen, page->outcome->unseen_count);
    }
    html_close(page);
}

void html_agenda(struct page *page)
{
    struct buf *buf = page->buf;
    size_t count = page->outcome->agenda_count;

    html_open(page, "agenda", "Agenda: what people have to settle");
    if (count == 0) {
        buf_puts(buf,
                 "<p>The agreement has no soft clauses, deferred issues or working groups.</p>\n");
        html_close(page);
        return;
    }
    buf_puts(
        buf,
        "<p>Clauses that a body assesses, issues left for later and working groups. The engine "
        "keeps the calendar and the papers; it decides none of this.</p>\n"
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Agenda\"><table>"
        "<caption>Agenda in the order of the text</caption><thead><tr><th scope=\"col\">What"
        "</th><th scope=\"col\">Who</th><th scope=\"col\">When</th><th scope=\"col\">State</th>"
        "<th scope=\"col\">Papers</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < count && i < LIST_LIMIT; i++) {
        const struct outcome_agenda *item = &page->outcome->agenda[i];
        buf_puts(buf, "<tr><th scope=\"row\">");
        if (item->clause.size > 0) {
            buf_puts(buf, "Clause ");
            html_text(page, item->clause);
            buf_puts(buf, ". ");
        }
        html_text(page, item->title);
        buf_puts(buf, "</th><td>");
        html_text(page, item->body);
        buf_puts(buf, "</td><td>");
        if (time_is_set(item->from_us))
            words_time(buf, page->tz, (struct fact_time){item->from_us, item->to_us});
        else
            buf_puts(buf, "\xE2\x80\x93");
        buf_puts(buf, "</td><td>");
        html_text(page, item->state);
        buf_puts(buf, "</td><td class=\"id\">");
        for (size_t k = 0; k < item->record_count && k < 6; k++) {
            buf_puts(buf, k ? ", " : "");
            words_html(buf, item->records[k]);
        }
        if (item->record_count > 6) {
            buf_puts(buf, " and ");
            words_count(buf, item->record_count - 6);
            buf_puts(buf, " more");
        }
        buf_puts(buf, "</td></tr>\n");
    }
    buf_puts(buf, "</tbody></table></div>\n");
    if (count > LIST_LIMIT) {
        buf_puts(buf, "<p class=\"note\">And ");
        words_count(buf, count - LIST_LIMIT);
        buf_puts(buf, " more, in phases.json.</p>\n");
    }
    html_close(page);
}

static void reading_row(struct page *page, const struct outcome_clause *clause, size_t at)
{
    const struct outcome_reading_count *r = &clause->by_reading[at];

    buf_puts(page->buf, "<tr><th scope=\"row\">");
    html_text(page, clause->label);
    buf_puts(page->buf, ". ");
    html_text(page, clause->title);
    buf_puts(page->buf, "</th><td>");
    html_text(page, r->reading);
    buf_printf(page->buf, "</td><td class=\"n\">%zu</td><td class=\"n\">%zu</td><td class=\"n\">",
               r->violations, r->undetermined);
    words_interval(page->buf, r->expected, 1);
    buf_puts(page->buf, "</td></tr>\n");
}

/* Only where a clause's geometry is disputed. */
void html_readings(struct page *page)
{
    struct buf *buf = page->buf;
    size_t shown = 0;

    for (size_t i = 0; i < page->outcome->clause_count; i++)
        for (size_t r = 0; r < page->outcome->clauses[i].by_reading_count; r++) {
            if (shown++ == 0) {
                html_open(page, "readings", "Disputed geometry, each reading alone");
                buf_puts(buf,
                         "<p>What each clause would come to if one reading applied. No reading is "
                         "preferred; a finding is a violation only under all of them.</p>\n"
                         "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
                         "aria-label=\"Readings\"><table><caption>Counts by reading</caption>"
                         "<thead><tr><th scope=\"col\">Clause</th><th scope=\"col\">Reading</th>"
                         "<th scope=\"col\" class=\"n\">Violations</th><th scope=\"col\" "
                         "class=\"n\">Undetermined</th><th scope=\"col\" class=\"n\">Expected "
                         "number</th></tr></thead>\n<tbody>\n");
            }
            reading_row(page, &page->outcome->clauses[i], r);
        }
    if (shown) {
        buf_puts(buf, "</tbody></table></div>\n");
        html_close(page);
    }
}

void html_left_out(struct page *page)
{
    struct buf *buf = page->buf;
    size_t shown = 0;

    html_open(page, "leftout", "Clauses that are not judged");
    for (size_t i = 0; i < page->outcome->clause_count; i++) {
        const struct outcome_clause *clause = &page->outcome->clauses[i];
        if (clause->judged == OUTCOME_YES)
            continue;
        if (shown++ == 0)
            buf_puts(
                buf,
                "<p>Nothing is left out silently: what the engine does not judge stands here, "
                "with the reason.</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
                "aria-label=\"Clauses not judged\"><table><caption>Not judged, open or in prose"
                "</caption><thead><tr><th scope=\"col\">Clause</th><th scope=\"col\">Judged</th>"
                "<th scope=\"col\">Why</th></tr></thead>\n<tbody>\n");
        buf_puts(buf, "<tr><th scope=\"row\">");
        html_text(page, clause->label);
        if (clause->title.size > 0 && !str_eq(clause->title, clause->label)) {
            buf_puts(buf, ". ");
            html_text(page, clause->title);
        }
        buf_printf(buf, "</th><td>%s</td><td>", outcome_judged_text(clause->judged));
        if (clause->why.size > 0)
            html_text(page, clause->why);
        else if (clause->judged == OUTCOME_SCHEDULED)
            buf_puts(buf, "a body assesses it; see the agenda");
        else if (clause->judged == OUTCOME_NOT_ENCODED)
            buf_puts(buf, "a heading of the text without rules under it");
        buf_puts(buf, "</td></tr>\n");
    }
    if (shown)
        buf_puts(buf, "</tbody></table></div>\n");
    else
        buf_puts(buf, "<p>Every clause of the text is judged.</p>\n");
    html_close(page);
}

/* ------------------------------------------------------------------ method and sources */

static void put_hash(struct page *page, const uint8_t bytes[32])
{
    buf_puts(page->buf, "<span class=\"id\">");
    words_bytes_hex(page->buf, bytes, 32);
    buf_puts(page->buf, "</span>");
}

static const char *attribution_of(struct str format)
{
    if (str_eq(format, STR("ucdp")))
        return "Uppsala Conflict Data Program, Georeferenced Event Dataset (CC BY 4.0). It records "
               "events "
               "with at least one death.";
    if (str_eq(format, STR("firms")))
        return "NASA FIRMS active fire detections. A detection is heat seen from orbit, not an "
               "attack.";
    if (str_eq(format, STR("osce-daily")))
        return "OSCE Special Monitoring Mission to Ukraine, daily reports. Counts by the mission.";
    return "";
}

static void put_inputs(struct page *page)
{
    struct buf *buf = page->buf;

    buf_puts(buf,
             "<h3>Inputs</h3>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
             "aria-label=\"Inputs\"><table><caption>What was read, by name and SHA-256</caption>"
             "<thead><tr><th scope=\"col\">File</th><th scope=\"col\" class=\"n\">Observations</th>"
             "<th scope=\"col\" class=\"n\">Rejected</th><th scope=\"col\" class=\"n\">Corrections"
             "</th><th scope=\"col\">SHA-256</th></tr></thead>\n<tbody>\n<tr><th scope=\"row\">");
    html_text(page, page->input->agreement_file);
    buf_puts(buf, "<br/><small>the agreement</small></th><td class=\"n\"></td><td class=\"n\"></td>"
                  "<td class=\"n\"></td><td>");
    put_hash(page, page->plan->sha256);
    buf_puts(buf, "</td></tr>\n");
    for (size_t i = 0; i < page->input->facts->input_count && i < LIST_LIMIT; i++) {
        const struct fact_input *input = &page->input->facts->inputs[i];
        buf_puts(buf, "<tr><th scope=\"row\">");
        html_text(page, input->name);
        if (*attribution_of(input->format))
            buf_printf(buf, "<br/><small>%s</small>", attribution_of(input->format));
        buf_puts(buf, "</th><td class=\"n\">");
        words_count(buf, input->observations);
        buf_puts(buf, "</td><td class=\"n\">");
        words_count(buf, input->rejected);
        buf_puts(buf, "</td><td class=\"n\">");
        words_count(buf, input->corrections);
        buf_puts(buf, "</td><td>");
        put_hash(page, input->sha256);
        buf_puts(buf, "</td></tr>\n");
    }
    buf_puts(buf, "</tbody></table></div>\n");
}

static void put_threshold(struct page *page, const char *name, double value, const char *meaning)
{
    buf_printf(page->buf, "<li><strong>%s ", name);
    num_put(page->buf, value, 4);
    buf_printf(page->buf, "</strong>: %s</li>\n", meaning);
}

static void put_audience(struct page *page)
{
    struct buf *buf = page->buf;
    const struct report_policy *policy = &page->input->policy;

    buf_puts(buf, "<h3>What readers see</h3>\n<p>");
    if (!page->is_public) {
        buf_puts(buf,
                 "This is the restricted edition: places and times are exact. It is for those who "
                 "hold the inputs, not for publication.</p>\n");
        return;
    }
    buf_puts(buf, "The same rule holds for every party. ");
    if (policy->incident_grid_deg > 0) {
        buf_puts(buf, "Incidents stand at the centre of a cell of ");
        num_put(buf, policy->incident_grid_deg, 3);
        buf_puts(buf, "\xC2\xB0");
        buf_puts(buf, policy->incident_next_day ? " and are shown from the next day. " : ". ");
    }
    if (policy->force_grid_deg > 0) {
        buf_puts(buf, "Presence and holdings of forces stand on a grid of ");
        num_put(buf, policy->force_grid_deg, 3);
        buf_puts(buf, "\xC2\xB0 and are shown as they were ");
        num_put_i64(buf, policy->force_delay_us / TIME_HOUR_US);
        buf_puts(buf, " hours before this report. ");
    }
    buf_puts(
        buf,
        "Who observed from where, who covered what and what could have been detected is left out. "
        "Held back for now: ");
    words_some(buf, page->view.held_incidents + page->view.held_forces, "finding", "findings");
    buf_puts(buf, ".</p>\n");
}

static void put_notes(struct page *page)
{
    struct buf *buf = page->buf;
    size_t count = page->outcome->warning_count;

    if (page->outcome->late_count) {
        buf_puts(buf, "<p>Records that came after their source was thought complete: ");
        words_count(buf, page->outcome->late_count);
        buf_puts(buf, ". They revise findings and erase nothing.</p>\n");
    }
    if (page->outcome->unclassified_count) {
        buf_puts(buf, "<p>Records of a kind that neither the taxonomy nor the agreement knows: ");
        words_count(buf, page->outcome->unclassified_count);
        buf_puts(buf, ". They are kept and judged by no clause.</p>\n");
    }
    if (!count)
        return;
    if (page->is_public) {
        buf_puts(buf, "<p>Notes from reading and judging, told to whoever ran the engine: ");
        words_count(buf, count);
        buf_puts(buf, ".</p>\n");
    } else {
        buf_puts(buf, "<h3>Notes from reading and judging</h3>\n");
        put_list(page, page->outcome->warnings, count);
    }
}

void html_method(struct page *page)
{
    struct buf *buf = page->buf;

    buf_puts(
        buf,
        "<footer id=\"method\" aria-labelledby=\"h-method\"><div class=\"w\">\n"
        "<h2 id=\"h-method\">Method and sources</h2>\n<div class=\"two\">\n<div>\n"
        "<p>The agreement was compiled into rules, and every observation was held against them. A "
        "rule means the same for each party; exchanging the parties\xE2\x80\x99 names exchanges "
        "the "
        "findings and changes nothing else. No party has a colour here.</p>\n"
        "<p>An observation is uncertain in whether, when, where and by whom. <em>Occurrence</em> "
        "is "
        "the probability that the act fell under the clause, whoever of those bound did it. Who "
        "did "
        "it is a separate judgement: shares come from the records, a level of attribution only "
        "from "
        "a record or a ruling. Where data gives no probability, none is invented: an interval says "
        "what is possible.</p>\n"
        "<p>A violation is <em>alleged</em> until the body the agreement names has ruled. A clause "
        "counts as <em>kept</em> only where somebody was able to see. Duplicates are not yet "
        "removed: one observation is one incident. Late reports revise what stands here; each "
        "revision is kept.</p>\n</div>\n<div>\n<h3>Thresholds of the text</h3>\n"
        "<ul class=\"plain\">\n");
    put_threshold(page, "likely", page->plan->threshold_likely,
                  "least occurrence of an alleged violation, under every reading");
    put_threshold(page, "seen", page->plan->threshold_seen,
                  "least chance of seeing for silence to mean something");
    put_threshold(page, "met", page->plan->threshold_met,
                  "least probability at which a condition counts as met");
    buf_puts(buf, "</ul>\n");
    put_audience(page);
    buf_puts(buf, "</div>\n</div>\n");
    put_notes(page);
    put_inputs(page);
    buf_puts(
        buf,
        "<p>Names of places, and lines and zones on the map, are those of the sources and of the "
        "text. They imply no opinion on the legal status of any territory, on borders or on "
        "whose a place is. A finding is a finding under an article of the agreement; it is not a "
        "judgement of a court.</p>\n<p>Made by ");
    html_text(page, page->input->engine);
    buf_puts(
        buf,
        ". The same inputs give the same bytes; manifest.json beside this page lists the SHA-256 "
        "of every input and output.</p>\n</div></footer>\n");
}

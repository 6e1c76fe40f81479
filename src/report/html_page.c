/* SPDX-License-Identifier: Apache-2.0
 *
 * report.html: one file that needs neither network nor script. Markup that is HTML and well-formed
 * XML at once; everything that came from outside passes words_html. */
#include "report/report_int.h"

#include "geo/trig.h"

#include <math.h>

struct finding page_finding(const struct page *page, uint32_t index)
{
    struct finding seen;

    (void)report_view(page->input, &page->outcome->findings[index], &seen);
    return seen;
}

struct finding page_timed(const struct page *page, uint32_t index)
{
    return view_timed(page->input, &page->outcome->findings[index]);
}

bool page_is_folded(const struct finding *finding)
{
    bool is_open =
        finding->status == FACT_STATUS_ALLEGED || finding->status == FACT_STATUS_UNDER_VERIFICATION;

    return is_open && finding->has_occurrence && finding->occurrence.hi < PAGE_FOLD_BELOW;
}

void html_text(struct page *page, struct str text)
{
    buf_puts(page->buf, "<bdi>");
    words_html(page->buf, text);
    buf_puts(page->buf, "</bdi>");
}

void html_open(struct page *page, const char *id, const char *title)
{
    buf_printf(page->buf,
               "<section id=\"%s\" aria-labelledby=\"h-%s\"><div class=\"w\">\n"
               "<h2 id=\"h-%s\">%s</h2>\n",
               id, id, id, title);
}

void html_close(struct page *page)
{
    buf_puts(page->buf, "</div></section>\n");
}

/* ------------------------------------------------------------------ where */

static void put_degrees(struct buf *buf, double deg, const char *positive, const char *negative)
{
    num_put(buf, fabs(deg), 5);
    buf_printf(buf, "\xC2\xB0\xC2\xA0%s", deg < 0 ? negative : positive);
}

static void put_metres(struct buf *buf, double metres)
{
    if (metres >= 1000)
        words_number(buf, metres / 1000, metres >= 10000 ? 0 : 1);
    else
        words_number(buf, metres, 0);
    buf_puts(buf, metres >= 1000 ? "\xC2\xA0km" : "\xC2\xA0m");
}

static const char *direction_of(struct geo_point from, struct geo_point to)
{
    static const char *const names[] = {"north", "north-east", "east", "south-east",
                                        "south", "south-west", "west", "north-west"};
    double sine, cosine;
    geo_sincos_deg(from.lat_deg, &sine, &cosine);
    double east = (to.lon_deg - from.lon_deg) * cosine, north = to.lat_deg - from.lat_deg;
    double turn = fabs(east) > 2.414 * fabs(north) ? 2 : fabs(north) > 2.414 * fabs(east) ? 0 : 1;
    int index = (int)turn;

    if (index == 0)
        return names[north >= 0 ? 0 : 4];
    if (index == 2)
        return names[east >= 0 ? 2 : 6];
    return names[north >= 0 ? (east >= 0 ? 1 : 7) : (east >= 0 ? 3 : 5)];
}

static void put_near(struct page *page, const struct fact_place *place)
{
    const struct place_name *nearest = NULL;
    double best_m = 40000;

    for (size_t i = 0; i < page->place_count; i++) {
        double lon = page->places[i].point.lon_deg - place->point.lon_deg;
        double lat = page->places[i].point.lat_deg - place->point.lat_deg;
        if (fabs(lat) > 0.5 || fabs(lon) > 2)
            continue;
        double metres = geo_distance_m(page->places[i].point, place->point);
        if (metres < best_m) {
            best_m = metres;
            nearest = &page->places[i];
        }
    }
    if (!nearest)
        return;
    if (best_m < place->error_m || best_m < 1500) {
        buf_puts(page->buf, "near ");
    } else {
        put_metres(page->buf, num_round(best_m / 1000, 0) * 1000);
        buf_printf(page->buf, " %s of ", direction_of(nearest->point, place->point));
    }
    html_text(page, nearest->a);
    if (nearest->b.size > 0) {
        buf_puts(page->buf, " / ");
        html_text(page, nearest->b);
    }
    buf_puts(page->buf, "<br/>");
}

void html_where(struct page *page, const struct fact_place *place)
{
    switch (place->form) {
    case FACT_PLACE_POINT:
    case FACT_PLACE_ELLIPSE:
        put_near(page, place);
        buf_puts(page->buf, "<small>");
        put_degrees(page->buf, place->point.lat_deg, "N", "S");
        buf_putc(page->buf, ' ');
        put_degrees(page->buf, place->point.lon_deg, "E", "W");
        double error_m = place->form == FACT_PLACE_POINT ? place->error_m : place->major_m;
        if (error_m > 0) {
            buf_puts(page->buf, " \xC2\xB1\xC2\xA0");
            put_metres(page->buf, error_m);
        }
        buf_puts(page->buf, "</small>");
        return;
    case FACT_PLACE_AREA:
        html_text(page, place->area);
        buf_puts(page->buf, "<br/><small>somewhere in this area</small>");
        return;
    case FACT_PLACE_GEOMETRY:
        buf_puts(page->buf, "along a drawn geometry");
        return;
    case FACT_PLACE_BEARING:
        buf_puts(page->buf, "in a direction from an observer");
        return;
    case FACT_PLACE_NONE:
        break;
    }
    buf_puts(page->buf, "<small>no place given</small>");
}

/* ------------------------------------------------------------------ head */

static const char *phase_class(enum outcome_phase_state state)
{
    switch (state) {
    case OUTCOME_PHASE_CONDITIONS_MET:
        return "c-ok";
    case OUTCOME_PHASE_LAPSED:
        return "c-alleged";
    case OUTCOME_PHASE_UNDETERMINED:
        return "c-undet";
    case OUTCOME_PHASE_NOT_BEGUN:
    case OUTCOME_PHASE_RUNNING:
    case OUTCOME_PHASE_ENDED:
        break;
    }
    return "c-pend";
}

static void put_track(struct page *page)
{
    struct buf *buf = page->buf;

    if (page->outcome->phase_count == 0)
        return;
    buf_puts(buf, "<ol class=\"track\" aria-label=\"Phases in the order declared\">\n");
    for (size_t i = 0; i < page->outcome->phase_count; i++) {
        const struct outcome_phase *phase = &page->outcome->phases[i];
        bool is_now = phase->state == OUTCOME_PHASE_RUNNING ||
                      phase->state == OUTCOME_PHASE_CONDITIONS_MET ||
                      phase->state == OUTCOME_PHASE_UNDETERMINED;
        buf_printf(buf, "<li class=\"%s\"%s><b>", phase_class(phase->state),
                   is_now ? " aria-current=\"step\"" : "");
        html_text(page, phase->title.size > 0 ? phase->title : phase->name);
        buf_puts(buf, "</b><span>");
        html_glyph(buf, glyph_of_phase(phase->state));
        if (phase->state == OUTCOME_PHASE_UNDETERMINED)
            buf_puts(buf, "decision awaited; conditions undetermined");
        else if (phase->state == OUTCOME_PHASE_CONDITIONS_MET)
            buf_puts(buf, "decision awaited; conditions met");
        else
            buf_puts(buf, outcome_phase_state_text(phase->state));
        buf_puts(buf, "</span></li>\n");
    }
    buf_puts(buf, "</ol>\n");
}

static void put_figure(struct page *page, uint64_t count, const char *label)
{
    buf_printf(page->buf, "<div><dt>%s</dt><dd class=\"big\">", label);
    words_count(page->buf, count);
    buf_puts(page->buf, "</dd></div>\n");
}

static void put_figures(struct page *page)
{
    const struct outcome *outcome = page->outcome;
    size_t violations = 0, ruled = 0, undetermined = 0;
    uint64_t rejected = 0;

    for (size_t i = 0; i < outcome->clause_count; i++) {
        violations += outcome->clauses[i].verdicts[FINDING_VIOLATION] +
                      outcome->clauses[i].verdicts[FINDING_BREACHED];
        undetermined += outcome->clauses[i].verdicts[FINDING_UNDETERMINED];
        ruled += outcome->clauses[i].substantiated;
    }
    for (size_t i = 0; i < page->input->facts->input_count; i++)
        rejected += page->input->facts->inputs[i].rejected;
    buf_puts(page->buf, "<dl class=\"figures\">\n");
    put_figure(page, outcome->incident_count, "incidents read");
    put_figure(page, violations > ruled ? violations - ruled : 0,
               "alleged violations and breaches, not ruled");
    put_figure(page, ruled, "substantiated by ruling");
    put_figure(page, undetermined, "findings undetermined");
    put_figure(page, rejected, "lines that could not be read");
    size_t held = page->view.held_incidents + page->view.held_forces;
    if (held)
        put_figure(page, held, "findings held back for now");
    buf_puts(page->buf, "</dl>\n");
}

static void put_meta(struct page *page, const char *label, const char *open)
{
    buf_printf(page->buf, "<div><dt>%s</dt><dd>%s", label, open);
}

static void put_plan_time(struct page *page, const char *label, const struct plan_time *time)
{
    if ((time->form != PLAN_TIME_MOMENT && time->form != PLAN_TIME_DATE) ||
        !time_is_set(time->at_us))
        return;
    put_meta(page, label, "");
    if (time->form == PLAN_TIME_MOMENT)
        words_moment(page->buf, page->tz, time->at_us);
    else
        words_day(page->buf, page->tz, time->at_us);
    buf_puts(page->buf, "</dd></div>\n");
}

void html_header(struct page *page)
{
    struct buf *buf = page->buf;

    if (!page->is_public)
        buf_puts(buf,
                 "<p class=\"banner\" role=\"note\">Restricted: exact places and times. Not for "
                 "publication.</p>\n");
    buf_puts(buf, "<header class=\"top\"><div class=\"w\">\n"
                  "<p class=\"eyebrow\">Findings under the agreement</p>\n<h1>");
    html_text(page, page->plan->title);
    buf_puts(buf, "</h1>\n<dl class=\"meta\">\n");
    put_meta(page, "As known at", "<strong>");
    words_moment(buf, page->tz, page->outcome->known_at_us);
    buf_puts(buf, "</strong></dd></div>\n");
    put_plan_time(page, "Signed", &page->plan->signature);
    put_plan_time(page, "In force", &page->plan->entry);
    put_meta(page, "Times in", "");
    words_html(buf, tz_name(page->tz));
    buf_puts(buf, "</dd></div>\n");
    put_meta(page, "Parties, as declared", "");
    const char *between = "";
    for (size_t i = 0; i < page->plan->actor_count; i++) {
        if (page->plan->actors[i].role != PLAN_PARTY)
            continue;
        buf_puts(buf, between);
        html_text(page, actor_label(page->plan, i));
        between = " \xC2\xB7 ";
    }
    buf_puts(buf, "</dd></div>\n</dl>\n");
    put_track(page);
    put_figures(page);
    buf_puts(buf, "</div></header>\n");
}

static void put_contents(struct buf *buf)
{
    static const char *const items[][2] = {
        {"gates", "What stands in the way"},
        {"series", "Clauses over time"},
        {"map", "Map"},
        {"timeline", "Timeline"},
        {"findings", "Findings"},
        {"unseen", "Not seen"},
        {"agenda", "Agenda"},
        {"leftout", "Not judged"},
        {"method", "Method and sources"},
    };

    buf_puts(buf, "<nav class=\"toc\" aria-label=\"Contents\"><div class=\"w\"><ol>\n");
    for (size_t i = 0; i < COUNT_OF(items); i++)
        buf_printf(buf, "<li><a href=\"#%s\">%s</a></li>\n", items[i][0], items[i][1]);
    buf_puts(buf, "</ol></div></nav>\n");
}

static void put_head(struct page *page)
{
    struct buf *buf = page->buf;

    buf_puts(
        buf,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src 'unsafe-inline'\"/>\n<meta name=\"color-scheme\" content=\"light dark\"/>\n"
        "<meta name=\"referrer\" content=\"no-referrer\"/>\n<meta name=\"generator\" content=\"");
    words_html(buf, page->input->engine);
    buf_puts(buf, "\"/>\n<title>");
    words_html(buf, page->plan->title);
    buf_puts(buf, ": findings as known at ");
    words_moment(buf, page->tz, page->outcome->known_at_us);
    buf_puts(buf, "</title>\n");
    html_style(buf);
    buf_puts(buf, "</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the report</a>\n");
}

/* ------------------------------------------------------------------ the whole */

/* Group what is shown by clause; findings that name no clause of the plan come last. */
static enum err_code group(struct page *page, struct err *err)
{
    size_t clauses = page->plan->clause_count;
    size_t *first = ARENA_NEW(page->arena, size_t, clauses + 3);
    uint32_t *order = ARENA_NEW(page->arena, uint32_t, page->view.count);

    if (!first || !order)
        return err_no_memory(err);
    for (size_t i = 0; i < page->view.count; i++) {
        size_t clause = page->outcome->findings[page->view.shown[i]].clause_index;
        first[(clause < clauses ? clause : clauses) + 2]++;
    }
    for (size_t c = 2; c <= clauses + 2; c++)
        first[c] += first[c - 1];
    for (size_t i = 0; i < page->view.count; i++) {
        size_t clause = page->outcome->findings[page->view.shown[i]].clause_index;
        order[first[(clause < clauses ? clause : clauses) + 1]++] = page->view.shown[i];
    }
    page->by_clause = order;
    page->first = first;
    return ERR_OK;
}

enum err_code report_html(struct buf *buf, struct arena *arena, const struct report_input *input,
                          struct err *err)
{
    struct page page = {.buf = buf,
                        .arena = arena,
                        .input = input,
                        .plan = input->plan,
                        .outcome = input->outcome,
                        .tz = input->plan->tz,
                        .is_public = input->audience == REPORT_PUBLIC};

    TRY(view_make(arena, input, &page.view, err));
    TRY(group(&page, err));
    TRY(tables_places(arena, input->places_csv, &page.places, &page.place_count, err));
    TRY(tables_coast(arena, input->coast_csv, &page.coast, err));
    TRY(zones_draw(arena, input->plan, &page.zones, &page.zone_count, err));
    put_head(&page);
    html_header(&page);
    put_contents(buf);
    buf_puts(buf, "<main id=\"main\">\n");
    html_gates(&page);
    TRY(html_series(&page, err));
    TRY(html_map(&page, err));
    html_timeline(&page);
    TRY(html_findings(&page, err));
    html_readings(&page);
    html_unseen(&page);
    html_agenda(&page);
    html_left_out(&page);
    buf_puts(buf, "</main>\n");
    html_method(&page);
    buf_puts(buf, "</body>\n</html>\n");
    return buf_check(buf, err);
}

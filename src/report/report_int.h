/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of `report` share: words, the page under construction, drawings. */
#ifndef REPORT_REPORT_INT_H
#define REPORT_REPORT_INT_H

#include "base/num.h"
#include "geo/outline.h"
#include "report/report.h"

/* ------------------------------------------------------------------ words (words.c) */

/* Untrusted text, made safe: control, bidirectional and invisible characters show as [U+202E],
 * broken UTF-8 as U+FFFD, line breaks as a space. _html also escapes markup: good in text and in
 * quoted attributes. */
void words_html(struct buf *buf, struct str text);
void words_plain(struct buf *buf, struct str text);

void words_count(struct buf *buf, uint64_t count);                                 /* 12,345 */
void words_number(struct buf *buf, double value, int decimals);                    /* 12,345.6 */
void words_interval(struct buf *buf, struct fact_interval interval, int decimals); /* 2 to 7 */
void words_chance(struct buf *buf, struct fact_interval interval);      /* 0.72; 0.1 to 0.8 */
void words_day(struct buf *buf, const struct tz *tz, int64_t at_us);    /* 27 July 2020 */
void words_moment(struct buf *buf, const struct tz *tz, int64_t at_us); /* 27 July 2020, 00:01 */
void words_time(struct buf *buf, const struct tz *tz, struct fact_time time);
void words_bytes_hex(struct buf *buf, const uint8_t *bytes, size_t count);

/* "alleged violation", "violation (substantiated)", "undetermined" … */
const char *words_verdict(const struct finding *finding);
/* "one thing" or "12 things". */
void words_some(struct buf *buf, uint64_t count, const char *one, const char *many);

/* ------------------------------------------------------------------ what readers see (view.c) */

/* Findings that the audience may see, in the outcome's order, and how many are held back. */
struct view {
    const uint32_t *shown; /* indices of outcome.findings */
    size_t count;
    size_t held_incidents, held_forces;
};
enum err_code view_make(struct arena *arena, const struct report_input *input, struct view *view,
                        struct err *err) MUST_USE;
/* A copy of a finding that is shown, cut in time as report_view does, its place and words as they are. */
struct finding view_timed(const struct report_input *input, const struct finding *finding);

/* What is held back and for how long, in words; nothing where nothing is. */
void words_held(struct buf *buf, const struct report_policy *policy, const struct view *view);

/* ------------------------------------------------------------------ tables of the map (tables.c) */

struct place_name {
    struct str a, b; /* b may be empty */
    struct geo_point point;
};

struct coast {
    const struct geo_point *points;
    const size_t *starts; /* ring i is points[starts[i] .. starts[i + 1]) */
    size_t ring_count;
    bool has_box; /* complete inside `box` */
    struct geo_box box;
};

/* Lines that cannot be read are skipped: the tables are ours. */
enum err_code tables_places(struct arena *arena, struct str csv, const struct place_name **places,
                            size_t *count, struct err *err) MUST_USE;
enum err_code tables_coast(struct arena *arena, struct str csv, struct coast *coast,
                           struct err *err) MUST_USE;

/* ------------------------------------------------------------------ declared geometry (zones.c) */

/* A zone, line or corridor of the agreement under one reading, ready to draw. */
struct drawn_zone {
    uint32_t place;   /* in plan.places */
    struct str key;   /* reading or actor it holds for; empty: for all */
    size_t key_index; /* 0, 1, 2 … for the pattern */
    bool is_line, is_corridor, is_hypothetical;
    const struct geo_outline_path *paths;
    size_t path_count;
};
enum err_code zones_draw(struct arena *arena, const struct plan *plan,
                         const struct drawn_zone **zones, size_t *count, struct err *err) MUST_USE;

/* ------------------------------------------------------------------ the page */

struct page {
    struct buf *buf;
    struct arena *arena;
    const struct report_input *input;
    const struct plan *plan;
    const struct outcome *outcome;
    const struct tz *tz;
    bool is_public;
    struct view view;
    /* view.shown again, grouped by clause as declared: by_clause[first[c] .. first[c + 1]) */
    const uint32_t *by_clause;
    const size_t *first;
    const struct place_name *places;
    size_t place_count;
    struct coast coast;
    const struct drawn_zone *zones;
    size_t zone_count;
};

/* The finding as this page's reader sees it. */
struct finding page_finding(const struct page *page, uint32_t index);
/* The same where neither its place nor its words are asked for. */
struct finding page_timed(const struct page *page, uint32_t index);
/* Public pages fold what is hardly there: an unruled act whose occurrence stays below this. */
#define PAGE_FOLD_BELOW 0.05
bool page_is_folded(const struct finding *finding);

struct str actor_label(const struct plan *plan, size_t actor); /* its label, else its name */

/* html_page.c, html_gates.c, html_findings.c, html_rest.c: sections in the order of the page. */
void html_style(struct buf *buf);
void html_header(struct page *page);
void html_gates(struct page *page);
enum err_code html_series(struct page *page, struct err *err) MUST_USE;
enum err_code html_map(struct page *page, struct err *err) MUST_USE;
void html_timeline(struct page *page);
enum err_code html_findings(struct page *page, struct err *err) MUST_USE;
void html_unseen(struct page *page);
void html_agenda(struct page *page);
void html_readings(struct page *page); /* nothing where none is disputed */
void html_left_out(struct page *page);
void html_method(struct page *page);

/* Pieces of markup. */
void html_text(struct page *page, struct str text);                   /* untrusted text in <bdi> */
void html_open(struct page *page, const char *id, const char *title); /* <section> with heading */
void html_close(struct page *page);
void html_glyph(struct buf *buf, const char *kind); /* a shape, 1em, decoration only */
const char *glyph_of_finding(const struct finding *finding);
const char *glyph_of_gate(enum outcome_gate_state state);
const char *glyph_of_phase(enum outcome_phase_state state);
/* Where, in words no finer than the place given. */
void html_where(struct page *page, const struct fact_place *place);

/* What happens next, and when: for a phase and for one of its gates (gates.c). */
void words_phase_next(struct buf *buf, const struct report_input *input,
                      const struct outcome_phase *phase);
void words_gate_next(struct buf *buf, const struct report_input *input,
                     const struct outcome_phase *phase, const struct outcome_gate *gate);
struct str phase_title(const struct outcome *outcome, struct str name);
bool time_is_set(int64_t at_us); /* neither TIME_NONE nor TIME_NEVER */

/* SVG pieces: coordinates with two decimals. */
void svg_number(struct buf *buf, double value);
void svg_attribute(struct buf *buf, const char *name, double value); /* ` name="1.25"` */
/* A shape of `kind` around (x, y), radius r. Kinds: see html_glyph. */
void svg_glyph(struct buf *buf, const char *kind, double x, double y, double r);

#endif

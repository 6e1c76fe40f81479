/* SPDX-License-Identifier: Apache-2.0
 *
 * Reports: an outcome as files for readers. Pure: bytes out through `struct buf`. What readers may see follows the audience
 * policy (share/policy/default.json): the same for all parties. docs/reference/outputs.md describes every file. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "facts/facts.h"
#include "facts/outcome.h"
#include "plan/plan.h"

enum report_audience { REPORT_PUBLIC, REPORT_RESTRICTED };

struct report_policy {
    double incident_grid_deg; /* 0: exact */
    bool incident_next_day;   /* shown from the day after, agreement's zone */
    double force_grid_deg;
    int64_t force_delay_us;
    bool show_sources; /* monitors, sources' coverage, chances of detection, tasking */
};

/* Both audiences' rules from the policy's JSON. ERR_INPUT names the key. */
enum err_code report_policy_read(struct arena *arena, struct str json,
                                 struct report_policy *public_policy,
                                 struct report_policy *restricted_policy, struct err *err) MUST_USE;

/* Takes what a buffer holds so far and clears it. */
typedef enum err_code (*report_take_fn)(void *ctx, struct buf *buf, struct err *err);

struct report_input {
    const struct plan *plan;
    const struct facts *facts;
    const struct outcome *outcome;
    enum report_audience audience;
    struct report_policy policy;
    struct str engine; /* "truce 0.1.0" */
    struct str agreement_file;
    struct str coast_csv;  /* share/map/coast.csv, or empty: the map says "no coast data" */
    struct str places_csv; /* share/map/places.csv */
    /* Long outputs (CSV, GeoJSON) are handed over piece by piece; NULL: the buffer holds all of it. */
    report_take_fn take;
    void *take_ctx;
};

/* summary.json; findings.csv and findings.geojson for the audience; report.html, one self-contained file; the plain summary
 * that the program prints. What is held back is counted. All failures are those of the buffer, or ERR_NO_MEMORY. */
enum err_code report_summary(struct buf *buf, const struct report_input *input,
                             struct err *err) MUST_USE;
enum err_code report_csv(struct buf *buf, struct arena *arena, const struct report_input *input,
                         struct err *err) MUST_USE;
enum err_code report_geojson(struct buf *buf, struct arena *arena, const struct report_input *input,
                             struct err *err) MUST_USE;
enum err_code report_html(struct buf *buf, struct arena *arena, const struct report_input *input,
                          struct err *err) MUST_USE;
enum err_code report_text(struct buf *buf, struct arena *arena, const struct report_input *input,
                          struct err *err) MUST_USE;

/* What to look for, ranked by the doubt that it would remove: for the restricted audience only. */
enum err_code report_tasking(struct buf *buf, struct arena *arena, const struct report_input *input,
                             struct err *err) MUST_USE;

/* An agreement as a page to read: its text, each article in plain words with the code folded, a map, the phases and their
 * deadlines, who owes what. One self-contained file. */
struct report_treaty {
    const struct plan *plan;
    struct str text; /* its source: Markdown, or the code alone */
    bool is_markdown;
    struct str engine, file, coast_csv, places_csv; /* as in report_input */
};
enum err_code report_treaty(struct buf *buf, struct arena *arena, const struct report_treaty *from,
                            struct err *err) MUST_USE;

/* A copy of a finding as the audience may see it (docs/method/audiences.md): its place at the centre of its cell with the cell's radius as
 * error_m (more where it was vaguer already), sources left out, a stay of forces cut at the delay. False: held back for now. */
bool report_view(const struct report_input *input, const struct finding *finding,
                 struct finding *view);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Agreements: a text in, a checked agreement and what is wrong with it out. The text is Markdown with
 * code blocks marked `truce`, or, where its name ends in .truce, the code alone. */
#ifndef TRUCE_AGREEMENT_H
#define TRUCE_AGREEMENT_H

#include "truce/bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

struct truce_agreement; /* opaque */

/* Read and check `text`, which is copied. `name` is the file's name, for diagnostics; `host` is used
 * during the call only. Problems of the text are diagnostics, not errors of the call: it fails with
 * TRUCE_INPUT for a text over 16 MiB, TRUCE_NO_MEMORY, and what the host returns other than
 * TRUCE_INPUT. On failure *agreement is NULL. */
enum truce_code truce_agreement_open(const struct truce_memory *memory, struct truce_text name,
                                     struct truce_text text, const struct truce_host *host,
                                     struct truce_agreement **agreement, struct truce_error *error);
/* The same with a monitoring plan: a text that says which sources could see what (`source … sees …`). The
 * check then also tells what none of them would see. NULL: none. */
struct truce_monitoring_plan {
    struct truce_text name, text;
};
enum truce_code truce_agreement_open_with(const struct truce_memory *memory, struct truce_text name,
                                          struct truce_text text,
                                          const struct truce_monitoring_plan *plan,
                                          const struct truce_host *host,
                                          struct truce_agreement **agreement,
                                          struct truce_error *error);
/* Also what was opened over it (facts, outcomes) must be closed before. Accepts NULL. */
void truce_agreement_close(struct truce_agreement *agreement);

/* Errors: it cannot run. Holes: it should not be signed as it is. Warnings and notes: worth a look. Apart from
 * these, `open` counts its brackets and what is not judged yet: with any, it runs as a draft only. */
struct truce_problems {
    size_t errors, holes, warnings, open, notes;
};
struct truce_problems truce_agreement_problems(const struct truce_agreement *agreement);

/* How much of the text is code, and of what sort. Statements that the engine judges; that it schedules
 * and people decide; that a bracket holds open; that are said but not judged by this version. Headings
 * of the treaty without code. All 0 where there are errors. */
struct truce_provisions {
    size_t judged, scheduled, open, not_judged_yet, prose;
};
struct truce_provisions truce_agreement_provisions(const struct truce_agreement *agreement);

/* What the text calls itself, and its SHA-256. Empty where there are errors. */
struct truce_text truce_agreement_title(const struct truce_agreement *agreement);
struct truce_hash truce_agreement_hash(const struct truce_agreement *agreement);

/* The diagnostics, in order of position, for people and for programs. Nothing is put for people when
 * there are none. */
enum truce_code truce_agreement_put_text(const struct truce_agreement *agreement, bool colour,
                                         const struct truce_sink *sink, struct truce_error *error);
enum truce_code truce_agreement_put_json(const struct truce_agreement *agreement,
                                         const struct truce_sink *sink, struct truce_error *error);

/* The agreement as a page to read: its text, each article in plain words with the code folded, a map, the
 * phases and their deadlines, who owes what to whom. One self-contained HTML file. TRUCE_AGREEMENT where the text
 * has errors. */
enum truce_code truce_agreement_put_page(const struct truce_agreement *agreement,
                                         const struct truce_sink *sink, struct truce_error *error);

/* SARIF 2.1.0, for editors and code hosts. */
enum truce_code truce_agreement_put_sarif(const struct truce_agreement *agreement,
                                          const struct truce_sink *sink, struct truce_error *error);
/* A GeoJSON FeatureCollection of the ground that diagnostics are about and of the places of their cases. */
enum truce_code truce_agreement_put_geojson(const struct truce_agreement *agreement,
                                            const struct truce_sink *sink,
                                            struct truce_error *error);

/* The page of a code, such as "H0725", as Markdown: what it means, why it matters, a bad and a good example.
 * TRUCE_USAGE for an unknown one (the text has the nearest). */
enum truce_code truce_explain(const struct truce_memory *memory, struct truce_text code,
                              const struct truce_sink *sink, struct truce_error *error);

#ifdef __cplusplus
}
#endif

#endif

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
/* Also what was opened over it (facts, outcomes) must be closed before. Accepts NULL. */
void truce_agreement_close(struct truce_agreement *agreement);

/* Errors: it cannot run. Holes: it should not be signed as it is. Warnings: worth a look. Apart from
 * these, `open` counts its brackets and what is not judged yet: with any, it runs as a draft only. */
struct truce_problems {
    size_t errors, holes, warnings, open;
};
struct truce_problems truce_agreement_problems(const struct truce_agreement *agreement);

/* What the text calls itself, and its SHA-256. Empty where there are errors. */
struct truce_text truce_agreement_title(const struct truce_agreement *agreement);
struct truce_hash truce_agreement_hash(const struct truce_agreement *agreement);

/* The diagnostics, in order of position, for people and for programs. Nothing is put for people when
 * there are none. */
enum truce_code truce_agreement_put_text(const struct truce_agreement *agreement, bool colour,
                                         const struct truce_sink *sink, struct truce_error *error);
enum truce_code truce_agreement_put_json(const struct truce_agreement *agreement,
                                         const struct truce_sink *sink, struct truce_error *error);

#ifdef __cplusplus
}
#endif

#endif

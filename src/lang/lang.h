/* SPDX-License-Identifier: Apache-2.0
 *
 * The language: text in, diagnostics and a plan out. Pure: files that the text names come through `struct lang_host`. */
#ifndef LANG_LANG_H
#define LANG_LANG_H

#include "lang/diag.h"
#include "plan/plan.h"

enum lang_file {
    LANG_FILE_GEOMETRY, /* load "…": relative to the agreement's folder */
    LANG_FILE_ZONE,     /* a time zone's TZif bytes, by its IANA name */
    LANG_FILE_TAXONOMY, /* kinds.csv; name is empty */
    LANG_FILE_AGREEMENT /* builds on "…" */
};

/* Bytes of a file, in `arena`. ERR_INPUT when there is no such file (the text says so), ERR_IO, ERR_NO_MEMORY. */
struct lang_host {
    enum err_code (*read)(void *ctx, enum lang_file kind, struct str name, struct arena *arena,
                          struct str *bytes, struct err *err);
    void *ctx;
};

struct lang_text {
    struct str name, text;
};

/* Read `text` (Markdown with blocks marked truce; or, for a name ending in .truce, the code alone), check it, and compile it. Every independent
 * problem is a diagnostic in `diags`, in order of position; the call itself fails only for lack of memory or an
 * unreadable host. *plan is NULL when there are errors; holes and warnings leave it usable, and a plan it makes has passed plan_verify. */
enum err_code lang_compile(struct arena *arena, struct str name, struct str text,
                           const struct lang_host *host, struct diags *diags,
                           const struct plan **plan, struct err *err) MUST_USE;

/* The same with a monitoring plan: a text of `source …` items alone, whose names mean those of the agreement. They come
 * into plan->sources; what is wrong with them is told with its place in diags->sources[] under that name. `sources` may be NULL. */
enum err_code lang_compile_with(struct arena *arena, const struct lang_text *agreement,
                                const struct lang_text *sources, const struct lang_host *host,
                                struct diags *diags, const struct plan **plan,
                                struct err *err) MUST_USE;

/* The same for texts that load the same files, one after the other: what a file gave for one text is taken for the next. The plans
 * share these shapes, which live in the arena of `kept`; the host must give the same bytes each time. */
struct lang_kept;
enum err_code lang_kept_open(struct arena *arena, struct lang_kept **kept,
                             struct err *err) MUST_USE;
enum err_code lang_compile_kept(struct arena *arena, const struct lang_text *agreement,
                                const struct lang_host *host, struct lang_kept *kept,
                                struct diags *diags, const struct plan **plan,
                                struct err *err) MUST_USE;

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Working on a text: its layout, and what an editor shows while somebody types. A document holds one text and two
 * readings of it: its *form* (words and tree), made anew at every edit, and its *check*, made when there is time, by any
 * thread, of a copy. What a check found moves along with the edits that follow it, until the next one. Positions are bytes
 * from the beginning of the text. */
#ifndef TRUCE_EDITOR_H
#define TRUCE_EDITOR_H

#include "truce/bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Put the text in the one layout (docs/reference/editor.md): prose, words and remarks stay as they are. Where the text has
 * errors of form nothing is put to `formatted`, the errors are put to `problems` for people, and *errors is their number.
 * TRUCE_INPUT for a text over 16 MiB, TRUCE_NO_MEMORY. */
enum truce_code truce_format(const struct truce_memory *memory, struct truce_text name,
                             struct truce_text text, bool colour,
                             const struct truce_sink *formatted, const struct truce_sink *problems,
                             size_t *errors, struct truce_error *error);

struct truce_document; /* opaque */

/* An empty document. `name` is its file's name: .truce is code alone, anything else Markdown. */
enum truce_code truce_document_open(const struct truce_memory *memory, struct truce_text name,
                                    struct truce_document **document, struct truce_error *error);
void truce_document_close(struct truce_document *document);

/* Put `by` in place of bytes [from, to), and read the form. TRUCE_INPUT when the stretch is not within the text or it would
 * be longer than 16 MiB: the text then is as it was. After TRUCE_NO_MEMORY the document can only be closed. */
enum truce_code truce_document_edit(struct truce_document *document, size_t from, size_t to,
                                    struct truce_text by, struct truce_error *error);
struct truce_text truce_document_text(const struct truce_document *document);
bool truce_document_has_form(const struct truce_document *document); /* no error of form */

/* A check of the text as it is. _run may be called in another thread than the document's; `host` is used during it, and
 * gives files that are open elsewhere as they stand there. It ends early with TRUCE_NO_MEMORY when the memory it was made
 * with gives none, so that a caller can call it off. _take hands the result over (true), or drops it where the text
 * has changed since (false); either way the check is gone. */
struct truce_check;
enum truce_code truce_check_open(const struct truce_memory *memory,
                                 const struct truce_document *document, struct truce_check **check,
                                 struct truce_error *error);
enum truce_code truce_check_run(struct truce_check *check, const struct truce_host *host,
                                struct truce_error *error);
bool truce_check_take(struct truce_document *document, struct truce_check *check);
void truce_check_close(struct truce_check *check);

enum truce_level { TRUCE_LEVEL_ERROR, TRUCE_LEVEL_HOLE, TRUCE_LEVEL_WARNING, TRUCE_LEVEL_NOTE };

/* A stretch of a file; `file` is empty for the document itself, else named from its folder. */
struct truce_place {
    struct truce_text file;
    size_t from, to;
};

struct truce_finding_of_text {
    enum truce_level level;
    const char *code;                    /* "T0203" */
    const char *why;                     /* may be empty */
    struct truce_text text, label, help; /* label and help may be empty */
    struct truce_place at;
    bool has_other;
    struct truce_place other;
    struct truce_text other_label;
};

/* Everything known of the text: of its form as it is now, and of the last check. In order of position. */
size_t truce_document_findings(struct truce_document *document);
struct truce_finding_of_text truce_document_finding(const struct truce_document *document,
                                                    size_t index);

/* What stands at a position, in plain words: of a name what was declared, of a statement what it asks, of a finding why it
 * matters. [*from, *to) is what it is about. *has false: nothing to say. */
enum truce_code truce_document_explain(struct truce_document *document, size_t position,
                                       const struct truce_sink *sink, bool *has, size_t *from,
                                       size_t *to, struct truce_error *error);

/* Where the name at a position is declared. False when it is no name, or nowhere. */
bool truce_document_declaration(struct truce_document *document, size_t position,
                                struct truce_place *place);

enum truce_symbol {
    TRUCE_SYMBOL_ACTOR,
    TRUCE_SYMBOL_PLACE,
    TRUCE_SYMBOL_CLASS,
    TRUCE_SYMBOL_KIND,
    TRUCE_SYMBOL_TABLE,
    TRUCE_SYMBOL_DATE,
    TRUCE_SYMBOL_PHASE,
    TRUCE_SYMBOL_CLAUSE,
    TRUCE_SYMBOL_TRACK,
    TRUCE_SYMBOL_SOURCE,
    TRUCE_SYMBOL_WORD
};

/* What may follow at a position: words of the language, and names that fit. `detail` is a label or title. */
struct truce_completion {
    enum truce_symbol symbol;
    struct truce_text text, detail;
};
enum truce_code truce_document_complete(struct truce_document *document, size_t position,
                                        void (*each)(void *ctx,
                                                     const struct truce_completion *completion),
                                        void *ctx, struct truce_error *error);

/* What the text declares, in order: [from, to) is all of it, [name_from, name_to) its name. */
struct truce_outline {
    enum truce_symbol symbol;
    struct truce_text name, detail;
    size_t from, to, name_from, name_to;
    size_t inside; /* 1 + index of the phase it stands in; 0 none */
};
size_t truce_document_outline_count(struct truce_document *document);
struct truce_outline truce_document_outline(const struct truce_document *document, size_t index);

#ifdef __cplusplus
}
#endif

#endif

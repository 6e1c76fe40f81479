/* SPDX-License-Identifier: Apache-2.0
 *
 * Brackets as a negotiating text: the open points of a draft, what each proposal would make an error or a hole, and the text
 * with some of them settled. A settled bracket gives way to the words of the proposal; everything else of the text (prose,
 * remarks, spacing) stays as it is. */
#ifndef LANG_EDIT_BRACKET_H
#define LANG_EDIT_BRACKET_H

#include "lang/lang.h"

#define BRACKET_NONE UINT32_MAX
#define BRACKET_TRIAL_LIMIT 2000 /* choices that are tried for one table */

/* One proposal. */
struct bracket_choice {
    struct str party;
    struct str text;   /* on one line */
    uint32_t from, to; /* bytes of the text */
    uint32_t next;     /* where the `|` or `]` behind it stands */
    uint32_t line;
    uint32_t equal; /* the first proposal of this bracket that says the same, or BRACKET_NONE */
};

struct bracket {
    uint32_t number;           /* 1, 2, … in the order of the text; 0: of a text built on */
    struct str file;           /* the text it stands in */
    struct str where, article; /* "clause 5", heading */
    struct str text;           /* on one line */
    struct str words;          /* open "…"; empty where there are proposals */
    bool is_clause;            /* a whole clause stands in it */
    uint32_t from, to;         /* bytes of the text */
    uint32_t line, column;
    uint32_t outer, outer_choice; /* the bracket it stands in (an index), or BRACKET_NONE */
    const struct bracket_choice *choices;
    size_t choice_count;
};

struct brackets {
    struct str name, text;
    const struct bracket *items; /* those of the text, then those of texts it builds on */
    size_t count;
    size_t own;                /* of the text itself: these can be chosen */
    const struct str *parties; /* who made proposals, in order of first appearance */
    size_t party_count;
    size_t errors, holes; /* diagnostics of the text as it is */
    const struct diags *diags;
};

/* What is done with a bracket of the text: one for each of brackets.own. A zeroed one leaves it. */
struct bracket_pick {
    bool is_chosen;
    uint32_t choice;  /* index, or BRACKET_NONE: `value` stands in its place */
    struct str value; /* words of the language, on one line */
};

/* Find them. A text with errors of form has those that could be read. ERR_NO_MEMORY, and what the host says. */
enum err_code brackets_read(struct arena *arena, struct str name, struct str text,
                            const struct lang_host *host, struct brackets *brackets,
                            struct err *err) MUST_USE;

/* Read choices as they are typed: "3=A", "5=B", "2=20 km", "2=\"20 km\"", several with commas between. A bracket with
 * proposals takes a party's name, or a value that nobody proposed; one left open by words takes a value. ERR_USAGE: no
 * such bracket, no such party, chosen twice, or a value that does not parse there; the text says what is allowed. */
enum err_code brackets_pick(struct arena *arena, const struct brackets *brackets, struct str typed,
                            struct bracket_pick *picks, struct err *err) MUST_USE;
/* Does the text, with these choices made, still have the form it had? ERR_USAGE names the first that does not fit. */
enum err_code brackets_check(struct arena *arena, const struct brackets *brackets,
                             const struct bracket_pick *picks, struct err *err) MUST_USE;

/* Where bytes went. */
struct bracket_edit {
    uint32_t from, to; /* of the old text: taken out */
    struct str put;    /* in their place */
};
struct bracket_edits {
    struct bracket_edit *items;
    size_t count, capacity;
};
/* The text with the choices made. */
enum err_code brackets_apply(struct arena *arena, const struct brackets *brackets,
                             const struct bracket_pick *picks, struct bracket_edits *edits,
                             struct str *text, struct err *err) MUST_USE;

/* An error or hole that the text has only with some choices made. */
struct bracket_new {
    enum diag_level level;
    const char *code;
    struct str file;       /* the text it is in */
    uint32_t at;           /* byte of the text as it is now; 0 in others */
    uint32_t line, column; /* as the text is now */
    struct str article, text;
};
struct bracket_trial {
    const struct bracket_new *items;
    size_t count;
    size_t errors; /* all that the text has then */
    bool was_tried;
};
/* Does every value that was typed, alone, mean something where it is put? ERR_USAGE names the first that does not: a mass
 * for a length, a name that nothing has. After brackets_check. */
enum err_code brackets_fit(struct arena *arena, const struct brackets *brackets,
                           const struct bracket_pick *picks, const struct lang_host *host,
                           struct err *err) MUST_USE;
enum err_code brackets_try(struct arena *arena, const struct brackets *brackets,
                           const struct bracket_pick *picks, const struct lang_host *host,
                           struct bracket_trial *trial, struct err *err) MUST_USE;

/* All proposals, each alone, and each party's together. */
struct bracket_table {
    const struct brackets *brackets;
    struct bracket_trial **choices; /* [bracket][choice] */
    struct bracket_trial *packages; /* [party] */
};
enum err_code brackets_table(struct arena *arena, const struct brackets *brackets,
                             const struct lang_host *host, struct bracket_table *table,
                             struct err *err) MUST_USE;

/* In the order of the text, or under each party what it proposes. Names and texts are put as they are. */
void brackets_put_text(struct buf *buf, const struct bracket_table *table, bool by_party);
/* One object: docs/formats/brackets.md. */
void brackets_put_json(struct buf *buf, const struct bracket_table *table);
/* What became of a choice: the brackets settled, those left, and what is new. */
void brackets_put_choice(struct buf *buf, const struct brackets *brackets,
                         const struct bracket_pick *picks, const struct bracket_trial *trial);
void brackets_put_choice_json(struct buf *buf, const struct brackets *brackets,
                              const struct bracket_pick *picks, const struct bracket_trial *trial);

#endif

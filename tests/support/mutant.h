/* SPDX-License-Identifier: Apache-2.0
 *
 * Mutants of agreements: one small change of a text, and what the checker says to it. What counts as harmful, and where a
 * finding must stand to count as a report of the change, is told in docs/method/checker.md. */
#ifndef SUPPORT_MUTANT_H
#define SUPPORT_MUTANT_H

#include "lang/form.h"
#include "support/random.h"

/* Kinds of change: name, what is done. Those before CLAUSE are the removals with a goal. */
/* clang-format off */
#define MUTANT_KINDS(X) \
    X(END, "end removed", "`lasts`, `until` or `else` left out") \
    X(CLOCK, "clock removed", "`by`, `within … of` or `every` left out") \
    X(VERIFIER, "verifier removed", "`verified by` left out") \
    X(CONSEQUENCE, "consequence removed", "`when … require`, or a duty that runs from a violation, left out") \
    X(SIDE, "side removed", "`on the side of`, or a side of a line, left out") \
    X(BAND, "band removed", "a zone drawn by distances from a line left out") \
    X(CLAUSE, "clause removed", "a whole clause left out") \
    X(STATEMENT, "statement removed", "one of several statements left out") \
    X(PHASE, "phase removed", "the line of a phase left out") \
    X(WAY, "way on removed", "`then` left out") \
    X(DECIDER, "decider removed", "`decided by`, or its term, left out") \
    X(RENEWAL, "renewal removed", "`renews …`, or its notice, left out") \
    X(START, "start removed", "`as of` or `begins` left out") \
    X(WINDOW, "window removed", "`during`, `while`, `over D` or `for D` left out") \
    X(EXCEPTION, "exception removed", "`unless`, or one of its parts, left out") \
    X(STEP, "step removed", "one step of a schedule left out") \
    X(RULE, "rule of a body removed", "`decides by`, the tie-break or the chair left out") \
    X(HEARER, "audience removed", "`to` whom a report goes left out") \
    X(GRAVITY, "gravity", "left out, or another") \
    X(PARTY, "party", "one of a list removed, or another party or body") \
    X(SORT, "kind", "one of a list removed, or another kind") \
    X(PLACE, "place", "left out, or another place") \
    X(REFERENCE, "clause named", "one of a list removed, or another clause") \
    X(CERTIFICATE, "certificate", "other words of a certificate") \
    X(DATE, "date or hour", "another day or hour") \
    X(NUMBER, "number", "another number") \
    X(UNIT, "unit", "another unit") \
    X(COMPARISON, "comparison", "`at least` for `at most`, `each` for `together` and the like, or left out") \
    X(MODE, "sort of statement", "`permit` for `forbid`, `inside` for `out of` and the like") \
    X(CLASS, "class", "an alternative, test or exception removed") \
    X(ROW, "row", "a row of a table or keyed value removed") \
    X(GEOMETRY, "geometry", "a part removed, a corner moved, another way to join") \
    X(BRACKET, "bracket", "an open value removed, or one of its choices taken") \
    X(DECLARATION, "declaration removed", "a party, place, class, kind, table, date, track or deferred issue left out") \
    X(FRAME, "frame", "a line under `agreement` left out")
/* clang-format on */

enum mutant_kind {
#define X(name, title, what) MUTANT_##name,
    MUTANT_KINDS(X)
#undef X
        MUTANT_KIND_COUNT
};
#define MUTANT_GOAL_COUNT MUTANT_CLAUSE

const char *mutant_kind_title(enum mutant_kind kind);
const char *mutant_kind_what(enum mutant_kind kind);

/* The text with bytes [from, to) replaced. */
struct mutant {
    enum mutant_kind kind;
    uint32_t from, to;
    struct str by;
};

enum part_sort {
    PART_FRAME,
    PART_ACTOR,
    PART_PLACE,
    PART_CLASS,
    PART_KIND,
    PART_TABLE,
    PART_DATE,
    PART_PHASE,
    PART_EXIT,
    PART_CLAUSE,
    PART_DEFERRED,
    PART_TRACK
};

/* One item of the text, in order; an exit and the clauses know their phase. */
struct mutant_part {
    enum part_sort sort;
    uint32_t index; /* in the tree's list; EXIT: in its phase's */
    uint32_t phase; /* of the tree, or PLAN_NONE */
    struct ast_range range;
    struct str name;
};

struct mutant_text {
    struct arena arena;
    struct str path, folder, name, text;
    struct lang_host host;
    struct work work;
    struct ast ast;
    struct diags diags;
    struct err err;
    const struct plan *plan;
    struct str plan_text;
    uint32_t token_count; /* of the text itself */
    bool *is_label;       /* token -> part of a clause's label or of a list of clauses */
    LIST(struct mutant_part) parts;
    LIST(struct mutant) mutants;
    uint64_t seed;
};

enum mutant_answer {
    MUTANT_SAME,   /* the plan is what it was */
    MUTANT_FORM,   /* an error of form: T01 or T02 */
    MUTANT_NEAR,   /* a new finding in the changed item or next to it */
    MUTANT_LINKED, /* a new finding at what the change names, or one that names it */
    MUTANT_MISSED
};

/* Read and compile the text at `path`, as seen from the repository's root. False when it is not there or has errors. */
bool mutant_open(struct mutant_text *base, const char *path);
void mutant_close(struct mutant_text *base);
/* All agreements of the repository, by path, that compile; returns how many. */
size_t mutant_paths(struct arena *arena, struct str *paths, size_t limit);

/* Fill base->mutants. Deterministic for a seed. */
void mutant_make(struct mutant_text *base, uint64_t seed);
/* `saying`: NULL, or gets the first new finding ("W0801 at 12: text"), in base->arena. */
enum mutant_answer mutant_judge(struct mutant_text *base, const struct mutant *mutant,
                                struct str *saying);

/* Changes that keep the meaning. */
enum keep_kind {
    KEEP_NAME,
    KEEP_ORDER,
    KEEP_PROSE,
    KEEP_REMARK,
    KEEP_SPACE,
    KEEP_FORMAT,
    KEEP_KIND_COUNT
};
const char *keep_kind_title(enum keep_kind kind);
struct keep {
    enum keep_kind kind;
    struct str text;      /* the whole text */
    struct str old, new_; /* NAME: what was renamed */
    struct str what;
};
struct keep_list {
    struct keep *items;
    size_t count, capacity;
};
/* Each in turn; texts live in base->arena. */
void mutant_keep(struct mutant_text *base, struct keep_list *list);
enum keep_answer {
    KEEP_OTHER, /* the plan differs after all: it does not count */
    KEEP_QUIET,
    KEEP_GAINED
};
enum keep_answer mutant_keep_judge(struct mutant_text *base, const struct keep *keep,
                                   struct str *saying);

/* Shared by the files of this unit. */
struct str mutant_slice(const struct mutant_text *base, uint32_t from, uint32_t to); /* tokens */
struct str mutant_plan_text(struct arena *arena, const struct plan *plan);
bool mutant_has_word(struct str text, struct str word);
uint32_t mutant_part_at(const struct mutant_text *base, uint32_t byte);

#endif

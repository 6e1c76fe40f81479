/* SPDX-License-Identifier: Apache-2.0
 *
 * From the tree to the plan: names found, units converted, geometry built. Actors, places, dates, tables, phases and
 * clauses keep their order and their indices from the tree; classes, conditions and pasts get new ones. What is
 * wrong becomes PLAN_NONE or is left out, and is reported once; the plan is only handed out when nothing was wrong. */
#ifndef LANG_BUILD_INT_H
#define LANG_BUILD_INT_H

#include "base/json.h"
#include "base/map.h"
#include "lang/ast.h"
#include "lang/base.h"

enum symbol_sort {
    SYMBOL_ACTOR,
    SYMBOL_PLACE,
    SYMBOL_CLASS,
    SYMBOL_KIND,
    SYMBOL_TABLE,
    SYMBOL_DATE,
    SYMBOL_PHASE,
    SYMBOL_TRACK,
    SYMBOL_SOURCE
};

struct symbol {
    enum symbol_sort sort;
    uint32_t index; /* in the tree's list; KIND: in plan.kinds */
    struct ast_word name;
    bool is_used;
};

#define LABEL_PART_LIMIT 16

/* A clause under a label or a prefix of its label; the next one as declared, or MAP_NONE. */
struct label_link {
    uint32_t clause, next;
    size_t position; /* of the label, which may be that of a clause replaced by this one */
};

struct indices {
    uint32_t *items;
    size_t count, capacity;
};

/* Limits of one text: each is far above what agreements hold, and keeps hostile ones cheap. */
#define ACTOR_LIMIT 4096
#define READING_LIMIT 256       /* keys of one place */
#define ROW_LIMIT 4096          /* rows of one table */
#define TEST_LIMIT 64           /* tests after one `where` */
#define ALTERNATIVE_LIMIT 4096  /* of one class, written out */
#define REFERENCE_LIMIT 4000000 /* clauses named, ranges and prefixes written out */
#define TIE_LIMIT 20000000      /* pairs of a permit and a prohibition */

enum build_state { BUILD_NEW, BUILD_RUNNING, BUILD_DONE };

/* What the builder knows of a place beside the plan's row. */
struct place_state {
    enum build_state form_state;
    bool is_running;
    enum plan_place_form form;
    bool is_line, is_area, is_points, is_hypothetical;
    bool is_disputed,
        varies; /* it, or a place in it: judged under each reading; moving, or as wide as a weapon reaches */
    uint32_t *nodes; /* one for each reading, key, or both; PLAN_NONE where there is none */
    bool *are_built;
    bool is_later;       /* not judged yet */
    struct str why;      /* when OPEN or later */
    struct indices keys; /* KEYED: actors */
};

/* A feature of a file, which may be a member of a collection. */
struct build_part {
    struct str name;
    const struct geo_shape *shape;
};

struct build_shape {
    const struct geo_shape *shape;
    bool is_tried, is_hypothetical, wants_parts;
    LIST(struct build_part) parts;
};

/* A file of geometry, read once however often the text loads parts of it. */
struct build_file {
    struct json tree;
    bool is_hypothetical;
};

struct build {
    struct work *work;
    struct ast *ast;
    struct plan *plan;
    struct map names;     /* declared name -> symbol */
    struct map kinds;     /* kind -> plan.kinds */
    struct map labels;    /* clause -> tree's clause */
    struct map prefixes;  /* label or prefix -> links */
    struct map skipped;   /* names that recovery went over */
    struct map day_notes; /* days that N0901 has told of */
    struct map sketches;  /* files that W0806 has told of */
    struct map laters;    /* what W0808 has told of */
    struct arena trees;   /* of files; dies when all is built */
    struct map file_of;   /* path -> files */
    LIST(struct build_file) files;
    bool plan_is_broken; /* errors of form in the monitoring plan: nothing is said of sources */
    LIST(struct symbol) symbols;
    LIST(struct label_link) links;
    LIST(struct plan_kind) plan_kinds;
    LIST(struct plan_class) classes;
    LIST(struct plan_condition) conditions;
    LIST(struct plan_past) pasts;
    LIST(struct plan_statement) statements;
    LIST(struct geo_node) nodes;
    LIST(const struct geo_shape *) shapes;
    LIST(struct str) readings;
    LIST(struct plan_follow) follows;
    LIST(struct plan_reach) reaches;
    uint32_t *kind_class;  /* plan.kinds -> plan.classes, or PLAN_NONE */
    uint32_t *class_class; /* the tree's classes -> plan.classes, or PLAN_NONE */
    enum build_state *class_state;
    struct place_state *places;
    struct build_shape *geom_shapes; /* one for each of the tree's geoms */
    /* Of the statement, phase or place being built: */
    size_t references;          /* clauses named so far */
    uint32_t *named, last_name; /* the list that each clause was named in last */
    unsigned depth;             /* of definitions through definitions */
    enum plan_judged judged;
    struct str why;
    uint32_t phase; /* the tree's phase, AST_THROUGHOUT, or PLAN_NONE outside */
};

/* Offsets of a word or range, for diagnostics. */
struct diag *build_word_diag(struct build *b, enum lang_code code, struct ast_word word,
                             const char *fmt, ...) PRINTF_LIKE(4, 5);
struct diag *build_range_diag(struct build *b, enum lang_code code, struct ast_range range,
                              const char *fmt, ...) PRINTF_LIKE(4, 5);
struct diag_span build_span_of(const struct build *b, struct ast_range range);

/* True, with a diagnostic, when there are more than `limit`. */
bool build_too_many(struct build *b, struct ast_range range, size_t count, size_t limit,
                    const char *what);

/* What is being built holds a bracket; or something that is said but not judged yet. */
void build_open(struct build *b, struct ast_range range);
void build_later(struct build *b, const char *why);
/* Say so, at the first place of each text that does. */
void build_later_diag(struct build *b, struct ast_range range, struct str why);

/* build_name.c */
void build_declare(struct build *b);
struct str build_entry_name(struct build *b, uint32_t source);
uint32_t build_actor(struct build *b, struct ast_word name);
uint32_t build_place(struct build *b, struct ast_word name);
uint32_t build_table(struct build *b, struct ast_word name);
uint32_t build_date(struct build *b, struct ast_word name);
uint32_t build_phase(struct build *b, struct ast_word name, bool is_target);
uint32_t build_class(struct build *b, struct ast_word name);
/* What a name means, without complaint; NULL when it is not declared. */
const struct symbol *build_symbol(const struct build *b, struct str name);
struct plan_list build_actors(struct build *b, const struct ast_words *names);
struct plan_list build_classes(struct build *b, const struct ast_words *names);
struct plan_list build_clauses(struct build *b, const struct ast_cref *cref);
struct plan_list build_list(struct build *b, const struct indices *list);

/* build_kind.c */
void build_taxonomy(struct build *b);
void build_kinds(struct build *b);
enum plan_kind_type build_class_type(const struct build *b, uint32_t class);
const struct str *build_attributes(struct build *b, const struct ast_words *words, size_t *count);

/* build_table.c */
void build_tables(struct build *b);
/* At a use of a table: its values must be of this measure. */
void build_table_measure(struct build *b, struct ast_word use, uint32_t table,
                         enum plan_measure measure, const char *needed);

/* build_value.c */
struct plan_span build_span(struct build *b, const struct ast_quantity *q);
bool build_is_nothing(const struct ast_quantity *q); /* a duration of zero */
bool build_metres(struct build *b, const struct ast_quantity *q, double *metres);
struct plan_number build_number(struct build *b, const struct ast_quantity *q);
struct plan_time build_time(struct build *b, const struct ast_time *from);
struct plan_hours build_hours(struct build *b, const struct ast_hours *hours);
bool build_is_day(const struct build *b, const struct plan_time *time);
void build_day_note(struct build *b, const struct plan_time *time, struct ast_range range);

/* build_logic.c */
struct plan_actors build_who(struct build *b, const struct ast_actors *from);
struct plan_spots build_spots(struct build *b, const struct ast_spots *from);
const struct plan_audience *build_audience(struct build *b, const struct ast_audiences *from,
                                           size_t *count);
uint32_t build_condition(struct build *b, uint32_t index);
uint32_t build_past(struct build *b, uint32_t index);
struct plan_event build_event(struct build *b, const struct ast_event *from);

/* build_place.c, build_geometry.c */
void build_places(struct build *b);
void build_use_place(
    struct build *b,
    uint32_t place); /* marks what is being built when the place is open or not judged yet */
/* The node of a place under a reading (an index into b->readings) and, where it is keyed, for an actor. */
uint32_t build_geometry(struct build *b, uint32_t index, uint32_t reading, uint32_t key);
/* build_member.c: the members of a place of type ZONES. */
#define MEMBER_LIMIT 4096
void build_want_parts(struct build *b); /* before any geometry is built */
void build_members(struct build *b, uint32_t index, struct plan_place *to);
/* The place whose parts the members of a place are, or PLAN_NONE. */
uint32_t build_collection(struct build *b, uint32_t index);
/* The node of a member: parts of `collection` stand for it alone. */
uint32_t build_member_node(struct build *b, uint32_t index, uint32_t reading, uint32_t key,
                           uint32_t collection, uint32_t member);

/* build_statement.c, build_phase.c */
void build_clause_rows(struct build *b);
void build_phases(struct build *b);
void build_rest(struct build *b);
void build_sources(struct build *b); /* behind the checks */

/* check_*.c: what the whole text must hold; only for a text without errors of form. */
void check_phases(struct build *b);
void check_circles(struct build *b);
void check_clauses(struct build *b);
bool check_names_verifier(const struct build *b); /* some clause of this text does */
void check_ties(struct build *b);
void check_unused(struct build *b);
void check_scope(struct build *b); /* what clauses and places say of each other: scope.h */
void check_whole(struct build *b); /* check/whole.h: rules for the agreement as a whole */
struct str check_open_words(struct str words); /* what to say of `[open "…"]` (check/words.c) */
void check_sources(struct build *b);

#endif

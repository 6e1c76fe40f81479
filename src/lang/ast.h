/* SPDX-License-Identifier: Apache-2.0
 *
 * The tree: an agreement as it was written, before names mean anything. Stretches of text are token indices
 * [from, to). Trees that nest (geometry, conditions, pasts) are tables with indices; 0 is "none", and what was
 * wrong is 0 as well. Lists keep the order written. */
#ifndef LANG_AST_H
#define LANG_AST_H

#include "lang/token.h"

struct ast_range {
    uint32_t from, to; /* tokens */
};

/* One name, label, number or text as written. */
struct ast_word {
    struct str text;
    uint32_t token;
    bool is_set;
};

struct ast_words {
    struct ast_word *items;
    size_t count, capacity;
};

struct ast_choice {
    struct ast_word key;
    struct ast_range value;
};
struct ast_hole {
    struct ast_range range;
    struct str where;      /* "clause 5" */
    bool is_clause;        /* a whole clause stands in it */
    struct ast_word words; /* open "…" */
    LIST(struct ast_choice) choices;
};

struct ast_quantity {
    struct ast_range range;
    bool is_set, is_open;
    enum unit_id unit; /* UNIT_NONE: a bare number */
    double value;
};

struct ast_time {
    struct ast_range range;
    enum plan_time_form form; /* PLAN_TIME_NAMED: `name`; MOMENT and DATE: text of `name` */
    struct ast_word name;     /* also the phase of begin and end */
    int64_t number;           /* day */
    int shift_sign;
    struct ast_quantity shift;
};

struct ast_actors {
    struct ast_range range;
    enum plan_actors_form form;
    struct ast_words names;
    bool is_together;
};

struct ast_spot {
    enum plan_preposition preposition;
    bool is_each, is_same, is_open;
    struct ast_range range;
    struct ast_word name;
};
struct ast_spots {
    struct ast_spot *items;
    size_t count, capacity;
};

/* clause 1, 2 to 9: `to` belongs to the last label. */
struct ast_cref {
    struct ast_range range;
    struct ast_words labels;
    struct ast_word to;
};

struct ast_happening {
    struct ast_range range;
    enum plan_qualifier qualifier;
    enum plan_gravity gravity;
    bool is_violation;
    struct ast_cref clauses;
    struct ast_word kind;
    struct ast_actors actors;
    struct ast_spots spots;
};

struct ast_condition {
    struct ast_range range;
    enum plan_condition_form form;
    LIST(uint32_t) children;
    struct ast_happening happening;
    enum plan_comparison comparison;
    struct ast_quantity number, span;
    struct ast_word certificate, by;
    bool by_is_open;
    struct ast_cref clauses;
    enum plan_state state;
    bool is_negated;
    struct ast_time since;
};

struct ast_event {
    struct ast_range range;
    enum plan_event_form form;
    struct ast_time time;
    struct ast_word certificate, by;
    bool by_is_open;
    struct ast_cref clauses;
    bool is_report;
    struct ast_happening happening;
    struct ast_words same;
};

struct ast_audience {
    enum plan_audience_form form;
    struct ast_word name;
    struct ast_range range;
};
struct ast_audiences {
    struct ast_audience *items;
    size_t count, capacity;
};

struct ast_past {
    struct ast_range range;
    enum plan_past_form form;
    LIST(uint32_t) children;
    struct ast_word certificate, by;
    bool by_is_open;
    bool is_no;
    struct ast_word kind;
    struct ast_actors actors;
    struct ast_audiences audience;
    enum plan_past_timing timing;
    struct ast_quantity near, far;
    struct ast_words same;
};

struct ast_test {
    struct ast_range range;
    struct ast_word attribute;
    enum plan_comparison comparison;
    struct ast_quantity number;
    struct ast_words texts;
};
struct ast_tests {
    struct ast_test *items;
    size_t count, capacity;
};

struct ast_side {
    enum plan_side_form form;
    struct ast_word name;
};

struct ast_distance {
    struct ast_range range;
    enum plan_distance_form form; /* METRES: quantity; TABLE: name */
    struct ast_quantity quantity;
    struct ast_word name;
};

enum ast_geom_form {
    AST_GEOM_ERROR,
    AST_GEOM_NAME,
    AST_GEOM_LOAD,
    AST_GEOM_WITHIN,        /* distance of children[0] */
    AST_GEOM_BETWEEN,       /* near and far of children[0] */
    AST_GEOM_BETWEEN_LINES, /* children[0] and children[1] */
    AST_GEOM_CIRCLE,
    AST_GEOM_POLYGON,
    AST_GEOM_AND,
    AST_GEOM_OR,
    AST_GEOM_EXCEPT
};

struct ast_geom {
    struct ast_range range;
    enum ast_geom_form form;
    LIST(uint32_t) children;
    struct ast_word name; /* NAME; LOAD: the file */
    struct ast_tests where;
    struct ast_time as_of;
    struct ast_distance distance;
    struct ast_quantity near, far; /* CIRCLE: near is the radius */
    struct ast_side side;
    LIST(struct ast_quantity) coordinates; /* latitude, longitude, … */
};

struct ast_hours {
    struct ast_range range;
    bool is_set, is_open, is_always;
    int32_t from_s, to_s;
};

struct ast_actor {
    struct ast_range range;
    enum plan_role role;
    struct ast_word name, label;
    struct ast_words also;
    struct ast_word under, chair, tie_breaker;
    bool chair_breaks_ties, chair_is_open, members_are_open;
    struct ast_words members;
    enum plan_rule rule;
    bool rule_is_open;
    struct ast_quantity tie_after;
};

struct ast_keyed_geom {
    struct ast_word key; /* not set: the same for everybody */
    uint32_t geom;
};

struct ast_place {
    struct ast_range range;
    enum plan_place_type type;
    bool is_disputed, is_moving, is_open;
    struct ast_word name;
    LIST(struct ast_keyed_geom) geoms;
    struct ast_word side_names[2];
    bool side_is_left[2];
    struct ast_hours hours;
    struct ast_words cargo;
    bool cargo_is_open;
    bool both_ways, way_is_open;
    struct ast_word into, out_of;
};

struct ast_alternative {
    struct ast_word name;
    struct ast_tests tests;
};
struct ast_class {
    struct ast_range range;
    struct ast_word name;
    LIST(struct ast_alternative) alternatives;
    struct ast_words exceptions;
};

struct ast_kind {
    struct ast_range range;
    enum plan_kind_type type;
    struct ast_word name, label;
};

struct ast_row {
    struct ast_word key;
    struct ast_quantity value;
};
struct ast_table {
    struct ast_range range;
    struct ast_word name;
    LIST(struct ast_row) rows;
};

struct ast_date {
    struct ast_range range;
    struct ast_word name;
    struct ast_event event;
};

struct ast_period {
    struct ast_range range;
    enum plan_period_form form;
    bool has_time;
    int32_t time_s;
    struct ast_quantity span;
};

struct ast_step {
    enum plan_step_share share;
    struct ast_quantity number;
    bool has_by;
    struct ast_time by;
    struct ast_quantity within;
    struct ast_event of;
};

struct ast_due {
    struct ast_range range;
    enum plan_due_form form;
    bool has_number;
    enum plan_comparison comparison;
    struct ast_quantity number;
    struct ast_time by;
    struct ast_quantity within;
    struct ast_event of;
    struct ast_period every;
    LIST(struct ast_step) steps;
};

struct ast_window {
    struct ast_range range;
    enum plan_window_form form;
    struct ast_hours hours;
    struct ast_quantity span;
    struct ast_event event;
};

struct ast_statement {
    struct ast_range range;
    enum plan_form form;
    struct ast_words kinds;
    struct ast_actors actors;
    struct ast_words against;
    struct ast_spots spots;
    uint32_t when;
    enum plan_verb verb;
    struct ast_audiences audience;
    struct ast_due due;
    enum plan_relation relation;
    struct ast_word place;
    struct ast_range place_range;
    bool place_is_open;
    struct ast_distance distance;
    struct ast_side side;
    enum plan_amount_form amount;
    struct ast_quantity number;
    struct ast_word table, for_each;
    struct ast_actors for_each_actors;
    struct ast_words same;
    bool is_each, is_together;
    struct ast_period every;
    struct ast_time assess_by;
    struct ast_word body;
    bool body_is_open;
    struct ast_quantity within;
    bool has_with;
    struct ast_cref with;
    struct ast_time as_of, until;
    struct ast_window during;
    uint32_t while_condition, unless;
    uint32_t unless_token;
};

#define AST_THROUGHOUT (UINT32_MAX - 1)

struct ast_clause {
    struct ast_range range;
    struct ast_word label, title, verifier; /* the label of a text built on with its prefix: M.4 */
    bool verifier_is_open, gravity_is_open;
    enum plan_gravity gravity;
    bool has_replaces;
    struct ast_cref replaces;
    uint32_t phase;      /* or AST_THROUGHOUT */
    bool is_open;        /* stands in a bracket */
    size_t first, count; /* statements */
    size_t position;     /* among all clauses as read, those that were replaced included */
};

struct ast_exit {
    struct ast_range range;
    bool is_else;
    struct ast_word to;
    enum plan_exit_form form;
    struct ast_time at;
    uint32_t condition;
    struct ast_word decider;
    bool decider_is_open;
    struct ast_quantity within;
};

struct ast_phase {
    struct ast_range range;
    struct ast_word name, title, for_each;
    enum plan_begin_form begins;
    struct ast_time begin_at;
    uint32_t begin_condition;
    struct ast_quantity lasts, renewal_span, notice_span;
    enum plan_renewal renewal;
    struct ast_actors notice_by;
    uint32_t renewal_condition;
    LIST(struct ast_exit) exits;
};

struct ast_deferred {
    struct ast_range range;
    struct ast_word title, after;
    uint32_t phase;
};

struct ast_topic {
    struct ast_word word; /* a name or a text; not set: clauses */
    bool is_text;
    struct ast_cref clauses;
};
struct ast_track {
    struct ast_range range;
    struct ast_word name, title, after;
    LIST(struct ast_topic) topics;
};

struct ast_source {
    struct ast_range range;
    struct ast_word name, in;
    struct ast_words kinds;
    struct ast_quantity accuracy, revisit, detects, costs;
};

struct ast_builds {
    struct ast_range range;
    struct ast_word file, name;
};

/* The frame of a text that is built on. */
struct ast_base {
    uint32_t source; /* in diags->sources */
    struct ast_word zone;
    struct ast_time signature, entry;
    uint32_t entry_condition;
};

/* A label of a clause that another took the place of. */
struct ast_replaced {
    struct str label;
    size_t position;
    uint32_t clause; /* the one that stands in its place */
};

/* A text built on by two ways is read once: labels with one prefix are those with the other. */
struct ast_alias {
    struct str from, to; /* "Q.M.", "P.M." */
};

/* One agreement, with what it builds on: the rows of those come behind its own. */
struct ast {
    struct ast_word title, zone;
    struct ast_time signature, entry;
    uint32_t entry_condition;
    struct ast_words languages;
    struct ast_word prevailing;
    LIST(struct ast_builds) builds; /* of all texts */
    LIST(struct ast_base) bases;
    LIST(struct ast_replaced) replaced; /* by position */
    LIST(struct ast_alias) aliases;
    bool lacks_base; /* one could not be read: what it might have declared is not missed */
    struct ast_quantity likely, seen, met;
    LIST(struct ast_actor) actors;
    LIST(struct ast_place) places;
    LIST(struct ast_class) classes;
    LIST(struct ast_kind) kinds;
    LIST(struct ast_table) tables;
    LIST(struct ast_date) dates;
    LIST(struct ast_phase) phases;
    LIST(struct ast_clause) clauses;
    LIST(struct ast_statement) statements;
    LIST(struct ast_deferred) deferred;
    LIST(struct ast_track) tracks;
    LIST(struct ast_source) sources;
    LIST(struct ast_hole) holes;
    LIST(struct ast_geom) geoms;           /* items[0] is AST_GEOM_ERROR */
    LIST(struct ast_condition) conditions; /* items[0] stands for "wrong" */
    LIST(struct ast_past) pasts;           /* likewise */
    LIST(struct ast_range) skipped; /* what recovery went over: names in it may be declarations */
    bool is_broken;                 /* errors of form: whole-text checks make no sense */
};

/* Parse the agreement, the first of the texts. Always gives a tree; problems are diagnostics. */
void parse(struct work *work, struct ast *ast);
/* Parse the text read last into the same tree: one that is built on, or a monitoring plan. */
void parse_more(struct work *work, struct ast *ast);

#endif

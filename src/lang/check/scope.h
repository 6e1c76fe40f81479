/* SPDX-License-Identifier: Apache-2.0
 *
 * What a statement reaches: kinds, parties, ground and time, so that two statements can be laid over each other. The
 * checks that compare clauses share it (check/clash.c, check/keep.c, check/gap.c, check/bands.c, check/corridor.c,
 * check/lines.c). Answers are cautious: what cannot be told is UNKNOWN, and nothing is reported about it. */
#ifndef LANG_CHECK_SCOPE_H
#define LANG_CHECK_SCOPE_H

#include "lang/build_int.h"

#define SCOPE_PAIR_LIMIT 6000000 /* pairs of statements looked at, all checks together */
#define SCOPE_PROBE_LIMIT 40000  /* places asked for on the ground, in each check */
#define SCOPE_SEARCH_PROBES 4000 /* in one search */
#define SCOPE_RING_LIMIT 100     /* findings drawn as polygons */
#define SCOPE_CELL_LIMIT 2000000 /* cells of all these drawings */
#define SCOPE_KNOWN 4096

enum scope_answer { SCOPE_NO, SCOPE_YES, SCOPE_UNKNOWN };

/* A moment, where it can be compared with another of the same base. */
enum {
    SCOPE_BASE_NONE,
    SCOPE_BASE_UNKNOWN,
    SCOPE_BASE_UTC,
    SCOPE_BASE_PHASE
}; /* + phase, then named date */
struct scope_time {
    uint32_t base;
    int64_t us;
};

struct scope_row {
    const struct plan_statement *s;
    struct ast_range range;
    uint32_t statement, clause;
    bool is_open;               /* stands in a bracket, or its clause is replaced: leave it alone */
    struct scope_time from, to; /* of `as of` and `until`; NONE where not said */
    struct geo_box box;         /* holds its places, where has_box */
    bool has_box;
};

/* An interval of a number: what the tests on one attribute leave. */
struct scope_interval {
    double lo, hi; /* -HUGE_VAL and HUGE_VAL: no end */
    bool lo_open, hi_open;
};

/* One thing or act that two classes take. */
struct scope_case {
    uint32_t kind;
    struct str attribute; /* empty: any */
    double value;
};

struct scope_link {
    uint32_t row, next; /* next: index + 1, 0 at the end */
};

struct scope {
    struct build *b;
    const struct plan *plan;
    struct scope_row *rows; /* one for each plan statement */
    size_t count;
    uint32_t *
        kind_rows; /* root of kinds * SCOPE_FORMS + form -> index + 1 of the first link to rows about it */
    uint32_t *row_seen, *root_seen, stamp; /* what scope_next has been at */
    LIST(struct scope_link) links;         /* each list in order of rows */
    size_t pairs, probes, rings, cells;
    bool has_told; /* that not everything was compared */
    struct scope_known {
        uint64_t key;
        uint8_t answer;
        struct geo_point point;
    } * known;                 /* answers about ground, SCOPE_KNOWN of them, the last asked stay */
    struct diag_witness spare; /* where there is no memory for one */
};

#define SCOPE_FORMS 8

/* The rows of one form that speak of kinds of the same roots as `row`, each once, in order for each root. */
struct scope_cursor {
    bool has_begun;
    size_t class, alternative;
    uint32_t link;
};
bool scope_next(struct scope *scope, const struct scope_row *row, enum plan_form form,
                struct scope_cursor *cursor, const struct scope_row **other);

/* False when the work has failed. */
bool scope_make(struct build *b, struct scope *scope);
/* One more pair; false, with a remark, when there were too many. */
bool scope_pair(struct scope *scope, const struct scope_row *at);

/* ---- kinds (scope_kind.c) */

uint32_t scope_root(const struct plan *plan, uint32_t kind);
/* Something that both classes take. */
bool scope_classes_meet(struct scope *scope, uint32_t a, uint32_t c, struct scope_case *found);
bool scope_kinds_meet(struct scope *scope, struct plan_list a, struct plan_list c,
                      struct scope_case *found);
/* Everything that `narrow` takes, `wide` takes. */
bool scope_class_within(struct scope *scope, uint32_t narrow, uint32_t wide);
bool scope_kinds_within(struct scope *scope, struct plan_list narrow, struct plan_list wide);
/* Everything that an alternative of `narrow` takes, the class `wide` takes. */
bool scope_alternative_in(struct scope *scope, const struct plan_class *narrow,
                          const struct plan_alternative *alternative, uint32_t wide);
/* The tests of an alternative on one attribute; false where it has others, or none can hold. */
bool scope_interval_of(const struct plan_alternative *alternative, struct str attribute,
                       struct scope_interval *interval);
bool scope_interval_cut(struct scope_interval *interval, const struct scope_interval *other);
/* A value in it, round where it can be. */
double scope_interval_value(const struct scope_interval *interval);
/* "100 mm", "20 km": a value of an attribute, for people. */
struct str scope_value_text(struct scope *scope, struct str attribute, double value);
/* "exactly 100 mm", "more than 82 mm and less than 100 mm", "at most 30 km" */
struct str scope_interval_text(struct scope *scope, struct str attribute,
                               const struct scope_interval *at);
struct str scope_case_text(struct scope *scope, uint32_t kind, struct str attribute, double value);
const char *scope_article(struct str noun); /* of an attribute: "a" or "an" */
struct str scope_metres_text(struct scope *scope, double metres);

/* ---- parties and times (scope.c) */

/* Does a statement bind the actor? SAME_PARTY and the like bind every party. */
bool scope_binds(const struct plan *plan, const struct plan_actors *actors, uint32_t actor);
/* An actor that both bind, or PLAN_NONE; *is_any: everybody (then PLAN_NONE). */
uint32_t scope_party(const struct plan *plan, const struct plan_actors *a,
                     const struct plan_actors *c, bool *is_any);
/* Everybody whom `narrow` binds, `wide` does. */
bool scope_actors_within(const struct plan *plan, const struct plan_actors *narrow,
                         const struct plan_actors *wide); /* check/tie.c */
/* A permit and a prohibition of which neither is the more specific (T0309). */
bool scope_ties(const struct plan *plan, const struct plan_statement *permit,
                const struct plan_statement *forbid); /* check/tie.c */
struct scope_time scope_moment(const struct scope *scope, const struct plan_time *time,
                               uint32_t phase, bool is_end);
struct scope_time scope_later(const struct scope *scope, struct scope_time from,
                              struct plan_span by);
/* Do the two bind at one moment? Phases that are not known to run at once: UNKNOWN. */
enum scope_answer scope_times_meet(struct scope *scope, const struct scope_row *a,
                                   const struct scope_row *c);
/* Whenever `narrow` binds, `wide` does. */
bool scope_times_within(struct scope *scope, const struct scope_row *narrow,
                        const struct scope_row *wide);
/* A moment at which both bind; false where it is not known in UTC. */
bool scope_when(struct scope *scope, const struct scope_row *a, const struct scope_row *c,
                int64_t *at_us);

/* ---- ground (scope_ground.c) */

/* One of the things a place has to be: in a node, or (is_not) out of it. */
struct scope_literal {
    uint32_t node;
    bool is_not;
};
#define SCOPE_LITERALS 8

/* A place that meets all literals, half a metre from every border. NO: there is none wider than about 1/256 of the
 * ground in question. */
enum scope_answer scope_ground_find(struct scope *scope, const struct scope_literal *literals,
                                    size_t count, struct geo_point *point);
bool scope_ground_holds(struct scope *scope, const struct scope_literal *literals, size_t count,
                        struct geo_point point);
/* The node of a place under a reading, for an actor where places are keyed; PLAN_NONE when there is none. */
uint32_t scope_node(const struct scope *scope, uint32_t place, uint32_t reading, uint32_t actor);
/* A node of our own, beside the plan's: for a search only. */
uint32_t scope_node_add(struct scope *scope, struct geo_node node);
/* Do two places have ground in common, under every reading; does one lie in the other? */
enum scope_answer scope_places_meet(struct scope *scope, uint32_t a, uint32_t c, uint32_t actor,
                                    struct geo_point *point);
enum scope_answer scope_place_within(struct scope *scope, uint32_t narrow, uint32_t wide,
                                     uint32_t actor);
/* The same of where two statements are about; has_point says whether there is a place to show. */
enum scope_answer scope_spots_meet(struct scope *scope, const struct scope_row *a,
                                   const struct scope_row *c, uint32_t actor, bool *has_point,
                                   struct geo_point *point);
enum scope_answer scope_spots_within(struct scope *scope, const struct scope_row *narrow,
                                     const struct scope_row *wide, uint32_t actor);
bool scope_boxes_meet(const struct scope_row *a, const struct scope_row *c);
/* A place in the node's ground that no rule of the form, parties and kinds of `like` covers. */
bool scope_uncovered(struct scope *scope, uint32_t node, const struct scope_row *like,
                     uint32_t actor, struct geo_point *point);
/* Two places that stand for one line: the shape of lines that a node rests on, or PLAN_NONE. */
uint32_t scope_line_of(const struct scope *scope, uint32_t node);
/* Put the ground of a node, near `box`, into the finding as polygons about `fine_m` exact. */
void scope_rings(struct scope *scope, struct diag *diag, uint32_t node, double fine_m);

/* Some of what a statement is about is permitted to the actor by another; it ends any scope_next of the caller early. */
bool scope_is_permitted(struct scope *scope, const struct scope_row *row, uint32_t actor);

/* ---- findings (scope.c) */

struct str scope_label(const struct scope *scope, const struct scope_row *row); /* of its clause */
/* Is the finding to be told at `a` rather than at `c`? In the text that builds on the other, else at the later place. */
bool scope_is_later(const struct scope *scope, struct ast_range a, struct ast_range c);
/* Tell it at `other` where `at` stands in a text that is only built on. */
bool scope_turns(const struct scope *scope, const struct scope_row *at,
                 const struct scope_row *other);
/* "clause 7", or "the same clause" where it is that of `first`. */
struct str scope_also(struct scope *scope, const struct scope_row *first,
                      const struct scope_row *row);
/* "neither clause 3 nor clause 7 speaks of it" */
struct str scope_neither(struct scope *scope, const struct scope_row *a, const struct scope_row *c);
void scope_other(struct scope *scope, struct diag *diag, const struct scope_row *row,
                 const char *label);
/* The case of a finding; *witness is to be filled further. Never NULL. */
struct diag_witness *scope_witness(struct scope *scope, struct diag *diag);
void scope_witness_place(struct diag_witness *witness, struct geo_point point);
struct str scope_point_text(struct scope *scope, struct geo_point point);
struct str scope_time_text(struct scope *scope, int64_t at_us);

/* ---- the checks */

void check_clash(struct scope *scope);
void check_keep(struct scope *scope);
void check_numbers(struct scope *scope);
void check_ceilings(struct scope *scope);
void check_gap(struct scope *scope);
void check_rows(struct scope *scope);
void check_bands(struct scope *scope);
void check_slivers(struct scope *scope);
void check_corridors(struct scope *scope);
void check_lines(struct scope *scope);
void check_references(struct scope *scope); /* check/reference.c */

#endif

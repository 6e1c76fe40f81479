/* SPDX-License-Identifier: Apache-2.0
 *
 * What the parser's files share. Recursive descent, one function for each rule of docs/grammar.ebnf, headed by it.
 * After the first thing wrong in a statement the parser is in *panic*: every question about the next token is
 * answered "the end", nothing more is reported, the functions return, and the statement loop finds the next start. */
#ifndef LANG_PARSE_INT_H
#define LANG_PARSE_INT_H

#include "lang/ast.h"

#define STATEMENT_LIMIT 100000

struct parser {
    struct work *work;
    struct ast *ast;
    size_t at, first; /* the next token; the first of this text */
    enum work_role role;
    struct str prefix; /* of labels, in a text that is built on: "M." */
    bool panic;
    bool in_steps;  /* after a comma a number begins the next step */
    bool lost_when; /* the `when` before this `require` could not be read */
    unsigned depth;
    struct str owner; /* "clause 5", "zone dmz": where a bracket stands */
    uint32_t phase;
};

const struct token *parse_peek(const struct parser *p, size_t ahead);
bool parse_at(const struct parser *p, enum word_id word);
bool parse_at2(const struct parser *p, enum word_id word, enum word_id second);
bool parse_is(const struct parser *p, enum token_kind kind);
bool parse_accept(struct parser *p, enum word_id word);
void parse_expect(struct parser *p, enum word_id word);
/* Report that `what` is missing at the next token, and panic. */
void parse_missing(struct parser *p, enum lang_code code, const char *what);
struct ast_word parse_take(struct parser *p); /* the next token, whatever it is */
struct ast_range parse_range(const struct parser *p, size_t from);
bool parse_enter(struct parser *p); /* one level deeper; false: too deep, reported */
void parse_leave(struct parser *p);
bool parse_starts_item(const struct parser *p, size_t at);
bool parse_starts_statement(const struct parser *p, size_t at);
bool parse_starts_spot(const struct parser *p, size_t ahead);

/* parse_item.c */
void parse_item(struct parser *p);

/* parse_part.c */
struct ast_word parse_name(struct parser *p, const char *what);
/* A name, or a bracket in its place: then *is_open, and no name. */
struct ast_word parse_name_or_hole(struct parser *p, const char *what, bool *is_open);
struct ast_word parse_string(struct parser *p, const char *what);
struct ast_words parse_names(struct parser *p, const char *what);
struct ast_word parse_attribute(struct parser *p);
bool parse_clock(struct parser *p, int32_t *seconds);
struct ast_quantity parse_quantity(struct parser *p, const char *what); /* qty */
struct ast_quantity parse_number(struct parser *p, const char *what);   /* num */
bool parse_comparison(struct parser *p, enum plan_comparison *comparison);
bool parse_at_hole(const struct parser *p);
uint32_t parse_hole(struct parser *p);
/* [ "open" STR | NAME ":" … ] whose proposals `value` reads; false of it: this proposal was no such thing. */
uint32_t parse_hole_of(struct parser *p, void (*value)(struct parser *p));
struct ast_time parse_time(struct parser *p);
struct ast_actors parse_actors(struct parser *p);
struct ast_spots parse_where(struct parser *p);
struct ast_audiences parse_audience(struct parser *p);
struct ast_words parse_same(struct parser *p);
struct ast_cref parse_cref(struct parser *p);
struct ast_word parse_label(struct parser *p);
enum plan_gravity parse_gravity(struct parser *p); /* NONE when there is none */
struct ast_side parse_side(struct parser *p);
struct ast_distance parse_distance(struct parser *p);
struct ast_test parse_test(struct parser *p);

/* parse_logic.c */
uint32_t parse_condition(struct parser *p);
uint32_t parse_past(struct parser *p);
struct ast_event parse_event(struct parser *p);
struct ast_happening parse_happening(struct parser *p);

/* parse_place.c */
uint32_t parse_geom(struct parser *p);
void parse_place_item(struct parser *p);
void parse_corridor(struct parser *p);

/* parse_statement.c */
void parse_clause(struct parser *p, bool is_open);
struct ast_period parse_period(struct parser *p);

#endif

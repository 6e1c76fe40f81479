/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the comparison share. Every part of a row is said twice: as a key, in the names that both drafts
 * have in common and with lists in order, to be compared; and as its own draft says it, to be shown. */
#ifndef PLAN_DIFF_INT_H
#define PLAN_DIFF_INT_H

#include "base/map.h"
#include "base/num.h"
#include "plan/diff.h"

enum diff_sort {
    DIFF_ACTOR,
    DIFF_KIND,
    DIFF_CLASS,
    DIFF_PLACE,
    DIFF_TABLE,
    DIFF_DATE,
    DIFF_PHASE,
    DIFF_CLAUSE,
    DIFF_TRACK
};
#define DIFF_SORTS 9

struct diff_side {
    const struct plan *plan;
    size_t count[DIFF_SORTS];
    struct str *own[DIFF_SORTS];
    struct str *shared[DIFF_SORTS]; /* the new draft's name where the row is in both */
    uint32_t *partner[DIFF_SORTS];  /* row of the other plan, or PLAN_NONE */
    struct map renamed;             /* own name -> index into `to`; only of the old draft */
    struct str *to;
    size_t to_count, to_capacity;
    struct str *digests; /* of plan.geometry.shapes, once asked for */
};

struct differ {
    struct arena *arena;
    struct err *err;
    enum err_code code;       /* once it failed, nothing more is done */
    struct diff_side side[2]; /* 0 the old, 1 the new */
    struct plan_diff *diff;
    struct buf buf; /* what is being said */
    /* Where the next items stand: */
    struct str where, hint, article;
    uint32_t line[2];
};

/* How something is said. */
struct say {
    struct differ *d;
    const struct diff_side *side;
    struct buf *buf;
    bool is_key;
    const struct str *holes; /* brackets of what is said, in order; each open part takes the next */
    size_t hole_count, hole_next;
    unsigned depth;
};

/* A part of a row in both drafts. */
struct diff_pair {
    struct str key[2], own[2];
};
struct diff_rows {
    const void *row[2]; /* NULL: not there */
    const struct str *holes[2];
    size_t hole_count[2];
    size_t hole_next[2]; /* for diff_say_next: brackets of the parts said before */
};
struct diff_part {
    void (*say)(struct say *s, const void *row);
    const char *what, *noun;
};
typedef void diff_say(struct say *s, const void *row);

/* diff.c */
bool diff_failed(struct differ *d, enum err_code code);        /* true when it has failed */
void *diff_alloc(struct differ *d, size_t count, size_t size); /* NULL: failed */
struct str diff_printf(struct differ *d, const char *fmt, ...) PRINTF_LIKE(2, 3);
struct str diff_keep(struct differ *d); /* what is in d->buf, which is empty then */
struct str diff_said(struct differ *d, size_t side, bool is_key, diff_say *say, const void *row,
                     const struct str *holes, size_t hole_count);
/* True when the keys differ. */
bool diff_say_both(struct differ *d, diff_say *say, const struct diff_rows *rows,
                   struct diff_pair *pair);
/* The same for parts one behind the other, which share the brackets of the row. */
bool diff_say_next(struct differ *d, diff_say *say, struct diff_rows *rows, struct diff_pair *pair);
void diff_compare_parts(struct differ *d, const struct diff_part *parts, size_t count,
                        struct diff_rows *rows);
/* Two conditions (or pasts) of which only one part differs, or that have parts more or less: told part by part. False: they
 * differ otherwise, nothing is told. PLAN_NONE is none. */
bool diff_logic(struct differ *d, const char *what, uint32_t old, uint32_t new, bool is_past,
                const struct diff_rows *rows);
/* An item with its sentence; where, article and lines are the differ's. */
void diff_add(struct differ *d, const char *what, struct str old, struct str new, struct str text);
void diff_add_name(struct differ *d, const char *what, struct str old, struct str new,
                   struct str text);
/* "WHERE: NOUN changes from OLD to NEW", "… is new: NEW", "… is gone: OLD"; says whether. */
bool diff_compare(struct differ *d, const char *what, const char *noun, diff_say *say,
                  const struct diff_rows *rows);
void diff_changed(struct differ *d, const char *what, const char *noun, struct str old,
                  struct str new);
/* " changes from OLD to NEW", or in another way where that would be hard to read. */
struct str diff_from_to(struct differ *d, const char *verb, struct str old, struct str new);
/* Brackets in a text as written. */
void diff_holes(struct differ *d, struct str text, struct diff_rows *rows, size_t side);
/* Those of plan.open that stand at `where`. */
void diff_holes_at(struct differ *d, struct str where, struct diff_rows *rows, size_t side);
/* A line of the draft itself; of a text that it builds on there is none to show. */
uint32_t diff_line(uint32_t source, uint32_t line);
/* A text as written, for comparing: names in common, without white space outside of quotes. */
struct str diff_text_key(struct differ *d, size_t side, struct str text);
struct str diff_name(const struct differ *d, size_t side, enum diff_sort sort, uint32_t index);

/* diff_match.c */
void diff_match(struct differ *d);
/* Matches what is left of `sort` by a key of its content, where that is the only one on both sides. */
void diff_match_by(struct differ *d, enum diff_sort sort,
                   struct str (*key)(struct differ *d, size_t side, uint32_t index));
void diff_pair_up(struct differ *d, enum diff_sort sort, uint32_t old, uint32_t new);

/* diff_say.c */
void diff_put_puts(struct say *s, const char *text);
void diff_put_str(struct say *s, struct str text);
void diff_put_quoted(struct say *s, struct str text);
void diff_put_name(struct say *s, enum diff_sort sort, uint32_t index);
void diff_put_phase(struct say *s, uint32_t index);
void diff_put_list(struct say *s, enum diff_sort sort, struct plan_list list);
void diff_put_clauses(struct say *s, struct plan_list list);
void diff_put_open(struct say *s); /* the next bracket */
void diff_put_span(struct say *s, struct plan_span span);
void diff_put_time(struct say *s, const struct plan_time *time);
void diff_put_clock(struct say *s, int32_t seconds);
void diff_put_hours(struct say *s, const struct plan_hours *hours);
void diff_put_metres(struct say *s, double metres);
void diff_put_number(struct say *s, const struct plan_number *number);
void diff_put_comparison(struct say *s, enum plan_comparison comparison);
void diff_put_actors(struct say *s, const struct plan_actors *actors);
void diff_put_spots(struct say *s, const struct plan_spots *spots);
void diff_put_audience(struct say *s, const struct plan_audience *items, size_t count);
void diff_put_texts(struct say *s, const struct str *items, size_t count);
void diff_put_same(struct say *s, const struct str *items, size_t count);
void diff_put_event(struct say *s, const struct plan_event *event);
void diff_put_condition(struct say *s, uint32_t index);
void diff_put_past(struct say *s, uint32_t index);
void diff_put_period(struct say *s, const struct plan_period *period);
void diff_put_alternative(struct say *s, const struct plan_alternative *alternative);
void diff_put_class(struct say *s, const struct plan_class *class);

/* diff_place.c */
struct str diff_place_body(struct differ *d, size_t side, uint32_t index); /* behind "zone X =" */
struct str diff_place_key(struct differ *d, size_t side, uint32_t index);
void diff_places(struct differ *d);

/* diff_clause.c, diff_statement.c */
struct str diff_clause_key(struct differ *d, size_t side, uint32_t index);
void diff_clauses(struct differ *d);
struct str diff_statement_key(struct differ *d, size_t side, const struct plan_statement *s);
void diff_statements(struct differ *d, const struct plan_clause *old,
                     const struct plan_clause *new);

/* diff_phase.c */
struct str diff_phase_key(struct differ *d, size_t side, uint32_t index);
void diff_frame(struct differ *d);
void diff_phases(struct differ *d);
void diff_rest(struct differ *d); /* what is deferred, tracks */

/* diff_define.c */
struct str diff_class_key(struct differ *d, size_t side, uint32_t index);
struct str diff_table_key(struct differ *d, size_t side, uint32_t index);
struct str diff_date_key(struct differ *d, size_t side, uint32_t index);
bool diff_is_declared_class(const struct differ *d, size_t side, uint32_t index);
void diff_actors(struct differ *d);
void diff_kinds(struct differ *d);
void diff_classes(struct differ *d);
void diff_tables(struct differ *d);
void diff_dates(struct differ *d);

/* diff_open.c */
void diff_brackets(struct differ *d); /* those that no item speaks of yet */
/* " (as A proposed)" when `new` is `old` with a bracket settled in one of the ways proposed; else empty. */
struct str diff_settled(struct differ *d, struct str old, struct str new);
/* The bracket that a whole clause stands in, or an empty text. */
struct str diff_whole_bracket(const struct plan *plan, const struct plan_clause *clause);

#endif

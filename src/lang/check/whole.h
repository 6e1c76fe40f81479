/* SPDX-License-Identifier: Apache-2.0
 *
 * Checks of an agreement as a whole: what they share. An index is made once, of every place where a condition or a clock
 * looks at something; each check then walks the plan and that index once. */
#ifndef LANG_CHECK_WHOLE_H
#define LANG_CHECK_WHOLE_H

#include "lang/build_int.h"

/* What hangs on a condition or an event. */
enum use_sort {
    USE_ENTRY,   /* in force when … */
    USE_BEGIN,   /* a phase begins when … */
    USE_EXIT,    /* then X when … */
    USE_RENEWAL, /* renews when … */
    USE_WHEN,    /* when … require */
    USE_WHILE,   /* a statement binds while … */
    USE_CLOCK,   /* a duty runs from … */
    USE_WINDOW,  /* during D after … */
    USE_DATE     /* date X = … */
};

/* One leaf of a condition, or one event. */
struct use {
    enum use_sort sort;
    uint32_t phase;     /* ENTRY, DATE: PLAN_NONE; of a clause: its own, or PLAN_THROUGHOUT */
    uint32_t exit;      /* EXIT: in the phase's exits */
    uint32_t statement; /* or PLAN_NONE */
    uint32_t root;      /* the whole condition, or PLAN_NONE */
    bool is_needed;     /* the whole holds only if this leaf does */
    bool is_denied;     /* under a `not` */
    const struct plan_condition *condition; /* or NULL */
    const struct plan_event *event;         /* or NULL */
    struct ast_range range;
};

/* Kinds, and all that lies above and below them. */
struct kind_set {
    bool *at, *above, *below; /* itself; itself or a parent; itself or a child */
    bool is_any;
};

struct whole {
    struct build *b;
    const struct plan *plan;
    LIST(struct use) uses;
    bool *has_task; /* actors that the text asks for something */
    bool is_sequel; /* it builds on another: what both are silent about is told there */
};

/* Some names for people: "2, 6 and 7"; of many the first few and how many more. */
#define NAMES_SHOWN 14
struct names {
    struct str items[NAMES_SHOWN];
    size_t count;
};
void names_add(struct names *names, struct str name);
struct str names_text(struct whole *w, const struct names *names);

/* What a leaf or event counts, or NULL; the clauses that it names. */
const struct plan_happening *use_happening(const struct use *use);
struct plan_list use_clauses(const struct use *use);

/* A diagnostic of the text that is checked; what would stand in one that it builds on is told when that one is checked. */
struct diag *whole_range_diag(struct whole *w, enum lang_code code, struct ast_range range,
                              const char *fmt, ...) PRINTF_LIKE(4, 5);
struct diag *whole_word_diag(struct whole *w, enum lang_code code, struct ast_word word,
                             const char *fmt, ...) PRINTF_LIKE(4, 5);
/* A diagnostic at the agreement's title. */
struct diag *whole_title_diag(struct whole *w, enum lang_code code, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
void whole_other(struct whole *w, struct diag *diag, struct ast_range range, struct str label);
void whole_other_word(struct whole *w, struct diag *diag, struct ast_word word, struct str label);
/* A witness in words; the other members may be set. NULL without memory. */
struct diag_witness *whole_witness(struct whole *w, struct diag *diag, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* The tree's row of a statement of the plan. */
const struct ast_statement *whole_statement(const struct whole *w, uint32_t statement);
/* It stands in the text that is checked, not in one that it builds on. */
bool whole_is_own(const struct whole *w, const struct plan_clause *clause);

uint32_t whole_kind(const struct whole *w, const char *name); /* PLAN_NONE: no such kind */
/* Does the class hold that kind, a part of it, or more than it? / is all of it under that kind? */
bool class_meets(const struct whole *w, uint32_t class, uint32_t kind);
bool class_is_under(const struct whole *w, uint32_t class, uint32_t kind);
enum plan_kind_type class_type(const struct whole *w, uint32_t class);
bool any_meets(const struct whole *w, struct plan_list classes, uint32_t kind);

/* False without memory. Mark with kind_set_class(), then close; meets() after that. */
bool kind_set_init(struct whole *w, struct kind_set *set);
void kind_set_class(const struct whole *w, struct kind_set *set, uint32_t class);
void kind_set_close(const struct whole *w, struct kind_set *set);
bool kind_set_meets(const struct whole *w, const struct kind_set *set, uint32_t class);

bool is_party(const struct whole *w, uint32_t actor); /* or a group, but not one under a body */
size_t party_count(const struct whole *w);
/* Somebody who is no party is bound. */
bool binds_others(const struct whole *w, const struct plan_actors *actors);
bool binds_parties(const struct whole *w, const struct plan_actors *actors);

/* Durations for comparing: the shortest and the longest that a calendar makes of them. */
int64_t span_least(struct plan_span span);
int64_t span_most(struct plan_span span);

/* The checks. */
void check_gates(struct whole *w);        /* check/gate.c */
void check_waits(struct whole *w);        /* check/wait.c */
void check_consequences(struct whole *w); /* check/consequence.c */
void check_silence(struct whole *w);      /* check/silence.c */
void check_frame(struct whole *w);        /* check/frame.c */
void check_people(struct whole *w);       /* check/people.c */
void check_both_sides(struct whole *w);   /* check/sides.c */
void check_steps(struct whole *w);        /* check/steps.c */
void check_exceptions(struct whole *w);   /* check/exception.c */
void check_words(struct whole *w);        /* check/words.c */
void check_numbering(struct whole *w);    /* check/numbering.c */
void check_ends(struct whole *w);         /* check/end.c */
void check_odd(struct whole *w);          /* check/odd.c */

#endif

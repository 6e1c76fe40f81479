/* SPDX-License-Identifier: Apache-2.0
 *
 * What the oracle's files share. */
#ifndef SUPPORT_ORACLE_INT_H
#define SUPPORT_ORACLE_INT_H

#include "support/oracle.h"

/* What is known at some moment of a trace, and where the phases lie as seen from there. */
struct view {
    const struct oracle_agreement *agreement;
    const struct oracle_trace *trace;
    int known;     /* records received later are not there */
    int run_known; /* completeness of feeds is what the whole run knows */
    int watermark;
    bool just_after; /* the moment just after the watermark: a closed deadline there has passed */
    struct oracle_phase_state *phases;
    struct oracle_answer *answer; /* for `open` */
};

struct range {
    int from, to;
};

enum oracle_truth truth_not(enum oracle_truth a);
enum oracle_truth truth_and(enum oracle_truth a, enum oracle_truth b);
enum oracle_truth truth_or(enum oracle_truth a, enum oracle_truth b);
void leave_open(const struct view *v, const char *why);

int event_end(const struct oracle_event *e);
int event_received(const struct oracle_event *e);
bool event_known(const struct view *v, const struct oracle_event *e);
bool decision_known(const struct view *v, const struct oracle_decision *d);
/* Indices of the decisions known, in the order of (time, received, id). */
int decisions_in_order(const struct view *v, int *indices);
enum oracle_truth kind_truth(enum oracle_kind kind, enum oracle_kind wanted);
bool hour_of_day(const struct oracle_statement *s, int hour);

/* [begin, end) of the clause's phase; from == ORACLE_NEVER: not begun. */
struct range clause_phase(const struct view *v, int clause);
/* When the statement binds. */
struct range binding(const struct view *v, int clause, const struct oracle_statement *s);
bool covered_hour(const struct view *v, int hour, enum oracle_kind kind, bool in_zone);
/* Every hour of [from, to) in which the statement binds. */
bool covered(const struct view *v, int from, int to, const struct oracle_statement *s);

/* The clause's findings as known in this view, appended. */
void judge_clause(const struct view *v, int clause, struct oracle_finding *findings, int *count);
/* The same without the standing ones. */
void judge_forbid(const struct view *v, int clause, struct oracle_finding *findings, int *count);
void judge_states(const struct view *v, int clause, struct oracle_finding *findings, int *count);
void judge_duties(const struct view *v, int clause, struct oracle_finding *findings, int *count);
/* The set when it is one actor that can be named, else none. */
unsigned one_party(unsigned who);
void add_finding(struct oracle_finding *findings, int *count, const struct oracle_finding *f);

/* Does the condition hold at hour t, for `phase`? */
enum oracle_truth condition_truth(const struct view *v, int index, int phase, int t);
/* What is known at t, with the same phases. */
struct view view_at(const struct view *v, int t);
void simulate(struct view *v);

#endif

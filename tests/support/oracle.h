/* SPDX-License-Identifier: Apache-2.0
 *
 * The oracle: the language's meaning by definition, over a whole trace, quadratic and without cleverness. It is written
 * from the language's description alone and shares nothing with the monitor. An agreement and a trace are small structs of
 * whole hours since ORACLE_EPOCH; the oracle judges them, prints them as Truce text and NDJSON, and compares its answer
 * with the engine's. Everything is certain here or open (unknown actor, no place, a parent kind); probabilities are in
 * oracle_worlds.h, which judges sampled traces with this. */
#ifndef SUPPORT_ORACLE_H
#define SUPPORT_ORACLE_H

#include "base/buf.h"

#define ORACLE_EVENTS 24
#define ORACLE_DECISIONS 12
#define ORACLE_COVERAGES 6
#define ORACLE_NEVER 1000000 /* hours: an open end */

/* The truth of something, from least to most, so that and / or are the least and the greatest. */
enum oracle_truth { ORACLE_NO, ORACLE_MAYBE, ORACLE_YES };

enum oracle_who { WHO_UNKNOWN, WHO_A, WHO_B, WHO_H, WHO_M, WHO_J, WHO_OTHER };
#define WHO_COUNT 7
#define SET(who) (1U << (who))
#define SET_AB (SET(WHO_A) | SET(WHO_B))
#define SET_MH (SET(WHO_M) | SET(WHO_H))

enum oracle_kind {
    KIND_NONE,
    KIND_ATTACK,
    KIND_SHELLING,   /* an attack */
    KIND_SMALL_ARMS, /* an attack */
    KIND_OBSTRUCTION,
    KIND_MOVEMENT,
    KIND_COMMUNICATION,
    KIND_NOTIFICATION, /* a communication */
    KIND_ORDER,        /* a communication */
    KIND_RESPONSE,     /* a communication */
    KIND_INSPECTION,
    KIND_CONSULTATION,
    KIND_GUNS,      /* a thing */
    KIND_PERSONNEL, /* a thing */
    KIND_TALLY
};
#define KIND_COUNT 15

enum oracle_place { PLACE_NONE, PLACE_IN, PLACE_OUT }; /* not told; inside zone z; outside */

/* ------------------------------------------------------------------ what was seen, ruled and looked at */

struct oracle_event {
    int at;    /* hour */
    int until; /* with `aggregate`: several acts somewhere in [at, until) */
    bool aggregate;
    int late; /* received so many hours after it ended */
    enum oracle_kind kind;
    unsigned who; /* a set: one actor, several for a joint act, 0 unknown */
    enum oracle_place place;
    int route;    /* 0: not told */
    int unit;     /* 0: not told */
    int quantity; /* 0: not told, so 1 */
    bool gone;    /* quantity 0: seen gone */
    unsigned to;  /* addressees */
};

enum oracle_on { ON_INCIDENT, ON_CLAUSE, ON_GATE, ON_CERTIFICATE, ON_ACT };
enum oracle_what {
    WHAT_UNDER_VERIFICATION,
    WHAT_SUBSTANTIATED,
    WHAT_NOT_SUBSTANTIATED,
    WHAT_UNDETERMINED,
    WHAT_PROCEED,
    WHAT_REFUSE,
    WHAT_CERTIFY,
    WHAT_REVOKE
};

struct oracle_decision {
    enum oracle_on on;
    enum oracle_what what;
    enum oracle_who by;
    int time, late;
    int event;             /* INCIDENT, ACT: index in the trace */
    int clause;            /* INCIDENT, CLAUSE: index in the agreement */
    int from, to;          /* GATE: phases */
    enum oracle_who party; /* whom a ruling names */
};

struct oracle_coverage {
    int from, to, late;
    enum oracle_kind kind;
    bool only_zone; /* z, else everywhere */
    bool blind;
    int seen; /* percent; 0: not told, so 90 */
};

struct oracle_trace {
    struct oracle_event events[ORACLE_EVENTS];
    int event_count;
    struct oracle_decision decisions[ORACLE_DECISIONS];
    int decision_count;
    struct oracle_coverage coverages[ORACLE_COVERAGES];
    int coverage_count;
    bool complete; /* the feed says nothing of its completeness: taken as complete */
};

/* ------------------------------------------------------------------ the agreement */

enum oracle_actors_form {
    BY_SET,
    BY_ANYONE, /* except `set` */
    BY_ANY_OF,
    BY_SAME,
    BY_OTHER,
    BY_ONE_PARTY,
    BY_NOT_SAID
};
struct oracle_actors {
    enum oracle_actors_form form;
    unsigned set;
    bool together;
};

/* `unless`; children by index + 1 in the agreement's `pasts`. */
enum oracle_past_form { PAST_ACT, PAST_NO_ACT, PAST_CERTIFIED, PAST_AND, PAST_OR };
enum oracle_timing { TIMING_BEFORE, TIMING_AT_MOST, TIMING_AT_LEAST, TIMING_BETWEEN };
struct oracle_past {
    enum oracle_past_form form;
    enum oracle_kind kind;
    struct oracle_actors actors;
    enum oracle_timing timing;
    int near, far; /* hours; AT_MOST: far; AT_LEAST: near */
    bool same_route;
    int left, right;
};

/* Conditions; children by index + 1 in the agreement's `conditions`. */
enum oracle_condition_form {
    COND_AND,
    COND_OR,
    COND_NOT,
    COND_NO,
    COND_COUNT,
    COND_CERTIFIED,
    COND_STATE,
    COND_SINCE /* `hours` since begin */
};
enum oracle_qualifier { QUALIFIER_NONE, VERIFIED, LIKELY, ALLEGED };
enum oracle_comparison { AT_LEAST, AT_MOST, MORE_THAN, FEWER_THAN, EXACTLY };
enum oracle_state { IS_FULFILLED, IS_LATE, IS_BREACHED };
struct oracle_condition {
    enum oracle_condition_form form;
    enum oracle_qualifier qualifier;
    enum oracle_comparison comparison;
    int number;
    int clause; /* index */
    struct oracle_actors actors;
    int hours; /* over, for, since; 0: not said */
    enum oracle_state state;
    bool negated; /* is not */
    enum oracle_who by;
    int left, right;
};

enum oracle_form { FORBID, PERMIT, REQUIRE, KEEP_OUT, KEEP_INSIDE, KEEP_AWAY, LIMIT, SYNCHRONOUS };
enum oracle_verb { TO_DO, TO_REPORT };
enum oracle_due {
    WITHIN_BEGIN, /* hours of begin */
    WITHIN_EACH,  /* hours of each event */
    WITHIN_FIRST,
    WITHIN_VERIFIED, /* hours of each verified violation of `of_clause` */
    WITHIN_REPORT,   /* hours of each report of `of` */
    WITHIN_WHEN,     /* hours of the condition `when` turning true */
    BY_TIME,
    EVERY
};
struct oracle_statement {
    enum oracle_form form;
    enum oracle_kind kind;
    struct oracle_actors actors;
    bool in_zone;
    int number; /* require: at least so many (0: 1); limit: the ceiling */
    /* tail; hours since the epoch, 0: not said */
    int as_of, until;
    int daily_from, daily_to; /* equal: not said */
    int unless;               /* index + 1 in pasts */
    /* require */
    enum oracle_verb verb;
    unsigned to;
    enum oracle_due due;
    int hours; /* within, every; by: since the epoch */
    enum oracle_kind of;
    struct oracle_actors of_actors;
    int of_clause;
    bool of_same_route;
    int when; /* index + 1 in conditions */
    /* limit */
    bool each;
    int every;  /* hours; 0: holdings */
    int day_by; /* every day by this hour: periods end then, the first may be short (29) */
};

struct oracle_clause {
    int phase;
    bool throughout;
    struct oracle_statement statements[3];
    int statement_count;
};

enum oracle_exit_form { THEN_AT_END, THEN_AT, THEN_WHEN, THEN_AS_SOON_AS };
#define TO_ENDED (-1)
#define TO_LAPSED (-2)
struct oracle_exit {
    enum oracle_exit_form form;
    int to; /* phase */
    int at;
    int condition;           /* index + 1 */
    enum oracle_who decider; /* WHO_UNKNOWN: by rule */
    int within;
};

enum oracle_begin_form { BEGINS_AT, BEGINS_WHEN, BEGINS_BY_THEN };
struct oracle_phase {
    enum oracle_begin_form begins;
    int begin_at;
    int begin_condition; /* index + 1 */
    int lasts;           /* 0: not said */
    struct oracle_exit exits[3];
    int exit_count;
    bool has_else;
    int else_to;
};

struct oracle_agreement {
    struct oracle_phase phases[4];
    int phase_count;
    struct oracle_clause clauses[6];
    int clause_count;
    struct oracle_past pasts[8];
    int past_count;
    struct oracle_condition conditions[10];
    int condition_count;
};

/* ------------------------------------------------------------------ the answer */

enum oracle_verdict {
    VERDICT_VIOLATION,
    VERDICT_PENDING,
    VERDICT_FULFILLED,
    VERDICT_LATE,
    VERDICT_BREACHED,
    VERDICT_KEPT,
    VERDICT_UNDETERMINED
};
#define ORACLE_FINDINGS 96

struct oracle_finding {
    int clause, phase; /* phase -1: throughout */
    enum oracle_verdict verdict;
    unsigned party; /* set; 0 null */
    bool has_occurrence;
    enum oracle_truth occurrence;
    bool has_span;
    int from, to; /* standing findings, stays, periods */
    bool has_because;
    unsigned because; /* set of events */
    /* For counting. */
    int event;        /* the act; -1 none */
    unsigned against; /* whom it may stand against */
    bool is_unknown;  /* the actor is: perhaps against one of them */
    bool is_substantiated, is_ruled;
};

struct oracle_phase_state {
    bool begun, over;
    int begin, end, next;
    bool waits_for_decision;
    enum oracle_truth waiting; /* what the gate says meanwhile */
    int judged;                /* exit judged, or -1 */
    enum oracle_truth gate;
};

struct oracle_answer {
    struct oracle_finding findings[ORACLE_FINDINGS];
    int finding_count;
    struct oracle_phase_state phases[4];
    int watermark;
    bool open; /* the description leaves this case open: do not compare (reason in `why`) */
    const char *why;
};

/* Judge. known_at: ORACLE_NEVER, or only what was received by then. */
void oracle_judge(const struct oracle_agreement *agreement, const struct oracle_trace *trace,
                  int known_at, struct oracle_answer *answer);

/* One line per finding, sorted, then one per phase; the engine's outcome is written in the same form. */
void oracle_put_answer(struct buf *buf, const struct oracle_agreement *agreement,
                       const struct oracle_answer *answer);

/* Truce text; NDJSON, records in the order of `order` (NULL: as they stand). */
void oracle_put_agreement(struct buf *buf, const struct oracle_agreement *agreement);
int oracle_record_count(const struct oracle_trace *trace);
void oracle_put_record(struct buf *buf, const struct oracle_trace *trace, int record);

int oracle_watermark(const struct oracle_trace *trace, int known_at);
const char *oracle_who_name(enum oracle_who who);
const char *oracle_kind_name(enum oracle_kind kind);
const char *oracle_verdict_name(enum oracle_verdict verdict);

/* 2026-02-01T00:00:00Z */
#define ORACLE_EPOCH_US (INT64_C(1769904000) * 1000000)
#define ORACLE_HOUR_US INT64_C(3600000000)

#endif

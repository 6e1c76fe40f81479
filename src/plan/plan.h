/* SPDX-License-Identifier: Apache-2.0
 *
 * The plan: a compiled agreement. The compiler (lang) makes it, the monitor follows it, reports quote it; they meet
 * only here. It is plain data: tables with indices into one another, every name resolved, every unit converted
 * (time in microseconds or calendar counts, lengths in metres, calibres in millimetres), every geometry built once per
 * reading. A plan is untrusted until plan_verify() has checked all references; after that readers may index freely.
 *
 * Everything lives in one arena and is borrowed from it. Indices are uint32_t; PLAN_NONE is "absent". */
#ifndef PLAN_PLAN_H
#define PLAN_PLAN_H

#include "base/time.h"
#include "geo/shape.h"
#include "geo/zone.h"

#define PLAN_NONE UINT32_MAX
#define PLAN_NUMBER_LIMIT 1e15 /* of amounts, in their unit, and of what conditions count */
/* Targets of `then` and `else` that exist in every agreement. */
#define PLAN_PHASE_LAPSED (UINT32_MAX - 1)
#define PLAN_PHASE_ENDED (UINT32_MAX - 2)
/* The phase of clauses that bind all along. */
#define PLAN_THROUGHOUT (UINT32_MAX - 3)

/* A list of indices into one of the plan's tables. */
struct plan_list {
    const uint32_t *items;
    size_t count;
};

/* ------------------------------------------------------------------ who */

enum plan_role { PLAN_PARTY, PLAN_MEDIATOR, PLAN_MONITOR, PLAN_GUARANTOR, PLAN_GROUP, PLAN_BODY };

enum plan_rule {
    PLAN_RULE_NONE,
    PLAN_BY_CONSENSUS,
    PLAN_BY_MAJORITY,
    PLAN_BY_UNANIMITY,
    PLAN_BY_CHAIR
};

struct plan_span; /* below */

struct plan_actor {
    enum plan_role role;
    struct str name, label;
    const struct str *also; /* other names that records may use */
    size_t also_count;
    uint32_t under;           /* group: the actor that answers for it, or PLAN_NONE */
    struct plan_list members; /* body: actors */
    uint32_t chair;           /* body */
    enum plan_rule rule;      /* body */
    uint32_t tie_breaker;     /* body: who decides after tie_after_us, or PLAN_NONE */
    int64_t tie_after_us;
};

/* ------------------------------------------------------------------ what */

enum plan_kind_type { PLAN_ACT, PLAN_THING, PLAN_TALLY };

struct plan_kind {
    struct str name, label;
    uint32_t parent; /* kind; always a smaller index */
    enum plan_kind_type type;
};

enum plan_comparison {
    PLAN_AT_LEAST,
    PLAN_AT_MOST,
    PLAN_MORE_THAN,
    PLAN_LESS_THAN,
    PLAN_EXACTLY,
    PLAN_IS /* text is one of */
};

struct plan_test {
    struct str attribute; /* calibre in mm, lengths in m, mass in kg, durations in s */
    enum plan_comparison comparison;
    double number;
    const struct str *texts; /* PLAN_IS */
    size_t text_count;
};

struct plan_alternative {
    uint32_t kind;
    const struct plan_test *tests; /* all must hold */
    size_t test_count;
};

/* A set of kinds: any alternative, unless an exception takes it. A bare kind name in a statement is a class of one
 * alternative without tests. A record matches an alternative when its kind is that kind or under it; a record of a parent kind
 * matches it *perhaps* (undetermined, needs: which), unless the class also holds the parent. */
struct plan_class {
    struct str name; /* the class's, or the kind's */
    const struct plan_alternative *alternatives;
    size_t alternative_count;
    const struct plan_alternative *exceptions;
    size_t exception_count;
};

/* ------------------------------------------------------------------ where */

enum plan_place_type { PLAN_LINE, PLAN_ZONE, PLAN_ZONES, PLAN_POINT, PLAN_CORRIDOR };
enum plan_place_form {
    PLAN_PLACE_ONE,      /* the same for everybody: one node per reading, all equal */
    PLAN_PLACE_DISPUTED, /* the sides read it differently: one per reading */
    PLAN_PLACE_KEYED,    /* one per actor in keys (agreed, not disputed) */
    PLAN_PLACE_OPEN      /* a bracket: no geometry yet */
};

/* What a moving place follows: records of the feed, and those whose unit, vessel or site is called like the place. */
struct plan_follow {
    uint32_t place;  /* declared as moving */
    uint32_t shape;  /* in plan.geometry: stands where the last known position is put */
    struct str feed; /* or empty */
};

/* A node WITHIN whose distance is the range of the thing that is judged, or the value that a table has for it. */
struct plan_reach {
    uint32_t node;  /* in plan.geometry; its max_m is 0 */
    uint32_t table; /* PLAN_NONE: its range */
};

struct plan_hours {
    bool is_always;
    int32_t from_s, to_s; /* seconds of the local day; may run over midnight */
};

struct plan_place {
    enum plan_place_type type;
    enum plan_place_form form;
    bool is_moving;
    struct str name;
    struct str article; /* heading it is declared under */
    struct str text;    /* its declaration as written, one line */
    /* Geometry: nodes of plan.geometry. ONE and DISPUTED: one entry for each of plan.readings; KEYED: one for each of
     * `keys`, or, where it is disputed as well, one for each key and reading (those of one key together); OPEN and varying
     * places: none. A line's node is a SHAPE. */
    const uint32_t *zones;
    size_t zone_count;
    struct plan_list keys; /* KEYED: actors */
    /* Moving, or as wide as a weapon reaches: as many nodes as `zones` would hold, over the stand-ins of plan.follows and
     * plan.reaches. */
    const uint32_t *varying;
    size_t varying_count;
    /* ZONES: its members, each with as many nodes as `zones`, those of one member together; and the place whose parts they
     * are: members of places of one collection go together by their number. */
    const struct str *members;
    size_t member_count;
    const uint32_t *member_zones;
    uint32_t collection; /* place; where there are members */
    uint32_t left,
        right; /* line: actors whose side is left and right of it in drawing direction, or PLAN_NONE */
    /* Corridors. */
    struct plan_hours hours;
    struct plan_list cargo; /* classes it is open for; empty: not said */
    bool cargo_is_open;
    bool both_ways;
    uint32_t into, out_of; /* place, or PLAN_NONE */
    bool is_hypothetical;  /* a loaded file says so in its properties */
};

/* ------------------------------------------------------------------ when */

enum plan_unit { PLAN_ELAPSED, PLAN_DAYS, PLAN_MONTHS, PLAN_YEARS };

/* A duration: elapsed time in microseconds, or a count of local calendar units that keeps the time of day. */
struct plan_span {
    enum plan_unit unit;
    int64_t count;
};

enum plan_time_form {
    PLAN_TIME_NONE,
    PLAN_TIME_BEGIN, /* of `phase` (PLAN_NONE: the clause's own) */
    PLAN_TIME_END,   /* likewise */
    PLAN_TIME_SIGNATURE,
    PLAN_TIME_ENTRY,  /* into force */
    PLAN_TIME_DAY_OF, /* day `number` of the phase, day 1 the day of its beginning */
    PLAN_TIME_MOMENT, /* at_us */
    PLAN_TIME_DATE,   /* the local day [at_us, day_end_us) */
    PLAN_TIME_NAMED,  /* plan.dates[date] */
    PLAN_TIME_OPEN    /* a bracket */
};

/* A moment, or a day: then `by` means its end, `as of` and `until` its start and its end, and a shift counts from its end. */
struct plan_time {
    enum plan_time_form form;
    uint32_t phase, date;
    int64_t number;
    int64_t at_us, day_end_us;
    int shift_sign; /* -1, 0, 1 */
    struct plan_span shift;
};

/* ------------------------------------------------------------------ whom */

enum plan_actors_form {
    PLAN_ACTORS_NONE,
    PLAN_ACTORS_NAMES,  /* each of them; with `together`: one joint act or a common ceiling */
    PLAN_ACTORS_ANYONE, /* the unattributed too; exceptions in `names` */
    PLAN_ACTORS_ANY_PARTY,
    PLAN_ACTORS_ANY_OF,    /* one of `names` is enough */
    PLAN_ACTORS_ONE_PARTY, /* counted for each apart */
    PLAN_ACTORS_SAME_PARTY,
    PLAN_ACTORS_OTHER_PARTY,
    PLAN_ACTORS_OPEN /* a bracket */
};

struct plan_actors {
    enum plan_actors_form form;
    struct plan_list names; /* actors */
    bool is_together;
};

/* Where an act is: `in`, `from`, `into`, `across` a place. Alternatives ("or"). */
enum plan_preposition { PLAN_IN, PLAN_FROM, PLAN_INTO, PLAN_ACROSS };

struct plan_spot {
    enum plan_preposition preposition;
    uint32_t place;
    bool is_each, is_same;
    bool
        while_open; /* a corridor: only during its hours; where the statement has no window of its own */
};

struct plan_spots {
    const struct plan_spot *items;
    size_t count; /* 0: everywhere */
};

enum plan_audience_form {
    PLAN_TO_ACTOR,
    PLAN_TO_PUBLIC,
    PLAN_TO_SAME_PARTY,
    PLAN_TO_OTHER_PARTY,
    PLAN_TO_OPEN /* a bracket */
};
struct plan_audience {
    enum plan_audience_form form;
    uint32_t actor;
};

/* ------------------------------------------------------------------ conditions */

enum plan_gravity { PLAN_GRAVITY_NONE, PLAN_MINOR, PLAN_SERIOUS, PLAN_GRAVE };
enum plan_qualifier {
    PLAN_WORLDS,
    PLAN_VERIFIED,
    PLAN_LIKELY,
    PLAN_ALLEGED
}; /* WORLDS: none of the three words */

/* Violations of clauses, or acts of a kind: what conditions count and events start from. */
struct plan_happening {
    enum plan_qualifier qualifier;
    enum plan_gravity gravity;
    struct plan_list clauses; /* violations of these; empty: acts of `class` */
    uint32_t class;           /* or PLAN_NONE */
    struct plan_actors actors;
    struct plan_spots spots;
};

enum plan_condition_form {
    PLAN_COND_AND, /* children */
    PLAN_COND_OR,
    PLAN_COND_NOT,       /* one child */
    PLAN_COND_NO,        /* no happening, for `span` (has_span) */
    PLAN_COND_COUNT,     /* comparison number happening, over `span` (has_span) */
    PLAN_COND_CERTIFIED, /* text by actor */
    PLAN_COND_STATE,     /* clauses are [not] fulfilled, late, breached, pending, undetermined */
    PLAN_COND_SINCE,     /* span since time */
    PLAN_COND_OPEN       /* a bracket where a condition stands */
};
enum plan_state { PLAN_FULFILLED, PLAN_LATE, PLAN_BREACHED, PLAN_PENDING, PLAN_UNDETERMINED };

struct plan_condition {
    enum plan_condition_form form;
    bool is_open; /* this, or a number, span or time in it, is a bracket: never decided */
    struct plan_list children; /* conditions, always smaller indices */
    struct plan_happening happening;
    enum plan_comparison comparison;
    double number;
    bool has_span;
    struct plan_span span;
    struct str certificate;
    uint32_t actor;
    struct plan_list clauses;
    enum plan_state state;
    bool is_negated; /* "is not" */
    struct plan_time since;
    struct str text; /* as written, one line */
};

/* What a clock runs from. */
enum plan_event_form {
    PLAN_EVENT_NONE,
    PLAN_EVENT_TIME,
    PLAN_EVENT_CERTIFIED,  /* certificate by actor */
    PLAN_EVENT_FULFILMENT, /* of clauses */
    PLAN_EVENT_BREACH,
    PLAN_EVENT_EACH, /* each happening; is_report: each report of it, from receipt */
    PLAN_EVENT_FIRST
};

struct plan_event {
    enum plan_event_form form;
    struct plan_time time;
    struct str certificate;
    uint32_t actor;
    struct plan_list clauses;
    bool is_report;
    struct plan_happening happening;
    const struct str *same; /* attributes that must agree with the duty's act: "with the same …" */
    size_t same_count;
    struct str text;
};

/* `unless`: looks back from the act. */
enum plan_past_form { PLAN_PAST_AND, PLAN_PAST_OR, PLAN_PAST_CERTIFIED, PLAN_PAST_ACT };
enum plan_past_timing {
    PLAN_BEFORE,
    PLAN_AT_MOST_BEFORE,
    PLAN_AT_LEAST_BEFORE,
    PLAN_BETWEEN_BEFORE
};

struct plan_past {
    enum plan_past_form form;
    bool is_open;              /* it, or one of its children, holds a bracket */
    struct plan_list children; /* pasts, always smaller indices */
    struct str certificate;    /* CERTIFIED: this very act, by `actor` */
    uint32_t actor;
    bool is_no; /* "no ORDER …": excused where there was none */
    uint32_t class;
    struct plan_actors actors;
    const struct plan_audience *audience;
    size_t audience_count;
    enum plan_past_timing timing;
    struct plan_span near,
        far; /* AT_MOST: far; AT_LEAST: near; BETWEEN: near and far; both ends included */
    const struct str *same;
    size_t same_count;
    struct str text;
};

/* ------------------------------------------------------------------ statements */

enum plan_form {
    PLAN_FORBID,
    PLAN_PERMIT,
    PLAN_REQUIRE,
    PLAN_KEEP,
    PLAN_LIMIT,
    PLAN_WITHDRAW,
    PLAN_ASSESS,
    PLAN_SYNCHRONOUS
};
enum plan_verb { PLAN_DO, PLAN_REPORT, PLAN_DECLARE };
enum plan_relation { PLAN_OUT_OF, PLAN_INSIDE, PLAN_AWAY_FROM };
enum plan_period_form {
    PLAN_PERIOD_NONE,
    PLAN_EVERY_DAY,
    PLAN_EVERY_WEEK,
    PLAN_EVERY_MONTH,
    PLAN_EVERY_SPAN
};

struct plan_period {
    enum plan_period_form form;
    bool has_time;  /* "by 19:30" */
    int32_t time_s; /* seconds of the local day */
    struct plan_span span;
};

enum plan_amount_form {
    PLAN_AMOUNT_NONE,
    PLAN_AMOUNT_NUMBER,
    PLAN_AMOUNT_BASELINE,
    PLAN_AMOUNT_TABLE,
    PLAN_AMOUNT_OPEN
};
enum plan_measure {
    PLAN_COUNT,
    PLAN_SHARE,
    PLAN_LENGTH,
    PLAN_DURATION,
    PLAN_MASS
}; /* 1, %, m, s, kg */

struct plan_number {
    double value;
    enum plan_measure measure;
    bool is_open; /* a bracket */
};

struct plan_amount {
    enum plan_amount_form form;
    struct plan_number number;
    uint32_t table;
    uint32_t for_each_class; /* "1 for each departure": class, or PLAN_NONE */
    struct plan_actors for_each_actors;
    const struct str *same;
    size_t same_count;
};

enum plan_step_share { PLAN_SOME, PLAN_ALL, PLAN_PART };

struct plan_step {
    enum plan_step_share share;
    struct plan_number number;
    bool has_by; /* by `by`; else within `within` of `of` */
    struct plan_time by;
    struct plan_span within;
    struct plan_event of;
};

enum plan_due_form { PLAN_DUE_NONE, PLAN_DUE_STEPS, PLAN_DUE_BY, PLAN_DUE_WITHIN, PLAN_DUE_EVERY };

struct plan_due {
    enum plan_due_form form;
    bool has_number;
    enum plan_comparison comparison; /* of how many; default: at least 1 */
    struct plan_number number;
    struct plan_time by;
    struct plan_span within;
    bool within_is_open;
    struct plan_event of; /* form NONE after `when`: the moment the condition turns true */
    struct plan_period every;
    const struct plan_step *steps;
    size_t step_count;
};

enum plan_distance_form {
    PLAN_DISTANCE_METRES,
    PLAN_DISTANCE_ITS_RANGE,
    PLAN_DISTANCE_TABLE,
    PLAN_DISTANCE_OPEN
};
struct plan_distance {
    enum plan_distance_form form;
    double metres;
    uint32_t table;
};

enum plan_side_form { PLAN_SIDE_NONE, PLAN_SIDE_OF_ACTOR, PLAN_SIDE_OF_SAME_PARTY };
struct plan_side {
    enum plan_side_form form;
    uint32_t actor;
};

enum plan_window_form {
    PLAN_WINDOW_NONE,
    PLAN_WINDOW_DAILY,
    PLAN_WINDOW_AFTER,
    PLAN_WINDOW_BEFORE
};
struct plan_window {
    enum plan_window_form form;
    struct plan_hours hours;
    struct plan_span span;
    struct plan_event event;
};

/* When a statement binds, beside its phase. */
struct plan_tail {
    struct plan_time as_of, until; /* form PLAN_TIME_NONE: not said */
    struct plan_window during;
    uint32_t while_condition; /* condition, or PLAN_NONE */
    uint32_t unless;          /* past, or PLAN_NONE */
};

enum plan_judged { PLAN_JUDGED, PLAN_NOT_JUDGED_YET, PLAN_OPEN };

struct plan_statement {
    enum plan_form form;
    uint32_t clause;
    enum plan_judged judged;
    struct str why; /* when not PLAN_JUDGED: what is open or not judged yet */
    struct plan_list classes;
    struct plan_actors actors;
    struct plan_actors against;
    struct plan_list against_classes; /* against things of these */
    struct plan_spots spots;
    /* require */
    uint32_t when; /* condition, or PLAN_NONE */
    enum plan_verb verb;
    const struct plan_audience *audience;
    size_t audience_count;
    struct plan_due due; /* also withdraw */
    /* keep, withdraw */
    enum plan_relation relation;
    uint32_t place;
    struct plan_distance distance;
    struct plan_side side;
    /* limit */
    struct plan_amount amount;
    bool is_together;
    /* limit, assess */
    struct plan_period every;
    struct plan_time assess_by;
    uint32_t body; /* assess */
    /* synchronous */
    struct plan_span within;
    bool within_is_open;
    struct plan_list with; /* clauses; empty: the steps of this clause's own parties */
    struct plan_tail tail;
    struct str text;       /* as written, one line */
    uint32_t source, line; /* in plan.files; 1-based */
};

struct plan_clause {
    struct str label, title;
    struct str article; /* heading it stands under, or the clause's title where there is none */
    uint32_t phase;     /* or PLAN_THROUGHOUT */
    enum plan_gravity gravity;
    uint32_t verifier; /* actor, or PLAN_NONE */
    bool verifier_is_open;
    const struct str
        *replaces; /* labels of clauses of an agreement built on, whose place it takes */
    size_t replaces_count;
    uint32_t first_statement, statement_count; /* contiguous in plan.statements */
    uint32_t source, line;
};

/* ------------------------------------------------------------------ phases */

enum plan_exit_form { PLAN_EXIT_AT_END, PLAN_EXIT_AT_TIME, PLAN_EXIT_WHEN, PLAN_EXIT_AS_SOON_AS };

struct plan_exit {
    uint32_t to;              /* phase, PLAN_PHASE_LAPSED or PLAN_PHASE_ENDED */
    enum plan_exit_form form; /* AT_END: bare `then X` */
    struct plan_time at;
    uint32_t condition;
    uint32_t decider; /* actor, or PLAN_NONE: by rule */
    bool decider_is_open;
    bool has_within;
    struct plan_span within;
    struct str text;
};

enum plan_begin_form {
    PLAN_BEGIN_BY_THEN,
    PLAN_BEGIN_AT,
    PLAN_BEGIN_WHEN
}; /* BY_THEN: no door of its own */
enum plan_renewal { PLAN_RENEW_NONE, PLAN_RENEW_UNLESS_NOTICE, PLAN_RENEW_WHEN };

struct plan_phase {
    struct str name, title, article;
    uint32_t for_each; /* place of type PLAN_ZONES, or PLAN_NONE */
    enum plan_begin_form begins;
    struct plan_time begin_at;
    uint32_t begin_condition;
    bool has_lasts;
    struct plan_span lasts;
    enum plan_renewal renewal;
    struct plan_span renewal_span;
    struct plan_actors notice_by;
    bool has_notice_span;
    struct plan_span notice_span;
    uint32_t renewal_condition;
    const struct plan_exit *exits; /* in the order written */
    size_t exit_count;
    bool has_else;
    uint32_t else_to;
    enum plan_judged judged;
    struct str why;
    uint32_t source, line;
};

struct plan_date {
    struct str name;
    struct plan_event event;
};

struct plan_table_row {
    uint32_t key; /* class */
    struct plan_number value;
};
struct plan_table {
    struct str name;
    const struct plan_table_row *rows;
    size_t row_count;
};

struct plan_deferred {
    struct str title;
    uint32_t phase; /* declared in, or PLAN_THROUGHOUT */
    uint32_t after; /* phase, or PLAN_NONE */
};

struct plan_track {
    struct str name, title;
    const struct str *topics; /* clause labels, places, deferred issues, in words */
    size_t topic_count;
    struct plan_list clauses;
    uint32_t after;
};

/* A bracket still open. */
struct plan_open {
    struct str where;      /* "clause 5", "zone dmz" */
    struct str text;       /* as written */
    struct str article;    /* heading it stands under; empty: none */
    bool is_clause;        /* a whole clause of which nothing is said yet */
    uint32_t source, line; /* in plan.files; 1-based */
};

/* A heading of the treaty without code under it. */
struct plan_prose {
    struct str title;
    uint32_t line;
};

/* Something that watches: a row of the monitoring plan. */
struct plan_source {
    struct str name;
    struct plan_list classes; /* what it sees */
    bool is_open;             /* a bracket in its numbers: those are 0 then */
    double accuracy_m;
    struct plan_span revisit; /* from one look to the next */
    double detects;           /* 0 to 1: chance that a look sees what is there */
    uint32_t place;           /* where it looks, or PLAN_NONE: everywhere */
    bool has_cost;
    double cost;     /* in whatever the plan counts */
    struct str text; /* as written, one line */
    uint32_t source, line;
};

struct plan {
    struct str title;
    uint8_t sha256[32]; /* of the source text */
    const struct tz *tz;
    /* signed, in force */
    struct plan_time signature, entry; /* MOMENT or DATE; form NONE when not said */
    uint32_t entry_condition;          /* in force when …, or PLAN_NONE */
    double threshold_likely, threshold_seen,
        threshold_met; /* 0.55, 0.8, 0.95 unless the text says otherwise */

    const struct plan_actor *actors;
    size_t actor_count;
    const struct plan_kind *kinds;
    size_t kind_count;
    const struct plan_class *classes;
    size_t class_count;
    const struct str *
        readings; /* keys of the disputed geometries in the order declared; one empty key where nothing is */
    size_t reading_count;
    struct geo_zones geometry; /* the nodes that places[].zones name; has passed geo_zones_check */
    const struct plan_place *places;
    size_t place_count;
    const struct plan_follow *follows;
    size_t follow_count;
    const struct plan_reach *reaches;
    size_t reach_count;
    const struct plan_table *tables;
    size_t table_count;
    const struct plan_date *dates;
    size_t date_count;
    const struct plan_condition *conditions;
    size_t condition_count;
    const struct plan_past *pasts;
    size_t past_count;
    const struct plan_statement *statements;
    size_t statement_count;
    const struct plan_clause *clauses; /* as declared */
    size_t clause_count;
    const struct plan_phase *phases; /* as declared */
    size_t phase_count;
    const struct plan_deferred *deferred;
    size_t deferred_count;
    const struct plan_track *tracks;
    size_t track_count;
    const struct plan_open *open;
    size_t open_count;
    const struct plan_prose *prose;
    size_t prose_count;
    /* In which languages the text is authentic, and the one that prevails ("" when not said). */
    const struct str *languages;
    size_t language_count;
    struct str prevailing;
    /* The monitoring plan. */
    const struct plan_source *sources;
    size_t source_count;
    /* Names of the files it was made from: [0] the agreement, then those it builds on, then the monitoring plan. Rows
     * say by `source` where they stand. */
    const struct str *files;
    size_t file_count;
};

/* Check every index, count, tree order, pointer and number range. ERR_INTERNAL (the text names the table and row) when the
 * plan could not be followed safely. */
enum err_code plan_verify(const struct plan *plan, struct err *err) MUST_USE;

/* The whole plan in words, one line per row, for people and for tests. */
void plan_print(struct buf *buf, const struct plan *plan);

/* Lookups by name; PLAN_NONE when there is none. Actors also by their `also` names. */
uint32_t plan_find_actor(const struct plan *plan, struct str name);
uint32_t plan_find_kind(const struct plan *plan, struct str name);
uint32_t plan_find_place(const struct plan *plan, struct str name);
uint32_t plan_find_clause(const struct plan *plan, struct str label);
uint32_t plan_find_phase(const struct plan *plan, struct str name);
/* Number of the key that a place has for an actor: its own, else that of whom it answers to; PLAN_NONE. */
uint32_t plan_find_key(const struct plan *plan, const struct plan_place *place, uint32_t actor);
/* True when `kind` is `ancestor` or under it. */
bool plan_kind_is(const struct plan *plan, uint32_t kind, uint32_t ancestor);
/* True when `actor` is `party`, or a group that answers to it, however deep. */
bool plan_actor_is(const struct plan *plan, uint32_t actor, uint32_t party);

const char *plan_role_text(enum plan_role role);
const char *plan_gravity_text(enum plan_gravity gravity); /* "" for none */
const char *plan_form_text(enum plan_form form);

/* Calendar arithmetic with a span: sign is +1 or -1. */
int64_t plan_span_add(const struct tz *tz, int64_t at_us, int sign, struct plan_span span);
/* "72 h", "15 d": for people. */
void plan_span_put(struct buf *buf, struct plan_span span);

#endif

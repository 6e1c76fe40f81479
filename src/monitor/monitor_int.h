/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the monitor share. How a run goes:
 *
 *     resolve.c    names to indices, rulings and powers (ruling.c), the watermark
 *     phase.c      time is walked through once: which phase binds from when to when (decide.c; gate.c: in words)
 *     items.c      acts a clause forbids (pattern.c, excuse.c; by threads: work.c, ahead.c; judge.c: under rulings); stay.c
 *     duty.c       what was required, and what became of it; finding.c, duty_finding.c, standing.c: what is said of it
 *     time/ ground/ amount/ world/ explain/    when, where, how much, in other worlds, why
 * Everything is judged at a moment of knowledge `known_us`: a record counts from its receipt, a ruling from its receipt. */
#ifndef MONITOR_MONITOR_INT_H
#define MONITOR_MONITOR_INT_H

#include "base/num.h"
#include "geo/chance.h"
#include "monitor/monitor.h"

#define MONITOR_CONSIDERED_LIMIT 1000 /* names in `considered` of one finding */
#define MONITOR_BLOCK_LIMIT 20        /* acts named in one list of words */
#define MONITOR_INSTANCE_LIMIT 10000  /* phases begun in one run */
#define MONITOR_PERIOD_LIMIT 200000   /* periods of one statement */

/* ---------------------------------------------------------------- times */

struct span {
    int64_t from_us, to_us; /* half-open */
};

struct spans { /* sorted, disjoint, not touching */
    struct span *items;
    size_t count, capacity;
};

/* When a statement binds: surely, and perhaps (`while` a condition that is undetermined). sure lies in maybe. */
struct binding {
    struct spans sure, maybe;
    int64_t as_of_us; /* TIME_NONE when the statement does not begin to bind */
    int64_t until_us;
};

/* ---------------------------------------------------------------- acts */

struct share {
    uint32_t actor;
    double share;
};

/* An observation, its names looked up. */
struct act {
    uint32_t kind; /* PLAN_NONE: unclassified */
    uint32_t first_share;
    uint32_t share_count;
    uint32_t first_ruling, ruling_count; /* in run->rulings */
    uint32_t feed_body;                  /* actor its feed is bound to, or PLAN_NONE */
    double other, unknown;
    double existence;  /* probability * (1 - explained) */
    bool is_open_kind; /* an explanation is itself a kind that some clause is about */
};

struct ruling {
    uint32_t clause;
    size_t act;
    size_t decision; /* in facts->decisions */
    uint32_t party;  /* actor, or PLAN_NONE */
};

/* What the rulings on an act say at a moment. */
struct ruled {
    enum fact_status status;
    const struct fact_decision *decision; /* the one that closed it, or NULL */
    uint32_t party;                       /* whom a ruling names, or PLAN_NONE */
    enum plan_gravity gravity;            /* a ruling's, or PLAN_GRAVITY_NONE */
    const struct fact_attribution *attribution;
    int64_t time_us; /* of the ruling */
};

/* Whom a list of actors binds. */
struct bound {
    bool anyone;
    const uint32_t *slots; /* the parties that answer, in the order declared */
    size_t slot_count;
    const uint32_t *slot_of; /* per actor: its slot, or PLAN_NONE */
    const uint8_t
        *is_bound; /* per actor: 1 bound, 2 perhaps (it was perhaps a group of it), 0 not */
};

/* One act seen through a bound: factor of occurrence and shares by slot. */
struct who {
    struct fact_interval factor; /* 1 - other - those not bound */
    double unknown;
};

enum match { MATCH_NO, MATCH_PERHAPS, MATCH_YES };

/* Why an occurrence is not sure: what would settle it. */
enum doubt {
    DOUBT_KIND = 1 << 0,
    DOUBT_ATTRIBUTE = 1 << 1,
    DOUBT_TIME = 1 << 2,
    DOUBT_AGGREGATE = 1 << 3,
    DOUBT_PLACE = 1 << 4,
    DOUBT_AREA = 1 << 5,
    DOUBT_NO_PLACE = 1 << 6,
    DOUBT_ORIGIN = 1 << 7,
    DOUBT_ACTOR = 1 << 8,
    DOUBT_EXCUSE = 1 << 9,
    DOUBT_READING = 1 << 10,
    DOUBT_TARGET = 1 << 11,
    DOUBT_WHILE = 1 << 12,
    DOUBT_AUDIENCE = 1 << 13,
    DOUBT_ENDS = 1 << 14,
    DOUBT_PERMIT = 1 << 15,
    DOUBT_COVERAGE = 1 << 17,
    DOUBT_TRIGGER = 1 << 18,
    DOUBT_BASELINE = 1 << 19,
    DOUBT_STATUS = 1 << 20,
    DOUBT_TRACK = 1 << 21,
    /* Not doubts: how the chance of a place was found, for finding.way. */
    WAY_CLEAR = 1 << 24,
    WAY_SUM = 1 << 25,
    WAY_SUM_WIDE = 1 << 26, /* the sum over an ellipse or a sector, with its own bound */
    WAY_SAMPLED = 1 << 27
};
#define MONITOR_DOUBTS ((1u << 24) - 1)

/* ---------------------------------------------------------------- what may be a violation */

enum item_form { ITEM_ACT, ITEM_STAY, ITEM_EXCESS };

/* A member of a collection; both PLAN_NONE: none in particular. */
struct looked_at {
    uint32_t number, collection;
};

/* Of `in each Z`: which member. */
struct each {
    uint32_t member, place; /* place + 1; 0: none */
};

struct item {
    enum item_form form;
    uint32_t statement;
    size_t act; /* observation; of a stay its first sighting; SIZE_MAX: none */
    int64_t from_us, to_us;
    int64_t known_us;                     /* when it became known */
    struct fact_interval base;            /* whoever did it, least over the readings */
    struct fact_interval base_range;      /* the same over all readings */
    struct fact_interval occurrence;      /* least over the readings */
    struct fact_interval range;           /* over all readings: least lo, greatest hi */
    const struct fact_interval *readings; /* or NULL where none is disputed */
    const struct fact_interval
        *by_slot; /* factor by slot of the clause, then of nobody known; NULL: 1 for all */
    unsigned doubts;
    uint32_t slot;      /* stays and excesses of one party: its slot; else PLAN_NONE */
    const size_t *acts; /* stays, excesses: all that make it up */
    size_t act_count;
    struct fact_interval value; /* excess */
    double bound;
    size_t number;      /* period */
    struct each each;   /* excess: of `in each` */
    int64_t subject_us; /* excess: start */
    bool may_be_ruled;  /* some act of it has a ruling, or a status of its feed's */
};

struct items {
    struct item *items;
    size_t count, capacity;
    size_t *considered; /* observations that did not count */
    size_t considered_count, considered_capacity, considered_more;
};

/* An item under the rulings known at a moment. */
struct judged {
    struct ruled ruled;
    struct fact_interval occurrence; /* as written in a finding */
    struct fact_interval range;      /* for conditions */
    bool is_violation;
    bool is_out;  /* ruled out with certainty */
    bool is_open; /* a ruling may still come */
};

/* ---------------------------------------------------------------- phases */

struct gate_state {
    uint32_t exit;   /* in the phase's exits */
    bool is_waiting; /* open, a decision is awaited */
    bool was_refused;
    bool is_closed;    /* as-soon-as: refused or timed out, until it stops holding */
    int64_t opened_us; /* when waiting began */
    int64_t term_us;   /* TIME_NEVER: no term */
    const struct fact_decision *decision; /* proceed or refuse that took effect */
    int64_t judged_us;                    /* TIME_NONE: not judged */
    int64_t known_us;                     /* with what was known then */
    const char *what;                     /* outcome in words */
    bool by_rule, is_past;                /* past: it has been judged for good */
    struct fact_interval chance;          /* as judged then */
};

struct instance {
    uint32_t phase;           /* or PLAN_THROUGHOUT */
    uint32_t member;          /* of a phase for each member of a collection; PLAN_NONE */
    struct str label;         /* its name, with that of the member */
    size_t number;            /* 0 for the first of this phase; never the same for two of them */
    int64_t begin_us, end_us; /* end TIME_NEVER: still binds */
    int64_t planned_end_us;   /* TIME_NONE: none */
    uint32_t next;            /* phase, LAPSED, ENDED, or PLAN_NONE */
    bool is_over;             /* its time is up, a decision or a second door is awaited */
    uint32_t
        through; /* exit whose gate is open, while the next phase's own door is shut; PLAN_NONE */
    bool by_else;
    bool decided_once;
    struct gate_state *gates;
};

/* ---------------------------------------------------------------- conditions over time */

struct piece {
    int64_t from_us; /* until the next piece */
    struct fact_interval p;
};

struct timeline {
    struct piece *pieces;
    size_t count, capacity;
};

struct clause_info {
    struct bound *bound; /* of all its statements together */
    bool has_forbid, has_keep, has_limit, has_period_limit, has_require, has_assess,
        has_synchronous;
    bool is_judged; /* at least one statement is judged */
};

/* What periods came to, asked for items and for findings. */
struct period_memo {
    uint32_t statement;
    const struct instance *at;
    int64_t begin_us, end_us;
    struct period_value *values;
    size_t count;
    struct period_memo *next;
};

struct items_cache {
    uint32_t clause, member;
    int64_t begin_us, end_us;
    struct items *items;
    struct items_cache *next;
};

struct class_acts {
    bool is_built;
    size_t *acts;
    size_t count;
    size_t *by_receipt;  /* the same in order of receipt, ties as in `acts`; NULL until asked */
    struct items *items; /* the same, to be counted; NULL until asked */
};

/* Acts of what an `unless … with the same` asks for, by what is to be the same, then in order of time. */
struct same_acts {
    bool is_built;
    size_t *acts; /* those that say all of it */
    size_t count;
};

/* Moments, to be sorted. */
struct moments {
    int64_t *items;
    size_t count, capacity;
};

struct statement_coverage {
    bool is_built;
    struct looked_at member;
    int64_t epoch_us;
    struct spans spans;
};

struct run {
    struct arena *arena;  /* of the outcome */
    struct arena scratch; /* dies with the run */
    struct buf text;      /* for sentences, cleared after each */
    const struct plan *plan;
    const struct facts *facts;
    const struct monitor_options *options;
    struct err *err;
    int64_t known_us, watermark_us, earliest_us;
    int64_t entry_us;   /* TIME_NONE: not in force yet */
    int64_t longest_us; /* of all observations that are not instants */
    struct act *acts;
    struct share *shares;
    size_t share_count;
    struct ruling *rulings;
    size_t ruling_count;
    uint8_t *kind_table; /* class x kind */
    struct class_acts *class_acts;
    struct same_acts *same_acts;    /* per past; excuse.c */
    struct bound **statement_bound; /* per statement, or NULL */
    struct clause_info *clauses;
    struct cover *covers; /* coverage.c */
    size_t cover_count, cover_capacity;
    struct statement_coverage *statement_coverage; /* two per statement */
    struct moments coverage_receipts;
    struct map areas; /* area name to index + 1 in area_list; 1: none */
    struct area_entry *area_list;
    size_t area_count, area_capacity;
    struct geo_index *index;     /* of the plan's geometry; place.c asks it first */
    struct task_mem *shared;     /* memory that threads may ask for at once; of the index */
    struct chance_memo *chances; /* chance.c; of one thread */
    struct instance *instances;
    size_t instance_count, instance_capacity;
    struct items_cache *cache;
    struct period_memo *period_memo;
    bool is_settled;                /* all phases are known */
    unsigned depth;                 /* of clauses looked at for other clauses */
    struct looked_at member;        /* member.c */
    struct tracks *tracks;          /* track.c; NULL: nothing varies */
    struct keep_summary *summaries; /* keep_state.c */
    struct withdraw_cache *withdrawals;
    bool is_volatile; /* some statement depends on other phases: permit, while */
    size_t *collect;  /* when set: names looked at by an excuse */
    size_t collect_count, collect_limit;
    bool *is_used;            /* per decision: a ruling on what a clause is about */
    bool *is_refused;         /* per decision: outside the powers that the agreement gives */
    size_t *act_certificates; /* decisions on one act, by (act, order) */
    size_t *act_certificate_of;
    size_t act_certificate_count;
    bool has_finding_rulings;
    struct map finding_rulings; /* finding id to decision index; first of a chain */
    uint32_t *finding_next;     /* per decision: the next on the same finding */
    int sample_worlds;          /* drawn since it was set to 0 */
    double sample_error;        /* standard error of the last share drawn */
    struct outcome *outcome;
    size_t finding_capacity, warning_capacity, unseen_capacity, late_capacity, agenda_capacity;
    size_t unclassified;
};

struct area_entry {
    struct str name;
    uint32_t place;                /* of the plan, or PLAN_NONE */
    uint32_t member;               /* of that collection, + 1; 0: all of it */
    const struct geo_shape *shape; /* of the gazetteer, or NULL */
    _Atomic uint8_t *relations;    /* per node of the geometry: how it lies to it, + 1; 0 not asked
                                 * yet. Threads that ask at once find the same */
};

/* spans.c */
enum err_code monitor_spans_add(struct run *run, struct spans *spans, int64_t from_us,
                                int64_t to_us) MUST_USE;
void monitor_spans_tidy(struct spans *spans); /* sort and merge */
enum err_code monitor_spans_and(struct run *run, const struct spans *a, const struct spans *b,
                                struct spans *out) MUST_USE;
enum err_code monitor_spans_clip(struct run *run, const struct spans *a, int64_t from_us,
                                 int64_t to_us, struct spans *out) MUST_USE;
enum err_code monitor_spans_minus(struct run *run, const struct spans *a, const struct spans *b,
                                  struct spans *out) MUST_USE;
bool monitor_spans_has(const struct spans *spans, int64_t at_us);
bool monitor_spans_cover(const struct spans *spans, int64_t from_us, int64_t to_us);
/* End of the span that holds `at_us`; `at_us` itself where none does. */
int64_t monitor_spans_end(const struct spans *spans, int64_t at_us);
/* Share of an observation's time inside. */
struct fact_interval monitor_spans_share(const struct spans *spans, struct fact_time time,
                                         bool holds, bool aggregate);

/* when.c */
enum monitor_time_use { MONITOR_START, MONITOR_UNTIL, MONITOR_DEADLINE };
/* False when the moment is not known (yet). DEADLINE is the last moment that counts. */
bool monitor_time(struct run *run, const struct instance *at, const struct plan_time *time,
                  enum monitor_time_use use, int64_t *out_us);
int64_t monitor_add(const struct run *run, int64_t at_us, int sign, struct plan_span span);
enum err_code monitor_binding(struct run *run, const struct instance *at, uint32_t statement,
                              int64_t begin_us, int64_t end_us, struct binding *binding) MUST_USE;
/* The periods of `every`, from begin: those that end by `until_us`, and the one running then. cut: ended by the phase's end. */
struct period {
    int64_t from_us, to_us;
};
enum err_code monitor_periods(struct run *run, const struct plan_period *every, int64_t begin_us,
                              int64_t end_us, struct period **periods, size_t *count) MUST_USE;
enum err_code monitor_hours(struct run *run, struct plan_hours hours, int64_t from_us,
                            int64_t to_us, struct spans *out) MUST_USE;

/* resolve.c, ruling.c */
enum err_code monitor_rulings(struct run *run) MUST_USE;
enum err_code monitor_resolve(struct run *run) MUST_USE;
struct ruled monitor_ruled(const struct run *run, uint32_t clause, size_t act, int64_t known_us);
/* The last certify or revoke known then: TIME_NONE when it does not stand, else its moment (knowledge: when received). */
struct certified {
    bool stands;
    int64_t time_us, received_us;
    const struct fact_decision *decision;
};
struct certified monitor_certified(const struct run *run, struct str text, uint32_t body,
                                   int64_t known_us);
struct certified monitor_certified_act(const struct run *run, struct str text, uint32_t body,
                                       size_t act, int64_t known_us);
/* That a clause is fulfilled; by its verifier, at or after `from_us`; party PLAN_NONE or one that the certificate may name. */
struct certified monitor_certified_clause(const struct run *run, uint32_t clause, uint32_t party,
                                          int64_t from_us, int64_t known_us);
uint32_t monitor_actor(const struct run *run, struct str name);
bool monitor_may_speak(const struct run *run, struct str name, uint32_t body, int64_t since_us,
                       int64_t at_us);
enum err_code monitor_warn(struct run *run, const char *fmt, ...) MUST_USE PRINTF_LIKE(2, 3);

/* pattern.c */
enum match monitor_class_match(const struct run *run, uint32_t class, size_t act, unsigned *doubts);
/* The same for any record: its kind, and its attributes as an observation's. */
enum match monitor_record_match(const struct run *run, uint32_t class, uint32_t kind,
                                const struct observation *o, unsigned *doubts);
enum match monitor_classes_match(const struct run *run, struct plan_list classes, size_t act,
                                 unsigned *doubts);
/* How likely there was an act of the classes at all: its existence, where the record's kind `match`es; where an explanation
 * is a kind that they hold too, that share with it. */
struct fact_interval monitor_mass(const struct run *run, struct plan_list classes, size_t act,
                                  enum match match);
enum err_code monitor_class_acts(struct run *run, uint32_t class,
                                 const struct class_acts **out) MUST_USE;
/* Makes acts->by_receipt; the first in it that was received at or after a moment. */
enum err_code monitor_class_receipts(struct run *run, uint32_t class) MUST_USE;
size_t monitor_first_received(const struct run *run, const struct class_acts *acts,
                              int64_t from_us);
enum err_code monitor_bound_make(struct run *run, const struct plan_actors *actors,
                                 struct bound **out) MUST_USE;
struct who monitor_who(const struct run *run, const struct bound *bound, size_t act);
/* Share of one actor (with its groups): [known, known + unknown]. */
struct fact_interval monitor_share_of(const struct run *run, uint32_t actor, size_t act);
/* Share of those that `actors` name; `same`: the party meant by "the same party", or PLAN_NONE. */
struct fact_interval monitor_share_of_actors(const struct run *run,
                                             const struct plan_actors *actors, uint32_t same,
                                             size_t act);
struct fact_interval monitor_audience(const struct run *run, const struct plan_audience *audience,
                                      size_t count, uint32_t same, size_t act, unsigned *doubts);
struct fact_interval monitor_aimed(const struct run *run, const struct plan_statement *st,
                                   size_t act, unsigned *doubts);
struct fact_interval monitor_against(const struct run *run, const struct plan_actors *against,
                                     size_t act, unsigned *doubts);
bool monitor_same(const struct run *run, const struct str *same, size_t count, size_t a, size_t b);
bool monitor_is_other_party(const struct run *run, uint32_t actor, uint32_t same);

#include "monitor/ground/ground_int.h"

/* coverage.c */
enum err_code monitor_statement_coverage(struct run *run, uint32_t statement, int64_t known_us,
                                         const struct spans **out) MUST_USE;
enum err_code monitor_covers(struct run *run) MUST_USE;
enum err_code monitor_spots_coverage(struct run *run, struct plan_list classes,
                                     const struct plan_spots *spots, int64_t known_us,
                                     struct spans *out) MUST_USE;

/* excuse.c */
enum err_code monitor_excuse(struct run *run, uint32_t past, size_t act, uint32_t party,
                             int64_t begin_us, struct fact_interval *out) MUST_USE;
bool monitor_excuse_needs_party(const struct run *run, uint32_t past);
/* What is to be excused: an act, or (SIZE_MAX) what was due at a moment. */
struct excused {
    size_t act;
    struct fact_time time;
    uint32_t party;
    int64_t begin_us; /* of the phase: what lies before it excuses only `at most D before` */
    int64_t known_us;
};
enum err_code monitor_excuse_of(struct run *run, uint32_t past, const struct excused *e,
                                struct fact_interval *out) MUST_USE;
/* Makes the lists of acts that it asks for. */
enum err_code monitor_excuse_ready(struct run *run, uint32_t past) MUST_USE;
bool monitor_permit_wins(const struct run *run, const struct plan_statement *permit,
                         const struct plan_statement *forbid);

/* One clause looked at for another; the caller takes it back with run->depth--. ERR_SYNTAX when it goes too deep: the
 * compiler lets no circle through, and a plan from elsewhere may hold one. */
#define MONITOR_DEPTH_LIMIT 200
enum err_code monitor_deeper(struct run *run) MUST_USE;

/* chance.c: chances, remembered for a while; by each thread for itself. */
enum err_code monitor_chances_open(struct run *run, bool is_worker) MUST_USE;

/* work.c: parts over threads, each called with a run of its own to write to. 1 thread: the run itself, in order. */
typedef enum err_code (*monitor_part_fn)(struct run *run, void *ctx, size_t part);
unsigned monitor_threads(const struct run *run);
enum err_code monitor_split(struct run *run, size_t parts, monitor_part_fn fn, void *ctx) MUST_USE;

/* ahead.c: stays and excesses of all phases, which are known by now; nothing where one thread does all. */
enum err_code monitor_items_ahead(struct run *run) MUST_USE;

/* items.c, stay.c, limit.c */
enum err_code monitor_items(struct run *run, uint32_t clause, const struct instance *at,
                            int64_t begin_us, int64_t end_us, struct items **out) MUST_USE;
enum err_code monitor_stays(struct run *run, uint32_t statement, const struct instance *at,
                            int64_t begin_us, int64_t end_us, struct items *items) MUST_USE;
enum err_code monitor_excesses(struct run *run, uint32_t statement, const struct instance *at,
                               int64_t begin_us, int64_t end_us, struct items *items) MUST_USE;
/* measure.c: does a thing that the record gives a weapon status count as present? */
struct fact_interval monitor_presence_factor(const struct run *run, enum plan_form form, size_t act,
                                             unsigned *doubts);
/* The metres that a `keep at least … from` asks of what was seen, and the most it asks of anything (INFINITY: not known). */
struct fact_interval monitor_keep_metres(const struct run *run,
                                         const struct plan_statement *statement, size_t act,
                                         unsigned *doubts);
double monitor_keep_reach(const struct run *run, const struct plan_statement *statement);
enum err_code monitor_item_push(struct run *run, struct items *items,
                                const struct item *item) MUST_USE;
/* What a unit's reports have in common: its name and party, or its place. In order of time; equal keys, equal numbers. */
struct unit_keys {
    struct map map;
    struct unit_place {
        const struct fact_place *place;
        uint32_t number;
    } * places;
    size_t place_count, place_capacity;
    uint32_t count;
};
enum err_code monitor_unit_key(struct run *run, struct unit_keys *keys, size_t act, bool with_kind,
                               uint32_t *number) MUST_USE;
/* Of `limit ... every`: what each period came to, for a slot of the clause or all together (PLAN_NONE). */
struct period_value {
    struct period period;
    struct each each; /* `in each` */
    size_t number;
    uint32_t slot;
    size_t row;                 /* of its table, 1 and up; 0: none */
    struct fact_interval value; /* hi INFINITY: not all was seen */
    struct fact_interval bound; /* hi INFINITY: nothing is declared */
    struct fact_interval over;  /* chance that the bound is exceeded */
    unsigned doubts;            /* why it is not sure */
    bool is_seen;
    const size_t *acts;
    size_t act_count;
    const size_t *tallies;
    size_t tally_count;
    int64_t known_us;
};
enum err_code monitor_period_values(struct run *run, uint32_t statement, const struct instance *at,
                                    int64_t begin_us, int64_t end_us, struct period_value **values,
                                    size_t *count) MUST_USE;
/* The same with what was known then. */
enum err_code monitor_period_values_then(struct run *run, uint32_t statement,
                                         const struct instance *at, int64_t begin_us,
                                         int64_t end_us, int64_t known_us,
                                         struct period_value **values, size_t *count) MUST_USE;
size_t monitor_first_reaching(const struct run *run,
                              int64_t from_us); /* first observation that may reach so far */
struct judged monitor_judge(const struct run *run, uint32_t clause, const struct item *item,
                            int64_t known_us);
/* Chance that this party did it, [without, with the unknown share]: by the least reading (what is written), or over all
 * readings (what may stand). */
struct fact_interval monitor_item_party(const struct run *run, uint32_t clause,
                                        const struct item *item, const struct judged *judged,
                                        uint32_t party, bool over_readings);
uint32_t monitor_item_named(const struct run *run, uint32_t clause, const struct item *item,
                            const struct judged *judged);
struct fact_interval monitor_times(struct fact_interval a, struct fact_interval b);
struct fact_interval monitor_not(struct fact_interval a);
void monitor_widen(struct fact_interval *sum, struct fact_interval one, bool is_first);
int64_t monitor_last(int64_t from_us, int64_t to_us); /* the last moment of a time */

/* cache.c: what runs over the same facts share (monitor/world/tally.h); without a cache they find nothing and do nothing */
enum err_code monitor_cache_items(struct run *run, uint32_t clause, const struct instance *at,
                                  int64_t begin_us, int64_t end_us, struct items **out) MUST_USE;
enum err_code monitor_cache_keep(struct run *run, uint32_t clause, const struct instance *at,
                                 int64_t begin_us, int64_t end_us, struct items *items) MUST_USE;
bool monitor_cache_acts(struct run *run); /* true: acts and shares are those of an earlier run */
void monitor_cache_close(struct run *run);

/* count.c */
/* P(count <= n) of independent events with probabilities p. Exact but for 1e-12. */
enum err_code monitor_at_most(struct run *run, const double *p, size_t count, double n,
                              double *out) MUST_USE;
/* P(count `comparison` number), from lower and upper probabilities of each. */
enum err_code monitor_count_chance(struct run *run, enum plan_comparison comparison, double number,
                                   const double *lo, const double *hi, size_t count,
                                   struct fact_interval *out) MUST_USE;
/* The same for a count that is itself an interval. */
struct fact_interval monitor_compare(enum plan_comparison comparison, double number,
                                     struct fact_interval count);
struct fact_interval monitor_and(struct fact_interval a, struct fact_interval b);
struct fact_interval monitor_or(struct fact_interval a, struct fact_interval b);

/* condition.c: at one moment */
struct moment {
    const struct instance *at; /* whose condition it is */
    int64_t at_us;             /* the moment judged */
    int64_t end_us;   /* acts before it count (a phase's end; otherwise just after at_us) */
    int64_t known_us; /* with what was known then */
};
/* A count: known, and how many rulings are awaited. */
struct tallied {
    struct fact_interval count; /* hi INFINITY: not all was seen */
    struct fact_interval chance;
    size_t open;  /* without a ruling */
    size_t ruled; /* substantiated */
    bool is_seen;
};
enum err_code monitor_condition(struct run *run, uint32_t condition, const struct moment *moment,
                                struct fact_interval *out) MUST_USE;
enum err_code monitor_count(struct run *run, uint32_t condition, const struct moment *moment,
                            struct tallied *out) MUST_USE;
/* The same for one party, or for whoever the condition names (PLAN_NONE). */
enum err_code monitor_count_party(struct run *run, uint32_t condition, const struct moment *moment,
                                  uint32_t party, struct tallied *out) MUST_USE;
/* What one item adds to a count; with `over`, at the window that ends at the moment. */
struct weight {
    struct fact_interval p; /* 0 or 1 at both ends but for possible worlds */
    bool is_open, is_ruled;
};
struct source {      /* items that a happening counts */
    uint32_t clause; /* PLAN_NONE: acts of a class */
    const struct instance *at;
    int64_t end_us; /* acts before it were looked at */
    struct items *items;
};
struct sources {
    struct source *items;
    size_t count, capacity;
};
enum err_code monitor_sources(struct run *run, const struct plan_happening *h,
                              const struct moment *moment, struct sources *out) MUST_USE;
struct weight monitor_weigh(struct run *run, const struct plan_happening *h,
                            const struct source *source, const struct item *item, uint32_t party,
                            int64_t known_us);
/* Where it was not seen, of what a source asks, in [from, to). */
enum err_code monitor_gaps(struct run *run, const struct plan_happening *h,
                           const struct source *source, int64_t from_us, int64_t to_us,
                           int64_t known_us, struct spans *gaps) MUST_USE;
enum outcome_gate_state monitor_gate_state(const struct run *run, struct fact_interval p);

/* sample.c: narrows the bounds of conditions joined by `and` or `or`, at a gate; run->sample_worlds says that worlds were drawn */
enum err_code monitor_sample(struct run *run, uint32_t condition, const struct moment *moment,
                             struct fact_interval *p) MUST_USE;

/* clause_state.c: how a clause stands at a moment */
struct standing {
    bool has_instance;
    struct fact_interval fulfilled, late, breached, pending, undetermined;
    int64_t fulfilled_us; /* from when it was, TIME_NONE */
    int64_t late_us;      /* from when it was done, not all of it in time; TIME_NONE */
    int64_t breached_us;
};
/* `synchronous`: how it stands. */
enum err_code monitor_sync_state(struct run *run, uint32_t statement, const struct moment *moment,
                                 const struct instance *own, struct standing *out) MUST_USE;
enum err_code monitor_clause_state(struct run *run, uint32_t clause, uint32_t party,
                                   const struct moment *moment, struct standing *out) MUST_USE;
enum err_code monitor_keep_state(struct run *run, uint32_t statement, uint32_t party,
                                 const struct moment *moment, const struct instance *own,
                                 struct standing *out) MUST_USE;
struct standing monitor_standing_none(void);
void monitor_standing_is(struct standing *s, struct fact_interval *which);

/* timeline.c */
enum monitor_mode { MONITOR_AS_KNOWN, MONITOR_AS_IT_WAS };
enum err_code monitor_timeline(struct run *run, uint32_t condition, const struct instance *at,
                               enum monitor_mode mode, struct timeline *out) MUST_USE;
enum err_code monitor_timeline_party(struct run *run, uint32_t condition, const struct instance *at,
                                     enum monitor_mode mode, uint32_t party,
                                     struct timeline *out) MUST_USE;
enum err_code monitor_timeline_combine(struct run *run, const struct timeline *a,
                                       const struct timeline *b, bool is_and,
                                       struct timeline *out) MUST_USE;
/* The same, but that it holds at each of these moments (sorted, each once). */
enum err_code monitor_timeline_mark(struct run *run, const struct timeline *t,
                                    const struct moments *marks, struct timeline *out) MUST_USE;
/* First moment >= from at which it holds (or does not); TIME_NEVER. */
int64_t monitor_timeline_next(const struct run *run, const struct timeline *timeline,
                              int64_t from_us, bool holds);
struct fact_interval monitor_timeline_at(const struct timeline *timeline, int64_t at_us);
/* Moments at which the condition of `when C require` turns true. */
struct turn {
    int64_t at_us;
    uint32_t party; /* of `by one party`: for whom; else PLAN_NONE */
};
enum err_code monitor_turns(struct run *run, uint32_t condition, const struct instance *at,
                            struct turn **turns, size_t *count) MUST_USE;
/* When the state of a `keep` or `limit` may change: those of its moments that matter. */
enum err_code monitor_keep_changes(struct run *run, uint32_t statement, const struct instance *own,
                                   struct moments *out) MUST_USE;
/* When what a `withdraw` asks may change: looks begin, reports and declarations are received. */
enum err_code monitor_withdraw_changes(struct run *run, uint32_t statement,
                                       struct moments *out) MUST_USE;
enum err_code monitor_moment_add(struct run *run, struct moments *moments, int64_t at_us) MUST_USE;
void monitor_moments_tidy(struct moments *moments);

/* duty.c */
struct duty {
    uint32_t statement;
    struct each each;    /* `in each` */
    uint32_t party;      /* PLAN_NONE: together, or any of several */
    size_t number;       /* running number of the trigger */
    int64_t from_us;     /* trigger or period start */
    int64_t deadline_us; /* last moment that counts; TIME_NEVER: none */
    bool is_period;
    bool is_sure;   /* it arose for certain */
    size_t trigger; /* observation, or SIZE_MAX */
    int64_t trigger_us;
    struct str subject; /* of the id */
    struct fact_interval states[4];
    bool is_seen; /* silence would have been seen */
    size_t *acts; /* what was looked at and counts */
    size_t act_count;
    size_t late_count; /* the last of acts that came late */
    int64_t done_us;   /* when it was fulfilled, TIME_NONE */
    unsigned doubts;
    const struct fact_decision *certificate;
    size_t step;      /* of `: … by T`, 1 and up; 0: none */
    size_t *declared; /* declarations looked at, in facts->declarations */
    size_t declared_count;
    const struct monitor_site *sites; /* of a withdrawal: storage sites, inventory.c */
    size_t site_count;
    bool has_amount;             /* of the next two */
    struct fact_interval amount; /* done so far; hi INFINITY: not known */
    struct fact_interval wanted; /* what was to be done; hi INFINITY: nothing is declared */
};
struct duties {
    struct duty *items;
    size_t count, capacity;
};
enum err_code monitor_duties(struct run *run, uint32_t statement, const struct instance *at,
                             int64_t known_us, int64_t now_us, struct duties *out) MUST_USE;
/* PENDING FULFILLED LATE BREACHED or UNDETERMINED */
enum finding_verdict monitor_duty_verdict(const struct run *run, const struct duty *duty);

/* trigger.c */
struct trigger {
    int64_t at_us;
    uint32_t party; /* whom "the same party" means, or PLAN_NONE */
    size_t act;     /* SIZE_MAX: none */
    bool is_sure;
    struct str subject;
};
struct triggers {
    struct trigger *items;
    size_t count, capacity;
};
enum err_code monitor_triggers(struct run *run, const struct plan_event *event,
                               const struct instance *at, int64_t known_us,
                               struct triggers *out) MUST_USE;

/* phase.c, gate.c */
enum err_code monitor_phases(struct run *run) MUST_USE;
/* Nobody decides on this exit: it opens by itself. Where a bracket stands for who decides, somebody will. */
static inline bool monitor_by_rule(const struct plan_exit *exit)
{
    return exit->decider == PLAN_NONE && !exit->decider_is_open;
}
/* The moment at which an exit is (or was) judged. */
struct moment monitor_gate_moment(const struct run *run, const struct instance *at,
                                  const struct gate_state *gate, int64_t known_us);
enum err_code monitor_gate_chance(struct run *run, const struct instance *at,
                                  const struct gate_state *gate, const struct moment *moment,
                                  struct fact_interval *out) MUST_USE;
struct instance *
monitor_instance(const struct run *run,
                 uint32_t phase); /* the latest of it, or NULL; of the member looked at */
struct str monitor_phase_name(const struct run *run, uint32_t phase); /* also lapsed and ended */
enum err_code monitor_phase_rows(struct run *run) MUST_USE;

/* agenda.c */
enum err_code monitor_agenda(struct run *run) MUST_USE;

/* text.c */
enum err_code monitor_say(struct run *run,
                          struct str *out) MUST_USE; /* run->text into the arena, and clear it */
enum err_code monitor_id(struct run *run, uint32_t clause, struct str subject, uint32_t statement,
                         uint32_t party, bool is_incident, struct str *id) MUST_USE;
void monitor_put_time(struct run *run, int64_t at_us);
void monitor_put_number(struct run *run, double value);
void monitor_put_clause(struct run *run, uint32_t clause);
void monitor_put_chance(struct run *run, struct fact_interval p);
struct finding_way monitor_way(unsigned doubts);
/* What would settle a finding: by its doubts, then what else is said. */
struct need {
    enum finding_need need;
    struct str text;
};
enum err_code monitor_needs(struct run *run, struct finding *f, unsigned doubts,
                            const struct need *more, size_t more_count) MUST_USE;

/* monitor.c: everything but the findings; close always, also after a failure */
enum err_code monitor_open(struct run *run, struct arena *arena, const struct plan *plan,
                           const struct facts *facts, const struct monitor_options *options,
                           struct outcome *outcome, struct err *err) MUST_USE;
void monitor_close(struct run *run);

/* finding.c, duty_finding.c, standing.c */
enum err_code monitor_findings(struct run *run) MUST_USE;
enum err_code monitor_finding_add(struct run *run, const struct finding *finding) MUST_USE;
void monitor_finding_start(const struct run *run, uint32_t clause, const struct instance *at,
                           struct finding *f);
enum err_code monitor_standing(struct run *run, uint32_t clause, const struct instance *at,
                               const struct items *items) MUST_USE;
enum err_code monitor_duty_findings(struct run *run, uint32_t statement,
                                    const struct instance *at) MUST_USE;
enum err_code monitor_synchronous(struct run *run, uint32_t statement,
                                  const struct instance *at) MUST_USE;
enum err_code monitor_period_limits(struct run *run, uint32_t statement,
                                    const struct instance *at) MUST_USE;
enum err_code monitor_unseen(struct run *run) MUST_USE;

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Backtests: several drafts over the same facts, what each would have found, and what differs between them. Facts are looked up once,
 * and a clause is judged once for each meaning that it has in some draft.
 *
 * The first draft is the one that the others are compared with. Pure; the same drafts and facts give the same figures, whatever the
 * number of threads. */
#ifndef BACKTEST_BACKTEST_H
#define BACKTEST_BACKTEST_H

#include "monitor/world/tally.h"

#define BACKTEST_DRAFT_LIMIT 4096
#define BACKTEST_WORLD_LIMIT 100000

/* One bracket's choice in a draft, as people see it. */
struct backtest_choice {
    uint32_t number; /* of the bracket in its text */
    struct str where, chosen, value;
};

struct backtest_draft {
    struct str name; /* of its file, with the choices made: "talks.md, 1=A, 2=B" */
    uint32_t text;   /* drafts of one text have the same number */
    const struct backtest_choice *choices;
    size_t choice_count;
    const struct plan *plan;
    /* made by backtest_run */
    struct plan_digests digests;
    struct tally tally;
    const uint32_t *clause_of; /* per row of the backtest: clause of the plan, or PLAN_NONE */
    const struct backtest_ground *ground;
    size_t ground_count;
};

/* A place of an agreement, measured under one reading or key. */
struct backtest_ground {
    struct str place, key;
    bool is_line;
    double length_m;     /* lines */
    double area_m2;      /* zones; negative: unbounded */
    size_t inside;       /* of the places named in the table */
    struct hash meaning; /* equal: the same ground */
};

struct backtest_name { /* a settlement */
    struct str name;
    struct geo_point point;
};

struct backtest_options {
    size_t worlds; /* 0: none */
    uint64_t seed;
    unsigned threads;
    int64_t known_at_us;
    /* Moves all dates of all drafts by so many days that the first draft enters into force on this local day. */
    bool has_from;
    int from_year, from_month, from_day;
    bool without_cache; /* for tests: judge everything anew */
    const struct backtest_name *names;
    size_t name_count;
};

struct backtest_row {
    struct str label, title, article;
};

/* Violations of a clause by a party, or by all of them (PLAN_NONE). */
struct backtest_figure {
    bool is_there;                 /* the draft has the clause, and it is judged */
    struct fact_interval expected; /* exact */
    bool has_worlds;
    struct fact_interval mean;   /* over the worlds: without and with what cannot be told */
    struct fact_interval spread; /* 2.5 % of the worlds lie below, 2.5 % above */
};

/* What a choice in a bracket comes to, over all drafts of its text. */
struct backtest_contrast {
    uint32_t text;
    struct backtest_choice choice;
    size_t draft_count;            /* in which it is made */
    struct fact_interval expected; /* violations of all clauses, mean over them */
    double gates;                  /* reached, likewise */
    /* Against the bracket's first choice: the mean over pairs of drafts that are alike in all other brackets. */
    bool is_first;
    size_t pair_count;
    struct backtest_figure change;
};

struct backtest {
    struct backtest_draft *drafts;
    size_t draft_count;
    struct backtest_options options;
    const struct facts *facts;
    /* made by backtest_run */
    int64_t shift_days;
    const struct backtest_row
        *rows; /* clauses of all drafts, in the order of the first that has them */
    size_t row_count;
    const struct str *parties; /* of all clauses */
    size_t party_count;
    size_t judged, kept; /* clauses judged, and taken from an earlier draft */
    struct monitor_cache *cache;
    const struct backtest_contrast *contrasts; /* by text, bracket, choice; as they first occur */
    size_t contrast_count;
    int64_t *work; /* of the figures below, which are therefore for one thread at a time */
};

/* Judge every draft. `facts` are sealed with the same known_at_us. What it makes lives in `arena` until backtest_close.
 * ERR_USAGE when `from` is given and the first draft does not say when it enters into force. */
enum err_code backtest_run(struct arena *arena, struct backtest *backtest,
                           struct err *err) MUST_USE;
void backtest_close(struct backtest *backtest);

/* Measure the ground of every draft (ground.c); part of backtest_run. */
enum err_code backtest_measure(struct arena *arena, struct backtest *backtest,
                               struct err *err) MUST_USE;
/* Names from share/map/places.csv; lines that cannot be read are skipped. */
enum err_code backtest_names_read(struct arena *arena, struct str csv,
                                  const struct backtest_name **names, size_t *count,
                                  struct err *err) MUST_USE;

#define BACKTEST_ALL UINT32_MAX /* for a row: all clauses; for a party: all of them */
struct backtest_figure backtest_figure(const struct backtest *backtest, size_t draft, uint32_t row,
                                       uint32_t party);
/* What a draft has more (or less) than another: incident by incident, world by world. Clauses that mean the same give
 * exactly 0. */
struct backtest_figure backtest_difference(const struct backtest *backtest, size_t draft,
                                           size_t other, uint32_t row, uint32_t party);
/* The mean over pairs, the spread that of this mean: no pairs, nothing there. */
struct backtest_pair {
    size_t draft, other;
};
struct backtest_figure backtest_mean_difference(const struct backtest *backtest,
                                                const struct backtest_pair *pairs, size_t count);
/* Compare the choices of each bracket (contrast.c); part of backtest_run. */
enum err_code backtest_contrast(struct arena *arena, struct backtest *backtest,
                                struct err *err) MUST_USE;
/* The share of worlds in which a gate's conditions hold; false where none is counted. */
bool backtest_gate_share(const struct backtest *backtest, const struct tally_gate *gate,
                         struct fact_interval *share);
/* The tally of a row in a draft, or NULL. */
const struct tally_clause *backtest_clause(const struct backtest *backtest, size_t draft,
                                           uint32_t row);

void backtest_put_text(struct buf *buf, const struct backtest *backtest);
void backtest_put_json(struct buf *buf, const struct backtest *backtest, struct str engine);

#endif

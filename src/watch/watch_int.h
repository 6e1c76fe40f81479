/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of watch share: store.c holds records, said.c versions, keep.c says what still matters, watch.c ticks,
 * state.c writes and reads all of it. */
#ifndef WATCH_WATCH_INT_H
#define WATCH_WATCH_INT_H

#include "base/map.h"
#include "watch/watch.h"

/* ---------------------------------------------------------------- what matters (keep.c) */

/* What the plan asks of records of one kind. */
struct keep_kind {
    bool is_about;      /* some statement, condition or clock asks about it */
    bool is_forever;    /* ... and may do so as long as the agreement runs */
    bool is_act;        /* a prohibition judges it by itself */
    bool is_past;       /* it may excuse what comes up to keep.far_us later */
    bool is_periodic;   /* it is counted in periods of up to keep.period_us */
    bool is_everywhere; /* some of them ask wherever it is; else only near `boxes` */
    struct geo_box *boxes;
    size_t box_count, box_capacity;
};

struct keep {
    const struct plan *plan;
    struct keep_kind *kinds; /* per kind of the plan */
    struct map names;        /* of kinds */
    bool is_everything;      /* the plan has moving places: what follows one is not told apart */
    bool *has_periods;       /* per clause: a `limit ... every` */
    int64_t far_us, period_us;
};

enum err_code keep_init(struct keep *keep, struct arena *arena, const struct plan *plan,
                        struct err *err) MUST_USE;
/* NULL: of no kind that anything asks about. */
const struct keep_kind *keep_kind_of(const struct keep *keep, struct str kind);
/* Surely outside every place where something asks about its kind. */
bool keep_is_far(const struct keep *keep, const struct keep_kind *kind,
                 const struct fact_place *place);

/* ---------------------------------------------------------------- records held (store.c) */

struct held_record {
    struct str text, name; /* name: "feed:id" of observations that have an id; of feeds the text */
    enum watch_type type;
    bool is_made; /* its id is made of its content */
    bool is_told; /* that it came later than its feed allows */
    bool is_dropped;
};

/* A growing array outside any arena. */
struct rows {
    void *items;
    size_t count, capacity, size; /* size of one */
};
enum err_code rows_add(const struct mem *mem, struct rows *rows, const void *item,
                       struct err *err) MUST_USE;
void rows_free(const struct mem *mem, struct rows *rows);

struct store {
    const struct mem *mem;
    struct rows rows; /* of struct held_record */
    struct arena *texts;
    struct arena two[2]; /* texts is one of them */
    struct map names;    /* to index in rows */
    size_t alive;        /* bytes of texts that belong to rows */
};
void store_init(struct store *store, const struct mem *mem);
void store_free(struct store *store);
static inline struct held_record *store_at(const struct store *store, size_t i)
{
    return (struct held_record *)store->rows.items + i;
}
enum err_code store_add(struct store *store, const struct held_record *record,
                        struct err *err) MUST_USE;
bool store_has(const struct store *store, struct str name);
/* Forget what is marked as dropped. */
enum err_code store_sweep(struct store *store, struct err *err) MUST_USE;
/* All of it read again: record i has line i + 1. */
enum err_code store_read(const struct store *store, struct facts *facts, struct err *err) MUST_USE;

/* ---------------------------------------------------------------- what was said (said.c) */

struct said_finding {
    char id[18];
    bool is_seen; /* at this tick */
    bool is_withdrawn, is_settled, is_standing;
    int version;
    uint32_t clause, party; /* party PLAN_NONE: none */
    uint8_t digest[16];
    int64_t from_us, to_us;
    struct str phase; /* in watch->names */
};

/* A clause's standing findings in a phase that began then are not said against a party whose incident was let go. */
struct hush {
    uint32_t clause;
    struct str phase;
    int64_t begin_us;
    bool *parties; /* per actor, and one more for nobody */
};

/* What records of a feed were that were let go: its completeness rests on them. */
struct held_feed {
    struct str feed;
    bool *kinds; /* per kind of the plan */
    int64_t from_us, to_us;
};

struct watch {
    struct mem mem;
    struct arena arena; /* lives as long */
    const struct plan *plan;
    struct watch_options options;
    struct keep keep;
    struct store store;
    struct rows said;   /* of struct said_finding */
    struct rows hushes; /* of struct hush */
    struct rows feeds;  /* of struct held_feed */
    struct map names;   /* phases and feeds, interned */
    struct rows name_texts;
    struct map feed_index;
    struct watch_counts counts;
    int64_t clock_us;    /* latest receipt; TIME_NONE: nothing came */
    int64_t boundary_us; /* the next tick */
    int64_t floor_us;    /* acts that ended before are let go; TIME_MIN_US: none yet */
    int64_t latest_us;   /* latest moment of any record */
    int64_t longest_us;  /* of acts that are no instants */
    int64_t lateness_us; /* greatest that a feed declares */
    size_t fresh;        /* records held since the last tick */
};

enum err_code watch_name(struct watch *watch, struct str text, struct str *out,
                         struct err *err) MUST_USE;
enum err_code watch_feed(struct watch *watch, struct str feed, struct held_feed **out,
                         struct err *err) MUST_USE;

/* Of a record that is let go only what it says of its feed is kept. */
enum err_code watch_let_go(struct watch *watch, struct str feed, struct str kind,
                           struct fact_time time, struct err *err) MUST_USE;

/* One tick's work. */
struct tick {
    struct watch *watch;
    const struct watch_sink *sink;
    struct arena *arena; /* dies with the tick */
    struct facts *facts;
    struct outcome *outcome;
    int64_t known_us;
    struct buf lines;
    struct err *err;
};
/* New, changed and withdrawn findings, in the finding order; withdrawn ones last. */
enum err_code said_compare(struct tick *t) MUST_USE;
/* The findings that rest on dropped records are settled: no more versions. */
enum err_code said_settle(struct tick *t) MUST_USE;
/* Mark what no longer matters as dropped (keep_rule.c). */
enum err_code tick_drop(struct tick *t) MUST_USE;
/* Index in the store of the observation of that name; SIZE_MAX: none. */
size_t tick_find(const struct tick *t, struct str name);
/* Moment from which periods are still counted whole. */
int64_t watch_period_floor(const struct watch *watch);
/* An upper bound of a span. */
int64_t keep_longest(struct plan_span span);

#endif

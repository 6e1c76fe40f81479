/* SPDX-License-Identifier: Apache-2.0
 *
 * Watch: the monitor over a stream of records. It holds the records that still matter and the last version said of each
 * finding; at a tick (knowledge passes a multiple of `every`, or WATCH_BLOCK records have come) it runs the monitor over what it
 * holds, as known then, and says what is new or changed: `version` raised, `supersedes` naming what it replaces. A finding that no
 * longer stands is said once more with the verdict "withdrawn".
 *
 * Ticks follow from `received` alone, never from a clock or from how bytes arrived, so that the same records give the same lines.
 * Records are to come in the order of receipt; one that comes behind the last tick is judged at the next.
 *
 * What is held follows from the plan (keep.c): see docs/reference/watch.md for what is exact. */
#ifndef WATCH_WATCH_H
#define WATCH_WATCH_H

#include "facts/facts.h"
#include "monitor/monitor.h"

#define WATCH_BLOCK 100000 /* records held since the last tick after which the next comes */

enum watch_type {
    WATCH_OBSERVATION,
    WATCH_COVERAGE,
    WATCH_FEED,
    WATCH_DECISION,
    WATCH_DECLARATION,
    WATCH_TALLY
};

/* A record as it was read; borrowed during the call. */
struct watch_record {
    enum watch_type type;
    union {
        const struct observation *observation;
        const struct fact_coverage *coverage;
        const struct fact_feed *feed;
        const struct fact_decision *decision;
        const struct fact_declaration *declaration;
        const struct fact_tally *tally;
    } of;
};

struct watch_options {
    int64_t every_us; /* between ticks; above 0 */
    int64_t
        settle_us; /* how long after its time an act may still be reported, corrected or answered; 0 and above */
    bool keeps_all; /* let nothing go: memory grows with the stream, and all bytes are as a run's */
    struct monitor_options monitor; /* known_at_us is not used */
};

/* Where whole lines go. */
struct watch_sink {
    enum err_code (*findings)(void *ctx, struct str lines, struct err *err);
    enum err_code (*late)(void *ctx, struct str lines, struct err *err);
    void *ctx;
};

struct watch_counts {
    uint64_t taken; /* records */
    uint64_t
        immaterial; /* of them: no clause asks about this kind, or about anything near this place */
    uint64_t settled; /* let go, their findings being settled */
    uint64_t refused; /* came when what they need was let go */
    uint64_t ticks, said, withdrawn;
    uint64_t held, open; /* now: records, and findings that may still be revised */
};

struct watch;

/* `plan` has passed plan_verify; plan, options' area and mem are borrowed. */
enum err_code watch_open(const struct mem *mem, const struct plan *plan,
                         const struct watch_options *options, struct watch **watch,
                         struct err *err) MUST_USE;
void watch_close(struct watch *watch); /* accepts NULL */

/* When the record became known; TIME_NONE for a feed's declaration, which always counts. */
int64_t watch_received(const struct watch_record *record);
/* Must a tick come before a record received then is taken? */
bool watch_is_due(const struct watch *watch, int64_t received_us);
/* The ticks up to a record received then. */
enum err_code watch_advance(struct watch *watch, int64_t received_us, const struct watch_sink *sink,
                            struct err *err) MUST_USE;
enum err_code watch_take(struct watch *watch, const struct watch_record *record,
                         const struct watch_sink *sink, struct err *err) MUST_USE;
/* The last tick, with all that is known. Nothing may be taken afterwards. */
enum err_code watch_end(struct watch *watch, const struct watch_sink *sink,
                        struct err *err) MUST_USE;

struct watch_counts watch_counts(const struct watch *watch);

/* Where the caller stands; kept with the state. */
struct watch_position {
    uint64_t consumed, lines; /* bytes and lines of the input */
    uint64_t findings, late;  /* bytes said */
    uint64_t rejected;
    bool skips;        /* within a line that is too long */
    struct str header; /* of a table; what was read lives in the watch */
};

/* All of it as text, one line each, the last a SHA-256 of what is before it (state.c). `agreement` names the agreement:
 * its SHA-256 in hex. */
enum err_code watch_put_state(const struct watch *watch, struct str agreement,
                              const struct watch_position *position, struct buf *buf,
                              struct err *err) MUST_USE;
/* Into a watch that is open and has taken nothing. ERR_INPUT when the state is damaged, of another agreement, or was made
 * with other settings; the watch can only be closed then. */
enum err_code watch_read_state(struct watch *watch, struct str agreement, struct str state,
                               struct watch_position *position, struct err *err) MUST_USE;

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Watch: an agreement held against a stream of records. Records come in, findings go out as they become known: each with a
 * version, a changed one with the next, naming in `supersedes` what it replaces. What no longer matters is let go, so that
 * memory follows the agreement and what is open, not the stream. The state can be taken at any time, and a watch that is given
 * it and the rest of the stream says what the first would have said. */
#ifndef TRUCE_WATCH_H
#define TRUCE_WATCH_H

#include "truce/outcome.h"

#ifdef __cplusplus
extern "C" {
#endif

struct truce_watch; /* opaque */

struct truce_watch_options {
    int64_t every_us;  /* of knowledge between two looks; above 0 */
    int64_t settle_us; /* how long after its time an act may still be reported or corrected */
    bool is_draft;     /* as in a run */
    bool keeps_all;    /* let nothing go: all bytes are as a run's, memory grows */
};

struct truce_watch_sinks {
    struct truce_sink findings; /* whole lines, in order: findings.ndjson, versioned */
    struct truce_sink
        late; /* what came late or could not be read: lines of late.ndjson and rejected.ndjson */
};

/* `input` says how the stream is read: ndjson, csv, ucdp or firms. agreement and host must outlive the watch. TRUCE_USAGE for
 * another format or options out of range, TRUCE_AGREEMENT as truce_run, TRUCE_NO_MEMORY. On failure *watch is NULL. */
enum truce_code truce_watch_open(const struct truce_memory *memory,
                                 const struct truce_agreement *agreement,
                                 const struct truce_host *host, const struct truce_input *input,
                                 const struct truce_watch_options *options,
                                 struct truce_watch **watch, struct truce_error *error);
void truce_watch_close(struct truce_watch *watch); /* accepts NULL */

/* Bytes of the stream, in pieces of any size; what they are cut into does not matter. After a failure the watch can only be
 * closed. */
enum truce_code truce_watch_push(struct truce_watch *watch, const char *bytes, size_t size,
                                 const struct truce_watch_sinks *sinks, struct truce_error *error);
/* The stream is over: the last look, with all that is known. TRUCE_INPUT when nothing in it could be read. */
enum truce_code truce_watch_end(struct truce_watch *watch, const struct truce_watch_sinks *sinks,
                                struct truce_error *error);

/* How far a watch is. */
struct truce_watch_position {
    uint64_t consumed;       /* bytes of the stream that need not be pushed again */
    uint64_t findings, late; /* bytes that were put */
};
/* The state, between two pushes; and back into a watch that was just opened, whose stream goes on at position->consumed.
 * TRUCE_INPUT when it is damaged, of another agreement, or made with other options (the text says which). */
enum truce_code truce_watch_put_state(const struct truce_watch *watch,
                                      const struct truce_sink *sink, struct truce_error *error);
enum truce_code truce_watch_resume(struct truce_watch *watch, struct truce_text state,
                                   struct truce_watch_position *position,
                                   struct truce_error *error);

/* Since the beginning of the stream. */
struct truce_watch_counts {
    uint64_t records, rejected;
    uint64_t immaterial; /* no clause asks about this kind, or about anything near this place */
    uint64_t settled;    /* let go, their findings being settled */
    uint64_t refused;    /* came when what they need was let go; told in `late` */
    uint64_t looks, findings, withdrawn;
    uint64_t held, open; /* now: records held, findings that may still be revised */
};
struct truce_watch_counts truce_watch_counts(const struct truce_watch *watch);

#ifdef __cplusplus
}
#endif

#endif

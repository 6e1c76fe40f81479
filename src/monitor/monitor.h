/* SPDX-License-Identifier: Apache-2.0
 *
 * The monitor: a plan held against facts. Pure: the same plan and facts give the same outcome, byte for byte, whatever the
 * order of arrival. What it means is LANGUAGE section 4, in docs/reference/meaning.md. */
#ifndef MONITOR_MONITOR_H
#define MONITOR_MONITOR_H

#include "facts/facts.h"
#include "facts/outcome.h"
#include "plan/plan.h"

struct monitor_cache;
struct plan_digests;

/* What a certificate says of a finding (facts/certificate.h), as the run makes it; borrowed during the call. */
struct monitor_explained {
    const struct finding *finding;
    uint32_t clause;
    struct str rule, line;     /* JSON: the rule in machine form; the finding as it is written */
    const struct str *records; /* lines of the exchange formats */
    size_t record_count;
    int64_t watermark_us;
    const char *refused; /* what no certificate is made of; NULL: nothing */
};
struct monitor_explain {
    struct str id; /* of the finding to be explained; empty: all */
    enum err_code (*take)(void *ctx, const struct monitor_explained *explained, struct err *err);
    void *ctx;
};

struct chance_memo; /* monitor_chances_keep */

struct monitor_options {
    int64_t known_at_us; /* TIME_NEVER: with everything that is known */
    bool is_draft;       /* judge what can be judged; open and not yet judged clauses are listed */
    unsigned threads;    /* at most so many; 0 is 1. The same outcome whatever it is */
    int64_t
        lateness_us; /* the watermark lies that much before the moment of knowledge; 0 in a run */
    /* Geometry of a named area of the gazetteer (an oblast, a district), or NULL when it knows none. */
    const struct geo_shape *(*area)(void *ctx, struct str name);
    void *area_ctx;
    const struct monitor_explain *explain; /* findings to be explained, or NULL; with one thread */
    struct chance_memo *chances; /* of monitor_chances_keep: kept from run to run; or NULL */
    /* A backtest (monitor/world/tally.h); all zero in a run. */
    bool is_backtest;            /* nobody decides and nobody certifies: gates pass by rule */
    int64_t shift_days;          /* dates that the text writes lie so many local days later */
    struct monitor_cache *cache; /* what runs over the same facts share, or NULL */
    const struct plan_digests *digests; /* of the plan; with a cache */
};

/* Places that were weighed, for runs over one plan and growing facts: nothing in it changes an answer. 5 MB in `arena`. */
enum err_code monitor_chances_keep(struct arena *arena, struct chance_memo **out,
                                   struct err *err) MUST_USE;

/* Run. `plan` must have passed plan_verify, `facts` facts_seal with the same known_at_us. The outcome lives in `arena`; it
 * borrows from plan and facts. ERR_SYNTAX when the plan holds brackets or clauses not judged yet and this is no draft (the text names the first),
 * ERR_NO_MEMORY. Cost: O((observations + findings) log n) for each clause. */
enum err_code monitor_run(struct arena *arena, const struct plan *plan, const struct facts *facts,
                          const struct monitor_options *options, struct outcome *outcome,
                          struct err *err) MUST_USE;

#endif

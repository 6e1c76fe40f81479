/* SPDX-License-Identifier: Apache-2.0
 *
 * The monitor: a plan held against facts. Pure: the same plan and facts give the same outcome, byte for byte, whatever the
 * order of arrival. What it means is LANGUAGE section 4, in docs/reference/meaning.md. */
#ifndef MONITOR_MONITOR_H
#define MONITOR_MONITOR_H

#include "facts/facts.h"
#include "facts/outcome.h"
#include "plan/plan.h"

struct monitor_options {
    int64_t known_at_us; /* TIME_NEVER: with everything that is known */
    bool is_draft;       /* judge what can be judged; open and not yet judged clauses are listed */
    /* Geometry of a named area of the gazetteer (an oblast, a district), or NULL when it knows none. */
    const struct geo_shape *(*area)(void *ctx, struct str name);
    void *area_ctx;
};

/* Run. `plan` must have passed plan_verify, `facts` facts_seal with the same known_at_us. The outcome lives in `arena`; it
 * borrows from plan and facts. ERR_SYNTAX when the plan holds brackets or clauses not judged yet and this is no draft (the text names the first),
 * ERR_NO_MEMORY. Cost: O((observations + findings) log n) for each clause. */
enum err_code monitor_run(struct arena *arena, const struct plan *plan, const struct facts *facts,
                          const struct monitor_options *options, struct outcome *outcome,
                          struct err *err) MUST_USE;

#endif

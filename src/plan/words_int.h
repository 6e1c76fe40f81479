/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files that make sentences share. */
#ifndef PLAN_WORDS_INT_H
#define PLAN_WORDS_INT_H

#include "base/num.h"
#include "plan/words.h"

struct words {
    struct buf *buf;
    const struct plan *plan;
    uint32_t
        phase; /* what begin and end mean; PLAN_THROUGHOUT: entry into force and end of the agreement */
    unsigned depth;
};

#define WORDS_DEPTH_LIMIT 100

void say_put(struct words *w, const char *text);
void say_name(struct words *w, struct str name);  /* as it is */
void say_plain(struct words *w, struct str name); /* underscores as spaces */
void say_quoted(struct words *w, struct str text);
void say_actor(struct words *w, uint32_t actor);
/* "A", "A and B", "A, B and C" with `last` between the last two. */
void say_actor_list(struct words *w, struct plan_list list, const char *last);
void say_clauses(struct words *w, struct plan_list clauses); /* "clause 5", "clauses 1, 2 and 3" */
void say_classes(struct words *w, struct plan_list classes, const char *last);
void say_class(struct words *w, uint32_t class);
void say_phase(struct words *w, uint32_t phase);
void say_place(struct words *w, uint32_t place);
void say_clock(struct words *w, int32_t seconds);
void say_span(struct words *w, struct plan_span span);
void say_metres(struct words *w, double metres);
void say_number(struct words *w, const struct plan_number *number);
void say_comparison(struct words *w, enum plan_comparison comparison);
/* A moment; for a bare day also which end of it is meant. */
enum words_edge { WORDS_PLAIN, WORDS_START, WORDS_FINISH };
void say_time(struct words *w, const struct plan_time *time, enum words_edge edge);
void say_period(struct words *w, const struct plan_period *period); /* "every day by 12:00" */
/* Whoever acts: after "by", and with `last` between the last two names. */
void say_actors(struct words *w, const struct plan_actors *actors, const char *last);
void say_audience(struct words *w, const struct plan_audience *items, size_t count);
bool say_spots(struct words *w, const struct plan_spots *spots); /* " in dmz"; false: everywhere */
void say_same(struct words *w, const struct str *items, size_t count);
void say_happening(struct words *w, const struct plan_happening *happening, bool is_many);
void say_event(struct words *w, const struct plan_event *event);
void say_condition(struct words *w, uint32_t condition);
void say_past(struct words *w, uint32_t past);

#endif

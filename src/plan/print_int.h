/* SPDX-License-Identifier: Apache-2.0
 *
 * What plan_print's two files share: the small parts of a row in words. */
#ifndef PLAN_PRINT_INT_H
#define PLAN_PRINT_INT_H

#include "base/num.h"
#include "plan/plan.h"

struct printer {
    struct buf *buf;
    const struct plan *plan;
};

void print_text(struct printer *p, const char *text);
void print_str(struct printer *p, struct str s);
void print_quoted(struct printer *p, struct str s);
void print_actor(struct printer *p, uint32_t index);
void print_actor_list(struct printer *p, struct plan_list list);
void print_table_name(struct printer *p, uint32_t index);
void print_clause_list(struct printer *p, struct plan_list list);
void print_phase(struct printer *p, uint32_t index);
void print_span(struct printer *p, struct plan_span s);
void print_clock_time(struct printer *p, int32_t s);
void print_time(struct printer *p, const struct plan_time *t);
void print_actors(struct printer *p, const struct plan_actors *a);
void print_spots(struct printer *p, const struct plan_spots *s);
void print_texts(struct printer *p, const struct str *items, size_t count);
void print_class_name(struct printer *p, uint32_t index);
void print_audience(struct printer *p, const struct plan_audience *items, size_t count);
void print_comparison(struct printer *p, enum plan_comparison c);
void print_number(struct printer *p, const struct plan_number *n);
void print_happening(struct printer *p, const struct plan_happening *h);
void print_same(struct printer *p, const struct str *items, size_t count);
void print_event(struct printer *p, const struct plan_event *e);
void print_judged(struct printer *p, enum plan_judged j, struct str why);

#endif

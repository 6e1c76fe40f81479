/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files that make certificates share: a rule being written as JSON, and the records that go with it. What cannot be
 * put (a form, a geometry) is refused, with its reason; a certificate is then not made. */
#ifndef MONITOR_EXPLAIN_INT_H
#define MONITOR_EXPLAIN_INT_H

#include "monitor/monitor_int.h"

struct text_list { /* JSON texts, in order; equal ones once */
    struct str *items;
    size_t count, capacity;
};

struct explain {
    struct run *run;
    uint32_t clause;
    const struct finding *finding;
    struct buf rule; /* `{"form": …` as it grows */
    bool first;      /* of the member being written */
    struct text_list shapes, nodes, places, where, placed, records;
    uint32_t *node_of;   /* per node of the plan: its place in `nodes` + 1 */
    uint32_t *shape_of;  /* per shape likewise */
    uint32_t *place_of;  /* per place likewise */
    bool *kinds;         /* per kind: named in the rule or by a record */
    const char *refused; /* why no certificate is made; NULL: it can be */
};

/* explain_rule.c */
void explain_refuse(struct explain *e, const char *why); /* the first stays */
enum err_code explain_list_add(struct explain *e, struct text_list *list, struct buf *text,
                               uint32_t *index) MUST_USE; /* and clears the text */
void explain_key(struct explain *e, const char *key);
void explain_text(struct explain *e, const char *key, struct str text); /* null where empty */
void explain_flag(struct explain *e, const char *key, bool flag);
void explain_number(struct explain *e, const char *key, double number);
void explain_moment(struct buf *buf, int64_t at_us); /* null where it is open */
void explain_time(struct explain *e, const char *key, int64_t at_us);
void explain_spans(struct buf *buf, const struct spans *spans);
void explain_classes(struct explain *e, struct buf *buf, struct plan_list classes);
void explain_actors(struct explain *e, struct buf *buf, const struct plan_actors *actors);
void explain_audience(struct explain *e, struct buf *buf, const struct plan_audience *audience,
                      size_t count);
void explain_texts(struct buf *buf, const struct str *texts, size_t count);
enum err_code explain_place(struct explain *e, uint32_t place, uint32_t *index) MUST_USE;
enum err_code explain_spots(struct explain *e, const struct plan_spots *spots,
                            uint32_t *where) MUST_USE;
enum err_code explain_away(struct explain *e, uint32_t place, double metres, const char *hand,
                           uint32_t *where) MUST_USE;
/* The chances of a place, one for each reading. */
enum err_code explain_placed(struct explain *e, struct str name, uint32_t where,
                             const struct fact_interval *chances) MUST_USE;
enum err_code explain_spots_of(struct explain *e, const struct plan_spots *spots, size_t act,
                               uint32_t *where) MUST_USE;
enum err_code explain_past(struct explain *e, struct buf *buf, uint32_t past, size_t act,
                           int64_t begin_us) MUST_USE;
enum err_code explain_finish(struct explain *e, struct str *rule) MUST_USE;

/* explain_records.c */
enum err_code explain_act(struct explain *e, size_t act) MUST_USE;
enum err_code explain_tally(struct explain *e, size_t tally) MUST_USE;
enum err_code explain_rulings(struct explain *e,
                              size_t act) MUST_USE; /* SIZE_MAX: on the finding */
enum err_code explain_certified(struct explain *e, int64_t from_us, uint32_t party) MUST_USE;
enum err_code explain_certificate(struct explain *e, struct str text, uint32_t body) MUST_USE;
enum err_code explain_act_certificates(struct explain *e, size_t act) MUST_USE;
/* What a statement asks to be covered, and the records that cover it in [from, to). */
enum err_code explain_coverage(struct explain *e, struct buf *buf, uint32_t statement,
                               int64_t from_us, int64_t to_us) MUST_USE;

/* explain.c: from the first member to the last; explain_end hands the certificate over, whatever the code was frees */
bool explain_asked(const struct run *run, const struct finding *f);
enum err_code explain_start(struct explain *e, struct run *run, uint32_t clause,
                            const struct finding *f, const char *form, uint32_t statement) MUST_USE;
enum err_code explain_end(struct explain *e, enum err_code code) MUST_USE;

/* explain.c, explain_standing.c: the hooks; they do nothing unless the finding is to be explained */
enum err_code monitor_explain_item(struct run *run, uint32_t clause, const struct instance *at,
                                   const struct item *item, const struct finding *f) MUST_USE;
enum err_code monitor_explain_duty(struct run *run, const struct duty *d, const struct instance *at,
                                   struct str subject, const struct finding *f) MUST_USE;
enum err_code monitor_explain_period(struct run *run, uint32_t statement, const struct instance *at,
                                     const struct period_value *v, struct str subject,
                                     const struct finding *f) MUST_USE;
enum err_code monitor_explain_standing(struct run *run, uint32_t clause, const struct instance *at,
                                       uint32_t party, struct str subject,
                                       const struct finding *f) MUST_USE;
enum err_code monitor_explain_synchronous(struct run *run, uint32_t statement,
                                          const struct instance *at, struct str subject,
                                          const struct finding *f) MUST_USE;
#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the checker share. The certificate is read member by member; the first failure is kept (`fail`), later
 * reads give nothing, and the end asks once whether anything failed. */
#ifndef REPLAY_REPLAY_INT_H
#define REPLAY_REPLAY_INT_H

#include "facts/facts.h"
#include "facts/finding.h"
#include "replay/replay.h"

#define NOBODY SIZE_MAX
#define SAME_LIMIT 2e-6 /* two roundings to 1e-6 */

struct range { /* of a probability or a count */
    double lo, hi;
};

enum says { SAYS_NO, SAYS_PERHAPS, SAYS_YES };

struct actor {
    struct str name, role;
    size_t under; /* or NOBODY */
    const struct json *also;
};

struct replay {
    struct arena *arena;
    struct buf *words;
    struct err *err;
    bool failed, believe_places;
    const struct json *rule, *finding, *held; /* held: what feeds without a declaration hold */
    struct facts facts;
    bool *is_used; /* per observation: it enters the judgement */
    struct actor *actors;
    size_t actor_count, reading_count;
    int64_t known_us, watermark_us;
    double likely, seen;
    struct ground *ground;
    double spent; /* steps of work */
};

/* replay.c: members. Wrong or missing ones fail, and are empty. */
void replay_fail(struct replay *r, const char *fmt, ...) PRINTF_LIKE(2, 3);
const struct json *replay_member(struct replay *r, const struct json *in, const char *key,
                                 enum json_type type);
const struct json *replay_list(struct replay *r, const struct json *in, const char *key);
const struct json *replay_item_of(struct replay *r, const struct json *in, size_t i,
                                  enum json_type type);
struct str replay_text_of(struct replay *r, const struct json *in,
                          const char *key); /* null is empty */
double replay_number_of(struct replay *r, const struct json *in, const char *key);
/* A whole number of 0 to 1e9; fails for any other. */
size_t replay_index_of(struct replay *r, const struct json *in, const char *key);
size_t replay_as_index(struct replay *r, const struct json *number);
int64_t replay_micros_of(struct replay *r, const struct json *seconds);
/* So many steps of work: fails when a certificate asks for more than an honest one can. */
void replay_spend(struct replay *r, size_t steps);
bool replay_flag_of(struct replay *r, const struct json *in, const char *key);
int64_t replay_time_of(struct replay *r, const struct json *in, const char *key, int64_t otherwise);
int64_t replay_moment_of(struct replay *r, const struct json *value, int64_t otherwise);
void replay_only(struct replay *r, const struct json *in, const char *what, const char *keys);
void replay_say(struct replay *r, const char *fmt, ...) PRINTF_LIKE(2, 3);
void replay_say_range(struct replay *r, const char *what, struct range p);
void replay_same_range(struct replay *r, const char *what, struct range is,
                       const struct json *stated);
void replay_same_text(struct replay *r, const char *what, struct str is, const struct json *stated);
void replay_same_time(struct replay *r, const char *what, int64_t is, const struct json *stated);

/* who.c: kinds, attributes, people, times */
struct range replay_times(struct range a, struct range b);
struct range replay_inverse(struct range a);
struct range replay_both(struct range a,
                         struct range b); /* whatever they have to do with each other */
struct range replay_either(struct range a, struct range b); /* likewise */
struct range replay_rounded(struct range a);
enum says replay_kinds_say(struct replay *r, const struct json *classes,
                           const struct observation *o);
bool replay_kind_under(struct replay *r, struct str kind, struct str above);
size_t replay_actor_of(const struct replay *r, struct str name);
bool replay_answers_to(const struct replay *r, size_t actor, size_t above);
enum says replay_binds(struct replay *r, const struct json *actors, size_t actor);
struct range replay_of_those(struct replay *r, const struct json *actors,
                             const struct observation *o);
struct range replay_share_of(const struct replay *r, size_t actor, const struct observation *o);
struct range replay_share_of_any(struct replay *r, const struct json *actors, size_t same,
                                 const struct observation *o);
double replay_unknown_share(const struct replay *r, const struct observation *o);
struct range replay_against(struct replay *r, const struct json *actors,
                            const struct observation *o);
struct range replay_addressed(struct replay *r, const struct json *audience, size_t same,
                              const struct observation *o);
bool replay_agree_on(struct replay *r, const struct json *same, const struct observation *a,
                     const struct observation *b);
struct range replay_exists(const struct observation *o);
/* How likely there was an act of the classes at all: its existence where its kind is one of them, and with its share an
 * explanation that is one. */
struct range replay_mass(struct replay *r, const struct json *classes, const struct observation *o);
struct range replay_presence(const struct observation *o, bool is_ceiling);
double replay_amount_of(const struct observation *o, struct str measure);
int64_t replay_last_of(struct fact_time time);

struct stretches { /* sorted, disjoint */
    struct fact_time *items;
    size_t count;
};
struct stretches replay_stretches_of(struct replay *r, const struct json *in, const char *key);
void replay_stretches_tidy(struct stretches *s);
struct range replay_time_in(const struct stretches *s, struct fact_time time, bool holds,
                            bool aggregate);
bool replay_stretches_hold(const struct stretches *s, int64_t from_us, int64_t to_us);
int64_t replay_stretch_end(const struct stretches *s, int64_t at_us);
/* P(count `comparison` number) of independent events, each with its least and greatest chance. */
struct range replay_count_chance(struct replay *r, struct str comparison, double number,
                                 const struct range *p, size_t count);
double replay_at_most(struct replay *r, const struct range *p, bool by_hi, size_t count,
                      double number);

/* decide.c: rulings */
struct verdict {
    enum fact_status status;
    const struct fact_decision *decision;
    const struct fact_attribution *attribution;
    size_t party;
    struct str gravity;
};
struct verdict replay_ruling_on(struct replay *r, const struct observation *o);
const struct fact_decision *replay_certified(struct replay *r, struct str party, int64_t from_us);
bool replay_act_certified(struct replay *r, struct str text, struct str by, struct str act);

/* cover.c: who looked where and when. {kinds: [[kind]], places, band_m} */
struct stretches replay_covered(struct replay *r, const struct json *coverage);

/* place.c, ground.c: chance of lying where `where` (index into rule.grounds) says, under a reading */
enum err_code replay_ground_make(struct replay *r) MUST_USE;
struct range replay_place_chance(struct replay *r, size_t where, size_t reading,
                                 const struct fact_place *place, struct str name);

/* act.c, stay.c, duty.c, limit.c, stand.c: one form each */
void replay_forbid(struct replay *r);
void replay_keep(struct replay *r);
void replay_duty(struct replay *r);
void replay_quota(struct replay *r);
void replay_ceiling(struct replay *r);
void replay_standing(struct replay *r);
void replay_synchronous(struct replay *r);
struct range replay_excused(struct replay *r, const struct json *past, const struct observation *o,
                            size_t party);
/* The verdict on an occurrence per reading, under the rulings; compared with what is stated. */
void replay_judge_occurrence(struct replay *r, const struct range *readings, bool is_disputed,
                             struct verdict verdict, bool is_out);
void replay_check_id(struct replay *r, struct str subject, bool is_incident);
/* The members named, parted by spaces, are null. */
void replay_all_null(struct replay *r, const char *keys);
/* Attribution at level A0, no shares. */
void replay_nobody_named(struct replay *r);
struct range replay_time_of_act(struct replay *r, const struct json *part,
                                const struct observation *o);
struct range replay_kind_range(enum says says);
void replay_same_parties(struct replay *r, const struct json *slots, const struct observation *o,
                         struct verdict v);
struct str replay_named_party(struct replay *r, const struct json *slots,
                              const struct observation *o, struct verdict v);
void replay_same_attribution(struct replay *r, const struct fact_attribution *is);
/* Of a duty or a period: rulings that name the finding itself. */
void replay_same_status(struct replay *r);
bool replay_are_same_unit(struct replay *r, const struct observation *a,
                          const struct observation *b, bool with_kind);

#endif

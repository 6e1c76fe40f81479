/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files about amounts share: measures, declared baselines, ceilings, what is left to withdraw.
 *
 *     measure.c   how much a record means, how likely it counts (weapon_status.h)
 *     baseline.c  what a party has declared      inventory.c  what it keeps in storage, against what was counted
 *     sum.c       sums of uncertain amounts
 *     limit.c     ceilings over time      quota.c  by period      ceiling.c  what the ceiling is
 *     withdraw.c  what is left in a zone, and the steps of a withdrawal */
#ifndef MONITOR_AMOUNT_INT_H
#define MONITOR_AMOUNT_INT_H

#include "monitor/amount/weapon_status.h"
#include "monitor/monitor_int.h"

/* ---------------------------------------------------------------- measure.c */

/* What the record says of a weapon, or NULL. */
const struct weapon_status *monitor_weapon_status(const struct run *run, size_t act);
/* Whether a thing counts as present for a statement of this form. */
enum weapon_presence monitor_presence(const struct run *run, enum plan_form form, size_t act);
/* Of COUNT and SHARE the quantity, else the attribute; one not given is [0, INFINITY). A time is cut to `sure` and `maybe`
 * (NULL: not cut) where the record holds throughout. */
struct fact_interval monitor_quantity(const struct observation *o, enum plan_measure measure,
                                      const struct spans *sure, const struct spans *maybe);
/* Least and greatest over the readings. */
struct fact_interval monitor_place_range(struct run *run, const struct plan_spots *spots,
                                         const struct fact_place *place, unsigned *doubts);
/* The same for a party, of something seen there then. */
struct fact_interval monitor_where_range(struct run *run, const struct plan_spots *spots,
                                         uint32_t party, const struct where *where,
                                         unsigned *doubts);
/* How likely a report counts for a group of parties: slot of the clause, or PLAN_NONE for all whom the statement binds. */
struct fact_interval monitor_counts_for(struct run *run, uint32_t statement,
                                        const struct plan_spots *spots, uint32_t slot, size_t act,
                                        enum match match, unsigned *doubts);
/* What is left of it where the statement excuses it; no change without `unless`. */
enum err_code monitor_less_excused(struct run *run, uint32_t statement, uint32_t slot, size_t act,
                                   int64_t begin_us, struct fact_interval *p,
                                   unsigned *doubts) MUST_USE;
/* The lower end where it is likely, the upper end where it is possible. */
struct fact_interval monitor_ends(const struct run *run, struct fact_interval p,
                                  struct fact_interval quantity);

/* ---------------------------------------------------------------- baseline.c */

struct asked_baseline {
    struct plan_list classes;
    uint32_t row;   /* a class of a table: of this as well; PLAN_NONE */
    uint32_t party; /* PLAN_NONE: all of `bound` together */
    const struct bound *bound;
    const struct plan_spots *spots;
    enum plan_measure measure;
};

struct baseline {
    bool is_declared;
    struct fact_interval amount; /* [0, INFINITY) where nothing is declared */
    int64_t known_us;            /* the last of them received */
    size_t *declarations;        /* in facts->declarations */
    size_t count;
    unsigned doubts;
};
enum err_code monitor_baseline(struct run *run, const struct asked_baseline *asked,
                               int64_t known_us, struct baseline *out) MUST_USE;
/* How a declaration matches the classes: by `kind` of its object, else `weapon`, else by what it is of. */
enum match monitor_declaration_match(const struct run *run, struct plan_list classes,
                                     const struct fact_declaration *d, unsigned *doubts);

/* ---------------------------------------------------------------- ceiling.c */

/* A ceiling of a `limit`: one, or one for each row of its table. */
struct ceiling_row {
    uint32_t class;              /* only things of it; PLAN_NONE */
    size_t number;               /* 1 and up; 0: not of a table */
    struct fact_interval amount; /* hi INFINITY: not declared */
    int64_t known_us;            /* when it became known, TIME_NONE: it stands in the text */
    unsigned doubts;
};
size_t monitor_ceiling_rows(const struct run *run, uint32_t statement);
/* Row `i`, for a slot of the clause or all together (PLAN_NONE). Of `for each`: what is allowed for one. */
enum err_code monitor_ceiling_row(struct run *run, uint32_t statement, size_t i, uint32_t slot,
                                  int64_t known_us, struct ceiling_row *out) MUST_USE;
/* How an observation matches what is limited by this row. */
enum match monitor_ceiling_match(const struct run *run, uint32_t statement,
                                 const struct ceiling_row *row, size_t act, unsigned *doubts);
/* Of `for each`: how likely an act is one that allows more, for the party. */
struct fact_interval monitor_allows(struct run *run, uint32_t statement, uint32_t slot, size_t act,
                                    unsigned *doubts);
/* What is told of an excess: its words, the subject of its id, what it is counted in (row of a table, 0: none). */
void monitor_put_excess(struct run *run, const struct item *item);
enum err_code monitor_excess_subject(struct run *run, const struct item *item,
                                     const struct instance *at, struct str *out) MUST_USE;
struct str monitor_excess_unit(const struct run *run, uint32_t statement, size_t row);
/* Between two numbers, or at least one where nothing bounds it above. */
void monitor_put_amount(struct run *run, struct fact_interval amount);
/* " (status W2, …)" where the record says it, else nothing. */
void monitor_put_weapon_status(struct run *run, size_t act);
/* A statement that counts for each party apart. */
bool monitor_is_for_each(const struct run *run, uint32_t statement);

/* ---------------------------------------------------------------- sum.c */

/* P(sum <= n) of independent events that count for `weights`; an interval only where there are too many different sums. */
enum err_code monitor_sum_at_most(struct run *run, const double *p, const double *weights,
                                  size_t count, double n, struct fact_interval *out) MUST_USE;
/* P(sum `comparison` number), from lower and upper probabilities of each; weights of 1 as monitor_count_chance. */
enum err_code monitor_sum_chance(struct run *run, enum plan_comparison comparison, double number,
                                 const double *lo, const double *hi, const double *weights,
                                 size_t count, struct fact_interval *out) MUST_USE;

/* ---------------------------------------------------------------- duty.c, measured.c */

/* Enough by the deadline, enough by now, late: each from the ends that make it least and greatest. */
struct enough {
    struct fact_interval in, any, late;
};
void monitor_duty_states(struct duty *duty, const struct enough *e, bool is_past);
/* How likely an act is one that the duty asks for, whenever it was. */
struct fact_interval monitor_duty_counts(struct run *run, const struct plan_statement *st,
                                         const struct duty *duty, size_t act, enum match match,
                                         unsigned *doubts);
struct fact_time monitor_when_done(const struct plan_statement *st, const struct observation *o);
/* A `require` in steps, in other than a number, or of declarations: judged by monitor_measured. */
bool monitor_is_measured(const struct plan_statement *st);
enum err_code monitor_measured(struct run *run, struct duty *duty, int64_t known_us,
                               int64_t now_us) MUST_USE;

/* ---------------------------------------------------------------- inventory.c */

/* A storage site: what a party declares to keep there, what was last counted there, what was told to be missing. */
struct monitor_site {
    struct str name;
    double declared, counted, told;
    int64_t at_us; /* last counted; TIME_NONE: never */
};
enum err_code monitor_sites(struct run *run, struct plan_list classes, uint32_t party,
                            int64_t known_us, int64_t now_us, struct monitor_site **sites,
                            size_t *site_count) MUST_USE;
double monitor_site_missing(const struct monitor_site *site);

/* ---------------------------------------------------------------- withdraw.c */

/* Judge one step of a withdrawal: states, evidence, amounts. Its party, moments and step are set. */
enum err_code monitor_withdrawal(struct run *run, struct duty *duty, int64_t known_us,
                                 int64_t now_us) MUST_USE;
/* What a step asks to be done of a baseline: 1 for `some`. */
struct fact_interval monitor_step_amount(const struct plan_step *step,
                                         const struct baseline *baseline);

#endif

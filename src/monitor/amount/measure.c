/* SPDX-License-Identifier: Apache-2.0
 *
 * How much a record means, and how likely it counts: for ceilings, quotas, withdrawals and steps. What is unsure counts at one
 * end only: the lower end takes what is likely, the upper end all that is possible. */
#include "monitor/amount/amount_int.h"

#include <math.h>

#define WEAPON_ROW(code, status, keep, withdraw, limit, words)                                     \
    {STR_INIT(code),    STR_INIT(status), WEAPON_##keep,                                           \
     WEAPON_##withdraw, WEAPON_##limit,   STR_INIT(words)},

static const struct weapon_status weapon_statuses[] = {WEAPON_STATUSES(WEAPON_ROW)};

const struct weapon_status *weapon_status_find(struct str text)
{
    const struct weapon_status *by_code = NULL;

    for (size_t i = 0; i < COUNT_OF(weapon_statuses); i++) {
        if (str_eq(weapon_statuses[i].status, text))
            return &weapon_statuses[i];
        if (!str_eq(weapon_statuses[i].code, text))
            continue;
        if (by_code)
            return NULL; /* a code of several: which is not said */
        by_code = &weapon_statuses[i];
    }
    return by_code;
}

const struct weapon_status *monitor_weapon_status(const struct run *run, size_t act)
{
    const struct fact_attribute *a =
        observation_attribute(&run->facts->observations[act], STR("status"));

    return a && !a->is_number ? weapon_status_find(a->text) : NULL;
}

enum weapon_presence monitor_presence(const struct run *run, enum plan_form form, size_t act)
{
    const struct weapon_status *status = monitor_weapon_status(run, act);

    if (!status)
        return WEAPON_BY_PLACE;
    return form == PLAN_KEEP       ? status->keep
           : form == PLAN_WITHDRAW ? status->withdraw
                                   : status->limit;
}

static struct fact_interval attribute_of(const struct observation *o, struct str name)
{
    const struct fact_attribute *a = observation_attribute(o, name);

    if (a && a->is_number && a->number >= 0)
        return (struct fact_interval){a->number, a->number};
    return (struct fact_interval){0, (double)INFINITY};
}

static double seconds_in(const struct spans *spans, struct fact_time time)
{
    double sum = 0;

    for (size_t i = 0; i < spans->count; i++) {
        int64_t from = spans->items[i].from_us, to = spans->items[i].to_us;

        from = time.from_us > from ? time.from_us : from;
        to = time.to_us < to ? time.to_us : to;
        sum += to > from ? (double)(to - from) / 1e6 : 0;
    }
    return sum;
}

/* A record of a state that lasted is cut to the time asked about; one of an act at some moment may have lasted as long. */
static struct fact_interval duration_of(const struct observation *o, const struct spans *sure,
                                        const struct spans *maybe)
{
    struct fact_interval given = attribute_of(o, STR("duration"));
    double lasted = (double)(o->time.to_us - o->time.from_us) / 1e6;

    if (o->holds)
        return (struct fact_interval){sure ? seconds_in(sure, o->time) : lasted,
                                      maybe ? seconds_in(maybe, o->time) : lasted};
    if (!isinf(given.hi))
        return given;
    return o->time.to_us > o->time.from_us ? (struct fact_interval){0, lasted} : given;
}

struct fact_interval monitor_quantity(const struct observation *o, enum plan_measure measure,
                                      const struct spans *sure, const struct spans *maybe)
{
    double count = o->has_quantity ? o->quantity : 1;

    switch (measure) {
    case PLAN_COUNT:
    case PLAN_SHARE:
        break;
    case PLAN_LENGTH:
        return attribute_of(o, STR("distance"));
    case PLAN_DURATION:
        return duration_of(o, sure, maybe);
    case PLAN_MASS:
        return attribute_of(o, STR("mass"));
    }
    return (struct fact_interval){count, count};
}

struct fact_interval monitor_place_range(struct run *run, const struct plan_spots *spots,
                                         const struct fact_place *place, unsigned *doubts)
{
    struct where where = {place, {TIME_NONE, TIME_NEVER}, SIZE_MAX};

    return monitor_where_range(run, spots, PLAN_NONE, &where, doubts);
}

struct fact_interval monitor_where_range(struct run *run, const struct plan_spots *spots,
                                         uint32_t party, const struct where *where,
                                         unsigned *doubts)
{
    struct fact_interval out = {1, 0};

    for (size_t r = 0; r < run->plan->reading_count; r++) {
        struct fact_interval one = monitor_spots_where(run, spots, r, party, where, doubts);

        if (r > 0 && (one.lo < out.lo || one.hi > out.hi))
            *doubts |= DOUBT_READING;
        out.lo = one.lo < out.lo ? one.lo : out.lo;
        out.hi = one.hi > out.hi ? one.hi : out.hi;
        if (!monitor_spots_are_disputed(run, spots))
            break;
    }
    return out;
}

/* `unless`: what is excused does not count. */
static struct fact_interval unexcused(struct run *run, const struct plan_statement *st,
                                      uint32_t party, size_t act, unsigned *doubts)
{
    const struct observation *o = &run->facts->observations[act];
    struct excused e = {act, o->time, party, TIME_MIN_US, run->known_us};
    struct fact_interval excuse = {0, 0};

    if (st->tail.unless == PLAN_NONE)
        return (struct fact_interval){1, 1};
    for (size_t i = 0; i < run->instance_count; i++) /* the phase that it fell in */
        if (run->instances[i].phase == run->plan->clauses[st->clause].phase &&
            !monitor_is_other_member(run, &run->instances[i]) &&
            run->instances[i].begin_us <= o->time.from_us)
            e.begin_us = run->instances[i].begin_us;
    if (monitor_excuse_of(run, st->tail.unless, &e, &excuse) || excuse.lo < excuse.hi)
        *doubts |= DOUBT_EXCUSE;
    return monitor_not(excuse);
}

struct fact_interval monitor_counts_for(struct run *run, uint32_t statement,
                                        const struct plan_spots *spots, uint32_t slot, size_t act,
                                        enum match match, unsigned *doubts)
{
    const struct plan_statement *st = &run->plan->statements[statement];
    enum weapon_presence presence = monitor_presence(run, st->form, act);
    uint32_t party = slot == PLAN_NONE ? PLAN_NONE : run->clauses[st->clause].bound->slots[slot];
    const struct observation *o = &run->facts->observations[act];
    struct where at = {&o->place, o->time, act};
    struct fact_interval p, where;

    if (presence == WEAPON_NO)
        return (struct fact_interval){0, 0};
    if (slot != PLAN_NONE) {
        p = monitor_share_of(run, party, act);
    } else if (run->statement_bound[statement]->anyone) {
        p = monitor_who(run, run->statement_bound[statement], act).factor;
    } else {
        struct plan_actors any =
            st->actors; /* whoever of them; an unknown actor may be somebody else */

        any.is_together = false;
        p = monitor_share_of_actors(run, &any, PLAN_NONE, act);
    }
    if (p.lo < p.hi)
        *doubts |= DOUBT_ACTOR;
    p = monitor_times(p, monitor_mass(run, st->classes, act, match));
    if (p.hi <= 0)
        return p;
    where = presence == WEAPON_ANYWHERE ? (struct fact_interval){0, 1}
                                        : monitor_where_range(run, spots, party, &at, doubts);
    if (presence == WEAPON_PERHAPS)
        where.lo = 0;
    p = monitor_times(p, unexcused(run, st, party, act, doubts));
    if (presence == WEAPON_PERHAPS || presence == WEAPON_ANYWHERE)
        *doubts |= DOUBT_STATUS;
    return monitor_times(p, where);
}

enum err_code monitor_less_excused(struct run *run, uint32_t statement, uint32_t slot, size_t act,
                                   int64_t begin_us, struct fact_interval *p, unsigned *doubts)
{
    const struct plan_statement *st = &run->plan->statements[statement];
    uint32_t party = slot == PLAN_NONE ? PLAN_NONE : run->clauses[st->clause].bound->slots[slot];
    struct fact_interval excuse;

    if (st->tail.unless == PLAN_NONE || p->hi <= 0)
        return ERR_OK;
    TRY(monitor_excuse_ready(run, st->tail.unless));
    TRY(monitor_excuse(run, st->tail.unless, act, party, begin_us, &excuse));
    if (excuse.lo < excuse.hi)
        *doubts |= DOUBT_EXCUSE;
    *p = monitor_times(*p, monitor_not(excuse));
    return ERR_OK;
}

struct fact_interval monitor_ends(const struct run *run, struct fact_interval p,
                                  struct fact_interval quantity)
{
    p.lo = num_probability(p.lo);
    p.hi = num_probability(p.hi);
    return (struct fact_interval){p.lo > 0 && p.lo >= run->plan->threshold_likely ? quantity.lo : 0,
                                  p.hi > 0 ? quantity.hi : 0};
}

struct fact_interval monitor_presence_factor(const struct run *run, enum plan_form form, size_t act,
                                             unsigned *doubts)
{
    switch (monitor_presence(run, form, act)) {
    case WEAPON_BY_PLACE:
        break;
    case WEAPON_NO:
        return (struct fact_interval){0, 0};
    case WEAPON_PERHAPS:
    case WEAPON_ANYWHERE:
        *doubts |= DOUBT_STATUS;
        return (struct fact_interval){0, 1};
    }
    return (struct fact_interval){1, 1};
}

/* -------------------------------------------------------------- distances */

static const struct plan_table *distances(const struct run *run, const struct plan_distance *d)
{
    return d->form == PLAN_DISTANCE_TABLE && d->table != PLAN_NONE ? &run->plan->tables[d->table]
                                                                   : NULL;
}

/* The row of its class; where it may be of several, the least and the greatest; of none: nothing is asked of it. */
static struct fact_interval row_metres(const struct run *run, const struct plan_table *table,
                                       size_t act, unsigned *doubts)
{
    struct fact_interval out = {0, 0};
    bool is_sure = false;
    unsigned seen = 0;

    for (size_t i = 0; i < table->row_count; i++) {
        double metres =
            table->rows[i].value.is_open ? (double)INFINITY : table->rows[i].value.value;

        switch (monitor_class_match(run, table->rows[i].key, act, &seen)) {
        case MATCH_NO:
            break;
        case MATCH_YES:
            if (!is_sure || metres < out.lo)
                out.lo = metres;
            out.hi = metres > out.hi ? metres : out.hi;
            is_sure = true;
            break;
        case MATCH_PERHAPS:
            out.hi = metres > out.hi ? metres : out.hi;
            break;
        }
    }
    if (out.lo < out.hi)
        *doubts |= seen ? seen : DOUBT_KIND;
    return out;
}

struct fact_interval monitor_keep_metres(const struct run *run,
                                         const struct plan_statement *statement, size_t act,
                                         unsigned *doubts)
{
    const struct plan_table *table = distances(run, &statement->distance);

    if (table)
        return row_metres(run, table, act, doubts);
    if (statement->distance.form == PLAN_DISTANCE_ITS_RANGE) {
        struct fact_interval range = attribute_of(&run->facts->observations[act], STR("range"));

        if (range.lo < range.hi)
            *doubts |= DOUBT_ATTRIBUTE;
        return range;
    }
    return (struct fact_interval){statement->distance.metres, statement->distance.metres};
}

double monitor_keep_reach(const struct run *run, const struct plan_statement *statement)
{
    const struct plan_table *table = distances(run, &statement->distance);
    double most = 0;

    if (statement->distance.form == PLAN_DISTANCE_ITS_RANGE)
        return (double)INFINITY;
    if (!table)
        return statement->distance.metres;
    for (size_t i = 0; i < table->row_count; i++)
        if (table->rows[i].value.value > most)
            most = table->rows[i].value.value;
    return most;
}

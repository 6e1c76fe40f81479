/* SPDX-License-Identifier: Apache-2.0
 *
 * Places that vary: those that move, and those as wide as a weapon reaches. A moving place is wherever it was last reported:
 * a report holds until the next one of the same unit, and for a day at most; before the first, and when a report is older, it
 * is not known where it is. The agreement's geometry has a stand-in for it, which is replaced while one act is looked at. */
#include "monitor/monitor_int.h"

#include <math.h>
#include <stdlib.h>

#define TRACK_AGE_US TIME_DAY_US
#define FOLLOW_LIMIT 8 /* moving places in one zone */

/* Where a unit was reported. */
struct fix {
    uint32_t unit;
    size_t act;
    int64_t from_us, to_us;
    const struct geo_shape *shape; /* NULL: somewhere */
    double error_m;
    bool is_gone;
};

struct track {
    struct fix *fixes; /* by unit, then in order of time */
    size_t count, capacity;
    size_t *starts; /* per unit, and one more */
    size_t unit_count;
};

struct tracks {
    struct track *tracks;            /* per follow; those of one place and feed share them */
    const struct geo_shape **shapes; /* of the agreement, the stand-ins replaced */
    struct geo_node *nodes;
    struct geo_zones zones;
};

/* -------------------------------------------------------------- reading the tracks */

static const struct str names[] = {STR_INIT("vessel"), STR_INIT("unit"), STR_INIT("site")};

static const struct fact_attribute *name_of(const struct observation *o)
{
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const struct fact_attribute *a = observation_attribute(o, names[i]);

        if (a)
            return a;
    }
    return NULL;
}

static bool is_called(const struct observation *o, struct str called)
{
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const struct fact_attribute *a = observation_attribute(o, names[i]);

        if (a && str_eq(a->text, called))
            return true;
    }
    return false;
}

static bool is_of(const struct run *run, const struct plan_follow *follow, size_t act)
{
    const struct observation *o = &run->facts->observations[act];

    if (run->acts[act].existence < run->plan->threshold_likely)
        return false;
    return (follow->feed.size && str_eq(o->feed, follow->feed)) ||
           is_called(o, run->plan->places[follow->place].name);
}

static enum err_code shape_of(struct run *run, const struct plan_follow *follow, struct fix *fix)
{
    const struct fact_place *place = &run->facts->observations[fix->act].place;
    bool is_line = geo_shape_kind(run->plan->geometry.shapes[follow->shape]) == GEO_SHAPE_LINES;

    if (place->form == FACT_PLACE_POINT && !is_line) {
        struct geo_shape *shape = NULL;

        TRY(geo_shape_points(&run->scratch, &place->point, 1, &shape, run->err));
        fix->shape = shape;
        fix->error_m = place->error_m;
    } else if (place->form == FACT_PLACE_GEOMETRY && place->shape &&
               (!is_line || geo_shape_kind(place->shape) == GEO_SHAPE_LINES)) {
        fix->shape = place->shape;
    }
    return ERR_OK;
}

static int fix_order(const void *a, const void *b)
{
    const struct fix *x = a, *y = b;

    if (x->unit != y->unit)
        return x->unit < y->unit ? -1 : 1;
    return (x->act > y->act) - (x->act < y->act);
}

static enum err_code read_track(struct run *run, const struct plan_follow *follow,
                                struct track *track)
{
    struct map units;
    uint32_t count = 0;

    map_init(&units, &run->scratch);
    for (size_t i = 0; i < run->facts->observation_count; i++) {
        const struct observation *o = &run->facts->observations[i];
        const struct fact_attribute *name = name_of(o);
        struct str key = name ? name->text : STR("");
        struct fix fix = {.act = i,
                          .from_us = o->time.from_us,
                          .to_us = o->time.to_us,
                          .is_gone = o->has_quantity && o->quantity <= 0};

        if (!is_of(run, follow, i))
            continue;
        fix.unit = map_get(&units, key);
        if (fix.unit == MAP_NONE) {
            fix.unit = count++;
            TRY(map_set(&units, key, fix.unit, run->err));
        }
        TRY(shape_of(run, follow, &fix));
        TRY(arena_grow(&run->scratch, &track->fixes, track->count, &track->capacity,
                       sizeof *track->fixes, run->err));
        track->fixes[track->count++] = fix;
    }
    if (track->count > 1)
        qsort(track->fixes, track->count, sizeof *track->fixes, fix_order);
    track->unit_count = count;
    track->starts = ARENA_NEW(&run->scratch, size_t, (size_t)count + 1);
    if (!track->starts)
        return err_no_memory(run->err);
    for (size_t i = 0, u = 0; u <= count; u++) {
        while (i < track->count && track->fixes[i].unit < u)
            i++;
        track->starts[u] = i;
    }
    return ERR_OK;
}

static enum err_code warn_of_none(struct run *run, const struct plan_follow *follow)
{
    return monitor_warn(run,
                        "no record says where %.*s was: it is followed by records of the feed "
                        "\"%.*s\", or by those whose unit, vessel or site is called %.*s",
                        STR_ARG(run->plan->places[follow->place].name), STR_ARG(follow->feed),
                        STR_ARG(run->plan->places[follow->place].name));
}

enum err_code monitor_tracks(struct run *run)
{
    const struct plan *plan = run->plan;
    const struct geo_zones *zones = &plan->geometry;
    struct tracks *t;

    if (plan->follow_count == 0 && plan->reach_count == 0)
        return ERR_OK;
    t = ARENA_NEW(&run->scratch, struct tracks, 1);
    if (!t)
        return err_no_memory(run->err);
    t->tracks = ARENA_NEW(&run->scratch, struct track, plan->follow_count + 1);
    t->shapes = ARENA_NEW(&run->scratch, const struct geo_shape *, zones->shape_count + 1);
    t->nodes = ARENA_NEW(&run->scratch, struct geo_node, zones->node_count + 1);
    if (!t->tracks || !t->shapes || !t->nodes)
        return err_no_memory(run->err);
    for (size_t i = 0; i < zones->shape_count; i++)
        t->shapes[i] = zones->shapes[i];
    for (size_t i = 0; i < zones->node_count; i++)
        t->nodes[i] = zones->nodes[i];
    t->zones = *zones;
    t->zones.shapes = t->shapes;
    t->zones.nodes = t->nodes;
    for (size_t i = 0; i < plan->follow_count; i++) {
        const struct plan_follow *follow = &plan->follows[i];
        size_t same = 0;

        while (same < i && (plan->follows[same].place != follow->place ||
                            !str_eq(plan->follows[same].feed, follow->feed) ||
                            geo_shape_kind(zones->shapes[plan->follows[same].shape]) !=
                                geo_shape_kind(zones->shapes[follow->shape])))
            same++;
        if (same < i) {
            t->tracks[i] = t->tracks[same];
            continue;
        }
        TRY(read_track(run, follow, &t->tracks[i]));
        if (t->tracks[i].count == 0)
            TRY(warn_of_none(run, follow));
    }
    run->tracks = t;
    return ERR_OK;
}

/* -------------------------------------------------------------- one act */

/* What in a zone varies. */
struct varying {
    uint32_t follows[FOLLOW_LIMIT], reaches[FOLLOW_LIMIT];
    size_t follow_count, reach_count;
    bool is_plain; /* the moving place itself, or within a distance of it */
    bool is_too_much;
};

static void note(uint32_t *list, size_t *count, uint32_t one, bool *is_too_much)
{
    for (size_t i = 0; i < *count; i++)
        if (list[i] == one)
            return;
    if (*count == FOLLOW_LIMIT)
        *is_too_much = true;
    else
        list[(*count)++] = one;
}

static void look_into(const struct run *run, uint32_t index, struct varying *v)
{
    const struct plan *plan = run->plan;
    const struct geo_node *node = &plan->geometry.nodes[index];

    switch (node->op) {
    case GEO_OP_SHAPE:
        for (uint32_t i = 0; i < plan->follow_count; i++)
            if (plan->follows[i].shape == node->shape)
                note(v->follows, &v->follow_count, i, &v->is_too_much);
        return;
    case GEO_OP_WITHIN:
        for (uint32_t i = 0; i < plan->reach_count; i++)
            if (plan->reaches[i].node == index)
                note(v->reaches, &v->reach_count, i, &v->is_too_much);
        look_into(run, node->a, v);
        return;
    case GEO_OP_BETWEEN:
    case GEO_OP_BEYOND:
        look_into(run, node->a, v);
        return;
    case GEO_OP_SIDE:
        v->is_plain = false;
        look_into(run, node->a, v);
        return;
    case GEO_OP_AND:
    case GEO_OP_OR:
    case GEO_OP_EXCEPT:
        v->is_plain = false;
        look_into(run, node->a, v);
        look_into(run, node->b, v);
        return;
    }
}

/* How far the thing reaches, in metres; negative where that is not known. */
static double reach_of(const struct run *run, const struct plan_reach *reach, size_t act,
                       unsigned *doubts)
{
    const struct plan_table *table;
    const struct fact_attribute *range;

    if (act != SIZE_MAX && reach->table == PLAN_NONE) {
        range = observation_attribute(&run->facts->observations[act], STR("range"));
        if (range && range->is_number && range->number >= 0)
            return range->number;
    }
    table = reach->table == PLAN_NONE ? NULL : &run->plan->tables[reach->table];
    for (size_t i = 0; act != SIZE_MAX && table && i < table->row_count; i++) {
        unsigned unused = 0;

        if (!table->rows[i].value.is_open &&
            monitor_class_match(run, table->rows[i].key, act, &unused) == MATCH_YES)
            return table->rows[i].value.value;
    }
    *doubts |= DOUBT_ATTRIBUTE;
    return -1;
}

struct asking {
    struct run *run;
    const struct varying *varying;
    const struct where *where;
    monitor_ground_fn ask;
    const void *ctx;
    unsigned *doubts;
};

/* With every moving place put where these positions say. */
static struct fact_interval ask_at(const struct asking *a, const struct fix *const *fixes)
{
    struct run *run = a->run;
    struct tracks *t = run->tracks;
    struct fact_place place = *a->where->place;
    struct fact_interval out;
    double error_m = 0;

    for (size_t i = 0; i < a->varying->follow_count; i++) {
        t->shapes[run->plan->follows[a->varying->follows[i]].shape] = fixes[i]->shape;
        error_m = fixes[i]->error_m > error_m ? fixes[i]->error_m : error_m;
    }
    if (error_m > 0 && (place.form != FACT_PLACE_POINT || !a->varying->is_plain)) {
        *a->doubts |= DOUBT_TRACK; /* only the distance of two places has an error of its own */
        out = (struct fact_interval){0, 1};
    } else {
        if (error_m > 0)
            place.error_m = sqrt(place.error_m * place.error_m + error_m * error_m);
        out = a->ask(run, a->ctx, &t->zones, &place, a->doubts);
    }
    for (size_t i = 0; i < a->varying->follow_count; i++) {
        uint32_t shape = run->plan->follows[a->varying->follows[i]].shape;

        t->shapes[shape] = run->plan->geometry.shapes[shape];
    }
    return out;
}

/* The first position of a unit after a moment. */
static size_t first_later(const struct track *track, uint32_t unit, int64_t at_us)
{
    size_t low = track->starts[unit], high = track->starts[unit + 1];

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (track->fixes[middle].from_us <= at_us)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Is the report still good until then? */
static bool is_fresh(const struct fix *fix, int64_t until_us)
{
    return fix->is_gone || until_us <= fix->to_us + TRACK_AGE_US;
}

/* One unit over the time of an act; before it was first reported it may be anywhere. */
static struct fact_interval ask_unit(const struct asking *a, const struct track *track,
                                     uint32_t unit)
{
    struct fact_interval out = {0, 1};
    int64_t from = a->where->time.from_us;
    int64_t last = monitor_last(from, a->where->time.to_us);
    size_t begin = track->starts[unit], end = track->starts[unit + 1];
    size_t i = first_later(track, unit, from);
    bool any = i == begin;

    if (any)
        *a->doubts |= DOUBT_TRACK;
    else
        i--; /* the last one before */
    for (; i < end && (!any || track->fixes[i].from_us <= last); i++) {
        const struct fix *fix = &track->fixes[i];
        int64_t until =
            i + 1 < end && track->fixes[i + 1].from_us < last ? track->fixes[i + 1].from_us : last;
        struct fact_interval one = {0, 0};

        if (fix->from_us > last)
            break;
        if (!is_fresh(fix, until) || (!fix->is_gone && !fix->shape)) {
            *a->doubts |= DOUBT_TRACK;
            one.hi = 1;
        } else if (!fix->is_gone) {
            one = ask_at(a, &fix);
        }
        monitor_widen(&out, one, !any);
        any = true;
    }
    return out;
}

/* Several moving places in one zone: told where each is at one known position. */
static struct fact_interval ask_several(const struct asking *a)
{
    const struct fix *fixes[FOLLOW_LIMIT];

    for (size_t i = 0; i < a->varying->follow_count; i++) {
        const struct track *track = &a->run->tracks->tracks[a->varying->follows[i]];
        int64_t last = monitor_last(a->where->time.from_us, a->where->time.to_us);
        size_t later = track->unit_count == 1 ? first_later(track, 0, a->where->time.from_us) : 0;
        const struct fix *fix = later > 0 ? &track->fixes[later - 1] : NULL;

        if (!fix || fix->is_gone || !fix->shape || !is_fresh(fix, last) ||
            (later < track->count && track->fixes[later].from_us <= last)) {
            *a->doubts |= DOUBT_TRACK;
            return (struct fact_interval){0, 1};
        }
        fixes[i] = fix;
    }
    return ask_at(a, fixes);
}

/* Any of its units will do. */
static struct fact_interval ask_units(const struct asking *a)
{
    const struct track *track = &a->run->tracks->tracks[a->varying->follows[0]];
    struct fact_interval out = {0, 0};

    for (uint32_t u = 0; u < track->unit_count; u++) {
        struct fact_interval one = ask_unit(a, track, u);

        out.lo = one.lo > out.lo ? one.lo : out.lo;
        out.hi = out.hi + one.hi < 1 ? out.hi + one.hi : 1;
    }
    if (track->unit_count)
        return out;
    *a->doubts |= DOUBT_TRACK;
    return (struct fact_interval){0, 1};
}

struct fact_interval monitor_over_grounds(struct run *run, const uint32_t *nodes, size_t count,
                                          const struct where *where, monitor_ground_fn ask,
                                          const void *ctx, unsigned *doubts)
{
    struct varying v = {.is_plain = count == 1};
    struct asking a = {run, &v, where, ask, ctx, doubts};
    const struct plan *plan = run->plan;

    for (size_t i = 0; i < count; i++)
        look_into(run, nodes[i], &v);
    if (v.is_too_much || !run->tracks) {
        *doubts |= DOUBT_TRACK;
        return (struct fact_interval){0, 1};
    }
    for (size_t i = 0; i < v.reach_count; i++) {
        const struct plan_reach *reach = &plan->reaches[v.reaches[i]];
        double metres = reach_of(run, reach, where->act, doubts);

        if (metres < 0)
            return (struct fact_interval){0, 1};
        run->tracks->nodes[reach->node].max_m = metres;
    }
    if (v.follow_count == 0)
        return ask(run, ctx, &run->tracks->zones, where->place, doubts);
    return v.follow_count == 1 ? ask_units(&a) : ask_several(&a);
}

/* -------------------------------------------------------------- when it is known */

static enum err_code known_of(struct run *run, const struct track *track, struct spans *out)
{
    struct spans gaps = {0}, all = {0};
    int64_t first = TIME_NEVER;

    *out = (struct spans){0};
    for (size_t i = 0; i < track->count; i++)
        if (track->fixes[i].from_us < first)
            first = track->fixes[i].from_us;
    if (track->count == 0)
        return ERR_OK;
    TRY(monitor_spans_add(run, &all, first, TIME_NEVER));
    for (uint32_t u = 0; u < track->unit_count; u++) {
        int64_t reported = track->fixes[track->starts[u]].from_us;

        if (first < reported) /* of another unit nobody knows yet */
            TRY(monitor_spans_add(run, &gaps, first, reported));
        for (size_t i = track->starts[u]; i < track->starts[u + 1]; i++) {
            const struct fix *fix = &track->fixes[i];
            int64_t next = i + 1 < track->starts[u + 1] ? track->fixes[i + 1].from_us : TIME_NEVER;
            int64_t good = fix->shape ? fix->to_us + TRACK_AGE_US : fix->from_us;

            if (!fix->is_gone && good < next)
                TRY(monitor_spans_add(run, &gaps, good, next));
        }
    }
    monitor_spans_tidy(&gaps);
    return monitor_spans_minus(run, &all, &gaps, out);
}

enum err_code monitor_track_known(struct run *run, uint32_t place, struct spans *out)
{
    const struct plan_place *p = &run->plan->places[place];
    struct varying v = {.is_plain = true};

    *out = (struct spans){0};
    TRY(monitor_spans_add(run, out, TIME_NONE, TIME_NEVER));
    for (size_t i = 0; i < p->varying_count; i++)
        look_into(run, p->varying[i], &v);
    for (size_t i = 0; i < v.follow_count && run->tracks; i++) {
        struct spans one, both;

        TRY(known_of(run, &run->tracks->tracks[v.follows[i]], &one));
        TRY(monitor_spans_and(run, out, &one, &both));
        *out = both;
    }
    return ERR_OK;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Places of items in worlds: points that stand for where an unsure place may be, the same for every draft, each looked at once. */
#include "monitor/world/world_int.h"

#include "base/task.h"
#include "geo/grid.h"
#include "geo/trig.h"
#include "monitor/ground/place_int.h"

#include <math.h>

#define PLACES_AT_ONCE 64
#define POINTS_AT_ONCE 256
#define AREA_LIMIT 256

/* -------------------------------------------------------------- grounds */

/* Only places whose answer at a point is a crisp one are drawn. */
static bool can_be_drawn(const struct run *run, const struct plan_spots *spots)
{
    for (size_t i = 0; i < spots->count; i++) {
        const struct plan_spot *spot = &spots->items[i];
        const struct plan_place *place = &run->plan->places[spot->place];

        if ((spot->preposition != PLAN_IN && spot->preposition != PLAN_INTO) || spot->is_each ||
            spot->is_same || spot->while_open || place->is_moving || place->varying_count ||
            place->member_count ||
            (place->form != PLAN_PLACE_ONE && place->form != PLAN_PLACE_DISPUTED) ||
            place->zone_count < run->plan->reading_count)
            return false;
    }
    return spots->count > 0;
}

/* The ground of these spots under a reading, its number in `out`. */
static enum err_code ground_of(struct world_items *p, const struct plan_spots *spots,
                               size_t reading, uint32_t *out)
{
    for (size_t i = 0; i < p->ground_count; i++)
        if (p->grounds[i].spots == spots && p->grounds[i].reading == reading) {
            *out = (uint32_t)i;
            return ERR_OK;
        }
    TRY(arena_grow(&p->arena, &p->grounds, p->ground_count, &p->ground_capacity, sizeof *p->grounds,
                   p->run->err));
    *out = (uint32_t)p->ground_count;
    p->grounds[p->ground_count++] = (struct world_ground){.spots = spots, .reading = reading};
    return ERR_OK;
}

/* Nothing else of the item was in doubt but when, where and by whom: what others leave of its base is the chance of its place. */
static bool only_place_is_left(const struct run *run, const struct item *item)
{
    const struct plan_statement *st = &run->plan->statements[item->statement];
    const struct plan_clause *clause = &run->plan->clauses[st->clause];
    size_t forbids = 0;

    if (item->readings || run->acts[item->act].is_open_kind ||
        (item->doubts & MONITOR_DOUBTS & ~(unsigned)(DOUBT_PLACE | DOUBT_TIME | DOUBT_ACTOR)))
        return false;
    for (uint32_t s = clause->first_statement;
         s < clause->first_statement + clause->statement_count; s++)
        forbids += run->plan->statements[s].form == PLAN_FORBID;
    return forbids == 1;
}

enum err_code monitor_world_place(struct world_items *p, const struct item *item,
                                  struct fact_interval left, struct world_item *out,
                                  struct fact_interval *factor)
{
    struct run *run = p->run;
    const struct fact_place *place = &run->facts->observations[item->act].place;
    size_t least = 0;
    uint32_t ground;
    unsigned doubts = 0;

    *factor = (struct fact_interval){1, 1};
    out->place = WORLD_SETTLED;
    if (left.lo >= 1 || !p->spots ||
        (place->form != FACT_PLACE_POINT && place->form != FACT_PLACE_ELLIPSE &&
         place->form != FACT_PLACE_BEARING) ||
        !place_has_error(place) || !can_be_drawn(run, p->spots))
        return ERR_OK;
    if (only_place_is_left(run, item)) {
        *factor = left;
    } else {
        for (size_t r = 0; r < run->plan->reading_count; r++) {
            struct fact_interval one = monitor_spots(run, p->spots, r, item->act, &doubts);

            if (r == 0 || one.lo < factor->lo || (one.lo <= factor->lo && one.hi < factor->hi)) {
                *factor = one;
                least = r;
            }
        }
    }
    if (factor->lo >= 1 || factor->hi <= 0) {
        *factor = (struct fact_interval){1, 1};
        return ERR_OK;
    }
    TRY(ground_of(p, p->spots, least, &ground));
    TRY(arena_grow(&p->arena, &p->places, p->place_count, &p->place_capacity, sizeof *p->places,
                   run->err));
    out->place = (uint32_t)p->place_count;
    p->places[p->place_count++] = (struct world_place){ground, place, out->key, NULL, NULL};
    p->grounds[ground].place_count++;
    return ERR_OK;
}

/* -------------------------------------------------------------- grids */

struct areas {
    const struct geo_shape *items[AREA_LIMIT];
    size_t count, vertices;
};

/* The areas that a zone is put together from, where it is nothing but areas and `or`. */
static bool find_areas(const struct geo_zones *zones, uint32_t node, struct areas *areas)
{
    const struct geo_node *n = &zones->nodes[node];

    if (n->op == GEO_OP_OR)
        return find_areas(zones, n->a, areas) && find_areas(zones, n->b, areas);
    if (n->op != GEO_OP_SHAPE || geo_shape_kind(zones->shapes[n->shape]) != GEO_SHAPE_AREA ||
        areas->count == AREA_LIMIT)
        return false;
    areas->items[areas->count++] = zones->shapes[n->shape];
    for (size_t i = 0; i < geo_shape_path_count(zones->shapes[n->shape]); i++)
        areas->vertices += geo_shape_path_size(zones->shapes[n->shape], i);
    return true;
}

/* A grid costs about as much as a question for each of its vertices. */
static enum err_code make_grid(struct world_items *p, struct world_ground *ground)
{
    const struct plan *plan = p->run->plan;
    struct areas areas = {.count = 0};

    for (size_t i = 0; i < ground->spots->count; i++)
        if (!find_areas(&plan->geometry,
                        plan->places[ground->spots->items[i].place].zones[ground->reading], &areas))
            return ERR_OK;
    if (ground->place_count * p->samples < areas.vertices)
        return ERR_OK;
    return geo_grid_make(&p->arena, areas.items, areas.count, 0, &ground->grid, p->run->err);
}

/* -------------------------------------------------------------- looking */

/* Several times as many worlds as samples: each is met often, and none is looked at for nothing. */
static size_t samples_for(size_t worlds)
{
    size_t n = 256;

    while (n < 4096 && n * 4 < worlds)
        n *= 2;
    return n;
}

/* Points of the standard normal, equally likely: a spiral (geo/chance.h). */
static enum err_code make_spiral(struct world_items *p)
{
    const double golden = 0.38196601125010515; /* of a full turn */
    size_t n = p->samples;

    p->spiral = ARENA_NEW(&p->arena, struct world_offset, n);
    if (!p->spiral)
        return err_no_memory(p->run->err);
    for (size_t i = 0; i < n; i++) {
        double r = sqrt(-2 * geo_log(1 - ((double)i + 0.5) / (double)n));
        double angle = (double)i * golden, s, c;

        angle -= floor(angle);
        geo_sincos(2 * GEO_PI * angle, &s, &c);
        p->spiral[i] = (struct world_offset){r * c, r * s};
    }
    return ERR_OK;
}

/* In any of the places of a ground. */
static struct geo_probe probe_ground(const struct run *run, const struct world_ground *ground,
                                     const struct geo_place *place)
{
    struct geo_probe any = {.member = GEO_OUTSIDE, .clear_m = 1e9};

    for (size_t i = 0; i < ground->spots->count; i++) {
        uint32_t node = run->plan->places[ground->spots->items[i].place].zones[ground->reading];

        any = geo_probe_or(any, geo_probe_zone(&run->plan->geometry, node, place));
    }
    return any;
}

/* Not by the run's index: its room is for the judging. */
static enum geo_member member_of(const struct run *run, const struct world_ground *ground,
                                 const struct geo_place *place)
{
    enum geo_member any = GEO_OUTSIDE;

    for (size_t i = 0; any != GEO_INSIDE && i < ground->spots->count; i++) {
        uint32_t node = run->plan->places[ground->spots->items[i].place].zones[ground->reading];
        enum geo_member one = geo_zone_member(&run->plan->geometry, node, place);

        any = one == GEO_OUTSIDE ? any : one;
    }
    return any;
}

/* One unsure place, ready to be asked where it may be. */
struct spread_out {
    const struct world_items *p;
    const struct world_ground *ground;
    struct geo_spread spread;
    struct geo_frame frame;
    double sine, cosine; /* of its own turn of the spiral */
    struct geo_probe middle;
};

static struct geo_place point_of(const struct spread_out *s, size_t i, double *off_m)
{
    const struct world_offset *o = &s->p->spiral[i];
    double u = o->u * s->cosine - o->v * s->sine, v = o->u * s->sine + o->v * s->cosine;
    double sigma = s->spread.error_m / GEO_SIGMA_PER_ERROR;

    *off_m = 1e9;
    if (s->spread.form != GEO_SPREAD_ROUND)
        return geo_spread_place(&s->spread, u, v);
    *off_m = sigma * sqrt(u * u + v * v);
    return geo_frame_place(&s->frame, sigma * u, sigma * v);
}

/* Points [from, to), one bit each. */
static void look_at(const struct spread_out *s, size_t from, size_t to, uint64_t *lo, uint64_t *hi)
{
    int32_t lon[POINTS_AT_ONCE], lat[POINTS_AT_ONCE];
    uint8_t held[POINTS_AT_ONCE];
    const struct geo_columns points = {lon, lat, to - from};

    for (size_t i = from; i < to; i++) {
        double off_m;
        struct geo_place at = point_of(s, i, &off_m);
        enum geo_member member = s->middle.member;

        lon[i - from] = (int32_t)at.x;
        lat[i - from] = (int32_t)at.y;
        if (s->ground->grid)
            continue;
        if (off_m * 1.001 + 0.1 >= s->middle.clear_m)
            member = member_of(s->p->run, s->ground, &at);
        lo[i / 64] |= (uint64_t)(member == GEO_INSIDE) << (i % 64);
        hi[i / 64] |= (uint64_t)(member != GEO_OUTSIDE) << (i % 64);
    }
    if (!s->ground->grid)
        return;
    geo_grid_any(s->ground->grid, &points, held);
    for (size_t i = from; i < to; i++) {
        lo[i / 64] |= (uint64_t)(held[i - from] != 0) << (i % 64);
        hi[i / 64] |= (uint64_t)(held[i - from] != 0) << (i % 64);
    }
}

static void sample_place(const struct world_items *p, const struct world_place *place, uint64_t *lo,
                         uint64_t *hi)
{
    struct spread_out s = {
        .p = p, .ground = &p->grounds[place->ground], .spread = place_spread(place->place)};
    struct geo_place middle = geo_place_make(s.spread.point);

    geo_sincos(2 * GEO_PI * random_unit(random_mix(place->key)), &s.sine, &s.cosine);
    s.frame = geo_frame_make(middle.point);
    if (!s.ground->grid)
        s.middle = probe_ground(p->run, s.ground, &middle);
    for (size_t i = 0; i < p->samples; i += POINTS_AT_ONCE)
        look_at(&s, i, i + POINTS_AT_ONCE, lo, hi);
}

struct sampling {
    const struct world_items *p;
    uint64_t *bits; /* of each place: lo, then hi */
};

static enum err_code sample_task(void *ctx, size_t part, unsigned worker, struct err *err)
{
    const struct sampling *s = (const struct sampling *)ctx;
    size_t words = s->p->samples / 64;

    (void)worker;
    (void)err;
    for (size_t i = part * PLACES_AT_ONCE; i < s->p->place_count && i < (part + 1) * PLACES_AT_ONCE;
         i++)
        sample_place(s->p, &s->p->places[i], s->bits + 2 * i * words,
                     s->bits + (2 * i + 1) * words);
    return ERR_OK;
}

enum err_code monitor_world_places(struct world_items *p, const struct tally_options *options)
{
    struct sampling s = {p, NULL};
    size_t words;

    p->samples = samples_for(options->worlds);
    if (p->place_count == 0)
        return ERR_OK;
    TRY(make_spiral(p));
    for (size_t i = 0; i < p->ground_count; i++)
        TRY(make_grid(p, &p->grounds[i]));
    words = p->samples / 64;
    s.bits = ARENA_NEW(&p->arena, uint64_t, 2 * words * p->place_count);
    if (!s.bits)
        return err_no_memory(p->run->err);
    for (size_t i = 0; i < p->place_count; i++) {
        p->places[i].lo = s.bits + 2 * i * words;
        p->places[i].hi = s.bits + (2 * i + 1) * words;
    }
    return task_run(options->threads, (p->place_count + PLACES_AT_ONCE - 1) / PLACES_AT_ONCE,
                    sample_task, &s, p->run->err);
}

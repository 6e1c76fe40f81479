/* SPDX-License-Identifier: Apache-2.0
 *
 * Places: how likely an act lies where a statement speaks of. A point with an error is a distribution; an area, a drawn
 * geometry or no place at all is none: 1 wholly inside, 0 disjoint, else [0, 1]. */
#include "monitor/monitor_int.h"

#include "geo/chance.h"

static const struct fact_interval sure = {1, 1}, never = {0, 0}, perhaps = {0, 1};

bool monitor_place_is_disputed(const struct run *run, uint32_t place)
{
    return run->plan->places[place].form == PLAN_PLACE_DISPUTED;
}

bool monitor_spots_are_disputed(const struct run *run, const struct plan_spots *spots)
{
    for (size_t i = 0; i < spots->count; i++)
        if (monitor_place_is_disputed(run, spots->items[i].place))
            return true;
    return false;
}

/* The node of a place under a reading, or PLAN_NONE. */
static uint32_t node_of(const struct run *run, uint32_t place, size_t reading)
{
    const struct plan_place *p = &run->plan->places[place];

    if (p->form != PLAN_PLACE_ONE && p->form != PLAN_PLACE_DISPUTED)
        return PLAN_NONE;
    return reading < p->zone_count ? p->zones[reading] : PLAN_NONE;
}

/* -------------------------------------------------------------- areas by name */

enum err_code monitor_area(struct run *run, struct str name, struct area_entry *out)
{
    uint32_t i = map_get(&run->areas, name);

    if (i == MAP_NONE) {
        struct area_entry *entry;

        TRY(arena_grow(&run->scratch, &run->area_list, run->area_count, &run->area_capacity,
                       sizeof *run->area_list, run->err));
        entry = &run->area_list[run->area_count];
        *entry = (struct area_entry){.name = name, .place = plan_find_place(run->plan, name)};
        if (entry->place == PLAN_NONE && run->options->area)
            entry->shape = run->options->area(run->options->area_ctx, name);
        entry->relations = ARENA_NEW(&run->scratch, uint8_t, run->plan->geometry.node_count + 1);
        if (!entry->relations)
            return err_no_memory(run->err);
        i = (uint32_t)run->area_count++;
        TRY(map_set(&run->areas, name, i, run->err));
    }
    *out = run->area_list[i];
    return ERR_OK;
}

static struct area_entry *area_of(const struct run *run, const struct fact_place *place)
{
    uint32_t i = place->form == FACT_PLACE_AREA ? map_get(&run->areas, place->area) : MAP_NONE;

    return i == MAP_NONE ? NULL : &run->area_list[i];
}

static bool is_unknown(const struct run *run, const struct fact_place *place)
{
    const struct area_entry *entry = area_of(run, place);

    return entry && entry->place == PLAN_NONE && !entry->shape;
}

/* Names of areas that nobody has a shape for: an act there is perhaps anywhere, and to have looked there shows nothing. */
static enum err_code unknown_areas(struct run *run)
{
    const struct facts *facts = run->facts;
    size_t count = 0, first = 0;

    for (size_t i = 0; i < facts->observation_count; i++)
        if (is_unknown(run, &facts->observations[i].place)) {
            first = count ? first : i;
            count++;
        }
    if (count)
        TRY(monitor_warn(run,
                         "%zu record%s an area that neither the agreement nor a gazetteer gives "
                         "a shape (the first: %.*s); where the place matters it stays open",
                         count, count == 1 ? " names" : "s name",
                         STR_ARG(facts->observations[first].place.area)));
    for (size_t i = 0; i < facts->coverage_count; i++)
        if (is_unknown(run, &facts->coverages[i].place))
            TRY(monitor_warn(run,
                             "a coverage record names the area %.*s, which neither the agreement "
                             "nor a gazetteer gives a shape: it shows nothing",
                             STR_ARG(facts->coverages[i].place.area)));
    return ERR_OK;
}

enum err_code monitor_areas(struct run *run)
{
    const struct facts *facts = run->facts;
    struct area_entry entry;

    map_init(&run->areas, &run->scratch);
    for (size_t i = 0; i < facts->observation_count; i++)
        if (facts->observations[i].place.form == FACT_PLACE_AREA)
            TRY(monitor_area(run, facts->observations[i].place.area, &entry));
    for (size_t i = 0; i < facts->tally_count; i++)
        if (facts->tallies[i].place.form == FACT_PLACE_AREA)
            TRY(monitor_area(run, facts->tallies[i].place.area, &entry));
    for (size_t i = 0; i < facts->coverage_count; i++)
        if (facts->coverages[i].place.form == FACT_PLACE_AREA)
            TRY(monitor_area(run, facts->coverages[i].place.area, &entry));
    for (size_t i = 0; i < facts->feed_count; i++)
        for (size_t j = 0; j < facts->feeds[i].complete_count; j++)
            if (facts->feeds[i].complete[j].place.form == FACT_PLACE_AREA)
                TRY(monitor_area(run, facts->feeds[i].complete[j].place.area, &entry));
    return unknown_areas(run);
}

/* -------------------------------------------------------------- spots */

static struct fact_interval of_chance(struct geo_chance chance, unsigned *doubts)
{
    if (chance.lo < chance.hi)
        *doubts |= DOUBT_ENDS;
    return (struct fact_interval){num_probability(chance.lo), num_probability(chance.hi)};
}

static struct fact_interval of_relation(enum geo_relation relation, unsigned doubt,
                                        unsigned *doubts)
{
    if (relation == GEO_REL_INSIDE)
        return sure;
    if (relation == GEO_REL_OUTSIDE)
        return never;
    *doubts |= doubt;
    return perhaps;
}

/* A place without a distribution: what can be said of it at all. True when `out` is the answer. */
static bool unplaced(const struct fact_place *place, struct fact_interval *out, unsigned *doubts)
{
    if (place->form == FACT_PLACE_NONE) {
        *doubts |= DOUBT_NO_PLACE;
        *out = perhaps;
        return true;
    }
    if (place->form == FACT_PLACE_ELLIPSE || place->form == FACT_PLACE_BEARING) {
        *doubts |= DOUBT_ELLIPSE;
        *out = perhaps;
        return true;
    }
    return false;
}

/* Do all places of one zone lie in the other, as far as their forms tell? */
static bool zone_holds(const struct geo_zones *zones, uint32_t zone, uint32_t inner)
{
    const struct geo_node *z = &zones->nodes[zone], *w = &zones->nodes[inner];

    if (zone == inner)
        return true;
    if (w->op == GEO_OP_SHAPE && z->op == GEO_OP_SHAPE && w->shape == z->shape)
        return true;
    if (w->op == GEO_OP_SHAPE &&
        geo_zone_relation(zones, zone, zones->shapes[w->shape]) == GEO_REL_INSIDE)
        return true;
    if (w->op == GEO_OP_WITHIN && z->op == GEO_OP_WITHIN && w->max_m <= z->max_m &&
        zone_holds(zones, z->a, w->a))
        return true;
    if ((w->op == GEO_OP_AND && (zone_holds(zones, zone, w->a) || zone_holds(zones, zone, w->b))) ||
        (w->op == GEO_OP_EXCEPT && zone_holds(zones, zone, w->a)) ||
        (w->op == GEO_OP_OR && zone_holds(zones, zone, w->a) && zone_holds(zones, zone, w->b)))
        return true;
    return (z->op == GEO_OP_OR &&
            (zone_holds(zones, z->a, inner) || zone_holds(zones, z->b, inner))) ||
           (z->op == GEO_OP_AND && zone_holds(zones, z->a, inner) &&
            zone_holds(zones, z->b, inner)) ||
           (z->op == GEO_OP_WITHIN && zone_holds(zones, z->a, inner));
}

static bool boxes_are_apart(const struct geo_zones *zones, uint32_t a, uint32_t b)
{
    struct geo_box x, y;

    return geo_zone_box(zones, a, &x) && geo_zone_box(zones, b, &y) && x.east_deg <= 180 &&
           y.east_deg <= 180 &&
           (x.east_deg < y.west_deg || y.east_deg < x.west_deg || x.north_deg < y.south_deg ||
            y.north_deg < x.south_deg);
}

static enum geo_relation zone_relation(const struct geo_zones *zones, uint32_t zone, uint32_t inner)
{
    if (zone_holds(zones, zone, inner))
        return GEO_REL_INSIDE;
    if (zones->nodes[inner].op == GEO_OP_SHAPE)
        return geo_zone_relation(zones, zone, zones->shapes[zones->nodes[inner].shape]);
    if (zones->nodes[zone].op == GEO_OP_SHAPE &&
        geo_zone_relation(zones, inner, zones->shapes[zones->nodes[zone].shape]) == GEO_REL_OUTSIDE)
        return GEO_REL_OUTSIDE;
    return boxes_are_apart(zones, zone, inner) ? GEO_REL_OUTSIDE : GEO_REL_OVERLAPS;
}

/* How an area by name lies to a zone: by the name itself, or by geometry; asked once. */
static struct fact_interval area_in(struct run *run, const struct fact_place *place, uint32_t zone,
                                    uint32_t node, size_t reading, unsigned *doubts)
{
    const struct geo_zones *zones = &run->plan->geometry;
    struct area_entry *entry = area_of(run, place);
    enum geo_relation relation = GEO_REL_OVERLAPS;
    uint32_t own;

    if (entry && entry->place == zone)
        return sure;
    if (!entry || node == PLAN_NONE || (entry->place == PLAN_NONE && !entry->shape)) {
        *doubts |= DOUBT_AREA;
        return perhaps;
    }
    own = entry->place == PLAN_NONE ? PLAN_NONE : node_of(run, entry->place, reading);
    if (entry->shape && entry->relations && entry->relations[node])
        return of_relation((enum geo_relation)(entry->relations[node] - 1), DOUBT_AREA, doubts);
    if (entry->shape)
        relation = geo_zone_relation(zones, node, entry->shape);
    else if (own != PLAN_NONE)
        relation = zone_relation(zones, node, own);
    if (entry->shape && entry->relations)
        entry->relations[node] = (uint8_t)(relation + 1);
    return of_relation(relation, DOUBT_AREA, doubts);
}

static bool is_line(const struct run *run, uint32_t node)
{
    const struct geo_node *n = &run->plan->geometry.nodes[node];

    return n->op == GEO_OP_SHAPE &&
           geo_shape_kind(run->plan->geometry.shapes[n->shape]) == GEO_SHAPE_LINES;
}

/* One end of a line travelled: its first or last vertex in the zone. */
static struct fact_interval end_in(const struct run *run, uint32_t node,
                                   const struct geo_shape *shape, bool is_last, unsigned *doubts)
{
    size_t path = is_last ? geo_shape_path_count(shape) - 1 : 0;
    size_t at = is_last ? geo_shape_path_size(shape, path) - 1 : 0;
    struct geo_place place = geo_place_make(geo_shape_vertex(shape, path, at));

    switch (geo_zone_member(&run->plan->geometry, node, &place)) {
    case GEO_INSIDE:
        return sure;
    case GEO_OUTSIDE:
        return never;
    case GEO_UNSURE:
        break;
    }
    *doubts |= DOUBT_ENDS;
    return perhaps;
}

/* `across`: the place within its error touches the line, or the line travelled crosses it. */
static struct fact_interval across(struct run *run, uint32_t zone, uint32_t node,
                                   const struct fact_place *place, unsigned *doubts)
{
    const struct geo_zones *zones = &run->plan->geometry;
    struct fact_interval out;
    struct geo_place at;

    if (unplaced(place, &out, doubts))
        return out;
    if (place->form == FACT_PLACE_AREA) {
        const struct area_entry *entry = area_of(run, place);

        if (entry && entry->place == zone)
            return sure;
        if (entry && entry->shape && is_line(run, node) &&
            !geo_shape_touches(entry->shape, zones->shapes[zones->nodes[node].shape]))
            return never;
        *doubts |= DOUBT_AREA;
        return perhaps;
    }
    if (place->form == FACT_PLACE_GEOMETRY) {
        if (!place->shape) {
            *doubts |= DOUBT_NO_PLACE;
            return perhaps;
        }
        if (is_line(run, node)) {
            bool touches = geo_shape_touches(place->shape, zones->shapes[zones->nodes[node].shape]);

            if (touches && geo_shape_kind(place->shape) == GEO_SHAPE_AREA) {
                *doubts |= DOUBT_PLACE;
                return perhaps;
            }
            return touches ? sure : never;
        }
        return geo_zone_relation(zones, node, place->shape) == GEO_REL_OUTSIDE ? never : sure;
    }
    at = geo_place_make(place->point);
    if (is_line(run, node))
        return geo_shape_within(zones->shapes[zones->nodes[node].shape], &at, place->error_m)
                   ? sure
                   : never;
    return geo_zone_distance_m(zones, node, &at) <= place->error_m ? sure : never;
}

static struct fact_interval one_spot(struct run *run, const struct plan_spot *spot, size_t reading,
                                     const struct fact_place *place, unsigned *doubts)
{
    uint32_t node = node_of(run, spot->place, reading);
    struct fact_interval out;

    if (node == PLAN_NONE) {
        if (place->form == FACT_PLACE_AREA)
            return area_in(run, place, spot->place, node, reading, doubts);
        *doubts |= DOUBT_READING;
        return perhaps;
    }
    if (spot->preposition == PLAN_ACROSS)
        return across(run, spot->place, node, place, doubts);
    if (place->form == FACT_PLACE_GEOMETRY && place->shape &&
        geo_shape_kind(place->shape) == GEO_SHAPE_LINES && spot->preposition != PLAN_IN)
        return end_in(run, node, place->shape, spot->preposition == PLAN_INTO, doubts);
    if (spot->preposition == PLAN_FROM) { /* a record says where an act took effect */
        *doubts |= DOUBT_ORIGIN;
        return perhaps;
    }
    if (unplaced(place, &out, doubts))
        return out;
    if (place->form == FACT_PLACE_AREA)
        return area_in(run, place, spot->place, node, reading, doubts);
    if (place->form == FACT_PLACE_GEOMETRY) {
        if (!place->shape) {
            *doubts |= DOUBT_NO_PLACE;
            return perhaps;
        }
        return of_relation(geo_zone_relation(&run->plan->geometry, node, place->shape), DOUBT_PLACE,
                           doubts);
    }
    return of_chance(geo_zone_chance(&run->plan->geometry, node, place->point, place->error_m),
                     doubts);
}

/* Several zones and one uncertain point: the chance of being in any of them is the joint one. */
struct any_of {
    const struct run *run;
    const struct plan_spots *spots;
    size_t reading;
};

static struct geo_probe any_probe(const void *ctx, const struct geo_place *place)
{
    const struct any_of *any = ctx;
    struct geo_probe out = {.member = GEO_OUTSIDE, .clear_m = 1e9};

    for (size_t i = 0; i < any->spots->count; i++) {
        uint32_t node = node_of(any->run, any->spots->items[i].place, any->reading);
        struct geo_probe one = geo_probe_zone(&any->run->plan->geometry, node, place);

        out = i ? geo_probe_or(out, one) : one;
    }
    return out;
}

struct fact_interval monitor_spots(struct run *run, const struct plan_spots *spots, size_t reading,
                                   size_t act, unsigned *doubts)
{
    return monitor_spots_place(run, spots, reading, &run->facts->observations[act].place, doubts);
}

struct fact_interval monitor_spots_place(struct run *run, const struct plan_spots *spots,
                                         size_t reading, const struct fact_place *place,
                                         unsigned *doubts)
{
    struct fact_interval out = never;
    bool is_plain = place->form == FACT_PLACE_POINT && spots->count > 1;
    unsigned seen = 0;

    if (spots->count == 0)
        return sure;
    for (size_t i = 0; is_plain && i < spots->count; i++)
        is_plain =
            (spots->items[i].preposition == PLAN_IN || spots->items[i].preposition == PLAN_INTO) &&
            node_of(run, spots->items[i].place, reading) != PLAN_NONE;
    if (is_plain) {
        struct any_of any = {run, spots, reading};

        return of_chance(geo_chance_of(place->point, place->error_m, any_probe, &any), doubts);
    }
    for (size_t i = 0; i < spots->count; i++) {
        struct fact_interval one = one_spot(run, &spots->items[i], reading, place, &seen);

        out.lo = one.lo > out.lo ? one.lo : out.lo;
        out.hi = out.hi + one.hi < 1 ? out.hi + one.hi : 1;
    }
    if (out.lo < 1)
        *doubts |= seen;
    return out;
}

/* -------------------------------------------------------------- keep */

struct setback {
    const struct geo_zones *zones;
    uint32_t node;
    enum geo_hand hand; /* UNSURE: no side asked */
    double metres;
};

static struct geo_probe setback_probe(const void *ctx, const struct geo_place *place)
{
    const struct setback *s = ctx;

    if (s->hand != GEO_HAND_UNSURE)
        return geo_probe_not(geo_probe_setback(s->zones, s->node, s->hand, s->metres, place));
    return geo_probe_not(geo_probe_at_least(s->zones, s->node, s->metres, place));
}

static enum geo_hand hand_of(const struct run *run, const struct plan_statement *s, uint32_t party)
{
    const struct plan_place *line = &run->plan->places[s->place];
    uint32_t actor = s->side.form == PLAN_SIDE_OF_ACTOR ? s->side.actor : party;

    if (actor == PLAN_NONE)
        return GEO_HAND_UNSURE;
    if (line->left != PLAN_NONE && plan_actor_is(run->plan, actor, line->left))
        return GEO_HAND_LEFT;
    if (line->right != PLAN_NONE && plan_actor_is(run->plan, actor, line->right))
        return GEO_HAND_RIGHT;
    return GEO_HAND_UNSURE;
}

/* An area or a line travelled, somewhere in which it was: broken everywhere, nowhere, or it depends. */
static struct fact_interval shape_setback(const struct setback *s, const struct geo_shape *shape,
                                          unsigned *doubts)
{
    const struct geo_shape *line = s->zones->shapes[s->zones->nodes[s->node].shape];
    bool all_broken = true, any_near = s->hand != GEO_HAND_UNSURE || geo_shape_touches(shape, line);

    /* Without a crossing the least distance of two shapes is at a vertex of one of them. */
    for (size_t p = 0; p < geo_shape_path_count(shape); p++)
        for (size_t i = 0; i < geo_shape_path_size(shape, p); i++) {
            struct geo_place at = geo_place_make(geo_shape_vertex(shape, p, i));
            struct geo_probe probe = setback_probe(s, &at);

            all_broken &= probe.member == GEO_INSIDE;
            any_near |= probe.member != GEO_OUTSIDE;
        }
    for (size_t p = 0; !any_near && p < geo_shape_path_count(line); p++)
        for (size_t i = 0; !any_near && i < geo_shape_path_size(line, p); i++) {
            struct geo_place at = geo_place_make(geo_shape_vertex(line, p, i));

            any_near = num_metres(geo_shape_distance_m(shape, &at)) < s->metres;
        }
    if (!any_near)
        return never;
    if (all_broken && geo_shape_kind(shape) == GEO_SHAPE_POINTS)
        return sure;
    *doubts |= DOUBT_AREA;
    return perhaps;
}

struct fact_interval monitor_keep_broken(struct run *run, const struct plan_statement *statement,
                                         uint32_t party, size_t reading, size_t act,
                                         unsigned *doubts)
{
    const struct fact_place *place = &run->facts->observations[act].place;
    struct plan_spot spot = {.preposition = PLAN_IN, .place = statement->place};
    struct fact_interval out;
    struct setback setback;

    if (statement->relation != PLAN_AWAY_FROM) {
        out = one_spot(run, &spot, reading, place, doubts);
        return statement->relation == PLAN_OUT_OF ? out : monitor_not(out);
    }
    setback = (struct setback){.zones = &run->plan->geometry,
                               .node = node_of(run, statement->place, reading),
                               .hand = GEO_HAND_UNSURE,
                               .metres = statement->distance.metres};
    if (setback.node == PLAN_NONE) {
        *doubts |= DOUBT_READING;
        return perhaps;
    }
    if (statement->side.form != PLAN_SIDE_NONE) {
        setback.hand = hand_of(run, statement, party);
        if (setback.hand == GEO_HAND_UNSURE) {
            *doubts |= DOUBT_ACTOR;
            return perhaps;
        }
    }
    if (unplaced(place, &out, doubts))
        return out;
    if (place->form == FACT_PLACE_AREA) {
        const struct area_entry *entry = area_of(run, place);

        uint32_t own =
            entry && entry->place != PLAN_NONE ? node_of(run, entry->place, reading) : PLAN_NONE;

        if (entry && entry->shape)
            return shape_setback(&setback, entry->shape, doubts);
        if (own != PLAN_NONE && setback.zones->nodes[own].op == GEO_OP_SHAPE)
            return shape_setback(&setback, setback.zones->shapes[setback.zones->nodes[own].shape],
                                 doubts);
        *doubts |= DOUBT_AREA;
        return perhaps;
    }
    if (place->form == FACT_PLACE_GEOMETRY) {
        if (place->shape)
            return shape_setback(&setback, place->shape, doubts);
        *doubts |= DOUBT_NO_PLACE;
        return perhaps;
    }
    return of_chance(geo_chance_of(place->point, place->error_m, setback_probe, &setback), doubts);
}

/* -------------------------------------------------------------- coverage */

bool monitor_place_covers(struct run *run, const struct fact_place *record, uint32_t place)
{
    const struct area_entry *entry;
    const struct plan_place *p;

    if (record->form == FACT_PLACE_NONE)
        return true;
    if (place == PLAN_NONE)
        return false;
    entry = area_of(run, record);
    if (entry && entry->place == place)
        return true;
    p = &run->plan->places[place];
    for (size_t i = 0; i < p->zone_count; i++) {
        const struct geo_zones *zones = &run->plan->geometry;
        const struct geo_shape *outer = record->form == FACT_PLACE_GEOMETRY ? record->shape
                                        : entry                             ? entry->shape
                                                                            : NULL;

        if (p->zones[i] == PLAN_NONE)
            return false;
        if (entry && entry->place != PLAN_NONE) {
            uint32_t node = node_of(run, entry->place, i);

            if (node == PLAN_NONE || !zone_holds(zones, node, p->zones[i]))
                return false;
        } else if (outer && geo_shape_kind(outer) == GEO_SHAPE_AREA &&
                   zones->nodes[p->zones[i]].op == GEO_OP_SHAPE) {
            struct geo_node n = {.op = GEO_OP_SHAPE, .shape = 0};
            struct geo_zones one = {
                .nodes = &n, .node_count = 1, .shapes = &outer, .shape_count = 1};

            if (geo_zone_relation(&one, 0, zones->shapes[zones->nodes[p->zones[i]].shape]) !=
                GEO_REL_INSIDE)
                return false;
        } else {
            return false;
        }
    }
    return p->zone_count > 0;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Places: how likely an act lies where a statement speaks of. A point with an error or an ellipse and a direction with a range
 * are distributions; an area, a drawn geometry or no place at all is none: 1 wholly inside, 0 disjoint, else [0, 1]. */
#include "monitor/ground/place_int.h"

static const struct fact_interval sure = {1, 1}, never = {0, 0}, perhaps = {0, 1};

bool monitor_place_is_disputed(const struct run *run, uint32_t place)
{
    const struct plan_place *p = &run->plan->places[place];

    return p->form == PLAN_PLACE_DISPUTED ||
           (p->form == PLAN_PLACE_KEYED && p->zone_count + p->varying_count > p->keys.count);
}

bool monitor_place_is_keyed(const struct run *run, uint32_t place)
{
    return run->plan->places[place].form == PLAN_PLACE_KEYED;
}

bool monitor_spots_are_keyed(const struct run *run, const struct plan_spots *spots)
{
    for (size_t i = 0; i < spots->count; i++)
        if (monitor_place_is_keyed(run, spots->items[i].place))
            return true;
    return false;
}

bool monitor_spots_are_disputed(const struct run *run, const struct plan_spots *spots)
{
    for (size_t i = 0; i < spots->count; i++)
        if (monitor_place_is_disputed(run, spots->items[i].place))
            return true;
    return false;
}

/* Which of a place's zones is meant, or SIZE_MAX. */
size_t place_zone_at(const struct run *run, const struct plan_place *p, size_t reading,
                     uint32_t party)
{
    size_t count = p->zone_count + p->varying_count;
    uint32_t key;

    if (p->form == PLAN_PLACE_OPEN || count == 0)
        return SIZE_MAX;
    if (p->form != PLAN_PLACE_KEYED)
        return reading < count ? reading : SIZE_MAX;
    key = party == PLAN_NONE ? PLAN_NONE : plan_find_key(run->plan, p, party);
    if (key == PLAN_NONE)
        return SIZE_MAX;
    count /= p->keys.count;
    return key * count + (count > 1 ? reading : 0);
}

/* The node of a place, or PLAN_NONE: in a phase for each member of a collection, that member's; of a place that varies only
 * where it is put in. */
uint32_t place_node(const struct run *run, uint32_t place, const struct view *view)
{
    const struct plan_place *p = &run->plan->places[place];
    size_t at = place_zone_at(run, p, view->reading, view->party);

    if (at == SIZE_MAX)
        return PLAN_NONE;
    if (p->varying_count)
        return view->zones == &run->plan->geometry ? PLAN_NONE : p->varying[at];
    if (monitor_is_member(run, p))
        return p->member_zones[run->member.number * p->zone_count + at];
    return p->zones[at];
}

/* -------------------------------------------------------------- spots */

struct fact_interval place_chance(struct geo_chance chance, unsigned *doubts)
{
    if (chance.lo < chance.hi)
        *doubts |= DOUBT_ENDS;
    if (chance.way == GEO_CHANCE_CLEARANCE)
        *doubts |= WAY_CLEAR;
    else if (chance.way == GEO_CHANCE_QUADRATURE)
        *doubts |= chance.error > 3e-4 ? WAY_SUM_WIDE : WAY_SUM;
    if (chance.lo < 1 && chance.hi > 0 && chance.way == GEO_CHANCE_QUADRATURE)
        *doubts |= DOUBT_PLACE;
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
bool place_is_nowhere(const struct fact_place *place, struct fact_interval *out, unsigned *doubts)
{
    if (place->form == FACT_PLACE_NONE) {
        *doubts |= DOUBT_NO_PLACE;
        *out = perhaps;
        return true;
    }
    return false;
}

/* A place with a distribution: a point with its error or its ellipse, or seen in a direction. */
static bool is_spread(const struct fact_place *place)
{
    return place->form == FACT_PLACE_POINT || place->form == FACT_PLACE_ELLIPSE ||
           place->form == FACT_PLACE_BEARING;
}

/* Of a place with a distribution: whether it is more than one point. */
bool place_has_error(const struct fact_place *place)
{
    return place->error_m > 0 || place->major_m > 0 || place->bearing_error_deg > 0 ||
           place->range_min_m < place->range_max_m;
}

struct geo_spread place_spread(const struct fact_place *place)
{
    return (struct geo_spread){.form = place->form == FACT_PLACE_POINT     ? GEO_SPREAD_ROUND
                                       : place->form == FACT_PLACE_ELLIPSE ? GEO_SPREAD_ELLIPSE
                                                                           : GEO_SPREAD_SECTOR,
                               .point = place->point,
                               .error_m = place->error_m,
                               .major_m = place->major_m,
                               .minor_m = place->minor_m,
                               .azimuth_deg = place->azimuth_deg,
                               .bearing_deg = place->bearing_deg,
                               .bearing_error_deg = place->bearing_error_deg,
                               .range_min_m = place->range_min_m,
                               .range_max_m = place->range_max_m};
}

/* What the index says of a place far from all borders, in a geometry that does not vary. */
struct fact_interval place_member(enum geo_member member, unsigned *doubts)
{
    if (member == GEO_UNSURE)
        *doubts |= DOUBT_ENDS;
    return member == GEO_INSIDE ? sure : member == GEO_OUTSIDE ? never : perhaps;
}

bool place_is_indexed(const struct run *run, const struct geo_zones *zones)
{
    return run->index && zones == &run->plan->geometry;
}

/* Is it this very zone, or one of those that it is joined of? */
static bool is_part(const struct geo_zones *zones, uint32_t zone, uint32_t inner)
{
    const struct geo_node *z = &zones->nodes[zone], *w = &zones->nodes[inner];

    return zone == inner ||
           (w->op == GEO_OP_SHAPE && z->op == GEO_OP_SHAPE && w->shape == z->shape) ||
           (z->op == GEO_OP_OR && (is_part(zones, z->a, inner) || is_part(zones, z->b, inner)));
}

/* Do all places of one zone lie in the other, as far as their forms tell? */
static bool zone_holds(const struct geo_zones *zones, uint32_t zone, uint32_t inner)
{
    const struct geo_node *z = &zones->nodes[zone], *w = &zones->nodes[inner];

    if (is_part(zones, zone, inner))
        return true;
    if (w->op == GEO_OP_SHAPE)
        return geo_zone_relation(zones, zone, zones->shapes[w->shape]) == GEO_REL_INSIDE;
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
    if (is_part(zones, zone, inner))
        return GEO_REL_INSIDE;
    if (zones->nodes[inner].op == GEO_OP_SHAPE)
        return geo_zone_relation(zones, zone, zones->shapes[zones->nodes[inner].shape]);
    if (zone_holds(zones, zone, inner))
        return GEO_REL_INSIDE;
    if (zones->nodes[zone].op == GEO_OP_SHAPE &&
        geo_zone_relation(zones, inner, zones->shapes[zones->nodes[zone].shape]) == GEO_REL_OUTSIDE)
        return GEO_REL_OUTSIDE;
    return boxes_are_apart(zones, zone, inner) ? GEO_REL_OUTSIDE : GEO_REL_OVERLAPS;
}

/* The node of a place that a record names: all of it. */
uint32_t place_whole(const struct run *run, uint32_t place, const struct view *view)
{
    const struct plan_place *p = &run->plan->places[place];
    size_t at = place_zone_at(run, p, view->reading, view->party);

    if (at == SIZE_MAX || p->varying_count)
        return place_node(run, place, view);
    return p->zones[at];
}

static bool is_the_same_for_all(const struct run *run, uint32_t place)
{
    const struct plan_place *p = &run->plan->places[place];

    return p->form == PLAN_PLACE_ONE && !p->varying_count;
}

/* How an area by name lies to a zone: by the name itself, or by geometry; asked once. */
static struct fact_interval area_in(struct run *run, const struct fact_place *place, uint32_t zone,
                                    uint32_t node, const struct view *view, unsigned *doubts)
{
    const struct geo_zones *zones = view->zones;
    struct area_entry *entry = monitor_area_of(run, place);
    enum geo_relation relation = GEO_REL_OVERLAPS;
    bool is_kept = zones == &run->plan->geometry;
    uint32_t own;

    if (entry && entry->place == zone &&
        (!monitor_is_member(run, &run->plan->places[zone]) ||
         entry->member == run->member.number + 1))
        return sure;
    if (!entry || node == PLAN_NONE || (entry->place == PLAN_NONE && !entry->shape)) {
        *doubts |= DOUBT_AREA;
        return perhaps;
    }
    own = entry->place == PLAN_NONE ? PLAN_NONE : place_named(run, entry, view);
    is_kept &= entry->shape || is_the_same_for_all(run, entry->place);
    if (is_kept && entry->relations && entry->relations[node])
        return of_relation((enum geo_relation)(entry->relations[node] - 1), DOUBT_AREA, doubts);
    if (entry->shape)
        relation = geo_zone_relation(zones, node, entry->shape);
    else if (own != PLAN_NONE)
        relation = zone_relation(zones, node, own);
    if (is_kept && entry->relations)
        entry->relations[node] = (uint8_t)(relation + 1);
    return of_relation(relation, DOUBT_AREA, doubts);
}

static bool is_line(const struct geo_zones *zones, uint32_t node)
{
    const struct geo_node *n = &zones->nodes[node];

    return n->op == GEO_OP_SHAPE && geo_shape_kind(zones->shapes[n->shape]) == GEO_SHAPE_LINES;
}

/* One end of a line travelled: its first or last vertex in the zone. */
static struct fact_interval end_in(const struct geo_zones *zones, uint32_t node,
                                   const struct geo_shape *shape, bool is_last, unsigned *doubts)
{
    size_t path = is_last ? geo_shape_path_count(shape) - 1 : 0;
    size_t at = is_last ? geo_shape_path_size(shape, path) - 1 : 0;
    struct geo_place place = geo_place_make(geo_shape_vertex(shape, path, at));

    switch (geo_zone_member(zones, node, &place)) {
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

/* Why a place has no geometry now. */
unsigned place_why_none(const struct run *run, uint32_t place)
{
    const struct plan_place *p = &run->plan->places[place];

    return p->varying_count              ? DOUBT_TRACK
           : p->form == PLAN_PLACE_KEYED ? DOUBT_ACTOR
                                         : DOUBT_READING;
}

/* `across`: the place within its error touches the line, or the line travelled crosses it. */
static struct fact_interval across(struct run *run, uint32_t zone, uint32_t node,
                                   const struct view *view, const struct fact_place *place,
                                   unsigned *doubts)
{
    const struct geo_zones *zones = view->zones;
    struct fact_interval out;
    struct geo_place at;

    if (place_is_nowhere(place, &out, doubts))
        return out;
    if (place->form == FACT_PLACE_AREA) {
        const struct area_entry *entry = monitor_area_of(run, place);

        if (entry && entry->place == zone)
            return sure;
        if (entry && entry->shape && is_line(zones, node) &&
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
        if (is_line(zones, node)) {
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
    if (place->form != FACT_PLACE_POINT) { /* as far as it reaches in every direction, in any */
        bool is_ellipse = place->form == FACT_PLACE_ELLIPSE;
        double distance_m = is_line(zones, node)
                                ? geo_shape_distance_m(zones->shapes[zones->nodes[node].shape], &at)
                                : geo_zone_distance_m(zones, node, &at);

        if (distance_m > (is_ellipse ? place->major_m : place->range_max_m))
            return never;
        if (is_ellipse && distance_m <= place->minor_m)
            return sure;
        *doubts |= DOUBT_PLACE;
        return perhaps;
    }
    if (is_line(zones, node))
        return geo_shape_within(zones->shapes[zones->nodes[node].shape], &at, place->error_m)
                   ? sure
                   : never;
    return geo_zone_distance_m(zones, node, &at) <= place->error_m ? sure : never;
}

struct fact_interval place_spot(struct run *run, const struct plan_spot *spot,
                                const struct view *view, const struct fact_place *place,
                                unsigned *doubts)
{
    uint32_t node = place_node(run, spot->place, view);
    enum geo_member member = GEO_UNSURE;
    struct fact_interval out;
    struct geo_spread spread;

    if (node == PLAN_NONE) {
        if (place->form == FACT_PLACE_AREA)
            return area_in(run, place, spot->place, node, view, doubts);
        *doubts |= place_why_none(run, spot->place);
        return perhaps;
    }
    if (spot->preposition == PLAN_ACROSS)
        return across(run, spot->place, node, view, place, doubts);
    if (place->form == FACT_PLACE_GEOMETRY && place->shape &&
        geo_shape_kind(place->shape) == GEO_SHAPE_LINES && spot->preposition != PLAN_IN)
        return end_in(view->zones, node, place->shape, spot->preposition == PLAN_INTO, doubts);
    if (spot->preposition == PLAN_FROM) { /* a record says where an act took effect */
        *doubts |= DOUBT_ORIGIN;
        return perhaps;
    }
    if (place_is_nowhere(place, &out, doubts))
        return out;
    if (place->form == FACT_PLACE_AREA)
        return area_in(run, place, spot->place, node, view, doubts);
    if (place->form == FACT_PLACE_GEOMETRY) {
        if (!place->shape) {
            *doubts |= DOUBT_NO_PLACE;
            return perhaps;
        }
        return of_relation(geo_zone_relation(view->zones, node, place->shape), DOUBT_PLACE, doubts);
    }
    spread = place_spread(place);
    if (place_is_indexed(run, view->zones) && geo_index_zone(run->index, node, &spread, &member)) {
        *doubts |= place_has_error(place) ? WAY_CLEAR : 0;
        return place_member(member, doubts);
    }
    return place_chance(monitor_zone_chance(run, view->zones, node, &spread), doubts);
}

/* Several zones and one uncertain point: the chance of being in any of them is the joint one. */
struct any_of {
    struct run *run;
    const struct plan_spots *spots;
    const struct view *view;
};

static struct geo_probe any_probe(const void *ctx, const struct geo_place *place)
{
    const struct any_of *any = ctx;
    struct geo_probe out = {.member = GEO_OUTSIDE, .clear_m = 1e9};

    for (size_t i = 0; i < any->spots->count; i++) {
        uint32_t node = place_node(any->run, any->spots->items[i].place, any->view);
        struct geo_probe one = geo_probe_zone(any->view->zones, node, place);

        out = i ? geo_probe_or(out, one) : one;
    }
    return out;
}

#define ANY_LIMIT 64 /* zones named in one statement, beyond which only probes are asked */

static bool any_nodes(const struct any_of *any, uint32_t nodes[ANY_LIMIT])
{
    for (size_t i = 0; i < any->spots->count && i < ANY_LIMIT; i++)
        nodes[i] = place_node(any->run, any->spots->items[i].place, any->view);
    return any->spots->count <= ANY_LIMIT;
}

/* In one of some zones, and (and_count) in one of others as well; remembered. */
static struct geo_chance choice_chance(struct run *run, const struct geo_choice *choice,
                                       const struct geo_spread *spread)
{
    const struct chance_question question = {.form = choice->and_count ? CHANCE_BOTH : CHANCE_ANY,
                                             .zones = choice->zones,
                                             .spread = spread,
                                             .nodes = choice->nodes,
                                             .count = choice->count,
                                             .and_nodes = choice->and_nodes,
                                             .and_count = choice->and_count};
    bool is_known = false;
    struct geo_chance *kept = monitor_chance_slot(run, &question, &is_known), chance;

    if (kept && is_known)
        return *kept;
    chance = geo_choice_chance(choice, spread);
    if (kept)
        *kept = chance;
    return chance;
}

static struct geo_chance any_chance(const struct any_of *any, const struct geo_spread *spread)
{
    uint32_t nodes[ANY_LIMIT];
    struct geo_choice choice = {
        .zones = any->view->zones, .nodes = nodes, .count = any->spots->count};

    return any_nodes(any, nodes) ? choice_chance(any->run, &choice, spread)
                                 : geo_chance_over(spread, any_probe, any);
}

/* Surely in one of them, or clear of all. */
static bool any_settled(const struct any_of *any, const struct geo_spread *spread,
                        struct fact_interval *out)
{
    bool is_out = true;

    for (size_t i = 0; i < any->spots->count; i++) {
        uint32_t node = place_node(any->run, any->spots->items[i].place, any->view);
        enum geo_member member = GEO_UNSURE;
        bool is_settled = geo_index_zone(any->run->index, node, spread, &member);

        *out = is_settled && member == GEO_INSIDE ? sure : never;
        if (is_settled && member == GEO_INSIDE)
            return true;
        is_out &= is_settled && member == GEO_OUTSIDE;
    }
    return is_out;
}

static int32_t time_of_day(const struct tz *tz, int64_t at_us)
{
    struct time_civil civil;

    tz_to_civil(tz, at_us, &civil);
    return civil.hour * 3600 + civil.minute * 60 + civil.second;
}

static bool is_open_at(struct plan_hours hours, int32_t s)
{
    return hours.from_s < hours.to_s ? s >= hours.from_s && s < hours.to_s
                                     : s >= hours.from_s || s < hours.to_s;
}

/* Was a corridor open at the time: for certain, never, or some of the time. */
static struct fact_interval open_then(const struct run *run, uint32_t place, struct fact_time time,
                                      unsigned *doubts)
{
    struct plan_hours hours = run->plan->places[place].hours;
    int64_t last = monitor_last(time.from_us, time.to_us);
    int32_t from_s, last_s;
    bool is_open;

    if (time.from_us < TIME_MIN_US || last > TIME_MAX_US || last - time.from_us >= TIME_DAY_US) {
        *doubts |= DOUBT_TIME;
        return perhaps;
    }
    from_s = time_of_day(run->plan->tz, time.from_us);
    last_s = time_of_day(run->plan->tz, last);
    is_open = is_open_at(hours, from_s);
    if (is_open_at(hours, last_s) == is_open) {
        int32_t next_s = is_open ? hours.to_s : hours.from_s; /* when it changes */
        int32_t until_s = (next_s - from_s + 86400) % 86400;

        if (last - time.from_us < (int64_t)until_s * 1000000)
            return is_open ? sure : never;
    }
    *doubts |= DOUBT_TIME;
    return perhaps;
}

/* In a geometry that is put together: of a party, or of none where no place asks for one. */
static struct fact_interval spots_in(struct run *run, const struct plan_spots *spots,
                                     const struct view *view, const struct fact_place *place,
                                     struct fact_time time, unsigned *doubts)
{
    struct fact_interval out = never;
    bool is_plain = is_spread(place) && spots->count > 1;
    unsigned seen = 0;

    if (spots->count == 0)
        return sure;
    for (size_t i = 0; is_plain && i < spots->count; i++)
        is_plain =
            (spots->items[i].preposition == PLAN_IN || spots->items[i].preposition == PLAN_INTO) &&
            !spots->items[i].while_open &&
            place_node(run, spots->items[i].place, view) != PLAN_NONE;
    if (is_plain) {
        struct any_of any = {run, spots, view};
        struct geo_spread spread = place_spread(place);

        if (place_is_indexed(run, view->zones) && any_settled(&any, &spread, &out)) {
            *doubts |= place_has_error(place) ? WAY_CLEAR : 0;
            return out;
        }
        return place_chance(any_chance(&any, &spread), doubts);
    }
    for (size_t i = 0; i < spots->count; i++) {
        struct fact_interval one = place_spot(run, &spots->items[i], view, place, &seen);

        if (spots->items[i].while_open && one.hi > 0)
            one = monitor_times(one, open_then(run, spots->items[i].place, time, &seen));
        out.lo = one.lo > out.lo ? one.lo : out.lo;
        out.hi = out.hi + one.hi < 1 ? out.hi + one.hi : 1;
    }
    *doubts |= out.lo < 1 ? seen : seen & ~MONITOR_DOUBTS;
    return out;
}

struct asked_spots {
    const struct plan_spots *spots;
    const struct view *view;
    struct fact_time time;
};

static struct fact_interval spots_on(struct run *run, const void *ctx,
                                     const struct geo_zones *zones, const struct fact_place *place,
                                     unsigned *doubts)
{
    const struct asked_spots *asked = ctx;
    struct view view = *asked->view;

    view.zones = zones;
    return spots_in(run, asked->spots, &view, place, asked->time, doubts);
}

static struct fact_interval spots_for(struct run *run, const struct plan_spots *spots,
                                      const struct view *view, const struct where *where,
                                      unsigned *doubts)
{
    struct asked_spots asked = {spots, view, where->time};
    uint32_t nodes[8];
    size_t count = 0;

    for (size_t i = 0; i < spots->count; i++) {
        const struct plan_place *p = &run->plan->places[spots->items[i].place];
        const struct area_entry *entry = monitor_area_of(run, where->place);
        size_t at = place_zone_at(run, p, view->reading, view->party);

        if (!p->varying_count || at == SIZE_MAX || (entry && entry->place == spots->items[i].place))
            continue;
        if (count == COUNT_OF(nodes)) {
            *doubts |= DOUBT_TRACK;
            return perhaps;
        }
        nodes[count++] = p->varying[at];
    }
    if (count == 0)
        return spots_in(run, spots, view, where->place, where->time, doubts);
    return monitor_over_grounds(run, nodes, count, where, spots_on, &asked, doubts);
}

struct fact_interval monitor_spots_where(struct run *run, const struct plan_spots *spots,
                                         size_t reading, uint32_t party, const struct where *where,
                                         unsigned *doubts)
{
    struct view view = {reading, party, &run->plan->geometry};
    struct fact_interval out = never;
    bool any = false;
    unsigned seen = 0;

    if (!monitor_spots_are_keyed(run, spots) || party != PLAN_NONE)
        return spots_for(run, spots, &view, where, doubts);
    for (size_t i = 0; i < spots->count; i++) { /* whoever it was */
        const struct plan_place *p = &run->plan->places[spots->items[i].place];

        for (size_t k = 0; p->form == PLAN_PLACE_KEYED && k < p->keys.count; k++) {
            view.party = p->keys.items[k];
            monitor_widen(&out, spots_for(run, spots, &view, where, &seen), !any);
            any = true;
        }
    }
    *doubts |= seen;
    if (out.lo < out.hi)
        *doubts |= DOUBT_ACTOR;
    return out;
}

struct where place_where(const struct run *run, size_t act)
{
    const struct observation *o = &run->facts->observations[act];

    return (struct where){&o->place, o->time, act};
}

struct fact_interval monitor_spots_party(struct run *run, const struct plan_spots *spots,
                                         size_t reading, uint32_t party, size_t act,
                                         unsigned *doubts)
{
    struct where where = place_where(run, act);

    return monitor_spots_where(run, spots, reading, party, &where, doubts);
}

struct fact_interval monitor_spots(struct run *run, const struct plan_spots *spots, size_t reading,
                                   size_t act, unsigned *doubts)
{
    return monitor_spots_party(run, spots, reading, PLAN_NONE, act, doubts);
}

struct both_of {
    struct any_of a, b;
};

static struct geo_probe both_probe(const void *ctx, const struct geo_place *place)
{
    const struct both_of *both = ctx;

    return geo_probe_and(any_probe(&both->a, place), any_probe(&both->b, place));
}

static struct geo_chance both_chance(const struct both_of *both, const struct geo_spread *spread)
{
    uint32_t a[ANY_LIMIT], b[ANY_LIMIT];
    struct geo_choice choice = {.zones = both->a.view->zones,
                                .nodes = a,
                                .count = both->a.spots->count,
                                .and_nodes = b,
                                .and_count = both->b.spots->count};

    return any_nodes(&both->a, a) && any_nodes(&both->b, b)
               ? choice_chance(both->a.run, &choice, spread)
               : geo_chance_over(spread, both_probe, both);
}

/* Zones alone, the same for everybody at every time. */
static bool are_zones(const struct run *run, const struct plan_spots *spots,
                      const struct view *view)
{
    for (size_t i = 0; i < spots->count; i++) {
        const struct plan_spot *spot = &spots->items[i];

        if ((spot->preposition != PLAN_IN && spot->preposition != PLAN_INTO) ||
            run->plan->places[spot->place].is_moving ||
            place_node(run, spot->place, view) == PLAN_NONE)
            return false;
    }
    return spots->count > 0 && !monitor_spots_are_keyed(run, spots);
}

bool monitor_spots_given(struct run *run, const struct plan_spots *spots,
                         const struct plan_spots *given, size_t reading, size_t act,
                         struct fact_interval *out, unsigned *doubts)
{
    const struct fact_place *place = &run->facts->observations[act].place;
    struct view view = {reading, PLAN_NONE, &run->plan->geometry};
    struct both_of both = {{run, spots, &view}, {run, given, &view}};
    struct geo_spread spread = place_spread(place);
    struct geo_chance second, joint;

    if (!is_spread(place) || !place_has_error(place) || !are_zones(run, spots, &view) ||
        !are_zones(run, given, &view))
        return false;
    second = any_chance(&both.b, &spread);
    if (second.lo <= 0 || second.lo >= 1 || second.lo < second.hi)
        return false;
    joint = both_chance(&both, &spread);
    if (joint.lo < joint.hi)
        return false;
    *out = place_chance(joint, doubts);
    out->lo = out->hi = joint.lo < second.lo ? joint.lo / second.lo : 1;
    return true;
}

struct fact_interval monitor_spots_place(struct run *run, const struct plan_spots *spots,
                                         size_t reading, const struct fact_place *place,
                                         unsigned *doubts)
{
    struct where where = {place, {TIME_NONE, TIME_NEVER}, SIZE_MAX};

    return monitor_spots_where(run, spots, reading, PLAN_NONE, &where, doubts);
}

/* -------------------------------------------------------------- coverage */

/* Of a place's zone number `i`: whose it is, under which reading. */
static struct view view_of(const struct run *run, const struct plan_place *p, size_t i)
{
    size_t each = p->form == PLAN_PLACE_KEYED ? p->zone_count / p->keys.count : p->zone_count;

    return (struct view){.reading = i % each,
                         .party = p->form == PLAN_PLACE_KEYED ? p->keys.items[i / each] : PLAN_NONE,
                         .zones = &run->plan->geometry};
}

bool monitor_place_covers(struct run *run, const struct fact_place *record, uint32_t place)
{
    const struct area_entry *entry;
    const struct plan_place *p;

    if (record->form == FACT_PLACE_NONE)
        return true;
    if (place == PLAN_NONE)
        return false;
    entry = monitor_area_of(run, record);
    if (entry && entry->place == place &&
        (!entry->member || (monitor_is_member(run, &run->plan->places[place]) &&
                            entry->member == run->member.number + 1)))
        return true;
    p = &run->plan->places[place];
    for (size_t i = 0; i < p->zone_count; i++) {
        struct view view = view_of(run, p, i);
        uint32_t inner = place_node(run, place, &view);
        const struct geo_zones *zones = &run->plan->geometry;
        const struct geo_shape *outer = record->form == FACT_PLACE_GEOMETRY ? record->shape
                                        : entry                             ? entry->shape
                                                                            : NULL;

        if (inner == PLAN_NONE)
            return false;
        if (entry && entry->place != PLAN_NONE) {
            uint32_t node = place_named(run, entry, &view);

            if (node == PLAN_NONE || !zone_holds(zones, node, inner))
                return false;
        } else if (outer && geo_shape_kind(outer) == GEO_SHAPE_AREA &&
                   zones->nodes[inner].op == GEO_OP_SHAPE) {
            struct geo_node n = {.op = GEO_OP_SHAPE, .shape = 0};
            struct geo_zones one = {
                .nodes = &n, .node_count = 1, .shapes = &outer, .shape_count = 1};

            if (geo_zone_relation(&one, 0, zones->shapes[zones->nodes[inner].shape]) !=
                GEO_REL_INSIDE)
                return false;
        } else {
            return false;
        }
    }
    return p->zone_count > 0;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * `keep`: how likely a place is where a thing must not be, inside a zone, outside one, or nearer to a line than allowed. */
#include "monitor/ground/place_int.h"

static const struct fact_interval sure = {1, 1}, never = {0, 0}, perhaps = {0, 1};

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

/* The line that says who is on which side: of one that differs for each party, the line that is named for this one. */
static const struct plan_place *line_of(const struct run *run, uint32_t place, uint32_t node)
{
    const struct plan_place *line = &run->plan->places[place];

    for (size_t i = 0;
         i < run->plan->place_count && line->left == PLAN_NONE && line->right == PLAN_NONE; i++) {
        const struct plan_place *other = &run->plan->places[i];

        for (size_t k = 0; k < other->zone_count && other->type == PLAN_LINE; k++)
            if (other->zones[k] == node && (other->left != PLAN_NONE || other->right != PLAN_NONE))
                line = other;
    }
    return line;
}

static enum geo_hand hand_of(const struct run *run, const struct plan_statement *s, uint32_t node,
                             uint32_t party)
{
    const struct plan_place *line = line_of(run, s->place, node);
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
    const struct geo_node *node = &s->zones->nodes[s->node];
    const struct geo_shape *line;
    bool all_broken = true, any_near;

    if (node->op != GEO_OP_SHAPE) { /* a zone made of distances: no vertices to measure from */
        *doubts |= DOUBT_AREA;
        return perhaps;
    }
    line = s->zones->shapes[node->shape];
    any_near = s->hand != GEO_HAND_UNSURE || geo_shape_touches(shape, line);

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

static struct geo_chance setback_chance(struct run *run, const struct setback *setback,
                                        const struct geo_spread *spread)
{
    const struct chance_question question = {.form = CHANCE_SETBACK,
                                             .zones = setback->zones,
                                             .spread = spread,
                                             .nodes = &setback->node,
                                             .count = 1,
                                             .hand = setback->hand,
                                             .metres = setback->metres};
    bool is_known = false;
    struct geo_chance *kept = monitor_chance_slot(run, &question, &is_known), chance;

    if (kept && is_known)
        return *kept;
    chance = geo_chance_over(spread, setback_probe, setback);
    if (kept)
        *kept = chance;
    return chance;
}

/* In a geometry that is put together. */
static struct fact_interval keep_in(struct run *run, const struct plan_statement *statement,
                                    const struct view *view, const struct fact_place *place,
                                    unsigned *doubts)
{
    struct plan_spot spot = {.preposition = PLAN_IN, .place = statement->place};
    enum geo_member kept = GEO_UNSURE;
    struct fact_interval out;
    struct setback setback;
    struct geo_spread spread;

    if (statement->relation != PLAN_AWAY_FROM) {
        out = place_spot(run, &spot, view, place, doubts);
        return statement->relation == PLAN_OUT_OF ? out : monitor_not(out);
    }
    setback = (struct setback){.zones = view->zones,
                               .node = place_node(run, statement->place, view),
                               .hand = GEO_HAND_UNSURE,
                               .metres = statement->distance.metres};
    if (setback.node == PLAN_NONE) {
        *doubts |= place_why_none(run, statement->place);
        return perhaps;
    }
    if (statement->side.form != PLAN_SIDE_NONE) {
        setback.hand = hand_of(run, statement, setback.node, view->party);
        if (setback.hand == GEO_HAND_UNSURE) {
            *doubts |= DOUBT_ACTOR;
            return perhaps;
        }
    }
    if (place_is_nowhere(place, &out, doubts))
        return out;
    if (place->form == FACT_PLACE_AREA) {
        const struct area_entry *entry = monitor_area_of(run, place);

        uint32_t own =
            entry && entry->place != PLAN_NONE ? place_named(run, entry, view) : PLAN_NONE;

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
    spread = place_spread(place);
    if (place_is_indexed(run, setback.zones) &&
        geo_index_setback(run->index, setback.node, setback.hand, setback.metres, &spread, &kept)) {
        *doubts |= place_has_error(place) ? WAY_CLEAR : 0;
        return monitor_not(place_member(kept, doubts));
    }
    return place_chance(setback_chance(run, &setback, &spread), doubts);
}

struct asked_keep {
    const struct plan_statement *statement;
    const struct view *view;
};

static struct fact_interval keep_on(struct run *run, const void *ctx, const struct geo_zones *zones,
                                    const struct fact_place *place, unsigned *doubts)
{
    const struct asked_keep *asked = ctx;
    struct view view = *asked->view;

    view.zones = zones;
    return keep_in(run, asked->statement, &view, place, doubts);
}

static struct fact_interval keep_for(struct run *run, const struct plan_statement *statement,
                                     const struct view *view, const struct where *where,
                                     unsigned *doubts)
{
    const struct plan_place *p = &run->plan->places[statement->place];
    size_t at = place_zone_at(run, p, view->reading, view->party);
    struct plan_statement out_of = *statement;
    struct asked_keep asked = {&out_of, view};
    struct fact_interval out;

    if (!p->varying_count || at == SIZE_MAX)
        return keep_in(run, statement, view, where->place, doubts);
    if (statement->relation == PLAN_INSIDE) /* of any unit */
        out_of.relation = PLAN_OUT_OF;
    out = monitor_over_grounds(run, &p->varying[at], 1, where, keep_on, &asked, doubts);
    return statement->relation == PLAN_INSIDE ? monitor_not(out) : out;
}

static struct fact_interval keep_broken(struct run *run, const struct plan_statement *statement,
                                        uint32_t party, size_t reading, size_t act,
                                        unsigned *doubts)
{
    struct where where = place_where(run, act);
    struct view view = {reading, party, &run->plan->geometry};
    const struct plan_place *p = &run->plan->places[statement->place];
    struct fact_interval out = never;
    unsigned seen = 0;

    if (p->form != PLAN_PLACE_KEYED || party != PLAN_NONE)
        return keep_for(run, statement, &view, &where, doubts);
    for (size_t k = 0; k < p->keys.count; k++) { /* whoever it was */
        view.party = p->keys.items[k];
        monitor_widen(&out, keep_for(run, statement, &view, &where, &seen), k == 0);
    }
    *doubts |= seen;
    if (out.lo < out.hi)
        *doubts |= DOUBT_ACTOR;
    return out;
}

/* The farther it must stay away, the likelier it is too near. */
struct fact_interval monitor_keep_broken(struct run *run, const struct plan_statement *statement,
                                         uint32_t party, size_t reading, size_t act,
                                         unsigned *doubts)
{
    struct plan_statement asked;
    struct fact_interval metres, out;

    if (statement->relation != PLAN_AWAY_FROM || statement->distance.form == PLAN_DISTANCE_METRES)
        return keep_broken(run, statement, party, reading, act, doubts);
    asked = *statement;
    metres = monitor_keep_metres(run, statement, act, doubts);
    asked.distance = (struct plan_distance){PLAN_DISTANCE_METRES, metres.lo, PLAN_NONE};
    out = keep_broken(run, &asked, party, reading, act, doubts);
    if (metres.hi > 1e8) { /* not known: as far as it may be */
        out.hi = 1;
    } else if (metres.lo < metres.hi) {
        asked.distance.metres = metres.hi;
        out.hi = keep_broken(run, &asked, party, reading, act, doubts).hi;
    }
    return out;
}

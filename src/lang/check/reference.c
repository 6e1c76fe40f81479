/* SPDX-License-Identifier: Apache-2.0
 *
 * One name for two lines: each party measures from its own, and the ground between the two is left to neither. */
#include "lang/check/scope.h"

#define LINES_LIMIT 4
#define COMPARED_LIMIT 4000000

/* Two parties, and the node of the line of each. */
struct sides {
    uint32_t actors[2], nodes[2];
};

/* The first two keys of a line that stand for different lines. */
static bool two_lines(const struct scope *scope, uint32_t place, struct sides *sides)
{
    const struct plan_place *p = &scope->plan->places[place];
    const struct geo_node *nodes = scope->b->nodes.items;
    if (p->type != PLAN_LINE || p->form != PLAN_PLACE_KEYED || p->zone_count != p->keys.count)
        return false;
    for (size_t i = 1; i < p->keys.count && i < p->zone_count; i++) {
        uint32_t a = p->zones[0], c = p->zones[i];
        if (a == PLAN_NONE || c == PLAN_NONE || nodes[a].op != GEO_OP_SHAPE ||
            nodes[c].op != GEO_OP_SHAPE || nodes[a].shape == nodes[c].shape)
            continue;
        *sides = (struct sides){{p->keys.items[0], p->keys.items[i]}, {a, c}};
        return true;
    }
    return false;
}

static bool same_point(struct geo_point a, struct geo_point c)
{
    return a.lon_deg == c.lon_deg && a.lat_deg == c.lat_deg;
}

/* The rings that two lines make where they part between vertices that they share. */
struct rings {
    LIST(struct geo_point) points;
    LIST(size_t) ends; /* of each ring, in points */
};

static void add_ring(struct work *w, struct rings *rings, const struct geo_shape *const lines[2],
                     const size_t from[2], const size_t to[2])
{
    if (to[0] < from[0] + 2 && to[1] < from[1] + 2)
        return; /* one stretch in common */
    for (size_t i = from[0]; i <= to[0]; i++)
        PUSH(w, &rings->points, geo_shape_vertex(lines[0], 0, i));
    for (size_t i = to[1] + 1; i-- > from[1];) {
        struct geo_point point = geo_shape_vertex(lines[1], 0, i);
        bool is_shared =
            (i == to[1] && same_point(point, geo_shape_vertex(lines[0], 0, to[0]))) ||
            (i == from[1] && same_point(point, geo_shape_vertex(lines[0], 0, from[0])));
        if (!is_shared)
            PUSH(w, &rings->points, point);
    }
    PUSH(w, &rings->ends, rings->points.count);
}

/* Vertices that both have, in the order of both, end the rings; false where there is none. */
static bool part(struct work *w, struct rings *rings, const struct geo_shape *const lines[2])
{
    size_t counts[2] = {geo_shape_path_size(lines[0], 0), geo_shape_path_size(lines[1], 0)};
    size_t from[2] = {0, 0}, at[2];
    bool is_any = false;
    if (counts[0] * counts[1] > COMPARED_LIMIT)
        return false;
    for (at[0] = 0; at[0] < counts[0]; at[0]++) {
        struct geo_point point = geo_shape_vertex(lines[0], 0, at[0]);
        for (at[1] = from[1]; at[1] < counts[1]; at[1]++)
            if (same_point(point, geo_shape_vertex(lines[1], 0, at[1])))
                break;
        if (at[1] == counts[1])
            continue;
        add_ring(w, rings, lines, from, at);
        from[0] = at[0];
        from[1] = at[1];
        is_any = true;
    }
    size_t last[2] = {counts[0] - 1, counts[1] - 1};
    if (is_any && (from[0] < last[0] || from[1] < last[1]))
        add_ring(w, rings, lines, from, last);
    return is_any;
}

static enum err_code area_of(struct work *w, const struct rings *rings, struct geo_shape **shape,
                             struct err *err)
{
    struct geo_path *paths = ARENA_NEW(w->arena, struct geo_path, rings->ends.count);
    struct geo_polygon *polygons = ARENA_NEW(w->arena, struct geo_polygon, rings->ends.count);
    size_t from = 0;
    if (!paths || !polygons)
        return err_no_memory(err);
    for (size_t i = 0; i < rings->ends.count; i++) {
        paths[i] = (struct geo_path){rings->points.items + from, rings->ends.items[i] - from};
        polygons[i] = (struct geo_polygon){&paths[i], 1};
        from = rings->ends.items[i];
    }
    return geo_shape_area(w->arena, polygons, rings->ends.count, shape, err);
}

/* The ground between the two as a node of our own; PLAN_NONE where they cross or coincide. */
static uint32_t ground_between(struct scope *scope, const struct sides *sides)
{
    struct build *b = scope->b;
    struct rings rings = {0};
    struct geo_shape *shape = NULL;
    struct err err = {0};
    const struct geo_shape *const lines[2] = {
        b->shapes.items[b->nodes.items[sides->nodes[0]].shape],
        b->shapes.items[b->nodes.items[sides->nodes[1]].shape]};
    for (size_t i = 0; i < 2; i++)
        if (geo_shape_kind(lines[i]) != GEO_SHAPE_LINES || geo_shape_path_count(lines[i]) != 1)
            return PLAN_NONE;
    bool is_parted = part(b->work, &rings, lines);
    if (b->work->failed || (is_parted && !rings.ends.count))
        return PLAN_NONE;
    enum err_code code = is_parted
                             ? area_of(b->work, &rings, &shape, &err)
                             : geo_shape_between(b->work->arena, lines[0], lines[1], &shape, &err);
    if (code == ERR_NO_MEMORY)
        work_fail(b->work, err_no_memory(b->work->err));
    if (code)
        return PLAN_NONE;
    PUSH(b->work, &b->shapes, shape);
    if (b->work->failed)
        return PLAN_NONE;
    return scope_node_add(
        scope, (struct geo_node){.op = GEO_OP_SHAPE, .shape = (uint32_t)b->shapes.count - 1});
}

static bool covers(struct scope *scope, uint32_t place, struct geo_point point)
{
    uint32_t node = scope_node(scope, place, 0, PLAN_NONE);
    struct scope_literal inside = {node, false};
    return node != PLAN_NONE && scope_ground_holds(scope, &inside, 1, point);
}

/* Some clause of the text that declares the line speaks of a place that holds the point. */
static bool is_settled(struct scope *scope, const struct scope_row *from, struct geo_point point)
{
    for (size_t i = 0; i < scope->count; i++) {
        const struct scope_row *row = &scope->rows[i];
        const struct plan_statement *s = row->s;
        if (row == from || !s || s->source != from->s->source)
            continue;
        for (size_t j = 0; j < s->spots.count; j++)
            if (covers(scope, s->spots.items[j].place, point))
                return true;
        bool is_area =
            s->form == PLAN_WITHDRAW || (s->form == PLAN_KEEP && s->relation != PLAN_AWAY_FROM);
        if (is_area && covers(scope, s->place, point))
            return true;
    }
    return false;
}

static void report(struct scope *scope, const struct scope_row *row, const struct sides *sides,
                   uint32_t ground, struct geo_point point)
{
    struct work *w = scope->b->work;
    const struct plan *plan = scope->plan;
    struct str line = plan->places[row->s->place].name;
    struct str a = plan->actors[sides->actors[0]].name, c = plan->actors[sides->actors[1]].name;
    struct ast_word name = scope->b->ast->places.items[row->s->place].name;
    struct diag *diag =
        build_word_diag(scope->b, LANG_H0736, name,
                        "%.*s and %.*s each measure from a line of their own, and nothing says "
                        "which prevails on the ground between them",
                        STR_ARG(a), STR_ARG(c));
    diag->label = STR("expected one line for both, or a clause on the zone between the two");
    scope_other(scope, diag, row, "measured from it here");
    struct diag_witness *witness = scope_witness(scope, diag);
    scope_witness_place(witness, point);
    witness->text =
        work_printf(w, "a place at %.*s: between the `%.*s` of %.*s and that of %.*s",
                    STR_ARG(scope_point_text(scope, point)), STR_ARG(line), STR_ARG(a), STR_ARG(c));
    scope_rings(scope, diag, ground, 500);
}

void check_references(struct scope *scope)
{
    struct build *b = scope->b;
    bool *is_done = ARENA_NEW(b->work->arena, bool, scope->plan->place_count);
    size_t told = 0;
    if (!is_done) {
        work_fail(b->work, err_no_memory(b->work->err));
        return;
    }
    for (size_t i = 0; i < scope->count && told < LINES_LIMIT && !b->work->failed; i++) {
        const struct scope_row *row = &scope->rows[i];
        struct sides sides;
        if (row->is_open || row->s->form != PLAN_KEEP || row->s->relation != PLAN_AWAY_FROM ||
            row->s->place >= scope->plan->place_count || is_done[row->s->place] ||
            work_source_of_token(b->work, b->ast->places.items[row->s->place].name.token) ||
            !two_lines(scope, row->s->place, &sides))
            continue; /* told where it is declared */
        is_done[row->s->place] = true;
        size_t nodes = b->nodes.count, shapes = b->shapes.count;
        uint32_t ground = ground_between(scope, &sides);
        struct scope_literal inside = {ground, false};
        struct geo_point point;
        if (ground != PLAN_NONE && scope_ground_find(scope, &inside, 1, &point) == SCOPE_YES) {
            told++;
            if (!is_settled(scope, row, point))
                report(scope, row, &sides, ground, point);
        }
        b->nodes.count = nodes;
        b->shapes.count = shapes;
    }
}

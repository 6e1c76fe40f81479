/* SPDX-License-Identifier: Apache-2.0
 *
 * Corridors: whole from end to end, reaching where they lead, protected, and cleared of mines. */
#include "lang/check/scope.h"

#include <math.h>

#define PIECE_LIMIT 64
#define VERTEX_LIMIT 20000 /* of a route in pieces, times the pieces */

/* ---------------------------------------------------------------- the route */

struct piece {
    const struct geo_shape *shape; /* one run */
    double half_m;                 /* how far the corridor reaches from it */
    uint32_t group;
};

struct route {
    struct piece items[PIECE_LIMIT];
    size_t count, groups; /* of pieces that are joined */
    bool is_partial;      /* cut, or more than is looked at: say nothing of it */
};

/* One run of a shape as a shape of its own. */
static void add_piece(struct scope *scope, struct route *route, const struct geo_shape *from,
                      size_t path, double half_m)
{
    struct work *w = scope->b->work;
    size_t count = geo_shape_path_size(from, path);
    struct geo_point *points = ARENA_NEW(w->arena, struct geo_point, count);
    struct geo_shape *shape = NULL;
    struct err err = {0};
    route->is_partial = route->is_partial || route->count >= PIECE_LIMIT;
    if (!points) {
        work_fail(w, err_no_memory(w->err));
        return;
    }
    for (size_t i = 0; i < count; i++)
        points[i] = geo_shape_vertex(from, path, i);
    struct geo_path run = {points, count};
    struct geo_polygon polygon = {&run, 1};
    enum err_code code = geo_shape_kind(from) == GEO_SHAPE_AREA
                             ? geo_shape_area(w->arena, &polygon, 1, &shape, &err)
                             : geo_shape_lines(w->arena, &run, 1, &shape, &err);
    if (code == ERR_NO_MEMORY)
        work_fail(w, err_no_memory(w->err));
    if (code)
        route->is_partial = true;
    if (!code && route->count < PIECE_LIMIT)
        route->items[route->count++] = (struct piece){shape, half_m, 0};
}

/* The runs that a corridor is made of: lines it is drawn along, areas, and what joins them by `or`. */
static void add_node(struct scope *scope, struct route *route, uint32_t node, unsigned depth)
{
    const struct build *b = scope->b;
    if (node == PLAN_NONE || depth > NESTING_LIMIT || scope->b->work->failed) {
        route->is_partial = true;
        return;
    }
    struct geo_node n = b->nodes.items[node];
    double half_m = 0;
    if (n.op == GEO_OP_OR) {
        add_node(scope, route, n.a, depth + 1);
        add_node(scope, route, n.b, depth + 1);
        return;
    }
    if (n.op == GEO_OP_WITHIN) {
        half_m = n.max_m;
        n = b->nodes.items[n.a];
    }
    if (n.op != GEO_OP_SHAPE || geo_shape_kind(b->shapes.items[n.shape]) == GEO_SHAPE_POINTS) {
        route->is_partial = true;
        return;
    }
    const struct geo_shape *shape = b->shapes.items[n.shape];
    for (size_t i = 0; i < geo_shape_path_count(shape) && !route->is_partial; i++)
        if (geo_shape_path_is_outer(shape, i))
            add_piece(scope, route, shape, i, half_m);
}

struct nearest {
    double distance_m;
    struct geo_point from, to;
};

/* Where two pieces are nearest: at a vertex of one of them, unless they cross. */
static struct nearest nearest_of(const struct geo_shape *a, const struct geo_shape *c)
{
    struct nearest best = {HUGE_VAL, {0, 0}, {0, 0}};
    const struct geo_shape *both[] = {a, c};
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < geo_shape_path_size(both[k], 0); i++) {
            struct geo_place place = geo_place_make(geo_shape_vertex(both[k], 0, i));
            struct geo_nearest near = geo_shape_nearest(both[1 - k], &place);
            if (near.distance_m < best.distance_m)
                best = (struct nearest){near.distance_m, place.point, near.point};
        }
    if (geo_shape_touches(a, c))
        best.distance_m = 0;
    return best;
}

static struct geo_point between(struct geo_point a, struct geo_point c)
{
    struct geo_vec3 x = geo_to_vec3(a), y = geo_to_vec3(c);
    struct geo_vec3 m = {0.5 * (x.x + y.x), 0.5 * (x.y + y.y), 0.5 * (x.z + y.z)};
    struct geo_point middle = geo_from_vec3(m);
    return geo_place_make(middle).point;
}

static struct diag *broken(struct scope *scope, uint32_t place, struct geo_point point,
                           struct str text, struct str where)
{
    const struct ast_place *from = &scope->b->ast->places.items[place];
    struct diag *diag = build_range_diag(scope->b, LANG_H0733, from->range, "corridor `%.*s` %.*s",
                                         STR_ARG(scope->plan->places[place].name), STR_ARG(text));
    struct diag_witness *witness = scope_witness(scope, diag);
    scope_witness_place(witness, point);
    witness->text = work_printf(scope->b->work, "at %.*s%.*s",
                                STR_ARG(scope_point_text(scope, point)), STR_ARG(where));
    return diag;
}

static double gap_of(const struct piece *a, const struct piece *c, struct nearest *near)
{
    *near = nearest_of(a->shape, c->shape);
    return near->distance_m - a->half_m - c->half_m;
}

/* Do they join? Asked of the ends first: a road goes on where another ends. */
static bool ends_join(const struct piece *a, const struct piece *c)
{
    const struct piece *both[] = {a, c};
    double width = a->half_m + c->half_m + 0.001;
    for (size_t k = 0; k < 2; k++) {
        size_t last = geo_shape_path_size(both[k]->shape, 0) - 1;
        struct geo_place from = geo_place_make(geo_shape_vertex(both[k]->shape, 0, 0));
        struct geo_place to = geo_place_make(geo_shape_vertex(both[k]->shape, 0, last));
        if (geo_shape_within(both[1 - k]->shape, &from, width) ||
            geo_shape_within(both[1 - k]->shape, &to, width))
            return true;
    }
    return geo_shape_touches(a->shape, c->shape);
}

static void join(struct route *route, const struct piece *a, const struct piece *c)
{
    uint32_t old = c->group, joined = a->group;
    for (size_t k = 0; k < route->count; k++)
        if (route->items[k].group == old)
            route->items[k].group = joined;
    route->groups--;
}

/* Pieces further apart than the corridor is wide, joined as far as they can be; the narrowest of the gaps left. */
static void check_pieces(struct scope *scope, uint32_t place, struct route *route)
{
    struct piece *items = route->items;
    struct nearest near, best = {HUGE_VAL, {0, 0}, {0, 0}};
    double gap_m = HUGE_VAL;
    size_t vertices = 0;
    route->groups = route->count;
    for (size_t i = 0; i < route->count; i++) {
        items[i].group = (uint32_t)i;
        vertices += geo_shape_path_size(items[i].shape, 0);
    }
    for (size_t i = 0; i < route->count; i++)
        for (size_t j = i + 1; j < route->count; j++)
            if (items[i].group != items[j].group && ends_join(&items[i], &items[j]))
                join(route, &items[i], &items[j]);
    if (route->groups < 2 || vertices * route->groups > VERTEX_LIMIT)
        return;
    for (size_t i = 0; i < route->count; i++)
        for (size_t j = i + 1; j < route->count; j++)
            if (items[i].group != items[j].group && gap_of(&items[i], &items[j], &near) <= 0.001)
                join(route, &items[i], &items[j]);
    if (route->groups < 2)
        return;
    for (size_t i = 0; i < route->count; i++)
        for (size_t j = 0; j < route->count; j++) {
            if (items[i].group != items[0].group || items[j].group == items[0].group)
                continue;
            double one_m = gap_of(&items[i], &items[j], &near);
            if (!(one_m < gap_m))
                continue;
            gap_m = one_m;
            best = near;
        }
    struct work *w = scope->b->work;
    struct diag *diag =
        broken(scope, place, between(best.from, best.to),
               work_printf(w, "falls into %zu pieces: between the first and the next lie %.*s",
                           route->groups, STR_ARG(scope_metres_text(scope, gap_m))),
               STR(", in the gap between two pieces of the corridor"));
    diag->label = STR("expected a route in one piece, or a corridor for each");
}

/* ---------------------------------------------------------------- where it leads */

static bool shape_of(const struct scope *scope, uint32_t node, const struct geo_shape **shape,
                     double *reach_m)
{
    if (node == PLAN_NONE)
        return false;
    const struct geo_node *n = &scope->b->nodes.items[node];
    *reach_m = 0;
    if (n->op == GEO_OP_WITHIN) {
        *reach_m = n->max_m;
        n = &scope->b->nodes.items[n->a];
    }
    if (n->op != GEO_OP_SHAPE)
        return false;
    *shape = scope->b->shapes.items[n->shape];
    return true;
}

/* The nearest that the corridor comes to the place. */
static struct nearest nearest_to(const struct scope *scope, const struct piece *piece,
                                 uint32_t node)
{
    struct nearest best = {HUGE_VAL, {0, 0}, {0, 0}};
    struct geo_zones zones = {scope->b->nodes.items, scope->b->nodes.count, scope->b->shapes.items,
                              scope->b->shapes.count};
    const struct geo_shape *shape = NULL, *route = piece->shape;
    double reach = 0;
    bool is_plain = shape_of(scope, node, &shape, &reach);
    size_t count = geo_shape_path_size(route, 0);
    for (size_t i = 0; i < count; i += is_plain || count < 64 ? 1 : count / 32) {
        struct geo_place place = geo_place_make(geo_shape_vertex(route, 0, i));
        double d = is_plain ? geo_shape_distance_m(shape, &place) - reach
                            : geo_zone_distance_m(&zones, node, &place);
        if (d < best.distance_m)
            best = (struct nearest){d, place.point, place.point};
    }
    if (is_plain && geo_shape_touches(shape, route))
        best.distance_m = 0;
    for (size_t p = 0; is_plain && best.distance_m > 0 && p < geo_shape_path_count(shape); p++)
        for (size_t i = 0; i < geo_shape_path_size(shape, p); i++) {
            struct geo_place place = geo_place_make(geo_shape_vertex(shape, p, i));
            struct geo_nearest near = geo_shape_nearest(route, &place);
            if (near.distance_m - reach < best.distance_m)
                best = (struct nearest){near.distance_m - reach, near.point, place.point};
        }
    best.distance_m -= piece->half_m;
    return best;
}

static void check_reach(struct scope *scope, uint32_t place, const struct route *route, uint32_t to,
                        struct ast_word word, const char *way)
{
    uint32_t node = scope_node(scope, to, 0, PLAN_NONE);
    if (node == PLAN_NONE || !word.is_set)
        return;
    struct nearest near = {HUGE_VAL, {0, 0}, {0, 0}};
    for (size_t i = 0; i < route->count; i++) {
        struct nearest one = nearest_to(scope, &route->items[i], node);
        near = one.distance_m < near.distance_m ? one : near;
    }
    double gap = near.distance_m;
    if (!(gap > 1) || gap > 1e7)
        return;
    struct work *w = scope->b->work;
    struct str name = scope->plan->places[to].name;
    struct diag *diag = broken(scope, place, near.from,
                               work_printf(w, "leads %s `%.*s`, and stays %.*s away from it", way,
                                           STR_ARG(name), STR_ARG(scope_metres_text(scope, gap))),
                               work_printf(w, ", where it comes nearest to `%.*s`", STR_ARG(name)));
    diag->label = work_printf(w, "expected a route that reaches `%.*s`", STR_ARG(name));
    if (to < scope->b->ast->places.count) {
        diag->has_other = true;
        diag->other = build_span_of(scope->b, scope->b->ast->places.items[to].range);
        diag->other_label = STR("where it should lead");
    }
}

/* ---------------------------------------------------------------- what protects it */

/* Rows that could protect a corridor, or clear it. */
struct rules {
    struct scope *scope;
    struct indices protecting, clearing;
};

static bool holds_kind(const struct scope *scope, struct plan_list classes, uint32_t kind)
{
    for (size_t i = 0; i < classes.count && kind != PLAN_NONE; i++) {
        if (classes.items[i] >= scope->plan->class_count)
            continue;
        const struct plan_class *class = &scope->plan->classes[classes.items[i]];
        for (size_t j = 0; j < class->alternative_count; j++)
            if (plan_kind_is(scope->plan, class->alternatives[j].kind, kind) ||
                plan_kind_is(scope->plan, kind, class->alternatives[j].kind))
                return true;
    }
    return false;
}

static void collect(struct rules *rules)
{
    struct scope *scope = rules->scope;
    const struct plan *plan = scope->plan;
    uint32_t attack = plan_find_kind(plan, STR("attack"));
    uint32_t obstruction = plan_find_kind(plan, STR("obstruction"));
    uint32_t laying = plan_find_kind(plan, STR("mine_laying"));
    uint32_t demining = plan_find_kind(plan, STR("demining"));
    uint32_t mines = plan_find_kind(plan, STR("mines"));
    for (uint32_t i = 0; i < scope->count; i++) {
        const struct plan_statement *s = scope->rows[i].s;
        bool protects = false, clears = false;
        if (scope->rows[i].is_open)
            continue;
        if (s->form == PLAN_FORBID) {
            protects =
                holds_kind(scope, s->classes, attack) || holds_kind(scope, s->classes, obstruction);
            clears = holds_kind(scope, s->classes, laying);
        } else if (s->form == PLAN_REQUIRE) {
            clears =
                holds_kind(scope, s->classes, demining) || holds_kind(scope, s->classes, mines);
        } else if (s->form == PLAN_WITHDRAW || s->form == PLAN_KEEP) {
            protects = s->form == PLAN_KEEP && s->place < plan->place_count &&
                       plan->places[s->place].type == PLAN_CORRIDOR;
            clears = holds_kind(scope, s->classes, mines);
        }
        for (size_t j = 0; s->form == PLAN_PERMIT && j < s->spots.count; j++)
            protects = protects || (s->spots.items[j].place < plan->place_count &&
                                    plan->places[s->spots.items[j].place].type == PLAN_CORRIDOR);
        /* NOLINTBEGIN(bugprone-sizeof-expression) */
        if (protects)
            PUSH(scope->b->work, &rules->protecting, i);
        if (clears)
            PUSH(scope->b->work, &rules->clearing, i);
        /* NOLINTEND(bugprone-sizeof-expression) */
    }
}

/* Does the statement reach into the corridor? What cannot be told counts as yes; a permission, and a `keep`, has to name
 * it to protect it. */
static bool covers(struct scope *scope, const struct scope_row *row,
                   const struct scope_row *corridor, uint32_t place, bool by_name)
{
    const struct plan_statement *s = row->s;
    struct geo_point point;
    bool is_keep = s->form == PLAN_KEEP || s->form == PLAN_WITHDRAW;
    size_t count = is_keep ? 1 : s->spots.count;
    by_name = by_name && s->form != PLAN_FORBID;
    if (!scope_boxes_meet(row, corridor))
        return false;
    for (size_t i = 0; i < count; i++) {
        uint32_t at = is_keep ? s->place : s->spots.items[i].place;
        if (at == place || (!by_name && at < scope->plan->place_count &&
                            scope_places_meet(scope, at, place, PLAN_NONE, &point) != SCOPE_NO))
            return true;
    }
    return !count && !by_name;
}

static bool any_covers(struct scope *scope, const struct indices *rows, uint32_t place,
                       bool by_name)
{
    struct scope_row corridor = {0};
    const struct plan_place *p = &scope->plan->places[place];
    corridor.has_box = p->zone_count && p->form == PLAN_PLACE_ONE && p->zones[0] != PLAN_NONE &&
                       geo_zone_box(&scope->plan->geometry, p->zones[0], &corridor.box);
    for (size_t i = 0; i < rows->count;
         i++) /* those that hold everywhere need no look at the map */
        if (!scope->rows[rows->items[i]].s->spots.count &&
            covers(scope, &scope->rows[rows->items[i]], &corridor, place, by_name))
            return true;
    for (size_t i = 0; i < rows->count; i++)
        if (covers(scope, &scope->rows[rows->items[i]], &corridor, place, by_name))
            return true;
    return false;
}

/* A case in the corridor: somewhere in it that can be shown, or anywhere. */
static void show_inside(struct scope *scope, uint32_t place, struct diag *diag, const char *what)
{
    struct diag_witness *witness = scope_witness(scope, diag);
    struct geo_point point;
    if (scope_places_meet(scope, place, place, PLAN_NONE, &point) != SCOPE_YES) {
        witness->text = work_printf(scope->b->work, "%s anywhere in the corridor", what);
        return;
    }
    scope_witness_place(witness, point);
    witness->text = work_printf(scope->b->work, "%s at %.*s, inside the corridor", what,
                                STR_ARG(scope_point_text(scope, point)));
}

static void check_rules(struct scope *scope, const struct rules *rules, uint32_t place)
{
    struct ast_word name = scope->b->ast->places.items[place].name;
    bool is_protected = any_covers(scope, &rules->protecting, place, true);
    bool is_cleared = any_covers(scope, &rules->clearing, place, false);
    if (!is_protected) {
        struct diag *diag = build_word_diag(scope->b, LANG_W0834, name,
                                            "no clause forbids attacks or obstruction in corridor "
                                            "`%.*s`",
                                            STR_ARG(name.text));
        diag->label = STR("expected a clause that protects what passes");
        diag->help =
            work_printf(scope->b->work, "write `forbid attack, obstruction by anyone in %.*s`",
                        STR_ARG(name.text));
        show_inside(scope, place, diag, "an attack");
    }
    if (!is_cleared) {
        struct diag *diag = build_word_diag(
            scope->b, LANG_W0835, name,
            "no clause clears corridor `%.*s` of mines or forbids to lay them there",
            STR_ARG(name.text));
        diag->label = STR("expected who clears it, and by when");
        diag->help = work_printf(scope->b->work,
                                 "write `require … to do demining in %.*s` with a date, and "
                                 "`forbid mine_laying by anyone in "
                                 "%.*s`",
                                 STR_ARG(name.text), STR_ARG(name.text));
        show_inside(scope, place, diag, "a mine");
    }
}

void check_corridors(struct scope *scope)
{
    const struct plan *plan = scope->plan;
    struct rules rules = {.scope = scope};
    collect(&rules);
    for (uint32_t i = 0; i < plan->place_count && i < scope->b->ast->places.count; i++) {
        const struct ast_place *from = &scope->b->ast->places.items[i];
        struct route route = {.count = 0};
        if (plan->places[i].type != PLAN_CORRIDOR || scope->b->work->failed)
            continue;
        add_node(scope, &route, scope_node(scope, i, 0, PLAN_NONE), 0);
        if (!route.is_partial && !scope->b->work->failed) {
            check_pieces(scope, i, &route);
            check_reach(scope, i, &route, plan->places[i].into, from->into, "into");
            check_reach(scope, i, &route, plan->places[i].out_of, from->out_of, "out of");
        }
        check_rules(scope, &rules, i);
    }
}

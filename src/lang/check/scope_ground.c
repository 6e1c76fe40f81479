/* SPDX-License-Identifier: Apache-2.0
 *
 * Ground laid over ground: places that two statements share, or one has and another has not. Found by halving boxes and
 * asking the zones themselves, so an answer is as exact as the monitor's. Nodes of our own stand behind the plan's. */
#include "lang/check/scope.h"

#include "base/num.h"
#include "geo/outline.h"
#include "geo/trig.h"

#include <math.h>
#include <string.h>

#define CLEAR_M 0.5 /* borders in common are no ground in common */
#define DEPTH 8

static struct geo_zones zones_of(const struct scope *scope)
{
    const struct build *b = scope->b;
    return (struct geo_zones){b->nodes.items, b->nodes.count, b->shapes.items, b->shapes.count};
}

uint32_t scope_node_add(struct scope *scope, struct geo_node node)
{
    struct build *b = scope->b;
    struct geo_zones zones = zones_of(scope);
    if (b->nodes.count >= GEO_NODE_LIMIT)
        return PLAN_NONE;
    node.size = geo_node_size(&zones, &node);
    if (!node.size)
        return PLAN_NONE;
    PUSH(b->work, &b->nodes, node);
    return b->work->failed ? PLAN_NONE : (uint32_t)b->nodes.count - 1;
}

uint32_t scope_node(const struct scope *scope, uint32_t place, uint32_t reading, uint32_t actor)
{
    if (place >= scope->plan->place_count)
        return PLAN_NONE;
    const struct plan_place *p = &scope->plan->places[place];
    if (p->form != PLAN_PLACE_KEYED)
        return reading < p->zone_count ? p->zones[reading] : PLAN_NONE;
    uint32_t key = plan_find_key(scope->plan, p, actor);
    size_t each = p->keys.count ? p->zone_count / p->keys.count : 0;
    if (key == PLAN_NONE || each == 0)
        return PLAN_NONE;
    return p->zones[key * each + (each > 1 ? reading : 0)];
}

/* ---------------------------------------------------------------- search */

struct search {
    struct scope *scope;
    struct geo_zones zones;
    const struct scope_literal *literals;
    size_t count, probes;
    double best_m; /* clearance of the best place so far */
    struct geo_point point;
    bool gave_up;
};

static struct geo_probe ask(struct search *q, const struct geo_place *place)
{
    struct geo_probe all = {GEO_INSIDE, HUGE_VAL};
    for (size_t i = 0; i < q->count; i++) {
        struct geo_probe one = geo_probe_zone(&q->zones, q->literals[i].node, place);
        if (q->literals[i].is_not)
            one = geo_probe_not(one);
        all = i ? geo_probe_and(all, one) : one;
        if (all.member == GEO_OUTSIDE && all.clear_m > 1e5)
            break;
    }
    q->probes += q->count;
    q->scope->probes += q->count;
    return all;
}

static void search_box(struct search *q, double x, double y, double hx, double hy, int depth)
{
    if (q->probes > SCOPE_SEARCH_PROBES || q->scope->probes > SCOPE_PROBE_LIMIT) {
        q->gave_up = true;
        return;
    }
    double lon = x > 180 ? x - 360 : x < -180 ? x + 360 : x;
    struct geo_point middle = {lon, y > 90 ? 90 : y < -90 ? -90 : y};
    struct geo_place place = geo_place_make(middle);
    struct geo_probe probe = ask(q, &place);
    if (probe.member == GEO_INSIDE && probe.clear_m > q->best_m) {
        q->best_m = probe.clear_m;
        q->point = place.point;
    }
    if (!depth)
        return;
    /* a degree is at most 111.7 km either way, off the equator less */
    double radius = 111700 * (hy + hx);
    double edge = fabs(y) - hy;
    if (edge > 0)
        radius =
            112800 * sqrt(hy * hy + hx * hx * geo_cos(edge * GEO_RAD) * geo_cos(edge * GEO_RAD));
    if (probe.clear_m > radius)
        return;
    for (int i = 0; i < 4; i++)
        search_box(q, x + (i & 1 ? hx : -hx) / 2, y + (i & 2 ? hy : -hy) / 2, hx / 2, hy / 2,
                   depth - 1);
}

static double size_of(struct geo_box box)
{
    return (box.east_deg - box.west_deg) * (box.north_deg - box.south_deg);
}

static bool search_box_of(const struct search *q, struct geo_box *box)
{
    bool has = false;
    for (size_t i = 0; i < q->count; i++) {
        struct geo_box one;
        if (q->literals[i].is_not || !geo_zone_box(&q->zones, q->literals[i].node, &one))
            continue;
        if (!has) {
            *box = one;
        } else if (one.east_deg <= 180 && box->east_deg <= 180) {
            box->west_deg = fmax(box->west_deg, one.west_deg);
            box->east_deg = fmin(box->east_deg, one.east_deg);
            box->south_deg = fmax(box->south_deg, one.south_deg);
            box->north_deg = fmin(box->north_deg, one.north_deg);
        } else if (size_of(one) < size_of(*box)) {
            *box = one;
        }
        has = true;
    }
    return has;
}

enum scope_answer scope_ground_find(struct scope *scope, const struct scope_literal *literals,
                                    size_t count, struct geo_point *point)
{
    struct search q = {.scope = scope,
                       .zones = zones_of(scope),
                       .literals = literals,
                       .count = count,
                       .best_m = CLEAR_M};
    struct geo_box box;
    for (size_t i = 0; i < count; i++)
        if (literals[i].node == PLAN_NONE || literals[i].node >= q.zones.node_count)
            return SCOPE_UNKNOWN;
    if (!search_box_of(&q, &box))
        return SCOPE_UNKNOWN;
    if (box.west_deg > box.east_deg || box.south_deg > box.north_deg)
        return SCOPE_NO;
    double x = 0.5 * (box.west_deg + box.east_deg), y = 0.5 * (box.south_deg + box.north_deg);
    double hx = 0.5 * (box.east_deg - box.west_deg), hy = 0.5 * (box.north_deg - box.south_deg);
    for (int depth = 2; depth <= DEPTH && !q.gave_up && q.best_m <= CLEAR_M; depth += 2)
        search_box(&q, x, y, hx, hy, depth);
    if (q.best_m > CLEAR_M) {
        *point = q.point;
        return SCOPE_YES;
    }
    return q.gave_up ? SCOPE_UNKNOWN : SCOPE_NO;
}

bool scope_ground_holds(struct scope *scope, const struct scope_literal *literals, size_t count,
                        struct geo_point point)
{
    struct search q = {
        .scope = scope, .zones = zones_of(scope), .literals = literals, .count = count};
    struct geo_place place = geo_place_make(point);
    for (size_t i = 0; i < count; i++)
        if (literals[i].node == PLAN_NONE || literals[i].node >= q.zones.node_count)
            return false;
    return ask(&q, &place).member == GEO_INSIDE;
}

/* ---------------------------------------------------------------- two places */

/* The answer to a question about two nodes, asked once. */
static enum scope_answer asked(struct scope *scope, uint32_t a, uint32_t c, bool is_not,
                               struct geo_point *point)
{
    uint64_t key = ((uint64_t)a << 33 | (uint64_t)c << 1 | is_not) + 1;
    struct scope_known *known =
        &scope->known[(key * UINT64_C(0x9e3779b97f4a7c15) >> 52) % SCOPE_KNOWN];
    if (known->key != key) {
        struct scope_literal literals[] = {{a, false}, {c, is_not}};
        known->point = (struct geo_point){0, 0};
        known->answer = (uint8_t)scope_ground_find(scope, literals, 2, &known->point);
        known->key = key;
    }
    *point = known->point;
    return (enum scope_answer)known->answer;
}

static size_t readings_of(const struct scope *scope)
{
    return scope->plan->reading_count < 4 ? scope->plan->reading_count : 4;
}

static bool is_shape_of(const struct geo_zones *zones, uint32_t node, enum geo_shape_kind kind)
{
    return zones->nodes[node].op == GEO_OP_SHAPE &&
           geo_shape_kind(zones->shapes[zones->nodes[node].shape]) == kind;
}

enum scope_answer scope_places_meet(struct scope *scope, uint32_t a, uint32_t c, uint32_t actor,
                                    struct geo_point *point)
{
    enum scope_answer all = SCOPE_YES;
    size_t readings = readings_of(scope);
    for (size_t i = readings; i-- > 0 && all == SCOPE_YES;) {
        uint32_t x = scope_node(scope, a, (uint32_t)i, actor),
                 y = scope_node(scope, c, (uint32_t)i, actor);
        struct geo_zones zones = zones_of(scope);
        if (x == PLAN_NONE || y == PLAN_NONE)
            return SCOPE_UNKNOWN;
        if (is_shape_of(&zones, x, GEO_SHAPE_LINES) || is_shape_of(&zones, y, GEO_SHAPE_LINES) ||
            is_shape_of(&zones, x, GEO_SHAPE_POINTS) || is_shape_of(&zones, y, GEO_SHAPE_POINTS))
            return SCOPE_UNKNOWN;
        all = asked(scope, x, y, false, point);
    }
    return readings ? all : SCOPE_UNKNOWN;
}

/* `within 5 km of L` in `within 10 km of L`, without asking the ground. */
static bool is_plainly_within(const struct geo_zones *zones, uint32_t narrow, uint32_t wide)
{
    const struct geo_node *n = &zones->nodes[narrow], *w = &zones->nodes[wide];
    if (narrow == wide)
        return true;
    if (n->op == GEO_OP_AND && (is_plainly_within(zones, n->a, wide) || n->b == wide))
        return true;
    return (n->op == GEO_OP_WITHIN || n->op == GEO_OP_BETWEEN) && w->op == GEO_OP_WITHIN &&
           n->a == w->a && n->max_m <= w->max_m;
}

enum scope_answer scope_place_within(struct scope *scope, uint32_t narrow, uint32_t wide,
                                     uint32_t actor)
{
    size_t readings = readings_of(scope);
    if (narrow == wide)
        return SCOPE_YES;
    for (size_t i = 0; i < readings; i++) {
        uint32_t n = scope_node(scope, narrow, (uint32_t)i, actor),
                 w = scope_node(scope, wide, (uint32_t)i, actor);
        struct geo_zones zones = zones_of(scope);
        struct geo_point point;
        if (n == PLAN_NONE || w == PLAN_NONE || is_shape_of(&zones, n, GEO_SHAPE_LINES) ||
            is_shape_of(&zones, w, GEO_SHAPE_LINES) || is_shape_of(&zones, n, GEO_SHAPE_POINTS))
            return SCOPE_UNKNOWN;
        if (is_plainly_within(&zones, n, w))
            continue;
        enum scope_answer out = asked(scope, n, w, true, &point);
        if (out != SCOPE_NO)
            return out == SCOPE_YES ? SCOPE_NO : SCOPE_UNKNOWN;
        if (asked(scope, n, w, false, &point) != SCOPE_YES) /* too thin to be seen at all */
            return SCOPE_UNKNOWN;
    }
    return readings ? SCOPE_YES : SCOPE_UNKNOWN;
}

/* ---------------------------------------------------------------- two statements */

static bool is_area(const struct scope *scope, uint32_t place)
{
    return place < scope->plan->place_count && scope->plan->places[place].type != PLAN_LINE;
}

/* A place in one spot, or everywhere: has_point is false where there is none to show. */
static bool spot_point(struct scope *scope, const struct scope_row *row, uint32_t actor,
                       struct geo_point *point)
{
    for (size_t i = 0; i < row->s->spots.count; i++) {
        uint32_t place = row->s->spots.items[i].place;
        if (row->s->spots.items[i].preposition == PLAN_ACROSS || !is_area(scope, place))
            continue;
        if (scope_places_meet(scope, place, place, actor, point) == SCOPE_YES)
            return true;
    }
    return false;
}

enum scope_answer scope_spots_meet(struct scope *scope, const struct scope_row *a,
                                   const struct scope_row *c, uint32_t actor, bool *has_point,
                                   struct geo_point *point)
{
    const struct plan_spots *x = &a->s->spots, *y = &c->s->spots;
    enum scope_answer answer = SCOPE_NO;
    *has_point = false;
    if (!x->count || !y->count) {
        *has_point = spot_point(scope, x->count ? a : c, actor, point);
        return SCOPE_YES;
    }
    if (!scope_boxes_meet(a, c))
        return SCOPE_NO;
    for (size_t i = 0; i < x->count; i++)
        for (size_t j = 0; j < y->count; j++) {
            const struct plan_spot *p = &x->items[i], *q = &y->items[j];
            enum scope_answer one = SCOPE_UNKNOWN;
            if (p->preposition == q->preposition && p->place == q->place && p->place != PLAN_NONE) {
                *has_point =
                    is_area(scope, p->place) &&
                    scope_places_meet(scope, p->place, p->place, actor, point) == SCOPE_YES;
                return SCOPE_YES;
            }
            if (p->preposition == q->preposition && p->preposition != PLAN_ACROSS)
                one = scope_places_meet(scope, p->place, q->place, actor, point);
            if (one == SCOPE_YES) {
                *has_point = true;
                return one;
            }
            if (one == SCOPE_UNKNOWN)
                answer = one;
        }
    return answer;
}

enum scope_answer scope_spots_within(struct scope *scope, const struct scope_row *narrow,
                                     const struct scope_row *wide, uint32_t actor)
{
    const struct plan_spots *n = &narrow->s->spots, *w = &wide->s->spots;
    if (!w->count)
        return SCOPE_YES;
    if (!n->count)
        return SCOPE_NO;
    for (size_t i = 0; i < n->count; i++) {
        enum scope_answer best = SCOPE_NO;
        for (size_t j = 0; j < w->count && best != SCOPE_YES; j++) {
            if (n->items[i].preposition != w->items[j].preposition)
                continue;
            enum scope_answer one =
                n->items[i].place == w->items[j].place ? SCOPE_YES
                : n->items[i].preposition == PLAN_ACROSS
                    ? SCOPE_UNKNOWN
                    : scope_place_within(scope, n->items[i].place, w->items[j].place, actor);
            best = one != SCOPE_NO ? one : best;
        }
        if (best != SCOPE_YES)
            return best;
    }
    return SCOPE_YES;
}

/* ---------------------------------------------------------------- what covers a place */

#define COVER_LIMIT 7 /* zones cut out one after the other */

static bool box_holds(const struct scope_row *row, struct geo_point point)
{
    return !row->has_box || row->box.east_deg > 180 ||
           (row->box.west_deg <= point.lon_deg && point.lon_deg <= row->box.east_deg &&
            row->box.south_deg <= point.lat_deg && point.lat_deg <= row->box.north_deg);
}

/* The node of one of the statement's places if it holds the point; *is_everywhere where it needs none. */
static uint32_t cover_of(struct scope *scope, const struct scope_row *row, uint32_t actor,
                         struct geo_point point, bool *is_everywhere)
{
    const struct plan_statement *s = row->s;
    bool is_keep = s->form == PLAN_KEEP || s->form == PLAN_WITHDRAW;
    size_t count = is_keep ? 1 : s->spots.count;
    *is_everywhere = !count;
    for (size_t i = 0; i < count; i++) {
        uint32_t place = is_keep ? s->place : s->spots.items[i].place;
        uint32_t node = scope_node(scope, place, 0, actor);
        if (node == PLAN_NONE || (s->form == PLAN_KEEP && s->relation == PLAN_INSIDE))
            continue;
        if (s->form == PLAN_KEEP && s->relation == PLAN_AWAY_FROM)
            node = s->distance.form == PLAN_DISTANCE_METRES && s->distance.metres > 0
                       ? scope_node_add(scope, (struct geo_node){.op = GEO_OP_WITHIN,
                                                                 .a = node,
                                                                 .max_m = s->distance.metres})
                       : PLAN_NONE;
        struct scope_literal in = {node, false};
        if (scope_ground_holds(scope, &in, 1, point))
            return node;
    }
    return PLAN_NONE;
}

bool scope_uncovered(struct scope *scope, uint32_t node, const struct scope_row *like,
                     uint32_t actor, struct geo_point *point)
{
    struct scope_literal literals[1 + COVER_LIMIT] = {{node, false}};
    size_t count = 1;
    for (;;) {
        uint32_t cover = PLAN_NONE;
        if (scope_ground_find(scope, literals, count, point) != SCOPE_YES)
            return false;
        for (size_t i = 0; i < scope->count && cover == PLAN_NONE; i++) {
            const struct scope_row *row = &scope->rows[i];
            bool is_everywhere = false;
            if (row->is_open || row->s->form != like->s->form ||
                (row->s->form == PLAN_KEEP && row->s->relation == PLAN_AWAY_FROM
                     ? false
                     : !box_holds(row, *point)) ||
                (actor != PLAN_NONE && !scope_binds(scope->plan, &row->s->actors, actor)) ||
                !scope_kinds_meet(scope, row->s->classes, like->s->classes, NULL))
                continue;
            cover = cover_of(scope, row, actor, *point, &is_everywhere);
            if (is_everywhere)
                return false;
        }
        if (cover == PLAN_NONE)
            return true;
        if (count >= COUNT_OF(literals))
            return false; /* not sure: say nothing */
        literals[count++] = (struct scope_literal){cover, true};
    }
}

/* ---------------------------------------------------------------- lines */

uint32_t scope_line_of(const struct scope *scope, uint32_t node)
{
    struct geo_zones zones = zones_of(scope);
    while (node < zones.node_count) {
        const struct geo_node *n = &zones.nodes[node];
        switch (n->op) {
        case GEO_OP_SHAPE:
            return geo_shape_kind(zones.shapes[n->shape]) == GEO_SHAPE_LINES ? node : PLAN_NONE;
        case GEO_OP_WITHIN:
        case GEO_OP_BETWEEN:
        case GEO_OP_SIDE:
        case GEO_OP_BEYOND:
        case GEO_OP_AND:
            node = n->a;
            break;
        case GEO_OP_OR:
        case GEO_OP_EXCEPT:
            return PLAN_NONE;
        }
    }
    return PLAN_NONE;
}

/* ---------------------------------------------------------------- polygons */

static double signed_area(const struct geo_outline_path *path)
{
    double area = 0;
    for (size_t i = 0; i < path->count; i++) {
        const struct geo_point *p = &path->points[i], *q = &path->points[(i + 1) % path->count];
        area += p->lon_deg * q->lat_deg - q->lon_deg * p->lat_deg;
    }
    return area;
}

static bool is_in_ring(const struct geo_outline_path *ring, struct geo_point at)
{
    bool is_in = false;
    for (size_t i = 0; i < ring->count; i++) {
        const struct geo_point *p = &ring->points[i], *q = &ring->points[(i + 1) % ring->count];
        if ((p->lat_deg > at.lat_deg) != (q->lat_deg > at.lat_deg) &&
            at.lon_deg < p->lon_deg + (q->lon_deg - p->lon_deg) * (at.lat_deg - p->lat_deg) /
                                          (q->lat_deg - p->lat_deg))
            is_in = !is_in;
    }
    return is_in;
}

static void put_ring(struct scope *scope, struct diag_ring *to, const struct geo_outline_path *path,
                     bool is_outer)
{
    double *pairs = ARENA_NEW(scope->b->work->arena, double, 2 * (path->count + 1));
    if (!pairs) {
        work_fail(scope->b->work, err_no_memory(scope->b->work->err));
        return;
    }
    for (size_t i = 0; i <= path->count; i++) {
        pairs[2 * i] = num_degrees(path->points[i % path->count].lon_deg);
        pairs[2 * i + 1] = num_degrees(path->points[i % path->count].lat_deg);
    }
    *to = (struct diag_ring){pairs, path->count + 1, is_outer};
}

/* Outer rings, each followed by its holes. */
static void put_rings(struct scope *scope, struct diag *diag, const struct geo_outline *outline)
{
    struct work *w = scope->b->work;
    struct diag_ring *rings = ARENA_NEW(w->arena, struct diag_ring, outline->count);
    size_t count = 0;
    if (!rings) {
        work_fail(w, err_no_memory(w->err));
        return;
    }
    for (size_t i = 0; i < outline->count && count < outline->count && !w->failed; i++) {
        const struct geo_outline_path *outer = &outline->paths[i];
        if (!outer->closed || outer->count < 3 || signed_area(outer) <= 0)
            continue;
        put_ring(scope, &rings[count++], outer, true);
        for (size_t j = 0; j < outline->count && !w->failed; j++) {
            const struct geo_outline_path *hole = &outline->paths[j];
            if (hole->closed && hole->count >= 3 && count < outline->count &&
                signed_area(hole) < 0 && is_in_ring(outer, hole->points[0]))
                put_ring(scope, &rings[count++], hole, false);
        }
    }
    diag->rings = rings;
    diag->ring_count = w->failed ? 0 : count;
}

void scope_rings(struct scope *scope, struct diag *diag, uint32_t node, double fine_m)
{
    struct work *w = scope->b->work;
    struct geo_zones zones = zones_of(scope);
    struct geo_outline outline;
    struct geo_box box;
    struct err err = {0};
    if (node == PLAN_NONE || w->failed || !geo_zone_box(&zones, node, &box) ||
        scope->rings >= SCOPE_RING_LIMIT)
        return;
    scope->rings++;
    double middle = 0.5 * (box.south_deg + box.north_deg) * GEO_RAD;
    double width_m = (box.east_deg - box.west_deg) * 111320 * geo_cos(middle);
    double height_m = (box.north_deg - box.south_deg) * 111320;
    double left = (double)(SCOPE_CELL_LIMIT - scope->cells) / 2; /* always keep some for the next */
    double columns = width_m / (fine_m > 1 ? fine_m : 1);
    double rows = columns * height_m / (width_m > 1 ? width_m : 1);
    if (left < 256)
        return;
    if (columns * rows > left)
        columns *= sqrt(left / (columns * rows));
    columns = columns < 16 ? 16 : columns > 2048 ? 2048 : floor(columns);
    scope->cells += (size_t)(columns * columns * height_m / (width_m > 1 ? width_m : 1));
    scope->cells = scope->cells > SCOPE_CELL_LIMIT ? SCOPE_CELL_LIMIT : scope->cells;
    enum err_code code = geo_outline(w->arena, &zones, node, box, (int)columns, &outline, &err);
    if (code == ERR_NO_MEMORY)
        work_fail(w, err_no_memory(w->err));
    if (!code)
        put_rings(scope, diag, &outline);
}

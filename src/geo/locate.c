/* SPDX-License-Identifier: Apache-2.0
 *
 * Membership: parity of the crossings between the ring and the ray to the east of the point, with
 * half-open edges, so that a vertex on the ray counts once. A chain of edges that lies wholly to the
 * east crosses the ray as often, modulo 2, as its two ends lie on different sides of it; so only
 * boxes that hold the point itself are opened: O(log n) for drawings, exact always. */
#include "geo/shape_int.h"

struct locate {
    const struct geo_run *run;
    const struct geo_xy *v;
    size_t edges;
    struct geo_xy at;
    bool odd, on_ring;
};

static void locate_edge(struct locate *q, size_t i)
{
    struct geo_xy a = q->v[i], b = q->v[i + 1];
    int64_t low = a.y < b.y ? a.y : b.y, high = a.y < b.y ? b.y : a.y;
    int64_t west = a.x < b.x ? a.x : b.x, east = a.x < b.x ? b.x : a.x;
    int turn;

    if (q->at.y < low || q->at.y > high || q->at.x > east)
        return;
    if (q->at.x < west) {
        q->odd ^= (a.y <= q->at.y) != (b.y <= q->at.y);
        return;
    }
    turn = geo_turn(a, b, q->at);
    if (turn == 0)
        q->on_ring = true;
    else if ((a.y <= q->at.y) != (b.y <= q->at.y))
        q->odd ^= (turn > 0) == (b.y > a.y);
}

static void locate_box(struct locate *q, int level, size_t k)
{
    const struct geo_flat_box *box = &q->run->tree[level][k];
    size_t size = GEO_FAN, first, last;

    if (q->at.y < box->y0 || q->at.y > box->y1 || q->at.x > box->x1 || q->on_ring)
        return;
    for (int l = 0; l < level; l++)
        size *= GEO_FAN;
    first = k * size;
    last = first + size < q->edges ? first + size : q->edges;
    if (q->at.x < box->x0) {
        q->odd ^= (q->v[first].y <= q->at.y) != (q->v[last].y <= q->at.y);
        return;
    }
    if (level == 0) {
        for (size_t i = first; i < last; i++)
            locate_edge(q, i);
        return;
    }
    for (size_t i = k * GEO_FAN; i < (k + 1) * GEO_FAN && i < q->run->tree_count[level - 1]; i++)
        locate_box(q, level - 1, i);
}

enum geo_position geo_run_position(const struct geo_shape *shape, const struct geo_run *run,
                                   int64_t x, int64_t y)
{
    struct locate q = {.run = run, .at = {x, y}};

    q.v = shape->vertices + run->first;
    if (run->levels == 0)
        return q.v[0].x == x && q.v[0].y == y ? GEO_POSITION_BORDER : GEO_POSITION_OUT;
    q.edges = run->count - 1;
    locate_box(&q, run->levels - 1, 0);
    if (q.on_ring)
        return GEO_POSITION_BORDER;
    return q.odd ? GEO_POSITION_IN : GEO_POSITION_OUT;
}

static bool in_box(const struct geo_flat_box *box, int64_t x, int64_t y)
{
    return x >= box->x0 && x <= box->x1 && y >= box->y0 && y <= box->y1;
}

enum geo_position geo_part_position(const struct geo_shape *shape, const struct geo_part *part,
                                    int64_t x, int64_t y)
{
    enum geo_position at = geo_run_position(shape, &shape->runs[part->first_run], x, y);

    for (size_t k = 1; k < part->run_count && at != GEO_POSITION_OUT; k++) {
        const struct geo_run *hole = &shape->runs[part->first_run + k];

        if (!in_box(&hole->box, x, y))
            continue;
        switch (geo_run_position(shape, hole, x, y)) {
        case GEO_POSITION_IN: /* also on the border of another hole within this one */
            return GEO_POSITION_OUT;
        case GEO_POSITION_BORDER:
            at = GEO_POSITION_BORDER;
            break;
        case GEO_POSITION_OUT:
            break;
        }
    }
    return at;
}

/* On any line or point? */
static bool on_lines(const struct geo_shape *shape, int64_t x, int64_t y)
{
    const struct geo_flat_box box = {x, y, x, y};

    for (size_t r = 0; r < shape->run_count; r++) {
        const struct geo_run *run = &shape->runs[r];
        const struct geo_xy *v = shape->vertices + run->first;

        if (!in_box(&run->box, x, y))
            continue;
        if (shape->kind == GEO_SHAPE_POINTS) {
            for (size_t i = 0; i < run->count; i++)
                if (v[i].x == x && v[i].y == y)
                    return true;
            continue;
        }
        for (size_t i = geo_run_find(shape, run, &box, 0, 0); i + 1 < run->count;
             i = geo_run_find(shape, run, &box, 0, i + 1))
            if (geo_turn(v[i], v[i + 1], (struct geo_xy){x, y}) == 0)
                return true;
    }
    return false;
}

enum geo_position geo_shape_position(const struct geo_shape *shape, const struct geo_place *place)
{
    enum geo_position best = GEO_POSITION_OUT;

    for (int64_t x = place->x - GEO_TURN; x <= place->x + GEO_TURN; x += GEO_TURN) {
        if (!in_box(&shape->box, x, place->y))
            continue;
        if (shape->kind != GEO_SHAPE_AREA) {
            if (on_lines(shape, x, place->y))
                return GEO_POSITION_BORDER;
            continue;
        }
        for (size_t p = 0; p < shape->part_count; p++) {
            enum geo_position at;

            if (!in_box(&shape->parts[p].box, x, place->y))
                continue;
            at = geo_part_position(shape, &shape->parts[p], x, place->y);
            if (at == GEO_POSITION_IN)
                return at;
            if (at == GEO_POSITION_BORDER)
                best = at;
        }
    }
    return best;
}

/* ---- two shapes ---- */

static bool runs_meet(const struct geo_shape *a, const struct geo_run *ra,
                      const struct geo_shape *b, const struct geo_run *rb, int64_t dx)
{
    const struct geo_xy *v = a->vertices + ra->first, *w = b->vertices + rb->first;

    for (size_t i = 0; i + 1 < ra->count; i++) {
        struct geo_xy p = {v[i].x + dx, v[i].y}, q = {v[i + 1].x + dx, v[i + 1].y};
        struct geo_flat_box box = {p.x < q.x ? p.x : q.x, p.y < q.y ? p.y : q.y,
                                   p.x < q.x ? q.x : p.x, p.y < q.y ? q.y : p.y};

        for (size_t j = geo_run_find(b, rb, &box, 0, 0); j + 1 < rb->count;
             j = geo_run_find(b, rb, &box, 0, j + 1))
            if (geo_edges_meet(p, q, w[j], w[j + 1]) != GEO_MEET_NOT)
                return true;
    }
    return false;
}

static struct geo_place place_of(const struct geo_shape *shape, size_t run, size_t at)
{
    return geo_place_make(geo_shape_vertex(shape, run, at));
}

/* Does `b` hold the first vertex of any run of `a`, or any of its points? */
static bool holds_vertex(const struct geo_shape *b, const struct geo_shape *a)
{
    for (size_t r = 0; r < a->run_count; r++) {
        size_t n = a->kind == GEO_SHAPE_POINTS ? a->runs[r].count : 1;

        for (size_t i = 0; i < n; i++) {
            struct geo_place place = place_of(a, r, i);

            if (geo_shape_position(b, &place) != GEO_POSITION_OUT)
                return true;
        }
    }
    return false;
}

bool geo_shape_touches(const struct geo_shape *a, const struct geo_shape *b)
{
    if (holds_vertex(b, a) || holds_vertex(a, b))
        return true;
    if (a->kind == GEO_SHAPE_POINTS || b->kind == GEO_SHAPE_POINTS)
        return false;
    for (int64_t dx = -2 * GEO_TURN; dx <= 2 * GEO_TURN; dx += GEO_TURN) {
        for (size_t i = 0; i < a->run_count; i++) {
            struct geo_flat_box box = a->runs[i].box;

            box.x0 += dx;
            box.x1 += dx;
            if (!geo_flat_overlap(&box, &b->box))
                continue;
            for (size_t j = 0; j < b->run_count; j++)
                if (geo_flat_overlap(&box, &b->runs[j].box) &&
                    runs_meet(a, &a->runs[i], b, &b->runs[j], dx))
                    return true;
        }
    }
    return false;
}

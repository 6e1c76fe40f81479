/* SPDX-License-Identifier: Apache-2.0
 *
 * Validity of areas. Every edge asks the box tree of its ring, and of the other rings of its polygon,
 * for edges near it, and meets them by exact integer predicates. O(n log n) for drawings in which
 * few boxes overlap; a drawing in which edges overlap each other's boxes more than 1,000 times per
 * edge is refused rather than checked slowly.
 *
 * Refused: edges that cross, edges that run along each other, rings without area, holes outside
 * their ring. Allowed: touching, in vertices or at a vertex on an edge; the even-odd rule still says
 * what is inside. */
#include "geo/shape_int.h"

#include <stdlib.h>

/* 128 bits for one sum; both compilers have it on every 64-bit machine we build for. */
__extension__ typedef __int128 wide;

static void box_of(struct geo_xy a, struct geo_xy b, struct geo_flat_box *box)
{
    box->x0 = a.x < b.x ? a.x : b.x;
    box->x1 = a.x < b.x ? b.x : a.x;
    box->y0 = a.y < b.y ? a.y : b.y;
    box->y1 = a.y < b.y ? b.y : a.y;
}

static bool in_box(struct geo_xy a, struct geo_xy b, struct geo_xy p)
{
    struct geo_flat_box box;

    box_of(a, b, &box);
    return p.x >= box.x0 && p.x <= box.x1 && p.y >= box.y0 && p.y <= box.y1;
}

enum geo_meeting geo_edges_meet(struct geo_xy a, struct geo_xy b, struct geo_xy c, struct geo_xy d)
{
    struct geo_flat_box p, q;
    int c1, c2, c3, c4;

    box_of(a, b, &p);
    box_of(c, d, &q);
    if (!geo_flat_overlap(&p, &q))
        return GEO_MEET_NOT;
    c1 = geo_turn(a, b, c);
    c2 = geo_turn(a, b, d);
    c3 = geo_turn(c, d, a);
    c4 = geo_turn(c, d, b);
    if (c1 * c2 < 0 && c3 * c4 < 0)
        return GEO_MEET_CROSS;
    if (c1 == 0 && c2 == 0) { /* on one line: the boxes overlap in more than a point? */
        int64_t x0 = p.x0 > q.x0 ? p.x0 : q.x0, x1 = p.x1 < q.x1 ? p.x1 : q.x1;
        int64_t y0 = p.y0 > q.y0 ? p.y0 : q.y0, y1 = p.y1 < q.y1 ? p.y1 : q.y1;

        return x0 == x1 && y0 == y1 ? GEO_MEET_TOUCH : GEO_MEET_ALONG;
    }
    if ((c1 == 0 && in_box(a, b, c)) || (c2 == 0 && in_box(a, b, d)) ||
        (c3 == 0 && in_box(c, d, a)) || (c4 == 0 && in_box(c, d, b)))
        return GEO_MEET_TOUCH;
    return GEO_MEET_NOT;
}

size_t geo_run_find(const struct geo_shape *shape, const struct geo_run *run,
                    const struct geo_flat_box *box, int64_t dx, size_t from)
{
    const struct geo_xy *v = shape->vertices + run->first;
    struct geo_flat_box want = *box, edge;
    size_t n = run->count - 1, i = from;

    want.x0 -= dx;
    want.x1 -= dx;
    while (i < n) {
        size_t size = 1, skip = 0;

        for (int l = 0; l < run->levels; l++) {
            size *= GEO_FAN;
            if (i % size != 0)
                break;
            if (!geo_flat_overlap(&run->tree[l][i / size], &want))
                skip = size;
        }
        if (skip > 0) {
            i += skip;
            continue;
        }
        box_of(v[i], v[i + 1], &edge);
        if (geo_flat_overlap(&edge, &want))
            return i;
        i++;
    }
    return n;
}

static enum err_code two_edges(const char *what, const struct geo_xy *e, size_t i,
                               const struct geo_xy *f, size_t j, size_t polygon, struct err *err)
{
    char a[GEO_XY_TEXT], b[GEO_XY_TEXT], c[GEO_XY_TEXT], d[GEO_XY_TEXT];

    geo_xy_text(e[0], a);
    geo_xy_text(e[1], b);
    geo_xy_text(f[0], c);
    geo_xy_text(f[1], d);
    return err_set(err, ERR_INPUT,
                   "polygon %zu: edge %zu, from %s to %s, %s edge %zu, from %s to %s", polygon + 1,
                   i + 1, a, b, what, j + 1, c, d);
}

/* Pairs of edges that may be met. */
static size_t budget_of(const struct geo_shape *shape)
{
    return 1000000 + 1000 * shape->vertex_count;
}

static enum err_code tangled(size_t polygon, struct err *err)
{
    return err_set(err, ERR_INPUT, "polygon %zu is too tangled to be checked; simplify it",
                   polygon + 1);
}

static enum err_code check_ring(struct geo_shape *shape, struct geo_run *run, size_t *budget,
                                struct err *err)
{
    const struct geo_xy *v = shape->vertices + run->first;
    size_t n = run->count - 1;
    wide sum = 0;

    for (size_t i = 0; i < n; i++) {
        struct geo_flat_box box;

        sum += (wide)(v[i].x - v[0].x) * (v[i + 1].y - v[0].y) -
               (wide)(v[i + 1].x - v[0].x) * (v[i].y - v[0].y);
        box_of(v[i], v[i + 1], &box);
        for (size_t j = geo_run_find(shape, run, &box, 0, i + 1); j < n;
             j = geo_run_find(shape, run, &box, 0, j + 1)) {
            enum geo_meeting meeting = geo_edges_meet(v[i], v[i + 1], v[j], v[j + 1]);

            if ((*budget)-- == 0)
                return tangled(run->polygon, err);
            if (meeting == GEO_MEET_CROSS)
                return two_edges("crosses", &v[i], i, &v[j], j, run->polygon, err);
            if (meeting == GEO_MEET_ALONG)
                return two_edges("runs along", &v[i], i, &v[j], j, run->polygon, err);
            if (meeting == GEO_MEET_TOUCH && j != i + 1 && (i > 0 || j != n - 1))
                shape->parts[run->polygon].is_plain = false;
        }
    }
    if (sum == 0) {
        char text[GEO_XY_TEXT];

        geo_xy_text(v[0], text);
        return err_set(err, ERR_INPUT, "polygon %zu: the ring that begins at %s has no area",
                       (size_t)run->polygon + 1, text);
    }
    run->is_left = (sum > 0) == run->is_outer;
    return ERR_OK;
}

static enum err_code check_pair(const struct geo_shape *shape, const struct geo_run *a,
                                const struct geo_run *b, size_t *budget, struct err *err)
{
    const struct geo_xy *v = shape->vertices + a->first, *w = shape->vertices + b->first;

    for (size_t i = 0; i + 1 < a->count; i++) {
        struct geo_flat_box box;

        box_of(v[i], v[i + 1], &box);
        for (size_t j = geo_run_find(shape, b, &box, 0, 0); j + 1 < b->count;
             j = geo_run_find(shape, b, &box, 0, j + 1)) {
            enum geo_meeting meeting = geo_edges_meet(v[i], v[i + 1], w[j], w[j + 1]);

            if ((*budget)-- == 0)
                return tangled(a->polygon, err);
            if (meeting == GEO_MEET_CROSS)
                return two_edges("of one ring crosses another ring's", &v[i], i, &w[j], j,
                                 a->polygon, err);
        }
    }
    return ERR_OK;
}

struct ring_ref {
    const struct geo_run *run;
};

static int by_west(const void *pa, const void *pb)
{
    const struct geo_run *a = ((const struct ring_ref *)pa)->run;
    const struct geo_run *b = ((const struct ring_ref *)pb)->run;

    if (a->box.x0 != b->box.x0)
        return a->box.x0 < b->box.x0 ? -1 : 1;
    return (a->first > b->first) - (a->first < b->first);
}

static enum err_code check_holes(const struct geo_shape *shape, const struct geo_part *part,
                                 struct err *err)
{
    const struct geo_run *outer = &shape->runs[part->first_run];

    for (size_t k = 1; k < part->run_count; k++) {
        const struct geo_run *hole = &shape->runs[part->first_run + k];
        enum geo_position at = GEO_POSITION_BORDER;
        size_t i;

        for (i = 0; i < hole->count && at == GEO_POSITION_BORDER; i++) {
            struct geo_xy v = shape->vertices[hole->first + i];

            at = geo_run_position(shape, outer, v.x, v.y);
        }
        if (at == GEO_POSITION_OUT) {
            char text[GEO_XY_TEXT];

            geo_xy_text(shape->vertices[hole->first + i - 1], text);
            return err_set(err, ERR_INPUT,
                           "polygon %zu: the hole with the vertex %s lies outside its ring",
                           (size_t)hole->polygon + 1, text);
        }
    }
    return ERR_OK;
}

/* Does a vertex of one of two holes lie in the other? */
static bool is_nested(const struct geo_shape *shape, const struct geo_run *a,
                      const struct geo_run *b)
{
    for (int turn = 0; turn < 2; turn++) {
        enum geo_position at = GEO_POSITION_BORDER;

        for (size_t i = 0; i < a->count && at == GEO_POSITION_BORDER; i++) {
            struct geo_xy v = shape->vertices[a->first + i];

            at = geo_run_position(shape, b, v.x, v.y);
        }
        if (at != GEO_POSITION_OUT)
            return true;
        const struct geo_run *other = a;

        a = b;
        b = other;
    }
    return false;
}

enum err_code geo_check_area(struct geo_shape *shape, struct arena *scratch, struct err *err)
{
    struct ring_ref *order = ARENA_NEW(scratch, struct ring_ref, shape->run_count);
    size_t budget = budget_of(shape);

    if (!order)
        return err_no_memory(err);
    for (size_t p = 0; p < shape->part_count; p++)
        shape->parts[p].is_plain = true;
    for (size_t i = 0; i < shape->run_count; i++)
        TRY(check_ring(shape, &shape->runs[i], &budget, err));
    for (size_t p = 0; p < shape->part_count; p++) {
        struct geo_part *part = &shape->parts[p];
        size_t n = part->run_count;

        for (size_t i = 0; i < n; i++)
            order[i].run = &shape->runs[part->first_run + i];
        qsort(order, n, sizeof order[0], by_west);
        for (size_t i = 0; i < n; i++) {
            for (size_t j = i + 1; j < n && order[j].run->box.x0 <= order[i].run->box.x1; j++) {
                if (!geo_flat_overlap(&order[i].run->box, &order[j].run->box))
                    continue;
                if (order[i].run->count <= order[j].run->count)
                    TRY(check_pair(shape, order[i].run, order[j].run, &budget, err));
                else
                    TRY(check_pair(shape, order[j].run, order[i].run, &budget, err));
                if (part->is_plain && !order[i].run->is_outer && !order[j].run->is_outer)
                    part->is_plain = !is_nested(shape, order[i].run, order[j].run);
            }
        }
        TRY(check_holes(shape, part, err));
    }
    return ERR_OK;
}

/* ---- lines ---- */

/* Is vertex `at` on the convex hull: do all others lie within half a turn as seen from it? */
static bool on_hull(const struct geo_xy *v, size_t n, size_t at)
{
    struct geo_xy e = v[at], low = e, high = e;

    for (size_t i = 0; i < n; i++) {
        bool is_right, is_left;

        if (v[i].x == e.x && v[i].y == e.y)
            continue;
        if (low.x == e.x && low.y == e.y)
            low = high = v[i];
        is_right = geo_turn(e, low, v[i]) < 0;
        is_left = geo_turn(e, high, v[i]) > 0;
        if (is_right && is_left)
            return false;
        if (!is_right && !is_left && geo_turn(e, low, v[i]) == 0 &&
            ((v[i].x > e.x) != (low.x > e.x) || (v[i].y > e.y) != (low.y > e.y)))
            return false; /* straight behind: leave it undecided */
        if (is_right)
            low = v[i];
        if (is_left)
            high = v[i];
    }
    return true;
}

bool geo_run_is_tame(const struct geo_shape *shape, const struct geo_run *run)
{
    const struct geo_xy *v = shape->vertices + run->first;
    size_t n = run->count - 1, budget = budget_of(shape);

    if (run->box.x1 - run->box.x0 > GEO_HALF_TURN)
        return false;
    for (size_t i = 0; i < n; i++) {
        struct geo_flat_box box;

        box_of(v[i], v[i + 1], &box);
        for (size_t j = geo_run_find(shape, run, &box, 0, i + 1); j < n;
             j = geo_run_find(shape, run, &box, 0, j + 1)) {
            enum geo_meeting meeting = geo_edges_meet(v[i], v[i + 1], v[j], v[j + 1]);
            bool is_joint = j == i + 1 || (run->is_closed && i == 0 && j == n - 1);

            if (budget-- == 0 ||
                (meeting != GEO_MEET_NOT && !(meeting == GEO_MEET_TOUCH && is_joint)))
                return false;
        }
    }
    return run->is_closed || (on_hull(v, run->count, 0) && on_hull(v, run->count, n));
}

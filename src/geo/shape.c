/* SPDX-License-Identifier: Apache-2.0
 *
 * Making a shape: snap, unwrap, drop repeats, check, index. */
#include "geo/shape.h"

#include "geo/shape_int.h"

#include <math.h>

/* Degrees with up to 7 decimals, then the hemisphere; returns the end of the text. */
static char *put_degrees(char *text, int64_t v, const char *hands)
{
    uint64_t a = v < 0 ? (uint64_t)-v : (uint64_t)v;
    char digits[24];
    int n = 0, skip = 0;

    for (; n < 8 || a > 0; a /= 10)
        digits[n++] = (char)('0' + a % 10);
    while (skip < 7 && digits[skip] == '0')
        skip++;
    for (int i = n - 1; i >= skip; i--) {
        *text++ = digits[i];
        if (i == 7 && skip < 7)
            *text++ = '.';
    }
    *text++ = ' ';
    *text++ = hands[v < 0];
    return text;
}

static int64_t wrap_x(int64_t x)
{
    while (x > GEO_HALF_TURN)
        x -= GEO_TURN;
    while (x < -GEO_HALF_TURN)
        x += GEO_TURN;
    return x;
}

/* As the language writes a place: latitude first. */
void geo_xy_text(struct geo_xy at, char *text)
{
    text = put_degrees(text, at.y, "NS");
    *text++ = ' ';
    text = put_degrees(text, wrap_x(at.x), "EW");
    *text = '\0';
}

/* ---- input ---- */

static enum err_code snap(struct geo_point p, size_t at, struct geo_xy *xy, struct err *err)
{
    if (!geo_point_ok(p)) {
        if (!(p.lat_deg >= -90 && p.lat_deg <= 90))
            return err_set(err, ERR_INPUT,
                           "vertex %zu: the latitude is not between -90 and 90 degrees", at + 1);
        return err_set(err, ERR_INPUT,
                       "vertex %zu: the longitude is not between -180 and 180 degrees", at + 1);
    }
    xy->x = llround(p.lon_deg * 1e7);
    xy->y = llround(p.lat_deg * 1e7);
    return ERR_OK;
}

static void grow_box(struct geo_flat_box *box, struct geo_xy v)
{
    if (v.x < box->x0)
        box->x0 = v.x;
    if (v.x > box->x1)
        box->x1 = v.x;
    if (v.y < box->y0)
        box->y0 = v.y;
    if (v.y > box->y1)
        box->y1 = v.y;
}

static const struct geo_flat_box no_box = {INT64_MAX, INT64_MAX, INT64_MIN, INT64_MIN};

static void join_box(struct geo_flat_box *box, const struct geo_flat_box *more)
{
    grow_box(box, (struct geo_xy){more->x0, more->y0});
    grow_box(box, (struct geo_xy){more->x1, more->y1});
}

/* `x` by whole turns, to within half a turn of `near`. */
static int64_t unwrap(int64_t x, int64_t near)
{
    while (x - near > GEO_HALF_TURN)
        x -= GEO_TURN;
    while (near - x > GEO_HALF_TURN)
        x += GEO_TURN;
    return x;
}

/* May an edge run between these, the second unwrapped? */
static enum err_code check_edge(struct geo_xy a, struct geo_xy b, struct err *err)
{
    char text[GEO_XY_TEXT];

    if (b.x - a.x == GEO_HALF_TURN || a.x - b.x == GEO_HALF_TURN) {
        geo_xy_text(a, text);
        return err_set(err, ERR_INPUT,
                       "the edge from %s spans 180 degrees of longitude; add a vertex to say which "
                       "way it goes",
                       text);
    }
    if (b.x > 3 * GEO_HALF_TURN || b.x < -3 * GEO_HALF_TURN)
        return err_set(err, ERR_INPUT,
                       "a line or ring goes around the Earth; that is not supported");
    return ERR_OK;
}

/* Make the last of `*count` vertices equal to the first. */
static enum err_code close_ring(struct geo_xy *v, size_t *count, struct err *err)
{
    size_t n = *count;
    bool goes_round = false;

    if (n > 1 && v[n - 1].y == v[0].y && wrap_x(v[n - 1].x) == wrap_x(v[0].x)) {
        goes_round = v[n - 1].x != v[0].x;
        n--;
    }
    if (!goes_round && n < 3)
        return err_set(err, ERR_INPUT, "a ring has %zu distinct vertices; an area needs at least 3",
                       n);
    if (goes_round || unwrap(v[0].x, v[n - 1].x) != v[0].x)
        return err_set(err, ERR_INPUT,
                       "a ring goes around the Earth or a pole; that is not supported");
    TRY(check_edge(v[n - 1], v[0], err));
    v[n] = v[0];
    *count = n + 1;
    return ERR_OK;
}

/* Append the vertices of one run, the longitudes unwrapped. */
static enum err_code add_run(struct geo_shape *shape, struct geo_path path, bool is_ring,
                             struct err *err)
{
    struct geo_run *run = &shape->runs[shape->run_count];
    struct geo_xy *v = shape->vertices + shape->vertex_count;
    size_t n = 0;

    *run = (struct geo_run){.first = shape->vertex_count, .is_outer = true, .box = no_box};
    for (size_t i = 0; i < path.count; i++) {
        struct geo_xy p;

        TRY(snap(path.points[i], i, &p, err));
        if (n > 0) {
            p.x = unwrap(p.x, v[n - 1].x);
            if (p.x == v[n - 1].x && p.y == v[n - 1].y)
                continue;
            TRY(check_edge(v[n - 1], p, err));
        }
        v[n++] = p;
    }
    if (is_ring)
        TRY(close_ring(v, &n, err));
    run->count = n;
    run->is_closed = is_ring || (n > 3 && v[0].x == v[n - 1].x && v[0].y == v[n - 1].y);
    for (size_t i = 0; i < n; i++)
        grow_box(&run->box, v[i]);
    shape->vertex_count += n;
    shape->run_count++;
    return ERR_OK;
}

/* ---- flat boxes ---- */

static enum err_code index_run(struct geo_shape *shape, struct geo_run *run, struct arena *arena,
                               struct err *err)
{
    const struct geo_xy *v = shape->vertices + run->first;
    size_t edges = run->count - 1, below = edges;

    if (edges == 0)
        return ERR_OK;
    while (run->levels == 0 || below > 1) {
        int l = run->levels;
        size_t n = (below + GEO_FAN - 1) / GEO_FAN;

        run->tree[l] = ARENA_NEW(arena, struct geo_flat_box, n);
        if (!run->tree[l])
            return err_no_memory(err);
        for (size_t k = 0; k < n; k++) {
            struct geo_flat_box box = no_box;

            for (size_t i = k * GEO_FAN; i < (k + 1) * GEO_FAN && i < below; i++) {
                if (l > 0) {
                    join_box(&box, &run->tree[l - 1][i]);
                } else {
                    grow_box(&box, v[i]);
                    grow_box(&box, v[i + 1]);
                }
            }
            run->tree[l][k] = box;
        }
        run->tree_count[l] = n;
        run->levels++;
        below = n;
    }
    return ERR_OK;
}

static enum err_code start(struct arena *arena, enum geo_shape_kind kind, size_t vertices,
                           size_t runs, struct geo_shape **shape, struct err *err)
{
    struct geo_shape *s;

    if (runs == 0 || vertices == 0)
        return err_set(err, ERR_INPUT, "the geometry is empty");
    if (vertices > GEO_VERTEX_LIMIT)
        return err_set(err, ERR_INPUT, "the geometry has %zu vertices; at most %d are read",
                       vertices, GEO_VERTEX_LIMIT);
    if (runs > GEO_PATH_LIMIT)
        return err_set(err, ERR_INPUT, "the geometry has %zu rings or lines; at most %d are read",
                       runs, GEO_PATH_LIMIT);
    s = ARENA_NEW(arena, struct geo_shape, 1);
    if (!s)
        return err_no_memory(err);
    s->kind = kind;
    s->box = no_box;
    s->vertices = ARENA_NEW(arena, struct geo_xy, vertices + runs);
    s->runs = ARENA_NEW(arena, struct geo_run, runs);
    if (!s->vertices || !s->runs)
        return err_no_memory(err);
    *shape = s;
    return ERR_OK;
}

static enum err_code finish(struct geo_shape *s, struct arena *arena, struct err *err)
{
    struct arena scratch = {.mem = arena->mem};
    enum err_code code;

    for (size_t i = 0; i < s->run_count; i++) {
        if (s->kind != GEO_SHAPE_POINTS)
            TRY(index_run(s, &s->runs[i], arena, err));
        if (s->kind == GEO_SHAPE_LINES)
            s->runs[i].is_tame = geo_run_is_tame(s, &s->runs[i]);
        join_box(&s->box, &s->runs[i].box);
    }
    if (s->kind == GEO_SHAPE_AREA) {
        code = geo_check_area(s, &scratch, err);
        arena_free(&scratch);
        TRY(code);
    }
    return geo_make_knots(s, arena, err);
}

enum err_code geo_shape_area(struct arena *arena, const struct geo_polygon *polygons, size_t count,
                             struct geo_shape **shape, struct err *err)
{
    size_t vertices = 0, runs = 0;
    struct geo_shape *s;

    for (size_t i = 0; i < count; i++) {
        runs += polygons[i].count;
        for (size_t k = 0; k < polygons[i].count; k++)
            vertices += polygons[i].rings[k].count;
        if (polygons[i].count == 0)
            return err_set(err, ERR_INPUT, "polygon %zu has no ring", i + 1);
    }
    TRY(start(arena, GEO_SHAPE_AREA, vertices, runs, &s, err));
    s->parts = ARENA_NEW(arena, struct geo_part, count);
    if (!s->parts)
        return err_no_memory(err);
    for (size_t i = 0; i < count; i++) {
        struct geo_part *part = &s->parts[s->part_count++];

        part->first_run = s->run_count;
        part->run_count = polygons[i].count;
        for (size_t k = 0; k < polygons[i].count; k++) {
            struct geo_run *run = &s->runs[s->run_count];
            int64_t shift = 0;

            TRY(add_run(s, polygons[i].rings[k], true, err));
            run->polygon = (uint32_t)i;
            run->is_outer = k == 0;
            /* a hole on the other side of the antimeridian moves to its ring */
            if (k > 0 && run->box.x1 < part->box.x0)
                shift = GEO_TURN;
            else if (k > 0 && run->box.x0 > part->box.x1)
                shift = -GEO_TURN;
            for (size_t j = 0; shift != 0 && j < run->count; j++)
                s->vertices[run->first + j].x += shift;
            run->box.x0 += shift;
            run->box.x1 += shift;
            if (k == 0)
                part->box = run->box;
        }
    }
    TRY(finish(s, arena, err));
    *shape = s;
    return ERR_OK;
}

enum err_code geo_shape_lines(struct arena *arena, const struct geo_path *lines, size_t count,
                              struct geo_shape **shape, struct err *err)
{
    size_t vertices = 0;
    struct geo_shape *s;

    for (size_t i = 0; i < count; i++)
        vertices += lines[i].count;
    TRY(start(arena, GEO_SHAPE_LINES, vertices, count, &s, err));
    for (size_t i = 0; i < count; i++) {
        TRY(add_run(s, lines[i], false, err));
        if (s->runs[i].count < 2)
            return err_set(err, ERR_INPUT,
                           "line %zu has %zu distinct vertices; a line needs at least 2", i + 1,
                           s->runs[i].count);
    }
    TRY(finish(s, arena, err));
    *shape = s;
    return ERR_OK;
}

enum err_code geo_shape_points(struct arena *arena, const struct geo_point *points, size_t count,
                               struct geo_shape **shape, struct err *err)
{
    struct geo_shape *s;

    TRY(start(arena, GEO_SHAPE_POINTS, count, 1, &s, err));
    s->runs[0] = (struct geo_run){.count = count, .is_outer = true, .box = no_box};
    for (size_t i = 0; i < count; i++) {
        TRY(snap(points[i], i, &s->vertices[i], err));
        grow_box(&s->runs[0].box, s->vertices[i]);
    }
    s->run_count = 1;
    s->vertex_count = count;
    TRY(finish(s, arena, err));
    *shape = s;
    return ERR_OK;
}

/* ---- between two lines ---- */

/* Metres the two closing edges have together, when `b` is taken forwards or backwards. */
static double closing_m(struct geo_path a, struct geo_path b, bool backwards)
{
    struct geo_point first = b.points[0], last = b.points[b.count - 1];

    return geo_distance_m(a.points[a.count - 1], backwards ? last : first) +
           geo_distance_m(a.points[0], backwards ? first : last);
}

enum err_code geo_shape_between(struct arena *arena, const struct geo_shape *a,
                                const struct geo_shape *b, struct geo_shape **shape,
                                struct err *err)
{
    const struct geo_shape *of[2] = {a, b};
    struct arena scratch = {.mem = arena->mem};
    struct geo_path path[2], ring;
    struct geo_point *points[2], *all;
    bool backwards;
    enum err_code code = ERR_OK;

    for (int k = 0; k < 2; k++) {
        if (of[k]->kind != GEO_SHAPE_LINES || of[k]->run_count != 1 || of[k]->runs[0].is_closed)
            return err_set(err, ERR_INPUT,
                           "between two lines: each must be one line in one run, with two ends");
    }
    for (int k = 0; k < 2; k++) {
        size_t n = of[k]->vertex_count;

        points[k] = ARENA_NEW(&scratch, struct geo_point, n);
        if (!points[k]) {
            code = err_no_memory(err);
            goto done;
        }
        for (size_t i = 0; i < n; i++)
            points[k][i] = geo_shape_vertex(of[k], 0, i);
        path[k] = (struct geo_path){points[k], n};
    }
    all = ARENA_NEW(&scratch, struct geo_point, path[0].count + path[1].count);
    if (!all) {
        code = err_no_memory(err);
        goto done;
    }
    backwards = closing_m(path[0], path[1], true) <= closing_m(path[0], path[1], false);
    for (int attempt = 0; attempt < 2; attempt++) {
        struct geo_polygon polygon = {&ring, 1};
        struct arena_mark mark = arena_mark(arena);
        struct err inner = {0};

        ring = (struct geo_path){all, path[0].count + path[1].count};
        for (size_t i = 0; i < path[0].count; i++)
            all[i] = points[0][i];
        for (size_t i = 0; i < path[1].count; i++)
            all[path[0].count + i] = points[1][backwards ? path[1].count - 1 - i : i];
        code = geo_shape_area(arena, &polygon, 1, shape, &inner);
        if (code == ERR_OK || code == ERR_NO_MEMORY) {
            if (code)
                (void)err_no_memory(err);
            goto done;
        }
        arena_release(arena, mark);
        if (attempt == 1)
            code =
                err_set(err, ERR_INPUT, "the two lines do not bound an area: %.400s", inner.text);
        backwards = !backwards;
    }
done:
    arena_free(&scratch);
    return code;
}

/* ---- reading a shape ---- */

enum geo_shape_kind geo_shape_kind(const struct geo_shape *shape)
{
    return shape->kind;
}

size_t geo_shape_path_count(const struct geo_shape *shape)
{
    return shape->run_count;
}

size_t geo_shape_path_size(const struct geo_shape *shape, size_t path)
{
    return shape->runs[path].count - (shape->kind == GEO_SHAPE_AREA ? 1 : 0);
}

void geo_shape_vertex_e7(const struct geo_shape *shape, size_t path, size_t at, int32_t *lon_e7,
                         int32_t *lat_e7)
{
    struct geo_xy v = shape->vertices[shape->runs[path].first + at];

    *lon_e7 = (int32_t)wrap_x(v.x);
    *lat_e7 = (int32_t)v.y;
}

struct geo_point geo_shape_vertex(const struct geo_shape *shape, size_t path, size_t at)
{
    int32_t lon, lat;

    geo_shape_vertex_e7(shape, path, at, &lon, &lat);
    return (struct geo_point){(double)lon / 1e7, (double)lat / 1e7};
}

bool geo_shape_path_is_outer(const struct geo_shape *shape, size_t path)
{
    return shape->runs[path].is_outer;
}

struct geo_box geo_shape_box(const struct geo_shape *shape)
{
    struct geo_flat_box box = shape->box;

    while (box.x0 > GEO_HALF_TURN) {
        box.x0 -= GEO_TURN;
        box.x1 -= GEO_TURN;
    }
    while (box.x0 < -GEO_HALF_TURN) {
        box.x0 += GEO_TURN;
        box.x1 += GEO_TURN;
    }
    return (struct geo_box){(double)box.x0 / 1e7, (double)box.y0 / 1e7, (double)box.x1 / 1e7,
                            (double)box.y1 / 1e7};
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The grids of src/geo beside GEOS and PROJ, where they are installed, in turn in one run: nanoseconds a point, the
 * median of several rounds with the least and the greatest, in processor time, and how many times faster.
 *
 *     bench_kernel [POINTS [ROUNDS [PAIRS]]]
 *
 * One area of 100,000 vertices; 10,000 overlapping areas, every pair written out; four bands of a line of 10,000
 * segments. GEOS gets the same integers and points made beforehand; it is asked a part of the points. PAIRS (default
 * 200,000): points whose pairs are compared one by one with GEOS's. Shapes: real outlines under $TRUCE_SHARED (or
 * ../shared), each turned, moved and scaled, and refined where more vertices are needed; else made up.
 * BANDS=FOLDER: what tools/bench-bands needs is written there. */
#include "geo/geojson.h"
#include "geo/grid.h"
#include "geo/shape_int.h"
#include "geo/tiles.h"
#include "geo/trig.h"

#include "row.h"

#include <geos_c.h>
#include <math.h>
#include <proj.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <geodesic.h>

#define ROUNDS_LIMIT 25
#define SET 10000
#define PEER_POINTS 100000 /* that GEOS is asked in a round */

struct outline {
    struct geo_point *points; /* about (0, 0), within 1 */
    size_t count;
};

struct bench {
    struct arena arena;
    GEOSContextHandle_t geos;
    uint64_t state;
    int rounds;
    size_t points, pairs;
    double made_ms, held_mb; /* the grid made last */
    struct outline outlines[64];
    size_t outline_count;
    bool is_real;
    struct geo_columns columns;
    int32_t *x, *y, *sorted_x, *sorted_y;
    GEOSGeometry **peer;
    double lon, lat, half_lon, half_lat; /* the ground of the present part */
};

static double ns_of(clockid_t clock)
{
    struct timespec at;

    clock_gettime(clock, &at);
    return (double)at.tv_sec * 1e9 + (double)at.tv_nsec;
}

/* Processor time of this thread: others on the machine disturb it less. */
static double now_ns(void)
{
    return ns_of(CLOCK_THREAD_CPUTIME_ID);
}

static uint64_t next_u64(struct bench *b)
{
    b->state ^= b->state >> 12;
    b->state ^= b->state << 25;
    b->state ^= b->state >> 27;
    return b->state * UINT64_C(2685821657736338717);
}

static double between(struct bench *b, double from, double to)
{
    return from + (to - from) * (double)(next_u64(b) >> 11) / 9007199254740992.0;
}

static double normal(struct bench *b)
{
    double r = sqrt(-2 * log(1 - between(b, 0, 1)));

    return r * cos(2 * GEO_PI * between(b, 0, 1));
}

static void die(const char *what)
{
    fprintf(stderr, "bench_kernel: %s\n", what);
    exit(1);
}

static void *take(size_t count, size_t size)
{
    void *p = calloc(count ? count : 1, size);

    if (!p)
        die("no memory");
    return p;
}

/* ---- outlines ---- */

/* Vertices first, first + step, … of a ring, moved and scaled into the unit square about 0. */
static void add_outline(struct bench *b, const struct geo_shape *shape, size_t path, size_t step,
                        size_t first)
{
    size_t size = geo_shape_path_size(shape, path), n = 0;
    double w = 1e9, e = -1e9, s = 1e9, t = -1e9;
    struct outline *o = &b->outlines[b->outline_count];

    if (b->outline_count == COUNT_OF(b->outlines))
        return;
    o->points = take(size / step + 1, sizeof *o->points);
    for (size_t i = first; i < size; i += step) {
        struct geo_point p = geo_shape_vertex(shape, path, i);

        o->points[n++] = p;
        w = fmin(w, p.lon_deg);
        e = fmax(e, p.lon_deg);
        s = fmin(s, p.lat_deg);
        t = fmax(t, p.lat_deg);
    }
    for (size_t i = 0; i < n; i++) {
        o->points[i].lon_deg = (2 * o->points[i].lon_deg - w - e) / (e - w);
        o->points[i].lat_deg = (2 * o->points[i].lat_deg - s - t) / (t - s);
    }
    o->count = n;
    b->outline_count++;
}

static struct str read_file(struct bench *b, const char *path)
{
    FILE *file = fopen(path, "rb");
    struct str s = {NULL, 0};
    char *bytes;

    if (!file)
        return s;
    fseek(file, 0, SEEK_END);
    s.size = (size_t)ftell(file);
    rewind(file);
    bytes = arena_alloc(&b->arena, s.size + 1, 1);
    if (!bytes || fread(bytes, 1, s.size, file) != s.size)
        die(path);
    fclose(file);
    s.text = bytes;
    return s;
}

static void read_outlines(struct bench *b)
{
    static const char *const names[] = {"20240708", "20250104", "20250703", "20251230"};
    const char *shared = getenv("TRUCE_SHARED");

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char path[1024];
        struct arena scratch = {.mem = &mem_libc};
        struct geo_shape *shape;
        struct err err = {0};
        struct str bytes;

        snprintf(path, sizeof path, "%s/data/deepstate-front/data/deepstatemap_data_%s.geojson",
                 shared ? shared : "../shared", names[i]);
        bytes = read_file(b, path);
        if (!bytes.text || geo_geojson_read(&b->arena, &scratch, bytes, NULL, &shape, &err))
            continue;
        b->is_real = true;
        for (size_t p = 0; p < geo_shape_path_count(shape); p++) {
            size_t size = geo_shape_path_size(shape, p);

            if (size > 1000) {
                add_outline(b, shape, p, 1, 0);
                for (size_t k = 0; k < 6; k++)
                    add_outline(b, shape, p, size / 113, k * 3);
            } else if (size >= 40) {
                add_outline(b, shape, p, 1, 0);
            }
        }
        arena_free(&scratch);
    }
    while (b->outline_count < 12) { /* made up */
        struct outline *o = &b->outlines[b->outline_count];
        double a1 = between(b, 0, 6), a2 = between(b, 0, 6);

        o->count = b->outline_count == 0 ? 2683 : 113;
        o->points = take(o->count, sizeof *o->points);
        for (size_t i = 0; i < o->count; i++) {
            double t = 2 * GEO_PI * (double)i / (double)o->count;
            double d = 0.7 + 0.15 * sin(5 * t + a1) + 0.06 * sin(17 * t + a2) + 0.02 * sin(61 * t);

            o->points[i] = (struct geo_point){d * cos(t), d * sin(t)};
        }
        b->outline_count++;
    }
}

static struct geo_shape *shape_of(struct bench *b, const struct geo_point *points, size_t count)
{
    struct geo_path path = {points, count};
    struct geo_polygon polygon = {&path, 1};
    struct geo_shape *shape;
    struct err err = {0};

    return geo_shape_area(&b->arena, &polygon, 1, &shape, &err) == ERR_OK ? shape : NULL;
}

/* The first large outline, its edges halved with the middle moved aside, until there are `count`. */
static const struct geo_shape *large_area(struct bench *b, size_t count)
{
    const struct outline *o = &b->outlines[0];
    struct geo_point *now = take(count * 2, sizeof *now), *more = take(count * 2, sizeof *more), *t;

    for (size_t i = 0; i < b->outline_count; i++)
        o = b->outlines[i].count > o->count ? &b->outlines[i] : o;
    for (double bend = 0.15; bend > 0.01; bend /= 2) {
        struct geo_shape *shape;
        size_t n = o->count;

        for (size_t i = 0; i < n; i++)
            now[i] = (struct geo_point){b->lon + b->half_lon * o->points[i].lon_deg,
                                        b->lat + b->half_lat * o->points[i].lat_deg};
        while (n < count) {
            size_t k = 0;

            for (size_t i = 0; i < n; i++) {
                struct geo_point p = now[i], q = now[(i + 1) % n];
                double aside = bend * between(b, -1, 1);

                more[k++] = p;
                if (k + (n - i - 1) < count)
                    more[k++] = (struct geo_point){
                        (p.lon_deg + q.lon_deg) / 2 - aside * (q.lat_deg - p.lat_deg),
                        (p.lat_deg + q.lat_deg) / 2 + aside * (q.lon_deg - p.lon_deg)};
            }
            n = k;
            t = now;
            now = more;
            more = t;
        }
        shape = shape_of(b, now, n);
        if (shape) {
            free(now);
            free(more);
            return shape;
        }
    }
    die("no large area");
    return NULL;
}

static size_t some_areas(struct bench *b, const struct geo_shape **shapes, size_t count)
{
    size_t vertices = 0, n = 0;
    struct geo_point points[200];

    while (n < count) {
        const struct outline *o = &b->outlines[next_u64(b) % b->outline_count];
        double turn = between(b, 0, 6.28), size = 0.03 * exp(between(b, 0, 2.5));
        double lon = b->lon + b->half_lon * between(b, -1, 1);
        double lat = b->lat + b->half_lat * between(b, -1, 1);

        if (o->count > COUNT_OF(points))
            continue;
        for (size_t i = 0; i < o->count; i++) {
            double x = o->points[i].lon_deg, y = o->points[i].lat_deg;

            points[i].lon_deg = lon + size * (x * cos(turn) - y * sin(turn));
            points[i].lat_deg = lat + 0.7 * size * (x * sin(turn) + y * cos(turn));
        }
        shapes[n] = shape_of(b, points, o->count);
        if (shapes[n]) {
            vertices += o->count;
            n++;
        }
    }
    return vertices;
}

/* ---- points ---- */

static int32_t e7(double degrees)
{
    return (int32_t)llround(degrees * 1e7);
}

enum scatter { UNIFORM, FRONT, CLUSTERED };

static void scatter(struct bench *b, enum scatter how, const struct geo_shape *border)
{
    double towns[200][2];

    for (size_t i = 0; i < COUNT_OF(towns); i++) {
        towns[i][0] = b->lon + b->half_lon * between(b, -1, 1);
        towns[i][1] = b->lat + b->half_lat * between(b, -1, 1);
    }
    for (size_t i = 0; i < b->points; i++) {
        double lon = b->lon + b->half_lon * between(b, -1, 1);
        double lat = b->lat + b->half_lat * between(b, -1, 1), sigma = 0;

        if (how == FRONT) {
            size_t path = next_u64(b) % geo_shape_path_count(border);
            struct geo_point p =
                geo_shape_vertex(border, path, next_u64(b) % geo_shape_path_size(border, path));

            lon = p.lon_deg;
            lat = p.lat_deg;
            sigma = 0.09; /* 10 km */
        } else if (how == CLUSTERED && next_u64(b) % 10 != 0) {
            const double *town = towns[next_u64(b) % COUNT_OF(towns)];

            lon = town[0];
            lat = town[1];
            sigma = 0.018;
        }
        b->x[i] = e7(lon + 1.5 * sigma * normal(b));
        b->y[i] = e7(lat + sigma * normal(b));
    }
    for (size_t i = 0; i < PEER_POINTS; i++) {
        size_t k = i % b->points;

        if (b->peer[i])
            GEOSGeom_destroy_r(b->geos, b->peer[i]);
        b->peer[i] = GEOSGeom_createPointFromXY_r(b->geos, (double)b->x[k], (double)b->y[k]);
    }
    b->columns = (struct geo_columns){b->x, b->y, b->points};
}

static uint64_t spread_bits(uint64_t v)
{
    v = (v | v << 16) & UINT64_C(0x0000ffff0000ffff);
    v = (v | v << 8) & UINT64_C(0x00ff00ff00ff00ff);
    v = (v | v << 4) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    v = (v | v << 2) & UINT64_C(0x3333333333333333);
    return (v | v << 1) & UINT64_C(0x5555555555555555);
}

struct z_point {
    uint64_t z;
    int32_t x, y;
};

static int by_z(const void *pa, const void *pb)
{
    const struct z_point *a = pa, *b = pb;

    return (a->z > b->z) - (a->z < b->z);
}

/* The same points in Z-order. */
static struct geo_columns z_order(struct bench *b)
{
    struct z_point *z = take(b->points, sizeof *z);

    for (size_t i = 0; i < b->points; i++) {
        uint64_t x = (uint64_t)(b->x[i] + INT64_C(1800000000)),
                 y = (uint64_t)(b->y[i] + INT64_C(900000000));

        z[i] = (struct z_point){spread_bits(x) | spread_bits(y) << 1, b->x[i], b->y[i]};
    }
    qsort(z, b->points, sizeof *z, by_z);
    for (size_t i = 0; i < b->points; i++) {
        b->sorted_x[i] = z[i].x;
        b->sorted_y[i] = z[i].y;
    }
    free(z);
    return (struct geo_columns){b->sorted_x, b->sorted_y, b->points};
}

/* ---- measuring ---- */

struct timing {
    double took[ROUNDS_LIMIT];
    int count;
};

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(struct timing *t)
{
    qsort(t->took, (size_t)t->count, sizeof *t->took, by_size);
    return t->took[t->count / 2];
}

static void show(const char *what, struct timing *t, double peer)
{
    double m = median(t);

    printf("  %-52s %8.1f  (%.1f to %.1f)", what, m, t->took[0], t->took[t->count - 1]);
    if (peer > 0)
        printf("  %.0f x", peer / m);
    printf("\n");
    t->count = 0;
}

/* Cold is making the grid, warm a point. */
static void put_ratio(const struct bench *b, const char *what, const char *scattered,
                      const char *peer, double wanted, double theirs_ns, double ours_ns)
{
    char text[120], against[80], times[80], held[40];

    snprintf(text, sizeof text, "%s, %s", what, scattered);
    snprintf(against, sizeof against, "%s %.6s", peer, GEOSversion());
    snprintf(times, sizeof times, "made in %.0f ms / %.3g ns a point", b->made_ms, ours_ns);
    snprintf(held, sizeof held, "%.1f MB", b->held_mb);
    row_put(
        &(struct row){text, against, ROW_AT_LEAST, wanted, theirs_ns / ours_ns, "x", times, held});
}

static GEOSGeometry *geos_of(struct bench *b, const struct geo_shape *shape)
{
    const struct geo_xy *v = shape->vertices;
    unsigned n = (unsigned)shape->vertex_count;
    GEOSCoordSequence *sequence = GEOSCoordSeq_create_r(b->geos, n, 2);

    for (unsigned i = 0; i < n; i++)
        GEOSCoordSeq_setXY_r(b->geos, sequence, i, (double)v[i].x, (double)v[i].y);
    if (shape->kind == GEO_SHAPE_LINES)
        return GEOSGeom_createLineString_r(b->geos, sequence);
    return GEOSGeom_createPolygon_r(b->geos, GEOSGeom_createLinearRing_r(b->geos, sequence), NULL,
                                    0);
}

static struct geo_grid *make_grid(struct bench *b, const struct geo_shape *const *shapes,
                                  size_t count, int bits)
{
    struct geo_grid *grid;
    struct err err = {0};
    double from = now_ns(), took;
    struct geo_grid_figures f;

    if (geo_grid_make(&b->arena, shapes, count, bits, &grid, &err))
        die(err.text);
    took = now_ns() - from;
    f = geo_grid_figures(grid);
    printf("  grid: 2^%d units, %zu x %zu cells, %zu blocks, %zu on borders, %zu items, %zu edges, "
           "%zu sets; %.1f MB, "
           "made in %.0f ms\n",
           f.cell_bits, f.columns, f.rows, f.blocks, f.border_cells, f.items, f.edges, f.sets,
           (double)f.bytes / 1e6, took / 1e6);
    b->made_ms = took / 1e6;
    b->held_mb = (double)f.bytes / 1e6;
    return grid;
}

/* ---- one area ---- */

static void any_round(struct bench *b, const struct geo_grid *grid, struct geo_columns points,
                      uint8_t *held, struct timing *t)
{
    double from = now_ns();

    geo_grid_any(grid, &points, held);
    t->took[t->count++] = (now_ns() - from) / (double)b->points;
}

static void one_area(struct bench *b)
{
    static const char *const names[] = {"uniform", "front", "clustered"};
    const struct geo_shape *area;
    const GEOSPreparedGeometry *prepared;
    uint8_t *held = take(b->points, 1);
    const char *bits = getenv("BITS");
    struct geo_grid *grid;
    double from;

    b->lon = 36;
    b->lat = 48;
    b->half_lon = 4;
    b->half_lat = 2.5;
    area = large_area(b, 100000);
    printf("one area, %zu vertices\n", area->vertex_count - 1);
    grid = make_grid(b, &area, 1, bits ? atoi(bits) : 0);
    from = now_ns();
    prepared = GEOSPrepare_r(b->geos, geos_of(b, area));
    (void)GEOSPreparedIntersects_r(b->geos, prepared,
                                   GEOSGeom_createPointFromXY_r(b->geos, 36e7, 48e7));
    printf("  GEOS prepares and answers once in %.0f ms\n", (now_ns() - from) / 1e6);
    for (int how = UNIFORM; how <= CLUSTERED; how++) {
        struct timing peer = {.count = 0}, plain = peer, avx2 = peer, best = peer, sorted = peer;
        struct geo_columns z;
        char text[80];
        double theirs;
        size_t wrong = 0;

        scatter(b, (enum scatter)how, area);
        z = z_order(b);
        for (int k = 0; k < b->rounds; k++) {
            char answers[2] = {0};

            from = now_ns();
            for (size_t i = 0; i < PEER_POINTS; i++)
                answers[0] ^= GEOSPreparedIntersects_r(b->geos, prepared, b->peer[i]);
            peer.took[peer.count++] = (now_ns() - from) / PEER_POINTS;
            geo_grid_set_lookup(grid, GEO_LOOKUP_AVX2);
            any_round(b, grid, b->columns, held, &avx2);
            geo_grid_set_lookup(grid, GEO_LOOKUP_BEST);
            any_round(b, grid, b->columns, held, &best);
            any_round(b, grid, z, held, &sorted);
            geo_grid_set_lookup(grid, GEO_LOOKUP_PLAIN);
            any_round(b, grid, b->columns, held, &plain);
        }
        for (size_t i = 0; i < PEER_POINTS && i < b->points; i++)
            wrong += held[i] != GEOSPreparedIntersects_r(b->geos, prepared, b->peer[i]);
        snprintf(text, sizeof text, "%s: GEOS prepared (%zu answers differ)", names[how], wrong);
        theirs = median(&peer);
        show(text, &peer, 0);
        show("  grid, plain code", &plain, theirs);
        show("  grid, AVX2", &avx2, theirs);
        show("  grid, best", &best, theirs);
        show("  grid, best, points in Z-order", &sorted, theirs);
        put_ratio(b, "one zone of 100,000 vertices", names[how], "GEOS prepared", 30, theirs,
                  best.took[b->rounds / 2]);
    }
    free(held);
}

/* ---- 10,000 areas ---- */

struct asked {
    struct bench *b;
    const GEOSPreparedGeometry **prepared;
    const GEOSGeometry *point;
    struct geo_pair *pairs;
    size_t count;
    uint32_t at;
};

static void peer_hit(void *item, void *ctx)
{
    struct asked *q = ctx;
    size_t area = (size_t)item - 1;

    if (GEOSPreparedIntersects_r(q->b->geos, q->prepared[area], q->point) == 1)
        q->pairs[q->count++] = (struct geo_pair){q->at, (uint32_t)area};
}

static size_t all_pairs(const struct geo_grid *grid, struct geo_columns points,
                        struct geo_pair *pairs, size_t room)
{
    size_t next = 0, n = 0;

    while (next < points.count) {
        size_t before = next;

        n += geo_grid_pairs(grid, &points, &next, pairs + n, room - n);
        if (next == before)
            die("more pairs than there is room for");
    }
    return n;
}

struct part {
    const struct geo_grid *grid;
    struct geo_columns points;
    struct geo_pair *pairs;
    size_t room, count;
};

static void *run_part(void *ctx)
{
    struct part *p = ctx;

    p->count = all_pairs(p->grid, p->points, p->pairs, p->room);
    return NULL;
}

static int by_pair(const void *pa, const void *pb)
{
    const struct geo_pair *a = pa, *b = pb;

    return a->point != b->point ? (a->point > b->point) - (a->point < b->point)
                                : (a->area > b->area) - (a->area < b->area);
}

static void many_areas(struct bench *b)
{
    static const char *const names[] = {"uniform", "front", "clustered"};
    const struct geo_shape **shapes = take(SET, sizeof *shapes);
    const GEOSPreparedGeometry **prepared = take(SET, sizeof *prepared);
    GEOSSTRtree *tree = GEOSSTRtree_create_r(b->geos, 10);
    size_t vertices, room = b->points * 4 + 100000;
    struct geo_pair *pairs = take(room, sizeof *pairs),
                    *theirs = take(PEER_POINTS * 16 + SET, sizeof *theirs);
    uint64_t *counts = take(SET, sizeof *counts);
    const char *bits = getenv("SET_BITS");
    struct geo_grid *grid;
    double from;

    b->half_lon = 6;
    b->half_lat = 4;
    from = now_ns();
    vertices = some_areas(b, shapes, SET);
    printf("%d overlapping areas, %zu vertices (%s; checked and indexed in %.0f ms)\n", SET,
           vertices, b->is_real ? "real outlines" : "made-up outlines", (now_ns() - from) / 1e6);
    grid = make_grid(b, shapes, SET, bits ? atoi(bits) : 0);
    from = now_ns();
    for (size_t i = 0; i < SET; i++) {
        GEOSGeometry *g = geos_of(b, shapes[i]);

        prepared[i] = GEOSPrepare_r(b->geos, g);
        GEOSSTRtree_insert_r(b->geos, tree, g, (void *)(i + 1));
    }
    printf("  GEOS prepares in %.0f ms\n", (now_ns() - from) / 1e6);
    for (int how = UNIFORM; how <= CLUSTERED; how++) {
        struct timing peer = {.count = 0}, plain = peer, best = peer, sorted = peer, count = peer,
                      two = peer;
        struct asked q = {.b = b, .prepared = prepared, .pairs = theirs};
        struct geo_columns z;
        size_t n = 0, wrong = 0, compared = 0;
        char text[96];
        double ns;

        scatter(b, (enum scatter)how, shapes[0]);
        if (how == FRONT) { /* around the borders of all of them */
            for (size_t i = 0; i < b->points; i++) {
                const struct geo_shape *s = shapes[next_u64(b) % SET];
                struct geo_point p =
                    geo_shape_vertex(s, 0, next_u64(b) % geo_shape_path_size(s, 0));

                b->x[i] = e7(p.lon_deg + 0.0135 * normal(b));
                b->y[i] = e7(p.lat_deg + 0.009 * normal(b));
            }
            for (size_t i = 0; i < PEER_POINTS; i++) {
                GEOSGeom_destroy_r(b->geos, b->peer[i]);
                b->peer[i] = GEOSGeom_createPointFromXY_r(b->geos, (double)b->x[i % b->points],
                                                          (double)b->y[i % b->points]);
            }
        }
        z = z_order(b);
        for (int k = 0; k < b->rounds; k++) {
            struct part parts[2];
            pthread_t thread;

            q.count = 0;
            from = now_ns();
            for (size_t i = 0; i < PEER_POINTS; i++) {
                q.point = b->peer[i];
                q.at = (uint32_t)i;
                GEOSSTRtree_query_r(b->geos, tree, q.point, peer_hit, &q);
            }
            peer.took[peer.count++] = (now_ns() - from) / PEER_POINTS;
            from = now_ns();
            n = all_pairs(grid, z, pairs, room);
            sorted.took[sorted.count++] = (now_ns() - from) / (double)b->points;
            geo_grid_set_lookup(grid, GEO_LOOKUP_PLAIN);
            from = now_ns();
            n = all_pairs(grid, b->columns, pairs, room);
            plain.took[plain.count++] = (now_ns() - from) / (double)b->points;
            geo_grid_set_lookup(grid, GEO_LOOKUP_BEST);
            from = now_ns();
            n = all_pairs(grid, b->columns, pairs, room);
            best.took[best.count++] = (now_ns() - from) / (double)b->points;
            from = now_ns();
            geo_grid_count(grid, &b->columns, counts);
            count.took[count.count++] = (now_ns() - from) / (double)b->points;
            for (size_t i = 0; i < 2; i++) {
                size_t half = b->points / 2;

                parts[i] =
                    (struct part){grid,
                                  {b->x + i * half, b->y + i * half, i ? b->points - half : half},
                                  pairs + i * (room / 2),
                                  room / 2,
                                  0};
            }
            from = ns_of(CLOCK_MONOTONIC);
            if (pthread_create(&thread, NULL, run_part, &parts[0]))
                die("no thread");
            run_part(&parts[1]);
            pthread_join(thread, NULL);
            two.took[two.count++] = (ns_of(CLOCK_MONOTONIC) - from) / (double)b->points;
        }
        n = all_pairs(grid, b->columns, pairs, room);
        for (size_t i = 0, ours = 0; i < b->pairs && i < b->points; i++) {
            GEOSGeometry *p =
                GEOSGeom_createPointFromXY_r(b->geos, (double)b->x[i], (double)b->y[i]);

            q.count = 0;
            q.point = p;
            q.at = (uint32_t)i;
            GEOSSTRtree_query_r(b->geos, tree, p, peer_hit, &q);
            GEOSGeom_destroy_r(b->geos, p);
            qsort(theirs, q.count, sizeof *theirs, by_pair);
            for (size_t k = 0; k < q.count; k++, ours++)
                wrong += ours >= n || by_pair(&pairs[ours], &theirs[k]) != 0;
            wrong += ours < n && pairs[ours].point == i;
            compared += q.count;
        }
        snprintf(text, sizeof text, "%s: GEOS STRtree + prepared", names[how]);
        ns = median(&peer);
        show(text, &peer, 0);
        show("  grid, pairs, plain code", &plain, ns);
        show("  grid, pairs, best", &best, ns);
        show("  grid, pairs, best, points in Z-order", &sorted, ns);
        show("  grid, pairs, two threads, by the clock", &two, ns);
        show("  grid, counts", &count, ns);
        printf(
            "  %.2f pairs a point; %zu pairs of the first points compared with GEOS: %zu differ\n",
            (double)n / (double)b->points, compared, wrong);
        put_ratio(b, "10,000 zones, pairs written out", names[how], "GEOS STRtree + prepared", 50,
                  ns, best.took[b->rounds / 2]);
    }
    free(pairs);
    free(theirs);
    free(counts);
}

/* ---- four bands ---- */

static const struct geo_shape *winding_line(struct bench *b, size_t segments)
{
    struct geo_point *points = take(segments + 1, sizeof *points);
    struct geo_path path = {points, segments + 1};
    struct geo_shape *shape;
    struct err err = {0};

    for (size_t i = 0; i <= segments; i++) {
        double t = (double)i / (double)segments;

        points[i].lon_deg = 32.5 + 6 * t + 0.1 * sin(19 * t) + 0.01 * sin(311 * t);
        points[i].lat_deg = 46 + 5 * t + 0.3 * sin(23 * t) + 0.02 * sin(401 * t);
        points[i].lon_deg += between(b, 0, 1e-4);
        points[i].lat_deg += between(b, 0, 5e-4);
    }
    if (geo_shape_lines(&b->arena, &path, 1, &shape, &err))
        die(err.text);
    free(points);
    return shape;
}

#define PEER_BANDS 2000

static FILE *open_in(const char *dir, const char *name)
{
    char path[1024];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", dir, name);
    file = fopen(path, "w");
    if (!file)
        die(path);
    return file;
}

/* For tools/bench-bands, which asks PostGIS the same: the line, points with the bands they lie in, our time. */
static void write_bands(const struct bench *b, const struct geo_shape *line, const uint8_t *codes,
                        double ns)
{
    const char *dir = getenv("BANDS");
    FILE *file;

    if (!dir)
        return;
    file = open_in(dir, "line.wkt");
    for (size_t i = 0; i < line->vertex_count; i++)
        fprintf(file, "%s%.7f %.7f", i ? "," : "LINESTRING(", (double)line->vertices[i].x / 1e7,
                (double)line->vertices[i].y / 1e7);
    fprintf(file, ")\n");
    fclose(file);
    file = open_in(dir, "points.csv");
    for (size_t i = 0; i < PEER_BANDS && i < b->points; i++) {
        fprintf(file, "%.7f,%.7f", b->x[i] / 1e7, b->y[i] / 1e7);
        for (size_t k = 0; k < 4; k++)
            fprintf(file, ",%c", codes[i] <= 2 * k + 1 ? 't' : 'f');
        fprintf(file, "\n");
    }
    fclose(file);
    file = open_in(dir, "ns");
    fprintf(file, "%.3f\n", ns);
    fclose(file);
}

static void four_bands(struct bench *b)
{
    static const double limits[] = {15000, 30000, 50000, 70000},
                        others[] = {13000, 30000, 50000, 70000};
    const struct geo_shape *line;
    const GEOSPreparedGeometry *prepared;
    uint8_t *codes = take(b->points, 1);
    struct geo_reach *reach;
    struct geo_tiles *tiles, *again, *hands;
    struct geo_tiles_figures f;
    struct err err = {0};
    double from, took[3];

    b->lon = 35.5;
    b->lat = 48.5;
    b->half_lon = 4.5;
    b->half_lat = 3.2;
    line = winding_line(b, 10000);
    from = now_ns();
    if (geo_reach_make(&b->arena, line, 70000, 0, &reach, &err) ||
        geo_tiles_bands(&b->arena, reach, limits, 4, &tiles, &err))
        die(err.text);
    took[0] = now_ns() - from;
    from = now_ns();
    if (geo_tiles_bands(&b->arena, reach, others, 4, &again, &err))
        die(err.text);
    took[1] = now_ns() - from;
    from = now_ns();
    if (geo_tiles_hands(&b->arena, line, 0, &hands, &err))
        die(err.text);
    took[2] = now_ns() - from;
    f = geo_tiles_figures(tiles);
    printf("bands of 15, 30, 50, 70 km about a line of 10,000 segments\n"
           "  tiles: 2^%d units, %zu x %zu cells, %zu blocks, %zu cells unsure; %.1f MB; made in "
           "%.0f ms, again with one "
           "distance moved in %.0f ms; sides in %.0f ms\n",
           f.cell_bits, f.columns, f.rows, f.blocks, f.unsure_cells, (double)f.bytes / 1e6,
           took[0] / 1e6, took[1] / 1e6, took[2] / 1e6);
    prepared = GEOSPrepare_r(b->geos, geos_of(b, line));
    for (int how = UNIFORM; how <= FRONT; how++) {
        struct timing peer = {.count = 0}, ours = peer, sorted = peer, exact = peer, sides = peer,
                      proj = peer;
        struct geod_geodesic earth;
        struct geo_columns z;
        double theirs, sum = 0;
        size_t wrong = 0;

        geod_init(&earth, GEO_AXIS_M, GEO_FLATTENING);
        scatter(b, (enum scatter)how, line);
        z = z_order(b);
        for (int k = 0; k < b->rounds; k++) {
            size_t some = PEER_POINTS / 5 < b->points ? PEER_POINTS / 5 : b->points;

            from = now_ns();
            for (size_t i = 0; i < some; i++) {
                double d;

                GEOSPreparedDistance_r(b->geos, prepared, b->peer[i], &d);
                sum += d;
            }
            peer.took[peer.count++] = (now_ns() - from) / (double)some;
            from = now_ns();
            geo_tiles_ask(tiles, &b->columns, codes);
            ours.took[ours.count++] = (now_ns() - from) / (double)b->points;
            from = now_ns();
            geo_tiles_ask(tiles, &z, codes);
            sorted.took[sorted.count++] = (now_ns() - from) / (double)b->points;
            from = now_ns();
            geo_tiles_ask(hands, &b->columns, codes);
            sides.took[sides.count++] = (now_ns() - from) / (double)b->points;
            from = now_ns();
            for (size_t i = 0; i < some; i++) {
                struct geo_place place =
                    geo_place_make((struct geo_point){b->x[i] / 1e7, b->y[i] / 1e7});

                sum += geo_shape_distance_m(line, &place);
            }
            exact.took[exact.count++] = (now_ns() - from) / (double)some;
            from = now_ns();
            for (size_t i = 0; i < some; i++) {
                double s;

                geod_inverse(&earth, b->y[i] / 1e7, b->x[i] / 1e7, b->lat, b->lon, &s, NULL, NULL);
                sum += s;
            }
            proj.took[proj.count++] = (now_ns() - from) / (double)some;
        }
        geo_tiles_ask(tiles, &b->columns, codes);
        for (size_t i = 0; i < 20000 && i < b->points; i++) {
            struct geo_place place =
                geo_place_make((struct geo_point){b->x[i] / 1e7, b->y[i] / 1e7});

            for (size_t k = 0; k < 4; k++)
                wrong += (codes[i] <= 2 * k + 1) != geo_shape_within(line, &place, limits[k]);
        }
        theirs = median(&peer);
        show(how == UNIFORM ? "uniform: GEOS prepared distance, in degrees"
                            : "front: GEOS prepared distance, in degrees",
             &peer, 0);
        show("  four bands, on the ellipsoid", &ours, theirs);
        show("  four bands, points in Z-order", &sorted, theirs);
        show("  side", &sides, 0);
        show("  distance itself, place and search", &exact, theirs);
        show("  PROJ, one inverse geodesic", &proj, 0);
        printf("  %zu of 20,000 points differ from the shape asked itself%s\n", wrong,
               sum > 1e300 ? "!" : "");
        b->made_ms = took[0] / 1e6;
        b->held_mb = (double)f.bytes / 1e6;
        put_ratio(b, "four bands of a line of 10,000 segments",
                  how == UNIFORM ? "uniform" : "front", "GEOS prepared distance", 60, theirs,
                  ours.took[b->rounds / 2]);
        if (how == UNIFORM)
            write_bands(b, line, codes, ours.took[b->rounds / 2]);
    }
    free(codes);
}

int main(int argc, char **argv)
{
    static struct bench b = {.arena = {.mem = &mem_libc}, .state = 88172645463325252};

    b.points = argc > 1 ? (size_t)atol(argv[1]) : 1000000;
    b.rounds = argc > 2 ? atoi(argv[2]) : 5;
    b.pairs = argc > 3 ? (size_t)atol(argv[3]) : 200000;
    if (b.points < 1000 || b.rounds < 1 || b.rounds > ROUNDS_LIMIT)
        die("at least 1,000 points, 1 to 25 rounds");
    b.geos = GEOS_init_r();
    b.x = take(b.points, sizeof *b.x);
    b.y = take(b.points, sizeof *b.y);
    b.sorted_x = take(b.points, sizeof *b.x);
    b.sorted_y = take(b.points, sizeof *b.y);
    b.peer = take(PEER_POINTS, sizeof *b.peer);
    read_outlines(&b);
    printf("GEOS %s, PROJ %s; %zu points, median of %d rounds, ns a point (least to greatest)\n",
           GEOSversion(), proj_info().version, b.points, b.rounds);
    one_area(&b);
    many_areas(&b);
    four_bands(&b);
    arena_free(&b.arena);
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * What a question about places costs: nanoseconds each, the median of several rounds with the least and the greatest.
 * Beside them PROJ's inverse geodesic and GEOS's prepared membership, where they are installed. Places and shapes are
 * made up, the same on every machine.
 *
 *     bench_geo [ROUNDS] */
#include "geo/chance.h"
#include "geo/trig.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#ifdef BENCH_PROJ
#include <geodesic.h>
#endif
#ifdef BENCH_GEOS_C
#include <geos_c.h>
#endif

#define PLACES 4096
#define VERTICES 3000
#define ROUNDS_LIMIT 101

struct bench {
    struct arena arena;
    const struct geo_shape *area, *line, *front;
    struct geo_point ring[VERTICES];
    struct geo_point points[PLACES], other[PLACES];
    struct geo_place places[PLACES];
    struct geo_point near_front[PLACES], far_from_front[PLACES], corner[PLACES], end[PLACES];
    uint64_t state;
#ifdef BENCH_PROJ
    struct geod_geodesic earth;
#endif
#ifdef BENCH_GEOS_C
    GEOSContextHandle_t geos;
    const GEOSPreparedGeometry *prepared;
#endif
};

/* `front`: an edge a few dozen kilometres long, as sketched; `line`: a winding one of 1,000 vertices. */
static const struct geo_node nodes[] = {
    {.op = GEO_OP_SHAPE, .shape = 0, .size = 1},
    {.op = GEO_OP_WITHIN, .a = 0, .max_m = 10000, .size = 2},
    {.op = GEO_OP_SIDE, .a = 0, .hand = GEO_HAND_RIGHT, .size = 2},
    {.op = GEO_OP_AND, .a = 1, .b = 2, .size = 5},
    {.op = GEO_OP_SHAPE, .shape = 1, .size = 1},
    {.op = GEO_OP_SHAPE, .shape = 2, .size = 1},
};

static double now_ns(void)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec * 1e9 + (double)at.tv_nsec;
}

static double between(struct bench *b, double from, double to)
{
    b->state ^= b->state >> 12;
    b->state ^= b->state << 25;
    b->state ^= b->state >> 27;
    return from + (to - from) * (double)((b->state * UINT64_C(2685821657736338717)) >> 11) /
                      9007199254740992.0;
}

static void die(const char *what)
{
    fprintf(stderr, "bench_geo: %s\n", what);
    exit(1);
}

static const struct geo_shape *line_of(struct bench *b, const struct geo_point *points,
                                       size_t count)
{
    struct geo_path path = {points, count};
    struct geo_shape *shape;
    struct err err = {0};

    if (geo_shape_lines(&b->arena, &path, 1, &shape, &err))
        die(err.text);
    return shape;
}

static void make(struct bench *b)
{
    struct geo_point winding[1000],
        front[] = {{36.6, 47.3}, {36.8, 47.7}, {36.7, 48.1}, {36.9, 48.7}};
    struct geo_path path = {b->ring, VERTICES};
    struct geo_polygon polygon = {&path, 1};
    struct geo_shape *shape;
    struct err err = {0};

    for (int i = 0; i < VERTICES; i++) {
        double a = 2 * GEO_PI * i / VERTICES, s, c;
        double r = 0.3 + 0.04 * geo_sin(9 * a) + between(b, 0, 0.0005);

        geo_sincos(a, &s, &c);
        b->ring[i] = (struct geo_point){37 + 1.5 * r * c, 48 + r * s};
    }
    for (int i = 0; i < 1000; i++)
        winding[i] = (struct geo_point){36.5 + i * 0.001, 48 + 0.1 * geo_sin(i * 0.031)};
    if (geo_shape_area(&b->arena, &polygon, 1, &shape, &err))
        die(err.text);
    b->area = shape;
    b->line = line_of(b, winding, 1000);
    b->front = line_of(b, front, 4);
    for (int i = 0; i < PLACES; i++) {
        struct geo_point edge = {36.8 - 0.1 * (i % 64) / 64.0, 47.7 + 0.4 * (i % 64) / 64.0};

        b->points[i] = (struct geo_point){between(b, 36.4, 37.6), between(b, 47.6, 48.4)};
        b->other[i] = (struct geo_point){between(b, 36.4, 37.6), between(b, 47.6, 48.4)};
        b->places[i] = geo_place_make(b->points[i]);
        b->near_front[i] = geo_offset(edge, between(b, 9000, 11500), 0);
        b->far_from_front[i] = geo_offset(edge, between(b, 20000, 30000), 0);
        b->end[i] = geo_offset(front[3], between(b, -500, 500), between(b, -500, 500));
        b->corner[i] = b->ring[(i * 7) % VERTICES];
    }
#ifdef BENCH_PROJ
    geod_init(&b->earth, GEO_AXIS_M, GEO_FLATTENING);
#endif
#ifdef BENCH_GEOS_C
    b->geos = GEOS_init_r();
    GEOSCoordSequence *sequence = GEOSCoordSeq_create_r(b->geos, VERTICES + 1, 2);
    for (unsigned i = 0; i <= VERTICES; i++)
        GEOSCoordSeq_setXY_r(b->geos, sequence, i, b->ring[i % VERTICES].lon_deg,
                             b->ring[i % VERTICES].lat_deg);
    b->prepared = GEOSPrepare_r(
        b->geos,
        GEOSGeom_createPolygon_r(b->geos, GEOSGeom_createLinearRing_r(b->geos, sequence), NULL, 0));
#endif
}

/* Each returns something of its answer, so that nothing is optimised away. */
static double ask_member(const struct bench *b, int i)
{
    return (double)geo_shape_position(b->area, &b->places[i]);
}

static double ask_border(const struct bench *b, int i)
{
    return geo_shape_border_m(b->line, &b->places[i]);
}

static double ask_within(const struct bench *b, int i)
{
    return geo_shape_within(b->line, &b->places[i], 15000);
}

static double ask_hand(const struct bench *b, int i)
{
    return (double)geo_shape_hand(b->line, &b->places[i]);
}

static double ask_distance(const struct bench *b, int i)
{
    return geo_distance_m(b->points[i], b->other[i]);
}

static double ask_place(const struct bench *b, int i)
{
    return geo_place_make(b->points[i]).at.x;
}

static double chance(const struct bench *b, uint32_t node, struct geo_point point, double error_m)
{
    const struct geo_shape *const shapes[] = {b->front, b->area, b->line};
    struct geo_zones zones = {nodes, sizeof nodes / sizeof *nodes, shapes, 3};

    return geo_zone_chance(&zones, node, point, error_m).lo;
}

static double ask_clear(const struct bench *b, int i)
{
    return chance(b, 1, b->far_from_front[i], 1000);
}

static double ask_near(const struct bench *b, int i)
{
    return chance(b, 1, b->near_front[i], 1000);
}

static double ask_both(const struct bench *b, int i)
{
    return chance(b, 3, b->near_front[i], 1000);
}

static double ask_end(const struct bench *b, int i)
{
    return chance(b, 2, b->end[i], 1000);
}

static double ask_broken(const struct bench *b, int i)
{
    return chance(b, 4, b->corner[i], 1000);
}

#ifdef BENCH_PROJ
static double ask_proj(const struct bench *b, int i)
{
    double s;

    geod_inverse(&b->earth, b->points[i].lat_deg, b->points[i].lon_deg, b->other[i].lat_deg,
                 b->other[i].lon_deg, &s, NULL, NULL);
    return s;
}
#endif

#ifdef BENCH_GEOS_C
static double ask_geos(const struct bench *b, int i)
{
    GEOSGeometry *p =
        GEOSGeom_createPointFromXY_r(b->geos, b->points[i].lon_deg, b->points[i].lat_deg);
    char answer = GEOSPreparedIntersects_r(b->geos, b->prepared, p);

    GEOSGeom_destroy_r(b->geos, p);
    return (double)answer;
}
#endif

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static const struct question {
    const char *what;
    double (*ask)(const struct bench *bench, int i);
    int count; /* of places asked in a round */
} questions[] = {
    {"place from longitude and latitude", ask_place, PLACES},
    {"membership, area of 3,000 vertices", ask_member, PLACES},
#ifdef BENCH_GEOS_C
    {"  GEOS, prepared", ask_geos, PLACES},
#endif
    {"distance between points", ask_distance, PLACES},
#ifdef BENCH_PROJ
    {"  PROJ, inverse geodesic", ask_proj, PLACES},
#endif
    {"distance to a line of 1,000 vertices", ask_border, PLACES},
    {"within 15 km of it", ask_within, PLACES},
    {"side of it", ask_hand, PLACES},
    {"chance, clear of the border", ask_clear, PLACES},
    {"chance, near a smooth border", ask_near, 512},
    {"chance, and on a side", ask_both, 512},
    {"chance, at the end of a line", ask_end, 128},
    {"chance, on a border of many corners", ask_broken, 64},
};

int main(int argc, char **argv)
{
    static struct bench bench = {.arena = {.mem = &mem_libc}, .state = 88172645463325252};
    int rounds = argc > 1 ? atoi(argv[1]) : 11;
    double sum = 0;

    if (rounds < 1 || rounds > ROUNDS_LIMIT)
        die("ROUNDS is 1 to 101");
    make(&bench);
    printf("ns each, median of %d rounds (least to greatest)\n", rounds);
    for (size_t q = 0; q < sizeof questions / sizeof *questions; q++) {
        double took[ROUNDS_LIMIT];

        for (int k = 0; k < rounds; k++) {
            double from = now_ns();

            for (int i = 0; i < questions[q].count; i++)
                sum += questions[q].ask(&bench, i);
            took[k] = (now_ns() - from) / questions[q].count;
        }
        qsort(took, (size_t)rounds, sizeof *took, by_size);
        printf("  %-38s %9.0f  (%.0f to %.0f)\n", questions[q].what, took[rounds / 2], took[0],
               took[rounds - 1]);
    }
    arena_free(&bench.arena);
    return sum > 1e300; /* never */
}

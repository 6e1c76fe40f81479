/* SPDX-License-Identifier: Apache-2.0
 *
 * A word a cell: 0 while nothing is known, else the lower bound of the clearance anywhere in the cell
 * as the bits of a float, its last two replaced by the answer + 1. A clearance shrinks no faster than
 * a place moves, so that bound is the clearance at the middle less the way to the corners. Two threads
 * that fill one cell write the same word. */
#include "geo/map.h"

#include "geo/shape_int.h"
#include "geo/trig.h"
#include "geo/zone_int.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

#define SLACK_M 0.1         /* distances are within 1 cm each */
#define FARTHEST_M 200000.0 /* more is not promised */
#define SMALLEST_CELL 10000 /* units: 110 m */
#define MARGIN 200000       /* units: 22 km */

struct geo_map {
    geo_probe_fn probe;
    const void *ctx;
    bool is_zone;
    struct geo_flat_box box; /* x0 in [-GEO_HALF_TURN, GEO_HALF_TURN) */
    int64_t x0, y0;          /* of the map */
    int x_bits, y_bits;      /* of the largest cells; 8 by 8 of them */
    int steps;
    size_t size;
    _Atomic uint32_t *cells[GEO_MAP_STEPS]; /* 64, 64^2, 64^3 */
};

static int bits_for(int64_t width) /* of an eighth */
{
    int bits = 3 * (GEO_MAP_STEPS - 1);

    while (INT64_C(8) << bits <= width)
        bits++;
    return bits;
}

static size_t cells_of(int step)
{
    return (size_t)1 << (6 * (step + 1));
}

struct geo_map *geo_map_open(const struct mem *mem, const struct geo_box *box, bool is_zone,
                             int steps, geo_probe_fn probe, const void *ctx)
{
    struct geo_flat_box b = {
        (int64_t)floor(box->west_deg * 1e7), (int64_t)floor(box->south_deg * 1e7),
        (int64_t)ceil(box->east_deg * 1e7), (int64_t)ceil(box->north_deg * 1e7)};
    int64_t wide = b.x1 - b.x0, high = b.y1 - b.y0, margin;
    struct geo_map *map;
    size_t size = sizeof *map, at = 0;
    int x_bits, y_bits;

    margin = MARGIN + (wide > high ? wide : high) / 8;
    x_bits = bits_for(wide + 4 * margin);
    y_bits = bits_for(high + 2 * margin);
    while (steps > 1 && (y_bits - 3 * (steps - 1) < 0 ||
                         INT64_C(1) << (y_bits - 3 * (steps - 1)) < SMALLEST_CELL))
        steps--;
    for (int s = 0; s < steps; s++)
        size += cells_of(s) * sizeof(uint32_t);
    map = mem->resize(mem->ctx, NULL, 0, size);
    if (!map)
        return NULL;
    memset(map, 0, size);
    *map = (struct geo_map){.probe = probe,
                            .ctx = ctx,
                            .is_zone = is_zone,
                            .box = b,
                            .x0 = b.x0 - 2 * margin,
                            .y0 = b.y0 - margin,
                            .x_bits = x_bits,
                            .y_bits = y_bits,
                            .steps = steps,
                            .size = size};
    for (int s = 0; s < steps; s++) {
        map->cells[s] = (_Atomic uint32_t *)(void *)(map + 1) + at;
        at += cells_of(s);
    }
    return map;
}

void geo_map_close(const struct mem *mem, struct geo_map *map)
{
    if (map)
        mem->resize(mem->ctx, map, map->size, 0);
}

size_t geo_map_bytes(const struct geo_map *map)
{
    return map->size;
}

static uint32_t fill(const struct geo_map *map, int64_t x, int64_t y, int64_t hx, int64_t hy)
{
    struct geo_place place;
    struct geo_probe probe;
    double clear;
    float word;
    uint32_t bits;

    while (x > GEO_HALF_TURN)
        x -= GEO_TURN;
    while (x < -GEO_HALF_TURN)
        x += GEO_TURN;
    y = y > 900000000 ? 900000000 : y < -900000000 ? -900000000 : y;
    place = geo_place_make((struct geo_point){(double)x / 1e7, (double)y / 1e7});
    probe = map->probe(map->ctx, &place);
    clear = probe.clear_m < FARTHEST_M ? probe.clear_m : FARTHEST_M;
    clear -= geo_half_diagonal_m(y, hx, hy) + SLACK_M;
    word = clear > 0 ? (float)(clear * (1 - 1e-6)) : 0;
    memcpy(&bits, &word, sizeof bits);
    return (bits & ~UINT32_C(3)) | ((uint32_t)probe.member + 1);
}

/* No place of the zone is nearer than this. Going east or west one must pass the meridian of the box,
 * which is as far as the distance from the axis times the sine of the angle. */
static double from_box_m(const struct geo_map *map, int64_t x, int64_t y)
{
    const struct geo_flat_box *b = &map->box;
    int64_t dx = x - b->x0, wide = b->x1 - b->x0, gap;
    int64_t dy = y < b->y0 ? b->y0 - y : y > b->y1 ? y - b->y1 : 0;
    double north = (double)dy / 1e7 * 110574.0, east = 0;

    while (dx < 0)
        dx += GEO_TURN;
    while (dx >= GEO_TURN)
        dx -= GEO_TURN;
    if (dx > wide) {
        double g, lat = (double)y / 1e7 * GEO_RAD, from_axis = GEO_AXIS_M * (1 - lat * lat / 2);

        gap = GEO_TURN - dx < dx - wide ? GEO_TURN - dx : dx - wide;
        g = (double)gap / 1e7 * GEO_RAD;
        g = g > 1.5 ? 0.99 : g * (1 - g * g / 6);
        east = from_axis > 0 ? from_axis * g * 0.999 : 0;
    }
    return east > north ? east : north;
}

bool geo_map_settles(struct geo_map *map, int64_t x, int64_t y, double reach_m,
                     enum geo_member *member)
{
    int64_t dx = x - map->x0, dy = y - map->y0;

    while (dx < 0)
        dx += GEO_TURN;
    while (dx >= GEO_TURN)
        dx -= GEO_TURN;
    if (dy < 0 || dx >> map->x_bits >= 8 || dy >> map->y_bits >= 8) {
        *member = GEO_OUTSIDE;
        return map->is_zone && from_box_m(map, x, y) > reach_m + SLACK_M;
    }
    for (int s = 0; s < map->steps; s++) {
        int xb = map->x_bits - 3 * s, yb = map->y_bits - 3 * s;
        int64_t column = dx >> xb, row = dy >> yb;
        _Atomic uint32_t *cell = &map->cells[s][(row << (3 * (s + 1))) + column];
        uint32_t word = atomic_load_explicit(cell, memory_order_relaxed), bits;
        float clear;

        if (!word) {
            int64_t hx = (INT64_C(1) << xb) / 2, hy = (INT64_C(1) << yb) / 2;

            word = fill(map, map->x0 + (column << xb) + hx, map->y0 + (row << yb) + hy, hx, hy);
            atomic_store_explicit(cell, word, memory_order_relaxed);
        }
        bits = word & ~UINT32_C(3);
        memcpy(&clear, &bits, sizeof clear);
        if (clear > 0 && (double)clear >= reach_m) {
            *member = (enum geo_member)((word & 3) - 1);
            return true;
        }
    }
    return false;
}

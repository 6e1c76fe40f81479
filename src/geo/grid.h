/* SPDX-License-Identifier: Apache-2.0
 *
 * Set grid: which of many areas hold each of many points. A table over square cells of 2^k units of
 * 1e-7 degree: a cell that no border touches names the set of areas that cover it, another keeps the
 * few edges near it and is decided by them in integers. The answers are those of geo_shape_position
 * (shape.h), border included, for every point, whatever the size of the cells.
 *
 * A grid is made once and not changed; asking is pure, so a caller may split points over threads.
 * An edited area: geo_grid_changes, which looks at the points near the old and the new one only. */
#ifndef GEO_GRID_H
#define GEO_GRID_H

#include "geo/shape.h"

#define GEO_GRID_AREA_LIMIT 1000000

struct geo_grid; /* opaque; lives in the arena it was made in and borrows the shapes */

/* Points in columns, in units of 1e-7 degree: lon in [-180, 180] degrees, lat in [-90, 90]. Fastest
 * when points near each other stand near each other. */
struct geo_columns {
    const int32_t *lon_e7, *lat_e7; /* borrowed */
    size_t count;
};

/* A point and an area that holds it, by their numbers. */
struct geo_pair {
    uint32_t point, area;
};

/* Which code looks cells up; all give the same. A machine that lacks one takes the plain one. */
enum geo_lookup { GEO_LOOKUP_BEST, GEO_LOOKUP_PLAIN, GEO_LOOKUP_AVX2, GEO_LOOKUP_AVX512 };

/* `areas` are shapes of areas (any other kind: ERR_INPUT). cell_bits: cells are 2^cell_bits units
 * wide, 4 to 28; 0 chooses. Coarser than asked for where the table would be too large.
 * ERR_NO_MEMORY. About O(edges); 0.1 to 1 microseconds an edge. */
enum err_code geo_grid_make(struct arena *arena, const struct geo_shape *const *areas, size_t count,
                            int cell_bits, struct geo_grid **grid, struct err *err) MUST_USE;

/* The most pairs that one point can have. */
size_t geo_grid_most(const struct geo_grid *grid);

/* The pairs of the points from *next on, by point and then by area, as long as geo_grid_most of them
 * still fit into `room`; returns how many, and the next point to ask in *next. */
size_t geo_grid_pairs(const struct geo_grid *grid, const struct geo_columns *points, size_t *next,
                      struct geo_pair *pairs, size_t room);

/* How many of the points each area holds, added to counts[area]. */
void geo_grid_count(const struct geo_grid *grid, const struct geo_columns *points,
                    uint64_t *counts);

/* 1 where any of the areas holds the point, else 0. */
void geo_grid_any(const struct geo_grid *grid, const struct geo_columns *points, uint8_t *held);

/* The same as the three above with a way of looking up by name, for tests and measurements. */
void geo_grid_set_lookup(struct geo_grid *grid, enum geo_lookup lookup);
enum geo_lookup geo_grid_lookup(const struct geo_grid *grid); /* what is in fact taken */

/* Points whose membership differs between two versions of an area; NULL is an area of nothing. */
struct geo_change {
    uint32_t point;
    bool was, is;
};
/* In the order of the points, in `arena`. ERR_NO_MEMORY. */
enum err_code geo_grid_changes(struct arena *arena, const struct geo_shape *before,
                               const struct geo_shape *after, const struct geo_columns *points,
                               struct geo_change **changes, size_t *count,
                               struct err *err) MUST_USE;

/* What it is made of, for reports. */
struct geo_grid_figures {
    int cell_bits;
    size_t columns, rows, blocks;      /* cells; blocks of 16 x 16 that are not all alike */
    size_t border_cells, items, edges; /* edges: as kept in cells */
    size_t sets, bytes;
};
struct geo_grid_figures geo_grid_figures(const struct geo_grid *grid);

#endif

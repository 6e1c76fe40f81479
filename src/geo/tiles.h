/* SPDX-License-Identifier: Apache-2.0
 *
 * Tiles: one byte an answer for many points, for zones that are not drawn as areas (grid.h): how far
 * from a line or an area, on which side of a line, in which part of any zone. A table of cells holds
 * the answer where all of the cell has the same; elsewhere the shape is asked, from a known distance
 * on. The answers are those of shape.h and zone.h for every point, whatever the size of the cells.
 *
 * Asking is pure, so a caller may split points over threads. */
#ifndef GEO_TILES_H
#define GEO_TILES_H

#include "geo/grid.h"
#include "geo/zone.h"

#define GEO_BAND_LIMIT 100 /* distances of one set of bands */

struct geo_tiles; /* opaque */

/* Distances from a shape to the middles of cells around it, measured when first needed: bands at other
 * distances are made again from the same. Not to be used by two threads at once. `most_m` is the
 * greatest distance that will be asked; cell_bits as in grid.h, 0 chooses. ERR_NO_MEMORY. */
struct geo_reach;
enum err_code geo_reach_make(struct arena *arena, const struct geo_shape *shape, double most_m,
                             int cell_bits, struct geo_reach **reach, struct err *err) MUST_USE;

/* The code of a point, its distance and the limits rounded to 1e-3 m: twice the number of limits below
 * it, and 1 more where it is equal to a limit. So `within limits[i]` is code <= 2 i + 1 and `at least
 * limits[i]` is code >= 2 i + 1. Limits ascend strictly by 1e-3 m and are 0 to most_m: else ERR_INPUT.
 * The reach must live as long. */
enum err_code geo_tiles_bands(struct arena *arena, struct geo_reach *reach, const double *limits_m,
                              size_t count, struct geo_tiles **tiles, struct err *err) MUST_USE;

/* The code of a point: enum geo_hand, as geo_shape_hand gives it. Lines only: else ERR_INPUT. */
enum err_code geo_tiles_hands(struct arena *arena, const struct geo_shape *line, int cell_bits,
                              struct geo_tiles **tiles, struct err *err) MUST_USE;

/* The code of a point: enum geo_member, as geo_zone_member gives it. */
enum err_code geo_tiles_members(struct arena *arena, const struct geo_zones *zones, uint32_t node,
                                int cell_bits, struct geo_tiles **tiles, struct err *err) MUST_USE;

void geo_tiles_ask(const struct geo_tiles *tiles, const struct geo_columns *points, uint8_t *codes);

/* What it is made of, for reports. unsure_cells: where the shape is asked. */
struct geo_tiles_figures {
    int cell_bits;
    size_t columns, rows, blocks, unsure_cells, bytes;
};
struct geo_tiles_figures geo_tiles_figures(const struct geo_tiles *tiles);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * The inside of a set grid, shared by grid.c (asking), grid_build.c (making) and grid_cells.c
 * (looking cells up).
 *
 * A cell's entry is a set (an offset into `members`: a count, then that many areas in order; 0 is
 * nothing), or, with GRID_EDGES, a record: words from 4 * the rest on in `records`:
 *
 *     set that covers the cell but for the items, number of items,
 *     per item: area (GRID_ASKS: ask the shape itself), edges * 2 + parity,
 *     per edge of these: x1 y1 x2 y2 from the cell's corner, y1 <= y2
 *
 * Items are in the order of areas; an area of several polygons has one for each near the cell.
 *
 * Parity. Let C be the cell with the corner (0, 0) and R any edges of the polygon among which are all
 * that touch C. For a point (x, y) of C the number of edges to its left on its row is, modulo 2,
 *
 *     parity + sum over R of  [y1 <= y < y2][the edge crosses the row left of x]
 *                             + [x1 < 0][y1 <= y] + [x2 < 0][y2 <= y]
 *
 * since edges outside R cannot pass C within its rows, so that to the left of C their number changes
 * with y only at ends they share with edges of R; ends both of whose edges are in R count twice. The
 * parity is what makes this true at the corner. */
#ifndef GEO_GRID_INT_H
#define GEO_GRID_INT_H

#include "geo/grid.h"
#include "geo/lattice.h"

#define GRID_EDGES UINT32_C(0x80000000)
#define GRID_ASKS UINT32_C(0x80000000)
#define GRID_CHUNK 1024 /* points looked up at a time */

struct geo_grid {
    struct geo_lattice lattice;
    const uint32_t *top;   /* per block: an entry, or LATTICE_IS_BLOCK */
    const uint32_t *cells; /* 256 entries a block */
    const uint32_t *members;
    const int32_t *records;
    const struct geo_shape *const *areas;
    size_t area_count, most;
    enum geo_lookup lookup;
    bool can_gather; /* all indexes and coordinates suit the vector code */
    struct geo_grid_figures figures;
};

/* The entries of `count` points, 0 outside. */
void grid_cells(const struct geo_grid *grid, const int32_t *lon_e7, const int32_t *lat_e7,
                size_t count, uint32_t *entries);
enum geo_lookup grid_best_lookup(const struct geo_grid *grid, enum geo_lookup wanted);

#endif

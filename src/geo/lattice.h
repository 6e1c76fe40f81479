/* SPDX-License-Identifier: Apache-2.0
 *
 * Cells of 2^bits units of 1e-7 degree in blocks of 16 x 16; shared by the set grid (grid.h) and the
 * band grid (bands.h). Longitudes count eastwards from x0, once around the Earth. */
#ifndef GEO_LATTICE_H
#define GEO_LATTICE_H

#include "geo/shape_int.h"

#define LATTICE_BLOCK 16u
#define LATTICE_IS_BLOCK UINT32_C(0x80000000) /* in a top entry: the rest is the block's number */

struct geo_lattice {
    int64_t x0, y0;
    int bits;
    uint32_t columns, rows; /* of cells, multiples of LATTICE_BLOCK; 0: empty */
};

static inline uint32_t lattice_wide(const struct geo_lattice *lattice) /* blocks in a row */
{
    return lattice->columns / LATTICE_BLOCK;
}

/* Where the point is, counted from the corner. False outside. */
static inline bool lattice_at(const struct geo_lattice *lattice, int64_t x, int64_t y,
                              uint64_t *east, uint64_t *north)
{
    int64_t dx = x - lattice->x0;

    dx += dx < 0 ? GEO_TURN : 0;
    *east = (uint64_t)dx;
    *north = (uint64_t)(y - lattice->y0); /* large when to the south */
    return *east >> lattice->bits < lattice->columns && *north >> lattice->bits < lattice->rows;
}

static inline uint32_t lattice_top(const struct geo_lattice *lattice, uint64_t east, uint64_t north)
{
    return (uint32_t)(north >> (lattice->bits + 4)) * lattice_wide(lattice) +
           (uint32_t)(east >> (lattice->bits + 4));
}

/* A cell of its block. */
static inline uint32_t lattice_inner(const struct geo_lattice *lattice, uint64_t east,
                                     uint64_t north)
{
    return ((uint32_t)(north >> lattice->bits) & 15) << 4 |
           ((uint32_t)(east >> lattice->bits) & 15);
}

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Shared by grid_build.c (frame, sets, blocks) and grid_trace.c (polygons into cells). */
#ifndef GEO_GRID_BUILD_H
#define GEO_GRID_BUILD_H

#include "geo/grid_int.h"

#define GRID_CELL_EDGES 1.0 /* a cell's width in mean edges, east and north of an edge summed */

/* A polygon as it lies in the frame; `asks`: a whole shape whose parity does not say what is inside. */
struct grid_unit {
    uint32_t area;
    bool asks;
    const struct geo_shape *shape;
    size_t first_run, run_count;
    int64_t dx;              /* added to its longitudes */
    struct geo_flat_box box; /* moved */
};

/* What a polygon has in a cell. */
struct grid_item {
    uint32_t area, cell; /* cell: block << 8 | within it */
    uint32_t edge_count;
    bool asks;
    uint8_t parity;
    size_t first_edge;
};

/* Cells of a row from `from` to before `to` that a polygon covers, none of its edges in them. */
struct grid_cover {
    uint32_t row, area, from, to;
};

struct grid_build {
    struct arena scratch;
    struct err *err;
    const struct geo_shape *const *areas;
    size_t area_count;
    struct geo_lattice lattice;
    int column_bits;
    struct grid_unit *units;
    size_t unit_count, unit_capacity;
    /* by grid_trace: */
    struct grid_item *items;
    size_t item_count, item_capacity;
    uint64_t *item_order; /* cell << 32 | item, sorted */
    int32_t *edges;       /* 4 numbers each */
    size_t edge_count, edge_capacity;
    struct grid_cover *covers, *covers_by_row;
    size_t cover_count, cover_capacity;
    size_t *row_runs; /* rows + 1: where each row's covers begin */
};

enum err_code grid_trace(struct grid_build *build) MUST_USE;

/* Sort by the bits from `low` to before `high`; keys that agree there must stand in order. */
void grid_sort(uint64_t *keys, uint64_t *spare, size_t count, int low, int high);

#endif

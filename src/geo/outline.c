/* SPDX-License-Identifier: Apache-2.0
 *
 * Outlines by marching squares. Answers are taken at the corners of a grid, with a margin of corners
 * that count as outside, so that every path closes; a block of 8 x 8 cells whose middle is clear
 * enough is filled without asking. Where two neighbours differ the border is found between them by
 * halving. Paths are then followed from cell to cell, the inside on the left. A square whose
 * diagonal corners are inside is cut as two separate corners. */
#include "geo/outline.h"

#include "geo/trig.h"

#include <math.h>

#define BLOCK 8
#define HALVINGS 7

struct grid {
    const struct geo_zones *zones;
    uint32_t node;
    struct geo_box box;
    int columns, rows;      /* corners asked, without the margin */
    unsigned char *inside;  /* (columns + 2) x (rows + 2) */
    unsigned char *visited; /* per cell and way in: bits 1 and 2 */
    struct arena *arena;
    struct geo_outline_path *paths;
    size_t path_count, path_capacity;
};

static struct geo_point corner_at(const struct grid *g, double column, double row)
{
    double lon = g->box.west_deg + column * (g->box.east_deg - g->box.west_deg) / (g->columns - 1);
    double lat = g->box.south_deg + row * (g->box.north_deg - g->box.south_deg) / (g->rows - 1);

    lon = lon > 180 ? lon - 360 : lon;
    lat = lat > 90 ? 90 : lat < -90 ? -90 : lat;
    return (struct geo_point){lon, lat};
}

static bool ask(const struct grid *g, double column, double row)
{
    struct geo_place place = geo_place_make(corner_at(g, column, row));

    return geo_zone_member(g->zones, g->node, &place) == GEO_INSIDE;
}

static size_t corner_index(const struct grid *g, int column, int row)
{
    return (size_t)(row + 1) * (size_t)(g->columns + 2) + (size_t)(column + 1);
}

static bool is_inside(const struct grid *g, int column, int row)
{
    return g->inside[corner_index(g, column, row)] != 0;
}

static void fill_block(struct grid *g, int column, int row)
{
    int last_column = column + BLOCK < g->columns ? column + BLOCK : g->columns;
    int last_row = row + BLOCK < g->rows ? row + BLOCK : g->rows;
    double mc = 0.5 * (column + last_column - 1), mr = 0.5 * (row + last_row - 1);
    struct geo_place middle = geo_place_make(corner_at(g, mc, mr));
    struct geo_probe probe = geo_probe_zone(g->zones, g->node, &middle);
    double low = geo_distance_m(middle.point, corner_at(g, column, row));
    double high = geo_distance_m(middle.point, corner_at(g, column, last_row - 1));
    bool is_clear = probe.clear_m > 1.02 * (low > high ? low : high) && low < 1e6 && high < 1e6;

    for (int r = row; r < last_row; r++)
        for (int c = column; c < last_column; c++)
            g->inside[corner_index(g, c, r)] = is_clear ? probe.member == GEO_INSIDE : ask(g, c, r);
}

/* The border between two neighbouring corners, the first inside, the second not. */
static struct geo_point border_between(const struct grid *g, int c0, int r0, int c1, int r1)
{
    double inside = 0, outside = 1;

    if (c1 < 0 || r1 < 0 || c1 >= g->columns || r1 >= g->rows)
        return corner_at(g, c0, r0); /* cut by the box */
    for (int i = 0; i < HALVINGS; i++) {
        double t = 0.5 * (inside + outside);

        if (ask(g, c0 + t * (c1 - c0), r0 + t * (r1 - r0)))
            inside = t;
        else
            outside = t;
    }
    inside = 0.5 * (inside + outside);
    return corner_at(g, c0 + inside * (c1 - c0), r0 + inside * (r1 - r0));
}

/* Corners of a cell, counter-clockwise from the south-west; side k runs from corner k to k + 1. */
static const int corner_column[4] = {0, 1, 1, 0}, corner_row[4] = {0, 0, 1, 1};

static bool corner_inside(const struct grid *g, int column, int row, int k)
{
    return is_inside(g, column + corner_column[k & 3], row + corner_row[k & 3]);
}

/* A path keeps the inside on its left: it enters a cell over a side whose first corner,
 * counter-clockwise, is inside and whose second is not, and leaves over the next side, clockwise, for
 * which it is the other way round. */
static bool is_entry(const struct grid *g, int column, int row, int k)
{
    return corner_inside(g, column, row, k) && !corner_inside(g, column, row, k + 1);
}

static int exit_of(const struct grid *g, int column, int row, int entry)
{
    for (int i = 1; i < 4; i++) {
        int k = (entry + 4 - i) & 3;

        if (!corner_inside(g, column, row, k) && corner_inside(g, column, row, k + 1))
            return k;
    }
    return entry;
}

static size_t cell_index(const struct grid *g, int column, int row)
{
    return corner_index(g, column, row);
}

static enum err_code follow(struct grid *g, int column, int row, int entry, struct err *err)
{
    struct geo_point *points = NULL;
    size_t count = 0, capacity = 0;

    while ((g->visited[cell_index(g, column, row)] & (1U << entry)) == 0) {
        int k = entry, leave;
        struct geo_point p =
            border_between(g, column + corner_column[k], row + corner_row[k],
                           column + corner_column[(k + 1) & 3], row + corner_row[(k + 1) & 3]);

        g->visited[cell_index(g, column, row)] |= (unsigned char)(1U << entry);
        if (count == 0 || fabs(points[count - 1].lon_deg - p.lon_deg) > 0 ||
            fabs(points[count - 1].lat_deg - p.lat_deg) > 0) {
            TRY(arena_grow(g->arena, &points, count, &capacity, sizeof *points, err));
            points[count++] = p;
        }
        leave = exit_of(g, column, row, entry);
        column += leave == 1 ? 1 : leave == 3 ? -1 : 0;
        row += leave == 2 ? 1 : leave == 0 ? -1 : 0;
        entry = (leave + 2) & 3;
    }
    if (count < 3)
        return ERR_OK;
    TRY(arena_grow(g->arena, &g->paths, g->path_count, &g->path_capacity, sizeof *g->paths, err));
    g->paths[g->path_count++] = (struct geo_outline_path){points, count, true};
    return ERR_OK;
}

static enum err_code march(struct grid *g, struct err *err)
{
    for (int row = 0; row < g->rows; row += BLOCK)
        for (int column = 0; column < g->columns; column += BLOCK)
            fill_block(g, column, row);
    for (int row = -1; row < g->rows; row++)
        for (int column = -1; column < g->columns; column++)
            for (int k = 0; k < 4; k++)
                if (is_entry(g, column, row, k) &&
                    (g->visited[cell_index(g, column, row)] & (1U << k)) == 0)
                    TRY(follow(g, column, row, k, err));
    return ERR_OK;
}

static enum err_code as_drawn(struct arena *arena, const struct geo_shape *shape,
                              struct geo_outline *outline, struct err *err)
{
    size_t n = geo_shape_path_count(shape);
    struct geo_outline_path *paths = ARENA_NEW(arena, struct geo_outline_path, n);

    if (!paths)
        return err_no_memory(err);
    for (size_t i = 0; i < n; i++) {
        size_t count = geo_shape_path_size(shape, i);
        struct geo_point *points = ARENA_NEW(arena, struct geo_point, count);

        if (!points)
            return err_no_memory(err);
        for (size_t k = 0; k < count; k++)
            points[k] = geo_shape_vertex(shape, i, k);
        paths[i] =
            (struct geo_outline_path){points, count, geo_shape_kind(shape) == GEO_SHAPE_AREA};
    }
    *outline = (struct geo_outline){paths, n};
    return ERR_OK;
}

enum err_code geo_outline(struct arena *arena, const struct geo_zones *zones, uint32_t node,
                          struct geo_box box, int columns, struct geo_outline *outline,
                          struct err *err)
{
    struct arena scratch = {.mem = arena->mem};
    struct grid g = {.zones = zones, .node = node, .box = box, .arena = arena};
    double width =
        (box.east_deg - box.west_deg) * geo_cos((box.south_deg + box.north_deg) * 0.5 * GEO_RAD);
    double rows;
    size_t size;
    enum err_code code;

    *outline = (struct geo_outline){NULL, 0};
    if (zones->nodes[node].op == GEO_OP_SHAPE)
        return as_drawn(arena, zones->shapes[zones->nodes[node].shape], outline, err);
    if (!(box.east_deg > box.west_deg) || !(box.north_deg > box.south_deg) || columns < 8 ||
        columns > 2048)
        return err_set(err, ERR_INPUT,
                       "an outline needs a box with an extent, and 8 to 2048 cells");
    rows = columns * (box.north_deg - box.south_deg) / (width > 1e-9 ? width : 1e-9);
    g.columns = columns + 1;
    g.rows = 1 + (rows < 8 ? 8 : rows > 4096 ? 4096 : (int)rows);
    size = (size_t)(g.columns + 2) * (size_t)(g.rows + 2);
    g.inside = ARENA_NEW(&scratch, unsigned char, size);
    g.visited = ARENA_NEW(&scratch, unsigned char, size);
    code = g.inside && g.visited ? march(&g, err) : err_no_memory(err);
    arena_free(&scratch);
    if (code == ERR_OK)
        *outline = (struct geo_outline){g.paths, g.path_count};
    return code;
}

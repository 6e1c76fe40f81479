/* SPDX-License-Identifier: Apache-2.0
 *
 * A cell is settled by its middle: a distance changes by no more than a place moves, and every other
 * answer comes with the clearance within which it holds. Blocks of 16 x 16 are tried first as one. */
#include "geo/tiles.h"

#include "base/num.h"
#include "geo/lattice.h"
#include "geo/local_int.h"
#include "geo/zone_int.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define CODE_UNSURE 255u
#define SLACK_M 0.15
#define CHORD_LIMIT_M 150000.0 /* beyond it the distance is taken as it is measured */
#define FARTHEST_M 10000000.0  /* and beyond that no cell is settled */
#define CELLS_WIDE 2000        /* at most along the longer side, if not said otherwise */
#define CELLS_COSTLY 1000      /* the same where a cell costs more to settle than a distance */

struct geo_reach {
    const struct geo_shape *shape;
    struct arena *arena;
    struct geo_lattice lattice;
    double most_m;
    float *blocks; /* distance at the middle of each block, below 0: not measured */
    float **inner; /* of its cells, or NULL */
};

enum tiles_form { TILES_BANDS, TILES_HANDS, TILES_MEMBERS };

struct geo_tiles {
    enum tiles_form form;
    struct geo_lattice lattice;
    const uint32_t *top; /* a code, or LATTICE_IS_BLOCK with its number */
    const uint8_t *cells;
    bool has_outside; /* else points outside the lattice are asked */
    uint8_t outside;
    struct geo_reach *reach;
    const double *limits_m;
    size_t limit_count;
    const struct geo_shape *line;
    const struct geo_zones *zones;
    uint32_t node;
    struct geo_tiles_figures figures;
};

/* ---- the frame ---- */

static int64_t e7_floor(double degrees)
{
    return (int64_t)floor(degrees * 1e7);
}

/* Cells over a box, or over the whole Earth where it has none. */
static struct geo_lattice lattice_over(const struct geo_box *box, bool has_box, int cell_bits,
                                       int64_t most)
{
    struct geo_lattice l = {.x0 = -GEO_HALF_TURN + 1, .y0 = -900000000};
    int64_t width = GEO_TURN, height = 1800000000, longer;

    if (has_box && box->east_deg - box->west_deg < 359) {
        l.x0 = e7_floor(box->west_deg);
        l.x0 += l.x0 <= -GEO_HALF_TURN ? GEO_TURN : 0;
        l.x0 -= l.x0 > GEO_HALF_TURN ? GEO_TURN : 0;
        width = e7_floor(box->east_deg) + 1 - e7_floor(box->west_deg);
    }
    if (has_box) {
        l.y0 = e7_floor(box->south_deg);
        height = e7_floor(box->north_deg) + 1 - l.y0;
    }
    longer = width > height ? width : height;
    l.bits = cell_bits < 4 ? 4 : cell_bits > 28 ? 28 : cell_bits;
    while ((cell_bits <= 0 && longer >> l.bits > most) || longer >> l.bits > 8192)
        l.bits++;
    l.columns = (uint32_t)(((width >> l.bits) + 16) & ~INT64_C(15));
    l.rows = (uint32_t)(((height >> l.bits) + 16) & ~INT64_C(15));
    return l;
}

static size_t block_count(const struct geo_lattice *l)
{
    return (size_t)lattice_wide(l) * (l->rows / LATTICE_BLOCK);
}

/* A block (cell < 0) or a cell of it: its middle, and how far it reaches. */
struct spot {
    size_t block;
    int cell;
    struct geo_place middle;
    double reach_m;
};

static struct spot spot_of(const struct geo_lattice *l, size_t block, int cell)
{
    struct spot spot = {.block = block, .cell = cell};
    int bits = cell < 0 ? l->bits + 4 : l->bits;
    int64_t half = (INT64_C(1) << bits) / 2;
    int64_t x = l->x0 + ((int64_t)(block % lattice_wide(l)) << (l->bits + 4)) + half;
    int64_t y = l->y0 + ((int64_t)(block / lattice_wide(l)) << (l->bits + 4)) + half;

    if (cell >= 0) {
        x += (int64_t)(cell & 15) << l->bits;
        y += (int64_t)(cell >> 4) << l->bits;
    }
    x -= x > GEO_HALF_TURN ? GEO_TURN : 0;
    x -= x > GEO_HALF_TURN ? GEO_TURN : 0;
    y = y > 900000000 ? 900000000 : y;
    spot.middle = geo_place_make((struct geo_point){(double)x / 1e7, (double)y / 1e7});
    spot.reach_m = geo_half_diagonal_m(y, half, half);
    return spot;
}

/* ---- distances ---- */

enum err_code geo_reach_make(struct arena *arena, const struct geo_shape *shape, double most_m,
                             int cell_bits, struct geo_reach **reach, struct err *err)
{
    struct geo_reach *r = ARENA_NEW(arena, struct geo_reach, 1);
    struct geo_box box = geo_shape_box(shape);
    bool has_box;

    if (!r)
        return err_no_memory(err);
    if (!(most_m >= 0 && most_m <= 2e7))
        return err_set(err, ERR_INPUT, "a distance is 0 to 20,000 km");
    has_box = geo_box_widen(&box, most_m + 1);
    *r = (struct geo_reach){.shape = shape,
                            .arena = arena,
                            .lattice = lattice_over(&box, has_box, cell_bits, CELLS_WIDE),
                            .most_m = most_m};
    r->blocks = ARENA_NEW(arena, float, block_count(&r->lattice));
    r->inner = ARENA_NEW(arena, float *, block_count(&r->lattice));
    if (!r->blocks || !r->inner)
        return err_no_memory(err);
    for (size_t i = 0; i < block_count(&r->lattice); i++)
        r->blocks[i] = -1;
    *reach = r;
    return ERR_OK;
}

/* Within 0.1 m; no more than `most_m`, where that is known. */
static double roughly_m(const struct geo_shape *shape, const struct geo_place *place, double most_m)
{
    struct geo_hit hit = {.chord2 = most_m < CHORD_LIMIT_M ? most_m * most_m : DBL_MAX};
    double c;

    if (shape->kind == GEO_SHAPE_AREA && geo_shape_position(shape, place) != GEO_POSITION_OUT)
        return 0;
    geo_find_nearest(shape, place->at, 0, 0, 0, &hit);
    if (hit.piece == SIZE_MAX)
        return geo_shape_border_m(shape, place);
    c = sqrt(hit.chord2);
    if (c > CHORD_LIMIT_M)
        return geo_ground_distance(shape, place, &hit);
    return c * (1 + hit.chord2 / (24 * 6370000.0 * 6370000.0));
}

static enum err_code measure(struct geo_reach *r, const struct spot *spot, double *distance_m,
                             struct err *err)
{
    float *kept = &r->blocks[spot->block];
    double most_m = DBL_MAX;

    if (spot->cell >= 0) {
        float **inner = &r->inner[spot->block];

        if (!*inner) {
            *inner = ARENA_NEW(r->arena, float, 256);
            if (!*inner)
                return err_no_memory(err);
            for (int i = 0; i < 256; i++)
                (*inner)[i] = -1;
        }
        /* the middle of a cell is no farther from the block's than the block reaches */
        most_m = (double)*kept + 16 * spot->reach_m + SLACK_M;
        kept = &(*inner)[spot->cell];
    }
    if (*kept < 0)
        *kept = (float)roughly_m(r->shape, &spot->middle, most_m);
    *distance_m = (double)*kept;
    return ERR_OK;
}

/* The code of a distance known within [low, high]; CODE_UNSURE when it may be more than one. */
static uint8_t band_of(const struct geo_tiles *t, double low, double high)
{
    size_t below = 0;

    while (below < t->limit_count && low > t->limits_m[below])
        below++;
    if (below < t->limit_count && high >= t->limits_m[below])
        return CODE_UNSURE;
    return (uint8_t)(2 * below);
}

/* ---- making ---- */

static enum err_code settle(const struct geo_tiles *t, const struct spot *spot, uint8_t *code,
                            struct err *err)
{
    struct geo_nearest nearest;
    struct geo_probe probe;
    double d = 0, off = spot->reach_m + SLACK_M;

    *code = CODE_UNSURE;
    if (spot->reach_m > FARTHEST_M / 10)
        return ERR_OK;
    switch (t->form) {
    case TILES_BANDS:
        TRY(measure(t->reach, spot, &d, err));
        if (d < FARTHEST_M)
            *code = band_of(t, d - off - d * 1e-6, d + off + d * 1e-6);
        break;
    case TILES_HANDS:
        nearest = geo_shape_nearest(t->line, &spot->middle);
        if (nearest.hand_clear_m > off && nearest.distance_m < FARTHEST_M)
            *code = (uint8_t)nearest.hand;
        break;
    case TILES_MEMBERS:
        probe = geo_probe_zone(t->zones, t->node, &spot->middle);
        if (probe.clear_m > off && off < FARTHEST_M / 20)
            *code = (uint8_t)probe.member;
        break;
    }
    return ERR_OK;
}

struct tiler {
    struct geo_tiles *tiles;
    struct arena scratch;
    uint32_t *top;
    uint8_t *cells;
    size_t blocks, capacity, unsure;
};

static enum err_code add_block(struct tiler *m, size_t block, struct err *err)
{
    const struct geo_lattice *l = &m->tiles->lattice;
    uint8_t *cells;
    bool alike = true;

    if (m->blocks == m->capacity) {
        size_t capacity = m->capacity ? m->capacity * 2 : 16;
        uint8_t *more = ARENA_NEW(&m->scratch, uint8_t, capacity * 256);

        if (!more)
            return err_no_memory(err);
        if (m->blocks)
            memcpy(more, m->cells, m->blocks * 256);
        m->cells = more;
        m->capacity = capacity;
    }
    cells = m->cells + m->blocks * 256;
    for (int i = 0; i < 256; i++) {
        struct spot spot = spot_of(l, block, i);

        TRY(settle(m->tiles, &spot, &cells[i], err));
        alike &= cells[i] == cells[0];
        m->unsure += cells[i] == CODE_UNSURE;
    }
    m->top[block] = alike ? cells[0] : LATTICE_IS_BLOCK | (uint32_t)m->blocks;
    m->blocks += !alike;
    return ERR_OK;
}

static enum err_code make(struct arena *arena, struct tiler *m, struct err *err)
{
    struct geo_tiles *t = m->tiles;
    size_t count = block_count(&t->lattice);
    uint32_t *top = ARENA_NEW(arena, uint32_t, count);
    uint8_t *cells;

    if (!top)
        return err_no_memory(err);
    m->top = top;
    for (size_t i = 0; i < count; i++) {
        struct spot spot = spot_of(&t->lattice, i, -1);
        uint8_t code;

        TRY(settle(t, &spot, &code, err));
        m->top[i] = code;
        if (code == CODE_UNSURE)
            TRY(add_block(m, i, err));
    }
    cells = ARENA_NEW(arena, uint8_t, m->blocks * 256);
    if (!cells)
        return err_no_memory(err);
    if (m->blocks)
        memcpy(cells, m->cells, m->blocks * 256);
    t->top = top;
    t->cells = cells;
    t->figures = (struct geo_tiles_figures){t->lattice.bits, t->lattice.columns,
                                            t->lattice.rows, m->blocks,
                                            m->unsure,       count * 4 + m->blocks * 256};
    return ERR_OK;
}

static enum err_code finish(struct arena *arena, const struct geo_tiles *made,
                            struct geo_tiles **tiles, struct err *err)
{
    struct tiler m = {.scratch = {.mem = arena->mem}};
    enum err_code code;

    m.tiles = ARENA_NEW(arena, struct geo_tiles, 1);
    if (!m.tiles)
        return err_no_memory(err);
    *m.tiles = *made;
    code = make(arena, &m, err);
    arena_free(&m.scratch);
    *tiles = m.tiles;
    return code;
}

enum err_code geo_tiles_bands(struct arena *arena, struct geo_reach *reach, const double *limits_m,
                              size_t count, struct geo_tiles **tiles, struct err *err)
{
    double *limits = ARENA_NEW(arena, double, count);

    if (!limits)
        return err_no_memory(err);
    if (count > GEO_BAND_LIMIT)
        return err_set(err, ERR_INPUT, "%zu distances; at most %d at once", count, GEO_BAND_LIMIT);
    for (size_t i = 0; i < count; i++) {
        limits[i] = num_metres(limits_m[i]);
        if (!(limits[i] >= 0 && limits_m[i] <= reach->most_m))
            return err_set(err, ERR_INPUT, "distance %zu is not within the reach", i + 1);
        if (i > 0 && limits[i] <= limits[i - 1])
            return err_set(err, ERR_INPUT, "distance %zu is not above the one before", i + 1);
    }
    return finish(arena,
                  &(struct geo_tiles){.form = TILES_BANDS,
                                      .lattice = reach->lattice,
                                      .has_outside = true,
                                      .outside = (uint8_t)(2 * count),
                                      .reach = reach,
                                      .limits_m = limits,
                                      .limit_count = count},
                  tiles, err);
}

enum err_code geo_tiles_hands(struct arena *arena, const struct geo_shape *line, int cell_bits,
                              struct geo_tiles **tiles, struct err *err)
{
    struct geo_box box = geo_shape_box(line);
    bool has_box = geo_box_widen(&box, 150000);

    if (line->kind != GEO_SHAPE_LINES)
        return err_set(err, ERR_INPUT, "only a line has sides");
    return finish(
        arena,
        &(struct geo_tiles){.form = TILES_HANDS,
                            .lattice = lattice_over(&box, has_box, cell_bits, CELLS_COSTLY),
                            .line = line},
        tiles, err);
}

enum err_code geo_tiles_members(struct arena *arena, const struct geo_zones *zones, uint32_t node,
                                int cell_bits, struct geo_tiles **tiles, struct err *err)
{
    struct geo_box box;
    bool is_bounded = geo_zone_box(zones, node, &box);
    bool has_box = is_bounded ? geo_box_widen(&box, 1) : geo_zone_varies_in(zones, node, &box);

    return finish(
        arena,
        &(struct geo_tiles){.form = TILES_MEMBERS,
                            .lattice = lattice_over(&box, has_box, cell_bits, CELLS_COSTLY),
                            .has_outside = is_bounded && has_box,
                            .outside = GEO_OUTSIDE,
                            .zones = zones,
                            .node = node},
        tiles, err);
}

/* ---- asking ---- */

static struct geo_place place_of(int32_t x, int32_t y)
{
    return geo_place_make((struct geo_point){(double)x / 1e7, (double)y / 1e7});
}

/* By chords, as geo_shape_within does: a chord is shorter than its arc by at most arc^3 / 24 r^2, and
 * pieces are 1 cm off. */
static uint8_t ask_band(const struct geo_tiles *t, const struct geo_place *place, size_t block,
                        uint32_t cell)
{
    const double r = 6335000.0;
    const struct geo_reach *reach = t->reach;
    double most_m = reach->inner[block]
                        ? (double)reach->inner[block][cell] +
                              geo_half_diagonal_m(place->y, INT64_C(1) << t->lattice.bits,
                                                  INT64_C(1) << t->lattice.bits) +
                              1
                        : CHORD_LIMIT_M;
    struct geo_hit hit;
    double c, d;
    size_t below = 0;
    uint8_t code;

    if (most_m < CHORD_LIMIT_M && !(reach->shape->kind == GEO_SHAPE_AREA &&
                                    geo_shape_position(reach->shape, place) != GEO_POSITION_OUT)) {
        hit = (struct geo_hit){.chord2 = most_m * most_m};
        geo_find_nearest(reach->shape, place->at, 0, 0, 0, &hit);
        c = sqrt(hit.chord2);
        if (hit.piece != SIZE_MAX) {
            code = band_of(t, c - 0.03, c + c * c * c / (24 * r * r) + 0.03);
            if (code != CODE_UNSURE)
                return code;
        }
    }
    d = num_metres(geo_shape_distance_m(reach->shape, place));
    while (below < t->limit_count && d > t->limits_m[below])
        below++;
    return (uint8_t)(2 * below + (below < t->limit_count && d >= t->limits_m[below]));
}

static uint8_t ask(const struct geo_tiles *t, int32_t x, int32_t y, size_t block, uint32_t cell)
{
    struct geo_place place = place_of(x, y);

    switch (t->form) {
    case TILES_BANDS:
        return ask_band(t, &place, block, cell);
    case TILES_HANDS:
        return (uint8_t)geo_shape_hand(t->line, &place);
    case TILES_MEMBERS:
        return (uint8_t)geo_zone_member(t->zones, t->node, &place);
    }
    return CODE_UNSURE;
}

void geo_tiles_ask(const struct geo_tiles *t, const struct geo_columns *points, uint8_t *codes)
{
    const struct geo_lattice lattice = t->lattice;

    for (size_t i = 0; i < points->count; i++) {
        int32_t x = points->lon_e7[i], y = points->lat_e7[i];
        uint64_t east, north;
        uint32_t top, entry, cell;

        if (!lattice_at(&lattice, x, y, &east, &north)) {
            codes[i] = t->has_outside ? t->outside : ask(t, x, y, 0, 0);
            continue;
        }
        top = lattice_top(&lattice, east, north);
        cell = lattice_inner(&lattice, east, north);
        entry = t->top[top];
        if (entry & LATTICE_IS_BLOCK)
            entry = t->cells[(size_t)(entry & ~LATTICE_IS_BLOCK) * 256 + cell];
        codes[i] = entry == CODE_UNSURE ? ask(t, x, y, top, cell) : (uint8_t)entry;
    }
}

struct geo_tiles_figures geo_tiles_figures(const struct geo_tiles *tiles)
{
    return tiles->figures;
}

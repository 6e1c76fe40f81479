/* SPDX-License-Identifier: Apache-2.0
 *
 * Asking a set grid: the cells of a chunk of points are looked up at once, the records of those on a
 * border fetched ahead, then all are answered in order. */
#include "geo/grid.h"

#include "geo/grid_int.h"

#if defined(__GNUC__) || defined(__clang__)
#define PREFETCH(address) __builtin_prefetch((address))
#define INLINE inline __attribute__((always_inline))
#else
#define PREFETCH(address) (void)(address)
#define INLINE inline
#endif

#define AHEAD 12 /* records fetched ahead */

/* Where answers go. */
struct sink {
    enum { TO_PAIRS, TO_COUNTS, TO_HELD } form;
    struct geo_pair *pairs;
    uint64_t *counts;
    uint8_t *held;
    uint32_t point;
};

static INLINE void put(struct sink *sink, uint32_t area)
{
    if (sink->form == TO_PAIRS)
        *sink->pairs++ = (struct geo_pair){sink->point, area};
    else if (sink->form == TO_COUNTS)
        sink->counts[area]++;
    else
        *sink->held = 1;
}

/* The polygon holds the point (x, y) of the cell: see grid_int.h. A point on an edge is held. */
static INLINE bool item_holds(const int32_t *edge, uint32_t count, uint32_t parity, int32_t x,
                              int32_t y)
{
    for (uint32_t i = 0; i < count; i++, edge += 4) {
        int32_t x1 = edge[0], y1 = edge[1], x2 = edge[2], y2 = edge[3];
        int64_t turn =
            ((int64_t)x2 - x1) * ((int64_t)y - y1) - ((int64_t)x - x1) * ((int64_t)y2 - y1);
        unsigned low = y1 <= y, high = y2 <= y, first = x1 < 0, second = x2 < 0;

        if (turn == 0 && low && y <= y2 && (x1 < x2 ? x1 <= x && x <= x2 : x2 <= x && x <= x1))
            return true;
        parity ^= high ? first ^ second : low & ((turn < 0) ^ first);
    }
    return parity & 1;
}

static bool ask(const struct geo_grid *grid, uint32_t area, int64_t x, int64_t y)
{
    struct geo_place place = {.x = x, .y = y};

    return geo_shape_position(grid->areas[area], &place) != GEO_POSITION_OUT;
}

/* The areas of the set and those of the items that hold the point, merged in order. */
static INLINE void answer_record(const struct geo_grid *grid, const int32_t *record, int64_t x,
                                 int64_t y, struct sink *sink)
{
    const uint32_t *set = grid->members + record[0], *set_end = set + 1 + set[0];
    uint32_t items = (uint32_t)record[1], last = UINT32_MAX;
    const int32_t *item = record + 2, *edge = item + (size_t)items * 2;
    uint64_t east, north;
    uint64_t mask = (UINT64_C(1) << grid->lattice.bits) - 1;
    int32_t rx, ry;

    (void)lattice_at(&grid->lattice, x, y, &east, &north);
    rx = (int32_t)(east & mask);
    ry = (int32_t)(north & mask);
    set++;
    for (uint32_t i = 0; i < items; i++, item += 2) {
        uint32_t area = (uint32_t)item[0] & ~GRID_ASKS, count = (uint32_t)item[1] >> 1;
        const int32_t *edges = edge;

        edge += (size_t)count * 4;
        while (set < set_end && *set <= area)
            put(sink, last = *set++);
        if (area == last)
            continue;
        if ((uint32_t)item[0] & GRID_ASKS ? ask(grid, area, x, y)
                                          : item_holds(edges, count, (uint32_t)item[1] & 1, rx, ry))
            put(sink, last = area);
    }
    while (set < set_end)
        put(sink, *set++);
}

static INLINE void answer(const struct geo_grid *grid, uint32_t entry, int64_t x, int64_t y,
                          struct sink *sink)
{
    if (entry & GRID_EDGES) {
        answer_record(grid, grid->records + (size_t)(entry & ~GRID_EDGES) * 4, x, y, sink);
    } else if (entry) {
        const uint32_t *set = grid->members + entry;

        for (uint32_t i = 1; i <= set[0]; i++)
            put(sink, set[i]);
    }
}

static INLINE void fetch(const struct geo_grid *grid, uint32_t entry)
{
    if (entry & GRID_EDGES) {
        const int32_t *record = grid->records + (size_t)(entry & ~GRID_EDGES) * 4;

        PREFETCH(record);
        PREFETCH(record + 16);
    } else {
        PREFETCH(grid->members + entry);
    }
}

size_t geo_grid_most(const struct geo_grid *grid)
{
    return grid->most;
}

size_t geo_grid_pairs(const struct geo_grid *grid, const struct geo_columns *points, size_t *next,
                      struct geo_pair *pairs, size_t room)
{
    uint32_t entries[GRID_CHUNK + AHEAD] = {0};
    struct sink sink = {.form = TO_PAIRS, .pairs = pairs};
    size_t at = *next;

    while (at < points->count && room - (size_t)(sink.pairs - pairs) >= grid->most) {
        size_t n = points->count - at < GRID_CHUNK ? points->count - at : GRID_CHUNK, i;

        grid_cells(grid, points->lon_e7 + at, points->lat_e7 + at, n, entries);
        for (i = 0; i < AHEAD && i < n; i++)
            fetch(grid, entries[i]);
        for (i = 0; i < n && room - (size_t)(sink.pairs - pairs) >= grid->most; i++) {
            fetch(grid, i + AHEAD < n ? entries[i + AHEAD] : 0);
            sink.point = (uint32_t)(at + i);
            answer(grid, entries[i], points->lon_e7[at + i], points->lat_e7[at + i], &sink);
        }
        at += i;
    }
    *next = at;
    return (size_t)(sink.pairs - pairs);
}

void geo_grid_count(const struct geo_grid *grid, const struct geo_columns *points, uint64_t *counts)
{
    uint32_t entries[GRID_CHUNK];
    struct sink sink = {.form = TO_COUNTS, .counts = counts};

    for (size_t at = 0; at < points->count; at += GRID_CHUNK) {
        size_t n = points->count - at < GRID_CHUNK ? points->count - at : GRID_CHUNK;

        grid_cells(grid, points->lon_e7 + at, points->lat_e7 + at, n, entries);
        for (size_t i = 0; i < n; i++) {
            fetch(grid, i + AHEAD < n ? entries[i + AHEAD] : 0);
            answer(grid, entries[i], points->lon_e7[at + i], points->lat_e7[at + i], &sink);
        }
    }
}

void geo_grid_any(const struct geo_grid *grid, const struct geo_columns *points, uint8_t *held)
{
    uint32_t entries[GRID_CHUNK], edges[GRID_CHUNK + AHEAD] = {0};

    for (size_t at = 0; at < points->count; at += GRID_CHUNK) {
        size_t n = points->count - at < GRID_CHUNK ? points->count - at : GRID_CHUNK, queued = 0;

        grid_cells(grid, points->lon_e7 + at, points->lat_e7 + at, n, entries);
        for (size_t i = 0; i < n; i++) {
            held[at + i] = (uint8_t)(entries[i] != 0);
            edges[queued] = (uint32_t)i;
            queued += entries[i] >> 31;
        }
        for (size_t k = 0; k < queued; k++) {
            uint32_t i = edges[k];
            struct sink sink = {.form = TO_HELD, .held = &held[at + i]};

            fetch(grid, k + AHEAD < queued ? entries[edges[k + AHEAD]] : 0);
            held[at + i] = 0;
            answer(grid, entries[i], points->lon_e7[at + i], points->lat_e7[at + i], &sink);
        }
    }
}

void geo_grid_set_lookup(struct geo_grid *grid, enum geo_lookup lookup)
{
    grid->lookup = grid_best_lookup(grid, lookup);
}

enum geo_lookup geo_grid_lookup(const struct geo_grid *grid)
{
    return grid->lookup;
}

struct geo_grid_figures geo_grid_figures(const struct geo_grid *grid)
{
    return grid->figures;
}

enum err_code geo_grid_changes(struct arena *arena, const struct geo_shape *before,
                               const struct geo_shape *after, const struct geo_columns *points,
                               struct geo_change **changes, size_t *count, struct err *err)
{
    const struct geo_shape *both[2];
    size_t areas = 0, capacity = 0, next = 0;
    struct arena scratch = {.mem = arena->mem};
    struct geo_grid *grid;
    enum err_code code;

    *changes = NULL;
    *count = 0;
    if (before)
        both[areas++] = before;
    if (after)
        both[areas++] = after;
    code = geo_grid_make(&scratch, both, areas, 0, &grid, err);
    while (!code && next < points->count) {
        struct geo_pair pairs[512];
        size_t n = geo_grid_pairs(grid, points, &next, pairs, COUNT_OF(pairs));

        for (size_t i = 0; i < n && !code; i++) {
            bool is_both = i + 1 < n && pairs[i + 1].point == pairs[i].point;

            if (is_both) {
                i++;
                continue;
            }
            code = arena_grow(arena, changes, *count, &capacity, sizeof **changes, err);
            if (!code)
                (*changes)[(*count)++] =
                    (struct geo_change){pairs[i].point, before && pairs[i].area == 0,
                                        after && pairs[i].area == areas - 1};
        }
    }
    arena_free(&scratch);
    return code;
}

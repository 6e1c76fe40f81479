/* SPDX-License-Identifier: Apache-2.0
 *
 * Polygons into cells: see grid_build.c for the way and grid_int.h for what parity means. A cell stands
 * for the points (x, y) with whole x and y that it holds, so a border may pass between two cells and
 * touch neither; where a row's lower line is crossed always parts the runs. */
#include "geo/grid_build.h"

#include <string.h>

/* ---- sorting ---- */

static void insert_sort(uint64_t *keys, size_t count, int low)
{
    for (size_t i = 1; i < count; i++) {
        uint64_t key = keys[i];
        size_t at = i;

        for (; at > 0 && keys[at - 1] >> low > key >> low; at--)
            keys[at] = keys[at - 1];
        keys[at] = key;
    }
}

void grid_sort(uint64_t *keys, uint64_t *spare, size_t count, int low, int high)
{
    if (count <= 48) {
        insert_sort(keys, count, low);
        return;
    }
    for (; low < high; low += 8) {
        size_t start[257] = {0};

        for (size_t i = 0; i < count; i++)
            start[(keys[i] >> low & 255) + 1]++;
        for (int d = 0; d < 256; d++)
            start[d + 1] += start[d];
        for (size_t i = 0; i < count; i++)
            spare[start[keys[i] >> low & 255]++] = keys[i];
        memcpy(keys, spare, count * sizeof *keys);
    }
}

/* ---- one polygon ---- */

struct edge {
    int64_t x1, y1, x2, y2; /* in the frame, y1 <= y2 */
};

struct mark {
    uint64_t key; /* column << 32 | edge; of a crossing the first column right of it */
    uint32_t row;
};

struct marks {
    struct mark *items;
    size_t count, capacity;
    uint64_t *by_row; /* the keys */
    size_t by_row_capacity;
    size_t *start; /* rows + 2 */
};

struct trace {
    struct grid_build *b;
    const struct grid_unit *unit;
    struct edge *edges;
    size_t edge_count, edge_capacity;
    struct marks touched, crossed;
    uint64_t *spare;
    size_t spare_capacity;
    uint32_t row;
    uint32_t next;   /* the first column not yet decided in this row */
    unsigned parity; /* of what was crossed so far in it */
};

static int64_t floor_of(int64_t n, int64_t d) /* n / d, d > 0 */
{
    int64_t q = n / d;

    return q - (n % d < 0);
}

static enum err_code add_mark(struct trace *t, struct marks *marks, uint32_t row, int64_t column,
                              size_t edge)
{
    if (marks->count == marks->capacity)
        TRY(arena_grow(&t->b->scratch, &marks->items, marks->count, &marks->capacity,
                       sizeof *marks->items, t->b->err));
    marks->items[marks->count++] = (struct mark){(uint64_t)column << 32 | (uint32_t)edge, row};
    return ERR_OK;
}

/* Where an edge that is not level crosses the row y, rounded down. */
static int64_t crossing(const struct edge *e, int64_t y, int64_t *rest)
{
    int64_t n = (e->x2 - e->x1) * (y - e->y1), d = e->y2 - e->y1, q = floor_of(n, d);

    *rest = n - q * d;
    return e->x1 + q;
}

static void span_in(const struct edge *e, int64_t y, int64_t *west, int64_t *east)
{
    int64_t rest, x = crossing(e, y, &rest);

    *west = x < *west ? x : *west;
    x += rest > 0;
    *east = x > *east ? x : *east;
}

static enum err_code touch_row(struct trace *t, size_t i, int64_t row)
{
    const struct geo_lattice *l = &t->b->lattice;
    const struct edge *e = &t->edges[i];
    int64_t low = row << l->bits, high = low + (INT64_C(1) << l->bits) - 1;
    int64_t west = INT64_MAX, east = INT64_MIN;

    if (e->y1 == e->y2 || (e->y1 >= low && e->y2 <= high)) {
        west = e->x1 < e->x2 ? e->x1 : e->x2;
        east = e->x1 < e->x2 ? e->x2 : e->x1;
    } else {
        span_in(e, e->y1 > low ? e->y1 : low, &west, &east);
        span_in(e, e->y2 < high ? e->y2 : high, &west, &east);
    }
    west >>= l->bits;
    east >>= l->bits;
    if (west < 0)
        west = 0;
    if (east >= (int64_t)l->columns)
        east = (int64_t)l->columns - 1;
    for (; west <= east; west++)
        TRY(add_mark(t, &t->touched, (uint32_t)row, west, i));
    return ERR_OK;
}

static enum err_code mark_edge(struct trace *t, size_t i)
{
    const struct geo_lattice *l = &t->b->lattice;
    const struct edge *e = &t->edges[i];
    int64_t cell = INT64_C(1) << l->bits;

    for (int64_t row = e->y1 >> l->bits; row <= e->y2 >> l->bits; row++) {
        int64_t y = row << l->bits, rest, column;

        TRY(touch_row(t, i, row));
        if (y < e->y1 || y >= e->y2)
            continue;
        column = crossing(e, y, &rest);
        column = (column + (rest > 0) + cell - 1) >> l->bits;
        if (column < (int64_t)l->columns)
            TRY(add_mark(t, &t->crossed, (uint32_t)row, column < 0 ? 0 : column, i));
    }
    return ERR_OK;
}

static enum err_code mark_edges(struct trace *t)
{
    const struct grid_unit *unit = t->unit;
    struct grid_build *b = t->b;

    t->edge_count = 0;
    for (size_t r = 0; r < unit->run_count; r++) {
        const struct geo_run *run = &unit->shape->runs[unit->first_run + r];
        const struct geo_xy *v = unit->shape->vertices + run->first;

        for (size_t i = 0; i + 1 < run->count; i++) {
            struct geo_xy p = v[i], q = v[i + 1];

            if (p.y > q.y) {
                p = v[i + 1];
                q = v[i];
            }
            if (t->edge_count == t->edge_capacity)
                TRY(arena_grow(&b->scratch, &t->edges, t->edge_count, &t->edge_capacity,
                               sizeof *t->edges, b->err));
            t->edges[t->edge_count] = (struct edge){p.x + unit->dx, p.y - b->lattice.y0,
                                                    q.x + unit->dx, q.y - b->lattice.y0};
            TRY(mark_edge(t, t->edge_count++));
        }
    }
    return ERR_OK;
}

/* The marks of rows from `first` on, `rows` of them, row by row and in each by column. */
static enum err_code sort_marks(struct trace *t, struct marks *m, uint32_t first, uint32_t rows)
{
    struct grid_build *b = t->b;

    if (!m->by_row || m->count > m->by_row_capacity) {
        m->by_row = ARENA_NEW(&b->scratch, uint64_t, m->capacity);
        m->by_row_capacity = m->capacity;
    }
    if (!t->spare || m->count > t->spare_capacity) {
        t->spare = ARENA_NEW(&b->scratch, uint64_t, m->capacity);
        t->spare_capacity = m->capacity;
    }
    if (!m->by_row || !t->spare)
        return err_no_memory(b->err);
    memset(m->start, 0, ((size_t)rows + 2) * sizeof *m->start);
    for (size_t i = 0; i < m->count; i++)
        m->start[m->items[i].row - first + 2]++;
    for (uint32_t r = 0; r < rows; r++)
        m->start[r + 2] += m->start[r + 1];
    for (size_t i = 0; i < m->count; i++)
        m->by_row[m->start[m->items[i].row - first + 1]++] = m->items[i].key;
    for (uint32_t r = 0; r < rows; r++)
        grid_sort(m->by_row + m->start[r], t->spare, m->start[r + 1] - m->start[r], 32,
                  32 + b->column_bits);
    return ERR_OK;
}

/* ---- a row ---- */

/* The cells from t->next to before `to` have no edges and one answer. */
static enum err_code cover(struct trace *t, uint32_t to)
{
    struct grid_build *b = t->b;
    const struct geo_lattice *l = &b->lattice;
    bool is_in = t->parity;

    if (to <= t->next)
        return ERR_OK;
    if (t->unit->asks) {
        struct geo_place at = {.x = ((int64_t)t->next << l->bits) + l->x0,
                               .y = ((int64_t)t->row << l->bits) + l->y0};

        at.x -= at.x > GEO_HALF_TURN ? GEO_TURN : 0;
        is_in = geo_shape_position(t->unit->shape, &at) != GEO_POSITION_OUT;
    }
    if (is_in) {
        TRY(arena_grow(&b->scratch, &b->covers, b->cover_count, &b->cover_capacity,
                       sizeof *b->covers, b->err));
        b->covers[b->cover_count++] = (struct grid_cover){t->row, t->unit->area, t->next, to};
    }
    t->next = to;
    return ERR_OK;
}

static int32_t within_cell(int64_t value, int64_t corner)
{
    return (int32_t)(value - corner);
}

/* What an edge adds at the corner of its cell: see grid_int.h. */
static unsigned at_corner(const int32_t *e)
{
    int64_t turn = ((int64_t)e[2] - e[0]) * -(int64_t)e[1] + (int64_t)e[0] * ((int64_t)e[3] - e[1]);
    unsigned low = e[1] <= 0, high = e[3] <= 0, first = e[0] < 0, second = e[2] < 0;

    return high ? first ^ second : low & ((turn <= 0) ^ first);
}

static enum err_code add_item(struct trace *t, uint32_t column, const uint64_t *keys, size_t count)
{
    struct grid_build *b = t->b;
    const struct geo_lattice *l = &b->lattice;
    uint32_t block = (t->row >> 4) * lattice_wide(l) + (column >> 4);
    struct grid_item item = {.area = t->unit->area,
                             .cell = block << 8 | (t->row & 15) << 4 | (column & 15),
                             .asks = t->unit->asks,
                             .first_edge = b->edge_count};
    unsigned parity = t->parity;

    for (size_t i = 0; i < count && !item.asks; i++) {
        const struct edge *e = &t->edges[(uint32_t)keys[i]];
        int64_t x = (int64_t)column << l->bits, y = (int64_t)t->row << l->bits;
        int32_t *out;

        if (b->edge_count == b->edge_capacity)
            TRY(arena_grow(&b->scratch, &b->edges, b->edge_count, &b->edge_capacity,
                           4 * sizeof *b->edges, b->err));
        out = b->edges + b->edge_count++ * 4;
        out[0] = within_cell(e->x1, x);
        out[1] = within_cell(e->y1, y);
        out[2] = within_cell(e->x2, x);
        out[3] = within_cell(e->y2, y);
        parity ^= at_corner(out);
        item.edge_count++;
    }
    item.parity = (uint8_t)parity;
    TRY(arena_grow(&b->scratch, &b->items, b->item_count, &b->item_capacity, sizeof *b->items,
                   b->err));
    b->items[b->item_count++] = item;
    return ERR_OK;
}

/* Crossings up to the column part the runs. */
static enum err_code pass(struct trace *t, const uint64_t **crossed, const uint64_t *end,
                          uint32_t column)
{
    for (; *crossed < end && (uint32_t)(**crossed >> 32) <= column; ++*crossed) {
        TRY(cover(t, (uint32_t)(**crossed >> 32)));
        t->parity ^= 1;
    }
    return ERR_OK;
}

static enum err_code trace_row(struct trace *t, const uint64_t *touched, size_t count,
                               const uint64_t *crossed, size_t crossed_count)
{
    const struct geo_lattice *l = &t->b->lattice;
    const uint64_t *end = crossed + crossed_count;
    int64_t west = t->unit->box.x0 >> l->bits, east = (t->unit->box.x1 >> l->bits) + 1;

    t->next = west < 0 ? 0 : (uint32_t)west;
    t->parity = 0;
    for (size_t i = 0, n; i < count; i += n) {
        uint32_t column = (uint32_t)(touched[i] >> 32);

        for (n = 1; i + n < count && (uint32_t)(touched[i + n] >> 32) == column;)
            n++;
        TRY(pass(t, &crossed, end, column));
        TRY(cover(t, column));
        TRY(add_item(t, column, touched + i, n));
        t->next = column + 1;
    }
    if (east > (int64_t)l->columns)
        east = (int64_t)l->columns;
    if (east > 0) {
        TRY(pass(t, &crossed, end, (uint32_t)east));
        TRY(cover(t, (uint32_t)east));
    }
    return ERR_OK;
}

static enum err_code trace_unit(struct trace *t)
{
    const struct geo_lattice *l = &t->b->lattice;
    const struct geo_flat_box *box = &t->unit->box;
    uint32_t first = (uint32_t)((box->y0 - l->y0) >> l->bits);
    uint32_t rows = (uint32_t)((box->y1 - l->y0) >> l->bits) - first + 1;

    t->touched.count = 0;
    t->crossed.count = 0;
    TRY(mark_edges(t));
    TRY(sort_marks(t, &t->touched, first, rows));
    TRY(sort_marks(t, &t->crossed, first, rows));
    for (uint32_t r = 0; r < rows; r++) {
        const struct marks *a = &t->touched, *c = &t->crossed;

        t->row = first + r;
        TRY(trace_row(t, a->by_row + a->start[r], a->start[r + 1] - a->start[r],
                      c->by_row + c->start[r], c->start[r + 1] - c->start[r]));
    }
    return ERR_OK;
}

/* ---- all ---- */

static enum err_code sort_covers(struct grid_build *b)
{
    size_t rows = b->lattice.rows;

    b->row_runs = ARENA_NEW(&b->scratch, size_t, rows + 2);
    b->covers_by_row = ARENA_NEW(&b->scratch, struct grid_cover, b->cover_count);
    if (!b->row_runs || !b->covers_by_row)
        return err_no_memory(b->err);
    for (size_t i = 0; i < b->cover_count; i++)
        b->row_runs[b->covers[i].row + 2]++;
    for (size_t r = 0; r < rows; r++)
        b->row_runs[r + 2] += b->row_runs[r + 1];
    for (size_t i = 0; i < b->cover_count; i++)
        b->covers_by_row[b->row_runs[b->covers[i].row + 1]++] = b->covers[i];
    return ERR_OK;
}

static enum err_code sort_items(struct grid_build *b)
{
    uint64_t *spare = ARENA_NEW(&b->scratch, uint64_t, b->item_count);

    b->item_order = ARENA_NEW(&b->scratch, uint64_t, b->item_count);
    if (!b->item_order || !spare || b->item_count > UINT32_MAX)
        return err_no_memory(b->err);
    for (size_t i = 0; i < b->item_count; i++)
        b->item_order[i] = (uint64_t)b->items[i].cell << 32 | i;
    grid_sort(b->item_order, spare, b->item_count, 32, 56);
    return ERR_OK;
}

enum err_code grid_trace(struct grid_build *b)
{
    struct trace t = {.b = b};

    t.touched.start = ARENA_NEW(&b->scratch, size_t, (size_t)b->lattice.rows + 2);
    t.crossed.start = ARENA_NEW(&b->scratch, size_t, (size_t)b->lattice.rows + 2);
    if (!t.touched.start || !t.crossed.start)
        return err_no_memory(b->err);
    for (size_t i = 0; i < b->unit_count; i++) {
        t.unit = &b->units[i];
        TRY(trace_unit(&t));
    }
    TRY(sort_covers(b));
    return sort_items(b);
}

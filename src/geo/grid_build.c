/* SPDX-License-Identifier: Apache-2.0
 *
 * Making a set grid. Polygon by polygon: every edge is noted in the cells it may touch, and where it
 * crosses the lower line of a row of cells; both sorted along the row give the parity at each noted
 * cell's corner and the runs of cells between that the polygon covers (grid_trace.c). Then row by row
 * a sweep over the runs says which set covers each cell, and 16 rows at a time become blocks. */
#include "geo/grid_build.h"

#include <stdlib.h>
#include <string.h>

/* ---- polygons ---- */

static enum err_code add_unit(struct grid_build *b, struct grid_unit unit)
{
    TRY(arena_grow(&b->scratch, &b->units, b->unit_count, &b->unit_capacity, sizeof *b->units,
                   b->err));
    b->units[b->unit_count++] = unit;
    return ERR_OK;
}

struct hole_ref {
    const struct geo_run *run;
};

static int by_west(const void *pa, const void *pb)
{
    const struct geo_run *a = ((const struct hole_ref *)pa)->run;
    const struct geo_run *b = ((const struct hole_ref *)pb)->run;

    if (a->box.x0 != b->box.x0)
        return a->box.x0 < b->box.x0 ? -1 : 1;
    return (a->first > b->first) - (a->first < b->first);
}

/* Is ring `b` surely outside ring `a`, which it does not cross? */
static bool is_outside(const struct geo_shape *shape, const struct geo_run *a,
                       const struct geo_run *b)
{
    for (size_t i = 0; i + 1 < b->count; i++) {
        struct geo_xy v = shape->vertices[b->first + i];
        enum geo_position at = geo_run_position(shape, a, v.x, v.y);

        if (at != GEO_POSITION_BORDER)
            return at == GEO_POSITION_OUT;
    }
    return false;
}

/* Do no two holes have ground in common? Then the parity over all rings says what is inside. */
static enum err_code holes_are_apart(struct grid_build *b, const struct geo_shape *shape,
                                     const struct geo_part *part, bool *apart)
{
    struct arena_mark mark = arena_mark(&b->scratch);
    size_t n = part->run_count - 1;
    struct hole_ref *holes = ARENA_NEW(&b->scratch, struct hole_ref, n);

    if (!holes)
        return err_no_memory(b->err);
    *apart = true;
    for (size_t i = 0; i < n; i++)
        holes[i].run = &shape->runs[part->first_run + 1 + i];
    qsort(holes, n, sizeof *holes, by_west);
    for (size_t i = 0; i < n && *apart; i++)
        for (size_t j = i + 1; j < n && holes[j].run->box.x0 <= holes[i].run->box.x1; j++)
            if (geo_flat_overlap(&holes[i].run->box, &holes[j].run->box) &&
                !(is_outside(shape, holes[i].run, holes[j].run) &&
                  is_outside(shape, holes[j].run, holes[i].run))) {
                *apart = false;
                break;
            }
    arena_release(&b->scratch, mark);
    return ERR_OK;
}

static enum err_code collect_units(struct grid_build *b)
{
    for (size_t a = 0; a < b->area_count; a++) {
        const struct geo_shape *shape = b->areas[a];
        size_t first = b->unit_count;
        bool apart = true;

        if (shape->kind != GEO_SHAPE_AREA)
            return err_set(b->err, ERR_INPUT, "a set grid is made of areas; number %zu is none",
                           a + 1);
        for (size_t p = 0; p < shape->part_count && apart; p++) {
            const struct geo_part *part = &shape->parts[p];

            if (part->run_count > 2)
                TRY(holes_are_apart(b, shape, part, &apart));
            TRY(add_unit(b, (struct grid_unit){.area = (uint32_t)a,
                                               .shape = shape,
                                               .first_run = part->first_run,
                                               .run_count = part->run_count,
                                               .box = part->box}));
        }
        if (!apart) { /* all of it as one that is asked itself */
            b->unit_count = first;
            TRY(add_unit(b, (struct grid_unit){.area = (uint32_t)a,
                                               .shape = shape,
                                               .run_count = shape->run_count,
                                               .box = shape->box,
                                               .asks = true}));
        }
    }
    return ERR_OK;
}

/* ---- the frame ---- */

static int64_t from_west(int64_t x) /* in [0, GEO_TURN) */
{
    x %= GEO_TURN;
    return x < 0 ? x + GEO_TURN : x;
}

struct span {
    int64_t from, to;
};

static int by_from(const void *pa, const void *pb)
{
    const struct span *a = pa, *b = pb;

    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return (a->to > b->to) - (a->to < b->to);
}

/* The frame begins after the widest gap that the polygons leave around the Earth. */
static enum err_code find_frame(struct grid_build *b, int64_t *width)
{
    struct span *spans = ARENA_NEW(&b->scratch, struct span, b->unit_count);
    int64_t reach = 0, gap = 0, origin = 0;

    if (!spans)
        return err_no_memory(b->err);
    for (size_t i = 0; i < b->unit_count; i++) {
        const struct geo_flat_box *box = &b->units[i].box;

        spans[i].from = from_west(box->x0);
        spans[i].to = spans[i].from + (box->x1 - box->x0);
        if (spans[i].to - GEO_TURN > reach)
            reach = spans[i].to - GEO_TURN;
    }
    qsort(spans, b->unit_count, sizeof *spans, by_from);
    for (size_t i = 0; i < b->unit_count; i++) {
        if (i > 0 && spans[i].from - reach > gap) {
            gap = spans[i].from - reach;
            origin = spans[i].from;
        }
        reach = spans[i].to > reach ? spans[i].to : reach;
    }
    if (spans[0].from + GEO_TURN - reach > gap) {
        gap = spans[0].from + GEO_TURN - reach;
        origin = spans[0].from;
    }
    *width = GEO_TURN - gap;
    b->lattice.x0 = gap > 0 ? origin : 0;
    b->lattice.x0 -= b->lattice.x0 > GEO_HALF_TURN ? GEO_TURN : 0;
    return ERR_OK;
}

/* Move every polygon into the frame; one that runs over its end is there twice. */
static enum err_code place_units(struct grid_build *b)
{
    size_t count = b->unit_count;

    for (size_t i = 0; i < count; i++) {
        struct grid_unit *unit = &b->units[i], again;
        int64_t west = from_west(unit->box.x0 - b->lattice.x0);

        unit->dx = west - unit->box.x0;
        unit->box.x0 += unit->dx;
        unit->box.x1 += unit->dx;
        again = *unit;
        if (unit->box.x1 >= GEO_TURN) {
            again.dx -= GEO_TURN;
            again.box.x0 -= GEO_TURN;
            again.box.x1 -= GEO_TURN;
            TRY(add_unit(b, again));
        }
    }
    return ERR_OK;
}

/* Cells about twice as wide as edges are long, 64 at least along the longer side, and no more of them
 * than CELL_LIMIT. */
#define CELL_LIMIT (INT64_C(1) << 24)
static void choose_cells(struct grid_build *b, int wanted, int64_t width, int64_t height)
{
    struct geo_lattice *l = &b->lattice;
    double sum = 0, count = 0;
    int bits = 4;

    for (size_t a = 0; a < b->area_count; a++)
        for (size_t r = 0; r < b->areas[a]->run_count; r++) {
            const struct geo_run *run = &b->areas[a]->runs[r];
            const struct geo_xy *v = b->areas[a]->vertices + run->first;

            for (size_t i = 0; i + 1 < run->count; i++) {
                sum += (double)(v[i + 1].x > v[i].x ? v[i + 1].x - v[i].x : v[i].x - v[i + 1].x);
                sum += (double)(v[i + 1].y > v[i].y ? v[i + 1].y - v[i].y : v[i].y - v[i + 1].y);
                count += 1;
            }
        }
    if (wanted > 0) {
        bits = wanted < 4 ? 4 : wanted > 28 ? 28 : wanted;
    } else {
        double most = (double)(width > height ? width : height) / 64,
               cell = GRID_CELL_EDGES * sum / count;

        while (bits < 24 && (double)(INT64_C(2) << bits) <= cell &&
               (double)(INT64_C(2) << bits) <= most)
            bits++;
    }
    while (((width >> bits) + 16) * ((height >> bits) + 16) > CELL_LIMIT && bits < 28)
        bits++;
    l->bits = bits;
    l->columns = (uint32_t)(((width >> bits) + 16) & ~INT64_C(15));
    l->rows = (uint32_t)(((height >> bits) + 16) & ~INT64_C(15));
}

/* ---- sets ---- */

struct active {
    uint32_t area, times; /* polygons of it that cover */
};

struct sets {
    struct grid_build *b;
    struct active *active; /* by area */
    size_t active_count, active_capacity;
    uint32_t *members; /* see grid_int.h */
    size_t member_count, member_capacity, set_count;
    uint32_t *table; /* of offsets; 0: free */
    size_t table_size;
    size_t largest;
};

static enum err_code toggle(struct sets *s, uint32_t area, bool enters)
{
    size_t low = 0, high = s->active_count;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (s->active[mid].area < area)
            low = mid + 1;
        else
            high = mid;
    }
    if (low < s->active_count && s->active[low].area == area) {
        s->active[low].times += enters ? 1 : UINT32_MAX;
        if (s->active[low].times == 0) {
            s->active_count--;
            memmove(s->active + low, s->active + low + 1,
                    (s->active_count - low) * sizeof *s->active);
        }
        return ERR_OK;
    }
    TRY(arena_grow(&s->b->scratch, &s->active, s->active_count, &s->active_capacity,
                   sizeof *s->active, s->b->err));
    memmove(s->active + low + 1, s->active + low, (s->active_count - low) * sizeof *s->active);
    s->active_count++;
    s->active[low] = (struct active){area, enters ? 1 : UINT32_MAX};
    return ERR_OK;
}

static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * UINT64_C(0x9e3779b97f4a7c15);
    return h ^ h >> 29;
}

static uint64_t hash_of(const uint32_t *members, size_t count)
{
    uint64_t h = count;

    for (size_t i = 0; i < count; i++)
        h = mix(h, members[i]);
    return h;
}

static enum err_code grow_table(struct sets *s)
{
    size_t size = s->table_size ? s->table_size * 2 : 256;
    uint32_t *table = ARENA_NEW(&s->b->scratch, uint32_t, size);

    if (!table)
        return err_no_memory(s->b->err);
    for (size_t i = 0; i < s->table_size; i++) {
        const uint32_t *set = s->members + s->table[i];
        size_t at;

        if (!s->table[i])
            continue;
        at = (size_t)hash_of(set + 1, set[0]) & (size - 1);
        while (table[at])
            at = (at + 1) & (size - 1);
        table[at] = s->table[i];
    }
    s->table = table;
    s->table_size = size;
    return ERR_OK;
}

static enum err_code push_member(struct sets *s, uint32_t value)
{
    TRY(arena_grow(&s->b->scratch, &s->members, s->member_count, &s->member_capacity,
                   sizeof *s->members, s->b->err));
    s->members[s->member_count++] = value;
    return ERR_OK;
}

static bool is_active_set(const struct sets *s, uint32_t offset)
{
    const uint32_t *set = s->members + offset;

    if (set[0] != s->active_count)
        return false;
    for (size_t i = 0; i < s->active_count; i++)
        if (set[1 + i] != s->active[i].area)
            return false;
    return true;
}

/* The offset of the active set; a new one is written down. */
static enum err_code intern(struct sets *s, uint32_t *offset)
{
    uint64_t h = s->active_count;
    size_t at;

    *offset = 0;
    if (s->active_count == 0)
        return ERR_OK;
    if (s->set_count * 2 >= s->table_size)
        TRY(grow_table(s));
    for (size_t i = 0; i < s->active_count; i++)
        h = mix(h, s->active[i].area);
    for (at = (size_t)h & (s->table_size - 1); s->table[at]; at = (at + 1) & (s->table_size - 1))
        if (is_active_set(s, s->table[at])) {
            *offset = s->table[at];
            return ERR_OK;
        }
    if (s->member_count + s->active_count + 1 >= LATTICE_IS_BLOCK)
        return err_no_memory(s->b->err);
    *offset = (uint32_t)s->member_count;
    s->table[at] = *offset;
    s->set_count++;
    TRY(push_member(s, (uint32_t)s->active_count));
    for (size_t i = 0; i < s->active_count; i++)
        TRY(push_member(s, s->active[i].area));
    s->largest = s->active_count > s->largest ? s->active_count : s->largest;
    return ERR_OK;
}

/* ---- rows into blocks ---- */

struct weave {
    struct grid_build *b;
    struct sets sets;
    uint32_t *strip; /* 16 rows of sets */
    uint64_t *events, *spare;
    size_t item; /* the next in order */
    uint32_t *top;
    uint32_t *cells;
    size_t block_count, cell_capacity;
    int32_t *records;
    size_t word_count, word_capacity;
    size_t border_cells, most;
};

/* Which set covers each cell of a row. */
static enum err_code sweep_row(struct weave *w, uint32_t row)
{
    struct grid_build *b = w->b;
    uint32_t columns = b->lattice.columns, *out = w->strip + (size_t)(row & 15) * columns;
    uint32_t at = 0, set = 0;
    size_t n = 0;

    for (size_t i = b->row_runs[row]; i < b->row_runs[row + 1]; i++) {
        const struct grid_cover *run = &b->covers_by_row[i];

        w->events[n++] = (uint64_t)run->from << 32 | run->area << 1 | 1;
        w->events[n++] = (uint64_t)run->to << 32 | run->area << 1;
    }
    grid_sort(w->events, w->spare, n, 32, 32 + b->column_bits);
    for (size_t i = 0; i < n;) {
        uint32_t column = (uint32_t)(w->events[i] >> 32);

        for (; at < column; at++)
            out[at] = set;
        for (; i < n && (uint32_t)(w->events[i] >> 32) == column; i++)
            TRY(toggle(&w->sets, (uint32_t)w->events[i] >> 1, w->events[i] & 1));
        TRY(intern(&w->sets, &set));
    }
    for (; at < columns; at++)
        out[at] = set;
    return ERR_OK;
}

static enum err_code need_words(struct weave *w, size_t more)
{
    while (w->word_count + more > w->word_capacity) {
        size_t capacity = w->word_capacity ? w->word_capacity * 2 : 4096;
        int32_t *records = ARENA_NEW(&w->b->scratch, int32_t, capacity);

        if (!records || capacity / 4 > GRID_EDGES)
            return err_no_memory(w->b->err);
        if (w->word_count)
            memcpy(records, w->records, w->word_count * sizeof *records);
        w->records = records;
        w->word_capacity = capacity;
    }
    return ERR_OK;
}

/* The record of the cell that the next items belong to. */
static enum err_code put_record(struct weave *w, uint32_t cell_key, uint32_t set, uint32_t *entry)
{
    const struct grid_build *b = w->b;
    size_t end = w->item, words = 2, at, count;
    int32_t *out;

    for (; end < b->item_count && b->item_order[end] >> 32 == cell_key; end++)
        words += 2 + (size_t)b->items[(uint32_t)b->item_order[end]].edge_count * 4;
    count = end - w->item;
    TRY(need_words(w, words + 3));
    at = w->word_count;
    out = w->records + at;
    *out++ = (int32_t)set;
    *out++ = (int32_t)count;
    for (size_t i = w->item; i < end; i++) {
        const struct grid_item *item = &b->items[(uint32_t)b->item_order[i]];

        *out++ = (int32_t)(item->area | (item->asks ? GRID_ASKS : 0));
        *out++ = (int32_t)(item->edge_count << 1 | item->parity);
    }
    for (size_t i = w->item; i < end; i++) {
        const struct grid_item *item = &b->items[(uint32_t)b->item_order[i]];

        if (item->edge_count)
            memcpy(out, b->edges + item->first_edge * 4, item->edge_count * 16);
        out += (size_t)item->edge_count * 4;
    }
    w->item = end;
    w->word_count = (at + words + 3) & ~(size_t)3;
    w->border_cells++;
    count += w->sets.members[set];
    w->most = count > w->most ? count : w->most;
    *entry = GRID_EDGES | (uint32_t)(at / 4);
    return ERR_OK;
}

static enum err_code need_block(struct weave *w)
{
    size_t capacity = w->cell_capacity ? w->cell_capacity * 2 : 16;
    uint32_t *cells;

    if (w->block_count < w->cell_capacity)
        return ERR_OK;
    cells = ARENA_NEW(&w->b->scratch, uint32_t, capacity * 256);
    if (!cells)
        return err_no_memory(w->b->err);
    if (w->block_count)
        memcpy(cells, w->cells, w->block_count * 256 * sizeof *cells);
    w->cells = cells;
    w->cell_capacity = capacity;
    return ERR_OK;
}

/* One block out of the strip: one entry when all cells are alike. */
static enum err_code put_block(struct weave *w, size_t block)
{
    const struct grid_build *b = w->b;
    uint32_t columns = b->lattice.columns, wide = lattice_wide(&b->lattice);
    const uint32_t *from = w->strip + block % wide * LATTICE_BLOCK;
    bool has_items = w->item < b->item_count && b->item_order[w->item] >> 40 == block, alike = true;
    uint32_t *cells;

    for (uint32_t r = 0; r < 16 && !has_items && alike; r++)
        for (uint32_t c = 0; c < 16; c++)
            alike &= from[r * columns + c] == from[0];
    if (!has_items && alike) {
        w->top[block] = from[0];
        return ERR_OK;
    }
    TRY(need_block(w));
    cells = w->cells + w->block_count * 256;
    w->top[block] = LATTICE_IS_BLOCK | (uint32_t)w->block_count++;
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t key = (uint32_t)(block << 8) | i;

        cells[i] = from[(i >> 4) * columns + (i & 15)];
        if (w->item < b->item_count && b->item_order[w->item] >> 32 == key)
            TRY(put_record(w, key, cells[i], &cells[i]));
    }
    return ERR_OK;
}

static enum err_code weave(struct weave *w)
{
    struct grid_build *b = w->b;
    size_t most = 0, blocks = (size_t)lattice_wide(&b->lattice) * (b->lattice.rows / LATTICE_BLOCK);

    for (uint32_t r = 0; r < b->lattice.rows; r++) {
        size_t n = b->row_runs[r + 1] - b->row_runs[r];

        most = n > most ? n : most;
    }
    w->sets.b = b;
    w->strip = ARENA_NEW(&b->scratch, uint32_t, (size_t)b->lattice.columns * 16);
    w->events = ARENA_NEW(&b->scratch, uint64_t, most * 2);
    w->spare = ARENA_NEW(&b->scratch, uint64_t, most * 2);
    w->top = ARENA_NEW(&b->scratch, uint32_t, blocks);
    if (!w->strip || !w->events || !w->spare || !w->top)
        return err_no_memory(b->err);
    TRY(push_member(&w->sets, 0));
    for (uint32_t r = 0; r < b->lattice.rows; r++) {
        TRY(sweep_row(w, r));
        if ((r & 15) != 15)
            continue;
        for (size_t i = 0; i < lattice_wide(&b->lattice); i++)
            TRY(put_block(w, (size_t)(r >> 4) * lattice_wide(&b->lattice) + i));
    }
    w->most = w->most > w->sets.largest ? w->most : w->sets.largest;
    return ERR_OK;
}

/* ---- the whole ---- */

static const void *keep(struct arena *arena, const void *from, size_t count, size_t size)
{
    void *to = arena_alloc(arena, count, size);

    if (to && count)
        memcpy(to, from, count * size);
    return to;
}

static enum err_code finish(struct arena *arena, const struct weave *w, struct geo_grid *grid)
{
    const struct grid_build *b = w->b;
    size_t blocks = (size_t)lattice_wide(&b->lattice) * (b->lattice.rows / LATTICE_BLOCK);

    grid->lattice = b->lattice;
    grid->top = keep(arena, w->top, blocks, sizeof *w->top);
    grid->cells = keep(arena, w->cells, w->block_count * 256, sizeof *w->cells);
    grid->members = keep(arena, w->sets.members, w->sets.member_count, sizeof *w->sets.members);
    grid->records = keep(arena, w->records, w->word_count, sizeof *w->records);
    if (!grid->top || !grid->cells || !grid->members || !grid->records)
        return err_no_memory(b->err);
    grid->most = w->most;
    grid->can_gather =
        b->lattice.x0 >= -GEO_HALF_TURN &&
        b->lattice.x0 + ((int64_t)b->lattice.columns << b->lattice.bits) <= GEO_HALF_TURN;
    grid->figures =
        (struct geo_grid_figures){.cell_bits = b->lattice.bits,
                                  .columns = b->lattice.columns,
                                  .rows = b->lattice.rows,
                                  .blocks = w->block_count,
                                  .border_cells = w->border_cells,
                                  .items = b->item_count,
                                  .edges = b->edge_count,
                                  .sets = w->sets.set_count + 1,
                                  .bytes = sizeof *grid + blocks * 4 + w->block_count * 1024 +
                                           w->sets.member_count * 4 + w->word_count * 4};
    return ERR_OK;
}

static enum err_code build(struct grid_build *b, struct arena *arena, int cell_bits,
                           struct geo_grid *grid)
{
    struct weave w = {.b = b};
    int64_t width = 0, south = INT64_MAX, north = INT64_MIN;

    TRY(collect_units(b));
    TRY(find_frame(b, &width));
    TRY(place_units(b));
    for (size_t i = 0; i < b->unit_count; i++) {
        south = b->units[i].box.y0 < south ? b->units[i].box.y0 : south;
        north = b->units[i].box.y1 > north ? b->units[i].box.y1 : north;
    }
    b->lattice.y0 = south;
    choose_cells(b, cell_bits, width, north - south);
    while (UINT32_C(1) << b->column_bits <= b->lattice.columns)
        b->column_bits++;
    TRY(grid_trace(b));
    TRY(weave(&w));
    return finish(arena, &w, grid);
}

enum err_code geo_grid_make(struct arena *arena, const struct geo_shape *const *areas, size_t count,
                            int cell_bits, struct geo_grid **grid, struct err *err)
{
    struct grid_build b = {
        .scratch = {.mem = arena->mem}, .areas = areas, .area_count = count, .err = err};
    struct geo_grid *g = ARENA_NEW(arena, struct geo_grid, 1);
    enum err_code code = ERR_OK;

    if (!g)
        return err_no_memory(err);
    if (count > GEO_GRID_AREA_LIMIT)
        return err_set(err, ERR_INPUT, "%zu areas; a set grid holds at most %d", count,
                       GEO_GRID_AREA_LIMIT);
    g->areas = keep(arena, areas, count, sizeof *areas);
    g->area_count = count;
    g->members = keep(arena, (const uint32_t[]){0}, 1, sizeof *g->members);
    if (!g->areas || !g->members)
        return err_no_memory(err);
    if (count > 0)
        code = build(&b, arena, cell_bits, g);
    arena_free(&b.scratch);
    g->lookup = grid_best_lookup(g, GEO_LOOKUP_BEST);
    *grid = g;
    return code;
}

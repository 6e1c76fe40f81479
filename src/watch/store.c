/* SPDX-License-Identifier: Apache-2.0
 *
 * Records are held as canonical text: it is compact, it is what the state file holds, and reading it gives the same record. */
#include "watch/watch_int.h"

#include "facts/read.h"

#include <string.h>

#define FIRST_ROWS ((size_t)64)
#define SWEEP_AT ((size_t)1 << 20) /* bytes of dead text that are not worth a sweep */

enum err_code rows_add(const struct mem *mem, struct rows *rows, const void *item, struct err *err)
{
    if (rows->count == rows->capacity) {
        size_t capacity = rows->capacity ? 2 * rows->capacity : FIRST_ROWS;
        void *items;

        if (capacity > SIZE_MAX / rows->size)
            return err_no_memory(err);
        items =
            mem->resize(mem->ctx, rows->items, rows->capacity * rows->size, capacity * rows->size);
        if (!items)
            return err_no_memory(err);
        rows->items = items;
        rows->capacity = capacity;
    }
    memcpy((char *)rows->items + rows->count * rows->size, item, rows->size);
    rows->count++;
    return ERR_OK;
}

void rows_free(const struct mem *mem, struct rows *rows)
{
    if (rows->items)
        (void)mem->resize(mem->ctx, rows->items, rows->capacity * rows->size, 0);
    rows->items = NULL;
    rows->count = rows->capacity = 0;
}

void store_init(struct store *store, const struct mem *mem)
{
    *store = (struct store){.mem = mem, .rows = {.size = sizeof(struct held_record)}};
    store->two[0].mem = store->two[1].mem = mem;
    store->texts = &store->two[0];
    map_init(&store->names, store->texts);
}

void store_free(struct store *store)
{
    rows_free(store->mem, &store->rows);
    arena_free(&store->two[0]);
    arena_free(&store->two[1]);
}

/* The record's text and name into `texts`, and its name into the map. */
static enum err_code own(struct store *store, struct held_record *r, size_t index, struct err *err)
{
    TRY(arena_str(store->texts, r->text, &r->text, err));
    store->alive += r->text.size + r->name.size;
    if (r->name.size == 0)
        return ERR_OK;
    TRY(arena_str(store->texts, r->name, &r->name, err));
    return map_set(&store->names, r->name, (uint32_t)index, err);
}

enum err_code store_add(struct store *store, const struct held_record *record, struct err *err)
{
    struct held_record r = *record;

    TRY(own(store, &r, store->rows.count, err));
    return rows_add(store->mem, &store->rows, &r, err);
}

bool store_has(const struct store *store, struct str name)
{
    return name.size && map_get(&store->names, name) != MAP_NONE;
}

enum err_code store_sweep(struct store *store, struct err *err)
{
    struct arena *old = store->texts;
    size_t kept = 0, gone = 0;

    for (size_t i = 0; i < store->rows.count; i++) {
        struct held_record *r = store_at(store, i);

        if (r->is_dropped)
            gone += r->text.size + r->name.size;
        else
            *store_at(store, kept++) = *r;
    }
    store->alive -= gone;
    store->rows.count = kept;
    if (gone == 0)
        return ERR_OK;
    if (old->used < 4 * store->alive + SWEEP_AT) { /* the names alone */
        map_init(&store->names, store->texts);
        for (size_t i = 0; i < kept; i++)
            if (store_at(store, i)->name.size)
                TRY(map_set(&store->names, store_at(store, i)->name, (uint32_t)i, err));
        return ERR_OK;
    }
    store->texts = old == &store->two[0] ? &store->two[1] : &store->two[0];
    store->alive = 0;
    map_init(&store->names, store->texts);
    for (size_t i = 0; i < kept; i++)
        TRY(own(store, store_at(store, i), i, err));
    arena_free(old);
    return ERR_OK;
}

enum err_code store_read(const struct store *store, struct facts *facts, struct err *err)
{
    for (size_t i = 0; i < store->rows.count; i++) {
        uint64_t column;

        TRY(fact_read_line(facts, store_at(store, i)->text, STR("-"), NULL, STR("-"),
                           (uint64_t)i + 1, &column, err));
    }
    return ERR_OK;
}

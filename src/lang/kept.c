/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/kept.h"

#include "base/map.h"

#include <string.h>

#define KEY_LIMIT ((size_t)1 << 30)

struct lang_kept {
    struct arena *arena;
    struct map map; /* a key to an index in `shapes` */
    struct kept_shape *shapes;
    size_t count, capacity;
};

enum err_code lang_kept_open(struct arena *arena, struct lang_kept **kept, struct err *err)
{
    struct lang_kept *made = ARENA_NEW(arena, struct lang_kept, 1);

    *kept = made;
    if (!made)
        return err_no_memory(err);
    made->arena = arena;
    map_init(&made->map, arena);
    return ERR_OK;
}

static void put_text(struct buf *buf, struct str text)
{
    buf_printf(buf, "%zu ", text.size);
    buf_put(buf, text);
}

enum err_code kept_key(struct work *work, struct str path, const struct geo_filter *filter,
                       struct str *key)
{
    struct buf buf;
    enum err_code code;

    buf_init(&buf, work->arena->mem, KEY_LIMIT);
    put_text(&buf, path);
    if (filter) {
        char number[sizeof filter->number];

        memcpy(number, &filter->number, sizeof number);
        buf_printf(&buf, " %d ", (int)filter->op);
        put_text(&buf, filter->key);
        put_text(&buf, (struct str){number, sizeof number});
        for (size_t i = 0; i < filter->value_count; i++)
            put_text(&buf, filter->values[i]);
    }
    code = buf_check(&buf, work->err);
    if (!code)
        code = arena_str(work->arena, buf_str(&buf), key, work->err);
    buf_free(&buf);
    return code;
}

const struct kept_shape *kept_get(const struct lang_kept *kept, struct str key)
{
    uint32_t i = map_get(&kept->map, key);

    return i == MAP_NONE ? NULL : &kept->shapes[i];
}

enum err_code kept_put(struct lang_kept *kept, struct str key, const struct kept_shape *shape,
                       struct err *err)
{
    struct str own;

    TRY(arena_str(kept->arena, key, &own, err));
    TRY(arena_grow(kept->arena, &kept->shapes, kept->count, &kept->capacity, sizeof *kept->shapes,
                   err));
    kept->shapes[kept->count] = *shape;
    TRY(map_set(&kept->map, own, (uint32_t)kept->count, err));
    kept->count++;
    return ERR_OK;
}

struct arena *kept_arena(const struct lang_kept *kept)
{
    return kept->arena;
}

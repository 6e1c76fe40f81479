/* SPDX-License-Identifier: Apache-2.0
 *
 * The taxonomy as people and programs read it. kinds.csv is part of the library: a parent stands
 * before what is under it, and only labels are quoted. */
#include "api/api_int.h"
#include "api/share.h"
#include "base/json.h"
#include "base/map.h"

#define NAME_WIDTH 36 /* columns for indent and name before the label */

struct kind {
    struct str name, type, class_id, label;
    uint32_t parent; /* MAP_NONE: a root */
    unsigned depth;
    bool is_chosen;
};

struct kinds {
    struct kind *items;
    size_t count, capacity;
    struct map by_name;
};

/* The next field of a CSV line; quotes are taken off, a doubled quote stays as it is written. */
static struct str next_field(struct str *line)
{
    struct str field;
    size_t end;

    if (!str_starts(*line, STR("\"")))
        return str_cut(line, ',');
    end = str_find(*line, '"', 1);
    field = str_slice(*line, 1, end);
    *line = str_from(*line, end + 2);
    return field;
}

static enum err_code read_kinds(struct arena *arena, struct kinds *kinds, struct err *err)
{
    struct str rest = share_bytes("taxonomy/kinds.csv");

    map_init(&kinds->by_name, arena);
    (void)str_cut(&rest, '\n'); /* the header */
    while (rest.size > 0) {
        struct str line = str_trim(str_cut(&rest, '\n'));
        struct kind kind = {0};
        struct str parent;

        if (line.size == 0 || line.text[0] == '#')
            continue;
        kind.name = next_field(&line);
        parent = next_field(&line);
        kind.type = next_field(&line);
        kind.class_id = next_field(&line);
        kind.label = next_field(&line);
        kind.parent = map_get(&kinds->by_name, parent);
        if (kind.parent != MAP_NONE)
            kind.depth = kinds->items[kind.parent].depth + 1;
        TRY(arena_grow(arena, &kinds->items, kinds->count, &kinds->capacity, sizeof(kind), err));
        TRY(map_set(&kinds->by_name, kind.name, (uint32_t)kinds->count, err));
        kinds->items[kinds->count++] = kind;
    }
    return ERR_OK;
}

static enum err_code choose(struct kinds *kinds, struct str below, struct err *err)
{
    size_t best = 4; /* edits; farther names are no help */
    struct str nearest = {0};

    for (size_t i = 0; i < kinds->count; i++) {
        struct kind *kind = &kinds->items[i];
        const size_t distance = str_distance(kind->name, below, best);

        kind->is_chosen = below.size == 0 || str_eq(kind->name, below) ||
                          (kind->parent != MAP_NONE && kinds->items[kind->parent].is_chosen);
        if (distance < best) {
            best = distance;
            nearest = kind->name;
        }
    }
    if (below.size == 0 || map_get(&kinds->by_name, below) != MAP_NONE)
        return ERR_OK;
    if (nearest.size > 0)
        return err_set(err, ERR_USAGE, "there is no kind \"%.*s\"; the nearest is \"%.*s\"",
                       (int)(below.size < 80 ? below.size : 80), below.text, STR_ARG(nearest));
    return err_set(err, ERR_USAGE, "there is no kind \"%.*s\"; `truce kinds` lists all",
                   (int)(below.size < 80 ? below.size : 80), below.text);
}

static void put_line(struct buf *buf, const struct kind *kind, unsigned depth)
{
    size_t width = kind->name.size + 2 * (size_t)depth;

    for (unsigned i = 0; i < depth; i++)
        buf_puts(buf, "  ");
    buf_put(buf, kind->name);
    do {
        buf_putc(buf, ' ');
    } while (++width < NAME_WIDTH);
    buf_printf(buf, "%.*s (%.*s%s%.*s)\n", STR_ARG(kind->label), STR_ARG(kind->type),
               kind->class_id.size > 0 ? ", " : "", STR_ARG(kind->class_id));
}

/* What is under `parent`, in the order of the table, each followed by what is under it. */
static void put_tree(struct buf *buf, const struct kinds *kinds, uint32_t parent, unsigned base)
{
    for (size_t i = 0; i < kinds->count; i++) {
        const struct kind *kind = &kinds->items[i];

        if (kind->parent != parent || !kind->is_chosen)
            continue;
        put_line(buf, kind, kind->depth - base);
        put_tree(buf, kinds, (uint32_t)i, base);
    }
}

static void put_text(struct buf *buf, const struct kinds *kinds, struct str below)
{
    const uint32_t top = below.size > 0 ? map_get(&kinds->by_name, below) : MAP_NONE;

    if (top == MAP_NONE) {
        put_tree(buf, kinds, MAP_NONE, 0);
        return;
    }
    put_line(buf, &kinds->items[top], 0);
    put_tree(buf, kinds, top, kinds->items[top].depth);
}

static void put_json(struct buf *buf, const struct kinds *kinds)
{
    const char *before = "\n";

    buf_puts(buf, "{\"version\": 1, \"kinds\": [");
    for (size_t i = 0; i < kinds->count; i++) {
        const struct kind *kind = &kinds->items[i];
        bool first = true;

        if (!kind->is_chosen)
            continue;
        buf_puts(buf, before);
        before = ",\n";
        buf_puts(buf, "  {");
        json_key(buf, &first, "name");
        json_put_string(buf, kind->name);
        json_key(buf, &first, "parent");
        if (kind->parent == MAP_NONE)
            buf_puts(buf, "null");
        else
            json_put_string(buf, kinds->items[kind->parent].name);
        json_key(buf, &first, "type");
        json_put_string(buf, kind->type);
        json_key(buf, &first, "class");
        if (kind->class_id.size == 0)
            buf_puts(buf, "null");
        else
            json_put_string(buf, kind->class_id);
        json_key(buf, &first, "label");
        json_put_string(buf, kind->label);
        buf_putc(buf, '}');
    }
    buf_puts(buf, "\n]}\n");
}

enum truce_code truce_kinds_put(const struct truce_memory *memory, struct truce_text below,
                                enum truce_form form, const struct truce_sink *sink,
                                struct truce_error *error)
{
    const struct mem mem = api_mem(memory);
    struct arena arena = {.mem = &mem};
    struct kinds kinds = {0};
    struct buf buf;
    struct err err = {0};
    enum err_code inner;
    enum truce_code code;

    buf_init(&buf, &mem, API_OUTPUT_LIMIT);
    inner = read_kinds(&arena, &kinds, &err);
    if (!inner)
        inner = choose(&kinds, api_str(below), &err);
    if (inner) {
        code = api_error(error, inner, &err);
    } else {
        if (form == TRUCE_FORM_JSON)
            put_json(&buf, &kinds);
        else
            put_text(&buf, &kinds, api_str(below));
        code = api_put(sink, &buf, error);
    }
    buf_free(&buf);
    arena_free(&arena);
    return code;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Members of a collection (`zones`): the features of the file that it loads, the parts of an `or`, or, of a place made of
 * another collection, one for each of that one's members. */
#include "lang/build_int.h"

/* Files that may have members. */
static void want(struct build *b, uint32_t geom)
{
    const struct ast_geom *g = &b->ast->geoms.items[geom];
    if (g->form == AST_GEOM_LOAD)
        b->geom_shapes[geom].wants_parts = true;
    for (size_t i = 0; i < g->children.count; i++)
        want(b, g->children.items[i]);
}

void build_want_parts(struct build *b)
{
    for (size_t i = 0; i < b->ast->places.count; i++) {
        const struct ast_place *place = &b->ast->places.items[i];
        for (size_t j = 0; place->type == PLAN_ZONES && j < place->geoms.count; j++)
            want(b, place->geoms.items[j].geom);
    }
}

/* The collection behind the first one that a geometry names; PLAN_NONE: none. */
static uint32_t named_in(struct build *b, uint32_t geom)
{
    const struct ast_geom *g = &b->ast->geoms.items[geom];
    if (g->form == AST_GEOM_NAME) {
        const struct symbol *symbol = build_symbol(b, g->name.text);
        bool is_zones = symbol && symbol->sort == SYMBOL_PLACE &&
                        b->ast->places.items[symbol->index].type == PLAN_ZONES;
        return is_zones ? build_collection(b, symbol->index) : PLAN_NONE;
    }
    for (size_t i = 0; i < g->children.count; i++) {
        uint32_t found = named_in(b, g->children.items[i]);
        if (found != PLAN_NONE)
            return found;
    }
    return PLAN_NONE;
}

uint32_t build_collection(struct build *b, uint32_t index)
{
    const struct ast_place *place = &b->ast->places.items[index];
    const struct place_state *state = &b->places[index];
    uint32_t found = PLAN_NONE;
    if (place->type != PLAN_ZONES || state->form == PLAN_PLACE_OPEN || state->is_later ||
        state->varies || b->depth >= NESTING_LIMIT)
        return PLAN_NONE;
    b->depth++; /* a circle has been reported */
    if (place->geoms.count)
        found = named_in(b, place->geoms.items[0].geom);
    b->depth--;
    return found == PLAN_NONE ? index : found;
}

static const struct build_shape *file_in(const struct build *b, uint32_t geom)
{
    const struct ast_geom *g = &b->ast->geoms.items[geom];
    if (g->form == AST_GEOM_LOAD)
        return b->geom_shapes[geom].parts.count ? &b->geom_shapes[geom] : NULL;
    for (size_t i = 0; i < g->children.count; i++) {
        const struct build_shape *file = file_in(b, g->children.items[i]);
        if (file)
            return file;
    }
    return NULL;
}

/* Names of the members; a name stands for one of them. */
static struct str *names_of(struct build *b, uint32_t collection, size_t *count)
{
    uint32_t geom = b->ast->places.items[collection].geoms.items[0].geom;
    const struct ast_geom *g = &b->ast->geoms.items[geom];
    const struct build_shape *file = g->form == AST_GEOM_OR ? NULL : file_in(b, geom);
    *count = file ? file->parts.count : g->form == AST_GEOM_OR ? g->children.count : 1;
    if (build_too_many(b, g->range, *count, MEMBER_LIMIT, "members"))
        *count = MEMBER_LIMIT;
    struct str *names = ARENA_NEW(b->work->arena, struct str, *count);
    if (!names) {
        work_fail(b->work, err_no_memory(b->work->err));
        return NULL;
    }
    for (size_t i = 0; i < *count; i++) {
        names[i] = file ? file->parts.items[i].name : work_printf(b->work, "%zu", i + 1);
        if (g->form == AST_GEOM_OR) {
            const struct ast_geom *part = &b->ast->geoms.items[g->children.items[i]];
            names[i] = part->form == AST_GEOM_NAME ? part->name.text : names[i];
        }
        for (size_t j = 0; j < i; j++)
            if (str_eq(names[i], names[j])) {
                names[i] = work_printf(b->work, "%.*s %zu", STR_ARG(names[i]), i + 1);
                break;
            }
    }
    return names;
}

void build_members(struct build *b, uint32_t index, struct plan_place *to)
{
    uint32_t collection = build_collection(b, index);
    if (collection == PLAN_NONE || !b->ast->places.items[collection].geoms.count || b->work->failed)
        return;
    size_t count = 0, each = b->readings.count;
    if (to->form == PLAN_PLACE_KEYED && !b->places[index].is_disputed)
        each = 1;
    struct str *names = names_of(b, collection, &count);
    uint32_t *zones = names ? ARENA_NEW(b->work->arena, uint32_t, count * to->zone_count) : NULL;
    if (!zones) {
        work_fail(b->work, err_no_memory(b->work->err));
        return;
    }
    for (size_t i = 0; i < count * to->zone_count && !b->work->failed; i++) {
        size_t k = i % to->zone_count;
        uint32_t member = (uint32_t)(i / to->zone_count);
        uint32_t key = to->form == PLAN_PLACE_KEYED ? to->keys.items[k / each] : PLAN_NONE;
        if (to->form == PLAN_PLACE_ONE && k)
            zones[i] = zones[i - 1];
        else if (count == 1)
            zones[i] = to->zones[k];
        else
            zones[i] = build_member_node(b, index, (uint32_t)(k % each), key, collection, member);
        if (zones[i] == PLAN_NONE)
            zones[i] = to->zones[k]; /* other parts under this reading: all of it */
    }
    to->members = names;
    to->member_count = count;
    to->member_zones = zones;
    to->collection = collection;
}

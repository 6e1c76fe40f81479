/* SPDX-License-Identifier: Apache-2.0
 *
 * Geometry: from expressions to nodes, once for each reading. Files are read once for each place they stand at. */
#include "lang/build_int.h"

#include "lang/kept.h"

static uint32_t add_node(struct build *b, struct geo_node node, struct ast_range range)
{
    if (b->nodes.count >= GEO_NODE_LIMIT) {
        build_range_diag(b, LANG_T0509, range,
                         "the text has more geometry than the %d steps that are allowed",
                         GEO_NODE_LIMIT);
        return PLAN_NONE;
    }
    struct geo_zones zones = {b->nodes.items, b->nodes.count, b->shapes.items, b->shapes.count};
    node.size = geo_node_size(&zones, &node);
    if (!node.size) {
        build_range_diag(b, LANG_T0509, range, "this zone is made of more than %d steps",
                         GEO_ZONE_SIZE_LIMIT)
            ->label = STR("expected a simpler zone, or one file for parts of it");
        return PLAN_NONE;
    }
    PUSH(b->work, &b->nodes, node);
    return b->work->failed ? PLAN_NONE : (uint32_t)b->nodes.count - 1;
}

static uint32_t add_shape(struct build *b, const struct geo_shape *shape, struct ast_range range)
{
    if (!shape)
        return PLAN_NONE;
    PUSH(b->work, &b->shapes, shape); /* NOLINT(bugprone-sizeof-expression): pointers are meant */
    if (b->work->failed)
        return PLAN_NONE;
    return add_node(
        b, (struct geo_node){.op = GEO_OP_SHAPE, .shape = (uint32_t)b->shapes.count - 1}, range);
}

/* The shape behind a node that is nothing but a shape, else NULL. */
static const struct geo_shape *shape_of(const struct build *b, uint32_t node)
{
    if (node == PLAN_NONE || b->nodes.items[node].op != GEO_OP_SHAPE)
        return NULL;
    return b->shapes.items[b->nodes.items[node].shape];
}

static bool is_lines(const struct build *b, uint32_t node)
{
    const struct geo_shape *shape = shape_of(b, node);
    return shape && geo_shape_kind(shape) == GEO_SHAPE_LINES;
}

/* An operation of geo failed: the geometry is wrong, or there is no memory. */
static void report(struct build *b, enum err_code code, const struct err *err,
                   struct ast_range range, struct str file)
{
    if (code == ERR_NO_MEMORY) {
        work_fail(b->work, err_no_memory(b->work->err));
        return;
    }
    if (file.size)
        build_range_diag(b, LANG_T0501, range, "\"%.*s\": %s", STR_ARG(file), err->text);
    else
        build_range_diag(b, LANG_T0501, range, "%s", err->text);
}

/* ---------------------------------------------------------------- files */

static bool is_true(const struct json *value)
{
    return value && value->type == JSON_BOOL && value->truth;
}

static bool says_hypothetical(const struct json *file)
{
    if (is_true(json_get(file, "hypothetical")) ||
        is_true(json_get(json_get(file, "properties"), "hypothetical")))
        return true;
    const struct json *features = json_get(file, "features");
    if (!features || features->type != JSON_ARRAY)
        return false;
    for (size_t i = 0; i < features->count; i++)
        if (is_true(json_get(json_get(&features->items[i], "properties"), "hypothetical")))
            return true;
    return false;
}

static bool make_filter(struct build *b, const struct ast_test *test, struct geo_filter *filter)
{
    static const enum geo_filter_op ops[] = {
        [PLAN_AT_LEAST] = GEO_FILTER_AT_LEAST, [PLAN_AT_MOST] = GEO_FILTER_AT_MOST,
        [PLAN_MORE_THAN] = GEO_FILTER_MORE,    [PLAN_LESS_THAN] = GEO_FILTER_LESS,
        [PLAN_EXACTLY] = GEO_FILTER_EXACTLY,   [PLAN_IS] = GEO_FILTER_IS};
    struct str *values = ARENA_NEW(b->work->arena, struct str, test->texts.count);
    if (!values) {
        work_fail(b->work, err_no_memory(b->work->err));
        return false;
    }
    for (size_t i = 0; i < test->texts.count; i++)
        values[i] = test->texts.items[i].text;
    *filter = (struct geo_filter){ops[test->comparison], test->attribute.text, values,
                                  test->texts.count, test->number.value};
    return true;
}

/* A file is told of once in each text that loads it. */
static bool is_first_load(struct build *b, struct ast_word file)
{
    struct str key = work_printf(b->work, "%u %.*s", work_source_of_token(b->work, file.token),
                                 STR_ARG(file.text));
    if (b->work->failed || map_get(&b->sketches, key) != MAP_NONE)
        return false;
    enum err_code code = map_set(&b->sketches, key, 0, b->work->err);
    if (code)
        work_fail(b->work, code);
    return !code;
}

/* The file's tree: as it was read before, or now. NULL, with a diagnostic, where it cannot be read. */
static const struct build_file *open_file(struct build *b, const struct ast_geom *g)
{
    struct work *w = b->work;
    struct ast_range at = {g->name.token, g->name.token + 1};
    struct str path = base_path(w, g->name.token, g->name.text), bytes = {0};
    struct build_file file = {.is_hypothetical = false};
    struct err err = {0};
    uint32_t index = map_get(&b->file_of, path);
    if (index != MAP_NONE)
        return &b->files.items[index];
    enum err_code code =
        w->host->read(w->host->ctx, LANG_FILE_GEOMETRY, path, &b->trees, &bytes, &err);
    if (code == ERR_NO_MEMORY) {
        work_fail(w, err_no_memory(w->err));
        return NULL;
    }
    if (code) {
        build_range_diag(b, LANG_T0502, at, "the file \"%.*s\" cannot be read: %s",
                         STR_ARG(g->name.text), err.text);
        return NULL;
    }
    code = json_parse(&b->trees, bytes, &file.tree, &err);
    if (code) {
        report(b, code, &err, at, g->name.text);
        return NULL;
    }
    file.is_hypothetical = says_hypothetical(&file.tree);
    PUSH(w, &b->files, file);
    code = w->failed ? ERR_OK : map_set(&b->file_of, path, (uint32_t)b->files.count - 1, w->err);
    if (code)
        work_fail(w, code);
    return w->failed ? NULL : &b->files.items[b->files.count - 1];
}

/* The features of a file, one by one, as far as they are picked. */
static void read_parts(struct build *b, struct arena *scratch, const struct json *tree,
                       const struct geo_filter *filter, struct build_shape *to)
{
    const struct json *features = json_get(tree, "features");
    if (!features || features->type != JSON_ARRAY)
        return;
    for (size_t i = 0; i < features->count && !b->work->failed; i++) {
        const struct json *feature = &features->items[i];
        const struct json *name = json_get(json_get(feature, "properties"), "name");
        struct build_part part = {.name = work_printf(b->work, "%zu", to->parts.count + 1)};
        struct geo_shape *shape = NULL;
        struct err err = {0};
        enum err_code code =
            geo_geojson_shape(b->work->arena, scratch, feature, filter, &shape, &err);
        if (code == ERR_NO_MEMORY)
            work_fail(b->work, err_no_memory(b->work->err));
        if (code)
            continue; /* not picked, or without geometry */
        part.shape = shape;
        if (name && name->type == JSON_STRING && name->text.size)
            part.name = work_printf(b->work, "%.*s", STR_ARG(name->text));
        PUSH(b->work, &to->parts, part);
    }
}

/* A day that a feature's properties give: its beginning. False: none is given. */
static bool day_of(const struct build *b, const struct json *feature, const char *key,
                   int64_t *day_us)
{
    const struct json *value = json_get(json_get(feature, "properties"), key);
    struct time_text text;
    if (!value || value->type != JSON_STRING || !time_parse(value->text, &text))
        return false;
    *day_us = tz_to_utc(b->plan->tz ? b->plan->tz : tz_utc(), &text.civil);
    return true;
}

/* `as of DAY`: of the features that say from when (`from`) or until when (`to`, itself no more) they hold, those that did
 * on that day. */
static bool on_day(struct build *b, const struct ast_geom *g, struct arena *scratch,
                   const struct json *tree, struct json *out)
{
    struct plan_time day = build_time(b, &g->as_of);
    const struct json *features = json_get(tree, "features");
    size_t kept = 0;
    *out = *tree;
    if (day.form != PLAN_TIME_DATE && day.form != PLAN_TIME_MOMENT) {
        build_range_diag(
            b, LANG_T0606, g->as_of.range,
            "a file is read before anything has happened: its day is one of the calendar")
            ->label = STR("expected a date, such as 2026-02-01");
        return false;
    }
    if (!features || features->type != JSON_ARRAY)
        return true;
    struct json *items = ARENA_NEW(scratch, struct json, features->count);
    struct json *members = ARENA_NEW(scratch, struct json, tree->count);
    if (!items || !members) {
        work_fail(b->work, err_no_memory(b->work->err));
        return false;
    }
    for (size_t i = 0; i < features->count; i++) {
        int64_t from = TIME_MIN_US, to = TIME_MAX_US;
        (void)day_of(b, &features->items[i], "from", &from);
        (void)day_of(b, &features->items[i], "to", &to);
        if (from <= day.at_us && day.at_us < to)
            items[kept++] = features->items[i];
    }
    if (features->count && !kept) {
        build_range_diag(b, LANG_T0502, g->as_of.range,
                         "nothing in the file \"%.*s\" holds on that day", STR_ARG(g->name.text))
            ->label = STR("expected a day between `from` and `to` of one of its features");
        return false;
    }
    for (size_t i = 0; i < tree->count; i++) {
        members[i] = tree->items[i];
        if (&tree->items[i] == features) {
            members[i].items = items;
            members[i].count = kept;
        }
    }
    out->items = members;
    return true;
}

static void tell_hypothetical(struct build *b, const struct ast_geom *g, bool is_hypothetical)
{
    if (is_hypothetical && is_first_load(b, g->name))
        build_range_diag(b, LANG_W0806, (struct ast_range){g->name.token, g->name.token + 1},
                         "the file \"%.*s\" says that its geometry is hypothetical",
                         STR_ARG(g->name.text));
}

/* What an earlier text took of the same file; *key is empty where nothing is kept. */
static bool was_kept(struct build *b, const struct ast_geom *g, const struct geo_filter *filter,
                     struct build_shape *to, struct str *key)
{
    struct work *w = b->work;
    const struct kept_shape *kept;
    *key = (struct str){0};
    if (!w->kept || g->as_of.form || to->wants_parts)
        return false;
    enum err_code code =
        kept_key(w, base_path(w, g->name.token, g->name.text), g->where.count ? filter : NULL, key);
    if (code) {
        work_fail(w, code);
        return true;
    }
    kept = kept_get(w->kept, *key);
    if (!kept)
        return false;
    to->shape = kept->shape;
    to->is_hypothetical = kept->is_hypothetical;
    tell_hypothetical(b, g, kept->is_hypothetical);
    return true;
}

static void keep(struct work *w, struct str key, const struct build_shape *made)
{
    const struct kept_shape kept = {made->shape, made->is_hypothetical};
    enum err_code code = kept_put(w->kept, key, &kept, w->err);
    if (code)
        work_fail(w, code);
}

static void read_file(struct build *b, const struct ast_geom *g, struct build_shape *to)
{
    struct work *w = b->work;
    struct ast_range at = {g->name.token, g->name.token + 1};
    struct geo_filter filter = {0};
    struct geo_shape *shape = NULL;
    struct err err = {0};
    struct str key;
    if (g->where.count && !make_filter(b, &g->where.items[0], &filter))
        return;
    if (was_kept(b, g, &filter, to, &key))
        return;
    const struct build_file *file = open_file(b, g);
    if (!file)
        return;
    struct arena scratch = {.mem = w->arena->mem, .limit = w->arena->limit};
    struct json tree = file->tree;
    if (g->as_of.form && !on_day(b, g, &scratch, &file->tree, &tree)) {
        arena_free(&scratch);
        return;
    }
    enum err_code code = geo_geojson_shape(key.size ? kept_arena(w->kept) : w->arena, &scratch,
                                           &tree, g->where.count ? &filter : NULL, &shape, &err);
    if (!code && to->wants_parts)
        read_parts(b, &scratch, &tree, g->where.count ? &filter : NULL, to);
    arena_free(&scratch);
    if (code)
        report(b, code, &err, at, g->name.text);
    to->shape = shape;
    to->is_hypothetical = file->is_hypothetical;
    tell_hypothetical(b, g, to->is_hypothetical);
    if (key.size && shape && !w->failed)
        keep(w, key, to);
}

/* ---------------------------------------------------------------- points */

static bool make_point(struct build *b, const struct ast_geom *g, size_t at,
                       struct geo_point *point)
{
    const struct ast_quantity *lat = &g->coordinates.items[at],
                              *lon = &g->coordinates.items[at + 1];
    if (!lat->is_set || !lon->is_set)
        return false;
    *point = (struct geo_point){lon->value * unit_of(lon->unit)->factor,
                                lat->value * unit_of(lat->unit)->factor};
    if (geo_point_ok(*point))
        return true;
    bool is_lat = lat->value > 90;
    build_range_diag(b, LANG_T0504, is_lat ? lat->range : lon->range, "%s",
                     is_lat ? "a latitude is 0 to 90 degrees N or S"
                            : "a longitude is 0 to 180 degrees E or W");
    return false;
}

static void make_circle(struct build *b, const struct ast_geom *g, struct build_shape *to)
{
    struct geo_point centre;
    struct geo_shape *shape = NULL;
    struct err err = {0};
    if (g->coordinates.count < 2 || !make_point(b, g, 0, &centre))
        return;
    enum err_code code = geo_shape_points(b->work->arena, &centre, 1, &shape, &err);
    if (code)
        report(b, code, &err, g->range, (struct str){0});
    to->shape = shape;
}

static void make_polygon(struct build *b, const struct ast_geom *g, struct build_shape *to)
{
    size_t count = g->coordinates.count / 2;
    struct geo_point *points = ARENA_NEW(b->work->arena, struct geo_point, count);
    if (!points) {
        work_fail(b->work, err_no_memory(b->work->err));
        return;
    }
    for (size_t i = 0; i < count; i++)
        if (!make_point(b, g, 2 * i, &points[i]))
            return;
    struct geo_path ring = {points, count};
    struct geo_polygon polygon = {&ring, 1};
    struct geo_shape *shape = NULL;
    struct err err = {0};
    enum err_code code = geo_shape_area(b->work->arena, &polygon, 1, &shape, &err);
    if (code)
        report(b, code, &err, g->range, (struct str){0});
    to->shape = shape;
}

/* The shape that a geom draws itself, made once. */
static const struct build_shape *own_shape(struct build *b, uint32_t geom)
{
    struct build_shape *to = &b->geom_shapes[geom];
    const struct ast_geom *g = &b->ast->geoms.items[geom];
    if (to->is_tried || b->work->failed)
        return to;
    to->is_tried = true;
    if (g->form == AST_GEOM_LOAD)
        read_file(b, g, to);
    else if (g->form == AST_GEOM_CIRCLE)
        make_circle(b, g, to);
    else
        make_polygon(b, g, to);
    return to;
}

/* ---------------------------------------------------------------- expressions */

struct frame { /* under which reading, for whom */
    uint32_t reading, key;
    uint32_t collection, member; /* of whose parts only one is meant; PLAN_NONE */
    uint32_t place;              /* whose geometry it is */
    bool is_within;              /* what is around it counts */
    bool is_hypothetical;
};

static uint32_t node_of(struct build *b, uint32_t geom, struct frame *frame);

/* The geom that a place means under a reading. */
static uint32_t geom_of(const struct build *b, uint32_t index, const struct frame *frame)
{
    const struct ast_place *place = &b->ast->places.items[index];
    for (size_t i = 0; i < place->geoms.count; i++) {
        struct ast_word key = place->geoms.items[i].key;
        if (!key.is_set)
            return place->geoms.items[i].geom;
        const struct symbol *actor = build_symbol(b, key.text);
        if (place->is_disputed ? str_eq(key.text, b->readings.items[frame->reading])
                               : actor && actor->index == frame->key)
            return place->geoms.items[i].geom;
    }
    return 0;
}

static bool is_side_of(const struct build *b, struct ast_word side, uint32_t actor)
{
    for (size_t n = 0; side.is_set && actor != PLAN_NONE && n <= b->plan->actor_count; n++) {
        if (str_eq(side.text, b->plan->actors[actor].name))
            return true;
        actor = b->plan->actors[actor].under;
    }
    return false;
}

/* The hand of `side` along the line that a geom names; through names, to where the sides are declared. */
static bool hand_of(struct build *b, uint32_t geom, const struct ast_side *side,
                    const struct frame *frame, enum geo_hand *hand)
{
    bool is_same = side->form == PLAN_SIDE_OF_SAME_PARTY;
    uint32_t actor = is_same ? frame->key : build_actor(b, side->name);
    struct ast_range range = b->ast->geoms.items[geom].range;
    const struct ast_geom *g = &b->ast->geoms.items[geom];
    for (unsigned steps = 0;
         steps < NESTING_LIMIT && actor != PLAN_NONE && g->form == AST_GEOM_NAME; steps++) {
        uint32_t place = build_place(b, g->name);
        if (place == PLAN_NONE)
            return false;
        const struct ast_place *p = &b->ast->places.items[place];
        for (size_t i = 0; i < 2; i++) {
            if (is_same
                    ? !is_side_of(b, p->side_names[i], actor)
                    : !p->side_names[i].is_set || !str_eq(p->side_names[i].text, side->name.text))
                continue;
            *hand = p->side_is_left[i] ? GEO_HAND_LEFT : GEO_HAND_RIGHT;
            return true;
        }
        g = &b->ast->geoms.items[geom_of(b, place, frame)];
    }
    if (!is_same)
        range = (struct ast_range){side->name.token, side->name.token + 1};
    if (actor != PLAN_NONE)
        build_range_diag(b, LANG_T0507, range, "nothing says on which side of this line %.*s is",
                         STR_ARG(b->plan->actors[actor].name))
            ->label =
            STR("expected `with … on the left, … on the right` where the line is declared");
    return false;
}

static uint32_t with_side(struct build *b, uint32_t geom, uint32_t node, uint32_t child,
                          struct frame *frame)
{
    const struct ast_geom *g = &b->ast->geoms.items[geom];
    enum geo_hand hand;
    if (node == PLAN_NONE || g->side.form == PLAN_SIDE_NONE)
        return node;
    if (!is_lines(b, child)) {
        struct ast_range range = g->range;
        if (g->side.name.is_set)
            range = (struct ast_range){g->side.name.token, g->side.name.token + 1};
        build_range_diag(b, LANG_T0507, range, "only a line has sides")->label =
            STR("expected a distance from a line");
        return PLAN_NONE;
    }
    if (!hand_of(b, g->children.items[0], &g->side, frame, &hand))
        return PLAN_NONE;
    uint32_t half =
        add_node(b, (struct geo_node){.op = GEO_OP_SIDE, .a = child, .hand = hand}, g->range);
    if (half == PLAN_NONE)
        return half;
    return add_node(b, (struct geo_node){.op = GEO_OP_AND, .a = node, .b = half}, g->range);
}

static bool is_stand_in(const struct build *b, uint32_t node)
{
    for (size_t i = 0; i < b->follows.count; i++)
        if (b->nodes.items[node].op == GEO_OP_SHAPE &&
            b->nodes.items[node].shape == b->follows.items[i].shape)
            return true;
    return false;
}

static uint32_t between_lines(struct build *b, const struct ast_geom *g, uint32_t first,
                              uint32_t second)
{
    if (first == PLAN_NONE || second == PLAN_NONE)
        return PLAN_NONE;
    if (is_stand_in(b, first) || is_stand_in(b, second)) {
        build_range_diag(b, LANG_T0503, g->range,
                         "the ground between two lines is drawn once, and one of them moves")
            ->label = STR("expected lines that stay where they are");
        return PLAN_NONE;
    }
    if (!is_lines(b, first) || !is_lines(b, second)) {
        build_range_diag(b, LANG_T0503, g->range,
                         "`between … and …` stands for the area between two lines")
            ->label = STR("expected two lines");
        return PLAN_NONE;
    }
    struct geo_shape *shape = NULL;
    struct err err = {0};
    enum err_code code =
        geo_shape_between(b->work->arena, shape_of(b, first), shape_of(b, second), &shape, &err);
    if (code)
        report(b, code, &err, g->range, (struct str){0});
    return add_shape(b, shape, g->range);
}

static uint32_t joined(struct build *b, const struct ast_geom *g, struct frame *frame)
{
    enum geo_op op = g->form == AST_GEOM_AND  ? GEO_OP_AND
                     : g->form == AST_GEOM_OR ? GEO_OP_OR
                                              : GEO_OP_EXCEPT;
    uint32_t so_far = PLAN_NONE;
    for (size_t i = 0; i < g->children.count && !b->work->failed; i++) {
        uint32_t part = node_of(b, g->children.items[i], frame);
        if (part == PLAN_NONE)
            return PLAN_NONE;
        if (is_lines(b, part)) {
            build_range_diag(b, LANG_T0503, b->ast->geoms.items[g->children.items[i]].range,
                             "areas can be joined and cut, and this is a line")
                ->label = STR("expected an area, such as `within 5 km of` the line");
            return PLAN_NONE;
        }
        so_far =
            i ? add_node(b, (struct geo_node){.op = op, .a = so_far, .b = part}, g->range) : part;
        if (so_far == PLAN_NONE)
            return PLAN_NONE;
    }
    return so_far;
}

/* The feed that a track comes from: the name of the file without folders and ending. */
static struct str feed_of(struct str file)
{
    for (size_t i = file.size; i > 0; i--)
        if (file.text[i - 1] == '/') {
            file = str_from(file, i);
            break;
        }
    for (size_t i = file.size; i > 1; i--)
        if (file.text[i - 1] == '.')
            return str_slice(file, 0, i - 1);
    return file;
}

/* Stands where the last known position is put. */
static uint32_t stand_in(struct build *b, const struct ast_geom *g, const struct frame *frame)
{
    static const struct geo_point points[] = {{0, 0}, {0.001, 0}, {0.001, 0.001}};
    enum plan_place_type type = b->ast->places.items[frame->place].type;
    struct arena *arena = b->work->arena;
    struct geo_path path = {points, type == PLAN_LINE ? 2 : 3};
    struct geo_polygon polygon = {&path, 1};
    struct geo_shape *shape = NULL;
    struct plan_follow follow = {.place = frame->place, .shape = (uint32_t)b->shapes.count};
    enum err_code code;
    if (type == PLAN_LINE)
        code = geo_shape_lines(arena, &path, 1, &shape, b->work->err);
    else if (type == PLAN_POINT || frame->is_within)
        code = geo_shape_points(arena, points, 1, &shape, b->work->err);
    else
        code = geo_shape_area(arena, &polygon, 1, &shape, b->work->err);
    if (code) {
        work_fail(b->work, code);
        return PLAN_NONE;
    }
    if (g->form == AST_GEOM_LOAD)
        follow.feed = feed_of(g->name.text);
    PUSH(b->work, &b->follows, follow);
    return add_shape(b, shape, g->range);
}

/* What another place stands for here: a member of it, or all of it. */
static uint32_t named(struct build *b, const struct ast_geom *g, struct frame *frame)
{
    uint32_t place = build_place(b, g->name), made;
    if (place == PLAN_NONE)
        return PLAN_NONE;
    if (frame->member != PLAN_NONE && b->ast->places.items[place].type == PLAN_ZONES &&
        build_collection(b, place) == frame->collection)
        made = build_member_node(b, place, frame->reading, frame->key, frame->collection,
                                 frame->member);
    else
        made = build_geometry(b, place, frame->reading, frame->key);
    frame->is_hypothetical = frame->is_hypothetical || b->places[place].is_hypothetical;
    return made;
}

/* A file: all of it, or the part that is a member; of a moving place a track. */
static uint32_t loaded(struct build *b, uint32_t geom, struct frame *frame)
{
    const struct ast_geom *g = &b->ast->geoms.items[geom];
    if (b->ast->places.items[frame->place].is_moving)
        return stand_in(b, g, frame);
    const struct build_shape *shape = own_shape(b, geom);
    frame->is_hypothetical = frame->is_hypothetical || shape->is_hypothetical;
    if (frame->member != PLAN_NONE && frame->collection == frame->place && shape->parts.count)
        return frame->member < shape->parts.count
                   ? add_shape(b, shape->parts.items[frame->member].shape, g->range)
                   : PLAN_NONE;
    return add_shape(b, shape->shape, g->range);
}

static uint32_t around(struct build *b, const struct ast_geom *g, struct frame *frame)
{
    bool was_within = frame->is_within;
    frame->is_within = true;
    uint32_t node = node_of(b, g->children.items[0], frame);
    frame->is_within = was_within;
    return node;
}

static uint32_t within(struct build *b, uint32_t geom, struct frame *frame)
{
    const struct ast_geom *g = &b->ast->geoms.items[geom];
    struct geo_node node = {.op = GEO_OP_WITHIN};
    struct plan_reach reach = {.table = PLAN_NONE};
    bool is_table = g->distance.form == PLAN_DISTANCE_TABLE, ok = true;
    if (is_table) {
        reach.table = build_table(b, g->distance.name);
        build_table_measure(b, g->distance.name, reach.table, PLAN_LENGTH, "a distance");
        ok = reach.table != PLAN_NONE;
    } else if (g->distance.form != PLAN_DISTANCE_ITS_RANGE) {
        ok = build_metres(b, &g->distance.quantity, &node.max_m);
    }
    node.a = around(b, g, frame);
    uint32_t made = ok && node.a != PLAN_NONE ? add_node(b, node, g->range) : PLAN_NONE;
    reach.node = made;
    if (made != PLAN_NONE && (is_table || g->distance.form == PLAN_DISTANCE_ITS_RANGE))
        PUSH(b->work, &b->reaches, reach);
    return with_side(b, geom, made, node.a, frame);
}

static uint32_t circle(struct build *b, uint32_t geom, struct frame *frame)
{
    const struct ast_geom *g = &b->ast->geoms.items[geom];
    struct geo_node node = {.op = GEO_OP_WITHIN};
    bool ok = build_metres(b, &g->near, &node.max_m), was_within = frame->is_within;
    frame->is_within = true;
    if (b->ast->places.items[frame->place].is_moving) /* its middle moves */
        node.a = stand_in(b, g, frame);
    else
        node.a = add_shape(b, own_shape(b, geom)->shape, g->range);
    frame->is_within = was_within;
    return ok && node.a != PLAN_NONE ? add_node(b, node, g->range) : PLAN_NONE;
}

static uint32_t node_of(struct build *b, uint32_t geom, struct frame *frame)
{
    const struct ast_geom *g = &b->ast->geoms.items[geom];
    struct geo_node node = {0};
    if (b->work->failed)
        return PLAN_NONE;
    switch (g->form) {
    case AST_GEOM_ERROR:
        return PLAN_NONE;
    case AST_GEOM_NAME:
        return named(b, g, frame);
    case AST_GEOM_LOAD:
        return loaded(b, geom, frame);
    case AST_GEOM_POLYGON: {
        const struct build_shape *shape = own_shape(b, geom);
        frame->is_hypothetical = frame->is_hypothetical || shape->is_hypothetical;
        return add_shape(b, shape->shape, g->range);
    }
    case AST_GEOM_CIRCLE:
        return circle(b, geom, frame);
    case AST_GEOM_WITHIN:
        return within(b, geom, frame);
    case AST_GEOM_BETWEEN: {
        bool ok = build_metres(b, &g->near, &node.min_m);
        ok = build_metres(b, &g->far, &node.max_m) && ok;
        if (ok && node.min_m >= node.max_m) {
            build_range_diag(b, LANG_T0508, g->range, "nothing lies between these two distances")
                ->label = STR("expected the shorter distance, `and`, the longer one");
            ok = false;
        }
        node.a = around(b, g, frame);
        node.op = GEO_OP_BETWEEN;
        uint32_t made = ok && node.a != PLAN_NONE ? add_node(b, node, g->range) : PLAN_NONE;
        return with_side(b, geom, made, node.a, frame);
    }
    case AST_GEOM_BETWEEN_LINES: {
        uint32_t first = node_of(b, g->children.items[0], frame);
        return between_lines(b, g, first, node_of(b, g->children.items[1], frame));
    }
    case AST_GEOM_AND:
    case AST_GEOM_OR:
    case AST_GEOM_EXCEPT:
        return joined(b, g, frame);
    }
    return PLAN_NONE;
}

/* Cutting may leave nothing: say so rather than judge every act to be outside. */
static void check_empty(struct build *b, const struct ast_place *place, uint32_t geom,
                        uint32_t node)
{
    const struct ast_geom *g = &b->ast->geoms.items[geom];
    if (node == PLAN_NONE || b->work->failed ||
        (g->form != AST_GEOM_AND && g->form != AST_GEOM_EXCEPT))
        return;
    struct geo_zones zones = {b->nodes.items, b->nodes.count, b->shapes.items, b->shapes.count};
    struct geo_point point;
    struct geo_box box;
    if (geo_zone_box(&zones, node, &box) && !geo_zone_witness(&zones, node, &point))
        build_range_diag(b, LANG_T0506, g->range,
                         "nothing is left of `%.*s`: its parts do not overlap like this",
                         STR_ARG(place->name.text))
            ->label = STR("expected areas that overlap, or that leave something over");
}

/* Where the node of a reading or key is kept; NULL when there is no such one. */
static uint32_t *slot_of(struct build *b, struct place_state *state, uint32_t reading, uint32_t key,
                         bool **is_built)
{
    size_t each = state->form != PLAN_PLACE_KEYED || state->is_disputed ? b->readings.count : 1;
    size_t count = state->form == PLAN_PLACE_KEYED ? state->keys.count * each : each, at = reading;
    if (!state->nodes) {
        state->nodes = ARENA_NEW(b->work->arena, uint32_t, count);
        state->are_built = ARENA_NEW(b->work->arena, bool, count);
        if (!state->nodes || !state->are_built) {
            work_fail(b->work, err_no_memory(b->work->err));
            state->nodes = NULL;
            return NULL;
        }
    }
    if (state->form == PLAN_PLACE_ONE)
        at = 0;
    if (state->form == PLAN_PLACE_KEYED) {
        size_t k = 0;
        while (k < state->keys.count && state->keys.items[k] != key)
            k++;
        at = k * each + (each > 1 ? reading : 0);
    }
    if (at >= count)
        return NULL;
    *is_built = &state->are_built[at];
    return &state->nodes[at];
}

uint32_t build_geometry(struct build *b, uint32_t index, uint32_t reading, uint32_t key)
{
    struct place_state *state = &b->places[index];
    const struct ast_place *place = &b->ast->places.items[index];
    struct frame frame = {.reading = reading,
                          .key = key,
                          .collection = PLAN_NONE,
                          .member = PLAN_NONE,
                          .place = index};
    bool *is_built;
    if (state->form == PLAN_PLACE_OPEN || state->is_later || state->is_running)
        return PLAN_NONE; /* a circle has been reported; do not run in it */
    uint32_t *slot = slot_of(b, state, reading, key, &is_built);
    if (!slot)
        return PLAN_NONE;
    if (*is_built)
        return *slot;
    state->is_running = true;
    uint32_t geom = geom_of(b, index, &frame);
    uint32_t node = node_of(b, geom, &frame);
    state->is_running = false;
    *slot = node;
    *is_built = true;
    state->is_hypothetical = state->is_hypothetical || frame.is_hypothetical;
    if (node == PLAN_NONE)
        return node;
    const struct geo_shape *shape = shape_of(b, node);
    if (shape) {
        state->is_line = state->is_line || geo_shape_kind(shape) == GEO_SHAPE_LINES;
        state->is_area = state->is_area || geo_shape_kind(shape) == GEO_SHAPE_AREA;
        state->is_points = state->is_points || geo_shape_kind(shape) == GEO_SHAPE_POINTS;
    } else {
        state->is_area = true;
    }
    if (!state->varies)
        check_empty(b, place, geom, node);
    return node;
}

uint32_t build_member_node(struct build *b, uint32_t index, uint32_t reading, uint32_t key,
                           uint32_t collection, uint32_t member)
{
    struct frame frame = {
        .reading = reading, .key = key, .collection = collection, .member = member, .place = index};
    struct place_state *state = &b->places[index];
    if (state->is_running || state->form == PLAN_PLACE_OPEN || state->is_later)
        return PLAN_NONE;
    state->is_running = true;
    uint32_t geom = geom_of(b, index, &frame), node = PLAN_NONE;
    const struct ast_geom *g = &b->ast->geoms.items[geom];
    if (collection != index || g->form != AST_GEOM_OR)
        node = node_of(b, geom, &frame);
    else if (member < g->children.count) /* the parts of an `or` are its members */
        node = node_of(b, g->children.items[member], &frame);
    state->is_running = false;
    return node;
}

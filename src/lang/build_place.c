/* SPDX-License-Identifier: Apache-2.0
 *
 * Places: which readings there are, which place depends on which, and the plan's row of each. */
#include "lang/build_int.h"

/* The readings: keys of the disputed places, in the order declared; one empty key where nothing is. */
static void find_readings(struct build *b)
{
    for (size_t i = 0; i < b->ast->places.count; i++) {
        const struct ast_place *place = &b->ast->places.items[i];
        for (size_t j = 0;
             place->is_disputed && j < place->geoms.count && b->readings.count <= READING_LIMIT;
             j++) {
            struct str key = place->geoms.items[j].key.text;
            bool is_known = !key.size;
            for (size_t k = 0; k < b->readings.count; k++)
                is_known = is_known || str_eq(b->readings.items[k], key);
            if (!is_known)
                PUSH(b->work, &b->readings, key);
        }
    }
    if (b->ast->places.count)
        build_too_many(b, b->ast->places.items[0].range, b->readings.count, READING_LIMIT,
                       "readings");
    if (!b->readings.count)
        PUSH(b->work, &b->readings, (struct str){0});
}

/* Keys: actors, each once; a disputed place names every reading. */
static void check_keys(struct build *b, uint32_t index)
{
    const struct ast_place *place = &b->ast->places.items[index];
    struct place_state *state = &b->places[index];
    if (build_too_many(b, place->range, place->geoms.count, READING_LIMIT,
                       "geometries for this place"))
        return;
    for (size_t i = 0; i < place->geoms.count; i++) {
        struct ast_word key = place->geoms.items[i].key;
        if (!key.is_set)
            continue;
        uint32_t actor = build_actor(b, key);
        for (size_t j = 0; j < i; j++)
            if (str_eq(place->geoms.items[j].key.text, key.text))
                build_word_diag(b, LANG_T0311, key, "`%.*s` has two geometries here",
                                STR_ARG(key.text));
        if (!place->is_disputed && actor != PLAN_NONE)
            PUSH(b->work, &state->keys, actor);
    }
    if (!place->is_disputed || place->is_open)
        return;
    if (place->geoms.count && !place->geoms.items[0].key.is_set)
        build_word_diag(b, LANG_T0505, place->name,
                        "`%.*s` is disputed, and nothing says who reads it how",
                        STR_ARG(place->name.text))
            ->label = STR("expected a geometry for each side: `A: … | B: …`");
    for (size_t i = 0;
         i < b->readings.count && place->geoms.count && place->geoms.items[0].key.is_set; i++) {
        bool has = false;
        for (size_t j = 0; j < place->geoms.count; j++)
            has = has || str_eq(place->geoms.items[j].key.text, b->readings.items[i]);
        if (!has)
            build_word_diag(b, LANG_T0505, place->name,
                            "`%.*s` has no geometry for the reading of %.*s",
                            STR_ARG(place->name.text), STR_ARG(b->readings.items[i]))
                ->label = work_printf(b->work, "expected `%.*s: …` among its readings",
                                      STR_ARG(b->readings.items[i]));
    }
}

static void form_of(struct build *b, uint32_t index);

static void mark(struct place_state *state, enum plan_place_form form)
{
    if (form > state->form) /* ONE, DISPUTED, KEYED, OPEN: the strongest */
        state->form = form;
}

/* On the side of the same party: one for each actor that the line has a side of. */
static void of_sides(struct build *b, struct place_state *state, uint32_t geom)
{
    const struct ast_geom *g = &b->ast->geoms.items[geom];
    mark(state, PLAN_PLACE_KEYED);
    for (unsigned n = 0; n < NESTING_LIMIT && !state->keys.count && g->form == AST_GEOM_NAME; n++) {
        uint32_t place = build_place(b, g->name);
        if (place == PLAN_NONE)
            return;
        const struct ast_place *p = &b->ast->places.items[place];
        for (size_t i = 0; i < 2; i++) {
            uint32_t actor = p->side_names[i].is_set ? build_actor(b, p->side_names[i]) : PLAN_NONE;
            if (actor != PLAN_NONE)
                PUSH(b->work, &state->keys, actor);
        }
        g = &b->ast->geoms.items[p->geoms.count ? p->geoms.items[0].geom : 0];
    }
    if (state->keys.count)
        return;
    build_range_diag(b, LANG_T0507, b->ast->geoms.items[geom].range,
                     "nothing says on which side of this line each party is")
        ->label = STR("expected `with … on the left, … on the right` where the line is declared");
    state->is_later = true;
    state->why = STR("a side of a line without sides");
}

static void depend(struct build *b, struct place_state *state, uint32_t geom)
{
    const struct ast_geom *g = &b->ast->geoms.items[geom];
    for (size_t i = 0; i < g->children.count; i++)
        depend(b, state, g->children.items[i]);
    bool is_open = g->near.is_open || g->far.is_open || g->distance.form == PLAN_DISTANCE_OPEN;
    for (size_t i = 0; i < g->coordinates.count; i++)
        is_open = is_open || g->coordinates.items[i].is_open;
    if (is_open) {
        mark(state, PLAN_PLACE_OPEN);
        state->why = work_printf(b->work, "%.*s is still open",
                                 STR_ARG(work_text(b->work, g->range.from, g->range.to)));
    }
    if (g->distance.form == PLAN_DISTANCE_ITS_RANGE || g->distance.form == PLAN_DISTANCE_TABLE)
        state->varies = true;
    if (g->side.form == PLAN_SIDE_OF_SAME_PARTY && g->children.count)
        of_sides(b, state, g->children.items[0]);
    if (g->form != AST_GEOM_NAME)
        return;
    bool was_later = b->judged != PLAN_JUDGED;
    uint32_t other = build_place(b, g->name);
    if (other == PLAN_NONE) {
        if (!was_later && b->judged != PLAN_JUDGED) {
            state->is_later = true;
            state->why = b->why;
        }
        return;
    }
    struct place_state *from = &b->places[other];
    if (from->form_state == BUILD_RUNNING) {
        build_word_diag(b, LANG_T0306, g->name, "`%.*s` is defined by itself",
                        STR_ARG(g->name.text))
            ->label = STR("expected a geometry that does not lead back here");
        return;
    }
    form_of(b, other);
    state->is_disputed = state->is_disputed || from->is_disputed;
    state->varies = state->varies || from->varies;
    mark(state, from->form);
    if (from->form == PLAN_PLACE_OPEN || from->is_later)
        state->why = from->why;
    state->is_later = state->is_later || from->is_later;
    if (from->form != PLAN_PLACE_KEYED)
        return;
    if (!state->keys.count)
        state->keys = from->keys;
    for (size_t i = 0; i < state->keys.count; i++) {
        bool has = false;
        for (size_t j = 0; j < from->keys.count; j++)
            has = has || from->keys.items[j] == state->keys.items[i];
        if (has)
            continue;
        struct str name = b->plan->actors[state->keys.items[i]].name;
        build_word_diag(b, LANG_T0418, g->name, "`%.*s` has no geometry for %.*s",
                        STR_ARG(g->name.text), STR_ARG(name))
            ->label =
            work_printf(b->work, "expected `%.*s: …` where it is declared", STR_ARG(name));
        state->is_later = true;
        state->why = STR("a part of it has no geometry for one of the parties");
        return;
    }
}

static void form_of(struct build *b, uint32_t index)
{
    const struct ast_place *place = &b->ast->places.items[index];
    struct place_state *state = &b->places[index];
    if (state->form_state != BUILD_NEW)
        return;
    if (b->depth >= NESTING_LIMIT) {
        build_word_diag(b, LANG_T0509, place->name,
                        "`%.*s` is defined through more than %d other places",
                        STR_ARG(place->name.text), NESTING_LIMIT);
        state->form_state = BUILD_DONE;
        state->is_later = true;
        return;
    }
    b->depth++;
    state->form_state = BUILD_RUNNING;
    b->judged = PLAN_JUDGED;
    if (place->is_open) {
        state->form = PLAN_PLACE_OPEN;
        state->why = work_printf(b->work, "%.*s is still open",
                                 STR_ARG(work_text(b->work, place->range.from, place->range.to)));
    } else if (place->is_disputed) {
        state->form = PLAN_PLACE_DISPUTED;
        state->is_disputed = true;
    } else if (place->geoms.count && place->geoms.items[0].key.is_set) {
        state->form = PLAN_PLACE_KEYED;
    }
    check_keys(b, index);
    for (size_t i = 0; i < place->geoms.count; i++)
        depend(b, state, place->geoms.items[i].geom);
    state->varies = state->varies || place->is_moving;
    state->form_state = BUILD_DONE;
    b->depth--;
}

void build_use_place(struct build *b, uint32_t place)
{
    const struct place_state *state = &b->places[place];
    if (state->form == PLAN_PLACE_OPEN && b->judged != PLAN_OPEN) {
        b->judged = PLAN_OPEN;
        b->why = state->why;
    }
    if (b->judged != PLAN_JUDGED)
        return;
    if (state->is_later) {
        b->judged = PLAN_NOT_JUDGED_YET;
        b->why = state->why;
    }
}

static void corridor(struct build *b, const struct ast_place *from, struct plan_place *to)
{
    struct ast_word name = from->name;
    to->hours = build_hours(b, &from->hours);
    struct indices cargo = {0};
    for (size_t i = 0; i < from->cargo.count; i++) {
        uint32_t class = build_class(b, from->cargo.items[i]);
        if (class != PLAN_NONE)
            PUSH(b->work, &cargo, class);
    }
    to->cargo = build_list(b, &cargo);
    to->both_ways = from->both_ways;
    if (from->into.is_set)
        to->into = build_place(b, from->into);
    if (from->out_of.is_set)
        to->out_of = build_place(b, from->out_of);
    if (!from->hours.is_set)
        build_word_diag(b, LANG_H0702, name, "corridor `%.*s` does not say when it is open",
                        STR_ARG(name.text))
            ->label = STR("expected `open daily 06:00 to 18:00`, `open always` or a bracket");
    to->cargo_is_open = from->cargo_is_open;
    if (!from->cargo.count && !from->cargo_is_open)
        build_word_diag(b, LANG_H0703, name,
                        "corridor `%.*s` does not say for whom or what it is open",
                        STR_ARG(name.text))
            ->label = STR("expected `for` and kinds, such as `for aid_convoy`");
    if (!from->both_ways && !from->into.is_set && !from->out_of.is_set && !from->way_is_open)
        build_word_diag(b, LANG_H0704, name, "corridor `%.*s` does not say which way it leads",
                        STR_ARG(name.text))
            ->label = STR("expected `both ways`, `into …` or `out of …`");
}

static void sides(struct build *b, const struct ast_place *from, struct plan_place *to)
{
    for (size_t i = 0; i < 2; i++) {
        if (!from->side_names[i].is_set)
            continue;
        uint32_t actor = build_actor(b, from->side_names[i]);
        if (from->side_is_left[i])
            to->left = actor;
        else
            to->right = actor;
    }
    if (from->side_names[0].is_set && from->type != PLAN_LINE)
        build_word_diag(b, LANG_T0503, from->name,
                        "only a line has a left and a right side, and `%.*s` is none",
                        STR_ARG(from->name.text));
}

/* Lines are lines, zones areas, places points; what `within` and the like make is an area. */
static void check_sort(struct build *b, uint32_t index)
{
    const struct ast_place *place = &b->ast->places.items[index];
    const struct place_state *state = &b->places[index];
    const char *needed = NULL;
    if (place->type == PLAN_LINE && (state->is_area || state->is_points))
        needed = "a line";
    else if ((place->type == PLAN_ZONE || place->type == PLAN_ZONES ||
              place->type == PLAN_CORRIDOR) &&
             (state->is_line || state->is_points))
        needed = "an area";
    if (!needed)
        return;
    struct diag *diag = build_word_diag(b, LANG_T0503, place->name,
                                        "the geometry of `%.*s` is made of %s, and %s is needed",
                                        STR_ARG(place->name.text),
                                        state->is_line   ? "lines"
                                        : state->is_area ? "areas"
                                                         : "points",
                                        needed);
    diag->label = work_printf(b->work, "expected %s", needed);
    if (place->type != PLAN_LINE)
        diag->help = STR("write `within` a distance `of` it");
}

static void build_row(struct build *b, uint32_t index, struct plan_place *to)
{
    const struct ast_place *from = &b->ast->places.items[index];
    struct place_state *state = &b->places[index];
    *to = (struct plan_place){.type = from->type,
                              .form = state->form,
                              .is_moving = from->is_moving,
                              .name = from->name.text,
                              .left = PLAN_NONE,
                              .right = PLAN_NONE,
                              .into = PLAN_NONE,
                              .out_of = PLAN_NONE};
    to->article = work_article(b->work, b->work->tokens[from->range.from].from);
    to->text = work_text(b->work, from->range.from, from->range.to);
    b->judged = PLAN_JUDGED;
    sides(b, from, to);
    if (from->type == PLAN_CORRIDOR)
        corridor(b, from, to);
    if (state->is_later)
        to->form = PLAN_PLACE_OPEN; /* no geometry; its statements say why */
    if (state->is_later && state->form != PLAN_PLACE_OPEN)
        build_later_diag(b, (struct ast_range){from->name.token, from->name.token + 1}, state->why);
    if (to->form == PLAN_PLACE_OPEN)
        return;
    size_t each = to->form != PLAN_PLACE_KEYED || state->is_disputed ? b->readings.count : 1;
    size_t count = to->form == PLAN_PLACE_KEYED ? state->keys.count * each : each;
    uint32_t *zones = ARENA_NEW(b->work->arena, uint32_t, count);
    if (!zones) {
        work_fail(b->work, err_no_memory(b->work->err));
        return;
    }
    for (size_t i = 0; i < count && !b->work->failed; i++) {
        if (to->form == PLAN_PLACE_ONE && i)
            zones[i] = zones[0];
        else if (to->form == PLAN_PLACE_KEYED)
            zones[i] = build_geometry(b, index, (uint32_t)(i % each), state->keys.items[i / each]);
        else
            zones[i] = build_geometry(b, index, (uint32_t)i, PLAN_NONE);
    }
    to->is_moving = from->is_moving;
    if (state->varies) {
        to->varying = zones;
        to->varying_count = count;
    } else {
        to->zones = zones;
        to->zone_count = count;
    }
    if (to->form == PLAN_PLACE_KEYED)
        to->keys = build_list(b, &state->keys);
    check_sort(b, index);
    if (from->type == PLAN_ZONES && !state->varies)
        build_members(b, index, to);
    to->is_hypothetical = state->is_hypothetical;
}

void build_places(struct build *b)
{
    struct work *w = b->work;
    size_t count = b->ast->places.count;
    b->places = ARENA_NEW(w->arena, struct place_state, count);
    b->geom_shapes = ARENA_NEW(w->arena, struct build_shape, b->ast->geoms.count);
    struct plan_place *rows = ARENA_NEW(w->arena, struct plan_place, count);
    if (!b->places || !b->geom_shapes || !rows) {
        work_fail(w, err_no_memory(w->err));
        return;
    }
    find_readings(b);
    build_want_parts(b);
    for (size_t i = 0; i < count && !w->failed; i++)
        form_of(b, (uint32_t)i);
    if (w->failed)
        return;
    for (size_t i = 0; i < count && !w->failed; i++)
        build_row(b, (uint32_t)i, &rows[i]);
    b->plan->places = rows;
    b->plan->place_count = count;
    b->plan->readings = b->readings.items;
    b->plan->reading_count = b->readings.count;
    b->plan->follows = b->follows.items;
    b->plan->follow_count = b->follows.count;
    b->plan->reaches = b->reaches.items;
    b->plan->reach_count = b->reaches.count;
    b->plan->geometry =
        (struct geo_zones){b->nodes.items, b->nodes.count, b->shapes.items, b->shapes.count};
}

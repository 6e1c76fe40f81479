/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines: two that distances are measured from, with nothing to say which prevails; and one that is crossed from one side
 * to the other, and has no sides. */
#include "lang/check/scope.h"

#include <stdlib.h>

#define SAMPLES 32
#define PAIR_LIMIT 2000

struct use {             /* a distance measured from a line */
    uint32_t line, node; /* its place, and the node of its shape */
    double reach_m;
    const struct scope_row *row;
};

struct uses {
    struct scope *scope;
    uint32_t *line_of_node; /* node -> line's place + 1 */
    LIST(struct use) items;
    size_t pairs;
};

/* ---------------------------------------------------------------- which line is used by what */

static void add_use(struct uses *uses, const struct scope_row *row, uint32_t node, double reach_m)
{
    uint32_t shape = node == PLAN_NONE ? node : scope_line_of(uses->scope, node);
    if (shape == PLAN_NONE || !uses->line_of_node[shape] || !(reach_m > 0))
        return;
    struct use use = {uses->line_of_node[shape] - 1, shape, reach_m, row};
    PUSH(uses->scope->b->work, &uses->items, use);
}

static void add_place(struct uses *uses, const struct scope_row *row, uint32_t place)
{
    const struct plan *plan = uses->scope->plan;
    const struct geo_node *nodes = uses->scope->b->nodes.items;
    if (place >= plan->place_count || plan->places[place].form == PLAN_PLACE_KEYED ||
        !plan->places[place].zone_count || plan->places[place].zones[0] == PLAN_NONE)
        return;
    uint32_t node = plan->places[place].zones[0];
    if (nodes[node].op == GEO_OP_AND && nodes[nodes[node].b].op == GEO_OP_SIDE)
        node = nodes[node].a;
    if (nodes[node].op == GEO_OP_WITHIN || nodes[node].op == GEO_OP_BETWEEN)
        add_use(uses, row, nodes[node].a, nodes[node].max_m);
}

/* 0 where it is not known. */
static double longest(const struct plan *plan, const struct plan_distance *distance)
{
    double metres = distance->form == PLAN_DISTANCE_METRES ? distance->metres : 0;
    if (distance->form != PLAN_DISTANCE_TABLE || distance->table >= plan->table_count)
        return metres;
    for (size_t i = 0; i < plan->tables[distance->table].row_count; i++) {
        const struct plan_number *value = &plan->tables[distance->table].rows[i].value;
        metres = !value->is_open && value->value > metres ? value->value : metres;
    }
    return metres;
}

static void add_row(struct uses *uses, const struct scope_row *row)
{
    const struct plan_statement *s = row->s;
    const struct plan *plan = uses->scope->plan;
    if (row->is_open)
        return;
    if (s->form == PLAN_KEEP && s->relation == PLAN_AWAY_FROM) {
        if (s->place < plan->place_count && plan->places[s->place].zone_count &&
            plan->places[s->place].form != PLAN_PLACE_KEYED)
            add_use(uses, row, plan->places[s->place].zones[0], longest(plan, &s->distance));
    } else if (s->form == PLAN_KEEP || s->form == PLAN_WITHDRAW) {
        add_place(uses, row, s->place);
    } else if (s->form == PLAN_LIMIT) {
        for (size_t i = 0; i < s->spots.count; i++)
            add_place(uses, row, s->spots.items[i].place);
    }
}

static int compare_uses(const void *a, const void *c)
{
    const struct use *x = (const struct use *)a, *y = (const struct use *)c;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    if (x->row->statement != y->row->statement)
        return x->row->statement < y->row->statement ? -1 : 1;
    return x->reach_m < y->reach_m ? -1 : x->reach_m > y->reach_m;
}

/* ---------------------------------------------------------------- two that are meant together */

static bool names_line(const struct scope *scope, uint32_t geom, struct str name)
{
    const struct ast_geom *g = &scope->b->ast->geoms.items[geom];
    return g->form == AST_GEOM_NAME && str_eq(g->name.text, name);
}

/* `between a and b`, or one place that is a for one side and b for the other: then each has its part. */
static bool are_paired(const struct scope *scope, uint32_t a, uint32_t c)
{
    const struct ast *ast = scope->b->ast;
    struct str x = scope->plan->places[a].name, y = scope->plan->places[c].name;
    for (size_t i = 1; i < ast->geoms.count; i++) {
        const struct ast_geom *g = &ast->geoms.items[i];
        if (g->form != AST_GEOM_BETWEEN_LINES || g->children.count != 2)
            continue;
        uint32_t p = g->children.items[0], q = g->children.items[1];
        if ((names_line(scope, p, x) && names_line(scope, q, y)) ||
            (names_line(scope, p, y) && names_line(scope, q, x)))
            return true;
    }
    for (size_t i = 0; i < ast->places.count; i++) {
        bool has_x = false, has_y = false;
        for (size_t j = 0; j < ast->places.items[i].geoms.count; j++) {
            uint32_t geom = ast->places.items[i].geoms.items[j].geom;
            has_x = has_x || names_line(scope, geom, x);
            has_y = has_y || names_line(scope, geom, y);
        }
        if (has_x && has_y)
            return true;
    }
    return false;
}

static const struct geo_shape *shape_of(const struct scope *scope, uint32_t node)
{
    return scope->b->shapes.items[scope->b->nodes.items[node].shape];
}

/* Most of one line lies within reach of the other: they stand for the same thing. */
static bool run_together(const struct scope *scope, const struct use *a, const struct use *c)
{
    const struct geo_shape *from = shape_of(scope, a->node), *to = shape_of(scope, c->node);
    double reach = a->reach_m > c->reach_m ? a->reach_m : c->reach_m;
    size_t near = 0, asked = 0, count = geo_shape_path_size(from, 0);
    size_t step = count > SAMPLES ? count / SAMPLES : 1;
    for (size_t i = 0; i < count; i += step) {
        struct geo_place place = geo_place_make(geo_shape_vertex(from, 0, i));
        asked++;
        near += geo_shape_within(to, &place, reach);
    }
    return asked && 2 * near >= asked;
}

static void report(struct uses *uses, const struct use *a, const struct use *c,
                   const struct scope_case *what)
{
    struct scope *scope = uses->scope;
    struct work *w = scope->b->work;
    const struct plan *plan = scope->plan;
    struct str x = plan->places[a->line].name, y = plan->places[c->line].name;
    size_t nodes = scope->b->nodes.count;
    uint32_t near_a = scope_node_add(
        scope, (struct geo_node){.op = GEO_OP_WITHIN, .a = a->node, .max_m = a->reach_m});
    uint32_t near_c = scope_node_add(
        scope, (struct geo_node){.op = GEO_OP_WITHIN, .a = c->node, .max_m = c->reach_m});
    struct scope_literal only_a[] = {{near_a, false}, {near_c, true}};
    struct scope_literal only_c[] = {{near_c, false}, {near_a, true}};
    struct geo_point point;
    const struct use *in = a, *out = c;
    bool has_point = scope_ground_find(scope, only_a, 2, &point) == SCOPE_YES;
    if (!has_point) {
        has_point = scope_ground_find(scope, only_c, 2, &point) == SCOPE_YES;
        in = c;
        out = a;
    }
    if (!has_point) {
        scope->b->nodes.count = nodes;
        return; /* wherever one bites, the other does */
    }
    struct diag *diag = build_range_diag(scope->b, LANG_H0736, c->row->range,
                                         "clause %.*s measures from `%.*s` and clause %.*s from "
                                         "`%.*s`, and nothing says which prevails",
                                         STR_ARG(scope_label(scope, a->row)), STR_ARG(x),
                                         STR_ARG(scope_label(scope, c->row)), STR_ARG(y));
    diag->label = STR("expected one line, or one for each party in a single name");
    diag->help = work_printf(w,
                             "write `line … = A: %.*s | B: %.*s` if each side has its own, and add "
                             "a clause on the ground between",
                             STR_ARG(x), STR_ARG(y));
    scope_other(scope, diag, a->row, "the other line");
    struct diag_witness *witness = scope_witness(scope, diag);
    scope_witness_place(witness, point);
    witness->kind = plan->kinds[what->kind].name;
    witness->has_value = what->attribute.size > 0;
    witness->attribute = what->attribute;
    witness->value = what->value;
    witness->text = work_printf(
        w, "%.*s at %.*s: within %.*s of `%.*s`, and not within %.*s of `%.*s`",
        STR_ARG(scope_case_text(scope, what->kind, what->attribute, what->value)),
        STR_ARG(scope_point_text(scope, point)), STR_ARG(scope_metres_text(scope, in->reach_m)),
        STR_ARG(plan->places[in->line].name), STR_ARG(scope_metres_text(scope, out->reach_m)),
        STR_ARG(plan->places[out->line].name));
    struct geo_node between = {
        .op = GEO_OP_EXCEPT, .a = in == a ? near_a : near_c, .b = in == a ? near_c : near_a};
    scope_rings(scope, diag, scope_node_add(scope, between), in->reach_m / 8);
    scope->b->nodes.count = nodes;
}

/* The first two rules that the two lines have in common. */
static bool compare(struct uses *uses, size_t from_a, size_t to_a, size_t from_c, size_t to_c)
{
    struct scope *scope = uses->scope;
    for (size_t i = from_a; i < to_a && i < from_a + 32; i++)
        for (size_t j = from_c; j < to_c && j < from_c + 32; j++) {
            const struct use *a = &uses->items.items[i], *c = &uses->items.items[j];
            struct scope_case what;
            if (a->node == c->node || !scope_pair(scope, c->row) ||
                !scope_kinds_meet(scope, a->row->s->classes, c->row->s->classes, &what) ||
                scope_times_meet(scope, a->row, c->row) != SCOPE_YES)
                continue;
            if (scope_is_later(scope, a->row->range, c->row->range)) {
                const struct use *later = a;
                a = c;
                c = later;
            }
            if (run_together(scope, a, c) && run_together(scope, c, a)) {
                report(uses, a, c, &what);
                return true;
            }
        }
    return false;
}

static void check_rivals(struct uses *uses)
{
    struct use *items = uses->items.items;
    size_t count = uses->items.count;
    for (size_t i = 0, to_i; i < count && !uses->scope->b->work->failed; i = to_i) {
        for (to_i = i + 1; to_i < count && items[to_i].line == items[i].line;)
            to_i++;
        for (size_t j = to_i, to_j; j < count; j = to_j) {
            for (to_j = j + 1; to_j < count && items[to_j].line == items[j].line;)
                to_j++;
            struct geo_box a = geo_shape_box(shape_of(uses->scope, items[i].node));
            struct geo_box c = geo_shape_box(shape_of(uses->scope, items[j].node));
            bool apart = a.east_deg <= 180 && c.east_deg <= 180 &&
                         (a.east_deg + 3 < c.west_deg || c.east_deg + 3 < a.west_deg ||
                          a.north_deg + 3 < c.south_deg || c.north_deg + 3 < a.south_deg);
            if (apart || uses->pairs > PAIR_LIMIT)
                continue;
            uses->pairs++;
            if (!are_paired(uses->scope, items[i].line, items[j].line) &&
                compare(uses, i, to_i, j, to_j))
                break;
        }
    }
}

/* ---------------------------------------------------------------- lines without sides */

/* Somewhere on the line, one party crosses: which way is forward? */
static void show_crossing(struct scope *scope, struct diag *diag, const struct scope_row *row,
                          const struct plan_place *line)
{
    struct diag_witness *witness = scope_witness(scope, diag);
    struct str where = {0};
    uint32_t node = line->zone_count ? scope_line_of(scope, line->zones[0]) : PLAN_NONE;
    if (node != PLAN_NONE) {
        const struct geo_shape *shape = shape_of(scope, node);
        struct geo_point point = geo_shape_vertex(shape, 0, geo_shape_path_size(shape, 0) / 2);
        scope_witness_place(witness, point);
        where = work_printf(scope->b->work, " at %.*s", STR_ARG(scope_point_text(scope, point)));
    }
    if (row->s->actors.names.count)
        witness->party = scope->plan->actors[row->s->actors.names.items[0]].name;
    witness->text =
        work_printf(scope->b->work, "%.*s crosses `%.*s`%.*s: forward or back, nothing tells",
                    STR_ARG(witness->party), STR_ARG(line->name), STR_ARG(where));
}

static void check_crossings(struct scope *scope)
{
    const struct plan *plan = scope->plan;
    bool *is_done = ARENA_NEW(scope->b->work->arena, bool, plan->place_count);
    if (!is_done) {
        work_fail(scope->b->work, err_no_memory(scope->b->work->err));
        return;
    }
    for (size_t i = 0; i < scope->count; i++) /* T0507 or W0802 tells of these */
        if (!scope->rows[i].is_open && scope->rows[i].s->form == PLAN_KEEP &&
            scope->rows[i].s->relation == PLAN_AWAY_FROM &&
            scope->rows[i].s->place < plan->place_count)
            is_done[scope->rows[i].s->place] = true;
    for (size_t i = 0; i < scope->count && !scope->b->work->failed; i++) {
        const struct scope_row *row = &scope->rows[i];
        for (size_t j = 0; !row->is_open && j < row->s->spots.count; j++) {
            const struct plan_spot *spot = &row->s->spots.items[j];
            if (spot->preposition != PLAN_ACROSS || spot->place >= plan->place_count ||
                plan->places[spot->place].type != PLAN_LINE || is_done[spot->place] ||
                row->s->actors.form != PLAN_ACTORS_NAMES)
                continue;
            const struct plan_place *line = &plan->places[spot->place];
            if (line->left != PLAN_NONE || line->right != PLAN_NONE ||
                line->form == PLAN_PLACE_OPEN || spot->place >= scope->b->ast->places.count)
                continue;
            is_done[spot->place] = true;
            struct diag *diag =
                build_word_diag(scope->b, LANG_W0837, scope->b->ast->places.items[spot->place].name,
                                "clause %.*s speaks of crossing `%.*s`, and nothing says who "
                                "stands on which side of it",
                                STR_ARG(scope_label(scope, row)), STR_ARG(line->name));
            diag->label = STR("expected `with … on the left, … on the right`");
            scope_other(scope, diag, row, "crossed here");
            show_crossing(scope, diag, row, line);
        }
    }
}

/* A line that says where one party stands, and not where the other does. */
static void check_half_sides(struct build *b)
{
    size_t parties = 0;
    for (size_t i = 0; i < b->ast->actors.count; i++)
        parties += b->ast->actors.items[i].role == PLAN_PARTY;
    for (size_t i = 0; i < b->ast->places.count && parties > 1; i++) {
        const struct ast_place *place = &b->ast->places.items[i];
        if (place->type != PLAN_LINE || place->side_names[0].is_set == place->side_names[1].is_set)
            continue;
        struct ast_word name = place->side_names[place->side_names[0].is_set ? 0 : 1];
        build_word_diag(b, LANG_W0837, name,
                        "`%.*s` says on which side %.*s stands, and nothing says who stands on the "
                        "other",
                        STR_ARG(place->name.text), STR_ARG(name.text))
            ->label = STR("expected `with … on the left, … on the right`");
    }
}

/* A band between two distances from a line on which sides are named. */
static bool is_band(const struct build *b, const struct ast_geom *g)
{
    const struct ast_geom *of =
        g->children.count == 1 ? &b->ast->geoms.items[g->children.items[0]] : NULL;
    const struct symbol *symbol =
        of && of->form == AST_GEOM_NAME ? build_symbol(b, of->name.text) : NULL;
    if (g->form != AST_GEOM_BETWEEN || !symbol || symbol->sort != SYMBOL_PLACE)
        return false;
    const struct ast_place *place = &b->ast->places.items[symbol->index];
    return place->type == PLAN_LINE && (place->side_names[0].is_set || place->side_names[1].is_set);
}

/* A band on both sides of its line, where other bands of the text lie on one. */
static void check_half_bands(struct build *b)
{
    const struct ast_geom *other = NULL;
    for (size_t i = 1; i < b->ast->geoms.count && !other; i++)
        if (b->ast->geoms.items[i].side.form != PLAN_SIDE_NONE &&
            is_band(b, &b->ast->geoms.items[i]))
            other = &b->ast->geoms.items[i];
    for (size_t i = 1; i < b->ast->geoms.count && other && !b->work->failed; i++) {
        const struct ast_geom *g = &b->ast->geoms.items[i];
        if (g->side.form != PLAN_SIDE_NONE || !is_band(b, g))
            continue;
        struct str line = b->ast->geoms.items[g->children.items[0]].name.text;
        struct diag *diag = build_range_diag(b, LANG_W0802, g->range,
                                             "this lies on both sides of `%.*s`", STR_ARG(line));
        diag->label =
            STR("if one side is meant: expected `on the side of` and a name after the line");
        diag->has_other = true;
        diag->other = build_span_of(b, other->range);
        diag->other_label = STR("this one lies on one side");
    }
}

void check_lines(struct scope *scope)
{
    struct build *b = scope->b;
    struct uses uses = {.scope = scope,
                        .line_of_node = ARENA_NEW(b->work->arena, uint32_t, b->nodes.count)};
    if (!uses.line_of_node) {
        work_fail(b->work, err_no_memory(b->work->err));
        return;
    }
    check_crossings(scope);
    check_half_sides(b);
    check_half_bands(b);
    for (size_t i = 0; i < scope->plan->place_count; i++) {
        const struct plan_place *place = &scope->plan->places[i];
        if (place->type != PLAN_LINE || !place->zone_count || place->zones[0] == PLAN_NONE ||
            place->form == PLAN_PLACE_KEYED)
            continue;
        if (place->zones[0] < b->nodes.count && !uses.line_of_node[place->zones[0]])
            uses.line_of_node[place->zones[0]] = (uint32_t)i + 1;
    }
    for (size_t i = 0; i < scope->count && !b->work->failed; i++)
        add_row(&uses, &scope->rows[i]);
    if (b->work->failed || uses.items.count < 2)
        return;
    qsort(uses.items.items, uses.items.count, sizeof *uses.items.items, compare_uses);
    check_rivals(&uses);
}

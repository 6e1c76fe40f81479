/* SPDX-License-Identifier: Apache-2.0
 *
 * Bands along one line that leave a strip between them: rules of one sort bind on either side of it, and none in it. */
#include "lang/check/scope.h"

#include <stdlib.h>

#define BAND_LIMIT 400 /* different bands of one sort along one line */

enum sort { SORT_OUT, SORT_LIMIT, SORT_FORBID };

struct band {
    enum sort sort;
    uint32_t line;      /* node of the line's shape */
    enum geo_hand hand; /* LEFT or RIGHT; UNSURE: both sides */
    double near_m, far_m;
    uint32_t place; /* whose declaration it is, or PLAN_NONE: a distance in the statement */
    uint32_t node;  /* the ground, or PLAN_NONE */
    uint32_t actor; /* keyed: whose */
    const struct scope_row *row;
};

struct bands {
    struct scope *scope;
    LIST(struct band) items;
};

/* ---------------------------------------------------------------- collecting */

static bool read_node(const struct scope *scope, uint32_t node, struct band *band)
{
    const struct geo_node *nodes = scope->b->nodes.items;
    band->hand = GEO_HAND_UNSURE;
    if (node == PLAN_NONE)
        return false;
    band->node = node;
    if (nodes[node].op == GEO_OP_AND && nodes[nodes[node].b].op == GEO_OP_SIDE) {
        band->hand = nodes[nodes[node].b].hand;
        node = nodes[node].a;
    }
    if (nodes[node].op != GEO_OP_WITHIN && nodes[node].op != GEO_OP_BETWEEN)
        return false;
    band->near_m = nodes[node].op == GEO_OP_BETWEEN ? nodes[node].min_m : 0;
    band->far_m = nodes[node].max_m;
    band->line = nodes[node].a;
    return scope_line_of(scope, band->line) == band->line;
}

static void add_place(struct bands *bands, struct band band, uint32_t place)
{
    const struct plan *plan = bands->scope->plan;
    if (place >= plan->place_count || plan->places[place].form == PLAN_PLACE_OPEN)
        return;
    const struct plan_place *p = &plan->places[place];
    size_t count = p->form == PLAN_PLACE_KEYED ? p->zone_count : p->zone_count ? 1 : 0;
    band.place = place;
    for (size_t i = 0; i < count; i++) {
        band.actor =
            p->form == PLAN_PLACE_KEYED ? p->keys.items[i / (count / p->keys.count)] : PLAN_NONE;
        if (read_node(bands->scope, p->zones[i], &band))
            PUSH(bands->scope->b->work, &bands->items, band);
    }
}

/* A distance that is kept is a band from the line on. */
static void add_distance(struct bands *bands, struct band band)
{
    const struct plan_statement *s = band.row->s;
    band.line = scope_node(bands->scope, s->place, 0, PLAN_NONE);
    band.hand = GEO_HAND_UNSURE;
    band.near_m = 0;
    band.far_m = s->distance.metres;
    if (band.line != PLAN_NONE && s->distance.form == PLAN_DISTANCE_METRES &&
        s->side.form == PLAN_SIDE_NONE && scope_line_of(bands->scope, band.line) == band.line)
        PUSH(bands->scope->b->work, &bands->items, band);
}

static void add_row(struct bands *bands, const struct scope_row *row)
{
    const struct plan_statement *s = row->s;
    struct band band = {.row = row, .place = PLAN_NONE, .node = PLAN_NONE, .actor = PLAN_NONE};
    switch (s->form) {
    case PLAN_KEEP:
        band.sort = SORT_OUT;
        if (s->relation == PLAN_OUT_OF)
            add_place(bands, band, s->place);
        else if (s->relation == PLAN_AWAY_FROM)
            add_distance(bands, band);
        break;
    case PLAN_WITHDRAW:
        band.sort = SORT_OUT;
        add_place(bands, band, s->place);
        break;
    case PLAN_LIMIT:
    case PLAN_FORBID:
        band.sort = s->form == PLAN_LIMIT ? SORT_LIMIT : SORT_FORBID;
        for (size_t i = 0; i < s->spots.count; i++)
            if (s->spots.items[i].preposition == PLAN_IN)
                add_place(bands, band, s->spots.items[i].place);
        break;
    case PLAN_PERMIT:
    case PLAN_REQUIRE:
    case PLAN_ASSESS:
    case PLAN_SYNCHRONOUS:
        break;
    }
}

static int compare_m(double a, double c)
{
    return a < c ? -1 : a > c;
}

static int compare_bands(const void *a, const void *c)
{
    const struct band *x = (const struct band *)a, *y = (const struct band *)c;
    if (x->sort != y->sort)
        return x->sort < y->sort ? -1 : 1;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    int by = compare_m(x->near_m, y->near_m);
    by = by ? by : compare_m(x->far_m, y->far_m);
    if (by)
        return by;
    if (x->hand != y->hand)
        return x->hand < y->hand ? -1 : 1;
    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    if (x->actor != y->actor)
        return x->actor < y->actor ? -1 : 1;
    return (x->row->statement > y->row->statement) - (x->row->statement < y->row->statement);
}

/* ---------------------------------------------------------------- strips */

/* Are they rules for one thing of one party at one time, so that one would expect the other to go on? */
static bool belong(struct scope *scope, const struct band *a, const struct band *c,
                   struct scope_case *what, uint32_t *actor)
{
    bool is_any;
    if (a->hand != GEO_HAND_UNSURE && c->hand != GEO_HAND_UNSURE && a->hand != c->hand)
        return false;
    if (a->actor != PLAN_NONE && c->actor != PLAN_NONE && a->actor != c->actor)
        return false;
    *actor = scope_party(scope->plan, &a->row->s->actors, &c->row->s->actors, &is_any);
    if (a->actor != PLAN_NONE || c->actor != PLAN_NONE)
        *actor = a->actor != PLAN_NONE ? a->actor : c->actor;
    return (*actor != PLAN_NONE || is_any) &&
           scope_kinds_meet(scope, a->row->s->classes, c->row->s->classes, what) &&
           scope_times_meet(scope, a->row, c->row) == SCOPE_YES;
}

static struct ast_range range_of(const struct scope *scope, const struct band *band)
{
    if (band->place < scope->b->ast->places.count)
        return scope->b->ast->places.items[band->place].range;
    return band->row->range;
}

static struct str name_of(struct scope *scope, const struct band *band)
{
    if (band->place < scope->plan->place_count)
        return work_printf(scope->b->work, "`%.*s`",
                           STR_ARG(scope->plan->places[band->place].name));
    return work_printf(scope->b->work, "clause %.*s", STR_ARG(scope_label(scope, band->row)));
}

/* The line's own name: the declared line that has this shape. */
static struct str line_name(const struct scope *scope, uint32_t line)
{
    for (size_t i = 0; i < scope->plan->place_count; i++)
        if (scope->plan->places[i].type == PLAN_LINE && scope->plan->places[i].zone_count &&
            scope->plan->places[i].zones[0] == line)
            return scope->plan->places[i].name;
    return STR("the line");
}

static void report(struct bands *bands, const struct band *inner, const struct band *outer,
                   const struct scope_case *what, uint32_t actor, uint32_t strip,
                   struct geo_point point)
{
    struct scope *scope = bands->scope;
    struct work *w = scope->b->work;
    struct ast_range at = range_of(scope, inner), other = range_of(scope, outer);
    struct str from = scope_metres_text(scope, inner->far_m);
    struct str to = scope_metres_text(scope, outer->near_m);
    struct diag *diag = build_range_diag(
        scope->b, LANG_H0732, scope_is_later(scope, at, other) ? at : other,
        "from %.*s to %.*s of `%.*s` lies a strip that neither %.*s nor %.*s covers", STR_ARG(from),
        STR_ARG(to), STR_ARG(line_name(scope, inner->line)), STR_ARG(name_of(scope, inner)),
        STR_ARG(name_of(scope, outer)));
    diag->label =
        work_printf(w, "expected it to begin or end where the other does, at %.*s or %.*s",
                    STR_ARG(from), STR_ARG(to));
    if (at.from != other.from) {
        diag->has_other = true;
        diag->other = build_span_of(scope->b, scope_is_later(scope, at, other) ? other : at);
        diag->other_label = STR("the other side of the strip");
    }
    struct diag_witness *witness = scope_witness(scope, diag);
    scope_witness_place(witness, point);
    witness->kind = scope->plan->kinds[what->kind].name;
    witness->party = actor == PLAN_NONE ? STR("") : scope->plan->actors[actor].name;
    witness->has_value = what->attribute.size > 0;
    witness->attribute = what->attribute;
    witness->value = what->value;
    witness->has_time = scope_when(scope, inner->row, outer->row, &witness->at_us);
    witness->text =
        work_printf(w, "%.*s of %.*s at %.*s: %.*s",
                    STR_ARG(scope_case_text(scope, what->kind, what->attribute, what->value)),
                    STR_ARG(witness->party.size ? witness->party : STR("anyone")),
                    STR_ARG(scope_point_text(scope, point)),
                    STR_ARG(scope_neither(scope, inner->row, outer->row)));
    scope_rings(scope, diag, strip, (outer->near_m - inner->far_m) / 3);
}

static void found_strip(struct bands *bands, const struct band *inner, const struct band *outer,
                        const struct scope_case *what, uint32_t actor)
{
    struct scope *scope = bands->scope;
    size_t nodes = scope->b->nodes.count;
    enum geo_hand hand = inner->hand != GEO_HAND_UNSURE ? inner->hand : outer->hand;
    struct geo_point point;
    uint32_t strip = scope_node_add(scope, (struct geo_node){.op = GEO_OP_BETWEEN,
                                                             .a = inner->line,
                                                             .min_m = inner->far_m,
                                                             .max_m = outer->near_m});
    if (strip != PLAN_NONE && hand != GEO_HAND_UNSURE) {
        uint32_t side = scope_node_add(
            scope, (struct geo_node){.op = GEO_OP_SIDE, .a = inner->line, .hand = hand});
        strip =
            side == PLAN_NONE
                ? side
                : scope_node_add(scope, (struct geo_node){.op = GEO_OP_AND, .a = strip, .b = side});
    }
    if (strip != PLAN_NONE && scope_uncovered(scope, strip, inner->row, actor, &point))
        report(bands, inner, outer, what, actor, strip, point);
    scope->b->nodes.count = nodes;
}

/* Is [from, to] of the line taken by another band that belongs to both? */
static bool is_bridged(struct bands *bands, size_t first, size_t last, const struct band *inner,
                       const struct band *outer)
{
    double reach = inner->far_m;
    for (size_t i = first; i < last; i++) {
        const struct band *band = &bands->items.items[i];
        struct scope_case what;
        uint32_t actor;
        if (band->near_m <= reach && band->far_m > reach &&
            belong(bands->scope, band, inner, &what, &actor) &&
            belong(bands->scope, band, outer, &what, &actor))
            reach = band->far_m;
    }
    return reach >= outer->near_m;
}

/* Bands [first, last) of one sort along one line, in order of where they begin. */
static void check_group(struct bands *bands, size_t first, size_t last)
{
    struct band *items = bands->items.items;
    if (last - first > BAND_LIMIT)
        last = first + BAND_LIMIT;
    for (size_t i = first; i < last && !bands->scope->b->work->failed; i++)
        for (size_t j = i + 1; j < last; j++) {
            struct scope_case what;
            uint32_t actor;
            if (items[j].near_m <= items[i].far_m)
                continue;
            if (!scope_pair(bands->scope, items[j].row) ||
                !belong(bands->scope, &items[i], &items[j], &what, &actor))
                continue;
            if (!is_bridged(bands, first, last, &items[i], &items[j]))
                found_strip(bands, &items[i], &items[j], &what, actor);
            break;
        }
}

/* Of bands that are the same but for their statements, the first of each class list is enough. */
static bool is_repeated(const struct band *a, const struct band *c)
{
    const struct plan_statement *x = a->row->s, *y = c->row->s;
    return a->sort == c->sort && a->line == c->line && a->hand == c->hand && a->place == c->place &&
           a->actor == c->actor && !compare_m(a->near_m, c->near_m) &&
           !compare_m(a->far_m, c->far_m) && x->classes.count == 1 && y->classes.count == 1 &&
           x->classes.items[0] == y->classes.items[0] && a->row->from.base == c->row->from.base &&
           a->row->from.us == c->row->from.us && x->actors.form == y->actors.form &&
           x->actors.names.count == y->actors.names.count &&
           (!x->actors.names.count || x->actors.names.items[0] == y->actors.names.items[0]);
}

void check_bands(struct scope *scope)
{
    struct bands bands = {.scope = scope};
    for (size_t i = 0; i < scope->count && !scope->b->work->failed; i++)
        if (!scope->rows[i].is_open)
            add_row(&bands, &scope->rows[i]);
    if (scope->b->work->failed || !bands.items.count)
        return;
    qsort(bands.items.items, bands.items.count, sizeof *bands.items.items, compare_bands);
    size_t kept = 0;
    for (size_t i = 0; i < bands.items.count; i++)
        if (!kept || !is_repeated(&bands.items.items[kept - 1], &bands.items.items[i]))
            bands.items.items[kept++] = bands.items.items[i];
    bands.items.count = kept;
    for (size_t from = 0, to; from < kept; from = to) {
        const struct band *first = &bands.items.items[from];
        for (to = from + 1; to < kept && bands.items.items[to].sort == first->sort &&
                            bands.items.items[to].line == first->line;)
            to++;
        check_group(&bands, from, to);
    }
}

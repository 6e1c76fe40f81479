/* SPDX-License-Identifier: Apache-2.0
 *
 * Drawn zones that run along each other and do not meet: a sliver between them that rules of one sort leave out on both
 * sides. Told only where the gap is narrow beside the zones, and long beside its own width: zones that merely lie near
 * each other are meant to be apart. */
#include "lang/check/scope.h"

#include <stdlib.h>

#define SAMPLES 64      /* places asked for along the border of one zone */
#define PAIR_LIMIT 3000 /* pairs of zones whose borders are compared */

struct area {
    uint32_t place, node;
    const struct geo_shape *shape;
    const struct scope_row *row; /* the first that names it, of this form */
    struct geo_box box;
    double width_m; /* set by keep_zones */
};

struct slivers {
    struct scope *scope;
    LIST(struct area) areas;
    size_t pairs;
};

/* ---------------------------------------------------------------- collecting */

static void add_area(struct slivers *s, const struct scope_row *row, uint32_t place)
{
    struct scope *scope = s->scope;
    const struct build *b = scope->b;
    if (place >= scope->plan->place_count || scope->plan->places[place].form != PLAN_PLACE_ONE ||
        !scope->plan->places[place].zone_count)
        return;
    uint32_t node = scope->plan->places[place].zones[0];
    if (node == PLAN_NONE || b->nodes.items[node].op != GEO_OP_SHAPE)
        return;
    const struct geo_shape *shape = b->shapes.items[b->nodes.items[node].shape];
    if (geo_shape_kind(shape) != GEO_SHAPE_AREA)
        return;
    struct area area = {place, node, shape, row, geo_shape_box(shape), 0};
    if (area.box.east_deg <= 180)
        PUSH(scope->b->work, &s->areas, area);
}

static void add_row(struct slivers *s, const struct scope_row *row, enum plan_form form)
{
    bool is_keep = row->s->form == PLAN_KEEP || row->s->form == PLAN_WITHDRAW;
    if (row->is_open || row->s->form != form)
        return;
    if (is_keep && (form == PLAN_WITHDRAW || row->s->relation == PLAN_OUT_OF))
        add_area(s, row, row->s->place);
    for (size_t i = 0; !is_keep && i < row->s->spots.count; i++)
        if (row->s->spots.items[i].preposition == PLAN_IN)
            add_area(s, row, row->s->spots.items[i].place);
}

static int compare_areas(const void *a, const void *c)
{
    const struct area *x = (const struct area *)a, *y = (const struct area *)c;
    if (x->box.west_deg < y->box.west_deg || x->box.west_deg > y->box.west_deg)
        return x->box.west_deg < y->box.west_deg ? -1 : 1;
    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    return (x->row->statement > y->row->statement) - (x->row->statement < y->row->statement);
}

/* Of one zone the first statement, and of these the zones that have a width; each is measured once. */
static void keep_zones(struct slivers *s)
{
    struct area *items = s->areas.items;
    size_t kept = 0;
    uint32_t last = PLAN_NONE;
    for (size_t i = 0; i < s->areas.count; i++) {
        if (items[i].place == last)
            continue;
        last = items[i].place;
        double length_m = geo_shape_length_m(items[i].shape);
        items[i].width_m = length_m > 0 ? 2 * geo_shape_area_m2(items[i].shape) / length_m : 0;
        if (items[i].width_m > 1)
            items[kept++] = items[i];
    }
    s->areas.count = kept;
}

/* ---------------------------------------------------------------- the gap between two */

struct gap {
    double widest_m, length_m;
};

/* Walk along the outer border of `a` and see how far `c` is. Only what lies nearer than `limit_m` faces it. */
static void measure_at(const struct area *a, const struct area *c, struct geo_point point,
                       double limit_m, double step_m, struct gap *gap)
{
    struct geo_place place = geo_place_make(point);
    if (geo_shape_position(c->shape, &place) != GEO_POSITION_OUT)
        return;
    struct geo_nearest near = geo_shape_nearest(c->shape, &place);
    double d = near.distance_m;
    if (!(d > 1) || d > limit_m)
        return;
    struct geo_place back = geo_place_make(near.point);
    if (geo_shape_distance_m(a->shape, &back) < 0.7 * d)
        return; /* round a corner */
    gap->length_m += step_m;
    gap->widest_m = d > gap->widest_m ? d : gap->widest_m;
}

static struct gap measure(const struct area *a, const struct area *c, double limit_m)
{
    struct gap gap = {0, 0};
    size_t count = geo_shape_path_size(a->shape, 0);
    double step_m = geo_shape_length_m(a->shape) / SAMPLES, ahead_m = 0;
    for (size_t i = 0; i < count && step_m > 0; i++) {
        struct geo_point p = geo_shape_vertex(a->shape, 0, i);
        struct geo_point q = geo_shape_vertex(a->shape, 0, (i + 1) % count);
        double edge_m = geo_distance_m(p, q);
        while (ahead_m < edge_m) {
            double t = ahead_m / edge_m;
            struct geo_point at = {p.lon_deg + t * (q.lon_deg - p.lon_deg),
                                   p.lat_deg + t * (q.lat_deg - p.lat_deg)};
            measure_at(a, c, at, limit_m, step_m, &gap);
            ahead_m += step_m;
        }
        ahead_m -= edge_m;
    }
    return gap;
}

static bool belong(struct scope *scope, const struct area *a, const struct area *c,
                   struct scope_case *what, uint32_t *actor)
{
    bool is_any;
    *actor = scope_party(scope->plan, &a->row->s->actors, &c->row->s->actors, &is_any);
    return (*actor != PLAN_NONE || is_any) &&
           scope_kinds_meet(scope, a->row->s->classes, c->row->s->classes, what) &&
           scope_times_meet(scope, a->row, c->row) == SCOPE_YES;
}

static uint32_t sliver_node(struct scope *scope, const struct area *a, const struct area *c,
                            double width_m)
{
    uint32_t near_a = scope_node_add(
        scope, (struct geo_node){.op = GEO_OP_WITHIN, .a = a->node, .max_m = width_m});
    uint32_t near_c = scope_node_add(
        scope, (struct geo_node){.op = GEO_OP_WITHIN, .a = c->node, .max_m = width_m});
    if (near_a == PLAN_NONE || near_c == PLAN_NONE)
        return PLAN_NONE;
    uint32_t near =
        scope_node_add(scope, (struct geo_node){.op = GEO_OP_AND, .a = near_a, .b = near_c});
    uint32_t both =
        scope_node_add(scope, (struct geo_node){.op = GEO_OP_OR, .a = a->node, .b = c->node});
    if (near == PLAN_NONE || both == PLAN_NONE)
        return PLAN_NONE;
    return scope_node_add(scope, (struct geo_node){.op = GEO_OP_EXCEPT, .a = near, .b = both});
}

static void report(struct scope *scope, const struct area *a, const struct area *c,
                   const struct scope_case *what, uint32_t actor, uint32_t sliver, double width_m,
                   struct geo_point point)
{
    struct work *w = scope->b->work;
    const struct ast_place *places = scope->b->ast->places.items;
    if (a->place >= scope->b->ast->places.count || c->place >= scope->b->ast->places.count)
        return;
    const struct area *later =
        scope_is_later(scope, places[a->place].range, places[c->place].range) ? a : c;
    const struct area *first = later == a ? c : a;
    struct str x = scope->plan->places[first->place].name,
               y = scope->plan->places[later->place].name;
    struct diag *diag = build_range_diag(
        scope->b, LANG_H0732, places[later->place].range,
        "between `%.*s` and `%.*s` lies a sliver of up to %.*s that neither covers", STR_ARG(x),
        STR_ARG(y), STR_ARG(scope_metres_text(scope, width_m)));
    diag->label = STR("expected borders that meet");
    diag->has_other = true;
    diag->other = build_span_of(scope->b, places[first->place].range);
    diag->other_label = STR("the other side of the sliver");
    struct diag_witness *witness = scope_witness(scope, diag);
    scope_witness_place(witness, point);
    witness->kind = scope->plan->kinds[what->kind].name;
    witness->party = actor == PLAN_NONE ? STR("") : scope->plan->actors[actor].name;
    witness->has_value = what->attribute.size > 0;
    witness->attribute = what->attribute;
    witness->value = what->value;
    witness->has_time = scope_when(scope, a->row, c->row, &witness->at_us);
    witness->text = work_printf(
        w, "%.*s of %.*s at %.*s: %.*s",
        STR_ARG(scope_case_text(scope, what->kind, what->attribute, what->value)),
        STR_ARG(witness->party.size ? witness->party : STR("anyone")),
        STR_ARG(scope_point_text(scope, point)), STR_ARG(scope_neither(scope, a->row, c->row)));
    scope_rings(scope, diag, sliver, width_m / 3);
}

static void compare(struct slivers *s, const struct area *a, const struct area *c)
{
    struct scope *scope = s->scope;
    struct scope_case what;
    uint32_t actor;
    double width = a->width_m < c->width_m ? a->width_m : c->width_m, limit = width / 2;
    if (a->node == c->node || s->pairs > PAIR_LIMIT || !belong(scope, a, c, &what, &actor))
        return;
    s->pairs++;
    struct gap one = measure(a, c, limit), two = measure(c, a, limit);
    struct gap gap = {one.widest_m < two.widest_m ? one.widest_m : two.widest_m,
                      one.length_m < two.length_m ? one.length_m : two.length_m};
    if (!(gap.widest_m > 1) || gap.length_m < 3 * gap.widest_m)
        return;
    size_t nodes = scope->b->nodes.count;
    uint32_t sliver = sliver_node(scope, a, c, gap.widest_m);
    struct geo_point point;
    if (sliver != PLAN_NONE && scope_uncovered(scope, sliver, a->row, actor, &point))
        report(scope, a, c, &what, actor, sliver, gap.widest_m, point);
    scope->b->nodes.count = nodes;
}

/* Zones whose boxes are nearer to each other than they are wide: swept from west to east. */
static void sweep(struct slivers *s)
{
    struct area *items = s->areas.items;
    for (size_t i = 0; i < s->areas.count && !s->scope->b->work->failed; i++)
        for (size_t j = i + 1; j < s->areas.count; j++) {
            double reach = items[i].width_m / 111000 * 3; /* degrees, far enough to 70 degrees */
            if (items[j].box.west_deg > items[i].box.east_deg + reach)
                break;
            if (items[j].box.south_deg > items[i].box.north_deg + reach ||
                items[i].box.south_deg > items[j].box.north_deg + reach)
                continue;
            compare(s, &items[i], &items[j]);
        }
}

void check_slivers(struct scope *scope)
{
    static const enum plan_form forms[] = {PLAN_KEEP, PLAN_WITHDRAW, PLAN_LIMIT, PLAN_FORBID};
    for (size_t f = 0; f < COUNT_OF(forms) && !scope->b->work->failed; f++) {
        struct slivers s = {.scope = scope};
        for (size_t i = 0; i < scope->count && !scope->b->work->failed; i++)
            add_row(&s, &scope->rows[i], forms[f]);
        if (scope->b->work->failed || s.areas.count < 2)
            continue;
        qsort(s.areas.items, s.areas.count, sizeof *s.areas.items, compare_areas);
        keep_zones(&s);
        sweep(&s);
    }
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Ground: how long the lines of a draft are, how large its zones, and which settlements lie in them. Shapes by their own measures; a
 * zone that is written with `within`, `and`, `or` is counted cell by cell over its box. */
#include "backtest/backtest.h"

#include "base/num.h"
#include "geo/trig.h"

#include <string.h>

#define CELLS 160          /* along each side of a zone's box */
#define RADIUS_M 6371007.2 /* of the sphere of the ellipsoid's area */
#define WIDE_DEG 20.0      /* a zone over so many degrees is not counted */

struct measured {
    struct hash node;
    double area_m2;
    size_t inside;
};

struct measures {
    struct measured *items;
    size_t count, capacity;
};

static double cell_area(const struct geo_box *box)
{
    double south, north, unused;

    geo_sincos_deg(box->south_deg, &south, &unused);
    geo_sincos_deg(box->north_deg, &north, &unused);
    return RADIUS_M * RADIUS_M * (north - south) * (box->east_deg - box->west_deg) * GEO_RAD;
}

/* Middle points of cells that lie in the zone, each for its cell. */
static double area_by_cells(const struct geo_zones *zones, uint32_t node, const struct geo_box *box)
{
    double sum = 0, wide = (box->east_deg - box->west_deg) / CELLS,
           high = (box->north_deg - box->south_deg) / CELLS;

    for (int y = 0; y < CELLS; y++) {
        struct geo_box cell = {box->west_deg, box->south_deg + y * high, box->west_deg + wide,
                               box->south_deg + (y + 1) * high};
        int in = 0;

        for (int x = 0; x < CELLS; x++) {
            double lon = box->west_deg + (x + 0.5) * wide;
            struct geo_place at =
                geo_place_make((struct geo_point){.lon_deg = lon > 180 ? lon - 360 : lon,
                                                  .lat_deg = box->south_deg + (y + 0.5) * high});

            in += geo_zone_member(zones, node, &at) == GEO_INSIDE;
        }
        sum += in * cell_area(&cell);
    }
    return sum;
}

static double area_of(const struct geo_zones *zones, uint32_t node)
{
    const struct geo_node *n = &zones->nodes[node];
    struct geo_box box;

    if (n->op == GEO_OP_SHAPE && geo_shape_kind(zones->shapes[n->shape]) == GEO_SHAPE_AREA)
        return geo_shape_area_m2(zones->shapes[n->shape]);
    if (!geo_zone_box(zones, node, &box) || box.east_deg - box.west_deg > WIDE_DEG ||
        box.north_deg - box.south_deg > WIDE_DEG)
        return -1;
    return area_by_cells(zones, node, &box);
}

static enum err_code measure(struct arena *arena, const struct backtest *b, const struct plan *plan,
                             uint32_t node, const struct hash *hash, struct measures *measures,
                             const struct measured **out, struct err *err)
{
    struct measured *m;

    for (size_t i = 0; i < measures->count; i++)
        if (memcmp(&measures->items[i].node, hash, sizeof *hash) == 0) {
            *out = &measures->items[i];
            return ERR_OK;
        }
    TRY(arena_grow(arena, &measures->items, measures->count, &measures->capacity,
                   sizeof *measures->items, err));
    m = &measures->items[measures->count++];
    *m = (struct measured){*hash, area_of(&plan->geometry, node), 0};
    for (size_t i = 0; i < b->options.name_count; i++) {
        struct geo_place at = geo_place_make(b->options.names[i].point);

        m->inside += geo_zone_member(&plan->geometry, node, &at) == GEO_INSIDE;
    }
    *out = m;
    return ERR_OK;
}

static enum err_code measure_place(struct arena *arena, const struct backtest *b,
                                   struct backtest_draft *draft, uint32_t place, size_t z,
                                   struct measures *measures, struct backtest_ground *out,
                                   struct err *err)
{
    const struct plan *plan = draft->plan;
    const struct plan_place *p = &plan->places[place];
    const struct geo_node *n = &plan->geometry.nodes[p->zones[z]];
    const struct measured *m;

    *out = (struct backtest_ground){.place = p->name,
                                    .is_line = p->type == PLAN_LINE,
                                    .meaning = draft->digests.nodes[p->zones[z]]};
    if (p->form == PLAN_PLACE_KEYED && z < p->keys.count)
        out->key = plan->actors[p->keys.items[z]].name;
    else if (p->form == PLAN_PLACE_DISPUTED && z < plan->reading_count)
        out->key = plan->readings[z];
    if (out->is_line) {
        if (n->op == GEO_OP_SHAPE)
            out->length_m = num_round(geo_shape_length_m(plan->geometry.shapes[n->shape]), 0);
        return ERR_OK;
    }
    TRY(measure(arena, b, plan, p->zones[z], &out->meaning, measures, &m, err));
    out->area_m2 = m->area_m2 < 0 ? -1 : num_round(m->area_m2, 0);
    out->inside = m->inside;
    return ERR_OK;
}

enum err_code backtest_measure(struct arena *arena, struct backtest *b, struct err *err)
{
    struct measures measures = {0};

    for (size_t d = 0; d < b->draft_count; d++) {
        struct backtest_draft *draft = &b->drafts[d];
        const struct plan *plan = draft->plan;
        struct backtest_ground *ground;
        size_t total = 0;

        for (size_t i = 0; i < plan->place_count; i++)
            total += plan->places[i].zone_count;
        ground = ARENA_NEW(arena, struct backtest_ground, total + 1);
        if (!ground)
            return err_no_memory(err);
        for (uint32_t i = 0; i < plan->place_count; i++) {
            const struct plan_place *p = &plan->places[i];
            size_t count = p->form == PLAN_PLACE_ONE && p->zone_count ? 1 : p->zone_count;

            if (p->type == PLAN_POINT)
                continue;
            for (size_t z = 0; z < count; z++)
                TRY(measure_place(arena, b, draft, i, z, &measures, &ground[draft->ground_count++],
                                  err));
        }
        draft->ground = ground;
    }
    return ERR_OK;
}

/* -------------------------------------------------------------- names */

enum err_code backtest_names_read(struct arena *arena, struct str csv,
                                  const struct backtest_name **names, size_t *count,
                                  struct err *err)
{
    struct backtest_name *list = NULL;
    size_t n = 0, capacity = 0;

    while (csv.size) {
        struct str line = str_cut(&csv, '\n');
        struct str a = str_cut(&line, ','), b = str_cut(&line, ','), lon = str_cut(&line, ','),
                   lat = str_cut(&line, ',');
        struct backtest_name one = {.name = a};

        (void)b;
        if (!str_to_double(lon, &one.point.lon_deg) || !str_to_double(lat, &one.point.lat_deg) ||
            !geo_point_ok(one.point))
            continue;
        TRY(arena_grow(arena, &list, n, &capacity, sizeof *list, err));
        list[n++] = one;
    }
    *names = list;
    *count = n;
    return ERR_OK;
}

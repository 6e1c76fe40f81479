/* SPDX-License-Identifier: Apache-2.0
 *
 * The agreement's own geometry as outlines, one for each reading that differs. For drawing only:
 * what is judged never passes through here. */
#include "report/report_int.h"

#define OUTLINE_COLUMNS 256

static bool is_empty_box(struct geo_box box)
{
    return !(box.east_deg > box.west_deg) || !(box.north_deg > box.south_deg);
}

static enum err_code draw_one(struct arena *arena, const struct plan *plan, uint32_t node,
                              struct drawn_zone *zone, struct err *err)
{
    struct geo_outline outline;
    struct geo_box box;

    if (!geo_zone_box(&plan->geometry, node, &box))
        return ERR_OK; /* unbounded: nothing to draw */
    /* A little air, so that no outline runs along the edge of its grid. */
    double air = 0.02 * (box.east_deg - box.west_deg + box.north_deg - box.south_deg) + 1e-4;
    box.west_deg -= air;
    box.east_deg += air;
    box.south_deg = box.south_deg - air < -90 ? -90 : box.south_deg - air;
    box.north_deg = box.north_deg + air > 90 ? 90 : box.north_deg + air;
    if (is_empty_box(box))
        return ERR_OK;
    TRY(geo_outline(arena, &plan->geometry, node, box, OUTLINE_COLUMNS, &outline, err));
    zone->paths = outline.paths;
    zone->path_count = outline.count;
    return ERR_OK;
}

enum err_code zones_draw(struct arena *arena, const struct plan *plan,
                         const struct drawn_zone **zones, size_t *count, struct err *err)
{
    size_t room = 0, n = 0;

    for (size_t i = 0; i < plan->place_count; i++)
        room += plan->places[i].zone_count;
    struct drawn_zone *list = ARENA_NEW(arena, struct drawn_zone, room);
    if (!list)
        return err_no_memory(err);
    for (size_t i = 0; i < plan->place_count; i++) {
        const struct plan_place *place = &plan->places[i];
        for (size_t k = 0; k < place->zone_count; k++) {
            if (place->zones[k] == PLAN_NONE)
                continue;
            if (place->form == PLAN_PLACE_ONE && k > 0)
                break; /* the same under every reading */
            struct drawn_zone zone = {.place = (uint32_t)i,
                                      .key_index = k,
                                      .is_line = place->type == PLAN_LINE,
                                      .is_corridor = place->type == PLAN_CORRIDOR,
                                      .is_hypothetical = place->is_hypothetical};
            if (place->form == PLAN_PLACE_DISPUTED && k < plan->reading_count)
                zone.key = plan->readings[k];
            else if (place->form == PLAN_PLACE_KEYED && k < place->keys.count)
                zone.key = plan->actors[place->keys.items[k]].name;
            TRY(draw_one(arena, plan, place->zones[k], &zone, err));
            if (zone.path_count > 0)
                list[n++] = zone;
        }
    }
    *zones = list;
    *count = n;
    return ERR_OK;
}

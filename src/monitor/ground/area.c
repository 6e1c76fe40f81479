/* SPDX-License-Identifier: Apache-2.0
 *
 * Areas that records name: places of the agreement, or shapes of a gazetteer. */
#include "monitor/ground/place_int.h"

/* A member of a collection, by its name; of several collections the first that is one of its own. */
static void find_member(const struct run *run, struct area_entry *entry)
{
    for (uint32_t i = 0; i < run->plan->place_count; i++) {
        const struct plan_place *place = &run->plan->places[i];

        for (uint32_t m = 0; place->collection == i && m < place->member_count; m++)
            if (str_eq(place->members[m], entry->name)) {
                entry->place = i;
                entry->member = m + 1;
                return;
            }
    }
}

/* The node of what a record names, whatever member is looked at. */
uint32_t place_named(const struct run *run, const struct area_entry *entry, const struct view *view)
{
    const struct plan_place *p = &run->plan->places[entry->place];
    size_t at = place_zone_at(run, p, view->reading, view->party);

    if (!entry->member || at == SIZE_MAX)
        return place_whole(run, entry->place, view);
    return p->member_zones[(entry->member - 1) * p->zone_count + at];
}

enum err_code monitor_area(struct run *run, struct str name, struct area_entry *out)
{
    uint32_t i = map_get(&run->areas, name);

    if (i == MAP_NONE) {
        struct area_entry *entry;

        TRY(arena_grow(&run->scratch, &run->area_list, run->area_count, &run->area_capacity,
                       sizeof *run->area_list, run->err));
        entry = &run->area_list[run->area_count];
        *entry = (struct area_entry){.name = name, .place = plan_find_place(run->plan, name)};
        if (entry->place == PLAN_NONE)
            find_member(run, entry);
        if (entry->place == PLAN_NONE && run->options->area)
            entry->shape = run->options->area(run->options->area_ctx, name);
        entry->relations =
            ARENA_NEW(&run->scratch, _Atomic uint8_t, run->plan->geometry.node_count + 1);
        if (!entry->relations)
            return err_no_memory(run->err);
        i = (uint32_t)run->area_count++;
        TRY(map_set(&run->areas, name, i, run->err));
    }
    *out = run->area_list[i];
    return ERR_OK;
}

struct area_entry *monitor_area_of(const struct run *run, const struct fact_place *place)
{
    uint32_t i = place->form == FACT_PLACE_AREA ? map_get(&run->areas, place->area) : MAP_NONE;

    return i == MAP_NONE ? NULL : &run->area_list[i];
}

static bool is_unknown(const struct run *run, const struct fact_place *place)
{
    const struct area_entry *entry = monitor_area_of(run, place);

    return entry && entry->place == PLAN_NONE && !entry->shape;
}

/* Names of areas that nobody has a shape for: an act there is perhaps anywhere, and to have looked there shows nothing. */
static enum err_code unknown_areas(struct run *run)
{
    const struct facts *facts = run->facts;
    size_t count = 0, first = 0;

    for (size_t i = 0; i < facts->observation_count; i++)
        if (is_unknown(run, &facts->observations[i].place)) {
            first = count ? first : i;
            count++;
        }
    if (count)
        TRY(monitor_warn(run,
                         "%zu record%s an area that neither the agreement nor a gazetteer gives "
                         "a shape (the first: %.*s); where the place matters it stays open",
                         count, count == 1 ? " names" : "s name",
                         STR_ARG(facts->observations[first].place.area)));
    for (size_t i = 0; i < facts->coverage_count; i++)
        if (is_unknown(run, &facts->coverages[i].place))
            TRY(monitor_warn(run,
                             "a coverage record names the area %.*s, which neither the agreement "
                             "nor a gazetteer gives a shape: it shows nothing",
                             STR_ARG(facts->coverages[i].place.area)));
    return ERR_OK;
}

enum err_code monitor_areas(struct run *run)
{
    const struct facts *facts = run->facts;
    struct area_entry entry;

    map_init(&run->areas, &run->scratch);
    for (size_t i = 0; i < facts->observation_count; i++)
        if (facts->observations[i].place.form == FACT_PLACE_AREA)
            TRY(monitor_area(run, facts->observations[i].place.area, &entry));
    for (size_t i = 0; i < facts->tally_count; i++)
        if (facts->tallies[i].place.form == FACT_PLACE_AREA)
            TRY(monitor_area(run, facts->tallies[i].place.area, &entry));
    for (size_t i = 0; i < facts->declaration_count; i++)
        if (facts->declarations[i].place.form == FACT_PLACE_AREA)
            TRY(monitor_area(run, facts->declarations[i].place.area, &entry));
    for (size_t i = 0; i < facts->coverage_count; i++)
        if (facts->coverages[i].place.form == FACT_PLACE_AREA)
            TRY(monitor_area(run, facts->coverages[i].place.area, &entry));
    for (size_t i = 0; i < facts->feed_count; i++)
        for (size_t j = 0; j < facts->feeds[i].complete_count; j++)
            if (facts->feeds[i].complete[j].place.form == FACT_PLACE_AREA)
                TRY(monitor_area(run, facts->feeds[i].complete[j].place.area, &entry));
    return unknown_areas(run);
}

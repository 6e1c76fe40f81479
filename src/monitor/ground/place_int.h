/* SPDX-License-Identifier: Apache-2.0
 *
 * Shared by place.c (where acts are), setback.c (where things are kept) and area.c (areas by name). */
#ifndef MONITOR_PLACE_INT_H
#define MONITOR_PLACE_INT_H

#include "geo/index.h"
#include "monitor/monitor_int.h"

/* What is asked of a place: under which reading, for whom, in which geometry (a moving place is put in for a while). */
struct view {
    size_t reading;
    uint32_t party; /* PLAN_NONE: nobody in particular */
    const struct geo_zones *zones;
};

/* geo_zone_chance_over, remembered. */
struct geo_chance monitor_zone_chance(struct run *run, const struct geo_zones *zones, uint32_t node,
                                      const struct geo_spread *spread);
/* What is asked of a place: all that its chance depends on. */
struct chance_question {
    enum { CHANCE_IN, CHANCE_ANY, CHANCE_BOTH, CHANCE_SETBACK } form;
    const struct geo_zones *zones;
    const struct geo_spread *spread;
    const uint32_t *nodes, *and_nodes;
    size_t count, and_count;
    enum geo_hand hand; /* of a setback, with its metres */
    double metres;
};
/* Where the answer is kept: it stands there when is_known, else the caller puts it there. NULL: not to be kept. */
struct geo_chance *monitor_chance_slot(struct run *run, const struct chance_question *question,
                                       bool *is_known);

/* Which of a place's zones is meant, or SIZE_MAX; its node, or PLAN_NONE; that of all of it, whatever member is looked at. */
size_t place_zone_at(const struct run *run, const struct plan_place *p, size_t reading,
                     uint32_t party);
uint32_t place_node(const struct run *run, uint32_t place, const struct view *view);
uint32_t place_whole(const struct run *run, uint32_t place, const struct view *view);
/* Why a place has no geometry now. */
unsigned place_why_none(const struct run *run, uint32_t place);
/* Answers of the geometry as intervals, with the doubts that they leave. */
struct fact_interval place_chance(struct geo_chance chance, unsigned *doubts);
struct fact_interval place_member(enum geo_member member, unsigned *doubts);
/* What can be said of a place without a distribution: true when `out` is the answer. */
bool place_is_nowhere(const struct fact_place *place, struct fact_interval *out, unsigned *doubts);
struct geo_spread place_spread(const struct fact_place *place);
bool place_has_error(const struct fact_place *place);
/* May the index be asked? */
bool place_is_indexed(const struct run *run, const struct geo_zones *zones);
/* One spot, in a geometry that is put together. */
struct fact_interval place_spot(struct run *run, const struct plan_spot *spot,
                                const struct view *view, const struct fact_place *place,
                                unsigned *doubts);
struct where place_where(const struct run *run, size_t act);
uint32_t place_named(const struct run *run, const struct area_entry *entry,
                     const struct view *view);
struct area_entry *monitor_area_of(const struct run *run, const struct fact_place *place);

#endif

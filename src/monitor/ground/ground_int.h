/* SPDX-License-Identifier: Apache-2.0
 *
 * Where things are: places under their readings, for each party, for each member, on the move. Part of monitor_int.h. */
#ifndef MONITOR_GROUND_INT_H
#define MONITOR_GROUND_INT_H

#include "monitor/monitor_int.h"

/* Where and when something was; the act it is said of, or SIZE_MAX. */
struct where {
    const struct fact_place *place;
    struct fact_time time;
    size_t act;
};

/* place.c: a place of a phase for each member is that member's, of `run->member`; one that differs for each party is that of
 * `party`, with PLAN_NONE the bounds over all of them. */
bool monitor_place_is_disputed(const struct run *run, uint32_t place);
bool monitor_place_is_keyed(const struct run *run, uint32_t place);
bool monitor_spots_are_keyed(const struct run *run, const struct plan_spots *spots);
struct fact_interval monitor_spots_where(struct run *run, const struct plan_spots *spots,
                                         size_t reading, uint32_t party, const struct where *where,
                                         unsigned *doubts);
struct fact_interval monitor_spots_party(struct run *run, const struct plan_spots *spots,
                                         size_t reading, uint32_t party, size_t act,
                                         unsigned *doubts);
bool monitor_spots_are_disputed(const struct run *run, const struct plan_spots *spots);
struct fact_interval monitor_spots(struct run *run, const struct plan_spots *spots, size_t reading,
                                   size_t act, unsigned *doubts);
/* How likely it lies in `spots` too, where it lies in `given`: one uncertain point is in both or not. False: the two do not hang
 * together, or it cannot be told so. */
bool monitor_spots_given(struct run *run, const struct plan_spots *spots,
                         const struct plan_spots *given, size_t reading, size_t act,
                         struct fact_interval *out, unsigned *doubts);
struct fact_interval monitor_spots_place(struct run *run, const struct plan_spots *spots,
                                         size_t reading, const struct fact_place *place,
                                         unsigned *doubts);
/* Of a `keep`: how likely the place breaks it, for a party (or PLAN_NONE). */
struct fact_interval monitor_keep_broken(struct run *run, const struct plan_statement *statement,
                                         uint32_t party, size_t reading, size_t act,
                                         unsigned *doubts);
enum err_code monitor_area(struct run *run, struct str name, struct area_entry *out) MUST_USE;
enum err_code monitor_areas(struct run *run) MUST_USE; /* look up every area named once */
/* Does the place of a coverage record hold all of `place` (PLAN_NONE: everywhere)? */
bool monitor_place_covers(struct run *run, const struct fact_place *record, uint32_t place);

/* track.c: places that move, and those as wide as a weapon reaches. */
enum err_code monitor_tracks(struct run *run) MUST_USE; /* sort the positions of each */
/* The least and greatest of `ask` over the geometries that hold at `where`: `nodes` are those of varying places. */
typedef struct fact_interval (*monitor_ground_fn)(struct run *run, const void *ctx,
                                                  const struct geo_zones *zones,
                                                  const struct fact_place *place, unsigned *doubts);
struct fact_interval monitor_over_grounds(struct run *run, const uint32_t *nodes, size_t count,
                                          const struct where *where, monitor_ground_fn ask,
                                          const void *ctx, unsigned *doubts);
/* When it is known where a place that moves was; all the time for others. */
enum err_code monitor_track_known(struct run *run, uint32_t place, struct spans *out) MUST_USE;

/* member.c: phases for each member of a collection. Both return what was looked at before; to be put back. */
struct looked_at monitor_enter(struct run *run, const struct instance *at);
struct looked_at monitor_look_at(struct run *run, uint32_t phase, uint32_t member);
size_t monitor_member_count(const struct run *run, uint32_t phase); /* 0: not for each */
/* Is only a member of this place looked at? */
bool monitor_is_member(const struct run *run, const struct plan_place *place);
/* Another member than the one looked at, of the same collection. */
bool monitor_is_other_member(const struct run *run, const struct instance *at);
/* "leave (Zolote)"; of other phases their name. */
enum err_code monitor_phase_label(struct run *run, uint32_t phase, uint32_t member,
                                  struct str *out) MUST_USE;
/* The phase and member that a decision names; PLAN_NONE: there is none. */
uint32_t monitor_gate_phase(const struct run *run, struct str gate, uint32_t *member);
/* Of an id: what is said of the same thing for another member is another finding. */
enum err_code monitor_member_subject(struct run *run, const struct instance *at,
                                     struct str *subject) MUST_USE;
/* `in each Z`: the place whose members are to be looked at one by one, or PLAN_NONE; then, of one of them, what an id and a
 * sentence say. */
uint32_t monitor_each_place(const struct run *run, const struct plan_spots *spots);
enum err_code monitor_each_subject(struct run *run, struct each each, struct str *subject) MUST_USE;
void monitor_put_each(struct run *run, struct each each);
/* `in the same Z`, where no member of it is looked at; PLAN_NONE. */
uint32_t monitor_same_place(const struct run *run, const struct plan_spots *spots);

#endif

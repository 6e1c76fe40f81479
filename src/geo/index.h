/* SPDX-License-Identifier: Apache-2.0
 *
 * Index of zones: clearance maps, so that places far from every border cost a look into a table.
 *
 * For each zone asked there is a map of cells around it, in up to three steps of 8 x 8, that keep what
 * the answer is at their middle and how far it holds. A cell is filled when a place first falls into
 * it; what is in it depends on the zone alone, so answers do not depend on the order of questions or
 * on threads, which may ask at the same time. What an index does not settle is asked the slow way
 * (chance.h); what it settles is what that would have said: 0 or 1 because no border lies within
 * 6 sigma, or the crisp answer for a place without an error. */
#ifndef GEO_INDEX_H
#define GEO_INDEX_H

#include "geo/chance.h"

struct geo_index;

/* For about `places` questions a zone. Borrows `zones` (which have passed geo_zones_check) and `mem`.
 * ERR_NO_MEMORY. */
enum err_code geo_index_open(const struct mem *mem, const struct geo_zones *zones, size_t places,
                             struct geo_index **index, struct err *err) MUST_USE;
void geo_index_close(struct geo_index *index); /* accepts NULL */

/* True with the answer when all of the spread lies clear of the zone's borders. False also when
 * memory is short. An INSIDE is a chance of 1, an OUTSIDE of 0, an UNSURE anything between. */
bool geo_index_zone(struct geo_index *index, uint32_t node, const struct geo_spread *spread,
                    enum geo_member *member);

/* The same for geo_probe_setback; hand UNSURE: for geo_probe_at_least. */
bool geo_index_setback(struct geo_index *index, uint32_t node, enum geo_hand hand, double limit_m,
                       const struct geo_spread *spread, enum geo_member *member);

/* Bytes held by now. */
size_t geo_index_bytes(const struct geo_index *index);

#endif

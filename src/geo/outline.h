/* SPDX-License-Identifier: Apache-2.0
 *
 * Outlines: zones as polygons and lines, for drawing only. Never used for a decision. */
#ifndef GEO_OUTLINE_H
#define GEO_OUTLINE_H

#include "geo/zone.h"

struct geo_outline_path {
    const struct geo_point *points; /* in the arena; a closed one does not repeat its first */
    size_t count;
    bool closed; /* a ring; fill all rings of an outline together by the even-odd rule */
};

struct geo_outline {
    const struct geo_outline_path *paths;
    size_t count;
};

/* The zone's outline inside `box`, sampled on a grid of `columns` cells from west to east (8 to 2048;
 * rows follow so that cells are about square). Plain shapes come out as they were drawn, whole.
 * ERR_INPUT for an empty box, ERR_NO_MEMORY. */
enum err_code geo_outline(struct arena *arena, const struct geo_zones *zones, uint32_t node,
                          struct geo_box box, int columns, struct geo_outline *outline,
                          struct err *err) MUST_USE;

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Zones: geometry as an agreement writes it: shapes, `within`, `between`, sides, `and`, `or`,
 * `except`. They are evaluated point by point and never turned into polygons.
 *
 * Zones are closed: `within D` is d <= D, `between D and E` is D <= d <= E, a side includes the line,
 * metres are rounded to 1e-3 before they are compared. `A except B` leaves out B with its border. */
#ifndef GEO_ZONE_H
#define GEO_ZONE_H

#include "geo/shape.h"

/* OUTSIDE and INSIDE are sure. UNSURE: a side is asked beyond the ends of its line. */
enum geo_member { GEO_OUTSIDE, GEO_INSIDE, GEO_UNSURE };

enum geo_op {
    GEO_OP_SHAPE,   /* shape `shape` */
    GEO_OP_WITHIN,  /* at most max_m from node `a` */
    GEO_OP_BETWEEN, /* at least min_m and at most max_m from node `a` */
    GEO_OP_SIDE,    /* on the `hand` side (left or right) of node `a`, a shape of lines */
    GEO_OP_AND,     /* in `a` and in `b` */
    GEO_OP_OR,
    GEO_OP_EXCEPT, /* in `a`, not in `b` */
    GEO_OP_BEYOND  /* at least min_m from node `a`; the whole Earth but for that */
};

/* `within 10 km of L on the side of A` is AND(WITHIN(L), SIDE(L, A's hand)). A circle is WITHIN of a
 * shape of one point. */
struct geo_node {
    enum geo_op op;
    uint32_t shape; /* SHAPE */
    uint32_t a, b;  /* lower than the node's own index */
    enum geo_hand hand;
    double min_m, max_m;
    uint32_t size; /* nodes it stands for when shared ones are written out; geo_node_size */
};

#define GEO_NODE_LIMIT 65536    /* nodes of one set */
#define GEO_ZONE_SIZE_LIMIT 256 /* nodes of one zone, shared ones counted each time */

/* All zones of an agreement; a zone is the index of its node. Nodes may be shared. */
struct geo_zones {
    const struct geo_node *nodes; /* borrowed */
    size_t node_count;
    const struct geo_shape *const *shapes; /* borrowed */
    size_t shape_count;
};

/* What `size` of a node must be, given those of the nodes below it (0: too large). */
uint32_t geo_node_size(const struct geo_zones *zones, const struct geo_node *node);

/* Indices, order, sizes, distances, sides: what the queries below trust. ERR_INPUT. */
enum err_code geo_zones_check(const struct geo_zones *zones, struct err *err) MUST_USE;

/* Is the place in the zone? */
enum geo_member geo_zone_member(const struct geo_zones *zones, uint32_t node,
                                const struct geo_place *place);

/* Distance to the zone, 0 inside. Exact for shapes and for `within` and `or` over them (1 cm);
 * otherwise found by search, within 1 m or 1e-4 of itself. UNSURE parts count as outside.
 * DBL_MAX when nothing of the zone is found within 1,000 km. */
double geo_zone_distance_m(const struct geo_zones *zones, uint32_t node,
                           const struct geo_place *place);

/* An answer with its clearance: it is the same for every place nearer than clear_m. */
struct geo_probe {
    enum geo_member member;
    double clear_m; /* a lower bound, at least 0 */
};
struct geo_probe geo_probe_zone(const struct geo_zones *zones, uint32_t node,
                                const struct geo_place *place);
/* Within `limit_m` of the zone; at least that far from it. For shapes, lines and `within` of them. */
struct geo_probe geo_probe_within(const struct geo_zones *zones, uint32_t node, double limit_m,
                                  const struct geo_place *place);
struct geo_probe geo_probe_at_least(const struct geo_zones *zones, uint32_t node, double limit_m,
                                    const struct geo_place *place);
/* `at least D from L on the side of P`: INSIDE when it is kept; OUTSIDE when nearer or on the other
 * side; UNSURE beyond the line's ends. Node: a shape of lines. */
struct geo_probe geo_probe_setback(const struct geo_zones *zones, uint32_t node, enum geo_hand hand,
                                   double limit_m, const struct geo_place *place);
struct geo_probe geo_probe_and(struct geo_probe a, struct geo_probe b);
struct geo_probe geo_probe_or(struct geo_probe a, struct geo_probe b);
struct geo_probe geo_probe_not(struct geo_probe a);

/* How a place that is somewhere in `area` (an area, a line travelled, points) lies to the zone:
 * all of it inside, none of it inside, or neither. Borders in common do not count as overlap. Found by
 * subdivision: a strip narrower than 1/1000 of the area's extent may be missed; lines and points
 * within 1 m. What is UNSURE makes it OVERLAPS. */
enum geo_relation { GEO_REL_OUTSIDE, GEO_REL_INSIDE, GEO_REL_OVERLAPS };
enum geo_relation geo_zone_relation(const struct geo_zones *zones, uint32_t node,
                                    const struct geo_shape *area);

/* A box that holds the zone. False when it has none: it is unbounded or reaches a pole. */
bool geo_zone_box(const struct geo_zones *zones, uint32_t node, struct geo_box *box);

/* A place in the zone, for a witness: true and `point` (in its middle parts rather than on its
 * border), false when none was found at a resolution of 1/1000 of the zone's box. */
bool geo_zone_witness(const struct geo_zones *zones, uint32_t node, struct geo_point *point);

#endif

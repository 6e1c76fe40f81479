/* SPDX-License-Identifier: Apache-2.0
 *
 * The clearance of a place inside (geo_probe_zone) is the radius of a circle that fits. A grid over the zone's box, and the
 * place that geo_zone_witness finds, are starting points; from the best of them ever smaller steps climb to where it is
 * largest. Some thousand probes at most, a few where the zone is wide enough. */
#include "lang/check/width.h"

#include <float.h>

#define GRID 24
#define CLIMB_STEPS 48

static double radius_at(const struct geo_zones *zones, uint32_t node, struct geo_point point)
{
    if (!geo_point_ok(point))
        return 0;
    struct geo_place place = geo_place_make(point);
    struct geo_probe probe = geo_probe_zone(zones, node, &place);
    return probe.member == GEO_INSIDE ? probe.clear_m : 0;
}

static double climb(const struct geo_zones *zones, uint32_t node, struct geo_point at,
                    double step_deg, double enough_m)
{
    static const int moves[][2] = {{1, 0}, {-1, 0}, {0, 1},  {0, -1},
                                   {1, 1}, {1, -1}, {-1, 1}, {-1, -1}};
    double best = radius_at(zones, node, at);
    for (int i = 0; i < CLIMB_STEPS && 2 * best < enough_m; i++) {
        bool has_moved = false;
        for (size_t j = 0; j < COUNT_OF(moves) && !has_moved; j++) {
            struct geo_point next = {at.lon_deg + moves[j][0] * step_deg,
                                     at.lat_deg + moves[j][1] * step_deg};
            double radius = radius_at(zones, node, next);
            if (radius > best) {
                best = radius;
                at = next;
                has_moved = true;
            }
        }
        if (!has_moved)
            step_deg /= 2;
    }
    return best;
}

static double searched(const struct geo_zones *zones, uint32_t node, double enough_m)
{
    struct geo_box box;
    struct geo_point best = {0, 0}, point;
    double radius = 0;
    if (!geo_zone_box(zones, node, &box))
        return enough_m;
    double wide = (box.east_deg - box.west_deg) / GRID,
           high = (box.north_deg - box.south_deg) / GRID;
    for (int i = 0; i < GRID; i++)
        for (int j = 0; j < GRID; j++) {
            point = (struct geo_point){box.west_deg + (i + 0.5) * wide,
                                       box.south_deg + (j + 0.5) * high};
            double r = radius_at(zones, node, point);
            if (2 * r >= enough_m)
                return 2 * r;
            if (r > radius) {
                radius = r;
                best = point;
            }
        }
    if (radius <= 0) {
        if (!geo_zone_witness(zones, node, &best))
            return 0;
    }
    return 2 * climb(zones, node, best, wide > high ? wide / 2 : high / 2, enough_m);
}

static bool is_line(const struct geo_zones *zones, uint32_t node)
{
    const struct geo_node *n = &zones->nodes[node];
    return n->op == GEO_OP_SHAPE && geo_shape_kind(zones->shapes[n->shape]) != GEO_SHAPE_AREA;
}

double check_width_m(const struct geo_zones *zones, uint32_t node, double enough_m)
{
    const struct geo_node *n = &zones->nodes[node];
    bool has_side = false;
    if (is_line(zones, node))
        return 0;
    if (n->op == GEO_OP_AND && zones->nodes[n->b].op == GEO_OP_SIDE) {
        has_side = true;
        n = &zones->nodes[n->a];
    }
    if (n->op == GEO_OP_WITHIN && is_line(zones, n->a))
        return has_side ? n->max_m : 2 * n->max_m;
    if (n->op == GEO_OP_BETWEEN && is_line(zones, n->a))
        return n->max_m - n->min_m;
    return searched(zones, node, enough_m);
}

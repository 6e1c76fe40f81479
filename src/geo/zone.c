/* SPDX-License-Identifier: Apache-2.0
 *
 * Zone expressions by recursion over their nodes, in three-valued logic: outside wins an `and`,
 * inside wins an `or`, unsure stands where neither decides. A clearance is combined with it: an
 * answer holds as far as the answers do that it rests on. */
#include "geo/zone.h"

#include "base/num.h"
#include "geo/local_int.h"
#include "geo/trig.h"
#include "geo/zone_int.h"

#include <float.h>
#include <math.h>

#define SLACK_M 0.02 /* distances are within 1 cm, and rounded to 1 mm */

/* A chance is summed over clearances; there a smooth one is worth more than a sure one. */
static double slack_m(const struct geo_place *place)
{
    return place->local ? 0 : SLACK_M;
}

static bool has_a(enum geo_op op)
{
    return op != GEO_OP_SHAPE;
}

static bool has_b(enum geo_op op)
{
    return op == GEO_OP_AND || op == GEO_OP_OR || op == GEO_OP_EXCEPT;
}

uint32_t geo_node_size(const struct geo_zones *zones, const struct geo_node *node)
{
    uint32_t size = 1;

    if (has_a(node->op))
        size += zones->nodes[node->a].size;
    if (has_b(node->op))
        size += zones->nodes[node->b].size;
    return size <= GEO_ZONE_SIZE_LIMIT ? size : 0;
}

static bool length_ok(double metres)
{
    return metres >= 0 && metres <= 2e7;
}

static enum err_code check_node(const struct geo_zones *zones, size_t i, struct err *err)
{
    const struct geo_node *node = &zones->nodes[i];

    if ((unsigned)node->op > GEO_OP_BEYOND)
        return err_set(err, ERR_INPUT, "zone node %zu has no known operation", i);
    if (node->op == GEO_OP_SHAPE && node->shape >= zones->shape_count)
        return err_set(err, ERR_INPUT, "zone node %zu names shape %u of %zu", i,
                       (unsigned)node->shape, zones->shape_count);
    if ((has_a(node->op) && node->a >= i) || (has_b(node->op) && node->b >= i))
        return err_set(err, ERR_INPUT, "zone node %zu refers to a later node", i);
    if (node->size == 0 || node->size != geo_node_size(zones, node))
        return err_set(err, ERR_INPUT, "zone node %zu has a wrong size; at most %d are allowed", i,
                       GEO_ZONE_SIZE_LIMIT);
    if ((node->op == GEO_OP_WITHIN || node->op == GEO_OP_BETWEEN) && !length_ok(node->max_m))
        return err_set(err, ERR_INPUT, "zone node %zu: a distance is 0 to 20,000 km", i);
    if ((node->op == GEO_OP_BETWEEN || node->op == GEO_OP_BEYOND) && !length_ok(node->min_m))
        return err_set(err, ERR_INPUT, "zone node %zu: a distance is 0 to 20,000 km", i);
    if (node->op == GEO_OP_BETWEEN && node->min_m > node->max_m)
        return err_set(err, ERR_INPUT, "zone node %zu: the nearer distance is the larger", i);
    if (node->op == GEO_OP_SIDE) {
        const struct geo_node *line = &zones->nodes[node->a];

        if (node->hand != GEO_HAND_LEFT && node->hand != GEO_HAND_RIGHT)
            return err_set(err, ERR_INPUT, "zone node %zu: a side is left or right", i);
        if (line->op != GEO_OP_SHAPE ||
            geo_shape_kind(zones->shapes[line->shape]) != GEO_SHAPE_LINES)
            return err_set(err, ERR_INPUT, "zone node %zu: only a line has sides", i);
    }
    return ERR_OK;
}

enum err_code geo_zones_check(const struct geo_zones *zones, struct err *err)
{
    if (zones->node_count > GEO_NODE_LIMIT)
        return err_set(err, ERR_INPUT, "%zu zone nodes; at most %d are allowed", zones->node_count,
                       GEO_NODE_LIMIT);
    for (size_t i = 0; i < zones->node_count; i++)
        TRY(check_node(zones, i, err));
    return ERR_OK;
}

static const struct geo_shape *shape_of(const struct geo_zones *zones, uint32_t node)
{
    return zones->shapes[zones->nodes[node].shape];
}

/* ---- distance ---- */

/* True with `*distance` where the distance follows from those below. */
static bool formula(const struct geo_zones *zones, uint32_t node, const struct geo_place *place,
                    double *distance)
{
    const struct geo_node *n = &zones->nodes[node];
    double other;

    switch (n->op) {
    case GEO_OP_SHAPE:
        *distance = geo_shape_distance_m(shape_of(zones, node), place);
        return true;
    case GEO_OP_WITHIN: /* every point beyond has a shortest way through the border */
        if (!formula(zones, n->a, place, distance))
            return false;
        *distance = *distance > n->max_m ? *distance - n->max_m : 0;
        return true;
    case GEO_OP_OR:
        if (!formula(zones, n->a, place, distance) || !formula(zones, n->b, place, &other))
            return false;
        *distance = other < *distance ? other : *distance;
        return true;
    case GEO_OP_BETWEEN:
    case GEO_OP_SIDE:
    case GEO_OP_AND:
    case GEO_OP_EXCEPT:
    case GEO_OP_BEYOND:
        break;
    }
    return false;
}

/* The distance, and how far it may be off. */
static double measure(const struct geo_zones *zones, uint32_t node, const struct geo_place *place,
                      double *error)
{
    double distance;

    *error = slack_m(place);
    if (formula(zones, node, place, &distance))
        return distance;
    if (geo_zone_member(zones, node, place) == GEO_INSIDE)
        return 0;
    distance = geo_search_distance(zones, node, place);
    *error = geo_search_error(distance);
    return distance;
}

double geo_zone_distance_m(const struct geo_zones *zones, uint32_t node,
                           const struct geo_place *place)
{
    double error;

    return measure(zones, node, place, &error);
}

/* ---- membership ---- */

static bool is_within(const struct geo_zones *zones, uint32_t node, double limit_m,
                      const struct geo_place *place)
{
    if (zones->nodes[node].op == GEO_OP_SHAPE)
        return geo_shape_within(shape_of(zones, node), place, limit_m);
    return num_metres(geo_zone_distance_m(zones, node, place)) <= num_metres(limit_m);
}

static enum geo_member crisp(bool is_inside)
{
    return is_inside ? GEO_INSIDE : GEO_OUTSIDE;
}

static enum geo_member by_hand(enum geo_hand hand, enum geo_hand wanted)
{
    if (hand == GEO_HAND_UNSURE)
        return GEO_UNSURE;
    return crisp(hand == wanted || hand == GEO_HAND_ON);
}

enum geo_member geo_zone_member(const struct geo_zones *zones, uint32_t node,
                                const struct geo_place *place)
{
    const struct geo_node *n = &zones->nodes[node];
    enum geo_member a, b;
    double d;

    switch (n->op) {
    case GEO_OP_SHAPE:
        return crisp(geo_shape_position(shape_of(zones, node), place) != GEO_POSITION_OUT);
    case GEO_OP_WITHIN:
        return crisp(is_within(zones, n->a, n->max_m, place));
    case GEO_OP_BETWEEN:
        d = num_metres(geo_zone_distance_m(zones, n->a, place));
        return crisp(d >= num_metres(n->min_m) && d <= num_metres(n->max_m));
    case GEO_OP_BEYOND:
        d = num_metres(geo_zone_distance_m(zones, n->a, place));
        return crisp(d >= num_metres(n->min_m));
    case GEO_OP_SIDE:
        return by_hand(geo_shape_hand(shape_of(zones, n->a), place), n->hand);
    case GEO_OP_AND:
        a = geo_zone_member(zones, n->a, place);
        if (a == GEO_OUTSIDE)
            return a;
        b = geo_zone_member(zones, n->b, place);
        return b == GEO_INSIDE ? a : b;
    case GEO_OP_OR:
        a = geo_zone_member(zones, n->a, place);
        if (a == GEO_INSIDE)
            return a;
        b = geo_zone_member(zones, n->b, place);
        return b == GEO_OUTSIDE ? a : b;
    case GEO_OP_EXCEPT:
        a = geo_zone_member(zones, n->a, place);
        if (a == GEO_OUTSIDE)
            return a;
        b = geo_zone_member(zones, n->b, place);
        if (b == GEO_INSIDE)
            return GEO_OUTSIDE;
        return b == GEO_OUTSIDE ? a : b;
    }
    return GEO_UNSURE;
}

/* ---- answers with clearance ---- */

static double at_least_0(double clear)
{
    return clear > 0 ? clear : 0;
}

struct geo_probe geo_probe_not(struct geo_probe a)
{
    if (a.member == GEO_INSIDE)
        a.member = GEO_OUTSIDE;
    else if (a.member == GEO_OUTSIDE)
        a.member = GEO_INSIDE;
    return a;
}

struct geo_probe geo_probe_and(struct geo_probe a, struct geo_probe b)
{
    bool a_wins = a.clear_m >= b.clear_m;

    if (a.member == GEO_OUTSIDE && b.member == GEO_OUTSIDE)
        return a_wins ? a : b;
    if (a.member == GEO_OUTSIDE)
        return a;
    if (b.member == GEO_OUTSIDE)
        return b;
    return (struct geo_probe){a.member == GEO_INSIDE ? b.member : a.member,
                              a_wins ? b.clear_m : a.clear_m};
}

struct geo_probe geo_probe_or(struct geo_probe a, struct geo_probe b)
{
    return geo_probe_not(geo_probe_and(geo_probe_not(a), geo_probe_not(b)));
}

/* Of min <= d <= max, d known within `error`; a min of 0 excludes nothing. */
static struct geo_probe by_distance(double d, double error, double min_m, double max_m)
{
    bool is_far = num_metres(d) >= num_metres(min_m), is_near = num_metres(d) <= num_metres(max_m);
    double clear = fabs(max_m - d);

    if (min_m > 0 && (!is_far || (is_near && d - min_m < clear)))
        clear = fabs(d - min_m);
    return (struct geo_probe){crisp(is_far && is_near), at_least_0(clear - error)};
}

/* One of several zones joined by `or`. */
struct leaf {
    uint32_t node;
    double
        least2; /* outside for certain, with no border nearer than the root of it; negative: to be asked */
};

/* What the boxes around a shape tell: cheap. A chord is shorter than its arc. */
static double least_of(const struct geo_zones *zones, uint32_t node, const struct geo_place *place)
{
    const struct geo_shape *shape;

    if (zones->nodes[node].op != GEO_OP_SHAPE)
        return -1;
    shape = shape_of(zones, node);
    if (shape->levels == 0)
        return -1;
    for (int64_t turn = -1; turn <= 1; turn++) {
        int64_t x = place->x + turn * INT64_C(3600000000);

        if (x >= shape->box.x0 && x <= shape->box.x1 && place->y >= shape->box.y0 &&
            place->y <= shape->box.y1)
            return -1;
    }
    return box_distance2(&shape->tree[shape->levels - 1][0], place->at);
}

static size_t find_leaves(const struct geo_zones *zones, uint32_t node,
                          const struct geo_place *place, struct leaf *leaves, size_t count)
{
    const struct geo_node *n = &zones->nodes[node];

    if (n->op == GEO_OP_OR && count + 1 < GEO_ZONE_SIZE_LIMIT) {
        count = find_leaves(zones, n->a, place, leaves, count);
        return find_leaves(zones, n->b, place, leaves, count);
    }
    leaves[count] = (struct leaf){node, least_of(zones, node, place)};
    return count + 1;
}

/* The one that seems nearest first; then those that may change its answer or its clearance. */
static struct geo_probe probe_any(const struct geo_zones *zones, uint32_t node,
                                  const struct geo_place *place)
{
    struct leaf leaves[GEO_ZONE_SIZE_LIMIT];
    size_t count = find_leaves(zones, node, place, leaves, 0), first = 0;
    struct geo_probe out;

    for (size_t i = 1; i < count; i++)
        if (leaves[i].least2 < leaves[first].least2)
            first = i;
    out = geo_probe_zone(zones, leaves[first].node, place);
    for (size_t i = 0; i < count; i++) {
        double reach = out.clear_m + 2 * slack_m(place) + 0.1 + 1e-6 * out.clear_m;

        if (i == first || (out.member == GEO_INSIDE && leaves[i].least2 >= 0) ||
            (out.member == GEO_OUTSIDE && leaves[i].least2 > reach * reach))
            continue;
        out = geo_probe_or(out, geo_probe_zone(zones, leaves[i].node, place));
    }
    return out;
}

struct geo_probe geo_probe_zone(const struct geo_zones *zones, uint32_t node,
                                const struct geo_place *place)
{
    const struct geo_node *n = &zones->nodes[node];
    struct geo_nearest nearest;
    double d, error;

    switch (n->op) {
    case GEO_OP_SHAPE:
        d = geo_shape_border_m(shape_of(zones, node), place);
        return (struct geo_probe){geo_zone_member(zones, node, place),
                                  at_least_0(d - slack_m(place))};
    case GEO_OP_WITHIN:
        return geo_probe_within(zones, n->a, n->max_m, place);
    case GEO_OP_BETWEEN:
        d = measure(zones, n->a, place, &error);
        return by_distance(d, error, n->min_m, n->max_m);
    case GEO_OP_BEYOND:
        return geo_probe_at_least(zones, n->a, n->min_m, place);
    case GEO_OP_SIDE:
        nearest = geo_shape_nearest(shape_of(zones, n->a), place);
        return (struct geo_probe){by_hand(nearest.hand, n->hand), nearest.hand_clear_m};
    case GEO_OP_AND:
        return geo_probe_and(geo_probe_zone(zones, n->a, place),
                             geo_probe_zone(zones, n->b, place));
    case GEO_OP_OR:
        return probe_any(zones, node, place);
    case GEO_OP_EXCEPT:
        return geo_probe_and(geo_probe_zone(zones, n->a, place),
                             geo_probe_not(geo_probe_zone(zones, n->b, place)));
    }
    return (struct geo_probe){GEO_UNSURE, 0};
}

struct geo_probe geo_probe_within(const struct geo_zones *zones, uint32_t node, double limit_m,
                                  const struct geo_place *place)
{
    double error, d = measure(zones, node, place, &error);

    return by_distance(d, error, 0, limit_m);
}

struct geo_probe geo_probe_at_least(const struct geo_zones *zones, uint32_t node, double limit_m,
                                    const struct geo_place *place)
{
    double error, d = measure(zones, node, place, &error);

    return by_distance(d, error, limit_m, DBL_MAX);
}

struct geo_probe geo_probe_setback(const struct geo_zones *zones, uint32_t node, enum geo_hand hand,
                                   double limit_m, const struct geo_place *place)
{
    struct geo_nearest nearest = geo_shape_nearest(shape_of(zones, node), place);
    struct geo_probe side = {by_hand(nearest.hand, hand), nearest.hand_clear_m}, all;

    if (side.member == GEO_UNSURE)
        return side;
    all = geo_probe_and(side, by_distance(nearest.distance_m, slack_m(place), limit_m, DBL_MAX));
    if (nearest.end_clear_m < all.clear_m) /* beyond an end it is unsure, near the line too */
        all.clear_m = nearest.end_clear_m;
    return all;
}

/* ---- boxes ---- */

struct geo_box geo_box_join(struct geo_box a, struct geo_box b)
{
    double shift = 360 * floor((a.west_deg + a.east_deg - b.west_deg - b.east_deg) / 720 + 0.5);

    b.west_deg += shift;
    b.east_deg += shift;
    a.west_deg = fmin(a.west_deg, b.west_deg);
    a.east_deg = fmax(a.east_deg, b.east_deg);
    a.south_deg = fmin(a.south_deg, b.south_deg);
    a.north_deg = fmax(a.north_deg, b.north_deg);
    if (a.east_deg - a.west_deg >= 360) {
        a.west_deg = -180;
        a.east_deg = 180;
    }
    while (a.west_deg < -180) {
        a.west_deg += 360;
        a.east_deg += 360;
    }
    return a;
}

/* A degree of latitude is at least 110,574 m; one of longitude at least 111,319 m times the cosine
 * of the reduced latitude, which exceeds that of the latitude. */
bool geo_box_widen(struct geo_box *box, double metres)
{
    double lat = metres / 110574.0, far, sin_lat, cos_lat, lon;
    struct geo_box wide;

    wide.south_deg = box->south_deg - lat;
    wide.north_deg = box->north_deg + lat;
    if (wide.south_deg < -89.5 || wide.north_deg > 89.5)
        return false;
    far = fmax(-wide.south_deg, wide.north_deg);
    geo_sincos_deg(far, &sin_lat, &cos_lat);
    lon = metres / (111319.0 * cos_lat) * 1.01;
    wide.west_deg = box->west_deg - lon;
    wide.east_deg = box->east_deg + lon;
    *box = geo_box_join(wide, wide);
    return true;
}

bool geo_zone_box(const struct geo_zones *zones, uint32_t node, struct geo_box *box)
{
    const struct geo_node *n = &zones->nodes[node];
    struct geo_box other;

    switch (n->op) {
    case GEO_OP_SHAPE:
        *box = geo_shape_box(shape_of(zones, node));
        return true;
    case GEO_OP_WITHIN:
    case GEO_OP_BETWEEN:
        return geo_zone_box(zones, n->a, box) && geo_box_widen(box, n->max_m);
    case GEO_OP_AND:
        if (!geo_zone_box(zones, n->a, box))
            return geo_zone_box(zones, n->b, box);
        if (geo_zone_box(zones, n->b, &other) &&
            (other.east_deg - other.west_deg) * (other.north_deg - other.south_deg) <
                (box->east_deg - box->west_deg) * (box->north_deg - box->south_deg))
            *box = other;
        return true;
    case GEO_OP_OR:
        if (!geo_zone_box(zones, n->a, box) || !geo_zone_box(zones, n->b, &other))
            return false;
        *box = geo_box_join(*box, other);
        return true;
    case GEO_OP_EXCEPT:
        return geo_zone_box(zones, n->a, box);
    case GEO_OP_SIDE:
    case GEO_OP_BEYOND:
        break;
    }
    return false;
}

bool geo_zone_varies_in(const struct geo_zones *zones, uint32_t node, struct geo_box *box)
{
    const struct geo_node *n = &zones->nodes[node];
    struct geo_box other;

    switch (n->op) {
    case GEO_OP_SHAPE:
    case GEO_OP_WITHIN:
    case GEO_OP_BETWEEN:
        return geo_zone_box(zones, node, box);
    case GEO_OP_SIDE:
        return geo_zone_varies_in(zones, n->a, box) && geo_box_widen(box, 30000);
    case GEO_OP_BEYOND:
        return geo_zone_varies_in(zones, n->a, box) && geo_box_widen(box, n->min_m);
    case GEO_OP_AND:
    case GEO_OP_OR:
    case GEO_OP_EXCEPT:
        if (!geo_zone_varies_in(zones, n->a, box) || !geo_zone_varies_in(zones, n->b, &other))
            return false;
        *box = geo_box_join(*box, other);
        return true;
    }
    return false;
}

double geo_half_diagonal_m(int64_t y, int64_t hx, int64_t hy)
{
    int64_t low = y < 0 ? -y - hy : y - hy; /* nearest the equator */
    double s, c, east, north;

    geo_sincos_deg(low > 0 ? (double)low / 1e7 : 0, &s, &c);
    east = (double)hx / 1e7 * 111694.0 * c;
    north = (double)hy / 1e7 * 111694.0;
    return sqrt(east * east + north * north) * 1.000001;
}

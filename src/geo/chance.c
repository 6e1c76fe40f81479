/* SPDX-License-Identifier: Apache-2.0
 *
 * Chances: what needs no sum, then the sum by lines (chance_lines.c) where borders are few and
 * smooth, else by cells (chance_cells.c). */
#include "geo/chance.h"

#include "base/num.h"
#include "geo/chance_int.h"
#include "geo/trig.h"

#include <math.h>

struct geo_answer geo_ground_ask(struct geo_ground *ground, double east, double north)
{
    struct geo_place place =
        geo_frame_place(&ground->frame, east * ground->sigma, north * ground->sigma);
    struct geo_probe probe;

    place.local = &ground->local;
    probe = ground->probe(ground->ctx, &place);
    ground->asked++;
    return (struct geo_answer){probe.clear_m / ground->sigma, probe.member};
}

static struct geo_chance crisp(enum geo_member member, enum geo_chance_way way, double error)
{
    return (struct geo_chance){member == GEO_INSIDE ? 1 : 0, member == GEO_OUTSIDE ? 0 : 1, way,
                               error};
}

static struct geo_chance by_sum(struct geo_point point, double sigma, geo_probe_fn probe,
                                const void *ctx)
{
    struct geo_ground ground = {.probe = probe, .ctx = ctx, .sigma = sigma};
    double share[2];

    ground.frame = geo_frame_make(point);
    geo_local_init(&ground.local, &ground.frame, 1.42 * GEO_SIGMAS * sigma);
    if (!geo_chance_lines(&ground, share))
        geo_chance_cells(&ground, share);
    share[0] = num_probability(share[0]);
    share[1] = num_probability(share[1]);
    return (struct geo_chance){share[0], share[1] < share[0] ? share[0] : share[1],
                               GEO_CHANCE_QUADRATURE, 2e-4};
}

struct geo_chance geo_chance_of(struct geo_point point, double error_m, geo_probe_fn probe,
                                const void *ctx)
{
    struct geo_place place = geo_place_make(point);
    struct geo_probe at = probe(ctx, &place);
    double sigma = error_m / GEO_SIGMA_PER_ERROR;

    if (!(error_m > 0))
        return crisp(at.member, GEO_CHANCE_EXACT, 0);
    if (at.clear_m >= GEO_SIGMAS * sigma)
        return crisp(at.member, GEO_CHANCE_CLEARANCE, 2e-8);
    return by_sum(place.point, sigma, probe, ctx);
}

struct zone_question {
    const struct geo_zones *zones;
    uint32_t node;
};

static struct geo_probe in_zone(const void *ctx, const struct geo_place *place)
{
    const struct zone_question *q = ctx;

    return geo_probe_zone(q->zones, q->node, place);
}

struct geo_chance geo_zone_chance(const struct geo_zones *zones, uint32_t node,
                                  struct geo_point point, double error_m)
{
    struct zone_question q = {zones, node};

    return geo_chance_of(point, error_m, in_zone, &q);
}

struct geo_point geo_chance_sample(struct geo_point point, double error_m, size_t i, size_t n,
                                   double turn)
{
    const double golden = 0.38196601125010515; /* of a full turn */
    double sigma = error_m / GEO_SIGMA_PER_ERROR;
    double r = sigma * sqrt(-2 * geo_log(1 - ((double)i + 0.5) / (double)n));
    double angle = (double)i * golden + turn, s, c;

    angle -= floor(angle);
    geo_sincos(2 * GEO_PI * angle, &s, &c);
    return geo_offset(point, r * c, r * s);
}

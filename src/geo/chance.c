/* SPDX-License-Identifier: Apache-2.0
 *
 * Chances: what needs no sum, then that along edges (chance_edges.c), then by lines (chance_lines.c) where borders are few and
 * smooth, else by cells (chance_cells.c). */
#include "geo/chance.h"

#include "base/num.h"
#include "geo/chance_int.h"
#include "geo/trig.h"

#include <math.h>

/* Metres to the east and the north of the frame's point. */
static void offset_of(const struct geo_ground *g, double u, double v, double *east, double *north)
{
    double range, s, c;

    switch (g->spread->form) {
    case GEO_SPREAD_ROUND:
        *east = u * g->sigma;
        *north = v * g->sigma;
        return;
    case GEO_SPREAD_ELLIPSE:
        *east = u * g->along[0] + v * g->across[0];
        *north = u * g->along[1] + v * g->across[1];
        return;
    case GEO_SPREAD_SECTOR:
        range =
            g->spread->range_min_m + (g->spread->range_max_m - g->spread->range_min_m) * geo_phi(v);
        geo_sincos(g->turn + u * g->swing, &s, &c);
        *east = range * s;
        *north = range * c;
        return;
    }
}

struct geo_answer geo_ground_ask(struct geo_ground *ground, double u, double v)
{
    double east, north;
    struct geo_place place;
    struct geo_probe probe;

    offset_of(ground, u, v, &east, &north);
    place = geo_frame_place(&ground->frame, east, north);
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

/* Metres per sigma, by the form; `reach_m`: no place further from the frame's point counts. */
static void lay(struct geo_ground *g, const struct geo_spread *spread, double *reach_m)
{
    double s, c, wide;

    g->spread = spread; /* its `local` is large, and comes later */
    g->is_round = false;
    g->asked = 0;
    switch (spread->form) {
    case GEO_SPREAD_ROUND:
        g->is_round = true;
        g->sigma = spread->error_m / GEO_SIGMA_PER_ERROR;
        break;
    case GEO_SPREAD_ELLIPSE:
        g->sigma = spread->major_m / GEO_SIGMA_PER_ERROR;
        geo_sincos_deg(spread->azimuth_deg, &s, &c);
        g->along[0] = s * g->sigma;
        g->along[1] = c * g->sigma;
        g->across[0] = c * spread->minor_m / GEO_SIGMA_PER_ERROR;
        g->across[1] = -s * spread->minor_m / GEO_SIGMA_PER_ERROR;
        break;
    case GEO_SPREAD_SECTOR:
        g->turn = spread->bearing_deg * GEO_RAD;
        g->swing = spread->bearing_error_deg / GEO_SIGMA_PER_ANGLE * GEO_RAD;
        g->sigma = g->swing * spread->range_max_m;
        wide = 0.3989422804014327 * (spread->range_max_m - spread->range_min_m);
        g->sigma = wide > g->sigma ? wide : g->sigma;
        *reach_m = spread->range_max_m;
        return;
    }
    *reach_m = GEO_SIGMAS * g->sigma;
}

static struct geo_chance by_sum(struct geo_ground *ground, double reach_m)
{
    double share[2];

    geo_local_init(&ground->local, &ground->frame, 1.42 * reach_m);
    if (!ground->is_round || !geo_chance_lines(ground, share))
        geo_chance_cells(ground, share);
    share[0] = num_probability(share[0]);
    share[1] = num_probability(share[1]);
    return (struct geo_chance){share[0], share[1] < share[0] ? share[0] : share[1],
                               GEO_CHANCE_QUADRATURE, ground->is_round ? 2e-4 : 1e-3};
}

struct geo_chance geo_chance_over(const struct geo_spread *spread, geo_probe_fn probe,
                                  const void *ctx)
{
    struct geo_place place = geo_place_make(spread->point);
    struct geo_ground ground;
    struct geo_probe at;
    double reach_m, u_m, v_m;

    lay(&ground, spread, &reach_m);
    ground.probe = probe;
    ground.ctx = ctx;
    if (!(ground.sigma > 0) && reach_m > 0) /* one place, seen from another */
        place = geo_spread_place(spread, 0, 0);
    at = probe(ctx, &place);
    if (!(ground.sigma > 0))
        return crisp(at.member, GEO_CHANCE_EXACT, 0);
    if (at.clear_m >= reach_m)
        return crisp(at.member, GEO_CHANCE_CLEARANCE, 2e-8);
    if (spread->form == GEO_SPREAD_SECTOR) { /* all of it about its middle */
        place = geo_spread_place(spread, 0, 0);
        at = probe(ctx, &place);
        u_m = GEO_SIGMAS * ground.swing * spread->range_max_m;
        v_m = 0.5 * (spread->range_max_m - spread->range_min_m);
        if (at.clear_m >= u_m + v_m)
            return crisp(at.member, GEO_CHANCE_CLEARANCE, 2e-8);
    }
    place = geo_place_make(spread->point);
    ground.frame = geo_frame_make(place.point);
    return by_sum(&ground, reach_m);
}

struct geo_place geo_spread_place(const struct geo_spread *spread, double u, double v)
{
    struct geo_ground ground;
    double reach_m, east, north;

    lay(&ground, spread, &reach_m);
    offset_of(&ground, u, v, &east, &north);
    return geo_place_make(geo_offset(spread->point, east, north));
}

static struct geo_probe probe_any(const struct geo_zones *zones, const uint32_t *nodes,
                                  size_t count, const struct geo_place *place)
{
    struct geo_probe out = {GEO_OUTSIDE, 1e9};

    for (size_t i = 0; i < count; i++) {
        struct geo_probe one = geo_probe_zone(zones, nodes[i], place);

        out = i ? geo_probe_or(out, one) : one;
    }
    return out;
}

static struct geo_probe in_choice(const void *ctx, const struct geo_place *place)
{
    const struct geo_choice *c = ctx;
    struct geo_probe out = probe_any(c->zones, c->nodes, c->count, place);

    return c->and_count ? geo_probe_and(out, probe_any(c->zones, c->and_nodes, c->and_count, place))
                        : out;
}

struct geo_chance geo_choice_chance(const struct geo_choice *choice,
                                    const struct geo_spread *spread)
{
    double wide_m = spread->form == GEO_SPREAD_ROUND ? spread->error_m : spread->major_m;
    struct geo_frame frame;
    struct geo_chance out;

    if (spread->form != GEO_SPREAD_SECTOR && wide_m > 0) {
        frame = geo_frame_make(geo_place_make(spread->point).point);
        if (geo_chance_edges(choice, &frame, spread, &out))
            return out;
    }
    return geo_chance_over(spread, in_choice, choice);
}

struct geo_chance geo_zone_chance(const struct geo_zones *zones, uint32_t node,
                                  struct geo_point point, double error_m)
{
    struct geo_spread spread = {.form = GEO_SPREAD_ROUND, .point = point, .error_m = error_m};

    return geo_zone_chance_over(zones, node, &spread);
}

struct geo_chance geo_zone_chance_over(const struct geo_zones *zones, uint32_t node,
                                       const struct geo_spread *spread)
{
    struct geo_choice choice = {.zones = zones, .nodes = &node, .count = 1};

    return geo_choice_chance(&choice, spread);
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

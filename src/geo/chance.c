/* SPDX-License-Identifier: Apache-2.0
 *
 * Chance by cells. The square of 6 sigma about the point is cut in four until a cell's answer is
 * clear, or it is one of 128 x 128; a clear cell counts with its exact normal mass. In a smallest cell
 * the clearances at the four corners and the middle, signed by their answers, stand for the border:
 * inside the cell they are interpolated (linear in each direction, and a quadratic term that meets
 * the value in the middle), and its parts, 0.02 sigma wide, are each cut by the straight line where
 * the interpolation is zero. Where the middle shows a bend, the cell is cut in four once more. Exact
 * for straight borders, second order in the cell (0.09 sigma) with a small factor for curved ones.
 * Errors come from corners of the border inside cells, from features narrower than a cell, and from
 * clearances that are only lower bounds; tests hold the sum below 2e-4 on drawn zones. */
#include "geo/chance.h"

#include "base/num.h"
#include "geo/trig.h"

#include <math.h>
#include <string.h>

#define SIGMAS 6.0
#define CELLS 256 /* a side; the smallest are 2 of them wide, or 1 */
#define MIDDLE 128.0
#define PARTS 2 /* of a cell, a side */
#define MASS_STEPS (CELLS * PARTS)
#define BEND 0.05 /* of a cell's side: how far its middle may be off before it is cut */
#define NEGLIGIBLE 2e-8

struct cells {
    geo_probe_fn probe;
    const void *ctx;
    struct geo_frame frame;
    double sigma;
    double lo, hi;                            /* mass found */
    double below[MASS_STEPS + 1];             /* normal distribution at the borders of the parts */
    float corner[CELLS + 1][CELLS + 1];       /* clearance, positive */
    unsigned char seen[CELLS + 1][CELLS + 1]; /* 0, or 1 + answer; corner is unset where 0 */
};

static struct geo_probe ask(const struct cells *c, double u, double v)
{
    double e = u * c->sigma, n = v * c->sigma;
    struct geo_vec3 at = geo_frame_at(&c->frame, e, n);
    struct geo_place place;

    place = geo_place_make(geo_from_vec3(at));
    if (e * e + n * n < 1e10)
        place.at = at; /* near enough to the surface, and not rounded */
    return c->probe(c->ctx, &place);
}

static double mass(const struct cells *c, int x, int y, int size)
{
    return (c->below[x + size] - c->below[x]) * (c->below[y + size] - c->below[y]);
}

/* The share of a unit square where f + gx x + gy y > 0, x and y from -1/2 to 1/2. */
static double share_above(double f, double gx, double gy)
{
    double a = fabs(gx) / 2, b = fabs(gy) / 2, rest, corner;

    if (b > a) {
        rest = a;
        a = b;
        b = rest;
    }
    if (f >= a + b)
        return f > 0 ? 1 : 0;
    if (f <= -(a + b))
        return 0;
    if (fabs(f) <= a - b)
        return 0.5 + f / (2 * a);
    rest = a + b - fabs(f);
    corner = rest * rest / (8 * a * b);
    return f > 0 ? 1 - corner : corner;
}

/* Of one smallest cell, with signed clearances at its corners and its middle: sum over its parts. */
static double cell_share(const struct cells *c, int x, int y, int size, const double f[5])
{
    double bend = 2 * (f[4] - 0.25 * (f[0] + f[1] + f[2] + f[3])), sum = 0;
    int parts = size * PARTS;

    for (int j = 0; j < parts; j++) {
        for (int i = 0; i < parts; i++) {
            double u = (i + 0.5) / parts, v = (j + 0.5) / parts;
            double at = (1 - u) * ((1 - v) * f[0] + v * f[2]) + u * ((1 - v) * f[1] + v * f[3]);
            double gx = (1 - v) * (f[1] - f[0]) + v * (f[3] - f[2]);
            double gy = (1 - u) * (f[2] - f[0]) + u * (f[3] - f[1]);

            at += bend * (u * (1 - u) + v * (1 - v));
            gx += bend * (1 - 2 * u);
            gy += bend * (1 - 2 * v);
            sum +=
                mass(c, x * PARTS + i, y * PARTS + j, 1) * share_above(at, gx / parts, gy / parts);
        }
    }
    return sum;
}

static double signed_clear(double clear, bool is_in)
{
    clear += 1e-6; /* a border has a side, too */
    return is_in ? clear : -clear;
}

static bool is_bent(const struct cells *c, int size, const double f[5])
{
    return fabs(f[4] - 0.25 * (f[0] + f[1] + f[2] + f[3])) >
           BEND * size * (2 * SIGMAS / CELLS) * c->sigma;
}

/* False when the cell should be cut in four. */
static bool smallest_cell(struct cells *c, int x, int y, int size, struct geo_probe middle)
{
    double lo[5], hi[5];

    for (int k = 0; k < 4; k++) {
        int i = x + (k & 1) * size, j = y + (k >> 1) * size;

        if (c->seen[j][i] == 0) {
            struct geo_probe probe =
                ask(c, (i - MIDDLE) * (2 * SIGMAS / CELLS), (j - MIDDLE) * (2 * SIGMAS / CELLS));

            c->corner[j][i] = (float)probe.clear_m;
            c->seen[j][i] = (unsigned char)(1 + probe.member);
        }
        lo[k] = signed_clear((double)c->corner[j][i], c->seen[j][i] == 1 + GEO_INSIDE);
        hi[k] = signed_clear((double)c->corner[j][i], c->seen[j][i] != 1 + GEO_OUTSIDE);
    }
    lo[4] = signed_clear(middle.clear_m, middle.member == GEO_INSIDE);
    hi[4] = signed_clear(middle.clear_m, middle.member != GEO_OUTSIDE);
    if (size > 1 && (is_bent(c, size, lo) || is_bent(c, size, hi)))
        return false;
    c->lo += cell_share(c, x, y, size, lo);
    c->hi += cell_share(c, x, y, size, hi);
    return true;
}

static void divide(struct cells *c, int x, int y, int size)
{
    double m = mass(c, x * PARTS, y * PARTS, size * PARTS);
    double half = 0.5 * size;
    struct geo_probe probe = ask(c, (x + half - MIDDLE) * (2 * SIGMAS / CELLS),
                                 (y + half - MIDDLE) * (2 * SIGMAS / CELLS));
    double radius = half * (2 * SIGMAS / CELLS) * c->sigma * 1.4143;

    if (probe.clear_m >= radius || m < NEGLIGIBLE) {
        if (probe.member == GEO_INSIDE)
            c->lo += m;
        if (probe.member != GEO_OUTSIDE)
            c->hi += m;
        return;
    }
    if (size <= 2 && smallest_cell(c, x, y, size, probe))
        return;
    size /= 2;
    divide(c, x, y, size);
    divide(c, x + size, y, size);
    divide(c, x, y + size, size);
    divide(c, x + size, y + size, size);
}

static struct geo_chance crisp(enum geo_member member, enum geo_chance_way way, double error)
{
    return (struct geo_chance){member == GEO_INSIDE ? 1 : 0, member == GEO_OUTSIDE ? 0 : 1, way,
                               error};
}

static struct geo_chance by_cells(struct geo_point point, double sigma, geo_probe_fn probe,
                                  const void *ctx)
{
    struct cells c;
    double total;

    c.probe = probe;
    c.ctx = ctx;
    c.frame = geo_frame_make(point);
    c.sigma = sigma;
    c.lo = c.hi = 0;
    memset(c.seen, 0, sizeof c.seen);
    for (int i = 0; i <= MASS_STEPS / 2; i++) {
        double p = geo_phi((i - MIDDLE * PARTS) * (2 * SIGMAS / MASS_STEPS));

        c.below[i] = p;
        c.below[MASS_STEPS - i] = 1 - p;
    }
    divide(&c, 0, 0, CELLS);
    total = mass(&c, 0, 0, MASS_STEPS);
    c.lo = num_probability(c.lo / total);
    c.hi = num_probability(c.hi / total);
    return (struct geo_chance){c.lo, c.hi < c.lo ? c.lo : c.hi, GEO_CHANCE_QUADRATURE, 2e-4};
}

struct geo_chance geo_chance_of(struct geo_point point, double error_m, geo_probe_fn probe,
                                const void *ctx)
{
    struct geo_place place = geo_place_make(point);
    struct geo_probe at = probe(ctx, &place);
    double sigma = error_m / GEO_SIGMA_PER_ERROR;

    if (!(error_m > 0))
        return crisp(at.member, GEO_CHANCE_EXACT, 0);
    if (at.clear_m >= SIGMAS * sigma)
        return crisp(at.member, GEO_CHANCE_CLEARANCE, 2e-8);
    return by_cells(place.point, sigma, probe, ctx);
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

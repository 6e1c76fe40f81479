/* SPDX-License-Identifier: Apache-2.0
 *
 * Lengths and areas of shapes, for reports. The area north of the equator under an edge is the
 * integral over longitude of q(lat) = b^2 / 2 (s / (1 - e^2 s^2) + artanh(e s) / e), s = sin lat: the
 * area of the ellipsoid per radian from the equator to that latitude. Edges are straight in
 * longitude and latitude, so two-point Gauss on each piece is far better than 1e-6. */
#include "geo/shape_int.h"

#include "geo/trig.h"

#include <math.h>

double geo_shape_length_m(const struct geo_shape *shape)
{
    double sum = 0;

    if (shape->kind == GEO_SHAPE_POINTS)
        return 0;
    for (size_t i = 0; i + 1 < shape->knot_count; i++)
        if (shape->knots[i].edge != GEO_NO_EDGE)
            sum += geo_distance3_m(shape->knots[i].at, shape->knots[i + 1].at);
    return sum;
}

static double zone_area(double lat_deg)
{
    const double e2 = GEO_FLATTENING * (2 - GEO_FLATTENING), e = sqrt(e2);
    const double b = GEO_AXIS_M * (1 - GEO_FLATTENING);
    double s, c;

    geo_sincos_deg(lat_deg, &s, &c);
    return b * b / 2 * (s / (1 - e2 * s * s) + 0.5 * (geo_log(1 + e * s) - geo_log(1 - e * s)) / e);
}

double geo_shape_area_m2(const struct geo_shape *shape)
{
    double total = 0;

    if (shape->kind != GEO_SHAPE_AREA)
        return 0;
    for (size_t r = 0; r < shape->run_count; r++) {
        const struct geo_run *run = &shape->runs[r];
        double sum = 0;

        for (size_t i = run->first_knot; i + 1 < run->first_knot + run->knot_count; i++) {
            const struct geo_knot *k = &shape->knots[i];
            struct geo_xy a = shape->vertices[k->edge], b = shape->vertices[k->edge + 1];
            double t0 = (double)k->t, t1 = k[1].edge == k->edge ? (double)k[1].t : 1;
            double mid = 0.5 * (t0 + t1), off = (t1 - t0) * 0.28867513459481287;
            double lon = (double)(b.x - a.x) / 1e7 * (t1 - t0) * GEO_RAD;
            double dy = (double)(b.y - a.y) / 1e7, y = (double)a.y / 1e7;

            sum += 0.5 * lon * (zone_area(y + (mid - off) * dy) + zone_area(y + (mid + off) * dy));
        }
        total += run->is_outer ? fabs(sum) : -fabs(sum);
    }
    return total;
}

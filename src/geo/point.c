/* SPDX-License-Identifier: Apache-2.0
 *
 * Distance near: the chord between the two points, turned into an arc of the circle that has the
 * mean curvature of the surface along it. With outward unit normals n, that curvature is
 * k = (n_b - n_a) . (b - a) / |b - a|^2, and s = c (1 + u/24 + 3 u^2/640 + 5 u^3/7168), u = (c k)^2.
 * It needs no sine and is symmetric. Breaks down with distance, as c^5 times the flattening: below
 * 1 mm at 200 km. Distance far: the iterated solution on the auxiliary sphere (T. Vincenty, Survey
 * Review 23, 1975), which fails to converge only near the antipode. Both are held against
 * geographiclib in tests/diff/test_geo_distance.c. */
#include "geo/point.h"

#include "geo/trig.h"

#include <float.h>
#include <math.h>

#define AXIS_B (GEO_AXIS_M * (1.0 - GEO_FLATTENING))
#define ECC2 (GEO_FLATTENING * (2.0 - GEO_FLATTENING)) /* first eccentricity, squared */
#define CHORD_LIMIT_M 200000.0

bool geo_point_ok(struct geo_point point)
{
    return point.lon_deg >= -180 && point.lon_deg <= 180 && point.lat_deg >= -90 &&
           point.lat_deg <= 90; /* false for NaN */
}

struct geo_vec3 geo_to_vec3(struct geo_point point)
{
    double sin_lon, cos_lon, sin_lat, cos_lat, n;

    geo_sincos_deg(point.lon_deg, &sin_lon, &cos_lon);
    geo_sincos_deg(point.lat_deg, &sin_lat, &cos_lat);
    n = GEO_AXIS_M / sqrt(1.0 - ECC2 * sin_lat * sin_lat);
    return (struct geo_vec3){n * cos_lat * cos_lon, n * cos_lat * sin_lon,
                             n * (1.0 - ECC2) * sin_lat};
}

struct geo_place geo_place_make(struct geo_point point)
{
    struct geo_place place = {.x = llround(point.lon_deg * 1e7), .y = llround(point.lat_deg * 1e7)};

    place.point.lon_deg = (double)place.x / 1e7;
    place.point.lat_deg = (double)place.y / 1e7;
    place.at = geo_to_vec3(place.point);
    return place;
}

struct geo_point geo_from_vec3(struct geo_vec3 at)
{
    double p = sqrt(at.x * at.x + at.y * at.y);
    double u = at.z * GEO_AXIS_M, v = p * AXIS_B;
    double h = sqrt(u * u + v * v);
    double lat;

    if (h <= 0)
        return (struct geo_point){0, 0};
    u /= h; /* sine and cosine of the reduced latitude */
    v /= h;
    lat = geo_atan2(at.z + ECC2 / (1.0 - ECC2) * AXIS_B * u * u * u,
                    p - ECC2 * GEO_AXIS_M * v * v * v);
    return (struct geo_point){geo_atan2(at.y, at.x) / GEO_RAD, lat / GEO_RAD};
}

static struct geo_vec3 normal(struct geo_vec3 at)
{
    double x = at.x, y = at.y, z = at.z / (1.0 - ECC2);
    double h = sqrt(x * x + y * y + z * z);

    return (struct geo_vec3){x / h, y / h, z / h};
}

/* s / b: the integrals along the geodesic, of the auxiliary sphere's arc sigma. */
static double far_length(double sigma, double sin_sigma, double cos_sigma, double cos2_alpha,
                         double cos_2m)
{
    double u2 = cos2_alpha * (GEO_AXIS_M * GEO_AXIS_M - AXIS_B * AXIS_B) / (AXIS_B * AXIS_B);
    double a = 1 + u2 / 16384 * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)));
    double b = u2 / 1024 * (256 + u2 * (-128 + u2 * (74 - 47 * u2)));
    double d = b * sin_sigma *
               (cos_2m +
                b / 4 *
                    (cos_sigma * (2 * cos_2m * cos_2m - 1) -
                     b / 6 * cos_2m * (4 * sin_sigma * sin_sigma - 3) * (4 * cos_2m * cos_2m - 3)));

    return AXIS_B * a * (sigma - d);
}

static double far_distance(struct geo_vec3 p, struct geo_vec3 q)
{
    /* reduced latitudes, straight from the position on the surface */
    double su1 = p.z / AXIS_B, cu1 = sqrt(p.x * p.x + p.y * p.y) / GEO_AXIS_M;
    double su2 = q.z / AXIS_B, cu2 = sqrt(q.x * q.x + q.y * q.y) / GEO_AXIS_M;
    double lon = geo_atan2(p.x * q.y - p.y * q.x, p.x * q.x + p.y * q.y);
    double lambda = lon, sigma = 0;

    for (int i = 0; i < 60; i++) {
        double sl, cl, ss, cs, sa, c2a, c2m, c, next;

        geo_sincos(lambda, &sl, &cl);
        ss = cu2 * sl * (cu2 * sl) + (cu1 * su2 - su1 * cu2 * cl) * (cu1 * su2 - su1 * cu2 * cl);
        ss = sqrt(ss);
        cs = su1 * su2 + cu1 * cu2 * cl;
        sigma = geo_atan2(ss, cs);
        if (ss <= 0)
            return cs > 0 ? 0 : GEO_PI * AXIS_B;
        sa = cu1 * cu2 * sl / ss;
        c2a = 1 - sa * sa;
        c2m = c2a > 1e-15 ? cs - 2 * su1 * su2 / c2a : 0;
        c = GEO_FLATTENING / 16 * c2a * (4 + GEO_FLATTENING * (4 - 3 * c2a));
        next = lon + (1 - c) * GEO_FLATTENING * sa *
                         (sigma + c * ss * (c2m + c * cs * (2 * c2m * c2m - 1)));
        if (fabs(next) > GEO_PI)
            break; /* near the antipode */
        if (fabs(next - lambda) < 1e-13)
            return far_length(sigma, ss, cs, c2a, c2m);
        lambda = next;
    }
    return sigma * (2 * GEO_AXIS_M + AXIS_B) / 3;
}

static bool comes_first(struct geo_vec3 a, struct geo_vec3 b)
{
    if (a.z < b.z || a.z > b.z)
        return a.z < b.z;
    if (a.x < b.x || a.x > b.x)
        return a.x < b.x;
    return a.y < b.y;
}

double geo_distance3_m(struct geo_vec3 a, struct geo_vec3 b)
{
    double dx = b.x - a.x, dy = b.y - a.y, dz = b.z - a.z;
    double c2 = dx * dx + dy * dy + dz * dz, c, u, k;
    struct geo_vec3 na, nb;

    if (c2 <= 0)
        return 0;
    if (c2 > CHORD_LIMIT_M * CHORD_LIMIT_M)
        return comes_first(a, b) ? far_distance(a, b) : far_distance(b, a);
    c = sqrt(c2);
    na = normal(a);
    nb = normal(b);
    k = ((nb.x - na.x) * dx + (nb.y - na.y) * dy + (nb.z - na.z) * dz) / c; /* c times curvature */
    u = k * k;
    return c * (1 + u * (1.0 / 24 + u * (3.0 / 640 + u * (5.0 / 7168))));
}

double geo_distance_m(struct geo_point a, struct geo_point b)
{
    return geo_distance3_m(geo_to_vec3(a), geo_to_vec3(b));
}

struct geo_frame geo_frame_make(struct geo_point point)
{
    struct geo_frame f;
    double sin_lon, cos_lon, sin_lat, cos_lat, w;

    geo_sincos_deg(point.lon_deg, &sin_lon, &cos_lon);
    geo_sincos_deg(point.lat_deg, &sin_lat, &cos_lat);
    w = sqrt(1.0 - ECC2 * sin_lat * sin_lat);
    f.origin = geo_to_vec3(point);
    f.east = (struct geo_vec3){-sin_lon, cos_lon, 0};
    f.north = (struct geo_vec3){-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat};
    f.up = (struct geo_vec3){cos_lat * cos_lon, cos_lat * sin_lon, sin_lat};
    f.curve_east = w / GEO_AXIS_M;
    f.curve_north = w * w * w / (GEO_AXIS_M * (1.0 - ECC2));
    f.point = point;
    f.axis_m = sqrt(f.origin.x * f.origin.x + f.origin.y * f.origin.y);
    return f;
}

/* Along the normal section in that direction, taken as a circle of its curvature at the start. */
struct geo_vec3 geo_frame_at(const struct geo_frame *f, double east_m, double north_m)
{
    double r2 = east_m * east_m + north_m * north_m;
    double k, a2, s, c, angle, along, down, e, n;

    if (r2 <= 0)
        return f->origin;
    k = (east_m * east_m * f->curve_east + north_m * north_m * f->curve_north) / r2;
    a2 = r2 * k * k;
    if (a2 < 4e-4) { /* 127 km: the next terms are below 1e-16 */
        along = 1 - a2 * (1.0 / 6 - a2 * (1.0 / 120 - a2 * (1.0 / 5040)));
        down = r2 * k * (0.5 - a2 * (1.0 / 24 - a2 * (1.0 / 720 - a2 * (1.0 / 40320))));
    } else {
        angle = sqrt(a2);
        geo_sincos(angle, &s, &c);
        along = s / angle;
        down = s * s / ((1 + c) * k);
    }
    e = east_m * along;
    n = north_m * along;
    return (struct geo_vec3){f->origin.x + e * f->east.x + n * f->north.x - down * f->up.x,
                             f->origin.y + e * f->east.y + n * f->north.y - down * f->up.y,
                             f->origin.z + e * f->east.z + n * f->north.z - down * f->up.z};
}

/* Arc tangent of a small quotient: |q| <= 0.02. */
static double small_atan(double q)
{
    double q2 = q * q;

    return q * (1 - q2 * (1.0 / 3 - q2 * (1.0 / 5 - q2 * (1.0 / 7 - q2 * (1.0 / 9)))));
}

struct geo_place geo_frame_place(const struct geo_frame *f, double east_m, double north_m)
{
    struct geo_vec3 at = geo_frame_at(f, east_m, north_m), o = f->origin;
    double axis = sqrt(at.x * at.x + at.y * at.y) * (1.0 - ECC2), axis_o = f->axis_m * (1.0 - ECC2);
    double lon_y = o.x * at.y - o.y * at.x, lon_x = o.x * at.x + o.y * at.y;
    double lat_y = at.z * axis_o - o.z * axis, lat_x = axis * axis_o + at.z * o.z;
    struct geo_place place = {.at = at};
    struct geo_point p;

    if (lon_x <= 0 || fabs(lon_y) > 0.02 * lon_x ||
        fabs(lat_y) > 0.02 * lat_x) { /* far, or a pole */
        place = geo_place_make(geo_from_vec3(at));
        if (east_m * east_m + north_m * north_m < 1e10)
            place.at = at;
        return place;
    }
    p.lon_deg = f->point.lon_deg + small_atan(lon_y / lon_x) / GEO_RAD;
    p.lat_deg = f->point.lat_deg + small_atan(lat_y / lat_x) / GEO_RAD;
    p.lon_deg -= p.lon_deg > 180 ? 360 : p.lon_deg < -180 ? -360 : 0;
    place.x = llround(p.lon_deg * 1e7);
    place.y = llround(p.lat_deg * 1e7);
    place.point = (struct geo_point){(double)place.x / 1e7, (double)place.y / 1e7};
    return place;
}

struct geo_point geo_offset(struct geo_point from, double east_m, double north_m)
{
    struct geo_frame f = geo_frame_make(from);

    return geo_from_vec3(geo_frame_at(&f, east_m, north_m));
}

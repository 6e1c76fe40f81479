/* SPDX-License-Identifier: Apache-2.0
 *
 * Points on the ellipsoid WGS 84, and distances between them in metres along its surface.
 *
 * Degrees, longitude first: lon in [-180, 180], lat in [-90, 90]. What is judged is rounded to 1e-7
 * degree (1.1 cm), and a distance to 1e-3 m before it meets a threshold. */
#ifndef GEO_POINT_H
#define GEO_POINT_H

#include <stdbool.h>
#include <stdint.h>

#define GEO_AXIS_M 6378137.0                 /* equatorial radius */
#define GEO_FLATTENING (1.0 / 298.257223563) /* of WGS 84 */

struct geo_point {
    double lon_deg, lat_deg;
};

/* Metres from the Earth's centre: x through (0, 0), y through (90 E, 0), z through the north pole. */
struct geo_vec3 {
    double x, y, z;
};

/* A point in every form the queries need: make it once, ask often. */
struct geo_place {
    struct geo_point point; /* rounded to 1e-7 degree */
    int64_t x, y;           /* the same, in units of 1e-7 degree */
    struct geo_vec3 at;
    struct geo_local
        *local; /* borrowed: what questions near each other share (chance.c), else NULL */
};

/* Finite and in range. */
bool geo_point_ok(struct geo_point point);

/* `point` must be ok. */
struct geo_place geo_place_make(struct geo_point point);

struct geo_vec3 geo_to_vec3(struct geo_point point); /* without rounding */
/* The point below a position near the surface (within 100 km of it). */
struct geo_point geo_from_vec3(struct geo_vec3 at);

/* Geodesic distance. Within 1 mm up to 200 km anywhere on Earth (docs/method/geometry.md), by the
 * iterated inverse solution beyond; 0.5 mm there, but near the antipode (above 19,900 km) only
 * within 0.5 %. Symmetric to the bit. */
double geo_distance_m(struct geo_point a, struct geo_point b);
double geo_distance3_m(struct geo_vec3 a, struct geo_vec3 b); /* both on the surface */

/* The point `east_m`, `north_m` away along the geodesic that starts in that direction: within 1 mm up
 * to 20 km, 0.1 m up to 100 km. Longitude comes back in [-180, 180]. */
struct geo_point geo_offset(struct geo_point from, double east_m, double north_m);

/* For many offsets from one point: its directions and the curvature of the surface along them. */
struct geo_frame {
    struct geo_vec3 origin, east, north, up;
    double curve_east, curve_north; /* 1 / m */
    struct geo_point point;
    double axis_m; /* the origin's distance from the Earth's axis */
};
struct geo_frame geo_frame_make(struct geo_point point);
struct geo_vec3 geo_frame_at(const struct geo_frame *frame, double east_m, double north_m);
/* The same as a place whose `at` is not rounded. Its point is within 1 mm of that up to 100 km. */
struct geo_place geo_frame_place(const struct geo_frame *frame, double east_m, double north_m);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Shapes: points, lines or areas as they were drawn, checked, snapped to 1e-7 degree and indexed.
 *
 * Edges are straight in longitude and latitude, as GeoJSON means them (edge kind `lonlat`); this
 * holds for loaded files and for polygons written in an agreement. Where two longitudes lie more
 * than 180 degrees apart, the edge takes the shorter way, over the antimeridian; files cut there
 * (RFC 7946) work as well. A shape around a pole is refused.
 *
 * An area is closed: its border, and that of its holes, belongs to it. A point is in an area when it
 * is in any of its polygons. Distances are metres along the ellipsoid; nothing is ever buffered. A
 * circle is no shape of its own: it is `within radius of` a point (zone.h). Rings may touch
 * themselves and each other, they may not cross. */
#ifndef GEO_SHAPE_H
#define GEO_SHAPE_H

#include "base/mem.h"
#include "geo/point.h"

#define GEO_VERTEX_LIMIT 1000000 /* vertices of one shape, as given */
#define GEO_PATH_LIMIT 100000    /* rings or lines of one shape */
#define GEO_PIECE_LIMIT 8000000  /* straight pieces after densifying; about 400 m each */

enum geo_shape_kind { GEO_SHAPE_POINTS, GEO_SHAPE_LINES, GEO_SHAPE_AREA };

struct geo_shape; /* opaque; lives in the arena it was made in */

/* A run of vertices, as input. A ring may repeat its first vertex at the end or not. */
struct geo_path {
    const struct geo_point *points; /* borrowed during the call */
    size_t count;
};

/* One polygon: the first ring is its outline, the others are holes. */
struct geo_polygon {
    const struct geo_path *rings;
    size_t count;
};

/* All three: ERR_INPUT with a text that names the place (no points, a coordinate out of range, fewer
 * than three vertices, no area, two edges that cross or run over each other, a hole outside its
 * ring, a ring around a pole, too many vertices), ERR_NO_MEMORY. Vertices that repeat the one before
 * are dropped. About O(n log n). */
enum err_code geo_shape_area(struct arena *arena, const struct geo_polygon *polygons, size_t count,
                             struct geo_shape **shape, struct err *err) MUST_USE;
enum err_code geo_shape_lines(struct arena *arena, const struct geo_path *lines, size_t count,
                              struct geo_shape **shape, struct err *err) MUST_USE;
enum err_code geo_shape_points(struct arena *arena, const struct geo_point *points, size_t count,
                               struct geo_shape **shape, struct err *err) MUST_USE;

/* The area between two lines, each in one run: one line, then the other backwards, turned so that the
 * two ends do not cross. ERR_INPUT when the lines cross each other, or are not lines of one run. */
enum err_code geo_shape_between(struct arena *arena, const struct geo_shape *a,
                                const struct geo_shape *b, struct geo_shape **shape,
                                struct err *err) MUST_USE;

/* What a shape holds, in input order, for plans, drawings and files. Runs of an area are its rings
 * without the repeated vertex. */
enum geo_shape_kind geo_shape_kind(const struct geo_shape *shape);
size_t geo_shape_path_count(const struct geo_shape *shape);
size_t geo_shape_path_size(const struct geo_shape *shape, size_t path); /* vertices */
struct geo_point geo_shape_vertex(const struct geo_shape *shape, size_t path, size_t at);
/* The same in units of 1e-7 degree; lon in [-180, 180] degrees. */
void geo_shape_vertex_e7(const struct geo_shape *shape, size_t path, size_t at, int32_t *lon_e7,
                         int32_t *lat_e7);
/* True for the first ring of each polygon; of lines and points always. */
bool geo_shape_path_is_outer(const struct geo_shape *shape, size_t path);

/* West, south, east, north in degrees. Where it runs over the antimeridian east_deg exceeds 180. */
struct geo_box {
    double west_deg, south_deg, east_deg, north_deg;
};
struct geo_box geo_shape_box(const struct geo_shape *shape);

/* Membership: areas only, 0 outside, 1 inside, 2 on the border; exact on the 1e-7 degree grid.
 * Lines and points: 2 when the place lies on them, else 0. */
enum geo_position { GEO_POSITION_OUT, GEO_POSITION_IN, GEO_POSITION_BORDER };
enum geo_position geo_shape_position(const struct geo_shape *shape, const struct geo_place *place);

/* Distance to the shape: 0 inside an area or on a line. Within 1 cm up to 200 km. */
double geo_shape_distance_m(const struct geo_shape *shape, const struct geo_place *place);
/* Distance to the drawn border: of areas the rings, of lines and points the shape itself. */
double geo_shape_border_m(const struct geo_shape *shape, const struct geo_place *place);
/* `geo_shape_distance_m(...) <= limit_m` for metres rounded to 1e-3, faster. */
bool geo_shape_within(const struct geo_shape *shape, const struct geo_place *place, double limit_m);

/* Side of a line, seen in the direction in which it was drawn. UNSURE beyond its ends: where the
 * nearest point is an end of a run and the place lies beyond it. Only for lines, else UNSURE. */
enum geo_hand { GEO_HAND_LEFT, GEO_HAND_RIGHT, GEO_HAND_ON, GEO_HAND_UNSURE };

struct geo_nearest {
    double distance_m;      /* to the border or line */
    struct geo_point point; /* the nearest point of it */
    enum geo_hand hand;     /* lines only */
    double hand_clear_m;    /* no other hand within this distance (a lower bound, 0 when unknown) */
    double end_clear_m;     /* UNSURE nowhere within this distance (a lower bound); 0 where it is */
};
struct geo_nearest geo_shape_nearest(const struct geo_shape *shape, const struct geo_place *place);
enum geo_hand geo_shape_hand(const struct geo_shape *shape, const struct geo_place *place);

/* Do two shapes have a point in common? Exact on the grid; a touch counts; an area holds what is
 * inside it. */
bool geo_shape_touches(const struct geo_shape *a, const struct geo_shape *b);
/* Does the line `a` pass from one side of the line `b` to the other, or touch it? */
#define geo_shape_crosses(a, b) geo_shape_touches((a), (b))

/* Length of all runs (rings for areas), and the area of an area, on the ellipsoid; for reports:
 * within 1e-5 of the value. */
double geo_shape_length_m(const struct geo_shape *shape);
double geo_shape_area_m2(const struct geo_shape *shape);

#endif

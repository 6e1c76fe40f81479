/* SPDX-License-Identifier: Apache-2.0
 *
 * GeoJSON (RFC 7946) to shapes, and back to coordinates.
 *
 * Read: FeatureCollection, Feature, GeometryCollection and the six geometries; all that a file holds
 * becomes one shape, so all of it must be of one dimension (points, lines or areas). Features with
 * geometry null are skipped. The old `crs` member is accepted when it names WGS 84 with longitude
 * first. A third coordinate is ignored. Limits: GEO_VERTEX_LIMIT, GEO_PATH_LIMIT. */
#ifndef GEO_GEOJSON_H
#define GEO_GEOJSON_H

#include "base/json.h"
#include "geo/shape.h"

/* `load "file" where KEY is "a", "b"` or `where KEY at least 3`: which features to take. */
enum geo_filter_op {
    GEO_FILTER_ALL, /* everything */
    GEO_FILTER_IS,  /* property is text equal to one of `values` (numbers: as written) */
    GEO_FILTER_AT_LEAST,
    GEO_FILTER_AT_MOST,
    GEO_FILTER_MORE,
    GEO_FILTER_LESS,
    GEO_FILTER_EXACTLY
};
struct geo_filter {
    enum geo_filter_op op;
    struct str key; /* of `properties`; `id` also means the feature's id */
    const struct str *values;
    size_t value_count;
    double number;
};

/* Shape in `arena`; `scratch` holds the tree meanwhile and may be freed afterwards. `filter` NULL
 * takes all. ERR_INPUT names the byte and the feature; one that matches no feature, too. */
enum err_code geo_geojson_read(struct arena *arena, struct arena *scratch, struct str bytes,
                               const struct geo_filter *filter, struct geo_shape **shape,
                               struct err *err) MUST_USE;

/* The same from a tree already parsed, as in an observation's `geometry`. */
enum err_code geo_geojson_shape(struct arena *arena, struct arena *scratch,
                                const struct json *value, const struct geo_filter *filter,
                                struct geo_shape **shape, struct err *err) MUST_USE;

/* A geometry object: {"type": "MultiPolygon", "coordinates": ...}; the plain type when there is one
 * part. Up to 7 decimals, none wasted. */
void geo_geojson_put(struct buf *buf, const struct geo_shape *shape);
/* [lon, lat] */
void geo_geojson_put_point(struct buf *buf, struct geo_point point);

#endif

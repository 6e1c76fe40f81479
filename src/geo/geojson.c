/* SPDX-License-Identifier: Apache-2.0
 *
 * GeoJSON in two passes over the parsed tree: the first counts what matches, of which dimension; the
 * second fills arrays of that size; then the shape is made and checked as any other. */
#include "geo/geojson.h"

#include "base/num.h"

#include <stdio.h>

struct reader {
    struct arena *scratch;
    const struct geo_filter *filter;
    struct err *err;
    bool is_filling;
    bool has_kind;
    enum geo_shape_kind kind;
    size_t features, matched; /* features seen, and taken */
    size_t feature;           /* number of the one being read, 1-based; 0 outside any */
    size_t point_count, path_count, polygon_count;
    struct geo_point *points;
    struct geo_path *paths;
    struct geo_polygon *polygons;
};

static enum err_code wrong(struct reader *r, const struct json *at, const char *what)
{
    if (r->feature > 0)
        return err_set(r->err, ERR_INPUT, "GeoJSON, feature %zu, byte %zu: %s", r->feature,
                       at->at + 1, what);
    return err_set(r->err, ERR_INPUT, "GeoJSON, byte %zu: %s", at->at + 1, what);
}

/* position = [lon, lat] or [lon, lat, height] */
static enum err_code read_position(struct reader *r, const struct json *v)
{
    struct geo_point p;

    if (v->type != JSON_ARRAY || v->count < 2 || v->items[0].type != JSON_NUMBER ||
        v->items[1].type != JSON_NUMBER)
        return wrong(r, v, "a position is [longitude, latitude]");
    p.lon_deg = v->items[0].number;
    p.lat_deg = v->items[1].number;
    if (!(p.lon_deg >= -180 && p.lon_deg <= 180))
        return wrong(r, v, "a longitude is -180 to 180 degrees");
    if (!(p.lat_deg >= -90 && p.lat_deg <= 90))
        return wrong(r, v, "a latitude is -90 to 90 degrees (the longitude comes first)");
    if (r->is_filling)
        r->points[r->point_count] = p;
    r->point_count++;
    if (r->point_count > GEO_VERTEX_LIMIT)
        return wrong(r, v, "more than 1000000 vertices");
    return ERR_OK;
}

static enum err_code read_path(struct reader *r, const struct json *v, bool is_ring)
{
    size_t first = r->point_count;

    if (v->type != JSON_ARRAY)
        return wrong(r, v, "coordinates of a line or ring are an array of positions");
    if (!is_ring && v->count < 2)
        return wrong(r, v, "a line needs at least 2 positions");
    if (is_ring && v->count < 4)
        return wrong(r, v, "a ring needs at least 4 positions, the last one equal to the first");
    for (size_t i = 0; i < v->count; i++)
        TRY(read_position(r, &v->items[i]));
    if (is_ring) {
        const struct json *a = v->items[0].items, *b = v->items[v->count - 1].items;

        if (a[0].number < b[0].number || a[0].number > b[0].number || a[1].number < b[1].number ||
            a[1].number > b[1].number)
            return wrong(r, v, "the ring is not closed: its last position differs from its first");
    }
    if (r->is_filling)
        r->paths[r->path_count] = (struct geo_path){r->points + first, r->point_count - first};
    r->path_count++;
    if (r->path_count > GEO_PATH_LIMIT)
        return wrong(r, v, "more than 100000 rings or lines");
    return ERR_OK;
}

static enum err_code read_polygon(struct reader *r, const struct json *v)
{
    size_t first = r->path_count;

    if (v->type != JSON_ARRAY || v->count == 0)
        return wrong(r, v, "a polygon is an array of rings, at least one");
    for (size_t i = 0; i < v->count; i++)
        TRY(read_path(r, &v->items[i], true));
    if (r->is_filling)
        r->polygons[r->polygon_count] = (struct geo_polygon){r->paths + first, v->count};
    r->polygon_count++;
    return ERR_OK;
}

static enum err_code read_coordinates(struct reader *r, enum geo_shape_kind kind,
                                      const struct json *v)
{
    switch (kind) {
    case GEO_SHAPE_POINTS:
        return read_position(r, v);
    case GEO_SHAPE_LINES:
        return read_path(r, v, false);
    case GEO_SHAPE_AREA:
        return read_polygon(r, v);
    }
    return ERR_INTERNAL;
}

static enum err_code read_geometry(struct reader *r, const struct json *v)
{
    static const struct {
        const char *name;
        enum geo_shape_kind kind;
        bool is_multi;
    } types[] = {
        {"Point", GEO_SHAPE_POINTS, false},     {"MultiPoint", GEO_SHAPE_POINTS, true},
        {"LineString", GEO_SHAPE_LINES, false}, {"MultiLineString", GEO_SHAPE_LINES, true},
        {"Polygon", GEO_SHAPE_AREA, false},     {"MultiPolygon", GEO_SHAPE_AREA, true},
    };
    const struct json *type = json_get(v, "type"), *c = json_get(v, "coordinates");

    if (v->type == JSON_NULL)
        return ERR_OK;
    if (!type || type->type != JSON_STRING)
        return wrong(r, v, "a geometry is an object with a `type`");
    if (str_eq(type->text, STR("GeometryCollection"))) {
        const struct json *all = json_get(v, "geometries");

        if (!all || all->type != JSON_ARRAY)
            return wrong(r, v, "a GeometryCollection has an array `geometries`");
        for (size_t i = 0; i < all->count; i++)
            TRY(read_geometry(r, &all->items[i]));
        return ERR_OK;
    }
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        if (!str_eq(type->text, str_z(types[i].name)))
            continue;
        if (!c || c->type != JSON_ARRAY)
            return wrong(r, v, "a geometry has an array `coordinates`");
        if (r->has_kind && r->kind != types[i].kind)
            return wrong(r, v,
                         "points, lines and areas are mixed; a name stands for one of them "
                         "(pick features with `where`)");
        r->has_kind = true;
        r->kind = types[i].kind;
        if (!types[i].is_multi)
            return read_coordinates(r, types[i].kind, c);
        for (size_t k = 0; k < c->count; k++)
            TRY(read_coordinates(r, types[i].kind, &c->items[k]));
        return ERR_OK;
    }
    return wrong(r, type, "not a geometry type of RFC 7946");
}

/* ---- features ---- */

static bool matches_value(const struct geo_filter *f, const struct json *v)
{
    double n = v->number;

    switch (f->op) {
    case GEO_FILTER_ALL:
        return true;
    case GEO_FILTER_IS:
        for (size_t i = 0; i < f->value_count; i++)
            if ((v->type == JSON_STRING || v->type == JSON_NUMBER) && str_eq(v->text, f->values[i]))
                return true;
        return false;
    case GEO_FILTER_AT_LEAST:
        return v->type == JSON_NUMBER && n >= f->number;
    case GEO_FILTER_AT_MOST:
        return v->type == JSON_NUMBER && n <= f->number;
    case GEO_FILTER_MORE:
        return v->type == JSON_NUMBER && n > f->number;
    case GEO_FILTER_LESS:
        return v->type == JSON_NUMBER && n < f->number;
    case GEO_FILTER_EXACTLY:
        return v->type == JSON_NUMBER && n >= f->number && n <= f->number;
    }
    return false;
}

static const struct json *member(const struct json *object, struct str key)
{
    if (object && object->type == JSON_OBJECT)
        for (size_t i = 0; i < object->count; i++)
            if (str_eq(object->keys[i], key))
                return &object->items[i];
    return NULL;
}

static bool matches(const struct geo_filter *f, const struct json *feature)
{
    const struct json *v;

    if (!f || f->op == GEO_FILTER_ALL)
        return true;
    v = member(json_get(feature, "properties"), f->key);
    if (!v && str_eq(f->key, STR("id")))
        v = json_get(feature, "id");
    return v && matches_value(f, v);
}

static enum err_code read_feature(struct reader *r, const struct json *v)
{
    const struct json *type = json_get(v, "type"), *geometry = json_get(v, "geometry");

    r->feature = ++r->features;
    if (!type || type->type != JSON_STRING || !str_eq(type->text, STR("Feature")))
        return wrong(r, v, "a feature is an object with `\"type\": \"Feature\"`");
    if (!geometry)
        return wrong(r, v, "a feature has a `geometry`, which may be null");
    if (!matches(r->filter, v))
        return ERR_OK;
    r->matched++;
    return read_geometry(r, geometry);
}

/* The member `crs` of the older format: only what means longitude, latitude on WGS 84. */
static enum err_code check_crs(struct reader *r, const struct json *v)
{
    static const char *const ours[] = {
        "urn:ogc:def:crs:OGC:1.3:CRS84",
        "urn:ogc:def:crs:OGC::CRS84",
        "OGC:CRS84",
        "urn:ogc:def:crs:EPSG::4326",
        "EPSG:4326",
    };
    const struct json *crs = json_get(v, "crs");
    const struct json *name = json_get(json_get(crs, "properties"), "name");

    if (!crs || crs->type == JSON_NULL)
        return ERR_OK;
    for (size_t i = 0; name && name->type == JSON_STRING && i < COUNT_OF(ours); i++)
        if (str_eq(name->text, str_z(ours[i])))
            return ERR_OK;
    return wrong(r, crs,
                 "coordinates are read as longitude and latitude on WGS 84; this `crs` is "
                 "another");
}

static enum err_code read_all(struct reader *r, const struct json *v)
{
    const struct json *type = json_get(v, "type");

    r->features = r->matched = r->feature = 0;
    r->point_count = r->path_count = r->polygon_count = 0;
    if (!type || type->type != JSON_STRING)
        return wrong(r, v, "GeoJSON is an object with a `type`");
    TRY(check_crs(r, v));
    if (str_eq(type->text, STR("Feature")))
        return read_feature(r, v);
    if (str_eq(type->text, STR("FeatureCollection"))) {
        const struct json *all = json_get(v, "features");

        if (!all || all->type != JSON_ARRAY)
            return wrong(r, v, "a FeatureCollection has an array `features`");
        for (size_t i = 0; i < all->count; i++)
            TRY(read_feature(r, &all->items[i]));
        return ERR_OK;
    }
    if (r->filter && r->filter->op != GEO_FILTER_ALL)
        return wrong(r, v, "a bare geometry has no properties for `where` to pick from");
    return read_geometry(r, v);
}

enum err_code geo_geojson_shape(struct arena *arena, struct arena *scratch,
                                const struct json *value, const struct geo_filter *filter,
                                struct geo_shape **shape, struct err *err)
{
    struct reader r = {.scratch = scratch, .filter = filter, .err = err};

    TRY(read_all(&r, value));
    if (filter && r.features > 0 && r.matched == 0)
        return err_set(err, ERR_INPUT, "none of %zu features matches `where %.*s`", r.features,
                       STR_ARG(filter->key));
    if (r.point_count == 0)
        return err_set(err, ERR_INPUT, "the geometry is empty");
    r.points = ARENA_NEW(scratch, struct geo_point, r.point_count);
    r.paths = ARENA_NEW(scratch, struct geo_path, r.path_count);
    r.polygons = ARENA_NEW(scratch, struct geo_polygon, r.polygon_count);
    if (!r.points || !r.paths || !r.polygons)
        return err_no_memory(err);
    r.is_filling = true;
    TRY(read_all(&r, value));
    switch (r.kind) {
    case GEO_SHAPE_POINTS:
        return geo_shape_points(arena, r.points, r.point_count, shape, err);
    case GEO_SHAPE_LINES:
        return geo_shape_lines(arena, r.paths, r.path_count, shape, err);
    case GEO_SHAPE_AREA:
        return geo_shape_area(arena, r.polygons, r.polygon_count, shape, err);
    }
    return err_set(err, ERR_INTERNAL, "geometry of no kind");
}

enum err_code geo_geojson_read(struct arena *arena, struct arena *scratch, struct str bytes,
                               const struct geo_filter *filter, struct geo_shape **shape,
                               struct err *err)
{
    struct json value;

    if (str_starts(bytes, STR("\xEF\xBB\xBF")))
        bytes = str_from(bytes, 3);
    TRY(json_parse(scratch, bytes, &value, err));
    return geo_geojson_shape(arena, scratch, &value, filter, shape, err);
}

/* ---- writing ---- */

void geo_geojson_put_point(struct buf *buf, struct geo_point point)
{
    buf_putc(buf, '[');
    num_put(buf, point.lon_deg, 7);
    buf_puts(buf, ", ");
    num_put(buf, point.lat_deg, 7);
    buf_putc(buf, ']');
}

static void put_path(struct buf *buf, const struct geo_shape *shape, size_t path, bool is_ring)
{
    size_t n = geo_shape_path_size(shape, path);

    buf_putc(buf, '[');
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            buf_puts(buf, ", ");
        geo_geojson_put_point(buf, geo_shape_vertex(shape, path, i));
    }
    if (is_ring) {
        buf_puts(buf, ", ");
        geo_geojson_put_point(buf, geo_shape_vertex(shape, path, 0));
    }
    buf_putc(buf, ']');
}

static void put_area(struct buf *buf, const struct geo_shape *shape, size_t paths)
{
    size_t polygons = 0;

    for (size_t i = 0; i < paths; i++)
        polygons += geo_shape_path_is_outer(shape, i) ? 1 : 0;
    buf_puts(buf, polygons > 1 ? "{\"type\": \"MultiPolygon\", \"coordinates\": [["
                               : "{\"type\": \"Polygon\", \"coordinates\": [");
    for (size_t i = 0; i < paths; i++) {
        if (i > 0)
            buf_puts(buf, geo_shape_path_is_outer(shape, i) ? "], [" : ", ");
        put_path(buf, shape, i, true);
    }
    buf_puts(buf, polygons > 1 ? "]]}" : "]}");
}

void geo_geojson_put(struct buf *buf, const struct geo_shape *shape)
{
    size_t paths = geo_shape_path_count(shape);

    switch (geo_shape_kind(shape)) {
    case GEO_SHAPE_POINTS:
        if (geo_shape_path_size(shape, 0) == 1) {
            buf_puts(buf, "{\"type\": \"Point\", \"coordinates\": ");
            geo_geojson_put_point(buf, geo_shape_vertex(shape, 0, 0));
        } else {
            buf_puts(buf, "{\"type\": \"MultiPoint\", \"coordinates\": ");
            put_path(buf, shape, 0, false);
        }
        buf_putc(buf, '}');
        return;
    case GEO_SHAPE_LINES:
        buf_puts(buf, paths == 1 ? "{\"type\": \"LineString\", \"coordinates\": "
                                 : "{\"type\": \"MultiLineString\", \"coordinates\": [");
        for (size_t i = 0; i < paths; i++) {
            if (i > 0)
                buf_puts(buf, ", ");
            put_path(buf, shape, i, false);
        }
        buf_puts(buf, paths == 1 ? "}" : "]}");
        return;
    case GEO_SHAPE_AREA:
        put_area(buf, shape, paths);
        return;
    }
}

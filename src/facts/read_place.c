/* SPDX-License-Identifier: Apache-2.0
 *
 * place = point | ellipse | area | geometry | bearing (docs/formats/observation.md). */
#include "geo/geojson.h"

#include "base/num.h"

#include "facts/facts_int.h"

#define IS(key) (json_get(value, key) && json_get(value, key)->type != JSON_NULL)

static enum err_code lonlat(struct reading *r, const struct json *value, const char *path,
                            struct geo_point *out)
{
    bool has_lon, has_lat;

    TRY(read_number(r, value, path, "lon", FACT_LONGITUDE, &out->lon_deg, &has_lon));
    TRY(read_number(r, value, path, "lat", FACT_LATITUDE, &out->lat_deg, &has_lat));
    if (!has_lon || !has_lat)
        return reading_fail(r, value, "%s%s is missing; a point has lon and lat in degrees", path,
                            has_lon ? "lat" : "lon");
    out->lon_deg = num_degrees(out->lon_deg);
    out->lat_deg = num_degrees(out->lat_deg);
    return ERR_OK;
}

static enum err_code point(struct reading *r, const struct json *value, struct fact_place *out)
{
    static const char *const known[] = {"lon", "lat", "error_m", "ellipse", NULL};
    static const char *const of_ellipse[] = {"major_m", "minor_m", "azimuth_deg", NULL};
    bool has_error, has_major, has_minor;

    out->form = FACT_PLACE_POINT;
    TRY(lonlat(r, value, "place.", &out->point));
    TRY(read_number(r, value, "place.", "error_m", FACT_METRES, &out->error_m, &has_error));
    out->error_m = num_metres(out->error_m);
    TRY(read_unknown(r, value, "place.", known));
    if (!IS("ellipse"))
        return ERR_OK;
    const struct json *ellipse = json_get(value, "ellipse");
    if (ellipse->type != JSON_OBJECT)
        return reading_fail(r, ellipse, "place.ellipse is %s; an object is wanted",
                            json_type_text(ellipse->type));
    if (has_error)
        return reading_fail(r, ellipse, "a place has error_m or ellipse, not both");
    out->form = FACT_PLACE_ELLIPSE;
    TRY(read_number(r, ellipse, "ellipse.", "major_m", FACT_METRES, &out->major_m, &has_major));
    TRY(read_number(r, ellipse, "ellipse.", "minor_m", FACT_METRES, &out->minor_m, &has_minor));
    TRY(read_number(r, ellipse, "ellipse.", "azimuth_deg", FACT_AZIMUTH, &out->azimuth_deg, NULL));
    if (!has_major || !has_minor || out->minor_m > out->major_m)
        return reading_fail(r, ellipse,
                            "place.ellipse has major_m and minor_m, and minor_m is not above it");
    return read_unknown(r, ellipse, "ellipse.", of_ellipse);
}

static enum err_code bearing(struct reading *r, const struct json *value, struct fact_place *out)
{
    static const char *const known[] = {"from", "bearing_deg", "bearing_error_deg", "range_m",
                                        NULL};
    static const char *const of_from[] = {"lon", "lat", NULL};
    const struct json *from = json_get(value, "from"), *range = json_get(value, "range_m");
    double *ends[2] = {&out->range_min_m, &out->range_max_m};
    bool has_bearing;

    out->form = FACT_PLACE_BEARING;
    if (from->type != JSON_OBJECT)
        return reading_fail(r, from, "place.from is %s; an object with lon and lat is wanted",
                            json_type_text(from->type));
    TRY(lonlat(r, from, "place.from.", &out->point));
    TRY(read_unknown(r, from, "place.from.", of_from));
    TRY(read_number(r, value, "place.", "bearing_deg", FACT_AZIMUTH, &out->bearing_deg,
                    &has_bearing));
    TRY(read_number(r, value, "place.", "bearing_error_deg", FACT_HALF_CIRCLE,
                    &out->bearing_error_deg, NULL));
    if (!has_bearing || !range || range->type != JSON_ARRAY || range->count != 2)
        return reading_fail(r, value,
                            "a place with `from` has bearing_deg and range_m [least, most]");
    for (size_t i = 0; i < 2; i++) {
        const struct json *end = &range->items[i];
        if (end->type != JSON_NUMBER)
            return reading_fail(r, end, "place.range_m holds %s; a number is wanted",
                                json_type_text(end->type));
        *ends[i] = end->number + 0.0;
        TRY(reading_at(
            r, end,
            fact_number_check(STR("place.range_m"), end->number, end->text, FACT_METRES, r->err)));
    }
    if (out->range_min_m > out->range_max_m)
        return reading_fail(r, range,
                            "place.range_m is [least, most]; the first is above the "
                            "second");
    return read_unknown(r, value, "place.", known);
}

static enum err_code geometry(struct reading *r, const struct json *value, struct fact_place *out)
{
    static const char *const known[] = {"geometry", NULL};
    const struct json *given = json_get(value, "geometry");
    struct geo_shape *shape;

    out->form = FACT_PLACE_GEOMETRY;
    enum err_code code =
        geo_geojson_shape(r->facts->arena, r->scratch, given, NULL, &shape, r->err);
    if (code == ERR_INPUT)
        return reading_fail(r, given, "place.geometry: %s", r->err->text);
    if (code)
        return code;
    out->shape = shape;
    TRY(read_json_text(r, given, &out->geometry));
    return read_unknown(r, value, "place.", known);
}

enum err_code read_place(struct reading *r, const struct json *value, struct fact_place *out)
{
    static const char *const of_area[] = {"area", NULL};

    *out = (struct fact_place){0};
    if (!value || value->type == JSON_NULL)
        return ERR_OK;
    if (value->type != JSON_OBJECT)
        return reading_fail(r, value, "place is %s; an object is wanted",
                            json_type_text(value->type));
    bool is_point = IS("lon") || IS("lat") || IS("error_m") || IS("ellipse");
    int forms = is_point + IS("area") + IS("geometry") + IS("from");
    if (forms != 1)
        return reading_fail(r, value,
                            "place is given in %d ways; it is one of lon and lat, area, geometry, "
                            "or from with a bearing",
                            forms);
    if (is_point)
        return point(r, value, out);
    if (IS("geometry"))
        return geometry(r, value, out);
    if (IS("from"))
        return bearing(r, value, out);
    out->form = FACT_PLACE_AREA;
    TRY(read_name(r, value, "place.", "area", &out->area));
    return read_unknown(r, value, "place.", of_area);
}

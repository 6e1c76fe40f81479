/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/geojson.h"
#include "support/flaky.h"
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SQUARE "[[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]"
#define FEATURE(properties, geometry)                                                              \
    "{\"type\": \"Feature\", \"properties\": " properties ", \"geometry\": " geometry "}"
#define POLYGON "{\"type\": \"Polygon\", \"coordinates\": " SQUARE "}"
#define LINE "{\"type\": \"LineString\", \"coordinates\": [[0, 0], [1.5, -2.25]]}"

static enum err_code read_with(const struct mem *mem, const char *text,
                               const struct geo_filter *filter, char *out, size_t out_size,
                               struct err *err)
{
    struct arena arena = {.mem = mem}, scratch = {.mem = mem};
    struct geo_shape *shape;
    struct buf buf = {0};
    enum err_code code;

    buf_init(&buf, mem, 1 << 20);
    code = geo_geojson_read(&arena, &scratch, str_z(text), filter, &shape, err);
    arena_free(&scratch); /* the shape must not need it */
    if (code == ERR_OK) {
        geo_geojson_put(&buf, shape);
        code = buf_check(&buf, err);
        if (code == ERR_OK)
            (void)snprintf(out, out_size, "%.*s", STR_ARG(buf_str(&buf)));
    }
    buf_free(&buf);
    arena_free(&arena);
    return code;
}

static void reads(const char *text, const struct geo_filter *filter, const char *expected)
{
    char out[2048] = "";
    struct err err = {0};

    if (read_with(&mem_libc, text, filter, out, sizeof out, &err))
        fail_msg("%s", err.text);
    assert_string_equal(out, expected);
}

static void refuses(const char *text, const struct geo_filter *filter, const char *message)
{
    char out[2048];
    struct err err = {0};

    assert_int_equal(read_with(&mem_libc, text, filter, out, sizeof out, &err), ERR_INPUT);
    if (!strstr(err.text, message))
        fail_msg("\"%s\" does not say \"%s\"", err.text, message);
}

static void every_geometry(void **state)
{
    (void)state;
    reads(POLYGON, NULL, POLYGON);
    reads(LINE, NULL, LINE);
    reads("{\"type\": \"Point\", \"coordinates\": [37.75, 48.12, 150]}", NULL,
          "{\"type\": \"Point\", \"coordinates\": [37.75, 48.12]}");
    reads("{\"type\": \"MultiPoint\", \"coordinates\": [[1, 2], [3, 4]]}", NULL,
          "{\"type\": \"MultiPoint\", \"coordinates\": [[1, 2], [3, 4]]}");
    reads("{\"type\": \"MultiLineString\", \"coordinates\": [[[0,0],[1,0]],[[0,1],[1,1]]]}", NULL,
          "{\"type\": \"MultiLineString\", \"coordinates\": [[[0, 0], [1, 0]], [[0, 1], [1, 1]]]}");
    reads("{\"type\": \"MultiPolygon\", \"coordinates\": [" SQUARE
          ", [[[5,5],[9,5],[9,9],[5,5]],[[7,6],[8,6],[8,7],[7,6]]]]}",
          NULL,
          "{\"type\": \"MultiPolygon\", \"coordinates\": [" SQUARE
          ", [[[5, 5], [9, 5], [9, 9], [5, 5]], [[7, 6], [8, 6], [8, 7], [7, 6]]]]}");
    reads("{\"type\": \"GeometryCollection\", \"geometries\": [" LINE "]}", NULL, LINE);
    reads("\xEF\xBB\xBF" POLYGON, NULL, POLYGON);
}

static void features(void **state)
{
    (void)state;
    reads(FEATURE("null", POLYGON), NULL, POLYGON);
    reads("{\"type\": \"FeatureCollection\", \"features\": [" FEATURE("{}", "null") ", " FEATURE(
              "{}", POLYGON) "]}",
          NULL, POLYGON);
    reads("{\"type\": \"FeatureCollection\", \"features\": [" FEATURE("{}", LINE) ", " FEATURE(
              "{}", LINE) "]}",
          NULL,
          "{\"type\": \"MultiLineString\", \"coordinates\": [[[0, 0], [1.5, -2.25]], [[0, 0], "
          "[1.5, -2.25]]]}");
    reads(
        "{\"type\": \"FeatureCollection\", \"crs\": {\"type\": \"name\", \"properties\": "
        "{\"name\": \"urn:ogc:def:crs:OGC:1.3:CRS84\"}}, \"features\": [" FEATURE("{}", LINE) "]}",
        NULL, LINE);
    refuses("{\"type\": \"FeatureCollection\", \"crs\": {\"type\": \"name\", \"properties\": "
            "{\"name\": \"EPSG:3857\"}}, \"features\": []}",
            NULL, "is another");
}

static void filters(void **state)
{
    static const char text[] = "{\"type\": \"FeatureCollection\", \"features\": [" FEATURE(
        "{\"name\": \"north\", \"rank\": 2}",
        LINE) ", " FEATURE("{\"name\": \"south\", \"rank\": 5}", POLYGON) "]}";
    struct str names[2] = {STR_INIT("east"), STR_INIT("north")};
    struct geo_filter f = {
        .op = GEO_FILTER_IS, .key = STR("name"), .values = names, .value_count = 2};

    (void)state;
    reads(text, &f, LINE);
    f.value_count = 1;
    refuses(text, &f, "none of 2 features matches `where name`");
    refuses(text, NULL, "mixed");
    f = (struct geo_filter){.op = GEO_FILTER_AT_LEAST, .key = STR("rank"), .number = 5};
    reads(text, &f, POLYGON);
    f.op = GEO_FILTER_LESS;
    reads(text, &f, LINE);
    f.op = GEO_FILTER_AT_MOST;
    f.number = 2;
    reads(text, &f, LINE);
    f.op = GEO_FILTER_MORE;
    reads(text, &f, POLYGON);
    f.op = GEO_FILTER_EXACTLY;
    reads(text, &f, LINE);
    refuses(LINE, &f, "no properties");
}

static void refusals(void **state)
{
    (void)state;
    refuses("[]", NULL, "object with a `type`");
    refuses("{\"type\": \"Topology\"}", NULL, "not a geometry type");
    refuses("{\"type\": \"Point\", \"coordinates\": [48.5, 190]}", NULL, "longitude comes first");
    refuses("{\"type\": \"Point\", \"coordinates\": [\"1\", 2]}", NULL, "a position is");
    refuses("{\"type\": \"Point\"}", NULL, "`coordinates`");
    refuses("{\"type\": \"LineString\", \"coordinates\": [[0, 0]]}", NULL, "at least 2");
    refuses("{\"type\": \"Polygon\", \"coordinates\": [[[0,0],[1,0],[0,0]]]}", NULL, "at least 4");
    refuses("{\"type\": \"Polygon\", \"coordinates\": [[[0,0],[1,0],[1,1],[0,1]]]}", NULL,
            "not closed");
    refuses("{\"type\": \"Polygon\", \"coordinates\": []}", NULL, "at least one");
    refuses("{\"type\": \"MultiPolygon\", \"coordinates\": []}", NULL, "empty");
    refuses("{\"type\": \"FeatureCollection\", \"features\": []}", NULL, "empty");
    refuses("{\"type\": \"FeatureCollection\", \"features\": [{}]}", NULL, "feature 1");
    refuses("{\"type\": \"Polygon\", \"coordinates\": [[[0,0],[1,1],[1,0],[0,1],[0,0]]]}", NULL,
            "crosses");
}

static void every_allocation_may_fail(void **state)
{
    char out[2048];

    (void)state;
    for (int n = 0;; n++) {
        struct flaky flaky = {.countdown = n};
        struct mem mem = {flaky_resize, &flaky};
        struct err err = {0};
        enum err_code code = read_with(&mem, FEATURE("{}", POLYGON), NULL, out, sizeof out, &err);

        assert_int_equal(flaky.live, 0);
        if (code == ERR_OK)
            break;
        assert_int_equal(code, ERR_NO_MEMORY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_geometry),
        cmocka_unit_test(features),
        cmocka_unit_test(filters),
        cmocka_unit_test(refusals),
        cmocka_unit_test(every_allocation_may_fail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

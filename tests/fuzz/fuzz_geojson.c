/* SPDX-License-Identifier: Apache-2.0
 *
 * GeoJSON of any bytes: whatever is read can be written, read again, and comes out the same; and the
 * shape answers questions. */
#include "geo/geojson.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void ask(const struct geo_shape *shape)
{
    for (size_t i = 0; i < geo_shape_path_count(shape) && i < 4; i++) {
        struct geo_place place = geo_place_make(geo_shape_vertex(shape, i, 0));

        if (geo_shape_position(shape, &place) == GEO_POSITION_OUT)
            abort(); /* a vertex is at least on the border */
        if (geo_shape_border_m(shape, &place) > 0.01)
            abort();
        if (!geo_shape_within(shape, &place, 0.01))
            abort();
        (void)geo_shape_nearest(shape, &place);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena = {.mem = &mem_libc, .limit = 256 << 20};
    struct arena scratch = {.mem = &mem_libc, .limit = 64 << 20};
    struct str text = {(const char *)bytes, size};
    struct geo_shape *shape, *again;
    struct buf one = {0}, two = {0};
    struct err err = {0};

    buf_init(&one, &mem_libc, 16 << 20);
    buf_init(&two, &mem_libc, 16 << 20);
    if (geo_geojson_read(&arena, &scratch, text, NULL, &shape, &err) == ERR_OK) {
        ask(shape);
        geo_geojson_put(&one, shape);
        if (buf_check(&one, &err) == ERR_OK) {
            if (geo_geojson_read(&arena, &scratch, buf_str(&one), NULL, &again, &err))
                abort();
            geo_geojson_put(&two, again);
            if (!str_eq(buf_str(&one), buf_str(&two)))
                abort();
        }
    } else if (err.text[0] == '\0') {
        abort();
    }
    buf_free(&one);
    buf_free(&two);
    arena_free(&scratch);
    arena_free(&arena);
    return 0;
}

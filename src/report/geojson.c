/* SPDX-License-Identifier: Apache-2.0
 *
 * findings.geojson and findings.csv: the findings as their readers may see them. */
#include "report/report_int.h"

#include "base/json.h"
#include "geo/geojson.h"

#define PIECE_SIZE ((size_t)64 << 10)

static enum err_code hand_over(struct buf *buf, const struct report_input *input, struct err *err)
{
    if (!input->take || buf->failed || buf->size < PIECE_SIZE)
        return ERR_OK;
    return input->take(input->take_ctx, buf, err);
}

enum err_code report_csv(struct buf *buf, struct arena *arena, const struct report_input *input,
                         struct err *err)
{
    struct view view;
    struct finding seen;

    TRY(view_make(arena, input, &view, err));
    finding_csv_header(buf);
    for (size_t i = 0; i < view.count && !buf->failed; i++) {
        if (report_view(input, &input->outcome->findings[view.shown[i]], &seen))
            finding_csv_put(buf, &seen);
        TRY(hand_over(buf, input, err));
    }
    return buf_check(buf, err);
}

static void put_geometry(struct buf *buf, const struct fact_place *place)
{
    switch (place->form) {
    case FACT_PLACE_POINT:
    case FACT_PLACE_ELLIPSE:
        buf_puts(buf, "{\"type\": \"Point\", \"coordinates\": ");
        geo_geojson_put_point(buf, place->point);
        buf_putc(buf, '}');
        return;
    case FACT_PLACE_GEOMETRY:
        if (place->shape) {
            geo_geojson_put(buf, place->shape);
            return;
        }
        break;
    case FACT_PLACE_NONE:
    case FACT_PLACE_AREA:
    case FACT_PLACE_BEARING: /* its point is the observer, not the incident */
        break;
    }
    buf_puts(buf, "null");
}

static void put_finding(struct buf *buf, const struct finding *finding)
{
    buf_puts(buf, "{\"type\": \"Feature\", \"geometry\": ");
    put_geometry(buf, &finding->place);
    buf_puts(buf, ", \"properties\": {\"role\": \"finding\"");
    size_t brace = buf->size;
    finding_put(buf, finding); /* "{...}\n": its members go on after the role */
    if (!buf->failed && buf->size > brace + 1) {
        buf->bytes[brace] = ',';
        buf->size--;
    }
    buf_putc(buf, '}');
}

static void put_path(struct buf *buf, const struct geo_outline_path *path)
{
    buf_putc(buf, '[');
    for (size_t i = 0; i < path->count; i++) {
        if (i)
            buf_puts(buf, ", ");
        geo_geojson_put_point(buf, path->points[i]);
    }
    if (path->closed && path->count > 0) {
        buf_puts(buf, ", ");
        geo_geojson_put_point(buf, path->points[0]);
    }
    buf_putc(buf, ']');
}

/* Outlines are drawings: lines, so that nobody takes them for the zone itself. */
static void put_zone(struct buf *buf, const struct plan *plan, const struct drawn_zone *zone)
{
    const struct plan_place *place = &plan->places[zone->place];

    buf_puts(buf, "{\"type\": \"Feature\", \"geometry\": {\"type\": \"MultiLineString\", "
                  "\"coordinates\": [");
    for (size_t i = 0; i < zone->path_count; i++) {
        if (i)
            buf_puts(buf, ", ");
        put_path(buf, &zone->paths[i]);
    }
    buf_puts(buf, "]}, \"properties\": {\"role\": \"zone\", \"name\": ");
    json_put_string(buf, place->name);
    buf_printf(buf, ", \"type\": \"%s\", \"reading\": ",
               zone->is_line       ? "line"
               : zone->is_corridor ? "corridor"
                                   : "zone");
    if (zone->key.size > 0)
        json_put_string(buf, zone->key);
    else
        buf_puts(buf, "null");
    buf_printf(buf,
               ", \"hypothetical\": %s, \"declared\": ", zone->is_hypothetical ? "true" : "false");
    json_put_string(buf, place->text);
    buf_puts(buf, "}}");
}

enum err_code report_geojson(struct buf *buf, struct arena *arena, const struct report_input *input,
                             struct err *err)
{
    const struct drawn_zone *zones;
    size_t zone_count;
    struct view view;
    struct finding seen;
    const char *between = "\n";

    TRY(view_make(arena, input, &view, err));
    TRY(zones_draw(arena, input->plan, &zones, &zone_count, err));
    buf_puts(buf, "{\"type\": \"FeatureCollection\", \"audience\": ");
    buf_puts(buf, input->audience == REPORT_PUBLIC ? "\"public\"" : "\"restricted\"");
    buf_printf(buf, ", \"held_back\": %zu, \"features\": [",
               view.held_incidents + view.held_forces);
    for (size_t i = 0; i < zone_count; i++, between = ",\n") {
        buf_puts(buf, between);
        put_zone(buf, input->plan, &zones[i]);
        TRY(hand_over(buf, input, err));
    }
    for (size_t i = 0; i < view.count && !buf->failed; i++) {
        if (!report_view(input, &input->outcome->findings[view.shown[i]], &seen))
            continue;
        buf_puts(buf, between);
        put_finding(buf, &seen);
        between = ",\n";
        TRY(hand_over(buf, input, err));
    }
    buf_puts(buf, "\n]}\n");
    return buf_check(buf, err);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Diagnostics for programs: JSON, and the ground that they are about as GeoJSON. */
#include "lang/diag_int.h"

#include "base/json.h"
#include "base/num.h"
#include "base/time.h"

static void put_key_text(struct buf *buf, bool *first, const char *key, struct str text)
{
    json_key(buf, first, key);
    json_put_string(buf, text);
}

static void put_key_number(struct buf *buf, bool *first, const char *key, uint32_t number)
{
    json_key(buf, first, key);
    buf_printf(buf, "%u", (unsigned)number);
}

void diag_end_of(struct diag_span span, struct str source, uint32_t *line, uint32_t *column)
{
    *line = span.line;
    *column = span.column;
    for (uint32_t at = span.from; at < span.to && at < source.size; at++) {
        if (source.text[at] == '\n') {
            ++*line;
            *column = 1;
        } else if (((unsigned char)source.text[at] & 0xc0) != 0x80) {
            ++*column;
        }
    }
}

static void put_span(struct buf *buf, bool *first, const struct diags *diags, struct diag_span span)
{
    const struct diag_source *source = diags_source(diags, span);
    uint32_t line, column;
    diag_end_of(span, source->text, &line, &column);
    if (span.source)
        put_key_text(buf, first, "file", source->name);
    put_key_number(buf, first, "line", span.line);
    put_key_number(buf, first, "column", span.column);
    put_key_number(buf, first, "end_line", line);
    put_key_number(buf, first, "end_column", column);
}

void diag_put_witness(struct buf *buf, const struct diag_witness *witness)
{
    bool inner = true;
    if (!witness) {
        buf_puts(buf, "null");
        return;
    }
    buf_putc(buf, '{');
    put_key_text(buf, &inner, "text", witness->text);
    if (witness->has_place) {
        json_key(buf, &inner, "place");
        buf_putc(buf, '[');
        num_put_shortest(buf, witness->lon);
        buf_puts(buf, ", ");
        num_put_shortest(buf, witness->lat);
        buf_putc(buf, ']');
    }
    if (witness->has_time) {
        json_key(buf, &inner, "time");
        buf_putc(buf, '"');
        time_put(buf, witness->at_us);
        buf_putc(buf, '"');
    }
    if (witness->party.size)
        put_key_text(buf, &inner, "party", witness->party);
    if (witness->kind.size)
        put_key_text(buf, &inner, "kind", witness->kind);
    if (witness->has_value) {
        put_key_text(buf, &inner, "attribute", witness->attribute);
        json_key(buf, &inner, "value");
        num_put_shortest(buf, witness->value);
    }
    buf_putc(buf, '}');
}

static void put_diag(struct buf *buf, const struct diags *diags, const struct diag *diag)
{
    bool one = true, inner = true;
    buf_putc(buf, '{');
    put_key_text(buf, &one, "level", str_z(diag_level_text(diag->level)));
    put_key_text(buf, &one, "code", str_z(diag->code));
    put_key_text(buf, &one, "rule", str_z(diag->rule));
    json_key(buf, &one, "audience");
    buf_puts(buf, diag_is_restricted(diag) ? "\"restricted\"" : "null");
    put_span(buf, &one, diags, diag->span);
    put_key_text(buf, &one, "text", diag->text);
    put_key_text(buf, &one, "label", diag->label);
    put_key_text(buf, &one, "help", diag->help);
    put_key_text(buf, &one, "why", str_z(diag->why));
    put_key_text(buf, &one, "article", diag->article);
    json_key(buf, &one, "other");
    if (diag->has_other) {
        buf_putc(buf, '{');
        put_span(buf, &inner, diags, diag->other);
        put_key_text(buf, &inner, "label", diag->other_label);
        buf_putc(buf, '}');
    } else {
        buf_puts(buf, "null");
    }
    json_key(buf, &one, "witness");
    diag_put_witness(buf, diag->witness);
    buf_putc(buf, '}');
}

static void put_provisions(struct buf *buf, const struct diag_provisions *p)
{
    if (!p)
        buf_puts(buf, "null");
    else
        buf_printf(buf,
                   "{\"judged\": %zu, \"scheduled\": %zu, \"open\": %zu, \"not_judged_yet\": %zu, "
                   "\"prose\": %zu}",
                   p->judged, p->scheduled, p->open, p->not_judged_yet, p->prose);
}

void diags_put_json(struct buf *buf, const struct diags *diags)
{
    bool first = true;
    buf_putc(buf, '{');
    put_key_number(buf, &first, "version", 1);
    put_key_text(buf, &first, "file", diags_source(diags, (struct diag_span){0})->name);
    json_key(buf, &first, "diagnostics");
    buf_putc(buf, '[');
    for (size_t i = 0; i < diags->count; i++) {
        buf_puts(buf, i ? ",\n  " : "\n  ");
        put_diag(buf, diags, &diags->items[i]);
    }
    buf_puts(buf, diags->count ? "\n]" : "]");
    json_key(buf, &first, "dropped");
    buf_printf(buf, "%zu", diags->dropped);
    json_key(buf, &first, "provisions");
    put_provisions(buf, diags->provisions);
    buf_puts(buf, "}\n");
}

/* ---------------------------------------------------------------- ground */

static void put_position(struct buf *buf, double lon, double lat)
{
    buf_putc(buf, '[');
    num_put(buf, lon, 7);
    buf_puts(buf, ", ");
    num_put(buf, lat, 7);
    buf_putc(buf, ']');
}

static void put_polygons(struct buf *buf, const struct diag *diag)
{
    buf_puts(buf, "{\"type\": \"MultiPolygon\", \"coordinates\": [");
    for (size_t i = 0; i < diag->ring_count; i++) {
        const struct diag_ring *ring = &diag->rings[i];
        bool opens = ring->is_outer || i == 0;
        buf_puts(buf, opens ? i ? "], [" : "[" : ", ");
        for (size_t j = 0; j < ring->count; j++) {
            buf_puts(buf, j ? ", " : "[");
            put_position(buf, ring->lon_lat[2 * j], ring->lon_lat[2 * j + 1]);
        }
        buf_putc(buf, ']');
    }
    buf_puts(buf, "]]}");
}

static void put_feature_start(struct buf *buf, bool *first, const struct diag *diag,
                              const char *what)
{
    bool inner = true;
    buf_puts(buf, *first ? "\n  " : ",\n  ");
    *first = false;
    buf_puts(buf, "{\"type\": \"Feature\", \"properties\": {");
    put_key_text(buf, &inner, "what", str_z(what));
    put_key_text(buf, &inner, "level", str_z(diag_level_text(diag->level)));
    put_key_text(buf, &inner, "code", str_z(diag->code));
    put_key_number(buf, &inner, "line", diag->span.line);
    put_key_text(buf, &inner, "article", diag->article);
    put_key_text(buf, &inner, "text", diag->text);
    if (diag->witness)
        put_key_text(buf, &inner, "case", diag->witness->text);
    if (diag_is_restricted(diag))
        put_key_text(buf, &inner, "audience", STR("restricted"));
    buf_puts(buf, "}, \"geometry\": ");
}

void diags_put_geojson(struct buf *buf, const struct diags *diags)
{
    bool first = true;
    buf_puts(buf, "{\"type\": \"FeatureCollection\", \"features\": [");
    for (size_t i = 0; i < diags->count; i++) {
        const struct diag *diag = &diags->items[i];
        if (diag->ring_count) {
            put_feature_start(buf, &first, diag, "ground");
            put_polygons(buf, diag);
            buf_putc(buf, '}');
        }
        if (diag->witness && diag->witness->has_place) {
            put_feature_start(buf, &first, diag, "case");
            buf_puts(buf, "{\"type\": \"Point\", \"coordinates\": ");
            put_position(buf, diag->witness->lon, diag->witness->lat);
            buf_puts(buf, "}}");
        }
    }
    buf_puts(buf, first ? "]}\n" : "\n]}\n");
}

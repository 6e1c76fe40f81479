/* SPDX-License-Identifier: Apache-2.0
 *
 * The map's own pieces, for svg_map.c, svg_ground.c and svg_labels.c. */
#ifndef REPORT_SVG_MAP_INT_H
#define REPORT_SVG_MAP_INT_H

#include "report/report_int.h"

#define MAP_WIDTH 720.0

/* A local equirectangular view: true to scale at its middle latitude, and there the page's scale bar
 * holds; at a degree or two from it shapes are off by a few per cent. */
struct map_view {
    struct geo_box box;
    double cosine; /* of the middle latitude */
    double scale;  /* units a degree of latitude */
    double height;
};

/* Incidents that the page puts at one place. */
struct map_mark {
    struct geo_point point;
    double error_m;
    size_t ruled, alleged, undetermined;
};

struct map_label {
    double x, y;              /* of the point it names */
    struct str first, second; /* second may be empty */
    bool is_zone;
    const char *suffix; /* of a zone: what is said of it in brackets, or "" */
};

double map_x(const struct map_view *view, double lon_deg);
double map_y(const struct map_view *view, double lat_deg);
double map_units(const struct map_view *view, double metres);

/* Sea, land, graticule, scale bar and north; says so where there is no coast data (returned: some of the view has
 * none). */
bool map_ground(struct page *page, const struct map_view *view);
void map_furniture(struct page *page, const struct map_view *view);

/* Labels where they fit, most wanted first: those that fit at phone size, then those that fit only at
 * desk size (class l2). */
enum err_code map_labels(struct page *page, const struct map_view *view,
                         const struct map_label *labels, size_t count, struct err *err) MUST_USE;

#endif

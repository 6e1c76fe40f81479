/* SPDX-License-Identifier: Apache-2.0
 *
 * What lies under the incidents: sea and land from the coast table clipped to the view, a graticule, a
 * scale bar, north. No borders: the table holds none. */
#include "report/svg_map_int.h"

#include <math.h>

#define CLIP_ROOM 4096

double map_x(const struct map_view *view, double lon_deg)
{
    return (lon_deg - view->box.west_deg) * view->cosine * view->scale;
}

double map_y(const struct map_view *view, double lat_deg)
{
    return (view->box.north_deg - lat_deg) * view->scale;
}

double map_units(const struct map_view *view, double metres)
{
    double middle = (view->box.north_deg + view->box.south_deg) / 2;
    struct geo_point low = {0, middle - 0.5}, high = {0, middle + 0.5};

    return metres * view->scale / geo_distance_m(low, high);
}

static void put_rect(struct page *page, const char *class_name, const struct map_view *view,
                     struct geo_box box)
{
    buf_printf(page->buf, "<rect class=\"%s\"", class_name);
    svg_attribute(page->buf, "x", map_x(view, box.west_deg));
    svg_attribute(page->buf, "y", map_y(view, box.north_deg));
    svg_attribute(page->buf, "width", map_x(view, box.east_deg) - map_x(view, box.west_deg));
    svg_attribute(page->buf, "height", map_y(view, box.south_deg) - map_y(view, box.north_deg));
    buf_puts(page->buf, "/>\n");
}

static void put_xy(struct page *page, char command, double x, double y)
{
    buf_putc(page->buf, command);
    num_put(page->buf, x, 1);
    buf_putc(page->buf, ' ');
    num_put(page->buf, y, 1);
}

/* ------------------------------------------------------------------ clipping */

/* How far inside the k-th side of the box: west, east, south, north. */
static double inside(const struct geo_box *box, int side, struct geo_point p)
{
    return side == 0   ? p.lon_deg - box->west_deg
           : side == 1 ? box->east_deg - p.lon_deg
           : side == 2 ? p.lat_deg - box->south_deg
                       : box->north_deg - p.lat_deg;
}

static struct geo_point cut(struct geo_point a, struct geo_point b, double da, double db)
{
    double t = da / (da - db);
    return (struct geo_point){a.lon_deg + t * (b.lon_deg - a.lon_deg),
                              a.lat_deg + t * (b.lat_deg - a.lat_deg)};
}

/* Sutherland and Hodgman (1974): one side of the box after the other. Cost: 4 n. */
static size_t clip_ring(const struct geo_box *box, struct geo_point *ring, size_t count,
                        struct geo_point *spare)
{
    for (int side = 0; side < 4; side++) {
        size_t n = 0;
        for (size_t i = 0; i < count && n + 2 < CLIP_ROOM; i++) {
            struct geo_point a = ring[i], b = ring[(i + 1) % count];
            double da = inside(box, side, a), db = inside(box, side, b);
            if (da >= 0)
                spare[n++] = a;
            if ((da >= 0) != (db >= 0))
                spare[n++] = cut(a, b, da, db);
        }
        for (size_t i = 0; i < n; i++)
            ring[i] = spare[i];
        count = n;
    }
    return count;
}

/* The part of an edge inside the box; false when there is none (Liang and Barsky 1984). */
static bool clip_edge(const struct geo_box *box, struct geo_point *a, struct geo_point *b)
{
    for (int side = 0; side < 4; side++) {
        double da = inside(box, side, *a), db = inside(box, side, *b);
        if (da < 0 && db < 0)
            return false;
        if (da < 0)
            *a = cut(*a, *b, da, db);
        else if (db < 0)
            *b = cut(*a, *b, da, db);
    }
    return true;
}

static bool is_cut_edge(const struct coast *coast, struct geo_point a, struct geo_point b)
{
    for (int side = 0; side < 4; side++)
        if (fabs(inside(&coast->box, side, a)) < 0.002 &&
            fabs(inside(&coast->box, side, b)) < 0.002)
            return true;
    return false;
}

static void put_land(struct page *page, const struct map_view *view)
{
    const struct coast *coast = &page->coast;
    struct geo_point *ring = ARENA_NEW(page->arena, struct geo_point, CLIP_ROOM);
    struct geo_point *spare = ARENA_NEW(page->arena, struct geo_point, CLIP_ROOM);

    if (!ring || !spare) {
        page->buf->failed = true;
        return;
    }
    buf_puts(page->buf, "<path class=\"m-l\" fill-rule=\"evenodd\" d=\"");
    for (size_t r = 0; r < coast->ring_count; r++) {
        size_t count = coast->starts[r + 1] - coast->starts[r];
        if (count < 3 || count > CLIP_ROOM / 2)
            continue;
        for (size_t i = 0; i < count; i++)
            ring[i] = coast->points[coast->starts[r] + i];
        count = clip_ring(&view->box, ring, count, spare);
        for (size_t i = 0; i < count; i++)
            put_xy(page, i ? 'L' : 'M', map_x(view, ring[i].lon_deg), map_y(view, ring[i].lat_deg));
        if (count)
            buf_putc(page->buf, 'Z');
    }
    buf_puts(page->buf, "\"/>\n<path class=\"m-c\" d=\"");
    for (size_t r = 0; r < coast->ring_count; r++) {
        const struct geo_point *points = coast->points + coast->starts[r];
        size_t count = coast->starts[r + 1] - coast->starts[r];
        bool is_joined = false;
        for (size_t i = 0; i < count; i++) {
            struct geo_point a = points[i], b = points[(i + 1) % count], to = b;
            if (is_cut_edge(coast, a, b) || !clip_edge(&view->box, &a, &b)) {
                is_joined = false;
                continue;
            }
            if (!is_joined)
                put_xy(page, 'M', map_x(view, a.lon_deg), map_y(view, a.lat_deg));
            put_xy(page, 'L', map_x(view, b.lon_deg), map_y(view, b.lat_deg));
            is_joined = inside(&view->box, 0, to) >= 0 && inside(&view->box, 1, to) >= 0 &&
                        inside(&view->box, 2, to) >= 0 && inside(&view->box, 3, to) >= 0;
        }
    }
    buf_puts(page->buf, "\"/>\n");
}

/* ------------------------------------------------------------------ graticule and furniture */

static double graticule_step(double span_deg)
{
    static const double steps[] = {0.1, 0.2, 0.5, 1, 2, 5, 10, 20};

    for (size_t i = 0; i < COUNT_OF(steps); i++)
        if (span_deg / steps[i] <= 6)
            return steps[i];
    return 30;
}

/* The first multiple of `step` at or after a coordinate, in steps. */
static int64_t first_line(double deg, double step)
{
    return (int64_t)ceil(deg / step);
}

static void put_graticule(struct page *page, const struct map_view *view)
{
    const struct geo_box *box = &view->box;
    double span = box->north_deg - box->south_deg;
    double wide = (box->east_deg - box->west_deg) * view->cosine;
    double step = graticule_step(span > wide ? span : wide);

    for (int64_t i = first_line(box->west_deg, step); (double)i * step < box->east_deg; i++) {
        double lon = (double)i * step;
        buf_puts(page->buf, "<path class=\"m-g\" d=\"");
        put_xy(page, 'M', map_x(view, lon), 0);
        put_xy(page, 'L', map_x(view, lon), view->height);
        buf_puts(page->buf, "\"/>");
    }
    for (int64_t i = first_line(box->south_deg, step); (double)i * step < box->north_deg; i++) {
        double lat = (double)i * step;
        buf_puts(page->buf, "<path class=\"m-g\" d=\"");
        put_xy(page, 'M', 0, map_y(view, lat));
        put_xy(page, 'L', MAP_WIDTH, map_y(view, lat));
        buf_puts(page->buf, "\"/>");
    }
    buf_putc(page->buf, '\n');
}

bool map_ground(struct page *page, const struct map_view *view)
{
    const struct coast *coast = &page->coast;
    struct geo_box box = view->box;
    bool is_covered = coast->has_box && coast->ring_count > 0;
    bool is_whole;

    if (is_covered) { /* what of the view the table is complete for */
        if (coast->box.west_deg > box.west_deg)
            box.west_deg = coast->box.west_deg;
        if (coast->box.south_deg > box.south_deg)
            box.south_deg = coast->box.south_deg;
        if (coast->box.east_deg < box.east_deg)
            box.east_deg = coast->box.east_deg;
        if (coast->box.north_deg < box.north_deg)
            box.north_deg = coast->box.north_deg;
        is_covered = box.west_deg < box.east_deg && box.south_deg < box.north_deg;
    }
    is_whole = is_covered && box.west_deg <= view->box.west_deg &&
               box.east_deg >= view->box.east_deg && box.south_deg <= view->box.south_deg &&
               box.north_deg >= view->box.north_deg;
    if (!is_whole)
        put_rect(page, "m-n", view, view->box);
    if (is_covered) {
        put_rect(page, "m-w", view, box);
        put_land(page, view);
    }
    put_graticule(page, view);
    if (!is_whole) {
        buf_puts(page->buf, "<text class=\"nd\" text-anchor=\"end\"");
        svg_attribute(page->buf, "x", MAP_WIDTH - 8);
        svg_attribute(page->buf, "y", view->height - 8);
        buf_puts(page->buf, is_covered ? ">no coast data for the edge of this view</text>\n"
                                       : ">no coast data</text>\n");
    }
    return !is_whole;
}

static void put_degrees(struct page *page, double deg, const char *positive, const char *negative)
{
    num_put(page->buf, fabs(deg), 1);
    buf_printf(page->buf, "\xC2\xB0%s", deg < 0 ? negative : positive);
}

static void put_grid_labels(struct page *page, const struct map_view *view)
{
    const struct geo_box *box = &view->box;
    double span = box->north_deg - box->south_deg;
    double wide = (box->east_deg - box->west_deg) * view->cosine;
    double step = graticule_step(span > wide ? span : wide);

    for (int64_t i = first_line(box->west_deg, step); (double)i * step < box->east_deg; i++) {
        double lon = (double)i * step;
        double x = map_x(view, lon);
        if (x < 60 || x > MAP_WIDTH - 60)
            continue;
        buf_puts(page->buf, "<text class=\"gt\" text-anchor=\"middle\"");
        svg_attribute(page->buf, "x", x);
        buf_puts(page->buf, " y=\"14\">");
        put_degrees(page, lon, "E", "W");
        buf_puts(page->buf, "</text>");
    }
    for (int64_t i = first_line(box->south_deg, step); (double)i * step < box->north_deg; i++) {
        double lat = (double)i * step;
        double y = map_y(view, lat);
        if (y < 30 || y > view->height - 50)
            continue;
        buf_puts(page->buf, "<text class=\"gt\" x=\"4\"");
        svg_attribute(page->buf, "y", y + 3);
        buf_putc(page->buf, '>');
        put_degrees(page, lat, "N", "S");
        buf_puts(page->buf, "</text>");
    }
    buf_putc(page->buf, '\n');
}

/* The longest of 1, 2, 5 × 10^n metres that fits a fifth of the map. */
static double scale_length_m(const struct map_view *view)
{
    double unit = 1, best = 1;

    for (int power = 0; power < 7; power++) {
        for (int step = 1; step <= 5; step += step == 1 ? 1 : 3)
            if (map_units(view, unit * step) <= MAP_WIDTH / 5)
                best = unit * step;
        unit *= 10;
    }
    return best;
}

void map_furniture(struct page *page, const struct map_view *view)
{
    struct buf *buf = page->buf;
    double metres = scale_length_m(view), length = map_units(view, metres), y = view->height - 14;

    put_grid_labels(page, view);
    buf_puts(buf, "<path class=\"sb\" d=\"");
    put_xy(page, 'M', 14, y - 5);
    put_xy(page, 'L', 14, y);
    put_xy(page, 'L', 14 + length, y);
    put_xy(page, 'L', 14 + length, y - 5);
    buf_puts(buf, "\"/><text");
    svg_attribute(buf, "x", 18 + length);
    svg_attribute(buf, "y", y + 2);
    buf_putc(buf, '>');
    words_number(buf, metres >= 1000 ? metres / 1000 : metres, 0);
    buf_puts(buf, metres >= 1000 ? " km</text>\n" : " m</text>\n");
    buf_puts(buf, "<path class=\"dark\" d=\"");
    put_xy(page, 'M', MAP_WIDTH - 20, 12);
    put_xy(page, 'L', MAP_WIDTH - 14, 30);
    put_xy(page, 'L', MAP_WIDTH - 20, 26);
    put_xy(page, 'L', MAP_WIDTH - 26, 30);
    buf_puts(buf, "Z\"/><text text-anchor=\"middle\"");
    svg_attribute(buf, "x", MAP_WIDTH - 20);
    buf_puts(buf, " y=\"46\">N</text>\n");
}

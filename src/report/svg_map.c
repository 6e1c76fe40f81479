/* SPDX-License-Identifier: Apache-2.0
 *
 * The map: the agreement's own zones and lines, and where the findings lie, with their doubt drawn.
 * Disputed geometry is drawn once for each reading, each in a pattern of its own and none solid, for
 * none is preferred. Everything on it stands in tables below it as well. */
#include "report/svg_map_int.h"

#include "geo/trig.h"

#include <math.h>
#include <stdlib.h>

#define MARK_LIMIT 2500
#define CROWD 120 /* marks above which circles are drawn fainter, shapes smaller */
#define TABLE_LIMIT 120
#define LABEL_LIMIT 60
#define AREA_LIMIT 24

struct named_area {
    struct str name;
    size_t count;
};

struct chart {
    struct page *page;
    struct map_view view;
    struct map_mark *marks;
    size_t mark_count, dropped;
    struct named_area areas[AREA_LIMIT];
    size_t area_count, other_areas, without_place;
    double grid_deg; /* 0: exact */
};

/* ------------------------------------------------------------------ what to draw */

static bool is_marked(const struct finding *finding)
{
    if (finding->is_standing || page_is_folded(finding))
        return false;
    switch (finding->verdict) {
    case FINDING_VIOLATION:
    case FINDING_BREACHED:
    case FINDING_LATE:
    case FINDING_UNDETERMINED:
        return true;
    case FINDING_PENDING:
    case FINDING_FULFILLED:
    case FINDING_KEPT:
        break;
    }
    return false;
}

static void count_area(struct chart *map, struct str name)
{
    for (size_t i = 0; i < map->area_count; i++) {
        if (str_eq(map->areas[i].name, name)) {
            map->areas[i].count++;
            return;
        }
    }
    if (map->area_count < AREA_LIMIT)
        map->areas[map->area_count++] = (struct named_area){name, 1};
    else
        map->other_areas++;
}

static void count_mark(struct map_mark *mark, const struct finding *finding)
{
    if (finding->status == FACT_STATUS_SUBSTANTIATED)
        mark->ruled++;
    else if (finding->verdict == FINDING_UNDETERMINED)
        mark->undetermined++;
    else
        mark->alleged++;
}

static int compare_marks(const void *a, const void *b)
{
    const struct map_mark *p = a, *q = b;

    if (p->point.lat_deg != q->point.lat_deg) /* exact: places are rounded */
        return p->point.lat_deg > q->point.lat_deg ? -1 : 1;
    if (p->point.lon_deg != q->point.lon_deg)
        return p->point.lon_deg < q->point.lon_deg ? -1 : 1;
    if (p->error_m != q->error_m)
        return p->error_m < q->error_m ? -1 : 1;
    return 0;
}

/* One incident under several clauses lies at one place: it is one mark for each finding. */
static enum err_code gather(struct chart *map, struct err *err)
{
    struct page *page = map->page;
    struct map_mark *marks = ARENA_NEW(page->arena, struct map_mark, page->view.count);
    size_t n = 0, kept = 0;

    if (!marks)
        return err_no_memory(err);
    for (size_t i = 0; i < page->view.count; i++) {
        struct finding finding = page_finding(page, page->view.shown[i]);
        const struct fact_place *place = &finding.place;
        if (!is_marked(&finding))
            continue;
        if (place->form == FACT_PLACE_POINT || place->form == FACT_PLACE_ELLIPSE) {
            marks[n] = (struct map_mark){
                .point = place->point,
                .error_m = place->form == FACT_PLACE_POINT ? place->error_m : place->major_m};
            count_mark(&marks[n++], &finding);
        } else if (place->form == FACT_PLACE_AREA) {
            count_area(map, place->area);
        } else if (place->form == FACT_PLACE_GEOMETRY && place->shape) {
            struct geo_box box = geo_shape_box(place->shape);
            marks[n] = (struct map_mark){
                .point = {(box.west_deg + box.east_deg) / 2, (box.south_deg + box.north_deg) / 2},
                .error_m = geo_distance_m((struct geo_point){box.west_deg, box.south_deg},
                                          (struct geo_point){box.west_deg, box.north_deg}) /
                           2};
            count_mark(&marks[n++], &finding);
        } else if (!finding.has_value && !finding.has_states) {
            map->without_place++;
        }
    }
    qsort(marks, n, sizeof *marks, compare_marks);
    for (size_t i = 0; i < n; i++) {
        if (kept > 0 && compare_marks(&marks[kept - 1], &marks[i]) == 0) {
            marks[kept - 1].ruled += marks[i].ruled;
            marks[kept - 1].alleged += marks[i].alleged;
            marks[kept - 1].undetermined += marks[i].undetermined;
        } else {
            marks[kept++] = marks[i];
        }
    }
    map->marks = marks;
    map->mark_count = kept;
    if (kept > MARK_LIMIT) {
        map->dropped = kept - MARK_LIMIT;
        map->mark_count = MARK_LIMIT;
    }
    return ERR_OK;
}

static void grow(struct geo_box *box, struct geo_point point)
{
    box->west_deg = point.lon_deg < box->west_deg ? point.lon_deg : box->west_deg;
    box->east_deg = point.lon_deg > box->east_deg ? point.lon_deg : box->east_deg;
    box->south_deg = point.lat_deg < box->south_deg ? point.lat_deg : box->south_deg;
    box->north_deg = point.lat_deg > box->north_deg ? point.lat_deg : box->north_deg;
}

/* A view that holds everything with some air, not flatter than 2:5, not higher than wide. */
static bool make_view(struct chart *map)
{
    struct geo_box box = {999, 999, -999, -999};
    double sine, cosine;

    for (size_t i = 0; i < map->mark_count; i++)
        grow(&box, map->marks[i].point);
    for (size_t i = 0; i < map->page->zone_count; i++)
        for (size_t p = 0; p < map->page->zones[i].path_count; p++)
            for (size_t k = 0; k < map->page->zones[i].paths[p].count; k++)
                grow(&box, map->page->zones[i].paths[p].points[k]);
    if (box.west_deg > box.east_deg)
        return false;
    double middle = (box.south_deg + box.north_deg) / 2;
    geo_sincos_deg(middle > 85 ? 85 : middle < -85 ? -85 : middle, &sine, &cosine);
    double tall = (box.north_deg - box.south_deg) * 1.14,
           wide = (box.east_deg - box.west_deg) * cosine * 1.14;
    wide = wide < 0.5 ? 0.5 : wide;
    tall = tall < wide * 0.4 ? wide * 0.4 : tall;
    wide = wide < tall * 1.05 ? tall * 1.05 : wide;
    double centre = (box.west_deg + box.east_deg) / 2;
    map->view.cosine = cosine;
    map->view.scale = MAP_WIDTH / wide;
    map->view.height = tall * map->view.scale;
    map->view.box = (struct geo_box){centre - wide / cosine / 2, middle - tall / 2,
                                     centre + wide / cosine / 2, middle + tall / 2};
    return true;
}

/* ------------------------------------------------------------------ drawing */

static const char *dash_of(const struct drawn_zone *zone)
{
    static const char *const dashes[] = {"9 4", "2 3", "9 3 2 3", "14 4", "5 2 1 2 1 2"};

    return zone->key.size > 0 ? dashes[zone->key_index % COUNT_OF(dashes)] : NULL;
}

static void put_zone_style(struct buf *buf, const struct drawn_zone *zone)
{
    buf_printf(buf, "<path class=\"%s\" fill-rule=\"evenodd\"",
               zone->is_line       ? "m-line"
               : zone->is_corridor ? "m-cor"
                                   : "m-z");
    if (dash_of(zone))
        buf_printf(buf, " stroke-dasharray=\"%s\"", dash_of(zone));
}

static void put_zone(struct chart *map, const struct drawn_zone *zone)
{
    struct buf *buf = map->page->buf;

    put_zone_style(buf, zone);
    buf_puts(buf, " d=\"");
    for (size_t p = 0; p < zone->path_count; p++) {
        const struct geo_outline_path *path = &zone->paths[p];
        double last_x = -1e9, last_y = -1e9;
        for (size_t i = 0; i < path->count; i++) {
            double x = map_x(&map->view, path->points[i].lon_deg);
            double y = map_y(&map->view, path->points[i].lat_deg);
            if (i > 0 && i + 1 < path->count && fabs(x - last_x) + fabs(y - last_y) < 0.8)
                continue;
            buf_putc(buf, i ? 'L' : 'M');
            num_put(buf, x, 1);
            buf_putc(buf, ' ');
            num_put(buf, y, 1);
            last_x = x;
            last_y = y;
        }
        if (path->closed)
            buf_putc(buf, 'Z');
    }
    buf_puts(buf, "\"/>\n");
}

static size_t total_of(const struct map_mark *mark)
{
    return mark->ruled + mark->alleged + mark->undetermined;
}

static const char *kind_of(const struct map_mark *mark)
{
    return mark->ruled ? "ruled" : mark->alleged ? "violation" : "undetermined";
}

static void put_mark_title(struct buf *buf, const struct map_mark *mark)
{
    buf_puts(buf, "<title>");
    if (mark->ruled)
        buf_printf(buf, "%zu substantiated ", mark->ruled);
    if (mark->alleged)
        buf_printf(buf, "%zu alleged ", mark->alleged);
    if (mark->undetermined)
        buf_printf(buf, "%zu undetermined", mark->undetermined);
    buf_puts(buf, "</title>");
}

/* The cell of the grid, as dark as it is full, with the shape of its weightiest finding. */
static void put_cell(struct chart *map, const struct map_mark *mark)
{
    struct buf *buf = map->page->buf;
    double width = map->grid_deg * map->view.cosine * map->view.scale;
    double height = map->grid_deg * map->view.scale;
    double x = map_x(&map->view, mark->point.lon_deg), y = map_y(&map->view, mark->point.lat_deg);
    size_t total = total_of(mark);
    int shade = total > 20 ? 4 : total > 5 ? 3 : total > 1 ? 2 : 1;

    width = width < 4 ? 4 : width;
    height = height < 4 ? 4 : height;
    buf_printf(buf, "<g><rect class=\"q q-%s o%d\"",
               mark->ruled     ? "r"
               : mark->alleged ? "a"
                               : "u",
               shade);
    svg_attribute(buf, "x", x - width / 2);
    svg_attribute(buf, "y", y - height / 2);
    svg_attribute(buf, "width", width);
    svg_attribute(buf, "height", height);
    buf_puts(buf, "/>");
    if (width >= 9 && (mark->ruled || !mark->alleged))
        svg_glyph(buf, kind_of(mark), x, y, width > 16 ? 4 : width / 4);
    put_mark_title(buf, mark);
    buf_puts(buf, "</g>\n");
}

/* A circle that holds 95 % of where it may have been, around a small shape. */
static void put_circle(struct chart *map, const struct map_mark *mark)
{
    struct buf *buf = map->page->buf;
    double x = map_x(&map->view, mark->point.lon_deg), y = map_y(&map->view, mark->point.lat_deg);

    buf_puts(buf, "<g>");
    if (map_units(&map->view, mark->error_m) > 4) {
        buf_printf(buf, "<circle class=\"%s\"", mark->ruled || mark->alleged ? "m-e" : "m-eu");
        svg_attribute(buf, "cx", x);
        svg_attribute(buf, "cy", y);
        svg_attribute(buf, "r", map_units(&map->view, mark->error_m));
        buf_puts(buf, "/>");
    }
    double r = total_of(mark) > 5 ? 4.5 : 3.4;
    svg_glyph(buf, kind_of(mark), x, y, map->mark_count > CROWD ? r * .6 : r);
    put_mark_title(buf, mark);
    buf_puts(buf, "</g>\n");
}

static bool is_cell(const struct chart *map, const struct map_mark *mark)
{
    double half = map->grid_deg * map->view.scale / 2 * 1.6; /* a little over half the diagonal */
    return map->grid_deg > 0 && map_units(&map->view, mark->error_m) <= half;
}

static void put_marks(struct chart *map)
{
    buf_puts(map->page->buf, map->mark_count > CROWD ? "<g class=\"many\">\n" : "<g>\n");
    for (size_t i = 0; i < map->mark_count; i++)
        if (!is_cell(map, &map->marks[i]) && map->grid_deg > 0)
            put_circle(map, &map->marks[i]);
    for (size_t i = 0; i < map->mark_count; i++) {
        if (is_cell(map, &map->marks[i]))
            put_cell(map, &map->marks[i]);
        else if (!(map->grid_deg > 0))
            put_circle(map, &map->marks[i]);
    }
    buf_puts(map->page->buf, "</g>\n");
}

/* ------------------------------------------------------------------ labels */

struct wanted {
    size_t place;
    size_t score;
};

static int compare_wanted(const void *a, const void *b)
{
    const struct wanted *p = a, *q = b;

    if (p->score != q->score)
        return p->score > q->score ? -1 : 1;
    return p->place < q->place ? -1 : p->place > q->place;
}

static enum err_code put_labels(struct chart *map, struct err *err)
{
    struct page *page = map->page;
    struct map_label *labels = ARENA_NEW(page->arena, struct map_label, LABEL_LIMIT);
    struct wanted *wanted = ARENA_NEW(page->arena, struct wanted, page->place_count);
    size_t count = 0, wanted_count = 0;

    if (!labels || !wanted)
        return err_no_memory(err);
    for (size_t i = 0; i < page->zone_count && count < 24; i++) {
        const struct drawn_zone *zone = &page->zones[i];
        const struct geo_outline_path *path = &zone->paths[0];
        if (path->count == 0)
            continue;
        /* readings of one line at different points of it, so that their names do not meet */
        size_t at = path->count * (2 * zone->key_index + 1) / 8 % path->count;
        labels[count++] = (struct map_label){.x = map_x(&map->view, path->points[at].lon_deg),
                                             .y = map_y(&map->view, path->points[at].lat_deg),
                                             .first = page->plan->places[zone->place].name,
                                             .second = zone->key,
                                             .is_zone = true,
                                             .suffix = zone->is_hypothetical ? "hypothetical" : ""};
    }
    for (size_t i = 0; i < page->place_count; i++) {
        struct geo_point at = page->places[i].point;
        if (at.lon_deg < map->view.box.west_deg || at.lon_deg > map->view.box.east_deg ||
            at.lat_deg < map->view.box.south_deg || at.lat_deg > map->view.box.north_deg)
            continue;
        struct wanted want = {.place = i};
        for (size_t k = 0; k < map->mark_count; k++)
            if (fabs(map->marks[k].point.lon_deg - at.lon_deg) < .3 &&
                fabs(map->marks[k].point.lat_deg - at.lat_deg) < .2)
                want.score += total_of(&map->marks[k]);
        wanted[wanted_count++] = want;
    }
    qsort(wanted, wanted_count, sizeof *wanted, compare_wanted);
    for (size_t i = 0; i < wanted_count && count < LABEL_LIMIT; i++) {
        const struct place_name *place = &page->places[wanted[i].place];
        labels[count++] = (struct map_label){.x = map_x(&map->view, place->point.lon_deg),
                                             .y = map_y(&map->view, place->point.lat_deg),
                                             .first = place->a,
                                             .second = place->b,
                                             .suffix = ""};
    }
    return map_labels(page, &map->view, labels, count, err);
}

/* ------------------------------------------------------------------ legend, caption, tables */

static void put_key(struct buf *buf, const char *drawing, const char *label)
{
    buf_printf(buf,
               "<li><svg width=\"20\" height=\"14\" viewBox=\"0 0 20 14\" aria-hidden=\"true\">%s"
               "</svg>%s</li>\n",
               drawing, label);
}

static void put_legend(struct chart *map)
{
    struct page *page = map->page;
    struct buf *buf = page->buf;

    buf_puts(buf, "<ul class=\"legend\" aria-label=\"Legend of the map\">\n");
    if (!page->outcome) {
        /* an agreement alone: nothing happened on this map */
    } else if (map->grid_deg > 0) {
        put_key(buf,
                "<rect class=\"q q-a o1\" x=\"0\" y=\"1\" width=\"5\" height=\"12\"/>"
                "<rect class=\"q q-a o2\" x=\"5\" y=\"1\" width=\"5\" height=\"12\"/>"
                "<rect class=\"q q-a o3\" x=\"10\" y=\"1\" width=\"5\" height=\"12\"/>"
                "<rect class=\"q q-a o4\" x=\"15\" y=\"1\" width=\"5\" height=\"12\"/>",
                "cell with 1, 2 to 5, 6 to 20, over 20 alleged violations");
        put_key(buf,
                "<rect class=\"q q-r o2\" x=\"4\" y=\"1\" width=\"12\" height=\"12\"/>"
                "<rect class=\"k-ruled\" x=\"8\" y=\"5\" width=\"4\" height=\"4\"/>",
                "one or more substantiated");
        put_key(buf, "<rect class=\"q q-u\" x=\"4\" y=\"1\" width=\"12\" height=\"12\"/>",
                "undetermined only");
    } else {
        put_key(buf, "<circle class=\"k-violation\" cx=\"10\" cy=\"7\" r=\"4\"/>",
                "alleged violation");
        put_key(buf, "<rect class=\"k-ruled\" x=\"6\" y=\"3\" width=\"8\" height=\"8\"/>",
                "substantiated");
        put_key(buf, "<circle class=\"k-undetermined\" cx=\"10\" cy=\"7\" r=\"4\"/>",
                "undetermined");
    }
    if (page->outcome)
        put_key(buf,
                "<circle class=\"m-e\" cx=\"10\" cy=\"7\" r=\"6\"/>"
                "<circle class=\"k-violation\" cx=\"10\" cy=\"7\" r=\"2\"/>",
                "circle: somewhere within (95 %)");
    for (size_t i = 0; i < page->zone_count; i++) {
        const struct drawn_zone *zone = &page->zones[i];
        buf_puts(buf, "<li><svg width=\"30\" height=\"14\" viewBox=\"0 0 30 14\" "
                      "aria-hidden=\"true\">");
        put_zone_style(buf, zone);
        buf_printf(buf, " d=\"%s\"/></svg><span>", zone->is_line ? "M1 7H29" : "M1 2H29V12H1Z");
        html_text(page, page->plan->places[zone->place].name);
        if (zone->key.size > 0) {
            buf_puts(buf, ", reading ");
            html_text(page, zone->key);
        }
        if (zone->is_hypothetical)
            buf_puts(buf, " (hypothetical)");
        buf_puts(buf, "</span></li>\n");
    }
    buf_puts(buf, "</ul>\n");
}

static bool has_hypothetical(const struct page *page)
{
    for (size_t i = 0; i < page->zone_count; i++)
        if (page->zones[i].is_hypothetical)
            return true;
    return false;
}

static bool has_readings(const struct page *page)
{
    for (size_t i = 0; i < page->zone_count; i++)
        if (page->zones[i].key.size > 0)
            return true;
    return false;
}

static void put_caption(struct chart *map, bool lacks_coast)
{
    struct page *page = map->page;
    struct buf *buf = page->buf;

    buf_puts(buf, "<figcaption>");
    if (map->grid_deg > 0) {
        buf_puts(buf, "Incidents are moved to the centre of their cell of ");
        num_put(buf, map->grid_deg, 3);
        buf_puts(buf, "\xC2\xB0, for all parties alike. ");
    }
    if (has_hypothetical(page))
        buf_puts(buf,
                 "Lines, zones and routes marked hypothetical are sketches for an exercise and "
                 "claim nothing. ");
    if (has_readings(page))
        buf_puts(buf, "Disputed geometry is drawn under each reading; none is preferred. ");
    if (lacks_coast)
        buf_puts(buf, "There is no coast data for all of this view. ");
    if (map->dropped) {
        words_count(buf, map->dropped);
        buf_puts(buf, " further places are not drawn. ");
    }
    buf_puts(buf,
             "No borders are drawn. Names and lines imply no opinion on the status of any place. "
             "Coast: Natural Earth (public domain). Places: GeoNames (CC BY 4.0), under both names "
             "where two are in use, in alphabetical order.</figcaption>");
}

static void put_elsewhere(struct chart *map)
{
    struct page *page = map->page;
    struct buf *buf = page->buf;

    if (map->area_count) {
        buf_puts(buf, "<p class=\"note\">Known only by area, so not drawn: ");
        for (size_t i = 0; i < map->area_count; i++) {
            buf_puts(buf, i ? "; " : "");
            html_text(page, map->areas[i].name);
            buf_puts(buf, " ");
            words_count(buf, map->areas[i].count);
        }
        if (map->other_areas) {
            buf_puts(buf, "; elsewhere ");
            words_count(buf, map->other_areas);
        }
        buf_puts(buf, ".</p>\n");
    }
    if (map->without_place) {
        buf_puts(buf, "<p class=\"note\">Without a place, so not drawn: ");
        words_some(buf, map->without_place, "finding", "findings");
        buf_puts(buf, ".</p>\n");
    }
}

static int compare_weight(const void *a, const void *b)
{
    const struct map_mark *p = a, *q = b;

    if (p->ruled != q->ruled)
        return p->ruled > q->ruled ? -1 : 1;
    if (total_of(p) != total_of(q))
        return total_of(p) > total_of(q) ? -1 : 1;
    return compare_marks(a, b);
}

static void put_mark_table(struct chart *map)
{
    struct page *page = map->page;
    struct buf *buf = page->buf;
    size_t rows = map->mark_count < TABLE_LIMIT ? map->mark_count : TABLE_LIMIT;

    if (!map->mark_count)
        return;
    qsort(map->marks, map->mark_count, sizeof *map->marks, compare_weight);
    buf_puts(buf,
             "<details><summary>The places on the map as a table</summary><div class=\"scroll\" "
             "tabindex=\"0\" role=\"region\" aria-label=\"Places on the map\"><table><caption>");
    if (rows < map->mark_count) {
        buf_puts(buf, "The ");
        words_count(buf, rows);
        buf_puts(buf, " places with most findings, of ");
        words_count(buf, map->mark_count + map->dropped);
    } else {
        buf_puts(buf, "Findings by place");
    }
    buf_puts(buf, "</caption><thead><tr><th scope=\"col\">Place</th><th scope=\"col\" class=\"n\">"
                  "Substantiated</th><th scope=\"col\" class=\"n\">Alleged</th><th scope=\"col\" "
                  "class=\"n\">Undetermined</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < rows; i++) {
        const struct map_mark *mark = &map->marks[i];
        struct fact_place place = {
            .form = FACT_PLACE_POINT, .point = mark->point, .error_m = mark->error_m};
        buf_puts(buf, "<tr><th scope=\"row\">");
        html_where(page, &place);
        buf_printf(buf,
                   "</th><td class=\"n\">%zu</td><td class=\"n\">%zu</td><td class=\"n\">%zu</td>"
                   "</tr>\n",
                   mark->ruled, mark->alleged, mark->undetermined);
    }
    buf_puts(buf, "</tbody></table></div></details>\n");
}

static const char *place_type_text(enum plan_place_type type)
{
    switch (type) {
    case PLAN_LINE:
        return "line";
    case PLAN_ZONE:
        return "zone";
    case PLAN_ZONES:
        return "zones";
    case PLAN_CORRIDOR:
        return "corridor";
    case PLAN_POINT:
        break;
    }
    return "place";
}

static void put_place_table(struct chart *map)
{
    struct page *page = map->page;
    struct buf *buf = page->buf;

    if (!page->plan->place_count)
        return;
    buf_puts(buf,
             "<details><summary>Lines, zones and corridors as the agreement declares them"
             "</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\""
             "Declared geometry\"><table><caption>Declared geometry, with its readings</caption>"
             "<thead><tr><th scope=\"col\">Name</th><th scope=\"col\">Is</th><th scope=\"col\">"
             "Declared</th><th scope=\"col\">Standing</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < page->plan->place_count; i++) {
        const struct plan_place *place = &page->plan->places[i];
        buf_puts(buf, "<tr><th scope=\"row\">");
        html_text(page, place->name);
        buf_printf(buf, "</th><td>%s</td><td class=\"id\">", place_type_text(place->type));
        html_text(page, place->text);
        buf_puts(buf, "</td><td>");
        switch (place->form) {
        case PLAN_PLACE_DISPUTED:
            buf_puts(buf, "disputed: judged under every reading");
            break;
        case PLAN_PLACE_KEYED:
            buf_puts(buf, "agreed, one for each party");
            break;
        case PLAN_PLACE_OPEN:
            buf_puts(buf, "open: not drawn");
            break;
        case PLAN_PLACE_ONE:
            buf_puts(buf, "as the agreement has it");
            break;
        }
        buf_puts(buf, place->is_hypothetical ? "; hypothetical</td></tr>\n" : "</td></tr>\n");
    }
    buf_puts(buf, "</tbody></table></div></details>\n");
}

enum err_code html_map(struct page *page, struct err *err)
{
    struct chart *map = ARENA_NEW(page->arena, struct chart, 1);
    struct buf *buf = page->buf;

    if (!map)
        return err_no_memory(err);
    map->page = page;
    map->grid_deg = page->input->policy.incident_grid_deg;
    html_open(page, "map", page->outcome ? "Map of zones and incidents" : "Map of lines and zones");
    TRY(gather(map, err));
    if (!make_view(map)) {
        buf_puts(buf,
                 "<p>There is nothing to draw: the agreement declares no geometry, and no finding "
                 "shown here has a place on the map.</p>\n");
        put_elsewhere(map);
        put_place_table(map);
        html_close(page);
        return ERR_OK;
    }
    buf_puts(buf, "<figure class=\"map\"><svg viewBox=\"0 0 720 ");
    svg_number(buf, map->view.height);
    buf_puts(buf, "\" role=\"img\" aria-labelledby=\"map-t map-d\"><title id=\"map-t\">Map of the "
                  "agreement\xE2\x80\x99s zones");
    buf_puts(buf, page->outcome ? " and of findings" : "");
    buf_puts(buf, "</title><desc id=\"map-d\">");
    if (page->outcome) {
        words_count(buf, map->mark_count);
        buf_puts(buf, " places with findings and ");
    }
    words_count(buf, page->zone_count);
    buf_puts(buf, " outlines; tables with the same content follow the map.</desc>\n");
    bool lacks_coast = map_ground(page, &map->view);
    for (size_t i = 0; i < page->zone_count; i++)
        if (!page->zones[i].is_line)
            put_zone(map, &page->zones[i]);
    for (size_t i = 0; i < page->zone_count; i++)
        if (page->zones[i].is_line)
            put_zone(map, &page->zones[i]);
    put_marks(map);
    TRY(put_labels(map, err));
    map_furniture(page, &map->view);
    buf_puts(buf, "</svg>\n");
    put_caption(map, lacks_coast);
    buf_puts(buf, "</figure>\n");
    put_legend(map);
    put_elsewhere(map);
    put_mark_table(map);
    put_place_table(map);
    html_close(page);
    return ERR_OK;
}

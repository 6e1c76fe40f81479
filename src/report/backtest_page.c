/* SPDX-License-Identifier: Apache-2.0 */
#include "report/backtest_page.h"

#include "base/json.h"
#include "geo/trig.h"
#include "report/backtest_choices.h"
#include "report/backtest_script.h"
#include "report/svg_map_int.h"

#include <math.h>
#include <string.h>

#define CELL_LIMIT 4000  /* cells of one clause */
#define TABLE_LIMIT 64   /* drafts in the table for those without a script */
#define PLACE_LIMIT 40   /* names on the map */
#define DRAWN_LIMIT 4000 /* outlines in the page */

/* An outline, drawn once for all drafts that have it. */
struct drawing {
    struct str place, key;
    struct hash meaning;
    const struct drawn_zone *zone;
};

/* A clause's incidents by cell, once for all drafts that judge it alike. */
struct spread {
    const struct tally_clause *clause;
};

struct sheet {
    struct page page; /* of the first draft */
    const struct report_backtest *from;
    const struct backtest *b;
    struct map_view view;
    int64_t shown_to_us;
    struct drawing *drawings;
    size_t drawing_count, drawing_capacity;
    struct spread *spreads;
    size_t spread_count, spread_capacity;
    uint32_t **drawn_of; /* per draft: its drawings */
    size_t *drawn_count;
    struct err *err;
};

/* ------------------------------------------------------------------ what there is to draw */

static const struct hash *meaning_of(const struct backtest_draft *draft,
                                     const struct drawn_zone *zone)
{
    const struct plan_place *p = &draft->plan->places[zone->place];
    uint32_t node = PLAN_NONE;

    if (p->zone_count)
        node = p->zones[zone->key.size && zone->key_index < p->zone_count ? zone->key_index : 0];
    return node == PLAN_NONE ? &draft->digests.places[zone->place] : &draft->digests.nodes[node];
}

static enum err_code add_drawing(struct sheet *s, size_t d, const struct drawn_zone *zone)
{
    const struct plan_place *p = &s->b->drafts[d].plan->places[zone->place];
    const struct hash *meaning = meaning_of(&s->b->drafts[d], zone);
    size_t i = 0;

    while (i < s->drawing_count &&
           !(str_eq(s->drawings[i].place, p->name) && str_eq(s->drawings[i].key, zone->key) &&
             memcmp(&s->drawings[i].meaning, meaning, sizeof *meaning) == 0))
        i++;
    if (i == s->drawing_count) {
        if (s->drawing_count >= DRAWN_LIMIT)
            return ERR_OK;
        TRY(arena_grow(s->page.arena, &s->drawings, s->drawing_count, &s->drawing_capacity,
                       sizeof *s->drawings, s->err));
        s->drawings[s->drawing_count++] = (struct drawing){p->name, zone->key, *meaning, zone};
    }
    s->drawn_of[d][s->drawn_count[d]++] = (uint32_t)i;
    return ERR_OK;
}

/* Drafts whose ground is the same as an earlier one's need no outlines of their own. */
static size_t same_ground(const struct sheet *s, size_t d)
{
    const struct backtest_draft *x = &s->b->drafts[d];

    for (size_t k = 0; k < d; k++) {
        const struct backtest_draft *y = &s->b->drafts[k];
        bool is_same = x->plan->place_count == y->plan->place_count;

        for (size_t i = 0; is_same && i < x->plan->place_count; i++)
            is_same = memcmp(&x->digests.places[i], &y->digests.places[i],
                             sizeof x->digests.places[i]) == 0;
        if (is_same)
            return k;
    }
    return d;
}

static enum err_code gather(struct sheet *s)
{
    const struct backtest *b = s->b;

    s->drawn_of = ARENA_NEW(s->page.arena, uint32_t *, b->draft_count + 1);
    s->drawn_count = ARENA_NEW(s->page.arena, size_t, b->draft_count + 1);
    if (!s->drawn_of || !s->drawn_count)
        return err_no_memory(s->err);
    for (size_t d = 0; d < b->draft_count; d++) {
        const struct drawn_zone *zones;
        size_t count, same = same_ground(s, d);

        if (same < d) {
            s->drawn_of[d] = s->drawn_of[same];
            s->drawn_count[d] = s->drawn_count[same];
            continue;
        }
        TRY(zones_draw(s->page.arena, b->drafts[d].plan, &zones, &count, s->err));
        s->drawn_of[d] = ARENA_NEW(s->page.arena, uint32_t, count + 1);
        if (!s->drawn_of[d])
            return err_no_memory(s->err);
        for (size_t i = 0; i < count; i++)
            TRY(add_drawing(s, d, &zones[i]));
    }
    return ERR_OK;
}

static uint32_t spread_of(const struct sheet *s, const struct tally_clause *clause)
{
    for (size_t i = 0; i < s->spread_count; i++)
        if (s->spreads[i].clause == clause)
            return (uint32_t)i;
    return PLAN_NONE;
}

static enum err_code gather_spreads(struct sheet *s)
{
    for (size_t d = 0; d < s->b->draft_count; d++)
        for (uint32_t r = 0; r < s->b->row_count; r++) {
            const struct tally_clause *clause = backtest_clause(s->b, d, r);

            if (!clause || spread_of(s, clause) != PLAN_NONE)
                continue;
            TRY(arena_grow(s->page.arena, &s->spreads, s->spread_count, &s->spread_capacity,
                           sizeof *s->spreads, s->err));
            s->spreads[s->spread_count++] = (struct spread){clause};
        }
    return ERR_OK;
}

/* ------------------------------------------------------------------ the view */

static void grow(struct geo_box *box, struct geo_point point)
{
    box->west_deg = point.lon_deg < box->west_deg ? point.lon_deg : box->west_deg;
    box->east_deg = point.lon_deg > box->east_deg ? point.lon_deg : box->east_deg;
    box->south_deg = point.lat_deg < box->south_deg ? point.lat_deg : box->south_deg;
    box->north_deg = point.lat_deg > box->north_deg ? point.lat_deg : box->north_deg;
}

static bool place_of(const struct sheet *s, const struct tally_item *item, struct geo_point *point)
{
    const struct fact_place *place;

    /* forces are not shown at all, an incident from the day after */
    if (item->form != TALLY_ACT || item->act == SIZE_MAX || item->occurrence.hi <= 0 ||
        s->b->facts->observations[item->act].time.to_us > s->shown_to_us)
        return false;
    place = &s->b->facts->observations[item->act].place;
    if (place->form != FACT_PLACE_POINT && place->form != FACT_PLACE_ELLIPSE)
        return false;
    *point = place->point;
    return true;
}

static bool make_view(struct sheet *s)
{
    struct geo_box box = {999, 999, -999, -999};
    double sine, cosine, middle, tall, wide, centre;

    for (size_t i = 0; i < s->drawing_count; i++)
        for (size_t p = 0; p < s->drawings[i].zone->path_count; p++)
            for (size_t k = 0; k < s->drawings[i].zone->paths[p].count; k++)
                grow(&box, s->drawings[i].zone->paths[p].points[k]);
    if (box.west_deg > box.east_deg)
        for (size_t i = 0; i < s->spread_count; i++)
            for (size_t k = 0; k < s->spreads[i].clause->item_count; k++) {
                struct geo_point point;

                if (place_of(s, &s->spreads[i].clause->items[k], &point))
                    grow(&box, point);
            }
    if (box.west_deg > box.east_deg)
        return false;
    middle = (box.south_deg + box.north_deg) / 2;
    geo_sincos_deg(middle > 85 ? 85 : middle < -85 ? -85 : middle, &sine, &cosine);
    tall = (box.north_deg - box.south_deg) * 1.14;
    wide = (box.east_deg - box.west_deg) * cosine * 1.14;
    wide = wide < 0.5 ? 0.5 : wide;
    tall = tall < wide * 0.5 ? wide * 0.5 : tall;
    wide = wide < tall * 1.05 ? tall * 1.05 : wide;
    centre = (box.west_deg + box.east_deg) / 2;
    s->view = (struct map_view){.box = {centre - wide / cosine / 2, middle - tall / 2,
                                        centre + wide / cosine / 2, middle + tall / 2},
                                .cosine = cosine,
                                .scale = MAP_WIDTH / wide,
                                .height = tall * MAP_WIDTH / wide};
    return true;
}

/* ------------------------------------------------------------------ the map */

static void put_drawing(struct sheet *s, size_t i)
{
    static const char *const dashes[] = {"9 4", "2 3", "9 3 2 3", "14 4", "5 2 1 2 1 2"};
    const struct drawn_zone *zone = s->drawings[i].zone;
    struct buf *buf = s->page.buf;

    buf_printf(buf, "<path id=\"g%zu\" class=\"%s\" fill-rule=\"evenodd\"", i,
               zone->is_line       ? "m-line"
               : zone->is_corridor ? "m-cor"
                                   : "m-z");
    if (zone->key.size)
        buf_printf(buf, " stroke-dasharray=\"%s\"", dashes[zone->key_index % COUNT_OF(dashes)]);
    buf_puts(buf, " d=\"");
    for (size_t p = 0; p < zone->path_count; p++) {
        const struct geo_outline_path *path = &zone->paths[p];
        double last_x = -1e9, last_y = -1e9;

        for (size_t k = 0; k < path->count; k++) {
            double x = map_x(&s->view, path->points[k].lon_deg);
            double y = map_y(&s->view, path->points[k].lat_deg);

            if (k > 0 && k + 1 < path->count && fabs(x - last_x) + fabs(y - last_y) < 0.8)
                continue;
            buf_putc(buf, k ? 'L' : 'M');
            num_put(buf, x, 1);
            buf_putc(buf, ' ');
            num_put(buf, y, 1);
            last_x = x;
            last_y = y;
        }
        if (path->closed)
            buf_putc(buf, 'Z');
    }
    buf_puts(buf, "\"><title>");
    words_html(buf, s->drawings[i].place);
    if (zone->key.size) {
        buf_puts(buf, ", ");
        words_html(buf, zone->key);
    }
    buf_puts(buf, "</title></path>\n");
}

static enum err_code put_names(struct sheet *s)
{
    struct map_label labels[PLACE_LIMIT];
    size_t n = 0;

    for (size_t i = 0; i < s->page.place_count && n < PLACE_LIMIT; i++) {
        const struct place_name *p = &s->page.places[i];

        if (p->point.lon_deg > s->view.box.west_deg && p->point.lon_deg < s->view.box.east_deg &&
            p->point.lat_deg > s->view.box.south_deg && p->point.lat_deg < s->view.box.north_deg)
            labels[n++] = (struct map_label){.x = map_x(&s->view, p->point.lon_deg),
                                             .y = map_y(&s->view, p->point.lat_deg),
                                             .first = p->a,
                                             .second = p->b,
                                             .suffix = ""};
    }
    return map_labels(&s->page, &s->view, labels, n, s->err);
}

static enum err_code put_map(struct sheet *s)
{
    struct buf *buf = s->page.buf;

    buf_puts(buf, "<h2 id=\"map\">Map</h2>\n");
    if (!make_view(s)) {
        buf_puts(buf, "<p>There is nothing to draw.</p>\n");
        return ERR_OK;
    }
    buf_puts(buf, "<p class=\"note\"><label>Incidents of <select id=\"clause\">"
                  "<option value=\"\">all clauses</option>");
    for (size_t r = 0; r < s->b->row_count; r++) {
        buf_printf(buf, "<option value=\"%zu\">", r);
        words_html(buf, s->b->rows[r].label);
        buf_puts(buf, " ");
        words_html(buf, s->b->rows[r].title);
        buf_puts(buf, "</option>");
    }
    buf_puts(buf, "</select></label></p>\n<figure class=\"map\"><svg viewBox=\"0 0 720 ");
    svg_number(buf, s->view.height);
    buf_puts(buf, "\" role=\"img\" aria-labelledby=\"map-t\"><title id=\"map-t\">Lines and zones "
                  "of the draft, and incidents by cells</title>\n");
    (void)map_ground(&s->page, &s->view);
    for (size_t i = 0; i < s->drawing_count; i++)
        put_drawing(s, i);
    buf_puts(buf, "<g id=\"cells\"></g>\n");
    TRY(put_names(s));
    map_furniture(&s->page, &s->view);
    buf_puts(buf, "</svg>\n<figcaption>A square is a cell of ");
    num_put(buf, s->from->grid_deg, 3);
    buf_puts(buf, "\xC2\xB0; the darker, the more incidents that may be violations of what the "
                  "draft says. Disputed lines are dashed, one pattern for each reading."
                  "</figcaption></figure>\n");
    return ERR_OK;
}

/* ------------------------------------------------------------------ the figures, for the script */

/* In a script element no `<` may stand. */
static void put_json_safe(struct buf *buf, struct str text)
{
    size_t from = buf->size;

    json_put_string(buf, text);
    for (size_t i = from; !buf->failed && i < buf->size; i++)
        if (buf->bytes[i] == '<' || buf->bytes[i] == '>')
            buf->bytes[i] = ' ';
}

static void put_pair(struct buf *buf, struct fact_interval i, int decimals)
{
    buf_putc(buf, '[');
    num_put(buf, i.lo, decimals);
    buf_putc(buf, ',');
    num_put(buf, i.hi, decimals);
    buf_putc(buf, ']');
}

/* [expected, spread or 0] */
static void put_figure(struct buf *buf, const struct backtest_figure *f)
{
    if (!f->is_there) {
        buf_putc(buf, '0');
        return;
    }
    buf_putc(buf, '[');
    put_pair(buf, f->expected, 1);
    buf_putc(buf, ',');
    if (f->has_worlds)
        put_pair(buf, f->spread, 0);
    else
        buf_putc(buf, '0');
    buf_putc(buf, ']');
}

/* All, then each party: of a draft, or its difference from the first. */
static void put_figures(struct buf *buf, const struct backtest *b, size_t d, uint32_t r,
                        bool is_difference)
{
    buf_putc(buf, '[');
    for (size_t p = 0; p <= b->party_count; p++) {
        uint32_t party = p ? (uint32_t)p - 1 : BACKTEST_ALL;
        struct backtest_figure f = is_difference ? backtest_difference(b, d, 0, r, party)
                                                 : backtest_figure(b, d, r, party);

        buf_puts(buf, p ? "," : "");
        put_figure(buf, &f);
    }
    buf_putc(buf, ']');
}

static const char *gate_words(const struct tally_gate *g)
{
    if (g->passed)
        return g->state == OUTCOME_GATE_MET ? "reached: met" : "reached: cannot be told";
    switch (g->state) {
    case OUTCOME_GATE_PENDING:
        return "not come to";
    case OUTCOME_GATE_MET:
        return "met; another way was taken";
    case OUTCOME_GATE_NOT_MET:
        return "not reached";
    case OUTCOME_GATE_UNDETERMINED:
        return "cannot be told";
    }
    return "";
}

static void put_gates(struct sheet *s, size_t d)
{
    const struct tally *t = &s->b->drafts[d].tally;
    struct buf *buf = s->page.buf;

    for (size_t i = 0; i < t->gate_count; i++) {
        const struct tally_gate *g = &t->gates[i];
        struct fact_interval share;

        buf_puts(buf, i ? ",[" : "[");
        put_json_safe(buf, g->phase);
        buf_putc(buf, ',');
        put_json_safe(buf, g->to);
        buf_printf(buf, ",\"%s\",", gate_words(g));
        if (g->state == OUTCOME_GATE_PENDING)
            buf_putc(buf, '0');
        else
            put_pair(buf, g->probability, 3);
        buf_putc(buf, ',');
        if (backtest_gate_share(s->b, g, &share))
            put_pair(buf, share, 3);
        else
            buf_putc(buf, '0');
        buf_putc(buf, ',');
        put_json_safe(buf, g->conditions);
        buf_putc(buf, ']');
    }
}

static void put_draft(struct sheet *s, size_t d)
{
    const struct backtest_draft *draft = &s->b->drafts[d];
    struct buf *buf = s->page.buf;

    buf_puts(buf, "{\"n\":");
    put_json_safe(buf, draft->name);
    buf_printf(buf, ",\"t\":%u,\"c\":{", draft->text);
    for (size_t i = 0; i < draft->choice_count; i++) {
        buf_printf(buf, "%s\"%u\":", i ? "," : "", draft->choices[i].number);
        put_json_safe(buf, draft->choices[i].chosen);
    }
    buf_puts(buf, "},\"all\":");
    put_figures(buf, s->b, d, BACKTEST_ALL, false);
    buf_puts(buf, ",\"dif\":");
    put_figures(buf, s->b, d, BACKTEST_ALL, true);
    buf_puts(buf, ",\"r\":[");
    for (uint32_t r = 0; r < s->b->row_count; r++) {
        const struct tally_clause *c = backtest_clause(s->b, d, r);

        buf_puts(buf, r ? "," : "");
        if (!c || c->judged != OUTCOME_YES) {
            buf_printf(buf, "\"%s\"", c ? outcome_judged_text(c->judged) : "not in this draft");
            continue;
        }
        buf_printf(buf, "{\"s\":%u,\"v\":[%zu,%zu,%zu,%zu],\"f\":", spread_of(s, c),
                   c->verdicts[FINDING_VIOLATION], c->verdicts[FINDING_UNDETERMINED],
                   c->verdicts[FINDING_LATE], c->verdicts[FINDING_BREACHED]);
        put_figures(buf, s->b, d, r, false);
        if (backtest_clause(s->b, 0, r) != c) {
            buf_puts(buf, ",\"d\":");
            put_figures(buf, s->b, d, r, true);
        }
        buf_putc(buf, '}');
    }
    buf_puts(buf, "],\"g\":[");
    put_gates(s, d);
    buf_puts(buf, "],\"z\":[");
    for (size_t i = 0; i < s->drawn_count[d]; i++)
        buf_printf(buf, "%s%u", i ? "," : "", s->drawn_of[d][i]);
    buf_puts(buf, "],\"p\":[");
    for (size_t i = 0; i < draft->ground_count && i < 200; i++) {
        const struct backtest_ground *g = &draft->ground[i];

        buf_puts(buf, i ? ",[" : "[");
        put_json_safe(buf, g->place);
        buf_putc(buf, ',');
        put_json_safe(buf, g->key);
        buf_printf(buf, ",%d,", g->is_line);
        num_put(buf, g->is_line ? g->length_m / 1000 : g->area_m2 < 0 ? -1 : g->area_m2 / 1e6, 1);
        buf_printf(buf, ",%zu]", g->inside);
    }
    buf_puts(buf, "]}");
}

struct cell {
    int64_t x, y;
    double weight;
};

/* [x, y, size, weight] of each cell, in units of the map. */
static enum err_code put_spread(struct sheet *s, const struct tally_clause *clause)
{
    struct arena_mark mark = arena_mark(s->page.arena);
    struct cell *cells = ARENA_NEW(s->page.arena, struct cell, CELL_LIMIT);
    double grid = s->from->grid_deg;
    struct buf *buf = s->page.buf;
    struct map map;
    size_t n = 0;
    enum err_code code = cells ? ERR_OK : err_no_memory(s->err);

    map_init(&map, s->page.arena);
    for (size_t i = 0; !code && i < clause->item_count; i++) {
        struct geo_point point;
        struct str key = {0};
        struct cell cell;
        uint32_t at;

        if (!place_of(s, &clause->items[i], &point))
            continue;
        cell = (struct cell){(int64_t)floor(point.lon_deg / grid),
                             (int64_t)floor(point.lat_deg / grid), 0};
        key = (struct str){(const char *)&cell, 2 * sizeof cell.x};
        at = map_get(&map, key);
        if (at == MAP_NONE && n < CELL_LIMIT) {
            at = (uint32_t)n;
            cells[n++] = cell;
            key = (struct str){(const char *)&cells[at], 2 * sizeof cell.x};
            code = map_set(&map, key, at, s->err);
        }
        if (at != MAP_NONE)
            cells[at].weight += clause->items[i].occurrence.hi;
    }
    for (size_t i = 0; !code && i < n; i++) {
        double x = map_x(&s->view, (double)cells[i].x * grid);
        double y = map_y(&s->view, (double)(cells[i].y + 1) * grid);

        buf_puts(buf, i ? ",[" : "[");
        num_put(buf, x, 1);
        buf_putc(buf, ',');
        num_put(buf, y, 1);
        buf_putc(buf, ',');
        num_put(buf, cells[i].weight, 1);
        buf_putc(buf, ']');
    }
    arena_release(s->page.arena, mark);
    return code;
}

/* The brackets that are settled differently somewhere. */
static void put_brackets(struct sheet *s)
{
    struct buf *buf = s->page.buf;
    bool first = true;

    for (size_t d = 0; d < s->b->draft_count; d++)
        for (size_t i = 0; i < s->b->drafts[d].choice_count; i++) {
            const struct backtest_choice *c = &s->b->drafts[d].choices[i];
            bool is_told = false;

            for (size_t k = 0; !is_told && k < d; k++)
                for (size_t j = 0; s->b->drafts[k].text == s->b->drafts[d].text &&
                                   j < s->b->drafts[k].choice_count;
                     j++)
                    is_told |= s->b->drafts[k].choices[j].number == c->number &&
                               str_eq(s->b->drafts[k].choices[j].chosen, c->chosen);
            if (is_told)
                continue;
            buf_printf(buf, "%s[%u,%u,", first ? "" : ",", s->b->drafts[d].text, c->number);
            put_json_safe(buf, c->where);
            buf_putc(buf, ',');
            put_json_safe(buf, c->chosen);
            buf_putc(buf, ',');
            put_json_safe(buf, c->value);
            buf_putc(buf, ']');
            first = false;
        }
}

static enum err_code put_data(struct sheet *s)
{
    struct buf *buf = s->page.buf;

    buf_puts(buf, "<script id=\"data\" type=\"application/json\">{\"parties\":[");
    for (size_t p = 0; p < s->b->party_count; p++) {
        buf_puts(buf, p ? "," : "");
        put_json_safe(buf, s->b->parties[p]);
    }
    buf_puts(buf, "],\"rows\":[");
    for (size_t r = 0; r < s->b->row_count; r++) {
        buf_puts(buf, r ? ",[" : "[");
        put_json_safe(buf, s->b->rows[r].label);
        buf_putc(buf, ',');
        put_json_safe(buf, s->b->rows[r].title);
        buf_putc(buf, ']');
    }
    buf_puts(buf, "],\"brackets\":[");
    put_brackets(s);
    buf_puts(buf, "],\n\"drafts\":[");
    for (size_t d = 0; d < s->b->draft_count; d++) {
        buf_puts(buf, d ? ",\n" : "\n");
        put_draft(s, d);
    }
    buf_puts(buf, "],\n\"spreads\":[");
    for (size_t i = 0; i < s->spread_count; i++) {
        buf_puts(buf, i ? ",\n[" : "\n[");
        if (s->view.scale > 0)
            TRY(put_spread(s, s->spreads[i].clause));
        buf_putc(buf, ']');
    }
    buf_puts(buf, "],\"cell\":[");
    num_put(buf, s->from->grid_deg * s->view.cosine * s->view.scale, 2);
    buf_putc(buf, ',');
    num_put(buf, s->from->grid_deg * s->view.scale, 2);
    buf_puts(buf, "]}</script>\n");
    return ERR_OK;
}

/* ------------------------------------------------------------------ for those without a script */

static void put_row(struct sheet *s, size_t d)
{
    const struct backtest_draft *draft = &s->b->drafts[d];
    struct backtest_figure f = backtest_figure(s->b, d, BACKTEST_ALL, BACKTEST_ALL);
    struct buf *buf = s->page.buf;

    buf_puts(buf, "<tr><th scope=\"row\">");
    words_html(buf, draft->name);
    for (size_t i = 0; i < draft->choice_count; i++) {
        buf_printf(buf, "%s%u=", i ? ", " : ": ", draft->choices[i].number);
        words_html(buf, draft->choices[i].chosen);
    }
    buf_puts(buf, "</th><td class=\"n\">");
    words_interval(buf, f.expected, 1);
    buf_puts(buf, "</td>");
    for (uint32_t r = 0; r < s->b->row_count; r++) {
        f = backtest_figure(s->b, d, r, BACKTEST_ALL);
        buf_puts(buf, "<td class=\"n\">");
        if (f.is_there)
            words_interval(buf, f.expected, 1);
        else
            buf_puts(buf, "\xE2\x80\x93");
        buf_puts(buf, "</td>");
    }
    buf_puts(buf, "</tr>\n");
}

static void put_noscript(struct sheet *s)
{
    struct buf *buf = s->page.buf;

    buf_puts(buf, "<noscript><div class=\"scroll\"><table><caption>Violations to be expected, by "
                  "draft and clause</caption><thead><tr><th>Draft</th><th class=\"n\">All</th>");
    for (size_t r = 0; r < s->b->row_count; r++) {
        buf_puts(buf, "<th class=\"n\">");
        words_html(buf, s->b->rows[r].label);
        buf_puts(buf, "</th>");
    }
    buf_puts(buf, "</tr></thead><tbody>\n");
    for (size_t d = 0; d < s->b->draft_count && d < TABLE_LIMIT; d++)
        put_row(s, d);
    buf_puts(buf, "</tbody></table></div>");
    if (s->b->draft_count > TABLE_LIMIT) {
        buf_puts(buf, "<p class=\"note\">And ");
        words_count(buf, s->b->draft_count - TABLE_LIMIT);
        buf_puts(buf, " more drafts, in backtest.json.</p>");
    }
    buf_puts(buf, "</noscript>\n");
}

/* ------------------------------------------------------------------ the page */

static void put_head(struct sheet *s)
{
    struct buf *buf = s->page.buf;
    const struct backtest *b = s->b;

    buf_puts(
        buf,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src 'unsafe-inline'; script-src 'unsafe-inline'\"/>\n"
        "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
        "<meta name=\"referrer\" content=\"no-referrer\"/>\n<meta name=\"generator\" content=\"");
    words_html(buf, s->from->engine);
    buf_puts(buf, "\"/>\n<title>");
    words_html(buf, b->drafts[0].plan->title);
    buf_puts(buf, ": drafts over past observations</title>\n");
    html_style(buf);
    backtest_style(buf);
    buf_puts(buf, "</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the figures</a>\n"
                  "<header class=\"top\"><div class=\"w\"><p class=\"eyebrow\">Backtest</p><h1>");
    words_html(buf, b->drafts[0].plan->title);
    buf_puts(buf, "</h1><p class=\"lede\">What past observations would have meant under ");
    words_some(buf, b->draft_count, "draft", "drafts");
    buf_puts(buf, ".</p><dl class=\"meta\"><div><dt>Observations</dt><dd>");
    words_count(buf, b->facts->observation_count);
    buf_puts(buf, "</dd></div><div><dt>Up to</dt><dd>");
    words_day(buf, s->page.tz, b->drafts[0].tally.to_us);
    buf_puts(buf, "</dd></div>");
    if (b->drafts[0].tally.from_us != TIME_NONE && b->drafts[0].tally.from_us > TIME_MIN_US) {
        buf_puts(buf, "<div><dt>First draft in force from</dt><dd>");
        words_day(buf, s->page.tz, b->drafts[0].tally.from_us);
        buf_puts(buf, "</dd></div>");
    }
    if (b->options.worlds) {
        buf_puts(buf, "<div><dt>Worlds drawn</dt><dd>");
        words_count(buf, b->options.worlds);
        buf_puts(buf, "</dd></div>");
    }
    buf_puts(buf, "</dl></div></header>\n<main id=\"main\">\n");
}

/* One section, so that the switches stay in sight over the map and the figures. */
static enum err_code put_section(struct sheet *s)
{
    struct buf *buf = s->page.buf;

    html_open(&s->page, "drafts", "Drafts");
    buf_puts(buf, "<form id=\"switches\" class=\"sw\" hidden></form>\n"
                  "<p id=\"which\" class=\"lede\" aria-live=\"polite\"></p>\n");
    TRY(put_map(s));
    buf_puts(buf, "<h2 id=\"clauses\">Clauses</h2>\n"
                  "<div class=\"scroll\"><table id=\"figures\" hidden></table></div>\n"
                  "<div class=\"scroll\"><table id=\"gates\" hidden></table></div>\n"
                  "<div class=\"scroll\"><table id=\"ground\" hidden></table></div>\n");
    backtest_choices(buf, s->b);
    put_noscript(s);
    html_close(&s->page);
    return ERR_OK;
}

static void put_method(struct sheet *s)
{
    buf_puts(
        s->page.buf,
        "</main>\n<footer><div class=\"w\"><p>A figure of \xE2\x80\x9C"
        "4 to 9\xE2\x80\x9D counts four violations without and nine with what cannot be told. The "
        "range of worlds holds 95 % of the histories that the observations leave possible; every "
        "draft is tried on the same histories, so that a difference is a difference of the "
        "drafts.</p><p>History holds no decisions, so rules stand in for them: a gate on which a "
        "body would decide opens when its conditions are met, at the end of a phase also when that "
        "cannot be told; a certificate counts as given. In the worlds a violation that happened "
        "counts as if it had been verified. What people would have done under another text no "
        "history can tell.</p></div></footer>\n");
}

enum err_code report_backtest(struct buf *buf, struct arena *arena,
                              const struct report_backtest *from, struct err *err)
{
    const struct report_input input = {.plan = from->backtest->drafts[0].plan,
                                       .facts = from->backtest->facts,
                                       .engine = from->engine,
                                       .coast_csv = from->coast_csv,
                                       .places_csv = from->places_csv};
    struct sheet s = {.page = {.buf = buf,
                               .arena = arena,
                               .input = &input,
                               .plan = input.plan,
                               .tz = input.plan->tz,
                               .is_public = true},
                      .from = from,
                      .b = from->backtest,
                      .err = err};

    s.shown_to_us = tz_day_start(s.page.tz, s.b->drafts[0].tally.to_us);
    TRY(tables_places(arena, from->places_csv, &s.page.places, &s.page.place_count, err));
    TRY(tables_coast(arena, from->coast_csv, &s.page.coast, err));
    TRY(gather(&s));
    TRY(gather_spreads(&s));
    put_head(&s);
    TRY(put_section(&s));
    put_method(&s);
    TRY(put_data(&s));
    backtest_script(buf);
    buf_puts(buf, "</body>\n</html>\n");
    return buf_check(buf, err);
}

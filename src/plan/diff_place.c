/* SPDX-License-Identifier: Apache-2.0
 *
 * Places: what was declared, and the ground it comes to. Two geometries are the same when their trees are, down to the
 * vertices drawn; a place that differs only because one it is drawn from does is not told again. How much an area differs
 * is measured by dividing its box until a piece is wholly inside or outside: within about one part in two hundred. */
#include "base/hash.h"
#include "geo/trig.h"
#include "plan/diff_int.h"

#include <stdlib.h>
#include <string.h>

#define PROBE_LIMIT 40000  /* questions for one area */
#define VERTEX_SAMPLE 2000 /* vertices of a line that are measured */

/* ---------------------------------------------------------------- what was declared */

/* Behind "zone X =", up to what is told apart: sides, hours, cargo. */
struct str diff_place_body(struct differ *d, size_t side, uint32_t index)
{
    static const char *const ends[] = {"open", "with", "for", "both", "into", "out"};
    const struct plan_place *place = &d->side[side].plan->places[index];
    struct str text = place->text;
    size_t from = str_find(text, '=', 0), end = text.size;
    from = from < text.size ? from + 1 : 0;
    bool is_quoted = false;
    unsigned depth = 0;
    for (size_t at = from; at < text.size && end == text.size; at++) {
        char c = text.text[at];
        is_quoted ^= c == '"';
        depth += c == '[' && !is_quoted;
        depth -= c == ']' && !is_quoted && depth;
        if (c != ' ' || is_quoted || depth)
            continue;
        for (size_t i = 0; i < COUNT_OF(ends); i++) {
            struct str rest = str_from(text, at + 1), word = str_z(ends[i]);
            bool is_end = (place->type == PLAN_CORRIDOR) != (i == 1) && str_starts(rest, word) &&
                          (rest.size == word.size || rest.text[word.size] == ' ');
            if (is_end)
                end = at;
        }
    }
    return str_trim(str_slice(text, from, end));
}

struct str diff_place_key(struct differ *d, size_t side, uint32_t index)
{
    struct str key = diff_text_key(d, side, d->side[side].plan->places[index].text);
    return str_from(key, str_find(key, '=', 0));
}

/* ---------------------------------------------------------------- the same ground? */

static struct str digest_of(struct differ *d, struct diff_side *side, uint32_t shape)
{
    if (!side->digests)
        side->digests = diff_alloc(d, side->plan->geometry.shape_count, sizeof *side->digests);
    if (!side->digests)
        return (struct str){0};
    if (side->digests[shape].text)
        return side->digests[shape];
    const struct geo_shape *s = side->plan->geometry.shapes[shape];
    struct hash_stream stream = {0};
    struct hash hash = {{0}};
    enum err_code code = hash_stream_open(&stream, d->err);
    for (size_t i = 0; i < geo_shape_path_count(s) && !code; i++) {
        size_t size = geo_shape_path_size(s, i);
        for (size_t j = 0; j <= size && !code; j++) {
            int32_t at[2] = {0, 0}; /* behind the last: which sort of run it was */
            if (j < size)
                geo_shape_vertex_e7(s, i, j, &at[0], &at[1]);
            else
                at[0] = INT32_MAX - geo_shape_path_is_outer(s, i);
            char bytes[sizeof at];
            memcpy(bytes, at, sizeof at);
            code = hash_stream_add(&stream, (struct str){bytes, sizeof bytes}, d->err);
        }
    }
    if (!code)
        code = hash_stream_end(&stream, &hash, d->err);
    hash_stream_close(&stream);
    char hex[33];
    if (diff_failed(d, code))
        return (struct str){0};
    hash_hex(&hash, 16, hex);
    side->digests[shape] = diff_printf(d, "%d%s", (int)geo_shape_kind(s), hex);
    return side->digests[shape];
}

/* A node's tree as a text. */
static struct str tree_of(struct differ *d, struct diff_side *side, uint32_t index)
{
    const struct geo_node *node = &side->plan->geometry.nodes[index];
    struct str a = {0}, b = {0}, swap;
    if (d->code)
        return a;
    switch (node->op) {
    case GEO_OP_SHAPE:
        return digest_of(d, side, node->shape);
    case GEO_OP_AND:
    case GEO_OP_OR:
    case GEO_OP_EXCEPT:
        b = tree_of(d, side, node->b);
        a = tree_of(d, side, node->a);
        break;
    case GEO_OP_WITHIN:
    case GEO_OP_BETWEEN:
    case GEO_OP_SIDE:
    case GEO_OP_BEYOND:
        a = tree_of(d, side, node->a);
        break;
    }
    if (d->code)
        return a;
    if (node->op != GEO_OP_EXCEPT && b.size && str_cmp(a, b) > 0) {
        swap = a;
        a = b;
        b = swap;
    }
    long long near = (long long)(num_round(node->min_m, 3) * 1000 + 0.5);
    long long far = (long long)(num_round(node->max_m, 3) * 1000 + 0.5);
    return diff_printf(d, "(%d %d %lld %lld %.*s %.*s)", (int)node->op,
                       node->op == GEO_OP_SIDE ? (int)node->hand : 0,
                       node->op == GEO_OP_WITHIN ? 0 : near, node->op == GEO_OP_BEYOND ? 0 : far,
                       STR_ARG(a), STR_ARG(b));
}

/* Which zones[] of a place stands under key number `at` of the other draft's; PLAN_NONE: none. */
static struct str key_of(struct differ *d, size_t side, const struct plan_place *place, size_t at)
{
    if (place->form == PLAN_PLACE_KEYED) {
        size_t each = place->zone_count / place->keys.count;
        struct str actor = diff_name(d, side, DIFF_ACTOR, place->keys.items[at / each]);
        if (each < 2)
            return actor;
        return diff_printf(d, "%.*s/%.*s", STR_ARG(actor),
                           STR_ARG(d->side[side].plan->readings[at % each]));
    }
    return d->side[side].plan->readings[at];
}

static struct str key_in_common(struct differ *d, const struct plan_place *place, size_t at)
{
    struct str key = key_of(d, 0, place, at);
    uint32_t actor = plan_find_actor(d->side[0].plan, key);
    return actor == PLAN_NONE ? key : d->side[0].shared[DIFF_ACTOR][actor];
}

static int by_text(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* The readings of a place in order of key: "A:tree;B:tree". Where it is the same for all, the tree alone. */
static struct str ground_of(struct differ *d, size_t side, const struct plan_place *place)
{
    struct str ground = {0};
    if (place->form == PLAN_PLACE_ONE)
        return place->zone_count ? tree_of(d, &d->side[side], place->zones[0]) : ground;
    struct str *items = diff_alloc(d, place->zone_count, sizeof *items);
    for (size_t i = 0; i < place->zone_count && !d->code; i++) {
        struct str key = side ? key_of(d, 1, place, i) : key_in_common(d, place, i);
        struct str tree = tree_of(d, &d->side[side], place->zones[i]);
        items[i] = diff_printf(d, "%.*s:%.*s", STR_ARG(key), STR_ARG(tree));
    }
    if (d->code)
        return ground;
    qsort(items, place->zone_count, sizeof *items, by_text);
    for (size_t i = 0; i < place->zone_count; i++)
        ground = diff_printf(d, "%.*s;%.*s", STR_ARG(ground), STR_ARG(items[i]));
    return ground;
}

/* ---------------------------------------------------------------- how large */

struct cell {
    double west, south, east, north;
    unsigned level;
};

/* By the ellipsoid's two curvatures at its middle. */
static double cell_area(const struct cell *c)
{
    const double e2 = GEO_FLATTENING * (2 - GEO_FLATTENING);
    double across = (c->east - c->west) * GEO_RAD, up = (c->north - c->south) * GEO_RAD;
    double sine, cosine;
    geo_sincos((c->south + c->north) / 2 * GEO_RAD, &sine, &cosine);
    double w2 = 1 - e2 * sine * sine;
    return GEO_AXIS_M * GEO_AXIS_M * (1 - e2) / (w2 * w2) * cosine * across * up;
}

static struct geo_probe probe_at(const struct geo_zones *zones, uint32_t node, double lon,
                                 double lat)
{
    while (lon > 180)
        lon -= 360;
    struct geo_place at = geo_place_make((struct geo_point){lon, lat});
    return geo_probe_zone(zones, node, &at);
}

/* Breadth first, so that the questions left are spread over the whole border. */
static double sampled_area(struct differ *d, const struct geo_zones *zones, uint32_t node)
{
    struct geo_box box;
    if (!geo_zone_box(zones, node, &box))
        return -1;
    struct arena_mark mark = arena_mark(d->arena);
    struct cell *cells = diff_alloc(d, PROBE_LIMIT + 8, sizeof *cells);
    if (!cells)
        return -1;
    size_t first = 0, count = 1;
    double area = 0;
    cells[0] = (struct cell){box.west_deg, box.south_deg, box.east_deg, box.north_deg, 0};
    for (; first < count; first++) {
        const struct cell c = cells[first];
        double lon = (c.west + c.east) / 2, lat = (c.south + c.north) / 2;
        struct geo_probe probe = probe_at(zones, node, lon, lat);
        double radius = geo_distance_m((struct geo_point){0, c.south},
                                       (struct geo_point){(c.east - c.west) / 2, lat});
        double other = geo_distance_m((struct geo_point){0, c.north},
                                      (struct geo_point){(c.east - c.west) / 2, lat});
        if (other > radius)
            radius = other;
        bool is_small = count + 4 > PROBE_LIMIT || c.level > 14;
        if (probe.clear_m > radius || is_small) {
            area += probe.member == GEO_INSIDE ? cell_area(&c) : 0;
            continue;
        }
        for (unsigned i = 0; i < 4; i++)
            cells[count++] =
                (struct cell){i & 1 ? lon : c.west, i & 2 ? lat : c.south, i & 1 ? c.east : lon,
                              i & 2 ? c.north : lat, c.level + 1};
    }
    arena_release(d->arena, mark);
    return area;
}

/* Metres or square metres; negative: not known. */
static double size_of(struct differ *d, size_t side, uint32_t node, bool *is_length)
{
    const struct geo_zones *zones = &d->side[side].plan->geometry;
    const struct geo_node *n = &zones->nodes[node];
    const struct geo_shape *shape = n->op == GEO_OP_SHAPE ? zones->shapes[n->shape] : NULL;
    *is_length = shape && geo_shape_kind(shape) == GEO_SHAPE_LINES;
    if (*is_length)
        return geo_shape_length_m(shape);
    if (shape)
        return geo_shape_kind(shape) == GEO_SHAPE_AREA ? geo_shape_area_m2(shape) : -1;
    return sampled_area(d, zones, node);
}

/* Three figures. */
static double rounded(double value)
{
    double scale = 1;
    while (value / scale >= 1000)
        scale *= 10;
    while (value > 0 && value / scale < 100 && scale > 1e-6)
        scale /= 10;
    return num_round(value / scale, 0) * scale;
}

static void put_size(struct buf *buf, double size, bool is_length)
{
    double value = rounded(is_length ? size / 1e3 : size / 1e6);
    num_put(buf, value, 3);
    buf_puts(buf, is_length ? " km" : " km²");
}

/* How far the vertices of `a` lie from `b`, at most. */
static double farthest(const struct geo_shape *a, const struct geo_shape *b)
{
    double far = 0;
    size_t total = 0, seen = 0;
    for (size_t i = 0; i < geo_shape_path_count(a); i++)
        total += geo_shape_path_size(a, i);
    size_t every = total / VERTEX_SAMPLE + 1;
    for (size_t i = 0; i < geo_shape_path_count(a); i++)
        for (size_t j = 0; j < geo_shape_path_size(a, i); j++) {
            if (seen++ % every)
                continue;
            struct geo_place at = geo_place_make(geo_shape_vertex(a, i, j));
            double here = geo_shape_border_m(b, &at);
            far = here > far ? here : far;
        }
    return far;
}

/* "about 2,340 km² to about 5,900 km²", "up to 3.2 km apart"; as one reads it. */
static struct str measured(struct differ *d, uint32_t old, uint32_t new, struct str reader)
{
    bool is_length[2];
    double size[2] = {size_of(d, 0, old, &is_length[0]), size_of(d, 1, new, &is_length[1])};
    const struct geo_zones *zones[2] = {&d->side[0].plan->geometry, &d->side[1].plan->geometry};
    const struct geo_node *node[2] = {&zones[0]->nodes[old], &zones[1]->nodes[new]};
    struct buf *buf = &d->buf;
    buf_clear(buf);
    if (size[0] >= 0 && size[1] >= 0 && is_length[0] == is_length[1]) {
        buf_puts(buf, "about ");
        put_size(buf, size[0], is_length[0]);
        buf_puts(buf, " before, about ");
        put_size(buf, size[1], is_length[0]);
        buf_puts(buf, " now");
    }
    if (node[0]->op == GEO_OP_SHAPE && node[1]->op == GEO_OP_SHAPE) {
        const struct geo_shape *a = zones[0]->shapes[node[0]->shape];
        const struct geo_shape *b = zones[1]->shapes[node[1]->shape];
        double far = farthest(a, b), back = farthest(b, a);
        far = num_round((far > back ? far : back) / 100, 0) / 10;
        if (far > 0) {
            buf_puts(buf, buf->size ? ", up to " : "up to ");
            num_put(buf, far, 1);
            buf_puts(buf, " km apart");
        }
    }
    if (buf->size && reader.size)
        buf_printf(buf, ", as %.*s reads it", STR_ARG(reader));
    return diff_keep(d);
}

static struct str measure(struct differ *d, const struct plan_place *old,
                          const struct plan_place *new)
{
    struct str none = {0};
    for (size_t i = 0; i < new->zone_count && !d->code; i++)
        for (size_t j = 0; j < old->zone_count && !d->code; j++) {
            bool is_one = old->form == PLAN_PLACE_ONE && new->form == PLAN_PLACE_ONE;
            if (is_one && (i || j))
                return none;
            if (!is_one &&
                (old->form != new->form || !str_eq(key_of(d, 1, new, i), key_in_common(d, old, j))))
                continue;
            struct str a = tree_of(d, &d->side[0], old->zones[j]);
            struct str b = tree_of(d, &d->side[1], new->zones[i]);
            if (!d->code && !str_eq(a, b))
                return measured(d, old->zones[j], new->zones[i],
                                is_one ? none : key_of(d, 1, new, i));
        }
    return none;
}

/* ---------------------------------------------------------------- parts */

static void say_sides(struct say *s, const void *row)
{
    const struct plan_place *p = row;
    if (p->left != PLAN_NONE) {
        diff_put_name(s, DIFF_ACTOR, p->left);
        diff_put_puts(s, " on the left");
    }
    diff_put_puts(s, p->left != PLAN_NONE && p->right != PLAN_NONE ? ", " : "");
    if (p->right != PLAN_NONE) {
        diff_put_name(s, DIFF_ACTOR, p->right);
        diff_put_puts(s, " on the right");
    }
}

static void say_opening(struct say *s, const void *row)
{
    const struct plan_place *p = row;
    if (p->type == PLAN_CORRIDOR)
        diff_put_hours(s, &p->hours);
}

static void say_cargo(struct say *s, const void *row)
{
    const struct plan_place *p = row;
    s->hole_next = !p->hours.is_always && p->hours.from_s == p->hours.to_s && s->hole_count > 1;
    if (p->cargo_is_open)
        diff_put_open(s);
    else
        diff_put_list(s, DIFF_CLASS, p->cargo);
}

static void say_way(struct say *s, const void *row)
{
    const struct plan_place *p = row;
    diff_put_puts(s, p->both_ways ? "both ways" : "");
    if (p->into != PLAN_NONE) {
        diff_put_puts(s, "into ");
        diff_put_name(s, DIFF_PLACE, p->into);
    }
    if (p->out_of != PLAN_NONE) {
        diff_put_puts(s, "out of ");
        diff_put_name(s, DIFF_PLACE, p->out_of);
    }
}

static void say_moving(struct say *s, const void *row)
{
    diff_put_puts(s, ((const struct plan_place *)row)->is_moving ? "moving" : "fixed");
}

/* ---------------------------------------------------------------- all of them */

static const char *sort_of(const struct plan_place *place)
{
    static const char *const sorts[] = {"line", "zone", "zones", "place", "corridor"};
    return sorts[place->type];
}

struct place_change {
    bool is_ground; /* the geometry differs */
    bool is_text;   /* what was declared differs, beside sides and hours */
};

/* Does the declaration name a place whose ground differs? */
static bool follows(struct differ *d, const struct place_change *changes, const struct map *names,
                    uint32_t index)
{
    struct str body = diff_place_body(d, 1, index);
    for (size_t at = 0, end; at < body.size; at = end + 1) {
        if (body.text[at] == '"')
            at = str_find(body, '"', at + 1);
        for (end = at; end < body.size && !strchr(" ()|:,[]\"", body.text[end]); end++)
            ;
        uint32_t other = map_get(names, str_slice(body, at, end));
        if (other != MAP_NONE && other != index && changes[other].is_ground)
            return true;
    }
    return false;
}

static void tell_ground(struct differ *d, uint32_t old, uint32_t new, bool is_text)
{
    const struct plan_place *a = &d->side[0].plan->places[old], *b = &d->side[1].plan->places[new];
    struct str before = diff_place_body(d, 0, old), now = diff_place_body(d, 1, new);
    struct str size = measure(d, a, b), text;
    const char *open = size.size ? " (" : "", *close = size.size ? ")" : "";
    if (is_text)
        text = diff_printf(d, "%.*s%.*s%s%.*s%s", STR_ARG(d->where),
                           STR_ARG(diff_from_to(d, "changes", before, now)), open, STR_ARG(size),
                           close);
    else
        text = diff_printf(d, "%.*s is drawn otherwise, by the same words: %.*s%s%.*s%s",
                           STR_ARG(d->where), STR_ARG(now), open, STR_ARG(size), close);
    diff_add(d, "ground", before, now, text);
}

static void place_pair(struct differ *d, uint32_t old, uint32_t new, const struct place_change *c,
                       bool is_consequence)
{
    const struct plan_place *a = &d->side[0].plan->places[old], *b = &d->side[1].plan->places[new];
    struct diff_rows rows = {.row = {a, b}}, rest = rows;
    if (!str_eq(a->name, b->name))
        diff_add_name(d, sort_of(b), a->name, b->name,
                      diff_printf(d, "%s %.*s is now called %.*s", sort_of(b), STR_ARG(a->name),
                                  STR_ARG(b->name)));
    if (a->type != b->type)
        diff_changed(d, "sort", "what it is", str_z(sort_of(a)), str_z(sort_of(b)));
    if (c->is_ground && !is_consequence)
        tell_ground(d, old, new, c->is_text);
    struct str body[2] = {diff_place_body(d, 0, old), diff_place_body(d, 1, new)};
    const struct plan_place *both[2] = {a, b};
    for (size_t i = 0; i < 2 && !d->code; i++)
        diff_holes(
            d, str_from(both[i]->text, (size_t)(body[i].text - both[i]->text.text) + body[i].size),
            &rest, i);
    diff_compare(d, "moving", "whether it moves", say_moving, &rows);
    diff_compare(d, "sides", "the sides", say_sides, &rows);
    diff_compare(d, "hours", "the hours", say_opening, &rest);
    diff_compare(d, "cargo", "who and what it is open for", say_cargo, &rest);
    diff_compare(d, "direction", "the direction", say_way, &rest);
}

static void compare_ground(struct differ *d, uint32_t old, uint32_t new, struct place_change *c)
{
    const struct plan_place *a = &d->side[0].plan->places[old], *b = &d->side[1].plan->places[new];
    struct str body[2] = {diff_place_body(d, 0, old), diff_place_body(d, 1, new)};
    c->is_text = !str_eq(diff_text_key(d, 0, body[0]), diff_text_key(d, 1, body[1]));
    bool is_drawn = a->zone_count && b->zone_count && !a->is_moving && !b->is_moving;
    if (!is_drawn)
        c->is_ground = c->is_text || (a->zone_count > 0) != (b->zone_count > 0);
    else
        c->is_ground = a->form != b->form || !str_eq(ground_of(d, 0, a), ground_of(d, 1, b));
}

void diff_places(struct differ *d)
{
    const struct plan *plan = d->side[1].plan, *before = d->side[0].plan;
    struct place_change *changes = diff_alloc(d, plan->place_count, sizeof *changes);
    struct map names;
    struct str none = {0};
    map_init(&names, d->arena);
    for (uint32_t i = 0; changes && i < plan->place_count && !d->code; i++) {
        uint32_t partner = d->side[1].partner[DIFF_PLACE][i];
        (void)diff_failed(d, map_set(&names, plan->places[i].name, i, d->err));
        if (partner != PLAN_NONE)
            compare_ground(d, partner, i, &changes[i]);
    }
    d->hint = none;
    d->line[0] = d->line[1] = 0;
    for (uint32_t i = 0; i < plan->place_count && !d->code; i++) {
        const struct plan_place *place = &plan->places[i];
        uint32_t partner = d->side[1].partner[DIFF_PLACE][i];
        d->where = diff_printf(d, "%s %.*s", sort_of(place), STR_ARG(place->name));
        d->article = place->article;
        if (partner == PLAN_NONE) {
            struct str body = str_trim(str_from(place->text, str_find(place->text, '=', 0) + 1));
            diff_add(d, sort_of(place), none, body,
                     diff_printf(d, "%.*s is new: %.*s", STR_ARG(d->where), STR_ARG(body)));
        } else {
            place_pair(d, partner, i, &changes[i],
                       !changes[i].is_text && follows(d, changes, &names, i));
        }
    }
    for (uint32_t i = 0; i < before->place_count && !d->code; i++) {
        const struct plan_place *place = &before->places[i];
        if (d->side[0].partner[DIFF_PLACE][i] != PLAN_NONE)
            continue;
        struct str body = str_trim(str_from(place->text, str_find(place->text, '=', 0) + 1));
        d->where = diff_printf(d, "%s %.*s", sort_of(place), STR_ARG(place->name));
        d->article = place->article;
        diff_add(d, sort_of(place), body, none,
                 diff_printf(d, "%.*s is gone: %.*s", STR_ARG(d->where), STR_ARG(body)));
    }
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Places and the geometry that defines them. */
#include "lang/parse_int.h"

static uint32_t add_geom(struct parser *p, struct ast_geom *g, size_t from)
{
    g->range = parse_range(p, from);
    if (p->panic || p->work->failed)
        return 0;
    PUSH(p->work, &p->ast->geoms, *g);
    return (uint32_t)p->ast->geoms.count - 1;
}

static struct ast_quantity coordinate(struct parser *p, enum unit_sort sort)
{
    struct ast_quantity q = {0};
    const char *what =
        sort == SORT_LATITUDE ? "a latitude such as 48.5 N" : "a longitude such as 37.9 E";
    if (!parse_is(p, TOKEN_QUANTITY) && !parse_at_hole(p)) {
        parse_missing(p, LANG_T0209, what);
        return q;
    }
    q = parse_quantity(p, what);
    if (q.is_set && !q.is_open && unit_of(q.unit)->sort != sort) {
        const struct token *t = &p->work->tokens[q.range.from];
        work_diag(p->work, LANG_T0203, t->from, t->to, "%s stands first, then the longitude",
                  sort == SORT_LATITUDE ? "the latitude" : "of a point, the latitude")
            ->label =
            sort == SORT_LATITUDE ? STR("expected degrees N or S") : STR("expected degrees E or W");
        p->panic = true;
    }
    return q;
}

static uint32_t term(struct parser *p);

/* between = "between" ( qty "and" qty "of" term [ side ] | term "and" term ) ; */
static void between(struct parser *p, struct ast_geom *g)
{
    if (parse_is(p, TOKEN_QUANTITY) || parse_at_hole(p) || parse_is(p, TOKEN_INT)) {
        g->form = AST_GEOM_BETWEEN;
        g->near = parse_quantity(p, "a distance such as 5 km");
        parse_expect(p, W_AND);
        g->far = parse_quantity(p, "a distance such as 10 km");
        parse_expect(p, W_OF);
        PUSH(p->work, &g->children, term(p));
        g->side = parse_side(p);
        return;
    }
    g->form = AST_GEOM_BETWEEN_LINES;
    PUSH(p->work, &g->children, term(p));
    parse_expect(p, W_AND);
    PUSH(p->work, &g->children, term(p));
}

/* term = "(" geom ")" | NAME | "load" STR [ "where" test ] [ "as" "of" time ]
        | "within" dist "of" term [ side ] | between
        | "circle" qty "around" QTY QTY | "polygon" QTY QTY { "," QTY QTY } ; */
static uint32_t term(struct parser *p)
{
    struct ast_geom g = {0};
    size_t from = p->at;
    if (!parse_enter(p))
        return 0;
    if (parse_accept(p, W_PAREN_OPEN)) {
        uint32_t inner = parse_geom(p);
        if (!parse_accept(p, W_PAREN_CLOSE))
            parse_missing(p, LANG_T0211, "`)`");
        parse_leave(p);
        return inner;
    }
    if (parse_is(p, TOKEN_NAME)) {
        g.form = AST_GEOM_NAME;
        g.name = parse_take(p);
    } else if (parse_accept(p, W_LOAD)) {
        g.form = AST_GEOM_LOAD;
        g.name = parse_string(p, "the name of a file in quotes");
        if (parse_accept(p, W_WHERE))
            PUSH(p->work, &g.where, parse_test(p));
        if (parse_at2(p, W_AS, W_OF)) {
            parse_take(p);
            parse_take(p);
            g.as_of = parse_time(p);
        }
    } else if (parse_accept(p, W_WITHIN)) {
        g.form = AST_GEOM_WITHIN;
        g.distance = parse_distance(p);
        parse_expect(p, W_OF);
        PUSH(p->work, &g.children, term(p));
        g.side = parse_side(p);
    } else if (parse_accept(p, W_BETWEEN)) {
        between(p, &g);
    } else if (parse_accept(p, W_CIRCLE)) {
        g.form = AST_GEOM_CIRCLE;
        g.near = parse_quantity(p, "a radius such as 5 km");
        parse_expect(p, W_AROUND);
        PUSH(p->work, &g.coordinates, coordinate(p, SORT_LATITUDE));
        PUSH(p->work, &g.coordinates, coordinate(p, SORT_LONGITUDE));
    } else if (parse_accept(p, W_POLYGON)) {
        g.form = AST_GEOM_POLYGON;
        do {
            PUSH(p->work, &g.coordinates, coordinate(p, SORT_LATITUDE));
            PUSH(p->work, &g.coordinates, coordinate(p, SORT_LONGITUDE));
        } while (parse_accept(p, W_COMMA));
    } else {
        parse_missing(
            p, LANG_T0201,
            "a geometry: a name, `load`, `within`, `between`, `circle`, `polygon` or `(`");
    }
    parse_leave(p);
    return add_geom(p, &g, from);
}

/* geom = term { "and" term } | term { "or" term } | term { "except" term } ; */
uint32_t parse_geom(struct parser *p)
{
    struct ast_geom g = {0};
    size_t from = p->at;
    uint32_t first = term(p);
    static const struct {
        enum word_id word;
        enum ast_geom_form form;
    } joints[] = {{W_AND, AST_GEOM_AND}, {W_OR, AST_GEOM_OR}, {W_EXCEPT, AST_GEOM_EXCEPT}};
    for (;;) {
        size_t i = 0;
        while (i < COUNT_OF(joints) && !parse_at(p, joints[i].word))
            i++;
        if (i == COUNT_OF(joints))
            break;
        if (g.form && g.form != joints[i].form) {
            const struct token *t = parse_peek(p, 0);
            work_diag(
                p->work, LANG_T0205, t->from, t->to,
                "`and`, `or` and `except` stand side by side, and nothing says which goes first")
                ->label = STR("expected brackets around one of them");
            p->panic = true;
            break;
        }
        if (!g.form)
            PUSH(p->work, &g.children, first);
        g.form = joints[i].form;
        parse_take(p);
        PUSH(p->work, &g.children, term(p));
    }
    return g.form ? add_geom(p, &g, from) : p->panic ? 0 : first;
}

static void geom_value(struct parser *p)
{
    parse_geom(p);
}

/* place = hole | NAME ":" geom { "|" NAME ":" geom } | geom ; */
static void place(struct parser *p, struct ast_place *to)
{
    if (parse_at_hole(p)) {
        to->is_open = true;
        parse_hole_of(p, geom_value);
        return;
    }
    const struct token *second = parse_peek(p, 1);
    if (!parse_is(p, TOKEN_NAME) || second->kind != TOKEN_WORD || second->word != W_COLON) {
        struct ast_keyed_geom one = {.geom = parse_geom(p)};
        PUSH(p->work, &to->geoms, one);
        return;
    }
    do {
        struct ast_keyed_geom keyed = {.key = parse_name(p, "whose reading it is")};
        parse_expect(p, W_COLON);
        keyed.geom = parse_geom(p);
        PUSH(p->work, &to->geoms, keyed);
    } while (parse_accept(p, W_BAR));
}

static struct str owner_of(struct parser *p, const char *sort)
{
    const struct token *name = parse_peek(p, 0);
    return work_printf(p->work, "%s %.*s", sort, STR_ARG(token_str(p->work, name)));
}

/* sides = NAME "on" "the" hand { "," NAME "on" "the" hand } ;
   hand = "left" | "right" ; */
static void sides(struct parser *p, struct ast_place *to)
{
    size_t count = 0;
    do {
        struct ast_word name = parse_name(p, "whose side it is");
        parse_expect(p, W_ON);
        parse_expect(p, W_THE);
        bool is_left = parse_accept(p, W_LEFT);
        if (!is_left && !parse_accept(p, W_RIGHT))
            parse_missing(p, LANG_T0201, "`left` or `right`");
        bool is_second = count && is_left == to->side_is_left[0];
        if ((count >= 2 || is_second) && name.is_set && !p->panic) {
            const struct token *t = &p->work->tokens[name.token];
            work_diag(p->work, LANG_T0311, t->from, t->to,
                      "a line has one left and one right side");
        } else if (count < 2) {
            to->side_names[count] = name;
            to->side_is_left[count] = is_left;
        }
        count++;
    } while (parse_accept(p, W_COMMA));
}

/* placeitem = [ "disputed" | "moving" ] ( "line" | "zone" | "zones" | "place" ) NAME "=" place [ "with" sides ] ; */
void parse_place_item(struct parser *p)
{
    struct ast_place item = {0};
    size_t from = p->at;
    item.is_disputed = parse_accept(p, W_DISPUTED);
    item.is_moving = !item.is_disputed && parse_accept(p, W_MOVING);
    const char *sort = "zone";
    if (parse_accept(p, W_LINE)) {
        item.type = PLAN_LINE;
        sort = "line";
    } else if (parse_accept(p, W_ZONES)) {
        item.type = PLAN_ZONES;
        sort = "zones";
    } else if (parse_accept(p, W_PLACE)) {
        item.type = PLAN_POINT;
        sort = "place";
    } else if (parse_accept(p, W_ZONE)) {
        item.type = PLAN_ZONE;
    } else {
        parse_missing(p, LANG_T0201, "`line`, `zone`, `zones` or `place`");
    }
    p->owner = owner_of(p, sort);
    item.name = parse_name(p, "the place");
    parse_expect(p, W_EQUALS);
    place(p, &item);
    if (parse_accept(p, W_WITH))
        sides(p, &item);
    item.range = parse_range(p, from);
    PUSH(p->work, &p->ast->places, item);
}

static struct ast_hours hours(struct parser *p);

static void hours_value(struct parser *p)
{
    hours(p);
}

static void cargo_value(struct parser *p)
{
    parse_names(p, "for whom or what it is open");
}

/* way = "both" "ways" | "into" NAME | "out" "of" NAME ; */
static void way(struct parser *p, struct ast_place *item)
{
    if (parse_accept(p, W_BOTH)) {
        parse_expect(p, W_WAYS);
        item->both_ways = true;
    } else if (parse_accept(p, W_INTO)) {
        item->into = parse_name(p, "a place");
    } else if (parse_accept(p, W_OUT)) {
        parse_expect(p, W_OF);
        item->out_of = parse_name(p, "a place");
    }
}

static void way_value(struct parser *p)
{
    struct ast_place item = {0};
    if (parse_at(p, W_BOTH) || parse_at(p, W_INTO) || parse_at(p, W_OUT))
        way(p, &item);
    else
        parse_missing(p, LANG_T0201, "`both ways`, `into …` or `out of …`");
}

/* hours = "daily" TIME "to" TIME | "always" | hole ; */
static struct ast_hours hours(struct parser *p)
{
    struct ast_hours h = {.is_set = true};
    size_t from = p->at;
    if (parse_accept(p, W_ALWAYS)) {
        h.is_always = true;
    } else if (parse_at_hole(p)) {
        h.is_open = true;
        parse_hole_of(p, hours_value);
    } else {
        if (!parse_accept(p, W_DAILY))
            parse_missing(p, LANG_T0201, "`daily` with two times of day, or `always`");
        parse_clock(p, &h.from_s);
        parse_expect(p, W_TO);
        parse_clock(p, &h.to_s);
    }
    h.range = parse_range(p, from);
    return h;
}

/* corridor = "corridor" NAME "=" place [ "open" hours ] [ "for" ( hole | names ) ] [ way | hole ] ; */
void parse_corridor(struct parser *p)
{
    struct ast_place item = {.type = PLAN_CORRIDOR};
    size_t from = p->at;
    parse_expect(p, W_CORRIDOR);
    p->owner = owner_of(p, "corridor");
    item.name = parse_name(p, "the corridor");
    parse_expect(p, W_EQUALS);
    place(p, &item);
    if (parse_accept(p, W_OPEN))
        item.hours = hours(p);
    if (parse_accept(p, W_FOR)) {
        item.cargo_is_open = parse_at_hole(p);
        if (item.cargo_is_open)
            parse_hole_of(p, cargo_value);
        else
            item.cargo = parse_names(p, "for whom or what it is open");
    }
    /* A bracket on the next line is a clause of its own. */
    item.way_is_open = parse_at_hole(p) && !parse_peek(p, 0)->is_first_on_line;
    if (item.way_is_open)
        parse_hole_of(p, way_value);
    else
        way(p, &item);
    item.range = parse_range(p, from);
    PUSH(p->work, &p->ast->places, item);
}

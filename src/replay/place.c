/* SPDX-License-Identifier: Apache-2.0
 *
 * How likely a place lies where the rule says: a point with an error is summed over places that stand for it (a spiral of equal
 * weights); an area by name is the zone of that name, or perhaps; no place is perhaps. What is stated is held against that. */
#include "base/num.h"
#include "replay/ground.h"

#include <math.h>

#define SAMPLES 16384
#define SIGMA (1 / 2.447746830680816) /* of a radius that holds 95 %: 1 / sqrt(-2 ln 0.05) */
#define TURN 2.39996322972865332      /* the golden angle */

struct asked {
    struct replay *r;
    const struct json *where;
    size_t reading;
};

static size_t zone_of(struct replay *r, const struct json *place, size_t reading)
{
    const struct json *zones = replay_list(r, place, "zones");
    double n = replay_item_of(r, zones, reading, JSON_NUMBER)->number;

    return n < 0 || n >= (double)r->ground->nodes->count ? SIZE_MAX : (size_t)n;
}

static const struct json *place_of(struct replay *r, const struct json *index)
{
    const struct json *places = replay_list(r, r->rule, "places");

    if (!index || index->type != JSON_NUMBER || index->number < 0) {
        replay_fail(r, "a place is wanted");
        return places;
    }
    return replay_item_of(r, places, replay_as_index(r, index), JSON_OBJECT);
}

/* `at least D from L`: broken nearer than that, and on the other side where a side is asked. */
static enum says away_broken(struct asked *a, const struct probe *p)
{
    struct replay *r = a->r;
    const struct json *hand = json_get(a->where, "hand");
    size_t zone = zone_of(r, place_of(r, json_get(a->where, "away")), a->reading);
    double metres = replay_number_of(r, a->where, "metres"), d = replay_zone_distance(r, zone, p);
    bool is_beyond = false;
    int side;

    if (r->failed || !hand || hand->type != JSON_STRING)
        return d < metres ? SAYS_YES : SAYS_NO;
    side = replay_shape_side(replay_node_shape(r, zone), p, &is_beyond);
    if (is_beyond)
        return SAYS_PERHAPS;
    if (side != 0 && (side > 0) != str_eq(hand->text, STR("left")))
        return SAYS_YES;
    return d < metres ? SAYS_YES : SAYS_NO;
}

static enum says place_says(struct asked *a, const struct probe *p)
{
    struct replay *r = a->r;
    const struct json *spots;
    enum says says = SAYS_NO;

    if (json_get(a->where, "away"))
        return away_broken(a, p);
    spots = replay_list(r, a->where, "spots");
    for (size_t i = 0; i < spots->count && !r->failed; i++) {
        const struct json *spot = replay_item_of(r, spots, i, JSON_ARRAY);
        enum says one = replay_zone_has(
            r, zone_of(r, place_of(r, replay_item_of(r, spot, 1, JSON_NUMBER)), a->reading), p);

        says = one > says ? one : says;
    }
    return says;
}

/* The sum; the crisp answer where there is no error. */
static struct range point_chance(struct asked *a, const struct fact_place *place)
{
    double major = place->error_m, minor = place->error_m, turn = 0, yes = 0, perhaps = 0;
    struct probe centre = replay_probe_at(place->point, 0, 0);

    if (place->form == FACT_PLACE_ELLIPSE) {
        major = place->major_m;
        minor = place->minor_m;
        turn = place->azimuth_deg * 3.14159265358979323846 / 180;
    }
    replay_ground_near(a->r, &centre, 4.8 * (major > minor ? major : minor) * SIGMA);
    if (major <= 0 && minor <= 0) {
        enum says says = place_says(a, &centre);

        return (struct range){says == SAYS_YES ? 1 : 0, says == SAYS_NO ? 0 : 1};
    }
    for (size_t i = 0; i < SAMPLES && !a->r->failed; i++) {
        double radius = sqrt(-2 * log(1 - ((double)i + 0.5) / SAMPLES)) * SIGMA;
        double along = radius * major * cos((double)i * TURN);
        double across = radius * minor * sin((double)i * TURN);
        struct probe p = replay_probe_at(place->point, along * sin(turn) + across * cos(turn),
                                         along * cos(turn) - across * sin(turn));
        enum says says = place_says(a, &p);

        yes += says == SAYS_YES;
        perhaps += says == SAYS_PERHAPS;
    }
    return (struct range){yes / SAMPLES, (yes + perhaps) / SAMPLES};
}

/* An area by name: the zone itself; a name that the rule gives no ground is perhaps anywhere. */
static struct range area_chance(struct replay *r, const struct json *zone,
                                const struct fact_place *place)
{
    const struct json *places = replay_list(r, r->rule, "places");

    if (str_eq(replay_text_of(r, zone, "name"), place->area))
        return (struct range){1, 1};
    for (size_t i = 0; i < places->count; i++)
        if (str_eq(replay_text_of(r, &places->items[i], "name"), place->area))
            replay_fail(r, "how the area %.*s lies to another is beyond this checker",
                        STR_ARG(place->area));
    return (struct range){0, 1};
}

static struct range spot_chance(struct asked *a, const struct json *spot,
                                const struct fact_place *place)
{
    struct replay *r = a->r;
    struct str how = replay_item_of(r, spot, 0, JSON_STRING)->text;
    const struct json *zone = place_of(r, replay_item_of(r, spot, 1, JSON_NUMBER));
    struct probe centre;

    if (str_eq(how, STR("from")))
        return (struct range){0, 1}; /* a record says where an act took effect */
    if (place->form == FACT_PLACE_NONE)
        return (struct range){0, 1};
    if (place->form == FACT_PLACE_AREA)
        return area_chance(r, zone, place);
    if (str_eq(how, STR("across")) && place->form == FACT_PLACE_POINT) {
        double d;

        centre = replay_probe_at(place->point, 0, 0);
        replay_ground_near(r, &centre, 0);
        d = replay_zone_distance(r, zone_of(r, zone, a->reading), &centre);
        return d <= place->error_m ? (struct range){1, 1} : (struct range){0, 0};
    }
    if (!str_eq(how, STR("in")) && !str_eq(how, STR("into")))
        replay_fail(r, "\"%.*s\" with such a place is beyond this checker", STR_ARG(how));
    return point_chance(&(struct asked){r, a->where, a->reading}, place);
}

static struct range replayed(struct asked *a, const struct fact_place *place)
{
    struct replay *r = a->r;
    const struct json *spots = json_get(a->where, "spots");
    struct range out = {0, 0};

    if (place->form == FACT_PLACE_GEOMETRY || place->form == FACT_PLACE_BEARING) {
        replay_fail(r, "a place given as a drawing or a bearing is beyond this checker");
        return out;
    }
    if (json_get(a->where, "away")) {
        if (place->form == FACT_PLACE_NONE)
            return (struct range){0, 1};
        if (place->form == FACT_PLACE_AREA) {
            replay_fail(r, "the distance of an area is beyond this checker");
            return out;
        }
        return point_chance(a, place);
    }
    if (!spots || spots->type != JSON_ARRAY)
        replay_fail(r, "where: neither spots nor away");
    else if (spots->count > 1 && place->form == FACT_PLACE_POINT) {
        for (size_t i = 0; i < spots->count; i++) {
            struct str how = replay_item_of(r, &spots->items[i], 0, JSON_STRING)->text;

            if (!str_eq(how, STR("in")) && !str_eq(how, STR("into")))
                replay_fail(r, "several places, one of them \"%.*s\", are beyond this checker",
                            STR_ARG(how));
        }
        return point_chance(a, place);
    }
    for (size_t i = 0; spots && i < spots->count; i++)
        out = i ? replay_either(out, spot_chance(a, replay_item_of(r, spots, i, JSON_ARRAY), place))
                : spot_chance(a, replay_item_of(r, spots, i, JSON_ARRAY), place);
    return out;
}

/* Within a hair of a border the two distances may differ: then, and only then, another crisp answer is let stand. */
static bool is_close(struct asked *a, const struct fact_place *place, struct range stated)
{
    struct fact_place moved = *place;
    bool seen = false;

    moved.form = FACT_PLACE_POINT;
    for (int i = 0; i < 4 && !seen; i++) {
        double step = REPLAY_DISTANCE_TOLERANCE / 111000.0;
        struct range p;

        moved.point.lon_deg = place->point.lon_deg + (i == 0 ? step : i == 1 ? -step : 0);
        moved.point.lat_deg = place->point.lat_deg + (i == 2 ? step : i == 3 ? -step : 0);
        p = replayed(a, &moved);
        seen = fabs(p.lo - stated.lo) < 1e-9 && fabs(p.hi - stated.hi) < 1e-9;
    }
    return seen;
}

static void fail_range(struct replay *r, struct str name, struct range is, struct range says)
{
    struct buf buf;

    buf_init(&buf, r->arena->mem, 400);
    num_put(&buf, is.lo, 4);
    buf_puts(&buf, " to ");
    num_put(&buf, is.hi, 4);
    buf_puts(&buf, ", stated is ");
    num_put(&buf, says.lo, 4);
    buf_puts(&buf, " to ");
    num_put(&buf, says.hi, 4);
    replay_fail(r, "where %.*s lies: replayed is %.*s", STR_ARG(name), STR_ARG(buf_str(&buf)));
    buf_free(&buf);
}

struct range replay_place_chance(struct replay *r, size_t where, size_t reading,
                                 const struct fact_place *place, struct str name)
{
    const struct json *placed = replay_list(r, r->rule, "placed"), *stated = NULL, *one;
    struct asked a = {r, replay_item_of(r, replay_list(r, r->rule, "grounds"), where, JSON_OBJECT),
                      reading};
    const struct json *spots = json_get(a.where, "spots");
    struct range is, says;

    if (r->failed || (spots && spots->type == JSON_ARRAY && spots->count == 0))
        return (struct range){1, 1};
    replay_only(r, a.where, "where", json_get(a.where, "away") ? "away metres hand" : "spots");
    for (size_t i = 0; i < placed->count && !stated; i++) {
        one = &placed->items[i];
        if (str_eq(replay_text_of(r, one, "of"), name) &&
            replay_number_of(r, one, "where") >= (double)where &&
            replay_number_of(r, one, "where") <= (double)where)
            stated = replay_list(r, one, "chance");
    }
    if (!stated) {
        replay_fail(r, "the chance of %.*s lying there is not stated", STR_ARG(name));
        return (struct range){0, 0};
    }
    one = replay_item_of(r, stated, reading, JSON_ARRAY);
    says = (struct range){replay_item_of(r, one, 0, JSON_NUMBER)->number,
                          replay_item_of(r, one, 1, JSON_NUMBER)->number};
    if (r->failed || r->believe_places)
        return says;
    is = replayed(&a, place);
    if (fabs(is.lo - says.lo) > REPLAY_CHANCE_TOLERANCE ||
        fabs(is.hi - says.hi) > REPLAY_CHANCE_TOLERANCE)
        if (place->form != FACT_PLACE_POINT || r->failed || !is_close(&a, place, says))
            fail_range(r, name, is, says);
    return says;
}

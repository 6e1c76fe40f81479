/* SPDX-License-Identifier: Apache-2.0
 *
 * Coverage: not seen is not absent. One record must cover the kind, the place and the moment; a chance of seeing below the
 * agreement's threshold, or a view that was blocked, is none. */
#include "base/num.h"
#include "replay/replay_int.h"

/* A named area covers a place of that name, or the band along a line when it is a wider band along the same line. */
static bool area_covers(struct replay *r, struct str area, const struct json *place, double band_m)
{
    const struct json *places = replay_list(r, r->rule, "places"),
                      *nodes = replay_list(r, r->rule, "nodes");
    const struct json *outer = NULL, *outer_zones, *zones;

    if (str_eq(area, replay_text_of(r, place, "name")))
        return true;
    for (size_t i = 0; i < places->count; i++)
        if (str_eq(replay_text_of(r, &places->items[i], "name"), area))
            outer = &places->items[i];
    if (!outer || band_m < 0)
        return false;
    outer_zones = replay_list(r, outer, "zones");
    zones = replay_list(r, place, "zones");
    for (size_t i = 0; i < zones->count && !r->failed; i++) {
        const struct json *wide, *line, *of;

        wide = replay_item_of(r, nodes,
                              replay_as_index(r, replay_item_of(r, outer_zones, i, JSON_NUMBER)),
                              JSON_ARRAY);
        line = replay_item_of(
            r, nodes, replay_as_index(r, replay_item_of(r, zones, i, JSON_NUMBER)), JSON_ARRAY);
        if (!str_eq(replay_item_of(r, wide, 0, JSON_STRING)->text, STR("within")) ||
            replay_item_of(r, wide, 2, JSON_NUMBER)->number < band_m)
            return false;
        of = replay_item_of(r, nodes, replay_as_index(r, replay_item_of(r, wide, 1, JSON_NUMBER)),
                            JSON_ARRAY);
        if (replay_item_of(r, of, 1, JSON_NUMBER)->number <
                replay_item_of(r, line, 1, JSON_NUMBER)->number ||
            replay_item_of(r, of, 1, JSON_NUMBER)->number >
                replay_item_of(r, line, 1, JSON_NUMBER)->number)
            return false;
    }
    return zones->count > 0;
}

static bool place_covered(struct replay *r, const struct fact_place *by, const struct json *index,
                          double band_m)
{
    if (by->form == FACT_PLACE_NONE)
        return true;
    if (index->type != JSON_NUMBER || by->form != FACT_PLACE_AREA)
        return false;
    return area_covers(r, by->area,
                       replay_item_of(r, replay_list(r, r->rule, "places"),
                                      replay_as_index(r, index), JSON_OBJECT),
                       band_m);
}

static bool kind_covered(struct replay *r, const struct str *kinds, size_t count, struct str kind)
{
    for (size_t i = 0; i < count; i++)
        if (replay_kind_under(r, kind, kinds[i]))
            return true;
    return count == 0;
}

static void add(struct stretches *s, struct fact_time time)
{
    s->items[s->count++] = time;
}

static struct stretches one_kind(struct replay *r, struct str kind, const struct json *place,
                                 double band_m)
{
    size_t most = r->facts.coverage_count + r->held->count + 1;
    struct stretches s;

    for (size_t i = 0; i < r->facts.feed_count; i++)
        most += r->facts.feeds[i].complete_count;
    replay_spend(r, most * 8);
    s = (struct stretches){ARENA_NEW(r->arena, struct fact_time, most), 0};
    if (!s.items) {
        replay_fail(r, "no memory");
        return s;
    }
    for (size_t i = 0; i < r->facts.coverage_count; i++) {
        const struct fact_coverage *c = &r->facts.coverages[i];

        if (!c->has_blind && num_probability(c->seen) >= r->seen && c->received_us <= r->known_us &&
            kind_covered(r, c->kinds, c->kind_count, kind) &&
            place_covered(r, &c->place, place, band_m))
            add(&s, c->time);
    }
    for (size_t i = 0; i < r->facts.feed_count; i++)
        for (size_t k = 0; k < r->facts.feeds[i].complete_count; k++) {
            const struct fact_coverage *c = &r->facts.feeds[i].complete[k];

            if (!c->has_blind && num_probability(c->seen) >= r->seen &&
                kind_covered(r, c->kinds, c->kind_count, kind) &&
                place_covered(r, &c->place, place, band_m))
                add(&s, c->time);
        }
    for (size_t i = 0; i < r->held->count; i++) { /* a feed without a declaration */
        const struct json *h = &r->held->items[i], *kinds = replay_list(r, h, "kinds");
        const struct json *time = replay_member(r, h, "time", JSON_OBJECT);

        for (size_t k = 0; k < r->facts.feed_count; k++)
            if (r->facts.feeds[k].has_complete &&
                str_eq(r->facts.feeds[k].feed, replay_text_of(r, h, "feed")))
                replay_fail(r,
                            "a feed declares what it sees, and is taken as complete all the same");
        for (size_t k = 0; k < kinds->count; k++)
            if (replay_kind_under(r, kind, replay_item_of(r, kinds, k, JSON_STRING)->text)) {
                add(&s, (struct fact_time){replay_time_of(r, time, "from", TIME_NONE),
                                           replay_time_of(r, time, "to", TIME_NEVER)});
                break;
            }
    }
    replay_stretches_tidy(&s);
    return s;
}

static struct stretches meet(struct replay *r, struct stretches a, struct stretches b)
{
    struct stretches out = {ARENA_NEW(r->arena, struct fact_time, a.count + b.count + 1), 0};

    if (!out.items) {
        replay_fail(r, "no memory");
        return out;
    }
    for (size_t i = 0, k = 0; i < a.count && k < b.count;) {
        struct fact_time x = a.items[i], y = b.items[k];
        struct fact_time z = {x.from_us > y.from_us ? x.from_us : y.from_us,
                              x.to_us < y.to_us ? x.to_us : y.to_us};

        if (z.from_us < z.to_us)
            add(&out, z);
        if (x.to_us < y.to_us)
            i++;
        else
            k++;
    }
    return out;
}

/* {"kinds": [kind ...], "places": [index or null ...], "band_m": metres or null}: when every kind was seen in every place. */
struct stretches replay_covered(struct replay *r, const struct json *coverage)
{
    const struct json *kinds = replay_list(r, coverage, "kinds"),
                      *places = replay_list(r, coverage, "places");
    const struct json *band = json_get(coverage, "band_m");
    struct stretches out = {ARENA_NEW(r->arena, struct fact_time, 1), 1};
    bool first = true;

    replay_only(r, coverage, "coverage", "kinds places band_m");
    if (!out.items) {
        replay_fail(r, "no memory");
        return (struct stretches){NULL, 0};
    }
    out.items[0] = (struct fact_time){TIME_NONE, TIME_NEVER};
    for (size_t i = 0; i < kinds->count && !r->failed; i++)
        for (size_t k = 0; k < places->count && !r->failed; k++) {
            struct stretches one =
                one_kind(r, replay_item_of(r, kinds, i, JSON_STRING)->text, &places->items[k],
                         band && band->type == JSON_NUMBER ? band->number : -1);

            out = first ? one : meet(r, out, one);
            first = false;
        }
    if (first)
        replay_fail(r, "coverage of no kind or no place");
    return out;
}

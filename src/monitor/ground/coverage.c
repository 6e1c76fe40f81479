/* SPDX-License-Identifier: Apache-2.0
 *
 * Coverage: what was looked at. One record must cover the kind, the zone and the moment; chances of several records are never
 * multiplied. A feed that says nothing of its completeness is complete for the kinds in it, everywhere, from its first to
 * its last record. */
#include "monitor/monitor_int.h"

struct cover {
    struct span time;
    const struct fact_place *place;
    const bool *kinds; /* per kind; NULL: every kind */
    double seen;
    int64_t known_us; /* when it was received; of a feed's own completeness: always known */
};

static const struct fact_place everywhere = {.form = FACT_PLACE_NONE};

static enum err_code cover_push(struct run *run, const struct cover *cover)
{
    TRY(arena_grow(&run->scratch, &run->covers, run->cover_count, &run->cover_capacity,
                   sizeof *run->covers, run->err));
    run->covers[run->cover_count++] = *cover;
    return ERR_OK;
}

static enum err_code declared(struct run *run, const struct fact_coverage *c, int64_t known_us)
{
    struct cover cover = {{c->time.from_us, c->time.to_us}, &c->place, NULL, c->seen, known_us};

    if (c->has_blind)
        return ERR_OK;
    if (c->kind_count) {
        bool *kinds = ARENA_NEW(&run->scratch, bool, run->plan->kind_count + 1);

        if (!kinds)
            return err_no_memory(run->err);
        for (size_t i = 0; i < c->kind_count; i++) {
            uint32_t kind = plan_find_kind(run->plan, c->kinds[i]);

            if (kind != PLAN_NONE)
                kinds[kind] = true;
        }
        cover.kinds = kinds;
    }
    return cover_push(run, &cover);
}

/* What a feed without a declaration holds. */
struct holding {
    struct str feed;
    bool declares;
    bool *kinds;
    struct span time;
};

static enum err_code held(struct run *run, struct map *map, struct holding **list, size_t *count,
                          size_t *capacity, struct str feed, uint32_t kind, struct fact_time time)
{
    uint32_t i = map_get(map, feed);
    struct holding *h;

    if (i == MAP_NONE) {
        TRY(arena_grow(&run->scratch, list, *count, capacity, sizeof **list, run->err));
        i = (uint32_t)(*count)++;
        h = &(*list)[i];
        *h = (struct holding){.feed = feed, .time = {TIME_NEVER, TIME_NONE}};
        h->kinds = ARENA_NEW(&run->scratch, bool, run->plan->kind_count + 1);
        if (!h->kinds)
            return err_no_memory(run->err);
        for (size_t f = 0; f < run->facts->feed_count; f++)
            h->declares |=
                run->facts->feeds[f].has_complete && str_eq(run->facts->feeds[f].feed, feed);
        TRY(map_set(map, feed, i, run->err));
    }
    if (!*list)
        return ERR_OK; /* never: it has grown */
    h = &(*list)[i];
    if (kind != PLAN_NONE)
        h->kinds[kind] = true;
    if (time.from_us < h->time.from_us)
        h->time.from_us = time.from_us;
    if (time.to_us > h->time.to_us)
        h->time.to_us = time.to_us;
    return ERR_OK;
}

enum err_code monitor_covers(struct run *run)
{
    const struct facts *facts = run->facts;
    struct holding *list = NULL;
    size_t count = 0, capacity = 0;
    struct map map;

    for (size_t i = 0; i < facts->coverage_count; i++)
        TRY(declared(run, &facts->coverages[i], facts->coverages[i].received_us));
    for (size_t i = 0; i < facts->feed_count; i++)
        for (size_t j = 0; j < facts->feeds[i].complete_count; j++)
            TRY(declared(run, &facts->feeds[i].complete[j], TIME_NONE));
    map_init(&map, &run->scratch);
    for (size_t i = 0; i < facts->observation_count; i++)
        TRY(held(run, &map, &list, &count, &capacity, facts->observations[i].feed,
                 run->acts[i].kind, facts->observations[i].time));
    for (size_t i = 0; i < facts->tally_count; i++)
        TRY(held(run, &map, &list, &count, &capacity, facts->tallies[i].feed,
                 plan_find_kind(run->plan, facts->tallies[i].kind), facts->tallies[i].time));
    for (size_t i = 0; i < count; i++)
        if (!list[i].declares)
            TRY(cover_push(
                run, &(struct cover){list[i].time, &everywhere, list[i].kinds, 1, TIME_NONE}));
    for (size_t i = 0; i < facts->coverage_count; i++)
        TRY(monitor_moment_add(run, &run->coverage_receipts, facts->coverages[i].received_us));
    monitor_moments_tidy(&run->coverage_receipts);
    return ERR_OK;
}

/* The last receipt of a coverage record by then: coverage is the same until the next. */
static int64_t epoch(const struct run *run, int64_t known_us)
{
    const struct moments *m = &run->coverage_receipts;
    size_t low = 0, high = m->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (m->items[middle] <= known_us)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? m->items[low - 1] : TIME_NONE;
}

static bool covers_kind(const struct run *run, const struct cover *cover, uint32_t kind)
{
    if (!cover->kinds)
        return true;
    for (; kind != PLAN_NONE; kind = run->plan->kinds[kind].parent)
        if (cover->kinds[kind])
            return true;
    return false;
}

/* Is all within `metres` of the line in the zone, under every reading? */
static bool holds_band(const struct run *run, uint32_t zone, uint32_t line, double metres)
{
    const struct plan_place *z = &run->plan->places[zone], *l = &run->plan->places[line];
    const struct geo_node *nodes = run->plan->geometry.nodes;

    if (z->zone_count != l->zone_count || z->zone_count == 0)
        return false;
    for (size_t i = 0; i < z->zone_count; i++) {
        if (z->zones[i] == PLAN_NONE || l->zones[i] == PLAN_NONE ||
            nodes[z->zones[i]].op != GEO_OP_WITHIN || nodes[z->zones[i]].max_m < metres ||
            nodes[nodes[z->zones[i]].a].op != GEO_OP_SHAPE ||
            nodes[l->zones[i]].op != GEO_OP_SHAPE ||
            nodes[nodes[z->zones[i]].a].shape != nodes[l->zones[i]].shape)
            return false;
    }
    return true;
}

static enum err_code covered(struct run *run, uint32_t kind, uint32_t place, double band_m,
                             int64_t known_us, struct spans *out)
{
    *out = (struct spans){0};
    for (size_t i = 0; i < run->cover_count; i++) {
        const struct cover *c = &run->covers[i];

        if (c->known_us > known_us || num_probability(c->seen) < run->plan->threshold_seen ||
            !covers_kind(run, c, kind))
            continue;
        if (!monitor_place_covers(run, c->place, place)) {
            struct area_entry entry;

            if (band_m < 0 || c->place->form != FACT_PLACE_AREA)
                continue;
            TRY(monitor_area(run, c->place->area, &entry));
            if (entry.place == PLAN_NONE || !holds_band(run, entry.place, place, band_m))
                continue;
        }
        TRY(monitor_spans_add(run, out, c->time.from_us, c->time.to_us));
    }
    monitor_spans_tidy(out);
    return ERR_OK;
}

static enum err_code coverage(struct run *run, struct plan_list classes, const uint32_t *places,
                              size_t place_count, double band_m, int64_t known_us,
                              struct spans *out)
{
    const uint32_t nowhere = PLAN_NONE;
    struct spans all = {0};

    if (place_count == 0) {
        places = &nowhere;
        place_count = 1;
    }
    TRY(monitor_spans_add(run, &all, TIME_NONE, TIME_NEVER));
    for (size_t c = 0; c < classes.count; c++) {
        const struct plan_class *class = &run->plan->classes[classes.items[c]];

        for (size_t a = 0; a < class->alternative_count; a++)
            for (size_t p = 0; p < place_count; p++) {
                struct spans one, both;

                TRY(covered(run, class->alternatives[a].kind, places[p], band_m, known_us, &one));
                TRY(monitor_spans_and(run, &all, &one, &both));
                all = both;
                if (places[p] == PLAN_NONE || !run->plan->places[places[p]].varying_count)
                    continue;
                TRY(monitor_track_known(run, places[p], &one));
                TRY(monitor_spans_and(run, &all, &one, &both));
                all = both;
            }
    }
    *out = all;
    return ERR_OK;
}

enum err_code monitor_spots_coverage(struct run *run, struct plan_list classes,
                                     const struct plan_spots *spots, int64_t known_us,
                                     struct spans *out)
{
    uint32_t *places = ARENA_NEW(&run->scratch, uint32_t, spots->count + 1);

    if (!places)
        return err_no_memory(run->err);
    for (size_t i = 0; i < spots->count; i++)
        places[i] = spots->items[i].place;
    return coverage(run, classes, places, spots->count, -1, known_us, out);
}

static enum err_code statement_coverage(struct run *run, const struct plan_statement *s,
                                        int64_t known_us, struct spans *out)
{
    if (s->form == PLAN_KEEP && s->relation == PLAN_INSIDE)
        return coverage(run, s->classes, NULL, 0, -1, known_us,
                        out); /* outside is everywhere else */
    if (s->form == PLAN_KEEP)
        return coverage(run, s->classes, &s->place, 1,
                        s->relation == PLAN_AWAY_FROM ? monitor_keep_reach(run, s) : -1, known_us,
                        out);
    if (s->form == PLAN_WITHDRAW)
        return coverage(run, s->classes, &s->place, 1, -1, known_us, out);
    if (s->form == PLAN_REQUIRE && s->verb == PLAN_DECLARE) { /* a declaration is a message */
        uint32_t message = plan_find_kind(run->plan, STR("communication"));

        return covered(run, message, PLAN_NONE, -1, known_us, out);
    }
    return monitor_spots_coverage(run, s->classes, &s->spots, known_us, out);
}

/* Kept twice for each statement: as known in the end, and as known when it was last asked. */
enum err_code monitor_statement_coverage(struct run *run, uint32_t statement, int64_t known_us,
                                         const struct spans **out)
{
    int64_t then = epoch(run, known_us), last = epoch(run, run->known_us);
    struct statement_coverage *kept = &run->statement_coverage[2 * statement + (then != last)];

    if (!kept->is_built || kept->epoch_us != then || kept->member.number != run->member.number ||
        kept->member.collection != run->member.collection) {
        kept->spans = (struct spans){0};
        TRY(statement_coverage(run, &run->plan->statements[statement], then, &kept->spans));
        kept->is_built = true;
        kept->epoch_us = then;
        kept->member = run->member;
    }
    *out = &kept->spans;
    return ERR_OK;
}

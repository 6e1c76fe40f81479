/* SPDX-License-Identifier: Apache-2.0
 *
 * The records of a certificate, in the exchange formats: only those that may enter the judgement. */
#include "monitor/explain/explain_int.h"

#include "base/json.h"
#include "facts/record.h"

static enum err_code add(struct explain *e, struct buf *text)
{
    uint32_t unused;

    return explain_list_add(e, &e->records, text, &unused);
}

static struct buf *line_of(struct explain *e)
{
    buf_clear(&e->run->text);
    return &e->run->text;
}

/* How an area that a record names lies to the places of the rule matters where it has a shape of its own. */
static enum err_code note_area(struct explain *e, const struct fact_place *place)
{
    struct area_entry entry;
    uint32_t index;

    if (place->form != FACT_PLACE_AREA)
        return ERR_OK;
    TRY(monitor_area(e->run, place->area, &entry));
    if (entry.place != PLAN_NONE)
        return explain_place(e, entry.place, &index);
    if (entry.shape)
        explain_refuse(e, "a record lies in an area of the gazetteer");
    return ERR_OK;
}

enum err_code explain_act(struct explain *e, size_t act)
{
    const struct observation *o = &e->run->facts->observations[act];
    struct buf *line;

    if (e->run->acts[act].kind != PLAN_NONE)
        e->kinds[e->run->acts[act].kind] = true;
    for (size_t i = 0;
         e->run->acts[act].is_open_kind && i < e->run->facts->observations[act].explanation_count;
         i++) {
        uint32_t other =
            plan_find_kind(e->run->plan, e->run->facts->observations[act].explanations[i].name);

        if (other != PLAN_NONE)
            e->kinds[other] = true;
    }
    TRY(note_area(e, &o->place));
    line = line_of(e);
    observation_put(line, o);
    return add(e, line);
}

enum err_code explain_tally(struct explain *e, size_t tally)
{
    const struct fact_tally *t = &e->run->facts->tallies[tally];
    uint32_t kind = plan_find_kind(e->run->plan, t->kind);
    struct buf *line;

    if (kind != PLAN_NONE)
        e->kinds[kind] = true;
    TRY(note_area(e, &t->place));
    line = line_of(e);
    fact_tally_put(line, t);
    return add(e, line);
}

static enum err_code add_decision(struct explain *e, size_t d)
{
    struct buf *line = line_of(e);

    fact_decision_put(line, &e->run->facts->decisions[d]);
    return add(e, line);
}

static enum err_code add_feed(struct explain *e, size_t f)
{
    struct buf *line = line_of(e);

    fact_feed_put(line, &e->run->facts->feeds[f]);
    return add(e, line);
}

/* Rulings on an act under the clause, or on the finding; the record of a feed that may rule itself. */
enum err_code explain_rulings(struct explain *e, size_t act)
{
    const struct facts *facts = e->run->facts;
    const struct observation *o = act == SIZE_MAX ? NULL : &facts->observations[act];
    struct str label = e->run->plan->clauses[e->clause].label;

    for (size_t i = 0; i < facts->decision_count; i++) {
        const struct fact_decision *d = &facts->decisions[i];

        if (e->run->is_refused[i])
            continue;
        if ((d->on == FACT_ON_INCIDENT && o && str_eq(d->incident, o->name) &&
             str_eq(d->clause, label)) ||
            (d->on == FACT_ON_FINDING && str_eq(d->finding, e->finding->id)))
            TRY(add_decision(e, i));
    }
    for (size_t i = 0; o && o->status != FACT_STATUS_ALLEGED && i < facts->feed_count; i++)
        if (str_eq(facts->feeds[i].feed, o->feed) && facts->feeds[i].body.size)
            TRY(add_feed(e, i));
    return ERR_OK;
}

/* Certificates of the clause itself. */
enum err_code explain_certified(struct explain *e, int64_t from_us, uint32_t party)
{
    const struct facts *facts = e->run->facts;

    for (size_t i = 0; i < facts->decision_count; i++) {
        const struct fact_decision *d = &facts->decisions[i];

        if (d->on == FACT_ON_CLAUSE && !e->run->is_refused[i] && d->time_us >= from_us &&
            plan_find_clause(e->run->plan, d->clause) == e->clause &&
            (d->party.size == 0 ||
             (party != PLAN_NONE && monitor_actor(e->run, d->party) == party)))
            TRY(add_decision(e, i));
    }
    return ERR_OK;
}

enum err_code explain_certificate(struct explain *e, struct str text, uint32_t body)
{
    const struct facts *facts = e->run->facts;

    for (size_t i = 0; i < facts->decision_count; i++) {
        const struct fact_decision *d = &facts->decisions[i];

        if (d->on == FACT_ON_CERTIFICATE && !e->run->is_refused[i] && d->party.size == 0 &&
            str_eq(d->certificate, text) && monitor_actor(e->run, d->body) == body)
            TRY(add_decision(e, i));
    }
    return ERR_OK;
}

enum err_code explain_act_certificates(struct explain *e, size_t act)
{
    const struct run *run = e->run;

    for (size_t i = 0; i < run->act_certificate_count; i++)
        if (run->act_certificate_of[i] == act)
            TRY(add_decision(e, run->act_certificates[i]));
    return ERR_OK;
}

/* ---------------------------------------------------------------- coverage */

struct candidate {
    enum { BY_RECORD, BY_FEED, BY_HELD } by;
    size_t index, part;
    struct span time;
};
struct candidates {
    struct candidate *items;
    size_t count, capacity;
};

static bool names_kind(const struct run *run, const struct str *kinds, size_t count, uint32_t kind)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t named = plan_find_kind(run->plan, kinds[i]);

        if (named != PLAN_NONE && plan_kind_is(run->plan, kind, named))
            return true;
    }
    return count == 0;
}

/* A record that looked at the kind, at the place or at all, well enough; where a band along a line is asked, any named area. */
static bool may_cover(struct run *run, const struct fact_coverage *c, uint32_t kind, uint32_t place,
                      double band_m)
{
    return !c->has_blind && num_probability(c->seen) >= run->plan->threshold_seen &&
           names_kind(run, c->kinds, c->kind_count, kind) &&
           (monitor_place_covers(run, &c->place, place) ||
            (band_m >= 0 && c->place.form == FACT_PLACE_AREA));
}

static enum err_code candidate(struct explain *e, struct candidates *all, struct candidate one)
{
    TRY(arena_grow(&e->run->scratch, &all->items, all->count, &all->capacity, sizeof *all->items,
                   e->run->err));
    all->items[all->count++] = one;
    return ERR_OK;
}

static bool declares(const struct facts *facts, struct str feed)
{
    for (size_t i = 0; i < facts->feed_count; i++)
        if (facts->feeds[i].has_complete && str_eq(facts->feeds[i].feed, feed))
            return true;
    return false;
}

/* What a feed without a declaration holds: from its first to its last record, where a kind asked for is in it. */
static enum err_code held(struct explain *e, uint32_t kind, struct candidates *all)
{
    const struct run *run = e->run;
    const struct facts *facts = run->facts;
    size_t first = all->count;

    for (size_t pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < (pass ? facts->tally_count : facts->observation_count); i++) {
            struct str feed = pass ? facts->tallies[i].feed : facts->observations[i].feed;
            struct fact_time time = pass ? facts->tallies[i].time : facts->observations[i].time;
            size_t k = first;

            while (k < all->count &&
                   !str_eq(feed, all->items[k].part
                                     ? facts->tallies[all->items[k].index].feed
                                     : facts->observations[all->items[k].index].feed))
                k++;
            if (k == all->count) {
                if (declares(facts, feed))
                    continue;
                TRY(candidate(e, all,
                              (struct candidate){BY_HELD, i, pass, {time.from_us, time.to_us}}));
            }
            if (time.from_us < all->items[k].time.from_us)
                all->items[k].time.from_us = time.from_us;
            if (time.to_us > all->items[k].time.to_us)
                all->items[k].time.to_us = time.to_us;
        }
    (void)kind;
    return ERR_OK;
}

/* The kind in the feed that takes in the one asked for, or PLAN_NONE. */
static uint32_t held_kind(const struct explain *e, struct str feed, uint32_t kind)
{
    const struct facts *facts = e->run->facts;

    for (size_t i = 0; i < facts->observation_count; i++)
        if (e->run->acts[i].kind != PLAN_NONE &&
            plan_kind_is(e->run->plan, kind, e->run->acts[i].kind) &&
            str_eq(facts->observations[i].feed, feed))
            return e->run->acts[i].kind;
    for (size_t i = 0; i < facts->tally_count; i++) {
        uint32_t of = plan_find_kind(e->run->plan, facts->tallies[i].kind);

        if (of != PLAN_NONE && plan_kind_is(e->run->plan, kind, of) &&
            str_eq(facts->tallies[i].feed, feed))
            return of;
    }
    return PLAN_NONE;
}

static struct str held_feed(const struct explain *e, const struct candidate *c)
{
    return c->part ? e->run->facts->tallies[c->index].feed
                   : e->run->facts->observations[c->index].feed;
}

static enum err_code put_candidate(struct explain *e, const struct candidate *c, uint32_t kind)
{
    struct buf *line;

    if (c->by == BY_FEED)
        return add_feed(e, c->index);
    if (c->by == BY_RECORD) {
        TRY(note_area(e, &e->run->facts->coverages[c->index].place));
        line = line_of(e);
        fact_coverage_put(line, &e->run->facts->coverages[c->index]);
        return add(e, line);
    }
    e->kinds[kind] = true;
    line = line_of(e);
    buf_puts(line, "{\"record\": \"held\", \"feed\": ");
    json_put_string(line, held_feed(e, c));
    buf_puts(line, ", \"kinds\": [");
    json_put_string(line, e->run->plan->kinds[kind].name);
    buf_puts(line, "], \"time\": {\"from\": ");
    explain_moment(line, c->time.from_us);
    buf_puts(line, ", \"to\": ");
    explain_moment(line, c->time.to_us);
    buf_puts(line, "}}");
    return add(e, line);
}

/* One after the other, each time the one that reaches furthest: few records that cover what can be covered. */
static enum err_code cover(struct explain *e, const struct candidates *all, uint32_t kind,
                           int64_t from_us, int64_t to_us)
{
    int64_t at = from_us;

    while (at < to_us) {
        const struct candidate *best = NULL, *next = NULL;
        uint32_t of = kind;

        for (size_t i = 0; i < all->count; i++) {
            const struct candidate *c = &all->items[i];

            if (c->time.from_us <= at && c->time.to_us > at &&
                (!best || c->time.to_us > best->time.to_us))
                best = c;
            if (c->time.from_us > at && c->time.from_us < to_us &&
                (!next || c->time.from_us < next->time.from_us))
                next = c;
        }
        if (!best && !next)
            break;
        if (!best) {
            at = next->time.from_us;
            continue;
        }
        if (best->by == BY_HELD)
            of = held_kind(e, held_feed(e, best), kind);
        TRY(put_candidate(e, best, of));
        at = best->time.to_us;
    }
    return ERR_OK;
}

static enum err_code cover_kind(struct explain *e, uint32_t kind, uint32_t place, double band_m,
                                int64_t from_us, int64_t to_us)
{
    struct run *run = e->run;
    const struct facts *facts = run->facts;
    struct candidates all = {0};
    size_t kept;

    for (size_t i = 0; i < facts->coverage_count; i++)
        if (may_cover(run, &facts->coverages[i], kind, place, band_m) &&
            facts->coverages[i].received_us <= run->known_us)
            TRY(candidate(e, &all,
                          (struct candidate){
                              BY_RECORD,
                              i,
                              0,
                              {facts->coverages[i].time.from_us, facts->coverages[i].time.to_us}}));
    for (size_t i = 0; i < facts->feed_count; i++)
        for (size_t k = 0; k < facts->feeds[i].complete_count; k++) {
            const struct fact_coverage *c = &facts->feeds[i].complete[k];

            if (may_cover(run, c, kind, place, band_m))
                TRY(candidate(e, &all,
                              (struct candidate){BY_FEED, i, k, {c->time.from_us, c->time.to_us}}));
        }
    kept = all.count;
    TRY(held(e, kind, &all));
    for (size_t i = kept; i < all.count; i++)
        if (held_kind(e, held_feed(e, &all.items[i]), kind) != PLAN_NONE)
            all.items[kept++] = all.items[i];
    all.count = kept;
    return cover(e, &all, kind, from_us, to_us);
}

enum err_code explain_coverage(struct explain *e, struct buf *buf, uint32_t statement,
                               int64_t from_us, int64_t to_us)
{
    const struct plan *plan = e->run->plan;
    const struct plan_statement *st = &plan->statements[statement];
    bool is_keep = st->form == PLAN_KEEP, is_away = is_keep && st->relation == PLAN_AWAY_FROM;
    size_t places = is_keep ? st->relation != PLAN_INSIDE : st->spots.count;
    double band_m = is_away ? st->distance.metres : -1;
    bool first = true;

    if (is_away && st->distance.form != PLAN_DISTANCE_METRES)
        explain_refuse(e, "a distance that differs for each thing");
    buf_puts(buf, "{\"kinds\": [");
    for (size_t c = 0; c < st->classes.count; c++) {
        const struct plan_class *class = &plan->classes[st->classes.items[c]];

        for (size_t a = 0; a < class->alternative_count; a++) {
            uint32_t kind = class->alternatives[a].kind;

            e->kinds[kind] = true;
            buf_puts(buf, first ? "" : ", ");
            json_put_string(buf, plan->kinds[kind].name);
            first = false;
            for (size_t p = 0; p < (places ? places : 1); p++)
                TRY(cover_kind(e, kind,
                               !places   ? PLAN_NONE
                               : is_keep ? st->place
                                         : st->spots.items[p].place,
                               band_m, from_us, to_us));
        }
    }
    buf_puts(buf, "], \"places\": [");
    for (size_t p = 0; p < places; p++) {
        uint32_t index;

        TRY(explain_place(e, is_keep ? st->place : st->spots.items[p].place, &index));
        buf_printf(buf, "%s%u", p ? ", " : "", (unsigned)index);
    }
    buf_puts(buf, places ? "], \"band_m\": " : "null], \"band_m\": ");
    if (is_away)
        num_put_shortest(buf, band_m);
    else
        buf_puts(buf, "null");
    buf_putc(buf, '}');
    return ERR_OK;
}

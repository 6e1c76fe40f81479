/* SPDX-License-Identifier: Apache-2.0
 *
 * Stays: presence that a `keep` is about. A stay is one unit's (without a unit: one place's) presence from the first
 * sighting at or after `as of` until it is seen gone or coverage ends; the next sighting is a new stay. */
#include "monitor/monitor_int.h"

struct stay {
    struct item item;
    double *none_lo, *none_hi; /* per reading: chance that no sighting holds */
    int64_t last_us;
    size_t *acts;
    size_t act_capacity;
    bool is_open;
};

enum err_code monitor_unit_key(struct run *run, struct unit_keys *keys, size_t act, bool with_kind,
                               uint32_t *number)
{
    const struct observation *o = &run->facts->observations[act];
    const struct fact_attribute *name = observation_attribute(o, STR("unit"));
    const char *form = "unit";
    uint32_t party = PLAN_NONE;
    struct str key;

    if (!name) {
        name = observation_attribute(o, STR("vessel"));
        form = "vessel";
    }
    if (!name) {
        name = observation_attribute(o, STR("site"));
        form = "site";
    }
    for (uint32_t i = run->acts[act].first_share;
         i < run->acts[act].first_share + run->acts[act].share_count; i++)
        if (run->shares[i].share >= run->plan->threshold_likely)
            party = run->shares[i].actor;
    if (!name && o->place.form == FACT_PLACE_POINT) {
        for (size_t i = 0; i < keys->place_count; i++) {
            const struct fact_place *p = keys->places[i].place;
            double reach = p->error_m > o->place.error_m ? p->error_m : o->place.error_m;

            if (num_metres(geo_distance_m(p->point, o->place.point)) <= reach) {
                *number = keys->places[i].number;
                return ERR_OK;
            }
        }
        TRY(arena_grow(&run->scratch, &keys->places, keys->place_count, &keys->place_capacity,
                       sizeof *keys->places, run->err));
        keys->places[keys->place_count++] = (struct unit_place){&o->place, keys->count};
        *number = keys->count++;
        return ERR_OK;
    }
    buf_clear(&run->text);
    if (name) {
        buf_printf(&run->text, "%s %.*s", form, STR_ARG(name->text));
    } else {
        buf_puts(&run->text, "place ");
        buf_put(&run->text, o->place.form == FACT_PLACE_AREA ? o->place.area : o->place.geometry);
    }
    buf_printf(&run->text, "\n%u", (unsigned)party);
    if (with_kind)
        buf_printf(&run->text, "\n%u", (unsigned)run->acts[act].kind);
    TRY(buf_check(&run->text, run->err));
    key = buf_str(&run->text);
    *number = map_get(&keys->map, key);
    if (*number == MAP_NONE) {
        struct str copy;
        enum err_code code = arena_str(&run->scratch, key, &copy, run->err);

        *number = keys->count++;
        if (!code)
            code = map_set(&keys->map, copy, *number, run->err);
        buf_clear(&run->text);
        return code;
    }
    buf_clear(&run->text);
    return ERR_OK;
}

/* `unless`: an excuse takes away from what a sighting says. */
static enum err_code take_excuse(struct run *run, const struct plan_statement *st, size_t act,
                                 uint32_t party, int64_t begin_us, struct fact_interval *p,
                                 unsigned *doubts)
{
    struct fact_interval excuse;

    TRY(monitor_excuse(run, st->tail.unless, act, party, begin_us, &excuse));
    if (excuse.lo < excuse.hi)
        *doubts |= DOUBT_EXCUSE;
    *p = monitor_times(*p, monitor_not(excuse));
    return ERR_OK;
}

/* A sighting: how likely it breaks the statement, per reading, and by slot. */
static enum err_code sight(struct run *run, uint32_t statement, const struct bound *slots,
                           size_t act, int64_t begin_us, const struct fact_interval *time,
                           struct fact_interval *readings, struct fact_interval *by_slot,
                           struct fact_interval *base, unsigned *doubts)
{
    const struct plan_statement *st = &run->plan->statements[statement];
    const struct bound *bound = run->statement_bound[statement];
    const struct act *a = &run->acts[act];
    bool excuse_by_party =
        st->tail.unless != PLAN_NONE && monitor_excuse_needs_party(run, st->tail.unless);
    bool by_party = (st->relation == PLAN_AWAY_FROM && st->side.form == PLAN_SIDE_OF_SAME_PARTY) ||
                    monitor_place_is_keyed(run, st->place) || excuse_by_party;
    bool is_disputed = monitor_place_is_disputed(run, st->place);
    struct who who = monitor_who(run, bound, act);
    enum match match = monitor_classes_match(run, st->classes, act, doubts);

    *base = monitor_mass(run, st->classes, act, match);
    *base = monitor_times(*base, *time);
    *base = monitor_times(*base, monitor_presence_factor(run, st->form, act, doubts));
    if (st->tail.unless != PLAN_NONE && !excuse_by_party)
        TRY(take_excuse(run, st, act, PLAN_NONE, begin_us, base, doubts));
    for (size_t r = 0; r < run->plan->reading_count; r++) {
        struct fact_interval mix = {0, 0}, unknown = {1, 0}, one;
        double named = 0;

        if (r > 0 && !is_disputed) {
            readings[r] = readings[0];
            continue;
        }
        if (!by_party) {
            one = monitor_keep_broken(run, st, PLAN_NONE, r, act, doubts);
            for (size_t s = 0; s < slots->slot_count; s++)
                monitor_widen(&by_slot[s], one, r == 0);
            mix = monitor_times(one, who.factor);
        } else {
            for (size_t s = 0; s < slots->slot_count; s++) {
                double share = monitor_share_of(run, slots->slots[s], act).lo;
                unsigned seen = 0;

                if (r == 0)
                    by_slot[s] = (struct fact_interval){0, 0};
                if (bound->is_bound[slots->slots[s]] != 1)
                    continue;
                one = monitor_keep_broken(run, st, slots->slots[s], r, act, &seen);
                if (excuse_by_party)
                    TRY(take_excuse(run, st, act, slots->slots[s], begin_us, &one, &seen));
                if (share > 0 || a->unknown > 0)
                    *doubts |= seen;
                monitor_widen(&by_slot[s], one, r == 0);
                unknown.lo = one.lo < unknown.lo ? one.lo : unknown.lo;
                unknown.hi = one.hi > unknown.hi ? one.hi : unknown.hi;
                named += share;
                mix.lo += share * one.lo;
                mix.hi += share * one.hi;
            }
            if (who.factor.lo > named)
                mix.lo += (who.factor.lo - named) * unknown.lo;
            if (who.factor.hi > named) {
                mix.hi += (who.factor.hi - named) * unknown.hi;
                if (unknown.lo < unknown.hi && who.factor.hi - named > 1e-9)
                    *doubts |= DOUBT_ACTOR;
            }
        }
        readings[r] = monitor_times(*base, mix);
    }
    return ERR_OK;
}

struct stays {
    struct stay *items;
    size_t count, capacity;
    uint32_t *open; /* per unit number: index + 1 of its open stay */
    size_t open_count, open_capacity;
    struct unit_keys keys;
};

static void stay_close(struct stay *stay, int64_t at_us)
{
    stay->is_open = false;
    stay->item.to_us = at_us > stay->item.to_us ? at_us : stay->item.to_us;
}

static enum err_code stay_add(struct run *run, struct stay *stay, size_t act,
                              const struct fact_interval *readings)
{
    const struct observation *o = &run->facts->observations[act];

    for (size_t r = 0; r < run->plan->reading_count; r++) {
        stay->none_lo[r] *= 1 - readings[r].hi;
        stay->none_hi[r] *= 1 - readings[r].lo;
    }
    TRY(arena_grow(&run->scratch, &stay->acts, stay->item.act_count, &stay->act_capacity,
                   sizeof *stay->acts, run->err));
    stay->acts[stay->item.act_count++] = act;
    if (monitor_last(o->time.from_us, o->time.to_us) > stay->last_us)
        stay->last_us = monitor_last(o->time.from_us, o->time.to_us);
    if (o->time.to_us > stay->item.to_us)
        stay->item.to_us = o->time.to_us;
    return ERR_OK;
}

static enum err_code stay_start(struct run *run, struct stays *stays, uint32_t unit, size_t act,
                                uint32_t statement, const struct fact_interval *by_slot,
                                size_t slots, struct fact_interval base, unsigned doubts,
                                int64_t from_us)
{
    const struct observation *o = &run->facts->observations[act];
    size_t readings = run->plan->reading_count;
    struct fact_interval *copy = ARENA_NEW(&run->scratch, struct fact_interval, slots + 1);
    struct stay *stay;

    TRY(arena_grow(&run->scratch, &stays->items, stays->count, &stays->capacity,
                   sizeof *stays->items, run->err));
    stay = &stays->items[stays->count];
    *stay = (struct stay){.is_open = true, .last_us = o->time.from_us};
    stay->none_lo = ARENA_NEW(&run->scratch, double, readings);
    stay->none_hi = ARENA_NEW(&run->scratch, double, readings);
    if (!copy || !stay->none_lo || !stay->none_hi)
        return err_no_memory(run->err);
    for (size_t r = 0; r < readings; r++)
        stay->none_lo[r] = stay->none_hi[r] = 1;
    for (size_t s = 0; s < slots; s++)
        copy[s] = by_slot[s];
    copy[slots] = (struct fact_interval){1, 1};
    stay->item = (struct item){
        .form = ITEM_STAY,
        .statement = statement,
        .act = act,
        .from_us = o->time.from_us > from_us ? o->time.from_us : from_us,
        .to_us = o->time.to_us,
        .known_us = o->received_us,
        .base = base,
        .base_range = base,
        .by_slot = copy,
        .doubts = doubts,
        .slot = PLAN_NONE,
    };
    stays->open[unit] = (uint32_t)++stays->count;
    return ERR_OK;
}

static enum err_code stay_finish(struct run *run, struct stay *stay, bool is_disputed,
                                 struct items *items)
{
    size_t readings = run->plan->reading_count;
    struct fact_interval *list = ARENA_NEW(&run->scratch, struct fact_interval, readings);
    struct item *item = &stay->item;

    if (!list)
        return err_no_memory(run->err);
    item->occurrence = (struct fact_interval){1, 1};
    item->range = (struct fact_interval){1, 0};
    for (size_t r = 0; r < readings; r++) {
        struct fact_interval p = {num_probability(1 - stay->none_hi[r]),
                                  num_probability(1 - stay->none_lo[r])};

        list[r] = p;
        item->occurrence.lo = p.lo < item->occurrence.lo ? p.lo : item->occurrence.lo;
        item->occurrence.hi = p.hi < item->occurrence.hi ? p.hi : item->occurrence.hi;
        item->range.lo = p.lo < item->range.lo ? p.lo : item->range.lo;
        item->range.hi = p.hi > item->range.hi ? p.hi : item->range.hi;
        if (p.lo != list[0].lo || p.hi != list[0].hi)
            item->doubts |= DOUBT_READING;
    }
    item->readings = is_disputed ? list : NULL;
    item->acts = stay->acts;
    return monitor_item_push(run, items, item);
}

enum err_code monitor_stays(struct run *run, uint32_t statement, const struct instance *at,
                            int64_t begin_us, int64_t end_us, struct items *items)
{
    const struct plan_statement *st = &run->plan->statements[statement];
    const struct bound *slots = run->clauses[st->clause].bound;
    struct fact_interval *readings =
        ARENA_NEW(&run->scratch, struct fact_interval, run->plan->reading_count);
    struct fact_interval *by_slot =
        ARENA_NEW(&run->scratch, struct fact_interval, slots->slot_count + 1);
    bool is_disputed = monitor_place_is_disputed(run, st->place);
    const struct spans *coverage;
    struct binding binding;
    struct stays stays = {0};

    if (!readings || !by_slot)
        return err_no_memory(run->err);
    TRY(monitor_binding(run, at, statement, begin_us, end_us, &binding));
    if (binding.maybe.count == 0)
        return ERR_OK;
    TRY(monitor_statement_coverage(run, statement, run->known_us, &coverage));
    map_init(&stays.keys.map, &run->scratch);
    for (size_t i = monitor_first_reaching(run, binding.maybe.items[0].from_us);
         i < run->facts->observation_count; i++) {
        const struct observation *o = &run->facts->observations[i];
        struct fact_interval sure, maybe, time, base;
        double most = 0;
        unsigned doubts = 0;
        uint32_t unit;
        struct stay *stay;
        bool is_gone = o->has_quantity && o->quantity <= 0;

        if (o->time.from_us >= end_us)
            break;
        if (run->acts[i].kind == PLAN_NONE ||
            monitor_classes_match(run, st->classes, i, &doubts) == MATCH_NO)
            continue;
        sure = monitor_spans_share(&binding.sure, o->time, o->holds, o->aggregate);
        maybe = monitor_spans_share(&binding.maybe, o->time, o->holds, o->aggregate);
        time = (struct fact_interval){sure.lo, maybe.hi};
        if (time.hi <= 0)
            continue;
        if (time.lo < time.hi)
            doubts |= o->aggregate ? DOUBT_AGGREGATE : DOUBT_WHILE;
        else if (time.lo < 1)
            doubts |= DOUBT_TIME;
        TRY(sight(run, statement, slots, i, begin_us, &time, readings, by_slot, &base, &doubts));
        for (size_t r = 0; r < run->plan->reading_count; r++)
            most = readings[r].hi > most ? readings[r].hi : most;
        TRY(monitor_unit_key(run, &stays.keys, i, false, &unit));
        while (stays.open_count <= unit) {
            TRY(arena_grow(&run->scratch, &stays.open, stays.open_count, &stays.open_capacity,
                           sizeof *stays.open, run->err));
            stays.open[stays.open_count++] = 0;
        }
        stay = stays.open[unit] ? &stays.items[stays.open[unit] - 1] : NULL;
        if (stay && !monitor_spans_cover(coverage, stay->last_us, o->time.from_us)) {
            stay_close(stay, monitor_spans_end(coverage, stay->last_us));
            stays.open[unit] = 0;
            stay = NULL;
        }
        if (is_gone || num_probability(most) <= 0) {
            if (stay) {
                stay_close(stay, o->time.from_us);
                stays.open[unit] = 0;
            }
            if (!is_gone && items->considered_count < MONITOR_CONSIDERED_LIMIT) {
                TRY(arena_grow(&run->scratch, &items->considered, items->considered_count,
                               &items->considered_capacity, sizeof *items->considered, run->err));
                items->considered[items->considered_count++] = i;
            }
            continue;
        }
        if (!stay) {
            TRY(stay_start(run, &stays, unit, i, statement, by_slot, slots->slot_count, base,
                           doubts, o->holds ? binding.maybe.items[0].from_us : o->time.from_us));
            stay = &stays.items[stays.count - 1];
        }
        stay->item.doubts |= doubts;
        TRY(stay_add(run, stay, i, readings));
    }
    for (size_t i = 0; i < stays.count; i++) {
        struct stay *stay = &stays.items[i];
        int64_t limit = end_us < run->watermark_us ? end_us : run->watermark_us;

        if (stay->is_open) {
            int64_t end = monitor_spans_end(coverage, stay->last_us);

            stay_close(stay, end < limit ? end : limit);
        }
        TRY(stay_finish(run, stay, is_disputed, items));
    }
    return ERR_OK;
}

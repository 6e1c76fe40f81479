/* SPDX-License-Identifier: Apache-2.0
 *
 * What a party has declared. Every declaration `of` a baseline is one entry of its inventory: they add up; a correction has the
 * id of what it corrects. What says neither of what nor where may belong to what is asked about, and may not. */
#include "monitor/amount/amount_int.h"

#include <math.h>

static struct observation as_record(const struct fact_declaration *d)
{
    return (struct observation){.attributes = d->attributes,
                                .attribute_count = d->attribute_count,
                                .object_count = d->attribute_count,
                                .quantity = d->quantity,
                                .has_quantity = true,
                                .place = d->place};
}

/* The kind declared, or PLAN_NONE: nothing says which. */
static uint32_t kind_of(const struct run *run, const struct fact_declaration *d)
{
    struct observation o = as_record(d);
    const struct fact_attribute *kind = observation_attribute(&o, STR("kind"));

    if (kind)
        return plan_find_kind(run->plan, kind->text);
    return plan_find_kind(run->plan, d->weapon.size ? d->weapon : d->of);
}

static bool names_kind(const struct fact_declaration *d)
{
    struct observation o = as_record(d);

    return d->weapon.size || observation_attribute(&o, STR("kind")) ||
           !str_eq(d->of, STR("baseline"));
}

static enum match class_match(const struct run *run, uint32_t class,
                              const struct fact_declaration *d, unsigned *doubts)
{
    struct observation o = as_record(d);
    uint32_t kind = kind_of(run, d);

    if (kind != PLAN_NONE)
        return monitor_record_match(run, class, kind, &o, doubts);
    if (names_kind(d)) /* the name of a class says it as well */
        return str_eq(run->plan->classes[class].name, d->weapon.size ? d->weapon : d->of)
                   ? MATCH_YES
                   : MATCH_NO;
    *doubts |= DOUBT_KIND;
    return MATCH_PERHAPS;
}

enum match monitor_declaration_match(const struct run *run, struct plan_list classes,
                                     const struct fact_declaration *d, unsigned *doubts)
{
    enum match match = MATCH_NO;
    unsigned seen = 0;

    for (size_t i = 0; i < classes.count && match != MATCH_YES; i++) {
        enum match one = class_match(run, classes.items[i], d, &seen);

        match = one > match ? one : match;
    }
    if (match == MATCH_PERHAPS)
        *doubts |= seen;
    return match;
}

static bool is_theirs(const struct run *run, const struct asked_baseline *asked,
                      const struct fact_declaration *d)
{
    uint32_t actor = monitor_actor(run, d->party);

    if (asked->party != PLAN_NONE)
        return actor != PLAN_NONE && plan_actor_is(run->plan, actor, asked->party);
    return asked->bound->anyone || (actor != PLAN_NONE && asked->bound->is_bound[actor] == 1);
}

enum err_code monitor_baseline(struct run *run, const struct asked_baseline *asked,
                               int64_t known_us, struct baseline *out)
{
    const struct facts *facts = run->facts;

    *out = (struct baseline){.amount = {0, 0}, .known_us = TIME_NONE};
    out->declarations = ARENA_NEW(&run->scratch, size_t, facts->declaration_count + 1);
    if (!out->declarations)
        return err_no_memory(run->err);
    for (size_t i = 0; i < facts->declaration_count; i++) {
        const struct fact_declaration *d = &facts->declarations[i];
        struct observation o = as_record(d);
        struct fact_interval p, one;
        enum match match, row = MATCH_YES;
        unsigned doubts = 0;

        if (d->received_us > known_us || !str_eq(d->of, STR("baseline")) ||
            !is_theirs(run, asked, d))
            continue;
        match = monitor_declaration_match(run, asked->classes, d, &doubts);
        if (asked->row != PLAN_NONE)
            row = class_match(run, asked->row, d, &doubts);
        if (match == MATCH_NO || row == MATCH_NO)
            continue;
        p = monitor_place_range(run, asked->spots, &d->place, &doubts);
        if (match == MATCH_PERHAPS || row == MATCH_PERHAPS)
            p.lo = 0;
        if (p.hi <= 0)
            continue;
        one = monitor_ends(run, p, monitor_quantity(&o, asked->measure, NULL, NULL));
        out->amount.lo += one.lo;
        out->amount.hi += one.hi;
        if (p.lo < p.hi)
            out->doubts |= doubts | DOUBT_BASELINE;
        if (d->received_us > out->known_us)
            out->known_us = d->received_us;
        out->is_declared = true;
        out->declarations[out->count++] = i;
    }
    if (!out->is_declared) {
        out->amount.hi = (double)INFINITY;
        out->doubts = DOUBT_BASELINE;
    }
    return ERR_OK;
}

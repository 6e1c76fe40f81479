/* SPDX-License-Identifier: Apache-2.0
 *
 * How a `keep` or a ceiling stands at a moment: pending before its time; then breached from its first violation, or fulfilled
 * from the first moment at which its verifier certifies it or coverage shows no violation.
 *
 * The violations are summed up once, in the order in which they became known, so that a moment costs O(log n). */
#include "monitor/monitor_int.h"

#include <stdlib.h>

struct known_item {
    int64_t enter_us; /* happened and known */
    int64_t from_us;
    bool is_violation;
    /* up to and with this one */
    int64_t first_us;
    bool maybe;
};

struct keep_summary {
    uint32_t statement, party;
    const struct items *items;
    struct known_item *sorted; /* those that no ruling can change */
    size_t count;
    const struct item **ruled;
    size_t ruled_count;
    struct keep_summary *next;
};

static const struct fact_interval perhaps = {0, 1};

/* A certificate of the clause's verifier; for all: it stands for each party, given for all or for each apart. */
static struct certified certificate(const struct run *run, uint32_t clause, uint32_t party,
                                    int64_t from_us, int64_t known_us)
{
    const struct bound *bound = run->clauses[clause].bound;
    struct certified c = monitor_certified_clause(run, clause, party, from_us, known_us);

    if (party != PLAN_NONE || bound->slot_count == 0)
        return c;
    for (size_t s = 0; s < bound->slot_count; s++) {
        struct certified one =
            monitor_certified_clause(run, clause, bound->slots[s], from_us, known_us);

        if (!one.stands)
            return one;
        if (s == 0 || one.time_us > c.time_us)
            c = one;
    }
    return c;
}

static int known_order(const void *a, const void *b)
{
    const struct known_item *x = a, *y = b;

    if (x->enter_us != y->enter_us)
        return x->enter_us < y->enter_us ? -1 : 1;
    if (x->from_us != y->from_us)
        return x->from_us < y->from_us ? -1 : 1;
    return (int)x->is_violation - (int)y->is_violation;
}

/* What an item says against a party (or anyone): nothing, perhaps, a violation. */
static enum match against(const struct run *run, uint32_t clause, const struct item *item,
                          uint32_t party, int64_t known_us)
{
    struct judged j = monitor_judge(run, clause, item, known_us);
    struct fact_interval by = j.range;

    if (j.is_out)
        return MATCH_NO;
    if (party != PLAN_NONE)
        by = monitor_item_party(run, clause, item, &j, party, true);
    if (by.hi <= 0)
        return MATCH_NO;
    return j.is_violation && (party == PLAN_NONE || by.lo >= run->plan->threshold_likely)
               ? MATCH_YES
               : MATCH_PERHAPS;
}

static enum err_code summary(struct run *run, uint32_t statement, uint32_t party,
                             const struct items *items, const struct keep_summary **out)
{
    uint32_t clause = run->plan->statements[statement].clause;
    struct keep_summary *s;

    for (s = run->summaries; s; s = s->next)
        if (s->statement == statement && s->party == party && s->items == items) {
            *out = s;
            return ERR_OK;
        }
    s = ARENA_NEW(&run->scratch, struct keep_summary, 1);
    if (!s)
        return err_no_memory(run->err);
    *s = (struct keep_summary){.statement = statement, .party = party, .items = items};
    s->sorted = ARENA_NEW(&run->scratch, struct known_item, items->count + 1);
    s->ruled = ARENA_NEW(&run->scratch, const struct item *, items->count + 1);
    if (!s->sorted || !s->ruled)
        return err_no_memory(run->err);
    for (size_t i = 0; i < items->count; i++) {
        const struct item *item = &items->items[i];
        enum match match;

        if (item->statement != statement)
            continue;
        if (item->may_be_ruled) {
            s->ruled[s->ruled_count++] = item;
            continue;
        }
        match = against(run, clause, item, party, run->known_us);
        if (match != MATCH_NO)
            s->sorted[s->count++] = (struct known_item){
                .enter_us = item->known_us > item->from_us ? item->known_us : item->from_us,
                .from_us = item->from_us,
                .is_violation = match == MATCH_YES};
    }
    if (s->count > 1)
        qsort(s->sorted, s->count, sizeof *s->sorted, known_order);
    for (size_t i = 0; i < s->count; i++) {
        struct known_item *k = &s->sorted[i];

        k->first_us = i ? k[-1].first_us : TIME_NONE;
        k->maybe = (i && k[-1].maybe) || !k->is_violation;
        if (!k->is_violation)
            continue;
        if (k->first_us == TIME_NONE || k->from_us < k->first_us)
            k->first_us = k->from_us;
    }
    s->next = run->summaries;
    run->summaries = s;
    *out = s;
    return ERR_OK;
}

struct broken {
    int64_t first_us; /* violation; TIME_NONE */
    bool maybe;
};

static void note(struct broken *b, enum match match, int64_t from_us)
{
    if (match == MATCH_PERHAPS)
        b->maybe = true;
    if (match != MATCH_YES)
        return;
    if (b->first_us == TIME_NONE || from_us < b->first_us)
        b->first_us = from_us;
}

static struct broken broken_by(const struct run *run, const struct keep_summary *s,
                               const struct moment *moment)
{
    struct broken b = {TIME_NONE, false};
    uint32_t clause = run->plan->statements[s->statement].clause;

    if (moment->at_us == moment->known_us && moment->end_us > moment->at_us) {
        size_t low = 0, high = s->count;

        while (low < high) {
            size_t middle = low + (high - low) / 2;

            if (s->sorted[middle].enter_us <= moment->at_us)
                low = middle + 1;
            else
                high = middle;
        }
        if (low)
            b = (struct broken){s->sorted[low - 1].first_us, s->sorted[low - 1].maybe};
    } else {
        for (size_t i = 0; i < s->count; i++)
            if (s->sorted[i].enter_us <= moment->known_us &&
                s->sorted[i].from_us <= moment->at_us && s->sorted[i].from_us < moment->end_us)
                note(&b, s->sorted[i].is_violation ? MATCH_YES : MATCH_PERHAPS,
                     s->sorted[i].from_us);
    }
    for (size_t i = 0; i < s->ruled_count; i++) {
        const struct item *item = s->ruled[i];

        if (item->from_us <= moment->at_us && item->known_us <= moment->known_us &&
            item->from_us < moment->end_us)
            note(&b, against(run, clause, item, s->party, moment->known_us), item->from_us);
    }
    return b;
}

enum err_code monitor_keep_state(struct run *run, uint32_t statement, uint32_t party,
                                 const struct moment *moment, const struct instance *own,
                                 struct standing *out)
{
    const struct plan_statement *st = &run->plan->statements[statement];
    struct certified certified;
    const struct keep_summary *sum = NULL;
    const struct spans *coverage;
    int64_t seen_us = TIME_NONE, done_us;
    struct binding binding;
    struct items *items;
    struct broken b;

    *out = monitor_standing_none();
    TRY(monitor_binding(run, own, statement, own->begin_us, own->end_us, &binding));
    if (binding.as_of_us == TIME_NONE || moment->at_us < binding.as_of_us) {
        monitor_standing_is(out, &out->pending);
        return ERR_OK;
    }
    TRY(monitor_items(run, st->clause, own, own->begin_us, own->end_us, &items));
    TRY(monitor_statement_coverage(run, statement, moment->known_us, &coverage));
    TRY(summary(run, statement, party, items, &sum));
    for (size_t i = 0; i < coverage->count && seen_us == TIME_NONE; i++) {
        int64_t from = coverage->items[i].from_us > binding.as_of_us ? coverage->items[i].from_us
                                                                     : binding.as_of_us;

        if (from < coverage->items[i].to_us && from <= moment->at_us)
            seen_us = from;
    }
    b = broken_by(run, sum, moment);
    certified = certificate(run, st->clause, party, binding.as_of_us, moment->known_us);
    done_us =
        certified.stands && certified.time_us <= moment->at_us ? certified.time_us : TIME_NONE;
    if (!b.maybe && seen_us != TIME_NONE && (done_us == TIME_NONE || seen_us < done_us))
        done_us = seen_us;
    out->breached_us = b.first_us;
    if (b.first_us != TIME_NONE) {
        monitor_standing_is(out, &out->breached);
        if (done_us != TIME_NONE && done_us < b.first_us)
            out->fulfilled_us = done_us;
    } else if (done_us != TIME_NONE) {
        monitor_standing_is(out, &out->fulfilled);
        out->fulfilled_us = done_us;
    } else {
        monitor_standing_is(out, &out->undetermined);
        out->fulfilled = out->breached = perhaps;
    }
    return ERR_OK;
}

enum err_code monitor_keep_changes(struct run *run, uint32_t statement, const struct instance *own,
                                   struct moments *out)
{
    const struct plan_statement *st = &run->plan->statements[statement];
    const struct bound *bound = run->clauses[st->clause].bound;
    const struct spans *coverage;
    struct items *items;

    TRY(monitor_items(run, st->clause, own, own->begin_us, own->end_us, &items));
    TRY(monitor_statement_coverage(run, statement, run->known_us, &coverage));
    for (size_t i = 0; i < coverage->count; i++)
        TRY(monitor_moment_add(run, out, coverage->items[i].from_us));
    for (size_t p = 0; p <= bound->slot_count; p++) {
        const struct keep_summary *s = NULL;

        TRY(summary(run, statement, p == bound->slot_count ? PLAN_NONE : bound->slots[p], items,
                    &s));
        for (size_t i = 0; i < s->count; i++) {
            const struct known_item *k = &s->sorted[i];

            if (i == 0 || k->first_us != k[-1].first_us || k->maybe != k[-1].maybe)
                TRY(monitor_moment_add(run, out, k->enter_us));
        }
        for (size_t i = 0; i < s->ruled_count; i++) {
            const struct item *item = s->ruled[i];

            TRY(monitor_moment_add(run, out, item->from_us));
            TRY(monitor_moment_add(run, out, item->known_us));
            for (size_t k = 0; k == 0 || k < item->act_count; k++) {
                size_t act = item->act_count ? item->acts[k] : item->act;

                for (uint32_t r = 0; act != SIZE_MAX && r < run->acts[act].ruling_count; r++)
                    TRY(monitor_moment_add(
                        run, out,
                        run->facts
                            ->decisions[run->rulings[run->acts[act].first_ruling + r].decision]
                            .received_us));
            }
        }
    }
    return ERR_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "monitor/world/tally.h"

#include "monitor/world/world_int.h"

#include <stdlib.h>
#include <string.h>

struct tallying {
    struct run run;
    const struct tally_options *options;
    struct arena *arena; /* of what outlives the run: the cache's, or the tally's */
    struct tally *out;
};

/* -------------------------------------------------------------- items */

int tally_item_order(const struct tally_item *x, const struct tally_item *y)
{
    if (x->form != y->form)
        return x->form < y->form ? -1 : 1;
    if (x->act != y->act)
        return x->act < y->act ? -1 : 1;
    if (x->from_us != y->from_us)
        return x->from_us < y->from_us ? -1 : 1;
    if (x->slot != y->slot)
        return x->slot < y->slot ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

static bool has_periods(const struct run *run, const struct item *item)
{
    return item->form == ITEM_EXCESS && item->statement != PLAN_NONE &&
           run->plan->statements[item->statement].every.form != PLAN_PERIOD_NONE;
}

static int item_order(const void *a, const void *b)
{
    return tally_item_order((const struct tally_item *)a, (const struct tally_item *)b);
}

/* One item's part of the clause's figures, as a run's summary counts it. */
static void add_item(struct tallying *t, uint32_t clause, const struct item *item,
                     const struct judged *j, struct tally_clause *row,
                     struct outcome_party_count *by_party, struct tally_item *made,
                     struct fact_interval *shares)
{
    const struct bound *bound = t->run.clauses[clause].bound;

    *made = (struct tally_item){.form = (enum tally_form)item->form,
                                .slot = item->slot,
                                .act = item->act,
                                .number = item->number,
                                .from_us = item->from_us,
                                .occurrence = j->occurrence,
                                .by_party = shares};
    row->expected.lo += j->occurrence.lo;
    row->expected.hi += j->occurrence.hi;
    for (size_t s = 0; s < row->party_count; s++) {
        struct fact_interval one =
            monitor_item_party(&t->run, clause, item, j, bound->slots[s], false);

        if (one.hi > j->occurrence.hi)
            one.hi = j->occurrence.hi;
        by_party[s].count.lo += one.lo;
        by_party[s].count.hi += one.hi;
        shares[s] = one;
    }
    if (!has_periods(&t->run, item))
        row->verdicts[j->is_violation ? FINDING_VIOLATION : FINDING_UNDETERMINED]++;
}

/* -------------------------------------------------------------- duties, periods */

static enum err_code count_duties(struct tallying *t, uint32_t statement, const struct instance *at,
                                  struct tally_clause *row)
{
    struct run *run = &t->run;
    struct duties duties;

    TRY(monitor_duties(run, statement, at, run->known_us, run->watermark_us, &duties));
    for (size_t i = 0; i < duties.count; i++)
        row->verdicts[monitor_duty_verdict(run, &duties.items[i])]++;
    return ERR_OK;
}

static enum err_code count_periods(struct tallying *t, uint32_t statement,
                                   const struct instance *at, struct tally_clause *row)
{
    struct run *run = &t->run;
    struct period_value *values;
    size_t count;

    if (run->plan->statements[statement].amount.form != PLAN_AMOUNT_NUMBER)
        return ERR_OK;
    TRY(monitor_period_values(run, statement, at, at->begin_us, at->end_us, &values, &count));
    for (size_t i = 0; i < count; i++) {
        const struct period_value *v = &values[i];

        row->verdicts[v->over.lo > 0 && v->over.lo >= run->plan->threshold_likely
                          ? FINDING_VIOLATION
                      : v->period.to_us > run->watermark_us ? FINDING_PENDING
                      : v->over.hi <= 0                     ? FINDING_KEPT
                                                            : FINDING_UNDETERMINED]++;
    }
    return ERR_OK;
}

static enum err_code count_steps(struct tallying *t, uint32_t statement, const struct instance *at,
                                 struct tally_clause *row)
{
    struct run *run = &t->run;
    struct moment moment = {
        .at = at, .at_us = run->watermark_us, .end_us = TIME_NEVER, .known_us = run->known_us};
    struct standing s;

    TRY(monitor_sync_state(run, statement, &moment, at, &s));
    if (s.has_instance)
        row->verdicts[s.breached.lo >= 1       ? FINDING_BREACHED
                      : s.undetermined.lo >= 1 ? FINDING_UNDETERMINED
                      : s.pending.lo >= 1      ? FINDING_PENDING
                                               : FINDING_FULFILLED]++;
    return ERR_OK;
}

static enum err_code count_statements(struct tallying *t, uint32_t clause,
                                      const struct instance *at, struct tally_clause *row)
{
    const struct plan_clause *c = &t->run.plan->clauses[clause];

    for (uint32_t s = c->first_statement; s < c->first_statement + c->statement_count; s++) {
        const struct plan_statement *st = &t->run.plan->statements[s];

        if (st->judged != PLAN_JUDGED)
            continue;
        if (st->form == PLAN_REQUIRE)
            TRY(count_duties(t, s, at, row));
        else if (st->form == PLAN_SYNCHRONOUS)
            TRY(count_steps(t, s, at, row));
        else if (st->form == PLAN_LIMIT && st->every.form != PLAN_PERIOD_NONE)
            TRY(count_periods(t, s, at, row));
    }
    return ERR_OK;
}

/* -------------------------------------------------------------- a clause */

static void judged_state(const struct run *run, uint32_t clause, struct tally_clause *row)
{
    const struct plan_clause *c = &run->plan->clauses[clause];
    size_t scheduled = 0;

    row->judged = OUTCOME_YES;
    for (uint32_t s = c->first_statement; s < c->first_statement + c->statement_count; s++) {
        const struct plan_statement *st = &run->plan->statements[s];

        scheduled += st->form == PLAN_ASSESS;
        if (st->judged == PLAN_JUDGED || row->judged == OUTCOME_OPEN)
            continue;
        row->judged = st->judged == PLAN_OPEN ? OUTCOME_OPEN : OUTCOME_NOT_YET;
        row->why = st->why;
    }
    if (row->judged == OUTCOME_YES && scheduled && scheduled == c->statement_count)
        row->judged = OUTCOME_SCHEDULED;
}

static enum err_code items_of(struct tallying *t, uint32_t clause, struct tally_clause *row,
                              struct outcome_party_count *by_party, size_t total)
{
    struct run *run = &t->run;
    uint32_t phase = run->plan->clauses[clause].phase;
    struct tally_item *made = ARENA_NEW(t->arena, struct tally_item, total + 1);
    struct fact_interval *shares =
        ARENA_NEW(t->arena, struct fact_interval, total * row->party_count + 1);
    size_t n = 0;

    if (!made || !shares)
        return err_no_memory(run->err);
    for (size_t i = 0; i < run->instance_count; i++) {
        const struct instance *at = &run->instances[i];
        struct items *items;

        if (at->phase != phase)
            continue;
        TRY(monitor_items(run, clause, at, at->begin_us, at->end_us, &items));
        for (size_t k = 0; k < items->count; k++) {
            struct judged j = monitor_judge(run, clause, &items->items[k], run->known_us);

            if (j.is_out)
                continue;
            add_item(t, clause, &items->items[k], &j, row, by_party, &made[n],
                     &shares[n * row->party_count]);
            n++;
        }
        TRY(count_statements(t, clause, at, row));
    }
    qsort(made, n, sizeof *made, item_order);
    row->items = made;
    row->item_count = n;
    return ERR_OK;
}

static enum err_code worlds_of(struct tallying *t, uint32_t clause, struct tally_clause *row)
{
    struct run *run = &t->run;
    size_t n = t->options->worlds * (row->party_count + 1);
    struct world_counts counts = {ARENA_NEW(t->arena, uint32_t, n + 1),
                                  ARENA_NEW(t->arena, uint32_t, n + 1), t->options->worlds,
                                  row->party_count};

    if (!counts.lo || !counts.hi)
        return err_no_memory(run->err);
    for (size_t i = 0; i < run->instance_count; i++) {
        const struct instance *at = &run->instances[i];
        struct items *items;

        if (at->phase != run->plan->clauses[clause].phase)
            continue;
        TRY(monitor_items(run, clause, at, at->begin_us, at->end_us, &items));
        TRY(monitor_world_clause(run, t->options, clause, at, items, &counts));
    }
    row->worlds = (struct tally_worlds){counts.lo, counts.hi};
    return ERR_OK;
}

static enum err_code make_clause(struct tallying *t, uint32_t clause, struct tally_clause *row)
{
    struct run *run = &t->run;
    const struct bound *bound = run->clauses[clause].bound;
    struct outcome_party_count *by_party =
        ARENA_NEW(t->arena, struct outcome_party_count, bound->slot_count + 1);
    size_t total = 0;

    if (!by_party)
        return err_no_memory(run->err);
    judged_state(run, clause, row);
    for (size_t s = 0; s < bound->slot_count; s++)
        by_party[s].party = run->plan->actors[bound->slots[s]].name;
    row->by_party = by_party;
    row->party_count = bound->slot_count;
    for (size_t i = 0; i < run->instance_count; i++) {
        const struct instance *at = &run->instances[i];
        struct items *items;

        if (at->phase != run->plan->clauses[clause].phase)
            continue;
        TRY(monitor_items(run, clause, at, at->begin_us, at->end_us, &items));
        total += items->count;
    }
    TRY(items_of(t, clause, row, by_party, total));
    row->expected =
        (struct fact_interval){num_round(row->expected.lo, 6), num_round(row->expected.hi, 6)};
    for (size_t s = 0; s < row->party_count; s++)
        by_party[s].count = (struct fact_interval){num_round(by_party[s].count.lo, 6),
                                                   num_round(by_party[s].count.hi, 6)};
    return t->options->worlds ? worlds_of(t, clause, row) : ERR_OK;
}

static struct monitor_key clause_key(const struct tallying *t, uint32_t clause)
{
    const struct run *run = &t->run;
    const struct plan_digests *digests = run->options->digests;
    struct monitor_key key = {.size = 0};
    uint64_t times = 0;

    monitor_key_u64(&key, 'c');
    monitor_key_hash(&key, &digests->clauses[clause]);
    monitor_key_run(run, &key, digests->looks_about[clause]);
    for (size_t i = 0; i < run->instance_count; i++) {
        const struct instance *at = &run->instances[i];

        if (at->phase != run->plan->clauses[clause].phase)
            continue;
        times = random_mix(times ^ at->number) + RANDOM_WEYL;
        times = random_mix(times ^ at->member) + RANDOM_WEYL;
        times = random_mix(times ^ (uint64_t)at->begin_us) + RANDOM_WEYL;
        times = random_mix(times ^ (uint64_t)at->end_us) + RANDOM_WEYL;
        times = random_mix(times ^ (uint64_t)at->planned_end_us) + RANDOM_WEYL;
    }
    monitor_key_u64(&key, times);
    monitor_key_u64(&key, t->options->worlds);
    monitor_key_u64(&key, t->options->seed);
    return key;
}

static enum err_code tally_clause(struct tallying *t, uint32_t clause)
{
    struct monitor_cache *cache = t->options->monitor.cache;
    struct monitor_key key = {.size = 0};
    struct tally_clause *row;

    if (cache) {
        key = clause_key(t, clause);
        row = (struct tally_clause *)monitor_cache_get(cache, &key);
        t->out->clauses[clause] = row;
        if (row) {
            t->out->kept++;
            return ERR_OK;
        }
    }
    row = ARENA_NEW(t->arena, struct tally_clause, 1);
    if (!row)
        return err_no_memory(t->run.err);
    TRY(make_clause(t, clause, row));
    t->out->clauses[clause] = row;
    return cache ? monitor_cache_set(cache, &key, row, t->run.err) : ERR_OK;
}

/* -------------------------------------------------------------- gates */

static enum err_code put_conditions(struct tallying *t, const struct outcome_gate *gate,
                                    struct str *out)
{
    struct run *run = &t->run;

    for (size_t i = 0; i < gate->condition_count; i++) {
        if (i)
            buf_puts(&run->text, "; ");
        buf_put(&run->text, gate->conditions[i]);
    }
    return monitor_say(run, out);
}

static enum err_code tally_gate(struct tallying *t, const struct instance *at, uint32_t g,
                                const struct outcome_gate *row, struct tally_gate *out)
{
    struct run *run = &t->run;
    const struct plan_exit *exit = &run->plan->phases[at->phase].exits[g];
    const struct gate_state *gate = &at->gates[g];
    int64_t known = gate->is_past && gate->known_us != TIME_NONE ? gate->known_us
                    : at->end_us != TIME_NEVER                   ? at->end_us
                                                                 : run->known_us;
    struct moment moment = monitor_gate_moment(run, at, gate, known);

    *out = (struct tally_gate){.phase = run->plan->phases[at->phase].name,
                               .to = row->to,
                               .number = at->number,
                               .state = row->state,
                               .probability = row->probability,
                               .judged_us = row->judged_us,
                               .passed = gate->by_rule};
    TRY(put_conditions(t, row, &out->conditions));
    if (t->options->worlds == 0 || row->state == OUTCOME_GATE_PENDING ||
        (exit->form != PLAN_EXIT_WHEN && exit->form != PLAN_EXIT_AS_SOON_AS))
        return ERR_OK;
    return monitor_world_condition(run, t->options, exit->condition, &moment, &out->lo, &out->hi);
}

/* Rows of a run's outcome are in the same order: phases as declared, each time that it ran. */
static enum err_code tally_gates(struct tallying *t)
{
    struct run *run = &t->run;
    const struct outcome *outcome = run->outcome;
    struct tally_phase *phases =
        ARENA_NEW(run->arena, struct tally_phase, outcome->phase_count + 1);
    struct tally_gate *gates;
    size_t n = 0, row = 0;

    for (size_t i = 0; i < outcome->phase_count; i++)
        n += outcome->phases[i].gate_count;
    gates = ARENA_NEW(run->arena, struct tally_gate, n + 1);
    if (!phases || !gates)
        return err_no_memory(run->err);
    t->out->phases = phases;
    t->out->gates = gates;
    for (uint32_t p = 0; p < run->plan->phase_count; p++) {
        bool any = false;

        for (size_t i = 0; i <= run->instance_count; i++) {
            const struct instance *at = i < run->instance_count ? &run->instances[i] : NULL;
            const struct outcome_phase *from = &outcome->phases[row];

            if (at ? at->phase != p : any)
                continue;
            any = true;
            phases[row++] = (struct tally_phase){from->name, from->title, at ? at->number : 0,
                                                 from->begin_us, from->end_us};
            for (uint32_t g = 0; g < from->gate_count; g++) {
                struct tally_gate *gate = &gates[t->out->gate_count++];

                if (at) {
                    TRY(tally_gate(t, at, g, &from->gates[g], gate));
                } else {
                    *gate = (struct tally_gate){.phase = from->name,
                                                .to = from->gates[g].to,
                                                .state = OUTCOME_GATE_PENDING,
                                                .probability = {0, 1},
                                                .judged_us = TIME_NONE};
                }
            }
        }
    }
    t->out->phase_count = row;
    return ERR_OK;
}

/* -------------------------------------------------------------- all */

static enum err_code tally_all(struct tallying *t)
{
    struct run *run = &t->run;

    t->out->clauses =
        ARENA_NEW(run->arena, const struct tally_clause *, run->plan->clause_count + 1);
    if (!t->out->clauses)
        return err_no_memory(run->err);
    t->out->from_us = run->instance_count ? run->entry_us : TIME_NONE;
    t->out->to_us = run->watermark_us;
    for (uint32_t c = 0; c < run->plan->clause_count; c++)
        TRY(tally_clause(t, c));
    TRY(monitor_phase_rows(run));
    TRY(tally_gates(t));
    t->out->warnings = run->outcome->warnings;
    t->out->warning_count = run->outcome->warning_count;
    return ERR_OK;
}

enum err_code monitor_tally(struct arena *arena, const struct plan *plan, const struct facts *facts,
                            const struct tally_options *options, struct tally *tally,
                            struct err *err)
{
    struct tallying t = {.options = options, .arena = arena, .out = tally};
    struct outcome outcome;
    enum err_code code;

    *tally = (struct tally){.from_us = TIME_NONE};
    if (options->monitor.cache)
        t.arena = monitor_cache_arena(options->monitor.cache);
    code = monitor_open(&t.run, arena, plan, facts, &options->monitor, &outcome, err);
    if (!code)
        code = tally_all(&t);
    monitor_close(&t.run);
    return code;
}

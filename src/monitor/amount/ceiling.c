/* SPDX-License-Identifier: Apache-2.0
 *
 * What the ceiling of a `limit` is: a number, a share of what is declared, the baseline itself, a row for each class, or so
 * many for each act of another kind. */
#include "monitor/amount/amount_int.h"

#include <math.h>

bool monitor_is_for_each(const struct run *run, uint32_t statement)
{
    const struct plan_statement *st = &run->plan->statements[statement];

    return !st->is_together && !st->actors.is_together &&
           !run->statement_bound[statement]->anyone && st->actors.form != PLAN_ACTORS_ANY_OF;
}

static const struct plan_table *table_of(const struct run *run, const struct plan_amount *amount)
{
    return amount->form == PLAN_AMOUNT_TABLE && amount->table != PLAN_NONE
               ? &run->plan->tables[amount->table]
               : NULL;
}

size_t monitor_ceiling_rows(const struct run *run, uint32_t statement)
{
    const struct plan_amount *amount = &run->plan->statements[statement].amount;
    const struct plan_table *table = table_of(run, amount);

    switch (amount->form) {
    case PLAN_AMOUNT_NUMBER:
    case PLAN_AMOUNT_BASELINE:
        return 1;
    case PLAN_AMOUNT_TABLE:
        return table ? table->row_count : 0;
    case PLAN_AMOUNT_NONE:
    case PLAN_AMOUNT_OPEN:
        break;
    }
    return 0;
}

static enum err_code declared(struct run *run, uint32_t statement, uint32_t slot, double share,
                              int64_t known_us, struct ceiling_row *out)
{
    const struct plan_statement *st = &run->plan->statements[statement];
    struct asked_baseline asked = {
        .classes = st->classes,
        .row = out->class,
        .party = slot == PLAN_NONE ? PLAN_NONE : run->clauses[st->clause].bound->slots[slot],
        .bound = run->statement_bound[statement],
        .spots = &st->spots,
        .measure = PLAN_COUNT};
    struct baseline baseline;

    TRY(monitor_baseline(run, &asked, known_us, &baseline));
    out->amount = (struct fact_interval){share * baseline.amount.lo, share * baseline.amount.hi};
    if (share <= 0)
        out->amount = (struct fact_interval){0, 0};
    out->known_us = baseline.known_us;
    out->doubts = baseline.doubts;
    return ERR_OK;
}

enum err_code monitor_ceiling_row(struct run *run, uint32_t statement, size_t i, uint32_t slot,
                                  int64_t known_us, struct ceiling_row *out)
{
    const struct plan_amount *amount = &run->plan->statements[statement].amount;
    const struct plan_table *table = table_of(run, amount);
    const struct plan_number *number = &amount->number;

    *out = (struct ceiling_row){.class = PLAN_NONE, .known_us = TIME_NONE};
    if (table) {
        out->class = table->rows[i].key;
        out->number = i + 1;
        number = &table->rows[i].value;
        if (number->is_open) /* a bracket: anything may be allowed */
            out->amount.hi = (double)INFINITY;
    } else if (amount->form == PLAN_AMOUNT_BASELINE) {
        return declared(run, statement, slot, 1, known_us, out);
    }
    if (number->measure == PLAN_SHARE)
        return declared(run, statement, slot, number->value / 100, known_us, out);
    if (!number->is_open)
        out->amount = (struct fact_interval){number->value, number->value};
    return ERR_OK;
}

enum match monitor_ceiling_match(const struct run *run, uint32_t statement,
                                 const struct ceiling_row *row, size_t act, unsigned *doubts)
{
    enum match match, own;

    match = monitor_classes_match(run, run->plan->statements[statement].classes, act, doubts);
    if (match == MATCH_NO || row->class == PLAN_NONE)
        return match;
    own = monitor_class_match(run, row->class, act, doubts);
    return own < match ? own : match;
}

struct fact_interval monitor_allows(struct run *run, uint32_t statement, uint32_t slot, size_t act,
                                    unsigned *doubts)
{
    const struct plan_statement *st = &run->plan->statements[statement];
    uint32_t same = slot == PLAN_NONE ? PLAN_NONE : run->clauses[st->clause].bound->slots[slot];
    const struct act *a = &run->acts[act];
    struct plan_list class = {&st->amount.for_each_class, 1};
    enum match match = MATCH_NO;

    if (a->kind != PLAN_NONE)
        match = monitor_class_match(run, st->amount.for_each_class, act, doubts);
    if (match == MATCH_NO)
        return (struct fact_interval){0, 0};
    return monitor_times(monitor_mass(run, class, act, match),
                         monitor_share_of_actors(run, &st->amount.for_each_actors, same, act));
}

/* -------------------------------------------------------------- words */

void monitor_put_amount(struct run *run, struct fact_interval amount)
{
    if (isinf(amount.hi)) {
        buf_puts(&run->text, "at least ");
        num_put(&run->text, amount.lo, 6);
    } else {
        monitor_put_chance(run, amount);
    }
}

static const char *measure_text(enum plan_measure measure)
{
    switch (measure) {
    case PLAN_LENGTH:
        return " m";
    case PLAN_DURATION:
        return " s";
    case PLAN_MASS:
        return " kg";
    case PLAN_COUNT:
    case PLAN_SHARE:
        break;
    }
    return "";
}

/* `for each … with the same`: what its acts have in common. */
static void put_same(struct run *run, const struct item *item)
{
    const struct plan_amount *amount = &run->plan->statements[item->statement].amount;

    if (amount->for_each_class == PLAN_NONE || item->act_count == 0)
        return;
    for (size_t i = 0; i < amount->same_count; i++) {
        const struct fact_attribute *a =
            observation_attribute(&run->facts->observations[item->acts[0]], amount->same[i]);

        buf_printf(&run->text, " %.*s ", STR_ARG(amount->same[i]));
        buf_put(&run->text, a ? a->text : STR("not given"));
    }
}

static bool is_of_table(const struct run *run, const struct item *item)
{
    return run->plan->statements[item->statement].amount.form == PLAN_AMOUNT_TABLE;
}

void monitor_put_excess(struct run *run, const struct item *item)
{
    const struct plan_statement *st = &run->plan->statements[item->statement];
    const char *measure = is_of_table(run, item) ? "" : measure_text(st->amount.number.measure);

    if (st->amount.for_each_class != PLAN_NONE) {
        buf_put(&run->text, monitor_excess_unit(run, item->statement, 0));
        put_same(run, item);
        buf_puts(&run->text, ": ");
    } else {
        buf_puts(&run->text, "holdings of ");
    }
    monitor_put_amount(run, item->value);
    buf_puts(&run->text, measure);
    if (is_of_table(run, item)) {
        buf_putc(&run->text, ' ');
        buf_put(&run->text, monitor_excess_unit(run, item->statement, item->number));
    }
    if (isinf(item->bound)) {
        buf_puts(&run->text, st->amount.for_each_class != PLAN_NONE
                                 ? " where what allows them was not all seen, from "
                                 : " where nothing is declared, from ");
    } else {
        buf_puts(&run->text, " where ");
        monitor_put_number(run, item->bound);
        buf_puts(&run->text, measure);
        buf_puts(&run->text, " are allowed, from ");
    }
    monitor_put_time(run, item->from_us);
}

enum err_code monitor_excess_subject(struct run *run, const struct item *item,
                                     const struct instance *at, struct str *out)
{
    enum err_code code;

    buf_clear(&run->text);
    buf_printf(&run->text, "excess %lld %u %zu", (long long)item->subject_us, (unsigned)at->phase,
               at->number);
    if (is_of_table(run, item))
        buf_printf(&run->text, " row %zu", item->number);
    put_same(run, item);
    code = buf_check(&run->text, run->err);
    if (!code)
        code = arena_str(&run->scratch, buf_str(&run->text), out, run->err);
    buf_clear(&run->text);
    return code;
}

struct str monitor_excess_unit(const struct run *run, uint32_t statement, size_t row)
{
    const struct plan_statement *st = &run->plan->statements[statement];
    const struct plan_table *table = table_of(run, &st->amount);

    if (table && row > 0 && row <= table->row_count)
        return run->plan->classes[table->rows[row - 1].key].name;
    return st->classes.count ? run->plan->classes[st->classes.items[0]].name : (struct str){0};
}

void monitor_put_weapon_status(struct run *run, size_t act)
{
    const struct weapon_status *status = monitor_weapon_status(run, act);

    if (!status)
        return;
    buf_puts(&run->text, " (");
    buf_put(&run->text, status->code);
    buf_puts(&run->text, ": ");
    buf_put(&run->text, status->words);
    buf_putc(&run->text, ')');
}

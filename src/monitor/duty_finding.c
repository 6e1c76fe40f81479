/* SPDX-License-Identifier: Apache-2.0
 *
 * Findings about duties, periods of a limit, and steps that must go together. */
#include "monitor/monitor_int.h"

static enum err_code names_of(struct run *run, const size_t *acts, size_t count, size_t trigger,
                              const struct fact_decision *decision, const struct str **out,
                              size_t *out_count)
{
    struct str *names = ARENA_NEW(run->arena, struct str, count + 2);
    size_t n = 0;

    if (!names)
        return err_no_memory(run->err);
    if (trigger != SIZE_MAX)
        names[n++] = run->facts->observations[trigger].name;
    for (size_t i = 0; i < count; i++)
        if (acts[i] != trigger)
            names[n++] = run->facts->observations[acts[i]].name;
    if (decision)
        TRY(arena_printf(run->arena, &names[n++], run->err, "decision:%.*s",
                         STR_ARG(decision->id)));
    *out = names;
    *out_count = n;
    return ERR_OK;
}

static void put_classes(struct run *run, struct plan_list classes)
{
    for (size_t i = 0; i < classes.count; i++) {
        if (i)
            buf_puts(&run->text, " or ");
        buf_put(&run->text, run->plan->classes[classes.items[i]].name);
    }
}

static void start_sentence(struct run *run, enum finding_verdict verdict, uint32_t clause)
{
    static const char *const words[] = {"Violation: ", "Pending: ", "Fulfilled: ",   "Late: ",
                                        "Breached: ",  "Kept: ",    "Undetermined: "};

    buf_puts(&run->text, words[verdict]);
    monitor_put_clause(run, clause);
}

/* Rulings that name this very finding, in order. */
static void rule(const struct run *run, uint32_t clause, struct finding *f)
{
    if (!run->has_finding_rulings)
        return;
    for (uint32_t d = map_get(&run->finding_rulings, f->id); d != MAP_NONE;
         d = run->finding_next[d]) {
        const struct fact_decision *decision = &run->facts->decisions[d];

        if (!monitor_may_speak(run, decision->body, run->plan->clauses[clause].verifier,
                               TIME_MIN_US, TIME_MAX_US))
            continue;
        switch (decision->what) {
        case FACT_WHAT_UNDER_VERIFICATION:
            if (f->status == FACT_STATUS_ALLEGED)
                f->status = FACT_STATUS_UNDER_VERIFICATION;
            break;
        case FACT_WHAT_SUBSTANTIATED:
            f->status = FACT_STATUS_SUBSTANTIATED;
            break;
        case FACT_WHAT_NOT_SUBSTANTIATED:
            f->status = FACT_STATUS_NOT_SUBSTANTIATED;
            break;
        case FACT_WHAT_UNDETERMINED:
            f->status = FACT_STATUS_UNDETERMINED;
            break;
        case FACT_WHAT_REVOKE:
            f->status = FACT_STATUS_ALLEGED;
            break;
        case FACT_WHAT_PROCEED:
        case FACT_WHAT_REFUSE:
        case FACT_WHAT_CERTIFY:
            break;
        }
        if (decision->has_attribution)
            f->attribution = decision->attribution;
    }
}

static enum err_code duty_finding(struct run *run, const struct duty *d, const struct instance *at)
{
    const struct plan_statement *st = &run->plan->statements[d->statement];
    struct finding f;
    struct str subject;
    static const struct str whether =
        STR_INIT("whether what was reported happened, and was what was asked for");
    unsigned doubts = d->doubts;
    bool is_done;

    monitor_finding_start(run, st->clause, at, &f);
    f.verdict = monitor_duty_verdict(run, d);
    is_done = f.verdict == FINDING_FULFILLED || f.verdict == FINDING_LATE;
    if (d->party != PLAN_NONE) {
        f.party = run->plan->actors[d->party].name;
        f.party_index = d->party;
    }
    f.has_states = true;
    for (size_t i = 0; i < 4; i++)
        f.states[i] = d->states[i];
    f.time.from_us = d->from_us;
    f.time.to_us = d->is_period                   ? d->deadline_us + 1
                   : d->deadline_us == TIME_NEVER ? run->watermark_us
                                                  : d->deadline_us;
    if (f.time.to_us < f.time.from_us)
        f.time.to_us = f.time.from_us;
    TRY(arena_printf(&run->scratch, &subject, run->err, "%.*s %zu %u %zu", STR_ARG(d->subject),
                     d->trigger == SIZE_MAX ? d->number : 0, (unsigned)at->phase, at->number));
    TRY(monitor_id(run, st->clause, subject, d->statement, d->party, false, &f.id));
    TRY(names_of(run, d->acts, is_done ? d->act_count : 0, d->trigger, d->certificate, &f.because,
                 &f.because_count));
    if (!is_done)
        TRY(names_of(run, d->acts, d->act_count, SIZE_MAX, NULL, &f.considered,
                     &f.considered_count));
    if (f.verdict == FINDING_UNDETERMINED) {
        if (!d->is_seen)
            doubts |= DOUBT_COVERAGE;
        TRY(monitor_needs(run, doubts, &whether, doubts ? 0 : 1, &f.needs, &f.need_count));
    }
    rule(run, st->clause, &f);
    start_sentence(run, f.verdict, st->clause);
    buf_puts(&run->text, ": ");
    buf_put(&run->text, d->party == PLAN_NONE ? STR("those bound") : f.party);
    buf_puts(&run->text, st->verb == PLAN_DO       ? " to do "
                         : st->verb == PLAN_REPORT ? " to report "
                                                   : " to declare ");
    put_classes(run, st->classes);
    if (d->deadline_us != TIME_NEVER) {
        buf_puts(&run->text, d->is_period ? " between " : " by ");
        if (d->is_period) {
            monitor_put_time(run, d->from_us);
            buf_puts(&run->text, " and ");
            monitor_put_time(run, d->deadline_us + 1);
        } else {
            monitor_put_time(run, d->deadline_us);
        }
    }
    if (f.verdict == FINDING_FULFILLED && d->done_us != TIME_NONE) {
        buf_puts(&run->text, ", done on ");
        monitor_put_time(run, d->done_us);
    }
    buf_putc(&run->text, '.');
    TRY(monitor_say(run, &f.text));
    return monitor_finding_add(run, &f);
}

enum err_code monitor_duty_findings(struct run *run, uint32_t statement, const struct instance *at)
{
    struct duties duties;

    TRY(monitor_duties(run, statement, at, run->known_us, run->watermark_us, &duties));
    for (size_t i = 0; i < duties.count; i++)
        TRY(duty_finding(run, &duties.items[i], at));
    return ERR_OK;
}

/* -------------------------------------------------------------- periods of a limit */

static enum err_code period_finding(struct run *run, uint32_t statement, const struct instance *at,
                                    const struct period_value *v)
{
    const struct plan_statement *st = &run->plan->statements[statement];
    uint32_t party =
        v->slot == PLAN_NONE ? PLAN_NONE : run->clauses[st->clause].bound->slots[v->slot];
    struct str *because = ARENA_NEW(run->arena, struct str, v->act_count + v->tally_count + 1);
    double bound = st->amount.number.value;
    struct finding f;
    struct str subject;

    if (!because)
        return err_no_memory(run->err);
    monitor_finding_start(run, st->clause, at, &f);
    f.verdict = v->over.lo > 0 && v->over.lo >= run->plan->threshold_likely ? FINDING_VIOLATION
                : v->period.to_us > run->watermark_us                       ? FINDING_PENDING
                : v->over.hi <= 0                                           ? FINDING_KEPT
                                                                            : FINDING_UNDETERMINED;
    f.has_occurrence = f.verdict == FINDING_VIOLATION ||
                       (f.verdict == FINDING_UNDETERMINED && v->act_count + v->tally_count > 0);
    f.occurrence = v->over;
    if (party != PLAN_NONE) {
        f.party = run->plan->actors[party].name;
        f.party_index = party;
    }
    f.time = (struct fact_time){v->period.from_us, v->period.to_us};
    f.has_value = f.has_bound = true;
    f.value = v->value;
    f.bound = bound;
    f.unit = st->classes.count ? run->plan->classes[st->classes.items[0]].name : (struct str){0};
    for (size_t i = 0; i < v->act_count; i++)
        because[f.because_count++] = run->facts->observations[v->acts[i]].name;
    for (size_t i = 0; i < v->tally_count; i++)
        because[f.because_count++] = run->facts->tallies[v->tallies[i]].name;
    f.because = because;
    TRY(arena_printf(&run->scratch, &subject, run->err, "period %lld %u %zu",
                     (long long)v->period.from_us, (unsigned)at->phase, at->number));
    TRY(monitor_id(run, st->clause, subject, statement, party, false, &f.id));
    if (f.verdict == FINDING_UNDETERMINED)
        TRY(monitor_needs(run,
                          v->is_seen ? (unsigned)(DOUBT_TIME | DOUBT_PLACE | DOUBT_ACTOR)
                                     : (unsigned)DOUBT_COVERAGE,
                          NULL, 0, &f.needs, &f.need_count));
    rule(run, st->clause, &f);
    start_sentence(run, f.verdict, st->clause);
    buf_puts(&run->text, ": ");
    put_classes(run, st->classes);
    buf_puts(&run->text, " from ");
    monitor_put_time(run, v->period.from_us);
    buf_puts(&run->text, " to ");
    monitor_put_time(run, v->period.to_us);
    buf_puts(&run->text, ": ");
    if (v->value.lo < v->value.hi) {
        buf_puts(&run->text, "at least ");
        num_put(&run->text, v->value.lo, 6);
    } else {
        num_put(&run->text, v->value.lo, 6);
    }
    buf_puts(&run->text, " where ");
    num_put(&run->text, bound, 6);
    buf_puts(&run->text, " are allowed.");
    TRY(monitor_say(run, &f.text));
    return monitor_finding_add(run, &f);
}

enum err_code monitor_period_limits(struct run *run, uint32_t statement, const struct instance *at)
{
    struct period_value *values;
    size_t count;

    if (run->plan->statements[statement].amount.form != PLAN_AMOUNT_NUMBER)
        return ERR_OK;
    TRY(monitor_period_values(run, statement, at, at->begin_us, at->end_us, &values, &count));
    for (size_t i = 0; i < count; i++)
        TRY(period_finding(run, statement, at, &values[i]));
    return ERR_OK;
}

/* -------------------------------------------------------------- synchronous */

enum err_code monitor_synchronous(struct run *run, uint32_t statement, const struct instance *at)
{
    const struct plan_statement *st = &run->plan->statements[statement];
    struct moment moment = {
        .at = at, .at_us = run->watermark_us, .end_us = TIME_NEVER, .known_us = run->known_us};
    struct standing s;
    struct finding f;
    struct str subject;

    TRY(monitor_sync_state(run, statement, &moment, at, &s));
    if (!s.has_instance)
        return ERR_OK;
    monitor_finding_start(run, st->clause, at, &f);
    f.verdict = s.breached.lo >= 1       ? FINDING_BREACHED
                : s.undetermined.lo >= 1 ? FINDING_UNDETERMINED
                : s.pending.lo >= 1      ? FINDING_PENDING
                                         : FINDING_FULFILLED;
    f.has_states = true;
    f.states[FINDING_STATE_PENDING] =
        f.verdict == FINDING_PENDING ? (struct fact_interval){1, 1} : (struct fact_interval){0, 0};
    f.states[FINDING_STATE_FULFILLED] = s.fulfilled;
    f.states[FINDING_STATE_BREACHED] = s.breached;
    f.time = (struct fact_time){at->begin_us,
                                at->end_us < run->watermark_us ? at->end_us : run->watermark_us};
    TRY(arena_printf(&run->scratch, &subject, run->err, "synchronous %u %zu", (unsigned)at->phase,
                     at->number));
    TRY(monitor_id(run, st->clause, subject, statement, PLAN_NONE, false, &f.id));
    if (f.verdict == FINDING_UNDETERMINED)
        TRY(monitor_needs(run, DOUBT_COVERAGE, NULL, 0, &f.needs, &f.need_count));
    rule(run, st->clause, &f);
    start_sentence(run, f.verdict, st->clause);
    buf_puts(&run->text, st->with.count ? ": the clauses complete together within "
                                        : ": the sides complete their steps together within ");
    plan_span_put(&run->text, st->within);
    buf_putc(&run->text, '.');
    TRY(monitor_say(run, &f.text));
    return monitor_finding_add(run, &f);
}

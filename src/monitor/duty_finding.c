/* SPDX-License-Identifier: Apache-2.0
 *
 * Findings about duties, periods of a limit, and steps that must go together. */
#include "monitor/amount/amount_int.h"
#include "monitor/explain/explain_int.h"

#include <math.h>

static double at_most_one(double a)
{
    return a < 1 ? a : 1;
}

void monitor_duty_states(struct duty *duty, const struct enough *e, bool is_past)
{
    struct fact_interval *s = duty->states;

    for (size_t i = 0; i < 4; i++)
        s[i] = (struct fact_interval){0, 0};
    s[FINDING_STATE_FULFILLED] = e->in;
    if (!is_past) {
        s[FINDING_STATE_PENDING] = monitor_not(e->in);
    } else {
        s[FINDING_STATE_LATE] = e->late;
        s[FINDING_STATE_BREACHED] = monitor_not(e->any);
        if (!duty->is_seen) { /* it may have been done unseen */
            s[FINDING_STATE_FULFILLED].hi = at_most_one(e->in.hi + 1 - e->any.lo);
            s[FINDING_STATE_LATE].hi =
                duty->is_period ? 0 : at_most_one(e->late.hi + 1 - e->any.lo);
            s[FINDING_STATE_BREACHED].lo = 0;
        }
    }
    for (size_t i = 0; i < 4; i++)
        s[i] = (struct fact_interval){num_probability(s[i].lo), num_probability(s[i].hi)};
}

enum finding_verdict monitor_duty_verdict(const struct run *run, const struct duty *duty)
{
    static const enum finding_verdict verdicts[] = {FINDING_PENDING, FINDING_FULFILLED,
                                                    FINDING_LATE, FINDING_BREACHED};
    double likely = run->plan->threshold_likely;

    for (size_t i = 0; i < COUNT_OF(verdicts); i++)
        if (duty->states[i].lo > 0 && duty->states[i].lo >= likely)
            return duty->is_sure || verdicts[i] == FINDING_FULFILLED ? verdicts[i]
                                                                     : FINDING_UNDETERMINED;
    return FINDING_UNDETERMINED;
}

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

/* Declarations before records: what it is measured against. */
static enum err_code with_declared(struct run *run, const struct duty *d, const struct str **list,
                                   size_t *count)
{
    struct str *names = ARENA_NEW(run->arena, struct str, d->declared_count + *count + 1);
    size_t n = 0;

    if (!names)
        return err_no_memory(run->err);
    for (size_t i = 0; i < d->declared_count; i++)
        TRY(arena_printf(run->arena, &names[n++], run->err, "declaration:%.*s",
                         STR_ARG(run->facts->declarations[d->declared[i]].id)));
    for (size_t i = 0; i < *count; i++)
        names[n++] = (*list)[i];
    *list = names;
    *count = n;
    return ERR_OK;
}

/* " to withdraw tank from belt: 60 %" */
static void put_duty(struct run *run, const struct duty *d)
{
    const struct plan_statement *st = &run->plan->statements[d->statement];
    const struct plan_step *step = d->step ? &st->due.steps[d->step - 1] : NULL;

    buf_puts(&run->text, st->form == PLAN_WITHDRAW ? " to withdraw "
                         : st->verb == PLAN_DO     ? " to do "
                         : st->verb == PLAN_REPORT ? " to report "
                                                   : " to declare ");
    put_classes(run, st->classes);
    if (st->form == PLAN_WITHDRAW) {
        buf_puts(&run->text, " from ");
        buf_put(&run->text, run->plan->places[st->place].name);
    }
    if (!step)
        return;
    buf_puts(&run->text, step->share == PLAN_SOME  ? ": some"
                         : step->share == PLAN_ALL ? ": all"
                                                   : ": ");
    if (step->share != PLAN_PART)
        return;
    num_put(&run->text, step->number.value, 6);
    if (step->number.measure == PLAN_SHARE)
        buf_puts(&run->text, " %");
}

/* "; 24 of the 40 asked" */
static void put_progress(struct run *run, const struct duty *d, enum finding_verdict verdict)
{
    bool is_withdrawal = run->plan->statements[d->statement].form == PLAN_WITHDRAW;

    if (!d->has_amount || d->certificate)
        return;
    if (isinf(d->wanted.hi) || d->declared_count == 0)
        buf_puts(&run->text, is_withdrawal && verdict == FINDING_UNDETERMINED
                                 ? "; no baseline is declared: it could not be verified (W3)"
                             : is_withdrawal || isinf(d->wanted.hi) ? "; no baseline is declared"
                                                                    : "");
    if (isinf(d->wanted.hi))
        return;
    buf_puts(&run->text, "; ");
    monitor_put_amount(run, d->amount);
    buf_puts(&run->text, " done where ");
    monitor_put_chance(run, d->wanted);
    buf_puts(&run->text, " are asked");
}

/* "; 3 of 10 declared at s12 missing there (W4), which is no violation by itself" */
static void put_sites(struct run *run, const struct duty *d)
{
    size_t told = 0;

    for (size_t i = 0; i < d->site_count && told < MONITOR_BLOCK_LIMIT; i++) {
        const struct monitor_site *site = &d->sites[i];
        double missing = monitor_site_missing(site);

        if (missing <= 0)
            continue;
        buf_puts(&run->text, told++ ? ", " : "; ");
        num_put(&run->text, missing, 6);
        buf_puts(&run->text, " of ");
        num_put(&run->text, site->declared, 6);
        buf_puts(&run->text, " declared at ");
        buf_put(&run->text, site->name);
    }
    if (told)
        buf_puts(&run->text, " missing there (W4), which is no violation by itself");
}

static enum err_code duty_finding(struct run *run, const struct duty *d, const struct instance *at)
{
    const struct plan_statement *st = &run->plan->statements[d->statement];
    struct finding f;
    struct str subject;
    static const struct need whether = {
        FINDING_NEED_EXISTENCE, STR_INIT("whether what was reported happened, and was what was "
                                         "asked for: confirmed fulfils it, refuted leaves it "
                                         "undone")};
    unsigned doubts = d->doubts & MONITOR_DOUBTS;
    bool is_done, is_open = false;

    monitor_finding_start(run, st->clause, at, &f);
    f.verdict = monitor_duty_verdict(run, d);
    /* what was done makes a duty fulfilled; what is still there makes a withdrawal breached */
    is_done = f.verdict == FINDING_FULFILLED || f.verdict == FINDING_LATE ||
              (f.verdict == FINDING_BREACHED && st->form == PLAN_WITHDRAW);
    if (d->party != PLAN_NONE) {
        f.party = run->plan->actors[d->party].name;
        f.party_index = d->party;
    }
    f.has_states = true;
    for (size_t i = 0; i < 4; i++)
        f.states[i] = d->states[i];
    if (!d->certificate)
        f.way = monitor_way(d->doubts);
    f.time.from_us = d->from_us;
    f.time.to_us = d->is_period                   ? d->deadline_us + 1
                   : d->deadline_us == TIME_NEVER ? run->watermark_us
                                                  : d->deadline_us;
    if (f.time.to_us < f.time.from_us)
        f.time.to_us = f.time.from_us;
    TRY(arena_printf(&run->scratch, &subject, run->err, "%.*s %zu %u %zu", STR_ARG(d->subject),
                     d->trigger == SIZE_MAX ? d->number : 0, (unsigned)at->phase, at->number));
    TRY(monitor_each_subject(run, d->each, &subject));
    TRY(monitor_id(run, st->clause, subject, d->statement, d->party, false, &f.id));
    TRY(names_of(run, d->acts, is_done ? d->act_count : 0, d->trigger, d->certificate, &f.because,
                 &f.because_count));
    if (!is_done)
        TRY(names_of(run, d->acts, d->act_count, SIZE_MAX, NULL, &f.considered,
                     &f.considered_count));
    if (d->declared_count)
        TRY(is_done || f.verdict == FINDING_BREACHED
                ? with_declared(run, d, &f.because, &f.because_count)
                : with_declared(run, d, &f.considered, &f.considered_count));
    if (d->has_amount) {
        f.has_value = true;
        f.value = d->amount;
        f.has_bound = !isinf(d->wanted.hi);
        f.bound = d->wanted.hi;
        f.unit =
            st->classes.count ? run->plan->classes[st->classes.items[0]].name : (struct str){0};
    }
    if (f.verdict == FINDING_UNDETERMINED) {
        if (!d->is_seen)
            doubts |= DOUBT_COVERAGE;
        for (size_t i = 0; i < d->act_count; i++)
            is_open |= run->acts[d->acts[i]].existence < 1;
        TRY(monitor_needs(run, &f, doubts, &whether, is_open || !doubts ? 1 : 0));
    }
    rule(run, st->clause, &f);
    start_sentence(run, f.verdict, st->clause);
    buf_puts(&run->text, ": ");
    buf_put(&run->text, d->party == PLAN_NONE ? STR("those bound") : f.party);
    put_duty(run, d);
    monitor_put_each(run, d->each);
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
    put_progress(run, d, f.verdict);
    put_sites(run, d);
    buf_putc(&run->text, '.');
    TRY(monitor_say(run, &f.text));
    TRY(monitor_explain_duty(run, d, at, subject, &f));
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

static unsigned period_doubts(const struct period_value *v)
{
    unsigned doubts = v->doubts & MONITOR_DOUBTS;

    if (!v->is_seen)
        return doubts | DOUBT_COVERAGE;
    return doubts ? doubts : (unsigned)(DOUBT_TIME | DOUBT_PLACE | DOUBT_ACTOR);
}

static enum err_code period_finding(struct run *run, uint32_t statement, const struct instance *at,
                                    const struct period_value *v)
{
    const struct plan_statement *st = &run->plan->statements[statement];
    uint32_t party =
        v->slot == PLAN_NONE ? PLAN_NONE : run->clauses[st->clause].bound->slots[v->slot];
    struct str *because = ARENA_NEW(run->arena, struct str, v->act_count + v->tally_count + 1);
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
    f.way = monitor_way(v->doubts);
    if (party != PLAN_NONE) {
        f.party = run->plan->actors[party].name;
        f.party_index = party;
    }
    f.time = (struct fact_time){v->period.from_us, v->period.to_us};
    f.has_value = f.has_bound = true;
    f.value = v->value;
    f.bound = v->bound.hi;
    f.has_bound = !isinf(v->bound.hi);
    f.unit = monitor_excess_unit(run, statement, v->row);
    for (size_t i = 0; i < v->act_count; i++)
        because[f.because_count++] = run->facts->observations[v->acts[i]].name;
    for (size_t i = 0; i < v->tally_count; i++)
        because[f.because_count++] = run->facts->tallies[v->tallies[i]].name;
    f.because = because;
    TRY(arena_printf(&run->scratch, &subject, run->err, "period %lld %u %zu",
                     (long long)v->period.from_us, (unsigned)at->phase, at->number));
    if (v->row)
        TRY(arena_printf(&run->scratch, &subject, run->err, "%.*s row %zu", STR_ARG(subject),
                         v->row));
    TRY(monitor_each_subject(run, v->each, &subject));
    TRY(monitor_id(run, st->clause, subject, statement, party, false, &f.id));
    if (f.verdict == FINDING_UNDETERMINED)
        TRY(monitor_needs(run, &f, period_doubts(v), NULL, 0));
    rule(run, st->clause, &f);
    start_sentence(run, f.verdict, st->clause);
    buf_puts(&run->text, ": ");
    put_classes(run, st->classes);
    monitor_put_each(run, v->each);
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
    monitor_put_number(run, v->bound.hi);
    buf_puts(&run->text, " are allowed.");
    TRY(monitor_say(run, &f.text));
    TRY(monitor_explain_period(run, statement, at, v, subject, &f));
    return monitor_finding_add(run, &f);
}

enum err_code monitor_period_limits(struct run *run, uint32_t statement, const struct instance *at)
{
    struct period_value *values;
    size_t count;

    if (monitor_ceiling_rows(run, statement) == 0)
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
        TRY(monitor_needs(run, &f, DOUBT_COVERAGE, NULL, 0));
    rule(run, st->clause, &f);
    start_sentence(run, f.verdict, st->clause);
    buf_puts(&run->text, st->with.count ? ": the clauses complete together within "
                                        : ": the sides complete their steps together within ");
    plan_span_put(&run->text, st->within);
    buf_putc(&run->text, '.');
    TRY(monitor_say(run, &f.text));
    TRY(monitor_explain_synchronous(run, statement, at, subject, &f));
    return monitor_finding_add(run, &f);
}

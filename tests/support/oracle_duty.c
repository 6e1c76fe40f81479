/* SPDX-License-Identifier: Apache-2.0
 *
 * The oracle's rules for duties (require) and for what lasts (keep, limit). */
#include "support/oracle_int.h"

#include <assert.h>

#define TRIGGERS 32

/* ------------------------------------------------------------------ require */

struct trigger {
    int at;
    int event; /* -1: none */
    enum oracle_who who;
};

/* The end of the period that begins at `from`. */
static int period_end(const struct oracle_statement *s, int from)
{
    if (s->day_by)
        return from + 24 - ((from - s->day_by) % 24 + 24) % 24;
    return from + (s->form == LIMIT ? s->every : s->hours);
}

static int statement_number(const struct oracle_statement *s)
{
    return s->number ? s->number : 1;
}

/* "`report of K` from receipt"; a duty to report is met when the report is received. */
static int act_time(const struct oracle_statement *s, const struct oracle_event *e)
{
    return s->verb == TO_REPORT ? event_received(e) : e->at;
}

/* Is this event the act that `parties` owe? */
static enum oracle_truth owed_act(const struct oracle_statement *s, const struct oracle_event *e,
                                  unsigned parties, const struct oracle_event *trigger)
{
    enum oracle_truth actor, truth = kind_truth(e->kind, s->kind);

    if (e->to && s->to & ~e->to)
        return ORACLE_NO;
    if (s->to && !e->to) /* not told to whom */
        truth = truth_and(truth, ORACLE_MAYBE);
    if (s->of_same_route && (!trigger || !trigger->route || e->route != trigger->route))
        return ORACLE_NO;
    if (!e->who)
        actor = ORACLE_MAYBE;
    else if (s->actors.together) /* one joint act of all */
        actor = (e->who & parties) == parties ? ORACLE_YES : ORACLE_NO;
    else
        actor = e->who & parties ? ORACLE_YES : ORACLE_NO;
    truth = truth_and(truth, actor);
    if (s->in_zone && e->place != PLACE_IN)
        truth = truth_and(truth, e->place == PLACE_NONE ? ORACLE_MAYBE : ORACLE_NO);
    return truth;
}

/* The duty's state when every doubtful act is taken as done (`doubtful`) or as not done. */
static enum oracle_verdict duty_state(const struct view *v, const struct oracle_statement *s,
                                      unsigned parties, struct range window, bool closed,
                                      const struct oracle_event *trigger, bool doubtful,
                                      unsigned *because)
{
    int needed = statement_number(s), in_time = 0, later = 0;
    unsigned acts = 0, late_acts = 0;

    for (int i = 0; i < v->trace->event_count; i++) {
        const struct oracle_event *e = &v->trace->events[i];
        enum oracle_truth truth = owed_act(s, e, parties, trigger);
        int at = act_time(s, e);

        if (!event_known(v, e) || truth == ORACLE_NO || (truth == ORACLE_MAYBE && !doubtful) ||
            at < window.from)
            continue;
        if (closed ? at <= window.to : at < window.to) {
            if (in_time++ < needed)
                acts |= 1U << i;
        } else if (in_time + later++ < needed) {
            late_acts |= 1U << i;
        }
    }
    if (in_time >= needed) {
        *because |= acts;
        return VERDICT_FULFILLED;
    }
    /* "A duty whose deadline lies at or after the watermark is pending"; a period has ended at its end, like a phase (28). */
    if (closed ? window.to >= v->watermark && !v->just_after : window.to > v->watermark)
        return VERDICT_PENDING;
    if (closed && in_time + later >= needed) { /* "late needs no coverage" (25) */
        *because |= acts | late_acts;
        return VERDICT_LATE;
    }
    return covered(v, window.from, window.to, s) ? VERDICT_BREACHED : VERDICT_UNDETERMINED;
}

static void add_duty(const struct view *v, int clause, const struct oracle_statement *s,
                     unsigned parties, struct range window, bool closed, int trigger,
                     struct oracle_finding *findings, int *count)
{
    const struct oracle_clause *c = &v->agreement->clauses[clause];
    const struct oracle_event *event = trigger < 0 ? NULL : &v->trace->events[trigger];
    enum oracle_verdict least, most;
    struct oracle_finding f = {.clause = clause,
                               .phase = c->throughout ? -1 : c->phase,
                               .party = parties & (parties - 1) ? 0 : parties,
                               .event = -1};

    f.because = trigger < 0 ? 0 : 1U << trigger;
    least = duty_state(v, s, parties, window, closed, event, false, &f.because);
    most = duty_state(v, s, parties, window, closed, event, true, &f.because);
    f.verdict = least == most ? least : VERDICT_UNDETERMINED; /* (32) */
    add_finding(findings, count, &f);
}

/* Each of the parties, or all as one where `together` or `any of` says so. */
static void add_duties(const struct view *v, int clause, const struct oracle_statement *s,
                       struct trigger trigger, struct range window, bool closed,
                       struct oracle_finding *findings, int *count)
{
    unsigned parties = s->actors.set;

    if (s->actors.form == BY_SAME)
        parties = trigger.who ? SET(trigger.who) : 0;
    if (s->actors.form == BY_OTHER)
        parties = trigger.who == WHO_A ? SET(WHO_B) : trigger.who == WHO_B ? SET(WHO_A) : 0;
    if (!parties) /* "arises only when a ruling names the party" (25) */
        return;
    if (s->actors.together || s->actors.form == BY_ANY_OF) {
        add_duty(v, clause, s, parties, window, closed, trigger.event, findings, count);
        return;
    }
    for (int p = WHO_A; p < WHO_COUNT; p++) {
        if (parties & SET(p))
            add_duty(v, clause, s, SET(p), window, closed, trigger.event, findings, count);
    }
}

static enum oracle_who who_of(unsigned set)
{
    for (int p = WHO_A; p < WHO_OTHER; p++) {
        if (set == SET(p))
            return (enum oracle_who)p;
    }
    return WHO_UNKNOWN;
}

static int event_triggers(const struct view *v, int clause, const struct oracle_statement *s,
                          struct trigger *triggers)
{
    struct range phase = binding(v, clause, s);
    int count = 0;

    for (int i = 0; i < v->trace->event_count; i++) {
        const struct oracle_event *e = &v->trace->events[i];
        int at = s->due == WITHIN_REPORT ? event_received(e) : e->at;
        enum oracle_truth truth = kind_truth(e->kind, s->of);

        if (!event_known(v, e) || at < phase.from || at >= phase.to || truth == ORACLE_NO)
            continue;
        if (s->of_actors.form == BY_SET && e->who && !(e->who & s->of_actors.set))
            continue;
        if (truth == ORACLE_MAYBE || (s->of_actors.form == BY_SET && !e->who)) {
            leave_open(v, "a trigger that is only perhaps one");
            continue;
        }
        if (s->due == WITHIN_FIRST && count) {
            if (triggers[0].at == at)
                leave_open(v, "two firsts at one moment");
            if (triggers[0].at <= at)
                continue;
            count = 0;
        }
        assert(count < TRIGGERS);
        triggers[count++] = (struct trigger){at, i, who_of(e->who)};
    }
    return count;
}

/* "A duty from a verified violation starts at the ruling's `time`; the act must lie in the phase" (22). */
static int ruling_triggers(const struct view *v, int clause, const struct oracle_statement *s,
                           struct trigger *triggers)
{
    struct range phase = binding(v, clause, s);
    struct oracle_finding found[ORACLE_FINDINGS];
    int found_count = 0, count = 0, order[ORACLE_DECISIONS];
    int decisions = decisions_in_order(v, order);

    judge_forbid(v, s->of_clause, found, &found_count);
    for (int i = 0; i < found_count; i++) {
        int at = v->trace->events[found[i].event].at, started = -ORACLE_NEVER;

        if (!found[i].is_substantiated || at < phase.from || at >= phase.to)
            continue;
        for (int k = 0; k < decisions; k++) {
            const struct oracle_decision *d = &v->trace->decisions[order[k]];

            if (d->on != ON_INCIDENT || d->by != WHO_M || d->event != found[i].event ||
                d->clause != s->of_clause || d->what != WHAT_SUBSTANTIATED)
                continue;
            if (started != -ORACLE_NEVER)
                leave_open(v, "ruled twice");
            started = d->time;
        }
        assert(count < TRIGGERS);
        triggers[count++] = (struct trigger){started, found[i].event, who_of(found[i].party)};
    }
    return count;
}

/* By what is known at `t`: does the condition hold at `at`? */
static bool held(const struct view *v, int clause, const struct oracle_statement *s, int t, int at)
{
    struct view then = view_at(v, t);

    return condition_truth(&then, s->when, v->agreement->clauses[clause].phase, at) == ORACLE_YES;
}

/* Each moment at which the condition turns true, by what is known then; one that holds at begin turns true at begin (28). A
 * window over D holds acts, not reports: "it turns true when the ruling that completes it is received" (20). So beside
 * turning true at t, a stretch of past moments at which it held counts too when all of it only became known at t. */
static int when_triggers(const struct view *v, int clause, const struct oracle_statement *s,
                         struct trigger *triggers)
{
    bool over = v->agreement->conditions[s->when - 1].form == COND_COUNT &&
                v->agreement->conditions[s->when - 1].hours;
    struct range phase = binding(v, clause, s);
    int count = 0, last = v->watermark < phase.to - 1 ? v->watermark : phase.to - 1;

    for (int t = phase.from; t <= last; t++) {
        bool in_stretch = false, is_new = false;
        bool turns =
            held(v, clause, s, t, t) && (t == phase.from || !held(v, clause, s, t - 1, t - 1));

        for (int at = over ? phase.from : t; at <= t; at++) {
            bool holds = held(v, clause, s, t, at);

            if (holds && !in_stretch)
                is_new = over;
            if (holds && at < t && t > phase.from && held(v, clause, s, t - 1, at))
                is_new = false; /* known before */
            if (over && at == t && turns &&
                !is_new) /* false in between as known then, not as known now */
                leave_open(v, "a window that late reports join to an earlier one");
            if ((is_new && (!holds || at == t)) || (at == t && turns)) {
                assert(count < TRIGGERS);
                triggers[count++] = (struct trigger){t, -1, WHO_UNKNOWN};
                is_new = false;
            }
            in_stretch = holds;
        }
    }
    return count;
}

static void judge_require(const struct view *v, int clause, const struct oracle_statement *s,
                          struct oracle_finding *findings, int *count)
{
    struct range phase = binding(v, clause, s);
    struct trigger triggers[TRIGGERS], none = {0, -1, WHO_UNKNOWN};
    int trigger_count = 0;

    if (phase.from > v->watermark)
        return;
    switch (s->due) {
    case WITHIN_BEGIN:
        triggers[trigger_count++] = (struct trigger){phase.from, -1, WHO_UNKNOWN};
        break;
    case WITHIN_EACH:
    case WITHIN_FIRST:
    case WITHIN_REPORT:
        trigger_count = event_triggers(v, clause, s, triggers);
        break;
    case WITHIN_VERIFIED:
        trigger_count = ruling_triggers(v, clause, s, triggers);
        break;
    case WITHIN_WHEN:
        trigger_count = when_triggers(v, clause, s, triggers);
        break;
    case BY_TIME:
        add_duties(v, clause, s, none, (struct range){phase.from, s->hours}, true, findings, count);
        break;
    case EVERY: /* periods run on from begin; one cut by the phase's end is not judged (29) */
        for (int from = phase.from, to; from <= v->watermark; from = to) {
            to = period_end(s, from);
            if (to <= phase.to)
                add_duties(v, clause, s, none, (struct range){from, to}, false, findings, count);
        }
        break;
    }
    for (int i = 0; i < trigger_count; i++)
        add_duties(v, clause, s, triggers[i],
                   (struct range){triggers[i].at, triggers[i].at + s->hours}, true, findings,
                   count);
}

/* The first moment from T on at which the verifier certifies that the party has done it; ORACLE_NEVER when none. */
static int completion(const struct view *v, int clause, int from, enum oracle_who party)
{
    int order[ORACLE_DECISIONS], count = decisions_in_order(v, order);

    for (int i = 0; i < count; i++) {
        const struct oracle_decision *d = &v->trace->decisions[order[i]];

        if (d->on == ON_CLAUSE && d->clause == clause && d->by == WHO_M && d->time >= from) {
            if (d->what != WHAT_CERTIFY)
                leave_open(v, "a completion that was revoked");
            else if (!d->party || d->party == party)
                return d->time;
        }
    }
    return ORACLE_NEVER;
}

/* "both sides' steps complete no further apart than D"; the steps are those of the clause's first statement, a keep. */
static void judge_synchronous(const struct view *v, int clause, const struct oracle_statement *s,
                              struct oracle_finding *findings, int *count)
{
    const struct oracle_clause *c = &v->agreement->clauses[clause];
    struct range r = binding(v, clause, &c->statements[0]);
    int a = completion(v, clause, r.from, WHO_A), b = completion(v, clause, r.from, WHO_B);
    int first = a < b ? a : b, last = a < b ? b : a;
    struct oracle_finding f = {
        .clause = clause, .phase = c->throughout ? -1 : c->phase, .event = -1};

    if (clause_phase(v, clause).from > v->watermark)
        return;
    if (last != ORACLE_NEVER)
        f.verdict = last - first <= s->hours ? VERDICT_FULFILLED : VERDICT_BREACHED;
    else if (v->watermark < r.from)
        f.verdict = VERDICT_PENDING;
    else
        leave_open(v, "a side that is not certified: pending or undetermined?");
    add_finding(findings, count, &f);
}

void judge_duties(const struct view *v, int clause, struct oracle_finding *findings, int *count)
{
    const struct oracle_clause *c = &v->agreement->clauses[clause];

    for (int k = 0; k < c->statement_count; k++) {
        if (c->statements[k].form == REQUIRE)
            judge_require(v, clause, &c->statements[k], findings, count);
        if (c->statements[k].form == SYNCHRONOUS)
            judge_synchronous(v, clause, &c->statements[k], findings, count);
    }
}

/* ------------------------------------------------------------------ keep */

/* Is the unit, as this record shows it, where it may not be? */
static bool is_presence(const struct oracle_statement *s, const struct oracle_event *e)
{
    if (e->gone)
        return false;
    return s->form == KEEP_INSIDE ? e->place == PLACE_OUT : e->place == PLACE_IN;
}

/* "A stay is a unit's presence from the first sighting at or after `as of` until seen gone or coverage ends; the next
 * sighting is a new stay" (31). */
static void judge_keep_unit(const struct view *v, int clause, const struct oracle_statement *s,
                            int unit, struct oracle_finding *findings, int *count)
{
    const struct oracle_clause *c = &v->agreement->clauses[clause];
    struct range r = binding(v, clause, s);
    struct oracle_finding f = {.clause = clause,
                               .phase = c->throughout ? -1 : c->phase,
                               .verdict = VERDICT_VIOLATION,
                               .has_occurrence = true,
                               .occurrence = ORACLE_YES,
                               .event = -1,
                               .has_span = true};
    bool staying = false;

    for (int i = 0; i < v->trace->event_count; i++) {
        const struct oracle_event *e = &v->trace->events[i];

        if (!event_known(v, e) || e->unit != unit || kind_truth(e->kind, s->kind) != ORACLE_YES ||
            (e->who && !(e->who & s->actors.set)))
            continue;
        for (int h = f.from; staying && h < e->at; h++)
            staying = covered_hour(v, h, s->kind, s->form == KEEP_OUT);
        if (!is_presence(s, e)) {
            staying = false;
        } else if (!staying && r.from <= e->at && e->at < r.to) {
            staying = true;
            f.from = e->at;
            f.to = e->at;
            f.party = one_party(e->who);
            f.against = e->who ? e->who : s->actors.set;
            f.is_unknown = !e->who;
            f.because = 1U << i;
            add_finding(findings, count, &f);
        }
    }
}

/* ------------------------------------------------------------------ limit */

static int event_quantity(const struct oracle_event *e)
{
    return e->gone ? 0 : e->quantity ? e->quantity : 1;
}

/* The sum of the latest holdings reported by hour t, by unit. */
static int holdings(const struct view *v, const struct oracle_statement *s, unsigned parties, int t)
{
    int sum = 0;

    for (int p = WHO_A; p < WHO_COUNT; p++) {
        for (int unit = 1; unit <= 4; unit++) {
            int latest = 0;

            for (int i = 0; i < v->trace->event_count; i++) {
                const struct oracle_event *e = &v->trace->events[i];

                if (event_known(v, e) && e->at <= t && e->unit == unit &&
                    e->who == (parties & SET(p)) && e->who &&
                    kind_truth(e->kind, s->kind) == ORACLE_YES)
                    latest = s->in_zone && e->place == PLACE_OUT ? 0 : event_quantity(e);
            }
            sum += latest;
        }
    }
    return sum;
}

static void judge_holdings(const struct view *v, int clause, const struct oracle_statement *s,
                           unsigned parties, struct oracle_finding *findings, int *count)
{
    const struct oracle_clause *c = &v->agreement->clauses[clause];
    struct range r = binding(v, clause, s);
    struct oracle_finding f = {.clause = clause,
                               .phase = c->throughout ? -1 : c->phase,
                               .verdict = VERDICT_VIOLATION,
                               .party = one_party(parties),
                               .against = parties,
                               .event = -1,
                               .has_span = true};
    bool above = false;

    for (int t = r.from; t < r.to && t <= v->watermark; t++) {
        bool is_above = holdings(v, s, parties, t) > s->number;

        if (is_above && !above) {
            f.from = f.to = t;
            add_finding(findings, count, &f);
        }
        above = is_above;
    }
}

static void judge_quota(const struct view *v, int clause, const struct oracle_statement *s,
                        unsigned parties, struct oracle_finding *findings, int *count)
{
    const struct oracle_clause *c = &v->agreement->clauses[clause];
    struct range r = binding(v, clause, s);
    struct oracle_finding f = {.clause = clause,
                               .phase = c->throughout ? -1 : c->phase,
                               .party = one_party(parties),
                               .against = parties,
                               .event = -1,
                               .has_span = true};

    for (int from = r.from, to; from <= v->watermark; from = to) {
        int least = 0, most = 0;

        to = period_end(s, from);
        if (to > r.to) /* cut by the end of the phase: not judged */
            break;
        for (int i = 0; i < v->trace->event_count; i++) {
            const struct oracle_event *e = &v->trace->events[i];
            enum oracle_truth truth = kind_truth(e->kind, s->kind);

            if (!event_known(v, e) || e->at < from || e->at >= to ||
                (e->who && !(e->who & parties)))
                continue;
            if (!e->who) /* required of a party: without and with the unknown share */
                truth = truth_and(truth, ORACLE_MAYBE);
            if (s->in_zone && e->place != PLACE_IN)
                truth = truth_and(truth, e->place == PLACE_NONE ? ORACLE_MAYBE : ORACLE_NO);
            least += truth == ORACLE_YES ? event_quantity(e) : 0;
            most += truth != ORACLE_NO ? event_quantity(e) : 0;
        }
        if (least > s->number)
            f.verdict = VERDICT_VIOLATION;
        else if (to > v->watermark)
            f.verdict = VERDICT_PENDING;
        else if (most > s->number || !covered(v, from, to, s))
            f.verdict = VERDICT_UNDETERMINED;
        else
            f.verdict = VERDICT_KEPT;
        f.from = from;
        f.to = to;
        add_finding(findings, count, &f);
    }
}

static void judge_limit(const struct view *v, int clause, const struct oracle_statement *s,
                        struct oracle_finding *findings, int *count)
{
    for (int p = WHO_A; p < WHO_COUNT; p++) {
        unsigned parties = s->each ? s->actors.set & SET(p) : s->actors.set;

        if (!parties || (!s->each && p > WHO_A))
            continue;
        if (s->every)
            judge_quota(v, clause, s, parties, findings, count);
        else
            judge_holdings(v, clause, s, parties, findings, count);
    }
}

void judge_states(const struct view *v, int clause, struct oracle_finding *findings, int *count)
{
    const struct oracle_clause *c = &v->agreement->clauses[clause];

    for (int k = 0; k < c->statement_count; k++) {
        const struct oracle_statement *s = &c->statements[k];

        if (s->form == LIMIT)
            judge_limit(v, clause, s, findings, count);
        for (int unit = 1; unit <= 4; unit++) {
            if (s->form == KEEP_OUT || s->form == KEEP_INSIDE || s->form == KEEP_AWAY)
                judge_keep_unit(v, clause, s, unit, findings, count);
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The oracle's conditions, and the phases hour by hour: at each hour the running phases are judged with what is known then, so
 * that no later knowledge can move them. All borders in a trace are whole hours, so nothing turns true between two. */
#include "support/oracle_int.h"

#include <string.h>

struct span_count {
    int lo, hi; /* hi ORACLE_NEVER: open */
};

struct view view_at(const struct view *v, int t)
{
    struct view then = *v;

    if (t < then.known)
        then.known = t;
    if (t < then.watermark)
        then.watermark = t;
    return then;
}

/* ------------------------------------------------------------------ counts */

/* Does this finding count, without and with what is not known? `parties` 0: whoever did it. */
static struct span_count weigh(const struct view *v, const struct oracle_condition *c,
                               const struct oracle_finding *f, unsigned parties)
{
    struct span_count n = {0, 0};

    switch (c->qualifier) {
    case VERIFIED: /* "those ruled substantiated, and those plus every one still open"; ruled undetermined is closed (22) */
        n.lo = f->is_substantiated;
        n.hi = f->is_substantiated || !f->is_ruled;
        break;
    case ALLEGED: /* "every one not ruled out" */
        n.lo = n.hi = 1;
        break;
    case LIKELY:
    case QUALIFIER_NONE:
        n.lo = f->occurrence == ORACLE_YES;
        n.hi = 1;
        if (f->is_ruled && !f->is_substantiated)
            leave_open(v, "ruled undetermined, counted without `verified`");
        break;
    }
    if (parties && (f->is_unknown || !(f->against & parties)))
        n.lo = 0;
    if (parties && !(f->against & parties))
        n.hi = 0;
    return n;
}

static struct span_count count_violations(const struct view *v, const struct oracle_condition *c,
                                          int t, unsigned parties)
{
    struct oracle_finding found[ORACLE_FINDINGS];
    const struct oracle_clause *clause = &v->agreement->clauses[c->clause];
    struct range phase = clause_phase(v, c->clause);
    int found_count = 0, from = phase.from, to = t < phase.to ? t : phase.to;
    struct span_count sum = {0, 0};

    if (c->hours && from < t - c->hours)
        from = t - c->hours;
    judge_forbid(v, c->clause, found, &found_count);
    for (int i = 0; i < found_count; i++) {
        int at = v->trace->events[found[i].event].at;
        struct span_count n = weigh(v, c, &found[i], parties);

        if (at > t || (c->hours && at <= t - c->hours)) /* over the window (t-D, t] */
            continue;
        sum.lo += n.lo;
        sum.hi += n.hi;
    }
    /* "where nobody could see, the count's upper end is open" */
    for (int k = 0; k < clause->statement_count; k++) {
        const struct oracle_statement *s = &clause->statements[k];
        struct range r = binding(v, c->clause, s);

        if (s->form == FORBID &&
            !covered(v, from > r.from ? from : r.from, to < r.to ? to : r.to, s))
            sum.hi = ORACLE_NEVER;
    }
    return sum;
}

static enum oracle_truth compare(enum oracle_comparison comparison, struct span_count n, int number)
{
    enum oracle_truth more = n.lo > number ? ORACLE_YES : n.hi <= number ? ORACLE_NO : ORACLE_MAYBE;
    enum oracle_truth least = n.lo >= number  ? ORACLE_YES
                              : n.hi < number ? ORACLE_NO
                                              : ORACLE_MAYBE;

    switch (comparison) {
    case AT_LEAST:
        return least;
    case AT_MOST:
        return truth_not(more);
    case MORE_THAN:
        return more;
    case FEWER_THAN:
        return truth_not(least);
    case EXACTLY:
        return truth_and(least, truth_not(more));
    }
    return ORACLE_MAYBE;
}

static enum oracle_truth counted(const struct view *v, const struct oracle_condition *c,
                                 enum oracle_comparison comparison, int number, int t)
{
    enum oracle_truth a, b;

    if (c->actors.form != BY_ONE_PARTY)
        return compare(comparison,
                       count_violations(v, c, t, c->actors.form == BY_SET ? c->actors.set : 0),
                       number);
    a = compare(comparison, count_violations(v, c, t, SET(WHO_A)), number);
    b = compare(comparison, count_violations(v, c, t, SET(WHO_B)), number);
    /* "with `at most` for every party, with `more than` for some" (26) */
    if (comparison == AT_MOST || comparison == FEWER_THAN)
        return truth_and(a, b);
    return truth_or(a, b);
}

/* ------------------------------------------------------------------ states of clauses */

static enum oracle_truth duties_are(const struct view *v, int clause, enum oracle_state state,
                                    int t)
{
    struct oracle_finding found[ORACLE_FINDINGS];
    enum oracle_truth all = ORACLE_YES, one = ORACLE_NO;
    enum oracle_verdict wanted = state == IS_LATE ? VERDICT_LATE : VERDICT_BREACHED;
    int count = 0;

    judge_duties(v, clause, found, &count);
    for (int i = 0; i < count; i++) {
        enum oracle_verdict verdict = found[i].verdict;

        all = truth_and(all, verdict == VERDICT_FULFILLED      ? ORACLE_YES
                             : verdict == VERDICT_UNDETERMINED ? ORACLE_MAYBE
                                                               : ORACLE_NO);
        one = truth_or(one, verdict == wanted                 ? ORACLE_YES
                            : verdict == VERDICT_UNDETERMINED ? ORACLE_MAYBE
                                                              : ORACLE_NO);
    }
    if (state != IS_FULFILLED)
        return one;
    /* "without an instance is pending until the phase's end, then true" (32) */
    return count || clause_phase(v, clause).to <= t ? all : ORACLE_NO;
}

/* keep, as of T: fulfilled "from the first moment >= T at which its verifier certifies it, or coverage shows no violation;
 * breached from its first violation; pending before T; else undetermined". */
static enum oracle_truth keep_is(const struct view *v, int clause, enum oracle_state state, int t)
{
    const struct oracle_statement *s = &v->agreement->clauses[clause].statements[0];
    struct oracle_finding found[ORACLE_FINDINGS];
    struct range r = binding(v, clause, s);
    unsigned certified = 0;
    int count = 0, order[ORACLE_DECISIONS], decisions = decisions_in_order(v, order);

    judge_states(v, clause, found, &count);
    if (t < r.from)
        return ORACLE_NO;
    for (int i = 0; i < decisions; i++) {
        const struct oracle_decision *d = &v->trace->decisions[order[i]];
        unsigned parties = d->party ? SET(d->party) : s->actors.set;

        if (d->on != ON_CLAUSE || d->clause != clause || d->by != WHO_M || d->time < r.from)
            continue;
        if (d->what == WHAT_CERTIFY)
            certified |= parties;
        if (d->what == WHAT_REVOKE)
            certified &= ~parties;
    }
    if (count && certified)
        leave_open(v, "violated, and certified all the same");
    if (count)
        return state == IS_BREACHED ? ORACLE_YES : ORACLE_NO;
    if ((certified & s->actors.set) == s->actors.set || (t > r.from && covered(v, r.from, t, s)))
        return state == IS_FULFILLED ? ORACLE_YES : ORACLE_NO;
    for (int h = r.from; h < t; h++) {
        if (covered_hour(v, h, s->kind, s->form == KEEP_OUT))
            leave_open(v, "a keep seen for a part of its time");
    }
    return state == IS_LATE ? ORACLE_NO : ORACLE_MAYBE;
}

static enum oracle_truth clause_is(const struct view *v, const struct oracle_condition *c, int t)
{
    enum oracle_truth truth;

    if (clause_phase(v, c->clause).from > t)
        return c->negated ? ORACLE_YES : ORACLE_NO; /* a clause not begun is pending (32) */
    if (v->agreement->clauses[c->clause].statements[0].form == REQUIRE)
        truth = duties_are(v, c->clause, c->state, t);
    else
        truth = keep_is(v, c->clause, c->state, t);
    return c->negated ? truth_not(truth) : truth;
}

/* ------------------------------------------------------------------ conditions */

enum oracle_truth condition_truth(const struct view *v, int index, int phase, int t)
{
    const struct oracle_condition *c = &v->agreement->conditions[index - 1];
    int begin = phase >= 0 && v->phases[phase].begun ? v->phases[phase].begin : 0;
    enum oracle_truth truth = ORACLE_NO;
    int order[ORACLE_DECISIONS], count;

    switch (c->form) {
    case COND_AND:
        return truth_and(condition_truth(v, c->left, phase, t),
                         condition_truth(v, c->right, phase, t));
    case COND_OR:
        return truth_or(condition_truth(v, c->left, phase, t),
                        condition_truth(v, c->right, phase, t));
    case COND_NOT:
        return truth_not(condition_truth(v, c->left, phase, t));
    case COND_NO: /* "... and at least D since begin" */
        if (c->hours && t < begin + c->hours)
            return ORACLE_NO;
        return counted(v, c, AT_MOST, 0, t);
    case COND_COUNT:
        return counted(v, c, c->comparison, c->number, t);
    case COND_CERTIFIED:
        count = decisions_in_order(v, order);
        for (int i = 0; i < count; i++) {
            const struct oracle_decision *d = &v->trace->decisions[order[i]];

            if (d->on == ON_CERTIFICATE && d->by == c->by)
                truth = d->what == WHAT_CERTIFY ? ORACLE_YES : ORACLE_NO;
        }
        return truth;
    case COND_STATE:
        return clause_is(v, c, t);
    case COND_SINCE:
        return t >= begin + c->hours ? ORACLE_YES : ORACLE_NO;
    }
    return ORACLE_NO;
}

/* The condition of a gate judged at the phase's end (or again when a decision falls): acts in [begin, end), what is known
 * at `known` (5). */
static enum oracle_truth gate_truth(const struct view *v, int phase, const struct oracle_exit *x,
                                    int end, int known)
{
    struct oracle_phase_state phases[4];
    struct view then = view_at(v, known);

    if (!x->condition)
        return ORACLE_YES;
    memcpy(phases, v->phases, sizeof(phases));
    if (x->form == THEN_WHEN) {
        phases[phase].over = true;
        phases[phase].end = end;
        then.phases = phases;
    }
    return condition_truth(&then, x->condition, phase, x->form == THEN_WHEN ? end : known);
}

/* ------------------------------------------------------------------ phases */

struct runner {
    struct view *v;
    int asked[4]; /* exit that awaits a decision, or -1 */
    int asked_at[4];
    int door[4]; /* phase whose own door is not open yet, or -1 */
};

static void begin_phase(struct runner *r, int phase, int t)
{
    struct oracle_phase_state *p = &r->v->phases[phase];

    p->begun = true;
    p->begin = t;
    p->over = false;
}

static bool own_door_open(const struct runner *r, int phase, int t)
{
    const struct oracle_phase *p = &r->v->agreement->phases[phase];
    struct view then = view_at(r->v, t);

    if (p->begins == BEGINS_AT)
        return t >= p->begin_at;
    if (p->begins == BEGINS_WHEN)
        return condition_truth(&then, p->begin_condition, phase, t) == ORACLE_YES;
    return true;
}

static void leave(struct runner *r, int phase, int to, int t)
{
    struct oracle_phase_state *p = &r->v->phases[phase];

    r->asked[phase] = -1;
    if (to >= 0 && !own_door_open(r, to, t)) { /* "the old phase binds until both are open" (21) */
        r->door[phase] = to;
        p->waits_for_decision = true; /* for the other door, at least */
        p->waiting = ORACLE_YES;
        return;
    }
    r->door[phase] = -1;
    p->waits_for_decision = false;
    p->over = true;
    p->end = t;
    p->next = to;
    if (to >= 0)
        begin_phase(r, to, t);
}

static void leave_by_else(struct runner *r, int phase, int t)
{
    const struct oracle_phase *p = &r->v->agreement->phases[phase];

    if (p->has_else)
        leave(r, phase, p->else_to, t);
    else
        leave_open(r->v, "no else");
}

static void judged(struct runner *r, int phase, int exit, enum oracle_truth truth)
{
    r->v->phases[phase].judged = exit;
    r->v->phases[phase].gate = truth;
}

static void ask(struct runner *r, int phase, int exit, int t, enum oracle_truth truth)
{
    r->asked[phase] = exit;
    r->asked_at[phase] = t;
    r->v->phases[phase].waits_for_decision = true;
    r->v->phases[phase].waiting = truth;
}

/* The first decision received at t that settles the gate; true when the phase was left. */
static bool decide(struct runner *r, int phase, int planned_end, int t)
{
    const struct oracle_exit *x = &r->v->agreement->phases[phase].exits[r->asked[phase]];
    struct view then = view_at(r->v, t);
    int order[ORACLE_DECISIONS], count = decisions_in_order(&then, order);

    for (int i = 0; i < count; i++) {
        const struct oracle_decision *d = &r->v->trace->decisions[order[i]];
        enum oracle_truth truth;

        if (d->on != ON_GATE || d->from != phase || d->to != x->to || d->by != x->decider ||
            d->time + d->late != t ||
            d->time < r->asked_at[phase]) /* before its gate opens: void */
            continue;
        /* "judged with what is known at that moment: a phase's end, a decision" (20) */
        truth = gate_truth(r->v, phase, x, planned_end, t);
        judged(r, phase, r->asked[phase], truth);
        if (d->what == WHAT_REFUSE) {
            if (x->form == THEN_AS_SOON_AS && !r->v->agreement->phases[phase].has_else) {
                leave_open(r->v, "refused, back to waiting: for what?");
                return false;
            }
            leave_by_else(r, phase, t);
            return true;
        }
        if (d->what != WHAT_PROCEED || truth == ORACLE_NO) /* `proceed` on `not met` is refused */
            continue;
        leave(r, phase, x->to, t);
        return true;
    }
    return false;
}

/* While a decision is awaited the gate says what a decision taken now would be judged by: "the gate counts acts in
 * [begin, end) and the rulings known at the decision" (5). */
static void judge_waiting(struct runner *r, int phase, int t)
{
    const struct oracle_phase *p = &r->v->agreement->phases[phase];
    struct oracle_phase_state *state = &r->v->phases[phase];

    judged(r, phase, r->asked[phase],
           gate_truth(r->v, phase, &p->exits[r->asked[phase]], state->begin + p->lasts, t));
    state->waiting = state->gate == ORACLE_YES ? ORACLE_YES : ORACLE_MAYBE;
}

/* One thing that happens to a running phase at t; false when nothing (more) does. */
static bool step(struct runner *r, int phase, int t)
{
    const struct oracle_phase *p = &r->v->agreement->phases[phase];
    struct oracle_phase_state *state = &r->v->phases[phase];
    int end = p->lasts ? state->begin + p->lasts : ORACLE_NEVER;

    if (r->door[phase] >= 0) {
        if (!own_door_open(r, r->door[phase], t))
            return false;
        leave(r, phase, r->door[phase], t);
        return true;
    }
    if (r->asked[phase] >= 0) {
        const struct oracle_exit *x = &p->exits[r->asked[phase]];

        if (x->form == THEN_AS_SOON_AS &&
            gate_truth(r->v, phase, x, end, t) != ORACLE_YES) { /* it stopped holding */
            r->asked[phase] = -1;
            state->waits_for_decision = false;
            state->judged = -1;
            return false;
        }
        if (x->within && t > r->asked_at[phase] + x->within) {
            judge_waiting(r, phase, r->asked_at[phase] + x->within);
            leave_by_else(r, phase, r->asked_at[phase] + x->within);
            return r->v->phases[phase].over;
        }
        return decide(r, phase, end, t);
    }
    for (int i = 0; i < p->exit_count; i++) {
        const struct oracle_exit *x = &p->exits[i];
        bool its_moment = x->form == THEN_AS_SOON_AS ? t <= end
                          : x->form == THEN_AT       ? t == x->at
                                                     : t == end;
        enum oracle_truth truth;

        if (!its_moment)
            continue;
        truth = gate_truth(r->v, phase, x, end, t);
        if (x->form == THEN_AS_SOON_AS && truth != ORACLE_YES)
            continue;
        judged(r, phase, i, truth);
        if (x->decider && truth != ORACLE_NO) {
            ask(r, phase, i, t, truth);
            return true;
        }
        if (truth == ORACLE_YES) {
            leave(r, phase, x->to, t);
            return true;
        }
    }
    if (t == end) { /* "not met at the end means else at once" (21) */
        leave_by_else(r, phase, t);
        return true;
    }
    return false;
}

static bool led_into(const struct oracle_agreement *agreement, int phase)
{
    for (int i = 0; i < agreement->phase_count; i++) {
        for (int k = 0; k < agreement->phases[i].exit_count; k++) {
            if (agreement->phases[i].exits[k].to == phase)
                return true;
        }
        if (agreement->phases[i].has_else && agreement->phases[i].else_to == phase)
            return true;
    }
    return false;
}

void simulate(struct view *v)
{
    struct runner r = {.v = v};

    for (int i = 0; i < 4; i++) {
        v->phases[i] = (struct oracle_phase_state){.judged = -1, .end = ORACLE_NEVER};
        r.asked[i] = r.door[i] = -1;
    }
    /* At each hour, and just after it: there a closed deadline has passed. The last hour has no after. */
    for (int n = 0; n <= 2 * v->watermark; n++) {
        int t = n / 2;
        bool moved = true;

        v->just_after = n % 2;
        while (moved) {
            moved = false;
            for (int i = 0; i < v->agreement->phase_count; i++) {
                struct oracle_phase_state *p = &v->phases[i];

                if (!p->begun && !led_into(v->agreement, i) && own_door_open(&r, i, t)) {
                    begin_phase(&r, i, t);
                    moved = true;
                } else if (p->begun && !p->over && step(&r, i, t)) {
                    moved = true;
                }
            }
        }
    }
    v->just_after = false;
    for (int i = 0; i < v->agreement->phase_count; i++) {
        if (r.asked[i] >= 0)
            judge_waiting(&r, i, v->watermark);
    }
}

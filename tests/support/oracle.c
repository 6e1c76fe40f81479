/* SPDX-License-Identifier: Apache-2.0
 *
 * The oracle's crisp rules for acts: forbid, permit, unless, rulings, coverage, standing findings. Comments quote or name
 * the sentence of the language's description (section 4, "Crisp rules", and the numbered decisions). */
#include "support/oracle_int.h"

#include <assert.h>

enum oracle_truth truth_not(enum oracle_truth a)
{
    return a == ORACLE_YES ? ORACLE_NO : a == ORACLE_NO ? ORACLE_YES : ORACLE_MAYBE;
}

enum oracle_truth truth_and(enum oracle_truth a, enum oracle_truth b)
{
    return a < b ? a : b;
}

enum oracle_truth truth_or(enum oracle_truth a, enum oracle_truth b)
{
    return a > b ? a : b;
}

void leave_open(const struct view *v, const char *why)
{
    v->answer->open = true;
    v->answer->why = why;
}

void add_finding(struct oracle_finding *findings, int *count, const struct oracle_finding *f)
{
    assert(*count < ORACLE_FINDINGS);
    findings[(*count)++] = *f;
}

/* ------------------------------------------------------------------ records */

int event_end(const struct oracle_event *e)
{
    return e->aggregate ? e->until : e->at;
}

int event_received(const struct oracle_event *e)
{
    return event_end(e) + e->late;
}

bool event_known(const struct view *v, const struct oracle_event *e)
{
    return event_received(e) <= v->known;
}

bool decision_known(const struct view *v, const struct oracle_decision *d)
{
    return d->time + d->late <= v->known;
}

/* Rulings in order of (time, received, id). */
static bool decision_before(const struct oracle_trace *trace, int a, int b)
{
    const struct oracle_decision *x = &trace->decisions[a], *y = &trace->decisions[b];

    if (x->time != y->time)
        return x->time < y->time;
    if (x->late != y->late)
        return x->late < y->late;
    return a < b;
}

int decisions_in_order(const struct view *v, int *indices)
{
    int count = 0;

    for (int i = 0; i < v->trace->decision_count; i++) {
        int at = count;

        if (!decision_known(v, &v->trace->decisions[i]))
            continue;
        for (; at > 0 && decision_before(v->trace, i, indices[at - 1]); at--)
            indices[at] = indices[at - 1];
        indices[at] = i;
        count++;
    }
    return count;
}

int oracle_watermark(const struct oracle_trace *trace, int known_at)
{
    int latest = -ORACLE_NEVER;

    if (known_at != ORACLE_NEVER)
        return known_at;
    for (int i = 0; i < trace->event_count; i++) {
        if (event_received(&trace->events[i]) > latest)
            latest = event_received(&trace->events[i]);
    }
    for (int i = 0; i < trace->decision_count; i++) {
        if (trace->decisions[i].time + trace->decisions[i].late > latest)
            latest = trace->decisions[i].time + trace->decisions[i].late;
    }
    for (int i = 0; i < trace->coverage_count; i++) {
        if (trace->coverages[i].to + trace->coverages[i].late > latest)
            latest = trace->coverages[i].to + trace->coverages[i].late;
    }
    return latest;
}

/* ------------------------------------------------------------------ kinds and times */

static enum oracle_kind kind_parent(enum oracle_kind kind)
{
    switch (kind) {
    case KIND_SHELLING:
    case KIND_SMALL_ARMS:
        return KIND_ATTACK;
    case KIND_NOTIFICATION:
    case KIND_ORDER:
    case KIND_RESPONSE:
        return KIND_COMMUNICATION;
    case KIND_NONE:
    case KIND_ATTACK:
    case KIND_OBSTRUCTION:
    case KIND_MOVEMENT:
    case KIND_COMMUNICATION:
    case KIND_INSPECTION:
    case KIND_CONSULTATION:
    case KIND_GUNS:
    case KIND_PERSONNEL:
    case KIND_TALLY:
        break;
    }
    return KIND_NONE;
}

static bool kind_under(enum oracle_kind kind, enum oracle_kind ancestor)
{
    return kind == ancestor || kind_parent(kind) == ancestor;
}

/* "A record of a parent kind matches a class that holds the parent; against a class that holds only some of its children it
 * is undetermined." */
enum oracle_truth kind_truth(enum oracle_kind kind, enum oracle_kind wanted)
{
    return kind_under(kind, wanted)   ? ORACLE_YES
           : kind_under(wanted, kind) ? ORACLE_MAYBE
                                      : ORACLE_NO;
}

/* Windows of the day are half-open and may run over midnight. */
bool hour_of_day(const struct oracle_statement *s, int hour)
{
    int h = (hour % 24 + 24) % 24;

    if (s->daily_from == s->daily_to)
        return true;
    if (s->daily_from < s->daily_to)
        return s->daily_from <= h && h < s->daily_to;
    return h >= s->daily_from || h < s->daily_to;
}

struct range clause_phase(const struct view *v, int clause)
{
    const struct oracle_clause *c = &v->agreement->clauses[clause];
    const struct oracle_phase_state *p = &v->phases[c->phase];

    if (c->throughout)
        return (struct range){0, ORACLE_NEVER}; /* in force at the epoch */
    if (!p->begun)
        return (struct range){ORACLE_NEVER, ORACLE_NEVER};
    return (struct range){p->begin, p->over ? p->end : ORACLE_NEVER};
}

struct range binding(const struct view *v, int clause, const struct oracle_statement *s)
{
    struct range r = clause_phase(v, clause);

    if (s->as_of && r.from < s->as_of)
        r.from = s->as_of;
    if (s->until && s->until < r.to) /* `until T` is half-open (28) */
        r.to = s->until;
    return r;
}

static enum oracle_truth time_truth(const struct view *v, int clause,
                                    const struct oracle_statement *s, const struct oracle_event *e)
{
    struct range r = binding(v, clause, s);
    int inside = 0, outside = 0;

    if (!e->aggregate)
        return r.from <= e->at && e->at < r.to && hour_of_day(s, e->at) ? ORACLE_YES : ORACLE_NO;
    for (int h = e->at; h < e->until; h++) {
        if (r.from <= h && h < r.to && hour_of_day(s, h))
            inside++;
        else
            outside++;
    }
    return !outside ? ORACLE_YES : !inside ? ORACLE_NO : ORACLE_MAYBE;
}

static enum oracle_truth place_truth(const struct oracle_statement *s, const struct oracle_event *e)
{
    if (!s->in_zone || e->place == PLACE_IN)
        return ORACLE_YES;
    return e->place == PLACE_NONE ? ORACLE_MAYBE : ORACLE_NO;
}

/* ------------------------------------------------------------------ coverage */

/* "One coverage record must cover the zone and the moment"; `blind` is no coverage; a feed that says nothing is complete for
 * the kinds seen and those under them, everywhere, from its first to its last time (23). */
bool covered_hour(const struct view *v, int hour, enum oracle_kind kind, bool in_zone)
{
    int first = ORACLE_NEVER, last = -ORACLE_NEVER;
    bool seen = false;

    for (int i = 0; i < v->trace->coverage_count; i++) {
        const struct oracle_coverage *c = &v->trace->coverages[i];

        if (c->to + c->late <= v->known && !c->blind && (c->seen ? c->seen : 90) >= 80 &&
            c->from <= hour && hour + 1 <= c->to && kind_under(kind, c->kind) &&
            (in_zone || !c->only_zone))
            return true;
    }
    if (!v->trace->complete)
        return false;
    for (int i = 0; i < v->trace->event_count; i++) {
        const struct oracle_event *e = &v->trace->events[i];

        if (event_received(e) > v->run_known)
            continue;
        if (e->at < first)
            first = e->at;
        if (event_end(e) > last)
            last = event_end(e);
        if (kind_under(kind, e->kind))
            seen = true;
    }
    return seen && first <= hour && hour + 1 <= last;
}

bool covered(const struct view *v, int from, int to, const struct oracle_statement *s)
{
    for (int h = from; h < to; h++) {
        if (hour_of_day(s, h) && !covered_hour(v, h, s->kind, s->in_zone || s->form == KEEP_OUT))
            return false;
    }
    return true;
}

/* ------------------------------------------------------------------ unless */

static enum oracle_who other_party(enum oracle_who who)
{
    return who == WHO_A ? WHO_B : who == WHO_B ? WHO_A : WHO_UNKNOWN;
}

static enum oracle_truth past_actor(const struct oracle_past *past, unsigned by,
                                    enum oracle_who actor)
{
    unsigned wanted = past->actors.set;

    if (past->actors.form == BY_NOT_SAID || past->actors.form == BY_ANYONE)
        return by & past->actors.set ? ORACLE_NO : ORACLE_YES;
    if (past->actors.form == BY_SAME)
        wanted = SET(actor);
    if (past->actors.form == BY_OTHER)
        wanted = SET(other_party(actor));
    if (!by) /* "An excuse given by an unknown actor makes the act undetermined" (25) */
        return ORACLE_MAYBE;
    return by & wanted ? ORACLE_YES : ORACLE_NO;
}

static bool past_time(const struct oracle_past *past, int act, int before, int begin)
{
    switch (past->timing) {
    case TIMING_BEFORE:
        return before <= act && before >= begin;
    case TIMING_AT_MOST: /* "A notice from before the phase counts for `at most D before` only" (24) */
        return before <= act && before >= act - past->far;
    case TIMING_AT_LEAST:
        return before <= act - past->near && before >= begin;
    case TIMING_BETWEEN:
        return before <= act - past->near && before >= act - past->far && before >= begin;
    }
    return false;
}

static enum oracle_truth past_truth(const struct view *v, int index, int event,
                                    enum oracle_who actor, int begin)
{
    const struct oracle_past *past = &v->agreement->pasts[index - 1];
    const struct oracle_event *act = &v->trace->events[event];
    enum oracle_truth truth = ORACLE_NO;
    int order[ORACLE_DECISIONS], count;

    switch (past->form) {
    case PAST_AND:
        return truth_and(past_truth(v, past->left, event, actor, begin),
                         past_truth(v, past->right, event, actor, begin));
    case PAST_OR:
        return truth_or(past_truth(v, past->left, event, actor, begin),
                        past_truth(v, past->right, event, actor, begin));
    case PAST_CERTIFIED:
        count = decisions_in_order(v, order);
        for (int i = 0; i < count; i++) {
            const struct oracle_decision *d = &v->trace->decisions[order[i]];

            if (d->on != ON_ACT || d->event != event || d->by != WHO_M)
                continue;
            if (d->time > act->at)
                leave_open(v, "a certificate given after the act");
            truth = d->what == WHAT_CERTIFY ? ORACLE_YES : ORACLE_NO;
        }
        return truth;
    case PAST_ACT:
    case PAST_NO_ACT:
        break;
    }
    for (int i = 0; i < v->trace->event_count; i++) {
        const struct oracle_event *n = &v->trace->events[i];
        enum oracle_truth one = kind_truth(n->kind, past->kind);

        if (i == event || !event_known(v, n) || !past_time(past, act->at, n->at, begin))
            continue;
        if (past->same_route && (!act->route || n->route != act->route))
            continue;
        truth = truth_or(truth, truth_and(one, past_actor(past, n->who, actor)));
    }
    return past->form == PAST_NO_ACT ? truth_not(truth) : truth;
}

/* "With an unknown actor, `the same party` ranges over the bound parties: excused if each of them would be, violated if none
 * would, else undetermined." */
static enum oracle_truth excused(const struct view *v, int clause, const struct oracle_statement *s,
                                 int event, unsigned who)
{
    enum oracle_truth least = ORACLE_YES, greatest = ORACLE_NO;
    int begin = clause_phase(v, clause).from;

    if (!s->unless)
        return ORACLE_NO;
    for (int p = WHO_A; p < WHO_COUNT; p++) {
        enum oracle_truth one;

        if (who ? !(who & SET(p))
                : !(s->actors.form == BY_SET ? s->actors.set & SET(p) : p <= WHO_B))
            continue;
        one = past_truth(v, s->unless, event, (enum oracle_who)p, begin);
        least = truth_and(least, one);
        greatest = truth_or(greatest, one);
    }
    return least == greatest ? least : ORACLE_MAYBE;
}

/* ------------------------------------------------------------------ forbid and permit */

/* Whom a clause binds, as a set; an unknown actor is bound by all. */
static unsigned bound(const struct oracle_actors *actors)
{
    unsigned all = (SET(WHO_COUNT) - 1) & ~SET(WHO_UNKNOWN);

    return actors->form == BY_ANYONE ? all & ~actors->set : actors->set;
}

static bool day_within(const struct oracle_statement *inner, const struct oracle_statement *outer)
{
    for (int h = 0; h < 24; h++) {
        if (hour_of_day(inner, h) && !hour_of_day(outer, h))
            return false;
    }
    return true;
}

static bool times_within(const struct oracle_agreement *a, int inner_clause,
                         const struct oracle_statement *inner, int outer_clause,
                         const struct oracle_statement *outer)
{
    const struct oracle_clause *x = &a->clauses[inner_clause], *y = &a->clauses[outer_clause];

    if (!y->throughout && (x->throughout || x->phase != y->phase))
        return false;
    if (inner->as_of < outer->as_of)
        return false;
    if (outer->until && (!inner->until || inner->until > outer->until))
        return false;
    return day_within(inner, outer);
}

static bool lies_within(const struct oracle_agreement *a, int inner_clause,
                        const struct oracle_statement *inner, int outer_clause,
                        const struct oracle_statement *outer)
{
    return kind_under(inner->kind, outer->kind) &&
           !(bound(&inner->actors) & ~bound(&outer->actors)) &&
           (inner->in_zone || !outer->in_zone) &&
           times_within(a, inner_clause, inner, outer_clause, outer);
}

/* "A `permit` is more specific than a `forbid` if its kinds, parties, places and times all lie within the other's and one
 * lies strictly within." */
static bool more_specific(const struct oracle_agreement *a, int inner_clause,
                          const struct oracle_statement *inner, int outer_clause,
                          const struct oracle_statement *outer)
{
    return lies_within(a, inner_clause, inner, outer_clause, outer) &&
           !lies_within(a, outer_clause, outer, inner_clause, inner);
}

static enum oracle_truth permitted(const struct view *v, int clause,
                                   const struct oracle_statement *forbid, int event, unsigned who)
{
    const struct oracle_event *e = &v->trace->events[event];
    enum oracle_truth truth = ORACLE_NO;

    for (int c = 0; c < v->agreement->clause_count; c++) {
        for (int k = 0; k < v->agreement->clauses[c].statement_count; k++) {
            const struct oracle_statement *s = &v->agreement->clauses[c].statements[k];
            unsigned both = bound(&s->actors) & bound(&forbid->actors);
            enum oracle_truth actor;

            if (s->form != PERMIT || !more_specific(v->agreement, c, s, clause, forbid))
                continue;
            if (who)
                actor = who & bound(&s->actors) ? ORACLE_YES : ORACLE_NO;
            else
                actor = both == bound(&forbid->actors) ? ORACLE_YES
                        : both                         ? ORACLE_MAYBE
                                                       : ORACLE_NO;
            truth =
                truth_or(truth, truth_and(truth_and(kind_truth(e->kind, s->kind), actor),
                                          truth_and(time_truth(v, c, s, e), place_truth(s, e))));
        }
    }
    return truth;
}

/* Did the event, done by `who`, break the statement? Only `other` and those not bound lower it; an unknown actor does not. */
static enum oracle_truth breaks(const struct view *v, int clause, const struct oracle_statement *s,
                                int event, unsigned who)
{
    const struct oracle_event *e = &v->trace->events[event];
    enum oracle_truth truth = kind_truth(e->kind, s->kind);

    if (who && !(who & bound(&s->actors)))
        return ORACLE_NO;
    truth = truth_and(truth, time_truth(v, clause, s, e));
    truth = truth_and(truth, place_truth(s, e));
    if (truth == ORACLE_NO)
        return ORACLE_NO;
    truth = truth_and(truth, truth_not(excused(v, clause, s, event, who)));
    return truth_and(truth, truth_not(permitted(v, clause, s, event, who)));
}

/* ------------------------------------------------------------------ rulings */

enum ruled { RULED_NOT_YET, RULED_YES, RULED_NO, RULED_UNDETERMINED };
struct ruling {
    enum ruled ruled;
    enum oracle_who party;
};

/* "`under verification` after a ruling does not reopen it, `revoke` does" (22); only the verifying body rules. */
static struct ruling ruling_on(const struct view *v, int clause, int event)
{
    struct ruling ruling = {RULED_NOT_YET, WHO_UNKNOWN};
    int order[ORACLE_DECISIONS], count = decisions_in_order(v, order);

    for (int i = 0; i < count; i++) {
        const struct oracle_decision *d = &v->trace->decisions[order[i]];

        if (d->on != ON_INCIDENT || d->clause != clause || d->event != event || d->by != WHO_M)
            continue;
        if (d->party && d->what != WHAT_SUBSTANTIATED)
            leave_open(v, "a ruling that finds nothing names a party");
        if (ruling.party && d->what != WHAT_REVOKE && !d->party)
            leave_open(v, "a party named in a ruling that does not stand");
        switch (d->what) {
        case WHAT_SUBSTANTIATED:
            ruling = (struct ruling){RULED_YES, d->party};
            break;
        case WHAT_NOT_SUBSTANTIATED:
            ruling = (struct ruling){RULED_NO, WHO_UNKNOWN};
            break;
        case WHAT_UNDETERMINED:
            ruling = (struct ruling){RULED_UNDETERMINED, WHO_UNKNOWN};
            break;
        case WHAT_REVOKE:
            ruling = (struct ruling){RULED_NOT_YET, WHO_UNKNOWN};
            break;
        case WHAT_UNDER_VERIFICATION:
        case WHAT_PROCEED:
        case WHAT_REFUSE:
        case WHAT_CERTIFY:
            break;
        }
    }
    return ruling;
}

/* Against whom may it stand: the actor, or each whom the clause binds and who would have broken it. */
static unsigned may_be_by(const struct view *v, int clause, const struct oracle_statement *s,
                          int event, unsigned who)
{
    unsigned parties = 0;

    for (int p = WHO_A; p < WHO_COUNT; p++) {
        if ((who ? who : bound(&s->actors)) & SET(p) &&
            breaks(v, clause, s, event, SET(p)) != ORACLE_NO)
            parties |= SET(p);
    }
    return parties;
}

unsigned one_party(unsigned who)
{
    return who == SET(WHO_OTHER) || (who & (who - 1)) ? 0 : who;
}

/* A ruling "moves the whole actor share to the party it names"; one that names nobody but finds a violation says that it was
 * one of those bound, whatever the record said of others. */
static unsigned ruled_actor(const struct oracle_clause *c, const struct ruling *ruling,
                            const struct oracle_event *e)
{
    unsigned all = 0;

    for (int k = 0; k < c->statement_count; k++)
        all |= c->statements[k].form == FORBID ? bound(&c->statements[k].actors) : 0;
    if (ruling->party)
        return SET(ruling->party);
    return ruling->ruled == RULED_YES && !(e->who & all) ? 0 : e->who;
}

void judge_forbid(const struct view *v, int clause, struct oracle_finding *findings, int *count)
{
    const struct oracle_clause *c = &v->agreement->clauses[clause];

    for (int i = 0; i < v->trace->event_count; i++) {
        const struct oracle_event *e = &v->trace->events[i];
        struct ruling ruling = ruling_on(v, clause, i);
        unsigned who = ruled_actor(c, &ruling, e);
        enum oracle_truth truth = ORACLE_NO;
        struct oracle_finding f = {.clause = clause,
                                   .phase = c->throughout ? -1 : c->phase,
                                   .party = one_party(who),
                                   .has_occurrence = true,
                                   .has_because = true,
                                   .because = 1U << i,
                                   .event = i,
                                   .is_unknown = !who,
                                   .is_ruled = ruling.ruled != RULED_NOT_YET,
                                   .is_substantiated = ruling.ruled == RULED_YES};

        if (!event_known(v, e))
            continue;
        for (int k = 0; k < c->statement_count; k++) {
            if (c->statements[k].form == FORBID) {
                truth = truth_or(truth, breaks(v, clause, &c->statements[k], i, who));
                f.against |= may_be_by(v, clause, &c->statements[k], i, who);
            }
        }
        if (truth == ORACLE_NO || ruling.ruled == RULED_NO)
            continue;
        f.occurrence = ruling.ruled == RULED_YES ? ORACLE_YES : truth;
        f.verdict = f.occurrence == ORACLE_YES && ruling.ruled != RULED_UNDETERMINED
                        ? VERDICT_VIOLATION
                        : VERDICT_UNDETERMINED;
        add_finding(findings, count, &f);
    }
}

/* ------------------------------------------------------------------ standing findings */

static bool is_standing_form(enum oracle_form form)
{
    return form == FORBID || form == KEEP_OUT || form == KEEP_INSIDE || form == KEEP_AWAY;
}

/* "The standing finding of a clause, party and phase is written only where nothing may stand against that party." */
static bool may_stand(const struct oracle_finding *findings, int from, int to, unsigned party)
{
    for (int i = from; i < to; i++) {
        if (!party || findings[i].against & party)
            return true;
    }
    return false;
}

/* Is every statement that binds in this hour seen? */
static bool clause_covered(const struct view *v, int clause, int hour)
{
    const struct oracle_clause *c = &v->agreement->clauses[clause];

    for (int k = 0; k < c->statement_count; k++) {
        const struct oracle_statement *s = &c->statements[k];
        struct range r = binding(v, clause, s);

        if (is_standing_form(s->form) && r.from <= hour && hour < r.to &&
            !covered(v, hour, hour + 1, s))
            return false;
    }
    return true;
}

static void stand(const struct view *v, int clause, struct range span, bool whole, unsigned party,
                  struct oracle_finding *findings, int *count)
{
    const struct oracle_clause *c = &v->agreement->clauses[clause];
    struct oracle_finding f = {.clause = clause,
                               .phase = c->throughout ? -1 : c->phase,
                               .party = party,
                               .has_span = true,
                               .event = -1};

    for (int from = span.from, to; from < span.to; from = to) {
        bool kept = clause_covered(v, clause, from);

        for (to = from + 1; to < span.to; to++) {
            if (whole)
                kept = kept && clause_covered(v, clause, to);
            else if (clause_covered(v, clause, to) != kept)
                break;
        }
        f.verdict = kept ? VERDICT_KEPT : VERDICT_UNDETERMINED;
        f.from = from;
        f.to = to;
        add_finding(findings, count, &f);
    }
}

static void judge_standing(const struct view *v, int clause, struct oracle_finding *findings,
                           int from, int *count)
{
    const struct oracle_clause *c = &v->agreement->clauses[clause];
    struct range span = {ORACLE_NEVER, -ORACLE_NEVER};
    unsigned parties = 0;
    bool anyone = false, whole = false;
    int to = *count;

    for (int k = 0; k < c->statement_count; k++) {
        const struct oracle_statement *s = &c->statements[k];
        struct range r = binding(v, clause, s);

        if (!is_standing_form(s->form))
            continue;
        if (r.from < span.from)
            span.from = r.from;
        if (r.to > span.to)
            span.to = r.to;
        if (s->actors.form == BY_ANYONE)
            anyone = true;
        else
            parties |= s->actors.set;
        whole = whole || s->daily_from != s->daily_to;
    }
    if (span.to > v->watermark)
        span.to = v->watermark;
    for (int p = WHO_A; p < WHO_COUNT; p++) {
        if (parties & SET(p) && !may_stand(findings, from, to, SET(p)))
            stand(v, clause, span, whole, SET(p), findings, count);
    }
    if (anyone && !may_stand(findings, from, to, 0))
        stand(v, clause, span, whole, 0, findings, count);
}

void judge_clause(const struct view *v, int clause, struct oracle_finding *findings, int *count)
{
    int from = *count;

    judge_forbid(v, clause, findings, count);
    judge_states(v, clause, findings, count);
    judge_standing(v, clause, findings, from, count);
    judge_duties(v, clause, findings, count);
}

void oracle_judge(const struct oracle_agreement *agreement, const struct oracle_trace *trace,
                  int known_at, struct oracle_answer *answer)
{
    struct view v = {.agreement = agreement,
                     .trace = trace,
                     .known = known_at,
                     .run_known = known_at,
                     .watermark = oracle_watermark(trace, known_at),
                     .phases = answer->phases,
                     .answer = answer};

    answer->open = false;
    answer->why = "";
    answer->finding_count = 0;
    answer->watermark = v.watermark;
    simulate(&v);
    for (int c = 0; c < agreement->clause_count; c++)
        judge_clause(&v, c, answer->findings, &answer->finding_count);
}

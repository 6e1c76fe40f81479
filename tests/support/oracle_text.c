/* SPDX-License-Identifier: Apache-2.0
 *
 * The oracle's agreements as Truce text, its traces as NDJSON, its answers as lines. */
#include "support/oracle.h"

#include "base/num.h"
#include "base/time.h"

#include <stdlib.h>
#include <string.h>

const char *oracle_who_name(enum oracle_who who)
{
    static const char *const names[WHO_COUNT] = {"", "A", "B", "H", "M", "JMC", "other"};

    return names[who];
}

const char *oracle_kind_name(enum oracle_kind kind)
{
    static const char *const names[KIND_COUNT] = {"",
                                                  "attack",
                                                  "shelling",
                                                  "small_arms",
                                                  "obstruction",
                                                  "troop_movement",
                                                  "communication",
                                                  "notification",
                                                  "order",
                                                  "response",
                                                  "inspection",
                                                  "consultation",
                                                  "artillery",
                                                  "personnel",
                                                  "violation_tally"};

    return names[kind];
}

const char *oracle_verdict_name(enum oracle_verdict verdict)
{
    static const char *const names[] = {"violation", "pending", "fulfilled",   "late",
                                        "breached",  "kept",    "undetermined"};

    return names[verdict];
}

static void put_local(struct buf *buf, int hour)
{
    time_put_local(buf, tz_utc(), ORACLE_EPOCH_US + hour * ORACLE_HOUR_US);
}

static void put_set(struct buf *buf, unsigned set)
{
    const char *comma = "";

    for (int who = WHO_A; who < WHO_COUNT; who++) {
        if (set & SET(who)) {
            buf_printf(buf, "%s%s", comma, oracle_who_name((enum oracle_who)who));
            comma = ", ";
        }
    }
}

static void put_actors(struct buf *buf, const struct oracle_actors *actors)
{
    switch (actors->form) {
    case BY_SET:
        put_set(buf, actors->set);
        break;
    case BY_ANYONE:
        buf_puts(buf, "anyone");
        if (actors->set) {
            buf_puts(buf, " except ");
            put_set(buf, actors->set);
        }
        break;
    case BY_ANY_OF:
        buf_puts(buf, "any of ");
        put_set(buf, actors->set);
        break;
    case BY_SAME:
        buf_puts(buf, "the same party");
        break;
    case BY_OTHER:
        buf_puts(buf, "the other party");
        break;
    case BY_ONE_PARTY:
        buf_puts(buf, "one party");
        break;
    case BY_NOT_SAID:
        break;
    }
    if (actors->together)
        buf_puts(buf, " together");
}

static void put_by(struct buf *buf, const struct oracle_actors *actors)
{
    if (actors->form != BY_NOT_SAID) {
        buf_puts(buf, " by ");
        put_actors(buf, actors);
    }
}

/* ------------------------------------------------------------------ unless and conditions */

static void put_past(struct buf *buf, const struct oracle_agreement *agreement, int index)
{
    const struct oracle_past *past = &agreement->pasts[index - 1];

    switch (past->form) {
    case PAST_AND:
    case PAST_OR:
        buf_puts(buf, "(");
        put_past(buf, agreement, past->left);
        buf_puts(buf, past->form == PAST_AND ? " and " : " or ");
        put_past(buf, agreement, past->right);
        buf_puts(buf, ")");
        return;
    case PAST_CERTIFIED:
        buf_puts(buf, "certified \"x\" by M");
        return;
    case PAST_ACT:
    case PAST_NO_ACT:
        break;
    }
    buf_printf(buf, "%s%s", past->form == PAST_NO_ACT ? "no " : "", oracle_kind_name(past->kind));
    put_by(buf, &past->actors);
    switch (past->timing) {
    case TIMING_BEFORE:
        break;
    case TIMING_AT_MOST:
        buf_printf(buf, " at most %d h", past->far);
        break;
    case TIMING_AT_LEAST:
        buf_printf(buf, " at least %d h", past->near);
        break;
    case TIMING_BETWEEN:
        buf_printf(buf, " between %d h and %d h", past->near, past->far);
        break;
    }
    buf_puts(buf, " before");
    if (past->same_route)
        buf_puts(buf, " with the same route");
}

static void put_happening(struct buf *buf, const struct oracle_condition *c)
{
    static const char *const words[] = {"", "verified ", "likely ", "alleged "};

    buf_printf(buf, "%sviolation%s of clause %d", words[c->qualifier],
               c->form == COND_COUNT ? "s" : "", c->clause + 1);
    put_by(buf, &c->actors);
}

static void put_condition(struct buf *buf, const struct oracle_agreement *agreement, int index)
{
    static const char *const comparisons[] = {"at least", "at most", "more than", "fewer than",
                                              "exactly"};
    static const char *const states[] = {"fulfilled", "late", "breached"};
    const struct oracle_condition *c = &agreement->conditions[index - 1];

    switch (c->form) {
    case COND_AND:
    case COND_OR:
        buf_puts(buf, "(");
        put_condition(buf, agreement, c->left);
        buf_puts(buf, c->form == COND_AND ? " and " : " or ");
        put_condition(buf, agreement, c->right);
        buf_puts(buf, ")");
        break;
    case COND_NOT:
        buf_puts(buf, "not (");
        put_condition(buf, agreement, c->left);
        buf_puts(buf, ")");
        break;
    case COND_NO:
        buf_puts(buf, "no ");
        put_happening(buf, c);
        if (c->hours)
            buf_printf(buf, " for %d h", c->hours);
        break;
    case COND_COUNT:
        buf_printf(buf, "%s %d ", comparisons[c->comparison], c->number);
        put_happening(buf, c);
        if (c->hours)
            buf_printf(buf, " over %d h", c->hours);
        break;
    case COND_CERTIFIED:
        buf_printf(buf, "certified \"x\" by %s", oracle_who_name(c->by));
        break;
    case COND_STATE:
        buf_printf(buf, "clause %d is %s%s", c->clause + 1, c->negated ? "not " : "",
                   states[c->state]);
        break;
    case COND_SINCE:
        buf_printf(buf, "%d h since begin", c->hours);
        break;
    }
}

/* ------------------------------------------------------------------ statements */

static void put_every(struct buf *buf, const struct oracle_statement *s, int hours)
{
    if (s->day_by)
        buf_printf(buf, " every day by %02d:00", s->day_by);
    else
        buf_printf(buf, " every %d h", hours);
}

static void put_require(struct buf *buf, const struct oracle_agreement *agreement,
                        const struct oracle_statement *s)
{
    if (s->when) {
        buf_puts(buf, "when ");
        put_condition(buf, agreement, s->when);
        buf_puts(buf, " ");
    }
    buf_puts(buf, "require ");
    put_actors(buf, &s->actors);
    buf_printf(buf, " to %s %s", s->verb == TO_REPORT ? "report" : "do", oracle_kind_name(s->kind));
    if (s->in_zone)
        buf_puts(buf, " in z");
    if (s->to) {
        buf_puts(buf, " to ");
        put_set(buf, s->to);
    }
    if (s->number > 1)
        buf_printf(buf, " at least %d", s->number);
    switch (s->due) {
    case WITHIN_BEGIN:
        buf_printf(buf, " within %d h of begin", s->hours);
        break;
    case WITHIN_EACH:
    case WITHIN_FIRST:
    case WITHIN_REPORT:
        buf_printf(buf, " within %d h of %s %s%s", s->hours,
                   s->due == WITHIN_FIRST ? "first" : "each",
                   s->due == WITHIN_REPORT ? "report of " : "", oracle_kind_name(s->of));
        put_by(buf, &s->of_actors);
        break;
    case WITHIN_VERIFIED:
        buf_printf(buf, " within %d h of each verified violation of clause %d", s->hours,
                   s->of_clause + 1);
        break;
    case WITHIN_WHEN:
        buf_printf(buf, " within %d h", s->hours);
        break;
    case BY_TIME:
        buf_puts(buf, " by ");
        put_local(buf, s->hours);
        break;
    case EVERY:
        put_every(buf, s, s->hours);
        break;
    }
    if (s->of_same_route)
        buf_puts(buf, " with the same route");
}

static void put_statement(struct buf *buf, const struct oracle_agreement *agreement,
                          const struct oracle_statement *s)
{
    buf_puts(buf, "  ");
    switch (s->form) {
    case FORBID:
    case PERMIT:
        buf_printf(buf, "%s %s by ", s->form == FORBID ? "forbid" : "permit",
                   oracle_kind_name(s->kind));
        put_actors(buf, &s->actors);
        if (s->in_zone)
            buf_puts(buf, " in z");
        break;
    case REQUIRE:
        put_require(buf, agreement, s);
        break;
    case KEEP_OUT:
    case KEEP_INSIDE:
    case KEEP_AWAY:
        buf_printf(buf, "keep %s of ", oracle_kind_name(s->kind));
        put_actors(buf, &s->actors);
        buf_puts(buf, s->form == KEEP_OUT      ? " out of z"
                      : s->form == KEEP_INSIDE ? " inside z"
                                               : " at least 5 km from contact");
        break;
    case LIMIT:
        buf_printf(buf, "limit %s of ", oracle_kind_name(s->kind));
        put_actors(buf, &s->actors);
        buf_printf(buf, "%s to %d %s", s->in_zone ? " in z" : "", s->number,
                   s->each ? "each" : "together");
        if (s->every)
            put_every(buf, s, s->every);
        break;
    case SYNCHRONOUS:
        buf_printf(buf, "synchronous within %d h", s->hours);
        break;
    }
    if (s->as_of) {
        buf_puts(buf, " as of ");
        put_local(buf, s->as_of);
    }
    if (s->until) {
        buf_puts(buf, " until ");
        put_local(buf, s->until);
    }
    if (s->daily_from != s->daily_to)
        buf_printf(buf, " during daily %02d:00 to %02d:00", s->daily_from, s->daily_to);
    if (s->unless) {
        buf_puts(buf, " unless ");
        put_past(buf, agreement, s->unless);
    }
    buf_puts(buf, "\n");
}

static void put_clauses(struct buf *buf, const struct oracle_agreement *agreement, int phase)
{
    for (int i = 0; i < agreement->clause_count; i++) {
        const struct oracle_clause *clause = &agreement->clauses[i];

        if (phase < 0 ? !clause->throughout : clause->throughout || clause->phase != phase)
            continue;
        buf_printf(buf, "clause %d \"Clause %d\" verified by M\n", i + 1, i + 1);
        for (int k = 0; k < clause->statement_count; k++)
            put_statement(buf, agreement, &clause->statements[k]);
    }
}

static void put_target(struct buf *buf, int to)
{
    if (to == TO_ENDED)
        buf_puts(buf, "ended");
    else if (to == TO_LAPSED)
        buf_puts(buf, "lapsed");
    else
        buf_printf(buf, "p%d", to);
}

static void put_exit(struct buf *buf, const struct oracle_agreement *agreement,
                     const struct oracle_exit *x)
{
    buf_puts(buf, "then ");
    put_target(buf, x->to);
    if (x->form == THEN_AT) {
        buf_puts(buf, " at ");
        put_local(buf, x->at);
    } else if (x->form != THEN_AT_END) {
        buf_puts(buf, x->form == THEN_WHEN ? " when " : " as soon as ");
        put_condition(buf, agreement, x->condition);
    }
    if (x->decider) {
        buf_printf(buf, " decided by %s", oracle_who_name(x->decider));
        if (x->within)
            buf_printf(buf, " within %d h", x->within);
    }
    buf_puts(buf, "\n");
}

void oracle_put_agreement(struct buf *buf, const struct oracle_agreement *agreement)
{
    buf_puts(buf, "agreement \"Test\" timezone UTC\n  signed 2026-01-31\n"
                  "  in force 2026-02-01 00:00\n"
                  "party A \"Party A\"\nparty B \"Party B\"\nmediator H \"Host\"\n"
                  "monitor M \"Monitor\"\nbody JMC \"Commission\" of A, B chaired by M "
                  "decides by consensus or chair after 24 h\n"
                  "zone z = polygon 48 N 37 E, 48 N 38 E, 49 N 38 E, 49 N 37 E\n"
                  "line contact = load \"line.geojson\" with A on the left, B on the right\n");
    buf_puts(buf, "throughout\n");
    put_clauses(buf, agreement, -1);
    for (int i = 0; i < agreement->phase_count; i++) {
        const struct oracle_phase *phase = &agreement->phases[i];

        buf_printf(buf, "phase p%d \"Phase %d\"\n", i, i);
        if (phase->begins == BEGINS_AT) {
            buf_puts(buf, "  begins at ");
            put_local(buf, phase->begin_at);
            buf_puts(buf, "\n");
        } else if (phase->begins == BEGINS_WHEN) {
            buf_puts(buf, "  begins when ");
            put_condition(buf, agreement, phase->begin_condition);
            buf_puts(buf, "\n");
        }
        if (phase->lasts)
            buf_printf(buf, "  lasts %d h\n", phase->lasts);
        put_clauses(buf, agreement, i);
        for (int k = 0; k < phase->exit_count; k++)
            put_exit(buf, agreement, &phase->exits[k]);
        if (phase->has_else) {
            buf_puts(buf, "else ");
            put_target(buf, phase->else_to);
            buf_puts(buf, "\n");
        }
    }
}

/* ------------------------------------------------------------------ records */

static void put_moment(struct buf *buf, const char *key, int hour)
{
    buf_printf(buf, ", \"%s\": \"", key);
    time_put(buf, ORACLE_EPOCH_US + hour * ORACLE_HOUR_US);
    buf_puts(buf, "\"");
}

static void put_span(struct buf *buf, int from, int to)
{
    buf_puts(buf, ", \"time\": {\"from\": \"");
    time_put(buf, ORACLE_EPOCH_US + from * ORACLE_HOUR_US);
    buf_puts(buf, "\", \"to\": \"");
    time_put(buf, ORACLE_EPOCH_US + to * ORACLE_HOUR_US);
    buf_puts(buf, "\"}");
}

static void put_event(struct buf *buf, const struct oracle_event *e, int index)
{
    const char *comma = "";
    bool joint = false;

    buf_printf(buf, "{\"id\": \"e%d\", \"feed\": \"f\"", index);
    put_moment(buf, "received", (e->aggregate ? e->until : e->at) + e->late);
    if (e->aggregate) {
        put_span(buf, e->at, e->until);
        buf_puts(buf, ", \"aggregate\": true");
    } else {
        put_moment(buf, "time", e->at);
    }
    if (e->place != PLACE_NONE)
        buf_printf(buf, ", \"place\": {\"lon\": %s, \"lat\": 48.5}",
                   e->place == PLACE_IN ? "37.5" : "39.5");
    buf_printf(buf, ", \"kind\": \"%s\"", oracle_kind_name(e->kind));
    if (e->who) {
        buf_puts(buf, ", \"actor\": {");
        for (int who = WHO_A; who < WHO_COUNT; who++) {
            if (e->who & SET(who)) {
                buf_printf(buf, "%s\"%s\": 1", comma, oracle_who_name((enum oracle_who)who));
                joint = *comma != '\0';
                comma = ", ";
            }
        }
        buf_printf(buf, "}%s", joint ? ", \"joint\": true" : "");
    }
    if (e->to) {
        buf_puts(buf, ", \"to\": [");
        comma = "";
        for (int who = WHO_A; who < WHO_COUNT; who++) {
            if (e->to & SET(who)) {
                buf_printf(buf, "%s\"%s\"", comma, oracle_who_name((enum oracle_who)who));
                comma = ", ";
            }
        }
        buf_puts(buf, "]");
    }
    if (e->unit || e->quantity || e->gone) {
        buf_puts(buf, ", \"object\": {");
        if (e->unit)
            buf_printf(buf, "\"unit\": \"u%d\"%s", e->unit, e->quantity || e->gone ? ", " : "");
        if (e->quantity || e->gone)
            buf_printf(buf, "\"quantity\": %d", e->gone ? 0 : e->quantity);
        buf_puts(buf, "}");
    }
    if (e->route)
        buf_printf(buf, ", \"attributes\": {\"route\": \"r%d\"}", e->route);
    buf_puts(buf, "}");
}

static void put_decision(struct buf *buf, const struct oracle_decision *d, int index)
{
    static const char *const whats[] = {"under verification",
                                        "substantiated",
                                        "not substantiated",
                                        "undetermined",
                                        "proceed",
                                        "refuse",
                                        "certify",
                                        "revoke"};

    buf_printf(buf, "{\"record\": \"decision\", \"id\": \"d%d\"", index);
    put_moment(buf, "time", d->time);
    put_moment(buf, "received", d->time + d->late);
    buf_printf(buf, ", \"body\": \"%s\", \"on\": {", oracle_who_name(d->by));
    switch (d->on) {
    case ON_INCIDENT:
        buf_printf(buf, "\"incident\": \"f:e%d\", \"clause\": \"%d\"", d->event, d->clause + 1);
        break;
    case ON_CLAUSE:
        buf_printf(buf, "\"clause\": \"%d\"", d->clause + 1);
        if (d->party)
            buf_printf(buf, ", \"party\": \"%s\"", oracle_who_name(d->party));
        break;
    case ON_GATE:
        buf_printf(buf, "\"gate\": \"p%d\", \"to\": \"", d->from);
        put_target(buf, d->to);
        buf_puts(buf, "\"");
        break;
    case ON_CERTIFICATE:
        buf_puts(buf, "\"certificate\": \"x\"");
        break;
    case ON_ACT:
        buf_printf(buf, "\"certificate\": \"x\", \"incident\": \"f:e%d\"", d->event);
        break;
    }
    buf_printf(buf, "}, \"what\": \"%s\"", whats[d->what]);
    if (d->on == ON_INCIDENT && d->party)
        buf_printf(buf,
                   ", \"attribution\": {\"party\": \"%s\", \"level\": \"A2\", \"basis\": \"b\"}",
                   oracle_who_name(d->party));
    buf_puts(buf, ", \"reason\": \"r\"}");
}

static void put_coverage(struct buf *buf, const struct oracle_coverage *c)
{
    buf_puts(buf, "{\"record\": \"coverage\", \"feed\": \"f\"");
    put_moment(buf, "received", c->to + c->late);
    put_span(buf, c->from, c->to);
    if (c->only_zone)
        buf_puts(buf, ", \"place\": {\"area\": \"z\"}");
    buf_printf(buf, ", \"kinds\": [\"%s\"], \"seen\": ", oracle_kind_name(c->kind));
    num_put(buf, (c->seen ? c->seen : 90) / 100.0, 2);
    buf_printf(buf, ", \"blind\": %s}", c->blind ? "\"cloud\"" : "null");
}

int oracle_record_count(const struct oracle_trace *trace)
{
    return trace->event_count + trace->decision_count + trace->coverage_count +
           (trace->complete ? 0 : 1);
}

void oracle_put_record(struct buf *buf, const struct oracle_trace *trace, int record)
{
    if (record < trace->event_count) {
        put_event(buf, &trace->events[record], record);
        return;
    }
    record -= trace->event_count;
    if (record < trace->decision_count) {
        put_decision(buf, &trace->decisions[record], record);
        return;
    }
    record -= trace->decision_count;
    if (record < trace->coverage_count) {
        put_coverage(buf, &trace->coverages[record]);
        return;
    }
    buf_puts(buf, "{\"record\": \"feed\", \"feed\": \"f\", \"complete\": []}");
}

/* ------------------------------------------------------------------ answers */

struct line {
    char text[160];
};

static int line_order(const void *a, const void *b)
{
    return strcmp(((const struct line *)a)->text, ((const struct line *)b)->text);
}

static void put_finding(struct buf *buf, const struct oracle_finding *f)
{
    static const char *const occurrences[] = {"0", "0..1", "1"};
    const char *comma = "";

    buf_printf(buf, "%d %s ", f->clause + 1, oracle_verdict_name(f->verdict));
    if (f->party)
        put_set(buf, f->party);
    else
        buf_puts(buf, "-");
    if (f->has_occurrence)
        buf_printf(buf, " %s", occurrences[f->occurrence]);
    if (f->has_span)
        buf_printf(buf, " %d-%d", f->from, f->to);
    if (f->has_because) {
        buf_puts(buf, " ");
        for (int i = 0; i < ORACLE_EVENTS; i++) {
            if (f->because & (1U << i)) {
                buf_printf(buf, "%se%d", comma, i);
                comma = ",";
            }
        }
    }
}

static void put_phase_state(struct buf *buf, const struct oracle_agreement *agreement, int index,
                            const struct oracle_phase_state *p)
{
    static const char *const gates[] = {"not met", "undetermined", "met"};

    buf_printf(buf, "p%d ", index);
    if (!p->begun) {
        buf_puts(buf, "not begun");
    } else if (p->over) {
        buf_printf(buf, "%s %d-%d to ", p->next == TO_LAPSED ? "lapsed" : "ended", p->begin,
                   p->end);
        put_target(buf, p->next);
    } else {
        buf_printf(buf, "%s %d-",
                   !p->waits_for_decision     ? "running"
                   : p->waiting == ORACLE_YES ? "conditions met"
                                              : "undetermined",
                   p->begin);
    }
    if (p->judged >= 0 && agreement->phases[index].exit_count == 1 &&
        agreement->phases[index].exits[p->judged].form != THEN_AT_END)
        buf_printf(buf, " gate %s", gates[p->gate]);
    buf_puts(buf, "\n");
}

void oracle_put_answer(struct buf *buf, const struct oracle_agreement *agreement,
                       const struct oracle_answer *answer)
{
    struct line lines[ORACLE_FINDINGS];
    struct buf one;

    buf_init(&one, buf->mem, sizeof(lines[0].text) - 1);
    for (int i = 0; i < answer->finding_count; i++) {
        buf_clear(&one);
        put_finding(&one, &answer->findings[i]);
        memcpy(lines[i].text, one.bytes, one.size);
        lines[i].text[one.size] = '\0';
    }
    buf_free(&one);
    qsort(lines, (size_t)answer->finding_count, sizeof(lines[0]), line_order);
    for (int i = 0; i < answer->finding_count; i++)
        buf_printf(buf, "%s\n", lines[i].text);
    for (int i = 0; i < agreement->phase_count; i++)
        put_phase_state(buf, agreement, i, &answer->phases[i]);
}

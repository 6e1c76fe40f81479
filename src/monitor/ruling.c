/* SPDX-License-Identifier: Apache-2.0
 *
 * Decisions: who may take which, and what stands at a moment of knowledge. facts_seal has put them in the order of (time,
 * received, id); a later one prevails over an earlier one among those received by then. */
#include "monitor/monitor_int.h"

#include <stdlib.h>

bool monitor_may_speak(const struct run *run, struct str name, uint32_t body, int64_t since_us,
                       int64_t at_us)
{
    uint32_t actor = monitor_actor(run, name);
    const struct plan_actor *b;

    if (actor == PLAN_NONE || body == PLAN_NONE)
        return false;
    if (actor == body)
        return true;
    b = &run->plan->actors[body];
    return b->role == PLAN_BODY && b->tie_breaker == actor &&
           at_us >=
               monitor_add(run, since_us, 1, (struct plan_span){PLAN_ELAPSED, b->tie_after_us});
}

static bool is_ruling(enum fact_decision_what what)
{
    return what == FACT_WHAT_UNDER_VERIFICATION || what == FACT_WHAT_SUBSTANTIATED ||
           what == FACT_WHAT_NOT_SUBSTANTIATED || what == FACT_WHAT_UNDETERMINED ||
           what == FACT_WHAT_REVOKE;
}

static bool is_certificate(enum fact_decision_what what)
{
    return what == FACT_WHAT_CERTIFY || what == FACT_WHAT_REVOKE;
}

/* Does the agreement ask this body for this certificate? */
static bool is_asked(const struct run *run, struct str text, struct str name)
{
    const struct plan *plan = run->plan;
    uint32_t actor = monitor_actor(run, name);

    for (size_t i = 0; i < plan->condition_count; i++)
        if (plan->conditions[i].form == PLAN_COND_CERTIFIED && plan->conditions[i].actor == actor &&
            str_eq(plan->conditions[i].certificate, text))
            return true;
    for (size_t i = 0; i < plan->past_count; i++)
        if (plan->pasts[i].form == PLAN_PAST_CERTIFIED && plan->pasts[i].actor == actor &&
            str_eq(plan->pasts[i].certificate, text))
            return true;
    for (size_t i = 0; i < plan->date_count; i++)
        if (plan->dates[i].event.form == PLAN_EVENT_CERTIFIED &&
            plan->dates[i].event.actor == actor && str_eq(plan->dates[i].event.certificate, text))
            return true;
    for (size_t i = 0; i < plan->statement_count; i++) {
        const struct plan_event *events[] = {&plan->statements[i].due.of,
                                             &plan->statements[i].tail.during.event};

        for (size_t j = 0; j < COUNT_OF(events); j++)
            if (events[j]->form == PLAN_EVENT_CERTIFIED && events[j]->actor == actor &&
                str_eq(events[j]->certificate, text))
                return true;
    }
    return false;
}

/* Why a decision on a gate is refused, or NULL. */
static const char *gate_refusal(const struct run *run, const struct fact_decision *d)
{
    uint32_t member, phase = monitor_gate_phase(run, d->gate, &member);
    const char *why = "the agreement has no such gate";

    if (d->what != FACT_WHAT_PROCEED && d->what != FACT_WHAT_REFUSE)
        return "on a gate one proceeds or refuses";
    if (phase == PLAN_NONE)
        return why;
    for (size_t i = 0; i < run->plan->phases[phase].exit_count; i++) {
        const struct plan_exit *exit = &run->plan->phases[phase].exits[i];

        if (d->to.size && !str_eq(monitor_phase_name(run, exit->to), d->to))
            continue;
        if (monitor_by_rule(exit)) {
            why = "nobody decides on this gate";
            continue;
        }
        if (exit->decider != PLAN_NONE &&
            monitor_may_speak(run, d->body, exit->decider, TIME_MIN_US, TIME_MAX_US))
            return NULL;
        why = "another body decides on this gate";
    }
    return why;
}

static const char *refusal(const struct run *run, const struct fact_decision *d)
{
    const struct plan *plan = run->plan;
    uint32_t clause;

    if (monitor_actor(run, d->body) == PLAN_NONE)
        return "the agreement does not name who took it";
    if (d->author.size && str_eq(d->author, d->reviewer))
        return "its author reviewed it";
    if (d->has_attribution && d->attribution.party.size &&
        monitor_actor(run, d->attribution.party) == PLAN_NONE)
        return "the agreement does not name the party that it names";
    switch (d->on) {
    case FACT_ON_INCIDENT:
    case FACT_ON_CLAUSE:
        clause = plan_find_clause(plan, d->clause);
        if (clause == PLAN_NONE)
            return "the agreement has no such clause";
        if (plan->clauses[clause].verifier == PLAN_NONE)
            return "nobody verifies this clause";
        if (!monitor_may_speak(run, d->body, plan->clauses[clause].verifier, TIME_MIN_US,
                               TIME_MAX_US))
            return "another body verifies this clause";
        if (d->on == FACT_ON_CLAUSE) {
            if (!is_certificate(d->what))
                return "of a clause one certifies that it is fulfilled, or revokes it";
            return d->party.size && monitor_actor(run, d->party) == PLAN_NONE
                       ? "the agreement does not name the party that it names"
                       : NULL;
        }
        if (!is_ruling(d->what))
            return "an act is ruled on: substantiated, not substantiated, undetermined";
        return facts_find_observation(run->facts, d->incident) == SIZE_MAX
                   ? "there is no such observation"
                   : NULL;
    case FACT_ON_FINDING:
        return is_ruling(d->what)
                   ? NULL
                   : "a finding is ruled on: substantiated, not substantiated, undetermined";
    case FACT_ON_GATE:
        return gate_refusal(run, d);
    case FACT_ON_CERTIFICATE:
    case FACT_ON_ACT_CERTIFICATE:
        if (!is_certificate(d->what))
            return "a certificate is given or revoked";
        if (!is_asked(run, d->certificate, d->body))
            return "the agreement does not ask this body for this certificate";
        if (d->on == FACT_ON_ACT_CERTIFICATE &&
            facts_find_observation(run->facts, d->incident) == SIZE_MAX)
            return "there is no such observation";
        return NULL;
    }
    return NULL;
}

static int ruling_order(const void *a, const void *b)
{
    const struct ruling *x = a, *y = b;

    if (x->act != y->act)
        return x->act < y->act ? -1 : 1;
    return (x->decision > y->decision) - (x->decision < y->decision);
}

static enum err_code ruling_push(struct run *run, size_t *capacity, uint32_t clause, size_t act,
                                 size_t decision)
{
    const struct fact_decision *d = &run->facts->decisions[decision];

    TRY(arena_grow(&run->scratch, &run->rulings, run->ruling_count, capacity, sizeof *run->rulings,
                   run->err));
    run->rulings[run->ruling_count++] = (struct ruling){
        .clause = clause,
        .act = act,
        .decision = decision,
        .party = d->has_attribution ? monitor_actor(run, d->attribution.party) : PLAN_NONE,
    };
    return ERR_OK;
}

/* Those that name the finding `id` of an act. */
static enum err_code push_rulings(struct run *run, size_t *capacity, uint32_t clause, size_t act,
                                  struct str id)
{
    for (uint32_t d = map_get(&run->finding_rulings, id); d != MAP_NONE; d = run->finding_next[d]) {
        const struct fact_decision *decision = &run->facts->decisions[d];

        if (!monitor_may_speak(run, decision->body, run->plan->clauses[clause].verifier,
                               TIME_MIN_US, TIME_MAX_US)) {
            run->is_refused[d] = true;
            TRY(monitor_warn(run, "decision %.*s is refused: another body verifies this clause",
                             STR_ARG(decision->id)));
            continue;
        }
        TRY(ruling_push(run, capacity, clause, act, d));
    }
    return ERR_OK;
}

/* Rulings that name a finding: the id of an act's finding is found by making it again. */
static enum err_code finding_rulings(struct run *run, size_t *capacity)
{
    const struct facts *facts = run->facts;

    map_init(&run->finding_rulings, &run->scratch);
    run->finding_next = ARENA_NEW(&run->scratch, uint32_t, facts->decision_count + 1);
    if (!run->finding_next)
        return err_no_memory(run->err);
    for (size_t i = facts->decision_count; i-- > 0;) {
        if (facts->decisions[i].on != FACT_ON_FINDING || run->is_refused[i])
            continue;
        run->has_finding_rulings = true;
        run->finding_next[i] = map_get(&run->finding_rulings, facts->decisions[i].finding);
        TRY(map_set(&run->finding_rulings, facts->decisions[i].finding, (uint32_t)i, run->err));
    }
    for (uint32_t c = 0; run->has_finding_rulings && c < run->plan->clause_count; c++) {
        const struct plan_clause *clause = &run->plan->clauses[c];

        if (!run->clauses[c].has_forbid && !run->clauses[c].has_keep)
            continue;
        for (size_t a = 0; a < facts->observation_count; a++) {
            bool matches = false;
            struct str id;

            for (uint32_t s = clause->first_statement;
                 !matches && s < clause->first_statement + clause->statement_count; s++) {
                unsigned doubts = 0;

                matches = run->statement_bound[s] &&
                          monitor_classes_match(run, run->plan->statements[s].classes, a,
                                                &doubts) != MATCH_NO;
            }
            if (!matches)
                continue;
            for (size_t m = 0, members = monitor_member_count(run, clause->phase);
                 m == 0 || m < members; m++) {
                struct instance of = {.phase = clause->phase,
                                      .member = members ? (uint32_t)m : PLAN_NONE};
                struct str subject = facts->observations[a].name;

                TRY(monitor_member_subject(run, &of, &subject));
                TRY(monitor_id(run, c, subject, PLAN_NONE, PLAN_NONE, true, &id));
                TRY(push_rulings(run, capacity, c, a, id));
            }
        }
    }
    return ERR_OK;
}

static enum err_code act_certificates(struct run *run)
{
    const struct facts *facts = run->facts;
    size_t n = facts->decision_count;

    run->act_certificates = ARENA_NEW(&run->scratch, size_t, n + 1);
    run->act_certificate_of = ARENA_NEW(&run->scratch, size_t, n + 1);
    if (!run->act_certificates || !run->act_certificate_of)
        return err_no_memory(run->err);
    for (size_t i = 0; i < n; i++) {
        if (facts->decisions[i].on != FACT_ON_ACT_CERTIFICATE || run->is_refused[i])
            continue;
        run->act_certificates[run->act_certificate_count] = i;
        run->act_certificate_of[run->act_certificate_count++] =
            facts_find_observation(facts, facts->decisions[i].incident);
    }
    return ERR_OK;
}

enum err_code monitor_rulings(struct run *run)
{
    const struct facts *facts = run->facts;
    size_t capacity = 0;

    run->is_refused = ARENA_NEW(&run->scratch, bool, facts->decision_count + 1);
    run->is_used = ARENA_NEW(&run->scratch, bool, facts->decision_count + 1);
    if (!run->is_refused || !run->is_used)
        return err_no_memory(run->err);
    for (size_t i = 0; i < facts->decision_count; i++) {
        const struct fact_decision *d = &facts->decisions[i];
        const char *why = refusal(run, d);

        if (why) {
            run->is_refused[i] = true;
            TRY(monitor_warn(run, "decision %.*s is refused: %s", STR_ARG(d->id), why));
        } else if (d->on == FACT_ON_INCIDENT) {
            TRY(ruling_push(run, &capacity, plan_find_clause(run->plan, d->clause),
                            facts_find_observation(facts, d->incident), i));
        }
    }
    TRY(finding_rulings(run, &capacity));
    TRY(act_certificates(run));
    if (run->ruling_count > 1)
        qsort(run->rulings, run->ruling_count, sizeof *run->rulings, ruling_order);
    for (size_t i = 0; i < run->ruling_count; i++) {
        struct act *act = &run->acts[run->rulings[i].act];

        if (act->ruling_count++ == 0)
            act->first_ruling = (uint32_t)i;
    }
    return ERR_OK;
}

static enum plan_gravity gravity_of(struct str text)
{
    for (enum plan_gravity g = PLAN_MINOR; g <= PLAN_GRAVE; g++)
        if (str_eq(text, str_z(plan_gravity_text(g))))
            return g;
    return PLAN_GRAVITY_NONE;
}

struct ruled monitor_ruled(const struct run *run, uint32_t clause, size_t act, int64_t known_us)
{
    struct ruled ruled = {.status = FACT_STATUS_ALLEGED, .party = PLAN_NONE, .time_us = TIME_NONE};
    const struct plan_clause *c = &run->plan->clauses[clause];
    const struct observation *o;
    const struct act *a;

    if (act == SIZE_MAX)
        return ruled;
    o = &run->facts->observations[act];
    a = &run->acts[act];
    if (a->ruling_count == 0 && a->feed_body == PLAN_NONE)
        return ruled;
    if (o->status != FACT_STATUS_ALLEGED && a->feed_body != PLAN_NONE &&
        a->feed_body == c->verifier && o->received_us <= known_us) {
        ruled.status = o->status;
        ruled.time_us = o->received_us;
    }
    for (size_t i = a->first_ruling; i < (size_t)a->first_ruling + a->ruling_count; i++) {
        const struct ruling *r = &run->rulings[i];
        const struct fact_decision *d = &run->facts->decisions[r->decision];
        bool is_closed =
            ruled.status != FACT_STATUS_ALLEGED && ruled.status != FACT_STATUS_UNDER_VERIFICATION;

        if (r->clause != clause || d->received_us > known_us ||
            !monitor_may_speak(run, d->body, c->verifier, o->received_us, d->time_us))
            continue;
        if (d->what == FACT_WHAT_REVOKE) {
            ruled = (struct ruled){
                .status = FACT_STATUS_ALLEGED, .party = PLAN_NONE, .time_us = TIME_NONE};
            continue;
        }
        if (d->what == FACT_WHAT_UNDER_VERIFICATION) {
            if (!is_closed)
                ruled.status = FACT_STATUS_UNDER_VERIFICATION;
            continue;
        }
        ruled.status = d->what == FACT_WHAT_SUBSTANTIATED       ? FACT_STATUS_SUBSTANTIATED
                       : d->what == FACT_WHAT_NOT_SUBSTANTIATED ? FACT_STATUS_NOT_SUBSTANTIATED
                                                                : FACT_STATUS_UNDETERMINED;
        ruled.decision = d;
        ruled.time_us = d->time_us;
        if (d->has_attribution) {
            ruled.attribution = &d->attribution;
            if (r->party != PLAN_NONE)
                ruled.party = r->party;
        }
        if (d->gravity.size)
            ruled.gravity = gravity_of(d->gravity);
    }
    return ruled;
}

static void certificate_step(struct certified *c, const struct fact_decision *d)
{
    if (d->what == FACT_WHAT_REVOKE)
        *c = (struct certified){.time_us = TIME_NONE, .received_us = TIME_NONE};
    else if (!c->stands)
        *c = (struct certified){true, d->time_us, d->received_us, d};
}

struct certified monitor_certified(const struct run *run, struct str text, uint32_t body,
                                   int64_t known_us)
{
    struct certified c = {.time_us = TIME_NONE, .received_us = TIME_NONE};

    for (size_t i = 0; i < run->facts->decision_count; i++) {
        const struct fact_decision *d = &run->facts->decisions[i];

        if (d->on == FACT_ON_CERTIFICATE && !run->is_refused[i] && d->party.size == 0 &&
            d->received_us <= known_us && str_eq(d->certificate, text) &&
            monitor_actor(run, d->body) == body)
            certificate_step(&c, d);
    }
    return c;
}

struct certified monitor_certified_act(const struct run *run, struct str text, uint32_t body,
                                       size_t act, int64_t known_us)
{
    struct certified c = {.time_us = TIME_NONE, .received_us = TIME_NONE};

    for (size_t i = 0; i < run->act_certificate_count; i++) {
        const struct fact_decision *d = &run->facts->decisions[run->act_certificates[i]];

        if (run->act_certificate_of[i] == act && d->received_us <= known_us &&
            str_eq(d->certificate, text) && monitor_actor(run, d->body) == body)
            certificate_step(&c, d);
    }
    return c;
}

struct certified monitor_certified_clause(const struct run *run, uint32_t clause, uint32_t party,
                                          int64_t from_us, int64_t known_us)
{
    struct certified c = {.time_us = TIME_NONE, .received_us = TIME_NONE};

    for (size_t i = 0; i < run->facts->decision_count; i++) {
        const struct fact_decision *d = &run->facts->decisions[i];

        if (d->on == FACT_ON_CLAUSE && !run->is_refused[i] && d->time_us >= from_us &&
            d->received_us <= known_us && plan_find_clause(run->plan, d->clause) == clause &&
            (d->party.size == 0 || (party != PLAN_NONE && monitor_actor(run, d->party) == party)))
            certificate_step(&c, d);
    }
    return c;
}

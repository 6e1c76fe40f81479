/* SPDX-License-Identifier: Apache-2.0
 *
 * Time is walked through once, from moment to moment at which something may change: doors, ends, terms, decisions received,
 * conditions turning. Each moment is judged with what was known then, so a phase never moves in the past.
 *
 * At one moment: doors open, then ends are reached and gates opened, then decisions count, and last of all terms lapse (their
 * end is included; at the watermark they are still open). */
#include "monitor/phase_int.h"

struct instance *monitor_instance(const struct run *run, uint32_t phase)
{
    for (size_t i = run->instance_count; i-- > 0;)
        if (run->instances[i].phase == phase && !monitor_is_other_member(run, &run->instances[i]))
            return &run->instances[i];
    return NULL;
}

const struct plan_phase *phase_of(const struct walk *w, const struct instance *at)
{
    return &w->run->plan->phases[at->phase];
}

static enum err_code timeline(struct walk *w, uint32_t condition, size_t at,
                              const struct timeline **out)
{
    struct run *run = w->run;
    struct kept_timeline *k;

    for (k = w->kept; k; k = k->next)
        if (k->condition == condition && k->at == at && k->member.number == run->member.number &&
            k->member.collection == run->member.collection) {
            *out = &k->timeline;
            if (k->stamp == w->stamp)
                return ERR_OK;
            break;
        }
    if (!k) {
        k = ARENA_NEW(&run->scratch, struct kept_timeline, 1);
        if (!k)
            return err_no_memory(run->err);
        *k = (struct kept_timeline){
            .condition = condition, .member = run->member, .at = at, .next = w->kept};
        w->kept = k;
    }
    TRY(monitor_timeline(run, condition, at == SIZE_MAX ? NULL : &run->instances[at],
                         MONITOR_AS_KNOWN, &k->timeline));
    k->stamp = w->stamp;
    *out = &k->timeline;
    return ERR_OK;
}

/* -------------------------------------------------------------- doors */

static bool has_door(const struct run *run, uint32_t phase)
{
    return run->plan->phases[phase].begins != PLAN_BEGIN_BY_THEN;
}

/* When the phase's own door next stands open, for a member; TIME_NEVER. */
static enum err_code door(struct walk *w, uint32_t phase, uint32_t member, int64_t *out)
{
    const struct plan_phase *p = &w->run->plan->phases[phase];
    const struct timeline *t = NULL;
    struct looked_at was = monitor_look_at(w->run, phase, member);

    *out = TIME_NEVER;
    switch (p->begins) {
    case PLAN_BEGIN_BY_THEN:
        *out = w->now;
        break;
    case PLAN_BEGIN_AT:
        if (monitor_time(w->run, NULL, &p->begin_at, MONITOR_START, out)) {
            if (*out < w->now)
                *out = w->now;
        } else {
            *out = TIME_NEVER;
        }
        break;
    case PLAN_BEGIN_WHEN:
        TRY(timeline(w, p->begin_condition, SIZE_MAX, &t));
        *out = monitor_timeline_next(w->run, t, w->now, true);
        break;
    }
    w->run->member = was;
    return ERR_OK;
}

/* The latest of a member, or NULL. */
static const struct instance *latest(const struct run *run, uint32_t phase, uint32_t member)
{
    for (size_t i = run->instance_count; i-- > 0;)
        if (run->instances[i].phase == phase && run->instances[i].member == member)
            return &run->instances[i];
    return NULL;
}

/* Numbers of members do not depend on who began first. */
static size_t number_of(const struct walk *w, uint32_t phase, uint32_t member)
{
    const struct instance *last;

    if (member == PLAN_NONE)
        return w->begun[phase];
    last = latest(w->run, phase, member);
    return last ? last->number + monitor_member_count(w->run, phase) : member;
}

static enum err_code begin(struct walk *w, uint32_t phase, uint32_t member)
{
    struct run *run = w->run;
    const struct plan_phase *p = &run->plan->phases[phase];
    struct instance *at;
    size_t number = number_of(w, phase, member);

    for (size_t i = 0; i < run->instance_count; i++)
        if (run->instances[i].phase == phase && run->instances[i].member == member &&
            (run->instances[i].end_us == TIME_NEVER || run->instances[i].begin_us == w->now)) {
            if (run->instances[i].end_us != TIME_NEVER)
                return monitor_warn(run, "phase %.*s would begin twice at the same moment",
                                    STR_ARG(p->name));
            return ERR_OK; /* it runs already */
        }
    if (run->instance_count >= MONITOR_INSTANCE_LIMIT)
        return ERR_OK;
    TRY(arena_grow(&run->scratch, &run->instances, run->instance_count, &run->instance_capacity,
                   sizeof *run->instances, run->err));
    at = &run->instances[run->instance_count];
    *at = (struct instance){.phase = phase,
                            .member = member,
                            .number = number,
                            .begin_us = w->now,
                            .end_us = TIME_NEVER,
                            .planned_end_us = TIME_NONE,
                            .next = PLAN_NONE,
                            .through = PLAN_NONE};
    TRY(monitor_phase_label(run, phase, member, &at->label));
    at->gates = ARENA_NEW(&run->scratch, struct gate_state, p->exit_count + 1);
    if (!at->gates)
        return err_no_memory(run->err);
    w->begun[phase]++;
    for (uint32_t i = 0; i < p->exit_count; i++)
        at->gates[i] = (struct gate_state){.exit = i,
                                           .opened_us = TIME_NONE,
                                           .term_us = TIME_NEVER,
                                           .judged_us = TIME_NONE,
                                           .known_us = TIME_NONE};
    if (p->has_lasts && p->lasts.count > 0) /* 0: still a bracket */
        at->planned_end_us = monitor_add(run, w->now, 1, p->lasts);
    run->instance_count++;
    w->stamp++;
    w->changed = true;
    if (run->is_volatile)
        run->cache = NULL;
    return ERR_OK;
}

/* Have all members of a phase left it for `to`? */
static bool have_all_left(const struct run *run, uint32_t phase, uint32_t to)
{
    for (uint32_t m = 0; m < monitor_member_count(run, phase); m++) {
        const struct instance *last = latest(run, phase, m);

        if (!last || last->end_us == TIME_NEVER || last->next != to)
            return false;
    }
    return true;
}

/* Where an instance leads: of a phase for each member, the member goes on alone; into a phase of the whole they go together;
 * from a phase of the whole all members begin. */
static enum err_code arrive(struct walk *w, uint32_t from, uint32_t member, uint32_t to)
{
    const struct plan *plan = w->run->plan;
    size_t members = monitor_member_count(w->run, to);
    bool is_same = member != PLAN_NONE && members > 0 &&
                   plan->places[plan->phases[from].for_each].collection ==
                       plan->places[plan->phases[to].for_each].collection;

    if (is_same)
        return begin(w, to, member);
    if (member != PLAN_NONE && !have_all_left(w->run, from, to))
        return ERR_OK;
    if (members == 0 && member == PLAN_NONE)
        return begin(w, to, PLAN_NONE);
    if (has_door(w->run, to)) { /* its own door, or those of its members, may still be shut */
        w->is_due[to] = true;
        w->changed = true;
        return ERR_OK;
    }
    for (uint32_t m = 0; m < members; m++)
        TRY(begin(w, to, m));
    return members ? ERR_OK : begin(w, to, PLAN_NONE);
}

static enum err_code go(struct walk *w, size_t i, uint32_t to, bool by_else)
{
    uint32_t from = w->run->instances[i].phase, member = w->run->instances[i].member;
    struct instance *at = &w->run->instances[i];

    at->end_us = w->now;
    at->next = to;
    at->by_else = by_else;
    at->through = PLAN_NONE;
    w->stamp++;
    w->changed = true;
    return to < w->run->plan->phase_count ? arrive(w, from, member, to) : ERR_OK;
}

/* Does an instance itself wait for the next phase's door? One of the whole does not wait for members, nor one of them for the
 * whole. */
static bool waits_at(const struct walk *w, size_t i, uint32_t to)
{
    return (w->run->instances[i].member != PLAN_NONE) == (monitor_member_count(w->run, to) > 0);
}

/* Through an exit, or `else`; where the next phase has a door of its own, only once that is open too. */
enum err_code phase_leave(struct walk *w, size_t i, uint32_t exit, uint32_t to, bool by_else)
{
    struct instance *at = &w->run->instances[i];
    int64_t open = w->now;

    if (to < w->run->plan->phase_count && has_door(w->run, to) && waits_at(w, i, to))
        TRY(door(w, to, at->member, &open));
    if (open <= w->now)
        return go(w, i, to, by_else);
    at->through = exit == PLAN_NONE ? PLAN_NONE - 1 : exit; /* PLAN_NONE - 1: by else */
    w->changed = true;
    return ERR_OK;
}

enum err_code phase_leave_else(struct walk *w, size_t i)
{
    const struct plan_phase *p = phase_of(w, &w->run->instances[i]);

    if (p->has_else)
        return phase_leave(w, i, PLAN_NONE, p->else_to, true);
    return go(w, i, PLAN_NONE, true);
}

/* -------------------------------------------------------------- gates */

struct moment monitor_gate_moment(const struct run *run, const struct instance *at,
                                  const struct gate_state *gate, int64_t known_us)
{
    const struct plan_exit *exit = &run->plan->phases[at->phase].exits[gate->exit];
    struct moment moment = {.at = at, .at_us = known_us, .known_us = known_us};

    if (exit->form == PLAN_EXIT_AS_SOON_AS) {
        if (gate->is_past && gate->judged_us != TIME_NONE)
            moment.at_us = gate->judged_us;
        moment.end_us = moment.at_us + 1;
        if (at->planned_end_us != TIME_NONE && moment.end_us > at->planned_end_us)
            moment.end_us = at->planned_end_us; /* a phase is half-open */
        return moment;
    }
    if (gate->judged_us != TIME_NONE) /* acts in [begin, end), rulings known then */
        moment.at_us = gate->judged_us;
    moment.end_us = moment.at_us;
    return moment;
}

enum err_code monitor_gate_chance(struct run *run, const struct instance *at,
                                  const struct gate_state *gate, const struct moment *moment,
                                  struct fact_interval *out)
{
    const struct plan_exit *exit = &run->plan->phases[at->phase].exits[gate->exit];

    if (exit->form == PLAN_EXIT_WHEN || exit->form == PLAN_EXIT_AS_SOON_AS)
        return monitor_condition(run, exit->condition, moment, out);
    *out = (struct fact_interval){1, 1};
    return ERR_OK;
}

static void open_gate(struct walk *w, struct gate_state *gate, const struct plan_exit *exit)
{
    gate->is_waiting = true;
    gate->was_refused = false;
    gate->opened_us = w->now;
    gate->term_us = exit->has_within ? monitor_add(w->run, w->now, 1, exit->within) : TIME_NEVER;
    w->changed = true;
}

bool phase_any_waiting(const struct walk *w, const struct instance *at)
{
    for (size_t g = 0; g < phase_of(w, at)->exit_count; g++)
        if (at->gates[g].is_waiting)
            return true;
    return false;
}

static enum err_code notice_given(struct walk *w, const struct instance *at, bool *given)
{
    struct run *run = w->run;
    const struct plan_phase *p = phase_of(w, at);
    int64_t last = at->planned_end_us;

    *given = false;
    if (p->has_notice_span)
        last = monitor_add(run, last, -1, p->notice_span);
    for (size_t i = 0; i < run->facts->observation_count; i++) {
        const struct observation *o = &run->facts->observations[i];
        uint32_t kind = run->acts[i].kind, notice = plan_find_kind(run->plan, STR("notice"));

        if (notice == PLAN_NONE)
            notice = plan_find_kind(run->plan, STR("notification"));
        if (kind == PLAN_NONE || notice == PLAN_NONE || !plan_kind_is(run->plan, kind, notice) ||
            o->time.from_us < at->begin_us || o->time.to_us > last || o->received_us > w->now)
            continue;
        if (monitor_share_of_actors(run, &p->notice_by, PLAN_NONE, i).lo >=
            run->plan->threshold_likely)
            *given = true;
    }
    return ERR_OK;
}

/* In a backtest nobody decides: what a body would decide on goes by rule. */
static bool is_by_rule(const struct run *run, const struct plan_exit *exit)
{
    return run->options->is_backtest || monitor_by_rule(exit);
}

/* By rule a gate opens that is met; at the end of a time, in a backtest, also one of which it cannot be told. */
static bool passes(const struct run *run, const struct plan_exit *exit,
                   enum outcome_gate_state state)
{
    return state == OUTCOME_GATE_MET ||
           (run->options->is_backtest && state == OUTCOME_GATE_UNDETERMINED &&
            !monitor_by_rule(exit));
}

/* Its time is up: renew, or judge the ways on in the order written. */
static enum err_code at_end(struct walk *w, size_t i)
{
    struct run *run = w->run;
    struct instance *at = &run->instances[i];
    const struct plan_phase *p = phase_of(w, at);
    struct moment moment = {.at = at, .at_us = w->now, .end_us = w->now, .known_us = w->now};
    bool renews = false, waits = false;

    if (p->renewal == PLAN_RENEW_UNLESS_NOTICE) {
        TRY(notice_given(w, at, &renews));
        renews = !renews;
    } else if (p->renewal == PLAN_RENEW_WHEN) {
        struct fact_interval chance;

        TRY(monitor_condition(run, p->renewal_condition, &moment, &chance));
        renews = monitor_gate_state(run, chance) == OUTCOME_GATE_MET;
    }
    if (renews) {
        int64_t next = monitor_add(run, at->planned_end_us, 1, p->renewal_span);

        if (next > at->planned_end_us) {
            at->planned_end_us = next;
            w->changed = true;
            return ERR_OK;
        }
    }
    at->is_over = true;
    w->changed = true;
    for (uint32_t g = 0; g < p->exit_count; g++) {
        const struct plan_exit *exit = &p->exits[g];
        struct gate_state *gate = &at->gates[g];
        struct fact_interval chance;
        enum outcome_gate_state state;

        if (exit->form != PLAN_EXIT_AT_END && exit->form != PLAN_EXIT_WHEN) {
            gate->is_waiting = false;
            continue;
        }
        gate->judged_us = gate->known_us = w->now;
        TRY(monitor_gate_chance(run, at, gate, &moment, &chance));
        gate->chance = chance;
        state = monitor_gate_state(run, chance);
        if (is_by_rule(run, exit)) {
            gate->is_past = true;
            if (passes(run, exit, state) && !waits) {
                gate->by_rule = true;
                return phase_leave(w, i, g, exit->to, false);
            }
        } else if (state != OUTCOME_GATE_NOT_MET) {
            open_gate(w, gate, exit);
            waits = true;
        } else {
            gate->is_past = true;
        }
    }
    return waits ? ERR_OK : phase_leave_else(w, i);
}

static enum err_code as_soon_as(struct walk *w, size_t i, uint32_t g)
{
    struct run *run = w->run;
    const struct plan_exit *exit = &phase_of(w, &run->instances[i])->exits[g];
    struct gate_state *gate = &run->instances[i].gates[g];
    const struct timeline *t = NULL;
    struct fact_interval chance;

    if (w->now == run->instances[i].planned_end_us) { /* what happens at its end is outside it */
        struct moment moment = monitor_gate_moment(run, &run->instances[i], gate, w->now);

        TRY(monitor_gate_chance(run, &run->instances[i], gate, &moment, &chance));
    } else {
        TRY(timeline(w, exit->condition, i, &t));
        chance = monitor_timeline_at(t, w->now);
    }
    if (monitor_gate_state(run, chance) != OUTCOME_GATE_MET) {
        if (gate->is_waiting || gate->is_closed)
            w->changed = true;
        gate->is_waiting = gate->is_closed = false;
        return ERR_OK;
    }
    if (gate->is_waiting || gate->is_closed)
        return ERR_OK;
    if (!is_by_rule(run, exit)) {
        open_gate(w, gate, exit);
        return ERR_OK;
    }
    gate->judged_us = gate->known_us = w->now;
    gate->chance = chance;
    gate->by_rule = gate->is_past = true;
    return phase_leave(w, i, g, exit->to, false);
}

static enum err_code at_time(struct walk *w, size_t i, uint32_t g)
{
    struct run *run = w->run;
    const struct plan_exit *exit = &phase_of(w, &run->instances[i])->exits[g];
    struct gate_state *gate = &run->instances[i].gates[g];
    int64_t moment;

    if (gate->judged_us != TIME_NONE ||
        !monitor_time(run, &run->instances[i], &exit->at, MONITOR_START, &moment) ||
        moment > w->now)
        return ERR_OK;
    gate->judged_us = gate->known_us = w->now;
    gate->chance = (struct fact_interval){1, 1};
    if (!is_by_rule(run, exit)) {
        open_gate(w, gate, exit);
        return ERR_OK;
    }
    gate->by_rule = gate->is_past = true;
    return phase_leave(w, i, g, exit->to, false);
}

/* -------------------------------------------------------------- the walk */

/* A phase that begins by its own door alone, once. */
static bool is_waited_for(const struct walk *w, uint32_t phase, uint32_t member)
{
    if (!has_door(w->run, phase) || (w->has_then[phase] && !w->is_due[phase]))
        return false;
    return member == PLAN_NONE ? !w->begun[phase] || w->is_due[phase]
                               : !latest(w->run, phase, member);
}

static enum err_code doors(struct walk *w)
{
    for (uint32_t p = 0; p < w->run->plan->phase_count; p++) {
        size_t members = monitor_member_count(w->run, p);

        for (uint32_t m = 0; m == 0 || m < members; m++) {
            uint32_t member = members ? m : PLAN_NONE;
            int64_t open;

            if (!is_waited_for(w, p, member))
                continue;
            TRY(door(w, p, member, &open));
            if (open > w->now)
                continue;
            if (!members)
                w->is_due[p] = false;
            TRY(begin(w, p, member));
        }
    }
    return ERR_OK;
}

static enum err_code next_door(struct walk *w, int64_t *next)
{
    for (uint32_t p = 0; p < w->run->plan->phase_count; p++) {
        size_t members = monitor_member_count(w->run, p);

        for (uint32_t m = 0; m == 0 || m < members; m++) {
            uint32_t member = members ? m : PLAN_NONE;
            int64_t moment;

            if (!is_waited_for(w, p, member))
                continue;
            TRY(door(w, p, member, &moment));
            if (moment > w->now && moment < *next)
                *next = moment;
        }
    }
    return ERR_OK;
}

static enum err_code settle(struct walk *w)
{
    struct run *run = w->run;
    size_t rounds = 0;

    do {
        w->changed = false;
        TRY(doors(w));
        for (size_t i = 0; i < run->instance_count; i++) {
            struct instance *at = &run->instances[i];
            const struct plan_phase *phase;
            int64_t open;

            if (at->phase == PLAN_THROUGHOUT || at->end_us != TIME_NEVER)
                continue;
            phase = phase_of(w, at);
            (void)monitor_enter(run, at);
            if (at->through != PLAN_NONE) {
                bool by_else = at->through == PLAN_NONE - 1;
                uint32_t to = by_else ? phase->else_to : phase->exits[at->through].to;

                TRY(door(w, to, at->member, &open));
                if (open <= w->now)
                    TRY(go(w, i, to, by_else));
                continue;
            }
            for (uint32_t g = 0;
                 g < phase->exit_count && run->instances[i].end_us == TIME_NEVER &&
                 run->instances[i].through == PLAN_NONE && !run->instances[i].is_over;
                 g++) {
                if (phase->exits[g].form == PLAN_EXIT_AT_TIME)
                    TRY(at_time(w, i, g));
                else if (phase->exits[g].form == PLAN_EXIT_AS_SOON_AS)
                    TRY(as_soon_as(w, i, g));
            }
            at = &run->instances[i]; /* may have moved */
            if (at->end_us == TIME_NEVER && at->through == PLAN_NONE && !at->is_over &&
                at->planned_end_us != TIME_NONE && at->planned_end_us <= w->now)
                TRY(at_end(w, i));
        }
        (void)monitor_look_at(run, PLAN_NONE, PLAN_NONE);
        if (!w->changed)
            TRY(phase_decisions(w));
        if (!w->changed)
            TRY(phase_lapse(w));
    } while (w->changed && ++rounds < MONITOR_INSTANCE_LIMIT);
    return ERR_OK;
}

static void earlier(int64_t *next, int64_t now, int64_t at)
{
    if (at > now && at < *next)
        *next = at;
}

static enum err_code next_moment(struct walk *w, int64_t *next)
{
    struct run *run = w->run;
    int64_t moment;

    *next = TIME_NEVER;
    TRY(next_door(w, next));
    for (size_t i = 0; i < run->instance_count; i++) {
        struct instance *at = &run->instances[i];
        const struct plan_phase *phase;

        if (at->phase == PLAN_THROUGHOUT || at->end_us != TIME_NEVER)
            continue;
        phase = phase_of(w, at);
        (void)monitor_enter(run, at);
        if (at->through != PLAN_NONE) {
            TRY(door(w,
                     at->through == PLAN_NONE - 1 ? phase->else_to : phase->exits[at->through].to,
                     at->member, &moment));
            earlier(next, w->now, moment);
            continue;
        }
        if (!at->is_over && at->planned_end_us != TIME_NONE)
            earlier(next, w->now, at->planned_end_us);
        for (uint32_t g = 0; g < phase->exit_count; g++) {
            const struct gate_state *gate = &at->gates[g];
            const struct timeline *t = NULL;

            if (gate->is_waiting)
                earlier(next, w->now, gate->term_us);
            if (at->is_over)
                continue;
            if (phase->exits[g].form == PLAN_EXIT_AT_TIME && gate->judged_us == TIME_NONE &&
                monitor_time(run, at, &phase->exits[g].at, MONITOR_START, &moment))
                earlier(next, w->now, moment);
            if (phase->exits[g].form == PLAN_EXIT_AS_SOON_AS) {
                TRY(timeline(w, phase->exits[g].condition, i, &t));
                earlier(next, w->now,
                        monitor_timeline_next(run, t, w->now + 1,
                                              !gate->is_waiting && !gate->is_closed));
            }
        }
    }
    (void)monitor_look_at(run, PLAN_NONE, PLAN_NONE);
    for (size_t k = 0; k < run->facts->decision_count; k++)
        if (run->facts->decisions[k].on == FACT_ON_GATE && !run->is_refused[k] && !w->is_taken[k])
            earlier(next, w->now, phase_effective(&run->facts->decisions[k]));
    return ERR_OK;
}

static enum err_code enter(struct run *run)
{
    if (run->plan->entry_condition != PLAN_NONE) {
        struct timeline t;

        TRY(monitor_timeline(run, run->plan->entry_condition, NULL, MONITOR_AS_KNOWN, &t));
        run->entry_us = monitor_timeline_next(run, &t, TIME_MIN_US, true);
        if (run->entry_us == TIME_NEVER)
            run->entry_us = TIME_NONE;
    }
    if (run->entry_us == TIME_NONE || run->entry_us > run->watermark_us)
        return ERR_OK;
    TRY(arena_grow(&run->scratch, &run->instances, run->instance_count, &run->instance_capacity,
                   sizeof *run->instances, run->err));
    run->instances[run->instance_count++] = (struct instance){.phase = PLAN_THROUGHOUT,
                                                              .member = PLAN_NONE,
                                                              .label = STR("throughout"),
                                                              .begin_us = run->entry_us,
                                                              .end_us = TIME_NEVER,
                                                              .planned_end_us = TIME_NONE,
                                                              .next = PLAN_NONE,
                                                              .through = PLAN_NONE};
    return ERR_OK;
}

static void reach(const struct plan *plan, bool *reached, uint32_t phase)
{
    bool grows = true;

    reached[phase] = true;
    while (grows) {
        grows = false;
        for (uint32_t p = 0; p < plan->phase_count; p++) {
            const struct plan_phase *from = &plan->phases[p];

            for (size_t g = 0; reached[p] && g <= from->exit_count; g++) {
                uint32_t to = g < from->exit_count ? from->exits[g].to
                              : from->has_else     ? from->else_to
                                                   : PLAN_NONE;

                if (to < plan->phase_count && !reached[to])
                    grows = reached[to] = true;
            }
        }
    }
}

/* Where phases lead into one another in a ring, the first one written that has a door of its own begins by that alone. */
static enum err_code first_phases(struct walk *w)
{
    const struct plan *plan = w->run->plan;
    bool *reached = ARENA_NEW(&w->run->scratch, bool, plan->phase_count + 1);

    if (!reached)
        return err_no_memory(w->run->err);
    for (uint32_t p = 0; p < plan->phase_count; p++)
        if (has_door(w->run, p) && !w->has_then[p] && !reached[p])
            reach(plan, reached, p);
    for (uint32_t p = 0; p < plan->phase_count; p++)
        if (has_door(w->run, p) && !reached[p]) {
            w->has_then[p] = false;
            reach(plan, reached, p);
        }
    return ERR_OK;
}

enum err_code monitor_phases(struct run *run)
{
    const struct plan *plan = run->plan;
    struct walk w = {.run = run};
    int64_t next;

    TRY(enter(run));
    if (run->instance_count == 0)
        return ERR_OK;
    /* pointers into the list are kept for one moment only, but timelines name its members: it never moves */
    w.begun = ARENA_NEW(&run->scratch, size_t, plan->phase_count + 1);
    w.has_then = ARENA_NEW(&run->scratch, bool, plan->phase_count + 1);
    w.is_due = ARENA_NEW(&run->scratch, bool, plan->phase_count + 1);
    w.is_taken = ARENA_NEW(&run->scratch, bool, run->facts->decision_count + 1);
    if (!w.begun || !w.has_then || !w.is_due || !w.is_taken)
        return err_no_memory(run->err);
    for (size_t p = 0; p < plan->phase_count; p++) {
        for (size_t g = 0; g < plan->phases[p].exit_count; g++)
            if (plan->phases[p].exits[g].to < plan->phase_count)
                w.has_then[plan->phases[p].exits[g].to] = true;
        if (plan->phases[p].has_else && plan->phases[p].else_to < plan->phase_count)
            w.has_then[plan->phases[p].else_to] = true;
    }
    TRY(first_phases(&w));
    w.now = run->entry_us;
    for (;;) {
        TRY(settle(&w));
        TRY(next_moment(&w, &next));
        if (next > run->watermark_us)
            return ERR_OK;
        w.now = next;
    }
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * What people decide at gates, and terms that end without a decision. */
#include "monitor/phase_int.h"

static enum err_code void_decision(struct walk *w, const struct fact_decision *d, const char *why)
{
    return monitor_warn(w->run, "decision %.*s on the gate of %.*s is void: %s", STR_ARG(d->id),
                        STR_ARG(d->gate), why);
}

static enum err_code decide(struct walk *w, const struct fact_decision *d)
{
    struct run *run = w->run;
    uint32_t member, phase = monitor_gate_phase(run, d->gate, &member);
    const char *why = "no such gate is open";

    if (phase != PLAN_NONE && member == PLAN_NONE && monitor_member_count(run, phase) > 0)
        return void_decision(w, d, "it does not say for which member");

    for (size_t i = run->instance_count; i-- > 0;) {
        struct instance *at = &run->instances[i];

        if (at->phase != phase || at->member != member || at->end_us != TIME_NEVER)
            continue;
        (void)monitor_enter(run, at);
        if (at->through != PLAN_NONE)
            return void_decision(w, d, "the gate was passed before");
        for (uint32_t g = 0; g < run->plan->phases[phase].exit_count; g++) {
            const struct plan_exit *exit = &run->plan->phases[phase].exits[g];
            struct gate_state *gate = &at->gates[g];
            struct moment moment;
            struct fact_interval chance;
            bool is_soon = exit->form == PLAN_EXIT_AS_SOON_AS && !at->is_over;

            if (monitor_by_rule(exit) ||
                (d->to.size && !str_eq(monitor_phase_name(run, exit->to), d->to)))
                continue;
            if (!gate->is_waiting && !is_soon) {
                why = gate->is_past ? "the gate was not open" : "its gate has not opened yet";
                continue;
            }
            if (gate->is_waiting && d->time_us < gate->opened_us) {
                why = "it was taken before its gate opened";
                continue;
            }
            if (exit->decider_is_open ||
                !monitor_may_speak(run, d->body, exit->decider,
                                   gate->is_waiting ? gate->opened_us : d->time_us, d->time_us)) {
                why = "its body does not decide on this gate, or not yet";
                continue;
            }
            moment = monitor_gate_moment(run, at, gate, w->now);
            TRY(monitor_gate_chance(run, at, gate, &moment, &chance));
            if (d->what == FACT_WHAT_PROCEED &&
                monitor_gate_state(run, chance) == OUTCOME_GATE_NOT_MET) {
                why = "the conditions are not met";
                continue;
            }
            if (d->what == FACT_WHAT_REFUSE && !gate->is_waiting) {
                why = "its gate is not open";
                continue;
            }
            gate->decision = d;
            gate->chance = chance;
            gate->known_us = w->now;
            w->changed = true;
            if (d->what == FACT_WHAT_PROCEED) {
                if (is_soon)
                    gate->judged_us = w->now;
                gate->is_waiting = false;
                gate->is_past = true;
                at->decided_once = true;
                return phase_leave(w, i, g, exit->to, false);
            }
            gate->is_waiting = false;
            gate->was_refused = true;
            gate->what = "refused";
            if (is_soon) {
                gate->is_closed = true;
                gate->judged_us = w->now;
                if (!run->plan->phases[phase].has_else)
                    return ERR_OK;
            }
            gate->is_past = true;
            return phase_any_waiting(w, at) ? ERR_OK : phase_leave_else(w, i);
        }
    }
    return void_decision(w, d, why);
}

int64_t phase_effective(const struct fact_decision *d)
{
    return d->received_us > d->time_us ? d->received_us : d->time_us;
}

enum err_code phase_decisions(struct walk *w)
{
    struct run *run = w->run;

    for (size_t k = 0; k < run->facts->decision_count; k++) {
        const struct fact_decision *d = &run->facts->decisions[k];

        if (d->on != FACT_ON_GATE || run->is_refused[k] || w->is_taken[k] ||
            phase_effective(d) > w->now)
            continue;
        w->is_taken[k] = true;
        TRY(decide(w, d));
        (void)monitor_look_at(run, PLAN_NONE, PLAN_NONE);
        if (w->changed)
            return ERR_OK; /* doors first */
    }
    return ERR_OK;
}

/* Terms that are over, once nothing more can come at this moment. */
enum err_code phase_lapse(struct walk *w)
{
    struct run *run = w->run;

    if (w->now >= run->watermark_us)
        return ERR_OK;
    for (size_t i = 0; i < run->instance_count; i++) {
        struct instance *at = &run->instances[i];
        bool lapsed = false, soon = false;

        if (at->phase == PLAN_THROUGHOUT || at->end_us != TIME_NEVER || at->through != PLAN_NONE)
            continue;
        (void)monitor_enter(run, at);
        for (uint32_t g = 0; g < phase_of(w, at)->exit_count; g++) {
            struct gate_state *gate = &at->gates[g];
            struct moment moment;

            if (!gate->is_waiting || gate->term_us > w->now)
                continue;
            moment = monitor_gate_moment(run, at, gate, w->now);
            TRY(monitor_gate_chance(run, at, gate, &moment, &gate->chance));
            gate->is_waiting = false;
            gate->known_us = w->now;
            gate->what = "lapsed without a decision";
            lapsed = true;
            if (phase_of(w, at)->exits[g].form == PLAN_EXIT_AS_SOON_AS) {
                gate->is_closed = soon = true;
                gate->judged_us = w->now;
                gate->is_past = phase_of(w, at)->has_else;
            } else {
                gate->is_past = true;
            }
            w->changed = true;
        }
        if (lapsed && !phase_any_waiting(w, at) && (!soon || phase_of(w, at)->has_else))
            TRY(phase_leave_else(w, i));
    }
    (void)monitor_look_at(run, PLAN_NONE, PLAN_NONE);
    return ERR_OK;
}

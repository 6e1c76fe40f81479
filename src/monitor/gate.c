/* SPDX-License-Identifier: Apache-2.0
 *
 * Gates in words: each condition with its state, how many rulings are awaited, what stands in the way. */
#include "monitor/monitor_int.h"

#include <math.h>

struct lines {
    struct str *items;
    size_t count, capacity;
};

static enum err_code line_end(struct run *run, struct lines *lines)
{
    TRY(arena_grow(run->arena, &lines->items, lines->count, &lines->capacity, sizeof *lines->items,
                   run->err));
    TRY(monitor_say(run, &lines->items[lines->count]));
    lines->count++;
    return ERR_OK;
}

static void put_count(struct run *run, double n, const char *one, const char *many)
{
    num_put(&run->text, n, 6);
    buf_putc(&run->text, ' ');
    buf_puts(&run->text, n > 0.5 && n < 1.5 ? one : many);
}

static void put_clauses(struct run *run, struct plan_list clauses)
{
    buf_puts(&run->text, clauses.count > 1 ? "Clauses " : "Clause ");
    for (size_t i = 0; i < clauses.count; i++) {
        if (i)
            buf_puts(&run->text, i + 1 == clauses.count ? " and " : ", ");
        buf_put(&run->text, run->plan->clauses[clauses.items[i]].label);
    }
}

static void put_counted(struct run *run, const struct plan_happening *h)
{
    if (h->clauses.count)
        put_clauses(run, h->clauses);
    else if (h->class != PLAN_NONE)
        buf_put(&run->text, run->plan->classes[h->class].name);
}

static const char *qualifier(enum plan_qualifier q)
{
    switch (q) {
    case PLAN_VERIFIED:
        return "verified ";
    case PLAN_LIKELY:
        return "likely ";
    case PLAN_ALLEGED:
        return "alleged ";
    case PLAN_WORLDS:
        break;
    }
    return "";
}

/* How many more would take the count past the number. */
static double room(const struct plan_condition *c, double count)
{
    double most = c->form == PLAN_COND_NO           ? 0
                  : c->comparison == PLAN_LESS_THAN ? ceil(c->number) - 1
                                                    : floor(c->number);

    return most - count + 1;
}

static void put_verifiers(struct run *run, struct plan_list clauses)
{
    uint32_t verifier = clauses.count ? run->plan->clauses[clauses.items[0]].verifier : PLAN_NONE;

    if (verifier == PLAN_NONE)
        return;
    buf_puts(&run->text, " by ");
    buf_put(&run->text, run->plan->actors[verifier].name);
}

static enum err_code count_blocks(struct run *run, uint32_t condition, const struct moment *moment,
                                  enum outcome_gate_state state, struct lines *blocks)
{
    const struct plan_condition *c = &run->plan->conditions[condition];
    const struct plan_happening *h = &c->happening;
    struct tallied t;
    bool caps =
        c->form == PLAN_COND_NO || c->comparison == PLAN_AT_MOST || c->comparison == PLAN_LESS_THAN;

    if (state == OUTCOME_GATE_MET)
        return ERR_OK;
    TRY(monitor_count(run, condition, moment, &t));
    if (c->form == PLAN_COND_NO && c->has_span && moment->at &&
        moment->at_us < monitor_add(run, moment->at->begin_us, 1, c->span)) {
        put_counted(run, h);
        buf_puts(&run->text,
                 ": the time asked for has not passed since the phase began; it has on ");
        monitor_put_time(run, monitor_add(run, moment->at->begin_us, 1, c->span));
        TRY(line_end(run, blocks));
    }
    if (caps && state == OUTCOME_GATE_NOT_MET && t.count.lo > 0) {
        put_counted(run, h);
        buf_puts(&run->text, ": ");
        buf_puts(&run->text, h->qualifier == PLAN_WORLDS ? "at least " : "");
        num_put(&run->text, t.count.lo, 6);
        buf_printf(&run->text, " %s%s, and the condition is: %.*s", qualifier(h->qualifier),
                   h->clauses.count
                       ? t.count.lo < 1.5 && t.count.lo > 0.5 ? "violation" : "violations"
                       : "acts",
                   STR_ARG(c->text));
        return line_end(run, blocks);
    }
    if (h->qualifier == PLAN_VERIFIED && t.open > 0) {
        put_counted(run, h);
        buf_puts(&run->text, ": ");
        put_count(run, (double)t.open, "possible violation awaits", "possible violations await");
        buf_puts(&run->text, " a ruling");
        put_verifiers(run, h->clauses);
        if (caps) {
            double more = room(c, t.count.lo);

            if (more <= (double)t.open) {
                buf_puts(&run->text, "; ");
                num_put(&run->text, more, 0);
                buf_puts(&run->text, " more substantiated would block");
            } else {
                buf_puts(&run->text, "; all of them substantiated would not block");
            }
        }
        TRY(line_end(run, blocks));
    }
    if (h->qualifier != PLAN_VERIFIED && state == OUTCOME_GATE_UNDETERMINED && t.is_seen) {
        put_counted(run, h);
        buf_puts(&run->text, ": the probability of \"");
        buf_put(&run->text, c->text);
        buf_puts(&run->text, "\" is ");
        monitor_put_chance(run, t.chance);
        buf_puts(&run->text, "; it is met from ");
        num_put(&run->text, run->plan->threshold_met, 6);
        buf_puts(&run->text, " and not met to ");
        num_put(&run->text, 1 - run->plan->threshold_met, 6);
        TRY(line_end(run, blocks));
    }
    if (caps && !t.is_seen) {
        put_counted(run, h);
        buf_puts(&run->text, ": not everything was seen, so the upper end of the count is open");
        TRY(line_end(run, blocks));
    }
    if (!caps && state == OUTCOME_GATE_NOT_MET) {
        put_counted(run, h);
        buf_puts(&run->text, ": ");
        num_put(&run->text, t.count.lo, 6);
        buf_puts(&run->text, " so far, and the condition is: ");
        buf_put(&run->text, c->text);
        TRY(line_end(run, blocks));
    }
    return ERR_OK;
}

static enum err_code state_blocks(struct run *run, const struct plan_condition *c,
                                  const struct moment *moment, struct lines *blocks)
{
    for (size_t i = 0; i < c->clauses.count; i++) {
        uint32_t clause = c->clauses.items[i];
        struct standing s;
        const char *word = "undetermined";

        TRY(monitor_clause_state(run, clause, PLAN_NONE, moment, &s));
        if (s.breached.lo >= 1)
            word = "breached";
        else if (s.late.lo >= 1)
            word = "late";
        else if (s.undetermined.lo >= 1)
            word = "undetermined: what would show it was not seen";
        else if (s.pending.lo >= 1)
            word = "pending";
        else if (s.fulfilled.lo >= 1)
            word = "fulfilled";
        if (c->state == PLAN_FULFILLED && !c->is_negated && s.fulfilled.lo >= 1)
            continue;
        buf_printf(&run->text, "Clause %.*s is %s", STR_ARG(run->plan->clauses[clause].label),
                   word);
        if (s.breached.lo < 1 && s.late.lo < 1 && run->plan->clauses[clause].verifier != PLAN_NONE)
            buf_printf(&run->text, "; %.*s may certify it",
                       STR_ARG(run->plan->actors[run->plan->clauses[clause].verifier].name));
        TRY(line_end(run, blocks));
    }
    return ERR_OK;
}

struct gate_words {
    struct lines conditions, blocks;
    enum outcome_gate_state *states;
    size_t state_capacity;
    bool has_value;
    struct fact_interval value;
    size_t awaited;
    bool with_blocks;
    bool is_pending;
};

static enum err_code leaf_words(struct run *run, uint32_t condition, const struct moment *moment,
                                struct gate_words *out)
{
    const struct plan_condition *c = &run->plan->conditions[condition];
    enum outcome_gate_state state;
    struct fact_interval p;
    struct tallied t;

    if (c->form == PLAN_COND_AND || c->form == PLAN_COND_OR) {
        for (size_t i = 0; i < c->children.count; i++)
            TRY(leaf_words(run, c->children.items[i], moment, out));
        return ERR_OK;
    }
    TRY(monitor_condition(run, condition, moment, &p));
    state = monitor_gate_state(run, p);
    TRY(arena_grow(run->arena, &out->states, out->conditions.count, &out->state_capacity,
                   sizeof *out->states, run->err));
    out->states[out->conditions.count] = out->is_pending ? OUTCOME_GATE_PENDING : state;
    buf_put(&run->text, c->text);
    TRY(line_end(run, &out->conditions));
    if (c->is_open) {
        if (!out->with_blocks)
            return ERR_OK;
        buf_puts(&run->text, "Still open in the text: ");
        buf_put(&run->text, c->text);
        return line_end(run, &out->blocks);
    }
    switch (c->form) {
    case PLAN_COND_OPEN:
        return ERR_OK;
    case PLAN_COND_NO:
    case PLAN_COND_COUNT:
        TRY(monitor_count(run, condition, moment, &t));
        if (!out->has_value) {
            out->has_value = true;
            out->value = (struct fact_interval){
                num_probability(t.count.lo - floor(t.count.lo)) + floor(t.count.lo), t.count.hi};
        }
        if (c->happening.qualifier == PLAN_VERIFIED)
            out->awaited += t.open;
        return out->with_blocks ? count_blocks(run, condition, moment, state, &out->blocks)
                                : ERR_OK;
    case PLAN_COND_STATE:
        if (!out->with_blocks || state == OUTCOME_GATE_MET)
            return ERR_OK;
        return state_blocks(run, c, moment, &out->blocks);
    case PLAN_COND_CERTIFIED:
        if (!out->with_blocks || state == OUTCOME_GATE_MET)
            return ERR_OK;
        buf_printf(&run->text, "No certificate \"%.*s\" by %.*s", STR_ARG(c->certificate),
                   STR_ARG(run->plan->actors[c->actor].name));
        return line_end(run, &out->blocks);
    case PLAN_COND_NOT:
    case PLAN_COND_SINCE:
        if (!out->with_blocks || state == OUTCOME_GATE_MET)
            return ERR_OK;
        buf_puts(&run->text, "Not yet: ");
        buf_put(&run->text, c->text);
        return line_end(run, &out->blocks);
    case PLAN_COND_AND:
    case PLAN_COND_OR:
        break;
    }
    return ERR_OK;
}

struct str monitor_phase_name(const struct run *run, uint32_t phase)
{
    if (phase == PLAN_PHASE_LAPSED)
        return STR("lapsed");
    if (phase == PLAN_PHASE_ENDED)
        return STR("ended");
    return phase < run->plan->phase_count ? run->plan->phases[phase].name : (struct str){0};
}

static enum err_code gate_row(struct run *run, const struct instance *at, uint32_t g,
                              struct outcome_gate *row)
{
    const struct plan_exit *exit = &run->plan->phases[at->phase].exits[g];
    struct gate_state *gate = &at->gates[g];
    int64_t known = gate->is_past && gate->known_us != TIME_NONE ? gate->known_us
                    : at->end_us != TIME_NEVER                   ? at->end_us
                                                                 : run->known_us;
    struct moment moment = monitor_gate_moment(run, at, gate, known);
    struct gate_words words = {.with_blocks = true};
    struct fact_interval p;

    words.is_pending = exit->form != PLAN_EXIT_AS_SOON_AS && gate->judged_us == TIME_NONE;
    run->sample_worlds = 0;
    TRY(monitor_gate_chance(run, at, gate, &moment, &p));
    if (run->sample_worlds)
        row->way = (struct finding_way){FINDING_WAY_SAMPLED, run->sample_error, run->sample_worlds};
    if (gate->is_past)
        p = gate->chance;
    row->to = monitor_phase_name(run, exit->to);
    row->probability = (struct fact_interval){num_probability(p.lo), num_probability(p.hi)};
    row->state = words.is_pending ? OUTCOME_GATE_PENDING : monitor_gate_state(run, p);
    row->judged_us = gate->judged_us;
    if (gate->by_rule || gate->decision)
        words.with_blocks = gate->decision && gate->decision->what == FACT_WHAT_REFUSE;
    if (exit->form == PLAN_EXIT_WHEN || exit->form == PLAN_EXIT_AS_SOON_AS)
        TRY(leaf_words(run, exit->condition, &moment, &words));
    if (exit->decider != PLAN_NONE) {
        row->decided_by = run->plan->actors[exit->decider].name;
        if (gate->is_waiting) {
            buf_puts(&run->text, "No decision yet: ");
            buf_put(&run->text, row->decided_by);
            buf_puts(&run->text, " decides");
            if (gate->term_us != TIME_NEVER) {
                buf_puts(&run->text, " until ");
                monitor_put_time(run, gate->term_us);
            }
            TRY(line_end(run, &words.blocks));
        } else if (gate->what && gate->decision == NULL) {
            buf_puts(&run->text, "Nobody decided until ");
            monitor_put_time(run, gate->term_us);
            TRY(line_end(run, &words.blocks));
        }
    }
    if (at->through == g) {
        buf_puts(&run->text, "The way is open, but ");
        buf_put(&run->text, row->to);
        buf_puts(&run->text, " has not begun: its own condition does not hold yet");
        TRY(line_end(run, &words.blocks));
    }
    row->conditions = words.conditions.items;
    row->condition_states = words.states;
    row->condition_count = words.conditions.count;
    row->has_value = words.has_value;
    row->value = words.value;
    row->awaited = words.awaited;
    row->blocks = words.blocks.items;
    row->block_count = words.blocks.count;
    if (gate->decision) {
        row->decision = gate->decision->id;
        row->decision_what =
            gate->decision->what == FACT_WHAT_PROCEED ? STR("proceed") : STR("refuse");
    } else if (gate->by_rule) {
        row->decision = STR("by rule");
        row->decision_what = STR("proceed");
    } else if (gate->what) {
        row->decision_what = str_z(gate->what);
    }
    if (gate->is_past && gate->judged_us != TIME_NONE && !words.is_pending) {
        struct fact_interval now;
        enum outcome_gate_state state;

        moment.known_us = run->known_us;
        TRY(monitor_gate_chance(run, at, gate, &moment, &now));
        state = monitor_gate_state(run, now);
        if (state != row->state) {
            buf_printf(&run->text, "With what is known now the gate would have been %s",
                       outcome_gate_state_text(state));
            TRY(monitor_say(run, &row->as_now_known));
        }
    }
    return ERR_OK;
}

static enum outcome_phase_state phase_state(const struct instance *at,
                                            const struct outcome_phase *row)
{
    if (at->end_us != TIME_NEVER)
        return at->by_else && at->next == PLAN_PHASE_LAPSED ? OUTCOME_PHASE_LAPSED
                                                            : OUTCOME_PHASE_ENDED;
    if (at->through != PLAN_NONE)
        return OUTCOME_PHASE_CONDITIONS_MET;
    for (size_t g = 0; g < row->gate_count; g++)
        if (at->gates[g].is_waiting)
            return row->gates[g].state == OUTCOME_GATE_MET ? OUTCOME_PHASE_CONDITIONS_MET
                                                           : OUTCOME_PHASE_UNDETERMINED;
    return OUTCOME_PHASE_RUNNING;
}

static enum err_code phase_row(struct run *run, uint32_t phase, uint32_t member,
                               const struct instance *at, struct outcome_phase *row)
{
    const struct plan_phase *p = &run->plan->phases[phase];
    struct outcome_gate *gates = ARENA_NEW(run->arena, struct outcome_gate, p->exit_count + 1);
    struct looked_at was = monitor_look_at(run, phase, member);
    struct lines blocks = {0};

    if (!gates)
        return err_no_memory(run->err);
    *row = (struct outcome_phase){.name = p->name,
                                  .title = p->title,
                                  .begin_us = TIME_NONE,
                                  .end_us = TIME_NONE,
                                  .planned_end_us = TIME_NONE,
                                  .gates = gates,
                                  .gate_count = p->exit_count};
    TRY(monitor_phase_label(run, phase, member, &row->name));
    if (at) {
        for (uint32_t g = 0; g < p->exit_count; g++)
            TRY(gate_row(run, at, g, &gates[g]));
        row->begin_us = at->begin_us;
        row->end_us = at->end_us == TIME_NEVER ? TIME_NONE : at->end_us;
        row->planned_end_us = at->planned_end_us;
        row->next = monitor_phase_name(run, at->next);
        row->state = phase_state(at, row);
        run->member = was;
        return ERR_OK;
    }
    row->state = OUTCOME_PHASE_NOT_BEGUN;
    for (uint32_t g = 0; g < p->exit_count; g++) {
        gates[g].to = monitor_phase_name(run, p->exits[g].to);
        gates[g].state = OUTCOME_GATE_PENDING;
        gates[g].judged_us = TIME_NONE;
        gates[g].probability = (struct fact_interval){0, 1};
        if (p->exits[g].decider != PLAN_NONE)
            gates[g].decided_by = run->plan->actors[p->exits[g].decider].name;
    }
    for (uint32_t from = 0; from < run->plan->phase_count; from++)
        for (size_t g = 0; g < run->plan->phases[from].exit_count; g++)
            if (run->plan->phases[from].exits[g].to == phase) {
                buf_puts(&run->text, "Follows ");
                buf_put(&run->text, run->plan->phases[from].name);
                TRY(line_end(run, &blocks));
            }
    if (p->begins == PLAN_BEGIN_AT) {
        int64_t moment;

        buf_puts(&run->text, "Begins at ");
        if (monitor_time(run, NULL, &p->begin_at, MONITOR_START, &moment))
            monitor_put_time(run, moment);
        else
            buf_puts(&run->text, "a moment not known yet");
        TRY(line_end(run, &blocks));
    } else if (p->begins == PLAN_BEGIN_WHEN) {
        buf_puts(&run->text, "Begins when ");
        buf_put(&run->text, run->plan->conditions[p->begin_condition].text);
        TRY(line_end(run, &blocks));
    }
    row->blocks = blocks.items;
    row->block_count = blocks.count;
    run->member = was;
    return ERR_OK;
}

enum err_code monitor_phase_rows(struct run *run)
{
    struct outcome *outcome = run->outcome;
    size_t n = 0, room = run->plan->phase_count + run->instance_count + 1;

    for (uint32_t p = 0; p < run->plan->phase_count; p++)
        room += monitor_member_count(run, p);
    outcome->phases = ARENA_NEW(run->arena, struct outcome_phase, room);
    if (!outcome->phases)
        return err_no_memory(run->err);
    for (uint32_t p = 0; p < run->plan->phase_count; p++) {
        size_t members = monitor_member_count(run, p);

        for (uint32_t m = 0; m == 0 || m < members; m++) {
            uint32_t member = members ? m : PLAN_NONE;
            bool any = false;

            for (size_t i = 0; i < run->instance_count; i++)
                if (run->instances[i].phase == p && run->instances[i].member == member) {
                    TRY(phase_row(run, p, member, &run->instances[i], &outcome->phases[n++]));
                    any = true;
                }
            if (!any)
                TRY(phase_row(run, p, member, NULL, &outcome->phases[n++]));
        }
    }
    outcome->phase_count = n;
    return ERR_OK;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * What happens next, and when, in words: from the plan's exits and the outcome's phases. */
#include "report/report_int.h"

/* A phase for each member is called by its name and the member: "leave (Zolote)". */
static bool is_called(struct str shown, struct str name)
{
    return str_eq(shown, name) ||
           (shown.size > name.size + 1 && str_starts(shown, name) && shown.text[name.size] == ' ' &&
            shown.text[name.size + 1] == '(');
}

struct str phase_title(const struct outcome *outcome, struct str name)
{
    for (size_t i = 0; i < outcome->phase_count; i++)
        if (is_called(outcome->phases[i].name, name) && outcome->phases[i].title.size > 0)
            return outcome->phases[i].title;
    return name;
}

struct str actor_label(const struct plan *plan, size_t actor)
{
    if (actor >= plan->actor_count)
        return (struct str){0};
    const struct plan_actor *row = &plan->actors[actor];
    return row->label.size > 0 ? row->label : row->name;
}

static const struct plan_phase *plan_phase_of(const struct plan *plan, struct str name)
{
    for (size_t i = 0; i < plan->phase_count; i++)
        if (is_called(name, plan->phases[i].name))
            return &plan->phases[i];
    return NULL;
}

static struct str target_name(const struct plan *plan, uint32_t to)
{
    if (to == PLAN_PHASE_LAPSED)
        return STR("lapsed");
    if (to == PLAN_PHASE_ENDED)
        return STR("ended");
    return to < plan->phase_count ? plan->phases[to].name : (struct str){0};
}

static const struct plan_exit *exit_of(const struct plan *plan, const struct plan_phase *phase,
                                       struct str to)
{
    for (size_t i = 0; phase && i < phase->exit_count; i++)
        if (str_eq(target_name(plan, phase->exits[i].to), to))
            return &phase->exits[i];
    return NULL;
}

/* "the agreement lapses" where nothing is decided or the conditions fail */
static void put_else(struct buf *buf, const struct report_input *input,
                     const struct plan_phase *phase)
{
    if (!phase || !phase->has_else) {
        buf_puts(buf, "the text names no way on");
        return;
    }
    if (phase->else_to == PLAN_PHASE_LAPSED)
        buf_puts(buf, "the phase lapses");
    else if (phase->else_to == PLAN_PHASE_ENDED)
        buf_puts(buf, "the agreement ends");
    else {
        buf_puts(buf, "the text goes on with \xE2\x80\x9C");
        words_plain(buf, phase_title(input->outcome, target_name(input->plan, phase->else_to)));
        buf_puts(buf, "\xE2\x80\x9D");
    }
}

void words_phase_next(struct buf *buf, const struct report_input *input,
                      const struct outcome_phase *phase)
{
    const struct tz *tz = input->plan->tz;

    switch (phase->state) {
    case OUTCOME_PHASE_NOT_BEGUN:
        buf_puts(buf, "None of its clauses binds yet.");
        return;
    case OUTCOME_PHASE_RUNNING:
        buf_puts(buf, "It has been running since ");
        words_moment(buf, tz, phase->begin_us);
        if (time_is_set(phase->planned_end_us)) {
            buf_puts(buf, " and is to end on ");
            words_moment(buf, tz, phase->planned_end_us);
        }
        buf_putc(buf, '.');
        return;
    case OUTCOME_PHASE_CONDITIONS_MET:
    case OUTCOME_PHASE_UNDETERMINED:
        buf_puts(buf, "Its clauses go on binding until the decision.");
        return;
    case OUTCOME_PHASE_ENDED:
        buf_puts(buf, "It ended on ");
        words_moment(buf, tz, phase->end_us);
        if (phase->next.size > 0) {
            buf_puts(buf, "; next came \xE2\x80\x9C");
            words_plain(buf, phase_title(input->outcome, phase->next));
            buf_puts(buf, "\xE2\x80\x9D");
        }
        buf_putc(buf, '.');
        return;
    case OUTCOME_PHASE_LAPSED:
        buf_puts(buf, "It lapsed on ");
        words_moment(buf, tz, phase->end_us);
        buf_puts(buf, ": the way on was not taken.");
        return;
    }
}

/* A decision is awaited from somebody. */
static void put_awaited(struct buf *buf, const struct report_input *input,
                        const struct plan_phase *phase, const struct plan_exit *way,
                        const struct outcome_gate *gate)
{
    const struct tz *tz = input->plan->tz;

    words_plain(buf, gate->decided_by);
    if (way && way->has_within && time_is_set(gate->judged_us)) {
        buf_puts(buf, " decides by ");
        words_moment(buf, tz, plan_span_add(tz, gate->judged_us, 1, way->within));
    } else {
        buf_puts(buf, " decides");
    }
    if (gate->state == OUTCOME_GATE_UNDETERMINED)
        buf_puts(buf, ", and may let it go ahead although the conditions are undetermined");
    buf_puts(buf, ". Without a decision ");
    put_else(buf, input, phase);
    buf_putc(buf, '.');
}

void words_gate_next(struct buf *buf, const struct report_input *input,
                     const struct outcome_phase *phase, const struct outcome_gate *gate)
{
    const struct tz *tz = input->plan->tz;
    const struct plan_phase *plan_phase = plan_phase_of(input->plan, phase->name);
    const struct plan_exit *way = exit_of(input->plan, plan_phase, gate->to);
    bool is_awaited =
        phase->state == OUTCOME_PHASE_CONDITIONS_MET || phase->state == OUTCOME_PHASE_UNDETERMINED;

    if (str_eq(gate->decision, STR("by rule"))) {
        buf_puts(buf, "Taken by rule, as the conditions held.");
    } else if (gate->decision.size > 0) {
        if (gate->decided_by.size > 0) {
            words_plain(buf, gate->decided_by);
            buf_puts(buf, " decided: ");
        }
        words_plain(buf, gate->decision_what.size > 0 ? gate->decision_what : gate->decision);
        buf_puts(buf, " (");
        words_plain(buf, gate->decision);
        buf_puts(buf, ").");
    } else if (phase->state == OUTCOME_PHASE_NOT_BEGUN) {
        buf_puts(buf, "Judged once this phase has begun.");
    } else if (phase->state == OUTCOME_PHASE_LAPSED || phase->state == OUTCOME_PHASE_ENDED) {
        if (gate->decision_what.size > 0) {
            buf_puts(buf, "Closed: ");
            words_plain(buf, gate->decision_what);
            buf_putc(buf, '.');
        } else {
            buf_puts(buf, "Closed when the phase ended.");
        }
    } else if (gate->state == OUTCOME_GATE_NOT_MET) {
        buf_puts(buf, "As the conditions are not met, ");
        put_else(buf, input, plan_phase);
        buf_putc(buf, '.');
    } else if (is_awaited && gate->decided_by.size > 0) {
        put_awaited(buf, input, plan_phase, way, gate);
    } else if (way && way->form == PLAN_EXIT_AS_SOON_AS) {
        buf_puts(buf, "Looked at anew whenever something becomes known; ");
        if (gate->decided_by.size > 0) {
            buf_puts(buf, "once the conditions hold, ");
            words_plain(buf, gate->decided_by);
            buf_puts(buf, " decides.");
        } else {
            buf_puts(buf, "taken by rule once they hold.");
        }
    } else if (gate->state == OUTCOME_GATE_PENDING) {
        buf_puts(buf, "The conditions are judged when the phase ends");
        if (time_is_set(phase->planned_end_us)) {
            buf_puts(buf, ", on ");
            words_moment(buf, tz, phase->planned_end_us);
        }
        if (gate->decided_by.size > 0) {
            buf_puts(buf, "; then ");
            words_plain(buf, gate->decided_by);
            buf_puts(buf, " decides");
        }
        buf_putc(buf, '.');
    } else {
        buf_puts(buf, "Taken by rule when the conditions hold.");
    }
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Phases for each member of a collection. One member is looked at at a time (`run->member`): places of that collection, and
 * those made of it, are then the member's. Whoever looks at an instance says so first and puts the former one back. */
#include "monitor/monitor_int.h"

size_t monitor_member_count(const struct run *run, uint32_t phase)
{
    uint32_t place = phase < run->plan->phase_count ? run->plan->phases[phase].for_each : PLAN_NONE;

    return place == PLAN_NONE ? 0 : run->plan->places[place].member_count;
}

struct looked_at monitor_look_at(struct run *run, uint32_t phase, uint32_t member)
{
    struct looked_at was = run->member;

    run->member = (struct looked_at){PLAN_NONE, PLAN_NONE};
    if (member < monitor_member_count(run, phase)) {
        run->member.number = member;
        run->member.collection = run->plan->places[run->plan->phases[phase].for_each].collection;
    }
    return was;
}

struct looked_at monitor_enter(struct run *run, const struct instance *at)
{
    return at ? monitor_look_at(run, at->phase, at->member) : run->member;
}

bool monitor_is_member(const struct run *run, const struct plan_place *place)
{
    return run->member.number < place->member_count && place->collection == run->member.collection;
}

bool monitor_is_other_member(const struct run *run, const struct instance *at)
{
    return at->member < monitor_member_count(run, at->phase) &&
           run->plan->places[run->plan->phases[at->phase].for_each].collection ==
               run->member.collection &&
           at->member != run->member.number;
}

enum err_code monitor_phase_label(struct run *run, uint32_t phase, uint32_t member, struct str *out)
{
    const struct plan_place *place;

    *out = phase == PLAN_THROUGHOUT ? STR("throughout") : monitor_phase_name(run, phase);
    if (member >= monitor_member_count(run, phase))
        return ERR_OK;
    place = &run->plan->places[run->plan->phases[phase].for_each];
    return arena_printf(run->arena, out, run->err, "%.*s (%.*s)",
                        STR_ARG(run->plan->phases[phase].name), STR_ARG(place->members[member]));
}

uint32_t monitor_gate_phase(const struct run *run, struct str gate, uint32_t *member)
{
    size_t open = str_find(gate, '(', 0);
    struct str name = open < gate.size ? str_trim(str_slice(gate, 0, open)) : gate;
    uint32_t phase = plan_find_phase(run->plan, name);
    const struct plan_place *place;
    struct str wanted;

    *member = PLAN_NONE;
    if (phase == PLAN_NONE || open >= gate.size || monitor_member_count(run, phase) == 0)
        return plan_find_phase(run->plan, gate);
    wanted = str_trim(str_from(gate, open + 1));
    if (wanted.size && wanted.text[wanted.size - 1] == ')')
        wanted = str_trim(str_slice(wanted, 0, wanted.size - 1));
    place = &run->plan->places[run->plan->phases[phase].for_each];
    for (uint32_t m = 0; m < place->member_count; m++)
        if (str_eq(place->members[m], wanted))
            *member = m;
    return *member == PLAN_NONE ? PLAN_NONE : phase;
}

uint32_t monitor_each_place(const struct run *run, const struct plan_spots *spots)
{
    for (size_t i = 0; i < spots->count; i++) {
        const struct plan_place *place = &run->plan->places[spots->items[i].place];

        if (spots->items[i].is_each && place->member_count && !monitor_is_member(run, place))
            return spots->items[i].place;
    }
    return PLAN_NONE;
}

uint32_t monitor_same_place(const struct run *run, const struct plan_spots *spots)
{
    for (size_t i = 0; i < spots->count; i++) {
        const struct plan_place *place = &run->plan->places[spots->items[i].place];

        if (spots->items[i].is_same && place->member_count && !monitor_is_member(run, place))
            return spots->items[i].place;
    }
    return PLAN_NONE;
}

void monitor_put_each(struct run *run, struct each each)
{
    if (!each.place)
        return;
    buf_puts(&run->text, " in ");
    buf_put(&run->text, run->plan->places[each.place - 1].members[each.member]);
}

enum err_code monitor_each_subject(struct run *run, struct each each, struct str *subject)
{
    if (!each.place)
        return ERR_OK;
    return arena_printf(&run->scratch, subject, run->err, "%.*s each %u", STR_ARG(*subject),
                        (unsigned)each.member);
}

enum err_code monitor_member_subject(struct run *run, const struct instance *at,
                                     struct str *subject)
{
    if (at->member == PLAN_NONE)
        return ERR_OK;
    return arena_printf(&run->scratch, subject, run->err, "%.*s %u %u", STR_ARG(*subject),
                        (unsigned)at->phase, (unsigned)at->member);
}

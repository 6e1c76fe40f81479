/* SPDX-License-Identifier: Apache-2.0
 *
 * Checks of both sides: fire that is forbidden to one of two parties only, and statements of a clause that bind the two
 * differently. */
#include "lang/check/whole.h"

/* The party itself is bound, or a group that it answers for. */
static bool binds(const struct whole *w, const struct plan_actors *actors, uint32_t party)
{
    switch (actors->form) {
    case PLAN_ACTORS_NAMES:
    case PLAN_ACTORS_ANY_OF:
        for (size_t i = 0; i < actors->names.count; i++)
            if (plan_actor_is(w->plan, actors->names.items[i], party))
                return true;
        return false;
    case PLAN_ACTORS_ANYONE:
        for (size_t i = 0; i < actors->names.count; i++)
            if (actors->names.items[i] == party)
                return false;
        return true;
    case PLAN_ACTORS_NONE:
    case PLAN_ACTORS_ANY_PARTY:
    case PLAN_ACTORS_ONE_PARTY:
    case PLAN_ACTORS_SAME_PARTY:
    case PLAN_ACTORS_OTHER_PARTY:
    case PLAN_ACTORS_OPEN:
        break;
    }
    return true;
}

static bool is_fire(const struct whole *w, const struct plan_statement *s, uint32_t attack)
{
    return s->form == PLAN_FORBID && any_meets(w, s->classes, attack);
}

static void left_out(struct whole *w, uint32_t index, uint32_t party, const char *why,
                     uint32_t other)
{
    struct diag *diag = whole_range_diag(w, LANG_W0868, whole_statement(w, index)->actors.range,
                                         "`%.*s` is not bound by this, %s",
                                         STR_ARG(w->plan->actors[party].name), why);
    diag->label = STR("expected both parties, if both are meant");
    if (other != PLAN_NONE)
        whole_other(w, diag, whole_statement(w, other)->actors.range, STR("bound here"));
}

static size_t slot_of(const struct plan *plan, const struct plan_statement *s)
{
    uint32_t phase = plan->clauses[s->clause].phase;
    return phase < plan->phase_count ? phase : plan->phase_count; /* the last: throughout */
}

/* Everywhere and against anybody; an order by time is not looked at. */
static bool is_wide(const struct whole *w, uint32_t index)
{
    return !w->plan->statements[index].spots.count && !whole_statement(w, index)->against.count;
}

/* Fire is forbidden to the two parties: anywhere at all, and everywhere. */
struct fire {
    bool any[2], wide[2];
};

/* Fire that is forbidden to one of two, in a phase (or throughout) in which nothing forbids it to the other; what is
 * forbidden in some place only does not answer for what is forbidden everywhere. */
static void check_fire(struct whole *w, const uint32_t parties[2])
{
    const struct plan *plan = w->plan;
    uint32_t attack = whole_kind(w, "attack");
    struct fire *fire = ARENA_NEW(w->b->work->arena, struct fire, plan->phase_count + 1);
    if (!fire) {
        work_fail(w->b->work, err_no_memory(w->b->work->err));
        return;
    }
    for (uint32_t i = 0; i < plan->statement_count; i++) {
        const struct plan_statement *s = &plan->statements[i];
        struct fire *here = &fire[slot_of(plan, s)];
        for (size_t j = 0; j < 2 && is_fire(w, s, attack); j++)
            if (binds(w, &s->actors, parties[j])) {
                here->any[j] = true;
                here->wide[j] = here->wide[j] || is_wide(w, i);
            }
    }
    const struct fire *always = &fire[plan->phase_count];
    for (uint32_t i = 0; i < plan->statement_count && !w->b->work->failed; i++) {
        const struct plan_statement *s = &plan->statements[i];
        size_t slot = slot_of(plan, s);
        struct fire *here = &fire[slot];
        bool wide = is_wide(w, i), bound[2];
        for (size_t j = 0; j < 2; j++)
            bound[j] = wide ? here->wide[j] || always->wide[j] : here->any[j] || always->any[j];
        if (!is_fire(w, s, attack) || bound[0] == bound[1] ||
            (slot == plan->phase_count && plan->phase_count))
            continue;
        left_out(w, i, bound[0] ? parties[1] : parties[0],
                 "and no other clause forbids it to fire like this at that time", PLAN_NONE);
        *here = (struct fire){{true, true}, {true, true}}; /* once is enough */
    }
}

static bool same_kinds(const struct plan_statement *a, const struct plan_statement *c)
{
    bool same = a->form == c->form && a->classes.count == c->classes.count;
    for (size_t i = 0; i < a->classes.count && same; i++)
        same = a->classes.items[i] == c->classes.items[i];
    return same && a->classes.count > 0;
}

/* Two statements of one clause about the same kinds, of which one binds both parties and the other only one. */
static void check_pair(struct whole *w, const uint32_t parties[2], uint32_t at, uint32_t wide)
{
    const struct plan_statement *s = &w->plan->statements[at], *t = &w->plan->statements[wide];
    if (!same_kinds(s, t) || s->actors.form != PLAN_ACTORS_NAMES ||
        t->actors.form != PLAN_ACTORS_NAMES)
        return;
    bool one = binds(w, &s->actors, parties[0]), two = binds(w, &s->actors, parties[1]);
    if (one == two || !binds(w, &t->actors, parties[0]) || !binds(w, &t->actors, parties[1]))
        return;
    left_out(w, at, one ? parties[1] : parties[0], "and another statement of the clause binds it",
             wide);
}

void check_both_sides(struct whole *w)
{
    const struct plan *plan = w->plan;
    uint32_t parties[2] = {PLAN_NONE, PLAN_NONE};
    size_t count = 0;
    for (uint32_t i = 0; i < plan->actor_count; i++)
        if (plan->actors[i].role == PLAN_PARTY) {
            if (count < 2)
                parties[count] = i;
            count++;
        }
    if (count != 2)
        return;
    check_fire(w, parties);
    for (size_t i = 0; i < plan->clause_count && !w->b->work->failed; i++) {
        const struct plan_clause *clause = &plan->clauses[i];
        for (uint32_t j = 0; j + 1 < clause->statement_count; j++) {
            uint32_t at = clause->first_statement + j;
            check_pair(w, parties, at, at + 1);
            check_pair(w, parties, at + 1, at);
        }
    }
}

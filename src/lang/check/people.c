/* SPDX-License-Identifier: Apache-2.0
 *
 * Checks of who is meant: guarantors without a duty, groups that nobody answers for, joint acts that are not said to be
 * joint. */
#include "lang/check/whole.h"

/* Somebody is bound by a duty, alone or as a member of a body that is. */
static void mark_duties(const struct whole *w, bool *has_duty)
{
    const struct plan *plan = w->plan;
    for (size_t i = 0; i < plan->statement_count; i++) {
        const struct plan_statement *s = &plan->statements[i];
        for (size_t j = 0; j < s->actors.names.count && s->form == PLAN_REQUIRE; j++)
            has_duty[s->actors.names.items[j]] = true;
    }
    for (size_t i = 0; i < plan->actor_count; i++)
        for (size_t j = 0; j < plan->actors[i].members.count && has_duty[i]; j++)
            has_duty[plan->actors[i].members.items[j]] = true;
}

static void mark(bool *has_task, size_t count, uint32_t actor)
{
    if (actor < count)
        has_task[actor] = true;
}

/* A mediator has something to do when it verifies, decides, certifies or sits on a body, too. */
static void mark_work(const struct whole *w, bool *has_work)
{
    const struct plan *plan = w->plan;
    size_t count = plan->actor_count;
    for (size_t i = 0; i < count; i++) {
        mark(has_work, count, plan->actors[i].chair);
        mark(has_work, count, plan->actors[i].tie_breaker);
        for (size_t j = 0; j < plan->actors[i].members.count; j++)
            has_work[plan->actors[i].members.items[j]] = true;
    }
    for (size_t i = 0; i < plan->clause_count; i++)
        mark(has_work, count, plan->clauses[i].verifier);
    for (size_t i = 0; i < plan->phase_count; i++)
        for (size_t j = 0; j < plan->phases[i].exit_count; j++)
            mark(has_work, count, plan->phases[i].exits[j].decider);
    for (size_t i = 0; i < plan->statement_count; i++)
        mark(has_work, count, plan->statements[i].body);
    for (size_t i = 0; i < plan->past_count; i++)
        mark(has_work, count, plan->pasts[i].actor);
    for (size_t i = 0; i < w->uses.count; i++)
        mark(has_work, count,
             w->uses.items[i].condition ? w->uses.items[i].condition->actor
                                        : w->uses.items[i].event->actor);
}

static void check_guarantors(struct whole *w)
{
    size_t count = w->plan->actor_count;
    bool *has_duty = ARENA_NEW(w->b->work->arena, bool, 2 * count + 1);
    if (!has_duty) {
        work_fail(w->b->work, err_no_memory(w->b->work->err));
        return;
    }
    bool *has_work = has_duty + count;
    mark_duties(w, has_duty);
    mark_work(w, has_work);
    for (size_t i = 0; i < count && w->plan->statement_count && !w->b->work->failed; i++) {
        enum plan_role role = w->plan->actors[i].role;
        if ((role != PLAN_GUARANTOR && role != PLAN_MEDIATOR) || has_duty[i] ||
            (role == PLAN_MEDIATOR && has_work[i]))
            continue;
        struct diag *diag = whole_word_diag(w, LANG_W0849, w->b->ast->actors.items[i].name,
                                            "no clause requires anything of `%.*s`",
                                            STR_ARG(w->plan->actors[i].name));
        diag->label = STR("expected a duty, such as `when more than … verified violations of "
                          "clause … require` it `to do consultation within …`");
    }
}

/* ---------------------------------------------------------------- groups */

static void check_groups(struct whole *w)
{
    for (size_t i = 0; i < w->plan->actor_count && !w->b->work->failed; i++) {
        if (w->plan->actors[i].role != PLAN_GROUP || w->b->ast->actors.items[i].under.is_set)
            continue;
        whole_word_diag(w, LANG_W0852, w->b->ast->actors.items[i].name,
                        "no party answers for the group `%.*s`", STR_ARG(w->plan->actors[i].name))
            ->label = STR("expected `under` and a party");
    }
}

/* `anyone except X`, where nothing says who belongs to X: no party answers for it, and it has no place of its own. */
static void check_excluded(struct whole *w)
{
    const struct plan *plan = w->plan;
    bool *is_known = ARENA_NEW(w->b->work->arena, bool, plan->actor_count);
    if (!is_known) {
        work_fail(w->b->work, err_no_memory(w->b->work->err));
        return;
    }
    for (size_t i = 0; i < plan->actor_count; i++)
        is_known[i] = plan->actors[i].role != PLAN_GROUP || plan->actors[i].under != PLAN_NONE;
    for (size_t i = 0; i < plan->place_count; i++)
        for (size_t j = 0; j < plan->places[i].keys.count; j++)
            is_known[plan->places[i].keys.items[j]] = true;
    for (size_t i = 0; i < plan->statement_count; i++) {
        const struct plan_statement *s = &plan->statements[i];
        for (size_t j = 0; j < s->actors.names.count; j++)
            if (s->form == PLAN_KEEP && s->relation == PLAN_INSIDE &&
                s->actors.form == PLAN_ACTORS_NAMES)
                is_known[s->actors.names.items[j]] = true;
    }
    for (uint32_t i = 0; i < plan->statement_count && !w->b->work->failed; i++) {
        const struct plan_actors *actors = &plan->statements[i].actors;
        for (size_t j = 0; j < actors->names.count; j++) {
            uint32_t actor = actors->names.items[j];
            if (actors->form != PLAN_ACTORS_ANYONE || is_known[actor])
                continue;
            is_known[actor] = true; /* once is enough */
            struct diag *diag = whole_range_diag(
                w, LANG_W0853, whole_statement(w, i)->actors.range,
                "`%.*s` is left out here, and nothing says how to tell who belongs to it",
                STR_ARG(plan->actors[actor].name));
            diag->label = STR("expected a party that it is `under`, or a zone that it is kept in");
            whole_other_word(w, diag, w->b->ast->actors.items[actor].name, STR("declared here"));
        }
    }
}

/* ---------------------------------------------------------------- joint acts */

static void check_joint(struct whole *w)
{
    static const char *const kinds[] = {"meeting", "ceremony", "review"};
    for (uint32_t i = 0; i < w->plan->statement_count && !w->b->work->failed; i++) {
        const struct plan_statement *s = &w->plan->statements[i];
        bool is_joint = false;
        if (s->form != PLAN_REQUIRE || s->verb != PLAN_DO || s->actors.form != PLAN_ACTORS_NAMES ||
            s->actors.names.count < 2 || s->actors.is_together)
            continue;
        for (size_t j = 0; j < COUNT_OF(kinds); j++) {
            uint32_t kind = whole_kind(w, kinds[j]);
            for (size_t k = 0; k < s->classes.count && kind != PLAN_NONE; k++)
                is_joint = is_joint || class_is_under(w, s->classes.items[k], kind);
        }
        if (!is_joint)
            continue;
        struct str act = w->plan->classes[s->classes.items[0]].name;
        struct str one = w->plan->actors[s->actors.names.items[0]].name;
        struct diag *diag = whole_range_diag(
            w, LANG_W0807, whole_statement(w, i)->actors.range,
            "nothing says whether each of them owes `%.*s` alone or all of them together",
            STR_ARG(act));
        diag->label = STR("read as: each of them alone");
        diag->help = STR("write `together` after the names if it is one act, or `any of` before "
                         "them if one is enough");
        struct diag_witness *witness = whole_witness(w, diag, "`%.*s` by `%.*s` without the others",
                                                     STR_ARG(act), STR_ARG(one));
        if (witness) {
            witness->party = one;
            witness->kind = act;
        }
    }
}

void check_people(struct whole *w)
{
    static void (*const checks[])(struct whole * w) = {check_guarantors, check_groups,
                                                       check_excluded, check_joint};
    for (size_t i = 0; i < COUNT_OF(checks) && !w->b->work->failed; i++)
        checks[i](w);
}

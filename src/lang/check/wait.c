/* SPDX-License-Identifier: Apache-2.0
 *
 * Checks of what conditions and clocks rest on: verified violations that somebody verifies, certificates that somebody is
 * asked for, triggers that somebody has found. */
#include "lang/check/whole.h"

static bool *marks(struct whole *w, size_t count)
{
    struct work *work = w->b->work;
    bool *all = ARENA_NEW(work->arena, bool, count);
    if (!all)
        work_fail(work, err_no_memory(work->err));
    return all;
}

/* Counts and clocks of verified violations: each clause is told at the first place that counts it. */
static void check_verified(struct whole *w)
{
    bool *is_told = marks(w, w->plan->clause_count);
    for (size_t i = 0; i < w->uses.count && is_told && !w->b->work->failed; i++) {
        const struct use *use = &w->uses.items[i];
        const struct plan_happening *happening = use_happening(use);
        struct names names = {0};
        uint32_t first = PLAN_NONE;
        if (!happening || happening->qualifier != PLAN_VERIFIED)
            continue;
        for (size_t j = 0; j < happening->clauses.count; j++) {
            uint32_t index = happening->clauses.items[j];
            const struct plan_clause *clause = &w->plan->clauses[index];
            if (w->b->ast->clauses.items[index].verifier.is_set || clause->verifier_is_open ||
                is_told[index])
                continue;
            is_told[index] = true;
            first = names.count ? first : index;
            names_add(&names, clause->label);
        }
        if (!names.count)
            continue;
        struct diag *diag = whole_range_diag(
            w, LANG_H0725, use->range,
            "verified violations of clause%s %.*s are counted here, and nobody verifies %s",
            names.count > 1 ? "s" : "", STR_ARG(names_text(w, &names)),
            names.count > 1 ? "them" : "it");
        diag->label = STR("expected `verified by` and a name at the clause");
        whole_other_word(w, diag, w->b->ast->clauses.items[first].label,
                         STR("no verifier is named here"));
    }
}

/* Actors that a statement names as bound. */
static bool *mark_bound(struct whole *w)
{
    bool *is_bound = marks(w, w->plan->actor_count);
    for (size_t i = 0; i < w->plan->statement_count && is_bound; i++) {
        const struct plan_actors *actors = &w->plan->statements[i].actors;
        for (size_t j = 0; j < actors->names.count && actors->form == PLAN_ACTORS_NAMES; j++)
            is_bound[actors->names.items[j]] = true;
    }
    return is_bound;
}

/* Nothing but this party's word stands before the entry into force. */
static bool is_alone_at_entry(const struct whole *w, uint32_t actor)
{
    for (size_t i = 0; i < w->uses.count; i++) {
        const struct use *use = &w->uses.items[i];
        if (use->sort == USE_ENTRY &&
            (!use->condition || use->condition->form != PLAN_COND_CERTIFIED ||
             use->condition->actor != actor))
            return false;
    }
    return true;
}

/* Whose word a wait is for: somebody without any other task, or a party that speaks in its own cause. */
static void check_certificates(struct whole *w)
{
    bool *is_told = marks(w, w->plan->actor_count), *is_bound = mark_bound(w);
    for (size_t i = 0; i < w->uses.count && is_told && is_bound && !w->b->work->failed; i++) {
        const struct use *use = &w->uses.items[i];
        uint32_t actor = use->condition ? use->condition->actor : use->event->actor;
        bool is_certificate = use->condition ? use->condition->form == PLAN_COND_CERTIFIED
                                             : use->event->form == PLAN_EVENT_CERTIFIED;
        if (!is_certificate || actor == PLAN_NONE || is_told[actor])
            continue;
        const struct plan_actor *row = &w->plan->actors[actor];
        bool decided = use->sort == USE_EXIT &&
                       w->plan->phases[use->phase].exits[use->exit].decider != PLAN_NONE &&
                       w->plan->phases[use->phase].exits[use->exit].decider != actor;
        if (!is_party(w, actor) && !w->has_task[actor]) {
            is_told[actor] = true;
            struct diag *diag = whole_range_diag(
                w, LANG_H0726, use->range,
                "this waits for `%.*s`, and no clause asks it for anything", STR_ARG(row->name));
            diag->label = work_printf(w->b->work,
                                      "expected a clause that does, such as `require %.*s to "
                                      "report finding …`",
                                      STR_ARG(row->name));
            whole_other_word(w, diag, w->b->ast->actors.items[actor].name, STR("declared here"));
        } else if (row->role == PLAN_PARTY && use->sort == USE_EXIT && use->is_needed && !decided &&
                   is_bound[actor]) {
            is_told[actor] = true;
            struct diag *diag = whole_range_diag(
                w, LANG_H0726, use->range,
                "this waits for the word of `%.*s`, which is itself bound by this text",
                STR_ARG(row->name));
            diag->label = STR("expected somebody who is no party to it, or `decided by` a body");
        } else if (row->role == PLAN_PARTY && use->sort == USE_ENTRY && use->is_needed &&
                   is_alone_at_entry(w, actor)) {
            is_told[actor] = true;
            struct diag *diag = whole_range_diag(
                w, LANG_H0726, use->range,
                "`%.*s` alone decides when the agreement enters into force", STR_ARG(row->name));
            diag->label = STR("expected the word of each party, or of somebody who is none");
        }
    }
}

/* ---------------------------------------------------------------- triggers */

/* Acts that a clause forbids, or attacks: not reports, requests and other regular business. */
static bool is_harm(const struct whole *w, const struct kind_set *forbidden, uint32_t class)
{
    uint32_t communication = whole_kind(w, "communication");
    return !class_meets(w, class, communication) &&
           (kind_set_meets(w, forbidden, class) || class_meets(w, class, whole_kind(w, "attack")));
}

/* Duties of guarantors and bodies, and gates, that hang on acts or violations which nobody has to have found. */
static void check_triggers(struct whole *w)
{
    struct kind_set forbidden;
    if (!kind_set_init(w, &forbidden))
        return;
    for (size_t i = 0; i < w->plan->statement_count; i++) {
        const struct plan_statement *s = &w->plan->statements[i];
        bool is_plain = s->form == PLAN_FORBID && s->tail.unless == PLAN_NONE;
        for (size_t j = 0; j < s->classes.count && is_plain; j++)
            kind_set_class(w, &forbidden, s->classes.items[j]);
    }
    kind_set_close(w, &forbidden);
    for (size_t i = 0; i < w->uses.count && !w->b->work->failed; i++) {
        const struct use *use = &w->uses.items[i];
        const struct plan_happening *happening = use_happening(use);
        bool is_duty = use->sort == USE_WHEN || use->sort == USE_CLOCK;
        if (!happening || happening->qualifier != PLAN_WORLDS ||
            (use->event && use->event->is_report))
            continue;
        if (is_duty ? !binds_others(w, &w->plan->statements[use->statement].actors)
                    : use->sort != USE_EXIT && use->sort != USE_BEGIN)
            continue;
        if (happening->class != PLAN_NONE && !is_harm(w, &forbidden, happening->class))
            continue;
        if (happening->class == PLAN_NONE && !happening->clauses.count)
            continue;
        const char *what = is_duty ? "duty" : "gate";
        struct diag *diag =
            happening->class != PLAN_NONE
                ? whole_range_diag(w, LANG_W0850, use->range,
                                   "this %s hangs on `%.*s`, and nobody has to have found %s", what,
                                   STR_ARG(w->plan->classes[happening->class].name),
                                   is_duty ? "that it happened" : "whether it happened")
                : whole_range_diag(
                      w, LANG_W0850, use->range,
                      "this %s hangs on violations of clause %.*s, and nobody has to have found %s",
                      what, STR_ARG(w->plan->clauses[happening->clauses.items[0]].label),
                      is_duty ? "that there was one" : "whether there were any");
        diag->label = STR("expected `verified violations of` a clause");
    }
}

/* ---------------------------------------------------------------- terms */

/* One step of a clause says from when it binds, and this one does not. */
static void check_step_time(struct whole *w, uint32_t index)
{
    const struct plan_statement *s = &w->plan->statements[index];
    const struct plan_clause *clause = &w->plan->clauses[s->clause];
    if (s->form != PLAN_KEEP || s->tail.as_of.form != PLAN_TIME_NONE ||
        whole_statement(w, index)->as_of.form != PLAN_TIME_NONE || clause->statement_count > 64)
        return;
    for (uint32_t i = 0; i < clause->statement_count; i++) {
        const struct plan_statement *other = &w->plan->statements[clause->first_statement + i];
        if (other->form != PLAN_KEEP || other->tail.as_of.form == PLAN_TIME_NONE)
            continue;
        const struct ast_statement *from = whole_statement(w, index);
        struct diag *diag =
            whole_range_diag(w, LANG_W0867, from->range, "nothing says from when this step binds");
        diag->label = STR("read as: from the first moment; expected `as of` and a time");
        whole_other(w, diag, whole_statement(w, clause->first_statement + i)->as_of.range,
                    STR("another step of the clause has one"));
        return;
    }
}

/* Notice that may be given at the last moment: then nobody knows, while the phase still runs, whether it goes on. */
static void check_notices(struct whole *w)
{
    const struct ast *ast = w->b->ast;
    for (size_t i = 0; i < w->plan->phase_count && !w->b->work->failed; i++) {
        const struct plan_phase *phase = &w->plan->phases[i];
        const struct ast_phase *from = &ast->phases.items[i];
        if (phase->renewal != PLAN_RENEW_UNLESS_NOTICE || phase->has_notice_span || phase->source ||
            from->notice_span.is_open)
            continue;
        struct diag *diag =
            whole_word_diag(w, LANG_W0824, from->name,
                            "phase `%.*s` is renewed unless there is notice, and notice at its "
                            "last moment is in time",
                            STR_ARG(phase->name));
        diag->label = STR("expected `at least` a duration before `before`");
        if (from->renewal_span.is_set)
            whole_other(w, diag, from->renewal_span.range, STR("renewed for this long"));
    }
}

/* Decisions that nobody has to take by any time, and assessments that never fall due. */
static void check_terms(struct whole *w)
{
    const struct ast *ast = w->b->ast;
    for (size_t i = 0; i < ast->phases.count && !w->b->work->failed; i++)
        for (size_t j = 0; j < ast->phases.items[i].exits.count; j++) {
            const struct ast_exit *e = &ast->phases.items[i].exits.items[j];
            if (e->is_else || (!e->decider.is_set && !e->decider_is_open) || e->within.is_set)
                continue;
            struct diag *diag =
                e->decider_is_open
                    ? whole_range_diag(w, LANG_W0867, e->range,
                                       "an open body decides this, and nothing says by when")
                    : whole_word_diag(w, LANG_W0867, e->decider,
                                      "nothing says by when `%.*s` decides this",
                                      STR_ARG(e->decider.text));
            diag->label = STR("expected `within` and a duration after it; until then the old "
                              "phase goes on");
        }
    for (uint32_t i = 0; i < w->plan->statement_count && !w->b->work->failed; i++) {
        const struct plan_statement *s = &w->plan->statements[i];
        const struct ast_statement *from = whole_statement(w, i);
        check_step_time(w, i);
        if (s->form != PLAN_ASSESS || from->every.form != PLAN_PERIOD_NONE ||
            from->assess_by.form != PLAN_TIME_NONE)
            continue;
        whole_range_diag(w, LANG_W0867, from->range, "nothing says when this is assessed")->label =
            STR("expected `every` and a period, or `by` and a time");
    }
}

void check_waits(struct whole *w)
{
    check_verified(w);
    if (!w->b->work->failed)
        check_certificates(w);
    if (!w->b->work->failed)
        check_triggers(w);
    if (!w->b->work->failed)
        check_notices(w);
    if (!w->b->work->failed)
        check_terms(w);
}

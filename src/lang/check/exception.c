/* SPDX-License-Identifier: Apache-2.0
 *
 * Checks of exceptions: those that nobody but the excused sees, and those that swallow their rule. */
#include "lang/check/whole.h"

#define PAIRS_LOOKED_AT 4000000

struct exceptions {
    struct whole *w;
    struct kind_set reported, forbidden;
};

/* ---------------------------------------------------------------- who sees it */

/* Somebody beside the excused party sees that the exception was used. */
static bool is_seen(const struct exceptions *e, uint32_t index, const struct plan_actors *bound)
{
    const struct plan_past *past = &e->w->plan->pasts[index];
    bool all = past->children.count > 0, any = false;
    switch (past->form) {
    case PLAN_PAST_AND:
    case PLAN_PAST_OR:
        for (size_t i = 0; i < past->children.count; i++) {
            bool seen = is_seen(e, past->children.items[i], bound);
            all = all && seen;
            any = any || seen;
        }
        return past->form == PLAN_PAST_AND ? any : all;
    case PLAN_PAST_CERTIFIED:
        for (size_t i = 0; i < bound->names.count; i++)
            if (bound->names.items[i] == past->actor && bound->form == PLAN_ACTORS_NAMES)
                return false; /* it excuses itself */
        return true;
    case PLAN_PAST_ACT:
        break;
    }
    if (past->audience_count || past->class == PLAN_NONE)
        return true;
    if (kind_set_meets(e->w, &e->reported, past->class))
        return true; /* another clause has it reported */
    if (past->actors.form == PLAN_ACTORS_SAME_PARTY)
        return false;
    if (past->actors.form != PLAN_ACTORS_NAMES || bound->form != PLAN_ACTORS_NAMES)
        return past->actors.form != PLAN_ACTORS_NONE;
    for (size_t i = 0; i < past->actors.names.count; i++) {
        bool is_bound = false;
        for (size_t j = 0; j < bound->names.count; j++)
            is_bound = is_bound || bound->names.items[j] == past->actors.names.items[i];
        if (!is_bound)
            return true;
    }
    return false;
}

/* The words of the exception, from `unless` on. */
static struct ast_range past_range(const struct whole *w, const struct ast_statement *from)
{
    struct ast_range range = w->b->ast->pasts.items[from->unless].range;
    if (from->unless_token && from->unless_token < range.to)
        range.from = from->unless_token;
    return range;
}

static void check_unless(struct exceptions *e, uint32_t index)
{
    struct whole *w = e->w;
    const struct plan_statement *s = &w->plan->statements[index];
    const struct ast_statement *from = whole_statement(w, index);
    if (s->tail.unless == PLAN_NONE || !from->unless || !binds_parties(w, &s->actors) ||
        is_seen(e, s->tail.unless, &s->actors))
        return;
    whole_range_diag(w, LANG_W0844, past_range(w, from),
                     "nobody but the excused party learns that this exception was used")
        ->label = STR("expected `to` and a name after the act, or `certified \"…\" by` a name");
}

/* A permit beside a prohibition, which nobody verifies and nothing reports. */
static void check_permit(struct exceptions *e, uint32_t index)
{
    struct whole *w = e->w;
    const struct plan_statement *s = &w->plan->statements[index];
    const struct plan_clause *clause = &w->plan->clauses[s->clause];
    bool is_exception = false;
    if (s->form != PLAN_PERMIT || clause->verifier != PLAN_NONE || clause->verifier_is_open ||
        s->tail.while_condition != PLAN_NONE || s->tail.unless != PLAN_NONE ||
        !binds_parties(w, &s->actors))
        return;
    for (size_t i = 0; i < s->classes.count; i++) {
        if (kind_set_meets(w, &e->reported, s->classes.items[i]))
            return;
        is_exception = is_exception || kind_set_meets(w, &e->forbidden, s->classes.items[i]);
    }
    if (!is_exception)
        return;
    whole_range_diag(w, LANG_W0844, whole_statement(w, index)->range,
                     "nobody but the party itself says that an act falls under this permission")
        ->label = STR("expected `verified by` and a name at its clause, or a duty to report the "
                      "act `to` somebody");
}

/* ---------------------------------------------------------------- how wide it is */

/* Once it has happened, it excuses everything that comes after: no end to how long ago, and nothing that ties the two. */
static bool excuses_ever_after(const struct plan *plan, uint32_t index)
{
    const struct plan_past *past = &plan->pasts[index];
    bool all = past->children.count > 0, any = false;
    for (size_t i = 0; i < past->children.count; i++) {
        bool ever = excuses_ever_after(plan, past->children.items[i]);
        all = all && ever;
        any = any || ever;
    }
    if (past->form == PLAN_PAST_AND)
        return all;
    if (past->form == PLAN_PAST_OR)
        return any;
    return past->form == PLAN_PAST_ACT && !past->is_no && !past->same_count &&
           (past->timing == PLAN_BEFORE || past->timing == PLAN_AT_LEAST_BEFORE);
}

static struct str name_of(const struct whole *w, const struct plan_statement *s)
{
    return s->classes.count ? w->plan->classes[s->classes.items[0]].name : (struct str){0};
}

static void set_witness(struct whole *w, struct diag *diag, const struct plan_statement *s,
                        const char *text)
{
    struct str kind = name_of(w, s), party = {0};
    if (s->actors.form == PLAN_ACTORS_NAMES && s->actors.names.count)
        party = w->plan->actors[s->actors.names.items[0]].name;
    struct diag_witness *witness = whole_witness(w, diag, "%.*s%s%.*s, %s", STR_ARG(kind),
                                                 party.size ? " by " : "", STR_ARG(party), text);
    if (!witness)
        return;
    witness->kind = kind;
    witness->party = party;
}

static void check_ever_after(struct exceptions *e, uint32_t index)
{
    struct whole *w = e->w;
    const struct plan_statement *s = &w->plan->statements[index];
    const struct ast_statement *from = whole_statement(w, index);
    if (s->form != PLAN_FORBID || s->tail.unless == PLAN_NONE || !from->unless ||
        !excuses_ever_after(w->plan, s->tail.unless))
        return;
    struct diag *diag = whole_range_diag(
        w, LANG_W0845, past_range(w, from),
        "once this has happened, it excuses everything that is forbidden here from then on");
    diag->label = STR("expected `at most` or `between … and …` before `before`, or `with the same` "
                      "and what ties the two");
    set_witness(w, diag, s, "a year after it happened");
}

static bool holds_kind(const struct plan_class *wide, const struct plan *plan, uint32_t kind)
{
    for (size_t i = 0; i < wide->alternative_count; i++)
        if (!wide->alternatives[i].test_count &&
            plan_kind_is(plan, kind, wide->alternatives[i].kind))
            return true;
    return false;
}

/* Every kind of the prohibition is permitted, whatever its attributes. */
static bool kinds_covered(const struct plan *plan, const struct plan_statement *permit,
                          const struct plan_statement *forbid)
{
    for (size_t i = 0; i < forbid->classes.count; i++) {
        const struct plan_class *narrow = &plan->classes[forbid->classes.items[i]];
        for (size_t j = 0; j < narrow->alternative_count; j++) {
            bool is_held = false;
            for (size_t k = 0; k < permit->classes.count && !is_held; k++) {
                const struct plan_class *wide = &plan->classes[permit->classes.items[k]];
                is_held = permit->classes.items[k] == forbid->classes.items[i] ||
                          (!wide->exception_count &&
                           holds_kind(wide, plan, narrow->alternatives[j].kind));
            }
            if (!is_held)
                return false;
        }
    }
    return forbid->classes.count > 0;
}

static bool actors_covered(const struct plan *plan, const struct plan_actors *wide,
                           const struct plan_actors *narrow)
{
    if (wide->form == PLAN_ACTORS_ANYONE && !wide->names.count)
        return true;
    if (wide->form == PLAN_ACTORS_ANY_PARTY && narrow->form == PLAN_ACTORS_ANY_PARTY)
        return true;
    if (narrow->form != PLAN_ACTORS_NAMES ||
        (wide->form != PLAN_ACTORS_NAMES && wide->form != PLAN_ACTORS_ANY_PARTY))
        return false;
    for (size_t i = 0; i < narrow->names.count; i++) {
        uint32_t actor = narrow->names.items[i];
        bool is_held =
            wide->form == PLAN_ACTORS_ANY_PARTY && plan->actors[actor].role == PLAN_PARTY;
        for (size_t j = 0; j < wide->names.count && !is_held; j++)
            is_held = plan_actor_is(plan, actor, wide->names.items[j]);
        if (!is_held)
            return false;
    }
    return narrow->names.count > 0;
}

static bool has_limits(const struct plan_statement *s)
{
    return s->spots.count || s->against.names.count || s->tail.as_of.form || s->tail.until.form ||
           s->tail.during.form || s->tail.while_condition != PLAN_NONE ||
           s->tail.unless != PLAN_NONE;
}

/* All that is forbidden is permitted, too; where both say the same in all, they tie, and that is an error already. */
static bool is_swallowed(const struct whole *w, const struct plan_statement *permit,
                         const struct plan_statement *forbid)
{
    uint32_t phase = w->plan->clauses[permit->clause].phase;
    bool is_alike = forbid->actors.form == permit->actors.form && !has_limits(forbid) &&
                    phase == w->plan->clauses[forbid->clause].phase &&
                    kinds_covered(w->plan, forbid, permit) &&
                    actors_covered(w->plan, &forbid->actors, &permit->actors);
    return (phase == PLAN_THROUGHOUT || phase == w->plan->clauses[forbid->clause].phase) &&
           !is_alike && kinds_covered(w->plan, permit, forbid) &&
           actors_covered(w->plan, &permit->actors, &forbid->actors);
}

static void check_swallowed(struct exceptions *e)
{
    struct whole *w = e->w;
    const struct plan *plan = w->plan;
    size_t pairs = 0;
    for (uint32_t i = 0; i < plan->statement_count && !w->b->work->failed; i++) {
        const struct plan_statement *permit = &plan->statements[i];
        if (permit->form != PLAN_PERMIT || has_limits(permit) ||
            whole_statement(w, i)->against.count)
            continue;
        pairs += plan->statement_count;
        if (pairs > PAIRS_LOOKED_AT)
            return;
        for (uint32_t j = 0; j < plan->statement_count; j++) {
            const struct plan_statement *forbid = &plan->statements[j];
            if (forbid->form != PLAN_FORBID || !is_swallowed(w, permit, forbid))
                continue;
            struct str label = plan->clauses[forbid->clause].label;
            struct diag *diag = whole_range_diag(
                w, LANG_W0845, whole_statement(w, i)->range,
                "this permits all that clause %.*s forbids, with no test", STR_ARG(label));
            diag->label = STR("expected fewer kinds, parties or places, or `while`, or `unless` "
                              "in the prohibition");
            whole_other(w, diag, whole_statement(w, j)->range, STR("forbidden here"));
            set_witness(w, diag, forbid, "which one clause forbids and the other permits");
            break;
        }
    }
}

void check_exceptions(struct whole *w)
{
    struct exceptions e = {.w = w};
    if (!kind_set_init(w, &e.reported) || !kind_set_init(w, &e.forbidden))
        return;
    for (size_t i = 0; i < w->plan->statement_count; i++) {
        const struct plan_statement *s = &w->plan->statements[i];
        for (size_t j = 0; j < s->classes.count; j++) {
            if (s->form == PLAN_FORBID)
                kind_set_class(w, &e.forbidden, s->classes.items[j]);
            if (s->form == PLAN_REQUIRE && s->audience_count)
                kind_set_class(w, &e.reported, s->classes.items[j]);
        }
    }
    kind_set_close(w, &e.forbidden);
    kind_set_close(w, &e.reported);
    for (uint32_t i = 0; i < w->plan->statement_count && !w->b->work->failed; i++) {
        check_unless(&e, i);
        check_permit(&e, i);
        check_ever_after(&e, i);
    }
    if (!w->b->work->failed)
        check_swallowed(&e);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Checks of the whole: every phase has a way in and a way on, and its ways can be judged. */
#include "lang/build_int.h"

static void check_ways_on(struct build *b, uint32_t index)
{
    const struct ast_phase *from = &b->ast->phases.items[index];
    const struct plan_phase *phase = &b->plan->phases[index];
    if (phase->has_lasts && !phase->exit_count && !phase->has_else)
        build_word_diag(b, LANG_T0602, from->name,
                        "phase `%.*s` ends, and nothing says what follows",
                        STR_ARG(from->name.text))
            ->label = STR("expected `then` or `else` after its clauses, if only `else ended`");
    for (size_t i = 0; i < from->exits.count; i++) {
        const struct ast_exit *e = &from->exits.items[i];
        if (e->is_else)
            continue;
        if ((e->form == PLAN_EXIT_WHEN || e->form == PLAN_EXIT_AT_END) && !phase->has_lasts) {
            struct diag *diag = build_range_diag(
                b, LANG_T0603, e->range, "phase `%.*s` has no end at which this could be judged",
                STR_ARG(from->name.text));
            diag->label = STR("expected `lasts` and a duration at the phase, or `as soon as` here");
            diag->has_other = true;
            diag->other =
                build_span_of(b, (struct ast_range){from->name.token, from->name.token + 1});
            diag->other_label = STR("the phase without an end");
        }
        if (!e->decider.is_set)
            build_range_diag(b, LANG_W0803, e->range, "nobody decides this: it happens by rule")
                ->label = STR("if people are to decide: expected `decided by` and a body");
        if (e->within.is_set && e->form != PLAN_EXIT_AS_SOON_AS && !phase->has_else)
            build_range_diag(b, LANG_T0602, e->within.range,
                             "when this term ends without a decision, nothing says what follows")
                ->label = STR("expected an `else` after it, if only `else ended`");
    }
}

/* The first phase written may be entered by the agreement's own beginning only if it says so. */
void check_phases(struct build *b)
{
    size_t count = b->plan->phase_count;
    bool *has_door = ARENA_NEW(b->work->arena, bool, count);
    if (!has_door) {
        work_fail(b->work, err_no_memory(b->work->err));
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const struct plan_phase *phase = &b->plan->phases[i];
        if (phase->begins != PLAN_BEGIN_BY_THEN)
            has_door[i] = true;
        for (size_t j = 0; j < phase->exit_count; j++)
            if (phase->exits[j].to < count && phase->exits[j].to != i)
                has_door[phase->exits[j].to] = true;
        if (phase->has_else && phase->else_to < count && phase->else_to != i)
            has_door[phase->else_to] = true;
    }
    for (size_t i = 0; i < count && !b->work->failed; i++) {
        const struct ast_phase *from = &b->ast->phases.items[i];
        if (!has_door[i]) {
            struct diag *diag =
                build_word_diag(b, LANG_T0601, from->name, "nothing leads into phase `%.*s`",
                                STR_ARG(from->name.text));
            diag->label = STR(
                "expected `begins at …` or `begins when …`, or a `then` to it in another phase");
        }
        check_ways_on(b, (uint32_t)i);
    }
}

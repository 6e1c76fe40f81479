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
        bool is_judged = e->form == PLAN_EXIT_WHEN || e->form == PLAN_EXIT_AS_SOON_AS;
        if (is_judged && !e->decider.is_set && !e->decider_is_open)
            build_range_diag(b, LANG_W0803, e->range, "nobody decides this: it happens by rule")
                ->label = STR("if people are to decide: expected `decided by` and a body");
        if (e->within.is_set && e->form != PLAN_EXIT_AS_SOON_AS && !phase->has_else)
            build_range_diag(b, LANG_T0602, e->within.range,
                             "when this term ends without a decision, nothing says what follows")
                ->label = STR("expected an `else` after it, if only `else ended`");
    }
}

/* Ends, and what happens when the condition of its way on is not met then is not said. */
static void check_not_met(struct build *b, uint32_t index)
{
    const struct ast_phase *from = &b->ast->phases.items[index];
    const struct plan_phase *phase = &b->plan->phases[index];
    const struct ast_exit *first = NULL;
    if (phase->source || !phase->has_lasts || phase->has_else)
        return;
    for (size_t i = 0; i < from->exits.count; i++) {
        const struct ast_exit *e = &from->exits.items[i];
        if (e->form == PLAN_EXIT_AT_END || e->form == PLAN_EXIT_AT_TIME)
            return; /* one way is always open */
        if (e->form == PLAN_EXIT_WHEN && e->within.is_set)
            return; /* T0602 says so */
        if (!first)
            first = e;
    }
    if (!first)
        return;
    struct diag *diag = build_range_diag(b, LANG_H0723, first->range,
                                         "phase `%.*s` ends, and nothing says what follows if "
                                         "this is not met by then",
                                         STR_ARG(from->name.text));
    diag->label = STR("expected `else` and a phase after it, if only `else ended`");
}

/* ---------------------------------------------------------------- ways */

static void mark_from(const struct plan *plan, bool *is_reached, uint32_t *queue, uint32_t start)
{
    size_t head = 0, tail = 0;
    queue[tail++] = start;
    is_reached[start] = true;
    while (head < tail) {
        const struct plan_phase *phase = &plan->phases[queue[head++]];
        for (size_t j = 0; j <= phase->exit_count; j++) {
            uint32_t to = j < phase->exit_count ? phase->exits[j].to
                          : phase->has_else     ? phase->else_to
                                                : PLAN_NONE;
            if (to >= plan->phase_count || is_reached[to])
                continue;
            is_reached[to] = true;
            queue[tail++] = to;
        }
    }
}

/* Phases that lead into one another and that nothing from outside leads to: the first of each such ring. */
static void check_reached(struct build *b, const bool *has_door, bool *is_reached, uint32_t *queue)
{
    const struct plan *plan = b->plan;
    for (size_t i = 0; i < plan->phase_count; i++)
        if ((plan->phases[i].begins != PLAN_BEGIN_BY_THEN || !has_door[i]) && !is_reached[i])
            mark_from(plan, is_reached, queue, (uint32_t)i);
    for (size_t i = 0; i < plan->phase_count; i++) {
        if (is_reached[i] || plan->phases[i].source)
            continue;
        const struct ast_phase *from = &b->ast->phases.items[i];
        struct diag *diag = build_word_diag(b, LANG_H0720, from->name,
                                            "no way leads from the beginning to phase `%.*s`",
                                            STR_ARG(from->name.text));
        diag->label = STR("only phases that follow it lead here; expected `begins at …`, "
                          "`begins when …`, or a `then` to it in a phase that is reached");
        mark_from(plan, is_reached, queue, (uint32_t)i);
    }
}

/* No end and no way on, while another phase follows in the text; or an `else` that never comes. */
static void check_endless(struct build *b, uint32_t index, bool *is_after, uint32_t *queue)
{
    const struct plan *plan = b->plan;
    const struct plan_phase *phase = &plan->phases[index];
    const struct ast_phase *from = &b->ast->phases.items[index];
    if (phase->source || phase->has_lasts || phase->exit_count)
        return;
    if (phase->has_else) {
        struct diag *diag =
            build_word_diag(b, LANG_H0722, from->name,
                            "phase `%.*s` has no end, so what its `else` says never comes",
                            STR_ARG(from->name.text));
        diag->label = STR("expected `lasts` and a duration");
        return;
    }
    if (index + 1 >= plan->phase_count)
        return;
    for (size_t i = index + 1; i < plan->phase_count; i++) {
        for (size_t j = 0; j < plan->phase_count; j++)
            is_after[j] = false;
        mark_from(plan, is_after, queue, (uint32_t)i);
        if (is_after[index])
            continue; /* it leads here: this is the later one */
        struct diag *diag =
            build_word_diag(b, LANG_H0722, from->name,
                            "phase `%.*s` has no end and no way on: it goes on beside phase `%.*s`",
                            STR_ARG(from->name.text), STR_ARG(plan->phases[i].name));
        diag->label = STR("expected `lasts` and a duration, or a `then` after its clauses");
        const struct ast_word other = b->ast->phases.items[i].name;
        diag->has_other = true;
        diag->other = build_span_of(b, (struct ast_range){other.token, other.token + 1});
        diag->other_label = STR("a phase that follows in the text");
        return;
    }
}

/* The first phase written may be entered by the agreement's own beginning only if it says so. */
void check_phases(struct build *b)
{
    size_t count = b->plan->phase_count;
    bool *has_door = ARENA_NEW(b->work->arena, bool, 3 * count + 1);
    uint32_t *queue = ARENA_NEW(b->work->arena, uint32_t, count + 1);
    if (!has_door || !queue) {
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
        check_not_met(b, (uint32_t)i);
        if (b->plan->phase_count <= 200) /* more are no agreement, and this looks at all pairs */
            check_endless(b, (uint32_t)i, has_door + 2 * count, queue);
    }
    if (!b->work->failed)
        check_reached(b, has_door, has_door + count, queue);
}

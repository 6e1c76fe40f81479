/* SPDX-License-Identifier: Apache-2.0
 *
 * Checks of clauses: who verifies, and whether a deadline lies within its phase. */
#include "lang/build_int.h"

/* About how long, for comparing: months of 30 days. */
static int64_t about_us(struct plan_span span)
{
    static const int64_t units[] = {[PLAN_ELAPSED] = 1,
                                    [PLAN_DAYS] = TIME_DAY_US,
                                    [PLAN_MONTHS] = 30 * TIME_DAY_US,
                                    [PLAN_YEARS] = 365 * TIME_DAY_US};
    if (span.count > INT64_C(9000000000000000) / units[span.unit])
        return INT64_C(9000000000000000);
    return span.count * units[span.unit];
}

/* How long after the phase's begin a time lies; false when that is not known here. */
static bool after_begin(const struct plan_time *time, uint32_t phase, int64_t *us)
{
    if (time->form == PLAN_TIME_DAY_OF)
        *us = (time->number - 1) * TIME_DAY_US; /* its end lies later still */
    else if (time->form == PLAN_TIME_BEGIN && (time->phase == PLAN_NONE || time->phase == phase))
        *us = 0;
    else
        return false;
    *us += time->shift_sign * about_us(time->shift);
    return true;
}

static void deadline(struct build *b, uint32_t clause, const struct plan_statement *s,
                     struct ast_range range)
{
    uint32_t phase = b->plan->clauses[clause].phase;
    int64_t us;
    if (phase >= b->plan->phase_count || !b->plan->phases[phase].has_lasts ||
        b->plan->phases[phase].renewal != PLAN_RENEW_NONE)
        return;
    const struct plan_phase *p = &b->plan->phases[phase];
    bool is_known = after_begin(&s->tail.as_of, phase, &us) && s->tail.as_of.form != PLAN_TIME_NONE;
    if (s->form == PLAN_REQUIRE && s->due.form == PLAN_DUE_BY) {
        is_known = after_begin(&s->due.by, phase, &us);
    } else if (s->form == PLAN_REQUIRE && s->due.form == PLAN_DUE_WITHIN &&
               s->due.of.form == PLAN_EVENT_TIME && !s->due.within_is_open) {
        is_known = after_begin(&s->due.of.time, phase, &us);
        us = is_known ? us + about_us(s->due.within) : 0;
    }
    if (!is_known || us <= about_us(p->lasts) || p->lasts.count == 0)
        return;
    struct diag *diag = build_range_diag(
        b, LANG_W0805, range, "this falls due after phase `%.*s` has ended", STR_ARG(p->name));
    diag->label = STR("the duty outlives its phase; is that meant?");
}

/* A release is told with its count and its list (W0860, check_steps.c), and so is who checks it. */
static bool is_release(const struct build *b, const struct plan_statement *s)
{
    uint32_t release = map_get(&b->kinds, STR("release"));
    if (s->form != PLAN_REQUIRE || s->verb == PLAN_DECLARE || !s->classes.count)
        return false;
    for (size_t i = 0; i < s->classes.count; i++) {
        const struct plan_class *class = &b->plan->classes[s->classes.items[i]];
        for (size_t j = 0; j < class->alternative_count; j++)
            if (!plan_kind_is(b->plan, class->alternatives[j].kind, release))
                return false;
    }
    return true;
}

/* Clauses whose breach somebody has to establish. */
static bool needs_verifier(enum plan_form form)
{
    return form == PLAN_FORBID || form == PLAN_KEEP || form == PLAN_LIMIT || form == PLAN_REQUIRE ||
           form == PLAN_WITHDRAW;
}

void check_clauses(struct build *b)
{
    for (size_t i = 0; i < b->plan->clause_count && !b->work->failed; i++) {
        const struct plan_clause *clause = &b->plan->clauses[i];
        const struct ast_clause *from = &b->ast->clauses.items[i];
        bool needs = false;
        for (uint32_t j = 0; j < clause->statement_count; j++) {
            const struct plan_statement *s = &b->plan->statements[clause->first_statement + j];
            needs = needs || (needs_verifier(s->form) && !is_release(b, s));
            if (s->judged != PLAN_OPEN)
                deadline(b, (uint32_t)i, s, b->ast->statements.items[from->first + j].range);
        }
        if (needs && !from->verifier.is_set && !from->verifier_is_open)
            build_word_diag(b, LANG_W0801, from->label, "nobody verifies clause %.*s",
                            STR_ARG(from->label.text))
                ->label = STR("expected `verified by` and a name after the title");
    }
}

/* Kinds, classes, places, tables and dates that nothing names: a clause was meant and forgotten. */
void check_unused(struct build *b)
{
    for (size_t i = 0; i < b->symbols.count && !b->work->failed; i++) {
        const struct symbol *symbol = &b->symbols.items[i];
        bool counts = symbol->sort == SYMBOL_PLACE || symbol->sort == SYMBOL_CLASS ||
                      symbol->sort == SYMBOL_KIND || symbol->sort == SYMBOL_TABLE ||
                      symbol->sort == SYMBOL_DATE;
        if (counts && !symbol->is_used)
            build_word_diag(b, LANG_W0810, symbol->name, "no clause speaks of `%.*s`",
                            STR_ARG(symbol->name.text));
    }
}

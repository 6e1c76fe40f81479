/* SPDX-License-Identifier: Apache-2.0
 *
 * The one clause that nobody verifies, where all beside it say who does: among the reports of parties to somebody, among the
 * duties of those who are no party, or among all clauses of a text that has some of the two verified. Alone such clauses need
 * no verifier (check/clause.c). */
#include "lang/check/whole.h"

#include <string.h>

enum odd { ODD_REPORT, ODD_TASK, ODD_ANY, ODD_COUNT };

struct row {
    size_t with, without;
    uint32_t first, odd; /* clauses, or PLAN_NONE */
};

static void add(struct row *row, const struct ast_clause *from, uint32_t clause)
{
    if (from->verifier.is_set || from->verifier_is_open) {
        row->first = row->with++ ? row->first : clause;
    } else {
        row->odd = clause;
        row->without++;
    }
}

/* Only duties: to report to somebody, or of people who are no party. */
static bool is_all(const struct whole *w, const struct plan_clause *clause, enum odd sort)
{
    for (uint32_t i = 0; i < clause->statement_count; i++) {
        const struct plan_statement *s = &w->plan->statements[clause->first_statement + i];
        bool is_report = s->audience_count > 0 && binds_parties(w, &s->actors);
        if (s->form != PLAN_REQUIRE ||
            (sort == ODD_REPORT ? !is_report : binds_parties(w, &s->actors)))
            return false;
    }
    return clause->statement_count > 0;
}

/* It asks somebody for something that could be verified. */
static bool binds(const struct whole *w, const struct plan_clause *clause)
{
    for (uint32_t i = 0; i < clause->statement_count; i++) {
        enum plan_form form = w->plan->statements[clause->first_statement + i].form;
        if (form == PLAN_FORBID || form == PLAN_KEEP || form == PLAN_LIMIT ||
            form == PLAN_REQUIRE || form == PLAN_WITHDRAW)
            return true;
    }
    return false;
}

/* W0801 has said it of this clause. */
static bool is_told(const struct whole *w, uint32_t clause)
{
    const struct diags *diags = w->b->work->diags;
    uint32_t at = w->b->work->tokens[w->b->ast->clauses.items[clause].label.token].from;
    for (size_t i = 0; i < diags->count; i++)
        if (diags->items[i].span.source == 0 && diags->items[i].span.from == at &&
            !strcmp(diags->items[i].code, "W0801"))
            return true;
    return false;
}

void check_odd(struct whole *w)
{
    static const char *const what[] = {"the other reports", "the other tasks", "all other clauses"};
    const struct plan *plan = w->plan;
    struct row rows[ODD_COUNT];
    uint32_t told = PLAN_NONE;
    for (size_t i = 0; i < ODD_COUNT; i++)
        rows[i] = (struct row){.first = PLAN_NONE, .odd = PLAN_NONE};
    for (uint32_t i = 0; i < plan->clause_count; i++) {
        const struct plan_clause *clause = &plan->clauses[i];
        const struct ast_clause *from = &w->b->ast->clauses.items[i];
        if (!whole_is_own(w, clause) || !binds(w, clause))
            continue;
        for (size_t sort = 0; sort < ODD_ANY; sort++)
            if (is_all(w, clause, (enum odd)sort))
                add(&rows[sort], from, i);
        add(&rows[ODD_ANY], from, i);
    }
    for (size_t i = 0; i < ODD_COUNT && !w->b->work->failed; i++) {
        const struct row *row = &rows[i];
        bool is_usual = i != ODD_ANY || rows[ODD_REPORT].with + rows[ODD_TASK].with > 0;
        if (!is_usual || row->without != 1 || row->with < (i == ODD_ANY ? 3 : 2) ||
            row->odd == told || is_told(w, row->odd))
            continue;
        told = row->odd;
        struct ast_word label = w->b->ast->clauses.items[row->odd].label;
        struct diag *diag = whole_word_diag(w, LANG_W0801, label,
                                            "nobody verifies clause %.*s, and %s are verified",
                                            STR_ARG(label.text), what[i]);
        diag->label = STR("expected `verified by` and a name after the title");
        whole_other_word(w, diag, w->b->ast->clauses.items[row->first].verifier,
                         STR("who verifies another"));
    }
}

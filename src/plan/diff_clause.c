/* SPDX-License-Identifier: Apache-2.0
 *
 * Clauses: new, gone, renumbered, and what differs in those that both drafts have. */
#include "plan/diff_int.h"

static const struct plan_clause *of(const void *row)
{
    return row;
}

static void say_in_phase(struct say *s, const void *row)
{
    diff_put_phase(s, of(row)->phase);
}

static void say_gravity(struct say *s, const void *row)
{
    diff_put_puts(s, plan_gravity_text(of(row)->gravity));
}

static void say_verifier(struct say *s, const void *row)
{
    if (of(row)->verifier_is_open)
        diff_put_open(s);
    else if (of(row)->verifier != PLAN_NONE)
        diff_put_name(s, DIFF_ACTOR, of(row)->verifier);
}

static void say_replaces(struct say *s, const void *row)
{
    diff_put_texts(s, of(row)->replaces, of(row)->replaces_count);
}

/* What its statements say, whatever its label and title. */
struct str diff_clause_key(struct differ *d, size_t side, uint32_t index)
{
    const struct plan *plan = d->side[side].plan;
    const struct plan_clause *clause = &plan->clauses[index];
    struct str key = {0};
    struct buf buf;
    buf_init(&buf, d->arena->mem, (size_t)64 << 20);
    for (uint32_t i = 0; i < clause->statement_count && !d->code; i++) {
        buf_put(&buf, diff_statement_key(d, side, &plan->statements[clause->first_statement + i]));
        buf_putc(&buf, '\n');
    }
    if (!diff_failed(d, buf_check(&buf, d->err)))
        (void)diff_failed(d, arena_str(d->arena, buf_str(&buf), &key, d->err));
    buf_free(&buf);
    return key;
}

/* Its statements as written, one behind the other. */
static struct str written(struct differ *d, size_t side, const struct plan_clause *clause)
{
    const struct plan *plan = d->side[side].plan;
    struct str text = {0};
    struct buf buf;
    buf_init(&buf, d->arena->mem, (size_t)64 << 20);
    for (uint32_t i = 0; i < clause->statement_count; i++) {
        buf_puts(&buf, i ? "; " : "");
        buf_put(&buf, plan->statements[clause->first_statement + i].text);
    }
    if (!diff_failed(d, buf_check(&buf, d->err)))
        (void)diff_failed(d, arena_str(d->arena, buf_str(&buf), &text, d->err));
    buf_free(&buf);
    return text;
}

static void stand_at(struct differ *d, const struct plan_clause *old, const struct plan_clause *new)
{
    const struct plan_clause *shown = new ? new : old;
    d->where = diff_printf(d, "clause %.*s", STR_ARG(shown->label));
    d->hint = (struct str){0};
    d->article = shown->article;
    d->line[0] = old ? diff_line(old->source, old->line) : 0;
    d->line[1] = new ? diff_line(new->source, new->line) : 0;
}

static void one_sided(struct differ *d, size_t side, const struct plan_clause *clause)
{
    struct str none = {0}, text = written(d, side, clause);
    stand_at(d, side ? NULL : clause, side ? clause : NULL);
    struct str sentence = diff_printf(d, "%.*s is %s, \"%.*s\": %.*s", STR_ARG(d->where),
                                      side ? "new" : "gone", STR_ARG(clause->title), STR_ARG(text));
    diff_add(d, "clause", side ? none : text, side ? text : none, sentence);
}

static void names_differ(struct differ *d, const struct plan_clause *old,
                         const struct plan_clause *new)
{
    if (!str_eq(old->label, new->label))
        diff_add_name(d, "clause", old->label, new->label,
                      diff_printf(d, "clause %.*s is now clause %.*s", STR_ARG(old->label),
                                  STR_ARG(new->label)));
    if (!str_eq(old->title, new->title))
        diff_add_name(d, "title", old->title, new->title,
                      diff_printf(d, "%.*s: the title \"%.*s\" is now \"%.*s\"", STR_ARG(d->where),
                                  STR_ARG(old->title), STR_ARG(new->title)));
}

static void clause_pair(struct differ *d, const struct plan_clause *old,
                        const struct plan_clause *new)
{
    struct diff_rows rows = {.row = {old, new}};
    struct str bracket[2] = {diff_whole_bracket(d->side[0].plan, old),
                             diff_whole_bracket(d->side[1].plan, new)};
    stand_at(d, old, new);
    names_differ(d, old, new);
    if (bracket[0].size || bracket[1].size) {
        if (str_eq(diff_text_key(d, 0, bracket[0]), diff_text_key(d, 1, bracket[1])))
            return;
        struct str before = bracket[0].size ? bracket[0] : written(d, 0, old);
        struct str now = bracket[1].size ? bracket[1] : written(d, 1, new);
        const char *verb = !bracket[0].size   ? "now stands in brackets"
                           : !bracket[1].size ? "no longer stands in brackets"
                                              : "stands in other brackets";
        diff_add(d, "bracket", before, now,
                 diff_printf(d, "%.*s %s; before: %.*s; now: %.*s", STR_ARG(d->where), verb,
                             STR_ARG(before), STR_ARG(now)));
        return;
    }
    diff_holes_at(d, diff_printf(d, "clause %.*s", STR_ARG(old->label)), &rows, 0);
    diff_holes_at(d, d->where, &rows, 1);
    diff_compare(d, "phase", "when it binds", say_in_phase, &rows);
    diff_compare(d, "gravity", "the gravity", say_gravity, &rows);
    diff_compare(d, "verifier", "who verifies", say_verifier, &rows);
    diff_compare(d, "replaces", "what it replaces", say_replaces, &rows);
    diff_statements(d, old, new);
}

void diff_clauses(struct differ *d)
{
    for (size_t side = 2; side-- > 0;) {
        const struct plan *plan = d->side[side].plan;
        for (size_t i = 0; i < plan->clause_count && !d->code; i++) {
            uint32_t partner = d->side[side].partner[DIFF_CLAUSE][i];
            if (partner == PLAN_NONE)
                one_sided(d, side, &plan->clauses[i]);
            else if (side)
                clause_pair(d, &d->side[0].plan->clauses[partner], &plan->clauses[i]);
        }
    }
}

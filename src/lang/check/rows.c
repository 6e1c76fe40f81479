/* SPDX-License-Identifier: Apache-2.0
 *
 * Tables: a weapon that the clause speaks of, and no row of its table takes. It would have no distance, or no ceiling. */
#include "lang/check/scope.h"

#include <math.h>
#include <stdlib.h>

#define PIECE_LIMIT 64

struct lack { /* what no row takes */
    uint32_t kind;
    struct str attribute, text; /* text: of a model and the like */
    bool has_value;
    double value;
    struct scope_interval left; /* the values without a row */
};

/* The text tests of a row's alternative hold for this text, and it has no others. */
static bool takes_text(const struct scope *scope, const struct plan_alternative *row, uint32_t kind,
                       struct str attribute, struct str text)
{
    if (!plan_kind_is(scope->plan, kind, row->kind))
        return false;
    for (size_t i = 0; i < row->test_count; i++) {
        const struct plan_test *test = &row->tests[i];
        bool lists = false;
        if (test->comparison != PLAN_IS || !str_eq(test->attribute, attribute))
            return false;
        for (size_t j = 0; j < test->text_count && !lists; j++)
            lists = str_eq(test->texts[j], text);
        if (!lists)
            return false;
    }
    return true;
}

/* Of a list of models, one that no row names. */
static bool text_lacks(const struct scope *scope, const struct plan_alternative *alternative,
                       const struct plan_table *table, struct lack *lack)
{
    const struct plan_test *test = &alternative->tests[0];
    for (size_t i = 0; i < test->text_count; i++) {
        bool is_taken = false;
        for (size_t r = 0; r < table->row_count && !is_taken; r++) {
            const struct plan_class *key = &scope->plan->classes[table->rows[r].key];
            for (size_t j = 0; j < key->alternative_count && !is_taken; j++)
                is_taken = takes_text(scope, &key->alternatives[j], alternative->kind,
                                      test->attribute, test->texts[i]);
        }
        if (is_taken)
            continue;
        *lack = (struct lack){
            .kind = alternative->kind, .attribute = test->attribute, .text = test->texts[i]};
        return true;
    }
    return false;
}

static int compare_pieces(const void *a, const void *c)
{
    const struct scope_interval *x = (const struct scope_interval *)a;
    const struct scope_interval *y = (const struct scope_interval *)c;
    if (x->lo < y->lo || x->lo > y->lo)
        return x->lo < y->lo ? -1 : 1;
    if (x->lo_open != y->lo_open)
        return x->lo_open ? 1 : -1;
    return x->hi < y->hi ? -1 : x->hi > y->hi;
}

/* Values of `whole` below all pieces or above them. What they leave between them is a gap of the classes. */
static bool value_lacks(struct scope_interval whole, struct scope_interval *pieces, size_t count,
                        struct scope_interval *lack)
{
    struct scope_interval left = whole;
    qsort(pieces, count, sizeof *pieces, compare_pieces);
    for (size_t i = 0; i < count; i++) {
        struct scope_interval before = left;
        struct scope_interval under = {-HUGE_VAL, pieces[i].lo, false, !pieces[i].lo_open};
        if (!i && !isinf(pieces[i].lo) && scope_interval_cut(&before, &under)) {
            *lack = before;
            return true;
        }
        struct scope_interval over = {pieces[i].hi, HUGE_VAL, !pieces[i].hi_open, false};
        if (isinf(pieces[i].hi) || !scope_interval_cut(&left, &over))
            return false;
    }
    *lack = left;
    return true;
}

/* The rows by one attribute, laid end to end. */
static bool number_lacks(const struct scope *scope, const struct plan_alternative *alternative,
                         const struct plan_table *table, struct str attribute, struct lack *lack)
{
    struct scope_interval whole, pieces[PIECE_LIMIT];
    size_t count = 0;
    if (!scope_interval_of(alternative, attribute, &whole))
        return true;
    for (size_t r = 0; r < table->row_count; r++) {
        const struct plan_class *key = &scope->plan->classes[table->rows[r].key];
        for (size_t j = 0; j < key->alternative_count && count < PIECE_LIMIT; j++)
            if (plan_kind_is(scope->plan, alternative->kind, key->alternatives[j].kind) &&
                scope_interval_of(&key->alternatives[j], attribute, &pieces[count]))
                count++;
    }
    *lack = (struct lack){.kind = alternative->kind, .attribute = attribute, .has_value = true};
    lack->left = whole;
    if (count && !value_lacks(whole, pieces, count, &lack->left))
        return false;
    lack->value = scope_interval_value(&lack->left);
    return true;
}

/* The attribute that rows about this kind tell apart by; empty when there is none. Rows by model or with exceptions are
 * no such thing: what they leave is hard to tell. */
static struct str rows_attribute(const struct scope *scope, uint32_t kind,
                                 const struct plan_table *table, bool *is_vague)
{
    struct str attribute = {0};
    *is_vague = false;
    for (size_t r = 0; r < table->row_count; r++) {
        const struct plan_class *key = &scope->plan->classes[table->rows[r].key];
        for (size_t j = 0; j < key->alternative_count; j++) {
            const struct plan_alternative *row = &key->alternatives[j];
            if (!plan_kind_is(scope->plan, kind, row->kind))
                continue;
            *is_vague = *is_vague || key->exception_count || row->test_count > 1;
            if (!row->test_count)
                continue;
            *is_vague = *is_vague || row->tests[0].comparison == PLAN_IS;
            attribute = row->tests[0].attribute;
        }
    }
    return attribute;
}

static bool has_kinds_under(const struct plan *plan, uint32_t kind)
{
    for (uint32_t i = kind + 1; i < plan->kind_count; i++)
        if (plan->kinds[i].parent == kind)
            return true;
    return false;
}

/* One kind that has none under it, with the tests of the clause's class. */
static bool leaf_lacks(struct scope *scope, const struct plan_class *class,
                       const struct plan_alternative *leaf, const struct plan_table *table,
                       struct lack *lack)
{
    bool is_vague;
    for (size_t r = 0; r < table->row_count; r++)
        if (scope_alternative_in(scope, class, leaf, table->rows[r].key))
            return false;
    struct str attribute = rows_attribute(scope, leaf->kind, table, &is_vague);
    if (is_vague)
        return false;
    if (attribute.size)
        return number_lacks(scope, leaf, table, attribute, lack);
    *lack = (struct lack){.kind = leaf->kind};
    return true;
}

static bool is_lacking(struct scope *scope, uint32_t class, size_t index,
                       const struct plan_table *table, struct lack *lack)
{
    const struct plan_class *c = &scope->plan->classes[class];
    struct plan_alternative leaf = c->alternatives[index];
    uint32_t kind = leaf.kind;
    if (c->exception_count) { /* what is left of it is hard to tell, unless no row is near it */
        *lack = (struct lack){.kind = kind};
        for (size_t r = 0; r < table->row_count; r++)
            if (scope_classes_meet(scope, class, table->rows[r].key, NULL))
                return false;
        return true;
    }
    if (leaf.test_count == 1 && leaf.tests[0].comparison == PLAN_IS)
        return text_lacks(scope, &leaf, table, lack);
    for (size_t i = 0; i < leaf.test_count; i++)
        if (leaf.tests[i].comparison == PLAN_IS)
            return false;
    if (!has_kinds_under(scope->plan, kind))
        return leaf_lacks(scope, c, &leaf, table, lack);
    for (leaf.kind = kind + 1; leaf.kind < scope->plan->kind_count; leaf.kind++)
        if (plan_kind_is(scope->plan, leaf.kind, kind) &&
            !has_kinds_under(scope->plan, leaf.kind) && leaf_lacks(scope, c, &leaf, table, lack))
            return true;
    return false;
}

static void report(struct scope *scope, const struct scope_row *row, const struct plan_table *table,
                   const struct lack *lack)
{
    struct work *w = scope->b->work;
    struct str name = scope->plan->kinds[lack->kind].name, thing = {0}, one = {0};
    if (lack->text.size)
        thing = one = work_printf(w, "`%.*s` of the %.*s \"%.*s\"", STR_ARG(name),
                                  STR_ARG(lack->attribute), STR_ARG(lack->text));
    else if (lack->has_value)
        thing = work_printf(w, "`%.*s` with %s %.*s of %.*s", STR_ARG(name),
                            scope_article(lack->attribute), STR_ARG(lack->attribute),
                            STR_ARG(scope_interval_text(scope, lack->attribute, &lack->left)));
    else
        thing = scope_case_text(scope, lack->kind, STR(""), 0);
    if (!lack->text.size)
        one = scope_case_text(scope, lack->kind, lack->has_value ? lack->attribute : STR(""),
                              lack->value);
    struct diag *diag =
        build_range_diag(scope->b, LANG_H0730, row->range,
                         "no row of `%.*s` takes %.*s, and clause %.*s speaks of it",
                         STR_ARG(table->name), STR_ARG(thing), STR_ARG(scope_label(scope, row)));
    diag->label = STR("expected a row for everything that the clause names");
    for (size_t i = 0; i < scope->b->ast->tables.count; i++)
        if (str_eq(scope->b->ast->tables.items[i].name.text, table->name)) {
            diag->has_other = true;
            diag->other = build_span_of(scope->b, scope->b->ast->tables.items[i].range);
            diag->other_label = STR("the table");
            break;
        }
    struct diag_witness *witness = scope_witness(scope, diag);
    witness->kind = scope->plan->kinds[lack->kind].name;
    witness->has_value = lack->has_value;
    witness->attribute = lack->has_value ? lack->attribute : STR("");
    witness->value = lack->value;
    if (row->s->actors.form == PLAN_ACTORS_NAMES && row->s->actors.names.count)
        witness->party = scope->plan->actors[row->s->actors.names.items[0]].name;
    witness->text = work_printf(w, "%.*s of %.*s: clause %.*s gives it no number", STR_ARG(one),
                                STR_ARG(witness->party.size ? witness->party : STR("anyone")),
                                STR_ARG(scope_label(scope, row)));
}

void check_rows(struct scope *scope)
{
    const struct plan *plan = scope->plan;
    for (size_t i = 0; i < scope->count && !scope->b->work->failed; i++) {
        const struct scope_row *row = &scope->rows[i];
        uint32_t at = PLAN_NONE;
        bool is_told = false;
        if (row->is_open)
            continue;
        if (row->s->form == PLAN_KEEP && row->s->distance.form == PLAN_DISTANCE_TABLE)
            at = row->s->distance.table;
        else if (row->s->form == PLAN_LIMIT && row->s->amount.form == PLAN_AMOUNT_TABLE)
            at = row->s->amount.table;
        if (at >= plan->table_count || !plan->tables[at].row_count)
            continue;
        for (size_t j = 0; j < row->s->classes.count && !is_told; j++) {
            uint32_t class = row->s->classes.items[j];
            for (size_t k = 0; class < plan->class_count &&
                               k < plan->classes[class].alternative_count && !is_told;
                 k++) {
                struct lack lack = {0};
                scope->pairs += plan->tables[at].row_count;
                is_told = scope->pairs < SCOPE_PAIR_LIMIT &&
                          is_lacking(scope, class, k, &plan->tables[at], &lack);
                if (is_told)
                    report(scope, row, &plan->tables[at], &lack);
            }
        }
    }
}

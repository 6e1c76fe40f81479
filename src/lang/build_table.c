/* SPDX-License-Identifier: Apache-2.0
 *
 * Tables: a value for each class. Rows may not take the same thing, and every use needs the right measure. */
#include "lang/build_int.h"

/* One alternative of a row's class, in the list of its kind. */
struct entry {
    uint32_t row, alternative, next; /* next: index + 1 */
};

struct overlap {
    struct build *b;
    const struct ast_table *from;
    const struct plan_table *table;
    uint32_t *heads; /* kind -> index + 1 of its first entry */
    LIST(struct entry) entries;
};

/* Two tests on one attribute that nothing can pass both. */
static bool exclude(const struct plan_test *a, const struct plan_test *c)
{
    if (!str_eq(a->attribute, c->attribute))
        return false;
    if (a->comparison == PLAN_IS || c->comparison == PLAN_IS) {
        for (size_t i = 0; i < a->text_count; i++)
            for (size_t j = 0; j < c->text_count; j++)
                if (str_eq(a->texts[i], c->texts[j]))
                    return false;
        return a->comparison == c->comparison;
    }
    double x = a->number, y = c->number;
    bool a_up = a->comparison == PLAN_AT_LEAST || a->comparison == PLAN_MORE_THAN;
    bool c_up = c->comparison == PLAN_AT_LEAST || c->comparison == PLAN_MORE_THAN;
    bool a_down = a->comparison == PLAN_AT_MOST || a->comparison == PLAN_LESS_THAN;
    bool c_down = c->comparison == PLAN_AT_MOST || c->comparison == PLAN_LESS_THAN;
    bool both_closed = a->comparison != PLAN_MORE_THAN && a->comparison != PLAN_LESS_THAN &&
                       c->comparison != PLAN_MORE_THAN && c->comparison != PLAN_LESS_THAN;
    if (a_up && c_up)
        return false;
    if (a_down && c_down)
        return false;
    if (a_up || c_down) /* a from x upwards, c up to y; or one of them exactly there */
        return x > y || (x >= y && !both_closed);
    if (a_down || c_up)
        return y > x || (y >= x && !both_closed);
    return x > y || x < y;
}

static bool can_both_hold(const struct plan_alternative *a, const struct plan_alternative *c)
{
    for (size_t i = 0; i < a->test_count && i < TEST_LIMIT; i++)
        for (size_t j = 0; j < c->test_count && j < TEST_LIMIT; j++)
            if (exclude(&a->tests[i], &c->tests[j]))
                return false;
    return true;
}

static bool kind_is(const struct build *b, uint32_t kind, uint32_t ancestor)
{
    while (kind != PLAN_NONE && kind > ancestor)
        kind = b->plan_kinds.items[kind].parent;
    return kind == ancestor;
}

static bool test_eq(const struct plan_test *a, const struct plan_test *c)
{
    if (!str_eq(a->attribute, c->attribute) || a->comparison != c->comparison ||
        a->text_count != c->text_count || a->number < c->number || a->number > c->number)
        return false;
    for (size_t i = 0; i < a->text_count; i++)
        if (!str_eq(a->texts[i], c->texts[i]))
            return false;
    return true;
}

static bool has_test(const struct plan_alternative *a, const struct plan_test *test)
{
    for (size_t i = 0; i < a->test_count && i < TEST_LIMIT; i++)
        if (test_eq(&a->tests[i], test))
            return true;
    return false;
}

/* An exception of the class that takes out all that passes the tests of both alternatives. */
static bool is_excepted(const struct build *b, uint32_t class, uint32_t kind,
                        const struct plan_alternative *one, const struct plan_alternative *two)
{
    const struct plan_class *c = &b->classes.items[class];
    for (size_t i = 0; i < c->exception_count; i++) {
        const struct plan_alternative *e = &c->exceptions[i];
        bool takes = kind_is(b, kind, e->kind);
        for (size_t j = 0; takes && j < e->test_count; j++)
            takes = has_test(one, &e->tests[j]) || has_test(two, &e->tests[j]);
        if (takes)
            return true;
    }
    return false;
}

static void overlaps(struct overlap *o, uint32_t first, uint32_t second)
{
    struct ast_word one = o->from->rows.items[first].key, two = o->from->rows.items[second].key;
    bool is_same = str_eq(one.text, two.text);
    struct diag *diag =
        is_same ? build_word_diag(o->b, LANG_T0416, two, "`%.*s` has two rows in this table",
                                  STR_ARG(two.text))
                : build_word_diag(o->b, LANG_T0416, two,
                                  "`%.*s` takes what `%.*s` takes, and each has a value of its own",
                                  STR_ARG(two.text), STR_ARG(one.text));
    diag->has_other = true;
    diag->other = build_span_of(o->b, (struct ast_range){one.token, one.token + 1});
    diag->other_label = STR("the other row");
    if (!is_same)
        diag->label = STR("expected classes of which no thing belongs to two");
}

/* A row against those before it: each of its kinds with the kinds above it that stand in the table. */
static bool meets_before(struct overlap *o, uint32_t row)
{
    struct build *b = o->b;
    uint32_t key = o->table->rows[row].key;
    struct plan_class class = b->classes.items[key];
    for (uint32_t i = 0; i < class.alternative_count; i++)
        for (uint32_t kind = class.alternatives[i].kind; kind != PLAN_NONE;
             kind = b->plan_kinds.items[kind].parent)
            for (uint32_t e = o->heads[kind]; e; e = o->entries.items[e - 1].next) {
                const struct entry *entry = &o->entries.items[e - 1];
                uint32_t other = o->table->rows[entry->row].key, low = class.alternatives[i].kind;
                const struct plan_alternative *alternative =
                    &b->classes.items[other].alternatives[entry->alternative];
                const struct plan_alternative *own = &class.alternatives[i];
                /* Entries of kinds above; those of kinds below meet this row when it is their turn. */
                if (entry->row == row || !can_both_hold(own, alternative) ||
                    is_excepted(b, key, low, own, alternative) ||
                    is_excepted(b, other, low, own, alternative))
                    continue;
                overlaps(o, entry->row < row ? entry->row : row,
                         entry->row < row ? row : entry->row);
                return true;
            }
    return false;
}

static void check_overlap(struct build *b, const struct ast_table *from,
                          const struct plan_table *table)
{
    struct overlap o = {.b = b, .from = from, .table = table};
    o.heads = ARENA_NEW(b->work->arena, uint32_t, b->plan_kinds.count);
    if (!o.heads) {
        work_fail(b->work, err_no_memory(b->work->err));
        return;
    }
    for (uint32_t i = 0; i < table->row_count; i++) {
        const struct plan_class *class = &b->classes.items[table->rows[i].key];
        for (uint32_t j = 0; j < class->alternative_count && !b->work->failed; j++) {
            uint32_t kind = class->alternatives[j].kind;
            struct entry entry = {i, j, o.heads[kind]};
            PUSH(b->work, &o.entries, entry);
            o.heads[kind] = (uint32_t)o.entries.count;
        }
    }
    for (uint32_t i = 0; i < table->row_count && !b->work->failed; i++)
        if (meets_before(&o, i))
            return; /* one finding for each table */
}

void build_tables(struct build *b)
{
    size_t count = b->ast->tables.count;
    struct plan_table *tables = ARENA_NEW(b->work->arena, struct plan_table, count);
    if (!tables) {
        work_fail(b->work, err_no_memory(b->work->err));
        return;
    }
    for (size_t i = 0; i < count && !b->work->failed; i++) {
        const struct ast_table *from = &b->ast->tables.items[i];
        struct plan_table_row *rows =
            ARENA_NEW(b->work->arena, struct plan_table_row, from->rows.count);
        if (!rows) {
            work_fail(b->work, err_no_memory(b->work->err));
            return;
        }
        tables[i].name = from->name.text;
        if (build_too_many(b, from->range, from->rows.count, ROW_LIMIT, "rows in this table"))
            continue;
        tables[i].rows = rows;
        for (size_t j = 0; j < from->rows.count; j++) {
            rows[j].key = build_class(b, from->rows.items[j].key);
            rows[j].value = build_number(b, &from->rows.items[j].value);
            tables[i].row_count += rows[j].key != PLAN_NONE;
        }
        if (tables[i].row_count == from->rows.count && !b->work->failed)
            check_overlap(b, from, &tables[i]);
        else
            tables[i].row_count = 0; /* a name in it has been told */
    }
    b->plan->tables = tables;
    b->plan->table_count = count;
}

void build_table_measure(struct build *b, struct ast_word use, uint32_t table,
                         enum plan_measure measure, const char *needed)
{
    if (table == PLAN_NONE)
        return;
    const struct plan_table *t = &b->plan->tables[table];
    for (size_t i = 0; i < t->row_count; i++) {
        if (t->rows[i].value.is_open || t->rows[i].value.measure == measure)
            continue;
        struct ast_range range = b->ast->tables.items[table].rows.items[i].value.range;
        struct diag *diag = build_word_diag(
            b, LANG_T0203, use, "%s is needed here, and table `%.*s` holds another measure", needed,
            STR_ARG(use.text));
        diag->label = work_printf(b->work, "expected a table of %s",
                                  measure == PLAN_LENGTH ? "distances" : "numbers");
        diag->has_other = true;
        diag->other = build_span_of(b, range);
        diag->other_label = STR("the value");
        return;
    }
}

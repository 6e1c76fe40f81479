/* SPDX-License-Identifier: Apache-2.0
 *
 * Who and what: actors, kinds, classes, tables, dates. */
#include "plan/diff_int.h"

#include <string.h>

static void stand_at(struct differ *d, struct str where)
{
    d->where = where;
    d->hint = (struct str){0};
    d->article = (struct str){0};
    d->line[0] = d->line[1] = 0;
}

/* "zone dmz is called buffer" */
static void called(struct differ *d, const char *what, struct str old, struct str new)
{
    diff_add_name(d, what, old, new,
                  diff_printf(d, "%s %.*s is now called %.*s", what, STR_ARG(old), STR_ARG(new)));
}

static void one_sided(struct differ *d, const char *what, size_t side, struct str said)
{
    struct str none = {0};
    if (side)
        diff_add(d, what, none, said,
                 diff_printf(d, "%.*s is new: %.*s", STR_ARG(d->where), STR_ARG(said)));
    else
        diff_add(d, what, said, none,
                 diff_printf(d, "%.*s is gone: %.*s", STR_ARG(d->where), STR_ARG(said)));
}

/* ---------------------------------------------------------------- actors */

static void say_role(struct say *s, const void *row)
{
    diff_put_puts(s, plan_role_text(((const struct plan_actor *)row)->role));
}

static void say_also(struct say *s, const void *row)
{
    const struct plan_actor *a = row;
    diff_put_texts(s, a->also, a->also_count);
}

static void say_under(struct say *s, const void *row)
{
    const struct plan_actor *a = row;
    if (a->under != PLAN_NONE)
        diff_put_name(s, DIFF_ACTOR, a->under);
}

static void say_members(struct say *s, const void *row)
{
    diff_put_list(s, DIFF_ACTOR, ((const struct plan_actor *)row)->members);
}

static void say_chair(struct say *s, const void *row)
{
    const struct plan_actor *a = row;
    if (a->chair != PLAN_NONE)
        diff_put_name(s, DIFF_ACTOR, a->chair);
}

static void say_rule(struct say *s, const void *row)
{
    static const char *const rules[] = {"", "consensus", "majority", "unanimity", "chair"};
    const struct plan_actor *a = row;
    if (a->rule == PLAN_RULE_NONE && s->hole_next < s->hole_count)
        diff_put_open(s);
    else
        diff_put_puts(s, rules[a->rule]);
}

static void say_tie(struct say *s, const void *row)
{
    const struct plan_actor *a = row;
    if (a->tie_breaker == PLAN_NONE)
        return;
    diff_put_name(s, DIFF_ACTOR, a->tie_breaker);
    diff_put_puts(s, " after ");
    diff_put_span(s, (struct plan_span){PLAN_ELAPSED, a->tie_after_us});
}

static const struct diff_part actor_parts[] = {
    {say_role, "role", "what it is"},
    {say_also, "also", "what records may call it"},
    {say_under, "under", "who answers for it"},
    {say_members, "members", "the membership"},
    {say_chair, "chair", "the chair"},
    {say_rule, "rule", "how it decides"},
    {say_tie, "tie-break", "who decides where it cannot"},
};

static void actor_pair(struct differ *d, const struct plan_actor *old, const struct plan_actor *new)
{
    struct diff_rows rows = {.row = {old, new}};
    const struct plan_actor *both[2] = {old, new};
    stand_at(d, diff_printf(d, "%s %.*s", plan_role_text(new->role), STR_ARG(new->name)));
    for (size_t i = 0; i < 2; i++)
        diff_holes_at(
            d, diff_printf(d, "%s %.*s", plan_role_text(both[i]->role), STR_ARG(both[i]->name)),
            &rows, i);
    if (!str_eq(old->name, new->name))
        called(d, plan_role_text(new->role), old->name, new->name);
    if (!str_eq(old->label, new->label))
        diff_add_name(d, "label", old->label, new->label,
                      diff_printf(d, "%.*s: \"%.*s\" is now \"%.*s\"", STR_ARG(d->where),
                                  STR_ARG(old->label), STR_ARG(new->label)));
    diff_compare_parts(d, actor_parts, COUNT_OF(actor_parts), &rows);
}

void diff_actors(struct differ *d)
{
    for (size_t side = 2; side-- > 0;) {
        const struct plan *plan = d->side[side].plan;
        for (size_t i = 0; i < plan->actor_count && !d->code; i++) {
            uint32_t partner = d->side[side].partner[DIFF_ACTOR][i];
            const struct plan_actor *a = &plan->actors[i];
            if (partner != PLAN_NONE) {
                if (side)
                    actor_pair(d, &d->side[0].plan->actors[partner], a);
                continue;
            }
            stand_at(d, diff_printf(d, "%s %.*s", plan_role_text(a->role), STR_ARG(a->name)));
            one_sided(d, plan_role_text(a->role), side, a->label);
        }
    }
}

/* ---------------------------------------------------------------- kinds */

void diff_kinds(struct differ *d)
{
    static const char *const types[] = {"act", "thing", "tally"};
    for (size_t side = 2; side-- > 0;) {
        const struct plan *plan = d->side[side].plan;
        for (size_t i = 0; i < plan->kind_count && !d->code; i++) {
            const struct plan_kind *kind = &plan->kinds[i];
            uint32_t partner = d->side[side].partner[DIFF_KIND][i];
            stand_at(d, diff_printf(d, "%s %.*s", types[kind->type], STR_ARG(kind->name)));
            if (partner == PLAN_NONE) {
                one_sided(d, "kind", side, kind->label);
                continue;
            }
            const struct plan_kind *old = &d->side[0].plan->kinds[partner];
            if (!side)
                continue;
            if (!str_eq(old->name, kind->name))
                called(d, types[kind->type], old->name, kind->name);
            if (old->type != kind->type)
                diff_changed(d, "kind", "what it is", str_z(types[old->type]),
                             str_z(types[kind->type]));
            if (!str_eq(old->label, kind->label))
                diff_changed(d, "kind", "what it means", old->label, kind->label);
        }
    }
}

/* ---------------------------------------------------------------- classes */

static void say_class_row(struct say *s, const void *row)
{
    diff_put_class(s, row);
}

/* Not a kind's name in a statement. */
bool diff_is_declared_class(const struct differ *d, size_t side, uint32_t index)
{
    const struct plan *plan = d->side[side].plan;
    const struct plan_class *c = &plan->classes[index];
    return !(c->alternative_count == 1 && !c->alternatives[0].test_count && !c->exception_count &&
             str_eq(plan->kinds[c->alternatives[0].kind].name, c->name));
}

struct str diff_class_key(struct differ *d, size_t side, uint32_t index)
{
    if (!diff_is_declared_class(d, side, index))
        return (struct str){0};
    return diff_said(d, side, true, say_class_row, &d->side[side].plan->classes[index], NULL, 0);
}

static void say_alternative(struct say *s, const void *row)
{
    diff_put_alternative(s, row);
}

/* One part of a class, as a key and as it is shown; exceptions say that they are. */
struct class_part {
    struct str key, own;
    bool is_same;
};

static struct class_part *class_parts(struct differ *d, size_t side, const struct plan_class *c)
{
    size_t count = c->alternative_count + c->exception_count;
    struct class_part *parts = diff_alloc(d, count, sizeof *parts);
    for (size_t i = 0; i < count && !d->code; i++) {
        bool is_exception = i >= c->alternative_count;
        const struct plan_alternative *row =
            is_exception ? &c->exceptions[i - c->alternative_count] : &c->alternatives[i];
        parts[i].key = diff_said(d, side, true, say_alternative, row, NULL, 0);
        parts[i].own = diff_said(d, side, false, say_alternative, row, NULL, 0);
        if (!is_exception || d->code)
            continue;
        parts[i].key = diff_printf(d, "except %.*s", STR_ARG(parts[i].key));
        parts[i].own = diff_printf(d, "except %.*s", STR_ARG(parts[i].own));
    }
    return parts;
}

/* Marks what the other has as well; what stands there twice is there once. */
static void match_parts(struct differ *d, struct class_part *parts, size_t count,
                        const struct class_part *others, size_t other_count)
{
    struct map keys;
    map_init(&keys, d->arena);
    for (size_t i = 0; i < other_count && !d->code; i++)
        (void)diff_failed(d, map_set(&keys, others[i].key, 0, d->err));
    for (size_t i = 0; i < count && !d->code; i++) {
        parts[i].is_same = map_get(&keys, parts[i].key) != MAP_NONE;
        (void)diff_failed(d, map_set(&keys, parts[i].key, 0, d->err));
    }
}

/* What is left, one behind the other. */
static struct str left_of(struct differ *d, const struct class_part *parts, size_t count,
                          bool is_key)
{
    struct str text = {0};
    for (size_t i = 0; i < count && !d->code; i++)
        if (!parts[i].is_same)
            text = diff_printf(d, "%.*s%s%.*s", STR_ARG(text), text.size ? " or " : "",
                               STR_ARG(is_key ? parts[i].key : parts[i].own));
    return text;
}

/* The same change in several classes, since classes are made of classes, is told once. */
struct class_change {
    struct str old, new, names;
    size_t count;
};

static void tell_class(struct differ *d, const struct class_change *c)
{
    const char *verb = c->count > 1 ? "take" : "takes";
    stand_at(d, diff_printf(d, "%s %.*s", c->count > 1 ? "classes" : "class", STR_ARG(c->names)));
    if (c->old.size && c->new.size)
        diff_changed(d, "class", "the definition", c->old, c->new);
    else if (c->new.size)
        diff_add(
            d, "class", c->old, c->new,
            diff_printf(d, "%.*s now also %s in %.*s", STR_ARG(d->where), verb, STR_ARG(c->new)));
    else
        diff_add(
            d, "class", c->old, c->new,
            diff_printf(d, "%.*s no longer %s in %.*s", STR_ARG(d->where), verb, STR_ARG(c->old)));
}

/* The change of one class, kept under what it is. */
static void note_change(struct differ *d, const struct plan_class *old,
                        const struct plan_class *new, struct map *seen,
                        struct class_change *changes, size_t *count)
{
    size_t counts[2] = {old->alternative_count + old->exception_count,
                        new->alternative_count + new->exception_count};
    struct class_part *parts[2] = {class_parts(d, 0, old), class_parts(d, 1, new)};
    if (d->code)
        return;
    match_parts(d, parts[0], counts[0], parts[1], counts[1]);
    match_parts(d, parts[1], counts[1], parts[0], counts[0]);
    struct str key = diff_printf(d, "%.*s\n%.*s", STR_ARG(left_of(d, parts[0], counts[0], true)),
                                 STR_ARG(left_of(d, parts[1], counts[1], true)));
    if (d->code || key.size <= 1)
        return;
    uint32_t same = map_get(seen, key);
    if (same != MAP_NONE) {
        changes[same].names =
            diff_printf(d, "%.*s, %.*s", STR_ARG(changes[same].names), STR_ARG(new->name));
        changes[same].count++;
        return;
    }
    if (diff_failed(d, map_set(seen, key, (uint32_t)*count, d->err)))
        return;
    changes[(*count)++] = (struct class_change){.old = left_of(d, parts[0], counts[0], false),
                                                .new = left_of(d, parts[1], counts[1], false),
                                                .names = new->name,
                                                .count = 1};
}

void diff_classes(struct differ *d)
{
    const struct plan *plan = d->side[1].plan, *before = d->side[0].plan;
    struct class_change *changes = diff_alloc(d, plan->class_count, sizeof *changes);
    size_t count = 0;
    struct map seen;
    map_init(&seen, d->arena);
    for (uint32_t i = 0; i < plan->class_count && !d->code; i++) {
        const struct plan_class *new = &plan->classes[i];
        uint32_t partner = d->side[1].partner[DIFF_CLASS][i];
        bool is_declared = diff_is_declared_class(d, 1, i);
        stand_at(d, diff_printf(d, "class %.*s", STR_ARG(new->name)));
        if (partner == PLAN_NONE && is_declared)
            one_sided(d, "class", 1, diff_said(d, 1, false, say_class_row, new, NULL, 0));
        if (partner == PLAN_NONE)
            continue;
        const struct plan_class *old = &before->classes[partner];
        if (is_declared && !str_eq(old->name, new->name))
            called(d, "class", old->name, new->name);
        if (is_declared || diff_is_declared_class(d, 0, partner))
            note_change(d, old, new, &seen, changes, &count);
    }
    for (size_t i = 0; i < count && !d->code; i++)
        tell_class(d, &changes[i]);
    for (uint32_t i = 0; i < before->class_count && !d->code; i++) {
        const struct plan_class *old = &before->classes[i];
        if (d->side[0].partner[DIFF_CLASS][i] != PLAN_NONE || !diff_is_declared_class(d, 0, i))
            continue;
        stand_at(d, diff_printf(d, "class %.*s", STR_ARG(old->name)));
        one_sided(d, "class", 0, diff_said(d, 0, false, say_class_row, old, NULL, 0));
    }
}

/* ---------------------------------------------------------------- tables */

static void say_table(struct say *s, const void *row)
{
    const struct plan_table *table = row;
    for (size_t i = 0; i < table->row_count; i++) {
        diff_put_puts(s, i ? " | " : "");
        diff_put_name(s, DIFF_CLASS, table->rows[i].key);
        diff_put_puts(s, ": ");
        diff_put_number(s, &table->rows[i].value);
    }
}

struct str diff_table_key(struct differ *d, size_t side, uint32_t index)
{
    return diff_said(d, side, true, say_table, &d->side[side].plan->tables[index], NULL, 0);
}

static void say_value(struct say *s, const void *row)
{
    diff_put_number(s, &((const struct plan_table_row *)row)->value);
}

/* The old row for a class of the new one. */
static const struct plan_table_row *old_row(const struct differ *d, const struct plan_table *old,
                                            uint32_t key)
{
    for (size_t i = 0; i < old->row_count; i++)
        if (d->side[0].partner[DIFF_CLASS][old->rows[i].key] == key)
            return &old->rows[i];
    return NULL;
}

static bool has_row(const struct plan_table *new, uint32_t key)
{
    for (size_t i = 0; i < new->row_count; i++)
        if (new->rows[i].key == key)
            return true;
    return false;
}

static void table_row(struct differ *d, const struct plan_table_row *old,
                      const struct plan_table_row *new, const struct plan_table *const tables[2])
{
    struct diff_rows rows = {.row = {old, new}};
    const struct plan_table_row *both[2] = {old, new};
    for (size_t i = 0; i < 2; i++) { /* open rows take the table's brackets in their order */
        size_t before = 0;
        diff_holes_at(d, diff_printf(d, "table %.*s", STR_ARG(tables[i]->name)), &rows, i);
        for (size_t j = 0; both[i] && &tables[i]->rows[j] < both[i]; j++)
            before += tables[i]->rows[j].value.is_open;
        if (before <= rows.hole_count[i] && rows.holes[i]) {
            rows.holes[i] += before;
            rows.hole_count[i] -= before;
        }
    }
    struct str key =
        new ? diff_name(d, 1, DIFF_CLASS, new->key) : diff_name(d, 0, DIFF_CLASS, old->key);
    struct str noun = diff_printf(d, "the row %.*s", STR_ARG(key));
    if (!d->code)
        diff_compare(d, "row", noun.text, say_value, &rows);
}

static void table_pair(struct differ *d, const struct plan_table *old, const struct plan_table *new)
{
    const struct plan_table *const tables[2] = {old, new};
    stand_at(d, diff_printf(d, "table %.*s", STR_ARG(new->name)));
    if (!str_eq(old->name, new->name))
        called(d, "table", old->name, new->name);
    for (size_t i = 0; i < new->row_count && !d->code; i++)
        table_row(d, old_row(d, old, new->rows[i].key), &new->rows[i], tables);
    for (size_t i = 0; i < old->row_count && !d->code; i++) {
        uint32_t key = d->side[0].partner[DIFF_CLASS][old->rows[i].key];
        if (key == PLAN_NONE || !has_row(new, key))
            table_row(d, &old->rows[i], NULL, tables);
    }
}

void diff_tables(struct differ *d)
{
    for (size_t side = 2; side-- > 0;) {
        const struct plan *plan = d->side[side].plan;
        for (size_t i = 0; i < plan->table_count && !d->code; i++) {
            uint32_t partner = d->side[side].partner[DIFF_TABLE][i];
            if (partner != PLAN_NONE) {
                if (side)
                    table_pair(d, &d->side[0].plan->tables[partner], &plan->tables[i]);
                continue;
            }
            stand_at(d, diff_printf(d, "table %.*s", STR_ARG(plan->tables[i].name)));
            one_sided(d, "table", side,
                      diff_said(d, side, false, say_table, &plan->tables[i], NULL, 0));
        }
    }
}

/* ---------------------------------------------------------------- dates */

static void say_date(struct say *s, const void *row)
{
    diff_put_event(s, &((const struct plan_date *)row)->event);
}

struct str diff_date_key(struct differ *d, size_t side, uint32_t index)
{
    return diff_said(d, side, true, say_date, &d->side[side].plan->dates[index], NULL, 0);
}

void diff_dates(struct differ *d)
{
    for (size_t side = 2; side-- > 0;) {
        const struct plan *plan = d->side[side].plan;
        for (size_t i = 0; i < plan->date_count && !d->code; i++) {
            uint32_t partner = d->side[side].partner[DIFF_DATE][i];
            const struct plan_date *date = &plan->dates[i];
            stand_at(d, diff_printf(d, "date %.*s", STR_ARG(date->name)));
            if (partner == PLAN_NONE) {
                one_sided(d, "date", side, diff_said(d, side, false, say_date, date, NULL, 0));
            } else if (side) {
                const struct plan_date *old = &d->side[0].plan->dates[partner];
                struct diff_rows rows = {.row = {old, date}};
                diff_holes_at(d, diff_printf(d, "date %.*s", STR_ARG(old->name)), &rows, 0);
                diff_holes_at(d, d->where, &rows, 1);
                if (!str_eq(old->name, date->name))
                    called(d, "date", old->name, date->name);
                diff_compare(d, "date", "the moment", say_date, &rows);
            }
        }
    }
}

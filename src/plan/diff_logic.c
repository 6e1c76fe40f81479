/* SPDX-License-Identifier: Apache-2.0
 *
 * Conditions and exceptions made of several parts: where they are joined alike, only the parts that differ are told. */
#include "plan/diff_int.h"

enum joint { JOINT_ONE, JOINT_AND, JOINT_OR };

/* One side's parts. */
struct parts {
    enum joint joint;
    struct plan_list list; /* of one: itself */
    struct str *keys, *own;
    bool *is_same;
};

static void say_condition_row(struct say *s, const void *row)
{
    diff_put_condition(s, *(const uint32_t *)row);
}

static void say_past_row(struct say *s, const void *row)
{
    diff_put_past(s, *(const uint32_t *)row);
}

static void read_parts(struct differ *d, size_t side, const uint32_t *index, bool is_past,
                       struct parts *parts)
{
    const struct plan *plan = d->side[side].plan;
    diff_say *say = is_past ? say_past_row : say_condition_row;
    *parts = (struct parts){.list = {index, 1}};
    if (is_past && plan->pasts[*index].form <= PLAN_PAST_OR) {
        parts->joint = plan->pasts[*index].form == PLAN_PAST_AND ? JOINT_AND : JOINT_OR;
        parts->list = plan->pasts[*index].children;
    } else if (!is_past && plan->conditions[*index].form <= PLAN_COND_OR) {
        parts->joint = plan->conditions[*index].form == PLAN_COND_AND ? JOINT_AND : JOINT_OR;
        parts->list = plan->conditions[*index].children;
    }
    parts->keys = diff_alloc(d, parts->list.count, sizeof *parts->keys);
    parts->own = diff_alloc(d, parts->list.count, sizeof *parts->own);
    parts->is_same = diff_alloc(d, parts->list.count, sizeof *parts->is_same);
    for (size_t i = 0; i < parts->list.count && !d->code; i++) {
        parts->keys[i] = diff_said(d, side, true, say, &parts->list.items[i], NULL, 0);
        parts->own[i] = diff_said(d, side, false, say, &parts->list.items[i], NULL, 0);
    }
}

/* Sets aside what both have; how many each has beyond that. */
static void match(const struct parts *old, const struct parts *new, size_t left[2])
{
    left[0] = old->list.count;
    left[1] = new->list.count;
    for (size_t i = 0; i < old->list.count; i++)
        for (size_t j = 0; j < new->list.count && !old->is_same[i]; j++)
            if (!new->is_same[j] && str_eq(old->keys[i], new->keys[j])) {
                old->is_same[i] = new->is_same[j] = true;
                left[0]--;
                left[1]--;
            }
}

static struct str first_left(const struct parts *parts)
{
    for (size_t i = 0; i < parts->list.count; i++)
        if (!parts->is_same[i])
            return parts->own[i];
    return (struct str){0};
}

static void tell_alone(struct differ *d, const char *what, const struct parts *parts, bool is_new,
                       bool is_or)
{
    const struct str none = {0};
    for (size_t i = 0; i < parts->list.count && !d->code; i++) {
        if (parts->is_same[i])
            continue;
        diff_add(d, what, is_new ? none : parts->own[i], is_new ? parts->own[i] : none,
                 diff_printf(d, "%.*s%.*s: %s %s: %.*s", STR_ARG(d->where), STR_ARG(d->hint),
                             is_or ? "an alternative" : "a condition", is_new ? "more" : "less",
                             STR_ARG(parts->own[i])));
    }
}

bool diff_logic(struct differ *d, const char *what, uint32_t old, uint32_t new, bool is_past,
                const struct diff_rows *rows)
{
    struct parts parts[2];
    size_t left[2];
    if (old == PLAN_NONE || new == PLAN_NONE || rows->hole_count[0] || rows->hole_count[1])
        return false;
    read_parts(d, 0, &old, is_past, &parts[0]);
    read_parts(d, 1, &new, is_past, &parts[1]);
    if (d->code)
        return true;
    enum joint joint = parts[0].joint ? parts[0].joint : parts[1].joint;
    if (!joint || (parts[0].joint && parts[1].joint && parts[0].joint != parts[1].joint))
        return false;
    match(&parts[0], &parts[1], left);
    bool is_or = joint == JOINT_OR;
    bool keeps = left[0] < parts[0].list.count && left[1] < parts[1].list.count;
    if (keeps && left[0] == 1 && left[1] == 1)
        diff_changed(d, what, is_or ? "one of the alternatives" : "one of the conditions",
                     first_left(&parts[0]), first_left(&parts[1]));
    else if (keeps && (!left[0] || !left[1]) && left[0] + left[1])
        tell_alone(d, what, &parts[left[0] ? 0 : 1], !left[0], is_or);
    else
        return false;
    return true;
}

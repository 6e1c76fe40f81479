/* SPDX-License-Identifier: Apache-2.0
 *
 * The numbering: clauses 7 and 9, and nothing that is numbered 8. Numbers are those of clauses and, in Markdown, of headings
 * ("Article 8", "13(f). Graves"). Each row of numbers (1, 2, 3; 13(a), 13(b)) is looked at alone, and only a row that
 * leaves out exactly one is spoken of: one that leaves out more is an extract. Time n log n. */
#include "lang/check/whole.h"

#include <stdlib.h>

#define NUMBER_LIMIT 200000 /* more are not looked at */

struct number {
    struct str row; /* what stands before: "", "2.1.", "13(" */
    bool is_letter;
    uint32_t value;
    uint32_t clause; /* the first under it, or PLAN_NONE: a heading */
};

struct numbers {
    struct whole *w;
    LIST(struct number) items;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_big(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* The numbers along a label: "13(d)" is 13 and, behind it, d. Stops at what is none. */
static void add_label(struct numbers *n, struct str label, uint32_t clause)
{
    for (size_t at = 0; at < label.size;) {
        size_t from = at;
        struct number number = {.row = str_slice(label, 0, at), .clause = clause};
        while (at < label.size && is_digit(label.text[at]) && at < from + 4)
            number.value = number.value * 10 + (uint32_t)(label.text[at++] - '0');
        if (at == from) {
            bool is_one = at + 1 == label.size ||
                          (!is_small(label.text[at + 1]) && !is_big(label.text[at + 1]) &&
                           !is_digit(label.text[at + 1]));
            if (!is_one || (!is_small(label.text[at]) && !is_big(label.text[at])))
                return;
            number.is_letter = is_small(label.text[at]);
            number.value = number.is_letter ? (uint32_t)(label.text[at] - 'a' + 1) : 0;
            at++;
        }
        if (number.value)
            PUSH(n->w->b->work, &n->items, number);
        while (at < label.size &&
               (label.text[at] == '.' || label.text[at] == '(' || label.text[at] == ')'))
            at++;
    }
}

/* A label within a heading: it begins with a number or with one letter and a sign. */
static size_t label_size(struct str text)
{
    size_t size = 0, depth = 0;
    if (!text.size || !(is_digit(text.text[0]) ||
                        (text.size > 2 && (is_big(text.text[0]) || is_small(text.text[0])) &&
                         text.text[1] == '.' && is_digit(text.text[2])) ||
                        (text.size > 1 && is_small(text.text[0]) && text.text[1] == ')')))
        return 0;
    while (size < text.size) {
        char c = text.text[size];
        if (c == '(')
            depth++;
        else if (c == ')' && depth)
            depth--;
        else if (!is_digit(c) && !is_small(c) && !is_big(c) && c != '.')
            break;
        size++;
    }
    while (size && text.text[size - 1] == '.')
        size--;
    return size;
}

/* Each label of the title; between "2.2.3 to 2.2.5" all of that row are there. */
static void add_heading(struct numbers *n, struct str title)
{
    struct str last = {0};
    bool is_to = false;
    while (title.size) {
        struct str word = str_cut(&title, ' ');
        size_t size = label_size(word);
        struct str label = str_slice(word, 0, size);
        if (size && is_to && last.size) {
            size_t before = n->items.count;
            add_label(n, last, PLAN_NONE);
            struct number from =
                n->items.count > before ? n->items.items[n->items.count - 1] : (struct number){0};
            before = n->items.count;
            add_label(n, label, PLAN_NONE);
            struct number to =
                n->items.count > before ? n->items.items[n->items.count - 1] : (struct number){0};
            uint32_t last_value = to.value < from.value + 100 ? to.value : from.value;
            for (uint32_t i = from.value + 1; i < last_value; i++) {
                from.value = i;
                PUSH(n->w->b->work, &n->items, from);
            }
        } else if (size) {
            add_label(n, label, PLAN_NONE);
        }
        is_to = str_eq(word, STR("to")) || str_eq(word, STR("–")) || str_eq(word, STR("-"));
        if (size)
            last = label;
        else if (!is_to)
            last = (struct str){0};
    }
}

static int compare(const void *a, const void *b)
{
    const struct number *x = a, *y = b;
    int order = str_cmp(x->row, y->row);
    if (!order)
        order = (int)x->is_letter - (int)y->is_letter;
    if (!order)
        order = x->value < y->value ? -1 : x->value > y->value;
    return order ? order : x->clause < y->clause ? -1 : x->clause > y->clause;
}

/* Rows of numbers [from, to): one row, each value once or more, clauses before headings. */
static void check_row(struct whole *w, const struct number *from, const struct number *to)
{
    size_t members = 0, missing = 0;
    uint32_t last = 0, gap = 0;
    const struct number *next = NULL;
    for (const struct number *n = from; n < to; n++) {
        if (n->value == last)
            continue;
        members++;
        missing += n->value - last - 1;
        if (n->value == last + 2)
            gap = last + 1;
        last = n->value;
    }
    bool is_within = from->row.size && from->row.text[from->row.size - 1] == '(';
    if (missing != 1 || !gap || (members < 3 && !from->is_letter && !is_within))
        return;
    for (const struct number *n = from; n < to && !next; n++)
        if (n->value > gap && n->clause != PLAN_NONE)
            next = n;
    if (!next)
        return;
    struct str left_out =
        from->is_letter
            ? work_printf(w->b->work, "%.*s%c", STR_ARG(from->row), (int)('a' + (int)gap - 1))
            : work_printf(w->b->work, "%.*s%u", STR_ARG(from->row), (unsigned)gap);
    if (is_within)
        left_out = work_printf(w->b->work, "%.*s)", STR_ARG(left_out));
    whole_word_diag(w, LANG_N0909, w->b->ast->clauses.items[next->clause].label,
                    "nothing is numbered %.*s: clause %.*s comes next", STR_ARG(left_out),
                    STR_ARG(w->plan->clauses[next->clause].label))
        ->label = STR("if a clause was struck out: look at what led to it");
}

void check_numbering(struct whole *w)
{
    struct numbers n = {.w = w};
    const struct work *work = w->b->work;
    for (uint32_t i = 0; i < w->plan->clause_count; i++)
        if (whole_is_own(w, &w->plan->clauses[i]))
            add_label(&n, w->plan->clauses[i].label, i);
    for (size_t i = 0; i < work->source.heading_count && n.items.count < NUMBER_LIMIT; i++)
        add_heading(&n, work->source.headings[i].title);
    if (work->failed || !n.items.count || n.items.count >= NUMBER_LIMIT)
        return;
    qsort(n.items.items, n.items.count, sizeof *n.items.items, compare);
    size_t from = 0;
    for (size_t i = 1; i <= n.items.count && !work->failed; i++)
        if (i == n.items.count || !str_eq(n.items.items[i].row, n.items.items[from].row) ||
            n.items.items[i].is_letter != n.items.items[from].is_letter) {
            check_row(w, &n.items.items[from], n.items.items + i);
            from = i;
        }
}

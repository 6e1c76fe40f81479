/* SPDX-License-Identifier: Apache-2.0
 *
 * A comparison as text, grouped by article, and as JSON. */
#include "base/json.h"
#include "plan/diff_int.h"

#include <stdlib.h>

/* A place in the order of the text: line, then the order in which items were made. */
struct order {
    uint32_t line;
    size_t at;
};

static int by_line(const void *a, const void *b)
{
    const struct order *x = a, *y = b;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return x->at < y->at ? -1 : 1;
}

static enum err_code sort(struct arena *arena, struct plan_diff_list *list, struct err *err)
{
    struct order *order = ARENA_NEW(arena, struct order, list->count);
    struct plan_diff_item *items = ARENA_NEW(arena, struct plan_diff_item, list->count);
    if (!order || !items)
        return err_no_memory(err);
    for (size_t i = 0; i < list->count; i++) {
        const struct plan_diff_item *item = &list->items[i];
        order[i] = (struct order){item->new_line ? item->new_line : item->old_line, i};
    }
    if (list->count)
        qsort(order, list->count, sizeof *order, by_line);
    for (size_t i = 0; i < list->count; i++)
        items[i] = list->items[order[i].at];
    list->items = items;
    return ERR_OK;
}

enum err_code plan_diff_sort(struct arena *arena, struct plan_diff *diff, struct err *err)
{
    TRY(sort(arena, &diff->meaning, err));
    return sort(arena, &diff->names, err);
}

/* Items of one heading together, headings in the order of their first item. */
static void put_groups(struct buf *buf, const struct plan_diff_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        bool is_first = true;
        for (size_t j = 0; j < i && is_first; j++)
            is_first = !str_eq(list->items[j].article, list->items[i].article);
        if (!is_first)
            continue;
        buf_puts(buf, buf->size ? "\n" : "");
        if (list->items[i].article.size)
            buf_put(buf, list->items[i].article);
        else
            buf_puts(buf, "The frame and the definitions");
        buf_putc(buf, '\n');
        for (size_t j = i; j < list->count; j++) {
            if (!str_eq(list->items[j].article, list->items[i].article))
                continue;
            buf_puts(buf, "  ");
            buf_put(buf, list->items[j].text);
            buf_putc(buf, '\n');
        }
    }
}

void plan_diff_put_text(struct buf *buf, const struct plan_diff *diff)
{
    if (!diff->meaning.count)
        buf_puts(buf, "no difference in meaning\n");
    put_groups(buf, &diff->meaning);
    if (!diff->names.count)
        return;
    buf_puts(buf, "\nonly called otherwise\n");
    for (size_t i = 0; i < diff->names.count; i++) {
        buf_puts(buf, "  ");
        buf_put(buf, diff->names.items[i].text);
        buf_putc(buf, '\n');
    }
}

static void put_member(struct buf *buf, bool *first, const char *key, struct str value)
{
    json_key(buf, first, key);
    if (value.size)
        json_put_string(buf, value);
    else
        buf_puts(buf, "null");
}

static void put_line(struct buf *buf, bool *first, const char *key, uint32_t line)
{
    json_key(buf, first, key);
    if (line)
        num_put_i64(buf, line);
    else
        buf_puts(buf, "null");
}

static void put_items(struct buf *buf, const struct plan_diff_list *list)
{
    buf_putc(buf, '[');
    for (size_t i = 0; i < list->count; i++) {
        const struct plan_diff_item *item = &list->items[i];
        bool first = true, first_line = true;
        buf_puts(buf, i ? ",\n    {" : "\n    {");
        put_member(buf, &first, "what", item->what);
        put_member(buf, &first, "where", item->where);
        put_member(buf, &first, "article", item->article);
        put_member(buf, &first, "old", item->old);
        put_member(buf, &first, "new", item->new);
        json_key(buf, &first, "lines");
        buf_putc(buf, '{');
        put_line(buf, &first_line, "old", item->old_line);
        put_line(buf, &first_line, "new", item->new_line);
        buf_putc(buf, '}');
        put_member(buf, &first, "text", item->text);
        buf_putc(buf, '}');
    }
    buf_puts(buf, list->count ? "\n  ]" : "]");
}

void plan_diff_put_json(struct buf *buf, const struct plan_diff *diff, struct str old,
                        struct str new)
{
    buf_puts(buf, "{\n  \"version\": 1,\n  \"old\": ");
    json_put_string(buf, old);
    buf_puts(buf, ",\n  \"new\": ");
    json_put_string(buf, new);
    buf_puts(buf, ",\n  \"differences\": ");
    put_items(buf, &diff->meaning);
    buf_puts(buf, ",\n  \"renamed\": ");
    put_items(buf, &diff->names);
    buf_puts(buf, "\n}\n");
}

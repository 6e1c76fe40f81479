/* SPDX-License-Identifier: Apache-2.0
 *
 * Labels where there is room: each tries eight places around its point and takes the first that meets
 * no label set before it. A map read on a phone has larger letters and so fewer labels; those that
 * fit only on a desk carry the class l2, which the style sheet hides on a phone. */
#include "report/svg_map_int.h"

#define PHONE_SIZE 16.0
#define DESK_SIZE 9.0
#define PHONE_PLACES 14 /* names of places; zones are always tried */
#define LETTER 0.6      /* width of a letter in its size, generously */

struct box {
    double left, top, right, bottom;
};

struct set_label {
    struct box box;
    double x, y;
    const char *anchor;
};

static size_t letters(struct str text)
{
    size_t count = 0;

    for (size_t i = 0; i < text.size; i++)
        count += ((unsigned char)text.text[i] & 0xC0) != 0x80;
    return count;
}

static double width_of(const struct map_label *label, double size)
{
    size_t count = letters(label->first) + letters(str_z(label->suffix));

    if (label->is_zone)
        count += 3;

    if (label->second.size > 0)
        count += letters(label->second) + 3;
    return (double)count * LETTER * size;
}

static bool overlaps(const struct box *a, const struct box *b)
{
    return a->left < b->right && b->left < a->right && a->top < b->bottom && b->top < a->bottom;
}

/* The k-th place around the point: right, left, above, below, then the corners. */
static struct set_label try_at(const struct map_label *label, double size, int k)
{
    static const double dx[] = {1, -1, 0, 0, .8, -.8, .8, -.8};
    static const double dy[] = {0, 0, -1, 1, -.8, -.8, .8, .8};
    double width = width_of(label, size), gap = 4 + size * .1;
    struct set_label at = {.x = label->x + dx[k] * gap};
    double middle = label->y + dy[k] * (gap + size * .45);

    at.anchor = dx[k] > 0 ? "start" : dx[k] < 0 ? "end" : "middle";
    at.y = middle + size * .35;
    at.box.left = dx[k] > 0 ? at.x : dx[k] < 0 ? at.x - width : at.x - width / 2;
    at.box.right = at.box.left + width;
    at.box.top = middle - size * .55;
    at.box.bottom = middle + size * .55;
    return at;
}

static bool find_room(const struct map_view *view, const struct map_label *label, double size,
                      const struct set_label *set, size_t set_count, struct set_label *out)
{
    struct box furniture[] = {{MAP_WIDTH - 32, 0, MAP_WIDTH, 50},
                              {0, view->height - 32, MAP_WIDTH / 5 + 70, view->height}};

    for (int k = 0; k < 8; k++) {
        struct set_label at = try_at(label, size, k);
        bool is_free = at.box.left >= 2 && at.box.right <= MAP_WIDTH - 2 && at.box.top >= 16 &&
                       at.box.bottom <= view->height - 2 && !overlaps(&at.box, &furniture[0]) &&
                       !overlaps(&at.box, &furniture[1]);
        for (size_t i = 0; is_free && i < set_count; i++)
            is_free = !overlaps(&at.box, &set[i].box);
        if (is_free) {
            *out = at;
            return true;
        }
    }
    return false;
}

static void put_label(struct page *page, const struct map_label *label, const struct set_label *at,
                      bool is_desk_only)
{
    struct buf *buf = page->buf;

    if (!label->is_zone) {
        buf_printf(buf, "<circle class=\"m-p%s\"", is_desk_only ? " l2" : "");
        svg_attribute(buf, "cx", label->x);
        svg_attribute(buf, "cy", label->y);
        buf_puts(buf, " r=\"1.8\"/>");
    }
    buf_printf(buf, "<text class=\"%s%s\" text-anchor=\"%s\"", label->is_zone ? "zl" : "pl",
               is_desk_only ? " l2" : "", at->anchor);
    svg_attribute(buf, "x", at->x);
    svg_attribute(buf, "y", at->y);
    buf_putc(buf, '>');
    words_html(buf, label->first);
    if (label->second.size > 0) {
        buf_puts(buf, label->is_zone ? " (" : " / ");
        words_html(buf, label->second);
    }
    if (label->suffix[0] != '\0') {
        buf_puts(buf, label->second.size > 0 ? "; " : " (");
        buf_puts(buf, label->suffix);
    }
    buf_puts(buf, label->is_zone && (label->second.size > 0 || label->suffix[0] != '\0')
                      ? ")</text>\n"
                      : "</text>\n");
}

enum err_code map_labels(struct page *page, const struct map_view *view,
                         const struct map_label *labels, size_t count, struct err *err)
{
    struct set_label *phone = ARENA_NEW(page->arena, struct set_label, count);
    struct set_label *desk = ARENA_NEW(page->arena, struct set_label, count);
    bool *is_set = ARENA_NEW(page->arena, bool, count);
    size_t phone_count = 0, desk_count = 0, places = 0;

    if (!phone || !desk || !is_set)
        return err_no_memory(err);
    for (size_t i = 0; i < count; i++) {
        struct set_label at = {.anchor = "middle"};
        if ((!labels[i].is_zone && places >= PHONE_PLACES) ||
            !find_room(view, &labels[i], PHONE_SIZE, phone, phone_count, &at))
            continue;
        is_set[i] = true;
        places += !labels[i].is_zone;
        phone[phone_count++] = at;
        put_label(page, &labels[i], &at, false);
        /* on a desk the same label is smaller: it keeps its anchor and leaves room around it */
        double width = width_of(&labels[i], DESK_SIZE);
        at.box.left = at.anchor[0] == 's'   ? at.x
                      : at.anchor[0] == 'e' ? at.x - width
                                            : at.x - width / 2;
        at.box.right = at.box.left + width;
        at.box.top = at.y - DESK_SIZE;
        at.box.bottom = at.y + DESK_SIZE * .3;
        desk[desk_count++] = at;
    }
    for (size_t i = 0; i < count; i++) {
        struct set_label at = {.anchor = "middle"};
        if (is_set[i] || !find_room(view, &labels[i], DESK_SIZE, desk, desk_count, &at))
            continue;
        put_label(page, &labels[i], &at, true);
        desk[desk_count++] = at;
    }
    return ERR_OK;
}

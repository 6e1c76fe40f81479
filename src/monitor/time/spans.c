/* SPDX-License-Identifier: Apache-2.0 */
#include "monitor/monitor_int.h"

#include <stdlib.h>

enum err_code monitor_spans_add(struct run *run, struct spans *spans, int64_t from_us,
                                int64_t to_us)
{
    if (from_us >= to_us)
        return ERR_OK;
    TRY(arena_grow(&run->scratch, &spans->items, spans->count, &spans->capacity,
                   sizeof *spans->items, run->err));
    spans->items[spans->count++] = (struct span){from_us, to_us};
    return ERR_OK;
}

static int span_order(const void *a, const void *b)
{
    const struct span *x = a, *y = b;

    if (x->from_us != y->from_us)
        return x->from_us < y->from_us ? -1 : 1;
    return (x->to_us > y->to_us) - (x->to_us < y->to_us);
}

void monitor_spans_tidy(struct spans *spans)
{
    size_t kept = 0;

    if (spans->count < 2)
        return;
    qsort(spans->items, spans->count, sizeof *spans->items, span_order);
    for (size_t i = 1; i < spans->count; i++) {
        struct span *last = &spans->items[kept];

        if (spans->items[i].from_us > last->to_us)
            spans->items[++kept] = spans->items[i];
        else if (spans->items[i].to_us > last->to_us)
            last->to_us = spans->items[i].to_us;
    }
    spans->count = kept + 1;
}

enum err_code monitor_spans_and(struct run *run, const struct spans *a, const struct spans *b,
                                struct spans *out)
{
    size_t i = 0, j = 0;

    *out = (struct spans){0};
    while (i < a->count && j < b->count) {
        struct span x = a->items[i], y = b->items[j];

        TRY(monitor_spans_add(run, out, x.from_us > y.from_us ? x.from_us : y.from_us,
                              x.to_us < y.to_us ? x.to_us : y.to_us));
        if (x.to_us < y.to_us)
            i++;
        else
            j++;
    }
    return ERR_OK;
}

enum err_code monitor_spans_clip(struct run *run, const struct spans *a, int64_t from_us,
                                 int64_t to_us, struct spans *out)
{
    struct span window = {from_us, to_us};
    struct spans one = {.items = &window, .count = from_us < to_us ? 1 : 0};

    return monitor_spans_and(run, a, &one, out);
}

/* Index of the first span that ends after `at_us`. */
static size_t first_after(const struct spans *spans, int64_t at_us)
{
    size_t low = 0, high = spans->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (spans->items[middle].to_us <= at_us)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool monitor_spans_has(const struct spans *spans, int64_t at_us)
{
    size_t i = first_after(spans, at_us);

    return i < spans->count && spans->items[i].from_us <= at_us;
}

bool monitor_spans_cover(const struct spans *spans, int64_t from_us, int64_t to_us)
{
    size_t i = first_after(spans, from_us);

    return from_us >= to_us || (i < spans->count && spans->items[i].from_us <= from_us &&
                                to_us <= spans->items[i].to_us);
}

int64_t monitor_spans_end(const struct spans *spans, int64_t at_us)
{
    size_t i = first_after(spans, at_us);

    return i < spans->count && spans->items[i].from_us <= at_us ? spans->items[i].to_us : at_us;
}

struct fact_interval monitor_spans_share(const struct spans *spans, struct fact_time time,
                                         bool holds, bool aggregate)
{
    const struct fact_interval all = {1, 1}, none = {0, 0}, perhaps = {0, 1};
    double length, inside = 0;
    size_t i;

    if (time.from_us >= time.to_us)
        return monitor_spans_has(spans, time.from_us) ? all : none;
    i = first_after(spans, time.from_us);
    if (i >= spans->count || spans->items[i].from_us >= time.to_us)
        return none;
    if (holds || monitor_spans_cover(spans, time.from_us, time.to_us))
        return all;
    if (aggregate)
        return perhaps;
    length = (double)(time.to_us - time.from_us);
    for (; i < spans->count && spans->items[i].from_us < time.to_us; i++) {
        struct span s = spans->items[i];
        int64_t from = s.from_us > time.from_us ? s.from_us : time.from_us;
        int64_t to = s.to_us < time.to_us ? s.to_us : time.to_us;

        inside += (double)(to - from) / length;
    }
    inside = num_probability(inside);
    return (struct fact_interval){inside, inside};
}

enum err_code monitor_spans_minus(struct run *run, const struct spans *a, const struct spans *b,
                                  struct spans *out)
{
    size_t j = 0;

    *out = (struct spans){0};
    for (size_t i = 0; i < a->count; i++) {
        int64_t from = a->items[i].from_us, to = a->items[i].to_us;

        while (j < b->count && b->items[j].to_us <= from)
            j++;
        for (size_t k = j; k < b->count && b->items[k].from_us < to; k++) {
            TRY(monitor_spans_add(run, out, from, b->items[k].from_us));
            from = b->items[k].to_us > from ? b->items[k].to_us : from;
        }
        TRY(monitor_spans_add(run, out, from, to));
    }
    return ERR_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "support/oracle_form.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void form_say(struct form_lines *lines, const char *format, ...)
{
    va_list args;

    if (lines->count == FORM_LINES)
        abort();
    va_start(args, format);
    vsnprintf(lines->text[lines->count++], sizeof(lines->text[0]), format, args);
    va_end(args);
}

const char *form_interval(int lo, int hi)
{
    static char ring[4][32];
    static int at;
    char *text = ring[at = (at + 1) % 4];

    if (lo == hi)
        snprintf(text, sizeof(ring[0]), "%d", lo);
    else if (hi >= FORM_NEVER)
        snprintf(text, sizeof(ring[0]), "%d..", lo);
    else
        snprintf(text, sizeof(ring[0]), "%d..%d", lo, hi);
    return text;
}

bool form_in_z(const struct form_record *r)
{
    return (r->lon >= 37000 && r->lon <= 38000) || (r->area && !strcmp(r->area, "z"));
}

bool form_is(const struct form_record *r, const char *kind)
{
    return r->kind && !strcmp(r->kind, kind);
}

int form_end(const struct form_record *r)
{
    return r->to ? r->to : r->at;
}

bool form_covered(const struct form_trace *trace, const char *kind, int from, int to)
{
    for (int hour = from; hour < to; hour++) {
        bool seen = false;

        for (int i = 0; i < trace->count; i++) {
            const struct form_record *r = &trace->records[i];

            seen |= r->type == FORM_COVER && form_is(r, kind) && r->at <= hour && hour < r->to;
        }
        if (!seen)
            return false;
    }
    return true;
}

int form_quantity(const struct form_record *r)
{
    return r->quantity == FORM_GONE ? 0 : r->quantity ? r->quantity : 1;
}

/* The sum of what the party has declared of the kind (in z): both ends where it says that it lies there. */
struct form_both form_declared(const struct form_trace *trace, char party, const char *kind,
                               bool in_zone)
{
    struct form_both sum = {0, 0};

    for (int i = 0; i < trace->count; i++) {
        const struct form_record *r = &trace->records[i];

        if (r->type != FORM_DECLARE || r->who != party || !form_is(r, kind) ||
            (r->of && strcmp(r->of, "baseline")))
            continue;
        if (!in_zone || form_in_z(r))
            sum.lo += form_quantity(r);
        if (!in_zone || form_in_z(r) || (!r->lon && !r->area))
            sum.hi += form_quantity(r);
    }
    return sum;
}

bool form_is_declared(const struct form_trace *trace, char party, const char *kind, bool in_zone)
{
    return form_declared(trace, party, kind, in_zone).hi > 0;
}

const struct form_record *form_latest(const struct form_trace *trace, const char *kind, char who,
                                      int unit, int t)
{
    const struct form_record *found = NULL;

    for (int i = 0; i < trace->count; i++) {
        const struct form_record *r = &trace->records[i];

        if (r->type == FORM_SEEN && form_is(r, kind) && r->unit == unit && r->who == who &&
            r->at <= t && (!found || r->at > found->at))
            found = r;
    }
    return found;
}

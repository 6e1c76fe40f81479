/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/print_int.h"

void print_text(struct printer *p, const char *text)
{
    buf_puts(p->buf, text);
}

void print_str(struct printer *p, struct str s)
{
    buf_put(p->buf, s);
}

void print_quoted(struct printer *p, struct str s)
{
    buf_putc(p->buf, '"');
    buf_put(p->buf, s);
    buf_putc(p->buf, '"');
}

void print_actor(struct printer *p, uint32_t index)
{
    print_str(p, index == PLAN_NONE ? STR("-") : p->plan->actors[index].name);
}

void print_actor_list(struct printer *p, struct plan_list list)
{
    for (size_t i = 0; i < list.count; i++) {
        print_text(p, i ? ", " : "");
        print_actor(p, list.items[i]);
    }
}

void print_table_name(struct printer *p, uint32_t index)
{
    print_str(p, index == PLAN_NONE ? STR("-") : p->plan->tables[index].name);
}

void print_clause_list(struct printer *p, struct plan_list list)
{
    for (size_t i = 0; i < list.count; i++) {
        print_text(p, i ? ", " : "");
        print_str(p, p->plan->clauses[list.items[i]].label);
    }
}

void print_phase(struct printer *p, uint32_t index)
{
    if (index == PLAN_PHASE_LAPSED)
        print_text(p, "lapsed");
    else if (index == PLAN_PHASE_ENDED)
        print_text(p, "ended");
    else if (index == PLAN_THROUGHOUT)
        print_text(p, "throughout");
    else
        print_str(p, index == PLAN_NONE ? STR("-") : p->plan->phases[index].name);
}

void print_span(struct printer *p, struct plan_span s)
{
    plan_span_put(p->buf, s);
}

void print_clock_time(struct printer *p, int32_t s)
{
    buf_printf(p->buf, "%02d:%02d", (int)(s / 3600), (int)(s / 60 % 60));
}

void print_time(struct printer *p, const struct plan_time *t)
{
    switch (t->form) {
    case PLAN_TIME_NONE:
        print_text(p, "none");
        break;
    case PLAN_TIME_BEGIN:
    case PLAN_TIME_END:
        print_text(p, t->form == PLAN_TIME_BEGIN ? "begin" : "end");
        if (t->phase != PLAN_NONE) {
            print_text(p, " of ");
            print_phase(p, t->phase);
        }
        break;
    case PLAN_TIME_SIGNATURE:
        print_text(p, "signature");
        break;
    case PLAN_TIME_ENTRY:
        print_text(p, "entry");
        break;
    case PLAN_TIME_DAY_OF:
        print_text(p, "day ");
        num_put_i64(p->buf, t->number);
        break;
    case PLAN_TIME_MOMENT:
        time_put(p->buf, t->at_us);
        break;
    case PLAN_TIME_DATE:
        print_text(p, "day [");
        time_put(p->buf, t->at_us);
        print_text(p, ", ");
        time_put(p->buf, t->day_end_us);
        print_text(p, ")");
        break;
    case PLAN_TIME_NAMED:
        print_str(p, p->plan->dates[t->date].name);
        break;
    case PLAN_TIME_OPEN:
        print_text(p, "open");
        break;
    }
    if (t->shift_sign) {
        print_text(p, t->shift_sign > 0 ? " + " : " - ");
        print_span(p, t->shift);
    }
}

void print_actors(struct printer *p, const struct plan_actors *a)
{
    switch (a->form) {
    case PLAN_ACTORS_NONE:
        print_text(p, "nobody");
        break;
    case PLAN_ACTORS_NAMES:
        break;
    case PLAN_ACTORS_ANYONE:
        print_text(p, a->names.count ? "anyone except " : "anyone");
        break;
    case PLAN_ACTORS_ANY_PARTY:
        print_text(p, "any party");
        break;
    case PLAN_ACTORS_ANY_OF:
        print_text(p, "any of ");
        break;
    case PLAN_ACTORS_ONE_PARTY:
        print_text(p, "one party");
        break;
    case PLAN_ACTORS_SAME_PARTY:
        print_text(p, "the same party");
        break;
    case PLAN_ACTORS_OTHER_PARTY:
        print_text(p, "the other party");
        break;
    case PLAN_ACTORS_OPEN:
        print_text(p, "open");
        break;
    }
    print_actor_list(p, a->names);
    print_text(p, a->is_together ? " together" : "");
}

void print_spots(struct printer *p, const struct plan_spots *s)
{
    static const char *const words[] = {"in", "from", "into", "across"};
    for (size_t i = 0; i < s->count; i++) {
        buf_printf(p->buf, " %s%s%s%s ", i ? "or " : "", words[s->items[i].preposition],
                   s->items[i].is_each ? " each" : "", s->items[i].is_same ? " the same" : "");
        print_str(p, p->plan->places[s->items[i].place].name);
        print_text(p, s->items[i].while_open ? " while open" : "");
    }
}

void print_texts(struct printer *p, const struct str *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        print_text(p, i ? ", " : "");
        print_str(p, items[i]);
    }
}

void print_class_name(struct printer *p, uint32_t index)
{
    print_str(p, index == PLAN_NONE ? STR("-") : p->plan->classes[index].name);
}

void print_audience(struct printer *p, const struct plan_audience *items, size_t count)
{
    static const char *const words[] = {"", "public", "the same party", "the other party", "open"};
    for (size_t i = 0; i < count; i++) {
        print_text(p, i ? ", " : " to ");
        if (items[i].form == PLAN_TO_ACTOR)
            print_actor(p, items[i].actor);
        else
            print_text(p, words[items[i].form]);
    }
}

void print_comparison(struct printer *p, enum plan_comparison c)
{
    static const char *const words[] = {"at least",  "at most", "more than",
                                        "less than", "exactly", "is"};
    print_text(p, words[c]);
}

void print_number(struct printer *p, const struct plan_number *n)
{
    static const char *const units[] = {"", " %", " m", " s", " kg"};
    if (n->is_open) {
        print_text(p, "open");
        return;
    }
    num_put(p->buf, n->value, 6);
    print_text(p, units[n->measure]);
}

void print_happening(struct printer *p, const struct plan_happening *h)
{
    static const char *const words[] = {"", "verified ", "likely ", "alleged "};
    print_text(p, words[h->qualifier]);
    if (h->gravity)
        buf_printf(p->buf, "%s ", plan_gravity_text(h->gravity));
    if (h->class == PLAN_NONE) {
        print_text(p, "violation of ");
        print_clause_list(p, h->clauses);
    } else {
        print_class_name(p, h->class);
    }
    if (h->actors.form) {
        print_text(p, " by ");
        print_actors(p, &h->actors);
    }
    print_spots(p, &h->spots);
}

void print_same(struct printer *p, const struct str *items, size_t count)
{
    if (!count)
        return;
    print_text(p, " with the same ");
    print_texts(p, items, count);
}

void print_event(struct printer *p, const struct plan_event *e)
{
    switch (e->form) {
    case PLAN_EVENT_NONE:
        print_text(p, "none");
        break;
    case PLAN_EVENT_TIME:
        print_time(p, &e->time);
        break;
    case PLAN_EVENT_CERTIFIED:
        print_text(p, "certified ");
        print_quoted(p, e->certificate);
        print_text(p, " by ");
        print_actor(p, e->actor);
        break;
    case PLAN_EVENT_FULFILMENT:
    case PLAN_EVENT_BREACH:
        print_text(p, e->form == PLAN_EVENT_FULFILMENT ? "fulfilment of " : "breach of ");
        print_clause_list(p, e->clauses);
        break;
    case PLAN_EVENT_EACH:
    case PLAN_EVENT_FIRST:
        print_text(p, e->form == PLAN_EVENT_EACH ? "each " : "first ");
        print_text(p, e->is_report ? "report of " : "");
        print_happening(p, &e->happening);
        print_same(p, e->same, e->same_count);
        break;
    }
}

void print_judged(struct printer *p, enum plan_judged j, struct str why)
{
    if (j == PLAN_JUDGED)
        return;
    print_text(p, j == PLAN_OPEN ? " [open: " : " [not judged yet: ");
    print_str(p, why);
    print_text(p, "]");
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * One rule without an end beside others that have one: about the same ground, or under the same heading. Beside it stand at
 * least two, all of them end at one time, and no other is without. */
#include "lang/check/whole.h"

/* What the rules of one place, or of one heading, say of their end. */
struct ends {
    size_t with;
    uint32_t without, first; /* statements; PLAN_NONE */
    bool is_mixed;           /* several ends, several without, or rules of several phases */
};

struct frame {
    struct whole *w;
    struct ends *places, *headings;
    bool *is_told; /* statements */
};

/* What holds for a while: a keep, a limit, a prohibition about some ground. */
static bool is_rule(const struct plan_statement *s)
{
    return (s->form == PLAN_KEEP || s->form == PLAN_LIMIT ||
            (s->form == PLAN_FORBID && s->spots.count)) &&
           s->judged != PLAN_OPEN && s->tail.during.form == PLAN_WINDOW_NONE &&
           s->tail.while_condition == PLAN_NONE;
}

static struct str end_text(struct whole *w, uint32_t statement)
{
    struct ast_range range = whole_statement(w, statement)->until.range;
    return work_text(w->b->work, range.from, range.to);
}

static void add(struct whole *w, struct ends *e, uint32_t index)
{
    const struct plan *plan = w->plan;
    const struct plan_statement *s = &plan->statements[index];
    uint32_t phase = plan->clauses[s->clause].phase;
    uint32_t beside = e->first != PLAN_NONE ? e->first : e->without;
    if (beside == index)
        return;
    if (beside != PLAN_NONE && plan->clauses[plan->statements[beside].clause].phase != phase)
        e->is_mixed = true;
    if (s->tail.until.form == PLAN_TIME_NONE) {
        e->is_mixed = e->is_mixed || (e->without != PLAN_NONE && e->without != index);
        e->without = index;
        return;
    }
    if (e->first == PLAN_NONE)
        e->first = index;
    else if (!str_eq(end_text(w, e->first), end_text(w, index)))
        e->is_mixed = true;
    e->with++;
}

static void tell(struct frame *f, const struct ends *e, struct str place)
{
    struct whole *w = f->w;
    if (e->is_mixed || e->with < 2 || e->without == PLAN_NONE || f->is_told[e->without])
        return;
    f->is_told[e->without] = true;
    struct str end = end_text(w, e->first);
    struct diag *diag =
        place.size ? whole_range_diag(w, LANG_N0910, whole_statement(w, e->without)->range,
                                      "the other rules about `%.*s` end at %.*s, and this one does "
                                      "not end",
                                      STR_ARG(place), STR_ARG(end))
                   : whole_range_diag(w, LANG_N0910, whole_statement(w, e->without)->range,
                                      "the other rules under this heading end at %.*s, and this "
                                      "one does not end",
                                      STR_ARG(end));
    diag->label = STR("if it ends as they do: expected `until` and that time");
    whole_other(w, diag, whole_statement(w, e->first)->until.range, STR("the end of another"));
}

static struct ends *make(struct whole *w, size_t count)
{
    struct work *work = w->b->work;
    struct ends *all = ARENA_NEW(work->arena, struct ends, count + 1);
    if (!all)
        work_fail(work, err_no_memory(work->err));
    for (size_t i = 0; all && i <= count; i++)
        all[i] = (struct ends){.without = PLAN_NONE, .first = PLAN_NONE};
    return all;
}

void check_ends(struct whole *w)
{
    const struct plan *plan = w->plan;
    struct work *work = w->b->work;
    const struct source *source = &work->source;
    struct frame f = {w, make(w, plan->place_count), make(w, source->heading_count),
                      ARENA_NEW(work->arena, bool, plan->statement_count)};
    if (!f.places || !f.headings || !f.is_told) {
        if (!work->failed)
            work_fail(work, err_no_memory(work->err));
        return;
    }
    size_t heading = 0;
    for (uint32_t i = 0; i < plan->statement_count; i++) {
        const struct plan_statement *s = &plan->statements[i];
        if (!is_rule(s) || !whole_is_own(w, &plan->clauses[s->clause]))
            continue;
        uint32_t at = work->tokens[whole_statement(w, i)->range.from].from;
        while (heading < source->heading_count && source->headings[heading].at < at)
            heading++;
        if (s->form != PLAN_FORBID)
            add(w, &f.headings[heading], i);
        if (s->form == PLAN_KEEP && s->place < plan->place_count)
            add(w, &f.places[s->place], i);
        for (size_t j = 0; j < s->spots.count; j++)
            if (s->spots.items[j].place < plan->place_count)
                add(w, &f.places[s->spots.items[j].place], i);
    }
    for (size_t i = 0; i < plan->place_count && !work->failed; i++)
        tell(&f, &f.places[i], plan->places[i].name);
    for (size_t i = 1; i <= source->heading_count && !work->failed; i++)
        tell(&f, &f.headings[i], (struct str){0});
}

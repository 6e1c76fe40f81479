/* SPDX-License-Identifier: Apache-2.0
 *
 * Phases and their ways, what is left for later, working groups, brackets and prose. */
#include "lang/build_int.h"

static void no_memory(struct build *b)
{
    work_fail(b->work, err_no_memory(b->work->err));
}

static void ways(struct build *b, const struct ast_phase *from, struct plan_phase *to)
{
    struct plan_exit *exits = ARENA_NEW(b->work->arena, struct plan_exit, from->exits.count);
    if (!exits) {
        no_memory(b);
        return;
    }
    for (size_t i = 0; i < from->exits.count; i++) {
        const struct ast_exit *e = &from->exits.items[i];
        uint32_t target = build_phase(b, e->to, true);
        if (e->is_else) {
            if (to->has_else)
                build_range_diag(b, LANG_T0605, e->range, "this phase has an `else` already")
                    ->label = STR("expected one `else` a phase");
            to->has_else = true;
            to->else_to = target;
            continue;
        }
        if (to->has_else)
            build_range_diag(b, LANG_T0605, e->range,
                             "a `then` stands after the `else` of its phase")
                ->label = STR("expected every `then` before the `else`");
        struct plan_exit *way = &exits[to->exit_count++];
        *way = (struct plan_exit){
            .to = target, .form = e->form, .condition = PLAN_NONE, .decider = PLAN_NONE};
        way->at = build_time(b, &e->at);
        way->condition = build_condition(b, e->condition);
        if (e->decider.is_set)
            way->decider = build_actor(b, e->decider);
        way->decider_is_open = e->decider_is_open;
        if (e->decider_is_open)
            build_open(b, e->range);
        way->has_within = e->within.is_set;
        way->within = build_span(b, &e->within);
        way->text = work_text(b->work, e->range.from, e->range.to);
    }
    to->exits = exits;
}

static void phase_row(struct build *b, uint32_t index, struct plan_phase *to)
{
    const struct ast_phase *from = &b->ast->phases.items[index];
    uint32_t at = b->work->tokens[from->range.from].from;
    *to = (struct plan_phase){.name = from->name.text,
                              .title = from->title.text,
                              .article = work_article(b->work, at),
                              .for_each = PLAN_NONE,
                              .begins = from->begins,
                              .begin_condition = PLAN_NONE,
                              .has_lasts = from->lasts.is_set,
                              .renewal = from->renewal,
                              .has_notice_span = from->notice_span.is_set,
                              .renewal_condition = PLAN_NONE,
                              .else_to = PLAN_NONE,
                              .source = work_source_of(b->work, at),
                              .line = work_line(b->work, at)};
    if (!to->article.size)
        to->article = to->title;
    b->judged = PLAN_JUDGED;
    b->why = (struct str){0};
    if (from->for_each.is_set) {
        to->for_each = build_place(b, from->for_each);
        if (to->for_each != PLAN_NONE && b->ast->places.items[to->for_each].type != PLAN_ZONES)
            build_word_diag(b, LANG_T0406, from->for_each, "`%.*s` has no members",
                            STR_ARG(from->for_each.text))
                ->label = STR("expected a collection declared with `zones`");
        if (to->for_each != PLAN_NONE)
            build_use_place(b, to->for_each);
    }
    b->phase = PLAN_NONE; /* it has not begun: no `begin` and no days of its own */
    to->begin_at = build_time(b, &from->begin_at);
    to->begin_condition = build_condition(b, from->begin_condition);
    b->phase = index;
    to->lasts = build_span(b, &from->lasts);
    if (build_is_nothing(&from->lasts))
        build_range_diag(b, LANG_T0412, from->lasts.range, "a phase of no length binds nobody");
    to->renewal_span = build_span(b, &from->renewal_span);
    if (build_is_nothing(&from->renewal_span))
        build_range_diag(b, LANG_T0412, from->renewal_span.range, "a renewal of no length is none");
    to->notice_by = build_who(b, &from->notice_by);
    to->notice_span = build_span(b, &from->notice_span);
    to->renewal_condition = build_condition(b, from->renewal_condition);
    ways(b, from, to);
    to->judged = b->judged;
    to->why = b->why;
    if (to->judged == PLAN_NOT_JUDGED_YET)
        build_later_diag(b, (struct ast_range){from->name.token, from->name.token + 1}, to->why);
}

void build_phases(struct build *b)
{
    size_t count = b->ast->phases.count;
    struct plan_phase *rows = ARENA_NEW(b->work->arena, struct plan_phase, count);
    if (!rows) {
        no_memory(b);
        return;
    }
    for (size_t i = 0; i < count && !b->work->failed; i++)
        phase_row(b, (uint32_t)i, &rows[i]);
    b->plan->phases = rows;
    b->plan->phase_count = count;
}

static void build_deferred(struct build *b)
{
    size_t count = b->ast->deferred.count;
    struct plan_deferred *rows = ARENA_NEW(b->work->arena, struct plan_deferred, count);
    if (!rows) {
        no_memory(b);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const struct ast_deferred *from = &b->ast->deferred.items[i];
        rows[i] = (struct plan_deferred){.title = from->title.text,
                                         .phase = from->phase == AST_THROUGHOUT ? PLAN_THROUGHOUT
                                                                                : from->phase,
                                         .after = PLAN_NONE};
        if (from->after.is_set)
            rows[i].after = build_phase(b, from->after, false);
    }
    b->plan->deferred = rows;
    b->plan->deferred_count = count;
}

struct texts {
    struct str *items;
    size_t count, capacity;
};

/* `clauses 1 to 9, dmz`: a label that is a place and no clause is a topic of its own. */
static void clause_topic(struct build *b, const struct ast_cref *from, struct texts *topics,
                         struct indices *clauses)
{
    struct ast_cref rest = *from;
    rest.labels = (struct ast_words){0};
    for (size_t i = 0; i < from->labels.count; i++) {
        struct ast_word label = from->labels.items[i];
        const struct symbol *symbol = label.is_set ? build_symbol(b, label.text) : NULL;
        if (map_get(&b->labels, label.text) == MAP_NONE && symbol && symbol->sort == SYMBOL_PLACE)
            PUSH(b->work, topics, label.text);
        else
            PUSH(b->work, &rest.labels, label);
    }
    struct plan_list list = build_clauses(b, &rest);
    for (size_t i = 0; i < list.count; i++)
        PUSH(b->work, clauses, list.items[i]);
    PUSH(b->work, topics, work_text(b->work, from->range.from, from->range.to));
}

static void build_tracks(struct build *b)
{
    size_t count = b->ast->tracks.count;
    struct plan_track *rows = ARENA_NEW(b->work->arena, struct plan_track, count);
    if (!rows) {
        no_memory(b);
        return;
    }
    for (size_t i = 0; i < count && !b->work->failed; i++) {
        const struct ast_track *from = &b->ast->tracks.items[i];
        struct texts topics = {0};
        struct indices clauses = {0};
        for (size_t j = 0; j < from->topics.count; j++) {
            const struct ast_topic *topic = &from->topics.items[j];
            if (!topic->word.is_set) {
                clause_topic(b, &topic->clauses, &topics, &clauses);
                continue;
            }
            if (!topic->is_text)
                build_place(b, topic->word);
            PUSH(b->work, &topics, topic->word.text);
        }
        rows[i] = (struct plan_track){.name = from->name.text,
                                      .title = from->title.text,
                                      .topics = topics.items,
                                      .topic_count = topics.count,
                                      .clauses = build_list(b, &clauses),
                                      .after = PLAN_NONE};
        if (from->after.is_set)
            rows[i].after = build_phase(b, from->after, false);
    }
    b->plan->tracks = rows;
    b->plan->track_count = count;
}

static void build_holes(struct build *b)
{
    size_t count = b->ast->holes.count;
    struct plan_open *rows = ARENA_NEW(b->work->arena, struct plan_open, count);
    if (!rows) {
        no_memory(b);
        return;
    }
    for (size_t i = 0; i < count && !b->work->failed; i++) {
        const struct ast_hole *from = &b->ast->holes.items[i];
        uint32_t source = work_source_of_token(b->work, from->range.from);
        build_range_diag(b, LANG_H0701, from->range, "%.*s: a bracket is still open",
                         STR_ARG(from->where))
            ->label = check_open_words(from->words.text);
        if (work_role_of(b->work, source) == WORK_SOURCES)
            continue; /* of the monitoring plan: the agreement does not wait for it */
        uint32_t at = b->work->tokens[from->range.from].from;
        rows[b->plan->open_count++] =
            (struct plan_open){.where = from->where,
                               .text = work_text(b->work, from->range.from, from->range.to),
                               .article = work_article(b->work, at),
                               .is_clause = from->is_clause && !from->choices.count,
                               .source = source,
                               .line = work_line(b->work, at)};
    }
    b->plan->open = rows;
}

static void build_prose(struct build *b)
{
    const struct source *source = &b->work->source;
    struct plan_prose *rows = ARENA_NEW(b->work->arena, struct plan_prose, source->heading_count);
    if (!rows) {
        no_memory(b);
        return;
    }
    for (size_t i = 0; i < source->heading_count; i++)
        if (!source->headings[i].has_code)
            rows[b->plan->prose_count++] =
                (struct plan_prose){source->headings[i].title, source->headings[i].line};
    b->plan->prose = rows;
}

/* The monitoring plan's rows. They come last of all: what only they name is not used by the agreement. */
void build_sources(struct build *b)
{
    size_t count = b->ast->sources.count;
    struct plan_source *rows = ARENA_NEW(b->work->arena, struct plan_source, count);
    if (!rows) {
        no_memory(b);
        return;
    }
    b->phase = PLAN_NONE;
    for (size_t i = 0; i < count && !b->work->failed; i++) {
        const struct ast_source *from = &b->ast->sources.items[i];
        struct plan_source *to = &rows[i];
        uint32_t at = b->work->tokens[from->range.from].from;
        b->judged = PLAN_JUDGED;
        *to = (struct plan_source){.name = from->name.text,
                                   .classes = build_classes(b, &from->kinds),
                                   .revisit = build_span(b, &from->revisit),
                                   .place = build_place(b, from->in),
                                   .has_cost = from->costs.is_set,
                                   .text = work_text(b->work, from->range.from, from->range.to),
                                   .source = work_source_of(b->work, at),
                                   .line = work_line(b->work, at)};
        build_metres(b, &from->accuracy, &to->accuracy_m);
        to->cost = build_number(b, &from->costs).value;
        struct plan_number detects = build_number(b, &from->detects);
        if (from->detects.is_set && !detects.is_open && detects.measure != PLAN_SHARE)
            build_range_diag(b, LANG_T0203, from->detects.range,
                             "the chance that a look sees what is there is a share")
                ->label = STR("expected a share such as 80 %");
        to->detects = detects.value / 100;
        if (build_is_nothing(&from->revisit))
            build_range_diag(b, LANG_T0412, from->revisit.range,
                             "there is no time between two looks");
        to->is_open = b->judged == PLAN_OPEN;
    }
    b->plan->sources = rows;
    b->plan->source_count = count;
}

void build_rest(struct build *b)
{
    b->phase = PLAN_NONE;
    build_deferred(b);
    if (!b->work->failed)
        build_tracks(b);
    if (!b->work->failed)
        build_holes(b);
    if (!b->work->failed)
        build_prose(b);
}

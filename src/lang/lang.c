/* SPDX-License-Identifier: Apache-2.0
 *
 * The compiler from end to end: source, tokens, tree, plan, checks. */
#include "lang/lang.h"

#include "base/hash.h"
#include "lang/build_int.h"
#include "lang/form.h"

#include <string.h>

/* ---------------------------------------------------------------- the frame */

static bool zone_of(struct build *b, struct ast_word name, const struct tz **to)
{
    struct work *w = b->work;
    *to = tz_utc();
    if (!name.is_set || str_eq(name.text, STR("UTC")))
        return true;
    struct str bytes = {0};
    struct err err = {0};
    enum err_code code =
        w->host->read(w->host->ctx, LANG_FILE_ZONE, name.text, w->arena, &bytes, &err);
    struct tz *tz = NULL;
    if (!code)
        code = tz_parse(w->arena, name.text, bytes, &tz, &err);
    if (code == ERR_NO_MEMORY)
        work_fail(w, err_no_memory(w->err));
    else if (code)
        build_word_diag(b, LANG_T0308, name, "the time zone %.*s cannot be used: %s",
                        STR_ARG(name.text), err.text)
            ->label = STR("expected a zone of the IANA list, such as Europe/Istanbul");
    else
        *to = tz;
    return !code;
}

/* One agreement has one clock: those it builds on have the same. */
static void find_zone(struct build *b)
{
    struct ast_word own = b->ast->zone;
    zone_of(b, own, &b->plan->tz);
    for (size_t i = 0; i < b->ast->bases.count && !b->work->failed; i++) {
        const struct ast_base *base = &b->ast->bases.items[i];
        if (!base->zone.is_set || !own.is_set || str_eq(base->zone.text, own.text))
            continue;
        const struct work_source *text = &b->work->texts.items[base->source - 1];
        struct diag *diag =
            build_range_diag(b, LANG_T0313, b->ast->builds.items[text->builds].range,
                             "\"%.*s\" counts its days in %.*s, and this agreement in %.*s",
                             STR_ARG(text->name), STR_ARG(base->zone.text), STR_ARG(own.text));
        diag->label = STR("expected an agreement of the same time zone");
        diag->has_other = true;
        diag->other = build_span_of(b, (struct ast_range){base->zone.token, base->zone.token + 1});
        diag->other_label = STR("its time zone");
    }
}

/* A point of the calendar: what `signed` and `in force` need. */
static struct plan_time frame_time(struct build *b, const struct ast_time *from, const char *what)
{
    if (from->form != PLAN_TIME_NONE && from->form != PLAN_TIME_DATE &&
        from->form != PLAN_TIME_MOMENT && from->form != PLAN_TIME_OPEN) {
        build_range_diag(b, LANG_T0415, from->range, "%s is a day or moment of the calendar", what)
            ->label = STR("expected a date such as 2026-02-01 or 2026-02-01 18:00");
        return (struct plan_time){.phase = PLAN_NONE, .date = PLAN_NONE};
    }
    return build_time(b, from);
}

/* The language that prevails is one of those named, each once. */
static void check_languages(struct build *b)
{
    const struct ast_words *names = &b->ast->languages;
    struct ast_word prevailing = b->ast->prevailing;
    bool is_known = !prevailing.is_set;
    for (size_t i = 0; i < names->count; i++) {
        is_known = is_known || str_eq(names->items[i].text, prevailing.text);
        for (size_t j = 0; j < i && i < 64; j++)
            if (str_eq(names->items[i].text, names->items[j].text))
                build_word_diag(b, LANG_T0311, names->items[i], "`%.*s` is named twice",
                                STR_ARG(names->items[i].text));
    }
    if (!is_known)
        build_word_diag(b, LANG_T0301, prevailing, "`%.*s` is none of the languages",
                        STR_ARG(prevailing.text))
            ->label = STR("expected one of those named before");
}

static void build_frame(struct build *b)
{
    struct plan *plan = b->plan;
    plan->title = b->ast->title.text;
    plan->threshold_likely = b->ast->likely.is_set ? b->ast->likely.value : 0.55;
    plan->threshold_seen = b->ast->seen.is_set ? b->ast->seen.value : 0.8;
    plan->threshold_met = b->ast->met.is_set ? b->ast->met.value : 0.95;
    b->phase = PLAN_NONE;
    plan->signature = frame_time(b, &b->ast->signature, "the signature");
    plan->entry = frame_time(b, &b->ast->entry, "the entry into force");
    plan->entry_condition = PLAN_NONE;
    struct str *languages = ARENA_NEW(b->work->arena, struct str, b->ast->languages.count);
    if (!languages) {
        work_fail(b->work, err_no_memory(b->work->err));
        return;
    }
    for (size_t i = 0; i < b->ast->languages.count; i++)
        languages[i] = b->ast->languages.items[i].text;
    plan->languages = languages;
    plan->language_count = b->ast->languages.count;
    plan->prevailing = b->ast->prevailing.text;
    check_languages(b);
    int64_t signed_us = plan->signature.at_us, entry_us = plan->entry.at_us;
    if ((plan->signature.form == PLAN_TIME_DATE || plan->signature.form == PLAN_TIME_MOMENT) &&
        (plan->entry.form == PLAN_TIME_DATE || plan->entry.form == PLAN_TIME_MOMENT) &&
        entry_us < signed_us)
        build_range_diag(b, LANG_W0812, b->ast->entry.range,
                         "the agreement is in force before it is signed");
    if (!b->ast->entry.form && !b->ast->entry_condition && b->ast->title.is_set &&
        !b->ast->is_broken)
        build_word_diag(b, LANG_H0706, b->ast->title,
                        "nothing says when the agreement enters into force")
            ->label = STR("expected `in force` and a date or `when …` under it");
}

/* ---------------------------------------------------------------- who */

static void actor_row(struct build *b, const struct ast_actor *from, struct plan_actor *to)
{
    *to = (struct plan_actor){.role = from->role,
                              .name = from->name.text,
                              .label = from->label.text,
                              .under = PLAN_NONE,
                              .chair = PLAN_NONE,
                              .rule = from->rule,
                              .tie_breaker = PLAN_NONE};
    struct str *also = ARENA_NEW(b->work->arena, struct str, from->also.count);
    if (!also) {
        work_fail(b->work, err_no_memory(b->work->err));
        return;
    }
    for (size_t i = 0; i < from->also.count; i++)
        also[i] = from->also.items[i].text;
    to->also = also;
    to->also_count = from->also.count;
    if (from->under.is_set)
        to->under = build_actor(b, from->under);
    to->members = build_actors(b, &from->members);
    if (from->chair.is_set)
        to->chair = build_actor(b, from->chair);
    if (from->chair_breaks_ties) {
        to->tie_breaker = to->chair;
        if (!from->chair.is_set && !from->chair_is_open)
            build_word_diag(b, LANG_T0301, from->name, "`%.*s` has no chair who could decide",
                            STR_ARG(from->name.text))
                ->label = STR("expected `chaired by` and a name");
    } else if (from->tie_breaker.is_set) {
        to->tie_breaker = build_actor(b, from->tie_breaker);
    }
    if (!from->tie_after.is_set)
        return;
    struct plan_span span = build_span(b, &from->tie_after);
    if (span.unit == PLAN_MONTHS || span.unit == PLAN_YEARS)
        build_range_diag(b, LANG_T0410, from->tie_after.range,
                         "the term of a decision is counted in hours or days")
            ->label = STR("expected h or d");
    to->tie_after_us = span.unit == PLAN_ELAPSED ? span.count : span.count * TIME_DAY_US;
}

static void check_body(struct build *b, const struct ast_actor *body)
{
    if (body->role != PLAN_BODY)
        return;
    if (!body->rule && !body->rule_is_open)
        build_word_diag(b, LANG_W0809, body->name, "nothing says how `%.*s` decides",
                        STR_ARG(body->name.text))
            ->label = STR("expected `decides by` consensus, majority, unanimity or chair");
    else if ((body->rule == PLAN_BY_CONSENSUS || body->rule == PLAN_BY_UNANIMITY) &&
             !body->chair_breaks_ties && !body->tie_breaker.is_set)
        build_word_diag(b, LANG_W0804, body->name,
                        "one member of `%.*s` can keep it from deciding for ever",
                        STR_ARG(body->name.text))
            ->label = STR("expected `or chair after` a term, or who decides then");
}

/* A group that answers, through others, to itself. */
static void check_groups(struct build *b, struct plan_actor *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t up = rows[i].under;
        for (size_t n = 0; up != PLAN_NONE && n <= count; n++) {
            if (n == count || up == i) {
                build_word_diag(b, LANG_T0306, b->ast->actors.items[i].under,
                                "`%.*s` answers for itself", STR_ARG(rows[i].name))
                    ->label = STR("expected a party");
                rows[i].under = PLAN_NONE;
                break;
            }
            up = rows[up].under;
        }
    }
}

static void build_actor_rows(struct build *b)
{
    size_t count = b->ast->actors.count;
    struct plan_actor *rows = ARENA_NEW(b->work->arena, struct plan_actor, count);
    if (!rows) {
        work_fail(b->work, err_no_memory(b->work->err));
        return;
    }
    if (count && build_too_many(b, b->ast->actors.items[count - 1].range, count, ACTOR_LIMIT,
                                "parties and bodies"))
        return;
    for (size_t i = 0; i < count && !b->work->failed; i++) {
        actor_row(b, &b->ast->actors.items[i], &rows[i]);
        check_body(b, &b->ast->actors.items[i]);
    }
    check_groups(b, rows, count);
    b->plan->actors = rows;
    b->plan->actor_count = count;
}

/* ---------------------------------------------------------------- dates */

static void build_dates(struct build *b)
{
    size_t count = b->ast->dates.count;
    struct plan_date *rows = ARENA_NEW(b->work->arena, struct plan_date, count);
    if (!rows) {
        work_fail(b->work, err_no_memory(b->work->err));
        return;
    }
    b->phase = PLAN_NONE;
    for (size_t i = 0; i < count && !b->work->failed; i++) {
        const struct ast_date *from = &b->ast->dates.items[i];
        rows[i].name = from->name.text;
        rows[i].event = build_event(b, &from->event);
        if (rows[i].event.form == PLAN_EVENT_TIME && rows[i].event.time.form == PLAN_TIME_NAMED &&
            rows[i].event.time.date >= i && rows[i].event.time.date != PLAN_NONE)
            build_word_diag(b, LANG_T0306, from->event.time.name,
                            "a date is counted from one declared before it")
                ->label = STR("expected a date that stands above");
    }
    b->plan->dates = rows;
    b->plan->date_count = count;
}

/* ---------------------------------------------------------------- all of it */

/* Tables that grow while rows are built. */
static void hand_over(struct build *b)
{
    struct plan *plan = b->plan;
    plan->kinds = b->plan_kinds.items;
    plan->kind_count = b->plan_kinds.count;
    plan->classes = b->classes.items;
    plan->class_count = b->classes.count;
    plan->conditions = b->conditions.items;
    plan->condition_count = b->conditions.count;
    plan->pasts = b->pasts.items;
    plan->past_count = b->pasts.count;
}

static void build_all(struct build *b)
{
    static void (*const steps[])(struct build *) = {
        build_taxonomy,   build_declare,     find_zone,    build_frame,
        build_actor_rows, build_kinds,       build_tables, build_places,
        build_dates,      build_clause_rows, build_phases, build_rest};
    for (size_t i = 0; i < COUNT_OF(steps) && !b->work->failed; i++)
        steps[i](b);
    if (b->work->failed)
        return;
    b->phase = PLAN_NONE;
    b->plan->entry_condition = build_condition(b, b->ast->entry_condition);
    hand_over(b);
    if (b->ast->is_broken && !b->work->failed) {
        build_sources(b);
        hand_over(b);
    }
    if (b->ast->is_broken || b->work->failed)
        return;
    check_phases(b);
    check_circles(b);
    check_clauses(b);
    check_ties(b);
    check_scope(b);
    check_unused(b);
    if (!b->work->failed)
        check_whole(b);
    build_sources(b);
    hand_over(b);
    if (!b->plan_is_broken)
        check_sources(b);
}

static void name_files(struct build *b)
{
    struct work *w = b->work;
    size_t count = w->texts.count + 1;
    struct str *names = ARENA_NEW(w->arena, struct str, count);
    if (!names) {
        work_fail(w, err_no_memory(w->err));
        return;
    }
    for (size_t i = 0; i < count; i++)
        names[i] = w->diags->sources[i].name;
    b->plan->files = names;
    b->plan->file_count = count;
}

static enum err_code compile(struct work *work, const struct lang_text *agreement,
                             const struct lang_text *sources, struct ast *ast,
                             const struct plan **plan)
{
    struct plan *made = ARENA_NEW(work->arena, struct plan, 1);
    struct build *build = ARENA_NEW(work->arena, struct build, 1);
    if (!made || !build)
        return err_no_memory(work->err);
    TRY(source_read(work->arena, agreement->name, agreement->text, &work->source, work->err));
    if (!work->source.piece_count) {
        work_diag(work, LANG_T0105, 0, 0,
                  work->source.is_markdown ? "the text has no block marked truce"
                                           : "the text is empty")
            ->label = STR("expected a line ```truce, the statements, and a line ```");
        return work->failed ? work->code : ERR_OK;
    }
    lexer_run(work);
    if (!work->failed)
        parse(work, ast);
    if (!work->failed)
        base_read(work, ast);
    bool text_is_broken = ast->is_broken, plan_is_broken = false;
    if (!work->failed && sources) {
        ast->is_broken = false;
        base_read_sources(work, ast, sources);
        plan_is_broken = ast->is_broken;
        ast->is_broken = text_is_broken;
    }
    if (!work->failed)
        base_join(work, ast);
    if (work->failed)
        return work->code;
    *build = (struct build){.work = work, .ast = ast, .plan = made, .phase = PLAN_NONE};
    map_init(&build->names, work->arena);
    map_init(&build->kinds, work->arena);
    map_init(&build->labels, work->arena);
    map_init(&build->prefixes, work->arena);
    map_init(&build->skipped, work->arena);
    map_init(&build->day_notes, work->arena);
    map_init(&build->sketches, work->arena);
    map_init(&build->laters, work->arena);
    map_init(&build->file_of, work->arena);
    build->trees = (struct arena){.mem = work->arena->mem, .limit = work->arena->limit};
    build->plan_is_broken = plan_is_broken;
    struct hash hash;
    TRY(hash_sha256(agreement->text, &hash, work->err));
    memcpy(made->sha256, hash.bytes, sizeof made->sha256);
    name_files(build);
    if (!work->failed)
        build_all(build);
    arena_free(&build->trees);
    if (!work->failed)
        base_settle(work, ast);
    if (work->failed)
        return work->code;
    if (work->diags->errors)
        return ERR_OK;
    TRY(plan_verify(made, work->err));
    *plan = made;
    return ERR_OK;
}

static enum err_code compile_text(struct arena *arena, const struct lang_text *agreement,
                                  const struct lang_text *sources, const struct lang_host *host,
                                  struct lang_kept *kept, struct diags *diags, struct work *work,
                                  struct ast *ast, const struct plan **plan, struct err *err)
{
    enum err_code code = ERR_OK;
    *work = (struct work){.arena = arena, .diags = diags, .host = host, .kept = kept, .err = err};
    *ast = (struct ast){0};
    *plan = NULL;
    *diags = (struct diags){0};
    struct diag_source *source = ARENA_NEW(arena, struct diag_source, 1);
    if (!source)
        return err_no_memory(err);
    *source = (struct diag_source){agreement->name, agreement->text};
    diags->sources = source;
    diags->source_count = 1;
    if (base_text_ok(work, 0, agreement->text))
        code = compile(work, agreement, sources, ast, plan);
    if (!code && work->failed)
        code = work->code;
    work_sort_diags(work);
    if (code)
        *plan = NULL;
    return code;
}

enum err_code form_compile(struct arena *arena, const struct lang_text *agreement,
                           const struct lang_text *sources, const struct lang_host *host,
                           struct diags *diags, struct work *work, struct ast *ast,
                           const struct plan **plan, struct err *err)
{
    return compile_text(arena, agreement, sources, host, NULL, diags, work, ast, plan, err);
}

enum err_code lang_compile_kept(struct arena *arena, const struct lang_text *agreement,
                                const struct lang_host *host, struct lang_kept *kept,
                                struct diags *diags, const struct plan **plan, struct err *err)
{
    struct work work;
    struct ast *ast = ARENA_NEW(arena, struct ast, 1);
    *plan = NULL;
    *diags = (struct diags){0};
    if (!ast)
        return err_no_memory(err);
    return compile_text(arena, agreement, NULL, host, kept, diags, &work, ast, plan, err);
}

enum err_code lang_compile_with(struct arena *arena, const struct lang_text *agreement,
                                const struct lang_text *sources, const struct lang_host *host,
                                struct diags *diags, const struct plan **plan, struct err *err)
{
    struct work work;
    struct ast *ast = ARENA_NEW(arena, struct ast, 1);
    *plan = NULL;
    *diags = (struct diags){0};
    if (!ast)
        return err_no_memory(err);
    return form_compile(arena, agreement, sources, host, diags, &work, ast, plan, err);
}

enum err_code lang_compile(struct arena *arena, struct str name, struct str text,
                           const struct lang_host *host, struct diags *diags,
                           const struct plan **plan, struct err *err)
{
    const struct lang_text agreement = {name, text};
    return lang_compile_with(arena, &agreement, NULL, host, diags, plan, err);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The index that the checks of the whole share, and their small questions. */
#include "lang/check/whole.h"

#include <stdarg.h>
#include <stdio.h>

/* ---------------------------------------------------------------- words */

void names_add(struct names *names, struct str name)
{
    if (names->count < NAMES_SHOWN)
        names->items[names->count] = name;
    names->count++;
}

struct str names_text(struct whole *w, const struct names *names)
{
    struct work *work = w->b->work;
    size_t shown = names->count < NAMES_SHOWN ? names->count : NAMES_SHOWN;
    struct str text = shown ? names->items[0] : (struct str){0};
    for (size_t i = 1; i < shown; i++) {
        const char *sign = i + 1 == names->count ? " and " : ", ";
        text = work_printf(work, "%.*s%s%.*s", STR_ARG(text), sign, STR_ARG(names->items[i]));
    }
    if (names->count > shown)
        text = work_printf(work, "%.*s and %zu more", STR_ARG(text), names->count - shown);
    return text;
}

/* Standing in another text than the one that is checked: written nowhere. */
static struct diag *elsewhere(struct whole *w, uint32_t token)
{
    w->b->work->spare = (struct diag){0};
    return work_source_of_token(w->b->work, token) ? &w->b->work->spare : NULL;
}

struct diag *whole_range_diag(struct whole *w, enum lang_code code, struct ast_range range,
                              const char *fmt, ...)
{
    char text[1024];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    struct diag *diag = elsewhere(w, range.from);
    return diag ? diag : build_range_diag(w->b, code, range, "%s", text);
}

struct diag *whole_word_diag(struct whole *w, enum lang_code code, struct ast_word word,
                             const char *fmt, ...)
{
    char text[1024];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    struct diag *diag = elsewhere(w, word.token);
    return diag ? diag : build_word_diag(w->b, code, word, "%s", text);
}

struct diag *whole_title_diag(struct whole *w, enum lang_code code, const char *fmt, ...)
{
    char text[1024];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    return build_word_diag(w->b, code, w->b->ast->title, "%s", text);
}

void whole_other(struct whole *w, struct diag *diag, struct ast_range range, struct str label)
{
    diag->has_other = true;
    diag->other = build_span_of(w->b, range);
    diag->other_label = label;
}

void whole_other_word(struct whole *w, struct diag *diag, struct ast_word word, struct str label)
{
    whole_other(w, diag, (struct ast_range){word.token, word.token + 1}, label);
}

struct diag_witness *whole_witness(struct whole *w, struct diag *diag, const char *fmt, ...)
{
    static struct diag_witness nowhere;
    char text[1024];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    struct diag_witness *witness =
        w->b->work->failed ? NULL : ARENA_NEW(w->b->work->arena, struct diag_witness, 1);
    if (!witness) {
        if (!w->b->work->failed)
            work_fail(w->b->work, err_no_memory(w->b->work->err));
        return NULL;
    }
    *witness = nowhere;
    witness->text = work_printf(w->b->work, "%s", text);
    diag->witness = witness;
    return witness;
}

/* ---------------------------------------------------------------- small questions */

const struct ast_statement *whole_statement(const struct whole *w, uint32_t statement)
{
    uint32_t clause = w->plan->statements[statement].clause;
    size_t at = statement - w->plan->clauses[clause].first_statement;
    return &w->b->ast->statements.items[w->b->ast->clauses.items[clause].first + at];
}

bool whole_is_own(const struct whole *w, const struct plan_clause *clause)
{
    (void)w;
    return clause->source == 0;
}

uint32_t whole_kind(const struct whole *w, const char *name)
{
    uint32_t kind = map_get(&w->b->kinds, str_z(name));
    return kind == MAP_NONE ? PLAN_NONE : kind;
}

bool class_meets(const struct whole *w, uint32_t class, uint32_t kind)
{
    const struct plan_class *c = &w->plan->classes[class];
    for (size_t i = 0; i < c->alternative_count && kind != PLAN_NONE; i++)
        if (plan_kind_is(w->plan, c->alternatives[i].kind, kind) ||
            plan_kind_is(w->plan, kind, c->alternatives[i].kind))
            return true;
    return false;
}

bool class_is_under(const struct whole *w, uint32_t class, uint32_t kind)
{
    const struct plan_class *c = &w->plan->classes[class];
    for (size_t i = 0; i < c->alternative_count; i++)
        if (!plan_kind_is(w->plan, c->alternatives[i].kind, kind))
            return false;
    return c->alternative_count > 0;
}

enum plan_kind_type class_type(const struct whole *w, uint32_t class)
{
    const struct plan_class *c = &w->plan->classes[class];
    return c->alternative_count ? w->plan->kinds[c->alternatives[0].kind].type : PLAN_ACT;
}

bool any_meets(const struct whole *w, struct plan_list classes, uint32_t kind)
{
    for (size_t i = 0; i < classes.count; i++)
        if (class_meets(w, classes.items[i], kind))
            return true;
    return false;
}

bool kind_set_init(struct whole *w, struct kind_set *set)
{
    struct work *work = w->b->work;
    bool *all = work->failed ? NULL : ARENA_NEW(work->arena, bool, 3 * w->plan->kind_count + 1);
    if (!all) {
        if (!work->failed)
            work_fail(work, err_no_memory(work->err));
        return false;
    }
    *set = (struct kind_set){all, all + w->plan->kind_count, all + 2 * w->plan->kind_count, false};
    return true;
}

void kind_set_class(const struct whole *w, struct kind_set *set, uint32_t class)
{
    const struct plan_class *c = &w->plan->classes[class];
    for (size_t i = 0; i < c->alternative_count; i++) {
        set->at[c->alternatives[i].kind] = true;
        set->is_any = true;
    }
}

void kind_set_close(const struct whole *w, struct kind_set *set)
{
    const struct plan_kind *kinds = w->plan->kinds;
    for (size_t i = 0; i < w->plan->kind_count; i++)
        set->above[i] = set->at[i] || (kinds[i].parent != PLAN_NONE && set->above[kinds[i].parent]);
    for (size_t i = w->plan->kind_count; i--;) {
        set->below[i] = set->below[i] || set->at[i];
        if (set->below[i] && kinds[i].parent != PLAN_NONE)
            set->below[kinds[i].parent] = true;
    }
}

bool kind_set_meets(const struct whole *w, const struct kind_set *set, uint32_t class)
{
    const struct plan_class *c = &w->plan->classes[class];
    for (size_t i = 0; i < c->alternative_count; i++)
        if (set->above[c->alternatives[i].kind] || set->below[c->alternatives[i].kind])
            return true;
    return false;
}

bool is_party(const struct whole *w, uint32_t actor)
{
    const struct plan_actor *actors = w->plan->actors;
    for (size_t i = 0; i < w->plan->actor_count; i++) { /* the teams of a body are not a party's */
        if (actors[actor].role != PLAN_GROUP || actors[actor].under == PLAN_NONE)
            break;
        actor = actors[actor].under;
    }
    return actors[actor].role == PLAN_PARTY || actors[actor].role == PLAN_GROUP;
}

size_t party_count(const struct whole *w)
{
    size_t count = 0;
    for (size_t i = 0; i < w->plan->actor_count; i++)
        count += w->plan->actors[i].role == PLAN_PARTY;
    return count;
}

bool binds_others(const struct whole *w, const struct plan_actors *actors)
{
    if (actors->form != PLAN_ACTORS_NAMES && actors->form != PLAN_ACTORS_ANY_OF)
        return false;
    for (size_t i = 0; i < actors->names.count; i++)
        if (!is_party(w, actors->names.items[i]))
            return true;
    return false;
}

bool binds_parties(const struct whole *w, const struct plan_actors *actors)
{
    if (actors->form != PLAN_ACTORS_NAMES && actors->form != PLAN_ACTORS_ANY_OF)
        return actors->form != PLAN_ACTORS_NONE && actors->form != PLAN_ACTORS_OPEN;
    for (size_t i = 0; i < actors->names.count; i++)
        if (is_party(w, actors->names.items[i]))
            return true;
    return false;
}

static int64_t span_by(struct plan_span span, int64_t month_days, int64_t year_days)
{
    int64_t unit = span.unit == PLAN_ELAPSED  ? 1
                   : span.unit == PLAN_DAYS   ? TIME_DAY_US
                   : span.unit == PLAN_MONTHS ? month_days * TIME_DAY_US
                                              : year_days * TIME_DAY_US;
    if (span.count > INT64_C(4000000000000000000) / unit)
        return INT64_C(4000000000000000000);
    return span.count * unit;
}

int64_t span_least(struct plan_span span)
{
    return span_by(span, 28, 365);
}

int64_t span_most(struct plan_span span)
{
    return span_by(span, 31, 366);
}

/* ---------------------------------------------------------------- the index */

const struct plan_happening *use_happening(const struct use *use)
{
    if (use->condition)
        return use->condition->form == PLAN_COND_NO || use->condition->form == PLAN_COND_COUNT
                   ? &use->condition->happening
                   : NULL;
    return use->event->form == PLAN_EVENT_EACH || use->event->form == PLAN_EVENT_FIRST
               ? &use->event->happening
               : NULL;
}

struct plan_list use_clauses(const struct use *use)
{
    const struct plan_happening *happening = use_happening(use);
    if (happening)
        return happening->clauses;
    if (use->condition)
        return use->condition->form == PLAN_COND_STATE ? use->condition->clauses
                                                       : (struct plan_list){0};
    return use->event->clauses;
}

/* A condition's leaves. Its rows and those of the tree run alike but where the tree was wrong. */
static void add_condition(struct whole *w, struct use use, uint32_t index, uint32_t from)
{
    struct work *work = w->b->work;
    if (index == PLAN_NONE || !from || work->failed)
        return;
    const struct plan_condition *c = &w->plan->conditions[index];
    const struct ast_condition *a = &w->b->ast->conditions.items[from];
    bool is_alike = c->form == a->form && c->children.count == a->children.count;
    use.range = a->range;
    if (use.root == PLAN_NONE) {
        use.root = index;
        use.is_needed = true;
    }
    if (c->form == PLAN_COND_AND || c->form == PLAN_COND_OR || c->form == PLAN_COND_NOT) {
        use.is_needed = use.is_needed && c->form == PLAN_COND_AND;
        use.is_denied = use.is_denied || c->form == PLAN_COND_NOT;
        for (size_t i = 0; i < c->children.count; i++)
            add_condition(w, use, c->children.items[i], is_alike ? a->children.items[i] : from);
        return;
    }
    use.condition = c;
    PUSH(work, &w->uses, use);
}

static void add_event(struct whole *w, struct use use, const struct plan_event *event,
                      const struct ast_event *from)
{
    if (event->form == PLAN_EVENT_NONE || event->form == PLAN_EVENT_TIME)
        return;
    use.event = event;
    use.range = from->range;
    PUSH(w->b->work, &w->uses, use);
}

static struct use new_use(enum use_sort sort, uint32_t phase, uint32_t statement)
{
    return (struct use){
        .sort = sort, .phase = phase, .exit = PLAN_NONE, .statement = statement, .root = PLAN_NONE};
}

static void index_statement(struct whole *w, uint32_t clause, uint32_t at)
{
    const struct plan_clause *row = &w->plan->clauses[clause];
    uint32_t index = row->first_statement + at;
    const struct plan_statement *s = &w->plan->statements[index];
    const struct ast_statement *from =
        &w->b->ast->statements.items[w->b->ast->clauses.items[clause].first + at];
    struct use use = new_use(USE_WHEN, row->phase, index);
    add_condition(w, use, s->when, from->when);
    use.sort = USE_WHILE;
    add_condition(w, use, s->tail.while_condition, from->while_condition);
    use.sort = USE_CLOCK;
    if (s->due.form == PLAN_DUE_WITHIN)
        add_event(w, use, &s->due.of, &from->due.of);
    for (size_t i = 0; i < s->due.step_count && i < from->due.steps.count; i++)
        if (!s->due.steps[i].has_by)
            add_event(w, use, &s->due.steps[i].of, &from->due.steps.items[i].of);
    use.sort = USE_WINDOW;
    if (s->tail.during.form == PLAN_WINDOW_AFTER || s->tail.during.form == PLAN_WINDOW_BEFORE)
        add_event(w, use, &s->tail.during.event, &from->during.event);
}

static void index_phase(struct whole *w, uint32_t index)
{
    const struct plan_phase *phase = &w->plan->phases[index];
    const struct ast_phase *from = &w->b->ast->phases.items[index];
    add_condition(w, new_use(USE_BEGIN, index, PLAN_NONE), phase->begin_condition,
                  from->begin_condition);
    add_condition(w, new_use(USE_RENEWAL, index, PLAN_NONE), phase->renewal_condition,
                  from->renewal_condition);
    uint32_t at = 0;
    for (size_t i = 0; i < from->exits.count; i++) {
        if (from->exits.items[i].is_else)
            continue;
        struct use use = new_use(USE_EXIT, index, PLAN_NONE);
        use.exit = at;
        if (at < phase->exit_count)
            add_condition(w, use, phase->exits[at].condition, from->exits.items[i].condition);
        at++;
    }
}

static void index_uses(struct whole *w)
{
    const struct plan *plan = w->plan;
    add_condition(w, new_use(USE_ENTRY, PLAN_NONE, PLAN_NONE), plan->entry_condition,
                  w->b->ast->entry_condition);
    for (size_t i = 0; i < plan->date_count; i++)
        add_event(w, new_use(USE_DATE, PLAN_NONE, PLAN_NONE), &plan->dates[i].event,
                  &w->b->ast->dates.items[i].event);
    for (size_t i = 0; i < plan->phase_count; i++)
        index_phase(w, (uint32_t)i);
    for (size_t i = 0; i < plan->clause_count; i++)
        for (uint32_t j = 0; j < plan->clauses[i].statement_count; j++)
            index_statement(w, (uint32_t)i, j);
}

static void task(struct whole *w, uint32_t actor)
{
    if (actor < w->plan->actor_count)
        w->has_task[actor] = true;
}

static void tasks(struct whole *w, struct plan_list actors)
{
    for (size_t i = 0; i < actors.count; i++)
        task(w, actors.items[i]);
}

/* Whom the text asks for something beside a certificate that opens a gate. */
static void index_tasks(struct whole *w)
{
    const struct plan *plan = w->plan;
    for (size_t i = 0; i < plan->actor_count; i++) {
        tasks(w, plan->actors[i].members);
        task(w, plan->actors[i].chair);
        task(w, plan->actors[i].tie_breaker);
    }
    for (size_t i = 0; i < plan->clause_count; i++)
        task(w, plan->clauses[i].verifier);
    for (size_t i = 0; i < plan->phase_count; i++)
        for (size_t j = 0; j < plan->phases[i].exit_count; j++)
            task(w, plan->phases[i].exits[j].decider);
    for (size_t i = 0; i < plan->statement_count; i++) {
        const struct plan_statement *s = &plan->statements[i];
        task(w, s->body);
        if (s->actors.form != PLAN_ACTORS_ANYONE)
            tasks(w, s->actors.names);
        for (size_t j = 0; j < s->audience_count; j++)
            task(w, s->audience[j].actor);
    }
    for (size_t i = 0; i < plan->past_count; i++) {
        task(w, plan->pasts[i].actor);
        tasks(w, plan->pasts[i].actors.names);
    }
}

void check_whole(struct build *b)
{
    static void (*const checks[])(struct whole * w) = {
        check_gates,     check_waits,      check_consequences, check_silence,    check_frame,
        check_people,    check_both_sides, check_steps,        check_exceptions, check_words,
        check_numbering, check_ends,       check_odd};
    struct whole w = {.b = b, .plan = b->plan};
    if (b->plan->actor_count != b->ast->actors.count)
        return; /* too many to be read */
    w.has_task = ARENA_NEW(b->work->arena, bool, b->plan->actor_count);
    if (!w.has_task) {
        work_fail(b->work, err_no_memory(b->work->err));
        return;
    }
    w.is_sequel = b->ast->builds.count > 0;
    index_uses(&w);
    index_tasks(&w);
    for (size_t i = 0; i < COUNT_OF(checks) && !b->work->failed; i++)
        checks[i](&w);
}

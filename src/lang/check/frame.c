/* SPDX-License-Identifier: Apache-2.0
 *
 * Checks of the frame: entry, languages, lines without a date, who settles disputes, what the public hears, what is put
 * off, and how monitoring ends. */
#include "lang/check/whole.h"

static void check_entry(struct whole *w)
{
    const struct plan_time *entry = &w->plan->entry;
    if (entry->form != PLAN_TIME_DATE || entry->shift_sign)
        return;
    struct diag *diag =
        whole_range_diag(w, LANG_W0854, w->b->ast->entry.range,
                         "the agreement is in force on a day, not at a moment of it");
    diag->label = STR("read as: from 00:00 on that day");
    diag->help = work_printf(
        w->b->work, "write the time of day too, as in `in force %.*s 00:00`",
        STR_ARG(work_text(w->b->work, w->b->ast->entry.range.from, w->b->ast->entry.range.to)));
}

/* A phase that begins on a day of the calendar, likewise. */
static void check_begins(struct whole *w)
{
    for (size_t i = 0; i < w->plan->phase_count && !w->b->work->failed; i++) {
        const struct plan_phase *phase = &w->plan->phases[i];
        if (phase->begins != PLAN_BEGIN_AT || phase->begin_at.form != PLAN_TIME_DATE ||
            phase->begin_at.shift_sign)
            continue;
        struct diag *diag = whole_range_diag(
            w, LANG_W0854, w->b->ast->phases.items[i].begin_at.range,
            "phase `%.*s` begins on a day, not at a moment of it", STR_ARG(phase->name));
        diag->label = STR("read as: at 00:00 on that day");
    }
}

static void check_languages(struct whole *w)
{
    const struct ast_words *languages = &w->b->ast->languages;
    if (!languages->count) {
        if (w->is_sequel)
            return;
        whole_title_diag(w, LANG_N0904, "nothing says in which languages the text is authentic")
            ->label = STR("expected `languages` and their names under the title");
        return;
    }
    if (languages->count < 2 || w->plan->prevailing.size)
        return;
    struct names names = {0};
    for (size_t i = 0; i < languages->count; i++)
        names_add(&names, languages->items[i].text);
    struct ast_range range = {languages->items[0].token,
                              languages->items[languages->count - 1].token + 1};
    struct diag *diag = whole_range_diag(
        w, LANG_W0862, range, "the text is authentic in %.*s, and nothing says which prevails",
        STR_ARG(names_text(w, &names)));
    diag->label = STR("expected `prevailing` and one of them");
}

/* ---------------------------------------------------------------- lines */

static bool has_word(struct str name, struct str word)
{
    for (size_t i = 0; i + word.size <= name.size; i++)
        if (str_starts(str_from(name, i), word))
            return true;
    return false;
}

/* A line that fighting moves: the sides read it apart, each has its own, or its name says so. Others are fixed by the file
 * that draws them. */
static bool moves(const struct ast_place *place)
{
    static const struct str words[] = {STR_INIT("contact"), STR_INIT("front"), STR_INIT("actual"),
                                       STR_INIT("current"), STR_INIT("confrontation")};
    if (place->is_disputed || place->geoms.count > 1)
        return true;
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (has_word(place->name.text, words[i]))
            return true;
    return false;
}

static void check_lines(struct whole *w)
{
    const struct ast *ast = w->b->ast;
    for (size_t i = 0; i < ast->places.count && !w->b->work->failed; i++) {
        const struct ast_place *place = &ast->places.items[i];
        size_t undated = 0;
        struct str lacks = {0}; /* the one reading, or key, without a day */
        const struct symbol *symbol = build_symbol(w->b, place->name.text);
        if (place->type != PLAN_LINE || !symbol || !symbol->is_used || !moves(place))
            continue;
        for (size_t j = 0; j < place->geoms.count; j++) {
            const struct ast_geom *geom = &ast->geoms.items[place->geoms.items[j].geom];
            if (geom->form != AST_GEOM_LOAD || geom->as_of.form != PLAN_TIME_NONE)
                continue;
            undated++;
            lacks = place->geoms.items[j].key.text;
        }
        if (!undated)
            continue;
        bool is_one = undated == 1 && place->geoms.count > 1 && lacks.size > 0;
        struct diag *diag = whole_word_diag(
            w, LANG_W0839, place->name, "nothing says of which day the line `%.*s` is%s%.*s%s",
            STR_ARG(place->name.text), is_one ? " for `" : "", is_one ? (int)lacks.size : 0,
            is_one ? lacks.text : "", is_one ? "`" : "");
        diag->label = STR("expected `as of` and a day after each file");
    }
}

/* ---------------------------------------------------------------- disputes, the public */

/* A body in which one party sits and the others do not. */
static bool is_of_one_party(const struct whole *w, uint32_t actor)
{
    struct plan_list members = w->plan->actors[actor].members;
    size_t parties = 0;
    for (size_t i = 0; i < members.count; i++)
        parties += w->plan->actors[members.items[i]].role == PLAN_PARTY;
    return parties == 1;
}

static void check_settling(struct whole *w)
{
    const struct plan *plan = w->plan;
    if (party_count(w) < 2 || !plan->statement_count || w->is_sequel)
        return;
    for (size_t i = 0; i < plan->actor_count; i++) {
        size_t members = 0;
        for (size_t j = 0; j < plan->actors[i].members.count; j++)
            members += plan->actors[plan->actors[i].members.items[j]].role == PLAN_PARTY;
        if (members > 1)
            return;
    }
    for (size_t i = 0; i < plan->phase_count; i++)
        for (size_t j = 0; j < plan->phases[i].exit_count; j++) {
            uint32_t decider = plan->phases[i].exits[j].decider;
            if (decider != PLAN_NONE && !is_party(w, decider) && !is_of_one_party(w, decider))
                return;
        }
    whole_title_diag(w, LANG_W0855,
                     "no body has the parties as members, and nobody else decides what they "
                     "dispute")
        ->label = STR("expected `body … of` the parties, `chaired by` a third, `decides by …`");
}

static void check_public(struct whole *w)
{
    const struct plan *plan = w->plan;
    uint32_t announcement = whole_kind(w, "announcement");
    if (!plan->statement_count || w->is_sequel)
        return;
    for (size_t i = 0; i < plan->statement_count; i++) {
        const struct plan_statement *s = &plan->statements[i];
        if (s->form == PLAN_REQUIRE && any_meets(w, s->classes, announcement))
            for (size_t j = 0; j < s->classes.count; j++)
                if (announcement != PLAN_NONE &&
                    class_is_under(w, s->classes.items[j], announcement))
                    return;
        for (size_t j = 0; j < s->audience_count; j++)
            if (s->audience[j].form == PLAN_TO_PUBLIC)
                return;
    }
    whole_title_diag(w, LANG_W0861, "no clause has anything told to the public")->label =
        STR("expected a report `to public`, such as `require … to report compliance to public "
            "every week`");
}

/* ---------------------------------------------------------------- what is put off */

static void check_deferred(struct whole *w)
{
    struct work *work = w->b->work;
    const struct ast *ast = w->b->ast;
    struct map waiting; /* topics of working groups that begin some day */
    map_init(&waiting, work->arena);
    for (size_t i = 0; i < ast->tracks.count && !work->failed; i++) {
        const struct ast_track *track = &ast->tracks.items[i];
        for (size_t j = 0; j < track->topics.count && track->after.is_set && !work->failed; j++)
            if (track->topics.items[j].is_text &&
                map_set(&waiting, track->topics.items[j].word.text, 0, work->err))
                work_fail(work, ERR_NO_MEMORY);
    }
    for (size_t i = 0; i < ast->deferred.count && !work->failed; i++) {
        const struct ast_deferred *issue = &ast->deferred.items[i];
        if (issue->after.is_set || issue->phase < ast->phases.count ||
            map_get(&waiting, issue->title.text) != MAP_NONE)
            continue;
        struct diag *diag = whole_word_diag(w, LANG_W0848, issue->title,
                                            "nothing says when talks on \"%.*s\" begin",
                                            STR_ARG(issue->title.text));
        diag->label = STR("expected `after` and a phase, here or at a working group on it");
    }
}

/* ---------------------------------------------------------------- how monitoring ends */

static bool has_end(const struct whole *w)
{
    const struct plan *plan = w->plan;
    static const char *const kinds[] = {"mission_handover", "mission_end"};
    for (size_t i = 0; i < plan->phase_count; i++)
        if (plan->phases[i].has_lasts)
            return true;
    for (size_t i = 0; i < plan->statement_count; i++)
        for (size_t j = 0; j < COUNT_OF(kinds); j++) {
            uint32_t kind = whole_kind(w, kinds[j]);
            for (size_t k = 0; k < plan->statements[i].classes.count && kind != PLAN_NONE; k++)
                if (class_is_under(w, plan->statements[i].classes.items[k], kind))
                    return true;
        }
    return false;
}

/* Where somebody monitors: the monitor or body that verifies most clauses, else the first monitor; or PLAN_NONE. */
static uint32_t busiest(struct whole *w)
{
    const struct plan *plan = w->plan;
    uint32_t monitor = PLAN_NONE, most;
    size_t *counts = ARENA_NEW(w->b->work->arena, size_t, plan->actor_count);
    if (!counts) {
        work_fail(w->b->work, err_no_memory(w->b->work->err));
        return PLAN_NONE;
    }
    for (size_t i = 0; i < plan->clause_count; i++)
        if (plan->clauses[i].verifier != PLAN_NONE)
            counts[plan->clauses[i].verifier]++;
    for (uint32_t i = 0; i < plan->actor_count && monitor == PLAN_NONE; i++)
        if (plan->actors[i].role == PLAN_MONITOR)
            monitor = i;
    most = monitor;
    for (uint32_t i = 0; i < plan->actor_count && monitor != PLAN_NONE; i++)
        if ((plan->actors[i].role == PLAN_MONITOR || plan->actors[i].role == PLAN_BODY) &&
            counts[i] > counts[most])
            most = i;
    return most;
}

static void check_closing(struct whole *w)
{
    if (!w->plan->statement_count || w->is_sequel || has_end(w))
        return;
    uint32_t most = busiest(w);
    if (most == PLAN_NONE)
        return;
    struct diag *diag =
        whole_word_diag(w, LANG_W0864, w->b->ast->actors.items[most].name,
                        "nothing says when the work of `%.*s` ends, is renewed or is handed over",
                        STR_ARG(w->plan->actors[most].name));
    diag->label = STR("expected a phase that `lasts`, or a duty such as `require … to do "
                      "mission_handover …`");
}

void check_frame(struct whole *w)
{
    static void (*const checks[])(struct whole * w) = {
        check_entry,    check_begins, check_languages, check_lines,
        check_settling, check_public, check_deferred,  check_closing};
    for (size_t i = 0; i < COUNT_OF(checks) && !w->b->work->failed; i++)
        checks[i](w);
}

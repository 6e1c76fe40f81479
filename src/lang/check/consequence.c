/* SPDX-License-Identifier: Apache-2.0
 *
 * Checks of what follows a breach: prohibitions and ceilings that nothing looks at again, and words of gravity on which
 * nothing hangs. */
#include "lang/check/whole.h"

struct consequences {
    struct whole *w;
    bool *has;                /* clauses that something looks at */
    struct kind_set triggers; /* acts that set something in motion, whatever clause forbids them */
    bool is_general; /* any breach can be answered: a meeting on call, a response to each finding */
};

/* Parties, or anybody, are forbidden, kept or limited. */
static bool is_rule(const struct whole *w, const struct plan_statement *s)
{
    return (s->form == PLAN_FORBID || s->form == PLAN_KEEP || s->form == PLAN_LIMIT) &&
           s->classes.count > 0 && binds_parties(w, &s->actors);
}

static const struct str breach_words[] = {STR_INIT("iolation"), STR_INIT("reach")};
static const struct str sanction_words[] = {STR_INIT("unish"), STR_INIT("isciplin"),
                                            STR_INIT("anction")};
static const struct str answer_words[] = {STR_INIT("unish"), STR_INIT("isciplin"),
                                          STR_INIT("anction"), STR_INIT("nswer"), STR_INIT("emed")};

static bool has_word(struct str text, const struct str *words, size_t count)
{
    for (size_t at = 0; at < text.size; at++)
        for (size_t i = 0; i < count; i++)
            if (str_starts(str_from(text, at), words[i]))
                return true;
    return false;
}

/* Some sentence speaks of breaches and of an answer. */
static bool answers_breaches(struct str text)
{
    for (size_t from = 0, to; from < text.size; from = to + 1) {
        for (to = from; to < text.size && text.text[to] != '.' && text.text[to] != ';';)
            to++;
        struct str sentence = str_slice(text, from, to);
        if (has_word(sentence, breach_words, COUNT_OF(breach_words)) &&
            has_word(sentence, answer_words, COUNT_OF(answer_words)))
            return true;
    }
    return false;
}

/* People answer breaches, by a clause whose title or article says so: it is soft, but it is an answer. To find that
 * there was a breach is none. *read: the heading that was read last. */
static bool is_judgement(const struct whole *w, uint32_t index, size_t *read)
{
    const struct plan_statement *s = &w->plan->statements[index];
    const struct work *work = w->b->work;
    const struct source *source = &work->source;
    struct str title = w->plan->clauses[s->clause].title;
    if (s->form != PLAN_ASSESS)
        return false;
    if (has_word(title, sanction_words, COUNT_OF(sanction_words)) || answers_breaches(title))
        return true;
    if (!whole_is_own(w, &w->plan->clauses[s->clause]))
        return false;
    uint32_t at = work->tokens[whole_statement(w, index)->range.from].from;
    size_t heading = 0, low = 0, high = source->prose_count;
    for (size_t count = source->heading_count; heading < count;) {
        size_t middle = heading + (count - heading) / 2;
        if (source->headings[middle].at < at)
            heading = middle + 1;
        else
            count = middle;
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (source->prose[middle].heading < heading)
            low = middle + 1;
        else
            high = middle;
    }
    if (heading == *read)
        return false;
    *read = heading;
    for (; low < source->prose_count && source->prose[low].heading == heading; low++)
        if (answers_breaches(
                str_slice(source->text, source->prose[low].from, source->prose[low].to)))
            return true;
    return false;
}

/* Something is to be done, beyond looking, whenever somebody reports, alleges or calls. */
static bool answers_any(const struct whole *w, const struct use *use)
{
    const struct plan_happening *happening = use_happening(use);
    if (use->statement == PLAN_NONE || (use->sort != USE_CLOCK && use->sort != USE_WHEN))
        return false;
    const struct plan_statement *s = &w->plan->statements[use->statement];
    static const char *const calls[] = {"allegation", "finding", "call_for_meeting"};
    static const char *const answers[] = {"meeting", "response", "discipline"};
    bool is_call = false, is_answer = false;
    for (size_t i = 0; i < COUNT_OF(calls); i++) {
        uint32_t call = whole_kind(w, calls[i]), answer = whole_kind(w, answers[i]);
        is_call = is_call || (call != PLAN_NONE && class_is_under(w, happening->class, call));
        for (size_t j = 0; j < s->classes.count; j++)
            is_answer = is_answer ||
                        (answer != PLAN_NONE && class_is_under(w, s->classes.items[j], answer));
    }
    return is_call && is_answer;
}

static bool find(struct whole *w, struct consequences *c)
{
    struct work *work = w->b->work;
    *c = (struct consequences){.w = w};
    c->has = ARENA_NEW(work->arena, bool, w->plan->clause_count);
    if (!c->has)
        work_fail(work, err_no_memory(work->err));
    if (!c->has || !kind_set_init(w, &c->triggers))
        return false;
    for (size_t i = 0; i < w->uses.count; i++) {
        const struct use *use = &w->uses.items[i];
        const struct plan_happening *happening = use_happening(use);
        struct plan_list clauses = use_clauses(use);
        for (size_t j = 0; j < clauses.count; j++)
            c->has[clauses.items[j]] = true;
        if (!happening || happening->class == PLAN_NONE || use->sort == USE_DATE)
            continue;
        kind_set_class(w, &c->triggers, happening->class);
        c->is_general = c->is_general || answers_any(w, use);
    }
    size_t read = 0;
    for (uint32_t i = 0; i < w->plan->statement_count; i++)
        c->is_general = c->is_general || is_judgement(w, i, &read);
    kind_set_close(w, &c->triggers);
    return true;
}

/* The first statement of the clause that forbids, keeps or limits; PLAN_NONE when something follows its breach. */
static uint32_t without(const struct consequences *c, uint32_t index)
{
    const struct plan *plan = c->w->plan;
    const struct plan_clause *clause = &plan->clauses[index];
    uint32_t first = PLAN_NONE;
    if (c->has[index] || c->is_general)
        return PLAN_NONE;
    for (uint32_t i = 0; i < clause->statement_count; i++) {
        const struct plan_statement *s = &plan->statements[clause->first_statement + i];
        if (!is_rule(c->w, s))
            continue;
        bool is_plain = s->form == PLAN_FORBID && s->tail.unless == PLAN_NONE;
        for (size_t j = 0; j < s->classes.count && is_plain; j++)
            if (kind_set_meets(c->w, &c->triggers, s->classes.items[j]))
                return PLAN_NONE;
        first = first == PLAN_NONE ? clause->first_statement + i : first;
    }
    return first;
}

static bool has_rule(const struct whole *w, const struct plan_clause *clause)
{
    for (uint32_t i = 0; i < clause->statement_count; i++)
        if (is_rule(w, &w->plan->statements[clause->first_statement + i]))
            return true;
    return false;
}

static void check_breaches(struct whole *w, const struct consequences *c)
{
    const struct plan *plan = w->plan;
    struct names names = {0};
    size_t rules = 0;
    uint32_t first = PLAN_NONE;
    for (uint32_t i = 0; i < plan->clause_count; i++) {
        if (!whole_is_own(w, &plan->clauses[i]) || !has_rule(w, &plan->clauses[i]))
            continue;
        rules++;
        if (without(c, i) == PLAN_NONE)
            continue;
        first = first == PLAN_NONE ? i : first;
        names_add(&names, plan->clauses[i].label);
    }
    if (names.count && names.count == rules) {
        struct diag *diag = whole_title_diag(
            w, LANG_W0842, "nothing follows a breach of clause%s %.*s: no answer, meeting or gate",
            names.count > 1 ? "s" : "", STR_ARG(names_text(w, &names)));
        diag->label = STR("expected a clause on what follows, such as `require the same party to "
                          "report response …` or `when … require …`");
        whole_other_word(w, diag, w->b->ast->clauses.items[first].label,
                         STR("the first rule without one"));
        return;
    }
    for (uint32_t i = 0; i < plan->clause_count && !w->b->work->failed; i++) {
        if (!whole_is_own(w, &plan->clauses[i]) || without(c, i) == PLAN_NONE)
            continue;
        struct ast_word label = w->b->ast->clauses.items[i].label;
        whole_word_diag(w, LANG_W0842, label, "nothing follows a breach of clause %.*s",
                        STR_ARG(plan->clauses[i].label))
            ->label = STR("expected a gate, or a clause on answers or meetings, that names it");
    }
}

/* ---------------------------------------------------------------- gravity */

struct gravities {
    size_t count[PLAN_GRAVE + 1];
    uint32_t first[PLAN_GRAVE + 1];
    bool counts[PLAN_GRAVE + 1];
};

/* A gravity counts when a condition names it, or when something hangs on clauses of that gravity alone. */
static void weigh(const struct whole *w, struct gravities *g)
{
    const struct plan *plan = w->plan;
    *g = (struct gravities){0};
    for (uint32_t i = 0; i < plan->clause_count; i++) {
        enum plan_gravity gravity = plan->clauses[i].gravity;
        if (!g->count[gravity]++)
            g->first[gravity] = i;
    }
    for (size_t i = 0; i < w->uses.count; i++) {
        const struct plan_happening *happening = use_happening(&w->uses.items[i]);
        struct plan_list clauses = use_clauses(&w->uses.items[i]);
        if (happening)
            g->counts[happening->gravity] = true;
        if (!clauses.count)
            continue;
        enum plan_gravity one = plan->clauses[clauses.items[0]].gravity;
        bool is_one = true;
        for (size_t j = 1; j < clauses.count && is_one; j++)
            is_one = plan->clauses[clauses.items[j]].gravity == one;
        if (is_one)
            g->counts[one] = true;
    }
}

static void check_gravities(struct whole *w, const struct gravities *g)
{
    struct names names = {0};
    uint32_t first = PLAN_NONE;
    size_t used = 0;
    for (size_t i = PLAN_MINOR; i <= PLAN_GRAVE; i++) {
        used += g->count[i] > 0;
        if (!g->count[i] || g->counts[i])
            continue;
        names_add(&names, str_z(plan_gravity_text((enum plan_gravity)i)));
        first = first == PLAN_NONE || g->first[i] < first ? g->first[i] : first;
    }
    if (used < 2 || !names.count || names.count == used ||
        !whole_is_own(w, &w->plan->clauses[first]))
        return;
    struct diag *diag = whole_word_diag(
        w, LANG_W0859, w->b->ast->clauses.items[first].label,
        names.count > 1 ? "the text calls breaches %.*s, and nothing hangs on the words"
                        : "the text calls breaches %.*s, and nothing hangs on the word",
        STR_ARG(names_text(w, &names)));
    diag->label = STR("expected a condition that names the gravity, or a consequence of its own");
}

/* Prohibitions without gravity where others have one: of many, one note. */
static void check_ungraded(struct whole *w, const struct gravities *g)
{
    const struct plan *plan = w->plan;
    struct names names = {0};
    uint32_t items[NAMES_SHOWN] = {0};
    if (!g->count[PLAN_MINOR] && !g->count[PLAN_SERIOUS] && !g->count[PLAN_GRAVE])
        return;
    for (uint32_t i = 0; i < plan->clause_count; i++) {
        const struct plan_clause *clause = &plan->clauses[i];
        bool forbids = false;
        for (uint32_t j = 0; j < clause->statement_count; j++)
            forbids = forbids || plan->statements[clause->first_statement + j].form == PLAN_FORBID;
        if (!forbids || clause->gravity != PLAN_GRAVITY_NONE || !whole_is_own(w, clause))
            continue;
        if (names.count < NAMES_SHOWN)
            items[names.count] = i;
        names_add(&names, clause->label);
    }
    if (names.count > 3) {
        whole_word_diag(w, LANG_N0903, w->b->ast->clauses.items[items[0]].label,
                        "the prohibitions of clauses %.*s have no gravity, and others have one",
                        STR_ARG(names_text(w, &names)))
            ->label = STR("expected `gravity` minor, serious or grave after the title");
        return;
    }
    for (size_t i = 0; i < names.count && !w->b->work->failed; i++)
        whole_word_diag(w, LANG_N0903, w->b->ast->clauses.items[items[i]].label,
                        "the prohibition of clause %.*s has no gravity, and others have one",
                        STR_ARG(names.items[i]))
            ->label = STR("expected `gravity` minor, serious or grave after the title");
}

void check_consequences(struct whole *w)
{
    struct consequences c;
    struct gravities g;
    if (!find(w, &c))
        return;
    check_breaches(w, &c);
    weigh(w, &g);
    if (!w->b->work->failed)
        check_gravities(w, &g);
    if (!w->b->work->failed)
        check_ungraded(w, &g);
}

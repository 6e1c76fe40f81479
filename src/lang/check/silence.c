/* SPDX-License-Identifier: Apache-2.0
 *
 * Checks of what the whole text is silent about: kinds of acts, contact between the parties, the access of those who
 * verify and what they may use. */
#include "lang/check/whole.h"

/* What a ceasefire has to say something about, for or against; and the things that speak of the same. */
static const struct {
    const char *kind;
    const char *kinds[4]; /* acts and things that speak of it, too */
    const char *words[4]; /* in the labels of kinds that the text declares itself */
} topics[] = {
    {"attack", {NULL}, {"ttack", "ostil", NULL}},
    {"movement", {"personnel", "units", "equipment", NULL}, {"nter", "rriv", "eave", NULL}},
    {"reconnaissance", {"military_observation", "surveillance_flight", NULL}, {"bserv", NULL}},
    {"flight", {"aircraft", "drone", NULL}, {"light", "ircraft", NULL}},
    {"exercise", {"training", NULL}, {"xercise", NULL}},
    {"fortification", {"fieldwork", "construction", NULL}, {"ortif", "rench", "onstruct", NULL}},
    {"mine_laying", {NULL}, {"mine", "Mine", NULL}},
    {"arms_transfer", {NULL}, {"eapon", "arms", "Arms", NULL}},
    {"recruitment", {NULL}, {"ecruit", NULL}},
    {"interference", {NULL}, {"onitor", "bserver", NULL}},
    {"obstruction", {"aid_convoy", "aid_access", NULL}, {"bstruct", "heckpoint", NULL}},
    {"violence", {"civilian_casualty", NULL}, {"iolence", "ivilian", NULL}},
    {"propaganda", {NULL}, {"ropagand", "hate", "Hate", NULL}},
};

struct said {
    struct kind_set acts, things; /* of all statements */
    struct kind_set forbidden;
    bool against_civilians;
    bool
        is_narrow; /* it is about somebody or something in particular: no attack on others is forbidden */
};

static bool collect(struct whole *w, struct said *said)
{
    const struct plan *plan = w->plan;
    uint32_t civilians = whole_kind(w, "civilians"), attack = whole_kind(w, "attack");
    bool is_wide = false;
    *said = (struct said){0};
    if (!kind_set_init(w, &said->acts) || !kind_set_init(w, &said->things) ||
        !kind_set_init(w, &said->forbidden))
        return false;
    for (uint32_t i = 0; i < plan->statement_count; i++) {
        const struct plan_statement *s = &plan->statements[i];
        bool is_report = s->form == PLAN_REQUIRE && s->verb != PLAN_DO;
        for (size_t j = 0; j < s->classes.count; j++) {
            bool is_thing = class_type(w, s->classes.items[j]) == PLAN_THING;
            if (!is_report || !is_thing)
                kind_set_class(w, is_thing ? &said->things : &said->acts, s->classes.items[j]);
            if (s->form == PLAN_FORBID)
                kind_set_class(w, &said->forbidden, s->classes.items[j]);
        }
        const struct ast_words *against = &whole_statement(w, i)->against;
        bool is_attack = s->form == PLAN_FORBID && any_meets(w, s->classes, attack);
        bool is_at_party = false; /* then it is about all that the party has */
        for (size_t j = 0; j < s->against.names.count; j++)
            is_at_party = is_at_party || plan->actors[s->against.names.items[j]].role == PLAN_PARTY;
        is_wide = is_wide || (is_attack && (is_at_party || (!against->count && !s->spots.count)));
        said->is_narrow = said->is_narrow || (is_attack && against->count && !is_at_party);
        for (size_t j = 0; j < against->count && civilians != PLAN_NONE; j++)
            said->against_civilians = said->against_civilians ||
                                      map_get(&w->b->kinds, against->items[j].text) == civilians;
    }
    said->is_narrow = said->is_narrow && !is_wide;
    kind_set_close(w, &said->acts);
    kind_set_close(w, &said->things);
    kind_set_close(w, &said->forbidden);
    return true;
}

static bool speaks_of(const struct kind_set *set, uint32_t kind)
{
    return kind != PLAN_NONE && (set->above[kind] || set->below[kind]);
}

/* A kind of the text's own, used in a clause, whose label has one of the words. */
static bool declares_like(const struct whole *w, const struct said *said, const char *const *words)
{
    const struct ast *ast = w->b->ast;
    for (size_t i = 0; i < ast->kinds.count; i++) {
        uint32_t kind = map_get(&w->b->kinds, ast->kinds.items[i].name.text);
        struct str label = ast->kinds.items[i].label.text;
        if (kind == MAP_NONE || (!said->acts.at[kind] && !said->things.at[kind]))
            continue;
        for (size_t j = 0; words[j]; j++)
            for (size_t at = 0; at < label.size; at++)
                if (str_starts(str_from(label, at), str_z(words[j])))
                    return true;
    }
    return false;
}

static void check_kinds(struct whole *w, const struct said *said)
{
    struct names names = {0};
    if (!said->acts.is_any && !said->things.is_any)
        return;
    for (size_t i = 0; i < COUNT_OF(topics); i++) {
        uint32_t kind = whole_kind(w, topics[i].kind);
        bool is_said = kind == PLAN_NONE || speaks_of(&said->acts, kind) ||
                       declares_like(w, said, topics[i].words);
        for (size_t j = 0; topics[i].kinds[j] && !is_said; j++)
            is_said = speaks_of(&said->things, whole_kind(w, topics[i].kinds[j])) ||
                      speaks_of(&said->acts, whole_kind(w, topics[i].kinds[j]));
        if (str_eq(str_z(topics[i].kind), STR("violence")))
            is_said = is_said || said->against_civilians;
        if (!is_said)
            names_add(&names, str_z(topics[i].kind));
    }
    if (!names.count || said->is_narrow)
        return;
    struct names shown = names;
    shown.count = names.count < NAMES_SHOWN ? names.count : NAMES_SHOWN;
    for (size_t i = 0; i < shown.count; i++)
        shown.items[i] = w->plan->kinds[map_get(&w->b->kinds, names.items[i])].label;
    shown.count = names.count;
    struct diag *diag =
        whole_title_diag(w, LANG_W0841, "no clause forbids, permits or limits: %.*s",
                         STR_ARG(names_text(w, &shown)));
    diag->label = STR("expected a `forbid` or `permit` for each kind of act that may come up");
}

/* ---------------------------------------------------------------- contact */

static size_t parties_in(const struct whole *w, struct plan_list actors)
{
    size_t count = 0;
    for (size_t i = 0; i < actors.count; i++)
        count += w->plan->actors[actors.items[i]].role == PLAN_PARTY;
    return count;
}

/* The parties meet. */
static bool meets_parties(const struct whole *w, const struct plan_actors *actors)
{
    return actors->form == PLAN_ACTORS_ANY_PARTY || parties_in(w, actors->names) > 1;
}

static bool is_joint(const struct whole *w, uint32_t actor)
{
    return actor != PLAN_NONE && parties_in(w, w->plan->actors[actor].members) > 1;
}

/* A body of both has something to do: it meets for it. */
static bool is_joint_work(const struct whole *w, const struct plan_actors *actors)
{
    for (size_t i = 0; i < actors->names.count; i++)
        if (is_joint(w, actors->names.items[i]))
            return true;
    return false;
}

static bool is_contact(const struct whole *w, const struct plan_statement *s)
{
    uint32_t point = whole_kind(w, "contact_point"), meeting = whole_kind(w, "meeting"),
             communication = whole_kind(w, "communication");
    if (s->form != PLAN_REQUIRE)
        return false;
    for (size_t i = 0; i < s->classes.count; i++) {
        if (point != PLAN_NONE && class_is_under(w, s->classes.items[i], point))
            return true;
        if (meeting != PLAN_NONE && class_is_under(w, s->classes.items[i], meeting) &&
            meets_parties(w, &s->actors))
            return true;
    }
    if (is_joint_work(w, &s->actors))
        return true;
    if (!any_meets(w, s->classes, communication) || !binds_parties(w, &s->actors))
        return false;
    for (size_t i = 0; i < s->audience_count; i++)
        if (s->audience[i].form == PLAN_TO_OTHER_PARTY ||
            (s->audience[i].form == PLAN_TO_ACTOR && s->audience[i].actor != PLAN_NONE &&
             w->plan->actors[s->audience[i].actor].role == PLAN_PARTY))
            return true;
    return false;
}

/* A body in which both sit has work beyond listening: it verifies, decides or assesses. */
static bool has_joint_body(const struct whole *w)
{
    const struct plan *plan = w->plan;
    for (size_t i = 0; i < plan->clause_count; i++)
        if (is_joint(w, plan->clauses[i].verifier))
            return true;
    for (size_t i = 0; i < plan->statement_count; i++)
        if (is_joint(w, plan->statements[i].body))
            return true;
    for (size_t i = 0; i < plan->phase_count; i++)
        for (size_t j = 0; j < plan->phases[i].exit_count; j++)
            if (is_joint(w, plan->phases[i].exits[j].decider))
                return true;
    return false;
}

static void check_contact(struct whole *w)
{
    if (party_count(w) < 2 || !w->plan->statement_count)
        return;
    if (has_joint_body(w))
        return;
    for (size_t i = 0; i < w->plan->statement_count; i++)
        if (is_contact(w, &w->plan->statements[i]))
            return;
    struct diag *diag =
        whole_title_diag(w, LANG_W0856,
                         "nothing says how the parties reach each other at once: no contact point, "
                         "no time to answer");
    diag->label = STR("expected that each is required to do contact_point within a time, or "
                      "meetings of a body of both");
}

/* ---------------------------------------------------------------- those who verify */

/* The first monitor, else the first who verifies a clause and is no party; PLAN_NONE. */
static uint32_t who_verifies(const struct whole *w)
{
    for (uint32_t i = 0; i < w->plan->actor_count; i++)
        if (w->plan->actors[i].role == PLAN_MONITOR)
            return i;
    for (size_t i = 0; i < w->plan->clause_count; i++)
        if (w->plan->clauses[i].verifier != PLAN_NONE && !is_party(w, w->plan->clauses[i].verifier))
            return w->plan->clauses[i].verifier;
    return PLAN_NONE;
}

static bool names_others(const struct whole *w, const struct plan_actors *actors)
{
    for (size_t i = 0; i < actors->names.count; i++)
        if (!is_party(w, actors->names.items[i]))
            return true;
    return false;
}

/* Interference is forbidden; or attacks on, or obstruction of, them or everybody. */
static bool protects_access(const struct whole *w, const struct said *said)
{
    uint32_t obstruction = whole_kind(w, "obstruction");
    static const char *const kinds[] = {"interference", "monitor_threat"};
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        uint32_t kind = whole_kind(w, kinds[i]);
        if (kind != PLAN_NONE && (said->forbidden.below[kind] || said->forbidden.above[kind]))
            return true;
    }
    for (size_t i = 0; i < w->plan->statement_count; i++) {
        const struct plan_statement *s = &w->plan->statements[i];
        if (s->form == PLAN_FORBID && any_meets(w, s->classes, obstruction) &&
            names_others(w, &s->against))
            return true;
    }
    return false;
}

/* Uncrewed aircraft are about as old as this; before it nobody had to speak of them. */
static bool is_of_drone_age(const struct whole *w)
{
    const struct plan_time *times[] = {&w->plan->signature, &w->plan->entry};
    for (size_t i = 0; i < COUNT_OF(times); i++)
        if (times[i]->form == PLAN_TIME_MOMENT || times[i]->form == PLAN_TIME_DATE)
            return times[i]->at_us >= INT64_C(1262304000000000); /* 2010 */
    return true;
}

static void check_access(struct whole *w, const struct said *said)
{
    uint32_t actor = who_verifies(w);
    if (actor == PLAN_NONE || !w->plan->statement_count)
        return;
    struct ast_word name = w->b->ast->actors.items[actor].name;
    if (!protects_access(w, said)) {
        struct diag *diag =
            whole_word_diag(w, LANG_W0857, name, "no clause forbids hindering `%.*s` in its work",
                            STR_ARG(w->plan->actors[actor].name));
        diag->label = STR("expected `forbid interference by` the parties");
    }
    uint32_t flight = whole_kind(w, "drone_flight"),
             surveillance = whole_kind(w, "surveillance_flight"), drone = whole_kind(w, "drone"),
             jamming = whole_kind(w, "jamming");
    if (speaks_of(&said->acts, flight) || speaks_of(&said->acts, surveillance) ||
        (drone != PLAN_NONE && said->things.below[drone]) || !is_of_drone_age(w) ||
        jamming == PLAN_NONE || said->forbidden.above[jamming] || said->forbidden.below[jamming])
        return;
    struct diag *diag = whole_word_diag(w, LANG_W0858, name,
                                        "nothing says whether `%.*s` may use drones, or that its "
                                        "signals may not be jammed",
                                        STR_ARG(w->plan->actors[actor].name));
    diag->label = STR("expected `permit drone_flight by` it, or a prohibition, and `forbid jamming "
                      "by` the parties");
}

void check_silence(struct whole *w)
{
    struct said said;
    if (w->is_sequel || !collect(w, &said))
        return;
    check_kinds(w, &said);
    if (!w->b->work->failed)
        check_contact(w);
    if (!w->b->work->failed)
        check_access(w, &said);
}

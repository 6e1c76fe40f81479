/* SPDX-License-Identifier: Apache-2.0
 *
 * The agreement against a monitoring plan: what no source sees (W0880), what is finer than any source can tell (W0881),
 * what begins and ends between two looks (W0882), and for each clause the chance that one breach of it is caught and
 * how long that takes (N0908). Formulas and defaults: docs/method/monitoring-plan.md. Each clause costs its kinds times
 * the sources. */
#include "lang/check/sight.h"
#include "lang/check/width.h"

#include "base/num.h"

#define MINUTE 60.0
#define HOUR 3600.0
#define DAY 86400.0

/* How long a breach can be seen where the text sets no time: docs/method/monitoring-plan.md. */
static const struct {
    const char *kind; /* and what is under it */
    double seconds;
} stays[] = {
    {"movement", 2 * HOUR},    {"flight", HOUR},       {"fortification", 7 * DAY},
    {"construction", 7 * DAY}, {"exercise", 6 * HOUR}, {"obstruction", 6 * HOUR},
    {"occupation", 7 * DAY},   {"jamming", HOUR},
};
#define STAY_OF_ACT (15 * MINUTE)
#define STAY_OF_THING DAY

struct watch {
    struct build *b;
    struct sight sight;
    struct map told; /* kind and place of a W0880, place or distance of a W0881 */
};

/* Acts and things that a source could see, as against papers, meetings and a body's own doings. */
static bool is_visible(const struct plan_statement *s)
{
    return s->form == PLAN_FORBID || s->form == PLAN_KEEP || s->form == PLAN_LIMIT ||
           s->form == PLAN_WITHDRAW;
}

/* The one that sees soonest, or finest. */
static const struct eye *best_eye(const struct watch *w, bool by_accuracy)
{
    const struct eye *best = NULL;
    for (size_t i = 0; i < w->sight.eye_count; i++) {
        const struct eye *eye = &w->sight.eyes[i];
        if (w->sight.seeing[i] && (!best || (by_accuracy ? eye->accuracy_m < best->accuracy_m
                                                         : eye->revisit_s < best->revisit_s)))
            best = eye;
    }
    return best;
}

/* ---------------------------------------------------------------- words */

static struct str metres_text(struct watch *w, double metres)
{
    double km = num_round(metres / 1000, metres < 10000 ? 1 : 0);
    if (metres < 1000)
        return work_printf(w->b->work, "%d m", (int)num_round(metres, 0));
    if (num_round(km, 0) == km)
        return work_printf(w->b->work, "%d km", (int)km);
    return work_printf(w->b->work, "%d.%d km", (int)km, (int)num_round(10 * (km - (int)km), 0));
}

static struct str seconds_text(struct watch *w, double s)
{
    static const struct {
        double size;
        const char *name;
    } units[] = {{DAY, "d"}, {HOUR, "h"}, {MINUTE, "min"}, {1, "s"}};
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        double count = s / units[i].size;
        double tenths = num_round(count, 1);
        if (count < (i < 2 ? 2 : 1) && !(tenths == num_round(count, 0) && count >= 1) && i < 3)
            continue;
        if (count < 10 && num_round(count, 0) != tenths)
            return work_printf(w->b->work, "%d.%d %s", (int)tenths,
                               (int)num_round(10 * (tenths - (int)tenths), 0), units[i].name);
        return work_printf(w->b->work, "%ld %s", (long)num_round(count, 0), units[i].name);
    }
    return STR("");
}

static struct str source_name(const struct watch *w, const struct eye *eye)
{
    return w->b->plan->sources[eye->row].name;
}

static void point_at_source(struct watch *w, struct diag *diag, const struct eye *eye)
{
    if (eye->row >= w->b->ast->sources.count)
        return;
    diag->has_other = true;
    diag->other = build_span_of(w->b, w->b->ast->sources.items[eye->row].range);
}

/* True the first time that a pair is told of. */
static bool is_news(struct watch *w, const char *what, struct str a, uint32_t place)
{
    struct str key = work_printf(w->b->work, "%s/%.*s/%u", what, STR_ARG(a), (unsigned)place);
    if (w->b->work->failed || map_get(&w->told, key) != MAP_NONE)
        return false;
    enum err_code code = map_set(&w->told, key, 0, w->b->work->err);
    if (code)
        work_fail(w->b->work, code);
    return !code;
}

/* ---------------------------------------------------------------- W0880 */

static bool is_seen_elsewhere(const struct watch *w, uint32_t class)
{
    for (size_t i = 0; i < w->sight.eye_count; i++)
        if (sight_sees(&w->sight, i, class))
            return true;
    return false;
}

static struct ast_word word_of_class(const struct ast_statement *from, struct str name)
{
    for (size_t i = 0; i < from->kinds.count; i++)
        if (str_eq(from->kinds.items[i].text, name))
            return from->kinds.items[i];
    return from->kinds.count ? from->kinds.items[0] : (struct ast_word){0};
}

static void tell_unseen(struct watch *w, const struct plan_statement *s,
                        const struct ast_statement *from, uint32_t class)
{
    const struct plan *plan = w->b->plan;
    struct str name = plan->classes[class].name;
    struct ast_word word = word_of_class(from, name);
    uint32_t place = sight_place(s, 0);
    bool is_elsewhere = is_seen_elsewhere(w, class) && place < plan->place_count;
    if (!word.is_set || !is_news(w, "unseen", name, is_elsewhere ? place : PLAN_NONE))
        return;
    struct diag *diag;
    if (is_elsewhere)
        diag =
            build_word_diag(w->b, LANG_W0880, word,
                            "no source in the plan sees `%.*s` in `%.*s`; those that see it look "
                            "elsewhere",
                            STR_ARG(name), STR_ARG(plan->places[place].name));
    else
        diag = build_word_diag(w->b, LANG_W0880, word, "no source in the plan sees `%.*s`",
                               STR_ARG(name));
    diag->label =
        plan->source_count == 1
            ? STR("a breach here would not be seen by its one source")
            : work_printf(w->b->work, "a breach here would not be seen by any of its %zu sources",
                          plan->source_count);
}

/* ---------------------------------------------------------------- W0881 */

static void tell_narrow(struct watch *w, struct ast_range range, struct str what, struct str name,
                        uint32_t place, double width_m, const struct eye *eye)
{
    if (width_m >= eye->accuracy_m || !is_news(w, "narrow", what, place))
        return;
    struct str wide = metres_text(w, width_m), off = metres_text(w, eye->accuracy_m);
    struct str source = source_name(w, eye);
    struct diag *diag = build_range_diag(
        w->b, LANG_W0881, range,
        "%.*s is %.*s; the most accurate source that sees `%.*s` there, `%.*s`, is off by up to "
        "%.*s",
        STR_ARG(what), STR_ARG(wide), STR_ARG(name), STR_ARG(source), STR_ARG(off));
    diag->label = STR("inside and outside cannot be told apart");
    point_at_source(w, diag, eye);
    diag->other_label = STR("the most accurate source");
}

static double setback_m(const struct watch *w, const struct plan_statement *s)
{
    const struct plan *plan = w->b->plan;
    double least = s->distance.metres;
    if (s->distance.form == PLAN_DISTANCE_METRES)
        return least;
    if (s->distance.form != PLAN_DISTANCE_TABLE || s->distance.table >= plan->table_count)
        return -1;
    const struct plan_table *table = &plan->tables[s->distance.table];
    least = -1;
    for (size_t i = 0; i < table->row_count; i++)
        if (!table->rows[i].value.is_open && (least < 0 || table->rows[i].value.value < least))
            least = table->rows[i].value.value;
    return least;
}

/* The widest that any reading makes of it: nobody is told of a strip that is wide under one. */
static double place_width(struct watch *w, uint32_t place, double enough_m)
{
    const struct plan_place *p = &w->b->plan->places[place];
    double width = -1;
    if (p->type == PLAN_LINE || p->type == PLAN_POINT)
        return -1;
    for (size_t i = 0; i < p->zone_count && width < enough_m; i++) {
        if (p->zones[i] >= w->sight.zones.node_count)
            return -1;
        double m = check_width_m(&w->sight.zones, p->zones[i], enough_m);
        width = m > width ? m : width;
    }
    return width;
}

static void check_narrow(struct watch *w, const struct plan_statement *s,
                         const struct ast_statement *from, uint32_t class)
{
    const struct plan *plan = w->b->plan;
    const struct eye *eye = best_eye(w, true);
    struct str name = plan->classes[class].name;
    if (!eye)
        return;
    if (s->form == PLAN_KEEP && s->relation == PLAN_AWAY_FROM) {
        double m = setback_m(w, s);
        if (m > 0)
            tell_narrow(w, from->distance.range, STR("the distance to keep"), name,
                        s->distance.form == PLAN_DISTANCE_TABLE ? s->distance.table : (uint32_t)m,
                        m, eye);
        return;
    }
    for (size_t i = 0; i < sight_place_count(s); i++) {
        uint32_t place = s->form == PLAN_KEEP ? s->place : sight_place(s, i);
        if (place >= plan->place_count)
            continue;
        double width = place_width(w, place, eye->accuracy_m);
        struct ast_word word = s->form == PLAN_KEEP || s->form == PLAN_WITHDRAW ? from->place
                               : i < from->spots.count ? from->spots.items[i].name
                                                       : (struct ast_word){0};
        if (width < 0 || !word.is_set)
            continue;
        struct str what =
            work_printf(w->b->work, "the width of `%.*s`", STR_ARG(plan->places[place].name));
        tell_narrow(w, (struct ast_range){word.token, word.token + 1}, what, name, place, width,
                    eye);
    }
}

/* ---------------------------------------------------------------- W0882 */

static void tell_short(struct watch *w, struct ast_range range, const char *what, double seconds_,
                       struct str name, struct str label)
{
    const struct eye *eye = best_eye(w, false);
    if (!eye || seconds_ <= 0 || seconds_ >= eye->revisit_s)
        return;
    struct str time = seconds_text(w, seconds_), revisit = seconds_text(w, eye->revisit_s);
    struct str source = source_name(w, eye);
    struct diag *diag = build_range_diag(
        w->b, LANG_W0882, range,
        "%s of %.*s is shorter than the time between two looks: the quickest source that sees "
        "`%.*s`, `%.*s`, looks every %.*s",
        what, STR_ARG(time), STR_ARG(name), STR_ARG(source), STR_ARG(revisit));
    diag->label = label;
    point_at_source(w, diag, eye);
    diag->other_label = STR("the quickest source");
}

static double window_s(const struct plan_window *window)
{
    int32_t length = window->hours.to_s - window->hours.from_s;
    switch (window->form) {
    case PLAN_WINDOW_NONE:
        break;
    case PLAN_WINDOW_DAILY:
        if (window->hours.is_always)
            break;
        return length > 0 ? length : length + DAY;
    case PLAN_WINDOW_AFTER:
    case PLAN_WINDOW_BEFORE:
        return sight_seconds(window->span);
    }
    return 0;
}

static double period_s(const struct plan_period *period)
{
    switch (period->form) {
    case PLAN_PERIOD_NONE:
        return 0;
    case PLAN_EVERY_DAY:
        return DAY;
    case PLAN_EVERY_WEEK:
        return 7 * DAY;
    case PLAN_EVERY_MONTH:
        return 30 * DAY;
    case PLAN_EVERY_SPAN:
        return sight_seconds(period->span);
    }
    return 0;
}

static void check_short(struct watch *w, const struct plan_statement *s,
                        const struct ast_statement *from, uint32_t class)
{
    struct str name = w->b->plan->classes[class].name;
    /* What is bound in a corridor is bound while it is open: then the statement names the corridor, and no hours. */
    const bool is_written = from->during.form != PLAN_WINDOW_NONE || from->spots.count == 0;
    const struct ast_range window = is_written
                                        ? from->during.range
                                        : (struct ast_range){from->spots.items[0].name.token,
                                                             from->spots.items[0].name.token + 1};
    tell_short(w, window, is_written ? "a window" : "a daily opening", window_s(&s->tail.during),
               name, STR("what happens in it can pass unseen"));
    if (s->form == PLAN_LIMIT)
        tell_short(w, from->every.range, "a period", period_s(&s->every), name,
                   STR("what happens in it can pass unseen"));
    if (s->form == PLAN_REQUIRE && s->verb == PLAN_DO && s->due.form == PLAN_DUE_WITHIN &&
        !s->due.within_is_open)
        tell_short(w, from->due.within.range, "a deadline", sight_seconds(s->due.within), name,
                   STR("what is done in time and what is done late look the same"));
}

/* `synchronous within D`: can anybody tell that the steps came no further apart? By what the clause itself keeps. */
static void check_tolerance(struct watch *w, const struct plan_clause *clause,
                            const struct plan_statement *s, const struct ast_statement *from)
{
    const struct plan *plan = w->b->plan;
    if (s->form != PLAN_SYNCHRONOUS || s->within_is_open)
        return;
    for (uint32_t i = 0; i < clause->statement_count; i++) {
        const struct plan_statement *step = &plan->statements[clause->first_statement + i];
        if (step->judged == PLAN_OPEN || (step->form != PLAN_KEEP && step->form != PLAN_WITHDRAW))
            continue;
        for (size_t j = 0; j < step->classes.count; j++) {
            uint32_t class = step->classes.items[j];
            if (class >= plan->class_count || !sight_find(&w->sight, class, step))
                continue;
            const struct eye *eye = best_eye(w, false);
            if (!eye || sight_seconds(s->within) >= eye->revisit_s)
                continue;
            tell_short(w, from->within.range, "a tolerance", sight_seconds(s->within),
                       plan->classes[class].name,
                       STR("steps so far apart and steps further apart look the same"));
            return;
        }
    }
}

/* ---------------------------------------------------------------- N0908 */

static double stay_of(const struct plan *plan, const struct plan_statement *s, uint32_t class)
{
    const struct plan_class *c = &plan->classes[class];
    uint32_t kind = c->alternative_count ? c->alternatives[0].kind : PLAN_NONE;
    double window = window_s(&s->tail.during), stay = STAY_OF_ACT;
    if (kind >= plan->kind_count)
        return stay;
    if (plan->kinds[kind].type == PLAN_THING)
        stay = STAY_OF_THING;
    for (uint32_t up = kind; up < plan->kind_count; up = plan->kinds[up].parent)
        for (size_t i = 0; i < COUNT_OF(stays); i++)
            if (str_eq(plan->kinds[up].name, str_z(stays[i].kind)))
                stay = stays[i].seconds;
    return window > 0 && window < stay ? window : stay;
}

/* The clause's kind that is caught least: anywhere, and where more sources look. */
struct catch
{
    bool is_set, is_everywhere;
    double least, most, delay_s, stay_s;
    struct str name, sources;
};

static struct str source_names(struct watch *w)
{
    const struct sight *sight = &w->sight;
    struct buf buf;
    struct str kept = {0};
    size_t count = 0;
    buf_init(&buf, w->b->work->arena->mem, 4096);
    for (size_t i = 0; i < sight->eye_count; i++)
        if (sight->seeing[i] && count++ < 4)
            buf_printf(&buf, "%s`%.*s`%s", count > 1 ? ", " : "",
                       STR_ARG(source_name(w, &sight->eyes[i])),
                       sight->seeing[i] == SIGHT_PART ? " (in part)" : "");
    if (count > 4)
        buf_printf(&buf, " and %zu more", count - 4);
    if (buf.failed)
        work_fail(w->b->work, err_no_memory(w->b->work->err));
    else
        kept = work_printf(w->b->work, "%.*s", STR_ARG(buf_str(&buf)));
    buf_free(&buf);
    return kept;
}

static void note_chance(struct watch *w, const struct plan_statement *s, uint32_t class,
                        struct catch *worst)
{
    struct sight *sight = &w->sight;
    struct catch c = {.is_set = true, .stay_s = stay_of(w->b->plan, s, class)};
    c.is_everywhere = sight_count(sight, SIGHT_WHOLE) > 0;
    c.least = 1 - sight_missed(sight, c.stay_s, SIGHT_WHOLE);
    c.most = 1 - sight_missed(sight, c.stay_s, SIGHT_PART);
    c.delay_s = sight_delay_s(sight, c.is_everywhere ? SIGHT_WHOLE : SIGHT_PART);
    if (c.delay_s < 0 || (worst->is_set && (c.least > worst->least ||
                                            (c.least == worst->least && c.most >= worst->most))))
        return;
    c.name = w->b->plan->classes[class].name;
    c.sources = source_names(w);
    *worst = c;
}

/* "0.75", "under 0.01": two decimals, and never rounded to certainty. */
static struct str chance_text(struct watch *w, double chance)
{
    int hundredths = (int)num_round(100 * chance, 0);
    if (chance <= 0)
        return STR("0");
    if (chance >= 1)
        return STR("1");
    if (hundredths == 0)
        return STR("under 0.01");
    if (hundredths == 100)
        return STR("over 0.99");
    return work_printf(w->b->work, "0.%02d", hundredths);
}

static void tell_chance(struct watch *w, const struct ast_clause *from, const struct catch *c)
{
    struct work *work = w->b->work;
    struct diag_witness *witness = ARENA_NEW(work->arena, struct diag_witness, 1);
    if (!c->is_set || !witness) {
        if (!witness)
            work_fail(work, err_no_memory(work->err));
        return;
    }
    struct str stay = seconds_text(w, c->stay_s), delay = seconds_text(w, c->delay_s);
    struct str chance = chance_text(w, c->least), most = chance_text(w, c->most);
    if (!str_eq(chance, most))
        chance = work_printf(work, "between %.*s and %.*s, depending on what it is and where",
                             STR_ARG(chance), STR_ARG(most));
    else
        chance = work_printf(work, "of %.*s", STR_ARG(chance));
    struct diag *diag = build_word_diag(
        w->b, LANG_N0908, from->label,
        "one breach of clause %.*s is caught with a chance %.*s; %s is first seen after %.*s on "
        "average",
        STR_ARG(from->label.text), STR_ARG(chance),
        c->is_everywhere ? "what goes on" : "what goes on where a source looks", STR_ARG(delay));
    *witness = (struct diag_witness){
        .has_value = true,
        .value = num_probability(c->least),
        .kind = c->name,
        .attribute = STR("chance"),
        .text = work_printf(work, "`%.*s` that can be seen for %.*s; looked for by %.*s",
                            STR_ARG(c->name), STR_ARG(stay), STR_ARG(c->sources))};
    diag->witness = witness;
}

/* ---------------------------------------------------------------- all of it */

static void check_clause(struct watch *w, size_t index)
{
    const struct plan *plan = w->b->plan;
    const struct plan_clause *clause = &plan->clauses[index];
    const struct ast_clause *from = &w->b->ast->clauses.items[index];
    struct catch least = {0};
    for (uint32_t i = 0; i < clause->statement_count && !w->b->work->failed; i++) {
        const struct plan_statement *s = &plan->statements[clause->first_statement + i];
        const struct ast_statement *written = &w->b->ast->statements.items[from->first + i];
        if (s->judged == PLAN_OPEN)
            continue;
        check_tolerance(w, clause, s, written);
        for (size_t j = 0; j < s->classes.count && !w->b->work->failed; j++) {
            uint32_t class = s->classes.items[j];
            if (class >= plan->class_count)
                continue;
            size_t seeing = sight_find(&w->sight, class, s);
            if (!seeing && is_visible(s))
                tell_unseen(w, s, written, class);
            if (!seeing)
                continue;
            check_short(w, s, written, class);
            if (!is_visible(s))
                continue;
            check_narrow(w, s, written, class);
            note_chance(w, s, class, &least);
        }
    }
    if (!w->b->work->failed)
        tell_chance(w, from, &least);
}

void check_sources(struct build *b)
{
    struct watch w = {.b = b};
    map_init(&w.told, b->work->arena);
    if (!sight_open(&w.sight, b))
        return;
    for (size_t i = 0; i < b->plan->clause_count && !b->work->failed; i++)
        check_clause(&w, i);
}

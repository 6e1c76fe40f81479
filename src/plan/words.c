/* SPDX-License-Identifier: Apache-2.0
 *
 * Whole sentences: statements, clauses, phases and the ways out of them, and what is declared. */
#include "plan/words_int.h"

/* The sentence that began at `from` begins with a capital. */
static void capital(struct words *w, size_t from)
{
    struct buf *buf = w->buf;
    if (!buf->failed && from < buf->size && buf->bytes[from] >= 'a' && buf->bytes[from] <= 'z')
        buf->bytes[from] = (char)(buf->bytes[from] - 'a' + 'A');
}

/* Who must or may; an actor's name is left as it is. */
static void subject(struct words *w, const struct plan_actors *actors, bool is_together,
                    const char *verb)
{
    size_t from = w->buf->size;
    struct plan_actors who = *actors;
    who.is_together = who.is_together || is_together;
    say_actors(w, &who, "and");
    if (who.form != PLAN_ACTORS_NAMES)
        capital(w, from);
    buf_printf(w->buf, " %s", verb);
    if (who.form == PLAN_ACTORS_NAMES && who.names.count > 1 && !who.is_together)
        say_put(w, " each");
    say_put(w, " ");
}

/* ---------------------------------------------------------------- when it binds */

/* From when to when; what is not said is the phase's own time, or left out where `is_implied`. */
static void scope(struct words *w, const struct plan_tail *tail, bool is_implied)
{
    bool is_phase = w->phase < w->plan->phase_count;
    if (is_implied && !tail->as_of.form && !tail->until.form)
        return;
    say_put(w, ", from ");
    if (tail->as_of.form) {
        say_time(w, &tail->as_of, WORDS_START);
    } else if (is_phase) {
        say_put(w, "the beginning of ");
        say_phase(w, w->phase);
    } else {
        say_put(w, "the entry into force");
    }
    if (tail->until.form) {
        say_put(w, " to ");
        say_time(w, &tail->until, WORDS_FINISH);
    } else if (is_phase && !tail->as_of.form) {
        say_put(w, " to its end");
    } else if (is_phase) {
        say_put(w, " to the end of ");
        say_phase(w, w->phase);
    } else {
        say_put(w, " on");
    }
}

static void tail(struct words *w, const struct plan_tail *t, bool is_implied)
{
    scope(w, t, is_implied);
    switch (t->during.form) {
    case PLAN_WINDOW_NONE:
        break;
    case PLAN_WINDOW_DAILY:
        say_put(w, ", every day from ");
        say_clock(w, t->during.hours.from_s);
        say_put(w, " to ");
        say_clock(w, t->during.hours.to_s);
        break;
    case PLAN_WINDOW_AFTER:
    case PLAN_WINDOW_BEFORE:
        say_put(w, ", during the ");
        say_span(w, t->during.span);
        say_put(w, t->during.form == PLAN_WINDOW_AFTER ? " after " : " before ");
        say_event(w, &t->during.event);
        break;
    }
    if (t->while_condition != PLAN_NONE) {
        say_put(w, ", while ");
        say_condition(w, t->while_condition);
    }
    if (t->unless != PLAN_NONE) {
        say_put(w, ", unless ");
        say_past(w, t->unless);
    }
}

/* ---------------------------------------------------------------- one function for each form */

static void ban(struct words *w, const struct plan_statement *s)
{
    size_t from = w->buf->size;
    bool is_forbidden = s->form == PLAN_FORBID;
    say_put(w, is_forbidden ? "No " : "");
    say_classes(w, s->classes, "or");
    say_put(w, " by ");
    say_actors(w, &s->actors, "or");
    if (s->against.form || s->against_classes.count)
        say_put(w, " against ");
    if (s->against.form && (s->against.names.count || !s->against_classes.count))
        say_actors(w, &s->against, "or");
    if (s->against_classes.count) {
        say_put(w, s->against.names.count ? " or " : "");
        say_classes(w, s->against_classes, "or");
    }
    bool has_place = say_spots(w, &s->spots);
    say_put(w, is_forbidden ? " is allowed" : " is permitted");
    say_put(w, has_place || s->judged == PLAN_OPEN ? "" : " anywhere");
    capital(w, from);
    tail(w, &s->tail, false);
}

static void step(struct words *w, const struct plan_step *step)
{
    switch (step->share) {
    case PLAN_SOME:
        say_put(w, "some");
        break;
    case PLAN_ALL:
        say_put(w, "all");
        break;
    case PLAN_PART:
        say_number(w, &step->number);
        break;
    }
    if (step->has_by) {
        say_put(w, " by ");
        say_time(w, &step->by, WORDS_FINISH);
    } else {
        say_put(w, " within ");
        say_span(w, step->within);
        say_put(w, " of ");
        say_event(w, &step->of);
    }
}

static void due(struct words *w, const struct plan_due *d, bool has_condition)
{
    if (d->has_number) {
        say_put(w, " ");
        say_comparison(w, d->comparison);
        say_put(w, " ");
        say_number(w, &d->number);
        if (d->number.is_open || d->number.measure == PLAN_COUNT)
            say_put(w, d->number.value == 1 && !d->number.is_open ? " time" : " times");
    }
    switch (d->form) {
    case PLAN_DUE_NONE:
        say_put(w, ", and nothing says by when");
        break;
    case PLAN_DUE_STEPS:
        for (size_t i = 0; i < d->step_count; i++) {
            say_put(w, i ? ", " : ": ");
            step(w, &d->steps[i]);
        }
        break;
    case PLAN_DUE_BY:
        say_put(w, " by ");
        say_time(w, &d->by, WORDS_FINISH);
        break;
    case PLAN_DUE_WITHIN:
        say_put(w, " within ");
        if (d->within_is_open)
            say_put(w, "a time still open");
        else
            say_span(w, d->within);
        say_put(w, " of ");
        if (d->of.form == PLAN_EVENT_NONE && has_condition) {
            say_put(w, "the moment this turns true");
            break;
        }
        say_put(w, d->of.form == PLAN_EVENT_TIME && d->of.time.shift_sign ? "the moment " : "");
        say_event(w, &d->of);
        break;
    case PLAN_DUE_EVERY:
        say_put(w, " ");
        say_period(w, &d->every);
        break;
    }
}

static void duty(struct words *w, const struct plan_statement *s)
{
    static const char *const verbs[] = {"do ", "report ", "declare "};
    bool has_condition = s->when != PLAN_NONE;
    if (has_condition) {
        say_put(w, "When ");
        say_condition(w, s->when);
        say_put(w, ", ");
    }
    if (has_condition && s->actors.form != PLAN_ACTORS_NAMES) {
        say_actors(w, &s->actors, "and");
        say_put(w, " must ");
    } else {
        subject(w, &s->actors, false, "must");
    }
    say_put(w, verbs[s->verb]);
    say_classes(w, s->classes, "and");
    say_spots(w, &s->spots);
    if (s->audience_count) {
        say_put(w, " to ");
        say_audience(w, s->audience, s->audience_count);
    }
    due(w, &s->due, has_condition);
    /* A duty with one deadline needs no span; one that comes again runs as long as its phase. */
    bool is_once = !has_condition && s->due.form != PLAN_DUE_EVERY &&
                   !(s->due.form == PLAN_DUE_WITHIN && s->due.of.form != PLAN_EVENT_TIME);
    tail(w, &s->tail, is_once);
}

static void keep(struct words *w, const struct plan_statement *s)
{
    subject(w, &s->actors, false, "must");
    say_put(w, "keep ");
    say_classes(w, s->classes, "and");
    switch (s->relation) {
    case PLAN_OUT_OF:
        say_put(w, " out of ");
        break;
    case PLAN_INSIDE:
        say_put(w, " inside ");
        break;
    case PLAN_AWAY_FROM:
        say_put(w, " at least ");
        switch (s->distance.form) {
        case PLAN_DISTANCE_METRES:
            say_metres(w, s->distance.metres);
            break;
        case PLAN_DISTANCE_ITS_RANGE:
            say_put(w, "their own range");
            break;
        case PLAN_DISTANCE_TABLE:
            say_put(w, "the distance of table ");
            if (s->distance.table < w->plan->table_count)
                say_plain(w, w->plan->tables[s->distance.table].name);
            break;
        case PLAN_DISTANCE_OPEN:
            say_put(w, "a distance still open");
            break;
        }
        say_put(w, " from ");
        break;
    }
    say_place(w, s->place);
    switch (s->side.form) {
    case PLAN_SIDE_NONE:
        break;
    case PLAN_SIDE_OF_SAME_PARTY:
        say_put(w, " on the side of the same party");
        break;
    case PLAN_SIDE_OF_ACTOR:
        say_put(w, " on the side of ");
        say_actor(w, s->side.actor);
        break;
    }
    tail(w, &s->tail, false);
}

static bool is_thing(const struct words *w, struct plan_list classes)
{
    const struct plan *plan = w->plan;
    if (!classes.count || classes.items[0] >= plan->class_count)
        return true;
    const struct plan_class *class = &plan->classes[classes.items[0]];
    return !class->alternative_count || class->alternatives[0].kind >= plan->kind_count ||
           plan->kinds[class->alternatives[0].kind].type == PLAN_THING;
}

static void limit(struct words *w, const struct plan_statement *s)
{
    const struct plan_amount *a = &s->amount;
    bool is_held = is_thing(w, s->classes);
    subject(w, &s->actors, s->is_together, "may");
    say_put(w, is_held ? "have at most " : "account for at most ");
    switch (a->form) {
    case PLAN_AMOUNT_NONE:
    case PLAN_AMOUNT_OPEN:
        say_put(w, "a number still open of ");
        break;
    case PLAN_AMOUNT_NUMBER:
        say_number(w, &a->number);
        if (a->number.is_open || a->number.measure != PLAN_COUNT)
            say_put(w, " of");
        else if (!is_held)
            say_put(w, a->number.value == 1 ? " case of" : " cases of");
        say_put(w, " ");
        break;
    case PLAN_AMOUNT_BASELINE:
        say_put(w, "the declared baseline of ");
        break;
    case PLAN_AMOUNT_TABLE:
        say_put(w, "what table ");
        if (a->table < w->plan->table_count)
            say_plain(w, w->plan->tables[a->table].name);
        say_put(w, " gives of ");
        break;
    }
    say_classes(w, s->classes, "and");
    say_spots(w, &s->spots);
    if (a->for_each_class != PLAN_NONE) {
        say_put(w, " for each case of ");
        say_class(w, a->for_each_class);
        if (a->for_each_actors.form) {
            say_put(w, " by ");
            say_actors(w, &a->for_each_actors, "or");
        }
        say_same(w, a->same, a->same_count);
    }
    if (s->every.form) {
        say_put(w, " ");
        say_period(w, &s->every);
    }
    tail(w, &s->tail, false);
}

static void withdraw(struct words *w, const struct plan_statement *s)
{
    subject(w, &s->actors, false, "must");
    say_put(w, "withdraw ");
    say_classes(w, s->classes, "and");
    say_put(w, " from ");
    say_place(w, s->place);
    if (s->due.form)
        due(w, &s->due, false);
    tail(w, &s->tail, true);
}

static void assess(struct words *w, const struct plan_statement *s)
{
    size_t from = w->buf->size;
    say_actor(w, s->body);
    if (s->body == PLAN_NONE)
        capital(w, from);
    say_put(w, " assesses this");
    if (s->every.form) {
        say_put(w, " ");
        say_period(w, &s->every);
    }
    if (s->assess_by.form) {
        say_put(w, " by ");
        say_time(w, &s->assess_by, WORDS_FINISH);
    }
    scope(w, &s->tail, s->assess_by.form != PLAN_TIME_NONE);
    say_put(w, ", and no verdict is drawn from rules");
}

static void synchronous(struct words *w, const struct plan_statement *s)
{
    if (s->with.count) {
        say_put(w, "This clause and ");
        say_clauses(w, s->with);
    } else {
        say_put(w, "The steps of all parties under this clause");
    }
    say_put(w, " must be completed no further apart than ");
    if (s->within_is_open)
        say_put(w, "a time still open");
    else
        say_span(w, s->within);
    tail(w, &s->tail, true);
}

/* ---------------------------------------------------------------- statements and clauses */

static void rule(struct words *w, const struct plan_statement *s)
{
    w->phase = s->clause < w->plan->clause_count ? w->plan->clauses[s->clause].phase : PLAN_NONE;
    switch (s->form) {
    case PLAN_FORBID:
    case PLAN_PERMIT:
        ban(w, s);
        break;
    case PLAN_REQUIRE:
        duty(w, s);
        break;
    case PLAN_KEEP:
        keep(w, s);
        break;
    case PLAN_LIMIT:
        limit(w, s);
        break;
    case PLAN_WITHDRAW:
        withdraw(w, s);
        break;
    case PLAN_ASSESS:
        assess(w, s);
        break;
    case PLAN_SYNCHRONOUS:
        synchronous(w, s);
        break;
    }
    if (w->phase < w->plan->phase_count && w->plan->phases[w->phase].for_each != PLAN_NONE) {
        say_put(w, ", for each of ");
        say_place(w, w->plan->phases[w->phase].for_each);
        say_put(w, " apart");
    }
}

static void judged(struct words *w, enum plan_judged judged, struct str why)
{
    if (judged == PLAN_JUDGED)
        return;
    say_put(w, judged == PLAN_OPEN ? " Still open: " : " Not judged yet: ");
    say_name(w, why.size ? why : STR("see the text"));
    say_put(w, ".");
}

static bool is_verified(const struct plan_statement *s)
{
    return s->form != PLAN_PERMIT && s->form != PLAN_ASSESS;
}

static void verifier(struct words *w, const struct plan_clause *c)
{
    if (c->verifier_is_open) {
        say_put(w, "who verifies it is still open");
        return;
    }
    if (c->verifier == PLAN_NONE) {
        say_put(w, "nobody is named to verify it");
        return;
    }
    say_actor(w, c->verifier);
    say_put(w, " verifies");
}

static void put_rule(struct words *w, uint32_t index, bool with_verifier)
{
    if (index >= w->plan->statement_count)
        return;
    const struct plan_statement *s = &w->plan->statements[index];
    rule(w, s);
    if (with_verifier && is_verified(s) && s->clause < w->plan->clause_count) {
        say_put(w, "; ");
        verifier(w, &w->plan->clauses[s->clause]);
    }
    say_put(w, ".");
    judged(w, s->judged, s->why);
}

void plan_put_statement(struct buf *buf, const struct plan *plan, uint32_t statement)
{
    struct words w = {buf, plan, PLAN_NONE, 0};
    put_rule(&w, statement, true);
}

void plan_put_rule(struct buf *buf, const struct plan *plan, uint32_t statement)
{
    struct words w = {buf, plan, PLAN_NONE, 0};
    put_rule(&w, statement, false);
}

void plan_put_clause(struct buf *buf, const struct plan *plan, uint32_t index)
{
    struct words w = {buf, plan, PLAN_NONE, 0};
    if (index >= plan->clause_count)
        return;
    const struct plan_clause *c = &plan->clauses[index];
    bool needs_verifier = false;
    for (uint32_t i = 0; i < c->statement_count; i++) {
        uint32_t at = c->first_statement + i;
        say_put(&w, i ? " " : "");
        put_rule(&w, at, false);
        needs_verifier =
            needs_verifier || (at < plan->statement_count && is_verified(&plan->statements[at]));
    }
    if (needs_verifier) {
        say_put(&w, c->statement_count ? " " : "");
        size_t from = buf->size;
        verifier(&w, c);
        if (c->verifier == PLAN_NONE)
            capital(&w, from);
        say_put(&w, ".");
    }
    if (c->gravity)
        buf_printf(buf, " A violation is %s.", plan_gravity_text(c->gravity));
    for (size_t i = 0; i < c->replaces_count; i++) {
        say_put(&w, i ? ", " : " It takes the place of clause ");
        say_name(&w, c->replaces[i]);
        say_put(&w, i + 1 == c->replaces_count ? "." : "");
    }
}

/* ---------------------------------------------------------------- phases */

static void renewal(struct words *w, const struct plan_phase *p)
{
    if (!p->renewal)
        return;
    say_put(w, ", and is renewed for ");
    say_span(w, p->renewal_span);
    if (p->renewal == PLAN_RENEW_WHEN) {
        say_put(w, " when ");
        say_condition(w, p->renewal_condition);
        return;
    }
    say_put(w, " each time unless notice is given by ");
    say_actors(w, &p->notice_by, "or");
    if (p->has_notice_span) {
        say_put(w, " at least ");
        say_span(w, p->notice_span);
        say_put(w, " before the end");
    }
}

void plan_put_phase(struct buf *buf, const struct plan *plan, uint32_t phase)
{
    struct words w = {buf, plan, phase, 0};
    if (phase >= plan->phase_count)
        return;
    const struct plan_phase *p = &plan->phases[phase];
    bool is_entered = false;
    for (size_t i = 0; i < plan->phase_count; i++) {
        is_entered = is_entered || (plan->phases[i].has_else && plan->phases[i].else_to == phase);
        for (size_t j = 0; j < plan->phases[i].exit_count; j++)
            is_entered = is_entered || plan->phases[i].exits[j].to == phase;
    }
    size_t from = buf->size;
    say_phase(&w, phase);
    capital(&w, from);
    say_put(&w, " begins ");
    if (p->begins != PLAN_BEGIN_BY_THEN && is_entered)
        say_put(&w, "once another phase leads into it, ");
    switch (p->begins) {
    case PLAN_BEGIN_BY_THEN:
        say_put(&w, is_entered ? "when another phase leads into it" : "by nothing that is said");
        break;
    case PLAN_BEGIN_AT:
        say_put(&w, "at ");
        say_time(&w, &p->begin_at, WORDS_START);
        break;
    case PLAN_BEGIN_WHEN:
        say_put(&w, "when ");
        say_condition(&w, p->begin_condition);
        break;
    }
    if (p->has_lasts) {
        say_put(&w, p->renewal ? ", lasts " : ", and lasts ");
        say_span(&w, p->lasts);
    } else {
        say_put(&w, ", and lasts until something ends it");
    }
    renewal(&w, p);
    if (p->for_each != PLAN_NONE) {
        say_put(&w, "; each member of ");
        say_place(&w, p->for_each);
        say_put(&w, " has its own clock");
    }
    say_put(&w, ".");
    judged(&w, p->judged, p->why);
}

static void follows(struct words *w, uint32_t to)
{
    if (to == PLAN_PHASE_LAPSED) {
        say_put(w, "the agreement lapses");
    } else if (to == PLAN_PHASE_ENDED) {
        say_put(w, "the agreement ends");
    } else {
        say_phase(w, to);
        say_put(w, " follows");
    }
}

static void way_on(struct words *w, const struct plan_exit *e)
{
    switch (e->form) {
    case PLAN_EXIT_AT_END:
        say_put(w, "At its end ");
        follows(w, e->to);
        break;
    case PLAN_EXIT_AT_TIME:
        say_put(w, "At ");
        say_time(w, &e->at, WORDS_START);
        say_put(w, " ");
        follows(w, e->to);
        break;
    case PLAN_EXIT_WHEN:
        say_put(w, "At its end, if ");
        say_condition(w, e->condition);
        say_put(w, ", ");
        follows(w, e->to);
        break;
    case PLAN_EXIT_AS_SOON_AS:
        say_put(w, "As soon as ");
        say_condition(w, e->condition);
        say_put(w, ", ");
        follows(w, e->to);
        break;
    }
    if (e->decider_is_open) {
        say_put(w, "; who decides is still open");
    } else if (e->decider != PLAN_NONE) {
        say_put(w, "; ");
        say_actor(w, e->decider);
        say_put(w, " decides");
        if (e->has_within) {
            say_put(w, " within ");
            say_span(w, e->within);
        }
    } else {
        say_put(w, "; this goes by rule, and nobody decides");
    }
    say_put(w, ".");
}

void plan_put_exit(struct buf *buf, const struct plan *plan, uint32_t phase, size_t exit)
{
    struct words w = {buf, plan, phase, 0};
    if (phase >= plan->phase_count)
        return;
    const struct plan_phase *p = &plan->phases[phase];
    if (exit < p->exit_count) {
        way_on(&w, &p->exits[exit]);
    } else if (p->has_else) {
        say_put(&w, p->exit_count ? "Otherwise " : "At its end ");
        follows(&w, p->else_to);
        say_put(&w, ".");
    }
}

/* ---------------------------------------------------------------- what is declared */

void plan_put_actor(struct buf *buf, const struct plan *plan, uint32_t actor)
{
    static const char *const rules[] = {"", "consensus", "majority", "unanimity", "its chair"};
    struct words w = {buf, plan, PLAN_NONE, 0};
    if (actor >= plan->actor_count)
        return;
    const struct plan_actor *a = &plan->actors[actor];
    say_name(&w, a->name);
    say_put(&w, " is ");
    say_quoted(&w, a->label);
    buf_printf(buf, ", a %s", plan_role_text(a->role));
    if (a->under != PLAN_NONE) {
        say_put(&w, " for which ");
        say_actor(&w, a->under);
        say_put(&w, " answers");
    }
    for (size_t i = 0; i < a->also_count; i++) {
        say_put(&w, i ? ", " : ", also called ");
        say_quoted(&w, a->also[i]);
    }
    if (a->members.count) {
        say_put(&w, " of ");
        say_actor_list(&w, a->members, "and");
    }
    if (a->chair != PLAN_NONE) {
        say_put(&w, ", chaired by ");
        say_actor(&w, a->chair);
    }
    if (a->rule)
        buf_printf(buf, "; it decides by %s", rules[a->rule]);
    if (a->tie_breaker != PLAN_NONE) {
        say_put(&w, ", and after ");
        say_span(&w, (struct plan_span){PLAN_ELAPSED, a->tie_after_us});
        say_put(&w, " ");
        say_actor(&w, a->tie_breaker);
        say_put(&w, " decides");
    }
    say_put(&w, ".");
}

/* The number of a test, in the unit of its attribute. */
static void attribute(struct words *w, const struct plan_test *test)
{
    static const struct {
        const char *name;
        enum plan_measure measure;
    } known[] = {{"range", PLAN_LENGTH},
                 {"altitude", PLAN_LENGTH},
                 {"distance", PLAN_LENGTH},
                 {"mass", PLAN_MASS},
                 {"duration", PLAN_DURATION}};
    struct plan_number number = {.value = test->number, .measure = PLAN_COUNT};
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (str_eq(test->attribute, str_z(known[i].name)))
            number.measure = known[i].measure;
    say_number(w, &number);
    if (str_eq(test->attribute, STR("calibre")))
        say_put(w, " mm");
}

static void alternatives(struct words *w, const struct plan_alternative *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        say_put(w, i ? " or " : "");
        if (items[i].kind < w->plan->kind_count)
            say_plain(w, w->plan->kinds[items[i].kind].name);
        for (size_t j = 0; j < items[i].test_count; j++) {
            const struct plan_test *test = &items[i].tests[j];
            say_put(w, j ? " and " : " whose ");
            say_plain(w, test->attribute);
            say_put(w, " is ");
            if (test->comparison != PLAN_IS) {
                say_comparison(w, test->comparison);
                say_put(w, " ");
                attribute(w, test);
            }
            for (size_t k = 0; k < test->text_count; k++) {
                say_put(w, k ? " or " : "");
                say_quoted(w, test->texts[k]);
            }
        }
    }
}

void plan_put_class(struct buf *buf, const struct plan *plan, uint32_t class)
{
    struct words w = {buf, plan, PLAN_NONE, 0};
    if (class >= plan->class_count)
        return;
    const struct plan_class *c = &plan->classes[class];
    size_t from = buf->size;
    say_plain(&w, c->name);
    capital(&w, from);
    say_put(&w, " means ");
    if (c->alternative_count == 1 && !c->alternatives[0].test_count && !c->exception_count &&
        c->alternatives[0].kind < plan->kind_count)
        say_quoted(&w, plan->kinds[c->alternatives[0].kind].label);
    else
        alternatives(&w, c->alternatives, c->alternative_count);
    if (c->exception_count) {
        say_put(&w, ", except ");
        alternatives(&w, c->exceptions, c->exception_count);
    }
    say_put(&w, ".");
}

void plan_put_table(struct buf *buf, const struct plan *plan, uint32_t table)
{
    struct words w = {buf, plan, PLAN_NONE, 0};
    if (table >= plan->table_count)
        return;
    const struct plan_table *t = &plan->tables[table];
    size_t from = buf->size;
    say_plain(&w, t->name);
    capital(&w, from);
    for (size_t i = 0; i < t->row_count; i++) {
        say_put(&w, i ? ", " : " is ");
        say_number(&w, &t->rows[i].value);
        say_put(&w, " for ");
        say_class(&w, t->rows[i].key);
    }
    say_put(&w, ".");
}

void plan_put_date(struct buf *buf, const struct plan *plan, uint32_t date)
{
    struct words w = {buf, plan, PLAN_NONE, 0};
    if (date >= plan->date_count)
        return;
    size_t from = buf->size;
    say_plain(&w, plan->dates[date].name);
    capital(&w, from);
    say_put(&w, " is ");
    say_event(&w, &plan->dates[date].event);
    say_put(&w, ".");
}

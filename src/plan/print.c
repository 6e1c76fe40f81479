/* SPDX-License-Identifier: Apache-2.0
 *
 * The plan in words: one row a line, for people and for tests. */
#include "plan/print_int.h"

static void print_who(struct printer *p)
{
    static const char *const rules[] = {"", "consensus", "majority", "unanimity", "chair"};
    for (size_t i = 0; i < p->plan->actor_count; i++) {
        const struct plan_actor *a = &p->plan->actors[i];
        buf_printf(p->buf, "%s ", plan_role_text(a->role));
        print_str(p, a->name);
        print_text(p, " ");
        print_quoted(p, a->label);
        for (size_t j = 0; j < a->also_count; j++) {
            print_text(p, j ? ", " : " also ");
            print_quoted(p, a->also[j]);
        }
        if (a->under != PLAN_NONE) {
            print_text(p, " under ");
            print_actor(p, a->under);
        }
        if (a->role == PLAN_BODY) {
            print_text(p, " of ");
            print_actor_list(p, a->members);
            print_text(p, " chaired by ");
            print_actor(p, a->chair);
            buf_printf(p->buf, " decides by %s", rules[a->rule]);
            if (a->tie_breaker != PLAN_NONE) {
                print_text(p, " or ");
                print_actor(p, a->tie_breaker);
                print_text(p, " after ");
                print_span(p, (struct plan_span){PLAN_ELAPSED, a->tie_after_us});
            }
        }
        print_text(p, "\n");
    }
}

static void alternatives(struct printer *p, const struct plan_alternative *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        print_text(p, i ? " or " : "");
        print_str(p, p->plan->kinds[items[i].kind].name);
        for (size_t j = 0; j < items[i].test_count; j++) {
            const struct plan_test *test = &items[i].tests[j];
            print_text(p, j ? " and " : " where ");
            print_str(p, test->attribute);
            print_text(p, " ");
            print_comparison(p, test->comparison);
            print_text(p, " ");
            if (test->comparison != PLAN_IS)
                num_put(p->buf, test->number, 6);
            for (size_t k = 0; k < test->text_count; k++) {
                print_text(p, k ? ", " : "");
                print_quoted(p, test->texts[k]);
            }
        }
    }
}

static void print_classes(struct printer *p)
{
    for (size_t i = 0; i < p->plan->class_count; i++) {
        const struct plan_class *c = &p->plan->classes[i];
        print_text(p, "class ");
        print_str(p, c->name);
        print_text(p, " = ");
        alternatives(p, c->alternatives, c->alternative_count);
        if (c->exception_count)
            print_text(p, " except ");
        alternatives(p, c->exceptions, c->exception_count);
        print_text(p, "\n");
    }
}

static void node(struct printer *p, uint32_t index)
{
    static const char *const hands[] = {"left", "right", "on", "unsure"};
    const struct geo_node *n = &p->plan->geometry.nodes[index];
    switch (n->op) {
    case GEO_OP_SHAPE: {
        static const char *const kinds[] = {"points", "lines", "area"};
        const struct geo_shape *shape = p->plan->geometry.shapes[n->shape];
        for (size_t i = 0; i < p->plan->follow_count; i++)
            if (p->plan->follows[i].shape == n->shape) {
                print_text(p, "where ");
                print_str(p, p->plan->places[p->plan->follows[i].place].name);
                print_text(p, " is");
                return;
            }
        buf_printf(p->buf, "%s(%zu)", kinds[geo_shape_kind(shape)], geo_shape_path_count(shape));
        return;
    }
    case GEO_OP_WITHIN: {
        const struct plan_reach *reach = NULL;
        for (size_t i = 0; i < p->plan->reach_count; i++)
            reach = p->plan->reaches[i].node == index ? &p->plan->reaches[i] : reach;
        print_text(p, "within ");
        if (!reach)
            num_put(p->buf, n->max_m, 3);
        else if (reach->table == PLAN_NONE)
            print_text(p, "its range");
        else
            print_str(p, p->plan->tables[reach->table].name);
        print_text(p, reach ? " of " : " m of ");
        node(p, n->a);
        return;
    }
    case GEO_OP_BETWEEN:
        print_text(p, "between ");
        num_put(p->buf, n->min_m, 3);
        print_text(p, " and ");
        num_put(p->buf, n->max_m, 3);
        print_text(p, " m of ");
        node(p, n->a);
        return;
    case GEO_OP_BEYOND:
        print_text(p, "beyond ");
        num_put(p->buf, n->min_m, 3);
        print_text(p, " m of ");
        node(p, n->a);
        return;
    case GEO_OP_SIDE:
        buf_printf(p->buf, "%s of ", hands[n->hand]);
        node(p, n->a);
        return;
    case GEO_OP_AND:
    case GEO_OP_OR:
    case GEO_OP_EXCEPT:
        print_text(p, "(");
        node(p, n->a);
        print_text(p, n->op == GEO_OP_AND ? " and " : n->op == GEO_OP_OR ? " or " : " except ");
        node(p, n->b);
        print_text(p, ")");
        return;
    }
}

static void hours(struct printer *p, const struct plan_hours *h)
{
    if (h->is_always) {
        print_text(p, "always");
        return;
    }
    print_clock_time(p, h->from_s);
    print_text(p, " to ");
    print_clock_time(p, h->to_s);
}

static void print_zones(struct printer *p, const struct plan_place *place, const uint32_t *zones,
                        size_t count)
{
    size_t each = place->form == PLAN_PLACE_KEYED ? count / place->keys.count : count;
    for (size_t i = 0; i < count; i++) {
        print_text(p, i ? " | " : " ");
        if (place->form == PLAN_PLACE_KEYED) {
            print_actor(p, place->keys.items[i / each]);
            print_text(p, each > 1 ? " by " : "");
        }
        if (place->form != PLAN_PLACE_KEYED || each > 1)
            print_str(p, p->plan->readings[i % each]);
        print_text(p, ": ");
        node(p, zones[i]);
    }
}

static void print_place(struct printer *p, const struct plan_place *place)
{
    static const char *const types[] = {"line", "zone", "zones", "place", "corridor"};
    static const char *const forms[] = {"", "disputed ", "keyed ", "open "};
    buf_printf(p->buf, "%s%s%s ", forms[place->form], place->is_moving ? "moving " : "",
               types[place->type]);
    print_str(p, place->name);
    print_text(p, " =");
    print_zones(p, place, place->zones, place->zone_count);
    print_zones(p, place, place->varying, place->varying_count);
    for (size_t m = 0; m < place->member_count; m++) {
        print_text(p, m ? ", " : " members ");
        print_str(p, place->members[m]);
    }
    if (place->left != PLAN_NONE || place->right != PLAN_NONE) {
        print_text(p, " left ");
        print_actor(p, place->left);
        print_text(p, " right ");
        print_actor(p, place->right);
    }
    if (place->type == PLAN_CORRIDOR) {
        print_text(p, " open ");
        hours(p, &place->hours);
        for (size_t i = 0; i < place->cargo.count; i++) {
            print_text(p, i ? ", " : " for ");
            print_class_name(p, place->cargo.items[i]);
        }
        print_text(p, place->cargo_is_open ? " for open" : "");
        print_text(p, place->both_ways ? " both ways" : "");
        if (place->into != PLAN_NONE || place->out_of != PLAN_NONE) {
            print_text(p, place->into != PLAN_NONE ? " into " : " out of ");
            print_str(p,
                      p->plan->places[place->into != PLAN_NONE ? place->into : place->out_of].name);
        }
    }
    print_text(p, place->is_hypothetical ? " (hypothetical)\n" : "\n");
}

static void print_conditions(struct printer *p)
{
    static const char *const states[] = {"fulfilled", "late", "breached", "pending",
                                         "undetermined"};
    for (size_t i = 0; i < p->plan->condition_count; i++) {
        const struct plan_condition *c = &p->plan->conditions[i];
        buf_printf(p->buf, "condition %zu: ", i);
        switch (c->form) {
        case PLAN_COND_AND:
        case PLAN_COND_OR:
        case PLAN_COND_NOT:
            print_text(p, c->form == PLAN_COND_AND  ? "and"
                          : c->form == PLAN_COND_OR ? "or"
                                                    : "not");
            for (size_t j = 0; j < c->children.count; j++)
                buf_printf(p->buf, " %u", (unsigned)c->children.items[j]);
            break;
        case PLAN_COND_NO:
            print_text(p, "no ");
            print_happening(p, &c->happening);
            if (c->has_span) {
                print_text(p, " for ");
                print_span(p, c->span);
            }
            break;
        case PLAN_COND_COUNT:
            print_comparison(p, c->comparison);
            print_text(p, " ");
            num_put(p->buf, c->number, 6);
            print_text(p, " ");
            print_happening(p, &c->happening);
            if (c->has_span) {
                print_text(p, " over ");
                print_span(p, c->span);
            }
            break;
        case PLAN_COND_CERTIFIED:
            print_text(p, "certified ");
            print_quoted(p, c->certificate);
            print_text(p, " by ");
            print_actor(p, c->actor);
            break;
        case PLAN_COND_STATE:
            print_text(p, "clause ");
            print_clause_list(p, c->clauses);
            buf_printf(p->buf, " is %s%s", c->is_negated ? "not " : "", states[c->state]);
            break;
        case PLAN_COND_SINCE:
            print_span(p, c->span);
            print_text(p, " since ");
            print_time(p, &c->since);
            break;
        case PLAN_COND_OPEN:
            print_text(p, "open");
            break;
        }
        print_text(p, c->is_open && c->form != PLAN_COND_OPEN ? " [open]\n" : "\n");
    }
}

static void print_pasts(struct printer *p)
{
    for (size_t i = 0; i < p->plan->past_count; i++) {
        const struct plan_past *past = &p->plan->pasts[i];
        buf_printf(p->buf, "past %zu: ", i);
        switch (past->form) {
        case PLAN_PAST_AND:
        case PLAN_PAST_OR:
            print_text(p, past->form == PLAN_PAST_AND ? "and" : "or");
            for (size_t j = 0; j < past->children.count; j++)
                buf_printf(p->buf, " %u", (unsigned)past->children.items[j]);
            break;
        case PLAN_PAST_CERTIFIED:
            print_text(p, "certified ");
            print_quoted(p, past->certificate);
            print_text(p, " by ");
            print_actor(p, past->actor);
            break;
        case PLAN_PAST_ACT:
            print_text(p, past->is_no ? "no " : "");
            print_class_name(p, past->class);
            if (past->actors.form) {
                print_text(p, " by ");
                print_actors(p, &past->actors);
            }
            print_audience(p, past->audience, past->audience_count);
            if (past->timing == PLAN_AT_MOST_BEFORE || past->timing == PLAN_AT_LEAST_BEFORE) {
                print_text(p, past->timing == PLAN_AT_MOST_BEFORE ? " at most " : " at least ");
                print_span(p, past->timing == PLAN_AT_MOST_BEFORE ? past->far : past->near);
            } else if (past->timing == PLAN_BETWEEN_BEFORE) {
                print_text(p, " between ");
                print_span(p, past->near);
                print_text(p, " and ");
                print_span(p, past->far);
            }
            print_text(p, " before");
            print_same(p, past->same, past->same_count);
            break;
        }
        print_text(p, "\n");
    }
}

static void period(struct printer *p, const struct plan_period *every)
{
    static const char *const words[] = {"", "day", "week", "month", ""};
    if (!every->form)
        return;
    print_text(p, " every ");
    print_text(p, words[every->form]);
    if (every->form == PLAN_EVERY_SPAN)
        print_span(p, every->span);
    if (every->has_time) {
        print_text(p, " by ");
        print_clock_time(p, every->time_s);
    }
}

static void step(struct printer *p, const struct plan_step *s, size_t index)
{
    print_text(p, index ? ", " : ": ");
    if (s->share == PLAN_PART)
        print_number(p, &s->number);
    else
        print_text(p, s->share == PLAN_ALL ? "all" : "some");
    if (s->has_by) {
        print_text(p, " by ");
        print_time(p, &s->by);
        return;
    }
    print_text(p, " within ");
    print_span(p, s->within);
    print_text(p, " of ");
    print_event(p, &s->of);
}

static void due(struct printer *p, const struct plan_due *d)
{
    if (d->has_number) {
        print_text(p, " ");
        print_comparison(p, d->comparison);
        print_text(p, " ");
        print_number(p, &d->number);
    }
    switch (d->form) {
    case PLAN_DUE_NONE:
        break;
    case PLAN_DUE_STEPS:
        for (size_t i = 0; i < d->step_count; i++)
            step(p, &d->steps[i], i);
        break;
    case PLAN_DUE_BY:
        print_text(p, " by ");
        print_time(p, &d->by);
        break;
    case PLAN_DUE_WITHIN:
        print_text(p, " within ");
        if (d->within_is_open)
            print_text(p, "open");
        else
            print_span(p, d->within);
        print_text(p, " of ");
        print_event(p, &d->of);
        break;
    case PLAN_DUE_EVERY:
        period(p, &d->every);
        break;
    }
}

static void tail(struct printer *p, const struct plan_tail *t)
{
    if (t->as_of.form) {
        print_text(p, " as of ");
        print_time(p, &t->as_of);
    }
    if (t->until.form) {
        print_text(p, " until ");
        print_time(p, &t->until);
    }
    if (t->during.form == PLAN_WINDOW_DAILY) {
        print_text(p, " during ");
        hours(p, &t->during.hours);
    } else if (t->during.form) {
        print_text(p, " during ");
        print_span(p, t->during.span);
        print_text(p, t->during.form == PLAN_WINDOW_AFTER ? " after " : " before ");
        print_event(p, &t->during.event);
    }
    if (t->while_condition != PLAN_NONE)
        buf_printf(p->buf, " while condition %u", (unsigned)t->while_condition);
    if (t->unless != PLAN_NONE)
        buf_printf(p->buf, " unless past %u", (unsigned)t->unless);
}

static void distance(struct printer *p, const struct plan_distance *d)
{
    switch (d->form) {
    case PLAN_DISTANCE_METRES:
        num_put(p->buf, d->metres, 3);
        print_text(p, " m");
        break;
    case PLAN_DISTANCE_ITS_RANGE:
        print_text(p, "its range");
        break;
    case PLAN_DISTANCE_TABLE:
        print_table_name(p, d->table);
        break;
    case PLAN_DISTANCE_OPEN:
        print_text(p, "open");
        break;
    }
}

static void amount(struct printer *p, const struct plan_amount *a)
{
    switch (a->form) {
    case PLAN_AMOUNT_NONE:
        break;
    case PLAN_AMOUNT_NUMBER:
        print_number(p, &a->number);
        break;
    case PLAN_AMOUNT_BASELINE:
        print_text(p, "baseline");
        break;
    case PLAN_AMOUNT_TABLE:
        print_table_name(p, a->table);
        break;
    case PLAN_AMOUNT_OPEN:
        print_text(p, "open");
        break;
    }
    if (a->for_each_class == PLAN_NONE)
        return;
    print_text(p, " for each ");
    print_class_name(p, a->for_each_class);
    if (a->for_each_actors.form) {
        print_text(p, " by ");
        print_actors(p, &a->for_each_actors);
    }
    print_same(p, a->same, a->same_count);
}

static void print_statement(struct printer *p, const struct plan_statement *s)
{
    static const char *const verbs[] = {"do", "report", "declare"};
    static const char *const relations[] = {" out of ", " inside ", " at least "};
    buf_printf(p->buf, "  %s", plan_form_text(s->form));
    for (size_t i = 0; i < s->classes.count; i++) {
        print_text(p, i ? ", " : " ");
        print_class_name(p, s->classes.items[i]);
    }
    if (s->actors.form) {
        print_text(p, " by ");
        print_actors(p, &s->actors);
    }
    if (s->against.form) {
        print_text(p, " against ");
        print_actors(p, &s->against);
    }
    for (size_t i = 0; i < s->against_classes.count; i++) {
        print_text(p, i ? ", " : " against things ");
        print_class_name(p, s->against_classes.items[i]);
    }
    print_spots(p, &s->spots);
    if (s->form == PLAN_REQUIRE)
        buf_printf(p->buf, " to %s", verbs[s->verb]);
    print_audience(p, s->audience, s->audience_count);
    due(p, &s->due);
    if (s->when != PLAN_NONE)
        buf_printf(p->buf, " when condition %u", (unsigned)s->when);
    if (s->form == PLAN_KEEP) {
        print_text(p, relations[s->relation]);
        if (s->relation == PLAN_AWAY_FROM) {
            distance(p, &s->distance);
            print_text(p, " from ");
        }
    }
    if (s->place != PLAN_NONE) {
        print_text(p, s->form == PLAN_WITHDRAW ? " from " : "");
        print_str(p, p->plan->places[s->place].name);
    }
    if (s->side.form == PLAN_SIDE_OF_SAME_PARTY)
        print_text(p, " on the side of the same party");
    if (s->side.form == PLAN_SIDE_OF_ACTOR) {
        print_text(p, " on the side of ");
        print_actor(p, s->side.actor);
    }
    if (s->form == PLAN_LIMIT) {
        print_text(p, " to ");
        amount(p, &s->amount);
        print_text(p, s->is_together ? " together" : "");
    }
    if (s->body != PLAN_NONE) {
        print_text(p, " by ");
        print_actor(p, s->body);
    }
    if (s->form == PLAN_SYNCHRONOUS) {
        print_text(p, " within ");
        print_span(p, s->within);
        if (s->with.count) {
            print_text(p, " with ");
            print_clause_list(p, s->with);
        }
    }
    period(p, &s->every);
    if (s->assess_by.form) {
        print_text(p, " by ");
        print_time(p, &s->assess_by);
    }
    tail(p, &s->tail);
    print_judged(p, s->judged, s->why);
    print_text(p, "\n");
}

static void print_clause(struct printer *p, const struct plan_clause *c)
{
    print_text(p, "clause ");
    print_str(p, c->label);
    print_text(p, " ");
    print_quoted(p, c->title);
    print_text(p, " in ");
    print_phase(p, c->phase);
    if (c->gravity)
        buf_printf(p->buf, " gravity %s", plan_gravity_text(c->gravity));
    if (c->verifier != PLAN_NONE) {
        print_text(p, " verified by ");
        print_actor(p, c->verifier);
    }
    print_text(p, c->verifier_is_open ? " verified by open" : "");
    if (c->replaces_count) {
        print_text(p, " replaces ");
        print_texts(p, c->replaces, c->replaces_count);
    }
    print_text(p, "\n");
    for (uint32_t i = 0; i < c->statement_count; i++)
        print_statement(p, &p->plan->statements[c->first_statement + i]);
}

static void print_exit(struct printer *p, const struct plan_exit *e)
{
    print_text(p, "  then ");
    print_phase(p, e->to);
    if (e->form == PLAN_EXIT_AT_TIME) {
        print_text(p, " at ");
        print_time(p, &e->at);
    }
    if (e->condition != PLAN_NONE)
        buf_printf(p->buf, " %s condition %u", e->form == PLAN_EXIT_WHEN ? "when" : "as soon as",
                   (unsigned)e->condition);
    if (e->decider != PLAN_NONE) {
        print_text(p, " decided by ");
        print_actor(p, e->decider);
    }
    print_text(p, e->decider_is_open ? " decided by open" : "");
    if (e->has_within) {
        print_text(p, " within ");
        print_span(p, e->within);
    }
    print_text(p, "\n");
}

static void print_phase_row(struct printer *p, const struct plan_phase *f)
{
    print_text(p, "phase ");
    print_str(p, f->name);
    print_text(p, " ");
    print_quoted(p, f->title);
    if (f->for_each != PLAN_NONE) {
        print_text(p, " for each ");
        print_str(p, p->plan->places[f->for_each].name);
    }
    if (f->begins == PLAN_BEGIN_AT) {
        print_text(p, " begins at ");
        print_time(p, &f->begin_at);
    } else if (f->begins == PLAN_BEGIN_WHEN) {
        buf_printf(p->buf, " begins when condition %u", (unsigned)f->begin_condition);
    }
    if (f->has_lasts) {
        print_text(p, " lasts ");
        if (f->lasts.count)
            print_span(p, f->lasts);
        else
            print_text(p, "open");
    }
    if (f->renewal) {
        print_text(p, " renews for ");
        print_span(p, f->renewal_span);
        if (f->renewal == PLAN_RENEW_WHEN) {
            buf_printf(p->buf, " when condition %u", (unsigned)f->renewal_condition);
        } else {
            print_text(p, " unless notice by ");
            print_actors(p, &f->notice_by);
            if (f->has_notice_span) {
                print_text(p, " at least ");
                print_span(p, f->notice_span);
            }
            print_text(p, " before");
        }
    }
    print_judged(p, f->judged, f->why);
    print_text(p, "\n");
    for (size_t i = 0; i < f->exit_count; i++)
        print_exit(p, &f->exits[i]);
    if (f->has_else) {
        print_text(p, "  else ");
        print_phase(p, f->else_to);
        print_text(p, "\n");
    }
}

static void print_source(struct printer *p, const struct plan_source *s)
{
    print_text(p, "source ");
    print_str(p, s->name);
    print_text(p, " sees ");
    for (size_t i = 0; i < s->classes.count; i++) {
        print_text(p, i ? ", " : "");
        print_class_name(p, s->classes.items[i]);
    }
    print_text(p, " accuracy ");
    num_put(p->buf, s->accuracy_m, 3);
    print_text(p, " m revisit ");
    print_span(p, s->revisit);
    print_text(p, " detects ");
    num_put(p->buf, s->detects, 6);
    if (s->place != PLAN_NONE) {
        print_text(p, " in ");
        print_str(p, p->plan->places[s->place].name);
    }
    if (s->has_cost) {
        print_text(p, " costs ");
        num_put(p->buf, s->cost, 6);
    }
    print_text(p, s->is_open ? " [open]\n" : "\n");
}

static void print_rest(struct printer *p)
{
    const struct plan *plan = p->plan;
    for (size_t i = 0; i < plan->deferred_count; i++) {
        print_text(p, "deferred ");
        print_quoted(p, plan->deferred[i].title);
        print_text(p, " in ");
        print_phase(p, plan->deferred[i].phase);
        if (plan->deferred[i].after != PLAN_NONE) {
            print_text(p, " after ");
            print_phase(p, plan->deferred[i].after);
        }
        print_text(p, "\n");
    }
    for (size_t i = 0; i < plan->track_count; i++) {
        print_text(p, "track ");
        print_str(p, plan->tracks[i].name);
        print_text(p, " ");
        print_quoted(p, plan->tracks[i].title);
        print_text(p, " on ");
        print_texts(p, plan->tracks[i].topics, plan->tracks[i].topic_count);
        if (plan->tracks[i].after != PLAN_NONE) {
            print_text(p, " after ");
            print_phase(p, plan->tracks[i].after);
        }
        print_text(p, "\n");
    }
    for (size_t i = 0; i < plan->source_count; i++)
        print_source(p, &plan->sources[i]);
    for (size_t i = 0; i < plan->open_count; i++) {
        print_text(p, "open ");
        print_str(p, plan->open[i].where);
        print_text(p, ": ");
        print_str(p, plan->open[i].text);
        print_text(p, "\n");
    }
    for (size_t i = 0; i < plan->prose_count; i++) {
        print_text(p, "prose ");
        print_quoted(p, plan->prose[i].title);
        print_text(p, "\n");
    }
}

void plan_print(struct buf *buf, const struct plan *plan)
{
    struct printer printer = {buf, plan};
    struct printer *p = &printer;
    print_text(p, "agreement ");
    print_quoted(p, plan->title);
    print_text(p, " timezone ");
    print_str(p, tz_name(plan->tz));
    print_text(p, "\nsigned ");
    print_time(p, &plan->signature);
    print_text(p, "\nin force ");
    if (plan->entry_condition != PLAN_NONE)
        buf_printf(buf, "when condition %u", (unsigned)plan->entry_condition);
    else
        print_time(p, &plan->entry);
    for (size_t i = 0; i < plan->language_count; i++) {
        print_text(p, i ? ", " : "\nlanguages ");
        print_str(p, plan->languages[i]);
    }
    if (plan->prevailing.size) {
        print_text(p, " prevailing ");
        print_str(p, plan->prevailing);
    }
    print_text(p, "\nthreshold likely ");
    num_put(buf, plan->threshold_likely, 6);
    print_text(p, " seen ");
    num_put(buf, plan->threshold_seen, 6);
    print_text(p, " met ");
    num_put(buf, plan->threshold_met, 6);
    print_text(p, "\n");
    print_who(p);
    print_classes(p);
    for (size_t i = 0; i < plan->place_count; i++)
        print_place(p, &plan->places[i]);
    for (size_t i = 0; i < plan->table_count; i++) {
        print_text(p, "table ");
        print_str(p, plan->tables[i].name);
        for (size_t j = 0; j < plan->tables[i].row_count; j++) {
            print_text(p, j ? " | " : " = ");
            print_class_name(p, plan->tables[i].rows[j].key);
            print_text(p, ": ");
            print_number(p, &plan->tables[i].rows[j].value);
        }
        print_text(p, "\n");
    }
    for (size_t i = 0; i < plan->date_count; i++) {
        print_text(p, "date ");
        print_str(p, plan->dates[i].name);
        print_text(p, " = ");
        print_event(p, &plan->dates[i].event);
        print_text(p, "\n");
    }
    print_conditions(p);
    print_pasts(p);
    for (size_t i = 0; i < plan->clause_count; i++)
        print_clause(p, &plan->clauses[i]);
    for (size_t i = 0; i < plan->phase_count; i++)
        print_phase_row(p, &plan->phases[i]);
    print_rest(p);
}

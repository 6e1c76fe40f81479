/* SPDX-License-Identifier: Apache-2.0
 *
 * A finding turned into a certificate: the rule with its times and ground resolved, and the records that make it. */
#include "monitor/amount/amount_int.h"
#include "monitor/explain/explain_int.h"

#include "base/json.h"

#include <math.h>

/* ---------------------------------------------------------------- opening and closing */

bool explain_asked(const struct run *run, const struct finding *f)
{
    const struct monitor_explain *x = run->options->explain;

    return x && (x->id.size == 0 || str_eq(x->id, f->id));
}

enum err_code explain_start(struct explain *e, struct run *run, uint32_t clause,
                            const struct finding *f, const char *form, uint32_t statement)
{
    const struct plan *plan = run->plan;

    *e = (struct explain){.run = run, .clause = clause, .finding = f, .first = true};
    buf_init(&e->rule, run->scratch.mem, (size_t)64 << 20);
    e->node_of = ARENA_NEW(&run->scratch, uint32_t, plan->geometry.node_count + 1);
    e->shape_of = ARENA_NEW(&run->scratch, uint32_t, plan->geometry.shape_count + 1);
    e->place_of = ARENA_NEW(&run->scratch, uint32_t, plan->place_count + 1);
    e->kinds = ARENA_NEW(&run->scratch, bool, plan->kind_count + 1);
    if (!e->node_of || !e->shape_of || !e->place_of || !e->kinds)
        return err_no_memory(run->err);
    buf_putc(&e->rule, '{');
    explain_text(e, "form", str_z(form));
    explain_key(e, "statement");
    if (statement == PLAN_NONE)
        buf_puts(&e->rule, "null");
    else
        num_put_i64(&e->rule, (int64_t)statement - plan->clauses[clause].first_statement);
    return ERR_OK;
}

static enum err_code hand_over(struct explain *e)
{
    struct run *run = e->run;
    struct monitor_explained out = {.finding = e->finding, .clause = e->clause};

    TRY(explain_finish(e, &out.rule));
    out.records = e->records.items;
    out.record_count = e->records.count;
    out.refused = e->refused;
    out.watermark_us = run->watermark_us;
    buf_clear(&run->text);
    finding_put(&run->text, e->finding);
    TRY(monitor_say(run, &out.line));
    return run->options->explain->take(run->options->explain->ctx, &out, run->err);
}

enum err_code explain_end(struct explain *e, enum err_code code)
{
    buf_clear(&e->run->text);
    if (!code)
        code = hand_over(e);
    buf_free(&e->rule);
    buf_clear(&e->run->text);
    return code;
}

/* ---------------------------------------------------------------- acts */

/* When a permit binds, in all phases of its kind. */
static enum err_code permit_times(struct explain *e, uint32_t statement, struct binding *all)
{
    struct run *run = e->run;
    uint32_t phase = run->plan->clauses[run->plan->statements[statement].clause].phase;

    *all = (struct binding){.as_of_us = TIME_NONE};
    for (size_t i = 0; i < run->instance_count; i++) {
        const struct instance *at = &run->instances[i];
        struct binding one;

        if (at->phase != phase)
            continue;
        TRY(monitor_binding(run, at, statement, at->begin_us, at->end_us, &one));
        for (size_t k = 0; k < one.sure.count; k++)
            TRY(monitor_spans_add(run, &all->sure, one.sure.items[k].from_us,
                                  one.sure.items[k].to_us));
        for (size_t k = 0; k < one.maybe.count; k++)
            TRY(monitor_spans_add(run, &all->maybe, one.maybe.items[k].from_us,
                                  one.maybe.items[k].to_us));
    }
    monitor_spans_tidy(&all->sure);
    monitor_spans_tidy(&all->maybe);
    return ERR_OK;
}

/* Those of the times that touch the act. */
static enum err_code put_times(struct explain *e, struct buf *buf, const struct binding *binding,
                               struct fact_time time)
{
    int64_t to = monitor_last(time.from_us, time.to_us);
    const struct spans *all[] = {&binding->sure, &binding->maybe};

    for (int i = 0; i < 2; i++) {
        struct spans near = {0};

        for (size_t k = 0; k < all[i]->count; k++)
            if (all[i]->items[k].from_us <= to && all[i]->items[k].to_us > time.from_us)
                TRY(monitor_spans_add(e->run, &near, all[i]->items[k].from_us,
                                      all[i]->items[k].to_us));
        buf_puts(buf, i ? ", \"maybe\": " : ", \"sure\": ");
        explain_spans(buf, &near);
    }
    return ERR_OK;
}

static enum err_code put_unless(struct explain *e, struct buf *buf, uint32_t past, size_t act,
                                int64_t begin_us)
{
    buf_puts(buf, ", \"unless\": ");
    if (past == PLAN_NONE) {
        buf_puts(buf, "null");
        return ERR_OK;
    }
    return explain_past(e, buf, past, act, begin_us);
}

static enum err_code put_common(struct explain *e, struct buf *buf, const struct plan_statement *st,
                                size_t act)
{
    uint32_t where;

    buf_puts(buf, "\"kinds\": ");
    explain_classes(e, buf, st->classes);
    buf_puts(buf, ", \"actors\": ");
    explain_actors(e, buf, &st->actors);
    buf_puts(buf, ", \"against\": ");
    if (st->against.form == PLAN_ACTORS_NONE)
        buf_puts(buf, "null");
    else
        explain_actors(e, buf, &st->against);
    if (st->against_classes.count)
        explain_refuse(e, "an act against things of a class");
    TRY(explain_spots_of(e, &st->spots, act, &where));
    buf_printf(buf, ", \"where\": %u", (unsigned)where);
    return ERR_OK;
}

static bool comes_into_question(struct run *run, const struct plan_statement *st,
                                const struct binding *binding, size_t act)
{
    const struct observation *o = &run->facts->observations[act];
    unsigned doubts = 0;

    return monitor_classes_match(run, st->classes, act, &doubts) != MATCH_NO &&
           monitor_spans_share(&binding->maybe, o->time, o->holds, o->aggregate).hi > 0;
}

static enum err_code put_permits(struct explain *e, struct buf *buf, uint32_t forbid, size_t act,
                                 bool *any, bool *is_disputed)
{
    struct run *run = e->run;
    const struct plan *plan = run->plan;
    bool first = true;

    *any = false;
    buf_puts(buf, ", \"permits\": [");
    for (uint32_t s = 0; s < plan->statement_count; s++) {
        const struct plan_statement *st = &plan->statements[s];
        struct binding times;

        if (st->form != PLAN_PERMIT || st->judged != PLAN_JUDGED ||
            !monitor_permit_wins(run, st, &plan->statements[forbid]))
            continue;
        *any = true;
        *is_disputed |= monitor_spots_are_disputed(run, &st->spots);
        TRY(permit_times(e, s, &times));
        if (!comes_into_question(run, st, &times, act))
            continue;
        buf_puts(buf, first ? "{" : ", {");
        first = false;
        TRY(put_common(e, buf, st, act));
        TRY(put_times(e, buf, &times, run->facts->observations[act].time));
        TRY(put_unless(e, buf, st->tail.unless, act, times.as_of_us));
        buf_putc(buf, '}');
    }
    buf_putc(buf, ']');
    return ERR_OK;
}

static enum err_code put_forbid(struct explain *e, const struct instance *at, uint32_t s,
                                const struct binding *binding, size_t act)
{
    struct run *run = e->run;
    const struct plan_statement *st = &run->plan->statements[s];
    bool by_party =
        st->tail.unless != PLAN_NONE && monitor_excuse_needs_party(run, st->tail.unless);
    bool is_disputed = monitor_spots_are_disputed(run, &st->spots), any_permit;
    struct buf *buf = &e->rule;

    buf_puts(buf, "{\"text\": ");
    json_put_string(buf, st->text);
    buf_puts(buf, ", ");
    TRY(put_common(e, buf, st, act));
    TRY(put_times(e, buf, binding, run->facts->observations[act].time));
    TRY(put_permits(e, buf, s, act, &any_permit, &is_disputed));
    TRY(put_unless(e, buf, st->tail.unless, act, at->begin_us));
    by_party |= any_permit ||
                run->statement_bound[s]->slot_count != run->clauses[e->clause].bound->slot_count;
    buf_printf(buf, ", \"by_party\": %s, \"disputed\": %s}", by_party ? "true" : "false",
               is_disputed ? "true" : "false");
    return ERR_OK;
}

static void put_slots(struct explain *e)
{
    const struct bound *bound = e->run->clauses[e->clause].bound;

    explain_flag(e, "anyone", bound->anyone);
    explain_key(e, "slots");
    buf_putc(&e->rule, '[');
    for (size_t s = 0; s < bound->slot_count; s++) {
        buf_puts(&e->rule, s ? ", " : "");
        json_put_string(&e->rule, e->run->plan->actors[bound->slots[s]].name);
    }
    buf_putc(&e->rule, ']');
}

static enum err_code explain_forbid(struct explain *e, const struct instance *at, size_t act)
{
    struct run *run = e->run;
    const struct plan_clause *c = &run->plan->clauses[e->clause];
    bool first = true;

    TRY(explain_act(e, act));
    explain_text(e, "act", run->facts->observations[act].name);
    put_slots(e);
    explain_key(e, "parts");
    buf_putc(&e->rule, '[');
    for (uint32_t s = c->first_statement; s < c->first_statement + c->statement_count; s++) {
        const struct plan_statement *st = &run->plan->statements[s];
        struct binding binding;

        if (st->form != PLAN_FORBID || st->judged != PLAN_JUDGED)
            continue;
        TRY(monitor_binding(run, at, s, at->begin_us, at->end_us, &binding));
        if (!comes_into_question(run, st, &binding, act))
            continue;
        buf_puts(&e->rule, first ? "" : ", ");
        first = false;
        TRY(put_forbid(e, at, s, &binding, act));
    }
    buf_putc(&e->rule, ']');
    return explain_rulings(e, act);
}

/* ---------------------------------------------------------------- stays and holdings */

static const char *hand_of(const struct run *run, const struct plan_place *line, uint32_t actor)
{
    if (line->left != PLAN_NONE && plan_actor_is(run->plan, actor, line->left))
        return "left";
    if (line->right != PLAN_NONE && plan_actor_is(run->plan, actor, line->right))
        return "right";
    return NULL;
}

/* Where a party must not be, and the chance of each sighting there. */
static enum err_code keep_where(struct explain *e, const struct plan_statement *st, uint32_t party,
                                const size_t *acts, size_t count, uint32_t *where)
{
    struct run *run = e->run;
    size_t n = run->plan->reading_count;
    struct fact_interval *chances = ARENA_NEW(&run->scratch, struct fact_interval, n + 1);
    const struct plan_place *line = &run->plan->places[st->place];
    struct plan_spot spot = {.preposition = PLAN_IN, .place = st->place};
    struct plan_spots spots = {&spot, 1};
    uint32_t of = st->side.form == PLAN_SIDE_OF_ACTOR ? st->side.actor : party;
    const char *hand = NULL;
    unsigned doubts = 0;

    if (!chances)
        return err_no_memory(run->err);
    if (st->relation != PLAN_AWAY_FROM) {
        TRY(explain_spots(e, &spots, where));
    } else {
        if (st->side.form != PLAN_SIDE_NONE) {
            hand = of == PLAN_NONE ? NULL : hand_of(run, line, of);
            if (!hand)
                explain_refuse(e, "a side of the line that nobody has");
        }
        if (st->distance.form != PLAN_DISTANCE_METRES)
            explain_refuse(e, "a distance that differs for each thing");
        TRY(explain_away(e, st->place, st->distance.metres, hand, where));
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t r = 0; r < n; r++) {
            chances[r] = monitor_keep_broken(run, st, party, r, acts[i], &doubts);
            if (st->relation == PLAN_INSIDE)
                chances[r] = monitor_not(chances[r]);
        }
        TRY(explain_placed(e, run->facts->observations[acts[i]].name, *where, chances));
    }
    return ERR_OK;
}

/* The sightings of a stay, and the one that ended it. */
static enum err_code stay_acts(struct explain *e, const struct item *item, size_t **acts,
                               size_t *count)
{
    struct run *run = e->run;
    const struct plan_statement *st = &run->plan->statements[item->statement];
    struct unit_keys keys = {0};
    uint32_t of = 0, unit;

    *count = 0;
    *acts = ARENA_NEW(&run->scratch, size_t, item->act_count + 1);
    if (!*acts)
        return err_no_memory(run->err);
    for (size_t i = 0; i < item->act_count; i++)
        (*acts)[(*count)++] = item->acts[i];
    map_init(&keys.map, &run->scratch);
    TRY(monitor_unit_key(run, &keys, item->act, false, &of));
    for (size_t i = item->acts[item->act_count - 1] + 1;
         i < run->facts->observation_count &&
         run->facts->observations[i].time.from_us <= item->to_us;
         i++) {
        unsigned doubts = 0;

        if (run->facts->observations[i].time.from_us < item->to_us ||
            run->acts[i].kind == PLAN_NONE ||
            monitor_classes_match(run, st->classes, i, &doubts) == MATCH_NO)
            continue;
        TRY(monitor_unit_key(run, &keys, i, false, &unit));
        if (unit == of) {
            (*acts)[(*count)++] = i;
            break;
        }
    }
    return ERR_OK;
}

static enum err_code put_sides(struct explain *e, const struct plan_statement *st,
                               const size_t *acts, size_t count)
{
    struct run *run = e->run;
    const struct bound *slots = run->clauses[e->clause].bound;
    bool by_party = st->relation == PLAN_AWAY_FROM && st->side.form == PLAN_SIDE_OF_SAME_PARTY;
    uint32_t where = 0;
    bool first = true;

    explain_key(e, "sides");
    buf_putc(&e->rule, '[');
    for (size_t s = 0; by_party && s < slots->slot_count; s++) {
        if (run->statement_bound[st - run->plan->statements]->is_bound[slots->slots[s]] != 1)
            continue;
        TRY(keep_where(e, st, slots->slots[s], acts, count, &where));
        buf_puts(&e->rule, first ? "{\"party\": " : ", {\"party\": ");
        json_put_string(&e->rule, run->plan->actors[slots->slots[s]].name);
        buf_printf(&e->rule, ", \"where\": %u}", (unsigned)where);
        first = false;
    }
    buf_putc(&e->rule, ']');
    if (!by_party)
        TRY(keep_where(e, st, PLAN_NONE, acts, count, &where));
    explain_number(e, "where", (double)where);
    return ERR_OK;
}

static enum err_code explain_stay(struct explain *e, const struct instance *at,
                                  const struct item *item)
{
    static const char *const relations[] = {
        [PLAN_OUT_OF] = "out of", [PLAN_INSIDE] = "inside", [PLAN_AWAY_FROM] = "away"};
    struct run *run = e->run;
    const struct plan_statement *st = &run->plan->statements[item->statement];
    int64_t until = at->end_us < run->watermark_us ? at->end_us : run->watermark_us;
    struct binding binding;
    size_t *acts, count;

    if (item->act_count == 0 || item->act_count > 500)
        explain_refuse(e, "more than 500 sightings of one unit");
    if (e->refused)
        return ERR_OK;
    TRY(monitor_binding(run, at, item->statement, at->begin_us, at->end_us, &binding));
    TRY(stay_acts(e, item, &acts, &count));
    explain_text(e, "text", st->text);
    explain_text(e, "relation", str_z(relations[st->relation]));
    explain_key(e, "kinds");
    explain_classes(e, &e->rule, st->classes);
    explain_key(e, "actors");
    explain_actors(e, &e->rule, &st->actors);
    put_slots(e);
    explain_flag(e, "disputed", monitor_place_is_disputed(run, st->place));
    for (size_t i = 0; i < count; i++) {
        TRY(explain_act(e, acts[i]));
        TRY(explain_rulings(e, acts[i]));
    }
    TRY(put_sides(e, st, acts, count));
    explain_key(e, "sure");
    explain_spans(&e->rule, &binding.sure);
    explain_key(e, "maybe");
    explain_spans(&e->rule, &binding.maybe);
    TRY(put_unless(e, &e->rule, st->tail.unless, item->act, TIME_MIN_US));
    explain_time(e, "until", until);
    explain_key(e, "coverage");
    return explain_coverage(e, &e->rule, item->statement,
                            run->facts->observations[item->act].time.from_us, until);
}

static const char *measure_text(enum plan_measure measure)
{
    static const char *const texts[] = {[PLAN_COUNT] = "count",
                                        [PLAN_SHARE] = "count",
                                        [PLAN_LENGTH] = "length",
                                        [PLAN_DURATION] = "duration",
                                        [PLAN_MASS] = "mass"};

    return texts[measure];
}

/* What both sorts of ceiling say. */
static enum err_code put_limit(struct explain *e, const struct plan_statement *st, uint32_t party,
                               uint32_t *where)
{
    struct run *run = e->run;

    if (st->amount.form != PLAN_AMOUNT_NUMBER || st->amount.for_each_class != PLAN_NONE ||
        st->amount.number.measure == PLAN_SHARE || st->amount.number.is_open ||
        st->tail.unless != PLAN_NONE)
        explain_refuse(e, "a ceiling that is not one number");
    explain_text(e, "text", st->text);
    explain_text(e, "party", party == PLAN_NONE ? (struct str){0} : run->plan->actors[party].name);
    explain_key(e, "kinds");
    explain_classes(e, &e->rule, st->classes);
    explain_key(e, "actors");
    {
        struct plan_actors any = st->actors; /* whoever of them */

        any.is_together = false;
        explain_actors(e, &e->rule, &any);
    }
    TRY(explain_spots_of(e, &st->spots, SIZE_MAX, where));
    explain_number(e, "where", (double)*where);
    explain_text(e, "measure", str_z(measure_text(st->amount.number.measure)));
    explain_number(e, "bound", e->finding->bound);
    explain_text(e, "unit", e->finding->unit);
    return ERR_OK;
}

static enum err_code explain_ceiling(struct explain *e, const struct instance *at,
                                     const struct item *item)
{
    struct run *run = e->run;
    const struct plan_statement *st = &run->plan->statements[item->statement];
    const struct bound *slots = run->clauses[e->clause].bound;
    struct binding binding;
    struct str subject;
    uint32_t where;
    size_t count = 0;

    if (item->may_be_ruled)
        explain_refuse(e, "an excess of which a single report is ruled on");
    TRY(monitor_excess_subject(run, item, at, &subject));
    TRY(monitor_binding(run, at, item->statement, at->begin_us, at->end_us, &binding));
    TRY(put_limit(e, st, item->slot == PLAN_NONE ? PLAN_NONE : slots->slots[item->slot], &where));
    if (binding.maybe.count != 1)
        explain_refuse(e, "a ceiling on holdings that binds in several times");
    if (e->refused)
        return ERR_OK;
    explain_text(e, "subject", subject);
    explain_time(e, "from", binding.maybe.items[0].from_us);
    explain_time(e, "until",
                 binding.maybe.items[0].to_us < run->watermark_us ? binding.maybe.items[0].to_us
                                                                  : run->watermark_us);
    for (size_t i = 0; i < run->facts->observation_count; i++) {
        const struct observation *o = &run->facts->observations[i];
        unsigned doubts = 0;

        if (o->time.from_us >= binding.maybe.items[0].to_us || o->time.from_us > item->to_us)
            break;
        if (run->acts[i].kind == PLAN_NONE ||
            monitor_classes_match(run, st->classes, i, &doubts) == MATCH_NO)
            continue;
        if (++count > 400) {
            explain_refuse(e, "more than 400 reports of holdings");
            break;
        }
        TRY(explain_act(e, i));
        TRY(explain_spots_of(e, &st->spots, i, &where));
    }
    return ERR_OK;
}

enum err_code monitor_explain_item(struct run *run, uint32_t clause, const struct instance *at,
                                   const struct item *item, const struct finding *f)
{
    static const char *const forms[] = {
        [ITEM_ACT] = "forbid", [ITEM_STAY] = "keep", [ITEM_EXCESS] = "ceiling"};
    struct explain e;
    enum err_code code;

    if (!explain_asked(run, f))
        return ERR_OK;
    code = explain_start(&e, run, clause, f, forms[item->form],
                         item->form == ITEM_EXCESS ? item->statement : PLAN_NONE);
    if (!code)
        code = item->form == ITEM_ACT    ? explain_forbid(&e, at, item->act)
               : item->form == ITEM_STAY ? explain_stay(&e, at, item)
                                         : explain_ceiling(&e, at, item);
    return explain_end(&e, code);
}

/* ---------------------------------------------------------------- duties */

static enum err_code put_trigger(struct explain *e, const struct duty *d)
{
    struct run *run = e->run;
    const struct plan_statement *st = &run->plan->statements[d->statement];
    const struct plan_event *of = &st->due.of;
    struct buf *buf = &e->rule;
    uint32_t where;

    explain_key(e, "trigger");
    if (st->when != PLAN_NONE) {
        explain_refuse(e, "a duty that a condition sets in motion");
    } else if (st->due.form != PLAN_DUE_WITHIN || of->form == PLAN_EVENT_NONE ||
               of->form == PLAN_EVENT_TIME) {
        buf_puts(buf, "{\"form\": \"moment\"}");
        return ERR_OK;
    } else if (of->form == PLAN_EVENT_CERTIFIED) {
        buf_puts(buf, "{\"form\": \"certified\", \"text\": ");
        json_put_string(buf, of->certificate);
        buf_puts(buf, ", \"by\": ");
        json_put_string(buf, run->plan->actors[of->actor].name);
        buf_putc(buf, '}');
        return explain_certificate(e, of->certificate, of->actor);
    } else if ((of->form != PLAN_EVENT_EACH && of->form != PLAN_EVENT_FIRST) ||
               of->happening.clauses.count || d->trigger == SIZE_MAX) {
        explain_refuse(e,
                       "a duty that a violation, or the state of another clause, sets in motion");
    } else {
        struct plan_list kinds = {&of->happening.class, 1};

        buf_printf(buf, "{\"form\": \"%s\", \"of\": ", of->is_report ? "report" : "act");
        json_put_string(buf, run->facts->observations[d->trigger].name);
        buf_puts(buf, ", \"kinds\": ");
        explain_classes(e, buf, kinds);
        buf_puts(buf, ", \"actors\": ");
        explain_actors(e, buf, &of->happening.actors);
        TRY(explain_act(e, d->trigger));
        TRY(explain_spots_of(e, &of->happening.spots, d->trigger, &where));
        buf_printf(buf, ", \"where\": %u}", (unsigned)where);
        return ERR_OK;
    }
    buf_puts(buf, "null");
    return ERR_OK;
}

static enum err_code put_duty(struct explain *e, const struct duty *d, struct str subject)
{
    static const char *const verbs[] = {
        [PLAN_DO] = "do", [PLAN_REPORT] = "report", [PLAN_DECLARE] = "declare"};
    static const char *const comparisons[] = {
        [PLAN_AT_LEAST] = "at least",   [PLAN_AT_MOST] = "at most", [PLAN_MORE_THAN] = "more than",
        [PLAN_LESS_THAN] = "less than", [PLAN_EXACTLY] = "exactly", [PLAN_IS] = "exactly"};
    struct run *run = e->run;
    const struct plan_statement *st = &run->plan->statements[d->statement];
    bool is_elapsed = st->due.form == PLAN_DUE_WITHIN && st->due.within.unit == PLAN_ELAPSED &&
                      d->deadline_us != TIME_NEVER;
    uint32_t where;

    if (st->form != PLAN_REQUIRE || st->due.form == PLAN_DUE_STEPS || d->act_count > 500 ||
        (st->due.has_number && st->due.number.measure != PLAN_COUNT) || st->against_classes.count ||
        st->tail.unless != PLAN_NONE)
        explain_refuse(e, "a withdrawal, steps, or more than 500 acts");
    TRY(put_trigger(e, d));
    explain_text(e, "text", st->text);
    explain_text(e, "subject", subject);
    explain_text(e, "party",
                 d->party == PLAN_NONE ? (struct str){0} : run->plan->actors[d->party].name);
    explain_text(e, "verb", str_z(verbs[st->verb]));
    explain_key(e, "kinds");
    explain_classes(e, &e->rule, st->classes);
    explain_key(e, "actors");
    explain_actors(e, &e->rule, &st->actors);
    explain_key(e, "to");
    explain_audience(e, &e->rule, st->audience, st->audience_count);
    explain_key(e, "against");
    if (st->against.form == PLAN_ACTORS_NONE)
        buf_puts(&e->rule, "null");
    else
        explain_actors(e, &e->rule, &st->against);
    explain_key(e, "same");
    explain_texts(&e->rule, st->due.of.same, st->due.of.same_count);
    TRY(explain_spots_of(e, &st->spots, SIZE_MAX, &where));
    for (size_t i = 0; i < d->act_count && !e->refused; i++) {
        TRY(explain_act(e, d->acts[i]));
        TRY(explain_spots_of(e, &st->spots, d->acts[i], &where));
    }
    explain_number(e, "where", (double)where);
    explain_time(e, "from", d->from_us);
    explain_time(e, "deadline", d->deadline_us);
    explain_key(e, "within_s");
    if (is_elapsed)
        num_put_shortest(&e->rule, (double)st->due.within.count / 1e6);
    else
        buf_puts(&e->rule, "null");
    explain_flag(e, "is_period", d->is_period);
    explain_flag(e, "is_sure", d->is_sure);
    explain_text(e, "comparison",
                 str_z(comparisons[st->due.has_number ? st->due.comparison : PLAN_AT_LEAST]));
    explain_number(e, "number", st->due.has_number ? st->due.number.value : 1);
    return ERR_OK;
}

enum err_code monitor_explain_duty(struct run *run, const struct duty *d, const struct instance *at,
                                   struct str subject, const struct finding *f)
{
    uint32_t clause = run->plan->statements[d->statement].clause;
    struct explain e;
    enum err_code code;

    (void)at;
    if (!explain_asked(run, f))
        return ERR_OK;
    code = explain_start(&e, run, clause, f, "require", d->statement);
    if (!code)
        code = put_duty(&e, d, subject);
    if (!code) {
        explain_key(&e, "coverage");
        code = explain_coverage(&e, &e.rule, d->statement, d->from_us,
                                d->deadline_us < run->watermark_us ? d->deadline_us : d->from_us);
    }
    if (!code)
        code = explain_certified(&e, d->from_us, d->party);
    if (!code)
        code = explain_rulings(&e, SIZE_MAX);
    return explain_end(&e, code);
}

/* ---------------------------------------------------------------- periods */

static enum err_code put_period(struct explain *e, const struct instance *at, uint32_t statement,
                                const struct period_value *v, struct str subject)
{
    struct run *run = e->run;
    const struct plan_statement *st = &run->plan->statements[statement];
    const struct bound *slots = run->clauses[e->clause].bound;
    struct binding binding;
    struct spans sure, maybe;
    struct fact_interval *chances =
        ARENA_NEW(&run->scratch, struct fact_interval, run->plan->reading_count + 1);
    uint32_t where;
    unsigned doubts = 0;

    if (!chances)
        return err_no_memory(run->err);
    TRY(monitor_binding(run, at, statement, at->begin_us, at->end_us, &binding));
    TRY(monitor_spans_clip(run, &binding.sure, v->period.from_us, v->period.to_us, &sure));
    TRY(monitor_spans_clip(run, &binding.maybe, v->period.from_us, v->period.to_us, &maybe));
    TRY(put_limit(e, st, v->slot == PLAN_NONE ? PLAN_NONE : slots->slots[v->slot], &where));
    if (v->row || v->act_count + v->tally_count > 500 || isinf(e->finding->bound))
        explain_refuse(e, "a ceiling by a table, or more than 500 records in a period");
    if (e->refused)
        return ERR_OK;
    explain_text(e, "subject", subject);
    explain_time(e, "from", v->period.from_us);
    explain_time(e, "to", v->period.to_us);
    explain_key(e, "sure");
    explain_spans(&e->rule, &sure);
    explain_key(e, "maybe");
    explain_spans(&e->rule, &maybe);
    for (size_t i = 0; i < v->act_count; i++) {
        TRY(explain_act(e, v->acts[i]));
        TRY(explain_spots_of(e, &st->spots, v->acts[i], &where));
    }
    for (size_t i = 0; i < v->tally_count; i++) {
        const struct fact_tally *t = &run->facts->tallies[v->tallies[i]];

        TRY(explain_tally(e, v->tallies[i]));
        for (size_t r = 0; r < run->plan->reading_count; r++)
            chances[r] = monitor_spots_place(run, &st->spots, r, &t->place, &doubts);
        if (st->spots.count)
            TRY(explain_placed(e, t->name, where, chances));
    }
    explain_key(e, "coverage");
    TRY(explain_coverage(e, &e->rule, statement, v->period.from_us, v->period.to_us));
    return explain_rulings(e, SIZE_MAX);
}

enum err_code monitor_explain_period(struct run *run, uint32_t statement, const struct instance *at,
                                     const struct period_value *v, struct str subject,
                                     const struct finding *f)
{
    struct explain e;
    enum err_code code;

    if (!explain_asked(run, f))
        return ERR_OK;
    code = explain_start(&e, run, run->plan->statements[statement].clause, f, "quota", statement);
    if (!code)
        code = put_period(&e, at, statement, v, subject);
    return explain_end(&e, code);
}

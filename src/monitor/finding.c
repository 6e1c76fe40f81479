/* SPDX-License-Identifier: Apache-2.0
 *
 * Findings about acts, stays and excesses: three judgements (occurrence, attribution, gravity), the evidence, what would settle
 * a doubt, and one sentence. */
#include "monitor/amount/amount_int.h"
#include "monitor/explain/explain_int.h"

#include <math.h>

enum err_code monitor_finding_add(struct run *run, const struct finding *finding)
{
    struct outcome *outcome = run->outcome;

    TRY(arena_grow(run->arena, &outcome->findings, outcome->finding_count, &run->finding_capacity,
                   sizeof *outcome->findings, run->err));
    outcome->findings[outcome->finding_count++] = *finding;
    outcome->clauses[finding->clause_index].verdicts[finding->verdict]++;
    return ERR_OK;
}

void monitor_finding_start(const struct run *run, uint32_t clause, const struct instance *at,
                           struct finding *f)
{
    const struct plan_clause *c = &run->plan->clauses[clause];

    *f = (struct finding){
        .version = 1,
        .clause = c->label,
        .article = c->article,
        .phase = at->label,
        .status = FACT_STATUS_ALLEGED,
        .gravity = str_z(plan_gravity_text(c->gravity)),
        .known_at_us = run->known_us,
        .clause_index = clause,
        .party_index = SIZE_MAX,
    };
}

static void put_what(struct run *run, const struct item *item, const struct judged *j)
{
    const struct observation *o =
        item->act == SIZE_MAX ? NULL : &run->facts->observations[item->act];

    buf_puts(&run->text, ": ");
    if (item->form == ITEM_EXCESS) {
        monitor_put_excess(run, item);
    } else {
        buf_put(&run->text, o->kind);
        buf_puts(&run->text, item->form == ITEM_STAY       ? " present from "
                             : item->from_us < item->to_us ? " between "
                                                           : " on ");
        monitor_put_time(run, item->from_us);
        if (item->from_us < item->to_us) {
            buf_puts(&run->text, item->form == ITEM_STAY ? " to " : " and ");
            monitor_put_time(run, item->to_us);
        }
        if (o->place.form == FACT_PLACE_AREA) {
            buf_puts(&run->text, " in ");
            buf_put(&run->text, o->place.area);
        }
        if (item->form == ITEM_STAY)
            monitor_put_weapon_status(run, item->act);
    }
    if (!j->is_violation || j->occurrence.lo < 1) {
        buf_puts(&run->text, ", occurrence ");
        monitor_put_chance(run, j->occurrence);
    }
}

static enum err_code item_text(struct run *run, uint32_t clause, const struct item *item,
                               const struct judged *j, uint32_t party, struct str *out)
{
    if (j->is_violation)
        buf_puts(&run->text, j->ruled.status == FACT_STATUS_SUBSTANTIATED
                                 ? "Substantiated violation of "
                                 : "Alleged violation of ");
    else
        buf_puts(&run->text, "Undetermined under ");
    monitor_put_clause(run, clause);
    put_what(run, item, j);
    if (party != PLAN_NONE) {
        buf_puts(&run->text, ", by ");
        buf_put(&run->text, run->plan->actors[party].name);
    } else {
        buf_puts(&run->text, ", party not established");
    }
    buf_putc(&run->text, '.');
    return monitor_say(run, out);
}

/* The share of an actor whom the clause binds, 0 for others. */
static double bound_share(const struct run *run, uint32_t clause, const struct item *item,
                          const struct judged *j, uint32_t actor)
{
    const struct bound *bound = run->clauses[clause].bound;
    bool is_slot =
        bound->slot_of[actor] != PLAN_NONE && bound->slots[bound->slot_of[actor]] == actor;

    if (!is_slot && (!bound->anyone || run->plan->actors[actor].role == PLAN_GROUP))
        return 0;
    if (item->slot != PLAN_NONE)
        return is_slot && item->slot == bound->slot_of[actor] ? 1 : 0;
    if (j->ruled.party != PLAN_NONE)
        return plan_actor_is(run->plan, j->ruled.party, actor) ? 1 : 0;
    return monitor_share_of(run, actor, item->act).lo;
}

static enum err_code item_parties(struct run *run, uint32_t clause, const struct item *item,
                                  const struct judged *j, struct finding *f)
{
    struct fact_share *shares;
    size_t n = 0;

    if (item->act == SIZE_MAX && item->slot == PLAN_NONE)
        return ERR_OK;
    for (uint32_t a = 0; a < run->plan->actor_count; a++)
        n += bound_share(run, clause, item, j, a) > 0;
    shares = ARENA_NEW(run->arena, struct fact_share, n);
    if (!shares)
        return err_no_memory(run->err);
    for (uint32_t a = 0; a < run->plan->actor_count; a++) {
        double share = bound_share(run, clause, item, j, a);

        if (share > 0)
            shares[f->party_count++] =
                (struct fact_share){run->plan->actors[a].name, num_probability(share)};
    }
    f->parties = shares;
    return ERR_OK;
}

static enum err_code item_readings(struct run *run, const struct item *item, const struct judged *j,
                                   struct finding *f)
{
    size_t n = run->plan->reading_count;
    struct finding_reading *readings;

    if (!item->readings)
        return ERR_OK;
    readings = ARENA_NEW(run->arena, struct finding_reading, n);
    if (!readings)
        return err_no_memory(run->err);
    for (size_t r = 0; r < n; r++) {
        readings[r].key = run->plan->readings[r];
        readings[r].occurrence =
            j->ruled.status == FACT_STATUS_SUBSTANTIATED ? j->occurrence : item->readings[r];
    }
    f->readings = readings;
    f->reading_count = n;
    return ERR_OK;
}

static enum err_code item_evidence(struct run *run, const struct item *item, const struct judged *j,
                                   struct finding *f)
{
    size_t n = 0, acts = item->act_count ? item->act_count : item->act != SIZE_MAX;
    struct str *because = ARENA_NEW(run->arena, struct str, acts + (j->ruled.decision != NULL));
    const struct plan_statement *st =
        item->statement == PLAN_NONE ? NULL : &run->plan->statements[item->statement];

    if (!because)
        return err_no_memory(run->err);
    for (size_t i = 0; i < acts; i++)
        because[n++] = run->facts->observations[item->act_count ? item->acts[i] : item->act].name;
    if (j->ruled.decision)
        TRY(arena_printf(run->arena, &because[n++], run->err, "decision:%.*s",
                         STR_ARG(j->ruled.decision->id)));
    f->because = because;
    f->because_count = n;
    if (st && st->form == PLAN_FORBID && st->tail.unless != PLAN_NONE) { /* the excuses looked at */
        size_t looked[8];
        struct fact_interval unused;
        struct str *considered;

        run->collect = looked;
        run->collect_count = 0;
        run->collect_limit = COUNT_OF(looked);
        TRY(monitor_excuse(run, st->tail.unless, item->act, PLAN_NONE, TIME_MIN_US, &unused));
        run->collect = NULL;
        considered = ARENA_NEW(run->arena, struct str, run->collect_count + 1);
        if (!considered)
            return err_no_memory(run->err);
        for (size_t i = 0; i < run->collect_count; i++)
            considered[i] = run->facts->observations[looked[i]].name;
        f->considered = considered;
        f->considered_count = run->collect_count;
    }
    return ERR_OK;
}

static enum err_code item_needs(struct run *run, uint32_t clause, const struct item *item,
                                const struct judged *j, struct finding *f)
{
    uint32_t verifier = run->plan->clauses[clause].verifier;
    struct need more[3];
    size_t n = 0;
    unsigned doubts = item->doubts & MONITOR_DOUBTS;

    if (f->verdict != FINDING_UNDETERMINED)
        return ERR_OK;
    if (j->ruled.status == FACT_STATUS_UNDETERMINED)
        more[n++] = (struct need){FINDING_NEED_OTHER,
                                  STR("new evidence: the verifying body could not tell")};
    else if (item->act != SIZE_MAX && run->acts[item->act].existence < run->plan->threshold_likely)
        more[n++] = (struct need){FINDING_NEED_EXISTENCE,
                                  STR("whether it happened, and was what the record says: "
                                      "confirmed makes it a violation, refuted rules it out")};
    if (item->base.hi > item->occurrence.hi)
        doubts |= DOUBT_ACTOR;
    if (item->act != SIZE_MAX && (verifier != PLAN_NONE || (!doubts && n == 0))) {
        more[n].need = FINDING_NEED_RULING;
        TRY(arena_printf(run->arena, &more[n++].text, run->err,
                         "a ruling by %.*s: substantiated makes it a violation, not substantiated "
                         "rules it out",
                         STR_ARG(verifier == PLAN_NONE ? STR("the verifying body")
                                                       : run->plan->actors[verifier].name)));
    }
    return monitor_needs(run, f, doubts, more, n);
}

static enum err_code excess_id(struct run *run, uint32_t clause, const struct instance *at,
                               const struct item *item, struct str *id)
{
    const struct bound *bound = run->clauses[clause].bound;
    struct str subject;

    TRY(monitor_excess_subject(run, item, at, &subject));
    TRY(monitor_each_subject(run, item->each, &subject));
    return monitor_id(run, clause, subject, item->statement,
                      item->slot == PLAN_NONE ? PLAN_NONE : bound->slots[item->slot], false, id);
}

static enum err_code item_finding(struct run *run, uint32_t clause, const struct instance *at,
                                  const struct item *item, const struct judged *j,
                                  struct finding *out)
{
    const struct observation *o =
        item->act == SIZE_MAX ? NULL : &run->facts->observations[item->act];
    uint32_t party = monitor_item_named(run, clause, item, j);
    struct finding f;

    monitor_finding_start(run, clause, at, &f);
    f.verdict = j->is_violation ? FINDING_VIOLATION : FINDING_UNDETERMINED;
    f.status = j->ruled.status;
    f.has_occurrence = true;
    f.occurrence = j->occurrence;
    if (j->ruled.status != FACT_STATUS_SUBSTANTIATED)
        f.way = monitor_way(item->doubts);
    if (party != PLAN_NONE) {
        f.party = run->plan->actors[party].name;
        f.party_index = party;
    }
    TRY(item_parties(run, clause, item, j, &f));
    if (j->ruled.attribution)
        f.attribution = *j->ruled.attribution;
    else if (o)
        f.attribution = o->attribution;
    if (j->ruled.gravity != PLAN_GRAVITY_NONE)
        f.gravity = str_z(plan_gravity_text(j->ruled.gravity));
    f.time = (struct fact_time){item->from_us, item->to_us};
    f.is_presence = item->form != ITEM_ACT;
    if (o) {
        f.place = o->place;
        f.has_events = item->form == ITEM_ACT;
        f.events = o->count;
    }
    TRY(item_readings(run, item, j, &f));
    if (item->form == ITEM_EXCESS || !o) {
        f.has_value = f.has_bound = true;
        f.value = item->value;
        f.bound = item->bound;
        f.has_bound = !isinf(f.bound);
        f.unit = monitor_excess_unit(run, item->statement, item->number);
        TRY(excess_id(run, clause, at, item, &f.id));
    } else {
        struct str subject = o->name;

        TRY(monitor_member_subject(run, at, &subject));
        TRY(monitor_id(run, clause, subject, PLAN_NONE, PLAN_NONE, true, &f.id));
    }
    TRY(item_evidence(run, item, j, &f));
    TRY(item_needs(run, clause, item, j, &f));
    TRY(item_text(run, clause, item, j, party, &f.text));
    TRY(monitor_explain_item(run, clause, at, item, &f));
    *out = f;
    return ERR_OK;
}

#define BLOCK_SIZE ((size_t)512) /* findings that one thread makes before it takes more */

/* Items of a clause that findings are made of. */
struct told {
    uint32_t clause;
    const struct instance *at;
    const struct item **items;
    struct judged *judged;
    struct finding *findings;
    size_t count;
};

static enum err_code tell_block(struct run *run, void *ctx, size_t part)
{
    struct told *t = ctx;
    size_t from = part * BLOCK_SIZE,
           to = t->count - from < BLOCK_SIZE ? t->count : from + BLOCK_SIZE;

    for (size_t i = from; i < to; i++)
        TRY(item_finding(run, t->clause, t->at, t->items[i], &t->judged[i], &t->findings[i]));
    return ERR_OK;
}

static void count_item(struct run *run, uint32_t clause, const struct item *item,
                       const struct judged *j, struct outcome_party_count *by_party)
{
    struct outcome_clause *row = &run->outcome->clauses[clause];
    const struct bound *bound = run->clauses[clause].bound;

    switch (j->ruled.status) {
    case FACT_STATUS_ALLEGED:
        row->alleged += !j->is_out;
        break;
    case FACT_STATUS_UNDER_VERIFICATION:
        row->under_verification += !j->is_out;
        break;
    case FACT_STATUS_SUBSTANTIATED:
        row->substantiated++;
        break;
    case FACT_STATUS_NOT_SUBSTANTIATED:
        row->not_substantiated++;
        break;
    case FACT_STATUS_UNDETERMINED:
        row->ruled_undetermined++;
        break;
    }
    if (j->is_out)
        return;
    row->expected.lo += j->occurrence.lo;
    row->expected.hi += j->occurrence.hi;
    for (size_t s = 0; s < row->by_party_count; s++) {
        struct fact_interval one = monitor_item_party(run, clause, item, j, bound->slots[s], false);

        by_party[s].count.lo += one.lo;
        by_party[s].count.hi += one.hi < j->occurrence.hi ? one.hi : j->occurrence.hi;
    }
}

/* Under each reading alone: a ruling holds under all of them. */
static void count_by_reading(const struct run *run, const struct item *item, const struct judged *j,
                             struct outcome_reading_count *by_reading)
{
    bool is_ruled = j->ruled.status == FACT_STATUS_SUBSTANTIATED;

    for (size_t r = 0; by_reading && !j->is_out && r < run->plan->reading_count; r++) {
        struct outcome_reading_count *row = &by_reading[r];
        struct fact_interval p = is_ruled || !item->readings ? j->occurrence : item->readings[r];

        if (p.hi <= 0)
            continue;
        row->expected.lo += p.lo;
        row->expected.hi += p.hi;
        if (j->ruled.status != FACT_STATUS_UNDETERMINED && p.lo > 0 &&
            p.lo >= run->plan->threshold_likely)
            row->violations++;
        else
            row->undetermined++;
    }
}

static enum err_code start_readings(struct run *run, uint32_t clause,
                                    struct outcome_reading_count **out)
{
    const struct plan *plan = run->plan;
    const struct plan_clause *c = &plan->clauses[clause];
    struct outcome_clause *row = &run->outcome->clauses[clause];
    bool is_disputed = false;

    *out = NULL;
    for (uint32_t s = c->first_statement; s < c->first_statement + c->statement_count; s++) {
        const struct plan_statement *st = &plan->statements[s];

        is_disputed |= st->judged == PLAN_JUDGED && st->form == PLAN_FORBID &&
                       monitor_spots_are_disputed(run, &st->spots);
        is_disputed |= st->judged == PLAN_JUDGED && st->form == PLAN_KEEP &&
                       monitor_place_is_disputed(run, st->place);
    }
    if (!is_disputed)
        return ERR_OK;
    *out = ARENA_NEW(run->arena, struct outcome_reading_count, plan->reading_count);
    if (!*out)
        return err_no_memory(run->err);
    for (size_t r = 0; r < plan->reading_count; r++)
        (*out)[r].reading = plan->readings[r];
    row->by_reading = *out;
    row->by_reading_count = plan->reading_count;
    return ERR_OK;
}

/* The rulings on an act that mean something: those on what a clause is about. */
static void note_rulings(struct run *run, uint32_t clause, const struct item *item,
                         const struct judged *j)
{
    for (size_t k = 0; item->may_be_ruled && (k == 0 || k < item->act_count); k++) {
        size_t act = item->act_count ? item->acts[k] : item->act;
        bool is_void = j->is_out && j->ruled.status == FACT_STATUS_SUBSTANTIATED;

        for (uint32_t r = 0; act != SIZE_MAX && !is_void && r < run->acts[act].ruling_count; r++) {
            const struct ruling *ruling = &run->rulings[run->acts[act].first_ruling + r];

            if (ruling->clause == clause)
                run->is_used[ruling->decision] = true;
        }
    }
}

/* The others change nothing, and that is said. */
static enum err_code warn_of_others(struct run *run)
{
    for (size_t d = 0; d < run->facts->decision_count; d++) {
        const struct fact_decision *decision = &run->facts->decisions[d];

        if (decision->on != FACT_ON_INCIDENT || run->is_refused[d] || run->is_used[d])
            continue;
        TRY(monitor_warn(run,
                         "decision %.*s changes nothing: clause %.*s is not about %.*s (its time, "
                         "place or kind, or it is "
                         "excused, or done by somebody whom the clause does not bind)",
                         STR_ARG(decision->id), STR_ARG(decision->clause),
                         STR_ARG(decision->incident)));
    }
    return ERR_OK;
}

static bool has_periods(const struct run *run, const struct item *item)
{
    return item->form == ITEM_EXCESS &&
           run->plan->statements[item->statement].every.form != PLAN_PERIOD_NONE;
}

/* Counts one after the other; findings in blocks, which threads share. */
static enum err_code count_and_tell(struct run *run, struct told *t, const struct items *items,
                                    struct outcome_party_count *by_party,
                                    struct outcome_reading_count *by_reading, struct arena *own)
{
    const struct plan_clause *c = &run->plan->clauses[t->clause];

    t->items = ARENA_NEW(own, const struct item *, items->count);
    t->judged = ARENA_NEW(own, struct judged, items->count);
    if (!t->items || !t->judged)
        return err_no_memory(run->err);
    for (size_t i = 0; i < items->count; i++) {
        const struct item *item = &items->items[i];
        struct judged j = monitor_judge(run, t->clause, item, run->known_us);

        count_item(run, t->clause, item, &j, by_party);
        count_by_reading(run, item, &j, by_reading);
        note_rulings(run, t->clause, item, &j);
        if (j.is_out || has_periods(run, item))
            continue;
        t->items[t->count] = item;
        t->judged[t->count++] = j;
    }
    t->findings = ARENA_NEW(own, struct finding, t->count);
    if (!t->findings)
        return err_no_memory(run->err);
    for (uint32_t s = c->first_statement; s < c->first_statement + c->statement_count; s++)
        if (run->plan->statements[s].tail.unless != PLAN_NONE)
            TRY(monitor_excuse_ready(run, run->plan->statements[s].tail.unless));
    TRY(monitor_split(run, (t->count + BLOCK_SIZE - 1) / BLOCK_SIZE, tell_block, t));
    for (size_t i = 0; i < t->count; i++)
        TRY(monitor_finding_add(run, &t->findings[i]));
    return ERR_OK;
}

static enum err_code tell_items(struct run *run, uint32_t clause, const struct instance *at,
                                const struct items *items, struct outcome_party_count *by_party,
                                struct outcome_reading_count *by_reading)
{
    struct arena own = {.mem = run->scratch.mem};
    struct told t = {.clause = clause, .at = at};
    enum err_code code = count_and_tell(run, &t, items, by_party, by_reading, &own);

    arena_free(&own);
    return code;
}

static enum err_code clause_findings(struct run *run, uint32_t clause, const struct instance *at,
                                     struct outcome_party_count *by_party,
                                     struct outcome_reading_count *by_reading)
{
    const struct plan_clause *c = &run->plan->clauses[clause];
    struct looked_at was = monitor_enter(run, at);
    struct items *items;

    TRY(monitor_items(run, clause, at, at->begin_us, at->end_us, &items));
    TRY(tell_items(run, clause, at, items, by_party, by_reading));
    if (run->clauses[clause].has_forbid || run->clauses[clause].has_keep)
        TRY(monitor_standing(run, clause, at, items));
    for (uint32_t s = c->first_statement; s < c->first_statement + c->statement_count; s++) {
        const struct plan_statement *st = &run->plan->statements[s];

        if (st->judged != PLAN_JUDGED)
            continue;
        if (st->form == PLAN_REQUIRE || st->form == PLAN_WITHDRAW)
            TRY(monitor_duty_findings(run, s, at));
        else if (st->form == PLAN_SYNCHRONOUS)
            TRY(monitor_synchronous(run, s, at));
        else if (st->form == PLAN_LIMIT && st->every.form != PLAN_PERIOD_NONE)
            TRY(monitor_period_limits(run, s, at));
    }
    run->member = was;
    return ERR_OK;
}

static enum err_code clause_row(struct run *run, uint32_t clause,
                                struct outcome_party_count **by_party)
{
    const struct plan_clause *c = &run->plan->clauses[clause];
    struct outcome_clause *row = &run->outcome->clauses[clause];
    const struct bound *bound = run->clauses[clause].bound;
    size_t scheduled = 0;

    *row = (struct outcome_clause){
        .label = c->label, .title = c->title, .article = c->article, .judged = OUTCOME_YES};
    *by_party = ARENA_NEW(run->arena, struct outcome_party_count, bound->slot_count + 1);
    if (!*by_party)
        return err_no_memory(run->err);
    for (size_t s = 0; s < bound->slot_count; s++)
        (*by_party)[s].party = run->plan->actors[bound->slots[s]].name;
    row->by_party = *by_party;
    row->by_party_count = bound->slot_count;
    for (uint32_t s = c->first_statement; s < c->first_statement + c->statement_count; s++) {
        const struct plan_statement *st = &run->plan->statements[s];

        scheduled += st->form == PLAN_ASSESS;
        if (st->judged == PLAN_JUDGED || row->judged == OUTCOME_OPEN)
            continue;
        row->judged = st->judged == PLAN_OPEN ? OUTCOME_OPEN : OUTCOME_NOT_YET;
        row->why = st->why;
    }
    if (row->judged == OUTCOME_YES && scheduled && scheduled == c->statement_count)
        row->judged = OUTCOME_SCHEDULED;
    return ERR_OK;
}

/* Room for the findings about acts, so that the list need not grow. */
static enum err_code make_room(struct run *run)
{
    size_t total = 1024;

    TRY(monitor_items_ahead(run));
    for (uint32_t c = 0; c < run->plan->clause_count; c++)
        for (size_t i = 0; i < run->instance_count; i++) {
            const struct instance *at = &run->instances[i];
            struct items *items;

            if (at->phase != run->plan->clauses[c].phase)
                continue;
            TRY(monitor_items(run, c, at, at->begin_us, at->end_us, &items));
            total += items->count;
        }
    run->outcome->findings = ARENA_NEW(run->arena, struct finding, total);
    if (!run->outcome->findings)
        return err_no_memory(run->err);
    run->finding_capacity = total;
    return ERR_OK;
}

enum err_code monitor_findings(struct run *run)
{
    const struct plan *plan = run->plan;
    struct outcome *outcome = run->outcome;

    outcome->clauses = ARENA_NEW(run->arena, struct outcome_clause,
                                 plan->clause_count + plan->prose_count + plan->open_count + 1);
    if (!outcome->clauses)
        return err_no_memory(run->err);
    outcome->clause_count = plan->clause_count;
    TRY(make_room(run));
    for (uint32_t c = 0; c < plan->clause_count; c++) {
        struct outcome_clause *row = &outcome->clauses[c];
        struct outcome_party_count *by_party;
        struct outcome_reading_count *by_reading;

        TRY(clause_row(run, c, &by_party));
        TRY(start_readings(run, c, &by_reading));
        for (size_t i = 0; i < run->instance_count; i++)
            if (run->instances[i].phase == plan->clauses[c].phase)
                TRY(clause_findings(run, c, &run->instances[i], by_party, by_reading));
        row->expected =
            (struct fact_interval){num_round(row->expected.lo, 6), num_round(row->expected.hi, 6)};
        for (size_t s = 0; s < row->by_party_count; s++)
            by_party[s].count = (struct fact_interval){num_round(by_party[s].count.lo, 6),
                                                       num_round(by_party[s].count.hi, 6)};
        for (size_t r = 0; r < row->by_reading_count; r++)
            by_reading[r].expected = (struct fact_interval){
                num_round(by_reading[r].expected.lo, 6), num_round(by_reading[r].expected.hi, 6)};
    }
    TRY(warn_of_others(run));
    for (size_t i = 0; i < plan->prose_count; i++)
        outcome->clauses[outcome->clause_count++] =
            (struct outcome_clause){.label = plan->prose[i].title,
                                    .title = plan->prose[i].title,
                                    .article = plan->prose[i].title,
                                    .judged = OUTCOME_NOT_ENCODED};
    for (size_t i = 0; i < plan->open_count; i++) { /* clauses that are only a bracket */
        const struct plan_open *open = &plan->open[i];

        if (open->is_clause)
            outcome->clauses[outcome->clause_count++] =
                (struct outcome_clause){.label = open->article.size ? open->article : open->text,
                                        .title = open->text,
                                        .article = open->article.size ? open->article : open->text,
                                        .judged = OUTCOME_OPEN,
                                        .why = STR("the whole clause is still open")};
    }
    return ERR_OK;
}

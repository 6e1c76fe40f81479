/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/digest.h"

#include <string.h>

#define DIGEST_LIMIT ((size_t)1 << 30) /* bytes of what is hashed at once */

/* What has been named so far, per row of each table. */
struct reach {
    const struct plan *plan;
    bool *clauses, *conditions, *pasts, *places, *classes, *dates;
    bool looks_about;
};

struct maker {
    struct arena *arena;
    const struct plan *plan;
    struct plan_digests *out;
    struct buf text;
    struct err *err;
};

/* -------------------------------------------------------------- bytes */

static void put_u64(struct buf *buf, uint64_t value)
{
    char bytes[8];

    for (int i = 0; i < 8; i++)
        bytes[i] = (char)(value >> (8 * i) & 0xff);
    buf_put(buf, (struct str){bytes, sizeof bytes});
}

static void put_double(struct buf *buf, double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    put_u64(buf, bits);
}

static void put_str(struct buf *buf, struct str s)
{
    put_u64(buf, s.size);
    buf_put(buf, s);
}

static void put_hash(struct buf *buf, const struct hash *hash)
{
    buf_put(buf, (struct str){(const char *)hash->bytes, sizeof hash->bytes});
}

static enum err_code seal(struct maker *m, struct hash *hash)
{
    enum err_code code = buf_check(&m->text, m->err);

    if (!code)
        code = hash_sha256(buf_str(&m->text), hash, m->err);
    buf_clear(&m->text);
    return code;
}

static void put_actor_name(struct maker *m, uint32_t actor)
{
    put_str(&m->text, actor < m->plan->actor_count ? m->plan->actors[actor].name : STR(""));
}

static void put_place_name(struct maker *m, uint32_t place)
{
    put_str(&m->text, place < m->plan->place_count ? m->plan->places[place].name : STR(""));
}

static void put_time(struct maker *m, const struct plan_time *t)
{
    put_u64(&m->text, (uint64_t)t->form);
    put_u64(&m->text, (uint64_t)t->at_us);
    put_u64(&m->text, (uint64_t)t->day_end_us);
    put_u64(&m->text, (uint64_t)t->shift_sign);
    put_u64(&m->text, (uint64_t)t->shift.unit);
    put_u64(&m->text, (uint64_t)t->shift.count);
}

/* -------------------------------------------------------------- names */

static enum err_code digest_names(struct maker *m)
{
    const struct plan *plan = m->plan;
    struct buf *b = &m->text;

    put_str(b, tz_name(plan->tz));
    put_time(m, &plan->signature);
    put_time(m, &plan->entry);
    if (plan->entry_condition != PLAN_NONE)
        put_str(b, plan->conditions[plan->entry_condition].text);
    put_double(b, plan->threshold_likely);
    put_double(b, plan->threshold_seen);
    put_double(b, plan->threshold_met);
    put_u64(b, plan->reading_count);
    for (size_t i = 0; i < plan->reading_count; i++)
        put_str(b, plan->readings[i]);
    put_u64(b, plan->actor_count);
    for (size_t i = 0; i < plan->actor_count; i++) {
        const struct plan_actor *a = &plan->actors[i];

        put_u64(b, (uint64_t)a->role);
        put_str(b, a->name);
        put_u64(b, a->also_count);
        for (size_t k = 0; k < a->also_count; k++)
            put_str(b, a->also[k]);
        put_actor_name(m, a->under);
        put_u64(b, a->members.count);
        for (size_t k = 0; k < a->members.count; k++)
            put_actor_name(m, a->members.items[k]);
        put_actor_name(m, a->chair);
        put_u64(b, (uint64_t)a->rule);
        put_actor_name(m, a->tie_breaker);
        put_u64(b, (uint64_t)a->tie_after_us);
    }
    put_u64(b, plan->kind_count);
    for (size_t i = 0; i < plan->kind_count; i++) {
        put_str(b, plan->kinds[i].name);
        put_u64(b, plan->kinds[i].parent);
        put_u64(b, (uint64_t)plan->kinds[i].type);
    }
    put_u64(b, plan->table_count);
    for (size_t i = 0; i < plan->table_count; i++) {
        const struct plan_table *t = &plan->tables[i];

        put_str(b, t->name);
        put_u64(b, t->row_count);
        for (size_t k = 0; k < t->row_count; k++) {
            put_str(b, plan->classes[t->rows[k].key].name);
            put_double(b, t->rows[k].value.value);
            put_u64(b, (uint64_t)t->rows[k].value.measure);
        }
    }
    return seal(m, &m->out->names);
}

/* -------------------------------------------------------------- places */

static void put_shape(struct buf *b, const struct geo_shape *shape)
{
    put_u64(b, (uint64_t)geo_shape_kind(shape));
    put_u64(b, geo_shape_path_count(shape));
    for (size_t p = 0; p < geo_shape_path_count(shape); p++) {
        put_u64(b, geo_shape_path_size(shape, p));
        put_u64(b, geo_shape_path_is_outer(shape, p));
        for (size_t i = 0; i < geo_shape_path_size(shape, p); i++) {
            int32_t lon, lat;

            geo_shape_vertex_e7(shape, p, i, &lon, &lat);
            put_u64(b, (uint64_t)(uint32_t)lon << 32 | (uint32_t)lat);
        }
    }
}

static enum err_code digest_nodes(struct maker *m)
{
    const struct geo_zones *zones = &m->plan->geometry;
    struct hash *shapes = ARENA_NEW(m->arena, struct hash, zones->shape_count + 1);

    m->out->nodes = ARENA_NEW(m->arena, struct hash, zones->node_count + 1);
    if (!shapes || !m->out->nodes)
        return err_no_memory(m->err);
    for (size_t i = 0; i < zones->shape_count; i++) {
        put_shape(&m->text, zones->shapes[i]);
        TRY(seal(m, &shapes[i]));
    }
    for (size_t i = 0; i < zones->node_count; i++) {
        const struct geo_node *n = &zones->nodes[i];

        put_u64(&m->text, (uint64_t)n->op);
        put_u64(&m->text, (uint64_t)n->hand);
        put_double(&m->text, n->min_m);
        put_double(&m->text, n->max_m);
        if (n->op == GEO_OP_SHAPE) {
            put_hash(&m->text, &shapes[n->shape]);
        } else {
            if (n->a < i)
                put_hash(&m->text, &m->out->nodes[n->a]);
            if (n->b < i && (n->op == GEO_OP_AND || n->op == GEO_OP_OR || n->op == GEO_OP_EXCEPT))
                put_hash(&m->text, &m->out->nodes[n->b]);
        }
        TRY(seal(m, &m->out->nodes[i]));
    }
    return ERR_OK;
}

static void put_nodes(struct maker *m, const uint32_t *nodes, size_t count)
{
    put_u64(&m->text, count);
    for (size_t i = 0; i < count; i++)
        put_hash(&m->text, &m->out->nodes[nodes[i]]);
}

static enum err_code digest_places(struct maker *m)
{
    const struct plan *plan = m->plan;

    m->out->places = ARENA_NEW(m->arena, struct hash, plan->place_count + 1);
    if (!m->out->places)
        return err_no_memory(m->err);
    for (size_t i = 0; i < plan->place_count; i++) {
        const struct plan_place *p = &plan->places[i];

        put_str(&m->text, p->name);
        put_str(&m->text, p->text);
        put_u64(&m->text, (uint64_t)p->type);
        put_u64(&m->text, (uint64_t)p->form);
        put_u64(&m->text, p->is_moving);
        put_nodes(m, p->zones, p->zone_count);
        put_nodes(m, p->varying, p->varying_count);
        for (size_t k = 0; p->varying_count && k < plan->follow_count; k++) {
            put_str(&m->text, plan->places[plan->follows[k].place].name);
            put_str(&m->text, plan->follows[k].feed);
        }
        for (size_t k = 0; p->varying_count && k < plan->reach_count; k++) {
            const uint32_t table = plan->reaches[k].table;
            put_u64(&m->text, table == PLAN_NONE);
            for (size_t r = 0; table != PLAN_NONE && r < plan->tables[table].row_count; r++) {
                put_str(&m->text, plan->classes[plan->tables[table].rows[r].key].name);
                put_double(&m->text, plan->tables[table].rows[r].value.value);
            }
        }
        put_u64(&m->text, p->member_count);
        for (size_t k = 0; k < p->member_count; k++)
            put_str(&m->text, p->members[k]);
        if (p->member_count)
            put_nodes(m, p->member_zones, p->member_count * p->zone_count);
        put_u64(&m->text, p->keys.count);
        for (size_t k = 0; k < p->keys.count; k++)
            put_actor_name(m, p->keys.items[k]);
        put_actor_name(m, p->left);
        put_actor_name(m, p->right);
        put_u64(&m->text, p->hours.is_always);
        put_u64(&m->text, (uint64_t)p->hours.from_s);
        put_u64(&m->text, (uint64_t)p->hours.to_s);
        put_u64(&m->text, p->both_ways);
        put_place_name(m, p->into);
        put_place_name(m, p->out_of);
        TRY(seal(m, &m->out->places[i]));
    }
    return ERR_OK;
}

/* -------------------------------------------------------------- what is named */

static void reach_clause(struct reach *r, uint32_t clause);
static void reach_event(struct reach *r, const struct plan_event *e);

static void reach_classes(struct reach *r, struct plan_list classes)
{
    for (size_t i = 0; i < classes.count; i++)
        r->classes[classes.items[i]] = true;
}

static void reach_place(struct reach *r, uint32_t place)
{
    if (place >= r->plan->place_count || r->places[place])
        return;
    r->places[place] = true;
    reach_classes(r, r->plan->places[place].cargo);
    reach_place(r, r->plan->places[place].into);
    reach_place(r, r->plan->places[place].out_of);
}

static void reach_spots(struct reach *r, const struct plan_spots *spots)
{
    for (size_t i = 0; i < spots->count; i++)
        reach_place(r, spots->items[i].place);
}

static void reach_time(struct reach *r, const struct plan_time *t)
{
    switch (t->form) {
    case PLAN_TIME_BEGIN:
    case PLAN_TIME_END:
    case PLAN_TIME_DAY_OF:
        r->looks_about |= t->phase != PLAN_NONE;
        break;
    case PLAN_TIME_NAMED:
        if (!r->dates[t->date]) {
            r->dates[t->date] = true;
            reach_event(r, &r->plan->dates[t->date].event);
        }
        break;
    case PLAN_TIME_NONE:
    case PLAN_TIME_SIGNATURE:
    case PLAN_TIME_ENTRY:
    case PLAN_TIME_MOMENT:
    case PLAN_TIME_DATE:
    case PLAN_TIME_OPEN:
        break;
    }
}

static void reach_clauses(struct reach *r, struct plan_list clauses)
{
    r->looks_about |= clauses.count > 0;
    for (size_t i = 0; i < clauses.count; i++)
        reach_clause(r, clauses.items[i]);
}

static void reach_happening(struct reach *r, const struct plan_happening *h)
{
    reach_clauses(r, h->clauses);
    if (h->class != PLAN_NONE && h->class < r->plan->class_count)
        r->classes[h->class] = true;
    reach_spots(r, &h->spots);
}

static void reach_event(struct reach *r, const struct plan_event *e)
{
    if (e->form == PLAN_EVENT_NONE)
        return;
    reach_time(r, &e->time);
    reach_clauses(r, e->clauses);
    if (e->form == PLAN_EVENT_EACH || e->form == PLAN_EVENT_FIRST)
        reach_happening(r, &e->happening);
}

static void reach_condition(struct reach *r, uint32_t condition)
{
    const struct plan_condition *c;

    if (condition == PLAN_NONE || r->conditions[condition])
        return;
    r->conditions[condition] = true;
    c = &r->plan->conditions[condition];
    for (size_t i = 0; i < c->children.count; i++)
        reach_condition(r, c->children.items[i]);
    if (c->form == PLAN_COND_NO || c->form == PLAN_COND_COUNT)
        reach_happening(r, &c->happening);
    reach_clauses(r, c->clauses);
    reach_time(r, &c->since);
}

static void reach_past(struct reach *r, uint32_t past)
{
    const struct plan_past *p;

    if (past == PLAN_NONE || r->pasts[past])
        return;
    r->pasts[past] = true;
    p = &r->plan->pasts[past];
    for (size_t i = 0; i < p->children.count; i++)
        reach_past(r, p->children.items[i]);
    if (p->form == PLAN_PAST_ACT && p->class != PLAN_NONE)
        r->classes[p->class] = true;
}

static void reach_statement(struct reach *r, const struct plan_statement *s)
{
    reach_classes(r, s->classes);
    reach_classes(r, s->against_classes);
    reach_spots(r, &s->spots);
    reach_condition(r, s->when);
    reach_time(r, &s->due.by);
    reach_event(r, &s->due.of);
    for (size_t i = 0; i < s->due.step_count; i++) {
        reach_time(r, &s->due.steps[i].by);
        reach_event(r, &s->due.steps[i].of);
    }
    reach_place(r, s->place);
    if (s->amount.for_each_class != PLAN_NONE && s->amount.for_each_class < r->plan->class_count)
        r->classes[s->amount.for_each_class] = true;
    reach_time(r, &s->assess_by);
    reach_clauses(r, s->with);
    reach_time(r, &s->tail.as_of);
    reach_time(r, &s->tail.until);
    reach_event(r, &s->tail.during.event);
    reach_condition(r, s->tail.while_condition);
    reach_past(r, s->tail.unless);
}

static void reach_clause(struct reach *r, uint32_t clause)
{
    const struct plan_clause *c = &r->plan->clauses[clause];
    bool has_forbid = false;

    if (r->clauses[clause])
        return;
    r->clauses[clause] = true;
    if (c->phase < r->plan->phase_count)
        reach_place(r, r->plan->phases[c->phase].for_each);
    for (uint32_t s = c->first_statement; s < c->first_statement + c->statement_count; s++) {
        reach_statement(r, &r->plan->statements[s]);
        has_forbid |= r->plan->statements[s].form == PLAN_FORBID;
    }
    for (size_t s = 0; has_forbid && s < r->plan->statement_count; s++)
        if (r->plan->statements[s].form == PLAN_PERMIT) { /* it may excuse an act */
            r->looks_about = true;
            reach_clause(r, r->plan->statements[s].clause);
        }
}

/* -------------------------------------------------------------- digests of what is named */

static void put_alternatives(struct maker *m, const struct plan_alternative *items, size_t count)
{
    struct buf *b = &m->text;

    put_u64(b, count);
    for (size_t i = 0; i < count; i++) {
        put_str(b, m->plan->kinds[items[i].kind].name);
        put_u64(b, items[i].test_count);
        for (size_t k = 0; k < items[i].test_count; k++) {
            const struct plan_test *t = &items[i].tests[k];

            put_str(b, t->attribute);
            put_u64(b, (uint64_t)t->comparison);
            put_double(b, t->number);
            put_u64(b, t->text_count);
            for (size_t j = 0; j < t->text_count; j++)
                put_str(b, t->texts[j]);
        }
    }
}

static void put_clause(struct maker *m, uint32_t clause)
{
    const struct plan_clause *c = &m->plan->clauses[clause];
    struct buf *b = &m->text;

    put_str(b, c->label);
    put_str(b, c->phase < m->plan->phase_count ? m->plan->phases[c->phase].name : STR(""));
    put_u64(b, c->phase == PLAN_THROUGHOUT);
    put_u64(b, (uint64_t)c->gravity);
    put_actor_name(m, c->verifier);
    put_u64(b, c->statement_count);
    for (uint32_t s = c->first_statement; s < c->first_statement + c->statement_count; s++) {
        const struct plan_statement *st = &m->plan->statements[s];

        put_u64(b, (uint64_t)st->form);
        put_u64(b, (uint64_t)st->judged);
        put_str(b, st->text);
    }
}

static enum err_code digest_reach(struct maker *m, const struct reach *r, struct hash *hash)
{
    const struct plan *plan = m->plan;
    struct buf *b = &m->text;

    put_hash(b, &m->out->names);
    for (uint32_t i = 0; i < plan->clause_count; i++)
        if (r->clauses[i])
            put_clause(m, i);
    for (size_t i = 0; i < plan->place_count; i++)
        if (r->places[i])
            put_hash(b, &m->out->places[i]);
    for (size_t i = 0; i < plan->class_count; i++)
        if (r->classes[i]) {
            put_str(b, plan->classes[i].name);
            put_alternatives(m, plan->classes[i].alternatives, plan->classes[i].alternative_count);
            put_alternatives(m, plan->classes[i].exceptions, plan->classes[i].exception_count);
        }
    for (size_t i = 0; i < plan->date_count; i++)
        if (r->dates[i]) {
            put_str(b, plan->dates[i].name);
            put_str(b, plan->dates[i].event.text);
            put_time(m, &plan->dates[i].event.time);
        }
    for (size_t i = 0; i < plan->condition_count; i++)
        if (r->conditions[i])
            put_str(b, plan->conditions[i].text);
    return seal(m, hash);
}

static void clear(struct reach *r)
{
    const struct plan *plan = r->plan;

    memset(r->clauses, 0, plan->clause_count * sizeof *r->clauses);
    memset(r->conditions, 0, plan->condition_count * sizeof *r->conditions);
    memset(r->pasts, 0, plan->past_count * sizeof *r->pasts);
    memset(r->places, 0, plan->place_count * sizeof *r->places);
    memset(r->classes, 0, plan->class_count * sizeof *r->classes);
    memset(r->dates, 0, plan->date_count * sizeof *r->dates);
    r->looks_about = false;
}

static enum err_code digest_rules(struct maker *m)
{
    const struct plan *plan = m->plan;
    struct plan_digests *out = m->out;
    struct reach r = {
        .plan = plan,
        .clauses = ARENA_NEW(m->arena, bool, plan->clause_count + 1),
        .conditions = ARENA_NEW(m->arena, bool, plan->condition_count + 1),
        .pasts = ARENA_NEW(m->arena, bool, plan->past_count + 1),
        .places = ARENA_NEW(m->arena, bool, plan->place_count + 1),
        .classes = ARENA_NEW(m->arena, bool, plan->class_count + 1),
        .dates = ARENA_NEW(m->arena, bool, plan->date_count + 1),
    };

    out->clauses = ARENA_NEW(m->arena, struct hash, plan->clause_count + 1);
    out->conditions = ARENA_NEW(m->arena, struct hash, plan->condition_count + 1);
    out->looks_about = ARENA_NEW(m->arena, bool, plan->clause_count + 1);
    if (!r.clauses || !r.conditions || !r.pasts || !r.places || !r.classes || !r.dates ||
        !out->clauses || !out->conditions || !out->looks_about)
        return err_no_memory(m->err);
    for (uint32_t c = 0; c < plan->clause_count; c++) {
        clear(&r);
        reach_clause(&r, c);
        put_str(&m->text, plan->clauses[c].label);
        TRY(digest_reach(m, &r, &out->clauses[c]));
        out->looks_about[c] = r.looks_about;
    }
    for (uint32_t c = 0; c < plan->condition_count; c++) {
        clear(&r);
        reach_condition(&r, c);
        put_str(&m->text, plan->conditions[c].text);
        TRY(digest_reach(m, &r, &out->conditions[c]));
    }
    return ERR_OK;
}

enum err_code plan_digests_make(struct arena *arena, const struct plan *plan,
                                struct plan_digests *digests, struct err *err)
{
    struct maker m = {.arena = arena, .plan = plan, .out = digests, .err = err};
    enum err_code code;

    *digests = (struct plan_digests){0};
    buf_init(&m.text, arena->mem, DIGEST_LIMIT);
    code = digest_names(&m);
    if (!code)
        code = digest_nodes(&m);
    if (!code)
        code = digest_places(&m);
    if (!code)
        code = digest_rules(&m);
    buf_free(&m.text);
    return code;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * A rule as JSON: classes, people, times, ground; every name resolved, every deadline a moment. */
#include "monitor/explain/explain_int.h"

#include "base/json.h"

#include <math.h>

void explain_refuse(struct explain *e, const char *why)
{
    if (!e->refused)
        e->refused = why;
}

enum err_code explain_list_add(struct explain *e, struct text_list *list, struct buf *text,
                               uint32_t *index)
{
    struct run *run = e->run;

    TRY(buf_check(text, run->err));
    for (size_t i = 0; i < list->count; i++)
        if (str_eq(list->items[i], buf_str(text))) {
            *index = (uint32_t)i;
            buf_clear(text);
            return ERR_OK;
        }
    TRY(arena_grow(&run->scratch, &list->items, list->count, &list->capacity, sizeof *list->items,
                   run->err));
    TRY(arena_str(&run->scratch, buf_str(text), &list->items[list->count], run->err));
    *index = (uint32_t)list->count++;
    buf_clear(text);
    return ERR_OK;
}

void explain_key(struct explain *e, const char *key)
{
    json_key(&e->rule, &e->first, key);
}

static void put_string(struct buf *buf, struct str text)
{
    if (text.size)
        json_put_string(buf, text);
    else
        buf_puts(buf, "null");
}

void explain_text(struct explain *e, const char *key, struct str text)
{
    explain_key(e, key);
    put_string(&e->rule, text);
}

void explain_flag(struct explain *e, const char *key, bool flag)
{
    explain_key(e, key);
    buf_puts(&e->rule, flag ? "true" : "false");
}

void explain_number(struct explain *e, const char *key, double number)
{
    explain_key(e, key);
    num_put_shortest(&e->rule, number);
}

void explain_moment(struct buf *buf, int64_t at_us)
{
    if (at_us == TIME_NONE || at_us == TIME_NEVER) {
        buf_puts(buf, "null");
        return;
    }
    buf_putc(buf, '"');
    time_put(buf, at_us < TIME_MIN_US ? TIME_MIN_US : at_us > TIME_MAX_US ? TIME_MAX_US : at_us);
    buf_putc(buf, '"');
}

void explain_time(struct explain *e, const char *key, int64_t at_us)
{
    explain_key(e, key);
    explain_moment(&e->rule, at_us);
}

void explain_spans(struct buf *buf, const struct spans *spans)
{
    buf_putc(buf, '[');
    for (size_t i = 0; i < spans->count; i++) {
        buf_puts(buf, i ? ", [" : "[");
        explain_moment(buf, spans->items[i].from_us);
        buf_puts(buf, ", ");
        explain_moment(buf, spans->items[i].to_us);
        buf_putc(buf, ']');
    }
    buf_putc(buf, ']');
}

void explain_texts(struct buf *buf, const struct str *texts, size_t count)
{
    buf_putc(buf, '[');
    for (size_t i = 0; i < count; i++) {
        buf_puts(buf, i ? ", " : "");
        json_put_string(buf, texts[i]);
    }
    buf_putc(buf, ']');
}

/* ---------------------------------------------------------------- kinds, people */

static const char *comparison_text(enum plan_comparison comparison)
{
    static const char *const texts[] = {
        [PLAN_AT_LEAST] = "at least",   [PLAN_AT_MOST] = "at most", [PLAN_MORE_THAN] = "more than",
        [PLAN_LESS_THAN] = "less than", [PLAN_EXACTLY] = "exactly", [PLAN_IS] = "is"};

    return texts[comparison];
}

static void put_test(struct buf *buf, const struct plan_test *test)
{
    buf_putc(buf, '[');
    json_put_string(buf, test->attribute);
    buf_printf(buf, ", \"%s\"", comparison_text(test->comparison));
    if (test->comparison == PLAN_IS)
        for (size_t i = 0; i < test->text_count; i++) {
            buf_puts(buf, ", ");
            json_put_string(buf, test->texts[i]);
        }
    else {
        buf_puts(buf, ", ");
        num_put_shortest(buf, test->number);
    }
    buf_putc(buf, ']');
}

static void put_alternatives(struct explain *e, struct buf *buf, const struct plan_alternative *all,
                             size_t count)
{
    for (size_t i = 0; i < count; i++) {
        e->kinds[all[i].kind] = true;
        buf_puts(buf, i ? ", {\"kind\": " : "{\"kind\": ");
        json_put_string(buf, e->run->plan->kinds[all[i].kind].name);
        buf_puts(buf, ", \"where\": [");
        for (size_t t = 0; t < all[i].test_count; t++) {
            buf_puts(buf, t ? ", " : "");
            put_test(buf, &all[i].tests[t]);
        }
        buf_puts(buf, "]}");
    }
}

void explain_classes(struct explain *e, struct buf *buf, struct plan_list classes)
{
    buf_putc(buf, '[');
    for (size_t i = 0; i < classes.count; i++) {
        const struct plan_class *c = &e->run->plan->classes[classes.items[i]];

        buf_puts(buf, i ? ", {\"name\": " : "{\"name\": ");
        put_string(buf, c->name);
        buf_puts(buf, ", \"any\": [");
        put_alternatives(e, buf, c->alternatives, c->alternative_count);
        buf_puts(buf, "], \"except\": [");
        put_alternatives(e, buf, c->exceptions, c->exception_count);
        buf_puts(buf, "]}");
    }
    buf_putc(buf, ']');
}

void explain_actors(struct explain *e, struct buf *buf, const struct plan_actors *actors)
{
    static const char *const forms[] = {[PLAN_ACTORS_NONE] = "anyone",
                                        [PLAN_ACTORS_NAMES] = "names",
                                        [PLAN_ACTORS_ANYONE] = "anyone",
                                        [PLAN_ACTORS_ANY_PARTY] = "any party",
                                        [PLAN_ACTORS_ANY_OF] = "any of",
                                        [PLAN_ACTORS_ONE_PARTY] = "one party",
                                        [PLAN_ACTORS_SAME_PARTY] = "same party",
                                        [PLAN_ACTORS_OTHER_PARTY] = "other party",
                                        [PLAN_ACTORS_OPEN] = "open"};

    buf_printf(buf, "{\"form\": \"%s\", \"names\": [", forms[actors->form]);
    for (size_t i = 0; i < actors->names.count; i++) {
        buf_puts(buf, i ? ", " : "");
        json_put_string(buf, e->run->plan->actors[actors->names.items[i]].name);
    }
    buf_printf(buf, "], \"together\": %s}", actors->is_together ? "true" : "false");
    if (actors->form == PLAN_ACTORS_OPEN)
        explain_refuse(e, "who is bound is still open");
}

void explain_audience(struct explain *e, struct buf *buf, const struct plan_audience *audience,
                      size_t count)
{
    static const char *const forms[] = {[PLAN_TO_ACTOR] = "actor",
                                        [PLAN_TO_PUBLIC] = "public",
                                        [PLAN_TO_SAME_PARTY] = "same party",
                                        [PLAN_TO_OTHER_PARTY] = "other party",
                                        [PLAN_TO_OPEN] = "open"};

    buf_putc(buf, '[');
    for (size_t i = 0; i < count; i++) {
        buf_printf(buf, "%s[\"%s\"", i ? ", " : "", forms[audience[i].form]);
        if (audience[i].form == PLAN_TO_ACTOR) {
            buf_puts(buf, ", ");
            json_put_string(buf, e->run->plan->actors[audience[i].actor].name);
        }
        buf_putc(buf, ']');
    }
    buf_putc(buf, ']');
}

/* ---------------------------------------------------------------- ground */

static enum err_code shape_index(struct explain *e, uint32_t shape, uint32_t *index)
{
    static const char *const names[] = {
        [GEO_SHAPE_POINTS] = "points", [GEO_SHAPE_LINES] = "lines", [GEO_SHAPE_AREA] = "area"};
    const struct geo_shape *s = e->run->plan->geometry.shapes[shape];
    struct buf *buf = &e->run->text;

    if (e->shape_of[shape]) {
        *index = e->shape_of[shape] - 1;
        return ERR_OK;
    }
    buf_clear(buf);
    buf_printf(buf, "{\"%s\": [", names[geo_shape_kind(s)]);
    for (size_t p = 0; p < geo_shape_path_count(s); p++) {
        buf_puts(buf, p ? ", [" : "[");
        for (size_t i = 0; i < geo_shape_path_size(s, p); i++) {
            int32_t lon, lat;

            geo_shape_vertex_e7(s, p, i, &lon, &lat);
            buf_printf(buf, "%s[%ld, %ld]", i ? ", " : "", (long)lon, (long)lat);
        }
        buf_putc(buf, ']');
    }
    buf_puts(buf, "]}");
    TRY(explain_list_add(e, &e->shapes, buf, index));
    e->shape_of[shape] = *index + 1;
    return ERR_OK;
}

static enum err_code node_index(struct explain *e, uint32_t node, uint32_t *index)
{
    const struct geo_node *n = &e->run->plan->geometry.nodes[node];
    struct buf *buf = &e->run->text;
    uint32_t a = 0, b = 0;

    if (e->node_of[node]) {
        *index = e->node_of[node] - 1;
        return ERR_OK;
    }
    if (n->op == GEO_OP_SHAPE)
        TRY(shape_index(e, n->shape, &a));
    else
        TRY(node_index(e, n->a, &a));
    if (n->op == GEO_OP_AND || n->op == GEO_OP_OR || n->op == GEO_OP_EXCEPT)
        TRY(node_index(e, n->b, &b));
    buf_clear(buf);
    switch (n->op) {
    case GEO_OP_SHAPE:
        buf_printf(buf, "[\"shape\", %u", (unsigned)a);
        break;
    case GEO_OP_WITHIN:
        buf_printf(buf, "[\"within\", %u, ", (unsigned)a);
        num_put_shortest(buf, n->max_m);
        break;
    case GEO_OP_BETWEEN:
        buf_printf(buf, "[\"between\", %u, ", (unsigned)a);
        num_put_shortest(buf, n->min_m);
        buf_puts(buf, ", ");
        num_put_shortest(buf, n->max_m);
        break;
    case GEO_OP_SIDE:
        buf_printf(buf, "[\"side\", %u, \"%s\"", (unsigned)a,
                   n->hand == GEO_HAND_LEFT ? "left" : "right");
        break;
    case GEO_OP_AND:
    case GEO_OP_OR:
    case GEO_OP_EXCEPT:
        buf_printf(buf, "[\"%s\", %u, %u",
                   n->op == GEO_OP_AND  ? "and"
                   : n->op == GEO_OP_OR ? "or"
                                        : "except",
                   (unsigned)a, (unsigned)b);
        break;
    case GEO_OP_BEYOND:
        buf_printf(buf, "[\"beyond\", %u, ", (unsigned)a);
        num_put_shortest(buf, n->min_m);
        break;
    }
    buf_putc(buf, ']');
    TRY(explain_list_add(e, &e->nodes, buf, index));
    e->node_of[node] = *index + 1;
    return ERR_OK;
}

enum err_code explain_place(struct explain *e, uint32_t place, uint32_t *index)
{
    const struct plan *plan = e->run->plan;
    const struct plan_place *p = &plan->places[place];
    struct buf text;
    enum err_code code = ERR_OK;

    *index = 0;
    if (e->place_of[place]) {
        *index = e->place_of[place] - 1;
        return ERR_OK;
    }
    if ((p->form != PLAN_PLACE_ONE && p->form != PLAN_PLACE_DISPUTED) ||
        p->zone_count != plan->reading_count || p->is_moving) {
        explain_refuse(e, "a place that moves, is still open, or differs for each party or member");
        return ERR_OK;
    }
    buf_init(&text, e->run->scratch.mem, FACTS_LINE_LIMIT);
    buf_puts(&text, "{\"name\": ");
    put_string(&text, p->name);
    buf_puts(&text, ", \"zones\": [");
    for (size_t r = 0; !code && r < p->zone_count; r++) {
        uint32_t node = 0;

        code = node_index(e, p->zones[r], &node);
        buf_printf(&text, "%s%u", r ? ", " : "", (unsigned)node);
    }
    buf_puts(&text, "]}");
    if (!code)
        code = explain_list_add(e, &e->places, &text, index);
    buf_free(&text);
    if (!code)
        e->place_of[place] = *index + 1;
    return code;
}

enum err_code explain_spots(struct explain *e, const struct plan_spots *spots, uint32_t *where)
{
    static const char *const how[] = {
        [PLAN_IN] = "in", [PLAN_FROM] = "from", [PLAN_INTO] = "into", [PLAN_ACROSS] = "across"};
    struct buf *buf = &e->run->text;
    uint32_t places[64];

    for (size_t i = 0; i < spots->count && i < COUNT_OF(places); i++) {
        TRY(explain_place(e, spots->items[i].place, &places[i]));
        if (spots->items[i].is_each || spots->items[i].is_same)
            explain_refuse(e, "each place of a collection, or the same one");
        if (spots->items[i].while_open)
            explain_refuse(e, "corridors of different hours");
    }
    if (spots->count > COUNT_OF(places))
        explain_refuse(e, "very many places at once");
    buf_clear(buf);
    buf_puts(buf, "{\"spots\": [");
    for (size_t i = 0; i < spots->count && i < COUNT_OF(places); i++)
        buf_printf(buf, "%s[\"%s\", %u]", i ? ", " : "", how[spots->items[i].preposition],
                   (unsigned)places[i]);
    buf_puts(buf, "]}");
    return explain_list_add(e, &e->where, buf, where);
}

enum err_code explain_away(struct explain *e, uint32_t place, double metres, const char *hand,
                           uint32_t *where)
{
    struct buf *buf = &e->run->text;
    uint32_t index;

    TRY(explain_place(e, place, &index));
    buf_clear(buf);
    buf_printf(buf, "{\"away\": %u, \"metres\": ", (unsigned)index);
    num_put_shortest(buf, metres);
    if (hand)
        buf_printf(buf, ", \"hand\": \"%s\"}", hand);
    else
        buf_puts(buf, ", \"hand\": null}");
    return explain_list_add(e, &e->where, buf, where);
}

enum err_code explain_placed(struct explain *e, struct str name, uint32_t where,
                             const struct fact_interval *chances)
{
    struct buf *buf = &e->run->text;
    uint32_t unused;

    buf_clear(buf);
    buf_puts(buf, "{\"of\": ");
    json_put_string(buf, name);
    buf_printf(buf, ", \"where\": %u, \"chance\": [", (unsigned)where);
    for (size_t r = 0; r < e->run->plan->reading_count; r++) {
        buf_puts(buf, r ? ", [" : "[");
        num_put(buf, num_probability(chances[r].lo), 6);
        buf_puts(buf, ", ");
        num_put(buf, num_probability(chances[r].hi), 6);
        buf_putc(buf, ']');
    }
    buf_puts(buf, "]}");
    return explain_list_add(e, &e->placed, buf, &unused);
}

/* Where a statement speaks of, and how likely the act lies there, under each reading. */
enum err_code explain_spots_of(struct explain *e, const struct plan_spots *spots, size_t act,
                               uint32_t *where)
{
    struct run *run = e->run;
    size_t n = run->plan->reading_count;
    struct fact_interval *chances = ARENA_NEW(&run->scratch, struct fact_interval, n + 1);
    bool is_disputed = monitor_spots_are_disputed(run, spots);
    unsigned doubts = 0;

    if (!chances)
        return err_no_memory(run->err);
    TRY(explain_spots(e, spots, where));
    if (spots->count == 0 || act == SIZE_MAX)
        return ERR_OK;
    for (size_t r = 0; r < n; r++)
        chances[r] = r && !is_disputed ? chances[0] : monitor_spots(run, spots, r, act, &doubts);
    return explain_placed(e, run->facts->observations[act].name, *where, chances);
}

/* ---------------------------------------------------------------- excuses */

/* The closed times in which the excuse surely, or perhaps, lies before the act; both as moments. */
static void put_past_times(struct explain *e, struct buf *buf, const struct plan_past *p,
                           struct fact_time a, int64_t begin_us)
{
    const struct run *run = e->run;
    bool has_near = p->timing == PLAN_AT_LEAST_BEFORE || p->timing == PLAN_BETWEEN_BEFORE;
    bool has_far = p->timing == PLAN_AT_MOST_BEFORE || p->timing == PLAN_BETWEEN_BEFORE;
    struct plan_span near = has_near ? p->near : (struct plan_span){PLAN_ELAPSED, 0};
    int64_t last = monitor_last(a.from_us, a.to_us), least[2] = {TIME_MIN_US, TIME_MIN_US};
    int64_t most[2] = {monitor_add(run, a.from_us, -1, near), monitor_add(run, last, -1, near)};

    if (has_far) {
        least[0] = monitor_add(run, last, -1, p->far);
        least[1] = monitor_add(run, a.from_us, -1, p->far);
    }
    for (int i = 0; i < 2; i++) {
        if (p->timing != PLAN_AT_MOST_BEFORE && begin_us > least[i])
            least[i] = begin_us;
        buf_puts(buf, i ? ", \"maybe\": [" : ", \"sure\": [");
        explain_moment(buf, least[i]);
        buf_puts(buf, ", ");
        explain_moment(buf, most[i]);
        buf_putc(buf, ']');
    }
}

static enum err_code past_records(struct explain *e, const struct plan_past *p, size_t act,
                                  int64_t begin_us)
{
    struct run *run = e->run;
    const struct observation *o = &run->facts->observations[act];
    const struct class_acts *acts;
    int64_t from = begin_us, last = monitor_last(o->time.from_us, o->time.to_us);
    size_t count = 0;

    if (p->timing == PLAN_AT_MOST_BEFORE)
        from = monitor_add(run, o->time.from_us, -1, p->far);
    TRY(monitor_class_acts(run, p->class, &acts));
    for (size_t i = 0; i < acts->count; i++) {
        const struct observation *n = &run->facts->observations[acts->acts[i]];

        if (acts->acts[i] == act || n->time.from_us > last ||
            monitor_last(n->time.from_us, n->time.to_us) < from)
            continue;
        if (p->same_count && !monitor_same(run, p->same, p->same_count, act, acts->acts[i]))
            continue;
        if (++count > 200)
            explain_refuse(e, "more than 200 records speak of what would excuse the act");
        else
            TRY(explain_act(e, acts->acts[i]));
    }
    return ERR_OK;
}

enum err_code explain_past(struct explain *e, struct buf *buf, uint32_t past, size_t act,
                           int64_t begin_us)
{
    const struct plan_past *p = &e->run->plan->pasts[past];
    struct plan_list kinds = {&p->class, 1};

    switch (p->form) {
    case PLAN_PAST_AND:
    case PLAN_PAST_OR:
        buf_printf(buf, "{\"form\": \"%s\", \"of\": [", p->form == PLAN_PAST_AND ? "and" : "or");
        for (size_t i = 0; i < p->children.count; i++) {
            buf_puts(buf, i ? ", " : "");
            TRY(explain_past(e, buf, p->children.items[i], act, begin_us));
        }
        buf_puts(buf, "]}");
        return ERR_OK;
    case PLAN_PAST_CERTIFIED:
        buf_puts(buf, "{\"form\": \"certified\", \"text\": ");
        put_string(buf, p->certificate);
        buf_puts(buf, ", \"by\": ");
        put_string(buf, e->run->plan->actors[p->actor].name);
        buf_putc(buf, '}');
        return explain_act_certificates(e, act);
    case PLAN_PAST_ACT:
        break;
    }
    buf_printf(buf, "{\"form\": \"act\", \"no\": %s, \"kinds\": ", p->is_no ? "true" : "false");
    explain_classes(e, buf, kinds);
    buf_puts(buf, ", \"by\": ");
    explain_actors(e, buf, &p->actors);
    buf_puts(buf, ", \"to\": ");
    explain_audience(e, buf, p->audience, p->audience_count);
    buf_puts(buf, ", \"same\": ");
    explain_texts(buf, p->same, p->same_count);
    put_past_times(e, buf, p, e->run->facts->observations[act].time, begin_us);
    buf_putc(buf, '}');
    return past_records(e, p, act, begin_us);
}

/* ---------------------------------------------------------------- what all rules have */

static void put_list(struct explain *e, const char *key, const struct text_list *list)
{
    explain_key(e, key);
    buf_putc(&e->rule, '[');
    for (size_t i = 0; i < list->count; i++) {
        buf_puts(&e->rule, i ? ", " : "");
        buf_put(&e->rule, list->items[i]);
    }
    buf_putc(&e->rule, ']');
}

static void put_actors(struct explain *e)
{
    const struct plan *plan = e->run->plan;
    struct buf *buf = &e->rule;

    explain_key(e, "people");
    buf_putc(buf, '[');
    for (uint32_t a = 0; a < plan->actor_count; a++) {
        const struct plan_actor *actor = &plan->actors[a];

        buf_puts(buf, a ? ", {\"name\": " : "{\"name\": ");
        put_string(buf, actor->name);
        buf_printf(buf, ", \"role\": \"%s\", \"under\": ", plan_role_text(actor->role));
        put_string(buf, actor->role == PLAN_GROUP && actor->under != PLAN_NONE
                            ? plan->actors[actor->under].name
                            : (struct str){0});
        buf_puts(buf, ", \"also\": ");
        explain_texts(buf, actor->also, actor->also_count);
        buf_putc(buf, '}');
    }
    buf_putc(buf, ']');
}

static void put_kinds(struct explain *e)
{
    const struct plan *plan = e->run->plan;
    bool first = true;

    for (uint32_t k = (uint32_t)plan->kind_count; k-- > 0;) /* parents come before */
        if (e->kinds[k] && plan->kinds[k].parent != PLAN_NONE)
            e->kinds[plan->kinds[k].parent] = true;
    explain_key(e, "taxonomy");
    buf_putc(&e->rule, '{');
    for (uint32_t k = 0; k < plan->kind_count; k++) {
        if (!e->kinds[k])
            continue;
        buf_puts(&e->rule, first ? "" : ", ");
        json_put_string(&e->rule, plan->kinds[k].name);
        buf_puts(&e->rule, ": ");
        put_string(&e->rule, plan->kinds[k].parent == PLAN_NONE
                                 ? (struct str){0}
                                 : plan->kinds[plan->kinds[k].parent].name);
        first = false;
    }
    buf_putc(&e->rule, '}');
}

static void put_verifiers(struct explain *e)
{
    const struct plan *plan = e->run->plan;
    uint32_t verifier = plan->clauses[e->clause].verifier;

    explain_key(e, "verified_by");
    buf_putc(&e->rule, '[');
    if (verifier != PLAN_NONE) {
        const struct plan_actor *b = &plan->actors[verifier];

        buf_puts(&e->rule, "{\"name\": ");
        put_string(&e->rule, b->name);
        buf_puts(&e->rule, ", \"after_us\": null}");
        if (b->role == PLAN_BODY && b->tie_breaker != PLAN_NONE) {
            buf_puts(&e->rule, ", {\"name\": ");
            put_string(&e->rule, plan->actors[b->tie_breaker].name);
            buf_puts(&e->rule, ", \"after_us\": ");
            num_put_i64(&e->rule, b->tie_after_us);
            buf_putc(&e->rule, '}');
        }
    }
    buf_putc(&e->rule, ']');
}

enum err_code explain_finish(struct explain *e, struct str *rule)
{
    const struct plan *plan = e->run->plan;
    const struct plan_clause *c = &plan->clauses[e->clause];

    explain_text(e, "clause", c->label);
    explain_text(e, "article", c->article);
    explain_text(e, "phase", e->finding->phase);
    explain_text(e, "gravity", str_z(plan_gravity_text(c->gravity)));
    explain_key(e, "thresholds");
    buf_puts(&e->rule, "{\"likely\": ");
    num_put_shortest(&e->rule, plan->threshold_likely);
    buf_puts(&e->rule, ", \"seen\": ");
    num_put_shortest(&e->rule, plan->threshold_seen);
    buf_putc(&e->rule, '}');
    explain_key(e, "readings");
    explain_texts(&e->rule, plan->readings, plan->reading_count);
    put_verifiers(e);
    put_actors(e);
    put_kinds(e);
    put_list(e, "shapes", &e->shapes);
    put_list(e, "nodes", &e->nodes);
    put_list(e, "places", &e->places);
    put_list(e, "grounds", &e->where);
    put_list(e, "placed", &e->placed);
    buf_putc(&e->rule, '}');
    TRY(buf_check(&e->rule, e->run->err));
    return arena_str(e->run->arena, buf_str(&e->rule), rule, e->run->err);
}

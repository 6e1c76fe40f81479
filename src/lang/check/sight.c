/* SPDX-License-Identifier: Apache-2.0
 *
 * Kinds by the tree, places by real geometry (a line is taken with 1 km on both sides), each pair of a source and a place
 * once. The delay is summed in steps of equal length; equal sets of sources are summed once. */
#include "lang/check/sight.h"

#define DELAY_STEPS 2048
#define DELAY_SPAN 16 /* of the shortest mean delay: what is missed that long no longer counts */
#define PAIR_LIMIT ((size_t)64 << 20)
#define LINE_MARGIN_M 1000
#define DAY_S 86400.0

double sight_seconds(struct plan_span span)
{
    static const double units[] = {[PLAN_ELAPSED] = 1e-6,
                                   [PLAN_DAYS] = DAY_S,
                                   [PLAN_MONTHS] = 30 * DAY_S,
                                   [PLAN_YEARS] = 365 * DAY_S};
    return (double)span.count * units[span.unit];
}

static void *fresh(struct sight *sight, size_t count, size_t size)
{
    struct work *work = sight->b->work;
    void *made = arena_alloc(work->arena, count, size);
    if (!made)
        work_fail(work, err_no_memory(work->err));
    return made;
}

/* ---------------------------------------------------------------- sources */

/* A source that names a kind sees it and all under it, and of a kind above it a part; of one with tests always a part. */
static void mark_kinds(const struct plan *plan, struct eye *eye, uint32_t class)
{
    if (class >= plan->class_count)
        return;
    const struct plan_class *c = &plan->classes[class];
    for (size_t i = 0; i < c->alternative_count; i++) {
        uint32_t seen = c->alternatives[i].kind;
        bool is_whole = !c->alternatives[i].test_count && !c->exception_count;
        for (uint32_t kind = 0; kind < plan->kind_count && seen < plan->kind_count; kind++) {
            uint8_t level = plan_kind_is(plan, kind, seen)   ? is_whole ? SIGHT_WHOLE : SIGHT_PART
                            : plan_kind_is(plan, seen, kind) ? SIGHT_PART
                                                             : SIGHT_NONE;
            if (level > eye->sees[kind])
                eye->sees[kind] = level;
        }
    }
}

static void find_eyes(struct sight *sight)
{
    const struct plan *plan = sight->b->plan;
    sight->eyes = fresh(sight, plan->source_count, sizeof *sight->eyes);
    sight->seeing = fresh(sight, plan->source_count, sizeof *sight->seeing);
    for (uint32_t i = 0; i < plan->source_count && !sight->b->work->failed; i++) {
        const struct plan_source *from = &plan->sources[i];
        struct eye eye = {.accuracy_m = from->accuracy_m,
                          .revisit_s = sight_seconds(from->revisit),
                          .detects = from->detects,
                          .place = from->place,
                          .row = i,
                          .sees = fresh(sight, plan->kind_count, 1)};
        if (from->is_open || sight->b->work->failed)
            continue;
        if (eye.revisit_s < 1)
            eye.revisit_s = 1;
        for (size_t j = 0; j < from->classes.count; j++)
            mark_kinds(plan, &eye, from->classes.items[j]);
        sight->eyes[sight->eye_count++] = eye;
    }
}

bool sight_open(struct sight *sight, struct build *b)
{
    const struct plan *plan = b->plan;
    *sight = (struct sight){.b = b, .zones = plan->geometry};
    if (!plan->source_count)
        return false;
    map_init(&sight->delays, b->work->arena);
    find_eyes(sight);
    sight->nodes = fresh(sight, plan->geometry.node_count + 3, sizeof *sight->nodes);
    if (b->work->failed)
        return false;
    for (size_t i = 0; i < plan->geometry.node_count; i++)
        sight->nodes[i] = plan->geometry.nodes[i];
    sight->zones.nodes = sight->nodes;
    if (plan->place_count && sight->eye_count <= PAIR_LIMIT / plan->place_count)
        sight->looks = fresh(sight, sight->eye_count * plan->place_count, 1);
    return !b->work->failed;
}

/* ---------------------------------------------------------------- places */

static uint32_t add_node(struct sight *sight, struct geo_node node)
{
    uint32_t at = (uint32_t)sight->zones.node_count;
    sight->nodes[at] = node;
    sight->nodes[at].size = geo_node_size(&sight->zones, &sight->nodes[at]);
    sight->zones.node_count++;
    return at;
}

/* A place as an area; PLAN_NONE: it has no geometry. */
static uint32_t as_area(struct sight *sight, uint32_t place, size_t at)
{
    const struct plan_place *p = &sight->b->plan->places[place];
    if (at >= p->zone_count || p->zones[at] >= sight->b->plan->geometry.node_count)
        return PLAN_NONE;
    if (p->type != PLAN_LINE && p->type != PLAN_POINT)
        return p->zones[at];
    return add_node(
        sight, (struct geo_node){.op = GEO_OP_WITHIN, .a = p->zones[at], .max_m = LINE_MARGIN_M});
}

static bool boxes_meet(const struct geo_box *a, const struct geo_box *b)
{
    return a->west_deg <= b->east_deg && b->west_deg <= a->east_deg &&
           a->south_deg <= b->north_deg && b->south_deg <= a->north_deg;
}

/* Is there a place in `a` and in `b`; in `a` and not in `b`? What cannot be found out is taken as yes. */
static bool has_any(struct sight *sight, enum geo_op op, uint32_t a, uint32_t b)
{
    struct geo_point point;
    uint32_t both = add_node(sight, (struct geo_node){.op = op, .a = a, .b = b});
    bool found = !sight->nodes[both].size || geo_zone_witness(&sight->zones, both, &point);
    sight->zones.node_count--;
    return found;
}

/* How much of one node of `place` a source in one node of `where` looks at. */
static enum sight_level compare(struct sight *sight, uint32_t where, uint32_t place)
{
    struct geo_box box, other;
    if (geo_zone_box(&sight->zones, where, &box) && geo_zone_box(&sight->zones, place, &other) &&
        !boxes_meet(&box, &other))
        return SIGHT_NONE;
    if (!has_any(sight, GEO_OP_EXCEPT, place, where))
        return SIGHT_WHOLE;
    return has_any(sight, GEO_OP_AND, place, where) ? SIGHT_PART : SIGHT_NONE;
}

/* Have a place in one reading and a place in another to do with each other? Readings go together; what is agreed for each
 * party may meet any. */
static bool goes_with(const struct plan *plan, uint32_t a, size_t i, uint32_t b, size_t j)
{
    const struct plan_place *p = &plan->places[a], *q = &plan->places[b];
    bool is_keyed = p->form == PLAN_PLACE_KEYED || q->form == PLAN_PLACE_KEYED;
    bool is_again = i && j && p->zones[i] == p->zones[i - 1] && q->zones[j] == q->zones[j - 1];
    return is_keyed || (i == j && !is_again);
}

/* Over all readings: the whole only where it is so under each, none only where none meets. A place without geometry
 * may be anywhere: a part. */
static enum sight_level looks_in(struct sight *sight, uint32_t where, uint32_t place)
{
    const struct plan *plan = sight->b->plan;
    size_t kept = sight->zones.node_count, compared = 0, whole = 0, none = 0;
    for (size_t i = 0; i < plan->places[where].zone_count; i++)
        for (size_t j = 0; j < plan->places[place].zone_count; j++) {
            if (!goes_with(plan, where, i, place, j))
                continue;
            uint32_t one = as_area(sight, where, i), two = as_area(sight, place, j);
            if (one != PLAN_NONE && two != PLAN_NONE) {
                enum sight_level level = compare(sight, one, two);
                compared++;
                whole += level == SIGHT_WHOLE;
                none += level == SIGHT_NONE;
            }
            sight->zones.node_count = kept;
        }
    return !compared || (whole < compared && none < compared) ? SIGHT_PART
           : whole                                            ? SIGHT_WHOLE
                                                              : SIGHT_NONE;
}

static enum sight_level looks_at(struct sight *sight, size_t eye, uint32_t place)
{
    uint32_t where = sight->eyes[eye].place;
    size_t places = sight->b->plan->place_count;
    if (where >= places || where == place)
        return SIGHT_WHOLE;
    if (place >= places || !sight->looks)
        return SIGHT_PART;
    uint8_t *known = &sight->looks[eye * places + place];
    if (!*known)
        *known = (uint8_t)(1 + looks_in(sight, where, place));
    return (enum sight_level)(*known - 1);
}

uint32_t sight_place(const struct plan_statement *s, size_t spot)
{
    if (s->form == PLAN_FORBID || s->form == PLAN_LIMIT || s->form == PLAN_REQUIRE)
        return spot < s->spots.count ? s->spots.items[spot].place : PLAN_NONE;
    if (s->form == PLAN_KEEP && s->relation == PLAN_INSIDE)
        return PLAN_NONE;
    return s->form == PLAN_KEEP || s->form == PLAN_WITHDRAW ? s->place : PLAN_NONE;
}

size_t sight_place_count(const struct plan_statement *s)
{
    return s->spots.count ? s->spots.count : 1;
}

/* ---------------------------------------------------------------- statements */

static enum sight_level class_level(const struct sight *sight, size_t eye, uint32_t class)
{
    const struct plan *plan = sight->b->plan;
    size_t whole = 0, part = 0;
    if (class >= plan->class_count)
        return SIGHT_NONE;
    const struct plan_source *source = &plan->sources[sight->eyes[eye].row];
    for (size_t i = 0; i < source->classes.count; i++)
        if (source->classes.items[i] == class)
            return SIGHT_WHOLE;
    const struct plan_class *c = &plan->classes[class];
    for (size_t i = 0; i < c->alternative_count; i++) {
        uint32_t kind = c->alternatives[i].kind;
        uint8_t level = kind < plan->kind_count ? sight->eyes[eye].sees[kind] : (uint8_t)SIGHT_NONE;
        whole += level == SIGHT_WHOLE;
        part += level == SIGHT_PART;
    }
    return whole && whole == c->alternative_count ? SIGHT_WHOLE
           : whole || part                        ? SIGHT_PART
                                                  : SIGHT_NONE;
}

bool sight_sees(const struct sight *sight, size_t eye, uint32_t class)
{
    return class_level(sight, eye, class) != SIGHT_NONE;
}

/* A distance to keep reaches further than the line that it is kept from. */
static bool is_setback(const struct plan_statement *s)
{
    return s->form == PLAN_KEEP && s->relation == PLAN_AWAY_FROM;
}

size_t sight_find(struct sight *sight, uint32_t class, const struct plan_statement *s)
{
    size_t count = 0, places = sight_place_count(s);
    for (size_t i = 0; i < sight->eye_count; i++) {
        enum sight_level level = class_level(sight, i, class);
        size_t whole = 0, part = 0;
        for (size_t j = 0; j < places && level != SIGHT_NONE; j++) {
            enum sight_level here = looks_at(sight, i, sight_place(s, j));
            if (here == SIGHT_WHOLE && is_setback(s) && sight->eyes[i].place != PLAN_NONE)
                here = SIGHT_PART;
            whole += here == SIGHT_WHOLE;
            part += here == SIGHT_PART;
        }
        if (!whole && !part)
            level = SIGHT_NONE;
        else if (whole < places)
            level = SIGHT_PART;
        sight->seeing[i] = (uint8_t)level;
        count += level != SIGHT_NONE;
    }
    return count;
}

/* ---------------------------------------------------------------- chances */

size_t sight_count(const struct sight *sight, enum sight_level level)
{
    size_t count = 0;
    for (size_t i = 0; i < sight->eye_count; i++)
        count += sight->seeing[i] >= level;
    return count;
}

static double power(double base, double count)
{
    double result = 1;
    for (uint64_t n = count < 1e9 ? (uint64_t)count : 1000000000; n; n >>= 1) {
        if (n & 1)
            result *= base;
        base *= base;
    }
    return result;
}

double sight_missed(const struct sight *sight, double t, enum sight_level level)
{
    double all = 1;
    for (size_t i = 0; i < sight->eye_count && all > 0; i++) {
        if (sight->seeing[i] < level)
            continue;
        double looks = t / sight->eyes[i].revisit_s, d = sight->eyes[i].detects;
        double whole = looks < 1e9 ? (double)(uint64_t)looks : 1e9;
        all *= power(1 - d, whole) * (1 - d * (looks < 1e9 ? looks - whole : 0));
    }
    return all;
}

static double mean_delay(const struct sight *sight, enum sight_level level)
{
    double shortest = -1, sum = 0;
    for (size_t i = 0; i < sight->eye_count; i++) {
        const struct eye *eye = &sight->eyes[i];
        if (sight->seeing[i] < level || eye->detects <= 0)
            continue;
        double mean = eye->revisit_s * (1 / eye->detects - 0.5);
        shortest = shortest < 0 || mean < shortest ? mean : shortest;
    }
    if (shortest < 0)
        return -1;
    double step = DELAY_SPAN * shortest / DELAY_STEPS;
    for (int i = 0; i < DELAY_STEPS; i++)
        sum += sight_missed(sight, ((double)i + 0.5) * step, level);
    return sum * step;
}

double sight_delay_s(struct sight *sight, enum sight_level level)
{
    struct work *work = sight->b->work;
    char *set = fresh(sight, sight->eye_count, 1);
    if (work->failed)
        return -1;
    for (size_t i = 0; i < sight->eye_count; i++)
        set[i] = sight->seeing[i] >= level ? '1' : '0';
    struct str key = {set, sight->eye_count};
    uint32_t known = map_get(&sight->delays, key);
    if (known != MAP_NONE)
        return sight->results.items[known];
    double delay = mean_delay(sight, level);
    PUSH(work, &sight->results, delay);
    enum err_code code =
        work->failed ? ERR_OK
                     : map_set(&sight->delays, key, (uint32_t)sight->results.count - 1, work->err);
    if (code)
        work_fail(work, code);
    return delay;
}

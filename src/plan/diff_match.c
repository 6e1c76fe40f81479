/* SPDX-License-Identifier: Apache-2.0
 *
 * Which row of the old draft is which of the new: by name, then by content where only one on either side has it. */
#include "plan/diff_int.h"

static struct str name_at(const struct plan *plan, enum diff_sort sort, size_t i)
{
    switch (sort) {
    case DIFF_ACTOR:
        return plan->actors[i].name;
    case DIFF_KIND:
        return plan->kinds[i].name;
    case DIFF_CLASS:
        return plan->classes[i].name;
    case DIFF_PLACE:
        return plan->places[i].name;
    case DIFF_TABLE:
        return plan->tables[i].name;
    case DIFF_DATE:
        return plan->dates[i].name;
    case DIFF_PHASE:
        return plan->phases[i].name;
    case DIFF_CLAUSE:
        return plan->clauses[i].label;
    case DIFF_TRACK:
        return plan->tracks[i].name;
    }
    return (struct str){0};
}

static void read_side(struct differ *d, struct diff_side *side)
{
    const struct plan *plan = side->plan;
    const size_t counts[DIFF_SORTS] = {plan->actor_count, plan->kind_count,   plan->class_count,
                                       plan->place_count, plan->table_count,  plan->date_count,
                                       plan->phase_count, plan->clause_count, plan->track_count};
    map_init(&side->renamed, d->arena);
    for (int sort = 0; sort < DIFF_SORTS; sort++) {
        size_t count = counts[sort];
        side->own[sort] = diff_alloc(d, count, sizeof(struct str));
        side->shared[sort] = diff_alloc(d, count, sizeof(struct str));
        side->partner[sort] = diff_alloc(d, count, sizeof(uint32_t));
        if (d->code)
            return;
        side->count[sort] = count;
        for (size_t i = 0; i < count; i++) {
            side->own[sort][i] = name_at(plan, (enum diff_sort)sort, i);
            side->shared[sort][i] = side->own[sort][i];
            side->partner[sort][i] = PLAN_NONE;
        }
    }
}

void diff_pair_up(struct differ *d, enum diff_sort sort, uint32_t old, uint32_t new)
{
    struct diff_side *from = &d->side[0];
    struct str name = d->side[1].own[sort][new], own = from->own[sort][old];
    from->partner[sort][old] = new;
    d->side[1].partner[sort][new] = old;
    from->shared[sort][old] = name;
    if (sort == DIFF_CLAUSE || str_eq(name, own) || d->code)
        return;
    if (diff_failed(d, arena_grow(d->arena, &from->to, from->to_count, &from->to_capacity,
                                  sizeof *from->to, d->err)))
        return;
    from->to[from->to_count] = name;
    (void)diff_failed(d, map_set(&from->renamed, own, (uint32_t)from->to_count++, d->err));
}

/* Rows by key; more than one under a key: only that there are. */
static void index_keys(struct differ *d, enum diff_sort sort, size_t side, struct map *first,
                       struct map *second,
                       struct str (*key)(struct differ *d, size_t side, uint32_t index))
{
    map_init(first, d->arena);
    map_init(second, d->arena);
    for (uint32_t i = 0; i < d->side[side].count[sort] && !d->code; i++) {
        if (d->side[side].partner[sort][i] != PLAN_NONE)
            continue;
        struct str text = key(d, side, i);
        if (!text.size || d->code)
            continue;
        struct map *to = map_get(first, text) == MAP_NONE ? first : second;
        (void)diff_failed(d, map_set(to, text, i, d->err));
    }
}

void diff_match_by(struct differ *d, enum diff_sort sort,
                   struct str (*key)(struct differ *d, size_t side, uint32_t index))
{
    struct map first[2], second[2];
    for (size_t side = 0; side < 2; side++)
        index_keys(d, sort, side, &first[side], &second[side], key);
    for (uint32_t i = 0; i < d->side[0].count[sort] && !d->code; i++) {
        if (d->side[0].partner[sort][i] != PLAN_NONE)
            continue;
        struct str text = key(d, 0, i);
        if (!text.size || map_get(&second[0], text) != MAP_NONE ||
            map_get(&second[1], text) != MAP_NONE)
            continue;
        uint32_t to = map_get(&first[1], text);
        if (to != MAP_NONE && d->side[1].partner[sort][to] == PLAN_NONE)
            diff_pair_up(d, sort, i, to);
    }
}

static struct str by_kind(struct differ *d, size_t side, uint32_t i)
{
    const struct plan_kind *kind = &d->side[side].plan->kinds[i];
    return diff_printf(d, "%d %.*s", (int)kind->type, STR_ARG(kind->label));
}

static struct str by_label(struct differ *d, size_t side, uint32_t i)
{
    return d->side[side].plan->actors[i].label;
}

static struct str by_phase_title(struct differ *d, size_t side, uint32_t i)
{
    return d->side[side].plan->phases[i].title;
}

static struct str by_track_title(struct differ *d, size_t side, uint32_t i)
{
    return d->side[side].plan->tracks[i].title;
}

static struct str by_label_and_title(struct differ *d, size_t side, uint32_t i)
{
    const struct plan_clause *clause = &d->side[side].plan->clauses[i];
    return diff_printf(d, "%.*s\n%.*s", STR_ARG(clause->label), STR_ARG(clause->title));
}

static struct str by_label_and_content(struct differ *d, size_t side, uint32_t i)
{
    struct str content = diff_clause_key(d, side, i);
    struct str label = d->side[side].plan->clauses[i].label;
    return content.size ? diff_printf(d, "%.*s\n%.*s", STR_ARG(label), STR_ARG(content)) : content;
}

static struct str by_title(struct differ *d, size_t side, uint32_t i)
{
    return d->side[side].plan->clauses[i].title;
}

static struct str own_name(struct differ *d, enum diff_sort sort, size_t side, uint32_t i)
{
    return d->side[side].own[sort][i];
}

static struct str by_clause_label(struct differ *d, size_t side, uint32_t i)
{
    return own_name(d, DIFF_CLAUSE, side, i);
}

static void match_names(struct differ *d, enum diff_sort sort)
{
    struct map names;
    map_init(&names, d->arena);
    for (uint32_t i = 0; i < d->side[1].count[sort]; i++) {
        struct str name = own_name(d, sort, 1, i);
        if (map_get(&names, name) == MAP_NONE && diff_failed(d, map_set(&names, name, i, d->err)))
            return;
    }
    for (uint32_t i = 0; i < d->side[0].count[sort]; i++) {
        uint32_t to = map_get(&names, own_name(d, sort, 0, i));
        if (to != MAP_NONE && d->side[1].partner[sort][to] == PLAN_NONE)
            diff_pair_up(d, sort, i, to);
    }
}

void diff_match(struct differ *d)
{
    read_side(d, &d->side[0]);
    read_side(d, &d->side[1]);
    for (int sort = 0; sort < DIFF_SORTS && !d->code; sort++)
        if (sort != DIFF_CLAUSE)
            match_names(d, (enum diff_sort)sort);
    diff_match_by(d, DIFF_ACTOR, by_label);
    diff_match_by(d, DIFF_KIND, by_kind);
    diff_match_by(d, DIFF_CLASS, diff_class_key);
    diff_match_by(d, DIFF_TABLE, diff_table_key);
    for (int i = 0; i < 3; i++) /* places are drawn from places */
        diff_match_by(d, DIFF_PLACE, diff_place_key);
    diff_match_by(d, DIFF_PHASE, by_phase_title);
    diff_match_by(d, DIFF_PHASE, diff_phase_key);
    diff_match_by(d, DIFF_DATE, diff_date_key);
    diff_match_by(d, DIFF_TRACK, by_track_title);
    diff_match_by(d, DIFF_CLAUSE, by_label_and_title);
    diff_match_by(d, DIFF_CLAUSE, by_label_and_content);
    diff_match_by(d, DIFF_CLAUSE, by_title);
    for (int i = 0; i < 2; i++) /* clauses speak of clauses */
        diff_match_by(d, DIFF_CLAUSE, diff_clause_key);
    diff_match_by(d, DIFF_CLAUSE, by_clause_label);
}

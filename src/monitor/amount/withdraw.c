/* SPDX-License-Identifier: Apache-2.0
 *
 * Withdrawals: what is left in a zone, against what was declared to be there. Left at a moment is the latest report of each
 * unit by then, if it lay in the zone:
 *
 *     upper end   all that may count; open until somebody has looked since the clock runs
 *     lower end   what is likely, as long as coverage goes on from the report: later it may have left unseen
 *
 * A step is done at a moment when what is left is at most what the step leaves of the baseline. It is fulfilled when it was
 * done at its deadline and ever since; a return, or more than it leaves seen later, shows that it is not. Without a declared
 * baseline nothing is said. */
#include "monitor/amount/amount_int.h"

#include <math.h>
#include <stdlib.h>

struct sighting {
    int64_t at_us, last_us; /* seen at; still there at */
    size_t act;
    uint32_t unit;
    struct fact_interval quantity;
    unsigned doubts;
};

/* All sightings of a statement's things, for a party (and a member of a collection): found once. */
struct withdraw_cache {
    uint32_t statement, party;
    struct looked_at member;
    struct sighting *sightings;
    size_t count, capacity, unit_count;
    struct withdraw_cache *next;
};

struct level {
    int64_t at_us;
    struct fact_interval left;
    struct fact_interval reported; /* as if everything had been seen, and nothing had left unseen */
};

/* What enters and leaves the sum of what is left. */
struct change {
    int64_t at_us;
    double lo, hi, reported; /* `reported`: the lower end, whether or not anybody goes on looking */
};

struct ground {
    struct run *run;
    const struct plan_statement *st;
    struct duty *duty;
    const struct spans *coverage;
    struct baseline baseline;
    const struct sighting **sightings; /* those known, in order */
    size_t count, unit_count;
    struct level *levels;
    size_t level_count;
    struct monitor_site *sites;
    size_t site_count;
};

static int sighting_order(const void *a, const void *b)
{
    const struct sighting *x = a, *y = b;

    if (x->at_us != y->at_us)
        return x->at_us < y->at_us ? -1 : 1;
    return (x->act > y->act) - (x->act < y->act);
}

static int change_order(const void *a, const void *b)
{
    const struct change *x = a, *y = b;

    if (x->at_us != y->at_us)
        return x->at_us < y->at_us ? -1 : 1;
    if (x->hi < y->hi || x->hi > y->hi)
        return x->hi < y->hi ? -1 : 1;
    if (x->lo < y->lo || x->lo > y->lo)
        return x->lo < y->lo ? -1 : 1;
    return (x->reported > y->reported) - (x->reported < y->reported);
}

/* Reports of another's things say nothing of what this one has left. */
static bool is_theirs(const struct run *run, const struct withdraw_cache *cache, size_t act)
{
    const struct plan_statement *st = &run->plan->statements[cache->statement];

    return (cache->party != PLAN_NONE ? monitor_share_of(run, cache->party, act)
                                      : monitor_share_of_actors(run, &st->actors, PLAN_NONE, act))
               .hi > 0;
}

static enum err_code add_sighting(struct run *run, struct withdraw_cache *cache,
                                  struct unit_keys *keys, size_t act)
{
    const struct plan_statement *st = &run->plan->statements[cache->statement];
    const struct bound *slots = run->clauses[st->clause].bound;
    uint32_t slot = cache->party == PLAN_NONE ? PLAN_NONE : slots->slot_of[cache->party];
    struct plan_spot spot = {.preposition = PLAN_IN, .place = st->place};
    struct plan_spots spots = {&spot, 1};
    const struct observation *o = &run->facts->observations[act];
    int64_t last = monitor_last(o->time.from_us, o->time.to_us);
    struct sighting s = {.at_us = o->holds ? o->time.from_us : last, .last_us = last, .act = act};
    enum match match = monitor_classes_match(run, st->classes, act, &s.doubts);
    struct fact_interval p;

    if (match == MATCH_NO || !is_theirs(run, cache, act))
        return ERR_OK;
    TRY(monitor_unit_key(run, keys, act, true, &s.unit));
    p = monitor_counts_for(run, cache->statement, &spots, slot, act, match, &s.doubts);
    s.quantity = monitor_ends(run, p, monitor_quantity(o, PLAN_COUNT, NULL, NULL));
    if (!(s.quantity.lo < s.quantity.hi))
        s.doubts &= ~MONITOR_DOUBTS;
    TRY(arena_grow(&run->scratch, &cache->sightings, cache->count, &cache->capacity,
                   sizeof *cache->sightings, run->err));
    cache->sightings[cache->count++] = s;
    return ERR_OK;
}

static enum err_code all_sightings(struct run *run, const struct duty *duty,
                                   struct withdraw_cache **out)
{
    struct unit_keys keys = {0};
    struct withdraw_cache *cache;

    for (cache = run->withdrawals; cache; cache = cache->next)
        if (cache->statement == duty->statement && cache->party == duty->party &&
            cache->member.number == run->member.number &&
            cache->member.collection == run->member.collection) {
            *out = cache;
            return ERR_OK;
        }
    cache = ARENA_NEW(&run->scratch, struct withdraw_cache, 1);
    if (!cache)
        return err_no_memory(run->err);
    *cache = (struct withdraw_cache){
        .statement = duty->statement, .party = duty->party, .member = run->member};
    map_init(&keys.map, &run->scratch);
    for (size_t i = 0; i < run->facts->observation_count; i++)
        if (run->acts[i].kind != PLAN_NONE)
            TRY(add_sighting(run, cache, &keys, i));
    cache->unit_count = keys.count;
    if (cache->count > 1)
        qsort(cache->sightings, cache->count, sizeof *cache->sightings, sighting_order);
    cache->next = run->withdrawals;
    run->withdrawals = cache;
    *out = cache;
    return ERR_OK;
}

static enum err_code find_sightings(struct ground *g, int64_t known_us, int64_t now_us)
{
    struct run *run = g->run;
    struct withdraw_cache *cache = NULL;

    TRY(all_sightings(run, g->duty, &cache));
    g->sightings = ARENA_NEW(&run->scratch, const struct sighting *, cache->count + 1);
    if (!g->sightings)
        return err_no_memory(run->err);
    g->unit_count = cache->unit_count;
    for (size_t i = 0; i < cache->count && cache->sightings[i].at_us <= now_us; i++) {
        const struct sighting *s = &cache->sightings[i];

        if (run->facts->observations[s->act].received_us > known_us)
            continue;
        g->sightings[g->count++] = s;
        g->duty->doubts |= s->doubts;
    }
    return ERR_OK;
}

/* Moments at which what is left, or what is known of it, may change. */
static enum err_code find_moments(struct ground *g, int64_t now_us, struct moments *m)
{
    struct run *run = g->run;
    int64_t from = g->duty->from_us;

    TRY(monitor_moment_add(run, m, from));
    TRY(monitor_moment_add(run, m, now_us));
    if (g->duty->deadline_us < now_us)
        TRY(monitor_moment_add(run, m, g->duty->deadline_us));
    for (size_t i = 0; i < g->coverage->count; i++)
        if (g->coverage->items[i].from_us > from && g->coverage->items[i].from_us <= now_us)
            TRY(monitor_moment_add(run, m, g->coverage->items[i].from_us));
    for (size_t i = 0; i < g->site_count; i++)
        if (g->sites[i].at_us > from)
            TRY(monitor_moment_add(run, m, g->sites[i].at_us));
    for (size_t i = 0; i < g->count; i++)
        if (g->sightings[i]->at_us > from)
            TRY(monitor_moment_add(run, m, g->sightings[i]->at_us));
    monitor_moments_tidy(m);
    return ERR_OK;
}

/* From when on somebody has looked, since the clock runs; TIME_NEVER. */
static int64_t first_look(const struct ground *g)
{
    int64_t from = g->duty->from_us;

    for (size_t i = 0; i < g->coverage->count; i++) {
        const struct span *s = &g->coverage->items[i];

        if (s->to_us > from)
            return s->from_us > from ? s->from_us : from;
    }
    return TIME_NEVER;
}

/* Each sighting counts from when it was made until the next of its unit; at the lower end not longer than coverage goes on. */
static enum err_code find_changes(const struct ground *g, struct change **out, size_t *count)
{
    struct run *run = g->run;
    struct change *changes =
        ARENA_NEW(&run->scratch, struct change, 3 * g->count + g->site_count + 1);
    int64_t *until = ARENA_NEW(&run->scratch, int64_t, g->unit_count + 1);
    size_t n = 0;

    if (!changes || !until)
        return err_no_memory(run->err);
    for (size_t u = 0; u < g->unit_count; u++)
        until[u] = TIME_NEVER;
    for (size_t i = g->count; i-- > 0;) {
        const struct sighting *s = g->sightings[i];
        int64_t alive = monitor_spans_end(g->coverage, s->last_us), next = until[s->unit];

        until[s->unit] = s->at_us;
        if (s->at_us >= next)
            continue; /* told again at the same moment */
        alive = alive > s->at_us ? alive : s->at_us;
        changes[n++] = (struct change){s->at_us, s->quantity.lo, s->quantity.hi, s->quantity.lo};
        changes[n++] = (struct change){alive + 1 < next ? alive + 1 : next, -s->quantity.lo, 0, 0};
        changes[n++] = (struct change){next, 0, -s->quantity.hi, -s->quantity.lo};
    }
    for (size_t i = 0; i < g->site_count; i++) { /* what is missing may be here, told or not */
        double missing = monitor_site_missing(&g->sites[i]) - g->sites[i].told;

        if (missing > 0)
            changes[n++] = (struct change){g->sites[i].at_us, 0, missing, 0};
    }
    if (n > 1)
        qsort(changes, n, sizeof *changes, change_order);
    *out = changes;
    *count = n;
    return ERR_OK;
}

/* What is left at each moment up to `now_us`. */
static enum err_code find_levels(struct ground *g, int64_t now_us)
{
    struct run *run = g->run;
    struct moments m = {0};
    struct change *changes = NULL;
    struct fact_interval sum = {0, 0};
    double reported = 0;
    int64_t look = first_look(g);
    size_t next = 0, count = 0;

    TRY(find_moments(g, now_us, &m));
    TRY(find_changes(g, &changes, &count));
    g->levels = ARENA_NEW(&run->scratch, struct level, m.count + 1);
    if (!g->levels)
        return err_no_memory(run->err);
    for (size_t i = 0; i < m.count && m.items[i] <= now_us; i++) {
        struct fact_interval left;

        for (; next < count && changes[next].at_us <= m.items[i]; next++) {
            sum.lo += changes[next].lo;
            sum.hi += changes[next].hi;
            reported += changes[next].reported;
        }
        left = (struct fact_interval){num_round(sum.lo, 6), num_round(sum.hi, 6)};
        g->levels[g->level_count] =
            (struct level){m.items[i], left, {num_round(reported, 6), left.hi}};
        if (look > m.items[i])
            g->levels[g->level_count].left.hi = (double)INFINITY;
        g->level_count++;
    }
    return ERR_OK;
}

struct fact_interval monitor_step_amount(const struct plan_step *step,
                                         const struct baseline *baseline)
{
    struct fact_interval b = baseline->amount;

    switch (step->share) {
    case PLAN_SOME:
        return (struct fact_interval){1, 1};
    case PLAN_ALL:
        return b;
    case PLAN_PART:
        if (step->number.measure != PLAN_SHARE)
            return (struct fact_interval){step->number.value, step->number.value};
        if (step->number.value <= 0)
            return (struct fact_interval){0, 0};
        return (struct fact_interval){num_round(step->number.value / 100 * b.lo, 6),
                                      num_round(step->number.value / 100 * b.hi, 6)};
    }
    return b;
}

/* Whether the step is done with so much left: for certain, possibly. */
static struct fact_interval done_at(const struct ground *g, struct fact_interval left)
{
    const struct plan_step *step = &g->st->due.steps[g->duty->step - 1];
    struct fact_interval b = g->baseline.amount, wanted = monitor_step_amount(step, &g->baseline);
    double least, most; /* what the step leaves, of the least and of the greatest baseline */

    if (!g->baseline.is_declared)
        return (struct fact_interval){0, 1};
    if (step->share == PLAN_SOME)
        return (struct fact_interval){left.hi < b.lo ? 1 : 0, left.lo < b.hi ? 1 : 0};
    least = num_round(b.lo - wanted.lo, 6);
    most = num_round(b.hi - wanted.hi, 6);
    least = least > 0 ? least : 0; /* more than there is: all of it */
    most = most > 0 ? most : 0;
    return (struct fact_interval){left.hi <= least ? 1 : 0, left.lo <= most ? 1 : 0};
}

struct course {
    struct fact_interval by_then; /* done at the deadline and ever since; before it: done now */
    int64_t done_us;              /* from when on it was done by then; TIME_NONE */
    int64_t late_us;              /* from when on it was done after; TIME_NONE */
    struct fact_interval left;    /* at the deadline where it was done by then, else now */
    struct fact_interval now;     /* done now: surely; perhaps, by what was reported */
};

static struct course course_of(const struct ground *g)
{
    struct course c = {.done_us = TIME_NONE, .late_us = TIME_NONE};
    struct fact_interval left_then = {0, 0};

    for (size_t i = 0; i < g->level_count; i++) {
        const struct level *l = &g->levels[i];
        struct fact_interval done = done_at(g, l->left);

        c.left = l->left;
        c.now = (struct fact_interval){done.lo, done_at(g, l->reported).hi};
        if (l->at_us <= g->duty->deadline_us) {
            c.by_then = done;
            left_then = l->left;
            if (done.lo < 1)
                c.done_us = TIME_NONE;
            else if (c.done_us == TIME_NONE)
                c.done_us = l->at_us;
            continue;
        }
        c.by_then.lo = done.lo < c.by_then.lo ? done.lo : c.by_then.lo;
        c.by_then.hi = done.hi < c.by_then.hi ? done.hi : c.by_then.hi;
        if (done.lo < 1)
            c.late_us = TIME_NONE;
        else if (c.late_us == TIME_NONE)
            c.late_us = l->at_us;
    }
    if (c.by_then.lo >= 1)
        c.left = left_then;
    return c;
}

/* What was surely missed and perhaps done since is late or breached. More coverage only narrows these: what is left at most
 * falls with it, what is left at least rises, what was reported stays. */
static void set_states(struct duty *duty, const struct course *c, bool is_past)
{
    struct fact_interval *s = duty->states, no = {0, 0}, yes = {1, 1};

    for (size_t i = 0; i < 4; i++)
        s[i] = no;
    duty->done_us = c->done_us;
    if (c->by_then.lo >= 1) {
        s[FINDING_STATE_FULFILLED] = yes;
    } else if (!is_past) {
        s[FINDING_STATE_PENDING] = yes;
    } else {
        s[FINDING_STATE_FULFILLED] = c->by_then;
        s[FINDING_STATE_LATE] = c->now;
        if (c->by_then.hi > 0) /* it may have been done by then */
            s[FINDING_STATE_LATE].lo = 0;
        s[FINDING_STATE_BREACHED].hi = 1 - c->now.lo;
        if (c->by_then.hi <= 0)
            s[FINDING_STATE_BREACHED].lo = 1 - c->now.hi;
        duty->done_us = c->by_then.hi <= 0 ? c->late_us : TIME_NONE;
    }
}

/* The reports that say what was left then, and those that say that it had gone. */
static enum err_code evidence(struct ground *g, int64_t then_us)
{
    struct run *run = g->run;
    struct duty *duty = g->duty;
    size_t *latest = ARENA_NEW(&run->scratch, size_t, g->unit_count + 1);

    duty->acts = ARENA_NEW(&run->scratch, size_t, g->unit_count + 1);
    if (!duty->acts || !latest)
        return err_no_memory(run->err);
    for (size_t i = 0; i < g->count && g->sightings[i]->at_us <= then_us; i++)
        latest[g->sightings[i]->unit] = i + 1;
    for (size_t i = 0; i < g->count && duty->act_count < MONITOR_CONSIDERED_LIMIT; i++)
        if (latest[g->sightings[i]->unit] == i + 1)
            duty->acts[duty->act_count++] = g->sightings[i]->act;
    duty->declared = g->baseline.declarations;
    duty->declared_count = g->baseline.count;
    return ERR_OK;
}

enum err_code monitor_withdrawal(struct run *run, struct duty *duty, int64_t known_us,
                                 int64_t now_us)
{
    const struct plan_statement *st = &run->plan->statements[duty->statement];
    struct plan_spot spot = {.preposition = PLAN_IN, .place = st->place};
    struct plan_spots spots = {&spot, 1};
    struct asked_baseline asked = {.classes = st->classes,
                                   .row = PLAN_NONE,
                                   .party = duty->party,
                                   .bound = run->statement_bound[duty->statement],
                                   .spots = &spots,
                                   .measure = PLAN_COUNT};
    struct ground g = {.run = run, .st = st, .duty = duty};
    bool is_past = duty->deadline_us < now_us;
    struct course c;

    TRY(monitor_baseline(run, &asked, known_us, &g.baseline));
    TRY(monitor_statement_coverage(run, duty->statement, known_us, &g.coverage));
    TRY(find_sightings(&g, known_us, now_us));
    TRY(monitor_sites(run, st->classes, duty->party, known_us, now_us, &g.sites, &g.site_count));
    for (size_t i = 0; i < g.site_count; i++)
        if (monitor_site_missing(&g.sites[i]) > 0)
            duty->doubts |= DOUBT_STATUS;
    duty->sites = g.sites;
    duty->site_count = g.site_count;
    TRY(find_levels(&g, now_us));
    c = course_of(&g);
    set_states(duty, &c, is_past);
    duty->doubts |= g.baseline.doubts & MONITOR_DOUBTS;
    duty->is_seen = !is_past || first_look(&g) <= duty->deadline_us;
    duty->has_amount = true;
    duty->wanted = monitor_step_amount(&st->due.steps[duty->step - 1], &g.baseline);
    duty->amount.lo =
        g.baseline.amount.lo > c.left.hi ? num_round(g.baseline.amount.lo - c.left.hi, 6) : 0;
    duty->amount.hi =
        g.baseline.amount.hi > c.left.lo ? num_round(g.baseline.amount.hi - c.left.lo, 6) : 0;
    return evidence(&g, c.by_then.lo >= 1 && is_past ? duty->deadline_us : now_us);
}

static bool is_same(struct fact_interval a, struct fact_interval b)
{
    return a.lo >= b.lo && a.lo <= b.lo && a.hi >= b.hi && a.hi <= b.hi;
}

/* Sightings of one party that change what is left, or what is known of it; a unit seen again as it was, while somebody went on
 * watching, changes nothing. */
static enum err_code party_changes(struct run *run, uint32_t statement, uint32_t party,
                                   const struct spans *coverage, struct moments *out)
{
    struct duty duty = {.statement = statement, .party = party};
    struct withdraw_cache *cache = NULL;
    const struct sighting **before;

    TRY(all_sightings(run, &duty, &cache));
    before = ARENA_NEW(&run->scratch, const struct sighting *, cache->unit_count + 1);
    if (!before)
        return err_no_memory(run->err);
    for (size_t i = 0; i < cache->count; i++) {
        const struct sighting *s = &cache->sightings[i], *b = before[s->unit];
        int64_t received = run->facts->observations[s->act].received_us;

        before[s->unit] = s;
        if (b && is_same(b->quantity, s->quantity) &&
            run->facts->observations[b->act].received_us <= received &&
            monitor_spans_cover(coverage, b->last_us, s->at_us))
            continue;
        TRY(monitor_moment_add(run, out, s->at_us));
        TRY(monitor_moment_add(run, out, received));
    }
    return ERR_OK;
}

enum err_code monitor_withdraw_changes(struct run *run, uint32_t statement, struct moments *out)
{
    const struct plan_statement *st = &run->plan->statements[statement];
    const struct bound *bound = run->statement_bound[statement];
    bool by_party = st->actors.form == PLAN_ACTORS_NAMES;
    const struct spans *coverage;

    TRY(monitor_statement_coverage(run, statement, run->known_us, &coverage));
    for (size_t i = 0; i < coverage->count; i++)
        TRY(monitor_moment_add(run, out, coverage->items[i].from_us));
    for (size_t i = 0; i < run->facts->declaration_count; i++)
        TRY(monitor_moment_add(run, out, run->facts->declarations[i].received_us));
    for (size_t i = 0; i < (by_party ? bound->slot_count : 1); i++)
        TRY(party_changes(run, statement, by_party ? bound->slots[i] : PLAN_NONE, coverage, out));
    return ERR_OK;
}

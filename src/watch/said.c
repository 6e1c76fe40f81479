/* SPDX-License-Identifier: Apache-2.0
 *
 * Versions: what was said last of each finding, as a digest; what is said now is held against it. */
#include "watch/watch_int.h"

#include "facts/read_finding.h"

#include <stdlib.h>
#include <string.h>

static struct said_finding *said_at(const struct watch *w, size_t i)
{
    return (struct said_finding *)w->said.items + i;
}

static struct str said_id(const struct said_finding *s)
{
    return (struct str){s->id, sizeof s->id};
}

/* The beginning of the phase that a finding is of; TIME_MIN_US where it binds throughout. */
static int64_t phase_begin(const struct tick *t, struct str phase, int64_t at_us)
{
    int64_t begin = TIME_MIN_US;

    for (size_t i = 0; i < t->outcome->phase_count; i++) {
        const struct outcome_phase *p = &t->outcome->phases[i];

        if (str_eq(p->name, phase) && p->begin_us != TIME_NONE && p->begin_us <= at_us &&
            p->begin_us > begin)
            begin = p->begin_us;
    }
    return begin;
}

static struct hush *find_hush(const struct watch *w, uint32_t clause, struct str phase,
                              int64_t begin_us)
{
    for (size_t i = 0; i < w->hushes.count; i++) {
        struct hush *h = (struct hush *)w->hushes.items + i;

        if (h->clause == clause && h->begin_us == begin_us && str_eq(h->phase, phase))
            return h;
    }
    return NULL;
}

static size_t party_of(const struct watch *w, const struct finding *f)
{
    return f->party_index < w->plan->actor_count ? f->party_index : w->plan->actor_count;
}

/* A finding that rests on what was let go: what stands was said before. */
static bool is_settled(const struct tick *t, const struct finding *f)
{
    const struct watch *w = t->watch;
    const struct hush *h;

    if (f->is_standing) {
        h = find_hush(w, (uint32_t)f->clause_index, f->phase,
                      phase_begin(t, f->phase, f->time.from_us));
        return h && h->parties[party_of(w, f)];
    }
    return f->has_bound && w->keep.has_periods[f->clause_index] &&
           f->time.from_us < watch_period_floor(w);
}

static enum err_code put(struct tick *t, struct finding *f, int version)
{
    f->version = version;
    f->known_at_us = t->known_us;
    if (version > 1)
        TRY(finding_name_version(t->arena, f->id, version - 1, &f->supersedes, t->err));
    finding_put(&t->lines, f);
    t->watch->counts.said++;
    return buf_check(&t->lines, t->err);
}

static enum err_code add(struct tick *t, const struct finding *f, const uint8_t digest[16])
{
    struct said_finding s = {
        .is_seen = true,
        .is_standing = f->is_standing,
        .version = 1,
        .clause = (uint32_t)f->clause_index,
        .party = f->party_index == SIZE_MAX ? PLAN_NONE : (uint32_t)f->party_index,
        .from_us = f->time.from_us,
        .to_us = f->time.to_us,
    };

    if (f->id.size != sizeof s.id)
        return err_set(t->err, ERR_INTERNAL, "a finding's id has %zu bytes", f->id.size);
    memcpy(s.id, f->id.text, sizeof s.id);
    memcpy(s.digest, digest, sizeof s.digest);
    TRY(watch_name(t->watch, f->phase, &s.phase, t->err));
    return rows_add(&t->watch->mem, &t->watch->said, &s, t->err);
}

static int finding_order(const struct said_finding *a, const struct said_finding *b)
{
    if (a->from_us != b->from_us)
        return a->from_us < b->from_us ? -1 : 1;
    if (a->clause != b->clause)
        return a->clause < b->clause ? -1 : 1;
    if (a->party != b->party)
        return a->party < b->party ? -1 : 1;
    return memcmp(a->id, b->id, sizeof a->id);
}

static int by_finding_order(const void *a, const void *b)
{
    const struct said_finding *const *x = a, *const *y = b;

    return finding_order(*x, *y);
}

/* Said before, not found now: it no longer stands. */
static enum err_code withdraw(struct tick *t, struct said_finding *s)
{
    const struct plan_clause *c = &t->watch->plan->clauses[s->clause];
    struct finding f = {
        .id = said_id(s),
        .clause = c->label,
        .article = c->article,
        .phase = s->phase,
        .is_withdrawn = true,
        .is_standing = true, /* it alleges nothing */
        .time = {s->from_us, s->to_us},
        .text = STR("This finding no longer stands as things are known now."),
    };

    if (s->party != PLAN_NONE)
        f.party = t->watch->plan->actors[s->party].name;
    s->is_withdrawn = true;
    s->version++;
    t->watch->counts.withdrawn++;
    return put(t, &f, s->version);
}

static enum err_code withdraw_missing(struct tick *t, size_t before)
{
    struct said_finding **gone = ARENA_NEW(t->arena, struct said_finding *, before + 1);
    size_t count = 0;

    if (!gone)
        return err_no_memory(t->err);
    for (size_t i = 0; i < before; i++) {
        struct said_finding *s = said_at(t->watch, i);

        if (s->is_seen || s->is_withdrawn)
            continue;
        if (!s->is_standing && t->watch->keep.has_periods[s->clause] &&
            s->from_us < watch_period_floor(t->watch))
            s->is_settled = true; /* a period whose records were let go */
        else
            gone[count++] = s;
    }
    if (count > 1)
        qsort(gone, count, sizeof *gone, by_finding_order);
    for (size_t i = 0; i < count; i++)
        TRY(withdraw(t, gone[i]));
    return ERR_OK;
}

enum err_code said_compare(struct tick *t)
{
    struct watch *w = t->watch;
    size_t before = w->said.count;
    struct map index;

    map_init(&index, t->arena);
    for (size_t i = 0; i < before; i++) { /* their ids move when rows are added: a copy */
        struct str id;

        said_at(w, i)->is_seen = false;
        TRY(arena_str(t->arena, said_id(said_at(w, i)), &id, t->err));
        TRY(map_set(&index, id, (uint32_t)i, t->err));
    }
    for (size_t i = 0; i < t->outcome->finding_count; i++) {
        struct finding *f = &t->outcome->findings[i];
        uint32_t at = map_get(&index, f->id);
        struct said_finding *s = at == MAP_NONE ? NULL : said_at(w, at);
        uint8_t digest[16];

        if (is_settled(t, f)) {
            if (s)
                s->is_seen = s->is_settled = true;
            continue;
        }
        TRY(finding_digest(&w->mem, f, f->is_standing && !w->options.keeps_all, digest, t->err));
        if (s && !s->is_withdrawn && memcmp(s->digest, digest, sizeof digest) == 0) {
            s->is_seen = true;
            continue;
        }
        if (!s) {
            TRY(add(t, f, digest));
            TRY(put(t, f, 1));
            continue;
        }
        s->is_seen = true;
        s->is_withdrawn = false;
        memcpy(s->digest, digest, sizeof digest);
        s->from_us = f->time.from_us;
        s->to_us = f->time.to_us;
        s->party = f->party_index == SIZE_MAX ? PLAN_NONE : (uint32_t)f->party_index;
        TRY(put(t, f, ++s->version));
    }
    return withdraw_missing(t, before);
}

/* ---------------------------------------------------------------- settling */

/* From now on no standing finding is said of the clause and phase against those who have none. */
static enum err_code hush(struct tick *t, const struct finding *f, int64_t begin)
{
    struct watch *w = t->watch;
    struct hush *h = find_hush(w, (uint32_t)f->clause_index, f->phase, begin);
    bool *has = ARENA_NEW(t->arena, bool, w->plan->actor_count + 1);

    if (!has)
        return err_no_memory(t->err);
    if (!h) {
        struct hush made = {.clause = (uint32_t)f->clause_index, .begin_us = begin};

        made.parties = ARENA_NEW(&w->arena, bool, w->plan->actor_count + 1);
        if (!made.parties)
            return err_no_memory(t->err);
        TRY(watch_name(w, f->phase, &made.phase, t->err));
        TRY(rows_add(&w->mem, &w->hushes, &made, t->err));
        h = (struct hush *)w->hushes.items + w->hushes.count - 1;
    }
    for (size_t i = 0; i < t->outcome->finding_count; i++) {
        const struct finding *g = &t->outcome->findings[i];

        if (g->is_standing && g->clause_index == f->clause_index && str_eq(g->phase, f->phase) &&
            phase_begin(t, g->phase, g->time.from_us) == begin)
            has[party_of(w, g)] = true;
    }
    for (size_t p = 0; p <= w->plan->actor_count; p++)
        h->parties[p] |= !has[p];
    return ERR_OK;
}

static bool rests_on_dropped(const struct tick *t, const struct finding *f)
{
    for (size_t i = 0; i < f->because_count; i++) {
        size_t at = tick_find(t, f->because[i]);

        if (at != SIZE_MAX && store_at(&t->watch->store, at)->is_dropped)
            return true;
    }
    return false;
}

enum err_code said_settle(struct tick *t)
{
    struct watch *w = t->watch;
    struct map settled;
    size_t kept = 0;
    struct hushed {
        struct str phase;
        int64_t begin_us;
    } *hushed = ARENA_NEW(t->arena, struct hushed, w->plan->clause_count + 1);

    if (!hushed)
        return err_no_memory(t->err);
    map_init(&settled, t->arena);
    for (size_t i = 0; i < t->outcome->finding_count; i++) {
        const struct finding *f = &t->outcome->findings[i];
        int64_t begin;

        if (f->is_standing || f->has_bound || !rests_on_dropped(t, f))
            continue;
        TRY(map_set(&settled, f->id, 1, t->err));
        begin = phase_begin(t, f->phase, f->time.to_us);
        if (hushed[f->clause_index].begin_us != begin ||
            !str_eq(hushed[f->clause_index].phase, f->phase)) { /* once for a run of them */
            TRY(hush(t, f, begin));
            hushed[f->clause_index] = (struct hushed){f->phase, begin};
        }
    }
    for (size_t i = 0; i < w->said.count; i++) {
        struct said_finding *s = said_at(w, i);
        bool is_old = s->is_withdrawn && s->to_us < watch_period_floor(w);

        if (s->is_settled || is_old || map_get(&settled, said_id(s)) != MAP_NONE)
            continue;
        *said_at(w, kept++) = *s;
    }
    w->said.count = kept;
    return ERR_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "watch/watch_int.h"

#include <stdlib.h>
#include <string.h>

#define LINES_LIMIT ((size_t)2 << 30) /* bytes said at one tick */
#define RECORD_LIMIT ((size_t)64 << 20)

/* ---------------------------------------------------------------- open, close */

enum err_code watch_open(const struct mem *mem, const struct plan *plan,
                         const struct watch_options *options, struct watch **watch, struct err *err)
{
    struct watch *w = mem->resize(mem->ctx, NULL, 0, sizeof *w);
    enum err_code code;

    *watch = NULL;
    if (!w)
        return err_no_memory(err);
    memset(w, 0, sizeof *w);
    w->mem = *mem;
    w->arena.mem = &w->mem;
    w->plan = plan;
    w->options = *options;
    w->said.size = sizeof(struct said_finding);
    w->hushes.size = sizeof(struct hush);
    w->feeds.size = sizeof(struct held_feed);
    w->name_texts.size = sizeof(struct str);
    w->clock_us = w->boundary_us = w->latest_us = TIME_NONE;
    w->floor_us = TIME_MIN_US;
    map_init(&w->names, &w->arena);
    map_init(&w->feed_index, &w->arena);
    store_init(&w->store, &w->mem);
    code = keep_init(&w->keep, &w->arena, plan, err);
    w->keep.is_everything |= options->keeps_all;
    if (!code)
        code = monitor_chances_keep(&w->arena, &w->options.monitor.chances, err);
    if (code)
        watch_close(w);
    else
        *watch = w;
    return code;
}

void watch_close(struct watch *w)
{
    struct mem mem;

    if (!w)
        return;
    mem = w->mem;
    store_free(&w->store);
    rows_free(&mem, &w->said);
    rows_free(&mem, &w->hushes);
    rows_free(&mem, &w->feeds);
    rows_free(&mem, &w->name_texts);
    arena_free(&w->arena);
    (void)mem.resize(mem.ctx, w, sizeof *w, 0);
}

enum err_code watch_name(struct watch *w, struct str text, struct str *out, struct err *err)
{
    uint32_t at = map_get(&w->names, text);

    if (at == MAP_NONE) {
        struct str own;

        TRY(arena_str(&w->arena, text, &own, err));
        at = (uint32_t)w->name_texts.count;
        TRY(rows_add(&w->mem, &w->name_texts, &own, err));
        TRY(map_set(&w->names, own, at, err));
    }
    *out = ((struct str *)w->name_texts.items)[at];
    return ERR_OK;
}

enum err_code watch_feed(struct watch *w, struct str feed, struct held_feed **out, struct err *err)
{
    uint32_t at = map_get(&w->feed_index, feed);

    if (at == MAP_NONE) {
        struct held_feed made = {.from_us = TIME_NEVER, .to_us = TIME_NONE};

        TRY(watch_name(w, feed, &made.feed, err));
        made.kinds = ARENA_NEW(&w->arena, bool, w->plan->kind_count + 1);
        if (!made.kinds)
            return err_no_memory(err);
        at = (uint32_t)w->feeds.count;
        TRY(rows_add(&w->mem, &w->feeds, &made, err));
        TRY(map_set(&w->feed_index, made.feed, at, err));
    }
    *out = (struct held_feed *)w->feeds.items + at;
    return ERR_OK;
}

struct watch_counts watch_counts(const struct watch *w)
{
    struct watch_counts counts = w->counts;

    counts.held = w->store.rows.count;
    counts.open = w->said.count;
    return counts;
}

int64_t watch_period_floor(const struct watch *w)
{
    if (w->floor_us <= TIME_MIN_US + w->keep.period_us)
        return TIME_MIN_US;
    return w->floor_us - w->keep.period_us;
}

/* ---------------------------------------------------------------- a tick */

/* A feed that declares nothing is complete for the kinds in it from its first to its last record: those that were let go
 * count too, so it is declared for them. */
static enum err_code declare(struct tick *t, const struct held_feed *h)
{
    const struct plan *plan = t->watch->plan;
    struct fact_coverage *c = ARENA_NEW(t->arena, struct fact_coverage, 1);
    struct str *kinds = ARENA_NEW(t->arena, struct str, plan->kind_count + 1);
    bool *is_in = ARENA_NEW(t->arena, bool, plan->kind_count + 1);
    struct fact_feed feed = {.feed = h->feed, .has_complete = true, .complete = c};

    if (!c || !kinds || !is_in)
        return err_no_memory(t->err);
    for (size_t i = 0; i < t->facts->feed_count; i++)
        if (t->facts->feeds[i].has_complete && str_eq(t->facts->feeds[i].feed, h->feed))
            return ERR_OK;
    memcpy(is_in, h->kinds, plan->kind_count * sizeof *is_in);
    *c = (struct fact_coverage){.feed = h->feed, .seen = 1, .kinds = kinds};
    c->time = (struct fact_time){h->from_us, h->to_us};
    for (size_t i = 0; i < t->facts->observation_count; i++) {
        const struct observation *o = &t->facts->observations[i];
        uint32_t kind;

        if (!str_eq(o->feed, h->feed))
            continue;
        kind = map_get(&t->watch->keep.names, o->kind);
        if (kind != MAP_NONE)
            is_in[kind] = true;
        c->time.from_us = o->time.from_us < c->time.from_us ? o->time.from_us : c->time.from_us;
        c->time.to_us = o->time.to_us > c->time.to_us ? o->time.to_us : c->time.to_us;
    }
    for (size_t i = 0; i < t->facts->tally_count; i++) {
        const struct fact_tally *y = &t->facts->tallies[i];
        uint32_t kind;

        if (!str_eq(y->feed, h->feed))
            continue;
        kind = map_get(&t->watch->keep.names, y->kind);
        if (kind != MAP_NONE)
            is_in[kind] = true;
        c->time.from_us = y->time.from_us < c->time.from_us ? y->time.from_us : c->time.from_us;
        c->time.to_us = y->time.to_us > c->time.to_us ? y->time.to_us : c->time.to_us;
    }
    for (size_t k = 0; k < plan->kind_count; k++)
        if (is_in[k])
            kinds[c->kind_count++] = plan->kinds[k].name;
    feed.complete_count = c->kind_count > 0;
    return facts_add_feed(t->facts, &feed, t->err);
}

/* Told once of each record. */
static enum err_code tell_late(struct tick *t)
{
    struct outcome some = *t->outcome;
    size_t count = 0;

    some.late = ARENA_NEW(t->arena, struct outcome_late, t->outcome->late_count + 1);
    if (!some.late)
        return err_no_memory(t->err);
    for (size_t i = 0; i < t->outcome->late_count; i++) {
        size_t at = tick_find(t, t->outcome->late[i].record);

        if (at == SIZE_MAX || store_at(&t->watch->store, at)->is_told)
            continue;
        store_at(&t->watch->store, at)->is_told = true;
        some.late[count++] = t->outcome->late[i];
    }
    some.late_count = count;
    buf_clear(&t->lines);
    outcome_put_late(&t->lines, &some);
    TRY(buf_check(&t->lines, t->err));
    return count ? t->sink->late(t->sink->ctx, buf_str(&t->lines), t->err) : ERR_OK;
}

static enum err_code judge(struct tick *t, bool is_last)
{
    struct watch *w = t->watch;
    struct monitor_options options = w->options.monitor;

    TRY(store_read(&w->store, t->facts, t->err));
    TRY(facts_seal(t->facts, t->known_us, t->err));
    for (size_t i = 0; i < w->feeds.count; i++)
        TRY(declare(t, (const struct held_feed *)w->feeds.items + i));
    options.known_at_us = t->known_us;
    options.lateness_us = is_last ? 0 : w->lateness_us;
    TRY(monitor_run(t->arena, w->plan, t->facts, &options, t->outcome, t->err));
    TRY(said_compare(t));
    if (t->lines.size)
        TRY(t->sink->findings(t->sink->ctx, buf_str(&t->lines), t->err));
    TRY(tell_late(t));
    TRY(tick_drop(t));
    TRY(said_settle(t));
    return store_sweep(&w->store, t->err);
}

static enum err_code tick(struct watch *w, int64_t known_us, bool is_last,
                          const struct watch_sink *sink, struct err *err)
{
    struct arena arena = {.mem = &w->mem};
    struct facts facts;
    struct outcome outcome = {0};
    struct tick t = {.watch = w,
                     .sink = sink,
                     .arena = &arena,
                     .facts = &facts,
                     .outcome = &outcome,
                     .known_us = known_us,
                     .err = err};
    enum err_code code;

    facts_init(&facts, &arena);
    buf_init(&t.lines, &w->mem, LINES_LIMIT);
    code = judge(&t, is_last);
    buf_free(&t.lines);
    arena_free(&arena);
    w->fresh = 0;
    w->counts.ticks++;
    return code;
}

size_t tick_find(const struct tick *t, struct str name)
{
    size_t at = facts_find_observation(t->facts, name);

    return at == SIZE_MAX ? SIZE_MAX : (size_t)t->facts->observations[at].line - 1;
}

/* ---------------------------------------------------------------- taking */

int64_t watch_received(const struct watch_record *r)
{
    switch (r->type) {
    case WATCH_OBSERVATION:
        return r->of.observation->received_us;
    case WATCH_COVERAGE:
        return r->of.coverage->received_us;
    case WATCH_FEED:
        return TIME_NONE;
    case WATCH_DECISION:
        return r->of.decision->received_us;
    case WATCH_DECLARATION:
        return r->of.declaration->received_us;
    case WATCH_TALLY:
        return r->of.tally->received_us;
    }
    return TIME_NONE;
}

/* The first multiple of `every` at or after `at_us`. */
static int64_t round_up(const struct watch *w, int64_t at_us)
{
    int64_t rest = at_us % w->options.every_us;

    if (rest < 0)
        rest += w->options.every_us;
    at_us = rest ? at_us - rest + w->options.every_us : at_us;
    return at_us < TIME_MAX_US ? at_us : TIME_MAX_US;
}

bool watch_is_due(const struct watch *w, int64_t received_us)
{
    if (w->fresh >= WATCH_BLOCK)
        return true;
    return received_us != TIME_NONE && w->boundary_us != TIME_NONE && received_us > w->boundary_us;
}

enum err_code watch_advance(struct watch *w, int64_t received_us, const struct watch_sink *sink,
                            struct err *err)
{
    if (!watch_is_due(w, received_us))
        return ERR_OK;
    if (received_us != TIME_NONE && received_us > w->boundary_us) {
        int64_t last = w->boundary_us, next = round_up(w, received_us);

        TRY(tick(w, last, false, sink, err));
        w->boundary_us = next;
        if (next - w->options.every_us > last)
            return tick(w, next - w->options.every_us, false, sink, err);
        return ERR_OK;
    }
    return tick(w, w->clock_us, false, sink, err);
}

static void see(struct watch *w, int64_t to_us, int64_t received_us)
{
    if (to_us > w->latest_us)
        w->latest_us = to_us;
    if (received_us > w->latest_us)
        w->latest_us = received_us;
    if (received_us > w->clock_us)
        w->clock_us = received_us;
    if (w->boundary_us == TIME_NONE)
        w->boundary_us = round_up(w, received_us);
}

enum err_code watch_let_go(struct watch *w, struct str feed, struct str kind, struct fact_time time,
                           struct err *err)
{
    struct held_feed *h;
    uint32_t k = map_get(&w->keep.names, kind);

    TRY(watch_feed(w, feed, &h, err));
    if (k != MAP_NONE)
        h->kinds[k] = true;
    if (time.from_us < h->from_us)
        h->from_us = time.from_us;
    if (time.to_us > h->to_us)
        h->to_us = time.to_us;
    return ERR_OK;
}

/* Are there findings settled that it would change? */
static bool is_too_late(const struct watch *w, const struct keep_kind *kind, struct fact_time time)
{
    if (kind->is_forever || w->keep.is_everything)
        return false;
    if (kind->is_periodic && time.from_us < watch_period_floor(w))
        return true;
    return kind->is_act && time.to_us < w->floor_us;
}

static enum err_code refuse(struct watch *w, struct str name, int64_t received_us, int64_t time_us,
                            const struct watch_sink *sink, struct err *err)
{
    struct outcome_late late = {.record = name, .received_us = received_us, .time_us = time_us};
    struct outcome one = {.late = &late, .late_count = 1};
    struct buf buf;
    enum err_code code;

    late.text = STR("It came when what it would be judged with had been let go: it was not judged "
                    "here; a full run judges it.");
    w->counts.refused++;
    buf_init(&buf, &w->mem, RECORD_LIMIT);
    outcome_put_late(&buf, &one);
    code = buf_check(&buf, err);
    if (!code)
        code = sink->late(sink->ctx, buf_str(&buf), err);
    buf_free(&buf);
    return code;
}

static enum err_code hold(struct watch *w, struct held_record *held, struct buf *text,
                          struct err *err)
{
    TRY(buf_check(text, err));
    held->text = buf_str(text);
    w->fresh++;
    return store_add(&w->store, held, err);
}

static enum err_code take_observation(struct watch *w, const struct observation *o,
                                      struct buf *text, const struct watch_sink *sink,
                                      struct err *err)
{
    const struct keep_kind *kind = keep_kind_of(&w->keep, o->kind);
    struct held_record held = {.type = WATCH_OBSERVATION, .name = o->name};
    bool is_held = w->keep.is_everything || store_has(&w->store, o->name);

    see(w, o->time.to_us, o->received_us);
    if (!is_held && (!kind || keep_is_far(&w->keep, kind, &o->place))) {
        w->counts.immaterial++;
        return watch_let_go(w, o->feed, o->kind, o->time, err);
    }
    if (!is_held && is_too_late(w, kind, o->time))
        return refuse(w, o->name.size ? o->name : o->id, o->received_us, o->time.to_us, sink, err);
    if (kind && kind->is_act && o->time.to_us - o->time.from_us > w->longest_us)
        w->longest_us = o->time.to_us - o->time.from_us;
    if (o->name.size == 0) { /* its id is made of its content, and numbered when all are there */
        struct observation bare = *o;

        bare.id = (struct str){0};
        held.is_made = true;
        observation_put(text, &bare);
    } else {
        observation_put(text, o);
    }
    return hold(w, &held, text, err);
}

static enum err_code take_tally(struct watch *w, const struct fact_tally *y, struct buf *text,
                                const struct watch_sink *sink, struct err *err)
{
    const struct keep_kind *kind = keep_kind_of(&w->keep, y->kind);
    struct held_record held = {.type = WATCH_TALLY};
    struct fact_tally bare = *y;

    see(w, y->time.to_us, y->received_us);
    if (!kind && !w->keep.is_everything) {
        w->counts.immaterial++;
        return watch_let_go(w, y->feed, y->kind, y->time, err);
    }
    if (kind && is_too_late(w, kind, y->time))
        return refuse(w, y->name.size ? y->name : y->id, y->received_us, y->time.to_us, sink, err);
    held.is_made = y->name.size == 0;
    if (held.is_made)
        bare.id = (struct str){0};
    fact_tally_put(text, &bare);
    return hold(w, &held, text, err);
}

static enum err_code take(struct watch *w, const struct watch_record *r, struct buf *text,
                          const struct watch_sink *sink, struct err *err)
{
    struct held_record held = {.type = r->type};

    switch (r->type) {
    case WATCH_OBSERVATION:
        return take_observation(w, r->of.observation, text, sink, err);
    case WATCH_TALLY:
        return take_tally(w, r->of.tally, text, sink, err);
    case WATCH_COVERAGE:
        see(w, r->of.coverage->time.to_us, r->of.coverage->received_us);
        fact_coverage_put(text, r->of.coverage);
        break;
    case WATCH_FEED:
        if (r->of.feed->lateness_us > w->lateness_us)
            w->lateness_us = r->of.feed->lateness_us;
        fact_feed_put(text, r->of.feed);
        held.name = buf_str(text); /* said again, it says nothing */
        if (text->failed || store_has(&w->store, held.name))
            return buf_check(text, err);
        break;
    case WATCH_DECISION:
        see(w, r->of.decision->time_us, r->of.decision->received_us);
        fact_decision_put(text, r->of.decision);
        break;
    case WATCH_DECLARATION:
        see(w, r->of.declaration->time_us, r->of.declaration->received_us);
        fact_declaration_put(text, r->of.declaration);
        break;
    }
    return hold(w, &held, text, err);
}

enum err_code watch_take(struct watch *w, const struct watch_record *record,
                         const struct watch_sink *sink, struct err *err)
{
    struct buf text;
    enum err_code code;

    w->counts.taken++;
    buf_init(&text, &w->mem, RECORD_LIMIT);
    code = take(w, record, &text, sink, err);
    buf_free(&text);
    return code;
}

enum err_code watch_end(struct watch *w, const struct watch_sink *sink, struct err *err)
{
    return w->latest_us == TIME_NONE ? ERR_OK : tick(w, w->latest_us, true, sink, err);
}

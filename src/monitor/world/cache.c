/* SPDX-License-Identifier: Apache-2.0
 *
 * What runs over the same facts share: observations looked up once, the items of a clause once for each meaning that it has in
 * some draft. Keys are digests of all that goes in (plan/digest.h), so that a hit gives what would have been made.
 *
 * What is kept stays where the run that made it put it: the memory of its scratch moves to the cache when that run ends. A run that
 * found everything there leaves nothing behind. */
#include "monitor/world/cache_int.h"

#include <string.h>

struct kept_run {
    struct arena scratch;
    struct kept_run *next;
};

struct kept_acts {
    struct hash names;
    uint64_t asked; /* about which kinds some class asks */
    struct act *acts;
    struct share *shares;
    size_t share_count, unclassified;
    struct kept_acts *next;
};

struct monitor_cache {
    struct arena *arena; /* borrowed */
    struct map map;      /* a key to an index in `values` */
    void **values;
    size_t count, capacity;
    struct kept_acts *acts;
    struct kept_run *runs;
    size_t items; /* kept by the run at hand: they lie in its scratch */
};

enum err_code monitor_cache_open(struct arena *arena, struct monitor_cache **out, struct err *err)
{
    struct monitor_cache *cache = ARENA_NEW(arena, struct monitor_cache, 1);

    *out = cache;
    if (!cache)
        return err_no_memory(err);
    cache->arena = arena;
    map_init(&cache->map, arena);
    return ERR_OK;
}

void monitor_cache_free(struct monitor_cache *cache)
{
    for (struct kept_run *r = cache ? cache->runs : NULL; r; r = r->next)
        arena_free(&r->scratch);
    if (cache)
        cache->runs = NULL;
}

/* -------------------------------------------------------------- keys */

void monitor_key_u64(struct monitor_key *key, uint64_t value)
{
    for (int i = 0; i < 8 && key->size < sizeof key->bytes; i++)
        key->bytes[key->size++] = (char)(value >> (8 * i) & 0xff);
}

void monitor_key_hash(struct monitor_key *key, const struct hash *hash)
{
    if (key->size + sizeof hash->bytes <= sizeof key->bytes) {
        memcpy(key->bytes + key->size, hash->bytes, sizeof hash->bytes);
        key->size += sizeof hash->bytes;
    }
}

/* How all phases stand, for what depends on others than its own. */
static void put_instances(const struct run *run, struct monitor_key *key)
{
    uint64_t sum = 0;

    monitor_key_u64(key, run->instance_count);
    for (size_t i = 0; i < run->instance_count; i++) {
        const struct instance *at = &run->instances[i];
        struct str name = monitor_phase_name(run, at->phase);
        const uint64_t parts[] = {random_key(i, name),  at->number,
                                  at->member,           (uint64_t)at->begin_us,
                                  (uint64_t)at->end_us, (uint64_t)at->planned_end_us};

        for (size_t k = 0; k < COUNT_OF(parts); k++)
            sum = random_mix(sum ^ parts[k]) + RANDOM_WEYL;
    }
    monitor_key_u64(key, sum);
}

/* Which kinds some class asks about: an explanation of an act may be one of them. */
static uint64_t asked(const struct run *run)
{
    const struct plan *plan = run->plan;
    uint64_t sum = 0;

    for (size_t k = 0; k < plan->kind_count; k++) {
        bool any = false;

        for (size_t c = 0; !any && c < plan->class_count; c++)
            any = run->kind_table[c * plan->kind_count + k] != 0;
        sum = random_mix(sum ^ (k * 2 + any)) + RANDOM_WEYL;
    }
    return sum;
}

void monitor_key_run(const struct run *run, struct monitor_key *key, bool looks_about)
{
    monitor_key_u64(key, (uint64_t)run->known_us);
    monitor_key_u64(key, (uint64_t)run->watermark_us);
    monitor_key_u64(key, (uint64_t)run->entry_us);
    monitor_key_u64(key, (uint64_t)run->options->shift_days);
    monitor_key_u64(key, run->options->is_backtest);
    monitor_key_u64(key, asked(run));
    monitor_key_u64(key, (uint64_t)run->member.number << 32 | run->member.collection);
    if (looks_about)
        put_instances(run, key);
}

void monitor_key_instance(struct monitor_key *key, const struct instance *at)
{
    monitor_key_u64(key, at ? at->number : UINT64_MAX);
    monitor_key_u64(key, at ? at->member : UINT64_MAX);
    monitor_key_u64(key, at ? (uint64_t)at->begin_us : 0);
    monitor_key_u64(key, at ? (uint64_t)at->end_us : 0);
    monitor_key_u64(key, at ? (uint64_t)at->planned_end_us : 0);
}

void *monitor_cache_get(const struct monitor_cache *cache, const struct monitor_key *key)
{
    uint32_t i = map_get(&cache->map, (struct str){key->bytes, key->size});

    return i == MAP_NONE ? NULL : cache->values[i];
}

enum err_code monitor_cache_set(struct monitor_cache *cache, const struct monitor_key *key,
                                void *value, struct err *err)
{
    struct str copy;

    TRY(arena_str(cache->arena, (struct str){key->bytes, key->size}, &copy, err));
    TRY(arena_grow(cache->arena, &cache->values, cache->count, &cache->capacity,
                   sizeof *cache->values, err));
    cache->values[cache->count] = value;
    TRY(map_set(&cache->map, copy, (uint32_t)cache->count, err));
    cache->count++;
    return ERR_OK;
}

struct arena *monitor_cache_arena(struct monitor_cache *cache)
{
    return cache->arena;
}

/* -------------------------------------------------------------- items */

static struct monitor_key items_key(const struct run *run, uint32_t clause,
                                    const struct instance *at, int64_t begin_us, int64_t end_us)
{
    const struct plan_digests *digests = run->options->digests;
    struct monitor_key key = {.size = 0};

    monitor_key_u64(&key, 'i');
    monitor_key_hash(&key, &digests->clauses[clause]);
    /* items name their statement by its number */
    monitor_key_u64(&key, run->plan->clauses[clause].first_statement);
    monitor_key_u64(&key, (uint64_t)begin_us);
    monitor_key_u64(&key, (uint64_t)end_us);
    monitor_key_instance(&key, at);
    monitor_key_run(run, &key, digests->looks_about[clause]);
    return key;
}

enum err_code monitor_cache_items(struct run *run, uint32_t clause, const struct instance *at,
                                  int64_t begin_us, int64_t end_us, struct items **out)
{
    *out = NULL;
    if (run->options->cache) {
        struct monitor_key key = items_key(run, clause, at, begin_us, end_us);

        *out = (struct items *)monitor_cache_get(run->options->cache, &key);
    }
    return ERR_OK;
}

enum err_code monitor_cache_keep(struct run *run, uint32_t clause, const struct instance *at,
                                 int64_t begin_us, int64_t end_us, struct items *items)
{
    struct monitor_key key;

    if (!run->options->cache)
        return ERR_OK;
    key = items_key(run, clause, at, begin_us, end_us);
    run->options->cache->items++;
    return monitor_cache_set(run->options->cache, &key, items, run->err);
}

/* -------------------------------------------------------------- acts */

bool monitor_cache_acts(struct run *run)
{
    struct monitor_cache *cache = run->options->cache;

    uint64_t kinds = cache ? asked(run) : 0;

    for (struct kept_acts *k = cache ? cache->acts : NULL; k; k = k->next)
        if (k->asked == kinds &&
            memcmp(&k->names, &run->options->digests->names, sizeof k->names) == 0) {
            run->acts = k->acts;
            run->shares = k->shares;
            run->share_count = k->share_count;
            run->unclassified = k->unclassified;
            return true;
        }
    return false;
}

void monitor_cache_close(struct run *run)
{
    struct monitor_cache *cache = run->options->cache;
    struct kept_run *kept;
    struct kept_acts *acts;

    if (!cache || !run->scratch.first)
        return;
    if (cache->items == 0 && (!run->acts || monitor_cache_acts(run)))
        return; /* nothing of it is kept: it dies with the run */
    cache->items = 0;
    kept = ARENA_NEW(cache->arena, struct kept_run, 1);
    acts = ARENA_NEW(cache->arena, struct kept_acts, 1);
    if (!kept || !acts) { /* what it made must not be found any more */
        cache->count = cache->capacity = 0;
        map_init(&cache->map, cache->arena);
        return;
    }
    kept->scratch = run->scratch;
    kept->next = cache->runs;
    cache->runs = kept;
    run->scratch = (struct arena){.mem = kept->scratch.mem};
    if (run->acts && !monitor_cache_acts(run)) {
        *acts = (struct kept_acts){run->options->digests->names,
                                   asked(run),
                                   run->acts,
                                   run->shares,
                                   run->share_count,
                                   run->unclassified,
                                   cache->acts};
        cache->acts = acts;
    }
}

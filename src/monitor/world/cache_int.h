/* SPDX-License-Identifier: Apache-2.0
 *
 * The keys of what a backtest keeps, for cache.c, tally.c and world.c. */
#ifndef MONITOR_CACHE_INT_H
#define MONITOR_CACHE_INT_H

#include "base/hash.h"
#include "base/random.h"
#include "monitor/monitor_int.h"
#include "monitor/world/tally.h"
#include "plan/digest.h"

struct monitor_key {
    char bytes[384];
    size_t size;
};
void monitor_key_u64(struct monitor_key *key, uint64_t value);
void monitor_key_hash(struct monitor_key *key, const struct hash *hash);
/* What the whole run has in common; `looks_about`: and how all phases stand. */
void monitor_key_run(const struct run *run, struct monitor_key *key, bool looks_about);
void monitor_key_instance(struct monitor_key *key, const struct instance *at);

void *monitor_cache_get(const struct monitor_cache *cache, const struct monitor_key *key);
enum err_code monitor_cache_set(struct monitor_cache *cache, const struct monitor_key *key,
                                void *value, struct err *err) MUST_USE;
struct arena *monitor_cache_arena(struct monitor_cache *cache);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * A hash map from text to a 32-bit index. It is for looking up only: nothing iterates it, so its
 * order can never reach an output. Keys are borrowed and must outlive the map. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/mem.h"

#define MAP_NONE UINT32_MAX

struct map {
    struct arena *arena; /* borrowed */
    struct map_slot *slots;
    size_t count, capacity;
};

void map_init(struct map *map, struct arena *arena);
/* The value of `key`, or MAP_NONE. */
uint32_t map_get(const struct map *map, struct str key);
/* Set `key`; an existing key keeps its place and gets the new value. */
enum err_code map_set(struct map *map, struct str key, uint32_t value, struct err *err) MUST_USE;

#endif

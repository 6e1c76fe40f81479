/* SPDX-License-Identifier: Apache-2.0
 *
 * Open addressing with linear probing, a power of two of slots, at most 3/4 full. The hash is
 * FNV-1a with a final mix; its key is public, so a hostile set of keys makes it slow, not wrong:
 * whoever feeds it bounds the number of keys. */
#include "base/map.h"

#define FIRST_CAPACITY ((size_t)16)

struct map_slot {
    struct str key; /* borrowed; text NULL: free */
    uint32_t value;
    uint32_t hash;
};

static uint32_t hash_of(struct str key)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325);

    for (size_t i = 0; i < key.size; i++)
        hash = (hash ^ (unsigned char)key.text[i]) * UINT64_C(0x100000001B3);
    hash ^= hash >> 32;
    hash *= UINT64_C(0xD6E8FEB86659FD93);
    return (uint32_t)(hash >> 32);
}

void map_init(struct map *map, struct arena *arena)
{
    *map = (struct map){.arena = arena};
}

/* Where `key` is, or the free slot where it belongs. There is always a free one. */
static struct map_slot *find(struct map_slot *slots, size_t capacity, struct str key, uint32_t hash)
{
    for (size_t i = hash & (capacity - 1);; i = (i + 1) & (capacity - 1)) {
        struct map_slot *slot = &slots[i];
        if (!slot->key.text || (slot->hash == hash && str_eq(slot->key, key)))
            return slot;
    }
}

uint32_t map_get(const struct map *map, struct str key)
{
    if (map->count == 0)
        return MAP_NONE;
    const struct map_slot *slot = find(map->slots, map->capacity, key, hash_of(key));
    return slot->key.text ? slot->value : MAP_NONE;
}

static enum err_code grow(struct map *map, struct err *err)
{
    size_t capacity = map->capacity ? 2 * map->capacity : FIRST_CAPACITY;
    struct map_slot *slots = ARENA_NEW(map->arena, struct map_slot, capacity);

    if (!slots)
        return err_no_memory(err);
    for (size_t i = 0; i < map->capacity; i++) {
        const struct map_slot *slot = &map->slots[i];
        if (slot->key.text)
            *find(slots, capacity, slot->key, slot->hash) = *slot;
    }
    map->slots = slots;
    map->capacity = capacity;
    return ERR_OK;
}

enum err_code map_set(struct map *map, struct str key, uint32_t value, struct err *err)
{
    if (!key.text)
        key.text = ""; /* the empty key is a key */
    if (map->count >= map->capacity / 4 * 3)
        TRY(grow(map, err));
    struct map_slot *slot = find(map->slots, map->capacity, key, hash_of(key));
    if (!slot->key.text) {
        *slot = (struct map_slot){.key = key, .hash = hash_of(key)};
        map->count++;
    }
    slot->value = value;
    return ERR_OK;
}

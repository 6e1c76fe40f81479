/* SPDX-License-Identifier: Apache-2.0
 *
 * An arena is a list of blocks, newest first; only the newest is filled. Blocks double from 4 KiB
 * to 1 MiB, so a small arena stays small and a large one has few blocks. */
#include "base/mem.h"

#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BLOCK_SIZE ((size_t)4096)
#define LARGEST_BLOCK_SIZE ((size_t)1 << 20)
#define FIRST_CAPACITY ((size_t)8)

struct arena_block {
    struct arena_block *older; /* owned */
    size_t size, used;         /* of bytes[] */
    alignas(max_align_t) unsigned char bytes[];
};

static void *libc_resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
    (void)ctx;
    (void)old_size;
    if (new_size == 0) {
        free(ptr);
        return NULL;
    }
    return realloc(ptr, new_size);
}

const struct mem mem_libc = {libc_resize, NULL};

static size_t aligned(size_t size)
{
    return (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
}

static bool within_limit(const struct arena *arena, size_t more)
{
    return arena->limit == 0 || (arena->used <= arena->limit && more <= arena->limit - arena->used);
}

static struct arena_block *block_make(struct arena *arena, size_t need)
{
    size_t size = FIRST_BLOCK_SIZE - sizeof(struct arena_block);

    if (arena->first) {
        size_t double_size = 2 * (arena->first->size + sizeof(struct arena_block));
        if (double_size > LARGEST_BLOCK_SIZE)
            double_size = LARGEST_BLOCK_SIZE;
        size = double_size - sizeof(struct arena_block);
    }
    if (size < need)
        size = need;
    struct arena_block *block =
        arena->mem->resize(arena->mem->ctx, NULL, 0, sizeof(struct arena_block) + size);
    if (!block)
        return NULL;
    block->older = arena->first;
    block->size = size;
    block->used = 0;
    arena->first = block;
    return block;
}

void *arena_alloc(struct arena *arena, size_t count, size_t size)
{
    assert(arena->mem);
    if (size != 0 && count > (SIZE_MAX / 2) / size)
        return NULL;
    size_t bytes = count * size;
    size_t need = aligned(bytes > 0 ? bytes : 1);
    if (!within_limit(arena, need))
        return NULL;

    struct arena_block *block = arena->first;
    if (!block || block->size - block->used < need) {
        block = block_make(arena, need);
        if (!block)
            return NULL;
    }
    void *at = block->bytes + block->used;
    block->used += need;
    arena->used += need;
    memset(at, 0, need);
    return at;
}

/* The last thing allocated grows where it is, if there is room. */
static bool extend(struct arena *arena, const void *items, size_t old_size, size_t new_size)
{
    struct arena_block *block = arena->first;
    size_t old_need = aligned(old_size), more = aligned(new_size) - old_need;

    if (!block || block->used < old_need || block->bytes + (block->used - old_need) != items ||
        block->size - block->used < more || !within_limit(arena, more))
        return false;
    memset(block->bytes + block->used, 0, more);
    block->used += more;
    arena->used += more;
    return true;
}

/* A large array has a block to itself: that block grows, so that the old storage does not stay behind. */
static void *regrow(struct arena *arena, const void *items, size_t old_size, size_t new_size)
{
    struct arena_block **link = &arena->first;
    size_t old_need = aligned(old_size), new_need = aligned(new_size);

    if (old_size < LARGEST_BLOCK_SIZE || !within_limit(arena, new_need - old_need))
        return NULL;
    while (*link && (const void *)(*link)->bytes != items)
        link = &(*link)->older;
    if (!*link || (*link)->used != old_need || (*link)->size != old_need)
        return NULL;
    struct arena_block *block =
        arena->mem->resize(arena->mem->ctx, *link, sizeof(struct arena_block) + old_need,
                           sizeof(struct arena_block) + new_need);
    if (!block)
        return NULL;
    memset(block->bytes + old_need, 0, new_need - old_need);
    block->size = block->used = new_need;
    arena->used += new_need - old_need;
    *link = block;
    return block->bytes;
}

enum err_code arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity,
                         size_t item_size, struct err *err)
{
    void *old, *new;

    if (count < *capacity)
        return ERR_OK;
    if (item_size == 0 || *capacity > (SIZE_MAX / 4) / item_size)
        return err_no_memory(err);
    size_t wanted = *capacity ? 2 * *capacity : FIRST_CAPACITY;
    if (*capacity >= LARGEST_BLOCK_SIZE / item_size + 8) /* little is copied any more: waste less */
        wanted = *capacity + *capacity / 4;
    memcpy(&old, items, sizeof old); /* the address of a pointer of any type */
    if (old && extend(arena, old, *capacity * item_size, wanted * item_size)) {
        *capacity = wanted;
        return ERR_OK;
    }
    new = old ? regrow(arena, old, *capacity * item_size, wanted * item_size) : NULL;
    if (!new) {
        new = arena_alloc(arena, wanted, item_size);
        if (!new)
            return err_no_memory(err);
        if (old)
            memcpy(new, old, count * item_size);
    }
    memcpy(items, &new, sizeof new);
    *capacity = wanted;
    return ERR_OK;
}

enum err_code arena_str(struct arena *arena, struct str from, struct str *to, struct err *err)
{
    *to = (struct str){0};
    if (from.size == SIZE_MAX)
        return err_no_memory(err);
    char *text = arena_alloc(arena, from.size + 1, 1);
    if (!text)
        return err_no_memory(err);
    if (from.size)
        memcpy(text, from.text, from.size);
    *to = (struct str){text, from.size};
    return ERR_OK;
}

enum err_code arena_printf(struct arena *arena, struct str *to, struct err *err, const char *fmt,
                           ...)
{
    va_list args;

    *to = (struct str){0};
    va_start(args, fmt);
    int size = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    char *text = size < 0 ? NULL : arena_alloc(arena, (size_t)size + 1, 1);
    if (!text)
        return err_no_memory(err);
    va_start(args, fmt);
    (void)vsnprintf(text, (size_t)size + 1, fmt, args);
    va_end(args);
    *to = (struct str){text, (size_t)size};
    return ERR_OK;
}

static void free_newer_than(struct arena *arena, const struct arena_block *keep)
{
    while (arena->first && arena->first != keep) {
        struct arena_block *block = arena->first;
        arena->first = block->older;
        arena->mem->resize(arena->mem->ctx, block, sizeof(struct arena_block) + block->size, 0);
    }
}

void arena_free(struct arena *arena)
{
    free_newer_than(arena, NULL);
    arena->used = 0;
}

void arena_take(struct arena *arena, struct arena *from)
{
    struct arena_block **last = arena->first ? &arena->first->older : &arena->first;

    if (!from->first)
        return;
    /* behind the newest block, which goes on being filled */
    struct arena_block *rest = *last;
    *last = from->first;
    while (*last)
        last = &(*last)->older;
    *last = rest;
    arena->used += from->used;
    from->first = NULL;
    from->used = 0;
}

struct arena_mark arena_mark(const struct arena *arena)
{
    return (struct arena_mark){arena->first, arena->first ? arena->first->used : 0, arena->used};
}

void arena_release(struct arena *arena, struct arena_mark mark)
{
    free_newer_than(arena, mark.block);
    if (arena->first)
        arena->first->used = mark.block_used;
    arena->used = mark.used;
}

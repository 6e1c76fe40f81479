/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory: one allocator interface, and arenas on top of it. What dies together is allocated
 * together. Nothing but base/mem.c calls malloc. */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include "base/err.h"
#include "base/str.h"

/* resize(ctx, ptr, old_size, new_size): new_size 0 frees and returns NULL; ptr NULL allocates;
 * NULL for a non-zero size means there is no memory and ptr is as it was. */
struct mem {
    void *(*resize)(void *ctx, void *ptr, size_t old_size, size_t new_size);
    void *ctx;
};

extern const struct mem mem_libc;

struct arena_block;

/* `= {.mem = &mem_libc}` is an empty arena. limit 0: no limit of its own. */
struct arena {
    const struct mem *mem;     /* borrowed */
    struct arena_block *first; /* owned */
    size_t used;               /* bytes handed out, for reports and limits */
    size_t limit;              /* bytes; 0 none. Reaching it is ERR_NO_MEMORY */
};

/* Zeroed memory, aligned for any object, until arena_free. NULL when there is none (or
 * count * size overflows); count 0 gives a valid pointer. */
void *arena_alloc(struct arena *arena, size_t count, size_t size) MUST_USE;

/* arena_alloc for `count` objects of `type`. */
#define ARENA_NEW(arena, type, count) ((type *)arena_alloc((arena), (count), sizeof(type)))

/* Make room for one more item: `items` is the address of the array pointer, `count` what it
 * holds, `*capacity` what it can hold. Grows by doubling: in place when it is the newest thing
 * allocated, else old storage stays in the arena. On ERR_NO_MEMORY everything is as it was. */
enum err_code arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity,
                         size_t item_size, struct err *err) MUST_USE;

/* Copy into the arena; text has a courtesy '\0'. On no memory: text NULL. */
enum err_code arena_str(struct arena *arena, struct str from, struct str *to,
                        struct err *err) MUST_USE;
enum err_code arena_printf(struct arena *arena, struct str *to, struct err *err, const char *fmt,
                           ...) MUST_USE PRINTF_LIKE(4, 5);

/* Free everything; the arena is empty and usable again. Accepts a zeroed arena. */
void arena_free(struct arena *arena);

/* Everything in `from` lives in `arena` from now on, where it is; `from` is empty. Both of the same memory in the end: the
 * blocks are given back to arena->mem. Limits are not looked at. */
void arena_take(struct arena *arena, struct arena *from);

/* A place to go back to: everything allocated after arena_mark dies with arena_release. An array
 * made before the mark must not arena_grow between the two. Marks are released in reverse order. */
struct arena_mark {
    struct arena_block *block;
    size_t block_used, used;
};
struct arena_mark arena_mark(const struct arena *arena);
void arena_release(struct arena *arena, struct arena_mark mark);

#endif

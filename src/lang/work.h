/* SPDX-License-Identifier: Apache-2.0
 *
 * What one compilation shares: arena, source, tokens, diagnostics. Lack of memory fails once for all: after it
 * nothing is added any more, the parser sees the end of the text, and the caller asks `failed` once. */
#ifndef LANG_WORK_H
#define LANG_WORK_H

#include "lang/codes.h"
#include "lang/lang.h"
#include "lang/source.h"

#define DIAGS_LIMIT 1000
#define NESTING_LIMIT 64

struct token;

struct work {
    struct arena *arena;
    struct diags *diags;
    const struct lang_host *host;
    struct err *err;
    struct source source;
    struct diag spare; /* what is written when there is no room for more */
    struct token *tokens;
    size_t token_count, token_capacity;
    bool failed; /* no memory, or an unreadable host; *err says which */
    enum err_code code;
};

void work_fail(struct work *work, enum err_code code);

/* Room for one more item of a list {items, count, capacity}; false when the work has failed. */
bool work_room(struct work *work, void *items, size_t count, size_t *capacity, size_t size);
#define PUSH(work, list, ...)                                                                      \
    do {                                                                                           \
        if (work_room((work), &(list)->items, (list)->count, &(list)->capacity,                    \
                      sizeof *(list)->items))                                                      \
            (list)->items[(list)->count++] = (__VA_ARGS__);                                        \
    } while (0)
#define LIST(type)                                                                                 \
    struct {                                                                                       \
        type *items;                                                                               \
        size_t count, capacity;                                                                    \
    }

/* Text in the arena; empty when the work has failed. */
struct str work_printf(struct work *work, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* A diagnostic about bytes [from, to). Returned for label, help and other to be filled; never NULL. */
struct diag *work_diag(struct work *work, enum lang_code code, uint32_t from, uint32_t to,
                       const char *fmt, ...) PRINTF_LIKE(5, 6);
void work_sort_diags(struct work *work);

/* Source text of tokens [from, to), on one line, without remarks. */
struct str work_text(struct work *work, size_t from, size_t to);
struct str token_str(const struct work *work,
                     const struct token *token); /* strings without quotes */

#endif

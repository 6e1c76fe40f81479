/* SPDX-License-Identifier: Apache-2.0
 *
 * What one compilation shares: arena, sources, tokens, diagnostics. The texts that are read (the agreement, those it builds
 * on, the monitoring plan) lie one behind the other in one space of offsets, the agreement at 0: an offset says which
 * text it is of. Tokens of all of them are one list, each text's ended by its TOKEN_END. Lack of memory fails once for all: after it
 * nothing is added any more, the parser sees the end of the text, and the caller asks `failed` once. */
#ifndef LANG_WORK_H
#define LANG_WORK_H

#include "lang/codes.h"
#include "lang/lang.h"
#include "lang/source.h"

#define DIAGS_LIMIT 1000
#define NESTING_LIMIT 64

struct token;

#define LIST(type)                                                                                 \
    struct {                                                                                       \
        type *items;                                                                               \
        size_t count, capacity;                                                                    \
    }

enum work_role {
    WORK_AGREEMENT,
    WORK_BASE,   /* built on: what is wrong in it is told where it is named */
    WORK_SOURCES /* the monitoring plan */
};

/* A text read after the agreement. */
struct work_source {
    struct source source;
    uint32_t base; /* offset of its first byte */
    enum work_role role;
    struct str name;   /* as the host knows it */
    struct str prefix; /* BASE: what stands before the labels of its clauses: "M." */
    uint32_t first;    /* its first token */
    uint32_t builds;   /* BASE: the line of the agreement that brought it in, in ast.builds */
    uint32_t named_by; /* BASE: the text that names it (0: the agreement), for circles */
};

struct work {
    struct arena *arena;
    struct diags *diags;
    const struct lang_host *host;
    struct lang_kept *kept; /* NULL: none */
    struct err *err;
    struct source source;           /* the agreement's */
    LIST(struct work_source) texts; /* the others; diags->sources[i + 1] is texts.items[i] */
    size_t base_diags;              /* of texts that are built on: beside the limit */
    struct diag spare;              /* what is written when there is no room for more */
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

/* Add a text behind those read; its source_read follows. False when the work has failed or the space of offsets is full. */
bool work_add(struct work *work, const struct work_source *text);
/* The text (an index into diags->sources) that an offset or token lies in, and its role. */
uint32_t work_source_of(const struct work *work, uint32_t at);
uint32_t work_source_of_token(const struct work *work, size_t token);
enum work_role work_role_of(const struct work *work, uint32_t source);
struct diag_span work_span(struct work *work, uint32_t from, uint32_t to);
uint32_t work_line(const struct work *work, uint32_t at); /* in its own text */
struct str work_article(const struct work *work, uint32_t at);
struct str work_slice(const struct work *work, uint32_t from, uint32_t to); /* the bytes */

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

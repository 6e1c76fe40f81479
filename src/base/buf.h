/* SPDX-License-Identifier: Apache-2.0
 *
 * A byte buffer for output: born with a maximum, and failing once for all: after a failed put
 * every later put does nothing, and buf_check (or `failed`) says so. So a writer puts without
 * checking and its caller checks once. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/mem.h"

struct buf {
    const struct mem *mem; /* borrowed */
    char *bytes;           /* owned */
    size_t size, capacity;
    size_t limit; /* inclusive maximum of `size` */
    bool failed;  /* no memory, or the limit was reached */
};

void buf_init(struct buf *buf, const struct mem *mem, size_t limit);
void buf_free(struct buf *buf);            /* accepts a zeroed one */
void buf_clear(struct buf *buf);           /* empty and not failed; keeps its memory */
struct str buf_str(const struct buf *buf); /* borrowed until the next put */
/* ERR_OK, or ERR_NO_MEMORY with the limit named. A put that does not fit writes nothing of it. */
enum err_code buf_check(const struct buf *buf, struct err *err) MUST_USE;

void buf_put(struct buf *buf, struct str s);
void buf_puts(struct buf *buf, const char *text);
void buf_putc(struct buf *buf, char c);
void buf_printf(struct buf *buf, const char *fmt, ...) PRINTF_LIKE(2, 3); /* no floats: see num.h */

#endif

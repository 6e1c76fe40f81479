/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FIRST_SIZE ((size_t)256)

void buf_init(struct buf *buf, const struct mem *mem, size_t limit)
{
    *buf = (struct buf){.mem = mem, .limit = limit};
}

void buf_free(struct buf *buf)
{
    if (buf->bytes)
        buf->mem->resize(buf->mem->ctx, buf->bytes, buf->capacity, 0);
    buf->bytes = NULL;
    buf->size = buf->capacity = 0;
    buf->failed = false;
}

void buf_clear(struct buf *buf)
{
    buf->size = 0;
    buf->failed = false;
}

struct str buf_str(const struct buf *buf)
{
    return (struct str){buf->bytes, buf->size};
}

enum err_code buf_check(const struct buf *buf, struct err *err)
{
    if (buf->failed)
        return err_set(err, ERR_NO_MEMORY, "out of memory, or an output above %zu bytes",
                       buf->limit);
    return ERR_OK;
}

static bool grow(struct buf *buf, size_t more)
{
    if (buf->failed)
        return false;
    if (buf->size > buf->limit || more > buf->limit - buf->size || buf->limit > SIZE_MAX / 4) {
        buf->failed = true;
        return false;
    }
    size_t need = buf->size + more + 1;
    if (need <= buf->capacity)
        return true;
    size_t capacity = buf->capacity ? 2 * buf->capacity : FIRST_SIZE;
    if (capacity > buf->limit + 1)
        capacity = buf->limit + 1;
    if (capacity < need)
        capacity = need;
    char *bytes = buf->mem->resize(buf->mem->ctx, buf->bytes, buf->capacity, capacity);
    if (!bytes) {
        buf->failed = true;
        return false;
    }
    buf->bytes = bytes;
    buf->capacity = capacity;
    return true;
}

/* Room for `more` bytes and a spare one, for vsnprintf's '\0'. */
static inline bool reserve(struct buf *buf, size_t more)
{
    if (!buf->failed && more < buf->capacity - buf->size && buf->size <= buf->limit &&
        more <= buf->limit - buf->size)
        return true;
    return grow(buf, more);
}

void buf_put(struct buf *buf, struct str s)
{
    if (s.size == 0 || !reserve(buf, s.size))
        return;
    memcpy(buf->bytes + buf->size, s.text, s.size);
    buf->size += s.size;
}

void buf_puts(struct buf *buf, const char *text)
{
    buf_put(buf, str_z(text));
}

void buf_putc(struct buf *buf, char c)
{
    if (reserve(buf, 1))
        buf->bytes[buf->size++] = c;
}

void buf_printf(struct buf *buf, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    int size = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (size < 0) {
        buf->failed = true;
        return;
    }
    if (!reserve(buf, (size_t)size))
        return;
    va_start(args, fmt);
    (void)vsnprintf(buf->bytes + buf->size, (size_t)size + 1, fmt, args);
    va_end(args);
    buf->size += (size_t)size;
}

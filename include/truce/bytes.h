/* SPDX-License-Identifier: Apache-2.0
 *
 * Bytes in and out. The library opens no file, reads no clock, no environment and no locale: it asks
 * for bytes through a host and hands bytes to a sink. */
#ifndef TRUCE_BYTES_H
#define TRUCE_BYTES_H

#include "truce/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Text or bytes, borrowed; no '\0' is promised. `bytes` may be NULL when size is 0. */
struct truce_text {
    const char *bytes;
    size_t size;
};

/* Of a '\0'-terminated string; NULL is empty. */
struct truce_text truce_text_of(const char *string);

/* Where memory comes from. resize(ctx, ptr, old_size, new_size): new_size 0 frees and returns NULL;
 * ptr NULL allocates, aligned for any object; NULL for another size means there is no memory, and
 * ptr is as it was. Functions that take a `const struct truce_memory *` copy it; NULL is the C
 * library's allocator. */
struct truce_memory {
    void *(*resize)(void *ctx, void *ptr, size_t old_size, size_t new_size);
    void *ctx;
};

/* Where output goes: called any number of times, in order. Anything but TRUCE_OK stops the writer,
 * which passes the code on. */
struct truce_sink {
    enum truce_code (*put)(void *ctx, const char *bytes, size_t size, struct truce_error *error);
    void *ctx;
};

/* Where a host's answer goes. */
struct truce_bytes;
/* Append. TRUCE_INPUT when the file is larger than the library accepts, TRUCE_NO_MEMORY. */
enum truce_code truce_bytes_put(struct truce_bytes *bytes, const char *data, size_t size,
                                struct truce_error *error);

enum truce_file {
    TRUCE_FILE_GEOMETRY, /* load "...": relative to the agreement's folder */
    TRUCE_FILE_ZONE,     /* the TZif bytes of a time zone, by its IANA name */
    TRUCE_FILE_AGREEMENT /* builds on "...": relative to the agreement's folder */
};

/* Files that an agreement or an input names. The name comes from its text, so it is not to be
 * trusted. TRUCE_INPUT when there is no such file. */
struct truce_host {
    enum truce_code (*read)(void *ctx, enum truce_file file, struct truce_text name,
                            struct truce_bytes *bytes, struct truce_error *error);
    void *ctx;
};

/* SHA-256. */
struct truce_hash {
    uint8_t bytes[32];
};

#ifdef __cplusplus
}
#endif

#endif

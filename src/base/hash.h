/* SPDX-License-Identifier: Apache-2.0
 *
 * SHA-256 over bytes (OpenSSL's), and its hexadecimal form. Errors: ERR_NO_MEMORY, and ERR_INTERNAL
 * when the library offers no SHA-256. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/err.h"
#include "base/str.h"

struct hash {
    uint8_t bytes[32];
};

enum err_code hash_sha256(struct str bytes, struct hash *hash, struct err *err) MUST_USE;

/* Piecewise, for large inputs: open, add, close. _close accepts a zeroed one. */
struct hash_stream {
    void *ctx;
};
enum err_code hash_stream_open(struct hash_stream *stream, struct err *err) MUST_USE;
enum err_code hash_stream_add(struct hash_stream *stream, struct str bytes,
                              struct err *err) MUST_USE;
enum err_code hash_stream_end(struct hash_stream *stream, struct hash *hash,
                              struct err *err) MUST_USE;
void hash_stream_close(struct hash_stream *stream);

/* 2 * count lower-case hex digits of the first `count` (at most 32) bytes, and a '\0'. */
void hash_hex(const struct hash *hash, size_t count, char *out);

#endif

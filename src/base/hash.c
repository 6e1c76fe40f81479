/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"

/* The plain functions beside EVP: short texts are hashed by the million, and EVP looks its method up each time. */
#define OPENSSL_API_COMPAT 0x10100000L

#include <openssl/evp.h>
#include <openssl/sha.h>

static enum err_code failed(struct err *err)
{
    return err_set(err, ERR_INTERNAL, "the cryptographic library refused SHA-256");
}

enum err_code hash_sha256(struct str bytes, struct hash *hash, struct err *err)
{
    SHA256_CTX ctx;

    if (SHA256_Init(&ctx) != 1 ||
        SHA256_Update(&ctx, bytes.size ? bytes.text : "", bytes.size) != 1 ||
        SHA256_Final(hash->bytes, &ctx) != 1)
        return failed(err);
    return ERR_OK;
}

enum err_code hash_stream_open(struct hash_stream *stream, struct err *err)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();

    stream->ctx = ctx;
    if (!ctx)
        return err_no_memory(err);
    if (EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) != 1)
        return failed(err);
    return ERR_OK;
}

enum err_code hash_stream_add(struct hash_stream *stream, struct str bytes, struct err *err)
{
    if (bytes.size && EVP_DigestUpdate(stream->ctx, bytes.text, bytes.size) != 1)
        return failed(err);
    return ERR_OK;
}

enum err_code hash_stream_end(struct hash_stream *stream, struct hash *hash, struct err *err)
{
    if (EVP_DigestFinal_ex(stream->ctx, hash->bytes, NULL) != 1)
        return failed(err);
    return ERR_OK;
}

void hash_stream_close(struct hash_stream *stream)
{
    EVP_MD_CTX_free(stream->ctx);
    stream->ctx = NULL;
}

void hash_hex(const struct hash *hash, size_t count, char *out)
{
    static const char digits[] = "0123456789abcdef";

    if (count > sizeof hash->bytes)
        count = sizeof hash->bytes;
    for (size_t i = 0; i < count; i++) {
        *out++ = digits[hash->bytes[i] >> 4];
        *out++ = digits[hash->bytes[i] & 15];
    }
    *out = '\0';
}

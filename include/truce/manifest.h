/* SPDX-License-Identifier: Apache-2.0
 *
 * Manifests: what a run was made from and what it wrote, with sizes and SHA-256, so that anybody can
 * tell whether the files of a run are as they were written. Its last member is the SHA-256 of all
 * bytes before it. */
#ifndef TRUCE_MANIFEST_H
#define TRUCE_MANIFEST_H

#include "truce/outcome.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A file of a run. */
struct truce_manifest_file {
    struct truce_text name; /* without folder */
    struct truce_text
        role; /* "agreement", "geometry", "feed", "decisions", "coverage"; outputs: empty */
    struct truce_hash hash;
    uint64_t size;
};

/* Hash of bytes that come in pieces. */
struct truce_hasher; /* opaque */
enum truce_code truce_hasher_open(const struct truce_memory *memory, struct truce_hasher **hasher,
                                  struct truce_error *error);
enum truce_code truce_hasher_add(struct truce_hasher *hasher, const char *bytes, size_t size,
                                 struct truce_error *error);
enum truce_code truce_hasher_end(struct truce_hasher *hasher, struct truce_hash *hash,
                                 struct truce_error *error);
void truce_hasher_close(struct truce_hasher *hasher); /* accepts NULL */
/* 64 hex digits and a '\0'. */
void truce_hash_hex(const struct truce_hash *hash, char hex[65]);

/* manifest.json of an outcome: its agreement, the geometry it loaded, its inputs, and the `count`
 * outputs given. `tzdata` is the version of the time zone data, or "unknown". */
enum truce_code truce_manifest_put(const struct truce_outcome *outcome,
                                   const struct truce_manifest_file *outputs, size_t count,
                                   struct truce_text tzdata, const struct truce_sink *sink,
                                   struct truce_error *error);

struct truce_manifest; /* opaque; one that was read */

/* TRUCE_INPUT when the bytes are no manifest, or were changed since (the text says where). */
enum truce_code truce_manifest_open(const struct truce_memory *memory, struct truce_text bytes,
                                    struct truce_manifest **manifest, struct truce_error *error);
void truce_manifest_close(struct truce_manifest *manifest); /* accepts NULL */
size_t truce_manifest_input_count(const struct truce_manifest *manifest);
struct truce_manifest_file truce_manifest_input(const struct truce_manifest *manifest,
                                                size_t index);
/* Of a feed, decisions or coverage: how it was read; empty for other inputs. */
struct truce_text truce_manifest_format(const struct truce_manifest *manifest, size_t index);
struct truce_text truce_manifest_zone(const struct truce_manifest *manifest, size_t index);
/* With what the run was asked for. */
struct truce_run_options truce_manifest_options(const struct truce_manifest *manifest);
size_t truce_manifest_output_count(const struct truce_manifest *manifest);
struct truce_manifest_file truce_manifest_output(const struct truce_manifest *manifest,
                                                 size_t index);

#ifdef __cplusplus
}
#endif

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Certificate: one finding with all that it follows from: the rule in machine form, resolved to moments and geometry, and
 * the records that make it. docs/formats/certificate.md has the members, share/schemas/certificate.json the schema.
 *
 * A certificate is one line of canonical JSON (keys sorted bytewise, no spaces, numbers in their shortest form) with a final
 * newline. Its member `parts` has the SHA-256 of the canonical bytes of each part; its last member, `sha256`, is that of all
 * before it, with a closing brace. So a changed byte is seen before anything in it is believed. */
#ifndef FACTS_CERTIFICATE_H
#define FACTS_CERTIFICATE_H

#include "base/json.h"

#define CERTIFICATE_VERSION 1
#define CERTIFICATE_LIMIT ((size_t)64 << 20) /* bytes */

/* JSON texts, in any form; those of `records` are lines of the exchange formats. */
struct certificate {
    struct str head;    /* engine, agreement, inputs, known_at, watermark */
    struct str rule;    /* what binds, when, where, whom */
    struct str finding; /* what is claimed */
    const struct str *records;
    size_t record_count;
};

/* Append the sealed certificate. ERR_INPUT when a part is no JSON, ERR_NO_MEMORY. */
enum err_code certificate_put(struct buf *buf, const struct certificate *certificate,
                              struct err *err) MUST_USE;

/* Check the seal, the canonical form, the hashes of the parts and the version; the tree lives in `arena`.
 * ERR_INPUT: what does not agree. */
enum err_code certificate_open(struct arena *arena, struct str bytes, struct json *out,
                               struct err *err) MUST_USE;

/* Do these bytes begin as a certificate does? */
bool certificate_is(struct str bytes);

#endif

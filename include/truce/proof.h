/* SPDX-License-Identifier: Apache-2.0
 *
 * Proof: findings explained, certified, and checked again. A certificate is a small file with one finding, the rule it follows
 * from and the records that make it (docs/formats/certificate.md); it is checked without the agreement, without the other
 * inputs, and without the code that made it. */
#ifndef TRUCE_PROOF_H
#define TRUCE_PROOF_H

#include "truce/outcome.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One finding explained; borrowed during the call. */
struct truce_proof {
    struct truce_text id;
    struct truce_text words; /* article, rule, steps with their numbers, evidence; lines of text */
    struct truce_text certificate; /* empty where none is made */
    struct truce_text refused;     /* then why */
};
/* Anything but TRUCE_OK ends the call, which passes the code on. */
typedef enum truce_code (*truce_proof_take)(void *ctx, const struct truce_proof *proof,
                                            struct truce_error *error);

/* Run `facts` as truce_run does and explain the finding `id`, or all findings where it is empty. Each certificate has been
 * checked before it is handed over. TRUCE_USAGE where no finding has that id; else as truce_run. */
enum truce_code truce_prove(const struct truce_agreement *agreement, struct truce_facts *facts,
                            const struct truce_run_options *options, struct truce_text id,
                            truce_proof_take take, void *ctx, struct truce_error *error);

/* Check a certificate: its seal, and the finding judged again. `words`: what was replayed (NULL: nothing is written).
 * TRUCE_INPUT: the text is the first thing that does not agree, or what is beyond the checker. */
enum truce_code truce_certificate_verify(const struct truce_memory *memory, struct truce_text bytes,
                                         const struct truce_sink *words, struct truce_error *error);

/* What a certificate names: the agreement and the inputs it was made from. For bytes that were verified. `take` is called
 * for each, with its role ("agreement", "geometry", "feed" …). */
enum truce_code truce_certificate_inputs(const struct truce_memory *memory, struct truce_text bytes,
                                         void (*take)(void *ctx, struct truce_text role,
                                                      struct truce_text name,
                                                      struct truce_text sha256),
                                         void *ctx, struct truce_error *error);

#ifdef __cplusplus
}
#endif

#endif

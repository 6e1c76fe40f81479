/* SPDX-License-Identifier: Apache-2.0
 *
 * Random numbers for property tests: SplitMix64. random_init takes TRUCE_SEED from the environment,
 * else `seed`, and prints it, so that a failure can be repeated. */
#ifndef SUPPORT_RANDOM_H
#define SUPPORT_RANDOM_H

#include <stdint.h>

struct random {
    uint64_t state;
};

struct random random_init(uint64_t seed);
uint64_t random_u64(struct random *random);
uint64_t random_below(struct random *random, uint64_t limit); /* 0 .. limit - 1; limit > 0 */
double random_unit(struct random *random);                    /* [0, 1) */
double random_between(struct random *random, double from, double to);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Random numbers that are looked up, not drawn: number `purpose` of thing `key` in world `world` is a hash of the three
 * (SplitMix64's finaliser over a Weyl sequence). No state, so the same everywhere, in any order, in any thread. For sampling, not
 * for secrets. */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include "base/str.h"

#include <stdint.h>

#define RANDOM_WEYL UINT64_C(0x9e3779b97f4a7c15)

/* SplitMix64's finaliser: a bijection of 64 bits. */
static inline uint64_t random_mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* A thing's key, from its name. */
uint64_t random_key(uint64_t seed, struct str name);
/* A world's, and a purpose's; to be combined by random_bits. */
static inline uint64_t random_world(uint64_t world, uint64_t purpose)
{
    return random_mix((world * 64 + purpose + 1) * RANDOM_WEYL);
}

static inline uint64_t random_bits(uint64_t key, uint64_t world)
{
    return random_mix(key + world);
}

/* In [0, 1), a multiple of 2^-53. */
static inline double random_unit(uint64_t bits)
{
    return (double)(bits >> 11) * (1.0 / 9007199254740992.0);
}

#endif

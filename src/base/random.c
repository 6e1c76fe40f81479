/* SPDX-License-Identifier: Apache-2.0 */
#include "base/random.h"

uint64_t random_key(uint64_t seed, struct str name)
{
    uint64_t h = random_mix(seed + RANDOM_WEYL);
    uint64_t word = 0;
    unsigned held = 0;

    for (size_t i = 0; i < name.size; i++) {
        word |= (uint64_t)(unsigned char)name.text[i] << (8 * held);
        if (++held == 8) {
            h = random_mix(h ^ word) + RANDOM_WEYL;
            word = 0;
            held = 0;
        }
    }
    h = random_mix(h ^ word) + RANDOM_WEYL;
    return random_mix(h ^ (uint64_t)name.size);
}

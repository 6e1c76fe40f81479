/* SPDX-License-Identifier: Apache-2.0 */
#include "support/random.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct random random_init(uint64_t seed)
{
    const char *given = getenv("TRUCE_SEED");

    if (given)
        seed = strtoull(given, NULL, 10);
    printf("TRUCE_SEED=%" PRIu64 "\n", seed);
    return (struct random){seed};
}

uint64_t random_u64(struct random *random)
{
    uint64_t z = (random->state += UINT64_C(0x9E3779B97F4A7C15));

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

uint64_t random_below(struct random *random, uint64_t limit)
{
    return random_u64(random) % limit; /* the slight bias does not matter here */
}

double random_unit(struct random *random)
{
    return (double)(random_u64(random) >> 11) * 0x1p-53;
}

double random_between(struct random *random, double from, double to)
{
    return from + (to - from) * random_unit(random);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory that fails on purpose. After `countdown` successful requests the next one fails, and with
 * `for_ever` all that follow. `live` counts blocks not yet given back:
 *
 *     for (int n = 0;; n++) {
 *         struct flaky flaky = {.countdown = n};
 *         struct mem mem = {flaky_resize, &flaky};
 *         ... build with &mem, free ...
 *         assert_int_equal(flaky.live, 0);
 *         if (code == ERR_OK)
 *             break;
 *         assert_int_equal(code, ERR_NO_MEMORY);
 *     }
 */
#ifndef SUPPORT_FLAKY_H
#define SUPPORT_FLAKY_H

#include "base/mem.h"

struct flaky {
    int countdown; /* requests that succeed before one fails */
    bool for_ever;
    bool has_failed;
    long live;
    size_t live_bytes, peak_bytes;
};

void *flaky_resize(void *ctx, void *ptr, size_t old_size, size_t new_size);

#endif

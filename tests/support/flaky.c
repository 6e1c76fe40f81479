/* SPDX-License-Identifier: Apache-2.0 */
#include "support/flaky.h"

#include <stdlib.h>

void *flaky_resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
    struct flaky *flaky = ctx;

    if (new_size == 0) {
        if (ptr) {
            flaky->live--;
            flaky->live_bytes -= old_size;
        }
        free(ptr);
        return NULL;
    }
    if (flaky->countdown == 0 || (flaky->has_failed && flaky->for_ever)) {
        flaky->has_failed = true;
        flaky->countdown = -1; /* once; more only with for_ever */
        return NULL;
    }
    if (flaky->countdown > 0)
        flaky->countdown--;
    void *block = realloc(ptr, new_size);
    if (!block)
        abort(); /* real memory is not what these tests are about */
    if (!ptr) {
        flaky->live++;
        old_size = 0;
    }
    flaky->live_bytes += new_size - old_size;
    if (flaky->live_bytes > flaky->peak_bytes)
        flaky->peak_bytes = flaky->live_bytes;
    return block;
}

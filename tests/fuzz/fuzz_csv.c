/* SPDX-License-Identifier: Apache-2.0
 *
 * A table of observations, from any bytes; see feed_any. */
#include "feed/feed.h"

#include "fuzz/feed_any.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    feed_any("csv", (struct str){(const char *)bytes, size});
    return 0;
}

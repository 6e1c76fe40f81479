/* SPDX-License-Identifier: Apache-2.0
 *
 * The OSCE table, from any bytes; see feed_any. */
#include "feed/feed.h"

#include "fuzz/feed_any.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    feed_any("osce-daily", (struct str){(const char *)bytes, size});
    return 0;
}

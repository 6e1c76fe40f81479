/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as a time zone: refused, or a zone whose days hold their moments. */
#include "base/time.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const int64_t moments[] = {
        TIME_MIN_US + 3 * TIME_DAY_US, -1, 0, INT64_C(1595800860000000), INT64_C(4102444800000000),
        TIME_MAX_US - 3 * TIME_DAY_US};
    struct arena arena = {.mem = &mem_libc, .limit = (size_t)4 << 20};
    struct tz *tz;
    struct err err = {0};

    if (tz_parse(&arena, STR("fuzz"), (struct str){(const char *)bytes, size}, &tz, &err) ==
        ERR_OK) {
        for (size_t i = 0; i < COUNT_OF(moments); i++) {
            struct time_civil civil;
            tz_to_civil(tz, moments[i], &civil);
            assert(tz_to_utc(tz, &civil) <= moments[i]);
            int64_t start = tz_day_start(tz, moments[i]);
            assert(start <= moments[i] && moments[i] < tz_day_end(tz, moments[i]));
            (void)tz_add(tz, moments[i], 1, 1, 1);
        }
    }
    arena_free(&arena);
    return 0;
}

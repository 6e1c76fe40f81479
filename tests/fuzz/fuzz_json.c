/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes: json_parse accepts or says why; what it accepts, written canonically, is accepted again
 * and written the same. */
#include "base/json.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena = {.mem = &mem_libc, .limit = (size_t)64 << 20};
    struct buf first, second;
    struct json json;
    struct err err = {0};
    enum err_code code = json_parse(&arena, (struct str){(const char *)bytes, size}, &json, &err);

    buf_init(&first, &mem_libc, 16 * size + 1000);
    buf_init(&second, &mem_libc, 16 * size + 1000);
    if (code == ERR_OK) {
        json_put_canonical(&first, &json);
        assert(!first.failed);
        code = json_parse(&arena, buf_str(&first), &json, &err);
        assert(code == ERR_OK);
        json_put_canonical(&second, &json);
        assert(str_eq(buf_str(&first), buf_str(&second)));
    } else {
        assert(code == ERR_INPUT && strlen(err.text) > 0 && str_utf8_valid(str_z(err.text)));
    }
    buf_free(&first);
    buf_free(&second);
    arena_free(&arena);
    return 0;
}

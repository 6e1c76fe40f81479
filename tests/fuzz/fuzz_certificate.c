/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as a certificate: verified, or refused with a reason. The seal keeps almost all out, so the same bytes are also
 * taken as the body of one and sealed anew, which reaches the checker behind it. */
#include "truce/truce.h"

#include "facts/certificate.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void verify(struct truce_text bytes)
{
    struct truce_error error = {0};
    enum truce_code code = truce_certificate_verify(NULL, bytes, NULL, &error);

    assert(code == TRUCE_OK || (code == TRUCE_INPUT && strlen(error.text) > 0));
}

/* {"head": …, "rule": …, "finding": …, "records": […]}, sealed. */
static void verify_sealed(struct str text)
{
    static const char *const names[] = {"head", "rule", "finding"};
    struct arena arena = {.mem = &mem_libc};
    struct str parts[3], *records;
    struct json json;
    const struct json *list;
    struct buf out, part;
    struct err err;
    bool fits = !json_parse(&arena, text, &json, &err) && json.type == JSON_OBJECT;

    buf_init(&out, &mem_libc, CERTIFICATE_LIMIT);
    buf_init(&part, &mem_libc, CERTIFICATE_LIMIT);
    list = fits ? json_get(&json, "records") : NULL;
    fits = fits && list && list->type == JSON_ARRAY;
    records = fits ? ARENA_NEW(&arena, struct str, list->count + 1) : NULL;
    for (size_t i = 0; fits && i < COUNT_OF(names) + list->count; i++) {
        const struct json *one =
            i < COUNT_OF(names) ? json_get(&json, names[i]) : &list->items[i - COUNT_OF(names)];

        buf_clear(&part);
        if (one)
            json_put_canonical(&part, one);
        fits = one && records && !buf_check(&part, &err) &&
               !arena_str(&arena, buf_str(&part),
                          i < COUNT_OF(names) ? &parts[i] : &records[i - COUNT_OF(names)], &err);
    }
    if (fits) {
        const struct certificate c = {.head = parts[0],
                                      .rule = parts[1],
                                      .finding = parts[2],
                                      .records = records,
                                      .record_count = list->count};

        if (!certificate_put(&out, &c, &err))
            verify((struct truce_text){out.bytes, out.size});
    }
    buf_free(&part);
    buf_free(&out);
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    verify((struct truce_text){(const char *)bytes, size});
    verify_sealed((struct str){(const char *)bytes, size});
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Our JSON reader against jansson's (strict, duplicates refused) on texts made from random pieces:
 * both accept or both refuse, and what we write canonically both read as the same. */
#define JSON_OBJECT JANSSON_OBJECT /* its enumerators have the names of ours */
#define JSON_ARRAY JANSSON_ARRAY
#define JSON_STRING JANSSON_STRING
#define JSON_NULL JANSSON_NULL
#include <jansson.h>
#undef JSON_OBJECT
#undef JSON_ARRAY
#undef JSON_STRING
#undef JSON_NULL

#include "base/json.h"
#include "support/random.h"
#include "support/test.h"

#include <string.h>

#define RUNS 300000

static const char *const pieces[] = {"{",
                                     "}",
                                     "[",
                                     "]",
                                     ",",
                                     ":",
                                     "\"a\"",
                                     "\"b\"",
                                     "\"a\":",
                                     "\"b\":1",
                                     "1",
                                     "-0",
                                     "0.5",
                                     "1e5",
                                     "-2E-3",
                                     "01",
                                     "1.",
                                     "true",
                                     "false",
                                     "null",
                                     "nul",
                                     " ",
                                     "\n",
                                     "\t",
                                     "\"\\u0041\"",
                                     "\"\\ud83d\\ude00\"",
                                     "\"\\ud83d\"",
                                     "\"\xD0\x9A\"",
                                     "\"\xC0\x80\"",
                                     "\"\\n\\\"\"",
                                     "\"\\x\"",
                                     "\"",
                                     "\\",
                                     "[1,2]",
                                     "{\"a\":[]}",
                                     "{}",
                                     "[]",
                                     "\x01",
                                     "\"\x1F\"",
                                     "123456789012",
                                     "//"};

static void put_value(struct buf *buf, struct random *random, int depth)
{
    static const char *const scalars[] = {"1",
                                          "-2.5e-3",
                                          "0.1",
                                          "1E+2",
                                          "true",
                                          "false",
                                          "null",
                                          "\"\"",
                                          "\"a\\u0041\\n\"",
                                          "\"\xF0\x9F\x98\x80\"",
                                          "17",
                                          "-0.0"};
    uint64_t kind = depth > 0 ? random_below(random, 4) : 0;

    if (kind < 2) {
        buf_puts(buf, scalars[random_below(random, COUNT_OF(scalars))]);
        return;
    }
    buf_putc(buf, kind == 2 ? '[' : '{');
    uint64_t count = random_below(random, 5);
    for (uint64_t i = 0; i < count; i++) {
        if (i > 0)
            buf_puts(buf, ", ");
        if (kind == 3)
            buf_printf(buf, "\"k%d\": ", (int)random_below(random, 12));
        put_value(buf, random, depth - 1);
    }
    buf_putc(buf, kind == 2 ? ']' : '}');
}

static void compare(struct str text, struct buf *out, unsigned *accepted)
{
    struct arena arena = {.mem = &mem_libc};
    struct json ours;
    struct err err = {0};
    json_error_t error;
    size_t flags = JSON_DECODE_ANY | JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL;
    json_t *theirs = json_loadb(text.size ? text.text : "", text.size, flags, &error);
    bool we_do = json_parse(&arena, text, &ours, &err) == ERR_OK;

    bool is_theirs_to_refuse = !theirs && strstr(error.text, "too big integer");
    if (!is_theirs_to_refuse && we_do != (theirs != NULL)) {
        print_error("%.*s\nours: %s\ntheirs: %s\n", STR_ARG(text), err.text, error.text);
        assert_true(false);
    }
    if (theirs) {
        buf_clear(out);
        json_put_canonical(out, &ours);
        json_t *again = json_loadb(out->bytes, out->size, flags | JSON_DECODE_INT_AS_REAL, &error);
        json_t *reals = json_loadb(text.text, text.size, flags | JSON_DECODE_INT_AS_REAL, &error);
        assert_non_null(again);
        if (!json_equal(again, reals)) {
            print_error("%.*s\n%.*s\n", STR_ARG(text), STR_ARG(buf_str(out)));
            assert_true(false);
        }
        json_decref(again);
        json_decref(reals);
        json_decref(theirs);
        ++*accepted;
    }
    arena_free(&arena);
}

static void same_as_jansson(void **state)
{
    struct random random = random_init(1);
    struct buf text, out;
    unsigned accepted = 0;

    (void)state;
    buf_init(&text, &mem_libc, 100000);
    buf_init(&out, &mem_libc, 100000);
    for (int i = 0; i < RUNS; i++) {
        buf_clear(&text);
        if (i % 2) {
            uint64_t count = 1 + random_below(&random, 6);
            for (uint64_t k = 0; k < count; k++)
                buf_puts(&text, pieces[random_below(&random, COUNT_OF(pieces))]);
        } else {
            put_value(&text, &random, 4);
            if (i % 4 == 0 && text.size > 0) /* one byte changed */
                text.bytes[random_below(&random, text.size)] =
                    (char)" {}[],:\"\\0a.-e\x80"[random_below(&random, 15)];
        }
        compare(buf_str(&text), &out, &accepted);
    }
    print_message("%u of %d accepted\n", accepted, RUNS);
    assert_true(accepted > RUNS / 10);
    buf_free(&text);
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(same_as_jansson)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "support/flaky.h"
#include "support/test.h"

#include <string.h>

static void refused(const char *text, const char *message)
{
    struct arena arena = {.mem = &mem_libc};
    struct json json;
    struct err err = {0};

    assert_int_equal(json_parse(&arena, str_z(text), &json, &err), ERR_INPUT);
    if (!strstr(err.text, message)) {
        print_error("%s -> %s\n", text, err.text);
        assert_string_equal(err.text, message);
    }
    arena_free(&arena);
}

static void tree(void **state)
{
    struct arena arena = {.mem = &mem_libc};
    struct json json;
    struct err err = {0};
    struct str text =
        STR(" {\"id\": \"2020-178/17\", \"count\": 45, \"about\": true, \"none\": null,"
            "\"at\": [37.75, -48e-1, []], \"in\": {\"a\": false}} \n");

    (void)state;
    assert_int_equal(json_parse(&arena, text, &json, &err), ERR_OK);
    assert_int_equal(json.type, JSON_OBJECT);
    assert_int_equal(json.count, 6);
    assert_int_equal(json.at, 1);
    assert_str(json.keys[1], "count"); /* in the order written */
    const struct json *id = json_get(&json, "id");
    assert_str(id->text, "2020-178/17");
    assert_ptr_equal(id->text.text, text.text + id->at + 1); /* borrowed */
    assert_int_equal(text.text[id->at], '"');
    assert_true(json_get(&json, "count")->number == 45);
    assert_str(json_get(&json, "count")->text, "45");
    assert_true(json_get(&json, "about")->truth);
    assert_int_equal(json_get(&json, "none")->type, JSON_NULL);
    const struct json *at = json_get(&json, "at");
    assert_int_equal(at->count, 3);
    assert_true(at->items[1].number == -4.8);
    assert_int_equal(at->items[2].count, 0);
    assert_false(json_get(json_get(&json, "in"), "a")->truth);
    assert_null(json_get(&json, "missing"));
    assert_null(json_get(NULL, "a"));
    assert_null(json_get(at, "a"));
    assert_string_equal(json_type_text(at->type), "an array");
    arena_free(&arena);
}

static void strings_are_decoded(void **state)
{
    struct arena arena = {.mem = &mem_libc};
    struct json json;

    (void)state;
    struct str text =
        STR("\"\\\"\\\\\\/\\b\\f\\n\\r\\t \\u041a\\u00e9\\u20AC\\ud83d\\ude00\\u0041 \xD0\x9A\"");
    assert_int_equal(json_parse(&arena, text, &json, NULL), ERR_OK);
    assert_str(json.text, "\"\\/\b\f\n\r\t \xD0\x9A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"
                          "A \xD0\x9A");
    assert_int_equal(json_parse(&arena, STR("\"a\\u0000b\""), &json, NULL), ERR_OK);
    assert_int_equal(json.text.size, 3);
    assert_int_equal(json_parse(&arena, STR("\"\""), &json, NULL), ERR_OK);
    assert_int_equal(json.text.size, 0);
    assert_non_null(json.text.text);
    arena_free(&arena);
}

static void errors_say_what_and_where(void **state)
{
    (void)state;
    refused("", "column 1: the text ends where a value belongs");
    refused("  ", "column 3: the text ends");
    refused("[1,]", "column 4: a value belongs here");
    refused("[1 2]", "column 4: a comma or ] belongs here");
    refused("{\"a\":1 \"b\":2}", "column 8: a comma or } belongs here");
    refused("{a:1}", "column 2: a key in quotes belongs here");
    refused("{\"a\" 1}", "column 6: a colon belongs here");
    refused("{\"a\":1,}", "column 8: a key in quotes");
    refused("[1", "column 3: a comma or ]");
    refused("{\"a\":1}}", "column 8: nothing may follow");
    refused("1 2", "column 3: nothing may follow");
    refused("{\n \"a\": x}", "line 2, column 7: a value belongs here");
    refused("\xEF\xBB\xBF{}", "column 1: a byte-order mark");
    refused("nul", "column 1: a value belongs here");
    refused("True", "column 1: a value belongs here");
    refused("NaN", "column 1: a value belongs here");
    refused("-Infinity", "column 2: a number needs a digit");
    refused("01", "column 2: a number does not begin");
    refused("+1", "column 1: a value");
    refused(".5", "column 1: a value");
    refused("5.", "column 3: a number needs a digit after its point");
    refused("1e", "column 3: a number needs a digit in its exponent");
    refused("[1e999]", "column 2: a number too large");
    refused("\"abc", "column 1: this string is not closed");
    refused("[\"abc\\\"", "column 2: this string is not closed");
    refused("\"abc\\", "column 1: this string is not closed");
    refused("\"a\tb\"", "column 3: a control character");
    refused("\"a\\x\"", "column 4: no such escape");
    refused("\"\\u12g4\"", "\\u needs four");
    refused("\"\\u12\"", "\\u needs four");
    refused("\"\\ud800\"", "half of a surrogate pair");
    refused("\"\\ud800\\u0041\"", "half of a surrogate pair");
    refused("\"\\udc00\"", "half of a surrogate pair");
    refused("[\"\xC0\x80\"]", "column 2: this string is not UTF-8");
    refused("{\"\xFF\":1}", "column 2: this string is not UTF-8");
    refused("'a'", "column 1: a value belongs here");
    refused("[1]//x", "column 4: nothing may follow");
    refused("{\"a\":1,\"b\":2,\"a\":3}", "column 18: the key \"a\" is given twice");
    refused("{\"a\":1,\"\\u0061\":3}", "is given twice");
    refused("{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1,\"i\":1,\"c\":1}",
            "the key \"c\" is given twice");
}

static void nul_bytes_are_no_end(void **state)
{
    struct arena arena = {.mem = &mem_libc};
    struct json json;

    (void)state;
    assert_int_equal(json_parse(&arena, STR("1\0"), &json, NULL), ERR_INPUT);
    assert_int_equal(json_parse(&arena, STR("\0"), &json, NULL), ERR_INPUT);
    assert_int_equal(json_parse(&arena, STR("\"\0\""), &json, NULL), ERR_INPUT);
    assert_int_equal(json_parse(&arena, (struct str){0}, &json, NULL), ERR_INPUT);
    arena_free(&arena);
}

static void depth_is_bounded(void **state)
{
    char text[100001];
    struct arena arena = {.mem = &mem_libc};
    struct json json;
    struct err err = {0};

    (void)state;
    memset(text, '[', JSON_DEPTH_LIMIT);
    memset(text + JSON_DEPTH_LIMIT, ']', JSON_DEPTH_LIMIT);
    struct str s = {text, (size_t)2 * JSON_DEPTH_LIMIT};
    assert_int_equal(json_parse(&arena, s, &json, &err), ERR_OK);
    memset(text, '[', sizeof text);
    s.size = sizeof text;
    assert_int_equal(json_parse(&arena, s, &json, &err), ERR_INPUT);
    assert_string_equal(err.text, "column 65: nested more than 64 deep");
    arena_free(&arena);
}

static void canonical(const char *text, const char *expected)
{
    struct arena arena = {.mem = &mem_libc};
    struct json json;
    struct buf buf;

    buf_init(&buf, &mem_libc, 10000);
    assert_int_equal(json_parse(&arena, str_z(text), &json, NULL), ERR_OK);
    json_put_canonical(&buf, &json);
    assert_int_equal(buf_check(&buf, NULL), ERR_OK);
    assert_str(buf_str(&buf), expected);
    buf_free(&buf);
    arena_free(&arena);
}

static void written_canonically(void **state)
{
    (void)state;
    canonical(" { \"b\" : [ 1 , 2.50, true,null ] , \"a\" : { } , \"\xD0\x9A\":false,\"B\":[]} ",
              "{\"B\":[],\"a\":{},\"b\":[1,2.5,true,null],\"\xD0\x9A\":false}");
    canonical("[1.0, 1e2, 0.10, -0, -0.0, 12345678901234567890123, 1e-7, 1e300]",
              "[1,100,0.1,0,0,12345678901234567890123,1e-7,1e+300]");
    canonical("\"\\u0041\\/\\u0001\\n\\u007f\"", "\"A/\\u0001\\n\x7F\"");
}

static void strings_are_written_safely(void **state)
{
    struct buf buf;

    (void)state;
    buf_init(&buf, &mem_libc, 10000);
    json_put_string(&buf, STR("a\"\\\n\x01 \xD0\x9A \xFF\xC2 \xE2\x82 \0."));
    assert_str(buf_str(&buf), "\"a\\\"\\\\\\n\\u0001 \xD0\x9A \xEF\xBF\xBD\xEF\xBF\xBD "
                              "\xEF\xBF\xBD\xEF\xBF\xBD \\u0000.\"");
    buf_clear(&buf);
    bool first = true;
    json_key(&buf, &first, "id");
    buf_putc(&buf, '1');
    json_key(&buf, &first, "kind");
    buf_putc(&buf, '2');
    assert_str(buf_str(&buf), "\"id\": 1, \"kind\": 2");
    buf_free(&buf);
}

static enum err_code read_and_write(const struct mem *mem, struct err *err)
{
    struct arena arena = {.mem = mem};
    struct json json;
    struct buf buf;
    struct buf text;
    enum err_code code;

    buf_init(&buf, mem, 100000);
    buf_init(&text, &mem_libc, 100000);
    buf_puts(&text, "{\"z\\n\": [");
    for (int i = 0; i < 300; i++)
        buf_printf(&text, "{\"k%d\": %d, \"s\": \"\\u0041\"}, ", i, i);
    buf_puts(&text, "0], \"a\": 1, \"b\": 1, \"c\": 1, \"d\": 1, \"e\": 1, \"f\": 1, \"g\": 1,"
                    "\"h\": 1}");
    code = json_parse(&arena, buf_str(&text), &json, err);
    if (!code) {
        json_put_canonical(&buf, &json);
        code = buf_check(&buf, err);
    }
    buf_free(&text);
    buf_free(&buf);
    arena_free(&arena);
    return code;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (int n = 0;; n++) {
        struct flaky flaky = {.countdown = n};
        struct mem mem = {flaky_resize, &flaky};
        struct err err = {0};
        enum err_code code = read_and_write(&mem, &err);
        assert_int_equal(flaky.live, 0);
        if (!flaky.has_failed) {
            assert_int_equal(code, ERR_OK);
            break;
        }
        assert_int_equal(code, ERR_NO_MEMORY);
        assert_true(err.text[0] != '\0');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tree),
        cmocka_unit_test(strings_are_decoded),
        cmocka_unit_test(errors_say_what_and_where),
        cmocka_unit_test(nul_bytes_are_no_end),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(written_canonically),
        cmocka_unit_test(strings_are_written_safely),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

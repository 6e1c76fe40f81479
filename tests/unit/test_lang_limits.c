/* SPDX-License-Identifier: Apache-2.0
 *
 * Hostile and oversized texts, an unusable host, and how diagnostics are printed. */
#include "support/agreement.h"
#include "support/test.h"

#include "base/json.h"
#include "lang/codes.h"
#include "lang/source.h"

#include <stdio.h>
#include <string.h>

static const char frame[] =
    "agreement \"T\" timezone UTC in force 2026-01-01 party A \"Party A\" monitor M \"M\"\n";

struct said {
    struct arena arena;
    struct diags diags;
    const struct plan *plan;
    struct str text;
};

static void say(struct said *said, struct test_host *host, struct str text)
{
    struct test_host plain = {NULL, NULL};
    struct lang_host lang = test_host_of(host ? host : &plain);
    struct err err = {0};
    *said = (struct said){.arena = {.mem = &mem_libc}, .text = text};
    assert_int_equal(
        lang_compile(&said->arena, STR("t.truce"), text, &lang, &said->diags, &said->plan, &err),
        ERR_OK);
}

static size_t count_of(const struct said *said, const char *code)
{
    size_t count = 0;
    for (size_t i = 0; i < said->diags.count; i++)
        count += !strcmp(said->diags.items[i].code, code);
    return count;
}

static void forget(struct said *said)
{
    arena_free(&said->arena);
}

static void bytes_that_are_no_text_are_named(void **state)
{
    (void)state;
    struct said said;
    say(&said, NULL, STR("agreement \"T\"\n  \xc3\xa9\xff timezone UTC"));
    assert_int_equal(said.diags.count, 1);
    assert_string_equal(said.diags.items[0].code, "T0101");
    assert_int_equal(said.diags.items[0].span.line, 2);
    assert_int_equal(said.diags.items[0].span.column, 4);
    assert_null(said.plan);
    struct buf buf;
    buf_init(&buf, &mem_libc, 4096);
    diags_put_text(&buf, &said.diags, false);
    assert_str(buf_str(&buf), "t.truce:2:4: error[T0101]: byte 19, 0xff, is not UTF-8\n"
                              "    2 |   \xc3\xa9<FF> timezone UTC\n"
                              "      |    ^~~~ expected a text saved as UTF-8\n");
    buf_free(&buf);
    forget(&said);
}

static void overlong_and_surrogate_bytes_are_no_text(void **state)
{
    (void)state;
    static const char *const bad[] = {"\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82",
                                      "\x80"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct said said;
        say(&said, NULL, str_z(bad[i]));
        assert_int_equal(count_of(&said, "T0101"), 1);
        forget(&said);
    }
}

static void a_text_of_16_mib_and_a_byte_is_refused(void **state)
{
    (void)state;
    size_t size = SOURCE_SIZE_LIMIT + 1;
    struct arena arena = {.mem = &mem_libc};
    char *text = ARENA_NEW(&arena, char, size);
    assert_non_null(text);
    memset(text, ' ', size);
    struct said said;
    say(&said, NULL, (struct str){text, size});
    assert_int_equal(count_of(&said, "T0106"), 1);
    forget(&said);
    say(&said, NULL, (struct str){text, size - 1});
    assert_int_equal(count_of(&said, "T0106"), 0);
    forget(&said);
    arena_free(&arena);
}

static struct str repeated(struct arena *arena, const char *before, const char *part, size_t count,
                           const char *after)
{
    size_t size = strlen(before) + strlen(part) * count + strlen(after);
    char *text = ARENA_NEW(arena, char, size + 1);
    assert_non_null(text);
    size_t at = strlen(before);
    memcpy(text, before, at);
    for (size_t i = 0; i < count; i++, at += strlen(part))
        memcpy(text + at, part, strlen(part));
    memcpy(text + at, after, strlen(after));
    return (struct str){text, size};
}

static void a_hundred_thousand_brackets_are_one_error(void **state)
{
    (void)state;
    static const char *const befores[] = {
        "zone z = ", "clause 1 \"C\" verified by M when ",
        "clause 1 \"C\" verified by M forbid attack by A unless "};
    struct arena arena = {.mem = &mem_libc};
    for (size_t i = 0; i < COUNT_OF(befores); i++) {
        char before[256];
        snprintf(before, sizeof before, "%s%s", frame, befores[i]);
        struct said said;
        say(&said, NULL, repeated(&arena, before, "(", 100000, "a"));
        assert_int_equal(said.diags.errors, 1);
        assert_int_equal(count_of(&said, "T0204"), 1);
        forget(&said);
    }
    arena_free(&arena);
}

static void within_of_within_of_is_limited_too(void **state)
{
    (void)state;
    struct arena arena = {.mem = &mem_libc};
    char before[256];
    struct said said;
    snprintf(before, sizeof before, "%szone z = ", frame);
    say(&said, NULL, repeated(&arena, before, "within 1 km of ", 100000, "z"));
    assert_int_equal(count_of(&said, "T0204"), 1);
    assert_int_equal(said.diags.errors, 1);
    forget(&said);
    arena_free(&arena);
}

/* A chain of a thousand places, each defined by the next. */
static void long_chains_of_definitions_are_refused(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, &mem_libc, 1 << 20);
    buf_puts(&buf, frame);
    for (int i = 0; i < 1000; i++)
        buf_printf(&buf, "zone z%d = z%d\nclass c%d = c%d\n", i, i + 1, i, i + 1);
    buf_puts(&buf, "zone z1000 = circle 5 km around 48 N 37 E\nclass c1000 = attack\n");
    struct said said;
    say(&said, NULL, buf_str(&buf));
    assert_true(count_of(&said, "T0509") > 0);
    assert_true(count_of(&said, "T0204") > 0);
    assert_null(said.plan);
    forget(&said);
    buf_free(&buf);
}

static void a_zone_of_too_many_steps_is_refused(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, &mem_libc, 1 << 20);
    buf_printf(&buf, "%szone a = circle 5 km around 48 N 37 E\nzone b = a", frame);
    for (int i = 0; i < 400; i++)
        buf_puts(&buf, " or a");
    struct said said;
    say(&said, NULL, buf_str(&buf));
    assert_int_equal(said.diags.errors, 1);
    assert_int_equal(count_of(&said, "T0509"), 1);
    forget(&said);
    buf_free(&buf);
}

/* What doubles at each step would need longer than the Earth is old; it ends at a limit, at once. */
static void definitions_that_double_are_refused(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, &mem_libc, 1 << 20);
    buf_printf(&buf, "%sclass c0 = attack\ndisputed zone z0 = A: circle 1 km around 48 N 37 E\n",
               frame);
    for (int i = 1; i < 60; i++)
        buf_printf(&buf, "class c%d = c%d or c%d\nzone z%d = z%d or z%d\n", i, i - 1, i - 1, i,
                   i - 1, i - 1);
    struct said said;
    say(&said, NULL, buf_str(&buf));
    assert_true(count_of(&said, "T0417") > 0);
    assert_true(count_of(&said, "T0509") > 0);
    forget(&said);
    buf_free(&buf);
}

static void more_than_is_read_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *before, *part;
        size_t count;
        const char *after;
    } cases[] = {
        {"zone z = ", "A: circle 1 km around 48 N 37 E | ", 300, "A: circle 1 km around 48 N 37 E"},
        {"table t = ", "attack: 5 | ", 5000, "attack: 5"},
        {"class c = attack where ", "quantity at least 2 and ", 100, "quantity at least 2"},
        {"class c = ", "attack or ", 5000, "attack"}};
    struct arena arena = {.mem = &mem_libc};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char before[256];
        struct said said;
        snprintf(before, sizeof before, "%s%s", frame, cases[i].before);
        say(&said, NULL, repeated(&arena, before, cases[i].part, cases[i].count, cases[i].after));
        assert_int_equal(count_of(&said, "T0417"), 1);
        forget(&said);
    }
    arena_free(&arena);
}

static void parties_and_references_have_a_limit(void **state)
{
    (void)state;
    struct buf buf;
    struct said said;
    buf_init(&buf, &mem_libc, 4 << 20);
    buf_puts(&buf, frame);
    for (int i = 0; i < 5000; i++)
        buf_printf(&buf, "party p%d \"P\"\n", i);
    say(&said, NULL, buf_str(&buf));
    assert_int_equal(count_of(&said, "T0417"), 1);
    forget(&said);
    buf_clear(&buf);
    buf_puts(&buf, frame);
    for (int i = 1; i <= 3000; i++)
        buf_printf(&buf,
                   "clause %d \"C\" verified by M when no violation of clauses 1 to 3000 require A "
                   "to do talks within 1 h\n",
                   i);
    say(&said, NULL, buf_str(&buf));
    assert_true(count_of(&said, "T0417") > 0);
    assert_null(said.plan);
    forget(&said);
    buf_free(&buf);
}

static void words_and_statements_have_a_limit(void **state)
{
    (void)state;
    struct arena arena = {.mem = &mem_libc};
    struct said said;
    say(&said, NULL, repeated(&arena, frame, "party ", 1000000, ""));
    assert_int_equal(count_of(&said, "T0417"), 1);
    forget(&said);
    char before[256];
    snprintf(before, sizeof before, "%sclause 1 \"C\" verified by M ", frame);
    say(&said, NULL, repeated(&arena, before, "forbid raid by A ", 100001, ""));
    assert_int_equal(count_of(&said, "T0417"), 1);
    assert_null(said.plan);
    forget(&said);
    arena_free(&arena);
}

static void ties_are_looked_for_within_reason(void **state)
{
    (void)state;
    struct buf buf;
    struct said said;
    buf_init(&buf, &mem_libc, 4 << 20);
    buf_printf(&buf, "%sclause 1 \"C\" verified by M forbid attack by A\n", frame);
    for (int i = 0; i < 5000; i++)
        buf_puts(&buf, "permit raid by A\n");
    say(&said, NULL, buf_str(&buf));
    assert_int_equal(count_of(&said, "W0811"), 1);
    assert_non_null(said.plan);
    forget(&said);
    buf_free(&buf);
}

/* All of it on one line: no step may look at the whole line for each word of it. */
static void one_long_line_is_read_in_reasonable_time(void **state)
{
    (void)state;
    struct arena arena = {.mem = &mem_libc};
    char before[256];
    struct said said;
    snprintf(before, sizeof before, "%.*s ", (int)strlen(frame) - 1, frame);
    say(&said, NULL,
        repeated(&arena, before, "clause 1 \"C\" verified by M forbid nothing1 by A ", 20000, ""));
    assert_int_equal(said.diags.count, 1000);
    assert_true(said.diags.dropped > 0);
    struct buf buf;
    buf_init(&buf, &mem_libc, 8 << 20);
    diags_put_text(&buf, &said.diags, false);
    assert_false(buf.failed);
    buf_free(&buf);
    forget(&said);
    arena_free(&arena);
}

static void only_a_thousand_problems_are_told(void **state)
{
    (void)state;
    struct arena arena = {.mem = &mem_libc};
    struct said said;
    say(&said, NULL,
        repeated(&arena, frame, "clause 1 \"C\" verified by M forbid a by A\n", 1500, ""));
    assert_int_equal(said.diags.count, 1000);
    assert_true(said.diags.dropped > 0);
    struct buf buf;
    buf_init(&buf, &mem_libc, 8 << 20);
    diags_put_text(&buf, &said.diags, false);
    assert_true(str_ends(buf_str(&buf), STR("more are not shown\n")));
    buf_free(&buf);
    forget(&said);
    arena_free(&arena);
}

static void a_taxonomy_that_is_wrong_is_one_error(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "name,parent,type,class,label\nattack,,deed,,Attack\n",
        "name,parent,type,class,label\nshelling,attack,act,,Shelling\n",
        "name,parent,type,class,label\nattack,,act,,A\nattack,,act,,A\n",
        "name,parent,type,class,label\nattack,,act,,A\ngun,attack,thing,,G\n"};
    char text[512];
    snprintf(text, sizeof text, "%sclause 1 \"C\" verified by M forbid raid by A\n", frame);
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct test_host host = {NULL, wrong[i]};
        struct said said;
        say(&said, &host, str_z(text));
        assert_int_equal(count_of(&said, "T0310"), 1);
        forget(&said);
    }
}

static void quotes_in_the_taxonomy_are_read(void **state)
{
    (void)state;
    struct test_host host = {
        NULL, "name,parent,type,class,label\r\nattack,,act,,\"An \"\"attack\"\", any\"\r\n"};
    char text[512];
    struct said said;
    snprintf(text, sizeof text, "%sclause 1 \"C\" verified by M forbid attack by A\n", frame);
    say(&said, &host, str_z(text));
    assert_non_null(said.plan);
    assert_str(said.plan->kinds[0].label, "An \"attack\", any");
    forget(&said);
}

static void long_lines_are_cut_around_the_caret(void **state)
{
    (void)state;
    struct arena arena = {.mem = &mem_libc};
    struct said said;
    say(&said, NULL, repeated(&arena, frame, "party A1 \"A\" ", 500, "zone z = 5"));
    struct buf buf;
    buf_init(&buf, &mem_libc, 1 << 20);
    diags_put_text(&buf, &said.diags, false);
    for (struct str rest = buf_str(&buf); rest.size;)
        assert_true(str_cut(&rest, '\n').size < 260);
    buf_free(&buf);
    forget(&said);
    arena_free(&arena);
}

static void json_is_json_whatever_the_text_holds(void **state)
{
    (void)state;
    struct said said;
    say(&said, NULL,
        STR("agreement \"T\" timezone UTC\n  in force 2026-01-01\nzone \"\xe2\x80\xae\x01 = "
            "\xd7\x90\n"
            "party A \"A\" party A \"B\"\n"));
    struct buf buf;
    struct err err = {0};
    buf_init(&buf, &mem_libc, 1 << 16);
    const struct diag_source hostile = {STR("a\"b\n.truce"), said.text};
    said.diags.sources = &hostile;
    diags_put_json(&buf, &said.diags);
    struct json json;
    assert_int_equal(json_parse(&said.arena, buf_str(&buf), &json, &err), ERR_OK);
    const struct json *all = json_get(&json, "diagnostics");
    assert_int_equal(all->count, said.diags.count);
    assert_str(json_get(&json, "file")->text, "a\"b\n.truce");
    const struct json *last = &all->items[all->count - 1];
    assert_str(json_get(last, "code")->text, "T0302");
    assert_int_equal((int)json_get(last, "line")->number, 4);
    assert_int_equal((int)json_get(last, "column")->number, 19);
    assert_int_equal((int)json_get(last, "end_column")->number, 20);
    assert_int_equal((int)json_get(json_get(last, "other"), "line")->number, 4);
    buf_clear(&buf);
    diags_put_text(&buf, &said.diags, true);
    for (size_t i = 0; i < buf.size; i++)
        assert_true((unsigned char)buf.bytes[i] >= 0x20 || buf.bytes[i] == '\n' ||
                    buf.bytes[i] == '\033');
    buf_free(&buf);
    forget(&said);
}

/* Code in lists, quotations and several blocks; remarks; headings and lines as in the original. */
static void markdown_is_read_as_markdown(void **state)
{
    (void)state;
    static const char text[] =
        "\xef\xbb\xbf# Treaty\n\nTitle\n-----\nsome prose `truce`\n\n"
        "```truce\nagreement \"T\" timezone UTC -- a remark: \"quote\n  in force 2026-01-01\n```\n"
        "## Parties *and* others\n- item\n\n  ```truce\n  party A \"Party A\"\n  ```\n\n"
        "    indented truce\n\n```text\nparty X \"no\"\n```\n"
        "## Empty\nnothing\n## Article 1 &amp; 2\n~~~~ truce extra\nmonitor M \"M\"\n"
        "clause 1 \"C\" verified by M\n  forbid attack -- all of it\n    by A\n~~~~\n";
    struct test_host host = {NULL, NULL};
    struct lang_host lang = test_host_of(&host);
    struct arena arena = {.mem = &mem_libc};
    struct diags diags;
    const struct plan *plan;
    struct err err = {0};
    assert_int_equal(lang_compile(&arena, STR("t.md"), str_z(text), &lang, &diags, &plan, &err),
                     ERR_OK);
    assert_int_equal(diags.errors, 0);
    assert_non_null(plan);
    assert_str(plan->clauses[0].article, "Article 1 & 2");
    assert_int_equal(plan->clauses[0].line, 28);
    assert_int_equal(plan->statements[0].line, 29);
    assert_str(plan->statements[0].text, "forbid attack by A");
    assert_int_equal(plan->prose_count, 1);
    assert_str(plan->prose[0].title, "Empty");
    assert_int_equal(plan->prose[0].line, 23);
    arena_free(&arena);
}

static void codes_are_unique_and_in_order(void **state)
{
    (void)state;
    const char *last = "";
    const char *const codes[] = {
#define X(code, level, rule, text, why) #code,
        LANG_CODES(X)
#undef X
    };
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        assert_true(strlen(codes[i]) == 5);
        if (i && codes[i][0] == last[0])
            assert_true(strcmp(last, codes[i]) < 0);
        last = codes[i];
        assert_string_equal(lang_code_info((enum lang_code)i)->code, codes[i]);
        assert_true(lang_code_info((enum lang_code)i)->text[0] != '\0');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_that_are_no_text_are_named),
        cmocka_unit_test(overlong_and_surrogate_bytes_are_no_text),
        cmocka_unit_test(a_text_of_16_mib_and_a_byte_is_refused),
        cmocka_unit_test(a_hundred_thousand_brackets_are_one_error),
        cmocka_unit_test(within_of_within_of_is_limited_too),
        cmocka_unit_test(long_chains_of_definitions_are_refused),
        cmocka_unit_test(a_zone_of_too_many_steps_is_refused),
        cmocka_unit_test(definitions_that_double_are_refused),
        cmocka_unit_test(more_than_is_read_is_refused),
        cmocka_unit_test(parties_and_references_have_a_limit),
        cmocka_unit_test(words_and_statements_have_a_limit),
        cmocka_unit_test(ties_are_looked_for_within_reason),
        cmocka_unit_test(one_long_line_is_read_in_reasonable_time),
        cmocka_unit_test(only_a_thousand_problems_are_told),
        cmocka_unit_test(a_taxonomy_that_is_wrong_is_one_error),
        cmocka_unit_test(quotes_in_the_taxonomy_are_read),
        cmocka_unit_test(long_lines_are_cut_around_the_caret),
        cmocka_unit_test(json_is_json_whatever_the_text_holds),
        cmocka_unit_test(markdown_is_read_as_markdown),
        cmocka_unit_test(codes_are_unique_and_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The layout of code, rule by rule: what stands before, what comes of it; and what must not change. */
#include "support/agreement.h"
#include "support/flagship.h"
#include "support/flaky.h"
#include "support/test.h"

#include "lang/edit/format.h"

#include <stdlib.h>
#include <string.h>

static struct str formatted_as(struct arena *arena, const char *name, struct str text)
{
    struct diags diags;
    struct str to;
    struct err err = {0};
    assert_int_equal(lang_format(arena, str_z(name), text, &diags, &to, &err), ERR_OK);
    assert_int_equal(diags.errors, 0);
    return to;
}

static void becomes(const char *name, const char *from, const char *to)
{
    struct arena arena = {.mem = &mem_libc};
    assert_str(formatted_as(&arena, name, str_z(from)), to);
    assert_str(formatted_as(&arena, name, str_z(to)), to);
    arena_free(&arena);
}

#define HEAD "agreement \"T\" timezone UTC\n  in force 2026-01-01\n"

static void items_heads_and_statements_have_lines_of_their_own(void **state)
{
    (void)state;
    becomes("t.truce",
            "agreement \"T\" timezone UTC in force 2026-01-01 party A \"Party A\" throughout "
            "clause 1 \"Fire\" verified by A forbid attack by A permit drill by A",
            HEAD "party A \"Party A\"\nthroughout\nclause 1 \"Fire\" verified by A\n"
                 "  forbid attack by A\n  permit drill by A\n");
    becomes(
        "t.truce",
        HEAD "clause 1 \"X\"\nforbid a by A\n     until 2026-02-01\nwhen certified \"x\" by M\n"
             "require A to do b\nunless c before\nphase p \"P\"\nlasts 3 d\nthen q\n decided by "
             "M\nelse ended\n",
        HEAD "clause 1 \"X\"\n  forbid a by A\n    until 2026-02-01\n  when certified \"x\" by "
             "M\n    require A to do b\n      unless c before\nphase p \"P\"\n  lasts 3 d\nthen "
             "q\n  decided by M\nelse ended\n");
}

static void blanks_are_one_or_none(void **state)
{
    (void)state;
    becomes("t.truce",
            HEAD "zone  z=within[A:10  km|B :25 km]of( l and k )\n"
                 "clause\t1   \"X\"\n  withdraw k of A ,B from z :some by begin+7 d,all by end\n",
            HEAD "zone z = within [A: 10  km | B: 25 km] of (l and k)\n"
                 "clause 1 \"X\"\n  withdraw k of A, B from z: some by begin + 7 d, all by end\n");
}

static void empty_lines_are_kept_one_at_a_time(void **state)
{
    (void)state;
    becomes("t.truce", "\n\n" HEAD "\n\n\nparty A \"A\"   \n \nparty B \"B\"\n\n",
            HEAD "\nparty A \"A\"\n\nparty B \"B\"\n");
}

static void remarks_stay_where_they_are(void **state)
{
    (void)state;
    becomes("t.truce",
            "-- first\n" HEAD "      -- about A\nparty A \"A\" -- short  \nclause 1 \"X\"\n"
            "   -- inner\n  forbid a by A-- tail\n -- outer\nclause 2 \"Y\" forbid a by A -- last\n"
            "  -- the end",
            "-- first\n" HEAD "  -- about A\nparty A \"A\"  -- short\nclause 1 \"X\"\n"
            "  -- inner\n  forbid a by A  -- tail\n-- outer\nclause 2 \"Y\"\n  forbid a by A  -- "
            "last\n  -- the end\n");
    becomes("t.truce",
            HEAD "party A \"A\"        -- one\nparty Bb \"B\"       -- two\nclass c = d -- three\n",
            HEAD "party A \"A\"   -- one\nparty Bb \"B\"  -- two\nclass c = d  -- three\n");
}

static void what_was_aligned_stays_aligned(void **state)
{
    (void)state;
    becomes("t.truce",
            HEAD "party      A     \"A\"\nmediator   UN    \"U\"\nmonitor    M     \"M\"\n"
                 "class c = d\nclass eee = f\n",
            HEAD "party    A  \"A\"\nmediator UN \"U\"\nmonitor  M  \"M\"\n"
                 "class c = d\nclass eee = f\n");
    becomes("t.truce",
            HEAD "track mil    \"Military\"  on clause 1\ntrack polit  \"Political\" on "
                 "dmz\nclause 1 \"X\"\n  limit   p of A to 3\n  require M to do i every day\n",
            HEAD "track mil   \"Military\"  on clause 1\ntrack polit \"Political\" on "
                 "dmz\nclause 1 \"X\"\n  limit   p of A to 3\n  require M to do i every day\n");
}

static void long_statements_are_broken_at_their_tails(void **state)
{
    (void)state;
    becomes("t.truce",
            HEAD "clause 1 \"X\"\n  keep heavy_guns, light_guns of A, B at least 5 km from "
                 "line_of_contact on the side of the same party as of begin + 7 d until end\n"
                 "  when more than 20 verified violations of clause 4 by one party over 24 h "
                 "require M, H together to do consultation within 48 h\n",
            HEAD "clause 1 \"X\"\n  keep heavy_guns, light_guns of A, B at least 5 km from "
                 "line_of_contact on the side of the same party\n    as of begin + 7 d until end\n"
                 "  when more than 20 verified violations of clause 4 by one party over 24 h\n"
                 "    require M, H together to do consultation within 48 h\n");
}

static void a_clause_in_brackets(void **state)
{
    (void)state;
    becomes("t.truce",
            HEAD "[ A : clause 1 \"X\" forbid a by A | B: clause 1 \"X\" forbid b by A ]\n"
                 "[open \"a clause\"] clause 2 \"Y\" forbid c by [A: A | B: B]\n",
            HEAD "[A: clause 1 \"X\"\n  forbid a by A\n| B: clause 1 \"X\"\n  forbid b by A]\n"
                 "[open \"a clause\"]\nclause 2 \"Y\"\n  forbid c by [A: A | B: B]\n");
}

static void prose_is_kept_byte_for_byte(void **state)
{
    (void)state;
    becomes("t.md",
            "# T  \r\n\r\nText\t\r\n```truce\r\n\r\nagreement  \"T\" timezone UTC\r\nparty A "
            "\"A\"\r\n\r\n```\r\n  ``` text\n  no\n  ```\n- list\n  ```truce\n  party   B \"B\"\n"
            "  ```\n~~~truce\nparty  C \"C\"\n~~~\nEnd  ",
            "# T  \r\n\r\nText\t\r\n```truce\r\nagreement \"T\" timezone UTC\r\nparty A "
            "\"A\"\r\n```\r\n  ``` text\n  no\n  ```\n- list\n  ```truce\n  party   B \"B\"\n"
            "  ```\n~~~truce\nparty C \"C\"\n~~~\nEnd  ");
    becomes("t.md", "```truce\nagreement \"T\" timezone UTC\nparty  A \"A\"",
            "```truce\nagreement \"T\" timezone UTC\nparty A \"A\"");
}

static void the_flagship_is_almost_itself(void **state)
{
    (void)state;
    struct arena arena = {.mem = &mem_libc};
    struct str text = test_read(&arena, FLAGSHIP);
    struct str to = formatted_as(&arena, "f.md", text);
    if (!str_eq(text, to))
        print_error("%.*s", STR_ARG(to));
    assert_true(str_eq(text, to));
    arena_free(&arena);
}

static void errors_of_form_are_told_and_nothing_is_made(void **state)
{
    (void)state;
    static const struct {
        const char *text, *code;
    } cases[] = {{HEAD "party A\n", "T0207"},
                 {"", "T0105"},
                 {"agreement \"\xff\"", "T0101"},
                 {HEAD "party A \"open\n", "T0102"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena = {.mem = &mem_libc};
        struct diags diags;
        struct str to;
        struct err err = {0};
        assert_int_equal(
            lang_format(&arena, STR("t.truce"), str_z(cases[i].text), &diags, &to, &err), ERR_OK);
        assert_null(to.text);
        assert_true(diags.errors > 0);
        assert_string_equal(diags.items[0].code, cases[i].code);
        arena_free(&arena);
    }
}

static void a_monitoring_plan_is_formatted_too(void **state)
{
    (void)state;
    becomes("m.truce", "source s sees a  accuracy 1 km revisit 1 d detects 80 %\n",
            "source s sees a accuracy 1 km revisit 1 d detects 80 %\n");
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct arena keep = {.mem = &mem_libc};
    struct str text = test_read(&keep, FLAGSHIP);
    for (int n = 0;; n++) {
        struct flaky flaky = {.countdown = n};
        struct mem mem = {flaky_resize, &flaky};
        struct arena arena = {.mem = &mem};
        struct diags diags;
        struct str to;
        struct err err = {0};
        enum err_code code = lang_format(&arena, STR("f.md"), text, &diags, &to, &err);
        arena_free(&arena);
        assert_int_equal(flaky.live, 0);
        if (code == ERR_OK)
            break;
        assert_int_equal(code, ERR_NO_MEMORY);
    }
    arena_free(&keep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_heads_and_statements_have_lines_of_their_own),
        cmocka_unit_test(blanks_are_one_or_none),
        cmocka_unit_test(empty_lines_are_kept_one_at_a_time),
        cmocka_unit_test(remarks_stay_where_they_are),
        cmocka_unit_test(what_was_aligned_stays_aligned),
        cmocka_unit_test(long_statements_are_broken_at_their_tails),
        cmocka_unit_test(a_clause_in_brackets),
        cmocka_unit_test(prose_is_kept_byte_for_byte),
        cmocka_unit_test(the_flagship_is_almost_itself),
        cmocka_unit_test(errors_of_form_are_told_and_nothing_is_made),
        cmocka_unit_test(a_monitoring_plan_is_formatted_too),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

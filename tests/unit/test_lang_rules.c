/* SPDX-License-Identifier: Apache-2.0
 *
 * The rules for an agreement as a whole: they run out of memory without harm, wherever that happens, and say the same again. */
#include "support/agreement.h"
#include "support/test.h"

#include <string.h>

static const struct test_file files[] = {
    {"area.geojson", "{\"type\": \"Polygon\", \"coordinates\": [[[37, 48], [38, 48], [38, 49], "
                     "[37, 49], [37, 48]]]}"},
    {NULL, NULL}};

/* A text that breaks nearly every rule. */
static const char text[] =
    "# A treaty\n"
    "```truce\n"
    "agreement \"T\" timezone UTC in force 2026-01-01 languages en, fr\n"
    "party A \"Party A\"\nparty B \"Party B\"\nmonitor M \"Monitor\"\nmonitor N \"Nobody\"\n"
    "guarantor G \"Guarantor\"\ngroup K \"Volunteers\"\n"
    "body JMC \"Commission\" of A, B decides by consensus or M after 9 d\n"
    "zone z = load \"area.geojson\"\nline contact = load \"line.geojson\"\n"
    "```\n"
    "## Article 1\n"
    "Fire ends immediately, and the \"special measures\" with it.\n"
    "```truce\n"
    "phase p1 \"One\" begins at 2026-02-01 00:00 lasts 72 h\n"
    "clause 1 \"Fire\" gravity serious verified by JMC forbid attack by A, B unless attack by the "
    "other party before\n"
    "clause 2 \"Guns\" withdraw artillery of A, B from z: 60 % by begin + 5 d, 50 % by begin + 4 "
    "d\n"
    "clause 3 \"Aid\" gravity grave forbid obstruction by anyone except K\n"
    "clause 4 \"Release\" require A, B to do prisoner_release: all by [open \"at once\"]\n"
    "clause 5 \"Guarantee\" verified by M when more than 3 attack by one party require G to do "
    "consultation within 72 h\n"
    "clause 6 \"Answers\" verified by M require the same party to report response within 24 h of "
    "each verified violation of clauses 2 to 3\n"
    "clause 7 \"Garrisons\" verified by M limit personnel of A, B in z to 100 each\n"
    "clause 8 \"Talks\" verified by M require A, B to do talks by begin + 1 d\n"
    "clause 9 \"Movement\" verified by M permit movement by A, B\n"
    "clause 10 \"Rotation\" forbid rotation by A, B in z\n"
    "then p2 when no verified violation of clause 1 for 7 d and certified \"quiet\" by N\n"
    "phase p2 \"Two\" begins when certified \"start\" by M\n"
    "deferred \"Borders\"\n"
    "throughout\ndeferred \"Status\"\n"
    "```\n"
    "## Article 2\n"
    "The parties live as good neighbours.\n";

struct result {
    enum err_code code;
    size_t used, count;
    char said[16384];
};

static void compile(size_t limit, struct result *result)
{
    struct arena arena = {.mem = &mem_libc, .limit = limit};
    struct test_host host = {files, NULL};
    struct lang_host lang = test_host_of(&host);
    const struct plan *plan;
    struct diags diags;
    struct err err = {0};
    struct buf buf;
    result->code = lang_compile(&arena, STR("t.md"), str_z(text), &lang, &diags, &plan, &err);
    result->used = arena.used;
    result->count = result->code ? 0 : diags.count;
    result->said[0] = '\0';
    if (!result->code) {
        buf_init(&buf, &mem_libc, sizeof result->said - 1);
        for (size_t i = 0; i < diags.count; i++)
            buf_printf(&buf, "%s %u %.*s\n", diags.items[i].code, diags.items[i].span.line,
                       STR_ARG(diags.items[i].text));
        assert_false(buf.failed);
        memcpy(result->said, buf.bytes, buf.size);
        result->said[buf.size] = '\0';
        buf_free(&buf);
    }
    arena_free(&arena);
}

static void want_of_memory_is_told_wherever_it_comes(void **state)
{
    (void)state;
    static struct result whole, part;
    size_t failed = 0;
    compile(0, &whole);
    assert_int_equal(whole.code, ERR_OK);
    for (size_t limit = whole.used / 2; limit < whole.used; limit += 211) {
        compile(limit, &part);
        assert_true(part.code == ERR_NO_MEMORY || part.code == ERR_OK);
        failed += part.code == ERR_NO_MEMORY;
        if (!part.code) /* it went without what it could not have */
            assert_string_equal(part.said, whole.said);
    }
    assert_true(failed > 100);
}

static void a_text_full_of_faults_is_told_each_once(void **state)
{
    (void)state;
    static struct result once, again;
    static const char *const codes[] = {"H0721", "H0725", "H0726", "H0738", "H0743", "W0843",
                                        "W0845", "W0846", "W0848", "W0850", "W0852", "W0853",
                                        "W0854", "W0862", "N0905", "N0906", "N0907"};
    compile(0, &once);
    compile(0, &again);
    assert_string_equal(once.said, again.said);
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        const char *at = strstr(once.said, codes[i]);
        if (!at)
            print_error("%s is missing in\n%s", codes[i], once.said);
        assert_non_null(at);
        if (strcmp(codes[i], "W0845") != 0) /* two exceptions */
            assert_null(strstr(at + 1, codes[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(want_of_memory_is_told_wherever_it_comes),
        cmocka_unit_test(a_text_full_of_faults_is_told_each_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

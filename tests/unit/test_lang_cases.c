/* SPDX-License-Identifier: Apache-2.0
 *
 * Every diagnostic as its author sees it, and what becomes of a text that is right: tests/golden/lang/cases.txt and
 * plans.txt hold short texts and what is said about each (plans: also the plan);
 * TRUCE_ACCEPT=1 rewrites the answers (read the difference before committing it). A case without a frame stands behind
 * this prelude, which is line 1. Behind a line `=== sources` follows a monitoring plan. */
#include "support/agreement.h"
#include "support/test.h"

#include "lang/codes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char prelude[] = "agreement \"T\" timezone UTC in force 2026-01-01 party A \"Party "
                              "A\" party B \"Party B\" monitor M \"Monitor\"\n";

static const struct test_file files[] = {
    {"line.geojson", "{\"type\": \"LineString\", \"coordinates\": [[37, 48], [38, 48.5]]}"},
    {"area.geojson", "{\"type\": \"Polygon\", \"coordinates\": [[[37, 48], [38, 48], [38, 49], "
                     "[37, 49], [37, 48]]]}"},
    {"crossed.geojson", "{\"type\": \"Polygon\", \"coordinates\": [[[37, 48], [38, 49], [38, 48], "
                        "[37, 49], [37, 48]]]}"},
    {"broken.geojson",
     "{\"type\": \"MultiLineString\", \"coordinates\": [[[37, 48], [37.4, 48.2]], "
     "[[37.5, 48.25], [38, 48.5]]]}"},
    {"shifted.geojson", "{\"type\": \"LineString\", \"coordinates\": [[37, 48.05], [38, 48.55]]}"},
    {"empty.geojson", "{\"type\": \"FeatureCollection\", \"features\": []}"},
    {"sketch.geojson",
     "{\"type\": \"Feature\", \"properties\": {\"hypothetical\": true}, \"geometry\": "
     "{\"type\": \"LineString\", \"coordinates\": [[37, 48], [38, 48.5]]}}"},
    {"base.truce",
     "agreement \"Base\" timezone UTC signed 2025-01-01 in force 2025-01-02 00:00 languages en\n"
     "party A \"Party A\" party B \"Party B\" monitor M \"Monitor\" body JC \"Commission\" of A, B "
     "decides by majority\n"
     "zone base_zone = load \"area.geojson\"\nact toll \"Tolls\"\n"
     "phase calm \"Calm\" begins at entry\n"
     "clause 1 \"Fire\" verified by M forbid attack by A, B\n"
     "clause 2 \"Guns\" verified by M keep artillery of A, B out of base_zone as of entry + 30 d\n"
     "clause 3(a) \"Tolls\" verified by M forbid toll by A\n"
     "clause 3(b) \"Tolls\" verified by M forbid toll by B\n"
     "then ended as soon as no violation of clause 1 to 2 for 30 d decided by JC within 7 d\n"},
    {"ratified.truce",
     "agreement \"Ratified\" timezone UTC in force when certified \"by A\" by M and certified "
     "\"by B\" by M\nparty A \"Party A\" party B \"Party B\" monitor M \"Monitor\"\n"
     "clause 1 \"Guns\" verified by M forbid shelling by A, B as of entry + 30 d\n"},
    {"more/chain.md",
     "# Chain\n```truce\nagreement \"Chain\" timezone UTC in force 2025-06-01 00:00 "
     "builds on \"../base.truce\" as Q\nclause 1 \"Fire\" verified by M replaces clause Q.1\n"
     "  forbid shelling by A, B in base_zone\n```\n"},
    {"circle.truce", "agreement \"Circle\" timezone UTC in force 2025-01-01 00:00 builds on "
                     "\"circle.truce\" as C party A \"Party A\"\n"},
    {"zone.truce", "agreement \"Zone\" timezone Europe/Istanbul in force 2025-01-01 00:00\n"},
    {"zone_utc.truce", "agreement \"X\" timezone UTC in force 2025-01-01 00:00 party OTHER "
                       "\"Another\" monitor O \"O\"\n"
                       "clause 1 \"Fire\" verified by O forbid attack by OTHER\n"
                       "clause 2 \"Raids\" verified by O forbid raid by OTHER\n"},
    {"open.truce", "agreement \"Open\" timezone UTC in force 2025-01-01 00:00 party A \"Party A\" "
                   "monitor M \"Monitor\" clause 1 \"Fire\" verified by M forbid attack by A "
                   "as of [open \"in due course\"]\n"},
    {"two_open.truce",
     "agreement \"Open\" timezone UTC in force 2025-01-01 00:00 party A \"Party A\" "
     "monitor M \"Monitor\" clause 1 \"Fire\" verified by M forbid attack by A "
     "as of [open \"in due course\"]\nclause 2 \"Raids\" verified by M forbid raid "
     "by A as of [open \"later\"]\n"},
    {"round.truce", "agreement \"Round\" timezone UTC in force 2025-01-01 00:00 builds on "
                    "\"trip.truce\" as S party R \"R\" clause 1 \"Fire\" replaces clause S.1 "
                    "forbid attack by R\n"},
    {"trip.truce", "agreement \"Trip\" timezone UTC in force 2025-01-01 00:00 builds on "
                   "\"round.truce\" as R party S \"S\" clause 1 \"Fire\" replaces clause R.1 "
                   "forbid attack by S\n"},
    {"wrong.truce", "agreement \"Wrong\" timezone UTC in force 2025-01-01 00:00\n"
                    "clause 1 \"Fire\" forbid atack by A\n"},
    {NULL, NULL}};

/* Codes of the rules that look at an agreement as a whole. Short texts break dozens of them. */
static bool is_rule(const char *code)
{
    int number = atoi(code + 1);
    return (code[0] == 'H' && number >= 710) || (code[0] == 'W' && number >= 820) ||
           (code[0] == 'N' && number >= 903);
}

/* Leave out what the rules say, but for the code `what`. */
static void without_rules(struct diags *diags, struct str what)
{
    size_t count = 0;
    for (size_t i = 0; i < diags->count; i++)
        if (!is_rule(diags->items[i].code) || str_eq(str_z(diags->items[i].code), what))
            diags->items[count++] = diags->items[i];
    diags->count = count;
}

/* Cut `*rest` at a line that starts with `mark`. */
static struct str cut_at(struct str *rest, const char *mark)
{
    for (size_t i = 0; i < rest->size; i++) {
        if ((i && rest->text[i - 1] != '\n') || !str_starts(str_from(*rest, i), str_z(mark)))
            continue;
        struct str before = str_slice(*rest, 0, i);
        *rest = str_from(*rest, i);
        return before;
    }
    struct str all = *rest;
    *rest = (struct str){0};
    return all;
}

static struct str compiled(struct arena *arena, struct str name, struct str text, struct str what,
                           struct diags *diags)
{
    struct test_host host = {files, NULL};
    struct lang_host lang = test_host_of(&host);
    const struct plan *plan;
    struct err err = {0};
    struct lang_text agreement = {name, cut_at(&text, "=== sources")};
    str_cut(&text, '\n');
    struct lang_text sources = {STR("plan.truce"), text};
    assert_int_equal(lang_compile_with(arena, &agreement, text.size ? &sources : NULL, &lang, diags,
                                       &plan, &err),
                     ERR_OK);
    assert_true(plan ? !diags->errors : diags->errors > 0);
    struct buf buf;
    buf_init(&buf, arena->mem, 1 << 20);
    without_rules(diags, what);
    diags_put_text(&buf, diags, false);
    if (str_eq(what, STR("plan")) && plan)
        plan_print(&buf, plan);
    assert_false(buf.failed);
    struct str kept;
    assert_int_equal(arena_str(arena, buf_str(&buf), &kept, &err), ERR_OK);
    buf_free(&buf);
    return kept;
}

static struct str whole_of(struct arena *arena, struct str source)
{
    struct str whole = {0};
    struct err err = {0};
    bool is_whole = str_starts(source, STR("agreement")) || str_starts(source, STR("#")) ||
                    str_starts(source, STR("whole"));
    if (str_starts(source, STR("whole")))
        source = str_from(source, 6);
    assert_int_equal(
        arena_printf(arena, &whole, &err, "%s%.*s", is_whole ? "" : prelude, STR_ARG(source)),
        ERR_OK);
    return whole;
}

static bool has_code(const struct diags *diags, struct str code)
{
    for (size_t i = 0; i < diags->count; i++)
        if (str_eq(str_z(diags->items[i].code), code))
            return true;
    return false;
}

static bool seen[1000]; /* codes that some case is about */

static void note_code(struct str code)
{
#define X(name, level, rule, short_text, why)                                                      \
    if (str_eq(code, STR(#name)))                                                                  \
        seen[LANG_##name] = true;
    LANG_CODES(X)
#undef X
}

/* One case: put it with what is said now, and tell whether that is what should be said. */
static bool case_holds(struct arena *arena, struct str title, struct str one, bool accept,
                       struct buf *out)
{
    struct str source = cut_at(&one, "---");
    str_cut(&one, '\n');
    struct str what = str_slice(title, 4, str_find(title, ' ', 4));
    bool is_plan = str_eq(what, STR("plan")), is_clean = str_eq(what, STR("clean"));
    struct str name = str_starts(source, STR("#")) ? STR("t.md") : STR("t.truce");
    struct diags diags;
    bool is_no = str_eq(what, STR("no"));
    if (is_no)
        what = str_slice(title, 7, str_find(title, ' ', 7));
    struct str said = compiled(arena, name, whole_of(arena, source), what, &diags);
    buf_printf(out, "%.*s\n%.*s---\n%.*s", STR_ARG(title), STR_ARG(source), STR_ARG(said));
    if (!is_no)
        note_code(what);
    if (!str_eq(said, one) && !accept) {
        print_error("%.*s\nexpected:\n%.*sgot:\n%.*s", STR_ARG(title), STR_ARG(one), STR_ARG(said));
        return false;
    }
    if (is_plan ? !diags.errors : is_clean ? !diags.count : has_code(&diags, what) != is_no)
        return true;
    print_error("%.*s: says otherwise\n%.*s", STR_ARG(title), STR_ARG(said));
    return false;
}

static void run_cases(const char *file)
{
    struct arena arena = {.mem = &mem_libc};
    struct str rest = test_read(&arena, file);
    bool accept = getenv("TRUCE_ACCEPT") != NULL;
    struct buf out;
    int wrong = 0;
    assert_true(rest.size > 0);
    buf_init(&out, &mem_libc, 4 << 20);
    buf_put(&out, cut_at(&rest, "### "));
    while (rest.size) {
        struct str title = str_cut(&rest, '\n');
        wrong += !case_holds(&arena, title, cut_at(&rest, "### "), accept, &out);
    }
    if (accept) {
        char path[1024];
        const char *root = getenv("ROOT");
        snprintf(path, sizeof path, "%s/%s", root ? root : ".", file);
        FILE *to = fopen(path, "wb");
        assert_non_null(to);
        fwrite(out.bytes, 1, out.size, to);
        fclose(to);
    }
    buf_free(&out);
    arena_free(&arena);
    assert_int_equal(wrong, 0);
}

static void each_text_gets_the_diagnostics_it_should(void **state)
{
    (void)state;
    run_cases("tests/golden/lang/cases.txt");
}

static void each_rule_tells_bad_from_good(void **state)
{
    (void)state;
    static const char *const kinds[] = {"whole", "clash", "form", "sources"};
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        char file[64];
        snprintf(file, sizeof file, "tests/golden/lang/rules_%s.txt", kinds[i]);
        run_cases(file);
    }
}

static void each_text_becomes_the_plan_it_should(void **state)
{
    (void)state;
    run_cases("tests/golden/lang/plans.txt");
}

static void every_code_has_a_case(void **state)
{
    (void)state;
    static const enum lang_code elsewhere[] = {LANG_T0101, LANG_T0106, LANG_T0310, LANG_T0417,
                                               LANG_T0509, LANG_W0811, LANG_T0316};
    int wrong = 0;
    for (size_t i = 0; i < COUNT_OF(elsewhere); i++)
        seen[elsewhere[i]] = true; /* test_lang_limits.c, test_lang_base.c */
#define X(name, level, rule, short_text, why)                                                      \
    if (!seen[LANG_##name]) {                                                                      \
        print_error("no case for %s: %s\n", #name, short_text);                                    \
        wrong++;                                                                                   \
    }
    LANG_CODES(X)
#undef X
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_text_gets_the_diagnostics_it_should),
        cmocka_unit_test(each_rule_tells_bad_from_good),
        cmocka_unit_test(each_text_becomes_the_plan_it_should),
        cmocka_unit_test(every_code_has_a_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Every diagnostic as its author sees it. tests/golden/lang/cases.txt holds short texts and what is said about each;
 * TRUCE_ACCEPT=1 rewrites the answers (read the difference before committing it). A case without a frame stands behind
 * this prelude, which is line 1. */
#include "support/agreement.h"
#include "support/test.h"

#include "lang/codes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CASES "tests/golden/lang/cases.txt"

static const char prelude[] = "agreement \"T\" timezone UTC in force 2026-01-01 party A \"Party "
                              "A\" party B \"Party B\" monitor M \"Monitor\"\n";

static const struct test_file files[] = {
    {"line.geojson", "{\"type\": \"LineString\", \"coordinates\": [[37, 48], [38, 48.5]]}"},
    {"area.geojson", "{\"type\": \"Polygon\", \"coordinates\": [[[37, 48], [38, 48], [38, 49], "
                     "[37, 49], [37, 48]]]}"},
    {"crossed.geojson", "{\"type\": \"Polygon\", \"coordinates\": [[[37, 48], [38, 49], [38, 48], "
                        "[37, 49], [37, 48]]]}"},
    {"empty.geojson", "{\"type\": \"FeatureCollection\", \"features\": []}"},
    {"sketch.geojson",
     "{\"type\": \"Feature\", \"properties\": {\"hypothetical\": true}, \"geometry\": "
     "{\"type\": \"LineString\", \"coordinates\": [[37, 48], [38, 48.5]]}}"},
    {NULL, NULL}};

static struct str compiled(struct arena *arena, struct str name, struct str text,
                           struct diags *diags)
{
    struct test_host host = {files, NULL};
    struct lang_host lang = test_host_of(&host);
    const struct plan *plan;
    struct err err = {0};
    assert_int_equal(lang_compile(arena, name, text, &lang, diags, &plan, &err), ERR_OK);
    assert_true(plan ? !diags->errors : diags->errors > 0);
    struct buf buf;
    buf_init(&buf, arena->mem, 1 << 20);
    diags_put_text(&buf, diags, name, text, false);
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

static void each_case_says_what_it_should(void **state)
{
    (void)state;
    struct arena arena = {.mem = &mem_libc};
    struct str text = test_read(&arena, CASES), rest = text;
    bool accept = getenv("TRUCE_ACCEPT") != NULL;
    bool seen[1000] = {false};
    struct buf out;
    int wrong = 0;
    assert_true(text.size > 0);
    buf_init(&out, &mem_libc, 4 << 20);
    buf_put(&out, cut_at(&rest, "### "));
    while (rest.size) {
        struct str title = str_cut(&rest, '\n');
        struct str one = cut_at(&rest, "### ");
        struct str source = cut_at(&one, "---");
        str_cut(&one, '\n');
        struct str code = str_slice(title, 4, 9);
        struct diags diags;
        struct str whole = whole_of(&arena, source);
        struct str said = compiled(
            &arena, str_starts(source, STR("#")) ? STR("t.md") : STR("t.truce"), whole, &diags);
        buf_printf(&out, "%.*s\n%.*s---\n%.*s", STR_ARG(title), STR_ARG(source), STR_ARG(said));
        if (!str_eq(said, one) && !accept) {
            print_error("%.*s\nexpected:\n%.*sgot:\n%.*s", STR_ARG(title), STR_ARG(one),
                        STR_ARG(said));
            wrong++;
        }
        if (!has_code(&diags, code) && !str_eq(code, STR("clean"))) {
            print_error("%.*s: does not say %.*s\n%.*s", STR_ARG(title), STR_ARG(code),
                        STR_ARG(said));
            wrong++;
        }
        if (str_eq(code, STR("clean")) && diags.count) {
            print_error("%.*s: is not clean\n", STR_ARG(title));
            wrong++;
        }
#define X(name, level, short_text)                                                                 \
    if (str_eq(code, STR(#name)))                                                                  \
        seen[LANG_##name] = true;
        LANG_CODES(X)
#undef X
    }
    if (accept) {
        char path[1024];
        const char *root = getenv("ROOT");
        snprintf(path, sizeof path, "%s/" CASES, root ? root : ".");
        FILE *file = fopen(path, "wb");
        assert_non_null(file);
        fwrite(out.bytes, 1, out.size, file);
        fclose(file);
    }
    static const enum lang_code elsewhere[] = {LANG_T0101, LANG_T0106, LANG_T0310, LANG_T0509};
    for (size_t i = 0; i < COUNT_OF(elsewhere); i++)
        seen[elsewhere[i]] = true; /* test_lang_limits.c */
#define X(name, level, short_text)                                                                 \
    if (!seen[LANG_##name]) {                                                                      \
        print_error("no case for %s: %s\n", #name, short_text);                                    \
        wrong++;                                                                                   \
    }
    LANG_CODES(X)
#undef X
    buf_free(&out);
    arena_free(&arena);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_case_says_what_it_should)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

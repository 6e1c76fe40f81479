/* SPDX-License-Identifier: Apache-2.0
 *
 * The flagship compiles without error or hole, into the plan that tests/golden/lang/flagship.plan shows; whichever
 * allocation fails; and the real agreements at least have no error of form. */
#include "support/flagship.h"
#include "support/flaky.h"
#include "support/test.h"

#include "lang/codes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GOLDEN "tests/golden/lang/flagship.plan"

static struct str flagship(struct arena *arena)
{
    struct str text = test_read(arena, FLAGSHIP);
    assert_true(text.size > 0);
    return text;
}

static enum err_code compile(struct arena *arena, struct str text, struct diags *diags,
                             const struct plan **plan, struct err *err)
{
    struct test_host host = {flagship_files, NULL};
    struct lang_host lang = test_host_of(&host);
    return lang_compile(arena, STR("flagship.md"), text, &lang, diags, plan, err);
}

static void it_compiles_without_error_or_hole(void **state)
{
    (void)state;
    struct arena arena = {.mem = &mem_libc};
    struct diags diags;
    const struct plan *plan;
    struct err err = {0};
    assert_int_equal(compile(&arena, flagship(&arena), &diags, &plan, &err), ERR_OK);
    assert_int_equal(diags.errors, 0);
    assert_int_equal(diags.holes, 0);
    assert_non_null(plan); /* each warning is explained in its README */
    for (size_t i = 0; i < plan->statement_count; i++)
        assert_int_equal(plan->statements[i].judged, PLAN_JUDGED);
    assert_int_equal(plan->reading_count, 3);
    assert_str(plan->clauses[0].article, "Part I: The humanitarian pause");
    assert_str(plan->statements[0].text, "forbid attack by A, B");
    assert_int_equal(plan->statements[0].line, 29);
    struct buf buf;
    buf_init(&buf, &mem_libc, 1 << 20);
    plan_print(&buf, plan);
    assert_false(buf.failed);
    if (getenv("TRUCE_ACCEPT")) {
        char path[1024];
        const char *root = getenv("ROOT");
        snprintf(path, sizeof path, "%s/" GOLDEN, root ? root : ".");
        FILE *file = fopen(path, "wb");
        assert_non_null(file);
        fwrite(buf.bytes, 1, buf.size, file);
        fclose(file);
    }
    struct str golden = test_read(&arena, GOLDEN);
    if (!str_eq(golden, buf_str(&buf)))
        print_error("the plan differs from " GOLDEN ":\n%.*s", STR_ARG(buf_str(&buf)));
    assert_true(str_eq(golden, buf_str(&buf)));
    buf_free(&buf);
    arena_free(&arena);
}

/* The order in which things stand does not matter, nor does prose: without it the plan is the same but for articles. */
static void it_compiles_as_bare_code(void **state)
{
    (void)state;
    struct arena arena = {.mem = &mem_libc};
    struct str text = flagship(&arena);
    char *bare = ARENA_NEW(&arena, char, text.size + 1);
    size_t size = 0;
    bool inside = false;
    for (struct str rest = text; rest.size;) {
        struct str line = str_cut(&rest, '\n');
        if (str_starts(line, STR("```"))) {
            inside = str_eq(line, STR("```truce"));
            continue;
        }
        if (inside && line.size) {
            memcpy(bare + size, line.text, line.size);
            size += line.size;
            bare[size++] = '\n';
        }
    }
    struct test_host host = {flagship_files, NULL};
    struct lang_host lang = test_host_of(&host);
    struct diags diags;
    const struct plan *plan;
    struct err err = {0};
    assert_int_equal(lang_compile(&arena, STR("bare.truce"), (struct str){bare, size}, &lang,
                                  &diags, &plan, &err),
                     ERR_OK);
    assert_int_equal(diags.errors + diags.holes, 0);
    assert_non_null(plan);
    struct buf buf;
    buf_init(&buf, &mem_libc, 1 << 20);
    plan_print(&buf, plan);
    struct str golden = test_read(&arena, GOLDEN), mine = buf_str(&buf);
    /* All but the last lines, the prose. */
    assert_true(str_starts(golden, mine));
    assert_str(plan->clauses[0].article, "All attacks cease");
    buf_free(&buf);
    arena_free(&arena);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct arena text_arena = {.mem = &mem_libc};
    struct str text = flagship(&text_arena);
    for (int n = 0;; n++) {
        struct flaky flaky = {.countdown = n};
        struct mem mem = {flaky_resize, &flaky};
        struct arena arena = {.mem = &mem};
        struct diags diags;
        const struct plan *plan;
        struct err err = {0};
        enum err_code code = compile(&arena, text, &diags, &plan, &err);
        arena_free(&arena);
        assert_int_equal(flaky.live, 0);
        if (!code)
            break;
        assert_int_equal(code, ERR_NO_MEMORY);
        assert_null(plan);
        assert_true(err.text[0] != '\0');
    }
    arena_free(&text_arena);
}

/* The same with an arena that ends after so many bytes: every single request of the compiler fails once. */
static void every_limit_may_be_reached(void **state)
{
    (void)state;
    struct arena text_arena = {.mem = &mem_libc};
    struct str text = flagship(&text_arena);
    size_t step = 331, full = 0;
    for (size_t limit = 1;; limit += step) {
        struct arena arena = {.mem = &mem_libc, .limit = limit};
        struct diags diags;
        const struct plan *plan;
        struct err err = {0};
        enum err_code code = compile(&arena, text, &diags, &plan, &err);
        full = arena.used;
        arena_free(&arena);
        if (!code)
            break;
        assert_int_equal(code, ERR_NO_MEMORY);
        assert_null(plan);
    }
    assert_true(full > 0);
    arena_free(&text_arena);
}

static size_t forms_wrong(struct str name, struct str text)
{
    struct arena arena = {.mem = &mem_libc};
    struct test_host host = {NULL, NULL};
    struct lang_host lang = test_host_of(&host);
    struct diags diags;
    const struct plan *plan;
    struct err err = {0};
    size_t wrong = 0;
    assert_int_equal(lang_compile(&arena, name, text, &lang, &diags, &plan, &err), ERR_OK);
    for (size_t i = 0; i < diags.count; i++)
        if (diags.items[i].level == DIAG_ERROR && strcmp(diags.items[i].code, "T0502") != 0) {
            print_error("%.*s:%u: %s %.*s\n", STR_ARG(name), diags.items[i].span.line,
                        diags.items[i].code, STR_ARG(diags.items[i].text));
            wrong++;
        }
    arena_free(&arena);
    return wrong;
}

/* Real agreements name map files that do not exist: one error for each of them, and nothing else. */
static void ten_real_agreements_have_no_error_of_form(void **state)
{
    (void)state;
    static const char *const names[] = {"blacksea", "colombia", "gaza",  "golan", "hudaydah",
                                        "korea",    "lebanon",  "minsk", "nuba",  "rarcss"};
    struct arena arena = {.mem = &mem_libc};
    const char *shared = getenv("TRUCE_SHARED");
    size_t count = 0, wrong = 0;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char path[1024];
        snprintf(path, sizeof path, "%s/agreements/%s.md", shared ? shared : "../shared", names[i]);
        struct str text = test_read(&arena, path);
        bool inside = false;
        size_t from = 0;
        for (struct str rest = text; rest.size;) {
            size_t at = (size_t)(rest.text - text.text);
            struct str line = str_cut(&rest, '\n');
            bool begins = inside && str_starts(line, STR("agreement "));
            bool ends = inside && str_starts(line, STR("```"));
            if ((begins || ends) && from) {
                wrong += forms_wrong(STR("part.truce"), str_slice(text, from, at));
                count++;
            }
            if (begins)
                from = at;
            if (ends) {
                inside = false;
                from = 0;
            } else if (str_eq(line, STR("```truce"))) {
                inside = true;
            }
        }
    }
    arena_free(&arena);
    if (!count) {
        print_message("skipped: the agreements are not beside the repository\n");
        skip();
    }
    assert_int_equal(count, 15);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_compiles_without_error_or_hole),
        cmocka_unit_test(it_compiles_as_bare_code),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(every_limit_may_be_reached),
        cmocka_unit_test(ten_real_agreements_have_no_error_of_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts that load the same files share their shapes: the same plans as without, each file read once. */
#include "lang/lang.h"
#include "plan/digest.h"
#include "support/agreement.h"
#include "support/test.h"

#include <stdio.h>
#include <string.h>

#define HEAD                                                                                       \
    "agreement \"Kept\" timezone UTC signed 2025-12-01 in force 2026-01-01 00:00\n"                \
    "party A \"Party A\" party B \"Party B\"\n"

static const struct test_file files[] = {
    {"two.geojson",
     "{\"type\": \"FeatureCollection\", \"hypothetical\": true, \"features\": ["
     "{\"type\": \"Feature\", \"properties\": {\"name\": \"a\", \"rank\": 1}, \"geometry\": "
     "{\"type\": \"Polygon\", \"coordinates\": "
     "[[[37, 48], [38, 48], [38, 49], [37, 49], [37, 48]]]}},"
     "{\"type\": \"Feature\", \"properties\": {\"name\": \"b\", \"rank\": 2}, \"geometry\": "
     "{\"type\": \"Polygon\", \"coordinates\": "
     "[[[39, 48], [40, 48], [40, 49], [39, 49], [39, 48]]]}}]}"},
    {NULL, NULL},
};

static const char *const texts[] = {
    HEAD "zone z = load \"two.geojson\" where name is \"a\"\n"
         "throughout clause 1 \"x\" forbid attack by A, B in z",
    HEAD "zone z = load \"two.geojson\" where name is \"b\"\n"
         "throughout clause 1 \"x\" forbid attack by A, B in z",
    HEAD "zone z = load \"two.geojson\" where name is \"a\", \"b\"\n"
         "throughout clause 1 \"x\" forbid attack by A, B in z",
    HEAD "zone z = load \"two.geojson\"\n"
         "throughout clause 1 \"x\" forbid attack by A, B in z",
    HEAD "zone z = load \"two.geojson\" where rank at least 2\n"
         "throughout clause 1 \"x\" forbid attack by A, B in z",
    HEAD "zone z = load \"two.geojson\" where rank at most 2\n"
         "throughout clause 1 \"x\" forbid attack by A, B in z",
    HEAD "zone z = load \"two.geojson\" where name is \"a\"\n"
         "throughout clause 1 \"x\" forbid attack by A in z",
};

struct counting {
    struct lang_host inner;
    size_t reads; /* of geometry */
};

static enum err_code read_counted(void *ctx, enum lang_file kind, struct str name,
                                  struct arena *arena, struct str *bytes, struct err *err)
{
    struct counting *c = (struct counting *)ctx;

    c->reads += kind == LANG_FILE_GEOMETRY;
    return c->inner.read(c->inner.ctx, kind, name, arena, bytes, err);
}

static size_t warnings(const struct diags *diags)
{
    size_t n = 0;

    for (size_t i = 0; i < diags->count; i++)
        n += diags->items[i].level == DIAG_WARNING;
    return n;
}

static void the_same_plans(void **state)
{
    struct arena arena = {.mem = &mem_libc};
    struct test_host host = {files, NULL};
    struct counting counting = {.inner = test_host_of(&host)};
    struct lang_host lang = {.read = read_counted, .ctx = &counting};
    const struct plan *plans[COUNT_OF(texts)];
    struct lang_kept *kept;
    struct err err = {0};

    (void)state;
    assert_int_equal(lang_kept_open(&arena, &kept, &err), ERR_OK);
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        const struct lang_text text = {STR("kept.truce"), str_z(texts[i])};
        struct plan_digests with, without;
        const struct plan *alone;
        struct diags diags, alone_diags;

        assert_int_equal(lang_compile_kept(&arena, &text, &lang, kept, &diags, &plans[i], &err),
                         ERR_OK);
        assert_int_equal(
            lang_compile(&arena, text.name, text.text, &lang, &alone_diags, &alone, &err), ERR_OK);
        assert_non_null(plans[i]);
        assert_non_null(alone);
        assert_int_equal(plan_digests_make(&arena, plans[i], &with, &err), ERR_OK);
        assert_int_equal(plan_digests_make(&arena, alone, &without, &err), ERR_OK);
        assert_int_equal(plans[i]->geometry.node_count, alone->geometry.node_count);
        assert_memory_equal(with.nodes, without.nodes,
                            alone->geometry.node_count * sizeof *with.nodes);
        assert_memory_equal(&with.clauses[0], &without.clauses[0], sizeof with.clauses[0]);
        assert_int_equal(warnings(&diags), warnings(&alone_diags)); /* of what is hypothetical */
        assert_true(warnings(&diags) > 0);
    }
    /* one reading for each text alone, and one for each way to pick that had not come before */
    assert_int_equal(counting.reads, COUNT_OF(texts) + COUNT_OF(texts) - 1);
    assert_ptr_equal(plans[0]->geometry.shapes[0], plans[COUNT_OF(texts) - 1]->geometry.shapes[0]);
    for (size_t i = 1; i + 1 < COUNT_OF(texts); i++)
        assert_ptr_not_equal(plans[0]->geometry.shapes[0], plans[i]->geometry.shapes[0]);
    arena_free(&arena);
}

/* What could not be read is told again, each time. */
static void failures_are_not_kept(void **state)
{
    struct arena arena = {.mem = &mem_libc};
    struct test_host host = {files, NULL};
    struct lang_host lang = test_host_of(&host);
    const struct lang_text text = {
        STR("kept.truce"), STR(HEAD "zone z = load \"two.geojson\" where name is \"c\"\n"
                                    "throughout clause 1 \"x\" forbid attack by A, B in z")};
    struct lang_kept *kept;
    struct err err = {0};

    (void)state;
    assert_int_equal(lang_kept_open(&arena, &kept, &err), ERR_OK);
    for (int i = 0; i < 2; i++) {
        const struct plan *plan;
        struct diags diags;

        assert_int_equal(lang_compile_kept(&arena, &text, &lang, kept, &diags, &plan, &err),
                         ERR_OK);
        assert_null(plan);
        assert_int_equal(diags.errors, 1);
    }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_plans),
        cmocka_unit_test(failures_are_not_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

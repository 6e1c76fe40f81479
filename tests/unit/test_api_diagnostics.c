/* SPDX-License-Identifier: Apache-2.0
 *
 * What check writes for programs: JSON fits its published schema, SARIF has the members that the standard requires
 * (tests/data/sarif-2.1.0.json), pages are there for every code, and every allocation may fail. */
#include "support/test.h"

#include "base/json.h"
#include "lang/codes.h"
#include "support/schema.h"
#include "truce/truce.h"

#include <stdio.h>
#include <string.h>

#define FILE_LIMIT ((size_t)8 << 20)

/* An error with a second place, a hole, warnings, notes, several articles; then one that compiles, with a plan. */
static const char broken[] =
    "# A \"draft\" treaty\n\n```truce\n"
    "agreement \"Draft\" timezone UTC\n"
    "party A \"Party A\"\nparty A \"Party \xc3\x84\"\nmonitor M \"M\"\n```\n"
    "## Article 1\n```truce\nclause 1 \"Fire\"\n  forbid atack by A\n```\n";
static const char sound[] = "agreement \"Example\" timezone UTC in force 2026-02-01 00:00\n"
                            "party A \"Party A\" party B \"Party B\" monitor M \"Monitor\"\n"
                            "zone strip = circle 250 m around 47.5 N 37.5 E\n"
                            "clause 1 \"Quiet nights\" verified by M\n"
                            "  forbid shelling by A, B during daily 22:00 to 04:00\n"
                            "clause 2 \"No guns\" verified by M\n"
                            "  keep artillery of A, B out of strip\n"
                            "clause 3 \"Orders\" verified by M\n"
                            "  require A, B to report order to M\n";
static const char plan_text[] =
    "source satellite sees shelling, artillery accuracy 1 km revisit 12 h detects 50 %\n";

static enum truce_code no_file(void *ctx, enum truce_file what, struct truce_text name,
                               struct truce_bytes *bytes, struct truce_error *error)
{
    (void)ctx, (void)what, (void)name, (void)bytes;
    error->code = TRUCE_INPUT;
    (void)snprintf(error->text, sizeof(error->text), "there is no such file");
    return TRUCE_INPUT;
}

static enum truce_code keep(void *ctx, const char *bytes, size_t size, struct truce_error *error)
{
    struct buf *buf = (struct buf *)ctx;

    (void)error;
    buf_put(buf, (struct str){bytes, size});
    return TRUCE_OK;
}

static enum truce_code open_text(const struct truce_memory *memory, const char *name,
                                 const char *text, const char *plan,
                                 struct truce_agreement **agreement)
{
    const struct truce_host host = {no_file, NULL};
    const struct truce_monitoring_plan with = {truce_text_of("plan one.truce"),
                                               truce_text_of(plan)};
    struct truce_error error;

    return truce_agreement_open_with(memory, truce_text_of(name), truce_text_of(text),
                                     plan ? &with : NULL, &host, agreement, &error);
}

typedef enum truce_code put_fn(const struct truce_agreement *agreement,
                               const struct truce_sink *sink, struct truce_error *error);

static void read_file(struct buf *buf, const char *path)
{
    char piece[4096];
    size_t size;
    FILE *file = fopen(path, "rb");

    buf_init(buf, &mem_libc, FILE_LIMIT);
    if (!file)
        fail_msg("%s is missing", path);
    while ((size = fread(piece, 1, sizeof(piece), file)) > 0)
        buf_put(buf, (struct str){piece, size});
    (void)fclose(file);
}

/* What `put` writes, parsed, in `arena`; it fits the schema at `path`. */
static const struct json *written(struct arena *arena, const struct truce_agreement *agreement,
                                  put_fn *put, const char *path)
{
    struct json *value = ARENA_NEW(arena, struct json, 1), schema;
    struct truce_error error;
    struct str kept;
    struct err err = {0};
    struct buf buf, schema_text;
    const struct truce_sink sink = {keep, &buf};

    buf_init(&buf, &mem_libc, FILE_LIMIT);
    assert_int_equal(put(agreement, &sink, &error), TRUCE_OK);
    assert_int_equal(arena_str(arena, buf_str(&buf), &kept, &err), ERR_OK);
    buf_free(&buf);
    assert_non_null(value);
    if (json_parse(arena, kept, value, &err))
        fail_msg("%s", err.text);
    if (path) {
        read_file(&schema_text, path);
        assert_int_equal(json_parse(arena, buf_str(&schema_text), &schema, &err), ERR_OK);
        if (!schema_fits(&schema, value, &err))
            fail_msg("%s: %s", path, err.text);
        buf_free(&schema_text);
    }
    return value;
}

static const struct json *result_of(const struct json *sarif, const char *code)
{
    const struct json *results = json_get(&json_get(sarif, "runs")->items[0], "results");

    for (size_t i = 0; i < results->count; i++)
        if (str_eq(json_get(&results->items[i], "ruleId")->text, str_z(code)))
            return &results->items[i];
    fail_msg("no result of %s", code);
    return NULL;
}

static void both_fit_their_schemas(void **state)
{
    static const struct {
        const char *name, *text, *plan;
    } cases[] = {{"a draft.md", broken, NULL},
                 {"dir/a.truce", sound, NULL},
                 {"dir/a.truce", sound, plan_text},
                 {"empty.truce", "", NULL}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena = {.mem = &mem_libc};
        struct truce_agreement *agreement;

        assert_int_equal(open_text(NULL, cases[i].name, cases[i].text, cases[i].plan, &agreement),
                         TRUCE_OK);
        (void)written(&arena, agreement, truce_agreement_put_json,
                      "share/schemas/diagnostics.json");
        (void)written(&arena, agreement, truce_agreement_put_sarif, "tests/data/sarif-2.1.0.json");
        (void)written(&arena, agreement, truce_agreement_put_geojson, NULL);
        truce_agreement_close(agreement);
        arena_free(&arena);
    }
}

static void sarif_says_where_and_how_bad(void **state)
{
    struct arena arena = {.mem = &mem_libc};
    struct truce_agreement *agreement;
    const struct json *sarif, *one, *region, *rules;

    (void)state;
    assert_int_equal(open_text(NULL, "a draft.md", broken, NULL, &agreement), TRUCE_OK);
    sarif = written(&arena, agreement, truce_agreement_put_sarif, NULL);
    one = result_of(sarif, "T0302");
    assert_str(json_get(one, "level")->text, "error");
    one = json_get(json_get(&json_get(one, "relatedLocations")->items[0], "physicalLocation"),
                   "region");
    assert_int_equal((int)json_get(one, "startLine")->number, 5);
    one = result_of(sarif, "T0301");
    region =
        json_get(json_get(&json_get(one, "locations")->items[0], "physicalLocation"), "region");
    assert_int_equal((int)json_get(region, "startLine")->number, 12);
    assert_int_equal((int)json_get(region, "startColumn")->number, 10);
    assert_int_equal((int)json_get(region, "endColumn")->number, 15);
    assert_str(
        json_get(json_get(json_get(&json_get(one, "locations")->items[0], "physicalLocation"),
                          "artifactLocation"),
                 "uri")
            ->text,
        "a%20draft.md");
    truce_agreement_close(agreement);

    assert_int_equal(open_text(NULL, "a.truce", sound, plan_text, &agreement), TRUCE_OK);
    sarif = written(&arena, agreement, truce_agreement_put_sarif, NULL);
    one = result_of(sarif, "H0705");
    assert_str(json_get(one, "level")->text, "error");
    assert_true(json_get(json_get(one, "properties"), "hole")->truth);
    one = result_of(sarif, "N0908");
    assert_str(json_get(one, "level")->text, "note");
    assert_str(json_get(json_get(one, "properties"), "audience")->text, "restricted");
    /* ruleIndex points at the rule. */
    rules =
        json_get(json_get(json_get(&json_get(sarif, "runs")->items[0], "tool"), "driver"), "rules");
    assert_str(json_get(&rules->items[(size_t)json_get(one, "ruleIndex")->number], "id")->text,
               "N0908");
    truce_agreement_close(agreement);
    arena_free(&arena);
}

static void every_code_has_a_page(void **state)
{
    (void)state;
    for (size_t i = 0; i < LANG_CODE_COUNT; i++) {
        const struct lang_code_info *info = lang_code_info((enum lang_code)i);
        struct truce_error error;
        struct buf buf;
        const struct truce_sink sink = {keep, &buf};
        char start[256];

        buf_init(&buf, &mem_libc, FILE_LIMIT);
        if (truce_explain(NULL, truce_text_of(info->code), &sink, &error))
            fail_msg("%s", error.text);
        (void)snprintf(start, sizeof(start), "# %s: %s\n", info->code, info->text);
        if (!str_starts(buf_str(&buf), str_z(start)))
            fail_msg("the page of %s begins otherwise", info->code);
        buf_free(&buf);
    }
}

/* An allocator that fails once, at the countdown. */
static void *flaky_resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
    int *countdown = (int *)ctx;

    if (new_size > 0 && (*countdown)-- == 0)
        return NULL;
    return mem_libc.resize(mem_libc.ctx, ptr, old_size, new_size);
}

static enum truce_code all_of_it(const struct truce_memory *memory)
{
    static put_fn *const puts[] = {truce_agreement_put_json, truce_agreement_put_sarif,
                                   truce_agreement_put_geojson};
    struct truce_agreement *agreement;
    struct truce_error error;
    enum truce_code code = open_text(memory, "a.truce", sound, plan_text, &agreement);

    for (size_t i = 0; i < COUNT_OF(puts) && !code; i++) {
        struct buf buf;
        const struct truce_sink sink = {keep, &buf};

        buf_init(&buf, &mem_libc, FILE_LIMIT);
        code = puts[i](agreement, &sink, &error);
        buf_free(&buf);
    }
    truce_agreement_close(agreement);
    return code;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (int n = 0; n < 100000; n++) {
        int countdown = n;
        const struct truce_memory memory = {flaky_resize, &countdown};
        const enum truce_code code = all_of_it(&memory);

        if (code == TRUCE_OK && countdown >= 0)
            return;
        if (code != TRUCE_OK && code != TRUCE_NO_MEMORY)
            fail_msg("allocation %d: code %d", n, (int)code);
        assert_true(code == TRUCE_NO_MEMORY);
    }
    fail_msg("it never succeeds");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_fit_their_schemas),
        cmocka_unit_test(sarif_says_where_and_how_bad),
        cmocka_unit_test(every_code_has_a_page),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

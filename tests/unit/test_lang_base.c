/* SPDX-License-Identifier: Apache-2.0
 *
 * Several texts in one plan: agreements that build on others, and a monitoring plan beside them. */
#include "support/agreement.h"
#include "support/flaky.h"
#include "support/test.h"

#include "lang/codes.h"

#include <stdio.h>
#include <string.h>

static const struct test_file files[] = {
    {"area.geojson", "{\"type\": \"Polygon\", \"coordinates\": [[[37, 48], [38, 48], [38, 49], "
                     "[37, 49], [37, 48]]]}"},
    {"old/area.geojson", "{\"type\": \"Polygon\", \"coordinates\": [[[39, 48], [40, 48], [40, 49], "
                         "[39, 49], [39, 48]]]}"},
    {"old/base.md", "# Old\n\n```truce\nagreement \"Old\" timezone UTC in force 2024-01-01 00:00\n"
                    "party A \"Party A\"\nmonitor M \"Monitor\"\nzone z = load \"area.geojson\"\n"
                    "clause 1 \"Fire\" verified by M\n  forbid attack by A in z\n"
                    "  require A to do consultation within 3 d of entry\n```\n"},
    {NULL, NULL}};

static const char text[] = "agreement \"New\" timezone UTC in force 2026-01-01 00:00\n"
                           "  builds on \"old/base.md\" as Old\n"
                           "clause 1 \"Talks\" verified by M\n"
                           "  require A to do consultation within 3 d of breach of clause Old.1\n";

struct world {
    struct arena arena;
    struct diags diags;
    const struct plan *plan;
};

static enum err_code compile_in(struct world *w, const char *sources, const char *agreement)
{
    static struct test_host host = {files, NULL};
    struct lang_host lang = test_host_of(&host);
    struct lang_text own = {STR("new.truce"), str_z(agreement)};
    struct lang_text plan = {STR("plan.truce"), str_z(sources)};
    struct err err = {0};
    return lang_compile_with(&w->arena, &own, sources ? &plan : NULL, &lang, &w->diags, &w->plan,
                             &err);
}

static struct world compiled(const char *sources, const char *agreement)
{
    struct world w = {.arena = {.mem = &mem_libc}};
    assert_int_equal(compile_in(&w, sources, agreement), ERR_OK);
    return w;
}

static const struct diag *find(const struct diags *diags, const char *code)
{
    for (size_t i = 0; i < diags->count; i++)
        if (!strcmp(diags->items[i].code, code))
            return &diags->items[i];
    return NULL;
}

static bool has_point(const struct plan *plan, struct str place, double lon)
{
    uint32_t i = plan_find_place(plan, place);
    struct geo_point at;
    assert_true(i != PLAN_NONE && plan->places[i].zone_count == 1);
    assert_true(geo_zone_witness(&plan->geometry, plan->places[i].zones[0], &at));
    return at.lon_deg > lon - 0.5 && at.lon_deg < lon + 0.5;
}

static void a_base_brings_its_own_files_and_days(void **state)
{
    (void)state;
    struct world w = compiled(NULL, text);
    assert_non_null(w.plan);
    assert_int_equal(w.plan->file_count, 2);
    assert_true(str_eq(w.plan->files[1], STR("old/base.md")));
    uint32_t clause = plan_find_clause(w.plan, STR("Old.1"));
    assert_true(clause != PLAN_NONE);
    assert_int_equal(w.plan->clauses[clause].source, 1);
    assert_int_equal(w.plan->clauses[clause].line, 8);
    assert_int_equal(w.plan->statements[w.plan->clauses[clause].first_statement].line, 9);
    assert_true(str_eq(w.plan->clauses[clause].article, STR("Old")));
    /* `entry` of the base is 2024-01-01, whatever the entry of the agreement. */
    const struct plan_statement *s =
        &w.plan->statements[w.plan->clauses[clause].first_statement + 1];
    assert_int_equal(s->due.of.time.form, PLAN_TIME_MOMENT);
    assert_true(s->due.of.time.at_us == INT64_C(1704067200000000));
    assert_true(has_point(w.plan, STR("z"), 39.5));
    arena_free(&w.arena);
}

static void a_monitoring_plan_holds_sources_alone(void **state)
{
    (void)state;
    struct world w = compiled("-- what looks\nsource sat sees attack accuracy 10 m revisit 5 d "
                              "detects 80 % in z costs 100\n",
                              text);
    assert_non_null(w.plan);
    assert_int_equal(w.plan->source_count, 1);
    assert_int_equal(w.plan->sources[0].source, 2);
    assert_int_equal(w.plan->sources[0].line, 2);
    assert_true(w.plan->sources[0].detects > 0.79 && w.plan->sources[0].detects < 0.81);
    arena_free(&w.arena);

    w = compiled(
        "clause 7 \"Fire\" verified by M forbid attack by A\nsource sat sees nothing_known "
        "accuracy 10 m revisit 5 d detects 80 %\nparty C \"C\"\n",
        text);
    assert_null(w.plan);
    const struct diag *diag = find(&w.diags, "T0316");
    assert_non_null(diag);
    assert_int_equal(diag->span.source, 2);
    assert_int_equal(diag->span.line, 1);
    assert_non_null(find(&w.diags, "T0301"));
    assert_int_equal(w.diags.source_count, 3);
    assert_true(str_eq(w.diags.sources[2].name, STR("plan.truce")));
    arena_free(&w.arena);

    w = compiled("", text);
    assert_non_null(find(&w.diags, "T0105"));
    arena_free(&w.arena);
    w = compiled("source sat sees attack accuracy 10 km revisit 0 h detects 8\n", text);
    assert_non_null(find(&w.diags, "T0412"));
    assert_non_null(find(&w.diags, "T0209"));
    arena_free(&w.arena);
    w = compiled("source sat sees attack accuracy [open \"good\"] revisit 5 h detects 80 %\n",
                 text);
    assert_non_null(w.plan);
    assert_int_equal(w.plan->open_count, 0); /* the agreement does not wait for it */
    assert_non_null(find(&w.diags, "H0701"));
    assert_true(w.plan->sources[0].is_open);
    arena_free(&w.arena);
}

/* Bases that build on further ones, without end. */
static enum err_code read_deeper(void *ctx, enum lang_file kind, struct str name,
                                 struct arena *arena, struct str *bytes, struct err *err)
{
    static struct test_host host = {NULL, "name,parent,type,class,label\nattack,,act,,Attack\n"};
    struct lang_host lang = test_host_of(&host);
    (void)ctx;
    if (kind != LANG_FILE_AGREEMENT)
        return lang.read(lang.ctx, kind, name, arena, bytes, err);
    unsigned depth = (unsigned)(name.text[1] - '0') * 10 + (unsigned)(name.text[2] - '0') + 1;
    return arena_printf(
        arena, bytes, err,
        "agreement \"B\" timezone UTC in force 2024-01-01 00:00 builds on "
        "\"n%02u.truce\" as M party P%u \"P\" clause 1 \"Fire\" forbid attack by P%u",
        depth, depth, depth);
}

static void a_chain_without_end_is_cut(void **state)
{
    (void)state;
    struct arena arena = {.mem = &mem_libc};
    struct lang_host lang = {read_deeper, NULL};
    struct diags diags;
    const struct plan *plan;
    struct err err = {0};
    assert_int_equal(
        lang_compile(&arena, STR("t.truce"),
                     STR("agreement \"T\" timezone UTC in force 2026-01-01 00:00 builds on "
                         "\"n00.truce\" as B"),
                     &lang, &diags, &plan, &err),
        ERR_OK);
    assert_null(plan);
    const struct diag *diag = find(&diags, "T0314");
    assert_non_null(diag);
    assert_int_equal(diag->span.source, 0);
    assert_true(diag->has_other && diag->other.source > 0);
    arena_free(&arena);
}

static void any_lack_of_memory_is_an_error(void **state)
{
    (void)state;
    for (int n = 0;; n++) {
        struct flaky flaky = {.countdown = n};
        struct mem mem = {flaky_resize, &flaky};
        struct world w = {.arena = {.mem = &mem}};
        enum err_code code =
            compile_in(&w, "source sat sees attack accuracy 10 m revisit 5 d detects 80 %", text);
        bool done = !flaky.has_failed;
        assert_int_equal(code, done ? ERR_OK : ERR_NO_MEMORY);
        arena_free(&w.arena);
        assert_int_equal(flaky.live, 0);
        if (done)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_base_brings_its_own_files_and_days),
        cmocka_unit_test(a_monitoring_plan_holds_sources_alone),
        cmocka_unit_test(a_chain_without_end_is_cut),
        cmocka_unit_test(any_lack_of_memory_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

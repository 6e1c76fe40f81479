/* SPDX-License-Identifier: Apache-2.0
 *
 * The page and the other files as wholes: well-formed, self-contained, safe, the same for both
 * parties. With REPORT_OUT set to a folder the pages are left there to be looked at. */
#include "report/report_int.h"

#include "support/flaky.h"
#include "support/markup.h"
#include "support/test.h"
#include "unit/report_world.h"

#include <stdio.h>
#include <string.h>

#define PAGE_LIMIT ((size_t)8 << 20)

struct fixture {
    struct arena arena;
    struct world world;
    struct buf buf;
};

static void start(struct fixture *f)
{
    f->arena = (struct arena){.mem = &mem_libc};
    assert_true(world_make(&f->world, &f->arena, STR("Ash"), STR("Party Ash"), STR("Elm"),
                           STR("Party Elm")));
    buf_init(&f->buf, &mem_libc, PAGE_LIMIT);
}

static void stop(struct fixture *f)
{
    buf_free(&f->buf);
    arena_free(&f->arena);
}

/* A file of the source tree; empty when the test runs elsewhere. */
static struct str read_file(struct arena *arena, const char *path)
{
    static char bytes[1 << 16];
    struct str text = {0};
    FILE *file = fopen(path, "rb");

    if (!file)
        return text;
    size_t size = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    assert_int_equal(arena_str(arena, (struct str){bytes, size}, &text, NULL), ERR_OK);
    return text;
}

static void load_tables(struct fixture *f)
{
    f->world.input.coast_csv = read_file(&f->arena, "share/map/coast.csv");
    f->world.input.places_csv = read_file(&f->arena, "share/map/places.csv");
}

static void keep(const struct fixture *f, const char *name)
{
    const char *folder = getenv("REPORT_OUT");
    char path[512];

    if (!folder)
        return;
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    (void)fwrite(f->buf.bytes, 1, f->buf.size, file);
    (void)fclose(file);
}

static bool holds(const struct buf *buf, const char *text)
{
    size_t size = strlen(text);

    for (size_t i = 0; i + size <= buf->size; i++)
        if (memcmp(buf->bytes + i, text, size) == 0)
            return true;
    return false;
}

/* ------------------------------------------------------------------ safe */

static void assert_safe_page(const struct buf *buf)
{
    static const char *const banned[] = {"<script", "http://", "https://",    "url(",
                                         "@import", " src=",   "javascript:", "<iframe",
                                         "<link",   "<img",    "<object"};

    assert_well_formed(buf_str(buf));
    for (size_t i = 0; i < COUNT_OF(banned); i++)
        assert_false(holds(buf, banned[i]));
}

/* ------------------------------------------------------------------ tests */

static void page_is_one_well_formed_file_without_script_or_network(void **state)
{
    struct fixture f;
    struct err err = {0};

    (void)state;
    start(&f);
    load_tables(&f);
    assert_int_equal(report_html(&f.buf, &f.arena, &f.world.input, &err), ERR_OK);
    keep(&f, "report.html");
    assert_safe_page(&f.buf);
    assert_true(f.buf.size < (size_t)600 << 10);
    assert_true(holds(&f.buf, "alleged violation"));
    assert_true(holds(&f.buf, "violation (substantiated)"));
    assert_true(holds(&f.buf, "58 rulings are awaited"));
    assert_true(holds(&f.buf, "duplicates are not yet removed"));
    assert_true(holds(&f.buf, "contact (Ash; hypothetical)"));
    assert_false(holds(&f.buf, "Restricted: exact"));
    buf_clear(&f.buf);
    world_restrict(&f.world);
    assert_int_equal(report_html(&f.buf, &f.arena, &f.world.input, &err), ERR_OK);
    keep(&f, "report.restricted.html");
    assert_safe_page(&f.buf);
    assert_true(holds(&f.buf, "Restricted: exact"));
    stop(&f);
}

static void other_files_are_readable(void **state)
{
    struct fixture f;
    struct err err = {0};
    struct json tree;

    (void)state;
    start(&f);
    assert_int_equal(report_text(&f.buf, &f.arena, &f.world.input, &err), ERR_OK);
    keep(&f, "summary.txt");
    assert_true(holds(&f.buf, "58 rulings"));
    assert_true(holds(&f.buf, "rejected"));
    buf_clear(&f.buf);
    assert_int_equal(report_summary(&f.buf, &f.world.input, &err), ERR_OK);
    keep(&f, "summary.json");
    assert_int_equal(json_parse(&f.arena, buf_str(&f.buf), &tree, &err), ERR_OK);
    static const char *const keys[] = {"engine",   "agreement",    "inputs",    "observations",
                                       "rejected", "unclassified", "incidents", "known_at",
                                       "clauses",  "phases"};
    assert_int_equal(tree.count, COUNT_OF(keys));
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        assert_str(tree.keys[i], keys[i]);
    buf_clear(&f.buf);
    assert_int_equal(report_geojson(&f.buf, &f.arena, &f.world.input, &err), ERR_OK);
    keep(&f, "findings.geojson");
    assert_int_equal(json_parse(&f.arena, buf_str(&f.buf), &tree, &err), ERR_OK);
    const struct json *features = json_get(&tree, "features");
    assert_non_null(features);
    assert_int_equal(features->count, f.world.outcome.finding_count - 2 + 7);
    assert_int_equal((int)json_get(&tree, "held_back")->number, 2);
    const struct json *zone = json_get(&features->items[0], "properties");
    assert_str(json_get(zone, "role")->text, "zone");
    const struct json *last = json_get(&features->items[features->count - 1], "properties");
    assert_str(json_get(last, "role")->text, "finding");
    assert_non_null(json_get(last, "verdict"));
    buf_clear(&f.buf);
    assert_int_equal(report_csv(&f.buf, &f.arena, &f.world.input, &err), ERR_OK);
    keep(&f, "findings.csv");
    stop(&f);
}

/* No public file tells a place finer than the grid, a force from the last 72 hours, or who saw. */
static void public_files_tell_no_exact_place(void **state)
{
    static enum err_code (*const write[])(struct buf *, struct arena *, const struct report_input *,
                                          struct err *) = {report_html, report_csv, report_geojson};
    struct fixture f;
    struct err err = {0};

    (void)state;
    start(&f);
    load_tables(&f);
    for (size_t k = 0; k < COUNT_OF(write); k++) {
        buf_clear(&f.buf);
        assert_int_equal(write[k](&f.buf, &f.arena, &f.world.input, &err), ERR_OK);
        assert_false(holds(&f.buf, "cam-3"));
        assert_false(holds(&f.buf, "37.73123"));
        assert_false(holds(&f.buf, "48.11234"));
        for (size_t i = 0; i < f.world.outcome.finding_count; i++) {
            const struct fact_place *place = &f.world.outcome.findings[i].place;
            char text[40];
            if (place->form != FACT_PLACE_POINT)
                continue;
            (void)snprintf(text, sizeof text, "%.6f", place->point.lon_deg);
            assert_false(holds(&f.buf, text));
            (void)snprintf(text, sizeof text, "%.6f", place->point.lat_deg);
            assert_false(holds(&f.buf, text));
        }
    }
    world_restrict(&f.world);
    buf_clear(&f.buf);
    assert_int_equal(report_csv(&f.buf, &f.arena, &f.world.input, &err), ERR_OK);
    assert_true(holds(&f.buf, "37.7312345"));
    assert_true(holds(&f.buf, "cam-3"));
    stop(&f);
}

static void hostile_text_is_shown_safely(void **state)
{
    struct fixture f;
    struct err err = {0};
    static const struct str bad =
        STR_INIT("</title><script>alert(1)</script>\"' "
                 "onload=x\xE2\x80\xAEgnp\x01\x7F\xFF\xC0\xAF\xED\xA0\x80&amp;\n");

    (void)state;
    start(&f);
    f.world.plan.title = bad;
    f.world.input.engine = f.world.input.agreement_file = bad;
    f.world.outcome.unseen[0] = f.world.outcome.warnings[0] = bad;
    for (size_t i = 0; i < f.world.outcome.finding_count; i++) {
        struct finding *finding = &f.world.outcome.findings[i];
        finding->text = finding->gravity = finding->phase = finding->unit = bad;
        finding->attribution = (struct fact_attribution){1, bad, bad};
        if (finding->place.form == FACT_PLACE_AREA)
            finding->place.area = bad;
        finding->because = finding->needs = &bad;
        finding->because_count = finding->need_count = 1;
    }
    struct plan_place *places = (struct plan_place *)(uintptr_t)f.world.plan.places;
    places[0].name = places[0].text = bad;
    struct plan_clause *clauses = (struct plan_clause *)(uintptr_t)f.world.plan.clauses;
    clauses[0].title = clauses[0].article = bad;
    struct plan_actor *actors = (struct plan_actor *)(uintptr_t)f.world.plan.actors;
    actors[0].label = bad;
    f.world.outcome.phases[0].title = bad;
    f.world.outcome.agenda[0].title = f.world.outcome.agenda[0].state = bad;
    f.world.facts.inputs[0].name = bad;
    world_restrict(&f.world);
    assert_int_equal(report_html(&f.buf, &f.arena, &f.world.input, &err), ERR_OK);
    keep(&f, "hostile.html");
    assert_safe_page(&f.buf);
    assert_true(holds(&f.buf, "[U+202E]"));
    assert_true(holds(&f.buf, "&lt;script&gt;"));
    assert_false(holds(&f.buf, "\xE2\x80\xAE"));
    buf_clear(&f.buf);
    assert_int_equal(report_text(&f.buf, &f.arena, &f.world.input, &err), ERR_OK);
    assert_false(holds(&f.buf, "\x01"));
    assert_false(holds(&f.buf, "\xE2\x80\xAE"));
    assert_true(str_utf8_valid(buf_str(&f.buf)));
    stop(&f);
}

static void replace(struct buf *buf, const char *a, const char *b)
{
    size_t size = strlen(a);

    for (size_t i = 0; i + size <= buf->size; i++) {
        if (memcmp(buf->bytes + i, a, size) == 0)
            memcpy(buf->bytes + i, b, size);
        else if (memcmp(buf->bytes + i, b, size) == 0)
            memcpy(buf->bytes + i, a, size);
    }
}

/* Exchange the parties' names everywhere: the files change in nothing but the names. */
static void swapped_parties_mirror(void **state)
{
    static enum err_code (*const write[])(struct buf *, struct arena *, const struct report_input *,
                                          struct err *) = {report_html, report_csv, report_geojson,
                                                           report_text};
    struct fixture f, g;
    struct err err = {0};

    (void)state;
    start(&f);
    g.arena = (struct arena){.mem = &mem_libc};
    assert_true(
        world_make(&g.world, &g.arena, STR("Elm"), STR("Party Elm"), STR("Ash"), STR("Party Ash")));
    buf_init(&g.buf, &mem_libc, PAGE_LIMIT);
    load_tables(&f);
    load_tables(&g);
    for (size_t k = 0; k < COUNT_OF(write); k++) {
        buf_clear(&f.buf);
        buf_clear(&g.buf);
        assert_int_equal(write[k](&f.buf, &f.arena, &f.world.input, &err), ERR_OK);
        assert_int_equal(write[k](&g.buf, &g.arena, &g.world.input, &err), ERR_OK);
        replace(&g.buf, "Ash", "Elm");
        assert_int_equal(f.buf.size, g.buf.size);
        assert_memory_equal(f.buf.bytes, g.buf.bytes, f.buf.size);
    }
    stop(&f);
    stop(&g);
}

static void nothing_to_show_is_said(void **state)
{
    struct fixture f;
    struct err err = {0};
    struct plan plan = {.title = STR("Empty"), .tz = tz_utc()};
    struct outcome outcome = {.known_at_us = TIME_NEVER, .watermark_us = TIME_NONE};

    (void)state;
    start(&f);
    f.world.input.plan = &plan;
    f.world.input.outcome = &outcome;
    f.world.facts.input_count = 0;
    assert_int_equal(report_html(&f.buf, &f.arena, &f.world.input, &err), ERR_OK);
    keep(&f, "empty.html");
    assert_safe_page(&f.buf);
    assert_true(holds(&f.buf, "There is nothing to draw"));
    assert_true(holds(&f.buf, "There is nothing to show yet"));
    buf_clear(&f.buf);
    assert_int_equal(report_text(&f.buf, &f.arena, &f.world.input, &err), ERR_OK);
    stop(&f);
}

/* Thousands of findings: the page stays small and says what it leaves out. */
static void page_stays_small(void **state)
{
    enum { COPIES = 60 };
    struct fixture f;
    struct err err = {0};

    (void)state;
    start(&f);
    load_tables(&f);
    size_t count = f.world.outcome.finding_count;
    struct finding *many = ARENA_NEW(&f.arena, struct finding, count * COPIES);
    assert_non_null(many);
    for (size_t i = 0; i < count * COPIES; i++) {
        many[i] = f.world.outcome.findings[i % count];
        if (many[i].place.form == FACT_PLACE_POINT) {
            many[i].place.point.lon_deg += 6 * world_random(&f.world) - 3;
            many[i].place.point.lat_deg += 4 * world_random(&f.world) - 2;
        }
    }
    f.world.outcome.findings = many;
    f.world.outcome.finding_count = count * COPIES;
    assert_int_equal(report_html(&f.buf, &f.arena, &f.world.input, &err), ERR_OK);
    keep(&f, "many.html");
    assert_safe_page(&f.buf);
    assert_true(f.buf.size < (size_t)2 << 20);
    assert_true(holds(&f.buf, "all stand in findings.csv"));
    stop(&f);
}

static void unknown_coast_is_said(void **state)
{
    struct fixture f;
    struct err err = {0};

    (void)state;
    start(&f);
    assert_int_equal(report_html(&f.buf, &f.arena, &f.world.input, &err), ERR_OK);
    keep(&f, "nocoast.html");
    assert_true(holds(&f.buf, "no coast data</text>"));
    stop(&f);
}

static enum err_code build_all(struct arena *arena, struct buf *buf, struct err *err)
{
    struct world world;

    if (!world_make(&world, arena, STR("Ash"), STR("Party Ash"), STR("Elm"), STR("Party Elm")))
        return err_no_memory(err);
    world.input.coast_csv =
        STR("# box,20,43,42,54\nring,lon,lat\n1,30,45\n1,38,45\n1,38,50\n1,30,50\n");
    world.input.places_csv = STR("name_a,name_b,lon,lat,source\nOne,Uno,37.8,48.1,\"x, y\"\n");
    TRY(report_summary(buf, &world.input, err));
    TRY(report_text(buf, arena, &world.input, err));
    TRY(report_csv(buf, arena, &world.input, err));
    TRY(report_geojson(buf, arena, &world.input, err));
    return report_html(buf, arena, &world.input, err);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (int n = 0;; n++) {
        struct flaky flaky = {.countdown = n};
        struct mem mem = {flaky_resize, &flaky};
        struct arena arena = {.mem = &mem};
        struct buf buf;
        struct err err = {0};
        buf_init(&buf, &mem, PAGE_LIMIT);
        enum err_code code = build_all(&arena, &buf, &err);
        buf_free(&buf);
        arena_free(&arena);
        assert_int_equal(flaky.live, 0);
        if (code == ERR_OK)
            break;
        assert_int_equal(code, ERR_NO_MEMORY);
        assert_true(err.text[0] != '\0');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(page_is_one_well_formed_file_without_script_or_network),
        cmocka_unit_test(other_files_are_readable),
        cmocka_unit_test(public_files_tell_no_exact_place),
        cmocka_unit_test(hostile_text_is_shown_safely),
        cmocka_unit_test(swapped_parties_mirror),
        cmocka_unit_test(nothing_to_show_is_said),
        cmocka_unit_test(page_stays_small),
        cmocka_unit_test(unknown_coast_is_said),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

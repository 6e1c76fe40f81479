/* SPDX-License-Identifier: Apache-2.0
 *
 * Backtests through the public API: combinations of brackets, what is refused, the JSON against its schema, and whichever
 * allocation fails. */
#include "support/test.h"
#include "support/flaky.h"
#include "support/schema.h"

#include "base/buf.h"
#include "base/json.h"
#include "truce/truce.h"

#include <stdio.h>
#include <string.h>

/* Three brackets and one within a proposal: 2 (two say the same) x (2 + 1) x 1 (left open by words). */
static const char text[] =
    "agreement \"T\" timezone UTC in force 2026-01-01 00:00\n"
    "party A \"Party A\" party B \"Party B\" monitor M \"Mission\"\n"
    "zone z = circle [A: 5 km | B: 5000 m | M: 50 km] around 48 N 37 E\n"
    "phase early \"Early\" begins at entry lasts 10 d\n"
    "clause 1 \"Fire\" verified by M\n"
    "  forbid attack by A, B in z\n"
    "[A: clause 2 \"Moves\" verified by M\n"
    "  forbid troop_movement by A, B in z until begin + [A: 2 d | B: 4 d]\n"
    " | B: clause 2 \"Nothing\" verified by M\n"
    "  forbid troop_movement by A\n"
    "]\n"
    "clause 3 \"Notice\" verified by M\n"
    "  require A, B to report response to M within [open \"promptly\"] of begin\n"
    "then later when at most 1 verified violations of clause 1 decided by M within 2 d\n"
    "else lapsed\n"
    "phase later \"Later\"\n"
    "clause 4 \"Still\" verified by M\n"
    "  forbid attack by A, B\n";

static const char records[] =
    "{\"record\": \"feed\", \"feed\": \"f\", \"complete\": []}\n"
    "{\"id\": \"1\", \"feed\": \"f\", \"time\": \"2026-01-03T00:00:00Z\", \"kind\": \"attack\", "
    "\"place\": {\"lon\": 37, \"lat\": 48.046, \"error_m\": 2000}, \"actor\": {\"A\": 0.5}}\n"
    "{\"id\": \"2\", \"feed\": \"f\", \"time\": \"2026-01-04T00:00:00Z\", \"kind\": "
    "\"troop_movement\", "
    "\"place\": {\"lon\": 37, \"lat\": 48.2, \"error_m\": 500}, \"actor\": \"A\"}\n"
    "{\"id\": \"3\", \"feed\": \"f\", \"time\": \"2026-01-20T00:00:00Z\", \"kind\": \"attack\", "
    "\"place\": {\"lon\": 37, \"lat\": 48, \"error_m\": 0}, \"probability\": 0.5}\n";

static enum truce_code no_file(void *ctx, enum truce_file file, struct truce_text name,
                               struct truce_bytes *bytes, struct truce_error *error)
{
    (void)ctx;
    (void)file;
    (void)name;
    (void)bytes;
    return truce_fail(error, TRUCE_INPUT, "no such file");
}

static const struct truce_host host = {no_file, NULL};

static enum truce_code keep(void *ctx, const char *bytes, size_t size, struct truce_error *error)
{
    struct buf *buf = (struct buf *)ctx;

    (void)error;
    buf_put(buf, (struct str){bytes, size});
    return TRUCE_OK;
}

struct made {
    struct truce_agreement *agreement;
    struct truce_draft *draft;
    struct truce_facts *facts;
    struct truce_backtest *backtest;
};

static void unmake(struct made *m)
{
    truce_backtest_close(m->backtest);
    truce_facts_close(m->facts);
    truce_draft_close(m->draft);
    truce_agreement_close(m->agreement);
}

/* All of it; stops at the first call that fails. */
static enum truce_code make(struct made *m, const struct truce_memory *memory, size_t worlds,
                            struct truce_error *error)
{
    const struct truce_backtest_options options = {
        .known_at_us = TRUCE_EVERYTHING, .worlds = worlds, .seed = 1, .threads = 1};
    const struct truce_input input = {truce_text_of("r.ndjson"), truce_text_of("ndjson"),
                                      truce_text_of(""), TRUCE_ROLE_FEED};
    enum truce_code code;

    *m = (struct made){0};
    code = truce_agreement_open(memory, truce_text_of("t.truce"), truce_text_of(text), &host,
                                &m->agreement, error);
    if (!code)
        code = truce_draft_open(memory, truce_text_of("t.truce"), truce_text_of(text), &host,
                                &m->draft, error);
    if (!code)
        code = truce_facts_open(memory, m->agreement, &host, &m->facts, error);
    if (!code)
        code = truce_facts_begin(m->facts, &input, error);
    if (!code)
        code = truce_facts_push(m->facts, records, sizeof records - 1, error);
    if (!code)
        code = truce_facts_end(m->facts, error);
    if (!code)
        code = truce_backtest_open(memory, &options, &m->backtest, error);
    return code;
}

static enum truce_code run_all(struct made *m, struct truce_error *error)
{
    enum truce_code code = truce_backtest_add_all(m->backtest, m->draft, error);

    return code ? code : truce_backtest_run(m->backtest, m->facts, error);
}

static void check_schema(struct str bytes)
{
    struct arena arena = {.mem = &mem_libc};
    struct json schema, value;
    struct err err = {0};
    struct buf file;
    char piece[4096];
    size_t size;
    FILE *from = fopen("share/schemas/backtest.json", "rb");

    assert_non_null(from);
    buf_init(&file, &mem_libc, 1 << 20);
    while ((size = fread(piece, 1, sizeof(piece), from)) > 0)
        buf_put(&file, (struct str){piece, size});
    (void)fclose(from);
    assert_int_equal(json_parse(&arena, buf_str(&file), &schema, &err), ERR_OK);
    if (json_parse(&arena, bytes, &value, &err) || !schema_fits(&schema, &value, &err))
        fail_msg("%s", err.text);
    buf_free(&file);
    arena_free(&arena);
}

static bool contains(const struct buf *buf, const char *part)
{
    size_t n = strlen(part);

    for (size_t i = 0; i + n <= buf->size; i++)
        if (memcmp(buf->bytes + i, part, n) == 0)
            return true;
    return false;
}

static void test_all(void **state)
{
    static const enum truce_backtest_output outputs[] = {TRUCE_BACKTEST_JSON, TRUCE_BACKTEST_TEXT,
                                                         TRUCE_BACKTEST_HTML};
    struct truce_error error;
    struct made m;

    (void)state;
    assert_int_equal(make(&m, NULL, 100, &error), TRUCE_OK);
    assert_int_equal(run_all(&m, &error), TRUCE_OK);
    assert_int_equal(truce_backtest_count(m.backtest), 6);
    assert_int_equal(truce_backtest_left_out(m.backtest), 0);
    for (size_t i = 0; i < COUNT_OF(outputs); i++) {
        struct buf buf;
        const struct truce_sink sink = {keep, &buf};

        buf_init(&buf, &mem_libc, 1 << 24);
        assert_int_equal(truce_backtest_put(m.backtest, outputs[i], &sink, &error), TRUCE_OK);
        if (i == 0) {
            check_schema(buf_str(&buf));
            assert_true(contains(&buf, "\"chosen\": \"M\", \"value\": \"50 km\""));
            assert_true(contains(&buf, "\"judged\": \"open\""));
        } else {
            assert_true(contains(&buf, i == 1 ? "6. t.truce" : "</html>"));
        }
        buf_free(&buf);
    }
    unmake(&m);
}

static void test_chosen(void **state)
{
    struct truce_error error;
    struct made m;

    (void)state;
    assert_int_equal(make(&m, NULL, 0, &error), TRUCE_OK);
    assert_int_equal(truce_draft_choose(m.draft, truce_text_of("1=M"), &error), TRUCE_OK);
    assert_int_equal(truce_backtest_add_all(m.backtest, m.draft, &error), TRUCE_OK);
    assert_int_equal(truce_backtest_count(m.backtest), 3);
    truce_draft_forget(m.draft);
    assert_int_equal(truce_backtest_add(m.backtest, m.draft, &error), TRUCE_OK);
    assert_int_equal(truce_backtest_count(m.backtest), 4);
    assert_int_equal(truce_backtest_run(m.backtest, m.facts, &error), TRUCE_OK);
    assert_int_equal(truce_backtest_run(m.backtest, m.facts, &error), TRUCE_USAGE);
    unmake(&m);
}

static void test_refused(void **state)
{
    struct truce_backtest_options options = {.known_at_us = TRUCE_EVERYTHING,
                                             .worlds = TRUCE_BACKTEST_WORLDS + 1};
    struct truce_backtest *backtest;
    struct truce_error error;
    struct made m;

    (void)state;
    assert_int_equal(truce_backtest_open(NULL, &options, &backtest, &error), TRUCE_USAGE);
    assert_null(backtest);
    options.worlds = 0;
    options.from = truce_text_of("2026-02-30");
    assert_int_equal(truce_backtest_open(NULL, &options, &backtest, &error), TRUCE_USAGE);
    assert_int_equal(make(&m, NULL, 0, &error), TRUCE_OK);
    assert_int_equal(truce_backtest_run(m.backtest, m.facts, &error), TRUCE_USAGE);
    unmake(&m);
}

static void test_memory(void **state)
{
    size_t failures = 0;

    (void)state;
    for (int after = 0;; after += 1 + after / 30) {
        struct flaky flaky = {.countdown = after};
        const struct truce_memory memory = {flaky_resize, &flaky};
        struct truce_error error;
        struct made m;
        enum truce_code code = make(&m, &memory, 10, &error);

        if (!code)
            code = run_all(&m, &error);
        for (int output = 0; !code && output < 3; output++) {
            struct buf buf;
            const struct truce_sink sink = {keep, &buf};

            buf_init(&buf, &mem_libc, 1 << 24);
            code =
                truce_backtest_put(m.backtest, (enum truce_backtest_output)output, &sink, &error);
            buf_free(&buf);
        }
        unmake(&m);
        assert_int_equal(flaky.live, 0);
        if (!code)
            break;
        assert_int_equal(code, TRUCE_NO_MEMORY);
        failures++;
    }
    assert_true(failures > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all),
        cmocka_unit_test(test_chosen),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

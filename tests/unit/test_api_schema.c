/* SPDX-License-Identifier: Apache-2.0
 *
 * What a run writes fits the published schemas: the framework example with its decisions and coverage,
 * with a late record and a line that cannot be read. */
#include "support/test.h"

#include "base/json.h"
#include "support/schema.h"
#include "truce/truce.h"

#include <stdio.h>
#include <string.h>

#define EXAMPLE "examples/framework/"
#define FILE_LIMIT ((size_t)8 << 20)

/* A whole file; the caller frees the buffer. */
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
    assert_false(buf->failed);
}

static struct truce_text text_of(const struct buf *buf)
{
    return (struct truce_text){buf->bytes, buf->size};
}

static enum truce_code host_read(void *ctx, enum truce_file what, struct truce_text name,
                                 struct truce_bytes *bytes, struct truce_error *error)
{
    const char *folder = what == TRUCE_FILE_ZONE ? "/usr/share/zoneinfo/" : EXAMPLE;
    enum truce_code code;
    char path[256];
    struct buf buf;

    (void)ctx;
    (void)snprintf(path, sizeof(path), "%s%.*s", folder, (int)name.size, name.bytes);
    read_file(&buf, path);
    code = truce_bytes_put(bytes, buf.bytes, buf.size, error);
    buf_free(&buf);
    return code;
}

static enum truce_code keep(void *ctx, const char *bytes, size_t size, struct truce_error *error)
{
    struct buf *buf = (struct buf *)ctx;

    (void)error;
    buf_put(buf, (struct str){bytes, size});
    return TRUCE_OK;
}

static void read_input(struct truce_facts *facts, const char *name, struct truce_text bytes)
{
    const struct truce_input input = {truce_text_of(name), truce_text_of("ndjson"),
                                      truce_text_of(""), TRUCE_ROLE_FEED};
    struct truce_error error;

    assert_int_equal(truce_facts_begin(facts, &input, &error), TRUCE_OK);
    assert_int_equal(truce_facts_push(facts, bytes.bytes, bytes.size, &error), TRUCE_OK);
    assert_int_equal(truce_facts_end(facts, &error), TRUCE_OK);
}

static void read_example(struct truce_facts *facts)
{
    static const char *const names[] = {"observations.ndjson", "coverage.ndjson",
                                        "decisions.ndjson"};

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char path[256];
        struct buf buf;

        (void)snprintf(path, sizeof(path), EXAMPLE "%s", names[i]);
        read_file(&buf, path);
        read_input(facts, names[i], text_of(&buf));
        buf_free(&buf);
    }
    read_input(facts, "more.ndjson",
               truce_text_of("no record\n"
                             "{\"record\": \"feed\", \"feed\": \"x\", \"lateness\": \"P1D\"}\n"
                             "{\"id\": \"1\", \"feed\": \"x\", \"time\": \"2020-08-20T00:00:00Z\", "
                             "\"received\": \"2020-12-20T00:00:00Z\", \"kind\": \"shelling\", "
                             "\"actor\": {\"A\": 0.5}, \"count\": {\"value\": 3}}\n"));
}

/* The whole of `bytes`, or each of its lines, fits share/schemas/NAME.json. */
static size_t check_fits(const char *name, struct str bytes, bool is_lines)
{
    struct arena arena = {.mem = &mem_libc};
    struct json schema, value;
    struct err err = {0};
    struct buf buf;
    char path[256];
    size_t count = 0;

    (void)snprintf(path, sizeof(path), "share/schemas/%s.json", name);
    read_file(&buf, path);
    assert_int_equal(json_parse(&arena, buf_str(&buf), &schema, &err), ERR_OK);
    while (bytes.size > 0) {
        const struct str one = is_lines ? str_cut(&bytes, '\n') : bytes;

        if (json_parse(&arena, one, &value, &err) || !schema_fits(&schema, &value, &err))
            fail_msg("%s: %s: %.300s", name, err.text, one.text);
        count++;
        if (!is_lines)
            break;
    }
    arena_free(&arena);
    buf_free(&buf);
    return count;
}

static size_t check_output(const struct truce_outcome *outcome, enum truce_output output,
                           const char *name, bool is_lines)
{
    struct truce_error error;
    size_t count;
    struct buf buf;
    const struct truce_sink sink = {keep, &buf};

    buf_init(&buf, &mem_libc, FILE_LIMIT);
    assert_int_equal(truce_outcome_put(outcome, output, TRUCE_PUBLIC, &sink, &error), TRUCE_OK);
    count = check_fits(name, buf_str(&buf), is_lines);
    buf_free(&buf);
    return count;
}

static void check_manifest(const struct truce_outcome *outcome)
{
    const struct truce_manifest_file output = {truce_text_of("a"), truce_text_of(""), {{1}}, 2};
    struct truce_error error;
    struct buf buf;
    const struct truce_sink sink = {keep, &buf};

    buf_init(&buf, &mem_libc, FILE_LIMIT);
    assert_int_equal(truce_manifest_put(outcome, &output, 1, truce_text_of("2025b"), &sink, &error),
                     TRUCE_OK);
    assert_int_equal(check_fits("manifest", buf_str(&buf), false), 1);
    buf_free(&buf);
}

/* Against the same findings, one of them missing and one more that is not there now: both are told, and nothing else. */
static void check_changes(struct truce_outcome *outcome)
{
    struct truce_error error;
    struct buf now, earlier;
    const struct truce_sink sink = {keep, &now};
    struct str rest, line;

    buf_init(&now, &mem_libc, FILE_LIMIT);
    buf_init(&earlier, &mem_libc, FILE_LIMIT);
    assert_int_equal(
        truce_outcome_put(outcome, TRUCE_OUTPUT_FINDINGS_NDJSON, TRUCE_PUBLIC, &sink, &error),
        TRUCE_OK);
    rest = buf_str(&now);
    (void)str_cut(&rest, '\n'); /* missing */
    line = str_cut(&rest, '\n');
    buf_puts(&earlier, "{\"id\": \"f:0000000000000000\""); /* not there now */
    buf_put(&earlier, str_from(line, strlen("{\"id\": \"f:0000000000000000\"")));
    buf_putc(&earlier, '\n');
    buf_put(&earlier, line); /* the same */
    buf_putc(&earlier, '\n');
    buf_put(&earlier, rest);
    assert_false(earlier.failed);
    assert_int_equal(truce_outcome_after(outcome, text_of(&earlier), &error), TRUCE_OK);
    assert_int_equal(truce_outcome_change_count(outcome, TRUCE_NEW), 1);
    assert_int_equal(truce_outcome_change_count(outcome, TRUCE_REVISED), 0);
    assert_int_equal(truce_outcome_change_count(outcome, TRUCE_WITHDRAWN), 1);
    assert_int_equal(check_output(outcome, TRUCE_OUTPUT_CHANGES_NDJSON, "change", true), 2);
    assert_true(check_output(outcome, TRUCE_OUTPUT_FINDINGS_NDJSON, "finding", true) > 40);
    assert_int_equal(truce_outcome_after(outcome, text_of(&earlier), &error), TRUCE_USAGE);
    buf_free(&now);
    buf_free(&earlier);
}

static void every_output_fits_its_schema(void **state)
{
    const struct truce_host host = {host_read, NULL};
    const struct truce_run_options options = {TRUCE_EVERYTHING, false};
    struct truce_agreement *agreement;
    struct truce_facts *facts;
    struct truce_outcome *outcome;
    struct truce_error error;
    struct buf buf;

    (void)state;
    read_file(&buf, EXAMPLE "agreement.md");
    assert_int_equal(truce_agreement_open(NULL, truce_text_of("agreement.md"), text_of(&buf), &host,
                                          &agreement, &error),
                     TRUCE_OK);
    assert_int_equal(truce_facts_open(NULL, agreement, &host, &facts, &error), TRUCE_OK);
    read_example(facts);
    assert_int_equal(truce_run(agreement, facts, &options, &outcome, &error), TRUCE_OK);

    assert_true(check_output(outcome, TRUCE_OUTPUT_FINDINGS_NDJSON, "finding", true) > 40);
    assert_int_equal(check_output(outcome, TRUCE_OUTPUT_PHASES_JSON, "phases", false), 1);
    assert_int_equal(check_output(outcome, TRUCE_OUTPUT_SUMMARY_JSON, "summary", false), 1);
    assert_int_equal(check_output(outcome, TRUCE_OUTPUT_TASKING_JSON, "tasking", false), 1);
    assert_int_equal(check_output(outcome, TRUCE_OUTPUT_REJECTED_NDJSON, "rejected", true), 1);
    assert_true(check_output(outcome, TRUCE_OUTPUT_LATE_NDJSON, "late", true) >= 1);
    check_manifest(outcome);
    check_changes(outcome);

    truce_outcome_close(outcome);
    truce_facts_close(facts);
    truce_agreement_close(agreement);
    buf_free(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_output_fits_its_schema),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

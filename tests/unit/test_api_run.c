/* SPDX-License-Identifier: Apache-2.0
 *
 * The library as its users see it: nothing but include/truce, from a text to findings, a report and a
 * manifest, on the Minsk example. */
#include "truce/truce.h"

/* cmocka.h needs these four before it. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <stdio.h>
#include <string.h>

#define EXAMPLE "examples/minsk-2015/"
#define BYTES_LIMIT (4u << 20)

static char file_bytes[BYTES_LIMIT];

/* The bytes of a file; the test is skipped where it is missing. */
static struct truce_text read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    size_t size;

    if (!file) {
        print_message("skipped: no %s\n", path);
        skip();
    }
    size = fread(file_bytes, 1, sizeof(file_bytes), file);
    (void)fclose(file);
    assert_true(size < sizeof(file_bytes));
    return (struct truce_text){file_bytes, size};
}

static enum truce_code host_read(void *ctx, enum truce_file what, struct truce_text name,
                                 struct truce_bytes *bytes, struct truce_error *error)
{
    const char *folder = what == TRUCE_FILE_ZONE ? "/usr/share/zoneinfo/" : EXAMPLE;
    char path[256], piece[512];
    enum truce_code code = TRUCE_OK;
    size_t size;
    FILE *file;

    (void)ctx;
    (void)snprintf(path, sizeof(path), "%s%.*s", folder, (int)name.size, name.bytes);
    file = fopen(path, "rb");
    if (!file)
        return truce_fail(error, TRUCE_INPUT, "no such file");
    while (code == TRUCE_OK && (size = fread(piece, 1, sizeof(piece), file)) > 0)
        code = truce_bytes_put(bytes, piece, size, error);
    (void)fclose(file);
    return code;
}

static const struct truce_host host = {host_read, NULL};

/* A sink that keeps what it gets. */
struct kept {
    char bytes[BYTES_LIMIT];
    size_t size;
};

static enum truce_code keep(void *ctx, const char *bytes, size_t size, struct truce_error *error)
{
    struct kept *kept = (struct kept *)ctx;

    if (size > sizeof(kept->bytes) - 1 - kept->size)
        return truce_fail(error, TRUCE_IO, "it is full");
    memcpy(kept->bytes + kept->size, bytes, size);
    kept->size += size;
    kept->bytes[kept->size] = '\0';
    return TRUCE_OK;
}

static struct kept kept;

static const struct truce_sink sink = {keep, &kept};

static enum truce_code refuse(void *ctx, const char *bytes, size_t size, struct truce_error *error)
{
    (void)ctx;
    (void)bytes;
    (void)size;
    return truce_fail(error, TRUCE_IO, "the disk is full");
}

struct session {
    struct truce_agreement *agreement;
    struct truce_facts *facts;
    struct truce_outcome *outcome;
};

static void open_example(struct session *session)
{
    struct truce_error error;

    *session = (struct session){NULL, NULL, NULL};
    assert_int_equal(truce_agreement_open(NULL, truce_text_of("agreement.md"),
                                          read_file(EXAMPLE "agreement.md"), &host,
                                          &session->agreement, &error),
                     TRUCE_OK);
    assert_int_equal(truce_agreement_problems(session->agreement).errors, 0);
    assert_int_equal(truce_facts_open(NULL, session->agreement, &host, &session->facts, &error),
                     TRUCE_OK);
}

/* The observations, `piece` bytes at a time. */
static void read_example(struct session *session, size_t piece)
{
    const struct truce_text bytes = read_file(EXAMPLE "observations.ndjson");
    const struct truce_input input = {truce_text_of("observations.ndjson"), truce_text_of("ndjson"),
                                      truce_text_of(""), TRUCE_ROLE_FEED};
    struct truce_error error;

    assert_int_equal(truce_facts_begin(session->facts, &input, &error), TRUCE_OK);
    for (size_t at = 0; at < bytes.size; at += piece) {
        const size_t size = bytes.size - at < piece ? bytes.size - at : piece;

        assert_int_equal(truce_facts_push(session->facts, bytes.bytes + at, size, &error),
                         TRUCE_OK);
    }
    assert_int_equal(truce_facts_end(session->facts, &error), TRUCE_OK);
}

static void run_example(struct session *session, size_t piece)
{
    const struct truce_run_options options = {TRUCE_EVERYTHING, false};
    struct truce_error error;

    open_example(session);
    read_example(session, piece);
    assert_int_equal(
        truce_run(session->agreement, session->facts, &options, &session->outcome, &error),
        TRUCE_OK);
}

static void close_example(struct session *session)
{
    truce_outcome_close(session->outcome);
    truce_facts_close(session->facts);
    truce_agreement_close(session->agreement);
}

static bool is(struct truce_text text, const char *expected)
{
    return text.size == strlen(expected) && memcmp(text.bytes, expected, text.size) == 0;
}

static void counts_what_starts_in_those_days(void **state)
{
    struct session session;
    size_t violations = 0, undetermined = 0;

    (void)state;
    run_example(&session, 1000);
    assert_int_equal(truce_facts_input_count(session.facts), 1);
    assert_int_equal(truce_facts_input(session.facts, 0).observations, 43);
    assert_int_equal(truce_facts_reject_count(session.facts), 0);
    for (size_t i = 0; i < truce_outcome_finding_count(session.outcome); i++) {
        const struct truce_finding finding = truce_outcome_finding(session.outcome, i);

        if (!is(finding.clause, "1"))
            continue;
        violations += finding.verdict == TRUCE_VIOLATION;
        undetermined += finding.verdict == TRUCE_UNDETERMINED;
        assert_true(is(finding.status, "alleged"));
        assert_true(finding.from_us < finding.to_us);
        assert_int_equal(finding.because_count, 1);
        assert_true(finding.id.size == 18 && memcmp(finding.id.bytes, "f:", 2) == 0);
        assert_true(finding.text.size > 0);
        if (finding.verdict == TRUCE_UNDETERMINED) {
            assert_true(is(finding.because[0], "ucdp:203423") ||
                        is(finding.because[0], "ucdp:203643"));
        }
    }
    assert_int_equal(violations, 41);
    assert_int_equal(undetermined, 2);
    assert_true(truce_outcome_count(session.outcome, TRUCE_VIOLATION) >= 41);
    close_example(&session);
}

static void every_output_can_be_written(void **state)
{
    const struct truce_sink full = {refuse, NULL};
    static const char *const starts[] = {
        "{\"id\": \"f:",   "", "",  "{", "{\n  \"engine\"", "id,", "{",
        "<!DOCTYPE html>", "", "{", ""};
    struct session session;
    struct truce_error error;

    (void)state;
    run_example(&session, 77);
    for (int output = TRUCE_OUTPUT_FINDINGS_NDJSON; output <= TRUCE_OUTPUT_SUMMARY_TEXT; output++) {
        for (int audience = TRUCE_PUBLIC; audience <= TRUCE_RESTRICTED; audience++) {
            kept.size = 0;
            kept.bytes[0] = '\0';
            assert_int_equal(truce_outcome_put(session.outcome, (enum truce_output)output,
                                               (enum truce_audience)audience, &sink, &error),
                             TRUCE_OK);
            assert_memory_equal(kept.bytes, starts[output], strlen(starts[output]));
            if (kept.size == 0)
                continue;
            assert_int_equal(truce_outcome_put(session.outcome, (enum truce_output)output,
                                               (enum truce_audience)audience, &full, &error),
                             TRUCE_IO);
            assert_string_equal(error.text, "the disk is full");
        }
    }
    close_example(&session);
}

static void a_manifest_is_read_back(void **state)
{
    struct truce_manifest_file output = {truce_text_of("a.txt"), truce_text_of(""), {{0}}, 3};
    struct truce_manifest *manifest;
    struct truce_hasher *hasher;
    struct session session;
    struct truce_error error;
    char hex[65];

    (void)state;
    run_example(&session, 4096);
    assert_int_equal(truce_hasher_open(NULL, &hasher, &error), TRUCE_OK);
    assert_int_equal(truce_hasher_add(hasher, "ab", 2, &error), TRUCE_OK);
    assert_int_equal(truce_hasher_add(hasher, "c", 1, &error), TRUCE_OK);
    assert_int_equal(truce_hasher_end(hasher, &output.hash, &error), TRUCE_OK);
    truce_hasher_close(hasher);
    truce_hash_hex(&output.hash, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

    kept.size = 0;
    assert_int_equal(
        truce_manifest_put(session.outcome, &output, 1, truce_text_of("2025b"), &sink, &error),
        TRUCE_OK);
    assert_int_equal(
        truce_manifest_open(NULL, (struct truce_text){kept.bytes, kept.size}, &manifest, &error),
        TRUCE_OK);
    /* The agreement, the line it loads, the observations. */
    assert_int_equal(truce_manifest_input_count(manifest), 3);
    assert_true(is(truce_manifest_input(manifest, 0).name, "agreement.md"));
    assert_true(is(truce_manifest_input(manifest, 0).role, "agreement"));
    assert_true(is(truce_manifest_input(manifest, 1).name, "line.geojson"));
    assert_true(is(truce_manifest_input(manifest, 1).role, "geometry"));
    assert_true(is(truce_manifest_input(manifest, 2).name, "observations.ndjson"));
    assert_true(is(truce_manifest_input(manifest, 2).role, "feed"));
    assert_int_equal(truce_manifest_output_count(manifest), 1);
    assert_true(is(truce_manifest_output(manifest, 0).name, "a.txt"));
    assert_int_equal(truce_manifest_output(manifest, 0).size, 3);
    assert_memory_equal(truce_manifest_output(manifest, 0).hash.bytes, output.hash.bytes, 32);
    truce_manifest_close(manifest);

    /* Any bit that is turned, and any cut, is seen. */
    for (size_t at = 0; at < kept.size; at++) {
        kept.bytes[at] = (char)(kept.bytes[at] ^ 1);
        assert_int_equal(truce_manifest_open(NULL, (struct truce_text){kept.bytes, kept.size},
                                             &manifest, &error),
                         TRUCE_INPUT);
        assert_null(manifest);
        kept.bytes[at] = (char)(kept.bytes[at] ^ 1);
        assert_int_equal(
            truce_manifest_open(NULL, (struct truce_text){kept.bytes, at}, &manifest, &error),
            TRUCE_INPUT);
    }
    close_example(&session);
}

static void calls_out_of_order_are_refused(void **state)
{
    const struct truce_run_options options = {TRUCE_EVERYTHING, false};
    const struct truce_input wrong = {truce_text_of("x"), truce_text_of("xml"), truce_text_of(""),
                                      TRUCE_ROLE_FEED};
    const struct truce_input nowhere = {truce_text_of("x"), truce_text_of("csv"),
                                        truce_text_of("No/Where"), TRUCE_ROLE_FEED};
    const struct truce_input good = {truce_text_of("x"), truce_text_of("ndjson"), truce_text_of(""),
                                     TRUCE_ROLE_FEED};
    struct truce_outcome *outcome;
    struct session session;
    struct truce_error error;

    (void)state;
    open_example(&session);
    assert_int_equal(truce_facts_push(session.facts, "x", 1, &error), TRUCE_USAGE);
    assert_int_equal(truce_facts_end(session.facts, &error), TRUCE_USAGE);
    assert_int_equal(truce_facts_begin(session.facts, &wrong, &error), TRUCE_USAGE);
    assert_int_equal(truce_facts_begin(session.facts, &nowhere, &error), TRUCE_INPUT);
    assert_int_equal(truce_facts_begin(session.facts, &good, &error), TRUCE_OK);
    assert_int_equal(truce_facts_begin(session.facts, &good, &error), TRUCE_USAGE);
    assert_int_equal(truce_run(session.agreement, session.facts, &options, &outcome, &error),
                     TRUCE_USAGE);
    assert_int_equal(truce_facts_end(session.facts, &error), TRUCE_OK);
    assert_int_equal(
        truce_run(session.agreement, session.facts, &options, &session.outcome, &error), TRUCE_OK);
    assert_int_equal(truce_run(session.agreement, session.facts, &options, &outcome, &error),
                     TRUCE_USAGE);
    assert_null(outcome);
    assert_int_equal(truce_facts_begin(session.facts, &good, &error), TRUCE_USAGE);
    close_example(&session);
}

static void an_agreement_with_errors_is_told_and_not_run(void **state)
{
    struct truce_agreement *agreement;
    struct truce_facts *facts;
    struct truce_error error;

    (void)state;
    assert_int_equal(truce_agreement_open(NULL, truce_text_of("a.truce"),
                                          truce_text_of("agreement 5"), &host, &agreement, &error),
                     TRUCE_OK);
    assert_true(truce_agreement_problems(agreement).errors > 0);
    kept.size = 0;
    assert_int_equal(truce_agreement_put_text(agreement, false, &sink, &error), TRUCE_OK);
    assert_memory_equal(kept.bytes, "a.truce:1:", 10);
    kept.size = 0;
    assert_int_equal(truce_agreement_put_json(agreement, &sink, &error), TRUCE_OK);
    assert_memory_equal(kept.bytes, "{\"version\": 1", 13);
    assert_int_equal(truce_agreement_title(agreement).size, 0);
    assert_int_equal(truce_facts_open(NULL, agreement, &host, &facts, &error), TRUCE_AGREEMENT);
    assert_null(facts);
    truce_agreement_close(agreement);
    truce_agreement_close(NULL);
    truce_facts_close(NULL);
    truce_outcome_close(NULL);
    truce_manifest_close(NULL);
    truce_hasher_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_what_starts_in_those_days),
        cmocka_unit_test(every_output_can_be_written),
        cmocka_unit_test(a_manifest_is_read_back),
        cmocka_unit_test(calls_out_of_order_are_refused),
        cmocka_unit_test(an_agreement_with_errors_is_told_and_not_run),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

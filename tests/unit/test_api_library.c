/* SPDX-License-Identifier: Apache-2.0
 *
 * Small parts of the public API, and every allocation failing once on the way from the starter's text
 * to its report. */
#include "support/test.h"

#include "support/flaky.h"
#include "truce/truce.h"

#include <string.h>

/* UTC as TZif, version 1 without a transition: what a host gives when it is asked for a zone. */
static const char utc[] = "TZif\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                          "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4"
                          "\0\0\0\0\0\0UTC";

static enum truce_code host_read(void *ctx, enum truce_file file, struct truce_text name,
                                 struct truce_bytes *bytes, struct truce_error *error)
{
    (void)ctx;
    (void)name;
    if (file != TRUCE_FILE_ZONE)
        return truce_fail(error, TRUCE_INPUT, "no such file");
    return truce_bytes_put(bytes, utc, sizeof(utc), error);
}

static const struct truce_host host = {host_read, NULL};

struct counted {
    size_t size, lines;
    uint64_t sum; /* of all bytes, in their order */
    char start[64];
};

static enum truce_code count(void *ctx, const char *bytes, size_t size, struct truce_error *error)
{
    struct counted *counted = (struct counted *)ctx;

    (void)error;
    for (size_t i = 0; i < size; i++) {
        if (counted->size + i < sizeof(counted->start) - 1)
            counted->start[counted->size + i] = bytes[i];
        counted->lines += bytes[i] == '\n';
        counted->sum = counted->sum * 31 + (unsigned char)bytes[i];
    }
    counted->size += size;
    return TRUCE_OK;
}

static struct truce_text starter(const char *name)
{
    for (size_t i = 0; i < truce_starter_count(); i++) {
        if (strcmp(truce_starter(i).name, name) == 0)
            return truce_starter(i).bytes;
    }
    fail_msg("no %s", name);
    return (struct truce_text){NULL, 0};
}

static enum truce_code put_all(const struct truce_outcome *outcome, uint64_t *sum,
                               struct truce_error *error)
{
    enum truce_code code = TRUCE_OK;

    for (int output = TRUCE_OUTPUT_FINDINGS_NDJSON; !code && output <= TRUCE_OUTPUT_SUMMARY_TEXT;
         output++) {
        struct counted counted = {0};
        const struct truce_sink sink = {count, &counted};

        code =
            truce_outcome_put(outcome, (enum truce_output)output, TRUCE_RESTRICTED, &sink, error);
        *sum = *sum * 31 + counted.sum;
    }
    return code;
}

/* sum: of all that was written */
static enum truce_code whole_way(const struct truce_memory *memory, uint64_t *sum,
                                 struct truce_error *error)
{
    const struct truce_run_options options = {TRUCE_EVERYTHING, false};
    const struct truce_input input = {truce_text_of("observations.csv"), truce_text_of("csv"),
                                      truce_text_of("UTC"), TRUCE_ROLE_FEED};
    const struct truce_text bytes = starter("observations.csv");
    struct truce_agreement *agreement = NULL;
    struct truce_facts *facts = NULL;
    struct truce_outcome *outcome = NULL;
    struct counted counted = {0};
    const struct truce_sink sink = {count, &counted};
    enum truce_code code;

    code = truce_agreement_open(memory, truce_text_of("agreement.md"), starter("agreement.md"),
                                &host, &agreement, error);
    if (!code)
        code = truce_agreement_put_text(agreement, true, &sink, error);
    if (!code)
        code = truce_facts_open(memory, agreement, &host, &facts, error);
    if (!code)
        code = truce_facts_begin(facts, &input, error);
    if (!code)
        code = truce_facts_push(facts, bytes.bytes, bytes.size, error);
    if (!code)
        code = truce_facts_end(facts, error);
    if (!code)
        code = truce_run(agreement, facts, &options, &outcome, error);
    if (!code)
        code = put_all(outcome, sum, error);
    if (!code)
        code = truce_manifest_put(outcome, NULL, 0, truce_text_of("x"), &sink, error);
    truce_outcome_close(outcome);
    truce_facts_close(facts);
    truce_agreement_close(agreement);
    return code;
}

/* Where what failed only makes it faster, the answer comes all the same, and is the same. */
static void every_allocation_may_fail(void **state)
{
    uint64_t whole = 0;

    (void)state;
    assert_int_equal(whole_way(NULL, &whole, &(struct truce_error){TRUCE_OK, ""}), TRUCE_OK);
    for (int n = 0;; n++) {
        struct flaky flaky = {.countdown = n};
        const struct truce_memory memory = {flaky_resize, &flaky};
        struct truce_error error = {TRUCE_OK, ""};
        uint64_t sum = 0;
        const enum truce_code code = whole_way(&memory, &sum, &error);

        assert_int_equal(flaky.live, 0);
        if (code == TRUCE_OK)
            assert_true(sum == whole);
        if (code == TRUCE_OK && !flaky.has_failed)
            break;
        if (code == TRUCE_OK)
            continue;
        if (code != TRUCE_NO_MEMORY)
            print_message("allocation %d: %s\n", n, error.text);
        assert_int_equal(code, TRUCE_NO_MEMORY);
        assert_true(error.text[0] != '\0');
        assert_true(n < 100000);
    }
}

static void every_allocation_of_the_tables_may_fail(void **state)
{
    (void)state;
    for (int n = 0;; n++) {
        struct flaky flaky = {.countdown = n};
        const struct truce_memory memory = {flaky_resize, &flaky};
        struct counted counted = {0};
        const struct truce_sink sink = {count, &counted};
        struct truce_error error = {TRUCE_OK, ""};
        const enum truce_code code =
            truce_kinds_put(&memory, truce_text_of(""), TRUCE_FORM_JSON, &sink, &error);

        assert_int_equal(flaky.live, 0);
        if (code == TRUCE_OK && !flaky.has_failed)
            break;
        assert_int_equal(code, TRUCE_NO_MEMORY);
    }
}

static void kinds_are_listed(void **state)
{
    struct counted all = {0}, some = {0};
    const struct truce_sink all_sink = {count, &all}, some_sink = {count, &some};
    struct truce_error error;

    (void)state;
    assert_int_equal(truce_kinds_put(NULL, truce_text_of(""), TRUCE_FORM_TEXT, &all_sink, &error),
                     TRUCE_OK);
    assert_true(all.lines > 100);
    assert_int_equal(
        truce_kinds_put(NULL, truce_text_of("shelling"), TRUCE_FORM_TEXT, &some_sink, &error),
        TRUCE_OK);
    assert_memory_equal(some.start, "shelling ", 9);
    assert_true(some.lines > 3 && some.lines < all.lines);
    assert_int_equal(
        truce_kinds_put(NULL, truce_text_of("shellin"), TRUCE_FORM_TEXT, &some_sink, &error),
        TRUCE_USAGE);
    assert_non_null(strstr(error.text, "\"shelling\""));
}

static void times_need_their_offset(void **state)
{
    static const char *const wrong[] = {
        "", "now", "2020-07-30", "2020-07-30T00:00:00", "30.07.2020", "2020-02-30T00:00:00Z"};
    struct truce_error error;
    int64_t at_us = 0;

    (void)state;
    assert_int_equal(truce_time_parse(truce_text_of("1970-01-01T00:00:01Z"), &at_us, &error),
                     TRUCE_OK);
    assert_int_equal(at_us, 1000000);
    assert_int_equal(truce_time_parse(truce_text_of("1970-01-01T03:00:00+03:00"), &at_us, &error),
                     TRUCE_OK);
    assert_int_equal(at_us, 0);
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        assert_int_equal(truce_time_parse(truce_text_of(wrong[i]), &at_us, &error), TRUCE_INPUT);
        assert_non_null(strstr(error.text, "2020-07-30T00:00:00Z"));
    }
}

static void codes_are_exit_statuses(void **state)
{
    struct truce_error error;

    (void)state;
    assert_int_equal(truce_exit_status(TRUCE_OK), 0);
    assert_int_equal(truce_exit_status(TRUCE_USAGE), 2);
    assert_int_equal(truce_exit_status(TRUCE_AGREEMENT), 3);
    assert_int_equal(truce_exit_status(TRUCE_INPUT), 4);
    assert_int_equal(truce_exit_status(TRUCE_IO), 5);
    assert_int_equal(truce_exit_status(TRUCE_NO_MEMORY), 5);
    assert_int_equal(truce_exit_status(TRUCE_INTERNAL), 70);
    assert_int_equal(truce_fail(&error, TRUCE_IO, "so"), TRUCE_IO);
    assert_int_equal(error.code, TRUCE_IO);
    assert_string_equal(error.text, "so");
    assert_int_equal(truce_fail(NULL, TRUCE_INPUT, "so"), TRUCE_INPUT);
    assert_memory_equal(truce_version(), "truce ", 6);
    assert_string_equal(truce_verdict_text(TRUCE_UNDETERMINED), "undetermined");
    assert_string_equal(truce_starter(truce_starter_count()).name, "");
}

static void a_text_over_the_limit_is_refused(void **state)
{
    static char large[((size_t)16 << 20) + 1];
    struct truce_agreement *agreement;
    struct truce_error error;

    (void)state;
    assert_int_equal(truce_agreement_open(NULL, truce_text_of("a.md"),
                                          (struct truce_text){large, sizeof(large)}, &host,
                                          &agreement, &error),
                     TRUCE_INPUT);
    assert_null(agreement);
    assert_non_null(strstr(error.text, "16777216"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(every_allocation_of_the_tables_may_fail),
        cmocka_unit_test(kinds_are_listed),
        cmocka_unit_test(times_need_their_offset),
        cmocka_unit_test(codes_are_exit_statuses),
        cmocka_unit_test(a_text_over_the_limit_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

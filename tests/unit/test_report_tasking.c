/* SPDX-License-Identifier: Apache-2.0
 *
 * What to look for: ranked by the doubt that it would remove, the same for all parties, without exact places. */
#include "report/report.h"
#include "support/monitor_world.h"

#include <stdlib.h>

#define TWO                                                                                        \
    "throughout clause 1 \"x\" verified by M forbid attack by A, B in z\n"                         \
    "throughout clause 2 \"y\" verified by M keep mortar of A, B out of band"

/* A on the left, B on the right, or the other way round: the letters are swapped in the records. */
static char *tasking_of(bool is_swapped)
{
    static const char *const lines[] = {
        "{\"id\": \"a\", \"time\": \"2026-01-02T10:00:00Z\", \"kind\": \"attack\", \"place\": "
        "{\"lon\": 36.9987654, \"lat\": 48.5, \"error_m\": 900}, \"actor\": {\"A\": 0.4}}",
        "{\"id\": \"b\", \"time\": \"2026-01-02T12:00:00Z\", \"kind\": \"attack\", \"place\": "
        "{\"lon\": 36.9987654, \"lat\": 48.6, \"error_m\": 900}, \"actor\": {\"B\": 0.4}}",
        "{\"id\": \"c\", \"time\": \"2026-01-03T12:00:00Z\", \"kind\": \"attack\", "
        "\"probability\": "
        "0.1, \"place\": {\"lon\": 37.5, \"lat\": 48.6}, \"actor\": \"A\"}",
        "{\"id\": \"m\", \"time\": \"2026-01-04T12:00:00Z\", \"kind\": \"mortar\", \"place\": "
        "{\"area\": \"somewhere\"}, \"actor\": \"B\"}"};
    struct report_input input = {.audience = REPORT_RESTRICTED};
    struct world w;
    struct buf buf;
    char *out;

    world_open(&w, TWO);
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        char line[512];

        (void)snprintf(line, sizeof line, "%s", lines[i]);
        for (char *at = line; is_swapped && (at = strpbrk(at, "AB")) != NULL; at++)
            *at = *at == 'A' ? 'B' : 'A';
        world_add(&w, line);
    }
    world_run(&w);
    input.plan = w.plan;
    input.facts = &w.facts;
    input.outcome = &w.outcome;
    buf_init(&buf, &mem_libc, 1 << 20);
    assert_int_equal(report_tasking(&buf, &w.arena, &input, &w.err), ERR_OK);
    buf_putc(&buf, '\0');
    assert_false(buf.failed);
    out = malloc(buf.size);
    assert_non_null(out);
    memcpy(out, buf.bytes, buf.size);
    buf_free(&buf);
    world_close(&w);
    return out;
}

static void it_is_the_same_for_all_parties(void **state)
{
    char *plain = tasking_of(false), *swapped = tasking_of(true);

    (void)state;
    assert_string_equal(plain, swapped);
    free(plain);
    free(swapped);
}

static void it_is_coarse(void **state)
{
    char *text = tasking_of(false);

    (void)state;
    assert_null(strstr(text, "36.9"));
    assert_null(strstr(text, "48."));
    assert_null(strstr(text, "T10:"));
    assert_null(strstr(text, "\"f:"));
    assert_null(strstr(text, "Party"));
    assert_non_null(strstr(text, "\"areas\": [\"z\"]"));
    assert_non_null(strstr(text, "\"areas\": [\"band\"]"));
    free(text);
}

/* Two acts of one day, each a bit of doubt about where: together first. An act that hardly happened comes last. */
static void the_most_doubt_comes_first(void **state)
{
    char *text = tasking_of(false), *at = text;
    double last = 1e9;
    int rank = 0;

    (void)state;
    while ((at = strstr(at, "\"rank\": ")) != NULL) {
        char *bits = strstr(at, "\"bits\": ");

        assert_int_equal(atoi(at + 8), ++rank);
        assert_non_null(bits);
        assert_true(strtod(bits + 8, NULL) <= last);
        last = strtod(bits + 8, NULL);
        at = bits;
    }
    assert_true(rank >= 4);
    assert_true(last > 0 && last < 1);
    at = strstr(text, "\"what\": \"place\"");
    assert_non_null(at);
    assert_non_null(
        strstr(text, "\"from\": \"2026-01-02\", \"to\": \"2026-01-02\", \"findings\": 2"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_the_same_for_all_parties),
        cmocka_unit_test(it_is_coarse),
        cmocka_unit_test(the_most_doubt_comes_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

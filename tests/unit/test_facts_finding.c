/* SPDX-License-Identifier: Apache-2.0
 *
 * Findings read back: what was written is read and written again as the same bytes; what is no finding is refused. */
#include "support/test.h"

#include "facts/read_finding.h"

#include <math.h>
#include <string.h>

static const struct fact_share parties[] = {{STR_INIT("A"), 0.5}, {STR_INIT("B"), 0.1}};
static const struct str names[] = {STR_INIT("smm:2020-178/17"), STR_INIT("decision:d7")};
static const struct finding_reading readings[] = {{STR_INIT("A"), {0.72, 0.72}},
                                                  {STR_INIT("JMC"), {0.5, 0.7}}};

static struct finding sample(void)
{
    return (struct finding){
        .id = STR("f:9c1f00000000abcd"),
        .version = 3,
        .clause = STR("1"),
        .article = STR("Part \"I\": the pause\n"),
        .phase = STR("pause"),
        .verdict = FINDING_LATE,
        .status = FACT_STATUS_UNDER_VERIFICATION,
        .has_occurrence = true,
        .occurrence = {0.25, 0.7},
        .party = STR("A"),
        .parties = parties,
        .party_count = 2,
        .attribution = {2, STR("A"), STR("direction of fire")},
        .gravity = STR("serious"),
        .time = {5, TIME_HOUR_US},
        .place = {.form = FACT_PLACE_POINT, .point = {37.75, 48.1234567}, .error_m = 400},
        .readings = readings,
        .reading_count = 2,
        .has_states = true,
        .states = {{0, 0}, {0.25, 1}, {0, 0.75}, {0, 0}},
        .has_value = true,
        .value = {3, HUGE_VAL},
        .has_bound = true,
        .bound = 2.5,
        .unit = STR("tally"),
        .has_events = true,
        .events = 45,
        .because = names,
        .because_count = 2,
        .considered = names,
        .considered_count = 1,
        .needs = names,
        .need_count = 1,
        .known_at_us = TIME_DAY_US,
        .supersedes = STR("f:9c1f00000000abcd#2"),
        .text = STR("a sentence"),
        .way = {FINDING_WAY_SAMPLED, 0.001, 1000},
    };
}

/* Written, read and written again. */
static void same_again(const struct finding *finding)
{
    struct arena arena = {.mem = &mem_libc};
    struct buf once, twice;
    struct finding read;
    struct err err;

    buf_init(&once, &mem_libc, 1 << 16);
    buf_init(&twice, &mem_libc, 1 << 16);
    finding_put(&once, finding);
    assert_int_equal(finding_read_line(&arena, buf_str(&once), &read, &err), ERR_OK);
    finding_put(&twice, &read);
    assert_false(once.failed || twice.failed);
    assert_int_equal(once.size, twice.size);
    assert_memory_equal(once.bytes, twice.bytes, once.size);
    buf_free(&once);
    buf_free(&twice);
    arena_free(&arena);
}

static void what_is_read_is_written_as_it_was(void **state)
{
    struct finding f = sample();

    (void)state;
    same_again(&f);
    f.time.to_us = TIME_NEVER;
    f.has_states = f.has_value = f.has_bound = f.has_events = f.has_occurrence = false;
    f.readings = NULL;
    f.reading_count = f.party_count = f.because_count = f.need_count = f.considered_count = 0;
    f.party = f.gravity = f.unit = f.supersedes = f.phase = (struct str){0};
    f.attribution = (struct fact_attribution){0};
    f.way = (struct finding_way){0};
    same_again(&f);
    f.is_standing = true;
    f.time = (struct fact_time){TIME_NONE, TIME_NONE};
    f.place = (struct fact_place){.form = FACT_PLACE_AREA, .area = STR("aid")};
    same_again(&f);
    f.is_withdrawn = true;
    same_again(&f);
    for (int v = 0; v < FINDING_VERDICT_COUNT; v++) {
        f = sample();
        f.verdict = (enum finding_verdict)v;
        same_again(&f);
    }
}

static void a_version_does_not_count_in_the_digest_and_all_else_does(void **state)
{
    struct finding f = sample(), g = sample();
    uint8_t a[16], b[16];
    struct err err;

    (void)state;
    g.version = 9;
    g.known_at_us = 0;
    g.supersedes = (struct str){0};
    assert_int_equal(finding_digest(&mem_libc, &f, false, a, &err), ERR_OK);
    assert_int_equal(finding_digest(&mem_libc, &g, false, b, &err), ERR_OK);
    assert_memory_equal(a, b, sizeof(a));
    g.considered_count = 0;
    assert_int_equal(finding_digest(&mem_libc, &g, false, b, &err), ERR_OK);
    assert_memory_not_equal(a, b, sizeof(a));
    assert_int_equal(finding_digest(&mem_libc, &f, true, a, &err), ERR_OK);
    assert_int_equal(finding_digest(&mem_libc, &g, true, b, &err), ERR_OK);
    assert_memory_equal(a, b, sizeof(a));
    g.text = STR("another sentence");
    assert_int_equal(finding_digest(&mem_libc, &g, true, b, &err), ERR_OK);
    assert_memory_not_equal(a, b, sizeof(a));
}

static void what_is_no_finding_is_refused(void **state)
{
    static const char *const lines[] = {
        "",
        "{}",
        "[1]",
        "{\"id\": \"f:1\", \"version\": 1, \"verdict\": \"kept\"}",
        "{\"id\": \"f:9c1f00000000abcd\", \"version\": 0, \"verdict\": \"kept\"}",
        "{\"id\": \"f:9c1f00000000abcd\", \"version\": 1e300, \"verdict\": \"kept\"}",
        "{\"id\": \"f:9c1f00000000abcd\", \"version\": 1, \"verdict\": \"good\"}",
        "{\"id\": \"f:9c1f00000000abcd\", \"version\": 1}",
        "{\"id\": \"f:9c1f00000000abcd\", \"version\": 1, \"verdict\": \"kept\", \"status\": "
        "\"so\"}",
        "{\"id\": \"f:9c1f00000000abcd\", \"version\": 1, \"verdict\": \"kept\", \"time\": "
        "{\"from\": "
        "3}}",
        "{\"id\": \"f:9c1f00000000abcd\", \"version\": 1, \"verdict\": \"kept\", \"occurrence\": "
        "[1]}",
        "{\"id\": \"f:9c1f00000000abcd\", \"version\": 1, \"verdict\": \"kept\", \"because\": [1]}",
        "{\"id\": \"f:9c1f00000000abcd\", \"version\": 1, \"verdict\": \"kept\", \"parties\": "
        "{\"A\": \"x\"}}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        struct arena arena = {.mem = &mem_libc};
        struct finding f;
        struct err err = {0};

        assert_int_equal(finding_read_line(&arena, str_z(lines[i]), &f, &err), ERR_INPUT);
        assert_true(strlen(err.text) > 0);
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_read_is_written_as_it_was),
        cmocka_unit_test(a_version_does_not_count_in_the_digest_and_all_else_does),
        cmocka_unit_test(what_is_no_finding_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The bytes of findings and outcomes. */
#include "support/test.h"

#include "facts/outcome.h"

#include <math.h>
#include <string.h>

static const struct fact_share parties[] = {{STR_INIT("A"), 0.5}, {STR_INIT("B"), 0.1}};
static const struct str because[] = {STR_INIT("smm:2020-178/17"), STR_INIT("decision:d7")};
static const struct finding_reading readings[] = {{STR_INIT("A"), {0.72, 0.72}},
                                                  {STR_INIT("JMC"), {0.5, 0.7}}};
static const struct str needs[] = {STR_INIT("a ruling, by \"M\"")};

static struct finding sample(void)
{
    return (struct finding){
        .id = STR("f:9c1f000000000000"),
        .version = 1,
        .clause = STR("1"),
        .article = STR("Part I: The humanitarian pause"),
        .phase = STR("pause"),
        .verdict = FINDING_VIOLATION,
        .has_occurrence = true,
        .occurrence = {0.7, 0.7},
        .parties = parties,
        .party_count = 2,
        .attribution = {1, STR("A"), STR("direction of fire")},
        .gravity = STR("serious"),
        .time = {0, TIME_HOUR_US},
        .place = {.form = FACT_PLACE_POINT, .point = {37.75, 48.12}, .error_m = 400},
        .readings = readings,
        .reading_count = 2,
        .has_events = true,
        .events = 45,
        .because = because,
        .because_count = 2,
        .needs = needs,
        .need_count = 1,
        .known_at_us = TIME_DAY_US,
        .text = STR("=an \xE2\x80\x9C"
                    "act\xE2\x80\x9D"),
        .way = {.by = FINDING_WAY_SUM, .error = 2e-4},
    };
}

static void assert_put(struct buf *buf, const char *expected)
{
    assert_false(buf->failed);
    buf_putc(buf, '\0');
    assert_string_equal(buf->bytes, expected);
    buf_free(buf);
}

static void a_finding_has_its_keys_in_order(void **state)
{
    struct finding f = sample();
    struct buf buf;
    (void)state;

    buf_init(&buf, &mem_libc, 1 << 16);
    finding_put(&buf, &f);
    assert_put(
        &buf,
        "{\"id\": \"f:9c1f000000000000\", \"version\": 1, \"clause\": \"1\", \"article\": \"Part "
        "I: "
        "The humanitarian pause\", \"phase\": \"pause\", \"verdict\": \"violation\", \"status\": "
        "\"alleged\", \"occurrence\": 0.7, \"party\": null, \"parties\": {\"A\": 0.5, \"B\": 0.1}, "
        "\"attribution\": {\"party\": \"A\", \"level\": \"A1\", \"basis\": \"direction of fire\"}, "
        "\"gravity\": \"serious\", \"time\": {\"from\": \"1970-01-01T00:00:00Z\", \"to\": "
        "\"1970-01-01T01:00:00Z\"}, \"place\": {\"lon\": 37.75, \"lat\": 48.12, \"error_m\": 400}, "
        "\"readings\": {\"A\": 0.72, \"JMC\": [0.5, 0.7]}, \"states\": null, \"value\": null, "
        "\"bound\": null, \"unit\": null, \"events\": 45, \"because\": [\"smm:2020-178/17\", "
        "\"decision:d7\"], \"considered\": [], \"needs\": [\"a ruling, by \\\"M\\\"\"], "
        "\"known_at\": \"1970-01-02T00:00:00Z\", \"supersedes\": null, \"text\": \"=an \xE2\x80\x9C"
        "act\xE2\x80\x9D\", \"way\": {\"by\": \"sum\", \"error\": 0.0002, \"worlds\": null}}\n");
}

static void a_duty_and_a_standing_finding_write_what_they_have(void **state)
{
    struct finding f = sample();
    struct buf buf;
    (void)state;

    f.has_occurrence = f.has_events = false;
    f.is_standing = true;
    f.verdict = FINDING_KEPT;
    f.place = (struct fact_place){0};
    f.time.to_us = TIME_NEVER;
    f.has_states = f.has_value = f.has_bound = true;
    f.states[FINDING_STATE_LATE] = (struct fact_interval){0.25, 1};
    f.value = (struct fact_interval){3, HUGE_VAL};
    f.bound = 2;
    f.unit = STR("tally");
    f.way = (struct finding_way){.by = FINDING_WAY_SAMPLED, .error = 2e-8, .worlds = 4096};
    buf_init(&buf, &mem_libc, 1 << 16);
    finding_put(&buf, &f);
    buf_putc(&buf, '\0');
    assert_non_null(
        strstr(buf.bytes, "\"verdict\": \"kept\", \"status\": null, \"occurrence\": null"));
    assert_non_null(strstr(buf.bytes, "\"to\": null}, \"place\": null"));
    assert_non_null(strstr(buf.bytes, "\"states\": {\"pending\": 0, \"fulfilled\": 0, \"late\": "
                                      "[0.25, 1], \"breached\": 0}, \"value\": [3, null], "
                                      "\"bound\": 2, \"unit\": \"tally\""));
    assert_non_null(strstr(buf.bytes, "\"way\": {\"by\": \"sampled\", \"error\": 0.00000002, "
                                      "\"worlds\": 4096}}"));
    buf_free(&buf);
}

static void a_csv_row_has_the_columns_of_the_header(void **state)
{
    struct finding f = sample();
    struct buf buf;
    size_t commas = 0, cells = 0;
    bool quoted = false;
    (void)state;

    buf_init(&buf, &mem_libc, 1 << 16);
    finding_csv_header(&buf);
    for (size_t i = 0; i < buf.size; i++)
        commas += buf.bytes[i] == ',';
    buf_clear(&buf);
    finding_csv_put(&buf, &f);
    for (size_t i = 0; i < buf.size; i++) {
        quoted ^= buf.bytes[i] == '"';
        cells += !quoted && buf.bytes[i] == ',';
    }
    assert_int_equal(commas, cells);
    assert_put(&buf,
               "f:9c1f000000000000,1,1,Part I: The humanitarian pause,pause,violation,alleged,0.7,,"
               "\"A:0.5;B:0.1\",A,A1,direction of fire,serious,1970-01-01T00:00:00Z,"
               "1970-01-01T01:00:00Z,37.75,48.12,400,,\"A:0.72;JMC:[0.5, 0.7]\",,,,,,,,45,"
               "\"smm:2020-178/17;decision:d7\",,\"a ruling, by \"\"M\"\"\",1970-01-02T00:00:00Z,,"
               "'=an \xE2\x80\x9C"
               "act\xE2\x80\x9D,sum,0.0002,\n");
}

static void phases_and_summary_are_pretty(void **state)
{
    static const struct str conditions[] = {STR_INIT("at most 3 verified")};
    static const enum outcome_gate_state states[] = {OUTCOME_GATE_UNDETERMINED};
    struct outcome_gate gate = {.to = STR("ceasefire"),
                                .state = OUTCOME_GATE_UNDETERMINED,
                                .conditions = conditions,
                                .condition_states = states,
                                .condition_count = 1,
                                .has_value = true,
                                .value = {0, 3},
                                .probability = {0, 1},
                                .way = {.by = FINDING_WAY_SAMPLED, .worlds = 10000},
                                .awaited = 3,
                                .judged_us = TIME_NONE};
    struct outcome_phase phase = {.name = STR("pause"),
                                  .title = STR("The pause"),
                                  .state = OUTCOME_PHASE_UNDETERMINED,
                                  .begin_us = 0,
                                  .end_us = TIME_NONE,
                                  .gates = &gate,
                                  .gate_count = 1};
    static const struct outcome_party_count by_party[] = {{STR_INIT("A"), {0, 1.5}}};
    struct outcome_clause clauses[] = {
        {.label = STR("1"),
         .title = STR("All attacks cease"),
         .judged = OUTCOME_YES,
         .verdicts = {[FINDING_VIOLATION] = 2, [FINDING_UNDETERMINED] = 1},
         .alleged = 3,
         .by_party = by_party,
         .by_party_count = 1,
         .expected = {2, 2.5}},
        {.title = STR("Prose"), .judged = OUTCOME_NOT_ENCODED},
        {.title = STR("Prose"), .judged = OUTCOME_NOT_ENCODED},
    };
    struct outcome outcome = {
        .phases = &phase, .phase_count = 1, .clauses = clauses, .clause_count = 3};
    struct buf buf;
    (void)state;

    buf_init(&buf, &mem_libc, 1 << 16);
    outcome_put_phases(&buf, &outcome);
    assert_put(&buf, "{\n"
                     "  \"phases\": [\n"
                     "    {\n"
                     "      \"name\": \"pause\",\n"
                     "      \"title\": \"The pause\",\n"
                     "      \"state\": \"undetermined\",\n"
                     "      \"begin\": \"1970-01-01T00:00:00Z\",\n"
                     "      \"end\": null,\n"
                     "      \"next\": null,\n"
                     "      \"blocks\": [],\n"
                     "      \"gates\": [\n"
                     "        {\n"
                     "          \"to\": \"ceasefire\",\n"
                     "          \"state\": \"undetermined\",\n"
                     "          \"conditions\": [\n"
                     "            {\n"
                     "              \"text\": \"at most 3 verified\",\n"
                     "              \"state\": \"undetermined\"\n"
                     "            }\n"
                     "          ],\n"
                     "          \"value\": [0, 3],\n"
                     "          \"probability\": [0, 1],\n"
                     "          \"worlds\": 10000,\n"
                     "          \"awaited\": 3,\n"
                     "          \"blocks\": [],\n"
                     "          \"decision\": null,\n"
                     "          \"decided_by\": null,\n"
                     "          \"decided\": null,\n"
                     "          \"judged_at\": null,\n"
                     "          \"as_now_known\": null\n"
                     "        }\n"
                     "      ]\n"
                     "    }\n"
                     "  ],\n"
                     "  \"agenda\": []\n"
                     "}\n");
    buf_init(&buf, &mem_libc, 1 << 16);
    outcome_put_summary_clauses(&buf, &outcome);
    assert_put(&buf, "{\n"
                     "    \"1\": {\n"
                     "      \"title\": \"All attacks cease\",\n"
                     "      \"judged\": \"yes\",\n"
                     "      \"verdicts\": {\"violation\": 2, \"undetermined\": 1},\n"
                     "      \"alleged\": 3,\n"
                     "      \"substantiated\": 0,\n"
                     "      \"by_party\": {\"A\": [0, 1.5]},\n"
                     "      \"expected\": [2, 2.5]\n"
                     "    },\n"
                     "    \"Prose\": {\n"
                     "      \"title\": \"Prose\",\n"
                     "      \"judged\": \"not encoded\"\n"
                     "    },\n"
                     "    \"Prose (2)\": {\n"
                     "      \"title\": \"Prose\",\n"
                     "      \"judged\": \"not encoded\"\n"
                     "    }\n"
                     "  }");
    buf_init(&buf, &mem_libc, 1 << 16);
    outcome_put_summary_phases(&buf, &outcome);
    assert_put(&buf, "[\n"
                     "    {\n"
                     "      \"name\": \"pause\",\n"
                     "      \"state\": \"undetermined\",\n"
                     "      \"begin\": \"1970-01-01T00:00:00Z\",\n"
                     "      \"end\": null,\n"
                     "      \"next\": null,\n"
                     "      \"gate\": \"undetermined\",\n"
                     "      \"probability\": [0, 1]\n"
                     "    }\n"
                     "  ]");
}

static void late_records_are_lines(void **state)
{
    struct outcome_late late = {STR("f:1"), TIME_DAY_US, 0, STR("late")};
    struct outcome outcome = {.late = &late, .late_count = 1};
    struct buf buf;
    (void)state;

    buf_init(&buf, &mem_libc, 1 << 16);
    outcome_put_late(&buf, &outcome);
    assert_put(&buf, "{\"record\": \"f:1\", \"received\": \"1970-01-02T00:00:00Z\", \"time\": "
                     "\"1970-01-01T00:00:00Z\", \"text\": \"late\"}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_finding_has_its_keys_in_order),
        cmocka_unit_test(a_duty_and_a_standing_finding_write_what_they_have),
        cmocka_unit_test(a_csv_row_has_the_columns_of_the_header),
        cmocka_unit_test(phases_and_summary_are_pretty),
        cmocka_unit_test(late_records_are_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The published schemas (share/schemas) against what is read and written: what a schema admits
 * the reader takes, what the reader refuses for its form the schema refuses too, and what we
 * write fits. */
#include "support/test.h"

#include "facts/outcome.h"
#include "facts/read.h"
#include "support/feeding.h"
#include "support/schema.h"

#include <math.h>
#include <string.h>

struct schema {
    struct str bytes;
    struct arena arena;
    struct json json;
};

static struct str from_root(const char *folder, const char *name, const char *ending)
{
    char path[512];
    const char *root = getenv("ROOT");

    (void)snprintf(path, sizeof path, "%s/%s/%s%s", root ? root : ".", folder, name, ending);
    return whole_file(path);
}

static void open_schema(struct schema *schema, const char *name)
{
    struct err err;

    *schema = (struct schema){.arena = {.mem = &mem_libc}};
    schema->bytes = from_root("share/schemas", name, ".json");
    if (!schema->bytes.text)
        fail_msg("share/schemas/%s.json is missing", name);
    if (json_parse(&schema->arena, schema->bytes, &schema->json, &err))
        fail_msg("%s: %s", name, err.text);
    assert_non_null(json_get(&schema->json, "$schema"));
    assert_non_null(json_get(&schema->json, "title"));
}

static void close_schema(struct schema *schema)
{
    arena_free(&schema->arena);
    free((void *)(uintptr_t)schema->bytes.text);
}

static bool line_fits(const struct schema *schema, struct str line, struct err *why)
{
    struct arena arena = {.mem = &mem_libc};
    struct json json;
    bool is_fitting =
        !json_parse(&arena, line, &json, why) && schema_fits(&schema->json, &json, why);

    arena_free(&arena);
    return is_fitting;
}

static void assert_fits(const char *name, struct str line)
{
    struct schema schema;
    struct err why = {0};

    open_schema(&schema, name);
    if (!line_fits(&schema, line, &why))
        fail_msg("%s: %.*s: %s", name, STR_ARG(line), why.text);
    close_schema(&schema);
}

/* Each line of a file against the schema of its record, and through the reader. */
static void check_file(struct str file)
{
    static const char *const names[] = {"observation", "coverage",    "feed",
                                        "decision",    "declaration", "tally"};
    struct schema schemas[COUNT_OF(names)];
    struct arena arena = {.mem = &mem_libc};
    struct facts facts;
    struct err why;

    facts_init(&facts, &arena);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        open_schema(&schemas[i], names[i]);
    while (file.size > 0) {
        struct str line = str_cut(&file, '\n');
        struct json json;
        if (str_trim(line).size == 0 || json_parse(&arena, line, &json, &why))
            continue;
        const struct json *record = json_get(&json, "record");
        struct str name = record ? record->text : STR("observation");
        for (size_t i = 0; i < COUNT_OF(names); i++) {
            if (!str_eq(name, str_z(names[i])))
                continue;
            bool is_fitting = line_fits(&schemas[i], line, &why);
            enum err_code code =
                fact_read_line(&facts, line, STR("f"), NULL, STR("s"), 1, NULL, NULL);
            if (is_fitting != (code == ERR_OK))
                fail_msg("%.*s: %s", STR_ARG(line),
                         is_fitting ? "only the schema takes it" : why.text);
        }
    }
    for (size_t i = 0; i < COUNT_OF(names); i++)
        close_schema(&schemas[i]);
    arena_free(&arena);
}

static void examples_fit(void **state)
{
    static const char *const files[] = {
        "examples/minsk-2015/observations", "examples/framework/observations",
        "examples/framework/decisions",     "examples/framework/coverage",
        "examples/osce-2020/observations",
    };
    (void)state;

    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct str file = from_root("", files[i], ".ndjson");
        check_file(file);
        free((void *)(uintptr_t)file.text);
    }
    struct str stored = from_root("tests/data/fuzz/ndjson", "full", "");
    check_file(stored);
    free((void *)(uintptr_t)stored.text);
    stored = from_root("tests/data/fuzz/ndjson", "records", "");
    check_file(stored);
    free((void *)(uintptr_t)stored.text);
}

#define T "\"2020-07-27T05:10:00Z\""
#define BASE "{\"kind\": \"k\", \"time\": " T ", "

static void schema_and_reader_refuse_the_same_forms(void **state)
{
    static const char lines[] =
        "{\"kind\": \"k\"}\n"
        "{\"time\": " T "}\n"
        "{\"kind\": \"\", \"time\": " T "}\n"
        "{\"kind\": \"k\", \"time\": \"2020-07-27T05:10:00\"}\n"
        "{\"kind\": \"k\", \"time\": \"27.07.2020\"}\n"
        "{\"kind\": \"k\", \"time\": {\"from\": " T "}}\n" BASE
        "\"place\": {\"lat\": 91, \"lon\": 0}}\n" BASE "\"place\": {\"lat\": 1}}\n" BASE
        "\"place\": {\"lat\": 1, \"lon\": 1, \"area\": \"x\"}}\n" BASE "\"place\": {}}\n" BASE
        "\"place\": {\"area\": \"x\"}}\n" BASE "\"actor\": {\"A\": 1.5}}\n" BASE
        "\"actor\": \"A\"}\n" BASE "\"grade\": \"B7\"}\n" BASE "\"grade\": \"B2\"}\n" BASE
        "\"status\": \"proven\"}\n" BASE "\"probability\": 2}\n" BASE "\"count\": -1}\n" BASE
        "\"count\": {\"about\": true}}\n" BASE "\"feed\": \"a:b\"}\n" BASE
        "\"attribution\": {\"level\": \"A9\"}}\n" BASE "\"evidence\": \"x\"}\n" BASE
        "\"object\": 3}\n" BASE "\"strange\": 3}\n" BASE "\"id\": 17}\n"
        "{\"record\": \"coverage\", \"seen\": 1}\n"
        "{\"record\": \"coverage\", \"time\": {\"from\": " T
        ", \"to\": \"2021-01-01T00:00:00Z\"}}\n"
        "{\"record\": \"feed\", \"lateness\": \"1 day\"}\n"
        "{\"record\": \"feed\", \"lateness\": \"P1M\"}\n"
        "{\"record\": \"feed\", \"complete\": 3}\n"
        "{\"record\": \"decision\", \"id\": \"1\", \"body\": \"M\", \"time\": " T
        ", \"what\": \"revoke\"}\n"
        "{\"record\": \"decision\", \"id\": \"1\", \"body\": \"M\", \"time\": " T
        ", \"what\": \"revoke\", \"on\": {\"incident\": \"a:1\"}}\n"
        "{\"record\": \"decision\", \"id\": \"1\", \"body\": \"M\", \"time\": " T
        ", \"what\": \"guilty\", \"on\": {\"finding\": \"f:1\"}}\n"
        "{\"record\": \"declaration\", \"id\": \"1\", \"party\": \"A\", \"time\": " T "}\n"
        "{\"record\": \"tally\", \"kind\": \"k\", \"time\": {\"from\": " T
        ", \"to\": \"2021-01-01T00:00:00Z\"}}\n"
        "{\"record\": \"tally\", \"kind\": \"k\", \"value\": -1, \"time\": {\"from\": " T
        ", \"to\": \"2021-01-01T00:00:00Z\"}}\n";
    (void)state;

    check_file(STR(lines));
}

static void findings_fit(void **state)
{
    static const struct str list[] = {STR_INIT("a:1")};
    struct finding f = {.id = STR("f:0123456789abcdef"),
                        .version = 1,
                        .clause = STR("1"),
                        .phase = STR("throughout"),
                        .verdict = FINDING_UNDETERMINED,
                        .has_occurrence = true,
                        .occurrence = {0, 1},
                        .place = {.form = FACT_PLACE_AREA, .area = STR("dmz")},
                        .has_value = true,
                        .value = {3, HUGE_VAL},
                        .has_states = true,
                        .because = list,
                        .because_count = 1,
                        .known_at_us = TIME_NONE,
                        .time = {TIME_NONE, TIME_NONE}};
    struct buf buf;
    (void)state;

    buf_init(&buf, &mem_libc, 1 << 16);
    finding_put(&buf, &f);
    assert_fits("finding", str_trim(buf_str(&buf)));
    buf_clear(&buf);
    f.is_standing = true;
    f.has_value = f.has_states = f.has_occurrence = false;
    f.time = (struct fact_time){0, TIME_NEVER};
    finding_put(&buf, &f);
    assert_fits("finding", str_trim(buf_str(&buf)));
    buf_free(&buf);
}

static void phases_and_late_records_fit(void **state)
{
    static const struct str texts[] = {STR_INIT("x")};
    static const enum outcome_gate_state states[] = {OUTCOME_GATE_NOT_MET};
    struct outcome_gate gate = {.to = STR("b"),
                                .conditions = texts,
                                .condition_states = states,
                                .condition_count = 1,
                                .has_value = true,
                                .value = {0, 2},
                                .blocks = texts,
                                .block_count = 1,
                                .judged_us = 0};
    struct outcome_phase phase = {
        .name = STR("a"), .end_us = TIME_NONE, .gates = &gate, .gate_count = 1};
    struct outcome_agenda agenda = {.title = STR("t"),
                                    .from_us = TIME_NONE,
                                    .to_us = TIME_NONE,
                                    .records = texts,
                                    .record_count = 1};
    struct outcome_late late = {STR("a:1"), 1, 0, STR("late")};
    struct outcome outcome = {.phases = &phase,
                              .phase_count = 1,
                              .agenda = &agenda,
                              .agenda_count = 1,
                              .late = &late,
                              .late_count = 1};
    struct buf buf;
    (void)state;

    buf_init(&buf, &mem_libc, 1 << 16);
    outcome_put_phases(&buf, &outcome);
    assert_fits("phases", buf_str(&buf));
    buf_clear(&buf);
    outcome_put_late(&buf, &outcome);
    assert_fits("late", str_trim(buf_str(&buf)));
    buf_free(&buf);
}

/* Those whose writers are elsewhere at least are schemas, and take an example. */
static void the_other_schemas_take_an_example(void **state)
{
#define SHA "\"0000000000000000000000000000000000000000000000000000000000000000\""
    (void)state;
    assert_fits(
        "summary",
        STR("{\"engine\": \"truce 0.1\", \"agreement\": {\"title\": \"t\", \"sha256\": " SHA
            "}, \"inputs\": [{\"name\": \"a\", \"sha256\": " SHA
            ", \"observations\": 1, \"rejected\": 0, \"corrections\": 0, \"chain\": "
            "{\"stated\": 23, \"agree\": 23}}], \"observations\": 1, \"rejected\": 0, "
            "\"unclassified\": 0, \"incidents\": 1, \"known_at\": null, \"clauses\": {\"1\": "
            "{\"title\": \"t\", \"judged\": \"yes\", \"verdicts\": {\"violation\": 1447}, "
            "\"alleged\": 1, \"substantiated\": 0, \"by_party\": {\"A\": [0, 1.5]}, "
            "\"expected\": [1, 2]}}, \"phases\": []}"));
    assert_fits("manifest",
                STR("{\"version\": 1, \"engine\": \"truce 0.1\", \"created_from\": {\"agreement\": "
                    "{\"name\": \"a\", \"sha256\": " SHA ", \"size\": 1}, \"inputs\": []}, "
                    "\"outputs\": [], \"tzdata\": \"2024a\", \"known_at\": null, \"sha256\": " SHA
                    "}"));
    assert_fits("rejected", STR("{\"source\": \"a\", \"line\": 1, \"column\": null, \"reason\": "
                                "\"r\", \"text\": \"\"}"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_fit),
        cmocka_unit_test(schema_and_reader_refuse_the_same_forms),
        cmocka_unit_test(findings_fit),
        cmocka_unit_test(phases_and_late_records_fit),
        cmocka_unit_test(the_other_schemas_take_an_example),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

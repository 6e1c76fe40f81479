/* SPDX-License-Identifier: Apache-2.0
 *
 * What an NDJSON line means, what is refused and with which words, and that what we write reads
 * back. */
#include "support/test.h"

#include "facts/read.h"
#include "facts/value.h"
#include "support/flaky.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fixture {
    struct arena arena;
    struct facts facts;
    struct err err;
    uint64_t column;
};

static void open_fixture(struct fixture *f)
{
    *f = (struct fixture){.arena = {.mem = &mem_libc}};
    facts_init(&f->facts, &f->arena);
}

static enum err_code read_z(struct fixture *f, const char *line)
{
    return fact_read_line(&f->facts, str_z(line), STR("smm"), NULL, STR("a.ndjson"), 7, &f->column,
                          &f->err);
}

static const struct observation *read_one(struct fixture *f, const char *line)
{
    if (read_z(f, line))
        fail_msg("%s: %s", line, f->err.text);
    return &f->facts.observations[f->facts.observation_count - 1];
}

static const char full[] =
    "{\"id\": \"2020-178/17\", \"feed\": \"smm\", \"received\": \"2020-07-28T16:00:00Z\", "
    "\"time\": {\"from\": \"2020-07-27T02:10:00Z\", \"to\": \"2020-07-27T02:25:00Z\"}, "
    "\"place\": {\"lon\": 37.75, \"lat\": 48.12, \"error_m\": 400}, "
    "\"kind\": \"shelling\", \"explanations\": {\"exercise\": 0.2}, "
    "\"actor\": {\"A\": 0.5, \"B\": 0.1}, \"to\": [\"JMC\"], "
    "\"attribution\": {\"party\": \"A\", \"level\": \"A1\", \"basis\": \"direction of fire\"}, "
    "\"object\": {\"calibre_mm\": 152, \"quantity\": 3, \"unit\": \"u7\", \"weapon\": "
    "\"artillery\"}, "
    "\"count\": {\"value\": 45, \"about\": true}, \"grade\": \"B2\", \"probability\": 0.9, "
    "\"status\": \"under verification\", \"attributes\": {\"duration_s\": 90.5, \"site\": "
    "\"s12\"}, "
    "\"text\": \"a \\\"quote\\\" and \xC3\xA9\", "
    "\"evidence\": [{\"media\":\"image/jpeg\",\"sha256\":\"00\"}]}";

static void reads_every_key(void **state)
{
    struct fixture f;
    (void)state;

    open_fixture(&f);
    const struct observation *o = read_one(&f, full);
    assert_str(o->id, "2020-178/17");
    assert_str(o->feed, "smm");
    assert_str(o->name, "smm:2020-178/17");
    assert_true(o->received_known);
    assert_int_equal(o->time.to_us - o->time.from_us, 15 * TIME_MINUTE_US);
    assert_int_equal(o->place.form, FACT_PLACE_POINT);
    assert_true(o->place.error_m > 399.9 && o->place.error_m < 400.1);
    assert_true(o->explained > 0.19 && o->explained < 0.21);
    assert_int_equal(o->actor_count, 2);
    assert_str(o->actors[1].name, "B");
    assert_int_equal(o->addressee_count, 1);
    assert_int_equal(o->attribution.level, 1);
    assert_str(o->attribution.party, "A");
    assert_int_equal(o->object_count, 4);
    assert_int_equal(o->attribute_count, 6);
    assert_true(o->has_quantity && o->quantity > 2.9 && o->quantity < 3.1);
    const struct fact_attribute *calibre = observation_attribute(o, STR("calibre"));
    assert_non_null(calibre);
    assert_true(calibre->is_number);
    assert_str(calibre->text, "152");
    assert_null(observation_attribute(o, STR("calibre_mm")));
    assert_true(o->count_about);
    assert_str(o->grade, "B2");
    assert_int_equal(o->status, FACT_STATUS_UNDER_VERIFICATION);
    assert_str(o->source, "a.ndjson");
    assert_int_equal(o->line, 7);
    arena_free(&f.arena);
}

static void defaults_are_those_of_the_format(void **state)
{
    struct fixture f;
    (void)state;

    open_fixture(&f);
    const struct observation *o =
        read_one(&f, "{\"time\": \"2020-07-27T05:10:00+03:00\", \"kind\": \"shelling\"}");
    assert_str(o->feed, "smm");
    assert_int_equal(o->name.size, 0); /* facts_seal names it */
    assert_int_equal(o->id.size, 16);
    assert_false(o->received_known);
    assert_int_equal(o->received_us, o->time.to_us);
    assert_int_equal(o->place.form, FACT_PLACE_NONE);
    assert_true(o->probability >= 1 && o->count >= 1 && o->count <= 1 && o->quantity >= 1);
    assert_int_equal(o->attribution.level, 0);
    assert_int_equal(o->status, FACT_STATUS_ALLEGED);
    o = read_one(&f, "{\"time\": \"2020-07-27T05:10:00Z\", \"kind\": \"k\", \"actor\": \"A\"}");
    assert_true(o->actors[0].share >= 1);
    o = read_one(&f, "{\"time\": \"2020-07-27T05:10:00Z\", \"kind\": \"k\", \"actor\": null, "
                     "\"place\": null, \"joint\": null, \"to\": \"JMC\"}");
    assert_int_equal(o->actor_count, 0);
    assert_int_equal(o->addressee_count, 1);
    arena_free(&f.arena);
}

#define BASE "{\"time\": \"2020-07-27T05:10:00Z\", \"kind\": \"k\", "

/* What we write reads back as the same, in every form of place. */
static void what_is_written_reads_back(void **state)
{
    static const char *const lines[] = {
        full,
        BASE "\"id\": \"1\", \"place\": {\"area\": \"dmz\"}}",
        BASE "\"id\": \"2\", \"place\": {\"lon\": -180, \"lat\": 90}}",
        BASE "\"id\": \"3\", \"place\": {\"lon\": 1, \"lat\": 2, \"ellipse\": {\"major_m\": 200, "
             "\"minor_m\": 100.5, \"azimuth_deg\": 30}}}",
        BASE "\"id\": \"4\", \"place\": {\"from\": {\"lon\": 1, \"lat\": 2}, \"bearing_deg\": 90, "
             "\"bearing_error_deg\": 2, \"range_m\": [1000, 3000]}}",
        BASE "\"id\": \"5\", \"place\": {\"geometry\": {\"type\": \"Polygon\", \"coordinates\": "
             "[[[0,0],[1,0],[1,1],[0,0]]]}}}",
        BASE "\"id\": \"6\", \"actor\": {\"A\": 1, \"B\": 1}, \"joint\": true}",
        BASE "\"id\": \"7\", \"actor\": {\"A\": 0.3333333333333333, \"B\": 1e-9}}",
        BASE "\"id\": \"8\", \"strange\": {\"b\": [1, 2.50], \"a\": \"x\"}, \"count\": 0}",
        BASE "\"id\": \"9\", \"attributes\": {\"range_km\": 24.7, \"depth\": 3, \"site\": 12}}",
        "{\"id\": \"10\", \"kind\": \"k\", \"time\": {\"from\": \"2020-07-27T00:00:00Z\", \"to\": "
        "\"2020-07-28T00:00:00Z\", \"holds\": true, \"aggregate\": true}}",
    };
    (void)state;

    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        struct fixture f;
        struct buf first, second;
        open_fixture(&f);
        buf_init(&first, &mem_libc, 1 << 16);
        buf_init(&second, &mem_libc, 1 << 16);
        const struct observation *o = read_one(&f, lines[i]);
        observation_put(&first, o);
        buf_putc(&first, '\0');
        o = read_one(&f, first.bytes);
        observation_put(&second, o);
        buf_putc(&second, '\0');
        assert_string_equal(first.bytes, second.bytes);
        if (i == 0)
            assert_string_equal(first.bytes, full);
        assert_memory_equal(f.facts.observations[0].content, f.facts.observations[1].content, 32);
        buf_free(&first);
        buf_free(&second);
        arena_free(&f.arena);
    }
}

struct refusal {
    const char *line, *reason;
};

static void refuse_all(const struct refusal *refusals, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct fixture f;
        open_fixture(&f);
        enum err_code code = read_z(&f, refusals[i].line);
        if (code != ERR_INPUT || !strstr(f.err.text, refusals[i].reason))
            fail_msg("%s\nwanted: %s\ngot: %s", refusals[i].line, refusals[i].reason,
                     code ? f.err.text : "no error");
        assert_int_equal(f.facts.observation_count, 0);
        arena_free(&f.arena);
    }
}

static void says_what_is_wrong_with_an_observation(void **state)
{
    static const struct refusal refusals[] = {
        {"", "the text ends"},
        {"{", ""},
        {"[1]", "one JSON object a line"},
        {"{\"kind\": \"k\"}", "time is missing"},
        {"{\"time\": \"2020-07-27T05:10:00Z\"}", "kind is missing"},
        {BASE "\"place\": {\"lon\": 37, \"lat\": 91}}", "place.lat is 91; a latitude is -90 to 90"},
        {BASE "\"place\": {\"lon\": 181, \"lat\": 1}}", "a longitude is -180 to 180"},
        {BASE "\"place\": {\"lon\": NaN, \"lat\": 1}}", ""},
        {BASE "\"place\": {\"lon\": 1e999, \"lat\": 1}}", ""},
        {BASE "\"place\": {\"lon\": \"47,85\", \"lat\": 1}}", "write 47.85"},
        {BASE "\"place\": {\"lon\": \"47.85\", \"lat\": 1}}", "without quotes"},
        {BASE "\"place\": {\"lon\": 37}}", "place.lat is missing"},
        {BASE "\"place\": {\"lon\": 1, \"lat\": 1, \"error_m\": -1}}", "place.error_m is -1"},
        {BASE "\"place\": {\"lon\": 1, \"lat\": 1, \"area\": \"dmz\"}}", "given in 2 ways"},
        {BASE "\"place\": {}}", "given in 0 ways"},
        {BASE "\"place\": \"Donetsk\"}", "place is a string"},
        {BASE "\"place\": {\"lon\": 1, \"lat\": 1, \"error_m\": 1, \"ellipse\": {}}}", "not both"},
        {BASE "\"place\": {\"lon\": 1, \"lat\": 1, \"ellipse\": {\"major_m\": 1, \"minor_m\": 2}}}",
         "minor_m is not above"},
        {BASE "\"place\": {\"geometry\": {\"type\": \"Polygon\", \"coordinates\": []}}}",
         "place.geometry"},
        {BASE "\"place\": {\"geometry\": {\"type\": \"Polygon\", \"coordinates\": "
              "[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}}}",
         "place.geometry"},
        {BASE "\"place\": {\"from\": {\"lon\": 1, \"lat\": 2}, \"bearing_deg\": 90}}", "range_m"},
        {BASE "\"place\": {\"from\": {\"lon\": 1, \"lat\": 2}, \"bearing_deg\": 90, \"range_m\": "
              "[3, 1]}}",
         "the first is above the second"},
        {BASE "\"actor\": {\"A\": 0.7, \"B\": 0.5}}", "the shares of actor are 120 %"},
        {BASE "\"actor\": {\"A\": 1.5}}", "actor is 1.5; a share or probability is 0 to 1"},
        {BASE "\"actor\": {\"A\": -0.1}}", "actor is -0.1"},
        {BASE "\"actor\": \"\"}", "actor is empty"},
        {BASE "\"actor\": 3}", "actor is a number"},
        {BASE "\"actor\": {\"A\": 1, \"A\": 0}}", ""},
        {BASE "\"joint\": true, \"actor\": {\"A\": 1, \"B\": 0.5}}", "share 1"},
        {BASE "\"joint\": true, \"actor\": \"A\"}", "at least two"},
        {BASE "\"joint\": true}", "actor is missing"},
        {BASE "\"explanations\": {\"exercise\": 0.8, \"accident\": 0.3}}", "110 %"},
        {BASE "\"explanations\": \"exercise\"}", "explanations is a string"},
        {BASE "\"probability\": 1.01}", "probability is 1.01"},
        {BASE "\"count\": -1}", "count is -1; it is 0 or more"},
        {BASE "\"count\": {}}", "count.value is missing"},
        {BASE "\"grade\": \"G2\"}", "such as B2"},
        {BASE "\"status\": \"proven\"}", "status is \"proven\"; it is alleged"},
        {BASE "\"attribution\": {\"level\": \"A6\"}}", "a level is A0 to A5"},
        {BASE "\"object\": {\"calibre_mm\": \"big\"}}", "calibre_mm is \"big\""},
        {BASE "\"object\": {\"calibre_mm\": 1, \"calibre\": 1}}", "calibre is given twice"},
        {BASE "\"object\": {\"quantity\": -2}}", "quantity is -2"},
        {BASE "\"object\": 3}", "object is a number"},
        {BASE "\"evidence\": {}}", "evidence is an object"},
        {BASE "\"feed\": \"a:b\"}", "has no colon"},
        {BASE "\"id\": 17}", "id is a number"},
        {BASE "\"id\": \"\\u0007\"}", "no control characters"},
        {BASE "\"record\": \"observatoin\"}", "record is \"observatoin\""},
        {BASE "\"received\": \"yesterday\"}", "received is \"yesterday\"; a time is written"},
    };
    (void)state;

    refuse_all(refusals, COUNT_OF(refusals));
}

static void says_what_is_wrong_with_a_time(void **state)
{
#define AT(time) "{\"kind\": \"k\", \"time\": " time "}"
    static const struct refusal refusals[] = {
        {AT("\"2020-07-27T05:10:00\""), "without an offset"},
        {AT("\"2020-07-27T05:10:00\""), "--feed FORMAT[zone=Europe/Kyiv]:FILE"},
        {AT("\"2020-07-27\""), "without an offset"},
        {AT("\"27.07.2020 05:10\""), "write 2020-07-27T05:10 and its offset"},
        {AT("\"27.07.2020\""), "write 2020-07-27T05:10 and its offset"},
        {AT("\"3/4/2020 5:10\""), "write 2020-04-03T05:10"},
        {AT("\"3/4/2020 5:10\""), "(2020-03-04 if the month stands first)"},
        {AT("\"07/27/2020\""), "write 2020-07-27T"},
        {AT("\"2020-02-30T05:10:00Z\""), "a time is written as"},
        {AT("\"2020-07-27T24:00:00Z\""), "a time is written as"},
        {AT("1595826600"), "time is a number"},
        {AT("{\"from\": \"2020-07-27T05:10:00Z\"}"), "time.to is missing"},
        {AT("{\"to\": \"2020-07-27T05:10:00Z\"}"), "time.from is missing"},
        {AT("{\"from\": \"2020-07-27T05:10:00Z\", \"to\": \"2020-07-27T05:09:00Z\"}"),
         "an end is not before its start"},
        {AT("{\"from\": \"2020-07-27T05:10:00Z\", \"to\": \"2020-07-27T05:10:00Z\", \"holds\": "
            "1}"),
         "time.holds is a number"},
    };
    (void)state;

    refuse_all(refusals, COUNT_OF(refusals));
}

/* Days alone, and times without offset, in the feed's zone. */
static void takes_local_times_where_the_zone_is_given(void **state)
{
    struct fixture f;
    uint64_t column;
    (void)state;

    open_fixture(&f);
    assert_int_equal(fact_read_line(&f.facts,
                                    STR("{\"kind\": \"k\", \"time\": \"2020-07-27\", "
                                        "\"received\": \"2020-07-28\"}"),
                                    STR("smm"), tz_utc(), STR("a"), 1, &column, &f.err),
                     ERR_OK);
    const struct observation *o = &f.facts.observations[0];
    assert_int_equal(o->time.to_us - o->time.from_us, TIME_DAY_US);
    assert_int_equal(o->received_us - o->time.to_us, TIME_DAY_US); /* when that day is over */
    assert_int_equal(fact_read_line(&f.facts,
                                    STR("{\"kind\": \"k\", \"time\": {\"from\": \"2020-07-27\", "
                                        "\"to\": \"2020-07-28\"}}"),
                                    STR("smm"), tz_utc(), STR("a"), 1, &column, &f.err),
                     ERR_OK);
    o = &f.facts.observations[1];
    assert_int_equal(o->time.to_us - o->time.from_us, 2 * TIME_DAY_US);
    arena_free(&f.arena);
}

static void points_at_the_column(void **state)
{
    struct fixture f;
    (void)state;

    open_fixture(&f);
    assert_int_equal(read_z(&f, "{\"kind\": \"k\", \"time\": \"nonsense\"}"), ERR_INPUT);
    assert_int_equal(f.column, 23);
    assert_int_equal(read_z(&f, "{\"kind\": \"k\", }"), ERR_INPUT);
    assert_true(f.column > 10);
    assert_null(strstr(f.err.text, "column"));
    arena_free(&f.arena);
}

static void unknown_keys_are_kept_and_told_once(void **state)
{
    struct fixture f;
    (void)state;

    open_fixture(&f);
    for (int i = 0; i < 3; i++)
        (void)read_one(&f, BASE "\"wind\": 5, \"place\": {\"area\": \"x\", \"floor\": 2}}");
    const struct fact_attribute *wind =
        observation_attribute(&f.facts.observations[2], STR("wind"));
    assert_non_null(wind);
    assert_true(wind->is_number);
    assert_int_equal(f.facts.notice_count, 2);
    assert_int_equal(f.facts.notices[0].count, 3);
    assert_non_null(strstr(f.facts.notices[0].text.text, "place.floor"));
    arena_free(&f.arena);
}

static void notices_are_bounded(void **state)
{
    struct fixture f;
    char line[128];
    (void)state;

    open_fixture(&f);
    for (int i = 0; i < 2 * FACTS_NOTICE_LIMIT; i++) {
        (void)snprintf(line, sizeof line, BASE "\"k%d\": 5}", i);
        (void)read_one(&f, line);
    }
    assert_int_equal(f.facts.notice_count, FACTS_NOTICE_LIMIT + 1);
    assert_int_equal(f.facts.notices[FACTS_NOTICE_LIMIT].count, FACTS_NOTICE_LIMIT);
    arena_free(&f.arena);
}

#define RULING                                                                                     \
    "{\"record\": \"decision\", \"id\": \"d7\", \"time\": \"2020-07-30T12:00:00Z\", \"body\": "    \
    "\"M\", "

static void reads_the_other_records(void **state)
{
    static const char *const lines[] = {
        "{\"record\": \"feed\", \"feed\": \"smm\", \"body\": \"M\", \"zone\": \"Europe/Kyiv\", "
        "\"lateness\": \"P1DT12H\", \"complete\": [{\"kinds\": [\"attack\"], \"area\": \"dmz\", "
        "\"time\": {\"from\": \"2020-07-27T00:00:00Z\", \"to\": \"2020-08-27T00:00:00Z\"}, "
        "\"seen\": 0.9}, {}]}",
        "{\"record\": \"coverage\", \"feed\": \"cam-3\", \"time\": {\"from\": "
        "\"2020-07-27T00:00:00Z\", \"to\": \"2020-07-28T00:00:00Z\"}, \"place\": {\"area\": "
        "\"aid\"}, \"kinds\": [\"attack\"], \"seen\": 0.95, \"blind\": null}",
        "{\"record\": \"coverage\", \"time\": {\"from\": \"2020-07-27T00:00:00Z\", \"to\": "
        "\"2020-07-28T00:00:00Z\"}, \"seen\": 1, \"blind\": {\"why\": \"fog\"}}",
        RULING "\"on\": {\"incident\": \"smm:17\", \"clause\": \"1\"}, \"what\": "
               "\"substantiated\", \"attribution\": {\"party\": \"A\", \"level\": \"A2\"}, "
               "\"gravity\": \"serious\", \"reason\": \"crater\", \"dissent\": [{\"by\": \"B\"}]}",
        RULING "\"on\": {\"finding\": \"f:00\"}, \"what\": \"revoke\"}",
        RULING "\"on\": {\"clause\": \"1\", \"party\": \"A\"}, \"what\": \"certify\"}",
        RULING "\"on\": {\"gate\": \"pause\", \"to\": \"ceasefire\"}, \"what\": \"proceed\"}",
        RULING "\"on\": {\"certificate\": \"x\", \"party\": \"A\"}, \"what\": \"certify\"}",
        RULING "\"on\": {\"certificate\": \"x\", \"incident\": \"a:1\"}, \"what\": \"certify\"}",
        "{\"record\": \"declaration\", \"id\": \"1\", \"party\": \"A\", \"time\": "
        "\"2020-07-30T12:00:00Z\", \"of\": \"baseline\", \"object\": {\"weapon\": \"artillery\", "
        "\"quantity\": 40}, \"place\": {\"area\": \"dmz\"}}",
        "{\"record\": \"tally\", \"id\": \"t\", \"kind\": \"violation_tally\", \"time\": "
        "{\"from\": \"2020-07-27T00:00:00Z\", \"to\": \"2020-07-28T00:00:00Z\"}, \"place\": "
        "{\"area\": \"Donetsk\"}, \"value\": 111}",
    };
    struct fixture f;
    (void)state;

    open_fixture(&f);
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        if (read_z(&f, lines[i]))
            fail_msg("%s: %s", lines[i], f.err.text);
    assert_int_equal(f.facts.notice_count, 0);
    assert_int_equal(f.facts.feeds[0].lateness_us, TIME_DAY_US + 12 * TIME_HOUR_US);
    assert_int_equal(f.facts.feeds[0].complete_count, 2);
    assert_int_equal(f.facts.feeds[0].complete[1].time.from_us, TIME_MIN_US);
    assert_int_equal(f.facts.coverage_count, 2);
    assert_false(f.facts.coverages[0].has_blind);
    assert_str(f.facts.coverages[1].feed, "smm");
    assert_str(f.facts.coverages[1].blind, "{\"why\":\"fog\"}");
    assert_int_equal(f.facts.decision_count, 6);
    static const enum fact_decision_on on[] = {FACT_ON_INCIDENT,    FACT_ON_FINDING,
                                               FACT_ON_CLAUSE,      FACT_ON_GATE,
                                               FACT_ON_CERTIFICATE, FACT_ON_ACT_CERTIFICATE};
    for (size_t i = 0; i < COUNT_OF(on); i++)
        assert_int_equal(f.facts.decisions[i].on, on[i]);
    assert_false(f.facts.decisions[0].received_known);
    assert_int_equal(f.facts.decisions[0].received_us, f.facts.decisions[0].time_us);
    assert_str(f.facts.declarations[0].weapon, "artillery");
    assert_true(f.facts.declarations[0].quantity > 39.9);
    assert_str(f.facts.tallies[0].name, "smm:t");
    arena_free(&f.arena);
}

static void says_what_is_wrong_with_the_other_records(void **state)
{
#define COVERED                                                                                    \
    "{\"record\": \"coverage\", \"time\": {\"from\": \"2020-07-27T00:00:00Z\", \"to\": "           \
    "\"2020-07-28T00:00:00Z\"}, "
    static const struct refusal refusals[] = {
        {"{\"record\": 3}", "record is a number"},
        {"{\"record\": \"feed\", \"lateness\": \"1 day\"}", "such as P1D"},
        {"{\"record\": \"feed\", \"lateness\": \"P1M\"}", "such as P1D"},
        {"{\"record\": \"feed\", \"lateness\": \"PT\"}", "such as P1D"},
        {"{\"record\": \"feed\", \"lateness\": \"P1D2W\"}", "such as P1D"},
        {"{\"record\": \"feed\", \"complete\": true}", "complete is"},
        {"{\"record\": \"coverage\", \"seen\": 1}", "time is missing"},
        {COVERED "\"kinds\": []}", "seen is missing"},
        {COVERED "\"seen\": 2}", "seen is 2"},
        {COVERED "\"seen\": 1, \"area\": \"a\", \"place\": {\"area\": \"b\"}}", "give one"},
        {"{\"record\": \"decision\", \"body\": \"M\", \"time\": \"2020-07-30T12:00:00Z\"}",
         "id is missing"},
        {RULING "\"what\": \"substantiated\"}", "on is missing"},
        {RULING "\"on\": {\"incident\": \"smm:17\"}, \"what\": \"substantiated\"}",
         "on is none of"},
        {RULING "\"on\": {\"gate\": \"pause\"}, \"what\": \"proceed\"}", "on is none of"},
        {RULING "\"on\": {\"finding\": \"f:0\"}}", "what is missing"},
        {RULING "\"on\": {\"finding\": \"f:0\"}, \"what\": \"guilty\"}", "what is \"guilty\""},
        {RULING "\"on\": {\"finding\": \"f:0\"}, \"what\": \"proceed\"}", "does not fit"},
        {RULING "\"on\": {\"gate\": \"a\", \"to\": \"b\"}, \"what\": \"certify\"}", "does not fit"},
        {RULING "\"on\": {\"finding\": \"f:0\"}, \"what\": \"revoke\", \"gravity\": \"huge\"}",
         "minor, serious or grave"},
        {RULING "\"on\": {\"finding\": \"f:0\"}, \"what\": \"revoke\", \"author\": \"x\", "
                "\"reviewer\": \"x\"}",
         "author and reviewer are the same"},
        {"{\"record\": \"declaration\", \"id\": \"1\", \"party\": \"A\", \"of\": \"baseline\"}",
         "time is missing"},
        {"{\"record\": \"tally\", \"kind\": \"k\", \"time\": \"2020-07-30T12:00:00Z\"}",
         "a tally is of a time"},
        {"{\"record\": \"tally\", \"kind\": \"k\", \"time\": {\"from\": \"2020-07-27T00:00:00Z\", "
         "\"to\": \"2020-07-28T00:00:00Z\"}}",
         "value is missing"},
    };
    (void)state;

    refuse_all(refusals, COUNT_OF(refusals));
}

static void units_become_base_units(void **state)
{
    static const struct {
        const char *key, *text, *name;
        double number;
    } cases[] = {
        {"calibre", "152", "calibre", 152},        {"calibre_mm", "152 mm", "calibre", 152},
        {"range_km", "24.5", "range", 24500},      {"range", "2 nmi", "range", 3704},
        {"altitude_ft", "100", "altitude", 30.48}, {"mass", "3 t", "mass", 3000},
        {"duration_min", "2", "duration", 120},    {"altitude", "-3", "altitude", -3},
    };
    struct fixture f;
    struct fact_attribute made;
    (void)state;

    open_fixture(&f);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(fact_attribute_make(&f.facts, str_z(cases[i].key), str_z(cases[i].text),
                                             NULL, &made, &f.err),
                         ERR_OK);
        assert_str(made.name, cases[i].name);
        assert_true(made.is_number);
        assert_true(made.number > cases[i].number - 1e-9 && made.number < cases[i].number + 1e-9);
    }
    assert_int_equal(
        fact_attribute_make(&f.facts, STR("calibre"), STR("152 km"), NULL, &made, &f.err),
        ERR_INPUT);
    assert_int_equal(fact_attribute_make(&f.facts, STR("model"), STR("122"), NULL, &made, &f.err),
                     ERR_OK);
    assert_false(made.is_number);
    arena_free(&f.arena);
}

static void limits_hold(void **state)
{
    struct fixture f;
    struct str name;
    struct err err;
    char text[FACTS_NAME_LIMIT + 2];
    (void)state;

    memset(text, 'x', sizeof text);
    assert_int_equal(fact_name_check(STR("id"), (struct str){text, FACTS_NAME_LIMIT}, &err),
                     ERR_OK);
    assert_int_equal(fact_name_check(STR("id"), (struct str){text, FACTS_NAME_LIMIT + 1}, &err),
                     ERR_INPUT);
    open_fixture(&f);
    /* 100,000 levels deep */
    size_t size = 200100;
    char *deep = malloc(size);
    assert_non_null(deep);
    memset(deep, '[', size);
    assert_int_equal(
        fact_read_line(&f.facts, (struct str){deep, size}, STR("f"), NULL, STR("s"), 1, NULL, &err),
        ERR_INPUT);
    free(deep);
    assert_int_equal(facts_intern(&f.facts, STR("a"), &name, &err), ERR_OK);
    arena_free(&f.arena);
}

static enum err_code read_many(struct arena *arena, struct err *err)
{
    static const char *const lines[] = {
        full,
        BASE "\"place\": {\"geometry\": {\"type\": \"Point\", \"coordinates\": [1, 2]}}, \"x\": 1}",
        RULING "\"on\": {\"finding\": \"f:00\"}, \"what\": \"revoke\"}",
        "{\"record\": \"feed\", \"complete\": [{\"kinds\": [\"a\", \"b\"]}]}",
        "{\"record\": \"tally\", \"kind\": \"k\", \"value\": 1, \"time\": {\"from\": "
        "\"2020-07-27T00:00:00Z\", \"to\": \"2020-07-28T00:00:00Z\"}}",
        "{\"record\": \"declaration\", \"id\": \"1\", \"party\": \"A\", \"time\": "
        "\"2020-07-30T12:00:00Z\", \"of\": \"baseline\"}",
    };
    struct facts facts;

    facts_init(&facts, arena);
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        TRY(fact_read_line(&facts, str_z(lines[i]), STR("f"), NULL, STR("s"), i, NULL, err));
    return facts_seal(&facts, TIME_NEVER, err);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (int n = 0;; n++) {
        struct flaky flaky = {.countdown = n};
        struct mem mem = {flaky_resize, &flaky};
        struct arena arena = {.mem = &mem};
        struct err err = {0};
        enum err_code code = read_many(&arena, &err);
        arena_free(&arena);
        assert_int_equal(flaky.live, 0);
        if (code == ERR_OK && !flaky.has_failed)
            break;
        if (code != ERR_OK) {
            assert_int_equal(code, ERR_NO_MEMORY);
            assert_true(err.text[0] != '\0');
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_key),
        cmocka_unit_test(defaults_are_those_of_the_format),
        cmocka_unit_test(what_is_written_reads_back),
        cmocka_unit_test(says_what_is_wrong_with_an_observation),
        cmocka_unit_test(says_what_is_wrong_with_a_time),
        cmocka_unit_test(takes_local_times_where_the_zone_is_given),
        cmocka_unit_test(points_at_the_column),
        cmocka_unit_test(unknown_keys_are_kept_and_told_once),
        cmocka_unit_test(notices_are_bounded),
        cmocka_unit_test(reads_the_other_records),
        cmocka_unit_test(says_what_is_wrong_with_the_other_records),
        cmocka_unit_test(units_become_base_units),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

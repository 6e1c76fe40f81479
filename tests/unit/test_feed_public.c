/* SPDX-License-Identifier: Apache-2.0
 *
 * The readers of public sources: each rule on a few rows, and the data sets themselves where
 * they are. */
#include "support/test.h"

#include "support/feeding.h"

#include <string.h>

struct world {
    struct arena arena;
    struct facts facts;
    struct err err;
};

static void open_world(struct world *w)
{
    *w = (struct world){.arena = {.mem = &mem_libc}};
    facts_init(&w->facts, &w->arena);
}

static void read_ok(struct world *w, const char *format, struct str bytes, const struct tz *zone)
{
    const struct feed_options options = {.agreement_zone = zone};

    if (feed_text_as(&w->facts, format, format, bytes, 0, options, &w->err))
        fail_msg("%s", w->err.text);
}

static void assert_time(int64_t at_us, const char *expected)
{
    struct time_text text;

    assert_true(time_parse(str_z(expected), &text));
    assert_int_equal(at_us, text.at_us);
}

/* Every public source says of itself that it is not complete. */
static void assert_incomplete(const struct facts *facts, const char *feed)
{
    assert_int_equal(facts->feed_count, 1);
    assert_str(facts->feeds[0].feed, feed);
    assert_true(facts->feeds[0].has_complete);
    assert_int_equal(facts->feeds[0].complete_count, 0);
}

/* ---------------------------------------------------------------- ucdp */

#define UCDP_HEAD                                                                                  \
    "id,where_prec,where_coordinates,adm_1,adm_2,country,latitude,longitude,event_clarity,"        \
    "date_start,date_end,source_date,side_a,best\n"

static void ucdp_follows_its_rules(void **state)
{
    static const char text[] = UCDP_HEAD
        "#id,#x,,,,,,,,,,,,\n"
        "1,1,Sloviansk town,Donetsk oblast,Sloviansk raion,Ukraine,48.85,37.61,1,2015-02-15,"
        "2015-02-15,2015-02-20;2015-02-18;x,A,3\n"
        "2,2,Sloviansk town,Donetsk oblast,,Ukraine,48.85,37.61,2,2015-02-14 00:00:00.000,"
        "2015-02-16 00:00:00.000,2015-02-14,A,3\n"
        "3,3,Sloviansk raion,Donetsk oblast,Sloviansk "
        "raion,Ukraine,,,1,2015-02-15,2015-02-15,,A,3\n"
        "4,4,Somewhere,Donetsk oblast,,Ukraine,48,37,1,2015-02-15,2015-02-15,,A,3\n"
        "5,5,Donets Basin Area,,,Ukraine,48,37,1,2015-02-15,2015-02-15,,A,3\n"
        "6,6,,,,Ukraine,48,37,1,2015-02-15,2015-02-15,,A,3\n"
        "7,7,,,,,48,37,1,2015-02-15,2015-02-15,,A,3\n";
    struct world w;
    (void)state;

    open_world(&w);
    read_ok(&w, "ucdp", STR(text), tz_utc());
    assert_int_equal(w.facts.reject_count, 0);
    assert_int_equal(w.facts.observation_count, 7);
    assert_incomplete(&w.facts, "ucdp");
    const struct observation *o = w.facts.observations;
    assert_str(o[0].name, "ucdp:1");
    assert_str(o[0].kind, "fatal_attack");
    assert_int_equal(o[0].actor_count, 0); /* sides are no actors */
    assert_time(o[0].time.from_us, "2015-02-15T00:00:00Z");
    assert_time(o[0].time.to_us, "2015-02-16T00:00:00Z");
    assert_time(o[0].received_us, "2015-02-18T00:00:00Z"); /* the first source's day is later */
    assert_true(o[0].place.error_m > 999 && o[0].place.error_m < 1001);
    assert_false(o[0].aggregate);
    assert_true(o[1].aggregate);
    assert_time(o[1].time.to_us, "2015-02-17T00:00:00Z");
    assert_time(o[1].received_us, "2015-02-17T00:00:00Z"); /* the day after is later */
    assert_true(o[1].place.error_m > 24999);
    static const char *const areas[] = {"Sloviansk raion", "Donetsk oblast", "Donets Basin Area",
                                        "Ukraine"};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(o[2 + i].place.form, FACT_PLACE_AREA);
        assert_str(o[2 + i].place.area, areas[i]);
    }
    assert_int_equal(o[6].place.form, FACT_PLACE_NONE);
    arena_free(&w.arena);
}

static void ucdp_says_what_is_wrong(void **state)
{
    static const struct {
        const char *row, *reason;
    } cases[] = {
        {"1,8,x,,,,48,37,1,2015-02-15,2015-02-15,,,\n", "where_prec is \"8\"; it is 1 to 7"},
        {"1,1,x,,,,98,37,1,2015-02-15,2015-02-15,,,\n", "latitude is 98"},
        {"1,1,x,,,,,37,1,2015-02-15,2015-02-15,,,\n", "latitude is \"\""},
        {"1,1,x,,,,48,37,3,2015-02-15,2015-02-15,,,\n", "event_clarity is \"3\""},
        {"1,1,x,,,,48,37,1,15.02.2015,2015-02-15,,,\n", "date_start is \"15.02.2015\""},
        {"1,1,x,,,,48,37,1,2015-02-15,2015-02-14,,,\n", "date_end is before date_start"},
        {",1,x,,,,48,37,1,2015-02-15,2015-02-15,,,\n", "id is empty"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct world w;
        char text[512];
        open_world(&w);
        (void)snprintf(text, sizeof text, UCDP_HEAD "%s", cases[i].row);
        assert_int_equal(feed_text(&w.facts, "ucdp", text, &w.err), ERR_INPUT);
        if (!strstr(w.facts.rejects[0].reason.text, cases[i].reason))
            fail_msg("%s: %s", cases[i].reason, w.facts.rejects[0].reason.text);
        arena_free(&w.arena);
    }
}

/* 3,077 events; 1,447 begin on or after 15 February 2015 local time, two overlap that moment. */
static void ucdp_reads_all_of_the_data_set(void **state)
{
    struct str bytes = shared_file("ucdp-ged-ukraine/UCDP-Ukraine-GED22.csv");
    struct world w;
    size_t after = 0, straddle = 0, areas = 0;
    (void)state;

    if (!bytes.text) {
        print_message("skipped: no shared data (TRUCE_SHARED)\n");
        skip();
    }
    open_world(&w);
    const struct tz *kyiv = machine_zone(&w.arena, "Europe/Kyiv");
    read_ok(&w, "ucdp", bytes, kyiv ? kyiv : tz_utc());
    assert_int_equal(w.facts.observation_count, 3077);
    assert_int_equal(w.facts.reject_count, 0);
    assert_int_equal(facts_seal(&w.facts, TIME_NEVER, &w.err), ERR_OK);
    assert_int_equal(w.facts.observation_count, 3077);
    struct time_text entry;
    assert_true(
        time_parse(kyiv ? STR("2015-02-14T22:00:00Z") : STR("2015-02-15T00:00:00Z"), &entry));
    for (size_t i = 0; i < w.facts.observation_count; i++) {
        const struct observation *o = &w.facts.observations[i];
        after += o->time.from_us >= entry.at_us;
        straddle += o->time.from_us < entry.at_us && o->time.to_us > entry.at_us;
        areas += o->place.form == FACT_PLACE_AREA;
        assert_true(o->received_us >= o->time.to_us);
    }
    assert_int_equal(after, 1447);
    assert_int_equal(straddle, 2);
    assert_int_equal(areas, 720);
    assert_true(facts_find_observation(&w.facts, STR("ucdp:203423")) < 3077);
    arena_free(&w.arena);
    free((void *)(uintptr_t)bytes.text);
}

/* A file of the repository, or text NULL. */
static struct str repository_file(const char *path)
{
    char full[512];
    const char *root = getenv("ROOT");

    (void)snprintf(full, sizeof full, "%s/%s", root ? root : ".", path);
    return whole_file(full);
}

/* The examples hold what the readers make of the data sets: read together, nothing is added and
 * nothing corrected. */
static void examples_hold_what_the_readers_read(void **state)
{
    static const struct {
        const char *format, *data, *example;
    } cases[] = {
        {"ucdp", "ucdp-ged-ukraine/UCDP-Ukraine-GED22.csv",
         "examples/minsk-2015/observations.ndjson"},
        {"ucdp", "ucdp-ged-ukraine/UCDP-Ukraine-GED22.csv",
         "examples/framework/observations.ndjson"},
        {"osce-daily", "osce-smm-daily/osce_smm_daily_counts_transcribed.csv",
         "examples/osce-2020/observations.ndjson"},
    };
    size_t compared = 0;
    (void)state;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct world w;
        struct str data = shared_file(cases[i].data), example = repository_file(cases[i].example);
        open_world(&w);
        const struct tz *kyiv = machine_zone(&w.arena, "Europe/Kyiv");
        if (data.text && example.text && kyiv) {
            read_ok(&w, cases[i].format, data, kyiv);
            size_t observations = w.facts.observation_count, tallies = w.facts.tally_count;
            read_ok(&w, "ndjson", example, kyiv);
            assert_int_equal(facts_seal(&w.facts, TIME_NEVER, &w.err), ERR_OK);
            assert_int_equal(w.facts.observation_count, observations);
            assert_int_equal(w.facts.tally_count, tallies);
            assert_int_equal(w.facts.inputs[0].corrections + w.facts.inputs[1].corrections, 0);
            assert_int_equal(w.facts.feed_count, 1);
            compared++;
        }
        arena_free(&w.arena);
        free((void *)(uintptr_t)data.text);
        free((void *)(uintptr_t)example.text);
    }
    if (compared == 0) {
        print_message("skipped: no shared data (TRUCE_SHARED), examples or time zones\n");
        skip();
    }
}

/* ---------------------------------------------------------------- firms */

static const char *sensor(const struct observation *o)
{
    return observation_attribute(o, STR("sensor"))->text.text;
}

static void firms_follows_its_rules(void **state)
{
    static const char three[] = "LATITUDE,LONGITUDE,ACQ_DATE\n"
                                "48.990673,24.2229,2022-02-24\n"
                                "48.99067,24.22,2022-02-24\n"
                                "48.99,24.2229,2022-02-24\n"
                                "48,24,2022-02-24\n"
                                "48,24,2022-02-24\n";
    static const char full[] =
        "latitude,longitude,brightness,scan,track,acq_date,acq_time,satellite,instrument,"
        "confidence\n"
        "48.26382,37.21014,297,1.5,1.2,2025-08-11,45,Terra,MODIS,80\n"
        "48.26382,37.21014,297,0.3,0.3,2025-08-11,1345,N,VIIRS,n\n"
        "48.26382,37.21014,297,,,2025-08-11,13:45:30,N20,VIIRS,n\n"
        "48.26382,37.21014,297,,,2025-08-11,9:99,N20,VIIRS,n\n"
        "48.26382,37.21014,297,,,2025-08-11,2400,N20,VIIRS,n\n"
        "48.26382,37.21014,297,30,1,2025-08-11,1,N20,VIIRS,n\n";
    struct world w;
    (void)state;

    open_world(&w);
    read_ok(&w, "firms", STR(three), NULL);
    assert_int_equal(w.facts.observation_count, 5);
    assert_incomplete(&w.facts, "firms");
    const struct observation *o = w.facts.observations;
    assert_string_equal(sensor(&o[0]), "VIIRS S-NPP");
    assert_string_equal(sensor(&o[1]), "VIIRS NRT");
    assert_string_equal(sensor(&o[2]), "MODIS");
    assert_string_equal(sensor(&o[3]), "MODIS");
    assert_str(o[0].kind, "thermal_anomaly");
    assert_time(o[0].time.from_us, "2022-02-24T00:00:00Z");
    assert_time(o[0].time.to_us, "2022-02-25T00:00:00Z");
    assert_false(o[0].received_known);
    assert_true(o[0].place.error_m > 264.9 && o[0].place.error_m < 265.1);
    assert_true(o[2].place.error_m > 706.9 && o[2].place.error_m < 707.1);
    assert_int_equal(facts_seal(&w.facts, TIME_NEVER, &w.err), ERR_OK);
    assert_int_equal(w.facts.observation_count, 5); /* two equal detections stay two */
    arena_free(&w.arena);

    open_world(&w);
    read_ok(&w, "firms", STR(full), NULL);
    assert_int_equal(w.facts.observation_count, 3);
    assert_int_equal(w.facts.reject_count, 3);
    o = w.facts.observations;
    assert_string_equal(sensor(&o[0]), "MODIS");
    assert_string_equal(sensor(&o[1]), "VIIRS S-NPP");
    assert_string_equal(sensor(&o[2]), "VIIRS NRT");
    assert_time(o[0].time.from_us, "2025-08-11T00:45:00Z");
    assert_time(o[0].time.to_us, "2025-08-11T00:45:00Z");
    assert_time(o[1].time.to_us, "2025-08-11T13:45:00Z");
    assert_time(o[2].time.to_us, "2025-08-11T13:45:00Z");
    assert_true(o[0].place.error_m > 1059 && o[0].place.error_m < 1061); /* 1.5 km */
    assert_true(o[1].place.error_m < 266); /* never below the sensor's own */
    assert_non_null(strstr(w.facts.rejects[0].reason.text, "acq_time is \"9:99\""));
    assert_non_null(strstr(w.facts.rejects[2].reason.text, "a pixel's size is in km"));
    arena_free(&w.arena);
}

/* Counted by day, MODIS and S-NPP alone come close to the counts published. */
static void firms_reads_all_of_the_data_set(void **state)
{
    struct str bytes = shared_file("firms-ukraine/fires/ukr_fire_data_2022.csv");
    struct world w;
    size_t counted = 0;
    struct time_text from, to;
    (void)state;

    if (!bytes.text) {
        print_message("skipped: no shared data (TRUCE_SHARED)\n");
        skip();
    }
    open_world(&w);
    read_ok(&w, "firms", bytes, NULL);
    assert_int_equal(w.facts.observation_count, 133979);
    assert_int_equal(w.facts.reject_count, 0);
    assert_int_equal(facts_seal(&w.facts, TIME_NEVER, &w.err), ERR_OK);
    assert_int_equal(w.facts.observation_count, 133979);
    assert_true(time_parse(STR("2022-02-24T00:00:00Z"), &from));
    assert_true(time_parse(STR("2022-08-14T00:00:00Z"), &to));
    for (size_t i = 0; i < w.facts.observation_count; i++) {
        const struct observation *o = &w.facts.observations[i];
        counted += o->time.from_us >= from.at_us && o->time.to_us <= to.at_us &&
                   strcmp(sensor(o), "VIIRS NRT") != 0;
    }
    assert_int_equal(counted, 59539);
    arena_free(&w.arena);
    free((void *)(uintptr_t)bytes.text);
}

/* ---------------------------------------------------------------- osce-daily */

#define OSCE_HEAD                                                                                  \
    "report_no,issued,period_end_1930_kyiv,period_days,region,ceasefire_violations,"               \
    "previous_period_violations,note\n"

static void osce_follows_its_rules(void **state)
{
    static const char text[] = OSCE_HEAD
        "1,2020-07-28,2020-07-27,1,D,111,,counting starts 00:01 27 July 2020 (x)\n"
        "1,2020-07-28,2020-07-27,1,L,0,,\n"
        "2,2020-07-29,2020-07-28,1,D,10,110,\n" /* does not agree */
        "2,2020-07-29,2020-07-28,1,L,,0,\n"     /* blank: no tally, but it states */
        "3,2020-08-01,2020-07-31,3,D,9,10,\n"   /* three days */
        "3,2020-08-01,2020-07-31,3,L,9,7,\n"    /* nothing to hold it against */
        "4,2020-08-02,2020-08-01,1,D,5,2,previous = previous 24 hours\n" /* not of the period */
        "5,2020-08-03,2020-08-02,1,D,5,5,previous = previous 24 hours\n"
        "6,2020-08-04,2020-08-03,0,D,5,5,\n"
        "6,2020-08-04,2020-08-03,1,D,-5,5,\n"
        "6,2020-08-04,03.08.2020,1,D,5,5,\n";
    struct world w;
    (void)state;

    open_world(&w);
    const struct tz *kyiv = machine_zone(&w.arena, "Europe/Kyiv");
    if (!kyiv) {
        print_message("skipped: no time zones on this machine\n");
        arena_free(&w.arena);
        skip();
    }
    read_ok(&w, "osce-daily", STR(text), kyiv);
    assert_incomplete(&w.facts, "osce-daily");
    assert_int_equal(w.facts.tally_count, 7);
    assert_int_equal(w.facts.reject_count, 3);
    assert_int_equal(w.facts.notice_count, 1);
    assert_non_null(strstr(w.facts.notices[0].text.text, "blank is not zero"));
    const struct fact_tally *t = w.facts.tallies;
    assert_str(t[0].name, "osce-daily:1/D");
    assert_str(t[0].kind, "violation_tally");
    assert_str(t[0].place.area, "D");
    assert_time(t[0].time.from_us, "2020-07-26T21:01:00Z");
    assert_time(t[0].time.to_us, "2020-07-27T16:30:00Z");
    assert_time(t[0].received_us, "2020-07-27T21:00:00Z");
    assert_time(t[1].time.from_us, "2020-07-26T16:30:00Z");
    assert_true(t[1].value <= 0);
    assert_time(t[3].time.from_us, "2020-07-28T16:30:00Z");
    const struct fact_input *input = &w.facts.inputs[0];
    assert_true(input->has_chain);
    assert_int_equal(input->chain_stated, 4);
    assert_int_equal(input->chain_agree, 3);
    arena_free(&w.arena);
}

static void osce_chain_of_the_data_set_agrees(void **state)
{
    struct str bytes = shared_file("osce-smm-daily/osce_smm_daily_counts_transcribed.csv");
    struct world w;
    (void)state;

    open_world(&w);
    const struct tz *kyiv = machine_zone(&w.arena, "Europe/Kyiv");
    if (!bytes.text || !kyiv) {
        print_message("skipped: no shared data (TRUCE_SHARED), or no time zones\n");
        arena_free(&w.arena);
        free((void *)(uintptr_t)bytes.text);
        skip();
    }
    read_ok(&w, "osce-daily", bytes, kyiv);
    assert_int_equal(w.facts.reject_count, 0);
    assert_int_equal(w.facts.tally_count, 96);
    assert_int_equal(w.facts.inputs[0].chain_stated, 23);
    assert_int_equal(w.facts.inputs[0].chain_agree, 23);
    arena_free(&w.arena);
    free((void *)(uintptr_t)bytes.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ucdp_follows_its_rules),
        cmocka_unit_test(ucdp_says_what_is_wrong),
        cmocka_unit_test(ucdp_reads_all_of_the_data_set),
        cmocka_unit_test(examples_hold_what_the_readers_read),
        cmocka_unit_test(firms_follows_its_rules),
        cmocka_unit_test(firms_reads_all_of_the_data_set),
        cmocka_unit_test(osce_follows_its_rules),
        cmocka_unit_test(osce_chain_of_the_data_set_agrees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

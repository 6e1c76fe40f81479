/* SPDX-License-Identifier: Apache-2.0
 *
 * What each audience sees of one finding; the policy; words and numbers for people; the map's tables. */
#include "report/report_int.h"

#include "support/test.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static struct plan plan;
static struct facts facts;
static struct outcome outcome;

static int64_t at(int day, int hour)
{
    struct time_civil civil = {.year = 2026, .month = 3, .day = 1};
    return time_from_civil_utc(&civil) + (day - 1) * TIME_DAY_US + hour * TIME_HOUR_US;
}

static struct report_input input_known_at(int64_t known_us)
{
    plan.tz = tz_utc();
    outcome.known_at_us = known_us;
    outcome.watermark_us = known_us;
    return (struct report_input){.plan = &plan,
                                 .facts = &facts,
                                 .outcome = &outcome,
                                 .policy = {.incident_grid_deg = .1,
                                            .incident_next_day = true,
                                            .force_grid_deg = .1,
                                            .force_delay_us = 72 * TIME_HOUR_US}};
}

static struct finding incident(int64_t from_us, int64_t to_us)
{
    return (struct finding){
        .verdict = FINDING_VIOLATION,
        .has_occurrence = true,
        .occurrence = {1, 1},
        .time = {from_us, to_us},
        .place = {.form = FACT_PLACE_POINT, .point = {37.7312345, 48.1123457}, .error_m = 400}};
}

static void incidents_are_shown_from_the_next_day(void **state)
{
    struct finding finding = incident(at(3, 22), at(3, 23)), seen;

    (void)state;
    struct report_input input = input_known_at(at(4, 0) - 1);
    assert_false(report_view(&input, &finding, &seen));
    input = input_known_at(at(4, 0));
    assert_true(report_view(&input, &finding, &seen));
    finding.time.to_us = at(4, 0); /* half-open: still the third */
    assert_true(report_view(&input, &finding, &seen));
    finding.time.to_us = at(4, 0) + 1;
    assert_false(report_view(&input, &finding, &seen));
    finding = incident(at(4, 0), at(4, 0)); /* an instant */
    assert_false(report_view(&input, &finding, &seen));
    input.policy.incident_next_day = false;
    assert_true(report_view(&input, &finding, &seen));
}

static void duties_and_standing_findings_are_not_delayed(void **state)
{
    struct finding finding = incident(at(1, 0), at(9, 0)), seen;
    struct report_input input = input_known_at(at(4, 0));

    (void)state;
    finding.has_states = true;
    assert_true(report_view(&input, &finding, &seen));
    finding.has_states = false;
    finding.is_standing = true;
    assert_true(report_view(&input, &finding, &seen));
}

/* Whether a force is still there is not told: all are shown as they stood 72 hours ago. */
static void forces_are_shown_as_they_stood_72_hours_ago(void **state)
{
    struct finding finding = incident(at(2, 0), at(9, 0)), seen;

    (void)state;
    finding.is_presence = true;
    struct report_input input = input_known_at(at(5, 0) - 1);
    assert_false(report_view(&input, &finding, &seen));
    input = input_known_at(at(9, 0));
    assert_true(report_view(&input, &finding, &seen));
    assert_int_equal(seen.time.from_us, at(2, 0));
    assert_int_equal(seen.time.to_us, at(6, 0));
    finding.time.to_us = at(4, 0);
    assert_true(report_view(&input, &finding, &seen));
    assert_int_equal(seen.time.to_us, at(4, 0));
}

/* A stay that goes on is cut; nothing else of the finding tells what was seen since. */
static void what_was_seen_since_is_not_told(void **state)
{
    static const struct str because[] = {STR_INIT("obs:first"), STR_INIT("obs:yesterday")};
    struct finding finding = incident(at(2, 0), at(9, 0)), seen;

    (void)state;
    finding.is_presence = true;
    finding.because = because;
    finding.because_count = COUNT_OF(because);
    finding.text = STR("Alleged violation: artillery present to 9 March.");
    finding.has_value = finding.has_bound = true;
    finding.value = (struct fact_interval){99, 99};
    finding.bound = 5;
    struct report_input input = input_known_at(at(9, 0));
    assert_true(report_view(&input, &finding, &seen));
    assert_int_equal(seen.because_count, 0);
    assert_int_equal(seen.text.size, 0);
    assert_true(seen.value.lo <= 5 && isinf(seen.value.hi));
    finding.time.to_us = at(6, 0); /* all of it is 72 hours old */
    assert_true(report_view(&input, &finding, &seen));
    assert_int_equal(seen.because_count, 2);
    assert_true(seen.value.hi <= 99);
    input.policy.force_delay_us = 0;
    finding.time.to_us = at(9, 0);
    assert_true(report_view(&input, &finding, &seen));
    assert_int_equal(seen.because_count, 2);
    assert_true(seen.text.size > 0);
}

static void what_is_held_back_is_told_in_words(void **state)
{
    static const struct {
        size_t incidents, forces;
        const char *words;
    } cases[] = {
        {0, 0, ""},
        {3, 0, "3 findings until the next day"},
        {0, 1, "1 finding on the presence or holdings of forces until 72 hours have passed"},
        {1, 2,
         "1 finding until the next day, 2 findings on the presence or holdings of forces until 72 "
         "hours have passed"}};
    struct report_input input = input_known_at(at(9, 0));

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf words;
        struct view view = {.held_incidents = cases[i].incidents, .held_forces = cases[i].forces};
        buf_init(&words, &mem_libc, 1000);
        words_held(&words, &input.policy, &view);
        assert_str(buf_str(&words), cases[i].words);
        buf_free(&words);
    }
}

static void assert_point(const struct finding *seen, double lon, double lat)
{
    assert_int_equal(seen->place.form, FACT_PLACE_POINT);
    assert_true(fabs(seen->place.point.lon_deg - lon) < 1e-9);
    assert_true(fabs(seen->place.point.lat_deg - lat) < 1e-9);
}

static void places_move_to_the_middle_of_their_cell(void **state)
{
    static const double cases[][4] = {/* lon, lat, cell's lon, cell's lat */
                                      {37.7312345, 48.1123457, 37.75, 48.15},
                                      {37.7, 48.1, 37.75, 48.15},
                                      {37.6999999, 48.0999999, 37.65, 48.05},
                                      {-0.01, -0.01, -0.05, -0.05},
                                      {0, 0, 0.05, 0.05},
                                      {-37.7, -48.1, -37.65, -48.05},
                                      {180, 90, 179.95, 89.95},
                                      {-180, -90, -179.95, -89.95}};
    struct report_input input = input_known_at(at(20, 0));

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct finding finding = incident(at(3, 0), at(3, 1)), seen;
        finding.place.point = (struct geo_point){cases[i][0], cases[i][1]};
        assert_true(report_view(&input, &finding, &seen));
        assert_point(&seen, cases[i][2], cases[i][3]);
        assert_true(geo_point_ok(seen.place.point));
        /* the cell's own radius holds the place */
        assert_true(seen.place.error_m < 8000);
        assert_true(geo_distance_m(finding.place.point, seen.place.point) <= seen.place.error_m);
    }
}

static void what_is_vaguer_than_the_cell_stays_vague(void **state)
{
    struct report_input input = input_known_at(at(20, 0));
    struct finding finding = incident(at(3, 0), at(3, 1)), seen;

    (void)state;
    finding.place.error_m = 25000;
    assert_true(report_view(&input, &finding, &seen));
    assert_true(seen.place.error_m >= 25000 && seen.place.error_m <= 33000);
    assert_true(fmod(seen.place.error_m, 1000) == 0);
    finding.place = (struct fact_place){
        .form = FACT_PLACE_ELLIPSE, .point = {37.73, 48.11}, .major_m = 300, .minor_m = 100};
    assert_true(report_view(&input, &finding, &seen));
    assert_point(&seen, 37.75, 48.15);
    assert_true(seen.place.major_m == 0);
}

static void observers_are_never_placed(void **state)
{
    struct report_input input = input_known_at(at(20, 0));
    struct finding finding = incident(at(3, 0), at(3, 1)), seen;

    (void)state;
    finding.place =
        (struct fact_place){.form = FACT_PLACE_BEARING, .point = {37.73, 48.11}, .bearing_deg = 40};
    assert_true(report_view(&input, &finding, &seen));
    assert_int_equal(seen.place.form, FACT_PLACE_NONE);
    assert_true(seen.place.point.lon_deg == 0 && seen.place.bearing_deg == 0);
    finding.place = (struct fact_place){.form = FACT_PLACE_AREA, .area = STR("aid")};
    assert_true(report_view(&input, &finding, &seen));
    assert_str(seen.place.area, "aid");
}

static void drawn_places_become_a_cell(void **state)
{
    struct arena arena = {.mem = &mem_libc};
    struct report_input input = input_known_at(at(20, 0));
    struct finding finding = incident(at(3, 0), at(3, 1)), seen;
    struct geo_point points[] = {{37.71, 48.11}, {37.93, 48.12}};
    struct geo_path path = {points, 2};
    struct geo_shape *shape = NULL;

    (void)state;
    assert_int_equal(geo_shape_lines(&arena, &path, 1, &shape, NULL), ERR_OK);
    finding.place = (struct fact_place){
        .form = FACT_PLACE_GEOMETRY, .shape = shape, .geometry = STR("{\"type\": \"LineString\"}")};
    assert_true(report_view(&input, &finding, &seen));
    assert_point(&seen, 37.85, 48.15);
    assert_null(seen.place.shape);
    assert_int_equal(seen.place.geometry.size, 0);
    assert_true(seen.place.error_m > 10000);
    arena_free(&arena);
}

static void texts_that_tell_the_place_are_dropped(void **state)
{
    struct report_input input = input_known_at(at(20, 0));
    struct finding finding = incident(at(3, 0), at(3, 1)), seen;
    struct str needs[] = {STR_INIT("a look at 37.73 E"), STR_INIT("a ruling")};

    (void)state;
    finding.text = STR("Seen at 48.11 N, 37.73 E.");
    finding.attribution.basis = STR("crater at 48,1123");
    finding.needs = needs;
    finding.need_count = 2;
    assert_true(report_view(&input, &finding, &seen));
    assert_int_equal(seen.text.size, 0);
    assert_int_equal(seen.attribution.basis.size, 0);
    assert_int_equal(seen.need_count, 0);
    finding.text = STR("Occurrence 0.72 on 48 of 52 days.");
    assert_true(report_view(&input, &finding, &seen));
    assert_str(seen.text, "Occurrence 0.72 on 48 of 52 days.");
}

static void public_readers_do_not_learn_who_looked_where(void **state)
{
    struct report_input input = input_known_at(at(20, 0));
    struct finding finding = incident(at(3, 0), at(9, 0)), seen;
    struct str names[] = {STR_INIT("cam-3:1")}, needs[] = {STR_INIT("coverage of dmz by cam-3")};

    (void)state;
    finding.is_standing = true;
    finding.because = finding.considered = names;
    finding.because_count = finding.considered_count = 1;
    finding.needs = needs;
    finding.need_count = 1;
    finding.text = STR("cam-3 saw it with 0.85");
    assert_true(report_view(&input, &finding, &seen));
    assert_int_equal(seen.because_count, 0);
    assert_int_equal(seen.considered_count, 0);
    assert_int_equal(seen.text.size, 0);
    assert_int_equal(seen.need_count, 1);
    assert_false(str_eq(seen.needs[0], needs[0]));
    input.policy = (struct report_policy){.show_sources = true};
    assert_true(report_view(&input, &finding, &seen));
    assert_int_equal(seen.because_count, 1);
    assert_true(str_eq(seen.needs[0], needs[0]));
    assert_true(seen.place.point.lon_deg == finding.place.point.lon_deg);
}

/* ------------------------------------------------------------------ policy */

#define AUDIENCE                                                                                   \
    "{\"incident_grid_deg\": 0.1, \"incident_delay\": \"next_day\", \"force_grid_deg\": 0.2, "     \
    "\"force_delay_h\": 72, \"hidden\": [\"coverage\"]}"
#define EXACT                                                                                      \
    "{\"incident_grid_deg\": null, \"incident_delay\": null, \"force_grid_deg\": null, "           \
    "\"force_delay_h\": null, \"hidden\": []}"

static void policy_is_read(void **state)
{
    struct arena arena = {.mem = &mem_libc};
    struct report_policy open, closed;
    struct err err = {0};

    (void)state;
    assert_int_equal(report_policy_read(&arena,
                                        STR("{\"audiences\": {\"public\": " AUDIENCE
                                            ", \"restricted\": " EXACT "}}"),
                                        &open, &closed, &err),
                     ERR_OK);
    assert_true(open.incident_grid_deg == .1 && open.force_grid_deg == .2);
    assert_true(open.incident_next_day && !open.show_sources);
    assert_int_equal(open.force_delay_us, 72 * TIME_HOUR_US);
    assert_true(closed.incident_grid_deg == 0 && closed.force_delay_us == 0);
    assert_true(!closed.incident_next_day && closed.show_sources);
    arena_free(&arena);
}

static void bad_policies_name_the_key(void **state)
{
    static const char *const cases[][2] = {
        {"{}", "audiences"},
        {"{\"audiences\": {\"public\": " EXACT "}}", "restricted"},
        {"{\"audiences\": {\"public\": {\"incident_grid_deg\": -1}}}", "incident_grid_deg"},
        {"{\"audiences\": {\"public\": {\"incident_grid_deg\": 0.1, \"force_grid_deg\": \"x\"}}}",
         "force_grid_deg"},
        {"{\"audiences\": {\"public\": {\"incident_grid_deg\": 0.1, \"force_grid_deg\": 1, "
         "\"force_delay_h\": 72, \"incident_delay\": \"never\"}}}",
         "incident_delay"},
        {"{\"audiences\": {\"public\": {\"incident_grid_deg\": 0.1, \"force_grid_deg\": 1, "
         "\"force_delay_h\": 72, \"incident_delay\": null}}}",
         "hidden"}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena = {.mem = &mem_libc};
        struct report_policy open, closed;
        struct err err = {0};
        assert_int_equal(report_policy_read(&arena, str_z(cases[i][0]), &open, &closed, &err),
                         ERR_INPUT);
        assert_non_null(strstr(err.text, cases[i][1]));
        arena_free(&arena);
    }
}

/* ------------------------------------------------------------------ words */

static struct buf words;

static const char *said(void)
{
    static char text[512];
    (void)snprintf(text, sizeof text, "%.*s", STR_ARG(buf_str(&words)));
    buf_clear(&words);
    return text;
}

static void times_are_said_as_people_say_them(void **state)
{
    const struct tz *tz = tz_utc();

    (void)state;
    buf_init(&words, &mem_libc, 4096);
    words_time(&words, tz, (struct fact_time){at(3, 0), at(4, 0)});
    assert_string_equal(said(), "3 March 2026");
    words_time(&words, tz, (struct fact_time){at(3, 0), at(6, 0)});
    assert_string_equal(said(), "3 to 5 March 2026");
    words_time(&words, tz, (struct fact_time){at(30, 0), at(34, 0)});
    assert_string_equal(said(), "30 March to 2 April 2026");
    words_time(&words, tz, (struct fact_time){at(-60, 0), at(3, 0)});
    assert_string_equal(said(), "30 December 2025 to 2 March 2026");
    words_time(&words, tz, (struct fact_time){at(3, 5), at(3, 5)});
    assert_string_equal(said(), "3 March 2026, 05:00");
    words_time(&words, tz, (struct fact_time){at(3, 5), at(3, 7)});
    assert_string_equal(said(), "3 March 2026, 05:00 to 07:00");
    words_time(&words, tz, (struct fact_time){at(3, 5), at(4, 7)});
    assert_string_equal(said(), "3 March 2026, 05:00 to 4 March 2026, 07:00");
    words_time(&words, tz, (struct fact_time){at(3, 5), TIME_NEVER});
    assert_string_equal(said(), "from 3 March 2026, 05:00");
    words_moment(&words, tz, TIME_NONE);
    assert_string_equal(said(), "not set");
    buf_free(&words);
}

static void numbers_never_sound_surer_than_they_are(void **state)
{
    (void)state;
    buf_init(&words, &mem_libc, 4096);
    words_chance(&words, (struct fact_interval){.999, .999});
    assert_string_equal(said(), "over 0.99");
    words_chance(&words, (struct fact_interval){0, .001});
    assert_string_equal(said(), "0 to under 0.01");
    words_chance(&words, (struct fact_interval){1, 1});
    assert_string_equal(said(), "1");
    words_interval(&words, (struct fact_interval){0, 1448.237288}, 1);
    assert_string_equal(said(), "0 to 1,448.2");
    words_interval(&words, (struct fact_interval){5, (double)INFINITY}, 0);
    assert_string_equal(said(), "at least 5");
    words_interval(&words, (struct fact_interval){2.01, 2.04}, 1);
    assert_string_equal(said(), "2");
    words_count(&words, 1234567);
    assert_string_equal(said(), "1,234,567");
    words_number(&words, -1234.5, 1);
    assert_string_equal(said(), "-1,234.5");
    words_some(&words, 0, "ruling", "rulings");
    assert_string_equal(said(), "no rulings");
    words_some(&words, 1, "ruling", "rulings");
    assert_string_equal(said(), "1 ruling");
    buf_free(&words);
}

static void a_violation_is_alleged_until_ruled(void **state)
{
    struct finding finding = {.verdict = FINDING_VIOLATION};

    (void)state;
    assert_string_equal(words_verdict(&finding), "alleged violation");
    finding.status = FACT_STATUS_UNDER_VERIFICATION;
    assert_string_equal(words_verdict(&finding), "alleged violation, under verification");
    finding.status = FACT_STATUS_SUBSTANTIATED;
    assert_string_equal(words_verdict(&finding), "violation (substantiated)");
    finding = (struct finding){.verdict = FINDING_BREACHED};
    assert_string_equal(words_verdict(&finding), "alleged breach");
    finding.verdict = FINDING_KEPT;
    assert_string_equal(words_verdict(&finding), "kept");
}

static void text_from_outside_is_made_safe(void **state)
{
    static const char *const cases[][3] = {
        /* given, in markup, on a terminal */
        {"a<b>&\"'", "a&lt;b&gt;&amp;&quot;&#39;", "a<b>&\"'"},
        {"x\xE2\x80\xAEy", "x[U+202E]y", "x[U+202E]y"},
        {"\x1B[31m", "[U+001B][31m", "[U+001B][31m"},
        {"a\nb\tc", "a b c", "a b c"},
        {"\xFF\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD",
         "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD",
         "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xF4\x90\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD",
         "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xE2\x82", "\xEF\xBF\xBD\xEF\xBF\xBD", "\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xF0\x9F\x95\x8A \xD0\x9A\xD0\xB8\xD1\x97\xD0\xB2",
         "\xF0\x9F\x95\x8A \xD0\x9A\xD0\xB8\xD1\x97\xD0\xB2",
         "\xF0\x9F\x95\x8A \xD0\x9A\xD0\xB8\xD1\x97\xD0\xB2"}};

    (void)state;
    buf_init(&words, &mem_libc, 4096);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        words_html(&words, str_z(cases[i][0]));
        assert_string_equal(said(), cases[i][1]);
        words_plain(&words, str_z(cases[i][0]));
        assert_string_equal(said(), cases[i][2]);
    }
    buf_free(&words);
}

static void tables_of_the_map_are_read(void **state)
{
    struct arena arena = {.mem = &mem_libc};
    const struct place_name *places;
    struct coast coast;
    size_t count;

    (void)state;
    assert_int_equal(tables_places(&arena,
                                   STR("# remark\nname_a,name_b,lon,lat,source\r\n"
                                       "One,Uno,37.5,48.5,\"One, UA.05\"\r\nTwo,,38,49,x\n"
                                       "Bad,,400,49,x\nShort,1\n"),
                                   &places, &count, NULL),
                     ERR_OK);
    assert_int_equal(count, 2);
    assert_str(places[0].b, "Uno");
    assert_int_equal(places[1].b.size, 0);
    assert_int_equal(tables_coast(&arena,
                                  STR("# box,20,43,42,54\nring,lon,lat\n1,20,43\n1,42,43\n1,42,54\n"
                                      "2,30,45\n2,31,45\n2,31,46\n"),
                                  &coast, NULL),
                     ERR_OK);
    assert_true(coast.has_box && coast.box.north_deg == 54);
    assert_int_equal(coast.ring_count, 2);
    assert_int_equal(coast.starts[2], 6);
    assert_int_equal(tables_coast(&arena, (struct str){0}, &coast, NULL), ERR_OK);
    assert_int_equal(coast.ring_count, 0);
    assert_false(coast.has_box);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(incidents_are_shown_from_the_next_day),
        cmocka_unit_test(duties_and_standing_findings_are_not_delayed),
        cmocka_unit_test(forces_are_shown_as_they_stood_72_hours_ago),
        cmocka_unit_test(what_was_seen_since_is_not_told),
        cmocka_unit_test(what_is_held_back_is_told_in_words),
        cmocka_unit_test(places_move_to_the_middle_of_their_cell),
        cmocka_unit_test(what_is_vaguer_than_the_cell_stays_vague),
        cmocka_unit_test(observers_are_never_placed),
        cmocka_unit_test(drawn_places_become_a_cell),
        cmocka_unit_test(texts_that_tell_the_place_are_dropped),
        cmocka_unit_test(public_readers_do_not_learn_who_looked_where),
        cmocka_unit_test(policy_is_read),
        cmocka_unit_test(bad_policies_name_the_key),
        cmocka_unit_test(times_are_said_as_people_say_them),
        cmocka_unit_test(numbers_never_sound_surer_than_they_are),
        cmocka_unit_test(a_violation_is_alleged_until_ruled),
        cmocka_unit_test(text_from_outside_is_made_safe),
        cmocka_unit_test(tables_of_the_map_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

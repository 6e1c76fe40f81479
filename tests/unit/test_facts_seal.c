/* SPDX-License-Identifier: Apache-2.0
 *
 * The total order: ids, corrections, what was known when, and finding a record by its name. */
#include "support/test.h"

#include "facts/read.h"

#include <stdio.h>
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

static void say(struct world *w, const char *source, const char *line)
{
    if (fact_read_line(&w->facts, str_z(line), STR("f"), NULL, str_z(source), 1, NULL, &w->err))
        fail_msg("%s: %s", line, w->err.text);
}

static void seal(struct world *w, const char *known_at)
{
    struct time_text at = {.at_us = TIME_NEVER};

    if (known_at)
        assert_true(time_parse(str_z(known_at), &at));
    assert_int_equal(facts_seal(&w->facts, at.at_us, &w->err), ERR_OK);
}

#define ONE(id, received, actor)                                                                   \
    "{\"id\": \"" id "\", \"received\": \"2020-01-" received "T00:00:00Z\", \"kind\": \"k\", "     \
    "\"time\": \"2020-01-01T00:00:00Z\", \"actor\": \"" actor "\"}"

static void the_latest_correction_counts(void **state)
{
    struct world w;
    (void)state;

    open_world(&w);
    say(&w, "a", ONE("1", "05", "C"));
    say(&w, "a", ONE("1", "03", "B"));
    say(&w, "a", ONE("1", "02", "A"));
    say(&w, "a", ONE("1", "04", "B")); /* the same again */
    seal(&w, NULL);
    assert_int_equal(w.facts.observation_count, 1);
    assert_str(w.facts.observations[0].actors[0].name, "C");
    assert_int_equal(w.facts.observations[0].correction_count, 2);
    arena_free(&w.arena);

    open_world(&w);
    say(&w, "a", ONE("1", "05", "C"));
    say(&w, "a", ONE("1", "04", "B"));
    say(&w, "a", ONE("1", "03", "B"));
    seal(&w, "2020-01-04T12:00:00Z");
    assert_str(w.facts.observations[0].actors[0].name, "B");
    assert_int_equal(w.facts.observations[0].correction_count, 0);
    struct time_civil civil;
    time_to_civil_utc(w.facts.observations[0].received_us, &civil);
    assert_int_equal(civil.day, 3); /* received when it first was */
    arena_free(&w.arena);
}

/* A, then B, then A again: A is what counts, known anew from its second coming. */
static void going_back_is_a_correction_too(void **state)
{
    struct world w;
    struct time_civil civil;
    (void)state;

    open_world(&w);
    say(&w, "a", ONE("1", "02", "A"));
    say(&w, "a", ONE("1", "03", "B"));
    say(&w, "a", ONE("1", "04", "A"));
    seal(&w, NULL);
    assert_str(w.facts.observations[0].actors[0].name, "A");
    assert_int_equal(w.facts.observations[0].correction_count, 2);
    time_to_civil_utc(w.facts.observations[0].received_us, &civil);
    assert_int_equal(civil.day, 4);
    arena_free(&w.arena);
}

static void knowledge_ends_where_asked(void **state)
{
    struct world w;
    (void)state;

    open_world(&w);
    say(&w, "a", ONE("1", "02", "A"));
    say(&w, "a", ONE("2", "03", "A"));
    say(&w, "a", "{\"id\": \"3\", \"kind\": \"k\", \"time\": \"2020-01-04T00:00:00Z\"}");
    say(&w, "a", "{\"record\": \"feed\", \"feed\": \"f\"}");
    seal(&w, "2020-01-03T00:00:00Z"); /* that very moment included */
    assert_int_equal(w.facts.observation_count, 2);
    assert_int_equal(w.facts.feed_count, 1);
    assert_int_equal(w.facts.notice_count, 1); /* of the third nobody knows when it became known */
    assert_int_equal(w.facts.notices[0].count, 1);
    arena_free(&w.arena);
}

#define NAMELESS(received, actor)                                                                  \
    "{\"received\": \"2020-01-" received "T00:00:00Z\", \"kind\": \"k\", "                         \
    "\"time\": \"2020-01-01T00:00:00Z\", \"actor\": \"" actor "\"}"

static void equals_without_an_id_are_numbered(void **state)
{
    struct world w;
    (void)state;

    open_world(&w);
    say(&w, "a", NAMELESS("02", "A"));
    say(&w, "b", NAMELESS("02", "A"));
    say(&w, "b", NAMELESS("03", "A"));
    seal(&w, NULL);
    assert_int_equal(w.facts.observation_count, 3);
    const struct observation *o = w.facts.observations;
    assert_int_equal(o[0].id.size, 16);
    assert_int_equal(o[1].id.size, 18);
    assert_true(str_ends(o[1].name, STR("-2")) && str_ends(o[2].name, STR("-3")));
    assert_true(str_starts(o[0].name, STR("f:")));
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(facts_find_observation(&w.facts, o[i].name), i);
    assert_int_equal(facts_find_observation(&w.facts, STR("f:nobody")), SIZE_MAX);
    arena_free(&w.arena);
}

/* The names of parties are not in a made id, so that exchanging them moves nothing. */
static void made_ids_do_not_know_who(void **state)
{
    struct world one, other;
    (void)state;

    open_world(&one);
    open_world(&other);
    say(&one, "a",
        "{\"kind\": \"k\", \"time\": \"2020-01-01T00:00:00Z\", \"actor\": {\"A\": 0.5, \"B\": "
        "0.2}, "
        "\"attribution\": {\"party\": \"A\", \"level\": \"A1\"}, \"attributes\": {\"target\": "
        "\"B\"}}");
    say(&other, "a",
        "{\"kind\": \"k\", \"time\": \"2020-01-01T00:00:00Z\", \"actor\": {\"A\": 0.2, \"B\": "
        "0.5}, "
        "\"attribution\": {\"party\": \"B\", \"level\": \"A1\"}, \"attributes\": {\"target\": "
        "\"A\"}}");
    say(&other, "a",
        "{\"kind\": \"k\", \"time\": \"2020-01-02T00:00:00Z\", \"actor\": {\"A\": 0.2, \"B\": "
        "0.6}}");
    seal(&one, NULL);
    seal(&other, NULL);
    assert_true(str_eq(one.facts.observations[0].id, other.facts.observations[0].id));
    assert_memory_not_equal(one.facts.observations[0].content, other.facts.observations[0].content,
                            32);
    assert_false(str_eq(other.facts.observations[0].id, other.facts.observations[1].id));
    arena_free(&one.arena);
    arena_free(&other.arena);
}

static void sorts_by_time_feed_and_id(void **state)
{
    struct world w;
    (void)state;

#define TIMED(feed, id, from, to)                                                                  \
    "{\"feed\": \"" feed "\", \"id\": \"" id "\", \"kind\": \"k\", \"time\": {\"from\": "          \
    "\"2020-01-" from "T00:00:00Z\", \"to\": \"2020-01-" to "T00:00:00Z\"}}"
    open_world(&w);
    say(&w, "a", TIMED("g", "1", "02", "03"));
    say(&w, "a", TIMED("f", "2", "02", "03"));
    say(&w, "a", TIMED("f", "10", "02", "03"));
    say(&w, "a", TIMED("z", "1", "02", "02"));
    say(&w, "a", TIMED("z", "0", "01", "05"));
    say(&w, "a",
        "{\"feed\": \"f\", \"id\": \"1\", \"kind\": \"k\", \"time\": "
        "\"1960-01-02T00:00:00Z\"}");
    seal(&w, NULL);
    static const char *const names[] = {"f:1", "z:0", "z:1", "f:10", "f:2", "g:1"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        assert_str(w.facts.observations[i].name, names[i]);
        assert_int_equal(facts_find_observation(&w.facts, str_z(names[i])), i);
    }
    arena_free(&w.arena);
}

#define RULING(id, body, received, what)                                                           \
    "{\"record\": \"decision\", \"id\": \"" id "\", \"body\": \"" body                             \
    "\", \"time\": \"2020-01-01T00:00:00Z\", \"received\": \"2020-01-" received                    \
    "T00:00:00Z\", \"on\": {\"finding\": \"f:1\"}, \"what\": \"" what "\"}"

static void decisions_are_one_for_each_body_and_id(void **state)
{
    struct world w;
    (void)state;

    open_world(&w);
    say(&w, "a", RULING("d1", "M", "03", "substantiated"));
    say(&w, "a", RULING("d1", "M", "02", "undetermined"));
    say(&w, "b", RULING("d1", "M", "03", "substantiated"));
    say(&w, "b", RULING("d1", "A", "04", "revoke")); /* another body's d1 takes nothing away */
    seal(&w, NULL);
    assert_int_equal(w.facts.decision_count, 2);
    assert_str(w.facts.decisions[0].body, "M");
    assert_int_equal(w.facts.decisions[0].what, FACT_WHAT_SUBSTANTIATED);
    assert_int_equal(w.facts.notice_count, 1);
    assert_non_null(strstr(w.facts.notices[0].text.text, "decision d1"));
    arena_free(&w.arena);
}

static void repeats_of_other_records_are_one(void **state)
{
    static const char coverage[] =
        "{\"record\": \"coverage\", \"received\": \"2020-01-09T00:00:00Z\", \"time\": {\"from\": "
        "\"2020-01-01T00:00:00Z\", \"to\": \"2020-01-02T00:00:00Z\"}, \"seen\": 1}";
    static const char tally[] = "{\"record\": \"tally\", \"id\": \"t\", \"kind\": \"k\", "
                                "\"value\": 3, \"time\": {\"from\": "
                                "\"2020-01-01T00:00:00Z\", \"to\": \"2020-01-02T00:00:00Z\"}}";
    static const char nameless[] =
        "{\"record\": \"tally\", \"kind\": \"k\", \"value\": 3, \"time\": {\"from\": "
        "\"2020-01-01T00:00:00Z\", \"to\": \"2020-01-02T00:00:00Z\"}}";
    struct world w;
    (void)state;

    open_world(&w);
    for (int i = 0; i < 2; i++) {
        say(&w, "a", coverage);
        say(&w, "b", tally);
        say(&w, "b", nameless);
        say(&w, "b", "{\"record\": \"feed\", \"feed\": \"f\", \"complete\": []}");
        say(&w, "b",
            "{\"record\": \"declaration\", \"id\": \"1\", \"party\": \"A\", \"of\": "
            "\"baseline\", \"time\": \"2020-01-01T00:00:00Z\"}");
    }
    seal(&w, NULL);
    assert_int_equal(w.facts.coverage_count, 1);
    assert_int_equal(w.facts.tally_count, 3);
    assert_int_equal(w.facts.feed_count, 1);
    assert_int_equal(w.facts.declaration_count, 1);
    arena_free(&w.arena);
}

static void many_are_sorted_and_found(void **state)
{
    enum { COUNT = 20000 };
    struct world w;
    char line[256];
    (void)state;

    open_world(&w);
    for (unsigned i = 0; i < COUNT; i++) {
        unsigned k = (i * 7919U) % COUNT;
        (void)snprintf(
            line, sizeof line,
            "{\"id\": \"%u\", \"kind\": \"k\", \"time\": \"2020-01-01T%02u:%02u:%02uZ\"}", k,
            k / 3600, k / 60 % 60, k % 60);
        say(&w, "a", line);
    }
    seal(&w, NULL);
    assert_int_equal(w.facts.observation_count, COUNT);
    for (unsigned i = 0; i < COUNT; i++) {
        (void)snprintf(line, sizeof line, "f:%u", i);
        assert_int_equal(facts_find_observation(&w.facts, str_z(line)), i);
        assert_string_equal("k", w.facts.observations[i].kind.text);
    }
    arena_free(&w.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_latest_correction_counts),
        cmocka_unit_test(going_back_is_a_correction_too),
        cmocka_unit_test(knowledge_ends_where_asked),
        cmocka_unit_test(equals_without_an_id_are_numbered),
        cmocka_unit_test(made_ids_do_not_know_who),
        cmocka_unit_test(sorts_by_time_feed_and_id),
        cmocka_unit_test(decisions_are_one_for_each_body_and_id),
        cmocka_unit_test(repeats_of_other_records_are_one),
        cmocka_unit_test(many_are_sorted_and_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

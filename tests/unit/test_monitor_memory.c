/* SPDX-License-Identifier: Apache-2.0
 *
 * Every allocation of a run fails once, and for ever: an ordinary error, and nothing is lost. */
#include "support/flaky.h"
#include "support/monitor_world.h"

static const char text[] =
    "phase pause \"Pause\" begins at 2026-01-01 00:00 lasts 48 h "
    "clause 1 \"x\" verified by M forbid attack by A, B in band "
    "clause 2 \"y\" verified by M require A, B to report response to JMC within 4 h of each attack "
    "by anyone "
    "clause 3 \"z\" verified by M keep mortar of A, B out of z as of begin + 4 h synchronous "
    "within 2 h "
    "clause 4 \"u\" verified by M limit personnel of A, B in z to 10 each limit attack of anyone "
    "to 2 every day "
    "clause 5 \"v\" verified by M forbid troop_movement by A, B unless order by the same party at "
    "most 3 h before "
    "clause 6 \"w\" verified by M when more than 1 verified violations of clause 1 by one party "
    "over 24 h require M to do "
    "inspection within 4 h "
    "clause 7 \"s\" assess by JMC every day "
    "clause 8 \"t\" verified by M withdraw mortar of A, B from z: some by begin + 6 h, all by end "
    "limit mortar of A, B to baseline each limit inspection of A to 2 for each meeting by the same "
    "party with the same unit require A, B to declare mines to M by end "
    "keep mortar of A at least its range from north "
    "then rest as soon as clause 3 is fulfilled and no verified violation of clause 1 for 6 h "
    "decided by JMC within 9 h "
    "then rest when at most 3 violations of clause 1 decided by JMC within 24 h else lapsed "
    "phase rest \"Rest\" lasts 24 h then ended ";

static void fill(struct world *w)
{
    for (int i = 0; i < 12; i++) {
        char line[512], id[16];

        (void)snprintf(line, sizeof line,
                       "{\"id\": \"a%d\", \"time\": \"2026-01-01T%02d:00:00Z\", \"kind\": \"%s\", "
                       "\"actor\": \"%s\", \"place\": "
                       "{\"lon\": 37.%d, \"lat\": 48.0%d, \"error_m\": 900}, \"object\": "
                       "{\"unit\": \"u%d\", \"quantity\": 7}}",
                       i, i,
                       i % 4 == 3   ? "mortar"
                       : i % 4 == 2 ? "personnel"
                                    : "shelling",
                       i % 3 ? "A" : "B", i, i % 10, i % 2);
        world_add(w, line);
        (void)snprintf(id, sizeof id, "a%d", i);
        if (i % 4 < 2) {
            char name[16];

            (void)snprintf(name, sizeof name, "d%d", i);
            world_rule(w, name, 20 + i, id, "1", i % 3 ? "substantiated" : "undetermined");
        }
    }
    world_act(w, "o", 5, "order", "A");
    world_act(w, "m", 6, "troop_movement", "A");
    world_act(w, "end", 70, "meeting", "JMC");
    world_see(w, 0, 60, "attack");
    world_see(w, 0, 60, "mortar");
    world_add(w, "{\"record\": \"declaration\", \"id\": \"b\", \"party\": \"A\", \"time\": "
                 "\"2026-01-01T01:00:00Z\", \"of\": \"baseline\", \"object\": {\"weapon\": "
                 "\"mortar\", \"quantity\": 9}, \"place\": {\"area\": \"z\"}}");
    world_act(w, "i", 7, "inspection", "A");
}

static void every_allocation_may_fail(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, text);
    fill(&w);
    world_seal(&w);
    for (int for_ever = 0; for_ever < 2; for_ever++) {
        int n = 0;

        for (;; n++) {
            struct flaky flaky = {.countdown = n, .for_ever = for_ever};
            struct mem mem = {flaky_resize, &flaky};
            struct arena arena = {.mem = &mem};
            enum err_code code =
                monitor_run(&arena, w.plan, &w.facts, &w.options, &w.outcome, &w.err);

            arena_free(&arena);
            assert_int_equal(flaky.live, 0);
            if (code == ERR_OK)
                break;
            assert_int_equal(code, ERR_NO_MEMORY);
            assert_true(w.err.text[0] != '\0');
        }
        assert_true(n > 4);
    }
    world_close(&w);
}

/* The same records in any order give the same findings, byte for byte. */
static void a_run_repeats_itself(void **state)
{
    struct world w;
    struct buf first, second;

    (void)state;
    world_open(&w, text);
    fill(&w);
    world_seal(&w);
    buf_init(&first, &mem_libc, 1 << 20);
    buf_init(&second, &mem_libc, 1 << 20);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(monitor_run(&w.arena, w.plan, &w.facts, &w.options, &w.outcome, &w.err),
                         ERR_OK);
        for (size_t k = 0; k < w.outcome.finding_count; k++)
            finding_put(i ? &second : &first, &w.outcome.findings[k]);
        outcome_put_phases(i ? &second : &first, &w.outcome);
        outcome_put_summary_clauses(i ? &second : &first, &w.outcome);
    }
    assert_false(first.failed);
    assert_true(first.size > 1000);
    assert_true(str_eq(buf_str(&first), buf_str(&second)));
    buf_free(&first);
    buf_free(&second);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(a_run_repeats_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

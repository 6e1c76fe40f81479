/* SPDX-License-Identifier: Apache-2.0
 *
 * A condition swept over time says at every moment what the same condition says when it is asked at that moment alone, with
 * what was known then: for every form of condition, over random records, rulings, revocations and coverage. */
#include "support/monitor_world.h"
#include "support/random.h"

#include "monitor/monitor_int.h"

#include <math.h>

static const char text[] =
    "phase p \"P\" begins at 2026-01-02 00:00 "
    "clause 1 \"x\" verified by M forbid attack by A, B "
    "clause 2 \"y\" verified by M require A, B to do response within 4 h of each shelling by "
    "anyone "
    "clause 3 \"z\" verified by M keep mortar of A, B out of z as of begin + 6 h "
    "then q as soon as at most 2 verified violations of clause 1 "
    "then q as soon as at most 1 verified violations of clause 1 over 9 h "
    "then q as soon as more than 1 alleged violations of clause 1 by one party over 5 h "
    "then q as soon as no verified violation of clause 1 for 7 h "
    "then q as soon as exactly 1 likely violations of clause 1 by A "
    "then q as soon as at most 1 violations of clause 1 over 8 h "
    "then q as soon as no shelling by A for 5 h "
    "then q as soon as at least 2 attack by anyone over 1 d "
    "then q as soon as clause 2 is fulfilled "
    "then q as soon as clause 2 is late "
    "then q as soon as clause 2 is not breached "
    "then q as soon as clause 3 is fulfilled "
    "then q as soon as clause 3 is breached "
    "then q as soon as (certified \"calm\" by M and no alleged violation of clause 1 for 3 h) or "
    "30 h since begin "
    "phase q \"Q\" lasts 240 h then ended ";

static void put_time(char *out, size_t size, int minutes)
{
    (void)snprintf(out, size, "2026-01-%02dT%02d:%02d:00Z", 1 + minutes / 1440, minutes / 60 % 24,
                   minutes % 60);
}

static void random_act(struct world *w, struct random *random, int i, bool instants)
{
    static const char *const kinds[] = {"shelling", "small_arms", "response", "mortar", "attack"};
    static const char *const actors[] = {"", ", \"actor\": \"A\"", ", \"actor\": \"B\"",
                                         ", \"actor\": {\"A\": 0.6, \"B\": 0.2}",
                                         ", \"actor\": \"other\""};
    int from = 1200 + 30 * (int)random_below(random, 100),
        length = instants || random_below(random, 4) ? 0 : 90;
    int late = random_below(random, 3) ? 0 : 30 * (int)random_below(random, 20);
    char line[640], a[40], b[40], c[40];

    put_time(a, sizeof a, from);
    put_time(b, sizeof b, from + length);
    put_time(c, sizeof c, from + length + late);
    (void)snprintf(line, sizeof line,
                   "{\"id\": \"e%d\", \"received\": \"%s\", \"time\": {\"from\": \"%s\", \"to\": "
                   "\"%s\"}, \"kind\": \"%s\"%s, "
                   "\"probability\": %s, \"place\": {\"lon\": %s, \"lat\": 48.5}, \"object\": "
                   "{\"unit\": \"u%d\"}}",
                   i, c, a, b, kinds[random_below(random, 5)], actors[random_below(random, 5)],
                   random_below(random, 2) ? "1" : "0.5", random_below(random, 2) ? "37.5" : "39",
                   (int)random_below(random, 2));
    world_add(w, line);
}

static void random_ruling(struct world *w, struct random *random, int i, int acts)
{
    static const char *const whats[] = {"substantiated", "not substantiated", "undetermined",
                                        "under verification", "revoke"};
    int time = 1500 + 30 * (int)random_below(random, 100), late = random_below(random, 2) ? 0 : 60;
    char line[640], a[40], b[40];

    put_time(a, sizeof a, time);
    put_time(b, sizeof b, time + late);
    if (random_below(random, 6) == 0)
        (void)snprintf(line, sizeof line,
                       "{\"record\": \"decision\", \"id\": \"d%02d\", \"time\": \"%s\", "
                       "\"received\": \"%s\", \"body\": \"M\", "
                       "\"on\": {%s}, \"what\": \"%s\"}",
                       i, a, b,
                       random_below(random, 2) ? "\"certificate\": \"calm\"" : "\"clause\": \"3\"",
                       random_below(random, 3) ? "certify" : "revoke");
    else
        (void)snprintf(
            line, sizeof line,
            "{\"record\": \"decision\", \"id\": \"d%02d\", \"time\": \"%s\", \"received\": \"%s\", "
            "\"body\": \"M\", "
            "\"on\": {\"incident\": \"f:e%d\", \"clause\": \"1\"}, \"what\": \"%s\"%s}",
            i, a, b, (int)random_below(random, (uint64_t)acts), whats[random_below(random, 5)],
            random_below(random, 3)
                ? ""
                : ", \"attribution\": {\"party\": \"B\", \"level\": \"A3\", \"basis\": \"b\"}");
    world_add(w, line);
}

static void random_coverage(struct world *w, struct random *random)
{
    static const char *const kinds[] = {"attack", "response", "mortar"};
    int from = 1380 + 60 * (int)random_below(random, 30),
        to = from + 60 * (1 + (int)random_below(random, 30));
    char line[512], a[40], b[40], c[40];

    put_time(a, sizeof a, from);
    put_time(b, sizeof b, to);
    put_time(c, sizeof c, to + 60 * (int)random_below(random, 4));
    (void)snprintf(line, sizeof line,
                   "{\"record\": \"coverage\", \"feed\": \"f\", \"received\": \"%s\", \"time\": "
                   "{\"from\": \"%s\", \"to\": \"%s\"}, "
                   "\"kinds\": [\"%s\"], \"seen\": 0.9, \"blind\": null}",
                   c, a, b, kinds[random_below(random, 3)]);
    world_add(w, line);
}

static void check(struct world *w, struct run *run, uint32_t condition, const struct instance *at,
                  int64_t at_us, const struct timeline *timeline)
{
    struct moment moment = {.at = at, .at_us = at_us, .end_us = at_us + 1, .known_us = at_us};
    struct fact_interval swept = monitor_timeline_at(timeline, at_us), asked;

    assert_int_equal(monitor_condition(run, condition, &moment, &asked), ERR_OK);
    if (fabs(swept.lo - asked.lo) < 2e-6 && fabs(swept.hi - asked.hi) < 2e-6)
        return;
    for (size_t i = 0; i < w->facts.observation_count; i++) {
        const struct observation *o = &w->facts.observations[i];

        print_error("%.*s %.*s %lld..%lld known %lld\n", STR_ARG(o->name), STR_ARG(o->kind),
                    (long long)((o->time.from_us - at->begin_us) / TIME_MINUTE_US),
                    (long long)((o->time.to_us - at->begin_us) / TIME_MINUTE_US),
                    (long long)((o->received_us - at->begin_us) / TIME_MINUTE_US));
    }
    fail_msg("%.*s at minute %lld: swept [%g, %g], asked [%g, %g]",
             STR_ARG(w->plan->conditions[condition].text),
             (long long)((at_us - at->begin_us) / TIME_MINUTE_US), swept.lo, swept.hi, asked.lo,
             asked.hi);
}

static void a_sweep_says_what_each_moment_says(void **state)
{
    struct random random = random_init(21);
    struct world plan_of;

    (void)state;
    world_open(&plan_of, text);
    for (int round = 0; round < 120; round++) {
        struct world w = {.arena = {.mem = &mem_libc},
                          .options = {.known_at_us = TIME_NEVER},
                          .plan = plan_of.plan};
        int acts = 1 + (int)random_below(&random, 9), rulings = (int)random_below(&random, 8);
        struct instance *at;
        struct run run;

        facts_init(&w.facts, &w.arena);
        for (int i = 0; i < acts; i++)
            random_act(&w, &random, i, round % 2);
        for (int i = 0; i < rulings; i++)
            random_ruling(&w, &random, i, acts);
        for (int i = (int)random_below(&random, 6); i > 0; i--)
            random_coverage(&w, &random);
        world_see(&w, 20, 23, "meeting"); /* so that nothing ends the phase too early */
        world_seal(&w);
        assert_int_equal(
            monitor_open(&run, &w.arena, w.plan, &w.facts, &w.options, &w.outcome, &w.err), ERR_OK);
        at = monitor_instance(&run, 0);
        if (at) {
            at->end_us = TIME_NEVER; /* as if no gate had been passed */
            run.cache = NULL;
            run.instance_count = (size_t)(at - run.instances) + 1;
        }
        for (uint32_t c = 0; at && c < w.plan->condition_count; c++) {
            const struct plan_condition *condition = &w.plan->conditions[c];
            struct timeline timeline;

            /* the share of an act that took a while slides out of a window: swept only where something enters or leaves */
            if (round % 2 == 0 && condition->has_span &&
                condition->happening.qualifier == PLAN_WORLDS)
                continue;
            assert_int_equal(monitor_timeline(&run, c, at, MONITOR_AS_KNOWN, &timeline), ERR_OK);
            for (int minute = 0; minute <= 3000; minute += 30) {
                int64_t moment = at->begin_us + minute * TIME_MINUTE_US;

                for (int off = -1; off <= 1; off++)
                    if (moment + off >= at->begin_us && moment + off <= run.watermark_us)
                        check(&w, &run, c, at, moment + off, &timeline);
            }
        }
        monitor_close(&run);
        arena_free(&w.arena);
    }
    world_close(&plan_of);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sweep_says_what_each_moment_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

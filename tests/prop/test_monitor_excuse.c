/* SPDX-License-Identifier: Apache-2.0
 *
 * Notices `with the same route` over random movements and notices: which movements are excused, as found by an index, is what
 * a plain look at every pair says. Names, numbers and silence about the route are mixed. Seed printed, TRUCE_SEED repeats. */
#include "support/monitor_world.h"
#include "support/random.h"

#include <stdlib.h>

#define ROUNDS 60
#define MOST 24

static const char text[] =
    "phase p \"p\" begins at 2026-01-01 00:00 lasts 20 d then ended\n"
    "clause 1 \"Told before\" verified by M\n"
    "  forbid troop_movement by A, B\n"
    "    unless notification by the same party between 24 h and 72 h before with the same route\n";

/* The last stands for a record that says no route. */
static const char *const routes[] = {"\"r1\"", "\"r2\"", "7", "7.5", ""};

struct record {
    int hour, party, route;
    bool is_notice;
};

static void add_record(struct world *w, const struct record *r, int i)
{
    char line[512];
    const char *route = routes[r->route];

    (void)snprintf(line, sizeof line,
                   "{\"id\": \"r%d\", \"time\": \"2026-01-%02dT%02d:00:00Z\", \"kind\": \"%s\", "
                   "\"actor\": \"%c\"%s%s%s}",
                   i, 1 + r->hour / 24, r->hour % 24,
                   r->is_notice ? "notification" : "troop_movement", 'A' + r->party,
                   *route ? ", \"attributes\": {\"route\": " : "", route, *route ? "}" : "");
    world_add(w, line);
}

static bool is_excused(const struct record *records, int count, int move)
{
    const struct record *m = &records[move];

    for (int i = 0; i < count; i++) {
        const struct record *n = &records[i];

        if (n->is_notice && n->party == m->party && n->route == m->route && *routes[n->route] &&
            m->hour - n->hour >= 24 && m->hour - n->hour <= 72)
            return true;
    }
    return false;
}

static bool is_found(const struct world *w, int move)
{
    char name[16];
    size_t size = (size_t)snprintf(name, sizeof name, ":r%d", move);

    for (size_t i = 0; i < w->outcome.finding_count; i++) {
        const struct finding *f = &w->outcome.findings[i];

        for (size_t k = 0; f->verdict == FINDING_VIOLATION && k < f->because_count; k++)
            if (str_ends(f->because[k], (struct str){name, size}))
                return true;
    }
    return false;
}

static void as_every_pair_says(void **state)
{
    struct random random = random_init(23);
    size_t excused = 0, found = 0;

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        struct record records[MOST];
        int count = 2 + (int)random_below(&random, MOST - 1);
        struct world w;

        world_open(&w, text);
        for (int i = 0; i < count; i++) {
            records[i] = (struct record){.hour = (int)random_below(&random, 24 * 6),
                                         .party = (int)random_below(&random, 2),
                                         .route = (int)random_below(&random, COUNT_OF(routes)),
                                         .is_notice = random_below(&random, 2) == 0};
            add_record(&w, &records[i], i);
        }
        world_run(&w);
        for (int i = 0; i < count; i++) {
            bool is_out;

            if (records[i].is_notice)
                continue;
            is_out = is_excused(records, count, i);
            assert_int_equal(is_found(&w, i), !is_out);
            excused += is_out;
            found += !is_out;
        }
        world_close(&w);
    }
    assert_true(excused > 20 && found > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(as_every_pair_says)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The chance and the delay of N0908 against a simulation of what docs/method/monitoring-plan.md describes: each source
 * looks every `revisit` from a random moment on, and each look sees with the chance `detects`. And: another source never
 * makes the chance smaller. */
#include "support/agreement.h"
#include "support/random.h"
#include "support/test.h"

#include "base/num.h"

#include <stdio.h>
#include <string.h>

#define PLANS 60
#define TRIALS 20000
#define SOURCE_LIMIT 4

static const char text[] = "agreement \"T\" timezone UTC in force 2026-01-01 00:00 party A \"A\" "
                           "monitor M \"M\"\nclause 1 \"Guns\" verified by M\n"
                           "  limit artillery of A to 10\n";
#define STAY_H 24.0 /* of a thing */

struct source {
    double revisit_h, detects;
};

struct figures {
    double chance, delay_h;
};

/* "… first seen after 7.9 h on average": in hours. */
static double delay_of(struct str said)
{
    static const struct {
        const char *unit;
        double hours;
    } units[] = {{" d ", 24}, {" h ", 1}, {" min ", 1.0 / 60}, {" s ", 1.0 / 3600}};
    char line[512];
    const char *at;
    double number;
    size_t size;

    snprintf(line, sizeof line, "%.*s", STR_ARG(said));
    at = strstr(line, "seen after ");
    assert_non_null(at);
    at += strlen("seen after ");
    size = strcspn(at, " ");
    assert_true(str_to_double((struct str){at, size}, &number));
    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (strncmp(at + size, units[i].unit, strlen(units[i].unit)) == 0)
            return number * units[i].hours;
    fail_msg("%s", line);
    return 0;
}

static struct figures told(const struct source *sources, size_t count)
{
    struct arena arena = {.mem = &mem_libc};
    struct test_host host = {NULL, NULL};
    const struct test_file none[] = {{NULL, NULL}};
    struct figures figures = {-1, -1};
    const struct plan *plan;
    struct diags diags;
    struct err err = {0};
    char lines[1024];
    size_t size = 0;

    host.files = none;
    for (size_t i = 0; i < count; i++)
        size += (size_t)snprintf(lines + size, sizeof lines - size,
                                 "source s%zu sees artillery accuracy 10 m revisit %d min detects "
                                 "%d %%\n",
                                 i, (int)num_round(60 * sources[i].revisit_h, 0),
                                 (int)num_round(100 * sources[i].detects, 0));
    const struct lang_host lang = test_host_of(&host);
    const struct lang_text agreement = {STR("t.truce"), str_z(text)};
    const struct lang_text with = {STR("plan.truce"), {lines, size}};
    assert_int_equal(lang_compile_with(&arena, &agreement, &with, &lang, &diags, &plan, &err),
                     ERR_OK);
    for (size_t i = 0; i < diags.count; i++)
        if (strcmp(diags.items[i].code, "N0908") == 0) {
            figures.chance = diags.items[i].witness->value;
            figures.delay_h = delay_of(diags.items[i].text);
        }
    assert_true(figures.chance >= 0);
    arena_free(&arena);
    return figures;
}

static struct figures simulated(struct random *random, const struct source *sources, size_t count)
{
    struct figures sum = {0, 0};

    for (int n = 0; n < TRIALS; n++) {
        double first_h = -1;

        for (size_t i = 0; i < count; i++) {
            double at_h = random_unit(random) * sources[i].revisit_h;

            while (random_unit(random) >= sources[i].detects)
                at_h += sources[i].revisit_h;
            if (first_h < 0 || at_h < first_h)
                first_h = at_h;
        }
        sum.chance += first_h < STAY_H;
        sum.delay_h += first_h;
    }
    return (struct figures){sum.chance / TRIALS, sum.delay_h / TRIALS};
}

static void near(const char *what, double told_value, double value, double allowed)
{
    if (told_value < value - allowed || told_value > value + allowed)
        fail_msg("%s is %f, the simulation says %f", what, told_value, value);
}

static void figures_are_those_of_a_simulation(void **state)
{
    struct random random = random_init(20261123);

    (void)state;
    for (int n = 0; n < PLANS; n++) {
        struct source sources[SOURCE_LIMIT];
        size_t count = 1 + (size_t)random_below(&random, SOURCE_LIMIT);
        struct figures before = {0, 0};

        for (size_t i = 0; i < count; i++) {
            sources[i].revisit_h = (1 + (double)random_below(&random, 144)) / 2;
            sources[i].detects = (5 + (double)random_below(&random, 96)) / 100;
            const struct figures now = told(sources, i + 1);
            assert_true(now.chance >= before.chance);
            before = now;
        }
        const struct figures should = simulated(&random, sources, count);
        near("the chance", before.chance, should.chance, 0.015);
        near("the delay", before.delay_h, should.delay_h, 0.05 * should.delay_h + 0.06);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(figures_are_those_of_a_simulation)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Does the checker miss what is gone? Of every agreement here, all mutants of the kinds with a goal and a fixed sample of the
 * others; changes that keep the meaning gain no finding. The whole is `./dev mutants`; docs/method/checker.md has its table
 * and says what counts. */
#include "support/mutant.h"
#include "support/test.h"

#include <string.h>

#define PATH_LIMIT 200
#define SAMPLE 6 /* one of so many */

static size_t found[MUTANT_KIND_COUNT], harmful[MUTANT_KIND_COUNT];
static size_t kept, gained, texts;

static void count_one(struct mutant_text *base, struct random *random)
{
    mutant_make(base, 1);
    assert_true(base->mutants.count > 20);
    for (size_t i = 0; i < base->mutants.count; i++) {
        const struct mutant *m = &base->mutants.items[i];
        if (m->kind >= MUTANT_GOAL_COUNT && random_below(random, SAMPLE))
            continue;
        enum mutant_answer answer = mutant_judge(base, m, NULL);
        harmful[m->kind] += answer != MUTANT_SAME;
        found[m->kind] += answer == MUTANT_FORM || answer == MUTANT_NEAR || answer == MUTANT_LINKED;
    }
    struct keep_list list = {0};
    mutant_keep(base, &list);
    for (size_t i = 0; i < list.count; i++) {
        struct str saying = {0};
        if (random_below(random, SAMPLE))
            continue;
        enum keep_answer answer = mutant_keep_judge(base, &list.items[i], &saying);
        kept += answer != KEEP_OTHER;
        gained += answer == KEEP_GAINED;
        if (answer == KEEP_GAINED)
            print_message("gained: %.*s, %s, %.*s: %.*s\n", STR_ARG(base->path),
                          keep_kind_title(list.items[i].kind), STR_ARG(list.items[i].what),
                          STR_ARG(saying));
    }
}

static void what_is_removed_is_missed(void **state)
{
    (void)state;
    struct arena arena = {.mem = &mem_libc};
    struct str paths[PATH_LIMIT];
    struct random random = random_init(5);
    size_t count = mutant_paths(&arena, paths, PATH_LIMIT), all = 0, all_found = 0;
    for (size_t i = 0; i < count; i++) {
        struct mutant_text base;
        assert_true(mutant_open(&base, paths[i].text));
        count_one(&base, &random);
        mutant_close(&base);
        texts++;
    }
    for (size_t i = 0; i < MUTANT_KIND_COUNT; i++)
        print_message("%s: %zu of %zu\n", mutant_kind_title((enum mutant_kind)i), found[i],
                      harmful[i]);
    assert_true(texts >= 15);
    for (size_t i = 0; i < MUTANT_GOAL_COUNT; i++) {
        all += harmful[i];
        all_found += found[i];
        assert_true(harmful[i] > 0);
        assert_true(found[i] * 100 >= harmful[i] * 80); /* some kinds have ten mutants */
    }
    assert_true(all > 300);
    assert_true(all_found * 100 >= all * 90);
    arena_free(&arena);
}

static void what_keeps_the_meaning_gains_nothing(void **state)
{
    (void)state;
    print_message("%zu changes that keep the meaning, %zu gain a finding\n", kept, gained);
    assert_true(kept > 50);
    assert_true(gained * 100 < kept * 2);
}

/* ---------------------------------------------------------------- the judge itself */

/* Judge the change of `old`, as it stands first in the flagship, to `by`. */
static enum mutant_answer judged(struct mutant_text *base, const char *old, const char *by)
{
    const char *at = NULL;
    for (size_t i = 0; i + strlen(old) <= base->text.size && !at; i++)
        if (!memcmp(base->text.text + i, old, strlen(old)))
            at = base->text.text + i;
    assert_non_null(at);
    uint32_t from = (uint32_t)(at - base->text.text);
    struct mutant m = {MUTANT_NUMBER, from, from + (uint32_t)strlen(old), str_z(by)};
    return mutant_judge(base, &m, NULL);
}

static void the_judge_judges(void **state)
{
    (void)state;
    struct mutant_text base;
    assert_true(mutant_open(&base, "examples/framework/agreement.md"));
    assert_int_equal(judged(&base, "Parties answer", "The parties answer"), MUTANT_MISSED);
    assert_int_equal(judged(&base, "hang together", "fit together"), MUTANT_SAME);
    assert_int_equal(judged(&base, "within 12 h of begin", "within"), MUTANT_FORM);
    assert_int_equal(judged(&base, "within 12 h of begin", ""), MUTANT_NEAR);
    assert_int_equal(judged(&base, "1000 each", "900 each"), MUTANT_MISSED);
    assert_int_equal(judged(&base, "\nelse lapsed", ""), MUTANT_NEAR);
    assert_int_equal(judged(&base, "zone     dmz        = within 10 km of contact", ""),
                     MUTANT_LINKED);
    mutant_close(&base);
}

static bool is_same(const struct mutant *a, const struct mutant *b)
{
    return a->kind == b->kind && a->from == b->from && a->to == b->to && str_eq(a->by, b->by);
}

static void the_same_seed_gives_the_same_mutants(void **state)
{
    (void)state;
    struct mutant_text a, b;
    assert_true(mutant_open(&a, "examples/framework/agreement.md"));
    assert_true(mutant_open(&b, "examples/framework/agreement.md"));
    mutant_make(&a, 7);
    mutant_make(&b, 7);
    assert_int_equal(a.mutants.count, b.mutants.count);
    for (size_t i = 0; i < a.mutants.count; i++)
        assert_true(is_same(&a.mutants.items[i], &b.mutants.items[i]));
    mutant_close(&a);
    mutant_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_judge_judges),
        cmocka_unit_test(the_same_seed_gives_the_same_mutants),
        cmocka_unit_test(what_is_removed_is_missed),
        cmocka_unit_test(what_keeps_the_meaning_gains_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Deleting each token of the flagship in turn: no crash, no hang; and where the text no longer parses, the first error
 * stands within two tokens of the gap in at least 95 of 100 cases. Then each token doubled, and each replaced by
 * another one of the text. */
#include "support/flagship.h"
#include "support/random.h"
#include "support/test.h"

#include "lang/token.h"

#include <stdlib.h>
#include <string.h>

struct world {
    struct arena arena;
    struct work work; /* the flagship's tokens */
};

static void open_world(struct world *world)
{
    static struct diags diags;
    static struct err err;
    *world = (struct world){.arena = {.mem = &mem_libc}};
    struct str text = test_read(&world->arena, FLAGSHIP);
    assert_true(text.size > 0);
    world->work = (struct work){.arena = &world->arena, .diags = &diags, .err = &err};
    assert_int_equal(
        source_read(&world->arena, STR("flagship.md"), text, &world->work.source, &err), ERR_OK);
    lexer_run(&world->work);
    assert_false(world->work.failed);
}

/* Compile the flagship with bytes [from, to) replaced; give the offset of the first error of form, in the text as it
 * was, or SIZE_MAX. */
static size_t first_error(const struct world *world, uint32_t from, uint32_t to, struct str by)
{
    struct str text = world->work.source.text;
    struct arena arena = {.mem = &mem_libc};
    char *changed = ARENA_NEW(&arena, char, text.size + by.size + 1);
    assert_non_null(changed);
    memcpy(changed, text.text, from);
    if (by.size)
        memcpy(changed + from, by.text, by.size);
    memcpy(changed + from + by.size, text.text + to, text.size - to);
    struct str whole = {changed, text.size - (to - from) + by.size};
    struct test_host host = {flagship_files, NULL};
    struct lang_host lang = test_host_of(&host);
    struct diags diags;
    const struct plan *plan;
    struct err err = {0};
    assert_int_equal(lang_compile(&arena, STR("flagship.md"), whole, &lang, &diags, &plan, &err),
                     ERR_OK);
    assert_true((plan != NULL) == (diags.errors == 0));
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < diags.count && found == SIZE_MAX; i++)
        if (!strncmp(diags.items[i].code, "T01", 3) || !strncmp(diags.items[i].code, "T02", 3))
            found = diags.items[i].span.from;
    arena_free(&arena);
    return found != SIZE_MAX && found >= from + by.size ? found + (to - from) - by.size : found;
}

static size_t token_at(const struct world *world, size_t at)
{
    size_t i = 0;
    while (i + 1 < world->work.token_count && world->work.tokens[i].to <= at)
        i++;
    return i;
}

static void a_deleted_token_is_missed_where_it_stood(void **state)
{
    (void)state;
    struct world world;
    open_world(&world);
    size_t broken = 0, near = 0;
    for (size_t i = 0; i + 1 < world.work.token_count; i++) {
        const struct token *t = &world.work.tokens[i];
        size_t at = first_error(&world, t->from, t->to, (struct str){0});
        if (at == SIZE_MAX)
            continue;
        size_t found = token_at(&world, at);
        broken++;
        if (found + 2 >= i && found <= i + 2)
            near++;
        else
            print_message("without token %zu `%.*s`: first error at `%.*s`\n", i,
                          STR_ARG(token_str(&world.work, t)),
                          STR_ARG(token_str(&world.work, &world.work.tokens[found])));
    }
    print_message("%zu tokens, %zu deletions break the form, %zu of them found within two tokens\n",
                  world.work.token_count - 1, broken, near);
    assert_true(broken > 300);
    assert_true(near * 100 >= broken * 95);
    arena_free(&world.arena);
}

static void doubled_and_exchanged_tokens_do_no_harm(void **state)
{
    (void)state;
    struct world world;
    open_world(&world);
    struct random random = random_init(7);
    for (size_t i = 0; i + 1 < world.work.token_count; i++) {
        const struct token *t = &world.work.tokens[i];
        const struct token *other =
            &world.work.tokens[random_below(&random, world.work.token_count - 1)];
        first_error(&world, t->from, t->from, str_slice(world.work.source.text, t->from, t->to));
        first_error(&world, t->from, t->to,
                    str_slice(world.work.source.text, other->from, other->to));
    }
    arena_free(&world.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_deleted_token_is_missed_where_it_stood),
        cmocka_unit_test(doubled_and_exchanged_tokens_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

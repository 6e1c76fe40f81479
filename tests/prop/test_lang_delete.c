/* SPDX-License-Identifier: Apache-2.0
 *
 * Deleting each token of the flagship in turn, and of every agreement under agreements/ and examples/: no crash, no
 * hang; and where the text no longer parses, the first error stands within two tokens of the gap in at least 95 of 100
 * cases. Then each token of the flagship doubled, and each replaced by another one of the text. */
#include "support/flagship.h"
#include "support/random.h"
#include "support/test.h"

#include "lang/ast.h"

#include <dirent.h>
#include <stdio.h>
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

/* ---------------------------------------------------------------- the library */

struct tally {
    size_t tokens, broken, near;
};

struct cut {
    struct str text;
    uint32_t from, to; /* what is left out of it */
};

/* Only the form: offset of the first error, in the text as it was; SIZE_MAX where there is none. */
static size_t first_form_error(struct str name, const struct cut *cut)
{
    struct arena arena = {.mem = &mem_libc};
    size_t size = cut->text.size - (cut->to - cut->from), found = SIZE_MAX;
    char *changed = ARENA_NEW(&arena, char, size + 1);
    struct ast *ast = ARENA_NEW(&arena, struct ast, 1);
    struct diag_source source = {name, {changed, size}};
    struct diags diags = {.sources = &source, .source_count = 1};
    struct err err = {0};
    struct work work = {.arena = &arena, .diags = &diags, .err = &err};
    assert_non_null(changed);
    assert_non_null(ast);
    memcpy(changed, cut->text.text, cut->from);
    memcpy(changed + cut->from, cut->text.text + cut->to, cut->text.size - cut->to);
    assert_int_equal(source_read(&arena, name, source.text, &work.source, &err), ERR_OK);
    lexer_run(&work);
    parse(&work, ast);
    assert_false(work.failed);
    work_sort_diags(&work);
    if (diags.count)
        found = diags.items[0].span.from;
    arena_free(&arena);
    return found != SIZE_MAX && found >= cut->from ? found + (cut->to - cut->from) : found;
}

/* The whole way, with no file beside it: it must come to an end. */
static void compile_cut(struct str name, const struct cut *cut)
{
    struct arena arena = {.mem = &mem_libc};
    size_t size = cut->text.size - (cut->to - cut->from);
    char *changed = ARENA_NEW(&arena, char, size + 1);
    assert_non_null(changed);
    memcpy(changed, cut->text.text, cut->from);
    memcpy(changed + cut->from, cut->text.text + cut->to, cut->text.size - cut->to);
    struct test_host host = {flagship_files, NULL};
    struct lang_host lang = test_host_of(&host);
    struct diags diags;
    const struct plan *plan;
    struct err err = {0};
    assert_int_equal(
        lang_compile(&arena, name, (struct str){changed, size}, &lang, &diags, &plan, &err),
        ERR_OK);
    arena_free(&arena);
}

static void each_token_of(const char *path, struct str text, struct tally *tally)
{
    struct world world = {.arena = {.mem = &mem_libc}};
    struct diags diags = {0};
    struct err err = {0};
    struct str name = str_z(path);
    world.work = (struct work){.arena = &world.arena, .diags = &diags, .err = &err};
    assert_int_equal(source_read(&world.arena, name, text, &world.work.source, &err), ERR_OK);
    if (!world.work.source.piece_count) {
        arena_free(&world.arena);
        return; /* a README */
    }
    lexer_run(&world.work);
    for (size_t i = 0; i + 1 < world.work.token_count; i++) {
        const struct token *t = &world.work.tokens[i];
        struct cut cut = {text, t->from, t->to};
        size_t at = first_form_error(name, &cut);
        tally->tokens++;
        if (tally->tokens % 16 == 0)
            compile_cut(name, &cut);
        if (at == SIZE_MAX)
            continue;
        size_t found = token_at(&world, at);
        tally->broken++;
        if (found + 2 >= i && found <= i + 2)
            tally->near++;
        else if (getenv("TRUCE_VERBOSE"))
            print_message("%s: without `%.*s` (line %u): first error at `%.*s`\n", path,
                          STR_ARG(token_str(&world.work, t)),
                          (unsigned)source_line(&world.work.source, t->from),
                          STR_ARG(token_str(&world.work, &world.work.tokens[found])));
    }
    arena_free(&world.arena);
}

static int is_file(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void each_file_of(const char *folder, struct tally *tally)
{
    char path[1024];
    const char *root = getenv("ROOT");
    struct dirent **names;
    snprintf(path, sizeof path, "%s/%s", root ? root : ".", folder);
    int count = scandir(path, &names, is_file, alphasort);
    for (int i = 0; i < count; i++) {
        struct arena arena = {.mem = &mem_libc};
        snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
        if (str_ends(str_z(path), STR(".md"))) {
            struct str text = test_read(&arena, path);
            each_token_of(path, text, tally);
        } else if (!strchr(names[i]->d_name, '.')) {
            each_file_of(path, tally);
        }
        arena_free(&arena);
        free(names[i]);
    }
    if (count >= 0)
        free(names);
}

static void a_token_deleted_in_any_agreement_is_missed_where_it_stood(void **state)
{
    (void)state;
    struct tally tally = {0};
    each_file_of("agreements", &tally);
    each_file_of("examples", &tally);
    print_message("%zu tokens, %zu deletions break the form, %zu of them (%.1f %%) found within "
                  "two tokens\n",
                  tally.tokens, tally.broken, tally.near,
                  tally.broken ? 100.0 * (double)tally.near / (double)tally.broken : 0);
    assert_true(tally.tokens > 4000);
    assert_true(tally.near * 100 >= tally.broken * 95);
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
        cmocka_unit_test(a_token_deleted_in_any_agreement_is_missed_where_it_stood),
        cmocka_unit_test(doubled_and_exchanged_tokens_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

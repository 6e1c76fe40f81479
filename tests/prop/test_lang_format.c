/* SPDX-License-Identifier: Apache-2.0
 *
 * Laws of the formatter, over every text of the tests, the examples and the agreements, and over mutants of them: the words
 * stay the same, so the plan does; what was formatted stays as it is; prose is untouched. */
#include "support/agreement.h"
#include "support/flagship.h"
#include "support/random.h"
#include "support/test.h"

#include "lang/edit/format.h"
#include "lang/form.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t texts, formatted_texts, mutants, formatted_mutants;

static const struct test_file files[] = {
    {"line.geojson", "{\"type\": \"LineString\", \"coordinates\": [[37, 48], [38, 48.5]]}"},
    {"area.geojson", "{\"type\": \"Polygon\", \"coordinates\": [[[37, 48], [38, 48], [38, 49], "
                     "[37, 49], [37, 48]]]}"},
    {NULL, NULL}};

static void assert_same_words(struct arena *arena, struct str name, struct str a, struct str b)
{
    struct diags diags;
    struct work of_a, of_b;
    struct err err = {0};
    assert_int_equal(form_lex(arena, name, a, &diags, &of_a, &err), ERR_OK);
    assert_int_equal(form_lex(arena, name, b, &diags, &of_b, &err), ERR_OK);
    assert_int_equal(of_a.token_count, of_b.token_count);
    for (size_t i = 0; i < of_a.token_count; i++) {
        assert_int_equal(of_a.tokens[i].kind, of_b.tokens[i].kind);
        assert_true(str_eq(token_str(&of_a, &of_a.tokens[i]), token_str(&of_b, &of_b.tokens[i])));
    }
}

/* What the text means, but for the lines it stands on: the plan in words. */
static struct str plan_of(struct arena *arena, struct str name, struct str text)
{
    struct test_host host = {files, NULL};
    struct lang_host lang = test_host_of(&host);
    struct diags diags;
    const struct plan *plan;
    struct err err = {0};
    struct buf buf;
    struct str kept = {0};
    assert_int_equal(lang_compile(arena, name, text, &lang, &diags, &plan, &err), ERR_OK);
    buf_init(&buf, arena->mem, (size_t)16 << 20);
    if (plan)
        plan_print(&buf, plan);
    assert_int_equal(arena_str(arena, buf_str(&buf), &kept, &err), ERR_OK);
    buf_free(&buf);
    return kept;
}

/* The text without its blanks: what stands outside of code stays the same to the byte, so this is the weakest that must
 * hold of all of it. */
static void assert_same_but_blanks(struct str a, struct str b)
{
    size_t i = 0, j = 0;
    for (;;) {
        while (i < a.size && strchr(" \t\r\n", a.text[i]))
            i++;
        while (j < b.size && strchr(" \t\r\n", b.text[j]))
            j++;
        if (i == a.size || j == b.size)
            break;
        assert_int_equal(a.text[i++], b.text[j++]);
    }
    assert_true(i == a.size && j == b.size);
}

static bool laws_hold(struct str name, struct str text, bool with_plan)
{
    struct arena arena = {.mem = &mem_libc};
    struct diags diags;
    struct str once, twice;
    struct err err = {0};
    enum err_code code = lang_format(&arena, name, text, &diags, &once, &err);
    if (code)
        print_error("%s:\n%.*s", err.text, STR_ARG(text));
    assert_int_equal(code, ERR_OK);
    bool is_formatted = once.text != NULL;
    assert_int_equal(is_formatted, diags.errors == 0);
    if (is_formatted) {
        assert_same_words(&arena, name, text, once);
        assert_same_but_blanks(text, once);
        assert_int_equal(lang_format(&arena, name, once, &diags, &twice, &err), ERR_OK);
        if (!str_eq(once, twice))
            print_error("once:\n%.*s\ntwice:\n%.*s\n", STR_ARG(once), STR_ARG(twice));
        assert_true(str_eq(once, twice));
        if (with_plan)
            assert_true(str_eq(plan_of(&arena, name, text), plan_of(&arena, name, once)));
    }
    arena_free(&arena);
    return is_formatted;
}

/* Blanks, line ends, remarks and words put in, taken out or exchanged at random places. */
static void mutate(struct random *random, struct str name, struct str text, unsigned count)
{
    static const char *const pieces[] = {
        " ",     "  ",    "\n",       "\n\n", "\t",    "-- x\n", " -- y\n", ",",       "(",
        ")",     "[",     "]",        "|",    "\r\n",  "-",      "10",      " km ",    "A",
        "\"q\"", "when ", "require ", "```",  "~~~\n", ":",      "clause ", "unless ", "     "};
    for (unsigned n = 0; n < count; n++) {
        size_t at = random_below(random, text.size + 1);
        size_t cut = random_below(random, 3) ? 0 : random_below(random, 6);
        struct str piece = str_z(pieces[random_below(random, COUNT_OF(pieces))]);
        if (cut > text.size - at)
            cut = text.size - at;
        char *changed = malloc(text.size + piece.size + 1);
        assert_non_null(changed);
        memcpy(changed, text.text, at);
        memcpy(changed + at, piece.text, piece.size);
        memcpy(changed + at + piece.size, text.text + at + cut, text.size - at - cut);
        mutants++;
        struct str mutant = {changed, text.size - cut + piece.size};
        if (str_utf8_valid(mutant) && laws_hold(name, mutant, false))
            formatted_mutants++;
        free(changed);
    }
}

/* Each text has numbers of its own, whatever the order in which a folder lists its files. */
static void one(struct random *seed, struct str name, struct str text, bool with_plan)
{
    struct random own = *seed, *random = &own;
    for (size_t i = 0; i < text.size; i++)
        own.state = own.state * 31 + (unsigned char)text.text[i];
    texts++;
    if (laws_hold(name, text, with_plan))
        formatted_texts++;
    mutate(random, name, text, text.size < 2000 ? 60 : 200);
}

static void cases_of(struct random *random, const char *path)
{
    static const char prelude[] = "agreement \"T\" timezone UTC in force 2026-01-01 party A "
                                  "\"Party A\" party B \"Party B\" monitor M \"Monitor\"\n";
    struct arena arena = {.mem = &mem_libc};
    struct str rest = test_read(&arena, path);
    while (rest.size) {
        struct str line = str_cut(&rest, '\n');
        if (!str_starts(line, STR("### ")))
            continue;
        const char *from = rest.text;
        while (rest.size && !str_starts(rest, STR("---\n")))
            str_cut(&rest, '\n');
        struct str source = {from, (size_t)(rest.text - from)}, whole;
        struct err err = {0};
        bool is_whole = str_starts(source, STR("agreement")) || str_starts(source, STR("#"));
        assert_int_equal(
            arena_printf(&arena, &whole, &err, "%s%.*s", is_whole ? "" : prelude, STR_ARG(source)),
            ERR_OK);
        one(random, str_starts(source, STR("#")) ? STR("t.md") : STR("t.truce"), whole, true);
    }
    arena_free(&arena);
}

static void cases(void **state)
{
    (void)state;
    static const char *const paths[] = {
        "tests/golden/lang/cases.txt",        "tests/golden/lang/plans.txt",
        "tests/golden/lang/words.txt",        "tests/golden/lang/rules_whole.txt",
        "tests/golden/lang/rules_clash.txt",  "tests/golden/lang/rules_form.txt",
        "tests/golden/lang/rules_sources.txt"};
    struct random random = random_init(11);
    for (size_t i = 0; i < COUNT_OF(paths); i++)
        cases_of(&random, paths[i]);
    print_message("%zu texts, %zu of good form; %zu mutants, %zu of good form\n", texts,
                  formatted_texts, mutants, formatted_mutants);
    assert_true(formatted_texts > 100);
    assert_true(formatted_mutants > 100);
}

/* All .md and .truce files of a folder and of those in it. */
static void folder(struct random *random, const char *path, unsigned depth)
{
    char full[1024];
    const char *root = getenv("ROOT");
    snprintf(full, sizeof full, "%s/%s", root ? root : ".", path);
    DIR *dir = opendir(full);
    if (!dir)
        return;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        struct str name = str_z(entry->d_name);
        char below[1024];
        snprintf(below, sizeof below, "%.400s/%.400s", path, entry->d_name);
        if (name.text[0] == '.')
            continue;
        if (str_ends(name, STR(".md")) || str_ends(name, STR(".truce"))) {
            struct arena arena = {.mem = &mem_libc};
            struct str text = test_read(&arena, below);
            if (text.size)
                one(random, name, text, false);
            arena_free(&arena);
        } else if (depth) {
            folder(random, below, depth - 1);
        }
    }
    closedir(dir);
}

static void files_of_the_tree(void **state)
{
    (void)state;
    struct random random = random_init(12);
    folder(&random, "examples", 2);
    folder(&random, "agreements", 3);
    folder(&random, "tests/data", 4);
    folder(&random, "docs", 2);
    print_message("%zu texts, %zu of good form; %zu mutants, %zu of good form\n", texts,
                  formatted_texts, mutants, formatted_mutants);
    assert_true(formatted_texts > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cases),
        cmocka_unit_test(files_of_the_tree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

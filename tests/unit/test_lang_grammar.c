/* SPDX-License-Identifier: Apache-2.0
 *
 * docs/grammar.ebnf and the comments above the parser's functions say the same; every rule that is used exists, every
 * rule that exists is used, and the quoted words are exactly the reserved ones. */
#include "support/agreement.h"
#include "support/test.h"

#include "lang/token.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

struct rules {
    struct str items[200];
    size_t count;
};

/* Runs of white space to one blank. */
static struct str squeezed(struct arena *arena, struct str s)
{
    char *text = ARENA_NEW(arena, char, s.size + 1);
    size_t size = 0;
    s = str_trim(s);
    for (size_t i = 0; i < s.size; i++) {
        bool is_space = isspace((unsigned char)s.text[i]);
        if (is_space && size && text[size - 1] == ' ')
            continue;
        text[size++] = is_space ? ' ' : s.text[i];
    }
    return (struct str){text, size};
}

static struct str name_of(struct str rule)
{
    return str_slice(rule, 0, str_find(rule, ' ', 0));
}

/* Each `name = … ;` of a text. A semicolon stands nowhere else. */
static void add_rules(struct arena *arena, struct rules *rules, struct str text)
{
    while (text.size) {
        struct str rule = squeezed(arena, str_cut(&text, ';'));
        if (rule.size) {
            assert_true(rules->count < COUNT_OF(rules->items));
            rules->items[rules->count++] = rule;
        }
    }
}

static bool is_rule_comment(struct str comment)
{
    struct str s = str_trim(comment);
    size_t i = 0;
    while (i < s.size && islower((unsigned char)s.text[i]))
        i++;
    return i && str_starts(str_from(s, i), STR(" = ")) && str_ends(s, STR(";"));
}

static void read_comments(struct arena *arena, struct rules *rules)
{
    static const char *const files[] = {"parse",           "parse_item",  "parse_place",
                                        "parse_statement", "parse_logic", "parse_part"};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        char path[256];
        snprintf(path, sizeof path, "src/lang/%s.c", files[i]);
        struct str text = test_read(arena, path);
        assert_true(text.size > 0);
        for (size_t at = 0; at + 1 < text.size; at++) {
            if (text.text[at] != '/' || text.text[at + 1] != '*')
                continue;
            size_t end = at + 2;
            while (end + 1 < text.size && (text.text[end] != '*' || text.text[end + 1] != '/'))
                end++;
            struct str comment = str_slice(text, at + 2, end);
            if (is_rule_comment(comment))
                add_rules(arena, rules, comment);
            at = end;
        }
    }
}

static void read_grammar(struct arena *arena, struct rules *rules)
{
    struct str text = test_read(arena, "docs/grammar.ebnf");
    assert_true(text.size > 0);
    size_t at = 0;
    while (at + 1 < text.size && (text.text[at] != '*' || text.text[at + 1] != ')'))
        at++;
    add_rules(arena, rules, str_from(text, at + 2));
}

static bool has(const struct rules *rules, struct str rule)
{
    for (size_t i = 0; i < rules->count; i++)
        if (str_eq(rules->items[i], rule))
            return true;
    return false;
}

static void grammar_and_parser_say_the_same(void **state)
{
    (void)state;
    struct arena arena = {.mem = &mem_libc};
    struct rules parser = {0}, grammar = {0};
    size_t wrong = 0;
    read_comments(&arena, &parser);
    read_grammar(&arena, &grammar);
    for (size_t i = 0; i < parser.count; i++)
        if (!has(&grammar, parser.items[i])) {
            print_error("not in docs/grammar.ebnf: %.*s\n", STR_ARG(parser.items[i]));
            wrong++;
        }
    for (size_t i = 0; i < grammar.count; i++)
        if (!has(&parser, grammar.items[i])) {
            print_error("above no function of the parser: %.*s\n", STR_ARG(grammar.items[i]));
            wrong++;
        }
    assert_true(grammar.count > 60);
    assert_int_equal(wrong, 0);
    arena_free(&arena);
}

static void every_rule_is_used_and_every_word_reserved(void **state)
{
    (void)state;
    static const char *const words[] = {
#define X(name, text) text,
        LANG_WORDS(X) LANG_SIGNS(X)
#undef X
    };
    bool word_used[COUNT_OF(words)] = {false}, rule_used[200] = {false};
    struct arena arena = {.mem = &mem_libc};
    struct rules grammar = {0};
    size_t wrong = 0;
    read_grammar(&arena, &grammar);
    for (size_t i = 0; i < grammar.count; i++) {
        struct str rest = str_from(grammar.items[i], name_of(grammar.items[i]).size);
        while (rest.size) {
            if (rest.text[0] == '"') {
                size_t end = str_find(rest, '"', 1);
                struct str word = str_slice(rest, 1, end);
                bool known = false;
                for (size_t j = 0; j < COUNT_OF(words); j++)
                    if (str_eq(word, str_z(words[j])))
                        known = word_used[j] = true;
                if (!known) {
                    print_error("not reserved: %.*s\n", STR_ARG(word));
                    wrong++;
                }
                rest = str_from(rest, end + 1);
                continue;
            }
            size_t size = 0;
            while (size < rest.size && islower((unsigned char)rest.text[size]))
                size++;
            bool known = !size;
            for (size_t j = 0; j < grammar.count; j++)
                if (size && str_eq(name_of(grammar.items[j]), str_slice(rest, 0, size)))
                    known = rule_used[j] = true;
            if (!known) {
                print_error("no such rule: %.*s\n", (int)size, rest.text);
                wrong++;
            }
            rest = str_from(rest, size ? size : 1);
        }
    }
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (!word_used[i]) {
            print_error("reserved, but in no rule: %s\n", words[i]);
            wrong++;
        }
    for (size_t i = 0; i < grammar.count; i++)
        if (!rule_used[i] && !str_eq(name_of(grammar.items[i]), STR("file"))) {
            print_error("used nowhere: %.*s\n", STR_ARG(name_of(grammar.items[i])));
            wrong++;
        }
    assert_int_equal(wrong, 0);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grammar_and_parser_say_the_same),
        cmocka_unit_test(every_rule_is_used_and_every_word_reserved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Brackets: which there are, what a choice writes, what it would make an error or a hole, and which choices are refused. */
#include "support/agreement.h"
#include "support/flaky.h"
#include "support/test.h"

#include "lang/edit/bracket.h"

#include <stdio.h>
#include <string.h>

static const char draft[] =
    "# Draft\n"
    "```truce\n"
    "agreement \"T\" timezone UTC in force 2026-01-01\n"
    "party A \"Party A\"\n"
    "party B \"Party B\"\n"
    "monitor M \"Mission\"\n"
    "body JMC \"Commission\" of A, B chaired by M decides by majority\n"
    "```\n"
    "## Part I\n"
    "Prose of Part I.\n"
    "```truce\n"
    "phase pause \"One\" begins at entry lasts [A: 30 d | B: 60 d] -- how long\n"
    "clause 1 \"Fire\" verified by M\n"
    "  forbid attack by [A: A, B | B: B]\n"
    "clause 2 \"Answer\" verified by M\n"
    "  require A, B to report response to JMC within [open \"promptly\"] of begin\n"
    "[A: clause 3 \"Notice\" verified by M -- of A\n"
    "  forbid troop_movement by A, B\n"
    "    unless notification by the same party at least [A: 24 h | B: 1 d] before\n"
    " | B: clause 3 \"Movement\" verified by M\n"
    "  forbid troop_movement by A -- of B\n"
    "]\n"
    "then ended decided by JMC within [A: 48 h | B: 2 d | M: 48 h]\n"
    "else lapsed\n"
    "```\n"
    "More prose.\n";

struct opened {
    struct arena arena;
    struct test_host host;
    struct lang_host lang;
    struct brackets brackets;
    struct bracket_pick *picks;
};

static void begin(struct opened *o, const char *text)
{
    struct err err = {0};
    *o = (struct opened){.arena = {.mem = &mem_libc}};
    o->lang = test_host_of(&o->host);
    assert_int_equal(
        brackets_read(&o->arena, STR("t.md"), str_z(text), &o->lang, &o->brackets, &err), ERR_OK);
    o->picks = ARENA_NEW(&o->arena, struct bracket_pick, o->brackets.own);
    assert_non_null(o->picks);
}

static void finish(struct opened *o)
{
    arena_free(&o->arena);
}

static enum err_code choose(struct opened *o, const char *typed, struct err *err)
{
    enum err_code code = brackets_pick(&o->arena, &o->brackets, str_z(typed), o->picks, err);
    if (!code)
        code = brackets_check(&o->arena, &o->brackets, o->picks, err);
    return code ? code : brackets_fit(&o->arena, &o->brackets, o->picks, &o->lang, err);
}

static void they_are_found_in_order(void **state)
{
    (void)state;
    struct opened o;
    begin(&o, draft);
    static const struct {
        const char *where, *text;
        size_t choices;
        uint32_t line, outer;
    } want[] = {
        {"phase pause", "[A: 30 d | B: 60 d]", 2, 12, BRACKET_NONE},
        {"clause 1", "[A: A, B | B: B]", 2, 14, BRACKET_NONE},
        {"clause 2", "[open \"promptly\"]", 0, 16, BRACKET_NONE},
        {"clause 3", NULL, 2, 17, BRACKET_NONE},
        {"clause 3", "[A: 24 h | B: 1 d]", 2, 19, 3},
        {"phase pause", "[A: 48 h | B: 2 d | M: 48 h]", 3, 23, BRACKET_NONE},
    };
    assert_int_equal(o.brackets.errors, 0);
    assert_int_equal(o.brackets.own, COUNT_OF(want));
    for (size_t i = 0; i < COUNT_OF(want); i++) {
        const struct bracket *b = &o.brackets.items[i];
        assert_int_equal(b->number, i + 1);
        assert_str(b->where, want[i].where);
        assert_str(b->article, "Part I");
        if (want[i].text)
            assert_str(b->text, want[i].text);
        assert_int_equal(b->choice_count, want[i].choices);
        assert_int_equal(b->line, want[i].line);
        assert_int_equal(b->outer, want[i].outer);
    }
    assert_str(o.brackets.items[2].words, "promptly");
    assert_true(o.brackets.items[3].is_clause);
    /* 24 h and 1 d are not the same; 48 h and 48 h are. */
    assert_int_equal(o.brackets.items[4].choices[1].equal, BRACKET_NONE);
    assert_int_equal(o.brackets.items[5].choices[1].equal, BRACKET_NONE);
    assert_int_equal(o.brackets.items[5].choices[2].equal, 0);
    assert_int_equal(o.brackets.party_count, 3);
    assert_str(o.brackets.parties[2], "M");
    finish(&o);
}

/* The text with a choice is the draft with these lines in place of others, and nothing else changed. */
static void a_choice_changes_its_own_words_only(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *gone, *put;
    } cases[] = {
        {"1=B", "lasts [A: 30 d | B: 60 d] -- how long", "lasts 60 d -- how long"},
        {"1=45 d", "lasts [A: 30 d | B: 60 d] -- how long", "lasts 45 d -- how long"},
        {"2=A", "[A: A, B | B: B]", "A, B"},
        {"2=\"M\"", "[A: A, B | B: B]", "M"},
        {"2=anyone", "[A: A, B | B: B]", "anyone"},
        {"2=M, B", "[A: A, B | B: B]", NULL}, /* M is no party, but may be bound */
        {"3=\"24 h\"", "within [open \"promptly\"] of", "within 24 h of"},
        {"4=B",
         "[A: clause 3 \"Notice\" verified by M -- of A\n"
         "  forbid troop_movement by A, B\n"
         "    unless notification by the same party at least [A: 24 h | B: 1 d] before\n"
         " | B: clause 3 \"Movement\" verified by M\n"
         "  forbid troop_movement by A -- of B\n"
         "]\n",
         "clause 3 \"Movement\" verified by M\n"
         "  forbid troop_movement by A -- of B\n"},
        {"4=A,5=B",
         "[A: clause 3 \"Notice\" verified by M -- of A\n"
         "  forbid troop_movement by A, B\n"
         "    unless notification by the same party at least [A: 24 h | B: 1 d] before\n"
         " | B: clause 3 \"Movement\" verified by M\n"
         "  forbid troop_movement by A -- of B\n"
         "]\n",
         "clause 3 \"Notice\" verified by M -- of A\n"
         "  forbid troop_movement by A, B\n"
         "    unless notification by the same party at least 1 d before\n"},
        {"5=A", "[A: 24 h | B: 1 d]", "24 h"},
        {"6=M", "[A: 48 h | B: 2 d | M: 48 h]", "48 h"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct opened o;
        struct bracket_edits edits;
        struct str text, want;
        struct err err = {0};
        begin(&o, draft);
        assert_int_equal(choose(&o, cases[i].typed, &err), ERR_OK);
        assert_int_equal(brackets_apply(&o.arena, &o.brackets, o.picks, &edits, &text, &err),
                         ERR_OK);
        const char *at = strstr(draft, cases[i].gone);
        assert_non_null(at);
        assert_int_equal(arena_printf(&o.arena, &want, &err, "%.*s%s%s", (int)(at - draft), draft,
                                      cases[i].put ? cases[i].put : "M, B",
                                      at + strlen(cases[i].gone)),
                         ERR_OK);
        assert_string_equal(text.text, want.text);
        finish(&o);
    }
}

static void nothing_chosen_is_nothing_changed(void **state)
{
    (void)state;
    struct opened o;
    struct bracket_edits edits;
    struct str text;
    struct err err = {0};
    begin(&o, draft);
    assert_int_equal(brackets_apply(&o.arena, &o.brackets, o.picks, &edits, &text, &err), ERR_OK);
    assert_string_equal(text.text, draft);
    finish(&o);
}

static void wrong_choices_say_what_is_allowed(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"7=A", "there is no bracket 7; this text has 1 to 6"},
        {"0=A", "there is no bracket 0"},
        {"A", "write NUMBER=PARTY"},
        {"1=C", "bracket 1 (phase pause) has no proposal of \"C\"; there are those of A and B"},
        {"6=C", "there are those of A, B and M"},
        {"1=A,1=B", "bracket 1 (phase pause) is chosen twice"},
        {"1=20 km", "bracket 1 (phase pause) does not take \"20 km\": a duration is needed here"},
        {"1=", "a value is words on one line"},
        {"3=soon", "bracket 3 (clause 2) does not take \"soon\""},
        {"3=24 h of begin require A to do response within 2 h", "it would end the statement"},
        {"3=24 h\nof", "a value is words on one line"},
        {"4=B,5=A",
         "bracket 5 stands in the proposal of A for bracket 4, which is not the one chosen"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct opened o;
        struct err err = {0};
        begin(&o, draft);
        assert_int_equal(choose(&o, cases[i][0], &err), ERR_USAGE);
        if (!strstr(err.text, cases[i][1]))
            fail_msg("%s: %s", cases[i][0], err.text);
        finish(&o);
    }
}

static void what_a_choice_makes_is_told_where_it_stands_now(void **state)
{
    (void)state;
    static const char text[] =
        "agreement \"T\" timezone UTC in force 2026-01-01\n"
        "party A \"Party A\" party B \"Party B\" monitor M \"Mission\"\n"
        "clause 1 \"Fire\" verified by M\n"
        "  forbid attack by A, B\n"
        "    unless notification by the same party at least [A: 24 h | B: 5 km] before\n"
        "clause 2 \"Numbers\" verified by M\n"
        "  require A, B to report response to M within [A: 2 h | B: 3 kg] of begin\n";
    struct opened o;
    struct bracket_table table;
    struct err err = {0};
    o = (struct opened){.arena = {.mem = &mem_libc}};
    o.lang = test_host_of(&o.host);
    assert_int_equal(
        brackets_read(&o.arena, STR("t.truce"), str_z(text), &o.lang, &o.brackets, &err), ERR_OK);
    assert_int_equal(brackets_table(&o.arena, &o.brackets, &o.lang, &table, &err), ERR_OK);
    assert_int_equal(table.choices[0][0].count, 0);
    assert_int_equal(table.choices[0][1].count, 1);
    assert_string_equal(table.choices[0][1].items[0].code, "T0203");
    assert_int_equal(table.choices[0][1].items[0].line, 5);
    assert_int_equal(table.choices[0][1].items[0].column, 66);
    assert_int_equal(table.choices[1][1].count, 1);
    assert_int_equal(table.packages[0].count, 0);
    assert_int_equal(table.packages[1].count, 2);
    finish(&o);
}

static void the_table_names_them(void **state)
{
    (void)state;
    struct opened o;
    struct bracket_table table;
    struct err err = {0};
    struct buf buf;
    begin(&o, draft);
    assert_int_equal(brackets_table(&o.arena, &o.brackets, &o.lang, &table, &err), ERR_OK);
    buf_init(&buf, &mem_libc, 1 << 20);
    brackets_put_text(&buf, &table, false);
    assert_false(buf.failed);
    buf_putc(&buf, '\0');
    static const char *const wanted[] = {
        "6 brackets are open in t.md\n\nPart I\n",
        "   1  phase pause, line 12\n        A: 30 d\n        B: 60 d\n",
        "   3  clause 2, line 16: left open by \"promptly\"\n",
        "   5  clause 3, line 19, in what A proposes for 4\n",
        "        A: 48 h (the same as M)\n        B: 2 d\n        M: 48 h (the same as A)\n",
        "      A (1, 2, 4, 5, 6)",
    };
    for (size_t i = 0; i < COUNT_OF(wanted); i++)
        if (!strstr(buf.bytes, wanted[i]))
            fail_msg("%s is not in\n%s", wanted[i], buf.bytes);
    buf_clear(&buf);
    brackets_put_text(&buf, &table, true);
    buf_putc(&buf, '\0');
    assert_non_null(
        strstr(buf.bytes, "\nM proposes\n   6  phase pause, line 23: 48 h (the same as A)\n"));
    buf_free(&buf);
    finish(&o);
}

/* A text that is wrong has the brackets that could be read, and one without any has none. */
static void wrong_texts_are_read_too(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "```truce\nagreement \"T\" timezone UTC\nzone z = within [A: 5 km | B: of\nparty A\n```\n",
        "",
        "no code",
        "```truce\nagreement \"T\" timezone UTC [\n```",
        "```truce\n[A: [B: [A: 5]]]\n```",
        "```truce\nclause 1 \"x\" forbid attack by [A: | B: ]\n```",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct opened o;
        struct bracket_table table;
        struct err err = {0};
        begin(&o, texts[i]);
        assert_int_equal(brackets_table(&o.arena, &o.brackets, &o.lang, &table, &err), ERR_OK);
        finish(&o);
    }
}

static enum err_code all_of_it(struct mem *mem, const struct lang_host *lang, struct err *err)
{
    struct arena arena = {.mem = mem};
    struct brackets brackets;
    struct bracket_table table;
    struct bracket_pick picks[8] = {{0}};
    struct bracket_edits edits;
    struct str text;
    struct buf buf;
    enum err_code code = brackets_read(&arena, STR("t.md"), str_z(draft), lang, &brackets, err);
    if (!code)
        code = brackets_table(&arena, &brackets, lang, &table, err);
    if (!code)
        code = brackets_pick(&arena, &brackets, STR("4=A,5=B,3=2 h"), picks, err);
    if (!code)
        code = brackets_check(&arena, &brackets, picks, err);
    if (!code)
        code = brackets_apply(&arena, &brackets, picks, &edits, &text, err);
    if (!code) {
        buf_init(&buf, mem, 1 << 20);
        brackets_put_json(&buf, &table);
        code = buf_check(&buf, err);
        buf_free(&buf);
    }
    arena_free(&arena);
    return code;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct test_host host = {0};
    struct lang_host lang = test_host_of(&host);
    for (int n = 0;; n += 1 + n / 40) { /* all of the first, then one in so many */
        struct flaky flaky = {.countdown = n};
        struct mem mem = {flaky_resize, &flaky};
        struct err err = {0};
        enum err_code code = all_of_it(&mem, &lang, &err);
        assert_int_equal(flaky.live, 0);
        if (!code)
            break;
        assert_int_equal(code, ERR_NO_MEMORY);
        assert_true(err.text[0] != '\0');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_are_found_in_order),
        cmocka_unit_test(a_choice_changes_its_own_words_only),
        cmocka_unit_test(nothing_chosen_is_nothing_changed),
        cmocka_unit_test(wrong_choices_say_what_is_allowed),
        cmocka_unit_test(what_a_choice_makes_is_told_where_it_stands_now),
        cmocka_unit_test(the_table_names_them),
        cmocka_unit_test(wrong_texts_are_read_too),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

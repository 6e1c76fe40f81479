/* SPDX-License-Identifier: Apache-2.0
 *
 * What differs in meaning between two drafts. The flagship is changed in one way or another: each change of meaning is
 * told once, by its place and numbers; a change of form is not told; and exchanging the two drafts exchanges old and new. */
#include "support/flagship.h"
#include "support/flaky.h"
#include "support/test.h"

#include "lang/form.h"
#include "plan/diff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct drafts {
    struct arena arena;
    struct str text[2];
    const struct plan *plan[2];
    struct plan_diff diff;
};

static const struct plan *compile(struct arena *arena, struct str text)
{
    struct test_host host = {flagship_files, NULL};
    struct lang_host lang = test_host_of(&host);
    struct diags diags;
    const struct plan *plan;
    struct err err = {0};
    assert_int_equal(lang_compile(arena, STR("d.md"), text, &lang, &diags, &plan, &err), ERR_OK);
    return plan;
}

/* Every `from` in the text becomes `to`; how many there were. */
static struct str replaced(struct arena *arena, struct str text, const char *from, const char *to,
                           size_t *count)
{
    struct buf buf;
    struct str old = str_z(from), made = {0};
    struct err err = {0};
    *count = 0;
    buf_init(&buf, &mem_libc, 1 << 20);
    for (size_t at = 0; at < text.size;) {
        if (str_starts(str_from(text, at), old)) {
            buf_puts(&buf, to);
            at += old.size;
            ++*count;
        } else {
            buf_putc(&buf, text.text[at++]);
        }
    }
    assert_int_equal(arena_str(arena, buf_str(&buf), &made, &err), ERR_OK);
    buf_free(&buf);
    return made;
}

static void compare(struct drafts *d, struct str old, struct str new)
{
    struct err err = {0};
    d->text[0] = old;
    d->text[1] = new;
    d->plan[0] = compile(&d->arena, old);
    d->plan[1] = compile(&d->arena, new);
    assert_non_null(d->plan[0]);
    assert_non_null(d->plan[1]);
    assert_int_equal(plan_diff_make(&d->arena, d->plan[0], d->plan[1], &d->diff, &err), ERR_OK);
}

static struct drafts begin(void)
{
    return (struct drafts){.arena = {.mem = &mem_libc}};
}

static void finish(struct drafts *d)
{
    arena_free(&d->arena);
}

static struct str printed(struct drafts *d, struct buf *buf)
{
    buf_init(buf, &mem_libc, 1 << 20);
    plan_diff_put_text(buf, &d->diff);
    assert_false(buf->failed);
    return buf_str(buf);
}

/* ---------------------------------------------------------------- one change, one sentence */

struct change {
    const char *from, *to;   /* in the flagship */
    const char *what, *text; /* of the one difference; NULL: none */
    const char *name;        /* what is only called otherwise, or NULL */
};

static const struct change changes[] = {
    {"begin + 7 d", "begin + 10 d", "deadline",
     "clause 5 (keep heavy_guns away from contact): the deadline of A, B moves from begin + 7 d to "
     "begin + 10 d",
     NULL},
    {"at least 5 km", "at least 6 km", "distance",
     "clause 5 (keep heavy_guns away from contact): the distance changes from 5 km to 6 km", NULL},
    {"limit   personnel of A, B", "limit personnel of A", "bound",
     "B is no longer bound by clause 7 (limit personnel)", NULL},
    {"forbid troop_movement by A, B", "forbid troop_movement by A, B, M", "bound",
     "M is now bound by clause 6", NULL},
    {"forbid attack, obstruction", "forbid attack", "kinds",
     "clause 2: no longer about obstruction", NULL},
    {"gravity grave", "gravity minor", "gravity",
     "clause 2: the gravity changes from grave to minor", NULL},
    {"\" gravity grave verified by UN", "\" gravity grave verified by M", "verifier",
     "clause 2: who verifies changes from UN to M", NULL},
    {"1000 each", "1200 each", "number",
     "clause 7 (limit personnel): the limit changes from 1000 to 1200", NULL},
    {"1000 each", "1000 together", "sharing",
     "clause 7 (limit personnel): for whom the limit counts changes from each to all together",
     NULL},
    {"lasts 72 h", "lasts 4 d", "length", "phase pause: the length changes from 72 h to 4 d", NULL},
    {"notice by A, B at least 30 d", "notice by A, B at least 60 d", "notice",
     "phase settlement: the notice changes from at least 30 d before to at least 60 d before",
     NULL},
    {"decided by JMC within 7 d", "decided by M within 7 d", "decider",
     "phase ceasefire (then settlement): who decides changes from JMC to M", NULL},
    {"decides by consensus", "decides by majority", "rule",
     "body JMC: how it decides changes from consensus to majority", NULL},
    {"06:00 to 18:00", "06:00 to 20:00", "hours",
     "corridor aid: the hours change; before: daily 06:00 to 18:00; now: daily 06:00 to 20:00",
     NULL},
    {"A on the left, B on the right", "B on the left, A on the right", "sides",
     "line contact: the sides change from A on the left, B on the right to B on the left, A on the "
     "right",
     NULL},
    {"timezone Europe/Istanbul", "timezone Europe/Kyiv", "time zone",
     "the agreement: the time zone changes from Europe/Istanbul to Europe/Kyiv", NULL},
    {"deferred \"Status of territories\"\n",
     "deferred \"Status of territories\" after settlement\n", "deferred",
     "deferred \"Status of territories\": when it starts is new: after settlement", NULL},
    {"with the same route", "", "unless",
     "clause 6: the exception changes; before: notification by the same party between 24 h and 72 "
     "h "
     "before "
     "with the same route; now: notification by the same party between 24 h and 72 h before",
     NULL},
    {"  forbid crossing by A, B across contact\n", "", "statement",
     "clause 4 no longer says: forbid crossing by A, B across contact", NULL},
    {"clause 10 \"No side gains a military advantage\"\n  assess by JMC every week\n", "", "clause",
     "clause 10 is gone, \"No side gains a military advantage\": assess by JMC every week", NULL},
    {"else lapsed", "else ended", "else",
     "phase pause: what follows otherwise changes from lapsed to ended", NULL},
    {"synchronous within 24 h", "synchronous within [A: 24 h | B: 48 h]", "window",
     "clause 5 (synchronous): how far apart the steps may be changes from within 24 h to within "
     "[A: 24 "
     "h | B: 48 h]",
     NULL},
    {"or mortar where calibre at least 100 mm", "or mortar where calibre at least 120 mm", "class",
     "class heavy_guns: the definition changes from mortar where calibre at least 100 mm to mortar "
     "where calibre at least 120 mm",
     NULL},
    {"or mlrs", "or mlrs or tank", "class", "class heavy_guns now also takes in tank", NULL},
    {"or mlrs", "", "class", "class heavy_guns no longer takes in mlrs", NULL},
    {"at most 5 verified", "at most 6 verified", "gate",
     "phase pause (then ceasefire): one of the conditions changes from at most 5 verified "
     "violations "
     "of clause 1 to at most 6 verified violations of clause 1",
     NULL},
    {"clause 5 is fulfilled and no", "clause 5 is fulfilled and clause 7 is fulfilled and no",
     "gate", "phase ceasefire (then settlement): a condition more: clause 7 is fulfilled", NULL},
    {"at most 5 verified violations of clause 1 and ", "", "gate",
     "phase pause (then ceasefire): a condition less: at most 5 verified violations of clause 1",
     NULL},
    /* Only called otherwise, or not at all. */
    {"dmz", "buffer", NULL, NULL, "zone dmz is now called buffer"},
    {"heavy_guns", "big_guns", NULL, NULL, "class heavy_guns is now called big_guns"},
    {"JMC", "COMMISSION", NULL, NULL, "body JMC is now called COMMISSION"},
    {"settlement ", "peace ", NULL, NULL, "phase settlement is now called peace"},
    {"clause 10 ", "clause 11 ", NULL, NULL, "clause 10 is now clause 11"},
    {"\"Aid moves freely", "\"Help moves freely", NULL, NULL,
     "clause 2: the title \"Aid moves freely while the corridor is open\" is now \"Help moves "
     "freely "
     "while the corridor is open\""},
    {"10 km of contact", "10000 m of contact", NULL, NULL, NULL},
    {"72 h before with", "72   h\n      before -- a remark\n      with", NULL, NULL, NULL},
    {"## Part II", "Some prose.\n\n## Part II", NULL, NULL, NULL},
    {"attack, obstruction", "obstruction, attack", NULL, NULL, NULL},
    {"at most 5 verified violations of clause 1 and clause 3 is fulfilled",
     "clause 3 is fulfilled and at most 5 verified violations of clause 1", NULL, NULL, NULL},
    {"party    A   \"Party A\"\nparty    B   \"Party B\"",
     "party B \"Party B\"\nparty A \"Party A\"", NULL, NULL, NULL},
    {"artillery where calibre at least 100 mm or mortar where calibre at least 100 mm or mlrs",
     "mlrs or mortar where calibre at least 100 mm or artillery where calibre at least 100 mm",
     NULL, NULL, NULL},
};

static void each_change_is_told_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        const struct change *c = &changes[i];
        struct drafts d = begin();
        struct str text = test_read(&d.arena, FLAGSHIP);
        struct buf buf;
        size_t count;
        struct str changed = replaced(&d.arena, text, c->from, c->to, &count);
        assert_true(count > 0);
        compare(&d, text, changed);
        if (d.diff.meaning.count != (c->text != NULL) || d.diff.names.count != (c->name != NULL))
            fail_msg("%s -> %s:\n%.*s", c->from, c->to, STR_ARG(printed(&d, &buf)));
        if (c->text) {
            assert_string_equal(d.diff.meaning.items[0].text.text, c->text);
            assert_str(d.diff.meaning.items[0].what, c->what);
        }
        if (c->name)
            assert_string_equal(d.diff.names.items[0].text.text, c->name);
        finish(&d);
    }
}

static void ground_is_measured(void **state)
{
    (void)state;
    struct drafts d = begin();
    struct str text = test_read(&d.arena, FLAGSHIP);
    size_t count;
    compare(&d, text, replaced(&d.arena, text, "10 km of contact", "20 km of contact", &count));
    assert_int_equal(d.diff.meaning.count, 1);
    assert_str(d.diff.meaning.items[0].what, "ground");
    assert_str(d.diff.meaning.items[0].article, "Definitions");
    assert_str(d.diff.meaning.items[0].old, "within 10 km of contact");
    /* A line of 92 km: 20 or 40 km across, and a half circle at either end. */
    assert_string_equal(d.diff.meaning.items[0].text.text,
                        "zone dmz changes from within 10 km of contact to within 20 km of contact "
                        "(about 2170 km² before, about 4970 km² now, as A reads it)");
    finish(&d);
}

/* Inserting a clause moves the labels of those behind it; they are the same clauses. */
static void clauses_are_followed_through_new_labels(void **state)
{
    (void)state;
    struct drafts d = begin();
    struct str old = STR(
        "```truce\nagreement \"T\" timezone UTC in force 2026-01-01 party A \"Party A\" party B "
        "\"Party B\"\n"
        "monitor M \"M\"\n"
        "clause 1 \"one\" verified by M forbid attack by A, B\n"
        "clause 2 \"two\" verified by M forbid drone_flight by A, B\n"
        "clause 3 \"three\" verified by M require A, B to report response to M within 24 h of each "
        "verified violation of clause 2\n");
    struct str new = STR(
        "```truce\nagreement \"T\" timezone UTC in force 2026-01-01 party A \"Party A\" party B "
        "\"Party B\"\n"
        "monitor M \"M\"\n"
        "clause 1 \"one\" verified by M forbid attack by A, B\n"
        "clause 2 \"new\" verified by M forbid troop_movement by A, B\n"
        "clause 3 \"two\" verified by M forbid drone_flight by A, B\n"
        "clause 4 \"otherwise called\" verified by M require A, B to report response to M within "
        "24 h "
        "of each verified violation of clause 3\n");
    struct buf buf;
    compare(&d, old, new);
    assert_str(printed(&d, &buf), "new\n" /* no heading: its title */
                                  "  clause 2 is new, \"new\": forbid troop_movement by A, B\n"
                                  "\n"
                                  "only called otherwise\n"
                                  "  clause 2 is now clause 3\n"
                                  "  clause 3 is now clause 4\n"
                                  "  clause 4: the title \"three\" is now \"otherwise called\"\n");
    buf_free(&buf);
    finish(&d);
}

/* ---------------------------------------------------------------- laws */

static int by_place(const void *a, const void *b)
{
    const struct plan_diff_item *x = a, *y = b;
    int order = str_cmp(x->where, y->where);
    order = order ? order : str_cmp(x->what, y->what);
    order = order ? order : str_cmp(x->old, y->old);
    return order ? order : str_cmp(x->new, y->new);
}

static void exchange(struct plan_diff_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        struct str old = list->items[i].old;
        list->items[i].old = list->items[i].new;
        list->items[i].new = old;
    }
    if (list->count)
        qsort(list->items, list->count, sizeof *list->items, by_place);
}

/* diff(a, b) is diff(b, a) with old and new exchanged. */
static void check_mirror(struct drafts *d)
{
    struct plan_diff back;
    struct err err = {0};
    struct plan_diff_list *here = &d->diff.meaning, *there = &back.meaning;
    assert_int_equal(plan_diff_make(&d->arena, d->plan[1], d->plan[0], &back, &err), ERR_OK);
    assert_int_equal(here->count, there->count);
    assert_int_equal(d->diff.names.count, back.names.count);
    if (here->count)
        qsort(here->items, here->count, sizeof *here->items, by_place);
    exchange(there);
    for (size_t i = 0; i < here->count; i++) {
        const struct plan_diff_item *a = &here->items[i], *b = &there->items[i];
        if (!str_eq(a->what, b->what) || !str_eq(a->old, b->old) || !str_eq(a->new, b->new))
            fail_msg("not mirrored:\n%.*s\n%.*s", STR_ARG(a->text), STR_ARG(b->text));
    }
}

static void exchanging_the_drafts_exchanges_old_and_new(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        struct drafts d = begin();
        struct str text = test_read(&d.arena, FLAGSHIP);
        size_t count;
        compare(&d, text, replaced(&d.arena, text, changes[i].from, changes[i].to, &count));
        check_mirror(&d);
        finish(&d);
    }
}

static void nothing_differs_from_itself(void **state)
{
    (void)state;
    struct drafts d = begin();
    struct str text = test_read(&d.arena, FLAGSHIP);
    struct buf buf;
    compare(&d, text, text);
    assert_str(printed(&d, &buf), "no difference in meaning\n");
    buf_free(&buf);
    finish(&d);
}

/* A number that is told in another unit or named by its clause is left out of the law below. */
static bool is_label(const struct work *work, size_t at)
{
    const struct token *t = &work->tokens[at];
    const struct token *before = at ? t - 1 : t;
    if (t->kind == TOKEN_INT && before->kind == TOKEN_WORD)
        return before->word == W_CLAUSE || before->word == W_CLAUSES || before->word == W_TO ||
               before->word == W_COMMA;
    return false;
}

/* Every number of the flagship, one more than it was: one difference, and it names the number. */
static void every_number_is_told_once(void **state)
{
    (void)state;
    struct arena arena = {.mem = &mem_libc};
    struct str text = test_read(&arena, FLAGSHIP);
    struct diags diags;
    struct work work;
    struct ast ast;
    struct err err = {0};
    size_t tried = 0;
    assert_int_equal(form_read(&arena, STR("d.md"), text, &diags, &work, &ast, &err), ERR_OK);
    for (size_t i = 0; i < work.token_count; i++) {
        const struct token *t = &work.tokens[i];
        if ((t->kind != TOKEN_QUANTITY && t->kind != TOKEN_INT) || is_label(&work, i))
            continue;
        struct drafts d = begin();
        struct str word = str_slice(text, t->from, t->to), changed;
        size_t digits = 0;
        while (digits < word.size && word.text[digits] >= '0' && word.text[digits] <= '9')
            digits++;
        int64_t number = 0;
        assert_true(str_to_i64(str_slice(word, 0, digits), &number));
        assert_int_equal(arena_printf(&d.arena, &changed, &err, "%.*s%lld%.*s", (int)t->from,
                                      text.text, (long long)number + 1,
                                      STR_ARG(str_from(text, t->from + digits))),
                         ERR_OK);
        if (compile(&d.arena, changed)) {
            struct buf buf;
            char want[32];
            snprintf(want, sizeof want, "%lld", (long long)number + 1);
            compare(&d, text, changed);
            if (d.diff.meaning.count != 1 || !strstr(d.diff.meaning.items[0].text.text, want))
                fail_msg("%.*s -> %s:\n%.*s", STR_ARG(word), want, STR_ARG(printed(&d, &buf)));
            check_mirror(&d);
            tried++;
        }
        finish(&d);
    }
    assert_true(tried >= 25);
    arena_free(&arena);
}

/* The plan as it is printed, for an oracle: what it shows and the comparison does not would have been missed. */
static struct str shown(struct arena *arena, const struct plan *plan)
{
    struct str text = {0};
    struct err err = {0};
    struct buf buf;
    buf_init(&buf, &mem_libc, 1 << 20);
    plan_print(&buf, plan);
    assert_int_equal(arena_str(arena, buf_str(&buf), &text, &err), ERR_OK);
    buf_free(&buf);
    return text;
}

/* `text` with the bytes of a token replaced; what compiles and prints otherwise must differ, and must mirror. */
static size_t check_change(struct str text, const struct token *t, struct str put)
{
    struct drafts d = begin();
    struct err err = {0};
    struct str changed;
    size_t tried = 0;
    assert_int_equal(arena_printf(&d.arena, &changed, &err, "%.*s%.*s%.*s", (int)t->from, text.text,
                                  STR_ARG(put), STR_ARG(str_from(text, t->to))),
                     ERR_OK);
    if (compile(&d.arena, changed)) {
        compare(&d, text, changed);
        bool is_same = str_eq(shown(&d.arena, d.plan[0]), shown(&d.arena, d.plan[1]));
        if (!is_same && !d.diff.meaning.count && !d.diff.names.count)
            fail_msg("at byte %u, %.*s: no difference told", (unsigned)t->from, STR_ARG(put));
        check_mirror(&d);
        tried = !is_same;
    }
    finish(&d);
    return tried;
}

/* Every word taken out, and every name replaced by each of the others. */
static void what_the_plan_shows_is_told(void **state)
{
    (void)state;
    struct arena arena = {.mem = &mem_libc};
    struct str text = test_read(&arena, FLAGSHIP), names[64];
    struct diags diags;
    struct work work;
    struct ast ast;
    struct err err = {0};
    size_t tried = 0, name_count = 0;
    assert_int_equal(form_read(&arena, STR("d.md"), text, &diags, &work, &ast, &err), ERR_OK);
    for (size_t i = 0; i < work.token_count; i++) {
        struct str name = token_str(&work, &work.tokens[i]);
        bool is_new = work.tokens[i].kind == TOKEN_NAME && name_count < COUNT_OF(names);
        for (size_t j = 0; j < name_count; j++)
            is_new = is_new && !str_eq(names[j], name);
        if (is_new)
            names[name_count++] = name;
    }
    for (size_t i = 0; i < work.token_count; i++) {
        const struct token *t = &work.tokens[i];
        tried += check_change(text, t, STR(""));
        for (size_t j = 0; j < name_count && t->kind == TOKEN_NAME; j++)
            tried += check_change(text, t, names[j]);
    }
    assert_true(tried > 300);
    arena_free(&arena);
}

/* ---------------------------------------------------------------- brackets */

static void a_settled_bracket_is_one_difference(void **state)
{
    (void)state;
    static const struct {
        const char *settled, *open, *told;
    } cases[] = {
        {"10 km of contact", "[A: 10 km | B: 25 km] of contact",
         "zone dmz changes from within [A: 10 km | B: 25 km] of contact to within 10 km of contact "
         "(as "
         "A proposed)"},
        {"within 48 h", "within [open \"promptly\"]",
         "clause 9: the deadline of M, H together moves from within [open \"promptly\"] to within "
         "48 h"},
        {"begin + 14 d", "begin + [A: 14 d | B: 20 d]",
         "clause 5 (keep heavy_guns out of dmz): the deadline of A, B moves from begin + [A: 14 d "
         "| B: 20 "
         "d] to begin + 14 d (as A proposed)"},
        {"lasts 72 h", "lasts [A: 48 h | B: 72 h]",
         "phase pause: the length changes from [A: 48 h | B: 72 h] to 72 h (as B proposed)"},
        {"decides by consensus", "decides by [A: consensus | B: majority]",
         "body JMC: how it decides changes from [A: consensus | B: majority] to consensus (as A "
         "proposed)"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct drafts d = begin();
        struct str text = test_read(&d.arena, FLAGSHIP);
        size_t count;
        compare(&d, replaced(&d.arena, text, cases[i].settled, cases[i].open, &count), text);
        assert_int_equal(count, 1);
        assert_int_equal(d.diff.meaning.count, 1);
        assert_string_equal(d.diff.meaning.items[0].text.text, cases[i].told);
        check_mirror(&d);
        finish(&d);
    }
}

static void a_bracket_that_changes_is_one_difference(void **state)
{
    (void)state;
    struct drafts d = begin();
    struct str text = test_read(&d.arena, FLAGSHIP);
    size_t count;
    compare(&d, replaced(&d.arena, text, "within 48 h", "within [A: 48 h | B: 72 h]", &count),
            replaced(&d.arena, text, "within 48 h", "within [A: 48 h | B: 60 h]", &count));
    assert_int_equal(d.diff.meaning.count, 1);
    assert_string_equal(
        d.diff.meaning.items[0].text.text,
        "clause 9: the deadline of M, H together moves from within [A: 48 h | B: 72 h] "
        "to within [A: 48 h | B: 60 h]");
    finish(&d);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct arena arena = {.mem = &mem_libc};
    struct str text = test_read(&arena, FLAGSHIP);
    size_t count;
    struct str other = replaced(&arena, text, "at least 5 km", "at least [open \"far\"]", &count);
    other = replaced(&arena, other, "10 km of contact", "20 km of contact", &count);
    other = replaced(&arena, other, "clause 10 ", "clause 11 ", &count);
    other = replaced(&arena, other, "at most 5 verified", "at most 6 verified", &count);
    const struct plan *old = compile(&arena, text), *new = compile(&arena, other);
    assert_non_null(old);
    assert_non_null(new);
    for (int n = 0;; n++) {
        struct flaky flaky = {.countdown = n};
        struct mem mem = {flaky_resize, &flaky};
        struct arena own = {.mem = &mem};
        struct plan_diff diff;
        struct err err = {0};
        enum err_code code = plan_diff_make(&own, old, new, &diff, &err);
        arena_free(&own);
        assert_int_equal(flaky.live, 0);
        if (!code)
            break;
        assert_int_equal(code, ERR_NO_MEMORY);
        assert_true(err.text[0] != '\0');
    }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_change_is_told_once),
        cmocka_unit_test(ground_is_measured),
        cmocka_unit_test(clauses_are_followed_through_new_labels),
        cmocka_unit_test(nothing_differs_from_itself),
        cmocka_unit_test(exchanging_the_drafts_exchanges_old_and_new),
        cmocka_unit_test(every_number_is_told_once),
        cmocka_unit_test(what_the_plan_shows_is_told),
        cmocka_unit_test(a_settled_bracket_is_one_difference),
        cmocka_unit_test(a_bracket_that_changes_is_one_difference),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Documents that are edited: what is known after an edit is what is known of the same text read afresh; findings of a
 * check move with the text; words, names and places are told; whichever allocation fails, nothing leaks. */
#include "support/agreement.h"
#include "support/flagship.h"
#include "support/flaky.h"
#include "support/random.h"
#include "support/test.h"

#include "truce/truce.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum truce_code put(void *ctx, const char *bytes, size_t size, struct truce_error *error)
{
    struct buf *buf = ctx;
    (void)error;
    buf_put(buf, (struct str){bytes, size});
    return buf->failed ? TRUCE_NO_MEMORY : TRUCE_OK;
}

static const struct test_file beside[] = {
    {"base.truce", "agreement \"Base\" timezone UTC\n  in force 2026-01-01\nparty A \"Party A\"\n"
                   "party B \"Party B\"\nmonitor M \"Monitor\"\nclause 1 \"Fire\" verified by M\n"
                   "  forbid attack by A, B\n"},
    {NULL, NULL}};

static enum truce_code read_file(void *ctx, enum truce_file file, struct truce_text name,
                                 struct truce_bytes *bytes, struct truce_error *error)
{
    (void)ctx;
    (void)file;
    for (const struct test_file *all = flagship_files; all; all = all == beside ? NULL : beside)
        for (size_t i = 0; all[i].name; i++)
            if (str_eq((struct str){name.bytes, name.size}, str_z(all[i].name)))
                return truce_bytes_put(bytes, all[i].text, strlen(all[i].text), error);
    return truce_fail(error, TRUCE_INPUT, "there is no such file");
}

static const struct truce_host host = {read_file, NULL};

static struct truce_document *open_with(const char *name, struct truce_text text)
{
    struct truce_document *document;
    struct truce_error error;
    assert_int_equal(truce_document_open(NULL, truce_text_of(name), &document, &error), TRUCE_OK);
    assert_int_equal(truce_document_edit(document, 0, 0, text, &error), TRUCE_OK);
    return document;
}

static void check(struct truce_document *document)
{
    struct truce_check *one;
    struct truce_error error;
    assert_int_equal(truce_check_open(NULL, document, &one, &error), TRUCE_OK);
    assert_int_equal(truce_check_run(one, &host, &error), TRUCE_OK);
    assert_true(truce_check_take(document, one));
}

static size_t find(const struct truce_document *document, const char *what, size_t after)
{
    struct truce_text text = truce_document_text(document);
    for (size_t i = after; i + strlen(what) <= text.size; i++)
        if (!memcmp(text.bytes + i, what, strlen(what)))
            return i;
    fail_msg("\"%s\" is not in the text", what);
    return 0;
}

/* ---------------------------------------------------------------- form */

static bool same_form(struct truce_document *document, const char *name)
{
    struct truce_text text = truce_document_text(document);
    struct truce_document *fresh = open_with(name, text);
    size_t a = truce_document_findings(document), b = truce_document_findings(fresh);
    bool is_same = a == b;
    for (size_t i = 0; i < a && i < b && is_same; i++) {
        struct truce_finding_of_text x = truce_document_finding(document, i);
        struct truce_finding_of_text y = truce_document_finding(fresh, i);
        is_same = !strcmp(x.code, y.code) && x.at.from == y.at.from && x.at.to == y.at.to;
    }
    is_same = is_same && truce_document_has_form(document) == truce_document_has_form(fresh);
    truce_document_close(fresh);
    return is_same;
}

/* What edits know of the form is what a fresh reading knows; but for an item that reaches over the end of a block, which the
 * next check tells. */
/* Random edits of a text: how many, and after how many of them the same is known as of the text read afresh. */
static void edit_at_random(const char *name, struct str whole, size_t *edits, size_t *same)
{
    static const char *const pieces[] = {
        " ",     "\n",       "x",         "clause ",         "\"",    "forbid attack by A\n",
        ",",     "(",        "```\n",     "party Z \"Z\"\n", "when ", "-- remark\n",
        "10 km", " by ",     "[A: 1 km]", "then ended\n",    "\n\n",  "deferred \"x\"\n",
        "and ",  "\xc3\xa9", "unless "};
    struct random random = random_init(5);
    for (unsigned turn = 0; turn < 60; turn++) {
        struct truce_document *document =
            open_with(name, (struct truce_text){whole.text, whole.size});
        struct truce_error error;
        for (unsigned n = 0; n < 12; n++) {
            struct truce_text text = truce_document_text(document);
            size_t at = random_below(&random, text.size + 1);
            size_t gone = random_below(&random, 2) * random_below(&random, 8);
            struct truce_text by = truce_text_of(pieces[random_below(&random, COUNT_OF(pieces))]);
            if (random_below(&random, 4) == 0)
                by.size = 0;
            while (at > 0 && at < text.size && ((unsigned char)text.bytes[at] & 0xc0) == 0x80)
                at--;
            if (gone > text.size - at)
                gone = text.size - at;
            while (at + gone < text.size && ((unsigned char)text.bytes[at + gone] & 0xc0) == 0x80)
                gone++;
            assert_int_equal(truce_document_edit(document, at, at + gone, by, &error), TRUCE_OK);
            ++*edits;
            *same += same_form(document, name);
        }
        truce_document_close(document);
    }
}

/* The code of a literate text alone. */
static struct str code_of(struct arena *arena, struct str text)
{
    char *code = ARENA_NEW(arena, char, text.size + 1);
    size_t size = 0;
    bool is_code = false;
    assert_non_null(code);
    while (text.size) {
        struct str line = str_cut(&text, '\n');
        bool is_fence = str_starts(line, STR("```"));
        if (is_code && !is_fence) {
            if (line.size)
                memcpy(code + size, line.text, line.size);
            size += line.size;
            code[size++] = '\n';
        }
        is_code = is_fence ? !is_code : is_code;
    }
    return (struct str){code, size};
}

/* What edits know of the form is what a fresh reading knows; but for an item that reaches over the end of a block, which the
 * next check tells. */
static void edits_know_what_a_fresh_reading_knows(void **state)
{
    (void)state;
    struct arena arena = {.mem = &mem_libc};
    struct str flagship = test_read(&arena, FLAGSHIP);
    for (unsigned bare = 0; bare < 2; bare++) {
        size_t edits = 0, same = 0;
        edit_at_random(bare ? "f.truce" : "f.md", bare ? code_of(&arena, flagship) : flagship,
                       &edits, &same);
        print_message("%s: %zu edits, %zu known as afresh\n", bare ? "bare" : "literate", edits,
                      same);
        assert_true(same * 100 >= edits * 98);
    }
    arena_free(&arena);
}

static void an_edit_outside_of_the_text_is_refused(void **state)
{
    (void)state;
    struct truce_document *document = open_with("t.truce", truce_text_of("agreement"));
    struct truce_error error;
    assert_int_equal(truce_document_edit(document, 3, 2, truce_text_of(""), &error), TRUCE_INPUT);
    assert_int_equal(truce_document_edit(document, 0, 99, truce_text_of(""), &error), TRUCE_INPUT);
    assert_int_equal(truce_document_text(document).size, 9);
    truce_document_close(document);
    truce_document_close(NULL);
}

/* ---------------------------------------------------------------- checks */

#define HEAD                                                                                       \
    "agreement \"T\" timezone UTC\n  in force 2026-01-01\nparty A \"Party A\"\nmonitor M \"M\"\n"

static size_t count_of(struct truce_document *document, const char *code, size_t *at)
{
    size_t count = 0;
    for (size_t i = 0; i < truce_document_findings(document); i++) {
        struct truce_finding_of_text finding = truce_document_finding(document, i);
        if (strcmp(finding.code, code))
            continue;
        count++;
        *at = finding.at.from;
    }
    return count;
}

static void findings_move_with_the_text(void **state)
{
    (void)state;
    struct truce_document *document = open_with(
        "t.truce", truce_text_of(HEAD "clause 1 \"X\" verified by M\n  forbid attack by Q\n"));
    struct truce_error error;
    struct truce_check *late;
    size_t at = 0, was;
    assert_int_equal(count_of(document, "T0301", &at), 0);
    check(document);
    assert_int_equal(count_of(document, "T0301", &at), 1);
    was = at;
    assert_int_equal(truce_document_edit(document, 0, 0, truce_text_of("-- remark\n"), &error),
                     TRUCE_OK);
    assert_int_equal(count_of(document, "T0301", &at), 1);
    assert_int_equal(at, was + 10);
    assert_int_equal(truce_check_open(NULL, document, &late, &error), TRUCE_OK);
    assert_int_equal(truce_document_edit(document, at, at + 1, truce_text_of("A"), &error),
                     TRUCE_OK);
    assert_int_equal(count_of(document, "T0301", &at), 0);
    assert_int_equal(truce_check_run(late, &host, &error), TRUCE_OK);
    assert_false(truce_check_take(document, late)); /* of a text that is gone */
    assert_int_equal(count_of(document, "T0301", &at), 0);
    truce_document_close(document);
}

/* ---------------------------------------------------------------- words, names, places */

static void says(struct truce_document *document, size_t at, const char *expected)
{
    struct truce_error error;
    struct buf buf;
    bool has;
    size_t from, to;
    buf_init(&buf, &mem_libc, 1 << 16);
    const struct truce_sink sink = {put, &buf};
    assert_int_equal(truce_document_explain(document, at, &sink, &has, &from, &to, &error),
                     TRUCE_OK);
    if (has != (expected != NULL))
        print_error("%zu: %.*s\n", at, STR_ARG(buf_str(&buf)));
    assert_true(has == (expected != NULL));
    if (expected)
        assert_str(buf_str(&buf), expected);
    buf_free(&buf);
}

static void what_stands_there_is_told_in_words(void **state)
{
    (void)state;
    struct arena arena = {.mem = &mem_libc};
    struct str flagship = test_read(&arena, FLAGSHIP);
    struct truce_document *document =
        open_with("f.md", (struct truce_text){flagship.text, flagship.size});
    struct truce_error error;
    size_t zone = find(document, "Europe/Istanbul", 0); /* the host has no files of zones */
    assert_int_equal(truce_document_edit(document, zone, zone + 15, truce_text_of("UTC"), &error),
                     TRUCE_OK);
    check(document);
    size_t at = find(document, "forbid attack by A, B", 0);
    says(document, at,
         "No attack by A or B is allowed anywhere, from the beginning of pause to its "
         "end; M verifies.");
    says(document, at + 7, "attack: Attack of any form (an act).");
    says(document, 0, NULL);
    says(document, 999999, NULL);
    /* It is told again where it reads as it did; not where it was changed. */
    assert_int_equal(truce_document_edit(document, 0, 0, truce_text_of("Prose.\n\n"), &error),
                     TRUCE_OK);
    says(document, at + 8,
         "No attack by A or B is allowed anywhere, from the beginning of pause to "
         "its end; M verifies.");
    assert_int_equal(
        truce_document_edit(document, at + 8 + 18, at + 8 + 21, truce_text_of(""), &error),
        TRUCE_OK);
    says(document, at + 8, "This has changed since the text was last checked without errors.");
    truce_document_close(document);
    arena_free(&arena);
}

static void names_lead_to_their_declarations(void **state)
{
    (void)state;
    struct truce_document *document = open_with(
        "t.truce",
        truce_text_of("agreement \"T\" timezone UTC\n  in force 2026-01-01\n  builds on "
                      "\"base.truce\" as P\nzone z = circle 1 km around 48 N 37 E\nclause 2 "
                      "\"X\" verified by M\n  forbid shelling by A in z\n  require A to report "
                      "order to M within 24 h of each violation of clause P.1\n"));
    struct truce_place place;
    check(document);
    assert_true(truce_document_declaration(document, find(document, "z\n  require", 0), &place));
    assert_int_equal(place.file.size, 0);
    assert_int_equal(place.from, find(document, "z = circle", 0));
    assert_true(truce_document_declaration(document, find(document, "A in z", 0), &place));
    assert_str(((struct str){place.file.bytes, place.file.size}), "base.truce");
    assert_memory_equal(beside[0].text + place.from, "A \"Party A\"", 11);
    assert_true(truce_document_declaration(document, find(document, "P.1", 0), &place));
    assert_str(((struct str){place.file.bytes, place.file.size}), "base.truce");
    assert_memory_equal(beside[0].text + place.from, "1 \"Fire\"", 8);
    assert_false(truce_document_declaration(document, find(document, "forbid", 0), &place));
    assert_false(truce_document_declaration(document, find(document, "shelling", 0), &place));
    truce_document_close(document);
}

static void add_label(void *ctx, const struct truce_completion *completion)
{
    struct buf *buf = ctx;
    buf_putc(buf, ' ');
    buf_put(buf, (struct str){completion->text.bytes, completion->text.size});
    buf_putc(buf, ' ');
}

static void proposes(const char *text, const char *fits, const char *fits_not)
{
    struct truce_document *document = open_with("t.truce", truce_text_of(text));
    struct truce_error error;
    struct buf buf;
    buf_init(&buf, &mem_libc, 1 << 16);
    check(document);
    assert_int_equal(truce_document_complete(document, strlen(text), add_label, &buf, &error),
                     TRUCE_OK);
    buf_putc(&buf, '\0');
    if (!strstr(buf.bytes, fits) || strstr(buf.bytes, fits_not))
        print_error("%s|\n%s\n", text, buf.bytes);
    assert_non_null(strstr(buf.bytes, fits));
    assert_null(strstr(buf.bytes, fits_not));
    buf_free(&buf);
    truce_document_close(document);
}

static void what_may_follow_is_what_the_parser_takes(void **state)
{
    (void)state;
#define BODY HEAD "zone z = circle 1 km around 48 N 37 E\nclass guns = artillery\n"
    proposes(BODY "clause 1 \"X\" verified by ", " M ", " forbid ");
    proposes(BODY "clause 1 \"X\" verified by M\n  ", " forbid ", " by ");
    proposes(BODY "clause 1 \"X\" verified by M\n  forbid ", " shelling ", " guns ");
    proposes(BODY "clause 1 \"X\" verified by M\n  keep ", " guns ", " shelling ");
    proposes(BODY "clause 1 \"X\" verified by M\n  forbid attack ", " by ", " of ");
    proposes(BODY "clause 1 \"X\" verified by M\n  forbid attack by A in ", " z ", " guns ");
    proposes(BODY "clause 1 \"X\" verified by M\n  forbid attack by A ", " as ", " of ");
    proposes(BODY "clause 1 \"X\" verified by M\n  forbid attack by an", " anyone ", " the ");
    proposes(BODY "phase p \"P\"\nthen ", " ended ", " z ");
    proposes(BODY "clause 7 \"X\"\n  require A to do talks within 1 h of breach of clause ", " 7 ",
             " z ");
    proposes(HEAD, " clause ", " by ");
}

static void the_outline_is_in_order(void **state)
{
    (void)state;
    struct arena arena = {.mem = &mem_libc};
    struct str flagship = test_read(&arena, FLAGSHIP);
    struct truce_document *document =
        open_with("f.md", (struct truce_text){flagship.text, flagship.size});
    size_t count = truce_document_outline_count(document), clauses = 0, at = 0;
    for (size_t i = 0; i < count; i++) {
        struct truce_outline one = truce_document_outline(document, i);
        assert_true(one.from >= at && one.name_from >= one.from && one.name_to <= one.to);
        at = one.from;
        if (one.symbol != TRUCE_SYMBOL_CLAUSE)
            continue;
        clauses++;
        assert_true(one.inside > 0);
        assert_int_equal(truce_document_outline(document, one.inside - 1).symbol,
                         TRUCE_SYMBOL_PHASE);
    }
    assert_int_equal(clauses, 10);
    truce_document_close(document);
    arena_free(&arena);
}

/* ---------------------------------------------------------------- memory */

static enum truce_code all_of_it(const struct truce_memory *memory, struct str text)
{
    struct truce_document *document = NULL;
    struct truce_check *one = NULL;
    struct truce_error error;
    struct truce_place place;
    struct buf buf;
    bool has;
    size_t from, to;
    buf_init(&buf, &mem_libc, 1 << 20);
    const struct truce_sink sink = {put, &buf};
    enum truce_code code = truce_document_open(memory, truce_text_of("f.md"), &document, &error);
    if (!code)
        code =
            truce_document_edit(document, 0, 0, (struct truce_text){text.text, text.size}, &error);
    if (!code)
        code = truce_check_open(memory, document, &one, &error);
    if (!code)
        code = truce_check_run(one, &host, &error);
    if (!code)
        truce_check_take(document, one);
    else
        truce_check_close(one);
    if (!code)
        code = truce_document_edit(document, 1200, 1200, truce_text_of("x"), &error);
    if (!code)
        code = truce_document_explain(document, 1200, &sink, &has, &from, &to, &error);
    if (!code) {
        truce_document_declaration(document, 1200, &place);
        truce_document_findings(document);
        truce_document_outline_count(document);
        buf_clear(&buf);
        code = truce_document_complete(document, 1201, add_label, &buf, &error);
    }
    truce_document_close(document);
    buf_free(&buf);
    return code;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct arena arena = {.mem = &mem_libc};
    struct str flagship = test_read(&arena, FLAGSHIP);
    for (int n = 0;; n++) {
        struct flaky flaky = {.countdown = n, .for_ever = true};
        struct truce_memory memory = {flaky_resize, &flaky};
        enum truce_code code = all_of_it(&memory, flagship);
        assert_int_equal(flaky.live, 0);
        if (code == TRUCE_OK)
            break;
        assert_int_equal(code, TRUCE_NO_MEMORY);
    }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edits_know_what_a_fresh_reading_knows),
        cmocka_unit_test(an_edit_outside_of_the_text_is_refused),
        cmocka_unit_test(findings_move_with_the_text),
        cmocka_unit_test(what_stands_there_is_told_in_words),
        cmocka_unit_test(names_lead_to_their_declarations),
        cmocka_unit_test(what_may_follow_is_what_the_parser_takes),
        cmocka_unit_test(the_outline_is_in_order),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

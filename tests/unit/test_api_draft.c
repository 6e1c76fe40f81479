/* SPDX-License-Identifier: Apache-2.0
 *
 * Drafts through the public API: what it writes fits the published schemas, a call that fails changes nothing, and
 * whichever allocation fails. */
#include "support/flaky.h"
#include "support/schema.h"
#include "support/test.h"

#include "base/json.h"
#include "truce/truce.h"

#include <stdio.h>
#include <string.h>

static const char draft[] =
    "agreement \"T\" timezone UTC in force 2026-01-01\n"
    "party A \"Party A\" party B \"Party B\" monitor M \"Mission\"\n"
    "zone z = circle [A: 5 km | B: 5000 m | M: 5 kg] around 48 N 37 E\n"
    "clause 1 \"Fire\" verified by M\n"
    "  forbid attack by A, B in z\n"
    "[A: clause 2 \"Notice\" verified by M\n"
    "  require A, B to report response to M within [open \"promptly\"] of entry\n"
    " | B: clause 2 \"Nothing\" verified by M\n"
    "  forbid troop_movement by A\n"
    "]\n";

static struct truce_text text_of(const char *text)
{
    return truce_text_of(text);
}

static enum truce_code keep(void *ctx, const char *bytes, size_t size, struct truce_error *error)
{
    struct buf *buf = (struct buf *)ctx;

    (void)error;
    buf_put(buf, (struct str){bytes, size});
    return TRUCE_OK;
}

static void check_fits(const char *name, const struct buf *buf)
{
    struct arena arena = {.mem = &mem_libc};
    struct json schema, value;
    struct err err = {0};
    struct buf file;
    char path[256], piece[4096];
    size_t size;
    FILE *from;

    (void)snprintf(path, sizeof(path), "share/schemas/%s.json", name);
    from = fopen(path, "rb");
    assert_non_null(from);
    buf_init(&file, &mem_libc, 1 << 20);
    while ((size = fread(piece, 1, sizeof(piece), from)) > 0)
        buf_put(&file, (struct str){piece, size});
    (void)fclose(from);
    assert_int_equal(json_parse(&arena, buf_str(&file), &schema, &err), ERR_OK);
    if (json_parse(&arena, buf_str(buf), &value, &err) || !schema_fits(&schema, &value, &err))
        fail_msg("%s: %s: %.2000s", name, err.text, buf->bytes);
    buf_free(&file);
    arena_free(&arena);
}

static void brackets_fit_their_schema(void **state)
{
    const struct truce_host host = {NULL, NULL};
    struct truce_draft *opened;
    struct truce_error error;
    struct buf buf;
    const struct truce_sink sink = {keep, &buf};
    size_t errors;

    (void)state;
    buf_init(&buf, &mem_libc, 1 << 20);
    assert_int_equal(
        truce_draft_open(NULL, text_of("t.truce"), text_of(draft), &host, &opened, &error),
        TRUCE_OK);
    assert_int_equal(truce_draft_count(opened), 3);
    errors = 7;
    assert_int_equal(truce_draft_put_brackets(opened, TRUCE_FORM_JSON, TRUCE_BRACKETS_BY_ARTICLE,
                                              &sink, &errors, &error),
                     TRUCE_OK);
    assert_int_equal(errors, 0);
    check_fits("brackets", &buf);
    buf_putc(&buf, '\0');
    assert_non_null(strstr(buf.bytes, "\"party\": \"B\", \"text\": \"5000 m\", \"line\": 3, "
                                      "\"same_as\": \"A\", \"makes\": []"));
    assert_non_null(strstr(buf.bytes, "\"code\": \"T0203\""));
    buf_clear(&buf);
    assert_int_equal(truce_draft_choose(opened, text_of("1=A,2=B,7=A"), &error), TRUCE_USAGE);
    assert_int_equal(truce_draft_put_source(opened, &sink, &error), TRUCE_OK);
    assert_true(str_eq(buf_str(&buf), str_z(draft))); /* nothing was chosen */
    buf_clear(&buf);
    assert_int_equal(truce_draft_choose(opened, text_of("1=M"), &error), TRUCE_OK);
    assert_int_equal(truce_draft_choose(opened, text_of("2=A,3=2 h"), &error), TRUCE_OK);
    assert_int_equal(truce_draft_put_choice(opened, TRUCE_FORM_JSON, &sink, &errors, &error),
                     TRUCE_OK);
    check_fits("brackets", &buf);
    assert_int_equal(errors, 1);
    truce_draft_close(opened);
    buf_free(&buf);
}

static struct truce_agreement *opened_of(const struct truce_memory *memory, const char *text)
{
    const struct truce_host host = {NULL, NULL};
    struct truce_agreement *agreement;
    struct truce_error error;

    if (truce_agreement_open(memory, text_of("t.truce"), text_of(text), &host, &agreement, &error))
        return NULL;
    return agreement;
}

static const char before[] = "agreement \"T\" timezone UTC in force 2026-01-01\n"
                             "party A \"Party A\" party B \"Party B\" monitor M \"Mission\"\n"
                             "zone z = circle 5 km around 48 N 37 E\n"
                             "clause 1 \"Fire\" verified by M\n"
                             "  forbid attack by A, B in z\n";
static const char after[] = "agreement \"T\" timezone UTC in force 2026-01-02\n"
                            "party A \"Party A\" party B \"Party B\" monitor M \"Mission\"\n"
                            "zone y = circle 5 km around 48 N 37 E\n"
                            "zone x = circle 50 km around 48 N 37 E\n"
                            "clause 1 \"Fire\" verified by M\n"
                            "  forbid attack by A in y\n"
                            "  forbid attack by B in x\n";

static void differences_fit_their_schema(void **state)
{
    struct truce_agreement *old_draft = opened_of(NULL, before),
                           *new_draft = opened_of(NULL, after);
    struct truce_agreement *wrong = opened_of(NULL, "agreement");
    struct truce_error error;
    struct buf buf;
    const struct truce_sink sink = {keep, &buf};
    size_t count;

    (void)state;
    buf_init(&buf, &mem_libc, 1 << 20);
    assert_int_equal(truce_diff_put(old_draft, new_draft, TRUCE_FORM_JSON, &sink, &count, &error),
                     TRUCE_OK);
    check_fits("diff", &buf);
    assert_int_equal(count, 4); /* entry, x, who is bound, the second statement */
    buf_putc(&buf, '\0');
    assert_non_null(strstr(buf.bytes, "\"where\": \"zone x\", \"article\": null, \"old\": null, "
                                      "\"new\": \"circle 50 km around 48 N 37 E\", "
                                      "\"lines\": {\"old\": null, \"new\": 4}"));
    buf_clear(&buf);
    assert_int_equal(truce_diff_put(old_draft, old_draft, TRUCE_FORM_JSON, &sink, NULL, &error),
                     TRUCE_OK);
    check_fits("diff", &buf);
    assert_int_equal(truce_diff_put(old_draft, wrong, TRUCE_FORM_TEXT, &sink, &count, &error),
                     TRUCE_AGREEMENT);
    assert_int_equal(truce_diff_put(wrong, old_draft, TRUCE_FORM_TEXT, &sink, &count, &error),
                     TRUCE_AGREEMENT);
    truce_agreement_close(wrong);
    truce_agreement_close(old_draft);
    truce_agreement_close(new_draft);
    buf_free(&buf);
}

static enum truce_code all_of_it(struct flaky *flaky)
{
    const struct truce_memory memory = {flaky_resize, flaky};
    const struct truce_host host = {NULL, NULL};
    struct truce_agreement *old_draft = opened_of(&memory, before), *new_draft = NULL;
    struct truce_draft *opened = NULL;
    struct truce_error error;
    enum truce_code code = old_draft ? TRUCE_OK : TRUCE_NO_MEMORY;
    struct buf buf;
    const struct truce_sink sink = {keep, &buf};
    size_t count;

    buf_init(&buf, &mem_libc, 1 << 20);
    if (!code)
        new_draft = opened_of(&memory, after);
    if (!new_draft)
        code = TRUCE_NO_MEMORY;
    if (!code)
        code = truce_diff_put(old_draft, new_draft, TRUCE_FORM_TEXT, &sink, &count, &error);
    if (!code)
        code =
            truce_draft_open(&memory, text_of("t.truce"), text_of(draft), &host, &opened, &error);
    if (!code)
        code = truce_draft_choose(opened, text_of("1=M"), &error);
    if (!code)
        code = truce_draft_put_choice(opened, TRUCE_FORM_TEXT, &sink, &count, &error);
    truce_draft_close(opened);
    truce_agreement_close(old_draft);
    truce_agreement_close(new_draft);
    buf_free(&buf);
    return code;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (int n = 0;; n++) {
        struct flaky flaky = {.countdown = n};
        const enum truce_code code = all_of_it(&flaky);

        assert_int_equal(flaky.live, 0);
        if (code == TRUCE_OK)
            break;
        assert_int_equal(code, TRUCE_NO_MEMORY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(brackets_fit_their_schema),
        cmocka_unit_test(differences_fit_their_schema),
        cmocka_unit_test(every_allocation_may_fail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The treaty as a page: nothing of the text is lost, nothing in it runs, and each article says in plain words what its
 * code says. With REPORT_OUT set to a folder the page is left there to be looked at. */
#include "base/buf.h"
#include "support/markup.h"
#include "support/test.h"
#include "truce/truce.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char utc[] = "TZif\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                          "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4"
                          "\0\0\0\0\0\0UTC";

static enum truce_code host_read(void *ctx, enum truce_file file, struct truce_text name,
                                 struct truce_bytes *bytes, struct truce_error *error)
{
    static const char line[] = "{\"type\": \"Feature\", \"properties\": {\"hypothetical\": true}, "
                               "\"geometry\": {\"type\": \"LineString\", \"coordinates\": "
                               "[[37, 48], [37.5, 48.2], [38, 48.1]]}}";
    (void)ctx;
    (void)name;
    if (file == TRUCE_FILE_ZONE)
        return truce_bytes_put(bytes, utc, sizeof(utc), error);
    if (file == TRUCE_FILE_GEOMETRY)
        return truce_bytes_put(bytes, line, sizeof(line) - 1, error);
    return truce_fail(error, TRUCE_INPUT, "no such file");
}

static const struct truce_host host = {host_read, NULL};

static enum truce_code put(void *ctx, const char *bytes, size_t size, struct truce_error *error)
{
    (void)error;
    buf_put((struct buf *)ctx, (struct str){bytes, size});
    return TRUCE_OK;
}

static enum truce_code page_of(const char *name, const char *text, struct buf *buf)
{
    const struct truce_sink sink = {put, buf};
    struct truce_agreement *agreement;
    struct truce_error error;
    enum truce_code code;

    buf_init(buf, &mem_libc, 8 << 20);
    assert_int_equal(truce_agreement_open(NULL, truce_text_of(name), truce_text_of(text), &host,
                                          &agreement, &error),
                     TRUCE_OK);
    code = truce_agreement_put_page(agreement, &sink, &error);
    truce_agreement_close(agreement);
    return code;
}

static bool holds(const struct buf *buf, const char *text)
{
    size_t size = strlen(text);

    for (size_t i = 0; i + size <= buf->size; i++)
        if (memcmp(buf->bytes + i, text, size) == 0)
            return true;
    return false;
}

#define FRAME                                                                                      \
    "```truce\nagreement \"A <b>treaty</b> & more\" timezone UTC\n  in force 2026-02-01\n"         \
    "party A \"Party A\" also \"<i>A</i>\"\nparty B \"Party B\"\nmonitor M \"Monitor\"\n"          \
    "line front = load \"l.geojson\" with A on the left, B on the right\nzone dmz = within 5 km "  \
    "of front\n"
#define PHASE                                                                                      \
    "phase pause \"The pause\"\n  begins at 2026-02-01 00:00\n  lasts 72 h\n"                      \
    "clause 1 \"Fire ceases\" verified by M\n  forbid attack by A, B in dmz\n"                     \
    "clause 2 \"A report\"\n  require A to report inspection to B within 12 h of begin\nthen "     \
    "lapsed\n```\n"

static void keep(const struct buf *buf, const char *name)
{
    const char *folder = getenv("REPORT_OUT");
    char path[1024];
    FILE *to;

    if (!folder)
        return;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    to = fopen(path, "wb");
    assert_non_null(to);
    fwrite(buf->bytes, 1, buf->size, to);
    fclose(to);
}

static void every_part_is_on_the_page(void **state)
{
    (void)state;
    struct buf buf;
    assert_int_equal(
        page_of("t.md",
                "# Treaty\n\nFire *ceases*.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- one\n- "
                "two\n\n" FRAME "```\n## Article 1\nAll fire ceases.\n```truce\n" PHASE
                "## Article 2\nOnly words.\n",
                &buf),
        TRUCE_OK);
    keep(&buf, "treaty.html");
    assert_well_formed(buf_str(&buf));
    static const char *const parts[] = {"A &lt;b&gt;treaty&lt;/b&gt; &amp; more",
                                        "Fire <em>ceases</em>.",
                                        "<td>1</td>",
                                        "<li>one",
                                        "Article 1",
                                        "Only words.",
                                        "id=\"c-0\"",
                                        "id=\"c-1\"",
                                        "href=\"#c-1\"",
                                        "<details class=\"code\">",
                                        "forbid attack by A, B in dmz",
                                        "Map of lines and zones",
                                        "hypothetical",
                                        "The pause",
                                        "12 hours",
                                        "72 hours",
                                        "verified by <bdi>Monitor</bdi>",
                                        "verified by nobody",
                                        "Who owes what",
                                        "No bracket is open",
                                        "&lt;i&gt;A&lt;/i&gt;"};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (!holds(&buf, parts[i]))
            fail_msg("the page lacks: %s", parts[i]);
    }
    buf_free(&buf);
}

static void nothing_in_the_text_runs(void **state)
{
    (void)state;
    struct buf buf;
    assert_int_equal(
        page_of(
            "t.md",
            "# <script>alert(1)</script>\n\n<img src=x "
            "onerror=alert(1)>\n\n[a](javascript:alert(1)) "
            "[b](data:text/html,x) [c](https://example.org/?a=1&b=\"2) ![d](file:///etc/passwd) "
            "<javascript:alert(2)> &lt; &copy; &#60; "
            "\xe2\x80\xae\n\n```html\n<script>x</script>\n```\n\n"
            "***\n> quoted\n\n1. one\n\n" FRAME PHASE,
            &buf),
        TRUCE_OK);
    assert_well_formed(buf_str(&buf));
    static const char *const banned[] = {"<script",     "<img",       "href=\"javascript",
                                         "href=\"data", "onerror=\"", "file:///",
                                         "\xe2\x80\xae"};
    for (size_t i = 0; i < COUNT_OF(banned); i++) {
        if (holds(&buf, banned[i]))
            fail_msg("the page has: %s", banned[i]);
    }
    assert_true(holds(&buf, "href=\"https://example.org/"));
    buf_free(&buf);
}

static void code_alone_is_a_page_too(void **state)
{
    (void)state;
    struct buf buf;
    static const char text[] = "agreement \"T\" timezone UTC\n  in force [open \"immediately\"]\n"
                               "party A \"Party A\" party B \"Party B\"\n"
                               "throughout\nclause 1 \"C\" forbid attack by A -- a <remark>\n";
    assert_int_equal(page_of("t.truce", text, &buf), TRUCE_OK);
    assert_well_formed(buf_str(&buf));
    assert_true(holds(&buf, "a &lt;remark&gt;"));
    assert_true(holds(&buf, "A draft: 1 point is still open."));
    assert_true(holds(&buf, "nothing to draw"));
    buf_free(&buf);
}

static void a_text_with_errors_is_no_page(void **state)
{
    (void)state;
    struct buf buf;
    assert_int_equal(page_of("t.truce", "agreement", &buf), TRUCE_AGREEMENT);
    assert_int_equal(buf.size, 0);
    buf_free(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_part_is_on_the_page),
        cmocka_unit_test(nothing_in_the_text_runs),
        cmocka_unit_test(code_alone_is_a_page_too),
        cmocka_unit_test(a_text_with_errors_is_no_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

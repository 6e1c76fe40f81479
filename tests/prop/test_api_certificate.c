/* SPDX-License-Identifier: Apache-2.0
 *
 * Certificates that were tampered with. Every finding of the examples is certified and verified; then
 *  - any changed byte is seen by the seal;
 *  - any changed member, sealed again without its part's hash, is seen by that hash;
 *  - any changed member, with everything hashed again as a forger would, is either refused, or leaves the finding as it was
 *    (it did not matter: a vertex far away, a spare second of a window), and never if it is the finding that was changed.
 * Also: no record can be left out, and none is there twice. */
#include "truce/truce.h"

#include "base/buf.h"

#include "support/forge.h"
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CERTIFICATES 64
#define MUTANTS 60 /* of each certificate, each way */

struct kept {
    char *bytes;
    size_t size;
};
static struct kept certificates[CERTIFICATES];
static size_t certificate_count, made, refused;

/* ------------------------------------------------------------------ the examples, explained */

static char folder[128];

static bool read_whole(const char *name, struct buf *buf)
{
    char path[256], piece[4096];
    size_t size;
    FILE *file;

    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "rb");
    if (!file)
        return false;
    while ((size = fread(piece, 1, sizeof(piece), file)) > 0)
        buf_put(buf, (struct str){piece, size});
    (void)fclose(file);
    return true;
}

static enum truce_code host_read(void *ctx, enum truce_file what, struct truce_text name,
                                 struct truce_bytes *bytes, struct truce_error *error)
{
    char path[256], piece[4096];
    enum truce_code code = TRUCE_OK;
    size_t size;
    FILE *file;

    (void)ctx;
    (void)snprintf(path, sizeof(path), "%s/%.*s",
                   what == TRUCE_FILE_ZONE ? "/usr/share/zoneinfo" : folder, (int)name.size,
                   name.bytes);
    file = fopen(path, "rb");
    if (!file)
        return truce_fail(error, TRUCE_INPUT, "no such file");
    while (code == TRUCE_OK && (size = fread(piece, 1, sizeof(piece), file)) > 0)
        code = truce_bytes_put(bytes, piece, size, error);
    (void)fclose(file);
    return code;
}

static const struct truce_host host = {host_read, NULL};

static enum truce_code take(void *ctx, const struct truce_proof *proof, struct truce_error *error)
{
    size_t *left = ctx;
    struct kept *k = &certificates[certificate_count];

    (void)error;
    if (proof->certificate.size == 0) {
        print_message("%.*s: %.*s\n", (int)proof->id.size, proof->id.bytes,
                      (int)proof->refused.size, proof->refused.bytes);
        refused++;
        return TRUCE_OK;
    }
    made++;
    if (*left == 0 || certificate_count == CERTIFICATES)
        return TRUCE_OK;
    *k = (struct kept){malloc(proof->certificate.size), proof->certificate.size};
    assert_non_null(k->bytes);
    memcpy(k->bytes, proof->certificate.bytes, k->size);
    certificate_count++;
    (*left)--;
    return TRUCE_OK;
}

/* Certify all findings of an example; keep the first `keep`. */
static void explain(const char *example, size_t keep)
{
    static const char *const names[] = {"observations.ndjson", "coverage.ndjson",
                                        "decisions.ndjson"};
    const struct truce_run_options options = {.known_at_us = TRUCE_EVERYTHING};
    struct truce_agreement *agreement;
    struct truce_facts *facts;
    struct truce_error error;
    struct buf buf;

    (void)snprintf(folder, sizeof(folder), "examples/%s", example);
    buf_init(&buf, &mem_libc, 16u << 20);
    assert_true(read_whole("agreement.md", &buf));
    assert_int_equal(truce_agreement_open(NULL, truce_text_of("agreement.md"),
                                          (struct truce_text){buf.bytes, buf.size}, &host,
                                          &agreement, &error),
                     TRUCE_OK);
    assert_int_equal(truce_facts_open(NULL, agreement, &host, &facts, &error), TRUCE_OK);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const struct truce_input input = {
            truce_text_of(names[i]), truce_text_of("ndjson"), {NULL, 0}, (enum truce_role)i};

        buf_clear(&buf);
        if (!read_whole(names[i], &buf))
            continue;
        assert_int_equal(truce_facts_begin(facts, &input, &error), TRUCE_OK);
        assert_int_equal(truce_facts_push(facts, buf.bytes, buf.size, &error), TRUCE_OK);
        assert_int_equal(truce_facts_end(facts, &error), TRUCE_OK);
    }
    assert_int_equal(
        truce_prove(agreement, facts, &options, (struct truce_text){NULL, 0}, take, &keep, &error),
        TRUCE_OK);
    truce_facts_close(facts);
    truce_agreement_close(agreement);
    buf_free(&buf);
}

static int setup(void **state)
{
    (void)state;
    explain("framework", 58);
    explain("minsk-2015", 3);
    explain("osce-2020", 3);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    for (size_t i = 0; i < certificate_count; i++)
        free(certificates[i].bytes);
    return 0;
}

static void all_findings(void **state)
{
    (void)state;
    print_message("%zu certificates\n", made);
    assert_int_equal(refused, 0);
    assert_true(made > 700);
}

/* ------------------------------------------------------------------ forgeries */

static struct str bytes_of(const struct kept *k)
{
    return (struct str){k->bytes, k->size};
}

static void every_byte(void **state)
{
    struct random random = random_init(11);

    (void)state;
    for (size_t c = 0; c < certificate_count; c++) {
        struct kept *k = &certificates[c];

        assert_true(forge_verifies(bytes_of(k)));
        assert_false(forge_verifies(
            str_slice(bytes_of(k), 0, k->size - 1 - (size_t)random_below(&random, 90))));
        for (size_t i = 0; i < k->size; i += c == 0 ? 1 : 1 + (size_t)random_below(&random, 600)) {
            const char was = k->bytes[i];

            k->bytes[i] = (char)(was ^ (1 << random_below(&random, 7)));
            assert_false(forge_verifies(bytes_of(k)));
            k->bytes[i] = was;
        }
    }
}

static void every_member(void **state)
{
    struct random random = random_init(12);
    size_t counts[4] = {0};

    (void)state;
    for (size_t c = 0; c < certificate_count; c++)
        for (size_t m = 0; m < MUTANTS; m++)
            counts[forge_member(&random, bytes_of(&certificates[c]))]++;
    print_message("%zu forgeries: all seen by the hashes of parts; with all hashes made anew %zu "
                  "refused, %zu leave the finding as it was\n",
                  counts[FORGED_SEEN] + counts[FORGED_HARMLESS], counts[FORGED_SEEN],
                  counts[FORGED_HARMLESS]);
    assert_int_equal(counts[FORGED_WELL], 0);
    assert_true(counts[FORGED_SEEN] > 1500);
}

/* Every record is needed, and none may be doubled. */
static void every_record(void **state)
{
    size_t records = 0;

    (void)state;
    for (size_t c = 0; c < certificate_count; c++)
        records += forge_records(bytes_of(&certificates[c]));
    print_message("%zu records, each needed\n", records);
    assert_true(records > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_findings),
        cmocka_unit_test(every_byte),
        cmocka_unit_test(every_member),
        cmocka_unit_test(every_record),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Two judges: random facts under agreements of every form are judged by the engine, and each finding again by the checker of
 * certificates, which was written apart. A certificate is made only where the two agree; what is refused must be beyond the
 * checker, and never because it says otherwise. */
#include "truce/truce.h"

#include "base/buf.h"
#include "base/num.h"
#include "base/time.h"
#include "support/forge.h"
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 8
#define FORGERIES 10
#define TEXT_LIMIT ((size_t)1 << 20)

static const char prelude[] =
    "agreement \"World\" timezone UTC signed 2025-12-01 in force 2026-01-01 00:00\n"
    "party A \"Party A\" party B \"Party B\" mediator H \"Host\" monitor M \"Monitor\"\n"
    "group G \"A group\" under A\n"
    "body JMC \"Commission\" of A, B chaired by M decides by consensus or chair after 24 h\n"
    "zone z = load \"area.geojson\"\n"
    "zone ring = between 3 km and 8 km of load \"line-b.geojson\"\n"
    "zone rest = z except within 5 km of load \"line-b.geojson\"\n"
    "line north = load \"line-b.geojson\" with A on the left, B on the right\n"
    "disputed line contact = A: load \"line.geojson\" | B: load \"line-b.geojson\"\n"
    "  with A on the left, B on the right\n"
    "zone band = within 5 km of contact\n"
    "zone own = within 6 km of north on the side of A\n"
    "class guns = artillery where calibre at least 100 mm or mlrs\n"
    "throughout\n";

static const struct {
    const char *name, *clause;
} texts[] = {
    {"forbid", "clause 1 \"x\" verified by M forbid attack by A, B"},
    {"forbid anyone", "clause 1 \"x\" verified by M forbid attack by anyone except M in z"},
    {"forbid in", "clause 1 \"x\" verified by M forbid attack by A, B in z"},
    {"forbid several", "clause 1 \"x\" verified by M forbid shelling by A, B in ring or in own"},
    {"forbid except", "clause 1 \"x\" verified by M forbid attack by A in rest"},
    {"forbid disputed",
     "clause 1 \"x\" gravity serious verified by M forbid attack by A, B in band"},
    {"forbid across", "clause 1 \"x\" verified by M forbid crossing by A, B across contact"},
    {"two",
     "clause 1 \"x\" verified by M forbid attack by A, B in band forbid shelling by A, B in z"},
    {"windows", "clause 1 \"x\" verified by M forbid attack by A, B during daily 06:00 to 18:00"},
    {"while",
     "clause 1 \"x\" verified by M forbid attack by A, B as of 2026-01-04 until 2026-01-20"},
    {"unless",
     "clause 1 \"x\" verified by M forbid troop_movement by A, B unless notification by the "
     "same party between 24 h and 72 h before with the same route"},
    {"unless at most", "clause 1 \"x\" verified by M forbid troop_movement by A, B in z unless "
                       "notification by the same party at most 48 h before"},
    {"unless any",
     "clause 1 \"x\" verified by M forbid troop_movement by A, B unless notification by "
     "M at least 12 h before or certified \"authorised\" by M"},
    {"unless no",
     "clause 1 \"x\" verified by M forbid attack by A, B unless no order by the same party "
     "at most 24 h before"},
    {"permit", "clause 1 \"x\" verified by M forbid attack by A, B permit shelling by A in z"},
    {"keep out", "clause 1 \"x\" verified by M keep guns of A, B out of z"},
    {"keep inside",
     "clause 1 \"x\" verified by M keep artillery of A, B inside z as of 2026-01-03"},
    {"keep away", "clause 1 \"x\" verified by M keep artillery of A, B at least 5 km from contact"},
    {"keep side",
     "clause 1 \"x\" verified by M keep artillery of A, B at least 5 km from north on the "
     "side of the same party"},
    {"ceiling", "clause 1 \"x\" verified by M limit personnel of A, B in z to 20 each"},
    {"ceiling together", "clause 1 \"x\" verified by M limit artillery of A, B to 12 together"},
    {"quota", "clause 1 \"x\" verified by M limit attack of A, B in z to 2 each every week"},
    {"quota all", "clause 1 \"x\" verified by M limit attack of anyone to 3 every day"},
    {"quota tally", "clause 1 \"x\" verified by M limit violation_tally of anyone to 0 every day"},
    {"by", "clause 1 \"x\" verified by M require A, B to do inspection in z by 2026-01-15"},
    {"within",
     "clause 1 \"x\" verified by M require A to report notification to JMC within 48 h of "
     "each attack by B"},
    {"report of",
     "clause 1 \"x\" verified by M require M to do inspection within 72 h of each report of "
     "attack by A, B"},
    {"first", "clause 1 \"x\" verified by M require M, H together to do consultation within 5 d of "
              "first attack"},
    {"several",
     "clause 1 \"x\" verified by M require any of M, H to do inspection at least 2 every 7 d"},
    {"every day",
     "clause 1 \"x\" verified by M require M to report inspection to public every day by "
     "12:00"},
};

/* ------------------------------------------------------------------ files in memory */

static const struct {
    const char *name, *text;
} files[] = {
    {"area.geojson", "{\"type\": \"Polygon\", \"coordinates\": "
                     "[[[37, 48], [38, 48.1], [38, 49], [37.4, 48.6], [37, 49], [37, 48]]]}"},
    {"line.geojson",
     "{\"type\": \"LineString\", \"coordinates\": [[36, 48], [37.5, 48.02], [39, 48]]}"},
    {"line-b.geojson", "{\"type\": \"LineString\", \"coordinates\": [[36, 48.1], [37.3, 48.15], "
                       "[37.6, 48.05], [39, 48.1]]}"},
};

static enum truce_code host_read(void *ctx, enum truce_file what, struct truce_text name,
                                 struct truce_bytes *bytes, struct truce_error *error)
{
    char path[256], piece[4096];
    enum truce_code code = TRUCE_OK;
    size_t size;
    FILE *file;

    (void)ctx;
    for (size_t i = 0; what == TRUCE_FILE_GEOMETRY && i < COUNT_OF(files); i++)
        if (name.size == strlen(files[i].name) && memcmp(name.bytes, files[i].name, name.size) == 0)
            return truce_bytes_put(bytes, files[i].text, strlen(files[i].text), error);
    (void)snprintf(path, sizeof(path), "/usr/share/zoneinfo/%.*s", (int)name.size, name.bytes);
    file = what == TRUCE_FILE_ZONE ? fopen(path, "rb") : NULL;
    if (!file)
        return truce_fail(error, TRUCE_INPUT, "no such file");
    while (code == TRUCE_OK && (size = fread(piece, 1, sizeof(piece), file)) > 0)
        code = truce_bytes_put(bytes, piece, size, error);
    (void)fclose(file);
    return code;
}

static const struct truce_host host = {host_read, NULL};

/* ------------------------------------------------------------------ random facts */

static const char *one_of(struct random *random, const char *const *list, size_t count)
{
    return list[random_below(random, count)];
}

static void put_moment(struct buf *buf, int64_t minutes)
{
    buf_putc(buf, '"');
    time_put(buf, INT64_C(1767225600000000) + minutes * TIME_MINUTE_US);
    buf_putc(buf, '"');
}

static void put_time(struct buf *buf, struct random *random, int64_t at)
{
    buf_puts(buf, "\"time\": ");
    if (random_below(random, 2)) {
        put_moment(buf, at);
        return;
    }
    buf_puts(buf, "{\"from\": ");
    put_moment(buf, at);
    buf_puts(buf, ", \"to\": ");
    put_moment(buf, at + 1 + (int64_t)random_below(random, 60 * 40));
    if (!random_below(random, 4))
        buf_puts(buf, ", \"holds\": true");
    else if (!random_below(random, 4))
        buf_puts(buf, ", \"aggregate\": true");
    buf_putc(buf, '}');
}

static void put_place(struct buf *buf, struct random *random)
{
    static const char *const areas[] = {"z", "Somewhere"};

    switch (random_below(random, 6)) {
    case 0:
        return;
    case 1:
        buf_printf(buf, ", \"place\": {\"area\": \"%s\"}", one_of(random, areas, 2));
        return;
    }
    buf_puts(buf, ", \"place\": {\"lon\": ");
    num_put(buf, 36.8 + random_unit(random) * 1.4, 5);
    buf_puts(buf, ", \"lat\": ");
    num_put(buf, 47.9 + random_unit(random) * (random_below(random, 2) ? 0.3 : 1.2), 5);
    buf_printf(buf, ", \"error_m\": %u}",
               (unsigned)(random_below(random, 2) ? 0 : random_below(random, 9000)));
}

static void put_actor(struct buf *buf, struct random *random)
{
    static const char *const names[] = {"A", "B", "G", "M", "H", "other", "Stranger"};
    const char *a = one_of(random, names, COUNT_OF(names)), *b = one_of(random, names, 3);

    switch (random_below(random, 5)) {
    case 0:
        return;
    case 1:
        buf_puts(buf, ", \"actor\": {\"A\": 1, \"B\": 1}, \"joint\": true");
        return;
    case 2:
        if (strcmp(a, b) != 0) {
            buf_printf(buf, ", \"actor\": {\"%s\": 0.%u, \"%s\": 0.%u}", a,
                       (unsigned)(1 + random_below(random, 5)), b,
                       (unsigned)(1 + random_below(random, 4)));
            return;
        }
        break;
    }
    buf_printf(buf, ", \"actor\": \"%s\"", a);
}

static void put_observation(struct buf *buf, struct random *random, size_t i)
{
    static const char *const kinds[] = {
        "attack",         "shelling",     "shelling",     "crossing",
        "troop_movement", "notification", "notification", "order",
        "artillery",      "artillery",    "mlrs",         "personnel",
        "inspection",     "consultation", "attack",       "troop_movement"};
    int64_t at = (int64_t)random_below(random, 60 * 24 * 24);

    buf_printf(buf, "{\"id\": \"o%u\", \"feed\": \"f\", ", (unsigned)i);
    put_time(buf, random, at);
    buf_printf(buf, ", \"kind\": \"%s\"", one_of(random, kinds, COUNT_OF(kinds)));
    put_place(buf, random);
    put_actor(buf, random);
    if (!random_below(random, 3))
        buf_printf(buf, ", \"probability\": 0.%u", (unsigned)(1 + random_below(random, 9)));
    if (!random_below(random, 6))
        buf_puts(buf, ", \"explanations\": {\"accident\": 0.2}");
    if (random_below(random, 2))
        buf_puts(buf, ", \"to\": [\"JMC\", \"public\"]");
    buf_printf(buf, ", \"object\": {\"calibre_mm\": %u, \"quantity\": %u, \"unit\": \"u%u\"}",
               (unsigned)(80 + random_below(random, 60)), (unsigned)random_below(random, 90),
               (unsigned)random_below(random, 3));
    if (random_below(random, 2))
        buf_printf(buf, ", \"attributes\": {\"route\": \"r%u\"}",
                   (unsigned)random_below(random, 2));
    buf_puts(buf, "}\n");
}

static void put_decision(struct buf *buf, struct random *random, size_t i, size_t count)
{
    static const char *const whats[] = {"substantiated", "substantiated",      "not substantiated",
                                        "undetermined",  "under verification", "revoke"};

    buf_printf(buf, "{\"record\": \"decision\", \"id\": \"d%u\", \"body\": \"M\", \"time\": ",
               (unsigned)i);
    put_moment(buf, 60 * 24 * 24 + (int64_t)random_below(random, 2000));
    if (!random_below(random, 6))
        buf_printf(
            buf,
            ", \"on\": {\"certificate\": \"authorised\", \"incident\": \"f:o%u\"}, \"what\": "
            "\"certify\"}\n",
            (unsigned)random_below(random, count));
    else if (!random_below(random, 6))
        buf_puts(buf, ", \"on\": {\"clause\": \"1\", \"party\": \"A\"}, \"what\": \"certify\"}\n");
    else {
        buf_printf(buf, ", \"on\": {\"incident\": \"f:o%u\", \"clause\": \"1\"}, \"what\": \"%s\"",
                   (unsigned)random_below(random, count), one_of(random, whats, COUNT_OF(whats)));
        if (!random_below(random, 3))
            buf_printf(
                buf,
                ", \"attribution\": {\"party\": \"%s\", \"level\": \"A2\", \"basis\": \"seen\"}",
                random_below(random, 2) ? "A" : "G");
        buf_puts(buf, "}\n");
    }
}

static void put_coverage(struct buf *buf, struct random *random)
{
    static const char *const kinds[] = {"attack",         "shelling",     "crossing",
                                        "troop_movement", "artillery",    "mlrs",
                                        "inspection",     "notification", "consultation"};
    int64_t at = (int64_t)random_below(random, 60 * 24 * 20);

    buf_puts(buf, "{\"record\": \"coverage\", \"feed\": \"c\", \"time\": {\"from\": ");
    put_moment(buf, at);
    buf_puts(buf, ", \"to\": ");
    put_moment(buf, at + 1 + (int64_t)random_below(random, 60 * 24 * 12));
    buf_printf(buf, "}, \"kinds\": [\"%s\"], \"seen\": 0.%u",
               one_of(random, kinds, COUNT_OF(kinds)), (unsigned)(7 + random_below(random, 3)));
    if (!random_below(random, 3))
        buf_puts(buf, ", \"place\": {\"area\": \"z\"}");
    buf_puts(buf, "}\n");
}

static void put_tally(struct buf *buf, struct random *random, size_t i)
{
    int64_t day = (int64_t)random_below(random, 24);

    buf_printf(buf,
               "{\"record\": \"tally\", \"id\": \"t%u\", \"feed\": \"t\", \"kind\": "
               "\"violation_tally\", \"time\": {\"from\": ",
               (unsigned)i);
    put_moment(buf, day * 24 * 60);
    buf_puts(buf, ", \"to\": ");
    put_moment(buf, (day + 1 + (int64_t)random_below(random, 2)) * 24 * 60);
    buf_printf(buf, "}, \"value\": %u}\n", (unsigned)random_below(random, 4));
}

static void put_facts(struct buf *buf, struct random *random)
{
    size_t observations = 6 + (size_t)random_below(random, 14);

    if (random_below(random, 3))
        buf_puts(buf, "{\"record\": \"feed\", \"feed\": \"f\", \"complete\": []}\n");
    for (size_t i = 0; i < observations; i++)
        put_observation(buf, random, i);
    for (size_t i = 0; i < 4; i++)
        put_decision(buf, random, i, observations);
    for (size_t i = random_below(random, 7); i > 0; i--)
        put_coverage(buf, random);
    for (size_t i = random_below(random, 4); i > 0; i--)
        put_tally(buf, random, i);
}

/* ------------------------------------------------------------------ both judges */

struct tally {
    size_t agreed, beyond, otherwise;
    size_t forged[4], needed; /* forgeries by what came of them; records each of which is needed */
    const char *records;
};

static struct random forger;

/* A few certificates of each sort of rule are tampered with. */
static void tamper(struct tally *t, struct str certificate)
{
    if (t->agreed % 20 != 1)
        return;
    t->needed += forge_records(certificate);
    for (size_t i = 0; i < FORGERIES; i++)
        t->forged[forge_member(&forger, certificate)]++;
}

static enum truce_code take(void *ctx, const struct truce_proof *proof, struct truce_error *error)
{
    struct tally *t = ctx;
    char why[600];

    (void)error;
    if (proof->certificate.size) {
        t->agreed++;
        tamper(t, (struct str){proof->certificate.bytes, proof->certificate.size});
        return TRUCE_OK;
    }
    (void)snprintf(why, sizeof(why), "%.*s", (int)proof->refused.size, proof->refused.bytes);
    if (strstr(why, "beyond this checker") || strstr(why, "no certificate is made of this")) {
        t->beyond++;
        return TRUCE_OK;
    }
    if (t->otherwise++ < 3) {
        print_message("%s\n%.*s\n", why, (int)proof->words.size, proof->words.bytes);
        if (getenv("TRUCE_SHOW"))
            print_message("%s\n", t->records);
    }
    return TRUCE_OK;
}

static enum truce_code show(void *ctx, const char *bytes, size_t size, struct truce_error *error)
{
    (void)ctx;
    (void)error;
    print_message("%.*s", (int)size, bytes);
    return TRUCE_OK;
}

static void judge(const char *clause, struct random *random, struct tally *t)
{
    const struct truce_run_options options = {.known_at_us = TRUCE_EVERYTHING};
    const struct truce_input input = {
        truce_text_of("f.ndjson"), truce_text_of("ndjson"), {NULL, 0}, TRUCE_ROLE_FEED};
    struct truce_agreement *agreement;
    struct truce_facts *facts;
    struct truce_error error;
    struct buf text, records;

    buf_init(&text, &mem_libc, TEXT_LIMIT);
    buf_init(&records, &mem_libc, TEXT_LIMIT);
    buf_puts(&text, prelude);
    buf_puts(&text, clause);
    put_facts(&records, random);
    assert_int_equal(truce_agreement_open(NULL, truce_text_of("a.truce"),
                                          (struct truce_text){text.bytes, text.size}, &host,
                                          &agreement, &error),
                     TRUCE_OK);
    if (truce_agreement_problems(agreement).errors) {
        const struct truce_sink sink = {show, NULL};

        (void)truce_agreement_put_text(agreement, false, &sink, &error);
        fail_msg("%s has errors", clause);
    }
    assert_int_equal(truce_facts_open(NULL, agreement, &host, &facts, &error), TRUCE_OK);
    assert_int_equal(truce_facts_begin(facts, &input, &error), TRUCE_OK);
    assert_int_equal(truce_facts_push(facts, records.bytes, records.size, &error), TRUCE_OK);
    assert_int_equal(truce_facts_end(facts, &error), TRUCE_OK);
    assert_int_equal(truce_facts_reject_count(facts), 0);
    buf_putc(&records, '\0');
    t->records = records.bytes;
    assert_int_equal(
        truce_prove(agreement, facts, &options, (struct truce_text){NULL, 0}, take, t, &error),
        TRUCE_OK);
    truce_facts_close(facts);
    truce_agreement_close(agreement);
    buf_free(&records);
    buf_free(&text);
}

static void two_judges(void **state)
{
    struct random random = random_init(17);
    struct tally all = {0};

    (void)state;
    forger = random_init(18);
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct tally t = {0};

        for (size_t k = 0; k < ROUNDS; k++)
            judge(texts[i].clause, &random, &t);
        print_message("%-16s %5zu agreed, %4zu beyond the checker, %zu otherwise\n", texts[i].name,
                      t.agreed, t.beyond, t.otherwise);
        all.agreed += t.agreed;
        all.beyond += t.beyond;
        all.otherwise += t.otherwise;
        all.needed += t.needed;
        for (size_t k = 0; k < COUNT_OF(t.forged); k++)
            all.forged[k] += t.forged[k];
    }
    print_message("%zu findings, %zu of them beyond the checker\n",
                  all.agreed + all.beyond + all.otherwise, all.beyond);
    print_message(
        "%zu records each needed; %zu forgeries refused, %zu that leave the finding as it "
        "was\n",
        all.needed, all.forged[FORGED_SEEN], all.forged[FORGED_HARMLESS]);
    assert_int_equal(all.otherwise, 0);
    assert_int_equal(all.forged[FORGED_WELL], 0);
    assert_true(all.forged[FORGED_SEEN] > 200);
    assert_true(all.agreed > 5 * all.beyond);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(two_judges)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

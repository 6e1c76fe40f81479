/* SPDX-License-Identifier: Apache-2.0
 *
 * Laws of reading: pieces of any size give the same; lines in any order and split over files
 * give the same; what is known at a moment is what a file cut at that moment holds; any bytes at
 * all give facts or an error. */
#include "support/test.h"

#include "support/feeding.h"
#include "support/random.h"

#include <string.h>

#define LINES 400
#define LINE_SIZE 400

static const char table[] =
    "\xEF\xBB\xBF"
    "id,from,kind,lon,lat,actor,calibre,text\r\n"
    "1,2020-07-27T05:10:00Z,k,1.5,2.5,A:0.5;B:0.25,152,\"a, \"\"b\"\"\r\nc\"\r\n"
    "2,27.07.2020,k,1.5,2.5,A,152,x\n\n"
    "3,2020-07-27T05:10:00Z,k,1.5,2.5,\"A,152,open\n"
    "4,2020-07-27T05:10:00Z,k,1.5,2.5,A,152,last";
static const char lines[] =
    "\xEF\xBB\xBF{\"id\": \"1\", \"kind\": \"k\", \"time\": \"2020-07-27T05:10:00Z\"}\r\n"
    "{\"kind\": \"k\", \"time\": \"2020-07-27T05:10:00Z\", \"x\": \"\xC3\xA9\"}\n\n{\"\n"
    "{\"record\": \"feed\", \"feed\": \"f\"}";

static void dump_of(struct buf *buf, const char *format, struct str bytes, size_t piece)
{
    struct arena arena = {.mem = &mem_libc};
    struct facts facts;
    struct err err;

    facts_init(&facts, &arena);
    assert_int_equal(
        feed_text_as(&facts, format, "t", bytes, piece, (struct feed_options){0}, &err), ERR_OK);
    assert_int_equal(facts_seal(&facts, TIME_NEVER, &err), ERR_OK);
    facts_dump(buf, &facts);
    for (size_t i = 0; i < facts.observation_count; i++)
        buf_printf(buf, "line %llu\n", (unsigned long long)facts.observations[i].line);
    arena_free(&arena);
}

static void pieces_do_not_matter(void **state)
{
    static const char *const formats[] = {"csv", "ndjson"};
    const struct str texts[] = {STR(table), STR(lines)};
    (void)state;

    for (size_t k = 0; k < 2; k++) {
        struct buf whole;
        buf_init(&whole, &mem_libc, 1 << 20);
        dump_of(&whole, formats[k], texts[k], 0);
        assert_false(whole.failed);
        assert_true(whole.size > 100);
        for (size_t piece = 1; piece < texts[k].size; piece++) {
            struct buf buf;
            buf_init(&buf, &mem_libc, 1 << 20);
            dump_of(&buf, formats[k], texts[k], piece);
            assert_int_equal(whole.size, buf.size);
            assert_memory_equal(whole.bytes, buf.bytes, buf.size);
            buf_free(&buf);
        }
        buf_free(&whole);
    }
}

/* A line of a small world, so that equals, corrections and ties happen often. */
static void make_line(struct random *random, char *line)
{
    static const char *const actors[] = {"\"A\"", "{\"A\": 0.5}", "{\"B\": 0.5, \"A\": 0.25}",
                                         "null"};
    char id[32] = "";
    int received = (int)random_below(random, 5) + 1, at = (int)random_below(random, 4);

    if (random_below(random, 3) > 0)
        (void)snprintf(id, sizeof id, "\"id\": \"%d\", ", (int)random_below(random, 40));
    switch (random_below(random, 10)) {
    case 0:
        (void)snprintf(
            line, LINE_SIZE,
            "{\"record\": \"tally\", \"feed\": \"t\", %s\"kind\": \"v\", \"time\": {\"from\": "
            "\"2020-01-01T00:00:00Z\", \"to\": \"2020-01-02T00:00:00Z\"}, "
            "\"received\": \"2020-01-0%dT00:00:00Z\", \"value\": %d}",
            id, received, at);
        return;
    case 1:
        (void)snprintf(line, LINE_SIZE,
                       "{\"record\": \"decision\", \"id\": \"%d\", \"body\": \"M\", \"time\": "
                       "\"2020-01-01T00:00:00Z\", \"received\": \"2020-01-0%dT00:00:00Z\", \"on\": "
                       "{\"finding\": \"f:1\"}, \"what\": \"%s\"}",
                       at, received, random_below(random, 2) ? "revoke" : "substantiated");
        return;
    case 2:
        (void)snprintf(line, LINE_SIZE,
                       "{\"record\": \"coverage\", \"feed\": \"f\", \"received\": "
                       "\"2020-01-0%dT00:00:00Z\", \"time\": {\"from\": \"2020-01-01T00:00:00Z\", "
                       "\"to\": \"2020-01-0%dT00:00:00Z\"}, \"seen\": 1}",
                       received, at + 2);
        return;
    default:
        (void)snprintf(line, LINE_SIZE,
                       "{%s\"feed\": \"f\", \"kind\": \"k\", \"time\": \"2020-01-01T00:00:0%dZ\", "
                       "\"received\": \"2020-01-0%dT00:00:00Z\", \"actor\": %s}",
                       id, at, received, actors[random_below(random, COUNT_OF(actors))]);
    }
}

struct lot {
    char lines[LINES][LINE_SIZE];
    size_t order[LINES];
};

static void shuffle(struct random *random, size_t *order)
{
    for (size_t i = LINES - 1; i > 0; i--) {
        size_t k = (size_t)random_below(random, i + 1), swap = order[i];
        order[i] = order[k];
        order[k] = swap;
    }
}

/* Lines in `order`, over two files split at `split`; those received after day `known` left out
 * when `cut`. */
static void read_lot(struct buf *buf, const struct lot *lot, size_t split, int known, bool cut)
{
    struct arena arena = {.mem = &mem_libc};
    struct facts facts;
    struct err err;
    struct time_text at = {.at_us = TIME_NEVER};
    char until[32];

    (void)snprintf(until, sizeof until, "2020-01-0%dT00:00:00Z", known);
    if (known)
        assert_true(time_parse(str_z(until), &at));
    facts_init(&facts, &arena);
    for (int part = 0; part < 2; part++) {
        struct buf file;
        buf_init(&file, &mem_libc, LINES * LINE_SIZE);
        for (size_t i = part ? split : 0; i < (part ? LINES : split); i++) {
            const char *line = lot->lines[lot->order[i]];
            const char *received = strstr(line, "\"received\": \"2020-01-0");
            if (cut && received[22] - '0' > known)
                continue;
            buf_printf(&file, "%s\n", line);
        }
        assert_int_equal(feed_text_as(&facts, "ndjson", part ? "b" : "a", buf_str(&file), 0,
                                      (struct feed_options){0}, &err),
                         ERR_OK);
        buf_free(&file);
    }
    assert_int_equal(facts_seal(&facts, cut ? TIME_NEVER : at.at_us, &err), ERR_OK);
    facts_dump(buf, &facts);
    for (size_t i = 0; i < facts.observation_count; i++)
        assert_int_equal(facts_find_observation(&facts, facts.observations[i].name), i);
    arena_free(&arena);
}

static void order_and_files_do_not_matter(void **state)
{
    struct random random = random_init(7);
    struct lot *lot = malloc(sizeof *lot);
    (void)state;

    assert_non_null(lot);
    for (int world = 0; world < 20; world++) {
        struct buf first, other;
        for (size_t i = 0; i < LINES; i++) {
            make_line(&random, lot->lines[i]);
            lot->order[i] = i;
        }
        buf_init(&first, &mem_libc, 1 << 22);
        buf_init(&other, &mem_libc, 1 << 22);
        read_lot(&first, lot, LINES, 0, false);
        for (int again = 0; again < 5; again++) {
            shuffle(&random, lot->order);
            buf_clear(&other);
            read_lot(&other, lot, (size_t)random_below(&random, LINES), 0, false);
            assert_int_equal(first.size, other.size);
            assert_memory_equal(first.bytes, other.bytes, first.size);
        }
        for (int known = 1; known <= 5; known++) {
            buf_clear(&first);
            buf_clear(&other);
            read_lot(&first, lot, 100, known, false);
            read_lot(&other, lot, 100, known, true);
            assert_int_equal(first.size, other.size);
            assert_memory_equal(first.bytes, other.bytes, first.size);
        }
        assert_false(first.failed);
        buf_free(&first);
        buf_free(&other);
    }
    free(lot);
}

/* Damaged tables: bytes changed, left out or put in. */
static void any_bytes_give_facts_or_an_error(void **state)
{
    static const char *const formats[] = {"csv", "ndjson"};
    static const char alphabet[] = "\",;\n\r\t{}[]:\\0.-e\xff\xC3 ";
    const struct str texts[] = {STR(table), STR(lines)};
    struct random random = random_init(11);
    char text[1024];
    (void)state;

    for (int round = 0; round < 4000; round++) {
        struct str from = texts[round % 2];
        struct arena arena = {.mem = &mem_libc};
        struct facts facts;
        struct err err;
        size_t size = 0;
        for (size_t i = 0; i < from.size && size + 1 < sizeof text; i++) {
            uint64_t what = random_below(&random, 60);
            if (what != 0)
                text[size++] = from.text[i];
            if (what == 1)
                text[size++] = alphabet[random_below(&random, sizeof alphabet - 1)];
        }
        facts_init(&facts, &arena);
        enum err_code code =
            feed_text_as(&facts, formats[round % 2], "t", (struct str){text, size},
                         (size_t)random_below(&random, 40), (struct feed_options){0}, &err);
        assert_true(code == ERR_OK || code == ERR_INPUT);
        assert_int_equal(facts_seal(&facts, TIME_NEVER, &err), ERR_OK);
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_do_not_matter),
        cmocka_unit_test(order_and_files_do_not_matter),
        cmocka_unit_test(any_bytes_give_facts_or_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

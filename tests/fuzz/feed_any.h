/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FUZZ_FEED_ANY_H
#define FUZZ_FEED_ANY_H

#include "facts/read.h"
#include "support/feeding.h"

#include <assert.h>
#include <string.h>

/* What an observation writes reads back as the same content. */
static inline void read_back(struct facts *facts, struct arena *arena, size_t at)
{
    struct buf line, again;
    struct facts other;
    struct err err;

    facts_init(&other, arena);
    buf_init(&line, &mem_libc, 64 << 20);
    buf_init(&again, &mem_libc, 64 << 20);
    observation_put(&line, &facts->observations[at]);
    assert(!line.failed);
    if (line.size <= FACTS_LINE_LIMIT) {
        enum err_code code =
            fact_read_line(&other, buf_str(&line), STR("f"), NULL, STR("s"), 1, NULL, &err);
        assert(code == ERR_OK);
        observation_put(&again, &other.observations[0]);
        assert(str_eq(buf_str(&line), buf_str(&again)));
    }
    buf_free(&line);
    buf_free(&again);
}

/* Any bytes give facts, rejects or an error; in two sizes of pieces the same; what was read can
 * be sealed, found by name, and written and read again. */
static inline void feed_any(const char *format, struct str bytes)
{
    struct arena arenas[2] = {{.mem = &mem_libc}, {.mem = &mem_libc}};
    struct facts facts[2];
    enum err_code codes[2];
    struct buf dumps[2];
    const struct feed_options options = {.zone = bytes.size % 2 ? tz_utc() : NULL,
                                         .agreement_zone = tz_utc()};

    for (size_t i = 0; i < 2; i++) {
        struct err err = {0};
        facts_init(&facts[i], &arenas[i]);
        codes[i] = feed_text_as(&facts[i], format, "f", bytes, i ? 7 : 0, options, &err);
        assert(codes[i] == ERR_OK || codes[i] == ERR_INPUT);
        assert(codes[i] == ERR_OK || (strlen(err.text) > 0 && str_utf8_valid(str_z(err.text))));
        for (size_t k = 0; k < facts[i].reject_count; k++) {
            assert(facts[i].rejects[k].reason.size > 0 && facts[i].rejects[k].line > 0);
            assert(str_utf8_valid(facts[i].rejects[k].text));
        }
        assert(facts_seal(&facts[i], TIME_NEVER, &err) == ERR_OK);
        buf_init(&dumps[i], &mem_libc, 1 << 28);
        facts_dump(&dumps[i], &facts[i]);
        assert(!dumps[i].failed);
    }
    assert(codes[0] == codes[1]);
    assert(str_eq(buf_str(&dumps[0]), buf_str(&dumps[1])));
    for (size_t i = 0; i < facts[0].observation_count; i++) {
        assert(facts_find_observation(&facts[0], facts[0].observations[i].name) == i);
        read_back(&facts[0], &arenas[1], i);
    }
    for (size_t i = 0; i < 2; i++) {
        buf_free(&dumps[i]);
        arena_free(&arenas[i]);
    }
}

#endif

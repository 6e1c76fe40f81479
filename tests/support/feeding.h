/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts through readers into facts, and facts as one text to compare. */
#ifndef SUPPORT_FEEDING_H
#define SUPPORT_FEEDING_H

#include "base/buf.h"
#include "feed/feed.h"
#include "support/zone.h"

#include <stdio.h>
#include <stdlib.h>

/* `bytes` as one input called `name`, in pieces of `piece` bytes (0: all at once). Zones in the
 * options may be set before. */
static inline enum err_code feed_text_as(struct facts *facts, const char *format, const char *name,
                                         struct str bytes, size_t piece,
                                         struct feed_options options, struct err *err)
{
    struct feed_reader *reader;

    options.name = str_z(name);
    options.feed = STR("test");
    enum err_code code = feed_open(str_z(format), &options, facts, &reader, err);
    for (size_t at = 0; !code && at < bytes.size;) {
        size_t size = piece == 0 || piece > bytes.size - at ? bytes.size - at : piece;
        code = feed_push(reader, str_slice(bytes, at, at + size), err);
        at += size;
    }
    if (!code)
        code = feed_end(reader, err);
    return code;
}

static inline enum err_code feed_text(struct facts *facts, const char *format, const char *text,
                                      struct err *err)
{
    return feed_text_as(facts, format, "test", str_z(text), 0, (struct feed_options){0}, err);
}

/* Everything that reaches an output, a record a line. Inputs and sources are left out. */
static inline void facts_dump(struct buf *buf, const struct facts *facts)
{
    for (size_t i = 0; i < facts->observation_count; i++) {
        const struct observation *o = &facts->observations[i];
        observation_put(buf, o);
        buf_printf(buf, " %.*s corrections %zu\n", STR_ARG(o->name), o->correction_count);
    }
#define DUMP(items, count, put)                                                                    \
    for (size_t i = 0; i < (count); i++) {                                                         \
        put(buf, &(items)[i]);                                                                     \
        buf_putc(buf, '\n');                                                                       \
    }
    DUMP(facts->coverages, facts->coverage_count, fact_coverage_put)
    DUMP(facts->feeds, facts->feed_count, fact_feed_put)
    DUMP(facts->decisions, facts->decision_count, fact_decision_put)
    DUMP(facts->declarations, facts->declaration_count, fact_declaration_put)
    DUMP(facts->tallies, facts->tally_count, fact_tally_put)
#undef DUMP
    for (size_t i = 0; i < facts->reject_count; i++)
        buf_printf(buf, "reject: %.*s | %.*s\n", STR_ARG(facts->rejects[i].reason),
                   STR_ARG(facts->rejects[i].text));
}

/* A file, or text NULL when it is not there. Free with free(). */
static inline struct str whole_file(const char *path)
{
    struct str bytes = {0};
    FILE *file = fopen(path, "rb");

    if (!file)
        return bytes;
    if (fseek(file, 0, SEEK_END) == 0) {
        long size = ftell(file);
        char *text = size > 0 ? malloc((size_t)size) : NULL;
        rewind(file);
        if (text && fread(text, 1, (size_t)size, file) == (size_t)size)
            bytes = (struct str){text, (size_t)size};
        else
            free(text);
    }
    (void)fclose(file);
    return bytes;
}

/* A file of the shared data (TRUCE_SHARED, or ../shared). */
static inline struct str shared_file(const char *path)
{
    const char *root = getenv("TRUCE_SHARED");
    char full[512];

    (void)snprintf(full, sizeof full, "%s/data/%s", root ? root : "../shared", path);
    return whole_file(full);
}

/* A zone of the machine, or NULL. */
static inline const struct tz *machine_zone(struct arena *arena, const char *name)
{
    struct buf bytes;
    struct tz *tz = NULL;
    struct err err;

    buf_init(&bytes, &mem_libc, 1 << 16);
    if (!zone_read(&bytes, name) || tz_parse(arena, str_z(name), buf_str(&bytes), &tz, &err))
        tz = NULL;
    buf_free(&bytes);
    return tz;
}

#endif

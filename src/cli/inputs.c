/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/inputs.h"

#include <inttypes.h>
#include <string.h>

#define SHOWN 3 /* rejects shown of each input */

enum truce_code inputs_feed(const char *text, struct inputs_source *source,
                            struct truce_error *error)
{
    const char *at = text + strcspn(text, "[:");

    *source = (struct inputs_source){.format = {text, (size_t)(at - text)}};
    if (*at == '[') {
        const char *end = strchr(at, ']');

        if (!end || end[1] != ':' || strncmp(at, "[zone=", 6) != 0 || end == at + 6)
            return cli_error(error, TRUCE_USAGE,
                             "--feed %.200s: an option is written FORMAT[zone=Europe/Kyiv]:FILE",
                             text);
        source->zone = (struct truce_text){at + 6, (size_t)(end - at - 6)};
        at = end + 1;
    }
    if (*at != ':' || source->format.size == 0 || at[1] == '\0')
        return cli_error(error, TRUCE_USAGE,
                         "--feed %.200s: write FORMAT:FILE, FORMAT being ndjson, csv, ucdp, firms "
                         "or osce-daily",
                         text);
    source->path = at + 1;
    return TRUCE_OK;
}

static void put_name(FILE *to, const char *path)
{
    if (strcmp(path, "-") == 0)
        fputs("standard input", to);
    else
        cli_put_safe(to, truce_text_of(path));
}

/* "N of M lines of FILE could not be read", and the first of them. */
static void tell_rejects(const struct args *args, const struct truce_facts *facts, const char *path,
                         size_t first, uint64_t lines)
{
    const size_t count = truce_facts_reject_count(facts);
    const char *out = args_value(args, "out");
    const bool is_run = strcmp(args->command->name, "run") == 0;

    if (count == first)
        return;
    fprintf(stderr, "truce %s: %zu", args->command->name, count - first);
    if (lines > 0)
        fprintf(stderr, " of %" PRIu64, lines);
    fprintf(stderr, " line%s of ", count - first > 1 || lines > 1 ? "s" : "");
    put_name(stderr, path);
    fprintf(stderr, " could not be read%s\n", is_run && out ? ": see rejected.ndjson" : "");
    for (size_t i = first; i < count && i < first + SHOWN; i++) {
        const struct truce_reject reject = truce_facts_reject(facts, i);

        fputs("  ", stderr);
        put_name(stderr, path);
        fprintf(stderr, ":%" PRIu64, reject.line);
        if (reject.column > 0)
            fprintf(stderr, ":%" PRIu64, reject.column);
        fputs(": ", stderr);
        cli_put_safe(stderr, reject.reason);
        fputc('\n', stderr);
    }
}

static enum truce_code push(void *ctx, const char *bytes, size_t size, struct truce_error *error)
{
    return truce_facts_push((struct truce_facts *)ctx, bytes, size, error);
}

enum truce_code inputs_read(const struct args *args, struct truce_facts *facts,
                            const struct inputs_source *source, struct truce_error *error)
{
    const struct truce_input input = {truce_text_of(source->path), source->format, source->zone,
                                      source->role};
    const struct files_piece piece = {push, facts};
    const size_t first = truce_facts_reject_count(facts);
    struct truce_error inner = {TRUCE_OK, ""};
    uint64_t lines = 0;
    enum truce_code code = truce_facts_begin(facts, &input, error);

    if (code)
        return code;
    code = files_stream(source->path, &piece, &inner);
    if (!code)
        code = truce_facts_end(facts, &inner);
    if (!code) {
        const struct truce_input_report report =
            truce_facts_input(facts, truce_facts_input_count(facts) - 1);

        lines = report.observations + report.records + report.rejected;
    }
    tell_rejects(args, facts, source->path, first, lines);
    *error = inner;
    if (code && code != TRUCE_IO)
        return cli_error(error, code, "%.200s: %.280s",
                         strcmp(source->path, "-") == 0 ? "standard input" : source->path,
                         inner.text);
    return code;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Cutting bytes into lines. What is not used yet stands in one buffer of at most
 * FACTS_LINE_LIMIT and a piece; a line that does not fit is skipped to its end and rejected
 * once.
 *
 * In a table a row ends at a newline with an even number of quotes behind it. A stray quote
 * breaks that count: then the row cannot be cut into fields, its first line alone is rejected,
 * and reading goes on with the line after it. */
#include "feed/feed.h"

#include <string.h>

#include "feed/feed_int.h"

#define PIECE_SIZE ((size_t)1 << 16)
#define BUFFER_SIZE (FACTS_LINE_LIMIT + PIECE_SIZE)

static const struct feed_format ndjson = {.name = STR_INIT("ndjson")};
static const struct feed_format *const formats[] = {&ndjson, &feed_csv, &feed_ucdp, &feed_firms,
                                                    &feed_osce};

/* ---------------------------------------------------------------- rejects */

/* At most `limit` bytes of `text`, invalid UTF-8 as U+FFFD. */
static enum err_code printable(struct feed_reader *reader, struct str text, size_t limit,
                               struct str *out, struct err *err)
{
    struct buf buf;

    text = str_slice(text, 0, limit);
    if (str_utf8_valid(text))
        return arena_str(reader->facts->arena, text, out, err);
    buf_init(&buf, reader->facts->arena->mem, 3 * limit);
    for (size_t i = 0; i < text.size;) {
        size_t size = 4 < text.size - i ? 4 : text.size - i;
        while (size > 0 && !str_utf8_valid(str_slice(text, i, i + size)))
            size--;
        if (size == 0)
            buf_puts(&buf, "\xEF\xBF\xBD");
        else
            buf_put(&buf, str_slice(text, i, i + size));
        i += size ? size : 1;
    }
    enum err_code code = buf_check(&buf, err);
    if (!code)
        code = arena_str(reader->facts->arena, buf_str(&buf), out, err);
    buf_free(&buf);
    return code;
}

enum err_code feed_reject(struct feed_reader *reader, struct str raw, uint64_t column,
                          const char *reason, struct err *err)
{
    struct fact_reject reject = {.line = reader->line, .column = column};
    size_t line_start = 0;

    for (size_t i = 0; i + 1 < column && i < raw.size; i++) /* the line the column is in */
        if (raw.text[i] == '\n') {
            reject.line++;
            line_start = i + 1;
        }
    if (column > 0)
        reject.column = column - line_start;
    if (reader->input.rejected++ == 0)
        (void)err_set(&reader->first_reason, ERR_INPUT, "line %llu: %s",
                      (unsigned long long)reject.line, reason);
    TRY(facts_intern(reader->facts, reader->options.name, &reject.source, err));
    TRY(arena_str(reader->facts->arena, str_z(reason), &reject.reason, err));
    TRY(printable(reader, raw, FEED_REJECT_TEXT_LIMIT, &reject.text, err));
    return facts_add_reject(reader->facts, &reject, err);
}

/* ---------------------------------------------------------------- whole lines */

static size_t record_count(const struct facts *facts)
{
    return facts->coverage_count + facts->feed_count + facts->decision_count +
           facts->declaration_count;
}

static enum err_code read_line(struct feed_reader *reader, struct str raw, struct err *err)
{
    return fact_read_line(reader->facts, raw, reader->options.feed, reader->options.zone,
                          reader->options.name, reader->line, &reader->column, err);
}

/* The header, or a row with as many fields as it. */
static enum err_code read_row(struct feed_reader *reader, struct err *err)
{
    const struct feed_row *row = &reader->current;

    if (reader->column_count == 0) {
        reader->column_count = row->count;
        return reader->format->header(reader, row, err);
    }
    if (row->count != reader->column_count)
        return err_set(err, ERR_INPUT, "this row has %zu fields; the header has %zu", row->count,
                       reader->column_count);
    return reader->format->row(reader, row, err);
}

static enum err_code read_table(struct feed_reader *reader, struct str raw, bool *is_malformed,
                                struct err *err)
{
    bool is_header = reader->separator == '\0';

    if (is_header)
        reader->separator = feed_find_separator(raw);
    reader->current.line = reader->line;
    enum err_code code = str_utf8_valid(raw) ? feed_cut_row(reader, raw, is_malformed, err)
                                             : err_set(err, ERR_INPUT, "this row is not UTF-8");
    if (!code)
        code = read_row(reader, err);
    if (is_header && code == ERR_INPUT) { /* the form is not recognised */
        *is_malformed = false;
        reader->is_over = true;
    }
    return code;
}

enum err_code feed_take(struct feed_reader *reader, struct str raw, bool *is_malformed,
                        struct err *err)
{
    size_t observations = reader->facts->observation_count + reader->facts->tally_count;
    size_t records = record_count(reader->facts);
    struct err own = {0};
    enum err_code code;

    *is_malformed = false;
    if (raw.size > 0 && raw.text[raw.size - 1] == '\r')
        raw.size--;
    if (str_trim(raw).size == 0)
        return ERR_OK;
    reader->column = 0;
    if (reader->format->is_table)
        code = read_table(reader, raw, is_malformed, &own);
    else
        code = read_line(reader, raw, &own);
    reader->input.observations +=
        reader->facts->observation_count + reader->facts->tally_count - observations;
    reader->input.records += record_count(reader->facts) - records;
    if (code == ERR_INPUT && !reader->is_over) {
        size_t end = *is_malformed ? str_find(raw, '\n', 0) : raw.size;
        if (*is_malformed && end < raw.size && reader->column > end)
            return feed_reject(reader, str_slice(raw, 0, end), 0,
                               "a quote that is opened here is not closed as it should be", err);
        return feed_reject(reader, str_slice(raw, 0, end), reader->column, own.text, err);
    }
    if (code && err)
        *err = own;
    return code;
}

/* ---------------------------------------------------------------- cutting */

/* Where the line or row that begins at `start` ends, from `scanned` on; SIZE_MAX: not here yet. */
static size_t find_end(struct feed_reader *reader)
{
    while (reader->scanned < reader->size) {
        struct str rest = {reader->bytes + reader->scanned, reader->size - reader->scanned};
        size_t newline = str_find(rest, '\n', 0);
        if (reader->format->is_table)
            for (size_t at = str_find(rest, '"', 0); at < newline; at = str_find(rest, '"', at + 1))
                reader->is_open = !reader->is_open;
        reader->scanned += newline;
        if (newline == rest.size)
            return SIZE_MAX;
        if (!reader->is_open)
            return reader->scanned;
        reader->scanned++;
    }
    return SIZE_MAX;
}

static uint64_t count_newlines(struct str text)
{
    uint64_t count = 0;

    for (size_t at = str_find(text, '\n', 0); at < text.size; at = str_find(text, '\n', at + 1))
        count++;
    return count;
}

/* Go on at byte `next`, behind the newline of what was taken. */
static void go_on(struct feed_reader *reader, size_t next)
{
    reader->line +=
        count_newlines((struct str){reader->bytes + reader->start, next - reader->start});
    reader->start = reader->scanned = next;
    reader->is_open = false;
}

/* Take what stands in [start, end). A malformed row gives back all but its first line. */
static enum err_code take_one(struct feed_reader *reader, size_t end, struct err *err)
{
    struct str raw = {reader->bytes + reader->start, end - reader->start};
    bool is_malformed;

    TRY(feed_take(reader, raw, &is_malformed, err));
    if (is_malformed)
        end = reader->start + str_find(raw, '\n', 0);
    go_on(reader, end < reader->size ? end + 1 : end);
    return ERR_OK;
}

/* A line above the limit: reject it, and skip to its end. If an open quote made it so long, only
 * its first line. */
static enum err_code take_too_long(struct feed_reader *reader, struct err *err)
{
    struct str raw = {reader->bytes + reader->start, reader->size - reader->start};
    size_t newline = str_find(raw, '\n', 0);

    if (reader->format->is_table && reader->separator == '\0') {
        reader->is_over = true;
        return err_set(err, ERR_INPUT, "the first line is longer than %zu bytes; this is no table",
                       FACTS_LINE_LIMIT);
    }
    if (newline < raw.size && newline < FACTS_LINE_LIMIT) {
        TRY(feed_reject(reader, str_slice(raw, 0, newline), 0,
                        "a quote is opened here and not closed within 1 MiB", err));
        go_on(reader, reader->start + newline + 1);
        return ERR_OK;
    }
    TRY(feed_reject(reader, raw, 0, "this line is longer than 1 MiB (1048576 bytes)", err));
    reader->is_skipping = true;
    return ERR_OK;
}

/* Drop bytes up to and with the next newline. */
static void skip(struct feed_reader *reader)
{
    struct str rest = {reader->bytes + reader->start, reader->size - reader->start};
    size_t newline = str_find(rest, '\n', 0);

    reader->is_skipping = newline == rest.size;
    go_on(reader, reader->start + newline + !reader->is_skipping);
}

static void skip_mark(struct feed_reader *reader, bool is_end)
{
    struct str rest = {reader->bytes, reader->size};

    if (reader->has_begun || (rest.size < 3 && !is_end))
        return;
    reader->has_begun = true;
    if (str_starts(rest, STR("\xEF\xBB\xBF")))
        reader->start = reader->scanned = 3;
}

/* All whole lines in the buffer; at the end also the last without newline. */
static enum err_code take_all(struct feed_reader *reader, bool is_end, struct err *err)
{
    skip_mark(reader, is_end);
    while (reader->has_begun && reader->start < reader->size) {
        if (reader->is_skipping) {
            skip(reader);
            continue;
        }
        size_t end = find_end(reader);
        if ((end == SIZE_MAX ? reader->size : end) - reader->start > FACTS_LINE_LIMIT)
            TRY(take_too_long(reader, err));
        else if (end != SIZE_MAX)
            TRY(take_one(reader, end, err));
        else if (is_end)
            TRY(take_one(reader, reader->size, err));
        else
            break;
    }
    return ERR_OK;
}

static enum err_code make_room(struct feed_reader *reader, size_t more, struct err *err)
{
    if (reader->start > 0) {
        memmove(reader->bytes, reader->bytes + reader->start, reader->size - reader->start);
        reader->size -= reader->start;
        reader->scanned -= reader->start;
        reader->start = 0;
    }
    if (reader->size + more <= reader->capacity)
        return ERR_OK;
    size_t capacity = reader->size + more > PIECE_SIZE ? BUFFER_SIZE : PIECE_SIZE;
    char *bytes = arena_alloc(reader->facts->arena, capacity, 1);
    if (!bytes)
        return err_no_memory(err);
    if (reader->size)
        memcpy(bytes, reader->bytes, reader->size);
    reader->bytes = bytes;
    reader->capacity = capacity;
    return ERR_OK;
}

static enum err_code push(struct feed_reader *reader, struct str bytes, struct err *err)
{
    TRY(hash_stream_add(&reader->hash, bytes, err));
    reader->input.size += bytes.size;
    while (bytes.size > 0) {
        struct str piece = str_slice(bytes, 0, PIECE_SIZE);
        TRY(make_room(reader, piece.size, err));
        memcpy(reader->bytes + reader->size, piece.text, piece.size);
        reader->size += piece.size;
        bytes = str_from(bytes, piece.size);
        TRY(take_all(reader, false, err));
    }
    return ERR_OK;
}

/* ---------------------------------------------------------------- the module's face */

static const struct feed_format *find_format(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(formats); i++)
        if (str_eq(formats[i]->name, name))
            return formats[i];
    return NULL;
}

/* A feed's name has no colon and is not empty. */
static enum err_code default_feed(struct facts *facts, struct str from, struct str *out,
                                  struct err *err)
{
    char text[FACTS_NAME_LIMIT];
    size_t size = 0;

    for (; size < sizeof text && size < from.size; size++) {
        bool is_plain = from.text[size] != ':' && (unsigned char)from.text[size] >= 0x20;
        text[size] = is_plain ? from.text[size] : '_';
    }
    struct str name = {text, size};
    if (size == 0 || !str_utf8_valid(name))
        name = STR("feed");
    return facts_intern(facts, name, out, err);
}

enum err_code feed_open(struct str format, const struct feed_options *options, struct facts *facts,
                        struct feed_reader **reader, struct err *err)
{
    const struct feed_format *found = find_format(format);
    struct str shown = fact_shown(format);

    *reader = NULL;
    if (!found)
        return err_set(err, ERR_USAGE,
                       "there is no feed format \"%.*s\"; there are ndjson, csv, ucdp, firms and "
                       "osce-daily",
                       STR_ARG(shown));
    if (found->needs_zone && !options->zone && !options->agreement_zone)
        return err_set(err, ERR_USAGE, "%.*s needs a zone: --feed %.*s[zone=Europe/Kyiv]:FILE",
                       STR_ARG(found->name), STR_ARG(found->name));
    struct feed_reader *made = ARENA_NEW(facts->arena, struct feed_reader, 1);
    if (!made)
        return err_no_memory(err);
    made->facts = facts;
    made->format = found;
    made->options = *options;
    made->line = 1;
    TRY(arena_str(facts->arena, options->name, &made->options.name, err));
    TRY(default_feed(facts, found->is_public ? found->name : options->feed, &made->options.feed,
                     err));
    made->input.name = made->options.name;
    made->input.format = found->name;
    TRY(hash_stream_open(&made->hash, err));
    *reader = made;
    return ERR_OK;
}

enum err_code feed_push(struct feed_reader *reader, struct str bytes, struct err *err)
{
    if (reader->is_over)
        return err_set(err, ERR_INTERNAL, "this input is over");
    enum err_code code = push(reader, bytes, err);
    if (code)
        feed_close(reader);
    return code;
}

static enum err_code check_usable(const struct feed_reader *reader, struct err *err)
{
    const struct fact_input *input = &reader->input;

    if (reader->format->is_table && reader->column_count == 0)
        return err_set(err, ERR_INPUT, "there is no header; the first line names the columns");
    if (input->rejected > 0 && input->observations + input->records == 0)
        return err_set(err, ERR_INPUT, "nothing here is usable as %.*s; %s", STR_ARG(input->format),
                       reader->first_reason.text);
    return ERR_OK;
}

static enum err_code end(struct feed_reader *reader, struct err *err)
{
    struct facts *facts = reader->facts;
    struct hash hash;

    TRY(take_all(reader, true, err));
    if (reader->format->end && reader->column_count > 0)
        TRY(reader->format->end(reader, err));
    if (reader->format->is_public) {
        const struct fact_feed feed = {
            .feed = reader->options.feed, .has_complete = true, .source = reader->options.name};
        TRY(facts_add_feed(facts, &feed, err));
    }
    TRY(hash_stream_end(&reader->hash, &hash, err));
    memcpy(reader->input.sha256, hash.bytes, sizeof hash.bytes);
    TRY(arena_grow(facts->arena, &facts->inputs, facts->input_count, &facts->input_capacity,
                   sizeof *facts->inputs, err));
    facts->inputs[facts->input_count++] = reader->input;
    return check_usable(reader, err);
}

enum err_code feed_end(struct feed_reader *reader, struct err *err)
{
    if (reader->is_over)
        return err_set(err, ERR_INTERNAL, "this input is over");
    enum err_code code = end(reader, err);
    feed_close(reader);
    return code;
}

void feed_close(struct feed_reader *reader)
{
    if (!reader)
        return;
    reader->is_over = true;
    hash_stream_close(&reader->hash);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The stream is cut into lines (of NDJSON) or rows (of tables) here, and each batch of them is read by a reader of its own, so
 * that what was read can be freed. Lines of NDJSON go by the batch; rows of tables one by one behind their header. */
#include "watch/watch.h"
#include "api/api_int.h"
#include "feed/feed.h"

#include <string.h>

#define STATE_LIMIT ((size_t)4 << 30)
#define BATCH_LIMIT ((size_t)1 << 20) /* bytes of lines read at once */
#define PIECE_SIZE ((size_t)256 << 10)
#define PENDING_LIMIT (FACTS_LINE_LIMIT + PIECE_SIZE + 1)

struct truce_watch {
    struct mem mem;
    struct arena arena;
    const struct truce_agreement *agreement; /* borrowed */
    char agreement_hex[65];
    struct watch *watch;
    struct feed_options feed;
    struct str format;
    bool is_table, is_over;
    struct buf header;  /* of a table, with its newline */
    struct buf pending; /* bytes not read yet; the first is at position.consumed */
    size_t scanned;     /* bytes of them that were searched */
    bool is_quoted;     /* of a table: a quote is open there */
    struct watch_position position;
    struct err first_reason;               /* of the first line that could not be read */
    const struct truce_watch_sinks *sinks; /* of the call that runs */
};

/* ---------------------------------------------------------------- open, close */

static enum err_code open_feed(struct truce_watch *w, const struct truce_host *host,
                               const struct truce_input *input, struct err *err)
{
    static const char *const formats[] = {"ndjson", "csv", "ucdp", "firms"};
    struct str format = api_str(input->format), name = api_base_name(api_str(input->name));
    struct str zone = {0};
    size_t stem;
    bool is_known = false;

    for (size_t i = 0; i < COUNT_OF(formats); i++)
        is_known |= str_eq(format, str_z(formats[i]));
    if (!is_known)
        return err_set(err, ERR_USAGE,
                       "a stream is ndjson, csv, ucdp or firms, and this is \"%.*s\"",
                       (int)(format.size < 60 ? format.size : 60), format.text ? format.text : "");
    TRY(arena_str(&w->arena, format, &w->format, err));
    w->is_table = !str_eq(format, STR("ndjson"));
    TRY(arena_str(&w->arena, name, &w->feed.name, err));
    for (stem = name.size; stem > 1 && name.text[stem - 1] != '.';)
        stem--;
    w->feed.feed = stem > 1 ? str_slice(w->feed.name, 0, stem - 1) : w->feed.name;
    w->feed.agreement_zone = w->agreement->plan->tz;
    if (input->zone.size > 0) {
        struct tz *tz = NULL;

        TRY(api_host_read(host, &w->mem, TRUCE_FILE_ZONE, api_str(input->zone), &w->arena, &zone,
                          err));
        TRY(tz_parse(&w->arena, api_str(input->zone), zone, &tz, err));
        w->feed.zone = tz;
    }
    return ERR_OK;
}

static enum err_code open_watch(struct truce_watch *w, const struct truce_watch_options *options,
                                struct err *err)
{
    const struct watch_options inner = {
        .every_us = options->every_us,
        .settle_us = options->settle_us,
        .keeps_all = options->keeps_all,
        .monitor = {.is_draft = options->is_draft},
    };

    if (options->every_us <= 0 || options->every_us > 366 * TIME_DAY_US || options->settle_us < 0 ||
        options->settle_us > 100 * 366 * TIME_DAY_US)
        return err_set(err, ERR_USAGE,
                       "between two looks there are more than 0 and at most 366 days, and acts "
                       "settle within 100 years");
    return watch_open(&w->mem, w->agreement->plan, &inner, &w->watch, err);
}

enum truce_code truce_watch_open(const struct truce_memory *memory,
                                 const struct truce_agreement *agreement,
                                 const struct truce_host *host, const struct truce_input *input,
                                 const struct truce_watch_options *options,
                                 struct truce_watch **watch, struct truce_error *error)
{
    const struct mem mem = api_mem(memory);
    struct truce_watch *w;
    struct err err = {0};
    enum err_code code;

    *watch = NULL;
    if (!agreement->plan)
        return truce_fail(error, TRUCE_AGREEMENT, "the agreement has errors");
    w = (struct truce_watch *)api_make(&mem, sizeof(*w));
    if (!w)
        return api_error(error, err_no_memory(&err), &err);
    w->mem = mem;
    w->arena.mem = &w->mem;
    w->agreement = agreement;
    hash_hex(&agreement->hash, sizeof(agreement->hash.bytes), w->agreement_hex);
    buf_init(&w->header, &w->mem, FACTS_LINE_LIMIT + 1);
    buf_init(&w->pending, &w->mem, PENDING_LIMIT);
    code = open_feed(w, host, input, &err);
    if (!code)
        code = open_watch(w, options, &err);
    if (code)
        truce_watch_close(w);
    else
        *watch = w;
    return api_error(error, code, &err);
}

void truce_watch_close(struct truce_watch *w)
{
    if (!w)
        return;
    watch_close(w->watch);
    buf_free(&w->header);
    buf_free(&w->pending);
    arena_free(&w->arena);
    api_drop(&w->mem, w, sizeof(*w));
}

/* ---------------------------------------------------------------- said */

static enum err_code put_findings(void *ctx, struct str lines, struct err *err)
{
    struct truce_watch *w = (struct truce_watch *)ctx;
    const struct truce_sink *sink = &w->sinks->findings;
    struct truce_error error = {TRUCE_OK, ""};

    w->position.findings += lines.size;
    return api_inner(err, sink->put(sink->ctx, lines.text, lines.size, &error), &error);
}

static enum err_code put_late(void *ctx, struct str lines, struct err *err)
{
    struct truce_watch *w = (struct truce_watch *)ctx;
    const struct truce_sink *sink = &w->sinks->late;
    struct truce_error error = {TRUCE_OK, ""};

    w->position.late += lines.size;
    return api_inner(err, sink->put(sink->ctx, lines.text, lines.size, &error), &error);
}

static enum err_code put_rejects(struct truce_watch *w, struct facts *facts, uint64_t before,
                                 struct err *err)
{
    struct buf buf;
    enum err_code code;

    if (facts->reject_count == 0)
        return ERR_OK;
    if (w->position.rejected == 0)
        (void)err_set(&w->first_reason, ERR_INPUT, "%.*s", STR_ARG(facts->rejects[0].reason));
    buf_init(&buf, &w->mem, API_OUTPUT_LIMIT);
    for (size_t i = 0; i < facts->reject_count; i++) {
        facts->rejects[i].line += before;
        api_put_reject(&buf, &facts->rejects[i]);
    }
    w->position.rejected += facts->reject_count;
    code = buf_check(&buf, err);
    if (!code)
        code = put_late(w, buf_str(&buf), err);
    buf_free(&buf);
    return code;
}

/* ---------------------------------------------------------------- a batch */

/* What a batch holds, by the line it stands on. */
struct batch {
    const struct facts *facts;
    size_t next[6]; /* by enum watch_type */
};

static bool peek(const struct batch *b, enum watch_type type, struct watch_record *record,
                 uint64_t *line)
{
    const struct facts *f = b->facts;
    size_t i = b->next[type];

    record->type = type;
    switch (type) {
    case WATCH_OBSERVATION:
        if (i >= f->observation_count)
            return false;
        record->of.observation = &f->observations[i];
        *line = f->observations[i].line;
        return true;
    case WATCH_COVERAGE:
        if (i >= f->coverage_count)
            return false;
        record->of.coverage = &f->coverages[i];
        *line = f->coverages[i].line;
        return true;
    case WATCH_FEED:
        if (i >= f->feed_count)
            return false;
        record->of.feed = &f->feeds[i];
        *line = f->feeds[i].line;
        return true;
    case WATCH_DECISION:
        if (i >= f->decision_count)
            return false;
        record->of.decision = &f->decisions[i];
        *line = f->decisions[i].line;
        return true;
    case WATCH_DECLARATION:
        if (i >= f->declaration_count)
            return false;
        record->of.declaration = &f->declarations[i];
        *line = f->declarations[i].line;
        return true;
    case WATCH_TALLY:
        if (i >= f->tally_count)
            return false;
        record->of.tally = &f->tallies[i];
        *line = f->tallies[i].line;
        return true;
    }
    return false;
}

/* The record that stands first of those not taken yet. */
static bool next_record(struct batch *b, struct watch_record *record)
{
    uint64_t best = UINT64_MAX, line;
    struct watch_record one;
    bool any = false;

    for (int type = WATCH_OBSERVATION; type <= WATCH_TALLY; type++)
        if (peek(b, (enum watch_type)type, &one, &line) && (!any || line < best)) {
            any = true;
            best = line;
            *record = one;
        }
    if (any)
        b->next[record->type]++;
    return any;
}

static enum err_code take_records(struct truce_watch *w, const struct facts *facts, struct err *err)
{
    const struct watch_sink sink = {put_findings, put_late, w};
    struct batch batch = {.facts = facts};
    struct watch_record record = {.type = WATCH_FEED};

    while (next_record(&batch, &record)) {
        TRY(watch_advance(w->watch, watch_received(&record), &sink, err));
        TRY(watch_take(w->watch, &record, &sink, err));
    }
    return ERR_OK;
}

static enum err_code read_bytes(struct truce_watch *w, struct facts *facts, struct str bytes,
                                struct err *err)
{
    struct feed_reader *reader = NULL;
    enum err_code code;

    TRY(feed_open(w->format, &w->feed, facts, &reader, err));
    code = w->header.size ? feed_push(reader, buf_str(&w->header), err) : ERR_OK;
    if (!code)
        code = feed_push(reader, bytes, err);
    if (code) {
        feed_close(reader);
        return code;
    }
    code = feed_end(reader, err);
    return code == ERR_INPUT ? ERR_OK : code; /* nothing in it was usable: told as rejects */
}

static uint64_t count_lines(struct str bytes)
{
    uint64_t count = 0;

    for (size_t at = str_find(bytes, '\n', 0); at < bytes.size; at = str_find(bytes, '\n', at + 1))
        count++;
    return count;
}

/* Whole lines, or one whole row. */
static enum err_code read_batch(struct truce_watch *w, struct str bytes, struct err *err)
{
    struct arena arena = {.mem = &w->mem};
    struct facts facts;
    uint64_t before = w->position.lines;
    enum err_code code;

    w->position.consumed += bytes.size;
    w->position.lines += count_lines(bytes);
    if (w->is_table && w->header.size == 0) {
        buf_put(&w->header, bytes);
        TRY(buf_check(&w->header, err));
        bytes = (struct str){0}; /* the header alone: is the form recognised? */
    } else if (w->is_table) {
        before -= count_lines(buf_str(&w->header));
    }
    facts_init(&facts, &arena);
    code = read_bytes(w, &facts, bytes, err);
    if (!code)
        code = put_rejects(w, &facts, before, err);
    if (!code)
        code = take_records(w, &facts, err);
    arena_free(&arena);
    return code;
}

/* ---------------------------------------------------------------- cutting */

/* Where the next batch from `start` on ends; SIZE_MAX: there is no whole line yet. */
static size_t find_batch(struct truce_watch *w, size_t start)
{
    struct str all = buf_str(&w->pending);
    size_t end = SIZE_MAX;

    while (w->scanned < all.size) {
        char c = all.text[w->scanned++];

        if (w->is_table && c == '"')
            w->is_quoted = !w->is_quoted;
        if (c != '\n' || w->is_quoted)
            continue;
        end = w->scanned;
        if (w->is_table || end - start >= BATCH_LIMIT)
            break;
    }
    if (end != SIZE_MAX)
        w->scanned = end;
    return end;
}

/* To the end of a line that is too long; false: it is not here yet. */
static bool skip(struct truce_watch *w, size_t *start)
{
    struct str all = buf_str(&w->pending);
    size_t end = str_find(all, '\n', *start);

    w->position.skips = end == all.size;
    end += end < all.size;
    w->position.consumed += end - *start;
    w->position.lines += !w->position.skips;
    *start = w->scanned = end;
    w->is_quoted = false;
    return !w->position.skips;
}

/* Read what can be read of `pending`, and drop it. */
static enum err_code read_pending(struct truce_watch *w, bool is_last, struct err *err)
{
    size_t start = 0;

    for (;;) {
        size_t end;

        if (w->position.skips && !skip(w, &start))
            break;
        end = find_batch(w, start);
        if (end == SIZE_MAX && w->pending.size - start > FACTS_LINE_LIMIT) {
            end = start + FACTS_LINE_LIMIT + 1; /* it is rejected, and the rest of it passed over */
            w->position.skips = true;
        } else if (end == SIZE_MAX && is_last && start < w->pending.size) {
            end = w->pending.size;
        } else if (end == SIZE_MAX) {
            break;
        }
        TRY(read_batch(w, str_slice(buf_str(&w->pending), start, end), err));
        start = end;
    }
    if (start > 0)
        memmove(w->pending.bytes, w->pending.bytes + start, w->pending.size - start);
    w->pending.size -= start;
    w->scanned -= w->scanned > start ? start : w->scanned;
    return ERR_OK;
}

/* ---------------------------------------------------------------- calls */

static enum truce_code done(struct truce_watch *w, enum err_code code, const struct err *err,
                            struct truce_error *error)
{
    w->is_over |= code != ERR_OK;
    return api_error(error, code, err);
}

enum truce_code truce_watch_push(struct truce_watch *w, const char *bytes, size_t size,
                                 const struct truce_watch_sinks *sinks, struct truce_error *error)
{
    struct err err = {0};
    enum err_code code = ERR_OK;

    if (w->is_over)
        return truce_fail(error, TRUCE_USAGE, "this watch is over");
    w->sinks = sinks;
    while (!code && size > 0) {
        size_t piece = size < PIECE_SIZE ? size : PIECE_SIZE;

        buf_put(&w->pending, (struct str){bytes, piece});
        code = buf_check(&w->pending, &err);
        if (!code)
            code = read_pending(w, false, &err);
        bytes += piece;
        size -= piece;
    }
    return done(w, code, &err, error);
}

static enum err_code end(struct truce_watch *w, struct err *err)
{
    const struct watch_sink sink = {put_findings, put_late, w};

    TRY(read_pending(w, true, err));
    if (w->position.rejected > 0 && watch_counts(w->watch).taken == 0)
        return err_set(err, ERR_INPUT, "nothing in it could be read: %s", w->first_reason.text);
    return watch_end(w->watch, &sink, err);
}

enum truce_code truce_watch_end(struct truce_watch *w, const struct truce_watch_sinks *sinks,
                                struct truce_error *error)
{
    struct err err = {0};
    enum truce_code code;

    if (w->is_over)
        return truce_fail(error, TRUCE_USAGE, "this watch is over");
    w->sinks = sinks;
    code = done(w, end(w, &err), &err, error);
    w->is_over = true;
    return code;
}

enum truce_code truce_watch_put_state(const struct truce_watch *w, const struct truce_sink *sink,
                                      struct truce_error *error)
{
    struct watch_position position = w->position;
    struct err err = {0};
    struct buf buf;
    enum truce_code code;

    position.header = buf_str(&w->header);
    buf_init(&buf, &w->mem, STATE_LIMIT);
    code = api_error(
        error, watch_put_state(w->watch, str_z(w->agreement_hex), &position, &buf, &err), &err);
    if (!code)
        code = api_put(sink, &buf, error);
    buf_free(&buf);
    return code;
}

enum truce_code truce_watch_resume(struct truce_watch *w, struct truce_text state,
                                   struct truce_watch_position *position, struct truce_error *error)
{
    struct err err = {0};
    enum err_code code;

    if (w->is_over || w->pending.size || w->position.consumed)
        return truce_fail(error, TRUCE_USAGE, "this watch has begun");
    code = watch_read_state(w->watch, str_z(w->agreement_hex), api_str(state), &w->position, &err);
    if (!code) {
        buf_put(&w->header, w->position.header);
        code = buf_check(&w->header, &err);
    }
    *position =
        (struct truce_watch_position){w->position.consumed, w->position.findings, w->position.late};
    return done(w, code, &err, error);
}

struct truce_watch_counts truce_watch_counts(const struct truce_watch *w)
{
    const struct watch_counts c = watch_counts(w->watch);

    return (struct truce_watch_counts){
        .records = c.taken,
        .rejected = w->position.rejected,
        .immaterial = c.immaterial,
        .settled = c.settled,
        .refused = c.refused,
        .looks = c.ticks,
        .findings = c.said,
        .withdrawn = c.withdrawn,
        .held = c.held,
        .open = c.open,
    };
}

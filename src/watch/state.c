/* SPDX-License-Identifier: Apache-2.0
 *
 * The state as text. One line each, its first letter saying what it is:
 *
 *     h  where everything stands      s  what was said last of a finding     q  standing findings that are not said
 *     f  records of a feed let go     r  a record held, behind its flags     z  SHA-256 of all before it
 *
 * What is read back is not trusted: it was a file. */
#include "watch/watch_int.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/num.h"
#include "facts/read.h"

#include <string.h>

#define FORMAT 1
#define SUM_LINE 67 /* z, a space, 64 digits, a newline */

/* ---------------------------------------------------------------- writing */

static void put_i64(struct buf *buf, bool *first, const char *key, int64_t value)
{
    json_key(buf, first, key);
    num_put_i64(buf, value);
}

static void put_u64(struct buf *buf, bool *first, const char *key, uint64_t value)
{
    json_key(buf, first, key);
    buf_printf(buf, "%llu", (unsigned long long)value);
}

static void put_str(struct buf *buf, bool *first, const char *key, struct str value)
{
    json_key(buf, first, key);
    json_put_string(buf, value);
}

static void put_bits(struct buf *buf, bool *first, const char *key, const bool *bits, size_t count)
{
    json_key(buf, first, key);
    buf_putc(buf, '"');
    for (size_t i = 0; i < count; i++)
        buf_putc(buf, bits[i] ? '1' : '0');
    buf_putc(buf, '"');
}

static void put_head(const struct watch *w, struct str agreement,
                     const struct watch_position *position, struct buf *buf)
{
    bool first = true;

    buf_puts(buf, "h {");
    put_i64(buf, &first, "format", FORMAT);
    put_str(buf, &first, "agreement", agreement);
    put_i64(buf, &first, "every", w->options.every_us);
    put_i64(buf, &first, "settle", w->options.settle_us);
    put_i64(buf, &first, "draft", w->options.monitor.is_draft);
    put_i64(buf, &first, "keeps", w->options.keeps_all);
    put_u64(buf, &first, "consumed", position->consumed);
    put_u64(buf, &first, "lines", position->lines);
    put_u64(buf, &first, "findings", position->findings);
    put_u64(buf, &first, "late", position->late);
    put_u64(buf, &first, "rejected", position->rejected);
    put_i64(buf, &first, "skips", position->skips);
    put_str(buf, &first, "header", position->header);
    put_i64(buf, &first, "clock", w->clock_us);
    put_i64(buf, &first, "boundary", w->boundary_us);
    put_i64(buf, &first, "floor", w->floor_us);
    put_i64(buf, &first, "latest", w->latest_us);
    put_i64(buf, &first, "longest", w->longest_us);
    put_i64(buf, &first, "lateness", w->lateness_us);
    put_u64(buf, &first, "fresh", w->fresh);
    put_u64(buf, &first, "taken", w->counts.taken);
    put_u64(buf, &first, "immaterial", w->counts.immaterial);
    put_u64(buf, &first, "settled", w->counts.settled);
    put_u64(buf, &first, "refused", w->counts.refused);
    put_u64(buf, &first, "ticks", w->counts.ticks);
    put_u64(buf, &first, "said", w->counts.said);
    put_u64(buf, &first, "withdrawn", w->counts.withdrawn);
    buf_puts(buf, "}\n");
}

static void put_said(const struct said_finding *s, struct buf *buf)
{
    struct hash digest = {{0}};
    char hex[33];
    bool first = true;

    memcpy(digest.bytes, s->digest, sizeof s->digest);
    hash_hex(&digest, sizeof s->digest, hex);
    buf_puts(buf, "s {");
    put_str(buf, &first, "id", (struct str){s->id, sizeof s->id});
    put_i64(buf, &first, "version", s->version);
    put_i64(buf, &first, "withdrawn", s->is_withdrawn);
    put_i64(buf, &first, "standing", s->is_standing);
    put_i64(buf, &first, "clause", s->clause);
    put_i64(buf, &first, "party", s->party == PLAN_NONE ? -1 : (int64_t)s->party);
    put_str(buf, &first, "digest", str_z(hex));
    put_i64(buf, &first, "from", s->from_us);
    put_i64(buf, &first, "to", s->to_us);
    put_str(buf, &first, "phase", s->phase);
    buf_puts(buf, "}\n");
}

static void put_rest(const struct watch *w, struct buf *buf)
{
    for (size_t i = 0; i < w->hushes.count; i++) {
        const struct hush *q = (const struct hush *)w->hushes.items + i;
        bool first = true;

        buf_puts(buf, "q {");
        put_i64(buf, &first, "clause", q->clause);
        put_str(buf, &first, "phase", q->phase);
        put_i64(buf, &first, "begin", q->begin_us);
        put_bits(buf, &first, "parties", q->parties, w->plan->actor_count + 1);
        buf_puts(buf, "}\n");
    }
    for (size_t i = 0; i < w->feeds.count; i++) {
        const struct held_feed *f = (const struct held_feed *)w->feeds.items + i;
        bool first = true;

        buf_puts(buf, "f {");
        put_str(buf, &first, "feed", f->feed);
        put_bits(buf, &first, "kinds", f->kinds, w->plan->kind_count);
        put_i64(buf, &first, "from", f->from_us);
        put_i64(buf, &first, "to", f->to_us);
        buf_puts(buf, "}\n");
    }
    for (size_t i = 0; i < w->store.rows.count; i++) {
        const struct held_record *r = store_at(&w->store, i);

        buf_puts(buf, "r ");
        buf_putc(buf, (char)('0' + (int)r->type));
        buf_putc(buf, r->is_told ? '1' : '0');
        buf_putc(buf, ' ');
        buf_put(buf, r->text);
        buf_putc(buf, '\n');
    }
}

enum err_code watch_put_state(const struct watch *w, struct str agreement,
                              const struct watch_position *position, struct buf *buf,
                              struct err *err)
{
    struct hash sum;
    char hex[65];

    put_head(w, agreement, position, buf);
    for (size_t i = 0; i < w->said.count; i++)
        put_said((const struct said_finding *)w->said.items + i, buf);
    put_rest(w, buf);
    TRY(buf_check(buf, err));
    TRY(hash_sha256(buf_str(buf), &sum, err));
    hash_hex(&sum, sizeof sum.bytes, hex);
    buf_printf(buf, "z %s\n", hex);
    return buf_check(buf, err);
}

/* ---------------------------------------------------------------- reading */

struct state_reading {
    struct watch *watch;
    struct arena *arena; /* dies with the line */
    struct str agreement;
    struct watch_position *position;
    bool has_head;
    struct err *err;
};

static enum err_code damaged(struct state_reading *r, const char *what)
{
    return err_set(r->err, ERR_INPUT, "the state is damaged: %s", what);
}

/* A whole number of a member, within [least, most]. */
static enum err_code get_i64(struct state_reading *r, const struct json *in, const char *key,
                             int64_t least, int64_t most, int64_t *out)
{
    const struct json *value = json_get(in, key);

    if (!value || value->type != JSON_NUMBER || !str_to_i64(value->text, out) || *out < least ||
        *out > most)
        return damaged(r, key);
    return ERR_OK;
}

static enum err_code get_u64(struct state_reading *r, const struct json *in, const char *key,
                             uint64_t *out)
{
    int64_t value = 0;

    TRY(get_i64(r, in, key, 0, INT64_MAX, &value));
    *out = (uint64_t)value;
    return ERR_OK;
}

static enum err_code get_time(struct state_reading *r, const struct json *in, const char *key,
                              int64_t *out)
{
    TRY(get_i64(r, in, key, INT64_MIN, INT64_MAX, out));
    if (*out != TIME_NONE && *out != TIME_NEVER && (*out < TIME_MIN_US || *out > TIME_MAX_US))
        return damaged(r, key);
    return ERR_OK;
}

static enum err_code get_str(struct state_reading *r, const struct json *in, const char *key,
                             struct str *out)
{
    const struct json *value = json_get(in, key);

    if (!value || value->type != JSON_STRING)
        return damaged(r, key);
    *out = value->text;
    return ERR_OK;
}

static enum err_code get_bits(struct state_reading *r, const struct json *in, const char *key,
                              bool *bits, size_t count)
{
    struct str text = {0};

    TRY(get_str(r, in, key, &text));
    if (text.size != count)
        return damaged(r, key);
    for (size_t i = 0; i < count; i++)
        bits[i] = text.text[i] == '1';
    return ERR_OK;
}

static enum err_code same(struct state_reading *r, const struct json *in, const char *key,
                          int64_t ours)
{
    int64_t theirs = 0;

    TRY(get_i64(r, in, key, INT64_MIN, INT64_MAX, &theirs));
    if (theirs != ours)
        return err_set(r->err, ERR_INPUT,
                       "the state was made with another setting of \"%s\": run as it was made, or "
                       "begin anew with another state file",
                       key);
    return ERR_OK;
}

static enum err_code read_head(struct state_reading *r, const struct json *in)
{
    struct watch *w = r->watch;
    struct watch_position *p = r->position;
    struct str agreement = {0}, header = {0};
    uint64_t fresh = 0;
    int64_t format = 0, skips = 0;

    if (r->has_head)
        return damaged(r, "two heads");
    r->has_head = true;
    TRY(get_i64(r, in, "format", 0, INT32_MAX, &format));
    if (format != FORMAT)
        return err_set(r->err, ERR_INPUT,
                       "the state has format %lld, and this program reads format %d",
                       (long long)format, FORMAT);
    TRY(get_str(r, in, "agreement", &agreement));
    if (!str_eq(agreement, r->agreement))
        return err_set(r->err, ERR_INPUT,
                       "the state is of another agreement, or of another "
                       "version of its text");
    TRY(same(r, in, "every", w->options.every_us));
    TRY(same(r, in, "settle", w->options.settle_us));
    TRY(same(r, in, "draft", w->options.monitor.is_draft));
    TRY(same(r, in, "keeps", w->options.keeps_all));
    TRY(get_u64(r, in, "consumed", &p->consumed));
    TRY(get_u64(r, in, "lines", &p->lines));
    TRY(get_u64(r, in, "findings", &p->findings));
    TRY(get_u64(r, in, "late", &p->late));
    TRY(get_u64(r, in, "rejected", &p->rejected));
    TRY(get_i64(r, in, "skips", 0, 1, &skips));
    p->skips = skips;
    TRY(get_str(r, in, "header", &header));
    TRY(arena_str(&w->arena, header, &p->header, r->err));
    TRY(get_time(r, in, "clock", &w->clock_us));
    TRY(get_time(r, in, "boundary", &w->boundary_us));
    TRY(get_time(r, in, "floor", &w->floor_us));
    TRY(get_time(r, in, "latest", &w->latest_us));
    TRY(get_i64(r, in, "longest", 0, TIME_MAX_US - TIME_MIN_US, &w->longest_us));
    TRY(get_i64(r, in, "lateness", 0, TIME_MAX_US - TIME_MIN_US, &w->lateness_us));
    TRY(get_u64(r, in, "fresh", &fresh));
    w->fresh = (size_t)fresh;
    TRY(get_u64(r, in, "taken", &w->counts.taken));
    TRY(get_u64(r, in, "immaterial", &w->counts.immaterial));
    TRY(get_u64(r, in, "settled", &w->counts.settled));
    TRY(get_u64(r, in, "refused", &w->counts.refused));
    TRY(get_u64(r, in, "ticks", &w->counts.ticks));
    TRY(get_u64(r, in, "said", &w->counts.said));
    if (w->floor_us == TIME_NONE || w->floor_us == TIME_NEVER || w->clock_us == TIME_NEVER ||
        w->boundary_us == TIME_NEVER || w->latest_us == TIME_NEVER)
        return damaged(r, "a moment is missing");
    return get_u64(r, in, "withdrawn", &w->counts.withdrawn);
}

static bool hex_digit(char c, unsigned *out)
{
    *out = (unsigned)(c >= 'a' ? c - 'a' + 10 : c - '0');
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static enum err_code read_said(struct state_reading *r, const struct json *in)
{
    struct watch *w = r->watch;
    struct said_finding s = {0};
    struct str id = {0}, digest = {0}, phase = {0};
    int64_t version = 0, withdrawn = 0, standing = 0, clause = 0, party = 0;

    TRY(get_str(r, in, "id", &id));
    TRY(get_str(r, in, "digest", &digest));
    TRY(get_str(r, in, "phase", &phase));
    if (id.size != sizeof s.id || digest.size != 2 * sizeof s.digest)
        return damaged(r, "id");
    memcpy(s.id, id.text, sizeof s.id);
    for (size_t i = 0; i < sizeof s.digest; i++) {
        unsigned high, low;

        if (!hex_digit(digest.text[2 * i], &high) || !hex_digit(digest.text[2 * i + 1], &low))
            return damaged(r, "digest");
        s.digest[i] = (uint8_t)(16 * high + low);
    }
    TRY(get_i64(r, in, "version", 1, INT32_MAX - 1, &version));
    TRY(get_i64(r, in, "withdrawn", 0, 1, &withdrawn));
    TRY(get_i64(r, in, "standing", 0, 1, &standing));
    TRY(get_i64(r, in, "clause", 0, (int64_t)w->plan->clause_count - 1, &clause));
    TRY(get_i64(r, in, "party", -1, (int64_t)w->plan->actor_count - 1, &party));
    TRY(get_time(r, in, "from", &s.from_us));
    TRY(get_time(r, in, "to", &s.to_us));
    s.version = (int)version;
    s.is_withdrawn = withdrawn;
    s.is_standing = standing;
    s.clause = (uint32_t)clause;
    s.party = party < 0 ? PLAN_NONE : (uint32_t)party;
    TRY(watch_name(w, phase, &s.phase, r->err));
    return rows_add(&w->mem, &w->said, &s, r->err);
}

static enum err_code read_hush(struct state_reading *r, const struct json *in)
{
    struct watch *w = r->watch;
    struct hush q = {0};
    struct str phase = {0};
    int64_t clause = 0;

    q.parties = ARENA_NEW(&w->arena, bool, w->plan->actor_count + 1);
    if (!q.parties)
        return err_no_memory(r->err);
    TRY(get_i64(r, in, "clause", 0, (int64_t)w->plan->clause_count - 1, &clause));
    TRY(get_str(r, in, "phase", &phase));
    TRY(get_time(r, in, "begin", &q.begin_us));
    TRY(get_bits(r, in, "parties", q.parties, w->plan->actor_count + 1));
    q.clause = (uint32_t)clause;
    TRY(watch_name(w, phase, &q.phase, r->err));
    return rows_add(&w->mem, &w->hushes, &q, r->err);
}

static enum err_code read_feed(struct state_reading *r, const struct json *in)
{
    struct held_feed *f = NULL;
    struct str feed = {0};

    TRY(get_str(r, in, "feed", &feed));
    TRY(watch_feed(r->watch, feed, &f, r->err));
    TRY(get_bits(r, in, "kinds", f->kinds, r->watch->plan->kind_count));
    TRY(get_time(r, in, "from", &f->from_us));
    return get_time(r, in, "to", &f->to_us);
}

/* "01 {...}": type and whether it was told as late, then the record. */
static enum err_code read_record_line(struct state_reading *r, struct str line)
{
    struct facts facts;
    struct held_record held = {0};
    uint64_t column;
    size_t counts[6];

    if (line.size < 4 || line.text[0] < '0' || line.text[0] > '5' || line.text[2] != ' ')
        return damaged(r, "a record");
    held.type = (enum watch_type)(line.text[0] - '0');
    held.is_told = line.text[1] == '1';
    held.text = str_from(line, 3);
    facts_init(&facts, r->arena);
    if (fact_read_line(&facts, held.text, STR("-"), NULL, STR("-"), 1, &column, r->err))
        return r->err->code == ERR_NO_MEMORY ? r->err->code : damaged(r, "a record");
    counts[WATCH_OBSERVATION] = facts.observation_count;
    counts[WATCH_COVERAGE] = facts.coverage_count;
    counts[WATCH_FEED] = facts.feed_count;
    counts[WATCH_DECISION] = facts.decision_count;
    counts[WATCH_DECLARATION] = facts.declaration_count;
    counts[WATCH_TALLY] = facts.tally_count;
    if (counts[held.type] != 1)
        return damaged(r, "a record's type");
    if (held.type == WATCH_OBSERVATION)
        held.name = facts.observations[0].name;
    if (held.type == WATCH_FEED)
        held.name = held.text;
    if (held.type == WATCH_OBSERVATION || held.type == WATCH_TALLY)
        held.is_made =
            held.type == WATCH_OBSERVATION ? held.name.size == 0 : facts.tallies[0].name.size == 0;
    return store_add(&r->watch->store, &held, r->err);
}

static enum err_code read_state_line(struct state_reading *r, struct str line)
{
    struct str rest = str_from(line, 2);
    struct json value;
    enum err_code code;

    if (line.size < 3 || line.text[1] != ' ')
        return damaged(r, "a line");
    if (!r->has_head && line.text[0] != 'h')
        return damaged(r, "it has no head");
    if (line.text[0] == 'r')
        return read_record_line(r, rest);
    code = json_parse(r->arena, rest, &value, r->err);
    if (code)
        return code == ERR_INPUT ? damaged(r, "a line") : code;
    switch (line.text[0]) {
    case 'h':
        return read_head(r, &value);
    case 's':
        return read_said(r, &value);
    case 'q':
        return read_hush(r, &value);
    case 'f':
        return read_feed(r, &value);
    default:
        return damaged(r, "a line of a sort not known here");
    }
}

static enum err_code check_sum(struct str state, struct str *body, struct err *err)
{
    struct hash sum;
    char hex[65];

    if (state.size < SUM_LINE || state.text[state.size - SUM_LINE] != 'z' ||
        state.text[state.size - 1] != '\n')
        return err_set(err, ERR_INPUT, "this is no state, or its end is missing");
    *body = str_slice(state, 0, state.size - SUM_LINE);
    TRY(hash_sha256(*body, &sum, err));
    hash_hex(&sum, sizeof sum.bytes, hex);
    if (!str_eq(str_slice(state, body->size + 2, state.size - 1), str_z(hex)))
        return err_set(err, ERR_INPUT, "the state is damaged: its sum does not fit");
    return ERR_OK;
}

enum err_code watch_read_state(struct watch *w, struct str agreement, struct str state,
                               struct watch_position *position, struct err *err)
{
    struct err own = {0};
    struct state_reading r = {
        .watch = w, .agreement = agreement, .position = position, .err = err ? err : &own};
    struct str body;

    *position = (struct watch_position){0};
    TRY(check_sum(state, &body, r.err));
    while (body.size) {
        struct arena arena = {.mem = &w->mem};
        struct str line = str_cut(&body, '\n');
        enum err_code code;

        r.arena = &arena;
        code = read_state_line(&r, line);
        arena_free(&arena);
        TRY(code);
    }
    return r.has_head ? ERR_OK : damaged(&r, "it has no head");
}

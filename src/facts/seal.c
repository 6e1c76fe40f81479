/* SPDX-License-Identifier: Apache-2.0
 *
 * facts_seal: the total order. Everything is sorted by values alone, never by when it arrived or
 * from which file; (source, line) only parts records that are equal in everything else.
 *
 * Records that share a key (feed:id; for other records see facts.h) form a group, sorted by
 * (received, content). Equal contents next to each other are one record, received when the first
 * of them was; the last content counts. */
#include "facts/facts.h"

#include "facts/facts_int.h"

#include <stdlib.h>
#include <string.h>

static int order_i64(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int order_u64(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* A received time that the source stated comes before one that was assumed. */
static int order_known(bool a, bool b)
{
    return (int)b - (int)a;
}

static int order_time(struct fact_time a, struct fact_time b)
{
    int order = order_i64(a.from_us, b.from_us);
    return order ? order : order_i64(a.to_us, b.to_us);
}

/* ---------------------------------------------------------------- observations */

/* What is sorted: `key` decides nearly always, so that the observation itself is seldom touched. */
struct handle {
    uint64_t key;
    struct observation *o;
};

static int order_receipt(const struct observation *a, const struct observation *b)
{
    int order = order_i64(a->received_us, b->received_us);

    if (order == 0)
        order = memcmp(a->content, b->content, sizeof a->content);
    if (order == 0)
        order = order_known(a->received_known, b->received_known);
    if (order == 0)
        order = str_cmp(a->source, b->source);
    return order ? order : order_u64(a->line, b->line);
}

static int by_made_id(const void *a, const void *b)
{
    const struct handle *left = a, *right = b;
    int order = order_u64(left->key, right->key);

    if (order == 0)
        order = str_cmp(left->o->id, right->o->id);
    if (order == 0)
        order = str_cmp(left->o->feed, right->o->feed);
    return order ? order : order_receipt(left->o, right->o);
}

static int by_name(const void *a, const void *b)
{
    const struct handle *left = a, *right = b;
    int order = order_u64(left->key, right->key);

    if (order == 0)
        order = str_cmp(left->o->name, right->o->name);
    return order ? order : order_receipt(left->o, right->o);
}

static int by_time(const void *a, const void *b)
{
    const struct handle *left = a, *right = b;
    int order = order_u64(left->key, right->key);

    if (order == 0)
        order = order_time(left->o->time, right->o->time);
    if (order == 0)
        order = str_cmp(left->o->feed, right->o->feed);
    return order ? order : str_cmp(left->o->id, right->o->id);
}

/* "9c1f...", "9c1f...-2", ... */
static enum err_code number_equals(struct facts *facts, struct handle *handles, size_t count,
                                   struct err *err)
{
    uint64_t number = 0;

    for (size_t i = 0; i < count; i++) {
        struct observation *o = handles[i].o;
        bool is_equal = i > 0 && handles[i].key == handles[i - 1].key &&
                        str_eq(o->feed, handles[i - 1].o->feed) &&
                        str_eq(str_slice(handles[i - 1].o->id, 0, o->id.size), o->id);
        number = is_equal ? number + 1 : 1;
        if (number > 1)
            TRY(arena_printf(facts->arena, &o->id, err, "%.*s-%llu", STR_ARG(o->id),
                             (unsigned long long)number));
        TRY(facts_name(facts, o->feed, &o->id, &o->name, err));
    }
    return ERR_OK;
}

static enum err_code name_observations(struct facts *facts, struct handle *handles, struct err *err)
{
    size_t count = 0;

    for (size_t i = 0; i < facts->observation_count; i++) {
        struct observation *o = &facts->observations[i];
        if (o->name.size == 0)
            handles[count++] = (struct handle){facts_name_hash(o->id), o};
    }
    if (count > 1)
        qsort(handles, count, sizeof *handles, by_made_id);
    return number_equals(facts, handles, count, err);
}

static void count_corrections(struct facts *facts, struct str source, size_t count)
{
    for (size_t i = 0; count > 0 && i < facts->input_count; i++)
        if (str_eq(facts->inputs[i].name, source)) {
            facts->inputs[i].corrections += count;
            return;
        }
}

/* Sorted by name and receipt: keep one of each name, in front. Returns how many. */
static size_t keep_latest(struct facts *facts, struct handle *handles, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count;) {
        size_t run = i; /* where the current content began */
        size_t corrections = 0, next = i + 1;
        for (; next < count && str_eq(handles[next].o->name, handles[i].o->name); next++)
            if (memcmp(handles[next].o->content, handles[run].o->content,
                       sizeof handles[run].o->content) != 0) {
                run = next;
                corrections++;
            }
        handles[run].o->correction_count = corrections;
        count_corrections(facts, handles[run].o->source, corrections);
        handles[kept++] = handles[run];
        i = next;
    }
    return kept;
}

/* Bring observations[] into the order of the handles, in place: follow each cycle of the
 * permutation with one observation in hand. What no handle names goes to the end. */
static enum err_code arrange(struct facts *facts, const struct handle *handles, size_t kept,
                             struct err *err)
{
    size_t count = facts->observation_count;
    uint32_t *from = ARENA_NEW(facts->arena, uint32_t, count); /* observation i comes from here */
    bool *is_kept = ARENA_NEW(facts->arena, bool, count);

    if (!from || !is_kept)
        return err_no_memory(err);
    for (size_t i = 0; i < kept; i++) {
        from[i] = (uint32_t)(handles[i].o - facts->observations);
        is_kept[from[i]] = true;
    }
    for (size_t i = 0, next = kept; i < count; i++)
        if (!is_kept[i])
            from[next++] = (uint32_t)i;
    for (size_t start = 0; start < count; start++) {
        if (from[start] == start)
            continue;
        struct observation in_hand = facts->observations[start];
        size_t at = start;
        while (from[at] != start) {
            size_t source = from[at];
            facts->observations[at] = facts->observations[source];
            from[at] = (uint32_t)at;
            at = source;
        }
        facts->observations[at] = in_hand;
        from[at] = (uint32_t)at;
    }
    facts->observation_count = kept;
    return ERR_OK;
}

static void index_names(struct facts *facts, struct handle *handles)
{
    for (size_t i = 0; i < facts->observation_count; i++)
        handles[i] =
            (struct handle){facts_name_hash(facts->observations[i].name), &facts->observations[i]};
    if (facts->observation_count > 1)
        qsort(handles, facts->observation_count, sizeof *handles, by_name);
    for (size_t i = 0; i < facts->observation_count; i++)
        facts->by_name[i] = (uint32_t)(handles[i].o - facts->observations);
}

static enum err_code seal_observations(struct facts *facts, struct err *err)
{
    size_t count = facts->observation_count;
    struct handle *handles = ARENA_NEW(facts->arena, struct handle, count);
    facts->by_name = ARENA_NEW(facts->arena, uint32_t, count);

    if (!handles || !facts->by_name)
        return err_no_memory(err);
    TRY(name_observations(facts, handles, err));
    for (size_t i = 0; i < count; i++)
        handles[i] =
            (struct handle){facts_name_hash(facts->observations[i].name), &facts->observations[i]};
    if (count > 1)
        qsort(handles, count, sizeof *handles, by_name);
    size_t kept = keep_latest(facts, handles, count);
    for (size_t i = 0; i < kept; i++)
        handles[i].key = (uint64_t)handles[i].o->time.from_us ^ UINT64_C(1) << 63;
    if (kept > 1)
        qsort(handles, kept, sizeof *handles, by_time);
    TRY(arrange(facts, handles, kept, err));
    index_names(facts, handles);
    return ERR_OK;
}

/* ---------------------------------------------------------------- the other records */

/* One of them while sorting. */
struct row {
    struct str key;     /* what makes two records the same one */
    struct str content; /* as written, without id, feed and received */
    int64_t received_us;
    bool received_known;
    struct fact_time time;
    struct str name; /* last tie-break but the content */
    struct str source;
    uint64_t line;
    size_t index;
    size_t corrections;
};

static int by_key(const void *a, const void *b)
{
    const struct row *left = a, *right = b;
    int order = str_cmp(left->key, right->key);

    if (order == 0)
        order = order_i64(left->received_us, right->received_us);
    if (order == 0)
        order = str_cmp(left->content, right->content);
    if (order == 0)
        order = order_known(left->received_known, right->received_known);
    if (order == 0)
        order = str_cmp(left->source, right->source);
    return order ? order : order_u64(left->line, right->line);
}

static int by_row_time(const void *a, const void *b)
{
    const struct row *left = a, *right = b;
    int order = order_time(left->time, right->time);

    if (order == 0)
        order = str_cmp(left->name, right->name);
    if (order == 0)
        order = str_cmp(left->content, right->content);
    return order ? order : str_cmp(left->key, right->key);
}

static size_t sort_rows(struct row *rows, size_t count)
{
    size_t kept = 0;

    if (count > 1)
        qsort(rows, count, sizeof *rows, by_key);
    for (size_t i = 0; i < count;) {
        size_t run = i, next = i + 1;
        size_t corrections = 0;
        for (; next < count && str_eq(rows[next].key, rows[i].key); next++)
            if (!str_eq(rows[next].content, rows[run].content)) {
                run = next;
                corrections++;
            }
        rows[run].corrections = corrections;
        rows[kept++] = rows[run];
        i = next;
    }
    if (kept > 1)
        qsort(rows, kept, sizeof *rows, by_row_time);
    return kept;
}

/* The array `items` in the order of the rows. */
static enum err_code pick(struct facts *facts, const void *items, size_t item_size,
                          const struct row *rows, size_t count, void **out, struct err *err)
{
    unsigned char *picked = arena_alloc(facts->arena, count, item_size);
    const unsigned char *from = items;

    if (!picked)
        return err_no_memory(err);
    for (size_t i = 0; i < count; i++)
        memcpy(picked + i * item_size, from + rows[i].index * item_size, item_size);
    *out = picked;
    return ERR_OK;
}

/* What is in the buffer, in the arena; the buffer is emptied. */
static enum err_code take(struct facts *facts, struct buf *buf, struct str *out, struct err *err)
{
    TRY(buf_check(buf, err));
    TRY(arena_str(facts->arena, buf_str(buf), out, err));
    buf_clear(buf);
    return ERR_OK;
}

static enum err_code pair(struct facts *facts, struct str a, struct str b, struct str *out,
                          struct err *err)
{
    return arena_printf(facts->arena, out, err, "%zu:%.*s%.*s", a.size, STR_ARG(a), STR_ARG(b));
}

static enum err_code seal_coverages(struct facts *facts, struct buf *buf, struct row *rows,
                                    struct err *err)
{
    void *picked = NULL;

    for (size_t i = 0; i < facts->coverage_count; i++) {
        const struct fact_coverage *c = &facts->coverages[i];
        coverage_put_as(buf, c, PUT_CONTENT);
        TRY(take(facts, buf, &rows[i].content, err));
        rows[i] = (struct row){.key = rows[i].content,
                               .content = rows[i].content,
                               .received_us = c->received_us,
                               .received_known = c->received_known,
                               .time = c->time,
                               .name = c->feed,
                               .source = c->source,
                               .line = c->line,
                               .index = i};
    }
    size_t kept = sort_rows(rows, facts->coverage_count);
    TRY(pick(facts, facts->coverages, sizeof *facts->coverages, rows, kept, &picked, err));
    facts->coverages = picked;
    facts->coverage_count = facts->coverage_capacity = kept;
    return ERR_OK;
}

static enum err_code seal_feeds(struct facts *facts, struct buf *buf, struct row *rows,
                                struct err *err)
{
    void *picked = NULL;

    for (size_t i = 0; i < facts->feed_count; i++) {
        const struct fact_feed *f = &facts->feeds[i];
        fact_feed_put(buf, f);
        TRY(take(facts, buf, &rows[i].content, err));
        rows[i] = (struct row){.key = rows[i].content,
                               .content = rows[i].content,
                               .name = f->feed,
                               .source = f->source,
                               .line = f->line,
                               .index = i};
    }
    size_t kept = sort_rows(rows, facts->feed_count);
    TRY(pick(facts, facts->feeds, sizeof *facts->feeds, rows, kept, &picked, err));
    facts->feeds = picked;
    facts->feed_count = facts->feed_capacity = kept;
    return ERR_OK;
}

static enum err_code tell_changed(struct facts *facts, const char *what, struct str id,
                                  size_t corrections, struct err *err)
{
    struct err text = {0};
    struct str shown = fact_shown(id);

    if (corrections == 0)
        return ERR_OK;
    (void)err_set(&text, ERR_INPUT, "%s %.*s was given with different contents; the latest counts",
                  what, STR_ARG(shown));
    return facts_add_notice(facts, str_z(text.text), corrections, err);
}

static enum err_code seal_decisions(struct facts *facts, struct buf *buf, struct row *rows,
                                    struct err *err)
{
    void *picked = NULL;

    for (size_t i = 0; i < facts->decision_count; i++) {
        const struct fact_decision *d = &facts->decisions[i];
        struct str content, key, name;
        decision_put_as(buf, d, PUT_CONTENT);
        TRY(take(facts, buf, &content, err));
        TRY(pair(facts, d->body, d->id, &key, err));
        TRY(arena_printf(facts->arena, &name, err, "%.*s\n%.*s", STR_ARG(d->id), STR_ARG(d->body)));
        rows[i] = (struct row){.key = key,
                               .content = content,
                               .received_us = d->received_us,
                               .received_known = d->received_known,
                               .time = {d->time_us, d->received_us},
                               .name = name,
                               .source = d->source,
                               .line = d->line,
                               .index = i};
    }
    size_t kept = sort_rows(rows, facts->decision_count);
    for (size_t i = 0; i < kept; i++)
        TRY(tell_changed(facts, "decision", facts->decisions[rows[i].index].id, rows[i].corrections,
                         err));
    TRY(pick(facts, facts->decisions, sizeof *facts->decisions, rows, kept, &picked, err));
    facts->decisions = picked;
    facts->decision_count = facts->decision_capacity = kept;
    return ERR_OK;
}

static enum err_code seal_declarations(struct facts *facts, struct buf *buf, struct row *rows,
                                       struct err *err)
{
    void *picked = NULL;

    for (size_t i = 0; i < facts->declaration_count; i++) {
        const struct fact_declaration *d = &facts->declarations[i];
        struct str content, key;
        declaration_put_as(buf, d, PUT_CONTENT);
        TRY(take(facts, buf, &content, err));
        TRY(pair(facts, d->party, d->id, &key, err));
        rows[i] = (struct row){.key = key,
                               .content = content,
                               .received_us = d->received_us,
                               .received_known = d->received_known,
                               .time = {d->time_us, d->received_us},
                               .name = d->id,
                               .source = d->source,
                               .line = d->line,
                               .index = i};
    }
    size_t kept = sort_rows(rows, facts->declaration_count);
    for (size_t i = 0; i < kept; i++)
        TRY(tell_changed(facts, "declaration", facts->declarations[rows[i].index].id,
                         rows[i].corrections, err));
    TRY(pick(facts, facts->declarations, sizeof *facts->declarations, rows, kept, &picked, err));
    facts->declarations = picked;
    facts->declaration_count = facts->declaration_capacity = kept;
    return ERR_OK;
}

static enum err_code tally_rows(struct facts *facts, struct buf *buf, struct row *rows,
                                struct err *err)
{
    for (size_t i = 0; i < facts->tally_count; i++) {
        const struct fact_tally *t = &facts->tallies[i];
        struct str content, key = t->name;
        tally_put_as(buf, t, PUT_CONTENT);
        TRY(take(facts, buf, &content, err));
        if (key.size == 0) /* not numbered yet */
            TRY(arena_printf(facts->arena, &key, err, "%.*s:%.*s", STR_ARG(t->feed),
                             STR_ARG(t->id)));
        rows[i] = (struct row){.key = key,
                               .content = content,
                               .received_us = t->received_us,
                               .received_known = t->received_known,
                               .time = t->time,
                               .name = key,
                               .source = t->source,
                               .line = t->line,
                               .index = i};
    }
    return ERR_OK;
}

/* Tallies without an id of their own: number equals, then name them. */
static enum err_code name_tallies(struct facts *facts, struct row *rows, struct err *err)
{
    uint64_t number = 0;
    struct str last = {0};

    if (facts->tally_count > 1)
        qsort(rows, facts->tally_count, sizeof *rows, by_key);
    for (size_t i = 0; i < facts->tally_count; i++) {
        struct fact_tally *t = &facts->tallies[rows[i].index];
        if (t->name.size)
            continue;
        number = str_eq(last, rows[i].key) ? number + 1 : 1;
        last = rows[i].key;
        if (number > 1)
            TRY(arena_printf(facts->arena, &t->id, err, "%.*s-%llu", STR_ARG(t->id),
                             (unsigned long long)number));
        TRY(facts_name(facts, t->feed, &t->id, &t->name, err));
    }
    return ERR_OK;
}

static enum err_code seal_tallies(struct facts *facts, struct buf *buf, struct row *rows,
                                  struct err *err)
{
    void *picked = NULL;

    TRY(tally_rows(facts, buf, rows, err));
    TRY(name_tallies(facts, rows, err));
    TRY(tally_rows(facts, buf, rows, err));
    size_t kept = sort_rows(rows, facts->tally_count);
    for (size_t i = 0; i < kept; i++)
        count_corrections(facts, rows[i].source, rows[i].corrections);
    TRY(pick(facts, facts->tallies, sizeof *facts->tallies, rows, kept, &picked, err));
    facts->tallies = picked;
    facts->tally_count = facts->tally_capacity = kept;
    return ERR_OK;
}

/* ---------------------------------------------------------------- all */

static int reject_order(const void *a, const void *b)
{
    const struct fact_reject *left = a, *right = b;
    int order = str_cmp(left->source, right->source);

    if (order == 0)
        order = order_u64(left->line, right->line);
    if (order == 0)
        order = order_u64(left->column, right->column);
    if (order == 0)
        order = str_cmp(left->reason, right->reason);
    return order ? order : str_cmp(left->text, right->text);
}

static int notice_order(const void *a, const void *b)
{
    const struct fact_notice *left = a, *right = b;
    return str_cmp(left->text, right->text);
}

/* Keep the items received by known_at_us, in place; count those whose receipt is not known. */
#define FILTER(items, count)                                                                       \
    do {                                                                                           \
        size_t kept = 0;                                                                           \
        for (size_t i = 0; i < (count); i++) {                                                     \
            unknown += !(items)[i].received_known;                                                 \
            if ((items)[i].received_us <= known_at_us)                                             \
                (items)[kept++] = (items)[i];                                                      \
        }                                                                                          \
        (count) = kept;                                                                            \
    } while (0)

static enum err_code filter(struct facts *facts, int64_t known_at_us, struct err *err)
{
    size_t unknown = 0;

    FILTER(facts->observations, facts->observation_count);
    FILTER(facts->coverages, facts->coverage_count);
    FILTER(facts->decisions, facts->decision_count);
    FILTER(facts->declarations, facts->declaration_count);
    FILTER(facts->tallies, facts->tally_count);
    if (unknown == 0)
        return ERR_OK;
    return facts_add_notice(facts,
                            STR("a record does not say when it became known; the end of its time "
                                "was taken"),
                            unknown, err);
}

static size_t most(size_t a, size_t b)
{
    return a > b ? a : b;
}

static enum err_code seal_records(struct facts *facts, struct buf *buf, struct err *err)
{
    size_t count =
        most(most(facts->coverage_count, facts->feed_count),
             most(most(facts->decision_count, facts->declaration_count), facts->tally_count));
    struct row *rows = ARENA_NEW(facts->arena, struct row, count);

    if (!rows)
        return err_no_memory(err);
    TRY(seal_coverages(facts, buf, rows, err));
    TRY(seal_feeds(facts, buf, rows, err));
    TRY(seal_decisions(facts, buf, rows, err));
    TRY(seal_declarations(facts, buf, rows, err));
    return seal_tallies(facts, buf, rows, err);
}

enum err_code facts_seal(struct facts *facts, int64_t known_at_us, struct err *err)
{
    struct buf buf;

    if (known_at_us != TIME_NEVER)
        TRY(filter(facts, known_at_us, err));
    TRY(seal_observations(facts, err));
    buf_init(&buf, facts->arena->mem, CONTENT_LIMIT);
    enum err_code code = seal_records(facts, &buf, err);
    buf_free(&buf);
    TRY(code);
    if (facts->reject_count > 1)
        qsort(facts->rejects, facts->reject_count, sizeof *facts->rejects, reject_order);
    if (facts->notice_count > 1)
        qsort(facts->notices, facts->notice_count, sizeof *facts->notices, notice_order);
    map_init(&facts->notice_index, facts->arena); /* its indices are void now */
    for (size_t i = 0; i < facts->notice_count; i++)
        TRY(map_set(&facts->notice_index, facts->notices[i].text, (uint32_t)i, err));
    return ERR_OK;
}

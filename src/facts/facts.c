/* SPDX-License-Identifier: Apache-2.0 */
#include "facts/facts.h"

#include "base/hash.h"
#include "facts/read.h"

#include "facts/facts_int.h"

#include <string.h>

void facts_init(struct facts *facts, struct arena *arena)
{
    *facts = (struct facts){.arena = arena};
    map_init(&facts->interned, arena);
    map_init(&facts->notice_index, arena);
}

enum err_code facts_intern(struct facts *facts, struct str text, struct str *out, struct err *err)
{
    struct str copy;

    *out = (struct str){0};
    if (text.size == 0)
        return ERR_OK;
    uint32_t index = map_get(&facts->interned, text);
    if (index != MAP_NONE) {
        *out = facts->interned_text[index];
        return ERR_OK;
    }
    TRY(arena_str(facts->arena, text, &copy, err));
    TRY(arena_grow(facts->arena, &facts->interned_text, facts->interned_count,
                   &facts->interned_capacity, sizeof *facts->interned_text, err));
    TRY(map_set(&facts->interned, copy, (uint32_t)facts->interned_count, err));
    facts->interned_text[facts->interned_count++] = copy;
    *out = copy;
    return ERR_OK;
}

/* One more item in the array `name`s of the facts. */
#define ADD(name, item)                                                                            \
    do {                                                                                           \
        TRY(arena_grow(facts->arena, &facts->name##s, facts->name##_count,                         \
                       &facts->name##_capacity, sizeof *facts->name##s, err));                     \
        facts->name##s[facts->name##_count++] = *(item);                                           \
        return ERR_OK;                                                                             \
    } while (0)

enum err_code facts_add_observation(struct facts *facts, const struct observation *o,
                                    struct err *err)
{
    if (facts->observation_count == UINT32_MAX - 1)
        return err_set(err, ERR_NO_MEMORY, "more than %zu observations", facts->observation_count);
    ADD(observation, o);
}

enum err_code facts_add_coverage(struct facts *facts, const struct fact_coverage *c,
                                 struct err *err)
{
    ADD(coverage, c);
}

enum err_code facts_add_feed(struct facts *facts, const struct fact_feed *f, struct err *err)
{
    ADD(feed, f);
}

enum err_code facts_add_decision(struct facts *facts, const struct fact_decision *d,
                                 struct err *err)
{
    ADD(decision, d);
}

enum err_code facts_add_declaration(struct facts *facts, const struct fact_declaration *d,
                                    struct err *err)
{
    ADD(declaration, d);
}

enum err_code facts_add_tally(struct facts *facts, const struct fact_tally *t, struct err *err)
{
    TRY(arena_grow(facts->arena, &facts->tallies, facts->tally_count, &facts->tally_capacity,
                   sizeof *facts->tallies, err));
    facts->tallies[facts->tally_count++] = *t;
    return ERR_OK;
}

enum err_code facts_add_reject(struct facts *facts, const struct fact_reject *r, struct err *err)
{
    ADD(reject, r);
}

static enum err_code add_notice(struct facts *facts, const struct fact_notice *notice,
                                struct err *err)
{
    ADD(notice, notice);
}

enum err_code facts_add_notice(struct facts *facts, struct str text, uint64_t count,
                               struct err *err)
{
    uint32_t index = map_get(&facts->notice_index, text);
    struct str copy;

    if (index == MAP_NONE && facts->notice_count >= FACTS_NOTICE_LIMIT) {
        text = STR("further notices, not listed one by one");
        index = map_get(&facts->notice_index, text);
    }
    if (index != MAP_NONE) {
        facts->notices[index].count += count;
        return ERR_OK;
    }
    TRY(arena_str(facts->arena, text, &copy, err));
    TRY(map_set(&facts->notice_index, copy, (uint32_t)facts->notice_count, err));
    return add_notice(facts, &(struct fact_notice){copy, count}, err);
}

/* SHA-256 of what is in the buffer. */
static enum err_code hash_of(const struct buf *buf, struct hash *hash, struct err *err)
{
    TRY(buf_check(buf, err));
    return hash_sha256(buf_str(buf), hash, err);
}

static enum err_code make_id(struct facts *facts, const struct hash *hash, struct str *id,
                             struct err *err)
{
    char hex[MADE_ID_BYTES * 2 + 1];

    hash_hex(hash, MADE_ID_BYTES, hex);
    return arena_str(facts->arena, str_z(hex), id, err);
}

/* Whether PUT_NAMELESS would leave anything out. */
static bool names_anybody(const struct observation *o)
{
    return o->actor_count > 0 || o->addressee_count > 0 || o->attribution.party.size > 0 ||
           observation_attribute(o, STR("target"));
}

enum err_code observation_finish(struct facts *facts, struct observation *observation,
                                 struct err *err)
{
    struct buf buf;
    struct hash hash = {{0}};

    buf_init(&buf, facts->arena->mem, CONTENT_LIMIT);
    observation_put_as(&buf, observation, PUT_CONTENT);
    enum err_code code = hash_of(&buf, &hash, err);
    memcpy(observation->content, hash.bytes, sizeof hash.bytes);
    if (!code && observation->id.size) {
        code = facts_name(facts, observation->feed, &observation->id, &observation->name, err);
    } else if (!code) {
        if (names_anybody(observation)) {
            buf_clear(&buf);
            observation_put_as(&buf, observation, PUT_NAMELESS);
            code = hash_of(&buf, &hash, err);
        }
        observation->name = (struct str){0};
        if (!code)
            code = make_id(facts, &hash, &observation->id, err);
    }
    buf_free(&buf);
    return code;
}

enum err_code fact_tally_finish(struct facts *facts, struct fact_tally *tally, struct err *err)
{
    struct buf buf;
    struct hash hash = {{0}};
    enum err_code code;

    if (tally->id.size) {
        TRY(facts_name(facts, tally->feed, &tally->id, &tally->name, err));
        return facts_add_tally(facts, tally, err);
    }
    buf_init(&buf, facts->arena->mem, CONTENT_LIMIT);
    tally_put_as(&buf, tally, PUT_NAMELESS);
    code = hash_of(&buf, &hash, err);
    if (!code)
        code = make_id(facts, &hash, &tally->id, err);
    buf_free(&buf);
    TRY(code);
    return facts_add_tally(facts, tally, err);
}

enum err_code facts_name(struct facts *facts, struct str feed, struct str *id, struct str *name,
                         struct err *err)
{
    char *text = arena_alloc(facts->arena, feed.size + 1 + id->size, 1);

    if (!text)
        return err_no_memory(err);
    if (feed.size)
        memcpy(text, feed.text, feed.size);
    text[feed.size] = ':';
    if (id->size)
        memcpy(text + feed.size + 1, id->text, id->size);
    *name = (struct str){text, feed.size + 1 + id->size};
    *id = str_from(*name, feed.size + 1);
    return ERR_OK;
}

/* FNV-1a; only to sort and find fast: ties are broken by the text. */
uint64_t facts_name_hash(struct str text)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325);

    for (size_t i = 0; i < text.size; i++)
        hash = (hash ^ (unsigned char)text.text[i]) * UINT64_C(0x100000001B3);
    return hash ^ hash >> 29;
}

size_t facts_find_observation(const struct facts *facts, struct str name)
{
    size_t from = 0, to = facts->by_name ? facts->observation_count : 0;
    uint64_t hash = facts_name_hash(name);

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        struct str here = facts->observations[facts->by_name[middle]].name;
        uint64_t here_hash = facts_name_hash(here);
        int order = hash < here_hash ? -1 : hash > here_hash ? 1 : str_cmp(name, here);
        if (order == 0)
            return facts->by_name[middle];
        if (order < 0)
            to = middle;
        else
            from = middle + 1;
    }
    return SIZE_MAX;
}

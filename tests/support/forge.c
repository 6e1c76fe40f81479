/* SPDX-License-Identifier: Apache-2.0 */
#include "support/forge.h"

#include "support/test.h"

#include "base/hash.h"
#include "base/time.h"
#include "facts/certificate.h"
#include "truce/proof.h"

#include <stdio.h>

bool forge_verifies(struct str bytes)
{
    struct truce_error error = {TRUCE_OK, ""};
    enum truce_code code =
        truce_certificate_verify(NULL, (struct truce_text){bytes.text, bytes.size}, NULL, &error);

    assert_true(code == TRUCE_OK || (code == TRUCE_INPUT && error.text[0]));
    return code == TRUCE_OK;
}

/* Leaves of a tree, in order, with whether they lie in the finding. */
struct leaf {
    struct json *json;
    bool in_finding;
};
struct leaves {
    struct leaf items[60000];
    size_t count;
};

static void collect(struct json *json, bool in_finding, struct leaves *out)
{
    if (out->count == COUNT_OF(out->items))
        return;
    if (json->type != JSON_OBJECT && json->type != JSON_ARRAY) {
        out->items[out->count++] = (struct leaf){json, in_finding};
        return;
    }
    for (size_t i = 0; i < json->count; i++)
        collect(&json->items[i], in_finding, out);
}

/* Another value of the same sort; most stay near, which is harder to see. */
static bool mutate(struct json *leaf, struct arena *arena, struct random *random)
{
    static const char *const texts[] = {"violation",
                                        "undetermined",
                                        "fulfilled",
                                        "breached",
                                        "alleged",
                                        "substantiated",
                                        "A",
                                        "B",
                                        "M",
                                        "attack",
                                        "shelling",
                                        "dmz",
                                        "at least",
                                        "at most",
                                        "in",
                                        "left",
                                        "right",
                                        "within",
                                        "2020-08-01T00:00:00Z"};
    char text[64];
    struct str out;
    struct time_text time;
    int size = 0;

    switch (leaf->type) {
    case JSON_NULL:
        *leaf = (struct json){.type = JSON_STRING, .text = str_z(texts[random_below(random, 19)])};
        return true;
    case JSON_BOOL:
        leaf->truth = !leaf->truth;
        return true;
    case JSON_NUMBER: {
        static const double by[] = {1, -1, 0.01, -0.01, 0.3, 10, 1000, -1000};
        double is = leaf->number + by[random_below(random, COUNT_OF(by))];

        if (is == leaf->number)
            return false;
        leaf->number = is;
        size = snprintf(text, sizeof(text), "%.12g", is);
        break;
    }
    case JSON_STRING:
        if (time_parse(leaf->text, &time) && time.form == TIME_FORM_MOMENT) {
            static const int64_t by[] = {1, -1, TIME_HOUR_US, -TIME_HOUR_US, 40 * TIME_DAY_US};
            struct buf buf;

            buf_init(&buf, &mem_libc, 100);
            time_put(&buf, time.at_us + by[random_below(random, COUNT_OF(by))]);
            size = snprintf(text, sizeof(text), "%.*s", (int)buf.size, buf.bytes);
            buf_free(&buf);
        } else {
            const char *other = texts[random_below(random, COUNT_OF(texts))];

            if (str_eq(leaf->text, str_z(other)))
                return false;
            size = snprintf(text, sizeof(text), "%s", other);
        }
        break;
    case JSON_ARRAY:
    case JSON_OBJECT:
        return false;
    }
    if (arena_str(arena, (struct str){text, (size_t)size}, &out, NULL))
        return false;
    leaf->text = out;
    return true;
}

static struct json *member(struct json *in, const char *key)
{
    for (size_t i = 0; i < in->count; i++)
        if (str_eq(in->keys[i], str_z(key)))
            return &in->items[i];
    fail_msg("no member %s", key);
    return NULL;
}

static struct str canonical(struct arena *arena, const struct json *json)
{
    struct str out;
    struct buf buf;

    buf_init(&buf, &mem_libc, CERTIFICATE_LIMIT);
    json_put_canonical(&buf, json);
    assert_int_equal(arena_str(arena, buf_str(&buf), &out, NULL), ERR_OK);
    buf_free(&buf);
    return out;
}

/* Sealed again, all hashes made anew: as good a forgery as there is. */
static void seal_again(struct arena *arena, struct json *root, struct buf *out)
{
    struct json *records = member(root, "records");
    struct str *lines = ARENA_NEW(arena, struct str, records->count + 1);
    struct certificate c = {.head = canonical(arena, member(root, "head")),
                            .rule = canonical(arena, member(root, "rule")),
                            .finding = canonical(arena, member(root, "finding")),
                            .records = lines,
                            .record_count = records->count};

    assert_non_null(lines);
    for (size_t i = 0; i < records->count; i++)
        lines[i] = canonical(arena, &records->items[i]);
    assert_int_equal(certificate_put(out, &c, NULL), ERR_OK);
}

/* Sealed again, the parts' hashes left as they were: a member edited, and the last line put right. */
static void seal_outside(struct arena *arena, const struct json *root, struct buf *out)
{
    struct json open = *root; /* without its seal, which sorts last */
    struct str body;
    struct hash hash;
    char hex[65];

    open.count--;
    assert_true(str_eq(root->keys[open.count], STR("sha256")));
    body = canonical(arena, &open);
    assert_int_equal(hash_sha256(body, &hash, NULL), ERR_OK);
    hash_hex(&hash, sizeof(hash.bytes), hex);
    buf_put(out, str_slice(body, 0, body.size - 1));
    buf_printf(out, ",\"sha256\":\"%s\"}\n", hex);
}

static struct leaves leaves;

static struct json opened(struct arena *arena, struct str certificate)
{
    struct json root;

    assert_int_equal(certificate_open(arena, certificate, &root, NULL), ERR_OK);
    return root;
}

static enum forged forge(struct arena *arena, struct random *random, struct json *root,
                         struct buf *out)
{
    static const char *const parts[] = {"finding", "records", "rule", "head"};
    size_t p = (size_t)random_below(random, 12); /* the head least often */
    struct leaf *leaf;

    p = p < 4 ? 0 : p < 7 ? 1 : p < 11 ? 2 : 3;
    leaves.count = 0;
    collect(member(root, parts[p]), p == 0, &leaves);
    if (leaves.count == 0)
        return FORGED_NOTHING;
    leaf = &leaves.items[random_below(random, leaves.count)];
    if (!mutate(leaf->json, arena, random))
        return FORGED_NOTHING;
    seal_outside(arena, root, out);
    if (forge_verifies(buf_str(out)))
        return FORGED_WELL;
    buf_clear(out);
    seal_again(arena, root, out);
    if (!forge_verifies(buf_str(out)))
        return FORGED_SEEN;
    return leaf->in_finding ? FORGED_WELL : FORGED_HARMLESS;
}

enum forged forge_member(struct random *random, struct str certificate)
{
    struct arena arena = {.mem = &mem_libc};
    struct json root = opened(&arena, certificate);
    enum forged result;
    struct buf out;

    buf_init(&out, &mem_libc, CERTIFICATE_LIMIT);
    result = forge(&arena, random, &root, &out);
    if (result == FORGED_WELL)
        print_message("%.*s", (int)out.size, out.bytes);
    buf_free(&out);
    arena_free(&arena);
    return result;
}

size_t forge_records(struct str certificate)
{
    struct arena arena = {.mem = &mem_libc};
    struct json root = opened(&arena, certificate), *records = member(&root, "records");
    const struct json was = *records;
    struct json *copy = ARENA_NEW(&arena, struct json, was.count + 1);
    struct buf out;
    size_t seen = 0;

    assert_non_null(copy);
    buf_init(&out, &mem_libc, CERTIFICATE_LIMIT);
    for (size_t i = 0; i < was.count; i++) {
        size_t n = 0;

        for (size_t k = 0; k < was.count; k++)
            if (k != i)
                copy[n++] = was.items[k];
        *records = (struct json){.type = JSON_ARRAY, .items = copy, .count = n};
        buf_clear(&out);
        seal_again(&arena, &root, &out);
        seen += !forge_verifies(buf_str(&out));
        for (size_t k = 0; k < was.count; k++)
            copy[k] = was.items[k];
        copy[was.count] = was.items[i];
        records->count = was.count + 1;
        buf_clear(&out);
        seal_again(&arena, &root, &out);
        seen += !forge_verifies(buf_str(&out));
    }
    assert_int_equal(seen, 2 * was.count);
    buf_free(&out);
    arena_free(&arena);
    return was.count;
}

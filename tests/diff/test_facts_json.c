/* SPDX-License-Identifier: Apache-2.0
 *
 * What we write is JSON to another reader as well, whatever the texts hold. */
#include "support/test.h"

#include "facts/outcome.h"
#include "facts/read.h"
#include "support/random.h"

#include <jansson.h>
#include <string.h>

/* Any bytes, also invalid UTF-8 and control characters. */
static struct str any_text(struct random *random, char *bytes, size_t limit)
{
    size_t size = (size_t)random_below(random, limit);

    for (size_t i = 0; i < size; i++)
        bytes[i] =
            (char)(random_below(random, 4) ? random_below(random, 128) : random_below(random, 256));
    return (struct str){bytes, size};
}

static void assert_json(const struct buf *buf)
{
    json_error_t error;

    assert_false(buf->failed);
    json_t *json =
        json_loadb(buf->bytes, buf->size, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (!json)
        fail_msg("%s at %d: %.*s", error.text, error.position, (int)buf->size, buf->bytes);
    json_decref(json);
}

static double any_number(struct random *random)
{
    static const double scales[] = {1e-300, 1e-12, 1e-6, 1, 1e6, 1e15};

    return random_between(random, -1, 1) * scales[random_below(random, 6)];
}

static void everything_is_json(void **state)
{
    struct random random = random_init(5);
    struct buf buf;
    char bytes[4][200];
    (void)state;

    buf_init(&buf, &mem_libc, 1 << 20);
    for (int i = 0; i < 3000; i++) {
        struct str texts[4];
        for (size_t k = 0; k < 4; k++)
            texts[k] = any_text(&random, bytes[k], sizeof bytes[k]);
        struct fact_share shares[] = {{STR("A"), any_number(&random)}, {STR("B"), 0.5}};
        struct fact_attribute attributes[] = {{STR("site"), false, 0, texts[0]},
                                              {STR("depth"), true, any_number(&random), texts[1]}};
        struct observation o = {.id = texts[0],
                                .feed = texts[1],
                                .kind = texts[2],
                                .text = texts[3],
                                .actors = shares,
                                .actor_count = 2,
                                .attributes = attributes,
                                .attribute_count = 2,
                                .object_count = 1,
                                .count = any_number(&random),
                                .probability = 0.1,
                                .place = {.form = FACT_PLACE_AREA, .area = texts[1]},
                                .addressees = texts,
                                .addressee_count = 4,
                                .time = {0, (int64_t)random_below(&random, 1000)}};
        buf_clear(&buf);
        observation_put(&buf, &o);
        assert_json(&buf);

        struct finding f = {.id = texts[0],
                            .clause = texts[1],
                            .text = texts[2],
                            .because = texts,
                            .because_count = 4,
                            .place = o.place,
                            .parties = shares,
                            .party_count = 2,
                            .has_value = true,
                            .value = {any_number(&random), any_number(&random)}};
        buf_clear(&buf);
        finding_put(&buf, &f);
        assert_json(&buf);

        struct outcome_phase phase = {
            .name = texts[0], .title = texts[1], .blocks = texts, .block_count = 4};
        struct outcome outcome = {.phases = &phase, .phase_count = 1};
        buf_clear(&buf);
        outcome_put_phases(&buf, &outcome);
        assert_json(&buf);
    }
    buf_free(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

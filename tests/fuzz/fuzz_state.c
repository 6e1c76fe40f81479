/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as the state of a watch, behind which the right sum is put so that more than the sum is tried: resumed, or refused
 * with a reason; what is resumed can take a record, be written again, and end. */
#include "truce/truce.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define STATE_LIMIT ((size_t)1 << 20)

static const char agreement_text[] = "agreement \"Fuzz\" timezone UTC\n"
                                     "  signed 2026-02-28\n"
                                     "  in force 2026-03-01 00:00\n"
                                     "  languages en\n"
                                     "party A \"A\"\nparty B \"B\"\n"
                                     "zone buffer = circle 15 km around 10.5 N 25.2 W\n"
                                     "clause 1 \"No attacks\" gravity serious\n"
                                     "  forbid attack by A, B in buffer\n"
                                     "clause 2 \"Few convoys\"\n"
                                     "  limit crossing of A, B in buffer to 3 each every 2 d\n";

static const char record[] =
    "{\"id\": \"z1\", \"feed\": \"f\", \"received\": \"2026-03-09T00:00:00Z\", \"time\": "
    "\"2026-03-08T22:00:00Z\", \"place\": {\"lon\": -25.2, \"lat\": 10.5}, \"kind\": "
    "\"shelling\"}\n";

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static enum truce_code no_file(void *ctx, enum truce_file file, struct truce_text name,
                               struct truce_bytes *bytes, struct truce_error *error)
{
    (void)ctx;
    (void)file;
    (void)name;
    (void)bytes;
    return truce_fail(error, TRUCE_INPUT, "no such file");
}

static enum truce_code drop(void *ctx, const char *bytes, size_t size, struct truce_error *error)
{
    (void)ctx;
    (void)error;
    assert(bytes && size > 0);
    return TRUCE_OK;
}

/* The bytes and a line with their sum. */
static size_t with_sum(const uint8_t *bytes, size_t size, char *out)
{
    struct truce_hasher *hasher;
    struct truce_error error;
    struct truce_hash hash;
    enum truce_code code = truce_hasher_open(NULL, &hasher, &error);

    assert(!code);
    code = truce_hasher_add(hasher, (const char *)bytes, size, &error);
    assert(!code);
    code = truce_hasher_end(hasher, &hash, &error);
    assert(!code);
    truce_hasher_close(hasher);
    if (size > 0)
        memcpy(out, bytes, size);
    memcpy(out + size, "z ", 2);
    truce_hash_hex(&hash, out + size + 2);
    out[size + 66] = '\n';
    return size + 67;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const struct truce_host host = {no_file, NULL};
    const struct truce_input input = {truce_text_of("s.ndjson"), truce_text_of("ndjson"),
                                      truce_text_of(""), TRUCE_ROLE_FEED};
    const struct truce_watch_options options = {.every_us = 21600000000, .settle_us = 86400000000};
    const struct truce_sink sink = {drop, NULL};
    const struct truce_watch_sinks sinks = {sink, sink};
    struct truce_watch_position position;
    struct truce_agreement *agreement;
    struct truce_watch *watch;
    struct truce_error error = {TRUCE_OK, ""};
    enum truce_code code;
    char *state;

    if (size > STATE_LIMIT)
        return 0;
    state = malloc(size + 128);
    if (!state)
        return 0;
    size = with_sum(bytes, size, state);
    code = truce_agreement_open(NULL, truce_text_of("a.truce"), truce_text_of(agreement_text),
                                &host, &agreement, &error);
    assert(!code);
    code = truce_watch_open(NULL, agreement, &host, &input, &options, &watch, &error);
    assert(!code);
    code = truce_watch_resume(watch, (struct truce_text){state, size}, &position, &error);
    if (code == TRUCE_OK) {
        code = truce_watch_push(watch, record, sizeof(record) - 1, &sinks, &error);
        assert(code == TRUCE_OK);
        code = truce_watch_put_state(watch, &sink, &error);
        assert(code == TRUCE_OK);
        code = truce_watch_end(watch, &sinks, &error);
        assert(code == TRUCE_OK);
    } else {
        assert(code == TRUCE_INPUT && strlen(error.text) > 0);
    }
    truce_watch_close(watch);
    truce_agreement_close(agreement);
    free(state);
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Watching against running: random streams, watched in pieces, killed and resumed, shuffled within a tick. The last versions
 * are what a run over the same records says, now and as known at every tick. Seed printed; TRUCE_SEED repeats. */
#include "support/random.h"
#include "support/test.h"

#include "facts/read_finding.h"
#include "truce/truce.h"
#include "watch/watch.h"

#include "base/map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EPOCH_US (INT64_C(1772323200) * TIME_SECOND_US) /* 2026-03-01T00:00:00Z */
#define HOURS 240
#define RECORDS 60

static const char *const agreement_text =
    "agreement \"Streams\" timezone UTC\n"
    "  signed 2026-02-28\n"
    "  in force 2026-03-01 00:00\n"
    "  languages en\n"
    "party A \"A\"\nparty B \"B\"\n"
    "monitor M \"M\"\n"
    "zone buffer = circle 15 km around 10.5 N 25.2 W\n"
    "zone far = circle 5 km around 20.5 N 25.2 W\n"
    "clause 1 \"No attacks\" gravity serious verified by M\n"
    "  forbid attack by A, B in buffer\n"
    "clause 2 \"Movements are announced\"\n"
    "  forbid troop_movement by A, B in buffer\n"
    "    unless notification by the same party at most 24 h before\n"
    "clause 3 \"Few convoys\"\n"
    "  limit crossing of A, B in buffer to 3 each every 2 d\n"
    "clause 4 \"Obstructions are answered\"\n"
    "  require A to do response within 12 h of each obstruction by B in buffer\n"
    "clause 5 \"No guns near\"\n"
    "  keep artillery of A out of far as of 2026-03-02 00:00\n"
    "phase pause \"Pause\" begins at 2026-03-01 00:00 lasts 3 d\n"
    "clause 6 \"No drones in the pause\"\n"
    "  forbid drone_strike by A, B\n"
    "then later when at most 2 violations of clause 6\n"
    "else ended\n"
    "phase later \"Later\" lasts 90 d\n"
    "clause 7 \"No small arms\"\n"
    "  forbid small_arms by anyone in buffer\n"
    "else ended\n";

/* Nothing here counts but the acts themselves: all may be let go. */
static const char *const short_text =
    "agreement \"Short\" timezone UTC\n"
    "  signed 2026-02-28\n"
    "  in force 2026-03-01 00:00\n"
    "  languages en\n"
    "party A \"A\"\nparty B \"B\"\n"
    "zone buffer = circle 15 km around 10.5 N 25.2 W\n"
    "clause 1 \"No attacks\" gravity serious\n"
    "  forbid attack by A, B in buffer\n"
    "clause 2 \"Movements are announced\"\n"
    "  forbid troop_movement by A, B in buffer\n"
    "    unless notification by the same party at most 24 h before\n"
    "clause 3 \"Few convoys\"\n"
    "  limit crossing of A, B in buffer to 3 each every 2 d\n";

static enum truce_code read_file(void *ctx, enum truce_file file, struct truce_text name,
                                 struct truce_bytes *bytes, struct truce_error *error)
{
    (void)ctx;
    (void)file;
    (void)name;
    (void)bytes;
    return truce_fail(error, TRUCE_INPUT, "there are no files here");
}

static const struct truce_host host = {read_file, NULL};

static struct truce_agreement *open_agreement(const char *text)
{
    struct truce_agreement *agreement;
    struct truce_error error;
    struct truce_problems problems;

    assert_int_equal(truce_agreement_open(NULL, truce_text_of("a.truce"), truce_text_of(text),
                                          &host, &agreement, &error),
                     TRUCE_OK);
    problems = truce_agreement_problems(agreement);
    assert_int_equal(problems.errors + problems.open, 0);
    return agreement;
}

/* ---------------------------------------------------------------- streams */

struct line {
    int received; /* hours since the epoch */
    char text[512];
};

struct stream {
    struct line lines[RECORDS + 4];
    int count;
};

static void put_hour(char *out, int hour)
{
    struct buf buf;

    buf_init(&buf, &mem_libc, 64);
    time_put(&buf, EPOCH_US + hour * TIME_HOUR_US);
    memcpy(out, buf.bytes, buf.size);
    out[buf.size] = '\0';
    buf_free(&buf);
}

static int pick(struct random *r, int count)
{
    return (int)random_below(r, (uint64_t)count);
}

static void random_act(struct random *r, struct stream *s, int lateness, bool is_unique)
{
    static const char *const kinds[] = {
        "shelling",  "troop_movement", "notification", "crossing", "obstruction",
        "response",  "drone_strike",   "small_arms",   "attack",   "thermal_anomaly",
        "artillery", "crossing",       "shelling",     "shelling"};
    static const char *const actors[] = {"\"A\"", "\"B\"", "{\"A\": 0.6, \"B\": 0.2}", "{}"};
    static const char *const places[] = {
        "{\"lon\": -25.2, \"lat\": 10.5}", "{\"lon\": -25.1, \"lat\": 10.45, \"error_m\": 3000}",
        "{\"lon\": -25.06, \"lat\": 10.5, \"error_m\": 500}", "{\"lon\": -25.2, \"lat\": 20.5}",
        "{\"lon\": 30.0, \"lat\": 40.0}"};
    struct line *l = &s->lines[s->count++];
    int at = pick(r, HOURS), length = pick(r, 3) == 0 ? 1 + pick(r, 6) : 0;
    char from[32], to[32], received[32];

    l->received = at + length + pick(r, lateness + 1);
    put_hour(from, at);
    put_hour(to, at + length);
    put_hour(received, l->received);
    (void)snprintf(
        l->text, sizeof(l->text),
        "{\"id\": \"e%d\", \"feed\": \"f%d\", \"received\": \"%s\", \"time\": {\"from\": "
        "\"%s\", \"to\": \"%s\"}, \"place\": %s, \"kind\": \"%s\", \"actor\": %s, "
        "\"object\": {\"unit\": \"u%d\"}, \"probability\": 0.%d}\n",
        is_unique ? s->count : pick(r, RECORDS), pick(r, 2), received, from, to, places[pick(r, 5)],
        kinds[pick(r, (int)COUNT_OF(kinds))], actors[pick(r, 4)], pick(r, 2), 5 + pick(r, 5));
}

/* On an act that came before, within two days of its receipt. */
static void random_ruling(struct random *r, struct stream *s, struct line *l)
{
    const struct line *act = &s->lines[pick(r, s->count)];
    const char *id = strstr(act->text, "\"id\": \"e"), *feed = strstr(act->text, "\"feed\": \"f");
    char time[32];

    if (!id || !feed)
        id = feed = "\"....\": \"e0";
    l->received = act->received + 1 + pick(r, 48);
    put_hour(time, l->received);
    (void)snprintf(l->text, sizeof(l->text),
                   "{\"record\": \"decision\", \"id\": \"d%d\", \"time\": \"%s\", \"body\": \"M\", "
                   "\"on\": {\"incident\": \"f%ld:e%ld\", \"clause\": \"1\"}, \"what\": \"%s\", "
                   "\"reason\": \"test\"}\n",
                   s->count, time, strtol(feed + 10, NULL, 10), strtol(id + 8, NULL, 10),
                   pick(r, 2) ? "substantiated" : "not substantiated");
}

static void random_other(struct random *r, struct stream *s)
{
    struct line *l = &s->lines[s->count++];
    int at = pick(r, HOURS);
    char from[32], to[32];

    l->text[0] = '\0';
    l->received = at + 24;
    put_hour(from, at);
    put_hour(to, at + 24);
    if (pick(r, 2))
        (void)snprintf(
            l->text, sizeof(l->text),
            "{\"record\": \"coverage\", \"feed\": \"c\", \"received\": \"%s\", \"time\": "
            "{\"from\": \"%s\", \"to\": \"%s\"}, \"kinds\": [\"attack\", \"obstruction\", "
            "\"response\", \"troop_movement\"], \"seen\": 0.9, \"blind\": null}\n",
            to, from, to);
    else
        random_ruling(r, s, l);
}

static int by_received(const void *a, const void *b)
{
    const struct line *x = a, *y = b;

    return x->received != y->received ? x->received - y->received : strcmp(x->text, y->text);
}

/* is_unique: nothing is corrected. */
static void random_stream(struct random *r, struct stream *s, int lateness, bool has_decisions,
                          bool is_unique)
{
    s->count = 0;
    for (int feed = 0; is_unique && feed < 2;
         feed++) { /* what a feed turns out to hold later settles nothing */
        struct line *l = &s->lines[s->count++];

        l->received = -1;
        (void)snprintf(l->text, sizeof(l->text),
                       "{\"record\": \"feed\", \"feed\": \"f%d\", \"complete\": []}\n", feed);
    }
    for (int i = 0; i < RECORDS; i++)
        if (has_decisions && pick(r, 6) == 0)
            random_other(r, s);
        else
            random_act(r, s, lateness, is_unique);
    qsort(s->lines, (size_t)s->count, sizeof(s->lines[0]), by_received);
}

static void stream_text(const struct stream *s, struct buf *text)
{
    buf_clear(text);
    for (int i = 0; i < s->count; i++)
        buf_puts(text, s->lines[i].text);
    assert_false(text->failed);
}

/* ---------------------------------------------------------------- watching */

static enum truce_code put_buf(void *ctx, const char *bytes, size_t size, struct truce_error *error)
{
    (void)error;
    buf_put((struct buf *)ctx, (struct str){bytes, size});
    return TRUCE_OK;
}

struct watching {
    struct truce_agreement *agreement;
    struct truce_watch_options options;
    struct buf findings, late;
    struct truce_watch *watch;
    struct truce_watch_sinks sinks;
};

static void watch_start(struct watching *w)
{
    const struct truce_input input = {truce_text_of("s.ndjson"), truce_text_of("ndjson"),
                                      truce_text_of(""), TRUCE_ROLE_FEED};
    struct truce_error error;

    w->sinks = (struct truce_watch_sinks){{put_buf, &w->findings}, {put_buf, &w->late}};
    assert_int_equal(
        truce_watch_open(NULL, w->agreement, &host, &input, &w->options, &w->watch, &error),
        TRUCE_OK);
}

static void watching_init(struct watching *w, struct truce_agreement *agreement, int every_hours,
                          int settle_hours, bool keeps_all)
{
    *w = (struct watching){.agreement = agreement,
                           .options = {.every_us = every_hours * TIME_HOUR_US,
                                       .settle_us = settle_hours * TIME_HOUR_US,
                                       .keeps_all = keeps_all}};
    buf_init(&w->findings, &mem_libc, (size_t)1 << 28);
    buf_init(&w->late, &mem_libc, (size_t)1 << 28);
    watch_start(w);
}

static void watching_free(struct watching *w)
{
    truce_watch_close(w->watch);
    buf_free(&w->findings);
    buf_free(&w->late);
}

static void watch_text(struct watching *w, struct str text)
{
    struct truce_error error;

    assert_int_equal(truce_watch_push(w->watch, text.text, text.size, &w->sinks, &error), TRUCE_OK);
}

static void watch_finish(struct watching *w)
{
    struct truce_error error;

    assert_int_equal(truce_watch_end(w->watch, &w->sinks, &error), TRUCE_OK);
}

/* Kill it, and go on from its state; what was said after the state is lost. */
static size_t kill_and_resume(struct watching *w, const struct buf *state)
{
    struct truce_watch_position position;
    struct truce_error error;

    truce_watch_close(w->watch);
    watch_start(w);
    assert_int_equal(truce_watch_resume(w->watch, (struct truce_text){state->bytes, state->size},
                                        &position, &error),
                     TRUCE_OK);
    assert_true(position.findings <= w->findings.size && position.late <= w->late.size);
    w->findings.size = position.findings;
    w->late.size = position.late;
    return position.consumed;
}

/* ---------------------------------------------------------------- comparing */

/* The last versions said by then, without what was taken back, as lines of "id digest", sorted. */
struct last {
    struct arena arena;
    struct finding *items;
    size_t count, capacity;
};

static void last_read(struct last *last, struct str text, int64_t known_us, bool has_versions)
{
    struct map index;
    struct err err;

    *last = (struct last){.arena = {.mem = &mem_libc}};
    map_init(&index, &last->arena);
    while (text.size) {
        struct str line = str_cut(&text, '\n');
        struct finding f;
        uint32_t at;

        assert_int_equal(finding_read_line(&last->arena, line, &f, &err), ERR_OK);
        if (f.known_at_us > known_us)
            continue;
        at = map_get(&index, f.id);
        if (at != MAP_NONE) {
            struct str name;

            assert_true(has_versions);
            assert_int_equal(f.version, last->items[at].version + 1);
            assert_int_equal(finding_name_version(&last->arena, f.id, f.version - 1, &name, &err),
                             ERR_OK);
            assert_true(str_eq(name, f.supersedes));
            last->items[at] = f;
            continue;
        }
        assert_int_equal(f.version, 1);
        assert_int_equal(f.supersedes.size, 0);
        assert_int_equal(arena_grow(&last->arena, &last->items, last->count, &last->capacity,
                                    sizeof(*last->items), &err),
                         ERR_OK);
        assert_int_equal(map_set(&index, f.id, (uint32_t)last->count, &err), ERR_OK);
        last->items[last->count++] = f;
    }
}

static void fail_both(const struct finding *said, const struct finding *run)
{
    struct buf buf;

    buf_init(&buf, &mem_libc, 1 << 20);
    finding_put(&buf, said);
    finding_put(&buf, run);
    (void)fwrite(buf.bytes, 1, buf.size, stderr);
    buf_free(&buf);
    fail_msg("a run says another thing");
}

/* Every finding of `run` is in `watched` as it is, and nothing else stands there. */
static void assert_same(const struct last *watched, const struct last *run, bool bare)
{
    size_t standing = 0;

    for (size_t i = 0; i < watched->count; i++)
        standing += !watched->items[i].is_withdrawn;
    for (size_t i = 0; i < run->count; i++) {
        const struct finding *f = &run->items[i], *g = NULL;
        uint8_t ours[16], theirs[16];
        struct err err;

        for (size_t k = 0; k < watched->count; k++)
            if (str_eq(watched->items[k].id, f->id))
                g = &watched->items[k];
        if (!g)
            fail_msg("not said: %.*s", STR_ARG(f->text));
        assert_int_equal(finding_digest(&mem_libc, f, bare, ours, &err), ERR_OK);
        assert_int_equal(finding_digest(&mem_libc, g, bare, theirs, &err), ERR_OK);
        if (memcmp(ours, theirs, sizeof(ours)) != 0)
            fail_both(g, f);
    }
    assert_int_equal(standing, run->count);
}

static void run_text(struct truce_agreement *agreement, struct str text, int64_t known_us,
                     struct buf *findings)
{
    const struct truce_input input = {truce_text_of("s.ndjson"), truce_text_of("ndjson"),
                                      truce_text_of(""), TRUCE_ROLE_FEED};
    const struct truce_run_options options = {.known_at_us = known_us};
    const struct truce_sink sink = {put_buf, findings};
    struct truce_facts *facts;
    struct truce_outcome *outcome;
    struct truce_error error;

    buf_clear(findings);
    assert_int_equal(truce_facts_open(NULL, agreement, &host, &facts, &error), TRUCE_OK);
    assert_int_equal(truce_facts_begin(facts, &input, &error), TRUCE_OK);
    assert_int_equal(truce_facts_push(facts, text.text, text.size, &error), TRUCE_OK);
    assert_int_equal(truce_facts_end(facts, &error), TRUCE_OK);
    assert_int_equal(truce_run(agreement, facts, &options, &outcome, &error), TRUCE_OK);
    assert_int_equal(
        truce_outcome_put(outcome, TRUCE_OUTPUT_FINDINGS_NDJSON, TRUCE_PUBLIC, &sink, &error),
        TRUCE_OK);
    truce_outcome_close(outcome);
    truce_facts_close(facts);
}

/* The first look after that moment; TIME_NEVER: there was none. */
static int64_t next_look(const struct watching *w, int64_t after_us)
{
    struct arena arena = {.mem = &mem_libc};
    struct str text = buf_str(&w->findings);
    int64_t best = TIME_NEVER;

    while (text.size) {
        struct str line = str_cut(&text, '\n');
        struct finding f;
        struct err err;

        assert_int_equal(finding_read_line(&arena, line, &f, &err), ERR_OK);
        if (f.known_at_us > after_us && f.known_at_us < best)
            best = f.known_at_us;
    }
    arena_free(&arena);
    return best;
}

static void assert_as_run(const struct watching *w, struct str text, int64_t known_us, bool bare)
{
    struct last watched, run;
    struct buf findings;

    buf_init(&findings, &mem_libc, (size_t)1 << 28);
    run_text(w->agreement, text, known_us, &findings);
    last_read(&watched, buf_str(&w->findings), known_us, true);
    last_read(&run, buf_str(&findings), TIME_NEVER, false);
    assert_same(&watched, &run, bare);
    arena_free(&watched.arena);
    arena_free(&run.arena);
    buf_free(&findings);
}

/* ---------------------------------------------------------------- laws */

static void the_last_versions_are_what_a_run_says(void **state)
{
    struct truce_agreement *agreement = open_agreement(agreement_text);
    struct random r = random_init(20261123);
    struct stream stream;
    struct buf text;

    (void)state;
    buf_init(&text, &mem_libc, 1 << 20);
    for (int round = 0; round < 12; round++) {
        struct watching w;
        int every = 6 * (1 + pick(&r, 4));

        random_stream(&r, &stream, 48, true, false);
        stream_text(&stream, &text);
        watching_init(&w, agreement, every, 0, true);
        for (struct str rest = buf_str(&text); rest.size;) {
            size_t size = 1 + random_below(&r, 2000);

            watch_text(&w, str_slice(rest, 0, size));
            rest = str_from(rest, size);
        }
        watch_finish(&w);
        assert_as_run(&w, buf_str(&text), TIME_NEVER, false);
        for (int64_t at = next_look(&w, TIME_MIN_US); at < EPOCH_US + (HOURS - 24) * TIME_HOUR_US;
             at = next_look(&w, at + 24 * TIME_HOUR_US))
            assert_as_run(&w, buf_str(&text), at, false);
        watching_free(&w);
    }
    buf_free(&text);
    truce_agreement_close(agreement);
}

static void what_is_let_go_changes_nothing(void **state)
{
    struct random r = random_init(20261123);
    struct stream stream;
    struct buf text;
    uint64_t settled = 0, immaterial = 0;

    (void)state;
    buf_init(&text, &mem_libc, 1 << 20);
    for (int round = 0; round < 24; round++) {
        struct truce_agreement *agreement = open_agreement(round % 2 ? short_text : agreement_text);
        struct watching w;

        random_stream(&r, &stream, 10, round % 2 == 0, true);
        stream_text(&stream, &text);
        watching_init(&w, agreement, 6, 24, false);
        watch_text(&w, buf_str(&text));
        watch_finish(&w);
        settled += truce_watch_counts(w.watch).settled;
        immaterial += truce_watch_counts(w.watch).immaterial;
        assert_int_equal(truce_watch_counts(w.watch).refused, 0);
        assert_as_run(&w, buf_str(&text), TIME_NEVER, true);
        watching_free(&w);
        truce_agreement_close(agreement);
    }
    assert_true(settled > 100 && immaterial > 20);
    buf_free(&text);
}

static void a_killed_watch_goes_on_to_the_same_bytes(void **state)
{
    struct truce_agreement *agreement = open_agreement(agreement_text);
    struct random r = random_init(20261123);
    struct stream stream;
    struct buf text;

    (void)state;
    buf_init(&text, &mem_libc, 1 << 20);
    for (int round = 0; round < 12; round++) {
        struct watching whole, killed;
        struct buf snapshot;
        struct truce_error error;
        const struct truce_sink sink = {put_buf, &snapshot};
        size_t at = 0;

        buf_init(&snapshot, &mem_libc, 1 << 24);
        random_stream(&r, &stream, 72, true, false);
        stream_text(&stream, &text);
        watching_init(&whole, agreement, 6, 24, round % 2);
        watch_text(&whole, buf_str(&text));
        watch_finish(&whole);
        watching_init(&killed, agreement, 6, 24, round % 2);
        for (int deaths = 0; at < text.size;) {
            size_t size = 1 + random_below(&r, 3000);

            watch_text(&killed, str_slice(buf_str(&text), at, at + size));
            at += size;
            if (deaths == 0 || pick(&r, 3) == 0) {
                buf_clear(&snapshot);
                assert_int_equal(truce_watch_put_state(killed.watch, &sink, &error), TRUCE_OK);
            }
            if (deaths < 10 && pick(&r, 2)) {
                deaths++;
                if (snapshot.size)
                    at = kill_and_resume(&killed, &snapshot);
            }
        }
        watch_finish(&killed);
        assert_int_equal(killed.findings.size, whole.findings.size);
        assert_memory_equal(killed.findings.bytes, whole.findings.bytes, whole.findings.size);
        assert_int_equal(killed.late.size, whole.late.size);
        watching_free(&whole);
        watching_free(&killed);
        buf_free(&snapshot);
    }
    buf_free(&text);
    truce_agreement_close(agreement);
}

static void order_within_a_tick_does_not_matter(void **state)
{
    struct truce_agreement *agreement = open_agreement(agreement_text);
    struct random r = random_init(20261123);
    struct stream stream;
    struct buf text;

    (void)state;
    buf_init(&text, &mem_libc, 1 << 20);
    for (int round = 0; round < 6; round++) {
        struct watching a, b;

        random_stream(&r, &stream, 48, true, false);
        stream_text(&stream, &text);
        watching_init(&a, agreement, 12, 24, false);
        watch_text(&a, buf_str(&text));
        watch_finish(&a);
        for (int i = 0; i + 1 < stream.count; i++) { /* swap with one of the same tick */
            int k = i + 1 + pick(&r, stream.count - i - 1);
            struct line held = stream.lines[i];

            if ((stream.lines[k].received + 11) / 12 != (held.received + 11) / 12)
                continue;
            stream.lines[i] = stream.lines[k];
            stream.lines[k] = held;
        }
        stream_text(&stream, &text);
        watching_init(&b, agreement, 12, 24, false);
        watch_text(&b, buf_str(&text));
        watch_finish(&b);
        assert_int_equal(a.findings.size, b.findings.size);
        assert_memory_equal(a.findings.bytes, b.findings.bytes, a.findings.size);
        watching_free(&a);
        watching_free(&b);
    }
    buf_free(&text);
    truce_agreement_close(agreement);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_versions_are_what_a_run_says),
        cmocka_unit_test(what_is_let_go_changes_nothing),
        cmocka_unit_test(a_killed_watch_goes_on_to_the_same_bytes),
        cmocka_unit_test(order_within_a_tick_does_not_matter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * A stream that does not end, watched: records made here, pushed into the library at a steady rate, memory and delay printed as
 * they go. One second of the clock is ten minutes of the stream. Of 50 records 44 are of a kind that no clause asks about, 5 lie
 * far from every zone, and 1 is an act, a notice or a convoy in a zone; some come hours late, some are corrected.
 *
 *     bench_watch                      five seconds, as fast as it goes
 *     bench_watch soak SECONDS [RATE]  at RATE records a second (50,000), pushed by the tenth of a second
 *
 * Flat: resident memory in the last third of the time against that in the second. */
#include "truce/truce.h"

#include "row.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define STREAM_SECONDS_A_SECOND 600
#define BEGIN_S INT64_C(1772323200) /* 2026-03-01T00:00:00Z */
#define BATCH_LIMIT ((size_t)64 << 20)
#define CURVE_LIMIT 4096

static const char agreement_text[] =
    "agreement \"A line and what is near it\" timezone UTC\n"
    "  signed 2026-02-28\n"
    "  in force 2026-03-01 00:00\n"
    "  languages en\n"
    "party A \"A\"\nparty B \"B\"\n"
    "zone north = circle 20 km around 48.4 N 37.6 E\n"
    "zone south = circle 20 km around 47.3 N 37.6 E\n"
    "zone belt = north or south\n"
    "zone town = circle 5 km around 47.9 N 37.2 E\n"
    "clause 1 \"No attacks\" gravity serious\n"
    "  forbid attack by A, B in belt\n"
    "clause 2 \"None near the town\" gravity grave\n"
    "  forbid attack by anyone in town\n"
    "clause 3 \"Movements are announced\"\n"
    "  forbid troop_movement by A, B in belt\n"
    "    unless notification by the same party at most 24 h before\n"
    "clause 4 \"Few convoys\"\n"
    "  limit crossing of A, B in town to 500 each every 1 d\n";

static void die(const char *what)
{
    fprintf(stderr, "bench_watch: %s\n", what);
    exit(1);
}

static double now_s(void)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static double cpu_s(void)
{
    struct timespec at;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static double resident_mib(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    long pages = 0, resident = 0;
    char line[128] = "";
    char *end;

    if (!file)
        return 0;
    if (fgets(line, (int)sizeof(line), file)) {
        pages = strtol(line, &end, 10);
        resident = strtol(end, NULL, 10);
    }
    fclose(file);
    return pages ? (double)resident * (double)sysconf(_SC_PAGESIZE) / (1 << 20) : 0;
}

static uint64_t draw(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717);
}

/* ---------------------------------------------------------------- records */

struct stream {
    uint64_t state, made;
    int64_t clock_us;
    uint64_t per_second; /* of the clock */
    char *bytes;
    size_t size;
};

static char *put_time(char *at, int64_t us)
{
    time_t s = (time_t)(us / 1000000);
    struct tm tm;

    gmtime_r(&s, &tm);
    return at + snprintf(at, 48, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", tm.tm_year + 1900,
                         tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
                         (int)(us % 1000000));
}

static void make_record(struct stream *s)
{
    static const char *const near[] = {"shelling",       "small_arms", "shelling", "drone_strike",
                                       "troop_movement", "crossing",   "crossing", "notification"};
    static const char *const actors[] = {"\"A\"", "\"B\"", "{\"A\": 0.6, \"B\": 0.2}", "{}"};
    static const double places[][2] = {{37.6, 48.4}, {37.6, 47.3}, {37.2, 47.9}};
    uint64_t sort = draw(&s->state) % 50, id = s->made++;
    int64_t at;
    char *out = s->bytes + s->size;
    double lon = 10 + (double)(draw(&s->state) % 1000000) / 1e5,
           lat = 40 + (double)(draw(&s->state) % 1000000) / 1e5;
    const char *kind = "thermal_anomaly";

    s->clock_us += (int64_t)(STREAM_SECONDS_A_SECOND * UINT64_C(1000000) / s->per_second);
    at = s->clock_us - (int64_t)(draw(&s->state) % (draw(&s->state) % 20 ? 600 : 18000)) * 1000000;
    if (sort >= 44)
        kind = near[draw(&s->state) % 7];
    if (sort == 49 && draw(&s->state) % 50 == 0)
        kind = near[7]; /* notices are given near by alone, and are few */
    if (sort == 49) {
        size_t k = (size_t)(draw(&s->state) % 3);

        lon = places[k][0] + ((double)(draw(&s->state) % 2000) - 1000) / 5000;
        lat = places[k][1] + ((double)(draw(&s->state) % 2000) - 1000) / 5000;
        if (draw(&s->state) % 100 == 0 && id > 50000) /* said before */
            id -= draw(&s->state) % 50000;
    }
    out += snprintf(out, 64, "{\"id\": \"%" PRIu64 "\", \"feed\": \"f%d\", \"received\": \"", id,
                    (int)(id % 8));
    out = put_time(out, s->clock_us);
    out += snprintf(out, 16, "\", \"time\": \"");
    out = put_time(out, at);
    out += snprintf(out, 160,
                    "\", \"place\": {\"lon\": %.5f, \"lat\": %.5f, \"error_m\": %u}, \"kind\": "
                    "\"%s\", \"actor\": ",
                    lon, lat, (unsigned)(draw(&s->state) % 3) * 100, kind);
    out += snprintf(out, 64, "%s}\n", actors[draw(&s->state) % 4]);
    s->size = (size_t)(out - s->bytes);
}

static void make_records(struct stream *s, uint64_t count)
{
    s->size = 0;
    for (uint64_t i = 0; i < count; i++)
        make_record(s);
}

/* ---------------------------------------------------------------- watching */

static enum truce_code count_bytes(void *ctx, const char *bytes, size_t size,
                                   struct truce_error *error)
{
    (void)bytes;
    (void)error;
    *(uint64_t *)ctx += size;
    return TRUCE_OK;
}

static enum truce_code no_file(void *ctx, enum truce_file file, struct truce_text name,
                               struct truce_bytes *bytes, struct truce_error *error)
{
    (void)ctx;
    (void)file;
    (void)name;
    (void)bytes;
    return truce_fail(error, TRUCE_INPUT, "no such file");
}

struct curve {
    double rss[CURVE_LIMIT];
    size_t count;
};

static double mean(const struct curve *c, size_t from, size_t to)
{
    double sum = 0;

    for (size_t i = from; i < to; i++)
        sum += c->rss[i];
    return to > from ? sum / (double)(to - from) : 0;
}

static void put_row(double at, const struct truce_watch *watch, uint64_t pushed, double behind,
                    struct curve *curve)
{
    const struct truce_watch_counts c = truce_watch_counts(watch);
    double rss = resident_mib();

    if (curve->count < CURVE_LIMIT)
        curve->rss[curve->count++] = rss;
    printf("%6.0f s %12" PRIu64 " records %8" PRIu64 " held %8" PRIu64 " open %9" PRIu64
           " said %6" PRIu64 " refused %7.1f MiB %6.2f s behind\n",
           at, pushed, c.held, c.open, c.findings, c.refused, rss, behind);
    fflush(stdout);
}

static void soak(double seconds, uint64_t rate, bool is_paced)
{
    static const struct truce_host host = {no_file, NULL};
    const struct truce_input input = {truce_text_of("stream"), truce_text_of("ndjson"),
                                      truce_text_of(""), TRUCE_ROLE_FEED};
    const struct truce_watch_options options = {.every_us = INT64_C(3600000000),
                                                .settle_us = 6 * INT64_C(3600000000)};
    uint64_t findings = 0, late = 0, batch = rate / 10, pushed = 0;
    const struct truce_watch_sinks sinks = {{count_bytes, &findings}, {count_bytes, &late}};
    struct stream stream = {
        .state = 88172645463325252, .clock_us = BEGIN_S * 1000000, .per_second = rate};
    struct truce_agreement *agreement = NULL;
    struct truce_watch *watch = NULL;
    struct truce_error error;
    static struct curve curve;
    double start, last = 0, worst = 0, busy = 0, made = 0;
    char held[64], times[64];

    stream.bytes = malloc(BATCH_LIMIT);
    if (!stream.bytes || batch * 512 > BATCH_LIMIT || batch == 0)
        die("no memory, or a rate out of range");
    if (truce_agreement_open(NULL, truce_text_of("a.truce"), truce_text_of(agreement_text), &host,
                             &agreement, &error) ||
        truce_watch_open(NULL, agreement, &host, &input, &options, &watch, &error))
        die(error.text);
    start = now_s();
    for (uint64_t i = 0;; i++) {
        double at = now_s() - start, due = (double)i / 10, before;

        if (at >= seconds)
            break;
        if (is_paced && at < due) {
            struct timespec wait = {0, (long)((due - at) * 1e9)};

            nanosleep(&wait, NULL);
        } else if (is_paced && at - due > worst) {
            worst = at - due;
        }
        before = cpu_s();
        make_records(&stream, batch);
        made += cpu_s() - before;
        before = cpu_s();
        if (truce_watch_push(watch, stream.bytes, stream.size, &sinks, &error))
            die(error.text);
        busy += cpu_s() - before;
        pushed += batch;
        at = now_s() - start;
        if (at >= last + (seconds >= 60 ? 10 : 1)) {
            put_row(at, watch, pushed, is_paced && at > due ? at - due : 0, &curve);
            last = at;
        }
    }
    seconds = now_s() - start;
    printf("%" PRIu64 " records in %.1f s: %.0f a second, %.0f a second of processor time; making "
           "them took %.1f s\n",
           pushed, seconds, (double)pushed / seconds, (double)pushed / busy, made);
    printf("at most %.2f s behind; findings %.1f MiB; resident %.1f MiB in the second third, %.1f "
           "MiB in the last\n",
           worst, (double)findings / (1 << 20), mean(&curve, curve.count / 3, 2 * curve.count / 3),
           mean(&curve, 2 * curve.count / 3, curve.count));
    (void)snprintf(held, sizeof(held), "%.1f MiB, then %.1f",
                   mean(&curve, curve.count / 3, 2 * curve.count / 3),
                   mean(&curve, 2 * curve.count / 3, curve.count));
    (void)snprintf(times, sizeof(times), "%.0f s of the clock", seconds);
    row_put(&(struct row){"watch, records a second of processor time", "-", ROW_AT_LEAST, 50000,
                          (double)pushed / busy, "", times, held});
    truce_watch_close(watch);
    truce_agreement_close(agreement);
    free(stream.bytes);
}

int main(int argc, char **argv)
{
    bool is_soak = argc > 2 && strcmp(argv[1], "soak") == 0;
    double seconds = is_soak ? strtod(argv[2], NULL) : 5;
    uint64_t rate = is_soak && argc > 3 ? strtoull(argv[3], NULL, 10) : 50000;

    if (argc > 1 && !is_soak)
        die("soak SECONDS [RATE]");
    printf("%s, %s\n", truce_version(), is_soak ? "paced" : "as fast as it goes");
    soak(seconds, rate, is_soak);
    return 0;
}

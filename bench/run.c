/* SPDX-License-Identifier: Apache-2.0
 *
 * From a CSV of observations to findings with the flagship (examples/framework), beside a plain loop that only parses the
 * same bytes. Each figure comes from a process of its own, so that peak memory is its own; the two are run in turn, several
 * times, and the median is printed with the least and the greatest. Cold is the first run of a process, warm the second
 * in the same process. Growth: the same at an eighth, a quarter, a half and all of the rows.
 *
 *     bench_run EXAMPLE_DIR [ROWS] [REPEATS] */
#include "truce/truce.h"

#include "row.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define REPEATS_LIMIT 25

struct text {
    char *bytes;
    size_t size;
};

struct figures {
    double cold_s, warm_s, read_s, judge_s; /* read and judge: of the warm run */
    double rss_mib;
    uint64_t result; /* so that nothing is optimised away */
};

static void die(const char *what)
{
    fprintf(stderr, "bench_run: %s\n", what);
    exit(1);
}

static double now_s(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static struct text slurp(const char *dir, const char *name)
{
    char path[4096];
    if (snprintf(path, sizeof(path), "%s/%s", dir, name) >= (int)sizeof(path))
        die("path too long");
    FILE *file = fopen(path, "rb");
    if (!file)
        die(path);
    struct text text = {malloc((size_t)8 << 20), 0};
    if (!text.bytes)
        die("no memory");
    text.size = fread(text.bytes, 1, (size_t)8 << 20, file);
    fclose(file);
    return text;
}

/* xorshift64*: the same rows on every machine. */
static uint64_t draw(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717);
}

/* Rows spread over 25 July to 31 December 2020 around the sketched line: acts, movements, notices, holdings. */
static struct text synthesise(size_t rows)
{
    static const char *const kinds[] = {"shelling",       "small_arms",   "drone_strike",
                                        "troop_movement", "notification", "artillery",
                                        "obstruction",    "personnel"};
    static const char *const actors[] = {"A", "B", "A:0.6;B:0.2", ""};
    struct text csv = {malloc(rows * 128 + 256), 0};
    if (!csv.bytes)
        die("no memory");
    uint64_t state = 88172645463325252;
    csv.size += (size_t)sprintf(csv.bytes, "id,received,from,to,lon,lat,error_m,kind,actor,"
                                           "calibre_mm,unit,route,probability\n");
    for (size_t i = 0; i < rows; i++) {
        time_t at = (time_t)(1595635200 + draw(&state) % (159 * UINT64_C(86400)));
        struct tm tm, got;
        time_t later = at + (time_t)(draw(&state) % 172800);
        gmtime_r(&at, &tm);
        gmtime_r(&later, &got);
        unsigned k = (unsigned)(draw(&state) % 8);
        bool gun = strcmp(kinds[k], "artillery") == 0;
        csv.size += (size_t)sprintf(
            csv.bytes + csv.size,
            "%zu,%04d-%02d-%02dT%02d:%02d:%02dZ,%04d-%02d-%02dT%02d:%02d:%02dZ,,%u.%04u,%u.%04u,%u,"
            "%s,%s,%s,u%u,r%u,0.%u\n",
            i, got.tm_year + 1900, got.tm_mon + 1, got.tm_mday, got.tm_hour, got.tm_min, got.tm_sec,
            tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
            (unsigned)(36 + draw(&state) % 4), (unsigned)(draw(&state) % 10000),
            (unsigned)(47 + draw(&state) % 2), (unsigned)(draw(&state) % 10000),
            (unsigned)(draw(&state) % 4) * 500, kinds[k], actors[draw(&state) % 4],
            gun ? "152" : "", (unsigned)(draw(&state) % 200), (unsigned)(draw(&state) % 50),
            (unsigned)(5 + draw(&state) % 5));
    }
    return csv;
}

/* The plain loop: split lines and cells, turn the numbers and the times into numbers, add them up. */
static uint64_t plain(struct text csv)
{
    uint64_t sum = 0;
    const char *at = csv.bytes, *end = csv.bytes + csv.size;
    while (at < end) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        if (!line_end)
            line_end = end;
        unsigned column = 0;
        while (at <= line_end) {
            const char *cell_end = at;
            while (cell_end < line_end && *cell_end != ',')
                cell_end++;
            if (column >= 4 && column <= 6) {
                char *stop;
                sum += (uint64_t)(strtod(at, &stop) * 1e4);
            } else if ((column == 1 || column == 2) && cell_end - at == 20) {
                for (const char *c = at; c < cell_end; c++)
                    sum = sum * 10 + (uint64_t)(*c - '0');
            } else {
                sum += (uint64_t)(cell_end - at);
            }
            column++;
            at = cell_end + 1;
        }
    }
    return sum;
}

struct host {
    const char *dir;
};

static enum truce_code host_read(void *ctx, enum truce_file kind, struct truce_text name,
                                 struct truce_bytes *bytes, struct truce_error *error)
{
    const struct host *host = ctx;
    char file[512];
    if (snprintf(file, sizeof(file), "%.*s", (int)name.size, name.bytes) >= (int)sizeof(file))
        return truce_fail(error, TRUCE_INPUT, "name too long");
    struct text text = slurp(kind == TRUCE_FILE_ZONE ? "/usr/share/zoneinfo" : host->dir, file);
    enum truce_code code = truce_bytes_put(bytes, text.bytes, text.size, error);
    free(text.bytes);
    return code;
}

static void check(enum truce_code code, const struct truce_error *error)
{
    if (code)
        die(error->text);
}

static void feed(struct truce_facts *facts, const char *format, enum truce_role role,
                 const char *name, struct text text)
{
    struct truce_error error = {0};
    struct truce_input input = {truce_text_of(name), truce_text_of(format), {0}, role};
    check(truce_facts_begin(facts, &input, &error), &error);
    for (size_t at = 0; at < text.size; at += 65536) {
        size_t size = text.size - at < 65536 ? text.size - at : 65536;
        check(truce_facts_push(facts, text.bytes + at, size, &error), &error);
    }
    check(truce_facts_end(facts, &error), &error);
}

/* What `truce run` does, without writing files: compile, read, judge. */
static uint64_t engine(const char *dir, struct text csv, double *read_s, double *judge_s)
{
    struct host place = {dir};
    struct truce_host host = {host_read, &place};
    struct truce_error error = {0};
    struct truce_agreement *agreement = NULL;
    struct truce_facts *facts = NULL;
    struct truce_outcome *outcome = NULL;
    struct text source = slurp(dir, "agreement.md");
    struct text decisions = slurp(dir, "decisions.ndjson"), cover = slurp(dir, "coverage.ndjson");
    double start = now_s();

    check(truce_agreement_open(NULL, truce_text_of("agreement.md"),
                               (struct truce_text){source.bytes, source.size}, &host, &agreement,
                               &error),
          &error);
    check(truce_facts_open(NULL, agreement, &host, &facts, &error), &error);
    feed(facts, "csv", TRUCE_ROLE_FEED, "synthetic.csv", csv);
    feed(facts, "ndjson", TRUCE_ROLE_DECISIONS, "decisions.ndjson", decisions);
    feed(facts, "ndjson", TRUCE_ROLE_COVERAGE, "coverage.ndjson", cover);
    double read = now_s();
    struct truce_run_options options = {INT64_MAX, false};
    check(truce_run(agreement, facts, &options, &outcome, &error), &error);
    *read_s = read - start;
    *judge_s = now_s() - read;
    uint64_t findings = truce_outcome_finding_count(outcome);
    truce_outcome_close(outcome);
    truce_facts_close(facts);
    truce_agreement_close(agreement);
    free(source.bytes);
    free(decisions.bytes);
    free(cover.bytes);
    return findings;
}

/* One process: twice in it, cold and warm. */
static struct figures measure(const char *dir, size_t rows, bool is_engine)
{
    int pipe_of[2];
    struct figures figures = {0};
    if (pipe(pipe_of))
        die("pipe");
    fflush(NULL);
    pid_t child = fork();
    if (child < 0)
        die("fork");
    if (child == 0) {
        struct text csv = synthesise(rows);
        for (int pass = 0; pass < 2; pass++) {
            double start = now_s();
            figures.result =
                is_engine ? engine(dir, csv, &figures.read_s, &figures.judge_s) : plain(csv);
            *(pass ? &figures.warm_s : &figures.cold_s) = now_s() - start;
        }
        struct rusage usage;
        getrusage(RUSAGE_SELF, &usage);
        figures.rss_mib = (double)usage.ru_maxrss / 1024;
        if (write(pipe_of[1], &figures, sizeof(figures)) != (ssize_t)sizeof(figures))
            die("write");
        _exit(0);
    }
    close(pipe_of[1]);
    int status = 0;
    bool got = read(pipe_of[0], &figures, sizeof(figures)) == (ssize_t)sizeof(figures);
    close(pipe_of[0]);
    waitpid(child, &status, 0);
    if (!got || status)
        die("a measured process failed");
    return figures;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void spread(const char *what, const char *unit, double *values, size_t count)
{
    qsort(values, count, sizeof(*values), by_value);
    printf("  %-34s %10.3f %s   (%.3f to %.3f)\n", what, values[count / 2], unit, values[0],
           values[count - 1]);
}

static void compare(const char *dir, size_t rows, size_t repeats, bool is_whole)
{
    double cold[REPEATS_LIMIT], warm[REPEATS_LIMIT], read_s[REPEATS_LIMIT], judge[REPEATS_LIMIT],
        rss[REPEATS_LIMIT], plain_warm[REPEATS_LIMIT], plain_rss[REPEATS_LIMIT],
        ratio[REPEATS_LIMIT], rate[REPEATS_LIMIT];
    uint64_t findings = 0;
    for (size_t i = 0; i < repeats; i++) {
        struct figures ours = measure(dir, rows, true), theirs = measure(dir, rows, false);
        cold[i] = ours.cold_s;
        warm[i] = ours.warm_s;
        read_s[i] = ours.read_s;
        judge[i] = ours.judge_s;
        rss[i] = ours.rss_mib;
        plain_warm[i] = theirs.warm_s;
        plain_rss[i] = theirs.rss_mib;
        ratio[i] = ours.warm_s / theirs.warm_s;
        rate[i] = (double)rows / ours.warm_s / 1000;
        findings = ours.result;
    }
    printf("%zu rows, %" PRIu64 " findings\n", rows, findings);
    spread("CSV to findings, cold", "s", cold, repeats);
    spread("CSV to findings, warm", "s", warm, repeats);
    spread("  of it reading", "s", read_s, repeats);
    spread("  of it judging", "s", judge, repeats);
    spread("rows", "k/s", rate, repeats);
    spread("peak memory, input included", "MiB", rss, repeats);
    spread("plain loop that only parses", "s", plain_warm, repeats);
    spread("  its peak memory", "MiB", plain_rss, repeats);
    spread("times the plain loop", "x", ratio, repeats);
    if (is_whole) {
        char what[80], times[80], held[80];

        snprintf(what, sizeof(what), "flagship, %zu rows, CSV to findings", rows);
        snprintf(times, sizeof(times), "%.2f / %.2f s", cold[repeats / 2], warm[repeats / 2]);
        snprintf(held, sizeof(held), "%.0f MiB", rss[repeats / 2]);
        row_put(&(struct row){what, "a loop that only parses", ROW_NO_GOAL, 0, ratio[repeats / 2],
                              "x its time", times, held});
    }
}

int main(int argc, char **argv)
{
    const char *dir = argc > 1 ? argv[1] : "examples/framework";
    size_t rows = argc > 2 ? (size_t)strtoull(argv[2], NULL, 10) : 1000000;
    size_t repeats = argc > 3 ? (size_t)strtoull(argv[3], NULL, 10) : 3;
    if (rows < 8 || repeats < 1 || repeats > REPEATS_LIMIT)
        die("ROWS at least 8, REPEATS 1 to 25");
    printf("%s; medians of %zu processes each (least to greatest)\n", truce_version(), repeats);
    for (size_t part = 8; part >= 1; part /= 2)
        compare(dir, rows / part, repeats, part == 1);
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * `check` on a long text: 10,000 clauses in 40 phases over 1,000 zones, made here, every form of statement among them; then
 * the same with everything binding throughout and zones ten times as wide, so that nearly all overlap (dense).
 * Each run is a process of its own, so that peak memory is its own; the least, median and greatest of the times are
 * printed, the least CPU time with the making of the text, and the same for an eighth, a quarter and a half of the text, to show how it grows.
 *
 *     bench_lang [CLAUSES] [ZONES] [REPEATS] [FILE]     FILE: also write the text there */
#include "truce/truce.h"

#include "row.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TEXT_LIMIT ((size_t)16 << 20)
#define REPEATS_LIMIT 25

struct figures {
    double seconds, cpu, mib;
    size_t errors, holes, warnings;
};

struct text {
    char *bytes;
    size_t size;
};

static void die(const char *what)
{
    fprintf(stderr, "bench_lang: %s\n", what);
    exit(1);
}

static void put(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(struct text *text, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int size = vsnprintf(text->bytes + text->size, TEXT_LIMIT - text->size, format, args);
    va_end(args);
    if (size < 0 || (size_t)size >= TEXT_LIMIT - text->size)
        die("the text is longer than 16 MiB");
    text->size += (size_t)size;
}

static void put_zones(struct text *text, unsigned zones, bool dense)
{
    put(text,
        "## Places\n```truce\nline front = load \"front.geojson\" with A on the left, B on the "
        "right\n");
    for (unsigned i = 0; i < zones; i++) {
        double lat = 44 + 0.2 * (i % 40), lon = 20 + 0.3 * (double)(i / 40);
        switch (i % 5) {
        case 0:
        case 1:
            put(text, "zone z%u = circle %u km around %.2f N %.2f E\n", i,
                (2 + i % 7) * (dense ? 10 : 1), lat, lon);
            break;
        case 2:
            put(text,
                "zone z%u = polygon %.2f N %.2f E, %.2f N %.2f E, %.2f N %.2f E, %.2f N %.2f E\n",
                i, lat, lon, lat, lon + 0.1, lat + 0.1, lon + 0.1, lat + 0.1, lon);
            break;
        case 3:
            put(text, "zone z%u = within %u km of front on the side of %s\n", i, 5 + i % 20,
                i % 2 ? "A" : "B");
            break;
        default:
            put(text, "zone z%u = z%u or z%u\n", i, i - 4, i - 2);
        }
    }
    put(text, "```\n");
}

static void put_clause(struct text *text, unsigned i, unsigned first, unsigned zones, bool dense)
{
    static const char *const kinds[] = {"shelling",     "airstrike", "sniper_fire", "mine_laying",
                                        "drone_flight", "crossing",  "raid",        "obstruction"};
    static const char *const things[] = {"mortar", "heavy_guns", "tank", "mlrs", "troops"};
    const char *kind = kinds[i / 10 % 8], *thing = things[i / 10 % 5];
    unsigned zone = i * 7 % zones, before = i > first ? i - 1 : i;
    put(text, "clause %u \"Clause %u\" gravity %s verified by M\n", i, i,
        i % 3 ? "serious" : "grave");
    switch (i % 10) {
    case 0:
    case 1:
    case 2:
        put(text, "  forbid %s by A, B in z%u\n", kind, zone);
        break;
    case 3:
        put(text, "  keep %s of A, B out of z%u as of %s + %u d\n", thing, zone,
            dense ? "entry" : "begin", 1 + i % 30);
        break;
    case 4:
        put(text, "  keep %s of A, B at least %u km from front on the side of the same party\n",
            thing, 1 + i % 30);
        break;
    case 5:
        put(text, "  limit troops of A, B in z%u to %u each\n", zone, 100 + i % 900);
        break;
    case 6:
        put(text,
            "  require A, B to report shelling to JC within %u h of each violation of clause %u\n",
            6 + i % 48, before > first + 4 ? before - 5 : before);
        break;
    case 7:
        put(text,
            "  forbid troop_movement by A, B in z%u\n    unless notification by the same party "
            "between "
            "24 h and 72 h before with the same route\n",
            zone);
        break;
    case 8:
        put(text,
            "  when more than 3 verified violations of clause %u by one party over 24 h\n"
            "    require M to do consultation within 48 h\n",
            first);
        break;
    default:
        put(text, "  require M to do inspection in z%u every %u d\n", zone, 5 + i % 20);
    }
}

static struct text made(unsigned clauses, unsigned zones, bool dense)
{
    struct text text = {malloc(TEXT_LIMIT), 0};
    unsigned phases = dense ? 1 : 40, each = clauses / phases + 1, i = 0;
    if (!text.bytes)
        die("no memory");
    put(&text,
        "# A long agreement\n```truce\nagreement \"Long\" timezone UTC signed 2025-12-31 in force "
        "2026-01-01 00:00 languages en\nparty A \"Party A\"\nparty B \"Party B\"\nmonitor M "
        "\"Monitor\"\nbody JC \"Commission\" of A, B chaired by M decides by majority or chair "
        "after 24 h\nclass heavy_guns = artillery where calibre at least 100 mm\n```\n");
    put_zones(&text, zones, dense);
    for (unsigned p = 0; p < phases; p++) {
        unsigned first = i;
        if (dense)
            put(&text, "## All\n```truce\nthroughout\n");
        else
            put(&text,
                "## Part %u\nWhat follows binds in part %u.\n```truce\nphase p%u \"Part %u\"%s "
                "lasts "
                "30 d\n",
                p, p, p, p, p ? "" : " begins at entry");
        for (unsigned n = 0; n < each && i < clauses; n++, i++) {
            if (n && n % 5 == 0)
                put(&text,
                    "```\n### Article %u\nThe parties do what this article says.\n```truce\n", i);
            put_clause(&text, i, first, zones, dense);
        }
        if (p + 1 < phases)
            put(&text,
                "then p%u when no verified violation of clause %u for 3 d decided by JC within 7 "
                "d\nelse "
                "ended\n```\n",
                p + 1, first);
        else
            put(&text, dense ? "```\n" : "else ended\n```\n");
    }
    return text;
}

static enum truce_code read_file(void *ctx, enum truce_file file, struct truce_text name,
                                 struct truce_bytes *bytes, struct truce_error *error)
{
    static const char front[] =
        "{\"type\": \"LineString\", \"coordinates\": [[20, 45], [22, 46.5], "
        "[24, 47], [26, 49], [28, 50]]}";
    (void)ctx;
    (void)file;
    (void)name;
    return truce_bytes_put(bytes, front, sizeof front - 1, error);
}

static struct figures once(const struct text *text)
{
    struct figures f = {0};
    struct truce_host host = {read_file, NULL};
    struct truce_error error = {TRUCE_OK, ""};
    struct truce_agreement *agreement;
    struct timespec start, end;
    struct rusage usage;
    clock_gettime(CLOCK_MONOTONIC, &start);
    if (truce_agreement_open(NULL, (struct truce_text){"long.md", 7},
                             (struct truce_text){text->bytes, text->size}, &host, &agreement,
                             &error))
        die(error.text);
    clock_gettime(CLOCK_MONOTONIC, &end);
    getrusage(RUSAGE_SELF, &usage);
    struct truce_problems problems = truce_agreement_problems(agreement);
    f.seconds = (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
    f.cpu = (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6 +
            (double)usage.ru_stime.tv_sec + (double)usage.ru_stime.tv_usec / 1e6;
    f.mib = (double)usage.ru_maxrss / 1024;
    f.errors = problems.errors;
    f.holes = problems.holes;
    f.warnings = problems.warnings;
    truce_agreement_close(agreement);
    return f;
}

static struct figures apart(unsigned clauses, unsigned zones, bool dense)
{
    struct figures f;
    int ends[2];
    if (pipe(ends))
        die("no pipe");
    pid_t child = fork();
    if (child < 0)
        die("no process");
    if (child == 0) {
        struct text text = made(clauses, zones, dense);
        f = once(&text);
        _exit(write(ends[1], &f, sizeof f) == (ssize_t)sizeof f ? 0 : 1);
    }
    int status;
    close(ends[1]);
    if (read(ends[0], &f, sizeof f) != (ssize_t)sizeof f || waitpid(child, &status, 0) != child ||
        status != 0)
        die("a run failed");
    close(ends[0]);
    return f;
}

static int by_seconds(const void *a, const void *b)
{
    const struct figures *x = a, *y = b;
    return x->seconds < y->seconds ? -1 : x->seconds > y->seconds;
}

static void measure(unsigned clauses, unsigned zones, unsigned repeats, bool dense)
{
    struct figures f[REPEATS_LIMIT];
    puts(dense ? "dense: all throughout, zones overlap" : "in 40 phases");
    printf("%8s %8s %9s %9s %9s %9s %6s  errors, holes, warnings\n", "clauses", "zones", "least s",
           "median s", "most s", "CPU s", "MiB");
    for (unsigned part = 8; part; part /= 2) {
        double mib = 0, cpu = 1e9;
        for (unsigned i = 0; i < repeats; i++) {
            f[i] = apart(clauses / part, zones / part, dense);
            mib = f[i].mib > mib ? f[i].mib : mib;
            cpu = f[i].cpu < cpu ? f[i].cpu : cpu;
        }
        qsort(f, repeats, sizeof *f, by_seconds);
        printf("%8u %8u %9.3f %9.3f %9.3f %9.3f %6.0f  %zu, %zu, %zu\n", clauses / part,
               zones / part, f[0].seconds, f[repeats / 2].seconds, f[repeats - 1].seconds, cpu, mib,
               f[0].errors, f[0].holes, f[0].warnings);
        if (part == 1) {
            char what[80], times[40], held[40];

            snprintf(what, sizeof what, "check of %u clauses, %u zones, %s, CPU", clauses, zones,
                     dense ? "dense" : "in 40 phases");
            snprintf(times, sizeof times, "%.2f s by the clock", f[repeats / 2].seconds);
            snprintf(held, sizeof held, "%.0f MiB", mib);
            row_put(&(struct row){what, "-", ROW_AT_MOST, 1, cpu, " s", times, held});
        }
    }
}

int main(int count, char **args)
{
    unsigned clauses = count > 1 ? (unsigned)strtoul(args[1], NULL, 10) : 10000;
    unsigned zones = count > 2 ? (unsigned)strtoul(args[2], NULL, 10) : 1000;
    unsigned repeats = count > 3 ? (unsigned)strtoul(args[3], NULL, 10) : 5;
    if (clauses < 40 || zones < 8 || repeats < 1 || repeats > REPEATS_LIMIT)
        die("at least 40 clauses and 8 zones, and 1 to 25 repeats");
    if (count > 4) {
        struct text text = made(clauses, zones, false);
        FILE *file = fopen(args[4], "wb");
        if (!file || fwrite(text.bytes, 1, text.size, file) != text.size || fclose(file))
            die(args[4]);
        free(text.bytes);
    }
    measure(clauses, zones, repeats, false);
    measure(clauses, zones, repeats, true);
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * A made-up year along a made-up line, and what judging it costs.
 *
 *     bench_year make DIR ROWS ZONES CLAUSES SEED   agreement.md, contact.geojson, zones.geojson, year.csv, decisions.ndjson, coverage.ndjson
 *     bench_year run TRUCE DIR [REPEATS]            the program over an eighth, a quarter, a half and all of the rows, as made
 *     bench_year once TRUCE DIR ROWS                one run over the first ROWS of them
 *
 * The same seed gives the same bytes. Each run is a process of its own, from the CSV to all that `run --out` writes; cold is
 * after the input was asked out of the page cache, warm the runs behind it: the median, with the least and the greatest.
 * zones are fractal outlines that overlap, in groups; clauses go round ten forms (see put_clause). */
#include "row.h"

#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LINE_POINTS 1025
#define ZONE_POINTS 128
#define REPEATS_LIMIT 25
#define START_S INT64_C(1735689600) /* 2025-01-01T00:00:00Z */
#define YEAR_S (365 * INT64_C(86400))
#define PI 3.14159265358979323846

struct made {
    const char *dir;
    size_t rows;
    unsigned zones, clauses, groups;
    uint64_t state;
    double line_lat[LINE_POINTS]; /* at even steps of longitude */
};

static void die(const char *what)
{
    fprintf(stderr, "bench_year: %s\n", what);
    exit(1);
}

/* xorshift64*: the same on every machine. */
static uint64_t draw(struct made *m)
{
    m->state ^= m->state >> 12;
    m->state ^= m->state << 25;
    m->state ^= m->state >> 27;
    return m->state * UINT64_C(2685821657736338717) >> 16;
}

static unsigned below(struct made *m, unsigned limit)
{
    return (unsigned)(draw(m) % limit);
}

/* From -1 to 1. */
static double swing(struct made *m)
{
    return (double)(draw(m) % 2000001) / 1e6 - 1;
}

static FILE *open_in(const char *dir, const char *name)
{
    char path[4096];

    if (snprintf(path, sizeof(path), "%s/%s", dir, name) >= (int)sizeof(path))
        die("path too long");
    FILE *file = fopen(path, "wb");
    if (!file)
        die(path);
    return file;
}

static void close_out(FILE *file)
{
    if (ferror(file) || fclose(file))
        die("a file could not be written");
}

/* ---------------------------------------------------------------- the ground */

#define WEST_DEG 32.0
#define EAST_DEG 39.0

/* Values at 0 and `count` are there; between them the middle of two, moved. */
static void displace(struct made *m, double *values, size_t count, double size)
{
    for (size_t step = count; step > 1; step /= 2, size *= 0.55)
        for (size_t i = step / 2; i < count; i += step)
            values[i] = (values[i - step / 2] + values[i + step / 2]) / 2 + size * swing(m);
}

static void make_line(struct made *m)
{
    FILE *file = open_in(m->dir, "contact.geojson");

    m->line_lat[0] = 47.2;
    m->line_lat[LINE_POINTS - 1] = 49.4;
    displace(m, m->line_lat, LINE_POINTS - 1, 0.5);
    fputs("{\"type\": \"LineString\", \"coordinates\": [", file);
    for (size_t i = 0; i < LINE_POINTS; i++)
        fprintf(file, "%s[%.6f, %.6f]", i ? ", " : "",
                WEST_DEG + (EAST_DEG - WEST_DEG) * (double)i / (LINE_POINTS - 1), m->line_lat[i]);
    fputs("]}\n", file);
    close_out(file);
}

/* A point near the line: most within a few kilometres, some far. */
static void near_line(struct made *m, double spread_deg, double *lon, double *lat)
{
    double at = (double)(draw(m) % 1000000) / 1e6 * (LINE_POINTS - 1);
    size_t i = (size_t)at;
    double part = at - (double)i;

    *lon = WEST_DEG + (EAST_DEG - WEST_DEG) * at / (LINE_POINTS - 1);
    *lat = m->line_lat[i] * (1 - part) + m->line_lat[i + 1] * part;
    *lat += spread_deg * swing(m) * swing(m);
}

/* Seen from its middle each outline goes round once, so that it never crosses itself. */
static void put_zone(struct made *m, FILE *file, unsigned zone)
{
    double lon, lat, reach[ZONE_POINTS + 1];
    double size_deg = 0.02 + 0.06 * (double)(draw(m) % 1000) / 1000;

    near_line(m, 0.25, &lon, &lat);
    reach[0] = reach[ZONE_POINTS] = 1;
    displace(m, reach, ZONE_POINTS, 0.5);
    fprintf(file,
            "%s\n{\"type\": \"Feature\", \"properties\": {\"name\": \"z%u\"}, \"geometry\": "
            "{\"type\": \"Polygon\", \"coordinates\": [[",
            zone ? "," : "", zone);
    for (size_t i = 0; i <= ZONE_POINTS; i++) {
        double angle = 2 * PI * (double)(i % ZONE_POINTS) / ZONE_POINTS;
        double away = size_deg * (reach[i % ZONE_POINTS] < 0.3 ? 0.3 : reach[i % ZONE_POINTS]);
        fprintf(file, "%s[%.6f, %.6f]", i ? ", " : "", lon + 1.5 * away * cos(angle),
                lat + away * sin(angle));
    }
    fputs("]]}}", file);
}

static void make_zones(struct made *m)
{
    FILE *file = open_in(m->dir, "zones.geojson");

    fputs("{\"type\": \"FeatureCollection\", \"features\": [", file);
    for (unsigned i = 0; i < m->zones; i++)
        put_zone(m, file, i);
    fputs("\n]}\n", file);
    close_out(file);
}

/* ---------------------------------------------------------------- the text */

static const char *const attacks[] = {"shelling",       "small_arms",    "drone_strike",
                                      "airstrike",      "rocket_fire",   "mortar_fire",
                                      "ground_assault", "artillery_fire"};
#define ATTACKS (sizeof(attacks) / sizeof(*attacks))

static void put_places(const struct made *m, FILE *file)
{
    fputs("\n## Places\n```truce\nline contact = load \"contact.geojson\" with A on the left, B on "
          "the right\nzone strip = within 10 km of contact\n",
          file);
    for (unsigned i = 0; i < m->zones; i++)
        fprintf(file, "zone z%u = load \"zones.geojson\" where name is \"z%u\"\n", i, i);
    for (unsigned g = 0; g < m->groups; g++) {
        fprintf(file, "zone g%u = ", g);
        for (unsigned i = g; i < m->zones; i += m->groups)
            fprintf(file, "%sz%u", i == g ? "" : " or ", i);
        fputs("\n", file);
    }
    fputs("class heavy_guns = artillery where calibre at least 100 mm\n```\n", file);
}

/* Ten forms in turn: acts in zones, notices, presence, holdings, answers, counts over 72 h, quotas, permits, hours, the line. */
static void put_clause(const struct made *m, FILE *file, unsigned i)
{
    unsigned group = i % m->groups, first = i / 10 * 10 + 1;

    fprintf(file, "clause %u \"Clause %u\" gravity %s verified by M\n", i + 1, i + 1,
            i % 3 ? "serious" : "grave");
    switch (i % 10) {
    case 0:
        fprintf(file, "  forbid %s by A, B in g%u\n", attacks[i / 10 % ATTACKS], group);
        break;
    case 1:
        fprintf(file,
                "  forbid troop_movement by A, B in g%u\n    unless notification by the same party "
                "between 24 h and 72 h before with the same route\n",
                group);
        break;
    case 2:
        fprintf(file, "  keep heavy_guns of A, B out of g%u as of begin + 7 d\n", group);
        break;
    case 3:
        fprintf(file, "  limit personnel of A, B in g%u to %u each as of begin + 30 d\n", group,
                500 + i);
        break;
    case 4:
        fprintf(file,
                "  require the same party to report response within 24 h of each alleged "
                "violation of clause %u\n",
                first);
        break;
    case 5:
        fprintf(file,
                "  when more than %u alleged violations of clause %u by one party over 72 h\n"
                "    require M to do consultation within 48 h\n",
                20 + i, first);
        break;
    case 6:
        fprintf(file, "  limit drone_flight of A, B in g%u to %u each every 7 d\n", group, 20 + i);
        break;
    case 7:
        fprintf(file, "  forbid exercise by A, B in g%u\n  permit exercise by A in z%u\n", group,
                i % m->zones);
        break;
    case 8:
        fprintf(file, "  forbid attack by anyone in g%u during daily 06:00 to 18:00\n", group);
        break;
    default:
        fputs(i % 20 == 9 ? "  forbid crossing by A, B across contact\n"
                          : "  keep heavy_guns of A, B at least 5 km from contact on the side of "
                            "the same party as of begin + 14 d\n",
              file);
    }
}

static void make_text(struct made *m)
{
    FILE *file = open_in(m->dir, "agreement.md");

    fputs("# A year\n```truce\nagreement \"A year\" timezone UTC\n  signed 2024-12-31\n  in force "
          "2025-01-01 00:00\nparty A \"Party A\"\nparty B \"Party B\"\nmonitor M \"Monitor\"\nbody "
          "JMC \"Commission\" of A, B chaired by M decides by majority or chair after 24 h\n```\n",
          file);
    put_places(m, file);
    fputs("\n## Clauses\n```truce\nphase pause \"Pause\"\n  begins at 2025-01-01 00:00\n  lasts 72 "
          "h\nclause p \"All attacks cease\" verified by M\n  forbid attack by A, B in strip\nthen "
          "year when at most 5 verified violations of clause p\n  decided by JMC within 72 h\nelse "
          "lapsed\nphase year \"Year\"\n",
          file);
    for (unsigned i = 0; i + 1 < m->clauses; i++)
        put_clause(m, file, i);
    fputs("then ended as soon as no verified violation of clause 1 for 30 d\n  decided by JMC "
          "within 7 d\n```\n",
          file);
    close_out(file);
}

/* ---------------------------------------------------------------- the rows */

static char *put_time(char *to, int64_t at_s)
{
    time_t at = (time_t)at_s;
    struct tm tm;

    gmtime_r(&at, &tm);
    return to + sprintf(to, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900, tm.tm_mon + 1,
                        tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

struct drawn {
    const char *kind;
    bool is_gun, has_route, has_unit, is_count;
};

static struct drawn draw_kind(struct made *m)
{
    unsigned k = below(m, 100);

    if (k < 45)
        return (struct drawn){attacks[below(m, ATTACKS)], false, false, false, false};
    if (k < 60)
        return (struct drawn){"troop_movement", false, true, true, false};
    if (k < 68)
        return (struct drawn){"notification", false, true, false, false};
    if (k < 78)
        return (struct drawn){"response", false, false, false, false};
    if (k < 82)
        return (struct drawn){"artillery", true, false, true, false};
    if (k < 85)
        return (struct drawn){"personnel", false, false, true, true};
    if (k < 94)
        return (struct drawn){"drone_flight", false, false, false, false};
    if (k < 97)
        return (struct drawn){"crossing", false, false, true, false};
    if (k < 99)
        return (struct drawn){"exercise", false, false, false, false};
    return (struct drawn){"consultation", false, false, false, false};
}

static const char *draw_actor(struct made *m)
{
    unsigned k = below(m, 100);

    return k < 42 ? "A" : k < 84 ? "B" : k < 90 ? "A:0.6;B:0.2" : k < 93 ? "B:0.5;other:0.2" : "";
}

/* Instants, hours, days: 70, 25, 5 in a hundred. */
static char *put_span(struct made *m, char *to, int64_t at_s)
{
    unsigned k = below(m, 100);

    to = put_time(to, at_s);
    *to++ = ',';
    if (k >= 70)
        to = put_time(to, at_s + (k < 95 ? 1800 * (1 + (int64_t)below(m, 8)) : 86400));
    return to;
}

static char *put_place(struct made *m, char *to)
{
    static const unsigned errors[] = {0, 0, 0, 0, 0, 100, 100, 250, 500, 1000};
    unsigned k = below(m, 100);
    double lon, lat;

    if (k < 2)
        return to + sprintf(to, ",,,");
    if (k < 6)
        return to + sprintf(to, ",,,z%u", below(m, m->zones));
    near_line(m, 0.35, &lon, &lat);
    return to + sprintf(to, "%.5f,%.5f,%u,", lon, lat, errors[below(m, 10)]);
}

static void put_row(struct made *m, FILE *file, size_t i)
{
    char line[512], *to = line;
    int64_t at_s = START_S + (int64_t)(draw(m) % (uint64_t)(YEAR_S - 86400 * 3));
    struct drawn kind = draw_kind(m);

    to += sprintf(to, "%zu,", i);
    to = put_time(to, at_s + (int64_t)below(m, 172800) + 86400);
    *to++ = ',';
    to = put_span(m, to, at_s);
    *to++ = ',';
    to = put_place(m, to);
    to += sprintf(to, ",%s,%s,", kind.kind, draw_actor(m));
    if (kind.is_gun)
        to += sprintf(to, "%u", below(m, 2) ? 152U : 82U);
    *to++ = ',';
    if (kind.has_unit)
        to += sprintf(to, "u%u", below(m, 400));
    *to++ = ',';
    if (kind.has_route)
        to += sprintf(to, "r%u", below(m, 200));
    *to++ = ',';
    if (kind.is_count)
        to += sprintf(to, "%u", 5 + below(m, 60));
    unsigned p = below(m, 10);
    if (p < 6)
        to += sprintf(to, ",\n");
    else
        to += sprintf(to, ",0.%02u\n", 50 + 5 * below(m, 10));
    fwrite(line, 1, (size_t)(to - line), file);
}

static void make_rows(struct made *m)
{
    FILE *file = open_in(m->dir, "year.csv");

    fputs("id,received,from,to,lon,lat,error_m,area,kind,actor,calibre_mm,unit,route,quantity,"
          "probability\n",
          file);
    for (size_t i = 0; i < m->rows; i++)
        put_row(m, file, i);
    close_out(file);
}

/* ---------------------------------------------------------------- beside them */

static void make_decisions(struct made *m)
{
    FILE *file = open_in(m->dir, "decisions.ndjson");

    fputs(
        "{\"record\": \"decision\", \"id\": \"gate\", \"time\": \"2025-01-04T09:00:00Z\", "
        "\"received\": \"2025-01-04T09:00:00Z\", \"body\": \"JMC\", \"on\": {\"gate\": \"pause\", "
        "\"to\": \"year\"}, \"what\": \"proceed\", \"reason\": \"made up\"}\n",
        file);
    for (size_t i = 0; i < m->rows / 1000; i++)
        fprintf(file,
                "{\"record\": \"decision\", \"id\": \"r%zu\", \"time\": \"2025-12-30T00:00:00Z\", "
                "\"received\": \"2025-12-30T00:00:00Z\", \"body\": \"M\", \"on\": {\"incident\": "
                "\"year:%zu\", \"clause\": \"%u\"}, \"what\": \"%s\", \"reason\": \"made up\"}\n",
                i, (size_t)(draw(m) % m->rows), below(m, 2) ? 1U : 2U,
                below(m, 3) ? "substantiated" : "not substantiated");
    close_out(file);
}

static void make_coverage(struct made *m)
{
    FILE *file = open_in(m->dir, "coverage.ndjson");

    for (unsigned day = 0; day < 360; day += 10) {
        char from[32], to[32];
        *put_time(from, START_S + (int64_t)day * 86400) = '\0';
        *put_time(to, START_S + (int64_t)(day + 9) * 86400) = '\0';
        fprintf(file,
                "{\"record\": \"coverage\", \"feed\": \"year\", \"received\": \"%s\", \"time\": "
                "{\"from\": \"%s\", \"to\": \"%s\"}, \"kinds\": [\"attack\", \"crossing\"], "
                "\"seen\": 0.9, \"blind\": null}\n",
                to, from, to);
    }
    close_out(file);
}

static void make(const char *dir, size_t rows, unsigned zones, unsigned clauses, uint64_t seed)
{
    static struct made m;

    m = (struct made){.dir = dir,
                      .rows = rows,
                      .zones = zones,
                      .clauses = clauses,
                      .groups = zones < 40 ? zones : 40,
                      .state = seed * UINT64_C(0x9E3779B97F4A7C15) | 1};
    if (mkdir(dir, 0777) && access(dir, W_OK))
        die(dir);
    make_line(&m);
    make_zones(&m);
    make_text(&m);
    make_decisions(&m);
    make_coverage(&m);
    make_rows(&m);
}

/* ---------------------------------------------------------------- measuring */

struct figures {
    double wall_s, cpu_s, mib;
};

/* The first `rows` rows as a file of their own, evenly taken, so that a part is as long a year, only thinner. */
static void make_part(const char *dir, size_t rows, size_t of, const char *name)
{
    char path[4096], line[1024];
    FILE *to = open_in(dir, name);

    if (snprintf(path, sizeof(path), "%s/year.csv", dir) >= (int)sizeof(path))
        die("path too long");
    FILE *from = fopen(path, "rb");
    if (!from || !fgets(line, sizeof(line), from))
        die(path);
    fputs(line, to);
    for (size_t i = 0; fgets(line, sizeof(line), from); i++)
        if ((i + 1) * rows / of > i * rows / of)
            fputs(line, to);
    fclose(from);
    close_out(to);
}

static size_t count_rows(const char *dir)
{
    char path[4096], line[1024];
    size_t count = 0;

    if (snprintf(path, sizeof(path), "%s/year.csv", dir) >= (int)sizeof(path))
        die("path too long");
    FILE *file = fopen(path, "rb");
    if (!file)
        die(path);
    while (fgets(line, sizeof(line), file))
        count++;
    fclose(file);
    return count - 1;
}

static void forget(const char *dir, const char *name)
{
    char path[4096];

    if (snprintf(path, sizeof(path), "%s/%s", dir, name) >= (int)sizeof(path))
        die("path too long");
    int fd = open(path, O_RDONLY);
    if (fd < 0)
        die(path);
    (void)fdatasync(fd);
    (void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    close(fd);
}

static double seconds(struct timeval at)
{
    return (double)at.tv_sec + (double)at.tv_usec / 1e6;
}

static void exec_truce(const char *truce, const char *dir)
{
    int null = open("/dev/null", O_WRONLY);

    if (null < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0 || chdir(dir))
        _exit(127);
    char *const args[] = {strdup(truce),
                          strdup("run"),
                          strdup("agreement.md"),
                          strdup("--feed"),
                          strdup("csv:part/year.csv"),
                          strdup("--decisions"),
                          strdup("decisions.ndjson"),
                          strdup("--coverage"),
                          strdup("coverage.ndjson"),
                          strdup("--out"),
                          strdup("out"),
                          NULL};
    execv(truce, args);
    _exit(127);
}

/* The program in a process of its own, below one whose only child it is: so its peak memory is its own. */
static struct figures run_once(const char *truce, const char *dir)
{
    int pipe_of[2], status = 0;
    struct figures figures = {0};

    if (pipe(pipe_of))
        die("pipe");
    fflush(NULL);
    pid_t watcher = fork();
    if (watcher < 0)
        die("fork");
    if (watcher == 0) {
        struct timespec start, end;
        struct rusage usage;
        clock_gettime(CLOCK_MONOTONIC, &start);
        pid_t child = fork();
        if (child == 0)
            exec_truce(truce, dir);
        if (child < 0 || waitpid(child, &status, 0) < 0 || status)
            _exit(1);
        clock_gettime(CLOCK_MONOTONIC, &end);
        getrusage(RUSAGE_CHILDREN, &usage);
        figures.wall_s =
            (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
        figures.cpu_s = seconds(usage.ru_utime) + seconds(usage.ru_stime);
        figures.mib = (double)usage.ru_maxrss / 1024;
        _exit(write(pipe_of[1], &figures, sizeof(figures)) != (ssize_t)sizeof(figures));
    }
    close(pipe_of[1]);
    bool got = read(pipe_of[0], &figures, sizeof(figures)) == (ssize_t)sizeof(figures);
    close(pipe_of[0]);
    waitpid(watcher, &status, 0);
    if (!got || status)
        die("the program failed; run it by hand");
    return figures;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double middle(double *values, size_t count)
{
    qsort(values, count, sizeof(*values), by_value);
    return values[count / 2];
}

static void prepare(const char *dir, size_t rows, size_t of)
{
    char path[4096];

    if (snprintf(path, sizeof(path), "%s/part", dir) >= (int)sizeof(path))
        die("path too long");
    if (mkdir(path, 0777) && access(path, W_OK))
        die(path);
    make_part(dir, rows, of, "part/year.csv");
}

/* The goal is ten seconds of two cores for a million rows: so much of it as there are rows. Processor time, so that other work on
 * the machine does not count; on two cores all the time of both is twice the clock's. */
static void put_table_row(size_t rows, double cold_s, double warm_s, double cpu_s, double mib,
                          double csv_mib)
{
    char what[80], times[80], held[40];

    snprintf(what, sizeof(what), "year of %zu rows, CSV to all files, CPU", rows);
    snprintf(times, sizeof(times), "%.2f / %.2f s by the clock", cold_s, warm_s);
    snprintf(held, sizeof(held), "%.0f MiB", mib);
    row_put(
        &(struct row){what, "-", ROW_AT_MOST, 20 * (double)rows / 1e6, cpu_s, " s", times, held});
    snprintf(what, sizeof(what), "memory, year of %zu rows", rows);
    row_put(&(struct row){what, "the CSV", ROW_AT_MOST, 2, mib / csv_mib, "x", "-", held});
}

static void measure(const char *truce, const char *dir, size_t rows, size_t of, size_t repeats)
{
    double wall[REPEATS_LIMIT], cpu[REPEATS_LIMIT], mib[REPEATS_LIMIT];

    prepare(dir, rows, of);
    forget(dir, "part/year.csv");
    forget(dir, "zones.geojson");
    struct figures cold = run_once(truce, dir);
    for (size_t i = 0; i < repeats; i++) {
        struct figures warm = run_once(truce, dir);
        wall[i] = warm.wall_s;
        cpu[i] = warm.cpu_s;
        mib[i] = warm.mib;
    }
    double median = middle(wall, repeats);
    printf("| %zu | %.2f | %.2f (%.2f to %.2f) | %.2f | %.0f | %.0f | %.0f |\n", rows, cold.wall_s,
           median, wall[0], wall[repeats - 1], middle(cpu, repeats), (double)rows / median / 1000,
           middle(mib, repeats), middle(mib, repeats) * 1048576 / (double)rows);
    fflush(stdout);
    if (rows == of) {
        struct stat csv;
        char path[4096];

        if (snprintf(path, sizeof(path), "%s/part/year.csv", dir) >= (int)sizeof(path) ||
            stat(path, &csv))
            die(path);
        put_table_row(rows, cold.wall_s, median, middle(cpu, repeats), middle(mib, repeats),
                      (double)csv.st_size / 1048576);
    }
}

/* It is run from another folder. */
static const char *whole_path(const char *path)
{
    static char whole[8192];
    char here[4096];

    if (*path == '/')
        return path;
    if (!getcwd(here, sizeof(here)))
        die("where are we?");
    (void)snprintf(whole, sizeof(whole), "%s/%.4000s", here, path);
    return whole;
}

int main(int argc, char **argv)
{
    if (argc == 7 && strcmp(argv[1], "make") == 0) {
        size_t rows = (size_t)strtoull(argv[3], NULL, 10);
        unsigned zones = (unsigned)strtoul(argv[4], NULL, 10),
                 clauses = (unsigned)strtoul(argv[5], NULL, 10);
        if (rows < 8 || zones < 1 || clauses < 2)
            die("ROWS at least 8, ZONES 1, CLAUSES 2");
        make(argv[2], rows, zones, clauses, strtoull(argv[6], NULL, 10));
        return 0;
    }
    if (argc >= 4 && argc <= 5 && strcmp(argv[1], "run") == 0) {
        size_t repeats = argc > 4 ? (size_t)strtoull(argv[4], NULL, 10) : 3;
        size_t rows = count_rows(argv[3]);
        const char *truce = whole_path(argv[2]);
        if (repeats < 1 || repeats > REPEATS_LIMIT)
            die("REPEATS 1 to 25");
        printf("| rows | cold s | warm s (least to greatest) | CPU s | rows/s in thousands | peak "
               "MiB | bytes a row |\n| --- | --- | --- | --- | --- | --- | --- |\n");
        for (size_t part = 8; part >= 1; part /= 2)
            measure(truce, argv[3], rows / part, rows, repeats);
        return 0;
    }
    if (argc == 5 && strcmp(argv[1], "once") == 0) {
        size_t rows = count_rows(argv[3]), part = (size_t)strtoull(argv[4], NULL, 10);
        prepare(argv[3], part < rows ? part : rows, rows);
        struct figures f = run_once(whole_path(argv[2]), argv[3]);
        printf("%zu rows: %.2f s, CPU %.2f s, %.0f MiB\n", part, f.wall_s, f.cpu_s, f.mib);
        return 0;
    }
    fprintf(stderr, "usage: bench_year make DIR ROWS ZONES CLAUSES SEED | run TRUCE DIR [REPEATS] "
                    "| once TRUCE DIR ROWS\n");
    return 2;
}

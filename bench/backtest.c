/* SPDX-License-Identifier: Apache-2.0
 *
 * What backtests cost, over a year that bench_year made.
 *
 *     bench_backtest TRUCE DIR        one draft against 64 bracket choices; worlds over their number and over the rows
 *
 * Six brackets are put into the year's agreement (talks.md in DIR): how far the strip reaches, how long the pause lasts, two
 * ceilings, a quota and a threshold. Each run is a process of its own; processor time is told beside the clock's, for on a machine
 * with other work only the first can be compared. */
#include "row.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PATH_LIMIT 4096
#define LINE_LIMIT 65536

struct cost {
    double wall_s, cpu_s, peak_mib;
};

static void die(const char *what)
{
    fprintf(stderr, "bench_backtest: %s\n", what);
    exit(1);
}

static double now_s(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The program in a process of its own, under one that measures it alone. */
static void measure(char *const argv[], int to)
{
    struct cost cost = {.wall_s = now_s()};
    struct rusage use;
    int status;
    pid_t pid = fork();

    if (pid < 0)
        _exit(1);
    if (pid == 0) {
        int null = open("/dev/null", O_WRONLY);

        if (null >= 0)
            (void)dup2(null, STDOUT_FILENO);
        (void)execv(argv[0], argv);
        _exit(127);
    }
    if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status) || WEXITSTATUS(status) != 0 ||
        getrusage(RUSAGE_CHILDREN, &use) != 0)
        _exit(1);
    cost.wall_s = now_s() - cost.wall_s;
    cost.cpu_s = (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
                 (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
    cost.peak_mib = (double)use.ru_maxrss / 1024;
    _exit(write(to, &cost, sizeof cost) == (ssize_t)sizeof cost ? 0 : 1);
}

static struct cost run(char *const argv[])
{
    struct cost cost;
    int ends[2], status;
    pid_t pid = -1;

    if (pipe(ends) != 0 || (pid = fork()) < 0)
        die("no process could be made");
    if (pid == 0)
        measure(argv, ends[1]);
    (void)close(ends[1]);
    if (read(ends[0], &cost, sizeof cost) != (ssize_t)sizeof cost ||
        waitpid(pid, &status, 0) != pid)
        die("the program failed");
    (void)close(ends[0]);
    return cost;
}

/* The first `from` of a line gives way to `to`. */
static bool put_changed(FILE *out, const char *line, const char *from, const char *to)
{
    const char *at = strstr(line, from);

    if (!at)
        return false;
    fprintf(out, "%.*s%s%s", (int)(at - line), line, to, at + strlen(from));
    return true;
}

static void make_talks(const char *dir)
{
    static const char *const changes[][2] = {
        {"zone strip = within 10 km", "zone strip = within [A: 10 km | B: 14 km]"},
        {"  lasts 72 h", "  lasts [A: 72 h | B: 96 h]"},
        {"in g3 to 503 each", "in g3 to [A: 503 | B: 800] each"},
        {"in g13 to 513 each", "in g13 to [A: 513 | B: 800] each"},
        {"in g6 to 26 each", "in g6 to [A: 26 | B: 40] each"},
        {"more than 25 alleged violations of clause 1 ",
         "more than [A: 25 | B: 50] alleged violations of clause 1 "},
    };
    static char line[LINE_LIMIT];
    char path[PATH_LIMIT];
    bool done[6] = {false};
    FILE *in, *out;

    (void)snprintf(path, sizeof path, "%s/agreement.md", dir);
    in = fopen(path, "r");
    (void)snprintf(path, sizeof path, "%s/talks.md", dir);
    out = fopen(path, "w");
    if (!in || !out)
        die("DIR holds no year that bench_year made");
    while (fgets(line, sizeof line, in)) {
        bool is_changed = false;

        for (size_t i = 0; i < 6 && !is_changed; i++)
            if (!done[i])
                done[i] = is_changed = put_changed(out, line, changes[i][0], changes[i][1]);
        if (!is_changed)
            fputs(line, out);
    }
    for (size_t i = 0; i < 6; i++)
        if (!done[i])
            die("the year's agreement is another one than this bench knows");
    if (fclose(in) != 0 || fclose(out) != 0)
        die("talks.md could not be written");
}

static size_t cut_rows(const char *dir, const char *to, size_t share)
{
    static char line[LINE_LIMIT];
    char path[PATH_LIMIT];
    size_t total = 0, n = 0;
    FILE *in, *out;

    (void)snprintf(path, sizeof path, "%s/year.csv", dir);
    in = fopen(path, "r");
    if (!in)
        die("DIR holds no year.csv");
    while (fgets(line, sizeof line, in))
        total++;
    rewind(in);
    out = fopen(to, "w");
    if (!out)
        die("the rows could not be written");
    for (; n < 1 + (total - 1) / share && fgets(line, sizeof line, in); n++)
        fputs(line, out);
    if (fclose(in) != 0 || fclose(out) != 0)
        die("the rows could not be written");
    return n - 1;
}

static struct cost backtest(char *truce, const char *dir, const char *name, const char *csv,
                            bool all, size_t worlds)
{
    char draft[PATH_LIMIT], feed[PATH_LIMIT + 8], count[32];
    char command[] = "backtest", with_feed[] = "--feed", with_worlds[] = "--worlds",
         with_all[] = "--all";
    char *argv[] = {truce, command, draft, with_feed, feed, with_worlds, count, NULL, NULL};

    (void)snprintf(draft, sizeof draft, "%s/%s", dir, name);
    (void)snprintf(feed, sizeof feed, "csv:%s", csv);
    (void)snprintf(count, sizeof count, "%zu", worlds);
    if (all)
        argv[7] = with_all;
    return run(argv);
}

static void tell(const char *what, size_t rows, size_t worlds, struct cost cost, double ratio)
{
    printf("%-14s %9zu rows %6zu worlds  %8.2f s  cpu %8.2f s  %7.0f MiB", what, rows, worlds,
           cost.wall_s, cost.cpu_s, cost.peak_mib);
    if (ratio > 0)
        printf("  cpu x %.2f", ratio);
    putchar('\n');
    (void)fflush(stdout);
}

/* Both goals, at all of the rows. The one of worlds is 60 s of two cores for a million rows and a thousand worlds. */
static void put_rows(size_t rows, struct cost one, struct cost all, struct cost with_worlds)
{
    char what[80], times[80], held[40];

    (void)snprintf(what, sizeof what, "backtest of 64 choices, %zu rows, CPU", rows);
    (void)snprintf(times, sizeof times, "%.2f s against %.2f s by the clock", all.wall_s,
                   one.wall_s);
    (void)snprintf(held, sizeof held, "%.0f MiB against %.0f", all.peak_mib, one.peak_mib);
    row_put(
        &(struct row){what, "one draft", ROW_AT_MOST, 4, all.cpu_s / one.cpu_s, "x", times, held});
    (void)snprintf(what, sizeof what, "1,000 worlds, %zu rows, CPU", rows);
    (void)snprintf(times, sizeof times, "%.2f s by the clock", with_worlds.wall_s);
    (void)snprintf(held, sizeof held, "%.0f MiB", with_worlds.peak_mib);
    row_put(&(struct row){what, "-", ROW_AT_MOST, 120 * (double)rows / 1e6, with_worlds.cpu_s, " s",
                          times, held});
}

int main(int argc, char **argv)
{
    static const size_t shares[] = {8, 4, 2, 1}, worlds[] = {100, 1000};
    char csv[PATH_LIMIT];

    if (argc != 3)
        die("usage: bench_backtest TRUCE DIR");
    make_talks(argv[2]);
    for (size_t s = 0; s < sizeof shares / sizeof *shares; s++) {
        struct cost one, all, other;
        size_t rows;

        (void)snprintf(csv, sizeof csv, "%s/rows.csv", argv[2]);
        rows = cut_rows(argv[2], csv, shares[s]);
        one = backtest(argv[1], argv[2], "agreement.md", csv, false, 0);
        tell("one draft", rows, 0, one, 0);
        all = backtest(argv[1], argv[2], "talks.md", csv, true, 0);
        tell("64 drafts", rows, 0, all, all.cpu_s / one.cpu_s);
        for (size_t w = 0; w < sizeof worlds / sizeof *worlds; w++) {
            other = backtest(argv[1], argv[2], "agreement.md", csv, false, worlds[w]);
            tell("one draft", rows, worlds[w], other, other.cpu_s / one.cpu_s);
        }
        if (shares[s] == 1)
            put_rows(rows, one, all, other);
    }
    return 0;
}

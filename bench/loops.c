/* SPDX-License-Identifier: Apache-2.0
 *
 * Three questions, each asked by a straight loop that was written for nothing else, and by an agreement:
 *
 *     notice      movements without a notice on the same route within the 24 h before
 *     answer      attacks that were not answered within 24 h
 *     count       periods of 72 h in which a zone saw more attacks than so many, over 1,024 squares and over one
 *
 * The loops read only the columns that they need, in the order of time in which the rows stand, every value exact; so they are the least
 * that an answer can cost. Both are timed from the bytes of a CSV and from what was read, on one thread, in processor time: loops
 * the median of five, the agreement's first and second time in a process of its own, which also gives its peak memory. What
 * they find must agree, or the status is 1. Then what the agreement costs over observations, zones, clauses and keys.
 *
 *     bench_loops [ROWS]        200,000 where nothing is said */
#include "truce/truce.h"

#include "row.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define START_S INT64_C(1735689600) /* 2025-01-01T00:00:00Z */
#define YEAR_S (365 * INT64_C(86400))
#define DAY_S INT64_C(86400)
#define PERIODS (365 / 3 + 1)
#define SIDE_E5 200000 /* the ground: 2 by 2 degrees, in 1e-5 of them */
#define WEST_E5 3600000
#define SOUTH_E5 4700000
#define ROUTES_LIMIT 65536
#define ROUNDS 5
#define LINE_SIZE 128 /* of the CSV, at most */

struct text {
    char *bytes;
    size_t size, room;
};

static void die(const char *what)
{
    fprintf(stderr, "bench_loops: %s\n", what);
    exit(1);
}

static void *take(size_t count, size_t size)
{
    void *p = calloc(count ? count : 1, size);

    if (!p)
        die("no memory");
    return p;
}

static double cpu_s(void)
{
    struct timespec at;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

__attribute__((format(printf, 2, 3))) static void put(struct text *t, const char *form, ...)
{
    va_list args;
    int n;

    if (t->room - t->size < 4096) {
        t->room = t->room ? t->room * 2 : 65536;
        t->bytes = realloc(t->bytes, t->room);
        if (!t->bytes)
            die("no memory");
    }
    va_start(args, form);
    n = vsnprintf(t->bytes + t->size, t->room - t->size, form, args);
    va_end(args);
    if (n < 0 || n >= 4096)
        die("text too long");
    t->size += (size_t)n;
}

/* ---------------------------------------------------------------- rows */

enum kind { ATTACK, MOVEMENT, NOTICE, ANSWER };

static uint64_t draw(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (*state * UINT64_C(2685821657736338717)) >> 16;
}

/* In the order of time, no two at once. The last digit of a coordinate is 3, so that none lies on an edge of a square. */
static struct text make_rows(size_t rows, unsigned routes)
{
    static const char *const kinds[] = {"shelling", "troop_movement", "notification", "response"};
    struct text csv = {take(rows + 2, LINE_SIZE), 0, (rows + 2) * LINE_SIZE};
    uint64_t state = 88172645463325252, step = (uint64_t)YEAR_S / rows;

    csv.size = (size_t)sprintf(csv.bytes, "id,received,from,lon,lat,kind,actor,route\n");
    for (size_t i = 0; i < rows; i++) {
        time_t at = (time_t)(START_S + (int64_t)(i * step + draw(&state) % step));
        uint64_t k = draw(&state) % 100;
        enum kind kind = draw(&state) % rows < 1200 ? ANSWER
                         : k < 45                   ? ATTACK
                         : k < 75                   ? MOVEMENT
                                                    : NOTICE;
        unsigned x = WEST_E5 + (unsigned)(draw(&state) % (SIDE_E5 / 10)) * 10 + 3,
                 y = SOUTH_E5 + (unsigned)(draw(&state) % (SIDE_E5 / 10)) * 10 + 3;
        char when[32], route[16] = "";
        struct tm tm;

        gmtime_r(&at, &tm);
        strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &tm);
        if (kind == MOVEMENT || kind == NOTICE)
            sprintf(route, "r%u", (unsigned)(draw(&state) % routes));
        csv.size += (size_t)snprintf(csv.bytes + csv.size, LINE_SIZE,
                                     "%zu,%s,%s,%u.%05u,%u.%05u,%s,%c,%s\n", i, when, when,
                                     x / 100000, x % 100000, y / 100000, y % 100000, kinds[kind],
                                     draw(&state) % 2 ? 'A' : 'B', route);
    }
    return csv;
}

/* ---------------------------------------------------------------- the loops */

enum need { NEED_PLACE = 1, NEED_PARTY = 2, NEED_ROUTE = 4 };

struct event {
    int64_t at_s;
    int32_t x, y; /* 1e-5 degrees */
    uint8_t kind, party;
    uint16_t route;
};

struct columns {
    int64_t *at_s;
    int32_t *x, *y;
    uint8_t *kind, *party;
    uint16_t *route;
    size_t count;
};

#define ROW_BYTES 20 /* of the columns */

static inline int64_t number(const char *at, size_t digits)
{
    int64_t n = 0;

    for (size_t i = 0; i < digits; i++)
        n = n * 10 + (at[i] - '0');
    return n;
}

/* Of YYYY-MM-DDThh:mm:ssZ. */
static inline int64_t time_of(const char *t)
{
    int64_t y = number(t, 4), m = number(t + 5, 2), d = number(t + 8, 2);
    int64_t shifted = m > 2 ? y : y - 1;
    int64_t days = 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 +
                   (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1 - 719468;

    return days * DAY_S + number(t + 11, 2) * 3600 + number(t + 14, 2) * 60 + number(t + 17, 2);
}

static inline const char *after_comma(const char *at)
{
    while (*at != ',')
        at++;
    return at + 1;
}

/* The row at `at`, of which only what is needed is read; behind it is the next. */
static inline const char *read_row(const char *at, unsigned need, struct event *e)
{
    at = after_comma(at) + 21;
    e->at_s = time_of(at);
    at += 21;
    if (need & NEED_PLACE) {
        e->x = (int32_t)(number(at, 2) * 100000 + number(at + 3, 5));
        e->y = (int32_t)(number(at + 9, 2) * 100000 + number(at + 12, 5));
    }
    at += 18;
    e->kind = *at == 's' ? ATTACK : *at == 't' ? MOVEMENT : *at == 'n' ? NOTICE : ANSWER;
    at = after_comma(at);
    e->party = (uint8_t)(*at == 'B');
    at += 2;
    if (need & NEED_ROUTE) {
        unsigned route = 0;

        for (at += *at == 'r'; *at != '\n'; at++)
            route = route * 10 + (unsigned)(*at - '0');
        e->route = (uint16_t)route;
    }
    while (*at != '\n')
        at++;
    return at + 1;
}

/* What a question remembers, and what it found. */
struct asked {
    uint64_t found;
    int64_t noticed_s[2][ROUTES_LIMIT];
    int64_t *open_s[2]; /* attacks without an answer yet */
    size_t first[2], end[2];
    int64_t last_s;
    uint32_t *counts; /* [zone][period] */
    unsigned across, limit;
};

static inline void ask_notice(struct asked *q, const struct event *e)
{
    if (e->kind == NOTICE)
        q->noticed_s[e->party][e->route] = e->at_s;
    else if (e->kind == MOVEMENT)
        q->found += e->at_s - q->noticed_s[e->party][e->route] > DAY_S;
}

static inline void ask_answer(struct asked *q, const struct event *e)
{
    unsigned p = e->party;

    if (e->kind == ATTACK)
        q->open_s[p][q->end[p]++] = e->at_s;
    for (; e->kind == ANSWER && q->first[p] < q->end[p]; q->first[p]++)
        q->found += e->at_s - q->open_s[p][q->first[p]] > DAY_S;
    q->last_s = e->at_s;
}

static inline void ask_count(struct asked *q, const struct event *e)
{
    int32_t size = SIDE_E5 / (int32_t)q->across;

    if (e->kind == ATTACK) {
        size_t zone = (size_t)((e->y - SOUTH_E5) / size) * q->across +
                      (size_t)((e->x - WEST_E5) / size),
               period = (size_t)((e->at_s - START_S) / (3 * DAY_S));

        q->found += ++q->counts[zone * PERIODS + period] == q->limit + 1;
    }
}

enum question { ASK_NOTICE, ASK_ANSWER, ASK_COUNT, QUESTIONS };

static void over_bytes(struct asked *q, enum question question, struct text csv)
{
    const char *at = strchr(csv.bytes, '\n') + 1, *end = csv.bytes + csv.size;
    struct event e = {0};

    if (question == ASK_NOTICE)
        while (at < end) {
            at = read_row(at, NEED_PARTY | NEED_ROUTE, &e);
            ask_notice(q, &e);
        }
    else if (question == ASK_ANSWER)
        while (at < end) {
            at = read_row(at, NEED_PARTY, &e);
            ask_answer(q, &e);
        }
    else
        while (at < end) {
            at = read_row(at, NEED_PLACE, &e);
            ask_count(q, &e);
        }
}

static inline struct event row(const struct columns *c, size_t i)
{
    return (struct event){c->at_s[i], c->x[i], c->y[i], c->kind[i], c->party[i], c->route[i]};
}

static void over_columns(struct asked *q, enum question question, const struct columns *c)
{
    if (question == ASK_NOTICE)
        for (size_t i = 0; i < c->count; i++) {
            struct event e = row(c, i);
            ask_notice(q, &e);
        }
    else if (question == ASK_ANSWER)
        for (size_t i = 0; i < c->count; i++) {
            struct event e = row(c, i);
            ask_answer(q, &e);
        }
    else
        for (size_t i = 0; i < c->count; i++) {
            struct event e = row(c, i);
            ask_count(q, &e);
        }
}

static struct columns read_columns(struct text csv, size_t rows)
{
    struct columns c = {take(rows, 8), take(rows, 4), take(rows, 4), take(rows, 1),
                        take(rows, 1), take(rows, 2), rows};
    const char *at = strchr(csv.bytes, '\n') + 1;

    for (size_t i = 0; i < rows; i++) {
        struct event e = {0};

        at = read_row(at, NEED_PLACE | NEED_PARTY | NEED_ROUTE, &e);
        c.at_s[i] = e.at_s;
        c.x[i] = e.x;
        c.y[i] = e.y;
        c.kind[i] = e.kind;
        c.party[i] = e.party;
        c.route[i] = e.route;
    }
    return c;
}

static void free_columns(struct columns *c)
{
    free(c->at_s);
    free(c->x);
    free(c->y);
    free(c->kind);
    free(c->party);
    free(c->route);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Seconds of processor time, the median; `found`: what it found. */
static double time_loop(enum question question, struct text csv, const struct columns *columns,
                        unsigned across, unsigned limit, uint64_t *found)
{
    double took[ROUNDS];
    struct asked *q = take(1, sizeof *q);

    q->open_s[0] = take(columns->count, sizeof(int64_t));
    q->open_s[1] = take(columns->count, sizeof(int64_t));
    q->counts = take((size_t)across * across * PERIODS, sizeof *q->counts);
    q->across = across;
    q->limit = limit;
    for (int k = 0; k < ROUNDS; k++) {
        double from = cpu_s();

        q->found = q->first[0] = q->first[1] = q->end[0] = q->end[1] = 0;
        memset(q->noticed_s, 0, sizeof q->noticed_s);
        memset(q->counts, 0, (size_t)across * across * PERIODS * sizeof *q->counts);
        if (csv.bytes)
            over_bytes(q, question, csv);
        else
            over_columns(q, question, columns);
        for (unsigned p = 0; p < 2; p++)
            for (; q->first[p] < q->end[p]; q->first[p]++) /* those that still have time are left */
                q->found += question == ASK_ANSWER && q->last_s - q->open_s[p][q->first[p]] > DAY_S;
        took[k] = cpu_s() - from;
    }
    *found = q->found;
    qsort(took, ROUNDS, sizeof *took, by_value);
    free(q->open_s[0]);
    free(q->open_s[1]);
    free(q->counts);
    free(q);
    return took[ROUNDS / 2];
}

/* ---------------------------------------------------------------- the agreement */

/* Squares s0, s1, … of a side of 2/across degrees, from the south west on. */
static struct text make_squares(unsigned across)
{
    struct text t = {0};
    int size = SIDE_E5 / (int)across;

    put(&t, "{\"type\": \"FeatureCollection\", \"features\": [");
    for (unsigned i = 0; i < across * across; i++) {
        double w = (WEST_E5 + size * (int)(i % across)) / 1e5,
               s = (SOUTH_E5 + size * (int)(i / across)) / 1e5, e = w + size / 1e5,
               n = s + size / 1e5;

        put(&t,
            "%s{\"type\": \"Feature\", \"properties\": {\"name\": \"s%u\"}, \"geometry\": "
            "{\"type\": "
            "\"Polygon\", \"coordinates\": [[[%.5f, %.5f], [%.5f, %.5f], [%.5f, %.5f], [%.5f, "
            "%.5f], [%.5f, %.5f]]]}}\n",
            i ? ", " : "", i, w, s, e, s, e, n, w, n, w, s);
    }
    put(&t, "]}");
    return t;
}

static const char head[] =
    "agreement \"A loop\" timezone UTC\n  signed 2024-12-31\n  in force 2025-01-01 00:00\n"
    "party A \"A\"\nparty B \"B\"\nmonitor M \"M\"\nzones squares = load \"squares.geojson\"\n"
    "zone ground = load \"ground.geojson\"\n";
static const char phase[] = "phase year \"Year\"\n  begins at 2025-01-01 00:00\n  lasts 400 d\n";

static struct text make_agreement(enum question question, unsigned limit)
{
    struct text t = {0};

    put(&t, "%s%s", head, phase);
    if (question == ASK_NOTICE)
        put(&t, "clause 1 \"Notice\" verified by M\n  forbid troop_movement by A, B in ground\n"
                "    unless notification by the same party at most 24 h before with the same "
                "route\n");
    else if (question == ASK_ANSWER)
        put(&t, "clause 2 \"No attacks\" verified by M\n  forbid shelling by A, B in ground\n"
                "clause 1 \"Answers\" verified by M\n  require the same party to report response "
                "within 24 h of each alleged violation of clause 2\n");
    else
        put(&t,
            "clause 1 \"Few\" verified by M\n  limit shelling of A, B in each squares to %u "
            "together every 3 d\n",
            limit);
    put(&t, "else ended\n");
    return t;
}

/* `count` clauses, each about as large a part of the ground; together they find the same. */
static struct text make_clauses(unsigned count, unsigned squares)
{
    struct text t = {0};

    put(&t, "%s", head);
    for (unsigned i = 0; i < squares; i++)
        put(&t, "zone s%u = load \"squares.geojson\" where name is \"s%u\"\n", i, i);
    for (unsigned c = 0; c < count; c++) {
        put(&t, "zone part%u =", c);
        for (unsigned i = c; i < squares; i += count)
            put(&t, "%s s%u", i == c ? "" : " or", i);
        put(&t, "\n");
    }
    put(&t, "%s", phase);
    for (unsigned c = 0; c < count; c++)
        put(&t, "clause %u \"Part %u\" verified by M\n  forbid shelling by A, B in part%u\n", c + 1,
            c, c);
    put(&t, "else ended\n");
    return t;
}

static enum truce_code host_read(void *ctx, enum truce_file kind, struct truce_text name,
                                 struct truce_bytes *bytes, struct truce_error *error)
{
    const struct text *squares = ctx;
    struct text t = name.size > 0 && name.bytes[0] == 'g' ? make_squares(1) : *squares;

    if (kind != TRUCE_FILE_GEOMETRY)
        return truce_fail(error, TRUCE_INPUT, "no such file");
    return truce_bytes_put(bytes, t.bytes, t.size, error);
}

struct figures {
    double open_s, read_s[2], judge_s[2]; /* cold, warm */
    double before_mib, peak_mib;
    uint64_t found, findings;
};

static void check(enum truce_code code, const struct truce_error *error)
{
    if (code)
        die(error->text);
}

static double peak_mib(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

/* Findings of clause 1 that say that something is wrong; periods not known to be over a limit are left out. */
static uint64_t count_found(const struct truce_outcome *outcome, enum question question)
{
    uint64_t found = 0;

    for (size_t i = 0; i < truce_outcome_finding_count(outcome); i++) {
        struct truce_finding f = truce_outcome_finding(outcome, i);
        bool is_open = f.verdict == TRUCE_UNDETERMINED && question == ASK_ANSWER;

        found += f.clause.size == 1 && f.clause.bytes[0] == '1' &&
                 (f.verdict == TRUCE_VIOLATION || f.verdict == TRUCE_LATE ||
                  f.verdict == TRUCE_BREACHED || is_open);
    }
    return found;
}

static void judge_once(struct text text, struct text squares, struct text csv,
                       enum question question, int pass, struct figures *f)
{
    struct truce_host host = {host_read, &squares};
    struct truce_error error = {0};
    struct truce_agreement *agreement = NULL;
    struct truce_facts *facts = NULL;
    struct truce_outcome *outcome = NULL;
    struct truce_input input = {
        truce_text_of("rows.csv"), truce_text_of("csv"), {0}, TRUCE_ROLE_FEED};
    struct truce_run_options options = {TRUCE_EVERYTHING, false};
    double at = cpu_s();

    check(truce_agreement_open(NULL, truce_text_of("a.truce"),
                               (struct truce_text){text.bytes, text.size}, &host, &agreement,
                               &error),
          &error);
    f->open_s = cpu_s() - at;
    at = cpu_s();
    check(truce_facts_open(NULL, agreement, &host, &facts, &error), &error);
    truce_facts_set_threads(facts, 1);
    check(truce_facts_begin(facts, &input, &error), &error);
    check(truce_facts_push(facts, csv.bytes, csv.size, &error), &error);
    check(truce_facts_end(facts, &error), &error);
    f->read_s[pass] = cpu_s() - at;
    at = cpu_s();
    check(truce_run(agreement, facts, &options, &outcome, &error), &error);
    f->judge_s[pass] = cpu_s() - at;
    f->found = count_found(outcome, question);
    f->findings = truce_outcome_finding_count(outcome);
    truce_outcome_close(outcome);
    truce_facts_close(facts);
    truce_agreement_close(agreement);
}

static struct figures measure(struct text text, struct text squares, struct text csv,
                              enum question question)
{
    struct figures f = {0};
    int pipe_of[2], status = 0;
    pid_t child = -1;
    bool got;

    fflush(NULL);
    if (pipe(pipe_of) || (child = fork()) < 0)
        die("no process");
    if (child == 0) {
        f.before_mib = peak_mib();
        judge_once(text, squares, csv, question, 0, &f);
        f.peak_mib = peak_mib();
        judge_once(text, squares, csv, question, 1, &f);
        _exit(write(pipe_of[1], &f, sizeof f) != (ssize_t)sizeof f);
    }
    close(pipe_of[1]);
    got = read(pipe_of[0], &f, sizeof f) == (ssize_t)sizeof f;
    close(pipe_of[0]);
    waitpid(child, &status, 0);
    if (!got || status)
        die("a measured process failed");
    return f;
}

/* ---------------------------------------------------------------- side by side */

static void show(const char *what, size_t rows, double took, double loop)
{
    printf("  %-42s %9.4f s  %8.2f M events/s", what, took, (double)rows / took / 1e6);
    if (loop > 0)
        printf("  %.4f of the loop's speed", loop / took);
    printf("\n");
}

/* Whether both found the same. */
static bool compare(enum question question, unsigned across, size_t rows, struct text csv,
                    const struct columns *columns, struct figures *f)
{
    static const char *const names[] = {"notice within 24 h", "unanswered in 24 h",
                                        "count of 72 h in each zone"};
    struct text none = {0}, squares = make_squares(across);
    unsigned zones = across * across,
             limit = (unsigned)((double)rows * 0.45 / PERIODS / zones * (zones > 1 ? 2 : 1.01)) + 1;
    struct text text = make_agreement(question, limit);
    uint64_t found = 0, again = 0;
    double bytes_s = time_loop(question, csv, columns, across, limit, &found),
           columns_s = time_loop(question, none, columns, across, limit, &again), all_s, judge_s;
    char what[96], times[96], held[96];
    struct row r = {what, "a straight C loop", ROW_AT_LEAST, 0.5, 0, "x", times, held};
    double row_bytes;

    *f = measure(text, squares, csv, question);
    all_s = f->read_s[1] + f->judge_s[1];
    judge_s = f->judge_s[1];
    row_bytes = (f->peak_mib - f->before_mib) * 1048576 / (double)rows;
    printf("%s, %u zone%s: loop finds %" PRIu64 " and %" PRIu64 ", the agreement %" PRIu64
           " of %" PRIu64 " findings%s\n",
           names[question], question == ASK_COUNT ? zones : 1,
           question == ASK_COUNT && zones > 1 ? "s" : "", found, again, f->found, f->findings,
           found == f->found && found == again ? "" : ": THEY DIFFER");
    show("loop, from bytes", rows, bytes_s, 0);
    show("loop, from columns", rows, columns_s, 0);
    show("agreement, from bytes, cold", rows, f->read_s[0] + f->judge_s[0], bytes_s);
    show("agreement, from bytes, warm", rows, all_s, bytes_s);
    show("agreement, judging alone, warm", rows, judge_s, columns_s);
    printf("  reading %.3f s; memory above the input %.0f bytes a row, the loop's columns %d\n",
           f->read_s[1], row_bytes, ROW_BYTES);
    snprintf(times, sizeof times, "%.2f / %.2f s", f->read_s[0] + f->judge_s[0], all_s);
    snprintf(held, sizeof held, "%.0f MiB", f->peak_mib);
    snprintf(what, sizeof what, "%s, zones: %u, from the file's bytes, %zu rows", names[question],
             question == ASK_COUNT ? zones : 1, rows);
    r.measured = bytes_s / all_s;
    row_put(&r);
    snprintf(what, sizeof what, "%s, zones: %u, judging alone", names[question],
             question == ASK_COUNT ? zones : 1);
    snprintf(times, sizeof times, "%.2f / %.2f s", f->judge_s[0], judge_s);
    r.measured = columns_s / judge_s;
    row_put(&r);
    r = (struct row){
        what,  "-", ROW_AT_LEAST, 5, (double)rows / judge_s / 1e6, " M events/s a core",
        times, held};
    row_put(&r);
    free(squares.bytes);
    free(text.bytes);
    return found == f->found && found == again;
}

/* ---------------------------------------------------------------- curves */

static void curve_row(const char *what, size_t n, const struct figures *f)
{
    printf("  %8zu %-12s reading %7.3f s  judging %7.3f s  %8" PRIu64 " findings  %6.0f MiB\n", n,
           what, f->read_s[1], f->judge_s[1], f->findings, f->peak_mib);
}

static void curves(size_t rows)
{
    static const unsigned acrosses[] = {1, 8, 16, 32}, counts[] = {4, 16, 64, 256},
                          keys[] = {20, 200, 2000, 20000};
    struct text squares = make_squares(1), csv, text = make_agreement(ASK_NOTICE, 0);
    struct figures f;

    printf("curves: processor time, warm, one thread; notices over rows\n");
    for (size_t part = 8; part >= 1; part /= 2) {
        csv = make_rows(rows / part, 200);
        f = measure(text, squares, csv, ASK_NOTICE);
        curve_row("rows", rows / part, &f);
        free(csv.bytes);
    }
    printf("notices over keys (routes), %zu rows\n", rows);
    for (size_t i = 0; i < 4; i++) {
        csv = make_rows(rows, keys[i]);
        f = measure(text, squares, csv, ASK_NOTICE);
        curve_row("keys", keys[i], &f);
        free(csv.bytes);
    }
    free(text.bytes);
    free(squares.bytes);
    csv = make_rows(rows, 200);
    printf("attacks in each square, counted over 72 h, over squares\n");
    for (size_t i = 0; i < 4; i++) {
        squares = make_squares(acrosses[i]);
        text = make_agreement(ASK_COUNT, 1000000);
        f = measure(text, squares, csv, ASK_COUNT);
        curve_row("zones", acrosses[i] * acrosses[i], &f);
        free(text.bytes);
        free(squares.bytes);
    }
    squares = make_squares(16);
    printf("attacks in parts of 256 squares, over clauses\n");
    for (size_t i = 0; i < 4; i++) {
        text = make_clauses(counts[i], 256);
        f = measure(text, squares, csv, ASK_NOTICE);
        curve_row("clauses", counts[i], &f);
        free(text.bytes);
    }
    free(squares.bytes);
    free(csv.bytes);
}

int main(int argc, char **argv)
{
    size_t rows = argc > 1 ? (size_t)strtoull(argv[1], NULL, 10) : 200000;
    struct figures f[4];
    char times[96], held[96];
    struct text csv;
    struct columns columns;
    bool agree = true;

    if (rows < 10000 || rows > 30000000)
        die("ROWS from 10,000 to 30,000,000");
    csv = make_rows(rows, 200);
    columns = read_columns(csv, rows);
    printf("%s; %zu rows, %.1f MB of CSV; one thread, processor time\n", truce_version(), rows,
           (double)csv.size / 1e6);
    agree &= compare(ASK_NOTICE, 1, rows, csv, &columns, &f[0]);
    agree &= compare(ASK_ANSWER, 1, rows, csv, &columns, &f[1]);
    agree &= compare(ASK_COUNT, 1, rows, csv, &columns, &f[2]);
    agree &= compare(ASK_COUNT, 32, rows, csv, &columns, &f[3]);
    snprintf(times, sizeof times, "%.2f / %.2f s", f[3].judge_s[0], f[3].judge_s[1]);
    snprintf(held, sizeof held, "%.0f MiB against %.0f", f[3].peak_mib, f[2].peak_mib);
    row_put(&(struct row){"count of 72 h in each of 1,024 zones, judging", "itself with 1 zone",
                          ROW_AT_MOST, 1.5, f[3].judge_s[1] / f[2].judge_s[1], "x", times, held});
    snprintf(held, sizeof held, "%.0f bytes a row",
             (f[0].peak_mib - f[0].before_mib) * 1048576 / (double)rows);
    row_put(&(struct row){"memory above the input, notice within 24 h",
                          "the loop's columns (20 bytes a row)", ROW_AT_MOST, 2,
                          (f[0].peak_mib - f[0].before_mib) * 1048576 / (double)rows / ROW_BYTES,
                          "x", "-", held});
    free_columns(&columns);
    free(csv.bytes);
    curves(rows);
    return agree ? 0 : 1;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The language server on a large text, as an editor meets it: through the pipe, from the first byte of an edit sent to the
 * last byte of the findings that answer it. The text is made here: 1,000 zones, 10,000 clauses of six forms, Markdown with a
 * block for each ten. Edits fall on random statements: a letter comes and goes, so that every second one leaves a name that
 * is not known. In turn: without a pause; with pauses in which the text is checked as a whole; and whole words, a new
 * statement, a line of prose.
 *
 *     bench_lsp [PROGRAM] [CLAUSES] [ZONES] [EDITS]        PROGRAM: else $TRUCE */
#include "row.h"

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define URI "untitled:large.md"

static int to_server, from_server;
static long version = 1;
static char *body; /* of the message just read */
static size_t body_size, body_capacity;
static char spare[1 << 16]; /* read and not used yet */
static size_t spare_from, spare_to;
static uint64_t seed = 1;

static void die(const char *what)
{
    fprintf(stderr, "bench_lsp: %s\n", what);
    exit(1);
}

static double now_ms(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static size_t below(size_t limit)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(seed >> 33) % limit;
}

static void send_all(const char *bytes, size_t size)
{
    while (size > 0) {
        const ssize_t done = write(to_server, bytes, size);
        if (done <= 0)
            die("the server is gone");
        bytes += done;
        size -= (size_t)done;
    }
}

static void send_message(const char *json, size_t size)
{
    char header[64];
    const int length = snprintf(header, sizeof(header), "Content-Length: %zu\r\n\r\n", size);
    send_all(header, (size_t)length);
    send_all(json, size);
}

static bool more(int wait_ms)
{
    struct pollfd fd = {from_server, POLLIN, 0};
    if (poll(&fd, 1, wait_ms) <= 0)
        return false;
    const ssize_t size = read(from_server, spare, sizeof(spare));
    if (size <= 0)
        die("the server is gone");
    spare_from = 0;
    spare_to = (size_t)size;
    return true;
}

static char byte(void)
{
    if (spare_from == spare_to && !more(60000))
        die("no answer within a minute");
    return spare[spare_from++];
}

static void receive(void)
{
    char header[128];
    size_t size = 0;
    while (size < 4 || memcmp(header + size - 4, "\r\n\r\n", 4) != 0) {
        if (size + 1 == sizeof(header))
            die("no header");
        header[size++] = byte();
    }
    header[size] = '\0';
    body_size = strtoul(header + 16, NULL, 10);
    if (body_size + 1 > body_capacity) {
        body_capacity = 2 * body_size + 1;
        body = realloc(body, body_capacity);
        if (!body)
            die("no memory");
    }
    for (size_t i = 0; i < body_size;) {
        if (spare_from == spare_to && !more(60000))
            die("no answer within a minute");
        size_t part = spare_to - spare_from;
        if (part > body_size - i)
            part = body_size - i;
        memcpy(body + i, spare + spare_from, part);
        spare_from += part;
        i += part;
    }
    body[body_size] = '\0';
}

/* ---------------------------------------------------------------- the text */

struct large {
    char *bytes; /* as a JSON string's inside */
    size_t size, capacity;
    unsigned line;
    unsigned *statements; /* lines that hold one */
    size_t count;
};

static void line(struct large *text, const char *written)
{
    const size_t size = strlen(written);
    if (text->size + 2 * size + 8 > text->capacity)
        die("the text is too long");
    for (size_t i = 0; i < size; i++) {
        if (written[i] == '"')
            text->bytes[text->size++] = '\\';
        text->bytes[text->size++] = written[i];
    }
    text->bytes[text->size++] = '\\';
    text->bytes[text->size++] = 'n';
    text->line++;
}

static void statement(struct large *text, size_t i, size_t zones)
{
    static const struct {
        const char *before, *behind;
    } forms[] = {
        {"  forbid attack by A, B in z", ""},
        {"  forbid small_arms by A in z", " as of entry + 3 d until 2026-12-31"},
        {"  keep artillery of A, B out of z", " as of entry + 7 d"},
        {"  require A, B to report troop_movement in z", " to M every day by 12:00"},
        {"  limit personnel of A, B in z", " to 1000 each"},
        {"  require A to do talks in z", " within 24 h of each verified violation of clause "}};
    char written[200];
    const size_t form = i % 6;
    const int size = snprintf(written, sizeof(written), "%s%zu%s", forms[form].before, i % zones,
                              forms[form].behind);
    if (form == 5)
        snprintf(written + size, sizeof(written) - (size_t)size, "%zu", i - 4);
    text->statements[text->count++] = text->line;
    line(text, written);
}

static void make_text(struct large *text, size_t clauses, size_t zones)
{
    char written[200];
    text->capacity = (clauses + zones) * 400 + 4096;
    text->bytes = malloc(text->capacity);
    text->statements = malloc(clauses * sizeof(*text->statements));
    if (!text->bytes || !text->statements)
        die("no memory");
    line(text, "# Large");
    line(text, "```truce");
    line(text, "agreement \"Large\" timezone UTC");
    line(text, "  signed 2026-01-01");
    line(text, "  in force 2026-01-02");
    line(text, "party A \"Party A\"");
    line(text, "party B \"Party B\"");
    line(text, "monitor M \"Monitor\"");
    for (size_t i = 0; i < zones; i++) {
        snprintf(written, sizeof(written), "zone z%zu = circle 2 km around %zu.%02zu N %zu.%02zu E",
                 i, 48 + i / 40 / 20, i / 40 % 20 * 5, 36 + i % 40 / 14, i % 40 % 14 * 7);
        line(text, written);
    }
    line(text, "```");
    for (size_t i = 0; i < clauses; i++) {
        if (i % 10 == 0) {
            snprintf(written, sizeof(written), "## Article %zu", i / 10 + 1);
            line(text, written);
            line(text, "The parties agree on what follows.");
            line(text, "");
            line(text, "```truce");
        }
        snprintf(written, sizeof(written),
                 "clause %zu \"Provision %zu of it\" gravity serious verified by M", i + 1, i + 1);
        line(text, written);
        statement(text, i, zones);
        if (i % 10 == 9 || i + 1 == clauses)
            line(text, "```");
    }
}

/* ---------------------------------------------------------------- edits */

/* Send one and wait for its findings; milliseconds. */
static double edit_lines(unsigned from_line, unsigned from, unsigned to_line, unsigned to,
                         const char *text)
{
    char json[600], wanted[64];
    const int size = snprintf(
        json, sizeof(json),
        "{\"jsonrpc\": \"2.0\", \"method\": \"textDocument/didChange\", \"params\": "
        "{\"textDocument\": "
        "{\"uri\": \"" URI "\", \"version\": %ld}, \"contentChanges\": [{\"range\": {\"start\": "
        "{\"line\": %u, \"character\": %u}, \"end\": {\"line\": %u, \"character\": %u}}, \"text\": "
        "\"%s\"}]}}",
        ++version, from_line, from, to_line, to, text);
    snprintf(wanted, sizeof(wanted), "\"version\": %ld,", version);
    const double began = now_ms();
    send_message(json, (size_t)size);
    do
        receive();
    while (!strstr(body, wanted));
    return now_ms() - began;
}

static double edit(unsigned line, unsigned from, unsigned to, const char *text)
{
    return edit_lines(line, from, line, to, text);
}

/* Whatever comes until nothing has come for `quiet_ms`. */
static void settle(int quiet_ms)
{
    while (spare_from < spare_to || more(quiet_ms))
        receive();
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double report(const char *what, double *ms, size_t count)
{
    qsort(ms, count, sizeof(*ms), compare);
    const double p95 = ms[(count * 95 + 99) / 100 - 1];
    printf("%-34s %4zu edits   p50 %6.1f ms   p95 %6.1f ms   max %6.1f ms\n", what, count,
           ms[(count - 1) / 2], p95, ms[count - 1]);
    return p95;
}

static void start_server(const char *program)
{
    int to[2], from[2];
    if (pipe(to) != 0 || pipe(from) != 0)
        die("no pipe");
    const pid_t pid = fork();
    if (pid < 0)
        die("no process");
    if (pid == 0) {
        dup2(to[0], 0);
        dup2(from[1], 1);
        close(to[1]);
        close(from[0]);
        execl(program, "truce", "lsp", (char *)NULL);
        _exit(127);
    }
    close(to[0]);
    close(from[1]);
    to_server = to[1];
    from_server = from[0];
}

int main(int argc, char **argv)
{
    const char *program = argc > 1 ? argv[1] : getenv("TRUCE");
    const size_t clauses = argc > 2 ? strtoul(argv[2], NULL, 10) : 10000;
    const size_t zones = argc > 3 ? strtoul(argv[3], NULL, 10) : 1000;
    const size_t edits = argc > 4 ? strtoul(argv[4], NULL, 10) : 200;
    static const char hello[] =
        "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"initialize\", \"params\": {}}";
    static const char head[] =
        "{\"jsonrpc\": \"2.0\", \"method\": \"textDocument/didOpen\", \"params\": "
        "{\"textDocument\": "
        "{\"uri\": \"" URI "\", \"languageId\": \"truce\", \"version\": 1, \"text\": \"";
    struct large text = {0};
    if (!program || !clauses || !zones || edits < 2)
        die("PROGRAM [CLAUSES] [ZONES] [EDITS]");
    double *ms = malloc((edits + 2) * sizeof(*ms));
    make_text(&text, clauses, zones);
    char *open = malloc(text.size + sizeof(head) + 16);
    if (!ms || !open)
        die("no memory");
    signal(SIGPIPE, SIG_IGN);
    start_server(program);
    send_message(hello, sizeof(hello) - 1);
    receive();
    memcpy(open, head, sizeof(head) - 1);
    memcpy(open + sizeof(head) - 1, text.bytes, text.size);
    memcpy(open + sizeof(head) - 1 + text.size, "\"}}}", 4);
    const double began = now_ms();
    send_message(open, sizeof(head) - 1 + text.size + 4);
    receive();
    const double form_ms = now_ms() - began;
    receive();
    printf("%zu clauses, %zu zones, %.1f MB: opened in %.0f ms, checked as a whole after %.0f ms\n",
           clauses, zones, (double)text.size / 1e6, form_ms, now_ms() - began);

    for (size_t i = 0; i + 1 < edits; i += 2) {
        const unsigned at = text.statements[below(text.count)];
        ms[i] = edit(at, 9, 9, "x");
        ms[i + 1] = edit(at, 9, 10, "");
    }
    double worst = report("a letter, without a pause", ms, edits - edits % 2);
    settle(2500);
    const size_t slow = edits / 4 - edits / 4 % 2;
    for (size_t i = 0; i + 1 < slow; i += 2) {
        const unsigned at = text.statements[below(text.count)];
        struct timespec pause = {0, (long)(below(500) + 100) * 1000000};
        ms[i] = edit(at, 9, 9, "x");
        nanosleep(&pause, NULL); /* the check begins, and is called off or not */
        ms[i + 1] = edit(at, 9, 10, "");
        nanosleep(&pause, NULL);
    }
    if (slow) {
        const double p95 = report("a letter, with pauses to check in", ms, slow);
        worst = p95 > worst ? p95 : worst;
    }
    settle(2500);
    for (size_t i = 0; i + 1 < edits; i += 2) {
        static const char *const pieces[] = {
            "  forbid attack by A\\n", "-- a remark\\n", "  keep tank of A out of\\n",
            "clause x \\\"New\\\" verified by M forbid attack by B\\n"};
        const unsigned at = text.statements[below(text.count)];
        ms[i] = edit(at, 0, 0, pieces[below(4)]);
        ms[i + 1] = edit_lines(at, 0, at + 1, 0, "");
    }
    const double p95 = report("a line comes and goes", ms, edits - edits % 2);
    worst = p95 > worst ? p95 : worst;
    row_put(&(struct row){"editor, an edit in a long text, worst p95", "-", ROW_AT_MOST, 50, worst,
                          " ms", "-", "-"});
    printf("worst p95 %.1f ms: %s the 50 ms asked for\n", worst, worst <= 50 ? "within" : "OVER");
    close(to_server);
    wait(NULL);
    free(open);
    free(ms);
    free(text.bytes);
    free(text.statements);
    free(body);
    return worst <= 50 ? 0 : 1;
}

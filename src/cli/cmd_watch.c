/* SPDX-License-Identifier: Apache-2.0
 *
 * truce watch: records in, findings out as they become known. With --state it can be killed at any moment: the state says how
 * much of the input was read and how much of the output it stands for; the output is cut to that, and it goes on from there. */
#include "cli/agreement.h"
#include "cli/cli.h"
#include "cli/inputs.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STATE_LIMIT ((size_t)4 << 30)
#define STATE_RECORDS 1000 /* the state is written after a look when so many records came since */
#define STATE_LOOKS 16     /* or so many looks */
#define HOUR_US INT64_C(3600000000)

static const struct opt watch_opts[] = {
    {"feed", 'f', OPT_TEXT, "FORMAT:FILE", "the records; default ndjson from standard input"},
    {"state", 's', OPT_TEXT, "FILE", "keep the state in FILE, and go on from it"},
    {"out", 'o', OPT_TEXT, "FILE", "write findings to FILE (mode 0600) instead of printing them"},
    {"late", 'l', OPT_TEXT, "FILE", "write what came late or could not be read to FILE"},
    {"every", 0, OPT_TEXT, "D", "look once in so much time of receipt; default 1h"},
    {"settle", 0, OPT_TEXT, "D", "let acts go so long after their time; default 90d"},
    {"keep-all", 0, OPT_FLAG, NULL, "let nothing go: memory grows with the stream"},
    {"draft", 0, OPT_FLAG, NULL, "judge what can be judged"},
};

/* A file that lines are appended to. */
struct lines_out {
    const char *path; /* for messages */
    int fd;
    bool is_ours; /* to be closed */
};

struct watching {
    const struct args *args;
    struct truce_watch_options options;
    struct truce_text format, zone;
    const char *input, *state;
    struct lines_out findings, late;
    struct files_host host;
    struct truce_agreement *agreement;
    struct truce_watch *watch;
    uint64_t skip; /* bytes of the input still to be passed over */
    uint64_t records, looks;
};

/* ------------------------------------------------------------------ arguments */

/* 90s, 30min, 1h, 7d. */
static enum truce_code read_duration(const char *name, const char *text, int64_t *out,
                                     struct truce_error *error)
{
    static const struct {
        const char *name;
        int64_t us;
    } units[] = {{"s", 1000000}, {"min", 60000000}, {"h", HOUR_US}, {"d", 24 * HOUR_US}};
    int64_t number = 0;
    size_t digits = strspn(text, "0123456789");

    for (size_t i = 0; i < digits && digits <= 9; i++)
        number = 10 * number + (text[i] - '0');
    for (size_t i = 0; digits > 0 && digits <= 9 && i < COUNT_OF(units); i++)
        if (strcmp(text + digits, units[i].name) == 0) {
            *out = number * units[i].us;
            return TRUCE_OK;
        }
    return cli_error(error, TRUCE_USAGE,
                     "--%s is \"%.60s\"; write a whole number and s, min, h or d: 90s, 30min, 1h, "
                     "7d",
                     name, text);
}

static enum truce_code check_args(struct watching *w, struct truce_error *error)
{
    const struct args *args = w->args;
    const char *feed = args_value(args, "feed"), *every = args_value(args, "every");
    const char *settle = args_value(args, "settle");
    struct inputs_source source = {.format = truce_text_of("ndjson"), .path = "-"};
    size_t feeds = 0;
    enum truce_code code = TRUCE_OK;

    for (size_t i = 0; i < args->count; i++)
        feeds += args->items[i].opt && strcmp(args->items[i].opt->name, "feed") == 0;
    if (feeds > 1)
        return cli_error(error, TRUCE_USAGE,
                         "a stream is one input: merge several in the order of receipt");
    w->options.every_us = HOUR_US;
    w->options.settle_us = 90 * 24 * HOUR_US;
    w->options.is_draft = args_flag(args, "draft");
    w->options.keeps_all = args_flag(args, "keep-all");
    w->state = args_value(args, "state");
    if (feed)
        code = inputs_feed(feed, &source, error);
    w->format = source.format;
    w->zone = source.zone;
    w->input = source.path;
    if (!code && every)
        code = read_duration("every", every, &w->options.every_us, error);
    if (!code && settle)
        code = read_duration("settle", settle, &w->options.settle_us, error);
    if (!code && strcmp(w->input, "-") == 0 && strcmp(args_operand(args, 0), "-") == 0)
        return cli_error(error, TRUCE_USAGE, "standard input (-) can be read once only");
    return code;
}

/* ------------------------------------------------------------------ agreement */

static enum truce_code put_stderr(void *ctx, const char *bytes, size_t size,
                                  struct truce_error *error)
{
    (void)ctx;
    (void)error;
    (void)fwrite(bytes, 1, size, stderr);
    return TRUCE_OK;
}

static enum truce_code read_agreement(struct watching *w, struct truce_error *error)
{
    const char *path = args_operand(w->args, 0);
    const struct truce_sink sink = {put_stderr, NULL};
    struct truce_problems problems;
    enum truce_code code = agreement_read(path, &w->host, &w->agreement, error);

    if (code)
        return code;
    problems = truce_agreement_problems(w->agreement);
    if (problems.errors == 0 && (problems.open == 0 || w->options.is_draft))
        return TRUCE_OK;
    code = truce_agreement_put_text(w->agreement, false, &sink, error);
    if (code)
        return code;
    return cli_error(error, TRUCE_AGREEMENT, "%.300s %s", path,
                     problems.errors ? "has errors: nothing was watched"
                                     : "is still open, or not judged yet, in places: nothing was "
                                       "watched (--draft judges the rest)");
}

/* ------------------------------------------------------------------ outputs */

static enum truce_code write_error(const struct lines_out *out, struct truce_error *error)
{
    return cli_error(error, TRUCE_IO, "%.300s: %s", out->path, strerror(errno));
}

static enum truce_code put_lines(void *ctx, const char *bytes, size_t size,
                                 struct truce_error *error)
{
    const struct lines_out *out = (const struct lines_out *)ctx;

    while (size > 0) {
        const ssize_t written = write(out->fd, bytes, size);

        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return write_error(out, error);
        bytes += written;
        size -= (size_t)written;
    }
    return TRUCE_OK;
}

static enum truce_code open_out(struct lines_out *out, const char *path, int otherwise,
                                const char *name, struct truce_error *error)
{
    *out = (struct lines_out){.path = path ? path : name, .fd = otherwise};
    if (!path)
        return TRUCE_OK;
    out->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (out->fd < 0)
        return write_error(out, error);
    out->is_ours = true;
    return TRUCE_OK;
}

static void close_out(struct lines_out *out)
{
    if (out->is_ours)
        (void)close(out->fd);
    out->is_ours = false;
}

/* Cut to what the state stands for, where it is a file. */
static enum truce_code cut_out(const struct lines_out *out, uint64_t size, bool is_new,
                               struct truce_error *error)
{
    struct stat st;

    if (fstat(out->fd, &st) != 0)
        return write_error(out, error);
    if (!S_ISREG(st.st_mode) || (is_new && !out->is_ours))
        return TRUCE_OK;
    if (is_new && st.st_size > 0)
        return cli_error(error, TRUCE_IO,
                         "%.300s is not empty and there is no state that it belongs to: nothing "
                         "was overwritten",
                         out->path);
    if ((uint64_t)st.st_size < size)
        return cli_error(error, TRUCE_IO,
                         "%.300s holds less than the state stands for: it is another file, or was "
                         "emptied (write to it by --out FILE or >>)",
                         out->path);
    if (ftruncate(out->fd, (off_t)size) != 0 || lseek(out->fd, 0, SEEK_END) < 0)
        return write_error(out, error);
    return TRUCE_OK;
}

/* ------------------------------------------------------------------ state */

static enum truce_code put_state(const struct watching *w, const struct files_folder *folder,
                                 const char *name, struct truce_error *error)
{
    struct files_out out;
    enum truce_code code = files_out_open(&out, folder, name, true, error);

    out.is_synced = true;
    if (!code) {
        const struct truce_sink sink = files_out_sink(&out);

        code = truce_watch_put_state(w->watch, &sink, error);
    }
    if (!code)
        code = files_out_end(&out, error);
    files_out_close(&out);
    return code;
}

/* First what the state stands for, then the state. */
static enum truce_code write_state(struct watching *w, struct truce_error *error)
{
    const char *slash = strrchr(w->state, '/');
    char parent[FILES_PATH_LIMIT];
    struct files_folder folder = {parent, -1, false};
    enum truce_code code;

    (void)snprintf(parent, sizeof(parent), "%.*s", slash ? (int)(slash - w->state) : 1,
                   slash ? w->state : ".");
    if (slash == w->state)
        (void)snprintf(parent, sizeof(parent), "/");
    if (w->findings.is_ours)
        (void)fsync(w->findings.fd);
    if (w->late.is_ours)
        (void)fsync(w->late.fd);
    folder.fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder.fd < 0)
        return cli_error(error, TRUCE_IO, "%.300s: %s", parent, strerror(errno));
    code = put_state(w, &folder, slash ? slash + 1 : w->state, error);
    files_folder_close(&folder);
    return code;
}

static enum truce_code write_state_when_due(struct watching *w, struct truce_error *error)
{
    const struct truce_watch_counts counts = truce_watch_counts(w->watch);

    if (!w->state || counts.looks == w->looks ||
        (counts.looks - w->looks < STATE_LOOKS && counts.records - w->records < STATE_RECORDS))
        return TRUCE_OK;
    w->looks = counts.looks;
    w->records = counts.records;
    return write_state(w, error);
}

static enum truce_code resume(struct watching *w, struct truce_error *error)
{
    struct truce_watch_position position = {0};
    struct buf state;
    enum truce_code code = TRUCE_OK;
    bool is_new = !w->state || (access(w->state, F_OK) != 0 && errno == ENOENT);

    if (!is_new) {
        struct truce_error inner = {TRUCE_OK, ""};

        buf_init(&state, &mem_libc, STATE_LIMIT);
        code = files_read(w->state, &state, error);
        if (!code && truce_watch_resume(w->watch, (struct truce_text){state.bytes, state.size},
                                        &position, &inner))
            code = cli_error(error, inner.code, "%.200s: %.280s", w->state, inner.text);
        buf_free(&state);
    }
    if (!code)
        code = cut_out(&w->findings, position.findings, is_new, error);
    if (!code && w->late.is_ours) /* standard error holds other things too */
        code = cut_out(&w->late, position.late, is_new, error);
    w->skip = position.consumed;
    w->looks = truce_watch_counts(w->watch).looks;
    w->records = truce_watch_counts(w->watch).records;
    return !code && is_new && w->state ? write_state(w, error) : code;
}

/* ------------------------------------------------------------------ the stream */

static struct truce_watch_sinks sinks_of(struct watching *w)
{
    return (struct truce_watch_sinks){{put_lines, &w->findings}, {put_lines, &w->late}};
}

static enum truce_code take(void *ctx, const char *bytes, size_t size, struct truce_error *error)
{
    struct watching *w = (struct watching *)ctx;
    const struct truce_watch_sinks sinks = sinks_of(w);
    size_t skip = w->skip < size ? (size_t)w->skip : size;
    enum truce_code code;

    w->skip -= skip;
    if (skip == size)
        return TRUCE_OK;
    code = truce_watch_push(w->watch, bytes + skip, size - skip, &sinks, error);
    return code ? code : write_state_when_due(w, error);
}

static enum truce_code watch_all(struct watching *w, struct truce_error *error)
{
    const struct truce_input input = {truce_text_of(w->input), w->format, w->zone, TRUCE_ROLE_FEED};
    const struct files_piece piece = {take, w};
    const struct truce_watch_sinks sinks = sinks_of(w);
    enum truce_code code =
        truce_watch_open(NULL, w->agreement, &w->host.host, &input, &w->options, &w->watch, error);

    if (!code)
        code = resume(w, error);
    if (!code)
        code = files_stream_from(w->input, &w->skip, &piece, error);
    if (!code && w->skip > 0)
        return cli_error(error, TRUCE_INPUT,
                         "%.300s is shorter than what was read of it before: it is another input",
                         strcmp(w->input, "-") == 0 ? "standard input" : w->input);
    if (!code && w->state)
        code = write_state(w, error);
    return code ? code : truce_watch_end(w->watch, &sinks, error);
}

static void tell(const struct watching *w)
{
    const struct truce_watch_counts c = truce_watch_counts(w->watch);

    fprintf(stderr,
            "truce watch: %" PRIu64 " records, %" PRIu64 " could not be read; %" PRIu64
            " lines said, %" PRIu64 " of them take something back\n"
            "  nothing asks about %" PRIu64 "; %" PRIu64 " settled and let go; %" PRIu64
            " came too late to be judged here; %" PRIu64 " held\n",
            c.records, c.rejected, c.findings, c.withdrawn, c.immaterial, c.settled, c.refused,
            c.held);
}

static int run(const struct args *args)
{
    struct watching w = {.args = args, .findings = {.fd = -1}, .late = {.fd = -1}};
    struct truce_error error = {TRUCE_OK, ""};
    enum truce_code code = check_args(&w, &error);

    if (!code)
        code = read_agreement(&w, &error);
    if (!code)
        code = open_out(&w.findings, args_value(args, "out"), STDOUT_FILENO, "standard output",
                        &error);
    if (!code)
        code = open_out(&w.late, args_value(args, "late"), STDERR_FILENO, "standard error", &error);
    if (!code)
        code = watch_all(&w, &error);
    if (!code)
        tell(&w);
    truce_watch_close(w.watch);
    truce_agreement_close(w.agreement);
    close_out(&w.findings);
    close_out(&w.late);
    if (code == TRUCE_USAGE)
        return cli_usage(args, error.text);
    return code ? cli_fail(args, &error) : 0;
}

const struct command command_watch = {
    .name = "watch",
    .operands = "AGREEMENT",
    .summary = "the same as a stream: findings as they become known, with versions",
    .more =
        "Reads records in the order of receipt and prints findings (ndjson) whenever knowledge\n"
        "passes a multiple of --every: new ones as version 1, changed ones with the next version\n"
        "and `supersedes`, those that no longer stand with the verdict \"withdrawn\". What no\n"
        "longer matters is let go: see docs/reference/watch.md. With --state it may be killed at\n"
        "any moment; started again over the same input it writes what it would have written.\n"
        "Without --late, what came late or could not be read is told on standard error.\n",
    .opts = watch_opts,
    .opt_count = COUNT_OF(watch_opts),
    .operand_min = 1,
    .operand_max = 1,
    .run = run,
};

/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"
#include "cli/files.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct opt fmt_opts[] = {
    {"check", 0, OPT_FLAG, NULL, "write nothing; exit 1 if the layout would change"},
    {"out", 'o', OPT_TEXT, "FILE", "write to FILE instead of standard output"},
    {"write", 'w', OPT_FLAG, NULL, "write back to AGREEMENT"},
};

static enum truce_code put_buf(void *ctx, const char *bytes, size_t size, struct truce_error *error)
{
    struct buf *buf = (struct buf *)ctx;

    buf_put(buf, (struct str){bytes, size});
    return buf->failed ? cli_error(error, TRUCE_NO_MEMORY, "there is no memory for it") : TRUCE_OK;
}

static enum truce_code put_file(void *ctx, const struct truce_sink *sink, struct truce_error *error)
{
    const struct buf *buf = (const struct buf *)ctx;

    return sink->put(sink->ctx, buf->bytes, buf->size, error);
}

/* A file that is written back keeps its readers, and is no link to another place. */
static enum truce_code write_back(const char *path, struct buf *buf, struct truce_error *error)
{
    struct stat st;

    if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode))
        return cli_error(error, TRUCE_IO, "%.300s: a plain file is written back, and this is none",
                         path);
    return files_write(path, (st.st_mode & 077) == 0, put_file, buf, error);
}

static enum truce_code finish(const struct args *args, const char *path, struct buf *text,
                              struct buf *formatted, int *status, struct truce_error *error)
{
    const char *out = args_value(args, "out");
    const struct truce_sink sink = cli_stdout();
    const bool is_same = str_eq(buf_str(text), buf_str(formatted));

    *status = 0;
    if (args_flag(args, "check")) {
        *status = is_same ? 0 : 1;
        if (!is_same)
            fprintf(stderr, "%s: its layout would change\n", path);
        return TRUCE_OK;
    }
    if (args_flag(args, "write"))
        return is_same ? TRUCE_OK : write_back(path, formatted, error);
    if (out)
        return files_write(out, false, put_file, formatted, error);
    return sink.put(sink.ctx, formatted->bytes, formatted->size, error);
}

static int fmt(const struct args *args)
{
    const char *path = args_operand(args, 0);
    const bool is_stdin = strcmp(path, "-") == 0;
    const struct truce_sink problems = cli_stdout();
    struct buf text, formatted;
    const struct truce_sink sink = {put_buf, &formatted};
    struct truce_error error;
    enum truce_code code;
    size_t errors = 0;
    int status = 0;

    if (args_flag(args, "check") + args_flag(args, "write") + (args_value(args, "out") != NULL) > 1)
        return cli_usage(args, "--check, --write and --out: one of them");
    if (is_stdin && args_flag(args, "write"))
        return cli_usage(args, "standard input cannot be written back");
    buf_init(&text, &mem_libc, FILES_READ_LIMIT);
    buf_init(&formatted, &mem_libc, 8 * FILES_READ_LIMIT);
    code = files_read(path, &text, &error);
    if (!code)
        code = truce_format(NULL, truce_text_of(path), (struct truce_text){text.bytes, text.size},
                            false, &sink, &problems, &errors, &error);
    if (!code && errors > 0)
        status = truce_exit_status(TRUCE_AGREEMENT);
    else if (!code)
        code = finish(args, path, &text, &formatted, &status, &error);
    buf_free(&formatted);
    buf_free(&text);
    return code ? cli_fail(args, &error) : cli_flush(args, status);
}

const struct command command_fmt = {
    .name = "fmt",
    .operands = "AGREEMENT",
    .summary = "lay out the code of an agreement",
    .more =
        "Prose, words and remarks stay as they are: only blanks and line ends of the code change.\n"
        "A text with errors of form is not laid out; they are shown, and the exit status is 3.\n",
    .opts = fmt_opts,
    .opt_count = COUNT_OF(fmt_opts),
    .operand_min = 1,
    .operand_max = 1,
    .run = fmt,
};

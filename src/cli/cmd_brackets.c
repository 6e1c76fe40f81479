/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"
#include "cli/draft.h"
#include "cli/files.h"

#include <string.h>
#include <sys/stat.h>

static const struct opt brackets_opts[] = {
    {"choose", 'c', OPT_TEXT, "CHOICES",
     "settle brackets: 3=A,5=B or 2=\"20 km\"; may be repeated"},
    {"out", 'o', OPT_TEXT, "FILE", "write the text with the choices made"},
    {"force", 0, OPT_FLAG, NULL, "let --out replace a file that is there"},
    {"by", 0, OPT_TEXT, "ORDER", "article (the default), or party: under each what it proposes"},
    {"json", 0, OPT_FLAG, NULL, "one JSON object instead of text"},
};

static enum truce_code put_source(void *ctx, const struct truce_sink *sink,
                                  struct truce_error *error)
{
    return truce_draft_put_source((struct truce_draft *)ctx, sink, error);
}

/* The folder of a path: what its text loads is looked for there. */
static void folder_of(const char *path, char folder[FILES_PATH_LIMIT])
{
    const char *slash = strrchr(path, '/');

    if (!slash)
        (void)snprintf(folder, FILES_PATH_LIMIT, ".");
    else
        (void)snprintf(folder, FILES_PATH_LIMIT, "%.*s", (int)(slash - path) + 1, path);
}

static bool is_same_folder(const char *a, const char *b)
{
    char folders[2][FILES_PATH_LIMIT];
    struct stat st[2];

    folder_of(strcmp(a, "-") == 0 ? "" : a, folders[0]);
    folder_of(b, folders[1]);
    if (stat(folders[0], &st[0]) != 0 || stat(folders[1], &st[1]) != 0)
        return true; /* the writing will say why */
    return st[0].st_dev == st[1].st_dev && st[0].st_ino == st[1].st_ino;
}

static enum truce_code write_out(const struct args *args, struct truce_draft *draft,
                                 struct truce_error *error)
{
    const char *path = args_operand(args, 0), *out = args_value(args, "out");
    struct stat st;

    if (!args_flag(args, "force") && lstat(out, &st) == 0)
        return cli_error(error, TRUCE_IO, "%.300s is there already; --force replaces it", out);
    if (!is_same_folder(path, out))
        fputs("truce brackets: the text is written into another folder: the files that it loads "
              "must lie beside it there too\n",
              stderr);
    return files_write(out, false, put_source, draft, error);
}

static enum truce_code choose(const struct args *args, struct truce_draft *draft,
                              enum truce_form form, size_t *errors, struct truce_error *error)
{
    const struct truce_sink sink = form == TRUCE_FORM_JSON ? cli_stdout() : draft_safe_stdout();
    enum truce_code code = TRUCE_OK;

    for (size_t i = 0; i < args->count && !code; i++) {
        const struct arg *arg = &args->items[i];

        if (arg->opt && strcmp(arg->opt->name, "choose") == 0)
            code = truce_draft_choose(draft, truce_text_of(arg->value), error);
    }
    if (!code && args_value(args, "out"))
        code = write_out(args, draft, error);
    if (!code)
        code = truce_draft_put_choice(draft, form, &sink, errors, error);
    return code;
}

static enum truce_code put_table(struct truce_draft *draft, enum truce_form form, bool by_party,
                                 size_t *errors, struct truce_error *error)
{
    const struct truce_sink sink = form == TRUCE_FORM_JSON ? cli_stdout() : draft_safe_stdout();

    return truce_draft_put_brackets(draft, form,
                                    by_party ? TRUCE_BRACKETS_BY_PARTY : TRUCE_BRACKETS_BY_ARTICLE,
                                    &sink, errors, error);
}

static enum truce_code open_draft(const char *path, struct files_host *host,
                                  struct truce_draft **draft, struct truce_error *error)
{
    struct buf text;
    enum truce_code code;

    *draft = NULL;
    buf_init(&text, &mem_libc, FILES_READ_LIMIT);
    code = files_host_init(host, path, error);
    if (!code)
        code = files_read(path, &text, error);
    if (!code)
        code =
            truce_draft_open(NULL, truce_text_of(path), (struct truce_text){text.bytes, text.size},
                             &host->host, draft, error);
    buf_free(&text);
    return code;
}

static int brackets(const struct args *args)
{
    const enum truce_form form = args_flag(args, "json") ? TRUCE_FORM_JSON : TRUCE_FORM_TEXT;
    const char *order = args_value(args, "by");
    const bool by_party = order && strcmp(order, "party") == 0;
    const bool is_choice = args_value(args, "choose") != NULL;
    struct truce_draft *draft;
    struct truce_error error;
    struct files_host host;
    enum truce_code code;
    size_t errors = 0;

    if (order && !by_party && strcmp(order, "article") != 0)
        return cli_usage(args, "--by is article or party");
    if (args_value(args, "out") && !is_choice)
        return cli_usage(args, "--out needs --choose: what is to be settled");
    if (args_value(args, "out") && strcmp(args_value(args, "out"), "-") == 0)
        return cli_usage(args, "--out is the name of a file");
    code = open_draft(args_operand(args, 0), &host, &draft, &error);
    if (!code && is_choice)
        code = choose(args, draft, form, &errors, &error);
    else if (!code)
        code = put_table(draft, form, by_party, &errors, &error);
    truce_draft_close(draft);
    if (code == TRUCE_USAGE)
        return cli_usage(args, error.text);
    if (code)
        return cli_fail(args, &error);
    return cli_flush(args, errors > 0 ? truce_exit_status(TRUCE_AGREEMENT) : 0);
}

const struct command command_brackets = {
    .name = "brackets",
    .operands = "AGREEMENT",
    .summary = "the open points of a draft, and what each choice would do",
    .more =
        "Each bracket has a number, in the order of the text. Under each proposal stands what it "
        "alone\n"
        "would make an error or a hole, at the end what one party's proposals would together.\n"
        "--choose settles brackets: NUMBER=PARTY, or NUMBER=\"VALUE\" where words leave it open "
        "or\n"
        "where a value is agreed that nobody proposed. With --out the text is written with these\n"
        "choices made, and nothing else changed; exit status 3 where it has errors then. The file\n"
        "is not replaced where it is there, unless --force is given.\n",
    .opts = brackets_opts,
    .opt_count = COUNT_OF(brackets_opts),
    .operand_min = 1,
    .operand_max = 1,
    .run = brackets,
};

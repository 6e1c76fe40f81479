/* SPDX-License-Identifier: Apache-2.0
 *
 * truce backtest: one or more drafts, their brackets settled this way and that, over what was observed. */
#include "cli/agreement.h"
#include "cli/cli.h"
#include "cli/inputs.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct opt backtest_opts[] = {
    {"feed", 'f', OPT_TEXT, "FORMAT:FILE", "observations to read; may be repeated"},
    {"coverage", 'c', OPT_TEXT, "FILE", "who looked where and when (ndjson); may be repeated"},
    {"choose", 0, OPT_TEXT, "CHOICES",
     "a draft with brackets settled so: 3=A,5=B; each --choose is one draft"},
    {"all", 'a', OPT_FLAG, NULL, "a draft for every combination of the proposals"},
    {"from", 0, OPT_TEXT, "DAY", "move all dates: the first draft enters into force on DAY"},
    {"as-known-at", 0, OPT_TIME, "TIME", "leave out what became known after TIME"},
    {"worlds", 'w', OPT_TEXT, "N", "draw N histories besides the exact figures"},
    {"seed", 0, OPT_TEXT, "S", "of the draws; 1 unless given"},
    {"threads", 0, OPT_TEXT, "N", "how many; those that are there unless given"},
    {"json", 0, OPT_FLAG, NULL, "one JSON object instead of text"},
    {"out", 'o', OPT_TEXT, "FILE.html|DIR",
     "write the page, or into DIR backtest.html and backtest.json"},
};

struct test {
    const struct args *args;
    struct truce_backtest_options options;
    struct truce_backtest *backtest;
    struct files_host hosts[OPT_ARGS_LIMIT > 64 ? 64 : OPT_ARGS_LIMIT]; /* of the drafts */
    struct truce_agreement *agreement;                                  /* the first */
    struct truce_facts *facts;
};

/* -------------------------------------------------------------- arguments */

static enum truce_code read_number(const char *name, const char *text, uint64_t limit,
                                   uint64_t *out, struct truce_error *error)
{
    int64_t value;

    if (!text)
        return TRUCE_OK;
    if (!str_to_i64(str_z(text), &value) || value < 0 || (uint64_t)value > limit)
        return cli_error(error, TRUCE_USAGE,
                         "--%s is \"%.60s\"; it is a whole number from 0 to %llu", name, text,
                         (unsigned long long)limit);
    *out = (uint64_t)value;
    return TRUCE_OK;
}

static enum truce_code read_options(struct test *t, struct truce_error *error)
{
    const struct args *args = t->args;
    uint64_t worlds = 0, seed = 1, threads;
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    enum truce_code code;

    threads = online > 0 && online < 256 ? (uint64_t)online : 1;
    code = read_number("worlds", args_value(args, "worlds"), TRUCE_BACKTEST_WORLDS, &worlds, error);
    if (!code)
        code = read_number("seed", args_value(args, "seed"), INT64_MAX, &seed, error);
    if (!code)
        code = read_number("threads", args_value(args, "threads"), 256, &threads, error);
    t->options = (struct truce_backtest_options){.known_at_us = TRUCE_EVERYTHING,
                                                 .worlds = (size_t)worlds,
                                                 .seed = seed,
                                                 .threads = (unsigned)threads};
    if (args_value(args, "from"))
        t->options.from = truce_text_of(args_value(args, "from"));
    for (size_t i = 0; i < args->count; i++)
        if (args->items[i].opt && args->items[i].opt->type == OPT_TIME)
            t->options.known_at_us = args->items[i].at_us;
    return code;
}

static enum truce_code check_args(struct test *t, struct truce_error *error)
{
    size_t feeds = 0, streams = 0;
    const struct args *args = t->args;

    for (size_t i = 0; i < args->count; i++) {
        const struct arg *arg = &args->items[i];
        struct inputs_source source;

        if (!arg->opt) {
            streams += strcmp(arg->value, "-") == 0;
        } else if (strcmp(arg->opt->name, "feed") == 0) {
            const enum truce_code code = inputs_feed(arg->value, &source, error);

            if (code)
                return code;
            streams += strcmp(source.path, "-") == 0;
            feeds++;
        } else if (strcmp(arg->opt->name, "coverage") == 0) {
            streams += strcmp(arg->value, "-") == 0;
        }
    }
    if (feeds == 0)
        return cli_error(error, TRUCE_USAGE, "it needs observations: --feed FORMAT:FILE");
    if (streams > 1)
        return cli_error(error, TRUCE_USAGE, "standard input (-) can be read once only");
    if (args_value(args, "choose") && args_operand(args, 1))
        return cli_error(error, TRUCE_USAGE, "--choose settles the brackets of one draft");
    return read_options(t, error);
}

/* -------------------------------------------------------------- drafts */

static enum truce_code put_stderr(void *ctx, const char *bytes, size_t size,
                                  struct truce_error *error)
{
    (void)ctx;
    (void)error;
    (void)fwrite(bytes, 1, size, stderr);
    return TRUCE_OK;
}

static enum truce_code refuse(const struct truce_agreement *agreement, const char *path,
                              struct truce_error *error)
{
    const struct truce_sink sink = {put_stderr, NULL};
    const enum truce_code code = truce_agreement_put_text(agreement, false, &sink, error);

    if (code)
        return code;
    return cli_error(error, TRUCE_AGREEMENT, "%.300s has errors: nothing was tried", path);
}

/* The draft itself, each chosen set, or every combination. */
static enum truce_code add_choices(struct test *t, struct truce_draft *draft,
                                   struct truce_error *error)
{
    const struct args *args = t->args;
    enum truce_code code = TRUCE_OK;
    bool is_chosen = false;

    for (size_t i = 0; !code && i < args->count; i++) {
        const struct arg *arg = &args->items[i];

        if (!arg->opt || strcmp(arg->opt->name, "choose") != 0)
            continue;
        is_chosen = true;
        truce_draft_forget(draft);
        code = truce_draft_choose(draft, truce_text_of(arg->value), error);
        if (!code)
            code = args_flag(args, "all") ? truce_backtest_add_all(t->backtest, draft, error)
                                          : truce_backtest_add(t->backtest, draft, error);
    }
    if (code || is_chosen)
        return code;
    return args_flag(args, "all") ? truce_backtest_add_all(t->backtest, draft, error)
                                  : truce_backtest_add(t->backtest, draft, error);
}

static enum truce_code add_draft(struct test *t, const char *path, struct files_host *host,
                                 bool is_first, struct truce_error *error)
{
    struct truce_agreement *agreement = NULL;
    struct truce_draft *draft = NULL;
    struct buf text;
    enum truce_code code;

    buf_init(&text, &mem_libc, FILES_READ_LIMIT);
    code = files_host_init(host, path, error);
    if (!code)
        code = files_read(path, &text, error);
    if (!code)
        code = truce_agreement_open(NULL, truce_text_of(path),
                                    (struct truce_text){text.bytes, text.size}, &host->host,
                                    &agreement, error);
    if (!code && truce_agreement_problems(agreement).errors > 0)
        code = refuse(agreement, path, error);
    if (!code)
        code =
            truce_draft_open(NULL, truce_text_of(path), (struct truce_text){text.bytes, text.size},
                             &host->host, &draft, error);
    if (!code)
        code = add_choices(t, draft, error);
    buf_free(&text);
    truce_draft_close(draft);
    if (is_first && !code)
        t->agreement = agreement;
    else
        truce_agreement_close(agreement);
    return code;
}

static enum truce_code add_drafts(struct test *t, struct truce_error *error)
{
    enum truce_code code = truce_backtest_open(NULL, &t->options, &t->backtest, error);
    size_t left_out;

    for (size_t i = 0; !code && args_operand(t->args, i); i++)
        code = add_draft(t, args_operand(t->args, i), &t->hosts[i], i == 0, error);
    left_out = t->backtest ? truce_backtest_left_out(t->backtest) : 0;
    if (!code && left_out)
        fprintf(stderr, "truce backtest: %zu combination%s left out: the text would have errors\n",
                left_out, left_out == 1 ? " was" : "s were");
    return code;
}

/* -------------------------------------------------------------- inputs and outputs */

static enum truce_code read_inputs(struct test *t, struct truce_error *error)
{
    enum truce_code code =
        truce_facts_open(NULL, t->agreement, &t->hosts[0].host, &t->facts, error);

    for (size_t i = 0; !code && i < t->args->count; i++) {
        const struct arg *arg = &t->args->items[i];
        struct inputs_source source = {
            .format = truce_text_of("ndjson"), .path = arg->value, .role = TRUCE_ROLE_COVERAGE};

        if (!arg->opt)
            continue;
        if (strcmp(arg->opt->name, "feed") == 0)
            code = inputs_feed(arg->value, &source, error);
        else if (strcmp(arg->opt->name, "coverage") != 0)
            continue;
        if (!code)
            code = inputs_read(t->args, t->facts, &source, error);
    }
    return code;
}

static enum truce_code put_html(void *ctx, const struct truce_sink *sink, struct truce_error *error)
{
    return truce_backtest_put((const struct truce_backtest *)ctx, TRUCE_BACKTEST_HTML, sink, error);
}

static enum truce_code put_json(void *ctx, const struct truce_sink *sink, struct truce_error *error)
{
    return truce_backtest_put((const struct truce_backtest *)ctx, TRUCE_BACKTEST_JSON, sink, error);
}

static enum truce_code write_out(struct test *t, const char *out, struct truce_error *error)
{
    char path[FILES_PATH_LIMIT];
    enum truce_code code;

    if (str_ends(str_z(out), STR(".html")))
        return files_write(out, false, put_html, t->backtest, error);
    if (strlen(out) + 16 > sizeof path)
        return cli_error(error, TRUCE_USAGE, "--out is too long");
    if (mkdir(out, 0777) != 0) {
        struct stat st;

        if (stat(out, &st) != 0 || !S_ISDIR(st.st_mode))
            return cli_error(error, TRUCE_IO, "%.300s is no folder, and none could be made", out);
    }
    (void)snprintf(path, sizeof path, "%s/backtest.html", out);
    code = files_write(path, false, put_html, t->backtest, error);
    (void)snprintf(path, sizeof path, "%s/backtest.json", out);
    return code ? code : files_write(path, false, put_json, t->backtest, error);
}

static enum truce_code run_all(struct test *t, struct truce_error *error)
{
    const struct truce_sink sink = cli_stdout();
    const char *out = args_value(t->args, "out");
    const bool is_json = args_flag(t->args, "json");
    enum truce_code code = check_args(t, error);

    if (!code)
        code = add_drafts(t, error);
    if (!code)
        code = read_inputs(t, error);
    if (!code)
        code = truce_backtest_run(t->backtest, t->facts, error);
    if (!code && out)
        code = write_out(t, out, error);
    if (!code)
        code = truce_backtest_put(t->backtest, is_json ? TRUCE_BACKTEST_JSON : TRUCE_BACKTEST_TEXT,
                                  &sink, error);
    return code;
}

static int backtest(const struct args *args)
{
    static const size_t limit = sizeof(((struct test *)NULL)->hosts) / sizeof(struct files_host);
    struct test *test = NULL;
    struct truce_error error = {TRUCE_OK, ""};
    enum truce_code code;

    if (args_operand(args, limit))
        return cli_usage(args, "at most 64 drafts by name; --all settles the brackets of one");
    test = (struct test *)mem_libc.resize(mem_libc.ctx, NULL, 0, sizeof *test);
    if (!test) {
        (void)cli_error(&error, TRUCE_NO_MEMORY, "no memory");
        return cli_fail(args, &error);
    }
    memset(test, 0, sizeof *test);
    test->args = args;
    code = run_all(test, &error);
    truce_backtest_close(test->backtest);
    truce_facts_close(test->facts);
    truce_agreement_close(test->agreement);
    (void)mem_libc.resize(mem_libc.ctx, test, sizeof *test, 0);
    if (code == TRUCE_USAGE)
        return cli_usage(args, error.text);
    if (code)
        return cli_fail(args, &error);
    return cli_flush(args, 0);
}

const struct command command_backtest = {
    .name = "backtest",
    .operands = "DRAFT...",
    .summary = "what past observations would have meant under one or more drafts",
    .more =
        "Prints for each draft and clause the violations to be expected, by party, the gates that\n"
        "would have been reached, lengths and areas, and what differs from the first draft. A\n"
        "draft with brackets is tried as it stands, with what --choose settles, or with --all in\n"
        "every combination. History has no decisions: a gate on which a body would decide opens\n"
        "when it is met, at the end of a phase also when it cannot be told.\n"
        "--worlds draws histories that the observations leave possible, the same for every draft,\n"
        "and says in what range 95 % of them lie.\n",
    .opts = backtest_opts,
    .opt_count = COUNT_OF(backtest_opts),
    .operand_min = 1,
    .operand_max = OPT_ARGS_LIMIT,
    .run = backtest,
};

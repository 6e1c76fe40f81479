/* SPDX-License-Identifier: Apache-2.0
 *
 * truce run: check the agreement, read the inputs, hold the one against the other, write. Files are
 * written before anything is printed, and the manifest last, so that a folder with a manifest is
 * whole. */
#include "cli/agreement.h"
#include "cli/cli.h"
#include "cli/inputs.h"
#include "cli/origin.h"
#include "cli/outputs.h"

#include <inttypes.h>
#include <string.h>

#define TOLD 10 /* notices and warnings shown */

static const struct opt run_opts[] = {
    {"feed", 'f', OPT_TEXT, "FORMAT:FILE", "observations to read; may be repeated"},
    {"decisions", 'd', OPT_TEXT, "FILE",
     "rulings, certificates and decisions (ndjson); may be repeated"},
    {"coverage", 'c', OPT_TEXT, "FILE", "who looked where and when (ndjson); may be repeated"},
    {"as-known-at", 0, OPT_TIME, "TIME", "leave out what became known after TIME"},
    {"after", 0, OPT_TEXT, "DIR",
     "an earlier run: versions go on from its findings, and what changed is told"},
    {"audience", 0, OPT_TEXT, "public|restricted",
     "restricted also writes exact files for few eyes"},
    {"draft", 0, OPT_FLAG, NULL, "judge what can be judged, list brackets and the rest"},
    {"out", 'o', OPT_TEXT, "DIR", "write findings, report and manifest into DIR"},
    {"json", 0, OPT_FLAG, NULL, "print summary.json instead of text"},
    {"threads", 0, OPT_TEXT, "N", "use at most N threads; without it, one for each core"},
    {"exit-status", 'e', OPT_FLAG, NULL,
     "exit 1 if there is a violation or a duty late or breached"},
};

struct run {
    const struct args *args;
    enum truce_audience audience;
    struct truce_run_options options;
    unsigned threads; /* 0: one for each core */
    const char *out;
    struct files_folder folder;
    struct files_host host;
    struct truce_agreement *agreement;
    struct truce_facts *facts;
    struct truce_outcome *outcome;
};

/* ------------------------------------------------------------------ arguments */

/* The n-th argument as an input; false when it is none. */
static enum truce_code read_source(const struct arg *arg, struct inputs_source *source,
                                   bool *is_source, struct truce_error *error)
{
    *source = (struct inputs_source){.format = truce_text_of("ndjson")};
    *is_source = false;
    if (!arg->opt)
        return TRUCE_OK;
    *is_source = true;
    source->path = arg->value;
    if (strcmp(arg->opt->name, "feed") == 0)
        return inputs_feed(arg->value, source, error);
    if (strcmp(arg->opt->name, "decisions") == 0)
        source->role = TRUCE_ROLE_DECISIONS;
    else if (strcmp(arg->opt->name, "coverage") == 0)
        source->role = TRUCE_ROLE_COVERAGE;
    else
        *is_source = false;
    return TRUCE_OK;
}

static enum truce_code read_threads(const struct args *args, unsigned *threads,
                                    struct truce_error *error)
{
    const char *value = args_value(args, "threads");
    int64_t n = 0;

    if (value && (!str_to_i64(str_z(value), &n) || n < 1 || n > 1000))
        return cli_error(error, TRUCE_USAGE, "--threads is \"%.60s\"; it is 1 to 1000", value);
    *threads = (unsigned)n;
    return TRUCE_OK;
}

/* All that can be wrong with the arguments, before anything is read. */
static enum truce_code check_args(struct run *run, struct truce_error *error)
{
    const struct args *args = run->args;
    const char *audience = args_value(args, "audience");
    size_t feeds = 0;
    size_t streams = strcmp(args_operand(args, 0), "-") == 0;

    run->options.known_at_us = TRUCE_EVERYTHING;
    for (size_t i = 0; i < args->count; i++) {
        const struct arg *arg = &args->items[i];
        struct inputs_source source;
        bool is_source;
        const enum truce_code code = read_source(arg, &source, &is_source, error);

        if (code)
            return code;
        if (arg->opt && arg->opt->type == OPT_TIME)
            run->options.known_at_us = arg->at_us;
        if (!is_source)
            continue;
        feeds += source.role == TRUCE_ROLE_FEED;
        streams += strcmp(source.path, "-") == 0;
    }
    if (feeds == 0)
        return cli_error(error, TRUCE_USAGE, "it needs observations: --feed FORMAT:FILE");
    if (streams > 1)
        return cli_error(error, TRUCE_USAGE, "standard input (-) can be read once only");
    if (audience && strcmp(audience, "public") != 0 && strcmp(audience, "restricted") != 0)
        return cli_error(error, TRUCE_USAGE, "--audience is \"%.60s\"; it is public or restricted",
                         audience);
    run->audience =
        audience && strcmp(audience, "restricted") == 0 ? TRUCE_RESTRICTED : TRUCE_PUBLIC;
    run->options.is_draft = args_flag(args, "draft");
    run->out = args_value(args, "out");
    return read_threads(args, &run->threads, error);
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

static enum truce_code refuse(struct run *run, const char *path, const char *why,
                              struct truce_error *error)
{
    const struct truce_sink sink = {put_stderr, NULL};
    const enum truce_code code = truce_agreement_put_text(run->agreement, false, &sink, error);

    if (code)
        return code;
    return cli_error(error, TRUCE_AGREEMENT, "%.300s %s", path, why);
}

static enum truce_code read_agreement(struct run *run, struct truce_error *error)
{
    const char *path = args_operand(run->args, 0);
    struct truce_problems problems;
    enum truce_code code = agreement_read(path, &run->host, &run->agreement, error);

    if (code)
        return code;
    problems = truce_agreement_problems(run->agreement);
    if (problems.errors > 0)
        return refuse(run, path, "has errors: nothing was run", error);
    if (problems.open > 0 && !run->options.is_draft)
        return refuse(run, path,
                      "is still open, or not judged yet, in places: nothing was run (--draft "
                      "judges the rest)",
                      error);
    if (problems.holes + problems.warnings > 0)
        fprintf(stderr, "truce run: %zu place%s of %s %s worth a look: see `truce check %s`\n",
                problems.holes + problems.warnings,
                problems.holes + problems.warnings == 1 ? "" : "s", path,
                problems.holes + problems.warnings == 1 ? "is" : "are", path);
    return TRUCE_OK;
}

/* ------------------------------------------------------------------ inputs */

static enum truce_code read_inputs(struct run *run, struct truce_error *error)
{
    enum truce_code code =
        truce_facts_open(NULL, run->agreement, &run->host.host, &run->facts, error);

    if (!code)
        truce_facts_set_threads(run->facts, run->threads);
    for (size_t i = 0; !code && i < run->args->count; i++) {
        struct inputs_source source;
        bool is_source;

        code = read_source(&run->args->items[i], &source, &is_source, error);
        if (!code && is_source)
            code = inputs_read(run->args, run->facts, &source, error);
    }
    return code;
}

/* ------------------------------------------------------------------ results */

static void tell(const struct truce_text text, uint64_t count)
{
    fputs("truce run: ", stderr);
    cli_put_safe(stderr, text);
    if (count > 1)
        fprintf(stderr, " (%" PRIu64 " times)", count);
    fputc('\n', stderr);
}

/* The printed summary has the outcome's warnings; summary.json has not. */
static void tell_warnings(const struct run *run)
{
    const size_t notices = truce_facts_notice_count(run->facts);
    const size_t warnings =
        args_flag(run->args, "json") ? truce_outcome_warning_count(run->outcome) : 0;
    size_t told = 0;

    for (size_t i = 0; i < notices && told < TOLD; i++, told++) {
        const struct truce_notice notice = truce_facts_notice(run->facts, i);

        tell(notice.text, notice.count);
    }
    for (size_t i = 0; i < warnings && told < TOLD; i++, told++)
        tell(truce_outcome_warning(run->outcome, i), 1);
    if (notices + warnings > told)
        fprintf(stderr, "truce run: and %zu more of this kind\n", notices + warnings - told);
}

static bool found_something(const struct truce_outcome *outcome)
{
    return truce_outcome_count(outcome, TRUCE_VIOLATION) > 0 ||
           truce_outcome_count(outcome, TRUCE_LATE) > 0 ||
           truce_outcome_count(outcome, TRUCE_BREACHED) > 0;
}

#define EARLIER_LIMIT ((size_t)4 << 30) /* bytes of an earlier findings.ndjson */

/* The earlier run is one of the same text, and its findings are as they were written. */
static enum truce_code check_earlier(const struct run *run, const char *dir,
                                     const struct buf *findings, struct truce_error *error)
{
    char path[FILES_PATH_LIMIT];
    const struct truce_hash own = truce_agreement_hash(run->agreement);
    struct truce_manifest *manifest = NULL;
    struct truce_hasher *hasher = NULL;
    struct truce_hash hash = {{0}};
    struct truce_error inner = {TRUCE_OK, ""};
    struct buf bytes;
    bool is_whole = false;
    enum truce_code code;

    (void)snprintf(path, sizeof(path), "%.4000s/manifest.json", dir);
    buf_init(&bytes, &mem_libc, FILES_READ_LIMIT);
    code = files_read(path, &bytes, error);
    if (!code &&
        truce_manifest_open(NULL, (struct truce_text){bytes.bytes, bytes.size}, &manifest, &inner))
        code = cli_error(error, inner.code, "%.200s: %.280s", path, inner.text);
    if (!code && memcmp(truce_manifest_input(manifest, 0).hash.bytes, own.bytes, sizeof(own.bytes)))
        code = cli_error(error, TRUCE_INPUT,
                         "%.300s is a run of another text: versions go on only under the same "
                         "agreement (SHA-256)",
                         dir);
    if (!code)
        code = truce_hasher_open(NULL, &hasher, error);
    if (!code)
        code = truce_hasher_add(hasher, findings->bytes, findings->size, error);
    if (!code)
        code = truce_hasher_end(hasher, &hash, error);
    for (size_t i = 0; !code && i < truce_manifest_output_count(manifest); i++) {
        const struct truce_manifest_file file = truce_manifest_output(manifest, i);

        is_whole |= file.name.size == strlen("findings.ndjson") &&
                    memcmp(file.name.bytes, "findings.ndjson", file.name.size) == 0 &&
                    memcmp(file.hash.bytes, hash.bytes, sizeof(hash.bytes)) == 0;
    }
    if (!code && !is_whole)
        code =
            cli_error(error, TRUCE_INPUT,
                      "%.300s/findings.ndjson is not as it was written: its SHA-256 differs from "
                      "the manifest's",
                      dir);
    truce_hasher_close(hasher);
    truce_manifest_close(manifest);
    buf_free(&bytes);
    return code;
}

static enum truce_code read_earlier(const struct run *run, struct truce_error *error)
{
    const char *dir = args_value(run->args, "after");
    char path[FILES_PATH_LIMIT];
    struct truce_error inner = {TRUCE_OK, ""};
    struct buf bytes;
    enum truce_code code;

    if (!dir)
        return TRUCE_OK;
    if (run->out && files_are_same(dir, run->out))
        return cli_error(error, TRUCE_USAGE,
                         "--after and --out are one folder: what was said before would be lost; "
                         "give another --out");
    if (snprintf(path, sizeof(path), "%s/findings.ndjson", dir) >= (int)sizeof(path))
        return cli_error(error, TRUCE_USAGE, "--after %.200s...: the path is too long", dir);
    buf_init(&bytes, &mem_libc, EARLIER_LIMIT);
    code = files_read(path, &bytes, error);
    if (!code)
        code = check_earlier(run, dir, &bytes, error);
    if (!code &&
        truce_outcome_after(run->outcome, (struct truce_text){bytes.bytes, bytes.size}, &inner))
        code = cli_error(error, inner.code, "%.200s: %.280s", path, inner.text);
    buf_free(&bytes);
    return code;
}

static void tell_changes(const struct run *run)
{
    if (!truce_outcome_is_after(run->outcome))
        return;
    printf("\nSince the run in %s: %zu new findings, %zu revised, %zu taken back%s\n",
           args_value(run->args, "after"), truce_outcome_change_count(run->outcome, TRUCE_NEW),
           truce_outcome_change_count(run->outcome, TRUCE_REVISED),
           truce_outcome_change_count(run->outcome, TRUCE_WITHDRAWN),
           run->out ? ": see changes.ndjson" : "");
}

/* Where the agreement and the inputs lie, in the order read. */
static enum truce_code write_origin(const struct run *run, struct truce_error *error)
{
    enum truce_code code;
    struct buf lines;

    buf_init(&lines, &mem_libc, FILES_READ_LIMIT);
    origin_put(&lines, &run->folder, args_operand(run->args, 0));
    for (size_t i = 0; i < run->args->count; i++) {
        struct inputs_source source;
        bool is_source;

        if (!read_source(&run->args->items[i], &source, &is_source, error) && is_source)
            origin_put(&lines, &run->folder, source.path);
    }
    code = origin_write(&run->folder, &lines, error);
    buf_free(&lines);
    return code;
}

static enum truce_code put_results(const struct run *run, struct truce_error *error)
{
    const struct truce_sink sink = cli_stdout();
    const bool is_json = args_flag(run->args, "json");
    enum truce_code code = TRUCE_OK;

    if (run->out)
        code = outputs_write(&run->folder, run->outcome, run->audience, run->threads, error);
    if (!code && run->out)
        code = write_origin(run, error);
    if (!code)
        code = truce_outcome_put(run->outcome,
                                 is_json ? TRUCE_OUTPUT_SUMMARY_JSON : TRUCE_OUTPUT_SUMMARY_TEXT,
                                 run->audience, &sink, error);
    if (!code && !is_json)
        tell_changes(run);
    if (!code && run->out && !is_json)
        printf("\nReport: %s/%s\n", run->out, outputs_report(run->audience));
    return code;
}

static enum truce_code run_all(struct run *run, struct truce_error *error)
{
    enum truce_code code = check_args(run, error);

    if (!code && run->out)
        code = outputs_open(&run->folder, run->out, error);
    if (!code)
        code = read_agreement(run, error);
    if (!code)
        code = read_inputs(run, error);
    if (!code)
        code = truce_run(run->agreement, run->facts, &run->options, &run->outcome, error);
    if (!code)
        code = read_earlier(run, error);
    if (code)
        return code;
    tell_warnings(run);
    return put_results(run, error);
}

static int run(const struct args *args)
{
    struct run run = {.args = args, .folder = {.fd = -1}};
    struct truce_error error = {TRUCE_OK, ""};
    const enum truce_code code = run_all(&run, &error);
    int status = 0;

    if (!code && args_flag(args, "exit-status") && found_something(run.outcome))
        status = 1;
    truce_outcome_close(run.outcome);
    truce_facts_close(run.facts);
    truce_agreement_close(run.agreement);
    files_folder_close(&run.folder);
    if (code == TRUCE_USAGE)
        return cli_usage(args, error.text);
    if (code)
        return cli_fail(args, &error);
    return cli_flush(args, status);
}

const struct command command_run = {
    .name = "run",
    .operands = "AGREEMENT",
    .summary = "hold an agreement against observations: findings and a report",
    .more =
        "FORMAT is ndjson, csv, ucdp, firms or osce-daily; FORMAT[zone=Europe/Kyiv] says where\n"
        "times without an offset are from. A FILE (or AGREEMENT) of - is standard input.\n"
        "Prints a summary. With --out, DIR gets findings.csv, findings.geojson, phases.json,\n"
        "summary.json, report.html and manifest.json, and, for you alone (mode 0600),\n"
        "findings.ndjson, rejected.ndjson, late.ndjson and, with --after, changes.ndjson; "
        "--audience restricted adds\n"
        "report.restricted.html, findings.restricted.csv, findings.restricted.geojson and\n"
        "tasking.restricted.json, what to look for.\n"
        "DIR is new, empty, or an earlier run's, which is replaced.\n",
    .opts = run_opts,
    .opt_count = COUNT_OF(run_opts),
    .operand_min = 1,
    .operand_max = 1,
    .run = run,
};

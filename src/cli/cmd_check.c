/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/agreement.h"
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct opt check_opts[] = {
    {"sources", 's', OPT_TEXT, "PLAN", "a monitoring plan: also tell what nobody would see"},
    {"geojson", 0, OPT_TEXT, "FILE", "write the ground and the cases of the findings as a map"},
    {"json", 0, OPT_FLAG, NULL, "one JSON object instead of text"},
    {"sarif", 0, OPT_FLAG, NULL, "SARIF 2.1.0 instead of text"},
    {"exit-status", 'e', OPT_FLAG, NULL, "exit 1 if there are holes or warnings"},
};

/* Colour on a terminal only, and not where it is unwanted. */
static bool wants_colour(void)
{
    const char *no_color = getenv("NO_COLOR");

    return isatty(STDOUT_FILENO) && !(no_color && no_color[0]);
}

static void put_count(size_t count, const char *what, const char **before)
{
    if (!count)
        return;
    fprintf(stderr, "%s%zu %s%s", *before, count, what, count == 1 ? "" : "s");
    *before = ", ";
}

/* The last line, on standard error: "2 holes, 1 warning; 9 provisions judged, 1 scheduled, …". */
static void put_summary(const struct truce_problems *problems,
                        const struct truce_provisions *provisions)
{
    const char *before = "";
    const size_t all = problems->errors + problems->holes + problems->warnings + problems->notes;

    if (!all && !isatty(STDERR_FILENO))
        return; /* quiet when all is well */
    put_count(problems->errors, "error", &before);
    put_count(problems->holes, "hole", &before);
    put_count(problems->warnings, "warning", &before);
    put_count(problems->notes, "note", &before);
    fputs(all ? "" : "nothing to report", stderr);
    if (!problems->errors)
        fprintf(stderr,
                "; provisions: %zu judged, %zu scheduled, %zu open, %zu not judged yet, %zu prose",
                provisions->judged, provisions->scheduled, provisions->open,
                provisions->not_judged_yet, provisions->prose);
    fputs("\n", stderr);
}

static enum truce_code put_map(void *ctx, const struct truce_sink *sink, struct truce_error *error)
{
    return truce_agreement_put_geojson((const struct truce_agreement *)ctx, sink, error);
}

static enum truce_code put_all(const struct args *args, struct truce_agreement *agreement,
                               struct truce_error *error)
{
    const char *map = args_value(args, "geojson");
    const struct truce_sink sink = cli_stdout();

    if (map) {
        const enum truce_code code =
            files_write(map, args_value(args, "sources") != NULL, put_map, agreement, error);

        if (code)
            return code;
    }
    if (args_flag(args, "json"))
        return truce_agreement_put_json(agreement, &sink, error);
    if (args_flag(args, "sarif"))
        return truce_agreement_put_sarif(agreement, &sink, error);
    return truce_agreement_put_text(agreement, wants_colour(), &sink, error);
}

static int check(const struct args *args)
{
    const char *path = args_operand(args, 0), *plan = args_value(args, "sources");
    const bool is_text = !args_flag(args, "json") && !args_flag(args, "sarif");
    struct truce_agreement *agreement;
    struct truce_problems problems;
    struct truce_provisions provisions;
    struct truce_error error;
    struct files_host host;
    enum truce_code code;
    int status = 0;

    if (args_flag(args, "json") && args_flag(args, "sarif"))
        return cli_usage(args, "--json and --sarif: one of them");
    if (plan && strcmp(plan, "-") == 0 && strcmp(path, "-") == 0)
        return cli_usage(args, "standard input can be read once only");
    code = agreement_read_with(path, plan, &host, &agreement, &error);
    if (code)
        return cli_fail(args, &error);
    code = put_all(args, agreement, &error);
    problems = truce_agreement_problems(agreement);
    provisions = truce_agreement_provisions(agreement);
    truce_agreement_close(agreement);
    if (code)
        return cli_fail(args, &error);
    if (problems.errors > 0)
        status = truce_exit_status(TRUCE_AGREEMENT);
    else if (args_flag(args, "exit-status") && problems.holes + problems.warnings > 0)
        status = 1;
    status = cli_flush(args, status);
    if (is_text)
        put_summary(&problems, &provisions);
    return status;
}

const struct command command_check = {
    .name = "check",
    .operands = "AGREEMENT",
    .summary = "say what is wrong with the text of an agreement",
    .more =
        "AGREEMENT is Markdown with code blocks marked truce, a .truce file, or - for standard\n"
        "input. Files that it loads are looked for in its own folder and below.\n"
        "Errors: it cannot run (exit status 3). Holes: it should not be signed as it is; where "
        "they\n"
        "are brackets it runs as a draft only. Warnings and notes: it runs. `truce explain CODE`\n"
        "tells more about a code.\n"
        "PLAN, Markdown with code blocks or a .truce file too, holds lines `source NAME sees KIND\n"
        "accuracy 100 m revisit 12 h detects 60 %`. What is found with it is for few eyes, and\n"
        "says so.\n",
    .opts = check_opts,
    .opt_count = COUNT_OF(check_opts),
    .operand_min = 1,
    .operand_max = 1,
    .run = check,
};

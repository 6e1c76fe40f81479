/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/agreement.h"
#include "cli/cli.h"

#include <stdlib.h>
#include <unistd.h>

static const struct opt check_opts[] = {
    {"json", 0, OPT_FLAG, NULL, "one JSON object instead of text"},
    {"exit-status", 'e', OPT_FLAG, NULL, "exit 1 if there are holes or warnings"},
};

/* Colour on a terminal only, and not where it is unwanted. */
static bool wants_colour(void)
{
    const char *no_color = getenv("NO_COLOR");

    return isatty(STDOUT_FILENO) && !(no_color && no_color[0]);
}

static int check(const struct args *args)
{
    const char *path = args_operand(args, 0);
    const struct truce_sink sink = cli_stdout();
    struct truce_agreement *agreement;
    struct truce_problems problems;
    struct truce_error error;
    struct files_host host;
    enum truce_code code;
    int status = 0;

    code = agreement_read(path, &host, &agreement, &error);
    if (code)
        return cli_fail(args, &error);
    if (args_flag(args, "json"))
        code = truce_agreement_put_json(agreement, &sink, &error);
    else
        code = truce_agreement_put_text(agreement, wants_colour(), &sink, &error);
    problems = truce_agreement_problems(agreement);
    truce_agreement_close(agreement);
    if (code)
        return cli_fail(args, &error);
    if (problems.errors > 0)
        status = truce_exit_status(TRUCE_AGREEMENT);
    else if (args_flag(args, "exit-status") && problems.holes + problems.warnings > 0)
        status = 1;
    else if (problems.holes + problems.warnings == 0 && isatty(STDERR_FILENO))
        fputs("nothing to report\n", stderr);
    return cli_flush(args, status);
}

const struct command command_check = {
    .name = "check",
    .operands = "AGREEMENT",
    .summary = "say what is wrong with the text of an agreement",
    .more =
        "AGREEMENT is Markdown with code blocks marked truce, a .truce file, or - for standard\n"
        "input. Files that it loads are looked for in its own folder and below.\n"
        "Errors: it cannot run (exit status 3). Holes: brackets and what is not judged yet; it "
        "runs\n"
        "as a draft only. Warnings: it runs.\n",
    .opts = check_opts,
    .opt_count = COUNT_OF(check_opts),
    .operand_min = 1,
    .operand_max = 1,
    .run = check,
};

/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

static int explain(const struct args *args)
{
    const struct truce_sink sink = cli_stdout();
    struct truce_error error;
    const enum truce_code code =
        truce_explain(NULL, truce_text_of(args_operand(args, 0)), &sink, &error);

    if (code)
        return cli_fail(args, &error);
    return cli_flush(args, 0);
}

const struct command command_explain = {
    .name = "explain",
    .operands = "CODE",
    .summary = "tell what a code of `check` means, with a bad and a good example",
    .more = "The page of a code such as H0725, as Markdown; docs/codes has them all. Findings of a "
            "run\n"
            "(f:...) are not explained yet.\n",
    .opts = NULL,
    .opt_count = 0,
    .operand_min = 1,
    .operand_max = 1,
    .run = explain,
};

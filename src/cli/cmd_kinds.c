/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

static const struct opt kinds_opts[] = {
    {"json", 0, OPT_FLAG, NULL, "one JSON object instead of a tree"},
};

static int kinds(const struct args *args)
{
    const char *below = args_operand(args, 0);
    const struct truce_sink sink = cli_stdout();
    struct truce_error error;
    const enum truce_code code =
        truce_kinds_put(NULL, truce_text_of(below),
                        args_flag(args, "json") ? TRUCE_FORM_JSON : TRUCE_FORM_TEXT, &sink, &error);

    if (code)
        return cli_fail(args, &error);
    return cli_flush(args, 0);
}

const struct command command_kinds = {
    .name = "kinds",
    .operands = "[KIND]",
    .summary = "list what can be forbidden, required, kept and observed",
    .more = "The taxonomy as a tree: each name with its label, whether it is an act, a thing or a\n"
            "tally, and its class in the catalogue of incidents. With KIND, that one and what is\n"
            "under it.\n",
    .opts = kinds_opts,
    .opt_count = COUNT_OF(kinds_opts),
    .operand_min = 0,
    .operand_max = 1,
    .run = kinds,
};

/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/agreement.h"
#include "cli/cli.h"
#include "cli/draft.h"

#include <string.h>

static const struct opt diff_opts[] = {
    {"json", 0, OPT_FLAG, NULL, "one JSON object instead of text"},
    {"exit-status", 'e', OPT_FLAG, NULL, "exit 1 if they differ in meaning"},
};

static int diff(const struct args *args)
{
    const char *paths[2] = {args_operand(args, 0), args_operand(args, 1)};
    const bool is_json = args_flag(args, "json");
    const struct truce_sink sink = is_json ? cli_stdout() : draft_safe_stdout();
    struct truce_agreement *drafts[2] = {NULL, NULL};
    struct files_host hosts[2];
    struct truce_error error;
    enum truce_code code = TRUCE_OK;
    size_t count = 0;

    if (strcmp(paths[0], "-") == 0 && strcmp(paths[1], "-") == 0)
        return cli_usage(args, "standard input can be read once only");
    for (size_t i = 0; i < 2 && !code; i++)
        code = agreement_read(paths[i], &hosts[i], &drafts[i], &error);
    if (!code)
        code = truce_diff_put(drafts[0], drafts[1], is_json ? TRUCE_FORM_JSON : TRUCE_FORM_TEXT,
                              &sink, &count, &error);
    truce_agreement_close(drafts[0]);
    truce_agreement_close(drafts[1]);
    if (code)
        return cli_fail(args, &error);
    return cli_flush(args, count > 0 && args_flag(args, "exit-status") ? 1 : 0);
}

const struct command command_diff = {
    .name = "diff",
    .operands = "OLD NEW",
    .summary = "say what differs in meaning between two drafts",
    .more =
        "OLD and NEW are agreements; one of them may be - for standard input. What is compared is\n"
        "what they say: who is bound to what, where, when, how far, who verifies and decides, "
        "what\n"
        "is in brackets. Order, prose, remarks and the names of zones, classes and phases do not\n"
        "count. Where one of them has errors, exit status 3.\n",
    .opts = diff_opts,
    .opt_count = COUNT_OF(diff_opts),
    .operand_min = 2,
    .operand_max = 2,
    .run = diff,
};

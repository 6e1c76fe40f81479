/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/agreement.h"
#include "cli/cli.h"

static const struct opt render_opts[] = {
    {"out", 'o', OPT_TEXT, "FILE", "where the page is written"},
};

static enum truce_code put_page(void *ctx, const struct truce_sink *sink, struct truce_error *error)
{
    return truce_agreement_put_page((const struct truce_agreement *)ctx, sink, error);
}

static int render(const struct args *args)
{
    const char *path = args_operand(args, 0), *out = args_value(args, "out");
    const struct truce_sink sink = cli_stdout();
    struct truce_agreement *agreement;
    struct truce_error error;
    struct files_host host;
    enum truce_code code = agreement_read(path, &host, &agreement, &error);

    if (code)
        return cli_fail(args, &error);
    if (truce_agreement_problems(agreement).errors > 0)
        code = cli_error(&error, TRUCE_AGREEMENT,
                         "%.300s has errors and cannot be shown; `truce check` names them", path);
    else if (out)
        code = files_write(out, false, put_page, agreement, &error);
    else
        code = truce_agreement_put_page(agreement, &sink, &error);
    truce_agreement_close(agreement);
    return code ? cli_fail(args, &error) : cli_flush(args, 0);
}

const struct command command_render = {
    .name = "render",
    .operands = "AGREEMENT",
    .summary = "write an agreement as a page to read",
    .more =
        "The page has the text, each article in plain words with its code folded, a map of its\n"
        "lines and zones, the phases and their deadlines, and who owes what to whom by when. It\n"
        "is one HTML file that needs no network; without --out it goes to standard output.\n",
    .opts = render_opts,
    .opt_count = COUNT_OF(render_opts),
    .operand_min = 1,
    .operand_max = 1,
    .run = render,
};

/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/draft.h"

#include "cli/cli.h"

#include <errno.h>
#include <string.h>

static enum truce_code put_lines(void *ctx, const char *bytes, size_t size,
                                 struct truce_error *error)
{
    struct str rest = {bytes, size};

    (void)ctx;
    while (rest.size > 0) {
        const bool is_ended = str_find(rest, '\n', 0) < rest.size;
        const struct str line = str_cut(&rest, '\n');

        cli_put_safe(stdout, (struct truce_text){line.text, line.size});
        if (is_ended)
            fputc('\n', stdout);
    }
    if (ferror(stdout))
        return cli_error(error, TRUCE_IO, "standard output: %s", strerror(errno));
    return TRUCE_OK;
}

struct truce_sink draft_safe_stdout(void)
{
    return (struct truce_sink){put_lines, NULL};
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"
#include "cli/files.h"

#include <string.h>

static enum truce_code write_files(const struct files_folder *folder, struct truce_error *error)
{
    for (size_t i = 0; i < truce_starter_count(); i++) {
        if (files_folder_has(folder, truce_starter(i).name))
            return cli_error(error, TRUCE_IO, "%.300s/%s is there already; nothing was written",
                             folder->path, truce_starter(i).name);
    }
    for (size_t i = 0; i < truce_starter_count(); i++) {
        const struct truce_starter_file file = truce_starter(i);
        struct files_out out;
        struct truce_sink sink;
        enum truce_code code = files_out_open(&out, folder, file.name, false, error);

        sink = files_out_sink(&out);
        if (!code)
            code = sink.put(sink.ctx, file.bytes.bytes, file.bytes.size, error);
        if (!code)
            code = files_out_end(&out, error);
        files_out_close(&out);
        if (code)
            return code;
    }
    return TRUCE_OK;
}

static int init(const struct args *args)
{
    const char *path = args_operand(args, 0);
    struct files_folder folder;
    struct truce_error error;
    enum truce_code code = files_folder_open(&folder, path, &error);

    if (!code)
        code = write_files(&folder, &error);
    files_folder_close(&folder);
    if (code)
        return cli_fail(args, &error);
    for (size_t i = 0; i < truce_starter_count(); i++)
        printf("%s/%s\n", path, truce_starter(i).name);
    printf("next: truce run %s/agreement.md --feed csv:%s/observations.csv --out %s/out\n", path,
           path, path);
    return cli_flush(args, 0);
}

const struct command command_init = {
    .name = "init",
    .operands = "DIR",
    .summary = "write an agreement, a table of observations and a README to start from",
    .more = "DIR is made where it is missing. Nothing that is there is overwritten.\n",
    .opts = NULL,
    .opt_count = 0,
    .operand_min = 1,
    .operand_max = 1,
    .run = init,
};

/* SPDX-License-Identifier: Apache-2.0 */
#define _XOPEN_SOURCE 700 /* realpath */
#include "cli/origin.h"

#include "cli/cli.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ORIGIN ".origin"

/* From one absolute path to another: up to what they share, then down. */
static void put_relative(struct buf *buf, const char *from, const char *to)
{
    size_t same = 0;

    for (size_t i = 0; from[i] == to[i] || (from[i] == '\0' && to[i] == '/'); i++) {
        if (to[i] == '/')
            same = i;
        if (from[i] == '\0')
            break;
    }
    for (const char *at = from + same; *at; at++)
        if (*at == '/' && at[1] != '\0')
            buf_puts(buf, "../");
    buf_puts(buf, to + same + 1);
}

void origin_put(struct buf *lines, const struct files_folder *folder, const char *path)
{
    char from[PATH_MAX], to[PATH_MAX];

    if (strcmp(path, "-") == 0)
        buf_putc(lines, '-');
    else if (realpath(folder->path, from) && realpath(path, to) && !strchr(to, '\n'))
        put_relative(lines, from, to);
    buf_putc(lines, '\n');
}

enum truce_code origin_write(const struct files_folder *folder, const struct buf *lines,
                             struct truce_error *error)
{
    const struct str text = buf_str(lines);
    struct files_out out;
    enum truce_code code = files_out_open(&out, folder, ORIGIN, true, error);

    if (!code) {
        const struct truce_sink sink = files_out_sink(&out);

        code = sink.put(sink.ctx, text.text, text.size, error);
    }
    if (!code)
        code = files_out_end(&out, error);
    files_out_close(&out);
    return code;
}

bool origin_find(const char *folder, size_t n, char *path)
{
    char name[FILES_PATH_LIMIT];
    struct truce_error error;
    struct buf bytes;
    struct str rest, line = {0};
    bool found = false;
    int size;

    buf_init(&bytes, &mem_libc, FILES_READ_LIMIT);
    (void)snprintf(name, sizeof(name), "%.4000s/" ORIGIN, folder);
    if (!files_read(name, &bytes, &error)) {
        rest = buf_str(&bytes);
        for (size_t i = 0; rest.size > 0; i++) {
            const size_t end = str_find(rest, '\n', 0);

            line = (struct str){rest.text, end};
            if (i == n)
                break;
            line.size = 0;
            rest = end < rest.size ? (struct str){rest.text + end + 1, rest.size - end - 1}
                                   : (struct str){0};
        }
        if (line.size > 0 && !str_eq(line, STR("-"))) {
            size = snprintf(path, FILES_PATH_LIMIT, "%.2000s/%.*s", folder,
                            (int)(line.size < 2000 ? line.size : 2000), line.text);
            found = size > 0 && size < FILES_PATH_LIMIT;
        }
    }
    buf_free(&bytes);
    return found;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "support/agreement.h"

#include <stdio.h>
#include <stdlib.h>

struct str test_read(struct arena *arena, const char *path)
{
    char whole[1024];
    const char *root = getenv("ROOT");
    struct str text = {0};
    if (path[0] == '/')
        snprintf(whole, sizeof whole, "%s", path);
    else
        snprintf(whole, sizeof whole, "%s/%s", root ? root : ".", path);
    FILE *file = fopen(whole, "rb");
    if (!file)
        return text;
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *bytes = size < 0 ? NULL : ARENA_NEW(arena, char, (size_t)size + 1);
    if (bytes)
        text = (struct str){bytes, fread(bytes, 1, (size_t)size, file)};
    fclose(file);
    return text;
}

static enum err_code read(void *ctx, enum lang_file kind, struct str name, struct arena *arena,
                          struct str *bytes, struct err *err)
{
    const struct test_host *host = ctx;
    char path[512];
    switch (kind) {
    case LANG_FILE_GEOMETRY:
    case LANG_FILE_AGREEMENT:
        for (const struct test_file *f = host->files; f && f->name; f++)
            if (str_eq(str_z(f->name), name))
                return arena_str(arena, str_z(f->text), bytes, err);
        return err_set(err, ERR_INPUT, "there is no such file");
    case LANG_FILE_ZONE:
        snprintf(path, sizeof path, "/usr/share/zoneinfo/%.*s", STR_ARG(name));
        break;
    case LANG_FILE_TAXONOMY:
        if (host->taxonomy)
            return arena_str(arena, str_z(host->taxonomy), bytes, err);
        snprintf(path, sizeof path, "share/taxonomy/kinds.csv");
        break;
    }
    /* A file read apart: `arena` may be one that fails on purpose, and that is no missing file. */
    struct arena own = {.mem = &mem_libc};
    struct str text = test_read(&own, path);
    enum err_code code = text.size ? arena_str(arena, text, bytes, err)
                                   : err_set(err, ERR_INPUT, "there is no such file");
    arena_free(&own);
    return code;
}

struct lang_host test_host_of(struct test_host *host)
{
    return (struct lang_host){read, host};
}

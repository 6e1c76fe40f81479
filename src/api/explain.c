/* SPDX-License-Identifier: Apache-2.0
 *
 * The pages of codes, docs/codes, which are part of the library. */
#include "api/api_int.h"
#include "api/share.h"
#include "lang/codes.h"

#include <stdio.h>

#define NEAREST_LIMIT 3 /* edits; farther codes are no help */
#define NEAREST_SHOWN 4

struct str api_code_page(const char *code)
{
    char name[32];

    snprintf(name, sizeof(name), "codes/%s.md", code);
    return share_bytes(name);
}

/* `e0725`, `h725`: as people type them. */
static struct str as_code(struct str typed, char out[8])
{
    size_t size = 0;

    if (typed.size < 2 || typed.size > 5)
        return typed;
    out[size++] =
        (char)(typed.text[0] >= 'a' && typed.text[0] <= 'z' ? typed.text[0] - 32 : typed.text[0]);
    for (size_t i = typed.size; i < 5; i++)
        out[size++] = '0';
    for (size_t i = 1; i < typed.size; i++)
        out[size++] = typed.text[i];
    return (struct str){out, size};
}

static enum err_code unknown(struct str typed, struct str code, struct err *err)
{
    char names[NEAREST_SHOWN * 8] = "";
    size_t shown = 0, size = 0;

    if (str_find(typed, ':', 0) < typed.size)
        return err_set(err, ERR_USAGE,
                       "findings are not explained yet, codes of the checker are: `truce explain "
                       "H0725`");
    for (size_t edits = 0; edits <= NEAREST_LIMIT && !shown; edits++)
        for (size_t i = 0; i < LANG_CODE_COUNT && shown < NEAREST_SHOWN; i++) {
            const char *name = lang_code_info((enum lang_code)i)->code;

            if (str_distance(str_z(name), code, edits) == edits)
                size += (size_t)snprintf(names + size, sizeof(names) - size, "%s%s",
                                         shown++ ? ", " : "", name);
        }
    if (shown)
        return err_set(err, ERR_USAGE, "there is no code \"%.*s\"; the nearest: %s",
                       (int)(typed.size < 80 ? typed.size : 80), typed.text, names);
    return err_set(err, ERR_USAGE, "there is no code \"%.*s\"; a code looks like H0725",
                   (int)(typed.size < 80 ? typed.size : 80), typed.text);
}

enum truce_code truce_explain(const struct truce_memory *memory, struct truce_text code,
                              const struct truce_sink *sink, struct truce_error *error)
{
    const struct mem mem = api_mem(memory);
    char room[8];
    struct str wanted = as_code(api_str(code), room);
    const struct lang_code_info *info = lang_code_find(wanted);
    struct buf buf;
    struct err err = {0};
    enum truce_code result;

    if (!info)
        return api_error(error, unknown(api_str(code), wanted, &err), &err);
    buf_init(&buf, &mem, API_OUTPUT_LIMIT);
    buf_put(&buf, api_code_page(info->code));
    if (!buf.size) {
        err_set(&err, ERR_INTERNAL, "%s has no page", info->code);
        result = api_error(error, ERR_INTERNAL, &err);
    } else {
        result = api_put(sink, &buf, error);
    }
    buf_free(&buf);
    return result;
}

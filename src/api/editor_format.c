/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_int.h"
#include "lang/edit/format.h"
#include "truce/editor.h"

enum truce_code truce_format(const struct truce_memory *memory, struct truce_text name,
                             struct truce_text text, bool colour,
                             const struct truce_sink *formatted, const struct truce_sink *problems,
                             size_t *errors, struct truce_error *error)
{
    const struct mem mem = api_mem(memory);
    struct arena arena = {.mem = &mem};
    struct err err = {0};
    struct diags diags;
    struct str to;
    struct buf buf;
    enum truce_code result;
    enum err_code code = ERR_OK;

    *errors = 0;
    buf_init(&buf, &mem, API_OUTPUT_LIMIT);
    if (text.size > API_TEXT_LIMIT)
        code = err_set(&err, ERR_INPUT, "the text is %zu bytes; an agreement has at most %zu",
                       text.size, API_TEXT_LIMIT);
    if (!code)
        code = lang_format(&arena, api_str(name), api_str(text), &diags, &to, &err);
    result = api_error(error, code, &err);
    if (!code && diags.errors > 0) {
        *errors = diags.errors;
        diags_put_text(&buf, &diags, colour);
        result = api_put(problems, &buf, error);
    } else if (!code && to.size > 0) {
        result = formatted->put(formatted->ctx, to.text, to.size, error);
    }
    buf_free(&buf);
    arena_free(&arena);
    return result;
}

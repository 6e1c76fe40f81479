/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as a text to lay out: bare code, or Markdown when they begin with `#`. What was laid out has the same words
 * (the formatter itself compares them), differs in blanks only, is of good form still, and stays as it is. */
#include "lang/edit/format.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool differs_in_blanks_only(struct str a, struct str b)
{
    size_t i = 0, j = 0;
    for (;;) {
        while (i < a.size && is_blank(a.text[i]))
            i++;
        while (j < b.size && is_blank(b.text[j]))
            j++;
        if (i == a.size || j == b.size)
            return i == a.size && j == b.size;
        if (a.text[i++] != b.text[j++])
            return false;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {.mem = &mem_libc, .limit = (size_t)256 << 20};
    struct str text = {(const char *)data, size}, once, twice;
    struct str name = size && data[0] == '#' ? STR("f.md") : STR("f.truce");
    struct diags diags;
    struct err err = {0};
    enum err_code code = lang_format(&arena, name, text, &diags, &once, &err);
    if (code && code != ERR_NO_MEMORY)
        abort();
    if (!code && (once.text != NULL) != (diags.errors == 0))
        abort();
    if (!code && once.text) {
        if (!differs_in_blanks_only(text, once))
            abort();
        code = lang_format(&arena, name, once, &diags, &twice, &err);
        if (code && code != ERR_NO_MEMORY)
            abort();
        if (!code && (!twice.text || !str_eq(once, twice)))
            abort();
    }
    arena_free(&arena);
    return 0;
}

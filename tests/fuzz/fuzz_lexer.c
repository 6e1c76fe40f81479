/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as words: tokens follow one another, lie within the text, and end with the end. */
#include "lang/token.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {.mem = &mem_libc, .limit = (size_t)256 << 20};
    struct str text = {(const char *)data, size};
    struct str name = size && data[0] == '#' ? STR("f.md") : STR("f.truce");
    struct diag_source source = {name, text};
    struct diags diags = {.sources = &source, .source_count = 1};
    struct err err = {0};
    struct work work = {.arena = &arena, .diags = &diags, .err = &err};
    if (source_utf8_end(text) < size)
        return 0; /* refused before */
    if (!source_read(&arena, name, text, &work.source, &err))
        lexer_run(&work);
    uint32_t end = 0;
    for (size_t i = 0; i < work.token_count; i++) {
        const struct token *t = &work.tokens[i];
        bool is_last = i + 1 == work.token_count;
        if (t->from < end || t->to < t->from || t->to > size ||
            (t->kind == TOKEN_END) != (is_last && !work.failed))
            abort();
        end = t->to;
        token_str(&work, t);
    }
    arena_free(&arena);
    return 0;
}

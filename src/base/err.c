/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Do not end in the middle of a UTF-8 sequence. */
static void drop_partial_character(char *text, size_t size)
{
    size_t at = size;

    while (at > 0 && ((unsigned char)text[at - 1] & 0xC0) == 0x80)
        at--;
    if (at == 0)
        return;
    unsigned char lead = (unsigned char)text[at - 1];
    size_t need = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (size - (at - 1) < need)
        text[at - 1] = '\0';
}

enum err_code err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
    if (!err)
        return code;

    char text[sizeof err->text]; /* the arguments may point into err->text */
    va_list args;
    va_start(args, fmt);
    int size = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (size < 0)
        text[0] = '\0';
    else if ((size_t)size >= sizeof text)
        drop_partial_character(text, sizeof text - 1);
    for (char *c = text; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7F)
            *c = '?';
    memcpy(err->text, text, sizeof text);
    err->code = code;
    return code;
}

enum err_code err_no_memory(struct err *err)
{
    return err_set(err, ERR_NO_MEMORY, "out of memory");
}

int err_exit_status(enum err_code code)
{
    switch (code) {
#define X(name, exit_status, text)                                                                 \
    case ERR_##name:                                                                               \
        return exit_status;
        ERR_CODES(X)
#undef X
    }
    return 70;
}

const char *err_code_text(enum err_code code)
{
    switch (code) {
#define X(name, exit_status, text)                                                                 \
    case ERR_##name:                                                                               \
        return text;
        ERR_CODES(X)
#undef X
    }
    return "internal";
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

enum truce_code cli_error(struct truce_error *error, enum truce_code code, const char *fmt, ...)
{
    va_list ap;

    error->code = code;
    va_start(ap, fmt);
    (void)vsnprintf(error->text, sizeof(error->text), fmt, ap);
    va_end(ap);
    return code;
}

/* The length of a well-formed UTF-8 character at `s`, and its number; 0 where there is none. */
static size_t decode(const unsigned char *s, size_t size, unsigned *number)
{
    const size_t length = s[0] < 0x80 ? 1 : s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;

    if (length == 1) {
        *number = s[0];
        return 1;
    }
    if (s[0] < 0xC2 || s[0] > 0xF4 || length > size)
        return 0;
    *number = s[0] & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return 0;
        *number = *number << 6 | (s[i] & 0x3Fu);
    }
    return length;
}

/* Characters that could rewrite what a reader sees. */
static bool is_unsafe(unsigned number)
{
    return number < 0x20 || (number >= 0x7F && number < 0xA0) || number == 0x061C ||
           (number >= 0x200B && number <= 0x200F) || (number >= 0x2028 && number <= 0x202E) ||
           (number >= 0x2060 && number <= 0x206F) || number == 0xFEFF;
}

void cli_put_safe(FILE *to, struct truce_text text)
{
    size_t at = 0;

    while (at < text.size) {
        unsigned number = 0;
        const unsigned char *s = (const unsigned char *)text.bytes + at;
        size_t length = decode(s, text.size - at, &number);

        if (length == 0) {
            fprintf(to, "\\x%02x", (unsigned)s[0]);
            length = 1;
        } else if (is_unsafe(number)) {
            fprintf(to, "\\u{%x}", number);
        } else {
            (void)fwrite(s, 1, length, to);
        }
        at += length;
    }
}

void cli_put_lines(FILE *to, struct truce_text text)
{
    struct str rest = {text.bytes, text.size};

    while (rest.size) {
        const struct str line = str_cut(&rest, '\n');

        cli_put_safe(to, (struct truce_text){line.text, line.size});
        fputc('\n', to);
    }
}

int cli_fail(const struct args *args, const struct truce_error *error)
{
    fprintf(stderr, "truce %s: ", args->command->name);
    cli_put_safe(stderr, truce_text_of(error->text));
    fputc('\n', stderr);
    return truce_exit_status(error->code);
}

int cli_usage(const struct args *args, const char *text)
{
    fprintf(stderr, "truce %s: ", args->command->name);
    cli_put_safe(stderr, truce_text_of(text));
    fprintf(stderr, "; try `truce %s --help`\n", args->command->name);
    return truce_exit_status(TRUCE_USAGE);
}

static enum truce_code put_stdout(void *ctx, const char *bytes, size_t size,
                                  struct truce_error *error)
{
    (void)ctx;
    if (fwrite(bytes, 1, size, stdout) != size)
        return cli_error(error, TRUCE_IO, "standard output: %s", strerror(errno));
    return TRUCE_OK;
}

struct truce_sink cli_stdout(void)
{
    return (struct truce_sink){put_stdout, NULL};
}

int cli_flush(const struct args *args, int status)
{
    struct truce_error error;

    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    (void)cli_error(&error, TRUCE_IO, "standard output: %s", strerror(errno));
    return cli_fail(args, &error);
}

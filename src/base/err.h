/* SPDX-License-Identifier: Apache-2.0
 *
 * Errors: an operation could not be done. Diagnostics about an agreement's text (lang/diag.h) and
 * verdicts (facts/finding.h) are different things and never travel this way. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/macros.h"

/* name, exit status of the program, text. Numbers are never reused. */
#define ERR_CODES(X)                                                                               \
    X(OK, 0, "ok")                                                                                 \
    X(USAGE, 2, "usage")                                                                           \
    X(SYNTAX, 3, "agreement")                                                                      \
    X(INPUT, 4, "bad-input")                                                                       \
    X(IO, 5, "input-output")                                                                       \
    X(NO_MEMORY, 5, "no-memory")                                                                   \
    X(INTERNAL, 70, "internal")

enum err_code {
#define X(name, exit_status, text) ERR_##name,
    ERR_CODES(X)
#undef X
};

struct err {
    enum err_code code;
    char text[512]; /* one line, UTF-8, no trailing newline; cut, never overrun */
};

/* Fill `*err` (may be NULL) and return `code`, so that a failing function can end in
 * `return err_set(err, ERR_INPUT, "lat is %s; a latitude is -90 to 90", text);`
 * Control characters become `?`. The arguments may include err->text: a caller that knows the file
 * adds its name by `err_set(err, err->code, "%s: %s", path, err->text)`. */
enum err_code err_set(struct err *err, enum err_code code, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* Shorthand for the one error every allocation can meet. */
enum err_code err_no_memory(struct err *err);

int err_exit_status(enum err_code code);
const char *err_code_text(enum err_code code);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Errors: an operation could not be done. What is wrong with the text of an agreement is a
 * diagnostic (agreement.h), and a broken ceasefire is a verdict (outcome.h): neither is an error.
 *
 * Every function that can fail returns a code and, where `error` is not NULL, says in one line what
 * was wrong, with the value seen and the value allowed. Nothing is kept between calls: the caller
 * owns the error. */
#ifndef TRUCE_ERROR_H
#define TRUCE_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

enum truce_code {
    TRUCE_OK,
    TRUCE_USAGE,     /* the call asks for something that does not exist */
    TRUCE_AGREEMENT, /* errors in the agreement; to be run: brackets, forms not judged yet */
    TRUCE_INPUT,     /* input that is not usable */
    TRUCE_IO,        /* a callback could not read or write */
    TRUCE_NO_MEMORY,
    TRUCE_INTERNAL /* our bug */
};

struct truce_error {
    enum truce_code code;
    char text[512]; /* one line, UTF-8, '\0'-terminated, no newline */
};

/* The exit status that the program uses for a code: 0, 2, 3, 4, 5, 5, 70. Never renumbered. */
int truce_exit_status(enum truce_code code);

/* Fill `error` (may be NULL) and return `code`: for callbacks. The text is cut where it is too
 * long. */
enum truce_code truce_fail(struct truce_error *error, enum truce_code code, const char *text);

#ifdef __cplusplus
}
#endif

#endif

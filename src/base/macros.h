/* SPDX-License-Identifier: Apache-2.0
 *
 * Attributes and small macros that every module uses. Nothing here allocates or fails. */
#ifndef BASE_MACROS_H
#define BASE_MACROS_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__) || defined(__clang__)
#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(format_at, args_at) __attribute__((format(printf, format_at, args_at)))
#else
#define MUST_USE
#define PRINTF_LIKE(format_at, args_at)
#endif

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Pass an error up untouched: `TRY(step(...))` returns the code unless it is ERR_OK. */
#define TRY(expression)                                                                            \
    do {                                                                                           \
        enum err_code try_code_ = (expression);                                                    \
        if (try_code_)                                                                             \
            return try_code_;                                                                      \
    } while (0)

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * What every unit, prop and diff test includes: cmocka with the headers it wants first. */
#ifndef SUPPORT_TEST_H
#define SUPPORT_TEST_H

/* cmocka.h needs the four before it. */
/* clang-format off */
#include <stddef.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "base/str.h"

/* A str equals a literal. */
#define assert_str(s, literal) assert_string_bytes((s), (literal), __FILE__, __LINE__)
void assert_string_bytes(struct str s, const char *expected, const char *file, int line);

#endif

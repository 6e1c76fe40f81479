/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

void assert_string_bytes(struct str s, const char *expected, const char *file, int line)
{
    if (str_eq(s, str_z(expected)))
        return;
    print_error("\"%.*s\" != \"%s\"\n", STR_ARG(s), expected);
    _fail(file, line);
}

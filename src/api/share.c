/* SPDX-License-Identifier: Apache-2.0 */
#include "api/share.h"

#include <string.h>

struct str share_bytes(const char *name)
{
    for (size_t i = 0; i < share_file_count; i++) {
        if (strcmp(share_files[i].name, name) == 0)
            return share_files[i].bytes;
    }
    return STR("");
}

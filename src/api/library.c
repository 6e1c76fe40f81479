/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_int.h"
#include "api/share.h"

#include <string.h>

#define STARTER "init/"

const char *truce_version(void)
{
    return API_ENGINE;
}

/* The n-th file below init/, or the count of them when there is no n-th. */
static size_t find_starter(size_t index, const struct share_file **found)
{
    size_t count = 0;

    *found = NULL;
    for (size_t i = 0; i < share_file_count; i++) {
        if (strncmp(share_files[i].name, STARTER, sizeof(STARTER) - 1) != 0)
            continue;
        if (count == index) {
            *found = &share_files[i];
            break;
        }
        count++;
    }
    return count;
}

size_t truce_starter_count(void)
{
    const struct share_file *found;

    return find_starter(SIZE_MAX, &found);
}

struct truce_starter_file truce_starter(size_t index)
{
    const struct share_file *found;

    (void)find_starter(index, &found);
    if (!found)
        return (struct truce_starter_file){"", {"", 0}};
    return (struct truce_starter_file){found->name + sizeof(STARTER) - 1, api_text(found->bytes)};
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the declarations of a text stand: their lines and headings, by what they are called, as in "zone dmz", "party A",
 * "class heavy_guns", "deferred \"Security guarantees\"", "the agreement". */
#ifndef LANG_EDIT_WHERE_H
#define LANG_EDIT_WHERE_H

#include "base/map.h"

struct where_row {
    struct str article; /* heading; empty: none */
    uint32_t line;
};

struct where {
    struct map names;
    struct where_row *rows;
    size_t count, capacity;
};

/* Of the text alone, not of those it builds on. ERR_NO_MEMORY. */
enum err_code where_read(struct arena *arena, struct str name, struct str text, struct where *where,
                         struct err *err) MUST_USE;
/* NULL: not declared there. */
const struct where_row *where_find(const struct where *where, struct str name);

#endif

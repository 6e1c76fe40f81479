/* SPDX-License-Identifier: Apache-2.0
 *
 * The library's own tables: the kinds of acts, things and tallies that agreements and observations
 * speak of, and the files of a first agreement. All are part of the library; no file is read. */
#ifndef TRUCE_LIBRARY_H
#define TRUCE_LIBRARY_H

#include "truce/bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

/* "truce 0.1.0". */
const char *truce_version(void);

enum truce_form { TRUCE_FORM_TEXT, TRUCE_FORM_JSON };

/* The taxonomy as a tree: everything, or, where `below` is not empty, that kind and what is under it.
 * TRUCE_USAGE for an unknown kind (the text has the nearest name), TRUCE_NO_MEMORY. */
enum truce_code truce_kinds_put(const struct truce_memory *memory, struct truce_text below,
                                enum truce_form form, const struct truce_sink *sink,
                                struct truce_error *error);

/* The files that `truce init` writes: a first agreement, observations, a README. */
struct truce_starter_file {
    const char *name; /* no folder */
    struct truce_text bytes;
};
size_t truce_starter_count(void);
struct truce_starter_file truce_starter(size_t index);

#ifdef __cplusplus
}
#endif

#endif

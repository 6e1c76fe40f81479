/* SPDX-License-Identifier: Apache-2.0
 *
 * The files of share/ that are built into the library (share_data.c, made by cmake/embed.cmake), so
 * that a program runs wherever it is copied to. */
#ifndef API_SHARE_H
#define API_SHARE_H

#include "base/str.h"

struct share_file {
    const char *name; /* "taxonomy/kinds.csv" */
    struct str bytes;
};

extern const struct share_file share_files[]; /* by name */
extern const size_t share_file_count;

/* The bytes of a file; empty where there is none of that name. */
struct str share_bytes(const char *name);

#endif

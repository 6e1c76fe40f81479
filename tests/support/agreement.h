/* SPDX-License-Identifier: Apache-2.0
 *
 * Agreements in tests: a host with the project's taxonomy, the system's time zones and files from memory. */
#ifndef SUPPORT_AGREEMENT_H
#define SUPPORT_AGREEMENT_H

#include "lang/lang.h"

struct test_file {
    const char *name, *text;
};

struct test_host {
    const struct test_file *files; /* geometry; ends with a NULL name */
    const char *taxonomy;          /* NULL: share/taxonomy/kinds.csv */
};

struct lang_host test_host_of(struct test_host *host);

/* A whole file under the repository's root ($ROOT or the current folder), in `arena`; empty when it is not there. */
struct str test_read(struct arena *arena, const char *path);

#endif

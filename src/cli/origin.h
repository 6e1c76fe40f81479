/* SPDX-License-Identifier: Apache-2.0
 *
 * .origin: where the agreement and the inputs of a run lay, as paths from its folder, so that `explain` finds them again.
 * For this machine alone: it is in no manifest, and what it names is believed only when its hash is the manifest's. */
#ifndef CLI_ORIGIN_H
#define CLI_ORIGIN_H

#include "cli/files.h"

/* Add a line: the path from the folder, "-" for standard input, nothing for what cannot be told. The agreement first. */
void origin_put(struct buf *lines, const struct files_folder *folder, const char *path);
/* Write it, mode 0600. */
enum truce_code origin_write(const struct files_folder *folder, const struct buf *lines,
                             struct truce_error *error);
/* The n-th path of the run in `folder`, from here, into path[FILES_PATH_LIMIT]; false when it does not say. */
bool origin_find(const char *folder, size_t n, char *path);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading the agreement that a command was given. */
#ifndef CLI_AGREEMENT_H
#define CLI_AGREEMENT_H

#include "cli/files.h"

/* Read and check the agreement at `path`. `host` must outlive what is read with it. */
enum truce_code agreement_read(const char *path, struct files_host *host,
                               struct truce_agreement **agreement, struct truce_error *error);

/* The same with a monitoring plan; `plan_path` may be NULL. */
enum truce_code agreement_read_with(const char *path, const char *plan_path,
                                    struct files_host *host, struct truce_agreement **agreement,
                                    struct truce_error *error);

#endif

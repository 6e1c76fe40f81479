/* SPDX-License-Identifier: Apache-2.0
 *
 * The files that a run writes into its folder. */
#ifndef CLI_OUTPUTS_H
#define CLI_OUTPUTS_H

#include "cli/files.h"

/* Open the folder: new, empty, or an earlier run's. TRUCE_IO when it holds something else. */
enum truce_code outputs_open(struct files_folder *folder, const char *path,
                             struct truce_error *error);
/* Write all files for the audience (a restricted run has the public ones too), several at once where there are threads (0:
 * one for each core), then the manifest. */
enum truce_code outputs_write(const struct files_folder *folder,
                              const struct truce_outcome *outcome, enum truce_audience audience,
                              unsigned threads, struct truce_error *error);
/* The name of the report for an audience. */
const char *outputs_report(enum truce_audience audience);

#endif

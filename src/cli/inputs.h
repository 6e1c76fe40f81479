/* SPDX-License-Identifier: Apache-2.0
 *
 * Observations as a command is given them: FORMAT:FILE. */
#ifndef CLI_INPUTS_H
#define CLI_INPUTS_H

#include "cli/cli.h"
#include "cli/files.h"

struct inputs_source {
    struct truce_text format, zone;
    const char *path;
    enum truce_role role;
};

/* FORMAT:FILE or FORMAT[zone=NAME]:FILE, of --feed. */
enum truce_code inputs_feed(const char *text, struct inputs_source *source,
                            struct truce_error *error);
/* Read it into `facts`; lines that cannot be read are told on standard error. */
enum truce_code inputs_read(const struct args *args, struct truce_facts *facts,
                            const struct inputs_source *source, struct truce_error *error);

#endif

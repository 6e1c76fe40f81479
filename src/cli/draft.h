/* SPDX-License-Identifier: Apache-2.0
 *
 * What the commands about drafts share. */
#ifndef CLI_DRAFT_H
#define CLI_DRAFT_H

#include "truce/truce.h"

/* Standard output for text that others wrote: line by line, as cli_put_safe. */
struct truce_sink draft_safe_stdout(void);

#endif

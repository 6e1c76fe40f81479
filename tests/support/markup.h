/* SPDX-License-Identifier: Apache-2.0
 *
 * Pages in tests. */
#ifndef SUPPORT_MARKUP_H
#define SUPPORT_MARKUP_H

#include "base/str.h"

/* HTML and well-formed XML at once: every tag closed in order, attributes quoted and none that runs, ids used once, no
 * stray < or &. The style sheet is skipped. */
void assert_well_formed(struct str text);

#endif

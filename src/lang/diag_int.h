/* SPDX-License-Identifier: Apache-2.0
 *
 * What the writers of diagnostics share. */
#ifndef LANG_DIAG_INT_H
#define LANG_DIAG_INT_H

#include "lang/diag.h"

const char *diag_level_text(enum diag_level level);
/* The text that a span is in; an empty one where it is in none. */
const struct diag_source *diags_source(const struct diags *diags, struct diag_span span);
/* Line and column behind the span's last character. */
void diag_end_of(struct diag_span span, struct str source, uint32_t *line, uint32_t *column);
/* An object, or null. */
void diag_put_witness(struct buf *buf, const struct diag_witness *witness);

#endif

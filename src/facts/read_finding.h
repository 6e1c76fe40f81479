/* SPDX-License-Identifier: Apache-2.0
 *
 * Findings read back: one line of findings.ndjson, or of what `truce watch` writes. What was read is written again as the
 * same bytes; clause_index and party_index, which are not written, are SIZE_MAX. */
#ifndef FACTS_READ_FINDING_H
#define FACTS_READ_FINDING_H

#include "facts/finding.h"

/* One finding from one line (with or without its newline), in `arena`. ERR_INPUT says what is wrong and at which column. */
enum err_code finding_read_line(struct arena *arena, struct str line, struct finding *finding,
                                struct err *err) MUST_USE;

/* What two findings must share to be the same version: all that is written but `version`, `supersedes` and `known_at`.
 * `bare` leaves `considered` out too. */
enum err_code finding_digest(const struct mem *mem, const struct finding *finding, bool bare,
                             uint8_t digest[16], struct err *err) MUST_USE;

/* "f:9c1f…#2": how `supersedes` names an earlier version. */
enum err_code finding_name_version(struct arena *arena, struct str id, int version,
                                   struct str *name, struct err *err) MUST_USE;

#endif

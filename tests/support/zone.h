/* SPDX-License-Identifier: Apache-2.0
 *
 * TZif data for tests: made here, or the system's. */
#ifndef SUPPORT_ZONE_H
#define SUPPORT_ZONE_H

#include "base/buf.h"

struct zone_change {
    int64_t at_s;
    int type; /* index into offsets */
};

/* A TZif file of `version` 1 to 4 into `buf`: the changes, the offsets (type 0 holds before the
 * first change), and the footer's rule (not in version 1). */
void zone_write(struct buf *buf, int version, const struct zone_change *changes,
                size_t change_count, const int32_t *offsets_s, size_t offset_count,
                const char *rule);

/* The system's file of a zone, such as Europe/Kyiv. False when there is none. */
bool zone_read(struct buf *buf, const char *name);

#endif

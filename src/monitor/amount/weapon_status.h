/* SPDX-License-Identifier: Apache-2.0
 *
 * Weapon status: what the attribute `status` of a sighting says of a weapon, and whether the weapon then counts as
 * present. The six categories are those in which the monitoring mission in Ukraine reported weapons from 2015 on (daily
 * reports, "withdrawal of weapons" and "beyond the withdrawal lines"); three of them, W2, W3 and W6, are no violation, and
 * a weapon that is missing from its declared storage site (W4) is none by itself.
 *
 *     BY_PLACE   it counts where it is: the place decides
 *     NO         it does not count
 *     PERHAPS    it may count where it is, never for certain
 *     ANYWHERE   nobody knows where it is: it may count, wherever the record says that it was looked for
 *
 * A status that is not in the table says nothing: BY_PLACE. */
#ifndef MONITOR_WEAPON_STATUS_H
#define MONITOR_WEAPON_STATUS_H

#include "base/str.h"

enum weapon_presence { WEAPON_BY_PLACE, WEAPON_NO, WEAPON_PERHAPS, WEAPON_ANYWHERE };

/* code, status, in keep, in withdraw, in limit, in words */
/* clang-format off */
#define WEAPON_STATUSES(X)                                                                                              \
    X("W1", "in violation", BY_PLACE, BY_PLACE, BY_PLACE, "in violation of the withdrawal line for its class")          \
    X("W2", "outside storage", NO, NO, BY_PLACE, "beyond the withdrawal line, outside a designated storage site")       \
    X("W3", "not verified", PERHAPS, ANYWHERE, PERHAPS, "could not be verified as withdrawn")                           \
    X("W4", "in storage", NO, NO, BY_PLACE, "present at its storage site")                                              \
    X("W4", "missing", NO, ANYWHERE, NO, "missing from its storage site")                                               \
    X("W4", "abandoned", NO, ANYWHERE, NO, "its storage site is abandoned")                                             \
    X("W5", "in proscribed zone", BY_PLACE, BY_PLACE, BY_PLACE, "inside a proscribed zone")                             \
    X("W6", "not proscribed", NO, NO, BY_PLACE, "armoured vehicle that no withdrawal provision proscribes")
/* clang-format on */

struct weapon_status {
    struct str code, status;
    enum weapon_presence keep, withdraw, limit;
    struct str words;
};

/* By the status in words, or by a code that has one status only ("W1", "W2", "W3", "W5", "W6"); NULL: says nothing. */
const struct weapon_status *weapon_status_find(struct str text);

#endif

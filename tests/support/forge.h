/* SPDX-License-Identifier: Apache-2.0
 *
 * Forgeries of certificates: members changed, records left out or doubled, and all sealed again. */
#ifndef SUPPORT_FORGE_H
#define SUPPORT_FORGE_H

#include "support/random.h"

#include "base/str.h"

/* Does it verify? Fails the test when neither that nor a reason comes back. */
bool forge_verifies(struct str bytes);

enum forged {
    FORGED_NOTHING, /* nothing was changed */
    FORGED_SEEN,    /* refused, even with all hashes made anew */
    FORGED_HARMLESS, /* with all hashes made anew it verifies, and says of the finding what it said before */
    FORGED_WELL /* it verifies, and should not: printed */
};
/* One member changed at random. What is sealed again without the hash of its part must be refused as well. */
enum forged forge_member(struct random *random, struct str certificate);

/* Each record left out, and each there twice, all hashes made anew: fails the test unless all are refused. Returns how many
 * records there are. */
size_t forge_records(struct str certificate);

#endif

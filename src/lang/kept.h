/* SPDX-License-Identifier: Apache-2.0
 *
 * Shapes that files gave, kept from one text to the next: a draft is compiled once for each way to settle its brackets, and loads the
 * same files each time. */
#ifndef LANG_KEPT_H
#define LANG_KEPT_H

#include "lang/work.h"

#include "geo/geojson.h"

struct kept_shape {
    const struct geo_shape *shape;
    bool is_hypothetical;
};

/* What of a file is taken: `filter` NULL for all. The key lives in work->arena. */
enum err_code kept_key(struct work *work, struct str path, const struct geo_filter *filter,
                       struct str *key) MUST_USE;
const struct kept_shape *kept_get(const struct lang_kept *kept, struct str key);
enum err_code kept_put(struct lang_kept *kept, struct str key, const struct kept_shape *shape,
                       struct err *err) MUST_USE;
/* Where its shapes live. */
struct arena *kept_arena(const struct lang_kept *kept);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Replay: a certificate judged again, by a small checker of its own. It shares with the engine only the formats of records;
 * it was written from the meaning of the language (docs/reference/meaning.md) and not from the monitor, so that either finds
 * the other's mistakes: its own membership, its own distance on the ellipsoid, its own sum over a place's error.
 *
 * What is believed: the moments, texts and geometry of the rule (they are the agreement's, whose hash is named), and that no
 * other record speaks to the matter. What is not: everything that follows from them. */
#ifndef REPLAY_REPLAY_H
#define REPLAY_REPLAY_H

#include "base/json.h"

#define REPLAY_CHANCE_TOLERANCE 2e-3   /* of a chance of lying in a place, by its own sum */
#define REPLAY_DISTANCE_TOLERANCE 0.05 /* metres, up to 200 km */

/* Judge the finding of an opened certificate again. `words`: what was replayed, a line each. ERR_INPUT: the text is the
 * first thing that does not agree, or what is beyond this checker: then nothing is said to be verified. `believe_places`
 * takes the chances of places as they are stated, and lets records stand that do not matter: for finding those that do. */
enum err_code replay_finding(struct arena *arena, const struct json *certificate,
                             bool believe_places, struct buf *words, struct err *err) MUST_USE;

#endif

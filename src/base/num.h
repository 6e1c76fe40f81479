/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers as they are compared and written. The same double gives the same bytes everywhere:
 * probabilities are rounded to 1e-6, coordinates to 1e-7 degree, metres to 1e-3 before they meet a
 * threshold or a file. No locale, no printf of doubles. */
#ifndef BASE_NUM_H
#define BASE_NUM_H

#include "base/buf.h"

/* Round to `decimals` (0 to 9) places: value * 10^decimals, as a double, half away from zero. The
 * result is the double nearest to that decimal; -0 becomes 0. A value of 2^52 (4.5e15) and more
 * after scaling, infinite or not a number is returned as it is. */
double num_round(double value, int decimals);
double num_probability(double value); /* rounded to 1e-6 and clamped to [0, 1] */
double num_metres(double value);      /* rounded to 1e-3 */
double num_degrees(double value);     /* rounded to 1e-7 */

/* The shortest decimal that reads back as num_round(value, decimals): 1.5, 0.1, 3, -2. No exponent;
 * large values end in zeros. An infinite value or NaN fails the buffer. */
void num_put(struct buf *buf, double value, int decimals);
/* The shortest decimal that reads back as `value`; from 1e21 and below 1e-6 with an exponent, as
 * 1.5e+300, 1e-7. An infinite value or NaN fails the buffer; -0 is written 0. */
void num_put_shortest(struct buf *buf, double value);
void num_put_i64(struct buf *buf, int64_t value);

#endif

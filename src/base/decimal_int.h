/* SPDX-License-Identifier: Apache-2.0
 *
 * Exact decimals, for reading and writing doubles. Inside base only. */
#ifndef BASE_DECIMAL_INT_H
#define BASE_DECIMAL_INT_H

#include "base/str.h"

/* Any double has at most 767 significant digits, any point half way between two has 768; more are
 * only noted in `is_cut`. */
#define DECIMAL_DIGITS 800

/* 0.d1d2d3... * 10^point, without zeros at the end; zero has no digits. */
struct decimal {
    int count;
    int point;
    bool is_cut; /* non-zero digits followed */
    uint8_t digits[DECIMAL_DIGITS];
};

/* The exact value of a finite `value`, without its sign. */
void decimal_from_double(struct decimal *d, double value);
/* Keep `places` digits (0 or more), half away from zero. May carry into a new first digit. */
void decimal_round(struct decimal *d, int places);
/* The nearest double, ties to even. False when that would be infinite. */
bool decimal_to_double(struct decimal *d, double *value);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading and writing doubles exactly, without tables and without the C library's locale.
 *
 * A number of up to 2^53 with a power of ten of up to 22 is exact after one multiplication or
 * division of doubles (Clinger 1990); that is nearly every number in a file. The others go through
 * an array of decimal digits that is doubled and halved until it lies in [1/2, 1), counting; its
 * first 53 bits are then read off and the rest decides the rounding. The cost is digits * exponent
 * / 27, below a microsecond for numbers of everyday size and about 30 for the worst. */
#include "base/decimal_int.h"

#include <string.h>

#define FAST_POWER_LIMIT 22
#define SHIFT_LIMIT 59 /* 10 * 2^59 + 9 fits 64 bits */
#define MANTISSA_BITS 52
#define EXPONENT_BIAS 1023
#define EXPONENT_MIN (-1022)
#define EXPONENT_LIMIT 100000       /* of an exponent as written; beyond it is 0 or infinite */
#define SIZE_LIMIT ((size_t)200000) /* of digits before the point, and of zeros after it */

static void trim(struct decimal *d)
{
    while (d->count > 0 && d->digits[d->count - 1] == 0)
        d->count--;
    if (d->count == 0)
        d->point = 0;
}

/* Divide by 2^bits. */
static void halve(struct decimal *d, int bits)
{
    uint64_t rest = 0, mask = (UINT64_C(1) << bits) - 1;
    int read = 0, written = 0;

    for (; rest >> bits == 0; read++) {
        if (read >= d->count && rest == 0)
            return; /* it is zero */
        rest = rest * 10 + (read < d->count ? d->digits[read] : 0);
    }
    d->point -= read - 1;
    while (read < d->count || rest > 0) {
        uint8_t digit = (uint8_t)(rest >> bits);
        rest &= mask;
        if (written < DECIMAL_DIGITS)
            d->digits[written++] = digit;
        else if (digit > 0)
            d->is_cut = true;
        rest = rest * 10 + (read < d->count ? d->digits[read] : 0);
        read++;
    }
    d->count = written;
    trim(d);
}

/* Multiply by 2^bits. */
static void multiply(struct decimal *d, int bits)
{
    uint8_t front[24];
    uint64_t carry = 0;
    int new_digits = 0;

    for (int i = d->count - 1; i >= 0; i--) {
        carry += (uint64_t)d->digits[i] << bits;
        d->digits[i] = (uint8_t)(carry % 10);
        carry /= 10;
    }
    for (; carry > 0; carry /= 10)
        front[new_digits++] = (uint8_t)(carry % 10);
    int kept = d->count;
    if (kept + new_digits > DECIMAL_DIGITS)
        kept = DECIMAL_DIGITS - new_digits;
    for (int i = kept; i < d->count; i++)
        if (d->digits[i] > 0)
            d->is_cut = true;
    memmove(d->digits + new_digits, d->digits, (size_t)kept);
    for (int i = 0; i < new_digits; i++)
        d->digits[i] = front[new_digits - 1 - i];
    d->count = kept + new_digits;
    d->point += new_digits;
    trim(d);
}

static void scale(struct decimal *d, int bits)
{
    for (; bits > SHIFT_LIMIT; bits -= SHIFT_LIMIT)
        multiply(d, SHIFT_LIMIT);
    for (; bits < -SHIFT_LIMIT; bits += SHIFT_LIMIT)
        halve(d, SHIFT_LIMIT);
    if (bits > 0)
        multiply(d, bits);
    else if (bits < 0)
        halve(d, -bits);
}

void decimal_from_double(struct decimal *d, double value)
{
    uint64_t bits, mantissa;

    memcpy(&bits, &value, sizeof bits);
    mantissa = bits & ((UINT64_C(1) << MANTISSA_BITS) - 1);
    int exponent = (int)(bits >> MANTISSA_BITS & 0x7FF);
    if (exponent == 0)
        exponent = 1; /* subnormal */
    else
        mantissa |= UINT64_C(1) << MANTISSA_BITS;

    *d = (struct decimal){0};
    for (uint64_t rest = mantissa; rest > 0; rest /= 10)
        d->count++;
    d->point = d->count;
    for (int i = d->count - 1; i >= 0; i--, mantissa /= 10)
        d->digits[i] = (uint8_t)(mantissa % 10);
    trim(d);
    scale(d, exponent - EXPONENT_BIAS - MANTISSA_BITS);
}

void decimal_round(struct decimal *d, int places)
{
    if (places >= d->count)
        return;
    bool up = d->digits[places] >= 5;
    d->count = places;
    d->is_cut = false;
    if (up) {
        int i = places - 1;
        while (i >= 0 && d->digits[i] == 9)
            i--;
        if (i >= 0) {
            d->digits[i]++;
            d->count = i + 1;
        } else {
            d->digits[0] = 1;
            d->count = 1;
            d->point++;
        }
    }
    trim(d);
}

/* The whole part, rounded half to even; it must fit. */
static uint64_t whole(const struct decimal *d)
{
    uint64_t n = 0;
    int i = 0;

    for (; i < d->point; i++)
        n = n * 10 + (i < d->count ? d->digits[i] : 0);
    if (d->point < 0 || d->point >= d->count)
        return n;
    bool half = d->digits[i] == 5 && i + 1 == d->count && !d->is_cut;
    bool up = half ? n % 2 == 1 : d->digits[i] >= 5;
    return n + up;
}

bool decimal_to_double(struct decimal *d, double *value)
{
    static const int bits_of[] = {0, 3, 6, 9, 13, 16, 19, 23, 26}; /* 2^b <= 10^i */
    int exponent = 0;                                              /* the value is d * 2^exponent */
    uint64_t bits;

    *value = 0;
    if (d->count == 0 || d->point < -330)
        return true;
    if (d->point > 310)
        return false;
    while (d->point > 0) {
        int shift = d->point < (int)COUNT_OF(bits_of) ? bits_of[d->point] : 27;
        halve(d, shift);
        exponent += shift;
    }
    while (d->point < 0 || d->digits[0] < 5) {
        int shift = d->point == 0                        ? 1
                    : -d->point < (int)COUNT_OF(bits_of) ? bits_of[-d->point]
                                                         : 27;
        multiply(d, shift);
        exponent -= shift;
    }
    exponent--; /* from [1/2, 1) to [1, 2) */
    int below = exponent < EXPONENT_MIN ? EXPONENT_MIN - exponent : 0;
    exponent += below;
    scale(d, MANTISSA_BITS + 1 - below);
    bits = whole(d);
    if (bits == UINT64_C(2) << MANTISSA_BITS) {
        bits >>= 1;
        exponent++;
    }
    if (exponent > EXPONENT_BIAS)
        return false;
    if (bits >> MANTISSA_BITS) /* else it is subnormal: exponent field 0 */
        bits += (uint64_t)(exponent + EXPONENT_BIAS - 1) << MANTISSA_BITS;
    memcpy(value, &bits, sizeof bits);
    return true;
}

static bool is_digit(struct str s, size_t at)
{
    return at < s.size && s.text[at] >= '0' && s.text[at] <= '9';
}

/* exponent = [ ( "e" | "E" ) [ "+" | "-" ] digit { digit } ], to the end of the text */
static bool read_exponent(struct str s, size_t at, int *exponent)
{
    bool negative;

    *exponent = 0;
    if (at == s.size)
        return true;
    if (s.text[at] != 'e' && s.text[at] != 'E')
        return false;
    at++;
    negative = at < s.size && s.text[at] == '-';
    if (negative || (at < s.size && s.text[at] == '+'))
        at++;
    if (!is_digit(s, at))
        return false;
    for (; is_digit(s, at); at++)
        if (*exponent < EXPONENT_LIMIT)
            *exponent = *exponent * 10 + (s.text[at] - '0');
    if (negative)
        *exponent = -*exponent;
    return at == s.size;
}

/* Up to 19 significant digits and a power of ten, when that is exact in doubles. */
static bool fast(const struct decimal *d, double *value)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    uint64_t n = 0;
    int power = d->point - d->count;

    if (d->count > 16 || power > FAST_POWER_LIMIT || power < -FAST_POWER_LIMIT)
        return false;
    for (int i = 0; i < d->count; i++)
        n = n * 10 + d->digits[i];
    if (n > UINT64_C(1) << (MANTISSA_BITS + 1))
        return false;
    *value = power < 0 ? (double)n / powers[-power] : (double)n * powers[power];
    return true;
}

/* number = [ "+" | "-" ] digit { digit } [ "." digit { digit } ] exponent */
bool str_to_double(struct str s, double *value)
{
    struct decimal d;
    bool negative = s.size > 0 && s.text[0] == '-';
    size_t at = negative || (s.size > 0 && s.text[0] == '+'), dot = s.size;
    int exponent;
    size_t point = 0; /* digits before the point, without leading zeros */
    size_t zeros = 0; /* after the point, before the first other digit */

    d.count = 0;
    d.is_cut = false;
    if (!is_digit(s, at))
        return false;
    for (;; at++) {
        if (at < s.size && s.text[at] == '.' && dot == s.size) {
            dot = at;
            if (!is_digit(s, at + 1))
                return false;
            continue;
        }
        if (!is_digit(s, at))
            break;
        uint8_t digit = (uint8_t)(s.text[at] - '0');
        if (d.count == 0 && digit == 0) {
            zeros += dot != s.size;
            continue;
        }
        point += dot == s.size;
        if (d.count < DECIMAL_DIGITS)
            d.digits[d.count++] = digit;
        else if (digit > 0)
            d.is_cut = true;
    }
    if (!read_exponent(s, at, &exponent))
        return false;
    if (point > SIZE_LIMIT || zeros > SIZE_LIMIT)
        return false; /* a number of that many digits is nobody's */
    d.point = (int)point - (int)zeros + exponent;
    while (d.count > 0 && d.digits[d.count - 1] == 0)
        d.count--; /* `point` stands: trim() would forget it only for zero */
    double magnitude;
    if ((d.is_cut || !fast(&d, &magnitude)) && !decimal_to_double(&d, &magnitude))
        return false;
    *value = negative ? -magnitude : magnitude;
    return true;
}

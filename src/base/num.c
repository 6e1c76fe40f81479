/* SPDX-License-Identifier: Apache-2.0 */
#include "base/num.h"

#include "base/decimal_int.h"

#include <assert.h>
#include <float.h>
#include <math.h>

#define EXACT_LIMIT 0x1p52 /* below it, decimals scaled to whole numbers are different doubles */
#define DECIMALS_LIMIT 9

static const double powers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

/* |value| * 10^decimals, rounded half up to a whole number; negative when that is not exact. */
static double scaled_whole(double value, int decimals)
{
    assert(decimals >= 0 && decimals <= DECIMALS_LIMIT);
    double scaled = fabs(value) * powers[decimals];
    if (!(scaled < EXACT_LIMIT)) /* also infinite and not a number */
        return -1;
    double whole = floor(scaled);
    return scaled - whole >= 0.5 ? whole + 1 : whole;
}

double num_round(double value, int decimals)
{
    double whole = scaled_whole(value, decimals);

    if (whole < 0)
        return value;
    if (whole < 0.5)
        return 0; /* never -0 */
    return (value < 0 ? -whole : whole) / powers[decimals];
}

double num_probability(double value)
{
    double rounded = num_round(value, 6);

    return rounded > 1 ? 1 : rounded > 0 ? rounded : 0;
}

double num_metres(double value)
{
    return num_round(value, 3);
}

double num_degrees(double value)
{
    return num_round(value, 7);
}

void num_put_i64(struct buf *buf, int64_t value)
{
    char text[20];
    size_t at = sizeof text;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

    do {
        text[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0)
        buf_putc(buf, '-');
    buf_put(buf, (struct str){text + at, sizeof text - at});
}

static void put_digit(struct buf *buf, const struct decimal *d, int at)
{
    buf_putc(buf, (char)('0' + (at >= 0 && at < d->count ? d->digits[at] : 0)));
}

/* Without exponent: as many zeros as it takes. */
static void put_plain(struct buf *buf, const struct decimal *d)
{
    if (d->point < 1)
        buf_putc(buf, '0');
    for (int i = 0; i < d->point; i++)
        put_digit(buf, d, i);
    if (d->count == 0 || d->count <= d->point)
        return;
    buf_putc(buf, '.');
    for (int i = d->point; i < d->count; i++) /* from below 0 where zeros follow the point */
        put_digit(buf, d, i);
}

/* The fewest digits that read back as the magnitude of `value`. 15 always survive a normal double,
 * so one that needs fewer has zeros there; 17 always suffice. */
static void shortest(struct decimal *d, double value)
{
    struct decimal copy;
    double back;

    for (int places = fabs(value) < DBL_MIN ? 1 : 15;; places++) {
        decimal_from_double(d, value);
        decimal_round(d, places);
        copy = *d;
        if (places == 17 || (decimal_to_double(&copy, &back) && back == fabs(value)))
            return;
    }
}

void num_put(struct buf *buf, double value, int decimals)
{
    double whole = scaled_whole(value, decimals);

    if (!isfinite(value)) {
        buf->failed = true; /* our mistake: there is no way to write it */
        return;
    }
    if (value < 0 && (whole < 0 || whole > 0.5))
        buf_putc(buf, '-');
    if (whole < 0) {
        struct decimal d;
        shortest(&d, value);
        put_plain(buf, &d);
        return;
    }
    uint64_t n = (uint64_t)whole, unit = (uint64_t)powers[decimals];
    num_put_i64(buf, (int64_t)(n / unit));
    n %= unit;
    if (n == 0)
        return;
    buf_putc(buf, '.');
    for (; n > 0; n %= unit) {
        unit /= 10;
        buf_putc(buf, (char)('0' + n / unit));
    }
}

void num_put_shortest(struct buf *buf, double value)
{
    struct decimal d;

    if (!isfinite(value)) {
        buf->failed = true;
        return;
    }
    if (value < 0)
        buf_putc(buf, '-');
    shortest(&d, value);
    if (d.point > -6 && d.point <= 21) {
        put_plain(buf, &d);
        return;
    }
    put_digit(buf, &d, 0);
    if (d.count > 1)
        buf_putc(buf, '.');
    for (int i = 1; i < d.count; i++)
        put_digit(buf, &d, i);
    buf_puts(buf, d.point > 0 ? "e+" : "e");
    num_put_i64(buf, d.point - 1);
}

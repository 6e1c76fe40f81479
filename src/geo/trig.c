/* SPDX-License-Identifier: Apache-2.0
 *
 * Each function reduces its argument to a short interval, with constants split into a leading part
 * whose multiples are exact and a remainder, and sums a Taylor series there; the series are long
 * enough that the first term left out is below a hundredth of a unit in the last place. frexp, ldexp,
 * floor and sqrt are exact or correctly rounded by definition. Breaks down: sin and cos for
 * arguments beyond 1e5, where the three-part pi / 2 runs out of bits. */
#include "geo/trig.h"

#include <float.h>
#include <math.h>
#include <stddef.h>

_Static_assert(FLT_EVAL_METHOD == 0 && DBL_MANT_DIG == 53, "double must be IEEE 754 binary64");

/* pi / 2 in parts of 33 bits, so that a small integer times a part is exact. */
#define HALF_PI_1 0x1.921fb544p+0
#define HALF_PI_2 0x1.0b4611a6p-34
#define HALF_PI_3 0x1.3198a2e037073p-69

/* sin(x + low) and cos(x + low) for |x| <= pi / 4 + 1e-3. */
static void sincos_kernel(double x, double low, double *sin_x, double *cos_x)
{
    double z = x * x;
    double s, c, half, w;

    s = 1.0 / 355687428096000.0; /* 17! */
    s = -1.0 / 1307674368000.0 + z * s;
    s = 1.0 / 6227020800.0 + z * s;
    s = -1.0 / 39916800.0 + z * s;
    s = 1.0 / 362880.0 + z * s;
    s = -1.0 / 5040.0 + z * s;
    s = 1.0 / 120.0 + z * s;
    s = -1.0 / 6.0 + z * s;
    c = -1.0 / 6402373705728000.0; /* 18! */
    c = 1.0 / 20922789888000.0 + z * c;
    c = -1.0 / 87178291200.0 + z * c;
    c = 1.0 / 479001600.0 + z * c;
    c = -1.0 / 3628800.0 + z * c;
    c = 1.0 / 40320.0 + z * c;
    c = -1.0 / 720.0 + z * c;
    c = 1.0 / 24.0 + z * c;
    half = 0.5 * z;
    w = 1.0 - half;
    *sin_x = x + (x * z * s + low * w);
    *cos_x = w + (((1.0 - w) - half) + (z * z * c - x * low));
}

static void quadrant(double q, double s, double c, double *sin_x, double *cos_x)
{
    double m = q - 4.0 * floor(q * 0.25);

    if (m < 0.5) {
        *sin_x = s;
        *cos_x = c;
    } else if (m < 1.5) {
        *sin_x = c;
        *cos_x = -s;
    } else if (m < 2.5) {
        *sin_x = -s;
        *cos_x = -c;
    } else {
        *sin_x = -c;
        *cos_x = s;
    }
}

void geo_sincos(double x, double *sin_x, double *cos_x)
{
    double q = floor(x / (GEO_PI / 2) + 0.5);
    double head = x - q * HALF_PI_1;
    double mid = q * HALF_PI_2;
    double r = head - mid;
    double low = ((head - r) - mid) - q * HALF_PI_3;
    double sum = r + low;
    double s, c;

    low = (r - sum) + low;
    sincos_kernel(sum, low, &s, &c);
    quadrant(q, s, c, sin_x, cos_x);
}

double geo_sin(double x)
{
    double s, c;

    geo_sincos(x, &s, &c);
    return s;
}

double geo_cos(double x)
{
    double s, c;

    geo_sincos(x, &s, &c);
    return c;
}

void geo_sincos_deg(double x_deg, double *sin_x, double *cos_x)
{
    /* pi / 180 = HIGH + LOW; HIGH has 28 bits */
    const double high = 0x1.1df46a2p-6, low_part = 0x1.4a74e4570763p-36;
    double q = floor(x_deg / 90.0 + 0.5);
    double d = x_deg - 90.0 * q; /* exact: both are multiples of the last place of x_deg */
    double head = (double)(float)d;
    double tail = d - head;
    double r = head * high;
    double low = d * low_part + tail * high;
    double sum = r + low;
    double s, c;

    low = (r - sum) + low;
    sincos_kernel(sum, low, &s, &c);
    quadrant(q, s, c, sin_x, cos_x);
    *sin_x += 0.0; /* no negative zeros */
    *cos_x += 0.0;
}

/* atan(k / 8), k = 0 to 8, as a leading part and a remainder. */
static const double atan_table[9][2] = {
    {0x0p+0, 0x0p+0},
    {0x1.fd5ba9aac2f6ep-4, -0x1.cd37686760c17p-59},
    {0x1.f5b75f92c80ddp-3, 0x1.8ab6e3cf7afbdp-57},
    {0x1.6f61941e4def1p-2, -0x1.c63aae6f6e918p-56},
    {0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56},
    {0x1.1e00babdefeb4p-1, -0x1.928df287a668fp-58},
    {0x1.4978fa3269ee1p-1, 0x1.2419a87f2a458p-56},
    {0x1.700a7c5784634p-1, -0x1.8c34d25aadef6p-56},
    {0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55},
};

/* atan(y / x) for 0 <= y <= x, x > 0: subtract the nearest atan(k / 8), then a series below 1 / 16. */
static double atan_octant(double y, double x)
{
    int k = (int)(8.0 * (y / x) + 0.5);
    double c = (double)k * 0.125;
    double t = k == 0 ? y / x : (y - c * x) / (x + c * y);
    double z = t * t;
    double p = -1.0 / 19.0;

    p = 1.0 / 17.0 + z * p;
    p = -1.0 / 15.0 + z * p;
    p = 1.0 / 13.0 + z * p;
    p = -1.0 / 11.0 + z * p;
    p = 1.0 / 9.0 + z * p;
    p = -1.0 / 7.0 + z * p;
    p = 1.0 / 5.0 + z * p;
    p = -1.0 / 3.0 + z * p;
    return atan_table[k][0] + (t + (atan_table[k][1] + t * z * p));
}

double geo_atan2(double y, double x)
{
    const double pi_low = 0x1.1a62633145c07p-53;
    double ax = fabs(x), ay = fabs(y), a;

    if (ax == 0 && ay == 0)
        return 0;
    if (ay <= ax)
        a = atan_octant(ay, ax);
    else
        a = (GEO_PI / 2 - atan_octant(ax, ay)) + pi_low / 2;
    if (x < 0)
        a = (GEO_PI - a) + pi_low;
    return y < 0 ? -a : a;
}

double geo_asin(double x)
{
    if (x >= 1)
        return GEO_PI / 2;
    if (x <= -1)
        return -GEO_PI / 2;
    return geo_atan2(x, sqrt((1 - x) * (1 + x)));
}

#define LN2_HIGH 0x1.62e42fefp-1
#define LN2_LOW 0x1.473de6af278edp-34

double geo_exp(double x)
{
    double k, high, low, r, p;

    if (x < -745.2)
        return 0;
    if (x > 709.78)
        return DBL_MAX;
    k = floor(x * 1.44269504088896340736 + 0.5);
    high = x - k * LN2_HIGH;
    low = k * LN2_LOW;
    r = high - low;
    low = (high - r) - low;
    p = 1.0;
    for (int n = 14; n >= 3; n--)
        p = 1.0 + r * p / n;
    p = r * r * 0.5 * p; /* e^r - 1 - r */
    return ldexp(1.0 + (r + (p + low * (1.0 + r))), (int)k);
}

double geo_log(double x)
{
    int e;
    double m, f, s, z, p, k;

    if (x <= 0)
        return -DBL_MAX;
    m = frexp(x, &e);
    if (m < 0.70710678118654752) {
        m *= 2;
        e--;
    }
    k = (double)e;
    f = m - 1.0;
    s = f / (2.0 + f);
    z = s * s;
    p = 0;
    for (int n = 25; n >= 3; n -= 2)
        p = 1.0 / n + z * p;
    /* log m = 2 s + 2 s z p = f - s (f - 2 z p) */
    return k * LN2_HIGH + (f - (s * (f - 2.0 * z * p) - k * LN2_LOW));
}

/* erf by a series of positive terms, for 0 <= x < 2.5. */
static double erf_series(double x)
{
    double z = 2.0 * x * x, term = x, sum = x;

    for (int n = 3; term > 1e-18 * sum && n < 200; n += 2) {
        term *= z / n;
        sum += term;
    }
    return 1.12837916709551257390 * geo_exp(-x * x) * sum;
}

/* erfc by its continued fraction, for x >= 2.5. */
static double erfc_fraction(double x)
{
    double f = x;

    if (x > 27.5)
        return 0;
    for (int k = 60; k >= 1; k--)
        f = x + k * 0.5 / f;
    return 0.56418958354775628695 * geo_exp(-x * x) / f;
}

double geo_erf(double x)
{
    double a = fabs(x);
    double v = a < 2.5 ? erf_series(a) : 1.0 - erfc_fraction(a);

    return x < 0 ? -v : v;
}

double geo_erfc(double x)
{
    if (x < 0)
        return 1.0 + geo_erf(-x);
    return x < 2.5 ? 1.0 - erf_series(x) : erfc_fraction(x);
}

double geo_phi(double x)
{
    return 0.5 * geo_erfc(-x * 0.70710678118654752440);
}

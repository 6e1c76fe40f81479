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
#include <stdint.h>
#include <string.h>

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

/* 2^k, by its bits where it is a normal number. */
static double scale(double x, int k)
{
    uint64_t bits;
    double power;

    if (k < -1021 || k > 1022)
        return ldexp(x, k);
    bits = (uint64_t)(k + 1023) << 52;
    memcpy(&power, &bits, sizeof power);
    return x * power;
}

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
    p = 1.0 / 6227020800.0 + r * (1.0 / 87178291200.0);
    p = 1.0 / 479001600.0 + r * p;
    p = 1.0 / 39916800.0 + r * p;
    p = 1.0 / 3628800.0 + r * p;
    p = 1.0 / 362880.0 + r * p;
    p = 1.0 / 40320.0 + r * p;
    p = 1.0 / 5040.0 + r * p;
    p = 1.0 / 720.0 + r * p;
    p = 1.0 / 120.0 + r * p;
    p = 1.0 / 24.0 + r * p;
    p = 1.0 / 6.0 + r * p;
    p = r * r * (0.5 + r * p); /* e^r - 1 - r */
    return scale(1.0 + (r + (p + low * (1.0 + r))), (int)k);
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

#define PHI_STEPS 68 /* of 1 / 8 */

/* The share of a standard normal below -k / 8, and its density there. */
static const double phi_table[PHI_STEPS + 1][2] = {
    {0x1.0p-1, 0x1.9884533d43651p-2},
    {0x1.cd116c3bf96a6p-2, 0x1.9556797fced53p-2},
    {0x1.9aecba9d22528p-2, 0x1.8bf2ba104beccp-2},
    {0x1.6a527901e8243p-2, 0x1.7cc794ec163p-2},
    {0x1.3bf143b9aa712p-2, 0x1.6883d022086acp-2},
    {0x1.105e82b1e4cap-2, 0x1.50096dcefd7c8p-2},
    {0x1.d0220056b3a4ep-3, 0x1.345d5efad3415p-2},
    {0x1.86bb4f580a4bap-3, 0x1.169595e2ff286p-2},
    {0x1.44ed0bb7cb20bp-3, 0x1.ef8e58e331737p-3},
    {0x1.0ad7da0f9b0b9p-3, 0x1.b1ec620324775p-3},
    {0x1.b0bdd12ba9c29p-4, 0x1.7610b9431f0c8p-3},
    {0x1.5a61963dc9206p-4, 0x1.3d771214fa58dp-3},
    {0x1.11a46d89647efp-4, 0x1.0940856d21e84p-3},
    {0x1.aaa65bfa4f82ep-5, 0x1.b46178964b20ep-4},
    {0x1.482a2414556ddp-5, 0x1.6164536bf162cp-4},
    {0x1.f20394ecbf67bp-6, 0x1.19bfa3516daddp-4},
    {0x1.74bcf82c9d86p-6, 0x1.ba4b436e83ad4p-5},
    {0x1.13243b7f38028p-6, 0x1.55c73f6773b1p-5},
    {0x1.90924f21d3612p-7, 0x1.0402dfd3dc1a2p-5},
    {0x1.1f85a1c9b297ep-7, 0x1.857a94283500cp-6},
    {0x1.96f4e57e49ce4p-8, 0x1.1f2f0557f5256p-6},
    {0x1.1bee6c07df146p-8, 0x1.a0f22be9d3248p-7},
    {0x1.86904349ec803p-9, 0x1.29fa54c6341e4p-7},
    {0x1.08c890e7cdbf7p-9, 0x1.a34ea57d8ce36p-8},
    {0x1.61de1f985b5d7p-10, 0x1.227213fd77689p-8},
    {0x1.d21af4ae0dd6dp-11, 0x1.8c2226d7ae536p-9},
    {0x1.2e86fd7d03406p-11, 0x1.09f38e18a282p-9},
    {0x1.8301be4097acp-12, 0x1.5f90f6ce87b37p-10},
    {0x1.e7dbc92b77dd5p-13, 0x1.c9897d147e61fp-11},
    {0x1.2eff7fc311e78p-13, 0x1.251bf7a2b0faep-11},
    {0x1.72d9564b2dcep-14, 0x1.71b92ecaaa791p-12},
    {0x1.bf37663a4a43bp-15, 0x1.cb22072d20a39p-13},
    {0x1.09ad7954afff8p-15, 0x1.18a98e2c0b4b4p-13},
    {0x1.36feaecd8d1e3p-16, 0x1.51cfa5ec5ce7dp-14},
    {0x1.66a5bcbf244eap-17, 0x1.904afdde8cca3p-15},
    {0x1.9775b45c268bcp-18, 0x1.d2fa44486e8e6p-16},
    {0x1.c80728dd3b03ap-19, 0x1.0c29a533d0bc5p-16},
    {0x1.f6c707d24b099p-20, 0x1.2f35fb1d3d065p-17},
    {0x1.11056da03cb85p-20, 0x1.518646fbb0c6cp-18},
    {0x1.241499db1b218p-21, 0x1.71e57773b0b54p-19},
    {0x1.33ca2f2133831p-22, 0x1.8f16964c8fd3fp-20},
    {0x1.3f7a8d8ed2701p-23, 0x1.a7e88797bf8dcp-21},
    {0x1.46a16cd7b7555p-24, 0x1.bb4a8be266ce5p-22},
    {0x1.48eb8caab7cc6p-25, 0x1.c85f9e060c0ddp-23},
    {0x1.463cfa9c7fce7p-26, 0x1.ce8ec39250975p-24},
    {0x1.3eb34524706c6p-27, 0x1.cd8ea2b41efb9p-25},
    {0x1.32a35e335e12bp-28, 0x1.c56b24c535bf5p-26},
    {0x1.2293637785101p-29, 0x1.b6848b29cc3ddp-27},
    {0x1.0f30ef0092d48p-30, 0x1.a1880fbd087fcp-28},
    {0x1.f289d4870f466p-32, 0x1.8762da2fe17bdp-29},
    {0x1.c34c28f35ea26p-33, 0x1.6930a864fa47bp-30},
    {0x1.9256fc30ef212p-34, 0x1.4827ed8abcf99p-31},
    {0x1.61404b2da0191p-35, 0x1.258556ae47e79p-32},
    {0x1.317156a77fb3bp-36, 0x1.0278913764ce1p-33},
    {0x1.041789eb749ap-37, 0x1.c027cdafdb7eep-35},
    {0x1.b437009ea26ddp-39, 0x1.7e7fa233a1a32p-36},
    {0x1.683c36759a444p-40, 0x1.41663f31db14bp-37},
    {0x1.24f60a258d235p-41, 0x1.09df86034c0fdp-38},
    {0x1.d53e3e82da9c6p-43, 0x1.b10f57d25a805p-40},
    {0x1.721278ef40b1fp-44, 0x1.5b3884a6c1e7ap-41},
    {0x1.1f68f3dbb818ap-45, 0x1.121483257ebap-42},
    {0x1.b79cff2b8cab9p-47, 0x1.a9fbf74f54cacp-44},
    {0x1.4b13ea9a9f5c3p-48, 0x1.45e8308d25d84p-45},
    {0x1.eb0fed119b102p-50, 0x1.eaf366efc1181p-47},
    {0x1.669d2c90d55cep-51, 0x1.6c0df3a094834p-48},
    {0x1.01e30a1d54c78p-52, 0x1.09c5986479c5dp-49},
    {0x1.6d3ba010ac799p-54, 0x1.7e07497086507p-51},
    {0x1.fd59ae3f7142ep-56, 0x1.0e50138b69fbap-52},
    {0x1.5dbbaccf1a4ep-57, 0x1.7899e4c2ad3a6p-54},
};

/* Taylor's series about the nearest multiple of 1 / 8, for 0 <= a <= 8.5. The n-th term is the derivative
 * of order n at -c, by h^n / n!; that of order n + 1 is c times it less n - 1 times the one before. */
static double phi_below(double a)
{
    static const double over[] = {1.0 / 2, 1.0 / 3, 1.0 / 4, 1.0 / 5, 1.0 / 6,
                                  1.0 / 7, 1.0 / 8, 1.0 / 9, 1.0 / 10};
    int k = (int)(a * 8 + 0.5);
    double c = k * 0.125, h = c - a, before = 0, term = phi_table[k][1] * h, sum = term;

    for (int n = 1; n < 10; n++) {
        double next = h * over[n - 1] * (c * term - h * before);

        before = term * n * over[n - 1]; /* n times it, by n + 1 */
        term = next;
        sum += term;
    }
    return phi_table[k][0] + sum;
}

double geo_phi(double x)
{
    double a = fabs(x), below;

    if (a >= 8.5)
        below = a > 40 ? 0 : 0.5 * erfc_fraction(a * 0.70710678118654752440);
    else
        below = phi_below(a);
    return x < 0 ? below : 1 - below;
}

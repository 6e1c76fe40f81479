/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/trig.h"
#include "support/random.h"
#include "support/test.h"

#include <float.h>
#include <math.h>

/* Error in units of the last place of `want`. */
static double ulps(double got, double want)
{
    double size = fabs(want) > DBL_MIN ? fabs(want) : DBL_MIN;

    return fabs(got - want) / (nextafter(size, HUGE_VAL) - size);
}

/* The C library is within 1 ulp, so ours may differ from it by its error and ours. */
static void agrees_with_the_c_library(void **state)
{
    struct random r = random_init(11);
    double worst_sin = 0, worst_cos = 0, worst_atan = 0, worst_exp = 0, worst_log = 0;
    double worst_erf = 0, worst_phi = 0;

    (void)state;
    for (int i = 0; i < 200000; i++) {
        double x = random_between(&r, -1, 1), y = random_between(&r, -1, 1), s, c;
        double angle = x * (i % 2 ? 7 : 1e5);

        geo_sincos(angle, &s, &c);
        worst_sin = fmax(worst_sin, ulps(s, sin(angle)));
        worst_cos = fmax(worst_cos, ulps(c, cos(angle)));
        worst_atan = fmax(worst_atan, ulps(geo_atan2(y, x), atan2(y, x)));
        worst_exp = fmax(worst_exp, ulps(geo_exp(x * 700), exp(x * 700)));
        worst_log = fmax(worst_log, ulps(geo_log(exp(y * 3)), log(exp(y * 3))));
        worst_erf = fmax(worst_erf, fabs(geo_erf(x * 6) - erf(x * 6)));
        worst_phi = fmax(worst_phi, fabs(geo_phi(x * 8) - 0.5 * erfc(-x * 8 / sqrt(2))));
    }
    assert_true(worst_sin <= 2);
    assert_true(worst_cos <= 2);
    assert_true(worst_atan <= 3.5);
    assert_true(worst_exp <= 2.5);
    assert_true(worst_log <= 2.5);
    assert_true(worst_erf <= 2e-15);
    assert_true(worst_phi <= 2e-15);
}

static void exact_values(void **state)
{
    double s, c;

    (void)state;
    for (int k = -8; k <= 8; k++) {
        geo_sincos_deg(90.0 * k, &s, &c);
        assert_true(s == (double)((k & 1) * (2 - (k & 3))) || (s == 0 && (k & 1) == 0));
        assert_true(c == (double)(((k + 1) & 1) * (1 - (k & 2))) || (c == 0 && (k & 1) != 0));
    }
    geo_sincos_deg(30, &s, &c);
    assert_true(fabs(s - 0.5) < 1e-16);
    geo_sincos_deg(180.0000001, &s, &c);
    assert_true(fabs(s + 1.7453292519943296e-9) < 1e-15);
    assert_true(geo_atan2(0, 0) == 0);
    assert_true(geo_atan2(0, -1) == GEO_PI);
    assert_true(geo_atan2(1, 0) == GEO_PI / 2);
    assert_true(geo_atan2(-1, 0) == -GEO_PI / 2);
    assert_true(geo_asin(2) == GEO_PI / 2);
    assert_true(geo_exp(0) == 1);
    assert_true(geo_exp(-1000) == 0);
    assert_true(geo_exp(1000) == DBL_MAX);
    assert_true(geo_log(1) == 0);
    assert_true(geo_log(0) == -DBL_MAX);
    assert_true(geo_erf(0) == 0);
    assert_true(geo_erfc(30) == 0);
    assert_true(geo_phi(0) == 0.5);
    assert_true(geo_phi(40) == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_c_library),
        cmocka_unit_test(exact_values),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

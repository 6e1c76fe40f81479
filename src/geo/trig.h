/* SPDX-License-Identifier: Apache-2.0
 *
 * Elementary functions made of + - * / and sqrt alone, so that the same input gives the same bits on
 * every machine, whatever its C library. Errors against the exact value, found by test over the
 * ranges named: sin, cos 1.5 ulp (|x| <= 1e5), atan2 2.5 ulp, exp 1.5 ulp (|x| <= 700), log 1.5 ulp;
 * erf, erfc and phi 1e-15 absolute. Arguments must be finite. */
#ifndef GEO_TRIG_H
#define GEO_TRIG_H

#define GEO_PI 3.14159265358979323846
#define GEO_RAD (GEO_PI / 180.0) /* radians in a degree */

void geo_sincos(double x, double *sin_x, double *cos_x); /* x in radians, |x| <= 1e5 */
double geo_sin(double x);
double geo_cos(double x);
/* Sine and cosine of an angle in degrees, exact at multiples of 90. */
void geo_sincos_deg(double x_deg, double *sin_x, double *cos_x);
double geo_atan2(double y, double x); /* in (-pi, pi]; 0 when both are 0 */
double geo_asin(double x);            /* |x| clamped to 1 */
double geo_exp(double x);             /* 0 below -745, the largest double above 709.7 */
double geo_log(double x);             /* x > 0; 0 gives the most negative double */
double geo_erf(double x);
double geo_erfc(double x);
double geo_phi(double x); /* the share of a standard normal below x */

#endif

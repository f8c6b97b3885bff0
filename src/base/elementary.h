/* exp(-t) and log1p(a) in doubles, without branches and tables, so that a loop around them becomes vector
   code, and with error bounds proven here. u = 2^-53; every +, -, *, / below rounds once, by at most u
   relative, or half a unit in the last place of its result absolutely. tests/base/elementary.c measures
   them. Series are added up in pairs, side by side, but for the first term, which decides how far off they
   are: few margins come at once, and a sum of one term after the other would be waited for. */
#ifndef BN_BASE_ELEMENTARY_H
#define BN_BASE_ELEMENTARY_H

#include <stdint.h>
#include <string.h>

#include "base/clones.h"

#define BN_EXP_ERROR 1.95  /* |bn_exp_minus(t) - exp(-t)| <= 1.95 u exp(-t) + 2^-1075, and so its inverse */
#define BN_LOG1P_ERROR 3.5 /* |bn_log1p(a) - log1p(a)| <= 3.5 u log1p(a) + 2^-1074 */

INLINE uint64_t bn_bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

INLINE double bn_of_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* chosen ? x : y in integer arithmetic: of the usual form compilers make branches, and then no vectors. */
INLINE double bn_choose(int chosen, double x, double y)
{
    const uint64_t mask = 0 - (uint64_t)chosen;
    return bn_of_bits((bn_bits_of(x) & mask) | (bn_bits_of(y) & ~mask));
}

/* exp(-t) for t >= 0, infinity included, and exp(t): 2^-k exp(r) with k the integer next to t/ln 2 and
   r = k ln 2 - t.
   - k: adding 1.5 * 2^52 leaves the integer in the last digits. t/ln 2 is off by less than 2^-42, so
     |r| <= ln 2/2 + 2^-42 < 0.3466. Beyond t = 746 the results are 0 and infinity, and k stays below 1077.
   - r: ln 2 = high + low + less than 2^-97. high has 42 bits, so k high is exact. k high - t is exact: for
     k = 0, and for k >= 1, when t >= 1/4, because it is a multiple of 2^-54 below 1/2. |low| <= 2^-43, so
     k low is rounded by less than 2^-85, and their sum, below 1/2, by u/4. Together r is off by less than
     0.2501 u.
   - exp(+-r) = 1 + (even +- odd), Taylor's series to r^13 in z = r^2: the rest is below
     0.3466^14/14!/(1 - 0.03) < 0.04 u. z <= 0.1202 is off by half a unit, u/16.
     odd = r + (r z) p, p = 1/6 + z (..) <= 0.168 off by 0.3 u: two half units of u/8 for the constant and the
     sum, z times (..) <= 0.0084, off by three half units of u/128 and little more. r z <= 0.0417 is off by
     0.3466 u/16 + u/32 < 0.054 u, (r z) p <= 0.00701 by 0.054 * 0.168 u + 0.0417 * 0.3 u + u/256 < 0.026 u,
     odd <= 0.3537 by u/4 more: 0.276 u.
     even = z q, q = 1/2 + z (..) <= 0.5051 off by 0.52 u: u/2 for the sum, and z times (..) <= 0.042, off by
     three half units of u/32 and little more, a product off by 0.02 u; even <= 0.0608 by 0.1202 * 0.52 u +
     0.5051 u/16 + u/32 < 0.126 u.
     even +- odd <= 0.4143 is rounded by u/4: 0.652 u. The last sum is rounded by u if it is at least 1, else
     by u/2. Relative to exp(+-r), with the error of r:
         at least 1   (1 + 0.652 + 0.04) u + 0.2501 u           < 1.95 u
         less         (0.5 + 0.652 + 0.04) u/0.707 + 0.2501 u   < 1.94 u
   - 2^-k and 2^k in two factors, all normal: exact, unless a result is subnormal, which is rounded by 2^-1075
     at most. */
INLINE double bn_exp_minus(double t, double *inverse)
{
    const double shift = 0x1.8p52, high = 0x1.62e42fefa38p-1, low = 0x1.ef35793c7673p-45;
    const double c = bn_choose(t > 746, 746, t); /* NaN stays */
    const double shifted = c * 0x1.71547652b82fep0 + shift, k = shifted - shift;
    const double r = (k * high - c) + k * low, z = r * r;
    const double z2 = z * z;
    const double p = 1.0 / 6 + z * ((1.0 / 120 + z * (1.0 / 5040)) +
                                    z2 * ((1.0 / 362880 + z * (1.0 / 39916800)) + z2 * (1.0 / 6227020800)));
    const double q = 1.0 / 2 + z * ((1.0 / 24 + z * (1.0 / 720)) +
                                    z2 * ((1.0 / 40320 + z * (1.0 / 3628800)) + z2 * (1.0 / 479001600)));
    const double odd = r + (r * z) * p, even = q * z;
    const uint64_t n = bn_bits_of(shifted) - bn_bits_of(shift), half = n >> 1, rest = n - half;
    *inverse = (1 + (even - odd)) * bn_of_bits((1023 + half) << 52) * bn_of_bits((1023 + rest) << 52);
    return (1 + (even + odd)) * bn_of_bits((1023 - half) << 52) * bn_of_bits((1023 - rest) << 52);
}

/* log1p(a) for 0 <= a <= 1: base + log1p(f) with base = 0, f = a up to 1/2, and base = ln 2, f = (a - 1)/2,
   which is exact, above. log1p(f) = 2 artanh s = 2s + 2s (z/3 + z^2/5 + ...), s = f/(2 + f), z = s^2 <= 0.04.
   - s carries two roundings, 2 u; 2s too. z: 5 u relative. The series stops at z^11/23: the rest is below
     0.04^12/25/0.96 < 0.01 u. It is at most 0.0137, z (1/3 + z (..)) with (..) <= 0.21: 1.5 u from 1/3 and
     the sum with it, 5 u from the steps of (..), which has a fortieth of the weight, 5 u from z, a fortieth
     more where it is a factor twice, and u from the last product leave it off by 8.5 * 0.0137 u < 0.12 u.
     Product with 2s 0.0137 u, sum u: 2 + 0.01 + 0.12 + 0.02 + 1 < 3.15 u relative to log1p(f).
   - base 0: nothing is added. base ln 2, rounded by 0.21 u: |log1p(f)| <= 0.2877 is off by 0.91 u, the sum by
     u/4 below 1/2 and by u/2 above. Relative to the sum v = ln 2 - |log1p(f)| >= 0.405:
         v < 1/2    (0.91 + 0.21 + 0.25) u/0.405          < 3.39 u
         v >= 1/2   (3.15 * 0.1932 + 0.21 + 0.5) u/0.5    < 2.64 u
   - s of subnormal a is rounded by 2^-1075, and doubled. */
INLINE double bn_log1p(double a)
{
    const double base = bn_choose(a > 0.5, 0x1.62e42fefa39efp-1, 0), f = bn_choose(a > 0.5, (a - 1) * 0.5, a);
    const double s = f / (2 + f), z = s * s, twice = 2 * s;
    const double z2 = z * z, z4 = z2 * z2;
    const double low = (1.0 / 5 + z * (1.0 / 7)) + z2 * (1.0 / 9 + z * (1.0 / 11)),
                 middle = (1.0 / 13 + z * (1.0 / 15)) + z2 * (1.0 / 17 + z * (1.0 / 19)),
                 high = 1.0 / 21 + z * (1.0 / 23);
    const double p = 1.0 / 3 + z * (low + z4 * (middle + z4 * high));
    return base + (twice + twice * (z * p));
}

#endif

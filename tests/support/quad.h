/* Arithmetic to compare with: 113 bits where the compiler has them, else what long double offers. No
   library. */
#ifndef TESTS_SUPPORT_QUAD_H
#define TESTS_SUPPORT_QUAD_H

#include <math.h>

#ifdef __SIZEOF_FLOAT128__
__extension__ typedef __float128 quad;
#define QUAD_UNIT 0x1p-113
#else
typedef long double quad;
#define QUAD_UNIT 0x1p-64
#endif

static inline quad quad_abs(quad x)
{
    return x < 0 ? -x : x;
}

static inline quad quad_max(quad a, quad b)
{
    return a > b ? a : b;
}

/* Two Newton steps from the root in doubles; powers of four bring x into their range. */
static inline quad quad_sqrt(quad x)
{
    quad scale = 1;
    if (!(x > 0))
        return 0;
    while (x < 1e-200)
        x *= 0x1p400, scale *= 0x1p-200;
    while (x > 1e200)
        x *= 0x1p-400, scale *= 0x1p200;
    quad r = sqrt((double)x);
    r = (r + x / r) / 2;
    return (r + x / r) / 2 * scale;
}

/* e^x for x <= 0: x = k ln 2 + r, the series at r/1024, ten squarings. Divisions are slow. */
static inline quad quad_exp(quad x)
{
    const quad ln2 = (quad)0x1.62e42fefa39efp-1 + (quad)0x0.35793c7673007p-53 + (quad)0x0.e5ed5e81e69p-105;
    static const quad share[] = { (quad)1 / 11,
                                  (quad)1 / 10,
                                  (quad)1 / 9,
                                  (quad)1 / 8,
                                  (quad)1 / 7,
                                  (quad)1 / 6,
                                  (quad)1 / 5,
                                  (quad)1 / 4,
                                  (quad)1 / 3,
                                  (quad)1 / 2,
                                  1 };
    const double k = rint((double)x / 0.6931471805599453);
    const quad r = (x - (quad)k * ln2) * (quad)0x1p-10;
    quad sum = 1;
    if (k < -16000)
        return 0;
    for (int i = 0; i < 11; i++)
        sum = 1 + r * share[i] * sum;
    for (int i = 0; i < 10; i++)
        sum *= sum;
    for (int i = (int)-k; i > 0; i -= 1000)
        sum *= (quad)ldexp(1, -(i < 1000 ? i : 1000));
    return sum;
}

/* ln(1 + a) for 0 <= a <= 1. */
static inline quad quad_log1p(quad a)
{
    if (a < 1e-9)
        return a * (1 - a * ((quad)1 / 2 - a * ((quad)1 / 3 - a / 4)));
    const quad y = log1p((double)a);
    return y + (1 + a) * quad_exp(-y) - 1;
}

#endif

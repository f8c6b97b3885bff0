/* Doubled precision: a number as the unevaluated sum hi + lo of two doubles, |lo| <= ulp(hi)/2, which
   carries about 106 bits. Built on two identities of IEEE arithmetic in round-to-nearest (Knuth; Dekker
   1971):
       two_sum:  a + b = s + e exactly, s = fl(a + b)
       two_prod: a * b = p + e exactly, p = fl(a * b)
   The second needs products between 1e-290 and 1e300 in magnitude; callers scale by powers of two.
   Operations are accurate to a few 2^-106 (Joldes, Muller & Popescu 2017). No compiler may contract or
   reassociate these lines: the build says -ffp-contract=off and never -ffast-math. */
#ifndef BN_LINALG_DD_H
#define BN_LINALG_DD_H

#include <math.h>

typedef struct bn_dd {
    double hi, lo;
} bn_dd;

#define BN_DD_UNIT 0x1p-106 /* relative spacing of these numbers */

/* ---- Exact transformations ----------------------------------------------------------------- */

static inline bn_dd bn_two_sum(double a, double b)
{
    double s = a + b, t = s - a;
    return (bn_dd){ s, (a - (s - t)) + (b - t) };
}

/* The same when |a| >= |b| or a = 0. */
static inline bn_dd bn_quick_two_sum(double a, double b)
{
    double s = a + b;
    return (bn_dd){ s, b - (s - a) };
}

/* Where fma is an instruction it gives the error in one go; elsewhere it would be a slow call, and Dekker's
   product of halves gives the same bits. */
static inline bn_dd bn_two_prod(double a, double b)
{
    double p = a * b;
#ifdef FP_FAST_FMA
    return (bn_dd){ p, fma(a, b, -p) };
#else
    double ca = 0x1.0000002p27 * a, cb = 0x1.0000002p27 * b; /* 2^27 + 1 splits 53 bits into 26 and 27 */
    double a1 = ca - (ca - a), b1 = cb - (cb - b);
    double a2 = a - a1, b2 = b - b1;
    return (bn_dd){ p, ((a1 * b1 - p) + a1 * b2 + a2 * b1) + a2 * b2 };
#endif
}

/* ---- Arithmetic ---------------------------------------------------------------------------- */

static inline bn_dd bn_dd_from(double a)
{
    return (bn_dd){ a, 0 };
}

static inline bn_dd bn_dd_neg(bn_dd a)
{
    return (bn_dd){ -a.hi, -a.lo };
}

static inline bn_dd bn_dd_add(bn_dd a, bn_dd b)
{
    bn_dd s = bn_two_sum(a.hi, b.hi), t = bn_two_sum(a.lo, b.lo);
    s = bn_quick_two_sum(s.hi, s.lo + t.hi);
    return bn_quick_two_sum(s.hi, s.lo + t.lo);
}

static inline bn_dd bn_dd_sub(bn_dd a, bn_dd b)
{
    return bn_dd_add(a, bn_dd_neg(b));
}

static inline bn_dd bn_dd_add_d(bn_dd a, double b)
{
    bn_dd s = bn_two_sum(a.hi, b);
    return bn_quick_two_sum(s.hi, s.lo + a.lo);
}

static inline bn_dd bn_dd_mul(bn_dd a, bn_dd b)
{
    bn_dd p = bn_two_prod(a.hi, b.hi);
    return bn_quick_two_sum(p.hi, p.lo + (a.hi * b.lo + a.lo * b.hi));
}

static inline bn_dd bn_dd_mul_d(bn_dd a, double b)
{
    bn_dd p = bn_two_prod(a.hi, b);
    return bn_quick_two_sum(p.hi, p.lo + a.lo * b);
}

/* s + a b, the step of every sum here: its error is relative to |s| + |a b|, as in any sum. */
static inline bn_dd bn_dd_add_mul(bn_dd s, bn_dd a, bn_dd b)
{
    bn_dd p = bn_two_prod(a.hi, b.hi), t = bn_two_sum(s.hi, p.hi);
    return bn_quick_two_sum(t.hi, t.lo + (s.lo + (p.lo + (a.hi * b.lo + a.lo * b.hi))));
}

/* q1 = a.hi/b.hi, then the quotient of what is left. */
static inline bn_dd bn_dd_div(bn_dd a, bn_dd b)
{
    double q1 = a.hi / b.hi;
    bn_dd r = bn_dd_sub(a, bn_dd_mul_d(b, q1));
    double q2 = r.hi / b.hi;
    r = bn_dd_sub(r, bn_dd_mul_d(b, q2));
    return bn_dd_add_d(bn_quick_two_sum(q1, q2), r.hi / b.hi);
}

/* x + (a - x^2)/(2x) with x = sqrt(a.hi); 0 stays 0. */
static inline bn_dd bn_dd_sqrt(bn_dd a)
{
    if (a.hi <= 0)
        return bn_dd_from(sqrt(a.hi));
    double x = sqrt(a.hi);
    bn_dd r = bn_dd_sub(a, bn_two_prod(x, x));
    return bn_quick_two_sum(x, r.hi / (2 * x));
}

/* Exact for a power of two, unless it leaves the range of doubles. */
static inline bn_dd bn_dd_scale(bn_dd a, double power)
{
    return (bn_dd){ a.hi * power, a.lo * power };
}

#endif

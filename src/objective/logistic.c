/* Logistic loss phi = ln(1 + exp(-y z)) for y = -1, +1. */
#include <math.h>

#include "base/clones.h"
#include "base/elementary.h"
#include "objective/loss.h"

/* With m = y z, which is exact, and a = exp(-|m|), which cannot overflow (theory 2.3):
     phi   = max(-m, 0) + log1p(a)
     phi'  = -y s(-m),  s(-m) = a/(1+a) for m >= 0, 1/(1+a) for m < 0; never 1 - s
     phi'' = s(m) s(-m) = a/(1+a)^2
   The dual variable is p = s(-m) in [0, 1] with conjugate p ln p + (1-p) ln(1-p), so Fenchel-Young's gap at
   p = (1 + eps) s(-m) is a Kullback-Leibler divergence, at most chi^2 = eps^2 s(-m)/s(m) = eps^2 exp(-m).
   Rounding, in u, relative, with the 1.95 of a and 1/a (base/elementary.h), underflow apart:
     phi'    a/(1+a) changes by at most as much as a, 1/(1+a) by half of it;
             a sum, a quotient, a product:                                    1.95 + 3          < 5
     phi     log1p changes by at most as much as a, its own 3.5, a sum:       1.95 + 3.5 + 1    < 5 + 2
     phi''   a/(1+a)^2 changes by at most as much as a; 1/(1+a), a sum and a
             quotient, twice; two products:                                   1.95 + 2 * 2 + 2  < 8 */
INLINE void margins(size_t count, const double *restrict z, const double *restrict y, double *restrict phi,
                    double *restrict d1, double *restrict dual)
{
#pragma omp simd
    for (size_t i = 0; i < count; i++) {
        double inverse;
        const double m = y[i] * z[i], a = bn_exp_minus(fabs(m), &inverse), b = 1 / (1 + a);
        phi[i] = bn_choose(m < 0, -m, 0) + bn_log1p(a);
        d1[i] = -y[i] * bn_choose(m < 0, b, a * b);
        dual[i] = bn_choose(m < 0, inverse, a);
    }
}

INLINE void curves(size_t count, const double *restrict z, double *restrict d2)
{
#pragma omp simd
    for (size_t i = 0; i < count; i++) {
        double inverse;
        const double a = bn_exp_minus(fabs(z[i]), &inverse), b = 1 / (1 + a);
        d2[i] = a * b * b;
    }
}

CLONES static void eval_logistic(size_t count, const double *z, const double *y, const bn_loss_block *out)
{
    margins(count, z, y, out->phi, out->d1, out->dual);
    if (out->d2)
        curves(count, z, out->d2);
}

/* 2^(j/16) */
static const double sixteenths[16] = {
    0x1.0000000000000p+0, 0x1.0b5586cf9890fp+0, 0x1.172b83c7d517bp+0, 0x1.2387a6e756238p+0,
    0x1.306fe0a31b715p+0, 0x1.3dea64c123422p+0, 0x1.4bfdad5362a27p+0, 0x1.5ab07dd485429p+0,
    0x1.6a09e667f3bcdp+0, 0x1.7a11473eb0187p+0, 0x1.8ace5422aa0dbp+0, 0x1.9c49182a3f090p+0,
    0x1.ae89f995ad3adp+0, 0x1.c199bdd85529cp+0, 0x1.d5818dcfba487p+0, 0x1.ea4afa2a490dap+0,
};

/* phi' = -y/(1 + exp(m)), exp(m) = 2^k 2^(j/16) 2^(f/16), |f| <= 1/2. Vector code likes long sums without a
   table; one margin that is waited for likes short ones, whose parts come side by side. The last factor is
   1 + p, Taylor's series to f^7, its rest below 0.02 u: p <= 0.022 is off by less than 0.1 u, the product by
   2.1 u with the table, 1 + exp(m) by at most as much and u, the quotient by u. m 16/ln 2 carries two
   roundings, that of the constant is below u/4: no more than if m were off by 1.25 u |m|. */
static double slope(double z, double y)
{
    const double m = y * z, s = m * 0x1.71547652b82fep4, shift = 0x1.8p52;
    if (!(fabs(s) < 16000)) { /* and NaN */
        double inverse;
        const double a = bn_exp_minus(fabs(m), &inverse);
        return -y * (m < 0 ? 1 : a) / (1 + a);
    }
    const double shifted = s + shift, f = s - (shifted - shift), f2 = f * f, f4 = f2 * f2;
    const double p = (f * 0x1.62e42fefa39efp-5 + f2 * (0x1.ebfbdff82c58fp-11 + f * 0x1.c6b08d704a0c0p-17)) +
                     f4 * ((0x1.3b2ab6fba4e77p-23 + f * 0x1.5d87fe78a6731p-30) +
                           f2 * (0x1.430912f86c787p-37 + f * 0x1.ffcbfc588b0c7p-45));
    const uint64_t n = bn_bits_of(shifted) - bn_bits_of(shift);
    const double power = bn_of_bits(bn_bits_of(sixteenths[n % 16]) + (n >> 4 << 52));
    return -y / (1 + (power + power * p));
}

const bn_loss bn_logistic = {
    .name = "logistic",
    .summary = "binary logistic regression",
    .formula = "1/n sum ln(1 + exp(-y_i x_i'w))",
    .classifies = true,
    .sup_d2 = 0.25,
    .sup_d3 = 0.09622504486493764, /* 1/(6 sqrt 3), rounded up */
    .sup_dual = HUGE_VAL,
    .roundings = 5,
    .eval = eval_logistic,
    .slope = slope,
};

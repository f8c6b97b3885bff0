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
     phi'  a/(1+a) changes by at most as much as a, 1/(1+a) by half of it; sum, quotient, product: 1.95 + 3 <
   5 phi   log1p changes by at most as much as a: 1.95 + 3.5, and one sum: 6.45 < 5 + 2 phi'' a/(1+a)^2
   changes by at most as much as a; 1/(1+a) twice, two products: 1.95 + 2 * 2 + 2 < 8 */
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

CLONES static void eval(size_t count, const double *z, const double *y, const bn_loss_block *out)
{
    margins(count, z, y, out->phi, out->d1, out->dual);
    if (out->d2)
        curves(count, z, out->d2);
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
    .eval = eval,
};

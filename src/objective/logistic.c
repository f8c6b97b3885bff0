/* Logistic loss phi = ln(1 + exp(-y z)) for y = -1, +1. */
#include <math.h>

#include "objective/loss.h"

/* With m = y z and a = exp(-|m|), which cannot overflow (theory 2.3):
     phi   = max(-m, 0) + log1p(a)
     phi'  = -y s(-m),  s(-m) = a/(1+a) for m >= 0, 1/(1+a) for m < 0; never 1 - s
     phi'' = s(m) s(-m) = a/(1+a)^2
   The dual variable is p = s(-m) in [0, 1] with conjugate p ln p + (1-p) ln(1-p), so Fenchel-Young's gap at
   p = (1 + eps) s(-m) is a Kullback-Leibler divergence, at most chi^2 = eps^2 s(-m)/s(m) = eps^2 exp(-m). */
static void eval(size_t count, const double *z, const double *y, const bn_loss_block *out)
{
    for (size_t i = 0; i < count; i++) {
        double m = y[i] * z[i], a = exp(-fabs(m)), b = 1 / (1 + a);
        out->phi[i] = (m < 0 ? -m : 0) + log1p(a);
        out->d1[i] = -y[i] * (m < 0 ? b : a * b);
        out->dual[i] = m < 0 ? 1 / a : a;
        if (out->d2)
            out->d2[i] = a * b * b;
    }
}

const bn_loss bn_logistic = {
    .name = "logistic",
    .summary = "binary logistic regression",
    .formula = "1/n sum ln(1 + exp(-y_i x_i'w))",
    .classifies = true,
    .sup_d2 = 0.25,
    .sup_d3 = 0.09622504486493764, /* 1/(6 sqrt 3), rounded up */
    .sup_dual = HUGE_VAL,
    .roundings = 8,
    .eval = eval,
};

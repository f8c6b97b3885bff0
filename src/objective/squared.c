/* Squared loss phi = (z - y)^2 / 2: least squares and ridge regression. */
#include "base/clones.h"
#include "objective/loss.h"

/* phi' = r, phi'' = 1 with r = z - y. phi*(a) = a^2/2 + a y, and Fenchel-Young's gap at -(1 + eps) r is
   eps^2 r^2/2. */
CLONES static void eval_squared(size_t m, const double *z, const double *y, const bn_loss_block *out)
{
    for (size_t i = 0; i < m; i++) {
        double r = z[i] - y[i];
        out->phi[i] = 0.5 * r * r;
        out->d1[i] = r;
        out->dual[i] = 0.5 * r * r;
    }
    if (out->d2)
        for (size_t i = 0; i < m; i++)
            out->d2[i] = 1;
}

static double slope(double z, double y)
{
    return z - y;
}

const bn_loss bn_squared = {
    .name = "squared",
    .summary = "least squares and ridge regression",
    .formula = "1/(2n) sum (x_i'w - y_i)^2",
    .residual = true,
    .sup_d2 = 1,
    .sup_d3 = 0,
    .sup_dual = 0.5,
    .roundings = 1,
    .eval = eval_squared,
    .slope = slope,
};

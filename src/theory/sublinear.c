/* Bounds without a linear rate, and the limits of what gradients can do. */
#include <banach/theory.h>
#include "theory/domain.h"

static bool valid_run(double L, double d0, double k)
{
    return bn_curvature_consistent(0, L) && d0 >= 0 && k >= 0;
}

double bn_gap_convex_gd(double L, double d0, double k)
{
    return valid_run(L, d0, k) ? L * d0 * d0 / (4 * k + 2) : NO_MEANING;
}

double bn_gap_convex_nesterov(double L, double d0, double k)
{
    return valid_run(L, d0, k) ? 2 * L * (d0 / (k + 1)) * (d0 / (k + 1)) : NO_MEANING;
}

/* 2 s^k/(1 + s^(2k)) = 1/cosh(k ln s), with 1 - s = 2 sqrt(mu)/(sqrt(L) + sqrt(mu)) */
double bn_speed_limit(double mu, double L, double k)
{
    if (!bn_curvature_consistent(mu, L) || !(k >= 0))
        return NO_MEANING;
    double gain = 2 * sqrt(mu) / (sqrt(L) + sqrt(mu));
    return k > 0 && gain > 0 ? 1 / cosh(k * log1p(-gain)) : 1.0;
}

double bn_restart_interval(double mu, double L)
{
    return bn_curvature_consistent(mu, L) ? 2 * 2.718281828459045235 * sqrt(L / mu) : NO_MEANING;
}

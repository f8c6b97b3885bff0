/* Step sizes, and what a step is sure to gain. */
#include <banach/theory.h>
#include "theory/domain.h"

double bn_step_safe_monotone(double mu, double L)
{
    return 2 * bn_step_best_monotone(mu, L);
}

double bn_step_best_monotone(double mu, double L)
{
    return bn_curvature_consistent(mu, L) ? mu / L / L : NO_MEANING;
}

double bn_step_safe_smooth(double L)
{
    return bn_curvature_consistent(0, L) ? 2 / L : NO_MEANING;
}

double bn_step_optimal(double mu, double L)
{
    return bn_curvature_consistent(mu, L) ? 2 / (mu + L) : NO_MEANING;
}

double bn_step_auto(double mu, double L)
{
    if (!bn_curvature_consistent(mu, L))
        return NO_MEANING;
    return mu > 0 ? fmin(bn_step_optimal(mu, L), 1.8 / L) : 1 / L;
}

double bn_descent(double step, double L, double grad_norm)
{
    if (!valid_smooth(step, 0, L) || !(grad_norm >= 0))
        return NO_MEANING;
    return step * fma(-step, L / 2, 1.0) * grad_norm * grad_norm;
}

/* How many steps a factor asks for, and where rounding or an inexact gradient stops them. */
#include <banach/theory.h>
#include "theory/domain.h"
#include "theory/rounding.h"

#include <float.h>

/* ln(ratio)/ln(factor), rounded up to a whole number. The two logarithms and their quotient are off by a few
   ulp, which must not turn 10 into 11. */
double bn_iterations_to(double one_minus_factor, double ratio)
{
    if (!(one_minus_factor <= 1 && ratio >= 0))
        return NO_MEANING;
    if (ratio >= 1)
        return 0;
    if (one_minus_factor == 1)
        return 1;
    if (one_minus_factor <= 0 || ratio == 0)
        return HUGE_VAL;
    double k = log(ratio) / log1p(-one_minus_factor);
    double whole = nearbyint(k);
    return fabs(k - whole) <= 4 * DBL_EPSILON * k ? whole : ceil(k);
}

/* rho^k = exp(k log1p(-(1 - rho))) and 1 - rho^k = -expm1(same): nothing cancels for rho near 1. */
double bn_inexact_distance(double one_minus_rho, double step_error, double d0, double k)
{
    if (!(one_minus_rho <= 1 && step_error >= 0 && d0 >= 0 && k >= 0))
        return NO_MEANING;
    if (k == 0)
        return d0;
    if (one_minus_rho == 0)
        return step_error > 0 ? d0 + k * step_error : d0;
    double log_power = k * log1p(-one_minus_rho);
    double start = d0 > 0 ? exp(log_power) * d0 : 0.0;
    double errors = step_error > 0 ? step_error * (expm1(log_power) / -one_minus_rho) : 0.0;
    return start + errors;
}

double bn_update_error(double step, double grad_error, double move_norm, double point_norm)
{
    if (!valid_step(step) || !(grad_error >= 0 && move_norm >= 0 && point_norm >= 0))
        return NO_MEANING;
    return (step * grad_error + UNIT_ROUNDOFF * move_norm + UNIT_ROUNDOFF * point_norm) * (1 + 0x1p-40);
}

double bn_drift(double drift, double factor, double error)
{
    if (!(drift >= 0 && factor >= 0 && error >= 0))
        return NO_MEANING;
    return sum_up(product_up(factor, drift), error);
}

double bn_gamma(double k)
{
    if (!(k >= 0))
        return NO_MEANING;
    double ku = k * UNIT_ROUNDOFF;
    return ku < 1 ? quotient_up(ku, down(1 - ku)) : HUGE_VAL;
}

/* Contraction factors of x -> x - step g(x). */
#include <banach/theory.h>
#include "theory/domain.h"
#include "theory/rounding.h"

/* q = (1 - step mu)^2 + step^2 (L - mu)(L + mu): no term is negative, so a q near 0 keeps its digits. */
double bn_q_sq(double step, double mu, double L)
{
    if (!valid_smooth(step, mu, L))
        return NO_MEANING;
    double a = fma(-step, mu, 1.0);
    return a * a + (step * (L - mu)) * (step * (L + mu));
}

/* step (2 mu - step L^2). Near the edge step = 2 mu/L^2 the difference is as small as the rounding of
   step L^2, so both products are carried exactly, as head + tail. */
double bn_one_minus_q_sq(double step, double mu, double L)
{
    if (!valid_smooth(step, mu, L))
        return NO_MEANING;
    double a = step * L, a_tail = fma(step, L, -a);
    double b = a * L, b_tail = fma(a, L, -b) + a_tail * L;
    if (!isfinite(b))
        return -HUGE_VAL;
    return fmin(step * ((2 * mu - b) - b_tail), 1.0); /* q >= 0 because mu <= L */
}

double bn_rho(double step, double mu, double L)
{
    if (!valid_smooth(step, mu, L))
        return NO_MEANING;
    return fmax(fabs(fma(-step, mu, 1.0)), fabs(fma(-step, L, 1.0)));
}

/* 1 - |1 - t| = min(t, 2 - t), for t = step mu <= step L. */
double bn_one_minus_rho(double step, double mu, double L)
{
    if (!valid_smooth(step, mu, L))
        return NO_MEANING;
    return fmin(step * mu, fma(-step, L, 2.0));
}

double bn_cocoercive_sq(double step, double mu, double L)
{
    if (!valid_smooth(step, mu, L))
        return NO_MEANING;
    return step <= bn_step_optimal(mu, L) ? 1 - 2 * step * mu * (L / (mu + L)) : HUGE_VAL;
}

/* As bn_q_sq, every operation rounded up. */
double bn_q_sq_upper(double step, double mu, double L)
{
    if (!valid_smooth(step, mu, L))
        return NO_MEANING;
    double a = up(fabs(fma(-step, mu, 1.0)));
    double difference = product_up(step, L == mu ? 0.0 : up(L - mu));
    double sum = product_up(step, sum_up(L, mu));
    return sum_up(product_up(a, a), product_up(difference, sum));
}

double bn_rho_upper(double step, double mu, double L)
{
    return up(bn_rho(step, mu, L)); /* bn_rho rounds once */
}

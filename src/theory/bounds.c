/* From a gradient, a distance or a gap to bounds of the others. */
#include <banach/theory.h>
#include "theory/domain.h"
#include "theory/rounding.h"

/* L may be HUGE_VAL here: a bound that uses mu alone does not need it. */
static bool valid_pair(double mu, double L)
{
    return mu >= 0 && isfinite(mu) && mu <= L && L > 0;
}

static bool valid_gradient(double grad_norm, double grad_error)
{
    return grad_norm >= 0 && grad_error >= 0;
}

/* The range of the true norm. A norm that overflowed says nothing of how large the gradient is. */
static bn_range true_norm(double computed, double error)
{
    return (bn_range){ isfinite(computed) ? difference_down(computed, error) : 0.0, sum_up(computed, error) };
}

/* G/L and G/mu */
static bn_range distances(bn_range G, double mu, double L)
{
    return (bn_range){ quotient_down(G.lower, L), mu > 0 ? quotient_up(G.upper, mu) : HUGE_VAL };
}

bn_range bn_distance_bounds(double grad_norm, double grad_error, double mu, double L)
{
    if (!valid_pair(mu, L) || !valid_gradient(grad_norm, grad_error))
        return NO_BOUNDS;
    return distances(true_norm(grad_norm, grad_error), mu, L);
}

/* G^2/(2 c) = (G/2)(G/c): squares of tiny and of huge gradients stay in range */
bn_range bn_gap_bounds(double grad_norm, double grad_error, double mu, double L)
{
    if (!valid_pair(mu, L) || !valid_gradient(grad_norm, grad_error))
        return NO_BOUNDS;
    bn_range G = true_norm(grad_norm, grad_error), d = distances(G, mu, L);
    double upper = mu > 0 ? product_up(product_up(G.upper, 0.5), d.upper) : HUGE_VAL;
    return (bn_range){ product_down(product_down(G.lower, 0.5), d.lower), upper };
}

/* (c/2) d^2 */
bn_range bn_gap_from_distance(double distance, double mu, double L)
{
    if (!valid_pair(mu, L) || !(distance >= 0))
        return NO_BOUNDS;
    return (bn_range){ product_down(product_down(distance, distance), product_down(mu, 0.5)),
                       product_up(product_up(distance, distance), product_up(L, 0.5)) };
}

/* sqrt(2 gap/c) */
bn_range bn_distance_from_gap(double gap, double mu, double L)
{
    if (!valid_pair(mu, L) || !(gap >= 0))
        return NO_BOUNDS;
    double lower = down(sqrt(quotient_down(product_down(2, gap), L)));
    if (mu == 0)
        return (bn_range){ lower, HUGE_VAL };
    double square = quotient_up(product_up(2, gap), mu);
    return (bn_range){ lower, square > 0 ? up(sqrt(square)) : 0.0 };
}

/* The norm that is left for a computed gradient when the true one may be at most limit. Not clipped at 0: a
   negative rest says by how much the gradient is too inexact. */
static double less_error(double limit, double grad_error)
{
    return nextafter(limit - grad_error, -HUGE_VAL);
}

double bn_grad_norm_for_distance(double target, double grad_error, double mu)
{
    if (!(target >= 0 && grad_error >= 0 && mu >= 0))
        return NO_MEANING;
    return less_error(product_down(mu, target), grad_error);
}

double bn_grad_norm_for_gap(double target, double grad_error, double mu)
{
    if (!(target >= 0 && grad_error >= 0 && mu >= 0))
        return NO_MEANING;
    return less_error(down(sqrt(product_down(product_down(2, mu), target))), grad_error);
}

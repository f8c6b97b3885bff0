/* The tuned methods and what they promise. */
#include <banach/theory.h>
#include "theory/domain.h"

const char *bn_quantity_name(bn_quantity quantity)
{
    static const char *const names[] = {
        [BN_DISTANCE] = "distance",
        [BN_DISTANCE_SQ] = "distance_sq",
        [BN_GAP] = "gap",
        [BN_LYAPUNOV] = "lyapunov",
    };
    return (size_t)quantity < sizeof names / sizeof *names ? names[quantity] : "unknown quantity";
}

bn_rate bn_rate_monotone(double step, double mu, double L)
{
    if (!valid_smooth(step, mu, L))
        return NO_RATE;
    return (bn_rate){ .step = step,
                      .quantity = BN_DISTANCE_SQ,
                      .rate = bn_q_sq(step, mu, L),
                      .one_minus_rate = bn_one_minus_q_sq(step, mu, L),
                      .constant = 1 };
}

bn_rate bn_rate_gd(double step, double mu, double L)
{
    if (!valid_smooth(step, mu, L))
        return NO_RATE;
    return (bn_rate){ .step = step,
                      .quantity = BN_DISTANCE,
                      .rate = bn_rho(step, mu, L),
                      .one_minus_rate = bn_one_minus_rho(step, mu, L),
                      .constant = 1 };
}

/* rate 1 - step mu (2 - step L) = (1 - step L)^2 + step (L - mu)(2 - step L) */
bn_rate bn_rate_pl(double step, double mu, double L)
{
    if (!valid_smooth(step, mu, L))
        return NO_RATE;
    double rest = fma(-step, L, 1.0), gain = step * mu * fma(-step, L, 2.0);
    return (bn_rate){
        .step = step,
        .quantity = BN_GAP,
        .rate = rest * rest + step * (L - mu) * fma(-step, L, 2.0),
        .one_minus_rate = gain,
        .constant = 1,
    };
}

bn_rate bn_rate_exact_search(double mu, double L)
{
    if (!bn_curvature_consistent(mu, L))
        return NO_RATE;
    double root = (L - mu) / (L + mu);
    return (bn_rate){ .quantity = BN_GAP,
                      .rate = root * root,
                      .one_minus_rate = 4 * (mu / (L + mu)) * (L / (L + mu)),
                      .constant = 1 };
}

/* Gradient descent on a convex f: every run is safe, no linear rate holds. */
static bn_rate no_promise(bn_quantity quantity, double L)
{
    return (bn_rate){ .step = 1 / L, .quantity = quantity, .rate = 1, .constant = 1 };
}

/* (sqrt(kappa) - 1)/(sqrt(kappa) + 1) = (L - mu)/(sqrt(L) + sqrt(mu))^2: the only difference is one of
   the given numbers. */
static double root_factor(double mu, double L)
{
    double sum = sqrt(L) + sqrt(mu);
    return (L - mu) / sum / sum;
}

/* rate 1 - sqrt(mu/L) = (L - mu)/(L + sqrt(mu L)) */
bn_rate bn_rate_nesterov(double mu, double L)
{
    if (!bn_curvature_consistent(mu, L))
        return NO_RATE;
    if (mu == 0)
        return no_promise(BN_GAP, L);
    return (bn_rate){ .step = 1 / L,
                      .momentum = root_factor(mu, L),
                      .quantity = BN_GAP,
                      .rate = (L - mu) / (L + sqrt(mu) * sqrt(L)),
                      .one_minus_rate = sqrt(mu / L),
                      .constant = 2 };
}

/* With S = sqrt(3 L + mu) and m = sqrt(mu), s = S/m and S - 2 m = 3 (L - mu)/(S + 2 m). */
bn_rate bn_rate_nesterov_quadratic(double mu, double L)
{
    if (!bn_curvature_consistent(mu, L))
        return NO_RATE;
    if (mu == 0)
        return no_promise(BN_DISTANCE, L);
    double m = sqrt(mu), S = sqrt(3 * L + mu), difference = 3 * (L - mu) / (S + 2 * m);
    return (bn_rate){ .step = 4 / (3 * L + mu),
                      .momentum = difference / (S + 2 * m),
                      .quantity = BN_DISTANCE,
                      .rate = difference / S,
                      .one_minus_rate = 2 * m / S,
                      .constant = 1,
                      .growth = 1 + difference / S };
}

bn_rate bn_rate_heavy_ball_quadratic(double mu, double L)
{
    if (!bn_curvature_consistent(mu, L))
        return NO_RATE;
    if (mu == 0)
        return no_promise(BN_DISTANCE, L);
    double r = root_factor(mu, L), sum = sqrt(L) + sqrt(mu);
    return (bn_rate){ .step = 4 / (sum * sum),
                      .momentum = r * r,
                      .quantity = BN_DISTANCE,
                      .rate = r,
                      .one_minus_rate = 2 * sqrt(mu) / sum,
                      .constant = 1,
                      .growth = 1 + r };
}

bn_rate bn_rate_heavy_ball(double step, double mu, double L)
{
    if (!valid_smooth(step, mu, L))
        return NO_RATE;
    double a = fma(-step, mu, 1.0), b = fma(-step, L, 1.0);
    bn_rate rate = { .step = step, .quantity = BN_GAP, .constant = 1 };
    if (b > 0) {
        rate.momentum = sqrt(a * b);
        rate.rate = a;
        rate.one_minus_rate = step * mu;
    } else {
        double rho = bn_rho(step, mu, L);
        rate.rate = rho * rho;
        rate.one_minus_rate = bn_one_minus_rho(step, mu, L) * (1 + rho);
    }
    return rate;
}

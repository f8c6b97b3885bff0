/* What momentum does to one eigenvector of a quadratic: the roots of z^2 - t z + p. */
#include <banach/theory.h>
#include "theory/domain.h"

#define TWO_PI 6.283185307179586477

static bool valid_mode(double step, double momentum, double lambda)
{
    return valid_step(step) && momentum >= 0 && isfinite(momentum) && isfinite(lambda);
}

/* The largest |root|, from t, p and the discriminant t^2 - 4 p; a pair of complex roots has |z|^2 = p. */
static double largest_root(double t, double p, double discriminant)
{
    return discriminant > 0 ? (fabs(t) + sqrt(discriminant)) / 2 : sqrt(p);
}

double bn_radius_gd(double step, double lambda)
{
    return valid_mode(step, 0, lambda) ? fabs(fma(-step, lambda, 1.0)) : NO_MEANING;
}

/* t^2 - 4 beta = (t - 2 sqrt(beta))(t + 2 sqrt(beta)), and with t written out
   = ((1 - sqrt(beta))^2 - step lambda)((1 + sqrt(beta))^2 - step lambda).
   Here a beta near 1 costs no digits: 1 - sqrt(beta) comes from 1 - beta, which is exact there. */
static double heavy_ball_discriminant(double step, double momentum, double lambda)
{
    double root = sqrt(momentum), gap = (1 - momentum) / (1 + root);
    return fma(-step, lambda, gap * gap) * fma(-step, lambda, (1 + root) * (1 + root));
}

double bn_radius_heavy_ball(double step, double momentum, double lambda)
{
    if (!valid_mode(step, momentum, lambda))
        return NO_MEANING;
    double t = fma(-step, lambda, 1 + momentum);
    return largest_root(t, momentum, heavy_ball_discriminant(step, momentum, lambda));
}

/* With a = 1 - step lambda, t = (1 + beta) a and p = beta a:
   t^2 - 4 p = a ((1 + beta)^2 a - 4 beta) = a ((1 - beta)^2 - (1 + beta)^2 step lambda). */
double bn_radius_nesterov(double step, double momentum, double lambda)
{
    if (!valid_mode(step, momentum, lambda))
        return NO_MEANING;
    double a = fma(-step, lambda, 1.0), plus = 1 + momentum, minus = 1 - momentum;
    double discriminant = a * fma(-(plus * plus) * step, lambda, minus * minus);
    return largest_root(plus * a, momentum * a, discriminant);
}

static bool valid_momentum(double step, double momentum)
{
    return valid_step(step) && momentum >= 0 && momentum < 1;
}

double bn_stable_gd(double step)
{
    return valid_step(step) ? 2 / step : NO_MEANING;
}

double bn_stable_heavy_ball(double step, double momentum)
{
    return valid_momentum(step, momentum) ? 2 * (1 + momentum) / step : NO_MEANING;
}

double bn_stable_nesterov(double step, double momentum)
{
    return valid_momentum(step, momentum) ? 2 * (1 + momentum) / (1 + 2 * momentum) / step : NO_MEANING;
}

/* The complex roots are (t +- i sqrt(-discriminant))/2; real ones have the angle 0 or pi of their sign. */
double bn_period_heavy_ball(double step, double momentum, double lambda)
{
    if (!valid_mode(step, momentum, lambda))
        return NO_MEANING;
    double t = fma(-step, lambda, 1 + momentum);
    double angle = atan2(sqrt(fmax(-heavy_ball_discriminant(step, momentum, lambda), 0.0)), t);
    return angle > 0 ? TWO_PI / angle : HUGE_VAL;
}

/* The sign of a fused multiply-add is that of the exact value. */
bn_mode bn_mode_gd(double step, double lambda)
{
    if (!valid_mode(step, 0, lambda))
        return BN_MODE_DIVERGENT;
    double to_one = fma(-step, lambda, 1.0), to_two = fma(-step, lambda, 2.0);
    if (step == 0 || lambda == 0 || to_two == 0)
        return BN_MODE_BOUNDED;
    if (lambda < 0 || to_two < 0)
        return BN_MODE_DIVERGENT;
    return to_one > 0 ? BN_MODE_MONOTONE : to_one < 0 ? BN_MODE_ALTERNATING : BN_MODE_ONE_STEP;
}

const char *bn_mode_name(bn_mode mode)
{
    static const char *const names[] = {
        [BN_MODE_MONOTONE] = "monotone",       [BN_MODE_ONE_STEP] = "one step",
        [BN_MODE_ALTERNATING] = "alternating", [BN_MODE_BOUNDED] = "bounded",
        [BN_MODE_DIVERGENT] = "divergent",
    };
    return (size_t)mode < sizeof names / sizeof *names ? names[mode] : "unknown mode";
}

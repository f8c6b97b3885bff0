/* Modes: radii against the companion matrices, thresholds, periods. */
#include <banach/theory.h>
#include "support/support.h"
#include "draw.h"

#include <criterion/criterion.h>
#include <float.h>

TestSuite(momentum, .fini = bn_no_leaks);

/* Gelfand: |M^n|^(1/n) for n = 2^60, by squaring and scaling. Knows nothing of roots or discriminants. */
static double gelfand(long double a, long double b, long double c, long double e)
{
    long double log_norm = 0, weight = 1;
    for (int i = 0; i < 60; i++, weight /= 2) {
        long double norm = fmaxl(fmaxl(fabsl(a), fabsl(b)), fmaxl(fabsl(c), fabsl(e)));
        if (norm == 0)
            return 0;
        log_norm += weight * logl(norm);
        a /= norm, b /= norm, c /= norm, e /= norm;
        long double aa = a * a + b * c, bb = b * (a + e), cc = c * (a + e);
        e = e * e + b * c, a = aa, b = bb, c = cc;
    }
    return (double)expl(log_norm);
}

static double gelfand_heavy_ball(double step, double beta, double lambda)
{
    return gelfand(1 + (long double)beta - (long double)step * lambda, -(long double)beta, 1, 0);
}

static double gelfand_nesterov(double step, double beta, double lambda)
{
    long double a = 1 - (long double)step * lambda;
    return gelfand((1 + (long double)beta) * a, -(long double)beta * a, 1, 0);
}

Test(momentum, radii_are_those_of_the_companion_matrices)
{
    dice d = { 61 };
    for (size_t i = 0; i < draws(5000); i++) {
        double step = draw_log(&d, 1e-3, 1), beta = draw(&d, 0, 1.2), lambda = draw(&d, -1, 6) / step;
        double heavy = gelfand_heavy_ball(step, beta, lambda),
               accelerated = gelfand_nesterov(step, beta, lambda);
        cr_assert(fabs(bn_radius_heavy_ball(step, beta, lambda) - heavy) <= 1e-7 * (1 + heavy));
        cr_assert(fabs(bn_radius_nesterov(step, beta, lambda) - accelerated) <= 1e-7 * (1 + accelerated));
        cr_assert(bn_close(bn_radius_gd(step, lambda), bn_radius_heavy_ball(step, 0, lambda), 1e-14));
        cr_assert(bn_close(bn_radius_gd(step, lambda), bn_radius_nesterov(step, 0, lambda), 1e-14));
    }
}

/* Roots in long double, where 1 - beta and step lambda are exact enough to tell them apart. */
Test(momentum, radii_keep_their_digits_when_the_momentum_is_almost_one)
{
    dice d = { 62 };
    for (size_t i = 0; i < draws(5000); i++) {
        double beta = 1 - draw_log(&d, 1e-9, 0.5), minus = 1 - beta, shift = draw_log(&d, 1e-3, 1e3);
        double small = minus / (1 + sqrt(beta)), lambda = small * small * shift;
        if (fabs(shift - 1) < 1e-3 || lambda > 1) /* beside a double root */
            continue;
        long double root = sqrtl(beta), low = (long double)minus / (1 + root), high = 1 + root;
        long double discriminant = (low * low - lambda) * (high * high - lambda),
                    t = 1 + (long double)beta - lambda;
        long double heavy = discriminant > 0 ? (t + sqrtl(discriminant)) / 2 : root;
        cr_assert(fabsl(bn_radius_heavy_ball(1, beta, lambda) - heavy) <= 64 * DBL_EPSILON);

        long double a = 1 - (long double)lambda, plus = 1 + (long double)beta;
        long double below = minus / plus;
        discriminant = a * plus * plus * (below * below - lambda);
        long double accelerated = discriminant > 0 ? (plus * a + sqrtl(discriminant)) / 2 : sqrtl(beta * a);
        cr_assert(fabsl(bn_radius_nesterov(1, beta, lambda) - accelerated) <= 64 * DBL_EPSILON);
    }
}

Test(momentum, over_an_interval_the_largest_radius_is_at_an_end)
{
    dice d = { 63 };
    for (size_t i = 0; i < draws(5000); i++) {
        pair p = draw_pair(&d, 1e4);
        double step = draw(&d, 0, 3) / p.L, beta = draw(&d, 0, 1), lambda = draw(&d, p.mu, p.L);
        double (*const radii[])(double, double, double) = { bn_radius_heavy_ball, bn_radius_nesterov };
        for (size_t j = 0; j < 2; j++)
            cr_assert(radii[j](step, beta, lambda) <=
                      fmax(radii[j](step, beta, p.mu), radii[j](step, beta, p.L)) + 1e-12);
    }
}

Test(momentum, thresholds_are_where_the_radius_passes_one)
{
    dice d = { 64 };
    for (size_t i = 0; i < draws(5000); i++) {
        double step = draw_log(&d, 1e-6, 1e3), beta = draw(&d, 0, 1), inside = 1 - 1e-9;
        double gd = bn_stable_gd(step), heavy = bn_stable_heavy_ball(step, beta);
        double accelerated = bn_stable_nesterov(step, beta), anywhere = draw(&d, 1e-6, 1);
        cr_assert(bn_radius_gd(step, gd * inside) < 1 && bn_radius_gd(step, gd / inside) > 1);
        cr_assert(bn_radius_heavy_ball(step, beta, heavy * anywhere) < 1);
        cr_assert(bn_radius_heavy_ball(step, beta, heavy / inside) > 1);
        cr_assert(bn_radius_nesterov(step, beta, accelerated * inside) < 1);
        cr_assert(bn_radius_nesterov(step, beta, accelerated * anywhere) < 1);
        cr_assert(bn_radius_nesterov(step, beta, accelerated / inside) > 1);
        cr_assert(accelerated <= gd && gd <= heavy);
    }
    cr_assert(bn_stable_gd(0) == HUGE_VAL && bn_stable_heavy_ball(0, 0.5) == HUGE_VAL);
    cr_assert(bn_stable_nesterov(0, 0.5) == HUGE_VAL && isnan(bn_stable_gd(-1)) && isnan(bn_stable_gd(NAN)));
    cr_assert(isnan(bn_stable_heavy_ball(1, 1)) && isnan(bn_stable_nesterov(1, -0.1)));
}

/* Counts the changes of sign of a mode over many steps, scaled so that it never dies out. */
Test(momentum, the_period_is_the_one_that_a_run_shows)
{
    dice d = { 65 };
    for (size_t i = 0; i < draws(200); i++) {
        double beta = draw(&d, 0.05, 0.99), root = sqrt(beta), low = (1 - root) * (1 - root);
        double lambda = low + (4 * root) * draw(&d, 0.01, 0.99),
               period = bn_period_heavy_ball(1, beta, lambda);
        double x = 1, before = 1, steps = 20000, changes = 0;
        for (int k = 0; k < steps; k++) {
            double next = ((1 + beta - lambda) * x - beta * before) / root; /* divided by radius^k */
            before = x / root, x = next;
            changes += (x < 0) != (before < 0);
        }
        cr_assert(fabs(changes - 2 * steps / period) <= 2, "%g changes, period %g", changes, period);
    }
    cr_assert(bn_close(bn_period_heavy_ball(1, 0.25, 1.25), 4, 1e-15));
    cr_assert_eq(bn_period_heavy_ball(1, 0.25, 0.2), HUGE_VAL);
    cr_assert(bn_close(bn_period_heavy_ball(1, 0.25, 2.5), 2, 1e-15));
    cr_assert(bn_period_heavy_ball(1, 0, 0.5) == HUGE_VAL &&
              bn_close(bn_period_heavy_ball(1, 0, 1.5), 2, 1e-15));
    cr_assert(isnan(bn_period_heavy_ball(-1, 0, 0.5)) && isnan(bn_period_heavy_ball(1, NAN, 0.5)));
}

/* sin(theta/2)^2 = (step lambda - (1 - sqrt(beta))^2)/(4 sqrt(beta)), tiny when the momentum is near 1 */
Test(momentum, long_periods_keep_their_digits)
{
    dice d = { 66 };
    for (size_t i = 0; i < draws(2000); i++) {
        double beta = 1 - draw_log(&d, 1e-12, 0.1), minus = 1 - beta;
        long double root = sqrtl(beta), low = minus / (1 + root), shift = draw(&d, 1.1, 10);
        double lambda = (double)(low * low * shift);
        long double half = sqrtl((lambda - low * low) / (4 * root));
        cr_assert(bn_close(bn_period_heavy_ball(1, beta, lambda), (double)(acosl(-1) / asinl(half)), 1e-14));
    }
}

Test(momentum, modes_of_gradient_descent)
{
    cr_assert_eq(bn_mode_gd(0.5, 1), BN_MODE_MONOTONE);
    cr_assert_eq(bn_mode_gd(0.5, 2), BN_MODE_ONE_STEP);
    cr_assert_eq(bn_mode_gd(0.5, 3), BN_MODE_ALTERNATING);
    cr_assert_eq(bn_mode_gd(0.5, 4), BN_MODE_BOUNDED);
    cr_assert_eq(bn_mode_gd(0.5, 5), BN_MODE_DIVERGENT);
    cr_assert_eq(bn_mode_gd(0.5, -1e-300), BN_MODE_DIVERGENT);
    cr_assert_eq(bn_mode_gd(0, 7), BN_MODE_BOUNDED);
    cr_assert_eq(bn_mode_gd(1, 0), BN_MODE_BOUNDED);
    cr_assert_eq(bn_mode_gd(NAN, 1), BN_MODE_DIVERGENT);
    cr_assert_eq(bn_mode_gd(1, HUGE_VAL), BN_MODE_DIVERGENT);
    /* fl(1/49) 49 rounds to 1 - u, fl(1/3) 3 to 1; both products are below 1, and neither is 1 */
    cr_assert_eq(bn_mode_gd(1.0 / 3, 3), BN_MODE_MONOTONE);
    cr_assert_eq(bn_mode_gd(1.0 / 49, 49), BN_MODE_MONOTONE);
    cr_assert_str_eq(bn_mode_name(BN_MODE_ONE_STEP), "one step");
    cr_assert_str_eq(bn_mode_name(BN_MODE_DIVERGENT), "divergent");
    cr_assert_str_eq(bn_mode_name((bn_mode)77), "unknown mode");
}

Test(momentum, arguments_without_meaning_give_nan)
{
    double (*const radii[])(double, double, double) = { bn_radius_heavy_ball, bn_radius_nesterov };
    for (size_t i = 0; i < 2; i++) {
        cr_assert(isnan(radii[i](-1, 0, 1)) && isnan(radii[i](NAN, 0, 1)) && isnan(radii[i](1, -0.1, 1)));
        cr_assert(isnan(radii[i](1, 0, HUGE_VAL)) && isnan(radii[i](1, HUGE_VAL, 1)));
    }
    cr_assert(isnan(bn_radius_gd(-1, 1)) && isnan(bn_radius_gd(1, NAN)));
}

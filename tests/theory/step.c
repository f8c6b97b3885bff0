/* Step sizes are where they should be, and gain what they should. */
#include <banach/theory.h>
#include "support/support.h"
#include "draw.h"

#include <criterion/criterion.h>
#include <float.h>

TestSuite(step, .fini = bn_no_leaks);

Test(step, the_best_steps_minimize_their_factors)
{
    dice d = { 11 };
    for (size_t i = 0; i < draws(5000); i++) {
        pair p = draw_pair(&d, 1e6);
        double kappa = p.L / p.mu, other = draw(&d, 0, 2) / p.L;
        double a = bn_step_best_monotone(p.mu, p.L), b = bn_step_optimal(p.mu, p.L);
        cr_assert(bn_q_sq(a, p.mu, p.L) <= bn_q_sq(other, p.mu, p.L) + 4 * DBL_EPSILON);
        cr_assert(bn_rho(b, p.mu, p.L) <= bn_rho(other, p.mu, p.L) + 4 * DBL_EPSILON);
        cr_assert(bn_close(bn_one_minus_q_sq(a, p.mu, p.L), 1 / (kappa * kappa), 1e-14));
        cr_assert(bn_close(bn_one_minus_rho(b, p.mu, p.L), 2 / (kappa + 1), 1e-9));
    }
}

Test(step, the_safe_steps_are_the_edges_of_contraction)
{
    dice d = { 12 };
    for (size_t i = 0; i < draws(5000); i++) {
        pair p = draw_pair(&d, 1e6);
        double a = bn_step_safe_monotone(p.mu, p.L), b = bn_step_safe_smooth(p.L), inside = 1 - 1e-9;
        cr_assert(bn_one_minus_q_sq(a * inside, p.mu, p.L) > 0);
        cr_assert(bn_one_minus_q_sq(a / inside, p.mu, p.L) < 0);
        cr_assert(bn_one_minus_rho(b * inside, p.mu, p.L) > 0);
        cr_assert(bn_one_minus_rho(b / inside, p.mu, p.L) < 0);
    }
}

Test(step, auto_stays_off_the_edge)
{
    cr_assert_eq(bn_step_auto(1, 2), bn_step_optimal(1, 2));
    cr_assert_eq(bn_step_auto(1, 1000), 1.8 / 1000);
    cr_assert_eq(bn_step_auto(0, 4), 0.25);
    cr_assert_eq(bn_step_auto(3, 3), 2.0 / 6);
    dice d = { 13 };
    for (size_t i = 0; i < draws(1000); i++) {
        pair p = draw_pair(&d, 1e12);
        double step = bn_step_auto(p.mu, p.L);
        cr_assert(bn_close(bn_one_minus_rho(step, p.mu, p.L), step * p.mu, 1e-15 * p.L / p.mu));
    }
}

Test(step, arguments_without_meaning_give_nan)
{
    double (*const functions[])(double, double) = { bn_step_safe_monotone, bn_step_best_monotone,
                                                    bn_step_optimal, bn_step_auto };
    for (size_t f = 0; f < sizeof functions / sizeof *functions; f++) {
        cr_assert(isnan(functions[f](2, 1)) && isnan(functions[f](-1, 1)) && isnan(functions[f](0, 0)));
        cr_assert(isnan(functions[f](NAN, 1)) && isnan(functions[f](1, NAN)) &&
                  isnan(functions[f](1, HUGE_VAL)));
    }
    cr_assert(isnan(bn_step_safe_smooth(0)) && isnan(bn_step_safe_smooth(NAN)) &&
              isnan(bn_step_safe_smooth(-1)));
    cr_assert(isnan(bn_descent(-1, 1, 1)) && isnan(bn_descent(1, 0, 1)) && isnan(bn_descent(1, 1, -1)));
    cr_assert(isnan(bn_newton_damping(-1)) && isnan(bn_newton_damping(NAN)) &&
              isnan(bn_newton_damping(HUGE_VAL)) && isnan(bn_newton_decrease(-1e-300, 1)));
}

Test(step, descent_is_exact_on_the_steepest_quadratic)
{
    dice d = { 14 };
    for (size_t i = 0; i < draws(2000); i++) {
        double L = draw_log(&d, 1e-3, 1e3), x = draw(&d, -3, 3), step = draw(&d, 0, 3) / L;
        double x1 = x - step * L * x, fall = L / 2 * (x * x - x1 * x1);
        cr_assert(fabs(bn_descent(step, L, fabs(L * x)) - fall) <= 1e-13 * L * x * x);
    }
    cr_assert_eq(bn_descent(0.25, 4, 2), 0.5); /* |g|^2/(2 L) */
    cr_assert(bn_descent(0.51, 4, 2) < 0);
}

/* The same quotient in long double, from the series for small c and directly for large. */
static long double newton_reference(long double c)
{
    if (c > 0.1L)
        return ((1 + c) * log1pl(c) - c) / (c * c);
    long double sum = 0, power = 1;
    for (int k = 2; k < 30; k++, power *= -c)
        sum += power / ((long double)k * (k - 1));
    return sum;
}

Test(step, newton_is_accurate_for_every_scale)
{
    for (double e = -300; e <= 300; e += 0.01) {
        double c = pow(10, e);
        cr_assert(bn_close(bn_newton_damping(c), (double)(log1pl(c) / c), 4 * DBL_EPSILON));
        if (e < 15)
            cr_assert(bn_close(bn_newton_decrease(c, 3), (double)(3 * newton_reference(c)), 16 * DBL_EPSILON),
                      "c %g: %.17g", c, bn_newton_decrease(c, 3));
        else
            cr_assert(bn_close(bn_newton_decrease(c, 3), 3 * (log(c) - 1) / c, 1e-12));
        cr_assert(bn_newton_decrease(c, 1) >= 0 && bn_newton_decrease(c, 1) <= 0.5);
    }
    cr_assert_eq(bn_newton_damping(0), 1);
    cr_assert_eq(bn_newton_decrease(0, 3), 1.5);
}

/* The worst case along the ray, f'' = p'Hp e^(cs): a step t lowers f by gp (t - (e^(ct) - 1 - ct)/c^2). */
Test(step, newton_damping_minimizes_the_bound_and_decrease_is_its_value)
{
    dice d = { 15 };
    for (size_t i = 0; i < draws(2000); i++) {
        double c = draw_log(&d, 0.05, 50), best = bn_newton_damping(c), gp = draw(&d, 0.1, 10);
        double fall = gp * (best - (expm1(c * best) - c * best) / (c * c));
        double t = draw(&d, 0, 1.5), other = gp * (t - (expm1(c * t) - c * t) / (c * c));
        cr_assert(bn_close(bn_newton_decrease(c, gp), fall, 1e-11));
        cr_assert(other <= fall + 1e-11 * gp);
    }
}
